//! Reads a library: walks its folder, reads every article, setting and picture, finds the collections.

use std::collections::BTreeMap;
use std::fs::{self, FileType, Metadata};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use super::{Folder, Library};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Span};
use crate::slug::slug;

/// The largest text file read, in bytes: some ten times the Bible.
const MAX_TEXT: u64 = 32 << 20;
/// The largest picture read, in bytes.
const MAX_IMAGE: u64 = 128 << 20;
/// How deep folders may nest.
const MAX_DEPTH: usize = 32;
/// Folders beside the articles that hold none: output, build files, typefaces.
const NOT_CONTENT: [&str; 3] = ["dist", "target", "fonts"];

impl Library {
    /// Reads the library in the folder `root`. What cannot be read is reported, and the rest is read all the same.
    #[must_use]
    pub fn read(root: &Path) -> (Self, Diagnostics) {
        Self::read_again(root, &mut Known::default())
    }

    /// [`Library::read`] for somebody who has read it before: of files that have not changed since it takes what is `known`.
    #[expect(clippy::disallowed_methods, reason = "what is read does not depend on when it is read")]
    pub(crate) fn read_again(root: &Path, known: &mut Known) -> (Self, Diagnostics) {
        Self::read_at(root, known, SystemTime::now())
    }

    fn read_at(root: &Path, known: &mut Known, now: SystemTime) -> (Self, Diagnostics) {
        let mut walk = Walk { files: BTreeMap::new(), diagnostics: Diagnostics::default(), root: PathBuf::new() };
        let mut library = Self { root: root.to_owned(), ..Self::default() };
        match root.canonicalize() {
            Ok(canonical) if canonical.is_dir() => {
                walk.root.clone_from(&canonical);
                walk.folder(&canonical, "", &mut vec![canonical.clone()]);
            }
            Ok(_) => {
                walk.fault(format!("`{}` is not a folder", root.display()), "name the folder that holds the articles")
            }
            Err(error) => walk.fault(
                format!("cannot read `{}`: {error}", root.display()),
                "`pamphlet new` makes a library to start with",
            ),
        }
        library.take(walk.files, (known, now), &mut walk.diagnostics);
        library.find_collections(&walk.root, &mut walk.diagnostics);
        library.epoch = epoch(&mut walk.diagnostics);
        (library, walk.diagnostics)
    }

    fn take(
        &mut self,
        files: BTreeMap<String, PathBuf>,
        (known, now): (&mut Known, SystemTime),
        diagnostics: &mut Diagnostics,
    ) {
        let before = std::mem::take(known);
        let read = |(path, place): (String, PathBuf)| {
            let content = before.read(&path, &place, now);
            (path, content)
        };
        for (path, read) in files.into_par_iter().map(read).collect::<Vec<_>>() {
            match read {
                Err(why) => diagnostics.push(Diagnostic::error(format!("cannot read `{path}`: {why}"))),
                Ok((stamp, content)) => {
                    if let Some(stamp) = stamp {
                        known.0.insert(path.clone(), (stamp, content.clone()));
                    }
                    match content {
                        Content::Text(text, fault) => {
                            let id = self.files.add(&path, text);
                            fault.into_iter().for_each(|fault| diagnostics.push(fault.told(id)));
                        }
                        Content::Image(bytes) => drop(self.images.insert(path, bytes)),
                    }
                }
            }
        }
    }

