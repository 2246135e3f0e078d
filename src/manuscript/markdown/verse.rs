//! Verse: a fenced block called `verse`. Its lines stand as they are, with Markdown in them.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::super::tree::{BlockKind, Inline, VerseLine};
use super::{Reader, attribution};

/// Spaces that make a step of indentation.
const STEP: usize = 2;
/// The deepest indentation, in steps; deeper lines would leave the measure.
const MAX_STEPS: usize = 12;

/// Reads the lines of a block that lies in `range`: a blank line begins a stanza, two spaces are a step of
/// indentation, a last line that starts with a dash is the attribution.
pub(super) fn read(
    reader: &mut Reader<'_, '_, '_>,
    pieces: &[(CowStr<'_>, Range<usize>)],
    range: Range<usize>,
) -> Option<BlockKind> {
    let mut lines = lines(pieces);
    while lines.last().is_some_and(|(line, _)| line.trim().is_empty()) {
        lines.pop();
    }
    let mut attribution = None;
    if lines.len() > 1
        && let Some((line, at)) = lines.last()
        && let Some(words) = attribution::without_dash(line).filter(|words| !words.is_empty())
    {
        let at = at.map(|at| at + line.len() - words.len());
        attribution = Some(inlines(reader, words, at, &range));
        lines.pop();
    }
    let mut stanzas: Vec<Vec<VerseLine>> = vec![Vec::new()];
    for (line, at) in &lines {
        if line.trim().is_empty() {
            if stanzas.last().is_some_and(|stanza| !stanza.is_empty()) {
                stanzas.push(Vec::new());
            }
            continue;
        }
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let words = line.trim();
        let content = inlines(reader, words, at.map(|at| at + spaces), &range);
        let indent = u8::try_from((spaces / STEP).min(MAX_STEPS)).unwrap_or(0);
        if let Some(stanza) = stanzas.last_mut() {
            stanza.push(VerseLine { indent, content });
        }
    }
    stanzas.retain(|stanza| !stanza.is_empty());
    (!stanzas.is_empty()).then_some(BlockKind::Verse { stanzas, attribution })
}

fn inlines(reader: &mut Reader<'_, '_, '_>, words: &str, at: Option<usize>, range: &Range<usize>) -> Vec<Inline> {
    let place = reader.place_of(at.map_or(range.clone(), |at| at..at + words.len()), words);
    let words = reader.legal(words.to_owned(), range.clone());
    reader.deeper(0..0, |reader| reader.cx.inlines(&words, place))
}

/// Joins the pieces of the block and cuts them into lines, each with the byte at which it begins when that is known.
fn lines(pieces: &[(CowStr<'_>, Range<usize>)]) -> Vec<(String, Option<usize>)> {
    let mut lines: Vec<(String, Option<usize>)> = Vec::new();
    let mut open = false;
    for (text, range) in pieces {
        let mut at = (range.len() == text.len()).then_some(range.start);
        for line in text.split_inclusive('\n') {
            match lines.last_mut() {
                Some((last, _)) if open => last.push_str(line.trim_end_matches('\n')),
                _ => lines.push((line.trim_end_matches('\n').to_owned(), at)),
            }
            open = !line.ends_with('\n');
            at = at.map(|at| at + line.len());
        }
    }
    lines
}
