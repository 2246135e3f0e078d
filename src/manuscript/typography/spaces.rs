//! Spaces that do not break: of a word's usual width, or narrow ones, as in French punctuation and within numbers.

use super::language::Language;
use super::row::{BREAK, Row};
use crate::scan;

const NO_BREAK: char = '\u{a0}';
/// Narrow no-break space, which does not stretch: an eighth of the size in Libertinus.
const NARROW: char = '\u{202f}';

/// Units that keep to the number before them, in any language.
const UNITS: [&str; 48] = [
    "km", "m", "cm", "mm", "µm", "nm", "kg", "g", "mg", "t", "l", "ml", "ha", "km²", "m²", "m³", "km/h", "m/s", "°C",
    "°F", "°", "K", "s", "ms", "min", "h", "Hz", "kHz", "MHz", "GHz", "W", "kW", "MW", "GW", "kWh", "V", "A", "J",
    "kJ", "Pa", "hPa", "dB", "kB", "MB", "GB", "TB", "pt", "px",
];
/// Cyrillic units.
const CYRILLIC_UNITS: [&str; 12] = ["км", "м", "см", "мм", "кг", "г", "т", "л", "га", "км²", "м²", "ч"];
/// Signs that keep to the number before them.
const SIGNS: [&str; 8] = ["%", "‰", "€", "$", "£", "₽", "₸", "zł"];

/// Ties words in a row.
pub(super) fn set(row: Row) -> Row {
    let row = if row.pieces().any(|(_, kind)| kind.language.spaced) { space_punctuation(&row) } else { row };
    let text = row.text.as_str();
    let bytes = text.as_bytes();
    let mut ties = Vec::new();
    // Where the word begins that is being gone through, and the piece.
    let (mut start, mut from) = (0, 0);
    for (piece, kind) in row.pieces() {
        let may_be_plain = has_no_short_words(kind.language);
        // Not `for`, which would ask at each position whether a block ends.
        scan::positions(piece.as_bytes(), |byte, _| may_part(byte)).map(|at| from + at).for_each(|at| {
            let byte = bytes[at];
            if byte == b' ' {
                let is_plain = may_be_plain && is_plain(&bytes[start..at], &bytes[at + 1..]);
                if !is_plain
                    && !kind.is_fixed
                    && let Some(space) = space(kind.language, text, start, at)
                {
                    ties.push((at, space));
                }
            }
            let parts = |c: &char| c.is_whitespace() || is_bracket(*c) || is_dash(*c);
            if let Some(c) = text[at..].chars().next().filter(parts) {
                start = at + c.len_utf8();
            }
        });
        from += piece.len();
    }
    row.with(&ties)
}

/// Whether a byte may begin a character between words: white space, a bracket, a dash. Those of ASCII do; beyond, it is one of four.
fn may_part(byte: u8) -> bool {
    matches!(byte, b'(' | b'[' | b' ' | b'\t'..=b'\r' | 0xC2 | 0xE1..=0xE3)
}

/// Whether no word of the language keeps to others for being short.
fn has_no_short_words(language: &Language) -> bool {
    !language.short_words && language.proclitics.is_empty() && language.enclitics.is_empty()
}

/// Whether there is nothing to look at, where no word keeps to others for being short: before a word in small letters and behind
/// another, of which neither may be a number or an abbreviation. That is most of what there is in some languages.
fn is_plain(left: &[u8], right: &[u8]) -> bool {
    let ([first, rest @ ..], [next, after @ ..]) = (left, right) else { return false };
    // A numeral may have two letters behind it, as in "Ier": what goes on for three is a word.
    let is_long = || rest.first_chunk::<3>().is_some_and(|three| three.iter().all(u8::is_ascii_lowercase));
    let is_word = first.is_ascii_alphabetic() && (!is_roman_digit(char::from(*first)) || is_long());
    let is_abbreviated = rest == b".";
    let small = |byte: &u8| byte.is_ascii_lowercase() && !is_small_roman_digit(char::from(*byte));
    // One letter that is no numeral tells: "in", "via".
    let goes_on = small(next) || next.is_ascii_lowercase() && after.first().is_some_and(small);
    is_word && !is_abbreviated && goes_on
}

