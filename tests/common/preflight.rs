//! Looks a file for a press over as a prepress department does: what PDF/X-4 and PDF/X-1a:2001 ask that can be seen in the
//! file, and nothing of how it was made.

use std::collections::BTreeSet;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

/// What a file says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    X4,
    X1a,
}

/// A file being looked over.
pub struct Preflight {
    pub document: Document,
    /// Its first bytes and whether it has streams that PDF 1.3 does not know.
    head: Vec<u8>,
    packed: bool,
}

/// A box: left, bottom, right, top.
pub type Bounds = [f32; 4];

impl Preflight {
    pub fn read(bytes: &[u8]) -> Self {
        let document = Document::load_mem(bytes).expect("it can be read");
        let packed = bytes.windows(7).any(|window| window == b"/ObjStm" || window == b"/XRef/S");
        Self { document, head: bytes[..8].to_vec(), packed }
    }

    pub fn claim(&self) -> Option<Claim> {
        if self.text(self.info(), b"GTS_PDFXConformance").as_deref() == Some("PDF/X-1a:2001") {
            return Some(Claim::X1a);
        }
        self.xmp().contains("<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>").then_some(Claim::X4)
    }

    pub fn info(&self) -> Dictionary {
        self.document.trailer.get(b"Info").map(|info| self.dictionary(info)).unwrap_or_default()
    }

    pub fn xmp(&self) -> String {
        let root = self.document.catalog().expect("it has a catalogue");
        let stream = root.get(b"Metadata").ok().and_then(|object| self.stream(object));
        stream.map(|stream| String::from_utf8(stream.content.clone()).expect("it is UTF-8")).unwrap_or_default()
    }

    pub fn pages(&self) -> Vec<ObjectId> {
        self.document.get_pages().into_values().collect()
    }

    pub fn bounds(&self, page: ObjectId, name: &str) -> Option<Bounds> {
        let array = self.document.get_dictionary(page).ok()?.get(name.as_bytes()).ok()?.as_array().ok()?;
        let numbers: Vec<f32> = array.iter().filter_map(|number| number.as_float().ok()).collect();
        numbers.try_into().ok()
    }

    /// What operators paint a page, with those of the forms in it.
    pub fn operations(&self, page: ObjectId) -> Vec<(String, Vec<Object>)> {
        let content = self.document.get_page_content(page);
        let content = Content::decode(&content).expect("its content can be read");
        let mut all: Vec<_> = content.operations.into_iter().map(|o| (o.operator, o.operands)).collect();
        for form in self.xobjects(page).into_iter().filter(|object| subtype(&object.dict) == b"Form") {
            let content = form.decompressed_content().unwrap_or_else(|_| form.content.clone());
            let content = Content::decode(&content).expect("its content can be read");
            all.extend(content.operations.into_iter().map(|o| (o.operator, o.operands)));
        }
        all
    }

    /// The forms and pictures of a page.
    pub fn xobjects(&self, page: ObjectId) -> Vec<Stream> {
        let resources = self.resources(page);
        let Ok(xobjects) = resources.get(b"XObject") else { return Vec::new() };
        let xobjects = self.dictionary(xobjects);
        xobjects.iter().filter_map(|(_, object)| self.stream(object).cloned()).collect()
    }

    fn resources(&self, page: ObjectId) -> Dictionary {
        let page = self.document.get_dictionary(page).expect("it is a page");
        page.get(b"Resources").map(|object| self.dictionary(object)).unwrap_or_default()
    }

    fn dictionary(&self, object: &Object) -> Dictionary {
        match object {
            Object::Reference(id) => self.document.get_dictionary(*id).cloned().unwrap_or_default(),
            Object::Dictionary(dictionary) => dictionary.clone(),
            _ => Dictionary::new(),
        }
    }

    fn stream<'s>(&'s self, object: &'s Object) -> Option<&'s Stream> {
        match object {
            Object::Reference(id) => self.document.get_object(*id).ok()?.as_stream().ok(),
            Object::Stream(stream) => Some(stream),
            _ => None,
        }
    }

