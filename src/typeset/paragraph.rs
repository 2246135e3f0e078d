//! Turns inlines into the items that [`super::breaker`] breaks, and the lines it chose into runs of glyphs.
//!
//! The way is collect → compose → break → finish: inlines become [`Strand`]s of text in one ink; strands are cut
//! at spaces into chunks, shaped, and laid out as items; the breaker chooses; each line's runs are placed.

use std::borrow::Cow;
use std::slice;
use std::sync::Arc;

use super::breaker::{self, Breaks, Disc, FORBIDDEN, FORCED, Item, LineBreak, Measure, Params};
use super::length::Sp;
use super::page::{Colour, FaceId, Glyph, LinkTo, Run, Word};
use super::protrusion;
use super::shape::{Atom, BreakKind, Chunk, Features, Look, LookId, Shaper};
use super::structure::ElementId;
use super::style::{Ink, Setting};
use super::turns::{self, TextPlace};
use crate::diagnostics::Span;

/// Text in one ink, or something without text, in reading order.
#[derive(Debug, Clone)]
pub(crate) enum Strand {
    /// Words.
    Text {
        /// The words, with their typography done.
        text: String,
        /// How they look.
        ink: Ink,
        /// The link they belong to.
        link: Option<Arc<Link>>,
        /// Where they stand in the manuscript.
        span: Option<Span>,
        /// Where they begin in the article's text, when they are of it.
        place: Option<TextPlace>,
    },
    /// A note's mark: text that never begins a line.
    Mark {
        /// What it says.
        text: String,
        /// How it looks.
        ink: Ink,
        /// Link to the note.
        link: Option<Arc<Link>>,
        /// The notes that begin at this mark, as numbers of the galley.
        notes: Vec<usize>,
        /// The name of this place.
        anchor: Option<Arc<str>>,
    },
    /// Room for a page's number.
    PageNumber {
        /// The name of the place whose page is wanted.
        of: Arc<str>,
        /// How many digits to leave room for.
        digits: usize,
        /// How it looks.
        ink: Ink,
        /// Link to the place.
        link: Option<Arc<Link>>,
    },
    /// A picture among the words.
    Picture(Picture),
    /// A line must end here.
    LineBreak,
}

/// A picture in a line.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    /// Which of [`crate::collection::Collection::images`].
    pub(crate) image: usize,
    /// Printed width.
    pub(crate) width: Sp,
    /// Printed height.
    pub(crate) height: Sp,
    /// How far above the baseline its lower edge stands.
    pub(crate) rise: Sp,
    /// What it is in the structure.
    pub(crate) element: Option<ElementId>,
    /// The link it belongs to.
    pub(crate) link: Option<Arc<Link>>,
    /// Where it stands in the article's text.
    pub(crate) place: TextPlace,
}

impl Strand {
    /// How long its text is.
    fn bytes(&self) -> usize {
        match self {
            Self::Text { text, .. } | Self::Mark { text, .. } => text.len(),
            Self::PageNumber { digits, .. } => *digits,
            Self::Picture(_) | Self::LineBreak => 0,
        }
    }
}

/// A paragraph of so many lines may take two lines more.
const LONG: usize = 8;

/// Where the first space is at which chunks part.
fn find_space(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_space = |(at, byte): (usize, &u8)| match byte {
        b' ' | b'\n' | b'\t' => true,
        // A no-break space.
        0xC2 => bytes.get(at + 1) == Some(&0xA0),
        _ => false,
    };
    bytes.iter().enumerate().position(is_space)
}

/// What stands for a picture where text is looked at: the object replacement character.
const PICTURE: &str = "\u{FFFC}";

/// A link's target and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// Where it leads.
    pub(crate) to: LinkTo,
    /// What it says.
    pub(crate) contents: Arc<str>,
    /// Whether a rule stands under its words.
    pub(crate) underlined: bool,
    /// What it is in the structure.
    pub(crate) element: Option<ElementId>,
}

/// A line, placed but for its height on the page.
#[derive(Debug, Clone, Default)]
pub(crate) struct SetLine {
    /// The runs, left to right, from the left edge of the measure.
    pub(crate) runs: Vec<Run>,
    /// Horizontal scaling of glyphs in thousandths.
    pub(crate) expansion: u16,
    /// Where links are: left edge, width.
    pub(crate) links: Vec<(Sp, Sp, Arc<Link>)>,
    /// Pictures: left edge, picture.
    pub(crate) pictures: Vec<(Sp, Picture)>,
    /// Where words are struck out: left edge, width, size.
    pub(crate) struck: Vec<(Sp, Sp, Sp)>,
    /// Notes whose marks are on the line.
    pub(crate) notes: Vec<usize>,
    /// Names of places on the line.
    pub(crate) anchors: Vec<Arc<str>>,
    /// Where the first word of the article's text that is on the line begins, though it be on the line before.
    pub(crate) begins: Option<TextPlace>,
    /// Runs that stand for page numbers.
    pub(crate) page_numbers: Vec<PageNumber>,
    /// Whether the line ends in a hyphen of ours.
    pub(crate) hyphen: bool,
    /// How far it is too wide.
    pub(crate) overfull: Sp,
    /// Width of what is printed.
    pub(crate) width: Sp,
    /// In a line that fills its measure, how wide its spaces would be as the font has them; nothing in others.
    pub(crate) white: Sp,
}

