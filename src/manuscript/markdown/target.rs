//! Where links and pictures lead: addresses outside, files of the library, places in the article.

use std::ops::Range;

use super::super::tree::Target;
use super::Reader;
use crate::diagnostics::Diagnostic;
use crate::slug::percent_decoded;

/// Schemes of addresses that do something else than lead somewhere, or lead to the author's own machine.
const REFUSED: [&str; 5] = ["javascript", "vbscript", "data", "file", "blob"];

impl Reader<'_, '_, '_> {
    /// Reads a link's address; nothing, with a warning, when a book cannot follow it.
    pub(super) fn target(&mut self, address: &str, range: Range<usize>) -> Option<Target> {
        let address = address.trim();
        if let Some(anchor) = address.strip_prefix('#') {
            if anchor.is_empty() {
                self.warn(range, "this link leads nowhere", "write the name of a heading after `#`");
                return None;
            }
            return Some(Target::Anchor(percent_decoded(anchor)));
        }
        if address.is_empty() {
            self.warn(range, "this link has no address", "write the address between the parentheses");
            return None;
        }
        if let Some(rest) = address.strip_prefix("//") {
            return self.external(format!("https://{rest}"), range);
        }
        if let Some(scheme) = scheme(address) {
            if REFUSED.contains(&scheme.as_str()) {
                self.warn(
                    range,
                    format!("a link to `{scheme}:` is left out"),
                    "a book can link to `https:` and `mailto:` addresses",
                );
                return None;
            }
            return self.external(address.to_owned(), range);
        }
        let (path, anchor) = match address.split_once('#') {
            Some((path, anchor)) => (path, Some(percent_decoded(anchor)).filter(|anchor| !anchor.is_empty())),
            None => (address, None),
        };
        let path = self.inside(path.split('?').next().unwrap_or(path), range)?;
        Some(Target::File { path, anchor })
    }

    /// Reads a picture's path; nothing, with an error, when it is not in the library.
    pub(super) fn image_path(&mut self, address: &str, range: Range<usize>) -> Option<String> {
        let address = address.trim();
        if scheme(address).is_some() || address.starts_with("//") || address.is_empty() {
            let span = self.span(range);
            self.cx.diagnostics.push(
                Diagnostic::error("this picture is not in the library")
                    .at(span)
                    .hint("save it beside the article and write its file name between the parentheses"),
            );
            return None;
        }
        self.inside(address, range)
    }

    fn external(&mut self, address: String, range: Range<usize>) -> Option<Target> {
        let host = address.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
        if host == Some("") {
            self.warn(range, "this address names no site", "write it as `https://site/page`");
            return None;
        }
        Some(Target::External(encode(&address)))
    }

    /// Brings a path to one relative to the library, without `.` and `..`.
    fn inside(&mut self, path: &str, range: Range<usize>) -> Option<String> {
        let path = percent_decoded(path);
        let mut parts: Vec<&str> = if path.starts_with('/') {
            Vec::new()
        } else {
            self.cx.folder.split('/').filter(|part| !part.is_empty()).collect()
        };
        let mut escapes = false;
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => escapes |= parts.pop().is_none(),
                part => parts.push(part),
            }
        }
        let joined = parts.join("/");
        if escapes {
            let span = self.span(range);
            self.cx.diagnostics.push(
                Diagnostic::error(format!("`{path}` lies outside the library"))
                    .at(span)
                    .hint("move the file into the library folder, or link to an address"),
            );
            return None;
        }
        Some(joined)
    }
}

/// The scheme of an address, RFC 3986 section 3.1, in lower case. One letter is a drive of Windows.
fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let mut chars = scheme.chars();
    let first = chars.next()?;
    (scheme.len() > 1
        && first.is_ascii_alphabetic()
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))
    .then(|| scheme.to_ascii_lowercase())
}

/// Encodes what may not stand in an address: spaces, quotation marks, brackets of the wrong kind.
fn encode(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        if c <= ' ' || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | '\u{7f}') {
            out.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_in_addresses_go_both_ways() {
        assert_eq!(percent_decoded("a%20b%C3%A9%zz%"), "a bé%zz%");
        assert_eq!(percent_decoded("%ff"), "%ff");
        assert_eq!(encode("https://x.org/a b\"{é}"), "https://x.org/a%20b%22%7Bé%7D");
    }

    #[test]
    fn schemes_are_told_from_paths() {
        assert_eq!(scheme("HTTPS://x"), Some("https".into()));
        assert_eq!(scheme("C:/x"), None);
        assert_eq!(scheme("a/b:c"), None);
        assert_eq!(scheme("x.md"), None);
    }
}
