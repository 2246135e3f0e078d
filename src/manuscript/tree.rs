//! The article's tree. Text in it is final: quotes are curled, spaces are set as the language
//! wants them, and both writers print it as it stands.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::text::Held;
use crate::diagnostics::{FileId, Span};

/// A BCP 47 language tag, as written: `en`, `de-AT`, `ru`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Lang(Arc<str>);

impl From<String> for Lang {
    fn from(tag: String) -> Self {
        Self(tag.into())
    }
}

impl From<Lang> for String {
    fn from(lang: Lang) -> Self {
        lang.as_str().to_owned()
    }
}

impl Lang {
    /// Makes a tag of `tag`, unchecked.
    #[must_use]
    pub fn new(tag: &str) -> Self {
        Self(Arc::from(tag))
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary subtag: `de` of `de-AT`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split(['-', '_']).next().unwrap_or_default()
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A calendar date of which the day, or the month too, may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    /// The year, 1 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: Option<u8>,
    /// The day, 1 to 31; never without a month.
    pub day: Option<u8>,
}

impl Date {
    /// The date as ISO 8601 writes it, as exactly as it is known: `2011`, `2011-12`, `2011-12-16`.
    #[must_use]
    pub fn iso(self) -> String {
        match (self.month, self.day) {
            (Some(m), Some(d)) => format!("{:04}-{m:02}-{d:02}", self.year),
            (Some(m), None) => format!("{:04}-{m:02}", self.year),
            _ => format!("{:04}", self.year),
        }
    }
}

/// Someone who made the article or the collection.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    /// The name as it is printed.
    pub name: String,
    /// The name as it is sorted, when the author gave it: `Merkel, Angela`.
    pub file_as: Option<String>,
    /// What they did.
    pub role: Role,
}

impl Person {
    /// The names of those who did something.
    #[must_use]
    pub fn who(people: &[Self], role: Role) -> Vec<&str> {
        people.iter().filter(|person| person.role == role).map(|person| person.name.as_str()).collect()
    }

    /// The names of the authors.
    #[must_use]
    pub fn authors(people: &[Self]) -> Vec<&str> {
        Self::who(people, Role::Author)
    }
}

/// What a person did, with MARC relator codes in [`Role::marc`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Wrote it.
    Author,
    /// Edited it.
    Editor,
    /// Translated it.
    Translator,
    /// Drew or photographed for it.
    Illustrator,
}

impl Role {
    /// The MARC relator code.
    #[must_use]
    pub fn marc(self) -> &'static str {
        match self {
            Self::Author => "aut",
            Self::Editor => "edt",
            Self::Translator => "trl",
            Self::Illustrator => "ill",
        }
    }
}

/// Where an article first appeared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The publication's name.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// When.
    pub date: Option<Date>,
}

/// One text by one or more authors: one Markdown file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Article {
    /// Its file.
    pub file: FileId,
    /// Its name in addresses, `[a-z0-9-]+`, unique in its collection.
    pub slug: String,
    /// The title: from front matter, else from the first heading of level one, else from the file name.
    pub title: Vec<Inline>,
    /// The subtitle.
    pub subtitle: Option<Vec<Inline>>,
    /// Authors, editors, translators, in the order given.
    pub people: Vec<Person>,
    /// When it was written or published.
    pub date: Option<Date>,
    /// Its main language.
    pub lang: Lang,
    /// A sentence or two for the contents and the catalogue.
    pub summary: Option<Vec<Inline>>,
    /// Subjects.
    pub tags: Vec<String>,
    /// Where it first appeared.
    pub origin: Option<Origin>,
    /// The licence or rights statement.
    pub rights: Option<String>,
    /// Whether its text begins with an initial, when that is not as the design says.
    pub drop_cap: Option<bool>,
    /// What it says.
    #[serde(skip)]
    pub text: Held,
}

impl Article {
    /// The lines of its head in which there may be links: title, subtitle, summary.
    pub(crate) fn lines(&mut self) -> impl Iterator<Item = &mut [Inline]> {
        let lines = [Some(&mut self.title), self.subtitle.as_mut(), self.summary.as_mut()];
        lines.into_iter().flatten().map(Vec::as_mut_slice)
    }
}

