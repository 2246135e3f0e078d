//! The only stage that touches disk, clock and environment. It reads a library and writes `dist/`.

mod add;
mod bundles;
mod cache;
mod checksum;
mod create;
mod memory;
mod pieces;
mod read;
mod replace;
mod serve;
mod single;
mod watch;
mod world;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostics::{FileId, Files};

pub(crate) use add::{Added, add, read_beside};
pub use cache::{Cache, Key, KeyHasher};
pub(crate) use cache::{pack, shared_bytes, unpack};
pub(crate) use checksum::sha256;
pub(crate) use create::create;
pub use pieces::Pieces;
pub(crate) use read::Known;
pub(crate) use replace::{recover, replace};
pub(crate) use serve::{Reply, Request, Server};
pub(crate) use single::{is_there, length_of, read_file, read_if_there, write_file};
pub(crate) use watch::{Watch, Woken};
pub(crate) use world::{Stopwatch, allows_colour};

/// A library as it lies on disk, read whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Library {
    /// Its folder.
    pub root: PathBuf,
    /// Its text files: articles and settings. Paths are relative to the root.
    pub files: Files,
    /// `book.toml`.
    pub book: Option<FileId>,
    /// Its collections, sorted by slug.
    pub collections: Vec<Folder>,
    /// Its pictures by path relative to the root, with `/` between parts.
    pub images: BTreeMap<String, Arc<[u8]>>,
    /// `SOURCE_DATE_EPOCH`, in seconds since 1970.
    pub epoch: Option<i64>,
}

/// A folder with articles: a collection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    /// Its name, made fit for addresses.
    pub slug: String,
    /// Its path relative to the root, with `/` between parts; empty when it is the root itself.
    pub path: String,
    /// `collection.toml`.
    pub settings: Option<FileId>,
    /// Its articles, sorted by path.
    pub articles: Vec<FileId>,
}
