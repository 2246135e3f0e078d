//! Markdown to blocks, by pulldown-cmark. Text stays raw here; [`super::typography`] comes later,
//! when the whole paragraph is known.
//!
//! [`Reader`] walks the events of one text and recurses by container. A front matter's epigraph, a
//! verse line, a caption are texts of their own within the file: each gets a reader, and all readers
//! of an article share one [`Context`].

mod attribution;
mod block;
mod html;
mod inline;
mod target;
mod verse;

pub(crate) use inline::undefined;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};

use super::tree::{Block, BlockKind, Inline, InlineKind};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Span};
use crate::scan;

/// How deep blocks and inlines may nest together. Nobody reads a tenth level; the limit keeps
/// hostile files from exhausting the stack, here and in every later stage.
pub(crate) const MAX_DEPTH: usize = 64;

/// Stands in text for a quotation mark that opens whatever its neighbours are; three
/// noncharacters of Unicode, which no text may hold, are used inside the program as Unicode intends.
pub(crate) const OPEN_QUOTE: char = '\u{FDD0}';
/// Stands in text for a quotation mark that closes.
pub(crate) const CLOSE_QUOTE: char = '\u{FDD1}';
/// Stands before a character that was escaped and stays as it is.
pub(crate) const AS_IS: char = '\u{FDD2}';

/// What all readers of an article share.
pub(crate) struct Context<'d> {
    pub(crate) file: FileId,
    /// The article's folder relative to the library.
    pub(crate) folder: String,
    pub(crate) diagnostics: &'d mut Diagnostics,
    /// The notes in the order of their definitions.
    pub(crate) definitions: Vec<Definition>,
    /// Their labels in lower case: labels are the same whatever their case.
    labels: BTreeSet<String>,
    /// References to notes; until notes are numbered, an inline's index points here.
    pub(crate) references: Vec<Reference>,
    /// Whether text too deep has been reported.
    too_deep: bool,
    /// How deep the readers are nested.
    depth: usize,
}

/// A note as it is defined.
pub(crate) struct Definition {
    pub(crate) label: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) span: Span,
}

/// A mark in the text that refers to a note.
pub(crate) struct Reference {
    pub(crate) label: String,
    pub(crate) span: Span,
}

impl<'d> Context<'d> {
    /// Begins an article.
    pub(crate) fn new(file: FileId, path: &str, diagnostics: &'d mut Diagnostics) -> Self {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        Self {
            file,
            folder,
            diagnostics,
            definitions: Vec::new(),
            labels: BTreeSet::new(),
            references: Vec::new(),
            too_deep: false,
            depth: 0,
        }
    }

    /// Reads the blocks of a text.
    pub(crate) fn blocks(&mut self, text: &str, place: Place) -> Vec<Block> {
        // Text that is not the article's own cannot see the article's notes: the old rules take
        // every `[^x]` for a reference, and it is resolved with the others.
        let notes = if place.is_article { Options::ENABLE_FOOTNOTES } else { Options::ENABLE_OLD_FOOTNOTES };
        let mut reader = Reader::new(self, text, place, notes);
        let mut blocks = Vec::new();
        while reader.peek().is_some() {
            blocks.append(&mut reader.blocks());
            // An end without a start cannot be; taking it keeps the loop finite all the same.
            reader.next();
        }
        for span in std::mem::take(&mut reader.captions).into_keys() {
            self.diagnostics.push(
                Diagnostic::warning("the caption of a picture within a line is left out")
                    .at(span)
                    .hint("let the picture stand alone, with a blank line before and after it"),
            );
        }
        blocks
    }

    /// Reads a text as one quotation, which it is whether or not it is marked as one.
    pub(crate) fn quotation(&mut self, text: &str, place: Place, span: Span) -> Vec<Block> {
        let mut blocks = self.blocks(text, place.clone());
        if let [Block { kind: BlockKind::Quotation { .. } | BlockKind::Verse { .. }, .. }] = blocks.as_slice() {
            return blocks;
        }
        let attribution = attribution::split(&mut blocks, text, &place);
        if blocks.is_empty() {
            return blocks;
        }
        vec![Block { kind: BlockKind::Quotation { blocks, attribution }, span }]
    }

    /// Reads a text as inlines: no list or heading begins in it, and line ends are spaces.
    pub(crate) fn inlines(&mut self, text: &str, place: Place) -> Vec<Inline> {
        if text.trim().is_empty() {
            return Vec::new();
        }
        // A comma in front keeps "1. Introduction" from being a list, and being punctuation it
        // changes nothing about emphasis at the start.
        let leading = text.len() - text.trim_start().len();
        let guarded = format!(",{}", text.trim().replace('\n', " "));
        let place = place.moved(leading).before();
        let mut reader = Reader::new(self, &guarded, place, Options::ENABLE_OLD_FOOTNOTES);
        reader.next();
        let mut inlines = reader.inlines();
        if let Some(Inline { kind: InlineKind::Text(first), .. }) = inlines.first_mut() {
            first.remove(0);
            if first.is_empty() {
                inlines.remove(0);
            }
        }
        inlines
    }
}

/// Where in the file a text stands.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The byte of the file at which the text begins, when it stands there letter by letter.
    start: Option<usize>,
    /// How far the text's bytes are ahead of the file's.
    ahead: usize,
    /// The bytes of the file to show when it does not.
    whole: Range<usize>,
    is_article: bool,
}

impl Place {
    /// The body of an article, from byte `start` of its file.
    pub(crate) fn article(start: usize) -> Self {
        Self { start: Some(start), ahead: 0, whole: start..start, is_article: true }
    }

