//! What stands before the first article: the cover, the imprint on its back, the contents.

use std::sync::Arc;

use super::galley::Row;
use super::length::Sp;
use super::makeup::{Layout, put};
use super::page::{Colour, Layer, Line, LinkArea, LinkTo, Page, Placed, Run};
use super::paragraph::{Link, SetLine, Setter, Shape, Strand};
use super::shape::{Features, Look, Shaper};
use super::structure::{Kind, Tree};
use super::style::{Ink, Setting, baseline, in_capitals};
use crate::collection::{Collection, Words};
use crate::config::Contents;
use crate::manuscript::{Role, plain_text};

/// A line of the contents.
pub(crate) struct Entry {
    /// The part that begins here.
    pub(crate) part: Option<String>,
    /// Which article.
    pub(crate) article: usize,
    /// Its page, from 0.
    pub(crate) page: usize,
}

/// Sets the pages before the first article.
pub(crate) struct Front<'f, 's> {
    collection: &'f Collection,
    layout: Layout<'f>,
    shaper: &'s mut Shaper<'f>,
    words: &'static Words,
    /// What the text is.
    pub(crate) structure: Tree,
}

impl<'f, 's> Front<'f, 's> {
    /// Makes the front of a collection.
    pub(crate) fn new(collection: &'f Collection, layout: Layout<'f>, shaper: &'s mut Shaper<'f>) -> Self {
        Self { collection, layout, shaper, words: Words::of(&collection.lang), structure: Tree::new(0) }
    }

    /// Sets lines that are part of the current element.
    fn lines(&mut self, strands: &[Strand], measure: Sp, setting: Setting, size: Sp) -> Vec<SetLine> {
        self.shaped(strands, &Shape { measure, indent: Sp::ZERO, hang: Sp::ZERO, setting, size })
    }

    fn shaped(&mut self, strands: &[Strand], shape: &Shape) -> Vec<SetLine> {
        let mut setter = Setter::new(self.shaper);
        setter.element = self.structure.current();
        setter.set(strands, shape)
    }

    /// What `fill` sets is an element of this kind.
    fn element<T>(&mut self, kind: Kind, fill: impl FnOnce(&mut Self) -> T) -> T {
        self.structure.open(kind);
        let filled = fill(self);
        self.structure.close();
        filled
    }

    fn ink(&self, size: Sp) -> Ink {
        Ink::new(size, &self.collection.lang)
    }

    fn text(text: impl Into<String>, ink: &Ink) -> Strand {
        Strand::Text { text: text.into(), ink: ink.clone(), link: None, span: None }
    }

    /// Puts lines on a page, the first line's top at `y`; returns the height below them.
    fn stack(page: &mut Page, lines: Vec<SetLine>, x: Sp, y: Sp, leading: Sp, size: Sp) -> Sp {
        Self::stack_as(Layer::Text, page, lines, x, y, leading, size)
    }

    /// The same for what is text or only furniture.
    fn stack_as(layer: Layer, page: &mut Page, lines: Vec<SetLine>, x: Sp, mut y: Sp, leading: Sp, size: Sp) -> Sp {
        for line in lines {
            let mut row = Row { height: leading, ..Row::default() };
            super::galley::place_line(&mut row, line, Sp::ZERO, baseline(leading, size), layer);
            put(page, &mut Vec::new(), &row, x, y);
            y += leading;
        }
        y
    }

    /// The cover, which is page 1 and the title page in one: a frame of a thick and a thin rule, the
    /// title in letterspaced capitals on the upper third, who made it, and at the foot publisher and year.
    pub(crate) fn cover(&mut self) -> Page {
        self.element(Kind::Sect, Self::cover_page)
    }

