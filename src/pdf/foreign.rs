//! PDFs of others: their pages become forms and go on sheets like our own.
//!
//! Taken over is what pages show. What belongs to the file as one reads it on a screen is left out: links, comments, form
//! fields, bookmarks, scripts, tags.

use std::fmt;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::objects::{Objects, Ref, Version};
use super::sides::{Form, lay};
use super::{Error, failed};
use crate::deflate;
use crate::impose::{Imposed, Pages};
use crate::source::{Cache, Pieces};
use crate::typeset::Sp;

/// How deep page trees and chains of references may be.
const MAX_DEPTH: usize = 64;
/// The most bytes that the content of a page may have when it is put together from parts.
const MAX_CONTENT: usize = 256 << 20;
/// The largest side of a page in points: five metres, as much as some viewers show.
const MAX_SIDE: f64 = 14_400.0;

/// Which of a page's boxes counts as the page (ISO 32000-1, 14.11.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageBox {
    /// The trimmed page.
    Trim,
    /// What is shown.
    Crop,
    /// The whole medium.
    Media,
}

impl PageBox {
    /// What the command line calls them.
    pub const NAMES: [(&'static str, Self); 3] = [("trim", Self::Trim), ("crop", Self::Crop), ("media", Self::Media)];
}

/// Why a PDF of others cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is something else.
    NotPdf,
    /// It cannot be taken apart, for this reason.
    Damaged(String),
    /// It asks for a password, or forbids changes.
    Protected,
    /// It has no pages.
    Empty,
    /// A page makes no sense.
    Page {
        /// Its number, from 1.
        number: usize,
        /// What is wrong with it.
        cause: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPdf => f.write_str("it is not a PDF"),
            Self::Damaged(cause) => write!(f, "it is damaged: {cause}"),
            Self::Protected => f.write_str("it is protected by a password or against changes"),
            Self::Empty => f.write_str("it has no pages"),
            Self::Page { number, cause } => write!(f, "page {number}: {cause}"),
        }
    }
}

impl std::error::Error for Fault {}

impl Fault {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Protected => {
                Some("take the protection off, if you may: print it to a file, or run `qpdf --decrypt IN.pdf OUT.pdf`")
            }
            Self::Damaged(_) | Self::Page { .. } => {
                Some("save it anew from the program that made it, or run `qpdf IN.pdf OUT.pdf`")
            }
            Self::NotPdf | Self::Empty => None,
        }
    }
}

/// A PDF whose pages are ready to go on sheets.
#[derive(Debug)]
pub struct Foreign {
    document: Document,
    forms: Vec<Form>,
    size: (Sp, Sp),
    /// Whether pages are of several sizes.
    pub uneven: bool,
    /// How many comments, stamps and form fields are not carried over.
    pub left_out: usize,
}

impl Foreign {
    /// Reads a PDF. Pages smaller than the largest are put in the middle of its area.
    ///
    /// # Errors
    /// [`Fault`] when it is no PDF, is damaged or protected, or a page makes no sense.
    pub fn read(bytes: &[u8], wanted: PageBox) -> Result<Self, Fault> {
        if !bytes.windows(5).take(1024).any(|start| start == b"%PDF-") {
            return Err(Fault::NotPdf);
        }
        let mut document = Document::load_mem(bytes).map_err(|error| Fault::Damaged(error.to_string()))?;
        if document.is_encrypted() || document.was_encrypted() {
            return Err(Fault::Protected);
        }
        let ids: Vec<ObjectId> = document.get_pages().into_values().collect();
        if ids.is_empty() {
            return Err(Fault::Empty);
        }
        let mut pages = Vec::with_capacity(ids.len());
        let mut left_out = 0;
        for (index, id) in ids.iter().enumerate() {
            let at_page = |cause| Fault::Page { number: index + 1, cause };
            let page = Page::read(&document, *id, wanted).map_err(at_page)?;
            left_out += page.left_out;
            pages.push(page);
        }
        let largest = |side: fn(&Page) -> Sp| pages.iter().map(side).max().unwrap_or(Sp::ZERO);
        let size = (largest(|page| page.width), largest(|page| page.height));
        // A hundredth of a millimetre is not another size.
        let differs = |page: &Page| size.0 - page.width > Sp::um(10) || size.1 - page.height > Sp::um(10);
        let uneven = pages.iter().any(differs);
        let forms = pages
            .into_iter()
            .map(|page| Form {
                offset: ((size.0 - page.width) / 2, (size.1 - page.height) / 2),
                object: document.add_object(page.form),
            })
            .collect();
        strip(&mut document).map_err(|error| Fault::Damaged(error.to_string()))?;
        Ok(Self { document, forms, size, uneven, left_out })
    }

