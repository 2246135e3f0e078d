//! The trade's own figures. That whole pamphlets read from first to last once they are printed, folded and cut is shown
//! with real files in `tests/imposition.rs`.

use super::*;
use crate::config::{Blanks, Flip, PageSettings, PrintSettings, Scale, Sheet};
use crate::typeset::Sp;

fn pages(count: usize, ends_with_cover: bool) -> Pages {
    let page = PageSettings::default();
    Pages { width: page.width, height: page.height, count, ends_with_cover }
}

/// Sheets as the trade writes them: `8|1 / 2|7 ; 6|3 / 4|5`, rows parted by commas, turned pages with an arrow.
fn written(folding: &Folding, filled: &[Option<usize>]) -> Vec<String> {
    let cell = |cell: &Option<Cell>| {
        let page = cell.and_then(|cell| Some((filled[cell.place]?, cell.turned)));
        page.map_or("–".to_owned(), |(page, turned)| format!("{}{}", page + 1, if turned { "↓" } else { "" }))
    };
    let side = |side: &[Option<Cell>]| {
        let row = |row: &[Option<Cell>]| row.iter().map(cell).collect::<Vec<_>>().join("|");
        side.chunks(folding.columns.len()).map(row).collect::<Vec<_>>().join(", ")
    };
    folding.sheets.iter().map(|sheet| format!("{} / {}", side(&sheet.front), side(&sheet.back))).collect()
}

fn sheets(scheme: Scheme, count: usize, blanks: Blanks, cover: bool, binding: Binding) -> Vec<String> {
    let foldings = foldings(scheme, count, binding);
    let all = foldings
        .iter()
        .map(|(_, folding)| written(folding, &super::blanks::fill(count, folding.places, blanks, cover)));
    all.collect::<Vec<_>>().concat()
}

#[test]
fn small_booklets_are_laid_out_as_on_paper() {
    for (count, end, before_back) in [
        (0, "", ""),
        (1, "–|1 / –|–", "–|1 / –|–"),
        (4, "4|1 / 2|3", "4|1 / 2|3"),
        (5, "–|1 / 2|– ; –|3 / 4|5", "5|1 / 2|– ; –|3 / 4|–"),
        (8, "8|1 / 2|7 ; 6|3 / 4|5", "8|1 / 2|7 ; 6|3 / 4|5"),
        (13, "–|1 / 2|– ; –|3 / 4|13 ; 12|5 / 6|11 ; 10|7 / 8|9", "13|1 / 2|– ; –|3 / 4|– ; 12|5 / 6|11 ; 10|7 / 8|9"),
    ] {
        let booklet = |blanks, cover| sheets(Scheme::Booklet, count, blanks, cover, Binding::Left).join(" ; ");
        assert_eq!(booklet(Blanks::End, true), end, "{count} pages");
        assert_eq!(booklet(Blanks::BeforeBack, false), before_back, "{count} pages");
        assert_eq!(booklet(Blanks::Auto, false), end, "{count} pages");
        assert_eq!(booklet(Blanks::Auto, true), before_back, "{count} pages");
    }
}

#[test]
fn sheets_of_thick_booklets_are_where_the_formula_puts_them() {
    let of = |scheme, count| sheets(scheme, count, Blanks::End, false, Binding::Left);
    let booklet = of(Scheme::Booklet, 32);
    assert_eq!((booklet.len(), &*booklet[0], &*booklet[7]), (8, "32|1 / 2|31", "18|15 / 16|17"));
    let saddle = of(Scheme::Saddle, 100);
    assert_eq!((saddle.len(), &*saddle[0], &*saddle[12]), (25, "100|1 / 2|99", "76|25 / 26|75"));
    assert_eq!(saddle[24], "52|49 / 50|51");
    for scheme in [Scheme::Booklet, Scheme::Sections] {
        let sections = of(scheme, 100);
        assert_eq!((sections.len(), &*sections[0], &*sections[4]), (25, "20|1 / 2|19", "12|9 / 10|11"));
        assert_eq!(sections[24], "92|89 / 90|91");
    }
    assert_eq!(foldings(Scheme::Booklet, 48, Binding::Left)[0].1.sections.len(), 1);
    assert_eq!(foldings(Scheme::Booklet, 49, Binding::Left)[0].1.sections.len(), 3);
}

