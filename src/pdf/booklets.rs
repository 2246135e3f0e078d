//! Files for the printer from pages of our own: fonts, pictures and pages are made once, and put on the sheets of as many
//! files as are wanted.

use std::sync::Arc;

use lopdf::{Object, dictionary};

use super::document::File;
use super::metadata::Conformance;
use super::objects::{Objects, Ref, entries};
use super::section::bounds;
use super::sides::{self, Drawn, Form, number};
use super::{Encoded, Error, fingerprint, tags};
use crate::impose::Imposed;
use crate::source::Pieces;
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
        let mut file = File::clone(&encoded.file);
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
    pub fn write(&self, imposed: &Imposed) -> Result<Pieces, Error> {
        let mut file = self.file.clone();
        sides::tell_printer(&mut file.document, imposed)?;
        let root = file.take_pages()?;
        let mut objects = Objects::after(&file.document, self.encoded.shared.cache);
        let bounds = bounds((imposed.width, imposed.height));
        let mut kids = Vec::with_capacity(imposed.sides.len());
        for side in &imposed.sides {
            let Drawn { content, forms } = sides::draw(side, &self.forms, imposed);
            let used: String = forms.iter().enumerate().map(|(i, form)| format!("/P{i} {}", Ref(form.0))).collect();
            // A line or two a page: compressing them would gain nothing.
            let contents = objects.plain_stream(content.into_bytes());
            kids.push(objects.add(format!(
                "<</Type/Page/Parent {root}/Resources<</XObject<<{used}>>>>{bounds}/Contents {contents}>>"
            )));
        }
        objects.set(root, format!("<</Type/Pages/Kids[{}]/Count {}>>", tags::join(&kids), kids.len()));
        let Paged { width, height, .. } = self.encoded.volume.paged;
        let form = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => Object::Array([Sp::ZERO, Sp::ZERO, width, height].map(number).to_vec()),
            "Resources" => file.resources.clone(),
        };
        let entries = entries(&form);
        let placed = sides::placed(imposed);
        for (index, (page, form)) in self.encoded.pages().zip(&self.forms).enumerate() {
            if placed.contains(&index) {
                objects.set_stream(Ref(form.object.0), &entries, Arc::clone(&page.stream));
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
