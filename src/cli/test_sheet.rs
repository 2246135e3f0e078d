//! `pamphlet test-sheet`: two sheets that show what a printer does with paper: over which edge it turns it, in which order
//! it lays it down, how near to the edges it prints, and whether it scales.
//!
//! The sheets are laid out like those of a booklet for a flip over the short edge. Every side bears all answers that
//! can be true of it, so that nothing need be reckoned: the answer is what can be read.

use super::arguments::TestSheet;
use super::{Exit, report, summary};
use crate::collection::{Collection, of_one};
use crate::config::{Flip, Rgb, Sheet};
use crate::diagnostics::Diagnostic;
use crate::impose::{Imposed, Mark, Placement, Side};
use crate::source::{self, Cache, Pieces};
use crate::typeset::plain::{Plain, PlainFace};
use crate::typeset::{Fitted, Page, Paged, Sp, Typesetter, Volume};

/// The stairs on the fronts show edges up to this many millimetres.
const STAIRS: i32 = 12;

pub(super) fn test_sheet(arguments: &TestSheet) -> Exit {
    let out = arguments.out.clone().unwrap_or_else(|| format!("test-sheet-{}.pdf", arguments.sheet.name()).into());
    let written = match pdf(arguments.sheet) {
        Ok(bytes) => source::write_file(&out, &bytes),
        Err(cause) => Err(Diagnostic::error(cause)),
    };
    match written {
        Ok(()) => {
            summary::made_test_sheet(&out);
            Exit::Well
        }
        Err(diagnostic) => report::one(diagnostic),
    }
}

/// Makes the file.
///
/// # Errors
/// When the PDF cannot be written, with the reason.
fn pdf(sheet: Sheet) -> Result<Pieces, String> {
    let (short, long) = sheet.micrometres();
    let (width, height) = (Sp::um(long), Sp::um(short));
    let half = (width / 2, height);
    let typesetter = Typesetter::default();
    let collection = collection(sheet);
    let mut pages = Vec::new();
    let mut sides = Vec::new();
    for number in [1, 2] {
        for front in [true, false] {
            let (left, right) = (Block::new(&typesetter, half.0), Block::new(&typesetter, half.0));
            let blocks = match front {
                true => [instructions(left, sheet, half), numbered(face(right, number, true, None), half)],
                // Both halves of a back tell the flip: one of them is upright for the reader.
                false => [
                    face(left, number, false, Some(Flip::Short)).page,
                    face(right, number, false, Some(Flip::Long)).page,
                ],
            };
            let place = |(i, turned): (usize, bool)| Placement {
                page: pages.len() + i,
                x: if i == 0 { Sp::ZERO } else { half.0 },
                y: Sp::ZERO,
                rotated: turned,
            };
            let placements = [(0, false), (1, !front)].map(place).to_vec();
            let mut marks = fold(half, height);
            if front {
                marks.extend(stairs(width, height));
                marks.push(Mark::Line { from: bar(half).0, to: bar(half).1, dashed: false });
            }
            pages.extend(blocks);
            sides.push(Side { placements, marks });
        }
    }
    let paged = Paged {
        width: half.0,
        height: half.1,
        second: Rgb::BLACK,
        back_cover: false,
        fitted: Fitted::default(),
        pages,
        faces: typesetter.fonts().faces(),
        outline: Vec::new(),
        destinations: Vec::new(),
        structure: Vec::new(),
        turns: Vec::new(),
    };
    let imposed = Imposed { width, height, page: half, scale: 1_000_000, sides, flip: Some(Flip::Short), sections: 0 };
    let (volume, cache) = (Volume::from(paged), Cache::none());
    let encoded = crate::pdf::Encoded::new(&volume, &collection, &cache).map_err(|error| error.to_string())?;
    let booklets = encoded.booklets().map_err(|error| error.to_string())?;
    booklets.write(&imposed).map_err(|error| error.to_string())
}

