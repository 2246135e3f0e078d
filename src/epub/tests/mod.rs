//! The writer as a whole, on a collection with every element.

mod sample;

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::book::Book;
use super::xml::Written;
use super::{EpubFonts, compose, pages, usage};
use crate::collection::{Collection, Part};
use crate::config::{Conformance, Design};
use crate::diagnostics::{FileId, Span};
use crate::manuscript::{
    Alignment, Article, Block, BlockKind, Date, ImageRef, Inline, InlineKind, Lang, Table, Target,
};
use crate::source::Cache;
use crate::typeset::{Begins, TextPlace, Turn};
use sample::{article, collection, everything, fonts, para};

/// The files of a book in the order of its archive.
struct Opened(Vec<(String, Vec<u8>)>);

impl Opened {
    fn new(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let files = (0..archive.len()).map(|i| {
            let mut file = archive.by_index(i).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().to_string(), bytes)
        });
        Self(files.collect())
    }

    fn text(&self, name: &str) -> String {
        let name = format!("OEBPS/{name}");
        let found = self.0.iter().find(|(n, _)| *n == name);
        String::from_utf8(found.unwrap_or_else(|| panic!("no {name}")).1.clone()).unwrap()
    }

    fn xml(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter(|(name, _)| [".xhtml", ".opf", ".ncx", ".xml"].iter().any(|e| name.ends_with(e)))
            .map(|(name, bytes)| (name.as_str(), std::str::from_utf8(bytes).unwrap()))
    }
}

/// The EPUB of a collection with this picture on its cover.
fn book(collection: &Collection, fonts: &EpubFonts, cover: &[u8]) -> Vec<u8> {
    let (design, cache) = (Design::default(), Cache::none());
    compose(collection, &design, fonts, &[], (&cache, &[])).unwrap().with_cover(cover).unwrap().bytes
}

fn open(collection: &Collection) -> Opened {
    Opened::new(&book(collection, &EpubFonts::default(), b"cover"))
}

/// The values of an attribute in a document, in order.
fn values(document: &str, attribute: &str) -> Vec<String> {
    let mut reader = Reader::from_str(document);
    let mut values = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) | Event::Empty(e) => {
                values.extend(
                    e.attributes()
                        .map(Result::unwrap)
                        .filter(|a| a.key.as_ref() == attribute)
                        .map(|a| a.value.to_string()),
                );
            }
            Event::Eof => return values,
            _ => {}
        }
    }
}

#[test]
fn the_same_collection_gives_the_same_bytes() {
    let (collection, fonts) = (everything(), fonts());
    assert_eq!(book(&collection, &fonts, b"cover"), book(&collection, &fonts, b"cover"));
}

#[test]
fn the_archive_is_canonical() {
    let bytes = book(&everything(), &fonts(), b"cover");
    assert_eq!(&bytes[30..38], b"mimetype", "the first entry");
    assert_eq!(&bytes[38..58], b"application/epub+zip", "stored, without extra field");
    let mut archive = ZipArchive::new(Cursor::new(&bytes[..])).unwrap();
    let mut names = Vec::new();
    for i in 0..archive.len() {
        let file = archive.by_index(i).unwrap();
        assert_eq!(file.unix_mode(), Some(0o100_644), "{}", file.name());
        assert_eq!(file.last_modified().unwrap().to_string(), "2011-12-16 00:00:00");
        assert!(file.extra_data().unwrap_or_default().is_empty());
        names.push(file.name().to_string());
    }
    assert_eq!(names[..2], ["mimetype", "META-INF/container.xml"]);
    assert!(names[2..].is_sorted());
    let fit = |name: &&String| {
        name.rsplit('/')
            .next()
            .unwrap()
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c))
    };
    assert_eq!(names[1..].iter().filter(|n| !n.starts_with("META-INF")).find(|n| !fit(n)), None);
    // Each central header begins so; the fifth byte after the signature is the platform: 3 is Unix.
    let headers: Vec<usize> = (0..bytes.len() - 4).filter(|&i| bytes[i..].starts_with(b"PK\x01\x02")).collect();
    assert_eq!(headers.len(), names.len());
    assert!(headers.iter().all(|&i| bytes[i + 5] == 3));
}

