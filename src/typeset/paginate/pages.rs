//! The pages that may begin at a place, and their prices.

use std::ops::Range;

use super::places::{Chosen, Place, Places, Step};
use super::{Geometry, Side, Stand, note_white};
use crate::typeset::galley::{Galley, KEEP};
use crate::typeset::length::Sp;

/// Cost of a break that is forbidden: taken only where there is no other.
const FORBIDDEN_COST: i64 = 1_000_000_000;
/// Cost of a page whose column overflows, which only a row higher than the column can cause.
const OVERFLOW_COST: i64 = 1_000_000_000_000;
/// Cost of a note that cannot begin on the page of its mark, because its row has more notes than a page can hold.
const MISPLACED_COST: i64 = 100_000_000_000;
/// Cost of dividing a note.
const SPLIT_COST: i64 = 4_000;
/// Cost of a page without text, while notes run on.
const NO_TEXT_COST: i64 = 20_000;
/// Cost of a line of white at the foot of a page, growing with its square.
const SHORT_COST: i64 = 300;
/// Cost of a last page of one line; to five lines it falls with the square of what lacks to them.
const LONELY_COST: i64 = 15_000;
/// Cost of facing pages that end a line apart, and of each line more by its square: seen at once by everyone,
/// and short pages that are equally short are not. Where what is set off leaves them less than a line apart, it is so much less.
const UNEQUAL_COST: i64 = 50_000;
/// The most of it where a page is short because what comes next is high, as a picture: that can be made smaller, and white be
/// found above, but not always enough.
const MOST_UNEQUAL_BEFORE_HIGH: i64 = 13_000;
/// By so many tenths of a line facing pages may differ.
const EQUAL: i64 = 2;
/// Cost of each line by which the columns of a last page differ, and the most of it: what cannot be divided leaves them as
/// they are. The first may be a line longer.
const UNBALANCED_COST: i64 = 300;
const MOST_UNBALANCED: i64 = 9_000;
/// Cost of raising a page's notes by half a line, ...
const RAISED_COST: i64 = 1_000;
/// ... which may be done so many times.
const MOST_RAISED: i32 = 4;
/// A page is no shorter than by so many lines where it can be helped.
const SHORTEST: i64 = 8;
/// The fewest rows of a divided note on each side.
const NOTE_ROWS: usize = 2;

/// Notes of a galley, end to end.
struct Stream {
    /// Sums of heights before each row, ...
    heights: Vec<i64>,
    /// ... and how much of a row's is white that falls away when it is the first on its page.
    before: Vec<i64>,
    /// Where each note begins, and the end.
    starts: Vec<usize>,
}

impl Stream {
    fn new(galley: &Galley) -> Self {
        let mut heights = vec![0_i64];
        let mut befores = Vec::new();
        let mut starts = vec![0];
        for note in &galley.notes {
            for (i, row) in note.iter().enumerate() {
                let before = note_white(row, i == 0);
                befores.push(i64::from(before.0));
                heights.push(heights[heights.len() - 1] + i64::from((before + row.height).0));
            }
            starts.push(heights.len() - 1);
        }
        Self { heights, before: befores, starts }
    }

    fn len(&self) -> usize {
        self.heights.len() - 1
    }

    fn height(&self, range: Range<usize>) -> i64 {
        let white = if range.is_empty() { 0 } else { self.before[range.start] };
        self.heights[range.end] - self.heights[range.start] - white
    }
}

/// All pages there may be of a galley.
pub(super) struct Pages<'g> {
    places: Places<'g>,
    /// How many paragraphs of a page may be set otherwise.
    most: usize,
    /// Whether notes may stand above the foot of a page.
    raises: bool,
    stream: Stream,
    geometry: Geometry,
    /// From here on, what is left may be no more than a column holds; beyond the end where pages have one column.
    near_end: Place,
}

/// A page as far as it has been filled.
#[derive(Clone, Copy)]
struct Filling {
    /// Its first row.
    first: Place,
    /// Its first row of notes.
    carry: usize,
    /// The row that comes next.
    next: Place,
    /// How many rows there are.
    rows: usize,
    /// Height of the column.
    text: i64,
    /// What has been paid for paragraphs set otherwise.
    paid: i64,
    /// The paragraphs that are set otherwise.
    chosen: Chosen,
    /// Whether a page that ends earlier has been found.
    found: bool,
}

