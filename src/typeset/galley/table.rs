//! Tables: columns as wide as their words ask for, three rules and no more.

use super::{Builder, Frame, KEEP, Row, place_line};
use crate::diagnostics::Span;
use crate::manuscript::{Alignment, Inline, Lang, Table};
use crate::typeset::length::Sp;
use crate::typeset::page::{Colour, Layer, Placed};
use crate::typeset::paragraph::{SetLine, Shape, Strand};
use crate::typeset::structure::Kind;
use crate::typeset::style::{Ink, Setting, baseline};

/// Rules above and below.
const HEAVY: Sp = Sp::milli_pt(800);
/// The rule under the head.
const LIGHT: Sp = Sp::milli_pt(400);

/// White between a row and the rule under it.
const RULE_GAP: Sp = Sp::milli_pt(2_500);
/// White between rows.
const ROW_GAP: Sp = Sp::milli_pt(2_000);
/// A table as wide as this share of the measure, in hundredths, looks as if it missed the margins.
const ALL_BUT_FULL: i64 = 93;
/// Rows up to this share of the column's height stay whole, in hundredths: what is higher would leave too much white.
const WHOLE_ROW: i64 = 60;
/// Heads up to this share of the column's height, in hundredths, stand again on the next page.
const REPEATED_HEAD: i64 = 25;
/// A table of at most this many rows should stay on one page.
const SHORT_TABLE: usize = 12;
/// Cost of a page break in a short table, and in a long one.
const SHORT_TABLE_COST: i64 = 20_000;
const TABLE_COST: i64 = 300;
/// Cost of a page break within a row of a table.
const DIVIDED_ROW_COST: i64 = 2_000;

impl Builder<'_, '_> {
    /// Sets a table. Pages turn between its rows and show its head again; a row too high to stay whole is divided between
    /// its lines.
    pub(super) fn table(&mut self, table: &Table, frame: &Frame, span: Span) {
        let columns = table.columns.len();
        if columns == 0 {
            return;
        }
        let half = frame.leading / 2;
        let size = frame.size.scale(9, 10);
        let frame = &Frame { size, leading: frame.leading.scale(9, 10), ..frame.clone() };
        let ink = Ink::new(size, &frame.lang).tabular();
        let caption = table.caption.as_ref().map(|c| self.cell(Kind::Caption, c, &Ink::new(size, &frame.lang)));
        let has_head = table.head.iter().any(|c| !c.is_empty());
        let head: Vec<Vec<Strand>> = if has_head {
            self.cells(Kind::HeadCell, &table.head, &Ink::new(size, &frame.lang).small_caps())
        } else {
            vec![Vec::new(); columns]
        };
        let body: Vec<Vec<Vec<Strand>>> = table.rows.iter().map(|row| self.cells(Kind::Cell, row, &ink)).collect();
        let mut gap = size;
        let points: Vec<Option<Point>> =
            table.columns.iter().enumerate().map(|(i, alignment)| self.point(*alignment, &body, i, frame)).collect();
        let widths = self.column_widths(&head, &body, &points, frame.measure - gap * (columns as i32 - 1), size);
        let mut total = widths.iter().copied().sum::<Sp>() + gap * (columns as i32 - 1);
        // What all but fills the measure fills it.
        if columns > 1 && total < frame.measure && total >= frame.measure.scale(ALL_BUT_FULL, 100) {
            gap += (frame.measure - total) / (columns as i32 - 1);
            total = frame.measure;
        }
        let left = frame.left + ((frame.measure - total) / 2).max(Sp::ZERO);
        if let Some(strands) = caption {
            let shape = Shape { setting: Setting::Centred, ..self.shape(frame, Sp::ZERO) };
            let from = self.rows.len();
            self.paragraph(&strands, &shape, frame, Sp::ZERO, Some(span));
            self.off_grid(from);
            self.owe(half / 2);
            self.keep = 1;
        }
        let points = points.into_iter().zip(&widths).map(|(point, width)| point.filter(|point| point.width <= *width));
        let points: Vec<Option<Point>> = points.collect();
        let grid = Grid { widths: &widths, left, gap, alignments: &table.columns, points: &points };
        self.rule(left, total, HEAVY, Sp::ZERO);
        self.keep = usize::MAX;
        let mut again = None;
        if has_head {
            self.table_row(&head, 0, &grid, frame);
            self.rule(left, total, LIGHT, RULE_GAP);
            again = self.head_again(&head, total, &grid, frame);
        }
        for (i, row) in body.iter().enumerate() {
            // The head keeps two rows, and the last two rows keep the rule; a short table stays whole.
            let at = self.rows.len();
            self.keep = usize::from(i < 2 || i + 2 > body.len());
            self.table_row(row, i + 1, &grid, frame);
            for row in &mut self.rows[at..] {
                row.head = again;
            }
            if let Some(row) = self.rows.get_mut(at)
                && row.cost_before != KEEP
            {
                row.cost_before = if body.len() <= SHORT_TABLE { SHORT_TABLE_COST } else { TABLE_COST };
            }
        }
        self.keep = 1;
        self.rule(left, total, HEAVY, RULE_GAP);
        self.keep = 0;
    }