impl SetLine {
    /// Moves all that is on it to the right.
    pub(crate) fn shift(&mut self, by: Sp) {
        self.runs.iter_mut().for_each(|run| run.x += by);
        self.links.iter_mut().for_each(|(x, _, _)| *x += by);
        self.pictures.iter_mut().for_each(|(x, _)| *x += by);
        self.struck.iter_mut().for_each(|(x, _, _)| *x += by);
    }
}

/// A run to be filled in when pages have numbers.
#[derive(Debug, Clone)]
pub(crate) struct PageNumber {
    /// Which run of the line.
    pub(crate) run: usize,
    /// The name of the place.
    pub(crate) of: Arc<str>,
    /// How the number looks.
    pub(crate) look: Look,
    /// Whether the line fills its measure, and must when the number is narrower than its room.
    pub(crate) filled: bool,
}

/// How a paragraph is set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shape {
    /// Width of its lines.
    pub(crate) measure: Sp,
    /// White before the first line.
    pub(crate) indent: Sp,
    /// White before the other lines.
    pub(crate) hang: Sp,
    /// How its lines stand.
    pub(crate) setting: Setting,
    /// Size of its text.
    pub(crate) size: Sp,
    /// What stands beside its first lines.
    pub(crate) beside: Option<Beside>,
    /// Whether it stands behind a list's mark, towards which nothing of its first line hangs.
    pub(crate) behind_mark: bool,
}

/// An initial that stands beside the first lines of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Beside {
    /// How many lines.
    pub(crate) lines: usize,
    /// How far they stand from the left.
    pub(crate) white: Sp,
    /// How much nearer the first of them stands.
    pub(crate) nearer: Sp,
}

impl Shape {
    /// Lines of this width without an indent.
    pub(crate) fn new(measure: Sp, setting: Setting, size: Sp) -> Self {
        Self { measure, indent: Sp::ZERO, hang: Sp::ZERO, setting, size, beside: None, behind_mark: false }
    }

    /// White before the line of this number.
    fn indent(&self, line: usize) -> Sp {
        match self.beside {
            Some(beside) if line < beside.lines => beside.white - if line == 0 { beside.nearer } else { Sp::ZERO },
            _ if line == 0 => self.indent,
            _ => self.hang,
        }
    }

    /// How wide its lines are, and what they cost.
    fn limits(&self) -> (Measure, Params) {
        let justified = self.setting == Setting::Justified;
        let width = |indent: Sp| (self.measure - indent).max(Sp::pt(1));
        let measure = match self.beside {
            // The breaker knows one width beside the initial: the first line is judged as the others, and filled.
            Some(Beside { lines, white, .. }) => Measure { firsts: lines, first: width(white), rest: width(self.hang) },
            None => Measure { firsts: 1, first: width(self.indent), rest: width(self.hang) },
        };
        let params = Params {
            ragged: (!justified).then_some(self.size * 4),
            expansion: if justified { EXPANSION as i32 } else { 0 },
            hyphenate: justified,
            runt: self.indent.max(self.size),
            short_last: match self.setting {
                Setting::Justified => self.size * 3,
                Setting::Ragged => self.size * 4,
                Setting::Balanced | Setting::Centred | Setting::Right => Sp::ZERO,
            },
        };
        (measure, params)
    }
}

/// Another way to set a paragraph.
#[derive(Debug)]
pub(crate) struct Other {
    /// Its lines.
    pub(crate) lines: Vec<SetLine>,
    /// By how much its lines are dearer.
    pub(crate) demerits: i64,
}

/// A character that no face has, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Missing {
    /// Where.
    pub(crate) span: Option<Span>,
    /// The character.
    pub(crate) character: char,
}

/// A shaped chunk in its ink.
struct Piece {
    chunk: Arc<Chunk>,
    size: Sp,
    rise: Sp,
    colour: Colour,
    link: Option<Arc<Link>>,
    element: Option<ElementId>,
    struck: bool,
    notes: Vec<usize>,
    anchor: Option<Arc<str>>,
    page_number: Option<Box<(Arc<str>, Look)>>,
    /// Where it begins in the article's text.
    place: Option<TextPlace>,
}

/// The look of a strand's text, kept while chunks of it come one after the other.
struct Current {
    strand: usize,
    look: Look,
    id: LookId,
}

/// Texts that stand together without a space, each with the number of its strand and with how much of that stands before.
type Pending<'t> = Vec<(Cow<'t, str>, usize, u32)>;

/// What an item stands for.
#[derive(Clone, Copy)]
enum Source {
    /// An atom of a piece.
    Atom { piece: u32, atom: u32 },
    /// A picture.
    Picture(u32),
    /// A space in the text, after a piece, belonging to a link when both sides do.
    Space,
    /// Nothing printed.
    Nothing,
}