    /// A folder is a collection when articles lie in it directly, or a `collection.toml` that may choose some.
    fn find_collections(&mut self, root: &Path, diagnostics: &mut Diagnostics) {
        let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
        for (id, file) in self.files.iter() {
            let path = file.path.to_string_lossy();
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
            if path == "book.toml" {
                self.book = Some(id);
                continue;
            }
            let entry = folders
                .entry(folder.to_owned())
                .or_insert_with(|| Folder { path: folder.to_owned(), ..Folder::default() });
            if name == "collection.toml" {
                entry.settings = Some(id);
            } else if name.ends_with(".md") {
                entry.articles.push(id);
            }
        }
        let with_articles: Vec<String> =
            folders.values().filter(|f| !f.articles.is_empty()).map(|f| f.path.clone()).collect();
        for folder in folders.values_mut() {
            let below = |path: &String| {
                *path != folder.path && (folder.path.is_empty() || path.starts_with(&format!("{}/", folder.path)))
            };
            if with_articles.iter().any(below) {
                // The README of a folder of collections tells about the folder; it is no article.
                folder.articles.retain(|id| !is_readme(&self.files.get(*id).path));
            }
            let name = match folder.path.rsplit('/').next() {
                Some(name) if !name.is_empty() => name.to_owned(),
                _ => root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            };
            folder.slug = Some(slug(&name)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "collection".to_owned());
        }
        let is_collection = |folder: &Folder| folder.settings.is_some() || !folder.articles.is_empty();
        self.collections = folders.into_values().filter(is_collection).collect();
        self.collections.sort_by(|a, b| (&a.slug, &a.path).cmp(&(&b.slug, &b.path)));
        for pair in self.collections.windows(2) {
            if pair[0].slug == pair[1].slug {
                diagnostics.push(
                    Diagnostic::error(format!(
                        "the folders `{}` and `{}` make the same name, `{}`",
                        pair[0].path, pair[1].path, pair[0].slug
                    ))
                    .hint("rename one of them"),
                );
            }
        }
        if self.collections.is_empty() && !diagnostics.has_errors() {
            diagnostics.push(
                Diagnostic::error("there are no articles here")
                    .hint("put Markdown files into the folder, with names ending in `.md`"),
            );
        }
    }
}

fn is_readme(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.eq_ignore_ascii_case("readme.md"))
}

#[derive(PartialEq, Eq)]
enum Kind {
    Text,
    Image,
}

/// What a file is by its name; nothing when it is none of ours.
fn kind(path: &str) -> Option<Kind> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (_, ending) = name.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "md" => Some(Kind::Text),
        "toml" if path == "book.toml" || name == "collection.toml" => Some(Kind::Text),
        "jpg" | "jpeg" | "png" => Some(Kind::Image),
        _ => None,
    }
}

struct Walk {
    /// Path relative to the library, and the place on disk. The map sorts them.
    files: BTreeMap<String, PathBuf>,
    diagnostics: Diagnostics,
    root: PathBuf,
}

impl Walk {
    fn fault(&mut self, message: String, hint: &str) {
        self.diagnostics.push(Diagnostic::error(message).hint(hint));
    }

    /// Collects the files under `place`, which is `path` relative to the library. `above` are the
    /// true places of the folders on the way, by which a loop of links is known.
    fn folder(&mut self, place: &Path, path: &str, above: &mut Vec<PathBuf>) {
        if above.len() > MAX_DEPTH {
            self.fault(format!("`{path}` lies more than {MAX_DEPTH} folders deep"), "move it up");
            return;
        }
        let entries = match fs::read_dir(place) {
            Ok(entries) => entries,
            Err(error) => {
                return self.fault(format!("cannot read the folder `{path}`: {error}"), "see that it may be read");
            }
        };
        for entry in entries {
            let Ok(entry) = entry else { continue };
            let Ok(name) = entry.file_name().into_string() else {
                self.fault(
                    format!("a name in `{path}` is not Unicode: {}", entry.file_name().to_string_lossy()),
                    "rename the file",
                );
                continue;
            };
            if name.starts_with('.') || (path.is_empty() && NOT_CONTENT.contains(&name.as_str())) {
                continue;
            }
            let inner = if path.is_empty() { name } else { format!("{path}/{name}") };
            match entry.file_type() {
                Ok(kind) => self.entry(&entry.path(), kind, inner, above),
                Err(error) => self.fault(format!("cannot read `{inner}`: {error}"), "see that it may be read"),
            }
        }
    }

