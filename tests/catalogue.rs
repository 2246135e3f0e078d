//! Download pages, feeds and lists, made by the program and read back independently: what they link to is there, what they
//! say of files is so, and whatever authors write comes out as text.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::desk::Desk;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// What somebody who means harm calls a pamphlet.
const HOSTILE: &str = "</script><script>alert(1)</script> & \"]]>' <b>";

type Tree = BTreeMap<String, Vec<u8>>;

/// An element that was opened: its name, its attributes, and the text directly in it.
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// All elements of a document in order. It must be well formed.
fn elements(document: &[u8]) -> Vec<Element> {
    let text = std::str::from_utf8(document).expect("documents are UTF-8");
    let mut reader = Reader::from_str(text);
    let (mut elements, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    let element = |start: &BytesStart<'_>| Element {
        name: start.name().as_ref().to_owned(),
        attributes: start
            .attributes()
            .map(|attribute| attribute.expect("attributes are well formed"))
            .map(|a| {
                (a.key.as_ref().to_owned(), quick_xml::escape::unescape(&a.value).expect("it is escaped").into_owned())
            })
            .collect(),
        text: String::new(),
    };
    loop {
        match reader.read_event().expect("the document is well formed") {
            Event::Start(start) => {
                open.push(elements.len());
                elements.push(element(&start));
            }
            Event::Empty(start) => elements.push(element(&start)),
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => {
                if let Some(at) = open.last() {
                    elements[*at].text.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(at) = open.last() {
                    let entity = format!("&{};", &*reference);
                    elements[*at].text.push_str(&quick_xml::escape::unescape(&entity).expect("it is known"));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty());
    elements
}

fn text<'t>(tree: &'t Tree, path: &str) -> &'t str {
    std::str::from_utf8(tree.get(path).unwrap_or_else(|| panic!("there is no {path}"))).expect("it is text")
}

fn json(tree: &Tree, path: &str) -> Value {
    serde_json::from_str(text(tree, path)).expect("it is JSON")
}

fn build(book: &str, files: &[(&str, &str)]) -> (Desk, Tree) {
    let desk = Desk::empty();
    desk.put("book/book.toml", book);
    files.iter().for_each(|(path, text)| desk.put(&format!("book/{path}"), text));
    let ran = desk.run("-q");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let tree = desk.tree("dist");
    (desk, tree)
}

fn two_titles(book: &str) -> (Desk, Tree) {
    let one = "---\nauthor: Anna Weber\ndate: 2012-02-28\nsummary: On one.\ntags: [Strikes]\n---\n# Chapter One\n\nText.\n\n## A heading\n\nMore.\n";
    let news = "title = \"The *News*\"\nsubtitle = \"All of it\"\nsummary = \"What there was.\"\nseries = { name = \"Weekly\", position = 3 }\n";
    let guide = "title = \"Der Leitfaden\"\nlanguage = \"de\"\neditors = [\"Berta Blau\"]\n";
    let files = [
        ("news/collection.toml", news),
        ("news/1.md", one),
        ("news/2.md", "# Chapter Two\n\n![Grey](grey.png)\n"),
        ("guide/collection.toml", guide),
        ("guide/1.md", "# Anfang\n\nText.\n"),
    ];
    let desk = Desk::empty();
    desk.put("book/book.toml", book);
    desk.put("book/news/grey.png", common::title::grey_png(200, 200));
    files.iter().for_each(|(path, text)| desk.put(&format!("book/{path}"), text));
    let ran = desk.run("-q");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let tree = desk.tree("dist");
    (desk, tree)
}

/// Every address of the library's own that a document names, with where it leads in the output folder.
fn own_links(path: &str, document: &[u8], base: Option<&str>) -> Vec<String> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    for element in elements(document) {
        for name in ["href", "src", "data-words"] {
            found.push(element.attribute(name).to_owned());
        }
        for one in element.attribute("srcset").split(", ") {
            found.push(one.split(' ').next().unwrap_or_default().to_owned());
        }
        if element.name == "loc" {
            found.push(element.text.clone());
        }
    }
    let lead = |address: String| {
        let address = address.split('#').next().unwrap_or_default();
        let path = match base.and_then(|base| address.strip_prefix(base)) {
            Some(rest) => rest.trim_start_matches('/').to_owned(),
            None if address.is_empty() || address.contains(':') => return None,
            None => match address.strip_prefix("../") {
                Some(rest) => rest.to_owned(),
                None if folder.is_empty() => address.to_owned(),
                None => format!("{folder}/{address}"),
            },
        };
        Some(if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path })
    };
    found.into_iter().filter_map(lead).collect()
}

