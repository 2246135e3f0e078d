//! `pamphlet new`: a small library to write over.

use std::io::ErrorKind;
use std::path::Path;

use crate::diagnostics::Diagnostic;
use crate::source;

include!(concat!(env!("OUT_DIR"), "/starter.rs"));

/// Writes the starter into `folder`, which is made when it does not exist.
///
/// # Errors
/// A diagnostic when the folder is not empty or cannot be written to.
pub fn new(folder: &Path) -> Result<(), Diagnostic> {
    source::create(folder, STARTER).map_err(|error| match error.kind() {
        ErrorKind::DirectoryNotEmpty => Diagnostic::error(format!("the folder `{}` is not empty", folder.display()))
            .hint("name a folder that does not exist yet"),
        _ => Diagnostic::error(format!("cannot write the starter to `{}`: {error}", folder.display()))
            .hint("check that its parent is a folder you may write to"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_starter_is_a_library_with_a_note_and_an_attributed_quotation() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let library = folder.path().join("my/library");
        new(&library).expect("the folder is new");
        let read = |path| fs::read_to_string(library.join(path)).expect(path);
        assert!(read("book.toml").contains("publisher = "));
        assert!(read("first-pamphlet/collection.toml").contains("title = "));
        let article = read("first-pamphlet/01-writing.md");
        assert!(article.contains("\n[^1]: ") && article.contains("\n> — "));
        assert!(read("first-pamphlet/02-printing.md").starts_with("---\ntitle: "));
    }

    #[test]
    fn a_folder_in_use_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        fs::write(folder.path().join("book.toml"), "mine").expect("the folder can be written to");
        let refused = new(folder.path()).expect_err("the folder is not empty");
        assert!(refused.message.ends_with("is not empty") && refused.hint.is_some());
        assert_eq!(fs::read_to_string(folder.path().join("book.toml")).expect("still there"), "mine");
        assert_eq!(fs::read_dir(folder.path()).expect("still there").count(), 1);
    }
}
