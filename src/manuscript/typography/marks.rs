//! Quotation marks, apostrophes, primes, dashes, ellipses; runs of spaces become one.

use super::super::markdown::{AS_IS, CLOSE_QUOTE, OPEN_QUOTE};
use super::language::Pair;
use super::row::{BREAK, Kind, Row};
use crate::scan;

/// How far, in characters, the end of a quotation is looked for: paragraphs are shorter, and a hostile text
/// of nothing but apostrophes costs no more than its length.
const FURTHEST_CLOSE: usize = 1500;
/// How many quotations may be open at once; more are mistakes, and the outermost are forgotten.
const MAX_OPEN: usize = 16;

/// The quotations that are open, innermost last.
#[derive(Default)]
pub(super) struct Quotes {
    open: Vec<Open>,
}

#[derive(Clone, Copy)]
struct Open {
    double: bool,
    /// Opened with marks of the inner pair.
    inner: bool,
    close: &'static str,
}

/// Rewrites a row.
pub(super) fn set(row: &Row, quotes: &mut Quotes) -> Row {
    let bytes = row.text.as_bytes();
    let mut marks = Marks::of(row, quotes);
    // Where something may have to be done: at what is not plain, and at a space before it.
    let mut stops = scan::positions(bytes, |byte, next| !is_plain(if byte == b' ' { next } else { byte }));
    let mut stop = stops.next().unwrap_or(bytes.len());
    while marks.at < bytes.len() {
        while stop < marks.at {
            stop = stops.next().unwrap_or(bytes.len());
        }
        if stop > marks.at && bytes[marks.at] != b' ' { marks.copy(stop - marks.at) } else { marks.step() }
    }
    marks.out.trim_end(|c| matches!(c, ' ' | '\u{a0}'));
    marks.out
}

/// Whether a byte is of a character that stands for itself alone, whatever is around it. Of characters beyond ASCII the first
/// byte tells; quotation marks, no-break spaces and our own marks begin with one of three.
fn is_plain(byte: u8) -> bool {
    byte > b' ' && !matches!(byte, b'.' | b'-' | b'"' | b'\'' | 0x7F | 0xC2 | 0xE2 | 0xEF)
}

struct Marks<'a> {
    row: &'a Row,
    /// Up to which byte of it all is done, and the stretch which that byte is in.
    at: usize,
    stretch: usize,
    out: Row,
    /// How long `out` was behind the last mark that opens a quotation.
    opened: usize,
    quotes: &'a mut Quotes,
}

impl<'a> Marks<'a> {
    fn of(row: &'a Row, quotes: &'a mut Quotes) -> Self {
        // A few marks take more bytes than what was written for them.
        let out = Row::with_capacity(row.text.len() + row.text.len() / 16);
        Self { row, at: 0, stretch: 0, out, opened: 0, quotes }
    }

