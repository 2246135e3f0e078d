//! Set articles as bytes, to be kept from one run to the next: found again, an article is neither set nor cut anew.
//!
//! [`Keys`] hash everything that setting an article takes: its tree, the design, what the collection is to it. What an article
//! turns out to lean on while it is set, pictures and other articles, is kept with it and compared when it is found.
//! Left out is what others change: the number of its file, and its own number in the collection.
//!
//! [`Keep`] writes values field by field. serde would do for all but what matters most: a word that stands in a
//! hundred places is one value that they share, and is written once.

use std::any::Any;
use std::hash::{Hash as _, Hasher};
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::assemble::{Made, Stretch};
use super::features::Features;
use super::galley::{self, Context, Galley, Row, Variant, Way};
use super::glyphs::{Glyphs, Used};
use super::length::Sp;
use super::page::{Colour, Column, FaceId, Glyph, InParagraph, Layer, Line, LinkArea, LinkTo, Page, Placed, Run, Word};
use super::paginate::{Cut, Cutting, Cuttings};
use super::paragraph::{Missing, PageNumber};
use super::run::Cuttable;
use super::shape::Look;
use super::sketch::{Extent, Sketch};
use super::structure::{Element, ElementId, Kind, Numbering, Tree};
use super::turns::{Begins, TextPlace, Turn};
use crate::collection::Collection;
use crate::config::{Design, Hyphenation};
use crate::diagnostics::{FileId, Span};
use crate::manuscript::Lang;
use crate::source::{Cache, Key, KeyHasher};

/// Makes keys for the articles of a collection.
#[derive(Debug)]
pub(super) struct Keys {
    /// With what is the same for all of them hashed into it.
    common: KeyHasher,
    /// Of the text of each.
    articles: Arc<[Key]>,
}

impl Keys {
    /// What all articles of a collection are set with.
    pub(super) fn new(
        context: &Context<'_>,
        articles: &Arc<[Key]>,
        design: &Design,
        hyphenation: &Hyphenation,
    ) -> Self {
        let Collection { lang, base_url, .. } = context.collection;
        let count = context.collection.articles.len();
        let mut common = Key::of("an article, set");
        let (few, part_pages) = (Cuttable::are_few(count), design.titles.has_part_pages(count));
        (lang, base_url, context.digits, few, part_pages).hash(&mut common);
        // All of them are plain values, and say all that they hold.
        common.write(format!("{design:?}{hyphenation:?}").as_bytes());
        Self { common, articles: Arc::clone(articles) }
    }

    /// The key of an article.
    pub(super) fn of(&self, collection: &Collection, index: usize) -> Key {
        let mut key = self.common.clone();
        let part = collection.parts.iter().find(|part| part.articles.contains(&index));
        let begins = part.is_some_and(|part| part.articles.start == index);
        (index > 0, begins, part.map(|part| &part.title)).hash(&mut key);
        if let Some(part) = part.filter(|_| begins) {
            // What its page says of it.
            galley::part::number(collection, part).hash(&mut key);
            collection.articles[part.articles.clone()].iter().for_each(|a| (&a.title, &a.lang).hash(&mut key));
        }
        self.articles.get(index).hash(&mut key);
        key.key()
    }

    /// The key of the pages around the articles, whatever is in the text of these and wherever they stand.
    pub(super) fn of_around(&self, collection: &Collection) -> KeyHasher {
        let mut key = self.common.clone();
        key.write(b"around");
        collection.hash_without_text(&mut key);
        key
    }

    /// What `place` makes of pages around the articles that were made before. Their text is this tree.
    pub(super) fn find_made<T: Any + Send + Sync>(
        &self,
        cache: &Cache,
        key: &Key,
        tree: usize,
        place: impl FnOnce(Made) -> T,
    ) -> Option<Arc<T>> {
        // Nothing of it comes from a file of its own.
        let read = |bytes: &[u8]| Keep::read(&mut Reader::new(bytes, FileId(0), tree)?).map(place);
        cache.shared_if(key, |_| true, read)
    }

    /// Keeps such pages.
    pub(super) fn keep_made(&self, cache: &Cache, key: &Key, made: &Made) {
        let mut to = Writer::default();
        made.write(&mut to);
        cache.put(key, &to.bytes);
    }