    fn cover_page(&mut self) -> Page {
        let mut page = Page::default();
        let (width, height) = (self.layout.page.width, self.layout.page.height);
        let edge = width.scale(75, 1000);
        frame(&mut page, edge, width, height, Sp::milli_pt(1_600));
        frame(&mut page, edge + Sp::milli_pt(4_500), width, height, Sp::milli_pt(400));
        let inner = edge + width.scale(7, 100);
        let measure = width - inner * 2;
        let collection = self.collection;
        let title = in_capitals(&collection.title, &collection.lang);
        let scale = |thousandths: i64| width.scale(thousandths, 1000);
        let mut size = scale(88);
        self.structure.open(Kind::Title);
        // It is written in capitals only on paper.
        self.structure.set_text(collection.title.as_str());
        let lines = loop {
            let ink = Ink { tracking: 60, ..self.ink(size).capitals() };
            let lines = self.lines(&[Self::text(title.as_str(), &ink)], measure, Setting::Centred, size);
            let fits = lines.len() <= 4 && lines.iter().all(|l| l.overfull == Sp::ZERO);
            if fits || size <= scale(36) {
                break lines;
            }
            size = size.scale(9, 10);
        };
        self.structure.close();
        // The block of title and subtitle has its middle a third of the way down.
        let leading = size.scale(125, 100);
        let block = leading * lines.len() as i32;
        let mut y = (height / 3 - block / 2).max(edge * 2);
        y = Self::stack(&mut page, lines, inner, y, leading, size);
        if let Some(subtitle) = &collection.subtitle {
            let size = scale(42);
            let strands = [Self::text(subtitle.as_str(), &self.ink(size).emphasised())];
            let lines = self.element(Kind::P, |f| f.lines(&strands, measure, Setting::Centred, size));
            y = Self::stack(&mut page, lines, inner, y + size.scale(6, 10), size.scale(13, 10), size);
        }
        if let Some(ornament) = &self.layout.styles.ornament {
            let size = scale(60);
            let lines = self.lines(&[Self::text(ornament, &self.ink(size))], measure, Setting::Centred, size);
            let (top, leading) = (y + size.scale(6, 10), size.scale(12, 10));
            y = Self::stack_as(Layer::Furniture, &mut page, lines, inner, top, leading, size);
        }
        let credit = scale(33);
        let mut y = y + credit;
        for line in self.cover_credits() {
            let strands = [Self::text(line, &self.ink(credit))];
            let lines = self.element(Kind::P, |f| f.lines(&strands, measure, Setting::Centred, credit));
            y = Self::stack(&mut page, lines, inner, y, credit.scale(14, 10), credit);
        }
        let foot = scale(28);
        let year = collection.date.map(|d| d.year.to_string());
        let mut lines = Vec::new();
        if let Some(publisher) = &collection.publisher {
            let strands = [Self::text(publisher.as_str(), &self.ink(foot).all_small_caps())];
            lines.extend(self.element(Kind::P, |f| f.lines(&strands, measure, Setting::Centred, foot)));
        }
        if let Some(year) = year {
            let strands = [Self::text(year, &self.ink(foot))];
            lines.extend(self.element(Kind::P, |f| f.lines(&strands, measure, Setting::Centred, foot)));
        }
        let leading = foot.scale(14, 10);
        let y = height - edge - width.scale(6, 100) - leading * lines.len() as i32;
        Self::stack(&mut page, lines, inner, y, leading, foot);
        page
    }

    /// Whose names the cover bears: authors when they are few, else editors.
    fn cover_credits(&self) -> Vec<String> {
        let people = &self.collection.people;
        let authors: Vec<&str> = people.iter().filter(|p| p.role == Role::Author).map(|p| p.name.as_str()).collect();
        if authors.len() <= 3 {
            return self.words.credits(people);
        }
        let others: Vec<_> = people.iter().filter(|p| p.role != Role::Author).cloned().collect();
        self.words.credits(&others)
    }

    /// The imprint, the page of this index: small, at the foot.
    pub(crate) fn imprint(&mut self, index: usize) -> Page {
        self.element(Kind::Sect, |f| f.imprint_page(index))
    }

    fn imprint_page(&mut self, index: usize) -> Page {
        let mut page = Page::default();
        let collection = self.collection;
        let (size, leading) = (self.layout.styles.text.note_size, self.layout.styles.text.note_leading);
        let ink = self.ink(size);
        let words = self.words;
        let measure = self.layout.measure().scale(8, 10);
        let set = |f: &mut Self, strands: Vec<Strand>| {
            f.element(Kind::P, |f| f.lines(&strands, measure, Setting::Ragged, size))
        };
        let mut paragraphs: Vec<Vec<SetLine>> = Vec::new();
        let mut title = vec![Self::text(collection.title.as_str(), &ink.clone().emphasised())];
        if let Some(subtitle) = &collection.subtitle {
            title.push(Self::text(format!(": {subtitle}"), &ink.clone().emphasised()));
        }
        paragraphs.push(set(self, title));
        let credits = words.credits(&collection.people);
        // A list of forty authors stands in the contents already.
        if collection.people.len() <= 12 && !credits.is_empty() {
            paragraphs.extend(credits.into_iter().map(|line| set(self, vec![Self::text(line, &ink)])));
        }
        let mut published = Vec::new();
        if let Some(publisher) = &collection.publisher {
            published.push(format!("{} {publisher}", words.published_by));
        }
        if let Some(date) = collection.date {
            published.push(words.date(date));
        }
        if !published.is_empty() {
            paragraphs.push(set(self, vec![Self::text(published.join(", "), &ink)]));
        }
        if let Some(rights) = &collection.rights {
            paragraphs.push(self.element(Kind::P, |f| {
                let link = collection.rights_url.as_ref().map(|url| {
                    let element = f.element(Kind::Link, |f| f.structure.current());
                    Arc::new(Link {
                        to: LinkTo::Address(url.as_str().into()),
                        contents: rights.as_str().into(),
                        underlined: f.layout.styles.text.underline,
                        element,
                    })
                });
                let part =
                    |text: &str| Strand::Text { text: text.into(), ink: ink.clone(), link: link.clone(), span: None };
                let mut strands = vec![part(rights)];
                if let Some(url) = &collection.rights_url {
                    strands.extend([part(" "), part(url)]);
                }
                f.lines(&strands, measure, Setting::Ragged, size)
            }));
        }
        let gap = leading / 2;
        let lines: usize = paragraphs.iter().map(Vec::len).sum();
        let height = leading * lines as i32 + gap * (paragraphs.len() as i32 - 1).max(0);
        let mut y = self.layout.page.top + self.layout.height() - height;
        for lines in paragraphs {
            y = Self::stack(&mut page, lines, self.layout.left(index), y, leading, size) + gap;
        }
        page
    }

