//! A run of articles: each set and cut into pages for the side of the leaf on which it comes to begin.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::galley::{self, Context, Galley, Row};
use super::paginate::{Cut, Cutting, Cuttings, Geometry, Side, paginate, paginate_within};
use super::shape::Shaper;
use super::structure::Tree;
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

/// An article that has its pages.
pub(super) struct SetArticle {
    /// Index of the page on which it begins.
    pub(super) start: usize,
    /// Index of the page before it on which the title of a part stands.
    pub(super) part: Option<usize>,
    /// Its headings: level, text, anchor.
    pub(super) headings: Vec<(u8, String, Arc<str>)>,
    /// What its text is.
    pub(super) structure: Tree,
}

impl Cuttable {
    /// Sets an article and finds its pages. Only where these have faults are paragraphs looked at that could be a line
    /// longer or shorter: elsewhere that would cost more than it mends. In a collection that may be a booklet, they are
    /// always looked at, for a sheet may be spared by them. Articles that run on are only set: they are cut together.
    pub(super) fn new(context: &Context<'_>, geometry: Geometry, index: usize, shaper: &mut Shaper<'_>) -> Self {
        let few = Self::are_few(context.collection.articles.len());
        let runs_on = context.styles.titles.start == Start::RunOn;
        let mut galley = galley::build(context, index, shaper, few || runs_on);
        let mut cuttings = Cuttings::default();
        if !runs_on {
            cuttings = paginate(&galley, geometry);
            let bounds = cuttings.bounds();
            if !few && bounds.dearest().is_some_and(|cost| cost > galley::WAY_COST) {
                // Only ways that cost no more than those there are: of all others none would be taken.
                galley = galley::build(context, index, shaper, true);
                cuttings = paginate_within(&galley, geometry, bounds);
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
    fn joined(articles: Vec<Self>, geometry: Geometry) -> Self {
        let mut galley = Galley::default();
        articles.into_iter().for_each(|article| galley.append(article.galley));
        let cuttings = paginate(&galley, geometry);
        Self { galley, cuttings, unhyphenated: Vec::new() }
    }

    /// Whether the title of a part stands on a page before it.
    fn opens_part(&self) -> bool {
        !self.galley.part.is_empty()
    }

    /// The page on which it begins, when the one before it ends before the page with index `next`.
    fn begin(&self, next: usize, start: Start) -> usize {
        let page = begin(next, start);
        if self.opens_part() { begin(page + 1, start) } else { page }
    }

    /// The ways to cut it when it begins on the page with this index.
    fn ways(&self, page: usize) -> &[Cutting] {
        self.cuttings.from(if page.is_multiple_of(2) { Side::Recto } else { Side::Verso })
    }

    /// Cuts it in this way from the page with this index on.
    fn settle(mut self, page: usize, way: usize, start: Start, columns: usize) -> SetGalley {
        let way = self.ways(page).get(way).cloned();
        if let Some(way) = &way {
            way.settle(&mut self.galley);
        }
        // The back of a leaf stays white where articles begin on its front.
        let before = if start == Start::Recto { 2 } else { 1 };
        let part = self.opens_part().then_some(page.saturating_sub(before));
        SetGalley { galley: self.galley, part, cuts: way.map(|way| way.cuts).unwrap_or_default(), first: page, columns }
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

/// Articles cut into pages, one after the other.
pub(super) struct SetRun {
    /// Their pages.
    pub(super) galleys: Vec<SetGalley>,
    /// The articles.
    pub(super) articles: Vec<SetArticle>,
    /// What was done to spare a sheet.
    pub(super) fitted: Fitted,
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
    fn then(mut self, article: &Cuttable, page: usize, way: usize, columns: usize) -> Self {
        self.ways.push(way);
        self.starts.push(page);
        self.next = page;
        if let Some(way) = article.ways(page).get(way) {
            self.next += way.cuts.len().div_ceil(columns);
            self.cost = self.cost.saturating_add(way.cost);
            self.otherwise += way.chosen.len();
        }
        self
    }
}

/// Cuts articles that follow each other, the first of them on the page with index `first`; behind the last come `after`
/// pages more. Where all of them make a booklet, they are cut so that no sheet is begun for a page or two when that can
/// be helped by setting paragraphs and openings closer, never lines.
pub(super) fn settle(
    mut articles: Vec<Cuttable>,
    start: Start,
    geometry: Geometry,
    first: usize,
    after: usize,
) -> SetRun {
    let set = |article: &mut Cuttable| SetArticle {
        start: first,
        part: None,
        headings: std::mem::take(&mut article.galley.headings),
        structure: std::mem::take(&mut article.galley.structure),
    };
    let mut set: Vec<SetArticle> = articles.iter_mut().map(set).collect();
    if start == Start::RunOn {
        articles = vec![Cuttable::joined(articles, geometry)];
    }
    let columns = geometry.columns;
    let mut choice = best(&articles, start, first, columns);
    let mut fitted = Fitted::default();
    let sheets = |choice: &Choice| (choice.next + after).div_ceil(4);
    if choice.next + after <= LARGEST_FITTED {
        let fitting = fit(&articles, start, first, after, columns);
        if sheets(&fitting) < sheets(&choice) {
            fitted = Fitted {
                pages: choice.next - fitting.next,
                closer: fitting.otherwise.saturating_sub(choice.otherwise),
            };
            choice = fitting;
        }
    }
    let chosen = articles.into_iter().zip(choice.starts.iter().zip(choice.ways));
    let galleys: Vec<SetGalley> =
        chosen.map(|(article, (page, way))| article.settle(*page, way, start, columns)).collect();
    for set_galley in &galleys {
        for (page, columns) in set_galley.pages() {
            for opens in set_galley.rows(columns).filter_map(|row| row.opens) {
                set[opens].start = page;
                set[opens].part = set_galley.part;
            }
        }
    }
    SetRun { galleys, articles: set, fitted }
}

/// Each article cut in the way that is cheapest for it.
fn best(articles: &[Cuttable], start: Start, first: usize, columns: usize) -> Choice {
    let mut choice = Choice::none(first);
    for article in articles {
        let page = article.begin(choice.next, start);
        let way = article.ways(page).iter().enumerate().min_by_key(|(_, way)| way.cost);
        choice = choice.then(article, page, way.map_or(0, |(i, _)| i), columns);
    }
    choice
}

/// The cheapest way to cut the articles when sheets have their price.
fn fit(articles: &[Cuttable], start: Start, first: usize, after: usize, columns: usize) -> Choice {
    // By the page on which the next article may begin, the cheapest way there.
    let mut open: BTreeMap<usize, Choice> = BTreeMap::from([(first, Choice::none(first))]);
    for article in articles {
        let mut reached: BTreeMap<usize, Choice> = BTreeMap::new();
        for choice in open.values() {
            let page = article.begin(choice.next, start);
            for way in 0..article.ways(page).len().max(1) {
                let then = choice.clone().then(article, page, way, columns);
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
    use crate::typeset::Sp;

    /// An article with ways to cut it into so many pages at such a cost.
    fn article(ways: &[(usize, i64)]) -> Cuttable {
        let way = |(pages, cost): &(usize, i64)| Cutting {
            cuts: vec![Cut { rows: 0..0, notes: 0..0, carried: false }; *pages],
            chosen: Vec::new(),
            cost: *cost,
        };
        let ways: Vec<Cutting> = ways.iter().map(way).collect();
        let cuttings = Cuttings { recto: ways.clone(), verso: ways };
        Cuttable { cuttings, ..Cuttable::default() }
    }

    const GEOMETRY: Geometry = Geometry { height: Sp(1000), grid: Sp(100), note_gap: Sp(50), columns: 1 };

    fn starts(run: &SetRun) -> Vec<usize> {
        run.galleys.iter().map(|galley| galley.first).collect()
    }

    #[test]
    fn a_sheet_is_spared_where_that_is_cheap() {
        let run = |dear: i64| {
            let articles = vec![article(&[(3, 0)]), article(&[(1, 400), (2, 0)]), article(&[(2, dear), (3, 0)])];
            let run = settle(articles, Start::Page, GEOMETRY, 1, 0);
            (starts(&run), run.fitted.pages)
        };
        // Nine pages at best; eight by the article whose page costs less.
        assert_eq!(run(100), (vec![1, 4, 6], 1));
        assert_eq!(run(900), (vec![1, 4, 5], 1));
    }

    #[test]
    fn a_page_that_is_too_dear_stays() {
        let run = settle(vec![article(&[(4, SHEET_COST + 1), (5, 0)])], Start::Page, GEOMETRY, 0, 0);
        assert_eq!((run.galleys[0].cuts.len(), run.fitted), (5, Fitted::default()));
    }

    #[test]
    fn articles_begin_on_rectos_when_they_are_told_to() {
        let run =
            settle(vec![article(&[(2, 0)]), article(&[(1, 0)]), article(&[(1, 0)])], Start::Recto, GEOMETRY, 3, 0);
        assert_eq!(starts(&run), [4, 6, 8]);
    }
}
