//! Blocks become rows.

use std::sync::Arc;

use super::{Builder, Frame, KEEP, Row, Variant, Vary, WIDOW_COST, Way, line_row, place_line};
use crate::collection::Image;
use crate::diagnostics::Span;
use crate::manuscript::{AsideKind, Block, BlockKind, Definition, ImageRef, Inline, VerseLine, plain_text};
use crate::typeset::length::Sp;
use crate::typeset::page::{Colour, Layer, Line, Placed, Run};
use crate::typeset::paragraph::{SetLine, Shape, Strand};
use crate::typeset::shape::{Features, Look};
use crate::typeset::structure::{Kind, Numbering};
use crate::typeset::style::{Ink, Setting, baseline};
use crate::typeset::turns;

/// Cost of a page break within a stanza.
const STANZA_COST: i64 = 300;
/// What shows a white break between sections at the edge of a page.
const WHITE_AT_EDGES: &str = "*\u{2003}*\u{2003}*";
/// Cost of a line more white above a heading, in the paginator's demerits: whites of two sizes are seen sooner than pages that are
/// some lines short.
const WHITE_COST: i64 = 2_000;
/// Cost of a picture by each line that it is smaller, ...
const FIGURE_COST: i64 = 300;
/// ... which may be so many.
const MOST_SMALLER: i32 = 6;
/// Advance of every character of program text, in thousandths of its size.
const MONO_ADVANCE: i64 = 602;
/// Program text is not set smaller than this to spare lines that are turned.
const LEAST_CODE_SIZE: Sp = Sp::pt(8);
/// Columns that the mark before turned program text takes.
const TURNED: usize = 2;
/// Cost of parting what is turned from its line, ...
const TURNED_COST: i64 = 20_000;
/// ... and of leaving a line of program text alone.
const LONE_CODE_COST: i64 = 2_000;
/// Program text of at most so many lines is taken in at a glance, ...
const SHORT_CODE: usize = 12;
/// ... and dividing it costs this much.
const SHORT_CODE_COST: i64 = 6_000;
/// Cost of dividing longer program text elsewhere than at a blank line, ...
const CODE_COST: i64 = 1_500;
/// ... but only this much before a line that stands less far in than the one before, ...
const LESS_INDENTED_COST: i64 = 500;
/// ... and this much more where fewer than three lines would stand on a page.
const FEW_CODE_LINES_COST: i64 = 2_000;

/// Ties a year to the word before it: short lines that may end anywhere should not part dates.
fn with_years_tied(mut strand: Strand) -> Strand {
    if let Strand::Text { text, .. } = &mut strand {
        let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        let begins_with_year = |rest: &str| rest.split(|c: char| !c.is_alphanumeric()).next().is_some_and(is_year);
        let spaces = text.match_indices(' ').map(|(at, _)| at);
        let tied: Vec<usize> = spaces
            .filter(|at| text[..*at].ends_with(char::is_alphanumeric) && begins_with_year(&text[at + 1..]))
            .collect();
        tied.into_iter().rev().for_each(|at| text.replace_range(at..=at, "\u{A0}"));
    }
    strand
}

impl Builder<'_, '_> {
    /// Sets blocks one under the other.
    pub(super) fn blocks(&mut self, blocks: &[Block], frame: &Frame) {
        for block in blocks {
            self.block(block, frame);
        }
    }

