//! What a build depends on, as a rule that make and ninja read.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::source::Library;

/// The rule: `target` is to be made again when a file of the library changes or goes, or one comes into its folders. Each file
/// is a target of its own, without anything to do: a file that has gone does not stop make.
pub(super) fn rule(target: &Path, library: &Library) -> String {
    let files = library.files.iter().map(|(_, file)| file.path.clone());
    let files: BTreeSet<PathBuf> = files.chain(library.images.keys().map(PathBuf::from)).collect();
    let folders: BTreeSet<&Path> = files.iter().flat_map(|file| file.ancestors().skip(1)).collect();
    let from_here = |path: &Path| if path == Path::new("") { library.root.clone() } else { library.root.join(path) };
    let needed: Vec<String> =
        folders.into_iter().chain(files.iter().map(PathBuf::as_path)).map(|path| escape(&from_here(path))).collect();
    let mut text = format!("{}:", escape(target));
    for path in &needed {
        let _ = write!(text, " \\\n  {path}");
    }
    text.push('\n');
    for path in &needed {
        let _ = write!(text, "\n{path}:\n");
    }
    text
}

/// A path as make reads it (GNU make manual, 4.3 "Types of Prerequisites"; gcc writes its own this way).
fn escape(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    path.replace('$', "$$").replace('#', "\\#").replace(' ', "\\ ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_was_read_is_named_with_its_folders() {
        let mut library = crate::cli::sample::library(&[("a/1.md", "One."), ("a b/2 $.md", "Two.")]);
        library.root = "book".into();
        library.images.insert("a/#.png".into(), Vec::new().into());
        let text = rule(Path::new("dist.d"), &library);
        let names = ["book", "book/a", "book/a\\ b", "book/a/\\#.png", "book/a/1.md", "book/a\\ b/2\\ $$.md"];
        assert_eq!(text.split("\n\n").next().unwrap().replace(" \\\n  ", "|"), format!("dist.d:|{}", names.join("|")));
        assert!(names.iter().all(|name| text.contains(&format!("\n{name}:\n"))), "{text}");
    }
}
