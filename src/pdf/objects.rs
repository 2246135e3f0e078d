//! Objects on their way into a file (ISO 32000-1, 7.3 and 7.5): streams as they are, everything else packed into object
//! streams, which are deflated in parallel, and a cross-reference stream to find them.
//!
//! lopdf can do this, one object after the other, each written three times, with seven bytes of cross-reference for
//! each that nothing deflates; and its values take ten times the room of what is written here.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::hash::Hash;
use std::sync::Arc;

use lopdf::{Dictionary, Document, Object, StringFormat};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::content::deflate_kept;
use crate::deflate;
use crate::source::{Cache, Key, Pieces};

/// An object with its number.
pub(super) type Numbered = (u32, Box<[u8]>);

/// A stream with its number and its dictionary.
type Stream = (u32, Vec<u8>, Arc<[u8]>);

/// The objects of a file, by number.
#[derive(Debug)]
pub(super) struct Objects<'o> {
    next: u32,
    small: Vec<Numbered>,
    streams: Vec<Stream>,
    packs: Vec<Arc<Vec<Pack>>>,
    /// Where what is deflated is kept.
    cache: &'o Cache,
}

/// Objects of lopdf's as they are written, for several files.
#[derive(Debug, Clone, Default)]
pub(super) struct Finished {
    small: Vec<Numbered>,
    streams: Vec<Stream>,
}

impl Finished {
    /// Takes an object over, under its number.
    pub(super) fn take(&mut self, number: u32, object: Object) {
        let mut bytes = Vec::new();
        match object {
            Object::Stream(mut stream) => {
                stream.dict.set("Length", i64::try_from(stream.content.len()).unwrap_or(0));
                write_dictionary(&mut bytes, &stream.dict);
                self.streams.push((number, bytes, stream.content.into()));
            }
            object => {
                write_object(&mut bytes, &object);
                self.small.push((number, bytes.into_boxed_slice()));
            }
        }
    }
}

/// An object stream (7.5.7).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Pack {
    /// Its own number.
    pub(super) number: u32,
    /// The numbers of the objects in it.
    pub(super) members: Vec<u32>,
    /// Where the first of them begins.
    first: usize,
    /// All of it, deflated.
    #[serde(with = "crate::source::shared_bytes")]
    content: Arc<[u8]>,
}

impl Pack {
    /// How many objects are put into one: enough to deflate well, few enough that a reader who wants one is not kept.
    pub(super) const MOST: usize = 500;

    /// The entries of its dictionary.
    fn head(&self) -> Vec<u8> {
        let Self { members, first, content, .. } = self;
        let (count, length) = (members.len(), content.len());
        format!("<</Type/ObjStm/N {count}/First {first}/Filter/FlateDecode/Length {length}>>").into_bytes()
    }
}

/// The version of PDF that a file has, and with it how its objects are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// 1.3, which knows neither object streams nor cross-reference streams.
    Pdf13,
    /// 1.6.
    Pdf16,
    /// 1.7.
    Pdf17,
}

/// Where an object is: 0 nowhere, 1 at a place in the file, 2 in an object stream, as its nth.
type Place = (u8, u32, u16);

/// A reference to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Ref(pub(super) u32);

impl std::fmt::Display for Ref {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} 0 R", self.0)
    }
}

impl From<Ref> for Object {
    fn from(reference: Ref) -> Self {
        Self::Reference((reference.0, 0))
    }
}

impl<'o> Objects<'o> {
    /// No objects yet; those that will be added have numbers after the document's.
    pub(super) fn after(document: &Document, cache: &'o Cache) -> Self {
        Self { next: document.max_id + 1, small: Vec::new(), streams: Vec::new(), packs: Vec::new(), cache }
    }

    /// The first of `count` numbers in a row that nothing else will get.
    pub(super) fn reserve(&mut self, count: u32) -> Ref {
        let first = self.next;
        self.next += count;
        Ref(first)
    }

    /// Says what the object with a reserved number is.
    pub(super) fn set(&mut self, number: Ref, object: impl Into<Vec<u8>>) {
        self.small.push((number.0, object.into().into_boxed_slice()));
    }

