//! How far glyphs hang into the margins, so that the edges of a column look straight.
//!
//! Amounts are thousandths of the glyph's own advance, set by eye for Libertinus Serif after the
//! principle of Hàn Thế Thành, *Micro-typographic extensions to the TeX typesetting system*,
//! TUGboat 21 (2000): marks with little ink hang far, letters with open corners a little.

/// How far `c` hangs into the left margin when it begins a line, in thousandths of its advance.
pub(crate) fn left(c: char) -> i64 {
    match c {
        '“' | '‘' | '„' | '‚' | '”' | '’' => 450,
        '«' | '‹' => 350,
        '—' | '–' => 150,
        '(' | '[' => 100,
        'A' | 'V' | 'W' | 'Y' | 'T' | 'У' | 'Т' | 'А' => 50,
        'v' | 'w' | 'y' => 50,
        _ => 0,
    }
}

/// How far `c` hangs into the right margin when it ends a line, in thousandths of its advance.
pub(crate) fn right(c: char) -> i64 {
    match c {
        '-' | '\u{2010}' | '\u{AD}' => 600,
        '.' | ',' => 650,
        '’' | '”' | '‘' | '“' | '\'' | '"' => 500,
        ':' | ';' => 350,
        '»' | '›' => 350,
        '–' => 300,
        '—' => 150,
        '!' | '?' => 150,
        ')' | ']' | '*' => 100,
        'r' | 'v' | 'w' | 'y' | 'k' | 'A' | 'V' | 'W' | 'Y' | 'T' | 'F' | 'г' | 'у' | 'т' => 50,
        _ => 0,
    }
}