    /// A text within `whole`; when it stands there letter by letter its places are exact.
    pub(crate) fn within(file: &str, whole: Range<usize>, text: &str) -> Self {
        let start = file.get(whole.clone()).and_then(|source| source.find(text)).map(|at| at + whole.start);
        Self { start, ahead: 0, whole, is_article: false }
    }

    fn moved(mut self, by: usize) -> Self {
        self.start = self.start.map(|start| start + by);
        self
    }

    fn before(mut self) -> Self {
        self.ahead = 1;
        self
    }

    /// The byte of the text that stands at a byte of the file.
    fn offset_of(&self, byte: u32) -> Option<usize> {
        (byte as usize + self.ahead).checked_sub(self.start?)
    }

    fn range(&self, range: Range<usize>) -> Range<usize> {
        match self.start {
            Some(start) => {
                (start + range.start).saturating_sub(self.ahead)..(start + range.end).saturating_sub(self.ahead)
            }
            None => self.whole.clone(),
        }
    }
}

/// Walks the events of one text.
struct Reader<'c, 'd, 's> {
    cx: &'c mut Context<'d>,
    source: &'s str,
    place: Place,
    events: Vec<(Event<'s>, Range<usize>)>,
    at: usize,
    /// The byte up to which text has been taken as part of a note reference.
    passed: usize,
    /// The titles of pictures, by the places of the pictures, until it is known which are figures.
    captions: BTreeMap<Span, (String, Place)>,
}

impl<'c, 'd, 's> Reader<'c, 'd, 's> {
    fn new(cx: &'c mut Context<'d>, source: &'s str, place: Place, notes: Options) -> Self {
        let options = notes
            | Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_GFM
            | Options::ENABLE_DEFINITION_LIST;
        let events = Parser::new_ext(source, options).into_offset_iter().collect();
        Self { cx, source, place, events, at: 0, passed: 0, captions: BTreeMap::new() }
    }

    fn peek(&self) -> Option<&Event<'s>> {
        self.events.get(self.at).map(|(event, _)| event)
    }

    fn range(&self) -> Range<usize> {
        self.events.get(self.at).map_or(self.source.len()..self.source.len(), |(_, range)| range.clone())
    }

    /// Takes the next event.
    fn next(&mut self) -> Option<(Event<'s>, Range<usize>)> {
        let slot = self.events.get_mut(self.at)?;
        self.at += 1;
        Some(std::mem::replace(slot, (Event::SoftBreak, 0..0)))
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.cx.file, self.place.range(range))
    }

    /// The place of a text taken from `range` of this one.
    fn place_of(&self, range: Range<usize>, text: &str) -> Place {
        let inner = self.source.get(range.clone()).and_then(|source| source.find(text));
        let whole = self.place.range(range.clone());
        match (inner, self.place.start) {
            (Some(at), Some(_)) => Place {
                start: Some(self.place.range(range.start + at..range.end).start),
                ahead: 0,
                whole,
                is_article: false,
            },
            _ => Place { start: None, ahead: 0, whole, is_article: false },
        }
    }

    /// Leaves out of a text what XML forbids and what the program uses as marks.
    fn legal(&mut self, text: String, range: Range<usize>) -> String {
        if is_surely_legal(&text) {
            return text;
        }
        let Some(first) = text.chars().find(|c| is_illegal(*c)) else { return text };
        let code = u32::from(first);
        self.warn(
            range,
            format!("the control character U+{code:04X} is left out"),
            "delete it; editors show it when asked for invisible characters",
        );
        text.chars().filter(|c| !is_illegal(*c)).collect()
    }

    fn warn(&mut self, range: Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        let span = self.span(range);
        self.cx.diagnostics.push(Diagnostic::warning(message).at(span).hint(hint));
    }

    /// Goes one level deeper with `read`, or skips the container whose start has been taken.
    fn deeper<T: Default>(&mut self, range: Range<usize>, read: impl FnOnce(&mut Self) -> T) -> T {
        if self.cx.depth >= MAX_DEPTH {
            self.report_depth(range);
            self.skip();
            return T::default();
        }
        self.cx.depth += 1;
        let out = read(self);
        self.cx.depth -= 1;
        out
    }

    /// Reports once for an article that it is nested too deep.
    fn report_depth(&mut self, range: Range<usize>) {
        if !std::mem::replace(&mut self.cx.too_deep, true) {
            let span = self.span(range);
            self.cx.diagnostics.push(
                Diagnostic::error(format!("this is nested more than {MAX_DEPTH} levels deep"))
                    .at(span)
                    .hint("take out some levels of quotation, list or emphasis"),
            );
        }
    }

    /// Skips to the end of the container whose start has been taken, leaving its end.
    fn skip(&mut self) {
        let mut open = 0usize;
        while let Some(event) = self.peek() {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) if open == 0 => return,
                Event::End(_) => open -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }
}

/// Control characters and noncharacters: XML 1.0, production 2, and those that this stage uses as marks.
fn is_illegal(c: char) -> bool {
    (c < ' ' && !matches!(c, '\n' | '\t')) || matches!(c, '\u{7f}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Whether none of a text's characters [`is_illegal`], for certain: to see that takes less time than to look at each of them.
/// Noncharacters begin with 0xEF, as some others do.
fn is_surely_legal(text: &str) -> bool {
    let legal = |byte: u8| (byte >= b' ' || byte == b'\n' || byte == b'\t') && !matches!(byte, 0x7F | 0xEF);
    scan::all(text, legal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_surely_legal_is_legal() {
        assert!(('\0'..=char::MAX).all(|c| !(is_illegal(c) && is_surely_legal(&c.to_string()))));
        assert!(is_surely_legal("Äpfel “for” all\n\t"));
    }
}