#[test]
fn other_schemes_are_laid_out_as_the_trade_does() {
    for (scheme, count, left, right) in [
        (Scheme::CutStack, 8, "1|5 / 6|2 ; 3|7 / 8|4", "5|1 / 2|6 ; 7|3 / 4|8"),
        (Scheme::Mini, 8, "8|1, 6|3 / 2|7, 4|5", "1|8, 3|6 / 7|2, 5|4"),
        (Scheme::Mini, 3, "–|1, –|– / 2|3, –|–", "1|–, –|– / 3|2, –|–"),
        (Scheme::Quarto, 8, "5↓|4↓, 8|1 / 3↓|6↓, 2|7", "4↓|5↓, 1|8 / 6↓|3↓, 7|2"),
        (
            Scheme::Octavo,
            16,
            "5↓|12↓|9↓|8↓, 4|13|16|1 / 7↓|10↓|11↓|6↓, 2|15|14|3",
            "8↓|9↓|12↓|5↓, 1|16|13|4 / 6↓|11↓|10↓|7↓, 3|14|15|2",
        ),
        (Scheme::Zine, 8, "5↓|4↓|3↓|2↓, 6|7|8|1 / ", "2↓|3↓|4↓|5↓, 1|8|7|6 / "),
        (Scheme::Quarter, 4, "3↓|2↓, 4|1 / ", "2↓|3↓, 1|4 / "),
        (Scheme::Trifold, 6, "5|6|1 / 2|3|4", "1|6|5 / 4|3|2"),
        (Scheme::Cover, 8, "8|1 / 2|7 ; 6|3 / 4|5", "1|8 / 7|2 ; 3|6 / 5|4"),
    ] {
        assert_eq!(sheets(scheme, count, Blanks::End, false, Binding::Left).join(" ; "), left, "{scheme:?}");
        assert_eq!(sheets(scheme, count, Blanks::End, false, Binding::Right).join(" ; "), right, "{scheme:?}");
    }
}

#[test]
fn a_thick_booklet_with_a_cover_apart_has_sections_within_it() {
    let [cover, body] = &foldings(Scheme::Cover, 64, Binding::Left)[..] else { panic!("two parts") };
    assert_eq!((cover.0, cover.1.sheets.len(), body.0, body.1.sheets.len()), ("cover", 1, "body", 15));
    let all: Vec<String> = sheets(Scheme::Cover, 64, Blanks::End, false, Binding::Left);
    assert_eq!((&*all[0], &*all[1], &*all[15]), ("64|1 / 2|63", "22|3 / 4|21", "54|51 / 52|53"));
}

fn one(count: usize, scheme: Scheme, sheet: Sheet, flip: Flip, print: &PrintSettings) -> Imposed {
    impose(&pages(count, false), scheme, sheet, flip, print).expect("it fits").swap_remove(0).1
}

#[test]
fn the_default_page_lies_at_the_fold_of_both_sheets() {
    let print = PrintSettings::default();
    let imposed = one(8, Scheme::Booklet, Sheet::A4, Flip::Short, &print);
    let side = &imposed.sides[0].placements;
    assert_eq!((imposed.width.to_string(), imposed.height.to_string()), ("841.89".into(), "595.28".into()));
    // (297 − 2 · 139.7) / 2 = 8.8 mm of paper beyond the outer edge, none above.
    assert_eq!((side[0].page, side[0].x.to_string(), side[0].y.to_string()), (7, "24.94".into(), "0.00".into()));
    assert_eq!((side[1].page, side[1].x, side[1].y), (0, imposed.width / 2, side[0].y));
    assert!(imposed.sides.iter().all(|side| side.marks.is_empty()));

    let imposed = one(8, Scheme::Booklet, Sheet::Letter, Flip::Long, &print);
    assert_eq!((imposed.width, imposed.height), (Sp::pt(792), Sp::pt(612)));
    let back = &imposed.sides[1].placements;
    // 2 | 7 turned about: 7 comes to lie on the left; 2.95 mm of paper above and below.
    assert_eq!((back[0].page, back[0].x, back[0].rotated), (6, Sp::ZERO, true));
    assert_eq!((back[1].page, back[1].x, back[1].y.to_string()), (1, Sp::pt(396), "8.36".into()));
    assert!(imposed.sides[0].placements.iter().all(|placement| !placement.rotated));
}

#[test]
fn inner_sheets_creep_by_the_paper_they_lie_in() {
    let print = PrintSettings { creep: 1000, ..PrintSettings::default() };
    // Innermost shifts for office paper of a tenth of a millimetre.
    for (count, tenths) in [(8, 1), (16, 3), (32, 7), (48, 11), (64, 15), (100, 24)] {
        let imposed = one(count, Scheme::Saddle, Sheet::A4, Flip::Short, &print);
        let innermost = imposed.sides[imposed.sides.len() - 1].placements[1].x;
        let shift = imposed.width / 2 - innermost;
        assert!((shift - Sp::um(tenths * 100)).0.abs() < 64, "{count} pages: {shift}");
    }
    // Leaves that do not lie in one another do not creep, and without trimming none is to.
    for (scheme, creep) in [(Scheme::CutStack, 1000), (Scheme::Booklet, 0)] {
        let print = PrintSettings { creep, ..PrintSettings::default() };
        let flat = one(48, scheme, Sheet::A4, Flip::Short, &print);
        let mut places: Vec<Sp> = flat.sides.iter().flat_map(|side| &side.placements).map(|p| p.x).collect();
        places.sort();
        places.dedup();
        assert!(places.len() <= 4, "{scheme:?}: {places:?}");
    }
}

