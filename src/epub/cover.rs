//! Draws the cover's picture: a typeset page, or the author's own picture, at the size that shops and
//! readers ask for.

use std::collections::BTreeMap;

use jpeg_encoder::{ColorType, Encoder};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::prelude::{LocationRef, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use tiny_skia::{Color, FillRule, FilterQuality, Paint, Path, PathBuilder, Pixmap, PixmapPaint, Rect, Transform};

use crate::collection::{Image, ImageFormat};
use crate::typeset::{Face, FaceId, Line, Page, Paged, Placed, Sp};

/// Width in pixels.
pub const WIDTH: u32 = 1400;
/// Height in pixels.
pub const HEIGHT: u32 = 2100;
/// Apple Books refuses pictures of more pixels than this.
const MOST_PIXELS: u64 = 4_000_000;
/// At this quality the edges of large letters show no ringing.
const QUALITY: u8 = 90;

/// Draws `page` of `paged` as a JPEG of [`WIDTH`] by [`HEIGHT`] pixels, black on white. The page fills
/// the width; what it is higher or lower is cut off or left white, the same above and below. `images`
/// are those of the collection. PNG pictures are drawn; JPEG pictures, for which the program has no
/// decoder, leave their place white.
#[must_use]
pub fn render(page: &Page, paged: &Paged, images: &[Image]) -> Vec<u8> {
    let scale = WIDTH as f32 / points(paged.width).max(1.0);
    let shift = (HEIGHT as f32 - points(paged.height) * scale) / 2.0;
    let mut canvas = Canvas {
        pixmap: white(),
        to_page: Transform::from_row(scale, 0.0, 0.0, scale, 0.0, shift),
        faces: &paged.faces,
        outlines: BTreeMap::new(),
    };
    for item in &page.items {
        match item {
            Placed::Text(line) => canvas.line(line),
            Placed::Rule { x, y, width, height } => canvas.rule(*x, *y, *width, *height),
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
                    let transform = fit.post_concat(canvas.to_page);
                    canvas.pixmap.draw_pixmap(0, 0, picture.as_ref(), &smooth(), transform, None);
                }
            }
        }
    }
    encode(&canvas.pixmap)
}

/// Makes the cover of a picture that is the whole cover already: a JPEG that readers accept as it is,
/// byte for byte; a PNG drawn as large as it fits on white. Nothing for other pictures: a JPEG of
/// more than four million pixels, a broken PNG.
#[must_use]
pub fn from_picture(image: &Image) -> Option<Vec<u8>> {
    if image.format == ImageFormat::Jpeg {
        let pixels = u64::from(image.width) * u64::from(image.height);
        return (pixels <= MOST_PIXELS).then(|| image.bytes.to_vec());
    }
    let picture = decode(image)?;
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let scale = (WIDTH as f32 / width).min(HEIGHT as f32 / height);
    let (x, y) = ((WIDTH as f32 - width * scale) / 2.0, (HEIGHT as f32 - height * scale) / 2.0);
    let mut pixmap = white();
    let transform = Transform::from_row(scale, 0.0, 0.0, scale, x, y);
    pixmap.draw_pixmap(0, 0, picture.as_ref(), &smooth(), transform, None);
    Some(encode(&pixmap))
}

struct Canvas<'a> {
    pixmap: Pixmap,
    /// From points on the page to pixels.
    to_page: Transform,
    faces: &'a [std::sync::Arc<Face>],
    /// Outlines in font units, once for each glyph; nothing for glyphs without ink.
    outlines: BTreeMap<(FaceId, u16), Option<Path>>,
}

impl Canvas<'_> {
    fn line(&mut self, line: &Line) {
        let stretch = f32::from(line.expansion) / 1000.0;
        for run in &line.runs {
            let Some(face) = self.faces.get(usize::from(run.word.face.0)) else { continue };
            let unit = points(run.size) / f32::from(face.units_per_em.max(1));
            let (mut x, baseline) = (points(run.x), points(line.y - run.rise));
            for glyph in &run.word.glyphs {
                let at_x = x + f32::from(glyph.x_offset) * unit * stretch;
                let at_y = baseline - f32::from(glyph.y_offset) * unit;
                x += f32::from(glyph.advance) * unit * stretch;
                let key = (run.word.face, glyph.id);
                let outline = self.outlines.entry(key).or_insert_with(|| outline(face, glyph.id));
                if let Some(path) = outline {
                    let place = Transform::from_row(unit * stretch, 0.0, 0.0, -unit, at_x, at_y);
                    let transform = place.post_concat(self.to_page);
                    self.pixmap.fill_path(path, &ink(), FillRule::Winding, transform, None);
                }
            }
        }
    }

    fn rule(&mut self, x: Sp, y: Sp, width: Sp, height: Sp) {
        if let Some(rect) = Rect::from_xywh(points(x), points(y), points(width), points(height)) {
            self.pixmap.fill_rect(rect, &ink(), self.to_page, None);
        }
    }
}

fn points(length: Sp) -> f32 {
    length.to_pt() as f32
}

fn white() -> Pixmap {
    let mut pixmap = Pixmap::new(WIDTH, HEIGHT).expect("the size of a cover is not zero");
    pixmap.fill(Color::WHITE);
    pixmap
}

fn ink() -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(Color::BLACK);
    paint.anti_alias = true;
    paint
}

fn smooth() -> PixmapPaint {
    PixmapPaint { quality: FilterQuality::Bicubic, ..PixmapPaint::default() }
}

fn encode(pixmap: &Pixmap) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = Encoder::new(&mut out, QUALITY);
    let (width, height) = (WIDTH as u16, HEIGHT as u16);
    encoder.encode(pixmap.data(), width, height, ColorType::Rgba).expect("writing to memory does not fail");
    out
}

/// The outline of a glyph in font units, upwards; nothing when it has none or the face is broken.
fn outline(face: &Face, glyph: u16) -> Option<Path> {
    let font = FontRef::from_index(face.bytes, 0).ok()?;
    let mut pen = Pen(PathBuilder::new());
    let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
    font.outline_glyphs().get(GlyphId::from(glyph))?.draw(settings, &mut pen).ok()?;
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

/// Decodes a PNG of at most the pixels that a cover may have many times over.
fn decode(image: &Image) -> Option<Pixmap> {
    let pixels = u64::from(image.width) * u64::from(image.height);
    if image.format != ImageFormat::Png || pixels > 16 * MOST_PIXELS {
        return None;
    }
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
