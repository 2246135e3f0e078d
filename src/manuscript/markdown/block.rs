//! Blocks: paragraphs, headings, quotations, lists, tables, figures, code, notes.

use std::ops::Range;

use pulldown_cmark::{Alignment as MarkdownAlignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, Tag};

use super::super::tree::{
    Alignment, AsideKind, Block, BlockKind, Definition as Entry, Inline, InlineKind, Table, plain_text,
};
use super::{Definition, Reader, attribution, html, verse};
use crate::diagnostics::Diagnostic;

/// What a quotation begins with that is a pull-quote.
const PULL_QUOTE: &str = "[!PULL]";

impl<'s> Reader<'_, '_, 's> {
    /// Reads blocks up to the end of their container, and leaves that end.
    pub(super) fn blocks(&mut self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        while let Some(event) = self.peek() {
            let range = self.range();
            match event {
                Event::End(_) => break,
                Event::Start(tag) if is_block(tag) => {
                    let tag = match self.next() {
                        Some((Event::Start(tag), _)) => tag,
                        _ => break,
                    };
                    if let Some(kind) = self.block(tag, range.clone(), &mut blocks) {
                        blocks.push(Block { kind, span: self.span(trim_end(self.source, range)) });
                    }
                    self.next();
                }
                Event::Rule => {
                    self.next();
                    blocks.push(Block { kind: BlockKind::Break, span: self.span(trim_end(self.source, range)) });
                }
                // In a tight list, words stand without a paragraph around them.
                _ => {
                    let inlines = self.inlines();
                    let end = inlines.last().map_or(range.end, |last| last.span.end as usize);
                    if !inlines.is_empty() {
                        let mut span = self.span(range);
                        span.end = span.end.max(u32::try_from(end).unwrap_or(u32::MAX));
                        let kind = self.paragraph(inlines, &mut blocks);
                        blocks.push(Block { kind, span });
                    }
                }
            }
        }
        blocks
    }

    fn block(&mut self, tag: Tag<'s>, range: Range<usize>, before: &mut Vec<Block>) -> Option<BlockKind> {
        match tag {
            Tag::Paragraph => {
                let inlines = self.inlines();
                (!inlines.is_empty()).then(|| self.paragraph(inlines, before))
            }
            Tag::Heading { level, id, .. } => {
                let content = self.inlines();
                let id = id.map_or_else(String::new, CowStr::into_string);
                (!content.is_empty()).then_some(BlockKind::Heading { level: number(level), id, content })
            }
            Tag::BlockQuote(kind) => {
                let mut blocks = self.deeper(range, Self::blocks);
                if let Some(kind) = kind {
                    return (!blocks.is_empty()).then_some(BlockKind::Aside { kind: aside(kind), blocks });
                }
                let attribution = attribution::split(&mut blocks, self.source, &self.place);
                if take_mark(&mut blocks, PULL_QUOTE) {
                    return (!blocks.is_empty()).then_some(BlockKind::PullQuote { blocks, attribution });
                }
                // A quotation that is one piece of verse is that verse.
                if let [Block { kind: BlockKind::Verse { attribution: inner, .. }, .. }] = blocks.as_mut_slice() {
                    if inner.is_none() {
                        *inner = attribution;
                    }
                    return blocks.pop().map(|block| block.kind);
                }
                (!blocks.is_empty()).then_some(BlockKind::Quotation { blocks, attribution })
            }
            Tag::CodeBlock(kind) => self.code(kind, range),
            Tag::HtmlBlock => self.html_block(range),
            Tag::List(start) => self.list(start, range),
            Tag::DefinitionList => self.definitions(range),
            Tag::Table(alignments) => self.table(&alignments, range, before),
            Tag::FootnoteDefinition(label) => {
                self.note(label.into_string(), range);
                None
            }
            // Metadata blocks are not enabled, and the other tags stand only inside those above.
            _ => {
                self.skip();
                None
            }
        }
    }

