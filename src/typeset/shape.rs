//! Shapes chunks: what stands between two spaces, in one style. Each chunk is shaped whole, and
//! once more on both sides of every place where it may be divided, so that kerns and ligatures are
//! exact wherever the line ends. Chunks are kept, for words come again.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use harfrust::{Buffer, BufferFlags, Direction, Feature, Language, Script, ShapeOptions, ShapePlan, ShaperFont};
use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use rustc_hash::FxHashMap;

use super::breaker::Item;
pub(crate) use super::features::Features;
use super::features::has_dotless_i;
use super::fonts::{Fonts, MONO, MONO_BOLD};
use super::hyphenate::Patterns;
use super::length::Sp;
use super::page::{FaceId, Glyph, Word};
use crate::config::Hyphenation;
use crate::manuscript::Lang;

/// How glyphs are chosen, apart from size and place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Look {
    /// The face.
    pub(crate) face: FaceId,
    /// Which OpenType features are on.
    pub(crate) features: Features,
    /// Extra advance after each glyph, in thousandths of an em.
    pub(crate) tracking: i16,
    /// The language.
    pub(crate) lang: Lang,
    /// Whether words may be divided.
    pub(crate) hyphenate: bool,
}

/// Which of a shaper's looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LookId(usize);

/// A chunk, shaped whole and in pieces.
#[derive(Debug)]
pub(crate) struct Chunk {
    /// The chunk without any break: one word per face.
    pub(crate) whole: Vec<Arc<Word>>,
    /// The chunk with every place where it may break.
    pub(crate) atoms: Arc<[Atom]>,
    /// Characters that no face has.
    pub(crate) missing: Vec<char>,
    /// A number for its word, whatever its case and the marks around it; 0 when it has no letters.
    pub(crate) word: u32,
    /// The size at which it was laid out first, which is mostly the size at which it comes again, and its items there,
    /// one an atom.
    pub(crate) laid: OnceLock<(Sp, Arc<[Item]>)>,
}

/// A piece of a chunk.
#[derive(Debug, Clone)]
pub(crate) enum Atom {
    /// Glyphs that stay together.
    Word(Arc<Word>),
    /// A place where the word may be divided by a hyphen.
    Disc {
        /// What ends the line, hyphen included.
        pre: Arc<Word>,
        /// What begins the next line.
        post: Option<Arc<Word>>,
        /// What stands there when the word is whole.
        none: Option<Arc<Word>>,
        /// Letters in the shorter of the two fragments.
        shortest: u8,
    },
    /// A place where the line may end without a hyphen.
    Break(BreakKind),
}

/// Why a line may end without a hyphen of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BreakKind {
    /// After a hyphen of the author's.
    Hyphen,
    /// After a dash, between ideographs, wherever UAX #14 allows it.
    Free,
    /// Within an address, by rule.
    Address,
    /// Anywhere within something too long for any line.
    Emergency,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Shaped {
    face: FaceId,
    glyph: Glyph,
    /// Byte offset of the cluster.
    cluster: u32,
}

/// Chunks by their text. That of nearly all is short, and found without a look at it elsewhere in memory.
#[derive(Default)]
struct Chunks {
    short: FxHashMap<u128, Arc<Chunk>>,
    long: FxHashMap<Box<str>, Arc<Chunk>>,
}

impl Chunks {
    /// A text of up to fifteen bytes as a number: the bytes, and how many.
    fn number(text: &str) -> Option<u128> {
        let mut bytes = [0; 16];
        bytes[15] = text.len() as u8;
        bytes[..15].get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(u128::from_le_bytes(bytes))
    }

    fn get(&self, text: &str) -> Option<&Arc<Chunk>> {
        match Self::number(text) {
            Some(number) => self.short.get(&number),
            None => self.long.get(text),
        }
    }

    fn insert(&mut self, text: &str, chunk: Arc<Chunk>) {
        match Self::number(text) {
            Some(number) => self.short.insert(number, chunk),
            None => self.long.insert(text.into(), chunk),
        };
    }
}

/// Chunks of one look, by their text.
#[derive(Debug, Default)]
struct Shelf(Mutex<FxHashMap<Box<str>, Arc<Chunk>>>);