#[test]
fn every_document_is_well_formed_with_unique_ids_and_links_that_lead_somewhere() {
    let book = open(&everything());
    let mut count = 0;
    for (name, text) in book.xml() {
        count += 1;
        assert!(!text.contains('\u{1}'), "{name}: a character that XML forbids");
        let mut ids = values(text, "id");
        let total = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), total, "{name}: an id twice");
        let Some(name) = name.strip_prefix("OEBPS/") else { continue };
        for href in values(text, "href").iter().chain(&values(text, "src")).filter(|h| !h.contains("://")) {
            let (file, fragment) = href.split_once('#').unwrap_or((href, ""));
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            let target = match (file, file.strip_prefix("../")) {
                ("", _) => name.to_string(),
                (_, Some(up)) => up.to_string(),
                _ if folder.is_empty() => file.to_string(),
                _ => format!("{folder}/{file}"),
            };
            assert!(book.0.iter().any(|(n, _)| *n == format!("OEBPS/{target}")), "{name} -> {href}");
            if !fragment.is_empty() {
                assert!(values(&book.text(&target), "id").iter().any(|id| id == fragment), "{name} -> {href}");
            }
        }
    }
    assert_eq!(count, 13, "container, display options, package, two contents, five pages around, three articles");
}

#[test]
fn notes_and_their_references_lead_to_each_other() {
    let collection = everything();
    let text = open(&collection).text("articles/every-element.xhtml");
    let (ids, hrefs) = (values(&text, "id"), values(&text, "href"));
    let mut references = 0;
    for (i, note) in collection.articles[0].text.notes.iter().enumerate() {
        let id = format!("note-every-element-{}", i + 1);
        assert!(ids.contains(&id));
        assert_eq!(hrefs.iter().filter(|h| **h == format!("#{id}")).count(), note.references as usize, "{id}");
        for nth in 0..note.references {
            references += 1;
            let id = match nth {
                0 => format!("ref-every-element-{}", i + 1),
                _ => format!("ref-every-element-{}_{}", i + 1, nth + 1),
            };
            assert!(ids.contains(&id), "{id}");
            assert_eq!(hrefs.iter().filter(|h| **h == format!("#{id}")).count(), 1, "one way back to {id}");
        }
    }
    assert_eq!(references, 9);
    let reference = "<a class=\"noteref\" id=\"ref-every-element-2_3\" href=\"#note-every-element-2\" epub:type=\"noteref\" role=\"doc-noteref\">2</a>";
    assert!(text.contains(reference));
    let note = "<div class=\"note\" id=\"note-every-element-1\" epub:type=\"footnote\" role=\"doc-footnote\">\n<p><a class=\"backlink\" href=\"#ref-every-element-1\" epub:type=\"backlink\" role=\"doc-backlink\" aria-label=\"Note 1, back to text\">1.</a> A note on the title.</p>";
    assert!(text.contains(note));
}

/// The text of a document's elements, without that of elements that have one of our own classes.
fn document_text(document: &str) -> String {
    const OURS: [&str; 5] = ["backlink", "noteref", "byline", "aside-kind", "source"];
    let mut reader = Reader::from_str(document);
    let (mut out, mut depth, mut ours) = (String::new(), 0, None);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) => {
                depth += 1;
                let class = e.try_get_attribute("class").unwrap().map(|a| a.value.to_string()).unwrap_or_default();
                let is_ours = OURS.contains(&class.as_str()) || e.name().as_ref() == "title" || {
                    let id = e.try_get_attribute("id").unwrap();
                    id.is_some_and(|id| &*id.value == "notes-title")
                };
                if is_ours && ours.is_none() {
                    ours = Some(depth);
                }
            }
            Event::End(_) => {
                if ours == Some(depth) {
                    ours = None;
                }
                depth -= 1;
            }
            Event::Text(text) if ours.is_none() => out.push_str(&text),
            Event::GeneralRef(r) if ours.is_none() => {
                out.push_str(&quick_xml::escape::unescape(&format!("&{};", &*r)).unwrap());
            }
            Event::Eof => return squeeze(&out),
            _ => {}
        }
    }
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{1}').collect()
}

