//! Sets a [`Collection`] in type: [`Paged`], pages of placed glyphs, rules and pictures, in integers, ready
//! for any writer.
//!
//! The way within: [`fonts`] and `hyphenate` know faces and words; `shape` shapes chunks; `paragraph` turns inlines
//! into items and the lines chosen by [`breaker`] into runs; `galley` stacks rows; `paginate` cuts them into pages and `run` puts articles
//! one after the other;
//! `makeup` and `front` put pages together.

pub mod breaker;
mod display;
pub mod embedded;
mod features;
pub mod fonts;
mod front;
mod galley;
mod hyphenate;
pub mod length;
mod makeup;
pub mod page;
mod paginate;
mod paragraph;
pub mod plain;
mod protrusion;
mod run;
mod shape;
pub mod structure;
mod style;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

pub use length::Sp;
pub use page::*;
pub use run::Fitted;

use self::fonts::Fonts;
use self::front::{Entry, Front};
use self::galley::{Context, Row};
use self::hyphenate::Patterns;
use self::makeup::{Furniture, Head, Layout, Places, make_page};
use self::paragraph::PageNumber;
use self::run::{Cuttable, SetArticle, SetRun};
use self::shape::Shaper;
use self::structure::{Kind, Tree};
use self::style::Styles;
use crate::collection::{Collection, Words};
use crate::config::{Contents, Cover, Design, Hyphenation, PageSettings};
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::manuscript::{Lang, plain_text};

/// Faces and patterns, read once and used for every collection.
#[derive(Debug)]
pub struct Typesetter {
    fonts: Fonts,
    patterns: Patterns,
}

impl Default for Typesetter {
    fn default() -> Self {
        Self { fonts: Fonts::embedded(), patterns: Patterns::embedded() }
    }
}