    /// Adds an object.
    pub(super) fn add(&mut self, object: impl Into<Vec<u8>>) -> Ref {
        let number = self.reserve(1);
        self.set(number, object);
        number
    }

    /// Adds a stream that is deflated already; `entries` are those of its dictionary but for filter and length.
    pub(super) fn stream(&mut self, entries: &str, deflated: impl Into<Arc<[u8]>>) -> Ref {
        let number = self.reserve(1);
        self.set_stream(number, entries, deflated);
        number
    }

    /// Adds a stream that is not deflated.
    pub(super) fn plain_stream(&mut self, content: Vec<u8>) -> Ref {
        let number = self.reserve(1);
        self.streams.push((number.0, format!("<</Length {}>>", content.len()).into_bytes(), content.into()));
        number
    }

    /// Says what the stream with a reserved number is.
    pub(super) fn set_stream(&mut self, number: Ref, entries: &str, deflated: impl Into<Arc<[u8]>>) {
        let deflated = deflated.into();
        let head = format!("<<{entries}/Filter/FlateDecode/Length {}>>", deflated.len());
        self.streams.push((number.0, head.into_bytes(), deflated));
    }

    /// Adds objects that are packed already, under numbers that were reserved.
    pub(super) fn add_packs(&mut self, packs: Arc<Vec<Pack>>) {
        self.packs.push(packs);
    }

    /// Adds an object of lopdf's.
    pub(super) fn add_object(&mut self, object: Object) -> Ref {
        let number = self.reserve(1);
        self.take(number.0, object);
        number
    }

    /// Takes an object over from lopdf, under its number.
    pub(super) fn take(&mut self, number: u32, object: Object) {
        let mut one = Finished::default();
        one.take(number, object);
        self.add_finished(one);
    }

    /// What `add` adds, packed by itself, and returns; or the same under the same numbers, where it did so of late `of` the same
    /// things. For files that have object streams.
    pub(super) fn remembered<R: Clone + Send + Sync + 'static>(
        &mut self,
        what: &str,
        of: impl Hash,
        add: impl FnOnce(&mut Objects<'_>) -> R,
    ) -> R {
        let (first, cache) = (self.next, self.cache);
        let key = || {
            let mut key = Key::of(what);
            (first, of).hash(&mut key);
            key.key()
        };
        let make = || {
            let mut own = Objects { next: first, small: Vec::new(), streams: Vec::new(), packs: Vec::new(), cache };
            let returned = add(&mut own);
            let packs = Arc::new(own.pack());
            debug_assert!(own.streams.is_empty() && own.packs.is_empty(), "all of it can be packed");
            Ok::<_, Infallible>((packs, own.next, returned))
        };
        let Ok(added) = cache.remembered(key, |_| true, make);
        let (packs, next, returned) = &*added;
        self.add_packs(Arc::clone(packs));
        self.next = *next;
        returned.clone()
    }

    /// Packs what is not packed yet.
    fn pack(&mut self) -> Vec<Pack> {
        self.small.sort_by_key(|(number, _)| *number);
        let small = std::mem::take(&mut self.small);
        let first = self.reserve(u32::try_from(small.len().div_ceil(Pack::MOST)).unwrap_or(u32::MAX)).0;
        let numbered: Vec<(u32, &[Numbered])> = (first..).zip(small.chunks(Pack::MOST)).collect();
        numbered.into_par_iter().map(|(number, objects)| pack(number, objects, self.cache)).collect()
    }

    /// Adds objects that were written before.
    pub(super) fn add_finished(&mut self, mut finished: Finished) {
        self.small.append(&mut finished.small);
        self.streams.append(&mut finished.streams);
    }

