//! Puts the pages of a collection one behind the other: the front, the articles, what stands after them; now that every
//! page has its number, heads and folios are set, and the numbers that the text names are filled in.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::fonts::Fonts;
use super::front::{Entry, Front};
use super::galley::Row;
use super::glyphs::Glyphs;
use super::length::Sp;
use super::makeup::{Furniture, Head};
use super::page::{Destination, Line, OutlineEntry, Page, Paged, Placed, Run, Word};
use super::paragraph::PageNumber;
use super::run::{self, Cuttable, Fitted, Stand};
use super::setting::{Lies, Setting};
use super::shape::Shaper;
use super::sketch::Sketch;
use super::structure::Tree;
use super::turns::{Begins, Turn};
use super::volume::{Article, Known, Section, Volume, make_pages};
use crate::collection::{Collection, Part, Words};
use crate::config::{Contents, Start};
use crate::manuscript::plain_text;
use crate::source::{Key, KeyHasher};

/// Puts articles, which have been set and lie somewhere, behind the front, and what stands at the end behind them. Returns
/// with the volume the characters on the pages around the articles that no face has.
pub(super) fn assemble(setting: &Arc<Setting>, set: Vec<(Arc<Sketch>, Lies)>) -> (Volume, Vec<char>) {
    let (collection, design, layout) = (&setting.collection, &setting.design, setting.layout());
    let mut around = Around {
        setting,
        words: Words::of(&collection.lang),
        shaper: setting.shaper(),
        missing: Vec::new(),
        key: setting.cache.keeps().then(|| setting.keys.of_around(collection)),
    };
    let (sketches, lies): (Vec<Arc<Sketch>>, Vec<Lies>) = set.into_iter().unzip();
    let joined = (design.titles.start == Start::RunOn).then(|| around.joined(&lies));
    let units = match &joined {
        Some((article, _)) => vec![Arc::new(Sketch::of(article, layout, &around.heads_of_all()))],
        None => sketches.clone(),
    };
    let without = Arc::new(setting.types.without_pages(design));
    let (front, stands, fitted) = around.front(&units, &without);
    let next = stands.last().map_or(front.section.count, |stand| stand.first + stand.pages);
    let back = around.back(next, front.stretch, &without);
    let count = next + back.section.count;

    let mut turns = front.turns.clone();
    let places = places(&units, &stands, count, &mut turns);
    turns.extend(&back.turns);
    let by_name: ByName<'_> = places.iter().map(|(name, page, y)| (&**name, (*page, *y))).collect();
    let paged = Paged {
        back_cover: back.ends_with_cover,
        fitted,
        outline: around.outline(&sketches, &stands, &by_name, front.stretch, back.stretch),
        destinations: places
            .iter()
            .map(|(name, page, y)| Destination { name: Arc::clone(name), page: *page, y: *y })
            .collect(),
        turns,
        ..(*without).clone()
    };
    let known = |unit: &Sketch| Known {
        to_contents: front.stretch.name().into(),
        numbers: unit.tells.iter().filter_map(|of| Some((Arc::clone(of), by_name.get(&**of)?.0 + 1))).collect(),
        lost: unit.leads.iter().filter(|name| !by_name.contains_key(&***name)).cloned().collect(),
    };
    let mut from = front.section.count;
    let mut sections = vec![front.section.clone()];
    if let (Some((article, trees)), [unit], [stand]) = (joined, &units[..], &stands[..]) {
        let set = article.settle(stand.first, stand.way, stand.part, layout.geometry().columns);
        let pages = make_pages(setting, set, from, &known(unit), &mut around.shaper);
        sections.push(Section::of(from, Paged { pages, structure: trees, ..(*without).clone() }, None));
    } else {
        for (index, ((unit, stand), lies)) in units.iter().zip(stands).zip(lies).enumerate() {
            let (setting, without) = (Arc::clone(setting), Arc::clone(&without));
            let article = Article { setting, index, lies, stand, from, known: known(unit), without };
            sections.push(Section::of_article(article, unit));
            from = stand.first + stand.pages;
        }
    }
    sections.push(back.section.clone());
    let furniture = Arc::new(Glyphs::of_words(around.heads_of_all().iter()));
    (Volume { paged, count, sections, furniture }, around.missing)
}

