//! Carries pictures over: JPEG files as they are, PNG files by their pixels.

use std::io::Cursor;

use png::{ColorType, Decoder, Transformations};

use super::Error;
use crate::collection::images::segments;
use crate::collection::{Image, ImageFormat};
use crate::deflate;

/// A picture as an image XObject holds it (ISO 32000-1, 8.9.5).
#[derive(Debug, Clone)]
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) space: Space,
    /// The filter that `data` has been through.
    pub(super) filter: &'static str,
    pub(super) data: Vec<u8>,
    /// Opacity, a byte a pixel, deflated.
    pub(super) mask: Option<Vec<u8>>,
}

/// A colour space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Gray,
    Rgb,
    Cmyk,
}

impl Space {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gray => "DeviceGray",
            Self::Rgb => "DeviceRGB",
            Self::Cmyk => "DeviceCMYK",
        }
    }
}

/// Makes a picture of an image file.
pub(super) fn picture(image: &Image) -> Result<Picture, Error> {
    match image.format {
        ImageFormat::Jpeg => jpeg(image)
            .ok_or_else(|| Error::Image { path: image.path.clone(), cause: "its header is damaged".to_owned() }),
        ImageFormat::Png => pixels(image).map(png),
    }
}

/// Reads the frame header (ITU-T T.81, B.2.2) for the number of components; the data goes through untouched.
fn jpeg(image: &Image) -> Option<Picture> {
    let bytes = &image.bytes;
    let is_frame = |marker: u8| matches!(marker, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF);
    let (_, frame) = segments(bytes).find(|(marker, _)| is_frame(*marker))?;
    let space = match bytes.get(frame.start + 5)? {
        1 => Space::Gray,
        3 => Space::Rgb,
        // Four inks have been refused where pictures are gathered: no two programs agree on them.
        _ => return None,
    };
    let (width, height) = (image.width, image.height);
    Some(Picture { width, height, space, filter: "DCTDecode", data: bytes.to_vec(), mask: None })
}

/// The pixels of a picture.
#[derive(Debug)]
pub(super) struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    /// How many colours a pixel has: 1 or 3.
    pub(super) colours: usize,
    /// Whether its opacity follows them.
    pub(super) alpha: bool,
    /// A byte a colour.
    pub(super) samples: Vec<u8>,
}

/// Reads the pixels of a PNG file: palettes and low depths become bytes, 16 bits become 8.
pub(super) fn pixels(image: &Image) -> Result<Pixels, Error> {
    read(image).map_err(|error| Error::Image { path: image.path.clone(), cause: error.to_string() })
}

fn read(image: &Image) -> Result<Pixels, png::DecodingError> {
    let mut decoder = Decoder::new(Cursor::new(&image.bytes[..]));
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info()?;
    let size = reader.output_buffer_size().ok_or(png::DecodingError::LimitsExceeded)?;
    let mut samples = vec![0; size];
    let frame = reader.next_frame(&mut samples)?;
    samples.truncate(frame.buffer_size());
    let (colours, alpha) = match frame.color_type {
        ColorType::Grayscale => (1, false),
        ColorType::GrayscaleAlpha => (1, true),
        ColorType::Rgba => (3, true),
        ColorType::Rgb | ColorType::Indexed => (3, false),
    };
    Ok(Pixels { width: frame.width, height: frame.height, colours, alpha, samples })
}

fn png(pixels: Pixels) -> Picture {
    let Pixels { width, height, colours, alpha, samples } = pixels;
    let mask = alpha.then(|| samples.iter().skip(colours).step_by(colours + 1).copied().collect::<Vec<u8>>());
    // Opacity that hides nothing is no opacity.
    let mask = mask.filter(|m| m.iter().any(|a| *a != 255)).map(|m| deflate::zlib(&m));
    let data = if alpha {
        samples.chunks_exact(colours + 1).flat_map(|pixel| &pixel[..colours]).copied().collect()
    } else {
        samples
    };
    let space = if colours == 1 { Space::Gray } else { Space::Rgb };
    Picture { width, height, space, filter: "FlateDecode", data: deflate::zlib(&data), mask }
}
