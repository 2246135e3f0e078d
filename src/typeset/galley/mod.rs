//! Turns an article into its [`Galley`]: rows set to the measure but not yet cut into pages, and a galley of
//! rows for each note.
//!
//! [`strands`] turns inlines into text in ink, [`blocks`] the blocks into rows, [`table`] tables, [`pull`] pull-quotes,
//! [`part`] the page of a part, [`opening`] the head of an article, [`initial`] the letter that its text begins with. What is set stands in elements of the article's structure: [`Builder::element`]
//! opens and closes them.

mod blocks;
mod initial;
mod opening;
pub(super) mod part;
mod pull;
mod strands;
mod table;

use std::ops::Range;
use std::sync::Arc;

use super::length::Sp;
use super::page::{Colour, InParagraph, Layer, Line, LinkArea, LinkTo, Placed};
use super::paginate::below;
use super::paragraph::{Composed, Link, Missing, PageNumber, Picture, SetLine, Setter, Shape, Strand};
use super::shape::Shaper;
use super::structure::{ElementId, Kind, Tree};
use super::style::{Ink, Setting, Styles, baseline};
use super::turns::TextPlace;
use crate::collection::{Collection, Words};
use crate::config::{LinkStyle, Start};
use crate::diagnostics::Span;
use crate::manuscript::{Article, Block, BlockKind, Lang};

/// A horizontal strip of a column that no page break divides.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    /// White above it, which falls away at the head of a page.
    pub(crate) before: Sp,
    /// Its height.
    pub(crate) height: Sp,
    /// Where its top must stand below a line of the grid, and below the top of the page unless it opens an article.
    pub(crate) snap: Option<Sp>,
    /// What a page break before it costs; [`KEEP`] forbids it.
    pub(crate) cost_before: i64,
    /// What is printed, measured from its own top and the left edge of the column.
    pub(crate) content: Vec<Placed>,
    /// Where links are, measured likewise.
    pub(crate) links: Vec<LinkArea>,
    /// Notes whose marks are in it, as indices of [`Galley::notes`], rising.
    pub(crate) notes: Vec<usize>,
    /// Names of places in it.
    pub(crate) anchors: Vec<Arc<str>>,
    /// Where what is first in it stands in the article's text.
    pub(crate) begins: Option<TextPlace>,
    /// Page numbers to fill in: which of `content`, and what.
    pub(crate) page_numbers: Vec<(usize, PageNumber)>,
    /// The article that begins with it, by its place in the collection; or whose notes do, where another's stand before.
    pub(crate) opens: Option<usize>,
    /// Whether what is printed shows only where it is the first row of its page or the last: white is not seen there.
    pub(crate) only_at_edges: bool,
    /// The head of its table, which stands above it again when it is the first row on a page: one of [`Galley::heads`].
    pub(crate) head: Option<usize>,
    /// Of a line of a table's row that pages may divide, which cell each of `content` is in: a number that rises as cells
    /// are read. Empty for all other rows.
    pub(crate) cells: Vec<usize>,
}

/// The cost that forbids a page break.
pub(crate) const KEEP: i64 = i64::MAX;
/// Cost of leaving a paragraph's first line alone at the foot of a page, and of its last at the head of one.
const WIDOW_COST: i64 = 30_000;
/// Cost of parting what leads in from what it leads to: a colon from what it announces, a sentence from the quotation it ends with.
const LEAD_IN_COST: i64 = 10_000;
/// A paragraph of fewer lines is set as it is set best, but for a fault: a line more or less would be seen.
const SHORTEST_VARIED: usize = 4;
/// Another way to set a paragraph that costs more mends nothing.
const DEAREST_WAY: i64 = 25_000;
/// Cost of a paragraph that is set in a line more or less than is best for it, ...
pub(crate) const WAY_COST: i64 = 1_000;
/// ... and by how many demerits of its lines that cost grows by one.
const DEMERITS_PER_COST: i64 = 22;
/// Cost of more white around what is set off: all of it should look alike.
const SET_OFF_COST: i64 = 2_000;
/// Cost of a word divided at the turn of a page.
const PAGE_HYPHEN_COST: i64 = 100;