/// Names of places with their pages and their distance from the top, in the order of names.
type Places = Vec<(Arc<str>, usize, Sp)>;

/// The same to be looked up by name, in no order.
type ByName<'p> = FxHashMap<&'p str, (usize, Sp)>;

/// The places of articles, which have come to stand somewhere, and of all pages. What the articles' pages begin with is added to
/// `turns`.
fn places(articles: &[Arc<Sketch>], stands: &[Stand], pages: usize, turns: &mut Vec<Turn>) -> Places {
    let mut places: Places = Vec::new();
    for (index, (article, stand)) in articles.iter().zip(stands).enumerate() {
        if let Some(page) = stand.part {
            turns.push(Turn { page, begins: Begins::Part(index) });
            places.extend(article.part_places.iter().map(|(name, y)| (Arc::clone(name), page, *y)));
        }
        let Some(extent) = article.extents(stand.first).get(stand.way) else { continue };
        turns.extend(extent.turns.iter().map(|(page, begins)| Turn { page: stand.first + page, begins: *begins }));
        places.extend(extent.places.iter().map(|(name, page, y)| (Arc::clone(name), stand.first + page, *y)));
    }
    places.extend((0..pages).map(|i| (format!("page-{}", i + 1).into(), i, Sp::ZERO)));
    places.sort();
    places.dedup_by(|a, b| a.0 == b.0);
    places
}

/// The pages around the articles.
struct Around<'a> {
    setting: &'a Setting,
    words: &'static Words,
    shaper: Shaper<'a>,
    /// Characters on these pages that no face has.
    missing: Vec<char>,
    /// What they are made of, but for the places of the articles; nothing where nothing is kept.
    key: Option<KeyHasher>,
}

/// Pages of one kind: the index of the first, and how many.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    pub(super) first: usize,
    pub(super) length: usize,
}

impl Stretch {
    /// The name of the place at which it begins; without pages it is the cover that leads on.
    fn name(self) -> String {
        format!("page-{}", if self.length > 0 { self.first + 1 } else { 1 })
    }

    /// The turns to its pages.
    fn turns(self, begins: Begins) -> impl Iterator<Item = Turn> {
        (self.first..).take(self.length).map(move |page| Turn { page, begins })
    }
}

/// Pages before or behind the articles.
pub(super) struct Made {
    pub(super) pages: Vec<Page>,
    pub(super) structure: Tree,
    pub(super) turns: Vec<Turn>,
    /// The contents, or the sources.
    pub(super) stretch: Stretch,
    /// Whether the last of them is a back cover.
    pub(super) ends_with_cover: bool,
    /// Characters on them that no face has.
    pub(super) missing: Vec<char>,
}

impl Made {
    /// The same as a section of the publication, of which this is all but the pages.
    fn placed(self, first: usize, key: Option<Key>, without: &Paged) -> Outside {
        let Self { pages, structure, turns, stretch, ends_with_cover, missing } = self;
        let section = Section::of(first, Paged { pages, structure: vec![structure], ..without.clone() }, key);
        Outside { section, turns, stretch, ends_with_cover, missing }
    }
}

/// Pages before or behind the articles, in their place.
struct Outside {
    section: Section,
    turns: Vec<Turn>,
    stretch: Stretch,
    ends_with_cover: bool,
    missing: Vec<char>,
}

impl<'a> Around<'a> {
    /// Articles that run on, as one, with the trees of their texts.
    fn joined(&mut self, lies: &[Lies]) -> (Cuttable, Vec<Tree>) {
        let mut trees = Vec::with_capacity(lies.len());
        let mut articles = Vec::with_capacity(lies.len());
        for (index, lies) in lies.iter().enumerate() {
            let mut article = self.setting.again(index, lies, true, &mut self.shaper);
            trees.push(std::mem::take(&mut article.galley.structure));
            articles.push(article);
        }
        (Cuttable::joined(articles, self.setting.layout().geometry()), trees)
    }

    /// The words of heads that are no article's, and of folios.
    fn heads_of_all(&mut self) -> Vec<Arc<Word>> {
        let Collection { title, lang, .. } = &*self.setting.collection;
        Furniture::new(self.setting.layout(), &mut self.shaper, lang).words(title, false)
    }

