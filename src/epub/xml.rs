//! XML that is well formed by construction: elements are closed in the order they were opened,
//! and text is escaped and freed of the characters that XML 1.0 forbids.

use std::borrow::Cow;

use quick_xml::escape::partial_escape;
use quick_xml::events::attributes::Attribute;

use super::usage::{Tally, Used};
use crate::config::Design;
use crate::scan;

/// Attributes: name and value, unescaped.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// An XML document in the making.
pub(crate) struct Xml {
    out: String,
    open: Vec<&'static str>,
    /// What the document uses, where someone wants to know.
    tally: Option<Tally>,
}

/// A document of an e-book.
pub(crate) struct Written {
    pub(crate) bytes: Vec<u8>,
    pub(crate) used: Used,
}

impl Xml {
    /// Starts a document with its XML declaration.
    pub(crate) fn new() -> Self {
        Self::declared(None)
    }

    /// Starts a document of an e-book of this design, of which is taken down what it uses.
    pub(crate) fn document(design: &Design) -> Self {
        let mut xml = Self::declared(Some(Tally::new(design)));
        xml.html_doctype();
        xml
    }

    fn begun(tally: Option<Tally>) -> Self {
        Self { out: String::new(), open: Vec::new(), tally }
    }

    fn declared(tally: Option<Tally>) -> Self {
        let mut xml = Self::begun(tally);
        xml.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        xml.newline();
        xml
    }

    /// Starts a document of HTML that is XML as well, and so goes without an XML declaration.
    pub(crate) fn html() -> Self {
        let mut xml = Self::begun(None);
        xml.html_doctype();
        xml
    }

    /// Opens an element.
    pub(crate) fn open(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.tag(name, attributes, ">");
        self.open.push(name);
        self.tally.iter_mut().for_each(|tally| tally.open(name));
    }

    /// Closes the element opened last.
    pub(crate) fn close(&mut self) {
        let name = self.open.pop().expect("each element is closed by the function that opened it");
        for part in ["</", name, ">"] {
            self.out.push_str(part);
        }
        self.tally.iter_mut().for_each(|tally| tally.close(name));
    }

    /// Closes the element opened last and ends the line.
    pub(crate) fn close_line(&mut self) {
        self.close();
        self.newline();
    }

    /// Writes an element without content.
    pub(crate) fn empty(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.tag(name, attributes, "/>");
        if name == "img" {
            self.tally.iter_mut().for_each(|tally| tally.picture(attributes));
        }
    }

    /// Writes text.
    pub(crate) fn text(&mut self, text: &str) {
        if is_plain(text) {
            self.out.push_str(text);
            self.tally.iter_mut().for_each(|tally| tally.text(text));
            return;
        }
        let text = allowed(text);
        self.tally.iter_mut().for_each(|tally| tally.text(&text));
        self.out.push_str(&partial_escape(text.as_ref()));
    }

    /// Writes an element with nothing but text in it.
    pub(crate) fn leaf(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close();
    }

    /// Writes an element with nothing but text in it and ends the line.
    pub(crate) fn leaf_line(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.leaf(name, attributes, text);
        self.newline();
    }

    /// Ends the line, where white space has no meaning.
    pub(crate) fn newline(&mut self) {
        self.out.push('\n');
        self.tally.iter_mut().for_each(|tally| tally.text("\n"));
    }

    /// Writes the document type of HTML.
    fn html_doctype(&mut self) {
        self.out.push_str("<!DOCTYPE html>");
        self.newline();
    }

    /// Ends the document and returns it.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.close_all();
        self.out.into_bytes()
    }

    fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.close_line();
        }
    }

    /// Ends a document of an e-book, and returns it with what it uses.
    pub(crate) fn finish_document(mut self) -> Written {
        self.close_all();
        let tally = self.tally.expect("what is ended as a document was begun as one");
        Written { bytes: self.out.into_bytes(), used: tally.used() }
    }

    fn tag(&mut self, name: &str, attributes: Attributes<'_>, end: &str) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            let value = allowed(value);
            // Line ends and tabs are escaped too: a reader would make spaces of them.
            let escaped = Attribute::from((*key, value.as_ref())).value;
            for part in [" ", key, "=\"", &escaped, "\""] {
                self.out.push_str(part);
            }
        }
        self.out.push_str(end);
    }
}

/// Whether XML 1.0 allows `c` (Fifth Edition, production 2). The carriage return, allowed too, is
/// left out: a reader would turn it into a second line feed.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | ' '..='\u{FFFD}' | '\u{1_0000}'..)
}

/// Whether a text has nothing to escape and nothing that is forbidden, for certain: nearly all have not, and to see that takes
/// less time than to look at each character. Noncharacters begin with 0xEF, as some others do.
fn is_plain(text: &str) -> bool {
    let plain =
        |byte: u8| (byte >= b' ' || byte == b'\n' || byte == b'\t') && !matches!(byte, b'<' | b'>' | b'&' | 0xEF);
    scan::all(text, plain)
}

/// The text without the characters that XML forbids.
pub(crate) fn allowed(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_allowed) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|&c| is_allowed(c)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_and_attributes_are_escaped_or_dropped() {
        let mut xml = Xml::new();
        xml.leaf("p", &[("title", "<&\"'\u{0}\u{FFFF}\t\n>")], "a <b> & \"c\"\u{8}\u{1F600}");
        let text = String::from_utf8(xml.finish()).unwrap();
        assert_eq!(
            text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<p title=\"&lt;&amp;&quot;&apos;&#9;&#10;&gt;\">a &lt;b&gt; &amp; \"c\"\u{1F600}</p>"
        );
    }

    #[test]
    fn plain_text_is_what_comes_out_as_it_is() {
        let written = |text: &str| {
            let mut xml = Xml::new();
            let before = xml.out.len();
            xml.text(text);
            xml.finish().split_off(before)
        };
        for c in (0..0x300).chain(0xFF00..0x1_0100).filter_map(char::from_u32) {
            let text = format!("a{c}z");
            let slowly = partial_escape(allowed(&text)).into_owned();
            assert_eq!(written(&text), slowly.as_bytes(), "{:04X}", u32::from(c));
            assert!(!is_plain(&text) || slowly == text, "{:04X}", u32::from(c));
        }
        assert!(is_plain("Äpfel “for” all\n\t"));
    }

    #[test]
    fn what_is_left_open_is_closed_in_order() {
        let mut xml = Xml::new();
        xml.open("a", &[]);
        xml.open("b", &[]);
        assert!(String::from_utf8(xml.finish()).unwrap().ends_with("<a><b></b>\n</a>\n"));
    }
}
