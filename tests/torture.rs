//! Notes never fail: each article of `tests/torture` is one way in which they go wrong, those with a number in their
//! name as users of other typesetters have reported it. It is set again and again, every time a line lower, so that
//! each of its lines is once the last that fits its page. No note is lost, none doubled, each begins on the page of
//! its mark, and the text is the article's.
//!
//! | article | what was reported |
//! | --- | --- |
//! | `pandoc-1485` | a label that two articles share is refused as a duplicate |
//! | `typst-5314` | a line that moves on, because it may not stand last or alone, leaves its note behind |
//! | `typst-5603` | the note of the last line of a page stands on the next page |
//! | `typst-6437` | a note within a note at the foot of a page is lost |
//! | `typst-8792` | notes in items of lists stand on the page after their marks |
//! | `vivliostyle-2024` | many long notes, and the typesetter never ends |
//! | `vivliostyle-2026` | a long note at the foot is lost, or its mark moves on and leaves the page half empty |
//! | `weasyprint-2502` | a page takes one note, and the others follow on later pages |

mod common;

use std::fs;
use std::path::Path;

use common::kept::compare_titles;
use common::title::{SetTitle, in_memory, set_library};
use pamphlet::config::{LinkStyle, Settings};
use pamphlet::diagnostics::Diagnostics;
use pamphlet::typeset::{Layer, Page, Placed, Sp};

/// How many articles there are. A test that runs none must fail.
const ARTICLES: usize = 16;

#[test]
fn notes_hold_wherever_the_page_turns() {
    let names = names();
    assert_eq!(names.len(), ARTICLES);
    for name in &names {
        // The small page has thirteen lines, in one column or in two, the usual one thirty-seven.
        for (lines, change) in [(16, small as fn(&mut Settings)), (16, columns), (40, |_| {})] {
            let compared = compare_titles(set_lowered(name, 0..lines, change), LinkStyle::Notes);
            assert_eq!(compared.articles, lines);
            assert!(compared.notes >= lines, "{name}: {compared:?}");
        }
    }
}

/// Notes that have room on one page are on one page.
#[test]
fn weasyprint_2502_a_page_takes_all_notes_it_has_room_for() {
    for title in set_lowered("weasyprint-2502", 0..25, |_| {}) {
        for (article, start) in starts(&title).into_iter().enumerate() {
            let notes = lines_of(&title.paged.pages[start], Layer::Note);
            assert_eq!(notes.len(), 4, "article {article}: {notes:?}");
        }
    }
}

/// A long note at the foot is divided; its mark does not move to the next page and leave white behind.
#[test]
fn vivliostyle_2026_a_long_note_leaves_no_white() {
    let title = set_lowered("vivliostyle-2026", 0..40, |_| {}).remove(0);
    let starts = starts(&title);
    // The column ends where the lowest line of all stands.
    let pages = &title.paged.pages[starts[0]..];
    let foot = pages.iter().flat_map(|page| lines_of(page, Layer::Text)).max().expect("there is text");
    for (article, start) in starts.iter().enumerate() {
        let end = starts.get(article + 1).copied().unwrap_or(title.paged.pages.len());
        for page in &title.paged.pages[*start..end - 1] {
            let last = lines_of(page, Layer::Text).last().copied().expect("a page has text");
            let until = lines_of(page, Layer::Note).first().copied().unwrap_or(foot);
            // What two lines of a paragraph and two of a note need is what may be missing.
            assert!(until - last <= Sp::pt(13 * 5), "article {article}: {} pt of white", until - last);
        }
    }
}

/// The title of a part cannot have notes of its author's, but an address is printed as one: on the page of the title when
/// that has one to itself, else on that of the article.
#[test]
fn notes_of_a_part_s_title_stand_on_its_page() {
    let library = |settings: &str| {
        let mut library =
            in_memory(&[("parts/1.md", "# One\n\nText.[^n]\n\n[^n]: A note.\n"), ("parts/2.md", "# Two\n\nText.\n")]);
        let parts = "[[part]]\ntitle = 'A [part](https://example.org/first)'\narticles = ['1.md']\n\
                     [[part]]\ntitle = 'And [another](https://example.org/second)'\narticles = ['2.md']\n";
        library.collections[0].settings =
            Some(library.files.add("parts/collection.toml", format!("{parts}{settings}")));
        library
    };
    let together = set_library(&library(""), Diagnostics::default(), small);
    let compared = compare_titles(together, LinkStyle::Notes);
    assert_eq!((compared.articles, compared.notes), (2, 3));

    let apart = set_library(&library("[titles]\npart_pages = true\n"), Diagnostics::default(), small).remove(0);
    let noted = |page: usize| -> String {
        let words = |item: &Placed| match item {
            Placed::Text(line) if line.layer == Layer::Note => {
                line.runs.iter().map(|run| run.word.text.to_string()).collect()
            }
            _ => String::new(),
        };
        apart.paged.pages[page].items.iter().map(words).collect()
    };
    let parts = &apart.paged.outline[1..];
    let notes: Vec<String> = parts.iter().flat_map(|part| [noted(part.page), noted(part.children[0].page)]).collect();
    assert_eq!(notes, ["ahttps://example.org/first", "1Anote.", "ahttps://example.org/second", ""]);
}

/// The names of the articles, in order.
fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .expect("the folder is there")
        .map(|entry| entry.expect("it is listed").file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .collect();
    names.sort();
    names
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/torture")
}

/// Sets the article once for each number of lines that stand before its text.
fn set_lowered(name: &str, lines: std::ops::Range<usize>, change: impl Fn(&mut Settings)) -> Vec<SetTitle> {
    let text = fs::read_to_string(folder().join(format!("{name}.md"))).expect("the article is there");
    let (front, body) = text.split_once("\n---\n").expect("the article has front matter");
    let articles: Vec<(String, String)> = lines
        .map(|n| (format!("{name}/{n:02}.md"), format!("{front}\n---\n\n{}{body}", "So it goes.\n\n".repeat(n))))
        .collect();
    let articles: Vec<(&str, &str)> = articles.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    set_library(&in_memory(&articles), Diagnostics::default(), change)
}

/// A page of 80 by 90 mm.
fn small(book: &mut Settings) {
    (book.design.page.width, book.design.page.height) = (Sp::um(80_000), Sp::um(90_000));
    (book.design.page.inside, book.design.page.outside) = (Sp::um(8_000), Sp::um(9_000));
    (book.design.page.top, book.design.page.bottom) = (Sp::um(12_000), Sp::um(14_000));
}

/// The same in two columns, each as wide as its column.
fn columns(book: &mut Settings) {
    small(book);
    let page = &mut book.design.page;
    (page.columns, page.width) = (2, Sp::um(17_000) + page.column_gap + Sp::um(63_000) * 2);
}

/// The page on which each article begins, from 0, as the bookmarks tell; the first is the contents'.
fn starts(title: &SetTitle) -> Vec<usize> {
    title.paged.outline[1..].iter().map(|entry| entry.page).collect()
}

/// Where the lines of a layer stand, from the top of the page.
fn lines_of(page: &Page, layer: Layer) -> Vec<Sp> {
    let mut lines: Vec<Sp> = page
        .items
        .iter()
        .filter_map(|item| match item {
            Placed::Text(line) if line.layer == layer => Some(line.y),
            _ => None,
        })
        .collect();
    lines.dedup();
    lines
}
