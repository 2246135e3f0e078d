//! What was kept from one run to the next changes nothing: after each of many edits the files are those of a clean build,
//! and whatever happens to what was kept.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use common::desk::Desk;
use common::title::{grey_png, in_memory};
use pamphlet::cli::publish::{Formats, Options, Outcome, Silent, publish};
use pamphlet::source::{Cache, Library};

/// So many edits are tried unless the environment says how many in `EDITS`.
const EDITS: usize = 30;

/// A library that is worked on.
struct Work {
    articles: Vec<(String, String)>,
    book: String,
    /// The title of the part that all articles are in, when they are in one.
    part: Option<&'static str>,
    picture: u32,
}

impl Work {
    fn library(&self) -> Library {
        let articles: Vec<(&str, &str)> =
            self.articles.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let mut library = in_memory(&articles);
        library.book = Some(library.files.add("book.toml", self.book.clone()));
        if let Some(title) = self.part {
            let names: Vec<&str> = articles.iter().filter_map(|(path, _)| path.strip_prefix("all/")).collect();
            let part = format!("[[part]]\ntitle = {title:?}\narticles = {names:?}\n");
            library.collections[0].settings = Some(library.files.add("all/collection.toml", part));
        }
        library.images.insert("all/picture.png".to_owned(), grey_png(40, self.picture).into());
        library
    }

    /// Does what people do to a library, one thing at a time.
    fn edit(&mut self, chance: &mut Chance) {
        let count = self.articles.len();
        let (at, nth) = (chance.below(count), chance.below(1000));
        let text = &mut self.articles[at].1;
        if text.len() > 4000 {
            let end = text.char_indices().nth(2000).map_or(text.len(), |(end, _)| end);
            let shorter = text[..end].rfind("\n\n").unwrap_or(end);
            text.truncate(shorter);
        }
        match chance.below(16) {
            0 => self.book = format!("base_url = \"https://example.org/{}\"\n", nth % 3),
            1 => self.book = format!("[type]\nsize = \"{} pt\"\n", 9 + nth % 3),
            2 => self.picture = 20 + 10 * u32::try_from(nth % 5).expect("it is small"),
            3 => text.push_str("\n\nSee [the first](00-first.md).\n\n![A square](picture.png)\n"),
            4 => {
                let label = chance.0;
                let _ =
                    write!(text, "\n\n## A heading\n\nAnd a paragraph *below* it.[^{label}]\n\n[^{label}]: A note.\n");
            }
            5 if count > 3 && at > 0 => drop(self.articles.remove(at)),
            6 if count < 7 => {
                let new = (format!("all/{nth:03}-new.md"), format!("# New {nth}\n\n{}", text.clone()));
                self.articles.push(new);
                self.articles.sort();
                self.articles.dedup_by(|a, b| a.0 == b.0);
            }
            7 => *text = format!("---\nlang: {}\n---\n{text}", ["de", "en", "fr"][nth % 3]),
            8 => *text = format!("---\ndrop_cap: {}\n---\n{text}", nth % 2 == 0),
            // What others lead to and tell of it changes; its own text may not.
            10 => self.articles[0].1 = format!("---\nslug: name-{}\n---\n{}", nth % 3, self.articles[0].1),
            11 => *text = format!("---\nsummary: Of {}\ndate: {}\n---\n{text}", nth % 4, 1990 + nth % 4),
            9 => self.part = [None, Some("One"), Some("Another")][nth % 3],
            _ => {
                let spaces: Vec<usize> = text.match_indices(' ').map(|(space, _)| space).collect();
                let words = [" extraordinary", " of", " 1917,", " Schifffahrt", ""];
                text.insert_str(spaces[nth % spaces.len()], words[nth % words.len()]);
            }
        }
    }
}

/// Numbers that seem to be chance's (Marsaglia, *Xorshift RNGs*, Journal of Statistical Software 8, 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("it is below a usize")
    }
}

fn made(library: &Library, cache: Arc<Cache>) -> Outcome {
    let formats = Formats { epub: true, kepub: true, pdf: true, booklets: false };
    publish(library, &Options { formats, write: true, catalogue: true, cache, ..Options::default() }, &Silent)
}

fn assert_same(one: &Outcome, other: &Outcome, when: &str) {
    assert_eq!(one.diagnostics.as_slice(), other.diagnostics.as_slice(), "{when}");
    assert_eq!(one.files().len(), other.files().len(), "{when}");
    for ((path, one), (_, other)) in one.files().iter().zip(&other.files()) {
        assert!(one == other, "{path} differs {when}");
    }
}