impl Shelf {
    fn chunks(&self) -> MutexGuard<'_, FxHashMap<Box<str>, Arc<Chunk>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A copy of a chunk that lies here.
    fn copy(&self, text: &str) -> Option<Chunk> {
        let chunk = self.chunks().get(text).cloned();
        chunk.map(|chunk| chunk.copy())
    }

    /// Takes up a chunk, unless another shaper was sooner.
    fn put(&self, text: &str, chunk: &Arc<Chunk>) {
        self.chunks().entry(text.into()).or_insert_with(|| Arc::clone(chunk));
    }
}

/// What any of several shapers has shaped, for all of them. Each takes a copy: threads that count references to one word wait
/// for each other.
#[derive(Debug, Default)]
pub(crate) struct Pool(Mutex<Vec<(Look, Arc<Shelf>)>>);

impl Pool {
    fn shelf(&self, look: &Look) -> Arc<Shelf> {
        let mut shelves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, shelf)) = shelves.iter().find(|(known, _)| known == look) {
            return Arc::clone(shelf);
        }
        let shelf = Arc::default();
        shelves.push((look.clone(), Arc::clone(&shelf)));
        shelf
    }
}

impl Chunk {
    /// The same with words of its own, as far as it is set whole: it seldom is not.
    fn copy(&self) -> Self {
        let whole = self.whole.iter().map(|word| Arc::new(Word::clone(word))).collect();
        let Self { atoms, missing, word, laid, .. } = self;
        Self { whole, atoms: Arc::clone(atoms), missing: missing.clone(), word: *word, laid: laid.clone() }
    }
}

/// What a shaper knows of a look.
struct Looked {
    look: Look,
    chunks: Chunks,
    /// What other shapers have shaped of it.
    shelf: Option<Arc<Shelf>>,
    /// Whether its words should be divided and nobody knows where.
    unhyphenated: bool,
}

/// What a shaping plan is made for.
type PlanKey = (FaceId, Features, Script, Lang);

/// Shapes chunks and keeps them. One a thread.
pub(crate) struct Shaper<'f> {
    fonts: &'f Fonts,
    patterns: &'f Patterns,
    exceptions: Option<&'f Hyphenation>,
    /// Of each face, made when it is first wanted: few faces are.
    shapers: Vec<OnceCell<ShaperFont<'f, 'f>>>,
    plans: FxHashMap<PlanKey, (ShapePlan, Vec<Feature>)>,
    /// Chunks by look and text. There are a few looks and thousands of texts.
    looks: Vec<Looked>,
    pool: Option<&'f Pool>,
    /// Whether a face has a form of its own for a character.
    forms: FxHashMap<(FaceId, Features, char), bool>,
    segmenter: LineSegmenterBorrowed<'static>,
    buffer: Option<Buffer>,
    /// Languages met for which there are no patterns.
    pub(crate) unhyphenated: BTreeMap<Lang, ()>,
}

/// Characters that steer the setting and leave no mark.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Whether a character is written from right to left, which pages cannot do yet: set the wrong way round it would be
/// worse than missing. Blocks of such scripts after the Unicode Standard 17.0, chapter 9.
pub(crate) fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

/// Whether a chunk is an address, to be broken by rule and never with a hyphen.
fn is_address(text: &str) -> bool {
    let text = text.trim_start_matches(['(', '<', '“', '«', '„', '[']);
    text.contains("://")
        || text.starts_with("www.")
        || text.starts_with("mailto:")
        || (text.contains('@') && text.contains('.'))
        || is_host_name(text)
}

/// FNV-1a over the letters of `text` in lower case; 0 when there are none.
fn word_number(text: &str) -> u32 {
    let letters = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let hash =
        letters.fold(None, |hash, c| Some((hash.unwrap_or(0x811C_9DC5) ^ u32::from(c)).wrapping_mul(0x0100_0193)));
    hash.unwrap_or(0)
}

