//! Where pages lie on the paper.

use std::fmt;

use super::saddle::saddle;
use crate::config::{Flip, PrintSettings, Sheet};
use crate::typeset::Sp;

/// What is to be folded into a booklet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Booklet {
    /// The page's width.
    pub width: Sp,
    /// The page's height.
    pub height: Sp,
    /// How many pages there are.
    pub pages: usize,
    /// Whether the last of them is a back cover.
    pub ends_with_cover: bool,
}

/// Pages on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imposed {
    /// The sheet's width, its longer side.
    pub width: Sp,
    /// The sheet's height.
    pub height: Sp,
    /// The sides as the printer wants them: front and back of the outermost sheet, then of the
    /// next one. Their number is even.
    pub sides: Vec<Side>,
}

/// One side of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Side {
    /// Its pages, left to right: none, one or two.
    pub placements: Vec<Placement>,
}

/// A page on a side. Coordinates are from the sheet's top left corner, downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// The page's index, from 0.
    pub page: usize,
    /// Left edge of the area that the page covers.
    pub x: Sp,
    /// Upper edge of that area.
    pub y: Sp,
    /// Whether the page is turned by 180° within its area: its point (0, 0) is then the area's
    /// lower right corner.
    pub rotated: bool,
}

/// A page larger than half a sheet. Pages are never scaled, so there is no booklet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// Width and height of the page.
    pub page: (Sp, Sp),
    /// Width and height of half the sheet.
    pub half: (Sp, Sp),
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((w, h), (half_w, half_h)) = (self.page, self.half);
        write!(f, "a page of {w} × {h} pt is larger than half the sheet, {half_w} × {half_h} pt")
    }
}

impl std::error::Error for TooLarge {}

/// Puts the pages of `booklet` on sheets of the kind `sheet` for a printer that turns them by
/// `flip`: inner edges at the fold, halfway between the sheet's long edges.
///
/// A printer that flips over the long edge turns the back upside down against the front, so backs
/// are turned by 180° beforehand. Inner sheets move towards the fold by the paper they lie in:
/// sheet k by (k−1) · caliper · creep ÷ 1000.
///
/// # Errors
/// [`TooLarge`] when a page does not fit half the sheet.
pub fn arrange(booklet: &Booklet, sheet: Sheet, flip: Flip, print: &PrintSettings) -> Result<Imposed, TooLarge> {
    let half = half_of(sheet);
    let page = (booklet.width, booklet.height);
    if page.0 > half.0 || page.1 > half.1 {
        return Err(TooLarge { page, half });
    }
    let fold = half.0;
    let (width, height) = (fold * 2, half.1);
    let y = (height - page.1) / 2;
    let turn = |p: Placement| Placement { x: width - p.x - page.0, y: height - p.y - page.1, rotated: !p.rotated, ..p };

    let mut sides = Vec::new();
    for (depth, sheet) in (0..).zip(saddle(booklet.pages, print.blanks, booklet.ends_with_cover)) {
        let creep = print.caliper.scale(depth * i64::from(print.creep), 1000);
        let place = |[left, right]: [Option<usize>; 2]| {
            let left = left.map(|page_index| (page_index, fold - page.0 + creep));
            let right = right.map(|page_index| (page_index, fold - creep));
            left.into_iter().chain(right).map(|(page, x)| Placement { page, x, y, rotated: false }).collect::<Vec<_>>()
        };
        let mut back = place(sheet.back);
        if flip == Flip::Long {
            back = back.into_iter().rev().map(turn).collect();
        }
        sides.push(Side { placements: place(sheet.front) });
        sides.push(Side { placements: back });
    }
    Ok(Imposed { width, height, sides })
}

/// Width and height of half a sheet that lies on its long edge.
fn half_of(sheet: Sheet) -> (Sp, Sp) {
    match sheet {
        Sheet::A4 => (Sp::um(148_500), Sp::um(210_000)),
        Sheet::Letter => (Sp::um(139_700), Sp::um(215_900)),
    }
}

