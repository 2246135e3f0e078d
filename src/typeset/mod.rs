//! Sets a [`Collection`] in type: [`Paged`], pages of placed glyphs, rules and pictures, in integers, ready
//! for any writer.
//!
//! The way within: [`fonts`] and `hyphenate` know faces and words; `shape` shapes chunks; `paragraph` turns inlines
//! into items and the lines chosen by [`breaker`] into runs; `galley` stacks rows; `paginate` cuts them into pages and `run` puts articles
//! one after the other;
//! `makeup` and `front` put pages together, and `assemble` puts them in order.

mod assemble;
pub mod breaker;
mod covers;
mod display;
pub mod embedded;
mod features;
pub mod fonts;
mod front;
mod galley;
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
mod shape;
pub mod structure;
mod style;
mod turns;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

pub use front::{Bleed, Wrap};
pub use length::Sp;
pub use page::*;
pub use run::Fitted;
pub use turns::{Begins, TextPlace, Turn, leaves_ink};

use self::assemble::{Assembly, assemble};
use self::fonts::Fonts;
use self::galley::Context;
use self::hyphenate::Patterns;
use self::kept::Keys;
use self::makeup::Layout;
use self::run::Cuttable;
use self::shape::Shaper;
use self::style::Styles;
use crate::collection::Collection;
use crate::config::{Design, Hyphenation};
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::manuscript::Lang;
use crate::source::Cache;

/// Faces and patterns, read once and used for every collection.
#[derive(Debug)]
pub struct Typesetter {
    fonts: Fonts,
    patterns: Patterns,
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
        Self { fonts: Fonts::embedded(), patterns: Patterns::embedded(), cache }
    }

    /// The faces.
    #[must_use]
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// Sets a collection. `done` is called as each article is finished, from any thread.
    ///
    /// # Errors
    /// The diagnostics name every character that no face has (an error), every line that is too wide and
    /// every language without hyphenation patterns (warnings).
    pub fn set(
        &self,
        collection: &Collection,
        design: &Design,
        hyphenation: &Hyphenation,
        done: &(dyn Fn() + Sync),
    ) -> (Paged, Diagnostics) {
        let styles = Styles::new(design);
        let layout = Layout { page: &design.page, styles: &styles };
        let context = Context {
            collection,
            styles: &styles,
            measure: layout.column_measure(),
            page_measure: layout.measure(),
            height: layout.height(),
            digits: digits_for(collection.articles.len()),
        };
        let keys = Keys::new(&context, design, hyphenation);
        // A shaper a thread, for as long as there are articles: what one article's words have cost, the next has for nothing.
        let count = collection.articles.len();
        let next = AtomicUsize::new(0);
        let slots: Vec<OnceLock<Cuttable>> = (0..count).map(|_| OnceLock::new()).collect();
        rayon::scope(|scope| {
            for _ in 0..rayon::current_num_threads().min(count) {
                scope.spawn(|_| {
                    let mut shaper = self.shaper(hyphenation);
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(slot) = slots.get(index) else { break };
                        // Nobody else has this number.
                        let set = || Cuttable::new(&context, layout.geometry(), index, &mut shaper);
                        let _ = slot.set(keys.find_or(&self.cache, collection, index, set));
                        done();
                    }
                });
            }
        });
        let articles: Vec<Cuttable> =
            slots.into_iter().map(|slot| slot.into_inner().expect("every number has been taken")).collect();
        let mut diagnostics = report(collection, &articles);
        let seen: BTreeSet<char> =
            articles.iter().flat_map(|a| &a.galley.missing).map(|missing| missing.character).collect();
        let (paged, missing) =
            assemble(Assembly::new(collection, design, layout, self.shaper(hyphenation)), articles, self.fonts.faces());
        let missing: BTreeSet<char> = missing.into_iter().filter(|c| !seen.contains(c)).collect();
        for c in missing {
            diagnostics.push(
                Diagnostic::error(cannot_show(c)).hint(format!(
                    "it stands on the cover or another page around the articles of “{}”",
                    collection.title
                )),
            );
        }
        (paged, diagnostics)
    }

    fn shaper<'s>(&'s self, hyphenation: &'s Hyphenation) -> Shaper<'s> {
        Shaper::new(&self.fonts, &self.patterns).with_exceptions(hyphenation)
    }
}

/// Room for page numbers in references: some three pages an article, and the front.
fn digits_for(articles: usize) -> usize {
    (articles * 3 + 10).to_string().len()
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

fn report(collection: &Collection, articles: &[Cuttable]) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let mut unhyphenated: Vec<&Lang> = articles.iter().flat_map(|a| &a.unhyphenated).collect();
    unhyphenated.sort();
    unhyphenated.dedup();
    for lang in unhyphenated {
        diagnostics.push(
            Diagnostic::warning(format!("there are no hyphenation patterns for `{lang}`"))
                .hint("its words are set undivided; lines may come out looser"),
        );
    }
    for (set, article) in articles.iter().zip(&collection.articles) {
        let whole = Span::new(article.file, 0..0);
        let mut missing = set.galley.missing.clone();
        missing.sort();
        missing.dedup();
        for found in missing {
            diagnostics.push(
                Diagnostic::error(cannot_show(found.character))
                    .at(found.span.unwrap_or(whole))
                    .hint("write it another way, or leave it out"),
            );
        }
        for (span, excess) in &set.galley.overfull {
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
