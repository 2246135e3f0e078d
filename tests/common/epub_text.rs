//! Reads an EPUB back, independently of how it was written: its XML by events, its articles by the spine.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// The files of a book by name.
pub struct Book(pub BTreeMap<String, Vec<u8>>);

/// An article as its document has it.
#[derive(Debug, Default)]
pub struct ArticleText {
    /// Paragraphs put end to end.
    pub text: String,
    /// What stands in its footer.
    pub footer: String,
    /// The notes, without their numbers and the ways back.
    pub notes: Vec<NoteText>,
    /// The marks: id, the id of the note they lead to, what they say.
    pub marks: Vec<(String, String, String)>,
}

/// A note.
#[derive(Debug, Default)]
pub struct NoteText {
    /// Its id.
    pub id: String,
    /// Paragraphs put end to end.
    pub text: String,
    /// The ids of the marks it leads back to.
    pub back: Vec<String>,
}

impl Book {
    /// Opens an EPUB.
    pub fn open(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("it is an archive");
        let mut files = BTreeMap::new();
        for i in 0..archive.len() {
            let mut file = archive.by_index(i).expect("the entry can be read");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("the entry can be read");
            assert!(files.insert(file.name().to_owned(), bytes).is_none(), "{} twice", file.name());
        }
        Self(files)
    }

    fn text(&self, name: &str) -> &str {
        std::str::from_utf8(self.0.get(name).unwrap_or_else(|| panic!("no {name}"))).expect("it is UTF-8")
    }

    /// Reads every XML file to its end, and counts them.
    pub fn read_all_xml(&self) -> usize {
        let endings = [".xhtml", ".opf", ".ncx", ".xml", ".svg"];
        let names = self.0.keys().filter(|name| endings.iter().any(|e| name.ends_with(e)));
        names.map(|name| events(self.text(name), name).len()).filter(|events| *events > 0).count()
    }

    /// The documents of articles in the order of the spine.
    pub fn articles(&self) -> Vec<ArticleText> {
        let package = "OEBPS/content.opf";
        let package = self.0.keys().find(|name| name.ends_with(".opf")).map_or(package, String::as_str);
        let (mut files, mut spine) = (BTreeMap::new(), Vec::new());
        for event in events(self.text(package), package) {
            let (Event::Start(e) | Event::Empty(e)) = event else { continue };
            match e.name().as_ref() {
                "item" => drop(files.insert(attribute(&e, "id"), attribute(&e, "href"))),
                "itemref" => spine.push(attribute(&e, "idref")),
                _ => {}
            }
        }
        let documents = spine.iter().map(|id| files[id].as_str());
        documents
            .filter(|file| file.starts_with("articles/"))
            .map(|file| read_article(self.text(&format!("OEBPS/{file}")), file))
            .collect()
    }
}

fn events(text: &str, name: &str) -> Vec<Event<'static>> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let (mut out, mut depth) = (Vec::new(), 0);
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{name} is not well-formed: {error}"));
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => {
                assert_eq!(depth, 0, "{name} ends too early");
                return out;
            }
            _ => {}
        }
        if let Event::Start(e) | Event::Empty(e) = &event {
            assert!(e.attributes().all(|a| a.is_ok()), "{name}: {e:?}");
        }
        out.push(event.into_owned());
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let found = element.attributes().map(|a| a.expect("it is well-formed")).find(|a| a.key.as_ref() == name);
    found.map(|a| a.value.to_string()).unwrap_or_default()
}

/// Elements that part paragraphs.
const BLOCKS: [&str; 24] = [
    "section",
    "header",
    "footer",
    "div",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "figure",
    "figcaption",
    "aside",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "br",
];
const CELLS: [&str; 3] = ["td", "th", "pre"];

/// Where text belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Footer,
    /// The section of notes, outside of any.
    Notes,
    Note,
    BackLink,
    Mark,
}

fn read_article(text: &str, name: &str) -> ArticleText {
    let mut out = ArticleText::default();
    let mut paragraph = String::new();
    // The open elements, with what their text belongs to.
    let mut open: Vec<(String, Place)> = Vec::new();
    for event in events(text, name) {
        let place = open.last().map_or(Place::Text, |(_, place)| *place);
        match event {
            Event::Start(e) => {
                let element = e.name().as_ref().to_owned();
                let class = attribute(&e, "class");
                part(&element, &mut paragraph, place, &open, &mut out);
                let inner = match (element.as_str(), class.as_str()) {
                    ("footer", _) => Place::Footer,
                    ("section", "notes") => Place::Notes,
                    ("div", "note") => {
                        out.notes.push(NoteText { id: attribute(&e, "id"), ..NoteText::default() });
                        Place::Note
                    }
                    ("a", "backlink") => {
                        let note = out.notes.last_mut().expect("a way back stands in a note");
                        note.back.push(attribute(&e, "href").trim_start_matches('#').to_owned());
                        Place::BackLink
                    }
                    ("a", "noteref") => {
                        let to = attribute(&e, "href").trim_start_matches('#').to_owned();
                        out.marks.push((attribute(&e, "id"), to, String::new()));
                        Place::Mark
                    }
                    _ => place,
                };
                open.push((element, inner));
            }
            Event::Empty(e) => part(e.name().as_ref(), &mut paragraph, place, &open, &mut out),
            Event::End(e) => {
                let (_, place) = open.last().expect("it is well-formed").clone();
                part(e.name().as_ref(), &mut paragraph, place, &open, &mut out);
                open.pop();
            }
            Event::Text(t) => say(t.as_ref(), place, &open, &mut paragraph, &mut out),
            Event::GeneralRef(r) => {
                let character = match r.as_ref() {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => r.resolve_char_ref().expect("it is a reference").expect("it is a character"),
                };
                say(character.encode_utf8(&mut [0; 4]), place, &open, &mut paragraph, &mut out);
            }
            _ => {}
        }
    }
    out
}

