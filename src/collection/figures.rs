//! Takes pictures that are too large for a line out of it: they become figures under their paragraph, in every
//! output alike.

use super::Image;
use crate::manuscript::{Article, Block, BlockKind, ImageRef, Inline, InlineKind, children, plain_text};

/// The most pixels that a picture in a line may be high. Icons are made up to this size; a photograph as high as a
/// line of text says nothing.
const LINE_PIXELS: u32 = 100;

/// Goes through the paragraphs of an article whose pictures have been found.
pub(super) fn lift(article: &mut Article, images: &[Image]) {
    if images.is_empty() {
        return;
    }
    blocks(&mut article.epigraph, images);
    blocks(&mut article.blocks, images);
    for note in &mut article.notes {
        blocks(&mut note.blocks, images);
    }
}

fn blocks(all: &mut Vec<Block>, images: &[Image]) {
    for mut block in std::mem::take(all) {
        let mut figures = Vec::new();
        match &mut block.kind {
            BlockKind::Paragraph(words) => {
                inlines(words, images, &mut figures);
                if !figures.is_empty() && words.iter().all(is_blank) {
                    all.append(&mut figures);
                    continue;
                }
            }
            BlockKind::Quotation { blocks: inner, .. }
            | BlockKind::PullQuote { blocks: inner, .. }
            | BlockKind::Aside { blocks: inner, .. } => blocks(inner, images),
            BlockKind::List { items, .. } => items.iter_mut().for_each(|item| blocks(item, images)),
            BlockKind::Definitions(entries) => {
                entries.iter_mut().flat_map(|entry| &mut entry.meanings).for_each(|meaning| blocks(meaning, images));
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
fn inlines(words: &mut Vec<Inline>, images: &[Image], figures: &mut Vec<Block>) {
    for Inline { kind, span } in std::mem::take(words) {
        match kind {
            InlineKind::Image { image: ImageRef::Index(index), alt }
                if images.get(index).is_some_and(|image| image.height > LINE_PIXELS) =>
            {
                let kind = BlockKind::Figure { image: ImageRef::Index(index), alt, caption: Vec::new() };
                figures.push(Block { kind, span });
                trim_end(words);
            }
            InlineKind::Link { target, mut content } => {
                let shown = plain_text(&content);
                inlines(&mut content, images, figures);
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
                    inlines(content, images, figures);
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
