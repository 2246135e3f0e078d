//! Shapes on white, and the JPEG of them, which is drawn and encoded in bands, beside each other. Bands that look the same, as
//! those between the sides of a frame do, are drawn and encoded once.

use std::collections::BTreeMap;
use std::ops::Range;

use jpeg_encoder::{Encoder, ImageBuffer, JpegColorType, SamplingFactor, rgb_to_ycbcr};
use rayon::prelude::*;
use tiny_skia::{Color, FillRule, FilterQuality, Paint, Path, PathBuilder, Pixmap, PixmapPaint, Rect, Transform};

use super::bands::{self, Band};
use super::cover::Pixels;
use crate::config::Rgb;

/// At this quality the edges of large letters show no ringing.
const QUALITY: u8 = 90;
/// Rows of a band: a multiple of the sixteen that a JPEG of a quarter of the colour takes at once.
const BAND: u32 = 32;

/// Shapes, one upon the other, on white.
pub(super) struct Canvas {
    size: Pixels,
    shapes: Vec<Shape>,
    /// Whether any of them has another colour than grey.
    is_coloured: bool,
}

enum Shape {
    /// A filled rectangle.
    Rule(Rect, Rgb),
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

    /// Fills a rectangle, in pixels from the upper left.
    pub(super) fn rule(&mut self, rule: Rect, colour: Rgb) {
        self.take_up(colour);
        self.shapes.push(Shape::Rule(rule, colour));
    }

    /// Fills a path, in pixels from the upper left.
    pub(super) fn fill(&mut self, path: Path, colour: Rgb) {
        self.take_up(colour);
        self.shapes.push(Shape::Path(path, colour));
    }

    fn take_up(&mut self, colour: Rgb) {
        let [red, green, blue] = colour.0;
        self.is_coloured |= red != green || green != blue;
    }

    /// Draws a picture, which `place` brings from its own pixels to those of the canvas.
    pub(super) fn picture(&mut self, picture: Pixmap, place: Transform) {
        let grey = |pixel: &[u8]| pixel[0] == pixel[1] && pixel[1] == pixel[2];
        self.is_coloured |= !picture.data().chunks_exact(4).all(grey);
        self.shapes.push(Shape::Picture(picture, place));
    }

    /// All of it as JPEG.
    pub(super) fn jpeg(&self) -> Vec<u8> {
        let height = self.size.height;
        let bands: Vec<Range<u32>> =
            (0..height).step_by(BAND as usize).map(|top| top..height.min(top + BAND)).collect();
        let mut seen = BTreeMap::new();
        // For each the first that looks the same.
        let first = |(i, rows)| self.even(rows).map_or(i, |shapes| *seen.entry(shapes).or_insert(i));
        let firsts: Vec<usize> = bands.iter().enumerate().map(first).collect();
        let encode = |i: usize| (firsts[i] == i).then(|| self.encode(&self.drawn(bands[i].clone())));
        let encoded: Vec<Option<Band>> = (0..bands.len()).into_par_iter().map(encode).collect();
        bands::join(height as u16, firsts.iter().filter_map(|first| encoded[*first].as_ref()))
    }

    /// The shapes on the rows of a whole band, when all of them look the same from the first row to the last.
    fn even(&self, rows: &Range<u32>) -> Option<Vec<usize>> {
        let met: Vec<usize> = (0..self.shapes.len()).filter(|shape| self.shapes[*shape].meets(rows)).collect();
        (rows.len() == BAND as usize && met.iter().all(|shape| self.shapes[*shape].goes_through(rows))).then_some(met)
    }

    /// Some rows of it, as JPEG.
    fn encode(&self, rows: &Pixmap) -> Band {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out, QUALITY);
        // Without colour the colour is the same everywhere: a quarter of it says all.
        let (sampling, unit) = if self.is_coloured { (SamplingFactor::F_1_1, 8) } else { (SamplingFactor::F_2_2, 16) };
        encoder.set_sampling_factor(sampling);
        encoder.set_restart_interval((self.size.width.div_ceil(unit) * (BAND / unit)) as u16);
        let rows = Rows { pixels: rows, is_coloured: self.is_coloured };
        encoder.encode_image(rows).expect("writing to memory does not fail");
        Band::of(out)
    }

    /// These rows, with what there is on them.
    pub(super) fn drawn(&self, rows: Range<u32>) -> Pixmap {
        let height = rows.end - rows.start;
        let mut pixmap = Pixmap::new(self.size.width, height).expect("the size of a cover is not zero");
        pixmap.fill(Color::WHITE);
        let up = Transform::from_translate(0.0, -(rows.start as f32));
        for shape in self.shapes.iter().filter(|shape| shape.meets(&rows)) {
            match shape {
                Shape::Rule(rule, colour) => {
                    pixmap.fill_path(&PathBuilder::from_rect(*rule), &ink(*colour), FillRule::Winding, up, None);
                }
                Shape::Path(path, colour) => pixmap.fill_path(path, &ink(*colour), FillRule::Winding, up, None),
                Shape::Picture(picture, place) => {
                    let paint = PixmapPaint { quality: FilterQuality::Bicubic, ..PixmapPaint::default() };
                    pixmap.draw_pixmap(0, 0, picture.as_ref(), &paint, place.post_concat(up), None);
                }
            }
        }
        pixmap
    }
}

impl Shape {
    /// Whether some of it may be on these rows.
    fn meets(&self, rows: &Range<u32>) -> bool {
        let bounds = match self {
            Self::Rule(rule, _) => *rule,
            Self::Path(path, _) => path.bounds(),
            Self::Picture(..) => return true,
        };
        bounds.bottom() >= rows.start as f32 && bounds.top() <= rows.end as f32
    }

