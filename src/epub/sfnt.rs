//! Cuts a font file down to the characters of a book.
//!
//! Glyphs keep their numbers and only the outlines of those not needed are emptied, so that kerning,
//! ligatures, small capitals and old-style figures (GPOS, GSUB, GDEF) stay as they are and nothing in
//! them has to be rewritten; together they weigh less than the outlines of one alphabet once deflated.
//! The crate `subsetter`, which serves PDF, leaves out the character map and those tables; `skera` keeps
//! them but does not cut CFF outlines; `allsorts` cuts those but drops the tables.
//!
//! OpenType 1.9.1.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use skrifa::raw::collections::IntSet;
use skrifa::raw::tables::glyf::Glyph;
use skrifa::raw::{FontRef, ReadError, TableProvider};
use skrifa::{GlyphId, MetadataProvider, Tag};

use super::cff;
use super::usage::Characters;

/// Why a font file could not be cut.
#[derive(Debug)]
pub(crate) struct FontError(String);

impl FontError {
    pub(crate) fn new(what: &str) -> Self {
        Self(what.to_string())
    }
}

impl fmt::Display for FontError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FontError {}

impl From<ReadError> for FontError {
    fn from(cause: ReadError) -> Self {
        Self(cause.to_string())
    }
}

/// The features whose glyphs are kept: those that readers apply by themselves, and those that the
/// stylesheet asks for.
const FEATURES: [&[u8; 4]; 11] =
    [b"ccmp", b"locl", b"rlig", b"liga", b"clig", b"calt", b"smcp", b"onum", b"lnum", b"pnum", b"tnum"];

/// Tables that are left out: a signature that no longer holds, and notes of the font's editor.
const LEFT_OUT: [&[u8; 4]; 3] = [b"DSIG", b"FFTM", b"meta"];

/// Cuts `font` down to the outlines that `characters` need. Characters that it does not have are
/// passed over.
///
/// # Errors
/// When the file is not a font, or broken.
pub(crate) fn subset(font: &[u8], characters: &Characters) -> Result<Vec<u8>, FontError> {
    let font = FontRef::from_index(font, 0)?;
    let charmap = font.charmap();
    let map: BTreeMap<u32, u16> =
        characters.iter().filter_map(|c| Some((c, u16::try_from(charmap.map(c)?.to_u32()).ok()?))).collect();
    let glyphs = closure(&font, map.values().copied())?;

    let mut tables: BTreeMap<Tag, Vec<u8>> = BTreeMap::new();
    for record in font.table_directory().table_records() {
        let tag = record.tag();
        if let Some(data) = font.table_data(tag).filter(|_| !LEFT_OUT.iter().any(|t| Tag::new(t) == tag)) {
            tables.insert(tag, data.as_bytes().to_vec());
        }
    }
    tables.insert(Tag::new(b"cmap"), cmap(&map));
    if let Some(table) = tables.get_mut(&Tag::new(b"CFF ")) {
        cff::cut(table, &font.cff()?, &glyphs)?;
    } else if tables.contains_key(&Tag::new(b"glyf")) {
        let (glyf, loca) = cut_glyf(&font, &glyphs)?;
        tables.insert(Tag::new(b"glyf"), glyf);
        tables.insert(Tag::new(b"loca"), loca);
        // Version 3 of the table has no names of glyphs, which nobody reads.
        if let Some(post) = tables.get_mut(&Tag::new(b"post")).filter(|p| p.len() >= 32) {
            post.truncate(32);
            post[..4].copy_from_slice(&0x0003_0000_u32.to_be_bytes());
        }
    }
    Ok(assemble(font.table_directory().sfnt_version(), tables))
}