    /// Writes the file. Its identifier (14.4) is that of its content, so that equal files are equal.
    pub(super) fn write(mut self, root: Ref, info: Ref, version: Version) -> Pieces {
        let number = match version {
            Version::Pdf13 => return self.write_plain(root, info),
            Version::Pdf16 => 6,
            Version::Pdf17 => 7,
        };
        let own = Arc::new(self.pack());
        self.add_packs(own);
        let (mut out, mut places) = self.begin(number);
        for pack in self.packs.iter().flat_map(|packs| packs.iter()) {
            write_stream(&mut out, &mut places, pack.number, &pack.head(), Arc::clone(&pack.content));
            for (object, index) in pack.members.iter().zip(0..) {
                places[*object as usize] = (2, pack.number, index);
            }
        }
        let id = identifier(&out);
        let (start, number) = (out.len(), places.len());
        places.push((1, offset(start), 0));
        let table = deflate::zlib(&predicted(&places));
        let head = format!(
            "<</Type/XRef/Size {}/W[1 4 2]/Root {root}/Info {info}/ID[<{id}><{id}>]/Filter/FlateDecode\
             /DecodeParms<</Predictor 12/Columns 7>>/Length {}>>",
            places.len(),
            table.len()
        );
        write_stream(&mut out, &mut places, u32::try_from(number).unwrap_or(u32::MAX), head.as_bytes(), table.into());
        let _ = writeln!(out, "startxref\n{start}\n%%EOF");
        out
    }

    /// The beginning of a file of PDF 1.`number`, with all streams.
    fn begin(&mut self, number: u8) -> (Pieces, Vec<Place>) {
        let packs = self.packs.iter().map(|packs| packs.len()).sum::<usize>();
        let streams: usize = self.streams.iter().map(|(_, head, _)| head.len() + ABOUT).sum();
        // A pack's dictionary is twice as long as that; what begins and ends a file is not longer than eight times.
        let mut out = Pieces::with_room(streams + packs * 3 * ABOUT + 8 * ABOUT);
        let _ = writeln!(out, "%PDF-1.{number}");
        out.push(BINARY);
        // One more for the cross-reference stream itself.
        let mut places = Vec::with_capacity(self.next as usize + 1);
        places.resize(self.next as usize, (0, 0, 0));
        self.streams.sort_by_key(|(number, ..)| *number);
        for (number, head, content) in std::mem::take(&mut self.streams) {
            write_stream(&mut out, &mut places, number, &head, content);
        }
        (out, places)
    }

    /// Writes the file as readers of PDF 1.3 know it: every object by itself, and a table to find them (7.5.4).
    fn write_plain(mut self, root: Ref, info: Ref) -> Pieces {
        debug_assert!(self.packs.is_empty(), "this version has no object streams");
        let (mut out, mut places) = self.begin(3);
        self.small.sort_by_key(|(number, _)| *number);
        for (number, object) in self.small {
            places[number as usize] = (1, offset(out.len()), 0);
            let _ = writeln!(out, "{number} 0 obj");
            out.push(&object);
            out.push(b"\nendobj\n");
        }
        let (id, start) = (identifier(&out), out.len());
        let _ = writeln!(out, "xref\n0 {}", places.len());
        for (i, (kind, place, _)) in places.iter().enumerate() {
            // Numbers that nothing has are free for ever, the first of them at the head of the list of free ones.
            let _ = match kind {
                0 => write!(out, "0000000000 {} f\r\n", if i == 0 { "65535" } else { "00000" }),
                _ => write!(out, "{place:010} 00000 n\r\n"),
            };
        }
        let _ = write!(
            out,
            "trailer\n<</Size {}/Root {root}/Info {info}/ID[<{id}><{id}>]>>\nstartxref\n{start}\n%%EOF\n",
            places.len()
        );
        out
    }
}

/// So much is written before and after a stream.
const ABOUT: usize = 40;

/// What tells a file from text (7.5.2).
const BINARY: &[u8] = b"%\xE2\xE3\xCF\xD3\n";

/// The identifier of a file with this content: a hash of the checksums of its pieces, for to hash all of it takes longer than to
/// write it.
fn identifier(content: &Pieces) -> String {
    const PIECE: usize = 4096;
    let mut hash = Sha256::new();
    let mut check = crc32fast::Hasher::new();
    for (bytes, is_whole) in content.in_steps(0, PIECE) {
        check.update(bytes);
        if is_whole {
            hash.update(std::mem::take(&mut check).finalize().to_be_bytes());
        }
    }
    if !content.len().is_multiple_of(PIECE) {
        hash.update(check.finalize().to_be_bytes());
    }
    hash.finalize()[..16].iter().fold(String::new(), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    })
}

