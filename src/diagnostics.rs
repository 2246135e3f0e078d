//! Errors and warnings with their place, cause and remedy, printed the way rustc does.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

/// Which file of a [`Files`] table a span points into.
///
/// Files are numbered anew in each run, and a file put before it changes a file's number. So [`Hash`] leaves it out, for what is
/// hashed is what stands in files; and it can be written and read only [`by_place`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub u32);

impl Hash for FileId {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

thread_local! {
    /// The files that can be written and read now.
    static PLACES: RefCell<Vec<FileId>> = const { RefCell::new(Vec::new()) };
}

/// Within `run`, which stays on its thread, files are written and read as places in `files`. One that is not among them cannot
/// be written.
pub(crate) fn by_place<T>(files: &[FileId], run: impl FnOnce() -> T) -> T {
    let before = PLACES.replace(files.to_vec());
    let done = run();
    PLACES.set(before);
    done
}

impl Serialize for FileId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let place = PLACES.with_borrow(|files| files.iter().position(|file| file == self));
        place
            .ok_or_else(|| ser::Error::custom("a file that has no place"))
            .and_then(|place| place.serialize(serializer))
    }
}

impl<'de> Deserialize<'de> for FileId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let place = usize::deserialize(deserializer)?;
        PLACES.with_borrow(|files| files.get(place).copied()).ok_or_else(|| de::Error::custom("a place without a file"))
    }
}

/// A place in a source file, in bytes from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// Makes a span of `range` in `file`.
    #[must_use]
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file, start: clamp(range.start), end: clamp(range.end) }
    }

    /// The span as a byte range.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// How grave a diagnostic is: an error forbids output, a warning does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Output is written; someone should look.
    Warning,
}

/// One thing that is wrong: what, where and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in one clause without a full stop.
    pub message: String,
    /// Where, when it has a place in a file.
    pub span: Option<Span>,
    /// What to say under the marked text.
    pub label: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// Makes an error.
    #[must_use]
    pub fn error(message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, message: message.into(), span: None, label: None, hint: None }
    }

    /// Makes a warning.
    #[must_use]
    pub fn warning(message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(message) }
    }

    /// Adds the place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Adds words under the marked text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A text file that diagnostics can quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Its path, relative to the library folder, with `/` between parts.
    pub path: PathBuf,
    /// Its text, without a byte order mark.
    pub text: Arc<str>,
}

impl TextFile {
    /// Line and column of a byte, both from 1; the column in characters. What lies behind the text is at its end.
    #[must_use]
    pub fn position(&self, at: usize) -> (usize, usize) {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        // A character has one byte that does not go on from the one before.
        let is_first = |byte: &&u8| **byte & 0xC0 != 0x80;
        (1 + before.iter().filter(|byte| **byte == b'\n').count(), 1 + line.iter().filter(is_first).count())
    }
}

/// All text files of a library, by [`FileId`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(Vec<TextFile>);

impl Files {
    /// Adds a file and returns its id.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<Arc<str>>) -> FileId {
        self.0.push(TextFile { path: path.into(), text: text.into() });
        FileId(u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX))
    }

    /// The file with this id.
    ///
    /// # Panics
    /// When the id comes from another table.
    #[must_use]
    pub fn get(&self, id: FileId) -> &TextFile {
        &self.0[id.0 as usize]
    }

    /// The id of the file at `path`.
    #[must_use]
    pub fn find(&self, path: &Path) -> Option<FileId> {
        self.0.iter().position(|f| f.path == path).map(|i| FileId(u32::try_from(i).unwrap_or(u32::MAX)))
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &TextFile)> {
        self.0.iter().enumerate().map(|(i, f)| (FileId(u32::try_from(i).unwrap_or(u32::MAX)), f))
    }
}

