//! Arranges pages on sheets of paper: a booklet's pages in the order in which a duplex printer
//! must put them so that the folded stack reads from first to last.
//!
//! 1. [`saddle`] says which pages meet on which sheet.
//! 2. [`arrange`] says where on the paper each lies, for a sheet of a size and a printer's flip.
//!
//! Pages are named by their index; nothing here looks into them, and no PDF is parsed.

mod arrange;
mod saddle;

pub use arrange::{Booklet, Imposed, Placement, Side, TooLarge, arrange, name};
pub use saddle::{SheetOfFour, saddle};

use crate::diagnostics::Diagnostic;

/// The most sheets that an office stapler takes with ease; print shops say 10 to 12.
const STAPLED_SHEETS: usize = 12;

/// Says what a printer of a booklet of `pages` pages should know beforehand, if anything: that it
/// is nearly all blank, or too thick for a staple.
#[must_use]
pub fn advice(title: &str, pages: usize) -> Option<Diagnostic> {
    let sheets = pages.div_ceil(4);
    if pages == 1 {
        return Some(
            Diagnostic::warning(format!(
                "the booklet of “{title}” has one page: the other three of its sheet stay blank"
            ))
            .hint("print the PDF for reading instead"),
        );
    }
    (sheets > STAPLED_SHEETS).then(|| {
        Diagnostic::warning(format!(
            "the booklet of “{title}” has {pages} pages on {sheets} sheets, too many for one staple"
        ))
        .hint(format!("up to {} pages fold and staple well; publish the title in parts", STAPLED_SHEETS * 4))
    })
}

#[cfg(test)]
mod tests {
    use super::advice;

    #[test]
    fn advice_is_given_for_one_page_and_beyond_the_stapler_only() {
        let advised: Vec<usize> = (0..=60).filter(|&pages| advice("T", pages).is_some()).collect();
        assert_eq!(advised, [vec![1], (49..=60).collect()].concat());
    }
}