    /// The words of a row of cells, which the ink remembers to be in them.
    fn cells(&mut self, kind: Kind, cells: &[Vec<Inline>], ink: &Ink) -> Vec<Vec<Strand>> {
        self.element(Kind::Row, |b| cells.iter().map(|cell| b.cell(kind, cell, ink)).collect())
    }

    fn cell(&mut self, kind: Kind, inlines: &[Inline], ink: &Ink) -> Vec<Strand> {
        self.element(kind, |b| {
            let ink = ink.clone().within(b.structure.current());
            b.strands(inlines, &ink)
        })
    }

    /// A rule in a row of its own.
    pub(super) fn rule(&mut self, x: Sp, width: Sp, height: Sp, before: Sp) {
        self.push(rule_row(x, width, height, before));
    }

    /// The head as it stands above what is on the next page: furniture, without the marks of notes, which stand where
    /// their marks were met first. Returns which of [`super::Galley::heads`] it is, when it is not too high.
    fn head_again(&mut self, head: &[Vec<Strand>], total: Sp, grid: &Grid<'_>, frame: &Frame) -> Option<usize> {
        if frame.layer == Layer::Note {
            return None;
        }
        let is_mark = |strand: &Strand| matches!(strand, Strand::Mark { .. });
        let head: Vec<Vec<Strand>> =
            head.iter().map(|cell| cell.iter().filter(|strand| !is_mark(strand)).cloned().collect()).collect();
        let columns = self.set_cells(&head, grid, frame);
        let mut row = whole_row(columns, grid, &Frame { layer: Layer::Furniture, ..frame.clone() });
        if row.height > self.context.height.scale(REPEATED_HEAD, 100) {
            return None;
        }
        row.links.clear();
        for placed in &mut row.content {
            match placed {
                Placed::Text(line) => line.runs.iter_mut().for_each(|run| run.element = None),
                Placed::Image { element, .. } => *element = None,
                Placed::Rule { .. } => {}
            }
        }
        let (above, below) = (rule_row(grid.left, total, HEAVY, Sp::ZERO), rule_row(grid.left, total, LIGHT, RULE_GAP));
        self.galley.heads.push(vec![above, row, below]);
        Some(self.galley.heads.len() - 1)
    }

    /// The natural widths when they fit, else what [`share`] makes of them.
    fn column_widths(
        &mut self,
        head: &[Vec<Strand>],
        body: &[Vec<Vec<Strand>>],
        points: &[Option<Point>],
        room: Sp,
        size: Sp,
    ) -> Vec<Sp> {
        let columns = head.len();
        // A column of numbers is as wide as the digits on both sides of the point.
        let mut liked: Vec<Sp> = points.iter().map(|point| point.map_or(Sp::ZERO, |point| point.width)).collect();
        let mut least = liked.clone();
        for row in std::iter::once(head).chain(body.iter().map(Vec::as_slice)) {
            for (column, cell) in row.iter().enumerate().take(columns) {
                let mut widest = |measure: Sp| {
                    let shape = Shape::new(measure, Setting::Ragged, size);
                    self.setter.set(cell, &shape).iter().map(|l| l.width).max().unwrap_or(Sp::ZERO)
                };
                liked[column] = liked[column].max(widest(Sp::pt(16_000)));
                least[column] = least[column].max(widest(size * 2));
            }
        }
        let (least_sum, liked_sum): (Sp, Sp) = (least.iter().copied().sum(), liked.iter().copied().sum());
        // A line is broken by width without its hanging stops: a hair more keeps it whole.
        let hair = Sp::milli_pt(100);
        if liked_sum + hair * columns as i32 <= room {
            return liked.iter().map(|w| *w + hair).collect();
        }
        if room <= least_sum {
            // Not even the longest words fit: every column gives up in proportion.
            return least.iter().map(|w| w.scale(i64::from(room.0), i64::from(least_sum.0.max(1))).max(size)).collect();
        }
        share(&least, &liked.iter().map(|w| *w + hair).collect::<Vec<_>>(), room)
    }

