//! Tags: the structure of the text as a tree of objects (ISO 32000-1, 14.7), whose leaves are numbered stretches of the
//! pages' content and links.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Encoded;
use super::content::Pt;
use super::objects::{Objects, Ref, text_string};
use crate::typeset::structure::{Element, ElementId, Kind, Numbering};
use crate::typeset::{Paged, Placed};

/// How many entries a leaf of a number or name tree has.
const LEAF: usize = 64;

/// The structure type of an element; those that are none of ISO 32000-1's are in [`ROLES`].
pub(super) fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Sect => "Sect",
        Kind::Title => "Title",
        Kind::Heading(level) => ["H1", "H2", "H3", "H4", "H5", "H6"][usize::from(level.clamp(1, 6)) - 1],
        Kind::P => "P",
        Kind::Div => "Div",
        Kind::Aside => "Aside",
        Kind::BlockQuote => "BlockQuote",
        Kind::Quote => "Quote",
        Kind::List(_) => "L",
        Kind::Item => "LI",
        Kind::Label => "Lbl",
        Kind::Body => "LBody",
        Kind::Table => "Table",
        Kind::Row => "TR",
        Kind::HeadCell => "TH",
        Kind::Cell => "TD",
        Kind::Figure => "Figure",
        Kind::Caption => "Caption",
        Kind::Note => "Note",
        Kind::Reference => "Reference",
        Kind::Link => "Link",
        Kind::Contents => "TOC",
        Kind::ContentsItem => "TOCI",
        Kind::Code => "Code",
        Kind::Span => "Span",
    }
}

/// Types of PDF 2.0 that say more, and what they are to a reader who does not know them (14.7.3).
const ROLES: &str = "<</Title/P/Aside/Div>>";

/// A stretch of content, an element within, or a link.
#[derive(Debug, Clone, Copy)]
enum Kid {
    Content { page: usize, number: usize },
    Element(u32),
    Link { page: usize, object: Ref },
}

/// An element with what is in it, as far as that is known.
#[derive(Debug, Default, Clone)]
struct Node {
    /// The elements within, in the order of reading.
    children: Vec<u32>,
    /// Its own place among its parent's children.
    place: usize,
    /// How many of `children` are among `kids`.
    placed: usize,
    /// Whether anything of it is on a page.
    shown: bool,
    kids: Vec<Kid>,
}

/// A link on a page: its object and its element.
pub(super) struct Linked {
    pub(super) object: Ref,
    pub(super) element: Option<ElementId>,
}

/// The elements of a publication with numbers for their objects.
struct Tags<'t> {
    paged: &'t Paged,
    trees: Vec<Vec<Node>>,
    /// The object of the first element of each tree.
    first: Vec<u32>,
    pages: &'t [Ref],
}

/// Where things stand in the parent tree (14.7.4.4): pages first, then links.
pub(super) fn link_key(pages: usize, links_before: usize) -> usize {
    pages + links_before
}

/// Writes the structure tree. `links` are those of each page. Returns the root.
pub(super) fn write(encoded: &Encoded<'_>, objects: &mut Objects<'_>, pages: &[Ref], links: &[Vec<Linked>]) -> Ref {
    let mut tags = Tags::new(encoded, objects, pages, links);
    tags.fill(encoded, links);
    let root = objects.reserve(1);
    let document = objects.reserve(1);
    let (top, above) = tags.parts(encoded, objects, document);
    objects.set(document, format!("<</S/Document/P {root}/K[{}]>>", join(&top)));
    let notes = tags.elements(objects, &above);
    let parents = tags.parents(encoded, objects, links);
    let mut ids = String::new();
    if !notes.is_empty() {
        let tree = tree(objects, "Names", &notes, |(id, _)| id.clone(), |(_, element)| element.to_string());
        let _ = write!(ids, "/IDTree {tree}");
    }
    let next = link_key(pages.len(), links.iter().map(Vec::len).sum());
    objects.set(
        root,
        format!(
            "<</Type/StructTreeRoot/K {document}/RoleMap{ROLES}{ids}/ParentTree {parents}\
             /ParentTreeNextKey {next}>>"
        ),
    );
    root
}