fn say(words: &str, place: Place, open: &[(String, Place)], paragraph: &mut String, out: &mut ArticleText) {
    if open.iter().all(|(element, _)| element != "body") || place == Place::BackLink || place == Place::Notes {
        return;
    }
    if place == Place::Mark {
        out.marks.last_mut().expect("a mark is open").2.push_str(words);
    }
    paragraph.push_str(words);
}

/// Ends a paragraph where `element` begins or ends one.
fn part(element: &str, paragraph: &mut String, place: Place, open: &[(String, Place)], out: &mut ArticleText) {
    if !BLOCKS.contains(&element) && !CELLS.contains(&element) {
        return;
    }
    let words = std::mem::take(paragraph);
    let words = if open.iter().any(|(element, _)| element == "pre") {
        words.split('\n').map(|line| line.replace('\t', "    ").trim_end().to_owned()).collect()
    } else {
        super::expected::tidy(&words)
    };
    match place {
        Place::Footer => out.footer.push_str(&words),
        Place::Note => out.notes.last_mut().expect("a note is open").text.push_str(&words),
        _ => out.text.push_str(&words),
    }
}

/// A page break in the running text or in a note.
#[derive(Debug, Clone)]
pub struct PageBreak {
    /// The page's number, as it is read aloud.
    pub page: usize,
    /// Its address in the book, when it has an id.
    pub address: Option<String>,
    /// Whether it stands in a note.
    pub in_note: bool,
    /// The character before it in its paragraph; nothing where it begins one.
    pub before: Option<char>,
    /// What follows it in its document, notes apart from the text: words with one space between.
    pub after: String,
}

impl Book {
    /// The page breaks of all documents, and the addresses that the list of pages leads to, both in order.
    pub fn page_breaks(&self) -> (Vec<PageBreak>, Vec<String>) {
        let mut breaks = Vec::new();
        for name in self.0.keys().filter(|name| name.ends_with(".xhtml")) {
            breaks.extend(page_breaks(self.text(name), name.trim_start_matches("OEBPS/")));
        }
        let nav = self.text("OEBPS/nav.xhtml");
        let list = nav.split_once("epub:type=\"page-list\"").map_or("", |(_, list)| list);
        let list = list.split_once("</nav>").map_or("", |(list, _)| list);
        let addresses = list.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned());
        (breaks, addresses.collect())
    }
}

fn page_breaks(text: &str, name: &str) -> Vec<PageBreak> {
    let mut out: Vec<PageBreak> = Vec::new();
    let mut open: Vec<(String, Place)> = Vec::new();
    let mut before = None;
    for event in events(text, name) {
        let place = open.last().map_or(Place::Text, |(_, place)| *place);
        let mut said = String::new();
        match &event {
            Event::Start(e) | Event::Empty(e) => {
                let element = e.name().as_ref().to_owned();
                if BLOCKS.contains(&element.as_str()) || CELLS.contains(&element.as_str()) {
                    before = None;
                    said.push(' ');
                }
                if attribute(e, "role") == "doc-pagebreak" {
                    let label = attribute(e, "aria-label");
                    let id = attribute(e, "id");
                    out.push(PageBreak {
                        page: label.trim().trim_end_matches('.').parse().expect("a page has a number"),
                        address: (!id.is_empty()).then(|| format!("{name}#{id}")),
                        in_note: place == Place::Note,
                        before,
                        after: String::new(),
                    });
                }
                let inner = match (element.as_str(), attribute(e, "class").as_str()) {
                    ("section", "notes") => Place::Notes,
                    ("footer", _) => Place::Footer,
                    ("div", "note") => Place::Note,
                    ("a", "backlink") => Place::BackLink,
                    _ => place,
                };
                if matches!(event, Event::Start(_)) {
                    open.push((element, inner));
                }
            }
            Event::End(_) => {
                let (element, _) = open.pop().expect("it is well-formed");
                if BLOCKS.contains(&element.as_str()) || CELLS.contains(&element.as_str()) {
                    before = None;
                    said.push(' ');
                }
            }
            Event::Text(t) if open.iter().any(|(element, _)| element == "body") => said.push_str(t.as_ref()),
            Event::GeneralRef(r) => said.push(match r.as_ref() {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                _ => '"',
            }),
            _ => {}
        }
        let of_text = !matches!(place, Place::Note | Place::Notes | Place::Footer | Place::BackLink);
        for here in out.iter_mut().filter(|here| here.after.len() < 400) {
            if if here.in_note { place == Place::Note } else { of_text } {
                here.after.push_str(&said);
            }
        }
        before = said.chars().next_back().filter(|c| !c.is_whitespace() || before.is_some()).or(before);
    }
    for here in &mut out {
        here.after = super::expected::tidy(&here.after);
    }
    out
}