fn every_link_leads_to_a_file(tree: &Tree, base: Option<&str>) {
    let mut seen = 0;
    for (path, bytes) in tree.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".xml")) {
        for link in own_links(path, bytes, base) {
            assert!(tree.contains_key(&link), "{path} links to {link}");
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen} links");
}

#[test]
fn pages_and_feeds_link_to_what_is_there_and_say_what_is_so() {
    let (_desk, tree) = two_titles("publisher = \"The Press\"\nrights = \"CC0\"\n");
    every_link_leads_to_a_file(&tree, None);
    assert!(!tree.contains_key("sitemap.xml"), "a map wants whole addresses");

    // Checksums: of all files but those of the program and the list itself.
    let listed: BTreeMap<&str, &str> = text(&tree, "SHA256SUMS")
        .lines()
        .map(|line| line.split_once("  ").expect("sum and path"))
        .map(|(sum, path)| (path, sum))
        .collect();
    let hidden = |path: &&String| path.rsplit('/').next().is_some_and(|name| name.starts_with('.'));
    let published: BTreeSet<&str> =
        tree.keys().filter(|path| !hidden(path) && *path != "SHA256SUMS").map(String::as_str).collect();
    assert_eq!(listed.keys().copied().collect::<BTreeSet<_>>(), published);
    for (path, sum) in listed {
        let digest: String = Sha256::digest(&tree[path]).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, sum, "{path}");
    }

    // OPDS 1.2 and Atom: what RFC 4287 and the catalogue's specification ask of feeds and entries.
    for (path, rel) in [("opds.xml", "http://opds-spec.org/acquisition/open-access"), ("feed.xml", "enclosure")] {
        let elements = elements(&tree[path]);
        let count = |name: &str| elements.iter().filter(|element| element.name == name).count();
        assert_eq!([count("entry"), count("id"), count("title"), count("updated")], [2, 3, 3, 3], "{path}");
        assert!(count("author") >= 3);
        assert!(elements.iter().filter(|e| e.name == "id").all(|e| e.text.starts_with("urn:uuid:")), "{path}");
        let files: Vec<&Element> = elements.iter().filter(|element| element.attribute("rel") == rel).collect();
        assert_eq!(files.len(), 4, "an e-book and a PDF of each");
        for file in files {
            let bytes = &tree[file.attribute("href")];
            assert_eq!(file.attribute("length"), bytes.len().to_string(), "{path}");
            let magic: &[u8] = if file.attribute("type") == "application/epub+zip" { b"PK" } else { b"%PDF" };
            assert!(bytes.starts_with(magic), "{path}");
        }
    }
    let opds = text(&tree, "opds.xml");
    assert!(opds.contains("<dc:issued>2012-02-28</dc:issued>") && opds.contains("<category term=\"Strikes\""));
    assert!(opds.find("The *News*") < opds.find("Der Leitfaden"), "what has no date is not new");

    // OPDS 2.0.
    let feed = json(&tree, "opds.json");
    assert_eq!(feed["metadata"]["title"], "The Press");
    let publications = feed["publications"].as_array().expect("a list");
    assert_eq!(publications.len(), 2);
    let news = &publications[0];
    assert_eq!(news["metadata"]["belongsTo"]["series"]["position"], 3);
    assert_eq!(news["metadata"]["accessibility"]["feature"][0], "tableOfContents");
    for publication in publications {
        for link in publication["links"].as_array().expect("a list").iter().filter(|link| link["rel"] != "alternate") {
            let bytes = &tree[link["href"].as_str().expect("an address")];
            assert_eq!(link["size"], bytes.len());
        }
        for image in publication["images"].as_array().expect("a list") {
            let picture = &tree[image["href"].as_str().expect("an address")];
            assert_eq!(jpeg_size(picture), (image["width"].as_u64(), image["height"].as_u64()));
        }
    }
}

/// Width and height of a JPEG: its frame header (ITU-T T.81, B.2.2).
fn jpeg_size(bytes: &[u8]) -> (Option<u64>, Option<u64>) {
    let mut at = 2;
    while bytes[at + 1] & 0xF0 != 0xC0 || matches!(bytes[at + 1], 0xC4 | 0xC8 | 0xCC) {
        at += 2 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
    }
    let number = |at: usize| Some(u64::from(u16::from_be_bytes([bytes[at], bytes[at + 1]])));
    (number(at + 7), number(at + 5))
}

