//! The faces: which there are, what each can show, and in which order they help each other out.

use std::sync::Arc;

use harfrust::{Font, GlyphId};

use super::embedded::FACES;
use super::page::{Face, FaceId};

/// The serif, upright.
pub(crate) const SERIF: FaceId = FaceId(0);
/// The serif, italic.
pub(crate) const SERIF_ITALIC: FaceId = FaceId(1);
/// The serif, bold.
pub(crate) const SERIF_BOLD: FaceId = FaceId(2);
/// The serif, bold italic.
pub(crate) const SERIF_BOLD_ITALIC: FaceId = FaceId(3);
/// The monospaced face, for program text.
pub(crate) const MONO: FaceId = FaceId(4);
/// The monospaced face, bold.
pub(crate) const MONO_BOLD: FaceId = FaceId(5);
/// Pictographs.
const EMOJI: FaceId = FaceId(6);

/// The faces' files, by [`FaceId`].
const FILES: [&str; 7] = [
    "LibertinusSerif-Regular.otf",
    "LibertinusSerif-Italic.otf",
    "LibertinusSerif-Bold.otf",
    "LibertinusSerif-BoldItalic.otf",
    "DejaVuSansMono.ttf",
    "DejaVuSansMono-Bold.ttf",
    "NotoEmoji-Regular.ttf",
];

/// A face made ready for shaping.
pub(crate) struct LoadedFace {
    /// What writers need.
    pub(crate) face: Arc<Face>,
    /// The parsed font.
    pub(crate) font: Font,
    /// Advance of the word space, in font units.
    pub(crate) space: i32,
}

/// All faces.
pub struct Fonts {
    faces: Vec<LoadedFace>,
}

impl Fonts {
    /// Parses the embedded faces.
    ///
    /// # Panics
    /// When an embedded file is no font, which a test rules out.
    #[must_use]
    pub fn embedded() -> Self {
        let faces = FILES
            .iter()
            .map(|file| {
                let embedded = FACES.iter().find(|f| f.file == *file).expect("build.rs embeds all of `fonts/`");
                let bytes = embedded.bytes;
                let font = Font::new(bytes, 0).expect("embedded faces are fonts");
                let name = file.split('.').next().unwrap_or(file);
                let metrics = font.glyph_metrics();
                let count = u16::try_from(font.num_glyphs()).unwrap_or(u16::MAX);
                let advances: Vec<u16> =
                    (0..count).map(|glyph| metrics.h_advance(GlyphId::from(glyph)).round().max(0.0) as u16).collect();
                let space = font.charmap().map_unicode(' ').map_or(0, |glyph| glyph.to_u32() as u16);
                let width = advances.get(usize::from(space)).copied().unwrap_or(font.units_per_em() / 4);
                let face =
                    Arc::new(Face { name: name.to_owned(), bytes, units_per_em: font.units_per_em(), space, advances });
                let space = i32::from(width);
                LoadedFace { face, font, space }
            })
            .collect();
        Self { faces }
    }

    /// The face with this id.
    pub(crate) fn get(&self, id: FaceId) -> &LoadedFace {
        &self.faces[usize::from(id.0)]
    }

    /// All faces in the order of their ids.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &LoadedFace> {
        self.faces.iter()
    }

    /// The faces as writers need them.
    #[must_use]
    pub fn faces(&self) -> Vec<Arc<Face>> {
        self.faces.iter().map(|f| Arc::clone(&f.face)).collect()
    }

    /// The first face that can show `c`: `wanted`, else its upright sister, the other families, pictographs.
    pub(crate) fn face_for(&self, wanted: FaceId, c: char) -> Option<FaceId> {
        let shows = |id: FaceId| self.get(id).font.charmap().map_unicode(c).is_some_and(|g| g.to_u32() != 0);
        [wanted, SERIF, MONO, EMOJI].into_iter().find(|id| shows(*id))
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.faces.iter().map(|l| &l.face.name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_faces_show_latin_greek_cyrillic_and_pictographs() {
        let fonts = Fonts::embedded();
        assert_eq!(fonts.iter().count(), FILES.len());
        for c in ['a', 'é', 'ğ', 'Ω', 'Ж', 'ң', '—', '\u{202F}'] {
            assert_eq!(fonts.face_for(SERIF_ITALIC, c), Some(SERIF_ITALIC), "{c}");
        }
        assert_eq!(fonts.face_for(SERIF, '🚀'), Some(EMOJI));
        assert_eq!(fonts.face_for(SERIF, '\u{E123}'), None);
    }
}
