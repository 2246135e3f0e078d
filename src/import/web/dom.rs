//! HTML as a tree in a vector, built by html5ever, which reads whatever browsers read.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;

use html5ever::interface::ElemName;
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, LocalName, Namespace, QualName};

/// How many nodes a page may have; what follows them is not read.
const MAX_NODES: usize = 1_000_000;
/// How deep elements may nest in what is kept.
const MAX_DEPTH: usize = 100;
/// How deep they may nest while parsing, where each looks through those that are open; what follows deeper ones is not read.
const MAX_OPEN: u32 = 1000;
/// How much is parsed before the number of nodes is looked at, in bytes.
const PIECE: usize = 1 << 12;

/// The number of a node in its tree.
pub(crate) type Id = usize;

/// A page.
#[derive(Debug, Default)]
pub(crate) struct Dom {
    pub(super) nodes: Vec<Node>,
    /// Whether the page had more nodes, or deeper ones, than are read.
    pub(super) cut: bool,
}

#[derive(Debug)]
pub(super) struct Node {
    pub(super) parent: Option<Id>,
    pub(super) children: Vec<Id>,
    pub(super) data: Data,
    /// The line of the file on which it was read, from 1.
    pub(super) line: u32,
    /// How deep it was put while parsing.
    depth: u32,
}

pub(super) enum Data {
    /// The page itself, comments, declarations: nothing to print.
    Other(String),
    Text(String),
    Element {
        name: QualName,
        attributes: Vec<(String, String)>,
    },
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(text) => write!(f, "<!{text}>"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Element { name, .. } => write!(f, "<{}>", name.local),
        }
    }
}

impl Dom {
    /// Parses a page.
    pub(crate) fn parse(text: &str) -> Self {
        let sink = Sink { nodes: RefCell::new(Vec::new()), line: Cell::new(1), deepest: Cell::new(0) };
        sink.add(Data::Other("document".to_owned()));
        let mut parser = html5ever::parse_document(sink, html5ever::ParseOpts::default());
        let mut rest = text;
        let mut cut = false;
        while !rest.is_empty() && !cut {
            let mut end = rest.len().min(PIECE);
            while !rest.is_char_boundary(end) {
                end -= 1;
            }
            parser.process(StrTendril::from(&rest[..end]));
            rest = &rest[end..];
            let sink = &parser.tokenizer.sink.sink;
            cut = sink.nodes.borrow().len() > MAX_NODES || sink.deepest.get() > MAX_OPEN;
        }
        let mut dom = Self { nodes: parser.finish(), cut };
        dom.flatten();
        dom
    }

    /// Parses the chapters of a book, given as paths and text, into one tree. Ids, links and addresses of pictures become
    /// those of the archive: `path#id`.
    pub(super) fn parse_chapters(chapters: &[(String, String)]) -> Self {
        let mut all = Self::default();
        all.nodes.push(Node {
            parent: None,
            children: Vec::new(),
            data: Data::Other("book".to_owned()),
            line: 0,
            depth: 0,
        });
        for (path, text) in chapters {
            let mut chapter = Self::parse(text);
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let from = all.nodes.len();
            all.cut |= chapter.cut;
            for node in &mut chapter.nodes {
                node.parent = node.parent.map(|parent| parent + from);
                node.children.iter_mut().for_each(|child| *child += from);
                if let Data::Element { name, attributes } = &mut node.data {
                    let is_link = &*name.local == "a";
                    for (key, value) in attributes {
                        match key.as_str() {
                            "id" => *value = format!("{path}/{value}"),
                            "name" if is_link => *value = format!("{path}/{value}"),
                            "href" if is_link && !value.contains(':') => {
                                let (file, anchor) = value.split_once('#').unwrap_or((value, ""));
                                let file = if file.is_empty() { path.clone() } else { super::joined(folder, file) };
                                *value = format!("#{file}/{anchor}");
                            }
                            "src" if !value.contains(':') => *value = super::joined(folder, value),
                            _ => {}
                        }
                    }
                }
            }
            chapter.nodes[0].parent = Some(0);
            chapter.nodes[0].data = Data::Other(format!("chapter {path}"));
            all.nodes[0].children.push(from);
            all.nodes.append(&mut chapter.nodes);
            if all.nodes.len() > MAX_NODES {
                all.cut = true;
                break;
            }
        }
        all
    }

