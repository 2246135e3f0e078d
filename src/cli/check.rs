//! `pamphlet check`: everything that is wrong with a library.

use std::path::Path;

use super::publish::{Formats, Options, Silent, publish};
use super::{Exit, report, summary};
use crate::source::Library;

/// Does all that `build` does up to the pages, which is where the last faults come to light, and
/// prints the diagnostics.
pub(super) fn check(folder: &Path) -> Exit {
    let (library, mut diagnostics) = Library::read(folder);
    let options = Options { only: Vec::new(), formats: Formats::default(), write: false };
    let outcome = publish(&library, &options, &Silent);
    diagnostics.append(outcome.diagnostics);
    if diagnostics.as_slice().is_empty() {
        summary::checked(outcome.titles.len(), outcome.titles.iter().map(|title| title.articles).sum());
    }
    report::all(diagnostics, &library)
}
