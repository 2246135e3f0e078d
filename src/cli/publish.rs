//! Strings the stages together: a library goes in, titles with their files come out. Disk, clock
//! and terminal are left to others, and so tests can call it as they like.
//!
//! [`make`] makes a title, unless [`kept`] finds that its files lie where they should; [`shelf`] makes what the catalogue says
//! of it.

mod kept;
mod make;
mod shelf;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use self::make::Maker;
use crate::collection::{Around, Collection, Gathered, Titles, gather};
use crate::config::{self, CollectionSettings, PressFile, Settings};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Span};
use crate::manuscript::Article;
use crate::scorecard::Scorecard;
use crate::source::{Cache, Folder, Library, Pieces};
use crate::typeset::{Fitted, Sp, Volume};

/// What to make.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The titles, by slug; all when empty.
    pub only: Vec<String>,
    /// Which files of each.
    pub formats: Formats,
    /// Which files for a press; nothing when the settings decide.
    pub press: Option<Vec<PressFile>>,
    /// Whether to write files at all, or only to find what is wrong.
    pub write: bool,
    /// Whether to judge the pages, even where there are no limits to hold them to.
    pub typography: bool,
    /// Whether to keep what was set, for someone who shows it.
    pub keep: bool,
    /// Whether the program ends when this is done.
    pub last: bool,
    /// Where set articles are kept from one run to the next.
    pub cache: Arc<Cache>,
    /// Whether to list addresses outside the library.
    pub links: bool,
    /// Whether to make the catalogue, where the settings want one.
    pub catalogue: bool,
    /// The output folder of earlier builds: titles that would come out as they lie there are not made again, ...
    pub there: Option<PathBuf>,
    /// ... unless all are to be.
    pub afresh: bool,
}

/// The kinds of file that a title comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formats {
    /// An EPUB and its cover.
    pub epub: bool,
    /// The EPUB for Kobo's readers, and its cover.
    pub kepub: bool,
    /// A PDF to read.
    pub pdf: bool,
    /// Booklets for the sheets and flips of `book.toml`.
    pub booklets: bool,
}

impl Default for Formats {
    fn default() -> Self {
        Self { epub: true, kepub: false, pdf: true, booklets: true }
    }
}

impl Formats {
    /// How many e-books that are.
    fn e_books(self) -> usize {
        usize::from(self.epub) + usize::from(self.kepub)
    }
}

/// What came of a library.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Its titles by slug; without files when there are errors, or none were wanted.
    pub titles: Vec<Published>,
    /// The catalogue's files beside the titles' folders.
    pub library: Vec<Made>,
    /// What is wrong with it.
    pub diagnostics: Diagnostics,
}

impl Outcome {
    /// All files, by path; without content those that lie in the output folder as they are to be.
    #[must_use]
    pub fn files(&self) -> Vec<(String, Option<&Pieces>)> {
        let files = self.titles.iter().flat_map(|title| title.files.iter().chain(&title.earlier)).chain(&self.library);
        files.map(|file| (file.path.clone(), file.content.bytes().map(|bytes| &**bytes))).collect()
    }
}

/// A title and its files.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Published {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// How many articles it has.
    pub articles: usize,
    /// How many pages.
    pub pages: usize,
    /// What was done to spare a sheet.
    pub fitted: Fitted,
    /// Width and height of a page.
    pub page: (Sp, Sp),
    /// How well they are set, when that was asked.
    #[serde(skip)]
    pub scorecard: Option<Scorecard>,
    /// The files.
    pub files: Vec<Made>,
    /// The files of earlier editions, which stay.
    pub earlier: Vec<Made>,
    /// What they show, when that was to be kept and the files were made now.
    #[serde(skip)]
    pub kept: Option<Kept>,
    /// Where it leads out of the library, when that was asked.
    #[serde(skip)]
    pub links: Vec<(String, Span)>,
}

/// A title as it was set.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its pages.
    pub volume: Arc<Volume>,
    /// What they are pages of.
    pub collection: Arc<Collection>,
}

