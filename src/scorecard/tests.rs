use std::sync::Arc;

use proptest::prelude::*;

use super::seen::{Gap, Seen};
use super::*;
use crate::config::{LimitSettings, Most, Rgb};
use crate::diagnostics::FileId;
use crate::typeset::{Colour, Column, Face, FaceId, Fitted, InParagraph, Line, Page, Placed, Run, Word};

const LEADING: Sp = Sp::pt(13);
/// Ten lines.
const COLUMN: Column = Column {
    left: Sp::ZERO,
    top: Sp::ZERO,
    width: Sp::pt(400),
    height: Sp::pt(130),
    text: Sp::pt(130),
    notes: Sp::ZERO,
    carried: false,
    last: false,
};

/// Pages of a typeface in which every letter is half an em wide and the space a quarter.
struct Book {
    paged: Paged,
    paragraphs: u32,
    nth: usize,
}

impl Book {
    fn new() -> Self {
        let face = Face { name: "F".into(), bytes: &[], units_per_em: 1000, space: 0, advances: Vec::new() };
        let (width, height) = (Sp::pt(400), Sp::pt(600));
        let faces = vec![Arc::new(face)];
        let paged = Paged {
            second: Rgb::BLACK,
            width,
            height,
            pages: Vec::new(),
            back_cover: false,
            fitted: Fitted::default(),
            faces,
            outline: Vec::new(),
            destinations: Vec::new(),
            structure: Vec::new(),
            turns: Vec::new(),
        };
        Self { paged, paragraphs: 0, nth: 0 }.page(COLUMN)
    }

    /// Begins a page.
    fn page(mut self, column: Column) -> Self {
        self.paged.pages.push(Page { columns: vec![column], ..Page::default() });
        self
    }

    /// Adds a line of a layer: `ratio` is that of its spaces, in thousandths, or nothing where it is ragged.
    fn line_in(mut self, layer: Layer, text: &str, ratio: Option<i32>, last: bool) -> Self {
        let words: Vec<&str> = text.split(' ').collect();
        let gaps = i32::try_from(words.len()).unwrap() - 1;
        let own = Sp::milli_pt(2_500);
        let mut x = Sp::pt(20);
        let mut runs = Vec::new();
        for text in words {
            let advance = 500 * i32::try_from(text.chars().count()).unwrap();
            let word = Word { face: FaceId(0), glyphs: Vec::new(), text: text.into(), divided: false, advance };
            runs.push(Run {
                colour: Colour::default(),
                x,
                rise: Sp::ZERO,
                size: Sp::pt(10),
                word: Arc::new(word),
                space_after: true,
                element: None,
            });
            x += Sp::milli_pt(advance * 10) + own.scale(i64::from(ratio.unwrap_or(1000)), 1000);
        }
        let source = Span::new(FileId(0), self.paragraphs as usize * 100..self.paragraphs as usize * 100 + 9);
        let white = if ratio.is_some() { own * gaps } else { Sp::ZERO };
        let paragraph = Some(InParagraph { source, nth: self.nth, last, white });
        let page = self.paged.pages.last_mut().unwrap();
        let y = LEADING * i32::try_from(page.items.len() + 1).unwrap();
        page.items.push(Placed::Text(Line { y, layer, expansion: 1000, runs, paragraph }));
        (self.nth, self.paragraphs) = if last { (0, self.paragraphs + 1) } else { (self.nth + 1, self.paragraphs) };
        self
    }

    /// Adds a line that fills its measure with spaces as the font has them.
    fn line(self, text: &str) -> Self {
        self.line_in(Layer::Text, text, Some(1000), false)
    }

    /// Adds the last line of a paragraph.
    fn last(self, text: &str) -> Self {
        self.line_in(Layer::Text, text, None, true)
    }

    fn score(&self) -> Scorecard {
        score(&self.paged, LEADING)
    }

    /// The faults in their order: kind, amount, number of the page, and how the line begins.
    fn faults(&self) -> Vec<(Kind, Amount, usize, String)> {
        let begins = |text: &str| text.split(' ').next().unwrap().to_owned();
        self.score().faults.iter().map(|f| (f.kind, f.amount, f.page + 1, begins(&f.text))).collect()
    }
}

fn lines(kind: Kind, n: u32, page: usize, begins: &str) -> (Kind, Amount, usize, String) {
    (kind, Amount::Lines(n), page, begins.into())
}

fn thousandths(kind: Kind, n: u32, page: usize, begins: &str) -> (Kind, Amount, usize, String) {
    (kind, Amount::Thousandths(n), page, begins.into())
}

fn there(kind: Kind, page: usize, begins: &str) -> (Kind, Amount, usize, String) {
    (kind, Amount::Unmeasured, page, begins.into())
}

