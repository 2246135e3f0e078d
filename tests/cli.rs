//! Runs the program as its users do, on small libraries in folders of their own.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use common::desk::{Desk, Ran};
use common::title::grey_png;

fn files_of(slug: &str) -> Vec<String> {
    let booklets = ["a4-long-edge", "a4-short-edge", "letter-long-edge", "letter-short-edge"];
    let booklets = booklets.iter().map(|kind| format!("{slug}/{slug}-booklet-{kind}.pdf"));
    let others = ["cover-320.jpg", "cover-640.jpg", "cover.jpg", "index.html"].map(|name| format!("{slug}/{name}"));
    let own = [format!("{slug}/{slug}.epub"), format!("{slug}/{slug}.pdf")];
    let records = [".sheets", ".title"].map(|name| format!("{slug}/{name}"));
    let mut all: Vec<String> = records.into_iter().chain(others).chain(booklets).chain(own).collect();
    all.sort();
    all
}

/// All that lies in the output folder when these titles are made.
fn dist_of(slugs: &[&str]) -> Vec<String> {
    let catalogue = [
        ".pamphlet",
        "SHA256SUMS",
        "feed.xml",
        "index.html",
        "opds.json",
        "opds.xml",
        "pamphlet.css",
        "search-words.js",
        "search.js",
    ];
    let catalogue = catalogue.into_iter().map(str::to_owned);
    let mut all: Vec<String> = catalogue.chain(slugs.iter().flat_map(|slug| files_of(slug))).collect();
    all.sort();
    all
}

#[test]
fn book_becomes_dist_and_the_summary_is_plain_text() {
    let desk = Desk::with_book();
    let ran = desk.run("");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
    assert_eq!(desk.names("dist"), dist_of(&["guide", "news"]));
    let tree = desk.tree("dist");
    for (path, bytes) in &tree {
        let magic: &[u8] = match path.rsplit('.').next() {
            Some("pdf") => b"%PDF-",
            Some("epub") => b"PK\x03\x04",
            Some("jpg") => b"\xFF\xD8\xFF",
            Some("html") => b"<!DOCTYPE html>",
            Some("xml") => b"<?xml ",
            Some("json" | "title") => b"{",
            Some("css") => b"/*",
            Some("js") if path == "search.js" => b"//",
            Some("js") => b"searchWords([",
            Some("SHA256SUMS") => b"",
            Some("sheets") => path.split('/').next().expect("it lies in a folder").as_bytes(),
            _ => b"Pamphlet made this folder",
        };
        assert!(bytes.starts_with(magic), "{path}");
    }
    assert_eq!(desk.surface(), ["book", "dist"]);
    assert!(!ran.out.contains('\x1b'), "{:?}", ran.out);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines[0].starts_with("The guide  1 article, "), "{}", ran.out);
    assert!(lines[11].starts_with("The News  2 articles, "), "{}", ran.out);
    assert!(lines[22].starts_with("Catalogue  index.html, "), "{}", ran.out);
    assert!(lines[23].starts_with("2 titles in dist: 28 files, "), "{}", ran.out);
}

#[test]
fn quiet_is_silent_and_check_writes_nothing() {
    let desk = Desk::with_book();
    for arguments in ["check", "check book", "--quiet", "build -q"] {
        let ran = desk.run(arguments);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "", ""), "{arguments}");
        assert_eq!(desk.at("dist").exists(), !arguments.starts_with("check"), "{arguments}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_anywhere_and_on_one_thread_or_many() {
    let (one, other) = (Desk::with_book(), Desk::with_book());
    assert_eq!(one.run("-q").code, Some(0));
    let first = one.tree("dist");
    assert_eq!(one.run("build book --out again -q").code, Some(0));
    fs::rename(other.at("book"), other.at("elsewhere")).expect("the folder can be renamed");
    let serial = other.command("build elsewhere -q").env("RAYON_NUM_THREADS", "1").status();
    assert!(serial.expect("the program starts").success());
    for (name, tree) in [("again", one.tree("again")), ("elsewhere", other.tree("dist"))] {
        assert_eq!(first.keys().collect::<Vec<_>>(), tree.keys().collect::<Vec<_>>());
        for (path, bytes) in &first {
            assert!(bytes == &tree[path], "{path} differs: {name}");
        }
    }
    let dated = one.command("-q").env("SOURCE_DATE_EPOCH", "1700000000").status();
    assert!(dated.expect("the program starts").success());
    assert_ne!(first, one.tree("dist"));
}