    /// An article as it was set before, else as `set` sets it now, which is kept.
    pub(super) fn find_or(
        &self,
        cache: &Cache,
        collection: &Collection,
        index: usize,
        set: impl FnOnce() -> Cuttable,
    ) -> Cuttable {
        let key = self.of(collection, index);
        let found = cache.get(&key).and_then(|bytes| read(&bytes, collection, index));
        found.unwrap_or_else(|| {
            let article = set();
            cache.put(&key, &write(&article, collection));
            article
        })
    }

    /// Says that the sketches of all articles are wanted next.
    pub(super) fn want_sketches(&self, cache: &Cache, collection: &Collection) {
        if cache.keeps() {
            let keys = (0..collection.articles.len()).map(|index| self.of_sketch(collection, index));
            cache.want(&keys.collect::<Vec<_>>());
        }
    }

    /// The sketch of an article that was set before.
    pub(super) fn find_sketch(&self, cache: &Cache, collection: &Collection, index: usize) -> Option<Arc<Sketch>> {
        let file = collection.articles.get(index)?.file;
        let read = |bytes: &[u8]| {
            let mut from = Reader::of_article(bytes, collection, index)?;
            Some(Sketched {
                of: (file, index),
                leant: Keep::read(&mut from)?,
                sketch: Arc::new(Keep::read(&mut from)?),
            })
        };
        let found =
            cache.shared_if(&self.of_sketch(collection, index), |known: &Sketched| known.of == (file, index), read)?;
        leans_still(&found.leant, collection).then(|| Arc::clone(&found.sketch))
    }

    /// Keeps the sketch of an article.
    pub(super) fn keep_sketch(
        &self,
        cache: &Cache,
        collection: &Collection,
        index: usize,
        sketch: &Sketch,
        article: &Cuttable,
    ) {
        let mut to = Writer::default();
        leaning_of(&article.galley, collection).write(&mut to);
        sketch.write(&mut to);
        cache.put(&self.of_sketch(collection, index), &to.bytes);
    }

    fn of_sketch(&self, collection: &Collection, index: usize) -> Key {
        let mut key = Key::of("the sketch of an article");
        self.of(collection, index).hash(&mut key);
        key.key()
    }
}

/// A sketch that was kept.
struct Sketched {
    /// The file and the number of its article, of which it tells.
    of: (FileId, usize),
    leant: Leaning,
    sketch: Arc<Sketch>,
}

/// What an article leans on: pictures with what they measure, and articles that it leads to with what they are called.
type Leaning = (Vec<(usize, Option<(u32, u32)>)>, Vec<(usize, String)>);

fn measures(collection: &Collection, picture: usize) -> Option<(u32, u32)> {
    collection.images.get(picture).map(|image| (image.width, image.height))
}

fn called(collection: &Collection, article: usize) -> &str {
    collection.articles.get(article).map_or("", |article| &article.slug)
}

/// Whether all that an article leant on is so now.
fn leans_still((pictures, linked): &Leaning, collection: &Collection) -> bool {
    pictures.iter().all(|(at, size)| measures(collection, *at) == *size)
        && linked.iter().all(|(at, name)| called(collection, *at) == name)
}

fn leaning_of(galley: &Galley, collection: &Collection) -> Leaning {
    let pictures = galley.pictures.iter().map(|at| (*at, measures(collection, *at)));
    let linked = galley.linked.iter().map(|at| (*at, called(collection, *at).to_owned()));
    (pictures.collect(), linked.collect())
}

/// Longer than most articles are as bytes.
const ROOM: usize = 256 * 1024;

/// An article as bytes, to be kept.
pub(super) fn write(article: &Cuttable, collection: &Collection) -> Vec<u8> {
    let mut to = Writer { bytes: Vec::with_capacity(ROOM), ..Writer::default() };
    to.article(article, collection);
    to.bytes
}

/// Reads what [`write`] has written; nothing when it leaned on something that is not so now.
pub(super) fn read(bytes: &[u8], collection: &Collection, index: usize) -> Option<Cuttable> {
    Reader::of_article(bytes, collection, index)?.article(collection, index)
}

/// An article that waits in memory: as bytes, which take a third of the room that its rows do, but for its words: these it shares
/// with other articles.
#[derive(Debug)]
pub(super) struct Waiting {
    bytes: Box<[u8]>,
    words: Box<[Arc<Word>]>,
}

