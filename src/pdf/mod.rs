//! Writes pages as PDF: the only user of printpdf and lopdf.
//!
//! `content` encodes pages, in parallel, each once however many files it goes into; `fonts` cuts the faces down to
//! the glyphs used and knows what they stand for; `images` carries pictures over; `document` has printpdf lay out
//! the file and then adds what it lacks (ISO 32000-1:2008, cited by clause): `tags`, `navigation`, `metadata` with the
//! colour profile of `icc`; `objects` writes it all out. `booklets` puts pages on sheets, by `sides`.
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
mod sides;
mod tags;

use std::fmt;

use rayon::prelude::*;

use crate::collection::Collection;
use crate::typeset::Paged;

pub use self::booklets::Booklets;
use self::content::{Content, Palette};
use self::fonts::Subset;
pub use self::foreign::{Fault, Foreign, PageBox};
use self::images::Picture;
pub use self::press::press;

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
    paged: &'p Paged,
    collection: &'p Collection,
    fonts: Vec<Subset>,
    /// The pictures by their number in the collection.
    pictures: Vec<(usize, Picture)>,
    pages: Vec<Content>,
}

impl<'p> Encoded<'p> {
    /// Encodes the pages of a collection.
    ///
    /// # Errors
    /// When a face or a picture cannot be embedded.
    pub fn new(paged: &'p Paged, collection: &'p Collection) -> Result<Self, Error> {
        let fonts = fonts::subset(paged, paged.pages.iter())?;
        let pictures = collection.images.par_iter().enumerate();
        let pictures = pictures.map(|(i, image)| Ok((i, images::picture(image)?))).collect::<Result<Vec<_>, _>>()?;
        let palette = Palette::screen(paged);
        let pages = paged.pages.par_iter().map(|page| content::encode(page, paged, &fonts, &palette)).collect();
        Ok(Self { paged, collection, fonts, pictures, pages })
    }

    /// Writes the PDF to read: a page a page, with bookmarks, links and page labels.
    ///
    /// # Errors
    /// When the file cannot be put together.
    pub fn reading(&self) -> Result<Vec<u8>, Error> {
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
