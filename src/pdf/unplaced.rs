//! Objects of a section of a file before it is known which numbers they will have: they refer to each other by their numbers
//! within the section. So they can be written, and kept, whatever comes before them in the file.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::objects::{Numbered, Pack, Ref, pack};
use crate::source::Cache;

/// An object of the same section, by its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Own(pub(super) u32);

/// An object of the file that all sections refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outside {
    /// The root of the pages.
    Pages,
    /// Fonts and pictures.
    Resources,
    /// The element of the links of running heads.
    Heads,
    /// What the section's tree of this number is in.
    Above(u32),
}

/// A place in the parent tree (ISO 32000-1, 14.7.4.4), counted from the section's first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ParentKey(pub(super) u32);

// What is written of objects is printable but for these.
const OWN: u8 = 1;
const OUTSIDE: u8 = 2;
const PARENT_KEY: u8 = 3;
const END: u8 = 4;

/// A number between two of them.
fn mark(f: &mut fmt::Formatter<'_>, kind: u8, number: u32) -> fmt::Result {
    write!(f, "{}{number}{}", char::from(kind), char::from(END))
}

impl fmt::Display for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        mark(f, OWN, self.0)
    }
}

impl fmt::Display for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = match self {
            Self::Pages => 0,
            Self::Resources => 1,
            Self::Heads => 2,
            Self::Above(tree) => 3 + tree,
        };
        mark(f, OUTSIDE, number)
    }
}

impl fmt::Display for ParentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        mark(f, PARENT_KEY, self.0)
    }
}

/// Where a section comes to stand in a file.
#[derive(Debug, Clone, Hash)]
pub(super) struct Place {
    /// The number of its first object.
    pub(super) object: u32,
    /// Its first place in the parent tree.
    pub(super) key: u32,
    /// The objects outside, in the order of [`Outside`]: pages, resources, heads, then what each of its trees is in.
    pub(super) outside: Vec<Ref>,
}

/// Objects without numbers of a file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Unplaced {
    /// The number of each within the section, and where it ends in `text`.
    ends: Vec<(u32, usize)>,
    /// All of them, one after the other.
    text: String,
}

impl Unplaced {
    /// Adds an object.
    pub(super) fn set(&mut self, Own(number): Own, object: &str) {
        self.text.push_str(object);
        self.ends.push((number, self.text.len()));
    }

    /// How many object streams it takes to hold them.
    pub(super) fn packs(&self) -> u32 {
        u32::try_from(self.ends.len().div_ceil(Pack::MOST)).unwrap_or(u32::MAX)
    }

    /// The objects as they are written there, packed; the packs have numbers from `first` on, within the section.
    pub(super) fn place(&self, first: u32, at: &Place) -> Vec<Pack> {
        // They are kept as they are placed.
        let cache = Cache::none();
        let mut from = 0;
        let object = |(number, end): &(u32, usize)| {
            let object = at.write(&self.text[from..*end]);
            from = *end;
            (at.object + number, object.into_boxed_slice())
        };
        let objects: Vec<Numbered> = self.ends.iter().map(object).collect();
        (at.object + first..)
            .zip(objects.chunks(Pack::MOST))
            .map(|(number, objects)| pack(number, objects, &cache))
            .collect()
    }
}

impl Place {
    /// Writes an object with the numbers that it has here.
    fn write(&self, mut object: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(object.len() + 32);
        while let Some(begins) = object.bytes().position(|byte| byte <= END) {
            let (before, marked) = object.split_at(begins);
            let (number, after) = marked[1..].split_once(char::from(END)).unwrap_or((&marked[1..], ""));
            let kind = marked.as_bytes()[0];
            let number: u32 = number.parse().unwrap_or_default();
            out.extend_from_slice(before.as_bytes());
            let written = match kind {
                OWN => Ref(self.object + number).to_string(),
                OUTSIDE => self.outside.get(number as usize).map(Ref::to_string).unwrap_or_default(),
                _ => (self.key + number).to_string(),
            };
            out.extend_from_slice(written.as_bytes());
            object = after;
        }
        out.extend_from_slice(object.as_bytes());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_get_the_numbers_of_their_place() {
        let mut objects = Unplaced::default();
        let text = format!("<</A {}/B {}/C({})/D {}>>", Own(7), Outside::Above(1), "1", ParentKey(2));
        objects.set(Own(0), &text);
        let at = Place { object: 100, key: 30, outside: (1..=5).map(Ref).collect() };
        assert_eq!(at.write(&text), b"<</A 107 0 R/B 5 0 R/C(1)/D 32>>");
        let packs = objects.place(9, &at);
        assert_eq!((packs[0].number, &packs[0].members[..], packs.len()), (109, &[100][..], 1));
    }
}
