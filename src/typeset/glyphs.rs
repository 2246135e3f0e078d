//! Which glyphs are used, and what they stand for where they are: what those who cut faces down need to know.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::page::{FaceId, Page, Placed, Word};

/// Glyphs and how often each is used for a text, in the order of faces, glyphs and texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glyphs {
    pub(super) used: Vec<Used>,
    /// The texts, one after the other.
    pub(super) texts: String,
}

/// A glyph for a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Used {
    pub(super) face: FaceId,
    /// Its number in the face.
    pub(super) glyph: u16,
    /// How many bytes its text has.
    pub(super) length: u8,
    /// How often it is used for it.
    pub(super) times: u32,
}

impl Glyphs {
    /// The glyphs of words. Lines share their words, of which there are far fewer than lines: each is looked into once, and
    /// counts as often as it comes.
    pub(super) fn of_words<'w>(words: impl Iterator<Item = &'w Arc<Word>>) -> Self {
        // That the order of words is anyone's guess changes no sum.
        let mut times: FxHashMap<*const Word, (&Word, u32)> = FxHashMap::default();
        for word in words {
            times.entry(Arc::as_ptr(word)).or_insert((word, 0)).1 += 1;
        }
        // Nearly all stand for one character of ASCII, and to hash that takes less time than to hash a text.
        let mut letters: FxHashMap<(FaceId, u16, u8), (&str, u32)> = FxHashMap::default();
        let mut others: FxHashMap<(FaceId, u16, &str), u32> = FxHashMap::default();
        for (word, times) in times.into_values() {
            let mut at = 0;
            for glyph in &word.glyphs {
                let end = at + usize::from(glyph.text_len);
                let text = word.text.get(at..end).unwrap_or("");
                match text.as_bytes() {
                    [byte] => letters.entry((word.face, glyph.id, *byte)).or_insert((text, 0)).1 += times,
                    _ => *others.entry((word.face, glyph.id, text)).or_default() += times,
                }
                at = end;
            }
        }
        let letters = letters.into_iter().map(|((face, glyph, _), (text, times))| ((face, glyph, text), times));
        let mut used: Vec<_> = others.into_iter().chain(letters).collect();
        used.sort_unstable();
        let mut glyphs = Self::default();
        for ((face, glyph, text), times) in used {
            // As long as a glyph says.
            let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
            glyphs.used.push(Used { face, glyph, length, times });
            glyphs.texts.push_str(text);
        }
        glyphs
    }

    /// The glyphs on pages.
    #[must_use]
    pub fn of<'p>(pages: impl IntoIterator<Item = &'p Page>) -> Self {
        Self::of_words(pages.into_iter().flat_map(|page| &page.items).flat_map(words))
    }

    /// Each of them: its face, its number there, a text that it stands for, and how often.
    pub fn iter(&self) -> impl Iterator<Item = (FaceId, u16, &str, u32)> {
        let mut at = 0;
        self.used.iter().map(move |Used { face, glyph, length, times }| {
            let end = at + usize::from(*length);
            let text = self.texts.get(at..end).unwrap_or("");
            at = end;
            (*face, *glyph, text, *times)
        })
    }
}

/// The words of what is printed.
pub(super) fn words(placed: &Placed) -> impl Iterator<Item = &Arc<Word>> {
    let runs = match placed {
        Placed::Text(line) => line.runs.as_slice(),
        Placed::Rule { .. } | Placed::Image { .. } => &[],
    };
    runs.iter().map(|run| &run.word)
}