#[test]
fn the_gutter_is_white_between_the_binding_edge_and_the_page() {
    let print = PrintSettings { gutter: Sp::um(4_000), ..PrintSettings::default() };
    let imposed = one(8, Scheme::CutStack, Sheet::A4, Flip::Short, &print);
    let side = &imposed.sides[0].placements;
    assert_eq!((side[0].page, side[0].x), (0, Sp::um(4_000)));
    assert_eq!((side[1].page, side[1].x), (4, imposed.width / 2 + Sp::um(4_000)));
    // Half a Letter sheet has no room for it.
    assert!(impose(&pages(8, false), Scheme::CutStack, Sheet::Letter, Flip::Short, &print).is_err());
}

#[test]
fn pages_are_scaled_only_when_told_to() {
    let print = PrintSettings::default();
    let refused = impose(&pages(8, false), Scheme::Mini, Sheet::A4, Flip::Long, &print).expect_err("it is too large");
    assert_eq!(
        refused.to_string(),
        "there is no mini for A4: a page of 139.7 × 210.0 mm is larger than its place on the sheet, 105.0 × 148.5 mm"
    );
    let print = PrintSettings { scale: Scale::Fit, ..print };
    let imposed = one(8, Scheme::Mini, Sheet::A4, Flip::Long, &print);
    // As high as a quarter of the sheet, and 98.8 mm wide; an upright sheet needs no turning for the long edge.
    assert_eq!((imposed.scale, imposed.page.1.to_string()), (707_142, "420.94".into()));
    assert!(imposed.sides.iter().flat_map(|side| &side.placements).all(|placement| !placement.rotated));
    let a6 = Pages { width: Sp::um(105_000), height: Sp::um(148_000), ..pages(8, false) };
    let exact = impose(&a6, Scheme::Mini, Sheet::A4, Flip::Long, &PrintSettings::default()).expect("it fits");
    assert_eq!(exact[0].1.scale, 1_000_000);
}

#[test]
fn too_many_pages_for_one_sheet_are_refused() {
    for (scheme, most) in [(Scheme::Zine, 8), (Scheme::Quarter, 4), (Scheme::Trifold, 6)] {
        let print = PrintSettings { scale: Scale::Fit, ..PrintSettings::default() };
        let of = |count| impose(&pages(count, false), scheme, Sheet::A4, Flip::Long, &print);
        assert!(of(most).is_ok());
        assert_eq!(of(most + 1).expect_err("too many").why, Why::TooMany { pages: most + 1, most });
    }
}

#[test]
fn the_narrow_panel_of_a_leaflet_is_the_one_folded_in() {
    let page = Pages { width: Sp::um(97_000), height: Sp::um(210_000), count: 6, ends_with_cover: false };
    for (binding, panels) in [(Binding::Left, [5, 4]), (Binding::Right, [5, 4])] {
        let print = PrintSettings { binding, ..PrintSettings::default() };
        let imposed = impose(&page, Scheme::Trifold, Sheet::A4, Flip::Short, &print).expect("it fits")[0].1.clone();
        for (side, narrow) in imposed.sides.iter().zip(panels) {
            let place = side.placements.iter().find(|placement| placement.page + 1 == narrow).expect("it is there");
            // In a panel of 97 mm the page has no white beside it, at the sheet's edge.
            let beside = Ord::min(place.x, imposed.width - place.x - page.width);
            assert!(beside.0.abs() < 100, "{binding:?}: {beside}");
        }
    }
}

#[test]
fn jobs_are_named_by_scheme_sheet_and_flip() {
    let names = |print: &PrintSettings, count| -> Vec<String> {
        jobs(&pages(count, false), print).0.into_iter().map(|job| job.name).collect()
    };
    let print = PrintSettings::default();
    assert_eq!(
        names(&print, 60),
        ["booklet-a4-short-edge", "booklet-a4-long-edge", "booklet-letter-short-edge", "booklet-letter-long-edge"]
    );
    let print = PrintSettings {
        sheets: vec![Sheet::A4],
        schemes: vec![Scheme::Cover, Scheme::Zine],
        duplex: crate::config::Duplex::Manual,
        scale: Scale::Fit,
        ..print
    };
    assert_eq!(
        names(&print, 8),
        [
            "cover-a4-fronts",
            "cover-a4-backs-short-edge",
            "body-a4-fronts",
            "body-a4-backs-short-edge",
            "cover-a4-backs-long-edge",
            "body-a4-backs-long-edge",
            "zine8-a4"
        ]
    );
    // Four pages are all cover.
    assert_eq!(names(&print, 4).iter().filter(|name| name.starts_with("body")).count(), 0);
}

