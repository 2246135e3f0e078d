//! How kinds of text are set: sizes, faces and white, worked out from the settings once.

use super::features::{Features, has_dotless_i};
use super::fonts::{MONO, MONO_BOLD, SERIF, SERIF_BOLD, SERIF_BOLD_ITALIC, SERIF_ITALIC};
use super::length::Sp;
use super::page::{Colour, FaceId};
use super::structure::ElementId;
use crate::config::{Align, Byline, Design, Sections, TextSettings, TitleSettings};
use crate::manuscript::Lang;

/// How a run of text looks, before the fonts have a say, and what it is part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ink {
    /// Size of the em.
    pub(crate) size: Sp,
    /// How far above the baseline.
    pub(crate) rise: Sp,
    /// Italic.
    pub(crate) italic: bool,
    /// Bold.
    pub(crate) bold: bool,
    /// Monospaced, for program text.
    pub(crate) mono: bool,
    /// Struck out.
    pub(crate) struck: bool,
    /// The colour.
    pub(crate) colour: Colour,
    /// OpenType features.
    pub(crate) features: Features,
    /// Extra advance, in thousandths of an em.
    pub(crate) tracking: i16,
    /// The language.
    pub(crate) lang: Lang,
    /// What it is part of in the structure, when that is not what the whole paragraph is part of.
    pub(crate) element: Option<ElementId>,
}

impl Ink {
    /// Upright text with old-style figures.
    pub(crate) fn new(size: Sp, lang: &Lang) -> Self {
        Self {
            size,
            rise: Sp::ZERO,
            italic: false,
            bold: false,
            mono: false,
            struck: false,
            colour: Colour::Black,
            features: Features::OLD_STYLE,
            tracking: 0,
            lang: lang.clone(),
            element: None,
        }
    }

    /// The same in italics; within italics, upright again.
    pub(crate) fn emphasised(mut self) -> Self {
        self.italic = !self.italic;
        self
    }

    /// The same as part of an element.
    pub(crate) fn within(mut self, element: Option<ElementId>) -> Self {
        self.element = element;
        self
    }

    /// The same in small capitals, letterspaced by 4 %.
    pub(crate) fn small_caps(mut self) -> Self {
        self.features = self.features.with(Features::SMALL_CAPS);
        self.tracking = 40;
        self
    }

    /// The same in small capitals throughout, for titles in furniture: the text keeps its capitals for who copies it.
    pub(crate) fn all_small_caps(mut self) -> Self {
        self.features = self.features.with(Features::ALL_SMALL_CAPS);
        self.tracking = 40;
        self
    }

    /// The same for text that is all in capitals: letterspaced, with figures, brackets and hyphens as high as they are.
    pub(crate) fn capitals(mut self) -> Self {
        self.features = self.features.without(Features::OLD_STYLE).with(Features::CASE);
        self.tracking = 50;
        self
    }

    /// The same, in [`Ink::capitals`] when `text` is all in capitals.
    pub(crate) fn suited_to(self, text: &str) -> Self {
        if is_capitals(text) { self.capitals() } else { self }
    }

    /// The same with lining figures of one width.
    pub(crate) fn tabular(mut self) -> Self {
        self.features = self.features.with(Features::TABULAR);
        self
    }

    /// The face.
    pub(crate) fn face(&self) -> FaceId {
        match (self.mono, self.bold, self.italic) {
            (true, false, _) => MONO,
            (true, true, _) => MONO_BOLD,
            (false, false, false) => SERIF,
            (false, false, true) => SERIF_ITALIC,
            (false, true, false) => SERIF_BOLD,
            (false, true, true) => SERIF_BOLD_ITALIC,
        }
    }
}

/// Height of the capitals of Libertinus Serif, in thousandths of the em.
pub(crate) const CAP_HEIGHT: i64 = 658;

/// Whether a text is all in capitals and too long for an abbreviation.
fn is_capitals(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    letters.clone().count() > 6 && letters.all(char::is_uppercase)
}

/// Text in capitals as its language writes them: in Turkish and its kin i has its dot as a capital too.
pub(crate) fn in_capitals(text: &str, lang: &Lang) -> String {
    if has_dotless_i(lang) { text.replace('i', "İ").to_uppercase() } else { text.to_uppercase() }
}

/// How the lines of a paragraph stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Setting {
    /// Flush on both sides, divided where need be.
    Justified,
    /// Flush left, undivided.
    Ragged,
    /// Flush left, undivided, in lines of about one length.
    Balanced,
    /// Centred, undivided, in lines of about one length.
    Centred,
    /// Flush right, undivided, in lines of about one length.
    Right,
}

/// The sizes of a publication's text, from its design.
#[derive(Debug, Clone)]
pub(crate) struct Styles {
    /// The text.
    pub(crate) text: TextSettings,
    /// How lines of text end.
    pub(crate) body: Setting,
    /// The openings of articles, and their headings.
    pub(crate) titles: TitleSettings,
    /// What stands between sections where the text breaks off.
    pub(crate) divider: String,
    /// Whether a list at the end says where articles first appeared, and their openings need not.
    pub(crate) sources_listed: bool,
    /// Size of running heads.
    pub(crate) head_size: Sp,
    /// Indent of set-off quotations, on both sides.
    pub(crate) quotation_indent: Sp,
}

impl Styles {
    /// Works them out.
    pub(crate) fn new(design: &Design) -> Self {
        let text = &design.text;
        Self {
            head_size: text.size.scale(85, 100),
            quotation_indent: text.leading,
            body: if text.ragged { Setting::Ragged } else { Setting::Justified },
            text: text.clone(),
            divider: design.divider.clone(),
            sources_listed: design.back.sources,
            titles: design.titles.clone(),
        }
    }
}

impl Styles {
    /// How a title stands, and what belongs to it.
    pub(crate) fn title_setting(&self) -> Setting {
        match self.titles.align {
            Align::Left => Setting::Balanced,
            Align::Centre => Setting::Centred,
        }
    }

    /// The ink of a title, made of that of its text.
    pub(crate) fn title_ink(&self, ink: Ink) -> Ink {
        Ink { bold: self.titles.bold, ..ink }
    }

    /// The ink of authors and dates, made of that of their text.
    pub(crate) fn byline_ink(&self, ink: Ink) -> Ink {
        match self.titles.byline {
            Byline::Italic => ink.emphasised(),
            Byline::SmallCaps => ink.small_caps(),
            Byline::Roman => ink,
        }
    }

    /// The ink of a heading of this level, from 2, made of that of its text.
    pub(crate) fn heading_ink(&self, level: u8, ink: Ink) -> Ink {
        let smaller = ink.size.scale(95, 100);
        match (level, self.titles.sections) {
            (2, Sections::SmallCaps) => ink.small_caps(),
            (2, Sections::Bold) => Ink { bold: true, ..ink },
            (2, Sections::Italic) => Ink { size: ink.size.scale(12, 10), ..ink.emphasised() },
            (3, _) => ink.emphasised(),
            _ => Ink { size: smaller, ..ink.emphasised() },
        }
    }
}

/// Where the baseline of a line of this leading and size stands below the line's top: ascenders and
/// descenders have the same white above and below.
pub(crate) fn baseline(leading: Sp, size: Sp) -> Sp {
    // Libertinus Serif rises to 0.7 em and falls to 0.24 em.
    leading.scale(1, 2) + size.scale(23, 100)
}
