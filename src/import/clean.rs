//! Tidies what readers bring: spaces, invisible characters, emphasis that covers spaces, empty blocks, levels of headings.
//!
//! Straight quotation marks stay straight and double hyphens double: the program sets them by the language of the text.

use std::collections::BTreeSet;

use super::tree::{Block, BlockKind, Document, Inline, Style};

/// The last level of heading that articles have.
const LAST_LEVEL: u8 = 6;

/// Tidies a document as a whole.
pub(super) fn document(document: &mut Document) {
    blocks(&mut document.blocks);
    for note in document.notes.values_mut() {
        blocks(note);
    }
    document.notes.retain(|_, note| !note.is_empty());
    inlines(&mut document.head.title);
    inlines(&mut document.head.subtitle);
    levels(&mut document.blocks);
    let headings = document.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Heading { id, .. } => id.clone(),
        _ => None,
    });
    let headings: BTreeSet<String> = headings.collect();
    for block in document.blocks.iter_mut().chain(document.notes.values_mut().flatten()) {
        block.each_mut(&mut |list| unlink(list, &headings));
    }
    let head = &mut document.head;
    for text in head.authors.iter_mut().chain(&mut head.translators).chain(&mut head.editors).chain(&mut head.tags) {
        *text = line(text);
    }
    for text in [&mut head.summary, &mut head.rights, &mut head.source.title].into_iter().flatten() {
        *text = line(text);
    }
    let mut seen = BTreeSet::new();
    head.tags.retain(|tag| !tag.is_empty() && seen.insert(tag.to_lowercase()));
    for people in [&mut head.authors, &mut head.translators, &mut head.editors] {
        let mut seen = BTreeSet::new();
        people.retain(|name| !name.is_empty() && seen.insert(name.to_lowercase()));
    }
}

/// Leaves the words of links to headings that are not there: the one that became the title, those of other chapters.
fn unlink(list: &mut Vec<Inline>, headings: &BTreeSet<String>) {
    let mut out = Vec::new();
    for mut inline in std::mem::take(list) {
        match &mut inline {
            Inline::Link { to, content } if to.strip_prefix('#').is_some_and(|name| !headings.contains(name)) => {
                unlink(content, headings);
                out.append(content);
                continue;
            }
            Inline::Link { content, .. } | Inline::Styled(_, content) => unlink(content, headings),
            _ => {}
        }
        out.push(inline);
    }
    *list = joined(out);
}

