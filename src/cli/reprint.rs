//! Which sheets have changed since the last edition: a small file beside each title's booklets keeps what their sheets
//! showed.

use std::collections::BTreeMap;
use std::path::Path;

use super::publish::{Made, Published, Sheets};
use crate::source;

/// The file's name in the folder of a title.
const NAME: &str = ".sheets";

/// The numbers, from 1, of the sheets to print again, by the path of the booklet.
pub(super) type Changes = BTreeMap<String, Vec<usize>>;

/// The file that keeps what the sheets of a title's booklets show, a line each: the booklet's path, then a hash for each
/// sheet. Nothing when there are no booklets.
pub(super) fn record(slug: &str, files: &[Made]) -> Option<Made> {
    let lines: String = sheets(files).map(|(path, sheets)| format!("{path} {}\n", sheets.hashes.join(" "))).collect();
    (!lines.is_empty()).then(|| Made::new(format!("{slug}/{NAME}"), lines.into_bytes()))
}

/// Compares with the last edition, which lies in `out`. A booklet that was not there has no entry. A file that somebody
/// has damaged says that all sheets differ, or nothing.
pub(super) fn changes(titles: &[Published], out: &Path) -> Changes {
    let mut changes = Changes::new();
    for title in titles {
        let Some(last) = source::read_if_there(&out.join(&title.slug).join(NAME)) else { continue };
        let last: BTreeMap<&str, Vec<&str>> = last
            .lines()
            .filter_map(|line| {
                let mut words = line.split(' ');
                Some((words.next()?, words.collect()))
            })
            .collect();
        for (path, sheets) in sheets(&title.files) {
            let Some(old) = last.get(path) else { continue };
            let differs = |(i, hash): (usize, &String)| (old.get(i) != Some(&hash.as_str())).then_some(i + 1);
            changes.insert(path.to_owned(), sheets.hashes.iter().enumerate().filter_map(differs).collect());
        }
    }
    changes
}

fn sheets(files: &[Made]) -> impl Iterator<Item = (&str, &Sheets)> {
    files.iter().filter_map(|file| Some((file.path.as_str(), file.sheets.as_ref()?)))
}

/// `1, 4–6`: numbers in order, runs of three and more drawn together.
pub(super) fn ranges(numbers: &[usize]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = numbers;
    while let Some(first) = rest.first() {
        let run = rest.iter().zip(*first..).take_while(|(number, expected)| *number == expected).count();
        match run {
            1 | 2 => parts.extend(rest[..run].iter().map(ToString::to_string)),
            _ => parts.push(format!("{first}–{}", rest[run - 1])),
        }
        rest = &rest[run..];
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::cli::publish::Content;

    fn title(hashes: &[&str]) -> Published {
        let hashes: Vec<String> = hashes.iter().map(ToString::to_string).collect();
        let made = |path: &str, sheets| Made { path: path.into(), content: Content::New(Arc::default()), sheets };
        let sheets = Sheets { count: hashes.len(), sections: 1, hashes };
        let files = vec![made("a/a.pdf", None), made("a/a-booklet.pdf", Some(sheets))];
        Published {
            slug: "a".into(),
            title: "A".into(),
            articles: 1,
            pages: 4,
            page: Default::default(),
            fitted: Default::default(),
            scorecard: None,
            files,
            earlier: Vec::new(),
            kept: None,
            links: Vec::new(),
        }
    }

    #[test]
    fn sheets_that_differ_are_told_by_number() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let edition = title(&["aa", "bb", "cc"]);
        assert!(changes(std::slice::from_ref(&edition), folder.path()).is_empty());
        let record = record("a", &edition.files).expect("there is a booklet");
        assert_eq!(
            (record.path.as_str(), &*record.content.bytes().expect("it is new").whole()),
            ("a/.sheets", &b"a/a-booklet.pdf aa bb cc\n"[..])
        );
        std::fs::create_dir(folder.path().join("a")).expect("it can be made");
        std::fs::write(folder.path().join(&record.path), record.content.bytes().expect("it is new").whole())
            .expect("it can be written");
        for (hashes, differ) in [
            (&["aa", "bb", "cc"][..], &[][..]),
            (&["aa", "xx", "cc", "dd"], &[2, 4]),
            (&["aa"], &[]),
            (&["bb", "cc", "aa"], &[1, 2, 3]),
        ] {
            assert_eq!(changes(&[title(hashes)], folder.path())["a/a-booklet.pdf"], differ);
        }
        std::fs::write(folder.path().join(&record.path), [0xFF, 0, b'\n']).expect("it can be written");
        assert!(changes(&[edition], folder.path()).is_empty());
    }

    #[test]
    fn runs_of_numbers_are_drawn_together() {
        assert_eq!(ranges(&[]), "");
        assert_eq!(ranges(&[1, 2, 4, 5, 6, 9]), "1, 2, 4–6, 9");
    }
}
