//! The text of an article, which is there, or lies kept until someone looks at it.
//!
//! A library of a thousand articles is published anew when one of them has changed. What the others lead to must be looked up
//! again, and their headings be listed, but nobody reads them: the [`Outline`] is enough.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::leads::{self, Found};
use super::tree::{Block, BlockKind, ImageRef, Note, Target, plain_text};
use crate::diagnostics::Span;
use crate::source::{Key, KeyHasher};

/// What an article says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Text {
    /// Blocks to set before the text; usually a quotation with its attribution.
    pub epigraph: Vec<Block>,
    /// The text.
    pub blocks: Vec<Block>,
    /// The notes, in the order of their first references: note `n` prints as `n + 1`. References
    /// within notes count where their note stands.
    pub notes: Vec<Note>,
}

/// What others need to know of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Where its links lead, in order.
    pub links: Vec<(Target, Span)>,
    /// Its pictures, in order.
    pub pictures: Vec<(ImageRef, Span)>,
    /// The names of all its headings.
    pub anchors: Vec<String>,
    /// Its sections: headings that do not stand within something else.
    pub sections: Vec<Section>,
    /// How many notes it has.
    pub notes: usize,
}

/// A heading as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// 2 to 6.
    pub level: u8,
    /// Unique in the article.
    pub id: String,
    /// Its words, without any markup.
    pub title: String,
}

impl Outline {
    fn of(text: &mut Text) -> Self {
        let mut outline = Self { notes: text.notes.len(), ..Self::default() };
        leads::text(text, &mut |found| match found {
            Found::Link(target, span) => outline.links.push((target.clone(), span)),
            Found::Image(image, span) => outline.pictures.push((image.clone(), span)),
            Found::Heading(id) => outline.anchors.push(id.to_owned()),
        });
        for block in &text.blocks {
            if let BlockKind::Heading { level, id, content } = &block.kind {
                outline.sections.push(Section { level: *level, id: id.clone(), title: plain_text(content) });
            }
        }
        outline
    }
}

/// Makes a text when it is asked for.
type Maker = Arc<dyn Fn() -> Text + Send + Sync>;

/// A [`Text`], which it derefs to. That may take the time of reading it, once; the [`Outline`] is always there.
#[derive(Clone, Default)]
pub struct Held {
    text: OnceLock<Text>,
    outline: OnceLock<Arc<Outline>>,
    /// What it is made of, and how, when it was read from a file with somewhere to keep it.
    key: Option<Key>,
    maker: Option<Maker>,
}

impl Held {
    /// Holds a text.
    #[must_use]
    pub fn new(mut text: Text) -> Self {
        let outline = Arc::new(Outline::of(&mut text));
        Self { text: text.into(), outline: outline.into(), key: None, maker: None }
    }

    /// Holds what `maker` will make: always the same for the same `key`.
    pub(super) fn kept(key: Key, outline: Arc<Outline>, maker: impl Fn() -> Text + Send + Sync + 'static) -> Self {
        Self { text: OnceLock::new(), outline: outline.into(), key: Some(key), maker: Some(Arc::new(maker)) }
    }

    /// The same text, known by what it is made of.
    pub(super) fn made_of(self, key: Key) -> Self {
        Self { key: Some(key), ..self }
    }

    /// What others need to know of it.
    #[must_use]
    pub fn outline(&self) -> &Outline {
        self.outline.get_or_init(|| Arc::new(Outline::of(&mut Text::clone(self))))
    }

    /// Does to the text what depends on nothing but itself and `on`, now or when it is read. Its outline stays as it was before.
    pub(crate) fn change(&mut self, on: &impl Hash, change: impl Fn(&mut Text) + Send + Sync + 'static) {
        self.key = self.key.map(|key| {
            let mut changed: KeyHasher = Key::of("a text, changed");
            (key, on).hash(&mut changed);
            changed.key()
        });
        if let Some(text) = self.text.get_mut() {
            change(text);
            self.maker = None;
        } else if let Some(before) = self.maker.take() {
            self.maker = Some(Arc::new(move || {
                let mut text = before();
                change(&mut text);
                text
            }));
        }
    }
}

impl Deref for Held {
    type Target = Text;

    fn deref(&self) -> &Text {
        self.text.get_or_init(|| self.maker.as_ref().map(|make| make()).unwrap_or_default())
    }
}

/// What is changed so is known by nothing but its words.
impl DerefMut for Held {
    fn deref_mut(&mut self) -> &mut Text {
        let text = match std::mem::take(&mut self.text).into_inner() {
            Some(text) => text,
            None => self.maker.take().map(|make| make()).unwrap_or_default(),
        };
        *self = Self { text: text.into(), ..Self::default() };
        self.text.get_mut().expect("it was put there just now")
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Held {}

/// Hashes what it is made of, where that is known, and else all that it says: to be found again by, not to be compared.
impl Hash for Held {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.key {
            Some(key) => key.hash(state),
            None => (**self).hash(state),
        }
    }
}
