//! Titles that need not be made again: the files that they would come to lie in the output folder.

use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Content, Made, Options, Published};
use crate::catalogue::{self, Record};
use crate::collection::{Around, Collection};
use crate::config::CollectionSettings;
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, by_place};
use crate::source::{self, Folder, Key};

/// What is kept of a title that was made.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Its files are there.
    title: Published,
    /// Its record, as it lies beside them.
    record: Vec<u8>,
    /// What was found wrong with it after it was assembled.
    found: Diagnostics,
}

/// Where a title is kept.
#[derive(Debug)]
pub(super) struct Mark {
    key: Key,
    /// The files that diagnostics may name.
    files: Vec<FileId>,
}

impl Mark {
    /// The mark of a title, of all that its files are made of; nothing when they could not be found again.
    pub(super) fn of(
        collection: &Collection,
        articles: &[Key],
        settings: &CollectionSettings,
        folder: &Folder,
        around: &Around<'_>,
        options: &Options,
    ) -> Option<Self> {
        // Whoever wants to see pages, or to know how they are set, must have them.
        let Options { formats, press, typography: false, links: false, cache, catalogue: true, .. } = options else {
            return None;
        };
        if !cache.keeps() {
            return None;
        }
        let mut key = Key::of("a title, made");
        collection.hash_without_text(&mut key);
        articles.hash(&mut key);
        // All of them are plain values, and say all that they hold.
        let settings = format!("{settings:?}{:?}{formats:?}{press:?}", around.book);
        without_numbers(&settings).for_each(|text| key.write(text.as_bytes()));
        let files = around.library.book.into_iter().chain(folder.settings).chain(folder.articles.iter().copied());
        Some(Self { key: key.key(), files: files.collect() })
    }

    /// Keeps a title that was made, and what was found wrong with it after it was assembled.
    pub(super) fn keep(&self, title: &Published, found: &Diagnostics, options: &Options) {
        let is_record = |file: &&Made| file.path.ends_with(&format!("/{}", catalogue::RECORD));
        let record = title.files.iter().find(is_record).and_then(|file| file.content.bytes());
        let there = |files: &[Made]| -> Vec<Made> {
            let lying = |file: &Made| Made {
                path: file.path.clone(),
                content: Content::There(file.content.len()),
                sheets: file.sheets.clone(),
            };
            files.iter().map(lying).collect()
        };
        let title = Published {
            slug: title.slug.clone(),
            title: title.title.clone(),
            files: there(&title.files),
            earlier: there(&title.earlier),
            scorecard: None,
            kept: None,
            links: Vec::new(),
            ..*title
        };
        let entry = Entry {
            title,
            record: record.map(|bytes| bytes.whole().into_owned()).unwrap_or_default(),
            found: found.clone(),
        };
        by_place(&self.files, || options.cache.put_value(&self.key, &entry));
    }

    /// The title of this name with this mark, when its files lie in the output folder: the record there, which has their
    /// checksums, is the one that came with them, and none was made longer, shorter or taken away since.
    pub(super) fn find(&self, slug: &str, options: &Options) -> Option<(Published, Record, Diagnostics)> {
        let there = options.there.as_ref().filter(|_| !options.afresh)?;
        let Entry { title, record, found } = by_place(&self.files, || options.cache.value(&self.key))?;
        let lies = |file: &Made| source::length_of(&there.join(&file.path)) == Some(file.content.len() as u64);
        let recorded = source::read_if_there(&there.join(slug).join(catalogue::RECORD))?;
        if recorded.as_bytes() != record || !title.files.iter().chain(&title.earlier).all(lies) {
            return None;
        }
        Some((title, Record::read(&recorded)?, found))
    }
}

/// A text in pieces, without the numbers of files: they change with files put before these.
fn without_numbers(text: &str) -> impl Iterator<Item = &str> {
    let mut pieces = text.split("FileId(");
    let first = pieces.next();
    first.into_iter().chain(pieces.map(|piece| piece.trim_start_matches(|c: char| c.is_ascii_digit())))
}

/// The record of a title that the last build left, with what is there still of what it names.
pub(super) fn record_before(slug: &str, options: &Options) -> Option<Record> {
    let there = options.there.as_ref()?;
    let mut record = Record::read(&source::read_if_there(&there.join(slug).join(catalogue::RECORD))?)?;
    record.keep(|path| source::is_there(&there.join(path)));
    Some(record)
}

/// The files of earlier editions that a record names, from where the last build left them.
pub(super) fn earlier(record: &Record, options: &Options) -> Result<Vec<Made>, Diagnostic> {
    let Some(there) = &options.there else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for (edition, file) in record.earlier.iter().flat_map(|one| one.files.iter().map(|file| (one.edition.number, file)))
    {
        let content = match source::length_of(&there.join(&file.path)) {
            Some(length) => Content::There(usize::try_from(length).unwrap_or(usize::MAX)),
            None => Content::New(Arc::new(source::read_file(&there.join(file.path_before(edition)))?.into())),
        };
        files.push(Made { path: file.path.clone(), content, sheets: None });
    }
    Ok(files)
}
