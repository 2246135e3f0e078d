//! Empties what a book does not need of a CFF table: outlines and the subroutines that only they call.
//!
//! The table keeps its length and all offsets. In each index what is kept moves together, and what is
//! left over is zeros, which deflate to nothing. So no DICT has to be written, whose numbers change
//! their length with their value.
//!
//! CFF: Adobe Technical Note 5176; charstrings: 5177.

use std::collections::BTreeSet;
use std::ops::Range;

use skrifa::raw::ps::cff::dict;
use skrifa::raw::tables::cff::Cff;

use super::sfnt::FontError;

fn broken() -> FontError {
    FontError::new("the CFF table is broken")
}

/// Empties all of `table`, which `cff` has been read from, but `glyphs` and what they call.
///
/// # Errors
/// When the table is broken.
pub(crate) fn cut(table: &mut [u8], cff: &Cff<'_>, glyphs: &BTreeSet<u16>) -> Result<(), FontError> {
    /// The operators that end an outline and a subroutine: alone, an empty one.
    const ENDCHAR: u8 = 14;
    const RETURN: u8 = 11;

    let places = Places::find(table, cff)?;
    let charstrings = Index::read(table, places.charstrings)?;
    let kept = |i: usize| u16::try_from(i).is_ok_and(|i| glyphs.contains(&i));
    let mut called = None;
    if let Some((global, local)) = places.subroutines {
        let global = Index::read(table, global)?;
        let local = local.map(|at| Index::read(table, at)).transpose()?;
        let mut trace = Trace { table, global, local, called: Called::default(), stack: Vec::new(), stems: 0 };
        for glyph in (0..charstrings.count).filter(|&i| kept(i)) {
            let code = charstrings.entry(table, glyph).ok_or_else(broken)?;
            if trace.glyph(code).is_none() {
                // What it calls or is composed of cannot be foretold: better large than wanting.
                return Ok(());
            }
        }
        called = Some((global, local, trace.called));
    }
    charstrings.pack(table, ENDCHAR, kept)?;
    if let Some((global, local, called)) = called {
        global.pack(table, RETURN, |i| called.global.contains(&i))?;
        if let Some(local) = local {
            local.pack(table, RETURN, |i| called.local.contains(&i))?;
        }
    }
    Ok(())
}

/// Where the indexes begin in the table.
struct Places {
    charstrings: usize,
    /// Global subroutines and, when there are any, local ones; nothing for CID-keyed fonts, whose glyphs
    /// have several sets of local ones.
    subroutines: Option<(usize, Option<usize>)>,
}

impl Places {
    fn find(table: &[u8], cff: &Cff<'_>) -> Result<Self, FontError> {
        let top = cff.top_dicts().get(0).ok_or_else(broken)?;
        let (mut charstrings, mut private, mut keyed) = (None, None::<Range<usize>>, false);
        for entry in dict::entries(top, None).flatten() {
            match entry {
                dict::Entry::CharstringsOffset(offset) => charstrings = Some(offset),
                dict::Entry::PrivateDictRange(range) => private = Some(range),
                dict::Entry::FdArrayOffset(_) => keyed = true,
                _ => {}
            }
        }
        // The global subroutines follow header, names, top DICTs and strings.
        let mut global = usize::from(cff.header().hdr_size());
        for _ in 0..3 {
            global = Index::read(table, global)?.end;
        }
        let local = private.and_then(|range| {
            let start = range.start;
            dict::entries(table.get(range)?, None).flatten().find_map(|entry| match entry {
                dict::Entry::SubrsOffset(offset) => Some(start + offset),
                _ => None,
            })
        });
        let charstrings = charstrings.ok_or_else(broken)?;
        Ok(Self { charstrings, subroutines: (!keyed).then_some((global, local)) })
    }
}

/// An INDEX: where its parts are in the table.
#[derive(Clone, Copy)]
struct Index {
    start: usize,
    count: usize,
    /// Bytes of an offset.
    size: usize,
    /// The byte before the data, from which offsets count.
    base: usize,
    end: usize,
}

impl Index {
    fn read(table: &[u8], start: usize) -> Result<Self, FontError> {
        let head = table.get(start..start + 2).ok_or_else(broken)?;
        let count = usize::from(u16::from_be_bytes([head[0], head[1]]));
        if count == 0 {
            return Ok(Self { start, count, size: 1, base: start + 1, end: start + 2 });
        }
        let size = usize::from(*table.get(start + 2).ok_or_else(broken)?);
        let base = start + 2 + (count + 1) * size;
        if !(1..=4).contains(&size) || base >= table.len() {
            return Err(broken());
        }
        let mut index = Self { start, count, size, base, end: base };
        index.end = base + index.offset(table, count);
        if index.end > table.len() || index.end <= base {
            return Err(broken());
        }
        Ok(index)
    }

    fn offset(&self, table: &[u8], i: usize) -> usize {
        let at = self.start + 3 + i * self.size;
        table[at..at + self.size].iter().fold(0, |value, &byte| (value << 8) | usize::from(byte))
    }

