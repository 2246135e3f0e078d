//! Files for a press keep what they say they keep: boxes, inks, fonts, intents; books fit the services that bind them.

mod common;

use common::desk::Desk;
use common::preflight::{Claim, Preflight};
use lopdf::{Dictionary, Object, dictionary};

/// A library with a cover of colour, pictures of every kind, notes and links; long enough to be bound.
fn library(settings: &str) -> Desk {
    let desk = Desk::empty();
    desk.put("book/book.toml", format!("theme = \"broadsheet\"\nbase_url = \"https://example.org\"\n{settings}"));
    desk.put(
        "book/news/collection.toml",
        "title = \"The Ångström News\"\nsummary = \"What it says on the back.\"\npublisher = \"The Press\"\n",
    );
    for number in 1..=24 {
        let text = "Words of an article, one after the other, until there are enough of them for a page. ".repeat(12);
        let article = format!(
            "# Article {number}\n\n{text}[A link](https://example.org/{number}).[^1]\n\n![Seen](rgba.png)\n\n\
             {text}\n\n![Seen](grey.png) and ![seen](photo.jpg)\n\n[^1]: A note.\n"
        );
        desk.put(&format!("book/news/{number:02}.md"), article);
    }
    desk.put("book/news/grey.png", common::title::grey_png(600, 300));
    desk.put("book/news/rgba.png", rgba());
    desk.put("book/news/photo.jpg", photo());
    desk
}

/// Red whose left half is transparent.
fn rgba() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 40, 20);
    encoder.set_color(png::ColorType::Rgba);
    let row: Vec<u8> = (0..40).flat_map(|x| [255, 0, 0, if x < 20 { 0 } else { 255 }]).collect();
    let mut writer = encoder.write_header().expect("it is a picture");
    writer.write_image_data(&row.repeat(20)).expect("it is a picture");
    drop(writer);
    bytes
}

/// Blue, as a photograph.
fn photo() -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = [0, 0, 255].repeat(32 * 32);
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 95);
    encoder.encode(&pixels, 32, 32, jpeg_encoder::ColorType::Rgb).expect("it is a picture");
    bytes
}

const MARGINS: &str = "[page]\ninside = \"20mm\"\noutside = \"16mm\"\ntop = \"20mm\"\nbottom = \"25mm\"\n";

