//! The library as the catalogue sees it.

use crate::collection::Words;
use crate::collection::moment::library_identifier;
use crate::config::Settings;
use crate::manuscript::Lang;

use super::record::{Look, Record};
use super::words::PageWords;

/// What the catalogue says of the library as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    /// What it is called: as the settings say, or as its publisher, or as its only title.
    pub name: String,
    /// The language of the name, which is the program's own where nobody has told one.
    pub name_lang: Lang,
    /// What it is.
    pub summary: Option<String>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// Where it is published, without a final slash.
    pub base_url: Option<String>,
    /// Its language.
    pub lang: Lang,
    /// How its page looks.
    pub look: Look,
    /// Its identifier, `urn:uuid:…`.
    pub identifier: String,
}

impl Shelf {
    /// Takes up what the settings say. Where they do not say what the library is called, its publisher's name does,
    /// and else a word for what it holds.
    #[must_use]
    pub fn new(book: &Settings) -> Self {
        let told = book.catalogue.as_ref().and_then(|catalogue| catalogue.title.clone());
        let name = told.or_else(|| book.publisher.clone());
        let words = PageWords::of(&book.lang);
        let name_lang = if name.is_some() { book.lang.clone() } else { Lang::new(words.lang) };
        let name = name.unwrap_or_else(|| words.titles.to_owned());
        Self {
            identifier: library_identifier(book.base_url.as_deref(), &name),
            name,
            name_lang,
            summary: book.catalogue.as_ref().and_then(|catalogue| catalogue.summary.clone()),
            publisher: book.publisher.clone(),
            base_url: book.base_url.clone(),
            lang: book.lang.clone(),
            look: Look::of(&book.design),
        }
    }

    /// The words of its pages.
    pub(super) fn words(&self) -> (&'static Words, &'static PageWords) {
        (Words::of(&self.lang), PageWords::of(&self.lang))
    }

    /// The address of a file of the output folder: whole where the library has an address, else relative to that
    /// folder, which is the one where all feeds lie.
    pub(super) fn address(&self, path: &str) -> String {
        match &self.base_url {
            Some(base) => format!("{base}/{path}"),
            None => path.to_owned(),
        }
    }

    /// Who answers for a title in feeds: its authors, else its editors, else its publisher, else the library.
    pub(super) fn creators<'a>(&'a self, record: &'a Record) -> Vec<&'a str> {
        use crate::manuscript::{Person, Role};
        for role in [Role::Author, Role::Editor] {
            let names = Person::who(&record.people, role);
            if !names.is_empty() {
                return names;
            }
        }
        vec![record.publisher.as_deref().unwrap_or(&self.name)]
    }
}

/// Titles with the newest first; those of a day by title.
pub(super) fn newest_first(records: &[Record]) -> Vec<&Record> {
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.sort_by(|a, b| (b.date, &a.title, &a.slug).cmp(&(a.date, &b.title, &b.slug)));
    sorted
}
