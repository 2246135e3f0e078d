//! Articles as they were read before: what the front matter says, what came of the rest, and the text, which is unpacked when
//! somebody looks at it.

use std::convert::Infallible;
use std::hash::Hash as _;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::text::{Held, Outline, Text};
use super::{Article, Defaults, Head, Lang, Opened, open, read};
use crate::diagnostics::{Diagnostics, FileId, Files, TextFile, by_place};
use crate::source::{Cache, Key, pack, shared_bytes, unpack};

/// What is kept of an article, by the name and the text of its file.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    head: Head,
    /// The language that it was read in when it does not say otherwise.
    lang: Lang,
    /// A [`Read`].
    #[serde(with = "serde_bytes")]
    read: Vec<u8>,
}

/// What an article came to before.
#[derive(Debug)]
pub struct Kept {
    /// Of the name and the text of its file, which is hashed once for all that is asked of the article.
    key: Key,
    entry: Arc<Entry>,
}

/// How far an article has been read.
#[derive(Debug)]
pub enum Begun {
    /// It was read before.
    Kept(Kept),
    /// Its front matter was read now.
    Opened(Box<Opened>),
}

/// What comes of reading an article.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Read {
    article: Option<Article>,
    outline: Arc<Outline>,
    /// Its [`Text`].
    #[serde(with = "shared_bytes")]
    text: Arc<[u8]>,
    found: Diagnostics,
}

/// What articles say of themselves, and how far each has been read for that.
#[must_use]
pub fn find(cache: &Cache, files: &Files, articles: &[FileId]) -> Vec<(Head, Begun)> {
    let open_now = |file: &FileId| {
        let opened = open(files, *file);
        (opened.head(), Begun::Opened(Box::new(opened)))
    };
    if !cache.keeps() {
        return articles.par_iter().map(open_now).collect();
    }
    let keys: Vec<Key> = articles.par_iter().map(|file| key_remembered(cache, files.get(*file))).collect();
    cache.want(&keys);
    let find = |(file, key): (&FileId, &Key)| match cache.shared::<Entry>(key) {
        Some(entry) => (entry.head.clone(), Begun::Kept(Kept { key: *key, entry })),
        None => open_now(file),
    };
    articles.par_iter().zip(&keys).map(find).collect()
}

/// [`Opened::read`], with the result kept.
#[must_use]
pub fn read_and_keep(
    cache: &Cache,
    files: &Files,
    defaults: &Defaults,
    opened: Opened,
) -> (Option<Article>, Diagnostics) {
    let (file, head) = (opened.file, cache.keeps().then(|| opened.head()));
    let (mut article, found) = opened.read(files, defaults);
    let Some(head) = head else { return (article, found) };
    let key = key(files.get(file));
    by_place(&[file], || {
        let text = article.as_ref().map(|article| &article.text);
        let (outline, text) = (text.map(|text| text.outline().clone()), text.and_then(|text| pack::<Text>(text)));
        let (outline, text) = (outline.unwrap_or_default().into(), text.unwrap_or_default().into());
        let read = Read { article: article.take(), outline, text, found: found.clone() };
        if let Some(bytes) = pack(&read) {
            cache.put_value(&key, &Entry { head, lang: defaults.lang.clone(), read: bytes });
        }
        article = read.article;
    });
    if let Some(article) = &mut article {
        article.text = std::mem::take(&mut article.text).made_of(key_of_text(&key, defaults));
    }
    (article, found)
}

