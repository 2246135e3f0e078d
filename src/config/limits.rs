//! `[limits]`: how far pages may be from perfect before a title is refused.

use super::fields::{Fields, Value, wrong};
use super::length::thousandths;
use super::{LimitSettings, Most};
use crate::diagnostics::{Diagnostics, Span};
use crate::scorecard::Kind;

/// Reads the limits: for a kind of fault, how many there may be, or for how large a share of lines or pages.
pub(super) fn limits(mut fields: Fields, diagnostics: &mut Diagnostics) -> LimitSettings {
    let mut take = |key: &'static str| -> Option<(Most, Span)> {
        let node = fields.take(key)?;
        let most = most(&node.value);
        if most.is_none() {
            let wanted = "how many there may be (`12`), or their share (`\"1.5 %\"`)";
            diagnostics.push(wrong(key, wanted, &node.value, node.span));
        }
        Some((most?, node.span))
    };
    let faults = Kind::ALL.into_iter().filter_map(|kind| take(kind.key()).map(|(most, span)| (kind, most, span)));
    let faults = faults.collect();
    let hyphens = take("hyphens");
    let space_deviation = fields.take("space_deviation").and_then(|node| {
        let value = match &node.value {
            Value::Literal(number) => thousandths(number).and_then(|n| u32::try_from(n).ok()),
            _ => None,
        };
        if value.is_none() {
            diagnostics.push(wrong("space_deviation", "a number such as `0.15`", &node.value, node.span));
        }
        Some((value?, node.span))
    });
    fields.finish(diagnostics);
    LimitSettings { faults, hyphens, space_deviation }
}

/// Reads `12` or `"1.5 %"`.
fn most(value: &Value) -> Option<Most> {
    match value {
        Value::Literal(number) => number.parse().ok().map(Most::Count),
        Value::Text(text) => {
            let share = thousandths(text.trim().strip_suffix('%')?.trim_end())?;
            u32::try_from(share).ok().filter(|share| *share <= 100_000).map(Most::Share)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::book::tests::read as read_book;

    fn read(text: &str) -> (LimitSettings, String) {
        let (settings, report) = read_book(text);
        (settings.limits, report)
    }

    #[test]
    fn limits_are_numbers_or_shares() {
        let (limits, report) = read(
            "[limits]\nwidows = 0\nloose_lines = '1.5 %'\nhyphens = '7%'\nspace_deviation = 0.15\nunequal_spreads = 2\n",
        );
        assert_eq!(report, "");
        let faults: Vec<(Kind, Most)> = limits.faults.iter().map(|(kind, most, _)| (*kind, *most)).collect();
        assert_eq!(
            faults,
            [
                (Kind::LooseLine, Most::Share(1_500)),
                (Kind::Widow, Most::Count(0)),
                (Kind::UnequalSpread, Most::Count(2))
            ]
        );
        assert_eq!(limits.hyphens.map(|(most, _)| most), Some(Most::Share(7_000)));
        assert_eq!(limits.space_deviation.map(|(most, _)| most), Some(150));
        assert_eq!(read("").0, LimitSettings::default());
    }

    #[test]
    fn what_is_neither_is_reported_with_its_place() {
        let (limits, report) = read(
            "[limits]\nwidow = 0\norphans = -1\nrunts = 1.5\nrivers = '101 %'\nladders = 'few'\nspace_deviation = '15 %'\n",
        );
        assert_eq!(limits, LimitSettings::default());
        for part in [
            "`[limits]` has no key `widow`",
            "did you mean `widows`?",
            "`orphans` must be how many",
            "book.toml:4:9",
            "`rivers` must be",
            "`ladders` must be",
            "`space_deviation` must be a number such as `0.15`",
        ] {
            assert!(report.contains(part), "{part:?} is not in\n{report}");
        }
    }
}
