//! Cuts a galley into pages with the fewest demerits, notes included.
//!
//! The cost of a page is a pure function of its first row, the note rows carried in and its last row, so
//! dynamic programming finds the best cuts for a whole article at once and never has anything to undo
//! (after Plass, *Optimal Pagination Techniques for Automatic Typesetting Systems*, Stanford 1981).
//! Hard rules: no row is lost, notes stand in the order of their marks, and a note begins on the page of
//! its mark. Everything else has a price.

use std::collections::BTreeMap;
use std::ops::Range;

use super::galley::{Galley, KEEP, Row};
use super::length::Sp;

/// What pages are made to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Geometry {
    /// Height of the column.
    pub(crate) height: Sp,
    /// The grid of text lines.
    pub(crate) grid: Sp,
    /// Least white between text and notes.
    pub(crate) note_gap: Sp,
}

/// A page: which rows and which rows of notes stand on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Rows of the text.
    pub(crate) rows: Range<usize>,
    /// Rows of all notes, put end to end.
    pub(crate) notes: Range<usize>,
    /// Whether the first of them goes on with a note of the page before.
    pub(crate) carried: bool,
}

/// Cost of a break that is forbidden: taken only where there is no other.
const FORBIDDEN_COST: i64 = 1_000_000_000;
/// Cost of a page whose column overflows, which only a row higher than the column can cause.
const OVERFLOW_COST: i64 = 1_000_000_000_000;
/// Cost of a note that cannot begin on the page of its mark, because its row has more notes than a page can hold.
const MISPLACED_COST: i64 = 100_000_000_000;
/// Cost of dividing a note.
const SPLIT_COST: i64 = 2_000;
/// Cost of a page without text, while notes run on.
const NO_TEXT_COST: i64 = 20_000;
/// Cost of a line of white at the foot of a page, growing with its square.
const SHORT_COST: i64 = 100;
/// Cost of a last page of one line; each further line to five takes a fifth away.
const LONELY_COST: i64 = 3_000;
/// The fewest rows of a divided note on each side.
const NOTE_ROWS: usize = 2;

/// Notes of a galley, end to end.
struct Stream<'g> {
    rows: Vec<&'g Row>,
    /// Sums of heights before each row.
    heights: Vec<i64>,
    /// Where each note begins, and the end.
    starts: Vec<usize>,
    /// How many notes have their marks before each row of the text.
    marked: Vec<usize>,
}

impl<'g> Stream<'g> {
    fn new(galley: &'g Galley) -> Self {
        let rows: Vec<&Row> = galley.notes.iter().flatten().collect();
        let mut heights = vec![0_i64];
        let mut starts = vec![0];
        for note in &galley.notes {
            for (i, row) in note.iter().enumerate() {
                let before = if i == 0 { Sp::ZERO } else { row.before };
                heights.push(heights[heights.len() - 1] + i64::from((before + row.height).0));
            }
            starts.push(heights.len() - 1);
        }
        let mut marked = vec![0];
        let mut seen = 0;
        for row in &galley.rows {
            seen = row.notes.iter().map(|n| n + 1).max().unwrap_or(0).max(seen);
            marked.push(seen);
        }
        Self { rows, heights, starts, marked }
    }

    fn height(&self, range: Range<usize>) -> i64 {
        self.heights[range.end] - self.heights[range.start]
    }
}

#[derive(Debug, Clone, Copy)]
struct Best {
    cost: i64,
    from: (usize, usize),
}

/// Cuts a galley into pages. An empty galley makes no page.
pub(crate) fn paginate(galley: &Galley, geometry: Geometry) -> Vec<Cut> {
    let stream = Stream::new(galley);
    let end = (galley.rows.len(), stream.rows.len());
    if end == (0, 0) {
        return Vec::new();
    }
    // States are the row and the note row at which a page begins. Every page goes on in at least one of them.
    let mut open: BTreeMap<(usize, usize), Best> = BTreeMap::new();
    let mut closed: BTreeMap<(usize, usize), Best> = BTreeMap::new();
    open.insert((0, 0), Best { cost: 0, from: (0, 0) });
    while let Some((state, best)) = open.pop_first() {
        closed.insert(state, best);
        if state == end {
            break;
        }
        pages_from(galley, &stream, geometry, state, |next, cost| {
            let offer = Best { cost: best.cost.saturating_add(cost), from: state };
            open.entry(next)
                .and_modify(|b| {
                    if offer.cost < b.cost {
                        *b = offer
                    }
                })
                .or_insert(offer);
        });
    }
    trace(&closed, &stream, end)
}