    /// A picture alone in its paragraph is a figure; of several without words between them, the first go to the blocks
    /// `before`.
    fn paragraph(&mut self, inlines: Vec<Inline>, before: &mut Vec<Block>) -> BlockKind {
        let is_picture = |inline: &Inline| matches!(inline.kind, InlineKind::Image { .. });
        let is_blank = |inline: &Inline| match &inline.kind {
            InlineKind::Text(text) => text.trim().is_empty(),
            InlineKind::LineBreak => true,
            _ => false,
        };
        if !inlines.iter().any(is_picture) || !inlines.iter().all(|inline| is_picture(inline) || is_blank(inline)) {
            return BlockKind::Paragraph(inlines);
        }
        for Inline { kind, span } in inlines {
            if let InlineKind::Image { image, alt } = kind {
                let caption = self.captions.remove(&span);
                let caption = caption.map(|(title, place)| self.cx.inlines(&title, place)).unwrap_or_default();
                before.push(Block { kind: BlockKind::Figure { image, alt, caption }, span });
            }
        }
        before.pop().map_or_else(|| BlockKind::Paragraph(Vec::new()), |last| last.kind)
    }

    fn code(&mut self, kind: CodeBlockKind<'s>, range: Range<usize>) -> Option<BlockKind> {
        let language = match kind {
            CodeBlockKind::Fenced(info) => {
                info.split([' ', ',', '{', '\t']).next().filter(|word| !word.is_empty()).map(str::to_owned)
            }
            CodeBlockKind::Indented => None,
        };
        let mut pieces: Vec<(CowStr<'s>, Range<usize>)> = Vec::new();
        while !matches!(self.peek(), None | Some(Event::End(_))) {
            if let Some((Event::Text(text), range)) = self.next() {
                pieces.push((text, range));
            }
        }
        if language.as_deref() == Some("verse") {
            return verse::read(self, &pieces, range);
        }
        let mut text: String = pieces.iter().map(|(text, _)| text.as_ref()).collect();
        if text.ends_with('\n') {
            text.pop();
        }
        Some(BlockKind::Code { language, text: self.legal(text, range) })
    }

    fn html_block(&mut self, range: Range<usize>) -> Option<BlockKind> {
        let mut text = String::new();
        while !matches!(self.peek(), None | Some(Event::End(_))) {
            if let Some((Event::Html(line) | Event::InlineHtml(line) | Event::Text(line), _)) = self.next() {
                text.push_str(&line);
            }
        }
        match html::block(&text) {
            html::HtmlBlock::Nothing => None,
            // Inline elements alone on their lines begin a block only by the letter of CommonMark.
            html::HtmlBlock::Words => {
                let place = self.place_of(range, &text);
                let inlines = self.deeper(0..0, |reader| reader.cx.inlines(&text, place));
                (!inlines.is_empty()).then_some(BlockKind::Paragraph(inlines))
            }
            html::HtmlBlock::Foreign { name, hint } => {
                let line = range.start..range.start + self.source[range].lines().next().map_or(0, str::len);
                self.warn(line, format!("raw HTML `{name}` is left out, with what is in it"), hint);
                None
            }
        }
    }

    fn list(&mut self, start: Option<u64>, range: Range<usize>) -> Option<BlockKind> {
        let mut tight = true;
        let items = self.deeper(range, |reader| {
            let mut items = Vec::new();
            while matches!(reader.peek(), Some(Event::Start(Tag::Item))) {
                reader.next();
                tight &= !reader.holds_paragraph();
                items.push(reader.blocks());
                reader.next();
            }
            items
        });
        (!items.is_empty()).then_some(BlockKind::List { start, tight, items })
    }

    /// Whether the container just begun has a paragraph of its own, as the items of loose lists do.
    fn holds_paragraph(&self) -> bool {
        let mut open = 0usize;
        for (event, _) in &self.events[self.at..] {
            match event {
                Event::Start(Tag::Paragraph) if open == 0 => return true,
                Event::Start(_) => open += 1,
                Event::End(_) if open == 0 => return false,
                Event::End(_) => open -= 1,
                _ => {}
            }
        }
        false
    }

    fn definitions(&mut self, range: Range<usize>) -> Option<BlockKind> {
        let entries = self.deeper(range, |reader| {
            let mut entries: Vec<Entry> = Vec::new();
            loop {
                match reader.peek() {
                    Some(Event::Start(Tag::DefinitionListTitle)) => {
                        reader.next();
                        let term = reader.inlines();
                        reader.next();
                        match entries.last_mut() {
                            Some(entry) if entry.meanings.is_empty() => entry.terms.push(term),
                            _ => entries.push(Entry { terms: vec![term], meanings: Vec::new() }),
                        }
                    }
                    Some(Event::Start(Tag::DefinitionListDefinition)) => {
                        reader.next();
                        let meaning = reader.blocks();
                        reader.next();
                        if let Some(entry) = entries.last_mut() {
                            entry.meanings.push(meaning);
                        }
                    }
                    _ => break,
                }
            }
            entries
        });
        (!entries.is_empty()).then_some(BlockKind::Definitions(entries))
    }

    fn table(
        &mut self,
        alignments: &[MarkdownAlignment],
        range: Range<usize>,
        before: &mut Vec<Block>,
    ) -> Option<BlockKind> {
        let columns: Vec<Alignment> = alignments
            .iter()
            .map(|alignment| match alignment {
                MarkdownAlignment::None | MarkdownAlignment::Left => Alignment::Left,
                MarkdownAlignment::Center => Alignment::Centre,
                MarkdownAlignment::Right => Alignment::Right,
            })
            .collect();
        let mut rows: Vec<Vec<Vec<Inline>>> = Vec::new();
        while matches!(self.peek(), Some(Event::Start(Tag::TableHead | Tag::TableRow))) {
            self.next();
            let mut row = Vec::new();
            while matches!(self.peek(), Some(Event::Start(Tag::TableCell))) {
                self.next();
                row.push(self.deeper(range.clone(), Self::inlines));
                self.next();
            }
            row.resize(columns.len(), Vec::new());
            rows.push(row);
            self.next();
        }
        if rows.is_empty() {
            return None;
        }
        let head = rows.remove(0);
        Some(BlockKind::Table(Table { caption: caption(before), columns, head, rows }))
    }

    fn note(&mut self, label: String, range: Range<usize>) {
        // Notes hang from the article, not from the block they are written in.
        let blocks = self.deeper(range.clone(), Self::blocks);
        let mark = range.start..(range.start + label.len() + "[^]:".len()).min(range.end);
        let span = self.span(mark);
        if self.cx.labels.insert(label.to_lowercase()) {
            self.cx.definitions.push(Definition { label, blocks, span });
        } else {
            self.cx.diagnostics.push(
                Diagnostic::error(format!("note `{label}` is defined twice"))
                    .at(span)
                    .hint("give one of the two another label"),
            );
        }
    }
}

/// Takes a paragraph that begins with "Table:" off the blocks before a table.
fn caption(before: &mut Vec<Block>) -> Option<Vec<Inline>> {
    const MARK: &str = "Table:";
    let BlockKind::Paragraph(inlines) = &mut before.last_mut()?.kind else { return None };
    let InlineKind::Text(first) = &mut inlines.first_mut()?.kind else { return None };
    let rest = first.strip_prefix(MARK)?.trim_start().to_owned();
    *first = rest;
    if first.is_empty() {
        inlines.remove(0);
    }
    let inlines = std::mem::take(inlines);
    before.pop();
    (!plain_text(&inlines).trim().is_empty()).then_some(inlines)
}

/// Takes a mark such as `[!PULL]`, which the parser does not know, off the beginning of a quotation's blocks; whether it
/// was there.
fn take_mark(blocks: &mut Vec<Block>, mark: &str) -> bool {
    let Some(BlockKind::Paragraph(inlines)) = blocks.first_mut().map(|block| &mut block.kind) else { return false };
    let Some(InlineKind::Text(first)) = inlines.first_mut().map(|inline| &mut inline.kind) else { return false };
    let is_mark = first.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
    let rest = first.get(mark.len()..).unwrap_or_default();
    // Like the marks of asides, it stands alone on its line.
    let line = rest.split('\n').next().unwrap_or_default();
    if !is_mark || !line.trim().is_empty() {
        return false;
    }
    *first = rest.trim_start().to_owned();
    if first.is_empty() {
        inlines.remove(0);
    }
    if inlines.is_empty() {
        blocks.remove(0);
    }
    true
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

/// Whether a block begins here, which ends the words of a tight list's item.
pub(super) fn is_block_start(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(tag) if is_block(tag)) || matches!(event, Event::Rule)
}

/// Blocks' ranges reach to the next line; the last line end is no part of what is shown.
fn trim_end(source: &str, range: Range<usize>) -> Range<usize> {
    let text = source.get(range.clone()).unwrap_or_default();
    range.start..range.start + text.trim_end().len()
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn aside(kind: BlockQuoteKind) -> AsideKind {
    match kind {
        BlockQuoteKind::Note => AsideKind::Note,
        BlockQuoteKind::Tip => AsideKind::Tip,
        BlockQuoteKind::Important => AsideKind::Important,
        BlockQuoteKind::Warning => AsideKind::Warning,
        BlockQuoteKind::Caution => AsideKind::Caution,
    }
}
