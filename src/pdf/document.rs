//! Puts files together. printpdf lays out the document, its fonts, pictures and page boxes; to its objects are added
//! our content streams, exact widths, tags, links, bookmarks, named destinations and metadata, and all is written out
//! the same each time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use printpdf::font::PdfFont;
use printpdf::{
    Codepoint, ExternalStream, ExternalXObject, FontId, Op, ParsedFont, PdfDocument, PdfPage, PdfSaveOptions,
    Pt as Points, Rect, TextItem, XObject, XObjectId,
};
use rayon::prelude::*;

use super::content::deflate_kept;
use super::images::Picture;
use super::metadata::{self, Conformance};
use super::objects::{Finished, Objects, Ref};
use super::tags::{self, Structure, page_object};
use super::unplaced::Place;
use super::{Encoded, Error, Shared, failed, fonts, navigation, section};
use crate::collection::Collection;
use crate::deflate;
use crate::source::{Key, Pieces};
use crate::typeset::Sp;

/// Writes the file to read.
pub(super) fn reading(encoded: &Encoded<'_>) -> Result<Pieces, Error> {
    let Encoded { volume, shared, file, sections } = encoded;
    let paged = &volume.paged;
    let mut file = File::clone(file);
    file.catalogue(shared.collection, Conformance::Accessible)?;
    let root = file.take_pages()?;
    let mut objects = Objects::after(&file.document, shared.cache);
    let resources = match &file.resources {
        Object::Reference((number, _)) => Ref(*number),
        resources => objects.add_object(resources.clone()),
    };
    let structure = Structure::new(shared.collection, &mut objects);
    let places = places(sections, [root, resources, structure.heads], &structure, &mut objects);
    let pages = put(encoded, root, &places, &mut objects);
    let tagged: Vec<_> = sections.iter().zip(&places).map(|(section, at)| (&section.tagged, at.object)).collect();
    let keys = sections.iter().map(|section| section.keys).sum();
    let structure = structure.write(&tagged, keys, &mut objects);
    let outline = navigation::outline(&paged.outline, paged.height, &pages, &mut objects);
    let destinations = navigation::destinations(paged, &pages, &mut objects);
    let intent = metadata::output_intent(&mut objects);
    let root = file.document.catalog_mut().map_err(failed)?;
    root.set("StructTreeRoot", structure);
    root.set("MarkInfo", dictionary! { "Marked" => true });
    root.set("Names", dictionary! { "Dests" => destinations });
    root.set("OutputIntents", vec![Object::from(intent)]);
    // The numbers printed on the pages, which begin with the cover and are Arabic (12.4.2).
    root.set("PageLabels", dictionary! { "Nums" => vec![Object::Integer(0), dictionary! { "S" => "D" }.into()] });
    if let Some(outline) = outline {
        root.set("Outlines", outline);
        root.set("PageMode", "UseOutlines");
    }
    file.finish(objects, shared.collection, Conformance::Accessible)
}

/// Where each section comes to stand. `outside` are the first of the objects that all of them refer to.
fn places(
    sections: &[section::Encoded],
    outside: [Ref; 3],
    structure: &Structure,
    objects: &mut Objects<'_>,
) -> Vec<Place> {
    let (mut tree, mut key) = (0, 0);
    let mut places = Vec::with_capacity(sections.len());
    for section in sections {
        let trees = section.tagged.trees();
        let above = trees.clone().map(|nth| structure.above(tree + nth));
        let outside = outside.into_iter().chain(above).collect();
        places.push(Place { object: objects.reserve(section.size).0, key, outside });
        tree += trees.len();
        key += section.keys;
    }
    places
}

/// Puts the sections in their places, and the tree of pages (7.7.3) above them. Returns the pages.
fn put<'e>(encoded: &'e Encoded<'_>, root: Ref, places: &[Place], objects: &mut Objects<'e>) -> Vec<Ref> {
    let Encoded { volume, shared, sections, .. } = encoded;
    let keys: Vec<Key> = sections.iter().zip(places).filter_map(|(section, at)| section.placed(at)).collect();
    shared.cache.want(&keys);
    let packs = sections
        .par_iter()
        .zip(places)
        .enumerate()
        .map(|(index, (section, at))| section.place(at, shared.cache, || encoded.again(index)));
    for packs in packs.collect::<Vec<_>>() {
        objects.add_packs(packs);
    }
    let mut pages: Vec<Ref> = Vec::with_capacity(volume.count);
    let mut nodes = Vec::with_capacity(sections.len());
    for (section, at) in sections.iter().zip(places) {
        for (index, page) in section.pages.iter().enumerate() {
            pages.push(Ref(at.object + page_object(index).0));
            objects.set_stream(Ref(at.object + section.content(index)), "", Arc::clone(&page.stream));
        }
        nodes.extend((!section.pages.is_empty()).then_some(Ref(at.object)));
    }
    objects.set(root, format!("<</Type/Pages/Kids[{}]/Count {}>>", tags::join(&nodes), volume.count));
    pages
}

