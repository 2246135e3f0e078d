//! What a reader looks for in the PDF is found, and what is copied or read aloud is whole: words divided at the end of a line,
//! ligatures, small capitals, Russian, notes, program text, pictures at their place. `.ci/run` looks for the same with pdftotext.

mod common;

use std::sync::Arc;

use common::tags::{Element, Kid, Tagged};
use common::title::{grey_png, in_memory, set_library};
use pamphlet::config::Settings;
use pamphlet::diagnostics::Diagnostics;
use pamphlet::typeset::{Placed, Sp};

/// The article on pages of this width in millimetres: its tags, and how many of its lines end in a hyphen of ours.
fn copied(width: i32) -> (Tagged, usize) {
    let mut library = in_memory(&[("copied/copied.md", include_str!("fixtures/copied.md"))]);
    library.images.insert("copied/square.png".into(), Arc::from(grey_png(60, 40)));
    let page = |book: &mut Settings| book.design.page.width = Sp::um(width * 1000);
    let title = set_library(&library, Diagnostics::default(), page).remove(0);
    let bytes = title.pdf();
    let divided = title.paged.pages.iter().flat_map(|page| &page.items).filter(|placed| match placed {
        Placed::Text(line) => line.runs.last().is_some_and(|run| run.word.reading().ends_with('\u{AD}')),
        _ => false,
    });
    (Tagged::read(&bytes), divided.count())
}

/// What is read: the text without what only the ends of lines ask for.
fn read(element: &Element) -> String {
    element.text("").replace('\u{AD}', "").replace('\u{A0}', " ")
}

#[test]
fn phrases_are_found_whole() {
    // Each width divides other words, and all are read the same.
    let mut divided = 0;
    for width in [70, 85, 100, 140] {
        let (tagged, hyphens) = copied(width);
        divided += hyphens;
        let text = read(&tagged.root);
        for phrase in [
            "words that will have to be divided: incomprehensibilities, internationalisation and counterrevolutionaries in",
            "the disproportionately overrepresented characteristics of an institutionalised misunderstanding go over",
            "Efficient affluent officers find flying fjords difficult.",
            "The United Nations says so.",
            "забастовка нефтяников продолжалась несколько месяцев, изложены в показаниях свидетелей и обвиняемых",
        ] {
            assert!(text.contains(phrase), "{width} mm: {phrase}\nis not in\n{text}");
        }
        let note = tagged.root.all().into_iter().find(|element| element.kind == "Note").expect("there is a note");
        assert_eq!(
            read(note).trim(),
            "1 The note says that inefficient offices of the organisation find, in the end, that nothing can be done about \
             the internationalisation of the conflict."
        );
    }
    assert!(divided > 8, "only {divided} lines end in a hyphen");
}

#[test]
fn program_text_keeps_its_lines_apart() {
    let (tagged, _) = copied(140);
    let code = tagged.root.all().into_iter().find(|element| element.kind == "Code").expect("there is program text");
    assert_eq!(read(code), "fn main() {     let x = 1;     println!(\"{x}\"); }");
    // Each line of it stands on a line of its own.
    let lines =
        tagged.content.iter().flatten().find(|piece| piece.lines.concat().contains("fn main")).expect("it is shown");
    assert_eq!(lines.lines, ["fn main() { ", "    let x = 1; ", "    println!(\"{x}\"); ", "}"]);
}

#[test]
fn a_picture_is_read_where_it_stands_in_the_line() {
    let (tagged, _) = copied(140);
    let is_figure = |kid: &Kid| matches!(kid, Kid::Element(element) if element.kind == "Figure");
    let all = tagged.root.all();
    let paragraph = all.iter().find(|element| element.kids.iter().any(is_figure)).expect("there is a picture");
    let [Kid::Content(_, _, before), Kid::Element(figure), Kid::Content(_, _, after)] = &paragraph.kids[..3] else {
        panic!("{:?}", paragraph.kids)
    };
    assert_eq!((before.trim(), figure.said["Alt"].as_str()), ("Before", "a grey square"));
    assert!(after.starts_with("after the picture, and"), "{after}");
}
