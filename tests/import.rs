//! What `pamphlet import` makes of files that other programs wrote: pandoc, LibreOffice, a browser, blogs. Each file of
//! `tests/import` has what becomes of it in `tests/import/expected`; `UPDATE=1 cargo test --test import` writes these anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use pamphlet::diagnostics::Files;
use pamphlet::import::{self, Article};
use pamphlet::manuscript::{self, Defaults, Lang};

const FOLDER: &str = "tests/import";

/// The files to import, in order.
fn samples() -> Vec<PathBuf> {
    let mut samples: Vec<PathBuf> = fs::read_dir(FOLDER)
        .expect("the samples are there")
        .map(|entry| entry.expect("a sample can be listed").path())
        .filter(|path| path.is_file() && path.extension().is_none_or(|ending| ending != "png"))
        .collect();
    samples.sort();
    samples
}

fn name(path: &Path) -> String {
    path.file_name().expect("a sample has a name").to_string_lossy().into_owned()
}

fn imported(path: &Path) -> Vec<Article> {
    let bytes = fs::read(path).expect("a sample can be read");
    let mut articles =
        import::read(&name(path), &bytes, None).unwrap_or_else(|fault| panic!("{}: {}", path.display(), fault.message));
    for article in &mut articles {
        for address in article.wanted() {
            article.supply(&address, fs::read(Path::new(FOLDER).join(&address)).ok());
        }
    }
    articles
}

#[test]
fn every_sample_becomes_the_article_it_should() {
    let samples = samples();
    assert!(samples.len() >= 14, "only {} samples", samples.len());
    let mut differing = Vec::new();
    for path in &samples {
        let mut text = String::new();
        for article in imported(path) {
            for (path, bytes) in article.files(article.stem()) {
                match String::from_utf8(bytes) {
                    Ok(words) => writeln!(text, "=== {path}\n{words}"),
                    Err(error) => writeln!(text, "=== {path}: {} bytes\n", error.as_bytes().len()),
                }
                .expect("a text takes more text");
            }
            for remark in article.remarks(&name(path)) {
                writeln!(text, "{remark}").expect("a text takes more text");
            }
        }
        let expected = Path::new(FOLDER).join("expected").join(format!("{}.txt", name(path)));
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(expected.parent().expect("it has a folder")).expect("the folder can be made");
            fs::write(&expected, &text).expect("it can be written");
        } else if fs::read_to_string(&expected).unwrap_or_default() != text {
            differing.push(format!("{}:\n{text}", expected.display()));
        }
    }
    assert!(differing.is_empty(), "UPDATE=1 writes what is new:\n{}", differing.join("\n"));
}

/// What is written is what our own reader reads, without a word to say about it.
#[test]
fn every_article_is_read_without_a_warning() {
    for path in samples() {
        for article in imported(&path) {
            let (file, bytes) = article.files(article.stem()).remove(0);
            let mut files = Files::default();
            let id = files.add(file, String::from_utf8(bytes).expect("an article is text"));
            let (read, diagnostics) = manuscript::read(&files, id, &Defaults { lang: Lang::new("en") });
            // A picture that came without words has none: that is the writer's to mend.
            let undescribed = |message: &str| message == "the picture has no description";
            let clean = diagnostics.as_slice().iter().all(|found| undescribed(&found.message));
            assert!(clean, "{}", diagnostics.render(&files, false));
            let draft = files.get(id).text.contains("\ndraft: true\n");
            assert!(read.is_some() || draft, "{}", path.display());
        }
    }
}

