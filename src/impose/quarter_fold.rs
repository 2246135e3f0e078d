//! The quarter fold: four pages on one side, the upper half folded backwards, then the left half. A card of double
//! leaves, or a leaflet that opens to a poster.

use super::folding::{Folding, Line, Sheetful, table};

const FRONT: [i32; 4] = [-3, -2, 4, 1];

/// Four pages, no more.
pub(super) fn folding() -> Folding {
    Folding {
        places: 4,
        columns: &[1, 1],
        rows: 2,
        sheets: vec![Sheetful { front: table(&FRONT, 0, 4), back: Vec::new() }.flat()],
        sections: Vec::new(),
        folds: &[Line::Across(1), Line::Down(1)],
        cuts: &[],
        bound: true,
        single_sided: true,
    }
}