    /// The contents: as many pages as they take, whatever the numbers are.
    pub(crate) fn contents(&mut self, entries: &[Entry], detail: Contents, first_page: usize) -> Vec<Page> {
        self.element(Kind::Sect, |f| f.contents_pages(entries, detail, first_page))
    }

    fn contents_pages(&mut self, entries: &[Entry], detail: Contents, first_page: usize) -> Vec<Page> {
        let text = &self.layout.styles.text;
        let (size, leading) = (text.size, text.leading);
        let (measure, height) = (self.layout.measure(), self.layout.height());
        let mut pages = vec![Page::default()];
        let title_size = self.layout.styles.titles.size;
        let styles = self.layout.styles;
        let strands = [Self::text(self.words.contents, &styles.title_ink(self.ink(title_size)))];
        let heading =
            self.element(Kind::Heading(1), |f| f.lines(&strands, measure, styles.title_setting(), title_size));
        let top = self.layout.page.top;
        if styles.titles.rule > Sp::ZERO {
            let (x, height) = (self.layout.left(first_page), styles.titles.rule);
            pages[0].items.push(Placed::Rule { x, y: top, width: measure, height, colour: Colour::Second });
        }
        let mut y = top + self.layout.styles.titles.sinkage;
        Self::stack(
            &mut pages[0],
            heading,
            self.layout.left(first_page),
            y,
            self.layout.styles.titles.leading,
            title_size,
        );
        y += leading * 3;
        self.structure.open(Kind::Contents);
        for entry in entries {
            let mut rows = Vec::new();
            if let Some(part) = &entry.part {
                rows.push(Row { height: leading / 2, ..Row::default() });
                let strands = [Self::text(part.as_str(), &self.ink(size).all_small_caps())];
                let lines = self.element(Kind::ContentsItem, |f| f.lines(&strands, measure, Setting::Balanced, size));
                rows.extend(lines.into_iter().map(|line| self.contents_row(line, leading, size)));
            }
            rows.extend(self.element(Kind::ContentsItem, |f| f.entry(entry, detail, measure, leading, size)));
            let needed: Sp = rows.iter().map(|r| r.height).sum();
            if y + needed > top + height && y > top {
                pages.push(Page::default());
                y = top;
            }
            let index = first_page + pages.len() - 1;
            for row in rows {
                if let Some(page) = pages.last_mut() {
                    put(page, &mut Vec::new(), &row, self.layout.left(index), y);
                }
                y += row.height;
            }
        }
        self.structure.close();
        pages
    }

    fn contents_row(&self, line: SetLine, leading: Sp, size: Sp) -> Row {
        let mut row = Row { height: leading, ..Row::default() };
        super::galley::place_line(&mut row, line, Sp::ZERO, baseline(leading, size), Layer::Text);
        row
    }

    /// Title, authors in italics, leaders, page.
    fn entry(&mut self, entry: &Entry, detail: Contents, measure: Sp, leading: Sp, size: Sp) -> Vec<Row> {
        let article = &self.collection.articles[entry.article];
        let ink = Ink { lang: article.lang.clone(), ..self.ink(size) };
        let title = plain_text(&article.title);
        let mut strands = vec![Self::text(title.as_str(), &ink.clone().suited_to(&title))];
        let authors: Vec<&str> =
            article.people.iter().filter(|p| p.role == Role::Author).map(|p| p.name.as_str()).collect();
        if detail >= Contents::Authors && !authors.is_empty() && self.collection.people.len() != 1 {
            let names = Words::of(&article.lang).list(&authors);
            strands.push(Self::text("\u{2002} ", &ink));
            strands.push(Self::text(names, &ink.clone().emphasised()));
        }
        let column = size * 3;
        let shape =
            Shape { measure: measure - column, indent: Sp::ZERO, hang: size * 3 / 2, setting: Setting::Ragged, size };
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
            let mut row = self.contents_row(line, leading, size);
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
                    super::galley::place_line(&mut row, line, Sp::ZERO, base, Layer::Text);
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

/// A frame of rules at `edge` from the page's edges.
fn frame(page: &mut Page, edge: Sp, width: Sp, height: Sp, rule: Sp) {
    let (across, down) = (width - edge * 2, height - edge * 2);
    page.items.extend([
        Placed::Rule { x: edge, y: edge, width: across, height: rule, colour: Colour::Black },
        Placed::Rule { x: edge, y: height - edge - rule, width: across, height: rule, colour: Colour::Black },
        Placed::Rule { x: edge, y: edge, width: rule, height: down, colour: Colour::Black },
        Placed::Rule { x: width - edge - rule, y: edge, width: rule, height: down, colour: Colour::Black },
    ]);
}