    /// A row of cells, the `number`th of the table.
    fn table_row(&mut self, cells: &[Vec<Strand>], number: usize, grid: &Grid<'_>, frame: &Frame) {
        let columns = self.set_cells(cells, grid, frame);
        let lines = columns.iter().map(Vec::len).max().unwrap_or(0);
        if frame.leading * lines as i32 <= self.context.height.scale(WHOLE_ROW, 100) {
            self.push(whole_row(columns, grid, frame));
        } else {
            self.divided_row(columns, number, grid, frame);
        }
    }

    /// Where the point of a column of numbers stands; nothing in others. Numbers are what the author sets flush right.
    fn point(
        &mut self,
        alignment: Alignment,
        body: &[Vec<Vec<Strand>>],
        column: usize,
        frame: &Frame,
    ) -> Option<Point> {
        if alignment != Alignment::Right {
            return None;
        }
        let (mut before, mut after) = (Sp::ZERO, Sp::ZERO);
        for cell in body.iter().filter_map(|row| row.get(column)) {
            if let Some(whole) = self.before_point(cell, frame) {
                before = before.max(whole);
                after = after.max(self.width(cell, frame) - whole);
            }
        }
        (before > Sp::ZERO).then_some(Point { before, width: before + after })
    }

    /// Width of a number up to its point, or to its end where it has none; nothing where a cell is no number.
    fn before_point(&mut self, cell: &[Strand], frame: &Frame) -> Option<Sp> {
        let whole = before_point(cell, decimal_mark(&frame.lang))?;
        Some(self.width(&whole, frame))
    }

    /// Width of a cell on one line.
    fn width(&mut self, cell: &[Strand], frame: &Frame) -> Sp {
        let shape = Shape::new(Sp::pt(16_000), Setting::Ragged, frame.size);
        self.setter.set(cell, &shape).first().map_or(Sp::ZERO, |line| line.width)
    }

    /// The lines of each cell.
    fn set_cells(&mut self, cells: &[Vec<Strand>], grid: &Grid<'_>, frame: &Frame) -> Vec<Vec<SetLine>> {
        let cells = cells.iter().zip(grid.widths).zip(grid.alignments).zip(grid.points);
        cells
            .map(|(((cell, width), alignment), point)| {
                if let Some(point) = point
                    && let Some(whole) = self.before_point(cell, frame)
                {
                    let mut lines = self.setter.set(cell, &Shape::new(*width, Setting::Ragged, frame.size));
                    if let [line] = &mut lines[..] {
                        line.shift(*width - point.width + point.before - whole);
                        return lines;
                    }
                }
                let setting = match alignment {
                    Alignment::Left => Setting::Ragged,
                    Alignment::Centre => Setting::Centred,
                    Alignment::Right => Setting::Right,
                };
                self.setter.set(cell, &Shape::new(*width, setting, frame.size))
            })
            .collect()
    }

    /// A row so high that a page may have to turn within it: line by line.
    fn divided_row(&mut self, columns: Vec<Vec<SetLine>>, number: usize, grid: &Grid<'_>, frame: &Frame) {
        let base = baseline(frame.leading, frame.size);
        let first_cell = number * columns.len();
        let lines = columns.iter().map(Vec::len).max().unwrap_or(0);
        let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
        for n in 0..lines {
            let mut row = Row { height: frame.leading, ..Row::default() };
            if n == 0 {
                row.before = ROW_GAP;
            } else {
                // Neither its first line nor its last stands alone.
                row.cost_before = if n == 1 || n + 1 == lines { KEEP } else { DIVIDED_ROW_COST };
                self.keep = 0;
            }
            let mut x = grid.left;
            for (column, (lines, width)) in columns.iter_mut().zip(grid.widths).enumerate() {
                if let Some(line) = lines.next() {
                    place_line(&mut row, line, x, base, frame.layer);
                }
                row.cells.resize(row.content.len(), first_cell + column);
                x += *width + grid.gap;
            }
            row.notes.sort_unstable();
            self.push(row);
        }
    }
}

/// Where the columns of a table stand.
struct Grid<'t> {
    widths: &'t [Sp],
    /// Left edge of the first.
    left: Sp,
    /// White between two.
    gap: Sp,
    alignments: &'t [Alignment],
    /// Where numbers have their points.
    points: &'t [Option<Point>],
}

/// Where numbers under one another have their points.
#[derive(Debug, Clone, Copy)]
struct Point {
    /// The width of the widest before it.
    before: Sp,
    /// The width that all need.
    width: Sp,
}

