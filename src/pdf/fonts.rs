//! Cuts faces down to the glyphs used, and finds what each glyph stands for.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::Hash as _;

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::Error;
use crate::source::{Cache, Key};
use crate::typeset::{Face, Glyphs, Paged, Word};

/// A face as it is embedded.
#[derive(Debug, Hash)]
pub(super) struct Subset {
    /// Its PostScript name with the tag of a subset (ISO 32000-1, 9.6.4).
    pub(super) name: String,
    /// The font file, empty when no glyph is used.
    pub(super) bytes: Vec<u8>,
    /// What each glyph of the subset stands for.
    pub(super) texts: BTreeMap<u16, String>,
    /// Widths of the subset's glyphs in hundredths of a thousandth of an em, by glyph.
    pub(super) widths: Vec<i64>,
    /// The space's glyph in the subset.
    pub(super) space: u16,
    /// The face's glyphs, by their number there.
    glyphs: Vec<Own>,
}

/// A glyph of the face in the subset.
#[derive(Debug, Clone, Default, Hash)]
struct Own {
    /// Its number there.
    number: u16,
    /// What it stands for.
    meaning: Option<Box<str>>,
    /// The same where that is one character of ASCII, as it nearly always is.
    ascii: Option<u8>,
}

impl Subset {
    /// Whether a byte is enough for each of its glyphs: pages are a ninth shorter then, although a second byte would nearly
    /// always be the same.
    pub(super) fn is_narrow(&self) -> bool {
        self.widths.len() <= 256
    }

    /// Whether word spacing applies to its space: to the code 32, if that is one byte (ISO 32000-1, 9.3.3).
    pub(super) fn is_spaced(&self) -> bool {
        self.is_narrow() && self.space == SPACE
    }

    /// What its glyphs stand for, as a `ToUnicode` map (ISO 32000-1, 9.10.3).
    pub(super) fn to_unicode(&self) -> String {
        // As many digits as codes have bytes.
        let digits = if self.is_narrow() { 2 } else { 4 };
        let mut out = head("Adobe-Identity-UCS", "UCS", 2, digits);
        let texts: Vec<(&u16, &String)> = self.texts.iter().collect();
        for block in texts.chunks(100) {
            let _ = writeln!(out, "{} beginbfchar", block.len());
            for (glyph, text) in block {
                let _ = write!(out, "<{glyph:0digits$X}><");
                for unit in text.encode_utf16() {
                    let _ = write!(out, "{unit:04X}");
                }
                out.push_str(">\n");
            }
            out.push_str("endbfchar\n");
        }
        out + TAIL
    }

    /// The subset's number for a glyph of the face.
    pub(super) fn glyph(&self, id: u16) -> u16 {
        self.glyphs.get(usize::from(id)).map_or(0, |own| own.number)
    }

    /// Whether a word's text can be read off its glyphs. Where one glyph stands for different texts in
    /// different places, or for none, the word's text must be said apart.
    pub(super) fn spells(&self, word: &Word) -> bool {
        let mut at = 0;
        for glyph in &word.glyphs {
            let Some(own) = self.glyphs.get(usize::from(glyph.id)) else { return false };
            let end = at + usize::from(glyph.text_len);
            let is_ascii =
                glyph.text_len == 1 && own.ascii.is_some_and(|byte| word.text.as_bytes().get(at) == Some(&byte));
            if !is_ascii && (own.meaning.is_none() || own.meaning.as_deref() != word.text.get(at..end)) {
                return false;
            }
            at = end;
        }
        at == word.text.len()
    }
}

/// The code to which word spacing applies.
const SPACE: u16 = 32;

/// The name of [`narrow_encoding`].
pub(super) const NARROW: &str = "Pamphlet-Byte-H";

/// How codes of one byte stand for the glyphs of a narrow subset: the encoding of its font (ISO 32000-1, 9.7.5).
pub(super) fn narrow_encoding() -> String {
    head(NARROW, "Identity", 1, 2) + "1 begincidrange\n<00><FF> 0\nendcidrange\n" + TAIL
}