/// Puts in the spaces of French where the author left them out.
fn space_punctuation(row: &Row) -> Row {
    let mut out = Row::with_capacity(row.text.len() + row.text.len() / 16);
    let mut from = 0;
    for (piece, kind) in row.pieces() {
        from += piece.len();
        if !kind.language.spaced || kind.is_fixed {
            out.push(piece, kind);
            continue;
        }
        let behind = &row.text[from - piece.len()..];
        for (at, c) in piece.char_indices() {
            let previous = out.text.chars().next_back();
            let next = behind[at + c.len_utf8()..].chars().next();
            let ends_word = next.is_none_or(|c| !c.is_alphanumeric() && c != '/');
            let after_word =
                previous.is_some_and(|c| !c.is_whitespace() && !matches!(c, '!' | '?' | ';' | ':' | '(' | '[' | '«'));
            match c {
                ';' | '!' | '?' if after_word && ends_word => out.push_char(NARROW, kind),
                ':' if after_word && ends_word => out.push_char(NO_BREAK, kind),
                '»' if previous.is_some_and(|c| !c.is_whitespace() && c != '«') => out.push_char(NARROW, kind),
                _ => {}
            }
            out.push_char(c, kind);
            if c == '«' && next.is_some_and(|c| !c.is_whitespace() && c != '»') {
                out.push_char(NARROW, kind);
            }
        }
    }
    out
}

/// The space that belongs between the words around the plain one at `at`, of which the left begins at `start`, when it is another.
fn space(language: &'static Language, text: &str, start: usize, at: usize) -> Option<char> {
    let (before, right) = (&text[..at], &text[at + 1..]);
    let mut rest = right.chars();
    let next = rest.next()?;
    let previous = before.chars().next_back()?;
    if is_dash(next) && rest.next().is_none_or(char::is_whitespace) {
        return Some(NO_BREAK);
    }
    // The dash before what somebody says.
    if let Some(head) = before.strip_suffix(is_dash)
        && (head.is_empty() || head.ends_with(BREAK))
    {
        return Some(NO_BREAK);
    }
    if language.spaced {
        match next {
            ';' | '!' | '?' | '»' => return Some(NARROW),
            ':' => return Some(NO_BREAK),
            _ if previous == '«' => return Some(NARROW),
            _ => {}
        }
    }
    let gap = Gap { language, before: &text[..start], left: &text[start..at], right };
    if gap.is_within() { Some(NARROW) } else { gap.keeps().then_some(NO_BREAK) }
}

/// A space and what is around it.
struct Gap<'t> {
    language: &'static Language,
    /// What comes before the word on the left.
    before: &'t str,
    /// The word on the left.
    left: &'t str,
    /// Everything on the right.
    right: &'t str,
}

