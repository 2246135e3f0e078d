//! Tags: the structure of the text as a tree of objects (ISO 32000-1, 14.7), whose leaves are numbered stretches of the
//! pages' content and links. Each section writes its own elements; [`Structure`] holds them together.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::content::Pt;
use super::objects::{Objects, Ref, text_string};
use super::unplaced::{Outside, Own, ParentKey, Unplaced};
use crate::collection::Collection;
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

/// A stretch of content, an element within, or a link. Pages are those of the section, links its objects.
#[derive(Debug, Clone, Copy)]
enum Kid {
    Content { page: usize, number: usize },
    Element(u32),
    Link { page: usize, object: Own },
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

/// A link on a page: its object and its element; running heads have none in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Linked {
    pub(super) object: Own,
    pub(super) element: Option<ElementId>,
}

/// What a section adds to the structure of the whole: objects by their numbers within it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Tagged {
    /// For each tree of its text, the elements at the top.
    tops: Vec<Vec<u32>>,
    /// The elements of its running heads.
    heads: Vec<u32>,
    /// Leaves of the tree of notes' names (ISO 32000-1, 7.9.6), and of the parent tree.
    notes: Vec<u32>,
    parents: Vec<u32>,
}

impl Tagged {
    /// The trees of the section's text, counted from its first.
    pub(super) fn trees(&self) -> Range<usize> {
        0..self.tops.len()
    }
}

/// What the pages of a section have in them.
pub(super) struct Filled<'f> {
    /// The section's pages and its trees.
    pub(super) paged: &'f Paged,
    /// The element of each stretch of marked content, by page.
    pub(super) marked: &'f [Vec<ElementId>],
    /// The links of each page.
    pub(super) links: &'f [Vec<Linked>],
}

/// The elements of a section with numbers for their objects.
struct Tags<'t> {
    filled: &'t Filled<'t>,
    trees: Vec<Vec<Node>>,
    /// The object of the first element of each tree.
    first: Vec<u32>,
}

/// Writes the elements of a section, with numbers from `next` on.
pub(super) fn section(filled: &Filled<'_>, next: &mut u32, objects: &mut Unplaced) -> Tagged {
    let mut reserve = |count: usize| {
        let first = *next;
        *next += u32::try_from(count).unwrap_or(u32::MAX);
        first
    };
    let mut tags = Tags::new(filled, &mut reserve);
    tags.fill();
    let notes = tags.elements(objects);
    let links = filled.links.iter().enumerate().flat_map(|(page, links)| links.iter().map(move |link| (page, link)));
    let mut heads = Vec::new();
    // From each link, in order, to its element.
    let mut elements = Vec::new();
    for (page, link) in links {
        let element = link.element.map(|id| tags.object(id)).unwrap_or_else(|| {
            let element = Own(reserve(1));
            let (sect, page, link) = (Outside::Heads, page_object(page), link.object);
            objects.set(element, &format!("<</S/Link/P {sect}/Pg {page}/K[<</Type/OBJR/Obj {link}>>]>>"));
            heads.push(element.0);
            element
        });
        elements.push(element);
    }
    let pages = filled.marked.iter().map(|marked| {
        let elements: Vec<Own> = marked.iter().map(|id| tags.object(*id)).collect();
        format!("[{}]", join(&elements))
    });
    let entries: Vec<(u32, String)> = (0..).zip(pages.chain(elements.iter().map(Own::to_string))).collect();
    let parents = leaves(&entries, "Nums", |(key, _)| ParentKey(*key).to_string(), |(_, value)| value.clone());
    let notes = leaves(&notes, "Names", |(name, _)| name.clone(), |(_, element)| element.to_string());
    let mut add = |leaves: Vec<String>| -> Vec<u32> {
        let first = reserve(leaves.len());
        (first..).zip(&leaves).for_each(|(number, leaf)| objects.set(Own(number), leaf));
        (first..).take(leaves.len()).collect()
    };
    let (notes, parents) = (add(notes), add(parents));
    let tops = (0..tags.trees.len()).map(|tree| tags.roots(tree).collect()).collect();
    Tagged { tops, heads, notes, parents }
}

/// The object of a page of its section, behind the node of them all.
pub(super) fn page_object(page: usize) -> Own {
    Own(1 + u32::try_from(page).unwrap_or(u32::MAX))
}

/// The structure of the whole: objects that there are whatever is in the sections, so that these can refer to them.
#[derive(Debug)]
pub(super) struct Structure {
    root: Ref,
    document: Ref,
    /// The element of the links of running heads.
    pub(super) heads: Ref,
    /// The parts that have titles: their articles, the object.
    parts: Vec<(Range<usize>, Ref)>,
}

