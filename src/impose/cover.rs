//! A cover of other paper: the outer sheet of a booklet apart from those within.

use super::folding::Folding;
use super::{saddle, sections};

/// The cover, with the two first and the two last places, and the body: all in one stack, or in sections with
/// `divided`. The body of four pages or fewer has no sheets.
pub(super) fn foldings(pages: usize, divided: bool) -> [Folding; 2] {
    let sheets = pages.div_ceil(4);
    let mut cover = saddle::of(&[sheets]);
    let inner = cover.sheets.split_off(sheets.min(1));
    let body = if divided {
        let mut body = saddle::of(&sections::divide(sheets.saturating_sub(1)));
        body.sections.iter_mut().for_each(|first| *first += 2);
        for sheet in &mut body.sheets {
            sheet.front.iter_mut().chain(&mut sheet.back).flatten().for_each(|cell| cell.place += 2);
        }
        Folding { places: cover.places, ..body }
    } else {
        Folding { sheets: inner, ..cover.clone() }
    };
    [cover, body]
}
