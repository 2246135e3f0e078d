//! Cuts a galley into pages with the fewest demerits, notes included.
//!
//! The cost of a page is a pure function of where it begins, the note rows carried in, which side of a leaf it is
//! and how short the page facing it is; so dynamic programming finds the best cuts for a whole article at once and
//! never has anything to undo (after Plass, *Optimal Pagination Techniques for Automatic Typesetting Systems*,
//! Stanford 1981). Paragraphs may run a line longer or shorter where that is better for the whole (Mittelbach, *A
//! General LuaTeX Framework for Globally Optimized Pagination*, Computational Intelligence 35, 2019).
//!
//! Hard rules: no row is lost, notes stand in the order of their marks, and a note begins on the page of its mark; on
//! a page no more than one paragraph is set otherwise. Everything else has a price.
//!
//! [`places`] says where in a galley pages may begin, [`pages`] what pages there are from such a place and what they
//! cost; here the cheapest row of pages is found.

mod pages;
mod places;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use self::pages::Pages;
use self::places::Place;
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
}

/// Which side of a leaf a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    /// A right-hand page.
    Recto,
    /// A left-hand page.
    Verso,
}

/// A page: which rows and which rows of notes stand on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Rows of the text.
    pub(crate) rows: Range<usize>,
    /// Rows of all notes, put end to end.
    pub(crate) notes: Range<usize>,
    /// Whether the first of them goes on with a note of the page before.
    pub(crate) carried: bool,
}

/// A way to cut a galley into pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cutting {
    /// The pages. Their rows are those of the galley once it has been [`Cutting::settle`]d.
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

/// Where a page begins: all that the cost of what follows depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    /// Its first row.
    place: Place,
    /// Its first row of notes.
    note: usize,
    /// Its number within the article, counted so that a recto is even; from [`State::COUNTED`] on only the side counts.
    page: usize,
    /// By how many lines the page that faces it is short, when that matters.
    facing: Option<u8>,
    /// On which side the first page is.
    first: Side,
}

impl State {
    /// Up to here the number of pages is counted exactly: longer articles are not looked at for a page more or less.
    const COUNTED: usize = 64;

    /// The number of the page after this one.
    fn next_page(&self) -> usize {
        let next = self.page + 1;
        if next < Self::COUNTED { next } else { Self::COUNTED + next % 2 }
    }

    /// Where the first page begins.
    fn start(first: Side) -> Self {
        Self { place: Place::START, note: 0, page: usize::from(first == Side::Verso), facing: None, first }
    }

    fn is_recto(&self) -> bool {
        self.page.is_multiple_of(2)
    }
}

/// The cheapest way to a state.
#[derive(Debug, Clone, Copy)]
struct Best {
    cost: i64,
    from: State,
    /// The paragraph that begins on the page before the state and is set otherwise.
    chosen: Option<(usize, usize)>,
}

/// The ways to cut a galley that begins on a recto and on a verso: for each number of pages that there is a way to, the
/// cheapest, the fewest pages first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cuttings {
    /// The ways from a recto on.
    pub(crate) recto: Vec<Cutting>,
    /// The ways from a verso on.
    pub(crate) verso: Vec<Cutting>,
}

impl Cuttings {
    /// The ways from this side on.
    pub(crate) fn from(&self, first: Side) -> &[Cutting] {
        match first {
            Side::Recto => &self.recto,
            Side::Verso => &self.verso,
        }
    }
}

/// Cuts a galley into pages, from either side on: what pages there may be is the same for both. An empty galley makes no
/// page.
pub(crate) fn paginate(galley: &Galley, geometry: Geometry) -> Cuttings {
    let pages = Pages::new(galley, geometry);
    let closed = search(&pages);
    let mut best: BTreeMap<(Side, usize), (State, i64)> = BTreeMap::new();
    for (state, found) in closed.iter().filter(|(state, _)| pages.is_end(state)) {
        let known = best.entry((state.first, state.page)).or_insert((*state, found.cost));
        if found.cost < known.1 {
            *known = (*state, found.cost);
        }
    }
    let mut cuttings = Cuttings::default();
    for ((first, _), (end, cost)) in best {
        let ways = if first == Side::Recto { &mut cuttings.recto } else { &mut cuttings.verso };
        ways.push(trace(&pages, &closed, end, cost));
    }
    cuttings
}