fn trace(closed: &BTreeMap<(usize, usize), Best>, stream: &Stream<'_>, end: (usize, usize)) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut at = end;
    while at != (0, 0) {
        let Some(best) = closed.get(&at) else { break };
        let (row, note) = best.from;
        let carried = note < at.1 && !stream.starts.contains(&note);
        cuts.push(Cut { rows: row..at.0, notes: note..at.1, carried });
        at = best.from;
    }
    cuts.reverse();
    cuts
}

/// Offers every page that may begin at `state`: where the next one begins, and what this one costs.
fn pages_from(
    galley: &Galley,
    stream: &Stream<'_>,
    geometry: Geometry,
    state: (usize, usize),
    mut offer: impl FnMut((usize, usize), i64),
) {
    let (first, carry) = state;
    let room = i64::from(geometry.height.0);
    let mut text = 0_i64;
    let mut offered = false;
    for last in first..=galley.rows.len() {
        // The page holds the rows first..last.
        if last > first {
            text = below(text, &galley.rows[last - 1], last - 1 == first, geometry.grid);
        }
        if text > room && last > first + 1 {
            break;
        }
        let wanted = stream.starts[stream.marked[last]];
        let fitting = notes_that_fit(stream, geometry, carry, wanted, last, first, room - text);
        let (until, misplaced) = match fitting {
            Some(until) => (until, 0),
            // Where one row's notes are more than a page can begin, the rest begin on the next.
            None if !offered && last == first + 1 => {
                (notes_in(stream, geometry, carry, wanted, room - text), MISPLACED_COST)
            }
            None if offered => break,
            None => continue,
        };
        if (last, until) == state {
            continue;
        }
        let finished = last == galley.rows.len() && until == stream.rows.len();
        let gap = if until > carry { i64::from(geometry.note_gap.0) } else { 0 };
        let unused = room - text - gap - stream.height(carry..until);
        let mut cost = misplaced + short_cost(unused, i64::from(geometry.grid.0), finished, last - first);
        if unused < 0 {
            cost += OVERFLOW_COST;
        }
        if let Some(next) = galley.rows.get(last)
            && last > first
        {
            cost += if next.cost_before == KEEP { FORBIDDEN_COST } else { next.cost_before };
        }
        if until < wanted {
            cost += SPLIT_COST;
        }
        if last == first {
            cost += NO_TEXT_COST;
        }
        offer((last, until), cost);
        offered = true;
    }
}

/// Height of a column after one more row.
pub(crate) fn below(text: i64, row: &Row, first: bool, grid: Sp) -> i64 {
    i64::from(top_of(text, row, first, grid)) + i64::from(row.height.0)
}

/// Where the top of a row stands under a column of height `text`.
pub(crate) fn top_of(text: i64, row: &Row, first: bool, grid: Sp) -> i32 {
    let mut top = text + if first { 0 } else { i64::from(row.before.0) };
    if let Some(phase) = row.snap
        && !first
    {
        let (grid, phase) = (i64::from(grid.0.max(1)), i64::from(phase.0));
        // A thousandth of a point off the grid is on it.
        let past = top - phase - 65;
        top = past.div_euclid(grid) * grid + phase + if past.rem_euclid(grid) > 0 { grid } else { 0 };
    }
    top.clamp(0, i64::from(i32::MAX / 2)) as i32
}

/// How far the notes from `carry` to `wanted` can be set in `room`, or nothing when a note's beginning has no room.
fn notes_that_fit(
    stream: &Stream<'_>,
    geometry: Geometry,
    carry: usize,
    wanted: usize,
    last: usize,
    first: usize,
    room: i64,
) -> Option<usize> {
    if wanted <= carry {
        return Some(carry);
    }
    let room = room - i64::from(geometry.note_gap.0);
    if stream.height(carry..wanted) <= room {
        return Some(wanted);
    }
    // All but the last note must be whole; the last must begin with two rows and leave two.
    let marked_before = stream.marked[first];
    let begins_here = stream.marked[last] > marked_before;
    let start = stream.starts[stream.marked[last] - 1].max(carry);
    let mut until = notes_in(stream, geometry, carry, wanted, room + i64::from(geometry.note_gap.0));
    if wanted - until < NOTE_ROWS {
        until = wanted.saturating_sub(NOTE_ROWS);
    }
    let least = if begins_here { start + NOTE_ROWS } else { carry + 1 };
    (until >= least && until > carry && until < wanted).then_some(until)
}

/// How far the notes from `carry` to `wanted` fill `room`, whatever that parts.
fn notes_in(stream: &Stream<'_>, geometry: Geometry, carry: usize, wanted: usize, room: i64) -> usize {
    let room = room - i64::from(geometry.note_gap.0);
    let mut until = wanted.max(carry);
    while until > carry && stream.height(carry..until) > room {
        until -= 1;
    }
    until
}

