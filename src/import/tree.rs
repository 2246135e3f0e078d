//! The tree that every reader makes and the writer takes: a small model of what Markdown can say.
//! Text is still as it came; [`super::clean`] tidies it.

use std::collections::BTreeMap;

use crate::manuscript::{Date, Lang};

/// A text on its way from another program into a library.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document {
    pub(crate) head: Head,
    pub(crate) blocks: Vec<Block>,
    /// The notes by label, in the order of their labels' first marks once they are written.
    pub(crate) notes: BTreeMap<String, Vec<Block>>,
    /// Pictures that came with the file, by the address under which figures name them.
    pub(crate) pictures: BTreeMap<String, Vec<u8>>,
    pub(crate) remarks: Vec<Remark>,
    /// What places count.
    pub(crate) unit: Unit,
    /// How far words that stand apart may be taken for headings, titles and signatures.
    pub(crate) trust: Trust,
}

/// What a text says about itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Head {
    pub(crate) title: Vec<Inline>,
    pub(crate) subtitle: Vec<Inline>,
    pub(crate) authors: Vec<String>,
    pub(crate) translators: Vec<String>,
    pub(crate) editors: Vec<String>,
    pub(crate) date: Option<Date>,
    pub(crate) lang: Option<Lang>,
    pub(crate) summary: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) source: Source,
    pub(crate) rights: Option<String>,
    pub(crate) draft: bool,
    /// A name for its file, where the program it comes from gave it one.
    pub(crate) slug: Option<String>,
}

/// Where a text first appeared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) title: Option<String>,
    pub(crate) url: Option<String>,
}

/// What a place in a file is a number of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Unit {
    #[default]
    Line,
    /// Of a document of a word processor, which has no lines.
    Paragraph,
}

/// How much a format says by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Plain text: everything is to be guessed.
    #[default]
    Nothing,
    /// Styles and elements say what is a heading; paragraphs that are bold throughout may be, too.
    Styles,
    /// What is said holds, and nothing is guessed but the language.
    All,
}

/// Something that was guessed or left out, for the person who imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// The line or paragraph, from 1; 0 when it has no place.
    pub(crate) at: u32,
    pub(crate) words: String,
}

/// A block and the line or paragraph at which it began, from 1; 0 when that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    pub(crate) at: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Paragraph(Vec<Inline>),
    Heading {
        level: u8,
        /// A name that links may lead to.
        id: Option<String>,
        content: Vec<Inline>,
    },
    Quotation {
        blocks: Vec<Block>,
        attribution: Vec<Inline>,
    },
    /// Lines that stay lines.
    Verse(Vec<Vec<Inline>>),
    List {
        /// The first number, of a numbered list.
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    Definitions(Vec<(Vec<Inline>, Vec<Block>)>),
    Table(Table),
    Figure {
        /// An address: a path from the file, or a key of [`Document::pictures`].
        picture: String,
        alt: String,
        caption: Vec<Inline>,
    },
    Code {
        language: String,
        text: String,
    },
    /// A break between sections.
    Break,
}

