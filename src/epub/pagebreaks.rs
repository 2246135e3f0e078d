//! The pages of our own PDF in the book: a page break wherever it turns a page, and the list of them (EPUB 3.3, 7.4.2.2;
//! EPUB Accessibility 1.1, 5.2).
//!
//! A break stands before the word that its page begins with. Where the turn divides a word, that is the whole word: a mark
//! within it would part it for those who search the text or listen to it. Before a heading, a picture, a table or an
//! aside it stands outside, so that it is no part of their names.
//!
//! Pages that have no counterpart in the book are left out: blank ones, the back cover, and an imprint at the front, which
//! stands at the end here, while the list has to go in the order of reading.
//!
//! The list names the breaks of the running text. Where a note goes on over a turn, a break stands in the note too, which
//! is not in the list: nobody would want to be led away from the text. Only a page on which there is nothing but the end
//! of a note begins with that.

use super::book::{Book, COVER, IMPRINT, NAV, SOURCES, TITLE_PAGE, language_of};
use super::xml::Xml;
use crate::manuscript::{Inline, InlineKind};
use crate::typeset::{Begins, TextPlace, Turn, leaves_ink};

/// A page break that waits for its place in a row of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Break {
    place: TextPlace,
    /// The page's number.
    page: usize,
    /// Whether it is in the list.
    listed: bool,
}

/// The page breaks of the row of texts that is being written, an article's or a note's.
#[derive(Debug, Default)]
pub(crate) struct Breaks {
    /// Those to come, the next one last.
    coming: Vec<Break>,
    /// Which piece of the text comes next, as [`TextPlace::piece`] counts.
    piece: u32,
}

impl Breaks {
    /// The breaks in the text of an article, or in one of its notes.
    pub(crate) fn of(book: &Book<'_>, article: usize, note: Option<usize>) -> Self {
        let words = book.turns_of(article).iter().filter_map(|turn| match turn.begins {
            Begins::Word(_, place) => Some((turn.page, place)),
            _ => None,
        });
        let note = note.and_then(|note| u32::try_from(note).ok());
        let mut coming: Vec<Break> = words
            .filter(|(_, place)| place.note == note)
            .map(|(page, place)| Break { place, page: page + 1, listed: is_listed(book, page, place) })
            .collect();
        coming.sort_unstable_by(|one, other| other.cmp(one));
        Self { coming, piece: 0 }
    }

    /// Writes a text, and in it the breaks that come in it.
    pub(crate) fn text(&mut self, xml: &mut Xml, text: &str) {
        self.part(xml, text, 0);
        self.pass(1);
    }

    /// Writes a part of a text, before which so much ink of it stands; returns how much stands before what follows.
    pub(crate) fn part(&mut self, xml: &mut Xml, text: &str, before: u32) -> u32 {
        if self.coming.last().is_none_or(|next| next.place.piece > self.piece) {
            // Nobody will ask how much ink that is.
            xml.text(text);
            return before;
        }
        let (mut ink, mut from) = (before, 0);
        for (at, _) in text.char_indices().filter(|(_, c)| leaves_ink(*c)) {
            if self.is_due(ink) {
                xml.text(&text[from..at]);
                from = at;
                self.write(xml, ink);
            }
            ink += 1;
        }
        xml.text(&text[from..]);
        ink
    }

    /// Writes the breaks that come before the next piece.
    pub(crate) fn before_piece(&mut self, xml: &mut Xml) {
        self.write(xml, 0);
    }

    /// Goes past so many pieces.
    pub(crate) fn pass(&mut self, pieces: u32) {
        self.piece += pieces;
    }

    /// Writes what breaks are left: an address in the list never leads nowhere.
    pub(crate) fn finish(&mut self, xml: &mut Xml) {
        debug_assert!(self.coming.is_empty(), "the paper has text that the book has not: {:?}", self.coming);
        self.write_while(xml, |_| true);
    }

    fn is_due(&self, ink: u32) -> bool {
        self.coming.last().is_some_and(|next| (next.place.piece, next.place.ink) <= (self.piece, ink))
    }

