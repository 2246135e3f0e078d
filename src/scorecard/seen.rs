//! The lines of paragraphs as they stand on the pages.

use crate::typeset::{Column, InParagraph, Layer, Line, Paged, Placed, Run, Sp};

use super::{Amount, Fault, Kind};

/// A line of a paragraph.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// Index of its page.
    pub(super) page: usize,
    /// Distance of its baseline from the top of the page.
    pub(super) y: Sp,
    /// What it is in its paragraph.
    pub(super) paragraph: InParagraph,
    /// Its words.
    pub(super) text: String,
    /// The white between its words, left to right.
    pub(super) gaps: Vec<Gap>,
    /// The largest em on it.
    pub(super) size: Sp,
    /// From its first glyph to its last, hanging stops included.
    pub(super) width: Sp,
    /// Whether it ends in a hyphen, the author's or ours.
    pub(super) hyphen: bool,
}

/// White between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    /// Its left edge.
    pub(super) left: Sp,
    /// Its right edge.
    pub(super) right: Sp,
}

impl Gap {
    pub(super) fn width(self) -> Sp {
        self.right - self.left
    }
}

impl Seen {
    pub(super) fn new(paged: &Paged, page: usize, line: &Line, paragraph: InParagraph) -> Self {
        let end = |run: &Run| paged.end_of(run, line);
        let mut text = String::new();
        for run in &line.runs {
            text.push_str(&run.word.text);
            if run.space_after {
                text.push(' ');
            }
        }
        text.truncate(text.trim_end().len());
        let pairs = line.runs.windows(2).filter(|pair| pair[0].space_after);
        let gaps = pairs.map(|pair| Gap { left: end(&pair[0]), right: pair[1].x }).filter(|gap| gap.left < gap.right);
        Self {
            page,
            y: line.y,
            paragraph,
            gaps: gaps.collect(),
            size: line.runs.iter().map(|run| run.size).max().unwrap_or(Sp::ZERO),
            width: line.runs.first().zip(line.runs.last()).map_or(Sp::ZERO, |(first, last)| end(last) - first.x),
            hyphen: text.ends_with(['-', '\u{2010}']),
            text,
        }
    }

    /// The space ratio in thousandths, when the line fills its measure and has a space.
    pub(super) fn ratio(&self) -> Option<u32> {
        let white = i64::from(self.paragraph.white.0);
        let printed: i64 = self.gaps.iter().map(|gap| i64::from(gap.width().0)).sum();
        (white > 0).then(|| u32::try_from((printed * 1000 + white / 2) / white).unwrap_or(u32::MAX))
    }

    /// A fault of this line.
    pub(super) fn fault(&self, kind: Kind, amount: Amount) -> Fault {
        Fault { kind, amount, source: self.paragraph.source, page: self.page, text: self.text.clone() }
    }
}

/// The lines of a layer that belong to paragraphs and stand in a column of a page.
pub(super) fn lines_in(
    paged: &Paged,
    page: usize,
    column: Column,
    layer: Layer,
) -> impl DoubleEndedIterator<Item = (&Line, InParagraph)> {
    lines_of(paged, page, layer).filter(move |(line, _)| {
        let (first, last) = (line.runs.first(), line.runs.last());
        let middle = first.zip(last).map(|(first, last)| first.x + (paged.end_of(last, line) - first.x) / 2);
        let across = column.left..column.left + column.width;
        line.y > column.top && middle.is_some_and(|middle| across.contains(&middle))
    })
}

/// The lines of a layer on a page that belong to paragraphs, in reading order.
pub(super) fn lines_of(
    paged: &Paged,
    page: usize,
    layer: Layer,
) -> impl DoubleEndedIterator<Item = (&Line, InParagraph)> {
    paged.pages[page].items.iter().filter_map(move |placed| match placed {
        Placed::Text(line) if line.layer == layer => line.paragraph.map(|paragraph| (line, paragraph)),
        _ => None,
    })
}

/// The paragraphs of a layer, over the turns of pages.
pub(super) fn paragraphs(paged: &Paged, layer: Layer) -> Vec<Vec<Seen>> {
    let mut paragraphs: Vec<Vec<Seen>> = Vec::new();
    for page in 0..paged.pages.len() {
        for (line, paragraph) in lines_of(paged, page, layer) {
            let seen = Seen::new(paged, page, line, paragraph);
            match paragraphs.last_mut() {
                Some(open) if paragraph.nth > 0 && open.len() == paragraph.nth => open.push(seen),
                _ => paragraphs.push(vec![seen]),
            }
        }
    }
    paragraphs
}
