//! Sets a [`Collection`] in type: a [`Volume`], whose sections make pages of placed glyphs, rules and pictures, in
//! integers, ready for any writer.
//!
//! The way within: [`fonts`] and `hyphenate` know faces and words; `shape` shapes chunks; `paragraph` turns inlines
//! into items and the lines chosen by [`breaker`] into runs; `galley` stacks rows; `paginate` finds the ways to cut them into
//! pages. Of an article that is set there remains a `sketch`; by the sketches `run` puts articles one after the other, and
//! `assemble` puts what stands around them, which `front` makes. `volume` makes pages, by `makeup`.

mod assemble;
pub mod breaker;
mod covers;
mod display;
pub mod embedded;
mod features;
pub mod fonts;
mod front;
mod galley;
mod glyphs;
mod hyphenate;
mod kept;
pub mod length;
mod makeup;
pub mod page;
mod paginate;
mod paragraph;
pub mod plain;
mod protrusion;
mod run;
mod setting;
mod shape;
mod sketch;
pub mod structure;
mod style;
mod turns;
mod volume;

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

pub use front::{Bleed, Wrap};
pub use glyphs::Glyphs;
pub use length::Sp;
pub use page::*;
pub use run::Fitted;
pub use turns::{Begins, TextPlace, Turn, leaves_ink};
pub use volume::{Section, Volume};

use self::assemble::assemble;
use self::fonts::Fonts;
use self::hyphenate::Patterns;
use self::paragraph::Composed;
use self::setting::{Lies, Setting, Types};
use self::sketch::Sketch;
use crate::collection::Collection;
use crate::config::{Design, Hyphenation};
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::manuscript::Lang;
use crate::source::{Cache, Key};

/// Faces and patterns, read once and used for every collection.
#[derive(Debug)]
pub struct Typesetter {
    types: Arc<Types>,
    cache: Arc<Cache>,
}

impl Default for Typesetter {
    fn default() -> Self {
        Self::new(Arc::default())
    }
}

impl Typesetter {
    /// With the embedded faces and patterns; articles that are set are kept in `cache`.
    #[must_use]
    pub fn new(cache: Arc<Cache>) -> Self {
        let key = || Key::of("faces and patterns").key();
        let read = || Ok::<_, Infallible>(Types { fonts: Fonts::embedded(), patterns: Patterns::embedded() });
        let Ok(types) = cache.remembered(key, |_| true, read);
        Self { types, cache }
    }

    /// The faces.
    #[must_use]
    pub fn fonts(&self) -> &Fonts {
        &self.types.fonts
    }

    /// Sets a collection, with the keys of its articles. `done` is called as each article is finished, from any thread.
    ///
    /// # Errors
    /// The diagnostics name every character that no face has (an error), every line that is too wide and
    /// every language without hyphenation patterns (warnings).
    pub fn volume(
        &self,
        collection: &Arc<Collection>,
        keys: &Arc<[Key]>,
        design: &Design,
        hyphenation: &Hyphenation,
        done: &(dyn Fn() + Sync),
    ) -> (Volume, Diagnostics) {
        let setting = Setting::new(&self.types, &self.cache, collection, keys, design, hyphenation);
        let setting = Arc::new(setting);
        setting.keys.want_sketches(&self.cache, collection);
        // A shaper a thread, for as long as there are articles: what one article's words have cost, the next has for nothing.
        let count = collection.articles.len();
        let next = AtomicUsize::new(0);
        let slots: Vec<OnceLock<(Arc<Sketch>, Lies)>> = (0..count).map(|_| OnceLock::new()).collect();
        rayon::scope(|scope| {
            for _ in 0..rayon::current_num_threads().min(count) {
                scope.spawn(|_| {
                    let (mut shaper, mut composed) = (setting.shaper(), Composed::default());
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(slot) = slots.get(index) else { break };
                        // Nobody else has this number.
                        let _ = slot.set(setting.sketch(index, (&mut shaper, &mut composed)));
                        done();
                    }
                });
            }
        });
        let articles: Vec<(Arc<Sketch>, Lies)> =
            slots.into_iter().map(|slot| slot.into_inner().expect("every number has been taken")).collect();
        let mut diagnostics = report(collection, articles.iter().map(|(sketch, _)| &**sketch));
        let missing = articles.iter().flat_map(|(sketch, _)| &sketch.missing);
        let seen: BTreeSet<char> = missing.map(|missing| missing.character).collect();
        let (volume, missing) = assemble(&setting, articles);
        let missing: BTreeSet<char> = missing.into_iter().filter(|c| !seen.contains(c)).collect();
        for c in missing {
            diagnostics.push(
                Diagnostic::error(cannot_show(c)).hint(format!(
                    "it stands on the cover or another page around the articles of “{}”",
                    collection.title
                )),
            );
        }
        (volume, diagnostics)
    }
}

/// Why a character cannot be printed.
fn cannot_show(c: char) -> String {
    let code = u32::from(c);
    if shape::is_right_to_left(c) {
        format!("`{c}` (U+{code:04X}) is written from right to left, which pages cannot do yet")
    } else {
        format!("no font has the character `{}` (U+{code:04X})", c.escape_debug())
    }
}

fn report<'a>(collection: &Collection, articles: impl Iterator<Item = &'a Sketch> + Clone) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let mut unhyphenated: Vec<&Lang> = articles.clone().flat_map(|a| &a.unhyphenated).collect();
    unhyphenated.sort();
    unhyphenated.dedup();
    for lang in unhyphenated {
        diagnostics.push(
            Diagnostic::warning(format!("there are no hyphenation patterns for `{lang}`"))
                .hint("its words are set undivided; lines may come out looser"),
        );
    }
    for (set, article) in articles.zip(&collection.articles) {
        let whole = Span::new(article.file, 0..0);
        let mut missing = set.missing.clone();
        missing.sort();
        missing.dedup();
        for found in missing {
            diagnostics.push(
                Diagnostic::error(cannot_show(found.character))
                    .at(found.span.unwrap_or(whole))
                    .hint("write it another way, or leave it out"),
            );
        }
        for (span, excess) in &set.overfull {
            diagnostics.push(
                Diagnostic::warning(format!("a line is {excess} pt wider than its measure"))
                    .at(*span)
                    .label("set here")
                    .hint("a word that cannot be divided is too long; reword, or add a soft hyphen (U+00AD)"),
            );
        }
    }
    diagnostics
}