    /// Makes the pages before the articles, whose places it finds for that.
    fn front(&mut self, articles: &[Arc<Sketch>], without: &Paged) -> (Arc<Outside>, Vec<Stand>, Fitted) {
        let Setting { collection, design, .. } = self.setting;
        let (before, contents, after) = self.room();
        let (stands, fitted) = run::settle(articles, design.titles.start, before + contents, after);
        let starts = starts(collection, articles, &stands);
        (self.made(("front", &starts), (0, 0), without, |around| around.make_front(&starts)), stands, fitted)
    }

    /// How many pages stand before the contents, how many these take, and how many pages stand behind the articles. The contents
    /// take as many whatever the numbers in them are.
    fn room(&mut self) -> (usize, usize, usize) {
        let Setting { collection, design, cache, .. } = self.setting;
        let key = self.key_of("room");
        let kept = key.as_ref().and_then(|key| cache.value(key));
        kept.unwrap_or_else(|| {
            let layout = self.setting.layout();
            let after = Front::new(collection, design, layout, &mut self.shaper, 0).pages_after();
            let mut front = Front::new(collection, design, layout, &mut self.shaper, 0);
            let before = front.before_contents().len();
            let room = (before, contents(&mut front, self.setting, &[], before).len(), after);
            key.iter().for_each(|key| cache.put_value(key, &room));
            room
        })
    }

    fn make_front(&mut self, starts: &[usize]) -> Made {
        let Setting { collection, design, .. } = self.setting;
        let mut front = Front::new(collection, design, self.setting.layout(), &mut self.shaper, 0);
        let mut pages = front.before_contents();
        let first = pages.len();
        pages.extend(contents(&mut front, self.setting, starts, first));
        let missing = std::mem::take(&mut front.missing);
        let (mut turns, structure) = (std::mem::take(&mut front.turns), front.structure);
        let stretch = Stretch { first, length: pages.len() - first };
        turns.extend(stretch.turns(Begins::Contents));
        self.heads(&mut pages[first..], stretch, self.words.contents, stretch);
        Made { pages, structure, turns, stretch, ends_with_cover: false, missing }
    }

    /// Pages as `make` makes them from this and from what is the same for all pages around the articles; or as they were made
    /// before. The first has this index, and their text is this tree, of a publication that is this `without` its pages.
    fn made(
        &mut self,
        of: impl Hash,
        (first, tree): (usize, usize),
        without: &Paged,
        make: impl FnOnce(&mut Self) -> Made,
    ) -> Arc<Outside> {
        let Setting { cache, keys, .. } = self.setting;
        let key = self.key_of((of, first, tree));
        let place = |made: Made| made.placed(first, key, without);
        let outside = key.and_then(|key| keys.find_made(cache, &key, tree, place)).unwrap_or_else(|| {
            let made = make(self);
            key.iter().for_each(|key| keys.keep_made(cache, key, &made));
            Arc::new(place(made))
        });
        self.missing.extend(&outside.missing);
        outside
    }

    fn key_of(&self, of: impl Hash) -> Option<Key> {
        let mut key = self.key.clone()?;
        of.hash(&mut key);
        Some(key.key())
    }

    /// Sets the heads and folios of pages, those of a stretch that is called `title`.
    fn heads(&mut self, pages: &mut [Page], stretch: Stretch, title: &str, contents: Stretch) {
        let collection = &self.setting.collection;
        let (to_contents, to_first) = (contents.name(), stretch.name());
        let verso = Head { text: &collection.title, to: &to_contents };
        let mut furniture = Furniture::new(self.setting.layout(), &mut self.shaper, &collection.lang);
        for (page, index) in pages.iter_mut().zip(stretch.first..stretch.first + stretch.length) {
            if index == stretch.first {
                furniture.foot(page, index);
            } else {
                furniture.head(page, index, verso, Head { text: title, to: &to_first });
            }
        }
    }

