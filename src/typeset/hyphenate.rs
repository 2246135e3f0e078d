//! Where words may be divided, by language.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use hyphenation::{Hyphenator, Load, Standard};
use unicode_normalization::UnicodeNormalization;

use super::embedded::PATTERNS;
use crate::manuscript::Lang;

/// The patterns of all languages, each read when first wanted.
#[derive(Default)]
pub(crate) struct Patterns {
    loaded: BTreeMap<&'static str, OnceLock<Option<Standard>>>,
}

impl std::fmt::Debug for Patterns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.loaded.keys()).finish()
    }
}

impl Patterns {
    /// Lists the embedded patterns.
    pub(crate) fn embedded() -> Self {
        Self { loaded: PATTERNS.iter().map(|(code, _)| (*code, OnceLock::new())).collect() }
    }

    /// The patterns for `lang`, or none. The nearest are taken: `de-AT` hyphenates as `de-1996`.
    fn get(&self, lang: &Lang) -> Option<&Standard> {
        let code = pattern_code(lang);
        self.loaded
            .get(code)?
            .get_or_init(|| {
                let mut bytes = PATTERNS.iter().find(|(c, _)| *c == code)?.1;
                Standard::any_from_reader(&mut bytes).ok()
            })
            .as_ref()
    }

    /// Whether words of `lang` can be divided.
    pub(crate) fn knows(&self, lang: &Lang) -> bool {
        self.get(lang).is_some()
    }

    /// The places in `word` where a hyphen may go, as byte offsets, rising. `word` is letters
    /// only; what is not in normal form C is left whole.
    pub(crate) fn divide(&self, word: &str, lang: &Lang, out: &mut Vec<usize>) {
        self.places(word, lang, minima(lang), out);
    }

    /// The places in `word` that its patterns know, however near to its ends: where a language that joins words has
    /// joined them, among others.
    pub(crate) fn seams(&self, word: &str, lang: &Lang, out: &mut Vec<usize>) {
        self.places(word, lang, (1, 1), out);
    }

    fn places(&self, word: &str, lang: &Lang, (least_before, least_after): (usize, usize), out: &mut Vec<usize>) {
        let letters = word.chars().count();
        if letters < least_before + least_after || !word.nfc().eq(word.chars()) {
            return;
        }
        let Some(patterns) = self.get(lang) else { return };
        let Lowered { text, offsets } = Lowered::of(word);
        for at in patterns.hyphenate(&text).breaks {
            let at = match &offsets {
                None => at,
                Some(offsets) => match offsets.binary_search_by_key(&at, |(lowered, _)| *lowered) {
                    Ok(found) => offsets[found].1,
                    Err(_) => continue,
                },
            };
            let before = word[..at].chars().count();
            if before >= least_before && letters - before >= least_after {
                out.push(at);
            }
        }
    }
}

/// A word as the patterns are to see it. They lower its case themselves and count bytes of what comes out, which
/// are not the word's where a small letter takes another number of them: `İ` has two, `i` one.
struct Lowered<'w> {
    text: Cow<'w, str>,
    /// Where each letter begins in the text and in the word, when they differ.
    offsets: Option<Vec<(usize, usize)>>,
}

impl<'w> Lowered<'w> {
    fn of(word: &'w str) -> Self {
        if word.chars().all(|c| c.to_lowercase().map(char::len_utf8).sum::<usize>() == c.len_utf8()) {
            return Self { text: Cow::Borrowed(word), offsets: None };
        }
        let mut text = String::with_capacity(word.len());
        let mut offsets = Vec::new();
        for (at, c) in word.char_indices() {
            offsets.push((text.len(), at));
            text.extend(c.to_lowercase().next());
        }
        Self { text: Cow::Owned(text), offsets: Some(offsets) }
    }
}

/// The code under which the patterns for `lang` are kept.
fn pattern_code(lang: &Lang) -> &'static str {
    let tag = lang.as_str().to_ascii_lowercase().replace('_', "-");
    let wanted: &str = match tag.as_str() {
        "en-gb" | "en-ie" | "en-au" | "en-nz" | "en-in" | "en-za" => "en-gb",
        _ => match lang.primary() {
            "en" => "en-us",
            "de" => "de-1996",
            "el" => "el-monoton",
            "no" => "nb",
            "sr" | "sh" | "bs" if tag.contains("cyrl") => "sh-cyrl",
            "sr" if !tag.contains("latn") => "sh-cyrl",
            "sr" | "sh" | "bs" => "sh-latn",
            primary => primary,
        },
    };
    PATTERNS.iter().map(|(code, _)| *code).find(|code| *code == wanted).unwrap_or("")
}

/// The fewest letters before and after a hyphen: what the language's typographers ask for, never below what its
/// patterns are made for (the minima for typesetting in the sources of `hyph-utf8`). Where those allow two letters
/// after a hyphen and books carry over three, as in English, French and German, it is three.
fn minima(lang: &Lang) -> (usize, usize) {
    match lang.primary() {
        // Endings of two letters are whole syllables and common.
        "be" | "bg" | "ca" | "el" | "eo" | "es" | "et" | "eu" | "fi" | "gl" | "hr" | "hu" | "it" | "ka" | "la"
        | "lt" | "pl" | "ru" | "sh" | "sl" | "sr" | "bs" | "tr" | "uk" => (2, 2),
        _ => (2, 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn divided(word: &str, lang: &str) -> String {
        let mut places = Vec::new();
        Patterns::embedded().divide(word, &Lang::new(lang), &mut places);
        let mut out = String::new();
        for (at, c) in word.char_indices() {
            if places.contains(&at) {
                out.push('-');
            }
            out.push(c);
        }
        out
    }

    #[test]
    fn words_divide_as_their_language_does() {
        assert_eq!(divided("hyphenation", "en"), "hy-phen-a-tion");
        assert_eq!(divided("Silbentrennung", "de-AT"), "Sil-ben-tren-nung");
        assert_eq!(divided("république", "fr"), "ré-pu-blique");
        assert_eq!(divided("забастовка", "ru"), "за-ба-стов-ка");
        assert_eq!(divided("ooglalaxenorb", "tlh"), "ooglalaxenorb");
    }

    #[test]
    fn letters_whose_small_ones_have_other_lengths_do_no_harm() {
        assert_eq!(divided("İstanbullular", "tr"), "İs-tan-bul-lu-lar");
        assert_eq!(divided("ȺȺhyphenation", "en").replace('-', ""), "ȺȺhyphenation");
        assert_eq!(divided("ȺȺxhἘৈ", "en").replace('-', ""), "ȺȺxhἘৈ");
    }
}
