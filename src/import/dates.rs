//! Finds a date in words, in the ways in which people of several languages write them.

use crate::config::fields::parse_date;
use crate::manuscript::{Date, Lang, Months};

/// A date as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) date: Date,
    /// Where in the text it stands, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// How it was read, when it could be read otherwise.
    pub(super) doubt: Option<&'static str>,
}

/// Years of two digits up to this one are of this century; later ones of the last.
const PIVOT: u16 = 49;

/// Languages whose months are tried besides the text's own.
const OTHERS: [&str; 12] = ["en", "fr", "de", "es", "it", "pt", "nl", "ru", "uk", "pl", "sv", "cs"];

/// The first date in a text, in the language `lang` where orders and names differ.
pub(super) fn find(text: &str, lang: Option<&Lang>) -> Option<Found> {
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| {
        let (date, taken, doubt) = numeric(&tokens[at], lang)
            .map(|(date, doubt)| (date, 1, doubt))
            .or_else(|| named(&tokens[at..], lang).map(|(date, taken)| (date, taken, None)))?;
        let (start, end) = (tokens[at].start, tokens[at + taken - 1].end);
        Some(Found { date, start, end, doubt })
    })
}

/// The date that a text is, and nothing else but a lead such as "Date:" or a time of day.
pub(super) fn whole(text: &str, lang: Option<&Lang>) -> Option<Found> {
    let found = find(text, lang)?;
    let rest = format!("{} {}", &text[..found.start], &text[found.end..]).to_lowercase();
    let idle = |word: &str| {
        word.chars().all(|c| !c.is_alphabetic())
            || is_day_of_week(word)
            || [
                "date",
                "published",
                "posted",
                "on",
                "le",
                "am",
                "den",
                "el",
                "il",
                "date:",
                "г",
                "года",
                "de",
                "datum",
                "at",
            ]
            .contains(&word.trim_end_matches([':', '.', ',']))
    };
    rest.split_whitespace().all(idle).then_some(found)
}

fn is_day_of_week(word: &str) -> bool {
    const DAYS: &str = "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun lundi mardi \
                        mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag freitag samstag \
                        sonntag lunes martes miércoles jueves viernes sábado domingo";
    let word = word.trim_end_matches([',', '.']);
    DAYS.split_whitespace().any(|day| day == word)
}

struct Token<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

/// Words and numbers; a number keeps the dots, slashes and hyphens between its parts.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    for (start, word) in words(text) {
        let lead = word.len() - word.trim_start_matches(['(', '[', '"', '“', '‘', '\'', ',']).len();
        let inner = word[lead..].trim_end_matches([')', ']', ',', ';', ':', '"', '”', '’', '\'', '.', '!', '?']);
        if !inner.is_empty() {
            out.push(Token { text: inner, start: start + lead, end: start + lead + inner.len() });
        }
    }
    out
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace().map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// `2012-02-28`, `28/2/12`, `28.02.2012`, `2012/02/28`.
fn numeric(token: &Token<'_>, lang: Option<&Lang>) -> Option<(Date, Option<&'static str>)> {
    if let Some(date) = parse_date(token.text).filter(|date| date.day.is_some()) {
        return Some((date, None));
    }
    let separator = ['/', '.', '-'].into_iter().find(|c| token.text.matches(*c).count() == 2)?;
    let parts: Vec<&str> = token.text.split(separator).collect();
    let numbers: Vec<u16> = parts
        .iter()
        .map(|part| part.parse().ok().filter(|_| part.bytes().all(|b| b.is_ascii_digit())))
        .collect::<Option<_>>()?;
    if parts[0].len() == 4 {
        return Some((day(numbers[0], numbers[1], numbers[2])?, None));
    }
    if !(parts[0].len() <= 2 && parts[1].len() <= 2 && matches!(parts[2].len(), 2 | 4)) {
        return None;
    }
    let year = match numbers[2] {
        year if parts[2].len() == 4 => year,
        year if year <= PIVOT => 2000 + year,
        year => 1900 + year,
    };
    let (first, second) = (numbers[0], numbers[1]);
    let american = lang.is_some_and(|lang| lang.as_str().eq_ignore_ascii_case("en-us"));
    // Dots are written where the day comes first, always.
    match (day(year, second, first), day(year, first, second)) {
        (Some(date), None) => Some((date, None)),
        (None, Some(date)) => Some((date, None)),
        (Some(date), Some(other)) if date == other || separator == '.' => Some((date, None)),
        (Some(_), Some(date)) if american => Some((date, Some("read month first"))),
        (Some(date), Some(_)) => Some((date, Some("read day first"))),
        (None, None) => None,
    }
}

fn day(year: u16, month: u16, day: u16) -> Option<Date> {
    parse_date(&format!("{year:04}-{month:02}-{day:02}"))
}

