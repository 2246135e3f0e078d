//! Libraries in memory for tests: no disk is touched.

use std::path::Path;

use crate::source::{Folder, Library};

/// A library of these articles, by path and text, in order.
pub(super) fn library(articles: &[(&str, &str)]) -> Library {
    let mut library = Library::default();
    for (path, text) in articles {
        let file = library.files.add(*path, *text);
        let folder = Path::new(path).parent().and_then(Path::to_str).expect("a folder");
        match library.collections.iter_mut().find(|known| known.path == folder) {
            Some(known) => known.articles.push(file),
            None => library.collections.push(Folder {
                slug: folder.into(),
                path: folder.into(),
                settings: None,
                articles: vec![file],
            }),
        }
    }
    library
}