    fn write(&mut self, xml: &mut Xml, ink: u32) {
        let piece = self.piece;
        self.write_while(xml, |place| (place.piece, place.ink) <= (piece, ink));
    }

    fn write_while(&mut self, xml: &mut Xml, due: impl Fn(TextPlace) -> bool) {
        while let Some(Break { page, listed, .. }) = self.coming.pop_if(|next| due(next.place)) {
            write(xml, page, listed);
        }
    }
}

/// Whether a break stands in the list: in a note, only when the page has no other.
pub(crate) fn is_listed(book: &Book<'_>, page: usize, place: TextPlace) -> bool {
    let in_text = |turn: &Turn| matches!(turn.begins, Begins::Word(_, TextPlace { note: None, .. }));
    place.note.is_none() || !book.turns_to(page).iter().any(in_text)
}

/// Writes the breaks of the pages that begin with what has a file of its own: cover, contents, an article. Contents and sources
/// take other pages here, so that all pages of theirs begin where they do.
pub(crate) fn opening(xml: &mut Xml, book: &Book<'_>, begins: Begins) {
    let turns = match begins {
        Begins::Part(index) | Begins::Article(index) => book.turns_of(index),
        _ => book.turns,
    };
    for turn in turns.iter().filter(|turn| turn.begins == begins) {
        write(xml, turn.page + 1, true);
        xml.newline();
    }
}

/// Writes a break. Spaces and full stop part the number from the words around it where it is read aloud.
fn write(xml: &mut Xml, page: usize, listed: bool) {
    let (id, label) = (id(page), format!(" {page}. "));
    let mut attributes = Vec::new();
    attributes.extend(listed.then_some(("id", id.as_str())));
    attributes.extend([("epub:type", "pagebreak"), ("role", "doc-pagebreak"), ("aria-label", label.as_str())]);
    xml.empty("span", &attributes);
}

fn id(page: usize) -> String {
    // No id of a heading, a note or a mark begins so.
    format!("page-{page}")
}

/// How many pieces of the text there are in these inlines, as [`TextPlace::piece`] counts.
pub(crate) fn pieces(inlines: &[Inline]) -> u32 {
    let count = |inline: &Inline| match &inline.kind {
        InlineKind::Text(_) | InlineKind::Code(_) | InlineKind::Image { .. } => 1,
        kind => pieces(kind.children()),
    };
    inlines.iter().map(count).sum()
}

/// The pages in the list, from 0, each with the file that its break stands in.
pub(crate) fn listed<'b>(book: &'b Book<'_>) -> impl Iterator<Item = (usize, &'b str)> {
    book.turns.iter().filter_map(|turn| {
        let file = match turn.begins {
            Begins::Cover => COVER,
            Begins::TitlePage => TITLE_PAGE,
            Begins::Contents => NAV,
            Begins::Sources => SOURCES,
            Begins::Imprint => IMPRINT,
            Begins::Part(index) => book.part_of(index),
            Begins::Article(index) => book.opening(index),
            Begins::Word(index, place) if is_listed(book, turn.page, place) => &book.articles[index],
            Begins::Word(..) => return None,
        };
        Some((turn.page, file))
    })
}

/// Writes the list of pages, when the book has any.
pub(crate) fn list(xml: &mut Xml, book: &Book<'_>) {
    if book.turns.is_empty() {
        return;
    }
    let words = book.words;
    let mut nav = vec![("epub:type", "page-list"), ("role", "doc-pagelist"), ("hidden", "hidden")];
    nav.push(("aria-label", words.pages));
    nav.extend(language_of(words, &book.collection.lang));
    xml.open("nav", &nav);
    xml.newline();
    xml.open("ol", &[]);
    xml.newline();
    for (page, file) in listed(book) {
        let page = page + 1;
        xml.open("li", &[]);
        xml.leaf("a", &[("href", &format!("{file}#{}", id(page)))], &page.to_string());
        xml.close_line();
    }
    xml.close_line();
    xml.close_line();
}
