//! From the lines of pages to the lines of articles.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostics::{FileId, Files};
use crate::typeset::{InParagraph, Layer, Line, Placed, Volume};

/// Where the line that is printed as `line` stands in its file: the file, and the line there from 1. The word that is
/// rarest on it, the longest, is looked for where the line should be by the lines before it.
pub(super) fn source_line(line: &Line, paragraph: &InParagraph, files: &Files) -> (FileId, usize) {
    let file = files.get(paragraph.source.file);
    let text = &file.text;
    let range = paragraph.source.start as usize..(paragraph.source.end as usize).min(text.len());
    let (start, source) = (range.start, text.get(range).unwrap_or_default());
    let printed: String = line.runs.iter().map(|run| &*run.word.text).collect();
    let expected = paragraph.nth * printed.len();
    let words = line.runs.iter().map(|run| run.word.text.trim_matches(|c: char| !c.is_alphanumeric()));
    let longest = words.filter(|word| !word.is_empty()).max_by_key(|word| word.len()).unwrap_or("");
    let found = source.match_indices(longest).map(|(at, _)| at).min_by_key(|at| at.abs_diff(expected));
    let at = if paragraph.nth == 0 || longest.is_empty() { 0 } else { found.unwrap_or(0) };
    (paragraph.source.file, file.position(start + at).0)
}

/// Where paragraphs begin, or go on, on each page: `[page, points from the top, file, line]`, in the order of pages.
pub(super) fn of(volume: &Volume, files: &Files) -> Value {
    let mut places = Vec::new();
    for (number, page) in volume.whole().pages.iter().enumerate() {
        let mut last: BTreeMap<Layer, (FileId, u32)> = BTreeMap::new();
        for item in &page.items {
            let Placed::Text(line) = item else { continue };
            let Some(paragraph) = &line.paragraph else { continue };
            let source = (paragraph.source.file, paragraph.source.start);
            if last.insert(line.layer, source) != Some(source) {
                let (file, at) = source_line(line, paragraph, files);
                places.push(json!([number + 1, line.y.to_pt(), file.0, at]));
            }
        }
    }
    Value::Array(places)
}
