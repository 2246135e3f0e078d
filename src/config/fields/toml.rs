//! TOML, by the crate `toml`, whose values know their places.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Node, Text, Value, shift};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId};

/// Reads TOML text that stands at `offset` of `file`; nothing when it is at fault.
pub(crate) fn parse(
    text: &str,
    file: FileId,
    offset: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<(Text, Node)>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let range = error.span().unwrap_or(0..0);
        diagnostics.push(Diagnostic::error(format!("not TOML: {}", error.message())).at(shift(file, range, offset)));
    }
    errors.is_empty().then(|| entries(table.into_inner(), file, offset))
}

fn entries(table: DeTable<'_>, file: FileId, offset: usize) -> Vec<(Text, Node)> {
    let mut entries: Vec<(Text, Node)> = table
        .into_iter()
        .map(|(key, value)| {
            let span = shift(file, key.span(), offset);
            (Text { text: key.into_inner().into_owned(), span }, node(value, file, offset))
        })
        .collect();
    // The crate sorts keys by name; messages and parts want the author's order.
    entries.sort_by_key(|(key, _)| key.span);
    entries
}

fn node(value: Spanned<DeValue<'_>>, file: FileId, offset: usize) -> Node {
    let span = shift(file, value.span(), offset);
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => Value::Literal(number.to_string()),
        DeValue::Float(number) => Value::Literal(number.to_string()),
        DeValue::Boolean(b) => Value::Bool(b),
        DeValue::Datetime(moment) => Value::Literal(moment.to_string()),
        DeValue::Array(items) => Value::List(items.into_iter().map(|item| node(item, file, offset)).collect()),
        DeValue::Table(table) => Value::Map(entries(table, file, offset)),
    };
    Node { value, span }
}
