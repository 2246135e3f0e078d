//! Makes up pages: puts the rows of a cut on the page, notes at the foot, head and folio where they belong.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::galley::{Galley, Row};
use super::length::Sp;
use super::page::{Colour, Column, Layer, Line, LinkArea, LinkTo, Page, Placed, Run, Word};
use super::paginate::{Cut, Geometry, note_white, top_of};
use super::paragraph::{SetLine, Setter, Shape, Strand};
use super::run::is_first;
use super::shape::Shaper;
use super::style::{Ink, Setting, Styles};
use crate::config::PageSettings;
use crate::manuscript::Lang;

/// Where the columns stand on a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout<'l> {
    /// The page and its margins.
    pub(crate) page: &'l PageSettings,
    /// The sizes.
    pub(crate) styles: &'l Styles,
}

impl Layout<'_> {
    /// Left edge of the text on the page with this index: the fold is left of a recto.
    pub(crate) fn left(&self, index: usize) -> Sp {
        if index.is_multiple_of(2) { self.page.inside } else { self.page.outside }
    }

    /// Width of all that is between the margins.
    pub(crate) fn measure(&self) -> Sp {
        self.page.width - self.page.inside - self.page.outside
    }

    /// How many columns of text stand beside each other.
    fn columns(&self) -> usize {
        self.page.columns.max(1)
    }

    /// Width of a column.
    pub(crate) fn column_measure(&self) -> Sp {
        let columns = self.columns() as i32;
        (self.measure() - self.page.column_gap * (columns - 1)) / columns
    }

    /// Height of the column: whole lines of text.
    pub(crate) fn height(&self) -> Sp {
        let room = self.page.height - self.page.top - self.page.bottom;
        let leading = self.styles.text.leading;
        leading * (room.0 / leading.0.max(1)).max(1)
    }

    /// What pages are cut to.
    pub(crate) fn geometry(&self) -> Geometry {
        let leading = self.styles.text.leading;
        Geometry { height: self.height(), grid: leading, note_gap: leading.scale(3, 4), columns: self.columns() }
    }
}

/// Names of places on a page with their distance from its top.
pub(crate) type Places = Vec<(Arc<str>, Sp)>;

/// The rows of all notes of a galley, end to end, and whether each is the first of its note: what [`Cut::notes`] are ranges of.
pub(crate) type NoteRows = Vec<(Row, bool)>;

/// Takes the rows of notes out of where they were set.
pub(crate) fn take_notes(notes: &mut Vec<Vec<Row>>) -> NoteRows {
    let notes = std::mem::take(notes);
    notes.into_iter().flat_map(|note| note.into_iter().enumerate().map(|(i, row)| (row, i == 0))).collect()
}

/// Puts what is printed in the rows of cuts on the page with this index, beside each other. `finish` finishes each row: it
/// fills in page numbers.
pub(crate) fn make_page(
    layout: Layout<'_>,
    galley: &mut Galley,
    notes: &mut NoteRows,
    cuts: &[Cut],
    index: usize,
    finish: impl FnMut(&mut Row),
) -> (Page, Places) {
    let mut making = Making { grid: layout.geometry().grid, finish, made: Made::default() };
    let (mut top, mut height) = (layout.page.top, layout.height());
    if is_first(cuts) && !galley.spanning.is_empty() {
        making.stack(galley.spanning.iter_mut(), layout.left(index), top);
        (top, height) = (top + galley.spanned, height - galley.spanned);
    }
    let width = layout.column_measure();
    let lefts = (0..).map(|nth| layout.left(index) + (width + layout.page.column_gap) * nth);
    let mut columns: Vec<Column> = cuts
        .iter()
        .zip(lefts)
        .map(|(cut, left)| {
            let height = height - cut.raised;
            making.text(galley, cut, Column { left, top, width, height, ..EMPTY })
        })
        .collect();
    for (cut, column) in cuts.iter().zip(&mut columns) {
        making.notes(galley, notes, cut, column, layout.geometry().note_gap);
    }
    let mut last = false;
    for column in columns.iter_mut().rev() {
        last |= column.last;
        column.last = last;
    }
    let Made { mut page, places, .. } = making.made;
    page.columns = columns;
    (page, places)
}

