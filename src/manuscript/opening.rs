//! How a text begins, for initials that stand over several lines.

/// How many letters, at the least, the first words have that are set in small capitals.
const LEAD_LETTERS: usize = 12;

/// The beginning of a text, in parts that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening<'t> {
    /// Quotation marks and the like before the first letter.
    pub marks: &'t str,
    /// The first letter, with its accents.
    pub initial: &'t str,
    /// The rest of the first words, up to a stop or to some letters.
    pub lead: &'t str,
    /// What follows, from the space on.
    pub rest: &'t str,
}

/// Takes a text apart. Nothing when it does not begin with a capital.
#[must_use]
pub fn opening(text: &str) -> Option<Opening<'_>> {
    let start = text.find(|c: char| !is_opening_mark(c))?;
    let (marks, words) = text.split_at(start);
    let first = words.chars().next().filter(|c| c.is_uppercase())?;
    let is_accent = |c: char| matches!(c, '\u{300}'..='\u{36F}');
    let end = words[first.len_utf8()..].find(|c| !is_accent(c)).map_or(words.len(), |at| at + first.len_utf8());
    let (initial, after) = words.split_at(end);
    let mut letters = 1;
    let mut until = 0;
    for word in after.split_inclusive([' ', '\u{A0}', '\n']) {
        let bare = word.trim_end();
        until += bare.len();
        letters += bare.chars().filter(|c| c.is_alphabetic()).count();
        if letters >= LEAD_LETTERS || bare.ends_with(|c: char| !c.is_alphabetic()) && !bare.is_empty() {
            break;
        }
        until += word.len() - bare.len();
    }
    // Stops after the words are as in the text that follows.
    let lead = after[..until].trim_end_matches(|c: char| !c.is_alphabetic());
    Some(Opening { marks, initial, lead, rest: &after[lead.len()..] })
}

fn is_opening_mark(c: char) -> bool {
    matches!(
        c,
        '“' | '‘' | '„' | '‚' | '«' | '‹' | '»' | '›' | '"' | '\'' | '(' | '[' | '¿' | '¡' | '\u{A0}' | '\u{202F}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_where_it_begins() {
        let parts = |text| opening(text).map(|o| (o.marks, o.initial, o.lead, o.rest));
        assert_eq!(parts("Nobody kept the minutes, and"), Some(("", "N", "obody kept the", " minutes, and")));
        assert_eq!(parts("“The strike,” said"), Some(("“", "T", "he strike", ",” said")));
        assert_eq!(parts("A demand is worth"), Some(("", "A", " demand is worth", "")));
        assert_eq!(parts("E\u{301}tat"), Some(("", "E\u{301}", "tat", "")));
        assert_eq!(parts("«\u{A0}Oui"), Some(("«\u{A0}", "O", "ui", "")));
        assert_eq!(parts("Yes."), Some(("", "Y", "es", ".")));
        for text in ["1917 began", "", "“", "— a dash", "lower case"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