/// The data for search engines of a page.
fn data(tree: &Tree, path: &str) -> Value {
    let elements = elements(&tree[path]);
    let script = elements.iter().find(|element| element.attribute("type") == "application/ld+json");
    serde_json::from_str(&script.expect("a page has data").text).expect("it is JSON")
}

#[test]
fn a_title_tells_search_engines_what_it_is_and_shows_it_to_people() {
    let (_desk, tree) = two_titles("publisher = \"The Press\"\n");
    let book = data(&tree, "news/index.html");
    assert_eq!([&book["@type"], &book["name"], &book["alternativeHeadline"]], ["Book", "The *News*", "All of it"]);
    assert_eq!(book["author"][0]["name"], "Anna Weber");
    assert_eq!(book["accessMode"], serde_json::json!(["textual", "visual"]));
    assert!(book["accessModeSufficient"].to_string().contains("\"itemListElement\":[\"textual\",\"visual\"]"));
    assert!(book["accessibilitySummary"].as_str().is_some_and(|summary| summary.contains("alternative text")));
    for file in book["encoding"].as_array().expect("a list") {
        let bytes = &tree[&format!("news/{}", file["contentUrl"].as_str().expect("an address"))];
        assert_eq!(file["contentSize"], bytes.len().to_string());
    }

    let page = elements(&tree["news/index.html"]);
    let texts: String = page.iter().map(|element| format!("{}\n", element.text)).collect();
    for part in [
        "The *News*",
        "All of it",
        "What there was.",
        "Weekly 3",
        "Anna Weber",
        "28\u{A0}February\u{A0}2012",
        "2 sheets of A4, folded",
        "flip on short edge",
        "Chapter One",
    ] {
        assert!(texts.contains(part), "{part:?} is not in\n{texts}");
    }
    // An entry of the contents leads to the page of the PDF that it names.
    let entry = page.iter().find(|element| element.text == "Chapter One").expect("it is there");
    let number = entry.attribute("href").strip_prefix("news.pdf#page=").expect("a page of the PDF");
    let shown: Vec<&Element> = page.iter().filter(|element| element.attribute("class") == "page").collect();
    assert_eq!((shown.len(), shown[0].text.trim()), (2, number));

    // Each page speaks the language of its title, the library's its own.
    let lang = |path: &str| elements(&tree[path])[0].attribute("lang").to_owned();
    assert_eq!([lang("index.html"), lang("news/index.html"), lang("guide/index.html")], ["en", "en", "de"]);
    assert!(text(&tree, "guide/index.html").contains("So wird es gedruckt"));
    assert!(text(&tree, "guide/index.html").contains("Herausgegeben von Berta Blau"));
    assert!(text(&tree, "index.html").contains("<a href=\"guide/index.html\" lang=\"de\">Der Leitfaden</a>"));

    let words = text(&tree, "search-words.js").strip_prefix("searchWords(").and_then(|rest| rest.strip_suffix(")\n"));
    let words: Value = serde_json::from_str(words.expect("a call")).expect("it is JSON");
    assert_eq!(words[1][0], "news");
    assert_eq!(words[1][2][1][0], "A heading");
}

#[test]
fn a_language_without_words_of_its_own_is_marked() {
    let (_desk, tree) = build("language = \"tr\"\n", &[("a/1.md", "# Bir\n\nMetin.\n")]);
    let page = elements(&tree["a/index.html"]);
    assert_eq!(page[0].attribute("lang"), "en");
    let heading = page.iter().find(|element| element.name == "h1").expect("it is there");
    assert_eq!((heading.text.as_str(), heading.attribute("lang")), ("Bir", "tr"));
    assert!(text(&tree, "index.html").contains("<h1>Publications</h1>"), "the program’s own words are English");
}

