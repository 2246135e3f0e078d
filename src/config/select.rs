//! `articles`, `select` and `[[part]]` of `collection.toml`: which articles a title has, in which order.

use super::fields::{Fields, Value, wrong};
use super::tables::choose;
use super::{PartSettings, Select, Sort};
use crate::diagnostics::{Diagnostic, Diagnostics, Span};

/// Takes out what a file says of its articles, by parts; one part without a title when it has none, and nothing when
/// it says nothing.
pub(super) fn parts(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Vec<PartSettings> {
    let (articles, select) = (articles(fields, diagnostics), select(fields, diagnostics));
    let whole = articles.is_some() || select.is_some();
    let Some(node) = fields.take("part") else {
        let part = PartSettings { title: None, articles: articles.unwrap_or_default(), select };
        return whole.then_some(part).into_iter().collect();
    };
    if whole {
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
            let span = item.span;
            let Value::Map(entries) = item.value else {
                diagnostics.push(wrong("part", "a table of `title` and `articles`", &item.value, span));
                return None;
            };
            let mut fields = Fields::new(entries, "`[[part]]`");
            let title = fields.text("title", diagnostics).map(|text| text.text);
            let articles = self::articles(&mut fields, diagnostics).unwrap_or_default();
            let select = self::select(&mut fields, diagnostics);
            fields.finish(diagnostics);
            if articles.is_empty() && select.is_none() {
                diagnostics.push(
                    Diagnostic::error("this part has no articles")
                        .at(span)
                        .hint("write `articles = [\"01-first.md\", …]`, or choose some with `select`"),
                );
            }
            Some(PartSettings { title, articles, select })
        })
        .collect()
}

fn articles(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Option<Vec<(String, Span)>> {
    let names = fields.texts("articles", diagnostics)?;
    Some(names.into_iter().map(|name| (name.text.trim_start_matches("./").to_owned(), name.span)).collect())
}

/// Takes out which articles of the library are wanted. An empty table wants them all.
fn select(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Option<Select> {
    let node = fields.take("select")?;
    let span = node.span;
    let mut fields = node.into_table("select", "`select`", diagnostics)?;
    let tags = texts(&mut fields, &["tags", "tag"], diagnostics);
    let authors = texts(&mut fields, &["authors", "author"], diagnostics);
    let (from, to) = (fields.date("from", diagnostics), fields.date("to", diagnostics));
    let mut sort = Sort::default();
    let orders = [("date", Sort::Date), ("title", Sort::Title), ("name", Sort::Name)];
    choose(&mut fields, "sort", "an order of articles", &orders, &mut sort, diagnostics);
    fields.finish(diagnostics);
    let select = Select { tags, authors, from, to, sort, span };
    if let (Some(from), Some(to)) = (from, to)
        && !select.spans(from)
    {
        diagnostics.push(
            Diagnostic::error(format!("nothing is from {} to {}", from.iso(), to.iso()))
                .at(span)
                .hint("the earlier date is `from`, the later one `to`"),
        );
    }
    Some(select)
}

/// Texts under either of two spellings of a key, with their places.
fn texts(fields: &mut Fields, keys: &[&'static str; 2], diagnostics: &mut Diagnostics) -> Vec<(String, Span)> {
    let Some(node) = fields.take_any(keys, diagnostics) else { return Vec::new() };
    node.into_texts(keys[0], diagnostics).into_iter().map(|text| (text.text, text.span)).collect()
}
