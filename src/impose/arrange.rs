//! Where on the paper pages lie, for a sheet of a size and a printer's flip.

use super::folding::{Cell, Folding};
use super::marks;
use crate::config::{Binding, Flip, PrintSettings, Scale, Sheet};
use crate::typeset::Sp;

/// Pages on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imposed {
    /// The sheet's width, as it is printed.
    pub width: Sp,
    /// The sheet's height.
    pub height: Sp,
    /// Width and height of the area that a page takes on the sheet.
    pub page: (Sp, Sp),
    /// By what pages are scaled, in millionths.
    pub scale: u32,
    /// The sides in the printer's order.
    pub sides: Vec<Side>,
    /// How the printer is to turn sheets of which front and back follow each other; nothing when all sides are of
    /// different sheets.
    pub flip: Option<Flip>,
    /// In how many sections the sheets are bound; one when they lie in one another, none when they are not folded so.
    pub sections: usize,
}

impl Imposed {
    /// How many sheets of paper it takes.
    #[must_use]
    pub fn sheets(&self) -> usize {
        self.sides.len() / self.sides_per_sheet()
    }

    /// How many sides of each sheet are printed in one run.
    #[must_use]
    pub fn sides_per_sheet(&self) -> usize {
        if self.flip.is_some() { 2 } else { 1 }
    }
}

/// One side of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Side {
    /// Its pages, row by row from the top, left to right; blank ones are left out.
    pub placements: Vec<Placement>,
    /// What is drawn beside them.
    pub marks: Vec<Mark>,
}

/// A page on a side. Coordinates are from the sheet's top left corner, downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// The page's index, from 0.
    pub page: usize,
    /// Left edge of the area that the page covers.
    pub x: Sp,
    /// Upper edge of that area.
    pub y: Sp,
    /// Whether the page is turned by 180° within its area: its point (0, 0) is then the area's
    /// lower right corner.
    pub rotated: bool,
}

/// Something drawn beside pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A hairline.
    Line {
        /// One end.
        from: (Sp, Sp),
        /// The other end.
        to: (Sp, Sp),
        /// Whether it is to be folded along, not cut.
        dashed: bool,
    },
    /// A black area.
    Bar {
        /// Left edge.
        x: Sp,
        /// Upper edge.
        y: Sp,
        /// Width.
        width: Sp,
        /// Height.
        height: Sp,
    },
}

/// A page larger than its cell, and width and height of the cell; pages are scaled only when told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// Width and height of the page.
    pub page: (Sp, Sp),
    /// Width and height of the cell, less the gutter.
    pub cell: (Sp, Sp),
}

/// Puts pages of the size `page` on sheets of the kind `sheet` as `folding` wants it. `pages` says which page is in
/// which place. Fronts and backs alternate; `flip` says how the printer turns the sheet between them.
///
/// Tables of schemes hold backs as one sees them who turns the sheet like a leaf, about its upright axis. A printer
/// that turns it about the other axis gets backs turned by 180° beforehand: landscape sheets for a flip over the long
/// edge, upright ones for a flip over the short edge.
///
/// Inner leaves move towards the binding edge by the paper they lie in, depth · caliper · creep ÷ 1000.
///
/// # Errors
/// [`TooLarge`] when a page does not fit its cell.
pub(super) fn arrange(
    folding: &Folding,
    pages: &[Option<usize>],
    page: (Sp, Sp),
    sheet: Sheet,
    flip: Flip,
    print: &PrintSettings,
) -> Result<Imposed, TooLarge> {
    let grid = Grid::new(folding, page, sheet, print)?;
    let landscape = grid.width > grid.height;
    let turned = (flip == Flip::Long) == landscape;
    let mut sides = Vec::with_capacity(folding.sheets.len() * 2);
    for sheetful in &folding.sheets {
        let mut front = grid.side(&sheetful.front, Facing::Front, pages);
        front.marks = marks::front(&grid, folding, sheetful, print);
        sides.push(front);
        if !folding.single_sided {
            let mut back = grid.side(&sheetful.back, Facing::Back, pages);
            back.marks = marks::back(&grid, folding, print);
            sides.push(if turned { back.turned(&grid) } else { back });
        }
    }
    Ok(Imposed {
        width: grid.width,
        height: grid.height,
        page: grid.page,
        scale: grid.scale,
        sides,
        flip: (!folding.single_sided).then_some(flip),
        sections: folding.sections.len(),
    })
}

/// Which side of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Facing {
    Front,
    Back,
}

/// A sheet divided into cells.
pub(super) struct Grid {
    pub(super) width: Sp,
    pub(super) height: Sp,
    /// Width and height of a page's area.
    pub(super) page: (Sp, Sp),
    scale: u32,
    /// The upright lines of a front, from the left edge to the right one.
    columns: Vec<Sp>,
    /// The level lines, from the upper edge to the lower one.
    pub(super) rows: Vec<Sp>,
    binding: Binding,
    bound: bool,
    gutter: Sp,
    /// How far a leaf moves for each one that it lies in.
    creep: Sp,
}

/// How much larger than its cell a page may be: programs round, and nobody prints to the edge.
const TOLERANCE: Sp = Sp::um(300);

/// The unit of [`Imposed::scale`].
const MILLION: i64 = 1_000_000;