impl Structure {
    /// Keeps numbers for it.
    pub(super) fn new(collection: &Collection, objects: &mut Objects<'_>) -> Self {
        let [root, document, heads] = std::array::from_fn(|_| objects.reserve(1));
        let parts = collection.parts.iter().filter(|part| part.title.is_some() && !part.articles.is_empty());
        let parts = parts.map(|part| (part.articles.clone(), objects.reserve(1))).collect();
        Self { root, document, heads, parts }
    }

    /// What the tree of this number is in. The front's comes before the articles'.
    pub(super) fn above(&self, tree: usize) -> Ref {
        let part = self.parts.iter().find(|(articles, _)| tree.checked_sub(1).is_some_and(|i| articles.contains(&i)));
        part.map_or(self.document, |(_, object)| *object)
    }

    /// Writes it, for sections with the numbers of their first objects. Returns the root. `keys` is the first place in the parent
    /// tree that nobody has.
    pub(super) fn write(&self, sections: &[(&Tagged, u32)], keys: u32, objects: &mut Objects<'_>) -> Ref {
        let Self { root, document, heads, parts } = self;
        let all = |of: fn(&Tagged) -> &Vec<u32>| -> Vec<Ref> {
            sections.iter().flat_map(|(tagged, first)| of(tagged).iter().map(move |own| Ref(first + own))).collect()
        };
        // By tree, and so in the order of reading.
        let mut tops: Vec<Vec<Ref>> = Vec::new();
        for (tagged, first) in sections {
            tops.extend(tagged.tops.iter().map(|own| own.iter().map(|own| Ref(first + own)).collect()));
        }
        let mut kids: Vec<Ref> = Vec::new();
        for (tree, top) in tops.iter().enumerate() {
            match parts.iter().find(|(articles, _)| articles.start + 1 == tree) {
                Some((articles, object)) => {
                    let within: Vec<Ref> = articles.clone().flat_map(|i| tops.get(i + 1)).flatten().copied().collect();
                    objects.set(*object, format!("<</S/Part/P {document}/K[{}]>>", join(&within)));
                    kids.push(*object);
                }
                None if self.above(tree) == *document => kids.extend(top),
                None => {}
            }
        }
        let links = all(|tagged| &tagged.heads);
        if !links.is_empty() {
            objects.set(*heads, format!("<</S/Sect/P {document}/K[{}]>>", join(&links)));
            kids.push(*heads);
        }
        objects.set(*document, format!("<</S/Document/P {root}/K[{}]>>", join(&kids)));
        let (notes, parents) = (all(|tagged| &tagged.notes), all(|tagged| &tagged.parents));
        let mut ids = String::new();
        if !notes.is_empty() {
            let tree = objects.add(format!("<</Kids[{}]>>", join(&notes)));
            let _ = write!(ids, "/IDTree {tree}");
        }
        let parents = objects.add(format!("<</Kids[{}]>>", join(&parents)));
        objects.set(
            *root,
            format!(
                "<</Type/StructTreeRoot/K {document}/RoleMap{ROLES}{ids}/ParentTree {parents}/ParentTreeNextKey {keys}>>"
            ),
        );
        *root
    }
}

impl<'t> Tags<'t> {
    fn new(filled: &'t Filled<'t>, reserve: &mut impl FnMut(usize) -> u32) -> Self {
        let trees = &filled.paged.structure;
        let mut nodes: Vec<Vec<Node>> = trees.iter().map(|t| vec![Node::default(); t.elements.len()]).collect();
        for (tree, nodes) in trees.iter().zip(&mut nodes) {
            for (index, element) in tree.elements.iter().enumerate() {
                let Some(parent) = element.parent else { continue };
                let children = &mut nodes[parent as usize].children;
                children.push(index as u32);
                nodes[index].place = children.len() - 1;
            }
        }
        let first = nodes.iter().map(|nodes| reserve(nodes.len())).collect();
        let mut tags = Self { filled, trees: nodes, first };
        let marked = filled.marked.iter().flatten().copied();
        for id in marked.chain(filled.links.iter().flatten().filter_map(|link| link.element)) {
            tags.show(id);
        }
        // A cell without words is a cell.
        for tree in trees {
            for (index, element) in tree.elements.iter().enumerate() {
                if matches!(element.kind, Kind::Cell | Kind::HeadCell) {
                    tags.show(ElementId { tree: tree.number, index: index as u32 });
                }
            }
        }
        tags
    }

    /// Which of the section's trees an element is in.
    fn tree(&self, id: ElementId) -> usize {
        (id.tree - self.filled.paged.structure[0].number) as usize
    }

