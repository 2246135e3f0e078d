//! Finds the cheapest way to every place at which a page may begin.
//!
//! Every page goes on in the text or in the notes. So places are looked at in their order, and at each all that leads there
//! is known: a list for each place is enough, and time and memory grow with the length of the text.

use super::pages::{Candidate, Looks, Pages, Stands};
use super::places::{Chosen, Place};
use super::{Bounds, Side};
use crate::typeset::length::Sp;

/// All that the cost of what follows depends on, besides the row with which a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct State {
    /// Its first row of notes.
    pub(super) note: u32,
    /// Where it stands.
    pub(super) stands: Stands,
    /// On which side the first page is.
    pub(super) first: Side,
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
    /// By how much its notes are raised.
    pub(super) raised: Sp,
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
                    state: State { note: 0, stands: pages.start(first), first },
                    cost: 0,
                    from: None,
                    chosen: [None; 2],
                    raised: Sp::ZERO,
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
        // On the page on which the article opens there may be less room.
        let mut candidates: [Option<Vec<Candidate>>; 2] = [None, None];
        for began in [Side::Recto, Side::Verso] {
            let mut rest = reached;
            let mut number = first;
            while let Some(next) = rest.first() {
                let stands = next.state.stands;
                let alike = |node: &Node| Stands { facing: stands.facing, ..node.state.stands } == stands;
                let here = rest.partition_point(alike);
                let opening = self.pages.is_opening(stands, began);
                let candidates =
                    candidates[usize::from(opening)].get_or_insert_with(|| self.pages.candidates(place, note, opening));
                // What faces this page matters only to its price, and from all such states the same states are reached.
                let alike = rest[..here].iter().enumerate().filter(|(_, node)| node.state.first == began);
                let alike: Vec<(u32, &Node)> = alike.map(|(i, node)| ((number + i) as u32, node)).collect();
                self.go_on(&alike, candidates);
                (rest, number) = (&rest[here..], number + here);
            }
        }
    }

    /// Offers what each page leads to from states that differ only in what faces it.
    fn go_on(&mut self, from: &[(u32, &Node)], candidates: &[Candidate]) {
        let Some((cheapest, number)) = from.iter().map(|(number, node)| (node.cost, *number)).min() else { return };
        let State { stands, first, .. } = from[0].1.state;
        let pages = self.pages;
        // Whatever a page faces, it costs no less than before the end.
        let room = self.bounds.of(first).saturating_sub(cheapest);
        let within = |page: &&Candidate| page.cost_before_end() <= room;
        // By how a page looks, the cheapest for it to face.
        let mut facing: Vec<(Looks, (i64, u32))> = Vec::new();
        for candidate in candidates.iter().filter(within).filter(|page| pages.allows(stands, page)) {
            let looks = candidate.looks();
            let known = facing.iter().find(|(known, _)| *known == looks).map(|(_, best)| *best);
            let best = known.or_else(|| {
                let price = |(number, node): &(u32, &Node)| {
                    (node.cost.saturating_add(pages.beside(node.state.stands, candidate)), *number)
                };
                let best = from.iter().map(price).min()?;
                facing.push((looks, best));
                Some(best)
            });
            if let Some((cost, number)) = best {
                let stands = pages.after(stands, candidate);
                self.lead(candidate, stands, first, (cost.saturating_add(candidate.cost), number));
            }
        }
        for candidate in candidates.iter().filter(within).filter(|page| pages.allows_before_end(stands, page)) {
            let stands = pages.before_end(stands, candidate);
            self.lead(candidate, stands, first, (cheapest.saturating_add(candidate.cost_before_end()), number));
        }
    }

    /// Offers what a page leads to, at this cost from the node of this number, unless that is too dear.
    fn lead(&mut self, page: &Candidate, stands: Stands, first: Side, (cost, from): (i64, u32)) {
        if cost > self.bounds.of(first) {
            return;
        }
        let state = State { note: page.until as u32, stands, first };
        let Candidate { next: place, chosen, raised, .. } = *page;
        self.offer(Node { place, state, cost, from: Some(from), chosen, raised });
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
