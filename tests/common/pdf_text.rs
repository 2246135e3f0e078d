//! Draws the text out of a PDF the way a reader does: by content streams, `ToUnicode` maps and `ActualText`.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object};

use super::tags;

/// The text of a page by what it belongs to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct PageText {
    /// Lines of the text.
    pub text: Vec<String>,
    /// Lines of notes.
    pub notes: Vec<String>,
    /// Heads, folios, leaders.
    pub furniture: Vec<String>,
}

/// Draws the text out of every page, in the order of the content streams.
pub fn extract(bytes: &[u8]) -> Vec<PageText> {
    let document = Document::load_mem(bytes).expect("the PDF can be read");
    let of_notes = tags::of_notes(&document);
    let pages = document.get_pages().into_values().enumerate();
    pages
        .map(|(index, page)| {
            let mut out = PageText::default();
            for Marked { number, lines, .. } in marked(&document, page) {
                match number {
                    None => out.furniture.extend(lines),
                    Some(number) if of_notes.contains(&(index, number)) => out.notes.extend(lines),
                    Some(_) => out.text.extend(lines),
                }
            }
            out
        })
        .collect()
}

/// Joins lines into running text: a soft hyphen joins, a space at a line's end stays, nothing else is added.
pub fn join<'a>(lines: impl IntoIterator<Item = &'a String>) -> String {
    let mut out = String::new();
    for line in lines {
        out.push_str(line);
        if out.ends_with('\u{AD}') {
            out.pop();
        }
    }
    out
}

/// A sequence of marked content.
#[derive(Debug, Clone, Default)]
pub struct Marked {
    /// Its tag.
    pub tag: String,
    /// Its number on the page; artifacts have none.
    pub number: Option<i64>,
    /// The text of each text object in it.
    pub lines: Vec<String>,
}

/// The marked content of a page, in the order of its stream.
///
/// # Panics
/// When anything is painted outside of it, or one sequence stands in another.
pub fn marked(document: &Document, page: lopdf::ObjectId) -> Vec<Marked> {
    let mut maps: BTreeMap<Vec<u8>, (usize, BTreeMap<u16, String>)> = BTreeMap::new();
    for (name, font) in document.get_page_fonts(page).expect("a page has fonts") {
        maps.insert(name, (code_length(document, font), to_unicode(document, font)));
    }
    let content = Content::decode(&document.get_page_content(page)).expect("the content can be read");
    let mut out: Vec<Marked> = Vec::new();
    let (mut font, mut line): (Vec<u8>, String) = (Vec::new(), String::new());
    // Within marked content, and within a stretch of it that is said otherwise.
    let (mut inside, mut actual) = (false, false);
    for operation in content.operations {
        let operands = &operation.operands;
        match operation.operator.as_str() {
            "Tf" => font = operands[0].as_name().expect("a font has a name").to_vec(),
            "BMC" | "BDC" => {
                let tag = operands[0].as_name().expect("a tag is a name");
                let properties = operands.get(1).and_then(|o| o.as_dict().ok());
                if let Some(text) = properties.and_then(|d| d.get(b"ActualText").ok()) {
                    assert!(inside && !actual, "what is said otherwise is marked");
                    actual = true;
                    line.push_str(&decode_text(text));
                } else {
                    assert!(!inside, "marked content does not stand in marked content");
                    inside = true;
                    let number = properties.map(|d| d.get(b"MCID").and_then(Object::as_i64).expect("a number"));
                    assert_eq!(number.is_none(), tag == b"Artifact");
                    out.push(Marked { tag: String::from_utf8_lossy(tag).into_owned(), number, lines: Vec::new() });
                }
            }
            "EMC" if actual => actual = false,
            "EMC" => {
                assert!(std::mem::take(&mut inside), "marked content is nested");
                let here = out.last_mut().expect("it has been opened");
                here.lines.extend((!line.is_empty()).then(|| std::mem::take(&mut line)));
            }
            "Tj" | "TJ" if !actual => {
                assert!(inside, "all text is marked");
                let (length, map) = maps.get(&font).expect("the font is among the resources");
                let strings: Vec<&Object> = match &operands[0] {
                    Object::Array(items) => items.iter().collect(),
                    one => vec![one],
                };
                for string in strings {
                    let Object::String(codes, _) = string else { continue };
                    for code in codes.chunks_exact(*length).map(code_of) {
                        assert_ne!(code, 0, "no glyph stands for a missing one");
                        line.push_str(map.get(&code).unwrap_or_else(|| panic!("glyph {code} has no text")));
                    }
                }
            }
            // The next line of the same text object: superiors stand less than that above.
            "Td" if operands[1].as_float().expect("a number").abs() > 5.0 && !line.is_empty() => {
                let here = out.last_mut().expect("all text is marked");
                here.lines.push(std::mem::take(&mut line));
            }
            "ET" => assert!(!inside && line.is_empty(), "marked content ends with its text object"),
            "f" | "Do" => assert!(inside, "all that is painted is marked"),
            _ => {}
        }
    }
    out
}

