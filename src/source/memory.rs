//! What a [`super::Cache`] has in memory besides: what was used of late.

use std::collections::HashMap;
use std::sync::Arc;

use super::cache::Key;

/// What was not used in so many rounds is forgotten. One round is not enough: in one that ends with an error, little is used.
const ROUNDS: u32 = 4;

/// Entries with the rounds in which they were used last.
#[derive(Debug, Default)]
pub(super) struct Memory {
    entries: HashMap<Key, (u32, Arc<[u8]>)>,
    round: u32,
}

impl Memory {
    /// An entry, which is used now.
    pub(super) fn get(&mut self, key: &Key) -> Option<Arc<[u8]>> {
        let (used, bytes) = self.entries.get_mut(key)?;
        *used = self.round;
        Some(Arc::clone(bytes))
    }

    /// Whether there is an entry.
    pub(super) fn has(&self, key: &Key) -> bool {
        self.entries.contains_key(key)
    }

    /// Remembers an entry.
    pub(super) fn put(&mut self, key: &Key, bytes: &[u8]) {
        self.entries.insert(*key, (self.round, bytes.into()));
    }

    /// Ends a round.
    pub(super) fn forget(&mut self) {
        self.round += 1;
        let round = self.round;
        self.entries.retain(|_, (used, _)| *used + ROUNDS > round);
    }
}
