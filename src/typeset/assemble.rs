//! Puts the pages of a collection one behind the other: the front, the articles, what stands after them; now that every
//! page has its number, heads and folios are set, and the numbers that the text names are filled in.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fonts::Fonts;
use super::front::{Entry, Front};
use super::galley::Row;
use super::length::Sp;
use super::makeup::{Furniture, Head, Layout, make_page, make_part_page, take_notes};
use super::page::{Destination, Face, Line, OutlineEntry, Page, Paged, Placed, Run};
use super::paragraph::PageNumber;
use super::run::{self, Cuttable, SetArticle, SetGalley, SetRun, rows_of};
use super::shape::Shaper;
use super::structure::{Kind, Tree};
use super::turns::{self, Begins, Turn};
use crate::collection::{Collection, Part, Words};
use crate::config::{Contents, Design};
use crate::manuscript::plain_text;

/// A collection whose pages are being put together.
pub(super) struct Assembly<'a> {
    collection: &'a Collection,
    design: &'a Design,
    layout: Layout<'a>,
    words: &'static Words,
    shaper: Shaper<'a>,
    /// The pages so far.
    pages: Vec<Page>,
    /// Names of places, with their pages and their distance from the top.
    places: Vec<(Arc<str>, usize, Sp)>,
    /// The links of running heads.
    heads: Tree,
    /// Characters on the pages around the articles that no face has.
    missing: Vec<char>,
    /// What pages begin with.
    turns: Vec<Turn>,
}

/// Pages of one kind: the index of the first, and how many.
#[derive(Clone, Copy)]
struct Stretch {
    first: usize,
    length: usize,
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

/// Puts the pages of all articles behind the front and those at the end behind them. Returns with the pages the characters
/// on those around the articles that no face has.
pub(super) fn assemble(
    mut assembly: Assembly<'_>,
    articles: Vec<Cuttable>,
    faces: Vec<Arc<Face>>,
) -> (Paged, Vec<char>) {
    let design = assembly.design;
    let (contents, front, run) = assembly.front(articles);
    assembly.heads_of(contents, assembly.words.contents, contents);
    assembly.articles(run.galleys, contents);
    let (sources, back, back_cover) = assembly.back(contents);
    let outline = assembly.outline(&run.articles, contents, sources);
    let Assembly { layout, pages, mut places, heads, missing, turns, .. } = assembly;
    places.extend((0..pages.len()).map(|i| (format!("page-{}", i + 1).into(), i, Sp::ZERO)));
    places.sort();
    places.dedup_by(|a, b| a.0 == b.0);
    let articles = run.articles.into_iter().map(|article| article.structure);
    let paged = Paged {
        width: layout.page.width,
        height: layout.page.height,
        second: design.colour,
        pages,
        back_cover,
        fitted: run.fitted,
        faces,
        outline,
        destinations: places.into_iter().map(|(name, page, y)| Destination { name, page, y }).collect(),
        structure: std::iter::once(front).chain(articles).chain([back, heads]).collect(),
        turns,
    };
    (paged, missing)
}

impl<'a> Assembly<'a> {
    /// No page yet.
    pub(super) fn new(collection: &'a Collection, design: &'a Design, layout: Layout<'a>, shaper: Shaper<'a>) -> Self {
        let mut heads = Tree::new(u32::try_from(collection.articles.len() + 2).unwrap_or(u32::MAX));
        heads.open(Kind::Sect);
        Self {
            collection,
            design,
            layout,
            words: Words::of(&collection.lang),
            shaper,
            pages: Vec::new(),
            places: Vec::new(),
            heads,
            missing: Vec::new(),
            turns: Vec::new(),
        }
    }

    /// Makes the pages before the articles, whose places it finds for that; returns where the contents are, the
    /// structure of these pages, and the articles.
    fn front(&mut self, articles: Vec<Cuttable>) -> (Stretch, Tree, SetRun) {
        let Self { collection, design, layout, .. } = *self;
        let after = Front::new(collection, design, layout, &mut self.shaper, 0).pages_after();
        let mut front = Front::new(collection, design, layout, &mut self.shaper, 0);
        self.pages = front.before_contents();
        self.turns.append(&mut front.turns);
        let first = self.pages.len();
        let contents = |front: &mut Front<'_, '_>, starts: &[usize]| match design.front.contents {
            Contents::None => Vec::new(),
            detail => front.contents(&entries(collection, starts), detail, first),
        };
        // The contents take as many pages whatever the numbers in them are, so one dry run fixes everything after.
        let before = front.structure.elements.len();
        let length = contents(&mut front, &[]).len();
        front.structure.truncate(before);
        let run = run::settle(articles, design.titles.start, layout.geometry(), first + length, after);
        let starts: Vec<usize> = run.articles.iter().map(|article| article.start).collect();
        self.pages.extend(contents(&mut front, &starts));
        self.missing.append(&mut front.missing);
        let (stretch, structure) = (Stretch { first, length }, front.structure);
        self.turns.extend(stretch.turns(Begins::Contents));
        (stretch, structure, run)
    }

    /// Sets the heads and folios of pages that are called `title`.
    fn heads_of(&mut self, stretch: Stretch, title: &str, contents: Stretch) {
        let (to_contents, to_first) = (contents.name(), stretch.name());
        let verso = Head { text: &self.collection.title, to: &to_contents };
        let heads = std::mem::take(&mut self.heads);
        let mut furniture = Furniture::new(self.layout, &mut self.shaper, &self.collection.lang, heads);
        for (index, page) in self.pages.iter_mut().enumerate().skip(stretch.first).take(stretch.length) {
            if index == stretch.first {
                furniture.foot(page, index);
            } else {
                furniture.head(page, index, verso, Head { text: title, to: &to_first });
            }
        }
        self.heads = furniture.structure;
    }

