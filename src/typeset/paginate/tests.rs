//! The paginator against brute force.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::pages::Stands;
use super::places::Place;
use super::*;
use crate::typeset::galley::{KEEP, Variant, Way};

const GEOMETRY: Geometry = Geometry { height: Sp(1000), grid: Sp(100), note_gap: Sp(50), columns: 1 };
/// Two columns of it.
const COLUMNS: Geometry = Geometry { columns: 2, ..GEOMETRY };

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

/// Gives the galley paragraphs of `length` lines from `start` on that can be a line longer or shorter at `price`; all
/// their notes are then marked on the first line.
fn vary(galley: &mut Galley, paragraphs: &[(usize, usize, bool, bool)], price: i64) {
    let mut free = 0;
    for (start, length, longer, shorter) in paragraphs {
        let rows = *start..start + length;
        if *start < free || rows.end > galley.rows.len() || *length < 2 {
            continue;
        }
        free = rows.end;
        let notes: Vec<usize> = galley.rows[rows.clone()].iter().flat_map(|row| row.notes.clone()).collect();
        let way = |count: usize| Way {
            rows: (0..count)
                .map(|i| row(galley.rows[rows.start].cost_before, if i == 0 { notes.clone() } else { Vec::new() }))
                .collect(),
            cost: price,
        };
        let ways = [longer.then(|| way(length + 1)), shorter.then(|| way(length - 1))].into_iter().flatten().collect();
        galley.variants.push(Variant { rows, ways });
    }
}

/// All that the cost of what follows depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    place: Place,
    note: usize,
    stands: Stands,
}

/// The cost of the cheapest pages from a state on, by trying all.
fn try_all(
    pages: &Pages<'_>,
    state: State,
    first: Side,
    memo: &mut BTreeMap<State, i64>,
    begins: &dyn Fn(usize, usize) -> bool,
) -> i64 {
    if pages.is_end(state.place, state.note) {
        return 0;
    }
    if let Some(known) = memo.get(&state) {
        return *known;
    }
    let State { place, note, stands } = state;
    let mut best = i64::MAX / 2;
    for page in pages.candidates(place, note, pages.is_opening(stands, first)) {
        if !begins(pages.index(place, 0), pages.index(page.next, 0)) {
            continue;
        }
        let mut go_on = |stands, cost: i64| {
            let rest = try_all(pages, State { place: page.next, note: page.until, stands }, first, memo, begins);
            best = best.min(cost.saturating_add(rest));
        };
        if pages.allows(stands, &page) {
            go_on(pages.after(stands, &page), page.cost.saturating_add(pages.beside(stands, &page)));
        }
        if pages.allows_before_end(stands, &page) {
            go_on(pages.before_end(stands, &page), page.cost_before_end());
        }
    }
    memo.insert(state, best);
    best
}

/// The cost of the cheapest pages with every choice of ways: each is put into the galley beforehand, and pages on which
/// more than `most` of them begin are left out.
fn brute_force(galley: &Galley, geometry: Geometry, first: Side, most: usize) -> i64 {
    let mut best = i64::MAX;
    let choices: Vec<usize> = galley.variants.iter().map(|v| v.ways.len() + 1).collect();
    for number in 0..choices.iter().product::<usize>() {
        let mut rest = number;
        let mut chosen = Vec::new();
        for (variant, ways) in choices.iter().enumerate() {
            if rest % ways > 0 {
                chosen.push((variant, rest % ways - 1));
            }
            rest /= ways;
        }
        let mut settled = galley.clone();
        let price: i64 = chosen.iter().map(|(v, w)| galley.variants[*v].ways[*w].cost).sum();
        let mut moved = 0_isize;
        let mut starts = Vec::new();
        for (v, w) in &chosen {
            let variant = &galley.variants[*v];
            starts.push(variant.rows.start.saturating_add_signed(moved));
            moved += variant.ways[*w].rows.len() as isize - variant.rows.len() as isize;
        }
        Cutting { cuts: Vec::new(), chosen, cost: 0 }.settle(&mut settled);
        let pages = Pages::new(&settled, geometry, 1, most > 1);
        let start = State { place: Place::START, note: 0, stands: pages.start(first) };
        let one = |from: usize, to: usize| starts.iter().filter(|s| (from..to).contains(s)).count() <= most;
        best = best.min(price.saturating_add(try_all(&pages, start, first, &mut BTreeMap::new(), &one)));
    }
    best
}

