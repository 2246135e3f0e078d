//! Puts files together. printpdf lays out the document, its fonts, pictures, page boxes and annotations; then what it
//! lacks is added to its objects: our content streams, exact widths, bookmarks in levels, page labels, named
//! destinations, metadata that repeat, identifiers that repeat.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, Stream, dictionary};
use printpdf::font::PdfFont;
use printpdf::{
    Actions, BorderArray, Codepoint, ColorArray, ExternalStream, ExternalXObject, FontId, HighlightingMode,
    LinkAnnotation, Op, ParsedFont, PdfDocument, PdfPage, PdfSaveOptions, Pt, Rect, TextItem, XObject, XObjectId,
};
use sha2::{Digest, Sha256};

use super::images::Picture;
use super::{Encoded, Error, failed};
use crate::collection::Collection;
use crate::collection::moment::Moment;
use crate::manuscript::Role;
use crate::typeset::{LinkArea, LinkTo, OutlineEntry, Sp};

/// Named places: page from 0, and distance from its top.
type Places<'p> = BTreeMap<&'p str, (usize, Sp)>;

/// Writes the file to read.
pub(super) fn reading(encoded: &Encoded<'_>) -> Result<Vec<u8>, Error> {
    let paged = encoded.paged;
    let size = (paged.width, paged.height);
    let places: Places<'_> = paged.destinations.iter().map(|d| (&*d.name, (d.page, d.y))).collect();
    let pages: Vec<Vec<Op>> = paged
        .pages
        .iter()
        .map(|page| {
            page.links
                .iter()
                .filter_map(|link| annotation(link, paged.height, &places))
                .map(|link| Op::LinkAnnotation { link })
                .collect()
        })
        .collect();
    let mut file = File::new(encoded, size, pages)?;
    let contents: Vec<ObjectId> =
        encoded.pages.iter().map(|bytes| file.stream(Dictionary::new(), bytes.clone())).collect();
    for (page, content) in file.pages.clone().into_iter().zip(contents) {
        file.set(page, "Contents", content.into())?;
    }
    file.describe_links(encoded, &places)?;
    file.catalogue(encoded.collection)?;
    file.labels()?;
    file.outline(&paged.outline, paged.height)?;
    file.destinations(encoded)?;
    file.finish(encoded.collection)
}

/// A document as printpdf laid it out, being finished.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) document: Document,
    pages: Vec<ObjectId>,
    /// Fonts and pictures.
    pub(super) resources: Object,
}

impl File {
    pub(super) fn new(encoded: &Encoded<'_>, size: (Sp, Sp), mut pages: Vec<Vec<Op>>) -> Result<Self, Error> {
        let mut pdf = PdfDocument::new(&encoded.collection.title);
        for (i, font) in encoded.fonts.iter().enumerate().filter(|(_, f)| !f.bytes.is_empty()) {
            let mut parsed = ParsedFont::from_bytes(&font.bytes, 0, &mut Vec::new()).ok_or_else(|| Error::Subset {
                face: font.name.clone(),
                cause: "the subset cannot be read back".to_owned(),
            })?;
            parsed.font_name = Some(font.name.clone());
            pdf.resources.fonts.map.insert(FontId(format!("F{i}")), PdfFont::new(parsed));
        }
        for (i, picture) in encoded.pictures.iter().enumerate() {
            pdf.resources.xobjects.map.insert(XObjectId(format!("Im{i}")), XObject::External(image(picture)));
        }
        // printpdf embeds what pages show: the first is made to show every glyph. Its content is replaced afterwards.
        if let Some(first) = pages.first_mut() {
            first.extend(manifest(encoded));
        }
        let bounds = Rect::from_wh(Pt(size.0.to_pt() as f32), Pt(size.1.to_pt() as f32));
        pdf.pages = pages
            .into_iter()
            .map(|ops| PdfPage { media_box: bounds.clone(), trim_box: bounds.clone(), crop_box: bounds.clone(), ops })
            .collect();
        let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
        let document = pdf.to_lopdf_document(&options, &mut Vec::new());
        let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
        let mut resources = Object::Dictionary(Dictionary::new());
        if let Some(first) = pages.first() {
            let dictionary = document.get_dictionary(*first).map_err(failed)?;
            resources = dictionary.get(b"Resources").map_err(failed)?.clone();
        }
        let mut file = Self { document, pages, resources };
        file.trim(encoded, size)?;
        Ok(file)
    }

    /// Lets all pages share one resource dictionary, drops what they no longer need, and corrects the fonts.
    fn trim(&mut self, encoded: &Encoded<'_>, size: (Sp, Sp)) -> Result<(), Error> {
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
        self.fonts(encoded)
    }