    fn text(&self, dictionary: Dictionary, key: &[u8]) -> Option<String> {
        lopdf::decode_text_string(dictionary.get(key).ok()?).ok()
    }

    /// All that a press would send the file back for.
    pub fn faults(&self) -> Vec<String> {
        let Some(claim) = self.claim() else { return vec!["it does not say what it is".to_owned()] };
        let mut faults = Vec::new();
        self.file(claim, &mut faults);
        self.intent(claim, &mut faults);
        for (number, page) in self.pages().into_iter().enumerate() {
            let mut found = Vec::new();
            self.boxes(page, &mut found);
            self.interaction(page, &mut found);
            self.paint(claim, page, &mut found);
            self.states(claim, page, &mut found);
            self.pictures(claim, page, &mut found);
            self.fonts(claim, page, &mut found);
            faults.extend(found.into_iter().map(|fault| format!("page {}: {fault}", number + 1)));
        }
        faults
    }

    fn file(&self, claim: Claim, faults: &mut Vec<String>) {
        let mut ask = |met: bool, what: &str| {
            if !met {
                faults.push(what.to_owned());
            }
        };
        let version: &[u8] = if claim == Claim::X4 { b"%PDF-1.6" } else { b"%PDF-1.3" };
        ask(self.head == version, "its version is another");
        ask(claim == Claim::X4 || !self.packed, "it has streams of objects, which PDF 1.3 does not know");
        let trailer = &self.document.trailer;
        let id = trailer.get(b"ID").and_then(Object::as_array).map(|parts| parts.len()).unwrap_or(0);
        ask(id == 2, "it has no identifier");
        ask(!trailer.has(b"Encrypt"), "it is encrypted");
        let info = self.info();
        for key in ["Title", "CreationDate", "ModDate"] {
            ask(
                self.text(info.clone(), key.as_bytes()).is_some_and(|text| !text.is_empty()),
                &format!("it says no {key}"),
            );
        }
        let trapped = info.get(b"Trapped").and_then(Object::as_name).unwrap_or_default().to_vec();
        ask(trapped == b"True" || trapped == b"False", "it does not say whether it is trapped");
        let version = self.text(info.clone(), b"GTS_PDFXVersion");
        ask((claim == Claim::X1a) == (version.as_deref() == Some("PDF/X-1:2001")), "its GTS_PDFXVersion is another");
        let xmp = self.xmp();
        if claim == Claim::X4 {
            ask(!info.has(b"GTS_PDFXVersion"), "its GTS_PDFXVersion stands where PDF/X-4 has none");
            for element in [
                "dc:title",
                "xmp:CreateDate",
                "xmp:ModifyDate",
                "xmp:MetadataDate",
                "pdf:Trapped",
                "xmpMM:DocumentID",
                "xmpMM:VersionID",
                "xmpMM:RenditionClass",
            ] {
                ask(xmp.contains(&format!("<{element}>")), &format!("its XMP has no {element}"));
            }
        }
        let root = self.document.catalog().expect("it has a catalogue");
        for key in ["OpenAction", "AA", "AcroForm", "OCProperties"] {
            ask(!root.has(key.as_bytes()), &format!("it has {key}"));
        }
        for object in self.document.objects.values() {
            let dictionary = match object {
                Object::Stream(stream) => &stream.dict,
                Object::Dictionary(dictionary) => dictionary,
                _ => continue,
            };
            ask(subtype(dictionary) != b"PS", "it has PostScript");
            for filter in filters(dictionary) {
                let known = matches!(&filter[..], b"FlateDecode" | b"DCTDecode");
                ask(known, &format!("it has a stream of {}", String::from_utf8_lossy(&filter)));
            }
        }
    }