    fn block(&mut self, block: &Block, frame: &Frame) {
        let half = frame.leading / 2;
        match &block.kind {
            BlockKind::Paragraph(inlines) => self.element(Kind::P, |b| b.text(inlines, frame, block.span)),
            BlockKind::Heading { level, id, content } => {
                let below_title = Kind::Heading((self.title_level + level - 1).min(6));
                self.element(below_title, |b| b.heading(*level, id, content, frame, block));
            }
            BlockKind::Quotation { blocks, attribution } => {
                self.set_off(frame, half, |b| {
                    b.element(Kind::BlockQuote, |b| b.quotation(blocks, attribution.as_deref(), frame));
                });
            }
            BlockKind::Verse { stanzas, attribution } => {
                self.set_off(frame, half, |b| {
                    b.element(Kind::BlockQuote, |b| b.verse(stanzas, attribution.as_deref(), frame));
                });
            }
            BlockKind::List { start, tight, items } => {
                // Within something set off already, a list needs no white of its own.
                let white = if frame.left == Sp::ZERO { half } else { Sp::ZERO };
                let numbering = if start.is_some() { Numbering::Decimal } else { Numbering::Disc };
                self.set_off(frame, white, |b| {
                    b.element(Kind::List(numbering), |b| b.list(*start, *tight, items, frame));
                });
            }
            BlockKind::Definitions(entries) => self.set_off(frame, half, |b| {
                b.element(Kind::List(Numbering::None), |b| b.definitions(entries, frame));
            }),
            BlockKind::Table(table) => self.set_off(frame, half, |b| {
                b.element(Kind::Table, |b| b.table(table, frame, block.span));
            }),
            BlockKind::Figure { image, alt, caption } => {
                self.set_off(frame, half, |b| {
                    b.element(Kind::Div, |b| b.figure(image, alt, caption, frame, block.span));
                });
            }
            BlockKind::Code { text, .. } => self.set_off(frame, half, |b| {
                b.element(Kind::P, |b| b.element(Kind::Code, |b| b.code(text, frame)));
            }),
            BlockKind::Aside { kind, blocks } => {
                self.set_off(frame, frame.leading * 3 / 4, |b| {
                    b.element(Kind::Aside, |b| b.aside(*kind, blocks, frame));
                });
            }
            BlockKind::PullQuote { blocks, attribution } => {
                self.set_off(frame, frame.leading, |b| {
                    b.element(Kind::BlockQuote, |b| b.pull_quote(blocks, attribution.as_deref(), frame));
                });
            }
            BlockKind::Break => self.set_off(frame, half, |b| b.ornament(frame)),
        }
    }

    /// A break between sections: the design's divider, which is furniture to those who listen. Where that is white, three
    /// asterisks show it at the edges of pages.
    fn ornament(&mut self, frame: &Frame) {
        let shape = Shape { setting: Setting::Centred, ..self.shape(frame, Sp::ZERO) };
        let frame = Frame { layer: Layer::Furniture, ..frame.clone() };
        let divider = self.context.styles.divider.as_str();
        let is_white = divider.trim().is_empty();
        let shown = if is_white { WHITE_AT_EDGES } else { divider };
        let from = self.rows.len();
        self.paragraph(&[Self::plain(shown, &frame.ink())], &shape, &frame, Sp::ZERO, None);
        for row in &mut self.rows[from..] {
            row.only_at_edges = is_white;
        }
    }

    /// The shape of a paragraph that fills the frame.
    pub(super) fn shape(&self, frame: &Frame, indent: Sp) -> Shape {
        Shape { indent, ..Shape::new(frame.measure, frame.setting, frame.size) }
    }

    /// A paragraph of text.
    fn text(&mut self, inlines: &[Inline], frame: &Frame, span: Span) {
        let indent = if self.flush {
            Sp::ZERO
        } else {
            self.context
                .styles
                .text
                .indent
                .scale(i64::from(frame.leading.0), i64::from(self.context.styles.text.leading.0))
        };
        let behind_mark = std::mem::take(&mut self.behind_mark);
        let opens = std::mem::take(&mut self.opens_text) && frame.is_column();
        if !(opens && self.with_initial(inlines, frame, span)) {
            let strands = self.strands(inlines, &frame.ink());
            let shape = Shape { behind_mark, ..self.shape(frame, indent) };
            self.variable_paragraph(&strands, &shape, frame, span);
        }
        self.flush = false;
        let last = plain_text(inlines).chars().next_back();
        self.lead_in = last == Some(':');
        self.unfinished = last.is_some_and(|c| c == ',' || c.is_alphanumeric());
    }

