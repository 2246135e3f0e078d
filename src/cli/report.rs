//! Diagnostics, on their way to the person at the terminal.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use super::arguments::Report;
use super::{Exit, messages, summary};
use crate::diagnostics::{Diagnostic, Diagnostics, Files};
use crate::source::{Library, allows_colour};

/// Prints `diagnostics` in the order of their places, with their number, and returns how the run ends.
pub(super) fn all(diagnostics: &mut Diagnostics, library: &Library) -> Exit {
    diagnostics.sort();
    let (errors, warnings) = diagnostics.counts();
    if errors + warnings > 0 {
        let colour = std::io::stderr().is_terminal() && allows_colour();
        let text = diagnostics.render(&from_here(&library.files, &library.root), colour);
        // Nobody is left to tell when this fails.
        let _ = writeln!(std::io::stderr(), "{text}{}", count(errors, warnings));
    }
    if errors > 0 { Exit::Errors } else { Exit::Well }
}

/// [`all`] for a person, or for a program.
pub(super) fn tell(diagnostics: &mut Diagnostics, library: &Library, format: Report) -> Exit {
    match format {
        Report::Text => all(diagnostics, library),
        Report::Json => {
            diagnostics.sort();
            let files = from_here(&library.files, &library.root);
            summary::say(|_| diagnostics.as_slice().iter().map(|one| messages::diagnostic(one, &files)).collect());
            if diagnostics.has_errors() { Exit::Errors } else { Exit::Well }
        }
    }
}

/// Prints one diagnostic that has no place in a file.
pub(super) fn one(diagnostic: Diagnostic) -> Exit {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(diagnostic);
    all(&mut diagnostics, &Library::default())
}

/// `2 errors, 1 warning`.
fn count(errors: usize, warnings: usize) -> String {
    let counted = [(errors, "error"), (warnings, "warning")];
    let said = counted.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| summary::plural(n, word));
    said.collect::<Vec<_>>().join(", ")
}

/// The files under paths from the current folder, which a terminal can open.
pub(super) fn from_here(files: &Files, root: &Path) -> Files {
    let mut shown = Files::default();
    for (_, file) in files.iter() {
        let path = if root == Path::new(".") { file.path.clone() } else { root.join(&file.path) };
        shown.add(path, file.text.clone());
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_there_is_gets_counted() {
        assert_eq!(count(2, 1), "2 errors, 1 warning");
        assert_eq!(count(0, 12), "12 warnings");
    }

    #[test]
    fn paths_are_those_from_the_current_folder() {
        let mut files = Files::default();
        let id = files.add("news/a.md", "text");
        assert_eq!(from_here(&files, Path::new("book")).get(id).path, Path::new("book/news/a.md"));
        assert_eq!(from_here(&files, Path::new(".")).get(id).path, Path::new("news/a.md"));
    }
}
