//! `[accessibility]`: who has checked that books can be read by everybody. Without it no book claims that.

use super::Conformance;
use super::book::address;
use super::fields::Fields;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};

/// Takes out what a file says of a check. A collection's table takes the place of the library's as a whole: one check has one
/// person, one day and one report. The outer nothing means that there is no table, the inner that nobody has checked.
pub(super) fn accessibility(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Option<Option<Conformance>> {
    let node = fields.take("accessibility")?;
    let place = node.span;
    let mut fields = node.into_table("accessibility", "`[accessibility]`", diagnostics)?;
    let checked_by = fields.text("checked_by", diagnostics);
    let checked_on = fields.date("checked_on", diagnostics);
    let report_url = fields.text("report_url", diagnostics).and_then(|text| address(text, diagnostics));
    fields.finish(diagnostics);
    let (by, place) = checked_by.map_or((None, place), |by| (Some(by.text.trim().to_owned()), by.span));
    let Some(by) = by else {
        diagnostics.push(no_name(place));
        return Some(None);
    };
    Some((!by.is_empty()).then_some(Conformance { by, place, on: checked_on, report_url }))
}

fn no_name(place: Span) -> Diagnostic {
    Diagnostic::error("`[accessibility]` does not say who has checked")
        .at(place)
        .hint("write `checked_by = \"…\"`, or take the table out")
}

#[cfg(test)]
mod tests {
    use crate::config::book::tests::read;
    use crate::manuscript::Date;

    #[test]
    fn only_a_named_person_claims_anything() {
        assert!(read("").0.conformance.is_none());
        let (settings, report) = read("[accessibility]\nchecked_by = ''\nchecked_on = 2026-11-24\n");
        assert_eq!(report, "");
        assert!(settings.conformance.is_none());
        let (settings, report) = read(
            "[accessibility]\nchecked_by = 'A. N. Other'\nchecked_on = 2026-11-24\nreport_url = 'https://example.org/report/'\n",
        );
        assert_eq!(report, "");
        let claim = settings.conformance.unwrap();
        assert_eq!((claim.by.as_str(), claim.on.map(Date::iso).as_deref()), ("A. N. Other", Some("2026-11-24")));
        assert_eq!(claim.report_url.as_deref(), Some("https://example.org/report/"));
    }

    #[test]
    fn faults_are_reported() {
        let (settings, report) = read("[accessibility]\ncheked_by = 'X'\nchecked_on = 'today'\nreport_url = 'here'\n");
        assert!(settings.conformance.is_none());
        for part in
            ["did you mean `checked_by`?", "`today` is not a date", "`here` is not an address", "does not say who"]
        {
            assert!(report.contains(part), "{part:?} is not in\n{report}");
        }
        assert!(read("accessibility = 'X'\n").1.contains("`accessibility` must be a table"));
    }
}