#[test]
fn whole_addresses_where_the_library_has_one() {
    let (_desk, tree) = two_titles("publisher = \"The Press\"\nbase_url = \"https://press.example/books/\"\n");
    let base = "https://press.example/books";
    every_link_leads_to_a_file(&tree, Some(base));
    let map: Vec<String> =
        elements(&tree["sitemap.xml"]).into_iter().filter(|e| e.name == "loc").map(|e| e.text).collect();
    assert_eq!(map, [format!("{base}/"), format!("{base}/guide/"), format!("{base}/news/")]);
    for path in ["feed.xml", "opds.xml"] {
        let relative =
            elements(&tree[path]).into_iter().find(|e| !e.attribute("href").starts_with(base) && e.name == "link");
        assert!(relative.is_none(), "{path}");
    }
    assert!(text(&tree, "news/index.html").contains(&format!("<link rel=\"canonical\" href=\"{base}/news/\"/>")));
    assert_eq!(data(&tree, "news/index.html")["url"], format!("{base}/news/"));
}

#[test]
fn whatever_authors_write_comes_out_as_text() {
    let quoted = serde_json::to_string(HOSTILE).expect("text is text");
    let settings = format!(
        "title = {quoted}\nsubtitle = {quoted}\nsummary = {quoted}\nauthors = [{quoted}]\ntags = [{quoted}]\nrights = {quoted}\npublisher = {quoted}\n"
    );
    let book = format!("publisher = {quoted}\n[catalogue]\ntitle = {quoted}\nsummary = {quoted}\n");
    let (_desk, tree) = build(
        &book,
        &[("a/collection.toml", &settings), ("a/1.md", "# `</a><script>`\n\nText.\n\n## `<img onerror=x>`\n\nText.\n")],
    );
    for path in ["index.html", "a/index.html", "feed.xml", "opds.xml"] {
        let elements = elements(&tree[path]);
        assert!(!text(&tree, path).contains("<script>"), "{path}");
        assert!(elements.iter().all(|e| e.name != "b" && !e.attributes.contains_key("onerror")), "{path}");
    }
    // The typographer has made quotation marks of the straight ones, and nothing else of it.
    let title = data(&tree, "a/index.html")["name"].as_str().expect("a text").to_owned();
    assert!(title.starts_with("</script><script>alert(1)</script> & "), "{title}");
    let shown = elements(&tree["a/index.html"]).into_iter().find(|e| e.name == "h1").expect("a heading").text;
    assert_eq!(shown, title);
    assert_eq!(json(&tree, "opds.json")["publications"][0]["metadata"]["title"], title);
}

#[test]
fn a_cover_of_any_shape_becomes_small_pictures() {
    for (width, height) in [(3, 900), (900, 3), (200, 300)] {
        let desk = Desk::empty();
        desk.put("book/a/collection.toml", "cover = \"c.png\"\n");
        desk.put("book/a/c.png", common::title::grey_png(width, height));
        desk.put("book/a/1.md", "# A\n\nText.\n");
        let ran = desk.run("-q --formats pdf");
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let tree = desk.tree("dist");
        let picture = jpeg_size(&tree["a/cover-320.jpg"]);
        let expected = (320 * u64::from(height)).div_ceil(width.into()).clamp(1, 640);
        assert_eq!(picture, (Some(320), Some(expected)));
        assert!(text(&tree, "a/index.html").contains(&format!("width=\"320\" height=\"{expected}\"")));
    }
}

#[test]
fn a_photograph_for_the_cover_has_small_versions_too() {
    let desk = Desk::empty();
    let mut jpeg = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 90);
    encoder.encode(&[90; 400 * 600], 400, 600, jpeg_encoder::ColorType::Luma).expect("it is a picture");
    desk.put("book/a/collection.toml", "cover = \"c.jpg\"\n");
    desk.put("book/a/c.jpg", &jpeg);
    desk.put("book/a/1.md", "# A\n\nText.\n");
    let ran = desk.run("-q --formats epub");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let tree = desk.tree("dist");
    assert_eq!(tree["a/cover.jpg"], jpeg);
    assert_eq!(jpeg_size(&tree["a/cover-320.jpg"]), (Some(320), Some(480)));
    assert_eq!(jpeg_size(&tree["a/cover-640.jpg"]), (Some(640), Some(960)));
}

#[test]
fn feeds_offer_one_e_book() {
    let desk = Desk::empty();
    desk.put("book/a/1.md", "# A\n\nText.\n");
    for (formats, offered) in [("epub,kepub", "a/a.epub"), ("kepub", "a/a.kepub.epub")] {
        let ran = desk.run(&format!("-q --formats {formats}"));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let tree = desk.tree("dist");
        let open = |e: &Element| e.attribute("rel") == "http://opds-spec.org/acquisition/open-access";
        let links: Vec<String> =
            elements(&tree["opds.xml"]).iter().filter(|e| open(e)).map(|e| e.attribute("href").to_owned()).collect();
        assert_eq!(links, [offered]);
        assert!(
            data(&tree, "a/index.html")["accessMode"].is_string()
                || data(&tree, "a/index.html")["accessMode"].is_array()
        );
    }
}

