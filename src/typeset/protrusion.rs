//! How far glyphs hang into the margins, so that the edges of a column look straight.
//!
//! The principle is Hàn Thế Thành's, *Micro-typographic extensions to the TeX typesetting system*, TUGboat 21 (2000):
//! marks with little ink hang far, letters with open corners a little. Amounts are thousandths of the glyph's own
//! advance, so they hold for every size. Those of letters are measured on the faces: the mean white between a glyph's
//! side and its ink, over the height of a small letter or a capital, less that of a straight stem (n and H), of which
//! six tenths are given. Those of marks are set by eye, and less where the mark is darker (bold) or stands nearer to
//! that side (the left of an italic). Figures do not hang: they stand under each other.

use super::fonts::{SERIF, SERIF_BOLD, SERIF_BOLD_ITALIC, SERIF_ITALIC};
use super::page::FaceId;

/// The amounts for the upright, the italic, the bold and the bold italic.
type Amounts = [i64; 4];

/// How far `c` of `face` hangs into the left margin when it begins a line, in thousandths of its advance.
pub(crate) fn left(face: FaceId, c: char) -> i64 {
    of(face, left_amounts(c))
}

/// How far `c` of `face` hangs into the right margin when it ends a line, in thousandths of its advance.
pub(crate) fn right(face: FaceId, c: char) -> i64 {
    of(face, right_amounts(c))
}

/// Program text and pictographs stand on their own grid and do not hang.
fn of(face: FaceId, [upright, italic, bold, bold_italic]: Amounts) -> i64 {
    match face {
        SERIF => upright,
        SERIF_ITALIC => italic,
        SERIF_BOLD => bold,
        SERIF_BOLD_ITALIC => bold_italic,
        _ => 0,
    }
}

fn left_amounts(c: char) -> Amounts {
    match c {
        '“' | '‘' | '„' | '‚' | '”' | '’' => [450, 350, 400, 320],
        '«' | '‹' | '»' | '›' => [350, 300, 300, 270],
        '—' | '–' => [150, 120, 130, 110],
        '(' | '[' => [100, 50, 90, 50],
        'A' | 'А' | 'Л' | 'л' => [40, 0, 30, 0],
        'J' => [70, 20, 50, 20],
        'T' | 'Т' | 'т' => [30, 20, 20, 20],
        'V' | 'Y' | 'У' => [40, 20, 30, 20],
        'W' | 'w' | 'X' | 'x' | 'Х' | 'х' => [30, 0, 20, 0],
        'v' | 'y' | 'у' => [40, 20, 40, 20],
        'Ч' | 'ч' | 'Ъ' | 'ъ' => [30, 20, 20, 20],
        _ => [0; 4],
    }
}

fn right_amounts(c: char) -> Amounts {
    match c {
        '-' | '\u{2010}' | '\u{AD}' => [600, 600, 500, 500],
        '.' | ',' => [650, 700, 550, 600],
        '’' | '”' | '‘' | '“' | '\'' | '"' => [500, 550, 450, 480],
        '…' => [150, 170, 120, 130],
        ':' | ';' => [350, 400, 300, 320],
        '»' | '›' | '«' | '‹' => [350, 350, 300, 300],
        '–' => [300, 300, 250, 250],
        '—' => [150, 150, 130, 130],
        '!' | '?' => [150, 120, 120, 100],
        ')' | ']' => [100, 0, 90, 0],
        '*' => [100, 120, 80, 100],
        'A' | 'А' => [30, 40, 30, 40],
        'F' | 'P' | 'Р' => [30, 20, 20, 20],
        'Г' | 'г' => [40, 40, 20, 20],
        'K' | 'К' | 'k' | 'к' => [40, 50, 30, 40],
        'L' => [30, 60, 20, 50],
        'T' | 'Т' | 'V' | 'X' | 'Х' => [30, 40, 20, 40],
        'Y' | 'У' => [40, 50, 30, 40],
        'r' => [70, 60, 50, 40],
        't' | 'т' => [50, 40, 40, 30],
        'v' | 'y' | 'у' | 'x' | 'х' => [50, 30, 40, 20],
        'w' | 'W' | 'c' | 'e' | 'с' | 'е' => [30, 20, 20, 0],
        'ь' | 'ъ' => [20, 20, 0, 0],
        _ => [0; 4],
    }
}

#[cfg(test)]
mod tests {
    use super::super::fonts::{MONO, MONO_BOLD};
    use super::*;

    #[test]
    fn amounts_go_by_glyph_and_face() {
        assert!(right(SERIF, '.') > right(SERIF_BOLD, '.'));
        assert!(right(SERIF_ITALIC, '.') > right(SERIF, '.'));
        assert!(left(SERIF, '“') > left(SERIF_ITALIC, '“'));
        assert!(left(SERIF, 'T') > 0 && left(SERIF, 'H') == 0);
        assert!(('0'..='9').all(|c| left(SERIF, c) == 0 && right(SERIF, c) == 0));
        for c in ['.', '-', '“', 'A', '—'] {
            for face in [MONO, MONO_BOLD] {
                assert_eq!((left(face, c), right(face, c)), (0, 0), "{c}");
            }
        }
    }

    #[test]
    fn no_glyph_hangs_by_more_than_most_of_it() {
        for c in ('\0'..='\u{2100}').chain('\u{FB00}'..='\u{FB06}') {
            for face in [SERIF, SERIF_ITALIC, SERIF_BOLD, SERIF_BOLD_ITALIC] {
                assert!((0..=700).contains(&left(face, c)) && (0..=700).contains(&right(face, c)), "{c}");
            }
        }
    }
}