/// The text of an article in the order of reading.
fn tree_text(article: &Article) -> String {
    let mut out = String::new();
    inlines(&article.title, &mut out);
    inlines(article.subtitle.as_deref().unwrap_or_default(), &mut out);
    blocks(&article.text.epigraph, &mut out);
    blocks(&article.text.blocks, &mut out);
    article.text.notes.iter().for_each(|n| blocks(&n.blocks, &mut out));
    squeeze(&out)
}

fn inlines(all: &[Inline], out: &mut String) {
    for inline in all {
        match &inline.kind {
            InlineKind::Text(text) | InlineKind::Code(text) => out.push_str(text),
            kind => inlines(kind.children(), out),
        }
        if let InlineKind::Link { target: Target::Title { title, .. }, .. } = &inline.kind {
            out.push_str(&format!("({title})"));
        }
    }
}

fn blocks(all: &[Block], out: &mut String) {
    let attributed = |attribution: &Option<Vec<Inline>>, out: &mut String| {
        if let Some(attribution) = attribution {
            out.push('—');
            inlines(attribution, out);
        }
    };
    for block in all {
        match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => inlines(content, out),
            BlockKind::Quotation { blocks: inner, attribution }
            | BlockKind::PullQuote { blocks: inner, attribution } => {
                blocks(inner, out);
                attributed(attribution, out);
            }
            BlockKind::Verse { stanzas, attribution } => {
                stanzas.iter().flatten().for_each(|l| inlines(&l.content, out));
                attributed(attribution, out);
            }
            BlockKind::List { items, .. } => items.iter().for_each(|i| blocks(i, out)),
            BlockKind::Definitions(entries) => {
                for entry in entries {
                    entry.terms.iter().for_each(|t| inlines(t, out));
                    entry.meanings.iter().for_each(|m| blocks(m, out));
                }
            }
            BlockKind::Table(table) => {
                inlines(table.caption.as_deref().unwrap_or_default(), out);
                table.head.iter().chain(table.rows.iter().flatten()).for_each(|c| inlines(c, out));
            }
            BlockKind::Figure { caption, .. } => inlines(caption, out),
            BlockKind::Code { text, .. } => out.push_str(text),
            BlockKind::Aside { blocks: inner, .. } => blocks(inner, out),
            BlockKind::Break => {}
        }
    }
}

#[test]
fn all_text_of_the_tree_is_in_the_documents_in_order() {
    let collection = everything();
    let book = open(&collection);
    for article in &collection.articles {
        let document = book.text(&format!("articles/{}.xhtml", article.slug));
        assert_eq!(document_text(&document), tree_text(article), "{}", article.slug);
    }
}

#[test]
fn the_package_tells_the_facts() {
    let package = open(&everything()).text("content.opf");
    for line in [
        "<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" xml:lang=\"en-GB\" dir=\"ltr\" unique-identifier=\"book-id\">",
        "<dc:identifier id=\"book-id\">urn:uuid:0d3c5c3a-5f0e-5d53-9d3a-0f6f4c1d2e3b</dc:identifier>",
        "<dc:title id=\"title\">The &lt;Sample&gt; &amp; its “Title”</dc:title>",
        "<meta refines=\"#title\" property=\"file-as\">&lt;Sample&gt; &amp; its “Title”, The</meta>",
        "<dc:title id=\"subtitle\">With a subtitle</dc:title>",
        "<dc:creator id=\"person-1\">Anna Example</dc:creator>",
        "<meta refines=\"#person-1\" property=\"file-as\">Example, Anna</meta>",
        "<dc:contributor id=\"person-2\">D. Editor</dc:contributor>",
        "<meta refines=\"#person-2\" property=\"role\" scheme=\"marc:relators\">edt</meta>",
        "<dc:language>en-GB</dc:language>\n<dc:language>ru</dc:language>\n<dc:language>ar</dc:language>",
        "<meta property=\"dcterms:modified\">2011-12-16T00:00:00Z</meta>",
        "<meta refines=\"#series\" property=\"group-position\">3</meta>",
        "<meta property=\"schema:accessibilityFeature\">alternativeText</meta>",
        "<meta name=\"cover\" content=\"cover-image\"/>",
    ] {
        assert!(package.contains(line), "{line} is not in\n{package}");
    }
    assert!(!package.contains("conformsTo") && !package.contains("certif"));
}