#[test]
fn all_errors_are_told_in_one_go_and_dist_stays() {
    let desk = Desk::with_book();
    assert_eq!(desk.run("-q").code, Some(0));
    let before = desk.tree("dist");
    desk.put("book/book.toml", "publsher = \"The Press\"\n");
    desk.put("book/news/a.md", "---\ntitle: Later\n---\nSee [before](b.md#fact) and [this](c.md).[^1]\n");
    desk.put("book/news/grey.png", &grey_png(4, 4)[..40]);
    for arguments in ["build", "build --quiet", "check"] {
        let ran = desk.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{arguments}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(ran.err, @r#"
            error: `book.toml` has no key `publsher`
             --> book/book.toml:1:1
              |
            1 | publsher = "The Press"
              | ^^^^^^^^ not known
              |
              = help: did you mean `publisher`?

            error: there is no heading `fact` in `news/b.md`
             --> book/news/a.md:4:5
              |
            4 | See [before](b.md#fact) and [this](c.md).[^1]
              |     ^^^^^^^^^^^^^^^^^^^
              |
              = help: did you mean `#facts`?

            error: there is no article `news/c.md`
             --> book/news/a.md:4:29
              |
            4 | See [before](b.md#fact) and [this](c.md).[^1]
              |                             ^^^^^^^^^^^^
              |
              = help: did you mean `a.md`?

            warning: note `1` is not defined
             --> book/news/a.md:4:42
              |
            4 | See [before](b.md#fact) and [this](c.md).[^1]
              |                                          ^^^^ referred to here
              |
              = help: add a line `[^1]: …` to this file, or write `\[^1]` to print the brackets

            error: `news/grey.png` is cut short
             --> book/news/b.md:7:1
              |
            7 | ![Grey](grey.png)
              | ^^^^^^^^^^^^^^^^^
              |
              = help: copy it once more from where it came from

            4 errors, 1 warning
            "#);
        }
    }
    assert_eq!(before, desk.tree("dist"));
    assert_eq!(desk.surface(), ["book", "dist"]);
}

#[test]
fn wrong_usage_has_a_code_of_its_own() {
    let desk = Desk::with_book();
    for (arguments, says) in [
        ("--formats mobi", "possible values: epub, kepub, pdf, booklet"),
        ("--onyl news", "--only"),
        ("new", "<DIR>"),
        ("--only nws", "did you mean `news`?"),
        ("--only elephants", "the titles are `guide`, `news`"),
    ] {
        let ran = desk.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments}");
        assert!(ran.err.contains(says), "{arguments}: {}", ran.err);
    }
    assert_eq!(desk.surface(), ["book"]);
}

#[test]
fn a_missing_library_is_an_error_and_a_misspelt_command_is_guessed() {
    let desk = Desk::empty();
    let ran = desk.run("");
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(ran.err.starts_with("error: cannot read `book`: ") && ran.err.ends_with("\n1 error\n"), "{}", ran.err);
    let ran = desk.run("chekc");
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("did you mean the command `pamphlet check`?"), "{}", ran.err);
    assert_eq!(desk.surface(), [""; 0]);
}

#[test]
fn a_new_library_builds_at_once_and_is_not_made_twice() {
    let desk = Desk::empty();
    let ran = desk.run("new mine");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.contains("`pamphlet build mine`"), "{}", ran.out);
    let ran = desk.run("check mine");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(desk.run("build mine --out made").code, Some(0));
    assert_eq!(desk.names("made").len(), 21);
    let before = desk.tree("mine");
    let ran = desk.run("new mine");
    assert_eq!((ran.code, before), (Some(1), desk.tree("mine")));
    assert!(ran.err.contains("is not empty"), "{}", ran.err);
}

