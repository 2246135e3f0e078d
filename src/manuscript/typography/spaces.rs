//! Spaces that do not break: of a word's usual width, or narrow ones, as in French punctuation and within numbers.

use super::language::{Language, Words};
use super::{BREAK, Cell};

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

/// Ties words in a row of characters.
pub(super) fn set(cells: &mut Vec<Cell>) {
    if cells.iter().any(|cell| cell.language.spaced) {
        *cells = space_punctuation(cells);
    }
    // Where the word begins that is being gone through.
    let mut start = 0;
    for at in 0..cells.len() {
        let cell = cells[at];
        if cell.c.is_ascii_alphanumeric() {
            continue;
        }
        if cell.c == ' '
            && !cell.fixed
            && !is_plain(cell.language, &cells[start..at], &cells[at + 1..])
            && let Some(space) = space(cells, start, at)
        {
            cells[at].c = space;
        }
        if cell.c.is_whitespace() || is_bracket(cell.c) || is_dash(cell.c) {
            start = at + 1;
        }
    }
}

/// Whether there is nothing to look at: before a word in small letters and behind another, of which neither may be a number or an
/// abbreviation, in a language without words that keep to others. That is most of what there is in some languages.
fn is_plain(language: &Language, left: &[Cell], right: &[Cell]) -> bool {
    let ([first, rest @ ..], [next, after @ ..]) = (left, right) else { return false };
    let has_no_short_words = !language.short_words && language.proclitics.is_empty() && language.enclitics.is_empty();
    let is_word = first.c.is_ascii_alphabetic() && !is_roman_digit(first.c);
    let is_abbreviated = matches!(rest, [stop] if stop.c == '.');
    let small = |cell: &Cell| cell.c.is_ascii_lowercase() && !is_small_roman_digit(cell.c);
    // One letter that is no numeral tells: "in", "via".
    let goes_on = small(next) || next.c.is_ascii_lowercase() && after.first().is_some_and(small);
    has_no_short_words && is_word && !is_abbreviated && goes_on
}

/// Puts in the spaces of French where the author left them out.
fn space_punctuation(cells: &[Cell]) -> Vec<Cell> {
    let mut out: Vec<Cell> = Vec::with_capacity(cells.len() + 16);
    for (at, cell) in cells.iter().enumerate() {
        if !cell.language.spaced || cell.fixed {
            out.push(*cell);
            continue;
        }
        let previous = out.last().map(|cell| cell.c);
        let next = cells.get(at + 1).map(|cell| cell.c);
        let ends_word = next.is_none_or(|c| !c.is_alphanumeric() && c != '/');
        let after_word =
            previous.is_some_and(|c| !c.is_whitespace() && !matches!(c, '!' | '?' | ';' | ':' | '(' | '[' | '«'));
        match cell.c {
            ';' | '!' | '?' if after_word && ends_word => out.push(Cell { c: NARROW, opens: false, ..*cell }),
            ':' if after_word && ends_word => out.push(Cell { c: NO_BREAK, opens: false, ..*cell }),
            '»' if previous.is_some_and(|c| !c.is_whitespace() && c != '«') => {
                out.push(Cell { c: NARROW, opens: false, ..*cell })
            }
            _ => {}
        }
        out.push(*cell);
        if cell.c == '«' && next.is_some_and(|c| !c.is_whitespace() && c != '»') {
            out.push(Cell { c: NARROW, opens: true, ..*cell });
        }
    }
    out
}

/// The space that belongs between the words around a plain one, of which the left begins at `start`, when it is another.
fn space(cells: &[Cell], start: usize, at: usize) -> Option<char> {
    let language = cells[at].language;
    let next = cells.get(at + 1)?.c;
    let after = cells.get(at + 2).map(|cell| cell.c);
    if at == 0 {
        return None;
    }
    if is_dash(next) && after.is_none_or(char::is_whitespace) {
        return Some(NO_BREAK);
    }
    // The dash before what somebody says.
    if is_dash(cells[at - 1].c) && (at == 1 || cells[at - 2].c == BREAK) {
        return Some(NO_BREAK);
    }
    if language.spaced {
        match next {
            ';' | '!' | '?' | '»' => return Some(NARROW),
            ':' => return Some(NO_BREAK),
            _ if cells[at - 1].c == '«' => return Some(NARROW),
            _ => {}
        }
    }
    let gap = Gap { language, before: &cells[..start], left: &cells[start..at], right: &cells[at + 1..] };
    if gap.is_within() { Some(NARROW) } else { gap.keeps().then_some(NO_BREAK) }
}

