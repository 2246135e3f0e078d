//! The titles of a library as they know of each other: what they are called, and in which of them an article stands.

use std::collections::BTreeMap;

use super::Translation;
use super::gather::{Gathered, Gathering, folder_of};
use crate::config::Settings;
use crate::diagnostics::{FileId, Files};
use crate::manuscript::{Article, Lang};

/// All titles of a library.
#[derive(Debug, Clone, Default)]
pub struct Titles {
    known: BTreeMap<String, Known>,
    /// By an article's path: the titles that it stands in.
    holders: BTreeMap<String, Vec<String>>,
}

/// A title, for others to name it.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its main language.
    pub lang: Lang,
    /// The name of the title that it is a translation of.
    translation_of: Option<String>,
    /// Its folder; leaflets have none to themselves.
    folder: Option<String>,
}

impl Titles {
    /// Takes up what `gathering` has; `article` gives the one of a title that is called by it.
    pub fn new<'a>(
        gathering: &Gathering,
        files: &Files,
        book: &Settings,
        article: impl Fn(FileId) -> Option<&'a Article>,
    ) -> Self {
        let mut titles = Self::default();
        for gathered in &gathering.titles {
            let Gathered { folder, settings, .. } = gathered;
            for file in &folder.articles {
                let path = files.get(*file).path.to_string_lossy().into_owned();
                titles.holders.entry(path).or_default().push(folder.slug.clone());
            }
            let only: Vec<&Article> = match folder.articles[..] {
                [file] => article(file).into_iter().collect(),
                _ => Vec::new(),
            };
            let known = Known {
                slug: folder.slug.clone(),
                title: super::title(settings, folder, &only, book),
                lang: gathering.lang_of(gathered, files),
                translation_of: settings.translation_of.as_ref().map(|(slug, _)| slug.clone()),
                folder: (!settings.each).then(|| folder.path.clone()),
            };
            titles.known.insert(folder.slug.clone(), known);
        }
        titles
    }

    /// All of them, by slug.
    pub fn iter(&self) -> impl Iterator<Item = &Known> {
        self.known.values()
    }

    /// The title of a name.
    #[must_use]
    pub fn get(&self, slug: &str) -> Option<&Known> {
        self.known.get(slug)
    }

    /// The title of this name in other languages, by their tags.
    pub(super) fn translations(&self, slug: &str) -> Vec<Translation> {
        let original = |known: &Known| known.translation_of.clone().unwrap_or_else(|| known.slug.clone());
        let Some(work) = self.get(slug).map(original) else { return Vec::new() };
        let others = self.iter().filter(|known| known.slug != slug && original(known) == work);
        let mut others: Vec<Translation> = others
            .map(|Known { slug, title, lang, .. }| Translation {
                slug: slug.clone(),
                title: title.clone(),
                lang: lang.to_string(),
                original: *slug == work,
            })
            .collect();
        others.sort_by(|a, b| (&a.lang, &a.slug).cmp(&(&b.lang, &b.slug)));
        others
    }

    /// The title that a path leads to: that of a folder, or else one that has the article. Of several it is the one in whose
    /// folder the article lies, or else the first by name that is in the language `lang`, or the first of all.
    pub(super) fn at(&self, path: &str, lang: &Lang) -> Option<&Known> {
        if let Some(known) = self.iter().find(|known| known.folder.as_deref() == Some(path)) {
            return Some(known);
        }
        let holders: Vec<&Known> = self.holders.get(path)?.iter().filter_map(|slug| self.get(slug)).collect();
        let is_home = |known: &&&Known| known.folder.as_deref() == Some(folder_of(path));
        let found = holders.iter().find(is_home).or_else(|| holders.iter().find(|known| known.lang == *lang));
        found.or(holders.first()).copied()
    }
}
