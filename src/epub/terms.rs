//! What a finished book says of its accessibility, for those who tell of the book elsewhere.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;

use super::archive;

/// The terms of schema.org in the package of an EPUB of ours, each with its value, in order: `accessMode`, `textual`.
/// Nothing when it is not an EPUB of ours.
#[must_use]
pub fn accessibility(epub: &[u8]) -> Vec<(String, String)> {
    let package = archive::entry(epub, archive::PACKAGE).unwrap_or_default();
    let package = String::from_utf8_lossy(&package);
    let mut reader = Reader::from_str(&package);
    let mut terms = Vec::new();
    let mut open: Option<(String, String)> = None;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) => {
                let property = start.attributes().flatten().find(|attribute| attribute.key.as_ref() == "property");
                let term = property.and_then(|property| property.value.strip_prefix("schema:").map(str::to_owned));
                // The edition is a term of schema.org, too.
                let term = term.filter(|term| term.starts_with("access"));
                open = term.map(|term| (term, String::new()));
            }
            Event::Text(text) => open.iter_mut().for_each(|(_, value)| value.push_str(&text)),
            Event::GeneralRef(reference) => {
                let text = unescape(&format!("&{};", &*reference)).map(|c| c.into_owned()).unwrap_or_default();
                open.iter_mut().for_each(|(_, value)| value.push_str(&text));
            }
            Event::End(_) => terms.extend(open.take()),
            Event::Eof => break,
            _ => {}
        }
    }
    terms
}