fn decode_text(object: &Object) -> String {
    let bytes = object.as_str().expect("ActualText is a string");
    let units: Vec<u16> = bytes.chunks_exact(2).map(|c| u16::from_be_bytes([c[0], c[1]])).skip(1).collect();
    String::from_utf16(&units).expect("ActualText is UTF-16")
}

/// A code as a number.
pub fn code_of(code: &[u8]) -> u16 {
    code.iter().fold(0, |number, byte| number << 8 | u16::from(*byte))
}

/// How many bytes a code of a composite font has: two by the name of its encoding, or what the map that it is says.
pub fn code_length(document: &Document, font: &Dictionary) -> usize {
    let Ok(id) = font.get(b"Encoding").and_then(Object::as_reference) else { return 2 };
    let stream = document.get_object(id).and_then(Object::as_stream).expect("an encoding is a map");
    let map = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
    let map = String::from_utf8(map).expect("the map is ASCII");
    assert!(map.contains("1 begincodespacerange\n<00><FF>\n"), "{map}");
    assert!(map.contains("1 begincidrange\n<00><FF> 0\n"), "{map}");
    1
}

/// Reads the `bfchar` and `bfrange` entries of a font's `ToUnicode` map (ISO 32000-1, 9.10.3).
pub fn to_unicode(document: &Document, font: &Dictionary) -> BTreeMap<u16, String> {
    let id = font.get(b"ToUnicode").and_then(Object::as_reference).expect("every font has a ToUnicode map");
    let stream = document.get_object(id).and_then(Object::as_stream).expect("the map is a stream");
    let text = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
    let text = String::from_utf8_lossy(&text).into_owned();
    let mut map = BTreeMap::new();
    let mut mode = "";
    for line in text.lines() {
        let hex: Vec<&str> = line.split(['<', '>']).skip(1).step_by(2).collect();
        if line.ends_with("beginbfchar") {
            mode = "char";
        } else if line.ends_with("beginbfrange") {
            mode = "range";
        } else if line.starts_with("end") {
            mode = "";
        } else if mode == "char" && hex.len() == 2 {
            map.insert(code(hex[0]), utf16(hex[1]));
        } else if mode == "range" && line.contains('[') {
            for (i, text) in hex[2..].iter().enumerate() {
                map.insert(code(hex[0]) + i as u16, utf16(text));
            }
        } else if mode == "range" && hex.len() == 3 {
            let first: Vec<u16> = units(hex[2]);
            for (i, at) in (code(hex[0])..=code(hex[1])).enumerate() {
                let mut text = first.clone();
                *text.last_mut().expect("a range maps to something") += i as u16;
                map.insert(at, String::from_utf16(&text).expect("the map is UTF-16"));
            }
        }
    }
    map
}

fn code(hex: &str) -> u16 {
    u16::from_str_radix(hex, 16).expect("a code is hexadecimal")
}

fn units(hex: &str) -> Vec<u16> {
    hex.as_bytes().chunks(4).map(|c| code(std::str::from_utf8(c).expect("hexadecimal is ASCII"))).collect()
}

fn utf16(hex: &str) -> String {
    String::from_utf16(&units(hex)).expect("the map is UTF-16")
}

/// A bookmark as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookmark {
    /// What it says.
    pub title: String,
    /// Index of the page it leads to, from 0.
    pub page: usize,
    /// Bookmarks under it.
    pub children: Vec<Bookmark>,
}

/// Reads the bookmarks (ISO 32000-1, 12.3.3).
pub fn bookmarks(bytes: &[u8]) -> Vec<Bookmark> {
    let document = Document::load_mem(bytes).expect("the PDF can be read");
    let pages: Vec<lopdf::ObjectId> = document.get_pages().into_values().collect();
    let catalog = document.catalog().expect("there is a catalogue");
    let root = catalog.get(b"Outlines").and_then(Object::as_reference).expect("there are bookmarks");
    level(&document, root, &pages)
}

fn level(document: &Document, parent: lopdf::ObjectId, pages: &[lopdf::ObjectId]) -> Vec<Bookmark> {
    let entry = |id| document.get_dictionary(id).expect("a bookmark is a dictionary");
    let mut out = Vec::new();
    let mut next = entry(parent).get(b"First").and_then(Object::as_reference).ok();
    while let Some(id) = next {
        let item = entry(id);
        let destination = item.get(b"Dest").and_then(Object::as_array).expect("a bookmark leads somewhere");
        let page = destination[0].as_reference().expect("a destination begins with its page");
        out.push(Bookmark {
            title: lopdf::decode_text_string(item.get(b"Title").expect("a bookmark has a title")).expect("it is text"),
            page: pages.iter().position(|p| *p == page).expect("the page is among the pages"),
            children: level(document, id, pages),
        });
        next = item.get(b"Next").and_then(Object::as_reference).ok();
    }
    out
}
