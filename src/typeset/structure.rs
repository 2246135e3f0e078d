//! What text is, apart from how it looks: trees of elements in the order of reading, of which a PDF makes its tags
//! (ISO 32000-1, 14.7 and 14.8).
//!
//! Whoever sets text opens an element, sets what belongs to it, and closes it; runs, pictures and links carry the
//! element's number. The order of elements is that in which they are opened.

use std::sync::Arc;

use crate::manuscript::Lang;

/// An element of one of [`super::Paged::structure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId {
    /// Which tree: 0 is the front, after it come the articles.
    pub tree: u32,
    /// Which of [`Tree::elements`].
    pub index: u32,
}

/// What an element is: the standard structure types (ISO 32000-1, 14.8.4), and a few that stand for one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A stretch of its own: an article, the contents.
    Sect,
    /// The title of the whole, which is above all headings.
    Title,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A paragraph.
    P,
    /// Blocks that belong together and need no other name.
    Div,
    /// What stands beside the argument: a tip, a warning.
    Aside,
    /// A quoted passage, set off.
    BlockQuote,
    /// A quotation in the line.
    Quote,
    /// A list.
    List(Numbering),
    /// An item of a list.
    Item,
    /// A number, bullet or term that stands before something.
    Label,
    /// What an item says.
    Body,
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// A cell of a table's head, which heads its column.
    HeadCell,
    /// A cell of a table.
    Cell,
    /// A picture.
    Figure,
    /// The words that belong to a picture, a table or a list.
    Caption,
    /// A note, wherever it is printed.
    Note,
    /// A mark or a word that leads elsewhere in the publication.
    Reference,
    /// What can be followed.
    Link,
    /// Contents.
    Contents,
    /// A line of the contents.
    ContentsItem,
    /// Program text.
    Code,
    /// Words with something of their own, such as a language.
    Span,
}

/// How the items of a list are labelled (ISO 32000-1, 14.8.5.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Numbering {
    /// By words, or not at all.
    None,
    /// By bullets.
    Disc,
    /// By numbers.
    Decimal,
}

/// A node of a [`Tree`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// What it is.
    pub kind: Kind,
    /// What it is in; nothing at the top. Always an earlier element.
    pub parent: Option<u32>,
    /// Its language, when it is not that of what it is in.
    pub lang: Option<Lang>,
    /// What is said in its place: of a figure what it shows, of an abbreviation what it stands for, of words printed in
    /// other letters than they are written with the words.
    pub text: Option<Arc<str>>,
}

/// Elements in the order of reading: each comes after what it is in.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Which of the trees this is.
    pub number: u32,
    /// The elements.
    pub elements: Vec<Element>,
    /// Elements that are not closed, the innermost last.
    open: Vec<u32>,
}

impl Tree {
    /// A tree with nothing in it.
    #[must_use]
    pub fn new(number: u32) -> Self {
        Self { number, ..Self::default() }
    }

    /// The innermost open element.
    #[must_use]
    pub fn current(&self) -> Option<ElementId> {
        self.open.last().map(|index| ElementId { tree: self.number, index: *index })
    }

    /// Opens an element in the current one. A note stands after the heading or the link that its mark is in, so that it
    /// is no part of either.
    pub fn open(&mut self, kind: Kind) -> ElementId {
        let mut parent = self.open.last().copied();
        if kind == Kind::Note {
            while let Some(Element { kind: Kind::Heading(_) | Kind::Title | Kind::Link, parent: above, .. }) =
                parent.and_then(|p| self.elements.get(p as usize))
            {
                parent = *above;
            }
        }
        let index = u32::try_from(self.elements.len()).unwrap_or(u32::MAX);
        self.elements.push(Element { kind, parent, lang: None, text: None });
        self.open.push(index);
        ElementId { tree: self.number, index }
    }

    /// Opens an element again that has been closed.
    pub fn reopen(&mut self, element: ElementId) {
        self.open.push(element.index);
    }

    /// Closes the current element.
    pub fn close(&mut self) {
        self.open.pop();
    }

    /// Says what the current element's language is.
    pub fn set_lang(&mut self, lang: &Lang) {
        if let Some(element) = self.current_mut() {
            element.lang = Some(lang.clone());
        }
    }

    /// Says what is said in place of the current element.
    pub fn set_text(&mut self, text: impl Into<Arc<str>>) {
        if let Some(element) = self.current_mut() {
            element.text = Some(text.into());
        }
    }

    /// Forgets the elements from the given number on, all of them closed.
    pub fn truncate(&mut self, count: usize) {
        self.elements.truncate(count);
    }

    fn current_mut(&mut self) -> Option<&mut Element> {
        let index = *self.open.last()?;
        self.elements.get_mut(index as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_of_a_heading_stands_after_it() {
        let mut tree = Tree::new(1);
        tree.open(Kind::Sect);
        tree.open(Kind::Heading(1));
        tree.open(Kind::Reference);
        tree.close();
        let note = tree.open(Kind::Note);
        tree.close();
        assert_eq!(tree.elements[note.index as usize].parent, Some(0));
        assert_eq!(tree.current(), Some(ElementId { tree: 1, index: 1 }));
        tree.close();
        tree.open(Kind::P);
        let note = tree.open(Kind::Note);
        assert_eq!(tree.elements[note.index as usize].parent, Some(4));
    }
}