/// Whether `text` is a bare name of a host, such as cloud.gov: labels of letters and digits, two or more of each, with
/// dots between.
fn is_host_name(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    let host = text.split('/').next().unwrap_or(text);
    let labels: Vec<&str> = host.split('.').collect();
    let label = |l: &&str| l.len() > 1 && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    labels.len() > 1
        && labels.iter().all(label)
        && labels.last().is_some_and(|l| l.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// Keeps two letters from making a ligature.
const NON_JOINER: char = '\u{200C}';
/// More characters than this without a break are broken anywhere, as a last resort.
const LONG_CHUNK: usize = 24;
/// More bytes than this take no hyphens, for each hyphen shapes the chunk afresh: they would take time with the
/// square of their number. No language has a word a quarter as long.
const LONGEST_DIVIDED: usize = 1024;

impl<'f> Shaper<'f> {
    /// Makes a shaper for these faces and patterns.
    pub(crate) fn new(fonts: &'f Fonts, patterns: &'f Patterns) -> Self {
        Self {
            fonts,
            patterns,
            exceptions: None,
            shapers: fonts.iter().map(|_| OnceCell::new()).collect(),
            plans: FxHashMap::default(),
            looks: Vec::new(),
            pool: None,
            forms: FxHashMap::default(),
            segmenter: LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default()),
            buffer: Some(Buffer::new()),
            unhyphenated: BTreeMap::new(),
        }
    }

    /// The same with words that are divided otherwise than the patterns say.
    pub(crate) fn with_exceptions(self, exceptions: &'f Hyphenation) -> Self {
        Self { exceptions: Some(exceptions), ..self }
    }

    /// The same for one of several that work for the same collection, with the same faces, patterns and exceptions.
    pub(crate) fn with_pool(self, pool: &'f Pool) -> Self {
        Self { pool: Some(pool), ..self }
    }

    /// The fonts.
    pub(crate) fn fonts(&self) -> &'f Fonts {
        self.fonts
    }

    fn shaper(&self, face: FaceId) -> &ShaperFont<'f, 'f> {
        self.shapers[usize::from(face.0)].get_or_init(|| ShaperFont::new(&self.fonts.get(face).font))
    }

    /// A number for a look, to ask for chunks by.
    pub(crate) fn look(&mut self, look: &Look) -> LookId {
        let at = self.looks.iter().position(|known| known.look == *look).unwrap_or_else(|| {
            self.looks.push(Looked {
                look: look.clone(),
                chunks: Chunks::default(),
                shelf: self.pool.map(|pool| pool.shelf(look)),
                unhyphenated: look.hyphenate && !self.patterns.knows(&look.lang),
            });
            self.looks.len() - 1
        });
        if self.looks[at].unhyphenated {
            self.unhyphenated.insert(look.lang.clone(), ());
        }
        LookId(at)
    }

    /// Shapes a chunk, or finds it among those shaped before.
    pub(crate) fn chunk(&mut self, text: &str, look: &Look) -> Arc<Chunk> {
        let look = self.look(look);
        self.chunk_in(text, look)
    }

    /// [`Shaper::chunk`] for many chunks of one look.
    pub(crate) fn chunk_in(&mut self, text: &str, look: LookId) -> Arc<Chunk> {
        let Looked { look: known, chunks, shelf, .. } = &self.looks[look.0];
        if let Some(chunk) = chunks.get(text) {
            return Arc::clone(chunk);
        }
        let (known, shelf) = (known.clone(), shelf.clone());
        let chunk = match shelf.as_ref().and_then(|shelf| shelf.copy(text)) {
            Some(copy) => Arc::new(copy),
            None => {
                let chunk = Arc::new(self.build(text, &known));
                shelf.iter().for_each(|shelf| shelf.put(text, &chunk));
                chunk
            }
        };
        self.looks[look.0].chunks.insert(text, Arc::clone(&chunk));
        chunk
    }

    /// Byte offsets at which UAX #14 lets `text` be broken, without its ends.
    pub(crate) fn opportunities(&self, text: &str) -> Vec<usize> {
        self.segmenter.segment_str(text).filter(|at| *at > 0 && *at < text.len()).collect()
    }

    /// Whether the face has forms of its own, such as superiors or small capitals, for all of `text` that they concern.
    pub(crate) fn has_forms(&mut self, face: FaceId, forms: Features, text: &str) -> bool {
        text.chars().filter(|c| forms.concern(*c)).all(|c| self.has_form(face, forms, c))
    }

    fn has_form(&mut self, face: FaceId, forms: Features, c: char) -> bool {
        if let Some(known) = self.forms.get(&(face, forms, c)) {
            return *known;
        }
        let mut glyph = |features| {
            let look = Look { face, features, tracking: 0, lang: Lang::new("en"), hyphenate: false };
            let mut missing = Vec::new();
            let shaped = self.shape(c.encode_utf8(&mut [0; 4]), &[], &look, &mut missing);
            shaped.first().filter(|g| missing.is_empty() && g.face == face).map(|g| g.glyph.id)
        };
        let (usual, own) = (glyph(Features::default()), glyph(forms));
        let has = own.is_some() && own != usual;
        self.forms.insert((face, forms, c), has);
        has
    }

    /// The look as it suits the word and as the face can have it. Figures beside capitals are as high as they are: A4,
    /// CO2. Small capitals are never faked: a word for which the face has none, as Libertinus has none in Cyrillic and
    /// Greek, stays as it is written, and is not letterspaced.
    fn suited<'l>(&mut self, text: &str, look: &'l Look) -> Cow<'l, Look> {
        let small_caps = Features::SMALL_CAPS.with(Features::ALL_SMALL_CAPS);
        if look.features.has(small_caps) && !self.has_forms(look.face, look.features, text) {
            return Cow::Owned(Look { features: look.features.without(small_caps), tracking: 0, ..look.clone() });
        }
        let beside_capitals = look.features.has(Features::OLD_STYLE)
            && !look.features.has(Features::ALL_SMALL_CAPS)
            && text.contains(|c: char| c.is_ascii_digit())
            && text.contains(char::is_uppercase)
            && !text.contains(char::is_lowercase);
        if beside_capitals {
            return Cow::Owned(Look { features: look.features.without(Features::OLD_STYLE), ..look.clone() });
        }
        Cow::Borrowed(look)
    }

    fn build(&mut self, source: &str, look: &Look) -> Chunk {
        let look = &*self.suited(source, look);
        let (mut soft, mut apart) = (Vec::new(), Vec::new());
        let mut text = String::with_capacity(source.len());
        for c in source.chars() {
            match c {
                '\u{AD}' => soft.push(text.len()),
                NON_JOINER => apart.push(text.len()),
                _ => {}
            }
            if !is_invisible(c) {
                text.push(c);
            }
        }
        self.part_compounds(&text, look, &mut apart);
        let mut missing = Vec::new();
        let full = self.shape(&text, &apart, look, &mut missing);
        let whole = words(&text, &full);
        let code = look.features == Features::LITERAL;
        let address = is_address(&text);
        let mut places: Vec<(usize, Place)> = Vec::new();
        if address {
            places.extend(address_breaks(&text).into_iter().map(|at| (at, Place::Plain(BreakKind::Address))));
        } else if code {
            places.extend(code_breaks(&text).into_iter().map(|at| (at, Place::Plain(BreakKind::Address))));
        } else {
            if text.len() > 1 && !text.bytes().all(|b| b.is_ascii_alphabetic()) {
                for at in self.opportunities(&text) {
                    if !text[..at].ends_with(['-', '‐']) {
                        places.push((at, Place::Plain(BreakKind::Free)));
                    } else if parts_fairly(&text, at) {
                        places.push((at, Place::Plain(BreakKind::Hyphen)));
                    }
                }
            }
            if text.len() > LONGEST_DIVIDED {
                soft.clear();
            } else if soft.is_empty() {
                if look.hyphenate {
                    self.divide(&text, look, &mut places);
                }
            } else {
                places.extend(soft.into_iter().map(|at| (at, Place::Hyphen(u8::MAX))));
            }
        }
        if text.len() > LONG_CHUNK {
            add_emergency_breaks(&text, &full, &mut places);
        }
        places.sort_by_key(|(at, place)| (*at, matches!(place, Place::Hyphen(_))));
        places.dedup_by_key(|(at, _)| *at);
        places.retain(|(at, _)| *at > 0 && *at < text.len());
        let atoms: Vec<Atom> = match full.first() {
            // One piece, or one for each face.
            Some(first) if places.is_empty() && first.cluster == 0 => whole.iter().cloned().map(Atom::Word).collect(),
            _ => self.assemble(&text, &apart, look, &full, &places),
        };
        Chunk { whole, atoms: atoms.into(), missing, word: word_number(&text), laid: OnceLock::new() }
    }

    /// Adds the places where German joins words: no ligature is set over one, as in Auf|lage and höf|lich (Duden,
    /// Schriftsatz und Typografie, "Ligaturen"). They are where a word divides between the f and the letter that would
    /// join it; only ff may stand on both sides of a division within a word, as in Schif-fe, and is left.
    fn part_compounds(&mut self, text: &str, look: &Look, apart: &mut Vec<usize>) {
        if look.lang.primary() != "de" || look.features.has(Features::LITERAL) || !text.contains('f') {
            return;
        }
        let mut found = Vec::new();
        for (start, word) in letter_runs(text) {
            if word.len() <= LONGEST_DIVIDED && word.contains('f') {
                found.clear();
                self.patterns.seams(word, &look.lang, &mut found);
                let joins = |at: &usize| {
                    word[..*at].ends_with('f') && word[*at..].starts_with(['b', 'h', 'i', 'j', 'k', 'l', 't'])
                };
                apart.extend(found.iter().filter(|at| joins(at)).map(|at| start + at));
            }
        }
        apart.sort_unstable();
    }

    /// Adds the places where words of letters within `text` may take a hyphen. A word that is an exception is divided as
    /// its author says, whatever the patterns and the language's shortest fragments.
    fn divide(&mut self, text: &str, look: &Look, places: &mut Vec<(usize, Place)>) {
        let known = self.patterns.knows(&look.lang);
        let mut found = Vec::new();
        for (start, word) in letter_runs(text) {
            // An apostrophe is no place to begin a fragment count from: "l’Internationale" divides as
            // "Internationale", and what is left of the apostrophe is carried along.
            found.clear();
            if let Some(exception) = self.exceptions.and_then(|words| words.places(word, &look.lang)) {
                found.extend(exception.iter().filter_map(|letters| Some(word.char_indices().nth(*letters)?.0)));
            } else if known {
                self.patterns.divide(word, &look.lang, &mut found);
            }
            let letters = word.chars().count();
            for at in &found {
                let before = word[..*at].chars().count();
                let shortest = before.min(letters - before).min(usize::from(u8::MAX));
                places.push((start + at, Place::Hyphen(shortest as u8)));
            }
        }
    }

    /// Cuts the shaped text at `places`. A hyphen's three sides are what differs from the whole
    /// when the text is shaped up to it and from it on.
    fn assemble(
        &mut self,
        text: &str,
        apart: &[usize],
        look: &Look,
        full: &[Shaped],
        places: &[(usize, Place)],
    ) -> Vec<Atom> {
        let mut atoms = Vec::new();
        // How many glyphs of `full` the atoms so far have used.
        let mut done = 0;
        for (at, place) in places {
            let at32 = *at as u32;
            match place {
                Place::Plain(kind) => {
                    // A ligature across the place keeps together.
                    let Some(next) = full[done..].iter().position(|g| g.cluster == at32) else { continue };
                    let next = done + next;
                    push_words(&mut atoms, text, &full[done..next], full_end(full, next, text));
                    atoms.push(Atom::Break(*kind));
                    done = next;
                }
                Place::Hyphen(shortest) => {
                    let mut none_missing = Vec::new();
                    let before = self.shape(&format!("{}\u{2010}", &text[..*at]), apart, look, &mut none_missing);
                    let apart_after: Vec<usize> = apart.iter().filter_map(|a| a.checked_sub(*at)).collect();
                    let after = self.shape(&text[*at..], &apart_after, look, &mut none_missing);
                    let same_before = full.iter().zip(&before).take_while(|(a, b)| a == b && a.cluster < at32).count();
                    let same_after = full
                        .iter()
                        .rev()
                        .zip(after.iter().rev())
                        .take_while(|(a, b)| a.glyph == b.glyph && a.cluster == b.cluster + at32)
                        .count();
                    let mut head = same_before;
                    // Glyphs of one cluster stay together.
                    while head > 0 && head < full.len() && full[head].cluster == full[head - 1].cluster {
                        head -= 1;
                    }
                    let mut tail = full.len() - same_after;
                    while tail < full.len() && tail > 0 && full[tail].cluster == full[tail - 1].cluster {
                        tail += 1;
                    }
                    if head < done || tail < head {
                        continue;
                    }
                    push_words(&mut atoms, text, &full[done..head], full_end(full, head, text));
                    let pre_start = before.get(head).map_or(*at, |g| g.cluster as usize);
                    let pre_text = format!("{}\u{2010}", &text[pre_start.min(*at)..*at]);
                    let pre = word_of(&pre_text, &before[head..], pre_start, true);
                    let post_glyphs = &after[..after.len() - (full.len() - tail)];
                    let post_end = full_end(full, tail, text) - at;
                    let post =
                        (!post_glyphs.is_empty()).then(|| word_of(&text[*at..at + post_end], post_glyphs, 0, false));
                    let none = (tail > head).then(|| {
                        let (from, to) = (full[head].cluster as usize, full_end(full, tail, text));
                        word_of(&text[from..to], &full[head..tail], from, false)
                    });
                    let whole_face = |w: &Option<Option<Arc<Word>>>| w.as_ref().is_none_or(Option::is_some);
                    let (Some(pre), true, true) = (pre, whole_face(&post), whole_face(&none)) else { continue };
                    atoms.push(Atom::Disc { pre, post: post.flatten(), none: none.flatten(), shortest: *shortest });
                    done = tail;
                }
            }
        }
        push_words(&mut atoms, text, &full[done..], text.len());
        atoms
    }

    /// Shapes text of one look, face by face where the look's own face lacks a character. What meets at the offsets
    /// `apart` makes no ligature.
    fn shape(&mut self, text: &str, apart: &[usize], look: &Look, missing: &mut Vec<char>) -> Vec<Shaped> {
        let mut out = Vec::with_capacity(text.len());
        let mut start = 0;
        let mut current: Option<FaceId> = None;
        for (at, c) in text.char_indices() {
            let face = match self.fonts.face_for(look.face, c) {
                Some(face) if !is_right_to_left(c) => face,
                _ => {
                    missing.push(c);
                    look.face
                }
            };
            if let Some(running) = current
                && running != face
            {
                self.shape_run(text, start..at, apart, running, look, &mut out);
                start = at;
            }
            current = Some(face);
        }
        if let Some(face) = current {
            self.shape_run(text, start..text.len(), apart, face, look, &mut out);
        }
        out
    }

    fn shape_run(
        &mut self,
        text: &str,
        range: Range<usize>,
        apart: &[usize],
        face: FaceId,
        look: &Look,
        out: &mut Vec<Shaped>,
    ) {
        let mut buffer = self.buffer.take().unwrap_or_default();
        buffer.reset();
        for (at, c) in text[range.clone()].char_indices() {
            let at = range.start + at;
            // The shaper kerns over a non-joiner and leaves it out of what comes back.
            if at > range.start && apart.binary_search(&at).is_ok() {
                buffer.push(u32::from(NON_JOINER), at as u32);
            }
            buffer.push(u32::from(c), at as u32);
        }
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        buffer.guess_segment_properties();
        buffer.set_direction(Direction::LeftToRight);
        let script = buffer.script().unwrap_or(Script::LATIN);
        buffer.set_script(Some(script));
        buffer.set_language(Language::new(look.lang.as_str()));
        let mut features = look.features;
        if matches!(face, MONO | MONO_BOLD) {
            features = Features::LITERAL;
        }
        let key = (face, features, script, look.lang.clone());
        if !self.plans.contains_key(&key) {
            let plan = self.plan(&key);
            self.plans.insert(key.clone(), plan);
        }
        let loaded = self.fonts.get(face);
        let Some((plan, list)) = self.plans.get(&key) else { return };
        let options = ShapeOptions::new().plan(Some(plan)).features(list);
        if harfrust::shape(self.shaper(face), &mut buffer, options).is_ok() {
            let units = i32::from(loaded.face.units_per_em);
            let tracking = i32::from(look.tracking) * units / 1000;
            let first = out.len();
            for (info, position) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
                let narrow = |n: i32| n.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16;
                let glyph = Glyph {
                    id: u16::try_from(info.glyph_id).unwrap_or(0),
                    text_len: 0,
                    advance: narrow(position.x_advance + tracking),
                    x_offset: narrow(position.x_offset),
                    y_offset: narrow(position.y_offset),
                };
                out.push(Shaped { face, glyph, cluster: info.cluster });
            }
            self.part_clusters(&text[..range.end], face, &mut out[first..]);
        }
        self.buffer = Some(buffer);
    }

    /// The plan for a face and a look. In Turkish and its kin f and i are not joined: Libertinus parts them itself
    /// (`locl`), so its ff and fl remain; a face that does not loses all its ligatures.
    fn plan(&self, (face, features, script, lang): &PlanKey) -> (ShapePlan, Vec<Feature>) {
        let loaded = self.fonts.get(*face);
        let language = Language::new(lang.as_str());
        let make = |ligatures| {
            let list = features.list(ligatures);
            (ShapePlan::new(&loaded.font, Direction::LeftToRight, Some(*script), language.as_ref(), &list), list)
        };
        let (plan, list) = make(true);
        if !has_dotless_i(lang) {
            return (plan, list);
        }
        let mut probe = Buffer::new();
        probe.push_str("fi");
        probe.set_direction(Direction::LeftToRight);
        probe.set_script(Some(*script));
        probe.set_language(language.clone());
        let options = ShapeOptions::new().plan(Some(&plan)).features(&list);
        let shaped = harfrust::shape(self.shaper(*face), &mut probe, options).is_ok();
        if shaped && probe.glyph_infos().len() == 2 { (plan, list) } else { make(false) }
    }

    /// A ligature that the face has taken apart again counts as one cluster still. Its last letters get their own back,
    /// where their glyphs are the usual ones.
    fn part_clusters(&self, text: &str, face: FaceId, glyphs: &mut [Shaped]) {
        let map = self.fonts.get(face).font.charmap();
        let mut end = text.len();
        for at in (1..glyphs.len()).rev() {
            let (before, cluster) = (glyphs[at - 1].cluster, glyphs[at].cluster);
            if before == cluster
                && let Some((offset, c)) = text[cluster as usize..end].char_indices().next_back()
                && offset > 0
                && c.is_alphabetic()
                && map.map_unicode(c).is_some_and(|glyph| glyph.to_u32() == u32::from(glyphs[at].glyph.id))
            {
                glyphs[at].cluster = cluster + offset as u32;
                end = cluster as usize + offset;
            } else if before != cluster {
                end = cluster as usize;
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Plain(BreakKind),
    /// With the letters of the shorter fragment.
    Hyphen(u8),
}

/// Runs of letters with their byte offsets.
fn letter_runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(char::is_alphabetic)?;
        let end = text[start..].find(|c: char| !c.is_alphabetic()).map_or(text.len(), |n| start + n);
        rest = end;
        Some((start, &text[start..end]))
    })
}

