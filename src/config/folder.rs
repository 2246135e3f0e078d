//! `collection.toml`: what a collection is called, who made it, which articles it has in which order.

use std::collections::BTreeMap;

use super::accessibility::accessibility;
use super::book::address;
use super::fields::{Fields, Value, parse_toml, wrong};
use super::tables::Tables;
use super::{CollectionSettings, PartSettings, Settings};
use crate::diagnostics::{Diagnostic, Diagnostics, Files, Span, nearest};
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
    let title = fields.text("title", diagnostics).map(|text| text.text);
    let subtitle = fields.text("subtitle", diagnostics).map(|text| text.text);
    let mut people = fields.people(&["authors", "author"], Role::Author, diagnostics);
    people.extend(fields.people(&["editors", "editor"], Role::Editor, diagnostics));
    people.extend(fields.people(&["translators", "translator"], Role::Translator, diagnostics));
    people.extend(fields.people(&["illustrators", "illustrator"], Role::Illustrator, diagnostics));
    let lang = fields.language(&["language", "lang"], diagnostics);
    let summary = fields.text("summary", diagnostics).map(|text| text.text);
    let subjects = fields.texts("tags", diagnostics).unwrap_or_default().into_iter().map(|tag| tag.text).collect();
    let publisher = fields.text("publisher", diagnostics).map(|text| text.text);
    let date = fields.date("date", diagnostics);
    let rights = fields.text("rights", diagnostics).map(|text| text.text);
    let rights_url = fields.text("rights_url", diagnostics).and_then(|text| address(text, diagnostics));
    let series = series(&mut fields, diagnostics);
    let conformance = accessibility(&mut fields, diagnostics).unwrap_or_else(|| book.conformance.clone());
    let tables = Tables::take(&mut fields, &folder.path, diagnostics);
    let design = if tables.is_empty() { book.design.clone() } else { tables.over(&book.tables).read(diagnostics) };
    let parts = parts(&mut fields, diagnostics);
    fields.finish(diagnostics);
    check_articles(files, folder, &parts, diagnostics);
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
        conformance,
        design,
        parts,
    }
}

