//! What the catalogue knows of a title. Its page and the library's are made of this alone, and it is kept in a small file
//! beside the title's own, so that a build of some titles can still list the others.

use serde::{Deserialize, Serialize};

use crate::collection::{Collection, Translation, Words};
use crate::config::{Design, Edition, Flip, Rgb, Scheme, Sheet};
use crate::impose::Sides;
use crate::manuscript::{Article, Date, Lang, Person, Role, plain_text};
use crate::source::Pieces;
use crate::typeset::Volume;

/// A title of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Its name in addresses.
    pub slug: String,
    /// The title.
    pub title: String,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// Who made it.
    pub people: Vec<Person>,
    /// The main language.
    pub lang: String,
    /// What it is about.
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
    /// The series and the place in it.
    pub series: Option<(String, Option<u32>)>,
    /// Which edition it is.
    pub edition: Option<Edition>,
    /// The editions before it whose files are kept, the newest first.
    #[serde(default)]
    pub earlier: Vec<Earlier>,
    /// The same title in other languages.
    #[serde(default)]
    pub translations: Vec<Translation>,
    /// Its identifier, `urn:uuid:…`.
    pub identifier: String,
    /// When its files say they were made, in seconds since 1970.
    pub modified: i64,
    /// How many pages it has, when it has any: an e-book alone has none.
    pub pages: Option<usize>,
    /// Its parts; one without a title when it is not divided.
    pub parts: Vec<Part>,
    /// Terms of schema.org on how accessible the e-book is, with their values.
    pub accessibility: Vec<(String, String)>,
    /// How its page looks.
    pub look: Look,
    /// Its files.
    pub files: Vec<File>,
}

/// An edition of a title that another has followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    /// Which it was.
    pub edition: Edition,
    /// When it was published.
    pub date: Option<Date>,
    /// Its files, in a folder of their own.
    pub files: Vec<File>,
}

/// What a title's page has of its design.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// The second colour.
    pub colour: Rgb,
    /// What stands under the title.
    pub ornament: Option<String>,
    /// Whether titles are bold.
    pub bold: bool,
    /// Whether a rule stands over them.
    pub rule: bool,
}

/// A part of a title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its title.
    pub title: Option<String>,
    /// Its articles.
    pub articles: Vec<Entry>,
}

/// An article of a title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its title.
    pub title: String,
    /// Its subtitle.
    pub subtitle: Option<String>,
    /// Its authors, in a row; nothing where they are those of the whole.
    pub authors: Option<String>,
    /// Its language.
    pub lang: String,
    /// The page on which it begins, from 1.
    pub page: Option<usize>,
    /// Its headings, with their pages.
    pub headings: Vec<(String, Option<usize>)>,
}

/// A file of a title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its path in the output folder.
    pub path: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
    /// What it is.
    pub what: What,
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// An EPUB.
    Epub,
    /// The EPUB for Kobo's readers.
    Kepub,
    /// The PDF to read.
    Pdf,
    /// Pages on sheets, to print.
    Print(Print),
    /// A file for a press.
    Press,
    /// The cover, of this width and height in pixels.
    Cover(u32, u32),
    /// The title's own page.
    Page,
}

/// How a file is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Print {
    /// The scheme.
    pub scheme: Scheme,
    /// The paper.
    pub sheet: Sheet,
    /// How the printer turns it; nothing where it does not.
    pub flip: Option<Flip>,
    /// Which sides are in the file.
    pub sides: Sides,
    /// How many sheets it takes.
    pub count: usize,
    /// In how many sections they are bound.
    pub sections: usize,
}

impl File {
    /// A file with this checksum.
    #[must_use]
    pub fn new(path: String, content: &Pieces, sha256: String, what: What) -> Self {
        Self { path, bytes: content.len() as u64, sha256, what }
    }

    /// Where it goes when another edition takes its place: `title/edition-1/title.epub`.
    fn path_in(&self, edition: u32) -> String {
        let (folder, name) = self.path.rsplit_once('/').unwrap_or(("", &self.path));
        format!("{folder}/{}{edition}/{name}", Self::EDITION)
    }

    /// Where the file of an earlier edition lay while it was the only one.
    #[must_use]
    pub fn path_before(&self, edition: u32) -> String {
        self.path.replace(&format!("/{}{edition}/", Self::EDITION), "/")
    }

    const EDITION: &str = "edition-";

    /// Its name without its folder.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

impl Record {
    /// Takes up what the catalogue says of a title that is set in `design` as this `volume`, and came to `files`.
    #[must_use]
    pub fn new(collection: &Collection, design: &Design, volume: &Volume, files: Vec<File>) -> Self {
        let paged = &volume.paged;
        let whole = authors(&collection.people, &collection.lang);
        let entry = |article: &Article| {
            let within = paged.destinations_within(&article.slug);
            let page = |id: &str| {
                let place = within.binary_search_by(|place| place.name[article.slug.len() + 1..].cmp(id)).ok()?;
                Some(within[place].page + 1)
            };
            let sections = article.text.outline().sections.iter();
            let headings = sections.map(|section| (section.title.clone(), page(&section.id)));
            Entry {
                title: plain_text(&article.title),
                subtitle: article.subtitle.as_deref().map(plain_text),
                authors: authors(&article.people, &collection.lang).filter(|names| Some(names) != whole.as_ref()),
                lang: article.lang.to_string(),
                page: paged.destination(&article.slug).map(|place| place.page + 1),
                headings: headings.collect(),
            }
        };
        let parts = collection.parts.iter().map(|part| Part {
            title: part.title.as_deref().map(plain_text),
            articles: collection.articles[part.articles.clone()].iter().map(entry).collect(),
        });
        Self {
            slug: collection.slug.clone(),
            title: collection.title.clone(),
            subtitle: collection.subtitle.clone(),
            people: collection.people.clone(),
            lang: collection.lang.to_string(),
            summary: collection.summary.clone(),
            subjects: collection.subjects.clone(),
            publisher: collection.publisher.clone(),
            date: collection.date,
            rights: collection.rights.clone(),
            rights_url: collection.rights_url.clone(),
            series: collection.series.clone(),
            edition: collection.edition.clone(),
            earlier: Vec::new(),
            translations: collection.translations.clone(),
            identifier: collection.identifier.clone(),
            modified: collection.modified,
            pages: Some(volume.count).filter(|count| *count > 0),
            parts: parts.collect(),
            accessibility: Vec::new(),
            look: Look::of(design),
            files,
        }
    }