    fn heading(&mut self, level: u8, id: &str, content: &[Inline], frame: &Frame, block: &Block) {
        let leading = frame.leading;
        let name: Arc<str> = format!("{}/{id}", self.article.slug).into();
        self.galley.headings.push((level, plain_text(content), Arc::clone(&name)));
        self.anchors.push(name);
        // The white above is the least; the grid makes it half a line to a line more.
        let ink = match level {
            2 => self.section_ink(content, frame),
            _ => self.context.styles.heading_ink(level, frame.ink()),
        };
        let (before, after) = match level {
            2 => (leading, leading / 2),
            // Right under the heading of its section it belongs to that: half a line parts them.
            _ if self.keep == 2 && self.owed > Sp::ZERO => (Sp::ZERO, Sp::ZERO),
            _ => (leading * 3 / 4, Sp::ZERO),
        };
        let strands = self.strands(content, &ink);
        let shape = Shape { setting: Setting::Balanced, ..self.shape(frame, Sp::ZERO) };
        let (from, start) = (self.rows.len(), self.position);
        self.paragraph(&strands, &shape, frame, before, Some(block.span));
        self.off_grid(from);
        for row in &mut self.rows[from + 1..] {
            row.cost_before = KEEP;
        }
        // The heading stands so that what follows it is on the grid: all that is left over goes above it.
        if frame.is_column() && self.rows.len() > from {
            let height = leading * (self.rows.len() - from) as i32 + after;
            self.rows[from].snap = Some(Sp((-height.0).rem_euclid(leading.0.max(1))));
            self.vary_white(from, leading);
        }
        self.measure_again(from, start);
        self.owe(after);
        self.keep = 2;
        self.flush = true;
    }

    /// Lets the white above a row be a line more.
    fn vary_white(&mut self, row: usize, leading: Sp) {
        if self.vary > Vary::Nothing && self.rows[row].cost_before != KEEP {
            let more = Row { before: self.rows[row].before + leading, ..self.rows[row].clone() };
            let ways = vec![Way { rows: vec![more], cost: WHITE_COST }];
            self.galley.variants.push(Variant { rows: row..row + 1, ways });
        }
    }

    /// As the design wants it; where that is small capitals and the face has none for the letters, as in Cyrillic, bold.
    fn section_ink(&mut self, content: &[Inline], frame: &Frame) -> Ink {
        let ink = self.context.styles.heading_ink(2, frame.ink());
        let shown = !ink.features.has(Features::SMALL_CAPS)
            || self.setter.has_forms(ink.face(), Features::SMALL_CAPS, &plain_text(content));
        if shown { ink } else { Ink { bold: true, ..frame.ink() } }
    }

    fn quotation(&mut self, blocks: &[Block], attribution: Option<&[Inline]>, frame: &Frame) {
        let indent = self
            .context
            .styles
            .quotation_indent
            .scale(i64::from(frame.leading.0), i64::from(self.context.styles.text.leading.0));
        let size = if frame.layer == Layer::Note { frame.size } else { self.context.styles.text.quotation_size };
        let inner = Frame { size, ..frame.inset(indent, indent) };
        self.flush = true;
        self.blocks(blocks, &inner);
        if let Some(attribution) = attribution {
            self.attribution(attribution, inner.measure, &inner);
        }
    }

    /// "— who, where", flush right, with the last line of what it belongs to. It ends where `longest` does, which is
    /// measured from the frame's left, when it is not longer itself.
    pub(super) fn attribution(&mut self, attribution: &[Inline], longest: Sp, frame: &Frame) {
        let ink = Ink { italic: false, ..frame.ink() };
        self.keep = 1;
        self.element(Kind::P, |b| {
            let mut strands = vec![Self::plain("—\u{A0}", &ink)];
            strands.extend(b.strands(attribution, &ink).into_iter().map(with_years_tied));
            let mut shape = Shape { setting: Setting::Right, ..b.shape(frame, Sp::ZERO) };
            // A hair more, for a line is broken by its width without what hangs.
            let own = b.widest(&strands, &shape) + Sp::milli_pt(100);
            shape.measure = longest.max(own).min(frame.measure);
            b.paragraph(&strands, &shape, frame, Sp::ZERO, None);
        });
        self.keep = 0;
    }

