//! `[print]`: how pages come to lie on paper, and how the printer at hand behaves.

use serde::{Deserialize, Serialize};

use super::book::choice;
use super::fields::{Fields, Value, wrong};
use super::length::{self, thousandths};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::typeset::Sp;

/// `[print]`: which files for the printer are made, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintSettings {
    /// What to make.
    pub schemes: Vec<Scheme>,
    /// The sheets to make it for.
    pub sheets: Vec<Sheet>,
    /// The flips to make it for.
    pub flips: Vec<Flip>,
    /// Whether the printer prints on both sides by itself.
    pub duplex: Duplex,
    /// Which sheet comes first in a file.
    pub order: Order,
    /// Where blank pages go.
    pub blanks: Blanks,
    /// The edge at which leaves are held together.
    pub binding: Binding,
    /// Whether pages may be scaled.
    pub scale: Scale,
    /// What is drawn beside the pages.
    pub marks: Marks,
    /// White added at the binding edge of every page.
    pub gutter: Sp,
    /// How near to the sheet's edges the printer prints.
    pub margin: Sp,
    /// Thickness of a sheet, for creep.
    pub caliper: Sp,
    /// Share of the theoretical creep to correct, in thousandths; 0 when the booklet is not trimmed.
    pub creep: u16,
}

impl Default for PrintSettings {
    fn default() -> Self {
        Self {
            schemes: vec![Scheme::Booklet],
            sheets: vec![Sheet::A4, Sheet::Letter],
            flips: vec![Flip::Short, Flip::Long],
            duplex: Duplex::Automatic,
            order: Order::FirstSheet,
            blanks: Blanks::Auto,
            binding: Binding::Left,
            scale: Scale::None,
            marks: Marks { fold: false, crop: false, collation: true },
            gutter: Sp::ZERO,
            // Most printers leave out no more.
            margin: Sp::um(4_000),
            // Office paper of 80 g/m².
            caliper: Sp::um(100),
            creep: 0,
        }
    }
}

/// A way of printing, folding, cutting and binding; [`crate::impose`] knows what each means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scheme {
    /// Saddle stitch, or sections when a staple would not hold the sheets.
    Booklet,
    /// All sheets folded into one another, and stapled through the fold.
    Saddle,
    /// Several stacks of folded sheets, behind one another.
    Sections,
    /// The outer sheet of a booklet apart from the others, for paper of another colour.
    Cover,
    /// Cut in the middle, both halves laid on each other and glued.
    CutStack,
    /// Two sheets of a booklet on one, cut apart and folded.
    Mini,
    /// Folded twice: four leaves.
    Quarto,
    /// Folded three times: eight leaves.
    Octavo,
    /// Eight pages on one side of a sheet, slit in the middle and folded.
    Zine,
    /// A card: four pages on one side, folded twice.
    Quarter,
    /// A leaflet of three panels, the last narrower.
    Trifold,
}

impl Scheme {
    /// What settings and file names call them.
    pub const NAMES: [(&'static str, Self); 11] = [
        ("booklet", Self::Booklet),
        ("saddle", Self::Saddle),
        ("sections", Self::Sections),
        ("cover", Self::Cover),
        ("cutstack", Self::CutStack),
        ("mini", Self::Mini),
        ("quarto", Self::Quarto),
        ("octavo", Self::Octavo),
        ("zine8", Self::Zine),
        ("quarter", Self::Quarter),
        ("trifold", Self::Trifold),
    ];

    /// Its name in settings and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        name_of(&Self::NAMES, self)
    }
}

/// A sheet of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Sheet {
    /// 297 × 420 mm.
    A3,
    /// 210 × 297 mm.
    A4,
    /// 8½ × 11 inches.
    Letter,
    /// 8½ × 14 inches.
    Legal,
    /// 11 × 17 inches.
    Tabloid,
}