#[test]
fn loose_and_tight_lines_are_told_worst_first_and_bounds_are_borne() {
    let mut book = Book::new();
    for (text, ratio) in
        [("one a", 1500), ("two b", 1501), ("three c", 2500), ("four d", 700), ("five e", 699), ("six f", 500)]
    {
        book = book.line_in(Layer::Text, text, Some(ratio), false);
    }
    let book = book.last("a line without a measure to fill");
    assert_eq!(
        book.faults(),
        [
            thousandths(Kind::LooseLine, 2500, 1, "three"),
            thousandths(Kind::LooseLine, 1501, 1, "two"),
            thousandths(Kind::TightLine, 500, 1, "six"),
            thousandths(Kind::TightLine, 699, 1, "five"),
        ]
    );
}

#[test]
fn figures_are_those_of_arithmetic() {
    let mut book = Book::new();
    for (text, ratio) in [("one a-", 800), ("two b", 1000), ("three c", 1000), ("four d-", 1600)] {
        book = book.line_in(Layer::Text, text, Some(ratio), false);
    }
    let book = book.last("end of it-").line_in(Layer::Note, "a note", Some(3000), true);
    let card = book.score();
    // Squares of -300, -100, -100, 500, a quarter of 360,000, and its root.
    let text = Figures { lines: 4, mean: 1100, deviation: 300, percentile_95: 1600, loose: 1, tight: 0, hyphens: 2 };
    assert_eq!(card.text, text);
    assert_eq!(card.notes, Figures { lines: 1, mean: 3000, percentile_95: 3000, loose: 1, ..Figures::default() });
    assert_eq!(Book::new().score().text, Figures::default());
}

#[test]
fn three_hyphens_are_a_ladder_even_over_a_page_and_two_are_not() {
    let two = Book::new().line("so hyph-").line("en also-").line("and no").last("more of it, thanks");
    assert_eq!(two.faults(), []);
    let book = Book::new().line("we climb-").line("up higher-").page(COLUMN).line("to heaven\u{2010}").line("by steps");
    assert_eq!(book.faults(), [lines(Kind::Ladder, 3, 1, "we"), there(Kind::PageHyphen, 1, "up")]);
    // Two paragraphs do not make one ladder.
    assert_eq!(Book::new().line("a b-").last("and so on-").line("e f-").last("g h, or so").faults(), []);
}

#[test]
fn a_last_line_under_three_ems_is_a_runt() {
    let of = |last| Book::new().line("some words before").last(last).faults();
    assert_eq!(of("it is so."), []);
    assert_eq!(of("it."), [thousandths(Kind::Runt, 1500, 1, "it.")]);
    // A paragraph of one line is as short as it is, and so is what follows a line that is not filled.
    assert_eq!(Book::new().last("it.").faults(), []);
    assert_eq!(Book::new().line_in(Layer::Text, "of verse,", None, false).last("it.").faults(), []);
}

#[test]
fn words_above_themselves_are_seen_whatever_stands_about_them() {
    let book =
        Book::new().line("“The one goes").line("the other stays,").line("The third stays").last("and all. Stays?2");
    assert_eq!(book.faults(), [lines(Kind::RepeatedStart, 3, 1, "“The"), lines(Kind::RepeatedEnd, 3, 1, "the")]);
    assert_eq!(Book::new().line("– a dash, then").last("– dashes all").faults(), []);
    assert_eq!(Book::new().last("The paragraph ends here.").last("The next one does not.").faults(), []);
    assert_eq!(Book::new().line("in 1917 it was").last("1917 as it is, of").faults(), []);
    assert_eq!(
        Book::new().line("1917 it was").last("1917 once more").faults(),
        [lines(Kind::RepeatedStart, 2, 1, "1917")]
    );
}

#[test]
fn lines_alone_at_the_edge_of_a_page_are_widows_and_orphans() {
    let whole = Book::new().line("one and").line("two, too").page(COLUMN).line("three or").last("four of them");
    assert_eq!(whole.faults(), []);
    let widow = Book::new().line("one and").line("two, too").page(COLUMN).last("three of them");
    assert_eq!(widow.faults(), [there(Kind::Widow, 2, "three")]);
    let orphan = Book::new().last("before").line("one and").page(COLUMN).line("two, too").last("three of them");
    assert_eq!(orphan.faults(), [there(Kind::Orphan, 1, "one")]);
    let both = Book::new().line("one and").page(COLUMN).last("two of them");
    assert_eq!(both.faults(), [there(Kind::Widow, 2, "two"), there(Kind::Orphan, 1, "one")]);
    // A heading at the head of a page, and the article's end.
    assert_eq!(Book::new().last("one of them").page(COLUMN).last("A heading").faults(), []);
}

