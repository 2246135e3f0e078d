//! Finds the title and the subtitle, and takes them off the text.

use super::super::clean;
use super::super::dates;
use super::super::tree::{Block, BlockKind, Document, Inline, Trust, plain};
use super::{byline, is_short};

/// Within how many blocks the title may come again.
const REPEATED: usize = 8;
/// The longest line that may be a title, in characters.
const MAX_TITLE: usize = 200;

pub(super) fn find(document: &mut Document) {
    clean::inlines(&mut document.head.title);
    if document.head.title.is_empty() {
        if let Some((at, title)) = first_title(document) {
            let words = plain(&title);
            document.head.title = title;
            if document.trust != Trust::All {
                document.remark(at, format!("title: {words}"));
            }
            subtitle(document);
        }
    } else {
        // The text may begin with its title once more.
        let title = folded(&plain(&document.head.title));
        let first = document.blocks.iter().take(REPEATED).position(|block| match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => folded(&plain(content)) == title,
            _ => false,
        });
        if let Some(first) = first.filter(|_| !title.is_empty()) {
            document.blocks.remove(first);
            subtitle(document);
        }
    }
}

/// A text to compare: letters and digits in lower case.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Takes off the first heading, when nothing but short lines stand before it; else the first line, when it is short.
fn first_title(document: &mut Document) -> Option<(u32, Vec<Inline>)> {
    let lang = document.head.lang.clone();
    let short = |block: &Block| block.words().is_some_and(|words| is_short(&words));
    let heading = document.blocks.iter().position(|block| matches!(block.kind, BlockKind::Heading { .. }));
    if let Some(at) = heading.filter(|at| document.blocks[..*at].iter().all(short) && *at <= 3) {
        let highest = |level: u8| {
            let levels = document.blocks.iter().filter_map(|block| match block.kind {
                BlockKind::Heading { level, .. } => Some(level),
                _ => None,
            });
            let (min, count) = levels.fold((u8::MAX, 0), |(min, count), level: u8| match level.cmp(&min) {
                std::cmp::Ordering::Less => (level, 1),
                std::cmp::Ordering::Equal => (min, count + 1),
                std::cmp::Ordering::Greater => (min, count),
            });
            // The first of several headings that are alike is no title.
            level == min && count == 1
        };
        let alone =
            matches!(document.blocks[at].kind, BlockKind::Heading { level, .. } if highest(level) || level == 1);
        if alone && let BlockKind::Heading { content, .. } = &document.blocks[at].kind {
            let found = (document.blocks[at].at, content.clone());
            document.blocks.remove(at);
            return Some(found);
        }
    }
    if document.trust == Trust::All {
        return None;
    }
    let words = document.blocks.first()?.words()?;
    let fits = words.chars().count() <= MAX_TITLE
        && !words.ends_with(['.', ',', ';', ':'])
        && words.chars().any(char::is_alphabetic)
        && document.blocks.len() > 1
        && dates::whole(&words, lang.as_ref()).is_none()
        // By itself a short text is no title.
        && byline(&words, lang.as_ref()).is_none();
    if !fits {
        return None;
    }
    let block = document.blocks.remove(0);
    match block.kind {
        BlockKind::Paragraph(mut content) => {
            unstyle(&mut content);
            Some((block.at, content))
        }
        _ => None,
    }
}

/// A title needs no bold letters.
fn unstyle(content: &mut Vec<Inline>) {
    clean::inlines(content);
    while let [Inline::Styled(_, inner)] = content.as_mut_slice() {
        *content = std::mem::take(inner);
    }
    for inline in content {
        if *inline == Inline::Break {
            *inline = Inline::Text(" ".to_owned());
        }
    }
}

/// In plain text, a short line under the title that is neither a sentence nor a signature and is followed by text, not by
/// more short lines, is the subtitle.
fn subtitle(document: &mut Document) {
    if document.trust == Trust::All || !document.head.subtitle.is_empty() {
        return;
    }
    let lang = document.head.lang.clone();
    let Some(words) = document.blocks.first().and_then(Block::words) else { return };
    let (Some(next), first) = (document.blocks.get(1), &document.blocks[0]) else { return };
    // Where styles say what is a heading, only what stands between the title and a signature.
    let signed = next.words().is_some_and(|next| {
        document.head.authors.contains(&next)
            || byline(&next, lang.as_ref()).is_some_and(|found| !found.authors.is_empty())
    });
    let is_known = document.head.authors.contains(&words) || !matches!(first.kind, BlockKind::Paragraph(_));
    if document.trust == Trust::Styles && (!signed || is_known) {
        return;
    }
    let fits = is_short(&words)
        && !words.ends_with(['.', ',', ';', ':'])
        && !words.starts_with(['“', '"', '«', '[', '(', '—', '-'])
        && (signed || next.words().is_some_and(|next| !is_short(&next) || byline(&next, lang.as_ref()).is_some()))
        && byline(&words, lang.as_ref()).is_none()
        && dates::find(&words, lang.as_ref()).is_none()
        // Of two equal lines, one is a heading: when more headings follow, so is this.
        && (document.trust == Trust::Styles || headings_like(document) == 1);
    if fits {
        let at = first.at;
        if let BlockKind::Paragraph(content) = document.blocks.remove(0).kind {
            document.head.subtitle = content;
        }
        document.remark(at, format!("subtitle: {words}"));
    }
}

/// How many short lines stand before long paragraphs, as headings do.
fn headings_like(document: &Document) -> usize {
    let long = |block: &Block| block.words().is_some_and(|words| !is_short(&words));
    let short =
        |block: &Block| block.words().is_some_and(|words| is_short(&words) && !words.ends_with(['.', ',', ';', ':']));
    document.blocks.windows(2).filter(|pair| short(&pair[0]) && long(&pair[1])).count()
}