impl Sheet {
    /// What settings and file names call them.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("a3", Self::A3),
        ("a4", Self::A4),
        ("letter", Self::Letter),
        ("legal", Self::Legal),
        ("tabloid", Self::Tabloid),
    ];

    /// Its name in settings and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        name_of(&Self::NAMES, self)
    }

    /// Its name in sentences.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::A3 => "A3",
            Self::A4 => "A4",
            Self::Letter => "Letter",
            Self::Legal => "Legal",
            Self::Tabloid => "Tabloid",
        }
    }

    /// Its shorter and its longer side in micrometres.
    #[must_use]
    pub fn micrometres(self) -> (i32, i32) {
        match self {
            Self::A3 => (297_000, 420_000),
            Self::A4 => (210_000, 297_000),
            Self::Letter => (215_900, 279_400),
            Self::Legal => (215_900, 355_600),
            Self::Tabloid => (279_400, 431_800),
        }
    }
}

/// How a duplex printer turns the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Flip {
    /// Over its short edge.
    Short,
    /// Over its long edge.
    Long,
}

impl Flip {
    /// What settings call them.
    pub const NAMES: [(&'static str, Self); 2] = [("short", Self::Short), ("long", Self::Long)];

    /// Its name in files.
    #[must_use]
    pub fn edge(self) -> &'static str {
        match self {
            Self::Short => "short-edge",
            Self::Long => "long-edge",
        }
    }
}

/// Who turns the sheets between their sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duplex {
    /// The printer: one file has both sides.
    Automatic,
    /// A person, who puts the printed stack back into the tray: one file has the fronts, another the backs.
    Manual,
    /// The same, where the stack comes out of the tray the other way round: the backs begin with the last sheet.
    ManualReversed,
}

impl Duplex {
    /// What settings call them.
    pub const NAMES: [(&'static str, Self); 3] =
        [("auto", Self::Automatic), ("manual", Self::Manual), ("manual-reversed", Self::ManualReversed)];
}

/// Which sheet comes first in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// The outermost: right for printers that lay sheets face down.
    FirstSheet,
    /// The innermost: right for printers that lay sheets face up.
    LastSheet,
}

impl Order {
    /// What settings call them.
    pub const NAMES: [(&'static str, Self); 2] = [("first", Self::FirstSheet), ("last", Self::LastSheet)];
}

/// Where blank pages go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blanks {
    /// Before the back cover when the last page is one, else at the end.
    Auto,
    /// At the end.
    End,
    /// Before the last page.
    BeforeBack,
    /// After the first page, by whole leaves; an odd one at the end.
    AfterFront,
}

impl Blanks {
    /// What settings call them.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("auto", Self::Auto),
        ("end", Self::End),
        ("before-back", Self::BeforeBack),
        ("after-front", Self::AfterFront),
    ];
}

/// The edge at which leaves are held together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Binding {
    /// Left: pages are turned from right to left, as in Latin, Greek and Cyrillic script.
    Left,
    /// Right, as in Arabic and Hebrew script.
    Right,
}

