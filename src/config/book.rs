//! `book.toml`: the library's publisher, its page, type and prints.

use super::accessibility::accessibility;
use super::fields::{Fields, Text, Value, list, parse_toml, wrong};
use super::hyphens::hyphenation;
use super::length;
use super::limits::limits;
use super::press::press;
use super::print::print;
use super::tables::{Tables, choose};
use super::{CatalogueSettings, LinkStyle, PageSettings, Settings, TextSettings, Theme};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Files, Span, nearest};
use crate::manuscript::Lang;
use crate::typeset::Sp;

/// Pages by name: width and height in micrometres.
const SIZES: [(&str, i32, i32); 9] = [
    ("universal", 139_700, 210_000),
    ("a4", 210_000, 297_000),
    ("a5", 148_000, 210_000),
    ("a6", 105_000, 148_000),
    ("b5", 176_000, 250_000),
    ("letter", 215_900, 279_400),
    ("half-letter", 139_700, 215_900),
    ("digest", 139_700, 215_900),
    ("b-format", 129_000, 198_000),
];

/// Resolves `book.toml`, or the defaults when there is none.
#[must_use]
pub fn book(files: &Files, file: Option<FileId>, diagnostics: &mut Diagnostics) -> Settings {
    let entries = file.and_then(|file| parse_toml(&files.get(file).text, file, 0, diagnostics)).unwrap_or_default();
    let mut fields = Fields::new(entries, "`book.toml`");
    let publisher = fields.text("publisher", diagnostics).map(|text| text.text);
    let base_url = fields.text("base_url", diagnostics).and_then(|text| address(text, diagnostics));
    let base_url = base_url.map(|address| address.trim_end_matches('/').to_owned());
    let lang = fields.language(&["language", "lang"], diagnostics).unwrap_or_else(|| Lang::new("en"));
    let rights = fields.text("rights", diagnostics).map(|text| text.text);
    let rights_url = fields.text("rights_url", diagnostics).and_then(|text| address(text, diagnostics));
    let conformance = accessibility(&mut fields, diagnostics).flatten();
    let pool = pool(&mut fields, files, diagnostics);
    let mut found = Diagnostics::default();
    let tables = Tables::take(&mut fields, "", &mut found);
    let design = tables.clone().read(&mut found);
    let tables = if found.has_errors() { Tables::default() } else { tables };
    diagnostics.append(found);
    let print =
        fields.table("print", "`[print]`", diagnostics).map(|fields| print(fields, diagnostics)).unwrap_or_default();
    let press =
        fields.table("press", "`[press]`", diagnostics).map(|fields| press(fields, diagnostics)).unwrap_or_default();
    let catalogue = catalogue(&mut fields, diagnostics);
    let limits = fields.table("limits", "`[limits]`", diagnostics).map(|fields| limits(fields, diagnostics));
    let hyphenation = fields
        .table("hyphenation", "`[hyphenation]`", diagnostics)
        .map(|fields| hyphenation(fields, diagnostics))
        .unwrap_or_default();
    fields.finish(diagnostics);
    let limits = limits.unwrap_or_default();
    Settings {
        pool,
        publisher,
        base_url,
        lang,
        rights,
        rights_url,
        conformance,
        design,
        tables,
        print,
        press,
        catalogue,
        limits,
        hyphenation,
    }
}

/// The folder of the pool, when no other is named.
const POOL: &str = "pool";

/// Resolves `pool`: one folder or several.
fn pool(fields: &mut Fields, files: &Files, diagnostics: &mut Diagnostics) -> Vec<String> {
    let Some(folders) = fields.texts("pool", diagnostics) else { return vec![POOL.to_owned()] };
    let mut pool = Vec::new();
    for Text { text, span } in folders {
        let folder = text.trim_start_matches("./").trim_end_matches('/').to_owned();
        if folder != POOL && !files.iter().any(|(_, file)| file.path.starts_with(&folder)) {
            diagnostics.push(
                Diagnostic::error(format!("no articles lie in `{text}`"))
                    .at(span)
                    .hint("name a folder by its path in the library"),
            );
        }
        pool.push(folder);
    }
    pool
}

