//! Shapes on white, drawn a band at a time on their way into a JPEG: a picture of four million pixels takes the room of some
//! of its rows.

use std::cell::RefCell;

use jpeg_encoder::{Encoder, ImageBuffer, JpegColorType, SamplingFactor, rgb_to_ycbcr};
use tiny_skia::{Color, FillRule, FilterQuality, Paint, Path, Pixmap, PixmapPaint, Transform};

use super::cover::Pixels;
use crate::config::Rgb;

/// At this quality the edges of large letters show no ringing.
const QUALITY: u8 = 90;
/// Rows of a band: a multiple of the sixteen that a JPEG of a quarter of the colour takes at once.
const BAND: u32 = 64;

/// Shapes, one upon the other, on white.
pub(super) struct Canvas {
    size: Pixels,
    shapes: Vec<Shape>,
    /// Whether any of them has another colour than grey.
    is_coloured: bool,
}

enum Shape {
    /// A filled path.
    Path(Path, Rgb),
    /// A picture, and what brings it to its place.
    Picture(Pixmap, Transform),
}

impl Canvas {
    /// A canvas of this size.
    pub(super) fn new(size: Pixels) -> Self {
        Self { size, shapes: Vec::new(), is_coloured: false }
    }

    /// Fills a path, in pixels from the upper left.
    pub(super) fn fill(&mut self, path: Path, colour: Rgb) {
        let [red, green, blue] = colour.0;
        self.is_coloured |= red != green || green != blue;
        self.shapes.push(Shape::Path(path, colour));
    }

    /// Draws a picture, which `place` brings from its own pixels to those of the canvas.
    pub(super) fn picture(&mut self, picture: Pixmap, place: Transform) {
        let grey = |pixel: &[u8]| pixel[0] == pixel[1] && pixel[1] == pixel[2];
        self.is_coloured |= !picture.data().chunks_exact(4).all(grey);
        self.shapes.push(Shape::Picture(picture, place));
    }

    /// All of it as JPEG.
    pub(super) fn jpeg(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out, QUALITY);
        // Without colour the colour is the same everywhere: a quarter of it says all.
        if !self.is_coloured {
            encoder.set_sampling_factor(SamplingFactor::F_2_2);
        }
        encoder.encode_image(Bands::of(self)).expect("writing to memory does not fail");
        out
    }

    /// All of it as pixels.
    #[cfg(test)]
    pub(super) fn pixels(&self) -> Pixmap {
        let mut pixmap = Pixmap::new(self.size.width, self.size.height).expect("the size of a cover is not zero");
        self.draw(&mut pixmap, 0);
        pixmap
    }

    /// Draws what there is from the row `top` on.
    fn draw(&self, band: &mut Pixmap, top: u32) {
        band.fill(Color::WHITE);
        let up = Transform::from_translate(0.0, -(top as f32));
        let (first, behind) = (top as f32, (top + band.height()) as f32);
        for shape in &self.shapes {
            match shape {
                Shape::Path(path, colour) => {
                    let bounds = path.bounds();
                    if bounds.bottom() >= first && bounds.top() <= behind {
                        band.fill_path(path, &ink(*colour), FillRule::Winding, up, None);
                    }
                }
                Shape::Picture(picture, place) => {
                    let paint = PixmapPaint { quality: FilterQuality::Bicubic, ..PixmapPaint::default() };
                    band.draw_pixmap(0, 0, picture.as_ref(), &paint, place.post_concat(up), None);
                }
            }
        }
    }
}

fn ink(colour: Rgb) -> Paint<'static> {
    let [red, green, blue] = colour.0;
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint.anti_alias = true;
    paint
}

/// A canvas as an encoder reads it: row by row, downwards.
struct Bands<'c> {
    canvas: &'c Canvas,
    /// The row with which the band that is drawn begins, and the band.
    drawn: RefCell<(Option<u32>, Pixmap)>,
    /// A row without anything on it.
    white: Vec<u8>,
}