/// Whether a line has more notes than a page can begin.
fn crowded(galley: &Galley, line: usize) -> bool {
    let rows = galley.rows[line].notes.iter().map(|n| galley.notes[*n].len());
    rows.sum::<usize>() > 10 && galley.rows[line].notes.len() > 1
}

/// Where each note begins in the stream of all.
fn starts(galley: &Galley) -> Vec<usize> {
    galley.notes.iter().scan(0, |at, note| Some(std::mem::replace(at, *at + note.len()))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_note_is_lost_or_begins_off_the_page_of_its_mark(
        costs in prop::collection::vec(prop::sample::select(vec![0, 0, 0, 1000, KEEP]), 1..60),
        notes in prop::collection::vec((0..60_usize, 1..25_usize), 0..12),
        verso in any::<bool>(),
        columns in 1..3_usize,
        spanned in 0..6_i32,
    ) {
        let geometry = Geometry { columns, ..GEOMETRY };
        let mut notes = notes;
        notes.retain(|(line, _)| *line < costs.len());
        notes.sort_unstable();
        let mut galley = galley(&costs, &notes);
        galley.spanned = Sp(spanned * 100);
        let first = if verso { Side::Verso } else { Side::Recto };
        let cuttings = paginate(&galley, geometry);
        let cutting = cheapest(cuttings.from(first)).expect("there is a way");
        let starts = starts(&galley);
        let (mut row, mut note) = (0, 0);
        for cut in &cutting.cuts {
            prop_assert_eq!((cut.rows.start, cut.notes.start), (row, note));
            (row, note) = (cut.rows.end, cut.notes.end);
            for line in cut.rows.clone() {
                for n in &galley.rows[line].notes {
                    let begins = cut.notes.contains(&starts[*n]);
                    prop_assert!(begins || crowded(&galley, line), "note {} begins off its page", n);
                }
            }
        }
        prop_assert_eq!((row, note), (galley.rows.len(), galley.notes.iter().map(Vec::len).sum::<usize>()));
        prop_assert_eq!(cutting.cost, brute_force(&galley, geometry, first, 1));
        let sooner = paginate_cheapest(&galley, geometry);
        prop_assert_eq!(cheapest(sooner.from(first)), Some(cutting));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]
    #[test]
    fn no_other_choice_of_paragraphs_is_cheaper(
        costs in prop::collection::vec(prop::sample::select(vec![0, 0, 1000, 30_000, KEEP]), 14..50),
        notes in prop::collection::vec((0..50_usize, 1..6_usize), 0..4),
        paragraphs in prop::collection::vec((0..50_usize, 2..6_usize, any::<bool>(), any::<bool>()), 0..6),
        price in 0..3_000_i64,
        most in 1..3_usize,
        verso in any::<bool>(),
        columns in 1..3_usize,
        spanned in 0..6_i32,
    ) {
        let geometry = Geometry { columns, ..GEOMETRY };
        let mut notes = notes;
        notes.retain(|(line, _)| *line < costs.len());
        notes.sort_unstable();
        let mut paragraphs = paragraphs;
        paragraphs.sort_unstable();
        let mut galley = galley(&costs, &notes);
        galley.spanned = Sp(spanned * 100);
        let bounds = cut(&galley, geometry, Bounds::NONE, most).bounds();
        vary(&mut galley, &paragraphs, price);
        let first = if verso { Side::Verso } else { Side::Recto };
        let cuttings = cut(&galley, geometry, Bounds::NONE, most);
        let cutting = cheapest(cuttings.from(first)).expect("there is a way").clone();
        prop_assert_eq!(cutting.cost, brute_force(&galley, geometry, first, most));
        // The same is found among ways that cost no more than it does without a choice.
        let within = cut(&galley, geometry, bounds, most);
        prop_assert_eq!(cheapest(within.from(first)), Some(&cutting));
        // The cuts hold every row of the galley that the choice makes.
        cutting.settle(&mut galley);
        let mut row = 0;
        for cut in &cutting.cuts {
            prop_assert_eq!(cut.rows.start, row);
            row = cut.rows.end;
        }
        prop_assert_eq!(row, galley.rows.len());
    }
}

/// Pages of four lines, for which all rows of pages are tried one after the other. It knows nothing of how pages are looked
/// for: prices and rules stand here once more, in figures.
struct ByHand<'g> {
    /// What a break before each line costs.
    costs: &'g [i64],
    /// The line that each note is marked on, and how many rows it has.
    notes: &'g [(usize, usize)],
}

