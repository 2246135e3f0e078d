//! Writes pages as PDF: the only user of printpdf and lopdf.
//!
//! `fonts` cuts the faces down to the glyphs used and knows what they stand for; `section` encodes pages by `content`, in
//! parallel, each once however many files it goes into, with their `tags` and links, as objects that are `unplaced`; `images`
//! carries pictures over; `document` has printpdf lay out the file and then adds what it lacks (ISO 32000-1:2008, cited by
//! clause): the sections, `navigation`, `metadata` with the colour profile of `icc`; `objects` writes it all out. `booklets`
//! puts pages on sheets, by `sides`.
//!
//! The file to read is accessible and lasting: `PDF_UA1.md` and `PDF_A2.md` say clause by clause how. `press` writes files
//! for print shops, by `PDF_X.md`.

mod booklets;
mod content;
mod document;
mod fingerprint;
mod fonts;
mod foreign;
mod icc;
mod images;
mod metadata;
mod navigation;
mod objects;
mod press;
mod section;
mod sides;
mod tags;
mod unplaced;

use std::fmt;
use std::hash::Hash as _;
use std::sync::Arc;

use rayon::prelude::*;

use crate::collection::Collection;
use crate::impose::ink::Ink;
use crate::source::{Cache, Key, Pieces};
use crate::typeset::Volume;

pub use self::booklets::Booklets;
use self::document::File;
use self::fonts::Subset;
pub use self::foreign::{Fault, Foreign, PageBox};
use self::images::Picture;
pub use self::press::press;
use self::section::Encoder;

/// Why a PDF could not be written.
#[derive(Debug)]
pub enum Error {
    /// A face could not be cut down.
    Subset {
        /// The face.
        face: String,
        /// What the subsetter says.
        cause: String,
    },
    /// A picture could not be carried over.
    Image {
        /// Its path.
        path: String,
        /// What is wrong with it.
        cause: String,
    },
    /// The file could not be put together.
    Write(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subset { face, cause } => write!(f, "the face {face} cannot be embedded: {cause}"),
            Self::Image { path, cause } => write!(f, "the picture {path} cannot be embedded: {cause}"),
            Self::Write(cause) => write!(f, "the PDF cannot be written: {cause}"),
        }
    }
}

impl std::error::Error for Error {}

/// Pages encoded and compressed, with the faces and pictures they use: ready for any number of files.
#[derive(Debug)]
pub struct Encoded<'p> {
    volume: &'p Volume,
    shared: Shared<'p>,
    /// A document of one page, which holds fonts and pictures.
    file: Arc<File>,
    sections: Vec<section::Encoded>,
}

/// What all pages of a file share.
#[derive(Debug)]
struct Shared<'p> {
    collection: &'p Collection,
    fonts: Vec<Subset>,
    /// The pictures by their number in the collection.
    pictures: Vec<(usize, Picture)>,
    cache: &'p Cache,
}

impl<'p> Encoded<'p> {
    /// Encodes the pages of a collection, as far as they are not in `cache`.
    ///
    /// # Errors
    /// When a face or a picture cannot be embedded.
    pub fn new(volume: &'p Volume, collection: &'p Collection, cache: &'p Cache) -> Result<Self, Error> {
        let fonts = fonts::subset(&volume.paged, volume.glyphs(), cache)?;
        let pictures = collection.images.par_iter().enumerate();
        let pictures = pictures.map(|(i, image)| Ok((i, images::picture(image)?))).collect::<Result<Vec<_>, _>>()?;
        let hashes = fingerprint::pictures(collection);
        let encoder = Encoder::new(&volume.paged, &fonts, &hashes, cache);
        let sections = encoder.encode(&volume.sections);
        let shared = Shared { collection, fonts, pictures, cache };
        let size = (volume.paged.width, volume.paged.height);
        let key = || {
            let mut key = Key::of("fonts and pictures of a PDF");
            (size, &collection.title, &hashes, &shared.fonts).hash(&mut key);
            key.key()
        };
        let file = cache.remembered(key, |_| true, || File::new(&shared, size, 1)?.settled())?;
        Ok(Self { volume, shared, file, sections })
    }

    /// A section, encoded whatever was kept of it.
    fn again(&self, index: usize) -> section::Encoded {
        let Self { volume, shared: Shared { collection, fonts, cache, .. }, .. } = self;
        let hashes = fingerprint::pictures(collection);
        Encoder::new(&volume.paged, fonts, &hashes, cache).make(&volume.sections[index].make_last())
    }

    /// The pages in order.
    fn pages(&self) -> impl Iterator<Item = &section::Page> {
        self.sections.iter().flat_map(|section| &section.pages)
    }

    /// The boxes around what is printed on each page; nothing where a page is blank.
    #[must_use]
    pub fn inks(&self) -> Vec<Option<Ink>> {
        self.pages().map(|page| page.ink).collect()
    }

    /// Writes the PDF to read: a page a page, with bookmarks, links and page labels.
    ///
    /// # Errors
    /// When the file cannot be put together.
    pub fn reading(&self) -> Result<Pieces, Error> {
        document::reading(self)
    }

    /// Makes what all files for the printer share: fonts, pictures, and every page as a form.
    ///
    /// # Errors
    /// When it cannot be put together.
    pub fn booklets(&self) -> Result<Booklets<'_>, Error> {
        Booklets::new(self)
    }
}

/// What lopdf could not do.
fn failed(error: lopdf::Error) -> Error {
    Error::Write(error.to_string())
}
