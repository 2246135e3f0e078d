//! Titles, headings and names all in capitals: typewriters and old pages had no other way to stress them, the designs of this
//! program have.

use super::super::tree::{BlockKind, Document, Inline, plain};

/// English words that have no capital in a title unless they begin it.
const SMALL: [&str; 25] = [
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "off", "on", "or", "over",
    "the", "to", "under", "up", "upon", "via", "vs", "with",
];

/// Gives titles and headings of an English text their small letters, and names in any language.
pub(super) fn quieten(document: &mut Document) {
    for name in document.head.authors.iter_mut().chain(&mut document.head.translators) {
        if is_loud(name) {
            *name = name.split(' ').map(capital).collect::<Vec<_>>().join(" ");
        }
    }
    if document.head.lang.as_ref().is_none_or(|lang| lang.primary() != "en") {
        return;
    }
    let mut said = Vec::new();
    if let Some(words) = quiet(&mut document.head.title) {
        said.push((0, format!("title: was all in capitals, now “{words}”: names may need some back")));
    }
    quiet(&mut document.head.subtitle);
    let mut headings = 0;
    for block in &mut document.blocks {
        if let BlockKind::Heading { content, .. } = &mut block.kind {
            headings += usize::from(quiet(content).is_some());
        }
    }
    if headings > 0 {
        said.push((0, format!("headings: {headings} were all in capitals: names may need some back")));
    }
    said.into_iter().for_each(|(at, words)| document.remark(at, words));
}

/// Whether words are all in capitals, and are so many that they are not just the name of something.
fn is_loud(words: &str) -> bool {
    words.split_whitespace().count() > 1
        && words.chars().filter(|c| c.is_alphabetic()).count() > 5
        && !words.chars().any(char::is_lowercase)
        && words.chars().any(char::is_uppercase)
}

/// Sets a line that is plain text and all in capitals in small letters; returns what it says then.
fn quiet(content: &mut [Inline]) -> Option<String> {
    if !is_loud(&plain(content)) {
        return None;
    }
    let mut begins = true;
    for inline in content.iter_mut() {
        let Inline::Text(text) = inline else { continue };
        let word = |word: &str| {
            let ends = word.ends_with([':', '?', '!']) || (word.ends_with('.') && word.matches('.').count() == 1);
            let first = std::mem::replace(&mut begins, ends);
            let small = word.to_lowercase();
            if !first && SMALL.contains(&small.as_str()) { small } else { capital(word) }
        };
        *text = text.split(' ').map(word).collect::<Vec<_>>().join(" ");
    }
    Some(plain(content))
}

/// A word with a capital only where it or a part of it begins; numbers of kings and initials as they are.
fn capital(word: &str) -> String {
    let letters: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let roman = letters.len() > 1 && letters.chars().all(|c| "IVX".contains(c));
    let initials = word.matches('.').count() > 1 || letters.chars().any(|c| c.is_ascii_digit());
    if roman || initials {
        return word.to_owned();
    }
    // "O'Brien" and "Ferry-Man", but "Don't".
    let particle = word.len() > 3 && word.starts_with(['O', 'D']) && word[1..].starts_with(['\'', '’']);
    let mut begins = true;
    let lower = |c: char| {
        let quote = matches!(c, '\'' | '’');
        let first = std::mem::replace(&mut begins, !c.is_alphanumeric() && (!quote || particle));
        if first { c.to_string() } else { c.to_lowercase().collect() }
    };
    word.chars().map(lower).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loud_lines_are_set_in_small_letters() {
        let quiet = |text: &str| {
            let mut content = vec![Inline::Text(text.to_owned())];
            super::quiet(&mut content).unwrap_or_else(|| plain(&content))
        };
        for (loud, expected) in [
            ("THE FERRYMEN OF HALVIK: A REPORT", "The Ferrymen of Halvik: A Report"),
            ("GEORGE VI AND THE U.S.A. IN 1939", "George VI and the U.S.A. in 1939"),
            ("DON'T PAY THE FERRY-MAN", "Don't Pay the Ferry-Man"),
            ("NATO", "NATO"),
            ("The UN in Halvik", "The UN in Halvik"),
        ] {
            assert_eq!(quiet(loud), expected);
        }
        assert_eq!(["ANNA", "O'BRIEN", "J.R.R."].map(capital), ["Anna", "O'Brien", "J.R.R."]);
    }
}