impl ByHand<'_> {
    const PAGE: i64 = 400;

    /// How many rows of notes are marked before a line.
    fn marked(&self, line: usize) -> usize {
        self.notes.iter().filter(|(mark, _)| *mark < line).map(|(_, rows)| rows).sum()
    }

    /// Up to which row the notes stand on a page of these lines, when those before `carried` stand on pages before it.
    fn until(&self, lines: Range<usize>, carried: usize) -> Option<usize> {
        let (wanted, room) = (self.marked(lines.end), Self::PAGE - 100 * lines.len() as i64 - 50);
        let fits = |rows: usize| 80 * rows as i64 <= room;
        if wanted == carried || fits(wanted - carried) {
            return Some(wanted);
        }
        // A note that is divided has two rows on each side, and what begins on the page has two there.
        let most = (carried..wanted).rev().find(|until| *until > carried && fits(until - carried))?;
        let until = most.min(wanted.saturating_sub(2));
        let last = self.notes.iter().rev().find(|(mark, _)| lines.contains(mark));
        let least = last.map_or(carried + 1, |(_, rows)| (wanted - rows).max(carried) + 2);
        (until > carried && until >= least).then_some(until)
    }

    /// What the pages cost from a line on, behind rows of notes; the page facing the next one is so many tenths of a line short.
    fn cheapest(&self, line: usize, carried: usize, is_recto: bool, facing: Option<i64>) -> i64 {
        let (end, all) = (self.costs.len(), self.marked(self.costs.len()));
        if (line, carried) == (end, all) {
            return 0;
        }
        let ends = (line..=end.min(line + 4)).filter_map(|next| {
            let until = self.until(line..next, carried).filter(|until| (next, *until) != (line, carried))?;
            let (lines, rows) = ((next - line) as i64, (until - carried) as i64);
            let white = Self::PAGE - 100 * lines - if rows > 0 { 50 + 80 * rows } else { 0 };
            let last = (next, until) == (end, all);
            let short = if rows > 0 { 0 } else { (white + 5) / 10 };
            let mut cost = match (last, white / 10) {
                (true, _) if lines > 0 => 15_000 * (5 - lines).max(0).pow(2) / 16,
                (false, tenths) if tenths >= 10 => 3 * tenths * tenths,
                _ => 0,
            };
            if lines == 0 {
                cost += 20_000;
            } else if next < end {
                cost += self.costs[next].min(1_000_000_000);
            }
            cost += if until < self.marked(next) { 4_000 } else { 0 };
            let apart = facing.filter(|_| is_recto && !last).map_or(0, |verso| (verso - short).abs());
            cost += if apart > 2 { 5_000 * apart.min(10) + 3 * apart * apart } else { 0 };
            let facing = (!is_recto && !last).then_some(short);
            Some(cost.saturating_add(self.cheapest(next, until, !is_recto, facing)))
        });
        ends.min().unwrap_or(i64::MAX / 2)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn fourteen_lines_cost_what_they_cost_by_hand(
        costs in prop::collection::vec(prop::sample::select(vec![0, 0, 0, 700, 30_000, KEEP]), 1..15),
        notes in prop::collection::btree_map(0..14_usize, 1..8_usize, 0..5),
        is_recto in any::<bool>(),
    ) {
        let notes: Vec<(usize, usize)> = notes.into_iter().filter(|(line, _)| *line < costs.len()).collect();
        let four = Geometry { height: Sp(400), ..GEOMETRY };
        let cuttings = paginate(&galley(&costs, &notes), four);
        let found = cheapest(cuttings.from(if is_recto { Side::Recto } else { Side::Verso })).expect("there is a way");
        let by_hand = ByHand { costs: &costs, notes: &notes };
        prop_assert_eq!(found.cost, by_hand.cheapest(0, 0, is_recto, None));
    }
}

#[test]
fn notes_are_raised_near_the_end_too() {
    let mut costs = vec![0; 30];
    for row in [2, 5, 16] {
        costs[row] = 30_000;
    }
    let mut galley = galley(&costs, &[(15, 1)]);
    galley.spanned = Sp(500);
    vary(&mut galley, &[(17, 2, true, false), (19, 2, true, false)], 0);
    let cuttings = cut(&galley, COLUMNS, Bounds::NONE, 2);
    let cutting = cheapest(cuttings.from(Side::Recto)).expect("there is a way");
    assert_eq!(cutting.cost, brute_force(&galley, COLUMNS, Side::Recto, 2));
}

fn pages_of(galley: &Galley, first: Side) -> Vec<usize> {
    columns_of(galley, GEOMETRY, first)
}

