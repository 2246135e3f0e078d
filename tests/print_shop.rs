//! The commands that are about paper, and the PDFs of others.

mod common;

use common::desk::Desk;
use common::sheets::{self, Side};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use pamphlet::config::{Flip, PrintSettings, Scale, Scheme, Sheet};
use pamphlet::impose::impose;
use pamphlet::pdf::{Foreign, PageBox};

/// What is unusual about a page of another program's PDF.
#[derive(Debug, Clone, Copy, Default)]
struct Odd {
    /// Turned so far, clockwise.
    rotate: i64,
    /// Where the lower left corner of its box is.
    corner: (i64, i64),
    /// Whether its content comes in parts that end within a word.
    parts: bool,
}

/// A PDF of A5 pages as another program makes them, each with its number in its middle, upright as it is shown. Sizes and
/// fonts are said once, above the pages.
fn foreign(pages: &[Odd]) -> Document {
    let mut document = Document::with_version("1.4");
    let root = document.new_object_id();
    let font = document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let kids: Vec<Object> = pages
        .iter()
        .enumerate()
        .map(|(i, odd)| {
            let sideways = odd.rotate % 180 != 0;
            let (width, height) = if sideways { (594, 420) } else { (420, 594) };
            let (x, y) = (odd.corner.0 + width / 2, odd.corner.1 + height / 2);
            let matrix = match odd.rotate.rem_euclid(360) {
                0 => "1 0 0 1",
                90 => "0 1 -1 0",
                180 => "-1 0 0 -1",
                _ => "0 -1 1 0",
            };
            let text = format!("BT /F1 12 Tf {matrix} {x} {y} Tm ({}) Tj ET", i + 1);
            let mut stream = |text: &str| {
                let mut stream = Stream::new(Dictionary::new(), text.as_bytes().to_vec());
                stream.compress().expect("it can be compressed");
                Object::Reference(document.add_object(stream))
            };
            let contents = match text.split_once(" Tm") {
                Some((before, after)) if odd.parts => {
                    Object::Array(vec![stream(before), stream(&format!("Tm{after}"))])
                }
                _ => stream(&text),
            };
            let mut page = dictionary! { "Type" => "Page", "Parent" => root, "Contents" => contents };
            if odd.rotate != 0 {
                page.set("Rotate", odd.rotate);
            }
            if sideways || odd.corner != (0, 0) {
                let (a, b) = odd.corner;
                // Corners in the other order, as the standard allows.
                page.set("MediaBox", vec![(a + width).into(), (b + height).into(), a.into(), b.into()]);
            }
            Object::Reference(document.add_object(page))
        })
        .collect();
    let count = kids.len() as i64;
    let size: Vec<Object> = vec![0.into(), 0.into(), 420.into(), 594.into()];
    let resources = dictionary! { "Font" => dictionary! { "F1" => font } };
    document.set_object(
        root,
        dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count, "MediaBox" => size, "Resources" => resources },
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    document.trailer.set("Root", catalog);
    document
}

fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("it can be written");
    bytes
}

fn imposed(bytes: &[u8], scheme: Scheme, print: &PrintSettings) -> Vec<Side> {
    let foreign = Foreign::read(bytes, PageBox::Trim).expect("it can be read");
    let parts = impose(&foreign.pages(), scheme, Sheet::A4, Flip::Short, print).expect("it fits");
    let once = foreign.write(&parts[0].1).expect("it can be written");
    assert!(once == foreign.write(&parts[0].1).expect("it can be written"), "the bytes differ");
    sheets::read(&once.whole())
}

#[test]
fn odd_pages_of_others_lie_like_even_ones() {
    let odd = [
        Odd::default(),
        Odd { rotate: 90, ..Odd::default() },
        Odd { rotate: 180, corner: (-100, 50), parts: true },
        Odd { rotate: 270, corner: (1000, -1000), parts: false },
        Odd { rotate: -90, parts: true, ..Odd::default() },
        Odd { rotate: 450, corner: (7, 7), ..Odd::default() },
        Odd { parts: true, ..Odd::default() },
    ];
    for scale in [Scale::None, Scale::Fit] {
        let print = PrintSettings { scale, ..PrintSettings::default() };
        for scheme in [Scheme::Booklet, Scheme::CutStack] {
            let (odd, even) = (
                imposed(&saved(foreign(&odd)), scheme, &print),
                imposed(&saved(foreign(&[Odd::default(); 7])), scheme, &print),
            );
            assert_eq!(odd.len(), even.len());
            for (odd, even) in odd.iter().zip(&even) {
                assert_eq!(odd.stamps.len(), even.stamps.len());
                for (odd, even) in odd.stamps.iter().zip(&even.stamps) {
                    let near = |a: f64, b: f64| (a - b).abs() < 0.01;
                    assert!(near(odd.x, even.x) && near(odd.y, even.y), "{odd:?} {even:?}");
                    assert_eq!((odd.page, odd.upright, odd.scale), (even.page, even.upright, even.scale));
                }
            }
        }
    }
}

