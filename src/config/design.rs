//! How a collection looks: what `book.toml` says of its cover, its page and type, the openings of its articles and
//! the pages around them.

use super::book::{choice, page, text};
use super::fields::{Fields, Value, wrong};
use super::length::{self, thousandths};
use super::{PageSettings, TextSettings};
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::typeset::Sp;

/// How a collection looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// The second colour, beside black.
    pub colour: Rgb,
    /// The cover.
    pub cover: Cover,
    /// The page.
    pub page: PageSettings,
    /// The type.
    pub text: TextSettings,
    /// The openings of articles.
    pub titles: TitleSettings,
    /// The pages before the articles.
    pub front: FrontSettings,
}

/// A colour of light: red, green and blue, sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rgb(pub [u8; 3]);

impl Rgb {
    /// Black.
    pub const BLACK: Self = Self([0; 3]);
}

/// A cover drawn from type alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// Title and names within a frame of two rules.
    Framed,
    /// No cover: the first page is whatever comes next.
    None,
}

/// `[titles]`: how articles open.
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
}

/// `[front]`: the pages between the cover and the articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontSettings {
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
}

impl Default for Design {
    fn default() -> Self {
        let text = TextSettings::default();
        Self {
            colour: Rgb::BLACK,
            cover: Cover::Framed,
            page: PageSettings::default(),
            titles: TitleSettings::of(&text),
            text,
            front: FrontSettings::default(),
        }
    }
}

impl TitleSettings {
    /// The openings that go with the text when nothing else is said: titles of 17 on 19½ points and a sinkage of
    /// four lines where the text is 10 on 13.
    #[must_use]
    pub fn of(text: &TextSettings) -> Self {
        Self {
            size: text.size.scale(17, 10),
            leading: text.leading.scale(3, 2),
            sinkage: text.leading * 4,
            below: text.leading.scale(3, 2),
        }
    }
}

impl Default for FrontSettings {
    fn default() -> Self {
        Self { imprint: true, contents: Contents::Authors }
    }
}

/// Takes the keys of the design out of a file's.
pub(super) fn design(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Design {
    let mut cover = Cover::Framed;
    if let Some(word) = fields.text("cover", diagnostics) {
        let covers = [("framed", Cover::Framed), ("none", Cover::None)];
        one_of("a cover", &word, &covers, &mut cover, diagnostics);
    }
    let text =
        fields.table("type", "`[type]`", diagnostics).map(|fields| text(fields, diagnostics)).unwrap_or_default();
    let page = fields
        .table("page", "`[page]`", diagnostics)
        .map(|fields| page(fields, &text, diagnostics))
        .unwrap_or_default();
    let mut titles = TitleSettings::of(&text);
    if let Some(fields) = fields.table("titles", "`[titles]`", diagnostics) {
        read_titles(fields, &text, &page, &mut titles, diagnostics);
    }
    let mut front = FrontSettings::default();
    if let Some(fields) = fields.table("front", "`[front]`", diagnostics) {
        read_front(fields, &mut front, diagnostics);
    }
    Design { colour: Rgb::BLACK, cover, page, text, titles, front }
}

fn read_titles(
    mut fields: Fields,
    text: &TextSettings,
    page: &PageSettings,
    titles: &mut TitleSettings,
    diagnostics: &mut Diagnostics,
) {
    let size = length::within(&mut fields, "size", 5, 72, diagnostics);
    let leading = length::within(&mut fields, "leading", 5, 100, diagnostics);
    if let Some((size, _)) = size {
        // Leading keeps its share of the size when nothing is said about it.
        titles.leading = titles.leading.scale(i64::from(size.0), i64::from(titles.size.0.max(1)));
        titles.size = size;
    }
    if let Some((leading, _)) = leading {
        titles.leading = leading;
    }
    length::lines_apart("leading", titles.size, titles.leading, leading.or(size), diagnostics);
    // An opening that takes more than half of the page leaves no room for text below a title of some lines.
    let most = (page.height - page.top - page.bottom) / 2;
    for (key, white) in [("sinkage", &mut titles.sinkage), ("below", &mut titles.below)] {
        if let Some((given, span)) = lines(&mut fields, key, text.leading, diagnostics) {
            *white = given;
            if given > most {
                diagnostics.push(
                    Diagnostic::error(format!("`{key}` takes more than half of the page"))
                        .at(span)
                        .hint("it is the number of lines of text that stay white: `sinkage = 4` is four lines"),
                );
            }
        }
    }
    fields.finish(diagnostics);
}

/// Takes a number of lines out of a table: white as high as that many lines of text.
fn lines(fields: &mut Fields, key: &'static str, leading: Sp, diagnostics: &mut Diagnostics) -> Option<(Sp, Span)> {
    let node = fields.take(key)?;
    let number = match &node.value {
        Value::Literal(number) => thousandths(number).filter(|lines| *lines <= 100_000),
        _ => None,
    };
    if number.is_none() {
        diagnostics.push(wrong(key, "a number of lines, such as 4 or 1.5", &node.value, node.span));
    }
    Some((leading.scale(number?, 1000), node.span))
}

fn read_front(mut fields: Fields, front: &mut FrontSettings, diagnostics: &mut Diagnostics) {
    if let Some(imprint) = fields.boolean("imprint", diagnostics) {
        front.imprint = imprint;
    }
    if let Some(word) = fields.text("contents", diagnostics) {
        let contents = [("none", Contents::None), ("titles", Contents::Titles), ("authors", Contents::Authors)];
        one_of("what contents say", &word, &contents, &mut front.contents, diagnostics);
    }
    fields.finish(diagnostics);
}

/// Sets `value` to what `word` names, or reports that it names nothing.
fn one_of<T: Copy>(
    what: &str,
    word: &super::fields::Text,
    values: &[(&str, T)],
    value: &mut T,
    diagnostics: &mut Diagnostics,
) {
    match values.iter().find(|(name, _)| word.text.eq_ignore_ascii_case(name)) {
        Some((_, found)) => *value = *found,
        None => {
            let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
            diagnostics.push(choice(what, word, &names));
        }
    }
}