/// `28 February 2012`, `February 28th, 2012`, `28. Februar 2012`, `28 de febrero de 2012`, `February 2012`; the date and how
/// many tokens it takes.
fn named(tokens: &[Token<'_>], lang: Option<&Lang>) -> Option<(Date, usize)> {
    // Small words between: "the 28th of February", "28 de febrero de 2012".
    let skip =
        |at: usize| at + usize::from(tokens.get(at).is_some_and(|token| matches!(token.text, "of" | "de" | "del")));
    let month = |at: usize| month(tokens.get(at)?.text, lang);
    let year = |at: usize| {
        let text = tokens.get(at)?.text;
        text.parse::<u16>().ok().filter(|year| text.len() == 4 && (1400..2200).contains(year))
    };
    let number = |at: usize| day_number(tokens.get(at)?.text);
    if let Some(number) = number(0) {
        let at = skip(1);
        let found = month(at)?;
        let after = skip(at + 1);
        return Some((day(year(after)?, found, number)?, after + 1));
    }
    let found = month(0)?;
    if let (Some(number), Some(year)) = (number(1), year(2)) {
        return Some((day(year, found, number)?, 3));
    }
    let after = skip(1);
    let year = year(after)?;
    Some((Date { year, month: u8::try_from(found).ok(), day: None }, after + 1))
}

/// `28`, `28.`, `28th`, `1er`.
fn day_number(text: &str) -> Option<u16> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let ending = text.get(digits..)?.to_lowercase();
    let ordinal = matches!(ending.as_str(), "" | "st" | "nd" | "rd" | "th" | "er" | "º" | "°" | "-го");
    text[..digits].parse().ok().filter(|day| ordinal && (1..=31).contains(day))
}

/// The number of a month by its name, or by at least three letters of it.
fn month(word: &str, lang: Option<&Lang>) -> Option<u16> {
    let word = word.trim_end_matches('.').to_lowercase();
    if word.chars().count() < 3 || !word.chars().next().is_some_and(char::is_alphabetic) {
        return None;
    }
    let tried = lang.map(Lang::as_str).into_iter().chain(OTHERS);
    let names = tried.flat_map(|lang| {
        let months = Months::of(&Lang::new(lang));
        (1..=12u8).flat_map(move |n| [true, false].map(|with_day| (n, months.name(n, with_day))))
    });
    // "Sept." is a form of its own in English; "mars" is no form of "marzo".
    let mut matches = names.filter_map(|(n, name)| name.map(|name| (n, name.to_lowercase())));
    matches
        .find(|(_, name)| *name == word || (word.chars().count() <= 4 && name.starts_with(&word)))
        .map(|(n, _)| n.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str, lang: &str) -> Option<String> {
        find(text, Some(&Lang::new(lang))).map(|found| found.date.iso())
    }

    #[test]
    fn dates_are_found_as_people_write_them() {
        for (text, lang, date) in [
            ("Svetlana 28/2/12", "en", "2012-02-28"),
            ("28.2.2012", "de", "2012-02-28"),
            ("posted 2/28/2012 at noon", "en", "2012-02-28"),
            ("on 16 December 2011, in the square", "en", "2011-12-16"),
            ("December 16th, 2011", "en", "2011-12-16"),
            ("the 1st of May 1886", "en", "1886-05-01"),
            ("le 1er mai 1968", "fr", "1968-05-01"),
            ("28. Februar 2012", "de", "2012-02-28"),
            ("28 de febrero de 2012", "es", "2012-02-28"),
            ("28 февраля 2012 г.", "ru", "2012-02-28"),
            ("in February 2012", "en", "2012-02"),
            ("5 Sept. 1999", "en", "1999-09-05"),
            ("2012-02-28T10:00:00Z", "en", "2012-02-28"),
            ("2012/02/28", "en", "2012-02-28"),
            ("31/12/68", "en", "1968-12-31"),
        ] {
            assert_eq!(iso(text, lang).as_deref(), Some(date), "{text}");
        }
        for text in
            ["", "no date", "12/13/14/15", "99/99/99", "the 16 of them", "May be in 2012 or not", "1.2.3.4", "3-4"]
        {
            assert_eq!(iso(text, "en"), None, "{text}");
        }
    }

    #[test]
    fn doubt_is_said_where_there_is_any() {
        let doubt =
            |text: &str, lang: &str| find(text, Some(&Lang::new(lang))).map(|found| (found.date.iso(), found.doubt));
        assert_eq!(doubt("3/4/2012", "en"), Some(("2012-04-03".into(), Some("read day first"))));
        assert_eq!(doubt("3/4/2012", "en-US"), Some(("2012-03-04".into(), Some("read month first"))));
        assert_eq!(doubt("28/2/12", "en"), Some(("2012-02-28".into(), None)));
        assert_eq!(doubt("3/3/2012", "en"), Some(("2012-03-03".into(), None)));
    }

    #[test]
    fn a_line_that_is_a_date_is_told_from_one_that_holds_it() {
        assert!(whole("Published: Tuesday, 28 February 2012", None).is_some());
        assert!(whole("On 28 February 2012 the strike began", None).is_none());
    }
}
