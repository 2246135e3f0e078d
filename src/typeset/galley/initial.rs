//! Initials that stand over the first lines of an article.

use super::{Builder, Frame, KEEP, place_line};
use crate::diagnostics::Span;
use crate::manuscript::{Inline, InlineKind, opening};
use crate::typeset::length::Sp;
use crate::typeset::page::Colour;
use crate::typeset::paragraph::{Beside, SetLine, Shape, Strand};
use crate::typeset::style::{CAP_HEIGHT, Ink, Setting, baseline};
use crate::typeset::turns;

/// White between the initial and the text, in hundredths of the text's size.
const GAP: i64 = 12;
/// How much more it is where the initial is a word by itself.
const WORD_GAP: i64 = 8;
/// Letters that lean away from the first line, or are open beside it, and how far it moves towards them, in hundredths of
/// their width.
const LEANING: [(&str, i64); 2] = [("AÀÁÂÃÄÅĀĂĄАΑΛΔЛ", 22), ("LĹĻĽŁ", 30)];

impl Builder<'_, '_> {
    /// Sets a paragraph with an initial over its first lines, as many as the design says, or two
    /// where they are few: its capital is as high as from
    /// the first line's capitals to the last of these baselines, marks before it stand in the margin, and the first words
    /// are in small capitals. Sets nothing and says so when the paragraph does not begin with a capital.
    pub(super) fn with_initial(&mut self, inlines: &[Inline], frame: &Frame, span: Span) -> bool {
        let most = i32::from(self.context.styles.titles.drop_cap_of(self.article.drop_cap));
        let Some((Inline { kind: InlineKind::Text(text), span: place }, others)) = inlines.split_first() else {
            return false;
        };
        let Some(parts) = opening(text).filter(|_| most > 1) else { return false };
        let ink = frame.ink();
        let marks = self.alone(parts.marks, &ink);
        let text = |text: &str| Inline { kind: InlineKind::Text(text.to_owned()), span: *place };
        // What is taken apart here is one piece of the text; pages do not turn within its first words.
        let place = self.place;
        let mut strands = self.strands(&[text(parts.lead.trim_start())], &ink.clone().small_caps());
        let lead = strands.len();
        let mut rest = vec![text(parts.rest)];
        rest.extend(others.iter().cloned());
        self.place = place;
        let mut rest = self.strands(&rest, &ink);
        if let Some(Strand::Text { place: Some(place), .. }) = rest.first_mut() {
            place.ink += turns::ink(parts.marks) + turns::ink(parts.initial) + turns::ink(parts.lead);
        }
        strands.append(&mut rest);
        let is_word = parts.lead.starts_with(char::is_whitespace);
        let over = |lines| self.initial_over(lines, parts.initial, is_word, &strands, frame);
        let Some((initial, lines, shape)) = (2..=most).rev().find_map(over) else {
            // Its notes have been set, so it is set here, and the letter and the words after it as any others.
            for strand in &mut strands[..lead] {
                if let Strand::Text { ink: small, .. } = strand {
                    *small = ink.clone();
                }
            }
            let space = if is_word { " " } else { "" };
            strands.insert(0, Self::plain(format!("{}{}{space}", parts.marks, parts.initial), &ink));
            let shape = self.shape(frame, Sp::ZERO);
            self.paragraph(&strands, &shape, frame, Sp::ZERO, Some(span));
            return true;
        };
        let from = self.rows.len();
        self.paragraph(&strands, &shape, frame, Sp::ZERO, Some(span));
        for row in &mut self.rows[from + 1..from + lines as usize] {
            row.cost_before = KEEP;
        }
        self.put_before(initial, marks, is_word, from, lines, frame);
        true
    }

    /// An initial over so many lines of the `strands`, and their shape beside it. Nothing where there are not so many, or, of
    /// more than two lines, where it would stand on what follows the paragraph.
    fn initial_over(
        &mut self,
        lines: i32,
        letter: &str,
        is_word: bool,
        strands: &[Strand],
        frame: &Frame,
    ) -> Option<(SetLine, i32, Shape)> {
        let height = frame.leading * (lines - 1) + frame.size.scale(CAP_HEIGHT, 1000);
        let large = Ink { size: height.scale(1000, CAP_HEIGHT), colour: Colour::Second, ..frame.ink() };
        let initial = self.alone(letter, &large)?;
        let leaning = LEANING.iter().find(|(letters, _)| letters.contains(letter)).map_or(0, |(_, by)| *by);
        let beside = Beside {
            lines: lines as usize,
            white: initial.width + frame.size.scale(GAP + if is_word { WORD_GAP } else { 0 }, 100),
            // After a word by itself the white must still be seen as a space.
            nearer: initial.width.scale(if is_word { leaning / 2 } else { leaning }, 100),
        };
        let shape = Shape { beside: Some(beside), ..self.shape(frame, Sp::ZERO) };
        let least = if lines > 2 { lines + 1 } else { lines };
        (self.setter.set(strands, &shape).len() >= least as usize).then_some((initial, lines, shape))
    }

    /// Text set by itself on a line.
    fn alone(&mut self, text: &str, ink: &Ink) -> Option<SetLine> {
        let shape = Shape::new(Sp::pt(8_000), Setting::Ragged, ink.size);
        self.setter.set(&[Self::plain(text, ink)], &shape).into_iter().next()
    }

    /// Puts the initial and its marks into the first row of its paragraph, where they are read first.
    fn put_before(
        &mut self,
        mut initial: SetLine,
        marks: Option<SetLine>,
        is_word: bool,
        from: usize,
        lines: i32,
        frame: &Frame,
    ) {
        let first = baseline(frame.leading, frame.size);
        let row = &mut self.rows[from];
        let text = std::mem::take(&mut row.content);
        if let Some(marks) = marks {
            let left = frame.left - marks.width;
            place_line(row, marks, left, first, frame.layer);
        }
        if let Some(run) = initial.runs.last_mut() {
            run.space_after = is_word;
        }
        place_line(row, initial, frame.left, first + frame.leading * (lines - 1), frame.layer);
        for (at, _) in &mut row.page_numbers {
            *at += row.content.len();
        }
        row.content.extend(text);
    }
}
