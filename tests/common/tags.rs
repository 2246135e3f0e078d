//! Reads the tags of a PDF back (ISO 32000-1, 14.7): elements, and the text of what is marked as theirs.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::pdf_text::{Marked, marked};

/// An element of the structure.
#[derive(Debug, Clone, Default)]
pub struct Element {
    /// Its structure type.
    pub kind: String,
    /// Its dictionary's number.
    pub id: ObjectId,
    /// `Lang`, `Alt`, `ActualText`, `E`, as far as they are there.
    pub said: BTreeMap<&'static str, String>,
    /// Its identifier.
    pub name: Option<Vec<u8>>,
    /// The scope of a table's head cell, the numbering of a list.
    pub attribute: Option<String>,
    /// What is in it.
    pub kids: Vec<Kid>,
}

/// What is in an element.
#[derive(Debug, Clone)]
pub enum Kid {
    Element(Element),
    /// Marked content: page from 0, number, text.
    Content(usize, i64, String),
    /// An annotation.
    Annotation(ObjectId),
}

/// A PDF with its tags.
#[derive(Clone)]
pub struct Tagged {
    pub document: Document,
    pub pages: Vec<ObjectId>,
    /// The marked content of each page in the order of its stream.
    pub content: Vec<Vec<Marked>>,
    /// The topmost element.
    pub root: Element,
}

impl Tagged {
    /// Reads a file.
    ///
    /// # Panics
    /// When its structure is not as the standard has it.
    pub fn read(bytes: &[u8]) -> Self {
        let document = Document::load_mem(bytes).expect("the PDF can be read");
        let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
        let content: Vec<Vec<Marked>> = pages.iter().map(|page| marked(&document, *page)).collect();
        let mut texts = BTreeMap::new();
        for (page, content) in content.iter().enumerate() {
            for piece in content {
                if let Some(number) = piece.number {
                    let before = texts.insert((page, number), piece.lines.concat());
                    assert!(before.is_none(), "content {number} of page {page} is there twice");
                }
            }
        }
        let reader = Reader { document: &document, pages: &pages, texts };
        let top = structure_root(&document).get(b"K").and_then(Object::as_reference).expect("the root has one kid");
        let root = reader.element(top, structure_root_id(&document));
        Self { document, pages, content, root }
    }

    /// For each page what its marked contents belong to, and for each annotation's key what it belongs to: the parent
    /// tree.
    pub fn parents(&self) -> BTreeMap<i64, Vec<ObjectId>> {
        let tree = reference(structure_root(&self.document), b"ParentTree");
        let mut out = BTreeMap::new();
        for kid in array(dictionary(&self.document, tree), b"Kids") {
            let leaf = dictionary(&self.document, kid.as_reference().expect("a kid is an object"));
            let limits = array(leaf, b"Limits");
            for pair in array(leaf, b"Nums").chunks_exact(2) {
                let key = pair[0].as_i64().expect("a key is a number");
                assert!((limits[0].as_i64().expect("a number")..=limits[1].as_i64().expect("a number")).contains(&key));
                let references = match &pair[1] {
                    Object::Array(many) => many.iter().map(|o| o.as_reference().expect("an element")).collect(),
                    one => vec![one.as_reference().expect("an element")],
                };
                assert!(out.insert(key, references).is_none(), "{key} is in the parent tree twice");
            }
        }
        out
    }

    /// The identifiers in the tree of them.
    pub fn identifiers(&self) -> Vec<(Vec<u8>, ObjectId)> {
        let Ok(tree) = structure_root(&self.document).get(b"IDTree") else { return Vec::new() };
        let tree = dictionary(&self.document, tree.as_reference().expect("the tree is an object"));
        let mut out = Vec::new();
        for kid in array(tree, b"Kids") {
            let leaf = dictionary(&self.document, kid.as_reference().expect("a kid is an object"));
            for pair in array(leaf, b"Names").chunks_exact(2) {
                out.push((pair[0].as_str().expect("a name").to_vec(), pair[1].as_reference().expect("an element")));
            }
        }
        out
    }
}

impl Element {
    /// Calls `visit` with this element and all within, each with those it is in, outermost first.
    pub fn walk<'e>(&'e self, above: &mut Vec<&'e Self>, visit: &mut impl FnMut(&'e Self, &[&'e Self])) {
        visit(self, above);
        above.push(self);
        for kid in &self.kids {
            if let Kid::Element(element) = kid {
                element.walk(above, visit);
            }
        }
        above.pop();
    }

    /// The elements within this one, at any depth, and itself, in order.
    pub fn all(&self) -> Vec<&Self> {
        let mut out = Vec::new();
        self.walk(&mut Vec::new(), &mut |element, _| out.push(element));
        out
    }

