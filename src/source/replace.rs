//! Replaces the output folder as a whole: whoever looks sees the old tree or the new one, whenever
//! the program is stopped.
//!
//! The new tree is written beside the old one, brought to the disk, and exchanged with it in one
//! step where the system has such a step (Linux, macOS), else by two renames, of which [`recover`]
//! mends the one moment between. A list in the folder, [`MARKER`], says which files are ours: a
//! folder without it is never replaced, and files that are not on it move to the new tree.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::pieces::Pieces;
use crate::diagnostics::Diagnostic;

/// The file that makes a folder ours. Its maker holds it locked while the folder is not in place.
const MARKER: &str = ".pamphlet";
/// Its first line.
const MARKER_TITLE: &str = "Pamphlet made this folder. It replaces the files named here and leaves all others alone.";

/// Files by their path in a folder, with `/` between parts; without content those that lie there as they are to be.
pub(crate) type Tree<'f> = [(String, Option<&'f Pieces>)];

/// Makes `out` hold `files` in place of what the program put there before. With `only`, files in other folders than those it names stay.
/// Files that the program did not make stay in any case. The folder need not exist. When it holds all this already,
/// nothing is touched. Returns whether anything was written.
///
/// # Errors
/// When the folder is not ours, and whatever the disk says. The old tree is then as it was.
pub(crate) fn replace(out: &Path, files: &Tree<'_>, only: Option<&[String]>) -> Result<bool, Diagnostic> {
    let failed = |error: io::Error| {
        Diagnostic::error(format!("cannot write `{}`: {error}", out.display())).hint(
            "see that the disk has room and that you may write to the folder in which it lies; nothing was changed",
        )
    };
    let place = Place::of(out).map_err(failed)?;
    place.clear().map_err(failed)?;
    let old = place.files().map_err(failed)?;
    if !old.is_empty() && !place.is_ours() {
        return Err(Diagnostic::error(format!("`{}` holds files that Pamphlet did not make", out.display()))
            .hint("name another folder with `--out`, or empty this one"));
    }
    let listed = place.listed().map_err(failed)?;
    let there: BTreeSet<&String> = files.iter().filter(|(_, bytes)| bytes.is_none()).map(|(path, _)| path).collect();
    let files: Vec<(&String, &Pieces)> = files.iter().filter_map(|(path, bytes)| Some((path, (*bytes)?))).collect();
    if let Some(gone) = there.iter().find(|path| old.binary_search(path).is_err()) {
        return Err(Diagnostic::error(format!("`{gone}` in `{}` is gone", out.display()))
            .hint("somebody has taken it away just now; build once more"));
    }
    let stays = |path: &String| match only {
        _ if there.contains(path) || !listed.contains(path) => true,
        Some(only) => !only.iter().any(|folder| path.split('/').next() == Some(folder)),
        None => false,
    };
    let staying: Vec<&String> = old.iter().filter(|path| *path != MARKER && stays(path)).collect();
    if let Some(path) = staying.iter().find(|path| files.iter().any(|(new, _)| collide(new, path))) {
        return Err(Diagnostic::error(format!(
            "`{path}` in `{}` is in the way, and Pamphlet did not make it",
            out.display()
        ))
        .hint("move it away"));
    }

    let mut ours: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    ours.extend(staying.iter().filter(|path| listed.contains(**path)).map(|path| path.as_str()));
    let files: Vec<New<'_>> =
        files.into_iter().map(|(path, bytes)| New { path, bytes, is_there: place.holds(path, bytes) }).collect();
    if listed.iter().map(String::as_str).eq(ours.iter().copied()) && files.iter().all(|file| file.is_there) {
        return Ok(false);
    }
    let mut staging = Staging::new(&place, &ours).map_err(failed)?;
    staging.fill(&place, &files, &staying).and_then(|()| staging.commit(&place)).map_err(failed)?;
    Ok(true)
}

/// Puts back the old tree if the program was stopped while it exchanged two without the system's
/// help, and removes what an unfinished run left beside `out`. What cannot be done is left undone:
/// [`replace`] tries again and tells.
pub(crate) fn recover(out: &Path) {
    if let Some(parent) = out.parent()
        && (parent.as_os_str().is_empty() || parent.is_dir())
        && let Ok(place) = Place::of(out)
    {
        let _ = place.clear();
    }
}