/// How far glyphs are widened or narrowed, in thousandths: what readers do not notice, according to the
/// experiments in Hàn Thế Thành's thesis, *Micro-typographic extensions to the TeX typesetting system* (2000).
const EXPANSION: i64 = 20;
// Costs of breaks, in the demerits of the breaker: a line at ratio 1, its spaces half as wide again, has some 7,500.

/// A hyphen, before what short fragments add: one line in sixteen of a 115 mm measure then ends in a hyphen.
const HYPHEN_COST: i32 = 9_550;
/// What each letter under four in the shorter fragment adds.
const SHORT_FRAGMENT_COST: i32 = 220;
/// Ending a line at a hyphen of the author's.
const AUTHOR_HYPHEN_COST: i32 = 8_800;
/// Dividing an address or a name in program text by rule.
const ADDRESS_COST: i32 = 5_200;
/// The same where all of it is short: a name of a file or an option is read as one word.
const SHORT_NAME_COST: i32 = 20_000;
/// So many characters are short.
const SHORT_NAME: usize = 23;
/// Ending a line at a space within program text.
const CODE_SPACE_COST: i32 = 8_000;
/// Breaking something unbreakable: only an overfull line is worse.
const EMERGENCY_COST: i32 = 200_000_000;
/// So many times as wide as they are in the font spaces may be: a line of which that does not make enough, as before an
/// address that cannot be divided where it would have to be, ends short of the margin. A hole is seen sooner.
const WIDEST_SPACE: i64 = 2;

/// A paragraph as it was composed and broken.
#[derive(Default)]
struct Paragraph {
    items: Vec<Item>,
    sources: Vec<Source>,
    pieces: Vec<Piece>,
    pictures: Vec<Picture>,
    missing: Vec<Missing>,
    breaks: Breaks,
    /// What it was composed of, as far as that tells it from others.
    of: Option<Of>,
}

/// What tells a paragraph from others.
#[derive(PartialEq)]
struct Of {
    strands: usize,
    bytes: usize,
    shape: Shape,
    element: Option<ElementId>,
}

/// The paragraphs of an article as they were composed and broken, in order, for when it is set once more: then some of them are
/// set in other ways too, and all else comes out as it did.
#[derive(Default)]
pub(crate) struct Composed {
    /// Those of an article before, whose room is used again, are of nothing.
    all: Vec<Paragraph>,
    /// The number of the next to be set.
    next: usize,
}

impl Composed {
    /// The same, to compose another article.
    pub(crate) fn clear(&mut self) {
        self.all.iter_mut().for_each(|paragraph| paragraph.of = None);
    }

    /// The same, to set its article once more.
    fn rewind(&mut self) {
        self.next = 0;
    }
}

/// Sets strands as lines.
pub(crate) struct Setter<'s, 'f> {
    shaper: &'s mut Shaper<'f>,
    /// The paragraph that was set last.
    current: Paragraph,
    /// All of them, when they may be set again; the current one's place is empty, and that of the last stays so.
    composed: Option<&'s mut Composed>,
    /// Characters that no face has.
    pub(crate) missing: Vec<Missing>,
    /// What text is part of whose ink does not say.
    pub(crate) element: Option<ElementId>,
}

impl<'s, 'f> Setter<'s, 'f> {
    /// Makes a setter.
    pub(crate) fn new(shaper: &'s mut Shaper<'f>) -> Self {
        Self { shaper, current: Paragraph::default(), composed: None, missing: Vec::new(), element: None }
    }

    /// The same for an article of which paragraphs may have been `composed` before.
    pub(crate) fn with(self, composed: &'s mut Composed) -> Self {
        composed.rewind();
        Self { composed: Some(composed), ..self }
    }

    /// Sets strands in the given shape. No strands make no lines.
    pub(crate) fn set(&mut self, strands: &[Strand], shape: &Shape) -> Vec<SetLine> {
        let of = Of {
            strands: strands.len(),
            bytes: strands.iter().map(Strand::bytes).sum(),
            shape: shape.clone(),
            element: self.element,
        };
        self.turn();
        if self.current.of.as_ref() != Some(&of) {
            self.current.of = Some(of);
            self.compose_and_break(strands, shape);
        }
        self.missing.extend_from_slice(&self.current.missing);
        self.finish_all(&self.current.breaks, shape)
    }

    /// Turns to the next paragraph, which is of nothing when it has not been composed before.
    fn turn(&mut self) {
        let Some(Composed { all, next }) = &mut self.composed else {
            self.current.of = None;
            return;
        };
        if let Some(last) = next.checked_sub(1) {
            std::mem::swap(&mut self.current, &mut all[last]);
        }
        if *next == all.len() {
            all.push(Paragraph::default());
        }
        std::mem::swap(&mut self.current, &mut all[*next]);
        *next += 1;
    }

