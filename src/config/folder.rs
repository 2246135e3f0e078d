//! `collection.toml`: what a collection is called, who made it, which articles it has in which order.

use super::accessibility::accessibility;
use super::book::address;
use super::fields::{Fields, Text, Value, parse_toml, wrong};
use super::select::parts;
use super::tables::Tables;
use super::{CollectionSettings, Edition, Settings};
use crate::diagnostics::{Diagnostic, Diagnostics, Files, Span};
use crate::manuscript::Role;
use crate::source::Folder;

/// Resolves a folder's `collection.toml`; without one, everything is as the folder and the library's settings tell.
#[must_use]
pub fn collection(
    files: &Files,
    folder: &Folder,
    book: &Settings,
    diagnostics: &mut Diagnostics,
) -> CollectionSettings {
    let entries =
        folder.settings.and_then(|file| parse_toml(&files.get(file).text, file, 0, diagnostics)).unwrap_or_default();
    let mut fields = Fields::new(entries, "`collection.toml`");
    let title = fields.text("title", diagnostics);
    let subtitle = fields.text("subtitle", diagnostics);
    let mut people = fields.people(&["authors", "author"], Role::Author, diagnostics);
    people.extend(fields.people(&["editors", "editor"], Role::Editor, diagnostics));
    people.extend(fields.people(&["translators", "translator"], Role::Translator, diagnostics));
    people.extend(fields.people(&["illustrators", "illustrator"], Role::Illustrator, diagnostics));
    let lang = fields.language(&["language", "lang"], diagnostics);
    let summary = fields.text("summary", diagnostics);
    let subjects = fields.texts("tags", diagnostics).unwrap_or_default().into_iter().map(|tag| tag.text).collect();
    let publisher = fields.text("publisher", diagnostics).map(|text| text.text);
    let date = fields.date("date", diagnostics);
    let rights = fields.text("rights", diagnostics).map(|text| text.text);
    let rights_url = fields.text("rights_url", diagnostics).and_then(|text| address(text, diagnostics));
    let (series, series_place) = series(&mut fields, diagnostics).unzip();
    let edition = edition(&mut fields, diagnostics);
    let translation_of = fields.text("translation_of", diagnostics).map(|text| (text.text, text.span));
    let conformance = accessibility(&mut fields, diagnostics).unwrap_or_else(|| book.conformance.clone());
    let tables = Tables::take(&mut fields, &folder.path, diagnostics);
    let design = if tables.is_empty() { book.design.clone() } else { tables.over(&book.tables).read(diagnostics) };
    let parts = parts(&mut fields, diagnostics);
    let each = fields.boolean("each", diagnostics).unwrap_or(false);
    for (key, given) in [("title", &title), ("subtitle", &subtitle), ("summary", &summary)] {
        if let Some(given) = given.as_ref().filter(|_| each) {
            diagnostics.push(
                Diagnostic::error(format!("with `each`, each article has a `{key}` of its own"))
                    .at(given.span)
                    .hint("take it out; a name for all of them is that of a `series`"),
            );
        }
    }
    let text = |given: Option<Text>| given.map(|text| text.text);
    let (title, subtitle, summary) = (text(title), text(subtitle), text(summary));
    fields.finish(diagnostics);
    CollectionSettings {
        slug: folder.slug.clone(),
        title,
        subtitle,
        people,
        lang,
        summary,
        subjects,
        publisher,
        date,
        rights,
        rights_url,
        series,
        series_place,
        edition,
        translation_of,
        conformance,
        design,
        parts,
        each,
    }
}