    /// The editions that are kept when this title takes the place of the one that `before` tells of: what was kept then, and that
    /// one itself when it is an earlier edition. A title that does not say which it is is the first.
    #[must_use]
    pub fn earlier_than(&self, before: &Self) -> Vec<Earlier> {
        let number = |edition: &Option<Edition>| edition.as_ref().map_or(1, |edition| edition.number);
        let (now, then) = (number(&self.edition), number(&before.edition));
        let mut earlier = before.earlier.clone();
        let to_keep = before.files.iter().filter(|file| !matches!(file.what, What::Cover(..) | What::Page));
        let files = to_keep.map(|file| File { path: file.path_in(then), ..file.clone() }).collect();
        let edition = before.edition.clone().unwrap_or(Edition { number: then, changes: None });
        earlier.retain(|one| one.edition.number != then);
        earlier.insert(0, Earlier { edition, date: before.date, files });
        earlier.retain(|one| one.edition.number < now && !one.files.is_empty());
        earlier
    }

    /// Leaves out the files that are no longer there.
    pub fn keep(&mut self, is_there: impl Fn(&str) -> bool) {
        self.files.retain(|file| is_there(&file.path));
        self.earlier.iter_mut().for_each(|one| one.files.retain(|file| is_there(&file.path)));
    }

    /// Reads the file that an earlier build kept; nothing when it is of another version of the program, or damaged.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The file to keep.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        (serde_json::to_string(self).expect("keys are texts and numbers are finite") + "\n").into_bytes()
    }

    /// What it is about, and which edition, as feeds tell it.
    pub(super) fn told(&self) -> Option<String> {
        let edition = self.edition.as_ref().map(|edition| Words::of(&self.lang()).edition(edition));
        let told: Vec<String> = self.summary.iter().cloned().chain(edition).collect();
        (!told.is_empty()).then(|| told.join("\n\n"))
    }

    /// The main language.
    pub(super) fn lang(&self) -> Lang {
        Lang::new(&self.lang)
    }

    /// Its people by what they did, which schema.org and OPDS 2.0 call the same.
    pub(super) fn people_by_role(&self) -> impl Iterator<Item = (&'static str, impl Iterator<Item = &Person>)> {
        let roles = [
            (Role::Author, "author"),
            (Role::Editor, "editor"),
            (Role::Translator, "translator"),
            (Role::Illustrator, "illustrator"),
        ];
        roles.into_iter().map(|(role, key)| (key, self.people.iter().filter(move |person| person.role == role)))
    }

    /// The first file of a kind.
    pub(super) fn file(&self, what: &What) -> Option<&File> {
        self.files.iter().find(|file| file.what == *what)
    }

    /// The pictures of the cover with their widths and heights, smallest first.
    pub(super) fn covers(&self) -> Vec<(&File, u32, u32)> {
        let cover = |file| match file {
            &File { what: What::Cover(width, height), .. } => Some((file, width, height)),
            _ => None,
        };
        let mut covers: Vec<_> = self.files.iter().filter_map(cover).collect();
        covers.sort_by_key(|(_, width, _)| *width);
        covers
    }

    /// The files to download, as feeds offer them: e-book and PDF, or, where there is neither, what is printed. Programs would
    /// not tell the e-book for Kobo's readers from the other, so it is offered where it is the only one.
    pub(super) fn downloads(&self) -> Vec<&File> {
        let of = |wanted: fn(&What) -> bool| self.files.iter().filter(|file| wanted(&file.what)).collect::<Vec<_>>();
        let mut read = of(|what| matches!(what, What::Epub | What::Kepub | What::Pdf));
        if self.file(&What::Epub).is_some() {
            read.retain(|file| file.what != What::Kepub);
        }
        if read.is_empty() { of(|what| matches!(what, What::Print(_) | What::Press)) } else { read }
    }
}

impl Look {
    /// What a page has of a design.
    #[must_use]
    pub fn of(design: &Design) -> Self {
        Self {
            colour: design.colour,
            ornament: design.ornament.clone(),
            bold: design.titles.bold,
            rule: design.titles.rule.0 > 0,
        }
    }
}

impl What {
    /// The media type.
    pub(super) fn media_type(&self) -> &'static str {
        match self {
            Self::Epub | Self::Kepub => "application/epub+zip",
            Self::Pdf | Self::Print(_) | Self::Press => "application/pdf",
            Self::Cover(..) => "image/jpeg",
            Self::Page => "text/html",
        }
    }
}

/// The authors among people, in a row.
fn authors(people: &[Person], lang: &Lang) -> Option<String> {
    let names = Person::authors(people);
    (!names.is_empty()).then(|| Words::of(lang).list(&names))
}
