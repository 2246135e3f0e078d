//! Prints, folds, cuts and reads: every scheme, every number of pages from 1 to 200, both bindings, both flips. Each page
//! bears its number in its middle, and where it comes to lie is read from the PDF.

mod common;

use std::sync::Arc;

use common::paper::{self, Grid, Spine, Stack, Turn};
use common::sheets::{self, Side};
use common::title;
use pamphlet::collection::Collection;
use pamphlet::config::{Binding, Blanks, Flip, PrintSettings, Scale, Scheme, Sheet};
use pamphlet::impose::{Pages, Why, impose};
use pamphlet::pdf::{Booklets, Encoded};
use pamphlet::source::Cache;
use pamphlet::typeset::{Glyph, Layer, Line, Page, Paged, Placed, Run, Sp, Volume, Word};
use rayon::prelude::*;

const MOST: usize = 200;

/// Pages that bear their number in their middle.
struct Stamped {
    collection: Arc<Collection>,
    paged: Paged,
}

impl Stamped {
    fn new() -> Self {
        let library = title::in_memory(&[("stamps/a.md", "# Stamps\n\n0 1 2 3 4 5 6 7 8 9\n")]);
        let set = title::set_library(&library, Default::default(), |_| ()).swap_remove(0);
        let mut digits: Vec<Option<(Glyph, Run)>> = vec![None; 10];
        for placed in set.paged.pages.iter().flat_map(|page| &page.items) {
            let Placed::Text(line) = placed else { continue };
            for run in line.runs.iter().filter(|run| run.word.glyphs.len() == 1 && line.layer == Layer::Text) {
                if let Ok(digit) = run.word.text.parse::<usize>() {
                    digits[digit] = Some((run.word.glyphs[0], run.clone()));
                }
            }
        }
        let mut paged = Paged { pages: Vec::new(), outline: Vec::new(), destinations: Vec::new(), ..set.paged };
        for number in 1..=MOST {
            let text = number.to_string();
            let of = |c: char| digits[c.to_digit(10).expect("a digit") as usize].clone().expect("the digit was set");
            let run = of('0').1;
            let word = Word {
                face: run.word.face,
                glyphs: text.chars().map(|c| of(c).0).collect(),
                advance: text.chars().map(|c| i32::from(of(c).0.advance)).sum(),
                text: text.as_str().into(),
                divided: false,
            };
            let run = Run { x: paged.width / 2, word: Arc::new(word), space_after: false, ..run };
            let line =
                Line { y: paged.height / 2, layer: Layer::Text, expansion: 1000, runs: vec![run], paragraph: None };
            paged.pages.push(Page { items: vec![Placed::Text(line)], ..Page::default() });
        }
        Self { collection: set.collection, paged }
    }

    fn pages(&self, count: usize) -> Pages {
        Pages { width: self.paged.width, height: self.paged.height, count, ends_with_cover: false }
    }
}

/// A way to print a stamped title.
#[derive(Debug, Clone, Copy)]
struct Way {
    scheme: Scheme,
    count: usize,
    binding: Binding,
    flip: Flip,
    sheet: Sheet,
    blanks: Blanks,
}

impl Way {
    fn spine(self) -> Spine {
        if self.binding == Binding::Left { Spine::Left } else { Spine::Right }
    }

    fn turn(self) -> Turn {
        if self.flip == Flip::Short { Turn::Short } else { Turn::Long }
    }

    /// Prints all sheets of a part, double-sided.
    fn print(self, sides: &[Side], columns: usize, rows: usize) -> Vec<Grid> {
        let edges: Vec<f64> = (0..columns).map(|column| column as f64 / columns as f64).collect();
        sides.chunks_exact(2).map(|pair| paper::print(&pair[0], Some(&pair[1]), &edges, rows, self.turn())).collect()
    }

    /// Folds every sheet once, and lays so many of them in one another each time.
    fn booklets(self, sheets: Vec<Grid>, stacks: &[usize]) -> Vec<Stack> {
        assert_eq!(sheets.len(), stacks.iter().sum::<usize>());
        let mut folded = sheets.into_iter().map(|sheet| paper::stack(paper::fold_sideways(sheet, self.spine())));
        stacks.iter().map(|stack| paper::nest(folded.by_ref().take(*stack).collect())).collect()
    }