/// The diagnostics of a run, in the order they were found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all of another run's.
    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Whether there is an error among them.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// How many errors and how many warnings there are.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.0.iter().filter(|d| d.severity == Severity::Error).count();
        (errors, self.0.len() - errors)
    }

    /// The diagnostics, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.0
    }

    /// Sorts by place, so that the report does not depend on the order of threads. Diagnostics
    /// without a place come first.
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| (a.span, a.severity, &a.message).cmp(&(b.span, b.severity, &b.message)));
        self.0.dedup();
    }

    /// Prints all of them with the lines they speak of, a blank line between two.
    #[must_use]
    pub fn render(&self, files: &Files, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for diagnostic in &self.0 {
            let _ = writeln!(out, "{}\n", render_one(diagnostic, files, &renderer));
        }
        out
    }
}

fn render_one(diagnostic: &Diagnostic, files: &Files, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str());
    let group = if let Some(span) = diagnostic.span {
        let file = files.get(span.file);
        let path = file.path.to_string_lossy().replace('\\', "/");
        let range = clamp_to_chars(&file.text, span.range());
        let mut annotation = AnnotationKind::Primary.span(range);
        if let Some(label) = &diagnostic.label {
            annotation = annotation.label(label.as_str());
        }
        title.element(Snippet::source(file.text.to_string()).path(path).annotation(annotation))
    } else {
        Group::with_title(title)
    };
    // Under a quotation the remedy continues its margin; without one there is no margin to continue.
    match (&diagnostic.hint, diagnostic.span) {
        (Some(hint), Some(_)) => renderer.render(&[group.element(Level::HELP.message(hint.as_str()))]),
        (Some(hint), None) => {
            let help = Group::with_title(Level::HELP.secondary_title(hint.as_str()));
            format!("{}\n{}", renderer.render(&[group]), renderer.render(&[help]))
        }
        (None, _) => renderer.render(&[group]),
    }
}

/// Brings a range into the text and onto character boundaries, and to a single line, so that the
/// quotation stays short.
fn clamp_to_chars(text: &str, range: Range<usize>) -> Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(range.start);
    let mut end = floor(range.end).max(start);
    if let Some(newline) = text[start..end].find('\n') {
        end = start + newline;
    }
    start..end
}

/// The word of `candidates` that is nearest to `word`, when near enough to be meant.
///
/// Distance is Damerau's with adjacent transpositions; a third of the word's letters may differ.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let limit = length.div_ceil(3).max(1);
    candidates
        .into_iter()
        // No nearer than their lengths; a library has thousands of names.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(d, _)| *d <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_shows_file_line_column_text_and_remedy() {
        let mut files = Files::default();
        let id = files.add("news/strike.md", "One line.\nA note[^x] is missing.\n");
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(
            Diagnostic::error("note `x` is not defined")
                .at(Span::new(id, 16..20))
                .label("referred to here")
                .hint("add a line `[^x]: …` to this file"),
        );
        let text = diagnostics.render(&files, false);
        for part in [
            "error: note `x` is not defined",
            "news/strike.md:2:7",
            "A note[^x] is missing.",
            "referred to here",
            "help: add a line",
        ] {
            assert!(text.contains(part), "{part:?} is not in\n{text}");
        }
    }

    #[test]
    fn a_diagnostic_without_a_place_is_two_plain_lines() {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(Diagnostic::warning("the booklet is thick").hint("publish it in parts"));
        assert_eq!(
            diagnostics.render(&Files::default(), false),
            "warning: the booklet is thick\nhelp: publish it in parts\n\n"
        );
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        let file = |text: &str| TextFile { path: PathBuf::new(), text: text.into() };
        assert_eq!([0, 3, 4, 99].map(|at| file("aé\nb").position(at)), [(1, 1), (1, 3), (2, 1), (2, 2)]);
        assert_eq!([0, 3, 4, 99].map(|at| file("one\ntwo\n").position(at).0), [1, 1, 2, 3]);
    }

    #[test]
    fn spans_outside_the_text_are_brought_inside() {
        assert_eq!(clamp_to_chars("aé", 2..99), 1..3);
        assert_eq!(clamp_to_chars("a\nb", 0..3), 0..1);
    }

    #[test]
    fn the_nearest_word_is_found_only_when_near() {
        assert_eq!(nearest("titel", ["title", "tags"]), Some("title"));
        assert_eq!(nearest("colour", ["title", "tags"]), None);
    }
}
