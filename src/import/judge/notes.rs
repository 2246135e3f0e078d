//! Notes of texts that have no notes: "[1]" in a line, and at the end a paragraph that begins with "[1]".

use std::collections::{BTreeMap, BTreeSet};

use super::super::tree::{Block, BlockKind, Document, Inline, Style, plain};

/// Headings of notes at the end, in lower case.
const HEADINGS: &[&str] = &[
    "notes",
    "footnotes",
    "endnotes",
    "references",
    "note",
    "notes de bas de page",
    "anmerkungen",
    "fußnoten",
    "fussnoten",
    "notas",
    "note a piè di pagina",
    "voetnoten",
    "noter",
    "примечания",
    "сноски",
    "примітки",
    "przypisy",
];

/// Moves the notes at the end of a document to their marks.
pub(super) fn find(document: &mut Document) {
    let (start, mut definitions) = definitions(&document.blocks);
    let marks = marks(&document.blocks[..start]);
    definitions.retain(|definition| marks.contains(&definition.label));
    if definitions.is_empty() {
        return;
    }
    let labels: BTreeSet<String> = definitions.iter().map(|definition| definition.label.clone()).collect();
    let at = document.blocks[definitions[0].block].at;
    // From the last to the first, so that indexes hold.
    for definition in definitions.iter().rev() {
        let mut blocks: Vec<Block> =
            document.blocks.drain(definition.block..definition.block + definition.count).collect();
        match &mut blocks[0].kind {
            BlockKind::List { items, .. } => {
                // A numbered list of notes: each item is one.
                for (n, item) in std::mem::take(items).into_iter().enumerate() {
                    document.notes.insert(format!("[{}]", n + 1), item);
                }
                continue;
            }
            BlockKind::Paragraph(content) => strip(content, &definition.spelt),
            _ => {}
        }
        document.notes.insert(definition.label.clone(), blocks);
    }
    let labels: BTreeSet<String> = labels.into_iter().chain(document.notes.keys().cloned()).collect();
    if let Some(last) = document.blocks.last()
        && is_heading_of_notes(last)
    {
        document.blocks.pop();
    }
    for block in &mut document.blocks {
        block.each_mut(&mut |inlines| mark(inlines, &labels));
    }
    let mut notes = std::mem::take(&mut document.notes);
    for block in notes.values_mut().flatten() {
        block.each_mut(&mut |inlines| mark(inlines, &labels));
    }
    let count = labels.len();
    document.notes = notes;
    document.remark(at, format!("{count} notes, from marks in brackets and the list at the end"));
}

struct Definition {
    label: String,
    /// As it stands before the note.
    spelt: String,
    block: usize,
    count: usize,
}

/// The notes at the end, and the block at which they begin.
fn definitions(blocks: &[Block]) -> (usize, Vec<Definition>) {
    let mut found: Vec<Definition> = Vec::new();
    let heading = blocks.iter().rposition(is_heading_of_notes);
    let first = heading.map_or(blocks.len() / 3, |heading| heading + 1);
    for (at, block) in blocks.iter().enumerate().skip(first) {
        if let Some(words) = block.words()
            && let Some((label, spelt)) = lead(&words, heading.is_some())
        {
            found.push(Definition { label, spelt, block: at, count: 1 });
        } else if let (BlockKind::List { start: Some(1), .. }, Some(_), true) = (&block.kind, heading, found.is_empty())
        {
            return (at, vec![Definition { label: "[1]".to_owned(), spelt: String::new(), block: at, count: 1 }]);
        } else if let Some(last) = found.last_mut()
            && heading.is_some()
            && matches!(block.kind, BlockKind::Paragraph(_) | BlockKind::Quotation { .. } | BlockKind::List { .. })
            && last.block + last.count == at
        {
            // What follows a note under such a heading goes on with it.
            last.count += 1;
        }
    }
    // Numbers must rise, or they number something else.
    let numbers: Vec<u32> = found.iter().filter_map(|definition| number(&definition.label)).collect();
    if !numbers.windows(2).all(|pair| pair[0] < pair[1]) {
        found.clear();
    }
    (found.first().map_or(blocks.len(), |first| first.block), found)
}

fn number(label: &str) -> Option<u32> {
    label.trim_matches(['[', ']']).parse().ok()
}

fn is_heading_of_notes(block: &Block) -> bool {
    let words = match &block.kind {
        BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => plain(content),
        _ => return false,
    };
    HEADINGS.contains(&words.trim_end_matches([':', '.']).to_lowercase().as_str())
}

/// The label at the front of a note, as marks write it and as it is spelt: `[1]`, `(1)`, `¹`; under a heading of notes also
/// `1.` and `1`.
fn lead(words: &str, under_heading: bool) -> Option<(String, String)> {
    let first = words.split_whitespace().next()?;
    let bracketed = |open: char, close: char| {
        let end = words.find(close)?;
        let inner = words[..end].strip_prefix(open)?;
        (is_label(inner) && words.len() > end + close.len_utf8())
            .then(|| (format!("[{inner}]"), words[..end + close.len_utf8()].to_owned()))
    };
    if let Some(found) = bracketed('[', ']').or_else(|| bracketed('(', ')')) {
        return Some(found);
    }
    if let Some(number) = superscript(first) {
        return Some((format!("[{number}]"), first.to_owned()));
    }
    let bare = first.trim_end_matches(['.', ')', ':']);
    (under_heading && is_label(bare) && bare.bytes().all(|b| b.is_ascii_digit()) && words.len() > first.len())
        .then(|| (format!("[{bare}]"), first.to_owned()))
}

