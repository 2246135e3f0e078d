//! A JPEG from bands of its rows, each of which was encoded by itself. Restart markers join them: behind one, nothing depends on
//! what was before (ITU-T T.81, B.2.1 and E.1.4).

/// Markers of segments: the frame's tells the size, and behind the scan's is the data.
const FRAME: u8 = 0xC0;
const SCAN: u8 = 0xDA;
/// The first of eight markers that are taken in turn.
const RESTART: u8 = 0xD0;
const END: [u8; 2] = [0xFF, 0xD9];

/// A baseline JPEG of one scan.
pub(super) struct Band {
    jpeg: Vec<u8>,
    /// Where its frame header begins, and the data behind the header of its scan.
    frame: usize,
    data: usize,
}

impl Band {
    /// What an encoder made of some rows, with a restart interval of as many units as all bands have but the last.
    pub(super) fn of(jpeg: Vec<u8>) -> Self {
        let (mut at, mut frame) = (2, None);
        loop {
            let marker = jpeg[at + 1];
            if marker == FRAME {
                frame = Some(at);
            }
            at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
            if marker == SCAN {
                let frame = frame.expect("the size comes before what has it");
                return Self { jpeg, frame, data: at };
            }
        }
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
            // Marker, length, precision, and then the number of rows.
            out[band.frame + 5..band.frame + 7].copy_from_slice(&height.to_be_bytes());
        } else {
            out.extend([0xFF, RESTART + ((i - 1) % 8) as u8]);
        }
        out.extend(band.data());
    }
    out.extend(END);
    out
}
