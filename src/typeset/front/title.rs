//! Half-title, title page and imprint.

use super::{At, Front};
use crate::config::PageSettings;
use crate::manuscript::plain_text;
use crate::typeset::length::Sp;
use crate::typeset::page::Page;
use crate::typeset::paragraph::{SetLine, Strand};
use crate::typeset::structure::Kind;
use crate::typeset::style::{Ink, Setting};

/// The most people that the imprint names: a list of forty authors stands in the contents already.
const MOST_PEOPLE: usize = 12;
/// The most licences of single articles that it names.
const MOST_RIGHTS: usize = 12;
/// Width and height of the largest page of which two have room on a sheet that readers print on, half a Legal sheet: who
/// reads larger ones is not told how to fold them.
const FOLDED: (Sp, Sp) = (Sp::um(177_800), Sp::um(215_900));

impl Front<'_, '_> {
    /// The half-title, the page of this index: the title alone, small, on the upper third.
    pub(crate) fn half_title(&mut self, index: usize) -> Page {
        let mut page = Page::default();
        let styles = self.layout.styles;
        let size = styles.text.size.scale(13, 10);
        let title = self.collection.title.clone();
        let setting = self.around();
        self.element(Kind::Sect, |f| {
            let at = At { x: f.layout.left(index), y: f.layout.page.top + f.layout.height() / 4 };
            let lines = f.paragraph(&title, &f.ink(size), f.layout.measure(), setting);
            Self::stack(&mut page, lines, at, size.scale(13, 10), size);
        });
        page
    }

    /// How the title page stands: centred, unless titles are bold, which want an edge to stand on.
    fn around(&self) -> Setting {
        if self.design.titles.bold { Setting::Balanced } else { Setting::Centred }
    }

    /// The title page, the page of this index: title, subtitle and names on the upper half, publisher and year at the
    /// foot.
    pub(crate) fn title_page(&mut self, index: usize) -> Page {
        self.element(Kind::Sect, |f| f.set_title_page(index))
    }

    fn set_title_page(&mut self, index: usize) -> Page {
        let mut page = Page::default();
        let (styles, setting) = (self.layout.styles, self.around());
        let (x, measure, text) = (self.layout.left(index), self.layout.measure(), styles.text.size);
        let size = text.scale(27, 10);
        let strands = [Self::text(self.collection.title.as_str(), &styles.title_ink(self.ink(size)))];
        let lines = self.element(Kind::Title, |f| f.lines(&strands, measure, setting, size));
        let top = self.layout.page.top + self.layout.height() / 5;
        let mut y = Self::stack(&mut page, lines, At { x, y: top }, size.scale(115, 100), size);
        if let Some(subtitle) = &self.collection.subtitle {
            let (size, narrow) = (text.scale(14, 10), measure.scale(3, 4));
            let lines = self.paragraph(subtitle, &self.ink(size).emphasised(), narrow, setting);
            let x = if setting == Setting::Centred { x + (measure - narrow) / 2 } else { x };
            y = Self::stack(&mut page, lines, At { x, y: y + size / 2 }, size.scale(13, 10), size);
        }
        y = self.ornament(&mut page, At { x, y: y + text }, measure, setting, text * 2) + text * 2;
        let leading = styles.text.leading;
        for name in self.names() {
            let lines = self.paragraph(&name, &self.ink(text.scale(11, 10)), measure, setting);
            y = Self::stack(&mut page, lines, At { x, y }, leading.scale(11, 10), text.scale(11, 10));
        }
        let lines = self.publisher(measure, setting, text);
        let y = self.layout.page.top + self.layout.height() - leading * lines.len() as i32;
        Self::stack(&mut page, lines, At { x, y }, leading, text);
        page
    }

    /// The imprint, the page of this index: small, at the foot.
    pub(crate) fn imprint(&mut self, index: usize) -> Page {
        self.element(Kind::Sect, |f| f.set_imprint(index))
    }

    fn set_imprint(&mut self, index: usize) -> Page {
        let mut page = Page::default();
        let text = &self.layout.styles.text;
        let (size, leading) = (text.note_size, text.note_leading);
        let measure = self.reading_measure().scale(8, 10);
        let paragraphs = self.imprint_paragraphs(&self.ink(size), measure);
        let gap = leading / 2;
        let lines: usize = paragraphs.iter().map(Vec::len).sum();
        let height = leading * lines as i32 + gap * (paragraphs.len() as i32 - 1).max(0);
        let mut y = (self.layout.page.top + self.layout.height() - height).max(self.layout.page.top);
        for lines in paragraphs {
            y = Self::stack(&mut page, lines, At { x: self.layout.left(index), y }, leading, size) + gap;
        }
        page
    }

