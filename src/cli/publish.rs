//! Strings the stages together: a library goes in, titles with their files come out. Disk, clock
//! and terminal are left to others, and so tests can call it as they like.

mod shelf;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{covers, faces, reprint};
use crate::catalogue::Record;
use crate::collection::{Around, Collection, Gathered, Titles, assemble, gather};
use crate::config::{self, CollectionSettings, LimitSettings, PressFile, Scheme, Settings, Sheet};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Span};
use crate::epub::{self, EpubFonts};
use crate::impose::ink::{inks, near_edges};
use crate::impose::{self, Job, Pages};
use crate::manuscript::{self, Article};
use crate::pdf;
use crate::press;
use crate::scorecard::{self, Scorecard};
use crate::source::{Cache, Folder, Library};
use crate::typeset::{Fitted, Paged, Sp, Turn, Typesetter};

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
    /// Whether to keep what was set, for someone who shows it or who knows better than to take it apart.
    pub keep: bool,
    /// Where set articles are kept from one run to the next.
    pub cache: Arc<Cache>,
    /// Whether to list addresses outside the library.
    pub links: bool,
    /// Whether to make the catalogue, where the settings want one: with the records of these titles besides, which an
    /// earlier build made.
    pub catalogue: Option<Vec<Record>>,
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
    /// All files, by path.
    #[must_use]
    pub fn files(&self) -> Vec<(String, &[u8])> {
        let files = self.titles.iter().flat_map(|title| &title.files).chain(&self.library);
        files.map(|file| (file.path.clone(), file.bytes.as_slice())).collect()
    }
}

/// A title and its files.
#[derive(Debug, Clone)]
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
    pub scorecard: Option<Scorecard>,
    /// The files.
    pub files: Vec<Made>,
    /// What they show, when that was to be kept.
    pub kept: Option<Kept>,
    /// Where it leads out of the library, when that was asked.
    pub links: Vec<(String, Span)>,
}

/// A title as it was set.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its pages.
    pub paged: Arc<Paged>,
    /// What they are pages of.
    pub collection: Collection,
}

/// A file.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its path relative to the output folder, with `/` between parts.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// The paper it takes, when it is to be printed and folded.
    pub sheets: Option<Sheets>,
}

impl Made {
    /// Whether it is for the program alone: its name begins with a dot.
    pub(super) fn is_hidden(&self) -> bool {
        self.path.rsplit('/').next().is_some_and(|name| name.starts_with('.'))
    }
}

/// The sheets of a file for the printer.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Setting articles in type.
    Setting,
    /// Writing files.
    Writing,
}

/// Someone who wants to know how far a build has come. Called from any thread.
pub trait Progress: Sync {
    /// `stage` begins and takes `steps` steps.
    fn begin(&self, stage: Stage, steps: usize);
    /// A step is done.
    fn step(&self);
}

/// Nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage, _: usize) {}
    fn step(&self) {}
}

/// A collection before it is assembled.
struct Draft {
    folder: Folder,
    settings: CollectionSettings,
    /// Its articles, which other titles may have too.
    articles: Vec<Arc<Article>>,
}

/// A collection set in type.
struct Set {
    settings: CollectionSettings,
    collection: Collection,
    paged: Paged,
    /// The covers within and beside the e-book, when type alone makes them.
    covers: Option<[Paged; 2]>,
    scorecard: Option<Scorecard>,
    /// Its files for the printer.
    jobs: Vec<Job>,
    /// Its files for a press.
    press: Vec<press::Job>,
}

