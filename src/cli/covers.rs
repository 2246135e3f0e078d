//! The covers of an e-book, the one within it and the one beside it: the author's picture, or drawn from type.

use std::hash::{Hash as _, Hasher as _};

use crate::collection::{Collection, Image};
use crate::config::CollectionSettings;
use crate::diagnostics::Diagnostic;
use crate::epub::cover::{self, Pixels};
use crate::source::{Cache, Key};
use crate::typeset::{Paged, Placed, Sp, Typesetter};

/// The pixels of either cover, and the page in the shape of them that type is set on.
pub(super) const SHAPES: [(Pixels, (Sp, Sp)); 2] =
    [(cover::INSIDE, (Sp::um(140_000), Sp::um(210_000))), (cover::BESIDE, (Sp::um(140_000), Sp::um(224_000)))];

/// Sets both covers in type.
pub(super) fn set(typesetter: &Typesetter, collection: &Collection, settings: &CollectionSettings) -> [Paged; 2] {
    SHAPES.map(|(_, shape)| typesetter.cover(collection, &settings.design, shape))
}

/// Both covers as JPEG, with a warning when they are not the picture that was asked for; nothing without a page to draw.
pub(super) fn draw(
    settings: &CollectionSettings,
    collection: &Collection,
    set: &[Paged; 2],
    cache: &Cache,
) -> Option<([Vec<u8>; 2], Option<Diagnostic>)> {
    let picture = |at: usize| from_picture(&collection.images[collection.cover?], SHAPES[at].0, cache);
    let drawn = |at: usize| from_type(&set[at], &collection.images, SHAPES[at].0, cache);
    let (inside, beside) = rayon::join(|| picture(0), || picture(1));
    let is_drawn = inside.is_none();
    let (inside, beside) = rayon::join(|| inside.or_else(|| drawn(0)), || beside.or_else(|| drawn(1)));
    let warning = settings.design.picture.as_ref().filter(|_| is_drawn).map(|(path, span)| {
        Diagnostic::warning(format!("`{path}` is too large for a cover, and one is drawn from type"))
            .at(*span)
            .hint("make it smaller: shops ask for 1600 by 2560 pixels")
    });
    Some(([inside?, beside?], warning))
}

/// The cover that was set in type, as JPEG of this size; nothing without a page.
pub(super) fn from_type(set: &Paged, images: &[Image], size: Pixels, cache: &Cache) -> Option<Vec<u8>> {
    let page = set.pages.first()?;
    let mut key = Key::of("a cover of type");
    key.write(format!("{size:?}{:?}{:?}{:?}{:?}", set.width, set.height, set.second, page.items).as_bytes());
    for item in &page.items {
        if let Placed::Image { image, .. } = item {
            images.get(*image).map(|image| &image.bytes).hash(&mut key);
        }
    }
    cache.get_or(&key.key(), || Some(cover::render(page, set, images, size)))
}

/// The author's picture, drawn in this size.
pub(super) fn drawn(picture: &Image, size: Pixels, cache: &Cache) -> Option<Vec<u8>> {
    let mut key = Key::of("a picture, drawn");
    key.write(format!("{size:?}").as_bytes());
    picture.bytes.hash(&mut key);
    cache.get_or(&key.key(), || cover::drawn(picture, size))
}

/// The cover that is a picture of the author's: as it is where readers accept that, byte for byte, else drawn.
fn from_picture(picture: &Image, size: Pixels, cache: &Cache) -> Option<Vec<u8>> {
    cover::as_it_is(picture).map(<[u8]>::to_vec).or_else(|| drawn(picture, size, cache))
}
