//! `[hyphenation]`: words that are divided otherwise than their language's patterns say.

use std::collections::BTreeMap;

use super::fields::{Fields, Node, Text, Value, is_language, wrong};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::manuscript::Lang;

/// `[hyphenation]`: words divided otherwise than their language's patterns say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hyphenation {
    /// By tag in small letters, and by word in small letters: how many letters stand before each place.
    exceptions: BTreeMap<String, BTreeMap<String, Vec<usize>>>,
}

impl Hyphenation {
    /// Adds a word that is divided at its hyphens and nowhere else; false when the language has it already.
    pub(crate) fn add(&mut self, lang: &Lang, divided: &str) -> bool {
        let words = self.exceptions.entry(lang.as_str().to_lowercase()).or_default();
        let mut places = Vec::new();
        let mut letters = 0;
        for part in divided.split('-') {
            places.push(letters);
            letters += part.chars().count();
        }
        places.remove(0);
        words.insert(small(&divided.replace('-', "")), places).is_none()
    }

    /// Where a word of letters may be divided, as numbers of letters before a hyphen, when it is an exception: of the
    /// language's whole tag, else of its first part.
    #[must_use]
    pub fn places(&self, word: &str, lang: &Lang) -> Option<&[usize]> {
        if self.exceptions.is_empty() {
            return None;
        }
        let word = small(word);
        [lang.as_str(), lang.primary()]
            .into_iter()
            .find_map(|tag| self.exceptions.get(&tag.to_lowercase())?.get(&word))
            .map(Vec::as_slice)
    }
}

/// A word in small letters, as many as it has.
fn small(word: &str) -> String {
    word.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
}

/// Reads `[hyphenation]`.
pub(super) fn hyphenation(mut fields: Fields, diagnostics: &mut Diagnostics) -> Hyphenation {
    let mut settings = Hyphenation::default();
    if let Some(node) = fields.take("exceptions") {
        match node.value {
            Value::Map(languages) => {
                for (tag, words) in languages {
                    language(&tag, words, &mut settings, diagnostics);
                }
            }
            value => diagnostics.push(
                wrong("exceptions", "a table of languages", &value, node.span)
                    .hint("write `exceptions = { en = [\"pam-phlet\"] }`, or a table `[hyphenation.exceptions]`"),
            ),
        }
    }
    fields.finish(diagnostics);
    settings
}

fn language(tag: &Text, words: Node, settings: &mut Hyphenation, diagnostics: &mut Diagnostics) {
    if !is_language(&tag.text) {
        diagnostics.push(
            Diagnostic::error(format!("`{}` is not the tag of a language", tag.text))
                .at(tag.span)
                .hint("write a tag such as `en`, `de-AT` or `ru`, and after it the words"),
        );
        return;
    }
    let lang = Lang::new(&tag.text);
    let words = match words.value {
        Value::List(words) => words,
        _ => vec![words],
    };
    for word in words {
        let Some(word) = word.into_text(&tag.text, diagnostics) else { continue };
        if !is_divided_word(&word.text) {
            diagnostics.push(
                Diagnostic::error(format!("`{}` is not a word with its hyphens", word.text))
                    .at(word.span)
                    .hint("write letters alone, and `-` between them where the word may be divided: \"pam-phlet\""),
            );
        } else if !settings.add(&lang, &word.text) {
            diagnostics.push(
                Diagnostic::error(format!("`{}` is listed twice for `{lang}`", word.text.replace('-', "")))
                    .at(word.span)
                    .hint("delete one"),
            );
        }
    }
}

/// Whether a text is letters with single hyphens between them.
fn is_divided_word(text: &str) -> bool {
    text.split('-').all(|part| !part.is_empty() && part.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::book::tests::read as read_book;

    fn read(text: &str) -> (Hyphenation, String) {
        let (settings, report) = read_book(text);
        (settings.hyphenation, report)
    }

    #[test]
    fn words_are_kept_by_language_without_regard_to_case() {
        for text in [
            "[hyphenation]\nexceptions = { en = [\"pam-phlet\", \"Record\"], de-CH = \"Mu-se-um\" }\n",
            "[hyphenation.exceptions]\nen = [\"pam-phlet\", \"Record\"]\nde-CH = [\"Mu-se-um\"]\n",
        ] {
            let (settings, report) = read(text);
            assert_eq!(report, "");
            let places = |word, lang| settings.places(word, &Lang::new(lang));
            assert_eq!(places("Pamphlet", "en-GB"), Some(&[3][..]));
            assert_eq!(places("RECORD", "en"), Some(&[][..]), "a word without a hyphen is never divided");
            assert_eq!(places("Museum", "de-ch"), Some(&[2, 4][..]));
            assert_eq!(
                (places("Museum", "de"), places("pamphlets", "en"), places("pamphlet", "de")),
                (None, None, None)
            );
        }
        let (settings, _) = read("[hyphenation.exceptions]\nen = [\"ta-ble\"]\nen-GB = [\"tab-le\"]\n");
        assert_eq!(settings.places("table", &Lang::new("en-GB")), Some(&[3][..]), "the nearest tag holds");
        assert_eq!(settings.places("table", &Lang::new("en-US")), Some(&[2][..]));
    }

    #[test]
    fn every_fault_has_its_place() {
        let (_, report) = read(
            "[hyphenation]\nexeptions = 1\n[hyphenation.exceptions]\nenglish = [\"a-b\"]\nen = [\"don't\", \"-a\", \"a--b\", \"\", \"ab\", \"A-b\", [1]]\n",
        );
        for part in [
            "did you mean `exceptions`?",
            "book.toml:4:1",
            "`english` is not the tag",
            "`don't` is not a word",
            "`-a` is not a word",
            "`a--b` is not a word",
            "`` is not a word",
            "`Ab` is listed twice for `en`",
            "`en` must be text",
            "book.toml:5:7",
        ] {
            assert!(report.contains(part), "{part:?} is not in\n{report}");
        }
        assert!(read("[hyphenation]\nexceptions = [\"a-b\"]\n").1.contains("must be a table of languages"));
    }
}
