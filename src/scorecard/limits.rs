//! Compares what was found with what `[limits]` in `book.toml` allows.

use super::{Fault, Kind, Scorecard};
use crate::config::{LimitSettings, Most};
use crate::diagnostics::{Diagnostic, Span};

/// Gives an error for each limit that a title exceeds, at its worst place.
#[must_use]
pub fn exceeded(card: &Scorecard, limits: &LimitSettings, title: &str) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for (kind, most, at) in &limits.faults {
        let count = card.count(*kind);
        let lines = card.text.lines + card.notes.lines;
        let (all, of) = if kind.is_of_pages() { (card.pages, "pages") } else { (lines, "lines") };
        if exceeds(count, all, *most) {
            let message = format!("“{title}” has {count} {}{}", kind.name(count), allowed(count, all, *most, of));
            errors.push(error(message, card.of(*kind).next(), *at, kind.key()));
        }
    }
    if let Some((most, at)) = limits.hyphens {
        let (count, all) = (card.text.hyphens, card.text.lines);
        if exceeds(count, all, most) {
            let lines = if count == 1 { "line that ends" } else { "lines that end" };
            let message = format!("“{title}” has {count} {lines} in a hyphen{}", allowed(count, all, most, "lines"));
            errors.push(error(message, card.of(Kind::Ladder).next(), at, "hyphens"));
        }
    }
    if let Some((most, at)) = limits.space_deviation
        && card.text.deviation > most
    {
        let found = thousandths(card.text.deviation);
        let message = format!("the spaces of “{title}” deviate by {found}, and {} is allowed", thousandths(most));
        let worst = card.of(Kind::LooseLine).next().or_else(|| card.of(Kind::TightLine).next());
        errors.push(error(message, worst, at, "space_deviation"));
    }
    errors
}

fn exceeds(count: usize, all: usize, most: Most) -> bool {
    match most {
        Most::Count(most) => count as u64 > u64::from(most),
        Most::Share(share) => count as u64 * 100_000 > u64::from(share) * all as u64,
    }
}

/// The end of the sentence: what is allowed, and where that is a share, what share it is that was found.
fn allowed(count: usize, all: usize, most: Most, of: &str) -> String {
    match most {
        Most::Count(0) => ", and none is allowed".to_owned(),
        Most::Count(most) => format!(", and {most} {} allowed", if most == 1 { "is" } else { "are" }),
        Most::Share(share) => {
            let found = u32::try_from(count as u64 * 100_000 / (all as u64).max(1)).unwrap_or(u32::MAX);
            format!(", {} % of its {of}, and {} % is allowed", thousandths(found), thousandths(share))
        }
    }
}

/// An error at the worst place, or where there is no such place, at the limit.
fn error(message: String, worst: Option<&Fault>, limit: Span, key: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(message);
    let diagnostic = match worst {
        Some(fault) => diagnostic.at(fault.source).label(format!("the worst is in here, on page {}", fault.page + 1)),
        None => diagnostic.at(limit),
    };
    diagnostic.hint(format!("reword there, or raise `{key}` in `[limits]`; `pamphlet check --typography` tells more"))
}

/// A number with three decimals, without noughts at its end.
fn thousandths(n: u32) -> String {
    let text = format!("{}.{:03}", n / 1000, n % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