/// The glyphs reachable from `start` through the substitutions of [`FEATURES`], with the blank box.
fn closure(font: &FontRef<'_>, start: impl Iterator<Item = u16>) -> Result<BTreeSet<u16>, FontError> {
    let mut glyphs: IntSet<GlyphId> = start.map(GlyphId::from).collect();
    glyphs.insert(GlyphId::NOTDEF);
    if let Ok(gsub) = font.gsub() {
        let features: IntSet<Tag> = FEATURES.iter().map(|f| Tag::new(f)).collect();
        let features = gsub.collect_features(&IntSet::all(), &IntSet::all(), &features)?;
        let lookups = gsub.collect_lookups(&features)?;
        gsub.closure_glyphs_with_num_glyphs(&lookups, &mut glyphs, u32::from(font.maxp()?.num_glyphs()))?;
    }
    Ok(glyphs.iter().filter_map(|g| u16::try_from(g.to_u32()).ok()).collect())
}

/// The tables `glyf` and `loca` with the outlines of `glyphs`, and of what they are composed of,
/// alone.
fn cut_glyf(font: &FontRef<'_>, glyphs: &BTreeSet<u16>) -> Result<(Vec<u8>, Vec<u8>), FontError> {
    let (loca, glyf) = (font.loca(None)?, font.glyf()?);
    let mut keep = glyphs.clone();
    let mut waiting: Vec<u16> = glyphs.iter().copied().collect();
    while let Some(glyph) = waiting.pop() {
        if let Ok(Some(Glyph::Composite(composite))) = loca.get_glyf(GlyphId::from(glyph), &glyf) {
            for component in composite.components() {
                if let Ok(part) = u16::try_from(component.glyph.to_u32())
                    && keep.insert(part)
                {
                    waiting.push(part);
                }
            }
        }
    }
    let data = glyf.offset_data().as_bytes();
    let (mut outlines, mut offsets) = (Vec::new(), vec![0_u32]);
    for glyph in 0..font.maxp()?.num_glyphs() {
        let at = usize::from(glyph);
        if let (true, Some(from), Some(to)) = (keep.contains(&glyph), loca.get_raw(at), loca.get_raw(at + 1)) {
            let outline = data.get(from as usize..to as usize);
            outlines.extend_from_slice(outline.ok_or_else(|| FontError::new("the glyf table is broken"))?);
            // Short offsets count in twos; four keeps every glyph aligned.
            outlines.resize(outlines.len().next_multiple_of(4), 0);
        }
        offsets.push(u32::try_from(outlines.len()).map_err(|_| FontError::new("the font is too large"))?);
    }
    let long = font.head()?.index_to_loc_format() != 0;
    let mut table = Vec::new();
    for offset in offsets {
        if long {
            table.extend_from_slice(&offset.to_be_bytes());
        } else {
            // It was below 2 × 65,536 before and has not grown but by alignment.
            let half = u16::try_from(offset / 2).map_err(|_| FontError::new("the font is too large"))?;
            table.extend_from_slice(&half.to_be_bytes());
        }
    }
    if outlines.is_empty() {
        // Checkers refuse an empty table.
        outlines.push(0);
    }
    Ok((outlines, table))
}

/// A character map of these characters: format 4, and format 12 too when some lie past U+FFFF.
fn cmap(map: &BTreeMap<u32, u16>) -> Vec<u8> {
    // Runs in which characters and glyphs both count up: first character, last character, first glyph.
    let mut runs: Vec<(u32, u32, u16)> = Vec::new();
    for (&character, &glyph) in map {
        match runs.last_mut() {
            Some((first, last, start))
                if *last + 1 == character
                    && character != 0x1_0000
                    && u32::from(*start) + (character - *first) == u32::from(glyph) =>
            {
                *last = character;
            }
            _ => runs.push((character, character, glyph)),
        }
    }
    let bmp = format4(runs.iter().copied().filter(|(_, last, _)| *last < 0xFFFF));
    let full = (runs.iter().any(|(_, last, _)| *last > 0xFFFF)).then(|| format12(&runs));

    let mut records: Vec<([u16; 2], usize)> = vec![([0, 3], 0)];
    if full.is_some() {
        records.push(([0, 4], bmp.len()));
    }
    records.push(([3, 1], 0));
    if full.is_some() {
        records.push(([3, 10], bmp.len()));
    }
    let mut table = Vec::new();
    push16(&mut table, &[0, short(records.len())]);
    let start = 4 + 8 * records.len();
    for (platform, offset) in records {
        push16(&mut table, &platform);
        push32(&mut table, &[long(start + offset)]);
    }
    table.extend_from_slice(&bmp);
    table.extend_from_slice(&full.unwrap_or_default());
    table
}