impl<'t> Tags<'t> {
    fn new(encoded: &'t Encoded<'_>, objects: &mut Objects<'_>, pages: &'t [Ref], links: &[Vec<Linked>]) -> Self {
        let paged = encoded.paged;
        let mut trees: Vec<Vec<Node>> =
            paged.structure.iter().map(|t| vec![Node::default(); t.elements.len()]).collect();
        for (tree, nodes) in paged.structure.iter().zip(&mut trees) {
            for (index, element) in tree.elements.iter().enumerate() {
                let Some(parent) = element.parent else { continue };
                let children = &mut nodes[parent as usize].children;
                children.push(index as u32);
                nodes[index].place = children.len() - 1;
            }
        }
        let first = trees.iter().map(|nodes| objects.reserve(nodes.len() as u32).0).collect();
        let mut tags = Self { paged, trees, first, pages };
        let marked = encoded.pages.iter().flat_map(|page| &page.marked).copied();
        for id in marked.chain(links.iter().flatten().filter_map(|link| link.element)) {
            tags.show(id);
        }
        // A cell without words is a cell.
        for (number, tree) in paged.structure.iter().enumerate() {
            for (index, element) in tree.elements.iter().enumerate() {
                if matches!(element.kind, Kind::Cell | Kind::HeadCell) {
                    tags.show(ElementId { tree: number as u32, index: index as u32 });
                }
            }
        }
        tags
    }

