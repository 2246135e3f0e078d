//! The contents: as the navigation document of EPUB 3 and as the NCX of EPUB 2, which some readers
//! still ask for.

use std::hash::Hash as _;
use std::sync::Arc;

use super::Error;
use super::archive::File;
use super::book::{
    Book, COVER, IMPRINT, NAV, NCX, SOURCES, TITLE_ID, TITLE_PAGE, document, heading_id, language_of, or,
};
use super::pagebreaks;
use super::usage::Used;
use super::xml::{Written, Xml};
use crate::collection::Collection;
use crate::manuscript::{Article, plain_text};
use crate::source::{Cache, Key};
use crate::typeset::Begins;

/// An entry of the contents.
#[derive(Hash)]
struct Entry {
    label: String,
    href: String,
    /// Its language, when it is not the collection's.
    lang: Option<String>,
    children: Vec<Entry>,
}

/// The contents in two levels: parts and articles, or articles and sections.
fn entries(book: &Book<'_>) -> Vec<Entry> {
    let collection = book.collection;
    let divided = book.parts.iter().any(Option::is_some);
    let article = |index: usize| {
        let article = &collection.articles[index];
        let href = book.articles[index].clone();
        let lang = (article.lang != collection.lang).then(|| article.lang.to_string());
        let children = if divided { Vec::new() } else { sections(article, &href, lang.as_ref()) };
        Entry { label: plain_text(&article.title), href, lang, children }
    };
    let mut entries = Vec::new();
    for (part, file) in collection.parts.iter().zip(&book.parts) {
        let articles = part.articles.clone().map(article);
        match (&part.title, file) {
            (Some(title), Some(file)) => {
                let (label, href) = (plain_text(title), file.clone());
                entries.push(Entry { label, href, lang: None, children: articles.collect() });
            }
            _ => entries.extend(articles),
        }
    }
    let words = book.words;
    let lang = (collection.lang.primary() != words.lang).then(|| words.lang.to_string());
    let sources = book.has_sources().then_some((SOURCES, words.sources));
    for (href, label) in sources.into_iter().chain([(IMPRINT, words.imprint)]) {
        entries.push(Entry { label: label.into(), href: href.into(), lang: lang.clone(), children: Vec::new() });
    }
    entries
}

fn sections(article: &Article, file: &str, lang: Option<&String>) -> Vec<Entry> {
    let sections = article.text.outline().sections.iter().filter(|section| section.level == 2);
    sections
        .map(|section| Entry {
            label: section.title.clone(),
            href: format!("{file}#{}", heading_id(&section.id)),
            lang: lang.cloned(),
            children: Vec::new(),
        })
        .collect()
}

/// The contents as both kinds of reader want them.
pub(crate) struct Navigation {
    /// The navigation document, which is the book's page of contents too.
    pub(crate) nav: File,
    /// The same for readers of EPUB 2.
    pub(crate) ncx: File,
    /// What the navigation document uses.
    pub(crate) used: Used,
}

/// Writes the contents, unless they were written of late.
///
/// # Errors
/// Only by a fault of this program.
pub(crate) fn contents(book: &Book<'_>, cache: &Cache) -> Result<Arc<Navigation>, Error> {
    let entries = entries(book);
    let key = || {
        let mut key = Key::of("the contents of an EPUB");
        let Collection { identifier, lang, .. } = book.collection;
        (identifier, lang, book.title(), &entries, marked(book)).hash(&mut key);
        // It says which elements are bold and in italics; what else it says changes seldom.
        format!("{:?}", book.design).hash(&mut key);
        pagebreaks::listed(book).for_each(|place| place.hash(&mut key));
        key.key()
    };
    let make = || {
        let Written { bytes, used } = nav(book, &entries);
        let (nav, ncx) = rayon::join(|| File::new(NAV, &bytes, cache), || File::new(NCX, &ncx(book, &entries), cache));
        Ok(Navigation { used, nav: nav?, ncx: ncx? })
    };
    cache.remembered(key, |_| true, make)
}