fn columns_of(galley: &Galley, geometry: Geometry, first: Side) -> Vec<usize> {
    let cuttings = paginate(galley, geometry);
    cheapest(cuttings.from(first)).expect("there is a way").cuts.iter().map(|cut| cut.rows.len()).collect()
}

#[test]
fn a_widow_is_avoided_by_a_short_page() {
    // A break before the eleventh line would leave it alone.
    let mut costs = vec![0; 29];
    costs[10] = 1_000;
    assert_eq!(pages_of(&galley(&costs, &[]), Side::Recto), [9, 10, 10]);
}

#[test]
fn facing_pages_are_equally_short() {
    let mut costs = vec![0; 35];
    costs[10] = 1_000;
    assert_eq!(pages_of(&galley(&costs, &[]), Side::Verso), [9, 9, 10, 7]);
}

#[test]
fn columns_are_level_beside_each_other_and_over_the_fold() {
    let mut costs = vec![0; 80];
    costs[10] = 8_000;
    // Four columns of nine lines on a spread from verso to recto; the columns of a recto stand alone.
    assert_eq!(columns_of(&galley(&costs, &[]), COLUMNS, Side::Verso)[..5], [9, 9, 9, 9, 10]);
    assert_eq!(columns_of(&galley(&costs, &[]), COLUMNS, Side::Recto)[..2], [9, 9]);
}

#[test]
fn the_columns_of_the_last_page_are_level() {
    assert_eq!(columns_of(&galley(&[0; 29], &[]), COLUMNS, Side::Recto), [10, 10, 5, 4]);
    assert_eq!(columns_of(&galley(&[0; 7], &[]), COLUMNS, Side::Verso), [4, 3]);
    // What may not be divided stays in one.
    assert_eq!(columns_of(&galley(&[KEEP; 7], &[]), COLUMNS, Side::Verso), [7]);
}

#[test]
fn columns_under_a_head_are_lower() {
    let under = Galley { spanned: Sp(300), ..galley(&[0; 40], &[]) };
    assert_eq!(columns_of(&under, COLUMNS, Side::Recto), [7, 7, 10, 10, 3, 3]);
}

#[test]
fn a_line_more_in_a_paragraph_spares_a_widow() {
    let mut costs = vec![0; 40];
    costs[10] = 30_000;
    let mut galley = galley(&costs, &[]);
    vary(&mut galley, &[(2, 4, true, true)], 50);
    assert_eq!(pages_of(&galley, Side::Verso), [10, 10, 10, 9]);
}

#[test]
fn notes_are_raised_to_be_level_with_a_short_page() {
    // Pages can end only after the seventh line and the sixteenth: the note stands on the first, and the second is a line short.
    let mut costs = vec![KEEP; 25];
    (costs[7], costs[16]) = (0, 0);
    let mut galley = galley(&costs, &[(2, 1)]);
    // Paragraphs that could be longer, and would mend nothing.
    vary(&mut galley, &[(3, 2, true, false), (10, 2, true, false)], 90_000);
    let cuttings = paginate(&galley, GEOMETRY);
    let raised = |first: Side| -> Vec<(usize, Sp)> {
        let cuts = &cheapest(cuttings.from(first)).expect("there is a way").cuts;
        cuts.iter().map(|cut| (cut.rows.len(), cut.raised)).collect()
    };
    assert_eq!(raised(Side::Verso), [(7, Sp(100)), (9, Sp::ZERO), (9, Sp::ZERO)]);
    assert_eq!(raised(Side::Recto), [(7, Sp::ZERO), (9, Sp::ZERO), (9, Sp::ZERO)]);
}

#[test]
fn a_note_longer_than_a_page_runs_on() {
    let cuttings = paginate(&galley(&[0; 30], &[(3, 40)]), GEOMETRY);
    let cuts = &cheapest(cuttings.from(Side::Recto)).expect("there is a way").cuts;
    assert!(cuts.iter().filter(|c| c.carried).count() >= 2);
    assert_eq!(cuts.iter().map(|c| c.notes.len()).sum::<usize>(), 40);
}

#[test]
fn a_page_that_goes_on_with_a_table_has_room_for_its_head() {
    let mut galley = galley(&[0; 31], &[]);
    galley.heads = vec![vec![row(0, Vec::new()), row(0, Vec::new())]];
    for row in &mut galley.rows[5..] {
        row.head = Some(0);
    }
    let cuttings = paginate(&galley, GEOMETRY);
    let rows: Vec<usize> = cuttings.recto[0].cuts.iter().map(|cut| cut.rows.len()).collect();
    // Ten lines, then eight under the two of the head.
    assert_eq!(rows, [10, 8, 8, 5]);
}
