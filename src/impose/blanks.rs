//! Where blank pages go. Never into the middle of a text: before the first page there is none, and pages keep their
//! order and, but for the last one, their side of the spread.

use crate::config::Blanks;

/// The page in each of `places` places, by index from 0; `None` is blank.
///
/// With `ends_with_cover` the last page is the back cover, and stays last unless [`Blanks::End`] is asked for.
/// [`Blanks::AfterFront`] puts blank leaves after the first page, since half a leaf would make left pages right ones; one
/// blank page that is over goes to the end. A single page is never moved: it is the front.
pub(super) fn fill(pages: usize, places: usize, blanks: Blanks, ends_with_cover: bool) -> Vec<Option<usize>> {
    let missing = places.saturating_sub(pages);
    let mut filled: Vec<Option<usize>> = (0..pages).map(Some).collect();
    let back_last = pages > 1 && (blanks == Blanks::BeforeBack || (ends_with_cover && blanks != Blanks::End));
    let at_end = if back_last { pages - 1 } else { pages };
    let leaves = if pages > 1 && blanks == Blanks::AfterFront { missing / 2 * 2 } else { 0 };
    filled.splice(at_end..at_end, std::iter::repeat_n(None, missing - leaves));
    filled.splice(1.min(pages)..1.min(pages), std::iter::repeat_n(None, leaves));
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_keep_texts_together() {
        let written = |pages, places, blanks, cover| -> String {
            let filled = fill(pages, places, blanks, cover);
            filled.iter().map(|page| page.map_or("–".to_owned(), |page| (page + 1).to_string())).collect()
        };
        for (blanks, cover, five, six, one) in [
            (Blanks::End, true, "12345–––", "123456––", "1–––"),
            (Blanks::Auto, false, "12345–––", "123456––", "1–––"),
            (Blanks::Auto, true, "1234–––5", "12345––6", "1–––"),
            (Blanks::BeforeBack, false, "1234–––5", "12345––6", "1–––"),
            (Blanks::AfterFront, false, "1––2345–", "1––23456", "1–––"),
            (Blanks::AfterFront, true, "1––234–5", "1––23456", "1–––"),
        ] {
            assert_eq!(written(5, 8, blanks, cover), five, "{blanks:?}");
            assert_eq!(written(6, 8, blanks, cover), six, "{blanks:?}");
            assert_eq!(written(1, 4, blanks, cover), one, "{blanks:?}");
            assert_eq!(written(0, 0, blanks, cover), "", "{blanks:?}");
        }
    }

    #[test]
    fn only_the_last_page_changes_sides() {
        for blanks in [Blanks::Auto, Blanks::End, Blanks::BeforeBack, Blanks::AfterFront] {
            for (pages, unit) in (1..=200).flat_map(|pages| [4, 6, 8, 16].map(|unit| (pages, unit))) {
                let places = usize::div_ceil(pages, unit) * unit;
                let filled = fill(pages, places, blanks, true);
                assert_eq!(filled.iter().flatten().copied().collect::<Vec<_>>(), (0..pages).collect::<Vec<_>>());
                assert_eq!(filled.len(), places);
                let stray = |(place, page): &(usize, usize)| place % 2 != page % 2 && page + 1 < pages;
                let placed = filled.iter().enumerate().filter_map(|(place, page)| Some((place, (*page)?)));
                assert_eq!(placed.filter(|pair| stray(pair)).count(), 0, "{pages} pages, {blanks:?}");
            }
        }
    }
}