    /// Makes the pages behind the articles, from the one with index `first` on.
    fn back(&mut self, first: usize, contents: Stretch, without: &Paged) -> Arc<Outside> {
        let tree = self.setting.collection.articles.len() + 1;
        let of = ("back", contents.first, contents.length);
        self.made(of, (first, tree), without, |around| around.make_back(first, contents))
    }

    fn make_back(&mut self, first: usize, contents: Stretch) -> Made {
        let Setting { collection, design, .. } = self.setting;
        let layout = self.setting.layout();
        let mut front = Front::new(collection, design, layout, &mut self.shaper, collection.articles.len() + 1);
        let mut pages = if design.back.sources { front.sources(first) } else { Vec::new() };
        let stretch = Stretch { first, length: pages.len() };
        let mut turns = Vec::from_iter(stretch.turns(Begins::Sources));
        if design.back.imprint {
            let page = first + pages.len();
            turns.push(Turn { page, begins: Begins::Imprint });
            pages.push(front.imprint(page));
        }
        let cover = front.back_cover();
        let ends_with_cover = cover.is_some();
        pages.extend(cover);
        let missing = std::mem::take(&mut front.missing);
        let structure = front.structure;
        self.heads(&mut pages, stretch, self.words.sources, contents);
        Made { pages, structure, turns, stretch, ends_with_cover, missing }
    }

    /// The bookmarks.
    fn outline(
        &self,
        articles: &[Arc<Sketch>],
        stands: &[Stand],
        by_name: &ByName<'_>,
        contents: Stretch,
        sources: Stretch,
    ) -> Vec<OutlineEntry> {
        let y = self.setting.layout().page.top;
        let bookmark = |title: &str, Stretch { first, length }: Stretch| {
            let title = title.to_owned();
            (length > 0).then_some(OutlineEntry { title, page: first, y, children: Vec::new() })
        };
        let mut outline = Vec::from_iter(bookmark(self.words.contents, contents));
        outline.extend(article_outline(&self.setting.collection, articles, stands, by_name, y));
        outline.extend(bookmark(self.words.sources, sources));
        outline
    }
}

/// Index of the page on which each article begins; of those that run on, where its name stands.
fn starts(collection: &Collection, articles: &[Arc<Sketch>], stands: &[Stand]) -> Vec<usize> {
    let ([unit], [stand], true) = (articles, stands, collection.articles.len() > 1) else {
        return stands.iter().map(|stand| stand.first).collect();
    };
    let extent = unit.extents(stand.first).get(stand.way);
    let places = extent.map_or(&[][..], |extent| &extent.places);
    let by_name: BTreeMap<&str, usize> = places.iter().rev().map(|(name, page, _)| (&**name, *page)).collect();
    let start = |slug: &str| stand.first + by_name.get(slug).copied().unwrap_or(0);
    collection.articles.iter().map(|article| start(&article.slug)).collect()
}

/// Sets the contents, whose first page has this index.
fn contents(front: &mut Front<'_, '_>, setting: &Setting, starts: &[usize], first: usize) -> Vec<Page> {
    match setting.design.front.contents {
        Contents::None => Vec::new(),
        detail => front.contents(&entries(&setting.collection, starts), detail, first),
    }
}

/// The lines of the contents; pages are 0 where articles have none yet.
fn entries(collection: &Collection, starts: &[usize]) -> Vec<Entry> {
    let part = |i: usize| {
        let begins = |p: &&Part| p.articles.start == i && !p.articles.is_empty();
        collection.parts.iter().find(begins).and_then(|p| p.title.as_ref())
    };
    let entry = |i| Entry {
        part: part(i).map(|title| plain_text(title)),
        article: i,
        page: starts.get(i).copied().unwrap_or(0),
    };
    (0..collection.articles.len()).map(entry).collect()
}