fn format4(runs: impl Iterator<Item = (u32, u32, u16)>) -> Vec<u8> {
    let low = |value: u32| (value & 0xFFFF) as u16;
    let mut segments: Vec<[u16; 3]> =
        runs.map(|(first, last, glyph)| [low(first), low(last), glyph.wrapping_sub(low(first))]).collect();
    // The format wants this one last; it maps U+FFFF to the blank box.
    segments.push([0xFFFF, 0xFFFF, 1]);
    let count = segments.len();
    let power = 1_usize << count.ilog2();
    let mut table = Vec::new();
    let header = [4, 16 + 8 * count, 0, 2 * count, 2 * power, power.ilog2() as usize, 2 * (count - power)];
    push16(&mut table, &header.map(short));
    for segment in &segments {
        push16(&mut table, &[segment[1]]);
    }
    push16(&mut table, &[0]);
    for segment in &segments {
        push16(&mut table, &[segment[0]]);
    }
    for segment in &segments {
        push16(&mut table, &[segment[2]]);
    }
    for _ in &segments {
        push16(&mut table, &[0]);
    }
    table
}

fn format12(runs: &[(u32, u32, u16)]) -> Vec<u8> {
    let mut table = Vec::new();
    push16(&mut table, &[12, 0]);
    push32(&mut table, &[long(16 + 12 * runs.len()), 0, long(runs.len())]);
    for &(first, last, glyph) in runs {
        push32(&mut table, &[first, last, u32::from(glyph)]);
    }
    table
}

/// Puts tables together to a font file, with checksums.
fn assemble(version: u32, mut tables: BTreeMap<Tag, Vec<u8>>) -> Vec<u8> {
    const ADJUSTMENT: std::ops::Range<usize> = 8..12;
    let head = Tag::new(b"head");
    if let Some(slot) = tables.get_mut(&head).and_then(|h| h.get_mut(ADJUSTMENT)) {
        slot.fill(0);
    }
    let count = tables.len();
    let power = 1_usize << count.max(1).ilog2();
    let mut file = Vec::new();
    push32(&mut file, &[version]);
    push16(&mut file, &[count, 16 * power, power.ilog2() as usize, 16 * (count - power)].map(short));
    let mut offset = 12 + 16 * count;
    let mut head_at = None;
    for (tag, data) in &tables {
        if *tag == head {
            head_at = Some(offset);
        }
        file.extend_from_slice(&tag.to_be_bytes());
        push32(&mut file, &[checksum(data), long(offset), long(data.len())]);
        offset += data.len().next_multiple_of(4);
    }
    for data in tables.values() {
        file.extend_from_slice(data);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    // The whole file is to sum to this number (OpenType, table `head`).
    let adjustment = 0xB1B0_AFBA_u32.wrapping_sub(checksum(&file));
    if let Some(slot) = head_at.and_then(|at| file.get_mut(at + ADJUSTMENT.start..at + ADJUSTMENT.end)) {
        slot.copy_from_slice(&adjustment.to_be_bytes());
    }
    file
}

fn checksum(data: &[u8]) -> u32 {
    data.chunks(4).fold(0, |sum, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        u32::wrapping_add(sum, u32::from_be_bytes(word))
    })
}

fn push16(out: &mut Vec<u8>, values: &[u16]) {
    values.iter().for_each(|v| out.extend_from_slice(&v.to_be_bytes()));
}

fn push32(out: &mut Vec<u8>, values: &[u32]) {
    values.iter().for_each(|v| out.extend_from_slice(&v.to_be_bytes()));
}

/// A count of tables or segments: a map of characters in the basic plane has at most 8,191 of the
/// latter that its length field can tell; see the test.
fn short(value: usize) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

