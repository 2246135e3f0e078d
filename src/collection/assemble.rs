//! Puts a collection together: articles in order, under names of their own, with links that lead
//! somewhere and pictures that can be shown.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::images::{self, Fault};
use super::links::{Links, Place, path_of, relative};
use super::settle::Finder;
use super::{Collection, Image, Titles, moment, order};
use crate::config::{self, CollectionSettings, Edition, Settings};
use crate::diagnostics::{Diagnostic, Diagnostics, Span, nearest};
use crate::manuscript::{self, Article, Date, Defaults, ImageRef, Inline, Lang, Person, Role, plain_text, typography};
use crate::source::{Folder, Library};

/// The most bytes that a picture should have: Kobo's limit for those of e-books.
const MOST_BYTES: usize = 5_000_000;

/// What lies around a collection.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The library's settings.
    pub book: &'a Settings,
    /// The library.
    pub library: &'a Library,
    /// All its titles.
    pub titles: &'a Titles,
}

/// The title of the collection in `folder`: what `collection.toml` says, else the title of its
/// only article, else its folder's name.
#[must_use]
pub fn title(
    settings: &CollectionSettings,
    folder: &Folder,
    articles: &[impl Borrow<Article>],
    book: &Settings,
) -> String {
    if let Some(title) = &settings.title {
        return typography::text(title, &lang(settings, langs(articles), &book.lang));
    }
    if let [article] = articles {
        return plain_text(&article.borrow().title);
    }
    // The library's own folder has a name that its path, which is empty, does not tell.
    let name = folder.path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(&folder.slug);
    let name = name.replace(['-', '_'], " ");
    let mut letters = name.trim().chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Assembles the collection in `folder` from its articles: those that could be read and are no
/// drafts. Without articles it comes out empty, with a warning.
///
/// # Errors
/// The diagnostics name every link, heading, picture and listed article that is not there, and
/// every picture that cannot be used.
#[must_use]
pub fn assemble(
    settings: &CollectionSettings,
    folder: &Folder,
    articles: Vec<Article>,
    around: &Around<'_>,
) -> (Collection, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let title = title(settings, folder, &articles, around.book);
    let lang = lang(settings, langs(&articles), &around.book.lang);
    let (mut articles, mut parts) =
        order::order(settings, folder, articles, &lang, &around.library.files, &mut diagnostics);
    name_apart(&mut articles);

    let places = articles.iter().map(|article| Place::of(article, around)).collect();
    let links = Links { around, folder, lang: &lang, places };
    let mut pictures = Pictures { around, images: Vec::new(), known: BTreeMap::new() };
    let cover = settings
        .design
        .picture
        .as_ref()
        .and_then(|(path, span)| pictures.find(path, *span, &folder.path, &mut diagnostics));
    let mut finder = Finder { links, pictures, diagnostics };
    for part in &mut parts {
        part.title.iter_mut().for_each(|words| finder.words(words, None, &folder.path));
    }
    for (index, article) in articles.iter_mut().enumerate() {
        let path = path_of(article.file, around);
        let base = path.rsplit_once('/').map_or("", |(base, _)| base);
        article.lines().for_each(|words| finder.words(words, Some(index), base));
        finder.text(&mut article.text, index, base);
    }
    let Finder { pictures: Pictures { images, .. }, mut diagnostics, .. } = finder;

    if articles.is_empty() && !diagnostics.has_errors() {
        diagnostics.push(nothing_to_publish(folder, &title));
    }
    let dates = || settings.date.into_iter().chain(articles.iter().filter_map(|article| article.date));
    checked_before(settings, &title, dates().max()).into_iter().for_each(|warning| diagnostics.push(warning));
    let set = |text: &Option<String>| text.as_ref().map(|text| typography::text(text, &lang));
    // A leaflet is its article.
    let only = articles.first().filter(|_| settings.each);
    let words = |of: fn(&Article) -> &Option<Vec<Inline>>| only.and_then(|a| of(a).as_deref()).map(plain_text);
    let mut collection = Collection {
        slug: settings.slug.clone(),
        title,
        subtitle: set(&settings.subtitle).or_else(|| words(|article| &article.subtitle)),
        people: if settings.people.is_empty() { authors(&articles) } else { settings.people.clone() },
        lang: lang.clone(),
        summary: set(&settings.summary).or_else(|| words(|article| &article.summary)),
        subjects: subjects(settings, &articles),
        publisher: settings.publisher.clone().or_else(|| around.book.publisher.clone()),
        date: settings.date.or_else(|| dates().max()),
        rights: settings.rights.clone().or_else(|| around.book.rights.clone()),
        // The library's address belongs to the library's licence.
        rights_url: match settings.rights {
            Some(_) => settings.rights_url.clone(),
            None => settings.rights_url.clone().or_else(|| around.book.rights_url.clone()),
        },
        series: settings.series.clone(),
        edition: settings
            .edition
            .as_ref()
            .map(|edition| Edition { changes: set(&edition.changes), number: edition.number }),
        translations: around.titles.translations(&settings.slug),
        conformance: settings.conformance.clone(),
        base_url: around.book.base_url.clone(),
        identifier: String::new(),
        modified: moment::modified(around.library.epoch, dates()),
        parts,
        articles,
        images,
        cover,
        others: around
            .titles
            .iter()
            .filter(|known| known.slug != settings.slug)
            .map(|known| known.title.clone())
            .collect(),
    };
    collection.identifier = moment::identifier(&collection);
    (collection, diagnostics)
}

/// The collection `slug` of one article that lies in no library, with its settings, which are the usual ones. What is wrong with it is
/// not told.
pub(crate) fn of_one(slug: &str, text: impl Into<Arc<str>>) -> (Collection, CollectionSettings) {
    let mut library = Library::default();
    let file = library.files.add(format!("{slug}/{slug}.md"), text);
    let folder = Folder { slug: slug.into(), path: slug.into(), settings: None, articles: vec![file] };
    let mut ignored = Diagnostics::default();
    let book = config::book(&library.files, None, &mut ignored);
    let settings = config::collection(&library.files, &folder, &book, &mut ignored);
    let (article, _) = manuscript::read(&library.files, file, &Defaults { lang: Lang::new("en") });
    let around = Around { book: &book, library: &library, titles: &Titles::default() };
    (assemble(&settings, &folder, article.into_iter().collect(), &around).0, settings)
}

/// Warns when a title has changed after the day on which it was checked.
fn checked_before(settings: &CollectionSettings, title: &str, newest: Option<Date>) -> Option<Diagnostic> {
    let (claim, newest) = (settings.conformance.as_ref()?, newest?);
    let checked = claim.on?;
    // A check in 2026 may be later than any day of that year.
    (checked < newest && !newest.iso().starts_with(&checked.iso())).then(|| {
        Diagnostic::warning(format!("“{title}” was checked on {}, and is of {}", checked.iso(), newest.iso()))
            .at(claim.place)
            .hint("have it checked again, or take the claim out with `checked_by = \"\"`")
    })
}

fn nothing_to_publish(folder: &Folder, title: &str) -> Diagnostic {
    let warning = Diagnostic::warning(format!("“{title}” has no articles that are finished, and is left out"))
        .hint("take `draft: true` out of the front matter of one of them");
    match folder.settings.or_else(|| folder.articles.first().copied()) {
        Some(file) => warning.at(Span::new(file, 0..0)),
        None => warning,
    }
}

/// Gives articles of the same name a number behind it: `preface`, `preface-2`.
fn name_apart(articles: &mut [Article]) {
    let given: BTreeSet<String> = articles.iter().map(|article| article.slug.clone()).collect();
    let mut used = BTreeSet::new();
    for article in articles {
        if used.insert(article.slug.clone()) {
            continue;
        }
        let free = |name: &String| !given.contains(name) && !used.contains(name);
        let name = (2_u64..).map(|n| format!("{}-{n}", article.slug)).find(free);
        article.slug = name.expect("there are more numbers than articles");
        used.insert(article.slug.clone());
    }
}

/// The authors of all articles, each once, in order.
fn authors(articles: &[Article]) -> Vec<Person> {
    let mut seen = BTreeSet::new();
    let people = articles.iter().flat_map(|article| &article.people);
    people.filter(|person| person.role == Role::Author && seen.insert(&person.name)).cloned().collect()
}

/// What `collection.toml` says, else the language that all articles share, else the library's.
pub(super) fn lang(settings: &CollectionSettings, mut articles: impl Iterator<Item = Lang>, book: &Lang) -> Lang {
    let shared = || {
        let first = articles.next()?;
        articles.all(|lang| lang == first).then_some(first)
    };
    settings.lang.clone().or_else(shared).unwrap_or_else(|| book.clone())
}

/// The languages of articles.
fn langs(articles: &[impl Borrow<Article>]) -> impl Iterator<Item = Lang> {
    articles.iter().map(|article| article.borrow().lang.clone())
}

/// What `collection.toml` says, else the subjects of all articles, each once, in order.
fn subjects(settings: &CollectionSettings, articles: &[Article]) -> Vec<String> {
    if !settings.subjects.is_empty() {
        return settings.subjects.clone();
    }
    let mut seen = BTreeSet::new();
    articles.iter().flat_map(|article| &article.tags).filter(|tag| seen.insert(*tag)).cloned().collect()
}

/// The pictures of one collection, numbered as they are met.
pub(super) struct Pictures<'a> {
    around: &'a Around<'a>,
    pub(super) images: Vec<Image>,
    /// By path: the number, or what is wrong with it.
    known: BTreeMap<String, Result<usize, Fault>>,
}

