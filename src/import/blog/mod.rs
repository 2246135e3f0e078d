//! Posts of blogs: Markdown of Hugo, Jekyll and of exporters from WordPress, with front matter of their own kinds ([`matter`])
//! and tags of their templates ([`tags`]); and WordPress's own export ([`wordpress`]).

mod matter;
mod tags;
pub(super) mod wordpress;

use pulldown_cmark::{Options, Parser, html};

use super::tree::{Document, Trust};
use super::web;

/// Reads a Markdown file of the name `name`.
pub(super) fn read(name: &str, text: &str) -> Document {
    let (matter, start) = matter::split(text);
    let body = &text[start..];
    let first = u32::try_from(text[..start].matches('\n').count()).unwrap_or(u32::MAX).saturating_add(1);
    let (markdown, found) = tags::replace(body, first);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST;
    let mut page = String::with_capacity(markdown.len() * 2);
    // By way of HTML, since that is what blogs mix into their Markdown, and one reader knows it.
    html::push_html(&mut page, Parser::new_ext(&markdown, options));
    let mut document = web::read_fragment(&page, false);
    document.trust = Trust::All;
    document.remarks.extend(found);
    matter::read(&matter, name, &mut document);
    document
}

/// Whether a text begins with front matter.
pub(super) fn has_front_matter(text: &str) -> bool {
    matter::split(text).1 > 0
}
