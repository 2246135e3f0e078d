//! Pages: what is printed where. Coordinates are from the page's top left corner, downwards.

use std::borrow::Cow;
use std::sync::Arc;

use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::prelude::{LocationRef, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider};

use super::length::Sp;
use super::run::Fitted;
use super::structure::{Element, ElementId, Tree};
use super::turns::Turn;
use crate::config::Rgb;
use crate::diagnostics::Span;

/// A collection set in type.
#[derive(Debug, Clone)]
pub struct Paged {
    /// The trimmed page's width.
    pub width: Sp,
    /// The trimmed page's height.
    pub height: Sp,
    /// What [`Colour::Second`] is.
    pub second: Rgb,
    /// The pages in order; page 1 is the first and a recto.
    pub pages: Vec<Page>,
    /// Whether the last page is a back cover.
    pub back_cover: bool,
    /// What was done to spare a sheet.
    pub fitted: Fitted,
    /// The faces that glyphs of [`Run`]s come from, by [`FaceId`].
    pub faces: Vec<Arc<Face>>,
    /// Bookmarks, nested.
    pub outline: Vec<OutlineEntry>,
    /// Places that links can name, sorted by name.
    pub destinations: Vec<Destination>,
    /// What the text is: the front's tree, then a tree for each article.
    pub structure: Vec<Tree>,
    /// What each page begins with, in the order of pages. Of blank pages and others that nobody would look for, nothing.
    pub turns: Vec<Turn>,
}

impl Paged {
    /// An element of the structure.
    #[must_use]
    pub fn element(&self, id: ElementId) -> Option<&Element> {
        // Of a section there are only the trees of its own text.
        let tree = id.tree.checked_sub(self.structure.first()?.number)?;
        self.structure.get(tree as usize)?.elements.get(id.index as usize)
    }

    /// The places within the one of this name, as those of an article's headings and notes are: `article-slug/heading-id`.
    #[must_use]
    pub fn destinations_within(&self, name: &str) -> &[Destination] {
        let prefix = format!("{name}/");
        let start = self.destinations.partition_point(|place| *place.name < *prefix);
        let length = self.destinations[start..].partition_point(|place| place.name.starts_with(&prefix));
        &self.destinations[start..start + length]
    }

    /// The place of this name.
    #[must_use]
    pub fn destination(&self, name: &str) -> Option<&Destination> {
        let found = self.destinations.binary_search_by(|place| (*place.name).cmp(name));
        found.ok().and_then(|index| self.destinations.get(index))
    }

    /// Where the advance of the last glyph of a run ends, which stands on this line.
    #[must_use]
    pub fn end_of(&self, run: &Run, line: &Line) -> Sp {
        let units = i64::from(self.faces[usize::from(run.word.face.0)].units_per_em.max(1));
        run.x + run.size.scale(i64::from(run.word.advance), units).scale(i64::from(line.expansion), 1000)
    }
}

/// Which of [`Paged::faces`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u16);

/// A font face: its file and what writers need to know of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Face {
    /// Its PostScript name.
    pub name: String,
    /// The font file.
    pub bytes: &'static [u8],
    /// Units to the em.
    pub units_per_em: u16,
    /// The glyph of the word space.
    pub space: u16,
    /// The advance of every glyph, in font units.
    pub advances: Vec<u16>,
}

impl Face {
    /// Draws the outline of a glyph in font units, upwards; nothing when it has none or the face is broken.
    pub fn draw(&self, glyph: u16, pen: &mut impl OutlinePen) -> Option<()> {
        let font = FontRef::from_index(self.bytes, 0).ok()?;
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        font.outline_glyphs().get(GlyphId::from(glyph))?.draw(settings, pen).ok().map(drop)
    }
}

/// A page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// What is printed, in reading order: text first, then notes, then furniture.
    pub items: Vec<Placed>,
    /// Where links are.
    pub links: Vec<LinkArea>,
    /// How its columns are filled, on the pages of articles.
    pub columns: Vec<Column>,
}

/// A column of a page and how it is filled: what those who judge the page need to know of how it was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its left edge.
    pub left: Sp,
    /// Its upper edge.
    pub top: Sp,
    /// Its width.
    pub width: Sp,
    /// Its height.
    pub height: Sp,
    /// Height of the text, from the column's top.
    pub text: Sp,
    /// Height of the notes at its foot, with the least white above them; nothing without notes.
    pub notes: Sp,
    /// Whether its first note goes on from the page before.
    pub carried: bool,
    /// Whether an article ends at its foot, or at that of a column after it on the page.
    pub last: bool,
}

