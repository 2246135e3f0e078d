//! Files for the printer from pages of our own: fonts, pictures and pages are made once, and put on the sheets of as many
//! files as are wanted.

use lopdf::{Object, dictionary};

use super::document::File;
use super::metadata::Conformance;
use super::objects::Objects;
use super::sides::{Form, lay, number};
use super::{Encoded, Error, fingerprint};
use crate::impose::Imposed;
use crate::typeset::Sp;

/// A document with every page as a form, and no sheets yet.
#[derive(Debug)]
pub struct Booklets<'e> {
    encoded: &'e Encoded<'e>,
    file: File,
    forms: Vec<Form>,
    /// What each page shows.
    fingerprints: Vec<[u8; 32]>,
}

impl<'e> Booklets<'e> {
    pub(super) fn new(encoded: &'e Encoded<'_>) -> Result<Self, Error> {
        let paged = &encoded.volume.paged;
        let size = (paged.width, paged.height);
        // One page, which the sheets replace: it holds the resources.
        let mut file = File::new(&encoded.shared, size, 1)?;
        let bounds = Object::Array([Sp::ZERO, Sp::ZERO, size.0, size.1].map(number).to_vec());
        let forms = encoded.pages().map(|page| {
            let form = dictionary! {
                "Type" => "XObject",
                "Subtype" => "Form",
                "BBox" => bounds.clone(),
                "Resources" => file.resources.clone(),
            };
            Form { object: file.stream(form, page.stream.clone()), offset: (Sp::ZERO, Sp::ZERO) }
        });
        let forms = forms.collect();
        file.catalogue(encoded.shared.collection, Conformance::None)?;
        Ok(Self { encoded, file, forms, fingerprints: encoded.pages().map(|page| page.print).collect() })
    }

    /// Writes the sheets of `imposed`, ready for the printer.
    ///
    /// # Errors
    /// When the file cannot be put together.
    pub fn write(&self, imposed: &Imposed) -> Result<Vec<u8>, Error> {
        let mut file = self.file.clone();
        lay(&mut file.document, &self.forms, imposed)?;
        let objects = Objects::after(&file.document, self.encoded.shared.cache);
        file.finish(objects, self.encoded.shared.collection, Conformance::None)
    }

    /// What each sheet of `imposed` shows, as a short hash: equal hashes mean that a sheet need not be printed again.
    #[must_use]
    pub fn fingerprints(&self, imposed: &Imposed) -> Vec<String> {
        fingerprint::sheets(imposed, &self.fingerprints)
    }
}
