//! What was made at some cost, kept from one run to the next: bytes by a hash of all they were made of.
//!
//! Nothing here can go wrong: what is not there, cannot be read, was cut short, changed or written by somebody else is not
//! found, and is made again. So two programs may use a folder at once: who meets an entry half written does not find it.
//!
//! To open a file takes longer than to read a short one. So entries that are wanted one after the other lie in [`bundles`] as well.

use std::any::Any;
use std::borrow::Cow;
use std::env;
use std::fs::{self, File};
use std::hash::Hasher;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_bytes::ByteBuf;
use sha2::{Digest as _, Sha256};

use super::bundles::{self, Bundles};
use super::memory::{Memory, Remembered};

/// When a folder holds more, in bytes, what was not used for longest is removed.
const LIMIT: u64 = 4 << 30;
/// How often an entry that is used is marked as used.
const MARKED: Duration = Duration::from_secs(24 * 60 * 60);

/// A hash of everything something is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub(super) [u8; 32]);

impl Key {
    /// Begins a key: `what` is made, by this build of the program.
    #[must_use]
    pub fn of(what: &str) -> KeyHasher {
        let mut hasher = KeyHasher { hash: Sha256::new() };
        hasher.write(env!("PAMPHLET_BUILD").as_bytes());
        hasher.write(&[0]);
        hasher.write(what.as_bytes());
        hasher.write(&[0]);
        hasher
    }

    fn name(&self) -> String {
        let digit = |number: u8| char::from_digit(u32::from(number), 16).unwrap_or_default();
        self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }
}

/// Makes a [`Key`] of all that is hashed into it.
#[derive(Debug, Clone)]
pub struct KeyHasher {
    hash: Sha256,
}

