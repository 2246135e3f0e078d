//! Layout as text: each `tests/layout/*.md` is set on a small page, and its pages as text, without those before the
//! article, are `tests/layout/*.txt`. A change of layout is a change in that text: it can be read in a diff.
//!
//! `UPDATE=1 cargo test --test layout` writes them anew.

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use common::title::{grey_png, in_memory, set_library};
use pamphlet::config::{Contents, Cover, Design, Settings, Start, Theme};
use pamphlet::diagnostics::Diagnostics;
use pamphlet::typeset::Sp;

/// How many articles there are. A test that runs none must fail.
const ARTICLES: usize = 40;

#[test]
fn articles_are_set_as_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layout");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(&folder).expect("the folder is there").map(|entry| entry.expect("it is listed").path()).collect();
    paths.sort();
    let update = std::env::var_os("UPDATE").is_some();
    let (mut ran, mut changed) = (0, String::new());
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "md")) {
        let name = path.file_stem().expect("it has a name").to_string_lossy();
        let found = pages(&fs::read_to_string(path).expect("it is text"), &name);
        let stored = path.with_extension("txt");
        if update {
            fs::write(&stored, &found).expect("it can be written");
        }
        let expected = fs::read_to_string(&stored).unwrap_or_default();
        if let Some(difference) = difference(&found, &expected) {
            let _ = writeln!(changed, "{}\n{difference}", stored.file_name().expect("it has a name").display());
        }
        ran += 1;
    }
    let texts = paths.iter().filter(|path| path.extension().is_some_and(|e| e == "txt")).count();
    assert_eq!((ran, if update { ran } else { texts }), (ARTICLES, ARTICLES));
    assert!(changed.is_empty(), "these have changed; is it for the better?\n{changed}");
}

/// The pages of an article on the small page. Some by their names have settings of their own.
fn pages(article: &str, name: &str) -> String {
    let mut library = in_memory(&[("layout/article.md", article)]);
    for (name, width, height) in [("grey", 160, 90), ("dot", 20, 20), ("tall", 50, 101), ("large", 200, 180)] {
        library.images.insert(format!("layout/{name}.png"), grey_png(width, height).into());
    }
    let small = |book: &mut Settings| {
        small_page(book);
        match name {
            "initial" => book.design.titles.drop_cap = 3,
            "code-smaller" => book.design.text.code_size = Sp::pt(10),
            "two-columns" => {
                book.design.titles = Design::of(Theme::Broadsheet).titles;
                let page = &mut book.design.page;
                (page.columns, page.width, page.height) = (2, Sp::um(160_000), Sp::um(120_000));
            }
            "white-break" => book.design.divider.clear(),
            _ => {}
        }
    };
    let paged = set_library(&library, Diagnostics::default(), small).remove(0).paged;
    // The first bookmark is the contents'.
    let first = format!("page {} ", paged.outline[1].page + 1);
    let text = paged.to_string();
    let start = text.lines().take_while(|line| !line.starts_with(&first)).map(|line| line.len() + 1).sum::<usize>();
    text[start..].to_owned()
}

/// A page of 80 by 90 mm, whose column is some twelve lines high.
fn small_page(book: &mut Settings) {
    (book.design.page.width, book.design.page.height) = (Sp::um(80_000), Sp::um(90_000));
    (book.design.page.inside, book.design.page.outside) = (Sp::um(8_000), Sp::um(9_000));
    (book.design.page.top, book.design.page.bottom) = (Sp::um(12_000), Sp::um(14_000));
}

#[test]
fn pages_around_articles_are_set_as_they_were() {
    for (name, theme) in Theme::ALL {
        is_as_stored(&format!("around/{name}"), &around(theme));
    }
}

/// Parts with pages to themselves, where articles begin on rectos; the address of a link in a title stands at its foot.
#[test]
fn parts_have_pages_as_they_had() {
    let mut library = in_memory(&[("news/1.md", "# The dead end\n\nText.\n"), ("news/2.md", "# Names\n\nText.\n")]);
    let settings = "[[part]]\ntitle = 'What *happened* [there](https://paper.example/there)'\narticles = ['1.md']\n\
                    [[part]]\ntitle = 'For the reader'\narticles = ['2.md']\n[titles]\nstart = 'recto'\npart_pages = true\n";
    library.collections[0].settings = Some(library.files.add("news/collection.toml", settings));
    let paged = set_library(&library, Diagnostics::default(), small_page).remove(0).paged;
    let parts: Vec<(usize, usize)> = paged.outline[1..].iter().map(|part| (part.page, part.children[0].page)).collect();
    assert!(parts.iter().all(|(part, first)| part % 2 == 0 && part + 2 == *first), "{parts:?}");
    is_as_stored("around/part-pages", &paged.to_string());
}