/// An article's rows and its notes' rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Galley {
    /// The rows of the text.
    pub(crate) rows: Vec<Row>,
    /// Paragraphs that can be set otherwise, in their order.
    pub(crate) variants: Vec<Variant>,
    /// What stands on a page of its own before the article: the title of the part that begins with it, if it has one.
    pub(crate) part: Vec<Row>,
    /// The notes of that page.
    pub(crate) part_notes: Vec<Vec<Row>>,
    /// The head of the article where it stands over all columns of its first page; elsewhere it is the first of the rows.
    pub(crate) spanning: Vec<Row>,
    /// By how much the columns of that page are lower.
    pub(crate) spanned: Sp,
    /// The rows of each note, in the order of their marks.
    pub(crate) notes: Vec<Vec<Row>>,
    /// Heads of tables, as they stand again on the pages on which the tables go on.
    pub(crate) heads: Vec<Vec<Row>>,
    /// Section headings: level, text, anchor.
    pub(crate) headings: Vec<(u8, String, Arc<str>)>,
    /// Characters that no face has.
    pub(crate) missing: Vec<Missing>,
    /// Lines that are too wide: where the block stands and by how much.
    pub(crate) overfull: Vec<(Span, Sp)>,
    /// What the text is.
    pub(crate) structure: Tree,
    /// The pictures of the collection that it was set with.
    pub(crate) pictures: Vec<usize>,
    /// The articles of the collection that it leads to.
    pub(crate) linked: Vec<usize>,
}

impl Galley {
    /// The rows that stand above a row of the text again when it is the first on its page.
    pub(crate) fn head_above(&self, row: &Row) -> &[Row] {
        row.head.and_then(|head| self.heads.get(head)).map_or(&[], Vec::as_slice)
    }

    /// Adds the rows of an article that runs on, with its notes apart by a line of white from those before.
    pub(crate) fn append(&mut self, mut other: Self) {
        let (rows, notes, heads) = (self.rows.len(), self.notes.len(), self.heads.len());
        let ways = other.variants.iter_mut().flat_map(|variant| &mut variant.ways).flat_map(|way| &mut way.rows);
        for row in other.rows.iter_mut().chain(ways) {
            row.notes.iter_mut().for_each(|note| *note += notes);
            row.head = row.head.map(|head| head + heads);
        }
        for variant in &mut other.variants {
            variant.rows = variant.rows.start + rows..variant.rows.end + rows;
        }
        if notes > 0
            && let Some(first) = other.notes.first_mut().and_then(|note| note.first_mut())
        {
            first.before = first.height;
            first.opens = other.rows.first().and_then(|row| row.opens);
        }
        self.rows.append(&mut other.rows);
        self.variants.append(&mut other.variants);
        self.notes.append(&mut other.notes);
        self.heads.append(&mut other.heads);
    }
}

/// A paragraph that can be had in more or fewer lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variant {
    /// Its rows as they are set best.
    pub(crate) rows: Range<usize>,
    /// The other ways.
    pub(crate) ways: Vec<Way>,
}

/// Another way to set a paragraph.
#[derive(Debug, Clone, Default)]
pub(crate) struct Way {
    /// Its rows.
    pub(crate) rows: Vec<Row>,
    /// What it costs, in the paginator's demerits.
    pub(crate) cost: i64,
}

/// How much of an article is also set otherwise than is best for it. What is offered first is offered after it too, and costs
/// no more then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Vary {
    /// Nothing.
    #[default]
    Nothing,
    /// What nobody will notice: long paragraphs in a line more or less, a line more white, a smaller picture.
    Somewhat,
    /// Whatever mends a fault that everybody would: short paragraphs and looser lines too, openings that stand higher or lower,
    /// more white under headings.
    Plenty,
}