    fn compose_and_break(&mut self, strands: &[Strand], shape: &Shape) {
        let Paragraph { items, sources, pieces, pictures, missing, breaks, of: _ } = &mut self.current;
        items.clear();
        sources.clear();
        pieces.clear();
        pictures.clear();
        missing.clear();
        *breaks = Breaks::default();
        self.compose(strands, shape.setting == Setting::Justified);
        if self.current.pieces.is_empty() && self.current.pictures.is_empty() {
            return;
        }
        if shape.behind_mark
            && let Some(Item::Box { left, .. }) = self.current.items.first_mut()
        {
            *left = Sp::ZERO;
        }
        self.push(Item::Penalty { cost: FORCED }, Source::Nothing);
        let (measure, params) = shape.limits();
        self.current.breaks = match shape.setting {
            Setting::Balanced | Setting::Centred | Setting::Right => self.balance(measure, &params),
            _ => breaker::break_lines(&self.current.items, measure, &params),
        };
    }

    /// The paragraph that was [`Setter::set`] last in the same shape, in a line more and in a line less than the `count` it
    /// has, and in two more when it is long: as many of these as can be had without a line that is seen to be loose, or with
    /// `loose` ones.
    pub(crate) fn others(&self, shape: &Shape, count: usize, loose: bool) -> Vec<Other> {
        let (measure, params) = shape.limits();
        let mut lines = vec![count + 1, count - 1];
        lines.extend((count >= LONG).then_some(count + 2));
        breaker::break_into(&self.current.items, measure, &params, &lines, loose)
            .into_iter()
            .flatten()
            .map(|breaks| Other {
                lines: self.finish_all(&breaks, shape),
                demerits: breaks.demerits - self.current.breaks.demerits,
            })
            .collect()
    }

    fn finish_all(&self, breaks: &Breaks, shape: &Shape) -> Vec<SetLine> {
        let finish =
            |(i, line): (usize, &LineBreak)| self.finish(line, i + 1 == breaks.lines.len(), shape.indent(i), shape);
        breaks.lines.iter().enumerate().map(finish).collect()
    }

    /// Breaks into as few lines as the measure allows, and then as evenly as that number allows.
    fn balance(&self, measure: Measure, params: &Params) -> Breaks {
        let usual = breaker::break_lines(&self.current.items, measure, params);
        if usual.lines.len() < 2 {
            return usual;
        }
        let narrowed = |by: Sp| {
            let breaks = breaker::break_lines(
                &self.current.items,
                Measure { first: measure.first - by, rest: measure.rest - by, ..measure },
                params,
            );
            let lines = &breaks.lines;
            (lines.len() == usual.lines.len() && lines.iter().all(|l| l.overfull == Sp::ZERO)).then_some(breaks)
        };
        let (mut best, mut low, mut high) = (None, Sp::ZERO, measure.rest * 2 / 3);
        while high - low > Sp::pt(2) {
            let middle = (low + high) / 2;
            match narrowed(middle) {
                Some(breaks) => {
                    best = Some(breaks);
                    low = middle;
                }
                None => high = middle,
            }
        }
        best.unwrap_or(usual)
    }

    fn push(&mut self, item: Item, source: Source) {
        self.current.items.push(item);
        self.current.sources.push(source);
    }

    /// Cuts strands at spaces and lays chunks and spaces out as items.
    fn compose(&mut self, strands: &[Strand], hyphenate: bool) {
        // The strands' texts that stand together without a space, waiting for it.
        let mut pending: Pending<'_> = Vec::new();
        let mut current = None;
        for (index, strand) in strands.iter().enumerate() {
            match strand {
                Strand::Text { text, ink, .. } => {
                    let mut rest = text.as_str();
                    let mut before = 0;
                    while let Some(at) = find_space(rest) {
                        if at > 0 {
                            pending.push((Cow::Borrowed(&rest[..at]), index, before));
                            before += turns::ink(&rest[..at]);
                        }
                        self.flush(&mut pending, strands, &mut current, hyphenate);
                        let tied = rest[at..].starts_with('\u{A0}');
                        self.space(ink, tied);
                        let width = if tied { '\u{A0}'.len_utf8() } else { 1 };
                        rest = &rest[at + width..];
                    }
                    if !rest.is_empty() {
                        pending.push((Cow::Borrowed(rest), index, before));
                    }
                }
                Strand::Mark { text, .. } => pending.push((Cow::Borrowed(text), index, 0)),
                Strand::Picture(_) => pending.push((Cow::Borrowed(PICTURE), index, 0)),
                Strand::PageNumber { digits, .. } => pending.push((Cow::Owned("0".repeat(*digits)), index, 0)),
                Strand::LineBreak => {
                    self.flush(&mut pending, strands, &mut current, hyphenate);
                    self.push(Item::Penalty { cost: FORBIDDEN }, Source::Nothing);
                    let fill = Sp::pt(16_000);
                    self.push(Item::Glue { width: Sp::ZERO, stretch: fill, shrink: Sp::ZERO }, Source::Nothing);
                    self.push(Item::Penalty { cost: FORCED }, Source::Nothing);
                }
            }
        }
        self.flush(&mut pending, strands, &mut current, hyphenate);
        while matches!(self.current.items.last(), Some(Item::Glue { .. })) {
            self.current.items.pop();
            self.current.sources.pop();
        }
    }

