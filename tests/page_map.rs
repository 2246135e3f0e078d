//! The EPUB tells the pages of our own PDF: of real files, each page break stands before the very word that begins that
//! page on paper, whatever it is in, and each page has one.

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use common::epub_text::{Book, PageBreak};
use common::expected::tidy;
use common::pdf_text::{PageText, extract};
use common::title::{in_memory, set_library, torture};
use pamphlet::cli::publish::{Formats, Options, Silent, publish};
use pamphlet::diagnostics::Diagnostics;
use pamphlet::source::Library;

#[test]
fn our_own_titles_tell_their_pages() {
    let told = check(&read("book"), "");
    assert!(told.breaks > 80 && told.titles == 2, "{told:?}");
}

#[test]
fn notes_that_go_on_tell_where() {
    let told = check(&read("tests/torture"), SMALL);
    assert!(told.breaks > 40 && told.in_notes > 3, "{told:?}");
}

#[test]
fn pages_turn_in_everything() {
    let mut library = torture();
    library.book = Some(library.files.add("book.toml", SMALL));
    let told = check(&library, SMALL);
    assert!(told.breaks > 15, "{told:?}");
}

#[test]
fn pages_of_two_columns_turn_behind_the_second() {
    let settings =
        "theme = \"broadsheet\"\npage = { width = \"190mm\", height = \"100mm\", top = \"12mm\", bottom = \"14mm\" }\n";
    let told = check(&read("tests/torture"), settings);
    assert!(told.breaks > 20 && told.in_notes > 0, "{told:?}");
    let told = check(&read("book"), "theme = \"broadsheet\"\npage = { size = \"a4\" }\n");
    assert!(told.breaks > 50 && told.titles == 2, "{told:?}");
}

#[test]
fn pages_turn_in_blocks_of_every_kind() {
    // Each is long enough for a turn to come within it, at many places.
    let words =
        "Schifffahrtsgesellschaft a well-known “quotation” of https://example.org/a/long/path/to/break—and so on; ";
    let paragraph = words.repeat(5);
    let lines = |mark: &str, n: usize| (0..n).map(|i| format!("{mark}line {i} of some\n")).collect::<String>();
    let text = format!(
        "# Title\n\n{paragraph}\n\n> {paragraph}\n>\n> — Someone, *somewhere*\n\n{}\n{}\n```verse\n{}```\n\n```\n{}```\n\n\
         | a | b |\n| --- | --- |\n| {paragraph} | {words} |\n{}\n## Heading\n\nTerm\n: {paragraph}\n\n> [!NOTE]\n> {paragraph}\n\n\
         *{words}* **{words}** `{words}`[^1]\n\n[^1]: {paragraph}\n\n    > {paragraph}\n\n    {paragraph}\n",
        lines("- ", 20),
        lines("1. ", 20),
        lines("", 30),
        lines("\tlet x = ", 30),
        "| cell | another |\n".repeat(20),
    );
    let articles: Vec<(String, String)> =
        (0..8).map(|n| (format!("all/{n}.md"), format!("{}{text}", "Before it.\n\n".repeat(n * 3)))).collect();
    let articles: Vec<(&str, &str)> = articles.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let mut library = in_memory(&articles);
    library.book = Some(library.files.add("book.toml", SMALL));
    let told = check(&library, SMALL);
    assert!(told.breaks > 100 && told.in_notes > 5, "{told:?}");
}

#[test]
fn pages_turn_between_articles_that_run_on() {
    let settings = format!("{SMALL}[titles]\nstart = \"run-on\"\n");
    let told = check(&read("tests/torture"), &settings);
    assert!(told.breaks > 40 && told.in_notes > 3, "{told:?}");
}