impl Pictures<'_> {
    /// Turns a path into the number of the picture there. One that is not there is reported, and stays as it was.
    pub(super) fn resolve(&mut self, image: &mut ImageRef, span: Span, base: &str, diagnostics: &mut Diagnostics) {
        if let ImageRef::Path(path) = image
            && let Some(index) = self.find(path, span, base, diagnostics)
        {
            *image = ImageRef::Index(index);
        }
    }

    /// The number of the picture at `path`; `base` is the folder from which the author sees it.
    fn find(&mut self, path: &str, span: Span, base: &str, diagnostics: &mut Diagnostics) -> Option<usize> {
        let Some(bytes) = self.around.library.images.get(path) else {
            diagnostics.push(self.missing(path, span, base));
            return None;
        };
        if !self.known.contains_key(path) {
            let found = self.take(path, bytes, span, diagnostics);
            self.known.insert(path.to_owned(), found);
        }
        match self.known.get(path)? {
            Ok(index) => Some(*index),
            Err(fault) => {
                diagnostics.push(Diagnostic::error(format!("`{path}` {}", fault.what)).at(span).hint(fault.hint));
                None
            }
        }
    }

    fn take(
        &mut self,
        path: &str,
        bytes: &Arc<[u8]>,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) -> Result<usize, Fault> {
        let measured = images::measure(bytes)?;
        if measured.turned {
            diagnostics.push(
                Diagnostic::warning(format!(
                    "`{path}` lies on its side or is mirrored, and only says so to some programs"
                ))
                .at(span)
                .hint("turn it in a picture editor and save it"),
            );
        }
        if bytes.len() > MOST_BYTES {
            let size = bytes.len() / 1_000_000;
            diagnostics.push(
                Diagnostic::warning(format!(
                    "`{path}` has {size} MB, and some reading devices show none of more than 5"
                ))
                .at(span)
                .hint("make it smaller: 2000 pixels are enough for a page"),
            );
        }
        self.images.push(Image {
            path: path.to_owned(),
            format: measured.format,
            width: measured.width,
            height: measured.height,
            bytes: Arc::clone(bytes),
        });
        Ok(self.images.len() - 1)
    }

    fn missing(&self, path: &str, span: Span, base: &str) -> Diagnostic {
        let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        if !["jpg", "jpeg", "png"].contains(&ending.as_str()) {
            return Diagnostic::error(format!("`{path}` is not a picture that can be set"))
                .at(span)
                .hint("save it as a JPEG or PNG, with an ending that says so");
        }
        let error = Diagnostic::error(format!("there is no picture `{path}`")).at(span);
        match nearest(path, self.around.library.images.keys().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean `{}`?", relative(base, near))),
            None => error.hint("put it into the library, and name it by its path from this file"),
        }
    }
}

#[cfg(test)]
mod tests;