    fn entry(&mut self, place: &Path, kind_on_disk: FileType, path: String, above: &mut Vec<PathBuf>) {
        if !kind_on_disk.is_symlink() {
            // It lies where the folder lies that it is in.
            return match above.last().zip(place.file_name()) {
                Some((folder, name)) if kind_on_disk.is_dir() => self.within(place, &folder.join(name), &path, above),
                _ if kind(&path).is_some() => drop(self.files.insert(path, place.to_owned())),
                _ => {}
            };
        }
        let Ok(metadata) = fs::metadata(place) else {
            if kind(&path).is_some() {
                self.fault(format!("cannot read `{path}`"), "the link leads nowhere, or the file may not be read");
            }
            return;
        };
        if !metadata.is_dir() && kind(&path).is_none() {
            return;
        }
        let Ok(canonical) = place.canonicalize() else { return };
        if !canonical.starts_with(&self.root) {
            self.diagnostics.push(
                Diagnostic::warning(format!("`{path}` is a link that leaves the library, and is left out"))
                    .hint("copy what it leads to into the library"),
            );
        } else if metadata.is_dir() {
            self.within(place, &canonical, &path, above);
        } else {
            self.files.insert(path, place.to_owned());
        }
    }

    /// Goes into a folder, whose true place is `canonical`, unless that is being gone through.
    fn within(&mut self, place: &Path, canonical: &Path, path: &str, above: &mut Vec<PathBuf>) {
        if !above.iter().any(|folder| folder == canonical) {
            above.push(canonical.to_owned());
            self.folder(place, path, above);
            above.pop();
        }
    }
}

/// What files held when they were read.
#[derive(Debug, Default)]
pub(crate) struct Known(BTreeMap<String, (Stamp, Content)>);

impl Known {
    /// What a file holds now, with a stamp to know it by when it is old enough for one.
    fn read(&self, path: &str, place: &Path, now: SystemTime) -> Result<(Option<Stamp>, Content), String> {
        let is_text = kind(path) == Some(Kind::Text);
        let about = plain_file(place, if is_text { MAX_TEXT } else { MAX_IMAGE })?;
        let stamp = Stamp::of(&about, now);
        match self.0.get(path) {
            Some((same, content)) if stamp == Some(*same) => Ok((stamp, content.clone())),
            _ => {
                let bytes = fs::read(place).map_err(|error| error.to_string())?;
                Ok((stamp, if is_text { content_of_text(bytes) } else { Content::Image(bytes.into()) }))
            }
        }
    }
}

#[derive(Debug, Clone)]
enum Content {
    /// A text without its byte order mark and with `\n` at the ends of its lines.
    Text(Arc<str>, Option<NotUtf8>),
    /// A picture.
    Image(Arc<[u8]>),
}

/// By what a file is known to be the one that was read. No program can change one and leave it all as it was: the system
/// itself notes when something was changed, where it does so (`st_ctime` of POSIX.1-2017, `sys/stat.h`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: SystemTime,
    #[cfg(unix)]
    changed: (u64, i64, i64),
}

/// A file that changed within so much of being read may change once more and bear the same time: systems count it in steps, the
/// coarsest of two seconds.
const SETTLED: Duration = Duration::from_secs(3);

impl Stamp {
    /// The stamp of a file, unless it is now too new to be known by one.
    fn of(about: &Metadata, now: SystemTime) -> Option<Self> {
        let modified = about.modified().ok()?;
        let mut newest = modified;
        #[cfg(unix)]
        let changed = {
            use std::os::unix::fs::MetadataExt as _;
            let seconds = u64::try_from(about.ctime()).ok()?;
            newest = newest.max(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
            (about.ino(), about.ctime(), about.ctime_nsec())
        };
        let is_settled = now.duration_since(newest).is_ok_and(|age| age > SETTLED);
        is_settled.then_some(Self {
            length: about.len(),
            modified,
            #[cfg(unix)]
            changed,
        })
    }
}

fn plain_file(place: &Path, limit: u64) -> Result<Metadata, String> {
    let metadata = fs::metadata(place).map_err(|error| error.to_string())?;
    // A pipe or device would be read forever.
    if !metadata.is_file() {
        return Err("it is not a plain file".to_owned());
    }
    if metadata.len() > limit {
        return Err(format!("it is larger than {} MiB", limit >> 20));
    }
    Ok(metadata)
}

/// A byte that is no text.
#[derive(Debug, Clone, Copy)]
struct NotUtf8 {
    /// Where it stands in the file.
    at: usize,
    /// Where what is shown in its place stands in the text.
    shown: usize,
    byte: u8,
}

impl NotUtf8 {
    fn told(self, id: FileId) -> Diagnostic {
        let Self { at, shown, byte } = self;
        Diagnostic::error(format!("the file is not UTF-8: byte {at} is 0x{byte:02X}"))
            .at(Span::new(id, shown..shown + 3))
            .hint("save it with the encoding UTF-8")
    }
}

fn content_of_text(bytes: Vec<u8>) -> Content {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes);
    let (text, fault) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes()[at];
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some((at, byte)))
        }
    };
    // Positions before the fault are the same in the text with replacements; those after it are not asked for.
    let fault = fault.map(|(at, byte)| NotUtf8 { at, shown: at - text[..at].matches("\r\n").count(), byte });
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
    Content::Text(text.into(), fault)
}