/// Writes the navigation document.
fn nav(book: &Book<'_>, entries: &[Entry]) -> Written {
    let words = book.words;
    let lang = book.collection.lang.as_str();
    let mut xml = document(book, words.contents, &book.collection.lang, "", "frontmatter");
    let toc = [
        ("class", "contents"),
        ("epub:type", "toc"),
        ("role", "doc-toc"),
        ("id", "toc"),
        ("aria-labelledby", TITLE_ID),
        ("lang", lang),
        ("xml:lang", lang),
    ];
    pagebreaks::opening(&mut xml, book, Begins::Contents);
    xml.open("nav", &toc);
    xml.newline();
    let mut heading = vec![("id", TITLE_ID)];
    heading.extend(language_of(words, &book.collection.lang));
    xml.leaf_line("h1", &heading, words.contents);
    list(&mut xml, entries);
    xml.close_line();
    landmarks(&mut xml, book);
    pagebreaks::list(&mut xml, book);
    xml.finish_document()
}

fn list(xml: &mut Xml, entries: &[Entry]) {
    xml.open("ol", &[]);
    xml.newline();
    for entry in entries {
        xml.open("li", &[]);
        let mut attributes = vec![("href", entry.href.as_str())];
        if let Some(lang) = &entry.lang {
            attributes.extend([("lang", lang.as_str()), ("xml:lang", lang.as_str())]);
        }
        xml.leaf("a", &attributes, or(&entry.label, &entry.href));
        if !entry.children.is_empty() {
            xml.newline();
            list(xml, &entry.children);
        }
        xml.close_line();
    }
    xml.close_line();
}

fn landmarks(xml: &mut Xml, book: &Book<'_>) {
    let words = book.words;
    // MuPDF shows what has the attribute `hidden`; the stylesheet hides it there too.
    let mut nav = vec![("epub:type", "landmarks"), ("hidden", "hidden"), ("aria-label", words.landmarks)];
    nav.extend(language_of(words, &book.collection.lang));
    xml.open("nav", &nav);
    xml.newline();
    xml.open("ol", &[]);
    xml.newline();
    for (kind, href, label) in marked(book) {
        if let Some(href) = href {
            xml.open("li", &[]);
            xml.leaf("a", &[("epub:type", kind), ("href", &href)], label);
            xml.close_line();
        }
    }
    xml.close_line();
    xml.close_line();
}

/// The landmarks, each with its kind, its address and its name; without an address those that the book has not.
fn marked(book: &Book<'_>) -> [(&'static str, Option<String>, &'static str); 6] {
    let words = book.words;
    let start = book.collection.parts.first().filter(|p| p.articles.start == 0);
    let start = start.and_then(|_| book.parts[0].clone()).or_else(|| book.articles.first().cloned());
    [
        ("cover", Some(COVER.to_owned()), words.cover),
        ("titlepage", Some(TITLE_PAGE.to_owned()), words.title_page),
        ("toc", Some(format!("{NAV}#toc")), words.contents),
        ("bodymatter", start, words.start),
        ("endnotes", book.first_notes(), words.notes),
        ("colophon", Some(IMPRINT.to_owned()), words.imprint),
    ]
}

/// Writes the contents for readers of EPUB 2.
fn ncx(book: &Book<'_>, entries: &[Entry]) -> Vec<u8> {
    let collection = book.collection;
    let depth = if entries.iter().any(|e| !e.children.is_empty()) { "2" } else { "1" };
    let mut xml = Xml::new();
    let root = [
        ("xmlns", "http://www.daisy.org/z3986/2005/ncx/"),
        ("version", "2005-1"),
        ("xml:lang", collection.lang.as_str()),
    ];
    xml.open("ncx", &root);
    xml.newline();
    xml.open("head", &[]);
    xml.newline();
    let uid = collection.identifier.as_str();
    let pages = "0";
    for (name, content) in
        [("dtb:uid", uid), ("dtb:depth", depth), ("dtb:totalPageCount", pages), ("dtb:maxPageNumber", pages)]
    {
        xml.empty("meta", &[("name", name), ("content", content)]);
        xml.newline();
    }
    xml.close_line();
    xml.open("docTitle", &[]);
    xml.leaf("text", &[], book.title());
    xml.close_line();
    xml.open("navMap", &[]);
    xml.newline();
    points(&mut xml, entries, &mut 0);
    xml.finish()
}

fn points(xml: &mut Xml, entries: &[Entry], count: &mut usize) {
    for entry in entries {
        *count += 1;
        let (id, order) = (format!("point-{count}"), count.to_string());
        xml.open("navPoint", &[("id", &id), ("playOrder", &order)]);
        xml.newline();
        xml.open("navLabel", &[]);
        xml.leaf("text", &[], or(&entry.label, &entry.href));
        xml.close_line();
        xml.empty("content", &[("src", &entry.href)]);
        xml.newline();
        points(xml, &entry.children, count);
        xml.close_line();
    }
}
