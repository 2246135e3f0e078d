//! Reads TOML and YAML into one small tree in which every key and value knows its place, and takes
//! it apart key by key. Derived serde structs would stop at the first fault and lose the places of
//! nested values; this reports every misspelt key and every wrong value of a file at once.

mod toml;
mod yaml;

use std::ops::Range;

use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Span, nearest};
use crate::manuscript::{Date, Lang, Person, Role};

pub(crate) use self::toml::parse as parse_toml;
pub(crate) use self::yaml::parse as parse_yaml;

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// What it is.
    pub(crate) value: Value,
    /// Where it stands.
    pub(crate) span: Span,
}

/// The kinds of value that both notations share.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Nothing: `key:` in YAML.
    Null,
    /// True or false.
    Bool(bool),
    /// A number or a date, as it is spelt.
    Literal(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Map(Vec<(Text, Node)>),
}

/// Text and its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Text {
    /// What it says.
    pub(crate) text: String,
    /// Where it stands.
    pub(crate) span: Span,
}

impl Value {
    fn name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Literal(_) => "a number or date",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a table",
        }
    }
}

/// A table whose keys are taken out one by one; what is left at the end is misspelt.
pub(crate) struct Fields {
    entries: Vec<(Text, Node)>,
    asked: Vec<&'static str>,
    place: &'static str,
}

impl Fields {
    /// Wraps a table; `place` names it in messages: "the front matter".
    pub(crate) fn new(entries: Vec<(Text, Node)>, place: &'static str) -> Self {
        Self { entries, asked: Vec::new(), place }
    }

