//! The archive that a document is, with limits: a small file can say that it is very large.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

/// The largest file of text in an archive, in bytes.
const MAX_TEXT: u64 = 64 << 20;
/// The largest picture in an archive, in bytes.
const MAX_PICTURE: u64 = 64 << 20;
/// How much is unpacked of one archive, in bytes.
const MAX_ALL: u64 = 512 << 20;

/// An archive that has been opened.
pub(in super::super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// How much more may be unpacked.
    left: u64,
}

impl<'b> Package<'b> {
    /// Opens an archive; nothing when it is damaged.
    pub(in super::super) fn open(bytes: &'b [u8]) -> Option<Self> {
        ZipArchive::new(Cursor::new(bytes)).ok().map(|archive| Self { archive, left: MAX_ALL })
    }

    /// Whether there is a file at a path.
    pub(in super::super) fn has(&self, path: &str) -> bool {
        self.archive.index_for_name(path).is_some()
    }

    /// The text at a path; nothing when it is missing, damaged or too large.
    pub(in super::super) fn text(&mut self, path: &str) -> Option<String> {
        self.read(path, MAX_TEXT).map(|bytes| super::super::decode::decode(&bytes).text)
    }

    /// The bytes of a picture.
    pub(in super::super) fn picture(&mut self, path: &str) -> Option<Vec<u8>> {
        self.read(path, MAX_PICTURE)
    }

    fn read(&mut self, path: &str, limit: u64) -> Option<Vec<u8>> {
        let limit = limit.min(self.left);
        let file = self.archive.by_name(path).ok()?;
        let mut bytes = Vec::new();
        // What the archive says about sizes need not be true, so what comes out is counted.
        file.take(limit + 1).read_to_end(&mut bytes).ok()?;
        let size = bytes.len() as u64;
        self.left = self.left.saturating_sub(size);
        (size <= limit).then_some(bytes)
    }
}