/// Publishes `library`: reads settings and articles, assembles and sets each title, and writes its files.
/// When anything is an error, all of it is still gone through, so that the diagnostics are complete.
#[must_use]
pub fn publish(library: &Library, options: &Options, progress: &dyn Progress) -> Outcome {
    let mut diagnostics = Diagnostics::default();
    let book = config::book(&library.files, library.book, &mut diagnostics);
    let (drafts, titles) = read(library, &book, options, progress, &mut diagnostics);
    let around = Around { book: &book, library, titles: &titles };
    let set = set(drafts, &around, options, progress, &mut diagnostics);
    // A library without any collection has been reported by its reader.
    if set.is_empty() && !library.collections.is_empty() && !diagnostics.has_errors() {
        diagnostics.push(Diagnostic::error("there is nothing to publish").hint("all articles are drafts"));
    }

    let wanted = options.write && !diagnostics.has_errors();
    let mut files = if wanted { write(&set, options, progress, &mut diagnostics) } else { Vec::new() };
    files.resize_with(set.len(), Vec::new);
    let library = match &options.catalogue {
        Some(others) if wanted && !diagnostics.has_errors() => {
            shelf::add(&book, &set, &mut files, others, &options.cache)
        }
        _ => Vec::new(),
    };
    let published = set.into_iter().zip(files).map(|(mut set, files)| Published {
        links: if options.links { set.collection.external_links() } else { Vec::new() },
        slug: set.collection.slug.clone(),
        title: set.collection.title.clone(),
        articles: set.collection.articles.len(),
        pages: set.paged.pages.len(),
        fitted: set.paged.fitted,
        page: (set.paged.width, set.paged.height),
        scorecard: set.scorecard,
        files,
        kept: options.keep.then(|| Kept { paged: Arc::new(set.paged), collection: set.collection }),
    });
    Outcome { titles: published.collect(), library, diagnostics }
}