    /// Makes a book of the sides of all parts, and leafs through it.
    fn read(self, parts: &[Vec<Side>]) -> Vec<Option<usize>> {
        let sides = &parts[0];
        let sheets = self.count.div_ceil(4);
        let thick = self.count > 48;
        let book: Stack = match self.scheme {
            Scheme::Booklet if !thick => self.booklets(self.print(sides, 2, 1), &[sheets]).concat(),
            Scheme::Saddle => self.booklets(self.print(sides, 2, 1), &[sheets]).concat(),
            Scheme::Booklet | Scheme::Sections => self.booklets(self.print(sides, 2, 1), &even(sheets)).concat(),
            Scheme::Cover => {
                let mut cover = self.booklets(self.print(sides, 2, 1), &[1]).concat();
                let stacks = if thick { even(sheets - 1) } else { vec![sheets - 1] };
                let body = self.booklets(self.print(&parts[1], 2, 1), &stacks).concat();
                cover.splice(1..1, body);
                cover
            }
            Scheme::CutStack => {
                // The half that is on the spine's side goes on top.
                let halves = self.print(sides, 2, 1).into_iter().map(|sheet| {
                    let [left, right] = <[Stack; 2]>::try_from(sheet[0].clone()).expect("two halves");
                    if self.binding == Binding::Left { (left, right) } else { (right, left) }
                });
                let (upper, lower): (Vec<Stack>, Vec<Stack>) = halves.unzip();
                [upper, lower].concat().concat()
            }
            Scheme::Mini => {
                let (upper, lower): (Vec<Grid>, Vec<Grid>) = self
                    .print(sides, 2, 2)
                    .into_iter()
                    .map(|sheet| (vec![sheet[0].clone()], vec![sheet[1].clone()]))
                    .unzip();
                let mut small = [upper, lower].concat();
                // The lower half of the last sheet may be for the bin.
                assert!(small.len() - sheets <= 1);
                let waste = small.split_off(sheets);
                assert!(waste.iter().flatten().flatten().flatten().all(|leaf| (leaf.up, leaf.down) == (None, None)));
                let stacks = if thick { even(sheets) } else { vec![sheets] };
                self.booklets(small, &stacks).concat()
            }
            Scheme::Quarto => {
                let fold = |sheet| paper::stack(paper::fold_sideways(paper::fold_down(sheet), self.spine()));
                self.print(sides, 2, 2).into_iter().flat_map(fold).collect()
            }
            Scheme::Octavo => {
                let spine = self.spine();
                let fold = |sheet| {
                    let once = paper::fold_sideways(sheet, spine);
                    paper::stack(paper::fold_sideways(paper::fold_down(once), spine))
                };
                self.print(sides, 4, 2).into_iter().flat_map(fold).collect()
            }
            Scheme::Zine | Scheme::Quarter | Scheme::Trifold => panic!("they have tests of their own"),
        };
        paper::leaf_through(&book)
    }

    /// All pages, and blanks where they should be, written down the long way.
    fn expected(self, unit: usize) -> Vec<Option<usize>> {
        let mut expected: Vec<Option<usize>> = (1..=self.count).map(Some).collect();
        while !expected.len().is_multiple_of(unit) {
            let before_last = self.blanks == Blanks::BeforeBack && self.count > 1;
            expected.insert(expected.len() - usize::from(before_last), None);
        }
        expected
    }
}

/// As few stacks of at most five sheets as may be, the first ones thicker by one.
fn even(sheets: usize) -> Vec<usize> {
    let mut stacks = vec![0; sheets.div_ceil(5)];
    for sheet in 0..sheets {
        let at = sheet % stacks.len();
        stacks[at] += 1;
    }
    stacks
}

fn settings(way: &Way) -> PrintSettings {
    PrintSettings { binding: way.binding, blanks: way.blanks, scale: Scale::Fit, ..PrintSettings::default() }
}

fn sides(stamped: &Stamped, booklets: &Booklets<'_>, way: &Way) -> Vec<Vec<Side>> {
    let parts = impose(&stamped.pages(way.count), way.scheme, way.sheet, way.flip, &settings(way)).expect("it fits");
    let read = |(_, imposed)| sheets::read(&booklets.write(&imposed).expect("it can be written").whole());
    parts.into_iter().map(read).collect()
}