/// On a large page the lines around the articles are no wider than can be read, and nobody is told how to fold it.
#[test]
fn large_pages_are_set_as_they_were() {
    let article =
        "---\ntitle: The dead end\nsource: { title: The Paper, url: 'https://paper.example/a' }\n---\nText.\n";
    let large = |book: &mut Settings| {
        (book.design.page.width, book.design.page.height) = (Sp::um(210_000), Sp::um(297_000));
        book.design.cover = Cover::None;
        book.design.back.sources = true;
    };
    let library = in_memory(&[("news/1.md", article)]);
    let paged = set_library(&library, Diagnostics::default(), large).remove(0).paged;
    is_as_stored("around/large-page", &paged.to_string());
}

/// Compares pages with those that are stored under a name.
fn is_as_stored(name: &str, found: &str) {
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layout").join(name).with_extension("txt");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&stored, found).expect("it can be written");
    }
    let expected = fs::read_to_string(&stored).unwrap_or_default();
    if let Some(difference) = difference(found, &expected) {
        panic!("{name} has changed; is it for the better?\n{difference}");
    }
}

/// Articles that run on, on the small page: one opens within a page, under the last lines of another and with its notes
/// under those of the other.
#[test]
fn articles_run_on_as_they_did() {
    let lines = |count: usize| vec!["Words that fill a line or more of this page."; count].join(" ");
    let first = format!("# The first\n\n{}[^a] {}[^b]\n\n[^a]: A note.\n[^b]: Another note.\n", lines(4), lines(3));
    let second = format!(
        "---\ntitle: The second\nauthor: Anna Weber\n---\n{}[^a] See [the third](3.md).\n\n[^a]: A note of the second.\n",
        lines(3)
    );
    let third = format!("# The third\n\n{}[^a] {}\n\n[^a]: A note of the third.\n", lines(2), lines(6));
    let articles = [("run/1.md", first.as_str()), ("run/2.md", &second), ("run/3.md", &third)];
    let run_on = |theme| {
        let set = move |book: &mut Settings| {
            book.design = Design::of(theme);
            book.design.titles.start = Start::RunOn;
            book.design.cover = Cover::None;
            book.design.front.imprint = false;
            small_page(book);
        };
        set_library(&in_memory(&articles), Diagnostics::default(), set).remove(0).paged
    };
    let paged = run_on(Theme::Classic);
    let page = |title: &str| paged.outline.iter().find(|entry| entry.title == title).expect("it has a bookmark").page;
    assert_eq!(page("The first") + 1, page("The second"), "it runs on");
    is_as_stored("around/run-on", &paged.to_string());
    is_as_stored("around/run-on-under-a-rule", &run_on(Theme::Broadsheet).to_string());
}

/// All pages of a title with everything that may stand around articles, and another title beside it.
fn around(theme: Theme) -> String {
    let article = |title: &str, more: &str| format!("---\ntitle: {title}\n{more}---\nText.\n\n## A section\n\nMore.\n");
    let source = "source: { title: The Paper, url: 'https://paper.example/a', date: 2011-12 }\n";
    let first = article("The dead end", &format!("author: Anna Weber\nsummary: What it is about.\n{source}"));
    let second = article("Names and spellings", "author: Karim Aliyev\nrights: Free to copy\n");
    let mut library =
        in_memory(&[("news/1.md", &first), ("news/2.md", &second), ("other/1.md", "# Another title\n\nText.\n")]);
    let settings = "title = 'News of the week'\nsubtitle = 'Told by two'\ndate = 2012-02-28\n\
                    summary = 'A paragraph for the back cover, which is long enough to fill more than a line.'\n\
                    series = { name = 'Weeks', position = 3 }\n\
                    [[part]]\ntitle = 'What happened'\narticles = ['1.md']\n[[part]]\ntitle = 'For the reader'\narticles = ['2.md']\n";
    library.collections[0].settings = Some(library.files.add("news/collection.toml", settings));
    let all = |book: &mut Settings| {
        book.design = Design::of(theme);
        book.publisher = Some("A Small Press".to_owned());
        (book.rights, book.rights_url) = (Some("CC BY 4.0".to_owned()), Some("https://cc.example/by".to_owned()));
        (book.design.front.half_title, book.design.front.title_page) = (true, true);
        book.design.front.contents = Contents::Summaries;
        (book.design.back.sources, book.design.back.imprint) = (true, true);
    };
    set_library(&library, Diagnostics::default(), all).remove(0).paged.to_string()
}

/// The lines in which two texts differ, with a line around them.
fn difference(found: &str, expected: &str) -> Option<String> {
    if found == expected {
        return None;
    }
    let (found, expected): (Vec<&str>, Vec<&str>) = (found.lines().collect(), expected.lines().collect());
    let head = found.iter().zip(&expected).take_while(|(a, b)| a == b).count();
    let tail = found[head..].iter().rev().zip(expected[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut out = String::new();
    for (sign, lines) in [('-', &expected), ('+', &found)] {
        for line in &lines[head..lines.len() - tail] {
            let _ = writeln!(out, "{sign} {line}");
        }
    }
    Some(out)
}
