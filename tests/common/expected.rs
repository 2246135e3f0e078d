//! What an article's text should be, drawn from its tree: the yardstick for what is drawn from files.

use pamphlet::collection::{Collection, Words};
use pamphlet::config::LinkStyle;
use pamphlet::manuscript::{Article, Block, BlockKind, Inline, InlineKind, Target, plain_text};

/// The text of an article as it is printed: paragraphs put end to end, then each note.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// Title, byline, text.
    pub text: String,
    /// Notes with their numbers, in the order of their marks.
    pub notes: Vec<String>,
    /// Where the mark of each note stands: how much of the text precedes it, by [`ink`]. A note within a note has
    /// the mark of the outermost.
    pub marks: Vec<usize>,
}

/// Draws the text of an article as an EPUB has it: without labels of lists, addresses of links and numbers of pages.
pub fn on_screen(collection: &Collection, index: usize) -> Printed {
    let article = &collection.articles[index];
    let mut walk = Walk::new(collection, index, Medium::Screen);
    let mut text = walk.paragraph(&article.title);
    if let Some(subtitle) = &article.subtitle {
        text.push_str(&walk.paragraph(subtitle));
    }
    for credit in walk.words.credits(&article.people) {
        text.push_str(&tidy(&credit));
    }
    if let Some(date) = article.date {
        text.push_str(&tidy(&walk.words.date(date)));
    }
    text.push_str(&walk.blocks(&article.text.epigraph));
    text.push_str(&walk.blocks(&article.text.blocks));
    let notes = article.text.notes.iter().map(|note| walk.blocks(&note.blocks)).collect();
    Printed { text, notes, marks: Vec::new() }
}

/// What the text is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Medium {
    /// Pages: notes stand at their foot, in the order of their marks.
    Paper(LinkStyle),
    /// Screens: notes stand at the end.
    Screen,
}

/// Stands before the mark of a note while the text is drawn.
const MARK: char = '\u{F0000}';

/// Draws the text of an article out of its tree. The number of a page reads `#`.
pub fn printed(collection: &Collection, index: usize, links: LinkStyle) -> Printed {
    let article = &collection.articles[index];
    let mut walk = Walk::new(collection, index, Medium::Paper(links));
    let mut text = String::new();
    if let Some(part) = collection.parts.iter().find(|p| p.articles.start == index && !p.articles.is_empty())
        && let Some(title) = &part.title
    {
        text.push_str(&walk.paragraph(title));
    }
    let mut title = String::new();
    walk.inlines(&article.title, &mut title);
    walk.origin(&mut title);
    // Notes of the title come before the note on where it appeared only when their marks do: the mark comes last.
    text.push_str(&tidy(&title));
    if let Some(subtitle) = &article.subtitle {
        text.push_str(&walk.paragraph(subtitle));
    }
    for credit in walk.words.credits(&article.people) {
        text.push_str(&tidy(&credit));
    }
    if let Some(date) = article.date {
        text.push_str(&tidy(&walk.words.date(date)));
    }
    text.push_str(&walk.blocks(&article.text.epigraph));
    text.push_str(&walk.blocks(&article.text.blocks));
    let places: Vec<usize> = text.match_indices(MARK).map(|(at, _)| ink(&text[..at])).collect();
    let marks = walk.marks.iter().map(|mark| places[*mark]).collect();
    Printed { text: text.replace(MARK, ""), notes: walk.notes, marks }
}

/// How many characters leave ink.
pub fn ink(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace() && !invisible(*c) && *c != MARK).count()
}

/// Makes texts comparable: one kind of space, one at a time, none at the ends; nothing that leaves no mark.
pub fn tidy(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|c| !invisible(*c))
        .map(|c| if matches!(c, '\u{A0}' | '\n' | '\t') { ' ' } else { c })
        .collect();
    visible.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Reads page numbers in references as `#`.