/// Whether a line may end after the author's hyphen that ends at `at`: not where one letter alone would stay or two
/// would be carried over, as in `e-mail`, `dit-il` and `что-то`, nor between figures, as in `2012-02-28`.
fn parts_fairly(text: &str, at: usize) -> bool {
    let mark = |c: char| !c.is_alphanumeric();
    let before = text[..at].trim_end_matches(['-', '‐']).rsplit(mark).next().unwrap_or_default();
    let after = text[at..].split(mark).next().unwrap_or_default();
    let is_scrap =
        |part: &str, least: usize| part.chars().all(char::is_alphabetic) && part.chars().nth(least - 1).is_none();
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let is_whole = is_scrap(before, 2) || is_scrap(after, 3) || is_number(before) && is_number(after);
    !is_whole
}

/// Where an address may end a line: after slashes and colons of its scheme, before dots and other marks.
/// Source: The Chicago Manual of Style, 17th edition, 14.18.
fn address_breaks(text: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let mut before = None;
    let first = text.find("://").map_or(0, |n| n + 3);
    for (at, c) in text.char_indices() {
        let after_slash = before == Some('/') && c != '/';
        let before_mark =
            matches!(c, '.' | ',' | '?' | '=' | '&' | '#' | '%' | '_' | '-' | '~' | '+' | '@') && before != Some('/');
        if at >= first && (after_slash || before_mark) && text.len() - at > 2 && at > first + 1
            || at == first && first > 0
        {
            out.push(at);
        }
        before = Some(c);
    }
    // A full stop that ends the sentence is no part of the address.
    out.retain(|at| text[*at..].chars().any(char::is_alphanumeric));
    out
}

