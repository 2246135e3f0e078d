//! `pamphlet impose`: a PDF of others goes on sheets.

use std::path::{Path, PathBuf};

use super::arguments::Impose;
use super::{Exit, report, summary};
use crate::config::{Marks, PrintSettings};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::impose::{Job, Why, advice, jobs};
use crate::pdf::Foreign;
use crate::source::{self, Library};

pub(super) fn impose(arguments: &Impose) -> Exit {
    match run(arguments) {
        Ok((mut warnings, made)) => {
            let exit = report::all(&mut warnings, &Library::default());
            if !arguments.quiet {
                summary::imposed(&made);
            }
            exit
        }
        Err(diagnostic) => report::one(diagnostic),
    }
}

/// A file that was made, and how many sheets it takes.
pub(super) type MadeSheets = (PathBuf, usize);

fn run(arguments: &Impose) -> Result<(Diagnostics, Vec<MadeSheets>), Diagnostic> {
    let file = &arguments.file;
    let name = file.display();
    let bytes = source::read_file(file)?;
    let foreign = Foreign::read(&bytes, arguments.page_box).map_err(|fault| {
        let diagnostic = Diagnostic::error(format!("`{name}` cannot be imposed: {fault}"));
        match fault.hint() {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        }
    })?;
    let mut warnings = Diagnostics::default();
    if foreign.uneven {
        warnings.push(
            Diagnostic::warning(format!("the pages of `{name}` are of several sizes"))
                .hint("smaller ones are put in the middle of the place for the largest"),
        );
    }
    if foreign.left_out > 0 {
        warnings.push(
            Diagnostic::warning(format!("`{name}` has comments, stamps or form fields, which are left out"))
                .hint("print it to a file first: they are then part of its pages"),
        );
    }
    let pages = foreign.pages();
    let (jobs, refused) = jobs(&pages, &settings(arguments));
    if let Some(refused) = refused.first() {
        return Err(Diagnostic::error(format!("`{name}`: {refused}")).hint(match refused.why {
            Why::TooLarge(_) => "take a larger sheet, or `--scale fit`",
            Why::TooMany { .. } => "take another scheme",
        }));
    }
    let title = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    advice(&title, arguments.scheme, pages.count).into_iter().for_each(|advice| warnings.push(advice));
    let mut made = Vec::new();
    for job in &jobs {
        let out = place(arguments, job, jobs.len() > 1);
        if out == *file {
            return Err(
                Diagnostic::error(format!("`{name}` would be written over")).hint("name another file with `--out`")
            );
        }
        let bytes = foreign.write(&job.imposed).map_err(|error| Diagnostic::error(format!("`{name}`: {error}")))?;
        source::write_file(&out, &bytes)?;
        made.push((out, job.imposed.sheets()));
    }
    Ok((warnings, made))
}

fn settings(arguments: &Impose) -> PrintSettings {
    let standard = PrintSettings::default();
    let mut marks = standard.marks;
    if !arguments.marks.is_empty() {
        marks = Marks::default();
        arguments.marks.iter().for_each(|set| set(&mut marks));
    }
    PrintSettings {
        schemes: vec![arguments.scheme],
        sheets: vec![arguments.sheet],
        flips: vec![arguments.flip],
        duplex: arguments.duplex,
        order: arguments.order,
        blanks: arguments.blanks,
        binding: arguments.binding,
        scale: arguments.scale,
        marks,
        gutter: arguments.gutter.unwrap_or(standard.gutter),
        margin: arguments.margin.unwrap_or(standard.margin),
        caliper: arguments.caliper.unwrap_or(standard.caliper),
        creep: arguments.creep.unwrap_or(standard.creep),
    }
}

/// Where a job's file goes: to `--out`, with what tells it from others when there are several; else beside the PDF.
fn place(arguments: &Impose, job: &Job, several: bool) -> PathBuf {
    let with = |path: &Path| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        path.with_file_name(format!("{stem}-{}.pdf", job.name))
    };
    match &arguments.out {
        Some(out) if !several => out.clone(),
        Some(out) => with(out),
        None => with(&arguments.file),
    }
}