#[test]
fn a_claim_to_conform_says_whose_it_is() {
    let mut collection = everything();
    let claim = Conformance {
        by: "A. & B.".into(),
        place: Span::new(FileId(0), 0..0),
        on: Some(Date { year: 2026, month: Some(11), day: Some(24) }),
        report_url: Some("https://example.org/report".into()),
    };
    collection.conformance = Some(claim.clone());
    let package = open(&collection).text("content.opf");
    let lines =
        "<meta property=\"dcterms:conformsTo\" id=\"conformance\">EPUB Accessibility 1.1 - WCAG 2.2 Level AA</meta>
<meta refines=\"#conformance\" property=\"a11y:certifiedBy\" id=\"certifier\">A. &amp; B.</meta>
<meta refines=\"#certifier\" property=\"dcterms:date\">2026-11-24</meta>
<link refines=\"#certifier\" rel=\"a11y:certifierReport\" href=\"https://example.org/report\"/>
";
    assert!(package.contains(lines), "{package}");
    collection.conformance = Some(Conformance { on: None, report_url: None, ..claim });
    let package = open(&collection).text("content.opf");
    assert!(package.contains("certifiedBy") && !package.contains("dcterms:date") && !package.contains("Report"));
}

#[test]
fn contents_have_parts_and_articles_or_articles_and_sections() {
    let mut collection = everything();
    let links = |text: &str| {
        let toc = text.split("</nav>").next().unwrap();
        values(toc, "href").into_iter().filter(|h| h.contains(".xhtml")).collect::<Vec<_>>()
    };
    let divided = [
        "articles/every-element.xhtml",
        "part-2.xhtml",
        "articles/second.xhtml",
        "articles/third.xhtml",
        "sources.xhtml",
        "imprint.xhtml",
    ];
    assert_eq!(links(&open(&collection).text("nav.xhtml")), divided);
    collection.parts = vec![Part { title: None, articles: 0..3 }];
    let whole =
        [divided[0], "articles/every-element.xhtml#s-conditions", divided[2], divided[3], divided[4], divided[5]];
    let book = open(&collection);
    assert_eq!(links(&book.text("nav.xhtml")), whole);
    let ncx = book.text("toc.ncx");
    assert_eq!(values(&ncx, "src"), whole);
    assert!(ncx.contains("<meta name=\"dtb:depth\" content=\"2\"/>"));
}

/// Words that would break a careless writer, addresses that lead nowhere, structures without content.
fn hostile() -> Collection {
    let mut hostile = article("x", "]]><script>alert('\u{0}\"&amp;')</script>\u{FFFE}", vec![para("\u{B}")]);
    hostile.lang = Lang::new("tlh");
    let mut collection = collection("<&\"'\u{0}>", vec![hostile]);
    collection.lang = Lang::new("tlh");
    let addresses = [
        "https://",
        "http://a b/",
        "https://[zz]/",
        "http:///x",
        "https://example.org:99999/",
        "mailto:",
        "tel:1 2",
        "https://exa<mple>.org/?\"",
        "http:relative",
        "https://example.org/%zz#a#b",
        "https://user@example.org/ж",
    ];
    let link = |address: &&str| {
        sample::inline(InlineKind::Link {
            target: Target::External((*address).to_string()),
            content: sample::text("link"),
        })
    };
    let odd = [
        BlockKind::Paragraph(addresses.iter().map(link).collect()),
        BlockKind::Paragraph(Vec::new()),
        BlockKind::List {
            start: Some(u64::MAX),
            tight: true,
            items: vec![Vec::new(), vec![sample::block(BlockKind::Break)]],
        },
        BlockKind::List { start: None, tight: false, items: Vec::new() },
        BlockKind::Quotation { blocks: Vec::new(), attribution: Some(Vec::new()) },
        BlockKind::Verse { stanzas: vec![Vec::new()], attribution: None },
        BlockKind::Table(Table { caption: None, columns: Vec::new(), head: Vec::new(), rows: Vec::new() }),
        BlockKind::Code { language: Some("a b\"<".to_string()), text: String::new() },
        BlockKind::Figure { image: ImageRef::Index(9), alt: "absent".to_string(), caption: Vec::new() },
    ];
    collection.articles[0].text.blocks.extend(odd.map(sample::block));
    collection.articles.push(article("blank", " ", Vec::new()));
    collection.parts = vec![Part { title: Some(Vec::new()), articles: 0..2 }];
    collection.publisher = Some(" ".to_string());
    collection.subjects = vec![String::new()];
    collection.summary = Some(String::new());
    collection.rights_url = Some("none".to_string());
    collection.modified = i64::MIN;
    collection
}