/// Puts page numbers into the room left for them.
pub(super) fn fill_page_numbers(row: &mut Row, numbers: &BTreeMap<Arc<str>, usize>, shaper: &mut Shaper<'_>) {
    for (at, PageNumber { run, of, look, filled }) in std::mem::take(&mut row.page_numbers) {
        let text = numbers.get(&of).map_or_else(|| "?".to_owned(), usize::to_string);
        let chunk = shaper.chunk(&text, &look);
        let Some(Placed::Text(line)) = row.content.get_mut(at) else { continue };
        let (Some(word), Some(place)) = (chunk.whole.first(), line.runs.get_mut(run)) else { continue };
        let units = i64::from(shaper.fonts().get(word.face).face.units_per_em);
        let shift =
            place.size.scale(i64::from(word.advance - place.word.advance) * i64::from(line.expansion), units * 1000);
        let size = place.size;
        let before = edges(line, shaper.fonts());
        let Some(place) = line.runs.get_mut(run) else { continue };
        place.word = Arc::clone(word);
        for run in &mut line.runs[run + 1..] {
            run.x += shift;
        }
        if filled {
            spread(line, -shift);
        }
        let (y, after) = (line.y, edges(line, shaper.fonts()));
        // What is drawn for some of its words goes with them.
        let is_at = |top: Sp| y - size < top && top < y + size;
        for placed in &mut row.content {
            if let Placed::Rule { x, y, width, .. } = placed
                && is_at(*y)
            {
                follow(x, width, &before, &after);
            }
        }
        for link in row.links.iter_mut().filter(|link| is_at(link.y)) {
            follow(&mut link.x, &mut link.width, &before, &after);
        }
    }
}

/// Where the runs of a line begin and end.
fn edges(line: &Line, fonts: &Fonts) -> Vec<(Sp, Sp)> {
    let end = |run: &Run| {
        let units = i64::from(fonts.get(run.word.face).face.units_per_em);
        run.x + run.size.scale(i64::from(run.word.advance) * i64::from(line.expansion), units * 1000)
    };
    line.runs.iter().map(|run| (run.x, end(run))).collect()
}

/// Moves what covers some runs of a line to where they have moved; what covers none stays.
fn follow(x: &mut Sp, width: &mut Sp, before: &[(Sp, Sp)], after: &[(Sp, Sp)]) {
    let end = *x + *width;
    let covered = |(from, to): &(Sp, Sp)| *x <= *from + (*to - *from) / 2 && *from + (*to - *from) / 2 < end;
    let (Some(first), Some(last)) = (before.iter().position(covered), before.iter().rposition(covered)) else { return };
    let end = end + after[last].1 - before[last].1;
    *x += after[first].0 - before[first].0;
    *width = end - *x;
}

/// Shares `slack` out among the spaces of a line, so that its end stays where it was.
fn spread(line: &mut Line, slack: Sp) {
    let last = line.runs.len().saturating_sub(1);
    let spaces = line.runs[..last].iter().filter(|run| run.space_after).count() as i64;
    let mut passed = 0;
    for run in &mut line.runs {
        if spaces > 0 {
            run.x += slack.scale(passed, spaces);
        }
        passed += i64::from(run.space_after);
    }
}

/// Bookmarks of the articles and their sections, in parts.
fn article_outline(
    collection: &Collection,
    articles: &[Arc<Sketch>],
    stands: &[Stand],
    by_name: &ByName<'_>,
    top: Sp,
) -> Vec<OutlineEntry> {
    let article = |i: usize| {
        let known = &collection.articles[i];
        let (page, y) =
            by_name.get(known.slug.as_str()).copied().unwrap_or((stands.get(i).map_or(0, |stand| stand.first), top));
        let mut entry = OutlineEntry { title: plain_text(&known.title), page, y, children: Vec::new() };
        for (level, title, anchor) in &articles[i].headings {
            let Some((page, y)) = by_name.get(&**anchor) else { continue };
            let child = OutlineEntry { title: title.clone(), page: *page, y: *y, children: Vec::new() };
            match entry.children.last_mut() {
                Some(section) if *level > 2 => section.children.push(child),
                _ => entry.children.push(child),
            }
        }
        entry
    };
    let mut out = Vec::new();
    for part in &collection.parts {
        let children: Vec<OutlineEntry> = part.articles.clone().map(article).collect();
        match (&part.title, children.first()) {
            (Some(title), Some(first)) => {
                let (page, y) = match stands.get(part.articles.start).and_then(|stand| stand.part) {
                    Some(page) => (page, top),
                    None => (first.page, first.y),
                };
                out.push(OutlineEntry { title: plain_text(title), page, y, children });
            }
            _ => out.extend(children),
        }
    }
    out
}
