//! Runs the program as its users do, in a folder of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use super::title::grey_png;

/// Where programs on the desk keep things for the next run.
const KEPT: &str = ".cache";

/// A folder to work in, gone afterwards.
pub struct Desk(TempDir);

impl Desk {
    pub fn empty() -> Self {
        Self(tempfile::tempdir().expect("a folder for the test"))
    }

    /// A desk with a library `book` of two titles; links, notes, a picture.
    pub fn with_book() -> Self {
        let desk = Self::empty();
        desk.put("book/book.toml", "publisher = \"The Press\"\n");
        desk.put("book/news/collection.toml", "title = \"The News\"\narticles = [\"b.md\", \"a.md\"]\n");
        desk.put(
            "book/news/a.md",
            "---\ntitle: Later\ndate: 2012-02-03\n---\nSee [before](b.md#facts).[^1]\n\n[^1]: A note.\n",
        );
        desk.put(
            "book/news/b.md",
            "# Before\n\n## Facts\n\nOf *this* and that, and [the guide](../guide/).\n\n![Grey](grey.png)\n",
        );
        desk.put("book/news/grey.png", grey_png(4, 4));
        desk.put("book/guide/start.md", "# The guide\n\n> Said by another.\n>\n> — Another\n");
        desk
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("it lies in the desk")).expect("the desk can be written to");
        fs::write(path, bytes).expect("the desk can be written to");
    }

    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pamphlet"));
        command.args(arguments.split_whitespace()).current_dir(self.0.path()).env_remove("SOURCE_DATE_EPOCH");
        // Nothing that other runs have kept.
        command.env("XDG_CACHE_HOME", self.at(KEPT));
        command
    }

    pub fn run(&self, arguments: &str) -> Ran {
        Ran::from(self.command(arguments).output().expect("the program starts"))
    }

    pub fn start(&self, arguments: &str) -> Child {
        self.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
    }

    /// All files under `folder` by path; none when it does not exist.
    pub fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.at(folder);
        let (mut tree, mut folders) = (BTreeMap::new(), vec![root.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.expect("the folder can be listed").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&root).expect("it lies there").to_string_lossy().replace('\\', "/");
                    tree.insert(name, fs::read(path).expect("the file can be read"));
                }
            }
        }
        tree
    }

    pub fn names(&self, folder: &str) -> Vec<String> {
        self.tree(folder).into_keys().collect()
    }

    /// What lies on the desk itself.
    pub fn surface(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("the desk can be listed");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("listed").file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| name != KEPT);
        names.sort();
        names
    }
}

/// How a run went.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}
