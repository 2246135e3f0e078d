//! Shows a library in a browser while it is written: the spreads of the PDF to read, the text of the e-book, the
//! articles' source and what is wrong with it, and from each a way to the others.
//!
//! [`Preview`] is a value and answers requests from what it holds; who takes them from the network and tells pages
//! to look again is `source`'s [`crate::source::Server`]. Nothing is shown but what was made, and only to pages that come
//! from the preview itself.

mod places;
mod svg;

use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::{Value, json};

use crate::collection::Image;
use crate::diagnostics::{Diagnostics, Files, Severity};
use crate::epub;
use crate::source::{Pieces, Reply, Request};
use crate::typeset::{OutlineEntry, Volume};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What is shown of a title.
#[derive(Debug, Clone)]
pub struct Title {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its pages, which are made as they are looked at.
    pub volume: Arc<Volume>,
    /// The pictures on them.
    pub images: Vec<Image>,
    /// Its EPUB, when one was made.
    pub epub: Option<Arc<Pieces>>,
}

/// A build, as it is shown.
#[derive(Debug, Clone, Default)]
struct Shown {
    titles: Vec<Title>,
    /// The text that the titles were made of.
    files: Files,
    /// What is wrong, from the last build; the titles may be from one before.
    said: Vec<Said>,
    /// Counts builds.
    revision: u64,
    milliseconds: u128,
}

/// A diagnostic.
#[derive(Debug, Clone)]
struct Said {
    severity: Severity,
    message: String,
    /// All of it, as the terminal shows it.
    whole: String,
    /// File and line, from 1.
    place: Option<(String, usize)>,
}

/// What the browser is shown.
#[derive(Debug, Default)]
pub struct Preview {
    shown: RwLock<Arc<Shown>>,
    /// Whether other machines may ask, who know this one by its number.
    open: bool,
}

impl Preview {
    /// Begins with nothing to show. Pages may call the preview by a name of the loopback and, when it is `open` to other
    /// machines, by any number: who is deceived about a name calls by the name.
    #[must_use]
    pub fn new(open: bool) -> Self {
        Self { open, ..Self::default() }
    }

    /// Shows a build that took `milliseconds`: what it found wrong with `files`, and its titles when it made any.
    /// Returns the build's number.
    pub fn show(
        &self,
        titles: Option<Vec<Title>>,
        files: &Files,
        diagnostics: &Diagnostics,
        milliseconds: u128,
    ) -> u64 {
        let said = diagnostics.as_slice().iter().map(|diagnostic| {
            let place = diagnostic.span.map(|span| {
                let file = files.get(span.file);
                (file.path.to_string_lossy().into_owned(), file.position(span.start as usize).0)
            });
            let mut one = Diagnostics::default();
            one.push(diagnostic.clone());
            let whole = one.render(files, false).trim_end().to_owned();
            Said { severity: diagnostic.severity, message: diagnostic.message.clone(), whole, place }
        });
        let said = said.collect();
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        let revision = shown.revision + 1;
        let (titles, files) = match titles {
            Some(titles) => (titles, files.clone()),
            None => (shown.titles.clone(), shown.files.clone()),
        };
        *shown = Arc::new(Shown { titles, files, said, revision, milliseconds });
        revision
    }

