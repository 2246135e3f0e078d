//! What the finished documents use: characters by kind of face, and pictures.

use std::ops::RangeInclusive;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use serde::{Deserialize, Serialize};
use skrifa::raw::collections::IntSet;

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
    /// Elements that the stylesheet sets bold, besides `strong`.
    bold_names: Vec<&'static str>,
}

/// What documents use, without what it is used for.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Used {
    /// Characters of text, in bold and in program text: the first and the last of each range.
    sets: [Vec<(u32, u32)>; 3],
    bold_italic: bool,
    pictures: bool,
    pictures_told: bool,
}

/// Elements that the stylesheet sets in italics.
const ITALIC: [&str; 11] =
    ["em", "i", "cite", "h3", "h5", "caption", "figcaption", "header", "footer", "dt", "blockquote"];

impl Usage {
    /// What the stylesheet of this design brings with it: what stands where the text breaks off.
    pub(crate) fn new(design: &Design) -> Self {
        let text = design.divider.chars().chain([' ']).map(u32::from).collect();
        let titles = design.titles.bold.then_some("h1");
        let sections = (design.titles.sections == Sections::Bold).then_some("h2");
        let bold_names = titles.into_iter().chain(sections).collect();
        let (bold, code) = (Characters::empty(), Characters::empty());
        Self { text, bold, bold_italic: false, code, pictures: false, pictures_told: true, bold_names }
    }

    /// What is used when a document of ours is added.
    ///
    /// # Errors
    /// When the document is not well formed.
    pub(crate) fn with(mut self, document: &[u8]) -> Result<Self, quick_xml::Error> {
        let text = String::from_utf8_lossy(document);
        let mut reader = Reader::from_str(&text);
        let (mut bold, mut italic, mut code) = (0_usize, 0_usize, 0_usize);
        // The characters of ASCII, of which there are most by far, as bits.
        let mut ascii = [0_u128; 3];
        loop {
            match reader.read_event()? {
                Event::Start(start) => {
                    let name = start.name();
                    bold += usize::from(self.is_bold(name.as_ref()));
                    italic += usize::from(ITALIC.contains(&name.as_ref()));
                    code += usize::from(name.as_ref() == "code");
                }
                Event::End(end) => {
                    let name = end.name();
                    bold -= usize::from(self.is_bold(name.as_ref()));
                    italic -= usize::from(ITALIC.contains(&name.as_ref()));
                    code -= usize::from(name.as_ref() == "code");
                }
                Event::Empty(empty) if empty.name().as_ref() == "img" => self.picture(&empty),
                Event::Text(text) => {
                    let set = self.set_of(bold, italic, code);
                    for c in text.chars() {
                        match u32::from(c) {
                            code @ ..128 => ascii[set] |= 1 << code,
                            code => drop(self.sets()[set].insert(code)),
                        }
                    }
                }
                Event::GeneralRef(reference) => {
                    let text = unescape(&format!("&{};", &*reference)).map(|c| c.into_owned()).unwrap_or_default();
                    let set = self.set_of(bold, italic, code);
                    self.sets()[set].extend(text.chars().map(u32::from));
                }
                Event::Eof => break,
                _ => {}
            }
        }
        for (set, bits) in self.sets().into_iter().zip(ascii) {
            set.extend((0..128).filter(|code| bits >> code & 1 == 1));
        }
        Ok(self)
    }

    /// Which of the sets has the characters of text that stands in so many bold, italic and code elements.
    fn set_of(&mut self, bold: usize, italic: usize, code: usize) -> usize {
        if code > 0 {
            2
        } else if bold > 0 {
            self.bold_italic |= italic > 0;
            1
        } else {
            0
        }
    }

    /// The characters of text, in bold and in program text.
    fn sets(&mut self) -> [&mut Characters; 3] {
        [&mut self.text, &mut self.bold, &mut self.code]
    }

    fn is_bold(&self, name: &str) -> bool {
        name == "strong" || self.bold_names.contains(&name)
    }

    /// What is used, without what it is used for.
    pub(crate) fn used(&self) -> Used {
        let Self { bold_italic, pictures, pictures_told, .. } = *self;
        let sets = [&self.text, &self.bold, &self.code].map(ranges);
        Used { sets, bold_italic, pictures, pictures_told }
    }

    /// What is used when that is added.
    pub(crate) fn and(mut self, used: &Used) -> Self {
        for (set, ranges) in self.sets().into_iter().zip(&used.sets) {
            ranges.iter().for_each(|(first, last)| set.insert_range(*first..=*last));
        }
        self.bold_italic |= used.bold_italic;
        self.pictures |= used.pictures;
        self.pictures_told &= used.pictures_told;
        self
    }

    fn picture(&mut self, img: &BytesStart<'_>) {
        let attributes: Vec<_> = img.attributes().flatten().collect();
        let is = |name: &str, value: &str| attributes.iter().any(|a| a.key.as_ref() == name && &*a.value == value);
        if is("role", "doc-cover") {
            return;
        }
        self.pictures = true;
        let alt = attributes.iter().find(|a| a.key.as_ref() == "alt");
        self.pictures_told &= alt.is_some_and(|a| !a.value.trim().is_empty());
    }
}
