//! Carries pictures over: JPEG files as they are, PNG files by their pixels.

use std::io::Cursor;

use png::{ColorType, Decoder, Transformations};

use super::Error;
use super::content::deflate;
use crate::collection::{Image, ImageFormat};

/// A picture as an image XObject holds it (ISO 32000-1, 8.9.5).
#[derive(Debug, Clone)]
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) space: Space,
    /// The filter that `data` has been through.
    pub(super) filter: &'static str,
    /// Whether values are upside down, as Adobe writes CMYK.
    pub(super) inverted: bool,
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
    let failed = |cause: String| Error::Image { path: image.path.clone(), cause };
    match image.format {
        ImageFormat::Jpeg => jpeg(image).ok_or_else(|| failed("its header is damaged".to_owned())),
        ImageFormat::Png => png(image).map_err(|e| failed(e.to_string())),
    }
}

/// Reads the frame header (ITU-T T.81, B.2.2) for the number of components; the data goes through untouched.
fn jpeg(image: &Image) -> Option<Picture> {
    let bytes = &image.bytes;
    let mut at = 2;
    let mut adobe = false;
    loop {
        let marker = (*bytes.get(at)? == 0xFF).then(|| bytes.get(at + 1).copied()).flatten()?;
        if marker == 0xFF {
            at += 1;
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        match marker {
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                let space = match bytes.get(at + 9)? {
                    1 => Space::Gray,
                    3 => Space::Rgb,
                    4 => Space::Cmyk,
                    _ => return None,
                };
                return Some(Picture {
                    width: image.width,
                    height: image.height,
                    space,
                    filter: "DCTDecode",
                    inverted: adobe && space == Space::Cmyk,
                    data: bytes.to_vec(),
                    mask: None,
                });
            }
            0xEE => adobe = bytes.get(at + 4..at + 9) == Some(b"Adobe"),
            _ => {}
        }
        at += 2 + length.max(2);
    }
}

fn png(image: &Image) -> Result<Picture, png::DecodingError> {
    let mut decoder = Decoder::new(Cursor::new(&image.bytes[..]));
    // Palettes and low depths become bytes, 16 bits become 8.
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info()?;
    let size = reader.output_buffer_size().ok_or(png::DecodingError::LimitsExceeded)?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels)?;
    pixels.truncate(frame.buffer_size());
    let (space, colours, alpha) = match frame.color_type {
        ColorType::Grayscale => (Space::Gray, 1, false),
        ColorType::GrayscaleAlpha => (Space::Gray, 1, true),
        ColorType::Rgba => (Space::Rgb, 3, true),
        ColorType::Rgb | ColorType::Indexed => (Space::Rgb, 3, false),
    };
    let mask = alpha.then(|| pixels.iter().skip(colours).step_by(colours + 1).copied().collect::<Vec<u8>>());
    // Opacity that hides nothing is no opacity.
    let mask = mask.filter(|m| m.iter().any(|a| *a != 255)).map(|m| deflate(&m));
    let data = if alpha {
        pixels.chunks_exact(colours + 1).flat_map(|pixel| &pixel[..colours]).copied().collect()
    } else {
        pixels
    };
    Ok(Picture {
        width: frame.width,
        height: frame.height,
        space,
        filter: "FlateDecode",
        inverted: false,
        data: deflate(&data),
        mask,
    })
}
