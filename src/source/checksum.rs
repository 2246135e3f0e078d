//! Checksums of files.

use std::hash::Hash as _;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::{Cache, Key, Pieces};

/// So many bytes lie between two places of which it is remembered what the checksum came to there.
const STEP: usize = 1 << 18;

/// A file, and what its checksum came to on the way. It stays in memory for that, but shares its pages with others.
#[derive(Debug)]
struct Summed {
    pieces: Arc<Pieces>,
    /// Behind every [`STEP`] bytes.
    states: Vec<Sha256>,
    sum: String,
}

impl Summed {
    /// Sums a file up from where it begins to differ from the one that was summed up `before`.
    fn new(pieces: &Arc<Pieces>, before: Option<&Self>) -> Self {
        let known = before.map_or(&[][..], |before| &before.states[..before.pieces.same_as(pieces) / STEP]);
        let mut states = known.to_vec();
        let mut hash = states.last().cloned().unwrap_or_default();
        for (bytes, is_whole) in pieces.in_steps(states.len() * STEP, STEP) {
            hash.update(bytes);
            if is_whole {
                states.push(hash.clone());
            }
        }
        Self { pieces: Arc::clone(pieces), states, sum: digits(hash) }
    }
}

impl Cache {
    /// The SHA-256 of a file of this name, in hexadecimal digits. Where things are remembered, only what is new in it is gone through,
    /// and what comes behind that.
    #[must_use]
    pub fn checksum(&self, name: &str, pieces: &Arc<Pieces>) -> String {
        let mut key = Key::of("the checksum of a file");
        name.hash(&mut key);
        self.renewed(&key.key(), |before| Summed::new(pieces, before)).sum.clone()
    }
}

/// The SHA-256 of bytes in pieces, in hexadecimal digits.
pub(crate) fn sha256<'b>(pieces: impl IntoIterator<Item = &'b [u8]>) -> String {
    digits(pieces.into_iter().fold(Sha256::new(), |hash, piece| hash.chain_update(piece)))
}

fn digits(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A file of these pieces, some of which others have too.
    fn file(pieces: &[(u8, usize, bool)]) -> Arc<Pieces> {
        let mut file = Pieces::default();
        for (byte, length, is_shared) in pieces {
            let bytes = vec![*byte; *length];
            if *is_shared { file.share(bytes.into()) } else { file.push(&bytes) }
        }
        Arc::new(file)
    }

    proptest! {
        #[test]
        fn what_is_summed_up_from_the_middle_is_the_sum_of_the_whole(
            versions in prop::collection::vec(
                prop::collection::vec((0_u8..2, prop_oneof![0..9_usize, STEP - 2..STEP + 3, 3 * STEP..4 * STEP], any::<bool>()), 0..5),
                1..5,
            ),
        ) {
            let mut before: Option<Summed> = None;
            for version in versions {
                let file = file(&version);
                let summed = Summed::new(&file, before.as_ref());
                prop_assert_eq!(&summed.sum, &sha256([&*file.whole()]));
                prop_assert_eq!(summed.states.len(), file.len() / STEP);
                before = Some(summed);
            }
        }
    }
}
