//! `pamphlet plan`: what a print run takes, in each way that fits the pages.

use std::fmt::Write as _;

use serde::Serialize;

use super::arguments::{Plan, Report};
use super::publish::{Formats, Options, Published, Silent, publish};
use super::summary::{plural, say};
use super::{Exit, report};
use crate::config::{self, Binding, PrintSettings, Scheme, Sheet};
use crate::diagnostics::Diagnostics;
use crate::impose::{Folding, Imposed, Pages, STAPLED_SHEETS, foldings, impose};
use crate::source::Library;

pub(super) fn plan(arguments: &Plan) -> Exit {
    let (library, mut diagnostics) = Library::read(&arguments.folder);
    if let Some(unknown) = super::build::unknown_title(&arguments.only, &library) {
        report::one(unknown);
        return Exit::Usage;
    }
    let formats = Formats { epub: false, kepub: false, pdf: false, booklets: false };
    let options = Options { only: arguments.only.clone(), formats, press: Some(Vec::new()), ..Options::default() };
    let outcome = publish(&library, &options, &Silent);
    diagnostics.append(outcome.diagnostics);
    let exit = report::all(&mut diagnostics, &library);
    if exit != Exit::Well {
        return exit;
    }
    let book = config::book(&library.files, library.book, &mut Diagnostics::default());
    let run = Run { copies: arguments.copies, gsm: arguments.gsm, paper: arguments.paper, click: arguments.click };
    let plans: Vec<(&Published, Vec<Way>)> = outcome
        .titles
        .iter()
        .map(|title| {
            let pages = Pages { width: title.page.0, height: title.page.1, count: title.pages, ends_with_cover: false };
            (title, ways(&pages, &book.print, &run))
        })
        .collect();
    say(|bold| match arguments.format {
        Report::Text => table(&plans, &run, bold),
        Report::Json => json(&plans, &run),
    });
    exit
}

/// What is to be printed on what.
struct Run {
    copies: u32,
    gsm: u32,
    /// Prices of a sheet and of a side in ten-thousandths.
    paper: Option<i64>,
    click: Option<i64>,
}

/// One way to print a title.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Way {
    scheme: Scheme,
    sheet: Sheet,
    /// Places without a page.
    blanks: usize,
    /// Sheets of paper for one copy.
    sheets: usize,
    /// Printed sides of one copy, blank ones among them.
    sides: usize,
    /// Sections of one copy.
    sections: usize,
    /// How it is held together.
    staples: Staples,
    /// How far the innermost leaf sticks out, in micrometres.
    creep: i64,
    /// Weight of one copy in milligrams.
    milligrams: i64,
    /// Price of all in ten-thousandths, when a price was given.
    price: Option<i64>,
    cheapest: bool,
}

/// What holds the leaves of one copy together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Staples {
    /// Nothing: it is one sheet, folded.
    None,
    /// So many staples through folds.
    Number(usize),
    /// Glue on the edge, or staples through the block.
    Glue,
}

/// All ways in which the pages fit the sheets of the settings, the cheapest one for each kind of sheet marked: by money,
/// where there is any, else by paper.
fn ways(pages: &Pages, print: &PrintSettings, run: &Run) -> Vec<Way> {
    let mut ways = Vec::new();
    for (_, scheme) in Scheme::NAMES {
        // What is the same as `booklet` is listed under that name.
        let thick = pages.count.div_ceil(4) > STAPLED_SHEETS;
        let folded = |scheme| foldings(scheme, pages.count, Binding::Left).swap_remove(0).1;
        let twice = match scheme {
            Scheme::Saddle => !thick,
            Scheme::Sections => thick || folded(scheme).sections.len() < 2,
            _ => false,
        };
        if twice {
            continue;
        }
        for &sheet in &print.sheets {
            let Ok(parts) = impose(pages, scheme, sheet, config::Flip::Short, print) else { continue };
            let foldings = foldings(scheme, pages.count, Binding::Left).into_iter().map(|(_, folding)| folding);
            let parts: Vec<(Folding, Imposed)> = foldings.zip(parts.into_iter().map(|(_, imposed)| imposed)).collect();
            ways.push(way((scheme, sheet), pages.count, &parts, print, run));
        }
    }
    // Whoever prints has one kind of paper: the cheapest of each.
    for sheet in &print.sheets {
        let least = ways.iter().filter(|way| way.sheet == *sheet).map(Way::cost).min();
        let first = ways.iter_mut().find(|way| way.sheet == *sheet && Some(way.cost()) == least);
        first.into_iter().for_each(|way| way.cheapest = true);
    }
    ways
}

impl Way {
    fn cost(&self) -> (i64, i64) {
        (self.price.unwrap_or(0), self.milligrams)
    }
}

