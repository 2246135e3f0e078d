//! Finds out which titles a library has and which articles stand in each, before any is read: those of a collection's own
//! folder, those that it names, those that it selects from the whole library. Of articles only front matter is looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::assemble::lang;
use crate::config::{self, CollectionSettings, PartSettings, Select, Settings, Sort};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Files, Span, nearest};
use crate::manuscript::{self, Article, Begun, Defaults, Head, Lang, Opened, Person, Role, plain_text};
use crate::source::{Cache, Folder, Library};

/// The titles of a library, and what holds for its articles.
#[derive(Debug)]
pub struct Gathering {
    /// The titles, by slug.
    pub titles: Vec<Gathered>,
    heads: BTreeMap<FileId, Head>,
    /// What has been read of each so far: all of it, in an earlier run, or its front matter now.
    begun: BTreeMap<FileId, Begun>,
    /// What each of `heads`, in their order, is asked for in selections.
    asked: Vec<Asked>,
    /// The languages of folders, where they are not the library's.
    langs: BTreeMap<String, Lang>,
    lang: Lang,
}

/// What an article is asked for: made alike once, for a large library asks thousands of articles hundreds of times.
#[derive(Debug)]
struct Asked {
    tags: Vec<String>,
    authors: Vec<String>,
}

impl Asked {
    fn of(head: &Head) -> Self {
        let tags = head.tags.iter().map(|tag| like(tag)).collect();
        Self { tags, authors: Person::authors(&head.people).into_iter().map(like).collect() }
    }
}

/// A name as it is asked for, in whatever case.
fn like(name: &str) -> String {
    name.trim().to_lowercase()
}

/// A title before its articles are read.
#[derive(Debug)]
pub struct Gathered {
    /// Its folder, with the articles that it has, wherever they lie. Drafts are not among them.
    pub folder: Folder,
    /// What is said of it. All parts name their articles.
    pub settings: CollectionSettings,
    /// The name of the collection that it is of: its own, or that of the one whose leaflet it is.
    pub of: String,
    /// What is wrong with that.
    pub found: Diagnostics,
}

impl Gathering {
    /// What holds for an article that does not say otherwise. Where it lies decides, not which titles it stands in: so its
    /// words are the same in all of them.
    #[must_use]
    pub fn defaults(&self, files: &Files, file: FileId) -> Defaults {
        let path = files.get(file).path.to_string_lossy();
        Defaults { lang: self.langs.get(folder_of(&path)).unwrap_or(&self.lang).clone() }
    }

    /// Reads an article, or finds what it came to before from the same text under the same name.
    #[must_use]
    pub fn read(&self, cache: &Cache, files: &Files, file: FileId) -> (Option<Article>, Diagnostics) {
        let defaults = self.defaults(files, file);
        let read_and_keep = |opened| manuscript::read_and_keep(cache, files, &defaults, opened);
        match self.begun.get(&file) {
            Some(Begun::Kept(kept)) => {
                let kept = kept.article(cache, files, file, &defaults);
                kept.unwrap_or_else(|| read_and_keep(manuscript::open(files, file)))
            }
            Some(Begun::Opened(opened)) => read_and_keep(Opened::clone(opened)),
            None => manuscript::read(files, file, &defaults),
        }
    }

    /// The language of a title, see [`lang`].
    pub(super) fn lang_of(&self, title: &Gathered, files: &Files) -> Lang {
        let of = |file: &FileId| {
            let told = self.heads.get(file).and_then(|head| head.lang.clone());
            told.unwrap_or_else(|| self.defaults(files, *file).lang)
        };
        lang(&title.settings, title.folder.articles.iter().map(of), &self.lang)
    }
}

/// Gathers the titles of `library`.
#[must_use]
pub fn gather(library: &Library, book: &Settings, cache: &Cache) -> Gathering {
    let folders = || library.collections.iter();
    let candidates: BTreeSet<FileId> = folders().flat_map(|folder| folder.articles.iter().copied()).collect();
    let candidates: Vec<FileId> = candidates.into_iter().collect();
    let found = manuscript::find(cache, &library.files, &candidates);
    let (mut heads, mut begun) = (BTreeMap::new(), BTreeMap::new());
    for (file, (head, how_far)) in candidates.into_iter().zip(found) {
        heads.insert(file, head);
        begun.insert(file, how_far);
    }
    let mut gathering = Gathering {
        titles: Vec::new(),
        heads,
        begun,
        asked: Vec::new(),
        langs: BTreeMap::new(),
        lang: book.lang.clone(),
    };
    gathering.asked = gathering.heads.values().map(Asked::of).collect();
    let mut drafts = Vec::new();
    for folder in folders().filter(|folder| folder.settings.is_some() || !in_pool(&folder.path, &book.pool)) {
        let mut found = Diagnostics::default();
        let settings = config::collection(&library.files, folder, book, &mut found);
        if let Some(lang) = &settings.lang {
            gathering.langs.insert(folder.path.clone(), lang.clone());
        }
        drafts.push((folder, settings, found));
    }
    let paths = library.files.iter().filter_map(|(id, file)| Some((file.path.to_str()?, id))).collect();
    for (folder, settings, found) in drafts {
        let choice = Choice { library, paths: &paths, gathering: &gathering, folder, found };
        let titles = choice.titles(settings);
        gathering.titles.extend(titles);
    }
    gathering.titles.sort_by(|a, b| (&a.folder.slug, &a.folder.path).cmp(&(&b.folder.slug, &b.folder.path)));
    one_of_a_name(&mut gathering.titles);
    one_in_a_place(&mut gathering.titles);
    translations(&mut gathering, &library.files);
    gathering
}

