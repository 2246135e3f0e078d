//! Breaks a paragraph into lines, the whole paragraph at once.
//!
//! The method is that of Knuth and Plass, *Breaking Paragraphs into Lines*, Software: Practice and
//! Experience 11 (1981): among all ways to break, the one with the fewest demerits. Beyond the paper,
//! the width of a line counts protrusion at both margins and the expansion of glyphs, so that what is
//! judged is what is printed; and the demerits of a line are the square of how far its spaces are from
//! their own width, so that a paragraph's total is, but for hyphens and faults, the variance of its
//! spaces. Everything is in integers.

use super::length::Sp;

/// What a paragraph is made of, for the purpose of breaking it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// Something printed.
    Box {
        /// Its width.
        width: Sp,
        /// How far it may hang into the left margin.
        left: Sp,
        /// How far it may hang into the right margin.
        right: Sp,
        /// Which word begins here, or 0 inside a word: equal words have equal numbers.
        begins: u32,
        /// Which word ends here, or 0 inside a word.
        ends: u32,
    },
    /// White that may stretch and shrink, and vanishes at a break.
    Glue {
        /// Its width.
        width: Sp,
        /// How much it may grow.
        stretch: Sp,
        /// How much it may shrink, at the most.
        shrink: Sp,
    },
    /// A place where breaking costs something.
    Penalty {
        /// The cost in demerits; [`FORBIDDEN`] or more forbids, [`FORCED`] or less demands.
        cost: i32,
    },
    /// A discretionary: a place where a word may be divided.
    Disc(Disc),
}

/// The three sides of a discretionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disc {
    /// Width of what ends the line, hyphen included.
    pub pre: Sp,
    /// Width of what begins the next line.
    pub post: Sp,
    /// Width of what stands there unbroken.
    pub none: Sp,
    /// How far `pre` may hang into the right margin.
    pub pre_right: Sp,
    /// How far `post` may hang into the left margin.
    pub post_left: Sp,
    /// The cost of dividing here, in demerits.
    pub cost: i32,
}

/// A cost that forbids a break.
pub const FORBIDDEN: i32 = 1_000_000_000;
/// A cost that demands a break.
pub const FORCED: i32 = -1_000_000_000;

/// How wide lines are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// How many lines are as wide as the first: more than one beside a drop cap.
    pub firsts: usize,
    /// Their width.
    pub first: Sp,
    /// The others' width.
    pub rest: Sp,
}

impl Measure {
    /// All lines of one width.
    #[must_use]
    pub fn even(width: Sp) -> Self {
        Self { firsts: 0, first: width, rest: width }
    }

    fn of(self, line: usize) -> Sp {
        if line < self.firsts { self.first } else { self.rest }
    }
}

/// Prices and limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Params {
    /// Lines end where they end; the value is the white at the right that counts as ratio 1.
    pub ragged: Option<Sp>,
    /// How far glyphs may be widened or narrowed, in thousandths.
    pub expansion: i32,
    /// Whether words may be divided.
    pub hyphenate: bool,
    /// A last line narrower than this is a runt and all but forbidden.
    pub runt: Sp,
    /// A last line narrower than this is dear.
    pub short_last: Sp,
}

// Prices, in demerits. They were set on real text, by minimising the spread of spaces for a given share of hyphens.

