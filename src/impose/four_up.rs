//! Four pages a side: the sheets of a small booklet, two on each sheet of paper, outer ones above. The stack is cut across
//! the middle, the lower half laid under the upper one, and the small sheets folded and put into one another.

use super::folding::{Folding, Line, Sheetful};

/// The sheets of `small`, folded once each, two on one sheet. Eight pages lie 8 1 over 6 3, and 2 7 over 4 5.
pub(super) fn folding(small: Folding) -> Folding {
    let upper = small.sheets.len().div_ceil(2);
    let sheets = (0..upper).map(|i| {
        let lower = small.sheets.get(upper + i);
        let under = |side: fn(&Sheetful) -> &Vec<_>| lower.map_or_else(|| vec![None; 2], |sheet| side(sheet).clone());
        Sheetful {
            front: [small.sheets[i].front.clone(), under(|sheet| &sheet.front)].concat(),
            back: [small.sheets[i].back.clone(), under(|sheet| &sheet.back)].concat(),
        }
    });
    let sheets = sheets.collect();
    Folding { sheets, rows: 2, cuts: &[Line::Across(1)], ..small }
}
