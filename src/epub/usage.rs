//! What documents use: characters by kind of face, and pictures.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use skrifa::raw::collections::IntSet;

use super::xml::Attributes;
use crate::config::{Design, Sections};

/// Code points. A set of bits: a tree of characters took a fifth of the time a book takes.
pub(crate) type Characters = IntSet<u32>;

/// The first and the last of each range of characters.
pub(crate) fn ranges(characters: &Characters) -> Vec<(u32, u32)> {
    characters.iter_ranges().map(RangeInclusive::into_inner).collect()
}

/// What a book uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Usage {
    /// All characters.
    pub(crate) text: Characters,
    /// Those in bold.
    pub(crate) bold: Characters,
    /// Whether any of those may be bold and italic at once.
    pub(crate) bold_italic: bool,
    /// Those in program text.
    pub(crate) code: Characters,
    /// Whether there are pictures besides the cover.
    pub(crate) pictures: bool,
    /// Whether all of them have words that say what they show.
    pub(crate) pictures_told: bool,
}

/// What a document uses.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Used {
    /// Characters of text, in bold and in program text: the first and the last of each range.
    sets: [Vec<(u32, u32)>; 3],
    bold_italic: bool,
    pictures: bool,
    pictures_told: bool,
}

/// Elements that the stylesheet sets in italics.
const ITALIC: [&str; 14] = [
    "em",
    "i",
    "cite",
    "h3",
    "h5",
    "h6",
    "caption",
    "figcaption",
    "header",
    "footer",
    "dt",
    "th",
    "blockquote",
    "aside",
];

impl Usage {
    /// What the stylesheet of this design brings with it: what stands where the text breaks off.
    pub(crate) fn new(design: &Design) -> Self {
        let text = design.divider.chars().chain([' ']).map(u32::from).collect();
        let (bold, code) = (Characters::empty(), Characters::empty());
        Self { text, bold, bold_italic: false, code, pictures: false, pictures_told: true }
    }

    /// What is used when that is added.
    pub(crate) fn and(mut self, used: &Used) -> Self {
        for (set, ranges) in [&mut self.text, &mut self.bold, &mut self.code].into_iter().zip(&used.sets) {
            ranges.iter().for_each(|(first, last)| set.insert_range(*first..=*last));
        }
        self.bold_italic |= used.bold_italic;
        self.pictures |= used.pictures;
        self.pictures_told &= used.pictures_told;
        self
    }
}

/// Takes down what a document uses while it is written.
#[derive(Debug)]
pub(crate) struct Tally {
    /// Characters of text, in bold and in program text.
    sets: [Characters; 3],
    /// Those of ASCII, of which there are most by far.
    ascii: [[bool; 128]; 3],
    /// How many elements are open that the stylesheet sets bold, in italics and as program text.
    bold: usize,
    italic: usize,
    code: usize,
    bold_italic: bool,
    pictures: bool,
    pictures_told: bool,
    /// Elements that the stylesheet sets bold in this design, and in italics.
    bold_names: Vec<&'static str>,
    italic_names: Vec<&'static str>,
}

impl Tally {
    /// Nothing yet, of a document in this design.
    pub(crate) fn new(design: &Design) -> Self {
        let titles = design.titles.bold.then_some("h1");
        let sections = |set| (design.titles.sections == set).then_some("h2");
        Self {
            sets: [const { Characters::empty() }; 3],
            ascii: [[false; 128]; 3],
            bold: 0,
            italic: 0,
            code: 0,
            bold_italic: false,
            pictures: false,
            pictures_told: true,
            bold_names: ["strong"].into_iter().chain(titles).chain(sections(Sections::Bold)).collect(),
            italic_names: ITALIC.into_iter().chain(sections(Sections::Italic)).collect(),
        }
    }

    /// An element is opened.
    pub(crate) fn open(&mut self, name: &str) {
        self.bold += usize::from(self.bold_names.contains(&name));
        self.italic += usize::from(self.italic_names.contains(&name));
        self.code += usize::from(name == "code");
    }

    /// An element that was opened is closed.
    pub(crate) fn close(&mut self, name: &str) {
        self.bold -= usize::from(self.bold_names.contains(&name));
        self.italic -= usize::from(self.italic_names.contains(&name));
        self.code -= usize::from(name == "code");
    }

    /// Text is written.
    pub(crate) fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let set = match (self.code, self.bold) {
            (1.., _) => 2,
            (0, 1..) => 1,
            (0, 0) => 0,
        };
        self.bold_italic |= set == 1 && self.italic > 0;
        let ascii = &mut self.ascii[set];
        if text.is_ascii() {
            text.bytes().for_each(|byte| ascii[usize::from(byte & 127)] = true);
            return;
        }
        for c in text.chars() {
            match u32::from(c) {
                code @ ..128 => ascii[code as usize] = true,
                code => drop(self.sets[set].insert(code)),
            }
        }
    }

    /// A picture is written.
    pub(crate) fn picture(&mut self, attributes: Attributes<'_>) {
        if attributes.contains(&("role", "doc-cover")) {
            return;
        }
        self.pictures = true;
        let alt = attributes.iter().find(|(name, _)| *name == "alt");
        self.pictures_told &= alt.is_some_and(|(_, alt)| !alt.trim().is_empty());
    }

    /// All of it.
    pub(crate) fn used(mut self) -> Used {
        for (set, ascii) in self.sets.iter_mut().zip(self.ascii) {
            set.extend((0..128).zip(ascii).filter(|(_, seen)| *seen).map(|(code, _)| code));
        }
        let Self { bold_italic, pictures, pictures_told, .. } = self;
        Used { sets: self.sets.each_ref().map(ranges), bold_italic, pictures, pictures_told }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use quick_xml::Reader;
    use quick_xml::escape::unescape;
    use quick_xml::events::Event;

    use super::*;

    /// What a finished document uses, as it is read.
    pub(in super::super) fn read(document: &[u8], design: &Design) -> Used {
        let mut reader = Reader::from_str(std::str::from_utf8(document).unwrap());
        let mut tally = Tally::new(design);
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => tally.open(start.name().as_ref()),
                Event::End(end) => tally.close(end.name().as_ref()),
                Event::Empty(empty) if empty.name().as_ref() == "img" => {
                    let attributes: Vec<_> = empty.attributes().map(Result::unwrap).collect();
                    let attributes = attributes.iter().map(|a| (a.key.as_ref(), &*a.value));
                    tally.picture(&attributes.collect::<Vec<_>>());
                }
                Event::Text(text) => tally.text(&text),
                Event::GeneralRef(reference) => tally.text(&unescape(&format!("&{};", &*reference)).unwrap()),
                Event::Eof => return tally.used(),
                _ => {}
            }
        }
    }

    #[test]
    fn characters_are_told_apart_by_what_they_stand_in() {
        let mut tally = Tally::new(&Design::default());
        tally.text("aé");
        tally.open("strong");
        tally.text("b\u{416}");
        tally.open("em");
        tally.text("");
        assert!(!tally.bold_italic);
        tally.text("c");
        tally.open("code");
        tally.text("d");
        tally.close("code");
        tally.close("em");
        tally.close("strong");
        tally.text("z");
        tally.picture(&[("role", "doc-cover")]);
        tally.picture(&[("alt", "A boat")]);
        let one = |c: char| (u32::from(c), u32::from(c));
        let sets = [vec![one('a'), one('z'), one('é')], vec![('b'.into(), 'c'.into()), one('\u{416}')], vec![one('d')]];
        assert_eq!(tally.used(), Used { sets, bold_italic: true, pictures: true, pictures_told: true });
    }
}