/// A page there may be.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    /// Where the next page begins.
    pub(super) next: Place,
    /// Its first row of notes.
    pub(super) until: usize,
    /// What it costs by itself.
    pub(super) cost: i64,
    /// What of that the white at its foot costs.
    white: i64,
    /// How many tenths of a line it is short.
    short: i64,
    /// How many tenths of a line its text is high, where it may stand on the page on which the text ends beside another.
    balance: Option<u16>,
    /// Whether its foot is to be level with that of the page facing it.
    level: bool,
    /// Whether it is short because what comes next is high.
    before_high: bool,
    /// Whether nothing is left behind it.
    ends: bool,
    /// Whether what is left behind it may fill another column and end there.
    near_end: bool,
    /// Whether it is not much shorter than it need be.
    decent: bool,
    /// The paragraphs on it that are set otherwise.
    pub(super) chosen: Chosen,
    /// The white between its text and its notes, beyond the least.
    unused: i64,
    /// By how much its notes stand above its foot.
    pub(super) raised: Sp,
}

impl Candidate {
    /// How it ends, where that matters to the page that faces it.
    fn foot(&self) -> Option<Foot> {
        self.level.then_some(Foot { tenths: tenths(self.short), before_high: self.before_high })
    }

    /// All that matters of it to the page that faces it.
    pub(super) fn looks(&self) -> Looks {
        (self.foot(), self.balance)
    }

    /// What it costs by itself when the text ends with the column beside it: white at its foot is no fault then.
    pub(super) fn cost_before_end(&self) -> i64 {
        self.cost - self.white
    }
}

/// How a page ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Foot {
    /// By how many tenths of a line it is short; of a first column with which the text may end, how many its text is high.
    tenths: u16,
    /// Whether it is short because what comes next is high.
    before_high: bool,
}

/// How a page ends, and how many tenths of a line its text is high, where these matter.
pub(super) type Looks = (Option<Foot>, Option<u16>);

/// Tenths of a line in few bits.
fn tenths(number: i64) -> u16 {
    u16::try_from(number.max(0)).unwrap_or(u16::MAX)
}

/// What facing pages cost that end so.
fn unequal_cost(verso: Foot, recto: Foot) -> i64 {
    let tenths = (i64::from(verso.tenths) - i64::from(recto.tenths)).abs();
    let part = tenths.min(10);
    let cost = if tenths <= EQUAL { 0 } else { (UNEQUAL_COST * part * 10 + SHORT_COST * tenths * tenths) / 100 };
    if verso.before_high || recto.before_high { cost.min(MOST_UNEQUAL_BEFORE_HIGH) } else { cost }
}

/// What the columns of a last page cost that are so many tenths of a line high.
fn unbalanced_cost(first: u16, second: u16) -> i64 {
    let more = i64::from(first) - i64::from(second);
    let over = (more - 10).max(-more) - EQUAL;
    (UNBALANCED_COST * over.max(0) / 10).min(MOST_UNBALANCED)
}

/// Where a page stands, or a column, and what matters of the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stands {
    /// Its number within the article, counted so that those of a recto begin with a multiple of twice as many as a page has;
    /// from [`COUNTED`] on only where it stands on the spread counts.
    pub(super) column: u16,
    /// Whether the text must end with it: it is the second column, and the first was made to be level with it.
    pub(super) ending: bool,
    /// How the one before it ends, when that matters.
    pub(super) facing: Option<Foot>,
}

/// Up to here the number of pages is counted exactly: longer articles are not looked at for a page more or less.
const COUNTED: u16 = 64;

impl<'g> Pages<'g> {
    /// All pages of a galley on which at most so many paragraphs are set otherwise, one or two; and whether notes may be raised.
    pub(super) fn new(galley: &'g Galley, geometry: Geometry, most: usize, raises: bool) -> Self {
        let places = Places::new(galley);
        // One or two paragraphs of it may be set a line or two shorter.
        let column = i64::from((geometry.height + geometry.grid * 4).0);
        let near_end = if geometry.columns > 1 { places.within(column) } else { places.beyond() };
        Self { places, most, raises, stream: Stream::new(galley), geometry, near_end }
    }