/// A line, for being one: of two ways that look alike the shorter is better.
const LINE_DEMERITS: i64 = 60;
/// A line at ratio 1, by the square of its ratio. Sums of it are the variance of the spaces.
const SPREAD_DEMERITS: i64 = 5_000;
/// A line at ratio 1, by the eighth power of its ratio: nothing below three quarters, a wall beyond one and a half.
const WALL_DEMERITS: i64 = 3_100;
/// Neighbours of which one is loose and the other tight.
const FITNESS_DEMERITS: i64 = 500;
/// A second hyphen in a row, beyond the price of each.
const DOUBLE_HYPHEN_DEMERITS: i64 = 2_000;
/// A third hyphen in a row and each beyond: readers mind a ladder more than a loose line.
const LADDER_DEMERITS: i64 = 200_000;
/// A hyphen on the last line but one.
const FINAL_HYPHEN_DEMERITS: i64 = 1_000;
/// A word that begins or ends two lines in a row: the eye slips from one to the other.
const REPEATED_DEMERITS: i64 = 400;
/// A last line shorter than the indent: any other fault is better.
const RUNT_DEMERITS: i64 = 40_000_000;
/// A last line under three ems.
const SHORT_LAST_DEMERITS: i64 = 700;
/// The same where lines are ragged, and nothing stands against a longer one.
const SHORT_RAGGED_DEMERITS: i64 = 4_000;
/// The same where it is what is left of a divided word.
const REMAINDER_DEMERITS: i64 = 10_000;
/// A line that is too wide even when shrunk to the utmost.
const OVERFULL_DEMERITS: i64 = 10_000_000_000_000;

/// White costs this many times what glyphs cost that are widened or narrowed instead.
const GLYPHS_SHARE: i64 = 10;

/// The fixed point of ratios: 16 bits after the point.
const ONE: i64 = 1 << 16;

/// A line as the breaker chose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineBreak {
    /// The first item on the line. When the line before ended in a discretionary, its `post` comes first.
    pub start: usize,
    /// The item at which the line ends: glue, a penalty or a discretionary, whose `pre` comes last.
    pub end: usize,
    /// The discretionary whose `post` begins this line.
    pub post: Option<usize>,
    /// How far the line is stretched (above 0) or shrunk (below 0), as a share of what it may be, in 65,536ths.
    pub ratio: i32,
    /// How far the line is wider than its measure, with everything shrunk to the utmost.
    pub overfull: Sp,
}

/// The lines of a paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Breaks {
    /// The lines in order.
    pub lines: Vec<LineBreak>,
    /// What they cost together.
    pub demerits: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fitness {
    Tight,
    Decent,
    Loose,
    VeryLoose,
}

/// What a line costs and how it fits.
#[derive(Debug, Clone, Copy)]
struct Judged {
    ratio: i64,
    fitness: Fitness,
    demerits: i64,
    overfull: Sp,
}

/// A break that is still the start of some best way on.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// The item of the break; `usize::MAX` for the start of the paragraph.
    item: usize,
    /// First item of the line that begins here.
    start: usize,
    /// Lines before this break, counted only as far as they are told apart.
    line: usize,
    fitness: Fitness,
    /// Hyphens in a row that end here, up to 2.
    hyphens: u8,
    total: i64,
    previous: usize,
    ratio: i64,
    overfull: Sp,
}

impl Node {
    /// The start of the paragraph.
    const START: Self = Self {
        item: usize::MAX,
        start: 0,
        line: 0,
        fitness: Fitness::Decent,
        hyphens: 0,
        total: 0,
        previous: usize::MAX,
        ratio: 0,
        overfull: Sp::ZERO,
    };
}

/// Running sums, so that any line is measured by two subtractions.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    width: i64,
    stretch: i64,
    shrink: i64,
    boxes: i64,
}

struct Paragraph<'a> {
    items: &'a [Item],
    measure: Measure,
    params: Params,
    /// Sums of all items before each index.
    sums: Vec<Sums>,
    /// Right protrusion of the last box before each index.
    right: Vec<Sp>,
    /// The word that the last box before each index ends.
    ends: Vec<u32>,
    /// The widest that ends a line before a break within a word.
    widest_pre: i64,
}

/// Breaks `items` into lines of `measure`. The last item must be a forced penalty; there is always a
/// result, and it is overfull only where no break exists that would not be.
#[must_use]
pub fn break_lines(items: &[Item], measure: Measure, params: &Params) -> Breaks {
    if items.is_empty() {
        return Breaks::default();
    }
    let paragraph = Paragraph::new(items, measure, *params);
    Pass::all(measure, params).iter().find_map(|pass| paragraph.solve(pass)).unwrap_or_default()
}

