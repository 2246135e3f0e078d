//! What stands before and after the articles: covers, title page, imprint and contents, sources and back cover.
//!
//! [`cover`] draws covers from type alone, [`title`] sets half-title, title page and imprint, [`contents`] the contents,
//! [`back`] what stands at the end, [`wrap`] the covers of presses.

mod back;
mod contents;
mod cover;
mod title;
mod wrap;

pub(crate) use self::contents::Entry;
pub use self::wrap::{Bleed, Wrap};

use std::sync::Arc;

use super::galley::{Row, place_line};
use super::length::Sp;
use super::makeup::{Layout, put};
use super::page::{Colour, Layer, LinkTo, Page, Placed};
use super::paragraph::{Link, SetLine, Setter, Shape, Strand};
use super::shape::Shaper;
use super::structure::{Kind, Tree};
use super::style::{Ink, Setting, baseline};
use super::turns::{Begins, Turn};
use crate::collection::{Collection, Words};
use crate::config::{Cover, Design, FrontSettings};
use crate::manuscript::{Person, Role};

/// The most ems that a line around the articles has: some eighty letters.
const MOST_EMS: i32 = 36;

/// Sets the pages around the articles.
pub(crate) struct Front<'f, 's> {
    collection: &'f Collection,
    design: &'f Design,
    layout: Layout<'f>,
    shaper: &'s mut Shaper<'f>,
    words: &'static Words,
    /// How far what touches the edges of a cover is printed beyond them.
    bleed: Bleed,
    /// What the text is.
    pub(crate) structure: Tree,
    /// Characters that no face has.
    pub(crate) missing: Vec<char>,
    /// What the pages before the contents begin with.
    pub(crate) turns: Vec<Turn>,
}

/// Where lines stand on a page: the left edge of their measure, the distance of the first from the top.
#[derive(Clone, Copy)]
struct At {
    x: Sp,
    y: Sp,
}

impl<'f, 's> Front<'f, 's> {
    /// Makes pages of a collection, whose text is the `tree`th of the publication.
    pub(crate) fn new(
        collection: &'f Collection,
        design: &'f Design,
        layout: Layout<'f>,
        shaper: &'s mut Shaper<'f>,
        tree: usize,
    ) -> Self {
        let structure = Tree::new(u32::try_from(tree).unwrap_or(u32::MAX));
        let (words, bleed) = (Words::of(&collection.lang), Bleed::default());
        let (missing, turns) = (Vec::new(), Vec::new());
        Self { collection, design, layout, shaper, words, bleed, structure, missing, turns }
    }

    /// The pages before the contents. Half-title and title page are rectos: the inside of a cover stays white.
    pub(crate) fn before_contents(&mut self) -> Vec<Page> {
        let FrontSettings { half_title, title_page, imprint, .. } = self.design.front;
        let mut pages: Vec<Page> = self.cover().into_iter().collect();
        self.turns.extend((!pages.is_empty()).then_some(Turn { page: 0, begins: Begins::Cover }));
        let recto = |pages: &mut Vec<Page>| {
            if !pages.len().is_multiple_of(2) {
                pages.push(Page::default());
            }
        };
        if half_title {
            recto(&mut pages);
            self.turns.push(Turn { page: pages.len(), begins: Begins::TitlePage });
            pages.push(self.half_title(pages.len()));
        }
        // A picture does not say what this is called.
        if title_page || self.design.cover == Cover::Picture {
            recto(&mut pages);
            self.turns.push(Turn { page: pages.len(), begins: Begins::TitlePage });
            pages.push(self.title_page(pages.len()));
        }
        if imprint {
            pages.push(self.imprint(pages.len()));
        }
        pages
    }

    /// How wide lists and small print are: on a large page, where a line of the eye's length is not as wide as the page.
    fn reading_measure(&self) -> Sp {
        Ord::min(self.layout.measure(), self.layout.styles.text.size * MOST_EMS)
    }

    /// Sets lines that are part of the current element.
    fn lines(&mut self, strands: &[Strand], measure: Sp, setting: Setting, size: Sp) -> Vec<SetLine> {
        self.shaped(strands, &Shape::new(measure, setting, size))
    }

    fn shaped(&mut self, strands: &[Strand], shape: &Shape) -> Vec<SetLine> {
        let mut setter = Setter::new(self.shaper);
        setter.element = self.structure.current();
        let lines = setter.set(strands, shape);
        self.missing.extend(setter.missing.into_iter().map(|missing| missing.character));
        lines
    }

    /// What `fill` sets is an element of this kind.
    fn element<T>(&mut self, kind: Kind, fill: impl FnOnce(&mut Self) -> T) -> T {
        self.structure.open(kind);
        let filled = fill(self);
        self.structure.close();
        filled
    }

    /// Sets text as a paragraph in one ink.
    fn paragraph(&mut self, text: &str, ink: &Ink, measure: Sp, setting: Setting) -> Vec<SetLine> {
        self.element(Kind::P, |f| f.lines(&[Self::text(text, ink)], measure, setting, ink.size))
    }

    /// The same in small capitals.
    fn small_caps(&mut self, text: &str, size: Sp, measure: Sp, setting: Setting) -> Vec<SetLine> {
        self.paragraph(text, &self.ink(size).all_small_caps(), measure, setting)
    }