/// Digits, or asterisks.
fn is_label(text: &str) -> bool {
    (1..=3).contains(&text.len()) && (text.bytes().all(|b| b.is_ascii_digit()) || text.bytes().all(|b| b == b'*'))
}

/// The number that raised digits at the front of a text write.
fn superscript(text: &str) -> Option<u32> {
    const DIGITS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    let digits: String = text
        .chars()
        .map_while(|c| DIGITS.chars().position(|digit| digit == c))
        .filter_map(|digit| char::from_digit(u32::try_from(digit).ok()?, 10))
        .collect();
    digits.parse().ok()
}

/// Takes the label off a note.
fn strip(content: &mut [Inline], spelt: &str) {
    let mut left = spelt.chars().filter(|c| !c.is_whitespace()).count();
    fn take(content: &mut [Inline], left: &mut usize) {
        for inline in content {
            match inline {
                Inline::Text(text) => {
                    let mut chars = text.chars();
                    while *left > 0 {
                        match chars.next() {
                            Some(c) if c.is_whitespace() => {}
                            Some(_) => *left -= 1,
                            None => break,
                        }
                    }
                    *text = chars.as_str().to_owned();
                }
                Inline::Link { content, .. } | Inline::Styled(_, content) => take(content, left),
                _ => {}
            }
            if *left == 0 {
                return;
            }
        }
    }
    take(content, &mut left);
    if let Some(Inline::Text(text)) =
        content.iter_mut().find(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()))
    {
        *text = text.trim_start_matches([' ', '.', ':', ')', '\u{a0}', '\t']).to_owned();
    }
}

/// The labels of all marks in blocks.
fn marks(blocks: &[Block]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for block in blocks {
        block.each(&mut |inlines| {
            let mut inlines = inlines.to_vec();
            walk(&mut inlines, &mut |label| {
                found.insert(label.to_owned());
                None
            });
        });
    }
    found
}

/// Puts marks of notes where `labels` stand in text.
fn mark(inlines: &mut Vec<Inline>, labels: &BTreeSet<String>) {
    walk(inlines, &mut |label| labels.contains(label).then(|| Inline::Note(label.to_owned())));
}

/// Goes through the marks in text, `[1]` or raised digits, and puts in their place what `change` gives.
fn walk(inlines: &mut Vec<Inline>, change: &mut dyn FnMut(&str) -> Option<Inline>) {
    let mut out = Vec::new();
    for inline in std::mem::take(inlines) {
        match inline {
            Inline::Text(text) => {
                let mut from = 0;
                for (at, end, label) in found(&text) {
                    if let Some(note) = change(&label) {
                        out.push(Inline::Text(text[from..at].trim_end().to_owned()));
                        out.push(note);
                        from = end;
                    }
                }
                out.push(Inline::Text(text[from..].to_owned()));
            }
            // A raised number is a mark as a whole.
            Inline::Styled(Style::Superscript, content) => {
                let words = plain(&content);
                let label = format!("[{}]", words.trim_matches(['[', ']', '(', ')']));
                let note = if is_label(label.trim_matches(['[', ']'])) { change(&label) } else { None };
                out.push(note.unwrap_or(Inline::Styled(Style::Superscript, content)));
            }
            Inline::Styled(style, mut content) => {
                walk(&mut content, change);
                out.push(Inline::Styled(style, content));
            }
            Inline::Link { to, content } => {
                // A link that is a mark and leads nowhere is a mark.
                let words = plain(&content);
                let label = format!("[{}]", words.trim_matches(['[', ']', '(', ')']));
                let note =
                    if is_label(label.trim_matches(['[', ']'])) && to.contains('#') { change(&label) } else { None };
                out.push(note.unwrap_or(Inline::Link { to, content }));
            }
            other => out.push(other),
        }
    }
    *inlines = out;
}

/// The marks in a text: where each begins and ends, and its label.
fn found(text: &str) -> Vec<(usize, usize, String)> {
    let mut marks: BTreeMap<usize, (usize, String)> = BTreeMap::new();
    for (at, _) in text.match_indices('[') {
        if let Some(end) = text[at..].find(']').map(|end| at + end)
            && is_label(&text[at + 1..end])
        {
            marks.insert(at, (end + 1, text[at..=end].to_owned()));
        }
    }
    for (at, c) in text.char_indices() {
        let after_word =
            text[..at].chars().next_back().is_some_and(|c| c.is_alphabetic() || ".,;:!?”’\"»)".contains(c));
        if after_word && superscript(&c.to_string()).is_some() {
            let end = text[at..]
                .char_indices()
                .find(|(_, c)| superscript(&c.to_string()).is_none())
                .map_or(text.len(), |(end, _)| at + end);
            if let Some(number) = superscript(&text[at..end]) {
                marks.insert(at, (end, format!("[{number}]")));
            }
        }
    }
    marks.into_iter().map(|(at, (end, label))| (at, end, label)).collect()
}
