//! Resolved settings: every value there, every length in scaled points.

use serde::{Deserialize, Serialize};

use super::tables::Tables;
use super::{Design, Hyphenation, PressSettings, PrintSettings, Theme};
use crate::diagnostics::Span;
use crate::manuscript::{Date, Lang, Person};
use crate::scorecard::Kind;
use crate::typeset::Sp;

/// What `book.toml` says, with defaults for what it does not.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Folders whose articles are there for titles to take, and no titles by themselves.
    pub pool: Vec<String>,
    /// Who publishes the library.
    pub publisher: Option<String>,
    /// Where it is published, without a final slash.
    pub base_url: Option<String>,
    /// The language of what does not say.
    pub lang: Lang,
    /// The licence of what does not say.
    pub rights: Option<String>,
    /// The licence's address.
    pub rights_url: Option<String>,
    /// Who says that its books conform to a standard of accessibility, unless a collection says otherwise.
    pub conformance: Option<Conformance>,
    /// How its collections look, unless they say otherwise.
    pub design: Design,
    /// The tables that say so, for those of collections to lie over; empty where they are at fault.
    pub tables: Tables,
    /// The booklets.
    pub print: PrintSettings,
    /// The files for a press.
    pub press: PressSettings,
    /// The download pages and feeds; nothing when there are to be none.
    pub catalogue: Option<CatalogueSettings>,
    /// What no title may exceed.
    pub limits: LimitSettings,
    /// Words divided otherwise than the patterns say.
    pub hyphenation: Hyphenation,
}

/// `[accessibility]`: a claim that an EPUB conforms to EPUB Accessibility 1.1 at level AA of WCAG 2.2. Only a person can make
/// it, who has checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Conformance {
    /// Who has checked, a person or an organisation.
    pub by: String,
    /// Where that is said.
    pub place: Span,
    /// When.
    pub on: Option<Date>,
    /// Where the findings are told.
    pub report_url: Option<String>,
}

/// `[catalogue]`: the download pages and feeds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CatalogueSettings {
    /// What the library is called there.
    pub title: Option<String>,
    /// A paragraph on what it is.
    pub summary: Option<String>,
    /// Whether the files of earlier editions stay.
    pub keep_editions: bool,
}

/// `[page]`: the trimmed page and its margins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSettings {
    /// Width.
    pub width: Sp,
    /// Height.
    pub height: Sp,
    /// Margin at the fold.
    pub inside: Sp,
    /// Margin at the fore-edge.
    pub outside: Sp,
    /// Margin above the text.
    pub top: Sp,
    /// Margin below the text.
    pub bottom: Sp,
    /// How many columns of text stand beside each other: one or two.
    pub columns: usize,
    /// White between them.
    pub column_gap: Sp,
}

/// `[type]`: sizes and leadings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSettings {
    /// Size of the text.
    pub size: Sp,
    /// Distance between baselines.
    pub leading: Sp,
    /// Indent of a paragraph's first line.
    pub indent: Sp,
    /// Size of quotations.
    pub quotation_size: Sp,
    /// Size of notes.
    pub note_size: Sp,
    /// Distance between baselines of notes.
    pub note_leading: Sp,
    /// Size of program text.
    pub code_size: Sp,
    /// Whether lines end where their words end, instead of all at the margin.
    pub ragged: bool,
    /// How links outside the library print on paper.
    pub links: LinkStyle,
    /// Whether links are underlined.
    pub underline: bool,
}

/// How a link to an address prints on paper; in files it can be followed either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkStyle {
    /// As a note at the foot of the page, lettered apart from the author's numbered notes.
    Notes,
    /// As its words only.
    Plain,
}

/// `[limits]`: how far a title's pages may be from perfect. What is not named is not limited.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LimitSettings {
    /// How many faults of a kind there may be, with the place of the setting.
    pub faults: Vec<(Kind, Most, Span)>,
    /// How many lines of the text may end in a hyphen.
    pub hyphens: Option<(Most, Span)>,
    /// The largest standard deviation of the text's space ratio, in thousandths.
    pub space_deviation: Option<(u32, Span)>,
}

/// The most there may be of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Most {
    /// So many.
    Count(u32),
    /// A share of all lines or pages, in thousandths of a percent.
    Share(u32),
}

