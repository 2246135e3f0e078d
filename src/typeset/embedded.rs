//! What the program carries for setting type: faces, hyphenation patterns, their licences.
//! `build.rs` writes the tables from `fonts/`.

include!(concat!(env!("OUT_DIR"), "/fonts.rs"));

/// A face's file.
#[derive(Debug)]
pub struct EmbeddedFace {
    /// The folder of its family.
    pub family: &'static str,
    /// The file's name.
    pub file: &'static str,
    /// The file.
    pub bytes: &'static [u8],
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: &'static str,
}

/// The terms of a family of faces, or of the patterns.
#[derive(Debug)]
pub struct Licence {
    /// The folder it lies in.
    pub family: &'static str,
    /// The file's name.
    pub file: &'static str,
    /// What it says.
    pub text: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyphenation::{Language, Load as _, Standard};
    use sha2::{Digest as _, Sha256};

    #[test]
    fn faces_are_what_their_hashes_say() {
        assert!(FACES.len() >= 7, "{} faces", FACES.len());
        for face in FACES {
            let hash: String = Sha256::digest(face.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hash, face.sha256, "{}", face.file);
        }
    }

    #[test]
    fn everything_embedded_has_terms() {
        for family in FACES.iter().map(|face| face.family).chain(["patterns"]) {
            assert!(LICENCES.iter().any(|licence| licence.family == family && licence.text.len() > 500), "{family}");
        }
        let listed = LICENCES.iter().find(|licence| licence.file == "LICENCES.md").map_or("", |licence| licence.text);
        for (language, _) in PATTERNS {
            assert!(listed.contains(&format!("| `{language}` |")), "{language} is not in LICENCES.md");
        }
    }

    #[test]
    fn patterns_load_as_the_language_they_are_named_for() {
        assert!(PATTERNS.len() >= 36, "{} languages", PATTERNS.len());
        assert!(PATTERNS.is_sorted_by_key(|(code, _)| *code));
        for &(code, mut bytes) in PATTERNS {
            let language = Language::try_from_code(code).expect(code);
            Standard::from_reader(language, &mut bytes).unwrap_or_else(|error| panic!("{code}: {error}"));
        }
    }
}
