//! How a collection looks: themes, and what they set. [`super::tables`] reads what the settings change of them.

use serde::{Deserialize, Serialize};

use super::{PageSettings, TextSettings};
use crate::diagnostics::Span;
use crate::typeset::Sp;

/// How a collection looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// The second colour, beside black.
    pub colour: Rgb,
    /// What stands under titles on covers and title pages; nothing where the theme is plain.
    pub ornament: Option<String>,
    /// What stands between sections where the text breaks off.
    pub divider: String,
    /// The cover.
    pub cover: Cover,
    /// The picture for [`Cover::Picture`]: its path relative to the library, and where it is asked for.
    pub picture: Option<(String, Span)>,
    /// The page.
    pub page: PageSettings,
    /// The type.
    pub text: TextSettings,
    /// The openings of articles, and their headings.
    pub titles: TitleSettings,
    /// The pages before the articles.
    pub front: FrontSettings,
    /// The pages after them.
    pub back: BackSettings,
}

/// A design with a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// A small book in black: roman titles, small capitals, an ornament.
    #[default]
    Classic,
    /// For news and leaflets: bold titles under a coloured rule.
    Broadsheet,
    /// Large and quiet, for those who see badly and those who have little paper to waste on white.
    Plain,
}

impl Theme {
    /// The themes by name.
    pub const ALL: [(&'static str, Self); 3] =
        [("classic", Self::Classic), ("broadsheet", Self::Broadsheet), ("plain", Self::Plain)];

    /// How many columns of text a page of this width has, when nothing is said about them: news has two on A4 and Letter,
    /// where one would be too wide to be read with ease.
    pub(super) fn columns(self, width: Sp) -> usize {
        if self == Self::Broadsheet && width >= Sp::um(180_000) { 2 } else { 1 }
    }
}

/// A colour of light: red, green and blue, sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Rgb(pub [u8; 3]);

impl Rgb {
    /// Black.
    pub const BLACK: Self = Self([0; 3]);

    /// How light it looks, in thousandths of white (the luma of ITU-R BT.601).
    #[must_use]
    pub fn lightness(self) -> u32 {
        let [red, green, blue] = self.0.map(u32::from);
        (299 * red + 587 * green + 114 * blue) / 255
    }
}

/// What the first page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// Title and names within a frame of two rules.
    Framed,
    /// The title very large on a block of colour.
    Block,
    /// The title small, the titles of the articles large below it.
    List,
    /// A picture of the author's.
    Picture,
    /// There is no cover: the first page is whatever comes next.
    None,
}

/// `[titles]`: how articles open, and their headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleSettings {
    /// Size of an article's title.
    pub size: Sp,
    /// Distance between the baselines of a title's lines.
    pub leading: Sp,
    /// White above the title.
    pub sinkage: Sp,
    /// White between the opening and the text.
    pub below: Sp,
    /// Where articles begin.
    pub start: Start,
    /// Whether the title of a part has a page to itself; nothing where that depends on how many articles there are.
    pub part_pages: Option<bool>,
    /// Over how many lines the initial of the text stands: 2 or 3, or 0 where there is none.
    pub drop_cap: u8,
    /// Where titles and what belongs to them stand.
    pub align: Align,
    /// Whether titles are bold.
    pub bold: bool,
    /// Thickness of the rule in the second colour at the head of an article; nothing without one.
    pub rule: Sp,
    /// Whether an article's summary is printed under its title.
    pub deck: bool,
    /// How authors and dates are set.
    pub byline: Byline,
    /// How headings of sections are set.
    pub sections: Sections,
}

/// Where articles begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// On a new page.
    Page,
    /// On a right-hand page; the page before it may stay blank.
    Recto,
    /// Under the article before, after some white.
    RunOn,
}

/// Where titles stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Flush left.
    Left,
    /// In the middle.
    Centre,
}

/// How authors and dates are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Byline {
    /// In italics.
    Italic,
    /// In small capitals.
    SmallCaps,
    /// As the text.
    Roman,
}

/// How headings of sections are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sections {
    /// In small capitals.
    SmallCaps,
    /// Bold.
    Bold,
    /// In italics.
    Italic,
}