    /// What is still to be done.
    fn rest(&self) -> &'a str {
        &self.row.text[self.at..]
    }

    fn kind(&self) -> Kind {
        self.row.stretches_from(self.stretch)[0].1
    }

    /// Goes on without what the next bytes say.
    fn pass(&mut self, bytes: usize) {
        self.at += bytes;
        while self.row.stretches_from(self.stretch).first().is_some_and(|(end, _)| *end <= self.at) {
            self.stretch += 1;
        }
    }

    /// Takes over the next bytes as they are.
    fn copy(&mut self, bytes: usize) {
        let end = self.at + bytes;
        while self.at < end {
            let (until, kind) = self.row.stretches_from(self.stretch)[0];
            let until = until.min(end);
            self.out.push(&self.row.text[self.at..until], kind);
            self.pass(until - self.at);
        }
    }

    /// Writes a character for the next bytes.
    fn put(&mut self, c: char, bytes: usize) {
        self.out.push_char(c, self.kind());
        self.pass(bytes);
    }

    /// Handles the next character, and what follows where it takes more than one.
    fn step(&mut self) {
        let (kind, rest) = (self.kind(), self.rest());
        let Some(c) = rest.chars().next() else { return };
        let length = c.len_utf8();
        if kind.leaf.is_none() {
            if c == BREAK {
                self.drop_space();
            }
            return self.copy(length);
        }
        match c {
            AS_IS => {
                self.pass(length);
                if let Some(next) = self.rest().chars().next() {
                    self.out.push_char(next, Kind { is_fixed: true, ..self.kind() });
                    self.pass(next.len_utf8());
                }
            }
            OPEN_QUOTE => {
                let pair = if self.quotes.open.iter().any(|open| open.double && !open.inner) {
                    kind.language.inner
                } else {
                    kind.language.outer
                };
                let inner = self.quotes.open.iter().any(|open| open.double);
                self.open(length, pair, true, inner);
            }
            CLOSE_QUOTE => self.close(length, true),
            _ if kind.is_fixed => self.copy(length),
            ' ' | '\n' | '\t' => match self.previous() {
                Some(previous) if !matches!(previous, ' ' | '\u{a0}' | BREAK) => self.put(' ', length),
                _ => self.pass(length),
            },
            // Web pages are full of no-break spaces before and behind plain ones.
            '\u{a0}' => {
                self.drop_space();
                match self.previous() {
                    Some(previous) if !matches!(previous, '\u{a0}' | BREAK) => self.copy(length),
                    _ => self.pass(length),
                }
            }
            '.' if matches!(self.run(b'.', 5), 3 | 4) => self.put('…', 3),
            '-' => self.dash(),
            '"' => self.double(),
            '\'' => self.single(),
            _ => {
                self.copy(length);
                // Marks that are curled already; a low mark's partner looks like an opening one.
                let opens = matches!(c, '‘' | '“' | '«' | '„' | '‚' | '‹')
                    && !(kind.language.outer.1.starts_with(c) || kind.language.inner.1.starts_with(c));
                if opens {
                    self.opened = self.out.text.len();
                }
            }
        }
    }

    fn drop_space(&mut self) {
        if self.out.text.ends_with(' ') {
            self.out.trim_end(|c| c == ' ');
        }
    }

    /// How often a mark follows itself from here, counted no further than to `most`.
    fn run(&self, mark: u8, most: usize) -> usize {
        let bytes = self.row.text.as_bytes();
        let mut at = self.at;
        for (end, kind) in self.row.stretches_from(self.stretch) {
            if kind.is_fixed {
                break;
            }
            at += bytes[at..(*end).min(self.at + most)].iter().take_while(|byte| **byte == mark).count();
            if at < *end {
                break;
            }
        }
        at - self.at
    }

    fn dash(&mut self) {
        match self.run(b'-', usize::MAX / 2) {
            2 if !self.is_option() => self.put('–', 2),
            3 => self.put('—', 3),
            run => self.copy(run),
        }
    }

    /// `--help` is an option of a program.
    fn is_option(&self) -> bool {
        let after_space = self.previous().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '['));
        after_space && self.rest()["--".len()..].starts_with(|c: char| c.is_ascii_lowercase())
    }

    fn previous(&self) -> Option<char> {
        self.out.text.chars().next_back()
    }

    /// What follows the straight mark that comes next.
    fn after(&self) -> &'a str {
        &self.rest()[1..]
    }

    fn next(&self) -> Option<char> {
        self.after().chars().find(|c| *c != AS_IS)
    }

    /// Whether a straight mark between its neighbours opens a quotation.
    fn begins(&self, is_open: bool) -> bool {
        let next = self.next();
        if next.is_none_or(|c| c.is_whitespace() || c == CLOSE_QUOTE) {
            return false;
        }
        let Some(previous) = self.previous() else { return true };
        match previous {
            c if c.is_whitespace() => true,
            '(' | '[' | '{' | '¿' | '¡' => true,
            _ if self.opened == self.out.text.len() => true,
            '—' | '–' | '-' | '/' | '=' | '|' => {
                !is_open
                    && next.is_some_and(|c| {
                        c.is_alphanumeric() || matches!(c, '\'' | '"' | '‘' | '“' | '(' | '[' | '¿' | '¡')
                    })
            }
            _ => false,
        }
    }

    fn double(&mut self) {
        let language = self.kind().language;
        let is_open = self.quotes.open.iter().any(|open| open.double);
        if self.after_digit() && (self.after_prime() || !is_open) {
            self.put('″', 1);
        } else if self.begins(is_open) {
            let inner = is_open;
            let pair =
                if inner && self.quotes.open.iter().rev().find(|open| open.double).is_some_and(|open| !open.inner) {
                    language.inner
                } else {
                    language.outer
                };
            self.open(1, pair, true, inner);
        } else {
            self.close(1, true);
        }
    }

    fn single(&mut self) {
        let (previous, next) = (self.previous(), self.next());
        let is_open = self.quotes.open.iter().any(|open| !open.double);
        let joins = previous.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
        if joins && self.after_digit() && next.is_some_and(|c| c.is_ascii_digit()) && self.digits_after() < 3 {
            self.put('′', 1);
        } else if joins {
            self.apostrophe();
        } else if self.begins(false) {
            if self.is_elision() {
                self.apostrophe();
            } else {
                self.open(1, self.kind().language.single, false, true);
            }
        } else if is_open {
            self.close(1, false);
        } else if self.after_digit() && next.is_none_or(|c| !c.is_alphanumeric()) {
            self.put('′', 1);
        } else {
            self.apostrophe();
        }
    }

    /// Whether the mark that comes next, at the front of a word, stands for letters left out.
    fn is_elision(&self) -> bool {
        let word: String = self.after().chars().take_while(|c| c.is_alphanumeric()).take(12).collect();
        let after = self.after()[word.len()..].chars().next();
        let digits = word.trim_end_matches('s');
        // ’90s, ’68: but '68' is quoted.
        if digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()) {
            return after != Some('\'');
        }
        let elided = self.kind().language.elided;
        let is_word = elided.iter().any(|elided| word.eq_ignore_ascii_case(elided));
        if is_word && (word != "n" || after == Some('\'')) {
            return true;
        }
        let starts_sentence = word.chars().next().is_some_and(char::is_uppercase);
        !starts_sentence && !self.has_close()
    }

    /// Whether a mark further on could close a quotation that the next one opens.
    fn has_close(&self) -> bool {
        let (rest, from) = (self.after(), self.at + 1);
        let mut characters = rest.char_indices().take(FURTHEST_CLOSE);
        // Before a mark right behind this one there is nothing to quote.
        let mut previous = characters.next().map(|(_, c)| c);
        characters.any(|(at, c)| {
            let before = previous.replace(c);
            c == '\''
                && !self.row.is_fixed(from + at)
                && before.is_some_and(|c| !c.is_whitespace() && c != AS_IS)
                && !rest[at + 1..].starts_with(char::is_alphanumeric)
        })
    }

    fn after_digit(&self) -> bool {
        self.previous().is_some_and(|c| c.is_ascii_digit())
    }

    /// Whether the number before stands behind a prime, as in 6′2″.
    fn after_prime(&self) -> bool {
        self.out.text.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with('′')
    }

    fn digits_after(&self) -> usize {
        self.after().bytes().take_while(u8::is_ascii_digit).count()
    }

    fn apostrophe(&mut self) {
        self.put('’', 1);
    }

    /// Opens a quotation, for which the next bytes stand.
    fn open(&mut self, bytes: usize, pair: Pair, double: bool, inner: bool) {
        if self.quotes.open.len() == MAX_OPEN {
            self.quotes.open.remove(0);
        }
        self.quotes.open.push(Open { double, inner, close: pair.1 });
        self.out.push(pair.0, self.kind());
        self.opened = self.out.text.len();
        self.pass(bytes);
    }

    /// Closes the innermost quotation of its kind and those left open within it.
    fn close(&mut self, bytes: usize, double: bool) {
        let close = match self.quotes.open.iter().rposition(|open| open.double == double) {
            Some(at) => {
                let close = self.quotes.open[at].close;
                self.quotes.open.truncate(at);
                close
            }
            None => self.kind().language.outer.1,
        };
        self.out.push(close, self.kind());
        self.pass(bytes);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::language::rules;
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn what_is_passed_over_would_have_stayed_as_it_is(
            text in "([a-zé0-9]{1,3}|[ \n\u{a0}]|[-.,;'\"(/]|“|’|—|\u{FDD2}|\u{FDD0}|\u{FDD1}){0,60}",
            fixed in prop::collection::vec(prop::bool::weighted(0.1), 64),
        ) {
            let mut row = Row::default();
            for (c, is_fixed) in text.chars().zip(fixed.into_iter().cycle()) {
                row.push_char(c, Kind { leaf: Some(0), language: rules("en"), is_fixed });
            }
            let mut quotes = Quotes::default();
            let mut marks = Marks::of(&row, &mut quotes);
            while marks.at < row.text.len() {
                marks.step();
            }
            marks.out.trim_end(|c| matches!(c, ' ' | '\u{a0}'));
            let kinds = |row: &Row| row.pieces().map(|(text, kind)| (text.to_owned(), kind.is_fixed)).collect::<Vec<_>>();
            let passed = set(&row, &mut Quotes::default());
            prop_assert_eq!(kinds(&marks.out), kinds(&passed));
        }
    }
}
