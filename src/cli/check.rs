//! `pamphlet check`: everything that is wrong with a library.

use super::arguments::{Check, Report};
use super::publish::{Options, Silent, publish};
use super::{Exit, report, summary, typography};
use crate::source::Library;

/// Does all that `build` does up to the pages, which is where the last faults come to light, and
/// prints the diagnostics; on demand, how well the pages are set.
pub(super) fn check(arguments: &Check) -> Exit {
    let (library, mut diagnostics) = Library::read(&arguments.folder);
    let options = Options { typography: arguments.typography, cache: arguments.keeping.cache(), ..Options::default() };
    let outcome = publish(&library, &options, &Silent);
    diagnostics.append(outcome.diagnostics);
    if arguments.typography {
        let files = report::from_here(&library.files, &library.root);
        match arguments.format {
            Report::Text => summary::say(|bold| typography::text(&outcome.titles, &files, arguments.all, bold)),
            Report::Json => summary::say(|_| typography::json(&outcome.titles, &files)),
        }
    } else if diagnostics.as_slice().is_empty() && arguments.message_format == Report::Text {
        summary::checked(outcome.titles.len(), outcome.titles.iter().map(|title| title.articles).sum());
    }
    report::tell(&mut diagnostics, &library, arguments.message_format)
}
