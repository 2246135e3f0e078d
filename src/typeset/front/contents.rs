//! The contents.

use std::sync::Arc;

use super::Front;
use crate::collection::Words;
use crate::config::Contents;
use crate::manuscript::{Article, Person, plain_text};
use crate::typeset::galley::{Row, place_line};
use crate::typeset::length::Sp;
use crate::typeset::page::{Colour, Layer, Line, LinkArea, LinkTo, Page, Placed, Run};
use crate::typeset::paragraph::{Shape, Strand};
use crate::typeset::shape::{Features, Look};
use crate::typeset::structure::Kind;
use crate::typeset::style::{Ink, Setting, baseline};

/// A line of the contents.
pub(crate) struct Entry {
    /// The part that begins here.
    pub(crate) part: Option<String>,
    /// Which article.
    pub(crate) article: usize,
    /// Its page, from 0.
    pub(crate) page: usize,
}

impl Front<'_, '_> {
    /// The contents: as many pages as they take, whatever the numbers are.
    pub(crate) fn contents(&mut self, entries: &[Entry], detail: Contents, first_page: usize) -> Vec<Page> {
        self.element(Kind::Sect, |f| {
            let before = f.structure.elements.len();
            let full = f.design.titles.sinkage;
            let pages = f.contents_pages(entries, detail, first_page, full);
            let least = Ord::min(full, f.design.text.leading);
            // A few lines alone on a last page find room on those before it, where white can be had for them.
            if pages.len() > 1 {
                f.structure.truncate(before);
                let closer = f.contents_pages(entries, detail, first_page, least);
                if closer.len() < pages.len() {
                    return closer;
                }
                f.structure.truncate(before);
                return f.contents_pages(entries, detail, first_page, full);
            }
            pages
        })
    }

    fn contents_pages(&mut self, entries: &[Entry], detail: Contents, first_page: usize, sinkage: Sp) -> Vec<Page> {
        let text = &self.layout.styles.text;
        let (size, leading) = (text.size, text.leading);
        let measure = self.reading_measure();
        let mut pages = vec![Page::default()];
        let mut y = self.heading(&mut pages[0], self.words.contents, first_page, sinkage);
        self.structure.open(Kind::Contents);
        for entry in entries {
            let mut rows = Vec::new();
            if let Some(part) = &entry.part {
                rows.push(Row { height: leading / 2, ..Row::default() });
                let strands = [Self::text(part.as_str(), &self.ink(size).all_small_caps())];
                let lines = self.element(Kind::ContentsItem, |f| f.lines(&strands, measure, Setting::Balanced, size));
                rows.extend(lines.into_iter().map(|line| self.row(line, leading, size)));
            }
            rows.extend(self.element(Kind::ContentsItem, |f| f.entry(entry, detail, measure, leading, size)));
            self.flow(&mut pages, &mut y, &mut rows, first_page);
        }
        self.structure.close();
        pages
    }

    /// Title, authors in italics, leaders, page.
    fn entry(&mut self, entry: &Entry, detail: Contents, measure: Sp, leading: Sp, size: Sp) -> Vec<Row> {
        let article = &self.collection.articles[entry.article];
        let ink = Ink { lang: article.lang.clone(), ..self.ink(size) };
        let title = plain_text(&article.title);
        let mut strands = vec![Self::text(title.as_str(), &ink.clone().suited_to(&title))];
        let authors = Person::authors(&article.people);
        if detail >= Contents::Authors && !authors.is_empty() && self.collection.people.len() != 1 {
            let names = Words::of(&article.lang).list(&authors);
            strands.push(Self::text("\u{2002} ", &ink));
            strands.push(Self::text(names, &ink.clone().emphasised()));
        }
        let column = size * 3;
        let shape = Shape { hang: size * 3 / 2, ..Shape::new(measure - column, Setting::Ragged, size) };
        if article.lang != self.collection.lang {
            self.structure.set_lang(&article.lang);
        }
        // All of the line leads to the article.
        self.structure.open(Kind::Reference);
        let element = self.element(Kind::Link, |f| f.structure.current());
        self.structure.close();
        for strand in &mut strands {
            if let Strand::Text { ink, .. } = strand {
                ink.element = element;
            }
        }
        let lines = self.shaped(&strands, &shape);
        let count = lines.len();
        let slug: Arc<str> = article.slug.as_str().into();
        let mut rows = Vec::new();
        for (i, line) in lines.into_iter().enumerate() {
            let end = line.width + if i == 0 { Sp::ZERO } else { shape.hang };
            let mut row = self.row(line, leading, size);
            if i + 1 == count {
                let base = baseline(leading, size);
                let tabular = Ink::new(size, &self.collection.lang).tabular().within(element);
                let number =
                    self.lines(&[Self::text((entry.page + 1).to_string(), &tabular)], measure, Setting::Right, size);
                let number_width = number.first().map_or(Sp::ZERO, |n| n.width);
                if let Some(leaders) =
                    self.leaders(size, end + size, measure - number_width.max(size * 3 / 2) - size / 2)
                {
                    row.content.push(Placed::Text(Line {
                        y: base,
                        layer: Layer::Furniture,
                        expansion: 1000,
                        runs: vec![leaders],
                        paragraph: None,
                    }));
                }
                for line in number {
                    place_line(&mut row, line, Sp::ZERO, base, Layer::Text);
                }
            }
            row.links = vec![LinkArea {
                x: Sp::ZERO,
                y: Sp::ZERO,
                width: measure,
                height: leading,
                to: LinkTo::Destination(Arc::clone(&slug)),
                contents: title.as_str().into(),
                element,
            }];
            rows.push(row);
        }
        rows.extend(self.summary(article, detail, shape.measure));
        rows
    }

    /// What an article is about, small and in italics under its title.
    fn summary(&mut self, article: &Article, detail: Contents, measure: Sp) -> Vec<Row> {
        let Some(summary) = article.summary.as_ref().filter(|_| detail >= Contents::Summaries) else {
            return Vec::new();
        };
        let text = &self.layout.styles.text;
        let (size, leading) = (text.note_size, text.note_leading);
        let ink = Ink { lang: article.lang.clone(), ..self.ink(size) }.emphasised();
        let lines = self.paragraph(&plain_text(summary), &ink, measure, Setting::Balanced);
        let mut rows: Vec<Row> = lines.into_iter().map(|line| self.row(line, leading, size)).collect();
        let white = text.leading / 2;
        rows.push(Row { height: white, ..Row::default() });
        rows
    }

    /// Dots on one rhythm down the page: they are counted from the right.
    fn leaders(&mut self, size: Sp, from: Sp, to: Sp) -> Option<Run> {
        let tracking = 350;
        let look = Look {
            face: self.ink(size).face(),
            features: Features::OLD_STYLE,
            tracking,
            lang: self.collection.lang.clone(),
            hyphenate: false,
        };
        let one = self.shaper.chunk(".", &look);
        let pitch = size.scale(i64::from(one.whole.first()?.advance), 1000);
        let count = (to - from).0 / pitch.0.max(1);
        if count < 3 {
            return None;
        }
        let dots = self.shaper.chunk(&".".repeat(count as usize), &look);
        Some(Run {
            x: to - pitch * count,
            rise: Sp::ZERO,
            size,
            colour: Colour::Black,
            word: Arc::clone(dots.whole.first()?),
            space_after: true,
            element: None,
        })
    }
}
