//! Breaks a paragraph into lines, the whole paragraph at once.
//!
//! The method is that of Knuth and Plass, *Breaking Paragraphs into Lines*, Software: Practice and
//! Experience 11 (1981): among all ways to break, the one with the fewest demerits. Beyond the paper,
//! the width of a line counts protrusion at both margins and the expansion of glyphs, so that what is
//! judged is what is printed. Everything is in integers.

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
        /// The cost; [`FORBIDDEN`] or more forbids, [`FORCED`] or less demands.
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
    /// The cost of dividing here.
    pub cost: i32,
}

/// A cost that forbids a break.
pub const FORBIDDEN: i32 = 10_000;
/// A cost that demands a break.
pub const FORCED: i32 = -10_000;

/// How wide lines are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// The first line.
    pub first: Sp,
    /// The others.
    pub rest: Sp,
}

impl Measure {
    /// All lines of one width.
    #[must_use]
    pub fn even(width: Sp) -> Self {
        Self { first: width, rest: width }
    }

    fn of(self, line: usize) -> Sp {
        if line == 0 { self.first } else { self.rest }
    }
}

/// Prices and limits. Demerits grow with the square of badness, as in the paper.
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

/// The price of a line for being one: TeX's `\linepenalty`.
const LINE_COST: i64 = 10;
/// Demerits for neighbours of which one is loose and the other tight. TeX's `\adjdemerits` are 10,000; where glyphs give
/// as well, neighbours differ less, and the hyphens that the higher price bought are worse than what it mended.
const FITNESS_DEMERITS: i64 = 3_000;
/// Demerits for a second hyphen in a row: TeX's `\doublehyphendemerits`.
const DOUBLE_HYPHEN_DEMERITS: i64 = 10_000;
/// Demerits for a third hyphen in a row and each beyond: readers mind a ladder more than a loose line.
const LADDER_DEMERITS: i64 = 200_000;
/// Demerits for a hyphen on the last line but one: TeX's `\finalhyphendemerits`.
const FINAL_HYPHEN_DEMERITS: i64 = 5_000;
/// Demerits for a last line shorter than the indent: any other fault is better.
const RUNT_DEMERITS: i64 = 4_000_000;
/// Demerits for a last line under three ems.
const SHORT_LAST_DEMERITS: i64 = 10_000;
/// Badness above which no line is judged worse: keeps sums far from overflow.
const MAX_BADNESS: i64 = 1_000_000;
/// Badness of a line that is too wide even when shrunk to the utmost.
const OVERFULL_BADNESS: i64 = 100_000_000;

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
    /// Lines before this break, counted only as far as widths differ.
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
}

/// Breaks `items` into lines of `measure`. The last item must be a forced penalty; there is always a
/// result, and it is overfull only where no break exists that would not be.
#[must_use]
pub fn break_lines(items: &[Item], measure: Measure, params: &Params) -> Vec<LineBreak> {
    if items.is_empty() {
        return Vec::new();
    }
    let paragraph = Paragraph::new(items, measure, *params);
    // Without hyphens, when every line comes out decent; then with hyphens; then with whatever stretch it takes.
    let quiet = Pass { hyphenate: false, tolerance: ONE * 7 / 10, emergency: 0, last: false };
    let usual = Pass { hyphenate: params.hyphenate, tolerance: ONE * 12 / 10, emergency: 0, last: false };
    let stretched = Pass {
        hyphenate: params.hyphenate,
        tolerance: ONE * 12 / 10,
        emergency: i64::from(measure.rest.0) / 8,
        last: false,
    };
    let desperate =
        Pass { hyphenate: params.hyphenate, tolerance: i64::MAX, emergency: i64::from(measure.rest.0) / 8, last: true };
    [quiet, usual, stretched, desperate].iter().find_map(|pass| paragraph.solve(pass)).unwrap_or_default()
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
}

