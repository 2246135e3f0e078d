//! Where everything lies in the book: file names, ids and addresses, decided once.

use super::xml::Xml;
use crate::collection::{Collection, Words};
use crate::config::Design;
use crate::manuscript::{Date, Lang, Person};
use crate::typeset::{Begins, Turn};

/// The cover's page.
pub(crate) const COVER: &str = "cover.xhtml";
/// The cover's picture.
pub(crate) const COVER_IMAGE: &str = "images/cover.jpg";
/// The title page.
pub(crate) const TITLE_PAGE: &str = "title-page.xhtml";
/// The contents; the name is that of the builder.
pub(crate) const NAV: &str = "nav.xhtml";
/// The contents for old readers; the name is that of the builder.
pub(crate) const NCX: &str = "toc.ncx";
/// The list of sources.
pub(crate) const SOURCES: &str = "sources.xhtml";
/// The imprint.
pub(crate) const IMPRINT: &str = "imprint.xhtml";
/// The stylesheet; the name is that of the builder.
pub(crate) const STYLESHEET: &str = "stylesheet.css";

/// A collection with the names of its files.
pub(crate) struct Book<'a> {
    pub(crate) collection: &'a Collection,
    pub(crate) design: &'a Design,
    pub(crate) words: &'static Words,
    /// The file of each article. They have a folder to themselves, so no slug can clash with ours.
    pub(crate) articles: Vec<String>,
    /// The file of each part that has a title.
    pub(crate) parts: Vec<Option<String>>,
    /// The file of each picture.
    pub(crate) images: Vec<String>,
    /// What each page of the paper begins with; nothing where there is no paper.
    pub(crate) turns: &'a [Turn],
    /// Those of each article, its part's among them.
    turns_of: Vec<Vec<Turn>>,
}

impl<'a> Book<'a> {
    /// Names the files of `collection`.
    pub(crate) fn new(collection: &'a Collection, design: &'a Design, turns: &'a [Turn]) -> Self {
        let parts = collection.parts.iter().enumerate();
        let images = collection.images.iter().enumerate();
        let mut turns_of = vec![Vec::new(); collection.articles.len()];
        for turn in turns {
            if let Begins::Part(index) | Begins::Article(index) | Begins::Word(index, _) = turn.begins
                && let Some(turns) = turns_of.get_mut(index)
            {
                turns.push(*turn);
            }
        }
        Self {
            collection,
            design,
            words: Words::of(&collection.lang),
            articles: collection.articles.iter().map(|a| format!("articles/{}.xhtml", a.slug)).collect(),
            parts: parts.map(|(i, p)| p.title.as_ref().map(|_| format!("part-{}.xhtml", i + 1))).collect(),
            turns,
            turns_of,
            images: images.map(|(i, m)| format!("images/image-{}.{}", i + 1, m.format.extension())).collect(),
        }
    }

    /// Its title, or where that is blank, its slug.
    pub(crate) fn title(&self) -> &'a str {
        or(&self.collection.title, &self.collection.slug)
    }

    /// The file that opens with the page on which an article begins: the part's that begins with it, or its own.
    pub(crate) fn opening(&self, article: usize) -> &str {
        let apart = self.turns_of(article).iter().any(|turn| turn.begins == Begins::Part(article));
        if apart { &self.articles[article] } else { self.part_of(article) }
    }

    /// The turns to the pages that begin with an article or within it, and to that of the part that begins with it.
    pub(crate) fn turns_of(&self, article: usize) -> &[Turn] {
        self.turns_of.get(article).map_or(&[], Vec::as_slice)
    }

    /// The turns to a page.
    pub(crate) fn turns_to(&self, page: usize) -> &[Turn] {
        let from = self.turns.partition_point(|turn| turn.page < page);
        let to = self.turns.partition_point(|turn| turn.page <= page);
        &self.turns[from..to]
    }

    /// The file of the part that begins with an article, or the article's own.
    pub(crate) fn part_of(&self, article: usize) -> &str {
        let mut parts = self.collection.parts.iter().zip(&self.parts);
        let part = parts.find(|(part, _)| part.articles.start == article && !part.articles.is_empty());
        part.and_then(|(_, file)| file.as_ref()).unwrap_or(&self.articles[article])
    }

    /// Whether any article says where it first appeared.
    pub(crate) fn has_sources(&self) -> bool {
        self.collection.articles.iter().any(|article| article.origin.is_some())
    }

    /// Whether any article has notes, and the address of the first article's.
    pub(crate) fn first_notes(&self) -> Option<String> {
        let index = self.collection.articles.iter().position(|a| a.text.outline().notes > 0)?;
        Some(format!("{}#{NOTES_ID}", self.articles[index]))
    }
}

