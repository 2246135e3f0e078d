//! Saddle stitch: sheets folded once, laid in one another and stapled through the fold.

use crate::config::Blanks;

/// A sheet with two pages a side, by index from 0; `None` is a blank page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SheetOfFour {
    /// Left and right page of the side that lies outwards when folded.
    pub front: [Option<usize>; 2],
    /// Left and right page of the side that lies inwards, seen as one turns a leaf.
    pub back: [Option<usize>; 2],
}

/// Distributes `pages` pages on sheets, outermost sheet first. Of N = 4⌈pages/4⌉ places, sheet k
/// carries N−2k+2 | 2k−1 in front and 2k | N−2k+1 on its back.
///
/// [`Blanks::Auto`] keeps the last page last, as the back cover, when `ends_with_cover` says that
/// it is one. A single page is never moved: it is the front.
#[must_use]
pub fn saddle(pages: usize, blanks: Blanks, ends_with_cover: bool) -> Vec<SheetOfFour> {
    let places = pages.div_ceil(4) * 4;
    let back_last = pages > 1
        && match blanks {
            Blanks::Auto => ends_with_cover,
            Blanks::End => false,
            Blanks::BeforeBack => true,
        };
    // Places count from 1, as in the formula.
    let page_at = |place: usize| match (back_last, place) {
        (true, place) if place == places => Some(pages - 1),
        (true, place) => (place < pages).then(|| place - 1),
        (false, place) => (place <= pages).then(|| place - 1),
    };
    (1..=places / 4)
        .map(|k| SheetOfFour {
            front: [page_at(places - 2 * k + 2), page_at(2 * k - 1)],
            back: [page_at(2 * k), page_at(places - 2 * k + 1)],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sheets as the trade writes them: `8|1 / 2|7 ; 6|3 / 4|5`.
    fn written(sheets: &[SheetOfFour]) -> String {
        let page = |page: Option<usize>| page.map_or("–".to_owned(), |index| (index + 1).to_string());
        let side = |side: [Option<usize>; 2]| format!("{}|{}", page(side[0]), page(side[1]));
        let sheets: Vec<String> = sheets.iter().map(|s| format!("{} / {}", side(s.front), side(s.back))).collect();
        sheets.join(" ; ")
    }

    #[test]
    fn small_booklets_are_laid_out_as_on_paper() {
        for (pages, end, before_back) in [
            (0, "", ""),
            (1, "–|1 / –|–", "–|1 / –|–"),
            (4, "4|1 / 2|3", "4|1 / 2|3"),
            (5, "–|1 / 2|– ; –|3 / 4|5", "5|1 / 2|– ; –|3 / 4|–"),
            (8, "8|1 / 2|7 ; 6|3 / 4|5", "8|1 / 2|7 ; 6|3 / 4|5"),
            (
                13,
                "–|1 / 2|– ; –|3 / 4|13 ; 12|5 / 6|11 ; 10|7 / 8|9",
                "13|1 / 2|– ; –|3 / 4|– ; 12|5 / 6|11 ; 10|7 / 8|9",
            ),
        ] {
            assert_eq!(written(&saddle(pages, Blanks::End, true)), end, "{pages} pages");
            assert_eq!(written(&saddle(pages, Blanks::BeforeBack, false)), before_back, "{pages} pages");
            assert_eq!(written(&saddle(pages, Blanks::Auto, false)), end, "{pages} pages");
            assert_eq!(written(&saddle(pages, Blanks::Auto, true)), before_back, "{pages} pages");
        }
    }

    #[test]
    fn sheets_of_thick_booklets_are_where_the_formula_puts_them() {
        let sheets = saddle(32, Blanks::End, false);
        assert_eq!((sheets.len(), written(&sheets[..1])), (8, "32|1 / 2|31".to_owned()));
        assert_eq!(written(&sheets[7..]), "18|15 / 16|17");
        let sheets = saddle(100, Blanks::End, false);
        assert_eq!((sheets.len(), written(&sheets[..1])), (25, "100|1 / 2|99".to_owned()));
        assert_eq!(written(&sheets[12..13]), "76|25 / 26|75");
        assert_eq!(written(&sheets[24..]), "52|49 / 50|51");
    }
}
