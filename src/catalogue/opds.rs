//! The catalogue for programs that read books: OPDS 1.2 (specs.opds.io/opds-1.2), an acquisition feed in Atom, and
//! OPDS 2.0 (drafts.opds.io/opds-2.0), in JSON. Neither is divided into pages: it is as long as the library.

use serde_json::{Map, Value, json};

use super::atom;
use super::html::{INDEX, OPDS, OPDS_JSON};
use super::record::{File, Record};
use super::shelf::{Shelf, newest_first};
use crate::collection::Translation;
use crate::collection::moment::Moment;
use crate::epub::xml::Xml;

/// What an acquisition feed is.
const FEED: &str = "application/atom+xml;profile=opds-catalog;kind=acquisition";
/// What may be had for nothing, and by everybody.
const OPEN: &str = "http://opds-spec.org/acquisition/open-access";

/// Writes the feed of OPDS 1.2.
pub(super) fn xml(shelf: &Shelf, records: &[Record]) -> Vec<u8> {
    let namespaces = [("xmlns:dc", "http://purl.org/dc/terms/"), ("xmlns:opds", "http://opds-spec.org/2010/catalog")];
    let mut xml = atom::begin(shelf, records, &namespaces);
    for rel in ["self", "start"] {
        atom::link(&mut xml, &[("rel", rel), ("type", FEED), ("href", &shelf.address(OPDS))]);
    }
    let alternates = [(INDEX, "text/html"), (OPDS_JSON, "application/opds+json")];
    for (path, media_type) in alternates {
        atom::link(&mut xml, &[("rel", "alternate"), ("type", media_type), ("href", &shelf.address(path))]);
    }
    for record in newest_first(records) {
        atom::entry(&mut xml, shelf, record, |xml| details(xml, shelf, record));
    }
    xml.finish()
}

/// What an entry of the catalogue has besides those of any feed.
fn details(xml: &mut Xml, shelf: &Shelf, record: &Record) {
    xml.leaf_line("dc:language", &[], &record.lang);
    xml.leaf_line("dc:identifier", &[], &record.identifier);
    if let Some(publisher) = &record.publisher {
        xml.leaf_line("dc:publisher", &[], publisher);
    }
    if let Some(date) = record.date {
        xml.leaf_line("dc:issued", &[], &date.iso());
    }
    let (_, words) = shelf.words();
    if let Some(count) = record.pages {
        xml.leaf_line("dc:extent", &[], &words.counted(words.pages, count));
    }
    for (rel, cover) in covers(record) {
        let attributes = [("rel", rel), ("type", cover.what.media_type()), ("href", &shelf.address(&cover.path))];
        atom::link(xml, &attributes);
    }
    for file in record.downloads() {
        let (size, address) = (file.bytes.to_string(), shelf.address(&file.path));
        let attributes =
            [("rel", OPEN), ("type", file.what.media_type()), ("length", size.as_str()), ("href", address.as_str())];
        atom::link(xml, &attributes);
    }
}

/// The largest picture of the cover, and the smallest.
fn covers(record: &Record) -> Vec<(&'static str, &File)> {
    let covers = record.covers();
    let (Some((small, ..)), Some((large, ..))) = (covers.first(), covers.last()) else { return Vec::new() };
    vec![("http://opds-spec.org/image", large), ("http://opds-spec.org/image/thumbnail", small)]
}

/// Writes the feed of OPDS 2.0.
pub(super) fn json(shelf: &Shelf, records: &[Record]) -> Vec<u8> {
    let publications: Vec<Value> = newest_first(records).into_iter().map(|record| publication(shelf, record)).collect();
    let link = |rel: &str, media_type: &str, path: &str| json!({ "rel": rel, "type": media_type, "href": shelf.address(path) });
    let feed = json!({
        "metadata": {
            "title": shelf.name,
            "identifier": shelf.identifier,
            "modified": Moment::of(atom::updated(records)).iso(),
            "numberOfItems": records.len(),
        },
        "links": [
            link("self", "application/opds+json", OPDS_JSON),
            link("start", "application/opds+json", OPDS_JSON),
            link("alternate", "text/html", INDEX),
            link("alternate", FEED, OPDS),
        ],
        "publications": publications,
    });
    (serde_json::to_string_pretty(&feed).expect("keys are texts and numbers are finite") + "\n").into_bytes()
}