    /// Makes the pages of the articles.
    fn articles(&mut self, galleys: Vec<SetGalley>, contents: Stretch) {
        let Self { collection, layout, .. } = *self;
        let numbers = page_numbers(&galleys);
        self.turns.extend(galleys.iter().flat_map(turns::of_galley));
        let mut made = Vec::new();
        // Rows give what is printed in them to their pages, for there is room in memory for it once.
        for mut set in galleys {
            let mut galley = std::mem::take(&mut set.galley);
            let mut notes = take_notes(&mut galley.notes);
            if let Some(index) = set.part {
                let finish = |row: &mut Row| fill_page_numbers(row, &numbers, &mut self.shaper);
                made.push((index, None, make_part_page(layout, &mut galley, index, finish)));
            }
            for (index, columns) in set.pages() {
                let opening = Opening::of(rows_of(&galley, columns));
                let finish = |row: &mut Row| fill_page_numbers(row, &numbers, &mut self.shaper);
                made.push((index, Some(opening), make_page(layout, &mut galley, &mut notes, columns, index, finish)));
            }
        }
        let to_contents = contents.name();
        let verso = Head { text: &collection.title, to: &to_contents };
        let heads = std::mem::take(&mut self.heads);
        let mut furniture = Furniture::new(layout, &mut self.shaper, &collection.lang, heads);
        let titles: Vec<String> = collection.articles.iter().map(|article| plain_text(&article.title)).collect();
        let mut current = 0;
        for (index, opening, (mut page, places)) in made {
            // Nothing of the kind stands on the page of a part.
            if let Some(Opening { at_top, last }) = opening {
                current = last.unwrap_or(current);
                if at_top {
                    furniture.foot(&mut page, index);
                } else {
                    let recto = Head { text: &titles[current], to: &collection.articles[current].slug };
                    furniture.head(&mut page, index, verso, recto);
                }
            }
            self.places.extend(places.into_iter().map(|(name, y)| (name, index, y)));
            // An article that begins on a recto may leave a page blank before it.
            self.pages.resize_with(index, Page::default);
            self.pages.push(page);
        }
        self.heads = furniture.structure;
    }

    /// Makes the pages behind the articles. Returns where the sources are, the structure of these pages, and whether the
    /// last of them is a back cover.
    fn back(&mut self, contents: Stretch) -> (Stretch, Tree, bool) {
        let Self { collection, design, layout, .. } = *self;
        let mut front = Front::new(collection, design, layout, &mut self.shaper, collection.articles.len() + 1);
        let first = self.pages.len();
        if design.back.sources {
            self.pages.append(&mut front.sources(first));
        }
        let sources = Stretch { first, length: self.pages.len() - first };
        self.turns.extend(sources.turns(Begins::Sources));
        if design.back.imprint {
            self.turns.push(Turn { page: self.pages.len(), begins: Begins::Imprint });
            self.pages.push(front.imprint(self.pages.len()));
        }
        let cover = front.back_cover();
        let ends_with_cover = cover.is_some();
        self.pages.extend(cover);
        self.missing.append(&mut front.missing);
        let structure = front.structure;
        self.heads_of(sources, self.words.sources, contents);
        (sources, structure, ends_with_cover)
    }

    /// The bookmarks.
    fn outline(&self, articles: &[SetArticle], contents: Stretch, sources: Stretch) -> Vec<OutlineEntry> {
        let top = self.layout.page.top;
        let bookmark = |title: &str, Stretch { first, length }: Stretch| {
            let title = title.to_owned();
            (length > 0).then_some(OutlineEntry { title, page: first, y: top, children: Vec::new() })
        };
        let mut outline = Vec::new();
        outline.extend(bookmark(self.words.contents, contents));
        outline.extend(article_outline(self.collection, articles, &self.places, top));
        outline.extend(bookmark(self.words.sources, sources));
        outline
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

/// The number of the page on which each named place stands.
fn page_numbers(galleys: &[SetGalley]) -> BTreeMap<Arc<str>, usize> {
    let mut numbers = BTreeMap::new();
    for set in galleys {
        let notes: Vec<&Row> = set.galley.notes.iter().flatten().collect();
        for (index, columns) in set.pages() {
            let notes = columns.iter().flat_map(|cut| &notes[cut.notes.clone()]).copied();
            for name in set.rows(columns).chain(notes).flat_map(|row| &row.anchors) {
                numbers.entry(Arc::clone(name)).or_insert(index + 1);
            }
        }
    }
    numbers
}

/// Puts page numbers into the room left for them.
fn fill_page_numbers(row: &mut Row, numbers: &BTreeMap<Arc<str>, usize>, shaper: &mut Shaper<'_>) {
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
    articles: &[SetArticle],
    places: &[(Arc<str>, usize, Sp)],
    top: Sp,
) -> Vec<OutlineEntry> {
    let by_name: BTreeMap<&str, (usize, Sp)> = places.iter().map(|(name, page, y)| (&**name, (*page, *y))).collect();
    let article = |i: usize| {
        let known = &collection.articles[i];
        let (page, y) = by_name.get(known.slug.as_str()).copied().unwrap_or((articles[i].start, top));
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
                let (page, y) = match articles[part.articles.start].part {
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