impl Typesetter {
    /// The faces.
    #[must_use]
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// Sets a collection. `done` is called as each article is finished, from any thread.
    ///
    /// # Errors
    /// The diagnostics name every character that no face has (an error), every line that is too wide and
    /// every language without hyphenation patterns (warnings).
    pub fn set(
        &self,
        collection: &Collection,
        design: &Design,
        hyphenation: &Hyphenation,
        done: &(dyn Fn() + Sync),
    ) -> (Paged, Diagnostics) {
        let styles = Styles::new(design);
        let layout = Layout { page: &design.page, styles: &styles };
        let context = Context {
            collection,
            styles: &styles,
            measure: layout.measure(),
            height: layout.height(),
            digits: digits_for(collection.articles.len()),
        };
        // A shaper a thread, for as long as there are articles: what one article's words have cost, the next has for nothing.
        let count = collection.articles.len();
        let next = AtomicUsize::new(0);
        let slots: Vec<OnceLock<Cuttable>> = (0..count).map(|_| OnceLock::new()).collect();
        rayon::scope(|scope| {
            for _ in 0..rayon::current_num_threads().min(count) {
                scope.spawn(|_| {
                    let mut shaper = self.shaper(hyphenation);
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(slot) = slots.get(index) else { break };
                        // Nobody else has this number.
                        let _ = slot.set(Cuttable::new(&context, layout.geometry(), index, &mut shaper));
                        done();
                    }
                });
            }
        });
        let articles: Vec<Cuttable> =
            slots.into_iter().map(|slot| slot.into_inner().expect("every number has been taken")).collect();
        let mut diagnostics = report(collection, &articles);
        let seen: BTreeSet<char> =
            articles.iter().flat_map(|a| &a.galley.missing).map(|missing| missing.character).collect();
        let mut missing = Vec::new();
        let paged = self.assemble(collection, design, hyphenation, layout, articles, &mut missing);
        let missing: BTreeSet<char> = missing.into_iter().filter(|c| !seen.contains(c)).collect();
        for c in missing {
            diagnostics.push(
                Diagnostic::error(cannot_show(c)).hint(format!(
                    "it stands on the cover or another page around the articles of “{}”",
                    collection.title
                )),
            );
        }
        (paged, diagnostics)
    }

    fn shaper<'s>(&'s self, hyphenation: &'s Hyphenation) -> Shaper<'s> {
        Shaper::new(&self.fonts, &self.patterns).with_exceptions(hyphenation)
    }

    /// Sets the cover of a collection by itself, on a page two thirds as wide as high, as e-books ask for. What the
    /// design leaves without a cover has the framed one there: every shop and shelf wants to show something.
    #[must_use]
    pub fn cover(&self, collection: &Collection, design: &Design) -> Paged {
        let page = PageSettings { width: Sp::um(140_000), height: Sp::um(210_000), ..PageSettings::default() };
        let cover = match design.cover {
            Cover::None | Cover::Picture => Cover::Framed,
            drawn => drawn,
        };
        let design = Design { cover, page, ..design.clone() };
        let (styles, page) = (Styles::new(&design), &design.page);
        let mut shaper = Shaper::new(&self.fonts, &self.patterns);
        let mut front = Front::new(collection, &design, Layout { page, styles: &styles }, &mut shaper, 0);
        let pages: Vec<Page> = front.cover().into_iter().collect();
        let structure = vec![front.structure];
        Paged {
            width: page.width,
            height: page.height,
            second: design.colour,
            pages,
            back_cover: false,
            fitted: Fitted::default(),
            faces: self.fonts.faces(),
            outline: Vec::new(),
            destinations: Vec::new(),
            structure,
        }
    }

    /// Puts the pages of all articles behind the front, now that every page has its number.
    /// Adds to `missing` the characters on them that no face has.
    fn assemble(
        &self,
        collection: &Collection,
        design: &Design,
        hyphenation: &Hyphenation,
        layout: Layout<'_>,
        articles: Vec<Cuttable>,
        missing: &mut Vec<char>,
    ) -> Paged {
        let mut shaper = self.shaper(hyphenation);
        // The contents take as many pages whatever the numbers in them are, so one dry run fixes everything after.
        let entries = |starts: &[usize]| -> Vec<Entry> {
            let part = |i: usize| {
                collection
                    .parts
                    .iter()
                    .find(|p| p.articles.start == i && !p.articles.is_empty())
                    .and_then(|p| p.title.as_ref())
            };
            (0..collection.articles.len())
                .map(|i| Entry {
                    part: part(i).map(|t| plain_text(t)),
                    article: i,
                    page: starts.get(i).copied().unwrap_or(0),
                })
                .collect()
        };
        let after = Front::new(collection, design, layout, &mut shaper, 0).pages_after();
        let mut front = Front::new(collection, design, layout, &mut shaper, 0);
        let mut pages = front.before_contents();
        let contents_page = pages.len();
        let contents = |front: &mut Front<'_, '_>, starts: &[usize]| match design.front.contents {
            Contents::None => Vec::new(),
            detail => front.contents(&entries(starts), detail, contents_page),
        };
        let before = front.structure.elements.len();
        let length = contents(&mut front, &[]).len();
        front.structure.truncate(before);
        let SetRun { articles, starts, fitted } =
            run::settle(articles, design.titles.start, contents_page + length, after);
        pages.extend(contents(&mut front, &starts));
        let front_structure = std::mem::take(&mut front.structure);
        missing.append(&mut front.missing);
        let numbers = page_numbers(&articles, &starts);
        let mut places: Vec<(Arc<str>, usize, Sp)> = Vec::new();
        let mut filler = |row: &Row| fill_page_numbers(row, &numbers, &mut shaper);
        let mut made: Vec<(Page, Places)> = Vec::new();
        for (article, start) in articles.iter().zip(&starts) {
            for (i, cut) in article.cuts.iter().enumerate() {
                made.push(make_page(layout, &article.galley, cut, start + i, &mut filler));
            }
        }
        let mut heads = Tree::new(u32::try_from(articles.len() + 2).unwrap_or(u32::MAX));
        heads.open(Kind::Sect);
        // Without contents it is the cover that leads on.
        let contents_name = format!("page-{}", if length > 0 { contents_page + 1 } else { 1 });
        let head_of_all = Head { text: &collection.title, to: &contents_name };
        let mut furniture = Furniture::new(layout, &mut shaper, &collection.lang, heads);
        for (index, page) in pages.iter_mut().enumerate().skip(contents_page) {
            if index == contents_page {
                furniture.foot(page, index);
            } else {
                let contents = Head { text: Words::of(&collection.lang).contents, to: &contents_name };
                furniture.head(page, index, head_of_all, contents);
            }
        }
        let mut made = made.into_iter();
        for (article, (start, set)) in collection.articles.iter().zip(starts.iter().zip(&articles)) {
            let title = plain_text(&article.title);
            // An article that begins on a recto may leave a page blank before it.
            pages.resize_with(*start, Page::default);
            for i in 0..set.cuts.len() {
                let Some((mut page, here)) = made.next() else { break };
                let index = start + i;
                places.extend(here.into_iter().map(|(name, y)| (name, index, y)));
                if i == 0 {
                    furniture.foot(&mut page, index);
                } else {
                    furniture.head(&mut page, index, head_of_all, Head { text: &title, to: &article.slug });
                }
                pages.push(page);
            }
        }
        let heads = furniture.structure;
        let mut front = Front::new(collection, design, layout, &mut shaper, articles.len() + 1);
        let sources_page = pages.len();
        let mut sources = if design.back.sources { front.sources(sources_page) } else { Vec::new() };
        let sources_length = sources.len();
        pages.append(&mut sources);
        if design.back.imprint {
            pages.push(front.imprint(pages.len()));
        }
        let back_cover = front.back_cover();
        let ends_with_cover = back_cover.is_some();
        pages.extend(back_cover);
        let back_structure = front.structure;
        missing.append(&mut front.missing);
        let words = Words::of(&collection.lang);
        let mut furniture = Furniture::new(layout, &mut shaper, &collection.lang, heads);
        let sources_name = format!("page-{}", sources_page + 1);
        for (index, page) in pages.iter_mut().enumerate().skip(sources_page).take(sources_length) {
            if index == sources_page {
                furniture.foot(page, index);
            } else {
                furniture.head(page, index, head_of_all, Head { text: words.sources, to: &sources_name });
            }
        }
        let bookmark = |title: &str, page: usize, length: usize| {
            let title = title.to_owned();
            (length > 0).then_some(OutlineEntry { title, page, y: layout.page.top, children: Vec::new() })
        };
        let mut outline = Vec::new();
        outline.extend(bookmark(words.contents, contents_page, length));
        outline.extend(article_outline(collection, &articles, &starts, &places, layout.page.top));
        outline.extend(bookmark(words.sources, sources_page, sources_length));
        places.extend((0..pages.len()).map(|i| (format!("page-{}", i + 1).into(), i, Sp::ZERO)));
        places.sort();
        places.dedup_by(|a, b| a.0 == b.0);
        let articles = articles.into_iter().map(|article| article.galley.structure);
        let structure =
            std::iter::once(front_structure).chain(articles).chain([back_structure, furniture.structure]).collect();
        let destinations = places.into_iter().map(|(name, page, y)| Destination { name, page, y }).collect();
        Paged {
            width: layout.page.width,
            height: layout.page.height,
            second: design.colour,
            pages,
            back_cover: ends_with_cover,
            fitted,
            faces: self.fonts.faces(),
            outline,
            destinations,
            structure,
        }
    }
}

