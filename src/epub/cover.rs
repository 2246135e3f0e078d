//! Draws the cover's picture: a typeset page, or the author's own picture, at the size that shops and
//! readers ask for.

use std::collections::BTreeMap;

use skrifa::outline::OutlinePen;
use tiny_skia::{Path, PathBuilder, Pixmap, Rect, Transform};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

use super::canvas::Canvas;
use crate::collection::{Image, ImageFormat};
use crate::config::Rgb;
use crate::typeset::{Colour, Face, FaceId, Line, Page, Paged, Placed, Sp};

/// The size of a cover in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pixels {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// The cover within the book: as large as all readers take it.
pub const INSIDE: Pixels = Pixels { width: 1400, height: 2100 };
/// The cover beside the book: as large as shops ask for it.
pub const BESIDE: Pixels = Pixels { width: 1600, height: 2560 };
/// Apple Books refuses pictures of more pixels than this.
const MOST_PIXELS: u64 = 4_000_000;

/// Draws `page` of `paged` as a JPEG of this size, black on white. The page fills
/// the width; what it is higher or lower is cut off or left white, the same above and below. `images`
/// are those of the collection; one that is broken leaves its place white.
#[must_use]
pub fn render(page: &Page, paged: &Paged, images: &[Image], size: Pixels) -> Vec<u8> {
    paint(page, paged, images, size).jpeg()
}

fn paint(page: &Page, paged: &Paged, images: &[Image], size: Pixels) -> Canvas {
    let scale = size.width as f32 / points(paged.width).max(1.0);
    let shift = (size.height as f32 - points(paged.height) * scale) / 2.0;
    let mut painter = Painter {
        canvas: Canvas::new(size),
        to_page: Transform::from_row(scale, 0.0, 0.0, scale, 0.0, shift),
        faces: &paged.faces,
        second: paged.second,
        outlines: BTreeMap::new(),
    };
    for item in &page.items {
        match item {
            Placed::Text(line) => painter.line(line),
            Placed::Rule { x, y, width, height, colour } => painter.rule(*x, *y, *width, *height, *colour),
            Placed::Image { image, x, y, width, height, .. } => {
                if let Some(picture) = images.get(*image).and_then(decode) {
                    let fit = Transform::from_row(
                        points(*width) / picture.width() as f32,
                        0.0,
                        0.0,
                        points(*height) / picture.height() as f32,
                        points(*x),
                        points(*y),
                    );
                    painter.canvas.picture(picture, fit.post_concat(painter.to_page));
                }
            }
        }
    }
    painter.canvas
}

/// A JPEG that readers accept as it is.
#[must_use]
pub fn as_it_is(image: &Image) -> Option<&[u8]> {
    let pixels = u64::from(image.width) * u64::from(image.height);
    (image.format == ImageFormat::Jpeg && pixels <= MOST_PIXELS).then_some(&*image.bytes)
}

/// Draws a picture as large as it fits on white of this size, as JPEG; nothing for one that is broken, or has many more
/// pixels than any cover.
#[must_use]
pub fn drawn(image: &Image, size: Pixels) -> Option<Vec<u8>> {
    let picture = decode(image)?;
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let (room_across, room_down) = (size.width as f32, size.height as f32);
    let scale = (room_across / width).min(room_down / height);
    let (x, y) = ((room_across - width * scale) / 2.0, (room_down - height * scale) / 2.0);
    let mut canvas = Canvas::new(size);
    canvas.picture(picture, Transform::from_row(scale, 0.0, 0.0, scale, x, y));
    Some(canvas.jpeg())
}

/// Draws what is on a page.
struct Painter<'a> {
    canvas: Canvas,
    /// From points on the page to pixels.
    to_page: Transform,
    faces: &'a [std::sync::Arc<Face>],
    second: Rgb,
    /// Outlines in font units, once for each glyph; nothing for glyphs without ink.
    outlines: BTreeMap<(FaceId, u16), Option<Path>>,
}