    /// Its pages.
    #[must_use]
    pub fn pages(&self) -> Pages {
        Pages { width: self.size.0, height: self.size.1, count: self.forms.len(), ends_with_cover: false }
    }

    /// Writes the sheets of `imposed`, ready for the printer.
    ///
    /// # Errors
    /// When the file cannot be put together.
    pub fn write(&self, imposed: &Imposed) -> Result<Pieces, Error> {
        let mut document = self.document.clone();
        lay(&mut document, &self.forms, imposed)?;
        document.prune_objects();
        document.renumber_objects();
        let root = document.trailer.get(b"Root").and_then(Object::as_reference).map_err(failed)?;
        let info = document.trailer.get(b"Info").and_then(Object::as_reference).ok();
        let cache = Cache::none();
        let mut objects = Objects::after(&document, &cache);
        let info = info.map_or_else(|| objects.add("<<>>"), |id| Ref(id.0));
        for (id, object) in document.objects {
            objects.take(id.0, object);
        }
        Ok(objects.write(Ref(root.0), info, Version::Pdf17))
    }
}

/// Takes from catalogue and trailer what is about pages that are no more.
fn strip(document: &mut Document) -> lopdf::Result<()> {
    const KEPT: [&[u8]; 7] =
        [b"Type", b"Pages", b"Lang", b"Metadata", b"OCProperties", b"OutputIntents", b"Extensions"];
    let root = document.catalog_mut()?;
    let keys: Vec<Vec<u8>> = root.iter().map(|(key, _)| key.clone()).collect();
    for key in keys.iter().filter(|key| !KEPT.contains(&key.as_slice())) {
        root.remove(key);
    }
    // What is new in later versions is still there.
    if document.version.as_str() > "1.7" {
        let version = Object::Name(document.version.clone().into_bytes());
        document.catalog_mut()?.set("Version", version);
    }
    Ok(())
}

/// A page on its way to be a form.
struct Page {
    form: Stream,
    width: Sp,
    height: Sp,
    left_out: usize,
}

impl Page {
    fn read(document: &Document, id: ObjectId, wanted: PageBox) -> Result<Self, String> {
        let page = document.get_dictionary(id).map_err(|error| error.to_string())?;
        let media = bounds(document, page, b"MediaBox").unwrap_or_else(|| Err("it has no size".to_owned()))?;
        let mut area = media;
        let names: &[&[u8]] = match wanted {
            PageBox::Trim => &[b"TrimBox", b"CropBox"],
            PageBox::Crop => &[b"CropBox"],
            PageBox::Media => &[],
        };
        if let Some(found) = names.iter().find_map(|name| bounds(document, page, name)) {
            let [x0, y0, x1, y1] = found?;
            area = [x0.max(media[0]), y0.max(media[1]), x1.min(media[2]), y1.min(media[3])];
        }
        let [x0, y0, x1, y1] = area;
        let (across, up) = (x1 - x0, y1 - y0);
        if !(across > 0.0 && up > 0.0) {
            return Err("its box is empty".to_owned());
        }
        if across > MAX_SIDE || up > MAX_SIDE {
            return Err(format!("it is {:.0} × {:.0} pt, more than five metres", across, up));
        }
        let turned = match inherited(document, page, b"Rotate") {
            None => 0,
            Some(angle) => angle.as_i64().map_err(|_| "its rotation is no whole number".to_owned())?.rem_euclid(360),
        };
        // Brings the box's corner to the origin as the page is shown (ISO 32000-1, 7.7.3.3: clockwise).
        let (matrix, width, height) = match turned {
            0 => ([1.0, 0.0, 0.0, 1.0, -x0, -y0], across, up),
            90 => ([0.0, -1.0, 1.0, 0.0, -y0, x1], up, across),
            180 => ([-1.0, 0.0, 0.0, -1.0, x1, y1], across, up),
            270 => ([0.0, 1.0, -1.0, 0.0, y1, -x0], up, across),
            angle => return Err(format!("it is turned by {angle}°, which is no quarter turn")),
        };
        let resources = inherited(document, page, b"Resources").cloned().unwrap_or_else(|| Dictionary::new().into());
        let mut form = content(document, page)?;
        let numbers = |numbers: &[f64]| Object::Array(numbers.iter().map(|n| Object::Real(*n as f32)).collect());
        form.dict.extend(&dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => numbers(&area),
            "Matrix" => numbers(&matrix),
            "Resources" => resources,
        });
        // How its colours mix where they are transparent.
        if let Ok(group) = page.get(b"Group") {
            form.dict.set("Group", group.clone());
        }
        let left_out = annotations(document, page);
        Ok(Self { form, width: points(width), height: points(height), left_out })
    }
}

