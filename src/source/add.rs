//! Puts files that came in beside others, over which they are never written, and reads pictures that lie beside a file.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// The largest picture read, in bytes.
const MAX_PICTURE: u64 = 128 << 20;
/// How many folders up a site's root is looked for.
const MAX_UP: usize = 8;

/// Where a file was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Added {
    /// The first of its files.
    pub(crate) path: PathBuf,
    /// Whether it was there already, the same to the byte.
    pub(crate) known: bool,
}

/// Writes the files that `files` makes for a name, the first of which is `NAME.ending`, into `folder`. Where that is there
/// already and differs, another name is tried, with a number behind it: of a hundred files three may be called "Editorial", and
/// the others are not to wait for a person. What is there already, the same to the byte, is left as it is.
///
/// # Errors
/// Whatever the disk says.
pub(crate) fn add(folder: &Path, name: &str, files: impl Fn(&str) -> Vec<(String, Vec<u8>)>) -> io::Result<Added> {
    fs::create_dir_all(folder)?;
    for number in 1_u32.. {
        let name = if number == 1 { name.to_owned() } else { format!("{name}-{number}") };
        let files = files(&name);
        let Some((first, _)) = files.first() else { break };
        let path = folder.join(first);
        if files.iter().all(|(path, bytes)| is_same(&folder.join(path), bytes)) {
            return Ok(Added { path, known: true });
        }
        let taken = |path: &String| folder.join(path).symlink_metadata().is_ok();
        if files.iter().any(|(path, _)| taken(path)) {
            continue;
        }
        // Pictures first: an article that is there is whole.
        for (path, bytes) in files.iter().rev() {
            let path = folder.join(path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)?;
        }
        return Ok(Added { path, known: false });
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn is_same(path: &Path, bytes: &[u8]) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|found| found == bytes)
}

/// Reads a picture by the address under which the file at `file` names it: a path from the file's folder, or one that begins
/// with `/` and starts at the root of its site, which may keep such files in `static`. Nothing outside these folders is read.
pub(crate) fn read_beside(file: &Path, address: &str) -> Option<Vec<u8>> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().ok()?;
    let roots: Vec<PathBuf> = match address.strip_prefix('/') {
        None => vec![folder.clone()],
        Some(_) => folder
            .ancestors()
            .take(MAX_UP)
            .filter(|up| is_site(up))
            .flat_map(|up| [up.to_owned(), up.join("static")])
            .collect(),
    };
    let address = address.trim_start_matches('/').split(['?', '#']).next()?;
    for root in roots {
        let Ok(path) = root.join(address).canonicalize() else { continue };
        // A saved page keeps its pictures below it, a site anywhere in it.
        let site = folder.ancestors().take(MAX_UP).find(|up| is_site(up));
        let inside =
            path.starts_with(&folder) || path.starts_with(&root) || site.is_some_and(|site| path.starts_with(site));
        let fits = fs::metadata(&path).is_ok_and(|found| found.is_file() && found.len() <= MAX_PICTURE);
        if inside && fits {
            return fs::read(path).ok();
        }
    }
    None
}

/// Whether a folder is the root of a site of Hugo or Jekyll.
fn is_site(folder: &Path) -> bool {
    ["hugo.toml", "hugo.yaml", "config.toml", "config.yaml", "_config.yml", "_config.yaml"]
        .iter()
        .any(|name| folder.join(name).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let one = |text: &'static str| move |name: &str| vec![(format!("{name}.md"), text.as_bytes().to_vec())];
        let name = |added: Added| (added.path.file_name().unwrap().to_string_lossy().into_owned(), added.known);
        assert_eq!(name(add(folder.path(), "a", one("x")).unwrap()), ("a.md".into(), false));
        assert_eq!(name(add(folder.path(), "a", one("y")).unwrap()), ("a-2.md".into(), false));
        assert_eq!(name(add(folder.path(), "a", one("x")).unwrap()), ("a.md".into(), true));
        assert_eq!(name(add(folder.path(), "a", one("y")).unwrap()), ("a-2.md".into(), true));
        assert_eq!(fs::read_to_string(folder.path().join("a.md")).unwrap(), "x");
    }

    #[test]
    fn pictures_are_read_beside_a_file_and_in_its_site_only() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("site/content/posts")).unwrap();
        fs::create_dir_all(root.join("site/static/img")).unwrap();
        fs::create_dir_all(root.join("page_files")).unwrap();
        fs::write(root.join("secret.png"), "secret").unwrap();
        fs::write(root.join("site/static/img/a.png"), "a").unwrap();
        fs::write(root.join("site/content/b.png"), "b").unwrap();
        fs::write(root.join("page_files/c.png"), "c").unwrap();
        let read =
            |file: &str, address: &str| read_beside(&root.join(file), address).map(|b| String::from_utf8(b).unwrap());
        assert_eq!(read("page.html", "page_files/c.png").as_deref(), Some("c"));
        assert_eq!(read("page_files/page.html", "../secret.png"), None);
        assert_eq!(read("site/content/posts/p.md", "/img/a.png"), None);
        fs::write(root.join("site/hugo.toml"), "").unwrap();
        assert_eq!(read("site/content/posts/p.md", "/img/a.png").as_deref(), Some("a"));
        assert_eq!(read("site/content/posts/p.md", "../b.png").as_deref(), Some("b"));
        assert_eq!(read("site/content/posts/p.md", "../../../secret.png"), None);
    }
}