    /// Whether it is the same on all of these rows and beyond.
    fn goes_through(&self, rows: &Range<u32>) -> bool {
        matches!(self, Self::Rule(rule, _) if rule.top() < rows.start as f32 && rule.bottom() > rows.end as f32)
    }
}

fn ink(colour: Rgb) -> Paint<'static> {
    let [red, green, blue] = colour.0;
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint.anti_alias = true;
    paint
}

/// Rows as an encoder reads them.
struct Rows<'p> {
    pixels: &'p Pixmap,
    is_coloured: bool,
}

impl ImageBuffer for Rows<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.pixels.width() as u16
    }

    fn height(&self) -> u16 {
        self.pixels.height() as u16
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let width = self.pixels.width() as usize;
        let pixels = self.pixels.data()[4 * width * usize::from(y)..][..4 * width].chunks_exact(4);
        let [luma, blueness, redness, _] = buffers;
        if self.is_coloured {
            for pixel in pixels {
                let (y, cb, cr) = rgb_to_ycbcr(pixel[0], pixel[1], pixel[2]);
                luma.push(y);
                blueness.push(cb);
                redness.push(cr);
            }
        } else {
            luma.extend(pixels.map(|pixel| pixel[0]));
            // The middle says that there is no colour.
            for channel in [blueness, redness] {
                channel.resize(channel.len() + width, 128);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tiny_skia::ColorU8;
    use zune_jpeg::JpegDecoder;
    use zune_jpeg::zune_core::bytestream::ZCursor;

    use super::*;

    /// A ring over several bands, as black, and what is drawn of it at once and band by band.
    fn ring() -> (Pixmap, Vec<Pixmap>) {
        let size = Pixels { width: 300, height: 300 };
        let mut canvas = Canvas::new(size);
        for (radius, colour) in [(140.0, Rgb::BLACK), (110.5, Rgb([255; 3]))] {
            canvas.fill(PathBuilder::from_circle(150.3, 149.7, radius).expect("it has a radius"), colour);
        }
        let band = |top: u32| canvas.drawn(top..size.height.min(top + BAND));
        (canvas.drawn(0..size.height), (0..size.height).step_by(BAND as usize).map(band).collect())
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

    /// A frame, high enough that bands between its sides and below it look the same, with a ring in it, as pixels and as JPEG.
    fn framed(height: u32, colour: Rgb) -> (Pixmap, Pixmap) {
        let size = Pixels { width: 310, height };
        let mut canvas = Canvas::new(size);
        for (x, y, width, height) in [(10.3, 2.0, 290.0, 3.5), (10.3, 780.0, 290.0, 3.5), (10.3, 2.0, 3.5, 780.0)] {
            canvas.rule(Rect::from_xywh(x, y, width, height).expect("it has a size"), Rgb::BLACK);
        }
        canvas.fill(PathBuilder::from_circle(150.0, 600.0, 60.0).expect("it has a radius"), colour);
        let jpeg = canvas.jpeg();
        // Behind the header of the scan is no other marker but those of restarts, in turn, and the last.
        let markers = jpeg.windows(2).filter(|two| two[0] == 0xFF && two[1] > 0).map(|two| two[1]);
        let behind: Vec<u8> = markers.skip_while(|marker| *marker != 0xDA).skip(1).collect();
        let restarts = (1..height.div_ceil(BAND)).map(|i| 0xD0 + ((i - 1) % 8) as u8);
        assert_eq!(behind, restarts.chain([0xD9]).collect::<Vec<u8>>());
        let jpeg = JpegDecoder::new(ZCursor::new(&jpeg[..])).decode().expect("it is a JPEG");
        let mut decoded = Pixmap::new(size.width, size.height).expect("it has a size");
        assert_eq!(jpeg.len(), 3 * decoded.pixels().len());
        for (pixel, rgb) in decoded.pixels_mut().iter_mut().zip(jpeg.chunks_exact(3)) {
            *pixel = ColorU8::from_rgba(rgb[0], rgb[1], rgb[2], 255).premultiply();
        }
        (canvas.drawn(0..height), decoded)
    }

    #[test]
    fn bands_are_joined_to_the_whole_picture() {
        for (height, colour) in [(901, Rgb::BLACK), (901, Rgb([180, 20, 30])), (896, Rgb::BLACK), (5, Rgb::BLACK)] {
            let (drawn, decoded) = framed(height, colour);
            for (i, (pixel, other)) in drawn.pixels().iter().zip(decoded.pixels()).enumerate() {
                let apart = [pixel.red().abs_diff(other.red()), pixel.blue().abs_diff(other.blue())];
                let (x, y) = (i as u32 % drawn.width(), i as u32 / drawn.width());
                // An edge may be followed in other steps, and is not so sharp in a JPEG.
                assert!(apart.iter().all(|apart| *apart < 100), "at {x}, {y}: {pixel:?} became {other:?}");
            }
        }
    }

    #[test]
    fn a_short_band_is_no_whole_one() {
        let white = |height| Canvas::new(Pixels { width: 64, height }).jpeg().len();
        assert!(white(40) < white(64));
    }

    #[test]
    fn only_what_has_colour_is_encoded_with_all_of_it() {
        let square = |colour| {
            let mut canvas = Canvas::new(Pixels { width: 40, height: 70 });
            canvas.rule(Rect::from_xywh(3.0, 5.0, 20.0, 62.0).expect("it has a size"), colour);
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