fn kept_in(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn after_any_edit_the_files_are_those_of_a_clean_build() {
    let edits = std::env::var_os("EDITS").and_then(|edits| edits.to_str()?.parse().ok()).unwrap_or(EDITS);
    let folder = tempfile::tempdir().expect("a folder for the test");
    let cache = Arc::new(Cache::in_folder(folder.path()));
    // What a watch has: the same in memory too, of which it forgets a little each time.
    let watching = tempfile::tempdir().expect("a folder for the test");
    let watching = Arc::new(Cache::in_folder(watching.path()).in_memory_too());
    let first = ("all/00-first.md".to_owned(), include_str!("torture/typst-5603.md").to_owned());
    let others = ["typst-5314", "one-note-many-marks", "note-in-a-table"].map(|name| {
        let text = fs::read_to_string(Path::new("tests/torture").join(name).with_extension("md"));
        (format!("all/{name}.md"), text.expect("it is there"))
    });
    let mut work =
        Work { articles: [first].into_iter().chain(others).collect(), book: String::new(), part: None, picture: 20 };
    let mut chance = Chance(0x2011_1216_0000_0001);
    let mut written = 0;
    for edit in 0..edits {
        let library = work.library();
        let incremental = made(&library, Arc::clone(&cache));
        let clean = made(&library, Arc::default());
        assert_same(&incremental, &clean, &format!("after {edit} edits"));
        assert_same(&made(&library, Arc::clone(&watching)), &clean, &format!("after {edit} edits, in memory"));
        watching.rest();
        written += usize::from(!incremental.files().is_empty());
        work.edit(&mut chance);
    }
    assert!(written * 10 > edits * 9, "only {written} of {edits} states could be published");
    assert!(kept_in(folder.path()) > edits / 2);
}

#[test]
fn what_is_found_together_is_what_was_made() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let cache = Arc::new(Cache::in_folder(folder.path()));
    let article = |n: usize| {
        let next = (n + 1) % 60;
        (
            format!("all/{n:02}.md"),
            format!(
                "# Article {n}\n\nSome words, a note[^1] and [what is next]({next:02}.md#more).\n\n## More\n\nAnd more.\n\n[^1]: Noted.\n"
            ),
        )
    };
    let mut work = Work { articles: (0..60).map(article).collect(), book: String::new(), part: None, picture: 20 };
    let mut chance = Chance(0x2011_1216_0000_0001);
    for edit in 0..6 {
        let library = work.library();
        assert_same(
            &made(&library, Arc::clone(&cache)),
            &made(&library, Arc::default()),
            &format!("after {edit} edits"),
        );
        // What was made is bundled when nobody waits.
        cache.tidy();
        let at = chance.below(60);
        work.articles[at].1.push_str("\n\nA paragraph that was not there.\n");
    }
}

#[test]
fn whatever_happens_to_what_was_kept_the_files_are_the_same() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let cache = Arc::new(Cache::in_folder(folder.path()));
    let text = include_str!("torture/typst-5603.md");
    let work =
        Work { articles: vec![("all/00-first.md".into(), text.into())], book: String::new(), part: None, picture: 20 };
    let library = work.library();
    let clean = made(&library, Arc::default());
    assert!(clean.files().len() > 4, "the catalogue's are among them");
    assert_same(&made(&library, Arc::clone(&cache)), &clean, "while it is kept");
    let entries = fs::read_dir(folder.path()).expect("it is there").map(|entry| entry.expect("an entry").path());
    let entries: Vec<_> = entries.collect();
    assert!(entries.len() >= 6, "the article as it was read and as it was set, and what became of it");
    for entry in &entries {
        let whole = fs::read(entry).expect("it can be read");
        let damaged = |bytes: &[u8], how: &str| {
            // Alone, so that nothing made of it is found instead.
            entries.iter().for_each(|other| fs::remove_file(other).expect("it is there"));
            fs::write(entry, bytes).expect("it can be written");
            assert_same(&made(&library, Arc::clone(&cache)), &clean, how);
            assert!(fs::read(entry).expect("it can be read") == whole, "it is kept again");
        };
        let mut changed = whole.clone();
        changed[whole.len() / 3] ^= 1 << (whole.len() % 8);
        damaged(&changed, "with a bit changed");
        damaged(&whole[..whole.len() / 2], "when it was cut short");
        damaged(&whole, "when it is all there is");
        // With all the others, but without it.
        fs::remove_file(entry).expect("it is there");
        assert_same(&made(&library, Arc::clone(&cache)), &clean, "without it");
        made(&library, Arc::clone(&cache));
        fs::write(entry, &whole).expect("it can be written");
    }
}