/// The beginning of a character map whose codes have so many digits.
fn head(name: &str, ordering: &str, kind: u8, digits: usize) -> String {
    format!(
        "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo 3 dict dup begin\n\
         /Registry(Adobe)def\n/Ordering({ordering})def\n/Supplement 0 def\nend def\n/CMapName/{name} def\n\
         /CMapType {kind} def\n1 begincodespacerange\n<{:0<digits$}><{:F<digits$}>\nendcodespacerange\n",
        "", ""
    )
}

/// The end of a character map.
const TAIL: &str = "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n";

/// The texts that a glyph stands for, and how often; nearly always one.
type Texts<'p> = Vec<(&'p str, u32)>;

/// Cuts the faces of a publication down to these glyphs, those that were not cut so before.
pub(super) fn subset<'g>(
    paged: &Paged,
    glyphs: impl Iterator<Item = &'g Glyphs>,
    cache: &Cache,
) -> Result<Vec<Subset>, Error> {
    // By face and glyph.
    let mut used: Vec<Vec<Texts<'_>>> = paged.faces.iter().map(|face| vec![Vec::new(); face.advances.len()]).collect();
    for (face, glyph, text, times) in glyphs.flat_map(Glyphs::iter) {
        let Some(texts) = used[usize::from(face.0)].get_mut(usize::from(glyph)) else { continue };
        match texts.iter_mut().find(|(known, _)| *known == text) {
            Some((_, count)) => *count += times,
            None => texts.push((text, times)),
        }
    }
    used.par_iter().zip(&paged.faces).map(|(used, face)| cut(face, used, cache)).collect()
}

fn cut(face: &Face, used: &[Texts<'_>], cache: &Cache) -> Result<Subset, Error> {
    let mut remapper = GlyphRemapper::new();
    let mut meanings = BTreeMap::new();
    let shown = || (0..=u16::MAX).zip(used).filter(|(_, texts)| !texts.is_empty());
    let any = shown().next().is_some();
    if any {
        meanings.insert(face.space, " ");
    }
    for (glyph, texts) in shown() {
        // The most frequent text; of equals the first in the alphabet.
        let best = texts.iter().filter(|(text, _)| !text.is_empty()).max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
        if let Some((text, _)) = best {
            meanings.entry(glyph).or_insert(*text);
        }
    }
    // The space gets the code for which PDF has word spacing, where there are glyphs for the codes before.
    let mut others = shown().map(|(glyph, _)| glyph).filter(|glyph| *glyph != face.space);
    for glyph in others.by_ref().take(usize::from(SPACE) - 1) {
        remapper.remap(glyph);
    }
    for glyph in [face.space].into_iter().chain(others) {
        remapper.remap(glyph);
    }
    let mut bytes = Vec::new();
    if any {
        // The faces are the program's own, and known by their names.
        let mut key = Key::of("a face, cut down");
        (&face.name, remapper.remapped_gids().collect::<Vec<_>>()).hash(&mut key);
        let failed = |error: subsetter::Error| Error::Subset { face: face.name.clone(), cause: error.to_string() };
        bytes = cache.get_or_try(&key.key(), || subsetter::subset(face.bytes, 0, &remapper).map_err(failed))?;
    }
    let units = i64::from(face.units_per_em.max(1));
    let widths = remapper
        .remapped_gids()
        .map(|glyph| {
            let advance = i64::from(face.advances.get(usize::from(glyph)).copied().unwrap_or(0));
            (advance * 100_000 + units / 2) / units
        })
        .collect();
    let texts = meanings.iter().filter_map(|(glyph, text)| Some((remapper.get(*glyph)?, (*text).to_owned()))).collect();
    let space = remapper.get(face.space).unwrap_or(0);
    let own = |glyph: u16| {
        let meaning = meanings.get(&glyph).copied();
        let ascii = match meaning.map(str::as_bytes) {
            Some([byte]) => Some(*byte),
            _ => None,
        };
        Own { number: remapper.get(glyph).unwrap_or(0), meaning: meaning.map(Box::from), ascii }
    };
    let glyphs = (0..=u16::MAX).take(used.len()).map(own).collect();
    Ok(Subset { name: format!("{}+{}", tag(&bytes), face.name), bytes, texts, widths, space, glyphs })
}

/// Six capitals that tell this subset from others of its face: the letters of its hash.
fn tag(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}