/// The cheapest of several ways.
pub(crate) fn cheapest(cuttings: &[Cutting]) -> Option<&Cutting> {
    cuttings.iter().min_by_key(|cutting| cutting.cost)
}

/// Finds the cheapest way to every state that is reached.
fn search(pages: &Pages<'_>) -> BTreeMap<State, Best> {
    // Every page goes on in the text or in the notes, so a state is never reached from a later one.
    let mut open: BTreeMap<State, Best> = BTreeMap::new();
    let mut closed: BTreeMap<State, Best> = BTreeMap::new();
    for start in [Side::Recto, Side::Verso].map(State::start) {
        if !pages.is_end(&start) {
            open.insert(start, Best { cost: 0, from: start, chosen: None });
        }
    }
    // States that differ only in the number of the page and in what faces it come one after the other.
    let mut here = (Place::START, usize::MAX);
    let mut candidates = Vec::new();
    while let Some((state, best)) = open.pop_first() {
        closed.insert(state, best);
        if pages.is_end(&state) {
            continue;
        }
        if here != (state.place, state.note) {
            here = (state.place, state.note);
            candidates = pages.candidates(state.place, state.note);
        }
        pages.from(&state, &candidates, |next, cost, chosen| {
            let offer = Best { cost: best.cost.saturating_add(cost), from: state, chosen };
            open.entry(next)
                .and_modify(|known| {
                    if offer.cost < known.cost {
                        *known = offer;
                    }
                })
                .or_insert(offer);
        });
    }
    closed
}

/// The pages that lead to `end`.
fn trace(pages: &Pages<'_>, closed: &BTreeMap<State, Best>, end: State, cost: i64) -> Cutting {
    let mut way = Vec::new();
    let mut at = end;
    while let Some(best) = closed.get(&at)
        && best.from != at
    {
        way.push((best.from, at, best.chosen));
        at = best.from;
    }
    way.reverse();
    let mut chosen = Vec::new();
    let mut cuts = Vec::with_capacity(way.len());
    // How far the rows have moved by what was chosen before.
    let mut moved = 0_isize;
    let mut begins = 0;
    for (from, to, otherwise) in way {
        let mut ends = pages.index(to.place, moved);
        if let Some((variant, way)) = otherwise {
            chosen.push((variant, way));
            let shift = pages.shift(variant, way);
            if !to.place.is_within() {
                ends = pages.index(to.place, moved + shift);
            }
            moved += shift;
        }
        cuts.push(Cut { rows: begins..ends, notes: from.note..to.note, carried: pages.is_carried(from.note, to.note) });
        begins = ends;
    }
    Cutting { cuts, chosen, cost }
}

/// Height of a column after one more row.
pub(crate) fn below(text: i64, row: &Row, first: bool, grid: Sp) -> i64 {
    i64::from(top_of(text, row, first, grid)) + i64::from(row.height.0)
}

/// Where the top of a row stands under a column of height `text`.
pub(crate) fn top_of(text: i64, row: &Row, first: bool, grid: Sp) -> i32 {
    let mut top = text + if first { 0 } else { i64::from(row.before.0) };
    if let Some(phase) = row.snap
        && !first
    {
        let (grid, phase) = (i64::from(grid.0.max(1)), i64::from(phase.0));
        // A thousandth of a point off the grid is on it.
        let past = top - phase - 65;
        top = past.div_euclid(grid) * grid + phase + if past.rem_euclid(grid) > 0 { grid } else { 0 };
    }
    top.clamp(0, i64::from(i32::MAX / 2)) as i32
}
