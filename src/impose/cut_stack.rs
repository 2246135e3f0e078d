//! Cut and stack: all sheets are cut in the middle at once, the left half laid on the right one, and the block glued
//! or stapled at its edge.

use super::folding::{Folding, Line, Sheetful, table};

/// Of N places and h = N/2, sheet k carries 2k−1 | h+2k−1 in front and h+2k | 2k on its back.
pub(super) fn folding(pages: usize) -> Folding {
    let sheets = pages.div_ceil(4);
    let places = sheets * 4;
    let side = |cells: [usize; 2]| {
        let cells = cells.map(|cell| i32::try_from(cell).unwrap_or(i32::MAX));
        table(&cells, 0, places)
    };
    let h = places / 2;
    Folding {
        places,
        columns: &[1, 1],
        rows: 1,
        sheets: (1..=sheets)
            .map(|k| Sheetful { front: side([2 * k - 1, h + 2 * k - 1]), back: side([h + 2 * k, 2 * k]) }.flat())
            .collect(),
        sections: Vec::new(),
        folds: &[],
        cuts: &[Line::Down(1)],
        bound: true,
        single_sided: false,
    }
}
