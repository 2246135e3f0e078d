//! The moment and the identifier that a collection's files bear.

use uuid::Uuid;

use super::Collection;
use crate::manuscript::Date;

/// 1980-01-01, before which archives, and so EPUBs, know no dates.
const EARLIEST: i64 = 315_532_800;
/// 2107-12-31, the last day that they know.
const LATEST: i64 = 4_354_732_800;
/// The namespace of titles whose library has no address; made once at random.
const NAMESPACE: Uuid = Uuid::from_u128(0x6d1f_3c0e_8a57_4b6e_9d42_51c7_e0a8_93b4);

/// The moment the files say they were made, in seconds since 1970: `epoch` as it is, else the
/// newest of `dates`, at the midnight it begins with.
pub(super) fn modified(epoch: Option<i64>, dates: impl Iterator<Item = Date>) -> i64 {
    epoch.unwrap_or_else(|| dates.map(|date| days(date) * 86_400).max().unwrap_or(EARLIEST).clamp(EARLIEST, LATEST))
}

/// Days from 1970-01-01 to the first day that `date` may be, in the Gregorian calendar.
fn days(date: Date) -> i64 {
    let (year, month, day) =
        (i64::from(date.year), i64::from(date.month.unwrap_or(1)), i64::from(date.day.unwrap_or(1)));
    // Years that begin in March end with their leap day.
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let before_month = (153 * month + 2) / 5;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + before_month + day - 1 - 719_468
}

/// The identifier: UUID version 5 (RFC 9562, section 5.5) of the title's address. A title of a
/// library without address is known by its publisher, or else by its name, and its slug.
pub(super) fn identifier(collection: &Collection) -> String {
    let Collection { base_url, publisher, title, slug, .. } = collection;
    let uuid = match base_url {
        Some(url) => Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{url}/{slug}").as_bytes()),
        None => Uuid::new_v5(&NAMESPACE, format!("{}\n{slug}", publisher.as_ref().unwrap_or(title)).as_bytes()),
    };
    uuid.urn().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: u16, month: Option<u8>, day: Option<u8>) -> Date {
        Date { year, month, day }
    }

    #[test]
    fn days_are_counted_over_leap_years_and_centuries() {
        for (y, m, d, expected) in [
            (1970, 1, 1, 0),
            (1969, 12, 31, -1),
            (1972, 2, 29, 789),
            (1972, 3, 1, 790),
            (2000, 2, 29, 11_016),
            (2000, 3, 1, 11_017),
            (2011, 12, 16, 15_324),
            (2100, 3, 1, 47_541),
        ] {
            assert_eq!(days(date(y, Some(m), Some(d))), expected, "{y}-{m}-{d}");
        }
        assert_eq!(days(date(2012, None, None)), 15_340);
    }

    #[test]
    fn the_newest_date_counts_unless_the_environment_says_otherwise() {
        let dates = [date(2011, Some(12), None), date(2012, None, None), date(1848, None, None)];
        assert_eq!(modified(None, dates.into_iter()), 15_340 * 86_400);
        assert_eq!(modified(Some(7), dates.into_iter()), 7);
        assert_eq!(modified(None, dates.into_iter().skip(2)), EARLIEST);
        assert_eq!(modified(None, std::iter::empty()), EARLIEST);
        assert_eq!(modified(None, [date(9999, None, None)].into_iter()), LATEST);
    }
}