/// Breaks `items` into each of these numbers of lines, none looser than two fifths of what it may be, and none overfull; where `loose` lines
/// will do, as loose as TeX lets them be by itself, at its tolerance of 200; nothing for a number for which that cannot be.
/// A line more or less than [`break_lines`] takes is what a page may need (Mittelbach, *A General LuaTeX Framework for
/// Globally Optimized Pagination*, Computational Intelligence 35, 2019).
#[must_use]
pub fn break_into(
    items: &[Item],
    measure: Measure,
    params: &Params,
    lines: &[usize],
    loose: bool,
) -> Vec<Option<Breaks>> {
    let pass = Pass {
        tolerance: ONE * if loose { 126 } else { 42 } / 100,
        lines: lines.iter().copied().max(),
        ..Pass::all(measure, params)[1]
    };
    Paragraph::new(items, measure, *params).solve_for(&pass, lines)
}

#[derive(Debug, Clone, Copy)]
struct Pass {
    hyphenate: bool,
    /// The greatest ratio of a line.
    tolerance: i64,
    /// Stretch lent to every line.
    emergency: i64,
    /// Whether an overfull line is better than none.
    last: bool,
    /// How many lines there are to be at the most, when that is not free.
    lines: Option<usize>,
}

impl Pass {
    /// Without hyphens, when every line comes out decent; then with hyphens; then with whatever stretch it takes.
    fn all(measure: Measure, params: &Params) -> [Self; 3] {
        let hyphenate = params.hyphenate;
        [
            Self { hyphenate: false, tolerance: ONE * 9 / 10, emergency: 0, last: false, lines: None },
            Self { hyphenate, tolerance: ONE * 2, emergency: 0, last: false, lines: None },
            Self { hyphenate, tolerance: i64::MAX, emergency: i64::from(measure.rest.0) / 8, last: true, lines: None },
        ]
    }
}

impl<'a> Paragraph<'a> {
    fn new(items: &'a [Item], measure: Measure, params: Params) -> Self {
        let mut sums = Vec::with_capacity(items.len() + 1);
        let mut right = Vec::with_capacity(items.len() + 1);
        let mut ends = Vec::with_capacity(items.len() + 1);
        let mut sum = Sums::default();
        let (mut hang, mut word, mut widest_pre) = (Sp::ZERO, 0, 0);
        sums.push(sum);
        right.push(hang);
        ends.push(word);
        for item in items {
            match item {
                Item::Box { width, right, ends, .. } => {
                    sum.width += i64::from(width.0);
                    sum.boxes += i64::from(width.0);
                    (hang, word) = (*right, *ends);
                }
                Item::Glue { width, stretch, shrink } => {
                    sum.width += i64::from(width.0);
                    sum.stretch += i64::from(stretch.0);
                    sum.shrink += i64::from(shrink.0);
                }
                Item::Disc(disc) => {
                    sum.width += i64::from(disc.none.0);
                    sum.boxes += i64::from(disc.none.0);
                    widest_pre = widest_pre.max(i64::from(disc.pre.0));
                }
                Item::Penalty { .. } => {}
            }
            sums.push(sum);
            right.push(hang);
            ends.push(word);
        }
        Self { items, measure, params, sums, right, ends, widest_pre }
    }

    /// The first item of a line after a break at `item`: glue and idle penalties are gone.
    fn start_after(&self, item: usize) -> usize {
        if matches!(self.items[item], Item::Disc(_)) {
            return item + 1;
        }
        let mut at = item;
        while let Some(next) = self.items.get(at) {
            match next {
                Item::Glue { .. } => {}
                Item::Penalty { cost } if at == item || *cost > FORCED => {}
                _ => break,
            }
            at += 1;
        }
        at
    }

    /// The cost of breaking at an item, or none when it may not be.
    fn cost_at(&self, item: usize, pass: &Pass) -> Option<i32> {
        match self.items[item] {
            Item::Glue { .. } => {
                (item > 0 && matches!(self.items[item - 1], Item::Box { .. } | Item::Disc(_))).then_some(0)
            }
            Item::Penalty { cost } => (cost < FORBIDDEN).then_some(cost),
            Item::Disc(disc) => (pass.hyphenate && disc.cost < FORBIDDEN).then_some(disc.cost),
            Item::Box { .. } => None,
        }
    }

