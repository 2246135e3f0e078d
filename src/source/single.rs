//! Single files that a person names: a PDF to impose, a PDF to write.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use super::pieces::Pieces;
use crate::diagnostics::Diagnostic;

/// The largest file read, in bytes.
const MAX: u64 = 1 << 30;

/// Reads a file whole.
///
/// # Errors
/// When the disk says no, or the file has more than a gigabyte.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let failed = |error: io::Error| Diagnostic::error(format!("cannot read `{}`: {error}", path.display()));
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MAX + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > MAX {
        return Err(Diagnostic::error(format!("`{}` has more than a gigabyte", path.display())));
    }
    Ok(bytes)
}

/// Writes a file whole, or leaves what was there: it is written beside its place and then moved to it.
///
/// # Errors
/// Whatever the disk says.
pub(crate) fn write_file(path: &Path, content: &Pieces) -> Result<(), Diagnostic> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".new-{}", std::process::id()));
    let written =
        File::create(&beside).and_then(|mut file| content.write_to(&mut file)).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        Diagnostic::error(format!("cannot write `{}`: {error}", path.display()))
            .hint("see that its folder is there, that you may write to it, and that the disk has room")
    })
}

/// How many bytes a file has, when it is there.
pub(crate) fn length_of(path: &Path) -> Option<u64> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).map(|file| file.len())
}

/// Whether a file is there.
pub(crate) fn is_there(path: &Path) -> bool {
    path.is_file()
}

/// Reads a text that may well not be there.
pub(crate) fn read_if_there(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}