pub fn without_page_numbers(text: &str, word: &str) -> String {
    let opening = format!("({word} ");
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(&opening) {
        let digits = at + opening.len();
        let end = rest[digits..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |n| digits + n);
        out.push_str(&rest[..digits]);
        if end > digits && rest[end..].starts_with(')') {
            out.push('#');
            rest = &rest[end..];
        } else {
            rest = &rest[digits..];
        }
    }
    out + rest
}

fn invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

struct Walk<'w> {
    slug: &'w str,
    article: &'w Article,
    words: &'static Words,
    medium: Medium,
    notes: Vec<String>,
    /// For each note the number of its mark in the text.
    marks: Vec<usize>,
    top_marks: usize,
    /// How many notes the walk is within.
    depth: usize,
    set: Vec<bool>,
    lettered: usize,
}

impl<'w> Walk<'w> {
    fn new(collection: &'w Collection, index: usize, medium: Medium) -> Self {
        let article = &collection.articles[index];
        Self {
            slug: &collection.slug,
            article,
            words: Words::of(&article.lang),
            medium,
            notes: Vec::new(),
            marks: Vec::new(),
            top_marks: 0,
            depth: 0,
            set: vec![false; article.text.notes.len()],
            lettered: 0,
        }
    }

    fn paragraph(&mut self, inlines: &[Inline]) -> String {
        let mut out = String::new();
        self.inlines(inlines, &mut out);
        // A line break is no space.
        out.split('\u{2028}').map(tidy).collect()
    }