/// Whether a folder lies in one of the pool's, or is it.
fn in_pool(path: &str, pool: &[String]) -> bool {
    pool.iter().any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// The folder of a file, both relative to the library.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Reports leaflets that have the name of another title.
fn one_of_a_name(titles: &mut [Gathered]) {
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for title in titles.iter() {
        *named.entry(title.folder.slug.clone()).or_default() += 1;
    }
    for Gathered { folder, settings, found, .. } in titles {
        if let [article] = folder.articles[..]
            && settings.each
            && named.get(&folder.slug).is_some_and(|count| *count > 1)
        {
            found.push(
                Diagnostic::error(format!("several titles would be called `{}`", folder.slug))
                    .at(Span::new(article, 0..0))
                    .hint("give this article another name with `slug` in its front matter"),
            );
        }
    }
}

/// Reports titles that stand in one place of a series.
fn one_in_a_place(titles: &mut [Gathered]) {
    let mut taken: BTreeMap<(String, u32), (String, String)> = BTreeMap::new();
    for Gathered { folder, settings, found, .. } in titles {
        let (Some((name, Some(position))), Some(place)) = (&settings.series, settings.series_place) else { continue };
        let work = settings.translation_of.as_ref().map_or(&folder.slug, |(original, _)| original).clone();
        if let Some((other, of)) = taken.get(&(name.clone(), *position)) {
            // A title and its translations have one place together.
            if *of == work {
                continue;
            }
            found.push(
                Diagnostic::error(format!("`{other}` is number {position} of “{name}” already"))
                    .at(place)
                    .hint("give one of them another `position`"),
            );
        } else {
            taken.insert((name.clone(), *position), (folder.slug.clone(), work));
        }
    }
}

/// Reports titles that are translations of what is not there, of a translation, or into a language that there is already.
fn translations(gathering: &mut Gathering, files: &Files) {
    let original = |title: &Gathered| title.settings.translation_of.clone().map(|(slug, _)| slug);
    let known: BTreeMap<String, Option<String>> =
        gathering.titles.iter().map(|title| (title.folder.slug.clone(), original(title))).collect();
    let lang = |title: &Gathered| {
        let is_of_a_work =
            original(title).is_some() || known.values().any(|of| of.as_ref() == Some(&title.folder.slug));
        is_of_a_work.then(|| gathering.lang_of(title, files))
    };
    let langs: Vec<Option<Lang>> = gathering.titles.iter().map(lang).collect();
    let mut taken: BTreeMap<(String, Lang), String> = BTreeMap::new();
    for (title, lang) in gathering.titles.iter().zip(&langs) {
        if let (None, Some(lang)) = (original(title), lang) {
            let slug = title.folder.slug.clone();
            taken.insert((slug.clone(), lang.clone()), slug);
        }
    }
    for (title, lang) in gathering.titles.iter_mut().zip(langs) {
        let (Some((work, place)), Some(lang)) = (&title.settings.translation_of, lang) else { continue };
        let slugs = known.keys().filter(|slug| **slug != title.folder.slug).map(String::as_str);
        let fault = match known.get(work) {
            _ if *work == title.folder.slug => Some(Diagnostic::error("a title is no translation of itself")),
            None => {
                let error = Diagnostic::error(format!("there is no title `{work}`"));
                Some(match nearest(work, slugs) {
                    Some(near) => error.hint(format!("did you mean `{near}`?")),
                    None => error.hint("write the name that it has in addresses, which is that of its folder"),
                })
            }
            Some(Some(original)) => Some(
                Diagnostic::error(format!("`{work}` is a translation itself"))
                    .hint(format!("write the name of the original, `{original}`")),
            ),
            Some(None) => taken.insert((work.clone(), lang.clone()), title.folder.slug.clone()).map(|other| {
                Diagnostic::error(format!("`{other}` is in the same language, {lang}"))
                    .hint("say in which it is with `language`")
            }),
        };
        if let Some(fault) = fault {
            title.found.push(fault.at(*place));
        }
    }
}

/// The choice of the articles of one collection.
struct Choice<'a> {
    library: &'a Library,
    paths: &'a BTreeMap<&'a str, FileId>,
    gathering: &'a Gathering,
    folder: &'a Folder,
    found: Diagnostics,
}