#[test]
fn only_the_named_titles_and_formats_are_made() {
    let desk = Desk::with_book();
    assert_eq!(desk.run("-q").code, Some(0));
    let before = desk.tree("dist");
    // The other title is broken, but nobody asked for it.
    desk.put("book/guide/start.md", "# The guide\n\n[Nothing](nowhere.md)\n");
    let ran = desk.run("--only news --formats pdf -q");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let after = desk.tree("dist");
    let news =
        [".title", "cover-320.jpg", "cover-640.jpg", "index.html", "news.pdf"].map(|name| format!("news/{name}"));
    let mut expected = dist_of(&["guide"]);
    expected.extend(news);
    expected.sort();
    assert_eq!(after.keys().cloned().collect::<Vec<_>>(), expected);
    for path in after.keys().filter(|path| path.starts_with("guide/") || path.ends_with("news.pdf")) {
        assert!(after[path] == before[path], "{path}");
    }
    // The catalogue still lists both, with the files that are there now.
    let text = |path: &str| String::from_utf8(after[path].clone()).expect("it is text");
    assert!(text("index.html").contains("guide/index.html") && text("opds.xml").contains("guide/guide.epub"));
    assert!(text("opds.xml").contains("news/news.pdf") && !text("opds.xml").contains("news/news.epub"));
    assert!(!text("news/index.html").contains(".epub"));
    desk.put("book/guide/start.md", "# The guide\n\nText.\n");
    assert_eq!(desk.run("--formats epub,booklet -q").code, Some(0));
    assert!(desk.at("dist/news/news-booklet-a4-long-edge.pdf").exists() && !desk.at("dist/news/news.pdf").exists());
}

#[test]
fn a_folder_of_articles_is_a_library_of_one_title() {
    let desk = Desk::empty();
    desk.put("old-songs/one.md", "# One\n\nText.\n");
    desk.put("old-songs/two.md", "# Two\n\nText.\n");
    desk.put("old-songs/three.md", "---\ndraft: true\n---\nNot yet.\n");
    let ran = desk.run("build old-songs");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.starts_with("Old songs  2 articles, "), "{}", ran.out);
    assert_eq!(desk.names("dist"), dist_of(&["old-songs"]));
}

#[test]
fn folders_that_are_not_ours_are_left_alone() {
    let desk = Desk::with_book();
    desk.put("dist/thesis.txt", "ten years of work");
    let ran = desk.run("");
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(ran.err.contains("holds files that Pamphlet did not make"), "{}", ran.err);
    assert_eq!(desk.names("dist"), ["thesis.txt"]);
    let book = desk.tree("book");
    assert_eq!(desk.run("--out book").code, Some(1));
    assert_eq!(desk.run("--out .").code, Some(1));
    assert_eq!(book, desk.tree("book"));
}

/// Files by path.
type Tree = BTreeMap<String, Vec<u8>>;

/// A desk with two versions of a library's article, of which the first is built, and the trees that both become.
fn two_versions() -> (Desk, impl Fn(&Desk, usize), [Tree; 2]) {
    let desk = Desk::with_book();
    let put = |desk: &Desk, version: usize| desk.put("book/guide/start.md", format!("# Start\n\nVersion {version}.\n"));
    let trees = ["reference", "dist"].map(|out| {
        put(&desk, usize::from(out == "reference"));
        assert_eq!(desk.run(&format!("-q --formats pdf --no-cache --out {out}")).code, Some(0));
        desk.tree(out)
    });
    let [new, old] = trees;
    assert_ne!(old, new);
    (desk, put, [old, new])
}

/// So many builds are killed unless the environment says how many in `KILLS`.
const KILLS: u64 = 12;

#[test]
fn a_build_killed_at_any_moment_leaves_the_old_tree_or_the_new_one() {
    let kills = std::env::var_os("KILLS").and_then(|kills| kills.to_str()?.parse().ok()).unwrap_or(KILLS);
    let (desk, put, versions) = two_versions();
    let mut version = 0;
    for kill in 0..kills {
        put(&desk, 1 - version);
        let mut child = desk.start("-q --formats pdf --no-cache");
        let wait = kill * 240 / kills;
        std::thread::sleep(Duration::from_millis(wait));
        // It may have ended by itself.
        let _ = child.kill();
        child.wait().expect("the program ends");
        let now = desk.tree("dist");
        let found = versions.iter().position(|tree| *tree == now);
        version = found.unwrap_or_else(|| panic!("after {wait} ms: {:?}", now.keys()));
    }
    put(&desk, 1);
    assert_eq!(desk.run("-q --formats pdf --no-cache").code, Some(0));
    assert_eq!(desk.tree("dist"), versions[1]);
    assert_eq!(desk.surface(), ["book", "dist", "reference"]);
}