/// Resolves `catalogue`: a table of what the pages say of the library, or whether there are to be any.
fn catalogue(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Option<CatalogueSettings> {
    let Some(node) = fields.take("catalogue") else { return Some(CatalogueSettings::default()) };
    match node.value {
        Value::Bool(wanted) => wanted.then(CatalogueSettings::default),
        Value::Map(entries) => {
            let mut fields = Fields::new(entries, "`[catalogue]`");
            let title = fields.text("title", diagnostics).map(|text| text.text);
            let summary = fields.text("summary", diagnostics).map(|text| text.text);
            let keep_editions = fields.boolean("keep_editions", diagnostics).unwrap_or(false);
            fields.finish(diagnostics);
            Some(CatalogueSettings { title, summary, keep_editions })
        }
        value => {
            diagnostics.push(wrong("catalogue", "a table, or true or false", &value, node.span));
            None
        }
    }
}

/// Checks the address of a site or page.
pub(super) fn address(text: Text, diagnostics: &mut Diagnostics) -> Option<String> {
    let address = text.text.trim();
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    if host.is_some_and(|host| {
        !host.is_empty() && !host.starts_with('/') && !host.contains(|c: char| c.is_whitespace() || c == '"')
    }) {
        return Some(address.to_owned());
    }
    diagnostics.push(
        Diagnostic::error(format!("`{}` is not an address", text.text))
            .at(text.span)
            .hint("write it in full: `https://example.org/books`"),
    );
    None
}

/// Resolves `[page]`, which changes the theme's page, and whose margins must leave room for `text`. `place` is
/// where to say so when the page itself is not given.
pub(super) fn page(
    mut fields: Fields,
    theme: Theme,
    text: &TextSettings,
    place: Option<Span>,
    diagnostics: &mut Diagnostics,
) -> PageSettings {
    let standard = PageSettings::of(theme);
    let size = fields.text("size", diagnostics);
    let width = length::take(&mut fields, "width", diagnostics);
    let height = length::take(&mut fields, "height", diagnostics);
    let mut span = place;
    let (mut page_width, mut page_height) = (standard.width, standard.height);
    if let Some(size) = size {
        span = Some(size.span);
        let names: Vec<&str> = SIZES.iter().map(|(name, ..)| *name).collect();
        match SIZES.iter().find(|(name, ..)| size.text.eq_ignore_ascii_case(name)) {
            Some((_, w, h)) => (page_width, page_height) = (Sp::um(*w), Sp::um(*h)),
            None => diagnostics.push(choice("a page size", &size, &names)),
        }
        if let Some((_, span)) = width.or(height) {
            diagnostics.push(
                Diagnostic::error("the page has a `size` already")
                    .at(span)
                    .hint("keep either `size`, or `width` and `height`"),
            );
        }
    }
    for (given, side) in [(width, &mut page_width), (height, &mut page_height)] {
        if let Some((length, at)) = given {
            *side = length;
            span = Some(at);
        }
    }
    // Margins keep their share of the page when nothing is said about them.
    let across = |margin: Sp| margin.scale(i64::from(page_width.0), i64::from(standard.width.0));
    let down = |margin: Sp| margin.scale(i64::from(page_height.0), i64::from(standard.height.0));
    let mut margin = |key, default| {
        let given = length::take(&mut fields, key, diagnostics);
        span = given.map(|(_, span)| span).or(span);
        given.map_or(default, |(length, _)| length)
    };
    let page = PageSettings {
        width: page_width,
        height: page_height,
        inside: margin("inside", across(standard.inside)),
        outside: margin("outside", across(standard.outside)),
        top: margin("top", down(standard.top)),
        bottom: margin("bottom", down(standard.bottom)),
        column_gap: margin("column_gap", text.column_gap()),
        columns: columns(&mut fields, diagnostics).unwrap_or_else(|| theme.columns(page_width)),
    };
    fields.finish(diagnostics);
    let fault = |message: &str, hint: &str| {
        let diagnostic = Diagnostic::error(message).hint(hint);
        match span {
            Some(span) => diagnostic.at(span),
            None => diagnostic,
        }
    };
    let (width, height) = (
        wide(page.width) - wide(page.inside) - wide(page.outside),
        wide(page.height) - wide(page.top) - wide(page.bottom),
    );
    let columns = page.columns as i64;
    let too_narrow = (width - wide(page.column_gap) * (columns - 1)) / columns < wide(text.size) * MIN_MEASURE;
    let too_low = height < wide(text.leading) * MIN_LINES;
    if too_narrow {
        diagnostics.push(fault(
            "the margins leave no room for lines of text",
            if columns > 1 {
                "make the page wider, `inside`, `outside` and `column_gap` smaller, or set `columns = 1`"
            } else {
                "make the page wider, or `inside` and `outside` smaller"
            },
        ));
    }
    if too_low {
        diagnostics.push(fault(
            "the margins leave no room for a page of text",
            "make the page higher, or `top` and `bottom` smaller",
        ));
    }
    if too_narrow || too_low { standard } else { page }
}

/// Takes the number of columns out of `[page]`.
fn columns(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Option<usize> {
    let node = fields.take("columns")?;
    match &node.value {
        Value::Literal(number) if matches!(number.as_str(), "1" | "2") => number.parse().ok(),
        other => {
            diagnostics.push(wrong("columns", "the number of columns of text: 1 or 2", other, node.span));
            None
        }
    }
}

/// The narrowest measure, in sizes of the text: some twenty characters.
const MIN_MEASURE: i64 = 9;
/// The fewest lines on a page: a heading, two lines of text, two of a note, and their white.
const MIN_LINES: i64 = 8;

fn wide(length: Sp) -> i64 {
    i64::from(length.0)
}

/// Resolves `[type]`, which changes the `standard` text.
pub(super) fn text(mut fields: Fields, standard: TextSettings, diagnostics: &mut Diagnostics) -> TextSettings {
    let mut size_of = |key, low, high| length::within(&mut fields, key, low, high, diagnostics);
    let size = size_of("size", 5, 36);
    let leading = size_of("leading", 5, 72);
    let indent = size_of("indent", 0, 72);
    let quotation_size = size_of("quotation_size", 5, 36);
    let note_size = size_of("note_size", 4, 36);
    let note_leading = size_of("note_leading", 4, 72);
    let code_size = size_of("code_size", 4, 36);
    let text_size = size.map_or(standard.size, |(size, _)| size);
    let text_leading = leading.map_or_else(
        || standard.leading.scale(i64::from(text_size.0), i64::from(standard.size.0)),
        |(leading, _)| leading,
    );
    let sized = TextSettings::sized(text_size, text_leading);
    let mut text = TextSettings { ragged: standard.ragged, underline: standard.underline, ..sized };
    for (given, setting) in [
        (indent, &mut text.indent),
        (quotation_size, &mut text.quotation_size),
        (note_size, &mut text.note_size),
        (note_leading, &mut text.note_leading),
        (code_size, &mut text.code_size),
    ] {
        if let Some((length, _)) = given {
            *setting = length;
        }
    }
    for (key, size, leading, given) in [
        ("leading", text.size.max(text.quotation_size), text.leading, leading.or(size).or(quotation_size)),
        ("note_leading", text.note_size, text.note_leading, note_leading.or(note_size).or(leading)),
    ] {
        length::lines_apart(key, size, leading, given, diagnostics);
    }
    let settings = [("justified", false), ("ragged", true)];
    choose(&mut fields, "setting", "a way to set lines", &settings, &mut text.ragged, diagnostics);
    let links = [("notes", LinkStyle::Notes), ("plain", LinkStyle::Plain)];
    choose(&mut fields, "links", "a way to print links", &links, &mut text.links, diagnostics);
    if let Some(underline) = fields.boolean("underline", diagnostics) {
        text.underline = underline;
    }
    fields.finish(diagnostics);
    text
}

/// Makes the diagnostic for a word that is none of a few.
pub(super) fn choice(what: &str, given: &Text, names: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(format!("`{}` is not {what}", given.text)).at(given.span);
    match nearest(&given.text.to_lowercase(), names.iter().copied()) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint(format!("write one of {}", list(names))),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::config::{Binding, Blanks, Design, Duplex, Flip, Marks, Order, PrintSettings, Scale, Scheme, Sheet};

    /// What a `book.toml` makes, and what is said about it.
    pub(in crate::config) fn read(text: &str) -> (Settings, String) {
        let mut files = Files::default();
        let file = files.add("book.toml", text);
        let mut diagnostics = Diagnostics::default();
        let settings = book(&files, Some(file), &mut diagnostics);
        (settings, diagnostics.render(&files, false))
    }

    #[test]
    fn everything_can_be_set() {
        let (settings, report) = read(
            "publisher = 'Press'\nbase_url = 'https://example.org/'\nlanguage = 'fr'\nrights = 'CC0'\n[page]\nsize = 'a5'\ninside = '20mm'\n\
             [type]\nsize = '11pt'\nlinks = 'plain'\n[print]\nschemes = ['booklet', 'zine8']\nsheets = ['letter']\nflips = 'long'\nduplex = 'manual'\n\
             order = 'last'\nblanks = 'after-front'\nbinding = 'right'\nscale = 'fit'\nmarks = ['fold', 'crop']\ngutter = '3mm'\nmargin = '0mm'\n\
             creep = 0.5\ncaliper = '0.12mm'\n",
        );
        assert_eq!(report, "");
        assert_eq!(settings.base_url.as_deref(), Some("https://example.org"));
        assert_eq!(settings.lang, Lang::new("fr"));
        assert_eq!((settings.design.page.width, settings.design.page.inside), (Sp::um(148_000), Sp::um(20_000)));
        assert_eq!((settings.design.text.size, settings.design.text.leading), (Sp::pt(11), Sp::pt(13).scale(11, 10)));
        assert_eq!(settings.design.text.links, LinkStyle::Plain);
        assert_eq!(
            settings.print,
            PrintSettings {
                schemes: vec![Scheme::Booklet, Scheme::Zine],
                sheets: vec![Sheet::Letter],
                flips: vec![Flip::Long],
                duplex: Duplex::Manual,
                order: Order::LastSheet,
                blanks: Blanks::AfterFront,
                binding: Binding::Right,
                scale: Scale::Fit,
                marks: Marks { fold: true, crop: true, collation: false },
                gutter: Sp::um(3_000),
                margin: Sp::ZERO,
                creep: 500,
                caliper: Sp::um(120)
            }
        );
    }

    #[test]
    fn nothing_set_is_the_default() {
        let mut diagnostics = Diagnostics::default();
        let settings = book(&Files::default(), None, &mut diagnostics);
        assert_eq!(diagnostics.counts(), (0, 0));
        assert_eq!((settings.design, settings.print), (Design::default(), PrintSettings::default()));
    }

    #[test]
    fn every_fault_is_reported_in_one_go() {
        let (_, report) = read(
            "publsher = 'x'\nbase_url = 'example.org'\n[page]\nsize = 'a44'\nwidth = '10mm'\n[type]\nsize = '500pt'\nleadin = '2pt'\n[print]\nsheets = ['a33', 'a4', 'a4']\nmarks = ['flod']\nduplex = 'none'\ncaliper = '2mm'\ncreep = 2\n",
        );
        for part in [
            "did you mean `publisher`?",
            "`example.org` is not an address",
            "did you mean `a4`?",
            "has a `size` already",
            "between 5pt and 36pt",
            "did you mean `leading`?",
            "`a33` is not a sheet",
            "did you mean `fold`?",
            "write one of `auto`",
            "more than a millimetre",
            "`a4` is listed twice",
            "`creep` must be a number from 0",
            "book.toml:7:8",
        ] {
            assert!(report.contains(part), "{part:?} is not in\n{report}");
        }
    }

    #[test]
    fn the_catalogue_can_be_named_and_left_out() {
        assert_eq!(read("").0.catalogue, Some(CatalogueSettings::default()));
        assert_eq!(read("catalogue = false").0.catalogue, None);
        let (settings, report) = read("[catalogue]\ntitle = 'Leaflets'\nsummary = 'Old and new.'\n");
        assert_eq!(report, "");
        let told = settings.catalogue.expect("there is one");
        assert_eq!((told.title.as_deref(), told.summary.as_deref()), (Some("Leaflets"), Some("Old and new.")));
        assert!(read("[catalogue]\ntitel = 'x'\n").1.contains("did you mean `title`?"));
        assert!(read("catalogue = 'no'").1.contains("a table, or true or false"));
    }

    #[test]
    fn margins_must_leave_a_measure() {
        assert!(read("[page]\ninside = '70mm'\noutside = '70mm'\n").1.contains("no room for lines"));
        assert!(read("[page]\nheight = '40mm'\ntop = '30mm'\n").1.contains("no room for a page"));
        assert!(read("[type]\nsize = '36pt'\nleading = '72pt'\n").1.contains("no room for a page"));
        assert!(read("[type]\nsize = '12pt'\nleading = '9pt'\n").1.contains("smaller than the size"));
    }
}
