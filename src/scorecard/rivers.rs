//! Finds rivers: white that runs down through a paragraph.
//!
//! A river is a chain of word spaces, one in each of four or more lines of a paragraph that follow each other
//! on a page. Of two neighbours in the chain, the part that lies above the other is at least half of the narrower
//! one, so that the white is seen to go on, and their middles are no further apart than half the distance
//! of the baselines, so that it is seen to go down. A space belongs to one river at the most.

use super::seen::{Gap, Seen};
use super::{Amount, Fault, Kind};

/// The fewest lines that white runs through to be a river.
const RIVER: usize = 4;

/// The longest chain that ends in a space.
#[derive(Clone, Copy)]
struct Chain {
    /// How many spaces it has.
    length: usize,
    /// How much white.
    white: i64,
    /// The space above in the chain, of the line above.
    above: Option<usize>,
}

/// Adds the rivers of a paragraph, the longest first.
pub(super) fn find(paragraph: &[Seen], faults: &mut Vec<Fault>) {
    for lines in paragraph.chunk_by(|a, b| a.page == b.page) {
        if lines.len() >= RIVER {
            on_a_page(lines, faults);
        }
    }
}

fn on_a_page(lines: &[Seen], faults: &mut Vec<Fault>) {
    let chains = chains(lines);
    let mut ends: Vec<(usize, usize)> = (0..lines.len())
        .flat_map(|line| (0..lines[line].gaps.len()).map(move |gap| (line, gap)))
        .filter(|(line, gap)| chains[*line][*gap].length >= RIVER)
        .collect();
    ends.sort_by_key(|(line, gap)| {
        let chain = chains[*line][*gap];
        (std::cmp::Reverse((chain.length, chain.white)), *line, *gap)
    });
    let mut taken: Vec<Vec<bool>> = lines.iter().map(|line| vec![false; line.gaps.len()]).collect();
    for (line, gap) in ends {
        // Upwards, as far as no longer river has taken the space.
        let (mut top, mut at) = (line, Some(gap));
        let mut course = Vec::new();
        while let Some(gap) = at.filter(|gap| !taken[top][*gap]) {
            course.push((top, gap));
            at = chains[top][gap].above;
            top = top.saturating_sub(1);
        }
        if course.len() >= RIVER {
            let source = course[course.len() - 1].0;
            let length = u32::try_from(course.len()).unwrap_or(u32::MAX);
            faults.push(lines[source].fault(Kind::River, Amount::Lines(length)));
            for (line, gap) in course {
                taken[line][gap] = true;
            }
        }
    }
}

/// For each space of each line, the longest chain that ends in it; of two as long, the one with more white.
fn chains(lines: &[Seen]) -> Vec<Vec<Chain>> {
    let mut chains: Vec<Vec<Chain>> = Vec::with_capacity(lines.len());
    for (n, line) in lines.iter().enumerate() {
        let above = n.checked_sub(1).map(|n| (&lines[n], &chains[n]));
        let chain = |gap: &Gap| {
            let own = Chain { length: 1, white: i64::from(gap.width().0), above: None };
            let Some((upper, known)) = above else { return own };
            let down = i64::from((line.y - upper.y).0);
            let touching = upper.gaps.iter().enumerate().filter(|(_, other)| touch(**other, *gap, down));
            let best = touching.max_by_key(|(i, _)| (known[*i].length, known[*i].white));
            best.map_or(own, |(i, _)| Chain {
                length: known[i].length + 1,
                white: known[i].white + own.white,
                above: Some(i),
            })
        };
        chains.push(line.gaps.iter().map(chain).collect());
    }
    chains
}

/// Whether white is seen to go on from one space to another that stands `down` lower.
fn touch(upper: Gap, lower: Gap, down: i64) -> bool {
    let wide = |sp: crate::typeset::Sp| i64::from(sp.0);
    let shared = wide(upper.right.min(lower.right)) - wide(upper.left.max(lower.left));
    let narrower = wide(upper.width()).min(wide(lower.width()));
    let twice_apart = (wide(upper.left) + wide(upper.right) - wide(lower.left) - wide(lower.right)).abs();
    shared > 0 && 2 * shared >= narrower && twice_apart <= down
}