    /// Takes out the value of `key`; a value of nothing counts as none.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Node> {
        self.asked.push(key);
        let at = self.entries.iter().position(|(name, _)| name.text == key)?;
        Some(self.entries.remove(at).1).filter(|node| node.value != Value::Null)
    }

    /// Takes out the first of several spellings of a key and reports the others.
    pub(crate) fn take_any(&mut self, keys: &[&'static str], diagnostics: &mut Diagnostics) -> Option<Node> {
        let mut found: Option<(&str, Node)> = None;
        for key in keys {
            let Some(node) = self.take(key) else { continue };
            if let Some((first, _)) = &found {
                diagnostics.push(
                    Diagnostic::error(format!("`{key}` says the same as `{first}`"))
                        .at(node.span)
                        .hint(format!("keep one of `{first}` and `{key}`")),
                );
            } else {
                found = Some((key, node));
            }
        }
        found.map(|(_, node)| node)
    }

    /// Takes out a text; numbers and dates count as what they are spelt.
    pub(crate) fn text(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Text> {
        let node = self.take(key)?;
        node.into_text(key, diagnostics)
    }

    /// Takes out a list of texts; one text counts as a list of it.
    pub(crate) fn texts(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Vec<Text>> {
        Some(self.take(key)?.into_texts(key, diagnostics))
    }

    /// Takes out a table.
    pub(crate) fn table(
        &mut self,
        key: &'static str,
        place: &'static str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        self.take(key)?.into_table(key, place, diagnostics)
    }

    /// Takes out true or false.
    pub(crate) fn boolean(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<bool> {
        let node = self.take(key)?;
        match node.value {
            Value::Bool(b) => Some(b),
            value => {
                diagnostics.push(wrong(key, "true or false", &value, node.span));
                None
            }
        }
    }

    /// Takes out a date.
    pub(crate) fn date(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Date> {
        let text = self.text(key, diagnostics)?;
        let date = parse_date(&text.text);
        if date.is_none() {
            diagnostics.push(
                Diagnostic::error(format!("`{}` is not a date", text.text))
                    .at(text.span)
                    .hint("write the year, the year and month, or the day: 2011, 2011-12, 2011-12-16"),
            );
        }
        date
    }

    /// Takes out the tag of a language.
    pub(crate) fn language(&mut self, keys: &[&'static str], diagnostics: &mut Diagnostics) -> Option<Lang> {
        let text = self.take_any(keys, diagnostics)?.into_text(keys[0], diagnostics)?;
        let tag = text.text.trim();
        if is_language(tag) {
            return Some(Lang::new(tag));
        }
        diagnostics.push(
            Diagnostic::error(format!("`{tag}` is not the tag of a language"))
                .at(text.span)
                .hint("write a tag such as `en`, `de-AT` or `ru`"),
        );
        None
    }

    /// Takes out people, given as one text, a table, or a list of either, under any of `keys`.
    pub(crate) fn people(&mut self, keys: &[&'static str], role: Role, diagnostics: &mut Diagnostics) -> Vec<Person> {
        let Some(node) = self.take_any(keys, diagnostics) else { return Vec::new() };
        let key = keys[0];
        match node.value {
            Value::Text(names) => {
                split_names(&names).into_iter().map(|name| Person { name, file_as: None, role }).collect()
            }
            Value::List(items) => items.into_iter().filter_map(|item| person(item, key, role, diagnostics)).collect(),
            Value::Map(_) => person(node, key, role, diagnostics).into_iter().collect(),
            value => {
                diagnostics.push(wrong(key, "a name or a list of names", &value, node.span));
                Vec::new()
            }
        }
    }

    /// Reports every key that nobody asked for, with the nearest that might be meant.
    pub(crate) fn finish(self, diagnostics: &mut Diagnostics) {
        for (key, _) in &self.entries {
            let mut diagnostic = Diagnostic::error(format!("{} has no key `{}`", self.place, key.text)).at(key.span);
            diagnostic = match nearest(&key.text, self.asked.iter().copied()) {
                Some(near) => diagnostic.label("not known").hint(format!("did you mean `{near}`?")),
                None => diagnostic.label("not known").hint(format!("the keys are {}", list(&self.asked))),
            };
            diagnostics.push(diagnostic);
        }
    }
}

impl Node {
    /// The value as a table, which `place` names in messages, or a diagnostic.
    pub(crate) fn into_table(self, key: &str, place: &'static str, diagnostics: &mut Diagnostics) -> Option<Fields> {
        match self.value {
            Value::Map(entries) => Some(Fields::new(entries, place)),
            value => {
                diagnostics.push(wrong(key, "a table", &value, self.span));
                None
            }
        }
    }

    /// The value as a list of texts; one text counts as a list of it.
    pub(crate) fn into_texts(self, key: &str, diagnostics: &mut Diagnostics) -> Vec<Text> {
        match self.value {
            Value::List(items) => items.into_iter().filter_map(|item| item.into_text(key, diagnostics)).collect(),
            _ => self.into_text(key, diagnostics).into_iter().collect(),
        }
    }

    /// The value as text, or a diagnostic.
    pub(crate) fn into_text(self, key: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
        match self.value {
            Value::Text(text) | Value::Literal(text) => Some(Text { text, span: self.span }),
            // `title: true` is a title, if an odd one.
            Value::Bool(b) => Some(Text { text: b.to_string(), span: self.span }),
            value => {
                diagnostics.push(wrong(key, "text", &value, self.span));
                None
            }
        }
    }
}

/// Makes the diagnostic for a value of the wrong kind.
pub(crate) fn wrong(key: &str, wanted: &str, found: &Value, span: Span) -> Diagnostic {
    Diagnostic::error(format!("`{key}` must be {wanted}")).at(span).label(format!("this is {}", found.name()))
}

/// Puts names in a row: "`a`, `b` and `c`".
pub(crate) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [most @ .., last] => {
            let most: Vec<String> = most.iter().map(|name| format!("`{name}`")).collect();
            format!("{} and `{last}`", most.join(", "))
        }
    }
}

fn person(node: Node, key: &str, role: Role, diagnostics: &mut Diagnostics) -> Option<Person> {
    match node.value {
        Value::Text(name) => Some(Person { name: name.trim().to_owned(), file_as: None, role }),
        Value::Map(entries) => {
            let mut fields = Fields::new(entries, "a person");
            let name = fields.text("name", diagnostics);
            let file_as = fields.text("file_as", diagnostics).map(|text| text.text);
            let role = fields.text("role", diagnostics).map_or(role, |text| parse_role(&text, role, diagnostics));
            fields.finish(diagnostics);
            if name.is_none() {
                diagnostics.push(Diagnostic::error("a person has no `name`").at(node.span));
            }
            name.map(|name| Person { name: name.text.trim().to_owned(), file_as, role })
        }
        value => {
            diagnostics.push(wrong(key, "a name or a list of names", &value, node.span));
            None
        }
    }
}

fn parse_role(text: &Text, default: Role, diagnostics: &mut Diagnostics) -> Role {
    const ROLES: [(&str, Role); 4] = [
        ("author", Role::Author),
        ("editor", Role::Editor),
        ("translator", Role::Translator),
        ("illustrator", Role::Illustrator),
    ];
    if let Some((_, role)) = ROLES.iter().find(|(name, role)| text.text == *name || text.text == role.marc()) {
        return *role;
    }
    let names = ROLES.map(|(name, _)| name);
    diagnostics.push(
        Diagnostic::error(format!("`{}` is not a role", text.text))
            .at(text.span)
            .hint(format!("the roles are {}", list(&names))),
    );
    default
}

/// Splits "A, B and C" into names. A title after a comma ("King, Jr.") stays with its name.
fn split_names(names: &str) -> Vec<String> {
    const SUFFIXES: [&str; 10] = ["Jr", "Jr.", "Sr", "Sr.", "II", "III", "PhD", "Ph.D.", "MD", "M.D."];
    let mut out: Vec<String> = Vec::new();
    for part in names.split(',').flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" & ")) {
        let part = part.trim();
        let part = part.strip_prefix("and ").unwrap_or(part).trim();
        match out.last_mut() {
            Some(last) if SUFFIXES.contains(&part) => {
                last.push_str(", ");
                last.push_str(part);
            }
            _ if part.is_empty() => {}
            _ => out.push(part.to_owned()),
        }
    }
    out
}

/// Reads `2011`, `2011-12`, `2011-12-16`, or a moment of which the day is kept.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let day_of_moment = text.trim().split(['T', 't', ' ']).next()?;
    let mut parts = day_of_moment.split('-');
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u16>().ok()).flatten()
    };
    let year = number(parts.next()?, 4).filter(|year| *year > 0)?;
    let mut date = Date { year, month: None, day: None };
    if let Some(part) = parts.next() {
        date.month = Some(u8::try_from(number(part, 2).filter(|m| (1..=12).contains(m))?).ok()?);
    }
    if let Some(part) = parts.next() {
        let last = match date.month? {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        date.day = Some(u8::try_from(number(part, 2).filter(|d| (1..=last).contains(d))?).ok()?);
    }
    parts.next().is_none().then_some(date)
}

