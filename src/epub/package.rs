//! The package document (EPUB 3.3, section 5): metadata, manifest, spine.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::book::{Book, COVER_IMAGE, NAV, NCX, direction};
use super::usage::Usage;
use super::xml::Xml;
use crate::collection::moment::Moment;
use crate::config::Conformance;
use crate::manuscript::Role;

/// A file of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) media_type: String,
}

/// Writes the package document around the manifest and the spine (file names) that were assembled.
pub(crate) fn write(book: &Book<'_>, accessibility: &Accessibility, items: &[Item], spine: &[String]) -> Vec<u8> {
    let mut xml = Xml::new();
    let lang = book.collection.lang.as_str();
    let direction = direction(&book.collection.lang).unwrap_or("ltr");
    let package = [
        ("xmlns", "http://www.idpf.org/2007/opf"),
        ("version", "3.0"),
        ("xml:lang", lang),
        ("dir", direction),
        ("unique-identifier", "book-id"),
    ];
    xml.open("package", &package);
    xml.newline();
    metadata(&mut xml, book, accessibility, items);
    xml.open("manifest", &[]);
    xml.newline();
    for item in items {
        let mut attributes =
            vec![("id", item.id.as_str()), ("href", item.href.as_str()), ("media-type", item.media_type.as_str())];
        match item.href.as_str() {
            NAV => attributes.push(("properties", "nav")),
            COVER_IMAGE => attributes.push(("properties", "cover-image")),
            _ => {}
        }
        xml.empty("item", &attributes);
        xml.newline();
    }
    xml.close_line();
    let ids: BTreeMap<&str, &str> = items.iter().map(|i| (i.href.as_str(), i.id.as_str())).collect();
    let id_of = |href: &str| ids.get(href).copied();
    let mut attributes = vec![("page-progression-direction", direction)];
    attributes.extend(id_of(NCX).map(|id| ("toc", id)));
    xml.open("spine", &attributes);
    xml.newline();
    for href in spine {
        if let Some(id) = id_of(href) {
            xml.empty("itemref", &[("idref", id)]);
            xml.newline();
        }
    }
    xml.close_line();
    xml.finish()
}

fn metadata(xml: &mut Xml, book: &Book<'_>, accessibility: &Accessibility, items: &[Item]) {
    let collection = book.collection;
    xml.open("metadata", &[("xmlns:dc", "http://purl.org/dc/elements/1.1/")]);
    xml.newline();
    xml.leaf_line("dc:identifier", &[("id", "book-id")], &collection.identifier);
    titles(xml, book);
    people(xml, book);
    for lang in languages(book) {
        xml.leaf_line("dc:language", &[], &lang);
    }
    let date = collection.date.map(|d| d.iso());
    let one = [
        ("dc:publisher", collection.publisher.as_deref()),
        ("dc:date", date.as_deref()),
        ("dc:description", collection.summary.as_deref()),
        ("dc:rights", collection.rights.as_deref()),
    ];
    let subjects = collection.subjects.iter().map(|s| ("dc:subject", Some(s.as_str())));
    for (name, value) in one.into_iter().chain(subjects) {
        // The checkers refuse an element without words.
        if let Some(value) = value.filter(|v| !v.trim().is_empty()) {
            xml.leaf_line(name, &[], value);
        }
    }
    if let Some(address) = collection.rights_url.as_deref().and_then(crate::collection::address::external) {
        xml.empty("link", &[("rel", "dcterms:license"), ("href", &address)]);
        xml.newline();
    }
    let mut seen = BTreeSet::new();
    for origin in collection.articles.iter().filter_map(|a| a.origin.as_ref()) {
        if let Some(source) =
            origin.url.as_ref().or(origin.title.as_ref()).filter(|s| !s.trim().is_empty() && seen.insert(*s))
        {
            xml.leaf_line("dc:source", &[], source);
        }
    }
    if let Some((series, position)) = &collection.series {
        xml.leaf_line("meta", &[("property", "belongs-to-collection"), ("id", "series")], series);
        refine(xml, "series", "collection-type", "series");
        if let Some(position) = position {
            refine(xml, "series", "group-position", &position.to_string());
        }
    }
    if let Some(edition) = &collection.edition {
        xml.leaf_line("meta", &[("property", "schema:bookEdition")], &edition.number.to_string());
    }
    let modified = Moment::of(collection.modified).iso();
    xml.leaf_line("meta", &[("property", "dcterms:modified")], &modified);
    if !book.turns.is_empty() {
        // The PDF whose pages these are.
        let file = format!("{0}/{0}.pdf", collection.slug);
        let source = match &collection.base_url {
            Some(base) => format!("{base}/{file}"),
            None => format!("{}.pdf", collection.slug),
        };
        xml.leaf_line("meta", &[("property", "pageBreakSource")], &source);
    }
    write_accessibility(xml, book, accessibility);
    // Kobo and older Kindle readers look for the cover here.
    if let Some(cover) = items.iter().find(|i| i.href == COVER_IMAGE) {
        xml.empty("meta", &[("name", "cover"), ("content", &cover.id)]);
        xml.newline();
    }
    xml.close_line();
}

fn refine(xml: &mut Xml, id: &str, property: &str, value: &str) {
    xml.leaf_line("meta", &[("refines", &format!("#{id}")), ("property", property)], value);
}

fn titles(xml: &mut Xml, book: &Book<'_>) {
    let collection = book.collection;
    xml.leaf_line("dc:title", &[("id", "title")], book.title());
    refine(xml, "title", "title-type", "main");
    if let Some(sorted) = sorted_title(&collection.title, collection.lang.primary()) {
        refine(xml, "title", "file-as", &sorted);
    }
    if let Some(subtitle) = collection.subtitle.as_ref().filter(|s| !s.trim().is_empty()) {
        xml.leaf_line("dc:title", &[("id", "subtitle")], subtitle);
        refine(xml, "subtitle", "title-type", "subtitle");
    }
}

