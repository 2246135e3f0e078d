//! A collection set in type, whose pages are made when they are wanted: section by section, so that there is room in memory
//! for publications of any length, and nobody waits for pages that come out as they did before.

use std::collections::BTreeMap;
use std::hash::Hash as _;
use std::sync::Arc;

use rayon::prelude::*;

use super::assemble::fill_page_numbers;
use super::galley::Row;
use super::glyphs::Glyphs;
use super::makeup::{Furniture, Head, make_page, make_part_page, take_notes};
use super::page::{LinkTo, Page, Paged};
use super::run::{SetGalley, Stand, rows_of};
use super::setting::{Lies, Setting};
use super::shape::Shaper;
use super::sketch::Sketch;
use super::structure::{Kind, Tree};
use crate::manuscript::plain_text;
use crate::source::Key;

/// A collection set in type.
#[derive(Debug, Clone)]
pub struct Volume {
    /// All that is known without its pages, and the text that they are of: here there are none of either.
    pub paged: Paged,
    /// How many pages there are.
    pub count: usize,
    /// Its pages, in order.
    pub sections: Vec<Section>,
    /// Glyphs of heads and folios.
    pub(super) furniture: Arc<Glyphs>,
}

/// Pages that are made together: those of an article, or those before or behind all articles.
#[derive(Debug, Clone)]
pub struct Section {
    /// Index of the first.
    pub first: usize,
    /// How many there are.
    pub count: usize,
    /// A hash of all that they are made of; nothing where that is not known, or nothing is kept.
    pub key: Option<Key>,
    /// Glyphs on them.
    glyphs: Arc<Glyphs>,
    pages: Pages,
}

/// Pages, or how they are made.
#[derive(Debug, Clone)]
enum Pages {
    /// They are here.
    Here(Arc<Paged>),
    /// They are an article's.
    Article(Arc<Article>),
}

/// What the pages of an article are made of.
#[derive(Debug)]
pub(super) struct Article {
    pub(super) setting: Arc<Setting>,
    /// The article.
    pub(super) index: usize,
    pub(super) lies: Lies,
    pub(super) stand: Stand,
    /// Index of the first page, which may be blank.
    pub(super) from: usize,
    pub(super) known: Known,
    /// The publication without its pages.
    pub(super) without: Arc<Paged>,
}

/// What pages of articles tell of others.
#[derive(Debug, Clone, Default, Hash)]
pub(super) struct Known {
    /// Where the contents begin.
    pub(super) to_contents: Arc<str>,
    /// Places that they name the pages of, with the numbers of these.
    pub(super) numbers: BTreeMap<Arc<str>, usize>,
    /// Places to which they lead that there are not.
    pub(super) lost: Vec<Arc<str>>,
}

impl From<Paged> for Volume {
    /// A volume of one section.
    fn from(mut paged: Paged) -> Self {
        let (pages, structure) = (std::mem::take(&mut paged.pages), std::mem::take(&mut paged.structure));
        let section = Section::of(0, Paged { pages, structure, ..paged.clone() }, None);
        Self { paged, count: section.count, sections: vec![section], furniture: Arc::default() }
    }
}

impl Volume {
    /// All pages at once.
    #[must_use]
    pub fn whole(&self) -> Paged {
        let mut whole = self.paged.clone();
        let made: Vec<Arc<Paged>> = self.sections.par_iter().map(Section::make).collect();
        for section in made {
            let Paged { pages, structure, .. } = Arc::unwrap_or_clone(section);
            whole.pages.extend(pages);
            whole.structure.extend(structure);
        }
        whole.structure.push(heads(&mut whole.pages, whole.structure.len()));
        whole
    }

    /// A page.
    #[must_use]
    pub fn page(&self, index: usize) -> Option<Page> {
        let after = self.sections.partition_point(|section| section.first <= index);
        let section = &self.sections[after.checked_sub(1)?];
        section.make().pages.get(index - section.first).cloned()
    }

    /// The glyphs on its pages.
    pub fn glyphs(&self) -> impl Iterator<Item = &Glyphs> {
        self.sections.iter().map(|section| &*section.glyphs).chain([&*self.furniture])
    }
}

impl Section {
    /// Pages from the one with index `first` on, which have been made.
    pub(super) fn of(first: usize, paged: Paged, key: Option<Key>) -> Self {
        let glyphs = Arc::new(Glyphs::of(&paged.pages));
        Self { first, count: paged.pages.len(), key, glyphs, pages: Pages::Here(Arc::new(paged)) }
    }

    /// The pages of an article of which there is this sketch.
    pub(super) fn of_article(article: Article, Sketch { glyphs, leads, .. }: &Sketch) -> Self {
        let Article { stand, from, .. } = &article;
        let (first, count) = (*from, stand.first + stand.pages - from);
        let (key, glyphs) = (article.key(leads), Arc::clone(glyphs));
        Self { first, count, key, glyphs, pages: Pages::Article(Arc::new(article)) }
    }