/// A footnote. It may hold several paragraphs, quotations, lists.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Note {
    /// The label in the manuscript, `x` of `[^x]`.
    pub label: String,
    /// What it says.
    pub blocks: Vec<Block>,
    /// How many references point to it.
    pub references: u32,
    /// Where it is defined.
    pub span: Span,
}

/// A block and its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its place in the manuscript.
    pub span: Span,
}

/// The kinds of block.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A heading within the article: level 2 is a section, 3 a subsection, up to 6. Levels are
    /// unbroken: a manuscript that starts with `###` or skips one has been put right.
    Heading {
        /// 2 to 6.
        level: u8,
        /// Unique in the article, `[a-z0-9-]+` beginning with a letter.
        id: String,
        /// The words.
        content: Vec<Inline>,
    },
    /// A quoted passage, set off.
    Quotation {
        /// The passage.
        blocks: Vec<Block>,
        /// "— who, where", without the dash.
        attribution: Option<Vec<Inline>>,
    },
    /// Lines that stand as they are.
    Verse {
        /// Stanzas of lines.
        stanzas: Vec<Vec<VerseLine>>,
        /// "— who, where", without the dash.
        attribution: Option<Vec<Inline>>,
    },
    /// A list.
    List {
        /// The first number of a numbered list, nothing for bullets.
        start: Option<u64>,
        /// No white between items.
        tight: bool,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// Terms and what they mean.
    Definitions(Vec<Definition>),
    /// A table.
    Table(Table),
    /// A picture with its caption.
    Figure {
        /// The picture's path, relative to the library, before [`crate::collection`] has found it.
        image: ImageRef,
        /// What it shows, for those who do not see it.
        alt: String,
        /// The words under it.
        caption: Vec<Inline>,
    },
    /// Program text.
    Code {
        /// The language, when named.
        language: Option<String>,
        /// The lines, without the last newline.
        text: String,
    },
    /// A note, tip or warning beside the argument.
    Aside {
        /// Which kind.
        kind: AsideKind,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// Words of the text shown once more, large, to draw readers in.
    PullQuote {
        /// The words.
        blocks: Vec<Block>,
        /// "— who, where", without the dash.
        attribution: Option<Vec<Inline>>,
    },
    /// A break between sections: three asterisks.
    Break,
}

/// A line of verse.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VerseLine {
    /// Steps of indentation, a step for each two spaces in the manuscript.
    pub indent: u8,
    /// The words.
    pub content: Vec<Inline>,
}

/// An entry of a definition list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Definition {
    /// One or more terms.
    pub terms: Vec<Vec<Inline>>,
    /// One or more meanings.
    pub meanings: Vec<Vec<Block>>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Table {
    /// The words over it: a paragraph before the table that begins with `Table:`.
    pub caption: Option<Vec<Inline>>,
    /// The alignment of each column.
    pub columns: Vec<Alignment>,
    /// The cells of the head row, as many as columns.
    pub head: Vec<Vec<Inline>>,
    /// The cells of the other rows, each row as long as `columns`.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Alignment {
    /// Flush left.
    Left,
    /// Centred.
    Centre,
    /// Flush right.
    Right,
}

/// The kinds of aside, as GitHub's alerts name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AsideKind {
    /// For the reader's knowledge.
    Note,
    /// For the reader's ease.
    Tip,
    /// Not to be missed.
    Important,
    /// With care.
    Warning,
    /// With great care.
    Caution,
}

/// A run of text or something within a line, and its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Its place in the manuscript.
    pub span: Span,
}