    /// The root of a chapter.
    pub(super) fn chapter(&self, path: &str) -> Option<Id> {
        let wanted = format!("chapter {path}");
        self.nodes[0]
            .children
            .iter()
            .copied()
            .find(|id| matches!(&self.nodes[*id].data, Data::Other(name) if *name == wanted))
    }

    /// Cuts the tree off below [`MAX_DEPTH`]: text that lies deeper stays, elements do not. So no walk over it is deep, and
    /// none takes longer than the page's length allows.
    fn flatten(&mut self) {
        let mut stack = vec![(0, 0)];
        while let Some((id, depth)) = stack.pop() {
            if depth < MAX_DEPTH {
                stack.extend(self.nodes[id].children.iter().map(|child| (*child, depth + 1)));
                continue;
            }
            let texts: Vec<Id> =
                self.below(id).skip(1).filter(|id| matches!(self.nodes[*id].data, Data::Text(_))).collect();
            for text in &texts {
                self.nodes[*text].parent = Some(id);
            }
            self.nodes[id].children = texts;
        }
    }

    /// The whole page.
    pub(crate) fn root(&self) -> Id {
        0
    }

    pub(super) fn children(&self, id: Id) -> &[Id] {
        &self.nodes[id].children
    }

    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        self.nodes[id].parent
    }

    /// The name of an element in lower case; empty for what is none.
    pub(super) fn name(&self, id: Id) -> &str {
        match &self.nodes[id].data {
            Data::Element { name, .. } => &name.local,
            _ => "",
        }
    }

    /// An attribute of an element, without spaces at its ends; nothing when it is missing or empty.
    pub(super) fn attribute(&self, id: Id, key: &str) -> Option<&str> {
        match &self.nodes[id].data {
            Data::Element { attributes, .. } => attributes
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value.trim())
                .filter(|value| !value.is_empty()),
            _ => None,
        }
    }

    /// Whether an attribute has a word, in whatever case.
    pub(super) fn has(&self, id: Id, key: &str, word: &str) -> bool {
        self.attribute(id, key)
            .is_some_and(|value| value.split_whitespace().any(|found| found.eq_ignore_ascii_case(word)))
    }

    /// A node and all below it, in the order of the page.
    pub(super) fn below(&self, id: Id) -> Below<'_> {
        Below { dom: self, stack: vec![id] }
    }

    /// The elements of a name below a node.
    pub(super) fn elements<'d>(&'d self, id: Id, name: &'d str) -> impl Iterator<Item = Id> + 'd {
        self.below(id).filter(move |id| self.name(*id) == name)
    }

    /// All text below a node, with spaces made one.
    pub(super) fn text(&self, id: Id) -> String {
        let mut out = String::new();
        for id in self.below(id) {
            match &self.nodes[id].data {
                Data::Text(text)
                    if !self.parent(id).is_some_and(|parent| matches!(self.name(parent), "script" | "style")) =>
                {
                    out.push_str(text)
                }
                Data::Element { .. } if matches!(self.name(id), "br" | "p" | "div" | "li" | "td") => out.push(' '),
                _ => {}
            }
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether `above` is `id` or holds it.
    pub(super) fn holds(&self, above: Id, id: Id) -> bool {
        std::iter::successors(Some(id), |id| self.parent(*id)).any(|id| id == above)
    }
}

/// Walks a subtree without recursion, since a page may be nested as deep as it likes.
pub(super) struct Below<'d> {
    dom: &'d Dom,
    stack: Vec<Id>,
}

impl Iterator for Below<'_> {
    type Item = Id;

    fn next(&mut self) -> Option<Id> {
        let id = self.stack.pop()?;
        self.stack.extend(self.dom.children(id).iter().rev());
        Some(id)
    }
}

/// Takes what html5ever builds.
struct Sink {
    nodes: RefCell<Vec<Node>>,
    line: Cell<u32>,
    deepest: Cell<u32>,
}