/// Where program text may be broken: after a mark that joins names, with two characters or more on both sides, and not
/// before the figures of a date.
fn code_breaks(text: &str) -> Vec<usize> {
    let joins = |c: char| matches!(c, '/' | '_' | '.' | ',' | ':' | ';' | '(' | '=' | '&' | '|' | '-' | '\\' | '@');
    let marks: Vec<(usize, char)> = text.char_indices().collect();
    marks
        .windows(2)
        .filter(|pair| joins(pair[0].1) && !joins(pair[1].1))
        .filter(|pair| !(pair[0].1 == '-' && pair[1].1.is_ascii_digit()))
        .map(|pair| pair[1].0)
        .filter(|at| text[..*at].chars().count() > 2 && text[*at..].chars().count() > 1)
        .collect()
}

/// Allows a break at every cluster of a stretch that has none for long.
fn add_emergency_breaks(text: &str, full: &[Shaped], places: &mut Vec<(usize, Place)>) {
    let mut clusters: Vec<usize> = full.iter().map(|g| g.cluster as usize).collect();
    clusters.sort_unstable();
    clusters.dedup();
    let mut ends: Vec<usize> = places.iter().map(|(at, _)| *at).chain([0, text.len()]).collect();
    ends.sort_unstable();
    for pair in ends.windows(2) {
        if text[pair[0]..pair[1]].chars().count() > LONG_CHUNK {
            let within = clusters.iter().filter(|c| **c > pair[0] + 1 && **c + 1 < pair[1]);
            places.extend(within.map(|c| (*c, Place::Plain(BreakKind::Emergency))));
        }
    }
}

