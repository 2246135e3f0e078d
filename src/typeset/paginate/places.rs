//! Where in a galley a page may begin.

use crate::typeset::galley::{Galley, Row};

/// A row of the galley, in the order of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// One of the galley's own rows; within a paragraph set otherwise, that paragraph's first.
    row: usize,
    /// 0 in the galley's own rows, else one more than the way in which the paragraph is set.
    way: usize,
    /// The line of that way.
    line: usize,
}

impl Place {
    /// The first row.
    pub(super) const START: Self = Self::own(0);

    /// One of the galley's own rows.
    pub(super) const fn own(row: usize) -> Self {
        Self { row, way: 0, line: 0 }
    }

    /// Whether it lies within a paragraph set otherwise.
    pub(super) fn is_within(self) -> bool {
        self.way > 0
    }
}

/// The rows of a galley, and for every row how paragraphs that begin there can be set.
pub(super) struct Places<'g> {
    pub(super) galley: &'g Galley,
    /// How many notes have their marks before each of the galley's own rows.
    marked: Vec<usize>,
}

impl<'g> Places<'g> {
    pub(super) fn new(galley: &'g Galley) -> Self {
        let mut marked = vec![0];
        let mut seen = 0;
        for row in &galley.rows {
            seen = notes_to(row).max(seen);
            marked.push(seen);
        }
        Self { galley, marked }
    }

    /// The place behind the last row.
    pub(super) fn end(&self) -> Place {
        Place::own(self.galley.rows.len())
    }

    /// The row at a place; nothing at the end.
    pub(super) fn row(&self, place: Place) -> Option<&'g Row> {
        match place.way {
            0 => self.galley.rows.get(place.row),
            way => self.way_rows(place.row, way).get(place.line),
        }
    }

    /// The place of the next row.
    pub(super) fn next(&self, place: Place) -> Place {
        if !place.is_within() {
            return Place::own(place.row + 1);
        }
        let next = Place { line: place.line + 1, ..place };
        match self.row(next) {
            Some(_) => next,
            None => Place::own(self.variant_at(place.row).map_or(place.row, |v| self.galley.variants[v].rows.end)),
        }
    }

    /// How many notes have their marks before a place.
    pub(super) fn marked(&self, place: Place) -> usize {
        let before = self.marked[place.row];
        if !place.is_within() {
            return before;
        }
        self.way_rows(place.row, place.way)[..place.line].iter().map(notes_to).fold(before, usize::max)
    }

    /// The paragraph that begins at a place and can be set otherwise.
    pub(super) fn variant_at(&self, row: usize) -> Option<usize> {
        self.galley.variants.binary_search_by_key(&row, |variant| variant.rows.start).ok()
    }

    /// The first rows of the other ways to set the paragraph that begins at a place, with their prices.
    pub(super) fn ways(&self, place: Place) -> impl Iterator<Item = (Place, i64, (usize, usize))> {
        let variant = if place.is_within() { None } else { self.variant_at(place.row) };
        variant.into_iter().flat_map(move |v| {
            self.galley.variants[v]
                .ways
                .iter()
                .enumerate()
                .map(move |(i, way)| (Place { way: i + 1, line: 0, ..place }, way.cost, (v, i)))
        })
    }

    /// The row number of a place once paragraphs before it have moved it by `moved`.
    pub(super) fn index(&self, place: Place, moved: isize) -> usize {
        (place.row + place.line).saturating_add_signed(moved)
    }

    fn way_rows(&self, row: usize, way: usize) -> &'g [Row] {
        self.variant_at(row).map_or(&[], |v| &self.galley.variants[v].ways[way - 1].rows)
    }
}

/// One more than the last note with its mark in a row.
fn notes_to(row: &Row) -> usize {
    row.notes.iter().map(|note| note + 1).max().unwrap_or(0)
}
