//! `pamphlet build`: reads the library, publishes it, and replaces the output folder.

use std::path::Path;

use super::arguments::{Build, Format};
use super::progress::Bar;
use super::publish::{Formats, Options, publish};
use super::{Exit, report, reprint, summary};
use crate::diagnostics::{Diagnostic, nearest};
use crate::source::{self, Library, Stopwatch};

/// The commands' names, for those who misspelt one and named a folder instead.
const COMMANDS: [&str; 8] = ["build", "check", "new", "pick", "plan", "impose", "test-sheet", "help"];

pub(super) fn build(arguments: &Build) -> Exit {
    let stopwatch = Stopwatch::start();
    source::recover(&arguments.out);
    let (library, mut diagnostics) = Library::read(&arguments.folder);
    if let Some(unknown) = unknown_title(&arguments.only, &library) {
        report::one(unknown);
        return Exit::Usage;
    }
    let options = Options {
        only: arguments.only.clone(),
        formats: formats(&arguments.formats),
        write: !diagnostics.has_errors(),
        typography: false,
    };
    let bar = Bar::new(arguments.quiet);
    let mut outcome = publish(&library, &options, &bar);
    drop(bar);
    diagnostics.append(std::mem::take(&mut outcome.diagnostics));
    if library.files.iter().next().is_none()
        && let Some(command) = command_meant(&arguments.folder)
    {
        diagnostics.push(
            Diagnostic::warning(format!("`{}` is taken for a folder", arguments.folder.display()))
                .hint(format!("did you mean the command `pamphlet {command}`?")),
        );
    }
    let exit = report::all(diagnostics, &library);
    if exit != Exit::Well {
        return exit;
    }
    let changes = reprint::changes(&outcome.titles, &arguments.out);
    let only = (!arguments.only.is_empty()).then_some(arguments.only.as_slice());
    if let Err(diagnostic) = source::replace(&arguments.out, &outcome.files(), only) {
        return report::one(diagnostic);
    }
    if !arguments.quiet {
        summary::built(&outcome.titles, &arguments.out, stopwatch.elapsed(), &changes);
    }
    Exit::Well
}

/// What to make: everything unless the user chose.
pub(super) fn formats(chosen: &[Format]) -> Formats {
    let has = |format| chosen.is_empty() || chosen.contains(&format);
    Formats { epub: has(Format::Epub), pdf: has(Format::Pdf), booklets: has(Format::Booklet) }
}

/// An error for the first of `only` that the library does not have, when it could be read at all.
pub(super) fn unknown_title(only: &[String], library: &Library) -> Option<Diagnostic> {
    let slugs = || library.collections.iter().map(|folder| folder.slug.as_str());
    slugs().next()?;
    let unknown = only.iter().find(|name| !slugs().any(|slug| slug == *name))?;
    let error = Diagnostic::error(format!("`--only {unknown}`: there is no such title"));
    Some(match nearest(unknown, slugs()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error
            .hint(format!("the titles are {}", slugs().map(|slug| format!("`{slug}`")).collect::<Vec<_>>().join(", "))),
    })
}

fn command_meant(folder: &Path) -> Option<&'static str> {
    nearest(folder.to_str()?, COMMANDS)
}