/// Where the text of `full[..index]` ends.
fn full_end(full: &[Shaped], index: usize, text: &str) -> usize {
    full.get(index).map_or(text.len(), |g| g.cluster as usize)
}

fn push_words(atoms: &mut Vec<Atom>, text: &str, glyphs: &[Shaped], end: usize) {
    if let Some(first) = glyphs.first() {
        let start = first.cluster as usize;
        atoms.extend(words_within(text, glyphs, start, end).into_iter().map(Atom::Word));
    }
}

/// The words of a chunk, one a face.
fn words(text: &str, glyphs: &[Shaped]) -> Vec<Arc<Word>> {
    words_within(text, glyphs, 0, text.len())
}

fn words_within(text: &str, glyphs: &[Shaped], start: usize, end: usize) -> Vec<Arc<Word>> {
    let mut out = Vec::new();
    let mut from = 0;
    while from < glyphs.len() {
        let face = glyphs[from].face;
        let to = glyphs[from..].iter().position(|g| g.face != face).map_or(glyphs.len(), |n| from + n);
        let text_from = if from == 0 { start } else { glyphs[from].cluster as usize };
        let text_to = if to == glyphs.len() { end } else { glyphs[to].cluster as usize };
        out.push(make_word(&text[text_from..text_to], &glyphs[from..to], text_from, false));
        from = to;
    }
    out
}

