//! Quarto: a sheet folded twice, the upper half backwards, then the left half backwards; heads are cut open. Larger
//! pamphlets are several such sections behind one another.

use super::folding::{Folding, Line, Sheetful, table};

const FRONT: [i32; 4] = [-5, -4, 8, 1];
const BACK: [i32; 4] = [-3, -6, 2, 7];

/// Eight pages a sheet.
pub(super) fn folding(pages: usize) -> Folding {
    gathered(pages, &FRONT, &BACK, &[1, 1], &[Line::Across(1), Line::Down(1)])
}

/// Sections of a sheet each, all alike, in two rows.
pub(super) fn gathered(
    pages: usize,
    front: &[i32],
    back: &[i32],
    columns: &'static [i32],
    folds: &'static [Line],
) -> Folding {
    let each = front.len() * 2;
    let sections: Vec<usize> = (0..pages.div_ceil(each)).map(|section| section * each).collect();
    let sheet = |first: &usize| Sheetful { front: table(front, *first, each), back: table(back, *first, each) };
    Folding {
        places: sections.len() * each,
        columns,
        rows: 2,
        sheets: sections.iter().map(sheet).collect(),
        sections,
        folds,
        cuts: &[],
        bound: true,
        single_sided: false,
    }
}
