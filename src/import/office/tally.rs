//! Remarks that a document calls for again and again, said once with their number.

use std::collections::BTreeMap;

use super::super::tree::Document;

/// What is to be said, with the paragraph of the first time and how often.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<&'static str, (u32, usize)>);

impl Tally {
    /// Counts `what` once more, in the paragraph `at`.
    pub(super) fn count(&mut self, what: &'static str, at: u32) {
        self.0.entry(what).or_insert((at, 0)).1 += 1;
    }

    /// Says all of it, and begins anew.
    pub(super) fn say(&mut self, document: &mut Document) {
        for (what, (at, count)) in std::mem::take(&mut self.0) {
            let times = if count == 1 { String::new() } else { format!(", {count} times") };
            document.remark(at, format!("{what}{times}"));
        }
    }
}