#[test]
fn manual_backs_meet_their_fronts_in_the_order_the_tray_gives_them() {
    use crate::config::{Duplex, Order};
    let first = |duplex, order| -> Vec<usize> {
        let print = PrintSettings { duplex, order, flips: vec![Flip::Short], ..PrintSettings::default() };
        let (jobs, _) = jobs(&pages(16, false), &print);
        jobs[..2].iter().map(|job| job.imposed.sides[0].placements[0].page + 1).collect()
    };
    assert_eq!(first(Duplex::Manual, Order::FirstSheet), [16, 2]);
    assert_eq!(first(Duplex::ManualReversed, Order::FirstSheet), [16, 8]);
    assert_eq!(first(Duplex::Manual, Order::LastSheet), [10, 8]);
    assert_eq!(first(Duplex::ManualReversed, Order::LastSheet), [10, 2]);
}

#[test]
fn advice_is_given_for_one_page_and_beyond_the_stapler_only() {
    let advised = |scheme| (0..=60).filter(|&pages| advice("T", scheme, pages).is_some()).collect::<Vec<usize>>();
    assert_eq!(advised(Scheme::Booklet), [1]);
    assert_eq!(advised(Scheme::Saddle), [vec![1], (49..=60).collect()].concat());
    assert_eq!(advised(Scheme::Zine), [0; 0]);
}

#[test]
fn steps_go_down_the_spines_of_sections_and_marks_stay_on_the_sheet() {
    let mut print = PrintSettings::default();
    let imposed = one(100, Scheme::Sections, Sheet::A4, Flip::Long, &print);
    let steps: Vec<(usize, Sp)> = imposed
        .sides
        .iter()
        .enumerate()
        .flat_map(|(side, marks)| marks.marks.iter().map(move |mark| (side, mark)))
        .map(|(side, mark)| match mark {
            Mark::Bar { x, y, width, .. } => {
                assert_eq!(*x + *width / 2, imposed.width / 2);
                (side, *y)
            }
            Mark::Line { .. } => panic!("no lines were asked for"),
        })
        .collect();
    assert_eq!(steps.iter().map(|(side, _)| *side).collect::<Vec<_>>(), [0, 10, 20, 30, 40]);
    assert!(steps.is_sorted_by(|a, b| a.1 < b.1));

    print.marks.fold = true;
    print.marks.crop = true;
    print.scale = Scale::Fit;
    for (_, scheme) in Scheme::NAMES {
        for (_, sheet) in Sheet::NAMES {
            let imposed = one(if most_pages(scheme).is_some() { 4 } else { 60 }, scheme, sheet, Flip::Long, &print);
            for mark in imposed.sides.iter().flat_map(|side| &side.marks) {
                let points = match *mark {
                    Mark::Line { from, to, .. } => [from, to],
                    Mark::Bar { x, y, width, height } => [(x, y), (x + width, y + height)],
                };
                for (x, y) in points {
                    assert!(x >= Sp::ZERO && y >= Sp::ZERO && x <= imposed.width && y <= imposed.height);
                }
            }
        }
    }
}

#[test]
fn what_falls_into_the_unprintable_edge_is_found() {
    let ink = |left, top, right, bottom| {
        let um = [left, top, right, bottom].map(Sp::um);
        Some(ink::Ink { left: um[0], top: um[1], right: um[2], bottom: um[3] })
    };
    // On half an A4 sheet the page reaches the upper and lower edge, and stops 8.8 mm before the outer ones.
    let inks = [
        ink(15_000, 9_000, 120_000, 190_000),
        ink(15_000, 3_000, 120_000, 190_000),
        ink(0, 9_000, 139_700, 190_000),
        None,
        ink(15_000, 9_000, 120_000, 207_000),
    ];
    for flip in [Flip::Short, Flip::Long] {
        let near = |sheet| {
            ink::near_edges(&one(5, Scheme::Booklet, sheet, flip, &PrintSettings::default()), &inks, Sp::um(4_000))
        };
        assert_eq!(near(Sheet::A4), [1, 4]);
        // Half a Letter sheet is as wide as the page and 5.9 mm higher.
        assert_eq!(near(Sheet::Letter), [2]);
    }
}