/// What parts a number from its fraction (CLDR: a point in English and in the languages of eastern Asia, else a comma).
fn decimal_mark(lang: &Lang) -> char {
    match lang.primary() {
        "en" | "ga" | "cy" | "he" | "hi" | "ja" | "ko" | "sw" | "th" | "zh" => '.',
        _ => ',',
    }
}

/// The words of a number before its decimal mark; all of them where it has none, but not the marks of notes behind it.
/// Nothing where they are no number.
fn before_point(cell: &[Strand], mark: char) -> Option<Vec<Strand>> {
    let (mut whole, mut digits, mut past) = (Vec::new(), false, false);
    for strand in cell {
        let Strand::Text { text, ink, link, span, .. } = strand else { continue };
        let is_part = |c: char| c.is_ascii_digit() || c.is_whitespace() || ".,%‰°+-−–±~≈$€£¥'’".contains(c);
        if !text.chars().all(is_part) {
            return None;
        }
        digits |= text.contains(|c: char| c.is_ascii_digit());
        if past {
            continue;
        }
        let point = text.rfind(mark);
        past = point.is_some();
        let end = point.or_else(|| text.rfind(|c: char| c.is_ascii_digit()).map(|last| last + 1));
        let text = text[..end.unwrap_or(text.len())].to_owned();
        whole.push(Strand::Text { text, ink: ink.clone(), link: link.clone(), span: *span, place: None });
    }
    digits.then_some(whole)
}

/// Shares `room` among columns that would like more than there is. Those that like no more than an equal part get it,
/// so that short cells are not broken for the sake of long ones; of the others each gets its longest word, and a share of
/// what is left in proportion to what it would still like.
fn share(least: &[Sp], liked: &[Sp], room: Sp) -> Vec<Sp> {
    let mut modest = vec![false; liked.len()];
    loop {
        let sum =
            |of: &[Sp], which: bool| of.iter().zip(&modest).filter(|(_, m)| **m == which).map(|(w, _)| *w).sum::<Sp>();
        let (rest, wanted, needed) = (room - sum(liked, true), sum(liked, false), sum(least, false));
        let others = modest.iter().filter(|m| !**m).count() as i32;
        // It must leave the others room for their longest words.
        let fits = |i: &usize| !modest[*i] && liked[*i] * others <= rest && liked[*i] - least[*i] <= rest - needed;
        match (0..liked.len()).find(fits) {
            Some(i) => modest[i] = true,
            None => {
                let (spare, wish) = (i64::from((rest - needed).0), i64::from((wanted - needed).0.max(1)));
                let width = |(i, least): (usize, &Sp)| {
                    if modest[i] { liked[i] } else { *least + (liked[i] - *least).scale(spare, wish) }
                };
                return least.iter().enumerate().map(width).collect();
            }
        }
    }
}

/// A row that stays together: one cell after the other, as they are read.
fn whole_row(columns: Vec<Vec<SetLine>>, grid: &Grid<'_>, frame: &Frame) -> Row {
    let base = baseline(frame.leading, frame.size);
    let lines = columns.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let mut row = Row { before: ROW_GAP, height: frame.leading * lines as i32, ..Row::default() };
    let mut x = grid.left;
    for (lines, width) in columns.into_iter().zip(grid.widths) {
        for (n, line) in lines.into_iter().enumerate() {
            place_line(&mut row, line, x, base + frame.leading * n as i32, frame.layer);
        }
        x += *width + grid.gap;
    }
    row.notes.sort_unstable();
    row
}

fn rule_row(x: Sp, width: Sp, height: Sp, before: Sp) -> Row {
    let content = vec![Placed::Rule { x, y: Sp::ZERO, width, height, colour: Colour::Black }];
    Row { before, height, content, ..Row::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_columns_are_not_broken_for_long_ones() {
        let points = |widths: &[i32]| widths.iter().map(|w| Sp::pt(*w)).collect::<Vec<_>>();
        let shared = share(&points(&[25, 60, 20, 80]), &points(&[40, 600, 30, 300]), Sp::pt(300));
        assert_eq!((shared[0], shared[2]), (Sp::pt(40), Sp::pt(30)));
        assert!(shared[1] > shared[3] && shared[3] > Sp::pt(80));
        assert!(Sp::pt(300) - shared.iter().copied().sum::<Sp>() < Sp(10));
        // Each has at least its longest word.
        let shared = share(&points(&[99, 99, 99]), &points(&[99, 400, 100]), Sp::pt(300));
        assert!(shared.iter().all(|w| *w >= Sp::pt(99)));
    }
}