    /// Whether there is nothing to show yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.now().titles.is_empty()
    }

    /// The title of this name as it is shown.
    #[must_use]
    pub fn title(&self, slug: &str) -> Option<Title> {
        self.now().titles.iter().find(|title| title.slug == slug).cloned()
    }

    fn now(&self) -> Arc<Shown> {
        Arc::clone(&self.shown.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Answers a request.
    #[must_use]
    pub(crate) fn answer(&self, request: &Request) -> Reply {
        // Another site's page may have the browser send requests here, under a name that its own server resolves to
        // this machine ("DNS rebinding"). It cannot choose what the browser says of where the request comes from.
        let host = request.host.as_deref();
        let own = |origin: &str| origin.strip_prefix("http://").is_some_and(|name| Some(name) == host);
        if !host.is_some_and(|host| self.is_ours(host)) || !request.origin.as_deref().is_none_or(own) {
            return Reply::Refused(403, "the preview answers only pages of its own, on this machine");
        }
        let shown = self.now();
        let parts: Vec<&str> = request.path.strip_prefix('/').unwrap_or("?").split('/').collect();
        let title = |slug: &str| shown.titles.iter().find(|title| title.slug == slug);
        let found = match parts.as_slice() {
            [""] => Some(document("text/html; charset=utf-8", PAGE.as_bytes())),
            ["page.css"] => Some(document("text/css; charset=utf-8", STYLE.as_bytes())),
            ["page.js"] => Some(document("text/javascript; charset=utf-8", SCRIPT.as_bytes())),
            ["events"] => return Reply::Events,
            ["state.json"] => Some(json_document(&state(&shown))),
            ["places", slug] => title(slug).map(|title| json_document(&places::of(&title.volume, &shown.files))),
            ["pages", slug, page] => title(slug).and_then(|title| page_of(title, page, &shown.files)),
            ["images", slug, number] => title(slug).and_then(|title| {
                let image = title.images.get(number.parse::<usize>().ok()?)?;
                Some(Reply::Document { media_type: image.format.mime(), body: Arc::clone(&image.bytes) })
            }),
            ["source", file] => source(&shown.files, file),
            ["epub", slug, path @ ..] => {
                title(slug).and_then(|title| book_file(&title.epub.as_deref()?.whole(), &path.join("/")))
            }
            _ => None,
        };
        found.unwrap_or(Reply::Refused(404, "the preview has nothing here"))
    }

    /// Whether `host`, perhaps with a port, names this machine as the user knows it.
    fn is_ours(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        };
        let number = || name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
        ["localhost", "127.0.0.1", "[::1]"].contains(&name) || (self.open && number())
    }
}

fn document(media_type: &'static str, body: &[u8]) -> Reply {
    Reply::Document { media_type, body: body.into() }
}

fn json_document(value: &Value) -> Reply {
    document("application/json", value.to_string().as_bytes())
}

/// What there is to see, in short.
fn state(shown: &Shown) -> Value {
    let titles: Vec<Value> = shown
        .titles
        .iter()
        .map(|title| {
            let Volume { paged, count, .. } = &*title.volume;
            json!({
                "slug": title.slug,
                "title": title.title,
                "pages": count,
                "width": paged.width.to_pt(),
                "height": paged.height.to_pt(),
                "outline": outline(&paged.outline),
                "epub": title.epub.is_some(),
            })
        })
        .collect();
    let said: Vec<Value> = shown
        .said
        .iter()
        .map(|said| {
            json!({
                "error": said.severity == Severity::Error,
                "message": said.message,
                "whole": said.whole,
                "file": said.place.as_ref().map(|(file, _)| file),
                "line": said.place.as_ref().map(|(_, line)| line),
            })
        })
        .collect();
    let files: Vec<_> = shown.files.iter().map(|(_, file)| file.path.to_string_lossy()).collect();
    json!({
        "revision": shown.revision,
        "milliseconds": u64::try_from(shown.milliseconds).unwrap_or(u64::MAX),
        "titles": titles,
        "files": files,
        "said": said,
    })
}

/// Bookmarks: what they say, the page, and those under them.
fn outline(entries: &[OutlineEntry]) -> Value {
    entries
        .iter()
        .map(|entry| json!({ "title": entry.title, "page": entry.page + 1, "children": outline(&entry.children) }))
        .collect()
}

fn page_of(title: &Title, name: &str, files: &Files) -> Option<Reply> {
    let number = name.strip_suffix(".svg")?.parse::<usize>().ok()?;
    let drawing = svg::draw(&title.volume, number.checked_sub(1)?, &title.slug, files)?;
    Some(document("image/svg+xml", drawing.as_bytes()))
}

/// A text file of the library, by its number in the state.
fn source(files: &Files, number: &str) -> Option<Reply> {
    let number = number.parse::<usize>().ok()?;
    let (_, file) = files.iter().nth(number)?;
    Some(document("text/plain; charset=utf-8", file.text.as_bytes()))
}

/// A file within the EPUB.
fn book_file(epub: &[u8], path: &str) -> Option<Reply> {
    let body = epub::entry(epub, path)?;
    let media_type = match path.rsplit('.').next()? {
        "xhtml" => "application/xhtml+xml",
        "css" => "text/css; charset=utf-8",
        "jpg" => "image/jpeg",
        "png" => "image/png",
        "otf" | "ttf" => "font/otf",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    };
    Some(Reply::Document { media_type, body: body.into() })
}
