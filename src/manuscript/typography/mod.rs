//! Sets quotation marks, dashes, ellipses and spaces as each language wants them.
//!
//! A flow — the inlines that are set as one paragraph, heading or cell — is laid out as a row of
//! characters, so that marks see their neighbours across emphasis and links; `marks` rewrites the row,
//! `spaces` ties words together, and the row goes back into the tree. Program text, addresses and text that is
//! curled already pass through unharmed.

mod language;
mod marks;
mod spaces;
#[cfg(test)]
mod tests;

use super::text::Text;
use super::tree::{Article, Block, BlockKind, Inline, InlineKind, Lang, Target, plain_text};
use super::walk;
use language::{Language, rules};
use marks::Quotes;

/// Stands in a row for something that is no text: program text, a picture, an address.
const OBJECT: char = '\u{FFFC}';
/// Stands in a row for the end of a line that the author wants.
const BREAK: char = '\n';

/// A character of a flow, with the piece of text that it belongs to.
#[derive(Clone, Copy)]
struct Cell {
    c: char,
    /// Which text of the flow; characters that only stand for something belong to none.
    leaf: u32,
    language: &'static Language,
    /// Not to be changed.
    fixed: bool,
    /// A quotation mark that opens.
    opens: bool,
}

/// The leaf of cells that only stand for something.
const NO_LEAF: u32 = u32::MAX;

/// Sets the typography of what stands in an article's front matter.
pub(crate) fn set_article(article: &mut Article) {
    let lang = article.lang.clone();
    set(&mut article.title, &lang);
    article.subtitle.iter_mut().chain(&mut article.summary).for_each(|line| set(line, &lang));
    article.people.iter_mut().for_each(|person| person.name = text(&person.name, &lang));
    article.tags.iter_mut().for_each(|tag| *tag = text(tag, &lang));
    article.rights.iter_mut().for_each(|rights| *rights = text(rights, &lang));
    article.origin.iter_mut().flat_map(|origin| &mut origin.title).for_each(|title| *title = text(title, &lang));
}

/// Sets the typography of a text and its notes.
pub(crate) fn set_text(text: &mut Text, lang: &Lang) {
    set_blocks(&mut text.epigraph, lang);
    set_blocks(&mut text.blocks, lang);
    text.notes.iter_mut().for_each(|note| set_blocks(&mut note.blocks, lang));
}

/// Sets the typography of a text without markup: a title in `collection.toml`, a name.
#[must_use]
pub fn text(text: &str, lang: &Lang) -> String {
    let mut row: Vec<Cell> = Vec::new();
    let language = rules(lang.as_str());
    row.extend(text.chars().map(|c| Cell { c, leaf: 0, language, fixed: false, opens: false }));
    set_row(row, &mut Quotes::default()).iter().map(|cell| cell.c).collect()
}

fn set_blocks(blocks: &mut [Block], lang: &Lang) {
    walk::blocks(blocks, &mut |block| match &mut block.kind {
        // A quotation may run over the lines of verse.
        BlockKind::Verse { stanzas, attribution } => {
            let mut quotes = Quotes::default();
            for line in stanzas.iter_mut().flatten() {
                set_flow(&mut line.content, lang, &mut quotes);
            }
            attribution.iter_mut().for_each(|line| set(line, lang));
        }
        BlockKind::Figure { alt, caption, .. } => {
            *alt = text(alt, lang);
            set(caption, lang);
        }
        BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => set(content, lang),
        BlockKind::Quotation { attribution, .. } | BlockKind::PullQuote { attribution, .. } => {
            attribution.iter_mut().for_each(|line| set(line, lang))
        }
        BlockKind::Definitions(entries) => {
            entries.iter_mut().flat_map(|entry| &mut entry.terms).for_each(|term| set(term, lang))
        }
        BlockKind::Table(table) => table
            .caption
            .iter_mut()
            .chain(&mut table.head)
            .chain(table.rows.iter_mut().flatten())
            .for_each(|cell| set(cell, lang)),
        BlockKind::List { .. } | BlockKind::Aside { .. } | BlockKind::Code { .. } | BlockKind::Break => {}
    });
}

