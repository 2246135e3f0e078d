//! Files for the printer from pages of our own: fonts, pictures and pages are made once, and put on the sheets of as many
//! files as are wanted.

use lopdf::{Object, dictionary};

use super::document::File;
use super::metadata::Conformance;
use super::objects::{Objects, Ref, entries};
use super::sides::{Form, lay, number};
use super::{Encoded, Error, fingerprint};
use crate::impose::Imposed;
use crate::typeset::{Paged, Sp};

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
        // Its page is replaced by the sheets.
        let mut file = encoded.file.clone();
        // Numbers for the pages: what is in them goes into each file as it was encoded.
        let mut form = || Form { object: file.document.new_object_id(), offset: (Sp::ZERO, Sp::ZERO) };
        let forms = encoded.pages().map(|_| form()).collect();
        file.catalogue(encoded.shared.collection, Conformance::None)?;
        Ok(Self { encoded, file, forms, fingerprints: encoded.pages().map(|page| page.print).collect() })
    }

    /// Writes the sheets of `imposed`, ready for the printer.
    ///
    /// # Errors
    /// When the file cannot be put together.
    pub fn write(&self, imposed: &Imposed) -> Result<Vec<u8>, Error> {
        let mut file = self.file.clone();
        let placed = lay(&mut file.document, &self.forms, imposed)?;
        let mut objects = Objects::after(&file.document, self.encoded.shared.cache);
        let Paged { width, height, .. } = self.encoded.volume.paged;
        let form = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => Object::Array([Sp::ZERO, Sp::ZERO, width, height].map(number).to_vec()),
            "Resources" => file.resources.clone(),
        };
        let entries = entries(&form);
        for (index, (page, form)) in self.encoded.pages().zip(&self.forms).enumerate() {
            if placed.contains(&index) {
                objects.set_stream(Ref(form.object.0), &entries, &*page.stream);
            }
        }
        file.finish(objects, self.encoded.shared.collection, Conformance::None)
    }

    /// What each sheet of `imposed` shows, as a short hash: equal hashes mean that a sheet need not be printed again.
    #[must_use]
    pub fn fingerprints(&self, imposed: &Imposed) -> Vec<String> {
        fingerprint::sheets(imposed, &self.fingerprints)
    }
}
