//! Settles where the links of articles lead and which pictures they show: in their heads at once, in a text when it is read,
//! for its outline says what there is.

use std::sync::Arc;

use super::assemble::Pictures;
use super::figures;
use super::links::Links;
use crate::diagnostics::Diagnostics;
use crate::manuscript::leads::{self, Found};
use crate::manuscript::{Held, ImageRef, Inline, Target, Text};

/// Finds what the articles of a collection lead to.
pub(super) struct Finder<'a> {
    pub(super) links: Links<'a>,
    pub(super) pictures: Pictures<'a>,
    pub(super) diagnostics: Diagnostics,
}

impl Finder<'_> {
    /// Settles words of article `here`, or of none. `base` is the folder from which their author sees pictures.
    pub(super) fn words(&mut self, words: &mut [Inline], here: Option<usize>, base: &str) {
        let Self { links, pictures, diagnostics } = self;
        leads::inlines(words, &mut |found| match found {
            Found::Link(target, span) => links.resolve(target, span, here, diagnostics),
            Found::Image(image, span) => pictures.resolve(image, span, base, diagnostics),
            Found::Heading(_) => {}
        });
    }

    /// Settles the text of article `here`.
    pub(super) fn text(&mut self, text: &mut Held, here: usize, base: &str) {
        let Self { links, pictures, diagnostics } = self;
        let known = text.outline();
        let (mut targets, mut images) = (known.links.clone(), known.pictures.clone());
        targets.iter_mut().for_each(|(target, span)| links.resolve(target, *span, Some(here), diagnostics));
        images.iter_mut().for_each(|(image, span)| pictures.resolve(image, *span, base, diagnostics));
        if targets == known.links && images.is_empty() {
            return;
        }
        let images: Vec<ImageRef> = images.into_iter().map(|(image, _)| image).collect();
        let large = images.iter().filter_map(|image| match image {
            ImageRef::Index(index) => Some(*index).filter(|index| figures::is_large(&pictures.images[*index])),
            ImageRef::Path(_) => None,
        });
        let large = large.collect();
        let found =
            Arc::new(Settled { targets: targets.into_iter().map(|(target, _)| target).collect(), images, large });
        text.change(&Arc::clone(&found), move |text| found.settle(text));
    }
}

/// What was found, in the order of the text.
#[derive(Hash)]
struct Settled {
    targets: Vec<Target>,
    images: Vec<ImageRef>,
    /// The pictures that are too large for a line.
    large: Vec<usize>,
}

impl Settled {
    fn settle(&self, text: &mut Text) {
        let (mut targets, mut images) = (self.targets.iter(), self.images.iter());
        leads::text(text, &mut |found| match found {
            Found::Link(target, _) => targets.next().into_iter().for_each(|found| target.clone_from(found)),
            Found::Image(image, _) => images.next().into_iter().for_each(|found| image.clone_from(found)),
            Found::Heading(_) => {}
        });
        figures::lift(text, &self.large);
    }
}