    /// Judges the line from `from` to a break at `item`; nothing when it is looser than the pass allows.
    fn judge(&self, from: &Node, item: usize, cost: i32, pass: &Pass) -> Option<Judged> {
        let (a, b) = (&self.sums[from.start.min(item)], &self.sums[item]);
        let mut width = b.width - a.width;
        let mut boxes = b.boxes - a.boxes;
        let left = if let Some(Item::Disc(disc)) = self.items.get(from.item) {
            width += i64::from(disc.post.0);
            boxes += i64::from(disc.post.0);
            if disc.post > Sp::ZERO { disc.post_left } else { self.left_of(from.start) }
        } else {
            self.left_of(from.start)
        };
        let right = if let Item::Disc(disc) = self.items[item] {
            width += i64::from(disc.pre.0);
            boxes += i64::from(disc.pre.0);
            disc.pre_right
        } else if item > from.start {
            self.right[item]
        } else {
            Sp::ZERO
        };
        width -= i64::from(left.0) + i64::from(right.0);
        let measure = i64::from(self.measure.of(from.line).0);
        let slack = measure - width;
        let final_line = cost <= FORCED;
        let hyphen = matches!(self.items[item], Item::Disc(_));
        let ragged = self.params.ragged.map(|white| i64::from(white.0));
        let expansion = if ragged.is_some() { 0 } else { boxes * i64::from(self.params.expansion) / 1000 };
        // Glyphs give first, where nobody sees it, at a tenth of the price of white.
        let absorbed = slack.clamp(-expansion, expansion);
        let felt = slack - absorbed + absorbed / GLYPHS_SHARE;
        let mut overfull = Sp::ZERO;
        let ratio = if slack < 0 {
            let shrink = if ragged.is_some() { 0 } else { b.shrink - a.shrink };
            if -slack > shrink + expansion {
                overfull = Sp((-slack - shrink - expansion).min(i64::from(i32::MAX)) as i32);
                -ONE
            } else {
                (felt << 16) / (shrink + expansion / GLYPHS_SHARE).max(1)
            }
        } else if final_line {
            0
        } else {
            let stretch = ragged.unwrap_or(b.stretch - a.stretch + expansion / GLYPHS_SHARE) + pass.emergency;
            // Most lines that are looked at end too early, which can be told without dividing.
            if pass.tolerance < i64::from(i32::MAX) && felt << 16 >= (pass.tolerance + 1) * stretch.max(1) {
                return None;
            }
            if felt == 0 { 0 } else { ((felt << 16) / stretch.max(1)).min(i64::from(i32::MAX)) }
        };
        let fitness = match ratio {
            r if r < -ONE / 2 => Fitness::Tight,
            r if r <= ONE / 2 => Fitness::Decent,
            r if r <= ONE => Fitness::Loose,
            _ => Fitness::VeryLoose,
        };
        let mut demerits =
            LINE_DEMERITS + spread(ratio, ragged.is_some()) + if final_line { 0 } else { i64::from(cost) };
        if overfull > Sp::ZERO {
            demerits += OVERFULL_DEMERITS;
        }
        let inner = from.item != usize::MAX;
        if inner && ragged.is_none() && (fitness as i32 - from.fitness as i32).abs() > 1 {
            demerits += FITNESS_DEMERITS;
        }
        if hyphen && from.hyphens == 1 {
            demerits += DOUBLE_HYPHEN_DEMERITS;
        } else if hyphen && from.hyphens > 1 {
            demerits += LADDER_DEMERITS;
        }
        if inner && self.ends_alike(from.item, item) {
            demerits += REPEATED_DEMERITS;
        }
        if final_line && inner {
            if from.hyphens > 0 {
                demerits += FINAL_HYPHEN_DEMERITS;
            }
            if width < i64::from(self.params.runt.0) {
                demerits += RUNT_DEMERITS;
            } else if width < i64::from(self.params.short_last.0) {
                demerits += match self.params.hyphenate {
                    true if from.hyphens > 0 => REMAINDER_DEMERITS,
                    true => SHORT_LAST_DEMERITS,
                    false => SHORT_RAGGED_DEMERITS,
                };
            }
        }
        if !final_line && self.begin_alike(from.start, item) {
            demerits += REPEATED_DEMERITS;
        }
        Some(Judged { ratio, fitness, demerits, overfull })
    }

