//! What of a page is printed near the sheet's edge, where printers leave white.

use serde::{Deserialize, Serialize};

use super::arrange::{Imposed, Placement};
use crate::typeset::{Colour, Page, Paged, Placed, Sp};

/// The box around all that is printed on a page: left, upper, right and lower edge, from the page's upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ink {
    /// Left edge.
    pub left: Sp,
    /// Upper edge.
    pub top: Sp,
    /// Right edge.
    pub right: Sp,
    /// Lower edge.
    pub bottom: Sp,
}

/// The boxes of all pages; nothing where a page is blank. Letters count with three quarters of their size above the
/// baseline and a quarter below.
#[must_use]
pub fn inks(paged: &Paged) -> Vec<Option<Ink>> {
    paged.pages.iter().map(|page| of_page(page, paged)).collect()
}

/// The box of a page that is set as those of `paged`.
#[must_use]
pub fn of_page(page: &Page, paged: &Paged) -> Option<Ink> {
    let boxes = page.items.iter().filter_map(|placed| match placed {
        Placed::Text(line) => {
            let (first, last) = (line.runs.first()?, line.runs.last()?);
            let above = line.runs.iter().map(|run| run.size.scale(3, 4) + run.rise).max()?;
            let below = line.runs.iter().map(|run| run.size / 4 - run.rise).max()?;
            Some(Ink { left: first.x, top: line.y - above, right: paged.end_of(last, line), bottom: line.y + below })
        }
        Placed::Rule { colour: Colour::Paper, .. } => None,
        Placed::Rule { x, y, width, height, .. } | Placed::Image { x, y, width, height, .. } => {
            Some(Ink { left: *x, top: *y, right: *x + *width, bottom: *y + *height })
        }
    });
    boxes.reduce(|a, b| Ink {
        left: Ord::min(a.left, b.left),
        top: Ord::min(a.top, b.top),
        right: a.right.max(b.right),
        bottom: a.bottom.max(b.bottom),
    })
}

/// The pages, by index from 0 and in order, of which something falls nearer than `margin` to the sheet's edge.
#[must_use]
pub fn near_edges(imposed: &Imposed, inks: &[Option<Ink>], margin: Sp) -> Vec<usize> {
    let scale = |length: Sp| length.scale(imposed.scale.into(), 1_000_000);
    let is_near = |placement: &&Placement| {
        let Some(Some(ink)) = inks.get(placement.page) else { return false };
        let [left, right] = [scale(ink.left), scale(ink.right)];
        let [top, bottom] = [scale(ink.top), scale(ink.bottom)];
        let (w, h) = imposed.page;
        let (left, right, top, bottom) =
            if placement.rotated { (w - right, w - left, h - bottom, h - top) } else { (left, right, top, bottom) };
        placement.x + left < margin
            || placement.y + top < margin
            || imposed.width - placement.x - right < margin
            || imposed.height - placement.y - bottom < margin
    };
    let placements = imposed.sides.iter().flat_map(|side| &side.placements);
    let mut pages: Vec<usize> = placements.filter(is_near).map(|placement| placement.page).collect();
    pages.sort_unstable();
    pages.dedup();
    pages
}
