//! Writes the tree as Markdown that reads as it was meant: a line for a paragraph, and an escape only where a character would
//! mean something.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::tree::{Block, BlockKind, Document, Inline, Style, Table, plain};

/// Writes the text of a document, with its notes behind it. `names` are the paths of its pictures, by their addresses; a
/// picture without one is left out.
pub(super) fn write(document: &Document, names: &BTreeMap<String, String>) -> String {
    let mut writer = Writer { names, notes: &document.notes, order: Vec::new() };
    let mut out = writer.blocks(&document.blocks);
    let mut at = 0;
    // A note may refer to another, which then comes after it.
    while at < writer.order.len() {
        let label = writer.order[at].clone();
        at += 1;
        let text = writer.notes.get(&label).map(|note| writer.blocks(note)).unwrap_or_default();
        let _ = write!(out, "\n[^{at}]: {}", indented(&text, 4));
    }
    out
}

/// Writes inlines as one line of Markdown, for front matter. Notes and pictures have no place there.
pub(super) fn line(inlines: &[Inline]) -> String {
    let (names, notes) = (BTreeMap::new(), BTreeMap::new());
    let mut writer = Writer { names: &names, notes: &notes, order: Vec::new() };
    writer.inlines(inlines, Place { line_start: false, heading: false, cell: true, verse: false }).replace("\\|", "|")
}

/// Plain text as a line of Markdown.
pub(super) fn escaped(text: &str) -> String {
    line(&[Inline::Text(text.to_owned())])
}

struct Writer<'d> {
    names: &'d BTreeMap<String, String>,
    notes: &'d BTreeMap<String, Vec<Block>>,
    /// The labels of notes in the order of their first marks, which numbers them.
    order: Vec<String>,
}

/// What is special about where inlines stand.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Whether they begin a line.
    line_start: bool,
    /// In a heading, braces at the end are attributes.
    heading: bool,
    /// In a cell of a table, there are no line ends and bars are escaped.
    cell: bool,
    /// In verse, line starts mean nothing.
    verse: bool,
}

const PARAGRAPH: Place = Place { line_start: true, heading: false, cell: false, verse: false };