    /// Takes entries out of a dictionary; returns the objects they referred to.
    fn take_references(&mut self, id: ObjectId, keys: &[&str]) -> Result<Vec<ObjectId>, Error> {
        let dictionary = self.document.get_object_mut(id).and_then(Object::as_dict_mut).map_err(failed)?;
        let taken = keys.iter().filter_map(|key| dictionary.remove(key.as_bytes()));
        Ok(taken.filter_map(|object| object.as_reference().ok()).collect())
    }

    /// Sets exact widths, for printpdf cuts them to whole thousandths, and compresses what it leaves plain.
    fn fonts(&mut self, encoded: &Encoded<'_>) -> Result<(), Error> {
        let names: BTreeMap<&[u8], usize> =
            encoded.fonts.iter().enumerate().map(|(i, f)| (f.name.as_bytes(), i)).collect();
        for object in self.document.objects.values_mut() {
            match object {
                Object::Dictionary(font)
                    if font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Type0") =>
                {
                    let Ok(name) = font.get(b"BaseFont").and_then(Object::as_name) else { continue };
                    let Some(index) = names.get(name) else { continue };
                    let widths = encoded.fonts[*index].widths.iter().map(|w| hundredths(*w)).collect();
                    if let Ok(Object::Dictionary(descendant)) =
                        font.get_mut(b"DescendantFonts").and_then(Object::as_array_mut).map(|a| &mut a[0])
                    {
                        descendant.set("W", vec![Object::Integer(0), Object::Array(widths)]);
                    }
                }
                Object::Stream(stream) if !stream.dict.has(b"Filter") => {
                    let content = super::content::deflate(&stream.content);
                    stream.dict.set("Filter", "FlateDecode");
                    stream.set_content(content);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Adds a stream that is compressed already.
    pub(super) fn stream(&mut self, mut dictionary: Dictionary, bytes: Vec<u8>) -> ObjectId {
        dictionary.set("Filter", "FlateDecode");
        self.document.add_object(Stream::new(dictionary, bytes).with_compression(false))
    }

    fn set(&mut self, id: ObjectId, key: &str, value: Object) -> Result<(), Error> {
        self.document.get_object_mut(id).and_then(Object::as_dict_mut).map_err(failed)?.set(key, value);
        Ok(())
    }

    fn catalog_mut(&mut self) -> Result<&mut Dictionary, Error> {
        self.document.catalog_mut().map_err(failed)
    }

    /// Language, title in the window, metadata.
    pub(super) fn catalogue(&mut self, collection: &Collection) -> Result<(), Error> {
        let metadata = metadata(collection);
        let id = self.document.add_object(
            Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, metadata.into_bytes())
                .with_compression(false),
        );
        let root = self.catalog_mut()?;
        root.set("Lang", text(collection.lang.as_str()));
        root.set("Metadata", id);
        root.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
        root.set("PageLayout", "TwoPageRight");
        root.set("PageMode", "UseNone");
        Ok(())
    }

    /// Page labels (ISO 32000-1, 12.4.2): the numbers printed on the pages, which begin with the cover.
    fn labels(&mut self) -> Result<(), Error> {
        let labels = dictionary! { "Nums" => vec![Object::Integer(0), dictionary! { "S" => "D" }.into()] };
        self.catalog_mut()?.set("PageLabels", labels);
        Ok(())
    }

    /// Bookmarks in levels (ISO 32000-1, 12.3.3).
    fn outline(&mut self, entries: &[OutlineEntry], height: Sp) -> Result<(), Error> {
        if entries.is_empty() {
            return Ok(());
        }
        let root = self.document.new_object_id();
        let (first, last) = self.outline_level(entries, root, height);
        let count = i64::try_from(entries.len()).unwrap_or(0);
        self.document
            .set_object(root, dictionary! { "Type" => "Outlines", "First" => first, "Last" => last, "Count" => count });
        let catalog = self.catalog_mut()?;
        catalog.set("Outlines", root);
        catalog.set("PageMode", "UseOutlines");
        Ok(())
    }

    fn outline_level(&mut self, entries: &[OutlineEntry], parent: ObjectId, height: Sp) -> (ObjectId, ObjectId) {
        let ids: Vec<ObjectId> = entries.iter().map(|_| self.document.new_object_id()).collect();
        for (i, entry) in entries.iter().enumerate() {
            let mut item = dictionary! {
                "Title" => text(&entry.title),
                "Parent" => parent,
                "Dest" => self.place(entry.page, height - entry.y),
            };
            if i > 0 {
                item.set("Prev", ids[i - 1]);
            }
            if let Some(next) = ids.get(i + 1) {
                item.set("Next", *next);
            }
            if !entry.children.is_empty() {
                let (first, last) = self.outline_level(&entry.children, ids[i], height);
                item.set("First", first);
                item.set("Last", last);
                // Below 0: the children are folded away.
                item.set("Count", -i64::try_from(entry.children.len()).unwrap_or(0));
            }
            self.document.set_object(ids[i], item);
        }
        (ids[0], ids[ids.len() - 1])
    }

    fn place(&self, page: usize, top: Sp) -> Object {
        let page = self.pages.get(page).map_or(Object::Null, |id| Object::Reference(*id));
        Object::Array(vec![page, "XYZ".into(), Object::Null, number(top.to_pt()), Object::Null])
    }

    /// Named destinations as a name tree of one level below the root (ISO 32000-1, 7.9.6 and 12.3.2.3).
    fn destinations(&mut self, encoded: &Encoded<'_>) -> Result<(), Error> {
        let height = encoded.paged.height;
        let mut kids = Vec::new();
        for chunk in encoded.paged.destinations.chunks(64) {
            let mut names = Vec::with_capacity(chunk.len() * 2);
            for destination in chunk {
                names.push(Object::string_literal(destination.name.as_bytes().to_vec()));
                names.push(self.place(destination.page, height - destination.y));
            }
            let limits = vec![names[0].clone(), names[names.len() - 2].clone()];
            kids.push(Object::Reference(
                self.document.add_object(dictionary! { "Names" => names, "Limits" => limits }),
            ));
        }
        let tree = self.document.add_object(dictionary! { "Kids" => kids });
        self.catalog_mut()?.set("Names", dictionary! { "Dests" => tree });
        Ok(())
    }

    /// Says of every link what it is, for those who do not see it (ISO 32000-1, 12.5.2).
    fn describe_links(&mut self, encoded: &Encoded<'_>, places: &Places<'_>) -> Result<(), Error> {
        for (id, page) in self.pages.clone().into_iter().zip(&encoded.paged.pages) {
            let dictionary = self.document.get_object_mut(id).and_then(Object::as_dict_mut).map_err(failed)?;
            dictionary.set("Tabs", "S");
            let Ok(annotations) = dictionary.get_mut(b"Annots").and_then(Object::as_array_mut) else { continue };
            let written = page.links.iter().filter(|link| is_written(link, places));
            for (annotation, link) in annotations.iter_mut().zip(written) {
                if let Ok(annotation) = annotation.as_dict_mut() {
                    annotation.set("Contents", text(&link.contents));
                    // Printed with the page.
                    annotation.set("F", 4);
                    annotation.remove(b"C");
                }
            }
        }
        Ok(())
    }

    /// Sets what describes the file as a whole, and writes it.
    pub(super) fn finish(mut self, collection: &Collection) -> Result<Vec<u8>, Error> {
        let info = info(collection);
        if let Ok(Object::Reference(id)) = self.document.trailer.get(b"Info") {
            let id = *id;
            self.document.set_object(id, info);
        }
        self.document.version = "1.7".to_owned();
        // The identifier (ISO 32000-1, 14.4) is that of the content, so that equal files are equal.
        let mut hash = Sha256::new();
        for object in self.document.objects.values() {
            if let Object::Stream(stream) = object {
                hash.update(&stream.content);
            }
        }
        hash.update(collection.identifier.as_bytes());
        let id = Object::string_literal(hash.finalize()[..16].to_vec());
        self.document.trailer.set("ID", vec![id.clone(), id]);
        let mut out = Vec::new();
        let options =
            SaveOptions::builder().use_object_streams(true).use_xref_streams(true).compression_level(6).build();
        self.document.save_with_options(&mut out, options).map_err(|e| Error::Write(e.to_string()))?;
        Ok(out)
    }
}

/// Text that shows every glyph of every font with what it stands for.
fn manifest(encoded: &Encoded<'_>) -> Vec<Op> {
    let mut ops = vec![Op::StartTextSection];
    for (i, font) in encoded.fonts.iter().enumerate().filter(|(_, f)| !f.bytes.is_empty()) {
        ops.push(Op::SetFont { font: printpdf::ops::PdfFontHandle::External(FontId(format!("F{i}"))), size: Pt(10.0) });
        let glyphs = font.texts.iter().map(|(glyph, text)| Codepoint::with_cid(*glyph, 0.0, text.clone())).collect();
        ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(glyphs)] });
    }
    ops.push(Op::EndTextSection);
    ops
}

