//! Places within a page that links lead to. An article has names for headings only, so a link to a place in the text leads to
//! the heading over it.

use std::collections::{BTreeMap, BTreeSet};

use super::dom::{Data, Dom, Id};
use crate::slug::slug;

/// The headings that links of a page lead to.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// The name of a heading that is led to.
    headings: BTreeMap<Id, String>,
    /// The heading at or over a place, by the place's name.
    places: BTreeMap<String, Id>,
    /// The names of headings that are given.
    used: BTreeSet<String>,
}

impl Anchors {
    /// Finds where the names `wanted` lead below `root`.
    pub(super) fn find(dom: &Dom, root: Id, wanted: &BTreeSet<&str>) -> Self {
        let mut found = Self::default();
        if wanted.is_empty() {
            return found;
        }
        // Names since the last words, which belong to the heading that follows if one does.
        let mut waiting: Vec<&str> = Vec::new();
        let mut last: Option<Id> = None;
        for id in dom.below(root) {
            if let Data::Text(text) = &dom.nodes[id].data {
                if !text.trim().is_empty() {
                    waiting.drain(..).for_each(|name| found.put(name, last));
                }
                continue;
            }
            if matches!(dom.name(id), "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
                last = Some(id);
            }
            let names = [dom.attribute(id, "id"), dom.attribute(id, "name").filter(|_| dom.name(id) == "a")];
            waiting.extend(names.into_iter().flatten().filter(|name| wanted.contains(name)));
        }
        waiting.into_iter().for_each(|name| found.put(name, last));
        found
    }

    /// Lets a place's name lead to a heading, which the first such name gives its own.
    fn put(&mut self, place: &str, heading: Option<Id>) {
        let Some(heading) = heading.filter(|_| !self.places.contains_key(place)) else { return };
        self.places.insert(place.to_owned(), heading);
        if self.headings.contains_key(&heading) {
            return;
        }
        // In books, the chapter's path stands before it.
        let base = Some(slug(place.rsplit('/').next().unwrap_or(place))).filter(|name| !name.is_empty());
        let base = base.unwrap_or_else(|| "section".to_owned());
        let mut names = std::iter::once(base.clone()).chain((2_u64..).map(|n| format!("{base}-{n}")));
        self.headings.extend(names.find(|name| self.used.insert(name.clone())).map(|name| (heading, name)));
    }

    /// The name of a heading, when any link leads to it.
    pub(super) fn name(&self, heading: Id) -> Option<&str> {
        self.headings.get(&heading).map(String::as_str)
    }

    /// The name of the heading that a place's name leads to.
    pub(super) fn at(&self, place: &str) -> Option<&str> {
        self.name(*self.places.get(place)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_belong_to_the_heading_that_follows_at_once_or_stands_over_them() {
        let html = "<p id='top'>Over all.</p><div id='a'><h2>One</h2></div><p>Text. <span id='b'>More.</span></p>\
             <h2><a name='c'></a>Two</h2><p>Text.</p><h3 id='d'>Three</h3><h3 id='e'>Four</h3>";
        let dom = Dom::parse(html);
        let anchors = Anchors::find(&dom, dom.root(), &["a", "b", "c", "d", "top"].into());
        let at = |name| anchors.at(name);
        assert_eq!([at("a"), at("b"), at("c"), at("d")], [Some("a"), Some("a"), Some("c"), Some("d")]);
        assert_eq!([at("top"), at("e")], [None, None]);
    }
}