    fn element(&self, id: ElementId) -> &'t Element {
        &self.filled.paged.structure[self.tree(id)].elements[id.index as usize]
    }

    fn node(&self, id: ElementId) -> &Node {
        &self.trees[self.tree(id)][id.index as usize]
    }

    fn node_mut(&mut self, id: ElementId) -> &mut Node {
        let tree = self.tree(id);
        &mut self.trees[tree][id.index as usize]
    }

    fn object(&self, id: ElementId) -> Own {
        Own(self.first[self.tree(id)] + id.index)
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
    fn fill(&mut self) {
        let Filled { paged, marked, links } = self.filled;
        for (page, (marked, links)) in marked.iter().zip(*links).enumerate() {
            for (number, id) in marked.iter().enumerate() {
                self.reach(*id);
                self.node_mut(*id).kids.push(Kid::Content { page, number });
            }
            for link in links {
                let Some(id) = link.element else { continue };
                self.reach(id);
                self.node_mut(id).kids.push(Kid::Link { page, object: link.object });
            }
        }
        for tree in &paged.structure {
            for index in 0..tree.elements.len() {
                let id = ElementId { tree: tree.number, index: index as u32 };
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
    fn roots(&self, tree: usize) -> impl Iterator<Item = u32> {
        let elements = self.filled.paged.structure[tree].elements.iter().zip(&self.trees[tree]).enumerate();
        elements
            .filter(|(_, (element, node))| element.parent.is_none() && node.shown)
            .map(move |(index, _)| self.first[tree] + index as u32)
    }

    /// Writes the elements. Returns the notes' identifiers in order.
    fn elements(&self, objects: &mut Unplaced) -> Vec<(String, Own)> {
        let mut notes = Vec::new();
        let boxes = self.boxes();
        for (above, (tree, nodes)) in (0..).zip(self.filled.paged.structure.iter().zip(&self.trees)) {
            for (index, (element, node)) in tree.elements.iter().zip(nodes).enumerate().filter(|(_, (_, n))| n.shown) {
                let (number, id) = (tree.number, ElementId { tree: tree.number, index: index as u32 });
                let object = self.object(id);
                let mut out = format!("<</S/{}/P ", name(element.kind));
                let _ = match element.parent {
                    Some(index) => write!(out, "{}", self.object(ElementId { index, ..id })),
                    None => write!(out, "{}", Outside::Above(above)),
                };
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
                objects.set(object, &out);
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
            let _ = write!(out, "/Pg {}", page_object(page));
        }
        out.push_str("/K[");
        for (i, kid) in node.kids.iter().enumerate() {
            if i > 0 {
                out.push(' ');
            }
            let _ = match kid {
                Kid::Content { page, number } if Some(*page) == home => write!(out, "{number}"),
                Kid::Content { page, number } => {
                    write!(out, "<</Type/MCR/Pg {}/MCID {number}>>", page_object(*page))
                }
                Kid::Element(index) => write!(out, "{}", self.object(ElementId { index: *index, ..id })),
                Kid::Link { page, object } if Some(*page) == home => write!(out, "<</Type/OBJR/Obj {object}>>"),
                Kid::Link { page, object } => write!(out, "<</Type/OBJR/Pg {}/Obj {object}>>", page_object(*page)),
            };
        }
        out.push(']');
    }

    /// Where pictures are (14.8.5.4.3): left, bottom, right, top.
    fn boxes(&self) -> BTreeMap<ElementId, String> {
        let mut out = BTreeMap::new();
        for placed in self.filled.paged.pages.iter().flat_map(|page| &page.items) {
            if let Placed::Image { x, y, width, height, element: Some(element), .. } = placed {
                let top = self.filled.paged.height - *y;
                out.insert(*element, [*x, top - *height, *x + *width, top].map(|l| Pt(l).to_string()).join(" "));
            }
        }
        out
    }
}

/// Writes a name or number tree of one level below its root (7.9.6, 7.9.7); `entries` are sorted by their keys.
pub(super) fn tree<T, V: Display>(
    objects: &mut Objects<'_>,
    kind: &str,
    entries: &[T],
    key: impl Fn(&T) -> String,
    value: impl Fn(&T) -> V,
) -> Ref {
    let kids: Vec<Ref> = leaves(entries, kind, key, value).into_iter().map(|leaf| objects.add(leaf)).collect();
    objects.add(format!("<</Kids[{}]>>", join(&kids)))
}

/// The leaves of such a tree.
fn leaves<T, V: Display>(
    entries: &[T],
    kind: &str,
    key: impl Fn(&T) -> String,
    value: impl Fn(&T) -> V,
) -> Vec<String> {
    let leaf = |leaf: &[T]| {
        let mut out = format!("<</Limits[{} {}]/{kind}[", key(&leaf[0]), key(&leaf[leaf.len() - 1]));
        for entry in leaf {
            let _ = write!(out, "{} {} ", key(entry), value(entry));
        }
        out + "]>>"
    };
    entries.chunks(LEAF).map(leaf).collect()
}

/// References one after the other.
pub(super) fn join(references: &[impl ToString]) -> String {
    references.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
