//! YAML, by the crate `serde-saphyr`: kept up, written without unsafe code, and able to say where each value stands.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use super::{Node, Text, Value, shift};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId};

/// How deep values may nest: front matter needs three levels.
const MAX_DEPTH: usize = 32;
/// How many values a front matter may hold, aliases counted as often as they are used.
const MAX_NODES: usize = 10_000;

/// Reads YAML text that stands at `offset` of `file`; nothing when it is at fault.
pub(crate) fn parse(
    text: &str,
    file: FileId,
    offset: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<(Text, Node)>> {
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Some(Vec::new());
    }
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: MAX_DEPTH, max_nodes: MAX_NODES, flow_nesting_limit: MAX_DEPTH },
        strict_booleans: true,
        with_snippet: false,
    };
    let whole = shift(file, 0..text.len(), offset);
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options) {
        Ok(Spanned { value: Raw::Map(entries), .. }) => Some(resolve(entries, text, file, offset)),
        Ok(Spanned { value: Raw::Null, .. }) => Some(Vec::new()),
        Ok(_) => {
            diagnostics.push(
                Diagnostic::error("the front matter is not a table of keys and values")
                    .at(whole)
                    .hint("write lines like `title: A title`"),
            );
            None
        }
        Err(error) => {
            let span = error.location().and_then(range).map_or(whole, |range| shift(file, range, offset));
            let text = error.to_string();
            // The place is shown by the diagnostic itself; the crate puts it in front of or behind its words.
            let text = text.lines().next().unwrap_or_default();
            let text = text.strip_prefix("error: ").unwrap_or(text);
            let text = text.split(" at line ").next().unwrap_or(text);
            diagnostics.push(
                Diagnostic::error(format!("not YAML: {text}"))
                    .at(span)
                    .hint("text with a colon, a hash or quotation marks in it stands between quotation marks"),
            );
            None
        }
    }
}

/// A value as serde sees it, before numbers get back their spelling.
enum Raw {
    Null,
    Bool(bool),
    Number,
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Number)
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

fn resolve(
    entries: Vec<(Spanned<String>, Spanned<Raw>)>,
    text: &str,
    file: FileId,
    offset: usize,
) -> Vec<(Text, Node)> {
    entries
        .into_iter()
        .map(|(key, value)| {
            let at = range(key.referenced).unwrap_or(0..0);
            (Text { text: key.value, span: shift(file, at, offset) }, node(value, text, file, offset))
        })
        .collect()
}

fn node(raw: Spanned<Raw>, text: &str, file: FileId, offset: usize) -> Node {
    let at = range(raw.referenced).unwrap_or(0..0);
    let spelt = text.get(range(raw.defined).unwrap_or(0..0)).unwrap_or_default().trim();
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Bool(b) => Value::Bool(b),
        Raw::Number => Value::Literal(spelt.to_owned()),
        Raw::Text(text) => Value::Text(text),
        Raw::List(items) => Value::List(items.into_iter().map(|item| node(item, text, file, offset)).collect()),
        Raw::Map(entries) => Value::Map(resolve(entries, text, file, offset)),
    };
    Node { value, span: shift(file, at, offset) }
}

fn range(location: Location) -> Option<std::ops::Range<usize>> {
    let start = usize::try_from(location.span().byte_offset()?).ok()?;
    let len = usize::try_from(location.span().byte_len().unwrap_or(0)).ok()?;
    Some(start..start + len)
}
