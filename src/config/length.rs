//! Lengths as people write them: `15mm`, `0.5in`, `12pt`, `1.5 cm`.

use super::fields::{Fields, Text};
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::typeset::Sp;

/// The longest length accepted, in micrometres: sheets larger than two metres are not folded by hand.
const MAX: i64 = 2_000_000;

/// Takes a length out of a table, with its place. Only what is added to something may be nothing.
pub(super) fn take(fields: &mut Fields, key: &'static str, diagnostics: &mut Diagnostics) -> Option<(Sp, Span)> {
    let Text { text, span } = fields.text(key, diagnostics)?;
    let length =
        parse(&text).filter(|length| *length > Sp::ZERO || matches!(key, "indent" | "gutter" | "margin" | "bleed"));
    if length.is_none() {
        diagnostics.push(
            Diagnostic::error(format!("`{key}` is `{text}`, which is not a length"))
                .at(span)
                .hint("write a number above nothing and its unit, between quotation marks: \"15mm\", \"1.5cm\", \"0.5in\", \"12pt\""),
        );
    }
    Some((length?, span))
}

/// Takes a length between two numbers of points out of a table.
pub(super) fn within(
    fields: &mut Fields,
    key: &'static str,
    low: i32,
    high: i32,
    diagnostics: &mut Diagnostics,
) -> Option<(Sp, Span)> {
    let (length, span) = take(fields, key, diagnostics)?;
    let fits = (Sp::pt(low)..=Sp::pt(high)).contains(&length);
    if !fits {
        diagnostics.push(
            Diagnostic::error(format!("`{key}` is out of bounds"))
                .at(span)
                .hint(format!("write a length between {low}pt and {high}pt")),
        );
    }
    fits.then_some((length, span))
}

/// Reports a leading smaller than the size that it is for, at the place of what was `given`.
pub(super) fn lines_apart(key: &str, size: Sp, leading: Sp, given: Option<(Sp, Span)>, diagnostics: &mut Diagnostics) {
    if leading < size
        && let Some((_, span)) = given
    {
        diagnostics.push(
            Diagnostic::error(format!("`{key}` is smaller than the size of its text"))
                .at(span)
                .hint("lines would run into each other; a fifth more than the size is the least that reads well"),
        );
    }
}

/// Reads a length as people write it, `15mm`; nothing when it is none or too long.
#[must_use]
pub fn parse(text: &str) -> Option<Sp> {
    let text = text.trim();
    let unit = text.find(|c: char| c.is_ascii_alphabetic())?;
    let thousandths = thousandths(text[..unit].trim())?;
    let micrometres = match &text[unit..] {
        "mm" => thousandths,
        "cm" => thousandths * 10,
        "in" => thousandths * 254 / 10,
        "pt" => {
            let limit = MAX * 72 / 25_400 * 1000;
            return (thousandths <= limit).then(|| i32::try_from(thousandths).ok().map(Sp::milli_pt)).flatten();
        }
        _ => return None,
    };
    (micrometres <= MAX).then(|| i32::try_from(micrometres).ok().map(Sp::um)).flatten()
}

/// Reads a decimal number of at most six digits before the point as thousandths; further digits are cut off.
#[must_use]
pub fn thousandths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || !digits(whole) || !digits(part) {
        return None;
    }
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    Some(whole.parse::<i64>().ok()? * 1000 + part.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_every_unit() {
        assert_eq!(parse("15mm"), Some(Sp::um(15_000)));
        assert_eq!(parse("1.5 cm"), Some(Sp::um(15_000)));
        assert_eq!(parse("0.5in"), Some(Sp::um(12_700)));
        assert_eq!(parse("8.25pt"), Some(Sp::milli_pt(8_250)));
        for wrong in ["", "15", "mm", "-1mm", "1,5mm", "1e9mm", "15 miles", "9999999mm", "3000mm", ".5in", "999999pt"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