/// Whether [`annotation`] makes one of this link.
fn is_written(link: &LinkArea, places: &Places<'_>) -> bool {
    match &link.to {
        LinkTo::Address(_) => true,
        LinkTo::Destination(name) => places.contains_key(&**name),
    }
}

fn annotation(link: &LinkArea, height: Sp, places: &Places<'_>) -> Option<LinkAnnotation> {
    let pt = |length: Sp| Pt(round(length).parse().unwrap_or(0.0));
    let actions = match &link.to {
        LinkTo::Address(address) => Actions::Uri(address.to_string()),
        LinkTo::Destination(name) => {
            let (page, y) = places.get(&**name)?;
            Actions::Goto(printpdf::Destination::Xyz {
                page: page + 1,
                left: None,
                top: Some(pt(height - *y).0),
                zoom: None,
            })
        }
    };
    let bottom = height - link.y - link.height;
    let rect = Rect {
        x: pt(link.x),
        y: pt(bottom),
        width: pt(link.width),
        height: pt(link.height),
        mode: None,
        winding_order: None,
    };
    Some(LinkAnnotation {
        rect,
        actions,
        border: BorderArray::Solid([0.0, 0.0, 0.0]),
        color: ColorArray::Transparent,
        highlighting: HighlightingMode::Invert,
    })
}