    /// How far the longest line of a paragraph reaches from the left.
    fn widest(&mut self, strands: &[Strand], shape: &Shape) -> Sp {
        let ends = self.setter.set(strands, shape).into_iter().enumerate();
        ends.map(|(i, line)| line.width + if i == 0 { shape.indent } else { shape.hang }).max().unwrap_or(Sp::ZERO)
    }

    /// Verse stands in the middle of the column by its longest line, which is where the eye puts it; within anything else
    /// it is set in a little.
    fn verse(&mut self, stanzas: &[Vec<VerseLine>], attribution: Option<&[Inline]>, frame: &Frame) {
        let size = if frame.layer == Layer::Note { frame.size } else { self.context.styles.text.quotation_size };
        let least = frame.leading;
        let inner = Frame { size, setting: Setting::Ragged, ..frame.inset(least, Sp::ZERO) };
        let mut lines = Vec::with_capacity(stanzas.len());
        let mut longest = Sp::ZERO;
        for stanza in stanzas {
            // Its lines belong together, and each is a line to those who listen too.
            let element = self.leaf(Kind::Div);
            let mut set = Vec::with_capacity(stanza.len());
            for line in stanza {
                let step = size * i32::from(line.indent);
                // A line too long for the measure is turned, two ems in.
                let shape = Shape { indent: step, hang: step + size * 2, ..self.shape(&inner, Sp::ZERO) };
                let element = self.within(element, |b| b.leaf(Kind::P));
                let strands = self.within(element, |b| b.strands(&line.content, &inner.ink()));
                longest = longest.max(self.widest(&strands, &shape));
                set.push((shape, strands, element));
            }
            lines.push(set);
        }
        let white = (inner.measure - longest).max(Sp::ZERO);
        // What is left of the right margin is as much as is left of the left one.
        let left = if frame.is_column() { ((white - least) / 2).max(Sp::ZERO) } else { Sp::ZERO };
        let inner = Frame { left: inner.left + left, ..inner };
        for (n, stanza) in lines.iter().enumerate() {
            for (i, (shape, strands, element)) in stanza.iter().enumerate() {
                let before = if i == 0 && n > 0 { frame.leading } else { Sp::ZERO };
                let first = self.rows.len();
                self.within(*element, |b| b.paragraph(strands, shape, &inner, before, None));
                for row in self.rows[first..].iter_mut().skip(1) {
                    row.cost_before = KEEP;
                }
                // A stanza is better whole, and no line of it should stand alone.
                if i > 0
                    && let Some(row) = self.rows.get_mut(first)
                {
                    row.cost_before = row.cost_before.saturating_add(if i == 1 || i + 1 == stanza.len() {
                        WIDOW_COST
                    } else {
                        STANZA_COST
                    });
                }
            }
        }
        if let Some(attribution) = attribution {
            self.attribution(attribution, longest, &Frame { measure: inner.measure - left, ..inner });
        }
    }

    fn list(&mut self, start: Option<u64>, tight: bool, items: &[Vec<Block>], frame: &Frame) {
        // As wide as the widest number needs; a bullet takes as much as one figure.
        let last = start.map(|s| s + items.len().saturating_sub(1) as u64);
        let widest = last.map_or(1, |n| n.to_string().len());
        let indent = frame.size.scale(75 + 55 * widest as i64, 100);
        let inner = frame.inset(indent, Sp::ZERO);
        for (i, item) in items.iter().enumerate() {
            if i > 0 && !tight {
                self.owe(frame.leading / 2);
            }
            let label = match start {
                Some(start) => format!("{}.", start + i as u64),
                None => "•".to_owned(),
            };
            let from = self.rows.len();
            (self.flush, self.behind_mark) = (true, true);
            self.element(Kind::Item, |b| {
                let element = b.leaf(Kind::Label);
                b.element(Kind::Body, |b| b.blocks(item, &inner));
                b.within(element, |b| b.label(&label, from, &inner, indent));
            });
            self.behind_mark = false;
        }
    }

