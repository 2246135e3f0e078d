//! Writes the files of a new library.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes `files`, by path relative to `folder` with `/` between parts, into `folder`, which need
/// not exist. Overwrites nothing.
///
/// # Errors
/// [`io::ErrorKind::DirectoryNotEmpty`] when something lies in the folder already, and whatever
/// the disk says.
pub(crate) fn create(folder: &Path, files: &[(&str, &[u8])]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    if fs::read_dir(folder)?.next().is_some() {
        return Err(io::ErrorKind::DirectoryNotEmpty.into());
    }
    for (path, bytes) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)?;
    }
    Ok(())
}
