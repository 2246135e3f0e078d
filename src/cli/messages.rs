//! What is wrong and what was made, for programs: an object of JSON on each line of the output stream.

use serde::Serialize;

use super::build::Made;
use super::publish;
use crate::diagnostics::{Diagnostic, Files, Severity};

/// A diagnostic. Lines and columns count from 1, columns in characters.
#[derive(Serialize)]
struct Message<'d> {
    kind: &'static str,
    message: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'d str>,
}

/// A title that was made.
#[derive(Serialize)]
struct MadeTitle<'m> {
    kind: &'static str,
    slug: &'m str,
    title: &'m str,
    articles: usize,
    pages: usize,
    written: bool,
    files: Vec<MadeFile<'m>>,
}

/// The catalogue's files beside the titles' folders.
#[derive(Serialize)]
struct MadeCatalogue<'m> {
    kind: &'static str,
    written: bool,
    files: Vec<MadeFile<'m>>,
}

#[derive(Serialize)]
struct MadeFile<'m> {
    path: &'m str,
    bytes: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheets: Option<usize>,
}

/// A diagnostic as a line; its path is that in `files`.
pub(super) fn diagnostic(diagnostic: &Diagnostic, files: &Files) -> String {
    let place = diagnostic.span.map(|span| {
        let file = files.get(span.file);
        let end = span.range().end.max(span.range().start);
        (file.path.to_string_lossy().replace('\\', "/"), file.position(span.range().start), file.position(end))
    });
    let (start, end) = (place.as_ref().map(|place| place.1), place.as_ref().map(|place| place.2));
    line(&Message {
        kind: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: &diagnostic.message,
        file: place.map(|place| place.0),
        line: start.map(|at| at.0),
        column: start.map(|at| at.1),
        end_line: end.map(|at| at.0),
        end_column: end.map(|at| at.1),
        label: diagnostic.label.as_deref(),
        hint: diagnostic.hint.as_deref(),
    })
}

/// What was made, a line a title, and one for the catalogue.
pub(super) fn made(made: &Made<'_>) -> String {
    fn files(files: &[publish::Made]) -> Vec<MadeFile<'_>> {
        let shown = files.iter().filter(|file| !file.is_hidden()).map(|file| MadeFile {
            path: &file.path,
            bytes: file.content.len(),
            sheets: file.sheets.as_ref().map(|sheets| sheets.count),
        });
        shown.collect()
    }
    let titles = made.titles.iter().map(|title| {
        line(&MadeTitle {
            kind: "made",
            slug: &title.slug,
            title: &title.title,
            articles: title.articles,
            pages: title.pages,
            written: made.written,
            files: files(&title.files),
        })
    });
    let library = (!made.library.is_empty())
        .then(|| line(&MadeCatalogue { kind: "catalogue", written: made.written, files: files(made.library) }));
    titles.chain(library).collect()
}

fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("keys are texts and numbers are finite") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Span;

    #[test]
    fn a_diagnostic_is_one_line_with_its_place() {
        let mut files = Files::default();
        let file = files.add("book/a.md", "é\nzwei [x](y.md)\n");
        let text = diagnostic(&Diagnostic::error("no “y”").at(Span::new(file, 8..17)).hint("look"), &files);
        assert_eq!(
            text,
            "{\"kind\":\"error\",\"message\":\"no “y”\",\"file\":\"book/a.md\",\"line\":2,\"column\":6,\"end_line\":2,\"end_column\":15,\"hint\":\"look\"}\n"
        );
        assert_eq!(diagnostic(&Diagnostic::warning("all"), &files), "{\"kind\":\"warning\",\"message\":\"all\"}\n");
    }
}