/// Room for page numbers in references: some three pages an article, and the front.
fn digits_for(articles: usize) -> usize {
    (articles * 3 + 10).to_string().len()
}

/// The number of the page on which each named place stands.
fn page_numbers(articles: &[SetArticle], starts: &[usize]) -> BTreeMap<Arc<str>, usize> {
    let mut numbers = BTreeMap::new();
    for (article, start) in articles.iter().zip(starts) {
        for (i, cut) in article.cuts.iter().enumerate() {
            let notes = article.galley.notes.iter().flatten().skip(cut.notes.start).take(cut.notes.len());
            for name in article.galley.rows[cut.rows.clone()].iter().chain(notes).flat_map(|row| &row.anchors) {
                numbers.entry(Arc::clone(name)).or_insert(start + i + 1);
            }
        }
    }
    numbers
}

/// Puts page numbers into the room left for them; nothing when the row has none.
fn fill_page_numbers(row: &Row, numbers: &BTreeMap<Arc<str>, usize>, shaper: &mut Shaper<'_>) -> Option<Row> {
    if row.page_numbers.is_empty() {
        return None;
    }
    let mut row = row.clone();
    for (at, PageNumber { run, of, look, filled }) in std::mem::take(&mut row.page_numbers) {
        let text = numbers.get(&of).map_or_else(|| "?".to_owned(), usize::to_string);
        let chunk = shaper.chunk(&text, &look);
        let Some(Placed::Text(line)) = row.content.get_mut(at) else { continue };
        let (Some(word), Some(place)) = (chunk.whole.first(), line.runs.get_mut(run)) else { continue };
        let units = i64::from(shaper.fonts().get(word.face).face.units_per_em);
        let shift =
            place.size.scale(i64::from(word.advance - place.word.advance) * i64::from(line.expansion), units * 1000);
        place.word = Arc::clone(word);
        for run in &mut line.runs[run + 1..] {
            run.x += shift;
        }
        if filled {
            spread(line, -shift);
        }
    }
    Some(row)
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
    starts: &[usize],
    places: &[(Arc<str>, usize, Sp)],
    top: Sp,
) -> Vec<OutlineEntry> {
    let by_name: BTreeMap<&str, (usize, Sp)> = places.iter().map(|(name, page, y)| (&**name, (*page, *y))).collect();
    let article = |i: usize| {
        let mut entry = OutlineEntry {
            title: plain_text(&collection.articles[i].title),
            page: starts[i],
            y: top,
            children: Vec::new(),
        };
        for (level, title, anchor) in &articles[i].galley.headings {
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
                out.push(OutlineEntry { title: plain_text(title), page: first.page, y: top, children })
            }
            _ => out.extend(children),
        }
    }
    out
}

