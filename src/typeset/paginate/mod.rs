//! Cuts a galley into pages with the fewest demerits, notes included.
//!
//! Where text stands in columns, what is cut is the column, and all that is said here of pages holds of columns: one stands
//! beside the one before it as a recto faces its verso. The columns of the page on which the text ends are made level.
//!
//! The cost of a page is a pure function of where it begins, the note rows carried in, which side of a leaf it is
//! and how short the page facing it is; so dynamic programming finds the best cuts for a whole article at once and
//! never has anything to undo (after Plass, *Optimal Pagination Techniques for Automatic Typesetting Systems*,
//! Stanford 1981). Paragraphs may run a line longer or shorter where that is better for the whole (Mittelbach, *A
//! General LuaTeX Framework for Globally Optimized Pagination*, Computational Intelligence 35, 2019).
//!
//! Hard rules: no row is lost, notes stand in the order of their marks, and a note begins on the page of its mark; on
//! a page no more than one paragraph is set otherwise, or two where there is a fault to mend; and only there may notes stand
//! above the foot of their page. Everything else has a price.
//!
//! [`places`] says where in a galley pages may begin, [`pages`] what pages there are from such a place and what they
//! cost, [`search`] finds the cheapest row of pages.

mod pages;
mod places;
mod search;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use self::pages::Pages;
use self::search::{Node, Search};
use super::galley::{Galley, Row};
use super::length::Sp;

/// What pages are made to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Geometry {
    /// Height of the column.
    pub(crate) height: Sp,
    /// The grid of text lines.
    pub(crate) grid: Sp,
    /// Least white between text and notes.
    pub(crate) note_gap: Sp,
    /// How many columns stand beside each other on a page: one or two.
    pub(crate) columns: usize,
}

/// Which side of a leaf a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    /// A right-hand page.
    Recto,
    /// A left-hand page.
    Verso,
}

/// A page, or a column of one: which rows and which rows of notes stand on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Rows of the text.
    pub(crate) rows: Range<usize>,
    /// Rows of all notes, put end to end.
    pub(crate) notes: Range<usize>,
    /// Whether the first of them goes on with a note of the page before.
    pub(crate) carried: bool,
    /// By how much its notes stand above the foot of the page, to be level with a facing page that is short.
    pub(crate) raised: Sp,
}

/// A way to cut a galley into pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cutting {
    /// The pages, or the columns one after the other. Their rows are those of the galley once it has been [`Cutting::settle`]d.
    pub(crate) cuts: Vec<Cut>,
    /// The paragraphs that are set otherwise: which of [`Galley::variants`], and in which of its ways.
    pub(crate) chosen: Vec<(usize, usize)>,
    /// What the pages cost together.
    pub(crate) cost: i64,
}

impl Cutting {
    /// Puts the chosen ways in the place of the galley's own rows, which [`Cutting::cuts`] are then ranges of.
    pub(crate) fn settle(&self, galley: &mut Galley) {
        for (variant, way) in self.chosen.iter().rev() {
            let variant = &mut galley.variants[*variant];
            let rows = std::mem::take(&mut variant.ways[*way].rows);
            galley.rows.splice(variant.rows.clone(), rows);
        }
        galley.variants.clear();
    }
}

/// The ways to cut a galley that begins on a recto and on a verso: for each number of pages, or of columns, that there is a way to, the
/// cheapest, the fewest pages first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cuttings {
    /// The ways from a recto on.
    pub(crate) recto: Vec<Cutting>,
    /// The ways from a verso on.
    pub(crate) verso: Vec<Cutting>,
}

impl Cuttings {
    /// Whether the cheapest pages have a fault that everyone sees, as far as can be told from what they cost, and are not too
    /// many to look for better ones at length.
    pub(crate) fn are_faulty(&self) -> bool {
        let faulty = |way: &Cutting| way.cost > FAULT_COST && way.cuts.len() <= MENDED;
        [&self.recto, &self.verso].into_iter().filter_map(|ways| cheapest(ways)).any(faulty)
    }

    /// What the cheapest ways cost.
    pub(crate) fn bounds(&self) -> Bounds {
        let bound = |ways| cheapest(ways).map_or(i64::MAX, |way| way.cost);
        Bounds { recto: bound(&self.recto), verso: bound(&self.verso) }
    }