/// A table. The first row is its head.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Table {
    pub(crate) rows: Vec<Vec<Vec<Inline>>>,
    /// Whether the first row was marked as one of heads.
    pub(crate) has_head: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Inline {
    Text(String),
    Code(String),
    Break,
    /// The mark of a note, by its label.
    Note(String),
    Picture {
        picture: String,
        alt: String,
    },
    Link {
        to: String,
        content: Vec<Inline>,
    },
    Styled(Style, Vec<Inline>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Style {
    Emphasis,
    Strong,
    Struck,
    Superscript,
    Subscript,
    SmallCaps,
    Quote,
    Lang(Lang),
    Abbreviation(String),
}

impl Document {
    /// Adds a remark about what stands `at` a line or paragraph.
    pub(crate) fn remark(&mut self, at: u32, words: impl Into<String>) {
        self.remarks.push(Remark { at, words: words.into() });
    }

    /// Adds a remark that something was left out.
    pub(crate) fn left_out(&mut self, at: u32, what: &str) {
        self.remark(at, format!("left out: {}", excerpt(what)));
    }
}

impl Block {
    pub(crate) fn new(kind: BlockKind, at: u32) -> Self {
        Self { kind, at }
    }

    /// The words of a paragraph, without marks; nothing for other blocks.
    pub(crate) fn words(&self) -> Option<String> {
        match &self.kind {
            BlockKind::Paragraph(inlines) => Some(plain(inlines)),
            _ => None,
        }
    }

    /// All inlines of a block, and of the blocks in it, each list of them once.
    pub(crate) fn each(&self, visit: &mut dyn FnMut(&[Inline])) {
        match &self.kind {
            BlockKind::Paragraph(inlines) | BlockKind::Heading { content: inlines, .. } => visit(inlines),
            BlockKind::Figure { caption, .. } => visit(caption),
            BlockKind::Quotation { blocks, attribution } => {
                blocks.iter().for_each(|block| block.each(visit));
                visit(attribution);
            }
            BlockKind::Verse(lines) => lines.iter().for_each(|line| visit(line)),
            BlockKind::List { items, .. } => items.iter().flatten().for_each(|block| block.each(visit)),
            BlockKind::Definitions(entries) => {
                for (term, meaning) in entries {
                    visit(term);
                    meaning.iter().for_each(|block| block.each(visit));
                }
            }
            BlockKind::Table(table) => table.rows.iter().flatten().for_each(|cell| visit(cell)),
            BlockKind::Code { .. } | BlockKind::Break => {}
        }
    }

    /// The same, to change them.
    pub(crate) fn each_mut(&mut self, visit: &mut dyn FnMut(&mut Vec<Inline>)) {
        match &mut self.kind {
            BlockKind::Paragraph(inlines) | BlockKind::Heading { content: inlines, .. } => visit(inlines),
            BlockKind::Figure { caption, .. } => visit(caption),
            BlockKind::Quotation { blocks, attribution } => {
                blocks.iter_mut().for_each(|block| block.each_mut(visit));
                visit(attribution);
            }
            BlockKind::Verse(lines) => lines.iter_mut().for_each(visit),
            BlockKind::List { items, .. } => items.iter_mut().flatten().for_each(|block| block.each_mut(visit)),
            BlockKind::Definitions(entries) => {
                for (term, meaning) in entries {
                    visit(term);
                    meaning.iter_mut().for_each(|block| block.each_mut(visit));
                }
            }
            BlockKind::Table(table) => table.rows.iter_mut().flatten().for_each(visit),
            BlockKind::Code { .. } | BlockKind::Break => {}
        }
    }
}

/// The words of inlines, without their marks, with breaks as spaces and spaces made one.
pub(crate) fn plain(inlines: &[Inline]) -> String {
    fn add(inlines: &[Inline], out: &mut String) {
        for inline in inlines {
            match inline {
                Inline::Text(text) | Inline::Code(text) => out.push_str(text),
                Inline::Break => out.push(' '),
                Inline::Note(_) | Inline::Picture { .. } => {}
                Inline::Link { content, .. } | Inline::Styled(_, content) => add(content, out),
            }
        }
    }
    let mut out = String::new();
    add(inlines, &mut out);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many characters of text there are in blocks.
pub(crate) fn length(blocks: &[Block]) -> usize {
    let mut sum = 0;
    for block in blocks {
        block.each(&mut |inlines| sum += plain(inlines).chars().count());
        if let BlockKind::Code { text, .. } = &block.kind {
            sum += text.chars().count();
        }
    }
    sum
}

/// A few words to know a text by.
pub(crate) fn excerpt(text: &str) -> String {
    const MAX: usize = 60;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MAX) {
        None => format!("“{text}”"),
        Some((end, _)) => {
            let end = text[..end].rfind(' ').unwrap_or(end);
            format!("“{}…”", &text[..end])
        }
    }
}