/// Why a character cannot be printed.
fn cannot_show(c: char) -> String {
    let code = u32::from(c);
    if shape::is_right_to_left(c) {
        format!("`{c}` (U+{code:04X}) is written from right to left, which pages cannot do yet")
    } else {
        format!("no font has the character `{}` (U+{code:04X})", c.escape_debug())
    }
}

fn report(collection: &Collection, articles: &[Cuttable]) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let mut unhyphenated: Vec<&Lang> = articles.iter().flat_map(|a| &a.unhyphenated).collect();
    unhyphenated.sort();
    unhyphenated.dedup();
    for lang in unhyphenated {
        diagnostics.push(
            Diagnostic::warning(format!("there are no hyphenation patterns for `{lang}`"))
                .hint("its words are set undivided; lines may come out looser"),
        );
    }
    for (set, article) in articles.iter().zip(&collection.articles) {
        let whole = Span::new(article.file, 0..0);
        let mut missing = set.galley.missing.clone();
        missing.sort();
        missing.dedup();
        for found in missing {
            diagnostics.push(
                Diagnostic::error(cannot_show(found.character))
                    .at(found.span.unwrap_or(whole))
                    .hint("write it another way, or leave it out"),
            );
        }
        for (span, excess) in &set.galley.overfull {
            diagnostics.push(
                Diagnostic::warning(format!("a line is {excess} pt wider than its measure"))
                    .at(*span)
                    .label("set here")
                    .hint("a word that cannot be divided is too long; reword, or add a soft hyphen (U+00AD)"),
            );
        }
    }
    diagnostics
}
