//! The search on the library's page: a field that only a script shows, and what the script looks through. The words are
//! a script themselves, for a page that is opened from a disk may not read other files.

use serde::Serialize;

use super::record::Record;
use super::words::PageWords;
use crate::epub::xml::Xml;

/// The script.
pub(super) const SCRIPT: &str = "search.js";
/// What it looks through.
pub(super) const WORDS: &str = "search-words.js";

/// Writes the field, which is not shown until the script does.
pub(super) fn field(xml: &mut Xml, words: &PageWords) {
    let form = [
        ("id", "search"),
        ("role", "search"),
        ("data-words", WORDS),
        ("data-found", words.found),
        ("hidden", "hidden"),
    ];
    xml.open("form", &form);
    xml.newline();
    xml.leaf_line("label", &[("for", "sought")], words.search);
    let input = [("id", "sought"), ("type", "search"), ("name", "q"), ("autocomplete", "off"), ("spellcheck", "false")];
    xml.empty("input", &input);
    xml.newline();
    xml.leaf_line("output", &[("for", "sought"), ("aria-live", "polite")], "");
    xml.close_line();
}

/// Writes what is looked through: for each title its name in addresses, its words, and places to find in it, each with the
/// address that leads there.
pub(super) fn words(records: &[Record]) -> Vec<u8> {
    let titles: Vec<Title<'_>> = records.iter().map(title).collect();
    let mut json = serde_json::to_string(&titles).unwrap_or_default();
    // In scripts older than 2019 these two end a line.
    for (end, written) in [('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")] {
        if json.contains(end) {
            json = json.replace(end, written);
        }
    }
    format!("searchWords({json})\n").into_bytes()
}

type Title<'r> = (&'r str, String, Vec<Place<'r>>);

/// A place to find in a title, and the address that leads there.
#[derive(Serialize)]
#[serde(untagged)]
enum Place<'r> {
    /// An article, with all its words.
    Article(&'r str, String, String),
    Heading(&'r str, String),
}

fn title(record: &Record) -> Title<'_> {
    let pdf = record.file(&super::record::What::Pdf);
    let to = |page: Option<usize>| match (pdf, page) {
        (Some(pdf), Some(page)) => format!("{}#page={page}", pdf.path),
        _ => format!("{}/{}", record.slug, super::html::INDEX),
    };
    let mut places = Vec::new();
    for entry in record.parts.iter().flat_map(|part| &part.articles) {
        let words = [Some(&entry.title), entry.subtitle.as_ref(), entry.authors.as_ref()];
        let words = words.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
        places.push(Place::Article(&entry.title, to(entry.page), words));
        places.extend(entry.headings.iter().map(|(heading, page)| Place::Heading(heading, to(*page))));
    }
    let people = record.people.iter().map(|person| person.name.as_str());
    let parts = record.parts.iter().filter_map(|part| part.title.as_deref());
    let said = [Some(record.title.as_str()), record.subtitle.as_deref(), record.summary.as_deref()];
    let words = said.into_iter().flatten().chain(people).chain(parts);
    let words: Vec<&str> = words.chain(record.subjects.iter().map(String::as_str)).collect();
    (&record.slug, words.join(" "), places)
}