    /// A word space. Its stretch and shrink are TeX's for Computer Modern: a half and a third.
    fn space(&mut self, ink: &Ink, tied: bool) {
        if tied {
            self.push(Item::Penalty { cost: FORBIDDEN }, Source::Nothing);
        } else if ink.mono {
            // A line that ends here ends at a space.
            self.push(Item::Penalty { cost: CODE_SPACE_COST }, Source::Space);
        }
        let face = self.shaper.fonts().get(ink.face());
        let width = ink.size.scale(i64::from(face.space), i64::from(face.face.units_per_em));
        let glue = Item::Glue { width, stretch: width.scale(1, 2), shrink: width.scale(1, 3) };
        self.push(glue, Source::Space);
    }

    /// Lays out the texts that stand together. Where they meet, a line may end only where UAX #14 says so for all of them.
    fn flush(&mut self, pending: &mut Pending<'_>, strands: &[Strand], current: &mut Option<Current>, hyphenate: bool) {
        let joined = pending.len() > 1;
        let opportunities = if joined {
            let whole: String = pending.iter().map(|(text, ..)| &**text).collect();
            self.shaper.opportunities(&whole)
        } else {
            Vec::new()
        };
        let mut offset = 0;
        for (i, (text, index, before)) in pending.drain(..).enumerate() {
            let strand = &strands[index];
            if i > 0
                && !matches!(strand, Strand::Mark { .. } | Strand::PageNumber { .. })
                && opportunities.contains(&offset)
            {
                self.push(Item::Penalty { cost: 0 }, Source::Nothing);
            }
            offset += text.len();
            let (ink, link, span, place) = match strand {
                Strand::Text { ink, link, span, place, .. } => (ink, link, *span, *place),
                Strand::Mark { ink, link, .. } | Strand::PageNumber { ink, link, .. } => (ink, link, None, None),
                Strand::Picture(picture) => {
                    self.picture(picture);
                    continue;
                }
                Strand::LineBreak => continue,
            };
            if current.as_ref().is_none_or(|current| current.strand != index) {
                let words = matches!(strand, Strand::Text { .. }) && !ink.mono;
                let look = Look {
                    face: ink.face(),
                    features: if ink.mono { Features::LITERAL } else { ink.features },
                    tracking: ink.tracking,
                    lang: ink.lang.clone(),
                    hyphenate: hyphenate && words,
                };
                let id = self.shaper.look(&look);
                *current = Some(Current { strand: index, look, id });
            }
            let Some(Current { look, id, .. }) = &*current else { continue };
            let chunk = self.shaper.chunk_in(&text, *id);
            self.current.missing.extend(chunk.missing.iter().map(|c| Missing { span, character: *c }));
            let (notes, anchor) = match strand {
                Strand::Mark { notes, anchor, .. } => (notes.clone(), anchor.clone()),
                _ => (Vec::new(), None),
            };
            let page_number = match strand {
                Strand::PageNumber { of, .. } => Some(Box::new((Arc::clone(of), look.clone()))),
                _ => None,
            };
            let piece = Piece {
                chunk,
                size: ink.size,
                rise: ink.rise,
                colour: ink.colour,
                link: link.clone(),
                // A link may be in what the ink is part of, or the other way round: the later is the inner.
                element: link.as_ref().and_then(|l| l.element).max(ink.element).or(self.element),
                struck: ink.struck,
                notes,
                anchor,
                page_number,
                place: place.map(|place| TextPlace { ink: place.ink + before, ..place }),
            };
            self.piece(piece);
        }
    }

    fn picture(&mut self, picture: &Picture) {
        let number = self.current.pictures.len() as u32;
        self.current.pictures.push(picture.clone());
        let item = Item::Box { width: picture.width, left: Sp::ZERO, right: Sp::ZERO, begins: 0, ends: 0 };
        self.push(item, Source::Picture(number));
    }

    fn piece(&mut self, piece: Piece) {
        let number = self.current.pieces.len() as u32;
        let Piece { chunk, size, .. } = &piece;
        let size = *size;
        if chunk.atoms.is_empty() {
            // Nothing but invisible characters: the piece may still carry a mark.
            self.push(
                Item::Box { width: Sp::ZERO, left: Sp::ZERO, right: Sp::ZERO, begins: 0, ends: 0 },
                Source::Atom { piece: number, atom: u32::MAX },
            );
        }
        let (laid_at, laid) = chunk.laid.get_or_init(|| (size, self.lay_out(chunk, size).collect()));
        if *laid_at == size {
            self.current.items.extend_from_slice(laid);
        } else {
            let laid = self.lay_out(chunk, size).collect::<Vec<Item>>();
            self.current.items.extend(laid);
        }
        self.current.sources.extend(chunk.atoms.iter().enumerate().map(|(i, atom)| match atom {
            Atom::Break(_) => Source::Nothing,
            _ => Source::Atom { piece: number, atom: i as u32 },
        }));
        self.current.pieces.push(piece);
    }

