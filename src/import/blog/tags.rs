//! Tags of templates in Markdown: Hugo's shortcodes `{{< … >}}`, Jekyll's Liquid `{% … %}` and `{{ … }}`, kramdown's attributes
//! `{: … }`. What they say in other words is kept (figures, program text), the tags themselves go.

use super::super::tree::{Remark, excerpt};

/// Kinds of tag: how they open and close.
const KINDS: [(&str, &str); 6] =
    [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}"), ("{:", "}"), ("{::", "}")];

/// Replaces the tags of a text whose first line is number `first`.
pub(super) fn replace(text: &str, first: u32) -> (String, Vec<Remark>) {
    let mut out = String::with_capacity(text.len());
    let mut remarks = Vec::new();
    let mut fence: Option<String> = None;
    let mut at = first;
    let mut rest = text;
    while !rest.is_empty() {
        let line = &rest[..rest.find('\n').map_or(rest.len(), |end| end + 1)];
        // Nothing within program text is a tag.
        let mark: String = line.trim_start().chars().take_while(|c| *c == '`' || *c == '~').collect();
        match &fence {
            Some(open) if mark.len() >= open.len() && mark.starts_with(open.as_str()) && line.trim() == mark => {
                fence = None
            }
            None if mark.len() >= 3 => fence = Some(mark),
            _ => {}
        }
        let plain = fence.is_some() || line.starts_with("    ") || !line.contains('{');
        if plain {
            out.push_str(line);
            at += u32::from(line.ends_with('\n'));
            rest = &rest[line.len()..];
            continue;
        }
        // A tag may go on over several lines.
        let taken = one_line(rest, line.len(), at, &mut out, &mut remarks);
        at += u32::try_from(rest[..taken].matches('\n').count()).unwrap_or(0);
        rest = &rest[taken..];
    }
    (out, remarks)
}

/// Replaces the tags that begin in the first `length` bytes; returns how many bytes were read.
fn one_line(text: &str, length: usize, at: u32, out: &mut String, remarks: &mut Vec<Remark>) -> usize {
    let mut from = 0;
    while from < length {
        let Some(found) = text[from..length].find('{').map(|found| found + from) else { break };
        out.push_str(&text[from..found]);
        let in_code = text[..found].matches('`').count() % 2 == 1;
        let tag = KINDS.iter().filter(|_| !in_code).find_map(|(open, close)| {
            let inner = text[found..].strip_prefix(open)?;
            // Tags are short; one that does not end is text.
            let limit = inner.char_indices().nth(2000).map_or(inner.len(), |(end, _)| end);
            let end = inner[..limit].find(close)?;
            Some((*open, &inner[..end], found + open.len() + end + close.len()))
        });
        match tag {
            Some((open, inner, end)) => {
                out.push_str(&instead(open, inner.trim(), at, remarks));
                from = end;
            }
            None => {
                out.push('{');
                from = found + 1;
            }
        }
    }
    if from < length {
        out.push_str(&text[from..length]);
        from = length;
    }
    from
}

/// What stands in the text instead of a tag.
fn instead(open: &str, inner: &str, at: u32, remarks: &mut Vec<Remark>) -> String {
    let inner = inner.trim_matches('-').trim();
    let closes = inner.starts_with('/');
    let inner = inner.trim_matches('/').trim();
    let (name, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let name = name.to_lowercase();
    if open.starts_with("{:") {
        // Attributes of kramdown change how things look.
        return String::new();
    }
    let get = |key: &str| attribute(rest, key);
    match name.as_str() {
        "figure" | "image" | "img" => {
            let source = get("src").or_else(|| get("link")).or_else(|| quoted(rest));
            if let Some(source) = source {
                let escape = |text: String| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
                let alt = get("alt").map(escape).unwrap_or_default();
                let caption = get("caption")
                    .or_else(|| get("title"))
                    .map(|caption| format!("<figcaption>{caption}</figcaption>"))
                    .unwrap_or_default();
                return format!("\n\n<figure><img src=\"{}\" alt=\"{alt}\">{caption}</figure>\n\n", escape(source));
            }
        }
        "highlight" => {
            let language = rest.split_whitespace().next().unwrap_or_default().trim_matches('"');
            return format!("\n```{language}\n");
        }
        "endhighlight" => return "\n```\n".to_owned(),
        // Words between these stay as they are.
        "raw" | "endraw" | "comment" | "endcomment" => return String::new(),
        // The end of the excerpt.
        "more" => return String::new(),
        "ref" | "relref" | "post_url" | "link" => {
            remarks.push(Remark { at, words: format!("left out: a link to {}", excerpt(rest.trim_matches('"'))) });
            // Between parentheses it is an address, and leads nowhere now.
            return "#".to_owned();
        }
        _ => {}
    }
    if !(closes || name.starts_with("end") || inner.is_empty()) {
        remarks.push(Remark { at, words: format!("left out: the tag {}", excerpt(&format!("{open} {inner}"))) });
    }
    String::new()
}

/// The value of `key="value"`.
fn attribute(text: &str, key: &str) -> Option<String> {
    let mut from = 0;
    while let Some(found) = text[from..].find(key).map(|found| found + from) {
        let starts = text[..found].chars().next_back().is_none_or(char::is_whitespace);
        let rest = text[found + key.len()..].trim_start();
        if let Some(value) = rest.strip_prefix('=').filter(|_| starts).map(str::trim_start) {
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
            let value = match quote {
                Some(quote) => value[1..].split(quote).next().unwrap_or_default(),
                None => value.split_whitespace().next().unwrap_or_default(),
            };
            return Some(value.to_owned());
        }
        from = found + key.len();
    }
    None
}

/// The first text between quotation marks, where nothing is named.
fn quoted(text: &str) -> Option<String> {
    let inner = text.split('"').nth(1)?;
    (!text.contains('=') && !inner.is_empty()).then(|| inner.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_what_they_say_stays() {
        let text = "a {{< youtube x1 >}} b\n{% highlight rust %}\nlet {{x}}\n{% endhighlight %}\n{{% note %}}Words.{{% /note %}}\n\n{{< figure src=\"/i/a.jpg\" \
                    alt=\"A & b\" caption=\"C\" >}}\n\n```\n{{< kept >}}\n```\n\n`{{ kept }}` {: .big}\n";
        let (out, remarks) = replace(text, 10);
        assert!(out.starts_with("a  b\n\n```rust\n") && out.contains("Words.\n"), "{out}");
        assert!(out.contains("<img src=\"/i/a.jpg\" alt=\"A &amp; b\"><figcaption>C</figcaption>"), "{out}");
        assert!(out.contains("{{< kept >}}") && out.ends_with("`{{ kept }}` \n"), "{out}");
        assert_eq!(remarks[0], Remark { at: 10, words: "left out: the tag “{{< youtube x1”".into() });
        assert_eq!(replace("{{ { {% {", 1).0, "{{ { {% {");
    }
}