/// What the file says of itself.
fn collection(sheet: Sheet) -> Collection {
    of_one("test-sheet", format!("# Test sheet for printers, {}\n\nA test.\n", sheet.title())).0
}

/// Half a side, filled from the top.
struct Block<'t> {
    typesetter: &'t Typesetter,
    page: Page,
    x: Sp,
    y: Sp,
    measure: Sp,
}

impl<'t> Block<'t> {
    fn new(typesetter: &'t Typesetter, width: Sp) -> Self {
        let margin = Sp::um(24_000);
        Self { typesetter, page: Page::default(), x: margin, y: margin, measure: width - margin * 2 }
    }

    fn say(&mut self, text: &str, face: PlainFace, size: i32, centred: bool) {
        let size = Sp::milli_pt(size);
        let how =
            Plain { x: self.x, y: self.y, measure: self.measure, size, leading: size.scale(13, 10), face, centred };
        let (placed, below) = self.typesetter.plain(text, &how);
        self.page.items.extend(placed);
        self.y = below;
    }

    fn gap(&mut self, um: i32) {
        self.y += Sp::um(um);
    }

    /// A small figure with its middle at `x`, its upper edge at `y`.
    fn figure(&mut self, text: &str, x: Sp, y: Sp) {
        let (size, measure) = (FIGURES, Sp::um(12_000));
        let how = Plain { x: x - measure / 2, y, measure, size, leading: size, face: PlainFace::Roman, centred: true };
        self.page.items.extend(self.typesetter.plain(text, &how).0);
    }
}

/// The left half of a front: what to do and what to look at.
fn instructions(mut block: Block<'_>, sheet: Sheet, half: (Sp, Sp)) -> Page {
    block.say(&format!("Test sheet, {}", sheet.title()), PlainFace::Bold, 16_000, false);
    block.gap(2_000);
    let mut paragraph = |text: &str| {
        block.say(text, PlainFace::Roman, 10_500, false);
        block.gap(2_200);
    };
    paragraph(&format!(
        "Print both sheets of this file as you would print a booklet: on both sides, at actual size (100 %). What you \
         find goes into the file book.toml, under [print], together with sheets = \"{}\". From then on Pamphlet makes \
         one booklet, the right one.",
        sheet.name()
    ));
    paragraph(
        "1. Which way does the printer turn the paper? Take a sheet with this side up and turn it over to the left, like \
         the leaf of a book. One half of the other side is upright: it gives the answer, flips.",
    );
    paragraph(
        "2. In which order does it lay the sheets? Look at the stack as it lies in the tray. The side that lies on top, \
         facing up, gives the answer, order.",
    );
    paragraph(
        "3. How near to the edge does it print? At each edge a stair of lines comes as near as the numbers say, in \
         millimetres. Find the largest number, over all edges, whose line is missing or broken. One more is the answer: \
         margin = \"4mm\", for example.",
    );
    paragraph(
        "4. Does it scale? The line below is 100 mm long. If not, turn off “fit to page” in the window that asks how to \
         print.",
    );
    paragraph(
        "5. Does it print on one side only? Print pages 1 and 3, put the stack back into the tray, and print pages 2 and \
         4. Which back is behind front 1 gives the answer, duplex; and 1 above tells flips.",
    );
    let (from, to) = bar(half);
    block.figure("100 mm", from.0 + (to.0 - from.0) / 2, from.1 + Sp::um(1_200));
    numbers(&mut block, half);
    block.page
}

/// The line of ten centimetres on the left half of a front.
fn bar(half: (Sp, Sp)) -> ((Sp, Sp), (Sp, Sp)) {
    let (x, y) = ((half.0 - Sp::um(100_000)) / 2, half.1 - Sp::um(24_000));
    ((x, y), (x + Sp::um(100_000), y))
}