/// The id of an article's section of notes. Ids of our own contain an underscore or lack the prefix
/// of [`heading_id`], so none can be that of a heading.
pub(crate) const NOTES_ID: &str = "notes";
/// The id of an article's title.
pub(crate) const TITLE_ID: &str = "title";

/// The id of the heading that the manuscript knows as `id`.
pub(crate) fn heading_id(id: &str) -> String {
    format!("s-{id}")
}

/// The id of note `index` (from 0) of the article.
pub(crate) fn note_id(slug: &str, index: usize) -> String {
    format!("note-{slug}-{}", index + 1)
}

/// The id of the reference `nth` (from 0) to note `index` (from 0).
pub(crate) fn reference_id(slug: &str, index: usize, nth: u32) -> String {
    match nth {
        0 => format!("ref-{slug}-{}", index + 1),
        // No slug has an underscore, so the reference of no other article has this id.
        _ => format!("ref-{slug}-{}_{}", index + 1, nth + 1),
    }
}

/// The words, or others where they are blank: an empty title is an error to the checkers.
pub(crate) fn or<'a>(words: &'a str, others: &'a str) -> &'a str {
    if words.trim().is_empty() { others } else { words }
}

/// The attributes that tell the language of the program's `words`, where the text around them is in
/// another.
pub(crate) fn language_of(words: &Words, around: &Lang) -> Vec<(&'static str, &'static str)> {
    if around.primary() == words.lang { Vec::new() } else { vec![("lang", words.lang), ("xml:lang", words.lang)] }
}

/// Writes who made something, a line for each role.
pub(crate) fn credits(
    xml: &mut Xml,
    words: &Words,
    people: &[Person],
    around: &Lang,
    attributes: &[(&'static str, &'static str)],
) {
    for line in words.credits(people) {
        credit(xml, words, people, &line, around, attributes);
    }
}

/// Writes one of these lines.
pub(crate) fn credit(
    xml: &mut Xml,
    words: &Words,
    people: &[Person],
    line: &str,
    around: &Lang,
    attributes: &[(&'static str, &'static str)],
) {
    let mut attributes = attributes.to_vec();
    // A bare name is in no language.
    if people.iter().all(|person| person.name != line) {
        attributes.extend(language_of(words, around));
    }
    xml.leaf_line("p", &attributes, line);
}

/// Writes a date in words.
pub(crate) fn time(xml: &mut Xml, words: &Words, date: Date, around: &Lang) {
    let iso = date.iso();
    let mut attributes = vec![("datetime", iso.as_str())];
    attributes.extend(language_of(words, around));
    xml.leaf("time", &attributes, &words.date(date));
}

/// The direction of a language's usual script, when it is not from left to right.
pub(crate) fn direction(lang: &Lang) -> Option<&'static str> {
    matches!(lang.primary(), "ar" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi").then_some("rtl")
}

/// Starts a content document up to and with its body. `up` leads from its folder to the package's:
/// nothing, or `../`.
pub(crate) fn document(book: &Book<'_>, title: &str, lang: &Lang, up: &str, body_type: &str) -> Xml {
    let mut xml = Xml::document(book.design);
    let lang_tag = lang.as_str();
    let mut attributes = vec![
        ("xmlns", "http://www.w3.org/1999/xhtml"),
        ("xmlns:epub", "http://www.idpf.org/2007/ops"),
        ("lang", lang_tag),
        ("xml:lang", lang_tag),
    ];
    attributes.extend(direction(lang).map(|d| ("dir", d)));
    xml.open("html", &attributes);
    xml.newline();
    xml.open("head", &[]);
    xml.newline();
    xml.empty("meta", &[("charset", "utf-8")]);
    xml.newline();
    xml.leaf_line("title", &[], title);
    xml.empty("link", &[("rel", "stylesheet"), ("type", "text/css"), ("href", &format!("{up}{STYLESHEET}"))]);
    xml.newline();
    xml.close_line();
    xml.open("body", &[("epub:type", body_type)]);
    xml.newline();
    xml
}
