//! A section of a publication, encoded: pages compressed, and the objects of the file to read, as far as they do not depend on
//! what else is in it. What was encoded is kept from one run to the next.

use std::hash::Hash as _;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::content::{self, Palette, Pt};
use super::fonts::Subset;
use super::objects::Pack;
use super::tags::{self, Filled, Tagged, page_object};
use super::unplaced::{Outside, Own, ParentKey, Place, Unplaced};
use super::{fingerprint, navigation};
use crate::impose::ink::{self, Ink};
use crate::source::{Cache, Key, KeyHasher, shared_bytes};
use crate::typeset::{Paged, Section, Sp};

/// A section, encoded.
#[derive(Debug)]
pub(super) struct Encoded {
    content: Arc<Content>,
    /// Its objects, when it was encoded now, until they are placed: who finds it again seldom needs them.
    objects: Mutex<Option<Unplaced>>,
    /// What it was encoded from.
    key: Option<Key>,
}

impl Deref for Encoded {
    type Target = Content;

    fn deref(&self) -> &Content {
        &self.content
    }
}

/// What a section comes to, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Content {
    /// Its pages.
    pub(super) pages: Vec<Page>,
    /// What it adds to the structure of the whole.
    pub(super) tagged: Tagged,
    /// How many numbers its objects take, ...
    pub(super) size: u32,
    /// ... those from here on its packs.
    packs: u32,
    /// How many places it takes in the parent tree.
    pub(super) keys: u32,
}

/// A page, encoded.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Page {
    /// Its content, compressed.
    #[serde(with = "shared_bytes")]
    pub(super) stream: Arc<[u8]>,
    /// What it shows, as a hash.
    pub(super) print: [u8; 32],
    /// The box around it.
    pub(super) ink: Option<Ink>,
}

/// What pages are encoded with.
pub(super) struct Encoder<'e> {
    pub(super) fonts: &'e [Subset],
    /// Hashes of the pictures.
    pub(super) pictures: &'e [[u8; 32]],
    pub(super) cache: &'e Cache,
    /// With all that is the same for all sections hashed into it.
    common: KeyHasher,
}

/// Numbers are given out in steps as wide as this: so a section seldom needs more of them after a small change, and those
/// behind it keep theirs.
const STEP: u32 = 32;

impl<'e> Encoder<'e> {
    pub(super) fn new(paged: &Paged, fonts: &'e [Subset], pictures: &'e [[u8; 32]], cache: &'e Cache) -> Self {
        let mut common = Key::of("a section of a PDF");
        (paged.width, paged.height, paged.second.0, pictures).hash(&mut common);
        for Subset { name, texts, widths, .. } in fonts {
            (name, texts, widths).hash(&mut common);
        }
        Self { fonts, pictures, cache, common }
    }

    /// Encodes sections, those that were not encoded before.
    pub(super) fn encode(&self, sections: &[Section]) -> Vec<Encoded> {
        let keys: Vec<Option<Key>> = sections.iter().map(|section| self.key(section)).collect();
        self.cache.want(&keys.iter().flatten().copied().collect::<Vec<_>>());
        sections.par_iter().zip(keys).map(|(section, key)| self.one(section, key)).collect()
    }

    fn key(&self, section: &Section) -> Option<Key> {
        section.key.filter(|_| self.cache.keeps()).map(|key| {
            let mut common = self.common.clone();
            key.hash(&mut common);
            common.key()
        })
    }

    fn one(&self, section: &Section, key: Option<Key>) -> Encoded {
        if let Some(content) = key.as_ref().and_then(|key| self.cache.shared(key)) {
            return Encoded { content, objects: Mutex::default(), key };
        }
        let encoded = Encoded { key, ..self.make(&section.make_last()) };
        if let (Some(key), Some(objects)) = (&key, &*encoded.objects()) {
            self.cache.put_value(key, &*encoded.content);
            self.cache.put_value(&of_objects(key), objects);
        }
        encoded
    }