/// The names of all titles of a library.
#[must_use]
pub fn names(library: &Library) -> Vec<String> {
    let book = config::book(&library.files, library.book, &mut Diagnostics::default());
    gather(library, &book).titles.into_iter().map(|title| title.folder.slug).collect()
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
    let gathering = gather(library, book);
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
        let defaults = gathering.defaults(&library.files, *file);
        let read = manuscript::find_or_read(&options.cache, &library.files, *file, &defaults);
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

/// Assembles collections, sets them in type and imposes their booklets.
fn set(
    drafts: Vec<Draft>,
    around: &Around<'_>,
    options: &Options,
    progress: &dyn Progress,
    diagnostics: &mut Diagnostics,
) -> Vec<Set> {
    progress.begin(Stage::Setting, drafts.iter().map(|draft| draft.articles.len()).sum());
    let typesetter = Typesetter::new(Arc::clone(&options.cache));
    let one = |draft: Draft| {
        let Draft { folder, settings, articles } = draft;
        let articles = articles.into_iter().map(Arc::unwrap_or_clone).collect();
        let (collection, mut found) = assemble(&settings, &folder, articles, around);
        if collection.articles.is_empty() {
            return (None, found);
        }
        let (paged, faults) =
            typesetter.set(&collection, &settings.design, &around.book.hyphenation, &|| progress.step());
        found.append(faults);
        let limits = &around.book.limits;
        let judged = options.typography || *limits != LimitSettings::default();
        let scorecard = judged.then(|| scorecard::score(&paged, settings.design.text.leading));
        for error in scorecard.iter().flat_map(|card| scorecard::exceeded(card, limits, &collection.title)) {
            found.push(error);
        }
        let jobs = match options.formats.booklets {
            true => jobs(&collection, &paged, around.book, &mut found),
            false => Vec::new(),
        };
        let files = options.press.as_deref().unwrap_or(&around.book.press.files);
        let title = press::Title { collection: &collection, design: &settings.design, paged: &paged };
        let (press, faults) = press::jobs(&title, files, &around.book.press, &typesetter);
        faults.into_iter().for_each(|fault| found.push(fault));
        let covers = (options.formats.e_books() > 0 || options.catalogue.is_some())
            .then(|| covers::set(&typesetter, &collection, &settings));
        (Some(Set { settings, collection, paged, covers, scorecard, jobs, press }), found)
    };
    let set: Vec<_> = drafts.into_par_iter().map(one).collect();
    let mut titles = Vec::new();
    for (title, found) in set {
        titles.extend(title);
        diagnostics.append(found);
    }
    titles
}

/// The files for the printer that `book.toml` asks for and that fit their sheets.
fn jobs(collection: &Collection, paged: &Paged, book: &Settings, diagnostics: &mut Diagnostics) -> Vec<Job> {
    let print = &book.print;
    let pages =
        Pages { width: paged.width, height: paged.height, count: paged.pages.len(), ends_with_cover: paged.back_cover };
    let (jobs, refused) = impose::jobs(&pages, print);
    for refused in refused {
        diagnostics.push(Diagnostic::warning(format!("“{}”: {refused}", collection.title)).hint(refused.hint()));
    }
    let made = |scheme: &&Scheme| jobs.iter().any(|job| job.scheme == **scheme);
    for scheme in print.schemes.iter().filter(made) {
        impose::advice(&collection.title, *scheme, pages.count).into_iter().for_each(|advice| diagnostics.push(advice));
    }
    let inks = inks(paged);
    let mut told: Vec<(Scheme, Sheet)> = Vec::new();
    for job in &jobs {
        let near = near_edges(&job.imposed, &inks, print.margin);
        if !near.is_empty() && !told.contains(&(job.scheme, job.sheet)) {
            told.push((job.scheme, job.sheet));
            diagnostics.push(unprintable(&collection.title, job, &near));
        }
    }
    jobs
}

/// Warns of pages on which something is printed where the printer leaves white.
fn unprintable(title: &str, job: &Job, pages: &[usize]) -> Diagnostic {
    const TOLD: usize = 8;
    let mut numbers: Vec<String> = pages.iter().take(TOLD).map(|page| (page + 1).to_string()).collect();
    if pages.len() > TOLD {
        numbers.push(format!("{} more", pages.len() - TOLD));
    }
    let (some, on) = (if pages.len() == 1 { "page" } else { "pages" }, job.sheet.title());
    Diagnostic::warning(format!(
        "“{title}”: the printer may cut off the edges of {some} {}, in the scheme {} on {on}",
        numbers.join(", "),
        job.scheme.name()
    ))
    .hint(
        "widen the margins of the page; or, if your printer leaves less white, say how much with `margin` in `[print]`",
    )
}

/// Writes the files of all titles, a list for each.
fn write(set: &[Set], options: &Options, progress: &dyn Progress, diagnostics: &mut Diagnostics) -> Vec<Vec<Made>> {
    let formats = options.formats;
    let files = |set: &Set| formats.e_books() + usize::from(formats.pdf) + set.jobs.len() + set.press.len();
    progress.begin(Stage::Writing, set.iter().map(files).sum());
    let fonts = faces::for_epub();
    let written: Vec<_> = set
        .par_iter()
        .map(|set| {
            // Only a PDF that is made has pages to tell.
            let turns = if formats.pdf { set.paged.turns.as_slice() } else { &[] };
            let (epub, pdfs) = rayon::join(
                || match formats.e_books() {
                    0 => Ok((Vec::new(), None)),
                    _ => write_epub(set, options, &fonts, turns, progress),
                },
                || write_pdfs(set, formats.pdf, progress),
            );
            (&set.collection, epub, pdfs, write_press(set, progress))
        })
        .collect();
    let mut all = Vec::new();
    for (Collection { title, slug, .. }, epub, pdfs, press) in written {
        let mut files = Vec::new();
        let epub = epub.map(|(made, warning)| {
            warning.into_iter().for_each(|warning| diagnostics.push(warning));
            made
        });
        let record = pdfs.as_ref().ok().and_then(|made| reprint::record(slug, made)).map(|record| vec![record]);
        for made in [epub, pdfs, press, Ok(record.unwrap_or_default())] {
            match made {
                Ok(made) => files.extend(made),
                Err(error) => diagnostics.push(Diagnostic::error(format!("“{title}”: {error}"))),
            }
        }
        all.push(files);
    }
    all
}

/// Writes the EPUB, the one for Kobo, or both, and their cover, with a warning when that is not the picture that was asked for. The
/// book tells these `turns` of pages.
fn write_epub(
    set: &Set,
    options: &Options,
    fonts: &EpubFonts,
    turns: &[Turn],
    progress: &dyn Progress,
) -> Result<(Vec<Made>, Option<Diagnostic>), String> {
    let Set { settings, collection, covers, .. } = set;
    let drawn = covers.as_ref().and_then(|set| covers::draw(settings, collection, set, &options.cache));
    let ([inside, beside], warning) = drawn.ok_or("it has no cover")?;
    let book = epub::write(collection, &settings.design, fonts, &inside, turns).map_err(|error| error.to_string())?;
    let slug = &collection.slug;
    let mut made = Vec::new();
    let mut add = |name: String, bytes| made.push(Made { path: format!("{slug}/{name}"), bytes, sheets: None });
    if options.formats.kepub {
        add(format!("{slug}.kepub.epub"), epub::kepub(&book).map_err(|error| error.to_string())?);
        progress.step();
    }
    if options.formats.epub {
        add(format!("{slug}.epub"), book);
        progress.step();
    }
    add("cover.jpg".to_owned(), beside);
    Ok((made, warning))
}

/// Writes the PDF to read, when `reading` asks for it, and the booklets.
fn write_pdfs(set: &Set, reading: bool, progress: &dyn Progress) -> Result<Vec<Made>, String> {
    let Set { collection, paged, jobs, .. } = set;
    if !reading && jobs.is_empty() {
        return Ok(Vec::new());
    }
    let slug = &collection.slug;
    let encoded = pdf::Encoded::new(paged, collection).map_err(|error| error.to_string())?;
    let booklets = if jobs.is_empty() { Ok(None) } else { encoded.booklets().map(Some) };
    let booklets = booklets.map_err(|error| error.to_string())?;
    let for_reading = reading.then_some(Print::Reading);
    let for_printing = booklets.iter().flat_map(|booklets| jobs.iter().map(move |job| Print::Job(booklets, job)));
    for_reading
        .into_iter()
        .chain(for_printing)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|print| {
            let (path, bytes, sheets) = match print {
                Print::Reading => (format!("{slug}/{slug}.pdf"), encoded.reading(), None),
                Print::Job(booklets, Job { name, imposed, .. }) => {
                    let (count, sections) = (imposed.sheets(), imposed.sections);
                    let sheets = Sheets { count, sections, hashes: booklets.fingerprints(imposed) };
                    (format!("{slug}/{slug}-{name}.pdf"), booklets.write(imposed), Some(sheets))
                }
            };
            progress.step();
            Ok(Made { path, bytes: bytes.map_err(|error| error.to_string())?, sheets })
        })
        .collect()
}