    /// Puts a list item's label beside its first row.
    fn label(&mut self, label: &str, from: usize, inner: &Frame, indent: Sp) {
        let strand = Self::plain(label, &Ink::new(inner.size, &inner.lang));
        let shape = Shape::new(indent, Setting::Ragged, inner.size);
        let Some(line) = self.setter.set(&[strand], &shape).into_iter().next() else { return };
        let gap = inner.size.scale(45, 100);
        let x = (indent - gap - line.width).max(Sp::ZERO);
        self.beside(line, inner.left - indent + x, from, inner);
    }

    /// Puts a line at `x` beside the first of the rows since `from` that holds more than a rule, on its first baseline,
    /// or in a row of its own when there is none. It is read before that row.
    fn beside(&mut self, mut line: SetLine, x: Sp, from: usize, frame: &Frame) {
        for run in &mut line.runs {
            run.space_after = true;
        }
        let holds_more = |row: &Row| row.content.iter().any(|placed| !matches!(placed, Placed::Rule { .. }));
        let Some(at) = self.rows[from..].iter().position(holds_more) else {
            return self.push(line_row(line, &Frame { left: x, ..frame.clone() }, Sp::ZERO, 0));
        };
        let layer = frame.layer;
        let usual = baseline(frame.leading, frame.size);
        for row in self.firsts(from + at) {
            put_beside(row, line.clone(), x, usual, layer);
        }
    }

    fn definitions(&mut self, entries: &[Definition], frame: &Frame) {
        let inner = frame.inset(self.context.styles.text.indent, Sp::ZERO);
        for entry in entries {
            self.element(Kind::Item, |b| {
                for term in &entry.terms {
                    b.element(Kind::Label, |b| {
                        let strands = b.strands(term, &frame.ink().emphasised());
                        let shape = Shape { setting: Setting::Ragged, ..b.shape(frame, Sp::ZERO) };
                        b.paragraph(&strands, &shape, frame, Sp::ZERO, None);
                    });
                    b.keep = 1;
                }
                for meaning in &entry.meanings {
                    b.flush = true;
                    b.element(Kind::Body, |b| b.blocks(meaning, &inner));
                }
            });
            self.keep = 0;
        }
    }

    /// A picture at its own size where that fits, with its caption.
    fn figure(&mut self, image: &ImageRef, alt: &str, caption: &[Inline], frame: &Frame, span: Span) {
        let place = self.next_place();
        let ImageRef::Index(index) = image else { return };
        self.galley.pictures.push(*index);
        let Some(picture) = self.context.collection.images.get(*index) else { return };
        let (width, height) = picture_size(picture, frame.measure, self.context.height.scale(60, 100));
        let x = frame.left + (frame.measure - width) / 2;
        // Where nobody has said what it shows, its caption may; else it is an ornament.
        let shown = if alt.trim().is_empty() { plain_text(caption) } else { alt.to_owned() };
        let element = (!shown.is_empty()).then(|| self.figure_element(&shown));
        let row = Row {
            height,
            begins: Some(place),
            content: vec![Placed::Image { image: *index, x, y: Sp::ZERO, width, height, element }],
            ..Row::default()
        };
        self.push(row);
        if frame.is_column() {
            self.vary_figure(frame.leading);
        }
        if !caption.is_empty() {
            let text = &self.context.styles.text;
            let small = Frame { size: text.note_size, leading: text.note_leading, ..frame.clone() };
            self.keep = usize::MAX;
            self.element(Kind::Caption, |b| {
                let strands = b.strands(caption, &small.ink());
                let shape = Shape { setting: Setting::Centred, ..b.shape(&small, Sp::ZERO) };
                b.paragraph(&strands, &shape, &small, frame.leading / 2, Some(span));
            });
            self.keep = 0;
        }
    }