/// Points of another program as ours; they have been held within bounds.
fn points(length: f64) -> Sp {
    Sp((length * 65_536.0).round() as i32)
}

/// An attribute of a page or of what it is in (ISO 32000-1, 7.7.3.4).
fn inherited<'d>(document: &'d Document, page: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    let mut node = page;
    for _ in 0..MAX_DEPTH {
        if let Ok(found) = node.get(key) {
            return document.dereference(found).ok().map(|(_, object)| object);
        }
        node = node.get(b"Parent").and_then(Object::as_reference).and_then(|id| document.get_dictionary(id)).ok()?;
    }
    None
}

/// A box, its corners put in order; nothing when there is none.
fn bounds(document: &Document, page: &Dictionary, key: &[u8]) -> Option<Result<[f64; 4], String>> {
    let found = inherited(document, page, key)?;
    let name = String::from_utf8_lossy(key);
    let number = |object: &Object| {
        let (_, object) = document.dereference(object).ok()?;
        let number = match object {
            Object::Integer(number) => *number as f64,
            object => f64::from(object.as_float().ok()?),
        };
        number.is_finite().then_some(number)
    };
    let numbers: Option<Vec<f64>> = found.as_array().ok().and_then(|array| array.iter().map(number).collect());
    Some(match numbers.as_deref() {
        Some([a, b, c, d]) => Ok([a.min(*c), b.min(*d), a.max(*c), b.max(*d)]),
        _ => Err(format!("its {name} is not four numbers")),
    })
}

/// The content of a page as one stream: as it is when it is one already.
fn content(document: &Document, page: &Dictionary) -> Result<Stream, String> {
    let Ok(contents) = page.get(b"Contents") else { return Ok(Stream::new(Dictionary::new(), Vec::new())) };
    let (_, contents) = document.dereference(contents).map_err(|error| error.to_string())?;
    let stream = |object: &Object| -> Result<Stream, String> {
        let (_, object) = document.dereference(object).map_err(|error| error.to_string())?;
        object.as_stream().cloned().map_err(|_| "its content is no stream".to_owned())
    };
    let parts: Vec<Stream> = match contents {
        Object::Array(parts) => parts.iter().map(stream).collect::<Result<_, _>>()?,
        one => vec![stream(one)?],
    };
    if let [one] = &parts[..] {
        let mut dict = Dictionary::new();
        for key in ["Filter", "DecodeParms"] {
            if let Ok(value) = one.dict.get(key.as_bytes()) {
                dict.set(key, value.clone());
            }
        }
        return Ok(Stream::new(dict, one.content.clone()).with_compression(false));
    }
    let mut bytes = Vec::new();
    for part in &parts {
        let plain = match part.dict.has(b"Filter") {
            false => part.content.clone(),
            true => part
                .decompressed_content_with_limit(MAX_CONTENT - bytes.len().min(MAX_CONTENT))
                .map_err(|error| format!("its content cannot be unpacked: {error}"))?,
        };
        // Parts end between words (ISO 32000-1, 7.8.2), though not all say so.
        bytes.extend(plain);
        bytes.push(b'\n');
    }
    let packed = deflate::zlib(&bytes);
    Ok(Stream::new(dictionary! { "Filter" => "FlateDecode" }, packed).with_compression(false))
}

/// How many annotations a page has that show something: all but links and the windows that belong to comments.
fn annotations(document: &Document, page: &Dictionary) -> usize {
    let shows = |object: &&Object| {
        let dictionary = document.dereference(object).ok().and_then(|(_, object)| object.as_dict().ok());
        let kind = dictionary.and_then(|annotation| annotation.get(b"Subtype").and_then(Object::as_name).ok());
        kind.is_some_and(|kind| kind != b"Link" && kind != b"Popup")
    };
    let annotations = page.get(b"Annots").ok().and_then(|object| document.dereference(object).ok());
    annotations.and_then(|(_, object)| object.as_array().ok()).map_or(0, |all| all.iter().filter(shows).count())
}
