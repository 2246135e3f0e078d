//! Says what paragraphs are: the title, a signature, a list of topics, a note, a heading, or furniture of a web page that no
//! reader needs. What was guessed becomes a remark.
//!
//! In order: `furniture` goes; `title` is found; `people` finds who and when, at both ends; `topics` what about; `notes`
//! gives marks in brackets their notes; `headings` come of short lines; `quotations` get their attributions; `capitals` are left
//! where a word begins.

mod capitals;
mod furniture;
mod headings;
mod notes;
mod people;
mod quotations;
mod title;
mod topics;

use super::language;
use super::tree::{Block, Document, Trust, plain};

pub(super) use furniture::is_furniture;
pub(super) use people::{byline, is_name, signed};

/// Judges a document as far as its format has not said.
pub(super) fn judge(document: &mut Document) {
    if document.head.lang.is_none()
        && let Some(lang) = language::guess(&words(&document.blocks))
    {
        document.remark(0, format!("language: {lang}, by its words"));
        document.head.lang = Some(lang);
    }
    if document.trust != Trust::All {
        furniture::leave_out(document);
    }
    title::find(document);
    if document.trust != Trust::All {
        people::find(document);
        topics::find(document);
        notes::find(document);
        headings::find(document);
    }
    quotations::attribute(document);
    capitals::quieten(document);
}

fn words(blocks: &[Block]) -> String {
    let mut words = String::new();
    for block in blocks {
        block.each(&mut |inlines| {
            words.push_str(&plain(inlines));
            words.push(' ');
        });
    }
    words
}

/// Whether a line is short enough to say something about the text rather than to be of it.
fn is_short(text: &str) -> bool {
    text.chars().count() <= 100
}

#[cfg(test)]
mod tests;