/// The part of a booklet's file name that tells its sheet and flip: `booklet-a4-short-edge`.
#[must_use]
pub fn name(sheet: Sheet, flip: Flip) -> &'static str {
    match (sheet, flip) {
        (Sheet::A4, Flip::Short) => "booklet-a4-short-edge",
        (Sheet::A4, Flip::Long) => "booklet-a4-long-edge",
        (Sheet::Letter, Flip::Short) => "booklet-letter-short-edge",
        (Sheet::Letter, Flip::Long) => "booklet-letter-long-edge",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Blanks, PageSettings};

    fn booklet(pages: usize, ends_with_cover: bool) -> Booklet {
        let page = PageSettings::default();
        Booklet { width: page.width, height: page.height, pages, ends_with_cover }
    }

    /// Half a sheet after printing and folding: what each of its faces shows.
    #[derive(Debug, PartialEq)]
    struct Leaf {
        recto: Option<usize>,
        verso: Option<usize>,
    }

    /// The area and page of a face, as someone sees it who holds the sheet with that face up.
    type Face = Option<Placement>;

    /// The left and right faces of a side. Every page on it must lie in one half, upright.
    fn faces(side: &[Placement], imposed: &Imposed, page_width: Sp, creep: Sp) -> [Face; 2] {
        let mut faces = [None, None];
        for placement in side {
            assert!(!placement.rotated, "page {} stands on its head", placement.page + 1);
            let half = usize::from(placement.x + page_width / 2 > imposed.width / 2);
            let inner_edge = if half == 0 { placement.x + page_width } else { placement.x };
            assert_eq!(
                (inner_edge - imposed.width / 2).0.abs(),
                creep.0,
                "page {} is off the fold",
                placement.page + 1
            );
            assert!(faces[half].replace(*placement).is_none(), "two pages in one place");
        }
        faces
    }

    /// Prints, turning the paper as the printer does, folds the stack, and leafs through it.
    ///
    /// The front is seen as printed. A flip over the short edge turns the landscape sheet about
    /// its upright axis, as one turns a leaf: the back is seen as its file has it. A flip over the
    /// long edge turns it about its level axis: whoever turns it like a leaf sees the file's back
    /// rotated by 180°.
    fn print_fold_and_read(imposed: &Imposed, booklet: &Booklet, flip: Flip, print: &PrintSettings) -> Vec<Leaf> {
        let (w, h) = (booklet.width, booklet.height);
        let seen = |p: &Placement| match flip {
            Flip::Short => *p,
            Flip::Long => {
                Placement { x: imposed.width - (p.x + w), y: imposed.height - (p.y + h), rotated: !p.rotated, ..*p }
            }
        };
        let (mut first_half, mut second_half) = (Vec::new(), Vec::new());
        for (k, sheet) in imposed.sides.chunks_exact(2).enumerate() {
            let creep = Sp(print.caliper.0 * i32::try_from(k).expect("few sheets")).scale(print.creep.into(), 1000);
            let back: Vec<Placement> = sheet[1].placements.iter().map(seen).collect();
            let front = faces(&sheet[0].placements, imposed, w, creep);
            let back = faces(&back, imposed, w, creep);
            // The right half of the front is backed by the left half of the back, and vice versa.
            for (face, reverse) in [(front[1], back[0]), (front[0], back[1])] {
                if let (Some(face), Some(reverse)) = (face, reverse) {
                    assert_eq!(imposed.width - (face.x + w), reverse.x, "the two faces of a leaf do not meet");
                    assert!((face.y - reverse.y).0.abs() <= 1, "the two faces of a leaf do not meet");
                }
            }
            let page = |face: Face| face.map(|placement| placement.page);
            first_half.push(Leaf { recto: page(front[1]), verso: page(back[0]) });
            second_half.push(Leaf { recto: page(back[1]), verso: page(front[0]) });
        }
        // Outer sheets enclose inner ones: their second leaf comes after everything within.
        first_half.extend(second_half.into_iter().rev());
        first_half
    }

    #[test]
    fn every_folded_booklet_reads_from_first_to_last() {
        let mut read = 0;
        for pages in 1..=200_usize {
            for (blanks, ends_with_cover) in
                [(Blanks::End, true), (Blanks::BeforeBack, false), (Blanks::Auto, false), (Blanks::Auto, true)]
            {
                let back_last =
                    pages > 1 && (blanks == Blanks::BeforeBack || (blanks == Blanks::Auto && ends_with_cover));
                for (sheet, flip, creep) in [
                    (Sheet::A4, Flip::Short, 0),
                    (Sheet::A4, Flip::Long, 1000),
                    (Sheet::Letter, Flip::Short, 700),
                    (Sheet::Letter, Flip::Long, 0),
                ] {
                    let booklet = booklet(pages, ends_with_cover);
                    let print = PrintSettings { blanks, creep, ..PrintSettings::default() };
                    let imposed = arrange(&booklet, sheet, flip, &print).expect("the default page fits");
                    let leaves = print_fold_and_read(&imposed, &booklet, flip, &print);
                    let shown: Vec<Option<usize>> = leaves.iter().flat_map(|leaf| [leaf.recto, leaf.verso]).collect();

                    // Written down the long way: all pages, and blanks at the end or before the last.
                    let mut expected: Vec<Option<usize>> = (0..pages).map(Some).collect();
                    while !expected.len().is_multiple_of(4) {
                        expected.insert(if back_last { expected.len() - 1 } else { expected.len() }, None);
                    }
                    assert_eq!(shown, expected, "{pages} pages, {blanks:?}, {sheet:?}, {flip:?}");
                    read += 1;
                }
            }
        }
        assert_eq!(read, 3200);
    }

    #[test]
    fn the_default_page_lies_at_the_fold_of_both_sheets() {
        let print = PrintSettings::default();
        let imposed = arrange(&booklet(8, true), Sheet::A4, Flip::Short, &print).expect("fits");
        let side = &imposed.sides[0].placements;
        assert_eq!((imposed.width.to_string(), imposed.height.to_string()), ("841.89".into(), "595.28".into()));
        // (297 − 2 · 139.7) / 2 = 8.8 mm of paper beyond the outer edge, none above.
        assert_eq!((side[0].page, side[0].x.to_string(), side[0].y), (7, "24.94".into(), Sp::ZERO));
        assert_eq!((side[1].page, side[1].x, side[1].y), (0, imposed.width / 2, Sp::ZERO));

        let imposed = arrange(&booklet(8, true), Sheet::Letter, Flip::Long, &print).expect("fits");
        assert_eq!((imposed.width, imposed.height), (Sp::pt(792), Sp::pt(612)));
        let back = &imposed.sides[1].placements;
        // 2 | 7 turned about: 7 comes to lie on the left; 2.95 mm of paper above and below.
        assert_eq!((back[0].page, back[0].x, back[0].rotated), (6, Sp::ZERO, true));
        assert_eq!((back[1].page, back[1].x, back[1].y.to_string()), (1, Sp::pt(396), "8.36".into()));
        assert!(imposed.sides[0].placements.iter().all(|placement| !placement.rotated));
    }

    #[test]
    fn inner_sheets_creep_by_the_paper_they_lie_in() {
        let print = PrintSettings { creep: 1000, ..PrintSettings::default() };
        // Innermost shifts for office paper of a tenth of a millimetre.
        for (pages, tenths) in [(8, 1), (16, 3), (32, 7), (48, 11), (64, 15), (100, 24)] {
            let imposed = arrange(&booklet(pages, true), Sheet::A4, Flip::Short, &print).expect("fits");
            let innermost = imposed.sides[imposed.sides.len() - 1].placements[1].x;
            let shift = imposed.width / 2 - innermost;
            assert!((shift - Sp::um(tenths * 100)).0.abs() < 64, "{pages} pages: {shift}");
        }
        let flat = arrange(&booklet(48, true), Sheet::A4, Flip::Short, &PrintSettings::default()).expect("fits");
        let fold = flat.width / 2;
        let page = PageSettings::default().width;
        assert!(flat.sides.iter().flat_map(|side| &side.placements).all(|p| p.x == fold || p.x + page == fold));
    }

    #[test]
    fn a_page_larger_than_half_the_sheet_is_refused() {
        let print = PrintSettings::default();
        let wide = Booklet { width: Sp::um(148_500), ..booklet(4, false) };
        assert!(arrange(&wide, Sheet::A4, Flip::Short, &print).is_ok());
        let refused = arrange(&wide, Sheet::Letter, Flip::Short, &print).expect_err("half a Letter sheet is narrower");
        assert_eq!(
            refused.to_string(),
            "a page of 420.94 × 595.28 pt is larger than half the sheet, 396.00 × 612.00 pt"
        );
        let high = Booklet { height: Sp::um(215_900), ..booklet(4, false) };
        assert!(arrange(&high, Sheet::A4, Flip::Short, &print).is_err());
        assert!(arrange(&high, Sheet::Letter, Flip::Short, &print).is_ok());
    }

    #[test]
    fn an_empty_title_takes_no_paper() {
        let imposed = arrange(&booklet(0, false), Sheet::A4, Flip::Long, &PrintSettings::default()).expect("fits");
        assert!(imposed.sides.is_empty());
    }
}