/// Whether two paths cannot both be files of a tree.
fn collide(a: &str, b: &str) -> bool {
    let within = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    a == b || within(a, b) || within(b, a)
}

/// A file of the new tree.
struct New<'f> {
    path: &'f str,
    bytes: &'f Pieces,
    /// Whether the old tree holds it just so.
    is_there: bool,
}

/// The folder to replace.
struct Place {
    /// Where it truly lies, so that a link to it stays one.
    out: PathBuf,
    parent: PathBuf,
    name: String,
}

impl Place {
    fn of(out: &Path) -> io::Result<Self> {
        let out = match fs::symlink_metadata(out) {
            Ok(_) => out.canonicalize()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let name = out.file_name().ok_or(io::ErrorKind::InvalidInput)?;
                let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
                fs::create_dir_all(parent)?;
                parent.canonicalize()?.join(name)
            }
            Err(error) => return Err(error),
        };
        if out.exists() && !out.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        Ok(Self { parent: parent.to_owned(), name: name.to_string_lossy().into_owned(), out })
    }

    /// Puts back an old tree that was moved aside, and removes leftovers of runs that have ended.
    fn clear(&self) -> io::Result<()> {
        let beside = |kind: &str| -> io::Result<Vec<PathBuf>> {
            let prefix = format!(".{}-{kind}-", self.name);
            let mut found = Vec::new();
            for entry in fs::read_dir(&self.parent)? {
                let entry = entry?;
                let name = entry.file_name();
                let number = name.to_str().and_then(|name| name.strip_prefix(&prefix));
                if number.is_some_and(|number| number.parse::<u64>().is_ok()) && !is_at_work(&entry.path()) {
                    found.push(entry.path());
                }
            }
            found.sort();
            Ok(found)
        };
        let mut leftovers = beside("old")?;
        if !self.out.exists()
            && let Some(at) = leftovers.iter().position(|old| old.join(MARKER).is_file())
        {
            fs::rename(leftovers.remove(at), &self.out)?;
        }
        leftovers.extend(beside("new")?);
        for leftover in leftovers {
            // An empty folder may be one that another run has only just made.
            if fs::remove_dir(&leftover).is_err() {
                let _ = fs::remove_dir_all(&leftover);
            }
        }
        Ok(())
    }

    /// Whether the folder holds a file just so. One that cannot be read is not there.
    fn holds(&self, path: &str, bytes: &Pieces) -> bool {
        let path = self.out.join(path);
        fs::symlink_metadata(&path).is_ok_and(|file| file.is_file() && file.len() == bytes.len() as u64)
            && File::open(&path).is_ok_and(|there| bytes.are_in(there))
    }

    fn is_ours(&self) -> bool {
        self.out.join(MARKER).is_file()
    }

    /// The files that the marker lists.
    fn listed(&self) -> io::Result<BTreeSet<String>> {
        match fs::read_to_string(self.out.join(MARKER)) {
            Ok(text) => Ok(text.lines().skip(1).map(str::to_owned).collect()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
            Err(error) => Err(error),
        }
    }

    /// All files in the folder, sorted. A link counts as one; an empty folder does not.
    fn files(&self) -> io::Result<Vec<String>> {
        let (mut files, mut folders) = (Vec::new(), vec![(self.out.clone(), String::new())]);
        while let Some((folder, prefix)) = folders.pop() {
            let entries = match fs::read_dir(&folder) {
                Err(error) if prefix.is_empty() && error.kind() == io::ErrorKind::NotFound => break,
                entries => entries?,
            };
            for entry in entries {
                let entry = entry?;
                let name = entry.file_name().into_string().map_err(|name| {
                    io::Error::other(format!("the name of {} is not Unicode", folder.join(name).display()))
                })?;
                let path = format!("{prefix}{name}");
                if entry.file_type()?.is_dir() {
                    folders.push((entry.path(), format!("{path}/")));
                } else {
                    files.push(path);
                }
            }
        }
        files.sort();
        Ok(files)
    }
}

/// Whether another run holds the folder's marker.
fn is_at_work(folder: &Path) -> bool {
    File::open(folder.join(MARKER)).is_ok_and(|marker| matches!(marker.try_lock(), Err(TryLockError::WouldBlock)))
}