#[test]
fn a_book_of_nothing_but_hostile_words_is_still_a_book() {
    let collection = hostile();
    let book = open(&collection);
    for (name, text) in book.xml() {
        let _ = values(text, "id");
        assert!(!text.contains("<script"), "{name}");
    }
    assert!(book.text("nav.xhtml").contains("lang=\"en\""), "words in another language say so");
}

#[test]
fn an_empty_collection_and_one_without_notes_or_pictures_claim_nothing_of_them() {
    let book = open(&collection("Empty", vec![article("a", "A", vec![para("Text.")])]));
    let package = book.text("content.opf");
    assert!(!package.contains("visual") && !package.contains("alternativeText") && !package.contains("Notes"));
    assert!(!book.text("nav.xhtml").contains("endnotes"));
    open(&collection("None at all", Vec::new()));
}

#[test]
fn faces_that_nothing_is_set_in_are_left_out() {
    let plain = collection("Plain", vec![article("a", "A", vec![para("Text & more.")])]);
    let names = |collection: &Collection| {
        let opened = Opened::new(&book(collection, &fonts(), b"cover"));
        opened.0.iter().filter_map(|(n, _)| n.strip_prefix("OEBPS/fonts/").map(str::to_string)).collect::<Vec<_>>()
    };
    let two = ["libertinus-serif-licence.txt", "libertinusserif-italic.otf", "libertinusserif-regular.otf"];
    assert_eq!(names(&plain), two);
    assert_eq!(names(&everything()).len(), 7);
}

/// The text of the first element that is opened by `tag`, up to the `end` of another.
fn within<'a>(document: &'a str, tag: &str, end: &str) -> &'a str {
    let (_, rest) = document.split_once(tag).unwrap_or_else(|| panic!("no {tag}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end} after {tag}")).0
}

/// What neither EPUBCheck nor Ace remarks upon: titles of documents.
#[test]
fn a_document_bears_the_title_of_what_it_holds() {
    for collection in [everything(), hostile()] {
        let book = open(&collection);
        for article in &collection.articles {
            let document = book.text(&format!("articles/{}.xhtml", article.slug));
            let title = within(&document, "<title>", "</title>");
            assert!(!title.trim().is_empty() && !title.contains("xhtml"));
            let own = squeeze(&crate::manuscript::plain_text(&article.title));
            let expected = if own.is_empty() { squeeze(&collection.title) } else { own };
            let title = quick_xml::escape::unescape(title).unwrap();
            let forbidden = |c: &char| !matches!(c, '\0' | '\u{FFFE}');
            assert_eq!(squeeze(&title), expected.chars().filter(forbidden).collect::<String>());
        }
    }
}

/// Nor captions that are kept from those who listen.
#[test]
fn nothing_that_can_be_read_is_hidden() {
    for collection in [everything(), hostile()] {
        for (name, text) in open(&collection).xml().filter(|(name, _)| name.ends_with(".xhtml")) {
            assert!(!text.contains("aria-hidden") && !text.contains("presentation"), "{name}");
            let hidden = values(text, "hidden").len();
            assert_eq!(hidden, usize::from(name.ends_with("nav.xhtml")), "{name}: only the landmarks");
        }
    }
    let text = open(&everything()).text("articles/every-element.xhtml");
    assert!(within(&text, "<figcaption>", "</figure>").len() > "</figcaption>".len());
}

