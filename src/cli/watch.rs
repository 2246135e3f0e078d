//! `pamphlet watch`: builds a library again whenever it changes, and shows it in a browser.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use super::arguments::{Build, Watch};
use super::build::{Way, make, unknown_title};
use super::publish::Outcome;
use super::{Exit, report, summary};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::preview::{Preview, Title};
use crate::source::{self, Cache, Known, Library, Server, Stopwatch, Woken};

/// Where the preview is found unless the user or another program has it otherwise.
const PORT: u16 = 8017;

pub(super) fn watch(arguments: &Watch) -> Exit {
    let build = &arguments.build;
    source::recover(&build.out);
    // Watched from before it is read, so that no change slips through between.
    let mut watch = match source::Watch::new(&build.folder) {
        Ok(watch) => watch,
        Err(diagnostic) => return report::one(diagnostic),
    };
    let shown = match arguments.no_preview {
        true => None,
        false => match serve(arguments.listen) {
            Ok(shown) => Some(shown),
            Err(diagnostic) => return report::one(diagnostic),
        },
    };
    if let Some((_, server)) = shown.as_ref().filter(|_| !build.quiet) {
        summary::previewed(server.address);
    }
    let cache = Arc::new(build.keeping.cache().in_memory_too());
    let mut last: Option<(Library, Diagnostics)> = None;
    let mut known = Known::default();
    loop {
        let read = Library::read_again(&build.folder, &mut known);
        // Whoever looks at a file makes a sound, and so does this program when it writes beside the articles.
        if last.as_ref() != Some(&read) {
            match unknown_title(&build.only, &read.0) {
                Some(unknown) if last.is_none() => {
                    report::one(unknown);
                    return Exit::Usage;
                }
                Some(unknown) => drop(report::one(unknown)),
                None => once(build, &read, &cache, shown.as_ref()),
            }
            // What changes here is bundled by whoever builds the library next.
            if last.is_none() {
                cache.tidy()
            } else {
                cache.rest()
            }
            last = Some(read);
        }
        if watch.wait() == Woken::Stopped {
            return Exit::Well;
        }
    }
}

/// Builds, and shows what came of it.
fn once(build: &Build, read: &(Library, Diagnostics), cache: &Arc<Cache>, shown: Option<&(Arc<Preview>, Server)>) {
    let stopwatch = Stopwatch::start();
    // The preview shows pages, and has none when it begins.
    let afresh = shown.is_some_and(|(preview, _)| preview.is_empty());
    let run = make(build, read, &Way { cache, keep: shown.is_some(), last: false, afresh }, |made| {
        if !build.quiet {
            summary::built_again(made, &build.out);
        }
    });
    if let Some((preview, server)) = shown {
        let titles = run.outcome.map(|outcome| titles(outcome, preview));
        let revision = preview.show(titles, &read.0.files, &run.diagnostics, stopwatch.elapsed().as_millis());
        server.tell(&revision.to_string());
    }
}

/// Begins a preview at `address`, or where there is room on this machine alone.
fn serve(address: Option<SocketAddr>) -> Result<(Arc<Preview>, Server), Diagnostic> {
    let wanted = address.unwrap_or(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), PORT));
    let preview = Arc::new(Preview::new(!wanted.ip().is_loopback()));
    let begin = |at: SocketAddr| {
        let preview = Arc::clone(&preview);
        Server::start(at, Arc::new(move |request: &_| preview.answer(request)))
    };
    let begun = match begin(wanted) {
        // Another watch may have the usual port.
        Err(_) if address.is_none() => begin(SocketAddr::new(wanted.ip(), 0)),
        begun => begun,
    };
    let failed = |error| {
        Diagnostic::error(format!("cannot show a preview at {wanted}: {error}"))
            .hint("name another address with `--listen`, or do without: `--no-preview`")
    };
    begun.map(|server| (preview, server)).map_err(failed)
}

/// What is shown of titles; of those that are as they were, what is shown already.
fn titles(outcome: Outcome, preview: &Preview) -> Vec<Title> {
    let one = |title: super::publish::Published| {
        let Some(kept) = title.kept else { return preview.title(&title.slug) };
        let epub = title.files.into_iter().find(|file| file.path.ends_with(".epub"));
        Some(Title {
            slug: title.slug,
            title: title.title,
            volume: kept.volume,
            images: kept.collection.images.clone(),
            epub: epub.and_then(|file| file.content.into_bytes()),
        })
    };
    outcome.titles.into_iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests;
