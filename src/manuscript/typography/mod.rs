//! Sets quotation marks, dashes, ellipses and spaces as each language wants them.
//!
//! A flow — the inlines that are set as one paragraph, heading or cell — is laid out as one `row` of
//! text, so that marks see their neighbours across emphasis and links; `marks` rewrites the row,
//! `spaces` ties words together, and the row goes back into the tree. Program text, addresses and text that is
//! curled already pass through unharmed.

mod language;
mod marks;
mod row;
mod spaces;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::text::Text;
use super::tree::{Article, Block, BlockKind, Inline, InlineKind, Lang, Target, plain_text};
use super::walk;
use language::{Language, rules};
use marks::Quotes;
use row::{BREAK, Kind, OBJECT, Row};

/// Sets the typography of what stands in an article's front matter.
pub(crate) fn set_article(article: &mut Article) {
    let language = rules(article.lang.as_str());
    set_flow(&mut article.title, language);
    article.subtitle.iter_mut().chain(&mut article.summary).for_each(|line| set_flow(line, language));
    let names = article.people.iter_mut().map(|person| &mut person.name).chain(&mut article.tags);
    let origins = article.origin.iter_mut().flat_map(|origin| &mut origin.title);
    names.chain(&mut article.rights).chain(origins).for_each(|words| *words = set_words(words, language));
}

/// Sets the typography of a text and its notes.
pub(crate) fn set_text(text: &mut Text, lang: &Lang) {
    let language = rules(lang.as_str());
    set_blocks(&mut text.epigraph, language);
    set_blocks(&mut text.blocks, language);
    text.notes.iter_mut().for_each(|note| set_blocks(&mut note.blocks, language));
}

/// Sets the typography of a text without markup: a title in `collection.toml`, a name.
#[must_use]
pub fn text(text: &str, lang: &Lang) -> String {
    set_words(text, rules(lang.as_str()))
}

/// [`text`] in a language whose rules are known.
fn set_words(words: &str, language: &'static Language) -> String {
    let mut row = Row::default();
    row.push(words, Kind { leaf: Some(0), language, is_fixed: false });
    set_row(row, &mut Quotes::default()).text
}

fn set_blocks(blocks: &mut [Block], language: &'static Language) {
    walk::blocks(blocks, &mut |block| match &mut block.kind {
        // A quotation may run over the lines of verse.
        BlockKind::Verse { stanzas, attribution } => {
            let mut quotes = Quotes::default();
            for line in stanzas.iter_mut().flatten() {
                set_quoted(&mut line.content, language, &mut quotes);
            }
            attribution.iter_mut().for_each(|line| set_flow(line, language));
        }
        BlockKind::Figure { alt, caption, .. } => {
            *alt = set_words(alt, language);
            set_flow(caption, language);
        }
        BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => set_flow(content, language),
        BlockKind::Quotation { attribution, .. } | BlockKind::PullQuote { attribution, .. } => {
            attribution.iter_mut().for_each(|line| set_flow(line, language))
        }
        BlockKind::Definitions(entries) => {
            entries.iter_mut().flat_map(|entry| &mut entry.terms).for_each(|term| set_flow(term, language))
        }
        BlockKind::Table(table) => table
            .caption
            .iter_mut()
            .chain(&mut table.head)
            .chain(table.rows.iter_mut().flatten())
            .for_each(|cell| set_flow(cell, language)),
        BlockKind::List { .. } | BlockKind::Aside { .. } | BlockKind::Code { .. } | BlockKind::Break => {}
    });
}

/// Sets one flow.
pub(crate) fn set(inlines: &mut [Inline], lang: &Lang) {
    set_flow(inlines, rules(lang.as_str()));
}

/// [`set`] in a language whose rules are known.
fn set_flow(inlines: &mut [Inline], language: &'static Language) {
    set_quoted(inlines, language, &mut Quotes::default());
}

/// Sets a flow in which these quotations are open.
fn set_quoted(inlines: &mut [Inline], language: &'static Language, quotes: &mut Quotes) {
    let mut row = Row::default();
    let mut leaves = 0;
    collect(inlines, language, false, &mut row, &mut leaves);
    let mut texts = vec![String::new(); leaves];
    for (text, kind) in set_row(row, quotes).pieces() {
        if let Some(leaf) = kind.leaf {
            texts[leaf].push_str(text);
        }
    }
    give_back(inlines, &mut texts.into_iter());
}

fn set_row(mut row: Row, quotes: &mut Quotes) -> Row {
    row.fix(&addresses(&row.text));
    spaces::set(marks::set(&row, quotes))
}

/// Lays out what a flow says, and counts its texts.
fn collect(inlines: &[Inline], language: &'static Language, is_fixed: bool, row: &mut Row, leaves: &mut usize) {
    let stand_in = Kind { leaf: None, language, is_fixed: true };
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(text) => {
                row.push(text, Kind { leaf: Some(*leaves), language, is_fixed });
                *leaves += 1;
            }
            InlineKind::Code(_) | InlineKind::Image { .. } => row.push_char(OBJECT, stand_in),
            InlineKind::LineBreak => row.push_char(BREAK, stand_in),
            // A note's mark is nothing to the words around it.
            InlineKind::NoteReference { .. } => {}
            InlineKind::Foreign { lang, content } => collect(content, rules(lang.as_str()), is_fixed, row, leaves),
            InlineKind::Link { target: Target::External(address), content } => {
                let words = plain_text(content);
                let is_address = !words.is_empty() && address.strip_prefix("mailto:").unwrap_or(address) == words;
                collect(content, language, is_fixed || is_address, row, leaves);
            }
            kind => collect(kind.children(), language, is_fixed, row, leaves),
        }
    }
}

fn give_back(inlines: &mut [Inline], texts: &mut std::vec::IntoIter<String>) {
    for inline in inlines {
        match &mut inline.kind {
            InlineKind::Text(text) => *text = texts.next().unwrap_or_default(),
            InlineKind::Image { .. } => {}
            kind => give_back(kind.children_mut(), texts),
        }
    }
}

/// Where the addresses are among the words, in order: `--` in them is no dash.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    if !text.contains("://") && !text.contains("www.") {
        return found;
    }
    for (at, _) in text.match_indices(['h', 'w']) {
        let (before, rest) = text.split_at(at);
        let begins = ["http://", "https://", "www."].iter().any(|start| rest.starts_with(start));
        let is_within = found.last().is_some_and(|last| at < last.end);
        if begins && !is_within && !before.ends_with(char::is_alphanumeric) {
            let word = rest.split(char::is_whitespace).next().unwrap_or_default();
            // Punctuation at the end belongs to the sentence.
            let address = word.trim_end_matches(['.', ',', ';', ':', '!', '?', '"', '\'', ')', '”', '’', '»']);
            found.push(at..at + address.len());
        }
    }
    found
}