impl KeyHasher {
    /// The key.
    #[must_use]
    pub fn key(self) -> Key {
        Key(self.hash.finalize().into())
    }
}

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
    }

    fn finish(&self) -> u64 {
        let hash = self.hash.clone().finalize();
        hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

/// A folder of entries, or none.
#[derive(Debug, Default)]
pub struct Cache {
    folder: Option<PathBuf>,
    /// Whether enough was written to see how much there is.
    full: AtomicBool,
    bundles: Mutex<Bundles>,
    /// What was found and kept of late, when that will soon be wanted again.
    memory: Option<Mutex<Memory>>,
}

impl Cache {
    /// Keeps nothing and finds nothing.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Keeps things in this folder, which need not be there.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        let made = fs::create_dir_all(folder).is_ok();
        Self { folder: made.then(|| folder.to_owned()), ..Self::default() }
    }

    /// Keeps things where programs of this user do: where `XDG_CACHE_HOME` says (XDG Base Directory Specification 0.8), else in
    /// the system's usual place. Without one, nothing is kept.
    #[must_use]
    pub fn of_user() -> Self {
        let folder = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let home = |within: &str| Some(env::home_dir()?.join(within));
        let usual = || match env::consts::OS {
            "windows" => folder("LOCALAPPDATA"),
            "macos" => home("Library/Caches"),
            _ => home(".cache"),
        };
        folder("XDG_CACHE_HOME")
            .or_else(usual)
            .map_or_else(Self::none, |folder| Self::in_folder(&folder.join("pamphlet")))
    }

    /// The same with what is found and kept in memory too, for a program that makes the same again and again.
    #[must_use]
    pub fn in_memory_too(self) -> Self {
        Self { memory: self.keeps().then(Mutex::default), ..self }
    }

    /// Whether it keeps anything at all.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.folder.is_some()
    }

    /// What was kept under `key`.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<Vec<u8>> {
        self.look_at(key, |bytes| Some(bytes.into_owned()))
    }

    /// What `look` makes of what was kept under `key`.
    fn look_at<T>(&self, key: &Key, look: impl FnOnce(Cow<'_, [u8]>) -> Option<T>) -> Option<T> {
        let remembered = self.memory().and_then(|mut memory| memory.get(key));
        if let Some(Remembered::Bytes(bytes)) = remembered {
            return look(Cow::Borrowed(&bytes));
        }
        let bundled = self.bundles().take(key);
        let bytes = bundled.or_else(|| self.find(key))?;
        if remembered.is_none() {
            self.remember(key, || Remembered::Bytes(bytes.as_slice().into()));
        }
        look(Cow::Owned(bytes))
    }

    fn remember(&self, key: &Key, known: impl FnOnce() -> Remembered) {
        if let Some(mut memory) = self.memory() {
            memory.put(key, known());
        }
    }

    /// Says that these are wanted next: each of them then takes less time to get.
    pub fn want(&self, keys: &[Key]) {
        if self.keeps() {
            for group in bundles::groups(keys) {
                if !self.memory().is_some_and(|memory| group.iter().all(|key| memory.has(key))) {
                    let found = self.find(&bundles::key(group)).and_then(|bytes| unpack(&bytes));
                    self.bundles().add(group, found);
                }
            }
        }
    }

    fn bundles(&self) -> MutexGuard<'_, Bundles> {
        self.bundles.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn memory(&self) -> Option<MutexGuard<'_, Memory>> {
        self.memory.as_ref().map(|memory| memory.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// An entry as it lies in the folder.
    fn find(&self, key: &Key) -> Option<Vec<u8>> {
        let path = self.folder.as_ref()?.join(key.name());
        let mut file = File::open(&path).ok()?;
        let known = file.metadata().ok()?;
        let mut bytes = Vec::with_capacity(usize::try_from(known.len()).ok()?.min(1 << 28));
        file.read_to_end(&mut bytes).ok()?;
        let at = bytes.len().checked_sub(SEAL)?;
        if bytes[at..] != seal(key, &bytes[..at]) {
            return None;
        }
        bytes.truncate(at);
        if known.modified().is_ok_and(|used| used.elapsed().is_ok_and(|age| age > MARKED)) {
            let _ = File::options().append(true).open(&path).map(touch);
        }
        Some(bytes)
    }

    /// What was kept under `key`, else what `make` makes now, which is kept.
    #[must_use]
    pub fn get_or(&self, key: &Key, make: impl FnOnce() -> Option<Vec<u8>>) -> Option<Vec<u8>> {
        self.get_or_try(key, || make().ok_or(())).ok()
    }

    /// [`Cache::get_or`] with what can fail.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn get_or_try<E>(&self, key: &Key, make: impl FnOnce() -> Result<Vec<u8>, E>) -> Result<Vec<u8>, E> {
        self.get(key).map_or_else(|| make().inspect(|made| self.put(key, made)), Ok)
    }

    /// Whether it is worth keeping what is made of so many bytes by compressing them: to look for what is short would take longer
    /// than to make it.
    #[must_use]
    pub fn is_worth(&self, length: usize) -> bool {
        const SHORT: usize = 4096;
        self.keeps() && length >= SHORT
    }

    /// The value that was kept under `key`.
    #[must_use]
    pub fn value<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        self.look_at(key, |bytes| unpack(&bytes))
    }

    /// The value that was kept under `key`, to be looked at: in memory it is remembered as it is.
    #[must_use]
    pub fn shared<T: DeserializeOwned + Any + Send + Sync>(&self, key: &Key) -> Option<Arc<T>> {
        self.shared_if(key, |_| true, unpack)
    }

    /// [`Cache::shared`] of a value that `read` makes of what was kept, and that may be one for another occasion: when it does
    /// not `fit`, it is made once more.
    #[must_use]
    pub(crate) fn shared_if<T: Any + Send + Sync>(
        &self,
        key: &Key,
        fits: impl FnOnce(&T) -> bool,
        read: impl FnOnce(&[u8]) -> Option<T>,
    ) -> Option<Arc<T>> {
        self.remembered(|| *key, fits, || self.look_at(key, |bytes| read(&bytes)).ok_or(())).ok()
    }

    /// What `make` made of late under `key` when it `fits`, where that is remembered, else what it makes now. The folder never has it, and
    /// where nothing is remembered nobody asks for the key.
    ///
    /// # Errors
    /// Those of `make`.
    pub(crate) fn remembered<T: Any + Send + Sync, E>(
        &self,
        key: impl FnOnce() -> Key,
        fits: impl FnOnce(&T) -> bool,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        if self.memory.is_none() {
            return make().map(Arc::new);
        }
        let key = key();
        if let Some(Remembered::Value(value)) = self.memory().and_then(|mut memory| memory.get(&key))
            && let Ok(value) = value.downcast()
            && fits(&value)
        {
            return Ok(value);
        }
        let value = Arc::new(make()?);
        self.remember(&key, || Remembered::Value(Arc::<T>::clone(&value)));
        Ok(value)
    }

    /// What `make` makes of what it made last under `key`, if that is remembered. The folder never has it.
    pub(super) fn renewed<T: Any + Send + Sync>(&self, key: &Key, make: impl FnOnce(Option<&T>) -> T) -> Arc<T> {
        let before = match self.memory().and_then(|mut memory| memory.get(key)) {
            Some(Remembered::Value(value)) => value.downcast::<T>().ok(),
            _ => None,
        };
        let value = Arc::new(make(before.as_deref()));
        self.remember(key, || Remembered::Value(Arc::<T>::clone(&value)));
        value
    }

    /// Keeps a value under `key`.
    pub fn put_value(&self, key: &Key, value: &impl Serialize) {
        if self.keeps()
            && let Some(bytes) = pack(value)
        {
            self.put(key, &bytes);
        }
    }

    /// Keeps `bytes` under `key`. What the disk has no room for is not kept.
    pub fn put(&self, key: &Key, bytes: &[u8]) {
        self.remember(key, || Remembered::Bytes(bytes.into()));
        self.write(key, bytes);
    }

    /// Writes an entry into the folder.
    fn write(&self, key: &Key, bytes: &[u8]) {
        let Some(folder) = &self.folder else { return };
        let path = folder.join(key.name());
        let written = File::create(&path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.write_all(&seal(key, bytes))
        });
        if written.is_err() {
            let _ = fs::remove_file(&path);
        }
        // Looking through the folder takes time: one entry in so many, which chance names, has it done.
        if u16::from_be_bytes([key.0[0], key.0[1]]).is_multiple_of(512) {
            self.full.store(true, Ordering::Relaxed);
        }
    }

    /// Bundles what was wanted, and [`Cache::rest`]s.
    pub fn tidy(&self) {
        let lacking = self.bundles().lacking();
        for group in lacking {
            let entries: Option<Vec<ByteBuf>> = group.iter().map(|key| self.get(key).map(ByteBuf::from)).collect();
            if let Some(bytes) = entries.and_then(|entries| pack(&entries)) {
                self.write(&bundles::key(&group), &bytes);
            }
        }
        self.rest();
    }

    /// Forgets what nobody wants, and removes what was not used for longest where there is too much. To be called when nobody waits.
    pub fn rest(&self) {
        drop(self.bundles().lacking());
        if let Some(mut memory) = self.memory() {
            memory.forget();
        }
        if let Some(folder) = self.folder.as_ref().filter(|_| self.full.swap(false, Ordering::Relaxed)) {
            tidy(folder, LIMIT);
        }
    }
}