fn offset(at: usize) -> u32 {
    // Four bytes: a file of 4 GB would have to be held in memory first.
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn write_stream(out: &mut Pieces, places: &mut [Place], number: u32, head: &[u8], content: Arc<[u8]>) {
    places[number as usize] = (1, offset(out.len()), 0);
    let _ = writeln!(out, "{number} 0 obj");
    out.push(head);
    out.push(b"\nstream\n");
    out.share(content);
    out.push(b"\nendstream\nendobj\n");
}

/// Packs objects under this number: their numbers and offsets, then the objects.
pub(super) fn pack(number: u32, objects: &[Numbered], cache: &Cache) -> Pack {
    let (mut index, mut body) = (String::new(), Vec::new());
    for (number, object) in objects {
        let _ = write!(index, "{number} {} ", body.len());
        body.extend_from_slice(object);
        body.push(b'\n');
    }
    let first = index.len();
    let mut content = index.into_bytes();
    content.append(&mut body);
    let members = objects.iter().map(|(number, _)| *number).collect();
    Pack { number, members, first, content: deflate_kept(&content, cache).into() }
}

/// The entries of a cross-reference stream (7.5.8) as differences from the entry above, PNG's filter 2.
fn predicted(places: &[Place]) -> Vec<u8> {
    let mut out = Vec::with_capacity(places.len() * 8);
    let mut above = [0_u8; 7];
    for (kind, place, index) in places {
        let [a, b, c, d] = place.to_be_bytes();
        let [high, low] = index.to_be_bytes();
        let row = [*kind, a, b, c, d, high, low];
        out.push(2);
        out.extend(row.iter().zip(above).map(|(byte, above)| byte.wrapping_sub(above)));
        above = row;
    }
    out
}

/// Lets text be written to bytes; a vector can always be written to.
struct Text<'t>(&'t mut Vec<u8>);

impl std::fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// Writes an object of lopdf's.
fn write_object(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(value) => {
            let _ = write!(Text(out), "{value}");
        }
        Object::Integer(value) => {
            let _ = write!(Text(out), "{value}");
        }
        Object::Real(value) => {
            let _ = write!(Text(out), "{value}");
        }
        Object::Name(name) => write_name(out, name),
        Object::String(bytes, StringFormat::Literal) => write_literal(out, bytes),
        Object::String(bytes, StringFormat::Hexadecimal) => {
            out.push(b'<');
            for byte in bytes {
                let _ = write!(Text(out), "{byte:02X}");
            }
            out.push(b'>');
        }
        Object::Array(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b' ');
                }
                write_object(out, item);
            }
            out.push(b']');
        }
        Object::Dictionary(dictionary) => write_dictionary(out, dictionary),
        Object::Reference((number, generation)) => {
            let _ = write!(Text(out), "{number} {generation} R");
        }
        // Streams are objects of their own, which [`Finished::take`] sees first.
        Object::Stream(stream) => write_dictionary(out, &stream.dict),
    }
}

fn write_dictionary(out: &mut Vec<u8>, dictionary: &Dictionary) {
    out.extend_from_slice(b"<<");
    write_entries(out, dictionary);
    out.extend_from_slice(b">>");
}

fn write_entries(out: &mut Vec<u8>, dictionary: &Dictionary) {
    for (key, value) in dictionary {
        write_name(out, key);
        out.push(b' ');
        write_object(out, value);
    }
}

/// The entries of a dictionary of lopdf's, for [`Objects::set_stream`].
pub(super) fn entries(dictionary: &Dictionary) -> String {
    let mut out = Vec::new();
    write_entries(&mut out, dictionary);
    String::from_utf8(out).unwrap_or_default()
}

/// A name (7.3.5): what is not regular goes as a number sign and two digits.
fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            out.push(*byte);
        } else {
            let _ = write!(Text(out), "#{byte:02X}");
        }
    }
}

/// A literal string (7.3.4.2).
fn write_literal(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'(');
    let is_marked = |byte: &u8| matches!(byte, b'(' | b')' | b'\\' | b'\r' | b'\n');
    for stretch in bytes.split_inclusive(is_marked) {
        let [before @ .., last] = stretch else { continue };
        out.extend_from_slice(before);
        match last {
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\n' => out.extend_from_slice(b"\\n"),
            mark if is_marked(mark) => out.extend_from_slice(&[b'\\', *mark]),
            last => out.push(*last),
        }
    }
    out.push(b')');
}

