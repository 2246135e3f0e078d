//! Plain lines for what is no publication, such as a sheet that tests a printer.

use super::paragraph::{Setter, Shape, Strand};
use super::shape::Shaper;
use super::style::{Ink, Setting};
use super::{Layer, Line, Placed, Sp, Typesetter};
use crate::manuscript::Lang;

/// Where and how plain text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plain {
    /// Left edge of the lines.
    pub x: Sp,
    /// Upper edge of the first line.
    pub y: Sp,
    /// Their width.
    pub measure: Sp,
    /// Size of the letters.
    pub size: Sp,
    /// Distance between baselines.
    pub leading: Sp,
    /// The face.
    pub face: PlainFace,
    /// Whether lines are centred; else they are flush left.
    pub centred: bool,
}

/// The faces of plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainFace {
    /// The text's own.
    Roman,
    /// Bold.
    Bold,
    /// That of program text.
    Mono,
}

impl Typesetter {
    /// Sets English text in lines, undivided. Returns them and the height below the last one.
    #[must_use]
    pub fn plain(&self, text: &str, how: &Plain) -> (Vec<Placed>, Sp) {
        let lang = Lang::new("en");
        let ink =
            Ink { bold: how.face == PlainFace::Bold, mono: how.face == PlainFace::Mono, ..Ink::new(how.size, &lang) };
        let setting = if how.centred { Setting::Centred } else { Setting::Ragged };
        let shape = Shape::new(how.measure, setting, how.size);
        let strands = [Strand::Text { text: text.to_owned(), ink, link: None, span: None, place: None }];
        let mut shaper = Shaper::new(&self.types.fonts, &self.types.patterns);
        let mut y = how.y;
        let mut placed = Vec::new();
        for mut line in Setter::new(&mut shaper).set(&strands, &shape) {
            line.runs.iter_mut().for_each(|run| run.x += how.x);
            let baseline = y + super::style::baseline(how.leading, how.size);
            let line = Line {
                y: baseline,
                layer: Layer::Furniture,
                expansion: line.expansion,
                runs: line.runs,
                paragraph: None,
            };
            placed.push(Placed::Text(line));
            y += how.leading;
        }
        (placed, y)
    }
}