/// What white at the foot costs. The last page may be short, but not of a line or two.
fn short_cost(unused: i64, grid: i64, finished: bool, rows: usize) -> i64 {
    if finished {
        return if rows > 0 && rows < 5 { LONELY_COST * (5 - rows as i64) / 5 } else { 0 };
    }
    let tenths = unused.max(0) * 10 / grid.max(1);
    // Less than a line is no fault: a note's smaller leading causes it.
    if tenths < 10 { 0 } else { SHORT_COST * tenths * tenths / 100 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GEOMETRY: Geometry = Geometry { height: Sp(1000), grid: Sp(100), note_gap: Sp(50) };

    fn row(cost_before: i64, notes: Vec<usize>) -> Row {
        Row { height: Sp(100), cost_before, notes, ..Row::default() }
    }

    /// A galley of `costs.len()` lines; `notes` are lines with the number of rows of their note.
    fn galley(costs: &[i64], notes: &[(usize, usize)]) -> Galley {
        let mut galley = Galley::default();
        for (i, cost) in costs.iter().enumerate() {
            let mut here = Vec::new();
            for (_, rows) in notes.iter().filter(|(line, _)| *line == i) {
                here.push(galley.notes.len());
                galley.notes.push(vec![Row { height: Sp(80), ..Row::default() }; *rows]);
            }
            galley.rows.push(row(*cost, here));
        }
        galley
    }

    /// The cost of the cheapest cuts, by trying all.
    fn brute_force(
        galley: &Galley,
        stream: &Stream<'_>,
        state: (usize, usize),
        memo: &mut BTreeMap<(usize, usize), i64>,
    ) -> i64 {
        if state == (galley.rows.len(), stream.rows.len()) {
            return 0;
        }
        if let Some(known) = memo.get(&state) {
            return *known;
        }
        let mut pages = Vec::new();
        pages_from(galley, stream, GEOMETRY, state, |next, cost| pages.push((next, cost)));
        let best = pages
            .into_iter()
            .map(|(next, cost)| cost.saturating_add(brute_force(galley, stream, next, memo)))
            .min()
            .unwrap_or(i64::MAX / 2);
        memo.insert(state, best);
        best
    }

    fn cost_of(galley: &Galley, stream: &Stream<'_>, cuts: &[Cut]) -> i64 {
        cuts.iter()
            .map(|cut| {
                let mut found = None;
                pages_from(galley, stream, GEOMETRY, (cut.rows.start, cut.notes.start), |next, cost| {
                    if next == (cut.rows.end, cut.notes.end) {
                        found = Some(cost);
                    }
                });
                found.expect("every cut is one that was offered")
            })
            .sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn no_note_is_lost_or_begins_off_the_page_of_its_mark(
            costs in prop::collection::vec(prop::sample::select(vec![0, 0, 0, 1000, KEEP]), 1..60),
            notes in prop::collection::vec((0..60_usize, 1..25_usize), 0..12),
        ) {
            let mut notes = notes;
            notes.retain(|(line, _)| *line < costs.len());
            notes.sort_unstable();
            let galley = galley(&costs, &notes);
            let stream = Stream::new(&galley);
            let cuts = paginate(&galley, GEOMETRY);
            let (mut row, mut note) = (0, 0);
            for cut in &cuts {
                prop_assert_eq!((cut.rows.start, cut.notes.start), (row, note));
                (row, note) = (cut.rows.end, cut.notes.end);
                for line in cut.rows.clone() {
                    for n in &galley.rows[line].notes {
                        let begins = cut.notes.contains(&stream.starts[*n]);
                        prop_assert!(begins || crowded(&galley, line), "note {} begins off its page", n);
                    }
                }
            }
            prop_assert_eq!((row, note), (galley.rows.len(), stream.rows.len()));
            let optimal = brute_force(&galley, &stream, (0, 0), &mut BTreeMap::new());
            prop_assert_eq!(cost_of(&galley, &stream, &cuts), optimal);
        }
    }

    /// Whether a line has more notes than a page can begin.
    fn crowded(galley: &Galley, line: usize) -> bool {
        let rows = galley.rows[line].notes.iter().map(|n| galley.notes[*n].len());
        rows.sum::<usize>() > 10 && galley.rows[line].notes.len() > 1
    }

    #[test]
    fn a_widow_is_avoided_by_a_short_page() {
        // Twelve lines; a break before the last would leave it alone.
        let mut costs = vec![0; 29];
        costs[10] = 1_000;
        let cuts = paginate(&galley(&costs, &[]), GEOMETRY);
        assert_eq!(cuts[0].rows, 0..9);
    }

    #[test]
    fn a_note_longer_than_a_page_runs_on() {
        let cuts = paginate(&galley(&[0; 30], &[(3, 40)]), GEOMETRY);
        assert!(cuts.iter().filter(|c| c.carried).count() >= 2);
        assert_eq!(cuts.iter().map(|c| c.notes.len()).sum::<usize>(), 40);
    }
}
