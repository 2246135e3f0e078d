//! Spaces that do not break, and the spaces of French punctuation.

use super::Cell;
use super::language::Language;

const NO_BREAK: char = '\u{a0}';
/// Narrow no-break space: a quarter of the size, what French sets before high punctuation.
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
    let mut at = 0;
    while let Some(found) = cells[at..].iter().position(|cell| cell.c == ' ' && !cell.fixed) {
        at += found;
        if let Some(space) = space(cells, at) {
            cells[at].c = space;
        }
        at += 1;
    }
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

/// The space that belongs between the words around a plain one, when it is another.
fn space(cells: &[Cell], at: usize) -> Option<char> {
    let language = cells[at].language;
    let next = cells.get(at + 1)?.c;
    let after = cells.get(at + 2).map(|cell| cell.c);
    if at == 0 {
        return None;
    }
    if matches!(next, '—' | '–') && after.is_none_or(char::is_whitespace) {
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
    keeps(cells, at, language, next).then_some(NO_BREAK)
}

fn keeps(cells: &[Cell], at: usize, language: &Language, next: char) -> bool {
    let start = cells[..at]
        .iter()
        .rposition(|cell| cell.c.is_whitespace() || is_bracket(cell.c))
        .map_or(0, |before| before + 1);
    let left = &cells[start..at];
    let Some(first) = left.first().map(|cell| cell.c) else { return false };
    if next.is_ascii_digit() {
        if matches!(first, '§' | '№' | '¶') && left.iter().all(|cell| cell.c == first) {
            return true;
        }
        if language.before_number.iter().any(|word| is(left, word)) {
            return true;
        }
    }
    let right = &cells[at + 1..];
    if first.is_ascii_digit() || (first.is_numeric() && left.len() == 1) {
        return after_number(left, right, language);
    }
    // Initials: J. S. Bach. A sentence may end on a capital too, and then the tie does no harm.
    if let [initial, stop] = left
        && stop.c == '.'
        && initial.c.is_uppercase()
        && next.is_uppercase()
    {
        return true;
    }
    if next.is_uppercase() && language.before_name.iter().any(|word| is(left, word)) {
        return true;
    }
    // «и город»: no line ends on a word of one letter.
    language.short_words && left.len() == 1 && first.is_alphabetic()
}

fn after_number(left: &[Cell], right: &[Cell], language: &Language) -> bool {
    let digits = left.iter().take_while(|cell| cell.c.is_ascii_digit()).count();
    let is_number = left.iter().all(|cell| {
        cell.c.is_ascii_digit()
            || matches!(cell.c, '.' | ',' | '–' | '-' | '/' | '½' | '¼' | '¾' | '\u{a0}' | '\u{202f}')
    });
    // "1er mai", "1.º de mayo" are dates as well.
    let is_day = digits <= 2 && left.len() <= digits + 2;
    if (is_number || is_day) && language.after_number.iter().any(|word| begins(right, word)) {
        return true;
    }
    if !is_number {
        return false;
    }
    if language.spaced_thousands && digits <= 3 && digits == left.len() {
        let group = right.iter().take_while(|cell| cell.c.is_ascii_digit()).count();
        if group == 3 {
            return true;
        }
    }
    let ends_sentence = left.last().is_some_and(|cell| matches!(cell.c, '.' | ','));
    !ends_sentence
        && (UNITS.iter().chain(&CYRILLIC_UNITS).any(|unit| begins(right, unit))
            || SIGNS.iter().any(|sign| begins(right, sign)))
}

fn is_bracket(c: char) -> bool {
    matches!(c, '(' | '[' | '“' | '‘' | '«' | '„' | '‚' | '—' | '–')
}

/// Whether the cells are this word.
fn is(cells: &[Cell], word: &str) -> bool {
    cells.len() == word.chars().count() && cells.iter().zip(word.chars()).all(|(cell, c)| cell.c == c)
}

/// Whether the cells begin with this word and it ends there.
fn begins(cells: &[Cell], word: &str) -> bool {
    let mut length = 0;
    for c in word.chars() {
        // A space of the word may have been tied already.
        if !cells.get(length).is_some_and(|cell| cell.c == c || (c == ' ' && cell.c == NO_BREAK)) {
            return false;
        }
        length += 1;
    }
    word.ends_with('.') || cells.get(length).is_none_or(|cell| !cell.c.is_alphanumeric())
}