impl Writer<'_> {
    /// Writes blocks with a blank line between two.
    fn blocks(&mut self, blocks: &[Block]) -> String {
        let mut out = String::new();
        let mut bullet = '-';
        let mut before: Option<&BlockKind> = None;
        for block in blocks {
            // Lists that follow one another would be one, were their bullets the same.
            bullet = match (before, &block.kind) {
                (Some(BlockKind::List { start: a, .. }), BlockKind::List { start: b, .. })
                    if a.is_some() == b.is_some() && bullet == '-' =>
                {
                    '*'
                }
                _ => '-',
            };
            let text = self.block(&block.kind, bullet);
            if text.trim().is_empty() {
                continue;
            }
            // So would two quotations.
            if !out.is_empty() {
                let same = matches!(
                    (before, &block.kind),
                    (Some(BlockKind::Quotation { .. }), BlockKind::Quotation { .. })
                        | (Some(BlockKind::Definitions(_)), BlockKind::Definitions(_))
                );
                out.push_str(if same { "\n<!-- -->\n\n" } else { "\n" });
            }
            out.push_str(&text);
            before = Some(&block.kind);
        }
        out
    }

    fn block(&mut self, kind: &BlockKind, bullet: char) -> String {
        match kind {
            BlockKind::Paragraph(inlines) => format!("{}\n", self.inlines(inlines, PARAGRAPH)),
            BlockKind::Heading { level, id, content } => {
                let place = Place { line_start: false, heading: true, ..PARAGRAPH };
                let id = id.as_ref().map(|id| format!(" {{#{id}}}")).unwrap_or_default();
                let text = self.inlines(content, place);
                // A sharp at its end would close the heading.
                let text = if text.ends_with('#') { format!("{}\\#", &text[..text.len() - 1]) } else { text };
                format!("{} {text}{id}\n", "#".repeat(usize::from(*level)))
            }
            BlockKind::Quotation { blocks, attribution } => {
                let mut text = self.blocks(blocks);
                if !attribution.is_empty() {
                    let attribution = self.inlines(attribution, Place { line_start: false, ..PARAGRAPH });
                    let _ = writeln!(text, "{}— {attribution}", if text.is_empty() { "" } else { "\n" });
                }
                let marked = text.lines().map(|line| format!("{}\n", format!("> {line}").trim_end()));
                marked.collect()
            }
            BlockKind::Verse(lines) => {
                let lines =
                    lines.iter().map(|line| self.inlines(line, Place { line_start: false, verse: true, ..PARAGRAPH }));
                format!("```verse\n{}\n```\n", lines.collect::<Vec<_>>().join("\n"))
            }
            BlockKind::List { start, items } => self.list(*start, items, bullet),
            BlockKind::Definitions(entries) => {
                let entries = entries.iter().map(|(term, meaning)| {
                    let term = self.inlines(term, Place { cell: true, ..PARAGRAPH }).replace("\\|", "|");
                    format!("{term}\n: {}", indented(&self.blocks(meaning), 2))
                });
                entries.collect::<Vec<_>>().join("\n")
            }
            BlockKind::Table(table) => self.table(table),
            BlockKind::Figure { picture, alt, caption } => {
                let Some(path) = self.names.get(picture) else {
                    // The words under a picture may say something without it.
                    return if caption.is_empty() {
                        String::new()
                    } else {
                        format!("{}\n", self.inlines(caption, PARAGRAPH))
                    };
                };
                // A picture that nobody has described is described by the words under it.
                let alt = if alt.trim().is_empty() { plain(caption) } else { alt.clone() };
                let caption = self.inlines(caption, Place { line_start: false, cell: true, ..PARAGRAPH });
                let title = match caption.replace("\\|", "|").replace('"', "\\\"") {
                    caption if caption.is_empty() => caption,
                    caption => format!(" \"{caption}\""),
                };
                format!("![{}]({path}{title})\n", bracketed(&alt))
            }
            BlockKind::Code { language, text } => {
                let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
                let fence = "`".repeat(longest.max(2) + 1);
                format!("{fence}{language}\n{text}\n{fence}\n")
            }
            BlockKind::Break => "***\n".to_owned(),
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>], bullet: char) -> String {
        // Items of a paragraph each, perhaps with a list under it, stand close.
        let is_short = |item: &Vec<Block>| {
            let rest = item.get(1..).unwrap_or_default();
            matches!(item.first(), Some(Block { kind: BlockKind::Paragraph(_), .. }))
                && rest.iter().all(|block| matches!(block.kind, BlockKind::List { .. }))
                && rest.len() <= 1
        };
        let tight = items.iter().all(is_short);
        let items: Vec<String> = items
            .iter()
            .enumerate()
            .map(|(n, item)| {
                let marker = match start {
                    // Nine digits are as many as a number of a list may have (CommonMark 0.31, 5.2).
                    Some(start) => {
                        let number = (start + n as u64).min(999_999_999);
                        format!("{number}{} ", if bullet == '-' { '.' } else { ')' })
                    }
                    None => format!("{bullet} "),
                };
                let mut text = self.blocks(item);
                if tight {
                    text = text.replacen("\n\n", "\n", 1);
                }
                format!("{marker}{}", indented(&text, marker.len()))
            })
            .collect();
        items.join(if tight { "" } else { "\n" })
    }

    fn table(&mut self, table: &Table) -> String {
        let place = Place { line_start: false, cell: true, ..PARAGRAPH };
        let mut rows: Vec<String> = Vec::new();
        for row in &table.rows {
            let cells: Vec<String> = row.iter().map(|cell| self.inlines(cell, place)).collect();
            rows.push(format!("| {} |\n", cells.join(" | ")));
        }
        let columns = table.rows.first().map_or(0, Vec::len);
        if !table.has_head {
            rows.insert(0, format!("|{}\n", "  |".repeat(columns)));
        }
        rows.insert(1, format!("|{}\n", " --- |".repeat(columns)));
        rows.concat()
    }

    fn inlines(&mut self, inlines: &[Inline], place: Place) -> String {
        let mut out = String::new();
        self.add(inlines, place, &mut out);
        // A backslash at the end of a line would break it.
        out
    }

    fn add(&mut self, inlines: &[Inline], place: Place, out: &mut String) {
        for (at, inline) in inlines.iter().enumerate() {
            let next = inlines.get(at + 1);
            match inline {
                Inline::Text(text) => {
                    let before_bracket = matches!(next, Some(Inline::Link { .. } | Inline::Note(_)));
                    escape(text, place, before_bracket, out);
                }
                Inline::Code(text) => code(text, place.cell, out),
                Inline::Break if place.cell || place.heading => out.push_str("<br>"),
                Inline::Break => out.push_str("\\\n"),
                Inline::Note(label) => {
                    if self.notes.contains_key(label) {
                        let number = self.order.iter().position(|known| known == label).unwrap_or_else(|| {
                            self.order.push(label.clone());
                            self.order.len() - 1
                        });
                        let _ = write!(out, "[^{}]", number + 1);
                    }
                }
                Inline::Picture { picture, alt } => {
                    if let Some(path) = self.names.get(picture) {
                        let _ = write!(out, "![{}]({path})", bracketed(alt));
                    }
                }
                Inline::Link { to, content } => self.link(to, content, place, out),
                Inline::Styled(style, content) => {
                    let after = next.map(|next| plain(std::slice::from_ref(next))).and_then(|text| text.chars().next());
                    let spaced = matches!(next, Some(Inline::Text(text)) if text.starts_with(char::is_whitespace));
                    self.styled(style, content, place, after.filter(|_| !spaced), out);
                }
            }
        }
    }

    fn link(&mut self, to: &str, content: &[Inline], place: Place, out: &mut String) {
        if plain(content) == to && to.contains("://") && !to.contains(['<', '>', ' ']) {
            let _ = write!(out, "<{to}>");
            return;
        }
        let mut text = String::new();
        self.add(content, Place { line_start: false, ..place }, &mut text);
        let text = text.trim();
        let mut balanced = String::new();
        let (mut escaped, mut open) = (false, 0_usize);
        for c in text.chars() {
            // Brackets of pictures and notes are balanced; those of text are escaped where they open.
            match c {
                '[' if !escaped => open += 1,
                ']' if !escaped && open == 0 => balanced.push('\\'),
                ']' if !escaped => open -= 1,
                _ => {}
            }
            escaped = c == '\\' && !escaped;
            balanced.push(c);
        }
        let address: String = to
            .chars()
            .map(|c| match c {
                '(' => "%28".to_owned(),
                ')' => "%29".to_owned(),
                '<' => "%3C".to_owned(),
                '>' => "%3E".to_owned(),
                '\\' => "%5C".to_owned(),
                '|' => "%7C".to_owned(),
                c if c.is_whitespace() || c.is_control() => "%20".to_owned(),
                c => c.to_string(),
            })
            .collect();
        let _ = write!(out, "[{balanced}]({address})");
    }

    /// Writes emphasis. `after` is the character behind it, when there is one that is no space.
    fn styled(&mut self, style: &Style, content: &[Inline], place: Place, after: Option<char>, out: &mut String) {
        let inner = Place { line_start: false, ..place };
        let mark = match style {
            Style::Emphasis => "*",
            Style::Strong => "**",
            Style::Struck => "~~",
            Style::Superscript => return self.tagged("<sup>", content, "</sup>", inner, out),
            Style::Subscript => return self.tagged("<sub>", content, "</sub>", inner, out),
            Style::Quote => return self.tagged("<q>", content, "</q>", inner, out),
            Style::SmallCaps => return self.tagged("<span class=\"smallcaps\">", content, "</span>", inner, out),
            Style::Lang(lang) => {
                return self.tagged(&format!("<span lang=\"{lang}\">"), content, "</span>", inner, out);
            }
            Style::Abbreviation(title) => {
                let title = title.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('\n', " ");
                return self.tagged(&format!("<abbr title=\"{title}\">"), content, "</abbr>", inner, out);
            }
        };
        let mut text = String::new();
        self.add(content, inner, &mut text);
        // Marks count only beside words (CommonMark 0.31, 6.2): inside a word, punctuation goes out of the emphasis.
        let is_letter = |c: char| !c.is_whitespace() && !is_punctuation(c);
        let before = out.chars().next_back();
        let mut lead = String::new();
        while before.is_some_and(is_letter)
            && text.starts_with(is_punctuation)
            && !text.starts_with(['\\', '*', '<', '[', '!', '`', '&'])
        {
            lead.push(text.remove(0));
        }
        let mut tail = String::new();
        while after.is_some_and(is_letter)
            && text.ends_with(is_punctuation)
            && !text.ends_with(['*', '>', ']', ')', '`', ';', '~'])
        {
            tail.extend(text.pop());
            if text.ends_with('\\') {
                tail.extend(text.pop());
            }
        }
        out.push_str(&lead);
        let opens = before.is_none_or(|c| !is_letter(c)) || !text.starts_with(is_punctuation);
        let closes = after.is_none_or(|c| !is_letter(c)) || !text.ends_with(is_punctuation);
        // Two marks that touch would be read as one; nested marks likewise.
        let touches = out.ends_with(mark) || text.starts_with('*') || text.ends_with('*') || text.starts_with('~');
        if text.is_empty() || !opens || !closes || touches || text.trim() != text {
            out.push_str(&text);
        } else {
            let _ = write!(out, "{mark}{text}{mark}");
        }
        out.extend(tail.chars().rev());
    }

    fn tagged(&mut self, open: &str, content: &[Inline], close: &str, place: Place, out: &mut String) {
        out.push_str(open);
        self.add(content, place, out);
        out.push_str(close);
    }
}