    /// Where the first page stands.
    pub(super) fn start(&self, first: Side) -> Stands {
        let column = if first == Side::Recto { 0 } else { self.columns() };
        Stands { column, ending: false, facing: None }
    }

    /// Whether one that stands there is a column of the article's first page, where its head is over them.
    pub(super) fn is_opening(&self, stands: Stands, first: Side) -> bool {
        stands.column < self.start(first).column + self.columns()
    }

    fn columns(&self) -> u16 {
        self.geometry.columns as u16
    }

    /// Whether it is the first on its page.
    fn begins_page(&self, stands: Stands) -> bool {
        stands.column.is_multiple_of(self.columns())
    }

    /// Whether the one before it stands on the same spread.
    fn faces(&self, column: u16) -> bool {
        !(column + self.columns()).is_multiple_of(2 * self.columns())
    }

    /// Whether a page may stand there. What ends in a second column has been looked at as an ending.
    pub(super) fn allows(&self, stands: Stands, page: &Candidate) -> bool {
        stands.ending == (page.ends && !self.begins_page(stands)) && page.decent
    }

    /// What a page costs more that stands there.
    pub(super) fn beside(&self, stands: Stands, page: &Candidate) -> i64 {
        match (stands.facing, page.looks()) {
            (facing, (_, Some(text))) if page.ends => match facing.filter(|_| stands.ending) {
                // How few lines there are on the page is judged of both together.
                Some(Foot { tenths: first, .. }) => {
                    unbalanced_cost(first, text) - page.white + lonely_cost((i64::from(first) + i64::from(text)) / 10)
                }
                None => unbalanced_cost(text, 0),
            },
            (Some(verso), (Some(recto), _)) => unequal_cost(verso, recto),
            _ => 0,
        }
    }

    /// Where the page after one stands.
    pub(super) fn after(&self, stands: Stands, page: &Candidate) -> Stands {
        let column = self.column_after(stands);
        Stands { column, ending: false, facing: page.foot().filter(|_| self.faces(column)) }
    }

    /// Whether a page may be a first column that stands there, when the text must end with the second.
    pub(super) fn allows_before_end(&self, stands: Stands, page: &Candidate) -> bool {
        self.begins_page(stands) && page.near_end && !page.ends
    }

    /// Where that second column stands.
    pub(super) fn before_end(&self, stands: Stands, page: &Candidate) -> Stands {
        let facing = page.balance.map(|tenths| Foot { tenths, before_high: false });
        Stands { column: self.column_after(stands), ending: true, facing }
    }

    fn column_after(&self, stands: Stands) -> u16 {
        let column = stands.column + 1;
        if column < COUNTED { column } else { COUNTED + (column - COUNTED) % (2 * self.columns()) }
    }

    /// How many places there are at which a page may begin, or the text end.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether nothing is left behind a row and a row of notes.
    pub(super) fn is_end(&self, place: Place, note: usize) -> bool {
        place == self.places.end() && note == self.stream.len()
    }

    /// Whether a place lies within a paragraph set otherwise.
    pub(super) fn is_within(&self, place: Place) -> bool {
        self.places.is_within(place)
    }

    /// Whether the notes from `from` go on with one of the page before.
    pub(super) fn is_carried(&self, from: usize, until: usize) -> bool {
        from < until && self.stream.starts.binary_search(&from).is_err()
    }

    /// The number of a place's row when the rows before it have moved by `moved`.
    pub(super) fn index(&self, place: Place, moved: isize) -> usize {
        self.places.index(place, moved)
    }

    /// By how many rows a paragraph is longer when it is set otherwise.
    pub(super) fn shift(&self, variant: usize, way: usize) -> isize {
        let variant = &self.places.galley.variants[variant];
        variant.ways[way].rows.len() as isize - variant.rows.len() as isize
    }

