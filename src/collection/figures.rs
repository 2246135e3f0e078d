//! Takes pictures that are too large for a line out of it: they become figures under their paragraph, in every
//! output alike.

use super::Image;
use crate::manuscript::{Block, BlockKind, ImageRef, Inline, InlineKind, Text, children, plain_text};

/// The most pixels that a picture in a line may be high. Icons are made up to this size; a photograph as high as a
/// line of text says nothing.
const LINE_PIXELS: u32 = 100;

/// Whether a picture is too large for a line.
pub(super) fn is_large(image: &Image) -> bool {
    image.height > LINE_PIXELS
}

/// Goes through the paragraphs of a text, in which pictures of these numbers are too large.
pub(super) fn lift(text: &mut Text, large: &[usize]) {
    if large.is_empty() {
        return;
    }
    blocks(&mut text.epigraph, large);
    blocks(&mut text.blocks, large);
    for note in &mut text.notes {
        blocks(&mut note.blocks, large);
    }
}

fn blocks(all: &mut Vec<Block>, large: &[usize]) {
    for mut block in std::mem::take(all) {
        let mut figures = Vec::new();
        match &mut block.kind {
            BlockKind::Paragraph(words) => {
                inlines(words, large, &mut figures);
                if !figures.is_empty() && words.iter().all(is_blank) {
                    all.append(&mut figures);
                    continue;
                }
            }
            BlockKind::Quotation { blocks: inner, .. }
            | BlockKind::PullQuote { blocks: inner, .. }
            | BlockKind::Aside { blocks: inner, .. } => blocks(inner, large),
            BlockKind::List { items, .. } => items.iter_mut().for_each(|item| blocks(item, large)),
            BlockKind::Definitions(entries) => {
                entries.iter_mut().flat_map(|entry| &mut entry.meanings).for_each(|meaning| blocks(meaning, large));
            }
            BlockKind::Heading { .. }
            | BlockKind::Verse { .. }
            | BlockKind::Table(_)
            | BlockKind::Figure { .. }
            | BlockKind::Code { .. }
            | BlockKind::Break => {}
        }
        all.push(block);
        all.append(&mut figures);
    }
}

/// Moves large pictures out of `words`. A link that is nothing but a picture keeps what the picture shows as its words.
fn inlines(words: &mut Vec<Inline>, large: &[usize], figures: &mut Vec<Block>) {
    for Inline { kind, span } in std::mem::take(words) {
        match kind {
            InlineKind::Image { image: ImageRef::Index(index), alt } if large.contains(&index) => {
                let kind = BlockKind::Figure { image: ImageRef::Index(index), alt, caption: Vec::new() };
                figures.push(Block { kind, span });
                trim_end(words);
            }
            InlineKind::Link { target, mut content } => {
                let shown = plain_text(&content);
                inlines(&mut content, large, figures);
                if content.iter().all(is_blank) && !shown.trim().is_empty() {
                    content = vec![Inline { kind: InlineKind::Text(shown), span }];
                }
                words.push(Inline { kind: InlineKind::Link { target, content }, span });
            }
            InlineKind::Text(text) if words.is_empty() && !figures.is_empty() => {
                let kind = InlineKind::Text(text.trim_start_matches([' ', '\n']).to_owned());
                words.push(Inline { kind, span });
            }
            mut kind => {
                if let Some(content) = children(&mut kind) {
                    inlines(content, large, figures);
                }
                words.push(Inline { kind, span });
            }
        }
    }
}

/// Takes the white off the end of what stood before a picture: what follows brings its own.
fn trim_end(words: &mut Vec<Inline>) {
    if let Some(Inline { kind: InlineKind::Text(text), .. }) = words.last_mut() {
        text.truncate(text.trim_end_matches([' ', '\n']).len());
        if text.is_empty() {
            words.pop();
        }
    }
}

fn is_blank(inline: &Inline) -> bool {
    match &inline.kind {
        InlineKind::Text(text) => text.trim().is_empty(),
        InlineKind::LineBreak => true,
        _ => false,
    }
}