#[test]
fn a_library_can_do_without() {
    let (desk, tree) = build("catalogue = false\n", &[("a/1.md", "# A\n\nText.\n")]);
    assert!(tree.keys().all(|path| path.starts_with("a/") || path == ".pamphlet"), "{:?}", tree.keys());
    assert!(!tree.contains_key("a/index.html") && !tree.contains_key("a/.title"));
    // And takes it away again when it has been made before.
    desk.put("book/book.toml", "");
    assert_eq!(desk.run("-q").code, Some(0));
    assert!(desk.at("dist/index.html").exists());
    desk.put("book/book.toml", "catalogue = false\n");
    assert_eq!(desk.run("-q").code, Some(0));
    assert_eq!(desk.tree("dist"), tree);
}

#[test]
fn a_record_that_somebody_has_damaged_costs_its_title_a_place_and_nothing_else() {
    let (desk, _) = two_titles("");
    desk.put("dist/guide/.title", "{\"slug\": \"guide\"");
    assert_eq!(desk.run("-q --only news").code, Some(0));
    let tree = desk.tree("dist");
    assert!(!text(&tree, "index.html").contains("guide/"));
    assert_eq!(desk.run("-q").code, Some(0));
    assert!(text(&desk.tree("dist"), "index.html").contains("guide/"));
}

#[test]
fn addresses_outside_are_listed_and_those_that_lead_nowhere_told() {
    let desk = Desk::empty();
    desk.put("book/a/1.md", "---\nsource: { title: Paper, url: https://paper.example/1 }\n---\n# A\n\n[One](https://one.example/x) and\n[again](https://one.example/x).\n\n[Odd](gopher://old.example)\n");
    desk.put("book/b/1.md", "# B\n\nA note.[^1]\n\n[^1]: <https://one.example/x>\n");
    let ran = desk.run("check --links");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let expected = "gopher://old.example  1 time\n  book/a/1.md:9\nhttps://one.example/x  3 times\n  book/a/1.md:6\n  book/a/1.md:7\n  book/b/1.md:5\n\
                    https://paper.example/1  1 time\n  book/a/1.md:1\n3 addresses\n";
    assert_eq!(ran.out, expected);
    assert!(ran.err.contains("`gopher://old.example` is no address that a publication can lead to"), "{}", ran.err);
    let ran = desk.run("check --links --format json");
    let report: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert_eq!(report["links"][1]["count"], 3);
    assert_eq!(report["links"][1]["places"][2], serde_json::json!({ "file": "book/b/1.md", "line": 5 }));
}