    /// Lets the picture that was pushed last be smaller by whole lines, down to four fifths of its height.
    fn vary_figure(&mut self, leading: Sp) {
        let at = self.rows.len() - 1;
        let row = &self.rows[at];
        let smaller = |lines: i32| {
            let mut row = Row { height: row.height - leading * lines, ..row.clone() };
            for placed in &mut row.content {
                if let Placed::Image { x, width, height, .. } = placed {
                    let narrower = width.scale(i64::from(row.height.0), i64::from(height.0.max(1)));
                    *x += (*width - narrower) / 2;
                    (*width, *height) = (narrower, row.height);
                }
            }
            Way { rows: vec![row], cost: FIGURE_COST * i64::from(lines) }
        };
        let most = row.height.scale(1, 5).0 / leading.0.max(1);
        if self.vary > Vary::Nothing && most > 0 {
            let ways = (1..=most.min(MOST_SMALLER)).map(smaller).collect();
            self.galley.variants.push(Variant { rows: at..at + 1, ways });
        }
    }

    /// Program text, line for line; a line too long is turned, with a mark.
    fn code(&mut self, text: &str, frame: &Frame) {
        let styles = &self.context.styles.text;
        let size = if frame.layer == Layer::Note {
            styles.code_size.scale(i64::from(frame.size.0), i64::from(styles.size.0.max(1)))
        } else {
            styles.code_size
        };
        // Program text is smaller than the text around it: four fifths of the leading hold it well.
        let mut inner = Frame {
            size,
            leading: frame.leading.scale(4, 5),
            ..frame.inset(self.context.styles.text.indent, Sp::ZERO)
        };
        let measure = inner.measure;
        let columns_of = |size: Sp| {
            let advance = size.scale(MONO_ADVANCE, 1000);
            usize::try_from(measure.0 / advance.0.max(1)).unwrap_or(1).max(8)
        };
        // Before its lines are turned it is set smaller, as far as that can be read.
        let longest = text.split('\n').map(|line| line.trim_end().chars().count()).max().unwrap_or(0);
        if longest > columns_of(size) {
            inner.size = size.scale(85, 100).max(LEAST_CODE_SIZE).min(size);
        }
        let (size, columns) = (inner.size, columns_of(inner.size));
        let advance = size.scale(MONO_ADVANCE, 1000);
        let ink = Ink { mono: true, features: Features::LITERAL, ..Ink::new(size, &frame.lang) };
        let from = self.rows.len();
        let mut indents = Vec::new();
        let mut place = self.next_place();
        // Blank lines are white above the next, which falls away at the head of a page.
        let mut blank = Sp::ZERO;
        for line in text.split('\n') {
            if line.trim().is_empty() {
                blank += inner.leading;
                continue;
            }
            let line = line.replace('\t', "    ");
            let characters: Vec<char> = line.trim_end().chars().collect();
            let mut rest = &characters[..];
            // What is turned stands as far in as its line does, after the mark.
            let indent = characters.iter().take_while(|c| **c == ' ').count().min(columns / 3);
            let mut turned = None;
            loop {
                let room = if turned.is_some() { columns - indent - TURNED } else { columns };
                let mut cut = rest.len().min(room);
                if cut < rest.len()
                    && let Some(space) = rest[..cut].iter().rposition(|c| *c == ' ')
                    && rest[..space].iter().any(|c| *c != ' ')
                {
                    // A word that is wider than a line is divided, and may as well begin on this one.
                    let word = rest[space + 1..].iter().take_while(|c| **c != ' ').count();
                    if space > room / 2 || word <= columns - indent - TURNED {
                        cut = space + 1;
                    }
                }
                let words: String = rest[..cut].iter().collect();
                let mut row = self.code_row(&words, turned, &ink, &inner, advance);
                (row.before, row.begins) = (std::mem::take(&mut blank), Some(place));
                self.push(row);
                indents.push(indent);
                place.ink += turns::ink(&words);
                rest = &rest[cut..];
                turned = Some(indent);
                if rest.is_empty() {
                    break;
                }
            }
        }
        if self.rows.len() == from {
            self.push(Row { height: inner.leading, ..Row::default() });
        }
        self.part_code(from, &indents);
        // Who copies or hears it finds the words of two lines apart; what is turned goes on.
        let turned = |row: &Row| row.content.len() > 1;
        for at in (from..self.rows.len()).rev().skip(1) {
            let goes_on = turned(&self.rows[at + 1]);
            if let (Some(Placed::Text(Line { runs, .. })), false) = (self.rows[at].content.last_mut(), goes_on)
                && let Some(run) = runs.last_mut()
            {
                run.space_after = true;
            }
        }
    }

