//! Text is kept in the EPUB: its documents say what the articles say, note by note; every mark leads to its note
//! and every note back to its marks; every XML file is well-formed.

mod common;

use std::path::Path;

use common::epub_text::Book;
use common::expected::{assert_same, on_screen, tidy};
use common::title::{set_library, torture};
use pamphlet::cli::publish::{Formats, Options, Silent, publish};
use pamphlet::diagnostics::Diagnostics;
use pamphlet::manuscript::plain_text;
use pamphlet::source::Library;

#[test]
fn the_corpus_is_kept() {
    assert_eq!(compare(&read("tests/corpus")).0, 100);
}

#[test]
fn our_own_titles_are_kept() {
    let (articles, notes) = compare(&read("book"));
    assert!(articles >= 12 && notes > 40, "{articles} articles, {notes} notes");
}

#[test]
fn every_element_is_kept() {
    assert_eq!(compare(&torture()), (3, 36));
}

#[test]
fn notes_hold() {
    let (articles, notes) = compare(&read("tests/torture"));
    assert!(articles == 16 && notes > 70, "{articles} articles, {notes} notes");
}

fn read(root: &str) -> Library {
    let (library, found) = Library::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(root));
    assert!(!found.has_errors());
    library
}

/// Publishes the EPUBs of a library, reads them back and compares; returns how many articles and notes.
fn compare(library: &Library) -> (usize, usize) {
    let formats = Formats { epub: true, pdf: false, booklets: false };
    let published = publish(library, &Options { formats, write: true, ..Options::default() }, &Silent).titles;
    let set = set_library(library, Diagnostics::default(), |_| {});
    assert_eq!(published.len(), set.len());
    let (mut articles, mut notes) = (0, 0);
    for (title, files) in set.iter().zip(&published) {
        let collection = &title.collection;
        let epub = files.files.iter().find(|file| file.path.ends_with(".epub")).expect("there is an EPUB");
        let book = Book::open(&epub.bytes);
        let documents = book.articles();
        assert_eq!(documents.len(), collection.articles.len());
        assert!(book.read_all_xml() > documents.len() + 3);
        for (index, (document, article)) in documents.iter().zip(&collection.articles).enumerate() {
            let name = format!("{}/{}", collection.slug, article.slug);
            let expected = on_screen(collection, index);
            assert_same(&tidy(&document.text), &tidy(&expected.text), &name);
            assert_eq!(document.notes.len(), expected.notes.len(), "{name}");
            for (note, text) in document.notes.iter().zip(&expected.notes) {
                assert_same(&tidy(&note.text), &tidy(text), &format!("{} of {name}", note.id));
            }
            if let Some(origin) = &article.origin {
                let told = origin.title.as_ref().or(origin.url.as_ref()).expect("an origin has either");
                assert!(document.footer.contains(told), "{name}: {}", document.footer);
            }
            marks(document, &name);
            articles += 1;
            notes += expected.notes.len();
        }
        assert!(collection.articles.iter().all(|a| !plain_text(&a.title).is_empty()));
    }
    (articles, notes)
}

/// Every mark says the number of the note it leads to, and every note leads back to each of its marks, in order.
fn marks(document: &common::epub_text::ArticleText, name: &str) {
    for (number, note) in document.notes.iter().enumerate() {
        let mut marks: Vec<&str> = Vec::new();
        for (id, to, says) in document.marks.iter().filter(|(_, to, _)| *to == note.id) {
            assert_eq!(says, &(number + 1).to_string(), "{name}: {to}");
            marks.push(id);
        }
        let mut back: Vec<&str> = note.back.iter().map(String::as_str).collect();
        assert!(!back.is_empty(), "{name}: {} leads nowhere", note.id);
        marks.sort_unstable();
        back.sort_unstable();
        assert_eq!(back, marks, "{name}: {}", note.id);
    }
    for (_, to, _) in &document.marks {
        assert!(document.notes.iter().any(|note| note.id == *to), "{name}: {to}");
    }
}
