//! The one-sheet zine: eight pages on one side, folded lengthwise and in eight, slit along the middle of the lengthwise
//! fold, and pushed together so that the slit opens to a cross, which closes to a booklet. It needs no staple.

use super::folding::{Folding, Line, Sheetful, table};

const FRONT: [i32; 8] = [-5, -4, -3, -2, 6, 7, 8, 1];

/// Eight pages, no more.
pub(super) fn folding() -> Folding {
    Folding {
        places: 8,
        columns: &[1, 1, 1, 1],
        rows: 2,
        // One layer of paper everywhere: nothing creeps.
        sheets: vec![Sheetful { front: table(&FRONT, 0, 8), back: Vec::new() }.flat()],
        sections: Vec::new(),
        folds: &[Line::Down(1), Line::Down(2), Line::Down(3), Line::Across(1)],
        cuts: &[Line::Slit(1, 1, 3)],
        bound: true,
        single_sided: true,
    }
}
