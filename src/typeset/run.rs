//! A run of articles: each set and cut into pages for the side of the leaf on which it comes to begin.

use super::galley::{self, Context, Galley};
use super::paginate::{Cut, Cutting, Geometry, Side, cheapest, paginate};
use super::shape::Shaper;
use crate::manuscript::Lang;

/// An article, set, with the ways to cut it into pages when it begins on a recto and on a verso.
pub(super) struct Cuttable {
    /// Its rows.
    pub(super) galley: Galley,
    recto: Vec<Cutting>,
    verso: Vec<Cutting>,
    /// Languages of its words for which there are no hyphenation patterns.
    pub(super) unhyphenated: Vec<Lang>,
}

/// An article, set and cut.
pub(super) struct SetArticle {
    /// Its rows.
    pub(super) galley: Galley,
    /// Its pages.
    pub(super) cuts: Vec<Cut>,
}

impl Cuttable {
    /// Sets an article and finds its pages. Only where these have faults are paragraphs looked at that could be a line
    /// longer or shorter: elsewhere that would cost more than it mends.
    pub(super) fn new(context: &Context<'_>, geometry: Geometry, index: usize, shaper: &mut Shaper<'_>) -> Self {
        let mut set = Self::cut(context, geometry, index, shaper, false);
        let dearest = [&set.recto, &set.verso].into_iter().filter_map(|ways| cheapest(ways)).map(|way| way.cost).max();
        if dearest.is_some_and(|cost| cost > galley::WAY_COST) {
            set = Self::cut(context, geometry, index, shaper, true);
        }
        set.unhyphenated = std::mem::take(&mut shaper.unhyphenated).into_keys().collect();
        set
    }

    fn cut(context: &Context<'_>, geometry: Geometry, index: usize, shaper: &mut Shaper<'_>, vary: bool) -> Self {
        let galley = galley::build(context, index, shaper, vary);
        let recto = paginate(&galley, geometry, Side::Recto);
        let verso = paginate(&galley, geometry, Side::Verso);
        Self { galley, recto, verso, unhyphenated: Vec::new() }
    }

    /// Cuts it for the side on which it begins.
    fn settle(mut self, first: Side) -> SetArticle {
        let ways = if first == Side::Recto { &self.recto } else { &self.verso };
        let mut cuts = Vec::new();
        if let Some(way) = cheapest(ways) {
            way.settle(&mut self.galley);
            cuts.clone_from(&way.cuts);
        }
        SetArticle { galley: self.galley, cuts }
    }
}

/// Cuts articles that follow each other, the first of them on the page with this index. Also returns the index of each
/// one's first page.
pub(super) fn settle(articles: Vec<Cuttable>, first: usize) -> (Vec<SetArticle>, Vec<usize>) {
    let (mut set, mut starts) = (Vec::with_capacity(articles.len()), Vec::with_capacity(articles.len()));
    let mut next = first;
    for article in articles {
        let article = article.settle(if next.is_multiple_of(2) { Side::Recto } else { Side::Verso });
        starts.push(next);
        next += article.cuts.len();
        set.push(article);
    }
    (set, starts)
}
