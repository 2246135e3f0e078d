//! What articles come to in the book, kept from one run to the next by all that their documents are made of.

use std::hash::Hash as _;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::archive::{File, Packed};
use super::book::Book;
use super::pagebreaks::is_listed;
use super::usage::Used;
use super::{Document, Error};
use crate::source::{Cache, Key, KeyHasher};
use crate::typeset::Begins;

/// Makes keys for the articles of a book.
pub(crate) struct Keys<'k> {
    book: &'k Book<'k>,
    cache: &'k Cache,
    articles: &'k [Key],
    /// With what is the same for all of them hashed into it.
    common: KeyHasher,
}

/// What is kept of an article.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    packed: Packed,
    used: Arc<Used>,
}

impl<'k> Keys<'k> {
    /// What all articles of a book are written with.
    pub(crate) fn new(book: &'k Book<'k>, cache: &'k Cache, keys: &'k [Key]) -> Self {
        let mut common = Key::of("an article of an EPUB");
        let Book { collection, design, articles, images, .. } = book;
        (book.title(), &collection.lang, &collection.rights, &collection.base_url, articles, images).hash(&mut common);
        format!("{design:?}").hash(&mut common);
        Self { book, cache, articles: keys, common }
    }

    /// Says that all of them are wanted next.
    pub(crate) fn want(&self) {
        if self.cache.keeps() {
            self.cache.want(&(0..self.articles.len()).map(|index| self.key(index)).collect::<Vec<_>>());
        }
    }

    fn key(&self, index: usize) -> Key {
        let mut key = self.common.clone();
        let book = self.book;
        self.articles.get(index).hash(&mut key);
        // Its pages, and whether its own file opens with the first of them.
        for turn in book.turns_of(index) {
            let listed = matches!(turn.begins, Begins::Word(_, place) if is_listed(book, turn.page, place));
            (turn, listed).hash(&mut key);
        }
        (book.opening(index) == book.articles[index]).hash(&mut key);
        key.key()
    }

    /// The document of an article, as it was written before, else as `write` writes it now, which is kept.
    pub(crate) fn find_or(
        &self,
        index: usize,
        write: impl FnOnce() -> Result<Document, Error>,
    ) -> Result<Document, Error> {
        if !self.cache.keeps() {
            return write();
        }
        let key = self.key(index);
        if let Some(entry) = self.cache.shared::<Entry>(&key) {
            let (href, packed) = (self.book.articles[index].clone(), entry.packed.clone());
            let file = File { href, packed };
            return Ok(Document { file, used: Arc::clone(&entry.used) });
        }
        let document = write()?;
        self.cache.put_value(&key, &Entry { packed: document.file.packed.clone(), used: Arc::clone(&document.used) });
        Ok(document)
    }
}
