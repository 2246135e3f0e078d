//! The same input gives the same bytes: real titles, built in two processes, from two folders, on one thread and on
//! two. (`tests/cli.rs` does so with a small library, and shows that the bytes do change with the date.)

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn real_titles_come_out_the_same_anywhere_and_on_any_number_of_threads() {
    for (library, files) in [("book", 32), ("tests/corpus", 20)] {
        let library = Path::new(env!("CARGO_MANIFEST_DIR")).join(library);
        let desk = tempfile::tempdir().expect("a folder for the test");
        let [one, other] = ["one", "another/place"].map(|place| desk.path().join(place));
        for (threads, place) in [("1", &one), ("2", &other)] {
            copy(&library, &place.join("in"));
            let status = Command::new(env!("CARGO_BIN_EXE_pamphlet"))
                .args(["build", "in", "--out", "out", "--quiet", "--no-cache"])
                .current_dir(place)
                .env("RAYON_NUM_THREADS", threads)
                .env_remove("SOURCE_DATE_EPOCH")
                .output()
                .expect("the program starts")
                .status;
            assert!(status.success());
        }
        let (one, other) = (tree(&one.join("out")), tree(&other.join("out")));
        assert_eq!(one.len(), files + 1, "{:?}", one.keys());
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (name, bytes) in &one {
            assert!(*bytes == other[name], "{name} differs");
        }
    }
}

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in tree(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("it can be made");
        fs::write(path, bytes).expect("it can be written");
    }
}

/// All files under a folder by path.
fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut files, mut folders) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("it can be listed") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).expect("it lies there").to_string_lossy().into_owned();
                files.insert(name, fs::read(path).expect("it can be read"));
            }
        }
    }
    files
}