impl Gap<'_> {
    /// Whether the space is within a number, an abbreviation or a string of initials, which should not come apart when
    /// the spaces of a line are stretched: "10 000", "z. B.", "J. S." (Bringhurst, 2.1.5).
    fn is_within(&self) -> bool {
        let (left, right) = (self.left, self.right);
        let thousands = self.language.spaced_thousands
            && (1..=3).contains(&left.len())
            && digits(left) == left.len()
            && digits(right) == 3;
        thousands || (behind_abbreviation(left) == Some("") && behind_abbreviation(right).is_some())
    }

    /// Whether no line may end here.
    fn keeps(&self) -> bool {
        !self.left.is_empty()
            && (self.before_number() || self.in_date() || self.after_number() || self.in_name() || self.short_word())
    }

    /// "p. 12", "§ 4", "vol. IV".
    fn before_number(&self) -> bool {
        let is_number = starts_with_digit(self.right)
            || !numeral(self.right, is_roman_digit).is_empty()
            || !numeral(self.right, is_small_roman_digit).is_empty();
        let is_sign = || ['§', '№', '¶'].iter().any(|sign| self.left.trim_start_matches(*sign).is_empty());
        is_number && (is_sign() || self.language.before_number.contains(&self.left))
    }

    /// Between month and day where the month comes first, "December 16", and after a short word before the year, "de 2011".
    /// The year itself may begin a line: kept with the month, it made some of the loosest lines there were.
    fn in_date(&self) -> bool {
        let is_link = || self.language.month_link.is_some_and(|link| self.left == link);
        match digits(self.right) {
            1 | 2 => self.is_month(self.left),
            4 => is_link() && self.is_month(last_word(self.before)),
            _ => false,
        }
    }

    fn is_month(&self, word: &str) -> bool {
        self.language.months.forms().any(|month| month == word)
    }

    /// "5 km", "16 December", "XX век".
    fn after_number(&self) -> bool {
        let (left, right, language) = (self.left, self.right, self.language);
        let roman = left.chars().take_while(|c| is_roman_digit(*c)).count();
        let ordinal = |digits: usize| digits > 0 && left.chars().count() <= digits + 2;
        if ordinal(roman) && language.centuries.iter().any(|word| begins(right, word)) {
            return true;
        }
        let mut characters = left.chars();
        let is_numeral = characters.next().is_some_and(char::is_numeric) && characters.next().is_none();
        if !(starts_with_digit(left) || is_numeral) {
            return false;
        }
        let digits = digits(left);
        let is_number = left.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, '.' | ',' | '–' | '-' | '/' | '½' | '¼' | '¾' | '\u{a0}' | '\u{202f}')
        });
        // "1er mai", "1.º de mayo" are dates as well.
        if digits <= 2 && ordinal(digits) {
            let month = match language.month_link {
                Some(link) if begins(right, link) => {
                    let mut behind = right[link.len()..].chars();
                    behind.next();
                    behind.as_str()
                }
                _ => right,
            };
            if language.months.forms().any(|name| begins(month, name))
                || language.centuries.iter().any(|word| begins(right, word))
            {
                return true;
            }
        }
        if !is_number {
            return false;
        }
        if language.after_number.iter().any(|word| begins(right, word)) {
            return true;
        }
        !left.ends_with(['.', ','])
            && (UNITS.iter().chain(&CYRILLIC_UNITS).any(|unit| begins(right, unit))
                || SIGNS.iter().any(|sign| begins(right, sign)))
    }

    /// "Dr. Barry", "J. S. Bach", "Пушкин А. С.", "Louis XIV".
    fn in_name(&self) -> bool {
        let (left, right, language) = (self.left, self.right, self.language);
        let Some(next) = right.chars().next() else { return false };
        if !next.is_uppercase() {
            return false;
        }
        // A sentence may end on a capital too, and then the tie does no harm.
        if behind_initials(left).is_empty() || language.before_name.contains(&left) {
            return true;
        }
        let mut letters_of_name = left.chars();
        let first = letters_of_name.next().unwrap_or_default();
        let is_name =
            first.is_uppercase() && left.chars().all(char::is_alphabetic) && letters_of_name.any(char::is_lowercase);
        if !is_name {
            return false;
        }
        let numeral = numeral(right, is_roman_digit);
        if !numeral.is_empty() && (numeral.len() > 1 || !right[numeral.len()..].starts_with('.')) {
            // A single letter may be a word or an initial, unless the script is another.
            return numeral.len() > 1 || matches!(next, 'V' | 'X') || !first.is_ascii() && !is_latin(first);
        }
        let behind = behind_initials(right);
        let named_after = || behind.strip_prefix(' ').is_some_and(|behind| behind.starts_with(char::is_uppercase));
        language.name_first && behind.len() < right.len() && !named_after()
    }

    /// «и город», «то же»: no line ends on a word of one letter, or begins with one that leans on the word before.
    fn short_word(&self) -> bool {
        let (left, language) = (self.left, self.language);
        let is_alphabetic = || left.chars().all(char::is_alphabetic);
        (language.short_words && left.chars().count() == 1 && is_alphabetic())
            || language.proclitics.iter().any(|word| is_word(left, word))
            || (!language.enclitics.is_empty() && is_alphabetic() && language.enclitics.contains(&letters(self.right)))
    }
}

fn is_bracket(c: char) -> bool {
    matches!(c, '(' | '[' | '“' | '‘' | '«' | '„' | '‚')
}

fn is_dash(c: char) -> bool {
    matches!(c, '—' | '–')
}

