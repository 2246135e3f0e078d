//! The tri-fold leaflet: three panels a side. The one that is folded in is narrower, so that it does not jam: on A4 97 mm
//! against 100.

use super::folding::{Folding, Line, Sheetful, table};

const FRONT: [i32; 3] = [5, 6, 1];
const BACK: [i32; 3] = [2, 3, 4];
/// In millimetres on A4; in proportion on other sheets.
const PANELS: [i32; 3] = [97, 100, 100];
const PANELS_MIRRORED: [i32; 3] = [100, 100, 97];

/// Six pages, no more.
pub(super) fn folding(mirrored: bool) -> Folding {
    Folding {
        places: 6,
        columns: if mirrored { &PANELS_MIRRORED } else { &PANELS },
        rows: 1,
        sheets: vec![Sheetful { front: table(&FRONT, 0, 6), back: table(&BACK, 0, 6) }.flat()],
        sections: Vec::new(),
        folds: &[Line::Down(1), Line::Down(2)],
        cuts: &[],
        bound: false,
        single_sided: false,
    }
}