/// A space and what is around it.
struct Gap<'c> {
    language: &'static Language,
    /// What comes before the word on the left.
    before: &'c [Cell],
    /// The word on the left.
    left: &'c [Cell],
    /// Everything on the right.
    right: &'c [Cell],
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
        let is_letter = |letter: &Cell, stop: &Cell| letter.c.is_alphabetic() && stop.c == '.';
        thousands || matches!((left, right), ([a, b], [c, d, ..]) if is_letter(a, b) && is_letter(c, d))
    }

    /// Whether no line may end here.
    fn keeps(&self) -> bool {
        !self.left.is_empty()
            && (self.before_number() || self.in_date() || self.after_number() || self.in_name() || self.short_word())
    }

    /// "p. 12", "§ 4", "vol. IV".
    fn before_number(&self) -> bool {
        let numeral = letters(self.right);
        let is_number = starts_with_digit(self.right) || is_roman(numeral) || is_small_roman(numeral);
        let is_sign =
            matches!(self.left[0].c, '§' | '№' | '¶') && self.left.iter().all(|cell| cell.c == self.left[0].c);
        is_number && (is_sign || any(self.language.before_number, |word| is(self.left, word)))
    }

    /// Between month and day where the month comes first, "December 16", and after a short word before the year, "de 2011".
    /// The year itself may begin a line: kept with the month, it made some of the loosest lines there were.
    fn in_date(&self) -> bool {
        let is_link = || self.language.month_link.is_some_and(|link| is(self.left, link));
        match digits(self.right) {
            1 | 2 => self.is_month(self.left),
            4 => is_link() && self.is_month(last_word(self.before)),
            _ => false,
        }
    }

    fn is_month(&self, word: &[Cell]) -> bool {
        self.language.months.forms().any(|month| is(word, month))
    }

    /// "5 km", "16 December", "XX век".
    fn after_number(&self) -> bool {
        let (left, right, language) = (self.left, self.right, self.language);
        let roman = left.iter().take_while(|cell| is_roman_digit(cell.c)).count();
        let ordinal = |digits: usize| digits > 0 && left.len() <= digits + 2;
        if ordinal(roman) && any(language.centuries, |word| begins(right, word)) {
            return true;
        }
        if !(starts_with_digit(left) || (left[0].c.is_numeric() && left.len() == 1)) {
            return false;
        }
        let digits = digits(left);
        let is_number = left.iter().all(|cell| {
            cell.c.is_ascii_digit()
                || matches!(cell.c, '.' | ',' | '–' | '-' | '/' | '½' | '¼' | '¾' | '\u{a0}' | '\u{202f}')
        });
        // "1er mai", "1.º de mayo" are dates as well.
        if digits <= 2 && ordinal(digits) {
            let month = match language.month_link {
                Some(link) if begins(right, link) => &right[right.len().min(link.chars().count() + 1)..],
                _ => right,
            };
            if language.months.forms().any(|name| begins(month, name))
                || any(language.centuries, |word| begins(right, word))
            {
                return true;
            }
        }
        if !is_number {
            return false;
        }
        if any(language.after_number, |word| begins(right, word)) {
            return true;
        }
        let ends_sentence = left.last().is_some_and(|cell| matches!(cell.c, '.' | ','));
        !ends_sentence
            && (UNITS.iter().chain(&CYRILLIC_UNITS).any(|unit| begins(right, unit))
                || SIGNS.iter().any(|sign| begins(right, sign)))
    }

    /// "Dr. Barry", "J. S. Bach", "Пушкин А. С.", "Louis XIV".
    fn in_name(&self) -> bool {
        let (left, right, language) = (self.left, self.right, self.language);
        let Some(next) = right.first().map(|cell| cell.c) else { return false };
        if !next.is_uppercase() {
            return false;
        }
        // A sentence may end on a capital too, and then the tie does no harm.
        if initials(left) == left.len() || any(language.before_name, |word| is(left, word)) {
            return true;
        }
        let is_name = left.len() > 1
            && left[0].c.is_uppercase()
            && left.iter().all(|cell| cell.c.is_alphabetic())
            && left[1..].iter().any(|cell| cell.c.is_lowercase());
        if !is_name {
            return false;
        }
        let numeral = letters(right);
        if is_roman(numeral) && right.get(numeral.len()).is_none_or(|cell| cell.c != '.' || numeral.len() > 1) {
            // A single letter may be a word or an initial, unless the script is another.
            return numeral.len() > 1 || matches!(next, 'V' | 'X') || !left[0].c.is_ascii() && !is_latin(left[0].c);
        }
        let length = initials(right);
        let named_after = matches!(&right[length..], [space, c, ..] if space.c == ' ' && c.c.is_uppercase());
        language.name_first && length > 0 && !named_after
    }

    /// «и город», «то же»: no line ends on a word of one letter, or begins with one that leans on the word before.
    fn short_word(&self) -> bool {
        let (left, language) = (self.left, self.language);
        (language.short_words && left.len() == 1 && left[0].c.is_alphabetic())
            || any(language.proclitics, |word| is_word(left, word))
            || (!language.enclitics.is_empty()
                && left.iter().all(|cell| cell.c.is_alphabetic())
                && any(language.enclitics, |word| is(letters(self.right), word)))
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

fn any(words: Words, test: impl FnMut(&str) -> bool) -> bool {
    words.split_ascii_whitespace().any(test)
}

/// How many digits the cells begin with.
fn digits(cells: &[Cell]) -> usize {
    cells.iter().take_while(|cell| cell.c.is_ascii_digit()).count()
}

fn starts_with_digit(cells: &[Cell]) -> bool {
    cells.first().is_some_and(|cell| cell.c.is_ascii_digit())
}

/// The letters and digits that the cells begin with.
fn letters(cells: &[Cell]) -> &[Cell] {
    &cells[..cells.iter().take_while(|cell| cell.c.is_alphanumeric()).count()]
}

/// The last word of the cells, which may end in spaces.
fn last_word(cells: &[Cell]) -> &[Cell] {
    let end = cells.iter().rposition(|cell| !cell.c.is_whitespace()).map_or(0, |last| last + 1);
    let start = cells[..end].iter().rposition(|cell| cell.c.is_whitespace()).map_or(0, |space| space + 1);
    &cells[start..end]
}

fn is_roman_digit(c: char) -> bool {
    matches!(c, 'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M')
}

fn is_roman(word: &[Cell]) -> bool {
    !word.is_empty() && word.iter().all(|cell| is_roman_digit(cell.c))
}

fn is_small_roman_digit(c: char) -> bool {
    matches!(c, 'i' | 'v' | 'x')
}

/// The number of a page before the text; longer ones are more often words.
fn is_small_roman(word: &[Cell]) -> bool {
    !word.is_empty() && word.iter().all(|cell| is_small_roman_digit(cell.c))
}

/// How many cells at the front are initials: "J.", "J.-P.", "А. С." and "А.С.".
fn initials(cells: &[Cell]) -> usize {
    let mut length = 0;
    loop {
        let from = match cells.get(length) {
            Some(cell) if length > 0 && matches!(cell.c, ' ' | NARROW | NO_BREAK | '-') => length + 1,
            _ => length,
        };
        match &cells[from..] {
            [letter, stop, ..] if letter.c.is_uppercase() && stop.c == '.' => length = from + 2,
            _ => return length,
        }
    }
}

/// Whether the cells are this word.
fn is(cells: &[Cell], word: &str) -> bool {
    begin_with(cells, word).is_some_and(<[Cell]>::is_empty)
}

/// What follows these letters, when the cells begin with them.
fn begin_with<'c>(cells: &'c [Cell], letters: &str) -> Option<&'c [Cell]> {
    let mut rest = cells;
    for c in letters.chars() {
        let [first, after @ ..] = rest else { return None };
        rest = if first.c == c { after } else { return None };
    }
    Some(rest)
}

