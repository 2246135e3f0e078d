//! Notices when a library changes on the disk, and when the user has had enough.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::{EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::diagnostics::Diagnostic;

/// Changes that come within this time of one another are one: editors write a file in several steps.
const BEAT: Duration = Duration::from_millis(25);
/// A burst is looked at after this time at the latest, though it may go on.
const LONGEST_BURST: Duration = Duration::from_millis(500);
/// How often a folder is looked for that has gone, and how often one is looked through of which the system tells no changes.
const POLL: Duration = Duration::from_secs(1);

/// Why a watch woke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Woken {
    /// Something in the folder may have changed.
    Changed,
    /// The program is to end.
    Stopped,
}

/// Watches a folder with all that lies in it.
pub(crate) struct Watch {
    root: PathBuf,
    events: Receiver<Woken>,
    sender: Sender<Woken>,
    /// Watches as long as it lives; nothing while the folder is gone.
    watcher: Option<Box<dyn Watcher + Send>>,
}

impl Watch {
    /// Watches `root`, and whether the program is told to end: by Ctrl-C, or by a signal to terminate.
    ///
    /// # Errors
    /// When the system does not let the program listen to signals.
    pub(crate) fn new(root: &Path) -> Result<Self, Diagnostic> {
        let watch = Self::of(root);
        let stop = watch.sender.clone();
        ctrlc::set_handler(move || {
            let _ = stop.send(Woken::Stopped);
        })
        .map_err(|error| Diagnostic::error(format!("cannot listen to signals: {error}")))?;
        Ok(watch)
    }

    fn of(root: &Path) -> Self {
        let (sender, events) = channel();
        let mut watch = Self { root: root.to_owned(), events, sender, watcher: None };
        watch.begin();
        watch
    }

    /// Watches the folder if it is there. Where the system tells nothing, as on some network disks, it is looked through.
    fn begin(&mut self) {
        let tell = |sender: Sender<Woken>| {
            move |event: notify::Result<notify::Event>| {
                // That a file is read is no change. What is unclear is taken for one.
                if !event.is_ok_and(|event| matches!(event.kind, EventKind::Access(_))) {
                    let _ = sender.send(Woken::Changed);
                }
            }
        };
        let config = notify::Config::default().with_poll_interval(POLL).with_compare_contents(true);
        let root = &self.root;
        let told = RecommendedWatcher::new(tell(self.sender.clone()), config)
            .and_then(|mut watcher| watcher.watch(root, RecursiveMode::Recursive).map(|()| watcher));
        self.watcher = match told {
            Ok(watcher) => Some(Box::new(watcher)),
            Err(_) => PollWatcher::new(tell(self.sender.clone()), config)
                .and_then(|mut watcher| watcher.watch(root, RecursiveMode::Recursive).map(|()| watcher))
                .ok()
                .map(|watcher| Box::new(watcher) as Box<dyn Watcher + Send>),
        };
    }

    /// Sleeps until the folder changes and has been quiet for a beat, or the program is to end.
    pub(crate) fn wait(&mut self) -> Woken {
        let first = loop {
            if self.watcher.is_some() && !self.root.is_dir() {
                // Who watches a folder that is removed hears no more of one that takes its place.
                self.watcher = None;
                return Woken::Changed;
            }
            match self.events.recv_timeout(POLL) {
                Ok(woken) => break woken,
                Err(RecvTimeoutError::Disconnected) => return Woken::Stopped,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if self.watcher.is_none() && self.root.is_dir() {
                self.begin();
                return Woken::Changed;
            }
        };
        let began = Instant::now();
        let mut woken = first;
        while woken == Woken::Changed && began.elapsed() < LONGEST_BURST {
            match self.events.recv_timeout(BEAT) {
                Ok(next) => woken = next,
                Err(_) => break,
            }
        }
        woken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_burst_is_one_change() {
        let folder = tempfile::tempdir().unwrap();
        let mut watch = Watch::of(folder.path());
        for n in 0..20 {
            fs::write(folder.path().join(format!("{n}.md")), "text").unwrap();
        }
        assert_eq!(watch.wait(), Woken::Changed);
        watch.sender.send(Woken::Stopped).unwrap();
        // Whatever may have come late, the end comes through.
        while watch.wait() != Woken::Stopped {}
    }

    #[test]
    fn renames_and_what_lies_deep_are_seen() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        let mut watch = Watch::of(folder.path());
        fs::write(folder.path().join("a/.new"), "text").unwrap();
        assert_eq!(watch.wait(), Woken::Changed);
        fs::rename(folder.path().join("a/.new"), folder.path().join("a/1.md")).unwrap();
        assert_eq!(watch.wait(), Woken::Changed);
    }

    #[test]
    fn a_folder_that_goes_and_comes_back_is_watched_again() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("book");
        fs::create_dir(&folder).unwrap();
        let mut watch = Watch::of(&folder);
        fs::remove_dir(&folder).unwrap();
        while watch.watcher.is_some() {
            assert_eq!(watch.wait(), Woken::Changed);
        }
        fs::create_dir(&folder).unwrap();
        while watch.watcher.is_none() {
            assert_eq!(watch.wait(), Woken::Changed);
        }
        fs::write(folder.join("1.md"), "text").unwrap();
        assert_eq!(watch.wait(), Woken::Changed);
    }
}