/// A byte string such as the name of a place.
pub(super) fn byte_string(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + 2);
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        write_literal(&mut out, text.as_bytes());
    } else {
        write_object(&mut out, &Object::String(text.as_bytes().to_vec(), StringFormat::Hexadecimal));
    }
    String::from_utf8(out).unwrap_or_default()
}

/// A text string (7.9.2.2): in PDFDocEncoding where that has all of it, else as UTF-16 with a byte order mark.
pub(super) fn text_string(text: &str) -> String {
    if let Some(string) = in_doc_encoding(text) {
        return string;
    }
    let mut out = String::from("<FEFF");
    for unit in text.encode_utf16() {
        let _ = write!(out, "{unit:04X}");
    }
    out + ">"
}

/// A literal string in PDFDocEncoding (annex D.2), of ASCII alone; nothing when that lacks a character.
fn in_doc_encoding(text: &str) -> Option<String> {
    // From 0x80 on; only what occurs in text.
    const SIGNS: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™";
    let mut out = String::with_capacity(text.len() + 2);
    out.push('(');
    for c in text.chars() {
        match c {
            '(' | ')' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            '\u{A1}'..='\u{AC}' | '\u{AE}'..='\u{FF}' => {
                let _ = write!(out, "\\{:03o}", u32::from(c));
            }
            c => {
                let _ = write!(out, "\\{:03o}", 0x80 + SIGNS.chars().position(|sign| sign == c)?);
            }
        }
    }
    out.push(')');
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let cache = Cache::none();
        let mut objects = Objects::after(&Document { max_id: 2, ..Document::new() }, &cache);
        let pages = objects.add("<</Type/Pages/Kids[]/Count 0>>");
        let root = objects.add(format!("<</Type/Catalog/Pages {pages}>>"));
        let strings =
            [byte_string("a (b) \\ c"), text_string("Ää Жж 𝄞"), byte_string("ü"), text_string("“Ää” — (¿‘1⁄2’?) 3 ™")];
        let info = objects.add(format!("<</A{}/B{}/C{}/D{}>>", strings[0], strings[1], strings[2], strings[3]));
        let stream = objects.stream("/Kind/Test", deflate::zlib(b"some content"));
        objects.take(1, Object::Dictionary(lopdf::dictionary! { "A B" => Object::Real(0.25), "S" => "x" }));
        for number in 0..500 {
            objects.add(number.to_string());
        }
        let bytes = objects.write(root, info, Version::Pdf17);
        let read = lopdf::Document::load_mem(&bytes.whole()).unwrap();
        assert_eq!(read.trailer.get(b"Root").unwrap().as_reference().unwrap(), (root.0, 0));
        let info = read.get_dictionary((info.0, 0)).unwrap();
        assert_eq!(info.get(b"A").unwrap().as_str().unwrap(), b"a (b) \\ c");
        assert_eq!(lopdf::decode_text_string(info.get(b"B").unwrap()).unwrap(), "Ää Жж 𝄞");
        assert_eq!(lopdf::decode_text_string(info.get(b"D").unwrap()).unwrap(), "“Ää” — (¿‘1⁄2’?) 3 ™");
        assert_eq!(info.get(b"C").unwrap().as_str().unwrap(), "ü".as_bytes());
        assert_eq!(read.get_dictionary((1, 0)).unwrap().get(b"A B").unwrap().as_float().unwrap(), 0.25);
        let stream = read.get_object((stream.0, 0)).unwrap().as_stream().unwrap();
        assert_eq!(stream.decompressed_content().unwrap(), b"some content");
        assert_eq!(read.get_object((stream_after(&read), 0)).unwrap().as_i64().unwrap(), 499);
    }

    fn stream_after(read: &lopdf::Document) -> u32 {
        let last = read.objects.iter().rev().find(|(_, object)| matches!(object, Object::Integer(_))).unwrap();
        last.0.0
    }
}