impl Kept {
    /// The article and what is wrong with it, unless it would now be read in another language.
    #[must_use]
    pub fn article(
        &self,
        cache: &Cache,
        files: &Files,
        file: FileId,
        defaults: &Defaults,
    ) -> Option<(Option<Article>, Diagnostics)> {
        let Self { key, entry } = self;
        if entry.lang != defaults.lang {
            return None;
        }
        let unpacked = || {
            let mut unpacked = Key::of("an article, unpacked");
            key.hash(&mut unpacked);
            unpacked.key()
        };
        // What it is unpacked to names its file.
        let of_file = |(of, _): &(FileId, Read)| *of == file;
        let unpack_now = || by_place(&[file], || unpack(&entry.read)).map(|read| (file, read)).ok_or(());
        let read = cache.remembered(unpacked, of_file, unpack_now).ok()?;
        let (_, Read { mut article, outline, text, found }) = Arc::unwrap_or_clone(read);
        if let Some(article) = &mut article {
            let (source, defaults) = (files.get(file).clone(), defaults.clone());
            let key = key_of_text(key, &defaults);
            let make = move || by_place(&[file], || unpack(&text)).unwrap_or_else(|| again(&source, file, &defaults));
            article.text = Held::kept(key, outline, make);
        }
        Some((article, found))
    }
}

/// Reads the text of a file that has a number.
fn again(source: &TextFile, file: FileId, defaults: &Defaults) -> Text {
    let mut files = Files::default();
    for _ in 0..file.0 {
        files.add("", "");
    }
    files.add(source.path.clone(), source.text.clone());
    read(&files, file, defaults).0.map(|article| Text::clone(&article.text)).unwrap_or_default()
}

fn key(TextFile { path, text }: &TextFile) -> Key {
    let mut key = Key::of("an article, read");
    (path, text).hash(&mut key);
    key.key()
}

/// [`key`], made once for a text that stays in memory as it is.
fn key_remembered(cache: &Cache, file: &TextFile) -> Key {
    let of_path = || {
        let mut of_path = Key::of("the key of an article");
        file.path.hash(&mut of_path);
        of_path.key()
    };
    let same = |(text, _): &(Arc<str>, Key)| Arc::ptr_eq(text, &file.text);
    let Ok(known) = cache.remembered(of_path, same, || Ok::<_, Infallible>((Arc::clone(&file.text), key(file))));
    known.1
}

fn key_of_text(file: &Key, Defaults { lang }: &Defaults) -> Key {
    let mut key = Key::of("the text of an article");
    (file, lang).hash(&mut key);
    key.key()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_found_as_it_was_read() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(folder.path());
        let mut files = Files::default();
        files.add("other.md", "Other words.");
        let file = files.add("a.md", "# One\n\nTo [b](b.md#x).[^n]\n\n## Two\n\n![A](a.png)\n\n[^n]: Noted. [^x]\n");
        let defaults = Defaults { lang: Lang::new("en") };
        let find = || find(&cache, &files, &[file]).remove(0);
        let (first, Begun::Opened(opened)) = find() else { panic!("it was not read before") };
        let (article, found) = read_and_keep(&cache, &files, &defaults, *opened);
        let article = article.unwrap();
        let (head, Begun::Kept(kept)) = find() else { panic!("it was kept") };
        assert_eq!(head.slug, first.slug);
        let (again, found_again) = kept.article(&cache, &files, file, &defaults).unwrap();
        let again = again.unwrap();
        assert_eq!(again.text.outline(), article.text.outline());
        assert_eq!((&again, &found_again), (&article, &found));
        assert!(kept.article(&cache, &files, file, &Defaults { lang: Lang::new("de") }).is_none());
        // A text that nobody can unpack is read from its file, of which every place is right.
        let Entry { head, lang, read } = &*kept.entry;
        let mut read: Read = by_place(&[file], || unpack(read)).unwrap();
        read.text = vec![0xFF; 12].into();
        let read = by_place(&[file], || pack(&read)).unwrap();
        let entry = Arc::new(Entry { head: head.clone(), lang: lang.clone(), read });
        let damaged = Kept { key: kept.key, entry };
        let (read_again, _) = damaged.article(&cache, &files, file, &defaults).unwrap();
        assert_eq!(read_again.unwrap(), article);
    }
}
