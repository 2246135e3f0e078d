//! The feed of new titles, in Atom (RFC 4287), and what the catalogue for reading programs shares with it.

use super::html::{ATOM, INDEX};
use super::record::Record;
use super::shelf::{Shelf, newest_first};
use crate::collection::Translation;
use crate::collection::moment::Moment;
use crate::epub::xml::{Attributes, Xml};

/// How many titles the feed tells of: those who look once a year miss none of a library that has one a week.
const MOST: usize = 50;

/// Writes the feed.
pub(super) fn feed(shelf: &Shelf, records: &[Record]) -> Vec<u8> {
    let mut xml = begin(shelf, records, &[]);
    link(&mut xml, &[("rel", "self"), ("type", "application/atom+xml"), ("href", &shelf.address(ATOM))]);
    link(&mut xml, &[("rel", "alternate"), ("type", "text/html"), ("href", &shelf.address(INDEX))]);
    for record in newest_first(records).into_iter().take(MOST) {
        entry(&mut xml, shelf, record, |xml| {
            for file in record.downloads() {
                let (size, address) = (file.bytes.to_string(), shelf.address(&file.path));
                let attributes = [
                    ("rel", "enclosure"),
                    ("type", file.what.media_type()),
                    ("length", size.as_str()),
                    ("href", address.as_str()),
                ];
                link(xml, &attributes);
            }
        });
    }
    xml.finish()
}

/// When the newest of the titles was made; the beginning of 1970 without any.
pub(super) fn updated(records: &[Record]) -> i64 {
    records.iter().map(|record| record.modified).max().unwrap_or_default()
}

/// Begins a feed of the library, in which `namespaces` are known.
pub(super) fn begin(shelf: &Shelf, records: &[Record], namespaces: Attributes<'_>) -> Xml {
    let mut xml = Xml::new();
    let mut attributes = vec![("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", shelf.lang.as_str())];
    attributes.extend(namespaces);
    xml.open("feed", &attributes);
    xml.newline();
    xml.leaf_line("id", &[], &shelf.identifier);
    xml.leaf_line("title", &[], &shelf.name);
    if let Some(summary) = &shelf.summary {
        xml.leaf_line("subtitle", &[], summary);
    }
    xml.leaf_line("updated", &[], &Moment::of(updated(records)).iso());
    person(&mut xml, shelf.publisher.as_deref().unwrap_or(&shelf.name));
    xml
}

/// Writes a link.
pub(super) fn link(xml: &mut Xml, attributes: Attributes<'_>) {
    xml.empty("link", attributes);
    xml.newline();
}

fn person(xml: &mut Xml, name: &str) {
    xml.open("author", &[]);
    xml.leaf("name", &[], name);
    xml.close_line();
}

/// Writes an entry for a title, with what a feed of its own kind says of it besides.
pub(super) fn entry(xml: &mut Xml, shelf: &Shelf, record: &Record, more: impl FnOnce(&mut Xml)) {
    xml.open("entry", &[("xml:lang", record.lang.as_str())]);
    xml.newline();
    xml.leaf_line("id", &[], &record.identifier);
    let subtitle = record.subtitle.as_ref().map(|subtitle| format!(": {subtitle}")).unwrap_or_default();
    xml.leaf_line("title", &[], &format!("{}{subtitle}", record.title));
    xml.leaf_line("updated", &[], &Moment::of(record.modified).iso());
    if let Some(date) = record.date.filter(|date| date.day.is_some()) {
        xml.leaf_line("published", &[], &format!("{}T00:00:00Z", date.iso()));
    }
    shelf.creators(record).into_iter().for_each(|name| person(xml, name));
    for subject in &record.subjects {
        xml.empty("category", &[("term", subject), ("label", subject)]);
        xml.newline();
    }
    if let Some(rights) = &record.rights {
        xml.leaf_line("rights", &[], rights);
    }
    if let Some(told) = record.told() {
        xml.leaf_line("summary", &[("type", "text")], &told);
    }
    let page = shelf.address(&format!("{}/{INDEX}", record.slug));
    link(xml, &[("rel", "alternate"), ("type", "text/html"), ("href", &page)]);
    for Translation { slug, lang, .. } in &record.translations {
        let page = shelf.address(&format!("{slug}/{INDEX}"));
        link(xml, &[("rel", "alternate"), ("type", "text/html"), ("hreflang", lang), ("href", &page)]);
    }
    more(xml);
    xml.close_line();
}