/// A publication, as the Readium Web Publication Manifest describes them (readium.org/webpub-manifest).
fn publication(shelf: &Shelf, record: &Record) -> Value {
    let mut metadata = Map::new();
    let mut set = |key: &str, value: Value| drop(metadata.insert(key.to_owned(), value));
    set("@type", json!("http://schema.org/Book"));
    set("title", json!(record.title));
    set("identifier", json!(record.identifier));
    set("language", json!(record.lang));
    set("modified", json!(Moment::of(record.modified).iso()));
    if let Some(count) = record.pages {
        set("numberOfPages", json!(count));
    }
    let told = record.told();
    for (key, value) in [("subtitle", &record.subtitle), ("description", &told), ("publisher", &record.publisher)] {
        if let Some(value) = value {
            set(key, json!(value));
        }
    }
    // Only a whole date is one for the schema.
    if let Some(date) = record.date.filter(|date| date.day.is_some()) {
        set("published", json!(date.iso()));
    }
    if !record.subjects.is_empty() {
        set("subject", json!(record.subjects));
    }
    if let Some((series, position)) = &record.series {
        let mut of = json!({ "name": series });
        if let (Some(position), Some(of)) = (position, of.as_object_mut()) {
            of.insert("position".to_owned(), json!(position));
        }
        set("belongsTo", json!({ "series": of }));
    }
    for (key, people) in record.people_by_role() {
        let people: Vec<Value> = people
            .map(|person| match &person.file_as {
                Some(sorted) => json!({ "name": person.name, "sortAs": sorted }),
                None => json!(person.name),
            })
            .collect();
        if !people.is_empty() {
            set(key, Value::Array(people));
        }
    }
    if !record.accessibility.is_empty() {
        set("accessibility", accessibility(record));
    }
    let mut links: Vec<Value> = record
        .downloads()
        .into_iter()
        .map(|file| {
            json!({
                "rel": OPEN,
                "type": file.what.media_type(),
                "href": shelf.address(&file.path),
                "size": file.bytes,
            })
        })
        .collect();
    let page = shelf.address(&format!("{}/{INDEX}", record.slug));
    links.push(json!({ "rel": "alternate", "type": "text/html", "href": page }));
    links.extend(record.translations.iter().map(|Translation { slug, lang, .. }| {
        let page = shelf.address(&format!("{slug}/{INDEX}"));
        json!({ "rel": "alternate", "type": "text/html", "language": lang, "href": page })
    }));
    let mut publication = json!({ "metadata": metadata, "links": links });
    let images: Vec<Value> = record
        .covers()
        .into_iter()
        .map(|(file, width, height)| {
            json!({ "type": file.what.media_type(), "href": shelf.address(&file.path), "width": width, "height": height })
        })
        .collect();
    // The schema wants a picture where there is the key.
    if let Some(publication) = publication.as_object_mut().filter(|_| !images.is_empty()) {
        publication.insert("images".to_owned(), Value::Array(images));
    }
    publication
}

/// The terms of accessibility under the manifest's names.
fn accessibility(record: &Record) -> Value {
    let values = |term: &str| -> Vec<&str> {
        record.accessibility.iter().filter(|(name, _)| name == term).map(|(_, value)| value.as_str()).collect()
    };
    let sufficient: Vec<Value> = values("accessModeSufficient")
        .into_iter()
        .map(|modes| match modes.split(',').collect::<Vec<_>>().as_slice() {
            [one] => json!(one),
            several => json!(several),
        })
        .collect();
    let mut told = json!({
        "accessMode": values("accessMode"),
        "accessModeSufficient": sufficient,
        "feature": values("accessibilityFeature"),
        "hazard": values("accessibilityHazard"),
    });
    if let (Some(summary), Some(told)) = (values("accessibilitySummary").first(), told.as_object_mut()) {
        told.insert("summary".to_owned(), json!(summary));
    }
    told
}
