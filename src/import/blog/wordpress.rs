//! WordPress's export ("WXR", RSS with more): each post and page that holds text becomes an article.

use std::collections::BTreeMap;

use super::super::dates;
use super::super::office::xml::Element;
use super::super::tree::{Document, Inline, Trust};
use super::super::web;
use crate::config::fields::is_language;
use crate::manuscript::Lang;

/// Reads an export.
pub(in super::super) fn read(xml: &str) -> Vec<Document> {
    let root = Element::parse(xml);
    let Some(channel) = root.find("channel") else { return Vec::new() };
    let text = |element: &Element, name: &str| {
        element.child(name).map(|child| child.text().trim().to_owned()).filter(|text| !text.is_empty())
    };
    let names: BTreeMap<String, String> = channel
        .elements()
        .filter(|element| element.name == "author")
        .filter_map(|author| Some((text(author, "author_login")?, text(author, "author_display_name")?)))
        .collect();
    let site = text(channel, "title");
    let lang = text(channel, "language").filter(|tag| is_language(tag)).map(|tag| Lang::new(&tag));
    let mut documents = Vec::new();
    let mut passed: BTreeMap<String, usize> = BTreeMap::new();
    for item in channel.elements().filter(|element| element.name == "item") {
        let kind = text(item, "post_type").unwrap_or_else(|| "post".to_owned());
        let status = text(item, "status").unwrap_or_default();
        // The first text is the post's, the second its excerpt.
        let mut encoded = item.elements().filter(|element| element.name == "encoded").map(Element::text);
        let content = encoded.next().unwrap_or_default();
        if !matches!(kind.as_str(), "post" | "page") || status == "trash" || content.trim().is_empty() {
            *passed.entry(if status == "trash" { "trash".to_owned() } else { kind }).or_default() += 1;
            continue;
        }
        let mut tags = Vec::new();
        let page = page(&content, &mut tags);
        let mut document = web::read_fragment(&page, false);
        document.trust = Trust::All;
        for tag in tags {
            document.left_out(0, &tag);
        }
        let head = &mut document.head;
        head.title = text(item, "title").map(|title| vec![Inline::Text(title)]).unwrap_or_default();
        head.authors =
            text(item, "creator").map(|login| names.get(&login).cloned().unwrap_or(login)).into_iter().collect();
        head.date = text(item, "post_date")
            .or_else(|| text(item, "pubDate"))
            .and_then(|date| dates::find(&date, None))
            .map(|found| found.date);
        head.summary = encoded
            .next()
            .map(|excerpt| excerpt.trim().to_owned())
            .filter(|excerpt| !excerpt.is_empty() && !excerpt.contains('<'));
        head.source.url = text(item, "link").filter(|link| link.starts_with("http") && !link.contains("?p="));
        head.source.title.clone_from(&site);
        head.lang.clone_from(&lang);
        head.slug = text(item, "post_name").filter(|name| !name.contains('%'));
        head.draft = matches!(status.as_str(), "draft" | "pending" | "private" | "future" | "auto-draft");
        let categories = item
            .elements()
            .filter(|element| element.name == "category")
            .map(|category| category.text().trim().to_owned());
        head.tags = categories.filter(|tag| !tag.eq_ignore_ascii_case("uncategorized")).collect();
        documents.push(document);
    }
    if let (Some(first), false) = (documents.first_mut(), passed.is_empty()) {
        let list: Vec<String> = passed.iter().map(|(kind, count)| format!("{count} of the kind `{kind}`")).collect();
        first.remark(0, format!("left out of the export: {}", list.join(", ")));
    }
    documents
}

/// The HTML of a post: shortcodes resolved, paragraphs where WordPress would put them.
fn page(content: &str, dropped: &mut Vec<String>) -> String {
    let mut notes = Vec::new();
    let text = shortcodes(content, dropped, &mut notes);
    let mut page = if text.contains("<!-- wp:") || text.contains("<p>") || text.contains("<p ") {
        text
    } else {
        paragraphs(&text)
    };
    for (n, note) in notes.iter().enumerate() {
        page.push_str(&format!("\n<div id=\"note-{}\"><p>{note}</p></div>", n + 1));
    }
    page
}

