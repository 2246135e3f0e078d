//! The few HTML elements that have no Markdown, and what to write instead of the others.

use super::super::tree::{Inline, InlineKind, Lang};
use crate::config::fields::is_language;

/// An HTML element that the tree can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Element {
    Lang(Lang),
    SmallCaps,
    Abbreviation(String),
    Cite,
    Quote,
    Superscript,
    Subscript,
}

impl Element {
    /// The element around its content.
    pub(super) fn around(self, content: Vec<Inline>) -> InlineKind {
        match self {
            Self::Lang(lang) => InlineKind::Foreign { lang, content },
            Self::SmallCaps => InlineKind::SmallCaps(content),
            Self::Abbreviation(title) => InlineKind::Abbreviation { title, content },
            Self::Cite => InlineKind::Cite(content),
            Self::Quote => InlineKind::Quote(content),
            Self::Superscript => InlineKind::Superscript(content),
            Self::Subscript => InlineKind::Subscript(content),
        }
    }
}

/// What a piece of raw HTML is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Markup {
    Comment,
    /// `<br>`.
    Break,
    Open {
        name: String,
        /// Nothing when the tree has no place for it.
        element: Option<Element>,
    },
    Close(String),
    /// A declaration, a processing instruction.
    Other,
}

/// Reads one tag or comment.
pub(super) fn parse(tag: &str) -> Markup {
    if tag.starts_with("<!--") {
        return Markup::Comment;
    }
    let Some(inner) = tag.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else { return Markup::Other };
    if let Some(name) = inner.strip_prefix('/') {
        return Markup::Close(name.trim().to_ascii_lowercase());
    }
    let inner = inner.trim_end_matches('/');
    let name: String = inner.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    if name.is_empty() {
        return Markup::Other;
    }
    let attributes = attributes(&inner[name.len()..]);
    let name = name.to_ascii_lowercase();
    let get = |key: &str| {
        attributes.iter().find(|(k, _)| k == key).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    };
    let element = match name.as_str() {
        "br" => return Markup::Break,
        "span" => match (get("lang").or(get("xml:lang")), get("class")) {
            (Some(lang), _) => is_language(lang).then(|| Element::Lang(Lang::new(lang))),
            (None, Some(class)) if class.split_whitespace().any(|class| class == "smallcaps") => {
                Some(Element::SmallCaps)
            }
            _ => None,
        },
        "abbr" => get("title").map(|title| Element::Abbreviation(title.to_owned())),
        "cite" => Some(Element::Cite),
        "q" => Some(Element::Quote),
        "sup" => Some(Element::Superscript),
        "sub" => Some(Element::Subscript),
        _ => None,
    };
    Markup::Open { name, element }
}

/// Reads `key="value"` pairs; the parser of Markdown has already seen that they are well formed.
fn attributes(mut rest: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    loop {
        rest = rest.trim_start();
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        if end == 0 {
            return out;
        }
        let key = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let Some(value) = rest.strip_prefix('=').map(str::trim_start) else {
            out.push((key, String::new()));
            continue;
        };
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        out.push((key, decode(value)));
        rest = after;
    }
}

/// Resolves the character references that attribute values are likely to hold.
fn decode(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// What a block of raw HTML comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum HtmlBlock {
    /// Comments only.
    Nothing,
    /// Words and inline elements: a paragraph.
    Words,
    /// Something else, by its first tag.
    Foreign { name: String, hint: &'static str },
}

/// Judges a block of raw HTML.
pub(super) fn block(text: &str) -> HtmlBlock {
    let mut rest = text.trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        let Some((_, after)) = comment.split_once("-->") else { return HtmlBlock::Nothing };
        rest = after.trim_start();
    }
    if rest.is_empty() {
        return HtmlBlock::Nothing;
    }
    let end = rest.find('>').map_or(rest.len(), |at| at + 1);
    match parse(&rest[..end]) {
        Markup::Open { element: Some(_), .. } | Markup::Break => HtmlBlock::Words,
        Markup::Open { name, .. } | Markup::Close(name) => {
            HtmlBlock::Foreign { hint: instead(&name), name: format!("<{name}>") }
        }
        Markup::Comment | Markup::Other => {
            HtmlBlock::Foreign { name: rest.chars().take(12).collect(), hint: instead("") }
        }
    }
}

/// Whether an element has no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

/// What to write instead of an element.
pub(super) fn instead(name: &str) -> &'static str {
    match name {
        "i" | "em" => "write `*words*`",
        "b" | "strong" => "write `**words**`",
        "s" | "del" | "strike" => "write `~~words~~`",
        "a" => "write `[words](address)`",
        "img" | "figure" | "picture" => "write `![what it shows](picture.jpg \"caption\")`",
        "code" | "pre" | "tt" | "kbd" | "samp" => {
            "write the words between backticks, or the lines between lines of three backticks"
        }
        "p" | "div" | "section" | "article" | "center" => "write paragraphs with a blank line between them",
        "blockquote" => "begin the lines of the quotation with `>`",
        "ul" | "ol" | "li" => "begin the lines of the list with `-` or `1.`",
        "dl" | "dt" | "dd" => "write the term on a line, and on the next `: ` and its meaning",
        "table" | "thead" | "tbody" | "tr" | "td" | "th" => "write the table with `|` between its cells",
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "begin the heading with `##`",
        "hr" => "write `***` on a line of its own",
        "u" | "ins" | "mark" => "books stress with italics: write `*words*`",
        "span" => "`span` may have `lang` with a tag such as \"fr\", or `class=\"smallcaps\"`",
        "abbr" => "`abbr` needs `title=\"…\"`",
        "script" | "style" | "iframe" | "object" | "embed" | "video" | "audio" | "form" => {
            "a book cannot hold it; link to it instead"
        }
        _ => "write Markdown; `span`, `abbr`, `cite`, `q`, `sup`, `sub` and `br` are the elements that stay",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_with_their_attributes() {
        let open = |name: &str, element| Markup::Open { name: name.into(), element };
        assert_eq!(parse("<span lang=\"fr\">"), open("span", Some(Element::Lang(Lang::new("fr")))));
        assert_eq!(parse("<SPAN class='x smallcaps'>"), open("span", Some(Element::SmallCaps)));
        assert_eq!(parse("<span>"), open("span", None));
        assert_eq!(parse("<span lang='français'>"), open("span", None));
        assert_eq!(parse("<abbr title=\"A &amp; B\" >"), open("abbr", Some(Element::Abbreviation("A & B".into()))));
        assert_eq!(parse("<br/>"), Markup::Break);
        assert_eq!(parse("</q >"), Markup::Close("q".into()));
        assert_eq!(parse("<!-- x -->"), Markup::Comment);
        assert_eq!(parse("<?php ?>"), Markup::Other);
        assert_eq!(parse("<a href=x onclick>"), open("a", None));
    }

    #[test]
    fn blocks_of_comments_are_nothing_and_inline_elements_are_words() {
        assert_eq!(block("<!-- a -->\n<!-- b -->\n"), HtmlBlock::Nothing);
        assert_eq!(block("<span lang=\"fr\">\nmots\n</span>\n"), HtmlBlock::Words);
        assert!(matches!(block("<div>x</div>"), HtmlBlock::Foreign { name, .. } if name == "<div>"));
    }
}