/// The kinds of inline.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum InlineKind {
    /// Words, with their typography done.
    Text(String),
    /// Stressed: italics.
    Emphasis(Vec<Inline>),
    /// Strongly stressed: bold.
    Strong(Vec<Inline>),
    /// Struck out.
    Strikethrough(Vec<Inline>),
    /// Program text.
    Code(String),
    /// A link.
    Link {
        /// Where to.
        target: Target,
        /// The words.
        content: Vec<Inline>,
    },
    /// A reference to note `index` of the article; `nth` counts the references to that note from 0.
    NoteReference {
        /// Which of [`super::Text::notes`].
        index: usize,
        /// The how-manieth reference to it this is.
        nth: u32,
    },
    /// Words in another language.
    Foreign {
        /// The language.
        lang: Lang,
        /// The words.
        content: Vec<Inline>,
    },
    /// Words in small capitals.
    SmallCaps(Vec<Inline>),
    /// An abbreviation.
    Abbreviation {
        /// What it stands for.
        title: String,
        /// The letters.
        content: Vec<Inline>,
    },
    /// The title of a work: italics.
    Cite(Vec<Inline>),
    /// A quotation in the line; its quotation marks are already in the text around it.
    Quote(Vec<Inline>),
    /// Raised.
    Superscript(Vec<Inline>),
    /// Lowered.
    Subscript(Vec<Inline>),
    /// A picture within a line.
    Image {
        /// The picture.
        image: ImageRef,
        /// What it shows.
        alt: String,
    },
    /// The end of a line that the author wants.
    LineBreak,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Target {
    /// An address outside the library: `https://…`, `mailto:…`.
    External(String),
    /// Another file of the library, as [`crate::manuscript`] leaves it; [`crate::collection`]
    /// turns it into one of the two below.
    File {
        /// The path relative to the library, with `/` between parts.
        path: String,
        /// The anchor after `#`.
        anchor: Option<String>,
    },
    /// An article of the same collection.
    Article {
        /// Which of [`crate::collection::Collection::articles`].
        index: usize,
        /// A heading in it.
        anchor: Option<String>,
    },
    /// A title of the library that this collection is not.
    Title {
        /// The collection's slug.
        slug: String,
        /// The collection's title.
        title: String,
    },
    /// A heading of the same article.
    Anchor(String),
}

/// A picture: first its path, then its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ImageRef {
    /// A path relative to the library, with `/` between parts.
    Path(String),
    /// Which of [`crate::collection::Collection::images`].
    Index(usize),
}

/// The text of inlines without any markup, for titles and alternative texts. Note references
/// leave nothing; line breaks leave a space.
#[must_use]
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut out = String::new();
    collect_text(inlines, &mut out);
    out
}

fn collect_text(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(text) | InlineKind::Code(text) => out.push_str(text),
            InlineKind::LineBreak => out.push(' '),
            InlineKind::Image { alt, .. } => out.push_str(alt),
            InlineKind::NoteReference { .. } => {}
            kind => collect_text(kind.children(), out),
        }
    }
}

impl InlineKind {
    /// The inlines within this one; none for text, code, references, images and breaks.
    #[must_use]
    pub fn children(&self) -> &[Inline] {
        match self {
            Self::Emphasis(c)
            | Self::Strong(c)
            | Self::Strikethrough(c)
            | Self::SmallCaps(c)
            | Self::Cite(c)
            | Self::Quote(c)
            | Self::Superscript(c)
            | Self::Subscript(c) => c,
            Self::Link { content, .. } | Self::Foreign { content, .. } | Self::Abbreviation { content, .. } => content,
            Self::Text(_) | Self::Code(_) | Self::NoteReference { .. } | Self::Image { .. } | Self::LineBreak => &[],
        }
    }

    /// The inlines within this one, to change them.
    pub fn children_mut(&mut self) -> &mut [Inline] {
        match self {
            Self::Emphasis(c)
            | Self::Strong(c)
            | Self::Strikethrough(c)
            | Self::SmallCaps(c)
            | Self::Cite(c)
            | Self::Quote(c)
            | Self::Superscript(c)
            | Self::Subscript(c) => c,
            Self::Link { content, .. } | Self::Foreign { content, .. } | Self::Abbreviation { content, .. } => content,
            Self::Text(_) | Self::Code(_) | Self::NoteReference { .. } | Self::Image { .. } | Self::LineBreak => {
                &mut []
            }
        }
    }
}