    /// Whether the line that begins at `start` and the one after a break at `item` begin with the same word.
    fn begin_alike(&self, start: usize, item: usize) -> bool {
        let word = |at: usize| match self.items.get(at) {
            Some(Item::Box { begins, .. }) => *begins,
            _ => 0,
        };
        let first = word(start);
        // A line after a hyphen begins inside a word, and has the number 0.
        first != 0 && first == word(self.start_after(item))
    }

    /// Whether the lines before breaks at these two items end with the same word.
    fn ends_alike(&self, one: usize, other: usize) -> bool {
        let divided = |item: usize| matches!(self.items[item], Item::Disc(_));
        !divided(one) && !divided(other) && self.ends[one] != 0 && self.ends[one] == self.ends[other]
    }

    fn left_of(&self, start: usize) -> Sp {
        match self.items.get(start) {
            Some(Item::Box { left, .. }) => *left,
            _ => Sp::ZERO,
        }
    }

    /// The first item at which a line from this node may be no looser than the pass allows, unless the paragraph ends before. A line that
    /// goes on gets ever wider and can be stretched ever more; whatever depends on where it ends is taken at its best.
    fn first_end(&self, from: &Node, pass: &Pass) -> usize {
        if pass.tolerance >= i64::from(i32::MAX) {
            return from.start;
        }
        let first = from.start.min(self.items.len());
        let post = match self.items.get(from.item) {
            Some(Item::Disc(disc)) => i64::from(disc.post.0).max(0),
            _ => 0,
        };
        let (a, ends) = (self.sums[first], post + self.widest_pre);
        let measure = i64::from(self.measure.of(from.line).0);
        let is_too_loose = |b: &Sums| {
            let expansion = match self.params.ragged {
                Some(_) => 0,
                None => (b.boxes - a.boxes + ends) * i64::from(self.params.expansion) / 1000,
            };
            let white = self.params.ragged.map_or(b.stretch - a.stretch, |white| i64::from(white.0));
            let stretch = white + expansion / GLYPHS_SHARE + pass.emergency;
            (measure - (b.width - a.width) - ends - expansion) << 16 >= (pass.tolerance + 1) * stretch.max(1)
        };
        first + self.sums[first..self.items.len()].partition_point(is_too_loose)
    }

    /// Finds the cheapest breaks, or nothing when some line would be worse than the pass allows.
    fn solve(&self, pass: &Pass) -> Option<Breaks> {
        let (nodes, ends) = self.reach(pass)?;
        self.cheapest(&nodes, ends)
    }

    /// Finds the cheapest breaks into each of these numbers of lines, of which the pass knows the greatest.
    fn solve_for(&self, pass: &Pass, lines: &[usize]) -> Vec<Option<Breaks>> {
        let Some((nodes, ends)) = self.reach(pass) else { return vec![None; lines.len()] };
        let into = |lines: &usize| self.cheapest(&nodes, ends.iter().copied().filter(|at| nodes[*at].line == *lines));
        lines.iter().map(into).collect()
    }

    fn cheapest(&self, nodes: &[Node], ends: impl IntoIterator<Item = usize>) -> Option<Breaks> {
        let best = ends.into_iter().min_by_key(|at| nodes[*at].total)?;
        Some(Breaks { lines: self.trace(nodes, best), demerits: nodes[best].total })
    }

