//! Pictures as readers show them on pages of any colour.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, Encoder, Transformations};

use crate::collection::{Image, ImageFormat};

/// The picture on white where it is transparent, as it is on paper: black lines on nothing are not seen on a dark page, and
/// Kobo's readers show no transparency. Nothing when all of it is opaque, or when it is too large to be decoded.
pub(crate) fn on_white(image: &Image) -> Option<Vec<u8>> {
    if image.format != ImageFormat::Png {
        return None;
    }
    let mut decoder = Decoder::new(Cursor::new(&image.bytes));
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let mut reader = decoder.read_info().ok()?;
    let info = reader.info();
    if info.trns.is_none() && !matches!(info.color_type, ColorType::GrayscaleAlpha | ColorType::Rgba) {
        return None;
    }
    let mut bytes = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut bytes).ok()?;
    let bytes = &bytes[..frame.buffer_size()];
    let samples = frame.color_type.samples();
    let pixels = bytes.chunks_exact(samples).filter_map(<[u8]>::split_last);
    if pixels.clone().all(|(alpha, _)| *alpha == u8::MAX) {
        return None;
    }
    let flat: Vec<u8> = pixels.flat_map(|(alpha, colours)| colours.iter().map(|c| over_white(*c, *alpha))).collect();
    let color_type = if samples == 2 { ColorType::Grayscale } else { ColorType::Rgb };
    // Its profile and its resolution stay.
    let mut info = reader.info().clone();
    (info.color_type, info.bit_depth, info.interlaced) = (color_type, BitDepth::Eight, false);
    (info.palette, info.trns) = (None, None);
    let mut out = Vec::new();
    let mut writer = Encoder::with_info(&mut out, info).ok()?.write_header().ok()?;
    writer.write_image_data(&flat).ok()?;
    writer.finish().ok()?;
    Some(out)
}

fn over_white(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u16::from(colour), u16::from(alpha));
    let mixed = (colour * alpha + 255 * (255 - alpha) + 127) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(color: ColorType, depth: BitDepth, data: &[u8], palette: Option<(&[u8], &[u8])>) -> Image {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(color);
        encoder.set_depth(depth);
        if let Some((palette, trns)) = palette {
            encoder.set_palette(palette.to_vec());
            encoder.set_trns(trns.to_vec());
        }
        encoder.write_header().unwrap().write_image_data(data).unwrap();
        Image { path: "a.png".into(), format: ImageFormat::Png, width: 2, height: 1, bytes: bytes.into() }
    }

    fn pixels(bytes: &[u8]) -> (ColorType, Vec<u8>) {
        let mut reader = Decoder::new(Cursor::new(bytes)).read_info().unwrap();
        let mut out = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut out).unwrap();
        (frame.color_type, out)
    }

    #[test]
    fn what_is_transparent_becomes_white() {
        let eight = BitDepth::Eight;
        let grey = on_white(&picture(ColorType::GrayscaleAlpha, eight, &[0, 0, 0, 255], None)).unwrap();
        assert_eq!(pixels(&grey), (ColorType::Grayscale, vec![255, 0]));
        let rgb = on_white(&picture(ColorType::Rgba, eight, &[255, 0, 0, 128, 1, 2, 3, 255], None)).unwrap();
        assert_eq!(pixels(&rgb), (ColorType::Rgb, vec![255, 127, 127, 1, 2, 3]));
        let indexed = picture(ColorType::Indexed, eight, &[0, 1], Some((&[9, 9, 9, 7, 8, 9], &[0])));
        assert_eq!(pixels(&on_white(&indexed).unwrap()), (ColorType::Rgb, vec![255, 255, 255, 7, 8, 9]));
    }

    #[test]
    fn what_is_opaque_stays_as_it_is() {
        let eight = BitDepth::Eight;
        assert!(on_white(&picture(ColorType::Grayscale, eight, &[0, 9], None)).is_none());
        assert!(on_white(&picture(ColorType::Rgba, eight, &[1, 2, 3, 255, 1, 2, 3, 255], None)).is_none());
        assert!(on_white(&picture(ColorType::Indexed, eight, &[0, 1], Some((&[9, 9, 9, 7, 8, 9], &[255])))).is_none());
    }
}