    fn entry<'a>(&self, table: &'a [u8], i: usize) -> Option<&'a [u8]> {
        if i >= self.count {
            return None;
        }
        table[..self.end].get(self.base + self.offset(table, i)..self.base + self.offset(table, i + 1))
    }

    /// Puts the single byte `empty` in place of entries that are not `kept`.
    fn pack(&self, table: &mut [u8], empty: u8, kept: impl Fn(usize) -> bool) -> Result<(), FontError> {
        if self.count == 0 {
            return Ok(());
        }
        let (mut packed, mut offsets) = (Vec::new(), Vec::new());
        for i in 0..=self.count {
            let offset = u32::try_from(packed.len() + 1).map_err(|_| broken())?;
            offsets.extend_from_slice(&offset.to_be_bytes()[4 - self.size..]);
            if i < self.count {
                let old = self.entry(table, i).ok_or_else(broken)?;
                packed.extend_from_slice(if kept(i) || old.is_empty() { old } else { std::slice::from_ref(&empty) });
            }
        }
        let room = table.get_mut(self.base + 1..self.end).filter(|r| r.len() >= packed.len()).ok_or_else(broken)?;
        room.fill(0);
        room[..packed.len()].copy_from_slice(&packed);
        table[self.start + 3..=self.base].copy_from_slice(&offsets);
        Ok(())
    }

    /// What is added to the number in a call (5176, section 16).
    fn bias(&self) -> i32 {
        match self.count {
            0..1240 => 107,
            1240..33_900 => 1131,
            _ => 32_768,
        }
    }
}

#[derive(Default)]
struct Called {
    global: BTreeSet<usize>,
    local: BTreeSet<usize>,
}

/// Goes through charstrings, without drawing, to see which subroutines they call.
struct Trace<'a> {
    table: &'a [u8],
    global: Index,
    local: Option<Index>,
    called: Called,
    stack: Vec<i32>,
    /// Hints so far: a mask has a bit for each.
    stems: usize,
}

impl Trace<'_> {
    /// Goes through the outline of a glyph.
    fn glyph(&mut self, code: &[u8]) -> Option<bool> {
        self.stack.clear();
        self.stems = 0;
        self.run(code, 0)
    }

    /// Runs `code`. Nothing when it is broken, calls what only calculation would tell, or draws
    /// other glyphs; else whether the outline goes on.
    fn run(&mut self, code: &[u8], depth: usize) -> Option<bool> {
        /// Section 4.7 of 5177 allows ten; both kinds together may make twenty.
        const DEEPEST: usize = 20;
        /// Appendix B of 5177.
        const MOST_NUMBERS: usize = 48;
        let mut at = 0;
        while let Some(&byte) = code.get(at) {
            at += 1;
            let mut next = |count: usize| {
                let bytes = code.get(at..at + count);
                at += count;
                bytes
            };
            match byte {
                28 => {
                    let bytes = next(2)?;
                    self.stack.push(i32::from(i16::from_be_bytes([bytes[0], bytes[1]])));
                }
                32..=246 => self.stack.push(i32::from(byte) - 139),
                247..=250 => {
                    let low = i32::from(next(1)?[0]);
                    self.stack.push((i32::from(byte) - 247) * 256 + low + 108);
                }
                251..=254 => {
                    let low = i32::from(next(1)?[0]);
                    self.stack.push(-(i32::from(byte) - 251) * 256 - low - 108);
                }
                255 => {
                    let bytes = next(4)?;
                    self.stack.push(i32::from(i16::from_be_bytes([bytes[0], bytes[1]])));
                }
                // hstem, vstem, hstemhm, vstemhm
                1 | 3 | 18 | 23 => self.hints(),
                // hintmask, cntrmask
                19 | 20 => {
                    self.hints();
                    next(self.stems.div_ceil(8))?;
                }
                // callsubr, callgsubr
                10 | 29 => {
                    let index = if byte == 10 { self.local? } else { self.global };
                    let number = usize::try_from(self.stack.pop()? + index.bias()).ok()?;
                    let called = if byte == 10 { &mut self.called.local } else { &mut self.called.global };
                    called.insert(number);
                    if depth >= DEEPEST {
                        return None;
                    }
                    let goes_on = self.run(index.entry(self.table, number)?, depth + 1)?;
                    if !goes_on {
                        return Some(false);
                    }
                }
                // return
                11 => return Some(true),
                // endchar; with four numbers it would draw two other glyphs.
                14 => return (self.stack.len() < 4).then_some(false),
                12 => match next(1)?[0] {
                    // hflex, flex, hflex1, flex1
                    34..=37 => self.stack.clear(),
                    _ => return None,
                },
                _ => self.stack.clear(),
            }
            if self.stack.len() > MOST_NUMBERS {
                return None;
            }
        }
        Some(true)
    }

    fn hints(&mut self) {
        self.stems += self.stack.len() / 2;
        self.stack.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::super::sfnt::{subset, tests::check};

    #[test]
    fn all_faces_keep_the_outlines_of_all_letters_and_lose_the_rest() {
        let text: String = ('!'..='~').chain('\u{A1}'..='\u{17F}').chain('\u{410}'..='\u{44F}').collect();
        for bytes in [
            &include_bytes!("../../fonts/libertinus/LibertinusSerif-Regular.otf")[..],
            include_bytes!("../../fonts/libertinus/LibertinusSerif-Italic.otf"),
            include_bytes!("../../fonts/libertinus/LibertinusSerif-Bold.otf"),
            include_bytes!("../../fonts/libertinus/LibertinusSerif-BoldItalic.otf"),
        ] {
            check(bytes, &text, 'Ω');
            let zeros = |text: &str| {
                subset(bytes, &text.chars().map(u32::from).collect()).unwrap().iter().filter(|&&b| b == 0).count()
            };
            assert!(zeros("a") > bytes.len() * 2 / 3, "most of a face with one letter is white");
        }
    }
}