fn long(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use skrifa::outline::DrawSettings;
    use skrifa::prelude::{LocationRef, Size};

    const SERIF: &[u8] = include_bytes!("../../fonts/libertinus/LibertinusSerif-Regular.otf");
    const MONO: &[u8] = include_bytes!("../../fonts/dejavu/DejaVuSansMono.ttf");
    const EMOJI: &[u8] = include_bytes!("../../fonts/noto-emoji/NotoEmoji-Regular.ttf");

    fn outline(font: &FontRef<'_>, glyph: GlyphId) -> String {
        let mut path = skrifa::outline::pen::SvgPen::new();
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        font.outline_glyphs().get(glyph).unwrap().draw(settings, &mut path).unwrap();
        path.to_string()
    }

    /// Cuts `bytes` down to `text` and holds the outlines against those of the whole face.
    pub(in super::super) fn check(bytes: &[u8], text: &str, absent: char) -> Vec<u8> {
        let cut = subset(bytes, &text.chars().map(u32::from).collect()).unwrap();
        let (old, new) = (FontRef::new(bytes).unwrap(), FontRef::new(&cut).unwrap());
        for c in text.chars() {
            let glyph = new.charmap().map(c).unwrap();
            assert_eq!(Some(glyph), old.charmap().map(c));
            assert_eq!(outline(&new, glyph), outline(&old, glyph), "{c}");
        }
        assert_eq!(new.charmap().map(absent), None);
        assert_eq!(outline(&new, old.charmap().map(absent).unwrap()), "");
        let total = checksum(&cut);
        assert_eq!(total, 0xB1B0_AFBA, "the file sums to the number that OpenType wants");
        assert_eq!(cut, subset(bytes, &text.chars().map(u32::from).collect()).unwrap());
        cut
    }

    #[test]
    fn outlines_of_both_kinds_are_kept_where_needed_and_emptied_elsewhere() {
        check(SERIF, "Zhanaozen: «Жаңаөзен», 2011 — ↑", 'Q');
        check(MONO, "fn main() { é }", 'Q');
        check(EMOJI, "😀☀", '🙃');
    }

    #[test]
    fn glyphs_that_features_put_in_place_are_kept() {
        let cut = subset(SERIF, &"fia1".chars().map(u32::from).collect()).unwrap();
        let (old, new) = (FontRef::new(SERIF).unwrap(), FontRef::new(&cut).unwrap());
        for feature in [b"liga", b"smcp", b"onum"] {
            let gsub = old.gsub().unwrap();
            let tags: IntSet<Tag> = [Tag::new(feature)].into_iter().collect();
            let features = gsub.collect_features(&IntSet::all(), &IntSet::all(), &tags).unwrap();
            let lookups = gsub.collect_lookups(&features).unwrap();
            let mut glyphs: IntSet<GlyphId> = "fia1".chars().map(|c| old.charmap().map(c).unwrap()).collect();
            let before = glyphs.len();
            gsub.closure_glyphs(&lookups, &mut glyphs).unwrap();
            assert!(glyphs.len() > before, "{feature:?} puts other glyphs in place");
            for glyph in glyphs.iter() {
                assert_eq!(outline(&new, glyph), outline(&old, glyph));
            }
        }
        assert!(new.gpos().is_ok() && new.gdef().is_ok());
    }

    #[test]
    fn a_broken_file_is_an_error() {
        assert!(subset(b"not a font", &Characters::empty()).is_err());
        for length in (0..SERIF.len()).step_by(9_973) {
            // No panic; a file cut off may still be read as far as it goes.
            let _ = subset(&SERIF[..length], &"ab".chars().map(u32::from).collect());
        }
    }

    #[test]
    fn a_map_of_scattered_characters_stays_within_its_format() {
        let map = (0..8_000).map(|i| (i * 3 + 32, i as u16)).collect();
        let table = cmap(&map);
        let length = u16::from_be_bytes([table[22], table[23]]);
        assert_eq!(usize::from(length), table.len() - 20);
    }
}