#[test]
fn pages_of_several_sizes_are_centred_and_boxes_are_obeyed() {
    let mut document = foreign(&[Odd::default(); 4]);
    let second = *document.get_pages().get(&2).expect("there are four");
    let page = document.get_object_mut(second).and_then(Object::as_dict_mut).expect("it is a dictionary");
    page.set("TrimBox", vec![10.into(), 20.into(), 410.into(), 594.into()]);
    let annotations: Vec<Object> =
        ["Link", "Text", "Popup"].map(|kind| dictionary! { "Type" => "Annot", "Subtype" => kind }.into()).to_vec();
    page.set("Annots", annotations);
    let bytes = saved(document);
    let trimmed = Foreign::read(&bytes, PageBox::Trim).expect("it can be read");
    assert!(trimmed.uneven && trimmed.left_out == 1);
    assert!(!Foreign::read(&bytes, PageBox::Media).expect("it can be read").uneven);
    let side = &imposed(&bytes, Scheme::Booklet, &PrintSettings::default())[1];
    let stamp = side.stamps.iter().find(|stamp| stamp.page == 2).expect("it is there");
    // The middle of the trimmed page, not its number, is where the number of others is: 210 by 307 from the corner.
    let middle = (side.width / 2.0 - 210.0, side.height / 2.0);
    assert!((stamp.x - middle.0).abs() < 0.01 && (stamp.y - middle.1 - 10.0).abs() < 0.01, "{stamp:?} {middle:?}");
}

/// Word says 419.52 × 595.32 pt for A5, which is 0.02 mm higher than half an A4 sheet.
#[test]
fn pages_that_others_have_rounded_up_fit() {
    let mut document = foreign(&[Odd::default(); 2]);
    let pages = document.get_pages();
    for id in pages.values() {
        let page = document.get_object_mut(*id).and_then(Object::as_dict_mut).expect("it is a dictionary");
        page.set("MediaBox", [0.0, 0.0, 419.52, 595.32].map(Object::Real).to_vec());
    }
    let side = &imposed(&saved(document), Scheme::Booklet, &PrintSettings::default())[0];
    assert!((side.stamps[0].scale, side.stamps[0].page) == (1.0, 1));
}

#[test]
fn what_cannot_be_imposed_is_told() {
    let read = |bytes: &[u8]| Foreign::read(bytes, PageBox::Trim).map(|_| ()).map_err(|error| error.to_string());
    let with = |key: &str, value: Object| {
        let mut document = foreign(&[Odd::default(); 3]);
        let third = *document.get_pages().get(&3).expect("there are three");
        document.get_object_mut(third).and_then(Object::as_dict_mut).expect("a dictionary").set(key, value);
        read(&saved(document))
    };
    let protected = |password: &str| {
        let mut document = foreign(&[Odd::default(); 3]);
        let id = Object::string_literal(vec![7_u8; 16]);
        document.trailer.set("ID", vec![id.clone(), id]);
        let version = lopdf::EncryptionVersion::V1 {
            document: &document,
            owner_password: "owner",
            user_password: password,
            permissions: lopdf::Permissions::all(),
        };
        let state = lopdf::EncryptionState::try_from(version).expect("it can be encrypted");
        document.encrypt(&state).expect("it can be encrypted");
        read(&saved(document))
    };
    let numbers = |numbers: [f32; 4]| Object::Array(numbers.map(Object::Real).to_vec());
    for (found, says) in [
        (read(b"PK\x03\x04 something else"), "it is not a PDF"),
        (read(b"%PDF-1.7\nand no more"), "it is damaged"),
        (read(&saved(foreign(&[]))), "it has no pages"),
        (with("MediaBox", numbers([0.0, 0.0, 0.0, 595.0])), "page 3: its box is empty"),
        (with("CropBox", numbers([900.0, 900.0, 950.0, 950.0])), "page 3: its box is empty"),
        (with("MediaBox", numbers([0.0, 0.0, 1e9, 595.0])), "more than five metres"),
        (with("MediaBox", Object::Array(vec![1.into()])), "page 3: its MediaBox is not four numbers"),
        (with("Rotate", 45.into()), "page 3: it is turned by 45°"),
        (with("Contents", 7.into()), "page 3: its content is no stream"),
        (protected(""), "it is protected"),
        (protected("secret"), "it is protected"),
    ] {
        let error = found.expect_err(says);
        assert!(error.contains(says), "{error:?} does not say {says:?}");
    }
}