fn way(
    (scheme, sheet): (Scheme, Sheet),
    count: usize,
    parts: &[(Folding, Imposed)],
    print: &PrintSettings,
    run: &Run,
) -> Way {
    let sheets: usize = parts.iter().map(|(_, part)| part.sheets()).sum();
    let sides: usize = parts.iter().map(|(_, part)| part.sides.len()).sum();
    // A cover goes round sections of its own, else it is stapled with what it encloses.
    let sections = parts.last().map_or(0, |(folding, _)| folding.sections.len());
    let sections = if scheme == Scheme::Cover { sections.max(1) } else { sections };
    let places = parts.first().map_or(0, |(folding, _)| folding.places);
    let cells = parts.iter().flat_map(|(folding, _)| &folding.sheets).flat_map(|sheet| &sheet.front).flatten();
    let depth = cells.map(|cell| cell.depth).max().unwrap_or(0);
    let (width, length) = sheet.micrometres();
    // A square metre has 10¹² µm²; a milligram is a thousandth of a gram.
    let milligrams = as_i64(sheets) * (i64::from(width) * i64::from(length) * i64::from(run.gsm) / 1_000_000) / 1000;
    let price = (run.paper.is_some() || run.click.is_some()).then(|| {
        let one = as_i64(sheets) * run.paper.unwrap_or(0) + as_i64(sides) * run.click.unwrap_or(0);
        one * i64::from(run.copies)
    });
    let staples = match scheme {
        Scheme::CutStack => Staples::Glue,
        Scheme::Quarto | Scheme::Octavo if sections > 1 => Staples::Glue,
        Scheme::Zine | Scheme::Quarter | Scheme::Trifold => Staples::None,
        _ => Staples::Number(sections * 2),
    };
    Way {
        scheme,
        sheet,
        blanks: places - count,
        sheets,
        sides,
        sections,
        staples,
        creep: (as_i64(depth) * i64::from(print.caliper.0) * 25_400 + 72 * 32_768) / (72 * 65_536),
        milligrams,
        price,
        cheapest: false,
    }
}

