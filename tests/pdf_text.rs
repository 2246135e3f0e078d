//! Text is kept: what a reader draws from the PDF is what the articles say, paragraph by paragraph and note by
//! note, each article on the pages its bookmark and the contents name, each note begun on the page of its mark.

mod common;

use std::path::Path;

use common::expected::{ink, printed, tidy, without_page_numbers};
use common::pdf_text::{PageText, bookmarks, extract, join};
use common::title::{SetTitle, set, set_library, torture};
use pamphlet::collection::{Collection, Words};
use pamphlet::config::{LinkStyle, Settings};
use pamphlet::diagnostics::Diagnostics;
use pamphlet::manuscript::{Role, plain_text};
use pamphlet::pdf::Encoded;
use pamphlet::typeset::Sp;

/// What has been compared, so that a test that compares nothing fails.
#[derive(Debug, Default, PartialEq, Eq)]
struct Compared {
    titles: usize,
    articles: usize,
    notes: usize,
}

#[test]
fn the_corpus_is_kept() {
    let compared = compare("tests/corpus", LinkStyle::Notes);
    assert_eq!((compared.titles, compared.articles), (1, 100));
    assert!(compared.notes > 600, "{compared:?}");
    let plain = compare("tests/corpus", LinkStyle::Plain);
    assert!(plain.notes > 50 && plain.notes < compared.notes, "{plain:?}");
}

#[test]
fn our_own_titles_are_kept() {
    for links in [LinkStyle::Notes, LinkStyle::Plain] {
        let compared = compare("book", links);
        assert_eq!(compared.titles, 2);
        assert!(compared.articles >= 12 && compared.notes > 50, "{compared:?}");
    }
}

#[test]
fn every_element_is_kept() {
    for links in [LinkStyle::Notes, LinkStyle::Plain] {
        let compared =
            compare_titles(set_library(&torture(), Diagnostics::default(), |book| book.text.links = links), links);
        assert_eq!((compared.titles, compared.articles), (2, 3));
        assert!(compared.notes >= 13, "{compared:?}");
    }
}

/// Pages so small that titles, tables and quotations hardly have room, and just high enough for the article with
/// ten notes on a line.
#[test]
fn small_pages_lose_nothing() {
    for (width, height) in [(70_000, 85_000), (110_000, 75_000)] {
        let small = |book: &mut Settings| {
            (book.page.width, book.page.height) = (Sp::um(width), Sp::um(height));
            let margin = Sp::um(8_000);
            (book.page.inside, book.page.outside, book.page.top, book.page.bottom) = (margin, margin, margin, margin);
        };
        let elements = set_library(&torture(), Diagnostics::default(), small);
        assert!(elements[0].paged.pages.len() > 15);
        compare_titles(elements, LinkStyle::Notes);
        compare_titles(set(&Path::new(env!("CARGO_MANIFEST_DIR")).join("book"), small), LinkStyle::Notes);
    }
}

/// A yardstick that accepts anything measures nothing.
#[test]
fn what_is_lost_doubled_or_misplaced_is_seen() {
    let title = set_library(&torture(), Diagnostics::default(), |_| {}).remove(0);
    let bytes = Encoded::new(&title.paged, &title.collection).and_then(|e| e.reading()).expect("it can be written");
    let first = starts(&title.collection, &bytes)[1];
    let whole = extract(&bytes)[first..].to_vec();
    assert!(whole.len() >= 2);
    let check = |spoil: &dyn Fn(&mut Vec<PageText>)| {
        let mut pages = whole.clone();
        spoil(&mut pages);
        article(&title.collection, 1, LinkStyle::Notes, first, &pages)
    };
    assert!(check(&|_| {}).is_ok());
    let spoils: [&dyn Fn(&mut Vec<PageText>); 7] = [
        &|pages| drop(pages[1].text.pop()),
        &|pages| pages[0].text.insert(3, "more".to_owned()),
        &|pages| pages[0].text.swap(2, 3),
        &|pages| drop(pages[0].notes.pop()),
        &|pages| pages[1].notes.push("1 Eins.".to_owned()),
        &|pages| pages[0].notes.swap(0, 1),
        // A whole note goes to the page after its mark's.
        &|pages| {
            let last = pages[0].notes.pop().expect("there are notes");
            pages[1].notes.insert(0, last);
        },
    ];
    for (i, spoil) in spoils.iter().enumerate() {
        assert!(check(spoil).is_err(), "spoil {i}");
    }
}

/// Sets the library in `root` and compares its PDFs with it.
fn compare(root: &str, links: LinkStyle) -> Compared {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(root);
    compare_titles(set(&root, |book| book.text.links = links), links)
}

