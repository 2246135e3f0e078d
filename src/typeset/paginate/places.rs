//! Where in a galley a page may begin.

use super::Stand;
use crate::typeset::galley::{Galley, Row, Variant};

/// A row of the galley, or of a paragraph set otherwise: which of [`Places::steps`]. They stand in the order of the text,
/// each own row before the ways to set the paragraph that it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(u32);

impl Place {
    /// The first row.
    pub(super) const START: Self = Self(0);

    /// Which of all places it is.
    pub(super) fn number(self) -> usize {
        self.0 as usize
    }
}

/// All that matters of a row to those who cut pages. Rows are large, and each is looked at on some forty pages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// How it stands.
    pub(super) stand: Stand,
    /// What a page break before it costs.
    pub(super) cost_before: i64,
    /// How many notes have their marks before it.
    pub(super) marked: u32,
    /// The head that stands above it again on a new page.
    pub(super) head: Option<u32>,
    /// Whether an article begins with it.
    pub(super) opens: bool,
    /// The next row.
    next: Place,
    /// One of the galley's own rows; within a paragraph set otherwise, that paragraph's first.
    row: u32,
    /// Within a paragraph set otherwise, the number of its line.
    line: Option<u32>,
    /// The paragraph that begins here and can be set otherwise.
    variant: Option<u32>,
}

/// Paragraphs of a page that are set otherwise: each one, and in which of its ways.
pub(super) type Chosen = [Option<(u32, u32)>; 2];

/// Another way to set a paragraph: where it begins, and what it costs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turning {
    /// Its first row.
    pub(super) first: Place,
    /// Its price.
    pub(super) cost: i64,
    /// The paragraph and which of its ways.
    pub(super) chosen: (u32, u32),
}

/// The rows of a galley, and for every row how paragraphs that begin there can be set.
pub(super) struct Places<'g> {
    pub(super) galley: &'g Galley,
    /// Every place, and one for the end.
    steps: Vec<Step>,
    /// The ways of all paragraphs.
    ways: Vec<Turning>,
    /// Where the ways of each begin, and the end.
    ways_of: Vec<u32>,
}

impl<'g> Places<'g> {
    pub(super) fn new(galley: &'g Galley) -> Self {
        let lines = galley.variants.iter().flat_map(|variant| &variant.ways).map(|way| way.rows.len()).sum::<usize>();
        let mut places = Self {
            galley,
            steps: Vec::with_capacity(galley.rows.len() + lines + 1),
            ways: Vec::new(),
            ways_of: vec![0],
        };
        // Where each own row stands is known once those before it have been laid out; what leads to one is mended then.
        let mut leading_to: Vec<(usize, usize)> = Vec::new();
        let mut own = Vec::with_capacity(galley.rows.len() + 1);
        let mut marked = 0;
        for (row, here) in galley.rows.iter().enumerate() {
            own.push(count(places.steps.len()));
            let variant = places.ways_of.len() - 1;
            let begins = galley.variants.get(variant).filter(|variant| variant.rows.start == row);
            leading_to.push((places.steps.len(), row + 1));
            places.steps.push(Step::new(here, marked, row, None, begins.map(|_| count(variant))));
            if let Some(variant) = begins {
                places.lay_out_ways(variant, marked, &mut leading_to);
            }
            marked = notes_to(here).max(marked);
        }
        own.push(count(places.steps.len()));
        for (step, row) in leading_to {
            places.steps[step].next = Place(own[row]);
        }
        places.steps.push(Step::new(&Row::default(), marked, galley.rows.len(), None, None));
        places
    }

    fn lay_out_ways(&mut self, variant: &Variant, marked: u32, leading_to: &mut Vec<(usize, usize)>) {
        let number = count(self.ways_of.len() - 1);
        for (i, way) in variant.ways.iter().enumerate() {
            let chosen = (number, count(i));
            self.ways.push(Turning { first: Place(count(self.steps.len())), cost: way.cost, chosen });
            let mut marked = marked;
            for (line, row) in way.rows.iter().enumerate() {
                let here = self.steps.len();
                let mut step = Step::new(row, marked, variant.rows.start, Some(count(line)), None);
                step.next = Place(count(here + 1));
                if line + 1 == way.rows.len() {
                    leading_to.push((here, variant.rows.end));
                }
                self.steps.push(step);
                marked = notes_to(row).max(marked);
            }
        }
        self.ways_of.push(count(self.ways.len()));
    }

    /// How many places there are, the end among them.
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// The place behind the last row.
    pub(super) fn end(&self) -> Place {
        Place(count(self.steps.len() - 1))
    }

    /// The place behind the end, where nothing is.
    pub(super) fn beyond(&self) -> Place {
        Place(count(self.steps.len()))
    }

    /// The first of the galley's own rows from which all rows together are no higher than this, whatever white there is
    /// between them; the last row, however high.
    pub(super) fn within(&self, height: i64) -> Place {
        let mut left = height;
        let own = (0..self.steps.len()).rev().filter(|step| self.steps[*step].line.is_none());
        let fits = |step: &usize| {
            left -= i64::from(self.steps[*step].stand.height.0);
            left >= 0
        };
        let last = own.clone().nth(1).unwrap_or(0);
        Place(count(own.take_while(fits).last().unwrap_or(last).min(last)))
    }

    /// The row at a place; nothing at the end.
    pub(super) fn row(&self, place: Place) -> Option<&Step> {
        (place < self.end()).then(|| self.step(place))
    }

    /// What is at a place, the end among them.
    pub(super) fn step(&self, place: Place) -> &Step {
        &self.steps[place.number()]
    }

    /// The place of the next row.
    pub(super) fn next(&self, place: Place) -> Place {
        self.step(place).next
    }

    /// How many notes have their marks before a place.
    pub(super) fn marked(&self, place: Place) -> usize {
        self.step(place).marked as usize
    }

    /// Whether a place lies within a paragraph set otherwise.
    pub(super) fn is_within(&self, place: Place) -> bool {
        self.step(place).line.is_some()
    }

    /// The other ways to set the paragraph that begins at a place.
    pub(super) fn ways(&self, place: Place) -> &[Turning] {
        self.step(place).variant.map_or(&[], |variant| {
            let variant = variant as usize;
            &self.ways[self.ways_of[variant] as usize..self.ways_of[variant + 1] as usize]
        })
    }

    /// The row number of a place once paragraphs before it have moved it by `moved`.
    pub(super) fn index(&self, place: Place, moved: isize) -> usize {
        let step = self.step(place);
        ((step.row + step.line.unwrap_or(0)) as usize).saturating_add_signed(moved)
    }
}

impl Step {
    fn new(row: &Row, marked: u32, number: usize, line: Option<u32>, variant: Option<u32>) -> Self {
        Self {
            stand: Stand::of(row),
            cost_before: row.cost_before,
            marked,
            head: row.head.map(count),
            opens: row.opens.is_some(),
            next: Place(0),
            row: count(number),
            line,
            variant,
        }
    }
}

/// One more than the last note with its mark in a row.
fn notes_to(row: &Row) -> u32 {
    row.notes.iter().map(|note| count(note + 1)).max().unwrap_or(0)
}

/// Rows are counted in 32 bits: four thousand million of them are more than any memory holds.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