fn series(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Option<(String, Option<u32>)> {
    let node = fields.take("series")?;
    match node.value {
        Value::Text(name) => Some((name, None)),
        Value::Map(entries) => {
            let mut fields = Fields::new(entries, "`series`");
            let name = fields.text("name", diagnostics).map(|text| text.text);
            let position = fields.text("position", diagnostics).and_then(|text| {
                let position = text.text.parse().ok().filter(|position| *position > 0);
                if position.is_none() {
                    diagnostics.push(
                        Diagnostic::error(format!("`{}` is not a place in a series", text.text))
                            .at(text.span)
                            .hint("write a whole number from 1"),
                    );
                }
                position
            });
            fields.finish(diagnostics);
            if name.is_none() {
                diagnostics.push(Diagnostic::error("the series has no `name`").at(node.span));
            }
            Some((name?, position))
        }
        value => {
            diagnostics.push(wrong("series", "a name or a table of `name` and `position`", &value, node.span));
            None
        }
    }
}

fn parts(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Vec<PartSettings> {
    let articles = articles(fields, diagnostics);
    let Some(node) = fields.take("part") else {
        return articles.map(|articles| vec![PartSettings { title: None, articles }]).unwrap_or_default();
    };
    if articles.is_some() {
        diagnostics.push(
            Diagnostic::error("a collection in parts lists its articles in the parts")
                .at(node.span)
                .hint("keep either `articles` or `[[part]]`"),
        );
    }
    let Value::List(items) = node.value else {
        diagnostics.push(
            wrong("part", "a list of parts", &node.value, node.span)
                .hint("write `[[part]]` between two brackets each side"),
        );
        return Vec::new();
    };
    items
        .into_iter()
        .filter_map(|item| {
            let Value::Map(entries) = item.value else {
                diagnostics.push(wrong("part", "a table of `title` and `articles`", &item.value, item.span));
                return None;
            };
            let mut fields = Fields::new(entries, "`[[part]]`");
            let title = fields.text("title", diagnostics).map(|text| text.text);
            let articles = self::articles(&mut fields, diagnostics).unwrap_or_default();
            fields.finish(diagnostics);
            if articles.is_empty() {
                diagnostics.push(
                    Diagnostic::error("this part has no articles")
                        .at(item.span)
                        .hint("write `articles = [\"01-first.md\", …]`"),
                );
            }
            Some(PartSettings { title, articles })
        })
        .collect()
}

fn articles(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Option<Vec<(String, Span)>> {
    let names = fields.texts("articles", diagnostics)?;
    Some(names.into_iter().map(|name| (name.text.trim_start_matches("./").to_owned(), name.span)).collect())
}

/// Holds the list of articles against the folder: each listed article is there, once, and what is not listed is said.
fn check_articles(files: &Files, folder: &Folder, parts: &[PartSettings], diagnostics: &mut Diagnostics) {
    if parts.is_empty() {
        return;
    }
    let prefix = if folder.path.is_empty() { String::new() } else { format!("{}/", folder.path) };
    let paths: Vec<String> =
        folder.articles.iter().map(|id| files.get(*id).path.to_string_lossy().into_owned()).collect();
    let names: Vec<&str> = paths.iter().map(|path| path.strip_prefix(&prefix).unwrap_or(path)).collect();
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for (name, span) in parts.iter().flat_map(|part| &part.articles) {
        if !names.contains(&name.as_str()) {
            let mut diagnostic = Diagnostic::error(format!("there is no article `{name}` in this folder")).at(*span);
            if let Some(near) = nearest(name, names.iter().copied()) {
                diagnostic = diagnostic.hint(format!("did you mean `{near}`?"));
            }
            diagnostics.push(diagnostic);
        } else if seen.insert(name, *span).is_some() {
            diagnostics.push(
                Diagnostic::error(format!("`{name}` is listed twice"))
                    .at(*span)
                    .hint("an article stands in one place of its collection"),
            );
        }
    }
    let left_out: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| !seen.contains_key(name) && !name.eq_ignore_ascii_case("readme.md"))
        .collect();
    if let Some(file) = folder.settings
        && !left_out.is_empty()
    {
        diagnostics.push(
            Diagnostic::warning(format!("not listed, and so left out: {}", left_out.join(", ")))
                .at(Span::new(file, 0..0))
                .hint("add them to `articles`, or put `draft: true` into their front matter and list them"),
        );
    }
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
            "title = 'News'\neditors = ['E. Ditor']\nlanguage = 'de'\ndate = 2012-02-28\nseries = { name = 'S', position = 3 }\ncover = 'images/c.jpg'\n\
             [[part]]\ntitle = 'One'\narticles = ['02-b.md']\n[[part]]\narticles = ['./01-a.md']\n",
        );
        assert_eq!(report, "");
        assert_eq!(settings.series, Some(("S".into(), Some(3))));
        assert_eq!(settings.design.picture.as_ref().map(|(path, _)| path.as_str()), Some("news/images/c.jpg"));
        assert_eq!(settings.people[0].role, Role::Editor);
        assert_eq!(settings.date.map(crate::manuscript::Date::iso).as_deref(), Some("2012-02-28"));
        let parts: Vec<_> =
            settings.parts.iter().map(|part| (part.title.as_deref(), part.articles[0].0.as_str())).collect();
        assert_eq!(parts, [(Some("One"), "02-b.md"), (None, "01-a.md")]);
    }

    #[test]
    fn the_list_of_articles_is_held_against_the_folder() {
        let (_, report) = read("articles = ['01-a.md', '01-a.md', '02-c.md']\n");
        for part in [
            "`01-a.md` is listed twice",
            "no article `02-c.md`",
            "did you mean `02-b.md`?",
            "left out: 02-b.md",
            "collection.toml:1:24",
        ] {
            assert!(report.contains(part), "{part:?} is not in\n{report}");
        }
    }

    #[test]
    fn every_fault_is_reported_in_one_go() {
        let (_, report) = read(
            "titel = 'x'\nseries = { nam = 'S', position = 0 }\ncover = '../../x.jpg'\narticles = ['01-a.md']\n[[part]]\ntitle = 'One'\n",
        );
        for part in [
            "did you mean `title`?",
            "did you mean `name`?",
            "not a place in a series",
            "the series has no `name`",
            "outside the library",
            "either `articles` or `[[part]]`",
            "this part has no articles",
        ] {
            assert!(report.contains(part), "{part:?} is not in\n{report}");
        }
    }
}