fn as_i64(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

const NOTE: &str = "* the cheapest on its sheet, by price where one is given, else by paper\n";

/// The plans as tables, one a title.
fn table(plans: &[(&Published, Vec<Way>)], run: &Run, bold: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    for (title, ways) in plans {
        let _ = writeln!(
            out,
            "{}  {}; {} on paper of {} g/m²",
            bold(&title.title),
            plural(title.pages, "page"),
            if run.copies == 1 { "1 copy".to_owned() } else { format!("{} copies", thousands(run.copies.into())) },
            run.gsm
        );
        let head = [
            "",
            "scheme",
            "sheet",
            "blank",
            "sheets",
            "sections",
            "staples",
            "creep",
            "weight",
            "all sheets",
            "all weight",
            "price",
        ];
        let mut rows = vec![head.map(str::to_owned)];
        rows.extend(ways.iter().map(|way| row(way, run)));
        let columns = if run.paper.is_some() || run.click.is_some() { head.len() } else { head.len() - 1 };
        let widths: Vec<usize> =
            (0..columns).map(|i| rows.iter().map(|row| row[i].chars().count()).max().unwrap_or(0)).collect();
        for row in &rows {
            let cells = row.iter().zip(&widths).enumerate().map(|(i, (cell, width))| match i {
                0..3 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            });
            let line = cells.collect::<Vec<_>>().join("  ");
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    out.push_str(NOTE);
    out
}

fn row(way: &Way, run: &Run) -> [String; 12] {
    let copies = i64::from(run.copies);
    [
        if way.cheapest { "*" } else { "" }.to_owned(),
        way.scheme.name().to_owned(),
        way.sheet.title().to_owned(),
        way.blanks.to_string(),
        way.sheets.to_string(),
        way.sections.to_string(),
        match way.staples {
            Staples::None => "none".to_owned(),
            Staples::Number(staples) => staples.to_string(),
            Staples::Glue => "glue".to_owned(),
        },
        format!("{} mm", decimal((way.creep + 50) / 100, 1)),
        format!("{} g", decimal((way.milligrams + 50) / 100, 1)),
        thousands(as_i64(way.sheets) * copies),
        format!("{} kg", decimal((way.milligrams * copies + 5_000) / 10_000, 2)),
        way.price.map(|price| decimal((price + 50) / 100, 2)).unwrap_or_default(),
    ]
}

/// Whole tenths, hundredths and so on as a decimal fraction.
fn decimal(value: i64, places: u32) -> String {
    let unit = 10_i64.pow(places);
    format!("{}.{:0width$}", thousands(value / unit), value % unit, width = places as usize)
}

/// `1,600`.
fn thousands(number: i64) -> String {
    let digits = number.to_string();
    let groups: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
    groups.into_iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join(",")
}

/// The plans as JSON. The keys are told in the handbook's chapter on printing; they stay, and others may join.
fn json(plans: &[(&Published, Vec<Way>)], run: &Run) -> String {
    let titles = plans.iter().map(|(title, ways)| JsonTitle {
        slug: &title.slug,
        title: &title.title,
        pages: title.pages,
        ways: ways.iter().map(|way| JsonWay::new(way, run)).collect(),
    });
    let plan = JsonPlan { copies: run.copies, gsm: run.gsm, titles: titles.collect() };
    serde_json::to_string_pretty(&plan).expect("keys are texts and numbers are finite") + "\n"
}

#[derive(Serialize)]
struct JsonPlan<'a> {
    copies: u32,
    gsm: u32,
    titles: Vec<JsonTitle<'a>>,
}

#[derive(Serialize)]
struct JsonTitle<'a> {
    slug: &'a str,
    title: &'a str,
    pages: usize,
    ways: Vec<JsonWay>,
}

#[derive(Serialize)]
struct JsonWay {
    scheme: &'static str,
    sheet: &'static str,
    blanks: usize,
    sheets: usize,
    sides: usize,
    sections: usize,
    /// Nothing where there is glue.
    staples: Option<usize>,
    creep_mm: f64,
    grams: f64,
    all_sheets: i64,
    all_kilograms: f64,
    price: Option<f64>,
    cheapest: bool,
}

impl JsonWay {
    fn new(way: &Way, run: &Run) -> Self {
        let copies = i64::from(run.copies);
        Self {
            scheme: way.scheme.name(),
            sheet: way.sheet.name(),
            blanks: way.blanks,
            sheets: way.sheets,
            sides: way.sides,
            sections: way.sections,
            staples: match way.staples {
                Staples::Number(staples) => Some(staples),
                Staples::None => Some(0),
                Staples::Glue => None,
            },
            creep_mm: way.creep as f64 / 1e3,
            grams: way.milligrams as f64 / 1e3,
            all_sheets: as_i64(way.sheets) * copies,
            all_kilograms: (way.milligrams * copies) as f64 / 1e6,
            price: way.price.map(|price| price as f64 / 1e4),
            cheapest: way.cheapest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{PageSettings, Scale};

    fn of(count: usize, run: &Run, scale: Scale) -> Vec<Way> {
        let page = PageSettings::default();
        let pages = Pages { width: page.width, height: page.height, count, ends_with_cover: false };
        ways(&pages, &PrintSettings { scale, ..PrintSettings::default() }, run)
    }

    const RUN: Run = Run { copies: 200, gsm: 80, paper: None, click: None };

    #[test]
    fn two_hundred_copies_of_thirty_two_pages_are_eight_kilograms() {
        let ways = of(32, &RUN, Scale::None);
        let named: Vec<(&str, Sheet)> = ways.iter().map(|way| (way.scheme.name(), way.sheet)).collect();
        assert!(!named.iter().any(|(name, _)| ["mini", "zine8", "saddle", "trifold"].contains(name)), "{named:?}");
        let booklet = ways.iter().find(|way| (way.scheme, way.sheet) == (Scheme::Booklet, Sheet::A4)).expect("it fits");
        assert_eq!((booklet.sheets, booklet.blanks, booklet.creep, booklet.milligrams), (8, 0, 700, 39_916));
        let row = row(booklet, &RUN);
        assert_eq!(row[6..11], ["2", "0.7 mm", "39.9 g", "1,600", "7.98 kg"]);
        // As little paper as any, and the first of them.
        let cheapest: Vec<(Scheme, Sheet)> =
            ways.iter().filter(|way| way.cheapest).map(|way| (way.scheme, way.sheet)).collect();
        assert_eq!(cheapest, [(Scheme::Booklet, Sheet::A4), (Scheme::Booklet, Sheet::Letter)]);
    }

    #[test]
    fn the_cheapest_is_so_by_price_then_by_paper() {
        let run = Run { copies: 10, gsm: 80, paper: Some(100), click: Some(300) };
        let ways = of(32, &run, Scale::Fit);
        let cheapest = ways.iter().find(|way| way.cheapest).expect("one is");
        // Two sheets of sixteen pages each: (2 · 0.01 + 4 · 0.03) · 10.
        assert_eq!((cheapest.scheme, cheapest.price), (Scheme::Octavo, Some(14_000)));
    }

    #[test]
    fn thick_pamphlets_have_sections_with_staples_of_their_own() {
        let ways = of(100, &RUN, Scale::None);
        let find = |scheme| ways.iter().find(|way| way.scheme == scheme).expect("it fits");
        let booklet = find(Scheme::Booklet);
        assert_eq!((booklet.sheets, booklet.sections, booklet.staples), (25, 5, Staples::Number(10)));
        assert_eq!((find(Scheme::Saddle).sections, find(Scheme::CutStack).staples), (1, Staples::Glue));
        assert_eq!(find(Scheme::Cover).sheets, 25);
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(
            (thousands(1_234_567), thousands(12), decimal(12_345, 2)),
            ("1,234,567".into(), "12".into(), "123.45".into())
        );
    }
}
