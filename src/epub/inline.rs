//! Inlines as XHTML.

use super::book::{Book, direction, heading_id, note_id, reference_id};
use super::pagebreaks::Breaks;
use super::xml::Xml;
use crate::collection::address::external;
use crate::manuscript::{ImageRef, Inline, InlineKind, Lang, Target, plain_text};

/// Writes the inlines of one document into its XML.
pub(crate) struct Inlines<'a> {
    pub(crate) book: &'a Book<'a>,
    pub(crate) xml: Xml,
    /// The article that notes and anchors are of.
    pub(crate) article: Option<usize>,
    /// From the document's folder to the package's: nothing, or `../`.
    pub(crate) up: &'static str,
    /// The page breaks to come in what is being written.
    pub(crate) breaks: Breaks,
    in_link: bool,
    /// References met within a link. HTML forbids a link in a link, so they follow it.
    waiting: Vec<(usize, u32)>,
}

impl<'a> Inlines<'a> {
    /// Continues the document `xml`.
    pub(crate) fn new(book: &'a Book<'a>, xml: Xml, article: Option<usize>, up: &'static str) -> Self {
        Self { book, xml, article, up, breaks: Breaks::default(), in_link: false, waiting: Vec::new() }
    }

    /// Writes `inlines` in a row.
    pub(crate) fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            self.inline(inline);
        }
    }

    /// Writes the attribution of a quotation. What is emphasised in it is the title of a work.
    pub(crate) fn attribution(&mut self, attribution: &[Inline]) {
        // The dash does not part from the name.
        self.xml.text("—\u{A0}");
        for inline in attribution {
            match &inline.kind {
                InlineKind::Emphasis(title) => self.within("cite", &[], title),
                _ => self.inline(inline),
            }
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match &inline.kind {
            InlineKind::Text(text) => self.breaks.text(&mut self.xml, text),
            InlineKind::Emphasis(content) => self.within("em", &[], content),
            InlineKind::Strong(content) => self.within("strong", &[], content),
            InlineKind::Strikethrough(content) => self.within("s", &[], content),
            InlineKind::Cite(content) => self.within("cite", &[], content),
            InlineKind::Quote(content) => self.within("q", &[], content),
            InlineKind::Superscript(content) => self.within("sup", &[], content),
            InlineKind::Subscript(content) => self.within("sub", &[], content),
            InlineKind::SmallCaps(content) => self.within("span", &[("class", "smallcaps")], content),
            InlineKind::Abbreviation { title, content } => self.within("abbr", &[("title", title)], content),
            InlineKind::Code(text) => {
                self.xml.open("code", &[]);
                self.breaks.text(&mut self.xml, text);
                self.xml.close();
            }
            InlineKind::Foreign { lang, content } => self.foreign(lang, content),
            InlineKind::Link { target, content } => self.link(target, content),
            InlineKind::NoteReference { index, nth } if self.in_link => self.waiting.push((*index, *nth)),
            InlineKind::NoteReference { index, nth } => self.reference(*index, *nth),
            InlineKind::Image { image, alt } => self.image(image, alt, "inline"),
            InlineKind::LineBreak => self.xml.empty("br", &[]),
        }
    }

    fn within(&mut self, name: &'static str, attributes: &[(&str, &str)], content: &[Inline]) {
        self.xml.open(name, attributes);
        self.inlines(content);
        self.xml.close();
    }

    fn foreign(&mut self, lang: &Lang, content: &[Inline]) {
        let mut attributes = vec![("lang", lang.as_str()), ("xml:lang", lang.as_str())];
        attributes.extend(direction(lang).map(|d| ("dir", d)));
        self.within("span", &attributes, content);
    }

    /// Writes a picture. A picture that the collection does not have leaves its words.
    pub(crate) fn image(&mut self, image: &ImageRef, alt: &str, class: &str) {
        self.breaks.before_piece(&mut self.xml);
        self.breaks.pass(1);
        let file = match image {
            ImageRef::Index(index) => self.book.images.get(*index),
            ImageRef::Path(_) => None,
        };
        match file {
            Some(file) => {
                let src = format!("{}{file}", self.up);
                self.xml.empty("img", &[("class", class), ("src", &src), ("alt", alt)]);
            }
            None => self.xml.text(alt),
        }
    }

    fn reference(&mut self, index: usize, nth: u32) {
        let Some(article) = self.article.map(|a| &self.book.collection.articles[a]) else { return };
        if index >= article.text.notes.len() {
            return;
        }
        let id = reference_id(&article.slug, index, nth);
        let href = format!("#{}", note_id(&article.slug, index));
        let attributes = [
            ("class", "noteref"),
            ("id", id.as_str()),
            ("href", href.as_str()),
            ("epub:type", "noteref"),
            ("role", "doc-noteref"),
        ];
        self.xml.leaf("a", &attributes, &(index + 1).to_string());
    }

    fn link(&mut self, target: &Target, content: &[Inline]) {
        let href = if self.in_link { None } else { self.address(target) };
        match href {
            Some(href) => {
                self.xml.open("a", &[("href", &href)]);
                self.in_link = true;
                self.link_words(target, content);
                self.in_link = false;
                self.xml.close();
                for (index, nth) in std::mem::take(&mut self.waiting) {
                    self.reference(index, nth);
                }
            }
            None => self.link_words(target, content),
        }
    }

    /// Writes a link's words; a link to another title always names it.
    fn link_words(&mut self, target: &Target, content: &[Inline]) {
        self.inlines(content);
        if let Target::Title { title, .. } = target {
            let words = plain_text(content);
            if words.trim().is_empty() {
                self.xml.leaf("cite", &[], title);
            } else if !words.contains(title.as_str()) {
                self.xml.text(" (");
                self.xml.leaf("cite", &[], title);
                self.xml.text(")");
            }
        }
    }

    /// Where a link leads; nothing when it leads nowhere that a reader could go.
    fn address(&self, target: &Target) -> Option<String> {
        match target {
            Target::External(address) => external(address),
            Target::Anchor(id) => Some(format!("#{}", heading_id(id))),
            Target::Article { index, anchor } => {
                let file = self.book.articles.get(*index)?;
                let anchor = anchor.as_ref().map(|id| format!("#{}", heading_id(id))).unwrap_or_default();
                Some(match self.article {
                    // Articles are neighbours in one folder.
                    Some(_) => format!("{}{anchor}", file.rsplit('/').next().unwrap_or(file)),
                    None => format!("{file}{anchor}"),
                })
            }
            Target::Title { slug, .. } => {
                let base = self.book.collection.base_url.as_ref()?;
                external(&format!("{base}/{slug}/"))
            }
            Target::File { .. } => None,
        }
    }
}