/// Writes the PDFs of titles, reads them back and compares.
fn compare_titles(titles: Vec<SetTitle>, links: LinkStyle) -> Compared {
    let mut compared = Compared::default();
    for title in titles {
        let SetTitle { collection, paged } = &title;
        let bytes = Encoded::new(paged, collection).and_then(|e| e.reading()).expect("the PDF can be written");
        let pages = extract(&bytes);
        assert_eq!(pages.len(), paged.pages.len());
        let starts = starts(collection, &bytes);
        contents(collection, &starts, &pages);
        for index in 0..collection.articles.len() {
            let end = starts.get(index + 1).copied().unwrap_or(pages.len());
            compared.notes += article(collection, index, links, starts[index], &pages[starts[index]..end]).unwrap();
            compared.articles += 1;
        }
        compared.titles += 1;
    }
    compared
}

/// The page on which each article begins, from 0, as the bookmarks tell.
fn starts(collection: &Collection, bytes: &[u8]) -> Vec<usize> {
    let mut top = bookmarks(bytes).into_iter();
    assert_eq!(top.next().expect("the contents have a bookmark").title, Words::of(&collection.lang).contents);
    let mut out = Vec::new();
    for part in &collection.parts {
        let count = part.articles.len();
        let articles = match &part.title {
            Some(title) if count > 0 => {
                let bookmark = top.next().expect("a part has a bookmark");
                assert_eq!(bookmark.title, plain_text(title));
                bookmark.children
            }
            _ => top.by_ref().take(count).collect(),
        };
        assert_eq!(articles.len(), count);
        for (bookmark, article) in articles.into_iter().zip(&collection.articles[part.articles.clone()]) {
            assert_eq!(bookmark.title, plain_text(&article.title));
            out.push(bookmark.page);
        }
    }
    assert!(top.next().is_none() && out.is_sorted());
    out
}

/// Compares the contents: every article with its authors and its page.
fn contents(collection: &Collection, starts: &[usize], pages: &[PageText]) {
    let mut expected = Words::of(&collection.lang).contents.to_owned();
    for (index, (article, start)) in collection.articles.iter().zip(starts).enumerate() {
        if let Some(part) = collection.parts.iter().find(|p| p.articles.start == index && !p.articles.is_empty())
            && let Some(title) = &part.title
        {
            expected += &plain_text(title).to_lowercase();
        }
        expected += &plain_text(&article.title);
        let authors: Vec<&str> =
            article.people.iter().filter(|p| p.role == Role::Author).map(|p| p.name.as_str()).collect();
        if !authors.is_empty() && collection.people.len() != 1 {
            expected += &format!("\u{2002} {}", Words::of(&article.lang).list(&authors));
        }
        expected += &(start + 1).to_string();
    }
    let lines = pages[2..starts[0]].iter().flat_map(|page| &page.text);
    same(&tidy(&join(lines)), &tidy(&expected), &format!("the contents of {}", collection.slug)).unwrap();
}

/// Compares an article on its pages, the first of which has the index `first`, and its notes; returns how many notes.
fn article(
    collection: &Collection,
    index: usize,
    links: LinkStyle,
    first: usize,
    pages: &[PageText],
) -> Result<usize, String> {
    let expected = printed(collection, index, links);
    let article = &collection.articles[index];
    let name = format!("{}/{}", collection.slug, article.slug);
    let word = Words::of(&article.lang).page;
    let clean = |lines: Vec<&String>| without_page_numbers(&tidy(&join(lines)), word);
    same(&clean(pages.iter().flat_map(|p| &p.text).collect()), &tidy(&expected.text), &name)?;

    let notes = clean(pages.iter().flat_map(|p| &p.notes).collect());
    let mut rest = notes.as_str();
    for (i, note) in expected.notes.iter().enumerate() {
        rest = rest.trim_start();
        match rest.strip_prefix(note.as_str()) {
            Some(after) => rest = after,
            None => same(rest, note, &format!("note {} of {name}", i + 1))?,
        }
    }
    same(rest, "", &format!("the end of the notes of {name}"))?;

    // Both are counted in ink, which joining lines does not change; a reference to a page is `#` in either.
    let ends = |part: fn(&PageText) -> &Vec<String>| -> Vec<usize> {
        let mut sum = 0;
        let mut end = |page| {
            sum += ink(&clean(part(page).iter().collect()));
            sum
        };
        pages.iter().map(&mut end).collect()
    };
    let page_at = |ends: &[usize], at: usize| first + 1 + ends.partition_point(|end| *end <= at);
    let (text_ends, note_ends) = (ends(|p| &p.text), ends(|p| &p.notes));
    let mut passed = 0;
    for (i, (note, mark)) in expected.notes.iter().zip(&expected.marks).enumerate() {
        let (of_note, of_mark) = (page_at(&note_ends, passed), page_at(&text_ends, *mark));
        if of_note != of_mark {
            let number = i + 1;
            return Err(format!("note {number} of {name} begins on page {of_note}, its mark is on {of_mark}: {note}"));
        }
        passed += ink(note);
    }
    Ok(expected.notes.len())
}

/// Tells the first difference in its surroundings.
fn same(found: &str, expected: &str, name: &str) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    let same = found.chars().zip(expected.chars()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(60)).take(160).collect::<String>();
    Err(format!("{name}\n   found …{}…\nexpected …{}…", around(found), around(expected)))
}