/// A file that may not grow fails as one does on a full disk, without a disk to fill: the shell sets the limit and has
/// the program told by an error, not by a signal.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full_at_any_moment_leaves_the_old_tree() {
    let (desk, put, [old, new]) = two_versions();
    put(&desk, 1);
    let changed = new.iter().filter(|(path, bytes)| old.get(*path) != Some(*bytes));
    let largest = changed.map(|(_, bytes)| bytes.len()).max().expect("a file changes");
    for part in 0..8 {
        // The shell counts in blocks of 512 bytes.
        let limit = largest * part / 8 / 512;
        let command = format!(
            "trap '' XFSZ; ulimit -f {limit}; exec {} -q --formats pdf --no-cache",
            env!("CARGO_BIN_EXE_pamphlet")
        );
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &command]).current_dir(desk.at(""));
        let ran = Ran::from(shell.output().expect("there is a shell"));
        assert_eq!(ran.code, Some(1), "{limit}: {}", ran.err);
        assert!(ran.err.starts_with("error: cannot write `dist`"), "{limit}: {}", ran.err);
        assert!(desk.tree("dist") == old, "{limit}");
    }
    assert_eq!(desk.run("-q --formats pdf").code, Some(0));
    assert!(desk.tree("dist") == new);
    assert_eq!(desk.surface(), ["book", "dist", "reference"]);
}

#[test]
fn help_and_version_are_on_the_output_stream() {
    let desk = Desk::empty();
    for (arguments, says) in [
        ("--help", "Exit codes:"),
        ("--version", concat!("pamphlet ", env!("CARGO_PKG_VERSION"))),
        ("help build", "--formats"),
    ] {
        let ran = desk.run(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{arguments}");
        assert!(ran.out.contains(says), "{arguments}: {}", ran.out);
        let widest = ran.out.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(100), "{arguments}: a line of {widest:?}");
    }
}

/// A library that cannot be set well: long words, a note that has no room, and words that come again.
fn awkward() -> Desk {
    let desk = Desk::empty();
    let page = "[page]\nwidth = \"62 mm\"\nheight = \"90 mm\"\ninside = \"8 mm\"\noutside = \"8 mm\"\ntop = \"10 mm\"\nbottom = \"10 mm\"\n";
    desk.put("book/book.toml", page);
    let long = "Incomprehensibilities notwithstanding, internationalisation characteristically overcompensates \
                counterrevolutionary institutionalisation, misrepresentations, disproportionately uncharacteristic \
                telecommunications, interdepartmental responsibilities, compartmentalisation.";
    // One word as long as a paragraph ends all its lines in hyphens; words that are all the same stand above each other.
    let (word, note) = ("institutionalisation".repeat(9), "on ".repeat(400));
    let mut text = format!("# Awkward\n\nWords.[^1]\n\n{word}\n\n{long}\n\n[^1]: A note goes {note}\n");
    // Whatever the lines are, some of these end in a word alone.
    for n in 0..12 {
        text += &format!("\nA strike{} is a strike that they struck before us.\n", " is a strike".repeat(n));
    }
    desk.put("book/news/a.md", text);
    desk
}

#[test]
fn the_scorecard_tells_what_a_typographer_would_circle() {
    let desk = awkward();
    let ran = desk.run("check --typography");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.starts_with("Awkward  1 article, "), "{}", ran.out);
    assert!(ran.out.ends_with("\n`--all` lists every fault.\n"), "{}", ran.out);
    let shown = |out: &str| out.lines().filter(|line| line.starts_with("    book/news/a.md:")).count();
    let all = desk.run("check --typography --all").out;
    assert!(shown(&all) > shown(&ran.out) && !all.contains("--all"), "{all}");

    let json = desk.run("check --typography --format json");
    assert_eq!((json.code, json.err.as_str()), (Some(0), ""));
    let card: serde_json::Value = serde_json::from_str(&json.out).expect("it is JSON");
    let title = &card["titles"][0];
    assert_eq!((&title["slug"], &title["title"]), (&"news".into(), &"Awkward".into()));
    for figure in ["lines", "mean", "deviation", "percentile_95", "share_loose", "share_tight", "share_hyphens"] {
        assert!(title["text"][figure].is_number() && title["notes"][figure].is_number(), "{figure}: {title}");
    }
    let faults = title["faults"].as_array().expect("a list");
    assert_eq!(faults.len(), shown(&all));
    let (mut found, pages) = (BTreeMap::<&str, u64>::new(), title["pages"].as_u64().expect("a number"));
    for fault in faults {
        assert_eq!(fault["file"], "book/news/a.md");
        assert!((1..=pages).contains(&fault["page"].as_u64().expect("a number")), "{fault}");
        *found.entry(fault["kind"].as_str().expect("a name")).or_default() += 1;
    }
    for kind in ["loose_lines", "ladders", "runts", "repeated_starts", "rivers", "split_notes"] {
        assert!(found.contains_key(kind), "no {kind} in {found:?}");
    }
    for (kind, count) in title["counts"].as_object().expect("a table") {
        assert_eq!(count.as_u64(), Some(found.get(kind.as_str()).copied().unwrap_or(0)), "{kind}");
    }
    // Long words are in the fifth line of the file.
    let ladder = faults.iter().find(|fault| fault["kind"] == "ladders").expect("there is one");
    assert_eq!(ladder["line"], 5);
    assert!(ladder["amount"].as_f64() >= Some(3.0), "{ladder}");
    assert_eq!(desk.surface(), ["book"]);
}

