//! Compares the PDF of a title with its articles: text, notes, the pages they stand on.

use pamphlet::collection::{Collection, Words};
use pamphlet::config::LinkStyle;
use pamphlet::manuscript::{Role, plain_text};

use super::expected::{Printed, assert_same, ink, printed, same, tidy, without_page_numbers};
use super::pdf_text::{PageText, bookmarks, extract, join};
use super::title::SetTitle;

/// What has been compared, so that a test that compares nothing fails.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Compared {
    pub titles: usize,
    pub articles: usize,
    pub notes: usize,
}

/// Writes the PDFs of titles, reads them back and compares.
pub fn compare_titles(titles: Vec<SetTitle>, links: LinkStyle) -> Compared {
    compare(titles, links, article)
}

/// Writes the PDFs of titles, reads them back and compares, on whatever pages the notes begin: a row may have more
/// notes than a page can hold.
pub fn compare_texts(titles: Vec<SetTitle>, links: LinkStyle) -> Compared {
    compare(titles, links, |collection, index, links, _, pages| {
        text_and_notes(collection, index, links, pages).map(|expected| expected.notes.len())
    })
}

/// Compares an article by its index on its pages, of which the first is told; returns how many notes it has.
type Yardstick = fn(&Collection, usize, LinkStyle, usize, &[PageText]) -> Result<usize, String>;

fn compare(titles: Vec<SetTitle>, links: LinkStyle, article: Yardstick) -> Compared {
    let mut compared = Compared::default();
    for title in titles {
        let SetTitle { collection, paged, .. } = &title;
        let bytes = title.pdf();
        let pages = extract(&bytes);
        assert_eq!(pages.len(), paged.pages.len());
        let starts = starts(collection, &bytes);
        contents(collection, &starts, &pages);
        for index in 0..collection.articles.len() {
            let last = pages.len() - usize::from(paged.back_cover);
            let end = starts.get(index + 1).copied().unwrap_or(last);
            compared.notes += article(collection, index, links, starts[index], &pages[starts[index]..end])
                .unwrap_or_else(|difference| panic!("{difference}"));
            compared.articles += 1;
        }
        compared.titles += 1;
    }
    compared
}

/// The page on which each article begins, from 0, as the bookmarks tell.
pub fn starts(collection: &Collection, bytes: &[u8]) -> Vec<usize> {
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
            expected += &plain_text(title);
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
    assert_same(&tidy(&join(lines)), &tidy(&expected), &format!("the contents of {}", collection.slug));
}

/// Compares an article and its notes.
pub fn text_and_notes(
    collection: &Collection,
    index: usize,
    links: LinkStyle,
    pages: &[PageText],
) -> Result<Printed, String> {
    let expected = printed(collection, index, links);
    let article = &collection.articles[index];
    let name = format!("{}/{}", collection.slug, article.slug);
    let word = Words::of(&article.lang).page;
    let clean = |lines| clean(lines, word);
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
    Ok(expected)
}

/// Lines as running text, with the numbers of pages as `#`.
fn clean(lines: Vec<&String>, word: &str) -> String {
    without_page_numbers(&tidy(&join(lines)), word)
}

/// Compares an article on its pages, the first of which has the index `first`, its notes, and that each begins on the
/// page of its mark; returns how many notes.
pub fn article(
    collection: &Collection,
    index: usize,
    links: LinkStyle,
    first: usize,
    pages: &[PageText],
) -> Result<usize, String> {
    let expected = text_and_notes(collection, index, links, pages)?;
    let article = &collection.articles[index];
    let name = format!("{}/{}", collection.slug, article.slug);
    let word = Words::of(&article.lang).page;
    // Both are counted in ink, which joining lines does not change; a reference to a page is `#` in either.
    let ends = |part: fn(&PageText) -> &Vec<String>| -> Vec<usize> {
        let mut sum = 0;
        let mut end = |page| {
            sum += ink(&clean(part(page).iter().collect(), word));
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
