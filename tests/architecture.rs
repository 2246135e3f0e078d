//! Holds the stages to their order: each may use those before it and none after, one foreign crate
//! is used in one place, and only `source` touches disk, clock and environment.
//!
//! Read are the paths in the code, `crate::stage::Item` and `foreign_crate::Item`, in `use` lines
//! and elsewhere. Comments are left out, and tests, which stand at the end of a file or under
//! the name `tests`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Which parts of the program each stage may use. A path of two parts allows that item alone.
const MAY_USE: [(&str, &[&str]); 18] = [
    ("deflate", &[]),
    ("diagnostics", &[]),
    ("scan", &[]),
    ("slug", &[]),
    ("source", &["diagnostics", "slug"]),
    // Settings speak of languages, dates, persons, lengths and kinds of fault, so those small types are taken from
    // the stages that own them. No stage's work is.
    (
        "config",
        &[
            "diagnostics",
            "source",
            "typeset::Sp",
            "scorecard::Kind",
            "manuscript::Date",
            "manuscript::Lang",
            "manuscript::Person",
            "manuscript::Role",
        ],
    ),
    ("manuscript", &["diagnostics", "scan", "slug", "source", "config"]),
    // It writes what `manuscript` will read, and takes its small types and the reader of front matter.
    (
        "import",
        &["diagnostics", "slug", "config::fields", "manuscript::Date", "manuscript::Lang", "manuscript::Months"],
    ),
    ("collection", &["diagnostics", "scan", "slug", "source", "config", "manuscript"]),
    (
        "typeset",
        &["diagnostics", "source::Cache", "source::Key", "source::KeyHasher", "config", "manuscript", "collection"],
    ),
    ("scorecard", &["diagnostics", "config", "typeset"]),
    ("impose", &["diagnostics", "config", "typeset"]),
    ("press", &["diagnostics", "config", "collection", "typeset", "impose"]),
    (
        "pdf",
        &[
            "deflate",
            "diagnostics",
            "source::Cache",
            "source::Key",
            "source::KeyHasher",
            "source::Pieces",
            "source::shared_bytes",
            "config",
            "manuscript",
            "collection",
            "typeset",
            "impose",
            "press",
        ],
    ),
    (
        "epub",
        &[
            "deflate",
            "diagnostics",
            "scan",
            "source::Cache",
            "source::Key",
            "source::KeyHasher",
            "source::shared_bytes",
            "config",
            "manuscript",
            "collection",
            "typeset",
        ],
    ),
    (
        "catalogue",
        &["source::Pieces", "source::sha256", "config", "manuscript", "collection", "typeset", "impose", "epub::xml"],
    ),
    ("preview", &["diagnostics", "source", "collection", "typeset", "epub"]),
    (
        "cli",
        &[
            "diagnostics",
            "slug",
            "source",
            "config",
            "manuscript",
            "import",
            "collection",
            "typeset",
            "scorecard",
            "impose",
            "press",
            "pdf",
            "epub",
            "catalogue",
            "preview",
        ],
    ),
];