#[test]
fn pages_around_the_articles_are_told_where_they_have_a_counterpart() {
    let text = |n: usize| format!("---\nsource: Paper {n}\n---\n# Article {n}\n\nOne line.\n");
    let articles: Vec<(String, String)> = (1..40).map(|n| (format!("all/{n}.md"), text(n))).collect();
    let articles: Vec<(&str, &str)> = articles.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let settings = format!(
        "publisher = \"The Press\"\nbase_url = \"https://example.org\"\n{SMALL}[titles]\nstart = \"recto\"\n\
         [front]\nhalf_title = true\ntitle_page = true\n[back]\nsources = true\nimprint = true\n"
    );
    let told = check(&in_memory(&articles), &settings);
    let pages_of = |file: &str| told.list.iter().filter(|address| address.starts_with(file)).count();
    assert_eq!(["cover", "title-page", "articles/1.", "imprint"].map(pages_of), [1, 2, 1, 1]);
    assert!(pages_of("nav") > 1 && pages_of("sources") > 1, "{:?}", told.list);
    // Blank pages, the imprint at the front, the back cover.
    assert!(told.untold.iter().filter(|text| text.is_empty()).count() > 30);
    let printed: Vec<&String> = told.untold.iter().filter(|text| !text.is_empty()).collect();
    assert!(matches!(printed[..], [imprint, back] if imprint.contains("Published by") && back.contains("example.org")));
}

#[test]
fn without_a_pdf_there_are_no_pages() {
    let formats = Formats { epub: true, kepub: false, pdf: false, booklets: false };
    let published = publish(&read("book"), &Options { formats, write: true, ..Options::default() }, &Silent);
    let epub = &published.titles[0].files[0];
    let book = Book::open(&epub.content.bytes().expect("it is new").whole());
    let (breaks, list) = book.page_breaks();
    assert!(breaks.is_empty() && list.is_empty());
    let package = String::from_utf8_lossy(&book.0["OEBPS/content.opf"]);
    assert!(!package.contains("pageBreak") && !package.contains("printPageNumbers"));
}

/// The page of a part begins its own file, and the article behind it its own.
#[test]
fn pages_of_parts_are_told() {
    for start in ["page", "recto"] {
        let parts = format!("titles = {{ part_pages = true, start = \"{start}\" }}\n");
        let told = check(&read("book"), &parts);
        assert!(told.breaks > 80 && told.titles == 2, "{told:?}");
        assert_eq!(told.parts, 6, "three in each title");
    }
}

/// A small page turns often.
const SMALL: &str = "page = { width = \"90mm\", height = \"100mm\", inside = \"9mm\", outside = \"9mm\", top = \"12mm\", bottom = \"14mm\" }\n";

#[derive(Debug, Default)]
struct Told {
    titles: usize,
    breaks: usize,
    in_notes: usize,
    /// Where the list of pages leads.
    list: Vec<String>,
    /// What stands on the pages that are not in it.
    untold: Vec<String>,
    parts: usize,
}

fn read(root: &str) -> Library {
    let (library, found) = Library::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(root));
    assert!(!found.has_errors());
    library
}

/// Publishes a library with these settings, its own when there are none, and compares what its EPUBs and its PDFs say.
fn check(library: &Library, settings: &str) -> Told {
    let mut library = library.clone();
    if !settings.is_empty() {
        library.book = Some(library.files.add("book.toml", settings));
    }
    let formats = Formats { epub: true, kepub: false, pdf: true, booklets: false };
    let published = publish(&library, &Options { formats, write: true, ..Options::default() }, &Silent);
    assert!(!published.diagnostics.has_errors(), "{}", published.diagnostics.render(&library.files, false));
    let set = set_library(&library, Diagnostics::default(), |_| {});
    let mut told = Told::default();
    for (title, set) in published.titles.iter().zip(&set) {
        let file = |ending: &str| {
            let found = title.files.iter().find(|file| file.path.ends_with(ending));
            found.and_then(|file| file.content.bytes()).unwrap_or_else(|| panic!("{}: no {ending}", title.slug))
        };
        let pages = extract(&file(".pdf").whole());
        let (breaks, list) = Book::open(&file(".epub").whole()).page_breaks();
        let addresses: BTreeSet<&String> = breaks.iter().filter_map(|b| b.address.as_ref()).collect();
        assert_eq!(addresses, list.iter().collect(), "{}: the list names every break once", title.slug);
        assert_eq!(addresses.len(), list.len(), "{}: a page stands in the list once", title.slug);
        let mut numbers = BTreeSet::new();
        for here in &breaks {
            let name = format!("{}, page {}: {here:?}", title.slug, here.page);
            if let Some(address) = &here.address {
                assert!(numbers.insert(here.page), "{name}: twice");
                assert!(address.ends_with(&format!("#page-{}", here.page)), "{name}");
            }
            told.breaks += 1;
            told.parts += usize::from(here.address.as_ref().is_some_and(|address| address.starts_with("part-")));
            told.in_notes += usize::from(here.in_note);
            let is_text = here.address.as_ref().is_none_or(|a| a.starts_with("articles/") || a.starts_with("part-"));
            if is_text {
                agrees(here, &pages, &name);
            }
        }
        for (index, page) in set.paged.pages.iter().enumerate().filter(|(_, page)| !page.columns.is_empty()) {
            assert!(numbers.contains(&(index + 1)), "{}: page {} is not told", title.slug, index + 1);
            let carried = page.columns.first().is_some_and(|column| column.carried);
            let in_note = breaks.iter().filter(|b| b.in_note && b.page == index + 1).count();
            assert!(in_note <= usize::from(carried), "{}: page {}", title.slug, index + 1);
        }
        let untold = pages.iter().enumerate().filter(|(index, _)| !numbers.contains(&(index + 1)));
        told.untold.extend(untold.map(|(_, page)| page.text.concat()));
        told.list.extend(list);
        told.titles += 1;
    }
    told
}

