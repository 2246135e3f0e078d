//! Octavo: a sheet folded three times, the left half backwards, the upper half backwards, the left half backwards
//! again; heads and fore-edges are cut open. Larger pamphlets are several such sections behind one another.

use super::folding::{Folding, Line};
use super::quarto::gathered;

const FRONT: [i32; 8] = [-5, -12, -9, -8, 4, 13, 16, 1];
const BACK: [i32; 8] = [-7, -10, -11, -6, 2, 15, 14, 3];
const FOLDS: [Line; 4] = [Line::Down(2), Line::Across(1), Line::Down(1), Line::Down(3)];

/// Sixteen pages a sheet.
pub(super) fn folding(pages: usize) -> Folding {
    gathered(pages, &FRONT, &BACK, &[1, 1, 1, 1], &FOLDS)
}
