//! What a scheme says: which place of the pamphlet lies in which cell of which sheet. No lengths yet.
//!
//! Places are counted from 0 in the order of reading, blank ones among them; [`super::blanks`] says which page is in
//! which. All sides are written down as they are seen by one who turns the sheet like the leaf of a book.

/// How sheets are printed, folded and cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folding {
    /// How many places there are, blank or not.
    pub places: usize,
    /// Widths of the columns of a front, as parts of the sheet's width.
    pub columns: &'static [i32],
    /// How many rows of cells a side has.
    pub rows: usize,
    /// The sheets, outermost first.
    pub sheets: Vec<Sheetful>,
    /// The places at which sections begin.
    pub sections: Vec<usize>,
    /// Where sheets are folded.
    pub folds: &'static [Line],
    /// Where sheets are cut apart.
    pub cuts: &'static [Line],
    /// Whether pages lie at a binding edge; else they stand in the middle of their cells.
    pub bound: bool,
    /// Whether only the fronts are printed.
    pub single_sided: bool,
}

/// The cells of a sheet, row by row from the top, left to right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheetful {
    /// The side that lies outwards when folded.
    pub front: Vec<Option<Cell>>,
    /// The other side; empty when it is not printed.
    pub back: Vec<Option<Cell>>,
}

/// A cell with a place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The place, from 0.
    pub place: usize,
    /// Whether it stands on its head.
    pub turned: bool,
    /// In how many folded leaves it lies, for creep.
    pub depth: usize,
}

/// A line between cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// From top to bottom, after so many columns.
    Down(usize),
    /// From left to right, after so many rows.
    Across(usize),
    /// From left to right, after so many rows, but only between these lines down.
    Slit(usize, usize, usize),
}

/// A table of cells as it is printed in books on the trade: places from 1, below 0 when turned, 0 where nothing is.
pub(super) fn table(cells: &[i32], first: usize, places: usize) -> Vec<Option<Cell>> {
    let cell = |number: &i32| {
        let within = number.unsigned_abs() as usize;
        // Two places to a leaf, and a leaf and its counterpart lie equally deep.
        let depth = |within: usize| (within.min(places + 1 - within) - 1) / 2;
        (within > 0).then(|| Cell { place: first + within - 1, turned: *number < 0, depth: depth(within) })
    };
    cells.iter().map(cell).collect()
}

impl Folding {
    /// The same for leaves bound at the right: everything the other way round, but not the pages.
    pub(super) fn mirrored(mut self) -> Self {
        let columns = self.columns.len();
        for sheet in &mut self.sheets {
            for side in [&mut sheet.front, &mut sheet.back] {
                side.chunks_mut(columns).for_each(<[_]>::reverse);
            }
        }
        self
    }
}

impl Sheetful {
    /// The same where no leaf lies in another, so that none creeps.
    pub(super) fn flat(mut self) -> Self {
        self.front.iter_mut().chain(&mut self.back).flatten().for_each(|cell| cell.depth = 0);
        self
    }
}