#[test]
fn every_number_of_pages_reads_from_first_to_last_in_every_scheme() {
    let stamped = Stamped::new();
    let read: usize = (1..=MOST)
        .into_par_iter()
        .map(|count| {
            let paged = Paged { pages: stamped.paged.pages[..count].to_vec(), ..stamped.paged.clone() };
            let (volume, cache) = (Volume::from(paged), Cache::none());
            let encoded = Encoded::new(&volume, &stamped.collection, &cache).expect("it can be encoded");
            let booklets = encoded.booklets().expect("they can be made");
            let mut read = 0;
            for (at, (scheme, unit)) in [
                (Scheme::Booklet, 4),
                (Scheme::Saddle, 4),
                (Scheme::Sections, 4),
                (Scheme::Cover, 4),
                (Scheme::CutStack, 4),
                (Scheme::Mini, 4),
                (Scheme::Quarto, 8),
                (Scheme::Octavo, 16),
            ]
            .into_iter()
            .enumerate()
            {
                // Below 49 pages a booklet is one stack, above it is sections: the same files.
                if scheme == if count <= 48 { Scheme::Saddle } else { Scheme::Sections } {
                    continue;
                }
                for binding in [Binding::Left, Binding::Right] {
                    // Both flips and all sheets in turn, so that each meets each within a few pages.
                    let turn = count + at + usize::from(binding == Binding::Right);
                    let flip = [Flip::Short, Flip::Long][turn % 2];
                    let sheet = Sheet::NAMES[turn % Sheet::NAMES.len()].1;
                    let blanks = [Blanks::End, Blanks::BeforeBack, Blanks::Auto][turn % 3];
                    let way = Way { scheme, count, binding, flip, sheet, blanks };
                    assert_eq!(way.read(&sides(&stamped, &booklets, &way)), way.expected(unit), "{way:?}");
                    read += 1;
                }
            }
            read
        })
        .sum();
    assert_eq!(read, MOST * 14);
}

#[test]
fn schemes_of_one_sheet_read_from_first_to_last_and_refuse_more() {
    let stamped = Stamped::new();
    let (volume, cache) = (Volume::from(stamped.paged.clone()), Cache::none());
    let encoded = Encoded::new(&volume, &stamped.collection, &cache).expect("it can be encoded");
    let booklets = encoded.booklets().expect("they can be made");
    for (scheme, most) in [(Scheme::Zine, 8), (Scheme::Quarter, 4), (Scheme::Trifold, 6)] {
        for (count, binding, flip) in (1..=MOST)
            .flat_map(|count| [(count, Binding::Left), (count, Binding::Right)])
            .flat_map(|(count, binding)| [(count, binding, Flip::Short), (count, binding, Flip::Long)])
        {
            let way = Way { scheme, count, binding, flip, sheet: Sheet::A4, blanks: Blanks::End };
            if count > most {
                let refused = impose(&stamped.pages(count), scheme, way.sheet, flip, &settings(&way));
                assert_eq!(refused.expect_err("it is too much").why, Why::TooMany { pages: count, most });
                continue;
            }
            let sides = sides(&stamped, &booklets, &way).swap_remove(0);
            let read = match scheme {
                Scheme::Zine => zine(&way, &sides),
                Scheme::Quarter => quarter(&way, &sides),
                _ => trifold(&way, &sides),
            };
            assert_eq!(read, way.expected(most), "{way:?}");
        }
    }
}

/// Folds lengthwise, slits, pushes together. Of the eight cells of a side, the outer ones of the upper row stay
/// back to back with those below them; the four inner ones, which the slit sets free, meet in the middle.
fn zine(way: &Way, sides: &[Side]) -> Vec<Option<usize>> {
    assert_eq!(sides.len(), 1, "only the front is printed");
    let grid = paper::print(&sides[0], None, &[0.0, 0.25, 0.5, 0.75], 2, way.turn());
    let mut cells: Vec<Vec<(Option<usize>, bool)>> = grid
        .into_iter()
        .map(|row| row.into_iter().map(|stack| stack[0].up.map_or((None, true), |(p, head)| (Some(p), head))).collect())
        .collect();
    if way.binding == Binding::Right {
        cells.iter_mut().for_each(|row| row.reverse());
    }
    // What lay above the long fold has been turned about it.
    for cell in &mut cells[0] {
        cell.1 = cell.0.is_none() || !cell.1;
    }
    let [above, below] = &cells[..] else { panic!("two rows") };
    let leaves = [[below[3], above[3]], [above[2], above[1]], [above[0], below[0]], [below[1], below[2]]];
    let faces = leaves.concat();
    assert!(faces.iter().all(|(_, upright)| *upright), "a page stands on its head");
    faces.into_iter().map(|(page, _)| page).collect()
}