/// Whether `tag` has the form of a language tag: a primary subtag of two or three letters, and
/// others of up to eight letters or digits (RFC 5646, section 2.1).
pub(crate) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Moves a range by the offset of the part of the file that was parsed.
fn shift(file: FileId, range: Range<usize>, offset: usize) -> Span {
    Span::new(file, range.start + offset..range.end + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_at_commas_and_at_and() {
        assert_eq!(split_names("Bret, Diego, Britta Gustafson"), ["Bret", "Diego", "Britta Gustafson"]);
        assert_eq!(split_names("A. Anders, B. Burns, and C. Cole"), ["A. Anders", "B. Burns", "C. Cole"]);
        assert_eq!(split_names("Sandy Anderson and Jo Cole"), ["Sandy Anderson", "Jo Cole"]);
        assert_eq!(split_names("Martin Luther King, Jr."), ["Martin Luther King, Jr."]);
        assert_eq!(split_names(" , "), [""; 0]);
    }

    #[test]
    fn dates_are_as_exact_as_they_are_given() {
        let date = |year, month, day| Some(Date { year, month, day });
        assert_eq!(parse_date("2011"), date(2011, None, None));
        assert_eq!(parse_date("2011-12"), date(2011, Some(12), None));
        assert_eq!(parse_date("2012-02-29"), date(2012, Some(2), Some(29)));
        assert_eq!(parse_date("2011-12-16T10:00:00Z"), date(2011, Some(12), Some(16)));
        for wrong in
            ["", "0000", "11", "2011-13", "2011-02-29", "2011-1-1", "2011-12-16-1", "16 December 2011", "2011-12-"]
        {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
    }

    fn read(text: &str, toml: bool) -> (Vec<(Text, Node)>, Diagnostics) {
        let mut diagnostics = Diagnostics::default();
        let parse = if toml { parse_toml } else { parse_yaml };
        let entries = parse(text, FileId(0), 0, &mut diagnostics).unwrap_or_default();
        (entries, diagnostics)
    }

    #[test]
    fn both_notations_give_the_same_values_with_their_places() {
        for (text, toml) in [
            ("title = \"A title\"\nyear = 2011\ntags = [\"a\", \"b\"]\nsource = { url = \"u\" }\n", true),
            ("title: A title\nyear: 2011\ntags: [a, b]\nsource:\n  url: u\n", false),
        ] {
            let (entries, diagnostics) = read(text, toml);
            assert!(diagnostics.as_slice().is_empty(), "{diagnostics:?}");
            let keys: Vec<&str> = entries.iter().map(|(key, _)| key.text.as_str()).collect();
            assert_eq!(keys, ["title", "year", "tags", "source"]);
            for (key, _) in &entries {
                assert_eq!(&text[key.span.range()], key.text);
            }
            assert!(text[entries[0].1.span.range()].contains("A title"));
            assert_eq!(entries[0].1.value, Value::Text("A title".into()));
            assert_eq!(entries[1].1.value, Value::Literal("2011".into()));
            let Value::List(tags) = &entries[2].1.value else { panic!("{:?}", entries[2]) };
            assert_eq!(tags[1].value, Value::Text("b".into()));
            let Value::Map(source) = &entries[3].1.value else { panic!("{:?}", entries[3]) };
            assert_eq!(&text[source[0].0.span.range()], "url");
        }
    }

    #[test]
    fn yaml_keeps_the_spelling_of_what_looks_like_numbers_and_truths() {
        let (entries, _) = read("a: 1.10\nb: No\nc: 2016-07-18\nd: '2016'\ne:\nf: |\n  two\n  lines\n", false);
        let values: Vec<&Value> = entries.iter().map(|(_, node)| &node.value).collect();
        assert_eq!(values[0], &Value::Literal("1.10".into()));
        assert_eq!(values[1], &Value::Text("No".into()));
        assert_eq!(values[2], &Value::Text("2016-07-18".into()));
        assert_eq!(values[3], &Value::Text("2016".into()));
        assert_eq!(values[4], &Value::Null);
        assert_eq!(values[5], &Value::Text("two\nlines\n".into()));
    }

    #[test]
    fn faults_of_notation_have_a_place() {
        for (text, toml) in [
            ("a = \nb = 1\n", true),
            ("a: [1\nb: 2\n", false),
            ("a: b: c\n", false),
            ("a: 1\na: 2\n", false),
            ("a = 1\na = 2\n", true),
        ] {
            let (_, diagnostics) = read(text, toml);
            assert!(diagnostics.has_errors(), "{text}");
            assert!(diagnostics.as_slice().iter().all(|d| d.span.is_some()), "{diagnostics:?}");
        }
    }

    #[test]
    fn deep_and_swelling_values_are_refused_without_harm() {
        let deep = format!("a: {}{}", "[".repeat(5000), "]".repeat(5000));
        assert!(read(&deep, false).1.has_errors());
        let deep = format!("a = {}{}", "[".repeat(5000), "]".repeat(5000));
        assert!(read(&deep, true).1.has_errors());
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for i in 1..12 {
            bomb.push_str(&format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 10].join(", ")));
        }
        assert!(read(&bomb, false).1.has_errors());
    }
}
