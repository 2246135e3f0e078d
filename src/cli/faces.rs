//! The embedded faces as the EPUB wants them.

use crate::epub::{EpubFace, EpubFonts};
use crate::typeset::embedded::{EmbeddedFace, FACES, LICENCES};

/// The serif and the monospaced faces. Pictographs are left to the reading system, which has them in colour.
pub(super) fn for_epub() -> EpubFonts {
    EpubFonts { faces: FACES.iter().filter_map(face).collect() }
}

fn face(face: &'static EmbeddedFace) -> Option<EpubFace> {
    let (family, mono) = match face.family {
        "libertinus" => ("Libertinus Serif", false),
        "dejavu" => ("DejaVu Sans Mono", true),
        _ => return None,
    };
    let name = face.file.split('.').next().unwrap_or(face.file);
    Some(EpubFace {
        name: name.to_owned(),
        family: family.to_owned(),
        mono,
        italic: name.ends_with("Italic"),
        weight: if name.contains("Bold") { 700 } else { 400 },
        bytes: face.bytes,
        licence: LICENCES.iter().find(|licence| licence.family == face.family).map_or("", |licence| licence.text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_serifs_and_two_monospaced_faces_come_with_their_licences() {
        let fonts = for_epub();
        let kinds: Vec<_> = fonts.faces.iter().map(|f| (f.mono, f.weight, f.italic)).collect();
        for kind in
            [(false, 400, false), (false, 400, true), (false, 700, false), (false, 700, true), (true, 400, false)]
        {
            assert!(kinds.contains(&kind), "{kind:?}");
        }
        assert_eq!(kinds.len(), 6);
        assert!(fonts.faces.iter().all(|f| f.licence.len() > 500 && f.bytes.len() > 1000));
    }
}
