//! A collection made by hand with every element that the tree can hold.

use std::sync::Arc;

use super::super::{EpubFace, EpubFonts};
use crate::collection::{Collection, Image, ImageFormat, Part};
use crate::diagnostics::{FileId, Span};
use crate::manuscript::{
    Alignment, Article, AsideKind, Block, BlockKind, Date, Definition, Held, ImageRef, Inline, InlineKind, Lang, Note,
    Origin, Person, Role, Table, Target, Text, VerseLine,
};

fn span() -> Span {
    Span::new(FileId(0), 0..0)
}

pub(super) fn inline(kind: InlineKind) -> Inline {
    Inline { kind, span: span() }
}

pub(super) fn block(kind: BlockKind) -> Block {
    Block { kind, span: span() }
}

pub(super) fn text(words: &str) -> Vec<Inline> {
    vec![inline(InlineKind::Text(words.to_string()))]
}

pub(super) fn para(words: &str) -> Block {
    block(BlockKind::Paragraph(text(words)))
}

fn reference(index: usize, nth: u32) -> Inline {
    inline(InlineKind::NoteReference { index, nth })
}

/// Words, then a note reference.
fn noted(words: &str, index: usize, nth: u32) -> Vec<Inline> {
    let mut all = text(words);
    all.push(reference(index, nth));
    all
}

fn link(target: Target, words: &str) -> Inline {
    inline(InlineKind::Link { target, content: text(words) })
}

fn note(label: &str, references: u32, blocks: Vec<Block>) -> Note {
    Note { label: label.to_string(), blocks, references, span: span() }
}

fn person(name: &str, role: Role, file_as: Option<&str>) -> Person {
    Person { name: name.to_string(), file_as: file_as.map(str::to_string), role }
}

pub(super) fn article(slug: &str, title: &str, blocks: Vec<Block>) -> Article {
    Article {
        file: FileId(0),
        slug: slug.to_string(),
        title: text(title),
        subtitle: None,
        people: Vec::new(),
        date: None,
        lang: Lang::new("en-GB"),
        summary: None,
        tags: Vec::new(),
        origin: None,
        rights: None,
        drop_cap: None,
        text: Held::new(Text { blocks, ..Text::default() }),
    }
}

pub(super) fn collection(title: &str, articles: Vec<Article>) -> Collection {
    Collection {
        slug: "sample".to_string(),
        title: title.to_string(),
        subtitle: None,
        people: Vec::new(),
        lang: Lang::new("en-GB"),
        summary: None,
        subjects: Vec::new(),
        publisher: None,
        date: None,
        rights: None,
        rights_url: None,
        series: None,
        edition: None,
        translations: Vec::new(),
        conformance: None,
        base_url: None,
        identifier: "urn:uuid:0d3c5c3a-5f0e-5d53-9d3a-0f6f4c1d2e3b".to_string(),
        modified: 1_323_993_600,
        parts: vec![Part { title: None, articles: 0..articles.len() }],
        articles,
        images: Vec::new(),
        cover: None,
        others: Vec::new(),
    }
}

/// A grey PNG of the given size.
pub(super) fn png(width: u32, height: u32) -> Image {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let rows: Vec<u8> = (0..width * height).map(|i| (i % width * 255 / width) as u8).collect();
    encoder.write_header().unwrap().write_image_data(&rows).unwrap();
    let bytes: Arc<[u8]> = bytes.into();
    Image { path: "images/grey.png".to_string(), format: ImageFormat::Png, width, height, bytes }
}

pub(super) fn fonts() -> EpubFonts {
    macro_rules! serif {
        ($style:literal, $italic:literal, $weight:literal) => {
            EpubFace {
                name: concat!("LibertinusSerif-", $style).to_string(),
                family: "Libertinus Serif".to_string(),
                mono: false,
                italic: $italic,
                weight: $weight,
                bytes: include_bytes!(concat!("../../../fonts/libertinus/LibertinusSerif-", $style, ".otf")),
                licence: include_str!("../../../fonts/libertinus/OFL.txt"),
            }
        };
    }
    let mono = EpubFace {
        name: "DejaVuSansMono".to_string(),
        family: "DejaVu Sans Mono".to_string(),
        mono: true,
        italic: false,
        weight: 400,
        bytes: include_bytes!("../../../fonts/dejavu/DejaVuSansMono.ttf"),
        licence: include_str!("../../../fonts/dejavu/LICENSE.txt"),
    };
    let serif = [
        serif!("Regular", false, 400),
        serif!("Italic", true, 400),
        serif!("Bold", false, 700),
        serif!("BoldItalic", true, 700),
    ];
    EpubFonts { faces: serif.into_iter().chain([mono]).collect() }
}

const LONG: &str = "The strike began in the spring and lasted for seven months. Those who took part in it spoke of pay \
    first, and of the right to a union of their own soon after; the officials who answered them spoke of neither. \
    What follows is told from the papers of the time, and where they differ both are given.";