    fn element(&self, id: ElementId) -> &'t Element {
        &self.paged.structure[id.tree as usize].elements[id.index as usize]
    }

    fn node(&self, id: ElementId) -> &Node {
        &self.trees[id.tree as usize][id.index as usize]
    }

    fn node_mut(&mut self, id: ElementId) -> &mut Node {
        &mut self.trees[id.tree as usize][id.index as usize]
    }

    fn object(&self, id: ElementId) -> Ref {
        Ref(self.first[id.tree as usize] + id.index)
    }

    /// Notes that an element and what it is in are on a page.
    fn show(&mut self, id: ElementId) {
        let mut next = Some(id.index);
        while let Some(index) = next {
            let id = ElementId { index, ..id };
            if std::mem::replace(&mut self.node_mut(id).shown, true) {
                break;
            }
            next = self.element(id).parent;
        }
    }

    /// Puts contents and links into their elements, and elements into each other.
    fn fill(&mut self, encoded: &Encoded<'_>, links: &[Vec<Linked>]) {
        for (page, (content, links)) in encoded.pages.iter().zip(links).enumerate() {
            for (number, id) in content.marked.iter().enumerate() {
                self.reach(*id);
                self.node_mut(*id).kids.push(Kid::Content { page, number });
            }
            for link in links {
                let Some(id) = link.element else { continue };
                self.reach(id);
                self.node_mut(id).kids.push(Kid::Link { page, object: link.object });
            }
        }
        for tree in 0..self.trees.len() {
            for index in 0..self.trees[tree].len() {
                let id = ElementId { tree: tree as u32, index: index as u32 };
                let count = self.node(id).children.len();
                self.place(id, count);
            }
        }
    }

    /// Sees to it that an element stands in its parent, now that something of it has come.
    fn reach(&mut self, id: ElementId) {
        let Some(parent) = self.element(id).parent else { return };
        let above = ElementId { index: parent, ..id };
        let place = self.node(id).place;
        if place < self.node(above).placed {
            return;
        }
        self.reach(above);
        self.place(above, place + 1);
        // A note is printed at the foot of the page and read where its mark is, whose neighbour it is.
        loop {
            let placed = self.node(above).placed;
            match self.node(above).children.get(placed) {
                Some(next) if self.element(ElementId { index: *next, ..id }).kind == Kind::Note => {
                    self.place(above, placed + 1);
                }
                _ => break,
            }
        }
    }

    /// Puts the first `count` elements within an element among its kids, if they are not there.
    fn place(&mut self, id: ElementId, count: usize) {
        let node = self.node(id);
        let new: Vec<u32> = node.children.get(node.placed..count).unwrap_or_default().to_vec();
        let shown: Vec<Kid> = new
            .into_iter()
            .filter(|index| self.node(ElementId { index: *index, ..id }).shown)
            .map(Kid::Element)
            .collect();
        let node = self.node_mut(id);
        node.placed = node.placed.max(count);
        node.kids.extend(shown);
    }

    /// What is at the top of a tree.
    fn roots(&self, tree: usize) -> impl Iterator<Item = Ref> {
        let elements = self.paged.structure[tree].elements.iter().zip(&self.trees[tree]).enumerate();
        elements
            .filter(|(_, (element, node))| element.parent.is_none() && node.shown)
            .map(move |(index, _)| Ref(self.first[tree] + index as u32))
    }

    /// Writes the parts of the collection. Returns what is at the top, and what each tree is in.
    fn parts(&self, encoded: &Encoded<'_>, objects: &mut Objects<'_>, document: Ref) -> (Vec<Ref>, Vec<Ref>) {
        let mut top: Vec<Ref> = self.roots(0).collect();
        let mut above = vec![document; self.trees.len()];
        for part in &encoded.collection.parts {
            // The front's tree comes before the articles'.
            let trees = part.articles.start + 1..part.articles.end + 1;
            let roots: Vec<Ref> = trees.clone().flat_map(|tree| self.roots(tree)).collect();
            if part.title.is_some() && !roots.is_empty() {
                let object = objects.add(format!("<</S/Part/P {document}/K[{}]>>", join(&roots)));
                above[trees].fill(object);
                top.push(object);
            } else {
                top.extend(roots);
            }
        }
        // What stands at the end has a tree of its own.
        top.extend((encoded.collection.articles.len() + 1..self.trees.len()).flat_map(|tree| self.roots(tree)));
        (top, above)
    }

    /// Writes the elements, each in the object that `above` has for its tree or in another. Returns the notes'
    /// identifiers in order.
    fn elements(&self, objects: &mut Objects<'_>, above: &[Ref]) -> Vec<(String, Ref)> {
        let mut notes = Vec::new();
        let boxes = self.boxes();
        for (number, (tree, nodes)) in self.paged.structure.iter().zip(&self.trees).enumerate() {
            for (index, (element, node)) in tree.elements.iter().zip(nodes).enumerate().filter(|(_, (_, n))| n.shown) {
                let id = ElementId { tree: number as u32, index: index as u32 };
                let object = self.object(id);
                let parent = element.parent.map_or(above[number], |index| self.object(ElementId { index, ..id }));
                let mut out = format!("<</S/{}/P {parent}", name(element.kind));
                self.kids(id, node, &mut out);
                if element.kind == Kind::Note {
                    let name = format!("(n{number:05}.{index:06})");
                    let _ = write!(out, "/ID{name}");
                    notes.push((name, object));
                }
                if let Some(lang) = &element.lang {
                    let _ = write!(out, "/Lang{}", text_string(lang.as_str()));
                }
                if let Some(text) = &element.text {
                    let key = match element.kind {
                        Kind::Figure => "Alt",
                        Kind::Span => "E",
                        _ => "ActualText",
                    };
                    let _ = write!(out, "/{key}{}", text_string(text));
                }
                match element.kind {
                    Kind::HeadCell => out.push_str("/A<</O/Table/Scope/Column>>"),
                    Kind::List(Numbering::Decimal) => out.push_str("/A<</O/List/ListNumbering/Decimal>>"),
                    Kind::List(Numbering::Disc) => out.push_str("/A<</O/List/ListNumbering/Disc>>"),
                    Kind::Figure => {
                        if let Some(place) = boxes.get(&id) {
                            let _ = write!(out, "/A<</O/Layout/Placement/Block/BBox[{place}]>>");
                        }
                    }
                    _ => {}
                }
                out.push_str(">>");
                objects.set(object, out);
            }
        }
        notes
    }

    /// What is in an element: numbers of content on its page, elsewhere with the page.
    fn kids(&self, id: ElementId, node: &Node, out: &mut String) {
        let home = node.kids.iter().find_map(|kid| match kid {
            Kid::Content { page, .. } | Kid::Link { page, .. } => Some(*page),
            Kid::Element(_) => None,
        });
        if let Some(page) = home {
            let _ = write!(out, "/Pg {}", self.pages[page]);
        }
        out.push_str("/K[");
        for (i, kid) in node.kids.iter().enumerate() {
            if i > 0 {
                out.push(' ');
            }
            let _ = match kid {
                Kid::Content { page, number } if Some(*page) == home => write!(out, "{number}"),
                Kid::Content { page, number } => {
                    write!(out, "<</Type/MCR/Pg {}/MCID {number}>>", self.pages[*page])
                }
                Kid::Element(index) => write!(out, "{}", self.object(ElementId { index: *index, ..id })),
                Kid::Link { page, object } if Some(*page) == home => write!(out, "<</Type/OBJR/Obj {object}>>"),
                Kid::Link { page, object } => write!(out, "<</Type/OBJR/Pg {}/Obj {object}>>", self.pages[*page]),
            };
        }
        out.push(']');
    }

    /// Where pictures are (14.8.5.4.3): left, bottom, right, top.
    fn boxes(&self) -> BTreeMap<ElementId, String> {
        let mut out = BTreeMap::new();
        for placed in self.paged.pages.iter().flat_map(|page| &page.items) {
            if let Placed::Image { x, y, width, height, element: Some(element), .. } = placed {
                let top = self.paged.height - *y;
                out.insert(*element, [*x, top - *height, *x + *width, top].map(|l| Pt(l).to_string()).join(" "));
            }
        }
        out
    }

    /// Writes the parent tree: from the content of each page, and from each link, to its element.
    fn parents(&self, encoded: &Encoded<'_>, objects: &mut Objects<'_>, links: &[Vec<Linked>]) -> Ref {
        let pages = encoded.pages.iter().map(|page| {
            let elements: Vec<Ref> = page.marked.iter().map(|id| self.object(*id)).collect();
            format!("[{}]", join(&elements))
        });
        let links = links.iter().flatten().map(|link| link.element.map(|id| self.object(id).to_string()));
        let entries: Vec<(usize, String)> =
            pages.map(Some).chain(links).enumerate().filter_map(|(key, value)| Some((key, value?))).collect();
        tree(objects, "Nums", &entries, |(key, _)| key.to_string(), |(_, value)| value.clone())
    }
}

/// Writes a name or number tree of one level below its root (7.9.6, 7.9.7); `entries` are sorted by their keys.
pub(super) fn tree<T>(
    objects: &mut Objects<'_>,
    kind: &str,
    entries: &[T],
    key: impl Fn(&T) -> String,
    value: impl Fn(&T) -> String,
) -> Ref {
    let mut kids = Vec::new();
    for leaf in entries.chunks(LEAF) {
        let mut out = format!("<</Limits[{} {}]/{kind}[", key(&leaf[0]), key(&leaf[leaf.len() - 1]));
        for entry in leaf {
            let _ = write!(out, "{} {} ", key(entry), value(entry));
        }
        out.push_str("]>>");
        kids.push(objects.add(out));
    }
    objects.add(format!("<</Kids[{}]>>", join(&kids)))
}

/// References one after the other.
fn join(references: &[Ref]) -> String {
    references.iter().map(Ref::to_string).collect::<Vec<_>>().join(" ")
}