#[allow(clippy::disallowed_methods, reason = "`source` is the stage that may ask the environment")]
fn epoch(diagnostics: &mut Diagnostics) -> Option<i64> {
    let value = std::env::var("SOURCE_DATE_EPOCH").ok()?;
    parse_epoch(&value, diagnostics)
}

/// Reads seconds since 1970; the last moment is that of the archives an EPUB is made of, the end of 2107.
fn parse_epoch(value: &str, diagnostics: &mut Diagnostics) -> Option<i64> {
    const RANGE: std::ops::RangeInclusive<i64> = 0..=4_354_819_199;
    let seconds = value.trim().parse().ok().filter(|seconds| RANGE.contains(seconds));
    if seconds.is_none() && !value.trim().is_empty() {
        diagnostics.push(
            Diagnostic::error(format!("SOURCE_DATE_EPOCH is `{value}`"))
                .hint("it must be a number of seconds since 1970, before 2108"),
        );
    }
    seconds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Library, Diagnostics) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("My Library");
        for (path, bytes) in files {
            let place = root.join(path);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, bytes).unwrap();
        }
        let (library, diagnostics) = Library::read(&root);
        (folder, library, diagnostics)
    }

    fn shape(library: &Library) -> Vec<String> {
        let name = |id: &FileId| library.files.get(*id).path.to_string_lossy().into_owned();
        library
            .collections
            .iter()
            .map(|c| format!("{} {:?} {}", c.slug, c.path, c.articles.iter().map(name).collect::<Vec<_>>().join(" ")))
            .collect()
    }

    #[test]
    fn folders_with_articles_are_collections_in_order() {
        let (_folder, library, diagnostics) = library(&[
            ("book.toml", b""),
            ("README.md", b"about"),
            ("zhanaozen/02-b.md", b"b"),
            ("zhanaozen/01-a.md", b"a"),
            ("zhanaozen/collection.toml", b""),
            ("zhanaozen/images/x.JPG", b"jpeg"),
            ("zhanaozen/images/x.svg", b"svg"),
            ("Handbook/a.md", b"a"),
            (".git/x.md", b"no"),
            ("dist/x.md", b"no"),
            ("fonts/x.md", b"no"),
        ]);
        assert_eq!(diagnostics.as_slice(), []);
        assert_eq!(
            shape(&library),
            ["handbook \"Handbook\" Handbook/a.md", "zhanaozen \"zhanaozen\" zhanaozen/01-a.md zhanaozen/02-b.md"]
        );
        assert_eq!(library.book, library.files.find(Path::new("book.toml")));
        assert_eq!(library.collections[1].settings, library.files.find(Path::new("zhanaozen/collection.toml")));
        assert_eq!(library.images.keys().collect::<Vec<_>>(), ["zhanaozen/images/x.JPG"]);
    }

    #[test]
    fn a_folder_of_articles_alone_is_a_collection_named_after_itself() {
        let (_folder, library, diagnostics) = library(&[("README.md", b"r"), ("a.md", b"a")]);
        assert_eq!(diagnostics.as_slice(), []);
        assert_eq!(shape(&library), ["my-library \"\" README.md a.md"]);
    }

    #[test]
    fn marks_and_line_ends_are_made_plain_and_bad_bytes_are_located() {
        let (_folder, library, diagnostics) =
            library(&[("a.md", b"\xEF\xBB\xBFone\r\ntwo\rthree"), ("b.md", b"x\r\ncaf\xE9 au lait")]);
        assert_eq!(&*library.files.get(FileId(0)).text, "one\ntwo\nthree");
        let text = diagnostics.render(&library.files, false);
        assert!(text.contains("byte 6 is 0xE9") && text.contains("b.md:2:4"), "{text}");
    }

    #[test]
    fn what_is_missing_or_ambiguous_is_an_error() {
        assert!(Library::read(Path::new("/nowhere/at/all")).1.has_errors());
        assert!(library(&[("x.txt", b"")]).2.has_errors());
        let (_folder, _, diagnostics) = library(&[("one/News/a.md", b""), ("two/news/a.md", b"")]);
        assert!(diagnostics.render(&crate::diagnostics::Files::default(), false).contains("same name, `news`"));
    }

    #[test]
    fn what_has_not_changed_is_not_read_again() {
        let (folder, ..) = library(&[("a.md", b"one"), ("b.md", b"two"), ("c.png", b"picture"), ("d.md", b"\xFF")]);
        let root = folder.path().join("My Library");
        let mut known = Known::default();
        let later = fs::metadata(root.join("d.md")).unwrap().modified().unwrap() + SETTLED * 2;
        let mut read = |now| Library::read_at(&root, &mut known, now);
        let first = read(later);
        // The same bytes in memory, not equal ones.
        let is_same = |a: &Library, b: &Library, id| Arc::ptr_eq(&a.files.get(id).text, &b.files.get(id).text);
        let again = read(later);
        assert!((0..3).all(|id| is_same(&first.0, &again.0, FileId(id))));
        assert!(Arc::ptr_eq(&first.0.images["c.png"], &again.0.images["c.png"]));
        assert_eq!(first, again);
        // One that was changed to the same length, and one in the place of another.
        fs::write(root.join("a.md"), "six").unwrap();
        let file = fs::File::options().append(true).open(root.join("a.md")).unwrap();
        file.set_modified(later - SETTLED).unwrap();
        fs::rename(root.join("d.md"), root.join("b.md")).unwrap();
        let changed = read(later).0;
        assert_eq!([0, 1].map(|id| &*changed.files.get(FileId(id)).text), ["six", "\u{FFFD}"]);
        // One that changed just now is read each time.
        let now = fs::metadata(root.join("a.md")).unwrap().modified().unwrap();
        let (fresh, once_more) = (read(now).0, read(now).0);
        assert!(!is_same(&fresh, &once_more, FileId(0)));
    }

    #[cfg(unix)]
    #[test]
    fn links_in_circles_and_out_of_the_library_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("lib");
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(root.join("a/x.md"), "x").unwrap();
        fs::write(folder.path().join("secret.md"), "x").unwrap();
        std::os::unix::fs::symlink(&root, root.join("a/b/round")).unwrap();
        std::os::unix::fs::symlink(folder.path(), root.join("out")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("secret.md"), root.join("a/secret.md")).unwrap();
        let (library, diagnostics) = Library::read(&root);
        assert_eq!(shape(&library), ["a \"a\" a/x.md"]);
        assert_eq!(diagnostics.counts(), (0, 2), "{diagnostics:?}");
    }

    #[test]
    fn the_epoch_must_be_a_number_that_archives_can_hold() {
        let mut diagnostics = Diagnostics::default();
        assert_eq!(parse_epoch("1700000000", &mut diagnostics), Some(1_700_000_000));
        assert!(!diagnostics.has_errors());
        assert_eq!(parse_epoch("tomorrow", &mut diagnostics), None);
        assert_eq!(parse_epoch("-5", &mut diagnostics), None);
        assert_eq!(diagnostics.counts(), (2, 0));
    }
}