#[test]
fn titles_that_have_not_changed_are_not_made_again() {
    let desk = Desk::with_book();
    // A warning, to be heard each time.
    desk.put("book/guide/start.md", "# The guide\n\nDas sagt man so.\n\n[*]: x\n\n> Said[^no].\n>\n> — Another\n");
    let build = |out: &str, more: &str| {
        let ran = desk.run(&format!("build book --out {out} {more}"));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.err
    };
    let (first, clean) = (build("dist", ""), build("clean", "--no-cache"));
    assert!(first.contains("warning") && first == clean, "{first}");
    let of = |title: &str| -> BTreeMap<String, Vec<u8>> {
        desk.tree("dist").into_iter().filter(|(path, _)| path.starts_with(title)).collect()
    };
    let changed = |path: &str| fs::metadata(desk.at(path)).and_then(|file| file.modified()).expect("it is there");
    let same = |when: &str| {
        build("clean", "--no-cache");
        assert!(desk.tree("dist") == desk.tree("clean"), "{when}");
    };

    let before = (of("news"), of("guide"), changed("dist/guide/guide.pdf"));
    let news = fs::read_to_string(desk.at("book/news/a.md")).expect("it is there");
    desk.put("book/news/a.md", news.replace("See", "See also"));
    assert_eq!(build("dist", ""), first, "what is wrong with a title is told although it is not made");
    assert!(of("news") != before.0 && of("guide") == before.1 && changed("dist/guide/guide.pdf") == before.2);
    same("after an edit");

    // Files before theirs change the numbers of all others.
    desk.put("book/a/0.md", "# A title more\n\nBefore all others.\n");
    assert_eq!(build("dist", ""), first, "each warning names its own file");
    assert!(changed("dist/guide/guide.pdf") != before.2, "it tells of the other titles on its back");
    same("after another title");
    let guide = changed("dist/guide/guide.pdf");
    desk.put("book/a/00.md", "# An article more\n\nBefore all others.\n");
    desk.put("book/a/collection.toml", "title = \"A title more\"\n");
    assert_eq!(build("dist", ""), first);
    assert!(changed("dist/guide/guide.pdf") == guide, "the other titles are as they were");
    same("after another article");
    fs::remove_dir_all(desk.at("book/a")).expect("it is there");

    // What was made of another text lies there now.
    desk.put("book/news/a.md", &news);
    build("dist", "");
    assert!(of("news") == before.0);
    same("after the edit is taken back");

    // Files that were cut short, taken away, or are wanted no longer.
    fs::write(desk.at("dist/guide/guide.pdf"), "%PDF").expect("it can be written");
    fs::remove_file(desk.at("dist/news/news.epub")).expect("it is there");
    build("dist", "");
    same("after damage");
    desk.put("book/book.toml", "publisher = \"Another\"\n");
    build("dist", "");
    same("after other settings");
    build("dist", "--formats epub");
    assert!(!desk.names("dist").iter().any(|name| name.ends_with(".pdf")));
    build("dist", "");
    same("after other files were wanted");
}

#[test]
fn two_programs_may_keep_things_in_one_folder_at_once() {
    let desk = Desk::empty();
    for name in ["typst-5314", "one-note-many-marks", "note-in-a-table", "typst-5603", "pandoc-1485"] {
        let text = fs::read(Path::new("tests/torture").join(name).with_extension("md")).expect("it is there");
        desk.put(&format!("book/all/{name}.md"), text);
    }
    let arguments = |out: &str| format!("build book --out {out} --quiet --formats pdf --cache kept");
    let mut running: Vec<_> = (0..4).map(|n| desk.start(&arguments(&format!("out-{n}")))).collect();
    assert!(running.iter_mut().all(|child| child.wait().is_ok_and(|status| status.success())));
    let kept = kept_in(&desk.at("kept"));
    assert!(desk.run(&arguments("out-4")).code == Some(0));
    assert!(desk.run("build book --out clean --quiet --formats pdf --no-cache").code == Some(0));
    let pdf = |out: &str| fs::read(desk.at(&format!("{out}/all/all.pdf"))).expect("it was made");
    for n in 0..5 {
        assert!(pdf(&format!("out-{n}")) == pdf("clean"), "{n}");
    }
    assert_eq!(kept_in(&desk.at("kept")), kept, "the last found all that it wanted");
}
