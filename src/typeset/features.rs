//! The features of OpenType as a typographer asks for them: figures, small capitals, forms beside capitals.

use harfrust::{Feature, Tag};

use crate::manuscript::Lang;

/// A set of OpenType features, beyond kerning and standard ligatures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Features(u8);

impl Features {
    /// Old-style figures: for text.
    pub(crate) const OLD_STYLE: Self = Self(1);
    /// Lining figures of one width: for tables and contents.
    pub(crate) const TABULAR: Self = Self(2);
    /// Small capitals for lower-case letters.
    pub(crate) const SMALL_CAPS: Self = Self(4);
    /// Superior figures and letters, where the face has them.
    pub(crate) const SUPERIOR: Self = Self(8);
    /// Punctuation that goes with capitals.
    pub(crate) const CASE: Self = Self(16);
    /// Characters as they are: no ligatures, for program text.
    pub(crate) const LITERAL: Self = Self(32);
    /// Small capitals for letters of both cases.
    pub(crate) const ALL_SMALL_CAPS: Self = Self(64);
    /// Inferior figures and letters, where the face has them.
    pub(crate) const INFERIOR: Self = Self(128);

    /// The set as a number.
    pub(super) fn bits(self) -> u8 {
        self.0
    }

    /// The set of this number.
    pub(super) fn of_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// Both sets together.
    #[must_use]
    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This set without another.
    #[must_use]
    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the forms asked for differ from the usual one in this character: `b` has a small capital, `B` and `,`
    /// have none and need none.
    pub(super) fn concern(self, c: char) -> bool {
        self.has(Self::SUPERIOR.with(Self::INFERIOR))
            || (self.has(Self::SMALL_CAPS.with(Self::ALL_SMALL_CAPS)) && c.is_lowercase())
            || (self.has(Self::ALL_SMALL_CAPS) && c.is_uppercase())
    }

    /// The features of OpenType, with the face's ligatures or without. `frac` is never among them: 1/2 may be a date.
    pub(super) fn list(self, ligatures: bool) -> Vec<Feature> {
        let mut out = Vec::new();
        let mut set = |tag: &[u8; 4], value: u32| out.push(Feature::new(Tag::new(tag), value, ..));
        if self.has(Self::TABULAR) {
            set(b"lnum", 1);
            set(b"tnum", 1);
        } else if !self.has(Self::LITERAL) {
            set(if self.has(Self::OLD_STYLE) { b"onum" } else { b"lnum" }, 1);
            set(b"pnum", 1);
        }
        for (feature, tag) in [
            (Self::SMALL_CAPS.with(Self::ALL_SMALL_CAPS), b"smcp"),
            (Self::ALL_SMALL_CAPS, b"c2sc"),
            (Self::SUPERIOR, b"sups"),
            (Self::INFERIOR, b"subs"),
            (Self::CASE, b"case"),
        ] {
            if self.has(feature) {
                set(tag, 1);
            }
        }
        let raised = self.has(Self::SUPERIOR.with(Self::INFERIOR));
        if !ligatures || raised || self.has(Self::LITERAL) {
            set(b"liga", 0);
            set(b"clig", 0);
        }
        if self.has(Self::LITERAL) {
            set(b"calt", 0);
        }
        out
    }
}

/// Whether the language tells i from ı, so that a ligature of f and i, which has no dot, is a mistake in it.
pub(crate) fn has_dotless_i(lang: &Lang) -> bool {
    matches!(lang.primary(), "tr" | "az" | "kk" | "crh" | "tt" | "ba" | "gag")
}