/// Something printed.
#[derive(Debug, Clone)]
pub enum Placed {
    /// Glyphs on a baseline.
    Text(Line),
    /// A filled rectangle.
    Rule {
        /// Left edge.
        x: Sp,
        /// Upper edge.
        y: Sp,
        /// Width.
        width: Sp,
        /// Height.
        height: Sp,
        /// The colour that fills it.
        colour: Colour,
    },
    /// A picture.
    Image {
        /// Which of [`crate::collection::Collection::images`].
        image: usize,
        /// Left edge.
        x: Sp,
        /// Upper edge.
        y: Sp,
        /// Printed width.
        width: Sp,
        /// Printed height.
        height: Sp,
        /// What it is in the structure; nothing for ornaments.
        element: Option<ElementId>,
    },
}

/// Which ink something is printed in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colour {
    /// Black.
    #[default]
    Black,
    /// The second colour of the publication, [`Paged::second`].
    Second,
    /// None: the paper shows through what is printed around it.
    Paper,
}

/// What a line belongs to, for those who read the page without seeing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// The text.
    Text,
    /// A note at the foot.
    Note,
    /// Running heads, folios, leaders: not part of the text.
    Furniture,
}

/// A line of text: runs on one baseline.
#[derive(Debug, Clone)]
pub struct Line {
    /// Distance of the baseline from the top of the page.
    pub y: Sp,
    /// What it belongs to.
    pub layer: Layer,
    /// Horizontal scaling of the glyphs in thousandths; 1000 as drawn.
    pub expansion: u16,
    /// The runs, left to right.
    pub runs: Vec<Run>,
    /// Its paragraph, when it is a line of one.
    pub paragraph: Option<InParagraph>,
}

/// What a line is in its paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InParagraph {
    /// Where the paragraph stands in the manuscript.
    pub source: Span,
    /// Which line of it, from 0.
    pub nth: usize,
    /// Whether it is the last.
    pub last: bool,
    /// In a line that fills its measure, how wide its spaces would be as the font has them; nothing in others.
    pub white: Sp,
}

/// Glyphs of one face and size in a row.
#[derive(Debug, Clone)]
pub struct Run {
    /// Left edge of the first glyph's advance.
    pub x: Sp,
    /// How far above the baseline it stands.
    pub rise: Sp,
    /// Size of the em.
    pub size: Sp,
    /// The colour.
    pub colour: Colour,
    /// The glyphs and their text.
    pub word: Arc<Word>,
    /// Whether a space follows in the text, so that copied text has one.
    pub space_after: bool,
    /// What it is part of in the structure; nothing for furniture.
    pub element: Option<ElementId>,
}

/// Shaped glyphs of one face with the text they stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The face.
    pub face: FaceId,
    /// The glyphs in visual order.
    pub glyphs: Vec<Glyph>,
    /// The text of all glyphs.
    pub text: Box<str>,
    /// Whether it ends in a hyphen because it is divided there.
    pub divided: bool,
    /// The sum of advances in font units.
    pub advance: i32,
}

impl Word {
    /// How it is to be read: the hyphen of a word that is divided reads as a soft hyphen.
    #[must_use]
    pub fn reading(&self) -> Cow<'_, str> {
        match self.text.strip_suffix('\u{2010}').filter(|_| self.divided) {
            Some(letters) => Cow::Owned(format!("{letters}\u{AD}")),
            None => Cow::Borrowed(&self.text),
        }
    }
}

/// A glyph and where it stands from the last one's end, in font units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// Its number in the face's file.
    pub id: u16,
    /// How many bytes of [`Word::text`] it stands for, from where the last glyph's ended.
    pub text_len: u8,
    /// Advance.
    pub advance: i16,
    /// Shift to the right.
    pub x_offset: i16,
    /// Shift upwards.
    pub y_offset: i16,
}

/// A link's place on the page and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkArea {
    /// Left edge.
    pub x: Sp,
    /// Upper edge.
    pub y: Sp,
    /// Width.
    pub width: Sp,
    /// Height.
    pub height: Sp,
    /// Where it leads.
    pub to: LinkTo,
    /// What it says, for those who do not see it.
    pub contents: Arc<str>,
    /// What it is part of in the structure.
    pub element: Option<ElementId>,
}

/// Where a link on a page leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTo {
    /// An address.
    Address(Arc<str>),
    /// The name of one of [`Paged::destinations`].
    Destination(Arc<str>),
}

/// A named place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Destination {
    /// Its name: `article-slug`, `article-slug/heading-id`, `article-slug/note-1`, `page-7`.
    pub name: Arc<str>,
    /// Index of the page, from 0.
    pub page: usize,
    /// Distance from the top.
    pub y: Sp,
}

/// A bookmark.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OutlineEntry {
    /// What it says.
    pub title: String,
    /// Index of the page, from 0.
    pub page: usize,
    /// Distance from the top.
    pub y: Sp,
    /// Bookmarks under it.
    pub children: Vec<OutlineEntry>,
}
