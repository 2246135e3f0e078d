//! E-books: each document of the spine that holds text becomes an article. All of them are parsed as one page, so that notes
//! at the end of the book find their marks.

use super::decode::decode;
use super::office::package::Package;
use super::office::xml::Element;
use super::tree::{Document, Inline, length, plain};
use super::web;
use super::{dates, judge};
use crate::config::fields::is_language;
use crate::manuscript::Lang;

/// How many documents of a book are read.
const MAX_DOCUMENTS: usize = 2000;
/// What a chapter needs at least, in characters; less is a half-title or a blank page.
const MIN_TEXT: usize = 200;
/// What stands around the text of a book (EPUB Structural Semantics Vocabulary 1.1).
const AROUND: [&str; 14] = [
    "cover",
    "titlepage",
    "halftitlepage",
    "toc",
    "landmarks",
    "loi",
    "lot",
    "copyright-page",
    "colophon",
    "imprint",
    "index",
    "bodymatter-cover",
    "seriespage",
    "backcover",
];

/// Reads a book; nothing when it is damaged.
pub(super) fn read(package: &mut Package<'_>) -> Option<Vec<Document>> {
    let container = Element::parse(&package.text("META-INF/container.xml")?);
    let path = container.find("rootfile")?.attribute("full-path")?.to_owned();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let book = Element::parse(&package.text(&path)?);
    let get = |name: &str| {
        book.find("metadata")?
            .find(name)
            .map(|element| element.text().trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let manifest = book.find("manifest")?;
    let items: Vec<&Element> = manifest.elements().collect();
    let mut chapters = Vec::new();
    for reference in book.find("spine")?.elements().take(MAX_DOCUMENTS) {
        let item = items
            .iter()
            .find(|item| item.attribute("id").is_some() && item.attribute("id") == reference.attribute("idref"));
        let Some(item) = item.filter(|item| {
            item.attribute("properties")
                .is_none_or(|properties| !properties.split(' ').any(|property| property == "nav"))
        }) else {
            continue;
        };
        if let Some(href) = item.attribute("href") {
            let path = joined(&folder, href);
            if let Some(text) = package.text(&path) {
                chapters.push((path, decode(text.as_bytes()).text));
            }
        }
    }
    let lang = get("language").filter(|tag| is_language(tag)).map(|tag| Lang::new(&tag));
    let creators: Vec<String> = book
        .find("metadata")
        .map(|metadata| metadata.all("creator").iter().map(|name| name.text().trim().to_owned()).collect())
        .unwrap_or_default();
    let title = get("title").unwrap_or_default();
    let mut documents = Vec::new();
    let mut passed = Vec::new();
    for (path, mut document) in web::read_chapters(&chapters, &AROUND) {
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        if length(&document.blocks) < MIN_TEXT {
            if length(&document.blocks) > 0 {
                passed.push(name);
            }
            continue;
        }
        document.head.lang.clone_from(&lang);
        judge::judge(&mut document);
        judge::signed(&mut document, &creators);
        if document.head.authors.is_empty() {
            document.head.authors.clone_from(&creators);
        }
        if document.head.date.is_none() {
            document.head.date = get("date").and_then(|date| dates::find(&date, None)).map(|found| found.date);
        }
        document.head.source.title =
            Some(title.clone()).filter(|title| !title.is_empty() && *title != plain(&document.head.title));
        if document.head.title.is_empty() {
            let words = if title.is_empty() { name.clone() } else { title.clone() };
            document.head.title = vec![Inline::Text(words)];
        }
        let wanted: Vec<String> = super::pictures::wanted(&document);
        for address in wanted {
            if let Some(bytes) = package.picture(&address) {
                document.pictures.insert(address, bytes);
            }
        }
        documents.push(document);
    }
    // Names that keep the order of the book.
    let width = documents.len().to_string().len().max(2);
    let several = documents.len() > 1;
    for (n, document) in documents.iter_mut().enumerate() {
        let title = plain(&document.head.title);
        document.head.slug = several.then(|| format!("{:0width$}-{title}", n + 1));
    }
    if let (Some(first), false) = (documents.first_mut(), passed.is_empty()) {
        first.remark(0, format!("left out, since they hold little text: {}", passed.join(", ")));
    }
    Some(documents)
}

/// A path in the archive from one relative to a folder of it.
fn joined(folder: &str, href: &str) -> String {
    web::joined(folder, href.split('#').next().unwrap_or(href))
}