impl Binding {
    /// What settings call them.
    pub const NAMES: [(&'static str, Self); 2] = [("left", Self::Left), ("right", Self::Right)];
}

/// Whether pages may be scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scale {
    /// Never; a page that does not fit is not imposed.
    None,
    /// To the largest size that fits.
    Fit,
}

impl Scale {
    /// What settings call them.
    pub const NAMES: [(&'static str, Self); 2] = [("none", Self::None), ("fit", Self::Fit)];
}

/// What is drawn beside the pages. Lines to cut along, where a scheme has them, are always drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Marks {
    /// Ticks where to fold.
    pub fold: bool,
    /// Ticks where to trim.
    pub crop: bool,
    /// Steps on the spines of sections, which tell their order.
    pub collation: bool,
}

/// A mark to be put among others.
type SetMark = fn(&mut Marks);

impl Marks {
    /// What settings call them.
    pub const NAMES: [(&'static str, SetMark); 3] = [
        ("fold", |marks| marks.fold = true),
        ("crop", |marks| marks.crop = true),
        ("collation", |marks| marks.collation = true),
    ];
}

pub(super) fn name_of<T: Copy + PartialEq>(names: &[(&'static str, T)], wanted: T) -> &'static str {
    names.iter().find(|(_, value)| *value == wanted).map_or("", |(name, _)| name)
}

/// Reads `[print]`.
pub(super) fn print(mut fields: Fields, diagnostics: &mut Diagnostics) -> PrintSettings {
    let mut settings = PrintSettings::default();
    let fields_of = &mut fields;
    if let Some(schemes) = choices(fields_of, "schemes", "a way to print", &Scheme::NAMES, diagnostics) {
        settings.schemes = schemes;
    }
    if let Some(sheets) = choices(fields_of, "sheets", "a sheet", &Sheet::NAMES, diagnostics) {
        settings.sheets = sheets;
    }
    if let Some(flips) = choices(fields_of, "flips", "a flip", &Flip::NAMES, diagnostics) {
        settings.flips = flips;
    }
    one(fields_of, "duplex", "a way to turn the paper", &Duplex::NAMES, &mut settings.duplex, diagnostics);
    one(fields_of, "order", "an order of sheets", &Order::NAMES, &mut settings.order, diagnostics);
    one(fields_of, "blanks", "a place for blank pages", &Blanks::NAMES, &mut settings.blanks, diagnostics);
    one(fields_of, "binding", "an edge to bind at", &Binding::NAMES, &mut settings.binding, diagnostics);
    one(fields_of, "scale", "a way to scale", &Scale::NAMES, &mut settings.scale, diagnostics);
    if let Some(words) = fields_of.texts("marks", diagnostics) {
        settings.marks = Marks::default();
        for word in words {
            match Marks::NAMES.iter().find(|(name, _)| word.text.eq_ignore_ascii_case(name)) {
                Some((_, set)) => set(&mut settings.marks),
                None => diagnostics.push(choice("a mark", &word, &Marks::NAMES.map(|(name, _)| name))),
            }
        }
    }
    for (key, most, what, setting) in [
        ("gutter", 50_000, "more than 5 cm", &mut settings.gutter),
        ("margin", 50_000, "more than 5 cm", &mut settings.margin),
        ("caliper", 1_000, "more than a millimetre", &mut settings.caliper),
    ] {
        let Some((length, span)) = length::take(fields_of, key, diagnostics) else { continue };
        if length <= Sp::um(most) {
            *setting = length;
            continue;
        }
        let hint = match key {
            "gutter" => "it is added to the inner margin: glue takes some \"4mm\"",
            "margin" => "it is the edge that the printer leaves white: most have \"4mm\", all have \"6.35mm\"",
            _ => "it is the thickness of one sheet: office paper has \"0.1mm\"",
        };
        diagnostics.push(Diagnostic::error(format!("`{key}` is {what}")).at(span).hint(hint));
    }
    if let Some(node) = fields.take("creep") {
        let share = match &node.value {
            Value::Literal(number) => thousandths(number).filter(|share| *share <= 1000),
            _ => None,
        };
        match share.and_then(|share| u16::try_from(share).ok()) {
            Some(share) => settings.creep = share,
            None => diagnostics.push(wrong("creep", "a number from 0 (none) to 1 (all of it)", &node.value, node.span)),
        }
    }
    fields.finish(diagnostics);
    settings
}

/// Takes out one word of a few.
pub(super) fn one<T: Copy + PartialEq>(
    fields: &mut Fields,
    key: &'static str,
    what: &str,
    words: &[(&str, T)],
    setting: &mut T,
    diagnostics: &mut Diagnostics,
) {
    let Some(word) = fields.text(key, diagnostics) else { return };
    match words.iter().find(|(name, _)| word.text.eq_ignore_ascii_case(name)) {
        Some((_, value)) => *setting = *value,
        None => {
            diagnostics.push(choice(what, &word, &words.iter().map(|(name, _)| *name).collect::<Vec<_>>()));
        }
    }
}

/// Takes out one or more words of a few, each once.
pub(super) fn choices<T: Copy + PartialEq>(
    fields: &mut Fields,
    key: &'static str,
    what: &str,
    choices: &[(&str, T)],
    diagnostics: &mut Diagnostics,
) -> Option<Vec<T>> {
    let words = fields.texts(key, diagnostics)?;
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    let mut out = Vec::new();
    for word in words {
        match choices.iter().find(|(name, _)| word.text.eq_ignore_ascii_case(name)) {
            Some((_, value)) if out.contains(value) => diagnostics
                .push(Diagnostic::error(format!("`{}` is listed twice", word.text)).at(word.span).hint("delete one")),
            Some((_, value)) => out.push(*value),
            None => diagnostics.push(choice(what, &word, &names)),
        }
    }
    Some(out)
}
