//! Turns a [`Collection`] into an EPUB 3.3 file.
//!
//! 1. [`book`] names every file and id.
//! 2. [`article`] and [`pages`] write the documents, by way of [`inline`] and [`xml`]; [`pagebreaks`] puts the pages of the
//!    paper into them.
//! 3. [`usage`] takes down which characters they use while they are written; [`fonts`] cuts the faces down to
//!    those.
//! 4. [`archive`] assembles it all with `epub-builder` and makes the archive canonical, with the
//!    documents of [`package`] and [`navigation`].
//!
//! [`kept`] finds what articles came to before: documents compressed, and what they use.
//!
//! [`kobo`] makes one for Kobo's readers of it. [`cover`] draws the cover's picture from a typeset page.
//!
//! The same collection gives the same bytes. What an EPUB needs to pass EPUBCheck 5.3 and Ace 1.4.6
//! without a remark is written where it is met.

mod archive;
mod article;
mod bands;
mod book;
mod canvas;
mod cff;
pub mod cover;
mod fonts;
mod inline;
mod kept;
mod kobo;
mod navigation;
mod package;
mod pagebreaks;
mod pages;
mod pictures;
mod sfnt;
mod style;
mod usage;
pub(crate) mod xml;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

pub use archive::entry;
use archive::{Built, Contents, File, Names};
use book::Book;
use kept::Keys;
pub use kobo::kepub;
use rayon::prelude::*;
use usage::{Usage, Used};
use xml::Written;

use crate::collection::Collection;
use crate::config::Design;
use crate::source::{Cache, Key};
use crate::typeset::Turn;

/// The faces to embed: a serif family for the text, a monospaced one for program text.
#[derive(Debug, Clone, Default)]
pub struct EpubFonts {
    /// The faces. Those that the book has no use for are left out.
    pub faces: Vec<EpubFace>,
}

/// A face to embed.
#[derive(Debug, Clone)]
pub struct EpubFace {
    /// Its PostScript name: `LibertinusSerif-Italic`.
    pub name: String,
    /// Its family: `Libertinus Serif`.
    pub family: String,
    /// Whether it is for program text.
    pub mono: bool,
    /// Whether it is italic.
    pub italic: bool,
    /// Its weight: 400 is regular, 700 bold.
    pub weight: u16,
    /// The font file, OpenType with TrueType or CFF outlines.
    pub bytes: &'static [u8],
    /// The licence it comes under, whole; it goes into the book once for all faces that share it.
    pub licence: &'static str,
}

/// Why a book could not be written.
#[derive(Debug)]
pub struct Error {
    what: &'static str,
    cause: Box<dyn std::error::Error + Send + Sync>,
}

impl Error {
    fn builder(cause: epub_builder::Error) -> Self {
        Self { what: "the EPUB could not be assembled", cause: cause.to_string().into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.cause)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.cause.as_ref())
    }
}

impl From<zip::result::ZipError> for Error {
    fn from(cause: zip::result::ZipError) -> Self {
        Self { what: "the archive could not be made canonical", cause: cause.into() }
    }
}

impl From<rawzip::Error> for Error {
    fn from(cause: rawzip::Error) -> Self {
        Self { what: "a file of the EPUB could not be compressed", cause: cause.into() }
    }
}

impl From<std::io::Error> for Error {
    fn from(cause: std::io::Error) -> Self {
        Self { what: "the archive could not be made canonical", cause: cause.into() }
    }
}

impl From<quick_xml::Error> for Error {
    fn from(cause: quick_xml::Error) -> Self {
        Self { what: "a document of the EPUB is not well formed", cause: cause.into() }
    }
}

impl From<sfnt::FontError> for Error {
    fn from(cause: sfnt::FontError) -> Self {
        Self { what: "a face could not be cut down for the EPUB", cause: cause.into() }
    }
}

/// An EPUB.
#[derive(Debug)]
pub struct Epub {
    /// The file.
    pub bytes: Vec<u8>,
    /// The terms of schema.org on how accessible it is, each with its value, in order: `accessMode`, `textual`.
    pub accessibility: Vec<(String, String)>,
}

/// All of a book but its cover.
pub struct Composed<'a> {
    book: Book<'a>,
    usage: Usage,
    contents: Contents,
    cache: &'a Cache,
}