impl Painter<'_> {
    fn line(&mut self, line: &Line) {
        let stretch = f32::from(line.expansion) / 1000.0;
        for run in &line.runs {
            let Some(face) = self.faces.get(usize::from(run.word.face.0)) else { continue };
            let unit = points(run.size) / f32::from(face.units_per_em.max(1));
            let colour = self.colour(run.colour);
            let (mut x, baseline) = (points(run.x), points(line.y - run.rise));
            for glyph in &run.word.glyphs {
                let at_x = x + f32::from(glyph.x_offset) * unit * stretch;
                let at_y = baseline - f32::from(glyph.y_offset) * unit;
                x += f32::from(glyph.advance) * unit * stretch;
                let key = (run.word.face, glyph.id);
                let outline = self.outlines.entry(key).or_insert_with(|| outline(face, glyph.id));
                if let Some(path) = outline {
                    let place = Transform::from_row(unit * stretch, 0.0, 0.0, -unit, at_x, at_y);
                    let path = path.clone().transform(place.post_concat(self.to_page));
                    path.into_iter().for_each(|path| self.canvas.fill(path, colour));
                }
            }
        }
    }

    fn colour(&self, colour: Colour) -> Rgb {
        match colour {
            Colour::Black => Rgb::BLACK,
            Colour::Paper => Rgb([255; 3]),
            Colour::Second => self.second,
        }
    }

    fn rule(&mut self, x: Sp, y: Sp, width: Sp, height: Sp, colour: Colour) {
        let rect = Rect::from_xywh(points(x), points(y), points(width), points(height));
        if let Some(rect) = rect.and_then(|rect| rect.transform(self.to_page)) {
            self.canvas.rule(rect, self.colour(colour));
        }
    }
}

fn points(length: Sp) -> f32 {
    length.to_pt() as f32
}

/// The outline of a glyph in font units, upwards; nothing when it has none or the face is broken.
fn outline(face: &Face, glyph: u16) -> Option<Path> {
    let mut pen = Pen(PathBuilder::new());
    face.draw(glyph, &mut pen)?;
    pen.0.finish()
}

struct Pen(PathBuilder);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }
    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.0.quad_to(cx0, cy0, x, y);
    }
    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.0.cubic_to(cx0, cy0, cx1, cy1, x, y);
    }
    fn close(&mut self) {
        self.0.close();
    }
}

/// Decodes a picture of at most the pixels that a cover may have many times over.
fn decode(image: &Image) -> Option<Pixmap> {
    let pixels = u64::from(image.width) * u64::from(image.height);
    if pixels > 16 * MOST_PIXELS {
        return None;
    }
    match image.format {
        ImageFormat::Png => decode_png(image),
        ImageFormat::Jpeg => decode_jpeg(image),
    }
}

fn decode_jpeg(image: &Image) -> Option<Pixmap> {
    let samples = JpegDecoder::new(ZCursor::new(&image.bytes[..])).decode().ok()?;
    let mut pixmap = Pixmap::new(image.width, image.height)?;
    let count = pixmap.pixels().len();
    let colours = samples.len() / count;
    if samples.len() != colours * count {
        return None;
    }
    for (pixel, source) in pixmap.pixels_mut().iter_mut().zip(samples.chunks_exact(colours.max(1))) {
        let (r, g, b) = match *source {
            [grey] => (grey, grey, grey),
            [r, g, b] => (r, g, b),
            _ => return None,
        };
        *pixel = tiny_skia::ColorU8::from_rgba(r, g, b, 255).premultiply();
    }
    Some(pixmap)
}

