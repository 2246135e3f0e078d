//! A title as data for search engines: schema.org's `Book`, in JSON-LD.

use serde_json::{Map, Value, json};

use super::html::INDEX;
use super::record::{File, Record, What};
use super::shelf::Shelf;
use crate::collection::Translation;
use crate::collection::moment::Moment;

/// A title as a `Book`.
pub(super) fn book(record: &Record, shelf: &Shelf) -> Value {
    let mut book = Map::new();
    let mut set = |key: &str, value: Value| drop(book.insert(key.to_owned(), value));
    set("@context", json!("https://schema.org"));
    set("@type", json!("Book"));
    set("identifier", json!(record.identifier));
    set("name", json!(record.title));
    set("inLanguage", json!(record.lang));
    if let Some(count) = record.pages {
        set("numberOfPages", json!(count));
    }
    set("dateModified", json!(Moment::of(record.modified).iso()));
    set("isAccessibleForFree", json!(true));
    let optional = [
        ("alternativeHeadline", &record.subtitle),
        ("description", &record.summary),
        ("license", if record.rights_url.is_some() { &record.rights_url } else { &record.rights }),
    ];
    for (key, value) in optional {
        if let Some(value) = value {
            set(key, json!(value));
        }
    }
    if let Some(date) = record.date {
        set("datePublished", json!(date.iso()));
    }
    if let Some(publisher) = &record.publisher {
        set("publisher", json!({ "@type": "Organization", "name": publisher }));
    }
    if !record.subjects.is_empty() {
        set("keywords", json!(record.subjects));
    }
    if let Some(edition) = &record.edition {
        set("bookEdition", json!(edition.number.to_string()));
    }
    // Of translations each names the original, and the original all of them.
    let page = |translation: &Translation| match &shelf.base_url {
        Some(base) => format!("{base}/{}/", translation.slug),
        None => format!("../{}/{INDEX}", translation.slug),
    };
    let work = |translation: &Translation| json!({ "@type": "Book", "name": translation.title, "inLanguage": translation.lang, "url": page(translation) });
    match record.translations.iter().find(|translation| translation.original) {
        Some(original) => set("translationOfWork", work(original)),
        None if record.translations.is_empty() => {}
        None => set("workTranslation", record.translations.iter().map(work).collect()),
    }
    if let Some((series, position)) = &record.series {
        set("isPartOf", json!({ "@type": "BookSeries", "name": series }));
        if let Some(position) = position {
            set("position", json!(position));
        }
    }
    for (key, people) in record.people_by_role() {
        let people: Vec<Value> = people.map(|person| json!({ "@type": "Person", "name": person.name })).collect();
        if !people.is_empty() {
            set(key, Value::Array(people));
        }
    }
    if let Some(base) = &shelf.base_url {
        set("url", json!(format!("{base}/{}/", record.slug)));
    }
    let address = |file: &File| match &shelf.base_url {
        Some(_) => shelf.address(&file.path),
        // Relative to the page that this stands in.
        None => file.name().to_owned(),
    };
    if let Some((cover, ..)) = record.covers().last() {
        set("image", json!(address(cover)));
    }
    let files = record.files.iter().filter(|file| !matches!(file.what, What::Cover(..) | What::Page));
    let encodings = files.map(|file| {
        json!({
            "@type": "MediaObject",
            "contentUrl": address(file),
            "encodingFormat": file.what.media_type(),
            "contentSize": file.bytes.to_string(),
            "sha256": file.sha256,
        })
    });
    set("encoding", encodings.collect());
    if record.file(&What::Epub).or(record.file(&What::Kepub)).is_some() {
        set("bookFormat", json!("https://schema.org/EBook"));
        for (term, value) in terms(record) {
            set(term, value);
        }
    }
    Value::Object(book)
}

/// The terms of accessibility with all their values; those that suffice together are lists of their own
/// (schema.org/accessModeSufficient).
fn terms(record: &Record) -> Vec<(&str, Value)> {
    let mut terms: Vec<(&str, Value)> = Vec::new();
    for (term, value) in &record.accessibility {
        let value = match term.as_str() {
            "accessModeSufficient" => {
                json!({ "@type": "ItemList", "itemListElement": value.split(',').collect::<Vec<_>>() })
            }
            _ => json!(value),
        };
        match terms.iter_mut().find(|(known, _)| known == term) {
            Some((_, Value::Array(values))) => values.push(value),
            Some((_, first)) => *first = json!([first.take(), value]),
            None => terms.push((term, value)),
        }
    }
    terms
}
