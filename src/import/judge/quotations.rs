//! Gives quotations their attributions: "— who, where".

use super::super::tree::{Block, BlockKind, Document, Inline, plain};

/// Finds the attribution of each quotation, in its last paragraph or in the paragraph after it.
pub(super) fn attribute(document: &mut Document) {
    let mut at = 0;
    while at < document.blocks.len() {
        if let BlockKind::Quotation { .. } = document.blocks[at].kind {
            let next = document.blocks.get(at + 1).and_then(|block| match &block.kind {
                BlockKind::Paragraph(_) => attribution_of(block),
                // LibreOffice sets each paragraph of a quotation apart.
                BlockKind::Quotation { blocks, attribution } => match (blocks.as_slice(), attribution.as_slice()) {
                    ([only], []) => attribution_of(only),
                    _ => None,
                },
                _ => None,
            });
            if let BlockKind::Quotation { blocks, attribution } = &mut document.blocks[at].kind
                && attribution.is_empty()
            {
                if let Some(found) = within(blocks) {
                    *attribution = found;
                } else if let Some(found) = next {
                    *attribution = found;
                    document.blocks.remove(at + 1);
                }
            }
        } else if is_quoted(&document.blocks[at])
            && let Some(found) = document.blocks.get(at + 1).and_then(attribution_of)
        {
            // A paragraph between quotation marks with such a line under it is a quotation set off.
            document.blocks.remove(at + 1);
            let block = document.blocks.remove(at);
            let place = block.at;
            let kind = BlockKind::Quotation { blocks: vec![block], attribution: found };
            document.blocks.insert(at, Block::new(kind, place));
        }
        at += 1;
    }
}

/// The attribution that a paragraph is.
fn attribution_of(block: &Block) -> Option<Vec<Inline>> {
    let BlockKind::Paragraph(content) = &block.kind else { return None };
    undashed(content).filter(|rest| plain(rest).chars().count() <= 120)
}

/// The attribution that ends a quotation's own blocks.
fn within(blocks: &mut Vec<Block>) -> Option<Vec<Inline>> {
    if blocks.len() < 2 {
        // In one paragraph, the attribution may be its last line.
        let Some(Block { kind: BlockKind::Paragraph(content), .. }) = blocks.first_mut() else { return None };
        let last = content.iter().rposition(|inline| *inline == Inline::Break)?;
        let found = undashed(&content[last + 1..])?;
        content.truncate(last);
        return Some(found);
    }
    let found = match &blocks.last()?.kind {
        BlockKind::Paragraph(content) => undashed(content)?,
        _ => return None,
    };
    blocks.pop();
    Some(found)
}

/// A line without the dash at its front; nothing when it has none.
fn undashed(content: &[Inline]) -> Option<Vec<Inline>> {
    let mut content = content.to_vec();
    let (first, rest) = match content.first_mut()? {
        Inline::Text(text) => {
            let line = text.trim_start();
            let rest = ["---", "--", "—", "–", "―", "- "].iter().find_map(|dash| line.strip_prefix(dash))?;
            (rest.trim_start().to_owned(), content.len() > 1)
        }
        Inline::Styled(_, inner) => {
            *inner = undashed(inner)?;
            return Some(content);
        }
        _ => return None,
    };
    // Speech begins with a dash too, and ends like a sentence.
    let speech = first.ends_with(['.', '!', '?', '…']) && first.split_whitespace().count() > 8;
    content[0] = Inline::Text(first.clone());
    (!speech && (!first.is_empty() || rest)).then_some(content)
}

/// Whether a paragraph stands between quotation marks as a whole.
fn is_quoted(block: &Block) -> bool {
    let Some(words) = block.words() else { return false };
    let opens = words.starts_with(['“', '"', '«', '„', '‘', '»']);
    let trimmed = words.trim_end_matches(|c: char| c.is_ascii_digit() || "[].,".contains(c));
    opens && trimmed.ends_with(['”', '"', '»', '“', '’', '«']) && words.chars().count() > 40
}