fn decode_png(image: &Image) -> Option<Pixmap> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(&image.bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().ok()?;
    let size = reader.output_buffer_size().filter(|s| *s as u64 <= 64 * MOST_PIXELS)?;
    let mut bytes = vec![0; size];
    let info = reader.next_frame(&mut bytes).ok()?;
    let mut pixmap = Pixmap::new(info.width, info.height)?;
    let samples = info.color_type.samples();
    for (pixel, source) in pixmap.pixels_mut().iter_mut().zip(bytes.chunks_exact(samples)) {
        let (r, g, b, a) = match *source {
            [grey, alpha] => (grey, grey, grey, alpha),
            [r, g, b, a] => (r, g, b, a),
            _ => return None,
        };
        *pixel = tiny_skia::ColorU8::from_rgba(r, g, b, a).premultiply();
    }
    Some(pixmap)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::typeset::{Fitted, Glyph, Layer, Run, Word};
    use skrifa::prelude::{LocationRef, Size};
    use skrifa::{FontRef, MetadataProvider};

    const SERIF: &[u8] = include_bytes!("../../fonts/libertinus/LibertinusSerif-Regular.otf");

    /// A run of `text`, shaped by nothing but the advances of its letters.
    fn run(text: &str, x: Sp, size: Sp) -> Run {
        let font = FontRef::new(SERIF).unwrap();
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let glyphs: Vec<Glyph> = text
            .chars()
            .map(|c| {
                let id = font.charmap().map(c).unwrap();
                let advance = metrics.advance_width(id).unwrap() as i16;
                Glyph { id: id.to_u32() as u16, text_len: c.len_utf8() as u8, advance, x_offset: 0, y_offset: 0 }
            })
            .collect();
        let advance = glyphs.iter().map(|g| i32::from(g.advance)).sum();
        let word = Arc::new(Word { face: FaceId(0), glyphs, text: text.into(), divided: false, advance });
        Run { x, rise: Sp::ZERO, size, colour: Colour::Black, word, space_after: false, element: None }
    }

    fn paged() -> Paged {
        let face = Face {
            name: "LibertinusSerif-Regular".into(),
            bytes: SERIF,
            units_per_em: 1000,
            space: 1,
            advances: Vec::new(),
        };
        Paged {
            width: Sp::um(139_700),
            height: Sp::um(210_000),
            second: Rgb([180, 20, 30]),
            pages: Vec::new(),
            back_cover: false,
            fitted: Fitted::default(),
            faces: vec![Arc::new(face)],
            outline: Vec::new(),
            destinations: Vec::new(),
            structure: Vec::new(),
            turns: Vec::new(),
        }
    }

    fn rule(x: i32, y: i32, width: i32, height: i32) -> Placed {
        Placed::Rule { x: Sp::pt(x), y: Sp::pt(y), width: Sp::pt(width), height: Sp::pt(height), colour: Colour::Black }
    }

    fn sample() -> Page {
        let line = |y, size, text| {
            let runs = vec![run(text, Sp::pt(40), Sp::pt(size))];
            Placed::Text(Line { y: Sp::pt(y), layer: Layer::Text, expansion: 1000, runs, paragraph: None })
        };
        let items = vec![
            rule(20, 20, 356, 3),
            rule(20, 572, 356, 3),
            line(140, 44, "The dead end"),
            line(180, 18, "of independent unions, Ää Жж"),
            line(540, 14, "A Small Press"),
        ];
        Page { items, ..Page::default() }
    }

    fn png(width: u32, height: u32, pixel: [u8; 4]) -> Image {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgba);
        let data = pixel.repeat((width * height) as usize);
        encoder.write_header().unwrap().write_image_data(&data).unwrap();
        Image { path: "a.png".into(), format: ImageFormat::Png, width, height, bytes: bytes.into() }
    }

    /// The pixels of `page`, before they become a JPEG.
    fn draw(page: &Page, images: &[Image]) -> Pixmap {
        paint(page, &paged(), images, INSIDE).drawn(0..INSIDE.height)
    }

    fn dark(pixmap: &Pixmap, x: u32, y: u32) -> bool {
        pixmap.pixel(x, y).unwrap().red() < 64
    }

    #[test]
    fn a_cover_is_a_jpeg_of_the_size_that_shops_ask_for_and_always_the_same() {
        for (size, [high, low, wide, narrow]) in [(INSIDE, [8, 52, 5, 120]), (BESIDE, [10, 0, 6, 64])] {
            let jpeg = render(&sample(), &paged(), &[], size);
            assert_eq!(jpeg, render(&sample(), &paged(), &[], size));
            assert!(jpeg.starts_with(&[0xFF, 0xD8, 0xFF]) && jpeg.ends_with(&[0xFF, 0xD9]));
            // The frame header: marker, length, precision, then height, width, three components.
            let frame = jpeg.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
            assert_eq!(jpeg[frame + 5..frame + 10], [high, low, wide, narrow, 3], "{size:?}");
        }
    }

    #[test]
    fn rules_and_letters_stand_where_the_page_has_them() {
        let mut page = Page { items: vec![rule(100, 100, 50, 50)], ..Page::default() };
        let pixmap = draw(&page, &[]);
        let scale = 1400.0 / Sp::um(139_700).to_pt();
        let at = |points: f64| (points * scale) as u32;
        assert!(dark(&pixmap, at(101.0), at(101.0)) && dark(&pixmap, at(149.0), at(148.0)));
        assert!(!dark(&pixmap, at(98.0), at(125.0)) && !dark(&pixmap, at(152.0), at(125.0)));

        page.items = vec![Placed::Text(Line {
            y: Sp::pt(300),
            layer: Layer::Text,
            expansion: 1000,
            runs: vec![run("I", Sp::pt(100), Sp::pt(100))],
            paragraph: None,
        })];
        let pixmap = draw(&page, &[]);
        let stem = (at(100.0)..at(140.0)).filter(|&x| dark(&pixmap, x, at(265.0))).count();
        assert!((20..60).contains(&stem), "the stem of the letter above its baseline: {stem} pixels");
        assert!((at(90.0)..at(150.0)).all(|x| !dark(&pixmap, x, at(303.0))), "and nothing below");
    }

    #[test]
    fn the_second_colour_is_printed_and_the_paper_shows_through_it() {
        let mut page = Page { items: vec![rule(100, 100, 50, 50), rule(120, 120, 10, 10)], ..Page::default() };
        for (item, printed) in page.items.iter_mut().zip([Colour::Second, Colour::Paper]) {
            if let Placed::Rule { colour, .. } = item {
                *colour = printed;
            }
        }
        let pixmap = draw(&page, &[]);
        let at = |points: f64| {
            let pixels = (points * 1400.0 / Sp::um(139_700).to_pt()) as u32;
            let pixel = pixmap.pixel(pixels, pixels).unwrap();
            [pixel.red(), pixel.green(), pixel.blue()]
        };
        assert_eq!([at(110.0), at(125.0)], [[180, 20, 30], [255; 3]]);
    }

    #[test]
    fn pictures_are_drawn_or_left_white() {
        let image = Placed::Image {
            image: 0,
            x: Sp::pt(100),
            y: Sp::pt(100),
            width: Sp::pt(100),
            height: Sp::pt(100),
            element: None,
        };
        let page = Page { items: vec![image], ..Page::default() };
        let black = png(4, 4, [0, 0, 0, 255]);
        assert!(dark(&draw(&page, std::slice::from_ref(&black)), 530, 530));
        assert!(!dark(&draw(&page, &[png(4, 4, [0, 0, 0, 0])]), 530, 530), "what is transparent is white");
        let broken = Image { bytes: b"not a picture".to_vec().into(), ..black };
        assert!(!dark(&draw(&page, &[broken]), 530, 530));
        assert!(!dark(&draw(&page, &[]), 530, 530));
    }

    #[test]
    fn a_picture_of_the_authors_is_passed_on_or_fitted() {
        let jpeg =
            Image { path: "a.jpg".into(), format: ImageFormat::Jpeg, width: 1600, height: 2400, bytes: vec![1].into() };
        assert_eq!(as_it_is(&jpeg), Some(&[1][..]));
        let large = Image { width: 2000, height: 2001, ..jpeg };
        assert_eq!((as_it_is(&large), drawn(&large, INSIDE)), (None, None));
        let png = png(3, 2, [200, 0, 0, 255]);
        assert_eq!(as_it_is(&png), None);
        assert!(drawn(&png, INSIDE).is_some_and(|j| j.starts_with(&[0xFF, 0xD8])));
    }

    /// Writes the sample to `target/cover-sample.jpg`: `cargo test --lib keeps_the_cover -- --ignored`.
    #[test]
    #[ignore = "writes a file, for looking at"]
    fn keeps_the_cover() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/target/cover-sample.jpg");
        std::fs::write(path, render(&sample(), &paged(), &[], BESIDE)).unwrap();
    }
}