/// Text with plain spaces and without what nobody sees.
pub(super) fn line(text: &str) -> String {
    characters(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Tidies blocks and drops those in which nothing is left.
pub(super) fn blocks(list: &mut Vec<Block>) {
    for block in list.iter_mut() {
        match &mut block.kind {
            BlockKind::Quotation { blocks: inner, attribution } => {
                blocks(inner);
                inlines(attribution);
            }
            BlockKind::List { items, .. } => {
                items.iter_mut().for_each(blocks);
                items.retain(|item| !item.is_empty());
            }
            BlockKind::Definitions(entries) => entries.iter_mut().for_each(|(term, meaning)| {
                inlines(term);
                blocks(meaning);
            }),
            BlockKind::Code { text, .. } => {
                *text = text.replace('\u{a0}', " ").chars().filter(|c| !is_invisible(*c)).collect();
                *text = text.trim_matches('\n').trim_end().to_owned();
            }
            _ => block.each_mut(&mut inlines),
        }
        // A figure has no room for a mark, a heading none for a line's end.
        match &mut block.kind {
            BlockKind::Heading { content, .. } => content.iter_mut().for_each(|inline| {
                if *inline == Inline::Break {
                    *inline = Inline::Text(" ".to_owned());
                }
            }),
            BlockKind::Table(table) => {
                let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
                table.rows.iter_mut().for_each(|row| row.resize(columns, Vec::new()));
                table.rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
            }
            _ => {}
        }
    }
    lists(list);
    list.retain(|block| match &block.kind {
        BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => !content.is_empty(),
        BlockKind::Quotation { blocks, attribution } => !blocks.is_empty() || !attribution.is_empty(),
        BlockKind::Verse(lines) => lines.iter().any(|line| !line.is_empty()),
        BlockKind::List { items, .. } => !items.is_empty(),
        BlockKind::Definitions(entries) => !entries.is_empty(),
        BlockKind::Table(table) => !table.rows.is_empty(),
        BlockKind::Code { text, .. } => !text.trim().is_empty(),
        BlockKind::Figure { picture, .. } => !picture.is_empty(),
        BlockKind::Break => true,
    });
    // Breaks stand between text, one at a time.
    let is_break = |block: &Block| block.kind == BlockKind::Break;
    list.dedup_by(|a, b| is_break(a) && is_break(b));
    while list.last().is_some_and(is_break) {
        list.pop();
    }
    let leading = list.iter().take_while(|block| is_break(block)).count();
    list.drain(..leading);
}

/// Puts lists together that a program has taken apart: a list of nothing but lists belongs under the item before it, and the
/// list that follows goes on with the first.
fn lists(list: &mut Vec<Block>) {
    let is_list = |block: &Block| matches!(block.kind, BlockKind::List { .. });
    let mut at = 1;
    while at < list.len() {
        let under = match &list[at].kind {
            BlockKind::List { items, .. } => {
                is_list(&list[at - 1]) && items.iter().all(|item| item.iter().all(is_list))
            }
            _ => false,
        };
        if !under {
            at += 1;
            continue;
        }
        let goes_on = match (&list[at - 1].kind, list.get(at + 1).map(|next| &next.kind)) {
            (BlockKind::List { start: first, items }, Some(BlockKind::List { start: next, .. })) => match (first, next)
            {
                (None, None) => true,
                (Some(first), Some(next)) => *next == 1 || *next == first + items.len() as u64,
                _ => false,
            },
            _ => false,
        };
        let BlockKind::List { items: inner, .. } = list.remove(at).kind else { continue };
        let more = if goes_on { Some(list.remove(at).kind) } else { None };
        if let BlockKind::List { items, .. } = &mut list[at - 1].kind {
            if let Some(last) = items.last_mut() {
                last.extend(inner.into_iter().flatten());
            }
            if let Some(BlockKind::List { items: more, .. }) = more {
                items.extend(more);
            }
        }
    }
}

/// Tidies the inlines of one block: spaces made one and taken off the ends, neighbours alike made one.
pub(super) fn inlines(list: &mut Vec<Inline>) {
    *list = joined(std::mem::take(list));
    let mut after_space = true;
    spaces(list, &mut after_space);
    trim_end(list);
    drop_empty(list);
}

fn characters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // Spaces of fixed width and spaces that do not break: the program sets its own.
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => out.push(' '),
            '\u{2028}' | '\u{2029}' | '\u{85}' => out.push(' '),
            // Letters joined for print, as copied from PDFs.
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            'ﬅ' | 'ﬆ' => out.push_str("st"),
            c if is_invisible(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Soft hyphens, zero-width spaces, byte order marks, control characters and noncharacters. Joiners and marks of direction
/// are letters of their scripts and stay.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{fdd0}'..='\u{fdef}' | '\u{7f}'..='\u{9f}')
        || (c < ' ' && !matches!(c, '\n' | '\t'))
}

/// Joins neighbours of the same kind, as word processors leave them: `**a****b**`.
fn joined(list: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for inline in list {
        match (out.last_mut(), inline) {
            (Some(Inline::Text(last)), Inline::Text(text)) => last.push_str(&text),
            (Some(Inline::Code(last)), Inline::Code(text)) => last.push_str(&text),
            (Some(Inline::Styled(last, content)), Inline::Styled(style, more)) if *last == style => {
                content.extend(more)
            }
            (Some(Inline::Link { to: last, content }), Inline::Link { to, content: more }) if *last == to => {
                content.extend(more);
            }
            // Emphasis that goes on over a space belongs together.
            (_, inline) => {
                let bridge = matches!(&inline, Inline::Styled(..)) && out.len() >= 2;
                if bridge
                    && let [.., Inline::Styled(before, _), Inline::Text(space)] = out.as_slice()
                    && matches!(&inline, Inline::Styled(style, _) if style == before)
                    && matches!(before, Style::Emphasis | Style::Strong | Style::SmallCaps)
                    && space.chars().all(char::is_whitespace)
                {
                    let space = out.pop();
                    if let (Some(Inline::Styled(_, content)), Inline::Styled(_, more)) = (out.last_mut(), inline) {
                        content.extend(space);
                        content.extend(more);
                    }
                } else {
                    out.push(inline);
                }
            }
        }
    }
    for inline in &mut out {
        if let Inline::Styled(_, content) | Inline::Link { content, .. } = inline {
            *content = joined(std::mem::take(content));
        }
    }
    out
}

fn spaces(list: &mut Vec<Inline>, after_space: &mut bool) {
    let mut at = 0;
    while at < list.len() {
        match &mut list[at] {
            Inline::Text(text) => {
                let mut out = String::with_capacity(text.len());
                for c in characters(text).chars() {
                    if c.is_whitespace() {
                        if !std::mem::replace(after_space, true) {
                            out.push(' ');
                        }
                    } else {
                        *after_space = false;
                        out.push(c);
                    }
                }
                *text = out;
            }
            Inline::Break => {
                // No space before a break, none after it.
                if let Some(Inline::Text(text)) = at.checked_sub(1).map(|before| &mut list[before]) {
                    text.truncate(text.trim_end().len());
                }
                *after_space = true;
            }
            Inline::Code(text) => {
                *text = characters(text).replace('\n', " ");
                *after_space = false;
            }
            Inline::Styled(_, content) | Inline::Link { content, .. } => {
                spaces(content, after_space);
                // A space at the end of emphasis stands after it.
                let mut tail = false;
                while let Some(Inline::Text(text)) = content.last_mut() {
                    tail |= text.ends_with(' ');
                    text.truncate(text.trim_end().len());
                    if !text.is_empty() {
                        break;
                    }
                    content.pop();
                }
                // And one at its start before it.
                let lead = matches!(content.first(), Some(Inline::Text(text)) if text.starts_with(' '));
                if let (true, Some(Inline::Text(text))) = (lead, content.first_mut()) {
                    *text = text.trim_start().to_owned();
                }
                if tail {
                    list.insert(at + 1, Inline::Text(" ".to_owned()));
                    *after_space = false;
                }
                if lead {
                    list.insert(at, Inline::Text(" ".to_owned()));
                    at += 1;
                }
            }
            Inline::Note(_) | Inline::Picture { .. } => *after_space = false,
        }
        at += 1;
    }
}

fn trim_end(list: &mut Vec<Inline>) {
    while let Some(last) = list.last_mut() {
        match last {
            Inline::Break => {}
            Inline::Text(text) => {
                text.truncate(text.trim_end().len());
                if !text.is_empty() {
                    return;
                }
            }
            _ => return,
        }
        list.pop();
    }
}

fn drop_empty(list: &mut Vec<Inline>) {
    // The mark of a note is raised by itself.
    let is_mark = |inline: &Inline| matches!(inline, Inline::Note(_));
    let raised = |inline: &Inline| matches!(inline, Inline::Styled(Style::Superscript, content) if !content.is_empty() && content.iter().all(is_mark));
    while let Some(at) = list.iter().position(raised) {
        if let Inline::Styled(_, content) = list.remove(at) {
            list.splice(at..at, content);
        }
    }
    for inline in list.iter_mut() {
        if let Inline::Styled(_, content) | Inline::Link { content, .. } = inline {
            drop_empty(content);
        }
    }
    list.retain(|inline| match inline {
        Inline::Text(text) | Inline::Code(text) => !text.is_empty(),
        Inline::Styled(_, content) | Inline::Link { content, .. } => !content.is_empty(),
        _ => true,
    });
    while list.first() == Some(&Inline::Break) {
        list.remove(0);
    }
}

/// Gives headings the levels 2, 3, 4… in the order of those they had: the first level is the title's.
fn levels(list: &mut [Block]) {
    let used: BTreeSet<u8> = list
        .iter()
        .filter_map(|block| match block.kind {
            BlockKind::Heading { level, .. } => Some(level),
            _ => None,
        })
        .collect();
    let mut before = 1;
    for block in list {
        if let BlockKind::Heading { level, .. } = &mut block.kind {
            let rank = used.iter().position(|used| used == level).unwrap_or(0);
            let wanted = u8::try_from(rank + 2).unwrap_or(LAST_LEVEL).min(LAST_LEVEL);
            // No level is passed over on the way down.
            *level = wanted.min(before + 1);
            before = *level;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }

    #[test]
    fn spaces_and_invisible_characters_are_made_plain() {
        let mut list =
            vec![text(" one\u{a0}two\n  three\u{ad}fold\u{200b} "), text(" ﬁre "), Inline::Break, text(" x ")];
        inlines(&mut list);
        assert_eq!(list, [text("one two threefold fire"), Inline::Break, text("x")]);
    }

    #[test]
    fn emphasis_covers_words_and_no_spaces() {
        let strong = |content: Vec<Inline>| Inline::Styled(Style::Strong, content);
        let mut list = vec![
            text("a"),
            strong(vec![text(" b ")]),
            strong(vec![text("c")]),
            text(" "),
            strong(vec![text("d")]),
            strong(vec![text(" ")]),
            text("e"),
        ];
        inlines(&mut list);
        assert_eq!(list, [text("a"), text(" "), strong(vec![text("b c d")]), text(" "), text("e")]);
    }

    #[test]
    fn lists_that_were_taken_apart_come_together() {
        let item = |words: &str| vec![Block::new(BlockKind::Paragraph(vec![text(words)]), 0)];
        let list = |items| Block::new(BlockKind::List { start: None, items }, 0);
        let apart =
            || vec![list(vec![item("a"), item("b")]), list(vec![vec![list(vec![item("c")])]]), list(vec![item("d")])];
        let mut blocks = apart();
        lists(&mut blocks);
        let [Block { kind: BlockKind::List { items, .. }, .. }] = blocks.as_slice() else { panic!("{blocks:?}") };
        assert_eq!(items.len(), 3);
        assert_eq!(items[1][1], list(vec![item("c")]));
        // Two lists beside each other stay two.
        let mut two = vec![apart().remove(0), apart().remove(2)];
        lists(&mut two);
        assert_eq!(two.len(), 2);
    }

    #[test]
    fn links_to_headings_that_are_gone_leave_their_words() {
        let link = |to: &str| Inline::Link { to: to.to_owned(), content: vec![text("there")] };
        let heading = BlockKind::Heading { level: 2, id: Some("kept".into()), content: vec![text("Kept")] };
        let blocks = vec![
            Block::new(BlockKind::Paragraph(vec![link("#kept"), text(" and "), link("#gone")]), 0),
            Block::new(heading, 0),
        ];
        let mut all = Document { blocks, ..Document::default() };
        document(&mut all);
        let BlockKind::Paragraph(content) = &all.blocks[0].kind else { panic!() };
        assert_eq!(content.as_slice(), [link("#kept"), text(" and there")]);
    }

    #[test]
    fn levels_begin_at_two_and_pass_over_none() {
        let heading = |level| Block::new(BlockKind::Heading { level, id: None, content: vec![text("h")] }, 0);
        let mut list: Vec<Block> = [3, 5, 1, 5].map(heading).into();
        levels(&mut list);
        let found: Vec<u8> = list
            .iter()
            .map(|block| match block.kind {
                BlockKind::Heading { level, .. } => level,
                _ => 0,
            })
            .collect();
        assert_eq!(found, [2, 3, 2, 3]);
    }
}
