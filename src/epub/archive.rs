//! Assembles the book with `epub-builder`, then passes over its archive to make it canonical.
//!
//! The builder (0.8.3) gives the first author and the language one XML id, knows no manifest
//! properties, refinements or landmarks' words, compresses one file after the other, and stamps its
//! entries by the clock. So it keeps what it is good at (container, folders, manifest, spine), and
//! the pass writes the package document and both tables of contents anew from the builder's
//! manifest, puts in the files, which are [`Packed`] already, in a fixed order, and gives them one date.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash as _;
use std::io::{Cursor, Read, Write};
use std::sync::Arc;

use epub_builder::{EpubBuilder, EpubContent, EpubVersion, ZipLibrary};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rawzip::{DataDescriptorOutput, ZipArchiveWriter};
use serde::{Deserialize, Serialize};
use zip::read::ZipFile;
use zip::{DateTime, ZipArchive, ZipWriter};

use super::Error;
use super::book::{Book, COVER_IMAGE, NAV, NCX, STYLESHEET};
use super::navigation::Navigation;
use super::package::{self, Accessibility, Item};
use super::xml;
use crate::collection::moment::Moment;
use crate::deflate;
use crate::source::{Cache, Key, shared_bytes};

/// A file for the book: its name and what it holds.
pub(crate) struct File {
    pub(crate) href: String,
    pub(crate) packed: Packed,
}

impl File {
    /// Compresses a file, unless that was done before.
    pub(crate) fn new(href: &str, bytes: &[u8], cache: &Cache) -> Result<Self, Error> {
        let packed = Packed::find_or(&format!("{ROOT}{href}"), bytes, cache)?;
        Ok(Self { href: href.to_owned(), packed })
    }

    /// The file that `make` makes under this key, unless that was done before.
    pub(crate) fn made(
        href: &str,
        (cache, key): (&Cache, &Key),
        make: impl FnOnce() -> Result<Vec<u8>, Error>,
    ) -> Result<Self, Error> {
        let packed = cache.get_or_try(key, || Packed::archive(&format!("{ROOT}{href}"), &make()?))?;
        Ok(Self { href: href.to_owned(), packed: Packed(packed.into()) })
    }
}

/// A file of the archive, compressed: as the only one of an archive of its own, from which it is copied as it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Packed(#[serde(with = "shared_bytes")] Arc<[u8]>);

impl Packed {
    fn find_or(name: &str, bytes: &[u8], cache: &Cache) -> Result<Self, Error> {
        let make = || Self::archive(name, bytes);
        if !cache.is_worth(bytes.len()) {
            return Ok(Self(make()?.into()));
        }
        let mut key = Key::of("a file, packed");
        (name, bytes).hash(&mut key);
        Ok(Self(cache.get_or_try(&key.key(), make)?.into()))
    }

    /// An archive of one file, by `rawzip`, which takes what is compressed already. `zip` compresses itself, and begins with an
    /// encoder of a third of a megabyte each time.
    fn archive(name: &str, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let deflated = deflate::raw(bytes);
        // Its headers have the name twice, and are shorter than this beside.
        let mut out = ZipArchiveWriter::new(Vec::with_capacity(deflated.len() + 2 * name.len() + 128));
        let (mut entry, _) = out.new_file(name).compression_method(rawzip::CompressionMethod::DEFLATE).start()?;
        entry.write_all(&deflated)?;
        entry.finish(DataDescriptorOutput::new(rawzip::crc32(bytes), bytes.len() as u64))?;
        Ok(out.finish()?)
    }

    /// Copies a file as it was compressed.
    fn copy<R: Read>(file: ZipFile<'_, R>) -> Result<Self, Error> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        out.raw_copy_file_touch(file, DateTime::default(), Some(MODE))?;
        Ok(Self(out.finish()?.into_inner().into()))
    }

    /// Puts it into an archive, with this date.
    fn add_to(&self, out: &mut ZipWriter<Cursor<Vec<u8>>>, date: DateTime) -> Result<(), Error> {
        let mut archive = ZipArchive::new(Cursor::new(&*self.0))?;
        Ok(out.raw_copy_file_touch(archive.by_index_raw(0)?, date, Some(MODE))?)
    }
}

/// What goes into the archive besides package, contents and container.
pub(crate) struct Contents {
    /// The documents in reading order.
    pub(crate) documents: Vec<File>,
    /// The contents of the book.
    pub(crate) navigation: Arc<Navigation>,
    /// Stylesheet, fonts, licences, pictures.
    pub(crate) resources: Vec<File>,
    /// What the builder made of their names.
    pub(crate) built: Arc<Built>,
    /// Before which of the documents the page of contents stands.
    pub(crate) nav_at: usize,
}

