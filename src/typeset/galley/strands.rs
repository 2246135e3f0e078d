//! Inlines become strands: text in ink, marks of notes, numbers of pages.

use std::sync::Arc;

use super::blocks::picture_size;
use super::{Builder, Frame};
use crate::manuscript::{ImageRef, Inline, InlineKind, Target, plain_text};
use crate::typeset::page::LinkTo;
use crate::typeset::paragraph::{Link, Picture, Strand};
use crate::typeset::shape::Features;
use crate::typeset::structure::Kind;
use crate::typeset::style::{CAP_HEIGHT, Ink};
use crate::typeset::turns::TextPlace;

/// Raised and lowered text is set at this share of the size around it, in thousandths.
const SCRIPT_SIZE: i64 = 650;
/// How far such text is raised and lowered, in thousandths of the size around it.
const SUPERIOR_RISE: i64 = 330;
const INFERIOR_RISE: i64 = -150;
/// How deep notes within notes are set at once. What lies deeper follows, so that a chain of a thousand notes
/// does not exhaust the stack.
const MAX_NOTE_DEPTH: usize = 16;

impl Builder<'_, '_> {
    /// Turns inlines into strands, setting the notes they refer to on the way.
    pub(super) fn strands(&mut self, inlines: &[Inline], ink: &Ink) -> Vec<Strand> {
        let mut out = Vec::new();
        self.collect(inlines, &ink.clone().suited_to(&plain_text(inlines)), None, &mut out);
        out
    }

    fn collect(&mut self, inlines: &[Inline], ink: &Ink, link: Option<&Arc<Link>>, out: &mut Vec<Strand>) {
        for inline in inlines {
            let (span, place) = (Some(inline.span), self.place);
            let text = |text: &str, ink: Ink| Strand::Text {
                text: text.to_owned(),
                ink,
                link: link.cloned(),
                span,
                place: Some(place),
            };
            if matches!(inline.kind, InlineKind::Text(_) | InlineKind::Code(_) | InlineKind::Image { .. }) {
                self.place.piece += 1;
            }
            match &inline.kind {
                InlineKind::Text(words) => out.push(text(words, ink.clone())),
                InlineKind::Code(words) => {
                    let element = self.leaf(Kind::Code);
                    out.push(text(words, self.code_ink(ink).within(Some(element))));
                }
                InlineKind::Image { image, alt } => match self.picture(image, alt, ink, link) {
                    Some(picture) => out.push(Strand::Picture(Picture { place, ..picture })),
                    None => out.push(text(&format!("[{alt}]"), ink.clone())),
                },
                InlineKind::LineBreak => out.push(Strand::LineBreak),
                InlineKind::Emphasis(c) | InlineKind::Cite(c) => self.collect(c, &ink.clone().emphasised(), link, out),
                InlineKind::Strong(c) => self.collect(c, &Ink { bold: true, ..ink.clone() }, link, out),
                InlineKind::Strikethrough(c) => self.collect(c, &Ink { struck: true, ..ink.clone() }, link, out),
                InlineKind::SmallCaps(c) => self.collect(c, &ink.clone().small_caps(), link, out),
                InlineKind::Quote(c) => self.element(Kind::Quote, |b| {
                    let ink = ink.clone().within(b.structure.current());
                    b.collect(c, &ink, link, out);
                }),
                InlineKind::Abbreviation { title, content } => self.element(Kind::Span, |b| {
                    b.structure.set_text(title.as_str());
                    let ink = ink.clone().within(b.structure.current());
                    b.collect(content, &ink, link, out);
                }),
                InlineKind::Foreign { lang, content } => self.element(Kind::Span, |b| {
                    b.structure.set_lang(lang);
                    let ink = Ink { lang: lang.clone(), ..ink.clone() }.within(b.structure.current());
                    b.collect(content, &ink, link, out);
                }),
                InlineKind::Superscript(c) => {
                    let ink = self.script(ink, &plain_text(c), Features::SUPERIOR);
                    self.collect(c, &ink, link, out);
                }
                InlineKind::Subscript(c) => {
                    let ink = self.script(ink, &plain_text(c), Features::INFERIOR);
                    self.collect(c, &ink, link, out);
                }
                InlineKind::NoteReference { index, nth } => self.note_reference(*index, *nth, ink, out),
                InlineKind::Link { target, content } => self.link(target, content, ink, out),
            }
        }
    }

    /// A picture within a line: no higher than the text, and in the middle of its capitals. Nothing where the collection
    /// has reported that it is not there.
    fn picture(&mut self, image: &ImageRef, alt: &str, ink: &Ink, link: Option<&Arc<Link>>) -> Option<Picture> {
        let ImageRef::Index(index) = image else { return None };
        self.galley.pictures.push(*index);
        let picture = self.context.collection.images.get(*index)?;
        let (width, height) = picture_size(picture, ink.size * 8, ink.size);
        let rise = (ink.size.scale(CAP_HEIGHT, 1000) - height) / 2;
        // What nobody has described is an ornament to those who listen.
        let element = (!alt.trim().is_empty()).then(|| self.figure_element(alt));
        Some(Picture { image: *index, width, height, rise, element, link: link.cloned(), place: self.place })
    }

