//! Judges the lines of a paragraph: spaces, hyphens, the last line, words that stand above themselves.

use super::seen::Seen;
use super::{Amount, Fault, Figures, Kind};

/// A line is loose above this space ratio, in thousandths.
const LOOSE: u32 = 1_500;
/// A line is tight below this space ratio, in thousandths.
const TIGHT: u32 = 700;
/// Two hyphens in a row are borne; at three the eye begins to climb.
const LADDER: usize = 3;
/// A last line narrower than this is a runt, in thousandths of an em: it hardly covers the next indent.
const RUNT: u32 = 3_000;

/// Adds the faults of a paragraph's lines.
pub(super) fn judge(paragraph: &[Seen], faults: &mut Vec<Fault>) {
    for line in paragraph {
        match line.ratio() {
            Some(ratio) if ratio > LOOSE => faults.push(line.fault(Kind::LooseLine, Amount::Thousandths(ratio))),
            Some(ratio) if ratio < TIGHT => faults.push(line.fault(Kind::TightLine, Amount::Thousandths(ratio))),
            _ => {}
        }
    }
    for lines in paragraph.chunk_by(|a, b| a.hyphen && b.hyphen).filter(|lines| lines.len() >= LADDER) {
        faults.push(lines[0].fault(Kind::Ladder, count(lines)));
    }
    for (kind, word) in [(Kind::RepeatedStart, first_word as fn(&Seen) -> _), (Kind::RepeatedEnd, last_word)] {
        for lines in paragraph.chunk_by(|a, b| word(a).is_some_and(|w| Some(w) == word(b))) {
            if lines.len() > 1 {
                faults.push(lines[0].fault(kind, count(lines)));
            }
        }
    }
    // Where the line above is not filled, lines end where the author or the sense wants it.
    if let [.., above, last] = paragraph
        && last.paragraph.last
        && above.ratio().is_some()
    {
        let ems = last.width.scale(1000, i64::from(last.size.0.max(1)));
        let ems = u32::try_from(ems.0).unwrap_or(0);
        if ems < RUNT {
            faults.push(last.fault(Kind::Runt, Amount::Thousandths(ems)));
        }
    }
}

/// The figures of all lines that have a space ratio. The deviation is that of the whole, not of a sample.
pub(super) fn figures(paragraphs: &[Vec<Seen>]) -> Figures {
    let lines = || paragraphs.iter().flatten().filter_map(|line| Some((line, line.ratio()?)));
    let mut ratios: Vec<u32> = lines().map(|(_, ratio)| ratio).collect();
    ratios.sort_unstable();
    let Some(last) = ratios.len().checked_sub(1) else { return Figures::default() };
    let n = ratios.len() as u128;
    let sum: u128 = ratios.iter().map(|r| u128::from(*r)).sum();
    let squares: u128 = ratios.iter().map(|r| u128::from(*r).pow(2)).sum();
    let narrow = |value: u128| u32::try_from(value).unwrap_or(u32::MAX);
    Figures {
        lines: ratios.len(),
        mean: narrow((sum + n / 2) / n),
        deviation: narrow((n * squares - sum * sum).isqrt() / n),
        percentile_95: ratios[last.min(ratios.len() * 95 / 100)],
        loose: ratios.iter().filter(|ratio| **ratio > LOOSE).count(),
        tight: ratios.iter().filter(|ratio| **ratio < TIGHT).count(),
        hyphens: lines().filter(|(line, _)| line.hyphen).count(),
    }
}

/// How many lines these are.
pub(super) fn count(lines: &[Seen]) -> Amount {
    Amount::Lines(u32::try_from(lines.len()).unwrap_or(u32::MAX))
}

fn first_word(line: &Seen) -> Option<String> {
    bare(line.text.split(' ').next()?)
}

fn last_word(line: &Seen) -> Option<String> {
    bare(line.text.rsplit(' ').next()?)
}

/// A word as the eye compares it: in small letters, without stops, and without the number of a note at its end.
fn bare(word: &str) -> Option<String> {
    let letters: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let without_mark = letters.trim_end_matches(|c: char| c.is_ascii_digit());
    Some(if without_mark.is_empty() { &*letters } else { without_mark }).filter(|w| !w.is_empty()).map(str::to_owned)
}
