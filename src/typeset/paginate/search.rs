//! Finds the cheapest way to every place at which a page may begin.
//!
//! Every page goes on in the text or in the notes. So places are looked at in their order, and at each all that leads there
//! is known: a list for each place is enough, and time and memory grow with the length of the text.

use super::pages::{Candidate, Pages};
use super::places::{Chosen, Place};
use super::{Bounds, Side};

/// Up to here the number of pages is counted exactly: longer articles are not looked at for a page more or less.
const COUNTED: u16 = 64;

/// All that the cost of what follows depends on, besides the row with which a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct State {
    /// Its first row of notes.
    pub(super) note: u32,
    /// Its number within the article, counted so that a recto is even; from [`COUNTED`] on only the side counts.
    pub(super) page: u16,
    /// By how many tenths of a line the page that faces it is short, when that matters.
    facing: Option<u8>,
    /// On which side the first page is.
    pub(super) first: Side,
}

impl State {
    /// Where the first page begins.
    fn start(first: Side) -> Self {
        Self { note: 0, page: u16::from(first == Side::Verso), facing: None, first }
    }

    /// The number of the page after this one.
    fn next_page(self) -> u16 {
        let next = self.page + 1;
        if next < COUNTED { next } else { COUNTED + next % 2 }
    }

    fn side(self) -> Side {
        if self.page.is_multiple_of(2) { Side::Recto } else { Side::Verso }
    }
}

/// The cheapest way to a state.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// The row with which a page begins.
    pub(super) place: Place,
    /// What else matters of it.
    pub(super) state: State,
    /// What the pages so far cost.
    pub(super) cost: i64,
    /// The node at which the page before begins; nothing at the start.
    pub(super) from: Option<u32>,
    /// The paragraphs on the page before that are set otherwise.
    pub(super) chosen: Chosen,
}

/// The search.
pub(super) struct Search<'p, 'g> {
    pages: &'p Pages<'g>,
    /// No way that costs more is gone.
    bounds: Bounds,
    /// By place, the states that are reached and not yet looked at, in their order.
    open: Vec<Vec<Node>>,
    /// Those that have been, in the order in which they were.
    found: Vec<Node>,
}

impl<'p, 'g> Search<'p, 'g> {
    /// A search that begins with the first row, on either side.
    pub(super) fn new(pages: &'p Pages<'g>, bounds: Bounds) -> Self {
        let mut search = Self { pages, bounds, open: vec![Vec::new(); pages.len()], found: Vec::new() };
        if !pages.is_end(Place::START, 0) {
            for first in [Side::Recto, Side::Verso] {
                search.offer(Node {
                    place: Place::START,
                    state: State::start(first),
                    cost: 0,
                    from: None,
                    chosen: [None; 2],
                });
            }
        }
        search
    }

    /// Finds the cheapest way to every state that is reached.
    pub(super) fn run(mut self) -> Vec<Node> {
        for place in 0..self.open.len() {
            // A page without text leads to the same row, with more of the notes behind it.
            while let Some(first) = self.open[place].first() {
                let note = first.state.note;
                let here = self.open[place].partition_point(|node| node.state.note == note);
                let reached: Vec<Node> = self.open[place].drain(..here).collect();
                self.turn(&reached);
            }
            self.open[place] = Vec::new();
        }
        self.found
    }

    /// Looks at all pages that begin with the same row and the same row of notes.
    fn turn(&mut self, reached: &[Node]) {
        let (place, note) = (reached[0].place, reached[0].state.note as usize);
        let first = self.found.len();
        self.found.extend(reached);
        if self.pages.is_end(place, note) {
            return;
        }
        let candidates = self.pages.candidates(place, note);
        for began in [Side::Recto, Side::Verso] {
            let mut rest = reached;
            let mut number = first;
            while let Some(next) = rest.first() {
                let page = next.state.page;
                let here = rest.partition_point(|node| node.state.page == page);
                // Which page faces this one matters only to its price, and from all such states the same states are reached.
                let alike = rest[..here].iter().enumerate().filter(|(_, node)| node.state.first == began);
                let alike: Vec<(u32, &Node)> = alike.map(|(i, node)| ((number + i) as u32, node)).collect();
                self.go_on(&alike, &candidates);
                (rest, number) = (&rest[here..], number + here);
            }
        }
    }

    /// Offers what each page leads to from states that differ only in what faces it.
    fn go_on(&mut self, from: &[(u32, &Node)], candidates: &[Candidate]) {
        let Some((_, Node { state, .. })) = from.first() else { return };
        let (side, bound) = (state.side(), self.bounds.of(state.first));
        // By how short a page is, the cheapest for it to face.
        let mut facing: Vec<(Option<u8>, (i64, u32))> = Vec::new();
        for candidate in candidates {
            let short = candidate.short();
            let known = facing.iter().find(|(known, _)| *known == short).map(|(_, best)| *best);
            let best = known.or_else(|| {
                let price = |(number, node): &(u32, &Node)| {
                    (node.cost.saturating_add(candidate.beside(side, node.state.facing)), *number)
                };
                let best = from.iter().map(price).min()?;
                facing.push((short, best));
                Some(best)
            });
            let Some((cost, number)) = best else { continue };
            let cost = cost.saturating_add(candidate.cost);
            if cost > bound {
                continue;
            }
            self.offer(Node {
                place: candidate.next,
                state: State {
                    note: candidate.until as u32,
                    page: state.next_page(),
                    facing: short.filter(|_| side == Side::Verso),
                    first: state.first,
                },
                cost,
                from: Some(number),
                chosen: candidate.chosen,
            });
        }
    }

    /// Takes a way to a state when it is cheaper than what is known; of equal ones the first that was found.
    fn offer(&mut self, node: Node) {
        let open = &mut self.open[node.place.number()];
        match open.binary_search_by_key(&node.state, |known| known.state) {
            Ok(at) => {
                if (node.cost, node.from) < (open[at].cost, open[at].from) {
                    open[at] = node;
                }
            }
            Err(at) => open.insert(at, node),
        }
    }
}