    /// The items of a chunk's atoms.
    fn lay_out<'c>(&self, chunk: &'c Chunk, size: Sp) -> impl Iterator<Item = Item> + use<'_, 'c, 's, 'f> {
        let last = chunk.atoms.len().saturating_sub(1);
        let is_short = chunk.whole.iter().map(|word| word.text.chars().count()).sum::<usize>() <= SHORT_NAME;
        chunk.atoms.iter().enumerate().map(move |(i, atom)| match atom {
            Atom::Word(word) => Item::Box {
                width: self.width(word, size),
                left: self.hang_left(word, size),
                right: self.hang_right(word, size),
                begins: if i == 0 { chunk.word } else { 0 },
                ends: if i == last { chunk.word } else { 0 },
            },
            Atom::Disc { pre, post, none, shortest } => {
                let side = |w: &Option<Arc<Word>>| w.as_ref().map_or(Sp::ZERO, |w| self.width(w, size));
                let fragment = (4 - i32::from((*shortest).min(4))) * SHORT_FRAGMENT_COST;
                Item::Disc(Disc {
                    pre: self.width(pre, size),
                    post: side(post),
                    none: side(none),
                    pre_right: self.hang_right(pre, size),
                    post_left: post.as_ref().map_or(Sp::ZERO, |w| self.hang_left(w, size)),
                    cost: HYPHEN_COST + fragment,
                })
            }
            Atom::Break(kind) => Item::Penalty {
                cost: match kind {
                    BreakKind::Free => 0,
                    BreakKind::Hyphen => AUTHOR_HYPHEN_COST,
                    BreakKind::Address if is_short => SHORT_NAME_COST,
                    BreakKind::Address => ADDRESS_COST,
                    BreakKind::Emergency => EMERGENCY_COST,
                },
            },
        })
    }

    fn units(&self, word: &Word) -> i64 {
        i64::from(self.shaper.fonts().get(word.face).face.units_per_em)
    }

    fn width(&self, word: &Word, size: Sp) -> Sp {
        size.scale(i64::from(word.advance), self.units(word))
    }

    fn hang(&self, word: &Word, size: Sp, glyph: Option<&Glyph>, share: i64) -> Sp {
        match glyph {
            Some(glyph) if share > 0 => size.scale(i64::from(glyph.advance) * share, self.units(word) * 1000),
            _ => Sp::ZERO,
        }
    }

    fn hang_left(&self, word: &Word, size: Sp) -> Sp {
        let share = word.text.chars().next().map_or(0, |c| protrusion::left(word.face, c));
        self.hang(word, size, word.glyphs.first(), share)
    }

    fn hang_right(&self, word: &Word, size: Sp) -> Sp {
        let share = word.text.chars().next_back().map_or(0, |c| protrusion::right(word.face, c));
        self.hang(word, size, word.glyphs.last(), share)
    }

    /// Places the runs of a line.
    fn finish(&self, line: &LineBreak, last: bool, indent: Sp, shape: &Shape) -> SetLine {
        let justified = shape.setting == Setting::Justified;
        let mut out = SetLine { expansion: 1000, overfull: line.overfull, ..SetLine::default() };
        let broken = matches!(self.current.items[line.end], Item::Disc(_));
        out.hyphen = broken;
        out.begins = self.begins(line);
        let mut gaps = Gaps::default();
        let segments = self.segments(line);
        let (mut boxes, mut white, mut spaces) = (0_i64, 0_i64, 0_i64);
        let mut widths: Vec<Sp> = Vec::with_capacity(segments.len());
        for segment in &segments {
            match segment {
                Segment::Words { words, size, .. } => widths.extend(words.iter().map(|w| self.width(w, *size))),
                Segment::Picture(number) => white += i64::from(self.current.pictures[*number as usize].width.0),
                Segment::Gap { width, stretch, shrink } => {
                    white += i64::from(width.0);
                    spaces += i64::from(width.0);
                    gaps.stretch += i64::from(stretch.0);
                    gaps.shrink += i64::from(shrink.0);
                }
            }
        }
        boxes += widths.iter().map(|width| i64::from(width.0)).sum::<i64>();
        // Lines are most of what is kept until the last page is written: none takes more room than it needs.
        out.runs.reserve_exact(widths.len());
        let left_hang = self.line_left_hang(line);
        let right_hang = self.line_right_hang(line);
        let room = i64::from((shape.measure - indent).0) + i64::from(left_hang.0) + i64::from(right_hang.0);
        let mut slack = room - boxes - white;
        if justified && (!last || slack < 0) && boxes > 0 {
            // Glyphs give what they may, by whole thousandths; the spaces take the rest exactly.
            let give = (slack * 1000 / boxes).clamp(-EXPANSION, EXPANSION);
            out.expansion = (1000 + give) as u16;
            widths.iter_mut().for_each(|width| *width = width.scale(i64::from(out.expansion), 1000));
            slack = room - widths.iter().map(|width| i64::from(width.0)).sum::<i64>() - white;
        }
        let fill = justified
            && (!last || slack < 0)
            && !matches!(self.current.items[line.end], Item::Penalty { cost } if cost <= FORCED && slack > 0);
        if fill {
            slack = slack.min(spaces * (WIDEST_SPACE - 1));
        }
        let mut x = indent - left_hang;
        match shape.setting {
            Setting::Centred => x = indent + Sp((slack / 2) as i32) - left_hang,
            Setting::Right => x = indent + Sp(slack as i32) - left_hang,
            _ => {}
        }
        let mut pen = Pen { x, end: x, out, open: None };
        let mut used = 0_i64;
        let mut spread = 0_i64;
        let mut widths = widths.into_iter();
        for (i, segment) in segments.iter().enumerate() {
            match segment {
                Segment::Gap { width, stretch, shrink } => {
                    let mut gap = i64::from(width.0);
                    if fill {
                        // Each gap gets its share of what is left, without losing a unit to rounding.
                        let (weight, total) =
                            if slack >= 0 { (stretch.0, gaps.stretch) } else { (shrink.0, gaps.shrink) };
                        if total > 0 {
                            spread += i64::from(weight);
                            let share = if slack >= -total || slack >= 0 { slack * spread / total } else { -spread };
                            gap += share - used;
                            used = share;
                        }
                    }
                    pen.gap(Sp(gap as i32), i > 0);
                }
                Segment::Picture(number) => pen.picture(&self.current.pictures[*number as usize]),
                Segment::Words { words, size, piece, carries } => {
                    let piece = &self.current.pieces[*piece as usize];
                    pen.words(words.iter().zip(widths.by_ref()), *size, piece, *carries);
                }
            }
        }
        pen.close();
        // A line that ends at a space has it in the text, though not on paper.
        let ends_at_space = matches!(self.current.sources[line.end], Source::Space);
        if let Some(run) = pen.out.runs.last_mut() {
            run.space_after |= ends_at_space;
        }
        pen.out.width = pen.x - x;
        pen.out.white = if fill { Sp(white as i32) } else { Sp::ZERO };
        for number in &mut pen.out.page_numbers {
            number.filled = fill;
        }
        pen.out
    }

    /// Where the first word on the line begins in the article's text. A word that is divided counts whole: within it nobody
    /// would look for the turn of a page.
    fn begins(&self, line: &LineBreak) -> Option<TextPlace> {
        let mut at = line.post.unwrap_or(line.start);
        let goes_on = |item: &Item| match item {
            Item::Box { .. } | Item::Disc(_) => true,
            Item::Penalty { cost } => matches!(*cost, ADDRESS_COST | SHORT_NAME_COST | EMERGENCY_COST),
            Item::Glue { .. } => false,
        };
        while at > 0 && goes_on(&self.current.items[at - 1]) {
            at -= 1;
        }
        self.current.sources[at..line.end].iter().find_map(|source| match source {
            Source::Atom { piece, atom } => {
                let Piece { chunk, place, .. } = &self.current.pieces[*piece as usize];
                let before = chunk.atoms.iter().take(*atom as usize).map(|atom| match atom {
                    Atom::Word(word) | Atom::Disc { none: Some(word), .. } => turns::ink(&word.text),
                    Atom::Disc { none: None, .. } | Atom::Break(_) => 0,
                });
                place.map(|place| TextPlace { ink: place.ink + before.sum::<u32>(), ..place })
            }
            Source::Picture(number) => Some(self.current.pictures[*number as usize].place),
            Source::Space | Source::Nothing => None,
        })
    }

    fn line_left_hang(&self, line: &LineBreak) -> Sp {
        match line.post.map(|p| self.current.items[p]) {
            Some(Item::Disc(disc)) if disc.post > Sp::ZERO => disc.post_left,
            _ => match self.current.items.get(line.start) {
                Some(Item::Box { left, .. }) => *left,
                _ => Sp::ZERO,
            },
        }
    }

    fn line_right_hang(&self, line: &LineBreak) -> Sp {
        if let Item::Disc(disc) = self.current.items[line.end] {
            return disc.pre_right;
        }
        self.current.items[line.start..line.end]
            .iter()
            .rev()
            .find_map(|item| match item {
                Item::Box { right, .. } => Some(*right),
                _ => None,
            })
            .unwrap_or(Sp::ZERO)
    }

    /// What is on a line, left to right. A chunk that is whole on the line is set from its whole shape.
    fn segments(&self, line: &LineBreak) -> Vec<Segment<'_>> {
        let mut out: Vec<Segment<'_>> = Vec::with_capacity(line.end - line.start + 2);
        if let Some(Source::Atom { piece, atom }) = line.post.map(|p| self.current.sources[p]) {
            let p = &self.current.pieces[piece as usize];
            if let Some(Atom::Disc { post: Some(post), .. }) = p.chunk.atoms.get(atom as usize) {
                out.push(Segment::Words { words: slice::from_ref(post), size: p.size, piece, carries: false });
            }
        }
        let mut at = line.start;
        while at < line.end {
            match (self.current.items[at], self.current.sources[at]) {
                (_, Source::Atom { piece, atom }) => {
                    let p = &self.current.pieces[piece as usize];
                    let count = p.chunk.atoms.len();
                    if atom == 0 && at + count <= line.end {
                        // The whole chunk is here.
                        out.push(Segment::Words { words: &p.chunk.whole, size: p.size, piece, carries: true });
                        at += count;
                        continue;
                    }
                    let word = match p.chunk.atoms.get(atom as usize) {
                        Some(Atom::Word(word)) => Some(word),
                        Some(Atom::Disc { none, .. }) => none.as_ref(),
                        _ => None,
                    };
                    let carries = atom == u32::MAX || atom as usize + 1 == count;
                    let words = word.map_or(&[][..], slice::from_ref);
                    out.push(Segment::Words { words, size: p.size, piece, carries });
                }
                (_, Source::Picture(number)) => out.push(Segment::Picture(number)),
                (Item::Glue { width, stretch, shrink }, Source::Space) => {
                    out.push(Segment::Gap { width, stretch, shrink })
                }
                _ => {}
            }
            at += 1;
        }
        if let (Item::Disc(_), Source::Atom { piece, atom }) =
            (self.current.items[line.end], self.current.sources[line.end])
        {
            let p = &self.current.pieces[piece as usize];
            if let Some(Atom::Disc { pre, .. }) = p.chunk.atoms.get(atom as usize) {
                out.push(Segment::Words { words: slice::from_ref(pre), size: p.size, piece, carries: false });
            }
        }
        out
    }
}