/// A file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Made {
    /// Its path relative to the output folder, with `/` between parts.
    pub path: String,
    /// What it holds.
    pub content: Content,
    /// The paper it takes, when it is to be printed and folded.
    pub sheets: Option<Sheets>,
}

/// What a file holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Content {
    /// What lies in the output folder already, so many bytes.
    There(usize),
    /// These bytes, without which a title is kept.
    #[serde(skip)]
    New(Arc<Pieces>),
}

impl Content {
    /// The bytes, when they were made now.
    #[must_use]
    pub fn bytes(&self) -> Option<&Arc<Pieces>> {
        match self {
            Self::New(bytes) => Some(bytes),
            Self::There(_) => None,
        }
    }

    /// The bytes, taken out of it.
    #[must_use]
    pub fn into_bytes(self) -> Option<Arc<Pieces>> {
        match self {
            Self::New(bytes) => Some(bytes),
            Self::There(_) => None,
        }
    }

    /// How many bytes there are.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "no file that is made is empty")]
    pub fn len(&self) -> usize {
        match self {
            Self::New(bytes) => bytes.len(),
            Self::There(length) => *length,
        }
    }
}

impl Made {
    pub(super) fn new(path: String, bytes: impl Into<Pieces>) -> Self {
        Self { path, content: Content::New(Arc::new(bytes.into())), sheets: None }
    }

    /// Whether it is for the program alone: its name begins with a dot.
    pub(super) fn is_hidden(&self) -> bool {
        self.path.rsplit('/').next().is_some_and(|name| name.starts_with('.'))
    }
}

/// The sheets of a file for the printer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheets {
    /// How many there are.
    pub count: usize,
    /// In how many sections they are bound.
    pub sections: usize,
    /// What each shows, as a short hash.
    pub hashes: Vec<String>,
}

/// What a build does, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading articles.
    Reading,
    /// Setting articles in type and writing files.
    Making,
}

/// Someone who wants to know how far a build has come. Called from any thread.
pub trait Progress: Sync {
    /// `stage` begins and takes `steps` steps.
    fn begin(&self, stage: Stage, steps: usize);
    /// It turns out to take so many steps more.
    fn more(&self, steps: usize);
    /// A step is done.
    fn step(&self);
}

/// Nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage, _: usize) {}
    fn more(&self, _: usize) {}
    fn step(&self) {}
}

/// A collection before it is assembled.
struct Draft {
    folder: Folder,
    settings: CollectionSettings,
    /// Its articles, which other titles may have too.
    articles: Vec<Arc<Article>>,
}

/// Publishes `library`: reads settings and articles, and makes each title, one after the other where memory would not hold
/// them all. When anything is an error, all of it is still gone through, so that the diagnostics are complete.
#[must_use]
pub fn publish(library: &Library, options: &Options, progress: &dyn Progress) -> Outcome {
    let mut diagnostics = Diagnostics::default();
    let book = config::book(&library.files, library.book, &mut diagnostics);
    let (drafts, titles) = read(library, &book, options, progress, &mut diagnostics);
    progress.begin(Stage::Making, drafts.iter().map(|draft| draft.articles.len()).sum());
    let around = Around { book: &book, library, titles: &titles };
    let writes = options.write && !diagnostics.has_errors();
    let maker = Maker::new(around, options, (drafts.len(), writes), progress);
    let made: Vec<_> = drafts.into_par_iter().map(|draft| maker.title(draft)).collect();
    let (mut titles, mut records) = (Vec::new(), Vec::new());
    for (title, found) in made {
        diagnostics.append(found);
        if let Some((title, record)) = title {
            titles.push(title);
            records.extend(record);
        }
    }
    // A library without any collection has been reported by its reader.
    if titles.is_empty() && !library.collections.is_empty() && !diagnostics.has_errors() {
        diagnostics.push(Diagnostic::error("there is nothing to publish").hint("all articles are drafts"));
    }
    if !options.write || diagnostics.has_errors() {
        titles.iter_mut().for_each(|title| (title.files, title.earlier) = Default::default());
        return Outcome { titles, library: Vec::new(), diagnostics };
    }
    // What is not made now is listed as it was made before, unless it is no more.
    let is_new = |slug: &str| titles.iter().any(|title| title.slug == slug);
    let others = around.titles.iter().filter(|known| !options.only.is_empty() && !is_new(&known.slug));
    records.extend(others.filter_map(|known| kept::record_before(&known.slug, options)));
    let library = if options.catalogue { shelf::library(&book, records) } else { Vec::new() };
    Outcome { titles, library, diagnostics }
}