    /// The pages that may begin with a row and a row of notes, whichever side they are; `opening` ones are lower by the head
    /// that stands over the columns.
    pub(super) fn candidates(&self, first: Place, carry: usize, opening: bool) -> Vec<Candidate> {
        let head = if opening { self.places.galley.spanned } else { Sp::ZERO };
        let room = i64::from((self.geometry.height - head).0);
        let mut candidates = Vec::new();
        let mut fillings =
            vec![Filling { first, carry, next: first, rows: 0, text: 0, paid: 0, chosen: [None; 2], found: false }];
        while let Some(mut page) = fillings.pop() {
            let mut judged = page.rows > 0 || page.chosen[0].is_some();
            loop {
                if !judged {
                    match self.candidate(&page, room) {
                        Ok(candidate) => {
                            page.found = true;
                            candidates.push(candidate);
                            candidates.extend(self.raised(candidate, page.carry));
                        }
                        // More rows will not help.
                        Err(Unfit::Notes) if page.found => break,
                        Err(_) => {}
                    }
                }
                judged = false;
                if let Some(free) = page.chosen[..self.most].iter().position(Option::is_none) {
                    fillings.extend(self.places.ways(page.next).iter().map(|way| {
                        let mut chosen = page.chosen;
                        chosen[free] = Some(way.chosen);
                        Filling { next: way.first, paid: page.paid + way.cost, chosen, ..page }
                    }));
                }
                let Some(row) = self.places.row(page.next) else { break };
                page.text = self.with_row(&page, row);
                if page.text > room && page.rows > 0 {
                    break;
                }
                page.rows += 1;
                page.next = self.places.next(page.next);
            }
        }
        // Where a decent page can be had with nothing set otherwise, no shorter one is looked at, but before the end. So what is
        // found when less is offered is found when more is.
        let decent = |page: &Candidate| page.short < SHORTEST * 10 + 9;
        if candidates.iter().any(|c| decent(c) && c.cost < FORBIDDEN_COST && c.chosen[0].is_none()) {
            candidates.iter_mut().for_each(|page| page.decent = decent(page));
            candidates.retain(|page| page.decent || page.near_end);
        }
        // Of pages that differ only in what is set otherwise, the cheapest will do.
        let alike = |page: &Candidate| (page.next, page.until, page.looks());
        let mut order: Vec<_> = candidates.iter().enumerate().map(|(at, page)| (alike(page), page.cost, at)).collect();
        order.sort_unstable();
        order.dedup_by_key(|(alike, ..)| *alike);
        order.into_iter().map(|(.., at)| candidates[at]).collect()
    }

    /// The same page with its notes above its foot, where that may be.
    fn raised(&self, page: Candidate, carry: usize) -> impl Iterator<Item = Candidate> {
        let may_be = self.raises && page.until > carry && page.level;
        let half = self.geometry.grid / 2;
        let most = if may_be { MOST_RAISED } else { 0 };
        let grid = i64::from(self.geometry.grid.0.max(1));
        // The last may be as far as there is white.
        (1..=most).take_while(move |halves| i64::from((half * (*halves - 1)).0) < page.unused).map(move |halves| {
            let by = i64::from((half * halves).0).min(page.unused);
            let cost = page.cost + RAISED_COST * i64::from(halves);
            Candidate { cost, short: (by * 10 + grid / 2) / grid, raised: Sp(by as i32), ..page }
        })
    }

    /// Height of the column with one more row, and above the first with the head of its table.
    fn with_row(&self, page: &Filling, row: &Step) -> i64 {
        let grid = self.geometry.grid;
        match row.head.filter(|_| page.rows == 0) {
            None => row.stand.below(page.text, page.rows == 0, grid),
            Some(head) => {
                let heads = self.places.galley.heads.get(head as usize).map_or(&[][..], Vec::as_slice);
                let rows = heads.iter().map(Stand::of).chain([row.stand]).enumerate();
                rows.fold(page.text, |text, (i, row)| row.below(text, i == 0, grid))
            }
        }
    }

