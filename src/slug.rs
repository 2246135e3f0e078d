//! Makes names fit for addresses and identifiers out of any text.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How long a name may become, in bytes; longer ones are cut at a hyphen.
const MAX_LENGTH: usize = 80;

/// Makes a name of `[a-z0-9-]` out of text: Latin loses its accents, Cyrillic and Greek are
/// transliterated, everything else becomes a hyphen. Empty when nothing remains.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii() {
            push(&mut out, c);
            continue;
        }
        // й and ё decompose, so the table is asked before the accents are taken off.
        if let Some(latin) = transliterate(c) {
            out.push_str(latin);
            continue;
        }
        for base in std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)) {
            match transliterate(base) {
                Some(latin) => out.push_str(latin),
                None => push(&mut out, base),
            }
        }
    }
    if out.len() > MAX_LENGTH {
        let cut = out[..=MAX_LENGTH].rfind('-').filter(|cut| *cut > 0).unwrap_or(MAX_LENGTH);
        out.truncate(cut);
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// Adds a letter or a figure; a hyphen for all else, once between words.
fn push(out: &mut String, c: char) {
    match c {
        c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
        // An apostrophe stands inside a word: "don’t" is "dont".
        '\'' | '’' | '\u{ad}' => {}
        _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
        _ => {}
    }
}

/// Cyrillic after the common English practice (BGN/PCGN without diacritics), Greek after ELOT 743.
fn transliterate(c: char) -> Option<&'static str> {
    Some(match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'ё' => "yo",
        'є' => "ye",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' => "i",
        'й' => "y",
        'ї' => "yi",
        'к' | 'қ' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'ң' => "ng",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ұ' | 'ү' => "u",
        'ў' => "u",
        'ф' => "f",
        'х' => "kh",
        'һ' => "h",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ы' => "y",
        'ю' => "yu",
        'я' => "ya",
        'ә' => "a",
        'ғ' => "gh",
        'ө' => "o",
        'ђ' => "dj",
        'ј' => "j",
        'љ' => "lj",
        'њ' => "nj",
        'ћ' => "c",
        'џ' => "dz",
        'α' => "a",
        'β' => "v",
        'γ' => "g",
        'δ' => "d",
        'ε' => "e",
        'ζ' => "z",
        'η' | 'ι' => "i",
        'θ' => "th",
        'κ' => "k",
        'λ' => "l",
        'μ' => "m",
        'ν' => "n",
        'ξ' => "x",
        'ο' | 'ω' => "o",
        'π' => "p",
        'ρ' => "r",
        'σ' | 'ς' => "s",
        'τ' => "t",
        'υ' => "y",
        'φ' => "f",
        'χ' => "ch",
        'ψ' => "ps",
        'ß' => "ss",
        'æ' | 'ä' => "ae",
        'œ' | 'ö' => "oe",
        'ü' => "ue",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        _ => return None,
    })
}

/// Resolves `%20` and its like (RFC 3986, section 2.1); what does not make UTF-8 stays as it is.
pub(crate) fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes
            .get(at + 1..at + 3)
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(byte) if bytes[at] == b'%' => {
                out.push(byte);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_becomes_a_name_for_addresses() {
        for (text, name) in [
            ("A chronicle of 2011", "a-chronicle-of-2011"),
            ("Claude Guéant — “an island”", "claude-gueant-an-island"),
            ("Жаңаөзен, декабрь", "zhangaozen-dekabr"),
            ("Щёлкин й", "shchyolkin-y"),
            ("Ελλάδα", "ellada"),
            ("Größe & Maß", "groesse-mass"),
            ("Don’t fire!", "dont-fire"),
            ("--- --", ""),
            ("漢字", ""),
        ] {
            assert_eq!(slug(text), name, "{text}");
        }
    }

    #[test]
    fn long_names_are_cut_between_words() {
        let name = slug(&"solidarity ".repeat(40));
        assert!(name.len() <= MAX_LENGTH && name.ends_with("solidarity"), "{name}");
        assert_eq!(slug(&"x".repeat(500)).len(), MAX_LENGTH);
    }
}
