//! Ways through the file: links, bookmarks, named places (ISO 32000-1, 12.3 to 12.5).

use std::fmt::{self, Display, Write as _};

use super::objects::{Objects, Ref, byte_string, text_string};
use super::tags::{Linked, tree};
use super::unplaced::{Own, ParentKey, Unplaced};
use crate::typeset::{LinkArea, LinkTo, OutlineEntry, Page, Paged, Sp};

/// A point.
const POINT: i32 = Sp::pt(1).0;

/// Writes the links of every page of a section, with numbers from `next` on.
pub(super) fn links(paged: &Paged, next: &mut u32, objects: &mut Unplaced) -> Vec<Vec<Linked>> {
    // In the parent tree pages come first, then links.
    let mut keys = (u32::try_from(paged.pages.len()).unwrap_or(u32::MAX)..).map(ParentKey);
    let mut one = |link: &LinkArea, key: ParentKey| {
        let to = match &link.to {
            LinkTo::Address(address) => format!("/A<</S/URI/URI{}>>", byte_string(address)),
            LinkTo::Destination(name) => format!("/Dest{}", byte_string(name)),
        };
        let bottom = paged.height - link.y - link.height;
        // Whole points around it: nobody aims better, and shorter numbers repeat.
        let [left, bottom] = [link.x, bottom].map(|near| near.0.div_euclid(POINT));
        let [right, top] = [link.x + link.width, link.y].map(|far| far.0);
        let [right, top] = [right, (paged.height.0 - top)].map(|far| -(-far).div_euclid(POINT));
        let object = Own(*next);
        *next += 1;
        // Printed with the page, without a frame; with words for those who do not see it (12.5.2).
        let contents = text_string(&link.contents);
        objects.set(
            object,
            &format!(
                "<</Type/Annot/Subtype/Link/Rect[{left} {bottom} {right} {top}]/Border[0 0 0]/F 4/StructParent {key}\
                 /Contents{contents}{to}>>",
            ),
        );
        Linked { object, element: link.element }
    };
    let of_page = |page: &Page| page.links.iter().zip(keys.by_ref()).map(|(link, key)| one(link, key)).collect();
    paged.pages.iter().map(of_page).collect()
}

/// Writes the bookmarks in levels (12.3.3). Returns their root, if there are any.
pub(super) fn outline(entries: &[OutlineEntry], height: Sp, pages: &[Ref], objects: &mut Objects<'_>) -> Option<Ref> {
    (!entries.is_empty()).then(|| {
        objects.remembered("the bookmarks of a PDF", (entries, height, pages), |objects| {
            let root = objects.reserve(1);
            let ends = level(entries, root, height, pages, objects);
            objects.set(root, format!("<</Type/Outlines{ends}/Count {}>>", entries.len()));
            root
        })
    })
}

/// Writes the bookmarks under one; returns what that one says of them.
fn level(entries: &[OutlineEntry], parent: Ref, height: Sp, pages: &[Ref], objects: &mut Objects<'_>) -> String {
    let count = u32::try_from(entries.len()).unwrap_or(0);
    if count == 0 {
        return String::new();
    }
    let first = objects.reserve(count);
    for (id, entry) in (first.0..).map(Ref).zip(entries) {
        let mut item = format!("<</Title{}/Parent {parent}", text_string(&entry.title));
        if let Some(page) = pages.get(entry.page) {
            let _ = write!(item, "/Dest{}", ExplicitDestination(Some(*page), height - entry.y));
        }
        if id != first {
            let _ = write!(item, "/Prev {}", Ref(id.0 - 1));
        }
        if id.0 + 1 < first.0 + count {
            let _ = write!(item, "/Next {}", Ref(id.0 + 1));
        }
        let ends = level(&entry.children, id, height, pages, objects);
        if !ends.is_empty() {
            // Below 0: the children are folded away.
            let _ = write!(item, "{ends}/Count -{}", entry.children.len());
        }
        objects.set(id, item + ">>");
    }
    format!("/First {first}/Last {}", Ref(first.0 + count - 1))
}

/// A page and a height on it, which a viewer shows without changing its magnification (12.3.2.2); nothing without a page.
struct ExplicitDestination(Option<Ref>, Sp);

impl Display for ExplicitDestination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Rather a line too high than cut off.
            Self(Some(page), top) => write!(f, "[{page}/XYZ null {} null]", -(-top.0).div_euclid(POINT)),
            Self(None, _) => f.write_str("null"),
        }
    }
}

/// Writes the named places as a name tree (12.3.2.3).
pub(super) fn destinations(paged: &Paged, pages: &[Ref], objects: &mut Objects<'_>) -> Ref {
    let Paged { height, destinations, .. } = paged;
    objects.remembered("the places in a PDF", (destinations, height, pages), |objects| {
        tree(
            objects,
            "Names",
            destinations,
            |destination| byte_string(&destination.name),
            |destination| ExplicitDestination(pages.get(destination.page).copied(), *height - destination.y),
        )
    })
}