/// What follows a break is what its page begins with on paper.
fn agrees(here: &PageBreak, pages: &[PageText], name: &str) {
    let lines = |page: &PageText| if here.in_note { page.notes.clone() } else { page.text.clone() };
    let page = lines(&pages[here.page - 1]);
    if page.is_empty() {
        // Nothing but a note stands on the page, and the text goes on later.
        return;
    }
    let before: Vec<String> =
        pages[..here.page - 1].iter().rev().map(lines).find(|l| !l.is_empty()).unwrap_or_default();
    // Within a row of a table that is any of its cells.
    let divided = before.iter().any(|line| line.ends_with("\u{AD}"));
    // Numbers and bullets of lists are no text of the EPUB, and stand apart in the PDF.
    let is_label = |line: &str| line == "•" || line.strip_suffix('.').is_some_and(|n| n.parse::<u32>().is_ok());
    let paper = page.iter().map(|line| tidy(line)).find(|line| !is_label(line)).unwrap_or_default();
    let paper = paper.trim_end_matches('‐');
    let on_screen: String = ink(&here.after);
    // A divided word stands whole behind the break, and the page before has its beginning.
    let ending = ink(&common::pdf_text::join(&before));
    let word: String = ink(here.after.split(' ').next().unwrap_or_default());
    let fits = |parted: usize| ending.contains(&on_screen[..parted]) && same(&on_screen[parted..], paper);
    let parted = word.char_indices().map(|(at, _)| at).find(|at| fits(*at));
    let is_address = here.after.split(' ').next().is_some_and(|w| w.contains("://") || w.contains("/"));
    match parted {
        Some(0) => {}
        Some(_) => assert!(divided || is_address, "{name}: the page begins within a word: {paper:?} after {before:?}"),
        None => panic!("{name}: the page begins {paper:?}, and what is before it ends {:?}", before.last()),
    }
    let parts_word = here.before.is_some_and(|c| c.is_alphanumeric());
    assert!(!parts_word || here.after.starts_with(|c: char| !c.is_ascii_alphanumeric()), "{name}: it parts a word");
}

/// Whether two texts begin alike, up to where the paper adds something of its own: the number of a page or a note.
fn same(screen: &str, paper: &str) -> bool {
    let (paper, cut) = match paper.find('(') {
        Some(at) => (&paper[..at], true),
        None => (paper, false),
    };
    let wanted: Vec<char> = ink(paper).chars().take(12).collect();
    let mut screen = screen.chars();
    let mut matched = 0;
    let mut skipped = 0;
    for c in wanted.iter().copied() {
        let Some(s) = screen.clone().next() else { break };
        if s == c {
            screen.next();
            matched += 1;
        } else if c.is_ascii_lowercase() && matched > 2 && skipped == 0 {
            // The letter of a link's note.
            skipped += 1;
        } else {
            return false;
        }
    }
    matched > 0 || cut
}

fn ink(text: &str) -> String {
    tidy(text).chars().filter(|c| !c.is_whitespace()).collect()
}
