//! Moments: seconds since 1970 as a calendar date and time in UTC and back, and the moment and the
//! identifier that a collection's files bear.
//!
//! The arithmetic is that of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years
//! are counted from March, so that the leap day ends them.

use uuid::Uuid;

use super::Collection;
use crate::manuscript::Date;

/// 1980-01-01, before which archives, and so EPUBs, know no dates.
const EARLIEST: i64 = 315_532_800;
/// 2107-12-31, the last day that they know.
const LATEST: i64 = 4_354_732_800;
/// The namespace of titles whose library has no address; made once at random.
const NAMESPACE: Uuid = Uuid::from_u128(0x6d1f_3c0e_8a57_4b6e_9d42_51c7_e0a8_93b4);
/// Days from 0000-03-01 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;

/// A moment in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The year, from 1 to 9999.
    pub(crate) year: u16,
    /// The month, from 1.
    pub(crate) month: u8,
    /// The day, from 1.
    pub(crate) day: u8,
    /// The hour, from 0.
    pub(crate) hour: u8,
    /// The minute.
    pub(crate) minute: u8,
    /// The second.
    pub(crate) second: u8,
}

impl Moment {
    /// The moment `seconds` after 1970-01-01T00:00:00Z, leap seconds not counted. Years outside
    /// 0001 to 9999, which neither ISO 8601 nor PDF writes in four digits, are set to the nearest.
    pub(crate) fn of(seconds: i64) -> Self {
        const FIRST: i64 = -62_135_596_800;
        const LAST: i64 = 253_402_300_799;
        let seconds = seconds.clamp(FIRST, LAST);
        let (days, rest) = (seconds.div_euclid(86_400) + DAYS_TO_1970, seconds.rem_euclid(86_400));
        // The calendar repeats after 400 years, an era of 146,097 days.
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        // Months from March have 153 days in every five.
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year + era * 400 + i64::from(month <= 2);
        let small = |value: i64| u8::try_from(value).expect("parts of a date and a day are below 61");
        Self {
            year: u16::try_from(year).expect("the seconds were held between the years 1 and 9999"),
            month: small(month),
            day: small(day),
            hour: small(rest / 3_600),
            minute: small(rest / 60 % 60),
            second: small(rest % 60),
        }
    }

    /// As ISO 8601 and XMP write it: `2011-12-16T00:00:00Z`.
    pub(crate) fn iso(self) -> String {
        let Self { year, month, day, hour, minute, second } = self;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// As PDF writes it (ISO 32000-1, 7.9.4): `D:20111216000000Z`.
    pub(crate) fn pdf(self) -> String {
        let Self { year, month, day, hour, minute, second } = self;
        format!("D:{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z")
    }
}

/// The moment the files say they were made, in seconds since 1970: `epoch` as it is, else the
/// newest of `dates`, at the midnight it begins with.
pub(super) fn modified(epoch: Option<i64>, dates: impl Iterator<Item = Date>) -> i64 {
    epoch.unwrap_or_else(|| dates.map(|date| days(date) * 86_400).max().unwrap_or(EARLIEST).clamp(EARLIEST, LATEST))
}

/// Days from 1970-01-01 to the first day that `date` may be, in the Gregorian calendar.
fn days(date: Date) -> i64 {
    let (year, month, day) =
        (i64::from(date.year), i64::from(date.month.unwrap_or(1)), i64::from(date.day.unwrap_or(1)));
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let before_month = (153 * month + 2) / 5;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + before_month + day
        - 1
        - DAYS_TO_1970
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

/// The identifier of a whole library: UUID version 5 of its address, or else of its name.
pub(crate) fn library_identifier(base_url: Option<&str>, name: &str) -> String {
    let uuid = match base_url {
        Some(url) => Uuid::new_v5(&Uuid::NAMESPACE_URL, url.as_bytes()),
        None => Uuid::new_v5(&NAMESPACE, name.as_bytes()),
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
    fn moments_are_those_of_the_calendar() {
        for (seconds, iso) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_323_993_600, "2011-12-16T00:00:00Z"),
            (1_324_000_000, "2011-12-16T01:46:40Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (i64::MAX, "9999-12-31T23:59:59Z"),
            (i64::MIN, "0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(Moment::of(seconds).iso(), iso);
        }
        assert_eq!(Moment::of(951_782_400).pdf(), "D:20000229000000Z");
    }

    #[test]
    fn days_and_moments_agree() {
        for day in (-719_162..2_932_896).step_by(97) {
            let Moment { year, month, day: of_month, .. } = Moment::of(day * 86_400);
            assert_eq!(days(date(year, Some(month), Some(of_month))), day);
        }
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