#[test]
fn earlier_editions_are_kept_when_told_to() {
    let desk = Desk::empty();
    desk.put("book/book.toml", "[catalogue]\nkeep_editions = true\n");
    desk.put("book/news/1.md", "---\ndate: 2011-12-16\n---\n# One\n\nFirst.\n");
    desk.put("book/other/1.md", "# Other\n\nText.\n");
    let run = |arguments: &str| {
        let ran = desk.run(arguments);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        desk.tree("dist")
    };
    let edition = |number: u32, text: &str| {
        desk.put("book/news/1.md", format!("---\ndate: 2012-02-28\n---\n# One\n\n{text}\n"));
        let settings =
            format!("title = \"News\"\nsummary = \"On one.\"\nedition = {number}\nchanges = \"Now {text}\"\n");
        desk.put("book/news/collection.toml", settings);
    };
    let first = run("-q --formats epub,pdf");
    edition(2, "Second.");
    let second = run("-q --formats epub,pdf");
    every_link_leads_to_a_file(&second, None);
    for name in ["news.epub", "news.pdf"] {
        assert_eq!(second[&format!("news/edition-1/{name}")], first[&format!("news/{name}")]);
        assert_ne!(second[&format!("news/{name}")], first[&format!("news/{name}")]);
        let sum: String = Sha256::digest(&first[&format!("news/{name}")]).iter().map(|b| format!("{b:02x}")).collect();
        assert!(text(&second, "SHA256SUMS").contains(&format!("{sum}  news/edition-1/{name}\n")));
    }
    // It says which it is, and what is new, wherever somebody looks.
    let told = "2nd\u{A0}edition: Now Second.";
    let page = text(&second, "news/index.html");
    assert!(page.contains(told) && page.contains("1st\u{A0}edition (16\u{A0}December\u{A0}2011):"), "{page}");
    for path in ["feed.xml", "opds.xml"] {
        assert!(text(&second, path).contains(&format!("On one.\n\n{told}")), "{path}");
    }
    assert_eq!(json(&second, "opds.json")["publications"][0]["metadata"]["description"], format!("On one.\n\n{told}"));
    assert_eq!(data(&second, "news/index.html")["bookEdition"], "2");
    let pages = common::pdf_text::extract(&second["news/news.pdf"]);
    let words: String = pages.iter().map(|page| common::pdf_text::join(&page.text)).collect();
    assert!(words.contains(&told.replace('\u{A0}', " ")), "{words}");
    let book = common::epub_text::Book::open(&second["news/news.epub"]);
    let package = book.0.iter().find(|(name, _)| name.ends_with(".opf")).expect("it has a package").1;
    assert!(String::from_utf8_lossy(package).contains("<meta property=\"schema:bookEdition\">2</meta>"));
    // They stay when nothing has changed, when another title is made, and when there are more of them.
    assert_eq!(run("-q --formats epub,pdf"), second);
    assert_eq!(run("-q --formats epub,pdf --only other"), second);
    edition(3, "Third.");
    let third = run("-q --formats epub,pdf");
    assert_eq!(third["news/edition-1/news.epub"], first["news/news.epub"]);
    assert_eq!(third["news/edition-2/news.epub"], second["news/news.epub"]);
    // What somebody has thrown away is not missed, and none is kept unless told to.
    std::fs::remove_dir_all(desk.at("dist/news/edition-1")).expect("it is there");
    let fewer = run("-q --formats epub,pdf");
    assert!(fewer.keys().all(|path| !path.contains("edition-1")) && fewer.contains_key("news/edition-2/news.pdf"));
    desk.put("book/book.toml", "");
    assert!(run("-q --formats epub,pdf").keys().all(|path| !path.contains("edition-")));
}

#[test]
fn a_title_leads_to_itself_in_other_languages() {
    let french = "title = \"La Grève\"\nlanguage = \"fr\"\ntranslation_of = \"strike\"\n";
    let german = "title = \"Der Streik\"\nlanguage = \"de\"\ntranslation_of = \"strike\"\n";
    let (_desk, tree) = build(
        "base_url = \"https://press.example\"\n",
        &[
            ("strike/1.md", "# The Strike\n\nText.\n"),
            ("greve/1.md", "# La Grève\n\nTexte.\n"),
            ("greve/collection.toml", french),
            ("streik/1.md", "# Der Streik\n\nText.\n"),
            ("streik/collection.toml", german),
        ],
    );
    every_link_leads_to_a_file(&tree, Some("https://press.example"));
    for (slug, others) in [("strike", ["de", "fr"]), ("greve", ["de", "en"]), ("streik", ["en", "fr"])] {
        let links = elements(&tree[&format!("{slug}/index.html")]);
        let links: Vec<_> = links.iter().filter(|e| e.name == "a" && !e.attribute("hreflang").is_empty()).collect();
        assert_eq!(links.iter().map(|e| e.attribute("hreflang")).collect::<Vec<_>>(), others, "{slug}");
        assert!(links.iter().all(|e| e.attribute("lang") == e.attribute("hreflang") && !e.text.is_empty()));
    }
    assert_eq!(data(&tree, "greve/index.html")["translationOfWork"]["url"], "https://press.example/strike/");
    assert_eq!(data(&tree, "strike/index.html")["workTranslation"][0]["inLanguage"], "de");
    let entry = elements(&tree["opds.xml"]).into_iter().filter(|e| !e.attribute("hreflang").is_empty()).count();
    assert_eq!(entry, 6);
    let feed = json(&tree, "opds.json");
    let publications = feed["publications"].as_array().expect("a list");
    let strike = publications.iter().find(|p| p["metadata"]["title"] == "The Strike").expect("it is there");
    let langs: Vec<&Value> = strike["links"].as_array().expect("a list").iter().map(|link| &link["language"]).collect();
    assert_eq!(langs[langs.len() - 2..], [&Value::from("de"), &Value::from("fr")]);
}
