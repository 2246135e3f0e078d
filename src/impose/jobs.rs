//! The files for the printer that the settings ask for.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::arrange::{Imposed, TooLarge, arrange};
use super::{STAPLED_SHEETS, blanks, foldings, most_pages};
use crate::config::{Duplex, Flip, Order, PrintSettings, Scheme, Sheet};
use crate::diagnostics::Diagnostic;
use crate::typeset::Sp;

/// What is to be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pages {
    /// The page's width.
    pub width: Sp,
    /// The page's height.
    pub height: Sp,
    /// How many pages there are.
    pub count: usize,
    /// Whether the last of them is a back cover.
    pub ends_with_cover: bool,
}

/// A file for the printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// What tells it from others of the same pages: `booklet-a4-short-edge`.
    pub name: String,
    /// The sheet.
    pub sheet: Sheet,
    /// The scheme.
    pub scheme: Scheme,
    /// Its sheets.
    pub imposed: Imposed,
    /// Which sides of them.
    pub sides: Sides,
}

/// Which sides of its sheets a file prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sides {
    /// All: both, or the only one.
    All,
    /// The fronts, where a person turns the sheets.
    Fronts,
    /// The backs, which go with them.
    Backs,
}

/// Something that cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// What was asked for.
    pub scheme: Scheme,
    /// On which sheet.
    pub sheet: Sheet,
    /// Why not.
    pub why: Why,
}

/// Why pages do not go on a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The page is larger than its place.
    TooLarge(TooLarge),
    /// There are more pages than the scheme has places.
    TooMany {
        /// How many there are.
        pages: usize,
        /// How many there may be.
        most: usize,
    },
}

/// `there is no quarto for A4: a page of 139.7 × 210.0 mm is larger than its place on the sheet, 105.0 × 148.5 mm`.
impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no {}", self.scheme.name())?;
        match self.why {
            Why::TooLarge(TooLarge { page, cell }) => write!(
                f,
                " for {}: a page of {} × {} mm is larger than its place on the sheet, {} × {} mm",
                self.sheet.title(),
                Mm(page.0),
                Mm(page.1),
                Mm(cell.0),
                Mm(cell.1)
            ),
            Why::TooMany { pages, most } => write!(f, ": it has {most} pages, and there are {pages}"),
        }
    }
}

impl Refused {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self.why {
            Why::TooLarge(_) => {
                "change `[page]` in book.toml, take the sheet out of `[print]`, or set `scale = \"fit\"` there"
            }
            Why::TooMany { .. } => "take it out of `schemes` in `[print]`, or shorten the text",
        }
    }
}

/// A length in millimetres with one decimal.
pub(crate) struct Mm(pub(crate) Sp);

impl fmt::Display for Mm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = self.0.scale(254, 72 * 65_536).0;
        let sign = if tenths < 0 { "−" } else { "" };
        write!(f, "{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
    }
}

/// Puts pages on sheets by a scheme, front and back of each in turn. A booklet whose cover is apart makes two parts.
///
/// # Errors
/// [`Refused`] when the pages are too large or too many.
pub fn impose(
    pages: &Pages,
    scheme: Scheme,
    sheet: Sheet,
    flip: Flip,
    print: &PrintSettings,
) -> Result<Vec<(&'static str, Imposed)>, Refused> {
    let refused = |why| Refused { scheme, sheet, why };
    if let Some(most) = most_pages(scheme).filter(|most| pages.count > *most) {
        return Err(refused(Why::TooMany { pages: pages.count, most }));
    }
    let mut parts = Vec::new();
    for (name, folding) in foldings(scheme, pages.count, print.binding) {
        let filled = blanks::fill(pages.count, folding.places, print.blanks, pages.ends_with_cover);
        let imposed = arrange(&folding, &filled, (pages.width, pages.height), sheet, flip, print);
        parts.push((name, imposed.map_err(|too_large| refused(Why::TooLarge(too_large)))?));
    }
    Ok(parts)
}

/// Makes all that `print` asks for, and says what cannot be made. Parts without sheets are left out.
#[must_use]
pub fn jobs(pages: &Pages, print: &PrintSettings) -> (Vec<Job>, Vec<Refused>) {
    let (mut jobs, mut refusals): (Vec<Job>, Vec<Refused>) = (Vec::new(), Vec::new());
    for &scheme in &print.schemes {
        'sheets: for &sheet in &print.sheets {
            for &flip in &print.flips {
                let parts = match impose(pages, scheme, sheet, flip, print) {
                    Ok(parts) => parts,
                    Err(refused) => {
                        refusals.push(refused);
                        match refused.why {
                            // The next sheet may be larger, but it takes no more pages.
                            Why::TooLarge(_) => continue 'sheets,
                            Why::TooMany { .. } => break 'sheets,
                        }
                    }
                };
                for (part, imposed) in parts.into_iter().filter(|(_, imposed)| !imposed.sides.is_empty()) {
                    let stem = format!("{part}-{}", sheet.name());
                    for (end, sides, imposed) in files(imposed, flip, print) {
                        let name = format!("{stem}{end}");
                        // Fronts, and all sides of what has one only, are the same for every flip.
                        if jobs.iter().all(|job| job.name != name) {
                            jobs.push(Job { name, sheet, scheme, imposed, sides });
                        }
                    }
                }
            }
        }
    }
    (jobs, refusals)
}

/// The files of one part with the ends of their names.
fn files(mut imposed: Imposed, flip: Flip, print: &PrintSettings) -> Vec<(String, Sides, Imposed)> {
    if print.order == Order::LastSheet {
        let sheets = imposed.sides.chunks(imposed.sides_per_sheet()).rev();
        imposed.sides = sheets.flatten().cloned().collect();
    }
    if imposed.flip.is_none() {
        return vec![(String::new(), Sides::All, imposed)];
    }
    if print.duplex == Duplex::Automatic {
        return vec![(format!("-{}", flip.edge()), Sides::All, imposed)];
    }
    let (mut fronts, mut backs) = (Vec::new(), Vec::new());
    for (i, side) in imposed.sides.drain(..).enumerate() {
        if i % 2 == 0 { fronts.push(side) } else { backs.push(side) }
    }
    if print.duplex == Duplex::ManualReversed {
        backs.reverse();
    }
    let of = |sides| Imposed { sides, flip: None, ..imposed.clone() };
    vec![
        ("-fronts".to_owned(), Sides::Fronts, of(fronts)),
        (format!("-backs-{}", flip.edge()), Sides::Backs, of(backs)),
    ]
}

/// Says what one who prints `pages` pages by a scheme should know beforehand, if anything: that the paper stays nearly all
/// blank, or that a staple will not hold it.
#[must_use]
pub fn advice(title: &str, scheme: Scheme, pages: usize) -> Option<Diagnostic> {
    let sheets = pages.div_ceil(4);
    match scheme {
        Scheme::Booklet | Scheme::Saddle | Scheme::Cover if pages == 1 => Some(
            Diagnostic::warning(format!(
                "the booklet of “{title}” has one page: the other three of its sheet stay blank"
            ))
            .hint("print the PDF for reading instead"),
        ),
        Scheme::Saddle if sheets > STAPLED_SHEETS => Some(
            Diagnostic::warning(format!(
                "“{title}” in one stack has {pages} pages on {sheets} sheets, too many for one staple"
            ))
            .hint(format!(
                "the scheme `booklet` divides what has more than {} pages into sections",
                STAPLED_SHEETS * 4
            )),
        ),
        _ => None,
    }
}
