//! Brings texts of other programs into a library: web pages, plain text, documents of word processors, e-books, exports of
//! blogs. What comes out is Markdown with front matter, as a person would have written it for this program.
//!
//! In order: `format` says what a file is; a reader makes the tree of it ([`tree`]): `text`, `web`, `office`, `epub` or `blog`;
//! `judge` says what is title, signature, topic, note and heading where the format does not; `clean` tidies; `front_matter` and
//! `markdown` write. What is guessed or left out on the way becomes a remark.
//!
//! Nothing here reads from disk or net. Pictures that lie beside a file are asked for by their addresses
//! ([`Article::wanted`]) and given ([`Article::supply`]).

mod blog;
mod clean;
mod dates;
mod decode;
mod epub;
mod format;
mod front_matter;
mod judge;
mod language;
mod markdown;
mod office;
mod pictures;
mod text;
mod tree;
mod web;

use std::collections::BTreeMap;

use crate::diagnostics::Diagnostic;
use crate::manuscript::Lang;
use crate::slug::slug;
use format::Format;
use office::package::Package;
use tree::{Document, Remark, Unit, plain};

/// A text that came in, as it will be written.
#[derive(Debug, Clone)]
pub struct Article {
    document: Document,
    /// A name for its file, without ending.
    stem: String,
}

/// Reads a file of the name `name`, which has an ending that tells its format where its bytes do not. One file may hold several
/// articles. `lang` is the language, when it is known.
///
/// # Errors
/// A diagnostic when the file is of no format that is read, is damaged, or exceeds a limit.
pub fn read(name: &str, bytes: &[u8], lang: Option<&Lang>) -> Result<Vec<Article>, Diagnostic> {
    let found = format::of(name, bytes)?;
    let documents = match found {
        Format::Text => {
            let decoded = decode::decode(bytes);
            let mut document = text::read(&decoded.text, 1);
            said_encoding(&mut document, decoded.guessed);
            vec![document]
        }
        Format::Web => {
            let decoded = decode::decode(bytes);
            let mut document = web::read(&decoded.text);
            said_encoding(&mut document, decoded.guessed);
            vec![document]
        }
        Format::Markdown => {
            let decoded = decode::decode(bytes);
            let mut document = blog::read(name, &decoded.text);
            said_encoding(&mut document, decoded.guessed);
            vec![document]
        }
        Format::WordPress => blog::wordpress::read(&decode::decode(bytes).text),
        Format::Docx | Format::Odt | Format::Epub => {
            let damaged = || {
                Diagnostic::error(format!("`{name}` is damaged, or larger than it should be"))
                    .hint("open it in the program it came from and save it anew")
            };
            let mut package = Package::open(bytes).ok_or_else(damaged)?;
            match found {
                Format::Epub => epub::read(&mut package),
                Format::Odt => office::odt::read(&mut package).map(|document| vec![document]),
                _ => office::docx::read(&mut package).map(|document| vec![document]),
            }
            .ok_or_else(damaged)?
        }
    };
    let mut articles: Vec<Article> = Vec::new();
    for mut document in documents {
        if let Some(lang) = lang {
            document.head.lang = Some(lang.clone());
        }
        judge::judge(&mut document);
        clean::document(&mut document);
        if document.blocks.is_empty() {
            continue;
        }
        pictures::judge_supplied(&mut document);
        let stem = stem(&document, name);
        articles.push(Article { document, stem });
    }
    if articles.is_empty() {
        return Err(Diagnostic::error(format!("`{name}` holds no text"))
            .hint("see whether it opens in the program it came from"));
    }
    Ok(articles)
}

fn said_encoding(document: &mut Document, guessed: Option<&str>) {
    if let Some(encoding) = guessed {
        document.remark(0, format!("encoding: {encoding}, by its letters"));
    }
}

/// The name that a text's file shall have: what it was called, else its title, else its file's name.
fn stem(document: &Document, name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let file = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let title = plain(&document.head.title);
    let candidates = [document.head.slug.as_deref().unwrap_or_default(), &title, file];
    candidates.into_iter().map(slug).find(|name| !name.is_empty()).unwrap_or_else(|| "article".to_owned())
}

impl Article {
    /// A name for its file, without ending: `[a-z0-9-]+`.
    #[must_use]
    pub fn stem(&self) -> &str {
        &self.stem
    }

    /// The addresses of pictures that the file names and does not hold.
    #[must_use]
    pub fn wanted(&self) -> Vec<String> {
        pictures::wanted(&self.document)
    }

    /// Gives the picture of an address, or nothing when there is none, which becomes a remark.
    pub fn supply(&mut self, address: &str, bytes: Option<Vec<u8>>) {
        pictures::supply(&mut self.document, address, bytes);
    }

    /// The files it is, by path: the text first, in `STEM.md`, then pictures in `images/`.
    #[must_use]
    pub fn files(&self, stem: &str) -> Vec<(String, Vec<u8>)> {
        let named = pictures::named(&self.document, stem);
        let names: BTreeMap<String, String> =
            named.iter().map(|(address, path, _)| (address.clone(), path.clone())).collect();
        let mut text = front_matter::write(&self.document.head, stem);
        text.push('\n');
        text.push_str(&markdown::write(&self.document, &names));
        let mut files = vec![(format!("{stem}.md"), text.into_bytes())];
        files.extend(named.into_iter().map(|(_, path, bytes)| (path, bytes.to_vec())));
        files
    }

    /// What was guessed and left out, a line each: the place in the file `name`, and the words.
    #[must_use]
    pub fn remarks(&self, name: &str) -> Vec<String> {
        let mut remarks: Vec<&Remark> = self.document.remarks.iter().collect();
        remarks.sort_by_key(|remark| remark.at);
        let line = |remark: &Remark| match (remark.at, self.document.unit) {
            (0, _) => format!("{name}: {}", remark.words),
            (at, Unit::Line) => format!("{name}:{at}: {}", remark.words),
            (at, Unit::Paragraph) => format!("{name}: paragraph {at}: {}", remark.words),
        };
        remarks.into_iter().map(line).collect()
    }
}
