//! The tables of `book.toml` and `collection.toml` that say how a collection looks. Those of a collection lie over
//! those of the library, and both over a theme.

use super::book::{choice, page, text};
use super::fields::{Fields, Node, Text, Value, wrong};
use super::length::{self, thousandths};
use super::{
    Align, BackSettings, Byline, Contents, Cover, Design, FrontSettings, Rgb, Sections, Start, Theme, TitleSettings,
};
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::typeset::Sp;

/// The tables, by their names, as they stand in a file.
#[derive(Debug, Clone, Default)]
pub struct Tables(Vec<(Text, Node)>);

/// Their names, and that of the cover, which is no table.
const NAMES: [&str; 7] = ["theme", "cover", "page", "type", "titles", "front", "back"];

/// The covers by name.
const COVERS: [(&str, Cover); 4] =
    [("framed", Cover::Framed), ("block", Cover::Block), ("list", Cover::List), ("none", Cover::None)];

impl Tables {
    /// Takes the tables out of the keys of a file in the folder with this path. `theme = "plain"` is short for a table
    /// with that name.
    pub(super) fn take(fields: &mut Fields, folder: &str, diagnostics: &mut Diagnostics) -> Self {
        let mut tables = Vec::new();
        for name in NAMES {
            let Some(mut node) = fields.take(name) else { continue };
            let span = node.span;
            let key = |text: &str| Text { text: text.to_owned(), span };
            if name == "theme" && matches!(node.value, Value::Text(_)) {
                node = Node { value: Value::Map(vec![(key("name"), node)]), span };
            }
            if let ("cover", Value::Text(path)) = (name, &node.value)
                && is_path(path)
            {
                // From here on it is relative to the library, whose file ever it stands in.
                let Some(path) = within(folder, path, span, diagnostics) else { continue };
                node.value = Value::Text(path);
            }
            tables.push((key(name), node));
        }
        Self(tables)
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Lays these tables over others, key by key.
    pub(super) fn over(self, base: &Self) -> Self {
        let mut laid = base.clone();
        for (name, node) in self.0 {
            match laid.0.iter_mut().find(|(below, _)| below.text == name.text) {
                None => laid.0.push((name, node)),
                Some((_, Node { value: Value::Map(below), .. })) if matches!(node.value, Value::Map(_)) => {
                    let Value::Map(entries) = node.value else { continue };
                    below.retain(|(key, _)| !entries.iter().any(|(above, _)| replaces(&above.text, &key.text)));
                    below.extend(entries);
                }
                Some((_, below)) => *below = node,
            }
        }
        laid
    }

    /// Resolves them.
    pub(super) fn read(self, diagnostics: &mut Diagnostics) -> Design {
        let place = self.0.last().map(|(name, _)| name.span);
        let mut fields = Fields::new(self.0, "the settings");
        let named = fields.table("theme", "`[theme]`", diagnostics);
        let (theme, named) = theme(named, diagnostics);
        let mut design = Design::of(theme);
        if let Some(fields) = named {
            ornaments(fields, &mut design, diagnostics);
        }
        if let Some(given) = fields.text("cover", diagnostics) {
            if is_path(&given.text) {
                design.cover = Cover::Picture;
                design.picture = Some((given.text, given.span));
            } else {
                name(&given, "a cover", &COVERS, &mut design.cover, diagnostics);
            }
        }
        if let Some(fields) = fields.table("type", "`[type]`", diagnostics) {
            design.text = text(fields, design.text, diagnostics);
            design.titles = TitleSettings::of(theme, &design.text);
        }
        // Type alone can leave no room for a page.
        let none = || Fields::new(Vec::new(), "`[page]`");
        let given = fields.table("page", "`[page]`", diagnostics).unwrap_or_else(none);
        design.page = page(given, theme, &design.text, place, diagnostics);
        if let Some(fields) = fields.table("titles", "`[titles]`", diagnostics) {
            titles(fields, &mut design, diagnostics);
        }
        if let Some(fields) = fields.table("front", "`[front]`", diagnostics) {
            front(fields, &mut design.front, diagnostics);
        }
        if let Some(fields) = fields.table("back", "`[back]`", diagnostics) {
            back(fields, &mut design.back, diagnostics);
        }
        design
    }
}

/// Whether a key above says anew what a key below says: itself, and a page by its name its two sides, and they it.
fn replaces(above: &str, below: &str) -> bool {
    let sides = |key: &str| ["width", "height"].contains(&key);
    above == below || (above == "size" && sides(below)) || (sides(above) && below == "size")
}

/// Whether a cover is a picture's path: it has an ending, or a folder before it.
fn is_path(cover: &str) -> bool {
    cover.contains(['.', '/'])
}

/// A path relative to the library, of one that is relative to a folder of it.
fn within(folder: &str, path: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_some() => {}
            ".." => {
                diagnostics.push(
                    Diagnostic::error(format!("`{path}` lies outside the library"))
                        .at(span)
                        .hint("move the picture into the library folder"),
                );
                return None;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The theme, and what else its table says.
fn theme(fields: Option<Fields>, diagnostics: &mut Diagnostics) -> (Theme, Option<Fields>) {
    let mut theme = Theme::default();
    let Some(mut fields) = fields else { return (theme, None) };
    choose(&mut fields, "name", "a theme", &Theme::ALL, &mut theme, diagnostics);
    (theme, Some(fields))
}

/// The most characters an ornament or a divider may have.
const LONGEST_ORNAMENT: usize = 12;
/// How light the second colour may be, in thousandths of white: white letters must be read on it.
const LIGHTEST: u32 = 600;

fn ornaments(mut fields: Fields, design: &mut Design, diagnostics: &mut Diagnostics) {
    if let Some(given) = fields.text("colour", diagnostics) {
        match colour(&given.text) {
            Some(colour) => {
                if colour.lightness() > LIGHTEST {
                    diagnostics.push(
                        Diagnostic::warning(format!("`{}` is too light to be read well", given.text))
                            .at(given.span)
                            .hint("white titles stand on it, and rules are printed in it: take a darker one"),
                    );
                }
                design.colour = colour;
            }
            None => diagnostics.push(
                Diagnostic::error(format!("`{}` is not a colour", given.text))
                    .at(given.span)
                    .hint("write `black`, or red, green and blue as on the web: `#a61c1c`"),
            ),
        }
    }
    let mut short = |key| {
        let given = fields.text(key, diagnostics)?;
        let fits = given.text.chars().count() <= LONGEST_ORNAMENT && !given.text.contains('\n');
        if !fits {
            diagnostics.push(
                Diagnostic::error(format!("`{key}` is too long"))
                    .at(given.span)
                    .hint(format!("it may have {LONGEST_ORNAMENT} characters on one line")),
            );
        }
        fits.then_some(given.text)
    };
    if let Some(ornament) = short("ornament") {
        design.ornament = Some(ornament).filter(|ornament| !ornament.trim().is_empty());
    }
    if let Some(divider) = short("divider") {
        design.divider = divider;
    }
    fields.finish(diagnostics);
}

/// Reads `black`, `#rrggbb` or `#rgb`.
fn colour(text: &str) -> Option<Rgb> {
    if text.eq_ignore_ascii_case("black") {
        return Some(Rgb::BLACK);
    }
    let digits: Vec<u8> =
        text.strip_prefix('#')?.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    match *digits {
        [r, g, b] => Some(Rgb([r * 17, g * 17, b * 17])),
        [r, s, g, h, b, c] => Some(Rgb([r * 16 + s, g * 16 + h, b * 16 + c])),
        _ => None,
    }
}

fn titles(mut fields: Fields, design: &mut Design, diagnostics: &mut Diagnostics) {
    let Design { text, page, titles, .. } = design;
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
    if let Some(node) = fields.take("drop_cap") {
        match &node.value {
            Value::Literal(number) if matches!(number.as_str(), "0" | "2" | "3") => {
                titles.drop_cap = number.parse().unwrap_or(0);
            }
            other => diagnostics.push(wrong("drop_cap", "a number of lines: 2 or 3, or 0 for none", other, node.span)),
        }
    }
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
    let starts = [("page", Start::Page), ("recto", Start::Recto), ("run-on", Start::RunOn)];
    choose(&mut fields, "start", "a place for articles to begin", &starts, &mut titles.start, diagnostics);
    titles.part_pages = fields.boolean("part_pages", diagnostics).or(titles.part_pages);
    let aligns = [("left", Align::Left), ("centre", Align::Centre)];
    choose(&mut fields, "align", "a place for titles", &aligns, &mut titles.align, diagnostics);
    let weights = [("regular", false), ("bold", true)];
    choose(&mut fields, "weight", "a weight", &weights, &mut titles.bold, diagnostics);
    if let Some((rule, _)) = length::within(&mut fields, "rule", 0, 12, diagnostics) {
        titles.rule = rule;
    }
    if let Some(deck) = fields.boolean("deck", diagnostics) {
        titles.deck = deck;
    }
    let bylines = [("italic", Byline::Italic), ("small-caps", Byline::SmallCaps), ("roman", Byline::Roman)];
    choose(&mut fields, "byline", "a way to set authors", &bylines, &mut titles.byline, diagnostics);
    let sections = [("small-caps", Sections::SmallCaps), ("bold", Sections::Bold), ("italic", Sections::Italic)];
    choose(&mut fields, "sections", "a way to set headings", &sections, &mut titles.sections, diagnostics);
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

fn front(mut fields: Fields, front: &mut FrontSettings, diagnostics: &mut Diagnostics) {
    for (key, whether) in
        [("half_title", &mut front.half_title), ("title_page", &mut front.title_page), ("imprint", &mut front.imprint)]
    {
        *whether = fields.boolean(key, diagnostics).unwrap_or(*whether);
    }
    let contents = [
        ("none", Contents::None),
        ("titles", Contents::Titles),
        ("authors", Contents::Authors),
        ("summaries", Contents::Summaries),
    ];
    choose(&mut fields, "contents", "what contents say", &contents, &mut front.contents, diagnostics);
    fields.finish(diagnostics);
}

fn back(mut fields: Fields, back: &mut BackSettings, diagnostics: &mut Diagnostics) {
    for (key, whether) in [("sources", &mut back.sources), ("imprint", &mut back.imprint), ("cover", &mut back.cover)] {
        *whether = fields.boolean(key, diagnostics).unwrap_or(*whether);
    }
    fields.finish(diagnostics);
}

/// Takes out one word of a few, and sets `value` to what it names.
pub(super) fn choose<T: Copy>(
    fields: &mut Fields,
    key: &'static str,
    what: &str,
    words: &[(&str, T)],
    value: &mut T,
    diagnostics: &mut Diagnostics,
) {
    if let Some(given) = fields.text(key, diagnostics) {
        name(&given, what, words, value, diagnostics);
    }
}

/// Sets `value` to what one word of a few names.
fn name<T: Copy>(given: &Text, what: &str, words: &[(&str, T)], value: &mut T, diagnostics: &mut Diagnostics) {
    match words.iter().find(|(word, _)| given.text.eq_ignore_ascii_case(word)) {
        Some((_, named)) => *value = *named,
        None => {
            let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            diagnostics.push(choice(what, given, &names));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::book::tests::read;
    use crate::config::{CollectionSettings, Settings, book, collection};
    use crate::diagnostics::Files;
    use crate::source::Folder;

    /// What `book.toml` and a collection's settings make, and what is said about them.
    fn layered(library: &str, of_collection: &str) -> (Settings, CollectionSettings, String) {
        let mut files = Files::default();
        let file = files.add("book.toml", library);
        let settings = Some(files.add("news/collection.toml", of_collection));
        let folder = Folder { slug: "news".into(), path: "news".into(), settings, articles: Vec::new() };
        let mut diagnostics = Diagnostics::default();
        let book = book(&files, Some(file), &mut diagnostics);
        let collection = collection(&files, &folder, &book, &mut diagnostics);
        (book, collection, diagnostics.render(&files, false))
    }

    #[test]
    fn openings_follow_the_text_until_they_are_set() {
        let (settings, report) = read("[type]\nsize = '20pt'\nleading = '26pt'\n");
        let titles = settings.design.titles;
        assert_eq!((titles.size, titles.leading, titles.sinkage), (Sp::pt(34), Sp::pt(39), Sp::pt(104)));
        assert_eq!(report, "");
        let (settings, report) = read(
            "cover = 'none'\n[titles]\nsize = '20pt'\nsinkage = 0\nbelow = 1.5\ndrop_cap = 2\n[front]\nimprint = false\ncontents = 'none'\n",
        );
        assert_eq!(report, "");
        let Design { cover, titles, front, .. } = settings.design;
        assert_eq!(cover, Cover::None);
        assert_eq!((front.imprint, front.contents), (false, Contents::None));
        assert_eq!(titles.leading, Sp::milli_pt(19_500).scale(20, 17));
        assert_eq!((titles.sinkage, titles.below, titles.drop_cap), (Sp::ZERO, Sp::milli_pt(19_500), 2));
    }

    #[test]
    fn faults_of_the_design_are_reported() {
        let (_, report) = read(
            "cover = 'framd'\n[titles]\nsize = '20pt'\nleading = '10pt'\nsinkage = 50\nbelow = '1 line'\ndrop_cap = 4\n[front]\nimprint = 1\ncontents = 'title'\n",
        );
        for part in [
            "did you mean `framed`?",
            "`leading` is smaller than the size",
            "`sinkage` takes more than half",
            "`below` must be a number of lines",
            "`drop_cap` must be a number of lines",
            "`imprint` must be true or false",
            "did you mean `titles`?",
        ] {
            assert!(report.contains(part), "{part:?} is not in\n{report}");
        }
    }

    #[test]
    fn a_theme_sets_what_nobody_says() {
        let (settings, report) = read("theme = 'plain'\n[type]\nsetting = 'justified'\n[theme_]\n");
        assert!(report.contains("did you mean `theme`?"), "{report}");
        let Design { text, titles, .. } = settings.design;
        let standard = Design::of(Theme::Plain);
        assert_eq!((text.size, text.ragged, text.underline), (Sp::pt(12), false, true));
        assert_eq!(titles, standard.titles);
        let (settings, report) = read("[theme]\nname = 'broadsheet'\ncolour = '#036'\nornament = '■'\n");
        assert_eq!(report, "");
        assert_eq!(settings.design.colour, Rgb([0, 0x33, 0x66]));
        assert_eq!(settings.design.ornament.as_deref(), Some("■"));
        assert!(settings.design.titles.bold);
    }

    #[test]
    fn wide_news_has_two_columns() {
        let columns = |text: &str| {
            let (settings, report) = read(text);
            assert_eq!(report, "");
            settings.design.page.columns
        };
        assert_eq!(columns("theme = 'broadsheet'\n"), 1);
        assert_eq!(columns("theme = 'broadsheet'\n[page]\nsize = 'letter'\n"), 2);
        assert_eq!(columns("theme = 'broadsheet'\n[page]\nsize = 'a4'\ncolumns = 1\n"), 1);
        assert_eq!(columns("[page]\nsize = 'a4'\n"), 1);
        assert_eq!(columns("[page]\nsize = 'a4'\ncolumns = 2\ncolumn_gap = '5mm'\n"), 2);
        assert!(read("[page]\ncolumns = 3\n").1.contains("the number of columns of text: 1 or 2"));
        assert!(read("[page]\ncolumns = 2\ncolumn_gap = '80mm'\n").1.contains("set `columns = 1`"));
    }

    #[test]
    fn faults_of_a_theme_are_reported() {
        let (_, report) = read("[theme]\nname = 'clasic'\ncolour = 'red'\nornament = 'more than twelve'\ncolor = 1\n");
        for part in
            ["did you mean `classic`?", "`red` is not a colour", "`ornament` is too long", "did you mean `colour`?"]
        {
            assert!(report.contains(part), "{part:?} is not in\n{report}");
        }
        assert!(read("[theme]\ncolour = '#ffee00'\n").1.contains("too light"));
    }

    #[test]
    fn a_collection_lies_over_its_library_and_both_over_a_theme() {
        let library = "cover = 'none'\n[page]\nwidth = '120mm'\ninside = '17mm'\n[titles]\nsize = '18pt'\n";
        let (book, collection, report) =
            layered(library, "theme = 'broadsheet'\n[page]\nsize = 'a5'\n[titles]\nsinkage = 3\n");
        assert_eq!(report, "");
        let Design { cover, page, titles, .. } = collection.design;
        assert_eq!((page.width, page.inside), (Sp::um(148_000), Sp::um(17_000)));
        assert_eq!((titles.size, titles.bold, titles.sinkage), (Sp::pt(18), true, Sp::pt(39)));
        assert_eq!(cover, Cover::None);
        assert_eq!(book.design.page.width, Sp::um(120_000));
        // What is wrong in the library's file is said once.
        let (_, _, report) = layered("[page]\nsize = 'a55'\n", "theme = 'plain'\n");
        assert_eq!(report.matches("a55").count(), 2, "in the message and in the line: {report}");
    }

    #[test]
    fn the_handbook_shows_settings_that_can_be_set() {
        let handbook = include_str!("../../book/handbook/06-settings.md");
        let shown =
            handbook.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("it shows them");
        let (settings, report) = read(shown);
        assert_eq!(report, "");
        assert_eq!(Design { divider: Design::default().divider, ..settings.design }, Design::default());
    }
}