    fn ink(&self, size: Sp) -> Ink {
        Ink::new(size, &self.collection.lang)
    }

    fn text(text: impl Into<String>, ink: &Ink) -> Strand {
        Strand::Text { text: text.into(), ink: ink.clone(), link: None, span: None, place: None }
    }

    /// A link to an address in the current element, which says `contents`.
    fn link(&mut self, address: &str, contents: &str) -> Arc<Link> {
        let element = self.element(Kind::Link, |f| f.structure.current());
        let underlined = self.design.text.underline;
        Arc::new(Link { to: LinkTo::Address(address.into()), contents: contents.into(), underlined, element })
    }

    /// Puts lines on a page; returns the height below them.
    fn stack(page: &mut Page, lines: Vec<SetLine>, at: At, leading: Sp, size: Sp) -> Sp {
        Self::stack_as(Layer::Text, page, lines, at, leading, size)
    }

    /// The same for what is text or only furniture.
    fn stack_as(layer: Layer, page: &mut Page, lines: Vec<SetLine>, at: At, leading: Sp, size: Sp) -> Sp {
        let mut y = at.y;
        for line in lines {
            let mut row = Row { height: leading, ..Row::default() };
            place_line(&mut row, line, Sp::ZERO, baseline(leading, size), layer);
            put(page, &mut Vec::new(), &mut row, at.x, y);
            y += leading;
        }
        y
    }

    /// Puts the design's ornament under what ends at `at`; returns the height below it.
    fn ornament(&mut self, page: &mut Page, at: At, measure: Sp, setting: Setting, size: Sp) -> Sp {
        let Some(ornament) = &self.design.ornament else { return at.y };
        let ink = Ink { colour: Colour::Second, ..self.ink(size) };
        let lines = self.lines(&[Self::text(ornament, &ink)], measure, setting, size);
        let below = At { y: at.y + size.scale(6, 10), ..at };
        Self::stack_as(Layer::Furniture, page, lines, below, size.scale(12, 10), size)
    }

    /// The rule at the head of an opening, where the design has one.
    fn opening_rule(&self, page: &mut Page, index: usize) {
        let (height, measure) = (self.design.titles.rule, self.layout.measure());
        if height > Sp::ZERO {
            let (x, y) = (self.layout.left(index), self.layout.page.top);
            page.items.push(Placed::Rule { x, y, width: measure, height, colour: Colour::Second });
        }
    }

    /// Sets the heading of a page of this index that opens a section of its own, with this white above it; returns the
    /// height below it, on the grid.
    fn heading(&mut self, page: &mut Page, text: &str, index: usize, sinkage: Sp) -> Sp {
        let styles = self.layout.styles;
        let (size, title_leading) = (styles.titles.size, styles.titles.leading);
        self.opening_rule(page, index);
        let strands = [Self::text(text, &styles.title_ink(self.ink(size)))];
        let measure = self.layout.measure();
        let lines = self.element(Kind::Heading(1), |f| f.lines(&strands, measure, styles.title_setting(), size));
        let at = At { x: self.layout.left(index), y: self.layout.page.top + sinkage };
        let below = Self::stack(page, lines, at, title_leading, size);
        let leading = styles.text.leading;
        // Two lines of text below a title of one line stand three lines below its top.
        at.y + leading * 3 + (below - at.y - title_leading)
    }

    /// A line as a row of a column.
    fn row(&self, line: SetLine, leading: Sp, size: Sp) -> Row {
        let mut row = Row { height: leading, ..Row::default() };
        place_line(&mut row, line, Sp::ZERO, baseline(leading, size), Layer::Text);
        row
    }

    /// Puts rows that belong together on the last of the pages at `y`, or on a new one where there is no room for them.
    /// The first of the pages has index `first_page`.
    fn flow(&self, pages: &mut Vec<Page>, y: &mut Sp, rows: &mut [Row], first_page: usize) {
        let top = self.layout.page.top;
        let needed: Sp = rows.iter().map(|row| row.height).sum();
        if *y + needed > top + self.layout.height() && *y > top {
            pages.push(Page::default());
            *y = top;
        }
        let left = self.layout.left(first_page + pages.len() - 1);
        for row in rows {
            if let Some(page) = pages.last_mut() {
                put(page, &mut Vec::new(), row, left, *y);
            }
            *y += row.height;
        }
    }

    /// Whose names a cover or title page bears: authors when they are few, else editors.
    fn names(&self) -> Vec<String> {
        let people = &self.collection.people;
        if Person::authors(people).len() <= 3 {
            return self.words.credits(people);
        }
        let others: Vec<Person> = people.iter().filter(|p| p.role != Role::Author).cloned().collect();
        self.words.credits(&others)
    }

    /// Publisher and year, a line each.
    fn publisher(&mut self, measure: Sp, setting: Setting, size: Sp) -> Vec<SetLine> {
        let mut lines = Vec::new();
        if let Some(publisher) = &self.collection.publisher {
            lines.extend(self.small_caps(publisher, size, measure, setting));
        }
        if let Some(date) = self.collection.date {
            lines.extend(self.paragraph(&date.year.to_string(), &self.ink(size), measure, setting));
        }
        lines
    }
}
