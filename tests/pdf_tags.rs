//! The tags of the PDF to read are its articles: read back from the file, they hold every word in the order of reading,
//! notes where their marks are, and leave out nothing but furniture.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use common::expected::{assert_same, printed, tidy, without_page_numbers};
use common::tags::{Element, Kid, Tagged};
use common::title::{SetTitle, set, set_library, torture};
use lopdf::Object;
use pamphlet::collection::Words;
use pamphlet::config::LinkStyle;
use pamphlet::diagnostics::Diagnostics;
use pamphlet::typeset::{Layer, Placed};

#[test]
fn our_own_titles_are_tagged() {
    assert_eq!(check_all(&set(&Path::new(env!("CARGO_MANIFEST_DIR")).join("book"), |_| {})), 2);
}

#[test]
fn the_corpus_is_tagged() {
    assert_eq!(check_all(&set(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus"), |_| {})), 1);
}

#[test]
fn every_element_is_tagged() {
    assert_eq!(check_all(&set_library(&torture(), Diagnostics::default(), |_| {})), 2);
}

type Spoil<'s> = &'s dyn Fn(&mut Tagged);

/// A yardstick that accepts anything measures nothing.
#[test]
fn what_is_lost_or_misplaced_is_seen() {
    let title = set_library(&torture(), Diagnostics::default(), |_| {}).remove(0);
    let bytes = title.pdf();
    let whole = Tagged::read(&bytes);
    let fails = |spoil: Spoil<'_>| {
        let mut tagged = whole.clone();
        spoil(&mut tagged);
        let check = std::panic::AssertUnwindSafe(|| {
            reads_as_written(&title, &tagged);
            contents_have_parents(&tagged);
            links_are_tagged(&tagged);
            artifacts_are_furniture(&title, &tagged);
            elements_are_whole(&title, &tagged);
        });
        std::panic::catch_unwind(check).is_err()
    };
    assert!(!fails(&|_| {}));
    let spoils: [Spoil<'_>; 6] = [
        &|tagged| drop(article(tagged).kids.pop()),
        &|tagged| article(tagged).kids.swap(2, 4),
        // A note goes before its mark.
        &|tagged| {
            let is_note = |kid: &Kid| matches!(kid, Kid::Element(e) if e.kind == "Note");
            let kids = &mut child(article(tagged), |kid| kid.kind == "P" && kid.kids.iter().any(is_note)).kids;
            let note = kids.iter().position(is_note).expect("there is one");
            let note = kids.remove(note);
            kids.insert(0, note);
        },
        &|tagged| child(article(tagged), |kid| kid.kind == "P").kids.push(Kid::Content(0, 0, String::new())),
        &|tagged| drop(child(article(tagged), |kid| kid.kind == "Div").kids.remove(0)),
        &|tagged| tagged.content[4].iter_mut().for_each(|piece| piece.number = None),
    ];
    for (i, spoil) in spoils.iter().enumerate() {
        assert!(fails(spoil), "spoil {i}");
    }
}

/// The section of the first article.
fn article(tagged: &mut Tagged) -> &mut Element {
    match &mut tagged.root.kids[3] {
        Kid::Element(element) => element,
        other => panic!("{other:?} is no element"),
    }
}

/// The first element in another that is `wanted`.
fn child(element: &mut Element, wanted: impl Fn(&Element) -> bool) -> &mut Element {
    element
        .kids
        .iter_mut()
        .find_map(|kid| match kid {
            Kid::Element(element) if wanted(element) => Some(element),
            _ => None,
        })
        .expect("there is one")
}

/// Checks titles; returns how many.
fn check_all(titles: &[SetTitle]) -> usize {
    for title in titles {
        let bytes = title.pdf();
        let tagged = Tagged::read(&bytes);
        reads_as_written(title, &tagged);
        contents_have_parents(&tagged);
        links_are_tagged(&tagged);
        artifacts_are_furniture(title, &tagged);
        elements_are_whole(title, &tagged);
    }
    titles.len()
}

/// The sections at the top: front, articles, back cover.
fn sections(tagged: &Tagged) -> Vec<&Element> {
    let mut out = Vec::new();
    for kid in &tagged.root.kids {
        match kid {
            Kid::Element(part) if part.kind == "Part" => out.extend(part.kids.iter().map(element)),
            kid => out.push(element(kid)),
        }
    }
    out
}

fn element(kid: &Kid) -> &Element {
    match kid {
        Kid::Element(element) => element,
        other => panic!("{other:?} is no element"),
    }
}

/// Every article's text and notes, in the order of reading, each note after its mark.
fn reads_as_written(title: &SetTitle, tagged: &Tagged) {
    let collection = &title.collection;
    let sections = sections(tagged);
    let contents = sections.iter().position(|s| s.first("TOC").is_some()).expect("there are contents");
    let mut sections = sections.into_iter().skip(contents + 1).peekable();
    for (index, article) in collection.articles.iter().enumerate() {
        let expected = printed(collection, index, LinkStyle::Notes);
        let mut text = String::new();
        // The title of a part stands before its first article.
        if sections.peek().is_some_and(|e| e.kind == "H1") {
            text.push_str(&sections.next().expect("it has been seen").text("Note"));
        }
        let section = sections.next().expect("every article has a section");
        assert_eq!(section.kind, "Sect");
        text.push_str(&section.text("Note"));
        let name = format!("{}/{}", collection.slug, article.slug);
        let word = Words::of(&article.lang).page;
        assert_same(&without_page_numbers(&tidy(&text), word), &tidy(&expected.text), &name);
        let notes: Vec<&Element> = section.all().into_iter().filter(|e| e.kind == "Note").collect();
        assert_eq!(notes.len(), expected.notes.len(), "the notes of {name}");
        for (note, expected) in notes.iter().zip(&expected.notes) {
            let found = without_page_numbers(&tidy(&note.text("Note")), word);
            assert_same(&found, expected, &name);
        }
        notes_follow_their_marks(section, &name);
    }
    // Behind the articles there may be sources, a back cover, and the links of running heads.
    let rest: Vec<&Element> = sections.collect();
    assert!(rest.iter().all(|s| s.kind == "Sect" && s.first("Note").is_none()), "{rest:?}");
}

/// A note that is labelled stands after the reference that says its label; where a heading has several, after the
/// heading.
fn notes_follow_their_marks(section: &Element, name: &str) {
    section.walk(&mut Vec::new(), &mut |element, _| {
        let mut before: Option<&Element> = None;
        for kid in &element.kids {
            let Kid::Element(kid) = kid else { continue };
            let label = kid.first("Lbl").map(|l| l.text(""));
            if kid.kind == "Note"
                && let Some(label) = label
            {
                let before = before.unwrap_or_else(|| panic!("note {label} of {name} is the first of its kind"));
                let marks: Vec<String> =
                    before.all().iter().filter(|e| e.kind == "Reference").map(|e| tidy(&e.text("Note"))).collect();
                assert!(marks.contains(&tidy(&label)), "note {label} of {name} follows {marks:?}");
            }
            if kid.kind != "Note" {
                before = Some(kid);
            }
        }
    });
}

/// Every number of marked content is in one element, which the parent tree names.
fn contents_have_parents(tagged: &Tagged) {
    let mut owners: BTreeMap<(usize, i64), lopdf::ObjectId> = BTreeMap::new();
    for element in tagged.root.all() {
        for kid in &element.kids {
            if let Kid::Content(page, number, _) = kid {
                let before = owners.insert((*page, *number), element.id);
                assert!(before.is_none(), "content {number} of page {page} is in two elements");
            }
        }
    }
    let parents = tagged.parents();
    for (page, content) in tagged.content.iter().enumerate() {
        let dictionary = tagged.document.get_dictionary(tagged.pages[page]).expect("a page is a dictionary");
        let key = dictionary.get(b"StructParents").and_then(Object::as_i64).expect("a page has a key");
        let numbers: Vec<i64> = content.iter().filter_map(|piece| piece.number).collect();
        assert_eq!(numbers, (0..numbers.len() as i64).collect::<Vec<_>>(), "page {page} counts from 0");
        let found: Vec<_> = numbers.iter().map(|number| owners[&(page, *number)]).collect();
        assert_eq!(parents[&key], found, "the parent tree of page {page}");
    }
    let count: usize = tagged.content.iter().flatten().filter(|piece| piece.number.is_some()).count();
    assert_eq!(count, owners.len());
}

/// Every link on a page is in an element `Link`, which its key in the parent tree names, says what it is, and leads to a
/// place that exists.
fn links_are_tagged(tagged: &Tagged) {
    let mut owners = BTreeMap::new();
    for element in tagged.root.all() {
        for kid in &element.kids {
            if let Kid::Annotation(id) = kid {
                assert_eq!(element.kind, "Link");
                assert!(owners.insert(*id, element.id).is_none());
            }
        }
    }
    let parents = tagged.parents();
    let mut seen = 0;
    for page in &tagged.pages {
        let dictionary = tagged.document.get_dictionary(*page).expect("a page is a dictionary");
        let Ok(annotations) = dictionary.get(b"Annots").and_then(Object::as_array) else { continue };
        for annotation in annotations {
            let id = annotation.as_reference().expect("a link is an object of its own");
            let link = tagged.document.get_dictionary(id).expect("a link is a dictionary");
            let key = link.get(b"StructParent").and_then(Object::as_i64).expect("a link has a key");
            assert_eq!(parents[&key], [owners[&id]]);
            assert!(link.get(b"Contents").and_then(Object::as_str).is_ok_and(|text| !text.is_empty()));
            seen += 1;
        }
    }
    assert_eq!(seen, owners.len());
    assert!(seen > 0);
}

/// What is marked as an artifact is what the pages have as furniture, and nothing else.
fn artifacts_are_furniture(title: &SetTitle, tagged: &Tagged) {
    for (page, (set, content)) in title.paged.pages.iter().zip(&tagged.content).enumerate() {
        let artifacts: String = content
            .iter()
            .filter(|p| p.number.is_none())
            .flat_map(|p| p.lines.concat().chars().collect::<Vec<_>>())
            .collect();
        let mut furniture = String::new();
        for placed in &set.items {
            if let Placed::Text(line) = placed
                && line.layer == Layer::Furniture
            {
                for run in &line.runs {
                    furniture.push_str(&run.word.reading());
                    furniture.push_str(if run.space_after { " " } else { "" });
                }
            }
        }
        assert_same(&artifacts, &furniture, &format!("the furniture of page {}", page + 1));
    }
}

/// Pictures say what they show, headings go down by one, rows have as many cells, notes have names.
fn elements_are_whole(title: &SetTitle, tagged: &Tagged) {
    let mut level = 0;
    let mut names = BTreeSet::new();
    for element in tagged.root.all() {
        if let Some(digit) = element.kind.strip_prefix('H').and_then(|d| d.parse::<u32>().ok()) {
            assert!(digit <= level + 1, "a heading of level {digit} under one of level {level}");
            level = digit;
        }
        match element.kind.as_str() {
            "Figure" => assert!(element.said.contains_key("Alt")),
            "Note" => assert!(names.insert((element.name.clone().expect("a note has a name"), element.id))),
            "TH" => assert_eq!(element.attribute.as_deref(), Some("Column")),
            "L" if element.all().iter().any(|e| e.kind == "Lbl" && e.text("") == "•") => {
                assert!(element.attribute.is_some(), "a list says how it is labelled");
            }
            "Table" => {
                let rows = element.kids.iter().map(self::element).filter(|kid| kid.kind == "TR");
                let cells: BTreeSet<usize> = rows.map(|row| row.kids.len()).collect();
                assert_eq!(cells.len(), 1, "{cells:?}");
            }
            "LI" => assert!(element.kids.iter().map(self::element).all(|kid| ["Lbl", "LBody"].contains(&&*kid.kind))),
            _ => {}
        }
    }
    assert_eq!(tagged.identifiers(), names.into_iter().collect::<Vec<_>>());
    let foreign: BTreeSet<&str> = title.collection.articles.iter().map(|a| a.lang.as_str()).collect();
    for lang in foreign.into_iter().filter(|lang| *lang != title.collection.lang.as_str()) {
        let said = |e: &&Element| e.kind == "Sect" && e.said.get("Lang").is_some_and(|l| l == lang);
        assert!(sections(tagged).iter().any(said), "an article in {lang} says so");
    }
}
