//! Makes one title: assembles its collection, sets it in type, imposes its booklets, writes its files, and lets go of all but
//! those.

use std::sync::Arc;

use rayon::prelude::*;

use super::kept::{self, Mark};
use super::{Content, Draft, Kept, Made, Options, Progress, Published, Sheets, shelf};
use crate::catalogue::Record;
use crate::cli::{covers, faces, reprint};
use crate::collection::{Around, Collection, assemble};
use crate::config::{CatalogueSettings, CollectionSettings, LimitSettings, Scheme, Settings, Sheet};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::epub::{self, Epub, EpubFonts};
use crate::impose::ink::{Ink, inks, near_edges};
use crate::impose::{self, Job, Pages};
use crate::pdf;
use crate::press;
use crate::scorecard::{self, Scorecard};
use crate::source::Key;
use crate::typeset::{Paged, Turn, Typesetter, Volume};

/// What all titles are made with.
pub(super) struct Maker<'m> {
    around: Around<'m>,
    options: &'m Options,
    /// Whether files are written.
    writes: bool,
    progress: &'m dyn Progress,
    typesetter: Typesetter,
    fonts: EpubFonts,
    /// Whether what was set of a title is left lying. When the program ends after it, to give it back piece by piece would take
    /// a tenth of its time.
    forgets: bool,
}

/// What was written of a title.
#[derive(Default)]
struct Written {
    files: Vec<Made>,
    /// What is true of its e-book, of the terms of schema.org; nothing where none is made.
    accessibility: Vec<(String, String)>,
}

/// A collection set in type.
pub(super) struct Set {
    pub(super) settings: CollectionSettings,
    pub(super) collection: Arc<Collection>,
    /// The keys of its articles.
    keys: Arc<[Key]>,
    pub(super) volume: Volume,
    /// All its pages at once, where someone wants to see them together.
    whole: Option<Paged>,
    /// The covers within and beside the e-book, when type alone makes them.
    pub(super) covers: Option<[Paged; 2]>,
    scorecard: Option<Scorecard>,
    /// Its files for the printer.
    pub(super) jobs: Vec<Job>,
    /// Its files for a press.
    press: Vec<press::Job>,
}

impl<'m> Maker<'m> {
    /// Makes so many titles of a library; without files unless it `writes`.
    pub(super) fn new(
        around: Around<'m>,
        options: &'m Options,
        (titles, writes): (usize, bool),
        progress: &'m dyn Progress,
    ) -> Self {
        let typesetter = Typesetter::new(Arc::clone(&options.cache));
        let forgets = options.last && titles == 1;
        Self { around, options, writes, progress, typesetter, fonts: faces::for_epub(), forgets }
    }

    /// Makes a title, with its record for the catalogue. One without articles, or whose files cannot be written, is none.
    pub(super) fn title(&self, draft: Draft) -> (Option<(Published, Option<Record>)>, Diagnostics) {
        let Draft { folder, settings, articles } = draft;
        let articles = articles.into_iter().map(Arc::unwrap_or_clone).collect();
        let (collection, mut found) = assemble(&settings, &folder, articles, &self.around);
        if collection.articles.is_empty() {
            return (None, found);
        }
        let writes = self.writes && !found.has_errors();
        let keys = if self.options.cache.keeps() { collection.article_keys() } else { Arc::default() };
        let mark =
            writes.then(|| Mark::of(&collection, &keys, &settings, &folder, &self.around, self.options)).flatten();
        let found_again = mark.as_ref().and_then(|mark| mark.find(&folder.slug, self.options));
        if let Some((title, record, faults)) = found_again {
            (0..title.articles).for_each(|_| self.progress.step());
            found.append(faults);
            return (Some((title, Some(record))), found);
        }
        let (set, mut faults) = self.set(settings, (Arc::new(collection), keys), writes);
        let (mut files, mut earlier, mut record) = (Vec::new(), Vec::new(), None);
        if writes && !faults.has_errors() {
            let catalogue = self.around.book.catalogue.as_ref().filter(|_| self.options.catalogue);
            let (written, pictures) = rayon::join(
                || self.write(&set, &mut faults),
                || catalogue.map_or_else(Vec::new, |_| shelf::covers(&set, &self.options.cache)),
            );
            files = written.files;
            if let Some(CatalogueSettings { keep_editions, .. }) = catalogue.filter(|_| !faults.has_errors()) {
                let before = keep_editions.then(|| kept::record_before(&set.collection.slug, self.options)).flatten();
                let added = shelf::Added { pictures, accessibility: written.accessibility };
                let made =
                    shelf::add(&set, &mut files, added, before.as_ref(), (self.around.book, &self.options.cache));
                match kept::earlier(&made, self.options) {
                    Ok(files) => earlier = files,
                    Err(fault) => faults.push(fault),
                }
                record = Some(made);
            }
        }
        let Set { mut collection, volume, scorecard, whole, .. } = set;
        let mut title = Published {
            links: if self.options.links { Arc::make_mut(&mut collection).external_links() } else { Vec::new() },
            slug: collection.slug.clone(),
            title: collection.title.clone(),
            articles: collection.articles.len(),
            pages: volume.count,
            fitted: volume.paged.fitted,
            page: (volume.paged.width, volume.paged.height),
            scorecard,
            files,
            earlier,
            kept: None,
        };
        let kept = Kept { volume: Arc::new(volume), collection };
        if self.options.keep {
            title.kept = Some(kept);
        } else if self.forgets {
            std::mem::forget((kept, whole));
        }
        if let (Some(mark), Some(_), false) = (mark, &record, faults.has_errors()) {
            mark.keep(&title, &faults, self.options);
        }
        found.append(faults);
        (Some((title, record)), found)
    }