    /// Program text within a line: smaller by as much as the monospaced face is larger on its body.
    fn code_ink(&self, ink: &Ink) -> Ink {
        let text = &self.context.styles.text;
        let size = ink.size.scale(i64::from(text.code_size.0), i64::from(text.size.0.max(1)));
        Ink { mono: true, size, tracking: 0, features: Features::LITERAL, ..ink.clone() }
    }

    fn note_reference(&mut self, index: usize, nth: u32, ink: &Ink, out: &mut Vec<Strand>) {
        let slug = &self.article.slug;
        let number = (index + 1).to_string();
        let link = self.element(Kind::Reference, |b| {
            let note = LinkTo::Destination(format!("{slug}/note-{number}").into());
            b.link_to(note, format!("{} {number}", b.words.note))
        });
        let mut notes = Vec::new();
        if self.set_notes[index].is_none() {
            // The number is taken before the note is set: a note may refer to itself.
            self.set_notes[index] = Some(self.galley.notes.len());
            let from = self.galley.notes.len();
            if self.note_depth == MAX_NOTE_DEPTH {
                self.late_notes.push(index);
            } else {
                self.author_note(index);
            }
            while self.note_depth == 0
                && let Some(index) = self.late_notes.pop()
            {
                self.author_note(index);
            }
            // Notes within the note belong to this mark too.
            notes.extend(from..self.galley.notes.len());
        }
        let anchor = if nth == 0 { format!("{slug}/ref-{number}") } else { format!("{slug}/ref-{number}-{}", nth + 1) };
        out.push(Strand::Mark {
            ink: self.superior(ink, &number),
            text: number,
            link: Some(link),
            notes,
            anchor: Some(anchor.into()),
        });
    }

    /// Sets one of the author's notes.
    fn author_note(&mut self, index: usize) {
        let article = self.article;
        let note = &article.text.notes[index];
        let number = (index + 1).to_string();
        let (note_name, reference) =
            (format!("{}/note-{number}", article.slug), format!("{}/ref-{number}", article.slug));
        self.note_depth += 1;
        let inside = TextPlace { note: u32::try_from(index).ok(), piece: 0, ink: 0 };
        let around = std::mem::replace(&mut self.place, inside);
        self.note_rows(|builder, frame| {
            builder.anchors.push(note_name.into());
            let label = builder.note_label(&number, &reference, frame);
            builder.numbered(label, &note.blocks, frame);
        });
        self.place = around;
        self.note_depth -= 1;
    }

    /// A link: its words, and on paper what it takes to follow it.
    fn link(&mut self, target: &Target, content: &[Inline], ink: &Ink, out: &mut Vec<Strand>) {
        let words = plain_text(content);
        match target {
            Target::External(address) => {
                let link = self.word_link(LinkTo::Address(address.as_str().into()), words.as_str());
                self.linked(content, ink, &link, out);
                let shown = address.trim_start_matches("mailto:");
                if self.links_as_notes() && !words.contains(bare(shown)) {
                    self.link_note(address, ink, out);
                }
            }
            Target::Anchor(id) => {
                let name: Arc<str> = format!("{}/{id}", self.article.slug).into();
                self.internal(name, content, words.as_str().into(), ink, out);
            }
            Target::Article { index, anchor } => {
                self.galley.linked.push(*index);
                let slug = self.context.collection.articles.get(*index).map_or("", |a| a.slug.as_str());
                let name = anchor.as_ref().map_or_else(|| slug.to_owned(), |id| format!("{slug}/{id}"));
                self.internal(name.into(), content, words.as_str().into(), ink, out);
            }
            Target::Title { slug, title } => {
                let address = self.context.collection.base_url.as_ref().map(|base| format!("{base}/{slug}/"));
                match address {
                    Some(address) => {
                        let link = self.word_link(LinkTo::Address(address.into()), words.as_str());
                        self.linked(content, ink, &link, out);
                    }
                    None => self.collect(content, ink, None, out),
                }
                if !words.contains(title.as_str()) {
                    let plain =
                        |text: String, ink: Ink| Strand::Text { text, ink, link: None, span: None, place: None };
                    out.push(plain(" (".to_owned(), ink.clone()));
                    out.push(plain(title.clone(), ink.clone().emphasised()));
                    out.push(plain(")".to_owned(), ink.clone()));
                }
            }
            // Left unresolved only where the collection has reported an error.
            Target::File { .. } => self.collect(content, ink, None, out),
        }
    }

