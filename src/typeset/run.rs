//! A run of articles: each set and cut into pages for the side of the leaf on which it comes to begin.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::galley::{self, Context, Galley, Row, Vary};
use super::paginate::{Cut, Cuttings, Geometry, Side, paginate, paginate_cheapest, paginate_within};
use super::paragraph::Composed;
use super::shape::Shaper;
use super::sketch::Sketch;
use crate::config::Start;
use crate::manuscript::Lang;

/// An article, set, with the ways to cut it into pages when it begins on a recto and on a verso.
#[derive(Default)]
pub(super) struct Cuttable {
    /// Its rows.
    pub(super) galley: Galley,
    /// The ways to cut it.
    pub(super) cuttings: Cuttings,
    /// Languages of its words for which there are no hyphenation patterns.
    pub(super) unhyphenated: Vec<Lang>,
}

/// A galley, cut: that of an article, or of all of them where they run on.
pub(super) struct SetGalley {
    /// Its rows.
    pub(super) galley: Galley,
    /// Its pages, or their columns.
    pub(super) cuts: Vec<Cut>,
    /// Index of the first page.
    pub(super) first: usize,
    /// Index of the page before it on which the title of a part stands.
    pub(super) part: Option<usize>,
    /// How many columns a page has.
    pub(super) columns: usize,
}

impl SetGalley {
    /// The index of each page with its columns.
    pub(super) fn pages(&self) -> impl Iterator<Item = (usize, &[Cut])> {
        (self.first..).zip(self.cuts.chunks(self.columns))
    }

    /// The rows of the text on a page, those of a head over its columns among them.
    pub(super) fn rows(&self, page: &[Cut]) -> impl DoubleEndedIterator<Item = &Row> {
        rows_of(&self.galley, page)
    }
}

/// The rows of the text on a page of this galley, those of a head over its columns among them.
pub(super) fn rows_of<'g>(galley: &'g Galley, page: &[Cut]) -> impl DoubleEndedIterator<Item = &'g Row> + Clone {
    let head = if is_first(page) { galley.spanning.as_slice() } else { &[] };
    head.iter().chain(page.iter().flat_map(|column| &galley.rows[column.rows.clone()]))
}

/// Whether a page is the first of its galley.
pub(super) fn is_first(page: &[Cut]) -> bool {
    page.first().is_some_and(|column| column.rows.start == 0 && !column.rows.is_empty())
}