    /// Sets a collection in type and imposes its booklets.
    fn set(
        &self,
        settings: CollectionSettings,
        (collection, keys): (Arc<Collection>, Arc<[Key]>),
        writes: bool,
    ) -> (Set, Diagnostics) {
        let Self { around: Around { book, .. }, options, typesetter, progress, .. } = self;
        let formats = options.formats;
        let files = options.press.as_deref().unwrap_or(&book.press.files);
        let limits = &book.limits;
        let judged = options.typography || *limits != LimitSettings::default();
        // An e-book alone needs no pages, unless someone wants to see them, or to know what is wrong with them.
        let wanted = formats.pdf || formats.booklets || !files.is_empty() || judged || options.keep || !options.write;
        let (volume, mut found) = match wanted {
            true => typesetter.volume(&collection, &keys, &settings.design, &book.hyphenation, &|| progress.step()),
            false => {
                (0..collection.articles.len()).for_each(|_| progress.step());
                (typesetter.without_pages(&settings.design).into(), Diagnostics::default())
            }
        };
        let printed = formats.booklets && !writes;
        let whole = (judged || printed || !files.is_empty()).then(|| volume.whole());
        let scorecard = whole.as_ref().filter(|_| judged);
        let scorecard = scorecard.map(|whole| scorecard::score(whole, settings.design.text.leading));
        for error in scorecard.iter().flat_map(|card| scorecard::exceeded(card, limits, &collection.title)) {
            found.push(error);
        }
        let jobs = match formats.booklets {
            true => jobs(&collection, &volume, book, &mut found),
            false => Vec::new(),
        };
        let mut press = Vec::new();
        if let Some(paged) = &whole {
            if printed {
                warn_of_edges(&collection.title, &jobs, &inks(paged), book, &mut found);
            }
            let title = press::Title { collection: &collection, design: &settings.design, paged };
            let (jobs, faults) = press::jobs(&title, files, &book.press, typesetter);
            faults.into_iter().for_each(|fault| found.push(fault));
            press = jobs;
        }
        let covers = (formats.e_books() > 0 || (options.catalogue && book.catalogue.is_some()))
            .then(|| covers::set(typesetter, &collection, &settings));
        (Set { settings, collection, keys, volume, whole, covers, scorecard, jobs, press }, found)
    }

    /// Writes the files of a title.
    fn write(&self, set: &Set, diagnostics: &mut Diagnostics) -> Written {
        let Self { options, fonts, progress, .. } = self;
        let formats = options.formats;
        progress.more(formats.e_books() + usize::from(formats.pdf) + set.jobs.len() + set.press.len());
        // Only a PDF that is made has pages to tell.
        let turns = if formats.pdf { set.volume.paged.turns.as_slice() } else { &[] };
        let (epub, pdfs) = rayon::join(
            || match formats.e_books() {
                0 => Ok((Written::default(), None)),
                _ => write_epub(set, options, fonts, turns, *progress),
            },
            || write_pdfs(set, formats.pdf, options, *progress),
        );
        let pdfs = pdfs.map(|(made, inks)| {
            warn_of_edges(&set.collection.title, &set.jobs, &inks, self.around.book, diagnostics);
            made
        });
        let (epub, accessibility) = match epub {
            Ok((Written { files, accessibility }, warning)) => {
                warning.into_iter().for_each(|warning| diagnostics.push(warning));
                (Ok(files), accessibility)
            }
            Err(error) => (Err(error), Vec::new()),
        };
        let Collection { title, slug, .. } = &*set.collection;
        let record = pdfs.as_ref().ok().and_then(|made| reprint::record(slug, made)).map(|record| vec![record]);
        let mut files = Vec::new();
        for made in [epub, pdfs, write_press(set, *progress), Ok(record.unwrap_or_default())] {
            match made {
                Ok(made) => files.extend(made),
                Err(error) => diagnostics.push(Diagnostic::error(format!("“{title}”: {error}"))),
            }
        }
        Written { files, accessibility }
    }
}