impl<'c> Bands<'c> {
    fn of(canvas: &'c Canvas) -> Self {
        let Pixels { width, height } = canvas.size;
        let band = Pixmap::new(width, BAND.min(height)).expect("the size of a cover is not zero");
        Self { canvas, drawn: RefCell::new((None, band)), white: vec![255; width as usize * 4] }
    }
}

impl ImageBuffer for Bands<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.canvas.size.width as u16
    }

    fn height(&self) -> u16 {
        self.canvas.size.height as u16
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let (drawn, band) = &mut *self.drawn.borrow_mut();
        let row = u32::from(y) % BAND;
        let top = u32::from(y) - row;
        if *drawn != Some(top) {
            self.canvas.draw(band, top);
            *drawn = Some(top);
        }
        let start = row as usize * self.white.len();
        let pixels = &band.data()[start..start + self.white.len()];
        let [luma, blueness, redness, _] = buffers;
        // The middle says that there is no colour.
        let grey = |channel: &mut Vec<u8>| channel.resize(channel.len() + pixels.len() / 4, 128);
        if pixels == self.white {
            luma.resize(luma.len() + pixels.len() / 4, 255);
            grey(blueness);
            grey(redness);
        } else if !self.canvas.is_coloured {
            luma.extend(pixels.chunks_exact(4).map(|pixel| pixel[0]));
            grey(blueness);
            grey(redness);
        } else {
            for pixel in pixels.chunks_exact(4) {
                let (y, cb, cr) = rgb_to_ycbcr(pixel[0], pixel[1], pixel[2]);
                luma.push(y);
                blueness.push(cb);
                redness.push(cr);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tiny_skia::PathBuilder;

    use super::*;

    /// A ring over several bands, as black, and what is drawn of it at once and band by band.
    fn ring() -> (Pixmap, Vec<Pixmap>) {
        let size = Pixels { width: 300, height: 300 };
        let mut canvas = Canvas::new(size);
        for (radius, colour) in [(140.0, Rgb::BLACK), (110.5, Rgb([255; 3]))] {
            canvas.fill(PathBuilder::from_circle(150.3, 149.7, radius).expect("it has a radius"), colour);
        }
        let band = |top: u32| {
            let mut band = Pixmap::new(size.width, BAND).expect("it has a size");
            canvas.draw(&mut band, top);
            band
        };
        (canvas.pixels(), (0..size.height).step_by(BAND as usize).map(band).collect())
    }

    #[test]
    fn nobody_sees_where_bands_meet() {
        let (whole, bands) = ring();
        let (mut furthest, mut differ) = (0, 0);
        for (i, pixel) in whole.pixels().iter().enumerate() {
            let (x, y) = (i as u32 % whole.width(), i as u32 / whole.width());
            let other = bands[(y / BAND) as usize].pixel(x, y % BAND).expect("it is on the band");
            let apart = pixel.red().abs_diff(other.red());
            furthest = furthest.max(apart);
            differ += usize::from(apart > 0);
        }
        // Where a curve is cut it is followed in other steps: of its edge some pixels are a quarter lighter or darker.
        assert!(furthest <= 64 && differ < whole.pixels().len() / 100, "{differ} pixels differ, by up to {furthest}");
        let black = bands.iter().flat_map(|band| band.pixels()).filter(|pixel| pixel.red() == 0).count();
        assert!((22_000..24_000).contains(&black), "{black} pixels are black");
    }

    #[test]
    fn only_what_has_colour_is_encoded_with_all_of_it() {
        let square = |colour| {
            let mut canvas = Canvas::new(Pixels { width: 40, height: 70 });
            canvas.fill(
                PathBuilder::from_rect(tiny_skia::Rect::from_xywh(3.0, 5.0, 20.0, 62.0).expect("a square")),
                colour,
            );
            canvas.jpeg()
        };
        // The frame header says how the first component, which is light, is sampled: twice as often as the others, or as often.
        let sampling = |jpeg: Vec<u8>| {
            let frame = jpeg.windows(2).position(|marker| marker == [0xFF, 0xC0]).expect("there is a frame");
            jpeg[frame + 11]
        };
        assert_eq!([Rgb::BLACK, Rgb([180, 20, 30])].map(|colour| sampling(square(colour))), [0x22, 0x11]);
    }
}