    /// Prices breaks within the program text that begins with row `from` and of which each line stands so far in: none should
    /// leave a line alone at either end or beside a blank one, or come into a short text; and blank lines are the best places.
    fn part_code(&mut self, from: usize, indents: &[usize]) {
        let parted: Vec<bool> = self.rows[from..].iter().map(|row| row.before > Sp::ZERO).collect();
        for at in 1..parted.len() {
            let is_lone = !parted[at] && (parted[at - 1] || parted.get(at + 1).is_some_and(|parted| *parted));
            let mut cost = if is_lone { LONE_CODE_COST } else { 0 };
            cost += if parted.len() <= SHORT_CODE {
                SHORT_CODE_COST
            } else if parted[at] {
                0
            } else if indents[at] < indents[at - 1] {
                LESS_INDENTED_COST
            } else {
                CODE_COST
            };
            // As in a paragraph, neither the first nor the last line stands alone.
            cost += match at.min(parted.len() - at) {
                1 => WIDOW_COST,
                2 => FEW_CODE_LINES_COST,
                _ => 0,
            };
            let row = &mut self.rows[from + at];
            row.cost_before = row.cost_before.saturating_add(cost);
        }
    }

    /// A line of program text, or what is `turned` of one: so many columns in.
    fn code_row(&mut self, text: &str, turned: Option<usize>, ink: &Ink, frame: &Frame, advance: Sp) -> Row {
        let base = baseline(frame.leading, frame.size);
        let mut row = Row { height: frame.leading, ..Row::default() };
        let mut x = frame.left;
        if let Some(indent) = turned {
            x += advance * indent as i32;
            let mark = self.code_runs("↪", ink, x);
            row.content.push(Placed::Text(Line {
                y: base,
                layer: Layer::Furniture,
                expansion: 1000,
                runs: mark,
                paragraph: None,
            }));
            x += advance * TURNED as i32;
            row.cost_before = TURNED_COST;
        }
        let runs = self.code_runs(text, ink, x);
        if !runs.is_empty() {
            row.content.push(Placed::Text(Line {
                y: base,
                layer: frame.layer,
                expansion: 1000,
                runs,
                paragraph: None,
            }));
        }
        row
    }

    /// Text set as it stands, spaces and all.
    fn code_runs(&mut self, text: &str, ink: &Ink, mut x: Sp) -> Vec<Run> {
        let look =
            Look { face: ink.face(), features: ink.features, tracking: 0, lang: ink.lang.clone(), hyphenate: false };
        let words = self.setter.shape_plain(text, &look);
        let mut runs = Vec::with_capacity(words.len());
        for (word, width) in words {
            let width = ink.size.scale(width, 1_000_000);
            runs.push(Run {
                x,
                rise: Sp::ZERO,
                size: ink.size,
                colour: ink.colour,
                word,
                space_after: false,
                element: self.setter.element,
            });
            x += width;
        }
        runs
    }

