//! Covers as a press wants them: printed over their edges, and the whole of a bound book's in one: back, spine, front.

use super::Front;
use super::cover::Area;
use crate::config::Cover;
use crate::typeset::length::Sp;
use crate::typeset::page::{Colour, Layer, Line, Page, Placed};
use crate::typeset::style::{Ink, Setting};

/// How far a cover is printed beyond its edges. Without bleed, as in files to read and at the office printer, covers keep
/// away from them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bleed {
    /// Beyond the left edge.
    pub left: Sp,
    /// Beyond the right edge.
    pub right: Sp,
    /// Beyond the upper and the lower edge.
    pub outer: Sp,
    /// Whether the printer's bar code will stand at the foot of the back, on the right.
    pub barcode: bool,
}

impl Bleed {
    /// The same beyond all edges.
    #[must_use]
    pub fn all(length: Sp) -> Self {
        Self { left: length, right: length, outer: length, barcode: false }
    }
}

/// The cover of a bound book: what is seen from outside, from left to right when it lies open.
#[derive(Debug, Clone)]
pub struct Wrap {
    /// The back.
    pub back: Page,
    /// The spine, lying on its side: its left end is the head of the book.
    pub spine: Page,
    /// The front.
    pub front: Page,
}

/// White on either side of the letters of a spine: bindings are out by as much (KDP asks for 0.0625 in).
const SPINE_WHITE: Sp = Sp::um(1_600);
/// The largest letters of a spine.
const SPINE_SIZE: Sp = Sp::pt(12);
/// The room for a bar code of two inches by 1.2 with its white.
const BARCODE: Sp = Sp::um(36_000);

impl Front<'_, '_> {
    /// Lets covers be printed over their edges.
    pub(crate) fn bleeding(self, bleed: Bleed) -> Self {
        Self { bleed, ..self }
    }

    /// An area that touches what this design calls its edges, up to the bleed; as it is where there is none. What
    /// reaches the middle of the page from below does not touch the foot.
    pub(super) fn bled(&self, area: Area) -> Area {
        let (page, bleed) = (self.whole(), self.bleed);
        if bleed == Bleed::default() {
            return area;
        }
        let bottom = if area.bottom() == page.bottom() { page.bottom() + bleed.outer } else { area.bottom() };
        Area {
            x: page.x - bleed.left,
            y: page.y - bleed.outer,
            width: page.width + bleed.left + bleed.right,
            height: bottom + bleed.outer,
        }
    }

    /// The least height of the foot of the back cover: a stamp has room there, or a bar code.
    pub(super) fn least_foot(&self) -> Sp {
        if self.bleed.barcode { BARCODE } else { self.share(180) }
    }

    /// The spine of a book of this thickness. `lettered` says whether it has room for the title.
    pub(crate) fn spine(&mut self, thickness: Sp, lettered: bool) -> Page {
        let mut page = Page::default();
        let length = self.layout.page.height;
        let coloured = self.design.cover == Cover::Block;
        // The front's block goes on around the spine.
        let block = self.printed().y + self.printed().height.scale(70, 100);
        if coloured {
            let outer = self.bleed.outer;
            let area = Area { x: Sp::ZERO - outer, y: Sp::ZERO, width: block + outer, height: thickness };
            area.fill(&mut page, Colour::Second);
        }
        let room = thickness - SPINE_WHITE * 2;
        if !lettered || room < Sp::pt(5) {
            return page;
        }
        // A line is some five quarters of its size high.
        let size = Ord::min(SPINE_SIZE, room.scale(4, 5));
        let colour = if coloured { Colour::Paper } else { Colour::Black };
        let edge = self.share(75);
        let end = if coloured { block } else { length - edge };
        let title = self.collection.title.clone();
        let ink = Ink { size, colour, bold: self.design.titles.bold, ..self.ink(size) };
        let mut lines = self.lines(&[Self::text(title, &ink)], Sp::pt(8_000), Setting::Ragged, size);
        let Some(line) = lines.pop().filter(|line| line.width <= end - edge) else { return page };
        let mut runs = line.runs;
        runs.iter_mut().for_each(|run| run.x += edge);
        // Capitals and figures, seven tenths of the size, stand in the middle.
        let y = thickness / 2 + size.scale(35, 100);
        page.items.push(Placed::Text(Line { y, layer: Layer::Text, expansion: 1000, runs, paragraph: None }));
        page
    }
}