    fn intent(&self, claim: Claim, faults: &mut Vec<String>) {
        let root = self.document.catalog().expect("it has a catalogue");
        let intents = root.get(b"OutputIntents").and_then(Object::as_array).cloned().unwrap_or_default();
        let of_press = |intent: &Dictionary| intent.get(b"S").and_then(Object::as_name).is_ok_and(|s| s == b"GTS_PDFX");
        let intents: Vec<Dictionary> = intents.iter().map(|o| self.dictionary(o)).filter(of_press).collect();
        let [intent] = &intents[..] else {
            faults.push(format!("it has {} output intents", intents.len()));
            return;
        };
        for key in ["OutputConditionIdentifier", "OutputCondition", "Info"] {
            if self.text(intent.clone(), key.as_bytes()).is_none_or(|text| text.is_empty()) {
                faults.push(format!("its output intent has no {key}"));
            }
        }
        let profile = intent.get(b"DestOutputProfile").ok().and_then(|object| self.stream(object));
        match profile {
            Some(profile) => {
                let bytes = profile.decompressed_content().unwrap_or_default();
                if bytes.get(12..20) != Some(b"prtrCMYK") || bytes.get(36..40) != Some(b"acsp") {
                    faults.push("the profile of its output intent is not a press's".to_owned());
                }
            }
            None if claim == Claim::X4 => faults.push("its output intent has no profile".to_owned()),
            None => {
                if self.text(intent.clone(), b"RegistryName").as_deref() != Some("http://www.color.org") {
                    faults.push("its output intent has neither profile nor registry".to_owned());
                }
            }
        }
    }