#[test]
fn white_at_the_foot_is_short_but_not_at_the_end() {
    let column = |lines: i32| Column { text: LEADING * lines, ..COLUMN };
    // Pages 2 and 3 face each other; page 1 has no neighbour.
    let book = |two: Column, three: Column| {
        let book = Book::new().last("one").page(two).last("two").page(three).last("three").page(COLUMN);
        book.last("four").faults()
    };
    assert_eq!(book(column(10), column(10)), []);
    assert_eq!(
        book(column(9), column(9)),
        [thousandths(Kind::ShortPage, 1000, 2, "two"), thousandths(Kind::ShortPage, 1000, 3, "three"),]
    );
    assert_eq!(
        book(column(10), column(7)),
        [thousandths(Kind::ShortPage, 3000, 3, "three"), thousandths(Kind::UnequalSpread, 3000, 2, "two"),]
    );
    let last = |lines| Column { last: true, ..column(lines) };
    assert_eq!(book(column(10), last(3)), []);
    assert_eq!(book(last(3), column(10)), []);
    // Notes stand at the foot, so the page ends level; white above them is seen as well.
    let notes = Column { notes: LEADING * 2, ..column(6) };
    assert_eq!(book(column(10), notes), [thousandths(Kind::ShortPage, 2000, 3, "three")]);
}

#[test]
fn a_note_that_goes_on_is_split() {
    let carried = Column { carried: true, notes: LEADING, text: LEADING * 9, ..COLUMN };
    let book = Book::new().last("text").line_in(Layer::Note, "1 a note", Some(1000), false);
    let book = Book { nth: 0, ..book.page(carried) }.line_in(Layer::Text, "more", None, true);
    let book = Book { nth: 1, ..book }.line_in(Layer::Note, "goes on", None, true);
    assert_eq!(book.faults(), [there(Kind::SplitNote, 2, "goes")]);
}

/// Lines with spaces at these places: left edge and width, in thousandths of a point.
fn lines_of(gaps: &[&[(i32, i32)]]) -> Vec<Seen> {
    let source = Span::new(FileId(0), 0..1);
    let seen = |(nth, gaps): (usize, &&[(i32, i32)])| Seen {
        page: 0,
        y: LEADING * i32::try_from(nth).unwrap(),
        paragraph: InParagraph { source, nth, last: false, white: Sp::ZERO },
        text: nth.to_string(),
        gaps: gaps.iter().map(|(x, w)| Gap { left: Sp::milli_pt(*x), right: Sp::milli_pt(x + w) }).collect(),
        size: Sp::pt(10),
        width: Sp::pt(100),
        hyphen: false,
    };
    gaps.iter().enumerate().map(seen).collect()
}

/// The rivers in lines: the line where each begins and its length.
fn rivers_in(lines: &[Seen]) -> Vec<(String, Amount)> {
    let mut faults = Vec::new();
    rivers::find(lines, &mut faults);
    faults.into_iter().map(|fault| (fault.text, fault.amount)).collect()
}

fn river(begins: usize, lines: u32) -> (String, Amount) {
    (begins.to_string(), Amount::Lines(lines))
}

#[test]
fn four_spaces_below_each_other_are_a_river_and_three_are_not() {
    let straight: Vec<&[(i32, i32)]> = vec![&[(20_000, 3_000), (50_000, 3_000)]; 4];
    assert_eq!(rivers_in(&lines_of(&straight)), [river(0, 4), river(0, 4)]);
    assert_eq!(rivers_in(&lines_of(&straight[..3])), []);
    // One that winds: each half above the other, no further.
    let winding = |step: i32| {
        lines_of(&[&[(20_000, 3_000)], &[(20_000 + step, 3_000)], &[(20_000, 3_000)], &[(20_000 - step, 3_000)]])
    };
    assert_eq!(rivers_in(&winding(1_500)), [river(0, 4)]);
    assert_eq!(rivers_in(&winding(1_510)), []);
    // Wide spaces that overlap may still run too far aside: half the leading is 6.5 points.
    let aside = |step: i32| {
        lines_of(&[
            &[(20_000, 30_000)],
            &[(20_000 + step, 30_000)],
            &[(20_000 + 2 * step, 30_000)],
            &[(20_000 + 3 * step, 30_000)],
        ])
    };
    assert_eq!(rivers_in(&aside(6_490)), [river(0, 4)]);
    assert_eq!(rivers_in(&aside(6_510)), []);
}

