//! "— who, where": finds the attribution at the end of a quotation or a piece of verse.

use super::super::tree::{Block, BlockKind, Inline, InlineKind};
use super::Place;

/// Takes the attribution off a quotation's blocks: the last paragraph, or the last line of it, when
/// it starts with a dash. A quotation that is nothing but such a line keeps it as its text.
pub(super) fn split(blocks: &mut Vec<Block>, source: &str, place: &Place) -> Option<Vec<Inline>> {
    let before = blocks.len() - 1.min(blocks.len());
    let last = blocks.last_mut()?;
    match &mut last.kind {
        BlockKind::Paragraph(inlines) => {
            if before > 0 && undashed(inlines) {
                let inlines = std::mem::take(inlines);
                blocks.pop();
                return Some(inlines);
            }
            last_line(inlines)
        }
        // `- Name` begins a list by the letter of Markdown.
        BlockKind::List { start: None, items, .. } if before > 0 && items.len() == 1 => {
            let is_hyphen = place
                .offset_of(last.span.start)
                .is_none_or(|at| source.get(at..).is_some_and(|text| text.starts_with('-')));
            match items[0].as_mut_slice() {
                [Block { kind: BlockKind::Paragraph(inlines), .. }] if is_hyphen => {
                    let inlines = std::mem::take(inlines);
                    blocks.pop();
                    Some(inlines)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Takes off the last line of a paragraph when it starts with a dash.
fn last_line(inlines: &mut Vec<Inline>) -> Option<Vec<Inline>> {
    for at in (0..inlines.len()).rev() {
        match &mut inlines[at].kind {
            InlineKind::LineBreak => {
                let mut line = inlines.split_off(at + 1);
                if at > 0 && undashed(&mut line) {
                    inlines.pop();
                    return Some(line);
                }
                inlines.append(&mut line);
                return None;
            }
            InlineKind::Text(text) => {
                let Some(newline) = text.rfind('\n') else { continue };
                let has_words = at > 0 || !text[..newline].trim().is_empty();
                let mut span = inlines[at].span;
                let InlineKind::Text(text) = &mut inlines[at].kind else { return None };
                let tail = text.split_off(newline + 1);
                // Escapes and references make text shorter than its source, so the start is near, not exact.
                span.start = span.end.saturating_sub(u32::try_from(tail.len()).unwrap_or(0)).max(span.start);
                let mut line = vec![Inline { kind: InlineKind::Text(tail), span }];
                line.extend(inlines.drain(at + 1..));
                if has_words && undashed(&mut line) {
                    if let InlineKind::Text(text) = &mut inlines[at].kind {
                        text.truncate(text.trim_end().len());
                        if text.is_empty() {
                            inlines.pop();
                        }
                    }
                    return Some(line);
                }
                // Put together again what was taken apart.
                let mut line = line.into_iter();
                if let (Some(Inline { kind: InlineKind::Text(tail), .. }), InlineKind::Text(text)) =
                    (line.next(), &mut inlines[at].kind)
                {
                    text.push_str(&tail);
                }
                inlines.extend(line);
                return None;
            }
            _ => {}
        }
    }
    None
}

/// Takes the dash off the front of a line, and says whether there was one with words behind it.
fn undashed(line: &mut Vec<Inline>) -> bool {
    let more = line.len() > 1;
    let Some(Inline { kind: InlineKind::Text(text), .. }) = line.first_mut() else { return false };
    let Some(rest) = without_dash(text) else { return false };
    if rest.is_empty() && !more {
        return false;
    }
    *text = rest.to_owned();
    if text.is_empty() {
        line.remove(0);
    }
    true
}

/// The line without the dash at its front.
pub(super) fn without_dash(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let rest = ["---", "--", "—", "–", "―", "- "].iter().find_map(|dash| line.strip_prefix(dash))?;
    (!rest.starts_with('-')).then(|| rest.trim_start_matches([' ', '\u{a0}', '\n']))
}
