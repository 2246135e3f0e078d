//! What the pages share: their head and foot, and words in another language than the page.

use serde_json::Value;

use super::record::Look;
use super::shelf::Shelf;
use crate::epub::xml::Xml;
use crate::manuscript::Lang;

/// The library's page.
pub(super) const INDEX: &str = "index.html";
/// The stylesheet of all pages.
pub(super) const STYLE: &str = "pamphlet.css";
/// Feeds and others at the root, which pages name.
pub(super) const ATOM: &str = "feed.xml";
pub(super) const OPDS: &str = "opds.xml";
pub(super) const OPDS_JSON: &str = "opds.json";
pub(super) const SUMS: &str = "SHA256SUMS";

/// What a page's head says.
pub(super) struct Head<'a> {
    /// The language of its words.
    pub(super) lang: &'a str,
    /// What the window shows.
    pub(super) title: &'a str,
    /// A sentence or two on what is there.
    pub(super) description: Option<&'a str>,
    /// From the page to the root: nothing, or `../`.
    pub(super) up: &'a str,
    /// The page's own address, where there is one.
    pub(super) address: Option<String>,
    /// A picture to show with it, by its path in the output folder.
    pub(super) picture: Option<&'a str>,
    /// What it is about, for search engines.
    pub(super) data: Option<Value>,
    /// A script to run, by its path from the root.
    pub(super) script: Option<&'a str>,
}

/// Begins a page, up to its body, which is left open.
pub(super) fn begin(shelf: &Shelf, look: &Look, head: &Head<'_>) -> Xml {
    let mut xml = Xml::html();
    xml.open("html", &[("lang", head.lang)]);
    xml.newline();
    xml.open("head", &[]);
    xml.newline();
    let mut line = |name, attributes: &[(&str, &str)]| {
        xml.empty(name, attributes);
        xml.newline();
    };
    line("meta", &[("charset", "utf-8")]);
    line("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    line("meta", &[("name", "color-scheme"), ("content", "light dark")]);
    let description = head.description.filter(|text| !text.trim().is_empty());
    if let Some(description) = description {
        line("meta", &[("name", "description"), ("content", description)]);
    }
    if let Some(address) = &head.address {
        line("link", &[("rel", "canonical"), ("href", address)]);
        // The Open Graph protocol, by which other sites show a page: it wants whole addresses.
        line("meta", &[("property", "og:title"), ("content", head.title)]);
        line("meta", &[("property", "og:url"), ("content", address)]);
        if let Some(description) = description {
            line("meta", &[("property", "og:description"), ("content", description)]);
        }
        if let Some(picture) = head.picture {
            line("meta", &[("property", "og:image"), ("content", &shelf.address(picture))]);
        }
    }
    let from_here = |path: &str| format!("{}{path}", head.up);
    line("link", &[("rel", "stylesheet"), ("href", &from_here(STYLE))]);
    let feeds = [
        (ATOM, "application/atom+xml"),
        (OPDS, "application/atom+xml;profile=opds-catalog;kind=acquisition"),
        (OPDS_JSON, "application/opds+json"),
    ];
    for (path, media_type) in feeds {
        let attributes =
            [("rel", "alternate"), ("type", media_type), ("title", &shelf.name), ("href", &from_here(path))];
        line("link", &attributes);
    }
    xml.leaf_line("title", &[], head.title);
    if let Some(script) = head.script {
        xml.leaf_line("script", &[("src", &from_here(script)), ("defer", "defer")], "");
    }
    if let Some(data) = &head.data {
        // Scripts end at the first `</`, and know no entities.
        let text = data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
        xml.leaf_line("script", &[("type", "application/ld+json")], &text);
    }
    xml.close_line();
    let mut classes = super::colour::class(look.colour);
    for (class, applies) in [(" bold", look.bold), (" rule", look.rule)] {
        classes.push_str(if applies { class } else { "" });
    }
    xml.open("body", &[("class", &classes)]);
    xml.newline();
    xml
}

/// The language to mark words with, where it is not that of the page. A page in the language's own words carries its whole
/// tag.
pub(super) fn marked<'a>(lang: &'a str, page: &str) -> Option<&'a str> {
    (lang != page).then_some(lang)
}

/// The tag for a page whose words are in `words`, for text in `lang`: that of the text, where both are one language.
pub(super) fn page_lang<'a>(lang: &'a Lang, words: &'a str) -> &'a str {
    if lang.primary() == words { lang.as_str() } else { words }
}

/// Attributes with the language among them where there is one to mark.
pub(super) fn with_lang<'a>(attributes: &[(&'a str, &'a str)], lang: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    attributes.iter().copied().chain(lang.map(|lang| ("lang", lang))).collect()
}