    /// Its text and that of what is in it, but for elements that `leave` names.
    pub fn text(&self, leave: &str) -> String {
        let mut out = String::new();
        for kid in &self.kids {
            match kid {
                Kid::Element(element) if element.kind != leave => out.push_str(&element.text(leave)),
                Kid::Content(_, _, text) => out.push_str(text),
                _ => {}
            }
        }
        out
    }

    /// The first element of a type in it.
    pub fn first(&self, kind: &str) -> Option<&Self> {
        self.all().into_iter().find(|element| element.kind == kind)
    }
}

/// Which contents of a page, by number, are a note's: page from 0.
pub fn of_notes(document: &Document) -> std::collections::BTreeSet<(usize, i64)> {
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let reader = Reader { document, pages: &pages, texts: BTreeMap::new() };
    let top = reference(structure_root(document), b"K");
    let mut out = std::collections::BTreeSet::new();
    reader.element(top, structure_root_id(document)).walk(&mut Vec::new(), &mut |element, above| {
        if above.iter().chain([&element]).any(|e| e.kind == "Note") {
            out.extend(element.kids.iter().filter_map(|kid| match kid {
                Kid::Content(page, number, _) => Some((*page, *number)),
                _ => None,
            }));
        }
    });
    out
}

struct Reader<'r> {
    document: &'r Document,
    pages: &'r [ObjectId],
    texts: BTreeMap<(usize, i64), String>,
}

impl Reader<'_> {
    fn element(&self, id: ObjectId, parent: ObjectId) -> Element {
        let entries = dictionary(self.document, id);
        assert_eq!(reference(entries, b"P"), parent, "an element knows what it is in");
        let home = entries.get(b"Pg").and_then(Object::as_reference).ok();
        let mut said = BTreeMap::new();
        for key in ["Lang", "Alt", "ActualText", "E"] {
            if let Ok(text) = entries.get(key.as_bytes()) {
                said.insert(key, lopdf::decode_text_string(text).expect("it is text"));
            }
        }
        let attributes = entries.get(b"A").and_then(Object::as_dict).ok();
        let attribute = attributes.and_then(|a| a.get(b"Scope").or_else(|_| a.get(b"ListNumbering")).ok());
        let kids = array(entries, b"K").iter().map(|kid| self.kid(kid, id, home)).collect();
        Element {
            kind: name(entries, b"S"),
            id,
            said,
            name: entries.get(b"ID").and_then(Object::as_str).ok().map(<[u8]>::to_vec),
            attribute: attribute.map(|a| String::from_utf8_lossy(a.as_name().expect("a name")).into_owned()),
            kids,
        }
    }

    fn kid(&self, kid: &Object, parent: ObjectId, home: Option<ObjectId>) -> Kid {
        let content = |number: i64, page: Option<ObjectId>| {
            let page = page.expect("content is on a page");
            let page = self.pages.iter().position(|p| *p == page).expect("the page is among the pages");
            Kid::Content(page, number, self.texts.get(&(page, number)).cloned().unwrap_or_default())
        };
        match kid {
            Object::Integer(number) => content(*number, home),
            Object::Reference(id) => Kid::Element(self.element(*id, parent)),
            Object::Dictionary(entries) => {
                let page = entries.get(b"Pg").and_then(Object::as_reference).ok().or(home);
                match name(entries, b"Type").as_str() {
                    "MCR" => content(entries.get(b"MCID").and_then(Object::as_i64).expect("a number"), page),
                    "OBJR" => Kid::Annotation(reference(entries, b"Obj")),
                    other => panic!("{other} is in an element"),
                }
            }
            other => panic!("{other:?} is in an element"),
        }
    }
}

fn structure_root_id(document: &Document) -> ObjectId {
    reference(document.catalog().expect("there is a catalogue"), b"StructTreeRoot")
}

fn structure_root(document: &Document) -> &Dictionary {
    dictionary(document, structure_root_id(document))
}

fn dictionary(document: &Document, id: ObjectId) -> &Dictionary {
    document.get_dictionary(id).expect("it is a dictionary")
}

fn reference(dictionary: &Dictionary, key: &[u8]) -> ObjectId {
    dictionary.get(key).and_then(Object::as_reference).expect("it is an object of its own")
}

fn array<'d>(dictionary: &'d Dictionary, key: &[u8]) -> &'d [Object] {
    dictionary.get(key).and_then(Object::as_array).expect("it is an array")
}

fn name(dictionary: &Dictionary, key: &[u8]) -> String {
    let name = dictionary.get(key).and_then(Object::as_name).expect("it is a name");
    String::from_utf8_lossy(name).into_owned()
}