    fn aside(&mut self, kind: AsideKind, blocks: &[Block], frame: &Frame) {
        let half = frame.leading / 2;
        let rule = Sp::milli_pt(300);
        let size = if frame.layer == Layer::Note { frame.size } else { self.context.styles.text.quotation_size };
        let inner = Frame { size, ..frame.inset(self.context.styles.text.indent, self.context.styles.text.indent) };
        let line = |before: Sp| Row {
            before,
            height: rule,
            content: vec![Placed::Rule {
                x: inner.left,
                y: Sp::ZERO,
                width: inner.measure,
                height: rule,
                colour: Colour::Black,
            }],
            ..Row::default()
        };
        self.push(line(Sp::ZERO));
        self.keep = 2;
        self.element(Kind::P, |b| {
            let strands = [b.words_of_ours(b.words.aside(kind), &inner.ink().all_small_caps())];
            let shape = Shape { setting: Setting::Ragged, ..b.shape(&inner, Sp::ZERO) };
            b.paragraph(&strands, &shape, &inner, half / 2, None);
        });
        self.flush = true;
        self.blocks(blocks, &inner);
        self.keep = 1;
        self.owed = Sp::ZERO;
        self.push(line(half / 2));
        self.keep = 0;
    }

    /// Blocks that begin with a label of their own: a note.
    pub(super) fn numbered(&mut self, label: Strand, blocks: &[Block], frame: &Frame) {
        let Some((first, rest)) = blocks.split_first() else {
            return self.element(Kind::P, |b| b.numbered_strands(label, Vec::new(), frame));
        };
        if let BlockKind::Paragraph(inlines) = &first.kind {
            self.element(Kind::P, |b| {
                let strands = b.strands(inlines, &frame.ink());
                b.numbered_strands(label, strands, frame);
            });
        } else {
            // Whatever else comes first stands to the right of the number.
            let shape = Shape { setting: Setting::Ragged, ..self.shape(frame, Sp::ZERO) };
            let line = self.setter.set(&[label], &shape).into_iter().next();
            let room = line.as_ref().map_or(Sp::ZERO, |line| line.width) + frame.size.scale(45, 100);
            let from = self.rows.len();
            self.block(first, &frame.inset(room, Sp::ZERO));
            if let Some(line) = line {
                self.beside(line, frame.left, from, frame);
            }
        }
        self.blocks(rest, frame);
    }

    /// A first paragraph that begins with a label of its own.
    pub(super) fn numbered_strands(&mut self, label: Strand, strands: Vec<Strand>, frame: &Frame) {
        let mut all = vec![label, Self::plain("\u{A0}", &frame.ink())];
        all.extend(strands);
        let shape = self.shape(frame, Sp::ZERO);
        self.paragraph(&all, &shape, frame, Sp::ZERO, None);
        self.flush = false;
    }
}

/// Puts a line at `x` beside what is in a row, on its first baseline.
fn put_beside(row: &mut Row, line: SetLine, x: Sp, usual: Sp, layer: Layer) {
    let y = row.content.iter().find_map(|p| if let Placed::Text(line) = p { Some(line.y) } else { None });
    let mut label = Row::default();
    place_line(&mut label, line, x, y.unwrap_or(usual), layer);
    for (at, _) in &mut row.page_numbers {
        *at += label.content.len();
    }
    // In a row that is read cell by cell it comes with the first.
    if let Some(first) = row.cells.first().copied() {
        row.cells.splice(0..0, std::iter::repeat_n(first, label.content.len()));
    }
    row.content.splice(0..0, label.content);
    row.links.extend(label.links);
}

/// The size at which a picture is printed: 144 pixels to the inch, as most screens draw it at half size,
/// within the measure and the height given.
pub(super) fn picture_size(picture: &Image, measure: Sp, highest: Sp) -> (Sp, Sp) {
    let points = |pixels: u32| Sp::pt(i32::try_from((pixels / 2).clamp(1, 16_000)).unwrap_or(1));
    let (mut width, mut height) = (points(picture.width), points(picture.height));
    if width > measure {
        height = height.scale(i64::from(measure.0), i64::from(width.0));
        width = measure;
    }
    if height > highest {
        width = width.scale(i64::from(highest.0), i64::from(height.0));
        height = highest;
    }
    (width.max(Sp(1)), height.max(Sp(1)))
}