    /// Makes its pages: a publication of these alone, and of the trees of their text.
    #[must_use]
    pub fn make(&self) -> Arc<Paged> {
        self.made(false)
    }

    /// [`Section::make`], for the last time: what has been held in memory for that is let go. To make them once more takes as
    /// long as to set them.
    #[must_use]
    pub fn make_last(&self) -> Arc<Paged> {
        self.made(true)
    }

    fn made(&self, last: bool) -> Arc<Paged> {
        match &self.pages {
            Pages::Here(paged) => Arc::clone(paged),
            Pages::Article(article) => Arc::new(article.make(last)),
        }
    }
}

impl Article {
    /// The key of its pages: of the article, and of what they tell of where they stand and of the places to which they lead.
    fn key(&self, leads: &[Arc<str>]) -> Option<Key> {
        let Self { setting, index, stand: Stand { first, part, way, pages }, from, known, .. } = self;
        let article = setting.cache.keeps().then(|| setting.keys.of(&setting.collection, *index))?;
        let mut key = Key::of("the pages of an article");
        (article, index, first, part, way, pages, from, known, leads, &setting.collection.title).hash(&mut key);
        Some(key.key())
    }

    fn make(&self, last: bool) -> Paged {
        let Self { setting, index, lies, stand, .. } = self;
        let mut shaper = setting.shaper();
        let article = setting.again(*index, lies, last, &mut shaper);
        let mut set = article.settle(stand.first, stand.way, stand.part, setting.layout().geometry().columns);
        let structure = vec![std::mem::take(&mut set.galley.structure)];
        let pages = make_pages(setting, set, self.from, &self.known, &mut shaper);
        Paged { pages, structure, ..(*self.without).clone() }
    }
}

/// What begins on a page.
struct Opening {
    /// Whether an article begins at its top.
    at_top: bool,
    /// The last article that begins on it: of several it is the last that the head of a recto names (Chicago Manual of
    /// Style, 1.12).
    last: Option<usize>,
}

impl Opening {
    fn of<'r>(mut rows: impl DoubleEndedIterator<Item = &'r Row> + Clone) -> Self {
        let last = rows.clone().rev().find_map(|row| row.opens);
        Self { at_top: rows.next().is_some_and(|row| row.opens.is_some()), last }
    }
}

/// Makes the pages of a galley, with blank ones before them from the page with index `from` on, where it is to begin on a recto.
pub(super) fn make_pages<'s>(
    setting: &'s Setting,
    mut set: SetGalley,
    from: usize,
    known: &Known,
    shaper: &mut Shaper<'s>,
) -> Vec<Page> {
    let (layout, collection) = (setting.layout(), &setting.collection);
    let mut made = Vec::new();
    // Rows give what is printed in them to their pages.
    let mut galley = std::mem::take(&mut set.galley);
    let mut notes = take_notes(&mut galley.notes);
    if let Some(index) = set.part {
        let finish = |row: &mut Row| fill_page_numbers(row, &known.numbers, shaper);
        made.push((index, None, make_part_page(layout, &mut galley, index, finish).0));
    }
    for (index, columns) in set.pages() {
        let opening = Opening::of(rows_of(&galley, columns));
        let finish = |row: &mut Row| fill_page_numbers(row, &known.numbers, shaper);
        made.push((index, Some(opening), make_page(layout, &mut galley, &mut notes, columns, index, finish).0));
    }
    let verso = Head { text: &collection.title, to: &known.to_contents };
    let mut furniture = Furniture::new(layout, shaper, &collection.lang);
    let mut pages = Vec::with_capacity(made.len());
    let (mut current, mut title) = (0, String::new());
    for (index, opening, mut page) in made {
        page.links.retain(|link| !matches!(&link.to, LinkTo::Destination(name) if known.lost.contains(name)));
        // Nothing of the kind stands on the page of a part.
        if let Some(Opening { at_top, last }) = opening {
            if let Some(last) = last {
                current = last;
                title = plain_text(&collection.articles[current].title);
            }
            if at_top {
                furniture.foot(&mut page, index);
            } else {
                furniture.head(&mut page, index, verso, Head { text: &title, to: &collection.articles[current].slug });
            }
        }
        pages.resize_with(index - from, Page::default);
        pages.push(page);
    }
    pages
}

/// Gives the links of running heads elements in a tree of this number: heads are not read, but what can be followed must be
/// found in the structure, where it is out of the way behind all text.
fn heads(pages: &mut [Page], number: usize) -> Tree {
    let mut tree = Tree::new(u32::try_from(number).unwrap_or(u32::MAX));
    tree.open(Kind::Sect);
    for link in pages.iter_mut().flat_map(|page| &mut page.links).filter(|link| link.element.is_none()) {
        link.element = Some(tree.open(Kind::Link));
        tree.close();
    }
    tree
}