    /// Forgets the rows of ways that no cutting has chosen: nobody will ask for them.
    pub(crate) fn prune(&self, galley: &mut Galley) {
        let chosen: BTreeSet<(usize, usize)> =
            self.recto.iter().chain(&self.verso).flat_map(|cutting| &cutting.chosen).copied().collect();
        for (variant, number) in galley.variants.iter_mut().zip(0..) {
            for (way, nth) in variant.ways.iter_mut().zip(0..) {
                if !chosen.contains(&(number, nth)) {
                    way.rows = Vec::new();
                }
            }
        }
    }

    /// The ways from this side on.
    pub(crate) fn from(&self, first: Side) -> &[Cutting] {
        match first {
            Side::Recto => &self.recto,
            Side::Verso => &self.verso,
        }
    }
}

/// What the pages of a galley may cost together, when it begins on a recto and on a verso.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    recto: i64,
    verso: i64,
}

impl Bounds {
    /// Anything.
    const NONE: Self = Self { recto: i64::MAX, verso: i64::MAX };

    /// So much more.
    fn and(self, more: i64) -> Self {
        Self { recto: self.recto.saturating_add(more), verso: self.verso.saturating_add(more) }
    }

    /// Whether neither is higher than the other's.
    pub(crate) fn are_within(self, others: Self) -> bool {
        self.recto <= others.recto && self.verso <= others.verso
    }

    /// The higher of both, as far as there are any.
    pub(crate) fn dearest(self) -> Option<i64> {
        [self.recto, self.verso].into_iter().filter(|bound| *bound < i64::MAX).max()
    }

    fn of(self, first: Side) -> i64 {
        match first {
            Side::Recto => self.recto,
            Side::Verso => self.verso,
        }
    }
}

/// What pages may cost that have a fault everyone sees: a widow, feet that are not level, or a last page of one line.
const FAULT_COST: i64 = 12_000;
/// The cheapest way to cut a galley is first looked for among those that cost no more than this.
const FIRST_LIMIT: i64 = 1_000;
/// Up to so many pages may two paragraphs of a page be set otherwise: looking for such pages takes longer.
const MENDED: usize = 64;

/// Cuts a galley into pages, from either side on: what pages there may be is the same for both. An empty galley makes no
/// page. Only where one paragraph set otherwise on a page does not mend all faults are two looked for.
pub(crate) fn paginate(galley: &Galley, geometry: Geometry) -> Cuttings {
    paginate_within(galley, geometry, Bounds::NONE, i64::MAX)
}

/// The same without ways that cost by more than `spare` more than `known` ones do. Of a galley for which there are such ways, the cheapest are found the
/// sooner, and no others are for certain.
pub(crate) fn paginate_within(galley: &Galley, geometry: Geometry, known: Bounds, spare: i64) -> Cuttings {
    let cuttings = cut(galley, geometry, known.and(spare), 1);
    if galley.variants.len() > 1 && cuttings.are_faulty() {
        return cut(galley, geometry, cuttings.bounds().and(spare), 2);
    }
    cuttings
}

/// The cheapest ways to cut a galley from either side on, and perhaps some others. Most articles have cheap ones, and to find
/// these none that are dearer need be looked at: so what ways may cost rises only while there are none.
pub(crate) fn paginate_cheapest(galley: &Galley, geometry: Geometry) -> Cuttings {
    let mut limit = FIRST_LIMIT;
    loop {
        let cuttings = paginate_within(galley, geometry, Bounds { recto: limit, verso: limit }, 0);
        if limit == i64::MAX || !cuttings.recto.is_empty() && !cuttings.verso.is_empty() {
            return cuttings;
        }
        limit = if limit < FAULT_COST * 8 { limit * 6 } else { i64::MAX };
    }
}

/// The ways to cut a galley when at most so many paragraphs of a page are set otherwise, and notes may be raised when more than one is.
fn cut(galley: &Galley, geometry: Geometry, bounds: Bounds, most: usize) -> Cuttings {
    let pages = Pages::new(galley, geometry, most, most > 1);
    let found = Search::new(&pages, bounds).run();
    let mut best: BTreeMap<(Side, u16), usize> = BTreeMap::new();
    for (number, end) in found.iter().enumerate().filter(|(_, node)| pages.is_end(node.place, node.state.note as usize))
    {
        let known = best.entry((end.state.first, end.state.stands.column)).or_insert(number);
        if end.cost < found[*known].cost {
            *known = number;
        }
    }
    let mut cuttings = Cuttings::default();
    for ((first, _), end) in best {
        let ways = if first == Side::Recto { &mut cuttings.recto } else { &mut cuttings.verso };
        ways.push(trace(&pages, &found, end));
    }
    cuttings
}