impl Grid {
    fn new(folding: &Folding, page: (Sp, Sp), sheet: Sheet, print: &PrintSettings) -> Result<Self, TooLarge> {
        let (short, long) = sheet.micrometres();
        let (width, height) = if folding.columns.len() > folding.rows { (long, short) } else { (short, long) };
        // So that halves, quarters and eighths are whole numbers: a ten-thousandth of a point at most.
        let [width, height] = [width, height].map(|side| Sp((Sp::um(side).0 + 7) / 8 * 8));
        let parts: i32 = folding.columns.iter().sum();
        let mut columns = vec![Sp::ZERO];
        let mut done = 0;
        for part in folding.columns {
            done += part;
            columns.push(width.scale(done.into(), parts.into()));
        }
        let count = i64::try_from(folding.rows).unwrap_or(1);
        let rows: Vec<Sp> = (0..=count).map(|row| height.scale(row, count)).collect();

        let narrowest = columns.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or(width);
        let gutter = if folding.bound { print.gutter } else { Sp::ZERO };
        let cell = (narrowest - gutter, rows[1]);
        let scale = match print.scale {
            Scale::None => MILLION,
            Scale::Fit => {
                let share = |room: Sp, of: Sp| i64::from(room.0) * MILLION / i64::from(of.0.max(1));
                share(cell.0, page.0).min(share(cell.1, page.1)).clamp(1, i64::from(u32::MAX))
            }
        };
        let area = (page.0.scale(scale, MILLION), page.1.scale(scale, MILLION));
        if area.0 > cell.0 + TOLERANCE || area.1 > cell.1 + TOLERANCE {
            return Err(TooLarge { page, cell });
        }
        Ok(Self {
            width,
            height,
            page: area,
            scale: u32::try_from(scale).unwrap_or(1_000_000),
            columns,
            rows,
            binding: print.binding,
            bound: folding.bound,
            gutter,
            creep: print.caliper.scale(print.creep.into(), 1000),
        })
    }

    /// The upright lines of a side.
    pub(super) fn columns(&self, facing: Facing) -> Vec<Sp> {
        match facing {
            Facing::Front => self.columns.clone(),
            Facing::Back => self.columns.iter().rev().map(|x| self.width - *x).collect(),
        }
    }

    /// Whether the page of a cell is bound at the left of the cell.
    fn bound_left(&self, cell: Cell) -> bool {
        let recto = cell.place.is_multiple_of(2);
        (recto == (self.binding == Binding::Left)) != cell.turned
    }

    /// The binding edge of a cell between two upright lines.
    pub(super) fn spine(&self, cell: Cell, [left, right]: [Sp; 2]) -> Sp {
        if self.bound_left(cell) { left } else { right }
    }

    /// The left edge of a page's area in a cell between two upright lines, moved by `creep`.
    pub(super) fn x(&self, cell: Cell, [left, right]: [Sp; 2], creep: Sp) -> Sp {
        if !self.bound {
            left + (right - left - self.page.0) / 2
        } else if self.bound_left(cell) {
            left + self.gutter - creep
        } else {
            right - self.gutter - self.page.0 + creep
        }
    }

    /// The upper edge of a page's area in a row.
    pub(super) fn y(&self, row: usize) -> Sp {
        self.rows[row] + (self.rows[row + 1] - self.rows[row] - self.page.1) / 2
    }

    /// The cells of a side with their rows and upright lines.
    pub(super) fn cells<'c>(
        &self,
        cells: &'c [Option<Cell>],
        facing: Facing,
    ) -> impl Iterator<Item = (Cell, usize, [Sp; 2])> + 'c {
        let columns = self.columns(facing);
        let count = columns.len() - 1;
        cells.iter().enumerate().filter_map(move |(i, cell)| {
            let column = i % count;
            Some(((*cell)?, i / count, [columns[column], columns[column + 1]]))
        })
    }

    fn side(&self, cells: &[Option<Cell>], facing: Facing, pages: &[Option<usize>]) -> Side {
        let place = |(cell, row, lines): (Cell, usize, [Sp; 2])| {
            let depth = i64::try_from(cell.depth).unwrap_or(0);
            Some(Placement {
                page: pages.get(cell.place).copied().flatten()?,
                x: self.x(cell, lines, self.creep.scale(depth, 1)),
                y: self.y(row),
                rotated: cell.turned,
            })
        };
        Side { placements: self.cells(cells, facing).filter_map(place).collect(), marks: Vec::new() }
    }
}

impl Side {
    /// The side turned by 180°.
    fn turned(self, grid: &Grid) -> Self {
        let (width, height) = (grid.width, grid.height);
        let point = |(x, y): (Sp, Sp)| (width - x, height - y);
        let page = |p: Placement| Placement {
            x: width - p.x - grid.page.0,
            y: height - p.y - grid.page.1,
            rotated: !p.rotated,
            ..p
        };
        let mark = |mark: Mark| match mark {
            Mark::Line { from, to, dashed } => Mark::Line { from: point(from), to: point(to), dashed },
            Mark::Bar { x, y, width: w, height: h } => {
                Mark::Bar { x: width - x - w, y: height - y - h, width: w, height: h }
            }
        };
        Self {
            placements: self.placements.into_iter().rev().map(page).collect(),
            marks: self.marks.into_iter().map(mark).collect(),
        }
    }
}