/// Nor headings in another language than they say: ours stand in English where the text does not.
#[test]
fn words_of_ours_tell_their_language_where_the_text_is_in_another() {
    let mut kazakh = article("bir", "Бір", vec![para("Сөз.")]);
    kazakh.lang = Lang::new("kk");
    kazakh.people = everything().people;
    kazakh.date = Some(crate::manuscript::Date { year: 2011, month: Some(12), day: Some(16) });
    kazakh.text.blocks[0] = everything().articles[0].text.blocks[0].clone();
    kazakh.text.notes = everything().articles[0].text.notes.clone();
    let mut russian = article("dva", "Два", vec![para("Слово.")]);
    russian.lang = Lang::new("ru");
    russian.text.notes = vec![kazakh.text.notes[0].clone()];
    let book = open(&collection("Both", vec![kazakh, russian]));
    let text = book.text("articles/bir.xhtml");
    assert!(text.contains("lang=\"kk\" xml:lang=\"kk\""));
    assert!(text.contains("<h2 id=\"notes-title\" lang=\"en\" xml:lang=\"en\">Notes</h2>"));
    assert!(text.contains("aria-label=\"Note 1, back to text\" lang=\"en\" xml:lang=\"en\""));
    assert!(text.contains("<p class=\"byline\">Anna Example</p>"), "a name is in no language");
    assert!(text.contains("<p class=\"byline\" lang=\"en\" xml:lang=\"en\">Edited by D. Editor</p>"));
    assert!(
        text.contains("<time datetime=\"2011-12-16\" lang=\"en\" xml:lang=\"en\">16\u{A0}December\u{A0}2011</time>")
    );
    let text = book.text("articles/dva.xhtml");
    assert!(text.contains("<h2 id=\"notes-title\">Примечания</h2>"));
    assert!(text.contains("aria-label=\"Примечание 1, назад к тексту\">1.</a>"));
}

/// Nor notes that show another article's text: a mark leads to a note of its own file, whose words
/// are those of the article's note of that number, and no two files share an id of either.
#[test]
fn a_mark_leads_to_the_note_of_its_own_article() {
    let noted = |slug: &str| {
        let mut article = article(slug, "Title", everything().articles[0].text.blocks[..1].to_vec());
        article.text.blocks.push(sample::block(BlockKind::Paragraph(
            (0..3)
                .flat_map(|i| [0, 1].map(|nth| sample::inline(InlineKind::NoteReference { index: i, nth })))
                .collect(),
        )));
        let note = |i| crate::manuscript::Note {
            label: "same".to_string(),
            references: 2,
            blocks: vec![para(&format!("Of {slug}, {i}."))],
            span: article.text.blocks[0].span,
        };
        article.text.notes = (1..=3).map(note).collect();
        article
    };
    // Slugs that end in numbers, as ids do.
    let slugs = ["a", "a-1", "a-1-1"];
    let book = open(&collection("Notes", slugs.map(noted).into()));
    let mut all = Vec::new();
    for slug in slugs {
        let text = book.text(&format!("articles/{slug}.xhtml"));
        for number in 1..=3 {
            let mark =
                format!("href=\"#note-{slug}-{number}\" epub:type=\"noteref\" role=\"doc-noteref\">{number}</a>");
            assert!(text.matches(&mark).count() >= 2, "{mark}");
            let note = within(&text, &format!("id=\"note-{slug}-{number}\""), "</div>");
            assert!(note.contains(&format!("Of {slug}, {number}.")), "{note}");
            assert_eq!(note.matches("role=\"doc-backlink\"").count(), 2, "a way back to each mark");
        }
        all.extend(values(&text, "id").into_iter().filter(|id| id.starts_with("note-") || id.starts_with("ref-")));
    }
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count, "an id in two files");
}