/// Makes the page of this index on which the title of a part stands, with its notes at the foot.
pub(crate) fn make_part_page(
    layout: Layout<'_>,
    galley: &mut Galley,
    index: usize,
    finish: impl FnMut(&mut Row),
) -> (Page, Places) {
    let mut notes = take_notes(&mut galley.part_notes);
    let Geometry { grid, note_gap, .. } = layout.geometry();
    let mut making = Making { grid, finish, made: Made::default() };
    let (left, top) = (layout.left(index), layout.page.top);
    making.stack(galley.part.iter_mut(), left, top);
    let all = Cut { rows: 0..0, notes: 0..notes.len(), carried: false, raised: Sp::ZERO };
    let mut column = Column { left, top, width: layout.measure(), height: layout.height(), ..EMPTY };
    making.notes(galley, &mut notes, &all, &mut column, note_gap);
    (making.made.page, making.made.places)
}

/// A column before anything is put into it.
const EMPTY: Column = Column {
    left: Sp::ZERO,
    top: Sp::ZERO,
    width: Sp::ZERO,
    height: Sp::ZERO,
    text: Sp::ZERO,
    notes: Sp::ZERO,
    carried: false,
    last: false,
};

/// A page that is being made up.
struct Making<F> {
    grid: Sp,
    finish: F,
    made: Made,
}

/// What has been put on it. `divided` holds the cells of what was put last: lines of a table's row.
#[derive(Default)]
struct Made {
    page: Page,
    places: Places,
    divided: Vec<usize>,
}

impl<F: FnMut(&mut Row)> Making<F> {
    /// Puts rows under each other from `top` on; returns their height.
    fn stack<'r>(&mut self, rows: impl ExactSizeIterator<Item = &'r mut Row>, left: Sp, top: Sp) -> Sp {
        let mut text = Sp::ZERO;
        let count = rows.len();
        for (i, row) in rows.enumerate() {
            let y = Sp(top_of(i64::from(text.0), row, i == 0, self.grid));
            text = y + row.height;
            if !row.only_at_edges || i == 0 || i + 1 == count {
                self.put(row, left, top + y);
            }
        }
        self.made.read_by_cells();
        text
    }

    /// Puts the text of a cut into a column.
    fn text(&mut self, galley: &mut Galley, cut: &Cut, column: Column) -> Column {
        let first = galley.rows[cut.rows.clone()].first();
        // They stand above the table on each of its pages.
        let mut heads = first.map_or_else(Vec::new, |row| galley.head_above(row).to_vec());
        let rows: Vec<&mut Row> = heads.iter_mut().chain(&mut galley.rows[cut.rows.clone()]).collect();
        Column { text: self.stack(rows.into_iter(), column.left, column.top), ..column }
    }

    /// Puts the notes of a cut at the foot of its column.
    fn notes(&mut self, galley: &Galley, all_notes: &mut NoteRows, cut: &Cut, column: &mut Column, gap: Sp) {
        let opens = |row: Option<&Row>| row.is_none_or(|row| row.opens.is_some());
        column.last = opens(galley.rows.get(cut.rows.end)) && opens(all_notes.get(cut.notes.end).map(|(row, _)| row));
        let notes = &mut all_notes[cut.notes.clone()];
        let white = |i: usize, row: &Row, begins: bool| if i == 0 { Sp::ZERO } else { note_white(row, begins) };
        let height: Sp = notes.iter().enumerate().map(|(i, (row, begins))| row.height + white(i, row, *begins)).sum();
        column.notes = if notes.is_empty() { Sp::ZERO } else { height + gap };
        column.carried = cut.carried;
        let mut y = column.top + column.height - height;
        let (x, width) = (column.left, column.width / 4);
        let rule = |y: Sp| Placed::Rule { x, y, width, height: Sp::milli_pt(400), colour: Colour::Black };
        if cut.carried {
            self.made.page.items.push(rule(y - gap.scale(1, 3)));
        }
        for (i, (row, begins)) in notes.iter_mut().enumerate() {
            let white = white(i, row, *begins);
            if i > 0 && row.opens.is_some() {
                // Another article's numbers begin anew.
                self.made.page.items.push(rule(y + white.scale(6, 10)));
            }
            y += white;
            self.put(row, x, y);
            y += row.height;
        }
        self.made.read_by_cells();
    }

    /// Puts what is printed in a row on the page, finished.
    fn put(&mut self, row: &mut Row, left: Sp, top: Sp) {
        (self.finish)(row);
        self.made.put(row, left, top);
    }
}