/// Writes the files for a press, one after the other: each has all pages.
fn write_press(set: &Set, progress: &dyn Progress) -> Result<Vec<Made>, String> {
    let Set { collection, paged, press, .. } = set;
    let slug = &collection.slug;
    let write = |job: &press::Job| {
        let bytes = pdf::press(paged, collection, job).map_err(|error| error.to_string())?;
        progress.step();
        Ok(Made { path: format!("{slug}/{slug}-{}.pdf", job.name), bytes, sheets: None })
    };
    press.iter().map(write).collect()
}

/// A PDF to write.
#[derive(Clone, Copy)]
enum Print<'p> {
    Reading,
    Job(&'p pdf::Booklets<'p>, &'p Job),
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
        let expected = [(Stage::Reading, 3, 3), (Stage::Setting, 3, 3), (Stage::Writing, 12, 12)];
        assert_eq!(*counter.0.lock().unwrap(), expected);

        let counter = Counter::default();
        let only = Options {
            only: vec!["b".into()],
            formats: Formats { epub: false, kepub: false, pdf: true, booklets: false },
            ..write()
        };
        let outcome = publish(&library, &only, &counter);
        assert_eq!(outcome.titles.iter().map(|title| title.slug.as_str()).collect::<Vec<_>>(), ["b"]);
        let expected = [(Stage::Reading, 1, 1), (Stage::Setting, 1, 1), (Stage::Writing, 1, 1)];
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
        assert!(outcome.titles[0].files[1].bytes.len() > 1000);
        library.images.insert("a/c.jpg".into(), huge(1000));
        assert_eq!(said(&publish(&library, &epub, &Silent)), [""; 0]);
    }
}
