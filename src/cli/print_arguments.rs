//! What can be typed after the commands that are about paper: syntax only.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::arguments::{Format, Report};
use crate::config::{Binding, Blanks, Duplex, Flip, Marks, Order, Scale, Scheme, Sheet, parse_length, thousandths};
use crate::pdf::PageBox;
use crate::typeset::Sp;

#[derive(Debug, Args)]
pub(super) struct Pick {
    /// The articles in their order: paths in the library, or names that only one has
    #[arg(value_name = "ARTICLE", required = true)]
    pub(super) articles: Vec<String>,
    /// What the whole is called
    #[arg(long)]
    pub(super) title: String,
    /// What stands below the title
    #[arg(long)]
    pub(super) subtitle: Option<String>,
    /// The library's folder
    #[arg(long, value_name = "DIR", default_value = "book")]
    pub(super) library: PathBuf,
    /// The folder to make; titles picked before stay in it
    #[arg(long, value_name = "DIR", default_value = "picked")]
    pub(super) out: PathBuf,
    /// Only these, with commas between
    #[arg(long, value_delimiter = ',', value_name = "FORMATS")]
    pub(super) formats: Vec<Format>,
    /// Say nothing but what is wrong
    #[arg(long, short)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct Plan {
    /// The library's folder
    #[arg(value_name = "DIR", default_value = "book")]
    pub(super) folder: PathBuf,
    /// Plan only the title with this slug; may be given again
    #[arg(long, value_name = "SLUG")]
    pub(super) only: Vec<String>,
    /// How many are to be printed
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(super) copies: u32,
    /// Weight of a square metre of the paper in grams
    #[arg(long, value_name = "GRAMS", default_value_t = 80, value_parser = clap::value_parser!(u32).range(20..=1000))]
    pub(super) gsm: u32,
    /// Price of one sheet of paper, in any currency: 0.012
    #[arg(long, value_name = "PRICE", value_parser = price)]
    pub(super) paper: Option<i64>,
    /// Price of one printed side
    #[arg(long, value_name = "PRICE", value_parser = price)]
    pub(super) click: Option<i64>,
    /// How to say it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Report::Text)]
    pub(super) format: Report,
}

#[derive(Debug, Args)]
pub(super) struct TestSheet {
    /// The sheet
    #[arg(long, default_value = "a4", value_parser = named(&Sheet::NAMES))]
    pub(super) sheet: Sheet,
    /// The file to make [default: test-sheet-SHEET.pdf]
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Impose {
    /// The PDF
    #[arg(value_name = "FILE.pdf")]
    pub(super) file: PathBuf,
    /// The file to make; when there are several, what tells them apart is added [default: beside the PDF]
    #[arg(long, value_name = "OUT.pdf")]
    pub(super) out: Option<PathBuf>,
    /// How it is printed, folded and cut
    #[arg(long, default_value = "booklet", value_parser = named(&Scheme::NAMES))]
    pub(super) scheme: Scheme,
    /// The sheet
    #[arg(long, default_value = "a4", value_parser = named(&Sheet::NAMES))]
    pub(super) sheet: Sheet,
    /// Over which edge the printer turns the sheet
    #[arg(long, default_value = "short", value_parser = named(&Flip::NAMES))]
    pub(super) flip: Flip,
    /// Who turns the sheets: the printer, or a person with a fronts file and a backs file
    #[arg(long, default_value = "auto", value_parser = named(&Duplex::NAMES))]
    pub(super) duplex: Duplex,
    /// Which sheet comes first
    #[arg(long, default_value = "first", value_parser = named(&Order::NAMES))]
    pub(super) order: Order,
    /// Where blank pages go
    #[arg(long, default_value = "auto", value_parser = named(&Blanks::NAMES))]
    pub(super) blanks: Blanks,
    /// The edge at which it is bound
    #[arg(long, default_value = "left", value_parser = named(&Binding::NAMES))]
    pub(super) binding: Binding,
    /// Whether pages are scaled
    #[arg(long, default_value = "none", value_parser = named(&Scale::NAMES))]
    pub(super) scale: Scale,
    /// What is drawn beside the pages, with commas between [default: collation]
    #[arg(long, value_delimiter = ',', value_name = "MARKS", value_parser = named(&Marks::NAMES))]
    pub(super) marks: Vec<fn(&mut Marks)>,
    /// White added at the binding edge: 4mm
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    pub(super) gutter: Option<Sp>,
    /// How near to the edges the printer prints, for marks [default: 4mm]
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    pub(super) margin: Option<Sp>,
    /// Thickness of a sheet, for creep [default: 0.1mm]
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    pub(super) caliper: Option<Sp>,
    /// Share of the creep to make up for, 0 to 1 [default: 0]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(super) creep: Option<u16>,
    /// What of each page counts
    #[arg(long = "box", default_value = "trim", value_parser = named(&PageBox::NAMES))]
    pub(super) page_box: PageBox,
    /// Say nothing but what is wrong
    #[arg(long, short)]
    pub(super) quiet: bool,
}

/// Takes one of a few words.
fn named<T: Copy + Send + Sync + 'static>(names: &'static [(&'static str, T)]) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(names.iter().map(|(name, _)| *name)).map(move |given: String| {
        let found = names.iter().find(|(name, _)| *name == given);
        found.map(|(_, value)| *value).expect("the parser has held it to these names")
    })
}

fn length(text: &str) -> Result<Sp, String> {
    parse_length(text)
        .filter(|length| *length <= Sp::um(50_000))
        .ok_or_else(|| "write a number and its unit, no more than 5 cm: 4mm, 0.25in, 12pt".to_owned())
}

fn share(text: &str) -> Result<u16, String> {
    let share = thousandths(text).filter(|share| *share <= 1000).and_then(|share| u16::try_from(share).ok());
    share.ok_or_else(|| "write a number from 0 to 1".to_owned())
}

/// A price in ten-thousandths.
fn price(text: &str) -> Result<i64, String> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let fits = !whole.is_empty() && whole.len() <= 6 && part.len() <= 4 && digits(whole) && digits(part);
    let part = format!("{part:0<4}");
    match (fits, whole.parse::<i64>(), part.parse::<i64>()) {
        (true, Ok(whole), Ok(part)) => Ok(whole * 10_000 + part),
        _ => Err("write a number with at most four decimals: 0.0125".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_exact() {
        assert_eq!((price("0.0125"), price("3"), price("12.5")), (Ok(125), Ok(30_000), Ok(125_000)));
        for wrong in ["", ".5", "-1", "1,5", "0.00001", "1e3", "12345678"] {
            assert!(price(wrong).is_err(), "{wrong}");
        }
    }
}