/// Where the builder puts the package.
const ROOT: &str = "OEBPS/";
/// The builder's name for the package document.
const PACKAGE: &str = "OEBPS/content.opf";
/// As `zip` writes it: a plain file that its owner may write and all may read.
const MODE: u32 = 0o100_644;

/// Makes the archive of a book with this cover.
pub(crate) fn write(
    book: &Book<'_>,
    accessibility: &Accessibility,
    contents: &Contents,
    cover_jpeg: &[u8],
    cache: &Cache,
) -> Result<Vec<u8>, Error> {
    let Contents { built, nav_at, .. } = contents;
    let cover = File::new(COVER_IMAGE, cover_jpeg, cache)?;
    let mut spine = built.spine.clone();
    spine.insert((*nav_at).min(spine.len()), NAV.to_string());
    let package = package::write(book, accessibility, &built.items, &spine);
    let package = Packed::find_or(PACKAGE, &package, cache)?;
    canonical(dos_date(Moment::of(book.collection.modified)), contents, &cover, &package)
}

/// The file at `path` within an EPUB, or nothing when there is none.
#[must_use]
pub fn entry(epub: &[u8], path: &str) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(epub)).ok()?;
    let mut bytes = Vec::new();
    archive.by_name(path).ok()?.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Copies an EPUB with its documents as `change` makes them; all else stays as it was compressed.
pub(crate) fn with_documents(epub: &[u8], change: impl Fn(&str) -> Result<Vec<u8>, Error>) -> Result<Vec<u8>, Error> {
    let mut archive = ZipArchive::new(Cursor::new(epub))?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        if !file.name().ends_with(".xhtml") {
            drop(file);
            out.raw_copy_file(archive.by_index_raw(index)?)?;
            continue;
        }
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        let packed = Packed(Packed::archive(file.name(), &change(&text)?)?.into());
        packed.add_to(&mut out, file.last_modified().unwrap_or_default())?;
    }
    Ok(out.finish()?.into_inner())
}

/// The names of the files that the builder is to know of.
pub(crate) struct Names<'n> {
    /// Those of the documents, in reading order.
    pub(crate) documents: Vec<&'n str>,
    /// Those of fonts, licences and pictures, each with its type.
    pub(crate) resources: Vec<(&'n str, &'static str)>,
}

impl Names<'_> {
    /// The key of all that a book is built of.
    fn key(&self, book: &Book<'_>) -> Key {
        let mut key = Key::of("an EPUB, built");
        (&book.collection.title, &book.collection.lang, book.words.contents).hash(&mut key);
        (&self.documents, &self.resources).hash(&mut key);
        key.key()
    }
}

/// Has an archive of empty files built: what they hold is compressed by us, while this is done and before.
fn build(book: &Book<'_>, names: &Names<'_>) -> epub_builder::Result<Vec<u8>> {
    let mut builder = EpubBuilder::new(ZipLibrary::new()?)?;
    builder.epub_version(EpubVersion::V33);
    builder.metadata("title", xml::allowed(&book.collection.title))?;
    builder.metadata("lang", book.collection.lang.as_str())?;
    builder.metadata("toc_name", book.words.contents)?;
    builder.metadata("generator", "Pamphlet")?;
    builder.stylesheet(&b""[..])?;
    builder.add_cover_image(COVER_IMAGE, &b""[..], "image/jpeg")?;
    for document in &names.documents {
        builder.add_content(EpubContent::new(*document, &b""[..]))?;
    }
    for (href, media_type) in &names.resources {
        builder.add_resource(href, &b""[..], *media_type)?;
    }
    let mut out = Vec::new();
    builder.generate(&mut out)?;
    Ok(out)
}

/// What the builder makes of a book.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Built {
    /// The manifest.
    items: Vec<Item>,
    /// The files in the order in which they are read.
    spine: Vec<String>,
    /// The names of all files, in the order in which they are written.
    names: Vec<String>,
    /// The builder's own files, by name.
    own: BTreeMap<String, Packed>,
}