/// The names of all titles of a library.
#[must_use]
pub fn names(library: &Library) -> Vec<String> {
    let book = config::book(&library.files, library.book, &mut Diagnostics::default());
    gather(library, &book, &Cache::none()).titles.into_iter().map(|title| title.folder.slug).collect()
}

/// Reads settings and articles, each once in however many titles it stands. What is wrong with titles that are not chosen
/// is kept quiet: they are only to be known by name, for links to them.
fn read(
    library: &Library,
    book: &Settings,
    options: &Options,
    progress: &dyn Progress,
    diagnostics: &mut Diagnostics,
) -> (Vec<Draft>, Titles) {
    let gathering = gather(library, book, &options.cache);
    let is_chosen = |title: &Gathered| {
        options.only.is_empty() || [&title.folder.slug, &title.of].iter().any(|name| options.only.contains(name))
    };
    // Whether each is for a chosen title, or only gives its own title to one that is not.
    let mut wanted: BTreeMap<FileId, bool> = BTreeMap::new();
    for title in &gathering.titles {
        match &title.folder.articles[..] {
            articles if is_chosen(title) => wanted.extend(articles.iter().map(|file| (*file, true))),
            [file] if title.settings.title.is_none() => drop(wanted.entry(*file).or_insert(false)),
            _ => {}
        }
    }
    progress.begin(Stage::Reading, wanted.values().filter(|chosen| **chosen).count());
    let one = |(file, chosen): (&FileId, &bool)| {
        let read = gathering.read(&options.cache, &library.files, *file);
        if *chosen {
            progress.step();
        }
        (*file, *chosen, read)
    };
    let read: Vec<_> = wanted.par_iter().map(one).collect();
    let mut articles: BTreeMap<FileId, Arc<Article>> = BTreeMap::new();
    for (file, chosen, (article, faults)) in read {
        articles.extend(article.map(|article| (file, Arc::new(article))));
        if chosen {
            diagnostics.append(faults);
        }
    }
    let titles = Titles::new(&gathering, &library.files, book, |file| articles.get(&file).map(|article| &**article));
    let mut drafts = Vec::new();
    for title in gathering.titles.into_iter().filter(is_chosen) {
        let Gathered { folder, settings, found, .. } = title;
        diagnostics.append(found);
        let articles = folder.articles.iter().filter_map(|file| articles.get(file).cloned()).collect();
        // One without any has been reported.
        if !folder.articles.is_empty() {
            drafts.push(Draft { folder, settings, articles });
        }
    }
    (drafts, titles)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    use crate::cli::sample::library as sample;

    /// A library in memory; no disk is touched.
    fn library(book: &str, articles: &[(&str, &str)]) -> Library {
        let mut library = sample(articles);
        library.book = Some(library.files.add("book.toml", book));
        library
    }

    fn said(outcome: &Outcome) -> Vec<&str> {
        outcome.diagnostics.as_slice().iter().map(|d| d.message.as_str()).collect()
    }

    fn write() -> Options {
        Options { write: true, ..Options::default() }
    }

    /// Counts steps against what was promised.
    #[derive(Default)]
    struct Counter(Mutex<Vec<(Stage, usize, usize)>>);

    impl Progress for Counter {
        fn begin(&self, stage: Stage, steps: usize) {
            self.0.lock().unwrap().push((stage, steps, 0));
        }
        fn more(&self, steps: usize) {
            self.0.lock().unwrap().last_mut().unwrap().1 += steps;
        }
        fn step(&self) {
            self.0.lock().unwrap().last_mut().unwrap().2 += 1;
        }
    }

    #[test]
    fn progress_takes_the_steps_it_promised() {
        let library = library("", &[("a/1.md", "One."), ("a/2.md", "Two."), ("b/1.md", "# B\n\n[A](../a/).")]);
        let counter = Counter::default();
        let outcome = publish(&library, &write(), &counter);
        assert_eq!(outcome.titles.iter().map(|title| title.files.len()).sum::<usize>(), 16);
        let expected = [(Stage::Reading, 3, 3), (Stage::Making, 3 + 12, 3 + 12)];
        assert_eq!(*counter.0.lock().unwrap(), expected);

        let counter = Counter::default();
        let only = Options {
            only: vec!["b".into()],
            formats: Formats { epub: false, kepub: false, pdf: true, booklets: false },
            ..write()
        };
        let outcome = publish(&library, &only, &counter);
        assert_eq!(outcome.titles.iter().map(|title| title.slug.as_str()).collect::<Vec<_>>(), ["b"]);
        let expected = [(Stage::Reading, 1, 1), (Stage::Making, 1 + 1, 1 + 1)];
        assert_eq!(*counter.0.lock().unwrap(), expected);
    }

    #[test]
    fn a_page_that_fits_one_sheet_only_is_folded_from_that_one() {
        let library = library("page = { size = \"a5\" }", &[("a/1.md", "One.")]);
        let outcome = publish(&library, &write(), &Silent);
        assert!(
            said(&outcome)[0].starts_with("“1”: there is no booklet for Letter: a page of 148.0 × 210.0 mm"),
            "{:?}",
            said(&outcome)
        );
        let booklets = outcome.titles[0].files.iter().filter(|file| file.sheets.is_some());
        assert!(booklets.clone().all(|file| file.path.contains("-a4-")) && booklets.count() == 2);
    }

    #[test]
    fn errors_and_drafts_leave_no_files() {
        let outcome = publish(&library("", &[("a/1.md", "[x](y.md)"), ("b/1.md", "One.")]), &write(), &Silent);
        assert_eq!(outcome.diagnostics.counts(), (1, 0));
        assert!(outcome.titles.iter().all(|title| title.files.is_empty()));
        let draft = "---\ndraft: true\n---\nOne.";
        let outcome = publish(&library("", &[("a/1.md", draft)]), &write(), &Silent);
        assert_eq!(
            said(&outcome),
            ["“A” has no articles that are finished, and is left out", "there is nothing to publish"]
        );
    }

    #[test]
    fn a_cover_too_large_gives_way_to_the_title_page_with_a_warning() {
        let mut library = library("", &[("a/1.md", "One.")]);
        library.collections[0].settings = Some(library.files.add("a/collection.toml", "cover = \"c.jpg\""));
        let huge = |height: u16| {
            let mut jpeg = vec![0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8];
            jpeg.extend(height.to_be_bytes());
            jpeg.extend([0x08, 0x00, 1, 0, 0, 0, 0xFF, 0xD9]);
            jpeg.into()
        };
        library.images.insert("a/c.jpg".into(), huge(3000));
        let epub = Options { formats: Formats { epub: true, kepub: false, pdf: false, booklets: false }, ..write() };
        let outcome = publish(&library, &epub, &Silent);
        assert_eq!(said(&outcome), ["`a/c.jpg` is too large for a cover, and one is drawn from type"]);
        assert!(outcome.titles[0].files[1].content.len() > 1000);
        library.images.insert("a/c.jpg".into(), huge(1000));
        assert_eq!(said(&publish(&library, &epub, &Silent)), [""; 0]);
    }
}