/// A word of glyphs that are all of one face, or none when they are not.
fn word_of(text: &str, glyphs: &[Shaped], offset: usize, divided: bool) -> Option<Arc<Word>> {
    let first = glyphs.first()?;
    glyphs.iter().all(|g| g.face == first.face).then(|| make_word(text, glyphs, offset, divided))
}

/// Gives each glyph the bytes of its cluster; further glyphs of a cluster stand for nothing more.
fn make_word(text: &str, glyphs: &[Shaped], offset: usize, divided: bool) -> Arc<Word> {
    let end = offset + text.len();
    let mut out: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for (i, shaped) in glyphs.iter().enumerate() {
        let own = shaped.cluster as usize;
        let begins = i == 0 || glyphs[i - 1].cluster != shaped.cluster;
        let next = glyphs[i + 1..].iter().map(|g| g.cluster as usize).find(|c| *c != own).unwrap_or(end);
        let len = if begins { next.saturating_sub(own) } else { 0 };
        out.push(Glyph { text_len: len.min(usize::from(u8::MAX)) as u8, ..shaped.glyph });
    }
    let advance = out.iter().map(|g| i32::from(g.advance)).sum();
    Arc::new(Word { face: glyphs[0].face, glyphs: out, text: text.into(), divided, advance })
}

#[cfg(test)]
mod tests;