/// Every element, in an article in two languages, beside one in Russian and one in Arabic.
pub(super) fn everything() -> Collection {
    let mut first = article("every-element", "Every element", blocks());
    first.title.push(reference(0, 0));
    first.subtitle = Some(noted("and its “notes” <&> all", 1, 0));
    first.people = vec![
        person("Anna Example", Role::Author, Some("Example, Anna")),
        person("Боря Пример", Role::Author, None),
        person("Cécile Exemple", Role::Translator, None),
    ];
    first.date = Some(Date { year: 2011, month: Some(12), day: Some(16) });
    first.origin = Some(Origin {
        title: Some("The Paper & Its \"Readers\"".to_string()),
        url: Some("https://example.org/a b?x=1&y=2".to_string()),
        date: Some(Date { year: 2011, month: Some(12), day: None }),
    });
    first.text.epigraph = vec![block(BlockKind::Quotation {
        blocks: vec![para("Words before the words.")],
        attribution: Some(noted("Someone", 2, 0)),
    })];
    first.text.notes = notes();

    let mut second = article("second", "Второй текст", vec![para("Первый абзац. «Жаңаөзен»."), para("Второй абзац.")]);
    second.lang = Lang::new("ru");
    second.date = Some(Date { year: 2012, month: Some(1), day: None });
    second
        .text
        .blocks
        .push(block(BlockKind::Aside { kind: AsideKind::Warning, blocks: vec![para("Осторожно.")] }));
    second.text.blocks[0] = block(BlockKind::Paragraph(noted("Первый абзац. «Жаңаөзен».", 0, 0)));
    second.text.notes = vec![note("a", 1, vec![para("Примечание.")])];

    let mut third = article("third", "مقال", vec![para("نص قصير.")]);
    third.lang = Lang::new("ar");
    third.origin = Some(Origin { title: None, url: Some("urn:isbn:1".to_string()), date: None });

    let mut collection = collection("The <Sample> & its “Title”", vec![first, second, third]);
    collection.subtitle = Some("With a subtitle".to_string());
    collection.people =
        vec![person("Anna Example", Role::Author, Some("Example, Anna")), person("D. Editor", Role::Editor, None)];
    collection.summary = Some("A summary with <angle> brackets.".to_string());
    collection.subjects = vec!["Strikes".to_string(), "Unions".to_string()];
    collection.publisher = Some("A Small Press".to_string());
    collection.date = Some(Date { year: 2011, month: Some(12), day: Some(20) });
    collection.rights = Some("CC BY 4.0".to_string());
    collection.rights_url = Some("https://creativecommons.org/licenses/by/4.0/".to_string());
    collection.series = Some(("Samples".to_string(), Some(3)));
    collection.base_url = Some("https://example.org/library".to_string());
    collection.parts =
        vec![Part { title: None, articles: 0..1 }, Part { title: Some(text("Part “two”")), articles: 1..3 }];
    collection.images = vec![png(320, 120)];
    collection
}

fn notes() -> Vec<Note> {
    let quotation = block(BlockKind::Quotation {
        blocks: vec![para("Quoted in a note."), para("And on.")],
        attribution: Some(text("A paper, page 3")),
    });
    vec![
        note("title", 1, vec![para("A note on the title.")]),
        note("sub", 3, vec![para("A note with three references."), para("Its second paragraph.")]),
        note("epi", 1, vec![quotation.clone()]),
        note("long", 2, vec![para("A note that ends in a quotation."), quotation]),
        note("inner", 1, vec![block(BlockKind::Paragraph(noted("A note that refers to another.", 5, 0)))]),
        note("last", 1, vec![]),
    ]
}