/// Where each crate of `[dependencies]` may be used: one stage, or the few that share its data.
const CRATES: [(&str, &[&str]); 41] = [
    ("annotate-snippets", &["diagnostics"]),
    ("chardetng", &["import"]),
    ("clap", &["cli", "main"]),
    ("crc32fast", &["source", "pdf"]),
    ("ctrlc", &["source"]),
    ("encoding_rs", &["import"]),
    ("epub-builder", &["epub"]),
    ("harfrust", &["typeset"]),
    ("html5ever", &["import"]),
    ("httparse", &["source"]),
    ("hyphenation", &["typeset"]),
    ("icu_segmenter", &["typeset"]),
    ("indicatif", &["cli"]),
    ("jpeg-encoder", &["epub"]),
    ("libdeflater", &["deflate"]),
    ("lopdf", &["pdf"]),
    ("mimalloc", &["main"]),
    ("notify", &["source"]),
    // Pictures are measured where they are gathered, and decoded where they are written.
    ("png", &["collection", "pdf", "epub"]),
    ("postcard", &["source", "manuscript"]),
    ("printpdf", &["pdf"]),
    ("pulldown-cmark", &["manuscript", "import"]),
    ("qrcodegen", &["typeset"]),
    ("quick-xml", &["epub", "import"]),
    ("rawzip", &["epub"]),
    // Like a loop, not like a format: any stage may do its articles or pages at once.
    ("rayon", &["source", "manuscript", "collection", "typeset", "pdf", "epub", "cli"]),
    ("rustc-hash", &["source", "typeset", "pdf"]),
    ("rustix", &["source"]),
    // Settings and front matter are read the same way; a scorecard is written; what a title is, the catalogue keeps, and what
    // its articles come to, those who write files.
    (
        "serde",
        &[
            "diagnostics",
            "source",
            "config",
            "manuscript",
            "collection",
            "typeset",
            "impose",
            "pdf",
            "epub",
            "catalogue",
            "cli",
        ],
    ),
    ("serde-saphyr", &["config"]),
    // What is kept of files is bytes, which are not to be written one by one.
    ("serde_bytes", &["source", "manuscript", "pdf", "epub"]),
    ("serde_json", &["cli", "preview", "import", "catalogue"]),
    ("sha2", &["source", "collection", "pdf", "epub"]),
    // All read the same faces.
    ("skrifa", &["typeset", "pdf", "epub", "preview"]),
    ("subsetter", &["pdf", "epub"]),
    ("tiny-skia", &["epub"]),
    ("toml", &["config", "manuscript"]),
    ("unicode-normalization", &["slug", "source", "manuscript", "collection", "typeset"]),
    ("uuid", &["collection"]),
    ("zip", &["epub", "import"]),
    ("zune-jpeg", &["pdf", "epub"]),
];

/// The parts of the standard library that reach the world outside, which only `source` may do.
/// Addresses, which are mere values, are not among them.
const WORLD: [&str; 8] = [
    "std::env",
    "std::fs",
    "std::net::TcpListener",
    "std::net::TcpStream",
    "std::net::UdpSocket",
    "std::process::Command",
    "std::time::Instant",
    "std::time::SystemTime",
];

