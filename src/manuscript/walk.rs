//! Ways through the tree, in reading order.

use super::tree::{Block, BlockKind, Inline, InlineKind};

/// Calls `visit` on every block, a container before what is in it.
pub(crate) fn blocks(blocks_: &mut [Block], visit: &mut impl FnMut(&mut Block)) {
    for block in blocks_ {
        visit(block);
        match &mut block.kind {
            BlockKind::Quotation { blocks: inner, .. }
            | BlockKind::PullQuote { blocks: inner, .. }
            | BlockKind::Aside { blocks: inner, .. } => blocks(inner, visit),
            BlockKind::List { items, .. } => items.iter_mut().for_each(|item| blocks(item, visit)),
            BlockKind::Definitions(entries) => {
                entries.iter_mut().flat_map(|entry| &mut entry.meanings).for_each(|meaning| blocks(meaning, visit))
            }
            BlockKind::Paragraph(_)
            | BlockKind::Heading { .. }
            | BlockKind::Verse { .. }
            | BlockKind::Table(_)
            | BlockKind::Figure { .. }
            | BlockKind::Code { .. }
            | BlockKind::Break => {}
        }
    }
}

/// Calls `visit` on every run of inlines that is set as one: paragraph, heading, line of verse, cell, caption.
pub(crate) fn flows(blocks: &mut [Block], visit: &mut impl FnMut(&mut Vec<Inline>)) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Paragraph(content)
            | BlockKind::Heading { content, .. }
            | BlockKind::Figure { caption: content, .. } => visit(content),
            BlockKind::Quotation { blocks, attribution } | BlockKind::PullQuote { blocks, attribution } => {
                flows(blocks, visit);
                attribution.iter_mut().for_each(&mut *visit);
            }
            BlockKind::Verse { stanzas, attribution } => {
                stanzas.iter_mut().flatten().for_each(|line| visit(&mut line.content));
                attribution.iter_mut().for_each(&mut *visit);
            }
            BlockKind::List { items, .. } => items.iter_mut().for_each(|item| flows(item, visit)),
            BlockKind::Definitions(entries) => {
                for entry in entries {
                    entry.terms.iter_mut().for_each(&mut *visit);
                    entry.meanings.iter_mut().for_each(|meaning| flows(meaning, visit));
                }
            }
            BlockKind::Table(table) => {
                table.caption.iter_mut().for_each(&mut *visit);
                table.head.iter_mut().for_each(&mut *visit);
                table.rows.iter_mut().flatten().for_each(&mut *visit);
            }
            BlockKind::Aside { blocks, .. } => flows(blocks, visit),
            BlockKind::Code { .. } | BlockKind::Break => {}
        }
    }
}

/// The inlines within one, to change, add and remove; nothing for those that hold none.
pub(crate) fn children(kind: &mut InlineKind) -> Option<&mut Vec<Inline>> {
    match kind {
        InlineKind::Emphasis(content)
        | InlineKind::Strong(content)
        | InlineKind::Strikethrough(content)
        | InlineKind::SmallCaps(content)
        | InlineKind::Cite(content)
        | InlineKind::Quote(content)
        | InlineKind::Superscript(content)
        | InlineKind::Subscript(content)
        | InlineKind::Link { content, .. }
        | InlineKind::Foreign { content, .. }
        | InlineKind::Abbreviation { content, .. } => Some(content),
        InlineKind::Text(_)
        | InlineKind::Code(_)
        | InlineKind::NoteReference { .. }
        | InlineKind::Image { .. }
        | InlineKind::LineBreak => None,
    }
}

/// Calls `visit` on every inline, a container before what is in it.
pub(crate) fn inlines(inlines_: &mut [Inline], visit: &mut impl FnMut(&mut Inline)) {
    for inline in inlines_ {
        visit(inline);
        if let Some(children) = children(&mut inline.kind) {
            inlines(children, visit);
        }
    }
}
