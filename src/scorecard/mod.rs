//! Judges finished pages as a typographer would who goes through them with a red pen: what [`Paged`] holds is
//! measured as it is printed, and nothing is set anew.
//!
//! `seen` gathers the lines of each paragraph as they stand on the pages; `lines` judges them, `rivers` looks
//! for white that runs down through them, `pages` judges how the pages were cut; `limits` compares what was
//! found with what `[limits]` allows.

mod kind;
mod limits;
mod lines;
mod pages;
mod rivers;
mod seen;
#[cfg(test)]
mod tests;

pub use kind::Kind;
pub use limits::exceeded;

use crate::diagnostics::Span;
use crate::typeset::{Layer, Paged, Sp};

/// How a title is set: its faults, and figures over all its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scorecard {
    /// Figures over the lines of the text.
    pub text: Figures,
    /// Figures over the lines of notes, which are small, and full of addresses.
    pub notes: Figures,
    /// How many pages there are, cover and contents included.
    pub pages: usize,
    /// The faults: by kind, in the order of [`Kind::ALL`], of each kind the worst first.
    pub faults: Vec<Fault>,
}

/// Figures over the lines that fill their measure and have a space.
///
/// The space ratio of such a line is the white between its words over what the fonts have for that white, in
/// thousandths, with glyphs widened or narrowed already. Last lines and those that are ragged or centred have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// How many lines there are.
    pub lines: usize,
    /// The mean of their space ratios, in thousandths.
    pub mean: u32,
    /// The standard deviation of their space ratios, in thousandths.
    pub deviation: u32,
    /// The ratio that 95 of a hundred do not exceed, in thousandths.
    pub percentile_95: u32,
    /// How many are loose.
    pub loose: usize,
    /// How many are tight.
    pub tight: usize,
    /// How many end in a hyphen.
    pub hyphens: usize,
}

/// Something a typographer would circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it is.
    pub kind: Kind,
    /// How bad it is.
    pub amount: Amount,
    /// The paragraph it is in.
    pub source: Span,
    /// Index of the page, from 0.
    pub page: usize,
    /// The words of the line where it is or begins.
    pub text: String,
}

/// How bad a fault is, in the measure of its [`Kind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Amount {
    /// It is there or it is not.
    Unmeasured,
    /// How many lines take part in it.
    Lines(u32),
    /// Thousandths of a unit.
    Thousandths(u32),
}

impl Scorecard {
    /// The faults of one kind, the worst first.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Fault> {
        self.faults.iter().filter(move |fault| fault.kind == kind)
    }

    /// How many faults of one kind there are.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.of(kind).count()
    }
}

/// Judges a title. `leading` is that of its text: the line by which white at a page's foot is measured.
#[must_use]
pub fn score(paged: &Paged, leading: Sp) -> Scorecard {
    let mut faults = Vec::new();
    let [text, notes] = [Layer::Text, Layer::Note].map(|layer| {
        let paragraphs = seen::paragraphs(paged, layer);
        for paragraph in &paragraphs {
            lines::judge(paragraph, &mut faults);
            rivers::find(paragraph, &mut faults);
        }
        lines::figures(&paragraphs)
    });
    pages::judge(paged, leading, &mut faults);
    // The sort is stable, so that of two alike the one that is read first comes first.
    faults.sort_by_key(|fault| (fault.kind, fault.kind.rank(fault.amount)));
    Scorecard { text, notes, pages: paged.pages.len(), faults }
}