impl Made {
    /// Puts a row on the page; lines of a table's row will be [`Made::read_by_cells`] when the row is all there.
    fn put(&mut self, row: &mut Row, left: Sp, top: Sp) {
        if row.cells.is_empty() {
            self.read_by_cells();
        }
        put(&mut self.page, &mut self.places, row, left, top);
        self.divided.extend(&row.cells);
    }

    /// Orders what was put on the page last, so that cells are read one after the other and not line by line across.
    fn read_by_cells(&mut self) {
        let lines = self.page.items.split_off(self.page.items.len() - self.divided.len());
        let mut lines: Vec<(usize, Placed)> = self.divided.drain(..).zip(lines).collect();
        lines.sort_by_key(|(cell, _)| *cell);
        self.page.items.extend(lines.into_iter().map(|(_, placed)| placed));
    }
}

/// Puts what is printed in a row on a page, with its top left corner at (`left`, `top`). Nothing of it stays in the row.
pub(crate) fn put(page: &mut Page, places: &mut Places, row: &mut Row, left: Sp, top: Sp) {
    for placed in &mut row.content {
        match placed {
            Placed::Text(line) => {
                line.y += top;
                for run in &mut line.runs {
                    run.x += left;
                }
            }
            Placed::Rule { x, y, .. } | Placed::Image { x, y, .. } => {
                *x += left;
                *y += top;
            }
        }
    }
    page.items.append(&mut row.content);
    for link in &mut row.links {
        link.x += left;
        link.y += top;
    }
    page.links.append(&mut row.links);
    places.extend(row.anchors.drain(..).map(|name| (name, top)));
}

/// Heads and folios, each set once.
pub(crate) struct Furniture<'f, 's> {
    layout: Layout<'f>,
    shaper: &'s mut Shaper<'f>,
    lang: Lang,
    heads: BTreeMap<String, Option<SetLine>>,
}

/// A running head and the name of the place it leads to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head<'h> {
    /// What it says.
    pub(crate) text: &'h str,
    /// Where it leads.
    pub(crate) to: &'h str,
}

impl<'f, 's> Furniture<'f, 's> {
    /// Makes the furniture of a collection in this language.
    pub(crate) fn new(layout: Layout<'f>, shaper: &'s mut Shaper<'f>, lang: &Lang) -> Self {
        Self { layout, shaper, lang: lang.clone(), heads: BTreeMap::new() }
    }

    /// The words of a running head on rectos or on versos, and those of all folios.
    pub(crate) fn words(&mut self, head: &str, is_recto: bool) -> Vec<Arc<Word>> {
        let ink = Ink::new(self.layout.styles.head_size, &self.lang);
        let folios = self.line("0123456789", ink, self.layout.measure(), Setting::Ragged);
        let head = self.head_line(head, is_recto, self.head_measure());
        head.into_iter().chain(folios).flat_map(|line| line.runs).map(|run| run.word).collect()
    }

