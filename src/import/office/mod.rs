//! Documents of word processors, which are archives of XML: DOCX ([`docx`]) and OpenDocument text ([`odt`]), and what they
//! share with e-books, the archive and the reading of XML.

pub(super) mod docx;
pub(super) mod odt;
pub(super) mod package;
mod tally;
pub(super) mod xml;

use self::xml::Element;
use super::tree::{BlockKind, Document, Inline};

/// What the properties of a document say under a name.
fn property(properties: &Element, name: &str) -> Option<String> {
    properties.find(name).map(|element| element.text().trim().to_owned()).filter(|text| !text.is_empty())
}

/// Takes title and author from the properties where the text has none; not authors whom programs invent.
fn name_by_properties(document: &mut Document, title: Option<String>, author: Option<String>, invented: &[&str]) {
    let styled = !document.head.title.is_empty()
        || document.blocks.iter().any(|block| matches!(block.kind, BlockKind::Heading { level: 1, .. }));
    if let Some(title) = title.filter(|_| !styled) {
        document.remark(0, format!("title: {title}, from the document's properties"));
        document.head.title = vec![Inline::Text(title)];
    }
    if document.head.authors.is_empty()
        && let Some(author) = author.filter(|author| !invented.contains(&author.to_lowercase().as_str()))
    {
        document.remark(0, format!("author: {author}, from the document's properties"));
        document.head.authors = author.split(';').map(|name| name.trim().to_owned()).collect();
    }
}
