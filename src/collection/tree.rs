//! The types of a published title.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::config::{Conformance, Edition};
use crate::diagnostics::Span;
use crate::manuscript::leads::{self, Found};
use crate::manuscript::{Article, Date, Inline, Lang, Person, Target};
use crate::source::Key;

/// One published title (a pamphlet).
#[derive(Debug, Clone)]
pub struct Collection {
    /// Its name in addresses and file names, `[a-z0-9-]+`.
    pub slug: String,
    /// The title.
    pub title: String,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// Editors, translators, authors of the whole. When the collection names none, the
    /// authors of its articles, each once, in order.
    pub people: Vec<Person>,
    /// The main language.
    pub lang: Lang,
    /// A paragraph for the back cover and the catalogue.
    pub summary: Option<String>,
    /// Subjects.
    pub subjects: Vec<String>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// The licence or rights statement.
    pub rights: Option<String>,
    /// The licence's address.
    pub rights_url: Option<String>,
    /// The series it belongs to, with its place there.
    pub series: Option<(String, Option<u32>)>,
    /// Which edition it is.
    pub edition: Option<Edition>,
    /// The same title in other languages.
    pub translations: Vec<Translation>,
    /// Who says that it conforms to a standard of accessibility.
    pub conformance: Option<Conformance>,
    /// Where the library is published, without a final slash.
    pub base_url: Option<String>,
    /// A stable identifier, `urn:uuid:…` (UUID version 5 of the address and the slug).
    pub identifier: String,
    /// When the files say they were made, in seconds since 1970: `SOURCE_DATE_EPOCH`, else the
    /// newest date in the content, else 1980-01-01.
    pub modified: i64,
    /// The parts in order; one without a title when the collection is not divided.
    pub parts: Vec<Part>,
    /// The articles in order.
    pub articles: Vec<Article>,
    /// The pictures, each once, in the order of first use.
    pub images: Vec<Image>,
    /// The picture for the cover.
    pub cover: Option<usize>,
    /// The titles of the library's other collections.
    pub others: Vec<String>,
}

impl Collection {
    /// Hashes all of it but the text of its articles.
    pub fn hash_without_text(&self, state: &mut impl Hasher) {
        // Each is named, so that what is added is not forgotten.
        let Self {
            slug,
            title,
            subtitle,
            people,
            lang,
            summary,
            subjects,
            publisher,
            date,
            rights,
            rights_url,
            series,
            edition,
            translations,
            conformance,
            base_url,
            identifier,
            modified,
            parts,
            articles,
            images,
            cover,
            others,
        } = self;
        (slug, title, subtitle, people, lang, summary, subjects, publisher, date, rights).hash(state);
        (rights_url, series, edition, translations, conformance, base_url, identifier).hash(state);
        (modified, parts, images, cover, others).hash(state);
        for article in articles {
            let Article {
                file: _,
                slug,
                title,
                subtitle,
                people,
                date,
                lang,
                summary,
                tags,
                origin,
                rights,
                drop_cap,
                text: _,
            } = article;
            (slug, title, subtitle, people, date, lang, summary, tags, origin, rights, drop_cap).hash(state);
        }
    }

    /// For each article a hash of all of it, to be found again by.
    #[must_use]
    pub fn article_keys(&self) -> Arc<[Key]> {
        let of = |article: &Article| {
            let mut key = Key::of("an article of a collection");
            article.hash(&mut key);
            key.key()
        };
        self.articles.par_iter().map(of).collect::<Vec<_>>().into()
    }

    /// All addresses outside the library that its articles lead to, in order, each with its place. Where a text first appeared
    /// stands in the front matter, and so at the beginning of the article.
    #[must_use]
    pub fn external_links(&mut self) -> Vec<(String, Span)> {
        let mut links: Vec<(Target, Span)> = Vec::new();
        let look = |words: &mut [Inline], links: &mut Vec<(Target, Span)>| {
            leads::inlines(words, &mut |found| {
                if let Found::Link(target, span) = found {
                    links.push((target.clone(), span));
                }
            });
        };
        self.parts.iter_mut().filter_map(|part| part.title.as_mut()).for_each(|words| look(words, &mut links));
        for article in &mut self.articles {
            article.lines().for_each(|words| look(words, &mut links));
            links.extend(article.text.outline().links.iter().cloned());
        }
        let external = links.into_iter().filter_map(|(target, span)| match target {
            Target::External(address) => Some((address, span)),
            _ => None,
        });
        let origins =
            self.articles.iter().filter_map(|one| Some((one.origin.as_ref()?.url.clone()?, Span::new(one.file, 0..0))));
        external.chain(origins).collect()
    }

    /// Where it is to be had, when the library is on the web.
    #[must_use]
    pub fn address(&self) -> Option<String> {
        self.base_url.as_ref().map(|base| format!("{base}/{}/", self.slug))
    }
}

/// A title in another language.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The language.
    pub lang: String,
    /// Whether the others are translations of it.
    pub original: bool,
}

/// A division of a collection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Part {
    /// Its title.
    pub title: Option<Vec<Inline>>,
    /// Its articles, a range of [`Collection::articles`].
    pub articles: std::ops::Range<usize>,
}

/// A picture.
#[derive(Debug, Clone, Hash)]
pub struct Image {
    /// Its path relative to the library.
    pub path: String,
    /// What it is.
    pub format: ImageFormat,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// The file.
    pub bytes: Arc<[u8]>,
}

/// The picture formats that both outputs can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImageFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl ImageFormat {
    /// The media type.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The usual ending of a file name.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}
