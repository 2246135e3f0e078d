//! What must be known of an article that has been set to put it among others: how long it is, what its pages begin with, where
//! its places are. Its rows need not be there for that, nor stay in memory.

use std::sync::Arc;

use super::galley::{Galley, Row, Variant, Way};
use super::glyphs::{Glyphs, words};
use super::length::Sp;
use super::makeup::{Layout, make_page, make_part_page, take_notes};
use super::page::{LinkTo, Word};
use super::paginate::{Cutting, Side};
use super::paragraph::Missing;
use super::run::{Cuttable, SetGalley};
use super::turns::{self, Begins, Turn};
use crate::diagnostics::Span;
use crate::manuscript::Lang;

/// An article, as far as the others need to know it.
#[derive(Debug, Clone, Default)]
pub(super) struct Sketch {
    /// Whether the title of a part stands on a page before it.
    pub(super) opens_part: bool,
    /// What it comes to from a recto on, by the ways to cut it.
    pub(super) recto: Vec<Extent>,
    /// What it comes to from a verso on.
    pub(super) verso: Vec<Extent>,
    /// Names of places on the page of the part, with their distance from its top.
    pub(super) part_places: Vec<(Arc<str>, Sp)>,
    /// Its headings: level, text, anchor.
    pub(super) headings: Vec<(u8, String, Arc<str>)>,
    /// Names of places whose page numbers it tells.
    pub(super) tells: Vec<Arc<str>>,
    /// Names of places to which it leads.
    pub(super) leads: Vec<Arc<str>>,
    /// The glyphs of its pages, those of paragraphs that may be set otherwise and of its running head among them.
    pub(super) glyphs: Arc<Glyphs>,
    /// Characters that no face has.
    pub(super) missing: Vec<Missing>,
    /// Lines that are too wide: where the block stands and by how much.
    pub(super) overfull: Vec<(Span, Sp)>,
    /// Languages of its words for which there are no hyphenation patterns.
    pub(super) unhyphenated: Vec<Lang>,
}

/// What an article comes to when it is cut in a certain way.
#[derive(Debug, Clone, Default)]
pub(super) struct Extent {
    /// How many pages it has.
    pub(super) pages: usize,
    /// What they cost.
    pub(super) cost: i64,
    /// How many paragraphs and openings are set otherwise than is best for them.
    pub(super) otherwise: usize,
    /// What its pages begin with, counted from its first.
    pub(super) turns: Vec<(usize, Begins)>,
    /// Names of places in their order, with their pages, counted likewise, and their distance from the top.
    pub(super) places: Vec<(Arc<str>, usize, Sp)>,
}

impl Sketch {
    /// The sketch of an article. `extra` are words that its pages show besides.
    pub(super) fn of(article: &Cuttable, layout: Layout<'_>, extra: &[Arc<Word>]) -> Self {
        let Cuttable { galley, cuttings, unhyphenated } = article;
        let mut outline = galley.outline();
        let extent = |cutting: &Cutting, side| Extent::of(&outline, cutting, side, layout);
        let extents = |side| cuttings.from(side).iter().map(|cutting| extent(cutting, side)).collect();
        let (recto, verso) = (extents(Side::Recto), extents(Side::Verso));
        let (_, part_places) = make_part_page(layout, &mut outline, 0, |_| {});
        let destination = |to: &LinkTo| match to {
            LinkTo::Destination(name) => Some(Arc::clone(name)),
            LinkTo::Address(_) => None,
        };
        let mut leads: Vec<Arc<str>> =
            galley.all_rows().flat_map(|row| &row.links).filter_map(|link| destination(&link.to)).collect();
        let numbers = galley.all_rows().flat_map(|row| &row.page_numbers);
        let mut tells: Vec<Arc<str>> = numbers.map(|(_, number)| Arc::clone(&number.of)).collect();
        for names in [&mut leads, &mut tells] {
            names.sort();
            names.dedup();
        }
        let shown = galley.all_rows().flat_map(|row| &row.content).flat_map(words);
        Self {
            opens_part: !galley.part.is_empty(),
            recto,
            verso,
            part_places,
            headings: galley.headings.clone(),
            tells,
            leads,
            glyphs: Arc::new(Glyphs::of_words(shown.chain(extra))),
            missing: galley.missing.clone(),
            overfull: galley.overfull.clone(),
            unhyphenated: unhyphenated.clone(),
        }
    }

    /// What it comes to when it begins on the page with this index.
    pub(super) fn extents(&self, page: usize) -> &[Extent] {
        if page.is_multiple_of(2) { &self.recto } else { &self.verso }
    }
}

impl Extent {
    fn of(outline: &Galley, cutting: &Cutting, side: Side, layout: Layout<'_>) -> Self {
        let mut galley = outline.clone();
        cutting.settle(&mut galley);
        let (columns, first) = (layout.geometry().columns, usize::from(side == Side::Verso));
        let mut set = SetGalley { galley, part: None, cuts: cutting.cuts.clone(), first, columns };
        let turns = turns::of_galley(&set).into_iter().map(|Turn { page, begins }| (page - first, begins)).collect();
        let mut places = Vec::new();
        let mut galley = std::mem::take(&mut set.galley);
        let mut notes = take_notes(&mut galley.notes);
        for (page, columns) in set.pages() {
            let (_, found) = make_page(layout, &mut galley, &mut notes, columns, page, |_| {});
            places.extend(found.into_iter().map(|(name, y)| (name, page - first, y)));
        }
        let (pages, otherwise) = (cutting.cuts.len().div_ceil(columns), cutting.chosen.len());
        // As all places are in the end: what is in order already is soon sorted.
        places.sort();
        Self { pages, cost: cutting.cost, otherwise, turns, places }
    }
}

impl Galley {
    /// The galley without what is printed in it.
    fn outline(&self) -> Self {
        let rows = |rows: &[Row]| rows.iter().map(Row::outline).collect();
        let each = |all: &[Vec<Row>]| all.iter().map(|of| rows(of)).collect();
        let mut variants = Vec::with_capacity(self.variants.len());
        for variant in &self.variants {
            let ways = variant.ways.iter().map(|way| Way { rows: rows(&way.rows), cost: way.cost });
            variants.push(Variant { rows: variant.rows.clone(), ways: ways.collect() });
        }
        Self {
            rows: rows(&self.rows),
            variants,
            part: rows(&self.part),
            part_notes: each(&self.part_notes),
            spanning: rows(&self.spanning),
            spanned: self.spanned,
            notes: each(&self.notes),
            heads: each(&self.heads),
            ..Self::default()
        }
    }

    /// All its rows, those of ways that may be chosen among them.
    fn all_rows(&self) -> impl Iterator<Item = &Row> {
        let notes = self.notes.iter().chain(&self.part_notes).chain(&self.heads).flatten();
        let ways = self.variants.iter().flat_map(|variant| &variant.ways).flat_map(|way| &way.rows);
        self.rows.iter().chain(&self.part).chain(&self.spanning).chain(notes).chain(ways)
    }
}

impl Row {
    /// The row without what is printed in it.
    fn outline(&self) -> Self {
        Self {
            before: self.before,
            height: self.height,
            snap: self.snap,
            cost_before: self.cost_before,
            notes: self.notes.clone(),
            anchors: self.anchors.clone(),
            begins: self.begins,
            opens: self.opens,
            only_at_edges: self.only_at_edges,
            head: self.head,
            ..Self::default()
        }
    }
}
