//! A JPEG from bands of its rows, each of which was encoded by itself. Restart markers join them: behind one, nothing depends on
//! what was before (ITU-T T.81, B.2.1 and E.1.4).

use crate::collection::images::segments;

/// Markers of segments: the frame's tells the size, and behind the scan's is the data.
const FRAME: u8 = 0xC0;
const SCAN: u8 = 0xDA;
/// The first of eight markers that are taken in turn.
const RESTART: u8 = 0xD0;
const END: [u8; 2] = [0xFF, 0xD9];

/// A baseline JPEG of one scan.
pub(super) struct Band {
    jpeg: Vec<u8>,
    /// Where the frame says how many rows there are, and where the data begins.
    height: usize,
    data: usize,
}

impl Band {
    /// What an encoder made of some rows, with a restart interval of as many units as all bands have but the last.
    pub(super) fn of(jpeg: Vec<u8>) -> Self {
        let segment = |wanted| {
            let found = segments(&jpeg).find(|(marker, _)| *marker == wanted);
            found.expect("an encoder writes a frame and a scan").1
        };
        // Before the number of rows is the precision, a byte.
        let (height, data) = (segment(FRAME).start + 1, segment(SCAN).end);
        Self { jpeg, height, data }
    }

    fn data(&self) -> &[u8] {
        &self.jpeg[self.data..self.jpeg.len() - END.len()]
    }
}

/// One JPEG of so many rows from its bands, downwards.
pub(super) fn join<'b>(height: u16, bands: impl IntoIterator<Item = &'b Band>) -> Vec<u8> {
    let mut out = Vec::new();
    for (i, band) in bands.into_iter().enumerate() {
        if i == 0 {
            out.extend(&band.jpeg[..band.data]);
            out[band.height..band.height + 2].copy_from_slice(&height.to_be_bytes());
        } else {
            out.extend([0xFF, RESTART + ((i - 1) % 8) as u8]);
        }
        out.extend(band.data());
    }
    out.extend(END);
    out
}
