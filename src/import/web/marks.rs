//! Notes of pages: a link of one or two signs to a place further down, where the note stands.

use std::collections::{BTreeMap, BTreeSet};

use super::anchors::Anchors;
use super::dom::{Data, Dom, Id};

/// Which links are marks of notes, and where the notes stand.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// The label of the note a link is the mark of.
    by_link: BTreeMap<Id, String>,
    /// The elements of each note.
    notes: BTreeMap<String, Vec<Id>>,
    /// All elements of all notes.
    elements: BTreeSet<Id>,
    /// Links from notes back to their marks.
    back: BTreeSet<Id>,
    /// Where other links within the page lead.
    anchors: Anchors,
}

impl Marks {
    /// Finds the notes below `root`.
    pub(crate) fn find(dom: &Dom, root: Id) -> Self {
        let mut places: BTreeMap<&str, Id> = BTreeMap::new();
        let mut links = Vec::new();
        for id in dom.below(root) {
            for key in ["id", "name"] {
                if let Some(name) = dom.attribute(id, key).filter(|_| key == "id" || dom.name(id) == "a") {
                    places.entry(name).or_insert(id);
                }
            }
            if dom.name(id) == "a"
                && let Some(target) =
                    dom.attribute(id, "href").and_then(|href| href.split_once('#')).map(|(_, anchor)| anchor)
            {
                links.push((id, target));
            }
        }
        let mut marks = Self::default();
        let mut targets: BTreeMap<Id, String> = BTreeMap::new();
        for (link, anchor) in &links {
            let Some(target) = places.get(anchor).copied() else { continue };
            if target > *link && is_mark(dom, *link) {
                let label = targets.entry(target).or_insert_with(|| (*anchor).to_owned()).clone();
                marks.by_link.insert(*link, label);
            }
        }
        marks.take_notes(dom, &targets);
        // A mark's own id, or that of what stands around it or in it, is where a link back leads.
        let mut around: BTreeSet<Id> = BTreeSet::new();
        for mark in marks.by_link.keys() {
            around.extend(std::iter::successors(Some(*mark), |id| dom.parent(*id)).take(4));
        }
        for (link, anchor) in &links {
            let inside =
                std::iter::successors(Some(*link), |id| dom.parent(*id)).any(|id| marks.elements.contains(&id));
            let back = places.get(anchor).is_some_and(|target| {
                around.contains(target) || dom.parent(*target).is_some_and(|parent| marks.by_link.contains_key(&parent))
            });
            let arrow = is_arrow(&dom.text(*link)) || dom.has(*link, "role", "doc-backlink");
            if inside && !marks.by_link.contains_key(link) && (back || arrow) {
                marks.back.insert(*link);
            }
        }
        let others = links.iter().filter(|(link, _)| marks.label(*link).is_none() && !marks.is_back(*link));
        marks.anchors = Anchors::find(dom, root, &others.map(|(_, anchor)| *anchor).collect());
        marks
    }

    /// Where links within the page lead that are no marks.
    pub(super) fn anchors(&self) -> &Anchors {
        &self.anchors
    }