impl Sink {
    fn add(&self, data: Data) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { parent: None, children: Vec::new(), data, line: self.line.get(), depth: 0 });
        nodes.len() - 1
    }

    /// Puts a child at a place among a node's children, or joins text to text.
    fn insert(&self, parent: Id, at: usize, child: NodeOrText<Id>) {
        let child = match child {
            NodeOrText::AppendNode(child) => child,
            NodeOrText::AppendText(text) => {
                let before = at.checked_sub(1).map(|at| self.nodes.borrow()[parent].children[at]);
                if let Some(before) = before
                    && let Data::Text(known) = &mut self.nodes.borrow_mut()[before].data
                {
                    known.push_str(&text);
                    return;
                }
                self.add(Data::Text(text.to_string()))
            }
        };
        self.detach(child);
        let mut nodes = self.nodes.borrow_mut();
        let at = at.min(nodes[parent].children.len());
        nodes[parent].children.insert(at, child);
        nodes[child].parent = Some(parent);
        nodes[child].depth = nodes[parent].depth + 1;
        self.deepest.set(self.deepest.get().max(nodes[child].depth));
    }

    fn detach(&self, child: Id) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[child].parent.take() {
            nodes[parent].children.retain(|id| *id != child);
        }
    }
}

/// The name of an element, on its own: those of the tree are behind a borrow.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Vec<Node>;
    type ElemName<'a> = Name;

    fn finish(self) -> Vec<Node> {
        self.nodes.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Name {
        match &self.nodes.borrow()[*target].data {
            Data::Element { name, .. } => Name(name.clone()),
            _ => Name(QualName::new(None, Namespace::default(), LocalName::default())),
        }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Id {
        // `xml:lang` and its like come without their prefix.
        let attributes = attributes.into_iter().map(|attribute| {
            let prefix = attribute.name.prefix.map(|prefix| format!("{prefix}:")).unwrap_or_default();
            (format!("{prefix}{}", attribute.name.local), attribute.value.to_string())
        });
        self.add(Data::Element { name, attributes: attributes.collect() })
    }

    fn create_comment(&self, text: StrTendril) -> Id {
        self.add(Data::Other(text.to_string()))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.add(Data::Other(String::new()))
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        let end = self.nodes.borrow()[*parent].children.len();
        self.insert(*parent, end, child);
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        let has_parent = self.nodes.borrow()[*element].parent.is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    // What a template holds is not shown; here it becomes its child, and is passed over with it.
    fn get_template_contents(&self, target: &Id) -> Id {
        *target
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        // The child may be taken from the same parent, which moves the sibling.
        if let NodeOrText::AppendNode(child) = &child {
            self.detach(*child);
        }
        let place = {
            let nodes = self.nodes.borrow();
            nodes[*sibling].parent.map(|parent| {
                let at =
                    nodes[parent].children.iter().position(|id| id == sibling).unwrap_or(nodes[parent].children.len());
                (parent, at)
            })
        };
        if let Some((parent, at)) = place {
            self.insert(parent, at, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attributes: Vec<Attribute>) {
        if let Data::Element { attributes: known, .. } = &mut self.nodes.borrow_mut()[*target].data {
            for attribute in attributes {
                let key = attribute.name.local.to_string();
                if !known.iter().any(|(name, _)| *name == key) {
                    known.push((key, attribute.value.to_string()));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[*node].children);
        for child in &children {
            nodes[*child].parent = Some(*new_parent);
        }
        nodes[*new_parent].children.extend(children);
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(u32::try_from(line).unwrap_or(u32::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tag_soup_becomes_a_tree_with_lines() {
        let dom = Dom::parse("<p>one\n<p class='x  Y'>two <b><i>three</b> four</i>\n<table><tr><td>5</table>");
        let paragraphs: Vec<Id> = dom.elements(dom.root(), "p").collect();
        assert_eq!(paragraphs.len(), 2);
        // A browser, too, goes on in italics.
        assert_eq!(dom.text(paragraphs[1]), "two three four 5");
        assert!(dom.has(paragraphs[1], "class", "y"));
        assert_eq!(dom.nodes[paragraphs[1]].line, 2);
        assert_eq!(dom.elements(dom.root(), "td").count(), 1);
        let body = dom.elements(dom.root(), "body").next().unwrap();
        assert!(dom.holds(body, paragraphs[0]) && !dom.holds(paragraphs[0], body));
    }

    #[test]
    fn depth_and_disorder_do_no_harm() {
        let dom = Dom::parse(&format!("<p>before{}x", "<div><b>".repeat(20_000)));
        assert!(dom.cut && dom.text(0).starts_with("before"));
        let dom = Dom::parse(&format!("{}x", "<div>".repeat(700)));
        assert!(!dom.cut && dom.text(0) == "x");
        Dom::parse("<table><b><tr><select><template></table><svg><p></svg></template><frameset>");
    }
}
