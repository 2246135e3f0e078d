//! Front matter of any text, in YAML and in TOML, is read or reported: no panic, no hang.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pamphlet::diagnostics::Files;
use pamphlet::manuscript::{Defaults, Lang, read};

fuzz_target!(|text: &str| {
    let mut files = Files::default();
    let defaults = Defaults { lang: Lang::new("en") };
    for fence in ["---", "+++"] {
        let file = files.add("a/1.md", format!("{fence}\n{text}\n{fence}\nText.\n"));
        let (_, diagnostics) = read(&files, file, &defaults);
        let _ = diagnostics.render(&files, false);
    }
});
