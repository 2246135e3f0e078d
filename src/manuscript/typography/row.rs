//! What a flow says, as one text that knows of each of its stretches where it came from.

use std::ops::Range;

use super::language::Language;

/// Stands in a row for something that is no text: program text, a picture, an address.
pub(super) const OBJECT: char = '\u{FFFC}';
/// Stands in a row for the end of a line that the author wants.
pub(super) const BREAK: char = '\n';

/// What is the same along a stretch of a row.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// Which text of the flow it is from; what only stands for something is from none.
    pub(super) leaf: Option<usize>,
    pub(super) language: &'static Language,
    /// Not to be changed.
    pub(super) is_fixed: bool,
}

impl Kind {
    fn is(&self, other: &Self) -> bool {
        self.leaf == other.leaf && self.is_fixed == other.is_fixed && std::ptr::eq(self.language, other.language)
    }
}

/// A text in stretches.
#[derive(Default)]
pub(super) struct Row {
    pub(super) text: String,
    /// Where each stretch ends, in bytes: one behind the other, none of them empty.
    stretches: Vec<(usize, Kind)>,
}

impl Row {
    /// A row with room for a text of this many bytes.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), stretches: Vec::new() }
    }

    /// Adds a text of one kind.
    pub(super) fn push(&mut self, text: &str, kind: Kind) {
        self.text.push_str(text);
        self.lengthen(kind);
    }

    /// Adds a character.
    pub(super) fn push_char(&mut self, c: char, kind: Kind) {
        self.text.push(c);
        self.lengthen(kind);
    }

    fn lengthen(&mut self, kind: Kind) {
        let length = self.text.len();
        match self.stretches.last_mut() {
            Some((end, last)) if *end == length || last.is(&kind) => *end = length,
            None if length == 0 => {}
            _ => self.stretches.push((length, kind)),
        }
    }

    /// Takes characters off the end for as long as they are such.
    pub(super) fn trim_end(&mut self, is_such: impl Fn(char) -> bool) {
        let length = self.text.trim_end_matches(is_such).len();
        self.text.truncate(length);
        let behind = self.stretches.partition_point(|(end, _)| *end < length);
        self.stretches.truncate(behind + usize::from(length > 0));
        self.stretches.iter_mut().skip(behind).for_each(|(end, _)| *end = length);
    }

    /// Fixes these ranges, of which each begins behind the one before.
    pub(super) fn fix(&mut self, ranges: &[Range<usize>]) {
        if ranges.is_empty() {
            return;
        }
        let mut ranges = ranges.iter().peekable();
        let mut at = 0;
        for (end, kind) in std::mem::take(&mut self.stretches) {
            while at < end {
                while ranges.next_if(|range| range.end <= at).is_some() {}
                let (until, is_fixed) = match ranges.peek() {
                    Some(range) if range.start <= at => (range.end, true),
                    Some(range) => (range.start, kind.is_fixed),
                    None => (end, kind.is_fixed),
                };
                at = until.min(end);
                self.stretches.push((at, Kind { is_fixed, ..kind }));
            }
        }
    }

    /// The row with other characters in the place of some that take a byte each.
    pub(super) fn with(self, others: &[(usize, char)]) -> Self {
        if others.is_empty() {
            return self;
        }
        let mut row = Self::with_capacity(self.text.len() + 2 * others.len());
        let mut others = others.iter().copied().peekable();
        let mut at = 0;
        for &(end, kind) in &self.stretches {
            while let Some((place, c)) = others.next_if(|(place, _)| *place < end) {
                row.push(&self.text[at..place], kind);
                row.push_char(c, kind);
                at = place + 1;
            }
            row.push(&self.text[at..end], kind);
            at = end;
        }
        row
    }

    /// Its stretches, from the beginning.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (&str, Kind)> {
        let starts = std::iter::once(0).chain(self.stretches.iter().map(|(end, _)| *end));
        starts.zip(&self.stretches).map(|(start, (end, kind))| (&self.text[start..*end], *kind))
    }

    /// Whether the byte at `at` is not to be changed.
    pub(super) fn is_fixed(&self, at: usize) -> bool {
        let stretch = self.stretches.partition_point(|(end, _)| *end <= at);
        self.stretches.get(stretch).is_some_and(|(_, kind)| kind.is_fixed)
    }

    /// The stretches from the one with this number on: where each ends, and its kind.
    pub(super) fn stretches_from(&self, stretch: usize) -> &[(usize, Kind)] {
        &self.stretches[stretch..]
    }
}
