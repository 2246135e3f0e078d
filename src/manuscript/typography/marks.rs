//! Quotation marks, apostrophes, primes, dashes, ellipses; runs of spaces become one.

use super::super::markdown::{AS_IS, CLOSE_QUOTE, OPEN_QUOTE};
use super::language::Pair;
use super::{BREAK, Cell, NO_LEAF};

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

/// Rewrites a row of characters.
pub(super) fn set(cells: &[Cell], quotes: &mut Quotes) -> Vec<Cell> {
    let mut marks = Marks { cells, out: Vec::with_capacity(cells.len() + 8), quotes };
    let mut at = 0;
    while at < cells.len() {
        // Letters, figures and most marks are left as they are, and so is a space between two of them.
        let plain = cells[at..].iter().take_while(|cell| is_plain(cell.c)).count();
        let space =
            plain > 0 && matches!(cells[at + plain..], [Cell { c: ' ', .. }, Cell { c, .. }, ..] if is_plain(c));
        let same = plain + usize::from(space);
        marks.out.extend_from_slice(&cells[at..at + same]);
        at += same;
        if same == 0 {
            at += marks.step(at);
        }
    }
    while marks.out.last().is_some_and(|cell| matches!(cell.c, ' ' | '\u{a0}')) {
        marks.out.pop();
    }
    marks.out
}

/// Whether a character stands for itself alone, whatever is around it.
fn is_plain(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '.' | '-' | '"' | '\'')
}

struct Marks<'a> {
    cells: &'a [Cell],
    out: Vec<Cell>,
    quotes: &'a mut Quotes,
}

