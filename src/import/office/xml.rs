//! XML as a small tree, by quick-xml. Names lose their prefixes: the vocabularies of one document do not clash where it counts.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// How deep elements are kept; deeper ones are passed over.
const MAX_DEPTH: usize = 200;
/// How many elements a file may have.
const MAX_ELEMENTS: usize = 2_000_000;

/// An element with what is in it.
#[derive(Debug, Default)]
pub(in super::super) struct Element {
    /// Without its prefix.
    pub(in super::super) name: String,
    attributes: Vec<(String, String)>,
    pub(in super::super) children: Vec<Node>,
}

#[derive(Debug)]
pub(in super::super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// Parses a file. What is damaged ends it: all that came before is there.
    pub(in super::super) fn parse(text: &str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        let mut open = vec![Self::default()];
        let mut passed = 0_usize;
        let mut count = 0_usize;
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(start) => {
                    count += 1;
                    if open.len() > MAX_DEPTH || passed > 0 {
                        passed += 1;
                    } else {
                        open.push(Self::started(&start));
                    }
                }
                Event::Empty(start) if passed == 0 => {
                    count += 1;
                    let element = Self::started(&start);
                    open.last_mut().expect("the root is never closed").children.push(Node::Element(element));
                }
                Event::End(_) if passed > 0 => passed -= 1,
                Event::End(_) if open.len() > 1 => close(&mut open),
                Event::Text(text) if passed == 0 => add_text(&mut open, &text.xml10_content()),
                Event::CData(text) if passed == 0 => add_text(&mut open, &text.xml10_content()),
                Event::GeneralRef(reference) if passed == 0 => {
                    let character = reference.resolve_char_ref().ok().flatten().map(String::from);
                    let name = reference.xml10_content();
                    let text =
                        character.or_else(|| quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned));
                    add_text(&mut open, text.as_deref().unwrap_or_default());
                }
                Event::Eof => break,
                _ => {}
            }
            if count > MAX_ELEMENTS {
                break;
            }
        }
        while open.len() > 1 {
            close(&mut open);
        }
        open.pop().expect("the root is never closed")
    }

    fn started(start: &BytesStart<'_>) -> Self {
        let mut attributes = start.attributes();
        let attributes = attributes.with_checks(false).flatten().map(|attribute| {
            let key = local(attribute.key.as_ref()).to_owned();
            let value =
                unescape(&attribute.value).map_or_else(|_| attribute.value.to_string(), |value| value.into_owned());
            (key, value)
        });
        Self { name: local(start.name().as_ref()).to_owned(), attributes: attributes.collect(), children: Vec::new() }
    }

    /// An attribute, by its name without prefix.
    pub(in super::super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The elements directly in this one.
    pub(in super::super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element of a name directly in this one.
    pub(in super::super) fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// All elements of a name, at any depth, in order.
    pub(in super::super) fn all<'e>(&'e self, name: &str) -> Vec<&'e Self> {
        let mut found = Vec::new();
        let mut stack: Vec<&Self> = vec![self];
        while let Some(element) = stack.pop() {
            if element.name == name {
                found.push(element);
            }
            let children: Vec<&Self> = element.elements().collect();
            stack.extend(children.into_iter().rev());
        }
        found
    }

    /// The first element of a name, at any depth.
    pub(in super::super) fn find(&self, name: &str) -> Option<&Self> {
        self.all(name).into_iter().next()
    }

    /// All text in this element.
    pub(in super::super) fn text(&self) -> String {
        let mut out = String::new();
        for node in &self.children {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => out.push_str(&element.text()),
            }
        }
        out
    }
}

fn close(open: &mut Vec<Element>) {
    if let Some(element) = open.pop() {
        open.last_mut().expect("the root is never closed").children.push(Node::Element(element));
    }
}

fn add_text(open: &mut [Element], text: &str) {
    let children = &mut open.last_mut().expect("the root is never closed").children;
    match children.last_mut() {
        Some(Node::Text(last)) => last.push_str(text),
        _ => children.push(Node::Text(text.to_owned())),
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_becomes_a_tree_without_prefixes() {
        let root = Element::parse("<?xml version='1.0'?><w:a x:b='1 &amp; 2'>t&amp;&#233;<![CDATA[<c>]]><w:d/></w:a>");
        let a = root.child("a").unwrap();
        assert_eq!((a.attribute("b"), a.text().as_str()), (Some("1 & 2"), "t&é<c>"));
        assert!(a.child("d").is_some());
    }

    #[test]
    fn damage_and_depth_end_it_and_do_no_harm() {
        assert_eq!(Element::parse("<a>one<b>two").find("b").unwrap().text(), "two");
        let deep = format!("{}x{}y", "<a>".repeat(5000), "</a>".repeat(5000));
        assert_eq!(Element::parse(&deep).text(), "y");
        Element::parse("</a></b><c x=></c><!DOCTYPE a [<!ENTITY b \"&b;&b;\">]><d>&b;</d>");
    }
}