    /// The breaks to which there are best ways, and those of them that end the paragraph; nothing when there are none.
    fn reach(&self, pass: &Pass) -> Option<(Vec<Node>, Vec<usize>)> {
        let mut nodes = vec![Node::START];
        // With each, the first item at which a line from it may end.
        let mut active = vec![(0_usize, self.first_end(&Node::START, pass))];
        let mut fresh: Vec<Node> = Vec::new();
        let last = self.items.len().checked_sub(1)?;
        // Lines are told apart by their number only as far as it matters.
        let counted = pass.lines.unwrap_or(self.measure.firsts);
        for item in 0..self.items.len() {
            let Some(cost) = self.cost_at(item, pass) else { continue };
            fresh.clear();
            let forced = cost <= FORCED;
            let (mut kept, mut tightest) = (0, None::<(usize, Judged)>);
            for i in 0..active.len() {
                let (at, first_end) = active[i];
                // The last line of a paragraph, and one before a break that must be, may be as short as it likes.
                if item < first_end && !forced {
                    active[kept] = active[i];
                    kept += 1;
                    continue;
                }
                let from = &nodes[at];
                let judged = self.judge(from, item, cost, pass);
                let too_wide = judged.is_some_and(|judged| judged.overfull > Sp::ZERO);
                if let Some(judged) = judged {
                    if !too_wide {
                        self.offer(&mut fresh, at, from, item, &judged, counted);
                    } else if tightest.is_none_or(|(_, t)| judged.overfull < t.overfull) {
                        tightest = Some((at, judged));
                    }
                }
                if !too_wide && !forced {
                    active[kept] = active[i];
                    kept += 1;
                }
            }
            active.truncate(kept);
            if fresh.is_empty() && active.is_empty() {
                // Nothing fits: in the last resort the least overfull line is taken, else the pass has failed.
                let (at, judged) = tightest?;
                if !pass.last {
                    return None;
                }
                let from = nodes[at];
                self.offer(&mut fresh, at, &from, item, &judged, counted);
            }
            for node in &fresh {
                active.push((nodes.len(), self.first_end(node, pass)));
                nodes.push(*node);
            }
            if item == last {
                break;
            }
        }
        let ends = active.into_iter().map(|(at, _)| at).filter(|at| nodes[*at].item == last).collect();
        Some((nodes, ends))
    }

    /// Puts a way to reach `item` among the fresh nodes, one for each state that later lines can tell apart: lines are
    /// counted up to `counted`.
    fn offer(&self, fresh: &mut Vec<Node>, at: usize, from: &Node, item: usize, judged: &Judged, counted: usize) {
        let hyphen = matches!(self.items[item], Item::Disc(_));
        let node = Node {
            item,
            start: self.start_after(item),
            line: (from.line + 1).min(counted + 1),
            fitness: judged.fitness,
            hyphens: if hyphen { (from.hyphens + 1).min(2) } else { 0 },
            total: from.total + judged.demerits,
            previous: at,
            ratio: judged.ratio,
            overfull: judged.overfull,
        };
        match fresh.iter_mut().find(|n| (n.line, n.fitness, n.hyphens) == (node.line, node.fitness, node.hyphens)) {
            Some(rival) if node.total < rival.total => *rival = node,
            Some(_) => {}
            None => fresh.push(node),
        }
    }

    fn trace(&self, nodes: &[Node], best: usize) -> Vec<LineBreak> {
        let mut lines = Vec::new();
        let mut at = best;
        while nodes[at].item != usize::MAX {
            let (node, from) = (&nodes[at], &nodes[nodes[at].previous]);
            let post = matches!(self.items.get(from.item), Some(Item::Disc(_))).then_some(from.item);
            let ratio = node.ratio.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
            lines.push(LineBreak {
                start: from.start.min(node.item),
                end: node.item,
                post,
                ratio,
                overfull: node.overfull,
            });
            at = node.previous;
        }
        lines.reverse();
        lines
    }
}