#[derive(Default)]
struct Gaps {
    stretch: i64,
    shrink: i64,
}

/// A stretch of a line.
enum Segment<'p> {
    /// Words of one piece, of which there may be more.
    Words {
        words: &'p [Arc<Word>],
        size: Sp,
        piece: u32,
        /// Whether the piece ends here, so that its marks are here.
        carries: bool,
    },
    /// A picture.
    Picture(u32),
    /// A space.
    Gap { width: Sp, stretch: Sp, shrink: Sp },
}

/// The place reached on a line, and what is printed so far.
struct Pen {
    x: Sp,
    out: SetLine,
    /// Where the last words end, though a space may stand behind them.
    end: Sp,
    /// The link that is running, with its left edge.
    open: Option<(Sp, Arc<Link>)>,
}

impl Pen {
    fn gap(&mut self, width: Sp, after_words: bool) {
        if after_words && let Some(run) = self.out.runs.last_mut() {
            run.space_after = true;
        }
        self.x += width;
    }

    fn picture(&mut self, picture: &Picture) {
        self.enter(picture.link.as_ref());
        self.out.pictures.push((self.x, picture.clone()));
        self.x += picture.width;
        self.end = self.x;
    }

    /// Ends the link that is running where another or none begins.
    fn enter(&mut self, link: Option<&Arc<Link>>) {
        if self.open.as_ref().map(|(_, link)| link) != link {
            self.close();
            self.open = link.cloned().map(|link| (self.x, link));
        }
    }