    fn take_notes(&mut self, dom: &Dom, targets: &BTreeMap<Id, String>) {
        // How many targets stand in each element.
        let mut held: BTreeMap<Id, usize> = BTreeMap::new();
        for target in targets.keys() {
            for above in std::iter::successors(Some(*target), |id| dom.parent(*id)) {
                *held.entry(above).or_default() += 1;
            }
        }
        let mut links: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
        for (link, label) in &self.by_link {
            links.entry(label).or_default().push(*link);
        }
        let holds_other = |id: Id| held.get(&id).is_some_and(|count| *count > 1);
        let mut containers: Vec<(Id, String)> = Vec::new();
        for (target, label) in targets {
            let block = |id: &Id| matches!(dom.name(*id), "p" | "li" | "div" | "aside" | "section" | "dd" | "tr");
            let Some(mut container) = std::iter::successors(Some(*target), |id| dom.parent(*id)).find(block) else {
                continue;
            };
            // The element around a paragraph, where that is the note's alone.
            while let Some(parent) = dom.parent(container)
                && matches!(dom.name(container), "p")
                && matches!(dom.name(parent), "li" | "div" | "aside" | "dd" | "td")
                && !holds_other(parent)
                && targets.len() > 1
            {
                container = parent;
            }
            let own_marks =
                links.get(label.as_str()).is_some_and(|links| links.iter().any(|link| dom.holds(container, *link)));
            if !holds_other(container) && !own_marks && !dom.text(container).is_empty() {
                containers.push((container, label.clone()));
            }
        }
        containers.sort_unstable();
        for (n, (container, label)) in containers.iter().enumerate() {
            let mut elements = vec![*container];
            // Paragraphs between two notes go on with the first.
            if let (Some((next, _)), Some(parent), "p") =
                (containers.get(n + 1), dom.parent(*container), dom.name(*container))
                && dom.parent(*next) == Some(parent)
            {
                let between =
                    dom.children(parent).iter().skip_while(|id| *id != container).skip(1).take_while(|id| *id != next);
                elements.extend(between.filter(|id| dom.name(**id) == "p" || dom.name(**id) == "blockquote"));
            }
            self.elements.extend(&elements);
            self.notes.insert(label.clone(), elements);
        }
        let known = &self.notes;
        self.by_link.retain(|_, label| known.contains_key(label));
    }

    /// The label of the note that a link is the mark of.
    pub(super) fn label(&self, link: Id) -> Option<&str> {
        self.by_link.get(&link).map(String::as_str)
    }

    pub(super) fn is_back(&self, link: Id) -> bool {
        self.back.contains(&link)
    }

    pub(super) fn is_note(&self, id: Id) -> bool {
        self.elements.contains(&id)
    }

    pub(super) fn notes(&self) -> impl Iterator<Item = (&str, &[Id])> {
        self.notes.iter().map(|(label, elements)| (label.as_str(), elements.as_slice()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.notes.is_empty()
    }
}

/// Whether a link looks like the mark of a note.
fn is_mark(dom: &Dom, link: Id) -> bool {
    let said = ["role", "epub:type", "class"].iter().any(|key| {
        dom.attribute(link, key).is_some_and(|value| {
            let value = value.to_lowercase();
            value.contains("noteref")
                || value.contains("footnote-ref")
                || value.contains("footnoteref")
                || value.contains("footnoteanchor")
                || value.contains("sdfootnoteanc")
        })
    });
    if dom.has(link, "role", "doc-backlink") {
        return false;
    }
    let words = dom.text(link);
    let label = words.trim_matches(|c: char| "[](){}^ \u{a0}".contains(c));
    let signs = |text: &str| text.chars().all(|c| "*†‡§¶#°¹²³⁴⁵⁶⁷⁸⁹⁰".contains(c));
    let short = !label.is_empty() && label.chars().count() <= 4;
    let number = label.chars().all(|c| c.is_ascii_digit()) || signs(label);
    let raised = std::iter::successors(Some(link), |id| dom.parent(*id)).take(3).any(|id| dom.name(id) == "sup")
        || dom.below(link).any(|id| dom.name(id) == "sup")
        || words.starts_with(['[', '(']);
    // A number that is neither raised nor in brackets must stand within words.
    let within = dom.parent(link).is_some_and(|parent| {
        dom.children(parent)
            .iter()
            .any(|id| matches!(&dom.nodes[*id].data, Data::Text(text) if text.trim().chars().count() > 20))
    });
    short && (said || (number && (raised || within)) || (raised && label.chars().all(|c| c.is_ascii_alphanumeric())))
}

fn is_arrow(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c == '[' || c == ']' || c.is_whitespace() || c == '\u{fe0e}');
    !text.is_empty() && text.chars().all(|c| "↩↑^⬆←⏎«".contains(c))
        || ["back", "return", "zurück", "retour"].contains(&text.to_lowercase().as_str())
}
