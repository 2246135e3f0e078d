//! Knows a picture by its first bytes and measures it. The whole file is gone through, so that a
//! picture cut short is reported here, with its place, and not by a writer that has none.

use std::ops::Range;

use png::{ColorType, Decoder, Limits};

use super::ImageFormat;

/// The most pixels a picture may have: a sheet of A3 at 700 dots to the inch. More would need
/// gigabytes when decoded.
const MOST_PIXELS: u64 = 100_000_000;

/// What is known of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Measured {
    pub(super) format: ImageFormat,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Whether the camera says that it must be turned, which not every reader and no printer does.
    pub(super) turned: bool,
}

/// Why a picture cannot be used, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// In one clause: "is cut short".
    pub(super) what: String,
    pub(super) hint: &'static str,
}

impl Fault {
    fn new(what: impl Into<String>, hint: &'static str) -> Self {
        Self { what: what.into(), hint }
    }

    fn cut_short() -> Self {
        Self::new("is cut short", "copy it once more from where it came from")
    }

    fn broken(why: impl std::fmt::Display) -> Self {
        Self::new(format!("is broken: {why}"), "save it once more as a JPEG or PNG")
    }
}

/// Measures the picture in `bytes`, whatever its file is called.
///
/// # Errors
/// When it is neither JPEG nor PNG, is damaged, or is of a kind that readers do not show.
pub(super) fn measure(bytes: &[u8]) -> Result<Measured, Fault> {
    let measured = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        png(bytes)?
    } else if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        jpeg(bytes)?
    } else {
        return Err(Fault::new(
            match foreign(bytes) {
                Some(kind) => format!("is {kind}, not a JPEG or PNG"),
                None => "is neither a JPEG nor a PNG".to_owned(),
            },
            "save it as a JPEG or PNG",
        ));
    };
    let pixels = u64::from(measured.width) * u64::from(measured.height);
    match pixels {
        0 => Err(Fault::broken("it has no pixels")),
        1..=MOST_PIXELS => Ok(measured),
        _ => Err(too_large()),
    }
}

fn too_large() -> Fault {
    Fault::new(
        format!("has more than {} million pixels", MOST_PIXELS / 1_000_000),
        "make it smaller: 2000 pixels are enough for a page",
    )
}

/// The name of a format that is often met under a wrong ending.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let at = |start: usize, magic: &[u8]| bytes.get(start..).is_some_and(|rest| rest.starts_with(magic));
    Some(match bytes {
        [] => "empty",
        _ if at(0, b"GIF8") => "a GIF",
        _ if at(0, b"RIFF") && at(8, b"WEBP") => "a WebP",
        _ if at(4, b"ftypavif") => "an AVIF",
        _ if at(4, b"ftyphei") || at(4, b"ftypmif1") => "a HEIC",
        _ if at(0, b"BM") => "a BMP",
        _ if at(0, b"II*\0") || at(0, b"MM\0*") => "a TIFF",
        _ if at(0, b"%PDF") => "a PDF",
        _ if at(0, b"<svg") || at(0, b"<?xml") => "an SVG",
        _ if at(0, b"<!DOCTYPE") || at(0, b"<html") => "a web page",
        _ => return None,
    })
}

/// Reads a PNG row by row, which checks its lengths and checksums.
fn png(bytes: &[u8]) -> Result<Measured, Fault> {
    let fault = |error: png::DecodingError| match error {
        png::DecodingError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Fault::cut_short(),
        png::DecodingError::LimitsExceeded => too_large(),
        error => Fault::broken(error),
    };
    let mut decoder = Decoder::new_with_limits(std::io::Cursor::new(bytes), Limits { bytes: 64 << 20 });
    decoder.ignore_checksums(false);
    let mut reader = decoder.read_info().map_err(fault)?;
    let (width, height) = reader.info().size();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(too_large());
    }
    if reader.info().animation_control.is_some() {
        return Err(Fault::new("is animated", "save one picture of it"));
    }
    if reader.info().color_type == ColorType::Indexed && reader.info().palette.is_none() {
        return Err(Fault::broken("it has no palette"));
    }
    while reader.next_row().map_err(fault)?.is_some() {}
    reader.finish().map_err(fault)?;
    Ok(Measured { format: ImageFormat::Png, width, height, turned: false })
}