    /// Room for a head between folios.
    fn head_measure(&self) -> Sp {
        self.layout.measure() - self.layout.styles.head_size * 6
    }

    /// Sets one line, or nothing when there is nothing to set.
    fn line(&mut self, text: &str, ink: Ink, measure: Sp, setting: Setting) -> Option<SetLine> {
        let shape = Shape::new(measure, setting, ink.size);
        let strand = Strand::Text { text: text.to_owned(), ink, link: None, span: None, place: None };
        Setter::new(self.shaper).set(&[strand], &shape).into_iter().next()
    }

    fn put(page: &mut Page, line: SetLine, x: Sp, y: Sp) {
        let mut runs: Vec<Run> = line.runs;
        for run in &mut runs {
            run.x += x;
        }
        page.items.push(Placed::Text(Line { y, layer: Layer::Furniture, expansion: 1000, runs, paragraph: None }));
    }

    /// Adds the folio of an opening page: at the foot, in the middle.
    pub(crate) fn foot(&mut self, page: &mut Page, index: usize) {
        let layout = self.layout;
        let ink = Ink::new(layout.styles.head_size, &self.lang);
        if let Some(line) = self.line(&(index + 1).to_string(), ink, layout.measure(), Setting::Centred) {
            let y = layout.page.top + layout.height() + layout.styles.text.leading * 2;
            let lowest = layout.page.height - layout.page.bottom / 3;
            Self::put(page, line, layout.left(index), Sp(y.0.min(lowest.0)));
        }
    }

    /// Adds the running head of an inner page and its folio, outside.
    pub(crate) fn head(&mut self, page: &mut Page, index: usize, verso: Head<'_>, recto: Head<'_>) {
        let layout = self.layout;
        let size = layout.styles.head_size;
        let (left, measure) = (layout.left(index), layout.measure());
        let y = layout.page.top - layout.styles.text.leading.scale(8, 10);
        if y < size {
            return;
        }
        let is_recto = index.is_multiple_of(2);
        let Head { text, to } = if is_recto { recto } else { verso };
        let key = format!("{is_recto}{text}");
        if !self.heads.contains_key(&key) {
            let line = self.head_line(text, is_recto, self.head_measure());
            self.heads.insert(key.clone(), line);
        }
        if let Some(Some(line)) = self.heads.get(&key) {
            let line = line.clone();
            let x = left + size * 3 + line.runs.first().map_or(Sp::ZERO, |run| run.x);
            page.links.push(LinkArea {
                x,
                y: y - size.scale(3, 4),
                width: line.width,
                height: size,
                to: LinkTo::Destination(to.into()),
                contents: text.into(),
                // No part of the text.
                element: None,
            });
            Self::put(page, line, left + size * 3, y);
        }
        let setting = if is_recto { Setting::Right } else { Setting::Ragged };
        let ink = Ink::new(size, &self.lang);
        if let Some(line) = self.line(&(index + 1).to_string(), ink, measure, setting) {
            Self::put(page, line, left, y);
        }
    }

    /// A head on one line: what does not fit is left off by whole words.
    fn head_line(&mut self, text: &str, italic: bool, measure: Sp) -> Option<SetLine> {
        let ink = Ink::new(self.layout.styles.head_size, &self.lang);
        let ink = if italic { ink.emphasised().suited_to(text) } else { ink.all_small_caps() };
        let words: Vec<&str> = text.split_whitespace().collect();
        for keep in (1..=words.len()).rev() {
            let mut shown = words[..keep].join(" ");
            if keep < words.len() {
                shown = format!("{}\u{2009}…", shown.trim_end_matches([',', ';', ':', '.', '—', '–', ' ']));
            }
            let line = self.line(&shown, ink.clone(), Sp::pt(8_000), Setting::Ragged)?;
            if line.width <= measure || keep == 1 {
                return self.line(&shown, ink, measure, Setting::Centred);
            }
        }
        None
    }
}
