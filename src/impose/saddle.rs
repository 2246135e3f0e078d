//! Saddle stitch: sheets folded once, laid in one another and stapled through the fold.

use super::folding::{Folding, Line, Sheetful, table};

/// All sheets in one another.
pub(super) fn folding(pages: usize) -> Folding {
    let sheets = pages.div_ceil(4);
    of(&[sheets])
}

/// Stacks of so many sheets, behind one another. Of N places, sheet k carries N−2k+2 | 2k−1 in front and
/// 2k | N−2k+1 on its back.
pub(super) fn of(stacks: &[usize]) -> Folding {
    let (mut sheets, mut sections, mut first) = (Vec::new(), Vec::new(), 0);
    for stack in stacks {
        let places = stack * 4;
        sections.push(first);
        for k in 1..=*stack {
            let [k, n] = [k, places].map(|number| i32::try_from(number).unwrap_or(i32::MAX / 4));
            sheets.push(Sheetful {
                front: table(&[n - 2 * k + 2, 2 * k - 1], first, places),
                back: table(&[2 * k, n - 2 * k + 1], first, places),
            });
        }
        first += places;
    }
    Folding {
        places: first,
        columns: &[1, 1],
        rows: 1,
        sheets,
        sections,
        folds: &[Line::Down(1)],
        cuts: &[],
        bound: true,
        single_sided: false,
    }
}
