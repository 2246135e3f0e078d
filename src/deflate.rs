//! Compresses as DEFLATE does (RFC 1951), for the streams of PDFs and the files of EPUBs, with libdeflate.
//!
//! At its first level it takes half the time that zlib-rs takes at its third, for a fiftieth more bytes. It takes what
//! is to be compressed as a whole, which is how we have it.

use std::cell::RefCell;

use libdeflater::{CompressionError, CompressionLvl, Compressor};

/// Compresses, with the header and the checksum of zlib (RFC 1950) around it: for the filter `FlateDecode` of PDFs.
#[must_use]
pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    packed(bytes, Compressor::zlib_compress_bound, Compressor::zlib_compress)
}

/// Compresses, with nothing around it: for archives, which say elsewhere what it is.
#[must_use]
pub fn raw(bytes: &[u8]) -> Vec<u8> {
    packed(bytes, Compressor::deflate_compress_bound, Compressor::deflate_compress)
}

/// So much room is left lying for what is compressed next, in bytes.
const MOST_ROOM: usize = 1 << 20;

/// What `compress` makes, for which there must be the room that `bound` says.
fn packed(
    bytes: &[u8],
    bound: impl FnOnce(&mut Compressor, usize) -> usize,
    compress: impl FnOnce(&mut Compressor, &[u8], &mut [u8]) -> Result<usize, CompressionError>,
) -> Vec<u8> {
    thread_local! {
        // Its tables are larger than most of what it is given.
        static COMPRESSOR: RefCell<(Compressor, Vec<u8>)> = RefCell::new({
            let level = CompressionLvl::new(1).expect("there are levels from 1 on");
            (Compressor::new(level), Vec::new())
        });
    }
    COMPRESSOR.with_borrow_mut(|(compressor, room)| {
        let needed = bound(compressor, bytes.len());
        if room.len() < needed {
            room.resize(needed, 0);
        }
        let length = compress(compressor, bytes, room).expect("there is the room that it may need");
        let packed = room[..length].to_vec();
        // Few are as large as pictures.
        room.truncate(MOST_ROOM);
        room.shrink_to(MOST_ROOM);
        packed
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::{DeflateDecoder, ZlibDecoder};

    use super::*;

    #[test]
    fn what_was_compressed_before_changes_nothing() {
        // The second takes more room than is left lying.
        let texts = [b"Td (word) Tj ".repeat(5_000), (0..300_000_u32).flat_map(u32::to_le_bytes).collect(), Vec::new()];
        for compress in [raw, zlib] {
            let alone = texts.each_ref().map(|text| std::thread::scope(|s| s.spawn(|| compress(text)).join().unwrap()));
            for at in [0, 1, 2, 0, 2, 1, 1, 0] {
                assert_eq!(compress(&texts[at]), alone[at], "{at}");
            }
        }
    }

    /// As long as this holds, all machines and all versions of libdeflate make the same files.
    #[test]
    fn the_same_text_is_the_same_bytes_everywhere() {
        let text: String = (0..30_000_u32).map(|n| format!("{} ", n.wrapping_mul(2_654_435_761) % 997)).collect();
        let sums = [raw, zlib].map(|compress| crc32fast::hash(&compress(text.as_bytes())));
        assert_eq!(sums, [3_690_149_376, 1_040_110_165], "{} bytes", text.len());
    }

    #[test]
    fn another_program_reads_it() {
        for text in [b"Td (word) Tj ".repeat(5_000), (0..=255).collect(), Vec::new()] {
            let mut read = [Vec::new(), Vec::new()];
            DeflateDecoder::new(&raw(&text)[..]).read_to_end(&mut read[0]).unwrap();
            ZlibDecoder::new(&zlib(&text)[..]).read_to_end(&mut read[1]).unwrap();
            assert_eq!(read, [text.clone(), text]);
        }
    }
}
