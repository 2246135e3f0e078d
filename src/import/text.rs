//! Plain text: lines to paragraphs, lists, quotations, verse and breaks. What the paragraphs are (a title, a heading, a
//! signature) is for [`super::judge`] to say.

use super::tree::{Block, BlockKind, Document, Inline, Style, Trust, Unit};

/// Lines at least this long on average were wrapped by a machine, not by a poet. In characters.
const WRAPPED: usize = 45;
/// No line of verse or of an address is longer. In characters.
const SHORT: usize = 60;

/// Reads a plain text whose first line is number `first`.
pub(super) fn read(text: &str, first: u32) -> Document {
    let mut document = Document { unit: Unit::Line, trust: Trust::Nothing, ..Document::default() };
    let lines = lines(text, first);
    let joiner = Joiner { words: text, dropped: Vec::new() };
    let mut reader = Reader { blocks: Vec::new(), joiner };
    for group in groups(&lines) {
        reader.group(group);
    }
    document.blocks = reader.blocks;
    for (at, word) in reader.joiner.dropped {
        document.remark(at, format!("hyphen at the end of a line taken for a division: {word}"));
    }
    document
}

struct Line<'t> {
    text: &'t str,
    /// How far in it begins, in columns.
    indent: usize,
    at: u32,
    /// How long it is, in characters.
    length: usize,
}

fn lines(text: &str, first: u32) -> Vec<Line<'_>> {
    (first..)
        .zip(text.lines())
        .map(|(at, line)| {
            let text = line.trim();
            let lead = &line[..line.len() - line.trim_start().len()];
            let indent = lead.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
            Line { text, indent, at, length: text.chars().count() }
        })
        .collect()
}

/// Parts lines at blank ones, and at indented first lines where a text has no blank ones.
fn groups<'l, 't>(lines: &'l [Line<'t>]) -> Vec<&'l [Line<'t>]> {
    let mut groups: Vec<&[Line<'_>]> =
        lines.split(|line| line.text.is_empty()).filter(|group| !group.is_empty()).collect();
    let longest = groups.iter().map(|group| group.len()).max().unwrap_or(0);
    // A text of one group whose lines are long has a paragraph in each; of short ones, its indents begin paragraphs.
    if groups.len() <= 2 && longest >= 4 {
        groups = groups
            .into_iter()
            .flat_map(|group| {
                let mean = group.iter().map(|line| line.length).sum::<usize>() / group.len();
                let by_line = mean > 120;
                group.chunk_by(move |_, next| !(by_line || (next.indent > 0 && next.indent < 12))).collect::<Vec<_>>()
            })
            .collect();
    }
    groups
}

struct Reader<'t> {
    blocks: Vec<Block>,
    joiner: Joiner<'t>,
}