    /// Encodes pages, whether that was done before or not.
    pub(super) fn make(&self, paged: &Paged) -> Encoded {
        let palette = Palette::screen(paged);
        let (mut pages, mut marked) = (Vec::with_capacity(paged.pages.len()), Vec::new());
        for page in &paged.pages {
            let (stream, elements) = content::encode(page, paged, self.fonts, &palette);
            let (print, ink) = (fingerprint::page(page, paged, self.pictures), ink::of_page(page, paged));
            pages.push(Page { stream: stream.into(), print, ink });
            marked.push(elements);
        }
        // The node of the pages, the pages, their content; then links and elements.
        let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        let (mut objects, mut next) = (Unplaced::default(), 1 + 2 * count);
        let links = navigation::links(paged, &mut next, &mut objects);
        let tagged = tags::section(&Filled { paged, marked: &marked, links: &links }, &mut next, &mut objects);
        let bounds = bounds((paged.width, paged.height));
        for (index, links) in links.iter().enumerate() {
            let (page, content) = (page_object(index), content_object(count, index));
            let annotations = match links.as_slice() {
                [] => String::new(),
                links => format!("/Annots[{}]", tags::join(&links.iter().map(|link| link.object).collect::<Vec<_>>())),
            };
            // The order of reading (12.5).
            let (pages, resources, key) = (Own(0), Outside::Resources, ParentKey(index as u32));
            objects.set(
                page,
                &format!(
                    "<</Type/Page/Parent {pages}/Resources {resources}{bounds}/Contents {content}/StructParents {key}\
                     /Tabs/S{annotations}>>"
                ),
            );
        }
        if count > 0 {
            let (root, kids) = (Outside::Pages, (0..pages.len()).map(page_object).collect::<Vec<_>>());
            objects.set(Own(0), &format!("<</Type/Pages/Parent {root}/Kids[{}]/Count {count}>>", tags::join(&kids)));
        }
        let size = (next + objects.packs()).next_multiple_of(STEP);
        let keys = count + u32::try_from(links.iter().map(Vec::len).sum::<usize>()).unwrap_or(u32::MAX);
        let content = Content { pages, tagged, size, packs: next, keys: keys.next_multiple_of(STEP) };
        // A copy has no room to grow, and there are many of them.
        Encoded { content: Arc::new(content), objects: Mutex::new(Some(objects.clone())), key: None }
    }
}

impl Encoded {
    fn objects(&self) -> MutexGuard<'_, Option<Unplaced>> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its objects at a place in a file, packed; unless they have come to stand there before. They are seldom wanted twice, and are let
    /// go: `again` encodes the section once more, where they can be found nowhere.
    pub(super) fn place(&self, at: &Place, cache: &Cache, again: impl FnOnce() -> Self) -> Arc<Vec<Pack>> {
        let placed = self.placed(at);
        if let Some(known) = placed.as_ref().and_then(|placed| cache.shared(placed)) {
            return known;
        }
        let objects = self.objects().take();
        let kept = || self.key.and_then(|key| cache.value(&of_objects(&key)));
        let objects = objects.or_else(kept).or_else(|| again().objects().take());
        let packs = objects.map(|objects| objects.place(self.packs, at)).unwrap_or_default();
        if let Some(placed) = placed {
            cache.put_value(&placed, &packs);
        }
        Arc::new(packs)
    }

    /// The key of its objects at a place in a file.
    pub(super) fn placed(&self, at: &Place) -> Option<Key> {
        let mut placed = Key::of("a section of a PDF, placed");
        (self.key?, at).hash(&mut placed);
        Some(placed.key())
    }

    /// The object of the content of a page, by its number in the section.
    pub(super) fn content(&self, page: usize) -> u32 {
        content_object(u32::try_from(self.pages.len()).unwrap_or(u32::MAX), page).0
    }
}

/// The key of the objects of what is found under a key.
fn of_objects(encoded: &Key) -> Key {
    let mut key = Key::of("the objects of a section of a PDF");
    encoded.hash(&mut key);
    key.key()
}

/// The content of a page of a section of so many.
fn content_object(count: u32, page: usize) -> Own {
    Own(page_object(page).0 + count)
}

/// The boxes of a page of this size (14.11.2).
pub(super) fn bounds((width, height): (Sp, Sp)) -> String {
    let (width, height) = (Pt(width), Pt(height));
    ["MediaBox", "TrimBox", "CropBox"].map(|name| format!("/{name}[0 0 {width} {height}]")).concat()
}