impl Marks<'_> {
    /// Handles the character at `at` and returns how many characters that took.
    fn step(&mut self, at: usize) -> usize {
        let cell = self.cells[at];
        if cell.leaf == NO_LEAF {
            if cell.c == BREAK {
                self.drop_space();
            }
            self.out.push(cell);
            return 1;
        }
        match cell.c {
            AS_IS => {
                if let Some(next) = self.cells.get(at + 1) {
                    self.out.push(Cell { fixed: true, ..*next });
                }
                2
            }
            OPEN_QUOTE => {
                let pair = if self.quotes.open.iter().any(|open| open.double && !open.inner) {
                    cell.language.inner
                } else {
                    cell.language.outer
                };
                let inner = self.quotes.open.iter().any(|open| open.double);
                self.open(cell, pair, true, inner);
                1
            }
            CLOSE_QUOTE => {
                self.close(cell, true);
                1
            }
            _ if cell.fixed => {
                self.out.push(cell);
                1
            }
            ' ' | '\n' | '\t' => {
                if self.out.last().is_some_and(|last| !matches!(last.c, ' ' | '\u{a0}' | BREAK)) {
                    self.out.push(Cell { c: ' ', ..cell });
                }
                1
            }
            // Web pages are full of no-break spaces before and behind plain ones.
            '\u{a0}' => {
                self.drop_space();
                if self.out.last().is_some_and(|last| !matches!(last.c, '\u{a0}' | BREAK)) {
                    self.out.push(cell);
                }
                1
            }
            '.' if self.run(at, '.') == 3 || self.run(at, '.') == 4 => {
                self.out.push(Cell { c: '…', ..cell });
                3
            }
            '-' => self.dash(at),
            '"' => {
                self.double(at);
                1
            }
            '\'' => {
                self.single(at);
                1
            }
            c => {
                // Marks that are curled already; a low mark's partner looks like an opening one.
                let opens = matches!(c, '‘' | '“' | '«' | '„' | '‚' | '‹')
                    && !(cell.language.outer.1.starts_with(c) || cell.language.inner.1.starts_with(c));
                self.out.push(Cell { opens, ..cell });
                1
            }
        }
    }

    fn drop_space(&mut self) {
        while self.out.last().is_some_and(|last| last.c == ' ') {
            self.out.pop();
        }
    }

    /// How many characters `c` follow each other from `at`, counted no further than five, which is none of our marks.
    fn run(&self, at: usize, c: char) -> usize {
        self.cells[at..].iter().take(5).take_while(|cell| cell.c == c && !cell.fixed).count()
    }

    fn dash(&mut self, at: usize) -> usize {
        let cell = self.cells[at];
        let mut run = self.run(at, '-');
        if run == 5 {
            run = self.cells[at..].iter().take_while(|cell| cell.c == '-' && !cell.fixed).count();
        }
        let dash = match run {
            2 if self.is_option(at) => None,
            2 => Some('–'),
            3 => Some('—'),
            _ => None,
        };
        match dash {
            Some(c) => self.out.push(Cell { c, ..cell }),
            None => self.out.extend_from_slice(&self.cells[at..at + run]),
        }
        run
    }

    /// `--help` is an option of a program.
    fn is_option(&self, at: usize) -> bool {
        let after_space = self.out.last().is_none_or(|last| last.c.is_whitespace() || matches!(last.c, '(' | '['));
        after_space && self.cells.get(at + 2).is_some_and(|next| next.c.is_ascii_lowercase())
    }

    fn previous(&self) -> Option<Cell> {
        self.out.last().copied()
    }

    fn next(&self, at: usize) -> Option<char> {
        self.cells[at + 1..].iter().map(|cell| cell.c).find(|c| !matches!(*c, AS_IS))
    }

    /// Whether a straight mark between these neighbours opens a quotation.
    fn begins(&self, at: usize, is_open: bool) -> bool {
        let next = self.next(at);
        if next.is_none_or(|c| c.is_whitespace() || c == CLOSE_QUOTE) {
            return false;
        }
        let Some(previous) = self.previous() else { return true };
        match previous.c {
            c if c.is_whitespace() => true,
            '(' | '[' | '{' | '¿' | '¡' => true,
            _ if previous.opens => true,
            '—' | '–' | '-' | '/' | '=' | '|' => {
                !is_open
                    && next.is_some_and(|c| {
                        c.is_alphanumeric() || matches!(c, '\'' | '"' | '‘' | '“' | '(' | '[' | '¿' | '¡')
                    })
            }
            _ => false,
        }
    }

    fn double(&mut self, at: usize) {
        let cell = self.cells[at];
        let is_open = self.quotes.open.iter().any(|open| open.double);
        if self.after_digit() && (self.after_prime() || !is_open) {
            self.out.push(Cell { c: '″', ..cell });
        } else if self.begins(at, is_open) {
            let inner = is_open;
            let pair =
                if inner && self.quotes.open.iter().rev().find(|open| open.double).is_some_and(|open| !open.inner) {
                    cell.language.inner
                } else {
                    cell.language.outer
                };
            self.open(cell, pair, true, inner);
        } else {
            self.close(cell, true);
        }
    }

    fn single(&mut self, at: usize) {
        let cell = self.cells[at];
        let (previous, next) = (self.previous().map(|cell| cell.c), self.next(at));
        let is_open = self.quotes.open.iter().any(|open| !open.double);
        let joins = previous.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
        if joins && self.after_digit() && next.is_some_and(|c| c.is_ascii_digit()) && self.digits_after(at) < 3 {
            self.out.push(Cell { c: '′', ..cell });
        } else if joins {
            self.apostrophe(cell);
        } else if self.begins(at, false) {
            if self.is_elision(at) {
                self.apostrophe(cell);
            } else {
                self.open(cell, cell.language.single, false, true);
            }
        } else if is_open {
            self.close(cell, false);
        } else if self.after_digit() && next.is_none_or(|c| !c.is_alphanumeric()) {
            self.out.push(Cell { c: '′', ..cell });
        } else {
            self.apostrophe(cell);
        }
    }

    /// Whether the mark at `at`, at the front of a word, stands for letters left out.
    fn is_elision(&self, at: usize) -> bool {
        let cell = self.cells[at];
        let word: String =
            self.cells[at + 1..].iter().map(|cell| cell.c).take_while(|c| c.is_alphanumeric()).take(12).collect();
        let after = self.cells.get(at + 1 + word.chars().count()).map(|cell| cell.c);
        let digits = word.trim_end_matches('s');
        // ’90s, ’68: but '68' is quoted.
        if digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()) {
            return after != Some('\'');
        }
        let is_word = cell.language.elided.split_whitespace().any(|elided| word.eq_ignore_ascii_case(elided));
        if is_word && (word != "n" || after == Some('\'')) {
            return true;
        }
        let starts_sentence = word.chars().next().is_some_and(char::is_uppercase);
        !starts_sentence && !self.has_close(at)
    }

    /// Whether a mark further on could close a quotation opened at `at`.
    fn has_close(&self, at: usize) -> bool {
        let rest = &self.cells[at + 1..];
        rest.iter().take(FURTHEST_CLOSE).enumerate().any(|(i, cell)| {
            cell.c == '\''
                && !cell.fixed
                && i > 0
                && !rest[i - 1].c.is_whitespace()
                && rest[i - 1].c != AS_IS
                && rest.get(i + 1).is_none_or(|next| !next.c.is_alphanumeric())
        })
    }

    fn after_digit(&self) -> bool {
        self.previous().is_some_and(|cell| cell.c.is_ascii_digit())
    }

    /// Whether the number before stands behind a prime, as in 6′2″.
    fn after_prime(&self) -> bool {
        self.out.iter().rev().find(|cell| !cell.c.is_ascii_digit()).is_some_and(|cell| cell.c == '′')
    }

    fn digits_after(&self, at: usize) -> usize {
        self.cells[at + 1..].iter().take_while(|cell| cell.c.is_ascii_digit()).count()
    }

    fn apostrophe(&mut self, cell: Cell) {
        self.out.push(Cell { c: '’', ..cell });
    }

    fn open(&mut self, cell: Cell, pair: Pair, double: bool, inner: bool) {
        if self.quotes.open.len() == MAX_OPEN {
            self.quotes.open.remove(0);
        }
        self.quotes.open.push(Open { double, inner, close: pair.1 });
        self.out.extend(pair.0.chars().map(|c| Cell { c, opens: true, ..cell }));
    }

    /// Closes the innermost quotation of its kind and those left open within it.
    fn close(&mut self, cell: Cell, double: bool) {
        let close = match self.quotes.open.iter().rposition(|open| open.double == double) {
            Some(at) => {
                let close = self.quotes.open[at].close;
                self.quotes.open.truncate(at);
                close
            }
            None => cell.language.outer.1,
        };
        self.out.extend(close.chars().map(|c| Cell { c, opens: false, ..cell }));
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
            text in "([a-z0-9]{1,3}|[ \n\u{a0}]|[-.,;'\"(/]|“|’|—|\u{FDD2}|\u{FDD0}|\u{FDD1}){0,16}",
            fixed in prop::collection::vec(prop::bool::weighted(0.1), 64),
        ) {
            let language = rules("en");
            let cell = |(c, fixed): (char, bool)| Cell { c, leaf: 0, language, fixed, opens: false };
            let cells: Vec<Cell> = text.chars().zip(fixed.into_iter().cycle()).map(cell).collect();
            let mut marks = Marks { cells: &cells, out: Vec::new(), quotes: &mut Quotes::default() };
            let mut at = 0;
            while at < cells.len() {
                at += marks.step(at);
            }
            let slowly: Vec<_> = marks.out.iter().map(|cell| (cell.c, cell.fixed, cell.opens)).collect();
            let passed: Vec<_> =
                set(&cells, &mut Quotes::default()).iter().map(|cell| (cell.c, cell.fixed, cell.opens)).collect();
            // Spaces at the end are taken off last.
            let spaces = slowly[passed.len()..].iter().all(|(c, ..)| matches!(c, ' ' | '\u{a0}'));
            prop_assert!(slowly[..passed.len()] == passed && spaces, "{:?} {:?}", slowly, passed);
        }
    }
}
