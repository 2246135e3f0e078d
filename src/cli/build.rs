//! `pamphlet build`: reads the library, publishes it, and replaces the output folder.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::arguments::{Build, Format, Report};
use super::progress::Bar;
use super::publish::{self, Formats, Options, Outcome, Published, publish};
use super::reprint::{self, Changes};
use super::{Exit, messages, report, summary};
use crate::config::PressFile;
use crate::diagnostics::{Diagnostic, Diagnostics, nearest};
use crate::source::{self, Cache, Library, Stopwatch};

/// The commands' names, for those who misspelt one and named a folder instead.
const COMMANDS: [&str; 9] = ["build", "watch", "check", "new", "pick", "plan", "impose", "test-sheet", "help"];

pub(super) fn build(arguments: &Build) -> Exit {
    source::recover(&arguments.out);
    let read = Library::read(&arguments.folder);
    if let Some(unknown) = unknown_title(&arguments.only, &read.0) {
        report::one(unknown);
        return Exit::Usage;
    }
    let Build { out, quiet, message_format, .. } = arguments;
    let cache = Arc::new(arguments.keeping.cache());
    let way = Way { cache: &cache, keep: false, last: true, afresh: false };
    let run = make(arguments, &read, &way, |made| match message_format {
        Report::Json => summary::say(|_| messages::made(made)),
        Report::Text if *quiet => {}
        Report::Text => summary::built(made, out),
    });
    cache.tidy();
    run.exit
}

/// A build that went well.
pub(super) struct Made<'a> {
    /// What was made.
    pub(super) titles: &'a [Published],
    /// The catalogue's files beside theirs.
    pub(super) library: &'a [super::publish::Made],
    /// Which sheets are not those of the last edition.
    pub(super) changes: Changes,
    /// Whether the output folder had to be changed.
    pub(super) written: bool,
    /// How long it took.
    pub(super) time: Duration,
}

/// How a build went.
pub(super) struct Run {
    pub(super) exit: Exit,
    /// What it made, when there was no error.
    pub(super) outcome: Option<Outcome>,
    /// What is wrong, in order.
    pub(super) diagnostics: Diagnostics,
}

/// How to build.
pub(super) struct Way<'a> {
    /// Where to find what was made before.
    pub(super) cache: &'a Arc<Cache>,
    /// Whether what was set is shown afterwards.
    pub(super) keep: bool,
    /// Whether the program ends afterwards.
    pub(super) last: bool,
    /// Whether to make even titles whose files lie in the output folder as they are to be.
    pub(super) afresh: bool,
}

/// Publishes what was `read`, reports what is wrong, and when nothing is, replaces the output folder and calls `well`.
pub(super) fn make(
    arguments: &Build,
    read: &(Library, Diagnostics),
    way: &Way<'_>,
    well: impl FnOnce(&Made<'_>),
) -> Run {
    let stopwatch = Stopwatch::start();
    let (library, mut diagnostics) = (&read.0, read.1.clone());
    let options = Options {
        only: arguments.only.clone(),
        formats: formats(&arguments.formats),
        press: press(&arguments.formats),
        write: !diagnostics.has_errors(),
        keep: way.keep,
        last: way.last,
        cache: Arc::clone(way.cache),
        catalogue: true,
        there: Some(arguments.out.clone()),
        afresh: way.afresh,
        ..Options::default()
    };
    let bar = Bar::new(arguments.quiet);
    let mut outcome = publish(library, &options, &bar);
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
    let exit = report::tell(&mut diagnostics, library, arguments.message_format);
    if exit != Exit::Well {
        return Run { exit, outcome: None, diagnostics };
    }
    let changes = reprint::changes(&outcome.titles, &arguments.out);
    let library_files = outcome.library.iter().map(|file| file.path.clone());
    let made = outcome.titles.iter().map(|title| title.slug.clone());
    let only: Vec<String> = arguments.only.iter().cloned().chain(made).chain(library_files).collect();
    let only = (!arguments.only.is_empty()).then_some(only.as_slice());
    let written = source::replace(&arguments.out, &outcome.files(), only).and_then(|written| {
        let Some(depfile) = &arguments.depfile else { return Ok(written) };
        source::write_file(depfile, &super::depfile::rule(depfile, library).into_bytes().into()).map(|()| written)
    });
    match written {
        Ok(written) => {
            well(&Made {
                titles: &outcome.titles,
                library: &outcome.library,
                changes,
                written,
                time: stopwatch.elapsed(),
            });
            Run { exit, outcome: Some(outcome), diagnostics }
        }
        Err(diagnostic) => {
            let mut failed = Diagnostics::default();
            failed.push(diagnostic);
            let exit = report::tell(&mut failed, library, arguments.message_format);
            diagnostics.append(failed);
            Run { exit, outcome: None, diagnostics }
        }
    }
}

/// What to make: what most people want unless the user chose.
pub(super) fn formats(chosen: &[Format]) -> Formats {
    let has = |format| chosen.is_empty() || chosen.contains(&format);
    let kepub = chosen.contains(&Format::Kepub);
    Formats { epub: has(Format::Epub), kepub, pdf: has(Format::Pdf), booklets: has(Format::Booklet) }
}

/// Which files for a press to make: what the settings say unless the user chose.
pub(super) fn press(chosen: &[Format]) -> Option<Vec<PressFile>> {
    let file = |format: &Format| match format {
        Format::Epub | Format::Kepub | Format::Pdf | Format::Booklet => None,
        Format::Press => Some(PressFile::Press),
        Format::PodKdp => Some(PressFile::Kdp),
        Format::PodIngram => Some(PressFile::Ingram),
        Format::PodLulu => Some(PressFile::Lulu),
        Format::PodBod => Some(PressFile::Bod),
    };
    (!chosen.is_empty()).then(|| chosen.iter().filter_map(file).collect())
}

/// An error for the first of `only` that the library does not have, when it could be read at all. A collection whose articles
/// are leaflets stands for all of them.
pub(super) fn unknown_title(only: &[String], library: &Library) -> Option<Diagnostic> {
    let is_folder = |name: &String| library.collections.iter().any(|folder| folder.slug == *name);
    if only.iter().all(is_folder) {
        return None;
    }
    let names = publish::names(library);
    let slugs = || names.iter().map(String::as_str);
    slugs().next()?;
    let unknown = only.iter().find(|name| !names.contains(name) && !is_folder(name))?;
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