/// The cheapest of several ways.
pub(crate) fn cheapest(cuttings: &[Cutting]) -> Option<&Cutting> {
    cuttings.iter().min_by_key(|cutting| cutting.cost)
}

/// The pages that lead to the node of this number.
fn trace(pages: &Pages<'_>, found: &[Node], end: usize) -> Cutting {
    let mut way = Vec::new();
    let mut at = &found[end];
    while let Some(from) = at.from.and_then(|from| found.get(from as usize)) {
        way.push((from, at));
        at = from;
    }
    way.reverse();
    let mut chosen = Vec::new();
    let mut cuts = Vec::with_capacity(way.len());
    // How far the rows have moved by what was chosen before.
    let mut moved = 0_isize;
    let mut begins = 0;
    for (from, to) in way {
        for (variant, way) in to.chosen.into_iter().flatten().map(|(variant, way)| (variant as usize, way as usize)) {
            chosen.push((variant, way));
            moved += pages.shift(variant, way);
        }
        // One that goes on over the turn of the page is the last that was chosen; its rows are counted from its first.
        let unfinished = chosen.last().filter(|_| pages.is_within(to.place));
        let ends = pages.index(to.place, moved - unfinished.map_or(0, |(variant, way)| pages.shift(*variant, *way)));
        let notes = from.state.note as usize..to.state.note as usize;
        let carried = pages.is_carried(notes.start, notes.end);
        cuts.push(Cut { rows: begins..ends, notes, carried, raised: to.raised });
        begins = ends;
    }
    Cutting { cuts, chosen, cost: found[end].cost }
}

/// How a row stands under what is above it.
#[derive(Debug, Clone, Copy)]
struct Stand {
    /// White above it.
    before: Sp,
    /// Its height.
    height: Sp,
    /// Where its top must stand below a line of the grid.
    snap: Option<Sp>,
    /// How far its top stands below that of the page when it is the first on it.
    at_head: Sp,
}

impl Stand {
    fn of(row: &Row) -> Self {
        // Under a heading between lines of the grid there is as little white at the head of a page as elsewhere. What opens
        // an article stands as high as it can.
        let at_head = row.snap.filter(|_| row.opens.is_none()).unwrap_or_default();
        Self { before: row.before, height: row.height, snap: row.snap, at_head }
    }

    /// Height of a column of height `text` after one more row.
    fn below(self, text: i64, first: bool, grid: Sp) -> i64 {
        i64::from(self.top(text, first, grid)) + i64::from(self.height.0)
    }

    /// Where its top stands under a column of height `text`.
    fn top(self, text: i64, first: bool, grid: Sp) -> i32 {
        let mut top = text + i64::from(if first { self.at_head } else { self.before }.0);
        if let Some(phase) = self.snap
            && !first
        {
            let (grid, phase) = (i64::from(grid.0.max(1)), i64::from(phase.0));
            // A thousandth of a point off the grid is on it.
            let past = top - phase - 65;
            top = past.div_euclid(grid) * grid + phase + if past.rem_euclid(grid) > 0 { grid } else { 0 };
        }
        top.clamp(0, i64::from(i32::MAX / 2)) as i32
    }
}

/// Height of a column after one more row.
pub(crate) fn below(text: i64, row: &Row, first: bool, grid: Sp) -> i64 {
    Stand::of(row).below(text, first, grid)
}

/// The white above a row of a note that is not the first on its page. Notes stand close; only where those of another article
/// begin is there white.
pub(crate) fn note_white(row: &Row, begins: bool) -> Sp {
    if begins && row.opens.is_none() { Sp::ZERO } else { row.before }
}

/// Where the top of a row stands under a column of height `text`.
pub(crate) fn top_of(text: i64, row: &Row, first: bool, grid: Sp) -> i32 {
    Stand::of(row).top(text, first, grid)
}
