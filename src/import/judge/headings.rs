//! Finds headings among paragraphs: in plain text short lines before long ones, elsewhere lines that are bold throughout.

use super::super::clean;
use super::super::tree::{BlockKind, Document, Inline, Style, Trust, plain};

/// The longest heading, in characters.
const MAX: usize = 100;
/// How many short lines that could be headings may follow one another.
const IN_A_ROW: usize = 2;

pub(super) fn find(document: &mut Document) {
    let has_headings = document.blocks.iter().any(|block| matches!(block.kind, BlockKind::Heading { .. }));
    let mut found = Vec::new();
    for at in 0..document.blocks.len() {
        let Some(words) = document.blocks[at].words() else { continue };
        let BlockKind::Paragraph(content) = &document.blocks[at].kind else { continue };
        let guessed = match document.trust {
            Trust::Nothing => !has_headings && looks_like(&words) && !content.contains(&Inline::Break),
            Trust::Styles => is_bold(content) && could_be(&words),
            Trust::All => false,
        };
        // A heading has text under it.
        let next = document.blocks.get(at + 1..).unwrap_or_default();
        let headed = next.iter().take(IN_A_ROW).any(|block| match &block.kind {
            BlockKind::Paragraph(_) => {
                block.words().is_some_and(|next| next.chars().count() > words.chars().count().max(MAX / 2))
            }
            BlockKind::Quotation { .. } | BlockKind::List { .. } | BlockKind::Verse(_) => true,
            _ => false,
        });
        if guessed && headed {
            found.push(at);
        }
    }
    for at in found {
        let block = &mut document.blocks[at];
        if let BlockKind::Paragraph(content) = &mut block.kind {
            let mut content = std::mem::take(content);
            clean::inlines(&mut content);
            if let [Inline::Styled(Style::Strong, inner)] = content.as_mut_slice() {
                content = std::mem::take(inner);
            }
            let words = plain(&content);
            let place = block.at;
            block.kind = BlockKind::Heading { level: level(&words), id: None, content };
            document.remark(place, format!("heading: {words}"));
        }
    }
}

/// Numbers with more parts are of lower levels: "2.1 The strike".
fn level(words: &str) -> u8 {
    let number = words.split_whitespace().next().unwrap_or_default().trim_end_matches('.');
    let parts = number.split('.').filter(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())).count();
    u8::try_from(parts.clamp(1, 4) + 1).unwrap_or(2)
}

fn could_be(words: &str) -> bool {
    let length = words.chars().count();
    (2..=MAX).contains(&length) && words.chars().any(char::is_alphabetic) && !words.ends_with([',', ';'])
}

/// A short line that is no sentence, no speech, no line of a list or an address.
fn looks_like(words: &str) -> bool {
    let first = words.chars().next().unwrap_or(' ');
    could_be(words)
        && (first.is_uppercase() || first.is_ascii_digit() || "“\"«¿¡‘'".contains(first))
        && !words.ends_with(['.', ':', '…'])
        && !words.contains(['@', '|'])
        && !words.contains("://")
        && !(words.starts_with(['“', '"', '«']) && words.ends_with(['”', '"', '»']))
}

/// Whether all words of a paragraph are bold.
fn is_bold(content: &[Inline]) -> bool {
    let mut some = false;
    let all = content.iter().all(|inline| match inline {
        Inline::Styled(Style::Strong, _) => {
            some = true;
            true
        }
        Inline::Styled(_, inner) => {
            let bold = is_bold(inner);
            some |= bold;
            bold
        }
        Inline::Text(text) => text.trim().is_empty(),
        Inline::Break | Inline::Note(_) => true,
        _ => false,
    });
    all && some
}