/// The new tree before it is in place; what lies at its path is removed when it is dropped.
struct Staging {
    path: PathBuf,
    /// What tells the path from those of other runs.
    number: u64,
    /// Open, so that the lock holds.
    marker: Option<File>,
    /// All folders of the tree.
    folders: BTreeSet<PathBuf>,
}

impl Staging {
    fn new(place: &Place, ours: &BTreeSet<&str>) -> io::Result<Self> {
        let mut number = u64::from(std::process::id());
        let path = loop {
            let path = place.parent.join(format!(".{}-new-{number}", place.name));
            match fs::create_dir(&path) {
                Ok(()) => break path,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(error),
            }
        };
        let mut staging = Self { folders: BTreeSet::from([path.clone()]), path, number, marker: None };
        let mut marker = OpenOptions::new().write(true).create_new(true).open(staging.path.join(MARKER))?;
        // A disk that knows no locks needs none: the name is this process's own.
        let _ = marker.try_lock();
        writeln!(marker, "{MARKER_TITLE}")?;
        for path in ours {
            writeln!(marker, "{path}")?;
        }
        marker.sync_all()?;
        staging.marker = Some(marker);
        Ok(staging)
    }

    /// Writes the new files and takes over those that stay, all of it down to the disk.
    fn fill(&mut self, place: &Place, files: &[New<'_>], staying: &[&String]) -> io::Result<()> {
        let paths = files.iter().map(|file| self.room_for(file.path)).collect::<io::Result<Vec<_>>>()?;
        let write = |(New { path, bytes, is_there }, to): (&New<'_>, PathBuf)| {
            // What has not changed stays the same file, with its date, for those who copy only what is newer.
            if *is_there && fs::hard_link(place.out.join(path), &to).is_ok() {
                return Ok(());
            }
            let mut file = OpenOptions::new().write(true).create_new(true).open(to)?;
            bytes.write_to(&mut file)?;
            file.sync_all()
        };
        // While one is on its way to the disk others are written. Of several faults the first in their order is told.
        let written: Vec<io::Result<()>> = files.par_iter().zip(paths).map(write).collect();
        written.into_iter().collect::<io::Result<()>>()?;
        for path in staying {
            let (from, to) = (place.out.join(path), self.room_for(path)?);
            // A second name for the same file costs nothing; some disks have none.
            if fs::hard_link(&from, &to).is_err() {
                copy(&from, &to)?;
            }
        }
        self.folders.iter().try_for_each(|folder| sync_folder(folder))
    }

    /// Makes the folders over the file `path` and returns where it goes.
    fn room_for(&mut self, path: &str) -> io::Result<PathBuf> {
        let file = self.path.join(path);
        for folder in file.ancestors().skip(1).take_while(|folder| *folder != self.path) {
            self.folders.insert(folder.to_owned());
        }
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        Ok(file)
    }

    /// Puts the new tree in place and removes the old one.
    fn commit(mut self, place: &Place) -> io::Result<()> {
        // Windows moves no folder with an open file in it.
        if cfg!(windows) {
            self.marker = None;
        }
        if !place.out.exists() {
            fs::rename(&self.path, &place.out)?;
        } else if exchange(&self.path, &place.out).is_err() {
            let aside = place.parent.join(format!(".{}-old-{}", place.name, self.number));
            swap_by_renames(&self.path, &place.out, &aside)?;
            self.path = aside;
        }
        // What `path` names now is the old tree, which goes when `self` does.
        sync_folder(&place.parent)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What is left is removed by the next run.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Exchanges two folders in one step.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Moves `out` to `aside` and `new` to `out`; when the second fails, `out` back.
fn swap_by_renames(new: &Path, out: &Path, aside: &Path) -> io::Result<()> {
    fs::rename(out, aside)?;
    fs::rename(new, out).inspect_err(|_| {
        let _ = fs::rename(aside, out);
    })
}

/// Copies a file, or a link as a link.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if fs::symlink_metadata(from)?.is_symlink() {
        return std::os::unix::fs::symlink(fs::read_link(from)?, to);
    }
    fs::copy(from, to).map(drop)
}

/// Brings a folder's entries to the disk, where folders can be opened.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(out: &Path) -> Vec<(String, String)> {
        let place = Place::of(out).unwrap();
        let paths = place.files().unwrap().into_iter().filter(|path| path != MARKER);
        paths
            .map(|path| (fs::read_to_string(out.join(&path)).unwrap(), path))
            .map(|(text, path)| (path, text))
            .collect()
    }

    /// Files that last as long as the tests do.
    fn files(files: &[(&str, &str)]) -> Vec<(String, Option<&'static Pieces>)> {
        let lasting = |text: &str| &*Box::leak(Box::new(Pieces::from(text.as_bytes().to_vec())));
        files.iter().map(|(path, text)| ((*path).to_owned(), Some(lasting(text)))).collect()
    }

    fn texts(files: &[(&str, &str)]) -> Vec<(String, String)> {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    fn beside(out: &Path) -> Vec<String> {
        let entries = fs::read_dir(out.parent().unwrap()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_tree_is_made_then_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("some/where/dist");
        replace(&out, &files(&[("a/one", "1"), ("b/two", "2")]), None).unwrap();
        assert_eq!(tree(&out), texts(&[("a/one", "1"), ("b/two", "2")]));
        replace(&out, &files(&[("a/one", "new"), ("c", "3")]), None).unwrap();
        assert_eq!(tree(&out), texts(&[("a/one", "new"), ("c", "3")]));
        assert_eq!(beside(&out), ["dist"]);
    }

    #[test]
    fn what_lies_there_as_it_is_to_be_stays() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("dist");
        replace(&out, &files(&[("a/one", "1"), ("b/two", "2")]), None).unwrap();
        let there: (String, Option<&Pieces>) = ("a/one".to_owned(), None);
        let three = files(&[("c", "3")]).remove(0);
        assert_eq!(replace(&out, &[there.clone(), three.clone()], None), Ok(true));
        assert_eq!(tree(&out), texts(&[("a/one", "1"), ("c", "3")]));
        assert_eq!(replace(&out, &[there.clone(), three.clone()], None), Ok(false));
        fs::remove_file(out.join("a/one")).unwrap();
        let gone = replace(&out, &[there, three], None).expect_err("it is not there");
        assert!(gone.message.starts_with("`a/one` in "), "{gone:?}");
        assert_eq!(tree(&out), texts(&[("c", "3")]));
    }

    #[test]
    fn what_has_not_changed_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("dist");
        let made = [("a/one", "1"), ("b/two", "2")];
        assert_eq!(replace(&out, &files(&made), None), Ok(true));
        let times = || made.map(|(path, _)| fs::metadata(out.join(path)).unwrap().modified().unwrap());
        let before = times();
        fs::write(out.join("CNAME"), "theirs").unwrap();
        assert_eq!(replace(&out, &files(&made), None), Ok(false));
        assert_eq!(replace(&out, &files(&made[..1]), Some(&["a".to_owned()])), Ok(false));
        assert_eq!(replace(&out, &files(&[made[0], ("b/two", "3")]), None), Ok(true));
        assert_eq!((times()[0], times()[1] > before[1]), (before[0], true));
        // A file that has gone or was changed by others is made again, and one that is no longer made goes.
        fs::write(out.join("a/one"), "?").unwrap();
        assert_eq!(replace(&out, &files(&made), None), Ok(true));
        assert_eq!(replace(&out, &files(&made[..1]), None), Ok(true));
        assert_eq!(tree(&out), texts(&[("CNAME", "theirs"), made[0]]));
    }

    #[test]
    fn only_the_named_folders_are_replaced_and_the_list_stays_true() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("dist");
        replace(&out, &files(&[("a/one", "1"), ("a/old", "0"), ("b/two", "2")]), None).unwrap();
        replace(&out, &files(&[("a/one", "new")]), Some(&["a".to_owned()])).unwrap();
        assert_eq!(tree(&out), texts(&[("a/one", "new"), ("b/two", "2")]));
        replace(&out, &files(&[("c", "3")]), None).unwrap();
        assert_eq!(tree(&out), texts(&[("c", "3")]));
    }

    #[test]
    fn files_of_others_are_kept_and_folders_of_others_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("dist");
        fs::create_dir(&out).unwrap();
        replace(&out, &files(&[("a/one", "1")]), None).unwrap();
        fs::write(out.join("CNAME"), "press.example").unwrap();
        fs::write(out.join("a/mine"), "m").unwrap();
        replace(&out, &files(&[("a/two", "2")]), None).unwrap();
        assert_eq!(tree(&out), texts(&[("CNAME", "press.example"), ("a/mine", "m"), ("a/two", "2")]));

        let refused = replace(&out, &files(&[("CNAME/x", "2")]), None).expect_err("a file is in the way");
        assert!(refused.message.starts_with("`CNAME`"), "{refused:?}");

        fs::remove_file(out.join(MARKER)).unwrap();
        let before = tree(&out);
        let refused = replace(&out, &files(&[("b", "2")]), None).expect_err("the folder is not ours");
        assert!(refused.message.ends_with("did not make") && refused.hint.is_some());
        assert_eq!((tree(&out), beside(&out)), (before, vec!["dist".to_owned()]));
    }

    #[test]
    fn a_failure_half_way_leaves_the_old_tree() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("dist");
        replace(&out, &files(&[("a", "1")]), None).unwrap();
        let name = "x".repeat(5000);
        let failed = replace(&out, &files(&[("a", "2"), (&name, "no disk has such names")]), None);
        assert!(failed.expect_err("the name is too long").message.starts_with("cannot write"));
        assert_eq!((tree(&out), beside(&out)), (texts(&[("a", "1")]), vec!["dist".to_owned()]));
    }

    #[cfg(unix)]
    #[test]
    fn a_parent_that_cannot_be_written_to_leaves_the_old_tree() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("dist");
        replace(&out, &files(&[("a", "1")]), None).unwrap();
        let mode = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        mode(0o555);
        let may_write_anywhere = fs::write(folder.path().join("probe"), "").is_ok();
        let result = replace(&out, &files(&[("a", "2")]), None);
        mode(0o755);
        assert_eq!(result.is_ok(), may_write_anywhere, "{result:?}");
        assert_eq!(tree(&out), texts(&[("a", if may_write_anywhere { "2" } else { "1" })]));
    }

    #[test]
    fn a_run_stopped_between_two_renames_is_mended_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("dist");
        replace(&out, &files(&[("a", "old")]), None).unwrap();
        let aside = folder.path().join(".dist-old-7");
        fs::rename(&out, &aside).unwrap();
        fs::create_dir(folder.path().join(".dist-new-7")).unwrap();
        fs::write(folder.path().join(".dist-new-7/half"), "h").unwrap();
        fs::create_dir(folder.path().join(".dist-new-mine")).unwrap();
        recover(&out);
        assert_eq!(tree(&out), texts(&[("a", "old")]));
        assert_eq!(beside(&out), [".dist-new-mine", "dist"]);
        // Moved aside, but the new tree is there: the old one goes.
        fs::create_dir(&aside).unwrap();
        fs::write(aside.join(MARKER), "").unwrap();
        recover(&out);
        assert_eq!((tree(&out), beside(&out).len()), (texts(&[("a", "old")]), 2));
    }

    #[test]
    fn what_another_run_is_writing_is_left_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("dist");
        let place = Place::of(&out).unwrap();
        let mut other = Staging::new(&place, &BTreeSet::from(["theirs"])).unwrap();
        replace(&out, &files(&[("a", "ours")]), None).unwrap();
        let theirs = New { path: "theirs", bytes: &b"t".to_vec().into(), is_there: false };
        other.fill(&place, &[theirs], &[]).unwrap();
        other.commit(&place).unwrap();
        assert_eq!((tree(&out), beside(&out)), (texts(&[("theirs", "t")]), vec!["dist".to_owned()]));
    }

    #[test]
    fn two_renames_do_when_there_is_no_exchange_and_undo_when_they_cannot() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["new", "out"] {
            fs::create_dir(at(name)).unwrap();
            fs::write(at(name).join("is"), name).unwrap();
        }
        swap_by_renames(&at("new"), &at("out"), &at("aside")).unwrap();
        assert_eq!(fs::read_to_string(at("out/is")).unwrap(), "new");
        assert_eq!(fs::read_to_string(at("aside/is")).unwrap(), "out");
        swap_by_renames(&at("gone"), &at("out"), &at("aside-2")).expect_err("there is nothing to move");
        assert_eq!(fs::read_to_string(at("out/is")).unwrap(), "new");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_folder_stays_one_and_a_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (link, real) = (folder.path().join("link"), folder.path().join("real"));
        fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        replace(&link, &files(&[("a", "1")]), None).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(tree(&real), texts(&[("a", "1")]));
        assert!(replace(&real.join("a"), &files(&[]), None).is_err());
        assert_eq!(tree(&real), texts(&[("a", "1")]));
    }
}