/// What all articles of a collection are set with.
pub(crate) struct Context<'c> {
    /// The collection.
    pub(crate) collection: &'c Collection,
    /// The sizes.
    pub(crate) styles: &'c Styles,
    /// Width of the column.
    pub(crate) measure: Sp,
    /// Width of all columns of a page.
    pub(crate) page_measure: Sp,
    /// Height of the column.
    pub(crate) height: Sp,
    /// How many digits page numbers may have.
    pub(crate) digits: usize,
}

/// The part of the column that a block may fill, and how its text is set there.
#[derive(Debug, Clone)]
struct Frame {
    left: Sp,
    measure: Sp,
    size: Sp,
    leading: Sp,
    setting: Setting,
    italic: bool,
    layer: Layer,
    lang: Lang,
}

impl Frame {
    fn ink(&self) -> Ink {
        let ink = Ink::new(self.size, &self.lang);
        if self.italic { ink.emphasised() } else { ink }
    }

    /// Whether it is the column of the text itself, and nothing set in from it.
    fn is_column(&self) -> bool {
        self.layer == Layer::Text && self.left == Sp::ZERO
    }

    fn inset(&self, left: Sp, right: Sp) -> Self {
        // However deep the nesting, a third of the column is left to set text in.
        let measure = (self.measure - left - right).max(self.measure / 3);
        Self { left: self.left + left, measure, ..self.clone() }
    }
}

/// Builds a galley.
struct Builder<'b, 'f> {
    context: &'b Context<'b>,
    article: &'b Article,
    words: &'static Words,
    setter: Setter<'b, 'f>,
    structure: Tree,
    /// The level of the article's title among headings.
    title_level: u8,
    /// The rows being filled: the text's, or a note's.
    rows: Vec<Row>,
    galley: Galley,
    /// White owed to what came last.
    owed: Sp,
    /// Height of the column so far, were it endless: where the grid stands.
    position: i64,
    /// How many of the next rows must stay with the row before them.
    keep: usize,
    /// Whether the next paragraph begins flush.
    flush: bool,
    /// Whether it begins behind a list's mark, and nothing of it hangs towards that.
    behind_mark: bool,
    /// Whether the paragraph before ended in a colon, and what it announces should be on its page.
    lead_in: bool,
    /// Whether it ended in the midst of a sentence that goes on in what is set off.
    unfinished: bool,
    /// Names of places to put on the next row.
    anchors: Vec<Arc<str>>,
    /// Galley numbers of the author's notes that have been set.
    set_notes: Vec<Option<usize>>,
    /// How many notes stand open, one within the other.
    note_depth: usize,
    /// Notes too deep to be set where they were met.
    late_notes: Vec<usize>,
    /// Notes made of links so far.
    link_notes: usize,
    /// How much is also set otherwise.
    vary: Vary,
    /// Whether the next block is the first of the text.
    opens_text: bool,
    /// Whether the article begins under another.
    runs_on: bool,
    /// Where the next piece of the article's text stands.
    place: TextPlace,
}