impl Choice<'_> {
    /// The titles that the collection makes: itself, or a leaflet for each article.
    fn titles(mut self, mut settings: CollectionSettings) -> Vec<Gathered> {
        let mut parts = std::mem::take(&mut settings.parts);
        let chosen = if parts.is_empty() { self.folder.articles.clone() } else { self.choose(&mut parts) };
        if chosen.is_empty() && !self.found.has_errors() {
            self.found.push(
                Diagnostic::error("this collection has no articles")
                    .at(Span::new(self.folder.settings.unwrap_or(FileId(0)), 0..0))
                    .hint("put Markdown files beside it, or choose some with `articles` or `select`"),
            );
        }
        let is_draft = |file: &FileId| self.gathering.heads.get(file).is_some_and(|head| head.draft);
        let mut articles: Vec<FileId> = chosen.iter().copied().filter(|file| !is_draft(file)).collect();
        let finished = !articles.is_empty();
        if !finished {
            // They give their place to what is said of that.
            articles = chosen;
        }
        let (folder, found) = (self.folder, self.found);
        let of = folder.slug.clone();
        if !settings.each || !finished {
            settings.parts = parts;
            return vec![Gathered { folder: Folder { articles, ..folder.clone() }, settings, of, found }];
        }
        let mut found = Some(found);
        let leaflet = |file: FileId| {
            let head = self.gathering.heads.get(&file).cloned();
            let slug = head.map_or_else(|| manuscript::open(&self.library.files, file).head().slug, |head| head.slug);
            Gathered {
                folder: Folder { slug: slug.clone(), articles: vec![file], ..folder.clone() },
                settings: CollectionSettings { slug, ..settings.clone() },
                of: of.clone(),
                // What is wrong with all of them is said once.
                found: found.take().unwrap_or_default(),
            }
        };
        articles.into_iter().map(leaflet).collect()
    }

    /// All articles of the parts in order, each part of which then names those of its own.
    fn choose(&mut self, parts: &mut [PartSettings]) -> Vec<FileId> {
        let mut seen = BTreeSet::new();
        let mut named: Vec<Vec<FileId>> = Vec::new();
        for part in parts.iter_mut() {
            let mut files = Vec::new();
            part.articles.retain_mut(|(name, span)| {
                let Some(file) = self.find(name, *span) else { return false };
                if !seen.insert(file) {
                    self.found.push(
                        Diagnostic::error(format!("`{name}` is listed twice"))
                            .at(*span)
                            .hint("an article stands in one place of its collection"),
                    );
                    return false;
                }
                *name = self.name(file);
                files.push(file);
                true
            });
            named.push(files);
        }
        for (part, files) in parts.iter_mut().zip(&mut named) {
            let Some(select) = &part.select else { continue };
            let selected = self.select(select);
            // What is named anywhere stands there.
            let new: Vec<FileId> = selected.into_iter().filter(|file| seen.insert(*file)).collect();
            part.articles.extend(new.iter().map(|file| (self.name(*file), select.span)));
            files.extend(new);
        }
        if parts.iter().all(|part| part.select.is_none()) {
            self.tell_left_out(&seen);
        }
        named.concat()
    }

    /// The name of an article in its collection: its path from there, or else from the library.
    fn name(&self, file: FileId) -> String {
        let path = self.library.files.get(file).path.to_string_lossy();
        path.strip_prefix(&self.prefix()).unwrap_or(&path).to_owned()
    }

    fn prefix(&self) -> String {
        if self.folder.path.is_empty() { String::new() } else { format!("{}/", self.folder.path) }
    }

    /// The article that is named: by its path from the collection's folder, or from the library's.
    fn find(&mut self, name: &str, span: Span) -> Option<FileId> {
        let is_article = |path: &str| self.paths.get(path).copied().filter(|_| path.ends_with(".md"));
        let from_here = below(&self.folder.path, name);
        if let Some(file) = from_here.as_deref().and_then(is_article).or_else(|| is_article(name)) {
            return Some(file);
        }
        let error = Diagnostic::error(format!("there is no article `{name}` in this folder, nor in the library"));
        let all: Vec<String> = self.gathering.heads.keys().map(|file| self.name(*file)).collect();
        let own = self.folder.articles.iter().map(|file| self.name(*file)).collect::<Vec<_>>();
        let near =
            [own, all].into_iter().find_map(|names| nearest(name, names.iter().map(String::as_str)).map(str::to_owned));
        self.found.push(match near {
            Some(near) => error.at(span).hint(format!("did you mean `{near}`?")),
            None => error.at(span).hint("name it by its path from here, or from the library's folder"),
        });
        None
    }

    /// The articles of the library that are wanted, in order.
    fn select(&mut self, select: &Select) -> Vec<FileId> {
        let named = |names: &[(String, Span)]| names.iter().map(|(text, _)| like(text)).collect::<Vec<_>>();
        let (tags, authors) = (named(&select.tags), named(&select.authors));
        let any = |wanted: &[String], has: &[String]| wanted.is_empty() || has.iter().any(|name| wanted.contains(name));
        let wants = |head: &Head, asked: &Asked| {
            let dated =
                select.from.is_none() && select.to.is_none() || head.date.is_some_and(|date| select.spans(date));
            !head.draft && dated && any(&tags, &asked.tags) && any(&authors, &asked.authors)
        };
        let Gathering { heads, asked, .. } = self.gathering;
        let found = heads.iter().zip(asked).filter(|((_, head), asked)| wants(head, asked));
        let mut found: Vec<(FileId, &Head)> = found.map(|((file, head), _)| (*file, head)).collect();
        // Files are numbered in the order of their paths.
        match select.sort {
            Sort::Date => found.sort_by_key(|(_, head)| (head.date.is_none(), head.date)),
            Sort::Title => found.sort_by_cached_key(|(file, head)| self.title(*file, head).to_lowercase()),
            Sort::Name => found.sort_by_cached_key(|(file, _)| {
                let path = self.library.files.get(*file).path.to_string_lossy().into_owned();
                (path.rsplit('/').next().unwrap_or_default().to_owned(), path)
            }),
        }
        if found.is_empty() {
            let nothing = self.nothing(select);
            self.found.push(nothing);
        }
        found.into_iter().map(|(file, _)| file).collect()
    }

    /// The title of an article, which only those without one in the front matter are read for.
    fn title(&self, file: FileId, head: &Head) -> String {
        let defaults = self.gathering.defaults(&self.library.files, file);
        match &head.title {
            Some(title) => {
                plain_text(&manuscript::line(title, Span::new(file, 0..0), &defaults.lang, &mut Diagnostics::default()))
            }
            None => manuscript::read(&self.library.files, file, &defaults)
                .0
                .map(|article| plain_text(&article.title))
                .unwrap_or_default(),
        }
    }

    /// The error for a choice of nothing, with what may have been meant.
    fn nothing(&self, select: &Select) -> Diagnostic {
        let heads = || self.gathering.heads.values().filter(|head| !head.draft);
        let tags: BTreeSet<&str> = heads().flat_map(|head| &head.tags).map(String::as_str).collect();
        let people = heads().flat_map(|head| &head.people).filter(|person| person.role == Role::Author);
        let authors: BTreeSet<&str> = people.map(|person| person.name.as_str()).collect();
        for (wanted, known, what) in [(&select.tags, tags, "the tag"), (&select.authors, authors, "the author")] {
            for (text, span) in wanted {
                if !known.iter().any(|name| name.to_lowercase() == text.trim().to_lowercase()) {
                    let error = Diagnostic::error(format!("no article has {what} `{text}`")).at(*span);
                    return match nearest(text, known) {
                        Some(near) => error.hint(format!("did you mean `{near}`?")),
                        None => error.hint("drafts are not looked at"),
                    };
                }
            }
        }
        Diagnostic::error("no article of the library is all that is asked for here")
            .at(select.span)
            .hint("ask for less; drafts are not looked at, nor, with `from` or `to`, articles without a date")
    }

    /// Says which of the folder's own articles have no place.
    fn tell_left_out(&mut self, listed: &BTreeSet<FileId>) {
        let left_out = self.folder.articles.iter().filter(|file| !listed.contains(file)).map(|file| self.name(*file));
        let left_out: Vec<String> = left_out.filter(|name| !name.eq_ignore_ascii_case("readme.md")).collect();
        if let Some(file) = self.folder.settings
            && !left_out.is_empty()
        {
            self.found.push(
                Diagnostic::warning(format!("not listed, and so left out: {}", left_out.join(", ")))
                    .at(Span::new(file, 0..0))
                    .hint("add them to `articles`, or put `draft: true` into their front matter and list them"),
            );
        }
    }
}

/// The path that `name` is from `folder`; nothing when it leaves the library.
fn below(folder: &str, name: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in name.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests;
