//! The pages around the articles: cover, title page, pages of parts, sources, imprint.

use super::article::write_origin;
use super::book::{Book, COVER_IMAGE, TITLE_ID, credits, document, language_of, or, time};
use super::inline::Inlines;
use super::pagebreaks;
use super::xml::{Written, Xml};
use crate::collection::address::external;
use crate::manuscript::{Inline, plain_text};
use crate::typeset::Begins;

/// Writes the page with the cover's picture and nothing else.
pub(crate) fn cover(book: &Book<'_>) -> Written {
    let mut xml = document(book, book.words.cover, &book.collection.lang, "", "cover");
    pagebreaks::opening(&mut xml, book, Begins::Cover);
    xml.open("div", &[("class", "cover")]);
    let alt = cover_text(book);
    // The role stands on the picture alone: on the section too, readers would announce it twice.
    xml.empty("img", &[("src", COVER_IMAGE), ("alt", &alt), ("role", "doc-cover")]);
    xml.close_line();
    xml.finish_document()
}

/// What the cover says, for those who do not see it.
fn cover_text(book: &Book<'_>) -> String {
    let collection = book.collection;
    let mut text = format!("{}: {}", book.words.cover, collection.title);
    for more in collection.subtitle.iter().cloned().chain(book.words.credits(&collection.people)) {
        text.push_str(". ");
        text.push_str(&more);
    }
    text
}

/// Writes the title page.
pub(crate) fn title_page(book: &Book<'_>) -> Written {
    let collection = book.collection;
    let mut xml = document(book, book.title(), &collection.lang, "", "frontmatter");
    let section = [("class", "title-page"), ("epub:type", "titlepage"), ("aria-labelledby", TITLE_ID)];
    xml.open("section", &section);
    xml.newline();
    pagebreaks::opening(&mut xml, book, Begins::TitlePage);
    xml.leaf_line("h1", &[("id", TITLE_ID)], &collection.title);
    if let Some(subtitle) = &collection.subtitle {
        xml.leaf_line("p", &[("class", "subtitle"), ("role", "doc-subtitle")], subtitle);
    }
    credits(&mut xml, book.words, &collection.people, &collection.lang, &[("class", "byline")]);
    if collection.publisher.is_some() || collection.date.is_some() {
        xml.open("p", &[("class", "publisher")]);
        if let Some(publisher) = &collection.publisher {
            xml.text(publisher);
        }
        if let Some(date) = collection.date {
            if collection.publisher.is_some() {
                xml.empty("br", &[]);
            }
            xml.leaf("time", &[("datetime", &date.iso())], &date.year.to_string());
        }
        xml.close_line();
    }
    xml.close_line();
    xml.finish_document()
}

/// Writes the page of a part, which begins with this article.
pub(crate) fn part(book: &Book<'_>, title: &[Inline], first: usize) -> Written {
    let xml = document(book, or(&plain_text(title), book.title()), &book.collection.lang, "", "bodymatter");
    let mut out = Inlines::new(book, xml, None, "");
    let section = [("class", "part"), ("epub:type", "part"), ("role", "doc-part"), ("aria-labelledby", TITLE_ID)];
    out.xml.open("section", &section);
    out.xml.newline();
    pagebreaks::opening(&mut out.xml, book, Begins::Part(first));
    if book.opening(first) != book.articles[first] {
        pagebreaks::opening(&mut out.xml, book, Begins::Article(first));
    }
    out.xml.open("h1", &[("id", TITLE_ID)]);
    out.inlines(title);
    out.xml.close_line();
    out.xml.close_line();
    out.xml.finish_document()
}

/// Writes the imprint: who published it, when, under which licence, in which type.
pub(crate) fn imprint(book: &Book<'_>, families: &[&str]) -> Written {
    let (collection, words) = (book.collection, book.words);
    let mut xml = document(book, words.imprint, &collection.lang, "", "backmatter");
    let section =
        [("class", "imprint"), ("epub:type", "colophon"), ("role", "doc-colophon"), ("aria-labelledby", TITLE_ID)];
    xml.open("section", &section);
    xml.newline();
    pagebreaks::opening(&mut xml, book, Begins::Imprint);
    label(&mut xml, book, "h1", &[("id", TITLE_ID)], words.imprint);
    xml.newline();
    xml.open("p", &[]);
    xml.leaf("cite", &[], &collection.title);
    if let Some(subtitle) = &collection.subtitle {
        xml.text(". ");
        xml.text(subtitle);
    }
    xml.close_line();
    credits(&mut xml, words, &collection.people, &collection.lang, &[]);
    if let Some(publisher) = &collection.publisher {
        xml.open("p", &[]);
        label(&mut xml, book, "span", &[], words.published_by);
        xml.text(" ");
        match collection.base_url.as_deref().and_then(external) {
            Some(address) => xml.leaf("a", &[("href", &address)], publisher),
            None => xml.text(publisher),
        }
        xml.close_line();
    }
    if let Some(date) = collection.date {
        xml.open("p", &[]);
        time(&mut xml, words, date, &collection.lang);
        xml.close_line();
    }
    if let Some(edition) = &collection.edition {
        xml.open("p", &[]);
        label(&mut xml, book, "span", &[], &words.edition(edition));
        xml.close_line();
    }
    let address = collection.rights_url.as_deref().and_then(external);
    if let Some(rights) = collection.rights.as_deref().or(collection.rights_url.as_deref()) {
        xml.open("p", &[]);
        label(&mut xml, book, "span", &[], words.licence);
        xml.text(" ");
        match address {
            Some(address) => xml.leaf("a", &[("href", &address), ("rel", "license")], rights),
            None => xml.text(rights),
        }
        xml.close_line();
    }
    if !families.is_empty() {
        xml.open("p", &[]);
        label(&mut xml, book, "span", &[], words.typeface);
        xml.text(" ");
        xml.text(&words.list(families));
        xml.close_line();
    }
    xml.close_line();
    xml.finish_document()
}

/// Writes where each article first appeared.
pub(crate) fn sources(book: &Book<'_>) -> Written {
    let (collection, words) = (book.collection, book.words);
    let mut xml = document(book, words.sources, &collection.lang, "", "backmatter");
    xml.open("section", &[("class", "imprint"), ("aria-labelledby", TITLE_ID)]);
    xml.newline();
    pagebreaks::opening(&mut xml, book, Begins::Sources);
    label(&mut xml, book, "h1", &[("id", TITLE_ID)], words.sources);
    xml.newline();
    xml.open("ul", &[("class", "sources")]);
    xml.newline();
    for (article, file) in collection.articles.iter().zip(&book.articles) {
        let Some(origin) = &article.origin else { continue };
        xml.open("li", &[]);
        let title = plain_text(&article.title);
        let lang = article.lang.as_str();
        let mut attributes = vec![("href", file.as_str())];
        if article.lang != collection.lang {
            attributes.extend([("lang", lang), ("xml:lang", lang)]);
        }
        xml.leaf("a", &attributes, &title);
        xml.text(": ");
        write_origin(&mut xml, origin, book.words, &collection.lang);
        xml.close_line();
    }
    xml.finish_document()
}

/// Writes words of the program's, with their language where it is not the collection's.
fn label(xml: &mut Xml, book: &Book<'_>, name: &'static str, attributes: &[(&str, &str)], text: &str) {
    let mut attributes = attributes.to_vec();
    attributes.extend(language_of(book.words, &book.collection.lang));
    xml.leaf(name, &attributes, text);
}