/// Sets an article, and as much of it as `vary` says otherwise too, where that can be. Its head stands over all
/// columns where there is more than one, but where articles run on, and where it would leave less than a third of the page.
pub(crate) fn build(
    context: &Context<'_>,
    index: usize,
    (shaper, composed): (&mut Shaper<'_>, &mut Composed),
    vary: Vary,
) -> Galley {
    let spans = context.page_measure > context.measure && context.styles.titles.start != Start::RunOn;
    if spans {
        let galley = build_under(context, index, (&mut *shaper, &mut *composed), vary, true);
        if galley.spanned <= context.height.scale(2, 3) {
            return galley;
        }
    }
    build_under(context, index, (shaper, composed), vary, false)
}

/// Sets an article, with its head over all columns or as the first of its rows.
fn build_under(
    context: &Context<'_>,
    index: usize,
    (shaper, composed): (&mut Shaper<'_>, &mut Composed),
    vary: Vary,
    spans: bool,
) -> Galley {
    let article = &context.collection.articles[index];
    let part = context.collection.parts.iter().find(|p| p.articles.contains(&index));
    let text = &context.styles.text;
    let mut builder = Builder {
        context,
        article,
        words: Words::of(&article.lang),
        setter: Setter::new(shaper).with(composed),
        structure: Tree::new(u32::try_from(index + 1).unwrap_or(u32::MAX)),
        title_level: if part.is_some_and(|p| p.title.is_some()) { 2 } else { 1 },
        rows: Vec::new(),
        galley: Galley::default(),
        owed: Sp::ZERO,
        position: 0,
        keep: 0,
        flush: true,
        behind_mark: false,
        lead_in: false,
        unfinished: false,
        anchors: Vec::new(),
        set_notes: vec![None; article.text.notes.len()],
        note_depth: 0,
        late_notes: Vec::new(),
        link_notes: 0,
        vary,
        opens_text: false,
        runs_on: index > 0 && context.styles.titles.start == Start::RunOn,
        place: TextPlace { note: None, piece: 0, ink: 0 },
    };
    let frame = Frame {
        left: Sp::ZERO,
        measure: context.measure,
        size: text.size,
        leading: text.leading,
        setting: context.styles.body,
        italic: false,
        layer: Layer::Text,
        lang: article.lang.clone(),
    };
    let head = Frame { measure: if spans { context.page_measure } else { frame.measure }, ..frame.clone() };
    builder.sinkage(index, &head);
    builder.element(Kind::Sect, |b| {
        if article.lang != context.collection.lang {
            b.structure.set_lang(&article.lang);
        }
        // A part's title is not of the article.
        b.place.piece = 0;
        b.opening(&head);
        if spans {
            b.span();
        }
        b.opens_text = matches!(article.text.blocks.first(), Some(Block { kind: BlockKind::Paragraph(_), .. }));
        b.blocks(&article.text.blocks, &frame);
    });
    builder.begin(index);
    builder.galley.rows = builder.rows;
    builder.galley.missing = builder.setter.missing;
    builder.galley.structure = builder.structure;
    builder.galley
}

impl Builder<'_, '_> {
    /// What `fill` sets is an element of this kind.
    fn element<T>(&mut self, kind: Kind, fill: impl FnOnce(&mut Self) -> T) -> T {
        self.setter.element = Some(self.structure.open(kind));
        let filled = fill(self);
        self.close_element();
        filled
    }

    /// The place of the next piece of the article's text, which is counted.
    fn next_place(&mut self) -> TextPlace {
        let place = self.place;
        self.place.piece += 1;
        place
    }

    /// What `fill` sets belongs to an element that has been closed.
    fn within<T>(&mut self, element: ElementId, fill: impl FnOnce(&mut Self) -> T) -> T {
        self.structure.reopen(element);
        self.setter.element = Some(element);
        let filled = fill(self);
        self.close_element();
        filled
    }

    /// An element of which only the number is wanted for now.
    fn leaf(&mut self, kind: Kind) -> ElementId {
        let element = self.structure.open(kind);
        self.structure.close();
        element
    }

    /// A picture that shows this.
    fn figure_element(&mut self, shown: &str) -> ElementId {
        let element = self.structure.open(Kind::Figure);
        self.structure.set_text(shown);
        self.structure.close();
        element
    }

    /// A link in the current element.
    fn link_to(&mut self, to: LinkTo, contents: impl Into<Arc<str>>) -> Arc<Link> {
        Arc::new(Link { to, contents: contents.into(), underlined: false, element: Some(self.leaf(Kind::Link)) })
    }

    /// A link made of the author's words, which the design may underline.
    fn word_link(&mut self, to: LinkTo, contents: impl Into<Arc<str>>) -> Arc<Link> {
        let underlined = self.context.styles.text.underline;
        Arc::new(Link { to, contents: contents.into(), underlined, element: Some(self.leaf(Kind::Link)) })
    }

    fn close_element(&mut self) {
        self.structure.close();
        self.setter.element = self.structure.current();
    }

    /// Sets strands as a paragraph of rows.
    fn paragraph(&mut self, strands: &[Strand], shape: &Shape, frame: &Frame, before: Sp, span: Option<Span>) {
        let lines = self.setter.set(strands, shape);
        let of_strand = |strand: &Strand| if let Strand::Text { span, .. } = strand { *span } else { None };
        let source = span.or_else(|| strands.iter().find_map(of_strand));
        let source = source.unwrap_or(Span::new(self.article.file, 0..0));
        for line in &lines {
            if line.overfull > Sp::ZERO
                && let Some(span) = span
            {
                self.galley.overfull.push((span, line.overfull));
            }
        }
        for row in line_rows(lines, frame, before, source) {
            self.push(row);
        }
    }

    /// Sets strands as a paragraph of rows that pages may have in a line more or less.
    fn variable_paragraph(&mut self, strands: &[Strand], shape: &Shape, frame: &Frame, span: Span) {
        let (from, keep, places) = (self.rows.len(), self.keep, self.anchors.clone());
        self.paragraph(strands, shape, frame, Sp::ZERO, Some(span));
        let rows = from..self.rows.len();
        let is_text = frame.layer == Layer::Text && frame.setting == self.context.styles.body;
        let shortest = match self.vary {
            Vary::Nothing => return,
            Vary::Somewhat => SHORTEST_VARIED,
            Vary::Plenty => 2,
        };
        if !is_text || rows.len() < shortest {
            return;
        }
        let (before, cost_before) = (self.rows[from].before, self.rows[from].cost_before);
        let mut ways = Vec::new();
        for other in self.setter.others(shape, rows.len(), self.vary == Vary::Plenty) {
            let cost = WAY_COST + other.demerits.max(0) / DEMERITS_PER_COST;
            if cost > DEAREST_WAY {
                continue;
            }
            let mut others = line_rows(other.lines, frame, Sp::ZERO, span);
            for row in others.iter_mut().take(keep) {
                row.cost_before = KEEP;
            }
            if let Some(row) = others.first_mut() {
                (row.before, row.cost_before) = (before, cost_before);
                row.anchors.extend(places.iter().cloned());
            }
            ways.push(Way { rows: others, cost });
        }
        if !ways.is_empty() {
            self.galley.variants.push(Variant { rows, ways });
        }
    }

    /// Adds a row, with the white owed to the one before it and the places waiting for it.
    fn push(&mut self, mut row: Row) {
        row.before = row.before.max(std::mem::take(&mut self.owed));
        self.unfinished = false;
        if std::mem::take(&mut self.lead_in) {
            row.cost_before = row.cost_before.saturating_add(LEAD_IN_COST);
        }
        if self.keep > 0 {
            row.cost_before = KEEP;
            self.keep -= 1;
        }
        row.anchors.append(&mut self.anchors);
        self.position = below(self.position, &row, self.rows.is_empty(), self.context.styles.text.leading);
        self.rows.push(row);
    }

    /// Sets a note apart from the running text; `fill` makes its rows. Returns its number in the galley.
    fn note_rows(&mut self, fill: impl FnOnce(&mut Self, &Frame)) -> usize {
        let number = self.galley.notes.len();
        self.galley.notes.push(Vec::new());
        let variants = std::mem::take(&mut self.galley.variants);
        let saved = (
            std::mem::take(&mut self.rows),
            self.owed,
            self.keep,
            self.flush,
            std::mem::take(&mut self.anchors),
            self.position,
        );
        (self.owed, self.keep, self.flush, self.position) = (Sp::ZERO, 0, true, 0);
        let text = &self.context.styles.text;
        let frame = Frame {
            left: Sp::ZERO,
            measure: self.context.measure,
            size: text.note_size,
            leading: text.note_leading,
            // In narrow columns the addresses that notes are full of would tear their lines apart.
            setting: if self.context.page_measure > self.context.measure {
                Setting::Ragged
            } else {
                self.context.styles.body
            },
            italic: false,
            layer: Layer::Note,
            lang: self.article.lang.clone(),
        };
        self.element(Kind::Note, |b| fill(b, &frame));
        let mut rows = std::mem::replace(&mut self.rows, saved.0);
        self.galley.variants = variants;
        (self.owed, self.keep, self.flush, self.anchors, self.position) = (saved.1, saved.2, saved.3, saved.4, saved.5);
        for row in &mut rows {
            // Rows of notes stand on each other, off the grid of the text.
            row.snap = None;
        }
        self.galley.notes[number] = rows;
        number
    }

    /// Sets something apart from the text with `white` above and below. What it lacks to whole lines of the grid is shared
    /// out above and below, so that the text goes on where the grid is and the whites look alike.
    fn set_off(&mut self, frame: &Frame, white: Sp, fill: impl FnOnce(&mut Self)) {
        self.owe(white);
        self.lead_in |= self.unfinished;
        let (from, start) = (self.rows.len(), self.position);
        fill(self);
        self.owed = Sp::ZERO;
        let mut below = white;
        if frame.layer == Layer::Text && self.rows.len() > from {
            self.off_grid(from);
            self.measure_again(from, start);
            let grid = self.context.styles.text.leading;
            let past = (self.position + i64::from(white.0)).rem_euclid(i64::from(grid.0.max(1)));
            // A thousandth of a point short of the grid is on it.
            let lacking = if past < 65 { Sp::ZERO } else { Sp((i64::from(grid.0) - past) as i32) };
            let above = lacking / 2;
            if frame.is_column() && (self.vary == Vary::Plenty || self.vary == Vary::Somewhat && lacking.0 < 65) {
                self.vary_set_off(from, start, above, grid);
            }
            self.firsts(from).for_each(|row| row.before += above);
            self.position += i64::from(above.0);
            below += lacking - above;
        }
        self.owe(below);
        self.flush = true;
    }

    /// Lets rows since `from`, which stand between lines of the grid when they begin at `start` with so much white `above`, come to
    /// stand on them, with more white above; what follows is on the grid, and so has more white above it too. Where there is a
    /// fault to mend they may come to stand half a line off as well, and right under a heading.
    fn vary_set_off(&mut self, from: usize, start: i64, above: Sp, grid: Sp) {
        let plenty = self.vary == Vary::Plenty;
        if from == 0 || (self.rows[from].cost_before == KEEP && !plenty) {
            return;
        }
        let top = start + i64::from((self.rows[from].before + above).0);
        let down_to = |phase: Sp| Sp((i64::from(phase.0) - top).rem_euclid(i64::from(grid.0.max(1))) as i32);
        self.offer_white(from, down_to(Sp::ZERO));
        if plenty {
            self.offer_white(from, down_to(grid / 2));
        }
    }

    /// Offers so much more white above a row.
    fn offer_white(&mut self, from: usize, more: Sp) {
        // A thousandth of a point is none.
        if more.0 < 65 {
            return;
        }
        let at = self.galley.variants.partition_point(|variant| variant.rows.start < from);
        if self.galley.variants.get(at).is_none_or(|variant| variant.rows.start > from) {
            self.galley.variants.insert(at, Variant { rows: from..from + 1, ways: Vec::new() });
        }
        let variant = &mut self.galley.variants[at];
        let mut rows = self.rows[variant.rows.clone()].to_vec();
        rows[0].before += more;
        variant.ways.push(Way { rows, cost: SET_OFF_COST });
    }

    /// A row, and the first rows of the other ways to set the paragraph that begins with it.
    fn firsts(&mut self, row: usize) -> impl Iterator<Item = &mut Row> {
        let here = self.galley.variants.iter_mut().rev().take_while(move |variant| variant.rows.start >= row);
        let here = here.filter(move |variant| variant.rows.start == row);
        let ways = here.flat_map(|variant| &mut variant.ways).filter_map(|way| way.rows.first_mut());
        self.rows.get_mut(row).into_iter().chain(ways)
    }

    /// Finds where the endless column stands when its rows since `from`, which begin at `start`, have changed.
    fn measure_again(&mut self, from: usize, start: i64) {
        let grid = self.context.styles.text.leading;
        self.position = start;
        for (i, row) in self.rows.iter().enumerate().skip(from) {
            self.position = below(self.position, row, i == 0, grid);
        }
    }

    /// The white after what came last is at least this.
    fn owe(&mut self, white: Sp) {
        self.owed = self.owed.max(white);
    }

    /// Lets rows since `from` stand between lines of the grid.
    fn off_grid(&mut self, from: usize) {
        let variants = self.galley.variants.iter_mut().rev().take_while(|variant| variant.rows.start >= from);
        let ways = variants.flat_map(|variant| &mut variant.ways).flat_map(|way| &mut way.rows);
        self.rows[from..].iter_mut().chain(ways).for_each(|row| row.snap = None);
    }

    fn links_as_notes(&self) -> bool {
        self.context.styles.text.links == LinkStyle::Notes
    }
}

/// Makes rows of a paragraph's lines, of which none should stand alone on a page.
fn line_rows(lines: Vec<SetLine>, frame: &Frame, before: Sp, source: Span) -> Vec<Row> {
    let count = lines.len();
    let hyphens: Vec<bool> = lines.iter().map(|l| l.hyphen).collect();
    let row = |(i, line): (usize, SetLine)| {
        let mut cost = 0;
        if i == 1 || (i > 0 && i + 1 == count) {
            cost += WIDOW_COST;
        }
        if i > 0 && hyphens[i - 1] {
            cost += PAGE_HYPHEN_COST;
        }
        let paragraph = InParagraph { source, nth: i, last: i + 1 == count, white: line.white };
        let mut row = line_row(line, frame, if i == 0 { before } else { Sp::ZERO }, cost);
        if let Some(Placed::Text(line)) = row.content.first_mut() {
            line.paragraph = Some(paragraph);
        }
        row
    };
    lines.into_iter().enumerate().map(row).collect()
}

/// Makes a row of a line.
fn line_row(line: SetLine, frame: &Frame, before: Sp, cost_before: i64) -> Row {
    let base = baseline(frame.leading, frame.size);
    let mut row = Row {
        before,
        height: frame.leading,
        snap: (frame.layer == Layer::Text).then_some(Sp::ZERO),
        cost_before,
        ..Row::default()
    };
    place_line(&mut row, line, frame.left, base, frame.layer);
    row
}

/// Puts a line into a row with its baseline at `y`.
pub(super) fn place_line(row: &mut Row, line: SetLine, left: Sp, y: Sp, layer: Layer) {
    let mut runs = line.runs;
    let size = runs.iter().map(|r| r.size).max().unwrap_or(Sp::ZERO);
    for run in &mut runs {
        run.x += left;
    }
    row.notes.extend(&line.notes);
    row.anchors.extend(line.anchors);
    row.begins = row.begins.or(line.begins);
    row.page_numbers.extend(line.page_numbers.into_iter().map(|p| (row.content.len(), p)));
    let mut underlines = Vec::new();
    row.links.reserve_exact(line.links.len());
    for (x, width, link) in line.links {
        if link.underlined {
            // Below the descenders, which fall to 0.24 em, and thin: letters and underscores stay what they are.
            let (y, height) = (y + size.scale(26, 100), size.scale(3, 100));
            underlines.push(Placed::Rule { x: x + left, y, width, height, colour: Colour::Black });
        }
        row.links.push(LinkArea {
            x: x + left,
            y: y - size.scale(3, 4),
            width,
            height: size,
            to: link.to.clone(),
            contents: Arc::clone(&link.contents),
            element: link.element,
        });
    }
    row.content.reserve_exact(1 + underlines.len() + line.pictures.len() + line.struck.len());
    if !runs.is_empty() {
        row.content.push(Placed::Text(Line { y, layer, expansion: line.expansion, runs, paragraph: None }));
    }
    row.content.append(&mut underlines);
    for (x, picture) in line.pictures {
        let Picture { image, width, height, rise, element, .. } = picture;
        row.content.push(Placed::Image { image, x: x + left, y: y - rise - height, width, height, element });
    }
    for (x, width, size) in line.struck {
        row.content.push(Placed::Rule {
            x: x + left,
            y: y - size.scale(27, 100),
            width,
            height: size.scale(5, 100),
            colour: Colour::Black,
        });
    }
}