/// The same document from three formats and two programs has the same notes, headings and words.
#[test]
fn formats_agree_about_one_document() {
    let text = |file: &str| {
        let article = imported(&Path::new(FOLDER).join(file)).remove(0);
        String::from_utf8(article.files("x").remove(0).1).expect("an article is text")
    };
    for file in ["pandoc.docx", "pandoc.odt", "pandoc.epub", "pandoc.html", "libreoffice.docx", "libreoffice.odt"] {
        let text = text(file);
        for part in [
            "title: The house that the street built",
            "Ines Moreau",
            "The *first* winter they had a cart, a tarpaulin and four hundred books.[^1]",
            "**shed**",
            "H<sub>2</sub>O",
            "1<sup>st</sup>",
            "\n## The shed\n",
            "\n- novels stayed dry,\n",
            "  - least of all those of the sea,\n",
            "\n1. the roof,\n2. the stove,\n3. the door.\n",
            "\n> We are not asking for a library.",
            "— The street, to the city council",
            "| Second | 1,100 | a cow |",
            "[the street’s own page](https://example.org/street)",
            "\n[^1]: The cart belonged to the fishmonger, and *smelled of it*.\n",
            "\n[^2]: It was given by the dairy.\n",
            "It was returned in spring, since nobody knew what else to do with it.",
            "![The shed, drawn from memory",
        ] {
            // Programs curl quotation marks, or do not.
            assert!(text.replace('\'', "’").contains(part), "{file} lacks {part:?}:\n{text}");
        }
    }
}

/// Files that were cut off or changed on their way are refused or read as far as they go.
#[test]
fn damaged_files_do_no_harm() {
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below.max(1)).expect("a size is a number")).expect("it is below a size")
    };
    let mut read = 0;
    for path in samples() {
        let bytes = fs::read(&path).expect("a sample can be read");
        let name = name(&path);
        let mut attempt = |bytes: &[u8]| {
            if let Ok(articles) = import::read(&name, bytes, None) {
                read += articles.len();
                for article in articles {
                    assert!(!article.files("x").is_empty());
                    assert!(article.remarks("x").iter().all(|remark| remark.starts_with('x')));
                }
            }
        };
        for _ in 0..12 {
            attempt(&bytes[..random(bytes.len())]);
            let mut changed = bytes.clone();
            for _ in 0..=random(20) {
                let at = random(changed.len());
                changed[at] = u8::try_from(random(256)).expect("it is below 256");
            }
            attempt(&changed);
            let (from, to) = (random(bytes.len()), random(bytes.len()));
            let mut moved = bytes.clone();
            moved.splice(from.min(to)..from.max(to), bytes[random(bytes.len())..].iter().take(500).copied());
            attempt(&moved);
        }
    }
    assert!(read > 100, "only {read} damaged files were read at all");
}

/// What is nested or repeated without end is read in time.
#[test]
fn hostile_pages_end() {
    let deep = |open: &str| open.repeat(20_000);
    for page in [
        format!("<html><body>{}text", deep("<div>")),
        format!("<html><body>{}text", deep("<blockquote><ul><li>")),
        format!("<html><body><p>{}text", deep("<b><i>")),
        format!("<html><body>{}", deep("<a href=\"#x\">1</a><p id=x>1 ")),
        format!("<html><body>{}", deep("<table><tr><td>cell ")),
        format!("# Title\n\n{}text", "> ".repeat(5_000)),
        format!("{}text", deep("[1] *a_ ")),
    ] {
        for name in ["x.html", "x.txt", "x.md"] {
            if let Ok(articles) = import::read(name, page.as_bytes(), None) {
                articles.iter().for_each(|article| assert!(!article.files("x").is_empty()));
            }
        }
    }
}

/// A page in a tongue of which nothing is known, an empty file, a PDF: what cannot be read is refused with a remedy.
#[test]
fn what_cannot_be_read_is_refused() {
    for (name, bytes) in [
        ("a.pdf", b"%PDF-1.7\n".as_slice()),
        ("a.rtf", b"{\\rtf1}"),
        ("a.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
        ("a.txt", b""),
        ("a.html", b"<html><body></body></html>"),
        ("a.docx", b"PK\x03\x04 and nothing else"),
        ("a.bin", b"\x00\x01\x02"),
    ] {
        let fault = import::read(name, bytes, None).expect_err(name);
        assert!(fault.message.contains(name) && fault.hint.is_some(), "{fault:?}");
    }
}