fn is_latin(c: char) -> bool {
    matches!(c, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}

/// How many digits the text begins with.
fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn starts_with_digit(text: &str) -> bool {
    digits(text) > 0
}

/// The letters and digits that the text begins with.
fn letters(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}

/// The last word of the text, which may end in spaces.
fn last_word(text: &str) -> &str {
    text.split_whitespace().next_back().unwrap_or_default()
}

fn is_roman_digit(c: char) -> bool {
    matches!(c, 'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M')
}

/// Digits of the number of a page before the text; longer numbers are more often words.
fn is_small_roman_digit(c: char) -> bool {
    matches!(c, 'i' | 'v' | 'x')
}

/// The numeral that the text begins with, when it is a word of such digits alone.
fn numeral(text: &str, is_digit: impl Fn(char) -> bool) -> &str {
    let end = text.find(|c| !is_digit(c)).unwrap_or(text.len());
    if text[end..].starts_with(char::is_alphanumeric) { "" } else { &text[..end] }
}

/// What follows a letter with a full stop, when the text begins so.
fn behind_abbreviation(text: &str) -> Option<&str> {
    text.strip_prefix(char::is_alphabetic)?.strip_prefix('.')
}

/// What follows the initials that the text begins with: "J.", "J.-P.", "А. С." and "А.С.".
fn behind_initials(text: &str) -> &str {
    let mut behind = text;
    loop {
        let joint = [' ', NARROW, NO_BREAK, '-'];
        let next = if behind.len() < text.len() { behind.strip_prefix(joint).unwrap_or(behind) } else { behind };
        match next.strip_prefix(char::is_uppercase).and_then(|stop| stop.strip_prefix('.')) {
            Some(rest) => behind = rest,
            None => return behind,
        }
    }
}

/// Whether the text is this word, perhaps at the head of a sentence.
fn is_word(text: &str, word: &str) -> bool {
    let small = |c: char| c.to_lowercase().next().unwrap_or(c);
    let (mut letters, mut wanted) = (text.chars(), word.chars());
    let (first, wanted_first) = (letters.next(), wanted.next());
    (first == wanted_first || first.map(small) == wanted_first) && letters.as_str() == wanted.as_str()
}

/// Whether the text begins with this word and it ends there.
fn begins(text: &str, word: &str) -> bool {
    let ends = |rest: &str| word.ends_with('.') || !rest.starts_with(char::is_alphanumeric);
    text.strip_prefix(word).is_some_and(ends)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::language::rules;
    use super::super::row::Kind;
    use super::*;

    #[test]
    fn what_parts_words_begins_with_a_byte_that_may() {
        for c in '\0'..=char::MAX {
            let first = c.to_string().as_bytes()[0];
            let parts = c.is_whitespace() || is_bracket(c) || is_dash(c);
            assert!(may_part(first) || !parts, "{c:?}");
            assert!(parts || !may_part(first) || !c.is_ascii(), "{c:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn what_is_passed_over_is_what_nothing_is_done_at(
            text in "([a-zéIVXM]{1,4}|[ivx]{1,3}|[a-zABZ][.]|[IVX]{1,2}[a-zé]{0,4}|[0-9]{1,4}|Dr[.]|de|i|km|MIX| [IVX]{1,2}(|e|er|th) (century|siècle|Jh[.])|«|»|[-–.,;:!?(§]|\u{2009}| ){2,60}",
            kinds in prop::collection::vec((prop::sample::select(vec!["en", "fr", "de", "es", "sv", "ru", "kk", "pl"]), 0..8), 1..6),
        ) {
            let mut row = Row::default();
            let characters: Vec<char> = text.chars().collect();
            for (leaf, piece) in characters.chunks(characters.len().div_ceil(kinds.len())).enumerate() {
                let (tag, fixed) = kinds[leaf];
                let kind = Kind { leaf: Some(leaf), language: rules(tag), is_fixed: fixed == 0 };
                row.push(&piece.iter().collect::<String>(), kind);
            }
            let slowly = set_slowly(&row);
            let kinds = |row: &Row| row.pieces().map(|(text, kind)| (text.to_owned(), kind.leaf)).collect::<Vec<_>>();
            prop_assert_eq!(kinds(&set(row)), kinds(&slowly), "of {:?}", text);
        }
    }

    /// [`set`], character by character, and asking at each space.
    fn set_slowly(row: &Row) -> Row {
        let row = space_punctuation(row);
        let (mut ties, mut start, mut from) = (Vec::new(), 0, 0);
        for (piece, kind) in row.pieces() {
            for (at, c) in piece.char_indices().map(|(at, c)| (from + at, c)) {
                if c == ' '
                    && !kind.is_fixed
                    && let Some(space) = space(kind.language, &row.text, start, at)
                {
                    ties.push((at, space));
                }
                if c.is_whitespace() || is_bracket(c) || is_dash(c) {
                    start = at + c.len_utf8();
                }
            }
            from += piece.len();
        }
        row.with(&ties)
    }
}