/// The segments of a JPEG (ITU-T T.81, B.1.1.4) up to the header of its first scan: of each the marker, and where what it says lies.
/// There are no more where it is broken.
pub(crate) fn segments(bytes: &[u8]) -> impl Iterator<Item = (u8, Range<usize>)> {
    let mut at = 2;
    std::iter::from_fn(move || {
        // Fill bytes may stand before a marker.
        while bytes.get(at..at + 2) == Some(&[0xFF; 2]) {
            at += 1;
        }
        let marker = *bytes.get(at..at + 2)?.strip_prefix(&[0xFF])?.first()?;
        let length = usize::from(be16(bytes, at + 2)?);
        let segment = at + 4..at + 2 + length.max(2);
        at = segment.end;
        Some((marker, segment))
    })
}

/// Walks through the segments of a JPEG (ITU-T T.81, annex B) to its end.
fn jpeg(bytes: &[u8]) -> Result<Measured, Fault> {
    const END: u8 = 0xD9;
    const SCAN: u8 = 0xDA;
    const APP1: u8 = 0xE1;
    let mut measured: Option<Measured> = None;
    let mut turned = false;
    let mut at = 2;
    loop {
        // Fill bytes may stand before a marker.
        while bytes.get(at) == Some(&0xFF) && bytes.get(at + 1) == Some(&0xFF) {
            at += 1;
        }
        let (Some(0xFF), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else {
            return Err(if at + 1 >= bytes.len() { Fault::cut_short() } else { Fault::broken("a marker is missing") });
        };
        at += 2;
        if marker == END {
            let measured = measured.ok_or_else(|| Fault::broken("it has no size"))?;
            return Ok(Measured { turned, ..measured });
        }
        let length = usize::from(be16(bytes, at).ok_or_else(Fault::cut_short)?);
        let segment = bytes.get(at + 2..at + length.max(2)).ok_or_else(Fault::cut_short)?;
        at += length.max(2);
        match marker {
            0xC0..=0xC2 => measured = Some(frame(segment)?),
            // DHT, JPG and DAC lie among the frames' markers.
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Err(Fault::new(
                    "is a JPEG of a rare kind that readers do not show",
                    "save it once more as a JPEG",
                ));
            }
            APP1 => turned |= is_turned(segment),
            SCAN => at = after_scan(bytes, at),
            _ => {}
        }
    }
}

/// Reads a frame's header: precision, height, width, number of components.
fn frame(segment: &[u8]) -> Result<Measured, Fault> {
    let (Some(8), Some(height), Some(width), Some(&components)) =
        (segment.first(), be16(segment, 1), be16(segment, 3), segment.get(5))
    else {
        return Err(Fault::new("is a JPEG without eight bits to a colour", "save it once more as a JPEG"));
    };
    match components {
        1 | 3 => Ok(Measured { format: ImageFormat::Jpeg, width: width.into(), height: height.into(), turned: false }),
        // Programs do not agree which end of its scale is white.
        4 => Err(Fault::new("is a JPEG in the printer's four inks", "save it in RGB")),
        _ => Err(Fault::broken(format_args!("it has {components} colours"))),
    }
}

/// Where the next marker after a scan's data stands: within the data, 0xFF is followed by 0 or a
/// restart marker.
fn after_scan(bytes: &[u8], mut at: usize) -> usize {
    while let Some(offset) = bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| byte == 0xFF)) {
        at += offset;
        match bytes.get(at + 1) {
            Some(0 | 0xD0..=0xD7) => at += 2,
            _ => return at,
        }
    }
    bytes.len()
}