    /// What the imprint says: what this is, who made it and published it when, under which licence, how to copy it.
    fn imprint_paragraphs(&mut self, ink: &Ink, measure: Sp) -> Vec<Vec<SetLine>> {
        let (collection, words) = (self.collection, self.words);
        let mut paragraphs = Vec::new();
        let mut title = collection.title.clone();
        if let Some(subtitle) = &collection.subtitle {
            title.push_str(&format!(": {subtitle}"));
        }
        paragraphs.push(self.paragraph(&title, &ink.clone().emphasised(), measure, Setting::Balanced));
        if let Some((series, place)) = &collection.series {
            let place = place.map(|place| format!(" {place}")).unwrap_or_default();
            paragraphs.push(self.paragraph(&format!("{series}{place}"), ink, measure, Setting::Balanced));
        }
        if collection.people.len() <= MOST_PEOPLE {
            for line in words.credits(&collection.people) {
                paragraphs.push(self.paragraph(&line, ink, measure, Setting::Balanced));
            }
        }
        let publisher = collection.publisher.as_ref().map(|publisher| format!("{} {publisher}", words.published_by));
        let published: Vec<String> = publisher.into_iter().chain(collection.date.map(|d| words.date(d))).collect();
        if !published.is_empty() {
            paragraphs.push(self.paragraph(&published.join(", "), ink, measure, Setting::Balanced));
        }
        if let Some(edition) = &collection.edition {
            paragraphs.push(self.paragraph(&words.edition(edition), ink, measure, Setting::Ragged));
        }
        paragraphs.extend(self.rights(ink, measure));
        let own = collection.articles.iter().filter(|a| a.rights.is_some() && a.rights != collection.rights);
        for article in own.take(MOST_RIGHTS) {
            let Some(rights) = &article.rights else { continue };
            let title = Ink { lang: article.lang.clone(), ..ink.clone() }.emphasised();
            let strands = [Self::text(plain_text(&article.title), &title), Self::text(format!(": {rights}"), ink)];
            paragraphs.push(self.element(Kind::P, |f| f.lines(&strands, measure, Setting::Balanced, ink.size)));
        }
        let faces = format!("{} Libertinus Serif", words.typeface);
        paragraphs.push(self.paragraph(&faces, ink, measure, Setting::Balanced));
        let PageSettings { width, height, .. } = *self.layout.page;
        if width <= FOLDED.0 && height <= FOLDED.1 {
            paragraphs.push(self.paragraph(words.make_booklet, ink, measure, Setting::Balanced));
        }
        paragraphs.extend(self.address(ink, measure, Setting::Balanced));
        paragraphs
    }

    /// The licence, which leads to its own address.
    fn rights(&mut self, ink: &Ink, measure: Sp) -> Option<Vec<SetLine>> {
        let collection = self.collection;
        let rights = collection.rights.as_ref()?;
        Some(self.element(Kind::P, |f| {
            let link = collection.rights_url.as_ref().map(|url| f.link(url, rights));
            let part = |text: &str| Strand::Text {
                text: text.into(),
                ink: ink.clone(),
                link: link.clone(),
                span: None,
                place: None,
            };
            let mut strands = vec![part(rights)];
            if let Some(url) = &collection.rights_url {
                strands.extend([Self::text(", ", ink), part(url)]);
            }
            f.lines(&strands, measure, Setting::Balanced, ink.size)
        }))
    }

    /// Where the title is to be had; nothing when the library is not on the web.
    pub(super) fn address(&mut self, ink: &Ink, measure: Sp, setting: Setting) -> Option<Vec<SetLine>> {
        let address = self.collection.address()?;
        let words = self.words.get_it;
        Some(self.element(Kind::P, |f| {
            let link = Some(f.link(&address, &address));
            let shown = Strand::Text { text: address.clone(), ink: ink.clone(), link, span: None, place: None };
            f.lines(&[Self::text(words, ink), Strand::LineBreak, shown], measure, setting, ink.size)
        }))
    }
}
