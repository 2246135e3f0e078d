//! The stylesheet: rules that hold for every book, and after them those that its design decides.

use std::fmt;

use crate::config::{Align, Byline, Design, Rgb, Sections};
use crate::typeset::Sp;

/// The rules that hold for every book.
const COMMON: &str = include_str!("style.css");

/// Writes the stylesheet of a book of this design, without the rules that name its faces.
pub(crate) fn stylesheet(design: &Design) -> String {
    let Design { text, titles, .. } = design;
    let em = |length: Sp| Em(length, text.size);
    let weight = |bold: bool| if bold { "bold" } else { "normal" };
    let align = match titles.align {
        Align::Left => "",
        Align::Centre => "header, .subtitle, .byline, .deck, h1 {\n  text-align: center;\n}\n\n",
    };
    let rule = match titles.rule {
        Sp::ZERO => String::new(),
        rule => format!(
            "header, .contents h1 {{\n  border-top: {} solid {};\n  padding-top: 0.8em;\n}}\n\n",
            em(rule),
            Css(design.colour)
        ),
    };
    let byline = match titles.byline {
        Byline::Italic => "font-style: italic",
        Byline::SmallCaps => "font-variant: small-caps;\n  letter-spacing: 0.04em",
        Byline::Roman => "font-style: normal",
    };
    let section = match titles.sections {
        Sections::SmallCaps => "font-size: 1.05em;\n  font-variant: small-caps;\n  letter-spacing: 0.04em",
        Sections::Bold => "font-size: 1.05em;\n  font-weight: bold",
        Sections::Italic => "font-size: 1.15em;\n  font-style: italic",
    };
    let initial = match titles.drop_cap {
        0 => String::new(),
        lines => initial(i32::from(lines)),
    };
    let ragged = if text.ragged { "body {\n  text-align: left;\n}\n\n" } else { "" };
    let underline = if text.underline { "a {\n  text-decoration: underline;\n}\n\n" } else { "" };
    format!(
        r#"{COMMON}
/* What the design decides. */
{ragged}p + p {{
  text-indent: {indent};
}}

{rule}{align}h1 {{
  font-size: {title};
  font-weight: {weight};
  line-height: {title_leading};
}}

h2 {{
  {section};
}}

.byline {{
  {byline};
}}

blockquote, .verse {{
  font-size: {quotation};
}}

blockquote blockquote, .epigraph blockquote, .epigraph .verse, .note blockquote, .note .verse {{
  font-size: 1em;
}}

hr::before {{
  content: {divider};
}}

{initial}{underline}"#,
        indent = em(text.indent),
        title = em(titles.size),
        weight = weight(titles.bold),
        title_leading = Em(titles.leading, titles.size).number(),
        quotation = em(text.quotation_size),
        divider = Quoted(&design.divider),
    )
}

/// The rule for an initial over so many lines of 1.4 em: its capital, two thirds of its size, is as high as from the
/// first line's capitals to the last baseline. In a line of 0.7 of its size it stands at the top.
fn initial(lines: i32) -> String {
    let line = Sp::milli_pt(1_400);
    let size = (line * (lines - 1) + Sp::milli_pt(658)).scale(1000, 658);
    // What is above the capitals of the text in their line.
    let above = Sp::milli_pt(350);
    format!(
        ".initial::first-letter {{\n  float: left;\n  font-size: {};\n  line-height: 0.7;\n  margin: {} 0.06em 0 0;\n}}\n\n",
        Em(size, Sp::pt(1)),
        Em(above, size),
    )
}

/// A length in sizes of another.
struct Em(Sp, Sp);

impl Em {
    /// The bare number, of two decimals, without needless zeros.
    fn number(&self) -> String {
        let hundredths = self.0.scale(100, i64::from(self.1.0.max(1))).0;
        let number = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        number.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

impl fmt::Display for Em {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number().as_str() {
            "0" => f.write_str("0"),
            number => write!(f, "{number}em"),
        }
    }
}

/// A colour as stylesheets write it.
struct Css(Rgb);

impl fmt::Display for Css {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Black is the reader's own colour, which is white by night.
        if self.0 == Rgb::BLACK {
            return f.write_str("currentColor");
        }
        let [red, green, blue] = self.0.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// Text as a string of a stylesheet: letters and digits as they are, all else by its code, so that nothing can end the
/// string (CSS Syntax Module Level 3, 4.3.7).
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for c in self.0.chars() {
            if c.is_ascii_alphanumeric() || c == '*' {
                write!(f, "{c}")?;
            } else {
                // The space ends the code.
                write!(f, "\\{:x} ", u32::from(c))?;
            }
        }
        f.write_str("\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Theme;

    #[test]
    fn the_themes_decide_the_same_things_in_their_own_way() {
        let css = [Theme::Classic, Theme::Broadsheet, Theme::Plain].map(|theme| stylesheet(&Design::of(theme)));
        let said = |part: &str| css.each_ref().map(|css| css.contains(part));
        assert_eq!(said("text-indent: 1.3em"), [true, true, false]);
        assert_eq!(said("font-size: 1.7em;\n  font-weight: normal;\n  line-height: 1.15"), [true, false, false]);
        assert_eq!(said("font-size: 2em;\n  font-weight: bold"), [false, true, false]);
        assert_eq!(said("border-top: 0.3em solid #a61c1c"), [false, true, false]);
        assert_eq!(said("text-decoration: underline"), [false, false, true]);
    }

    #[test]
    fn a_divider_cannot_end_its_string() {
        let design = Design { divider: "\"}*—".to_owned(), ..Design::default() };
        assert!(stylesheet(&design).contains("content: \"\\22 \\7d *\\2014 \";"));
    }

    #[test]
    fn an_initial_has_its_lines_and_is_black_only_on_paper() {
        let mut design = Design::default();
        assert!(!stylesheet(&design).contains("first-letter"));
        design.titles.drop_cap = 2;
        let css = stylesheet(&design);
        assert!(css.contains(".initial::first-letter {\n  float: left;\n  font-size: 3.13em;"), "{css}");
    }
}