/// The title as libraries sort it, its article behind: `Dead End, The`. Nothing when it has none.
fn sorted_title(title: &str, lang: &str) -> Option<String> {
    let articles: &[&str] = match lang {
        "en" => &["The ", "A ", "An "],
        "de" => &["Der ", "Die ", "Das ", "Ein ", "Eine "],
        "es" => &["El ", "La ", "Los ", "Las ", "Un ", "Una "],
        "fr" => &["Le ", "La ", "Les ", "L’", "Un ", "Une "],
        _ => &[],
    };
    let (article, rest) = articles.iter().find_map(|a| title.strip_prefix(a).map(|rest| (a.trim_end(), rest)))?;
    (!rest.trim().is_empty()).then(|| format!("{rest}, {article}"))
}

fn people(xml: &mut Xml, book: &Book<'_>) {
    let people = &book.collection.people;
    let authored = people.iter().any(|p| p.role == Role::Author);
    for (i, person) in people.iter().enumerate().filter(|(_, p)| !p.name.trim().is_empty()) {
        // Where nobody is an author, the editors answer for the whole.
        let creator = person.role == Role::Author || (!authored && person.role == Role::Editor);
        let id = format!("person-{}", i + 1);
        xml.leaf_line(if creator { "dc:creator" } else { "dc:contributor" }, &[("id", &id)], &person.name);
        let role = [("refines", &*format!("#{id}")), ("property", "role"), ("scheme", "marc:relators")];
        xml.leaf_line("meta", &role, person.role.marc());
        if let Some(file_as) = &person.file_as {
            refine(xml, &id, "file-as", file_as);
        }
    }
}

/// The languages, the main one first, then those of articles.
fn languages(book: &Book<'_>) -> Vec<String> {
    let mut languages = vec![book.collection.lang.to_string()];
    for article in &book.collection.articles {
        let lang = article.lang.to_string();
        if !languages.contains(&lang) {
            languages.push(lang);
        }
    }
    languages
}

/// What is true of a book, of the terms of schema.org.
pub(crate) struct Accessibility {
    pub(crate) terms: Vec<(&'static str, &'static str)>,
    /// In a sentence or two.
    pub(crate) summary: String,
}

/// What is true of this book.
pub(crate) fn accessibility(book: &Book<'_>, usage: &Usage) -> Accessibility {
    let mut terms = vec![("accessMode", "textual")];
    if usage.pictures {
        terms.push(("accessMode", "visual"));
        terms.push(("accessModeSufficient", "textual,visual"));
    }
    if usage.pictures_told {
        terms.push(("accessModeSufficient", "textual"));
    }
    for feature in ["tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability", "ARIA"] {
        terms.push(("accessibilityFeature", feature));
    }
    if usage.pictures && usage.pictures_told {
        terms.push(("accessibilityFeature", "alternativeText"));
    }
    if !book.turns.is_empty() {
        // The first was called like the second before page breaks came from elsewhere than print.
        for feature in ["pageBreakMarkers", "printPageNumbers", "pageNavigation"] {
            terms.push(("accessibilityFeature", feature));
        }
    }
    terms.push(("accessibilityHazard", "none"));
    let words = book.words;
    let mut summary = words.accessible_text.to_string();
    if book.first_notes().is_some() {
        summary.push(' ');
        summary.push_str(words.accessible_notes);
    }
    if usage.pictures && usage.pictures_told {
        summary.push(' ');
        summary.push_str(words.accessible_pictures);
    }
    Accessibility { terms, summary }
}

/// Writes what is true of this book. That it conforms to a standard is for a person to say who has checked it.
fn write_accessibility(xml: &mut Xml, book: &Book<'_>, accessibility: &Accessibility) {
    for (term, value) in &accessibility.terms {
        xml.leaf_line("meta", &[("property", &format!("schema:{term}"))], value);
    }
    if let Some(claim) = &book.collection.conformance {
        conformance(xml, claim);
    }
    let words = book.words;
    let mut attributes = vec![("property", "schema:accessibilitySummary")];
    if book.collection.lang.primary() != words.lang {
        attributes.push(("xml:lang", words.lang));
    }
    xml.leaf_line("meta", &attributes, &accessibility.summary);
}

/// Writes whose word it is that the book conforms (EPUB Accessibility 1.1, 3.5 and 3.6).
fn conformance(xml: &mut Xml, Conformance { by, on, report_url, .. }: &Conformance) {
    let standard = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA";
    xml.leaf_line("meta", &[("property", "dcterms:conformsTo"), ("id", "conformance")], standard);
    let certifier = [("refines", "#conformance"), ("property", "a11y:certifiedBy"), ("id", "certifier")];
    xml.leaf_line("meta", &certifier, by);
    if let Some(on) = on {
        refine(xml, "certifier", "dcterms:date", &on.iso());
    }
    if let Some(address) = report_url.as_deref().and_then(crate::collection::address::external) {
        xml.empty("link", &[("refines", "#certifier"), ("rel", "a11y:certifierReport"), ("href", &address)]);
        xml.newline();
    }
}

#[cfg(test)]
mod tests {
    use super::sorted_title;

    #[test]
    fn titles_are_sorted_without_their_article() {
        assert_eq!(sorted_title("The Dead End", "en").as_deref(), Some("Dead End, The"));
        assert_eq!(sorted_title("L’État", "fr").as_deref(), Some("État, L’"));
        assert_eq!(sorted_title("Theory", "en"), None);
        assert_eq!(sorted_title("The Dead End", "ru"), None);
    }
}
