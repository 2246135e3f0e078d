//! An article of any text goes all the way to files: no panic, no hang.
//!
//! `cargo +nightly fuzz run markdown fuzz/corpus/markdown tests/fixtures tests/layout`

#![no_main]

use libfuzzer_sys::fuzz_target;
use pamphlet::cli::publish::{Formats, Options, Silent, publish};
use pamphlet::source::{Folder, Library};

fuzz_target!(|text: &str| {
    let mut library = Library::default();
    let file = library.files.add("a/1.md", text);
    library.collections.push(Folder { slug: "a".into(), path: "a".into(), settings: None, articles: vec![file] });
    let formats = Formats { epub: true, pdf: true, booklets: true };
    let _ = publish(&library, &Options { formats, write: true, ..Options::default() }, &Silent);
});