/// Whether EXIF's tag 0x0112 says something else than upright (Exif 2.32, section 4.6.4).
fn is_turned(segment: &[u8]) -> bool {
    let Some(tiff) = segment.strip_prefix(b"Exif\0\0") else { return false };
    let little = tiff.starts_with(b"II");
    let u16_at = |at: usize| {
        let pair = <[u8; 2]>::try_from(tiff.get(at..at.checked_add(2)?)?).ok()?;
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let u32_at = |at: usize| {
        let four = <[u8; 4]>::try_from(tiff.get(at..at.checked_add(4)?)?).ok()?;
        Some(if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    };
    let orientation = || {
        let directory = usize::try_from(u32_at(4)?).ok()?;
        let entries = usize::from(u16_at(directory)?);
        let entry = (0..entries).map(|i| directory + 2 + 12 * i).find(|&entry| u16_at(entry) == Some(0x0112))?;
        u16_at(entry + 8)
    };
    orientation().is_some_and(|orientation| (2..=8).contains(&orientation))
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG of grey.
    fn a_png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&vec![0x80; (width * height) as usize]).unwrap();
        writer.finish().unwrap();
        bytes
    }

    /// The segments of a JPEG with a scan that holds a stuffed byte and a restart marker.
    fn a_jpeg(frame_marker: u8, components: u8, exif: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8];
        let mut segment = |marker: u8, body: &[u8]| {
            bytes.extend([0xFF, marker]);
            bytes.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
            bytes.extend(body);
        };
        if !exif.is_empty() {
            segment(0xE1, exif);
        }
        segment(0xC4, &[0; 4]);
        segment(frame_marker, &[8, 1, 0, 0, 200, components, 0, 0, 0]);
        segment(0xDA, &[1, 0, 0, 0, 63, 0]);
        bytes.extend([1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4, 0xFF, 0xFF, 0xD9]);
        bytes
    }

    fn exif(orientation: u8) -> Vec<u8> {
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
        exif.extend([1, 0, 0, 3, 0, 0, 0, 1, 0, 1, 0, 0]);
        exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
        exif
    }

    fn fault(bytes: &[u8]) -> String {
        measure(bytes).expect_err("it is at fault").what
    }

    #[test]
    fn pictures_are_measured_by_what_they_are() {
        let size = |bytes: &[u8]| measure(bytes).map(|m| (m.format, m.width, m.height, m.turned));
        assert_eq!(size(&a_png(3, 5)), Ok((ImageFormat::Png, 3, 5, false)));
        assert_eq!(size(&a_jpeg(0xC0, 3, &[])), Ok((ImageFormat::Jpeg, 200, 256, false)));
        assert_eq!(size(&a_jpeg(0xC2, 1, &exif(1))), Ok((ImageFormat::Jpeg, 200, 256, false)));
        assert_eq!(size(&a_jpeg(0xC2, 1, &exif(6))), Ok((ImageFormat::Jpeg, 200, 256, true)));
    }

    #[test]
    fn pictures_that_nobody_can_show_are_refused() {
        assert_eq!(fault(b"GIF89a"), "is a GIF, not a JPEG or PNG");
        assert_eq!(fault(b"hello"), "is neither a JPEG nor a PNG");
        assert_eq!(fault(b"RIFF\0\0\0\0WEBPVP8 "), "is a WebP, not a JPEG or PNG");
        assert!(fault(&a_jpeg(0xC0, 4, &[])).contains("four inks"));
        assert!(fault(&a_jpeg(0xC9, 3, &[])).contains("rare kind"));
        assert!(fault(&a_jpeg(0xFE, 3, &[])).contains("no size"));
    }

    #[test]
    fn pictures_cut_anywhere_are_found_out() {
        for whole in [a_jpeg(0xC0, 3, &exif(1)), a_png(9, 9)] {
            for length in 0..whole.len() {
                assert!(measure(&whole[..length]).is_err(), "{length} of {} bytes", whole.len());
            }
        }
        let mut spoilt = a_png(9, 9);
        spoilt[45] ^= 1;
        assert!(fault(&spoilt).contains("broken"));
    }

    #[test]
    fn a_directory_that_points_nowhere_does_no_harm() {
        let mut exif = exif(6);
        exif[10..14].copy_from_slice(&[0xFF; 4]);
        assert!(!is_turned(&exif));
    }
}
