//! Pages as text, so that a change of layout can be read in a diff.

use std::fmt;

use super::page::{Colour, Layer, Line, Page, Paged, Placed};

/// Lists the pages with all that is printed on them: a line for each line, rule and picture.
impl fmt::Display for Paged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, page) in self.pages.iter().enumerate() {
            writeln!(f, "page {} {}", i + 1, if i % 2 == 0 { "recto" } else { "verso" })?;
            write!(f, "{page}")?;
        }
        Ok(())
    }
}

/// Lists what is printed: distance from the top, left edge, then a line's layer (a note's begins with `n`,
/// furniture with `f`), size and text, or what else it is.
impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for placed in &self.items {
            match placed {
                Placed::Text(line) => writeln!(f, "{line}")?,
                Placed::Rule { x, y, width, height, colour } => {
                    writeln!(f, "{y:>8} {x:>8}   rule {width} × {height}{}", name(*colour))?
                }
                Placed::Image { image, x, y, width, height, .. } => {
                    writeln!(f, "{y:>8} {x:>8}   image {image} {width} × {height}")?
                }
            }
        }
        Ok(())
    }
}

/// `  100.00    45.35   10.00 1004 |The text of the line`; a run in another size, raised or of another face is
/// set off by braces, the end of a line at a space is not shown.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.runs.first() else { return Ok(()) };
        let layer = match self.layer {
            Layer::Text => ' ',
            Layer::Note => 'n',
            Layer::Furniture => 'f',
        };
        let colour = name(first.colour);
        write!(f, "{:>8} {:>8} {layer} {:>5} {:>4}{colour} |", self.y, first.x, first.size, self.expansion)?;
        let main =
            |run: &super::page::Run| (run.word.face, run.size, run.rise) == (first.word.face, first.size, first.rise);
        let mut inside = false;
        for (i, run) in self.runs.iter().enumerate() {
            if main(run) == inside {
                f.write_str(if inside { "}" } else { "{" })?;
                inside = !inside;
            }
            f.write_str(&run.word.text)?;
            if run.space_after && i + 1 < self.runs.len() {
                f.write_str(" ")?;
            }
        }
        if inside {
            f.write_str("}")?;
        }
        Ok(())
    }
}

/// What is said of a colour; nothing of black.
fn name(colour: Colour) -> &'static str {
    match colour {
        Colour::Black => "",
        Colour::Second => " second",
        Colour::Paper => " paper",
    }
}