impl Built {
    /// What the builder made of it before, else what it makes now.
    pub(crate) fn find_or(book: &Book<'_>, names: &Names<'_>, cache: &Cache) -> Result<Arc<Self>, Error> {
        let key = cache.keeps().then(|| names.key(book));
        if let Some(built) = key.as_ref().and_then(|key| cache.shared(key)) {
            return Ok(built);
        }
        let built = Self::new(book, names)?;
        key.iter().for_each(|key| cache.put_value(key, &built));
        Ok(Arc::new(built))
    }

    fn new(book: &Book<'_>, known: &Names<'_>) -> Result<Self, Error> {
        let mut archive = ZipArchive::new(Cursor::new(build(book, known).map_err(Error::builder)?))?;
        let mut package = String::new();
        archive.by_name(PACKAGE)?.read_to_string(&mut package)?;
        let (items, spine) = read_package(&package)?;
        let mut names: Vec<String> = archive.file_names().map(str::to_string).collect();
        names.sort_by_key(|name| {
            let rank = match name.as_str() {
                "mimetype" => 0,
                "META-INF/container.xml" => 1,
                _ => 2,
            };
            (rank, name.clone())
        });
        let resources = known.resources.iter().map(|(href, _)| *href);
        let ours = known.documents.iter().copied().chain(resources).chain([NAV, NCX, STYLESHEET, COVER_IMAGE]);
        let ours: BTreeSet<&str> = ours.collect();
        let is_own =
            |name: &&String| *name != PACKAGE && !name.strip_prefix(ROOT).is_some_and(|name| ours.contains(name));
        let mut own = BTreeMap::new();
        for name in names.iter().filter(is_own) {
            own.insert(name.clone(), Packed::copy(archive.by_name(name)?)?);
        }
        Ok(Self { items, spine, names, own })
    }
}

/// Puts the files in their order into an archive, with this date.
fn canonical(date: DateTime, contents: &Contents, cover: &File, package: &Packed) -> Result<Vec<u8>, Error> {
    let Contents { documents, navigation, resources, built, .. } = contents;
    let Navigation { nav, ncx, .. } = &**navigation;
    let files = documents.iter().chain(resources).chain([nav, ncx, cover]);
    let mut packed: BTreeMap<&str, &Packed> = files.map(|file| (file.href.as_str(), &file.packed)).collect();
    let others = built.own.iter().map(|(name, own)| (name.as_str(), own)).chain([(PACKAGE, package)]);
    packed.extend(others.map(|(name, packed)| (name.strip_prefix(ROOT).unwrap_or(name), packed)));
    debug_assert_eq!(packed.len(), built.names.len(), "the builder knows of the files that there are");
    // Each is an archive itself, so together they are no shorter than what comes of them.
    let room = packed.values().map(|packed| packed.0.len()).sum();
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(room)));
    for name in &built.names {
        if let Some(packed) = packed.get(name.strip_prefix(ROOT).unwrap_or(name)) {
            packed.add_to(&mut out, date)?;
        }
    }
    Ok(out.finish()?.into_inner())
}

/// Reads the manifest and the spine, as file names, from the builder's package document.
fn read_package(text: &str) -> Result<(Vec<Item>, Vec<String>), Error> {
    let mut reader = Reader::from_str(text);
    let (mut items, mut spine) = (Vec::<Item>::new(), Vec::new());
    loop {
        match reader.read_event()? {
            Event::Empty(element) | Event::Start(element) => match element.name().as_ref() {
                "item" => items.push(Item {
                    id: attribute(&element, "id")?,
                    href: attribute(&element, "href")?,
                    media_type: attribute(&element, "media-type")?,
                }),
                "itemref" => spine.push(attribute(&element, "idref")?),
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    let href_of: BTreeMap<&str, &str> = items.iter().map(|i| (i.id.as_str(), i.href.as_str())).collect();
    let spine = spine.iter().filter_map(|id| href_of.get(id.as_str()).map(|href| (*href).to_string())).collect();
    Ok((items, spine))
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<String, Error> {
    let attribute = element.try_get_attribute(name).map_err(quick_xml::Error::from)?;
    let value = attribute.map(|a| quick_xml::escape::unescape(&a.value).map(|v| v.into_owned()));
    Ok(value.transpose().map_err(quick_xml::Error::from)?.unwrap_or_default())
}

/// The date as a ZIP archive can hold it: from 1980 to 2107, in steps of two seconds.
fn dos_date(moment: Moment) -> DateTime {
    let Moment { year, month, day, hour, minute, second } = moment;
    // The default is the earliest, 1980-01-01; a date past the latest is not worth another.
    DateTime::from_date_and_time(year, month, day, hour, minute, second & !1).unwrap_or_default()
}