    /// The page that ends here.
    fn candidate(&self, page: &Filling, room: i64) -> Result<Candidate, Unfit> {
        let carry = page.carry;
        let wanted = self.stream.starts[self.places.marked(page.next)];
        let (until, misplaced) = match self.notes_that_fit(page, wanted, room - page.text) {
            Some(until) => (until, 0),
            // Where one row's notes are more than a page can begin, the rest begin on the next.
            None if !page.found && page.rows == 1 => (self.notes_in(carry, wanted, room - page.text), MISPLACED_COST),
            None => return Err(Unfit::Notes),
        };
        if (page.next, until) == (page.first, carry) {
            return Err(Unfit::Empty);
        }
        let next = self.places.row(page.next);
        let finished = next.is_none() && until == self.stream.len();
        let gap = if until > carry { i64::from(self.geometry.note_gap.0) } else { 0 };
        let unused = room - page.text - gap - self.stream.height(carry..until);
        let grid = i64::from(self.geometry.grid.0.max(1));
        let white = short_cost(unused, grid, finished, page.rows);
        let mut cost = page.paid + misplaced + white;
        if unused < 0 {
            cost += OVERFLOW_COST;
        }
        if let Some(next) = next
            && page.rows > 0
        {
            cost += if next.cost_before == KEEP { FORBIDDEN_COST } else { next.cost_before };
        }
        if until < wanted {
            cost += SPLIT_COST;
        }
        if page.rows == 0 {
            cost += NO_TEXT_COST;
        }
        // Notes stand at the foot and so fill the page.
        let short = if until > carry { 0 } else { (unused.max(0) * 10 + grid / 2) / grid };
        // The end of an article is where it is.
        let level = !finished && next.is_none_or(|row| !row.opens);
        let before_high = until == carry && next.is_some_and(|row| i64::from(row.stand.height.0) > grid * 2);
        let near_end = page.next >= self.near_end;
        let balance = (near_end || finished && self.columns() > 1).then(|| tenths(page.text * 10 / grid));
        let (next, ends, chosen) = (page.next, finished, page.chosen);
        Ok(Candidate {
            next,
            until,
            cost,
            white,
            short,
            balance,
            level,
            before_high,
            ends,
            near_end,
            decent: true,
            chosen,
            unused,
            raised: Sp::ZERO,
        })
    }

    /// How far the notes from the page's first to `wanted` can be set in `room`, or nothing when a note's beginning has
    /// no room.
    fn notes_that_fit(&self, page: &Filling, wanted: usize, room: i64) -> Option<usize> {
        let (stream, carry) = (&self.stream, page.carry);
        if wanted <= carry {
            return Some(carry);
        }
        if stream.height(carry..wanted) <= room - i64::from(self.geometry.note_gap.0) {
            return Some(wanted);
        }
        // All but the last note must be whole; the last must begin with two rows and leave two.
        let marked = self.places.marked(page.next);
        let begins_here = marked > self.places.marked(page.first);
        let start = stream.starts[marked - 1].max(carry);
        let mut until = self.notes_in(carry, wanted, room);
        if wanted - until < NOTE_ROWS {
            until = wanted.saturating_sub(NOTE_ROWS);
        }
        let least = if begins_here { start + NOTE_ROWS } else { carry + 1 };
        (until >= least && until > carry && until < wanted).then_some(until)
    }

    /// How far the notes from `carry` to `wanted` fill `room`, whatever that parts.
    fn notes_in(&self, carry: usize, wanted: usize, room: i64) -> usize {
        let room = room - i64::from(self.geometry.note_gap.0);
        let mut until = wanted.max(carry);
        while until > carry && self.stream.height(carry..until) > room {
            until -= 1;
        }
        until
    }
}

/// Why there is no page that ends here.
enum Unfit {
    /// A note whose mark is on the page has no room to begin.
    Notes,
    /// There would be nothing on it.
    Empty,
}

/// What a last page of so many lines costs.
fn lonely_cost(lines: i64) -> i64 {
    if lines > 0 && lines < 5 { LONELY_COST * (5 - lines) * (5 - lines) / 16 } else { 0 }
}

/// What white at the foot costs. The last page may be short, but not of a line or two.
fn short_cost(unused: i64, grid: i64, finished: bool, rows: usize) -> i64 {
    if finished {
        return lonely_cost(rows as i64);
    }
    let tenths = unused.max(0) * 10 / grid.max(1);
    // Less than a line is no fault: a note's smaller leading causes it.
    if tenths < 10 { 0 } else { SHORT_COST * tenths * tenths / 100 }
}