#[test]
fn no_stage_uses_a_later_one() {
    let mut faults = Vec::new();
    for file in sources() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(stage, _)| *stage == file.stage) else { continue };
        for path in paths(&file.code, "crate") {
            let [_, stage, item] = parts(&path);
            let item = format!("{stage}::{item}");
            if stage != file.stage && !allowed.iter().any(|allowed| *allowed == stage || *allowed == item) {
                faults.push(format!("{}: {} may not use {item}", file.path.display(), file.stage));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_foreign_crate_is_used_where_it_belongs() {
    let mut faults = Vec::new();
    for file in sources() {
        for (name, stages) in CRATES {
            let used = !paths(&file.code, &name.replace('-', "_")).is_empty();
            if used && !stages.contains(&file.stage.as_str()) {
                faults.push(format!("{}: {} may not use the crate {name}", file.path.display(), file.stage));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_source_touches_the_world() {
    let mut faults = Vec::new();
    for file in sources().into_iter().filter(|file| file.stage != "source") {
        for path in paths(&file.code, "std") {
            let banned = |world: &&str| path == **world || path.starts_with(&format!("{world}::"));
            if WORLD.iter().any(banned) {
                faults.push(format!("{}: only source may use {path}", file.path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A stage or a crate that is new must be given its place above.
#[test]
fn the_tables_name_every_stage_and_every_crate() {
    let library = fs::read_to_string("src/lib.rs").expect("the library has a root");
    let modules: BTreeSet<&str> =
        library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(modules, MAY_USE.iter().map(|(stage, _)| *stage).collect());

    let manifest = fs::read_to_string("Cargo.toml").expect("the package has a manifest");
    let mut dependencies = BTreeSet::new();
    let mut listed = false;
    for line in manifest.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with('[') {
            listed = line == "[dependencies]" || (line.starts_with("[target.") && line.ends_with(".dependencies]"));
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| listed) {
            dependencies.insert(name);
        }
    }
    assert_eq!(dependencies, CRATES.iter().map(|(name, _)| *name).collect());
}

/// What the other tests stand on: that files are found and paths seen in them.
#[test]
fn the_sources_are_read() {
    let files = sources();
    assert!(files.len() >= 20, "{} files", files.len());
    let mut by_stage: BTreeMap<&str, usize> = BTreeMap::new();
    for file in &files {
        *by_stage.entry(&file.stage).or_default() += 1;
    }
    for (stage, _) in MAY_USE {
        assert!(by_stage.contains_key(stage), "no file of {stage} was read");
    }
    let seen: usize = files.iter().map(|file| paths(&file.code, "crate").len() + paths(&file.code, "std").len()).sum();
    assert!(seen >= 20, "{seen} paths");

    let code = code(
        "use crate::pdf::{write, inner::{A, B}}; // crate::no\nuse std::{fs, io::Write};\nlet x = crate::epub::pack(\"crate::text\");\n\
         fn f(a: my_crate::x) { b::crate::z; std::fmt::Write }\nuse crate::{cli, pdf::C};\n#[cfg(test)]\nmod tests { use crate::cli; }",
    );
    assert_eq!(
        paths(&code, "crate"),
        [
            "crate::pdf::write",
            "crate::pdf::inner::A",
            "crate::pdf::inner::B",
            "crate::epub::pack",
            "crate::cli",
            "crate::pdf::C"
        ]
    );
    assert_eq!(paths(&code, "std"), ["std::fs", "std::io::Write", "std::fmt::Write"]);
}

/// A source file of the library or of the program.
struct Source {
    path: PathBuf,
    /// The part of the program it belongs to: the first name after `src/`.
    stage: String,
    code: String,
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of sources can be listed") {
            let path = entry.expect("a folder of sources can be listed").path();
            if path.is_dir() && path.file_name() != Some("tests".as_ref()) {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && path.file_stem() != Some("tests".as_ref())
            {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(Path::new("src"), &mut files);
    files.sort();
    let read = |path: PathBuf| {
        let first = path.components().nth(1).expect("it lies under src").as_os_str().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("sources are text");
        Source { stage: first.trim_end_matches(".rs").to_owned(), code: code(&text), path }
    };
    files.into_iter().map(read).collect()
}

/// The text without comments, strings and tests.
fn code(text: &str) -> String {
    let text = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text);
    let mut code = String::new();
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or(line);
        // Every second piece between quotation marks is a string's; a string of several lines or
        // with a mark inside may leave words behind, which does no harm unless they are paths.
        code.extend(line.split('"').step_by(2));
        code.push('\n');
    }
    code
}

/// All paths in `code` that begin with `root::`, with braces multiplied out.
fn paths(code: &str, root: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(&format!("{root}::")) {
        let before = code[..at].chars().next_back();
        if !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            expand(root, &code[at + root.len() + 2..], &mut found);
        }
    }
    found
}

/// Adds to `found` the paths that `rest`, which follows `prefix::`, begins with. Returns how many
/// bytes they take.
fn expand(prefix: &str, rest: &str, found: &mut Vec<String>) -> usize {
    if let Some(list) = rest.strip_prefix('{') {
        let mut at = 0;
        while at < list.len() && !list[at..].starts_with('}') {
            let separators = list[at..].len() - list[at..].trim_start_matches([',', ' ', '\n']).len();
            at += separators;
            if !list[at..].starts_with('}') {
                at += expand(prefix, &list[at..], found).max(1);
            }
        }
        return (at + 2).min(rest.len());
    }
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '*').unwrap_or(rest.len());
    let path = format!("{prefix}::{}", &rest[..end]);
    match rest[end..].strip_prefix("::") {
        Some(more) if !more.starts_with('<') => end + 2 + expand(&path, more, found),
        _ => {
            found.push(path);
            end
        }
    }
}

/// The first three names of a path; empty where there are fewer.
fn parts(path: &str) -> [&str; 3] {
    let mut names = path.split("::");
    [(); 3].map(|()| names.next().unwrap_or_default())
}