/// The files for the printer that `book.toml` asks for and that fit their sheets.
fn jobs(collection: &Collection, volume: &Volume, book: &Settings, diagnostics: &mut Diagnostics) -> Vec<Job> {
    let (print, paged) = (&book.print, &volume.paged);
    let pages =
        Pages { width: paged.width, height: paged.height, count: volume.count, ends_with_cover: paged.back_cover };
    let (jobs, refused) = impose::jobs(&pages, print);
    for refused in refused {
        diagnostics.push(Diagnostic::warning(format!("“{}”: {refused}", collection.title)).hint(refused.hint()));
    }
    let made = |scheme: &&Scheme| jobs.iter().any(|job| job.scheme == **scheme);
    for scheme in print.schemes.iter().filter(made) {
        impose::advice(&collection.title, *scheme, pages.count).into_iter().for_each(|advice| diagnostics.push(advice));
    }
    jobs
}

/// Warns of what is printed too near the edges of sheets, where pages have these boxes.
fn warn_of_edges(title: &str, jobs: &[Job], inks: &[Option<Ink>], book: &Settings, diagnostics: &mut Diagnostics) {
    let mut told: Vec<(Scheme, Sheet)> = Vec::new();
    for job in jobs {
        let near = near_edges(&job.imposed, inks, book.print.margin);
        if !near.is_empty() && !told.contains(&(job.scheme, job.sheet)) {
            told.push((job.scheme, job.sheet));
            diagnostics.push(unprintable(title, job, &near));
        }
    }
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

/// Writes the EPUB, the one for Kobo, or both, and their cover, with a warning when that is not the picture that was asked for. The
/// book tells these `turns` of pages.
fn write_epub(
    set: &Set,
    options: &Options,
    fonts: &EpubFonts,
    turns: &[Turn],
    progress: &dyn Progress,
) -> Result<(Written, Option<Diagnostic>), String> {
    let Set { settings, collection, keys, covers, .. } = set;
    let (drawn, composed) = rayon::join(
        || covers.as_ref().and_then(|set| covers::draw(settings, collection, set, &options.cache)),
        || epub::compose(collection, &settings.design, fonts, turns, (&options.cache, keys)),
    );
    let ([inside, beside], warning) = drawn.ok_or("it has no cover")?;
    let book = composed.and_then(|composed| composed.with_cover(&inside));
    let Epub { bytes, accessibility } = book.map_err(|error| error.to_string())?;
    let slug = &collection.slug;
    let mut made = Vec::new();
    let mut add = |name: String, bytes| made.push(Made::new(format!("{slug}/{name}"), bytes));
    if options.formats.kepub {
        add(format!("{slug}.kepub.epub"), epub::kepub(&bytes).map_err(|error| error.to_string())?);
        progress.step();
    }
    if options.formats.epub {
        add(format!("{slug}.epub"), bytes);
        progress.step();
    }
    add("cover.jpg".to_owned(), beside);
    Ok((Written { files: made, accessibility }, warning))
}

/// Writes the PDF to read, when `reading` asks for it, and the booklets. Returns with them the boxes around what is printed.
fn write_pdfs(
    set: &Set,
    reading: bool,
    options: &Options,
    progress: &dyn Progress,
) -> Result<(Vec<Made>, Vec<Option<Ink>>), String> {
    let Set { collection, volume, jobs, .. } = set;
    if !reading && jobs.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let slug = &collection.slug;
    let encoded = pdf::Encoded::new(volume, collection, &options.cache).map_err(|error| error.to_string())?;
    let booklets = if jobs.is_empty() { Ok(None) } else { encoded.booklets().map(Some) };
    let booklets = booklets.map_err(|error| error.to_string())?;
    let for_reading = reading.then_some(Print::Reading);
    let for_printing = booklets.iter().flat_map(|booklets| jobs.iter().map(move |job| Print::Job(booklets, job)));
    let made: Result<Vec<Made>, String> = for_reading
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
            let content = Content::New(Arc::new(bytes.map_err(|error| error.to_string())?));
            Ok(Made { path, content, sheets })
        })
        .collect();
    Ok((made?, encoded.inks()))
}

/// Writes the files for a press, one after the other: each has all pages.
fn write_press(set: &Set, progress: &dyn Progress) -> Result<Vec<Made>, String> {
    let Set { collection, whole: Some(paged), press, .. } = set else { return Ok(Vec::new()) };
    let slug = &collection.slug;
    let write = |job: &press::Job| {
        let bytes = pdf::press(paged, collection, job).map_err(|error| error.to_string())?;
        progress.step();
        Ok(Made::new(format!("{slug}/{slug}-{}.pdf", job.name), bytes))
    };
    press.iter().map(write).collect()
}

/// A PDF to write.
#[derive(Clone, Copy)]
enum Print<'p> {
    Reading,
    Job(&'p pdf::Booklets<'p>, &'p Job),
}