#[test]
fn pages_beyond_the_limits_are_errors_and_dist_stays() {
    let desk = awkward();
    assert_eq!(desk.run("-q --formats pdf").code, Some(0));
    let before = desk.tree("dist");
    let page = fs::read_to_string(desk.at("book/book.toml")).expect("it is there");
    let limits = |limits: &str| desk.put("book/book.toml", format!("{page}[limits]\n{limits}\n"));
    limits("runts = 0\nloose_lines = \"1 %\"\nspace_deviation = 0.15\nwidows = 100");
    for arguments in ["--formats pdf", "check", "check --typography --format json"] {
        let ran = desk.run(arguments);
        assert_eq!(ran.code, Some(1), "{arguments}");
        for part in [
            "“Awkward” has ",
            ", and none is allowed",
            " % of its lines, and 1 % is allowed",
            "the spaces of “Awkward” deviate by ",
            "the worst is in here, on page ",
            "raise `runts` in `[limits]`",
            "\n3 errors\n",
        ] {
            assert!(ran.err.contains(part), "{part:?} is not in\n{}", ran.err);
        }
        assert_eq!(ran.out.is_empty(), !arguments.contains("json"), "{}", ran.out);
    }
    assert_eq!(before, desk.tree("dist"));
    limits("runts = 100\nloose_lines = \"100 %\"\nspace_deviation = 9");
    let ran = desk.run("--formats pdf -q");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
}

/// Asks `done` until it says yes, for as long as a slow machine may take.
fn until(what: &str, mut done: impl FnMut() -> bool) {
    for _ in 0..600 {
        if done() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("it never came: {what}");
}

#[test]
fn a_second_build_of_the_same_touches_nothing() {
    let desk = Desk::with_book();
    assert_eq!(desk.run("-q").code, Some(0));
    let times = || {
        let names = desk.names("dist").into_iter();
        names.map(|name| fs::metadata(desk.at("dist").join(name)).unwrap().modified().unwrap()).collect::<Vec<_>>()
    };
    let before = times();
    let ran = desk.run("");
    assert!(ran.out.contains(", as they were, in "), "{}", ran.out);
    assert_eq!(times(), before);
}

#[cfg(unix)]
#[test]
fn watch_builds_again_at_every_change_survives_errors_and_ends_well() {
    let desk = Desk::with_book();
    let mut watch = desk.start("watch --no-preview --formats epub");
    until("the first build", || desk.at("dist/news/news.epub").exists());
    let epub = || fs::read(desk.at("dist/news/news.epub")).unwrap_or_default();
    let first = epub();

    desk.put("book/news/a.md", "# Later\n\nAll is different now.\n");
    until("a build after a change", || epub() != first);
    let second = epub();

    desk.put("book/news/c.md", "A link to [nowhere](x.md).\n");
    desk.put("book/news/collection.toml", "title = \"The News\"\n");
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(epub(), second, "an error leaves what was good");
    fs::rename(desk.at("book/news/c.md"), desk.at("c.md")).unwrap();
    until("a build after the fault has gone", || epub() != second);

    let stopped = std::process::Command::new("kill").arg(watch.id().to_string()).status().unwrap();
    assert!(stopped.success());
    assert_eq!(watch.wait().unwrap().code(), Some(0));
    assert_eq!(desk.surface(), ["book", "c.md", "dist"]);
}