fn blocks() -> Vec<Block> {
    let heading = |level, id: &str, content| block(BlockKind::Heading { level, id: id.to_string(), content });
    let mixed = vec![
        inline(InlineKind::Text("Plain, ".into())),
        inline(InlineKind::Emphasis(vec![
            inline(InlineKind::Text("stressed, ".into())),
            inline(InlineKind::Strong(text("strongly in it"))),
        ])),
        inline(InlineKind::Text(", ".into())),
        inline(InlineKind::Strong(text("strong"))),
        inline(InlineKind::Text(", ".into())),
        inline(InlineKind::Strikethrough(text("struck"))),
        inline(InlineKind::Text(", ".into())),
        inline(InlineKind::Code("let x = a < b && c;".into())),
        inline(InlineKind::Text(", ".into())),
        inline(InlineKind::SmallCaps(text("small capitals"))),
        inline(InlineKind::Text(", the ".into())),
        inline(InlineKind::Abbreviation { title: "United Nations".into(), content: text("UN") }),
        inline(InlineKind::Text(", ".into())),
        inline(InlineKind::Cite(text("A Work"))),
        inline(InlineKind::Text(", “".into())),
        inline(InlineKind::Quote(text("quoted"))),
        inline(InlineKind::Text("”, H".into())),
        inline(InlineKind::Subscript(text("2"))),
        inline(InlineKind::Text("O, 1".into())),
        inline(InlineKind::Superscript(text("st"))),
        inline(InlineKind::Text(", ".into())),
        inline(InlineKind::Foreign { lang: Lang::new("de"), content: text("Straßenbahn") }),
        inline(InlineKind::Text(" and ".into())),
        inline(InlineKind::Foreign { lang: Lang::new("he"), content: text("שלום") }),
        inline(InlineKind::Text("; a picture ".into())),
        inline(InlineKind::Image { image: ImageRef::Index(0), alt: "a grey strip".into() }),
        inline(InlineKind::LineBreak),
        inline(InlineKind::Text("a new line\u{1} with figures 0123456789 & <marks>.".into())),
    ];
    let links = vec![
        link(Target::External("https://example.org/ж?a=b&c=\"d\"".into()), "outside"),
        inline(InlineKind::Text(", ".into())),
        link(Target::Article { index: 1, anchor: None }, "an article"),
        inline(InlineKind::Text(", ".into())),
        link(Target::Anchor("conditions".into()), "a heading"),
        inline(InlineKind::Text(", ".into())),
        link(Target::Article { index: 0, anchor: Some("conditions".into()) }, "the same, the long way"),
        inline(InlineKind::Text(", ".into())),
        link(Target::Title { slug: "other".into(), title: "Another Title".into() }, "see there"),
        inline(InlineKind::Text(", ".into())),
        link(Target::External("javascript:alert(1)".into()), "a trap"),
        inline(InlineKind::Text(", ".into())),
        inline(InlineKind::Link {
            target: Target::External("https://example.org/".into()),
            content: noted("a link with a note in it", 3, 0),
        }),
        inline(InlineKind::Text(".".into())),
    ];
    let line = |indent, words: &str| VerseLine { indent, content: text(words) };
    let table = Table {
        caption: Some(noted("What they asked and what they got", 1, 1)),
        columns: vec![Alignment::Left, Alignment::Centre, Alignment::Right],
        head: vec![Vec::new(), text("Demand"), text("Tenge")],
        rows: vec![
            vec![text("Pay"), text("doubled"), noted("120,000", 1, 2)],
            vec![text("Union"), text("their own"), text("1,111")],
        ],
    };
    let plain = Table {
        caption: None,
        columns: vec![Alignment::Left, Alignment::Right],
        head: vec![text("Year"), text("Number")],
        rows: vec![vec![text("2010"), text("7")], vec![text("2011"), text("16")]],
    };
    let nested = block(BlockKind::List {
        start: None,
        tight: true,
        items: vec![vec![para("inner one")], vec![para("inner two")]],
    });
    vec![
        block(BlockKind::Paragraph(noted(LONG, 3, 1))),
        para(LONG),
        block(BlockKind::Paragraph(mixed)),
        block(BlockKind::Paragraph(links)),
        heading(2, "conditions", noted("Conditions of work", 4, 0)),
        para(LONG),
        heading(3, "pay", text("Pay and its arrears")),
        block(BlockKind::Quotation {
            blocks: vec![para("A first paragraph quoted."), para("A second one, from “the same”.")],
            attribution: Some(vec![
                inline(InlineKind::Text("Someone, ".into())),
                inline(InlineKind::Cite(text("Some Work"))),
            ]),
        }),
        para("A paragraph after a quotation."),
        block(BlockKind::Quotation { blocks: vec![para("Unattributed.")], attribution: None }),
        block(BlockKind::Verse {
            stanzas: vec![
                vec![line(0, "A line of verse"), line(1, "and one that stands further in"), line(0, "and back")],
                vec![line(2, "A second stanza")],
            ],
            attribution: Some(text("A Poet")),
        }),
        block(BlockKind::List {
            start: Some(4),
            tight: true,
            items: vec![vec![para("four"), nested], vec![para("five")]],
        }),
        block(BlockKind::List {
            start: None,
            tight: false,
            items: vec![vec![para("loose one"), para("its second paragraph")], vec![para("loose two")]],
        }),
        block(BlockKind::Definitions(vec![Definition {
            terms: vec![text("akim"), text("akimat")],
            meanings: vec![vec![para("a mayor; his office")], vec![para("two"), para("paragraphs")]],
        }])),
        block(BlockKind::Table(table)),
        block(BlockKind::Table(plain)),
        block(BlockKind::Figure {
            image: ImageRef::Index(0),
            alt: "A strip that turns from black to white".into(),
            caption: text("A caption that is not the alternative text."),
        }),
        block(BlockKind::Code { language: Some("rust".into()), text: "fn main() {\n    println!(\"<&>\");\n}".into() }),
        block(BlockKind::Break),
        block(BlockKind::Aside { kind: AsideKind::Tip, blocks: vec![para("A tip."), para("With two paragraphs.")] }),
        para("The end."),
    ]
}