/// Writes three books to `target/epub-*.epub`, for EPUBCheck, Ace and the eye:
/// `cargo test --lib keeps_the_sample -- --ignored`.
#[test]
#[ignore = "writes a file, for looking at"]
fn keeps_the_sample() {
    let cover = super::cover::drawn(&sample::png(140, 210), super::cover::INSIDE).unwrap();
    let blocks = &everything().articles[0].text.blocks;
    let many = (0..1000).map(|i| article(&format!("a-{i}"), "Many", vec![blocks[1].clone(); 30])).collect();
    for (name, collection) in [("sample", everything()), ("hostile", hostile()), ("large", collection("Large", many))] {
        let start = std::time::Instant::now();
        let bytes = book(&collection, &fonts(), &cover);
        eprintln!("{name}: {} bytes in {:?}", bytes.len(), start.elapsed());
        std::fs::write(format!("{}/target/epub-{name}.epub", env!("CARGO_MANIFEST_DIR")), bytes).unwrap();
    }
}

#[test]
fn only_tables_wider_than_a_telephone_are_scrolled() {
    let class = |words: &str, columns: usize| {
        let row = vec![sample::text(words); columns];
        let table =
            Table { caption: None, columns: vec![Alignment::Left; columns], head: row.clone(), rows: vec![row] };
        let articles = vec![article("a", "A", vec![sample::block(BlockKind::Table(table))])];
        let document = open(&collection("Tables", articles)).text("articles/a.xhtml");
        within(&document, "<div class=\"", "\"").to_owned()
    };
    assert_eq!(class("many words, of which none is long, and so they can stand in narrow columns", 4), "table");
    assert_eq!(class("at https://example.org/an/address/that/may/be/broken/anywhere", 4), "table");
    assert_eq!(class("internationalisation", 1), "table");
    assert_eq!(class("internationalisation", 2), "table wide");
}

#[test]
fn an_attribution_names_a_work() {
    let attribution =
        [sample::text("Name, "), vec![sample::inline(InlineKind::Emphasis(sample::text("Work")))]].concat();
    let quotation = BlockKind::Quotation { blocks: vec![para("Words.")], attribution: Some(attribution) };
    let articles = vec![article("a", "A", vec![sample::block(quotation)])];
    let document = open(&collection("Quotations", articles)).text("articles/a.xhtml");
    assert!(
        document.contains("<figcaption class=\"attribution\">—\u{A0}Name, <cite>Work</cite></figcaption>"),
        "{document}"
    );
}

#[test]
fn what_was_kept_makes_the_same_book() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::in_folder(folder.path());
    let made = |collection: &Collection, turns: &[Turn], cache: &Cache| {
        let (design, keys) = (Design::default(), collection.article_keys());
        compose(collection, &design, &fonts(), turns, (cache, &keys)).unwrap().with_cover(b"cover").unwrap().bytes
    };
    let turn = |page, begins| Turn { page, begins };
    let place = TextPlace { note: None, piece: 1, ink: 2 };
    let turns = [turn(0, Begins::Cover), turn(1, Begins::Article(0)), turn(2, Begins::Word(0, place))];
    let later = [turn(0, Begins::Cover), turn(2, Begins::Article(0)), turn(3, Begins::Word(0, place))];
    let mut others = everything();
    others.rights = Some("Another licence".into());
    for collection in [everything(), others, everything()] {
        for turns in [&turns, &later, &turns] {
            assert!(made(&collection, turns, &cache) == made(&collection, turns, &Cache::none()));
        }
    }
}

#[test]
fn what_is_taken_down_of_a_document_is_what_is_in_it() {
    for collection in [everything(), hostile()] {
        let mut design = Design::default();
        design.titles.bold = true;
        let book = Book::new(&collection, &design, &[]);
        let mut documents = vec![pages::cover(&book), pages::title_page(&book), pages::sources(&book)];
        documents.push(pages::part(&book, &sample::text("A “part”"), 0));
        documents.push(pages::imprint(&book, &["Libertinus Serif"]));
        documents.extend((0..collection.articles.len()).map(|index| super::article::write(&book, index)));
        for Written { bytes, used } in documents {
            assert_eq!(usage::tests::read(&bytes, &design), used, "{}", String::from_utf8_lossy(&bytes));
        }
    }
}
