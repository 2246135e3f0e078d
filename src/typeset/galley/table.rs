//! Tables: columns as wide as their words ask for, three rules and no more.

use super::{Builder, Frame, KEEP, Row, place_line};
use crate::diagnostics::Span;
use crate::manuscript::{Alignment, Inline, Table};
use crate::typeset::length::Sp;
use crate::typeset::page::{Colour, Placed};
use crate::typeset::paragraph::{SetLine, Shape, Strand};
use crate::typeset::structure::Kind;
use crate::typeset::style::{Ink, Setting, baseline};

/// Rules above and below.
const HEAVY: Sp = Sp::milli_pt(800);
/// The rule under the head.
const LIGHT: Sp = Sp::milli_pt(400);

/// White between rows.
const ROW_GAP: Sp = Sp::milli_pt(2_000);
/// Rows of more lines than this may be divided by the turn of a page.
const WHOLE_ROW: usize = 12;
/// A table of at most this many rows should stay on one page.
const SHORT_TABLE: usize = 12;
/// Cost of a page break in a short table, and in a long one.
const SHORT_TABLE_COST: i64 = 20_000;
const TABLE_COST: i64 = 300;
/// Cost of a page break within a row of a table.
const DIVIDED_ROW_COST: i64 = 2_000;

impl Builder<'_, '_> {
    /// Sets a table. Its rows are divided line by line where a page must turn.
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
        let gap = size;
        let widths = self.column_widths(&head, &body, frame.measure - gap * (columns as i32 - 1), size);
        let total = widths.iter().copied().sum::<Sp>() + gap * (columns as i32 - 1);
        let left = frame.left + ((frame.measure - total) / 2).max(Sp::ZERO);
        if let Some(strands) = caption {
            let shape = Shape { setting: Setting::Centred, ..self.shape(frame, Sp::ZERO) };
            let from = self.rows.len();
            self.paragraph(&strands, &shape, frame, Sp::ZERO, Some(span));
            self.off_grid(from);
            self.owe(half / 2);
            self.keep = 1;
        }
        self.rule(left, total, HEAVY, Sp::ZERO);
        self.keep = usize::MAX;
        if has_head {
            self.table_row(&head, &widths, left, gap, table, frame);
            self.rule(left, total, LIGHT, Sp::milli_pt(2_500));
        }
        for (i, row) in body.iter().enumerate() {
            // The head keeps two rows, and the last two rows keep the rule; a short table stays whole.
            let at = self.rows.len();
            self.keep = usize::from(i < 2 || i + 2 > body.len());
            self.table_row(row, &widths, left, gap, table, frame);
            if let Some(row) = self.rows.get_mut(at)
                && row.cost_before != KEEP
            {
                row.cost_before = if body.len() <= SHORT_TABLE { SHORT_TABLE_COST } else { TABLE_COST };
            }
        }
        self.keep = 1;
        self.rule(left, total, HEAVY, Sp::milli_pt(2_500));
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
        let content = vec![Placed::Rule { x, y: Sp::ZERO, width, height, colour: Colour::Black }];
        self.push(Row { before, height, content, ..Row::default() });
    }

    /// The natural widths when they fit; else each column gets its longest word and a share of what is
    /// left, in proportion to what it would still like.
    fn column_widths(&mut self, head: &[Vec<Strand>], body: &[Vec<Vec<Strand>>], room: Sp, size: Sp) -> Vec<Sp> {
        let columns = head.len();
        let (mut least, mut liked) = (vec![Sp::ZERO; columns], vec![Sp::ZERO; columns]);
        for row in std::iter::once(head).chain(body.iter().map(Vec::as_slice)) {
            for (column, cell) in row.iter().enumerate().take(columns) {
                let mut widest = |measure: Sp| {
                    let shape = Shape { measure, indent: Sp::ZERO, hang: Sp::ZERO, setting: Setting::Ragged, size };
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
        let (spare, wish) = (room - least_sum, liked_sum - least_sum);
        if spare <= Sp::ZERO || wish <= Sp::ZERO {
            // Not even the longest words fit: every column gives up in proportion.
            return least.iter().map(|w| w.scale(i64::from(room.0), i64::from(least_sum.0.max(1))).max(size)).collect();
        }
        least.iter().zip(&liked).map(|(l, w)| *l + (*w - *l).scale(i64::from(spare.0), i64::from(wish.0))).collect()
    }

    /// A row of cells.
    fn table_row(&mut self, cells: &[Vec<Strand>], widths: &[Sp], left: Sp, gap: Sp, table: &Table, frame: &Frame) {
        let mut columns: Vec<Vec<SetLine>> = Vec::new();
        for ((cell, width), alignment) in cells.iter().zip(widths).zip(&table.columns) {
            let setting = match alignment {
                Alignment::Left => Setting::Ragged,
                Alignment::Centre => Setting::Centred,
                Alignment::Right => Setting::Right,
            };
            let shape = Shape { measure: *width, indent: Sp::ZERO, hang: Sp::ZERO, setting, size: frame.size };
            columns.push(self.setter.set(cell, &shape));
        }
        let lines = columns.iter().map(Vec::len).max().unwrap_or(0).max(1);
        if lines <= WHOLE_ROW {
            self.whole_row(columns, lines, widths, left, gap, frame);
        } else {
            self.divided_row(columns, lines, widths, left, gap, frame);
        }
    }

    /// A row that stays together: one cell after the other, as they are read.
    fn whole_row(&mut self, columns: Vec<Vec<SetLine>>, lines: usize, widths: &[Sp], left: Sp, gap: Sp, frame: &Frame) {
        let base = baseline(frame.leading, frame.size);
        let mut row = Row { before: ROW_GAP, height: frame.leading * lines as i32, ..Row::default() };
        let mut x = left;
        for (lines, width) in columns.into_iter().zip(widths) {
            for (n, line) in lines.into_iter().enumerate() {
                place_line(&mut row, line, x, base + frame.leading * n as i32, frame.layer);
            }
            x += *width + gap;
        }
        row.notes.sort_unstable();
        self.push(row);
    }

    /// A row so high that a page may have to turn within it: line by line.
    fn divided_row(
        &mut self,
        columns: Vec<Vec<SetLine>>,
        lines: usize,
        widths: &[Sp],
        left: Sp,
        gap: Sp,
        frame: &Frame,
    ) {
        let base = baseline(frame.leading, frame.size);
        let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
        for n in 0..lines {
            let mut row = Row { height: frame.leading, ..Row::default() };
            if n == 0 {
                row.before = ROW_GAP;
            } else {
                row.cost_before = DIVIDED_ROW_COST;
                self.keep = 0;
            }
            let mut x = left;
            for (lines, width) in columns.iter_mut().zip(widths) {
                if let Some(line) = lines.next() {
                    place_line(&mut row, line, x, base, frame.layer);
                }
                x += *width + gap;
            }
            row.notes.sort_unstable();
            self.push(row);
        }
    }
}