/// A face of a sheet with what it says about the printer.
fn face<'t>(mut block: Block<'t>, sheet: usize, front: bool, flip: Option<Flip>) -> Block<'t> {
    block.gap(14_000);
    block.say(&format!("{} {sheet}", if front { "Front" } else { "Back" }), PlainFace::Bold, 36_000, true);
    block.gap(12_000);
    let mut answer = |when: &str, what: &str| {
        block.say(when, PlainFace::Roman, 11_000, true);
        block.gap(1_500);
        block.say(what, PlainFace::Mono, 13_000, true);
        block.gap(9_000);
    };
    if let Some(flip) = flip {
        answer(
            "When you have turned the sheet like the leaf of a book and can read this:",
            if flip == Flip::Short { "flips = \"short\"" } else { "flips = \"long\"" },
        );
    }
    // A stack that ends with the last sheet's front on top, or begins with the first sheet's back, is the wrong way round.
    let order = if front == (sheet == 1) { "first" } else { "last" };
    answer("When this side lies on top in the tray, facing up:", &format!("order = \"{order}\""));
    if !front {
        let duplex = if sheet == 1 { "manual" } else { "manual-reversed" };
        answer(
            "When you have put the stack back into the tray yourself, and this is behind front 1:",
            &format!("duplex = \"{duplex}\""),
        );
    }
    block
}

/// The fold, as ticks at the upper and lower edge.
fn fold(half: (Sp, Sp), height: Sp) -> Vec<Mark> {
    let [near, far] = [12_000, 18_000].map(Sp::um);
    let tick = |from, to| Mark::Line { from: (half.0, from), to: (half.0, to), dashed: true };
    vec![tick(near, far), tick(height - near, height - far)]
}

/// Where the stair of an edge begins along it, how long each step is, and how much further the next one begins.
const ALONG: Sp = Sp::um(34_000);
const STEP: Sp = Sp::um(4_500);
const PITCH: Sp = Sp::um(5_500);

/// At each edge a stair of lines: the first one millimetre from it, the last twelve.
fn stairs(width: Sp, height: Sp) -> Vec<Mark> {
    let steps = (1..=STAIRS).flat_map(|step| {
        let (near, from) = (Sp::um(step * 1000), ALONG + PITCH * (step - 1));
        let to = from + STEP;
        [
            ((from, near), (to, near)),
            ((from, height - near), (to, height - near)),
            ((near, from), (near, to)),
            ((width - near, from), (width - near, to)),
        ]
    });
    steps.map(|(from, to)| Mark::Line { from, to, dashed: false }).collect()
}

/// How far from the edges the numbers of the stairs stand.
const INSIDE: Sp = Sp::um(14_000);
/// Their size.
const FIGURES: Sp = Sp::milli_pt(6_500);

/// The middle of a step, along its edge.
fn middle(step: i32) -> Sp {
    ALONG + PITCH * (step - 1) + STEP / 2
}

/// The numbers of the stairs at the three edges of the left half.
fn numbers(block: &mut Block<'_>, half: (Sp, Sp)) {
    for step in 1..=STAIRS {
        let (at, text) = (middle(step), step.to_string());
        block.figure(&text, at, INSIDE);
        block.figure(&text, at, half.1 - INSIDE - FIGURES);
        block.figure(&text, INSIDE + FIGURES / 2, at - FIGURES / 2);
    }
}

/// The right half with the numbers of its outer edge.
fn numbered(mut block: Block<'_>, half: (Sp, Sp)) -> Page {
    for step in 1..=STAIRS {
        block.figure(&step.to_string(), half.0 - INSIDE - FIGURES / 2, middle(step) - FIGURES / 2);
    }
    block.page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_sheets_are_the_same_bytes_again() {
        for (_, sheet) in Sheet::NAMES {
            assert!(pdf(sheet).expect("it is written") == pdf(sheet).expect("it is written"), "{sheet:?}");
        }
    }
}
