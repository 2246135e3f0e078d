//! Goes through a text and shows everything in it that leads elsewhere.

use super::text::Text;
use super::tree::{Block, BlockKind, ImageRef, Inline, InlineKind, Target};
use crate::diagnostics::Span;

/// Something that leads out of its place, or can be led to.
pub(crate) enum Found<'a> {
    /// A link.
    Link(&'a mut Target, Span),
    /// A picture.
    Image(&'a mut ImageRef, Span),
    /// The name of a heading.
    Heading(&'a str),
}

/// Shows `see` all links, pictures and headings of a text, in the order in which they are read; its notes come last.
pub(crate) fn text(text: &mut Text, see: &mut dyn FnMut(Found<'_>)) {
    blocks(&mut text.epigraph, see);
    blocks(&mut text.blocks, see);
    for note in &mut text.notes {
        blocks(&mut note.blocks, see);
    }
}

/// Shows `see` all links and pictures of `words`.
pub(crate) fn inlines(words: &mut [Inline], see: &mut dyn FnMut(Found<'_>)) {
    for Inline { kind, span } in words {
        match kind {
            InlineKind::Link { target, .. } => see(Found::Link(target, *span)),
            InlineKind::Image { image, .. } => see(Found::Image(image, *span)),
            _ => {}
        }
        inlines(kind.children_mut(), see);
    }
}

fn blocks(all: &mut [Block], see: &mut dyn FnMut(Found<'_>)) {
    for block in all {
        one(block, see);
    }
}

fn one(block: &mut Block, see: &mut dyn FnMut(Found<'_>)) {
    match &mut block.kind {
        BlockKind::Paragraph(words) => inlines(words, see),
        BlockKind::Heading { id, content, .. } => {
            see(Found::Heading(id));
            inlines(content, see);
        }
        BlockKind::Quotation { blocks: passage, attribution }
        | BlockKind::PullQuote { blocks: passage, attribution } => {
            blocks(passage, see);
            attribution.iter_mut().for_each(|words| inlines(words, see));
        }
        BlockKind::Verse { stanzas, attribution } => {
            stanzas.iter_mut().flatten().for_each(|line| inlines(&mut line.content, see));
            attribution.iter_mut().for_each(|words| inlines(words, see));
        }
        BlockKind::List { items, .. } => items.iter_mut().for_each(|item| blocks(item, see)),
        BlockKind::Definitions(entries) => {
            for entry in entries {
                entry.terms.iter_mut().for_each(|term| inlines(term, see));
                entry.meanings.iter_mut().for_each(|meaning| blocks(meaning, see));
            }
        }
        BlockKind::Table(table) => {
            let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
            table.caption.iter_mut().chain(cells).for_each(|words| inlines(words, see));
        }
        BlockKind::Figure { image, caption, .. } => {
            see(Found::Image(image, block.span));
            inlines(caption, see);
        }
        BlockKind::Aside { blocks: inner, .. } => blocks(inner, see),
        BlockKind::Code { .. } | BlockKind::Break => {}
    }
}
