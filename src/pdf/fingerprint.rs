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
    // What an item shows: to hash a glyph's few bytes each by itself takes longer than to hash them.
    let mut shown = Vec::with_capacity(4096);
    for placed in &page.items {
        shown.clear();
        match placed {
            Placed::Text(line) => {
                lengths(&mut shown, b't', &[line.y, Sp(line.expansion.into())]);
                for run in &line.runs {
                    lengths(&mut shown, b'r', &[run.x, run.rise, run.size]);
                    shown.extend(ink(run.colour, paged));
                    shown.extend(paged.faces[usize::from(run.word.face.0)].name.as_bytes());
                    for glyph in &run.word.glyphs {
                        let [id, advance] = [glyph.id.to_be_bytes(), glyph.advance.to_be_bytes()];
                        let [x, y] = [glyph.x_offset.to_be_bytes(), glyph.y_offset.to_be_bytes()];
                        shown.extend([id[0], id[1], advance[0], advance[1], x[0], x[1], y[0], y[1]]);
                    }
                }
            }
            Placed::Rule { x, y, width, height, colour } => {
                lengths(&mut shown, b'l', &[*x, *y, *width, *height]);
                shown.extend(ink(*colour, paged));
            }
            Placed::Image { image, x, y, width, height, .. } => {
                lengths(&mut shown, b'i', &[*x, *y, *width, *height]);
                shown.extend(pictures.get(*image).unwrap_or(&[0; 32]));
            }
        }
        hash.update(&shown);
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
        let mut shown = Vec::new();
        lengths(&mut shown, b's', &[imposed.width, imposed.height, imposed.page.0, imposed.page.1]);
        for side in sides {
            shown.push(b'/');
            for placement in &side.placements {
                lengths(&mut shown, b'p', &[placement.x, placement.y, Sp(placement.rotated.into())]);
                shown.extend(pages.get(placement.page).unwrap_or(&[0; 32]));
            }
            for mark in &side.marks {
                match *mark {
                    Mark::Line { from, to, dashed } => {
                        lengths(&mut shown, b'm', &[from.0, from.1, to.0, to.1, Sp(dashed.into())]);
                    }
                    Mark::Bar { x, y, width, height } => lengths(&mut shown, b'b', &[x, y, width, height]),
                }
            }
        }
        Sha256::digest(&shown).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    };
    imposed.sides.chunks(imposed.sides_per_sheet()).map(of).collect()
}

fn lengths(shown: &mut Vec<u8>, kind: u8, lengths: &[Sp]) {
    shown.push(kind);
    lengths.iter().for_each(|length| shown.extend(length.0.to_be_bytes()));
}
