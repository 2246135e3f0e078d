//! The bytes of a file to be written, in pieces.

use std::borrow::Cow;
use std::io::{self, BufRead as _, Read, Write};
use std::sync::Arc;

/// The bytes of a file, some of which others hold as well: pages stand in several files, and are in memory once.
#[derive(Debug, Clone, Default)]
pub struct Pieces {
    /// What this file alone has.
    own: Vec<u8>,
    /// What others have too, and how much of `own` stands before it.
    shared: Vec<(usize, Arc<[u8]>)>,
    length: usize,
}

/// How many bytes are read or written at once: enough for a disk, and few enough to stay near the processor.
const STEP: usize = 1 << 18;

impl From<Vec<u8>> for Pieces {
    fn from(own: Vec<u8>) -> Self {
        Self { length: own.len(), own, shared: Vec::new() }
    }
}

impl Pieces {
    /// None yet, with room for so many of its own.
    #[must_use]
    pub fn with_room(own: usize) -> Self {
        Self { own: Vec::with_capacity(own), ..Self::default() }
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Adds bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.own.extend_from_slice(bytes);
        self.length += bytes.len();
    }

    /// Adds bytes that others have too.
    pub fn share(&mut self, bytes: Arc<[u8]>) {
        self.length += bytes.len();
        self.shared.push((self.own.len(), bytes));
    }

    /// The bytes in order, piece by piece.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let ends = self.shared.iter().map(|(at, bytes)| (*at, &**bytes)).chain([(self.own.len(), &[][..])]);
        let mut from = 0;
        let both = ends.flat_map(move |(at, bytes)| [&self.own[std::mem::replace(&mut from, at)..at], bytes]);
        both.filter(|piece| !piece.is_empty())
    }

    /// The bytes from this one on, in slices of which none goes over a multiple of `step`, each with whether it ends at one.
    pub fn in_steps(&self, start: usize, step: usize) -> impl Iterator<Item = (&[u8], bool)> {
        let mut before = start;
        let mut pieces = self.iter().filter_map(move |piece| {
            let skipped = before.min(piece.len());
            before -= skipped;
            Some(&piece[skipped..]).filter(|rest| !rest.is_empty())
        });
        let (mut rest, mut room): (&[u8], usize) = (&[], step - start % step);
        std::iter::from_fn(move || {
            if rest.is_empty() {
                rest = pieces.next()?;
            }
            let (now, later) = rest.split_at(room.min(rest.len()));
            (rest, room) = (later, room - now.len());
            let is_whole = room == 0;
            if is_whole {
                room = step;
            }
            Some((now, is_whole))
        })
    }

    /// How many bytes at the beginning are surely the same as those of others: all that are, or nearly so many.
    pub(super) fn same_as(&self, others: &Self) -> usize {
        let (mut ours, mut theirs) = (self.iter(), others.iter());
        let (mut one, mut other): (&[u8], &[u8]) = (&[], &[]);
        let mut same = 0;
        loop {
            if one.is_empty() {
                let Some(next) = ours.next() else { return same };
                one = next;
            }
            if other.is_empty() {
                let Some(next) = theirs.next() else { return same };
                other = next;
            }
            let length = one.len().min(other.len()).min(STEP);
            let (now, then) = (&one[..length], &other[..length]);
            // What both share needs no look.
            if !std::ptr::eq(now, then) && now != then {
                return same;
            }
            same += length;
            (one, other) = (&one[length..], &other[length..]);
        }
    }

    /// The bytes as one slice.
    #[must_use]
    pub fn whole(&self) -> Cow<'_, [u8]> {
        match self.shared.is_empty() {
            true => Cow::Borrowed(&self.own),
            false => Cow::Owned(self.iter().fold(Vec::with_capacity(self.length), |mut whole, piece| {
                whole.extend_from_slice(piece);
                whole
            })),
        }
    }

    /// Whether a file holds these bytes and no others. One that cannot be read does not.
    pub(super) fn are_in(&self, file: impl Read) -> bool {
        // Room for one byte more, which would be one too many.
        let mut file = io::BufReader::with_capacity(STEP.min(self.length + 1), file);
        let mut goes_on_with = |piece: &[u8]| {
            let mut rest = piece;
            while !rest.is_empty() {
                let Ok(there) = file.fill_buf() else { return false };
                let length = there.len().min(rest.len());
                let (now, later) = rest.split_at(length);
                if length == 0 || there[..length] != *now {
                    return false;
                }
                file.consume(length);
                rest = later;
            }
            true
        };
        self.iter().all(&mut goes_on_with) && file.fill_buf().is_ok_and(<[u8]>::is_empty)
    }

    /// Writes them.
    pub(super) fn write_to(&self, file: &mut impl Write) -> io::Result<()> {
        let mut file = io::BufWriter::with_capacity(STEP.min(self.length), file);
        self.iter().try_for_each(|piece| file.write_all(piece))?;
        file.flush()
    }
}

impl PartialEq<[u8]> for Pieces {
    fn eq(&self, bytes: &[u8]) -> bool {
        self.are_in(bytes)
    }
}

impl PartialEq for Pieces {
    fn eq(&self, other: &Self) -> bool {
        self.length == other.length && *self == *other.whole()
    }
}

impl std::fmt::Write for Pieces {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.push(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_one_file() {
        let shared: Arc<[u8]> = b"shared"[..].into();
        let mut pieces = Pieces::default();
        assert_eq!((pieces.is_empty(), pieces.iter().count(), pieces == b""[..]), (true, 0, true));
        assert!(pieces != b"x"[..]);
        pieces.share(Arc::clone(&shared));
        pieces.push(b"own");
        pieces.share(Arc::clone(&shared));
        pieces.share([][..].into());
        pieces.share(shared);
        pieces.push(b"la");
        pieces.push(b"st");
        assert_eq!(pieces.iter().collect::<Vec<_>>(), [&b"shared"[..], b"own", b"shared", b"shared", b"last"]);
        let whole = b"sharedownsharedsharedlast";
        assert_eq!((pieces.len(), &*pieces.whole()), (whole.len(), &whole[..]));
        let mut written = Vec::new();
        pieces.write_to(&mut written).expect("a vector takes all");
        assert_eq!(written, whole);
        for start in 0..=whole.len() {
            for step in 1..=whole.len() + 1 {
                let mut at = start;
                for (bytes, is_whole) in pieces.in_steps(start, step) {
                    assert_eq!((bytes, at % step + bytes.len() <= step), (&whole[at..at + bytes.len()], true));
                    at += bytes.len();
                    assert_eq!(is_whole, at.is_multiple_of(step), "{start} {step}");
                }
                assert_eq!(at, whole.len());
            }
        }
        for end in 0..whole.len() {
            assert!(pieces != whole[..end], "{end}");
        }
        assert!(pieces == whole[..] && pieces != b"sharedownsharedsharedlast."[..]);
        assert!(pieces != b"sharedOwnsharedsharedlast"[..]);
        let plain = Pieces::from(whole.to_vec());
        assert!(matches!(plain.whole(), Cow::Borrowed(bytes) if bytes == whole));
        assert!(plain == pieces);
        assert_eq!(
            (plain.same_as(&pieces), pieces.same_as(&pieces), pieces.same_as(&b"shared.".to_vec().into())),
            (25, 25, 6)
        );
        assert!(pieces == plain);
    }
}