/// Sets one flow.
pub(crate) fn set(inlines: &mut [Inline], lang: &Lang) {
    set_flow(inlines, lang, &mut Quotes::default());
}

fn set_flow(inlines: &mut [Inline], lang: &Lang, quotes: &mut Quotes) {
    let mut row = Row { cells: Vec::new(), texts: Vec::new() };
    row.collect(inlines, rules(lang.as_str()), false);
    let Row { cells, mut texts } = row;
    for cell in set_row(cells, quotes) {
        if let Some(text) = texts.get_mut(cell.leaf as usize) {
            text.push(cell.c);
        }
    }
    give_back(inlines, &mut texts.into_iter());
}

fn set_row(mut cells: Vec<Cell>, quotes: &mut Quotes) -> Vec<Cell> {
    fix_addresses(&mut cells);
    let mut cells = marks::set(&cells, quotes);
    spaces::set(&mut cells);
    cells
}

/// What a flow says.
struct Row {
    cells: Vec<Cell>,
    /// Room for what becomes of each of its texts.
    texts: Vec<String>,
}

impl Row {
    fn collect(&mut self, inlines: &[Inline], language: &'static Language, fixed: bool) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(text) => {
                    let leaf = self.texts.len() as u32;
                    // A few marks take more bytes than what was written for them.
                    self.texts.push(String::with_capacity(text.len() + text.len() / 16));
                    self.cells.reserve(text.len());
                    let cell = |c| Cell { c, leaf, language, fixed, opens: false };
                    match text.is_ascii() {
                        true => self.cells.extend(text.bytes().map(|byte| cell(char::from(byte)))),
                        false => self.cells.extend(text.chars().map(cell)),
                    }
                }
                InlineKind::Code(_) | InlineKind::Image { .. } => self.stand_in(OBJECT, language),
                InlineKind::LineBreak => self.stand_in(BREAK, language),
                // A note's mark is nothing to the words around it.
                InlineKind::NoteReference { .. } => {}
                InlineKind::Foreign { lang, content } => self.collect(content, rules(lang.as_str()), fixed),
                InlineKind::Link { target: Target::External(address), content } => {
                    let words = plain_text(content);
                    let is_address = !words.is_empty() && address.strip_prefix("mailto:").unwrap_or(address) == words;
                    self.collect(content, language, fixed || is_address);
                }
                kind => self.collect(kind.children(), language, fixed),
            }
        }
    }

    fn stand_in(&mut self, c: char, language: &'static Language) {
        self.cells.push(Cell { c, leaf: NO_LEAF, language, fixed: true, opens: false });
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

/// Fixes the words that are addresses: `--` in them is no dash.
fn fix_addresses(cells: &mut [Cell]) {
    let mut at = 0;
    while at < cells.len() {
        let rest = &cells[at..];
        let begins =
            |word: &str| rest.len() >= word.len() && rest.iter().zip(word.chars()).all(|(cell, c)| cell.c == c);
        let at_word_start = || at == 0 || !cells[at - 1].c.is_alphanumeric();
        let length = if matches!(rest[0].c, 'h' | 'w')
            && at_word_start()
            && (begins("http://") || begins("https://") || begins("www."))
        {
            let end = rest.iter().position(|cell| cell.c.is_whitespace()).unwrap_or(rest.len());
            // Punctuation at the end belongs to the sentence.
            rest[..end]
                .iter()
                .rposition(|cell| {
                    !matches!(cell.c, '.' | ',' | ';' | ':' | '!' | '?' | '"' | '\'' | ')' | '”' | '’' | '»')
                })
                .map_or(0, |last| last + 1)
        } else {
            0
        };
        cells[at..at + length].iter_mut().for_each(|cell| cell.fixed = true);
        at += length.max(1);
    }
}