/// `[front]`: the pages between the cover and the articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontSettings {
    /// Whether a page before the title page bears the title alone.
    pub half_title: bool,
    /// Whether there is a title page besides the cover.
    pub title_page: bool,
    /// Whether there is a page with publisher, date and licence.
    pub imprint: bool,
    /// The contents.
    pub contents: Contents,
}

/// How much the contents say of each article; each says more than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contents {
    /// There are none.
    None,
    /// Its title and page.
    Titles,
    /// Its authors too.
    Authors,
    /// And its summary.
    Summaries,
}

/// `[back]`: the pages after the articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackSettings {
    /// Whether there is a list of where the articles first appeared.
    pub sources: bool,
    /// Whether the page with publisher, date and licence stands here.
    pub imprint: bool,
    /// Whether there is a back cover, where there is a front cover and something to say on it.
    pub cover: bool,
}

impl Default for Design {
    fn default() -> Self {
        Self::of(Theme::default())
    }
}

impl Design {
    /// What a theme sets.
    #[must_use]
    pub fn of(theme: Theme) -> Self {
        let text = TextSettings::of(theme);
        Self {
            colour: match theme {
                Theme::Classic | Theme::Plain => Rgb::BLACK,
                Theme::Broadsheet => Rgb([166, 28, 28]),
            },
            ornament: (theme == Theme::Classic).then(|| "❧".to_owned()),
            divider: "*\u{2003}*\u{2003}*".to_owned(),
            cover: match theme {
                Theme::Classic => Cover::Framed,
                Theme::Broadsheet => Cover::Block,
                Theme::Plain => Cover::List,
            },
            picture: None,
            page: PageSettings::of(theme),
            titles: TitleSettings::of(theme, &text),
            text,
            front: FrontSettings { half_title: false, title_page: false, imprint: true, contents: Contents::Authors },
            back: BackSettings { sources: false, imprint: false, cover: true },
        }
    }
}

/// A collection of more articles than this gives its parts pages: one too thick to be stapled.
const FEW_ARTICLES: usize = 50;
/// Over how many lines an initial stands that an article has for itself.
const OWN_INITIAL: u8 = 3;

impl TitleSettings {
    /// Whether the parts of a collection of so many articles have pages to themselves. Those of articles that run on have
    /// none.
    #[must_use]
    pub fn has_part_pages(&self, articles: usize) -> bool {
        self.part_pages.unwrap_or(articles > FEW_ARTICLES) && self.start != Start::RunOn
    }

    /// Over how many lines the first letter of an article stands that says so itself, or leaves it to the design.
    #[must_use]
    pub fn drop_cap_of(&self, own: Option<bool>) -> u8 {
        match own {
            Some(false) => 0,
            Some(true) if self.drop_cap == 0 => OWN_INITIAL,
            _ => self.drop_cap,
        }
    }

    /// The openings that go with a text: where it is 10 on 13 points, titles of 17 on 19½ in the theme `classic`, of
    /// 20 on 22 in `broadsheet`, of 16 on 18 in `plain`.
    #[must_use]
    pub fn of(theme: Theme, text: &TextSettings) -> Self {
        let classic = Self {
            size: text.size.scale(17, 10),
            leading: text.leading.scale(3, 2),
            sinkage: text.leading * 4,
            below: text.leading.scale(3, 2),
            start: Start::Page,
            part_pages: None,
            drop_cap: 0,
            align: Align::Left,
            bold: false,
            rule: Sp::ZERO,
            deck: false,
            byline: Byline::Italic,
            sections: Sections::SmallCaps,
        };
        match theme {
            Theme::Classic => classic,
            Theme::Broadsheet => Self {
                size: text.size * 2,
                leading: text.leading.scale(22, 13),
                sinkage: text.leading,
                drop_cap: 3,
                bold: true,
                rule: Sp::pt(3),
                deck: true,
                byline: Byline::SmallCaps,
                sections: Sections::Bold,
                ..classic
            },
            Theme::Plain => Self {
                size: text.size.scale(16, 10),
                leading: text.leading.scale(18, 13),
                sinkage: text.leading * 2,
                bold: true,
                byline: Byline::Roman,
                sections: Sections::Bold,
                ..classic
            },
        }
    }
}