impl<'a> Paragraph<'a> {
    fn new(items: &'a [Item], measure: Measure, params: Params) -> Self {
        let mut sums = Vec::with_capacity(items.len() + 1);
        let mut right = Vec::with_capacity(items.len() + 1);
        let mut sum = Sums::default();
        let mut hang = Sp::ZERO;
        sums.push(sum);
        right.push(hang);
        for item in items {
            match item {
                Item::Box { width, right, .. } => {
                    sum.width += i64::from(width.0);
                    sum.boxes += i64::from(width.0);
                    hang = *right;
                }
                Item::Glue { width, stretch, shrink } => {
                    sum.width += i64::from(width.0);
                    sum.stretch += i64::from(stretch.0);
                    sum.shrink += i64::from(shrink.0);
                }
                Item::Disc(disc) => {
                    sum.width += i64::from(disc.none.0);
                    sum.boxes += i64::from(disc.none.0);
                }
                Item::Penalty { .. } => {}
            }
            sums.push(sum);
            right.push(hang);
        }
        Self { items, measure, params, sums, right }
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

    /// Judges the line from `from` to a break at `item`.
    fn judge(&self, from: &Node, item: usize, cost: i32, pass: &Pass) -> Judged {
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
        // Glyphs give first, where nobody sees it, at a quarter of the price of white.
        let absorbed = slack.clamp(-expansion, expansion);
        let felt = slack - absorbed + absorbed / 4;
        let mut overfull = Sp::ZERO;
        let ratio = if slack < 0 {
            let shrink = if ragged.is_some() { 0 } else { b.shrink - a.shrink };
            if -slack > shrink + expansion {
                overfull = Sp((-slack - shrink - expansion).min(i64::from(i32::MAX)) as i32);
                -ONE
            } else {
                (felt << 16) / (shrink + expansion / 4).max(1)
            }
        } else if final_line {
            0
        } else {
            let stretch = ragged.unwrap_or(b.stretch - a.stretch + expansion / 4) + pass.emergency;
            if felt == 0 { 0 } else { ((felt << 16) / stretch.max(1)).min(i64::from(i32::MAX)) }
        };
        let badness = if overfull > Sp::ZERO { OVERFULL_BADNESS } else { badness(ratio) };
        let fitness = match ratio {
            r if r < -ONE / 2 => Fitness::Tight,
            r if r <= ONE / 2 => Fitness::Decent,
            r if r <= ONE => Fitness::Loose,
            _ => Fitness::VeryLoose,
        };
        let mut demerits = (LINE_COST + badness) * (LINE_COST + badness);
        if cost > 0 {
            demerits += i64::from(cost) * i64::from(cost);
        } else if cost > FORCED {
            demerits -= i64::from(cost) * i64::from(cost);
        }
        if from.item != usize::MAX && self.params.ragged.is_none() && (fitness as i32 - from.fitness as i32).abs() > 1 {
            demerits += FITNESS_DEMERITS;
        }
        if hyphen && from.hyphens == 1 {
            demerits += DOUBLE_HYPHEN_DEMERITS;
        } else if hyphen && from.hyphens > 1 {
            demerits += LADDER_DEMERITS;
        }
        if final_line && from.item != usize::MAX {
            if from.hyphens > 0 {
                demerits += FINAL_HYPHEN_DEMERITS;
            }
            if width < i64::from(self.params.runt.0) {
                demerits += RUNT_DEMERITS;
            } else if width < i64::from(self.params.short_last.0) {
                demerits += SHORT_LAST_DEMERITS;
            }
        }
        Judged { ratio, fitness, demerits, overfull }
    }

    fn left_of(&self, start: usize) -> Sp {
        match self.items.get(start) {
            Some(Item::Box { left, .. }) => *left,
            _ => Sp::ZERO,
        }
    }

    /// Finds the cheapest breaks, or nothing when some line would be worse than the pass allows.
    fn solve(&self, pass: &Pass) -> Option<Vec<LineBreak>> {
        let mut nodes = vec![Node::START];
        let mut active = vec![0_usize];
        let mut fresh: Vec<Node> = Vec::new();
        let last = self.items.len() - 1;
        for item in 0..self.items.len() {
            let Some(cost) = self.cost_at(item, pass) else { continue };
            fresh.clear();
            let forced = cost <= FORCED;
            let (mut kept, mut tightest) = (0, None::<(usize, Judged)>);
            for i in 0..active.len() {
                let at = active[i];
                let from = nodes[at];
                let judged = self.judge(&from, item, cost, pass);
                let too_wide = judged.overfull > Sp::ZERO;
                if !too_wide && judged.ratio <= pass.tolerance {
                    offer(&mut fresh, &from, at, item, self, &judged);
                } else if too_wide && tightest.is_none_or(|(_, t)| judged.overfull < t.overfull) {
                    tightest = Some((at, judged));
                }
                if !too_wide && !forced {
                    active[kept] = at;
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
                offer(&mut fresh, &from, at, item, self, &judged);
            }
            for node in &fresh {
                active.push(nodes.len());
                nodes.push(*node);
            }
            if item == last {
                break;
            }
        }
        let best = active.into_iter().filter(|n| nodes[*n].item == last).min_by_key(|n| nodes[*n].total)?;
        Some(self.trace(&nodes, best))
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

/// Puts a way to reach `item` among the fresh nodes, one for each state that later lines can tell apart.
fn offer(fresh: &mut Vec<Node>, from: &Node, at: usize, item: usize, paragraph: &Paragraph<'_>, judged: &Judged) {
    let hyphen = matches!(paragraph.items[item], Item::Disc(_));
    let node = Node {
        item,
        start: paragraph.start_after(item),
        line: 1,
        fitness: judged.fitness,
        hyphens: if hyphen { (from.hyphens + 1).min(2) } else { 0 },
        total: from.total + judged.demerits,
        previous: at,
        ratio: judged.ratio,
        overfull: judged.overfull,
    };
    match fresh.iter_mut().find(|n| (n.fitness, n.hyphens) == (node.fitness, node.hyphens)) {
        Some(rival) if node.total < rival.total => *rival = node,
        Some(_) => {}
        None => fresh.push(node),
    }
}

/// A hundred times the cube of the ratio (Knuth and Plass 1981, p. 1125), at the most [`MAX_BADNESS`].
fn badness(ratio: i64) -> i64 {
    let r = ratio.abs().min(ONE * 21);
    ((100 * ((r * r) >> 16) * r) >> 32).min(MAX_BADNESS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PARAMS: Params = Params { ragged: None, expansion: 20, hyphenate: true, runt: Sp(13), short_last: Sp(30) };

    fn word(width: i32) -> Item {
        Item::Box { width: Sp(width), left: Sp(0), right: Sp(width / 20) }
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
                    cost: 50,
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
                if judged.overfull == Sp::ZERO && judged.ratio <= pass.tolerance {
                    let mut fresh = Vec::new();
                    offer(&mut fresh, &from, 0, item, paragraph, &judged);
                    if item + 1 == paragraph.items.len() {
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
            let judged = paragraph.judge(&from, line.end, cost, pass);
            let mut fresh = Vec::new();
            offer(&mut fresh, &from, 0, line.end, paragraph, &judged);
            from = fresh[0];
        }
        from.total
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn no_other_way_to_break_is_cheaper(
            words in prop::collection::vec((12..90_i32, any::<bool>()), 1..14),
            first in 100..240_i32,
            rest in 100..240_i32,
            expansion in prop::sample::select(vec![0, 20]),
            ragged in any::<bool>(),
        ) {
            let items = paragraph(&words);
            let params = Params { expansion, ragged: ragged.then_some(Sp(40)), ..PARAMS };
            let paragraph = Paragraph::new(&items, Measure { first: Sp(first), rest: Sp(rest) }, params);
            for pass in [
                Pass { hyphenate: false, tolerance: ONE, emergency: 0, last: false },
                Pass { hyphenate: true, tolerance: ONE * 2, emergency: 0, last: false },
                Pass { hyphenate: true, tolerance: ONE * 2, emergency: 30, last: false },
            ] {
                let solved = paragraph.solve(&pass).map(|lines| total(&paragraph, &pass, &lines));
                prop_assert_eq!(solved, brute_force(&paragraph, &pass));
            }
        }

        #[test]
        fn every_paragraph_is_broken_and_no_word_is_lost(
            words in prop::collection::vec((1..400_i32, any::<bool>()), 0..40),
            width in 20..300_i32,
        ) {
            let items = paragraph(&words);
            let lines = break_lines(&items, Measure::even(Sp(width)), &PARAMS);
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
        let lines = break_lines(&items, Measure::even(Sp(100)), &PARAMS);
        assert_eq!(lines.iter().filter(|l| l.overfull > Sp::ZERO).count(), 1);
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn twenty_thousand_words_are_no_trouble() {
        let words: Vec<(i32, bool)> = (0..20_000).map(|i| (20 + (i * 37) % 60, i % 3 == 0)).collect();
        let items = paragraph(&words);
        let lines = break_lines(&items, Measure::even(Sp(700)), &PARAMS);
        assert!(lines.len() > 1_000);
        assert!(lines.iter().all(|l| l.overfull == Sp::ZERO));
    }
}