fn series(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Option<((String, Option<u32>), Span)> {
    let node = fields.take("series")?;
    match node.value {
        Value::Text(name) => Some(((name, None), node.span)),
        Value::Map(entries) => {
            let mut fields = Fields::new(entries, "`series`");
            let name = fields.text("name", diagnostics).map(|text| text.text);
            let position =
                number(&mut fields, "position", "a place in a series", diagnostics).map(|(position, _)| position);
            fields.finish(diagnostics);
            if name.is_none() {
                diagnostics.push(Diagnostic::error("the series has no `name`").at(node.span));
            }
            Some(((name?, position), node.span))
        }
        value => {
            diagnostics.push(wrong("series", "a name or a table of `name` and `position`", &value, node.span));
            None
        }
    }
}

/// Takes out which edition it is, and what has changed since the one before.
fn edition(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Option<Edition> {
    let number = number(fields, "edition", "the number of an edition", diagnostics);
    let changes = fields.text("changes", diagnostics);
    if let (None, Some(changes)) = (number, &changes) {
        diagnostics.push(
            Diagnostic::error("`changes` does not say of which edition")
                .at(changes.span)
                .hint("write `edition = 2`, or whichever it is"),
        );
    }
    number.map(|(number, _)| Edition { number, changes: changes.map(|text| text.text) })
}

/// Takes out a whole number from 1, with its place.
fn number(fields: &mut Fields, key: &'static str, what: &str, diagnostics: &mut Diagnostics) -> Option<(u32, Span)> {
    let text = fields.text(key, diagnostics)?;
    let number = text.text.parse().ok().filter(|number| *number > 0);
    if number.is_none() {
        diagnostics.push(
            Diagnostic::error(format!("`{}` is not {what}", text.text))
                .at(text.span)
                .hint("write a whole number from 1"),
        );
    }
    number.map(|number| (number, text.span))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (CollectionSettings, String) {
        let mut files = Files::default();
        let settings = Some(files.add("news/collection.toml", text));
        let articles =
            ["01-a.md", "02-b.md", "README.md"].iter().map(|name| files.add(format!("news/{name}"), "")).collect();
        let folder = Folder { slug: "news".into(), path: "news".into(), settings, articles };
        let mut diagnostics = Diagnostics::default();
        let book = crate::config::book(&files, None, &mut diagnostics);
        let settings = collection(&files, &folder, &book, &mut diagnostics);
        (settings, diagnostics.render(&files, false))
    }

    #[test]
    fn everything_can_be_set() {
        let (settings, report) = read(
            "title = 'News'\neditors = ['E. Ditor']\nlanguage = 'de'\ndate = 2012-02-28\nedition = 2\nchanges = 'Less'\nseries = { name = 'S', position = 3 }\ncover = 'images/c.jpg'\n\
             [[part]]\ntitle = 'One'\narticles = ['02-b.md']\n[[part]]\narticles = ['./01-a.md']\n",
        );
        assert_eq!(report, "");
        assert_eq!(settings.series, Some(("S".into(), Some(3))));
        assert_eq!(settings.design.picture.as_ref().map(|(path, _)| path.as_str()), Some("news/images/c.jpg"));
        assert_eq!(settings.edition, Some(Edition { number: 2, changes: Some("Less".into()) }));
        assert_eq!(settings.people[0].role, Role::Editor);
        assert_eq!(settings.date.map(crate::manuscript::Date::iso).as_deref(), Some("2012-02-28"));
        let parts: Vec<_> =
            settings.parts.iter().map(|part| (part.title.as_deref(), part.articles[0].0.as_str())).collect();
        assert_eq!(parts, [(Some("One"), "02-b.md"), (None, "01-a.md")]);
    }

    #[test]
    fn every_fault_is_reported_in_one_go() {
        let (_, report) = read(
            "titel = 'x'\nchanges = 'All'\nseries = { nam = 'S', position = 0 }\ncover = '../../x.jpg'\narticles = ['01-a.md']\n[[part]]\ntitle = 'One'\n",
        );
        for part in [
            "did you mean `title`?",
            "did you mean `name`?",
            "not a place in a series",
            "the series has no `name`",
            "`changes` does not say of which edition",
            "outside the library",
            "either `articles` or `[[part]]`",
            "this part has no articles",
        ] {
            assert!(report.contains(part), "{part:?} is not in\n{report}");
        }
    }
}