#[test]
fn damaged_files_never_stop_the_program() {
    let whole = saved(foreign(&[Odd::default(), Odd { rotate: 90, corner: (5, 5), parts: true }, Odd::default()]));
    // Numbers without a pattern, the same in every run (Lehmer, 1951).
    let mut number = 20_111_216_u64;
    let mut next = |below: usize| {
        number = number * 48_271 % 2_147_483_647;
        number as usize % below
    };
    let mut read = 0;
    for _ in 0..1500 {
        let mut bytes = whole.clone();
        for _ in 0..=next(6) {
            let at = next(bytes.len());
            match next(3) {
                0 => bytes[at] = next(256) as u8,
                1 => bytes.truncate(at.max(1)),
                _ => bytes.splice(at..at, *b"9").for_each(drop),
            }
        }
        if let Ok(foreign) = Foreign::read(&bytes, PageBox::Trim) {
            read += 1;
            let print = PrintSettings { scale: Scale::Fit, ..PrintSettings::default() };
            let parts = impose(&foreign.pages(), Scheme::Booklet, Sheet::A4, Flip::Long, &print).expect("scaled");
            let _ = foreign.write(&parts[0].1);
        }
    }
    assert!((100..1500).contains(&read), "{read} of 1500 could be read");
}

#[test]
fn impose_makes_files_and_tells_what_it_cannot_do() {
    let desk = Desk::empty();
    desk.put("old.pdf", saved(foreign(&[Odd::default(); 10])));
    desk.put("notes.txt", "nothing");
    let ran = desk.run("impose old.pdf");
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (Some(0), "old-booklet-a4-short-edge.pdf  3 sheets\n", "")
    );
    let ran = desk.run("impose old.pdf --scheme cover --flip long --blanks before-back --marks fold,crop --out c.pdf");
    assert_eq!(ran.out, "c-cover-a4-long-edge.pdf  1 sheet\nc-body-a4-long-edge.pdf  2 sheets\n", "{}", ran.err);
    let ran = desk.run("impose old.pdf --duplex manual --sheet a3 --out m.pdf --quiet");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""));
    assert_eq!(
        desk.surface(),
        [
            "c-body-a4-long-edge.pdf",
            "c-cover-a4-long-edge.pdf",
            "m-booklet-a3-backs-short-edge.pdf",
            "m-booklet-a3-fronts.pdf",
            "notes.txt",
            "old-booklet-a4-short-edge.pdf",
            "old.pdf"
        ]
    );
    let cover = sheets::read(&desk.tree("")["c-cover-a4-long-edge.pdf"]);
    let pages: Vec<usize> = cover.iter().flat_map(|side| &side.stamps).map(|stamp| stamp.page).collect();
    assert_eq!(pages, [10, 1, 2]);
    for (arguments, says) in [
        ("impose notes.txt", "`notes.txt` cannot be imposed: it is not a PDF"),
        ("impose none.pdf", "cannot read `none.pdf`"),
        ("impose old.pdf --scheme mini", "larger than its place on the sheet"),
        ("impose old.pdf --scheme zine8 --scale fit", "it has 8 pages, and there are 10"),
        ("impose old.pdf --out old.pdf", "would be written over"),
        ("impose old.pdf --out nowhere/x.pdf", "cannot write `nowhere/x.pdf`"),
    ] {
        let ran = desk.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{arguments}");
        assert!(ran.err.contains(says), "{arguments}: {}", ran.err);
    }
    assert_eq!(desk.run("impose old.pdf --scheme saddel").code, Some(2));
}