/// Parts a text at its blank lines, and breaks it at the others, as WordPress does (`wpautop`).
fn paragraphs(text: &str) -> String {
    const BLOCKS: [&str; 20] = [
        "<h1",
        "<h2",
        "<h3",
        "<h4",
        "<h5",
        "<h6",
        "<ul",
        "<ol",
        "<li",
        "</",
        "<blockquote",
        "<pre",
        "<table",
        "<div",
        "<figure",
        "<hr",
        "<dl",
        "<section",
        "<!--",
        "<center",
    ];
    let text = text.replace("\r\n", "\n");
    let mut out = String::new();
    let mut in_pre = false;
    for chunk in text.split("\n\n") {
        let begins = chunk.trim_start().to_lowercase();
        if in_pre || BLOCKS.iter().any(|tag| begins.starts_with(tag)) {
            out.push_str(chunk);
        } else if !begins.is_empty() {
            out.push_str(&format!("<p>{}</p>", chunk.trim().replace('\n', "<br>\n")));
        }
        out.push_str("\n\n");
        let count = |tag: &str| chunk.to_lowercase().matches(tag).count();
        in_pre = (count("<pre") + usize::from(in_pre)) > count("</pre");
    }
    out
}

/// Resolves `[caption]…[/caption]` and notes of the common plugins; other shortcodes go.
fn shortcodes(text: &str, dropped: &mut Vec<String>, notes: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let limit = rest.char_indices().nth(1000).map_or(rest.len(), |(end, _)| end);
        let tag = rest[..limit].find(']').map(|end| &rest[1..end]);
        let name: String = tag
            .unwrap_or_default()
            .trim_start_matches('/')
            .chars()
            .take_while(|c| c.is_ascii_lowercase() || matches!(c, '_' | '-'))
            .collect();
        let Some(tag) = tag.filter(|tag| name.len() >= 3 && is_shortcode(tag, &name, rest)) else {
            out.push('[');
            rest = &rest[1..];
            continue;
        };
        let after = &rest[tag.len() + 2..];
        let close = format!("[/{name}]");
        let inner = after.split_once(&close).filter(|_| !tag.starts_with('/'));
        match (name.as_str(), inner) {
            ("caption", Some((inner, behind))) => {
                // The words behind the picture are its caption.
                let picture = inner
                    .rfind("/>")
                    .map(|end| end + 2)
                    .or_else(|| inner.rfind("</a>").map(|end| end + 4))
                    .unwrap_or(0);
                out.push_str(&format!(
                    "\n\n<figure>{}<figcaption>{}</figcaption></figure>\n\n",
                    &inner[..picture],
                    inner[picture..].trim()
                ));
                rest = behind;
            }
            ("footnote" | "ref" | "note" | "efn_note" | "fn", Some((inner, behind))) => {
                notes.push(inner.trim().to_owned());
                out.push_str(&format!("<sup><a href=\"#note-{0}\">{0}</a></sup>", notes.len()));
                rest = behind;
            }
            ("code" | "sourcecode", Some((inner, behind))) => {
                out.push_str(&format!("\n\n<pre>{}</pre>\n\n", inner.replace('<', "&lt;")));
                rest = behind;
            }
            _ => {
                if !tag.starts_with('/') {
                    dropped.push(format!("[{tag}]"));
                }
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether brackets hold a shortcode and not words: it closes later, has attributes, or is one of WordPress's own.
fn is_shortcode(tag: &str, name: &str, rest: &str) -> bool {
    const OWN: [&str; 8] = ["gallery", "audio", "video", "playlist", "embed", "caption", "contact-form", "more"];
    let behind = tag.trim_start_matches('/')[name.len()..].trim();
    OWN.contains(&name)
        || tag.starts_with('/')
        || (behind.contains('=') && behind.contains(['"', '\'']))
        || (behind.is_empty() && rest.contains(&format!("[/{name}]")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcodes_go_or_become_what_they_mean() {
        let mut dropped = Vec::new();
        let text = "One.[footnote]A note.[/footnote]\nTwo [sic] three.\n\n[gallery ids=\"1,2\"]\n\n[caption id=\"a\"]<img src=\"a.jpg\" /> Words[/caption]\n\n[box]In it[/box]";
        let page = page(text, &mut dropped);
        assert!(page.starts_with("<p>One.<sup><a href=\"#note-1\">1</a></sup><br>\nTwo [sic] three.</p>"), "{page}");
        assert!(page.contains("<figure><img src=\"a.jpg\" /><figcaption>Words</figcaption></figure>"), "{page}");
        assert!(page.contains("<p>In it</p>") && page.ends_with("<div id=\"note-1\"><p>A note.</p></div>"), "{page}");
        assert_eq!(dropped, ["[gallery ids=\"1,2\"]", "[box]"]);
    }
}
