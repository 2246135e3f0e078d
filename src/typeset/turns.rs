//! Where pages turn: what each page begins with, for those who carry the pages of the paper elsewhere, as an EPUB does.
//!
//! A place in the text is told without any measure: which text of the article it is in, and how much of that text stands
//! before it. So it does not matter how either side treats spaces, soft hyphens and the markup around the text.

use super::run::SetGalley;

/// A place in the text of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextPlace {
    /// The note it is in, an index of [`crate::manuscript::Article::notes`]; nothing in the text itself.
    pub note: Option<u32>,
    /// Which of the pieces that the text or the note is made of, in the order of reading, from 0: texts and program text,
    /// pictures, the words above an aside. In the text the title's pieces come first, then those of the subtitle, the
    /// deck, the lines that say who and when, the epigraph and the blocks.
    pub piece: u32,
    /// How many characters of the piece that [`leave_ink`] stand before it.
    pub ink: u32,
}

/// What a page begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Begins {
    /// The cover.
    Cover,
    /// The title page, or the half-title before it.
    TitlePage,
    /// The contents, on any of their pages.
    Contents,
    /// The page of the part that begins with this article.
    Part(usize),
    /// An article, one of [`crate::collection::Collection::articles`].
    Article(usize),
    /// The first word of the page, in an article; the whole of a word that the turn of the page divides.
    Word(usize, TextPlace),
    /// The list of sources, on any of its pages.
    Sources,
    /// The imprint, behind the articles.
    Imprint,
}

/// The turn to a page. A page on which both the text and a note go on has two: the text's, then the note's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Turn {
    /// Index of the page, from 0.
    pub page: usize,
    /// What it begins with.
    pub begins: Begins,
}

/// Whether a character is seen, unlike spaces and what only steers the setting.
#[must_use]
pub fn leaves_ink(c: char) -> bool {
    !c.is_whitespace() && !super::shape::is_invisible(c)
}

/// How many characters of `text` leave ink.
pub(super) fn ink(text: &str) -> u32 {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return text.len() as u32;
    }
    text.chars().map(|c| u32::from(leaves_ink(c))).sum()
}

/// The turns to the pages of a galley, of one article or of several that run on.
pub(super) fn of_galley(set: &SetGalley) -> Vec<Turn> {
    let galley = &set.galley;
    let first = galley.rows.iter().chain(&galley.spanning).find_map(|row| row.opens);
    let mut turns = Vec::with_capacity(set.cuts.len());
    turns.extend(set.part.zip(first).map(|(page, article)| Turn { page, begins: Begins::Part(article) }));
    // The article that goes on, and that of each note.
    let mut current = 0;
    let mut articles = vec![0; galley.notes.len()];
    for (page, columns) in set.pages() {
        let Some(cut) = columns.first() else { continue };
        let mut begins = None;
        for row in set.rows(columns) {
            current = row.opens.unwrap_or(current);
            let place = || row.begins.map(|place| Begins::Word(current, place));
            begins = begins.or_else(|| row.opens.map(Begins::Article)).or_else(place);
            for note in &row.notes {
                articles[*note] = current;
            }
        }
        // Only a note that goes on is parted by the turn; the others begin on the page of their mark.
        let mut from = cut.notes.start;
        let carried = galley.notes.iter().zip(&articles).find(|(rows, _)| match from.checked_sub(rows.len()) {
            Some(beyond) => {
                from = beyond;
                false
            }
            None => true,
        });
        let note = carried.filter(|_| cut.carried).and_then(|(rows, article)| {
            let place = rows[from..].iter().find_map(|row| row.begins)?;
            Some(Begins::Word(*article, place))
        });
        turns.extend(begins.into_iter().chain(note).map(|begins| Turn { page, begins }));
    }
    turns
}