impl Composed<'_> {
    /// The EPUB with this picture on its cover, a JPEG.
    ///
    /// # Errors
    /// Only by a fault of this program.
    pub fn with_cover(&self, jpeg: &[u8]) -> Result<Epub, Error> {
        let Self { book, usage, contents, cache } = self;
        let accessibility = package::accessibility(book, usage);
        let bytes = archive::write(book, &accessibility, contents, jpeg, cache)?;
        let terms = accessibility.terms.into_iter().map(|(term, value)| (term, value.to_owned()));
        let terms = terms.chain([("accessibilitySummary", accessibility.summary)]);
        Ok(Epub { bytes, accessibility: terms.map(|(term, value)| (term.to_owned(), value)).collect() })
    }
}

/// Writes `collection` for an EPUB of this design with the given faces. Links of the collection are resolved and its pictures
/// numbered. `turns` are those of the PDF whose pages the book is to tell; none where no PDF is made. What articles come to is
/// kept in a cache, by their keys.
///
/// # Errors
/// When a face cannot be read. Other errors would be faults of this program.
pub fn compose<'a>(
    collection: &'a Collection,
    design: &'a Design,
    fonts: &EpubFonts,
    turns: &'a [Turn],
    (cache, keys): (&'a Cache, &[Key]),
) -> Result<Composed<'a>, Error> {
    let book = Book::new(collection, design, turns);
    let document = |href: &str, written: Written| Document::new(href, written, cache);

    let mut documents =
        vec![document(book::COVER, pages::cover(&book))?, document(book::TITLE_PAGE, pages::title_page(&book))?];
    let nav_at = documents.len();
    let kept = Keys::new(&book, cache, keys);
    kept.want();
    let articles = (0..collection.articles.len()).into_par_iter().map(|index| {
        let nowhere = Cache::none();
        let write = || Document::new(&book.articles[index], article::write(&book, index), &nowhere);
        kept.find_or(index, write)
    });
    let (articles, navigation) =
        rayon::join(|| articles.collect::<Result<Vec<_>, _>>(), || navigation::contents(&book, cache));
    let (mut articles, navigation) = (articles?.into_iter(), navigation?);
    for (part, file) in collection.parts.iter().zip(&book.parts) {
        if let (Some(title), Some(file)) = (&part.title, file) {
            documents.push(document(file, pages::part(&book, title, part.articles.start))?);
        }
        documents.extend(articles.by_ref().take(part.articles.len()));
    }
    if book.has_sources() {
        documents.push(document(book::SOURCES, pages::sources(&book))?);
    }
    let mut usage =
        documents.iter().fold(Usage::new(design).and(&navigation.used), |usage, document| usage.and(&document.used));
    // The imprint names the families, so it is written when they are known, and its letters come last.
    let families = fonts::families(fonts, &usage);
    let imprint = document(book::IMPRINT, pages::imprint(&book, &families))?;
    usage = usage.and(&imprint.used);
    documents.push(imprint);

    // Articles may have an initial for themselves.
    let initials = collection.articles.iter().map(|article| design.titles.drop_cap_of(article.drop_cap));
    let mut design = design.clone();
    design.titles.drop_cap = initials.max().unwrap_or(0);
    let resources = || {
        let mut resources = fonts::embed(fonts, &usage, &style::stylesheet(&design), cache)?;
        let pictures = collection.images.par_iter().zip(&book.images).map(|(image, href)| {
            let bytes = pictures::on_white(image);
            File::new(href, bytes.as_deref().unwrap_or(&image.bytes), cache)
        });
        resources.extend(pictures.collect::<Result<Vec<_>, _>>()?);
        Ok::<_, Error>(resources)
    };
    let built = || {
        let faces = fonts::names(fonts, &usage);
        let pictures = collection.images.iter().zip(&book.images);
        let pictures = pictures.map(|(image, href)| (href.as_str(), image.format.mime()));
        let names = Names {
            documents: documents.iter().map(|document| document.file.href.as_str()).collect(),
            resources: faces.iter().map(|(href, media_type)| (href.as_str(), *media_type)).chain(pictures).collect(),
        };
        Built::find_or(&book, &names, cache)
    };
    let (resources, built) = rayon::join(resources, built);
    let (resources, built) = (resources?, built?);
    let documents = documents.into_iter().map(|document| document.file).collect();
    let contents = Contents { documents, navigation, resources, built, nav_at };
    Ok(Composed { book, usage, contents, cache })
}

/// A document of the book, and what it uses.
struct Document {
    file: File,
    used: Arc<Used>,
}

impl Document {
    /// The document at `href`.
    fn new(href: &str, Written { bytes, used }: Written, cache: &Cache) -> Result<Self, Error> {
        Ok(Self { file: File::new(href, &bytes, cache)?, used: Arc::new(used) })
    }
}
