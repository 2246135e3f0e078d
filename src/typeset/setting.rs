//! What the articles of a collection are set with, and each of them, set.

use std::sync::{Arc, Mutex, PoisonError};

use super::fonts::Fonts;
use super::galley::Context;
use super::hyphenate::Patterns;
use super::kept::{Keys, Waiting};
use super::makeup::{Furniture, Layout};
use super::page::{Paged, Word};
use super::paragraph::Composed;
use super::run::{Cuttable, Fitted};
use super::shape::{Pool, Shaper};
use super::sketch::Sketch;
use super::style::Styles;
use crate::collection::Collection;
use crate::config::{Design, Hyphenation};
use crate::manuscript::plain_text;
use crate::source::{Cache, Key};

/// Faces and patterns.
#[derive(Debug)]
pub(super) struct Types {
    pub(super) fonts: Fonts,
    pub(super) patterns: Patterns,
}

impl Types {
    /// A collection of this design of which no page is set.
    pub(super) fn without_pages(&self, design: &Design) -> Paged {
        Paged {
            width: design.page.width,
            height: design.page.height,
            second: design.colour,
            pages: Vec::new(),
            back_cover: false,
            fitted: Fitted::default(),
            faces: self.fonts.faces(),
            outline: Vec::new(),
            destinations: Vec::new(),
            structure: Vec::new(),
            turns: Vec::new(),
        }
    }
}

/// What the articles of a collection are set with.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) types: Arc<Types>,
    pub(super) cache: Arc<Cache>,
    pub(super) collection: Arc<Collection>,
    pub(super) design: Design,
    pub(super) hyphenation: Hyphenation,
    pub(super) styles: Styles,
    pub(super) keys: Keys,
    /// What its shapers have shaped.
    pool: Pool,
}

/// Where an article is that has been set.
#[derive(Debug)]
pub(super) enum Lies {
    /// Here. When it has been taken for the last time, nowhere.
    Here(Mutex<Option<Waiting>>),
    /// In the cache, unless that has lost it.
    Kept,
}

impl Setting {
    pub(super) fn new(
        types: &Arc<Types>,
        cache: &Arc<Cache>,
        collection: &Arc<Collection>,
        articles: &Arc<[Key]>,
        design: &Design,
        hyphenation: &Hyphenation,
    ) -> Self {
        let styles = Styles::new(design);
        let layout = Layout { page: &design.page, styles: &styles };
        let keys = Keys::new(&context(collection, &styles, layout), articles, design, hyphenation);
        Self {
            types: Arc::clone(types),
            cache: Arc::clone(cache),
            collection: Arc::clone(collection),
            design: design.clone(),
            hyphenation: hyphenation.clone(),
            styles,
            keys,
            pool: Pool::default(),
        }
    }