    /// A link within the publication, with the page it leads to.
    fn internal(&mut self, name: Arc<str>, content: &[Inline], words: Arc<str>, ink: &Ink, out: &mut Vec<Strand>) {
        let to = LinkTo::Destination(Arc::clone(&name));
        let link = self.word_link(to.clone(), Arc::clone(&words));
        self.linked(content, ink, &link, out);
        // A link of its own, for in the structure other words stand between.
        let link = self.element(Kind::Reference, |b| b.word_link(to, words));
        let text = |text: String| Strand::Text { text, ink: ink.clone(), link: None, span: None, place: None };
        out.push(text(format!(" ({}\u{A0}", self.words.page)));
        out.push(Strand::PageNumber { of: name, digits: self.context.digits, ink: ink.clone(), link: Some(link) });
        out.push(text(")".to_owned()));
    }

    /// The words of a link.
    fn linked(&mut self, content: &[Inline], ink: &Ink, link: &Arc<Link>, out: &mut Vec<Strand>) {
        let Some(element) = link.element else { return self.collect(content, ink, Some(link), out) };
        self.within(element, |b| b.collect(content, &ink.clone().within(Some(element)), Some(link), out));
    }

    /// The number of a note, which leads back to its mark.
    fn note_label(&mut self, number: &str, reference: &str, frame: &Frame) -> Strand {
        let link = self.element(Kind::Label, |b| {
            let back = b.words.back;
            b.link_to(LinkTo::Destination(reference.into()), back)
        });
        Strand::Text { text: number.to_owned(), ink: frame.ink(), link: Some(link), span: None, place: None }
    }

    /// A note that gives a link's address, lettered apart from the author's notes.
    fn link_note(&mut self, address: &str, ink: &Ink, out: &mut Vec<Strand>) {
        let letter = letters(self.link_notes);
        self.link_notes += 1;
        let slug = self.article.slug.clone();
        let (note_name, reference) = (format!("{slug}/link-{letter}"), format!("{slug}/linked-{letter}"));
        let shown = address.trim_start_matches("mailto:").to_owned();
        let link =
            self.element(Kind::Reference, |b| b.link_to(LinkTo::Destination(note_name.as_str().into()), address));
        let number = self.note_rows(|builder, frame| {
            builder.anchors.push(note_name.as_str().into());
            let label = builder.note_label(&letter, &reference, frame);
            builder.element(Kind::P, |b| {
                let to = b.link_to(LinkTo::Address(address.into()), address);
                let text = Strand::Text { text: shown, ink: frame.ink(), link: Some(to), span: None, place: None };
                b.numbered_strands(label, vec![text], frame);
            });
        });
        out.push(Strand::Mark {
            ink: self.superior(ink, &letter),
            text: letter,
            link: Some(link),
            notes: vec![number],
            anchor: Some(reference.into()),
        });
    }

    /// The ink of a note's mark: superior figures as the face draws them, upright and never bold.
    fn superior(&mut self, ink: &Ink, mark: &str) -> Ink {
        let plain = Ink { italic: false, bold: false, mono: false, struck: false, tracking: 0, ..ink.clone() };
        self.script(&plain, mark, Features::SUPERIOR)
    }

    /// Raised or lowered text: in the face's own forms where it has them for all of it, else smaller.
    fn script(&mut self, ink: &Ink, text: &str, forms: Features) -> Ink {
        if !ink.mono && self.setter.has_forms(ink.face(), forms, text) {
            return Ink { features: forms, tracking: 0, ..ink.clone() };
        }
        let rise = if forms == Features::SUPERIOR { SUPERIOR_RISE } else { INFERIOR_RISE };
        Ink { size: ink.size.scale(SCRIPT_SIZE, 1000), rise: ink.rise + ink.size.scale(rise, 1000), ..ink.clone() }
    }

    /// Words of the program's that are a piece of the article's text.
    pub(super) fn words_of_ours(&mut self, text: impl Into<String>, ink: &Ink) -> Strand {
        Strand::Text { text: text.into(), ink: ink.clone(), link: None, span: None, place: Some(self.next_place()) }
    }

    /// Plain text as a strand.
    pub(super) fn plain(text: impl Into<String>, ink: &Ink) -> Strand {
        Strand::Text { text: text.into(), ink: ink.clone(), link: None, span: None, place: None }
    }
}

/// An address as a reader would recognise it in the text: without scheme and final slash.
fn bare(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.trim_start_matches("www.").trim_end_matches('/')
}

/// Numbers links in letters: a … z, aa, ab …
fn letters(mut number: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(b'a' + (number % 26) as u8);
        if number < 26 {
            break;
        }
        number = number / 26 - 1;
    }
    out.iter().rev().map(|b| char::from(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_lettered_past_z() {
        let some: Vec<String> = [0, 25, 26, 27, 51, 52, 701, 702].into_iter().map(letters).collect();
        assert_eq!(some, ["a", "z", "aa", "ab", "az", "ba", "zz", "aaa"]);
    }

    #[test]
    fn an_address_is_recognised_in_the_text() {
        assert!("see example.org/a".contains(bare("https://www.example.org/a/")));
    }
}
