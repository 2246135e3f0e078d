//! What is drawn beside pages: where to cut, fold and trim, and the steps on the spines of sections.

use super::arrange::{Facing, Grid, Mark};
use super::folding::{Folding, Line, Sheetful};
use crate::config::PrintSettings;
use crate::typeset::Sp;

/// How long a tick is.
const TICK: Sp = Sp::um(4_000);
/// How far a tick keeps from the corner that it belongs to.
const APART: Sp = Sp::um(2_000);
/// Width and height of a step on a spine, half of it on either side of the fold.
const STEP: (Sp, Sp) = (Sp::um(3_000), Sp::um(5_000));
/// White of the spine above the first step and below the last.
const STEP_FROM: Sp = Sp::um(20_000);

/// The marks of a front: cuts, trims and steps; folds too, where there is no back.
pub(super) fn front(grid: &Grid, folding: &Folding, sheet: &Sheetful, print: &PrintSettings) -> Vec<Mark> {
    let mut marks = Vec::new();
    for cut in folding.cuts {
        line(grid, *cut, Facing::Front, false, print.margin, &mut marks);
    }
    if print.marks.fold && folding.single_sided {
        folds(grid, folding, Facing::Front, print.margin, &mut marks);
    }
    if print.marks.crop {
        crops(grid, sheet, print.margin, &mut marks);
    }
    if print.marks.collation && folding.sections.len() > 1 {
        steps(grid, folding, sheet, &mut marks);
    }
    marks
}

/// The marks of a back: folds, which are seen there by who folds with the front outside.
pub(super) fn back(grid: &Grid, folding: &Folding, print: &PrintSettings) -> Vec<Mark> {
    let mut marks = Vec::new();
    if print.marks.fold {
        folds(grid, folding, Facing::Back, print.margin, &mut marks);
    }
    marks
}

fn folds(grid: &Grid, folding: &Folding, facing: Facing, margin: Sp, marks: &mut Vec<Mark>) {
    for fold in folding.folds {
        line(grid, *fold, facing, true, margin, marks);
    }
}

/// Marks a line by a tick at either end, or, within the sheet, along all of it.
fn line(grid: &Grid, line: Line, facing: Facing, dashed: bool, margin: Sp, marks: &mut Vec<Mark>) {
    let columns = grid.columns(facing);
    let ends = |length: Sp| [(margin, margin + TICK), (length - margin, length - margin - TICK)];
    match line {
        Line::Down(at) => {
            let at = if facing == Facing::Back { columns.len() - 1 - at } else { at };
            let x = columns[at];
            marks.extend(ends(grid.height).map(|(from, to)| Mark::Line { from: (x, from), to: (x, to), dashed }));
        }
        Line::Across(at) => {
            let y = grid.rows[at];
            marks.extend(ends(grid.width).map(|(from, to)| Mark::Line { from: (from, y), to: (to, y), dashed }));
        }
        Line::Slit(at, from, to) => {
            let y = grid.rows[at];
            marks.push(Mark::Line { from: (columns[from], y), to: (columns[to], y), dashed });
        }
    }
}

/// Ticks at those edges of pages that have paper beyond them, where the page ends without creep: sheets are trimmed
/// together. They stand beyond the corner, or on the line itself where the sheet ends.
fn crops(grid: &Grid, sheet: &Sheetful, margin: Sp, marks: &mut Vec<Mark>) {
    for (cell, row, [left, right]) in grid.cells(&sheet.front, Facing::Front) {
        let (x, y) = (grid.x(cell, [left, right], Sp::ZERO), grid.y(row));
        let (end_x, end_y) = (x + grid.page.0, y + grid.page.1);
        let (top, bottom) = (grid.rows[row], grid.rows[row + 1]);
        // A tick before `near`, where there is room down to `edge`, else behind it.
        let before = |near: Sp, edge: Sp| match near - edge > APART + TICK + margin {
            true => (near - APART - TICK, near - APART),
            false => (near.max(edge + margin), near.max(edge + margin) + TICK),
        };
        let after = |near: Sp, edge: Sp| match edge - near > APART + TICK + margin {
            true => (near + APART, near + APART + TICK),
            false => (Ord::min(near, edge - margin) - TICK, Ord::min(near, edge - margin)),
        };
        for x in [x, end_x].into_iter().filter(|x| *x - left > APART && right - *x > APART) {
            for (from, to) in [before(y, top), after(end_y, bottom)] {
                marks.push(Mark::Line { from: (x, from), to: (x, to), dashed: false });
            }
        }
        for y in [y, end_y].into_iter().filter(|y| *y - top > APART && bottom - *y > APART) {
            for ((from, to), outer) in [(before(x, left), left), (after(end_x, right), right)] {
                // At the fold the other page's tick serves both.
                if outer != grid.spine(cell, [left, right]) {
                    marks.push(Mark::Line { from: (from, y), to: (to, y), dashed: false });
                }
            }
        }
    }
}

/// A step over the fold of a section's outermost sheet, each lower than the one before: on the spines of sections in
/// their order they make a stair.
fn steps(grid: &Grid, folding: &Folding, sheet: &Sheetful, marks: &mut Vec<Mark>) {
    for (cell, row, lines) in grid.cells(&sheet.front, Facing::Front) {
        let Some(section) = folding.sections.iter().position(|first| *first == cell.place) else { continue };
        let (top, bottom) = (grid.rows[row] + STEP_FROM, grid.rows[row + 1] - STEP_FROM);
        let stairs = ((bottom - top).0 / STEP.1.0).max(1);
        let step = i32::try_from(section).unwrap_or(0) % stairs;
        marks.push(Mark::Bar {
            x: grid.spine(cell, lines) - STEP.0 / 2,
            y: top + STEP.1 * step,
            width: STEP.0,
            height: STEP.1,
        });
    }
}