/// Punctuation and symbols, as CommonMark 0.31 counts them, near enough.
fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace()
}

/// Adds text with a backslash before what would mean something in Markdown.
fn escape(text: &str, place: Place, before_bracket: bool, out: &mut String) {
    let chars: Vec<char> = text.chars().collect();
    let mut line_start = !place.verse && (place.line_start && out.is_empty() || out.ends_with("\\\n"));
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| chars[at]).or_else(|| out.chars().next_back());
        let next = chars.get(at + 1).copied();
        let in_word = before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
        let special = match c {
            '\\' | '*' | '`' | '[' | '~' => true,
            '_' => !in_word,
            '<' => next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
            '&' => is_reference(&chars[at + 1..]),
            '!' => next.is_none() && before_bracket,
            '|' => place.cell,
            '{' => place.heading,
            '#' | '>' | '+' | '-' | '=' | ':' => line_start && at == 0,
            // "1986. A year" is no list of one.
            '.' | ')' => line_start && at > 0 && at <= 9 && chars[..at].iter().all(char::is_ascii_digit),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
        if at == 0 && !c.is_ascii_digit() {
            line_start = false;
        }
    }
}

/// Whether what follows an ampersand makes a character reference of it.
fn is_reference(rest: &[char]) -> bool {
    let end = rest.iter().position(|c| *c == ';');
    end.is_some_and(|end| end > 0 && end < 40 && rest[..end].iter().all(|c| c.is_ascii_alphanumeric() || *c == '#'))
}

/// Adds program text between enough backticks.
fn code(text: &str, cell: bool, out: &mut String) {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(if longest == 0 { 1 } else { longest + 1 });
    let space = if text.starts_with('`') || text.ends_with('`') || (text.starts_with(' ') && text.ends_with(' ')) {
        " "
    } else {
        ""
    };
    let text = if cell { text.replace('|', "\\|") } else { text.to_owned() };
    // Marks that touch would be one.
    if out.ends_with('`') && !out.ends_with("\\`") {
        out.push(' ');
    }
    let _ = write!(out, "{fence}{space}{text}{space}{fence}");
}

/// The words for a picture, between brackets.
fn bracketed(alt: &str) -> String {
    let mut out = String::new();
    for c in alt.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if matches!(c, '\\' | '[' | ']' | '`' | '*' | '_' | '<' | '&' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Moves all lines but the first in by `by` spaces.
fn indented(text: &str, by: usize) -> String {
    let mut out = String::new();
    for (n, line) in text.lines().enumerate() {
        if n > 0 && !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', by));
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}
