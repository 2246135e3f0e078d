//! Writes front matter: YAML that any reader of YAML reads.

use std::fmt::Write as _;

use super::markdown;
use super::tree::Head;

/// Writes what a text says about itself between two lines of dashes.
pub(super) fn write(head: &Head, fallback_title: &str) -> String {
    let mut out = "---\n".to_owned();
    let title = markdown::line(&head.title);
    let title = if title.is_empty() { fallback_title.to_owned() } else { title };
    line(&mut out, "title", &title);
    let subtitle = markdown::line(&head.subtitle);
    if !subtitle.is_empty() {
        line(&mut out, "subtitle", &subtitle);
    }
    people(&mut out, "author", &head.authors);
    people(&mut out, "editor", &head.editors);
    people(&mut out, "translator", &head.translators);
    if let Some(date) = head.date {
        line(&mut out, "date", &date.iso());
    }
    if let Some(lang) = &head.lang {
        line(&mut out, "language", lang.as_str());
    }
    if let Some(summary) = &head.summary {
        line(&mut out, "summary", &markdown::escaped(summary));
    }
    if !head.tags.is_empty() {
        list(&mut out, "tags", &head.tags);
    }
    match (&head.source.title, &head.source.url) {
        (None, None) => {}
        (None, Some(url)) => line(&mut out, "source", url),
        (Some(title), None) => line(&mut out, "source", title),
        (Some(title), Some(url)) => {
            out.push_str("source:\n");
            line(&mut out, "  title", title);
            line(&mut out, "  url", url);
        }
    }
    if let Some(rights) = &head.rights {
        line(&mut out, "rights", rights);
    }
    if head.draft {
        out.push_str("draft: true\n");
    }
    out.push_str("---\n");
    out
}

fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key}: {}", scalar(value, false));
}

fn list(out: &mut String, key: &str, values: &[String]) {
    let values: Vec<String> = values.iter().map(|value| scalar(value, true)).collect();
    let _ = writeln!(out, "{key}: [{}]", values.join(", "));
}

/// One person stands alone, unless the name would be read as several.
fn people(out: &mut String, key: &str, names: &[String]) {
    match names {
        [] => {}
        [name] if !(name.contains([',', '&']) || name.contains(" and ")) => line(out, key, name),
        names => list(out, &format!("{key}s"), names),
    }
}

/// A value as it is when nothing in it means anything to YAML, else between quotation marks. In a list, commas mean something.
fn scalar(value: &str, in_list: bool) -> String {
    // Dates, and words of letters: everything else is quoted rather than thought about.
    let is_word =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '’' | '.' | '(' | ')' | '/') || (c == ',' && !in_list);
    let begins = value.chars().next().is_some_and(char::is_alphabetic);
    let is_date = value.len() >= 4 && value.bytes().all(|b| b.is_ascii_digit() || b == b'-') && value.is_ascii();
    const MEANING: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let means = MEANING.contains(&value.to_lowercase().as_str());
    let is_address = value.starts_with("http")
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/?=&:%+".contains(&b))
        && !value.ends_with(':');
    if is_date || is_address || (begins && !means && !value.ends_with(' ') && value.chars().all(is_word)) {
        return value.to_owned();
    }
    let mut out = "\"".to_owned();
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::tree::Inline;
    use proptest::prelude::*;

    #[test]
    fn what_need_not_be_quoted_is_not() {
        assert_eq!(scalar("Class struggle", false), "Class struggle");
        assert_eq!(scalar("https://example.org/a?b=c", false), "https://example.org/a?b=c");
        assert_eq!(scalar("2012-02-28", false), "2012-02-28");
        assert_eq!(scalar("One: two", false), "\"One: two\"");
        assert_eq!(scalar("no", false), "\"no\"");
        assert_eq!(scalar("- \"x\" \\", false), "\"- \\\"x\\\" \\\\\"");
    }

    proptest! {
        /// Whatever a title or a name holds, our own reader of front matter gives it back.
        #[test]
        fn every_value_is_read_as_it_was(title in "[ -~äß’“”—]{1,40}", name in "[ -~é]{1,20}", tag in "[ -~]{1,12}") {
            let head = Head {
                title: vec![Inline::Code("x".into()), Inline::Text(title)],
                authors: vec![name.trim().to_owned(), "B".into()],
                tags: vec![tag.trim().to_owned()],
                ..Head::default()
            };
            let text = write(&head, "untitled");
            let mut files = crate::diagnostics::Files::default();
            let file = files.add("a.md", text.clone());
            let mut diagnostics = crate::diagnostics::Diagnostics::default();
            let (matter, body) = crate::manuscript::front_matter::read(&text, file, &mut diagnostics);
            prop_assert!(diagnostics.as_slice().is_empty(), "{}", diagnostics.render(&files, false));
            prop_assert_eq!(body, text.len());
            prop_assert_eq!(matter.title.map(|title| title.text), Some(markdown::line(&head.title)));
            prop_assert_eq!(&matter.people[0].name, &head.authors[0]);
            prop_assert_eq!(&matter.tags, &head.tags);
        }
    }
}
