//! The page that the title of a part has to itself: its number, the title, the articles of the part.

use super::{Builder, Frame, Row};
use crate::collection::{Collection, Part};
use crate::manuscript::{Inline, plain_text};
use crate::typeset::length::Sp;
use crate::typeset::page::{Layer, LinkTo};
use crate::typeset::paragraph::Strand;
use crate::typeset::structure::Kind;
use crate::typeset::style::{Ink, Setting};

impl Builder<'_, '_> {
    /// Sets the title of the part that begins with an article on a page to itself, as high on it as a title page's, with its
    /// notes at the foot. Articles that have no room under it stand in the contents only; notes that have none
    /// stand under the text of the article.
    pub(super) fn part_page(&mut self, part: &Part, title: &[Inline], frame: &Frame) {
        let styles = self.context.styles;
        let (size, leading) = (styles.titles.size.scale(12, 10), styles.titles.leading.scale(12, 10));
        let setting = if styles.titles.bold { Setting::Balanced } else { Setting::Centred };
        let text = Frame { setting, measure: self.context.page_measure, ..frame.clone() };
        let large = Frame { size, leading, ..text.clone() };
        let room = self.context.height;
        self.push(Row { height: room / 5, ..Row::default() });
        if let Some(number) = number(self.context.collection, part) {
            // The title is all that is read: its number is where it stands.
            let above = Frame { layer: Layer::Furniture, ..text.clone() };
            let ink = above.ink().small_caps();
            self.line(&[Self::plain(roman(number), &ink)], &above, Sp::ZERO);
        }
        self.element(Kind::Heading(1), |b| {
            let strands = b.strands(title, &styles.title_ink(large.ink()));
            b.line(&strands, &large, frame.leading / 2);
        });
        let listed = self.rows.len();
        self.owe(frame.leading * 2);
        let before = self.structure.elements.len();
        part.articles.clone().for_each(|index| self.listed(index, &text));
        if height(&self.rows) > room {
            self.rows.truncate(listed);
            self.structure.truncate(before);
            self.owed = Sp::ZERO;
        }
        self.galley.part = std::mem::take(&mut self.rows);
        let notes = self.galley.notes.iter().flatten().map(|row| row.height).sum::<Sp>();
        if height(&self.galley.part) + frame.leading + notes <= room {
            self.galley.part_notes = std::mem::take(&mut self.galley.notes);
            self.galley.part.iter_mut().for_each(|row| row.notes.clear());
        }
        self.position = 0;
    }

    /// An article of the part and its page.
    fn listed(&mut self, index: usize, frame: &Frame) {
        let article = &self.context.collection.articles[index];
        self.galley.linked.push(index);
        let title = plain_text(&article.title);
        self.element(Kind::P, |b| {
            let (lang, of) = (article.lang.clone(), article.slug.as_str().into());
            let link = b.element(Kind::Reference, |b| b.link_to(LinkTo::Destination(of), title.as_str()));
            let ink = Ink { lang, ..frame.ink() };
            let strand = |text: String| Strand::Text {
                text,
                ink: ink.clone(),
                link: Some(link.clone()),
                span: None,
                place: None,
            };
            let number = Strand::PageNumber {
                of: article.slug.as_str().into(),
                digits: b.context.digits,
                ink: ink.clone(),
                link: Some(link.clone()),
            };
            b.line(&[strand(title), strand("\u{2002}\u{A0}".to_owned()), number], frame, Sp::ZERO);
        });
    }

    /// Sets strands off the grid.
    fn line(&mut self, strands: &[Strand], frame: &Frame, before: Sp) {
        let (from, shape) = (self.rows.len(), self.shape(frame, Sp::ZERO));
        self.paragraph(strands, &shape, frame, before, None);
        self.off_grid(from);
    }
}

fn height(rows: &[Row]) -> Sp {
    rows.iter().map(|row| row.before + row.height).sum()
}

/// Which of the titled parts it is, from 1; nothing when there is but one.
pub(in crate::typeset) fn number(collection: &Collection, part: &Part) -> Option<usize> {
    let titled = || collection.parts.iter().filter(|part| part.title.is_some() && !part.articles.is_empty());
    let at = titled().position(|titled| titled.articles == part.articles)?;
    (titled().count() > 1).then_some(at + 1)
}

/// A number in Roman numerals.
fn roman(mut number: usize) -> String {
    let mut out = String::new();
    for (value, numeral) in
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    {
        while number >= value {
            out.push_str(numeral);
            number -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::roman;

    #[test]
    fn numbers_are_roman() {
        assert_eq!([1, 4, 9, 14, 49, 90, 388].map(roman), ["I", "IV", "IX", "XIV", "XLIX", "XC", "CCCLXXXVIII"]);
    }
}