impl Waiting {
    pub(super) fn new(article: &Cuttable, collection: &Collection) -> Self {
        let mut to =
            Writer { bytes: Vec::with_capacity(ROOM), shared: Some(Vec::with_capacity(512)), ..Writer::default() };
        to.article(article, collection);
        // Many of them wait at once, so each takes no more room than it needs.
        Self { bytes: to.bytes.as_slice().into(), words: to.shared.unwrap_or_default().as_slice().into() }
    }

    pub(super) fn article(&self, collection: &Collection, index: usize) -> Option<Cuttable> {
        let mut from = Reader::of_article(&self.bytes, collection, index)?;
        from.words = self.words.to_vec();
        from.article(collection, index)
    }
}

/// A value that can be written and read again.
trait Keep: Sized {
    fn write(&self, to: &mut Writer);
    /// Nothing when the bytes are no such value.
    fn read(from: &mut Reader<'_>) -> Option<Self>;
}

/// What was written, and what of it is shared.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    /// Numbers of the words that were written, by where they lie.
    words: FxHashMap<*const Word, usize>,
    /// The words themselves, where they are not written but given to the reader.
    shared: Option<Vec<Arc<Word>>>,
    texts: FxHashMap<Arc<str>, usize>,
}

/// What is to be read, and what others share of it.
struct Reader<'b> {
    bytes: &'b [u8],
    words: Vec<Arc<Word>>,
    texts: Vec<Arc<str>>,
    /// The file that places are in.
    file: FileId,
    /// The number of the tree that elements are in.
    tree: u32,
}

impl Writer {
    fn article(&mut self, article: &Cuttable, collection: &Collection) {
        let Cuttable { galley, cuttings, unhyphenated } = article;
        galley.write(self);
        leaning_of(galley, collection).write(self);
        cuttings.write(self);
        unhyphenated.write(self);
    }

