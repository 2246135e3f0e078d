//! `[press]`: files for those who print and bind for a living.

use super::book::choice;
use super::fields::Fields;
use super::length;
use super::print::{choices, name_of, one};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::typeset::Sp;

/// `[press]`: which files for a press are made without being asked for, and how they are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PressSettings {
    /// What is made when no formats are named.
    pub files: Vec<PressFile>,
    /// The standard that `press` keeps.
    pub standard: Standard,
    /// How far beyond the trimmed page what touches its edge is printed, in `press`.
    pub bleed: Sp,
    /// What is drawn beside the pages of `press`.
    pub marks: PressMarks,
    /// The ink of a book's pages; covers are always in colour.
    pub interior: Interior,
    /// The paper of a book, where a service offers several.
    pub paper: Paper,
    /// The thickness of a leaf of the paper of a book, where the printer has said it: it decides the spine.
    pub caliper: Option<Sp>,
}

impl Default for PressSettings {
    fn default() -> Self {
        Self {
            files: Vec::new(),
            standard: Standard::X4,
            bleed: Sp::um(3_000),
            marks: PressMarks::default(),
            interior: Interior::Black,
            paper: Paper::White,
            caliper: None,
        }
    }
}

/// What is made for a press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PressFile {
    /// All pages with their covers, for a print shop that folds or binds them.
    Press,
    /// Amazon's Kindle Direct Publishing: pages, and a cover around them.
    Kdp,
    /// IngramSpark: the same.
    Ingram,
    /// Lulu: the same.
    Lulu,
    /// Books on Demand: the same.
    Bod,
}

impl PressFile {
    /// What settings, arguments and file names call them.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("press", Self::Press),
        ("pod-kdp", Self::Kdp),
        ("pod-ingram", Self::Ingram),
        ("pod-lulu", Self::Lulu),
        ("pod-bod", Self::Bod),
    ];

    /// Its name in settings, arguments and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        name_of(&Self::NAMES, self)
    }
}

/// What a press can rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standard {
    /// PDF/X-4 (ISO 15930-7:2010): pictures keep their colours and their transparency.
    X4,
    /// PDF/X-1a:2001 (ISO 15930-1:2001): all is CMYK or grey, and nothing is transparent.
    X1a,
}

impl Standard {
    /// What settings call them.
    pub const NAMES: [(&'static str, Self); 2] = [("x4", Self::X4), ("x1a", Self::X1a)];
}

/// What is drawn beside the pages of a press.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PressMarks {
    /// Ticks where to trim.
    pub crop: bool,
    /// Crosses that show whether the inks lie on each other.
    pub registration: bool,
}

/// A mark to be put among others.
type SetMark = fn(&mut PressMarks);

impl PressMarks {
    /// What settings call them.
    pub const NAMES: [(&'static str, SetMark); 2] =
        [("crop", |marks| marks.crop = true), ("registration", |marks| marks.registration = true)];
}

/// The ink of a book's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Interior {
    /// Black alone: colours and pictures become grey.
    Black,
    /// The four inks.
    Colour,
}

impl Interior {
    /// What settings call them.
    pub const NAMES: [(&'static str, Self); 2] = [("black", Self::Black), ("colour", Self::Colour)];
}

/// The paper of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paper {
    /// White.
    White,
    /// Cream, which is a little thicker.
    Cream,
}

impl Paper {
    /// What settings call them.
    pub const NAMES: [(&'static str, Self); 2] = [("white", Self::White), ("cream", Self::Cream)];
}

/// Reads `[press]`.
pub(super) fn press(mut fields: Fields, diagnostics: &mut Diagnostics) -> PressSettings {
    let mut settings = PressSettings::default();
    let fields_of = &mut fields;
    if let Some(files) = choices(fields_of, "files", "a file for a press", &PressFile::NAMES, diagnostics) {
        settings.files = files;
    }
    one(fields_of, "standard", "a standard", &Standard::NAMES, &mut settings.standard, diagnostics);
    one(fields_of, "interior", "an ink", &Interior::NAMES, &mut settings.interior, diagnostics);
    one(fields_of, "paper", "a paper", &Paper::NAMES, &mut settings.paper, diagnostics);
    if let Some(words) = fields_of.texts("marks", diagnostics) {
        for word in words {
            match PressMarks::NAMES.iter().find(|(name, _)| word.text.eq_ignore_ascii_case(name)) {
                Some((_, set)) => set(&mut settings.marks),
                None => diagnostics.push(choice("a mark", &word, &PressMarks::NAMES.map(|(name, _)| name))),
            }
        }
    }
    if let Some((bleed, span)) = length::take(fields_of, "bleed", diagnostics) {
        settings.bleed = bleed;
        if bleed > Sp::um(20_000) {
            diagnostics.push(
                Diagnostic::error("`bleed` is more than 2 cm")
                    .at(span)
                    .hint("print shops ask for \"3mm\", in America for \"0.125in\""),
            );
        }
    }
    if let Some((caliper, span)) = length::take(fields_of, "caliper", diagnostics) {
        settings.caliper = Some(caliper);
        if caliper > Sp::um(1_000) {
            diagnostics.push(
                Diagnostic::error("`caliper` is more than a millimetre")
                    .at(span)
                    .hint("it is the thickness of one leaf: book paper has about \"0.1mm\""),
            );
        }
    }
    fields.finish(diagnostics);
    settings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::book::tests::read;

    #[test]
    fn everything_can_be_set() {
        let (settings, report) = read(
            "[press]\nfiles = ['press', 'pod-kdp']\nstandard = 'x1a'\nbleed = '0.125in'\nmarks = ['crop', 'registration']\n\
             interior = 'colour'\npaper = 'cream'\ncaliper = '0.12mm'\n",
        );
        assert_eq!(report, "");
        let expected = PressSettings {
            files: vec![PressFile::Press, PressFile::Kdp],
            standard: Standard::X1a,
            bleed: Sp::um(3_175),
            marks: PressMarks { crop: true, registration: true },
            interior: Interior::Colour,
            paper: Paper::Cream,
            caliper: Some(Sp::um(120)),
        };
        assert_eq!(settings.press, expected);
        assert_eq!(read("[press]\nbleed = '0mm'\n").0.press.bleed, Sp::ZERO);
    }

    #[test]
    fn what_cannot_be_is_said_with_what_could() {
        let (_, report) = read(
            "[press]\nfiles = ['pod-kpd']\nstandard = 'x3'\nbleed = '30mm'\nmarks = ['crops']\ncaliper = '2mm'\nblead = '3mm'\n",
        );
        for said in [
            "`pod-kpd`",
            "did you mean `pod-kdp`",
            "`x3`",
            "more than 2 cm",
            "`crops`",
            "more than a millimetre",
            "blead",
        ] {
            assert!(report.contains(said), "{said}: {report}");
        }
    }
}
