//! Scorecards as text for people and as JSON for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::publish::Published;
use super::summary::plural;
use crate::diagnostics::{Files, Span};
use crate::scorecard::{Amount, Fault, Figures, Kind, Scorecard};

/// How many faults of a kind are shown when not all are wanted.
const SHOWN: usize = 5;
/// How many characters of a line are shown.
const TEXT_WIDTH: usize = 48;

/// A table for each title: its figures, then its faults by kind, of each the worst first. Unless `all` are wanted,
/// a few of each kind.
pub(super) fn text(titles: &[Published], files: &Files, all: bool, bold: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut left_out = false;
    for (title, card) in scored(titles) {
        figures(&mut out, title, card, bold);
        for kind in Kind::ALL {
            let count = card.count(kind);
            if count == 0 {
                continue;
            }
            let shown = if all { count } else { count.min(SHOWN) };
            let _ = write!(out, "\n  {count} {}", kind.name(count));
            let _ = writeln!(out, "{}", if shown < count { format!(", the worst {shown}") } else { String::new() });
            let rows: Vec<[String; 3]> = card.of(kind).take(shown).map(|fault| row(fault, files)).collect();
            let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
            let (place, amount) = (width(0), width(1));
            for [at, how, words] in &rows {
                let gap = if amount > 0 { "  " } else { "" };
                let _ = writeln!(out, "    {at:place$}  {how:>amount$}{gap}{words}");
            }
            left_out |= shown < count;
        }
        out.push('\n');
    }
    if left_out {
        out.push_str("`--all` lists every fault.\n");
    }
    out
}

/// Titles with their scorecards.
fn scored(titles: &[Published]) -> impl Iterator<Item = (&Published, &Scorecard)> {
    titles.iter().filter_map(|title| Some((title, title.scorecard.as_ref()?)))
}

fn figures(out: &mut String, title: &Published, card: &Scorecard, bold: &dyn Fn(&str) -> String) {
    let size = format!("{}, {}", plural(title.articles, "article"), plural(card.pages, "page"));
    let _ = writeln!(out, "{}  {size}", bold(&title.title));
    let mut line = |cells: [&str; 8]| {
        let [name, lines, mean, deviation, percentile, loose, tight, hyphens] = cells;
        let _ = writeln!(
            out,
            "  {name:5} {lines:>5} {mean:>5} {deviation:>9} {percentile:>5} {loose:>7} {tight:>7} {hyphens:>7}"
        );
    };
    line(["", "lines", "mean", "deviation", "95th", "> 1.5", "< 0.7", "hyphens"]);
    for (name, figures) in [("text", &card.text), ("notes", &card.notes)].into_iter().filter(|(_, f)| f.lines > 0) {
        let [mean, deviation, percentile] =
            [figures.mean, figures.deviation, figures.percentile_95].map(|n| decimals(u64::from(n), 1_000, 3));
        let [loose, tight, hyphens] = [figures.loose, figures.tight, figures.hyphens]
            .map(|count| format!("{} %", decimals(in_100_000(count, figures.lines), 1_000, 2)));
        line([name, &figures.lines.to_string(), &mean, &deviation, &percentile, &loose, &tight, &hyphens]);
    }
}

/// A fault's place, how bad it is, and the words it is at.
fn row(fault: &Fault, files: &Files) -> [String; 3] {
    let amount = match (fault.amount, fault.kind) {
        (Amount::Unmeasured, _) => String::new(),
        (Amount::Lines(n), _) => plural(n as usize, "line"),
        (Amount::Thousandths(n), Kind::Runt) => format!("{} em", decimals(u64::from(n), 1_000, 1)),
        (Amount::Thousandths(n), Kind::ShortPage | Kind::UnequalSpread) => {
            format!("{} lines", decimals(u64::from(n), 1_000, 1))
        }
        (Amount::Thousandths(n), _) => decimals(u64::from(n), 1_000, 2),
    };
    let (file, line) = place(files, fault.source);
    let mut words: String = fault.text.chars().take(TEXT_WIDTH).collect();
    if words.len() < fault.text.len() {
        words.truncate(words.trim_end().len());
        words.push('…');
    }
    [format!("{file}:{line}  page {}", fault.page + 1), amount, words]
}

/// A file and the number of a line in it, from 1.
fn place(files: &Files, span: Span) -> (String, usize) {
    let file = files.get(span.file);
    (file.path.to_string_lossy().replace('\\', "/"), file.position(span.start as usize).0)
}

/// `n ÷ unit` with so many decimals, rounded half up.
fn decimals(n: u64, unit: u64, places: u32) -> String {
    let tens = 10_u64.pow(places);
    let rounded = (n * tens + unit / 2) / unit;
    format!("{}.{:0width$}", rounded / tens, rounded % tens, width = places as usize)
}

/// `count ÷ of` in hundred-thousandths.
fn in_100_000(count: usize, of: usize) -> u64 {
    (count as u64 * 100_000 + of as u64 / 2) / (of as u64).max(1)
}