    /// Writes a number, seven bits a byte, the lowest first.
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    fn text(&mut self, text: &str) {
        text.len().write(self);
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

impl<'b> Reader<'b> {
    /// Reads what was written of a tree of this number, from this file.
    fn new(bytes: &'b [u8], file: FileId, tree: usize) -> Option<Self> {
        Some(Self { bytes, words: Vec::new(), texts: Vec::new(), file, tree: u32::try_from(tree).ok()? })
    }

    /// Reads what was written of an article.
    fn of_article(bytes: &'b [u8], collection: &Collection, index: usize) -> Option<Self> {
        Self::new(bytes, collection.articles.get(index)?.file, index + 1)
    }

    fn article(&mut self, collection: &Collection, index: usize) -> Option<Cuttable> {
        let mut galley = Galley::read(self)?;
        if Leaning::read(self)? != leaning_of(&galley, collection) {
            return None;
        }
        let ways = galley.variants.iter_mut().flat_map(|variant| &mut variant.ways).flat_map(|way| &mut way.rows);
        for row in galley.rows.iter_mut().chain(&mut galley.spanning).chain(ways) {
            row.opens = row.opens.map(|_| index);
        }
        Some(Cuttable { galley, cuttings: Keep::read(self)?, unhyphenated: Keep::read(self)? })
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = usize::read(self)?;
        std::str::from_utf8(self.take(length)?).ok()
    }
}

macro_rules! keep_numbers {
    ($($unsigned:ty),*; $($signed:ty),*) => {
        $(impl Keep for $unsigned {
            fn write(&self, to: &mut Writer) {
                to.number(*self as u64);
            }
            fn read(from: &mut Reader<'_>) -> Option<Self> {
                from.number()?.try_into().ok()
            }
        })*
        // Zigzag: small numbers of either sign are short.
        $(impl Keep for $signed {
            fn write(&self, to: &mut Writer) {
                let number = i64::from(*self);
                to.number((number << 1 ^ number >> 63) as u64);
            }
            fn read(from: &mut Reader<'_>) -> Option<Self> {
                let number = from.number()?;
                ((number >> 1) as i64 ^ -((number & 1) as i64)).try_into().ok()
            }
        })*
    };
}

/// Structures are their fields, one after the other.
macro_rules! keep {
    ($($structure:ident { $($field:ident),* })*) => {$(
        impl Keep for $structure {
            fn write(&self, to: &mut Writer) {
                let Self { $($field),* } = self;
                $($field.write(to);)*
            }
            fn read(from: &mut Reader<'_>) -> Option<Self> {
                Some(Self { $($field: Keep::read(from)?),* })
            }
        }
    )*};
}

/// Of several kinds of value one is a number and its fields.
macro_rules! keep_kinds {
    ($($kinds:ident { $($number:literal $kind:ident $( ($value:ident) )? $( { $($field:ident),* } )?),* })*) => {$(
        impl Keep for $kinds {
            fn write(&self, to: &mut Writer) {
                match self {$(
                    Self::$kind $( ($value) )? $( { $($field),* } )? => {
                        to.bytes.push($number);
                        $( $value.write(to); )?
                        $( $($field.write(to);)* )?
                    }
                )*}
            }
            fn read(from: &mut Reader<'_>) -> Option<Self> {
                Some(match from.take(1)? {
                    $( [$number] => Self::$kind $( ({ let $value = Keep::read(from)?; $value }) )? $( { $($field: Keep::read(from)?),* } )?, )*
                    _ => return None,
                })
            }
        }
    )*};
}

keep_numbers! { u8, u16, u32, u64, usize; i16, i32, i64 }

keep! {
    Galley {
        rows, variants, notes, heads, headings, missing, overfull, structure, pictures, linked, part, part_notes,
        spanned, spanning
    }
    Row {
        before, height, snap, cost_before, content, links, notes, anchors, begins, page_numbers, opens, only_at_edges,
        head, cells
    }
    Variant { rows, ways }
    Way { rows, cost }
    Cuttings { recto, verso }
    Cutting { cuts, chosen, cost }
    Cut { rows, notes, carried, raised }
    Line { y, layer, expansion, runs, paragraph }
    InParagraph { source, nth, last, white }
    Run { x, rise, size, colour, word, space_after, element }
    Word { face, glyphs, text, divided, advance }
    Glyph { id, text_len, advance, x_offset, y_offset }
    LinkArea { x, y, width, height, to, contents, element }
    PageNumber { run, of, look, filled }
    Look { face, features, tracking, lang, hyphenate }
    Missing { span, character }
    Element { kind, parent, lang, text }
    TextPlace { note, piece, ink }
    Sketch {
        opens_part, recto, verso, part_places, headings, tells, leads, glyphs, missing, overfull, unhyphenated
    }
    Extent { pages, cost, otherwise, turns, places }
    Glyphs { used, texts }
    Used { face, glyph, length, times }
    Made { pages, structure, turns, stretch, ends_with_cover, missing }
    Stretch { first, length }
    Turn { page, begins }
    Page { items, links, columns }
    Column { left, top, width, height, text, notes, carried, last }
}

keep_kinds! {
    Placed { 0 Text(line), 1 Rule { x, y, width, height, colour }, 2 Image { image, x, y, width, height, element } }
    Colour { 0 Black, 1 Second, 2 Paper }
    Layer { 0 Text, 1 Note, 2 Furniture }
    LinkTo { 0 Address(address), 1 Destination(name) }
    Numbering { 0 None, 1 Disc, 2 Decimal }
    Kind {
        0 Sect, 1 Title, 2 Heading(level), 3 P, 4 Div, 5 Aside, 6 BlockQuote, 7 Quote, 8 List(numbering), 9 Item, 10 Label,
        11 Body, 12 Table, 13 Row, 14 HeadCell, 15 Cell, 16 Figure, 17 Caption, 18 Note, 19 Reference, 20 Link,
        21 Contents, 22 ContentsItem, 23 Code, 24 Span
    }
}

/// Without the article, whose number is known.
impl Keep for Begins {
    fn write(&self, to: &mut Writer) {
        let kind = match self {
            Self::Cover => 0,
            Self::TitlePage => 1,
            Self::Contents => 2,
            Self::Part(_) => 3,
            Self::Article(_) => 4,
            Self::Word(..) => 5,
            Self::Sources => 6,
            Self::Imprint => 7,
        };
        to.bytes.push(kind);
        if let Self::Word(_, place) = self {
            place.write(to);
        }
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let article = (from.tree as usize).checked_sub(1);
        Some(match from.take(1)? {
            [0] => Self::Cover,
            [1] => Self::TitlePage,
            [2] => Self::Contents,
            [3] => Self::Part(article?),
            [4] => Self::Article(article?),
            [5] => Self::Word(article?, Keep::read(from)?),
            [6] => Self::Sources,
            [7] => Self::Imprint,
            _ => return None,
        })
    }
}

impl Keep for bool {
    fn write(&self, to: &mut Writer) {
        to.bytes.push(u8::from(*self));
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(from.take(1)? == [1])
    }
}

impl Keep for char {
    fn write(&self, to: &mut Writer) {
        u32::from(*self).write(to);
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        char::from_u32(u32::read(from)?)
    }
}

impl Keep for Sp {
    fn write(&self, to: &mut Writer) {
        self.0.write(to);
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        i32::read(from).map(Self)
    }
}

impl Keep for FaceId {
    fn write(&self, to: &mut Writer) {
        self.0.write(to);
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        u16::read(from).map(Self)
    }
}

impl Keep for Features {
    fn write(&self, to: &mut Writer) {
        self.bits().write(to);
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        u8::read(from).map(Self::of_bits)
    }
}

impl<T: Keep> Keep for Option<T> {
    fn write(&self, to: &mut Writer) {
        self.is_some().write(to);
        if let Some(value) = self {
            value.write(to);
        }
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(if bool::read(from)? { Some(T::read(from)?) } else { None })
    }
}

impl<T: Keep> Keep for Vec<T> {
    fn write(&self, to: &mut Writer) {
        self.len().write(to);
        self.iter().for_each(|value| value.write(to));
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let length = usize::read(from)?;
        // No value takes less than a byte.
        let mut values = Self::with_capacity(length.min(from.bytes.len()));
        for _ in 0..length {
            values.push(T::read(from)?);
        }
        Some(values)
    }
}

impl<A: Keep, B: Keep> Keep for (A, B) {
    fn write(&self, to: &mut Writer) {
        self.0.write(to);
        self.1.write(to);
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some((A::read(from)?, B::read(from)?))
    }
}

impl<A: Keep, B: Keep, C: Keep> Keep for (A, B, C) {
    fn write(&self, to: &mut Writer) {
        self.0.write(to);
        self.1.write(to);
        self.2.write(to);
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some((A::read(from)?, B::read(from)?, C::read(from)?))
    }
}

impl Keep for Range<usize> {
    fn write(&self, to: &mut Writer) {
        (self.start, self.end).write(to);
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let (start, end) = Keep::read(from)?;
        Some(start..end)
    }
}

impl Keep for Box<str> {
    fn write(&self, to: &mut Writer) {
        to.text(self);
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.text().map(Into::into)
    }
}

impl Keep for String {
    fn write(&self, to: &mut Writer) {
        to.text(self);
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.text().map(Into::into)
    }
}

impl Keep for Arc<str> {
    fn write(&self, to: &mut Writer) {
        let next = to.texts.len();
        let number = *to.texts.entry(Arc::clone(self)).or_insert(next);
        number.write(to);
        if number == next {
            to.text(self);
        }
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let number = usize::read(from)?;
        if number == from.texts.len() {
            let text = from.text()?.into();
            from.texts.push(text);
        }
        from.texts.get(number).cloned()
    }
}

impl Keep for Arc<Glyphs> {
    fn write(&self, to: &mut Writer) {
        (**self).write(to);
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Glyphs::read(from).map(Arc::new)
    }
}

impl Keep for Arc<Word> {
    fn write(&self, to: &mut Writer) {
        let next = to.words.len();
        let number = *to.words.entry(Self::as_ptr(self)).or_insert(next);
        number.write(to);
        if number == next {
            match &mut to.shared {
                Some(words) => words.push(Self::clone(self)),
                None => (**self).write(to),
            }
        }
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let number = usize::read(from)?;
        if number == from.words.len() {
            let word = Word::read(from)?;
            from.words.push(Self::new(word));
        }
        from.words.get(number).cloned()
    }
}

impl Keep for Lang {
    fn write(&self, to: &mut Writer) {
        Arc::<str>::from(self.as_str()).write(to);
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Arc::<str>::read(from).map(|tag| Self::new(&tag))
    }
}

/// Without its file, which is the article's.
impl Keep for Span {
    fn write(&self, to: &mut Writer) {
        (self.start, self.end).write(to);
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let (start, end) = Keep::read(from)?;
        Some(Self { file: from.file, start, end })
    }
}

/// Without its tree, which is the article's.
impl Keep for ElementId {
    fn write(&self, to: &mut Writer) {
        self.index.write(to);
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(Self { tree: from.tree, index: Keep::read(from)? })
    }
}

/// Without what is open: nothing, once an article is set.
impl Keep for Tree {
    fn write(&self, to: &mut Writer) {
        self.elements.write(to);
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let mut tree = Self::new(from.tree);
        tree.elements = Keep::read(from)?;
        Some(tree)
    }
}
