//! `pamphlet check`: everything that is wrong with a library.

use super::arguments::{Check, Report};
use super::publish::{Options, Silent, publish};
use super::{Exit, links, report, summary, typography};
use crate::source::Library;

/// Does all that `build` does up to the pages, which is where the last faults come to light, and
/// prints the diagnostics; on demand, how well the pages are set, or where links lead.
pub(super) fn check(arguments: &Check) -> Exit {
    let (library, mut diagnostics) = Library::read(&arguments.folder);
    let Check { typography, links, keeping, .. } = arguments;
    let options =
        Options { typography: *typography, links: *links, cache: keeping.cache().into(), ..Options::default() };
    let outcome = publish(&library, &options, &Silent);
    diagnostics.append(outcome.diagnostics);
    if arguments.typography {
        let files = report::from_here(&library.files, &library.root);
        match arguments.format {
            Report::Text => summary::say(|bold| typography::text(&outcome.titles, &files, arguments.all, bold)),
            Report::Json => summary::say(|_| typography::json(&outcome.titles, &files)),
        }
    } else if arguments.links {
        let files = report::from_here(&library.files, &library.root);
        match arguments.format {
            Report::Text => summary::say(|bold| links::text(&outcome.titles, &files, bold)),
            Report::Json => summary::say(|_| links::json(&outcome.titles, &files)),
        }
    } else if diagnostics.as_slice().is_empty() && arguments.message_format == Report::Text {
        summary::checked(outcome.titles.len(), outcome.titles.iter().map(|title| title.articles).sum());
    }
    report::tell(&mut diagnostics, &library, arguments.message_format)
}