fn image(picture: &Picture) -> ExternalXObject {
    use printpdf::DictItem::{Array, Int, Name, Stream as Nested};
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
    if picture.inverted {
        dict.insert("Decode".to_owned(), Array([1, 0, 1, 0, 1, 0, 1, 0].map(Int).to_vec()));
    }
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

fn authors(collection: &Collection) -> Vec<&str> {
    collection.people.iter().filter(|p| p.role == Role::Author).map(|p| p.name.as_str()).collect()
}

/// The document information dictionary (ISO 32000-1, 14.3.3).
fn info(collection: &Collection) -> Dictionary {
    let date = Object::string_literal(Moment::of(collection.modified).pdf());
    let mut info = dictionary! {
        "Title" => text(&collection.title),
        "Creator" => text("Pamphlet"),
        "Producer" => text("Pamphlet"),
        "CreationDate" => date.clone(),
        "ModDate" => date,
    };
    let authors = authors(collection);
    if !authors.is_empty() {
        info.set("Author", text(&authors.join(", ")));
    }
    if let Some(summary) = &collection.summary {
        info.set("Subject", text(summary));
    }
    if !collection.subjects.is_empty() {
        info.set("Keywords", text(&collection.subjects.join(", ")));
    }
    info
}

/// The same as XMP (ISO 16684-1), agreeing with the information dictionary.
fn metadata(collection: &Collection) -> String {
    let escape = |s: &str| s.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let date = Moment::of(collection.modified).iso();
    let title = escape(&collection.title);
    let mut dc = format!(
        "<dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>"
    );
    dc.push_str(&format!(
        "<dc:language><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></dc:language>",
        escape(collection.lang.as_str())
    ));
    dc.push_str(&format!("<dc:identifier>{}</dc:identifier>", escape(&collection.identifier)));
    let authors = authors(collection);
    if !authors.is_empty() {
        // The information dictionary has one string: so has this list.
        dc.push_str(&format!(
            "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>",
            escape(&authors.join(", "))
        ));
    }
    if let Some(summary) = &collection.summary {
        dc.push_str(&format!(
            "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:description>",
            escape(summary)
        ));
    }
    if !collection.subjects.is_empty() {
        dc.push_str(&format!("<pdf:Keywords>{}</pdf:Keywords>", escape(&collection.subjects.join(", "))));
    }
    format!(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">{dc}<xmp:CreatorTool>Pamphlet</xmp:CreatorTool><xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate><pdf:Producer>Pamphlet</pdf:Producer></rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"
    )
}

/// A text string: ASCII as it is, the rest as UTF-16.
fn text(s: &str) -> Object {
    if s.is_ascii() {
        return Object::string_literal(s);
    }
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(s.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, lopdf::StringFormat::Hexadecimal)
}

/// A number with three decimals.
fn number(points: f64) -> Object {
    let rounded = (points * 1000.0).round() / 1000.0;
    if rounded.fract() == 0.0 { Object::Integer(rounded as i64) } else { Object::Real(rounded as f32) }
}

fn hundredths(value: i64) -> Object {
    if value % 100 == 0 { Object::Integer(value / 100) } else { Object::Real(value as f32 / 100.0) }
}

fn round(length: Sp) -> String {
    format!("{:.3}", length.to_pt())
}