impl Cuttable {
    /// Sets an article and finds its pages. Only where these have faults are paragraphs looked at that could be a line
    /// longer or shorter: elsewhere that would cost more than it mends. In a collection that may be a booklet, they are
    /// always looked at, for a sheet may be spared by them. Where all that leaves a fault that everyone sees, more is offered.
    /// Articles that run on are only set: they are cut together.
    pub(super) fn new(
        context: &Context<'_>,
        geometry: Geometry,
        index: usize,
        (shaper, composed): (&mut Shaper<'_>, &mut Composed),
    ) -> Self {
        // What was noticed since is of the article before.
        shaper.unhyphenated.clear();
        composed.clear();
        let few = Self::are_few(context.collection.articles.len());
        let runs_on = context.styles.titles.start == Start::RunOn;
        let at_first = if few || runs_on { Vary::Somewhat } else { Vary::Nothing };
        let mut galley = galley::build(context, index, (&mut *shaper, &mut *composed), at_first);
        let mut cuttings = Cuttings::default();
        if !runs_on {
            // A sheet may be spared by dearer ways, but not where articles are more than the pages of a booklet.
            let many = context.collection.articles.len() > LARGEST_FITTED;
            cuttings = if many { paginate_cheapest(&galley, geometry) } else { paginate(&galley, geometry) };
            // Only ways that cost no more than those there are: of all others none would be taken, but to spare a sheet.
            let spare = if few { SHEET_COST } else { 0 };
            let mut vary = |vary: Vary, cuttings: &mut Cuttings| {
                let varied = galley::build(context, index, (&mut *shaper, &mut *composed), vary);
                let found = paginate_within(&varied, geometry, cuttings.bounds(), spare);
                if found.bounds().are_within(cuttings.bounds()) {
                    (galley, *cuttings) = (varied, found);
                }
            };
            if !few && cuttings.bounds().dearest().is_some_and(|cost| cost > galley::WAY_COST) {
                vary(Vary::Somewhat, &mut cuttings);
            }
            if cuttings.are_faulty() {
                vary(Vary::Plenty, &mut cuttings);
            }
            cuttings.prune(&mut galley);
        }
        let unhyphenated = std::mem::take(&mut shaper.unhyphenated).into_keys().collect();
        Self { galley, cuttings, unhyphenated }
    }

    /// Whether so many articles may be a booklet, of which a sheet may be spared.
    pub(super) fn are_few(articles: usize) -> bool {
        articles <= LARGEST_FITTED / 2
    }

    /// Articles that run on, as one.
    pub(super) fn joined(articles: Vec<Self>, geometry: Geometry) -> Self {
        let mut galley = Galley::default();
        articles.into_iter().for_each(|article| galley.append(article.galley));
        let cuttings = paginate(&galley, geometry);
        Self { galley, cuttings, unhyphenated: Vec::new() }
    }

    /// Cuts it in a way that there is from the page with this index on. `part` is the page on which the title of a part stands
    /// before it.
    pub(super) fn settle(mut self, page: usize, way: usize, part: Option<usize>, columns: usize) -> SetGalley {
        let side = if page.is_multiple_of(2) { Side::Recto } else { Side::Verso };
        let way = self.cuttings.from(side).get(way).cloned();
        if let Some(way) = &way {
            way.settle(&mut self.galley);
        }
        SetGalley { galley: self.galley, part, cuts: way.map(|way| way.cuts).unwrap_or_default(), first: page, columns }
    }
}

impl Sketch {
    /// The page on which it begins, when the one before it ends before the page with index `next`.
    fn begin(&self, next: usize, start: Start) -> usize {
        let page = begin(next, start);
        if self.opens_part { begin(page + 1, start) } else { page }
    }
}

/// Up to so many pages a pamphlet is stapled, and a sheet more or less is felt.
const LARGEST_FITTED: usize = 100;
/// Cost of a sheet of four pages, in the paginator's demerits: worth some paragraphs set closer, but no widow.
const SHEET_COST: i64 = 5_000;

/// What was done to spare a sheet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fitted {
    /// How many pages fewer there are than there would be at the articles' best.
    pub pages: usize,
    /// How many paragraphs and openings are set closer for it.
    pub closer: usize,
}

/// Where an article has come to stand among others, and in which way it is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stand {
    /// Index of its first page.
    pub(super) first: usize,
    /// Index of the page before it on which the title of a part stands.
    pub(super) part: Option<usize>,
    /// Which of the ways to cut it from that side of the leaf on.
    pub(super) way: usize,
    /// How many pages it has.
    pub(super) pages: usize,
}

/// Where an article begins, when the one before it ends before the page with index `next`.
fn begin(next: usize, start: Start) -> usize {
    match start {
        Start::Page | Start::RunOn => next,
        Start::Recto => next + next % 2,
    }
}

/// A way to cut the articles so far.
#[derive(Clone, Default)]
struct Choice {
    /// Index of the page behind the last.
    next: usize,
    cost: i64,
    /// Which of the ways of each article.
    ways: Vec<usize>,
    /// Index of each one's first page.
    starts: Vec<usize>,
    /// How many paragraphs and openings are set otherwise than is best for them.
    otherwise: usize,
}

impl Choice {
    /// No article yet.
    fn none(first: usize) -> Self {
        Self { next: first, ..Self::default() }
    }

    /// The choice with one article more, from the page with index `page` on. One without a way makes no pages.
    fn then(mut self, article: &Sketch, page: usize, way: usize) -> Self {
        self.ways.push(way);
        self.starts.push(page);
        self.next = page;
        if let Some(extent) = article.extents(page).get(way) {
            self.next += extent.pages;
            self.cost = self.cost.saturating_add(extent.cost);
            self.otherwise += extent.otherwise;
        }
        self
    }
}