    /// Sets words of these widths.
    fn words<'w>(&mut self, words: impl Iterator<Item = (&'w Arc<Word>, Sp)>, size: Sp, piece: &Piece, carries: bool) {
        self.enter(piece.link.as_ref());
        let start = self.x;
        if let Some((of, look)) = piece.page_number.as_deref() {
            self.out.page_numbers.push(PageNumber {
                run: self.out.runs.len(),
                of: Arc::clone(of),
                look: look.clone(),
                filled: false,
            });
        }
        for (word, width) in words {
            let run = Run {
                x: self.x,
                rise: piece.rise,
                size,
                colour: piece.colour,
                word: Arc::clone(word),
                space_after: false,
                element: piece.element,
            };
            self.out.runs.push(run);
            self.x += width;
        }
        self.end = self.x;
        if piece.struck && self.x > start {
            match self.out.struck.last_mut() {
                Some((from, width, same)) if *from + *width == start && *same == size => *width += self.x - start,
                _ => self.out.struck.push((start, self.x - start, size)),
            }
        }
        if carries {
            self.out.notes.extend(&piece.notes);
            self.out.anchors.extend(piece.anchor.clone());
        }
    }

    fn close(&mut self) {
        if let Some((from, link)) = self.open.take()
            && self.end > from
        {
            self.out.links.push((from, self.end - from, link));
        }
    }
}

impl Setter<'_, '_> {
    /// Whether a face has forms of its own for the characters of `text` that they concern.
    pub(crate) fn has_forms(&mut self, face: FaceId, forms: Features, text: &str) -> bool {
        self.shaper.has_forms(face, forms, text)
    }

    /// Shapes text as it stands, spaces and all: words by face, with their widths in millionths of an em.
    pub(crate) fn shape_plain(&mut self, text: &str, look: &Look) -> Vec<(Arc<Word>, i64)> {
        if text.is_empty() {
            return Vec::new();
        }
        let chunk = self.shaper.chunk(text, look);
        self.missing.extend(chunk.missing.iter().map(|c| Missing { span: None, character: *c }));
        chunk
            .whole
            .iter()
            .map(|word| (Arc::clone(word), i64::from(word.advance) * 1_000_000 / self.units(word)))
            .collect()
    }
}