/// Demerits of a line for its ratio.
fn spread(ratio: i64, ragged: bool) -> i64 {
    let power = |r: i64| (r * r) >> 16;
    // Beyond these a line is as bad as can be; sums stay far from overflow.
    let square = power(ratio.abs().min(ONE * 64));
    let eighth = if ragged { 0 } else { power(power(power(ratio.abs().min(ONE * 8)))) };
    (SPREAD_DEMERITS * square + WALL_DEMERITS * eighth) >> 16
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PARAMS: Params = Params { ragged: None, expansion: 20, hyphenate: true, runt: Sp(13), short_last: Sp(30) };

    fn word(width: i32) -> Item {
        Item::Box { width: Sp(width), left: Sp(0), right: Sp(width / 20), begins: width as u32, ends: width as u32 }
    }

    fn space() -> Item {
        Item::Glue { width: Sp(10), stretch: Sp(5), shrink: Sp(3) }
    }

    fn paragraph(words: &[(i32, bool)]) -> Vec<Item> {
        let mut items = Vec::new();
        for (i, (width, divisible)) in words.iter().enumerate() {
            if i > 0 {
                items.push(space());
            }
            if *divisible {
                items.push(word(width / 2));
                items.push(Item::Disc(Disc {
                    pre: Sp(6),
                    post: Sp(0),
                    none: Sp(0),
                    pre_right: Sp(3),
                    post_left: Sp(0),
                    cost: 2_500,
                }));
                items.push(word(width - width / 2));
            } else {
                items.push(word(*width));
            }
        }
        items.push(Item::Penalty { cost: FORCED });
        items
    }

    /// The total of every way to break, by trying them all.
    fn brute_force(paragraph: &Paragraph<'_>, pass: &Pass) -> Option<i64> {
        fn walk(paragraph: &Paragraph<'_>, pass: &Pass, from: Node, best: &mut Option<i64>) {
            let first = if from.item == usize::MAX { 0 } else { from.item + 1 };
            for item in first..paragraph.items.len() {
                let Some(cost) = paragraph.cost_at(item, pass) else { continue };
                let judged = paragraph.judge(&from, item, cost, pass);
                if let Some(judged) = judged.filter(|judged| judged.overfull == Sp::ZERO) {
                    let mut fresh = Vec::new();
                    paragraph.offer(&mut fresh, 0, &from, item, &judged, usize::MAX - 1);
                    if item + 1 == paragraph.items.len() {
                        if pass.lines.is_some_and(|lines| fresh[0].line != lines) {
                            continue;
                        }
                        *best = Some(best.map_or(fresh[0].total, |b: i64| b.min(fresh[0].total)));
                    } else {
                        walk(paragraph, pass, fresh[0], best);
                    }
                }
                if cost <= FORCED {
                    return;
                }
            }
        }
        let mut best = None;
        walk(paragraph, pass, Node::START, &mut best);
        best
    }

    fn total(paragraph: &Paragraph<'_>, pass: &Pass, lines: &[LineBreak]) -> i64 {
        let mut from = Node::START;
        for line in lines {
            let cost = paragraph.cost_at(line.end, pass).expect("a chosen break is a legal one");
            let judged = paragraph.judge(&from, line.end, cost, pass).expect("a chosen line is no looser than allowed");
            let mut fresh = Vec::new();
            paragraph.offer(&mut fresh, 0, &from, line.end, &judged, usize::MAX - 1);
            from = fresh[0];
        }
        from.total
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn no_other_way_to_break_is_cheaper(
            words in prop::collection::vec((12..90_i32, any::<bool>()), 1..14),
            firsts in 0..4_usize,
            lines in 1..7_usize,
            first in 100..240_i32,
            rest in 100..240_i32,
            expansion in prop::sample::select(vec![0, 20]),
            ragged in any::<bool>(),
        ) {
            let items = paragraph(&words);
            let params = Params { expansion, ragged: ragged.then_some(Sp(40)), ..PARAMS };
            let paragraph = Paragraph::new(&items, Measure { firsts, first: Sp(first), rest: Sp(rest) }, params);
            let usual = Pass { hyphenate: true, tolerance: ONE * 2, emergency: 0, last: false, lines: None };
            for pass in [
                Pass { hyphenate: false, tolerance: ONE, ..usual },
                usual,
                Pass { emergency: 30, ..usual },
                Pass { lines: Some(lines), ..usual },
            ] {
                let mut numbers = vec![pass.lines];
                let all = match pass.lines {
                    None => vec![paragraph.solve(&pass)],
                    Some(most) => {
                        numbers.extend([Some(most - 1), Some(most / 2)]);
                        paragraph.solve_for(&pass, &numbers.iter().copied().flatten().collect::<Vec<_>>())
                    }
                };
                for (lines, solved) in numbers.into_iter().zip(all) {
                    let pass = Pass { lines, ..pass };
                    if let Some(breaks) = &solved {
                        prop_assert_eq!(breaks.demerits, total(&paragraph, &pass, &breaks.lines));
                        prop_assert!(lines.is_none_or(|lines| breaks.lines.len() == lines));
                    }
                    prop_assert_eq!(solved.map(|breaks| breaks.demerits), brute_force(&paragraph, &pass));
                }
            }
        }

        #[test]
        fn every_paragraph_is_broken_and_no_word_is_lost(
            words in prop::collection::vec((1..400_i32, any::<bool>()), 0..40),
            width in 20..300_i32,
        ) {
            let items = paragraph(&words);
            let lines = break_lines(&items, Measure::even(Sp(width)), &PARAMS).lines;
            prop_assert_eq!(lines.last().map(|l| l.end), Some(items.len() - 1));
            let mut at = 0;
            for line in &lines {
                // Between two lines only white is left out.
                let lost = items[at..line.start].iter().any(|i| matches!(i, Item::Box { .. }));
                prop_assert!(!lost);
                at = line.end;
            }
        }
    }

    #[test]
    fn a_word_wider_than_the_line_is_overfull_and_nothing_else_is() {
        let items = paragraph(&[(30, false), (200, false), (30, false), (40, false)]);
        let lines = break_lines(&items, Measure::even(Sp(100)), &PARAMS).lines;
        assert_eq!(lines.iter().filter(|l| l.overfull > Sp::ZERO).count(), 1);
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn twenty_thousand_words_are_no_trouble() {
        let words: Vec<(i32, bool)> = (0..20_000).map(|i| (20 + (i * 37) % 60, i % 3 == 0)).collect();
        let items = paragraph(&words);
        let lines = break_lines(&items, Measure::even(Sp(700)), &PARAMS).lines;
        assert!(lines.len() > 1_000);
        assert!(lines.iter().all(|l| l.overfull == Sp::ZERO));
    }

    #[test]
    fn lines_that_begin_with_the_same_word_are_dearer() {
        // Words of equal width in lines of three; every first word of a line would be the same.
        let numbered = |numbers: &[u32]| {
            let mut items = Vec::new();
            for (i, number) in numbers.iter().enumerate() {
                if i > 0 {
                    items.push(space());
                }
                items.push(Item::Box { width: Sp(30), left: Sp(0), right: Sp(0), begins: *number, ends: *number });
            }
            items.push(Item::Penalty { cost: FORCED });
            break_lines(&items, Measure::even(Sp(110)), &PARAMS).demerits
        };
        let alike = numbered(&[1, 2, 3, 1, 4, 5, 6, 7, 8]);
        let unlike = numbered(&[1, 2, 3, 9, 4, 5, 6, 7, 8]);
        assert_eq!(alike - unlike, REPEATED_DEMERITS);
    }

    #[test]
    fn lines_beside_a_drop_cap_are_shorter() {
        let items = paragraph(&[(30, false); 12]);
        let lines = break_lines(&items, Measure { firsts: 2, first: Sp(70), rest: Sp(150) }, &PARAMS).lines;
        let words =
            |line: &LineBreak| items[line.start..line.end].iter().filter(|i| matches!(i, Item::Box { .. })).count();
        assert_eq!(lines.iter().map(words).collect::<Vec<_>>(), [2, 2, 4, 4]);
    }
}