impl Reader<'_> {
    /// Reads the lines between two blank ones: lines of signs part them, or underline the first of them.
    fn group(&mut self, mut group: &[Line<'_>]) {
        while let Some(rule) = group.iter().position(|line| is_rule(line.text)) {
            let at = group[rule].at;
            if rule == 1 && group[0].length <= 120 {
                let level = if group[1].text.starts_with(['=', '*']) { 1 } else { 2 };
                let content = self.joiner.inlines(group[0].text, at);
                self.blocks.push(Block::new(BlockKind::Heading { level, id: None, content }, group[0].at));
            } else {
                self.lines(&group[..rule]);
                self.blocks.push(Block::new(BlockKind::Break, at));
            }
            group = &group[rule + 1..];
        }
        self.lines(group);
    }

    /// Reads lines among which there is no rule.
    fn lines(&mut self, group: &[Line<'_>]) {
        let Some(at) = group.first().map(|line| line.at) else { return };
        if group.iter().all(|line| line.text.starts_with('>')) {
            let inner: Vec<Line<'_>> = group
                .iter()
                .map(|line| {
                    // Quotations of quotations are one: nobody prints five levels of an old exchange.
                    let text = line.text.trim_start_matches(['>', ' ']);
                    Line { text, indent: 0, at: line.at, length: text.chars().count() }
                })
                .collect();
            let mut quoted =
                Reader { blocks: Vec::new(), joiner: Joiner { words: self.joiner.words, dropped: Vec::new() } };
            for group in groups(&inner) {
                quoted.group(group);
            }
            self.joiner.dropped.append(&mut quoted.joiner.dropped);
            self.quote(quoted.blocks, at);
            return;
        }
        if let Some(list) = self.list(group) {
            self.blocks.push(Block::new(list, at));
            return;
        }
        let indented = group.iter().all(|line| line.indent >= 3);
        let centred = group.iter().all(|line| line.indent >= 12) && group.len() <= 3;
        if is_verse(group) {
            let lines: Vec<Vec<Inline>> = group.iter().map(|line| self.joiner.inlines(line.text, line.at)).collect();
            // Two short lines are rather a signature or an address than a poem.
            let kind = if indented && lines.len() >= 3 {
                BlockKind::Verse(lines)
            } else {
                BlockKind::Paragraph(lines.join(&Inline::Break))
            };
            self.blocks.push(Block::new(kind, at));
            return;
        }
        let words = self.joiner.join(group);
        let paragraph = Block::new(BlockKind::Paragraph(self.joiner.inlines(&words, at)), at);
        if indented && !centred && (group.len() > 1 || group[0].length > SHORT) {
            self.quote(vec![paragraph], at);
        } else {
            self.blocks.push(paragraph);
        }
    }

    /// Adds a quotation, or more of the one before.
    fn quote(&mut self, blocks: Vec<Block>, at: u32) {
        match self.blocks.last_mut() {
            Some(Block { kind: BlockKind::Quotation { blocks: before, .. }, .. }) => before.extend(blocks),
            _ => self.blocks.push(Block::new(BlockKind::Quotation { blocks, attribution: Vec::new() }, at)),
        }
    }

    /// Reads a list, whose first line has a bullet or the number of its first item, and whose other lines have one or go on
    /// further in.
    fn list(&mut self, group: &[Line<'_>]) -> Option<BlockKind> {
        let (start, _) = marker(group[0].text)?;
        let mut items: Vec<Vec<&Line<'_>>> = Vec::new();
        for line in group {
            match marker(line.text) {
                Some((number, _)) if number.is_some() == start.is_some() => items.push(vec![line]),
                _ => items.last_mut()?.push(line),
            }
        }
        // One numbered line is rather a heading or a year.
        if start.is_some() && items.len() < 2 {
            return None;
        }
        let in_order = |(n, item): (usize, &Vec<&Line<'_>>)| {
            let number = marker(item[0].text).and_then(|(number, _)| number);
            number == start.map(|start| start + n as u64)
        };
        if !items.iter().enumerate().all(in_order) {
            return None;
        }
        let items = items
            .into_iter()
            .map(|item| {
                let at = item[0].at;
                let mut lines: Vec<Line<'_>> = item
                    .iter()
                    .map(|line| Line { text: line.text, indent: line.indent, at: line.at, length: line.length })
                    .collect();
                lines[0].text = marker(lines[0].text).map_or(lines[0].text, |(_, rest)| rest);
                let words = self.joiner.join(&lines);
                vec![Block::new(BlockKind::Paragraph(self.joiner.inlines(&words, at)), at)]
            })
            .collect();
        Some(BlockKind::List { start, items })
    }
}

/// The number of a list's item, if it has one, and the text behind its mark.
fn marker(line: &str) -> Option<(Option<u64>, &str)> {
    if let Some(rest) = ["- ", "* ", "• ", "· ", "– ", "▪ ", "o "].iter().find_map(|mark| line.strip_prefix(mark))
    {
        return Some((None, rest.trim_start()));
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = line[digits..].strip_prefix(['.', ')'])?;
    let number = line[..digits].parse().ok().filter(|number| *number < 1000)?;
    rest.starts_with(' ').then(|| (Some(number), rest.trim_start()))
}

/// Whether a line is drawn of signs: `* * *`, `-----`, `======`.
pub(super) fn is_rule(line: &str) -> bool {
    let signs: Vec<char> = line.chars().filter(|c| !c.is_whitespace()).collect();
    signs.len() >= 3 && "*-=_~#•·–—+".contains(signs[0]) && signs.iter().all(|c| *c == signs[0])
}

/// Whether lines were broken by a person: all are short, and end without regard to width; where they are not set off and do not
/// begin with capitals, all of them.
fn is_verse(group: &[Line<'_>]) -> bool {
    if group.len() < 2 || group.iter().any(|line| line.length > SHORT) {
        return false;
    }
    let mean = group.iter().map(|line| line.length).sum::<usize>() / group.len();
    // In wrapped text no line but the last could have taken the next line's first word.
    let width = group.iter().map(|line| line.length).max().unwrap_or(0);
    let could_hold = group.windows(2).filter(|pair| {
        let word = pair[1].text.split_whitespace().next().map_or(0, |word| word.chars().count());
        pair[0].length + 1 + word <= width
    });
    let pairs = group.len() - 1;
    let set_off = group.iter().all(|line| line.indent >= 3);
    let begun = group[1..].iter().filter(|line| !line.text.starts_with(char::is_lowercase)).count();
    let share = if set_off || begun * 3 >= pairs * 2 { 3 } else { 1 };
    mean < WRAPPED && could_hold.count() * share >= pairs
}

/// Joins lines, and reads the emphasis that people type.
struct Joiner<'t> {
    /// The whole text, in which a divided word may stand undivided.
    words: &'t str,
    dropped: Vec<(u32, String)>,
}

impl Joiner<'_> {
    fn join(&mut self, lines: &[Line<'_>]) -> String {
        let mut out = String::new();
        for line in lines {
            if out.is_empty() {
                out.push_str(line.text);
                continue;
            }
            let head = out.trim_end_matches(['-', '\u{ad}', '¬']);
            let first = head.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            let rest = line.text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            let divided = head.len() < out.len() && !out.ends_with("--") && !first.is_empty();
            if divided && rest.chars().next().is_some_and(char::is_lowercase) {
                let (whole, hyphened) = (format!("{first}{rest}"), format!("{first}-{rest}"));
                let soft = out.ends_with(['\u{ad}', '¬']);
                // The text itself may tell which it is.
                if soft || !self.words.contains(&hyphened) || self.words.contains(&whole) {
                    out.truncate(head.len());
                    if !soft {
                        self.dropped.push((line.at, whole));
                    }
                }
            } else if !out.ends_with('-') || out.ends_with("--") || out.ends_with(" -") {
                out.push(' ');
            }
            out.push_str(line.text);
        }
        out
    }

    /// Text with `*stress*` and `_stress_` read as such.
    fn inlines(&mut self, text: &str, _at: u32) -> Vec<Inline> {
        let mut out = Vec::new();
        let mut rest = text;
        while let Some((before, stressed, after)) = stress(rest) {
            out.push(Inline::Text(before.to_owned()));
            out.push(Inline::Styled(Style::Emphasis, vec![Inline::Text(stressed.to_owned())]));
            rest = after;
        }
        out.push(Inline::Text(rest.to_owned()));
        out
    }
}

/// The first words between two asterisks or two underscores that stand at the edges of words.
fn stress(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(at) = text[from..].find(['*', '_']).map(|at| at + from) {
        let mark = if text[at..].starts_with('*') { '*' } else { '_' };
        let inner = &text[at + 1..];
        from = at + 1;
        let opens = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != mark)
            && inner.chars().next().is_some_and(|c| !c.is_whitespace() && c != mark);
        let Some(end) = inner.find(mark).filter(|_| opens) else { continue };
        let (stressed, after) = (&inner[..end], &inner[end + 1..]);
        let closes = stressed.chars().next_back().is_some_and(|c| !c.is_whitespace())
            && after.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != mark)
            && stressed.chars().any(char::is_alphabetic)
            && stressed.chars().count() <= 200;
        if closes {
            return Some((&text[..at], stressed, after));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Vec<String> {
        let name = |block: &Block| match &block.kind {
            BlockKind::Paragraph(content) if content.contains(&Inline::Break) => "lines".to_owned(),
            BlockKind::Paragraph(content) => super::super::tree::plain(content),
            BlockKind::Heading { level, content, .. } => format!("h{level} {}", super::super::tree::plain(content)),
            BlockKind::Quotation { blocks, .. } => format!("quotation of {}", blocks.len()),
            BlockKind::Verse(lines) => format!("verse of {}", lines.len()),
            BlockKind::List { start, items } => format!("list {start:?} of {}", items.len()),
            BlockKind::Break => "break".to_owned(),
            _ => "other".to_owned(),
        };
        read(text, 1).blocks.iter().map(name).collect()
    }

    #[test]
    fn wrapped_lines_are_joined_and_short_ones_kept() {
        let wrapped = "The baker had closed his shop at noon, as he did on every\nother day of the week, and the women \
                       who came for\nbread found the door locked.";
        assert_eq!(shape(wrapped), [wrapped.replace('\n', " ")]);
        assert_eq!(shape("The Union of Bakers\n12 Mill Lane\nLeeds"), ["lines"]);
        assert_eq!(
            shape("x\n\n    Bread we want\n    and roses\n    said the song of the mill\n\ny"),
            ["x", "verse of 3", "y"]
        );
    }

    #[test]
    fn words_divided_at_the_end_of_a_line_are_whole_again() {
        let text = "They spoke of it in the assembly, which was a co-\noperative affair, and of the self-\nhelp of the \
                    neighbours. The self-help was real.";
        let found = shape(text);
        assert!(found[0].contains("a cooperative affair") && found[0].contains("the self-help of"), "{found:?}");
    }

    #[test]
    fn signs_make_headings_breaks_lists_and_quotations() {
        let text = "Title\n=====\n\nText.\n\n* * *\n\n- one\n- two\n  more\n\n1. first\n2. second\n\n> said\n> he\n\nMore.\n\n\
                    1984. A year.\n";
        assert_eq!(
            shape(text),
            [
                "h1 Title",
                "Text.",
                "break",
                "list None of 2",
                "list Some(1) of 2",
                "quotation of 1",
                "More.",
                "1984. A year."
            ]
        );
    }

    #[test]
    fn stress_is_read_at_the_edges_of_words_only() {
        assert_eq!(stress("a _b c_ d"), Some(("a ", "b c", " d")));
        assert_eq!(stress("snake_case_name and 2*3*4"), None);
        assert_eq!(stress("*"), None);
    }
}
