//! Front matter: what an article says about itself between `---` (YAML) or `+++` (TOML) lines.

use std::ops::Range;

use super::tree::{Date, Lang, Origin, Person, Role};
use crate::config::fields::{Fields, Node, Text, Value, parse_toml, parse_yaml, wrong};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Span};

/// What the front matter says. Titles are still Markdown.
#[derive(Debug, Clone, Default)]
pub(crate) struct FrontMatter {
    pub(crate) title: Option<Text>,
    pub(crate) subtitle: Option<Text>,
    pub(crate) people: Vec<Person>,
    pub(crate) date: Option<Date>,
    pub(crate) lang: Option<Lang>,
    pub(crate) summary: Option<Text>,
    pub(crate) tags: Vec<String>,
    pub(crate) origin: Option<Origin>,
    pub(crate) rights: Option<String>,
    pub(crate) epigraph: Option<Text>,
    pub(crate) draft: bool,
    pub(crate) drop_cap: Option<bool>,
    pub(crate) slug: Option<Text>,
}

/// Reads the front matter of a file, and says at which byte the text after it begins.
pub(crate) fn read(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> (FrontMatter, usize) {
    let Some((fence, inner)) = split(text) else { return (FrontMatter::default(), 0) };
    let Some(inner) = inner else {
        diagnostics.push(
            Diagnostic::error("the front matter does not end")
                .at(Span::new(file, 0..3))
                .hint(format!("write `{fence}` on a line of its own after it")),
        );
        return (FrontMatter::default(), text.len());
    };
    let body = text[inner.end..].find('\n').map_or(text.len(), |newline| inner.end + newline + 1);
    let parse = if fence == "+++" { parse_toml } else { parse_yaml };
    let matter =
        parse(&text[inner.clone()], file, inner.start, diagnostics).map(|entries| resolve(entries, diagnostics));
    (matter.unwrap_or_default(), body)
}

/// Finds the fence and the range between the fences; no range when the second is missing.
fn split(text: &str) -> Option<(&'static str, Option<Range<usize>>)> {
    let fence =
        ["---", "+++"].into_iter().find(|fence| text.lines().next().is_some_and(|line| line.trim_end() == *fence))?;
    let start = text.find('\n').map_or(text.len(), |newline| newline + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == fence || (fence == "---" && line.trim_end() == "...") {
            return Some((fence, Some(start..at)));
        }
        at += line.len();
    }
    // A first line of dashes without a second is a break between sections, unless keys follow.
    let has_keys = text[start..].lines().next().is_some_and(|line| {
        let key = line.split([':', '=']).next().unwrap_or_default().trim();
        key.len() < line.trim().len() && !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    (has_keys || fence == "+++").then_some((fence, None))
}

fn resolve(entries: Vec<(Text, Node)>, diagnostics: &mut Diagnostics) -> FrontMatter {
    let mut fields = Fields::new(entries, "the front matter");
    let title = fields.text("title", diagnostics);
    let subtitle = fields.text("subtitle", diagnostics);
    let mut people = fields.people(&["author", "authors"], Role::Author, diagnostics);
    people.extend(fields.people(&["editor", "editors"], Role::Editor, diagnostics));
    people.extend(fields.people(&["translator", "translators"], Role::Translator, diagnostics));
    people.extend(fields.people(&["illustrator", "illustrators"], Role::Illustrator, diagnostics));
    let date = fields.date("date", diagnostics);
    let lang = fields.language(&["lang", "language"], diagnostics);
    let summary = fields.text("summary", diagnostics);
    let tags = fields.texts("tags", diagnostics).unwrap_or_default().into_iter().map(|tag| tag.text).collect();
    let origin = origin(&mut fields, diagnostics);
    let rights = fields.text("rights", diagnostics).map(|text| text.text);
    let epigraph = fields.text("epigraph", diagnostics);
    let draft = fields.boolean("draft", diagnostics).unwrap_or(false);
    let drop_cap = fields.boolean("drop_cap", diagnostics);
    let slug = fields.text("slug", diagnostics);
    fields.finish(diagnostics);
    FrontMatter { title, subtitle, people, date, lang, summary, tags, origin, rights, epigraph, draft, drop_cap, slug }
}

fn origin(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Option<Origin> {
    let node = fields.take("source")?;
    match node.value {
        Value::Text(text) if text.starts_with("https://") || text.starts_with("http://") => {
            Some(Origin { title: None, url: Some(text), date: None })
        }
        Value::Text(title) => Some(Origin { title: Some(title), url: None, date: None }),
        Value::Map(entries) => {
            let mut fields = Fields::new(entries, "`source`");
            let title = fields.text("title", diagnostics).map(|text| text.text);
            let url = fields.text("url", diagnostics).map(|text| text.text);
            let date = fields.date("date", diagnostics);
            fields.finish(diagnostics);
            Some(Origin { title, url, date })
        }
        value => {
            diagnostics.push(wrong("source", "a text or a table of `title`, `url` and `date`", &value, node.span));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Files;

    fn parse(text: &str) -> (FrontMatter, usize, String) {
        let mut files = Files::default();
        let file = files.add("a.md", text);
        let mut diagnostics = Diagnostics::default();
        let (matter, body) = read(text, file, &mut diagnostics);
        (matter, body, diagnostics.render(&files, false))
    }

    #[test]
    fn yaml_and_toml_say_the_same() {
        let yaml = "---\ntitle: 'A *title*'\nauthor:\n  - A. Anders\n  - {name: B. Burns, file_as: 'Burns, B.', role: translator}\neditors: [E]\ndate: 2011-12\nlanguage: de-AT\nsource: {title: Paper, url: 'https://x.org', date: 2012}\ntags: [a, b]\ndraft: true\ndrop_cap: false\n---\nBody";
        let toml = "+++\ntitle = 'A *title*'\nauthor = ['A. Anders', {name = 'B. Burns', file_as = 'Burns, B.', role = 'translator'}]\neditors = ['E']\ndate = '2011-12'\nlanguage = 'de-AT'\nsource = {title = 'Paper', url = 'https://x.org', date = 2012}\ntags = ['a', 'b']\ndraft = true\ndrop_cap = false\n+++\nBody";
        let mut shown = Vec::new();
        for text in [yaml, toml] {
            let (mut matter, body, report) = parse(text);
            assert_eq!(report, "");
            assert_eq!(&text[body..], "Body");
            assert!(matter.draft);
            assert_eq!(matter.drop_cap, Some(false));
            matter.title = matter.title.map(|title| Text { span: Span::new(FileId(0), 0..0), ..title });
            shown.push(format!("{matter:?}"));
        }
        assert_eq!(shown[0], shown[1]);
        assert!(shown[0].contains("Translator") && shown[0].contains("de-AT"), "{}", shown[0]);
    }

    #[test]
    fn every_fault_is_reported_at_its_place() {
        let (_, _, report) =
            parse("---\ntitel: x\nlang: english\ndate: 16 December\ndraft: maybe\nauthor: [{nam: x}]\n---\n");
        for part in [
            "no key `titel`",
            "did you mean `title`?",
            "a.md:2:1",
            "`english` is not the tag",
            "a.md:3:7",
            "`16 December` is not a date",
            "a.md:4:7",
            "`draft` must be true or false",
            "a person has no key `nam`",
            "a.md:6:11",
        ] {
            assert!(report.contains(part), "{part:?} is not in\n{report}");
        }
    }

    #[test]
    fn a_break_on_the_first_line_is_not_front_matter() {
        assert_eq!(parse("---\n\nText").1, 0);
        assert_eq!(parse("No matter").1, 0);
        assert_eq!(parse("").1, 0);
        assert!(parse("---\ntitle: x\n\nText").2.contains("does not end"));
        let (matter, body, report) = parse("---\n---\nText");
        assert_eq!((matter.title.is_none(), body, report.as_str()), (true, 8, ""));
    }
}