/// All scorecards as JSON. The keys are told in the handbook's chapter on the scorecard; they stay, and others may join.
pub(super) fn json(titles: &[Published], files: &Files) -> String {
    let titles = scored(titles).map(|(title, card)| JsonTitle::new(title, card, files)).collect();
    let text = serde_json::to_string_pretty(&JsonReport { titles }).expect("keys are texts and numbers are finite");
    text + "\n"
}

#[derive(Serialize)]
struct JsonReport<'a> {
    titles: Vec<JsonTitle<'a>>,
}

#[derive(Serialize)]
struct JsonTitle<'a> {
    slug: &'a str,
    title: &'a str,
    articles: usize,
    pages: usize,
    text: JsonFigures,
    notes: JsonFigures,
    /// How many faults there are of each kind.
    counts: BTreeMap<&'static str, usize>,
    faults: Vec<JsonFault<'a>>,
}

/// Ratios are decimal numbers; shares are of all lines, from 0 to 1. Without lines there are no ratios.
#[derive(Serialize)]
struct JsonFigures {
    lines: usize,
    mean: Option<f64>,
    deviation: Option<f64>,
    percentile_95: Option<f64>,
    share_loose: Option<f64>,
    share_tight: Option<f64>,
    share_hyphens: Option<f64>,
}

#[derive(Serialize)]
struct JsonFault<'a> {
    kind: &'static str,
    file: String,
    line: usize,
    page: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<f64>,
    text: &'a str,
}

impl<'a> JsonTitle<'a> {
    fn new(title: &'a Published, card: &'a Scorecard, files: &Files) -> Self {
        Self {
            slug: &title.slug,
            title: &title.title,
            articles: title.articles,
            pages: card.pages,
            text: JsonFigures::new(&card.text),
            notes: JsonFigures::new(&card.notes),
            counts: Kind::ALL.into_iter().map(|kind| (kind.key(), card.count(kind))).collect(),
            faults: card.faults.iter().map(|fault| JsonFault::new(fault, files)).collect(),
        }
    }
}

impl JsonFigures {
    fn new(figures: &Figures) -> Self {
        let some = figures.lines > 0;
        let ratio = |n: u32| some.then(|| f64::from(n) / 1_000.0);
        let share = |count: usize| some.then(|| in_100_000(count, figures.lines) as f64 / 100_000.0);
        Self {
            lines: figures.lines,
            mean: ratio(figures.mean),
            deviation: ratio(figures.deviation),
            percentile_95: ratio(figures.percentile_95),
            share_loose: share(figures.loose),
            share_tight: share(figures.tight),
            share_hyphens: share(figures.hyphens),
        }
    }
}

impl<'a> JsonFault<'a> {
    fn new(fault: &'a Fault, files: &Files) -> Self {
        let (file, line) = place(files, fault.source);
        let amount = match fault.amount {
            Amount::Unmeasured => None,
            Amount::Lines(n) => Some(f64::from(n)),
            Amount::Thousandths(n) => Some(f64::from(n) / 1_000.0),
        };
        Self { kind: fault.kind.key(), file, line, page: fault.page + 1, amount, text: &fault.text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::FileId;

    #[test]
    fn numbers_are_rounded_half_up() {
        let some =
            [(1_999, 2), (1_994, 2), (1_995, 2), (50, 1), (49, 1), (12_000, 3)].map(|(n, d)| decimals(n, 1_000, d));
        assert_eq!(some, ["2.00", "1.99", "2.00", "0.1", "0.0", "12.000"]);
        assert_eq!((in_100_000(1, 3), in_100_000(2, 3), in_100_000(0, 0)), (33_333, 66_667, 0));
    }

    #[test]
    fn a_row_has_place_amount_and_as_many_words_as_have_room() {
        let mut files = Files::default();
        let file = files.add("news/a.md", "# One\n\nÄ line.\n");
        let fault = |kind, amount, text: &str| {
            let fault = Fault { kind, amount, source: Span::new(FileId(0), 7..9), page: 11, text: text.into() };
            row(&fault, &files)
        };
        assert_eq!(file, FileId(0));
        let place = "news/a.md:3  page 12";
        assert_eq!(fault(Kind::Widow, Amount::Unmeasured, "so it ends."), [place, "", "so it ends."]);
        assert_eq!(fault(Kind::Runt, Amount::Thousandths(1_249), "it."), [place, "1.2 em", "it."]);
        assert_eq!(fault(Kind::ShortPage, Amount::Thousandths(2_500), "it."), [place, "2.5 lines", "it."]);
        assert_eq!(fault(Kind::Ladder, Amount::Lines(3), "climb-"), [place, "3 lines", "climb-"]);
        let long = "ж".repeat(TEXT_WIDTH - 1) + " and on";
        let [_, amount, words] = fault(Kind::LooseLine, Amount::Thousandths(1_838), &long);
        assert_eq!((amount.as_str(), words), ("1.84", "ж".repeat(TEXT_WIDTH - 1) + "…"));
    }
}
