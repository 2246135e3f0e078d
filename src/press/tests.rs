//! The services' rules at their limits.

use std::sync::Arc;

use super::service::{self, Refused};
use crate::config::{Paper, PressFile, PressSettings, Rgb};
use crate::typeset::{Colour, Face, Fitted, Page, Paged, Placed, Sp};

const SERVICES: [PressFile; 4] = [PressFile::Kdp, PressFile::Ingram, PressFile::Lulu, PressFile::Bod];

fn paged(width: i32, height: i32) -> Paged {
    Paged {
        width: Sp::um(width),
        height: Sp::um(height),
        second: Rgb::BLACK,
        pages: Vec::new(),
        back_cover: false,
        fitted: Fitted::default(),
        faces: Vec::<Arc<Face>>::new(),
        outline: Vec::new(),
        destinations: Vec::new(),
        structure: Vec::new(),
        turns: Vec::new(),
    }
}

/// A page printed but for these margins: left, right, and at the top and at the foot the same.
fn page(of: &Paged, left: i32, right: i32, ends: i32) -> Page {
    let (left, right, ends) = (Sp::um(left), Sp::um(right), Sp::um(ends));
    let (width, height) = (of.width - left - right, of.height - ends * 2);
    Page { items: vec![Placed::Rule { x: left, y: ends, width, height, colour: Colour::Black }], ..Page::default() }
}

fn takes(service: PressFile, of: &Paged, pages: &[Page]) -> Result<(), Refused> {
    let rules = service::rules(service).expect("it has rules");
    service::takes(rules, of, &pages.iter().collect::<Vec<_>>())
}

/// So many pages with margins at the spine and outside.
fn book(of: &Paged, count: usize, spine: i32, outside: i32) -> Vec<Page> {
    let recto = page(of, spine, outside, outside);
    let verso = page(of, outside, spine, outside);
    (0..count).map(|i| if i % 2 == 0 { recto.clone() } else { verso.clone() }).collect()
}

#[test]
fn the_least_and_the_most_pages_are_taken_and_one_leaf_beyond_is_not() {
    let of = paged(139_700, 210_000);
    for (service, least, most) in
        [(SERVICES[0], 24, 828), (SERVICES[1], 18, 1200), (SERVICES[2], 32, 1600), (SERVICES[3], 24, 900)]
    {
        for count in [least, most] {
            assert_eq!(takes(service, &of, &book(&of, count, 32_000, 13_000)), Ok(()), "{service:?} {count}");
        }
        assert!(takes(service, &of, &book(&of, least - 2, 32_000, 13_000)).is_err(), "{service:?}");
        let beyond = takes(service, &of, &book(&of, most + 2, 32_000, 13_000));
        assert_eq!(beyond.is_err(), service != PressFile::Lulu, "{service:?}");
    }
}

#[test]
fn margins_grow_with_the_book() {
    let of = paged(139_700, 210_000);
    let refused = |service, count, spine, outside| takes(service, &of, &book(&of, count, spine, outside)).err();
    for (service, count, spine, outside) in [
        (PressFile::Kdp, 150, 9_525, 6_350),
        (PressFile::Kdp, 152, 12_700, 6_350),
        (PressFile::Kdp, 700, 19_050, 6_350),
        (PressFile::Kdp, 702, 22_225, 6_350),
        (PressFile::Ingram, 400, 12_700, 12_700),
        (PressFile::Lulu, 58, 12_700, 12_700),
        (PressFile::Lulu, 60, 15_700, 12_700),
        (PressFile::Lulu, 602, 31_700, 12_700),
        (PressFile::Bod, 400, 5_000, 5_000),
    ] {
        assert_eq!(refused(service, count, spine, outside), None, "{service:?} {count}");
        let narrow = refused(service, count, spine - 500, outside).expect("the spine is too narrow");
        assert!(narrow.why.contains("at the spine, and page 1 has"), "{}", narrow.why);
        assert_eq!(narrow.hint, "make `inside` in `[page]` wider by 0.5 mm");
        let narrow = refused(service, count, spine, outside - 500).expect("the edge is too narrow");
        assert!(narrow.why.contains("edge, and page 1 has"), "{}", narrow.why);
    }
    // The page that is worst is named.
    let mut pages = book(&of, 40, 20_000, 20_000);
    pages[6] = page(&of, 20_000, 3_000, 20_000);
    let refused = takes(PressFile::Kdp, &of, &pages).expect_err("a page is too wide");
    assert_eq!(refused.why, "KDP wants 6.4 mm of white at the outer edge, and page 7 has 3.0 mm");
}

#[test]
fn sizes_have_limits_where_they_are_said() {
    for (width, height, taken) in
        [(101_600, 152_400, true), (215_900, 296_926, true), (100_000, 160_000, false), (210_000, 300_000, false)]
    {
        let of = paged(width, height);
        assert_eq!(takes(PressFile::Kdp, &of, &book(&of, 24, 30_000, 30_000)).is_ok(), taken, "{width} × {height}");
    }
}

#[test]
fn spines_are_as_thick_as_the_services_say() {
    let spine = |service, pages, settings: &PressSettings| {
        service::spine(service::rules(service).expect("it has rules"), pages, settings)
    };
    let white = PressSettings::default();
    let cream = PressSettings { paper: Paper::Cream, ..white.clone() };
    let measured = PressSettings { caliper: Some(Sp::um(100)), ..white.clone() };
    let near = |thickness: Result<Sp, Refused>, inches: f64| {
        let inches = inches * 72.0 - thickness.expect("it is known").to_pt();
        assert!(inches.abs() < 0.01, "{inches}");
    };
    near(spine(PressFile::Kdp, 200, &white), 200.0 * 0.002_252);
    near(spine(PressFile::Kdp, 200, &cream), 200.0 * 0.0025);
    near(spine(PressFile::Lulu, 200, &white), 200.0 / 444.0 + 0.06);
    for service in SERVICES {
        assert_eq!(spine(service, 200, &measured), Ok(Sp::um(100) * 100));
    }
    for service in [PressFile::Ingram, PressFile::Bod] {
        assert!(spine(service, 200, &white).expect_err("only the printer knows").hint.contains("divided by 100"));
    }
}