    pub(super) fn layout(&self) -> Layout<'_> {
        Layout { page: &self.design.page, styles: &self.styles }
    }

    pub(super) fn shaper(&self) -> Shaper<'_> {
        Shaper::new(&self.types.fonts, &self.types.patterns).with_exceptions(&self.hyphenation).with_pool(&self.pool)
    }

    /// Sets an article, unless its sketch is found.
    pub(super) fn sketch<'s>(
        &'s self,
        index: usize,
        (shaper, composed): (&mut Shaper<'s>, &mut Composed),
    ) -> (Arc<Sketch>, Lies) {
        let Self { cache, collection, keys, .. } = self;
        if !cache.keeps() {
            let article = self.set(index, (&mut *shaper, composed));
            let lies = Lies::Here(Mutex::new(Some(Waiting::new(&article, collection))));
            return (Arc::new(self.sketch_of(&article, index, shaper)), lies);
        }
        let sketch = keys.find_sketch(cache, collection, index).unwrap_or_else(|| {
            let article = keys.find_or(cache, collection, index, || self.set(index, (&mut *shaper, composed)));
            let sketch = self.sketch_of(&article, index, shaper);
            keys.keep_sketch(cache, collection, index, &sketch, &article);
            Arc::new(sketch)
        });
        (sketch, Lies::Kept)
    }

    /// An article that has been set, again; perhaps for the last time.
    pub(super) fn again(&self, index: usize, lies: &Lies, last: bool, shaper: &mut Shaper<'_>) -> Cuttable {
        let Self { cache, collection, keys, .. } = self;
        match lies {
            Lies::Kept => {
                keys.find_or(cache, collection, index, || self.set(index, (shaper, &mut Composed::default())))
            }
            Lies::Here(waiting) => {
                let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
                let found = waiting.as_ref().and_then(|waiting| waiting.article(collection, index));
                if last {
                    *waiting = None;
                }
                found.unwrap_or_else(|| self.set(index, (shaper, &mut Composed::default())))
            }
        }
    }

    fn set(&self, index: usize, with: (&mut Shaper<'_>, &mut Composed)) -> Cuttable {
        let layout = self.layout();
        Cuttable::new(&context(&self.collection, &self.styles, layout), layout.geometry(), index, with)
    }

    fn sketch_of<'s>(&'s self, article: &Cuttable, index: usize, shaper: &mut Shaper<'s>) -> Sketch {
        let layout = self.layout();
        let title = plain_text(&self.collection.articles[index].title);
        let mut words: Vec<Arc<Word>> = Vec::new();
        // Numbers of pages that are not known yet.
        for row in article.galley.rows.iter().chain(article.galley.notes.iter().flatten()) {
            for (_, number) in &row.page_numbers {
                words.extend(shaper.chunk("0123456789?", &number.look).whole.iter().cloned());
            }
        }
        words.extend(Furniture::new(layout, shaper, &self.collection.lang).words(&title, true));
        Sketch::of(article, layout, &words)
    }
}

fn context<'c>(collection: &'c Collection, styles: &'c Styles, layout: Layout<'_>) -> Context<'c> {
    Context {
        collection,
        styles,
        measure: layout.column_measure(),
        page_measure: layout.measure(),
        height: layout.height(),
        digits: digits_for(collection.articles.len()),
    }
}

/// Room for page numbers in references: some three pages an article, and the front.
fn digits_for(articles: usize) -> usize {
    (articles * 3 + 10).to_string().len()
}

#[cfg(test)]
mod tests {
    use super::super::galley::{self, Vary};
    use super::super::kept::write;
    use super::*;
    use crate::collection::of_one;
    use crate::typeset::{Fonts, Patterns};

    /// A collection of one article with notes, lists, headings and links.
    fn setting() -> Setting {
        let (collection, settings) = of_one("a", include_str!("../../tests/corpus/posts/0066.md"));
        let types = Types { fonts: Fonts::embedded(), patterns: Patterns::embedded() };
        let (types, cache, keys) = (Arc::new(types), Arc::default(), Arc::default());
        Setting::new(&types, &cache, &Arc::new(collection), &keys, &settings.design, &Hyphenation::default())
    }

    #[test]
    fn an_article_that_is_set_again_comes_out_as_if_it_were_set_anew() {
        let setting = setting();
        let context = context(&setting.collection, &setting.styles, setting.layout());
        let (mut shaper, mut composed) = (setting.shaper(), Composed::default());
        let mut set = |composed: &mut Composed, vary| galley::build(&context, 0, (&mut shaper, composed), vary);
        let plain = set(&mut composed, Vary::Nothing);
        for vary in [Vary::Somewhat, Vary::Plenty] {
            let (again, anew) = (set(&mut composed, vary), set(&mut Composed::default(), vary));
            assert!(plain.variants.is_empty() && anew.variants.len() > 9, "{} variants", anew.variants.len());
            let bytes = |galley| write(&Cuttable { galley, ..Cuttable::default() }, &setting.collection);
            assert!(bytes(again) == bytes(anew), "{vary:?}");
        }
    }
}
