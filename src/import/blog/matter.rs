//! Front matter of other programs: the same things by other names, and much that only their templates need.

use super::super::dates;
use super::super::tree::{Document, Inline, Remark, plain};
use crate::config::fields::{Node, Text, Value, is_language, parse_toml, parse_yaml};
use crate::diagnostics::{Diagnostics, FileId};
use crate::manuscript::Lang;

/// What stands between the fences.
pub(super) enum Matter<'t> {
    None,
    Yaml(&'t str),
    Toml(&'t str),
    Json(&'t str),
}

/// Finds the front matter, and the byte at which the text begins.
pub(super) fn split(text: &str) -> (Matter<'_>, usize) {
    let lead = text.len() - text.trim_start_matches(['\u{feff}', '\n', ' ']).len();
    let rest = &text[lead..];
    if rest.starts_with("{\n") || rest.starts_with("{\r") {
        // Of JSON, the line with the last bracket alone ends it.
        if let Some(end) = rest.find("\n}\n") {
            return (Matter::Json(&rest[..end + 2]), lead + end + 3);
        }
    }
    for (fence, ends) in [("---", ["---", "..."]), ("+++", ["+++", "+++"])] {
        if rest.lines().next().map(str::trim_end) != Some(fence) {
            continue;
        }
        let start = rest.find('\n').map_or(rest.len(), |newline| newline + 1);
        let mut at = start;
        for line in rest[start..].split_inclusive('\n') {
            if ends.contains(&line.trim_end()) {
                let inner = &rest[start..at];
                let body = lead + at + line.len();
                return (if fence == "---" { Matter::Yaml(inner) } else { Matter::Toml(inner) }, body);
            }
            at += line.len();
        }
    }
    (Matter::None, 0)
}

/// Reads front matter into the head of a document. Keys that mean nothing here become one remark.
pub(super) fn read(matter: &Matter<'_>, name: &str, document: &mut Document) {
    dated_name(name, document);
    let mut faults = Diagnostics::default();
    let file = FileId(0);
    let entries = match matter {
        Matter::None => return,
        // JSON is YAML.
        Matter::Yaml(text) | Matter::Json(text) => parse_yaml(text, file, 0, &mut faults),
        Matter::Toml(text) => parse_toml(text, file, 0, &mut faults),
    };
    let Some(entries) = entries.filter(|_| !faults.has_errors()) else {
        let words = faults.as_slice().first().map(|fault| fault.message.clone()).unwrap_or_default();
        document.remark(1, format!("front matter left out, since it cannot be read: {words}"));
        return;
    };
    let mut unknown = Vec::new();
    for (key, node) in entries {
        if !take(&key, node, document) {
            unknown.push(key.text);
        }
    }
    if !unknown.is_empty() {
        document.remark(1, format!("front matter left out: {}", unknown.join(", ")));
    }
}

/// Jekyll has the date of a post in the name of its file.
fn dated_name(name: &str, document: &mut Document) {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    if let Some((date, rest)) = stem.get(..10).zip(stem.get(11..))
        && stem.as_bytes()[10] == b'-'
        && let Some(found) = dates::whole(date, None)
    {
        document.head.date = Some(found.date);
        document.head.slug = Some(rest.to_owned());
        document.remarks.push(Remark { at: 0, words: format!("date: {}, from the file's name", found.date.iso()) });
    }
}

/// Takes a key; false when it means nothing here.
fn take(key: &Text, node: Node, document: &mut Document) -> bool {
    let head = &mut document.head;
    let lower = key.text.to_lowercase();
    match lower.as_str() {
        "title" => head.title = line(node),
        "subtitle" => head.subtitle = line(node),
        "author" | "authors" | "by" | "byline" => head.authors.extend(names(node)),
        "translator" | "translators" => head.translators.extend(names(node)),
        "editor" | "editors" => head.editors.extend(names(node)),
        "date" | "publishdate" | "pubdate" | "published_at" | "created" => {
            let text = text(&node).unwrap_or_default();
            let found = dates::find(&text, None);
            // What is written in full goes before what a file is named.
            if let Some(found) = found.filter(|_| lower == "date" || head.date.is_none()) {
                head.date = Some(found.date);
            }
        }
        "lang" | "language" | "locale" => {
            let tag = text(&node).unwrap_or_default().replace('_', "-");
            if is_language(&tag) {
                head.lang = Some(Lang::new(&tag));
            }
        }
        "summary" | "excerpt" => head.summary = text(&node).filter(|text| !text.is_empty()),
        "description" => head.summary = head.summary.take().or_else(|| text(&node).filter(|text| !text.is_empty())),
        "tags" | "tag" | "categories" | "category" | "keywords" | "topics" | "subjects" => {
            let skipped = ["uncategorized", "blog", "posts", "post"];
            head.tags.extend(words(node).into_iter().filter(|tag| !skipped.contains(&tag.to_lowercase().as_str())));
        }
        "draft" => head.draft = matches!(node.value, Value::Bool(true)),
        "published" => head.draft |= matches!(node.value, Value::Bool(false)),
        "status" => head.draft |= matches!(text(&node).as_deref(), Some("draft" | "pending" | "private")),
        "slug" => head.slug = text(&node),
        "canonical" | "canonical_url" | "canonicalurl" | "original_url" | "source_url" | "guid" => {
            head.source.url = text(&node).filter(|url| url.starts_with("http") && !url.contains("?p="));
        }
        "source" => match text(&node) {
            Some(url) if url.starts_with("http") => head.source.url = Some(url),
            Some(title) => head.source.title = Some(title),
            None => {
                if let Value::Map(entries) = node.value {
                    for (key, node) in entries {
                        match key.text.as_str() {
                            "title" => head.source.title = text(&node),
                            "url" => head.source.url = text(&node),
                            _ => {}
                        }
                    }
                }
            }
        },
        "rights" | "license" | "licence" | "copyright" => head.rights = text(&node),
        _ => return false,
    }
    true
}

fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) | Value::Literal(text) => Some(text.clone()),
        _ => None,
    }
}

/// A title, of which Markdown is kept as it is read elsewhere.
fn line(node: Node) -> Vec<Inline> {
    let Some(text) = text(&node) else { return Vec::new() };
    let mut page = String::new();
    pulldown_cmark::html::push_html(&mut page, pulldown_cmark::Parser::new(&text));
    let read = super::super::web::read_fragment(&page, false);
    match read.blocks.into_iter().next().map(|block| block.kind) {
        Some(super::super::tree::BlockKind::Paragraph(content))
            if plain(&content).chars().count() * 2 > text.chars().count() =>
        {
            content
        }
        _ => vec![Inline::Text(text)],
    }
}

/// One text, or a list of them; a text with commas is several.
fn words(node: Node) -> Vec<String> {
    match node.value {
        Value::List(items) => items.iter().filter_map(text).collect(),
        _ => text(&node)
            .unwrap_or_default()
            .split(',')
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty())
            .collect(),
    }
}

/// People: a text, a table with a name, or a list of either.
fn names(node: Node) -> Vec<String> {
    match node.value {
        Value::List(items) => items.into_iter().flat_map(names).collect(),
        Value::Map(entries) => {
            let get =
                |wanted: &str| entries.iter().find(|(key, _)| key.text == wanted).and_then(|(_, node)| text(node));
            get("display_name").or_else(|| get("name")).or_else(|| get("login")).into_iter().collect()
        }
        _ => text(&node).filter(|name| !name.is_empty()).into_iter().collect(),
    }
}