/// Builds, and reads the files by what follows the title in their names.
fn build(desk: &Desk, formats: &str) -> (Vec<(String, Vec<u8>)>, String) {
    let ran = desk.run(&format!("build --formats {formats}"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let files = desk.tree("dist").into_iter();
    let files = files
        .filter_map(|(path, bytes)| Some((path.strip_prefix("news/news-")?.strip_suffix(".pdf")?.to_owned(), bytes)));
    (files.collect(), ran.err)
}

fn mm(length: f32) -> f32 {
    length * 72.0 / 25.4
}

fn near(a: f32, b: f32) -> bool {
    (a - b).abs() < 0.02
}

#[test]
fn everything_asked_of_a_press_passes() {
    let settings = "[press]\nmarks = [\"crop\", \"registration\"]\ncaliper = \"0.1mm\"\n";
    let desk = library(&format!("{MARGINS}{settings}"));
    let (files, said) = build(&desk, "press,pod-kdp,pod-ingram,pod-lulu,pod-bod");
    let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let services = ["pod-bod", "pod-ingram", "pod-kdp", "pod-lulu"];
    let mut expected: Vec<String> =
        services.iter().flat_map(|name| [(*name).to_owned(), format!("{name}-cover")]).collect();
    expected.push("press".to_owned());
    assert_eq!(names, expected, "{said}");
    for (name, bytes) in &files {
        let preflight = Preflight::read(bytes);
        assert_eq!(preflight.faults(), [""; 0], "{name}");
        let claim = if name == "press" { Claim::X4 } else { Claim::X1a };
        assert_eq!(preflight.claim(), Some(claim), "{name}");
    }
}

#[test]
fn our_own_titles_pass() {
    let desk = Desk::empty();
    let ran = desk.run(&format!("build {}/book --formats press,pod-kdp", env!("CARGO_MANIFEST_DIR")));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let files = desk.tree("dist");
    let files: Vec<_> = files.iter().filter(|(path, _)| path.ends_with(".pdf")).collect();
    assert_eq!(files.len(), 6);
    for (path, bytes) in files {
        assert_eq!(Preflight::read(bytes).faults(), [""; 0], "{path}");
    }
}

#[test]
fn a_press_gets_the_older_standard_when_it_asks() {
    let desk = library("[press]\nstandard = \"x1a\"\nbleed = \"5mm\"\n");
    let (files, said) = build(&desk, "press");
    assert_eq!(files.len(), 1);
    let preflight = Preflight::read(&files[0].1);
    assert_eq!((preflight.claim(), preflight.faults()), (Some(Claim::X1a), Vec::new()), "{said}");
    // Red on white, blue, and nothing else in four inks.
    let mut pictures = 0;
    for page in preflight.pages() {
        for picture in preflight.xobjects(page) {
            if picture.dict.get(b"ColorSpace").and_then(Object::as_name).unwrap() != b"DeviceCMYK" {
                continue;
            }
            pictures += 1;
            let pixels = picture.decompressed_content().unwrap();
            let [first, last] = [&pixels[..4], &pixels[pixels.len() - 4..]];
            match picture.dict.get(b"Width").and_then(Object::as_i64).unwrap() {
                40 => assert!(first == [0; 4] && last[1] > 200 && last[2] > 200 && last[0] < 20, "{first:?} {last:?}"),
                _ => assert!(first[0] > 200 && first[1] > 150 && first[2] < 20, "{first:?}"),
            }
        }
    }
    assert!(pictures > 10);
    for page in preflight.pages() {
        let [media, bleed, trim] =
            ["MediaBox", "BleedBox", "TrimBox"].map(|name| preflight.bounds(page, name).unwrap());
        assert_eq!(media, bleed);
        assert!((0..4).all(|i| near((trim[i] - bleed[i]).abs(), mm(5.0))), "{bleed:?} {trim:?}");
    }
}

#[test]
fn what_touches_the_edge_reaches_the_bleed_and_black_prints_over() {
    let desk = library("[press]\nmarks = [\"crop\"]\n");
    let (files, _) = build(&desk, "press");
    let preflight = Preflight::read(&files[0].1);
    let pages = preflight.pages();
    let (bleed, trim) =
        (preflight.bounds(pages[0], "BleedBox").unwrap(), preflight.bounds(pages[0], "TrimBox").unwrap());
    assert!(near(trim[2] - trim[0], mm(139.7)) && near(trim[3] - trim[1], mm(210.0)));
    assert!((0..4).all(|i| near((trim[i] - bleed[i]).abs(), mm(3.0))));
    // The block of the cover, from its lower left corner, where the page begins.
    let operations = preflight.operations(pages[0]);
    let block = operations.iter().filter(|(operator, _)| operator == "re").nth(1).expect("the first cuts off");
    let [x, y, width, height] = [0, 1, 2, 3].map(|i| block.1[i].as_float().unwrap());
    assert!(near(x + trim[0], bleed[0]) && near(x + width + trim[0], bleed[2]), "{block:?} {bleed:?}");
    assert!(near(y + height + trim[1], bleed[3]));
    // The text of articles is black ink alone, and prints over.
    let operations = pages[1..].iter().flat_map(|page| preflight.operations(*page));
    let mut colours: Vec<(String, Vec<f32>)> = Vec::new();
    let mut state = String::new();
    for (operator, operands) in operations {
        match &operator[..] {
            "gs" => state = String::from_utf8(operands[0].as_name().unwrap().to_vec()).unwrap(),
            "k" => colours.push((state.clone(), operands.iter().map(|ink| ink.as_float().unwrap()).collect())),
            _ => {}
        }
    }
    assert!(colours.iter().any(|(state, ink)| state == "K" && ink[..] == [0.0, 0.0, 0.0, 1.0]), "{colours:?}");
    // The rules above them are in the second colour, which leaves out what is below.
    assert!(colours.iter().any(|(state, ink)| state == "W" && ink[1] > 0.5 && ink[3] < 0.5), "{colours:?}");
    assert!(colours.iter().all(|(state, ink)| (state == "K") == (ink[..] == [0.0, 0.0, 0.0, 1.0])));
}

#[test]
fn books_are_black_and_their_covers_are_as_wide_as_they_are_thick() {
    let desk = library(MARGINS);
    let (files, said) = build(&desk, "pod-kdp,pod-bod");
    let file = |wanted: &str| &files.iter().find(|(name, _)| name == wanted).expect(wanted).1;
    let book = Preflight::read(file("pod-kdp"));
    let pages = book.pages();
    assert!(pages.len() >= 24 && pages.len().is_multiple_of(2));
    for page in &pages {
        let boxes = ["MediaBox", "BleedBox", "TrimBox"].map(|name| book.bounds(*page, name).unwrap());
        assert!(boxes.iter().all(|b| *b == [0.0, 0.0, boxes[0][2], boxes[0][3]]));
        let inked = book.operations(*page).into_iter().any(|(operator, _)| operator == "k" || operator == "K");
        assert!(!inked, "a page is in four inks");
        assert!(
            book.xobjects(*page).iter().all(|o| o.dict.get(b"ColorSpace").unwrap().as_name().unwrap() == b"DeviceGray")
        );
    }
    let cover = Preflight::read(file("pod-kdp-cover"));
    let page = cover.pages()[0];
    assert_eq!(cover.pages().len(), 1);
    let spine = pages.len() as f32 * 0.002_252 * 25.4;
    let (media, trim) = (cover.bounds(page, "MediaBox").unwrap(), cover.bounds(page, "TrimBox").unwrap());
    assert!(near(trim[2] - trim[0], mm(139.7 * 2.0 + spine)), "{trim:?}");
    assert!(near(media[2], mm(139.7 * 2.0 + spine + 6.35)) && near(media[3], mm(216.35)), "{media:?}");
    // The thickness of BoD's paper is not known: the cover is left out, and nothing else.
    assert!(files.iter().any(|(name, _)| name == "pod-bod") && files.iter().all(|(name, _)| name != "pod-bod-cover"));
    assert!(said.contains("there is no `pod-bod-cover`") && said.contains("`caliper`"), "{said}");
}

#[test]
fn what_a_service_cannot_bind_is_refused_with_the_reason() {
    let desk = Desk::with_book();
    let (files, said) = build(&desk, "pdf,pod-kdp,pod-ingram,pod-lulu,pod-bod");
    assert!(files.is_empty());
    assert!(desk.names("dist").contains(&"news/news.pdf".to_owned()), "the PDF to read is made all the same");
    for service in
        ["KDP binds from 24 to 828", "IngramSpark binds from 18 to 1200", "Lulu binds 32", "BoD binds from 24"]
    {
        assert!(said.contains(service), "{service}: {said}");
    }
    let desk = library("[page]\ninside = \"8mm\"\n");
    let (files, said) = build(&desk, "pod-kdp");
    assert!(files.is_empty() && said.contains("KDP wants 9.5 mm of white at the spine"), "{said}");
    assert!(said.contains("make `inside` in `[page]` wider by 2.1 mm"), "{said}");
    let desk = library("[page]\nwidth = \"230mm\"\n");
    let (_, said) = build(&desk, "pod-kdp");
    assert!(said.contains("KDP prints pages from 101.6 × 152.4 to 215.9 × 296.9 mm"), "{said}");
}

#[test]
fn pictures_with_too_few_dots_are_named_with_their_place() {
    let (_, said) = build(&library(""), "press");
    assert!(said.contains("the picture `news/rgba.png` has "), "{said}");
    assert!(said.contains(" dots to the inch on page ") && said.contains("where a press wants 300"), "{said}");
    assert!(!said.contains("`news/grey.png`") || said.contains("pixels wide"), "{said}");
}

type Spoil = fn(&mut Preflight);

/// A preflight that finds nothing wrong with anything is none.
#[test]
fn what_is_spoilt_is_found() {
    let desk = library("[press]\nstandard = \"x1a\"\n");
    let (older, _) = build(&desk, "press");
    desk.put("book/book.toml", "theme = \"broadsheet\"\n");
    let (newer, _) = build(&desk, "press");
    let spoils: [(&str, Spoil); 16] = [
        ("ID", |p| drop(p.document.trailer.remove(b"ID"))),
        ("Trapped", |p| info(p).set("Trapped", Object::Name(b"Unknown".to_vec()))),
        ("title", |p| drop(info(p).remove(b"Title"))),
        ("intent", |p| drop(p.document.catalog_mut().unwrap().remove(b"OutputIntents"))),
        ("two intents", |p| {
            let intents = p.document.catalog_mut().unwrap().get_mut(b"OutputIntents").unwrap().as_array_mut().unwrap();
            intents.push(intents[0].clone());
        }),
        ("open action", |p| p.document.catalog_mut().unwrap().set("OpenAction", dictionary! { "S" => "JavaScript" })),
        ("no trim box", |p| drop(page(p).remove(b"TrimBox"))),
        ("small bleed box", |p| page(p).set("BleedBox", vec![20.into(), 20.into(), 100.into(), 100.into()])),
        ("crop box", |p| page(p).set("CropBox", vec![50.into(), 50.into(), 100.into(), 100.into()])),
        ("annotations", |p| page(p).set("Annots", Vec::<Object>::new())),
        ("RGB", |p| paint(p, b"1 0 0 rg 0 0 9 9 re f")),
        ("shading", |p| paint(p, b"/S sh")),
        ("RGB picture", |p| picture(p).set("ColorSpace", Object::Name(b"DeviceRGB".to_vec()))),
        ("alternates", |p| picture(p).set("Alternates", Vec::<Object>::new())),
        ("LZW", |p| picture(p).set("Filter", Object::Name(b"LZWDecode".to_vec()))),
        ("font", |p| {
            for object in p.document.objects.values_mut() {
                if let Object::Dictionary(dictionary) = object {
                    dictionary.remove(b"FontFile3");
                    dictionary.remove(b"FontFile2");
                }
            }
        }),
    ];
    let fails = |bytes: &[u8], spoil: Spoil| {
        let mut preflight = Preflight::read(bytes);
        spoil(&mut preflight);
        !preflight.faults().is_empty()
    };
    for bytes in [&older[0].1, &newer[0].1] {
        assert!(!fails(bytes, |_| {}));
        for (what, spoil) in spoils {
            assert!(fails(bytes, spoil), "{what}");
        }
    }
    // What only one of the standards forbids.
    let transparent: [(&str, Spoil); 3] = [
        ("soft mask", |p| picture(p).set("SMask", Object::Null)),
        ("group", |p| page(p).set("Group", Dictionary::new())),
        ("opacity", |p| {
            for object in p.document.objects.values_mut() {
                if let Object::Dictionary(dictionary) = object
                    && let Ok(states) = dictionary.get_mut(b"ExtGState").and_then(Object::as_dict_mut)
                {
                    states.set("T", dictionary! { "ca" => 0.5 });
                }
            }
        }),
    ];
    for (what, spoil) in transparent {
        assert!(fails(&older[0].1, spoil), "{what}");
        assert!(!fails(&newer[0].1, spoil), "{what}");
    }
    assert!(fails(&newer[0].1, |p| {
        let root = p.document.catalog().unwrap().get(b"OutputIntents").unwrap().as_array().unwrap()[0].clone();
        p.document.get_dictionary_mut(root.as_reference().unwrap()).unwrap().remove(b"DestOutputProfile");
    }));
    // A packed file that says it is PDF 1.3, and a file to read.
    let mut packed = newer[0].1.clone();
    packed[..8].copy_from_slice(b"%PDF-1.3");
    assert!(!Preflight::read(&packed).faults().is_empty());
    desk.run("build --formats pdf");
    assert_eq!(Preflight::read(&desk.tree("dist")["news/news.pdf"]).claim(), None);
}

fn info(preflight: &mut Preflight) -> &mut Dictionary {
    let id = preflight.document.trailer.get(b"Info").and_then(Object::as_reference).expect("it is there");
    preflight.document.get_dictionary_mut(id).expect("it is there")
}

fn page(preflight: &mut Preflight) -> &mut Dictionary {
    let id = preflight.pages()[2];
    preflight.document.get_dictionary_mut(id).expect("it is there")
}

/// Adds to the content of a page.
fn paint(preflight: &mut Preflight, operators: &[u8]) {
    let id = preflight.pages()[2];
    preflight.document.add_page_contents(id, operators.to_vec()).expect("it is there");
}

/// A picture that is not grey.
fn picture(preflight: &mut Preflight) -> &mut Dictionary {
    let colour = |object: &&mut Object| {
        matches!(object, Object::Stream(stream) if stream.dict.get(b"Width").is_ok()
            && !stream.dict.get(b"ColorSpace").and_then(Object::as_name).is_ok_and(|name| name == b"DeviceGray"))
    };
    &mut preflight
        .document
        .objects
        .values_mut()
        .find(colour)
        .expect("it is there")
        .as_stream_mut()
        .expect("it is there")
        .dict
}