/// A document as printpdf laid it out, being finished.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) document: Document,
    pub(super) pages: Vec<ObjectId>,
    /// Those of its objects that will not change.
    finished: Arc<Finished>,
    /// Fonts and pictures.
    pub(super) resources: Object,
}

impl File {
    pub(super) fn new(shared: &Shared<'_>, size: (Sp, Sp), pages: usize) -> Result<Self, Error> {
        let mut pdf = PdfDocument::new(&shared.collection.title);
        for (i, font) in shared.fonts.iter().enumerate().filter(|(_, f)| !f.bytes.is_empty()) {
            let mut parsed = ParsedFont::from_bytes(&font.bytes, 0, &mut Vec::new()).ok_or_else(|| Error::Subset {
                face: font.name.clone(),
                cause: "the subset cannot be read back".to_owned(),
            })?;
            parsed.font_name = Some(font.name.clone());
            pdf.resources.fonts.map.insert(FontId(format!("F{i}")), PdfFont::new(parsed));
        }
        for (i, picture) in &shared.pictures {
            pdf.resources.xobjects.map.insert(XObjectId(format!("Im{i}")), XObject::External(image(picture)));
        }
        let bounds = Rect::from_wh(Points(size.0.to_pt() as f32), Points(size.1.to_pt() as f32));
        let page =
            PdfPage { media_box: bounds.clone(), trim_box: bounds.clone(), crop_box: bounds.clone(), ops: Vec::new() };
        pdf.pages = vec![page; pages];
        // printpdf embeds what pages show: the first is made to show every glyph. Its content is replaced afterwards.
        if let Some(first) = pdf.pages.first_mut() {
            first.ops = manifest(shared);
        }
        let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
        let document = pdf.to_lopdf_document(&options, &mut Vec::new());
        let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
        let mut resources = Object::Dictionary(Dictionary::new());
        if let Some(first) = pages.first() {
            let dictionary = document.get_dictionary(*first).map_err(failed)?;
            resources = dictionary.get(b"Resources").map_err(failed)?.clone();
        }
        let mut file = Self { document, pages, resources, finished: Arc::default() };
        file.trim(shared, size)?;
        Ok(file)
    }

    /// Lets all pages share one resource dictionary, drops what they no longer need, and corrects the fonts.
    fn trim(&mut self, shared: &Shared<'_>, size: (Sp, Sp)) -> Result<(), Error> {
        let bounds = Object::Array([0.0, 0.0, size.0.to_pt(), size.1.to_pt()].map(number).to_vec());
        for page in self.pages.clone() {
            let resources = self.resources.clone();
            let old = self.take_references(page, &["Contents", "Resources"])?;
            for id in old.into_iter().filter(|id| Object::Reference(*id) != resources) {
                self.document.objects.remove(&id);
            }
            let dictionary = self.document.get_object_mut(page).and_then(Object::as_dict_mut).map_err(failed)?;
            dictionary.set("Resources", resources);
            for name in ["MediaBox", "TrimBox", "CropBox"] {
                dictionary.set(name, bounds.clone());
            }
            if dictionary.get(b"Annots").and_then(Object::as_array).is_ok_and(Vec::is_empty) {
                dictionary.remove(b"Annots");
            }
        }
        // Dictionaries without entries are only noise in every file.
        if let Object::Reference(id) = self.resources {
            for id in self.take_references(id, &["ExtGState", "Shading"])? {
                self.document.objects.remove(&id);
            }
        }
        self.fonts(shared)
    }