#[test]
fn a_printer_that_was_tested_gets_one_booklet() {
    let desk = Desk::with_book();
    let ran = desk.run("test-sheet --sheet letter");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let bytes = desk.tree("").remove("test-sheet-letter.pdf").expect("it was made");
    let document = Document::load_mem(&bytes).expect("the PDF can be read");
    assert_eq!(document.get_pages().len(), 4);
    // A printer that flips over the short edge turns the sheet like a leaf; over the long edge, the back comes out upside
    // down. Either way the half that can be read then tells the truth.
    let sides = sheets::read(&bytes);
    for back in [&sides[1], &sides[3]] {
        for (upright, flip, other) in
            [(true, "flips = \"short\"", "flips = \"long\""), (false, "flips = \"long\"", "flips = \"short\"")]
        {
            let read: Vec<&str> =
                back.words.iter().filter(|word| word.1 == upright).map(|word| word.0.as_str()).collect();
            let read = read.join(" ").replace("  ", " ");
            assert!(read.contains(flip) && !read.contains(other), "{read}");
        }
    }
    desk.put("book/book.toml", "[print]\nsheets = \"letter\"\nflips = \"long\"\norder = \"last\"\nmargin = \"5mm\"\n");
    let ran = desk.run("--only news");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let pdfs: Vec<String> = desk.names("dist").into_iter().filter(|name| name.contains("booklet")).collect();
    assert_eq!(pdfs, ["news/news-booklet-letter-long-edge.pdf"]);
}

#[test]
fn a_build_says_which_sheets_differ_from_the_last_edition() {
    let desk = Desk::with_book();
    let long: String =
        (1..=60).map(|i| format!("Paragraph {i} of a text that goes on and on, over the pages.\n\n")).collect();
    desk.put("book/guide/start.md", format!("# The guide\n\n{long}"));
    let line = || {
        let ran = desk.run("--only guide --formats booklet");
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        let line =
            ran.out.lines().find(|line| line.contains("a4-short-edge")).expect("the booklet is listed").to_owned();
        line.split_once("sheet").expect("sheets are told").1.trim_start_matches('s').to_owned()
    };
    assert_eq!(line(), "");
    assert_eq!(line(), "; the same as in the last edition");
    // The last paragraph of all: one page of one sheet. New letters come with it, which other pages do not have.
    desk.put("book/guide/start.md", format!("# The guide\n\n{long}Ω!\n"));
    let changed = line();
    assert!(changed.starts_with("; 1 differs from the last edition: "), "{changed}");
    desk.put("book/guide/start.md", "# Another guide\n\nText.\n");
    assert_eq!(line(), "; all differ from the last edition");
}

#[test]
fn picked_articles_become_a_title() {
    let desk = Desk::with_book();
    let ran = desk.run("pick start news/a --title Mixture --formats pdf,booklet");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.starts_with("Mixture  2 articles, "), "{}", ran.out);
    let names = desk.names("picked");
    assert!(names.contains(&"mixture/mixture.pdf".to_owned()), "{names:?}");
    // What is picked next stays beside it, and the library is as it was.
    let book = desk.tree("book");
    assert_eq!(desk.run("pick news/b.md --title News -q").code, Some(0));
    let names = desk.names("picked");
    assert!(
        names.contains(&"news-2/news-2.epub".to_owned()) && names.contains(&"mixture/mixture.pdf".to_owned()),
        "{names:?}"
    );
    assert_eq!(book, desk.tree("book"));
    let ran = desk.run("pick strat --title X");
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("did you mean `guide/start.md`?"), "{}", ran.err);
    assert_eq!(desk.run("pick start").code, Some(2));
}

#[test]
fn a_plan_says_what_a_run_takes() {
    let desk = Desk::with_book();
    let ran = desk.run("plan --only news --copies 200 --paper 0.01 --click 0.02");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ran.out, @r"
    The News  6 pages; 200 copies on paper of 80 g/m²
       scheme    sheet   blank  sheets  sections  staples   creep  weight  all sheets  all weight  price
    *  booklet   A4          2       2         1        2  0.1 mm  10.0 g         400     2.00 kg  20.00
    *  booklet   Letter      2       2         1        2  0.1 mm   9.7 g         400     1.93 kg  20.00
       cover     A4          2       2         1        2  0.1 mm  10.0 g         400     2.00 kg  20.00
       cover     Letter      2       2         1        2  0.1 mm   9.7 g         400     1.93 kg  20.00
       cutstack  A4          2       2         0     glue  0.0 mm  10.0 g         400     2.00 kg  20.00
       cutstack  Letter      2       2         0     glue  0.0 mm   9.7 g         400     1.93 kg  20.00
    * the cheapest on its sheet, by price where one is given, else by paper
    ");
    let ran = desk.run("plan --format json --copies 3 --paper 0.01");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let plan: serde_json::Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert_eq!((&plan["copies"], &plan["titles"][1]["slug"]), (&3.into(), &"news".into()));
    let way = &plan["titles"][1]["ways"][0];
    assert_eq!((&way["scheme"], &way["grams"], &way["price"]), (&"booklet".into(), &9.979.into(), &0.06.into()));
    let ran = desk.run("plan --only nws");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("did you mean `news`?"), "{}", ran.err);
    assert_eq!(desk.surface(), ["book"]);
}