/// A value as bytes, to be kept.
#[must_use]
pub(crate) fn pack<T: Serialize>(value: &T) -> Option<Vec<u8>> {
    postcard::to_allocvec(value).ok()
}

/// The value that bytes stand for, unless they stand for none.
#[must_use]
pub(crate) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// Bytes that are shared, in [`pack`]ed values.
pub(crate) mod shared_bytes {
    use std::sync::Arc;

    use serde::{Deserialize as _, Deserializer, Serializer};
    use serde_bytes::Bytes;

    pub(crate) fn serialize<S: Serializer>(bytes: &Arc<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[u8]>, D::Error> {
        <&Bytes>::deserialize(deserializer).map(|bytes| Arc::from(&**bytes))
    }
}

/// Length of a [`seal`] in bytes.
const SEAL: usize = 4;

/// What stands behind an entry to show that it is whole, and the one that was asked for: against accidents, for whoever may
/// write here may write the files too.
fn seal(key: &Key, bytes: &[u8]) -> [u8; SEAL] {
    let mut check = crc32fast::Hasher::new();
    check.update(&key.0);
    check.update(bytes);
    check.finalize().to_be_bytes()
}

#[expect(clippy::disallowed_methods, reason = "when an entry was used reaches no file that the program makes")]
fn touch(file: File) {
    let _ = file.set_modified(SystemTime::now());
}

/// Removes the oldest files of a folder until it holds three quarters of `limit`, when it holds more than that.
fn tidy(folder: &Path, limit: u64) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut known = Vec::new();
    for entry in entries.flatten() {
        let Ok(about) = entry.metadata() else { continue };
        let Ok(used) = about.modified() else { continue };
        if about.is_file() {
            known.push((used, entry.path(), about.len()));
        }
    }
    let mut total: u64 = known.iter().map(|(.., length)| length).sum();
    if total <= limit {
        return;
    }
    known.sort();
    for (_, path, length) in known {
        if total <= limit / 4 * 3 {
            break;
        }
        if fs::remove_file(path).is_ok() {
            total -= length;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(of: &str) -> Key {
        Key::of(of).key()
    }

    #[test]
    fn what_was_kept_is_found_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(&folder.path().join("not/there/yet"));
        assert_eq!(cache.get(&key("a")), None);
        cache.put(&key("a"), b"one");
        cache.put(&key("b"), b"");
        assert_eq!(cache.get(&key("a")).as_deref(), Some(&b"one"[..]));
        assert_eq!(cache.get(&key("b")).as_deref(), Some(&b""[..]));
        let path = |of: &str| cache.folder.as_ref().unwrap().join(key(of).name());
        let whole = fs::read(path("a")).unwrap();
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut changed = whole.clone();
                changed[at] ^= 1 << bit;
                fs::write(path("a"), changed).unwrap();
                assert_eq!(cache.get(&key("a")), None, "byte {at}, bit {bit}");
            }
            fs::write(path("a"), &whole[..at]).unwrap();
            assert_eq!(cache.get(&key("a")), None, "cut at {at}");
        }
        // Another's entry, whole as it is.
        fs::copy(path("b"), path("a")).unwrap();
        assert_eq!(cache.get(&key("a")), None);
        fs::remove_file(path("a")).unwrap();
        fs::create_dir(path("a")).unwrap();
        assert_eq!(cache.get(&key("a")), None);
        cache.put(&key("a"), b"in the way");
        assert!(fs::read_dir(cache.folder.as_ref().unwrap()).unwrap().count() == 2);
    }

    #[test]
    fn what_was_not_used_for_longest_goes_when_there_is_too_much() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(folder.path());
        let path = |of: &str| folder.path().join(key(of).name());
        let aged = |path: &Path, days: u64| {
            let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 - days * 86_400);
            File::options().append(true).open(path).unwrap().set_modified(then).unwrap();
        };
        for (of, days) in [("a", 3), ("b", 9), ("c", 1), ("d", 5)] {
            cache.put(&key(of), &[0; 96]);
            aged(&path(of), days);
        }
        // Reading it marks it as used.
        assert!(cache.get(&key("b")).is_some());
        tidy(folder.path(), 400);
        assert!(["a", "b", "c", "d"].iter().all(|of| path(of).exists()));
        tidy(folder.path(), 399);
        assert_eq!(["a", "b", "c", "d"].map(|of| path(of).exists()), [false, true, true, false]);
    }

    #[test]
    fn what_is_wanted_together_is_found_together() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(folder.path());
        let keys: Vec<Key> = (0..1000).map(|number| key(&number.to_string())).collect();
        let value = |at: usize| [at as u8].repeat(at % 50);
        cache.want(&keys);
        (0..1000).for_each(|at| cache.put(&keys[at], &value(at)));
        cache.tidy();
        // They are there without the entries that they were made of.
        let is_left = |at: usize| at.is_multiple_of(7);
        let remove = |at: usize| fs::remove_file(folder.path().join(keys[at].name())).unwrap();
        (0..1000).filter(|at| !is_left(*at)).for_each(remove);
        cache.want(&keys);
        assert!((0..1000).all(|at| cache.get(&keys[at]) == Some(value(at))));
        assert!((0..1000).all(|at| cache.get(&keys[at]) == is_left(at).then(|| value(at))));
        // One that is not wanted changes the group that it stands in, or joins it with the next.
        let others: Vec<Key> = keys.iter().copied().filter(|other| *other != keys[500]).collect();
        cache.want(&others);
        let found = others.iter().filter(|other| cache.get(other).is_some()).count();
        assert!(found >= 999 - 2 * 64, "{found}");
    }

    #[test]
    fn what_is_in_memory_is_found_without_its_file_until_nobody_wants_it() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(folder.path()).in_memory_too();
        let remove = |of: &str| fs::remove_file(folder.path().join(key(of).name())).unwrap();
        cache.put(&key("a"), b"one");
        Cache::in_folder(folder.path()).put(&key("b"), b"two");
        assert_eq!(cache.get(&key("b")).as_deref(), Some(&b"two"[..]));
        ["a", "b"].into_iter().for_each(remove);
        for _ in 0..9 {
            cache.tidy();
            assert_eq!(cache.get(&key("a")).as_deref(), Some(&b"one"[..]));
        }
        assert_eq!(cache.get(&key("b")), None);
        // A value is there as it is.
        cache.put_value(&key("c"), &"three".to_owned());
        let [one, other] = [0, 1].map(|_| cache.shared::<String>(&key("c")).unwrap());
        assert!(*one == "three" && Arc::ptr_eq(&one, &other));
        assert_eq!(cache.value::<String>(&key("c")).as_ref(), Some(&*one));
        remove("c");
        assert!(cache.shared::<String>(&key("c")).is_some() && cache.get(&key("c")).is_none());
        assert!(!Cache::none().in_memory_too().keeps());
    }

    #[test]
    fn without_a_folder_nothing_is_kept() {
        let cache = Cache::none();
        cache.put(&key("a"), b"one");
        cache.tidy();
        assert_eq!(cache.get(&key("a")), None);
    }
}
