//! Entries of a [`super::Cache`] that lie together.
//!
//! A row of keys is divided where the keys say, so that one that is new, or lacking, changes the group that it stands in and no other.

use std::collections::BTreeMap;
use std::hash::Hash as _;

use serde_bytes::ByteBuf;

use super::cache::Key;

/// A group ends behind one key in so many, which chance names, ...
const USUAL: u8 = 16;
/// ... and has no more than this.
const MOST: usize = 64;
/// So few are not worth it.
const FEW: usize = 24;

/// The groups of keys that are wanted one after the other.
pub(super) fn groups(keys: &[Key]) -> impl Iterator<Item = &[Key]> {
    let keys = if keys.len() < FEW { &[] } else { keys };
    let ends = |key: &Key| key.0[1].is_multiple_of(USUAL);
    keys.chunk_by(move |key, _| !ends(key)).flat_map(|group| group.chunks(MOST))
}

/// The key of the bundle of a group.
pub(super) fn key(group: &[Key]) -> Key {
    let mut key = Key::of("a bundle");
    group.hash(&mut key);
    key.key()
}

/// What was found in bundles, and what was not.
#[derive(Debug, Default)]
pub(super) struct Bundles {
    found: BTreeMap<Key, Vec<u8>>,
    lacking: Vec<Vec<Key>>,
}

impl Bundles {
    /// Takes up what a group came to.
    pub(super) fn add(&mut self, group: &[Key], found: Option<Vec<ByteBuf>>) {
        match found {
            Some(entries) if entries.len() == group.len() => {
                self.found.extend(group.iter().copied().zip(entries.into_iter().map(ByteBuf::into_vec)));
            }
            _ => self.lacking.push(group.to_vec()),
        }
    }

    /// An entry, which is wanted no more.
    pub(super) fn take(&mut self, key: &Key) -> Option<Vec<u8>> {
        self.found.remove(key)
    }

    /// The groups of which there was no bundle. What was found and nobody wanted is let go.
    pub(super) fn lacking(&mut self) -> Vec<Vec<Key>> {
        self.found.clear();
        std::mem::take(&mut self.lacking)
    }
}