    fn boxes(&self, page: ObjectId, faults: &mut Vec<String>) {
        let [media, bleed, trim] = ["MediaBox", "BleedBox", "TrimBox"].map(|name| self.bounds(page, name));
        let (Some(media), Some(bleed), Some(trim)) = (media, bleed, trim) else {
            faults.push("a box is missing".to_owned());
            return;
        };
        let within = |inner: Bounds, outer: Bounds| {
            inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3]
        };
        if !within(trim, bleed) || !within(bleed, media) || trim[0] >= trim[2] || trim[1] >= trim[3] {
            faults.push(format!("its boxes do not lie in each other: {media:?}, {bleed:?}, {trim:?}"));
        }
        if self.bounds(page, "CropBox").is_some_and(|crop| !within(bleed, crop)) {
            faults.push("its crop box cuts its bleed".to_owned());
        }
        if self.bounds(page, "ArtBox").is_some() {
            faults.push("it has an art box besides".to_owned());
        }
    }

    fn interaction(&self, page: ObjectId, faults: &mut Vec<String>) {
        let page = self.document.get_dictionary(page).expect("it is a page");
        for key in ["Annots", "AA"] {
            if page.has(key.as_bytes()) {
                faults.push(format!("it has {key}"));
            }
        }
    }

    fn paint(&self, claim: Claim, page: ObjectId, faults: &mut Vec<String>) {
        const KNOWN: [&str; 32] = [
            "q", "Q", "cm", "w", "J", "j", "d", "gs", "m", "l", "c", "re", "W", "n", "f", "S", "s", "BT", "ET", "Td",
            "Tf", "Tw", "Tz", "Ts", "TJ", "Do", "g", "G", "k", "K", "BMC", "EMC",
        ];
        let mut unknown = BTreeSet::new();
        for (operator, _) in self.operations(page) {
            match &operator[..] {
                "rg" | "RG" => faults.push("it is painted in RGB".to_owned()),
                operator if !KNOWN.contains(&operator) => drop(unknown.insert(operator.to_owned())),
                _ => {}
            }
        }
        faults.extend(unknown.into_iter().map(|operator| format!("it has the operator {operator}")));
        let group = self.document.get_dictionary(page).is_ok_and(|page| page.has(b"Group"));
        let groups = self.xobjects(page).into_iter().any(|object| object.dict.has(b"Group"));
        if claim == Claim::X1a && (group || groups) {
            faults.push("it has a group of transparency".to_owned());
        }
    }

    fn states(&self, claim: Claim, page: ObjectId, faults: &mut Vec<String>) {
        let resources = self.resources(page);
        let Ok(states) = resources.get(b"ExtGState") else { return };
        for (_, state) in &self.dictionary(states) {
            let state = self.dictionary(state);
            for key in ["TR", "TR2", "HT", "HTP"] {
                if state.has(key.as_bytes()) {
                    faults.push(format!("a graphics state has {key}"));
                }
            }
            let opaque = |key: &[u8]| state.get(key).and_then(Object::as_float).is_ok_and(|alpha| alpha < 1.0);
            let named = |key: &[u8], plain: &[&[u8]]| {
                state.get(key).is_ok_and(|mode| !mode.as_name().is_ok_and(|name| plain.contains(&name)))
            };
            let transparent = opaque(b"ca")
                || opaque(b"CA")
                || named(b"BM", &[b"Normal", b"Compatible"])
                || named(b"SMask", &[b"None"]);
            if claim == Claim::X1a && transparent {
                faults.push("a graphics state is transparent".to_owned());
            }
        }
    }

    fn pictures(&self, claim: Claim, page: ObjectId, faults: &mut Vec<String>) {
        for picture in self.xobjects(page).into_iter().filter(|object| subtype(&object.dict) == b"Image") {
            let space = picture.dict.get(b"ColorSpace").cloned().unwrap_or(Object::Null);
            let name = match &space {
                Object::Array(parts) => parts.first().and_then(|part| part.as_name().ok()).unwrap_or_default(),
                space => space.as_name().unwrap_or_default(),
            };
            let allowed: &[&[u8]] = match claim {
                Claim::X4 => &[b"DeviceGray", b"DeviceCMYK", b"ICCBased"],
                Claim::X1a => &[b"DeviceGray", b"DeviceCMYK"],
            };
            if !allowed.contains(&name) {
                faults.push(format!("a picture is in {}", String::from_utf8_lossy(name)));
            }
            if claim == Claim::X1a && picture.dict.has(b"SMask") {
                faults.push("a picture is transparent".to_owned());
            }
            for key in ["Alternates", "OPI"] {
                if picture.dict.has(key.as_bytes()) {
                    faults.push(format!("a picture has {key}"));
                }
            }
        }
    }

    fn fonts(&self, claim: Claim, page: ObjectId, faults: &mut Vec<String>) {
        let resources = self.resources(page);
        let fonts = resources.get(b"Font").map(|object| self.dictionary(object)).unwrap_or_default();
        for (_, font) in &fonts {
            let font = self.dictionary(font);
            let below = font.get(b"DescendantFonts").and_then(Object::as_array).ok().and_then(|a| a.first().cloned());
            let below = below.map_or(font.clone(), |object| self.dictionary(&object));
            let descriptor = below.get(b"FontDescriptor").map(|object| self.dictionary(object)).unwrap_or_default();
            let file = [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"];
            let file = file.into_iter().find_map(|key| self.stream(descriptor.get(key).ok()?));
            if claim == Claim::X1a && file.is_some_and(|file| subtype(&file.dict) == b"OpenType") {
                faults.push("a font is in a form that PDF 1.3 does not know".to_owned());
            }
            if file.is_none_or(|file| file.content.is_empty()) {
                let name = font.get(b"BaseFont").and_then(Object::as_name).unwrap_or_default();
                faults.push(format!("the font {} is not in the file", String::from_utf8_lossy(name)));
            }
        }
    }
}

fn subtype(dictionary: &Dictionary) -> &[u8] {
    dictionary.get(b"Subtype").and_then(Object::as_name).unwrap_or_default()
}

fn filters(dictionary: &Dictionary) -> Vec<Vec<u8>> {
    match dictionary.get(b"Filter") {
        Ok(Object::Name(name)) => vec![name.clone()],
        Ok(Object::Array(names)) => names.iter().filter_map(|n| n.as_name().ok()).map(<[u8]>::to_vec).collect(),
        _ => Vec::new(),
    }
}
