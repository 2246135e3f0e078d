//! Text is kept in the EPUB: its documents say what the articles say, note by note; every mark leads to its note
//! and every note back to its marks; every XML file is well-formed.

mod common;

use std::collections::BTreeSet;
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
    let formats = Formats { epub: true, kepub: true, pdf: false, booklets: false };
    let published = publish(library, &Options { formats, write: true, ..Options::default() }, &Silent).titles;
    let set = set_library(library, Diagnostics::default(), |_| {});
    assert_eq!(published.len(), set.len());
    let (mut articles, mut notes) = (0, 0);
    for (title, files) in set.iter().zip(&published) {
        let collection = &title.collection;
        let file = |ending: &str| {
            let name = format!("{}{ending}", collection.slug);
            let found = files.files.iter().find(|file| file.path.ends_with(&format!("/{name}")));
            Book::open(&found.and_then(|file| file.content.bytes()).expect("it is made").whole())
        };
        let (book, kobo) = (file(".epub"), file(".kepub.epub"));
        same_but_for_spans(&book, &kobo);
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

/// The book for Kobo's readers has the same files, and in its documents the same text and nothing more than spans of one class
/// with ids of their own, two divisions, and a style.
fn same_but_for_spans(book: &Book, kobo: &Book) {
    assert!(book.0.keys().eq(kobo.0.keys()));
    let mut spans = 0;
    for (name, bytes) in &book.0 {
        let marked = &kobo.0[name];
        if !name.ends_with(".xhtml") {
            assert_eq!(bytes, marked, "{name}");
            continue;
        }
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it is UTF-8");
        let (plain, mut marked) = (text(bytes), text(marked));
        let style = marked.find("<style").expect("it has a style");
        let end = marked.find("</style>").expect("it ends") + "</style>".len();
        marked.replace_range(style..end, "");
        let marked = marked.replacen("<div id=\"book-columns\"><div id=\"book-inner\">", "", 1);
        let marked = marked.replacen("</div></div></body>", "</body>", 1);
        let mut pieces = marked.split("<span class=\"koboSpan\" id=\"kobo.");
        let mut unmarked = pieces.next().unwrap_or_default().to_owned();
        let mut ids = BTreeSet::new();
        for piece in pieces {
            let (id, rest) = piece.split_once("\">").expect("the span goes on");
            assert!(ids.insert(id), "{name}: kobo.{id} twice");
            let (sentence, after) = rest.split_once("</span>").expect("the span ends");
            assert!(sentence.starts_with("<img ") || !sentence.contains('<'), "{name}: {sentence}");
            unmarked.push_str(sentence);
            unmarked.push_str(after);
        }
        assert_same(&unmarked, &plain, name);
        spans += ids.len();
    }
    assert!(spans > 10);
}
