//! The page of the library: its titles, the newest first, and a field to search them.

use serde_json::{Value, json};

use super::html::{self, ATOM, Head, INDEX, OPDS, SUMS, marked, page_lang, with_lang};
use super::record::{Print, Record, What};
use super::search;
use super::shelf::{Shelf, newest_first};
use crate::collection::Words;
use crate::epub::xml::Xml;

/// Writes the page.
pub(super) fn write(shelf: &Shelf, records: &[Record]) -> Vec<u8> {
    let (_, words) = shelf.words();
    let lang = page_lang(&shelf.lang, words.lang);
    let titles = newest_first(records);
    let head = Head {
        lang,
        title: &shelf.name,
        description: shelf.summary.as_deref(),
        up: "",
        address: shelf.base_url.as_ref().map(|base| format!("{base}/")),
        picture: None,
        data: Some(data(shelf, &titles)),
        script: Some(search::SCRIPT),
    };
    let mut xml = html::begin(shelf, &shelf.look, &head);
    xml.open("main", &[("class", "library")]);
    xml.newline();
    xml.open("header", &[("class", "opening bare")]);
    xml.newline();
    xml.leaf_line("h1", &with_lang(&[], marked(shelf.name_lang.as_str(), lang)), &shelf.name);
    if let Some(summary) = &shelf.summary {
        xml.leaf_line("p", &with_lang(&[("class", "summary")], marked(shelf.lang.as_str(), lang)), summary);
    }
    xml.close_line();
    search::field(&mut xml, words);
    xml.open("ul", &[("class", "titles")]);
    xml.newline();
    titles.iter().for_each(|record| card(&mut xml, shelf, record, lang));
    xml.close_line();
    xml.close_line();
    xml.open("footer", &[]);
    xml.open("ul", &[]);
    for (path, name) in [(ATOM, words.feed), (OPDS, words.opds), (SUMS, words.sums)] {
        xml.open("li", &[]);
        xml.leaf("a", &[("href", path)], name);
        xml.close();
    }
    xml.close();
    xml.close_line();
    xml.finish()
}

/// A title of the list.
fn card(xml: &mut Xml, shelf: &Shelf, record: &Record, page: &str) {
    let (common, words) = shelf.words();
    let lang = marked(&record.lang, page);
    let href = format!("{}/{INDEX}", record.slug);
    xml.open("li", &[("id", &record.slug)]);
    xml.newline();
    if let Some((file, width, height)) = record.covers().first() {
        let (width, height) = (width.to_string(), height.to_string());
        // The title stands beside it, as a link to the same page.
        let attributes =
            [("src", file.path.as_str()), ("width", &width), ("height", &height), ("alt", ""), ("loading", "lazy")];
        xml.empty("img", &attributes);
        xml.newline();
    }
    xml.open("div", &[]);
    xml.newline();
    xml.open("h2", &[]);
    xml.leaf("a", &with_lang(&[("href", &href)], lang), &record.title);
    xml.close_line();
    if let Some(subtitle) = &record.subtitle {
        xml.leaf_line("p", &with_lang(&[("class", "subtitle")], lang), subtitle);
    }
    // Bylines have words of the title's own language in them.
    let credits = Words::of(&record.lang()).credits(&record.people).join(" · ");
    if !credits.is_empty() {
        xml.leaf_line(
            "p",
            &with_lang(&[("class", "byline")], marked(Words::of(&record.lang()).lang, words.lang)),
            &credits,
        );
    }
    if let Some(summary) = &record.summary {
        xml.leaf_line("p", &with_lang(&[("class", "summary")], lang), summary);
    }
    let date = record.date.map(|date| common.date(date));
    let pages = record.pages.map(|count| words.counted(words.pages, count));
    let facts: Vec<String> = date.into_iter().chain(pages).chain(kinds(record)).collect();
    xml.leaf_line("p", &[("class", "facts")], &facts.join("\u{A0}· "));
    xml.close_line();
    xml.close_line();
}

/// What a title is to be had as: `EPUB`, `PDF`, and the papers.
fn kinds(record: &Record) -> Vec<String> {
    let mut kinds = Vec::new();
    for file in &record.files {
        let kind = match &file.what {
            What::Epub | What::Kepub => "EPUB".to_owned(),
            What::Pdf => "PDF".to_owned(),
            What::Print(Print { sheet, .. }) => sheet.title().to_owned(),
            What::Press | What::Cover(..) | What::Page => continue,
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// The library as data for search engines.
fn data(shelf: &Shelf, titles: &[&Record]) -> Value {
    let parts = titles.iter().map(|record| {
        let page = match &shelf.base_url {
            Some(base) => format!("{base}/{}/", record.slug),
            None => format!("{}/{INDEX}", record.slug),
        };
        json!({ "@type": "Book", "name": record.title, "inLanguage": record.lang, "url": page })
    });
    let parts: Vec<Value> = parts.collect();
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "Collection",
        "name": shelf.name,
        "inLanguage": shelf.lang.as_str(),
        "hasPart": parts,
    });
    if let (Some(summary), Some(object)) = (&shelf.summary, data.as_object_mut()) {
        object.insert("description".to_owned(), json!(summary));
    }
    data
}
