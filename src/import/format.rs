//! Says what a file is, by its bytes first and by its name where they do not tell.

use super::blog;
use super::office::package::Package;
use crate::diagnostics::Diagnostic;

/// What can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Web,
    Markdown,
    WordPress,
    Docx,
    Odt,
    Epub,
}

/// How many bytes at the beginning are looked at.
const BEGINNING: usize = 4096;

/// Says which format a file has.
///
/// # Errors
/// A diagnostic that says what to do with a file of a format that is not read.
pub(super) fn of(name: &str, bytes: &[u8]) -> Result<Format, Diagnostic> {
    let refused =
        |what: &str, hint: &str| Err(Diagnostic::error(format!("`{name}` is {what}, which is not read")).hint(hint));
    let start = &bytes[..bytes.len().min(BEGINNING)];
    match start {
        [b'P', b'K', 3 | 5, _, ..] => {
            let Some(package) = Package::open(bytes) else {
                return refused("a damaged archive", "open it in the program it came from and save it anew");
            };
            return match () {
                () if package.has("META-INF/container.xml") && !package.has("content.xml") => Ok(Format::Epub),
                () if package.has("word/document.xml") => Ok(Format::Docx),
                () if package.has("content.xml") => Ok(Format::Odt),
                () => refused("an archive without a document", "unpack it and import what is in it"),
            };
        }
        [b'%', b'P', b'D', b'F', ..] => {
            return refused("a PDF", "import the document it was made of, or the text copied from it");
        }
        [b'{', b'\\', b'r', b't', b'f', ..] => return refused("RTF", "save it as DOCX or ODT"),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            return refused("a document of an old word processor", "save it as DOCX or ODT");
        }
        _ => {}
    }
    let utf16 = start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]);
    if start.contains(&0) && !utf16 {
        return refused("no text", "web pages, plain text, Markdown, DOCX, ODT, EPUB and WordPress exports are read");
    }
    let (_, ending) = name.rsplit_once('.').unwrap_or_default();
    let ending = ending.to_ascii_lowercase();
    let lower = String::from_utf8_lossy(start).to_lowercase();
    let begins = lower.trim_start_matches('\u{feff}').trim_start();
    if begins.starts_with("<?xml") && lower.contains("<rss") && lower.contains("wordpress") {
        return Ok(Format::WordPress);
    }
    if matches!(ending.as_str(), "md" | "markdown" | "mdown")
        || ending != "txt" && blog::has_front_matter(&String::from_utf8_lossy(bytes))
    {
        return Ok(Format::Markdown);
    }
    let is_page = ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| begins.starts_with(tag))
        || (begins.starts_with('<') && (lower.contains("<html") || lower.contains("<body")));
    if is_page || matches!(ending.as_str(), "html" | "htm" | "xhtml") {
        return Ok(Format::Web);
    }
    Ok(Format::Text)
}