    /// Writes the objects of one that several files are made of, all but the catalogue, the pages and what these share: they can be
    /// changed no more.
    pub(super) fn settled(mut self) -> Result<Self, Error> {
        let catalogue = self.document.catalog().map_err(failed)?;
        let root = catalogue.get(b"Pages").and_then(Object::as_reference).map_err(failed)?;
        let trailer = [&b"Root"[..], b"Info"].map(|key| self.document.trailer.get(key).and_then(Object::as_reference));
        let named = trailer.into_iter().chain([self.resources.as_reference()]).filter_map(Result::ok);
        let open: BTreeSet<ObjectId> = named.chain([root]).chain(self.pages.iter().copied()).collect();
        let mut finished = Finished::default();
        for (id, object) in std::mem::take(&mut self.document.objects) {
            if open.contains(&id) {
                self.document.objects.insert(id, object);
            } else {
                finished.take(id.0, object);
            }
        }
        self.finished = Arc::new(finished);
        Ok(self)
    }

    /// Takes entries out of a dictionary; returns the objects they referred to.
    fn take_references(&mut self, id: ObjectId, keys: &[&str]) -> Result<Vec<ObjectId>, Error> {
        let dictionary = self.document.get_object_mut(id).and_then(Object::as_dict_mut).map_err(failed)?;
        let taken = keys.iter().filter_map(|key| dictionary.remove(key.as_bytes()));
        Ok(taken.filter_map(|object| object.as_reference().ok()).collect())
    }

    /// Takes all pages out with the root of their tree (7.7.3), whose number is then free for another.
    pub(super) fn take_pages(&mut self) -> Result<Ref, Error> {
        let catalogue = self.document.catalog().map_err(failed)?;
        let root = catalogue.get(b"Pages").and_then(Object::as_reference).map_err(failed)?;
        for id in std::mem::take(&mut self.pages).into_iter().chain([root]) {
            self.document.objects.remove(&id);
        }
        Ok(Ref(root.0))
    }

    pub(super) fn dictionary(&mut self, id: ObjectId) -> Result<&mut Dictionary, Error> {
        self.document.get_object_mut(id).and_then(Object::as_dict_mut).map_err(failed)
    }

    /// Adds a stream that is compressed already.
    pub(super) fn stream(&mut self, mut dictionary: Dictionary, bytes: Vec<u8>) -> ObjectId {
        dictionary.set("Filter", "FlateDecode");
        self.document.add_object(Stream::new(dictionary, bytes).with_compression(false))
    }

    /// Language, title in the window, metadata.
    pub(super) fn catalogue(&mut self, collection: &Collection, conformance: Conformance) -> Result<(), Error> {
        let xmp = metadata::xmp(collection, conformance).into_bytes();
        // Unfiltered, so that programs which know nothing of PDF find it.
        let xmp = Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, xmp).with_compression(false);
        let metadata = self.document.add_object(xmp);
        let root = self.document.catalog_mut().map_err(failed)?;
        root.set("Lang", Object::string_literal(collection.lang.as_str()));
        root.set("Metadata", metadata);
        root.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
        root.set("PageLayout", "TwoPageRight");
        root.set("PageMode", "UseNone");
        Ok(())
    }

    /// Writes the file, with what else there is in it.
    pub(super) fn finish(
        self,
        objects: Objects<'_>,
        collection: &Collection,
        conformance: Conformance,
    ) -> Result<Pieces, Error> {
        let (mut objects, trailer) = (objects, &self.document.trailer);
        objects.add_finished(Arc::unwrap_or_clone(self.finished));
        let root = trailer.get(b"Root").and_then(Object::as_reference).map_err(failed)?;
        let old = trailer.get(b"Info").and_then(Object::as_reference).ok();
        let info = objects.add(metadata::info(collection, conformance));
        for (id, object) in self.document.objects {
            // printpdf describes the file in its own way.
            if Some(id) != old {
                objects.take(id.0, object);
            }
        }
        Ok(objects.write(Ref(root.0), info, conformance.version()))
    }

    /// Sets exact widths, for printpdf cuts them to whole thousandths; codes of one byte where they are enough, with what they
    /// stand for; and compresses what it leaves plain.
    fn fonts(&mut self, shared: &Shared<'_>) -> Result<(), Error> {
        let names: BTreeMap<&[u8], usize> =
            shared.fonts.iter().enumerate().map(|(i, f)| (f.name.as_bytes(), i)).collect();
        let encoding = dictionary! {
            "Type" => "CMap",
            "CMapName" => fonts::NARROW,
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"),
                "Ordering" => Object::string_literal("Identity"),
                "Supplement" => 0,
            },
        };
        let encoding = self.stream(encoding, deflate::zlib(fonts::narrow_encoding().as_bytes()));
        let mut meanings: Vec<(ObjectId, Vec<u8>)> = Vec::new();
        for object in self.document.objects.values_mut() {
            match object {
                Object::Dictionary(font)
                    if font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Type0") =>
                {
                    let Ok(name) = font.get(b"BaseFont").and_then(Object::as_name) else { continue };
                    let Some(index) = names.get(name) else { continue };
                    let widths = shared.fonts[*index].widths.iter().map(|w| hundredths(*w)).collect();
                    if let Ok(Object::Dictionary(descendant)) =
                        font.get_mut(b"DescendantFonts").and_then(Object::as_array_mut).map(|a| &mut a[0])
                    {
                        descendant.set("W", vec![Object::Integer(0), Object::Array(widths)]);
                    }
                    if shared.fonts[*index].is_narrow() {
                        font.set("Encoding", encoding);
                    }
                    if let Ok(id) = font.get(b"ToUnicode").and_then(Object::as_reference) {
                        meanings.push((id, shared.fonts[*index].to_unicode().into_bytes()));
                    }
                }
                Object::Stream(stream) if !stream.dict.has(b"Filter") => {
                    let content = deflate_kept(&stream.content, shared.cache);
                    stream.dict.set("Filter", "FlateDecode");
                    stream.set_content(content);
                }
                _ => {}
            }
        }
        for (id, map) in meanings {
            let map = Stream::new(dictionary! { "Filter" => "FlateDecode" }, deflate_kept(&map, shared.cache))
                .with_compression(false);
            self.document.set_object(id, map);
        }
        Ok(())
    }
}

