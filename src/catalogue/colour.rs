//! A publication's second colour on screens, by day and by night: changed as far as it must be to be read.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::config::Rgb;

/// The paper of `style.css`, by day and by night.
const PAPERS: [Rgb; 2] = [Rgb([253, 251, 247]), Rgb([27, 26, 24])];
/// The contrast asked for, in hundredths; WCAG 2.2, criterion 1.4.3, asks for 4.5.
const CONTRAST: u64 = 550;

/// The name of the class that sets a colour: `ink-a61c1c`.
pub(super) fn class(Rgb([red, green, blue]): Rgb) -> String {
    format!("ink-{red:02x}{green:02x}{blue:02x}")
}

/// The rules of all classes.
pub(super) fn rules(colours: &BTreeSet<Rgb>) -> String {
    let mut css = String::new();
    for colour in colours {
        let [day, night] = PAPERS.map(|paper| hex(readable(*colour, paper)));
        let _ = writeln!(css, ".{} {{ --day: {day}; --night: {night} }}", class(*colour));
    }
    css
}

fn hex(Rgb([red, green, blue]): Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The nearest colour, on the way to black or white, that can be read on `paper`.
fn readable(colour: Rgb, paper: Rgb) -> Rgb {
    let end = if luminance(paper) > 5_000_000 { 0 } else { 255 };
    let step = |n: u32| Rgb(colour.0.map(|part| ((u32::from(part) * (16 - n) + end * n) / 16) as u8));
    (0..=16).map(step).find(|mixed| contrast(*mixed, paper) >= CONTRAST).unwrap_or(step(16))
}

/// The contrast of two colours in hundredths, as WCAG 2.2 defines it.
fn contrast(a: Rgb, b: Rgb) -> u64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 500_000) * 100 / (a.min(b) + 500_000)
}

/// The relative luminance in ten-millionths. Of the curve of sRGB only the square is taken, in whole numbers: that is out
/// by less than what is asked for beyond the standard's contrast.
fn luminance(Rgb(parts): Rgb) -> u64 {
    let [red, green, blue] = parts.map(|part| u64::from(part) * u64::from(part));
    (2_126 * red + 7_152 * green + 722 * blue) * 1_000 / (255 * 255)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the standard says it.
    fn exact(Rgb(a): Rgb, Rgb(b): Rgb) -> f64 {
        let linear = |part: u8| match f64::from(part) / 255.0 {
            part if part <= 0.04045 => part / 12.92,
            part => ((part + 0.055) / 1.055).powf(2.4),
        };
        let luminance = |c: [u8; 3]| 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_colour_can_be_read_by_day_and_by_night() {
        for red in (0..=255).step_by(15) {
            for green in (0..=255).step_by(15) {
                for blue in (0..=255).step_by(15) {
                    let colour = Rgb([red, green, blue]);
                    for paper in PAPERS {
                        let ratio = exact(readable(colour, paper), paper);
                        assert!(ratio >= 4.5, "{colour:?} on {paper:?}: {ratio}");
                    }
                }
            }
        }
        assert_eq!(readable(Rgb([166, 28, 28]), PAPERS[0]), Rgb([166, 28, 28]));
    }
}