/// What `collection.toml` says, with what the folder tells for what it does not.
#[derive(Debug, Clone, Default)]
pub struct CollectionSettings {
    /// The folder's name.
    pub slug: String,
    /// The title.
    pub title: Option<String>,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// Authors, editors, translators of the whole.
    pub people: Vec<Person>,
    /// The main language.
    pub lang: Option<Lang>,
    /// A paragraph for the back cover and the catalogue.
    pub summary: Option<String>,
    /// Subjects.
    pub subjects: Vec<String>,
    /// The publisher, when not the library's.
    pub publisher: Option<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// The licence or rights statement.
    pub rights: Option<String>,
    /// The licence's address.
    pub rights_url: Option<String>,
    /// The series and the place in it.
    pub series: Option<(String, Option<u32>)>,
    /// Where the series is named.
    pub series_place: Option<Span>,
    /// Which edition it is.
    pub edition: Option<Edition>,
    /// The title that it is a translation of, by slug, and where that is said.
    pub translation_of: Option<(String, Span)>,
    /// Who says that it conforms to a standard of accessibility.
    pub conformance: Option<Conformance>,
    /// How it looks.
    pub design: Design,
    /// The articles in order, in parts; empty when the folder's order holds.
    pub parts: Vec<PartSettings>,
    /// Whether each article is a title of its own.
    pub each: bool,
}

/// An edition of a title.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Which it is, from 1.
    pub number: u32,
    /// What is new in it.
    pub changes: Option<String>,
}

/// A part as `collection.toml` lists it.
#[derive(Debug, Clone)]
pub struct PartSettings {
    /// Its title, in Markdown.
    pub title: Option<String>,
    /// File names relative to the collection's folder, or else to the library's, with their places.
    pub articles: Vec<(String, Span)>,
    /// Which others of the library follow them.
    pub select: Option<Select>,
}

/// Which articles of the library are wanted: those that have any of the tags, any of the authors, and a date between the
/// two. What is not said is not asked for.
#[derive(Debug, Clone)]
pub struct Select {
    /// Tags, with their places.
    pub tags: Vec<(String, Span)>,
    /// Names of authors, with their places.
    pub authors: Vec<(String, Span)>,
    /// The first day, month or year.
    pub from: Option<Date>,
    /// The last one.
    pub to: Option<Date>,
    /// In which order.
    pub sort: Sort,
    /// Where all this is said.
    pub span: Span,
}

impl Select {
    /// Whether a date lies between the two. The last of December is one of its year, and a date of which the day is not
    /// known not after any day.
    #[must_use]
    pub fn spans(&self, date: Date) -> bool {
        let until = |to: Date| date <= to || date.iso().starts_with(&to.iso());
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(until)
    }
}

/// An order of articles; those alike in it are ordered by path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The oldest first, those without a date last.
    #[default]
    Date,
    /// By title.
    Title,
    /// By the names of the files.
    Name,
}

impl PageSettings {
    /// The page of a theme: the "universal" one, 139.7 × 210 mm, as wide as half a Letter sheet and as high as an A4
    /// sheet is wide, so that one pagination folds from both.
    #[must_use]
    pub fn of(theme: Theme) -> Self {
        let universal = Self {
            width: Sp::um(139_700),
            height: Sp::um(210_000),
            inside: Sp::um(15_000),
            outside: Sp::um(16_000),
            top: Sp::um(15_000),
            bottom: Sp::um(20_000),
            columns: 1,
            column_gap: TextSettings::of(theme).column_gap(),
        };
        match theme {
            Theme::Classic | Theme::Broadsheet => universal,
            // Who reads with a glass lays the pages flat.
            Theme::Plain => Self { inside: Sp::um(19_000), outside: Sp::um(14_000), ..universal },
        }
    }
}

impl Default for PageSettings {
    fn default() -> Self {
        Self::of(Theme::default())
    }
}

impl Default for TextSettings {
    fn default() -> Self {
        Self::of(Theme::default())
    }
}

impl TextSettings {
    /// The type of a theme.
    #[must_use]
    pub fn of(theme: Theme) -> Self {
        match theme {
            Theme::Classic | Theme::Broadsheet => Self::sized(Sp::pt(10), Sp::pt(13)),
            Theme::Plain => Self { ragged: true, underline: true, ..Self::sized(Sp::pt(12), Sp::milli_pt(15_500)) },
        }
    }

    /// The white between columns that goes with the text.
    pub(super) fn column_gap(&self) -> Sp {
        self.leading.scale(4, 3)
    }

    /// The sizes that go with a text size and leading when nothing else is said.
    #[must_use]
    pub fn sized(size: Sp, leading: Sp) -> Self {
        Self {
            size,
            leading,
            indent: leading,
            quotation_size: size.scale(95, 100),
            note_size: size.scale(825, 1000),
            // Five lines of notes stand on four of text.
            note_leading: leading.scale(4, 5),
            // DejaVu Sans Mono is large on the body: at 0.8 its x-height is Libertinus Serif's.
            code_size: size.scale(8, 10),
            ragged: false,
            links: LinkStyle::Notes,
            underline: false,
        }
    }
}