/// Text that shows every glyph of every font with what it stands for.
fn manifest(shared: &Shared<'_>) -> Vec<Op> {
    let mut ops = vec![Op::StartTextSection];
    for (i, font) in shared.fonts.iter().enumerate().filter(|(_, f)| !f.bytes.is_empty()) {
        ops.push(Op::SetFont {
            font: printpdf::ops::PdfFontHandle::External(FontId(format!("F{i}"))),
            size: Points(10.0),
        });
        let glyphs = font.texts.iter().map(|(glyph, text)| Codepoint::with_cid(*glyph, 0.0, text.clone())).collect();
        ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(glyphs)] });
    }
    ops.push(Op::EndTextSection);
    ops
}

fn image(picture: &Picture) -> ExternalXObject {
    use printpdf::DictItem::{Int, Name, Stream as Nested};
    let entry = |key: &str, value| (key.to_owned(), value);
    let name = |text: &str| Name(text.as_bytes().to_vec());
    let mut dict = BTreeMap::from([
        entry("Type", name("XObject")),
        entry("Subtype", name("Image")),
        entry("Width", Int(i64::from(picture.width))),
        entry("Height", Int(i64::from(picture.height))),
        entry("ColorSpace", name(picture.space.name())),
        entry("BitsPerComponent", Int(8)),
        entry("Filter", name(picture.filter)),
    ]);
    if let Some(mask) = &picture.mask {
        let dict_of_mask = BTreeMap::from([
            entry("Type", name("XObject")),
            entry("Subtype", name("Image")),
            entry("Width", Int(i64::from(picture.width))),
            entry("Height", Int(i64::from(picture.height))),
            entry("ColorSpace", name("DeviceGray")),
            entry("BitsPerComponent", Int(8)),
            entry("Filter", name("FlateDecode")),
        ]);
        dict.insert(
            "SMask".to_owned(),
            Nested { stream: ExternalStream { dict: dict_of_mask, content: mask.clone(), compress: false } },
        );
    }
    ExternalXObject {
        stream: ExternalStream { dict, content: picture.data.clone(), compress: false },
        width: None,
        height: None,
        dpi: None,
    }
}

/// A number with three decimals.
fn number(points: f64) -> Object {
    let rounded = (points * 1000.0).round() / 1000.0;
    if rounded.fract() == 0.0 { Object::Integer(rounded as i64) } else { Object::Real(rounded as f32) }
}

fn hundredths(value: i64) -> Object {
    if value % 100 == 0 { Object::Integer(value / 100) } else { Object::Real(value as f32 / 100.0) }
}
