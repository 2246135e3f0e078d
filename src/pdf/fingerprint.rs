//! What sheets show, as short hashes: equal when the print is equal, whatever else in the file has changed. The numbers
//! of a subset's glyphs, for one, change with any new letter anywhere.

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::collection::Collection;
use crate::impose::{Imposed, Mark};
use crate::typeset::{Colour, Page, Paged, Placed, Sp};

/// The hashes of all pictures.
pub(super) fn pictures(collection: &Collection) -> Vec<[u8; 32]> {
    collection.images.par_iter().map(|image| Sha256::digest(&image.bytes).into()).collect()
}

/// The hash of a page on which there are some of these pictures.
pub(super) fn page(page: &Page, paged: &Paged, pictures: &[[u8; 32]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for placed in &page.items {
        match placed {
            Placed::Text(line) => {
                lengths(&mut hash, b't', &[line.y, Sp(line.expansion.into())]);
                for run in &line.runs {
                    lengths(&mut hash, b'r', &[run.x, run.rise, run.size]);
                    hash.update(ink(run.colour, paged));
                    hash.update(paged.faces[usize::from(run.word.face.0)].name.as_bytes());
                    for glyph in &run.word.glyphs {
                        hash.update(glyph.id.to_be_bytes());
                        hash.update(glyph.advance.to_be_bytes());
                        hash.update(glyph.x_offset.to_be_bytes());
                        hash.update(glyph.y_offset.to_be_bytes());
                    }
                }
            }
            Placed::Rule { x, y, width, height, colour } => {
                lengths(&mut hash, b'l', &[*x, *y, *width, *height]);
                hash.update(ink(*colour, paged));
            }
            Placed::Image { image, x, y, width, height, .. } => {
                lengths(&mut hash, b'i', &[*x, *y, *width, *height]);
                hash.update(pictures.get(*image).unwrap_or(&[0; 32]));
            }
        }
    }
    hash.finalize().into()
}

/// What a colour looks like: whether anything is printed, then red, green and blue.
fn ink(colour: Colour, paged: &Paged) -> [u8; 4] {
    match colour {
        Colour::Black => [1, 0, 0, 0],
        Colour::Second => [1, paged.second.0[0], paged.second.0[1], paged.second.0[2]],
        Colour::Paper => [0; 4],
    }
}

/// The hash of each sheet, eight bytes of it in hexadecimal.
pub(super) fn sheets(imposed: &Imposed, pages: &[[u8; 32]]) -> Vec<String> {
    let of = |sides: &[crate::impose::Side]| {
        let mut hash = Sha256::new();
        lengths(&mut hash, b's', &[imposed.width, imposed.height, imposed.page.0, imposed.page.1]);
        for side in sides {
            hash.update(b"/");
            for placement in &side.placements {
                lengths(&mut hash, b'p', &[placement.x, placement.y, Sp(placement.rotated.into())]);
                hash.update(pages.get(placement.page).unwrap_or(&[0; 32]));
            }
            for mark in &side.marks {
                match *mark {
                    Mark::Line { from, to, dashed } => {
                        lengths(&mut hash, b'm', &[from.0, from.1, to.0, to.1, Sp(dashed.into())]);
                    }
                    Mark::Bar { x, y, width, height } => lengths(&mut hash, b'b', &[x, y, width, height]),
                }
            }
        }
        hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    };
    imposed.sides.chunks(imposed.sides_per_sheet()).map(of).collect()
}

fn lengths(hash: &mut Sha256, kind: u8, lengths: &[Sp]) {
    hash.update([kind]);
    lengths.iter().for_each(|length| hash.update(length.0.to_be_bytes()));
}