/// Puts articles one after the other, the first of them on the page with index `first`; behind the last come `after` pages
/// more. Where all of them make a booklet, they are cut so that no sheet is begun for a page or two when that can be helped
/// by setting paragraphs and openings closer, never lines.
pub(super) fn settle(articles: &[Arc<Sketch>], start: Start, first: usize, after: usize) -> (Vec<Stand>, Fitted) {
    let mut choice = best(articles, start, first);
    let mut fitted = Fitted::default();
    let sheets = |choice: &Choice| (choice.next + after).div_ceil(4);
    if choice.next + after <= LARGEST_FITTED {
        let fitting = fit(articles, start, first, after);
        if sheets(&fitting) < sheets(&choice) {
            fitted = Fitted {
                pages: choice.next - fitting.next,
                closer: fitting.otherwise.saturating_sub(choice.otherwise),
            };
            choice = fitting;
        }
    }
    // The back of a leaf stays white where articles begin on its front.
    let before = if start == Start::Recto { 2 } else { 1 };
    let stand = |(article, (first, way)): (&Arc<Sketch>, (usize, usize))| Stand {
        first,
        part: article.opens_part.then_some(first.saturating_sub(before)),
        way,
        pages: article.extents(first).get(way).map_or(0, |extent| extent.pages),
    };
    (articles.iter().zip(choice.starts.into_iter().zip(choice.ways)).map(stand).collect(), fitted)
}

/// Each article cut in the way that is cheapest for it.
fn best(articles: &[Arc<Sketch>], start: Start, first: usize) -> Choice {
    let mut choice = Choice::none(first);
    for article in articles {
        let page = article.begin(choice.next, start);
        let way = article.extents(page).iter().enumerate().min_by_key(|(_, extent)| extent.cost);
        choice = choice.then(article, page, way.map_or(0, |(i, _)| i));
    }
    choice
}

/// The cheapest way to cut the articles when sheets have their price.
fn fit(articles: &[Arc<Sketch>], start: Start, first: usize, after: usize) -> Choice {
    // By the page on which the next article may begin, the cheapest way there.
    let mut open: BTreeMap<usize, Choice> = BTreeMap::from([(first, Choice::none(first))]);
    for article in articles {
        let mut reached: BTreeMap<usize, Choice> = BTreeMap::new();
        for choice in open.values() {
            let page = article.begin(choice.next, start);
            for way in 0..article.extents(page).len().max(1) {
                let then = choice.clone().then(article, page, way);
                if reached.get(&then.next).is_none_or(|known| then.cost < known.cost) {
                    reached.insert(then.next, then);
                }
            }
        }
        open = reached;
    }
    let price = |choice: &Choice| choice.cost.saturating_add(SHEET_COST * (choice.next + after).div_ceil(4) as i64);
    open.into_values().min_by_key(price).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::sketch::Extent;

    /// An article with ways to cut it into so many pages at such a cost.
    fn article(ways: &[(usize, i64)]) -> Arc<Sketch> {
        let extent = |(pages, cost): &(usize, i64)| Extent { pages: *pages, cost: *cost, ..Extent::default() };
        let extents: Vec<Extent> = ways.iter().map(extent).collect();
        Arc::new(Sketch { recto: extents.clone(), verso: extents, ..Sketch::default() })
    }

    fn starts(stands: &[Stand]) -> Vec<usize> {
        stands.iter().map(|stand| stand.first).collect()
    }

    #[test]
    fn a_sheet_is_spared_where_that_is_cheap() {
        let run = |dear: i64| {
            let articles = [article(&[(3, 0)]), article(&[(1, 400), (2, 0)]), article(&[(2, dear), (3, 0)])];
            let (stands, fitted) = settle(&articles, Start::Page, 1, 0);
            (starts(&stands), fitted.pages)
        };
        // Nine pages at best; eight by the article whose page costs less.
        assert_eq!(run(100), (vec![1, 4, 6], 1));
        assert_eq!(run(900), (vec![1, 4, 5], 1));
    }

    #[test]
    fn a_page_that_is_too_dear_stays() {
        let (stands, fitted) = settle(&[article(&[(4, SHEET_COST + 1), (5, 0)])], Start::Page, 0, 0);
        assert_eq!((stands[0].pages, fitted), (5, Fitted::default()));
    }

    #[test]
    fn articles_begin_on_rectos_when_they_are_told_to() {
        let articles = [article(&[(2, 0)]), article(&[(1, 0)]), article(&[(1, 0)])];
        let (stands, _) = settle(&articles, Start::Recto, 3, 0);
        assert_eq!(starts(&stands), [4, 6, 8]);
    }
}
