//! What a [`super::Cache`] has in memory besides: what was used of late.

use std::any::Any;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cache::Key;

/// What was not used in so many rounds is forgotten. One round is not enough: in one that ends with an error, little is used.
const ROUNDS: u32 = 4;

/// An entry, as it lies in the cache or as the value that was made of it.
#[derive(Debug, Clone)]
pub(super) enum Remembered {
    Bytes(Arc<[u8]>),
    Value(Arc<dyn Any + Send + Sync>),
}

/// Entries with the rounds in which they were used last.
#[derive(Debug, Default)]
pub(super) struct Memory {
    entries: FxHashMap<Key, (u32, Remembered)>,
    round: u32,
}

impl Memory {
    /// An entry, which is used now.
    pub(super) fn get(&mut self, key: &Key) -> Option<Remembered> {
        let (used, known) = self.entries.get_mut(key)?;
        *used = self.round;
        Some(known.clone())
    }

    /// Whether there is an entry.
    pub(super) fn has(&self, key: &Key) -> bool {
        self.entries.contains_key(key)
    }

    /// Remembers an entry.
    pub(super) fn put(&mut self, key: &Key, known: Remembered) {
        self.entries.insert(*key, (self.round, known));
    }

    /// Ends a round.
    pub(super) fn forget(&mut self) {
        self.round += 1;
        let round = self.round;
        self.entries.retain(|_, (used, _)| *used + ROUNDS > round);
    }
}