    fn blocks(&mut self, blocks: &[Block]) -> String {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn attribution(&mut self, attribution: Option<&Vec<Inline>>) -> String {
        attribution.map_or_else(String::new, |a| format!("— {}", self.paragraph(a)))
    }

    fn block(&mut self, block: &Block) -> String {
        match &block.kind {
            BlockKind::Paragraph(inlines) | BlockKind::Heading { content: inlines, .. } => self.paragraph(inlines),
            BlockKind::Quotation { blocks, attribution } | BlockKind::PullQuote { blocks, attribution } => {
                self.blocks(blocks) + &self.attribution(attribution.as_ref())
            }
            BlockKind::Verse { stanzas, attribution } => {
                let lines: String = stanzas.iter().flatten().map(|line| self.paragraph(&line.content)).collect();
                lines + &self.attribution(attribution.as_ref())
            }
            BlockKind::List { start, items, .. } => {
                let mut out = String::new();
                for (i, item) in items.iter().enumerate() {
                    if self.medium == Medium::Screen {
                        out.push_str(&self.blocks(item));
                        continue;
                    }
                    let label = start.map_or_else(|| "•".to_owned(), |s| format!("{}.", s + i as u64));
                    out.push_str(&format!("{label} {}", self.blocks(item)));
                }
                out
            }
            BlockKind::Definitions(entries) => {
                let mut out = String::new();
                for entry in entries {
                    for term in &entry.terms {
                        out.push_str(&self.paragraph(term));
                    }
                    for meaning in &entry.meanings {
                        out.push_str(&self.blocks(meaning));
                    }
                }
                out
            }
            BlockKind::Table(table) => {
                let caption = table.caption.as_ref().map_or_else(String::new, |c| self.paragraph(c));
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                caption + &cells.map(|cell| self.paragraph(cell)).collect::<String>()
            }
            BlockKind::Figure { caption, .. } => self.paragraph(caption),
            BlockKind::Code { text, .. } => {
                let lines = text.split('\n').map(|l| l.replace('\t', "    ").trim_end().to_owned());
                let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
                // Who copies from a page finds a space between lines.
                if self.medium == Medium::Screen { lines.concat() } else { lines.join(" ") }
            }
            BlockKind::Aside { kind, blocks } if self.medium == Medium::Screen => {
                self.words.aside(*kind).to_owned() + &self.blocks(blocks)
            }
            BlockKind::Aside { kind, blocks } => self.words.aside(*kind).to_owned() + &self.blocks(blocks),
            BlockKind::Break => String::new(),
        }
    }

    fn inlines(&mut self, inlines: &[Inline], out: &mut String) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(text) | InlineKind::Code(text) => out.push_str(text),
                InlineKind::LineBreak => out.push('\u{2028}'),
                InlineKind::Image { .. } => {}
                InlineKind::NoteReference { index, .. } => {
                    self.author_note(*index, out);
                    out.push_str(&(index + 1).to_string());
                }
                InlineKind::Link { target, content } => {
                    self.inlines(content, out);
                    self.link(target, &plain_text(content), out);
                }
                kind => self.inlines(kind.children(), out),
            }
        }
    }

    /// Takes down a note that begins at this mark.
    fn note(&mut self, note: String, out: &mut String) {
        if self.depth == 0 {
            out.push(MARK);
            self.top_marks += 1;
        }
        self.marks.push(self.top_marks - 1);
        self.notes.push(note);
    }

    fn author_note(&mut self, index: usize, out: &mut String) {
        if self.medium == Medium::Screen || std::mem::replace(&mut self.set[index], true) {
            return;
        }
        let place = self.notes.len();
        self.note(String::new(), out);
        self.depth += 1;
        let article = self.article;
        self.notes[place] = tidy(&format!("{} {}", index + 1, self.blocks(&article.text.notes[index].blocks)));
        self.depth -= 1;
    }

    fn link(&mut self, target: &Target, words: &str, out: &mut String) {
        match target {
            Target::External(address) => {
                let shown = address.trim_start_matches("mailto:");
                let bare = shown
                    .split_once("://")
                    .map_or(shown, |(_, rest)| rest)
                    .trim_start_matches("www.")
                    .trim_end_matches('/');
                if self.medium == Medium::Paper(LinkStyle::Notes) && !words.contains(bare) {
                    let letter = letters(self.lettered);
                    self.lettered += 1;
                    self.note(tidy(&format!("{letter} {shown}")), out);
                    out.push_str(&letter);
                }
            }
            Target::Anchor(_) | Target::Article { .. } if self.medium == Medium::Screen => {}
            Target::Anchor(_) | Target::Article { .. } => out.push_str(&format!(" ({}\u{A0}#)", self.words.page)),
            Target::Title { title, .. } if !words.contains(title.as_str()) => out.push_str(&format!(" ({title})")),
            Target::Title { .. } => {}
            Target::File { path, .. } => panic!("the link to {path} was not resolved in {}", self.slug),
        }
    }

    fn origin(&mut self, out: &mut String) {
        let Some(origin) = &self.article.origin else { return };
        let mut note = self.words.first_published.to_owned();
        match (&origin.title, &origin.url) {
            (None, None) => return,
            (Some(title), _) => note.push_str(&format!(" {title}")),
            _ => {}
        }
        if let Some(date) = origin.date {
            note.push_str(&format!(", {}", self.words.date(date)));
        }
        if let Some(url) = &origin.url {
            note.push_str(if origin.title.is_some() { ", " } else { " " });
            note.push_str(url);
        }
        // Its mark leaves no ink: it stands with the last of the title.
        let last = out.pop().unwrap_or(' ');
        self.note(tidy(&format!("{note}.")), out);
        out.push(last);
    }
}

/// a … z, aa … : bijective base 26.
fn letters(number: usize) -> String {
    let mut out = String::new();
    let mut rest = number + 1;
    while rest > 0 {
        out.insert(0, char::from(b'a' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    out
}

/// Tells the first difference in its surroundings.
pub fn same(found: &str, expected: &str, name: &str) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    let same = found.chars().zip(expected.chars()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(60)).take(160).collect::<String>();
    Err(format!("{name}\n   found …{}…\nexpected …{}…", around(found), around(expected)))
}

/// Fails with the first difference in its surroundings.
pub fn assert_same(found: &str, expected: &str, name: &str) {
    if let Err(difference) = same(found, expected, name) {
        panic!("{difference}");
    }
}
