//! Pictures for a press: as they are where the standard allows it, else in its inks, and on white where they are
//! transparent.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

use super::inks::{cmyk, grey};
use crate::collection::{Image, ImageFormat};
use crate::config::{Interior, Standard};
use crate::deflate;
use crate::pdf::Error;
use crate::pdf::images::{self, Picture, Pixels, Space};
use crate::press::Ticket;

/// Makes a picture of an image file.
pub(super) fn picture(image: &Image, ticket: Ticket) -> Result<Picture, Error> {
    let as_it_is = images::picture(image)?;
    // Grey is black ink.
    if as_it_is.space == Space::Gray && as_it_is.mask.is_none() {
        return Ok(as_it_is);
    }
    if ticket.standard == Standard::X4 && ticket.inks == Interior::Colour {
        return Ok(as_it_is);
    }
    let pixels = match image.format {
        ImageFormat::Png => images::pixels(image)?,
        ImageFormat::Jpeg => decoded(image)?,
    };
    Ok(inked(&pixels, ticket.inks))
}

/// The pixels of a JPEG file.
fn decoded(image: &Image) -> Result<Pixels, Error> {
    let failed = |cause: String| Error::Image { path: image.path.clone(), cause };
    let mut decoder = JpegDecoder::new(ZCursor::new(&image.bytes[..]));
    let samples = decoder.decode().map_err(|error| failed(error.to_string()))?;
    let count = image.width as usize * image.height as usize;
    match samples.len().checked_div(count) {
        Some(colours @ (1 | 3)) if samples.len() == colours * count => {
            Ok(Pixels { width: image.width, height: image.height, colours, alpha: false, samples })
        }
        _ => Err(failed("its pixels are not all there".to_owned())),
    }
}

/// Pixels in black or in the four inks, on white.
fn inked(pixels: &Pixels, inks: Interior) -> Picture {
    let Pixels { width, height, colours, alpha, .. } = *pixels;
    let samples = colours + usize::from(alpha);
    let space = if colours == 1 || inks == Interior::Black { Space::Gray } else { Space::Cmyk };
    let mut data = Vec::with_capacity(width as usize * height as usize * if space == Space::Gray { 1 } else { 4 });
    for pixel in pixels.samples.chunks_exact(samples) {
        let opacity = if alpha { u32::from(pixel[colours]) } else { 255 };
        let on_white = |sample: u8| ((u32::from(sample) * opacity + 255 * (255 - opacity) + 127) / 255) as u8;
        let colour = match colours {
            1 => [on_white(pixel[0]); 3],
            _ => [on_white(pixel[0]), on_white(pixel[1]), on_white(pixel[2])],
        };
        match space {
            Space::Gray => data.push(grey(colour)),
            _ => data.extend(cmyk(colour)),
        }
    }
    Picture { width, height, space, filter: "FlateDecode", data: deflate::zlib(&data), mask: None }
}
