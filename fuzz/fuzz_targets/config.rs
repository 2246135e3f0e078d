//! Settings of any text are read or reported: no panic, no hang.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pamphlet::config;
use pamphlet::diagnostics::{Diagnostics, Files};
use pamphlet::source::Folder;

fuzz_target!(|text: &str| {
    let mut files = Files::default();
    let mut diagnostics = Diagnostics::default();
    let book = files.add("book.toml", text);
    let book = config::book(&files, Some(book), &mut diagnostics);
    let settings = files.add("a/collection.toml", text);
    let article = files.add("a/1.md", "Text.\n");
    let folder = Folder { slug: "a".into(), path: "a".into(), settings: Some(settings), articles: vec![article] };
    let _ = config::collection(&files, &folder, &book, &mut diagnostics);
    let _ = diagnostics.render(&files, false);
});