/// Whether the cells are this word, perhaps at the head of a sentence.
fn is_word(cells: &[Cell], word: &str) -> bool {
    let small = |c: char| c.to_lowercase().next().unwrap_or(c);
    cells.len() == word.chars().count()
        && cells
            .iter()
            .zip(word.chars())
            .enumerate()
            .all(|(i, (cell, c))| cell.c == c || (i == 0 && small(cell.c) == c))
}

/// Whether the cells begin with this word and it ends there.
fn begins(cells: &[Cell], word: &str) -> bool {
    begin_with(cells, word)
        .is_some_and(|rest| word.ends_with('.') || rest.first().is_none_or(|cell| !cell.c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::language::rules;
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn where_there_is_nothing_to_look_at_there_is_nothing(
            text in "([a-zéIVXM]{1,4}|[ivx]{1,3}|[a-zABZ][.]|[0-9]{1,4}|Dr[.]|de|i|km|MIX|century|«|»|[-–.,;:!?(§]| ){2,12}",
            tag in prop::sample::select(vec!["en", "fr", "de", "de-ch", "es", "sv", "ru", "kk", "pl", "tr"]),
        ) {
            let language = rules(tag);
            let cell = |c| Cell { c, leaf: 0, language, fixed: false, opens: false };
            let cells: Vec<Cell> = text.chars().map(cell).collect();
            let mut start = 0;
            for (at, cell) in cells.iter().enumerate() {
                if cell.c == ' ' && is_plain(language, &cells[start..at], &cells[at + 1..]) {
                    prop_assert_eq!(space(&cells, start, at), None, "at {} in {:?}", at, text);
                }
                if cell.c.is_whitespace() || is_bracket(cell.c) || is_dash(cell.c) {
                    start = at + 1;
                }
            }
        }
    }
}
