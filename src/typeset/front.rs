//! What stands before the first article: the cover, the imprint on its back, the contents.

use std::sync::Arc;

use super::galley::Row;
use super::length::Sp;
use super::makeup::{Layout, put};
use super::page::{Layer, Line, LinkArea, LinkTo, Page, Placed, Run};
use super::paragraph::{Link, SetLine, Setter, Shape, Strand};
use super::shape::{Features, Look, Shaper};
use super::style::{Ink, Setting, baseline};
use crate::collection::{Collection, Words};
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
}

impl<'f, 's> Front<'f, 's> {
    /// Makes the front of a collection.
    pub(crate) fn new(collection: &'f Collection, layout: Layout<'f>, shaper: &'s mut Shaper<'f>) -> Self {
        Self { collection, layout, shaper, words: Words::of(&collection.lang) }
    }

    fn lines(&mut self, strands: &[Strand], measure: Sp, setting: Setting, size: Sp) -> Vec<SetLine> {
        let shape = Shape { measure, indent: Sp::ZERO, hang: Sp::ZERO, setting, size };
        Setter::new(self.shaper, &self.collection.lang).set(strands, &shape)
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
        let mut page = Page::default();
        let (width, height) = (self.layout.page.width, self.layout.page.height);
        let edge = width.scale(75, 1000);
        frame(&mut page, edge, width, height, Sp::milli_pt(1_600));
        frame(&mut page, edge + Sp::milli_pt(4_500), width, height, Sp::milli_pt(400));
        let inner = edge + width.scale(7, 100);
        let measure = width - inner * 2;
        let collection = self.collection;
        let title = collection.title.to_uppercase();
        let scale = |thousandths: i64| width.scale(thousandths, 1000);
        let mut size = scale(88);
        let lines = loop {
            let ink = Ink { features: Features::CASE, tracking: 60, ..self.ink(size) };
            let lines = self.lines(&[Self::text(title.as_str(), &ink)], measure, Setting::Centred, size);
            let fits = lines.len() <= 4 && lines.iter().all(|l| l.overfull == Sp::ZERO);
            if fits || size <= scale(36) {
                break lines;
            }
            size = size.scale(9, 10);
        };
        // The block of title and subtitle has its middle a third of the way down.
        let leading = size.scale(125, 100);
        let block = leading * lines.len() as i32;
        let mut y = (height / 3 - block / 2).max(edge * 2);
        y = Self::stack(&mut page, lines, inner, y, leading, size);
        if let Some(subtitle) = &collection.subtitle {
            let size = scale(42);
            let lines = self.lines(
                &[Self::text(subtitle.as_str(), &self.ink(size).emphasised())],
                measure,
                Setting::Centred,
                size,
            );
            y = Self::stack(&mut page, lines, inner, y + size.scale(6, 10), size.scale(13, 10), size);
        }
        let ornament = scale(60);
        let lines = self.lines(&[Self::text("❧", &self.ink(ornament))], measure, Setting::Centred, ornament);
        y = Self::stack_as(
            Layer::Furniture,
            &mut page,
            lines,
            inner,
            y + ornament.scale(6, 10),
            ornament.scale(12, 10),
            ornament,
        );
        let credit = scale(33);
        let mut y = y + credit;
        for line in self.cover_credits() {
            let lines = self.lines(&[Self::text(line, &self.ink(credit))], measure, Setting::Centred, credit);
            y = Self::stack(&mut page, lines, inner, y, credit.scale(14, 10), credit);
        }
        let foot = scale(28);
        let year = collection.date.map(|d| d.year.to_string());
        let mut lines = Vec::new();
        if let Some(publisher) = &collection.publisher {
            lines.extend(self.lines(
                &[Self::text(publisher.to_lowercase(), &self.ink(foot).small_caps())],
                measure,
                Setting::Centred,
                foot,
            ));
        }
        if let Some(year) = year {
            lines.extend(self.lines(&[Self::text(year, &self.ink(foot))], measure, Setting::Centred, foot));
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

    /// The imprint, on the back of the cover: small, at the foot.
    pub(crate) fn imprint(&mut self) -> Page {
        let mut page = Page::default();
        let collection = self.collection;
        let (size, leading) = (self.layout.styles.text.note_size, self.layout.styles.text.note_leading);
        let ink = self.ink(size);
        let words = self.words;
        let mut paragraphs: Vec<Vec<Strand>> = Vec::new();
        let mut title = vec![Self::text(collection.title.as_str(), &ink.clone().emphasised())];
        if let Some(subtitle) = &collection.subtitle {
            title.push(Self::text(format!(": {subtitle}"), &ink.clone().emphasised()));
        }
        paragraphs.push(title);
        let credits = words.credits(&collection.people);
        // A list of forty authors stands in the contents already.
        if collection.people.len() <= 12 && !credits.is_empty() {
            paragraphs.extend(credits.into_iter().map(|line| vec![Self::text(line, &ink)]));
        }
        let mut published = Vec::new();
        if let Some(publisher) = &collection.publisher {
            published.push(format!("{} {publisher}", words.published_by));
        }
        if let Some(date) = collection.date {
            published.push(words.date(date));
        }
        if !published.is_empty() {
            paragraphs.push(vec![Self::text(published.join(", "), &ink)]);
        }
        if let Some(rights) = &collection.rights {
            let link = collection.rights_url.as_ref().map(|url| {
                Arc::new(Link { to: LinkTo::Address(url.as_str().into()), contents: rights.as_str().into() })
            });
            let mut strands =
                vec![Strand::Text { text: rights.clone(), ink: ink.clone(), link: link.clone(), span: None }];
            if let Some(url) = &collection.rights_url {
                strands.push(Self::text(" ", &ink));
                strands.push(Strand::Text { text: url.clone(), ink: ink.clone(), link, span: None });
            }
            paragraphs.push(strands);
        }
        let measure = self.layout.measure().scale(8, 10);
        let mut lines: Vec<SetLine> = Vec::new();
        let mut breaks = Vec::new();
        for strands in paragraphs {
            lines.extend(self.lines(&strands, measure, Setting::Ragged, size));
            breaks.push(lines.len());
        }
        let gap = leading / 2;
        let height = leading * lines.len() as i32 + gap * (breaks.len() as i32 - 1).max(0);
        let mut y = self.layout.page.top + self.layout.height() - height;
        let mut done = 0;
        for (i, line) in lines.into_iter().enumerate() {
            if breaks.get(done) == Some(&i) {
                y += gap;
                done += 1;
            }
            y = Self::stack(&mut page, vec![line], self.layout.left(1), y, leading, size);
        }
        page
    }

    /// The contents: as many pages as they take, whatever the numbers are.
    pub(crate) fn contents(&mut self, entries: &[Entry], first_page: usize) -> Vec<Page> {
        let text = &self.layout.styles.text;
        let (size, leading) = (text.size, text.leading);
        let (measure, height) = (self.layout.measure(), self.layout.height());
        let mut pages = vec![Page::default()];
        let title_size = self.layout.styles.title_size;
        let heading =
            self.lines(&[Self::text(self.words.contents, &self.ink(title_size))], measure, Setting::Ragged, title_size);
        let top = self.layout.page.top;
        let mut y = top + leading * 4;
        Self::stack(
            &mut pages[0],
            heading,
            self.layout.left(first_page),
            y,
            self.layout.styles.title_leading,
            title_size,
        );
        y += leading * 3;
        for entry in entries {
            let mut rows = Vec::new();
            if let Some(part) = &entry.part {
                rows.push(Row { height: leading / 2, ..Row::default() });
                for line in self.lines(
                    &[Self::text(part.to_lowercase(), &self.ink(size).small_caps())],
                    measure,
                    Setting::Balanced,
                    size,
                ) {
                    rows.push(self.contents_row(line, leading, size));
                }
            }
            rows.extend(self.entry(entry, measure, leading, size));
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
        pages
    }

    fn contents_row(&self, line: SetLine, leading: Sp, size: Sp) -> Row {
        let mut row = Row { height: leading, ..Row::default() };
        super::galley::place_line(&mut row, line, Sp::ZERO, baseline(leading, size), Layer::Text);
        row
    }

    /// Title, authors in italics, leaders, page.
    fn entry(&mut self, entry: &Entry, measure: Sp, leading: Sp, size: Sp) -> Vec<Row> {
        let article = &self.collection.articles[entry.article];
        let ink = Ink { lang: article.lang.clone(), ..self.ink(size) };
        let title = plain_text(&article.title);
        let mut strands = vec![Self::text(title.as_str(), &ink)];
        let authors: Vec<&str> =
            article.people.iter().filter(|p| p.role == Role::Author).map(|p| p.name.as_str()).collect();
        if !authors.is_empty() && self.collection.people.len() != 1 {
            let names = Words::of(&article.lang).list(&authors);
            strands.push(Self::text("\u{2002} ", &ink));
            strands.push(Self::text(names, &ink.clone().emphasised()));
        }
        let column = size * 3;
        let shape =
            Shape { measure: measure - column, indent: Sp::ZERO, hang: size * 3 / 2, setting: Setting::Ragged, size };
        let lines = Setter::new(self.shaper, &self.collection.lang).set(&strands, &shape);
        let count = lines.len();
        let slug: Arc<str> = article.slug.as_str().into();
        let mut rows = Vec::new();
        for (i, line) in lines.into_iter().enumerate() {
            let end = line.width + if i == 0 { Sp::ZERO } else { shape.hang };
            let mut row = self.contents_row(line, leading, size);
            if i + 1 == count {
                let base = baseline(leading, size);
                let tabular = Ink::new(size, &self.collection.lang).tabular();
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
            word: Arc::clone(dots.whole.first()?),
            space_after: true,
            lang: None,
        })
    }
}

/// A frame of rules at `edge` from the page's edges.
fn frame(page: &mut Page, edge: Sp, width: Sp, height: Sp, rule: Sp) {
    let (across, down) = (width - edge * 2, height - edge * 2);
    page.items.extend([
        Placed::Rule { x: edge, y: edge, width: across, height: rule },
        Placed::Rule { x: edge, y: height - edge - rule, width: across, height: rule },
        Placed::Rule { x: edge, y: edge, width: rule, height: down },
        Placed::Rule { x: width - edge - rule, y: edge, width: rule, height: down },
    ]);
}