#[test]
fn a_river_ends_with_the_page_and_does_not_share_its_bed() {
    let mut turned = lines_of(&[&[(20_000, 3_000)][..]; 7]);
    assert_eq!(rivers_in(&turned), [river(0, 7)]);
    for line in &mut turned[3..] {
        line.page = 1;
    }
    assert_eq!(rivers_in(&turned), [river(3, 4)]);
    // Two sources that run together are one river, which takes the wider source.
    let together =
        lines_of(&[&[(18_500, 3_000), (22_000, 4_000)], &[(20_000, 3_000)], &[(20_000, 3_000)], &[(20_000, 3_000)]]);
    assert_eq!(rivers_in(&together), [river(0, 4)]);
}

/// The longest chain of touching spaces that begins in a space, by trying all.
fn longest_from(lines: &[Seen], line: usize, gap: Gap) -> usize {
    let wide = |sp: Sp| i64::from(sp.0);
    let on = lines.get(line + 1).into_iter().flat_map(|below| &below.gaps).filter(|other| {
        let shared = wide(gap.right).min(wide(other.right)) - wide(gap.left).max(wide(other.left));
        let middles = (wide(gap.left) + wide(gap.right) - wide(other.left) - wide(other.right)).abs();
        shared > 0 && shared * 2 >= wide(gap.width()).min(wide(other.width())) && middles <= wide(LEADING)
    });
    1 + on.map(|other| longest_from(lines, line + 1, *other)).max().unwrap_or(0)
}

proptest! {
    #[test]
    fn the_longest_river_is_found_and_no_river_is_invented(
        gaps in prop::collection::vec(prop::collection::vec((0..12_i32, 2..5_i32), 0..4), 1..9),
    ) {
        let gaps: Vec<Vec<(i32, i32)>> =
            gaps.into_iter().map(|line| line.into_iter().map(|(x, w)| (x * 1_500, w * 1_000)).collect()).collect();
        let lines = lines_of(&gaps.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let starts = lines.iter().enumerate().flat_map(|(n, line)| line.gaps.iter().map(move |gap| (n, *gap)));
        let longest = starts.map(|(n, gap)| longest_from(&lines, n, gap)).max().unwrap_or(0);
        let found = rivers_in(&lines);
        let expected = (longest >= 4).then(|| Amount::Lines(u32::try_from(longest).unwrap()));
        prop_assert_eq!(found.first().map(|(_, amount)| *amount), expected);
        prop_assert!(found.iter().all(|(_, amount)| *amount >= Amount::Lines(4)));
    }
}

#[test]
fn limits_are_held_and_what_exceeds_them_is_told_with_its_worst_place() {
    let book = Book::new()
        .line_in(Layer::Text, "loose line-", Some(1_600), false)
        .line_in(Layer::Text, "looser line", Some(1_900), false)
        .line("as it should")
        .last("be.")
        .score();
    let at = Span::new(FileId(0), 7..8);
    let said = |limits: LimitSettings| {
        let errors = exceeded(&book, &limits, "News");
        errors.iter().map(|e| (e.message.clone(), e.span, e.label.clone().unwrap_or_default())).collect::<Vec<_>>()
    };
    let of = |kind, most| LimitSettings { faults: vec![(kind, most, at)], ..LimitSettings::default() };
    let first = Some(Span::new(FileId(0), 0..9));
    let here = "the worst is in here, on page 1".to_owned();
    assert_eq!(said(of(Kind::LooseLine, Most::Count(2))), []);
    assert_eq!(said(of(Kind::LooseLine, Most::Share(66_667))), []);
    let found = "“News” has 2 loose lines, and 1 is allowed".to_owned();
    assert_eq!(said(of(Kind::LooseLine, Most::Count(1))), [(found, first, here.clone())]);
    let found = "“News” has 2 loose lines, 66.666 % of its lines, and 66.5 % is allowed".to_owned();
    assert_eq!(said(of(Kind::LooseLine, Most::Share(66_500))), [(found, first, here.clone())]);
    let found = "“News” has 1 runt, and none is allowed".to_owned();
    assert_eq!(said(of(Kind::Runt, Most::Count(0))), [(found, first, here.clone())]);
    let hyphens = LimitSettings { hyphens: Some((Most::Count(0), at)), ..LimitSettings::default() };
    let found = "“News” has 1 line that ends in a hyphen, and none is allowed".to_owned();
    assert_eq!(said(hyphens), [(found, Some(at), String::new())]);
    let deviation = |n| LimitSettings { space_deviation: Some((n, at)), ..LimitSettings::default() };
    assert_eq!(said(deviation(375)), []);
    let found = "the spaces of “News” deviate by 0.374, and 0.15 is allowed".to_owned();
    assert_eq!(said(deviation(150)), [(found, first, here)]);
}