/// Folds twice; the heads are not cut, and what lies between the two halves of a double leaf is not seen.
fn quarter(way: &Way, sides: &[Side]) -> Vec<Option<usize>> {
    assert_eq!(sides.len(), 1, "only the front is printed");
    let grid = paper::print(&sides[0], None, &[0.0, 0.5], 2, way.turn());
    let stack = paper::stack(paper::fold_sideways(paper::fold_down(grid), way.spine()));
    let faces = paper::leaf_through(&stack);
    let [first, _, _, second, third, _, _, fourth] = faces[..] else { panic!("four layers have eight faces") };
    vec![first, second, third, fourth]
}

/// Folds the narrow panel in, the other one over it: the cover, the three panels within, the back of the flap, the back.
fn trifold(way: &Way, sides: &[Side]) -> Vec<Option<usize>> {
    let narrow = 97.0 / 297.0;
    let edges = match way.binding {
        Binding::Left => [0.0, narrow, narrow + 100.0 / 297.0],
        Binding::Right => [0.0, 100.0 / 297.0, 200.0 / 297.0],
    };
    let grid = paper::print(&sides[0], Some(&sides[1]), &edges, 1, way.turn());
    let mut panels: Vec<_> = grid[0].iter().map(|stack| stack[0]).collect();
    if way.binding == Binding::Right {
        panels.reverse();
    }
    let [flap, back, cover] = panels[..] else { panic!("three panels") };
    let faces = [cover.up, cover.down, back.down, flap.down, flap.up, back.up];
    let upright = |face: paper::Face| {
        face.map(|(page, head)| {
            assert!(head, "page {page} stands on its head");
            page
        })
    };
    faces.map(upright).to_vec()
}

#[test]
fn pages_lie_at_the_binding_edge_and_are_scaled_only_when_told_to() {
    let stamped = Stamped::new();
    let (volume, cache) = (Volume::from(stamped.paged.clone()), Cache::none());
    let encoded = Encoded::new(&volume, &stamped.collection, &cache).expect("it can be encoded");
    let booklets = encoded.booklets().expect("they can be made");
    let (width, height) = (stamped.paged.width.to_pt(), stamped.paged.height.to_pt());
    for binding in [Binding::Left, Binding::Right] {
        for (scheme, at_edge) in [(Scheme::Booklet, false), (Scheme::CutStack, true)] {
            let print = PrintSettings { binding, ..PrintSettings::default() };
            let parts = impose(&stamped.pages(8), scheme, Sheet::A4, Flip::Short, &print).expect("it fits");
            let sides = sheets::read(&booklets.write(&parts[0].1).expect("it can be written").whole());
            let first = sides[0].stamps.iter().find(|stamp| stamp.page == 1).expect("the first page is there");
            let spine = if at_edge { 0.0 } else { sides[0].width / 2.0 } + width / 2.0;
            let wanted = if binding == Binding::Left { spine } else { sides[0].width - spine };
            assert!((first.x - wanted).abs() < 0.01 && (first.y - height / 2.0).abs() < 0.01, "{scheme:?} {first:?}");
            assert!(sides.iter().flat_map(|side| &side.stamps).all(|stamp| (stamp.scale - 1.0).abs() < 1e-9));
        }
    }
    // A gutter and creep move pages away from the fold and back to it.
    let print = PrintSettings { gutter: Sp::um(3_000), creep: 1000, ..PrintSettings::default() };
    let parts = impose(&stamped.pages(8), Scheme::Booklet, Sheet::A4, Flip::Short, &print).expect("it fits");
    let sides = sheets::read(&booklets.write(&parts[0].1).expect("it can be written").whole());
    let moved = |side: usize, stamp: usize| {
        let x = sides[side].stamps[stamp].x - sides[side].width / 2.0;
        (x.abs() - width / 2.0) / 72.0 * 25.4
    };
    for (side, millimetres) in [(0, 3.0), (1, 3.0), (2, 2.9), (3, 2.9)] {
        for stamp in 0..2 {
            assert!((moved(side, stamp) - millimetres).abs() < 0.001, "{}", moved(side, stamp));
        }
    }
}
