//! OpenDocument text (ISO/IEC 26300): `content.xml` with its own styles over those of `styles.xml`.

use std::collections::BTreeMap;

use super::super::dates;
use super::super::tree::{Block, BlockKind, Document, Inline, Style, Table, Trust, Unit, plain};
use super::package::Package;
use super::tally::Tally;
use super::xml::{Element, Node};
use super::{name_by_properties, property};
use crate::config::fields::is_language;
use crate::manuscript::Lang;

/// Reads a document; nothing when it has no text.
pub(in super::super) fn read(package: &mut Package<'_>) -> Option<Document> {
    let mut document = Document { unit: Unit::Paragraph, trust: Trust::Styles, ..Document::default() };
    let content = Element::parse(&package.text("content.xml")?);
    let mut part = |path: &str| package.text(path).map(|text| Element::parse(&text)).unwrap_or_default();
    let named = part("styles.xml");
    let meta = part("meta.xml");
    let mut styles = Styles::default();
    styles.add(&named);
    styles.add(&content);
    let mut reader = Reader {
        styles: &styles,
        document: &mut document,
        paragraphs: 0,
        notes: BTreeMap::new(),
        counts: Tally::default(),
        quoted: false,
    };
    let mut blocks = Vec::new();
    reader.add(content.find("text")?, &mut blocks, 0);
    let notes = std::mem::take(&mut reader.notes);
    reader.counts.say(reader.document);
    document.blocks = blocks;
    document.notes = notes;
    properties(&meta, &named, &mut document);
    let mut wanted = Vec::new();
    for image in content.all("image") {
        wanted.extend(image.attribute("href").map(str::to_owned));
    }
    for path in wanted {
        if let Some(bytes) = package.picture(path.trim_start_matches("./")) {
            document.pictures.insert(path, bytes);
        }
    }
    Some(document)
}

fn properties(meta: &Element, named: &Element, document: &mut Document) {
    let get = |name: &str| property(meta, name);
    let invented = ["unknown", "user", "author", "admin"];
    name_by_properties(document, get("title"), get("initial-creator").or_else(|| get("creator")), &invented);
    let keywords = meta.all("keyword").into_iter().map(Element::text).collect::<Vec<_>>().join(",");
    document.head.tags = keywords.split([',', ';']).map(|tag| tag.trim().to_owned()).collect();
    // The language is that of the default paragraph, which is also the program's: said, not trusted over `--language`.
    let default = named.all("default-style").into_iter().find(|style| style.attribute("family") == Some("paragraph"));
    let properties = default.and_then(|style| style.child("text-properties"));
    let tag = properties
        .and_then(|properties| properties.attribute("language"))
        .filter(|tag| is_language(tag) && *tag != "none" && *tag != "zxx");
    if let Some(tag) = get("language").as_deref().or(tag).filter(|tag| is_language(tag)) {
        // What the words say is better than what a program was set to.
        document.remark(0, format!("language: {tag}, from the document's settings"));
        document.head.lang = Some(Lang::new(tag));
    }
}

#[derive(Debug, Clone, Default)]
struct Look {
    parent: Option<String>,
    display: Option<String>,
    styles: Vec<Style>,
    outline: Option<u8>,
    /// Whether a list is numbered, for styles of lists.
    numbered: bool,
}

#[derive(Default)]
struct Styles(BTreeMap<String, Look>);

impl Styles {
    fn add(&mut self, xml: &Element) {
        for style in xml.all("style") {
            let Some(name) = style.attribute("name") else { continue };
            let properties = style.child("text-properties");
            let get = |key: &str| properties.and_then(|properties| properties.attribute(key)).unwrap_or_default();
            let mut styles = Vec::new();
            if get("font-weight") == "bold" || get("font-weight") == "700" {
                styles.push(Style::Strong);
            }
            let underlined = !matches!(get("text-underline-style"), "" | "none");
            if get("font-style") == "italic" || get("font-style") == "oblique" || underlined {
                styles.push(Style::Emphasis);
            }
            if !matches!(get("text-line-through-style"), "" | "none") {
                styles.push(Style::Struck);
            }
            if get("font-variant") == "small-caps" {
                styles.push(Style::SmallCaps);
            }
            match get("text-position").split(' ').next().unwrap_or_default() {
                "super" => styles.push(Style::Superscript),
                "sub" => styles.push(Style::Subscript),
                shift if shift.starts_with('-') => styles.push(Style::Subscript),
                shift if shift.ends_with('%') && shift != "0%" => styles.push(Style::Superscript),
                _ => {}
            }
            let outline = style.attribute("default-outline-level").and_then(|level| level.parse().ok());
            let look = Look {
                parent: style.attribute("parent-style-name").map(str::to_owned),
                display: style.attribute("display-name").map(str::to_owned),
                styles,
                outline,
                numbered: false,
            };
            self.0.insert(name.to_owned(), look);
        }
        for style in xml.all("list-style") {
            let numbered = style.elements().next().is_some_and(|level| level.name == "list-level-style-number");
            if let Some(name) = style.attribute("name") {
                self.0.insert(name.to_owned(), Look { numbered, ..Look::default() });
            }
        }
    }

    /// The names of a style and of those it is based on, as people see them, in lower case.
    fn names(&self, name: &str) -> Vec<String> {
        let chain = std::iter::successors(Some(name), |name| self.0.get(*name)?.parent.as_deref()).take(8);
        chain
            .map(|name| {
                self.0
                    .get(name)
                    .and_then(|look| look.display.as_deref())
                    .unwrap_or(name)
                    .replace("_20_", " ")
                    .to_lowercase()
            })
            .collect()
    }

    fn look(&self, name: &str) -> Vec<Style> {
        self.0.get(name).map(|look| look.styles.clone()).unwrap_or_default()
    }
}

struct Reader<'d> {
    styles: &'d Styles,
    document: &'d mut Document,
    paragraphs: u32,
    notes: BTreeMap<String, Vec<Block>>,
    counts: Tally,
    /// Whether the last block was a paragraph of a quotation.
    quoted: bool,
}

impl Reader<'_> {
    fn count(&mut self, what: &'static str) {
        self.counts.count(what, self.paragraphs);
    }

    fn add(&mut self, parent: &Element, blocks: &mut Vec<Block>, depth: usize) {
        for element in parent.elements() {
            match element.name.as_str() {
                "h" | "p" => self.paragraph(element, blocks),
                "list" => self.list(element, blocks, depth),
                "table" => self.table(element, blocks),
                "section" | "index-body" if depth < 12 => self.add(element, blocks, depth + 1),
                "table-of-content" | "alphabetical-index" | "illustration-index" => {
                    self.count("left out: the table of contents")
                }
                "tracked-changes" => self.count("deletions not yet accepted were left out"),
                "frame" => {
                    let mut inlines = Vec::new();
                    self.frame(element, &mut inlines);
                    self.figures(inlines, blocks);
                }
                _ => {}
            }
        }
    }

    fn figures(&mut self, inlines: Vec<Inline>, blocks: &mut Vec<Block>) {
        let at = self.paragraphs;
        for inline in inlines {
            if let Inline::Picture { picture, alt } = inline {
                blocks.push(Block::new(BlockKind::Figure { picture, alt, caption: Vec::new() }, at));
            }
        }
    }

    fn paragraph(&mut self, element: &Element, blocks: &mut Vec<Block>) {
        self.paragraphs += 1;
        let at = self.paragraphs;
        let mut inlines = Vec::new();
        self.inlines(element, &mut inlines, 0);
        let style = element.attribute("style-name").unwrap_or_default();
        let names = self.styles.names(style);
        let is = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&name.as_str()));
        let words = plain(&inlines);
        let quoted = std::mem::take(&mut self.quoted);
        if words.is_empty() {
            if is(&["horizontal line"]) {
                blocks.push(Block::new(BlockKind::Break, at));
            }
            return self.figures(inlines, blocks);
        }
        let head = &mut self.document.head;
        if is(&["title"]) && head.title.is_empty() {
            head.title = inlines;
            return;
        }
        if is(&["subtitle"]) && head.subtitle.is_empty() {
            head.subtitle = inlines;
            return;
        }
        if is(&["author"]) {
            head.authors.push(words);
            return;
        }
        if is(&["date"])
            && head.date.is_none()
            && let Some(found) = dates::find(&words, None)
        {
            head.date = Some(found.date);
            return;
        }
        if is(&["abstract"]) && head.summary.is_none() {
            head.summary = Some(words);
            return;
        }
        let outline = names.len().checked_sub(1).and_then(|_| self.styles.0.get(style)?.outline);
        if element.name == "h" || outline.is_some() {
            let level =
                element.attribute("outline-level").and_then(|level| level.parse().ok()).or(outline).unwrap_or(1);
            blocks.push(Block::new(BlockKind::Heading { level, id: None, content: inlines }, at));
            return;
        }
        // A paragraph all of whose letters are bold by its own style is bold.
        let own = self.styles.look(style);
        let inlines = if own.contains(&Style::Strong) && names.first().is_some_and(|name| name.starts_with('p')) {
            vec![Inline::Styled(Style::Strong, inlines)]
        } else {
            inlines
        };
        if is(&["quotations", "quote", "block text", "block quotation"]) {
            let paragraph = Block::new(BlockKind::Paragraph(inlines), at);
            match blocks.last_mut() {
                Some(Block { kind: BlockKind::Quotation { blocks, .. }, .. }) if quoted => blocks.push(paragraph),
                _ => blocks
                    .push(Block::new(BlockKind::Quotation { blocks: vec![paragraph], attribution: Vec::new() }, at)),
            }
            self.quoted = true;
            return;
        }
        if is(&["preformatted text", "source code"]) {
            let line: String = inlines.iter().map(raw).collect();
            match blocks.last_mut() {
                Some(Block { kind: BlockKind::Code { text, .. }, .. }) => {
                    text.push('\n');
                    text.push_str(&line);
                }
                _ => blocks.push(Block::new(BlockKind::Code { language: String::new(), text: line }, at)),
            }
            return;
        }
        if is(&["caption", "illustration", "figure", "figurecaption", "figurewithcaption"])
            && let Some(Block { kind: BlockKind::Figure { caption, .. }, .. }) = blocks.last_mut()
            && caption.is_empty()
        {
            *caption = inlines;
            return;
        }
        blocks.push(Block::new(BlockKind::Paragraph(inlines), at));
    }

    fn inlines(&mut self, parent: &Element, out: &mut Vec<Inline>, depth: usize) {
        if depth > 30 {
            return;
        }
        for node in &parent.children {
            let element = match node {
                Node::Text(text) => {
                    out.push(Inline::Text(text.clone()));
                    continue;
                }
                Node::Element(element) => element,
            };
            match element.name.as_str() {
                "s" => {
                    let count = element.attribute("c").and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
                    out.push(Inline::Text(" ".repeat(count.min(200))));
                }
                "tab" => out.push(Inline::Text("\t".to_owned())),
                "line-break" => out.push(Inline::Break),
                "span" => {
                    let mut content = Vec::new();
                    self.inlines(element, &mut content, depth + 1);
                    let mut styles =
                        element.attribute("style-name").map(|name| self.styles.look(name)).unwrap_or_default();
                    // Marks of notes are raised by their style.
                    if content.iter().any(|inline| matches!(inline, Inline::Note(_))) {
                        styles.retain(|style| *style != Style::Superscript);
                    }
                    out.extend(
                        styles.into_iter().rev().fold(content, |content, style| vec![Inline::Styled(style, content)]),
                    );
                }
                "a" => {
                    let mut content = Vec::new();
                    self.inlines(element, &mut content, depth + 1);
                    let target = element
                        .attribute("href")
                        .filter(|href| href.starts_with("http") || href.starts_with("mailto:"));
                    match target {
                        Some(to) => out.push(Inline::Link { to: to.to_owned(), content }),
                        None => out.extend(content),
                    }
                }
                "note" => {
                    let label = format!("n{}", self.notes.len() + 1);
                    let mut blocks = Vec::new();
                    if let Some(body) = element.child("note-body") {
                        // A note's paragraphs are not counted: a person would not.
                        let paragraphs = self.paragraphs;
                        self.notes.insert(label.clone(), Vec::new());
                        self.add(body, &mut blocks, 8);
                        self.paragraphs = paragraphs;
                    }
                    self.notes.insert(label.clone(), blocks);
                    out.push(Inline::Note(label));
                }
                "annotation" => self.count("left out: a comment"),
                "annotation-end" | "bookmark" | "bookmark-start" | "bookmark-end" | "soft-page-break" | "change"
                | "change-start" | "change-end" => {}
                "frame" => self.frame(element, out),
                _ => self.inlines(element, out, depth + 1),
            }
        }
    }

    fn frame(&mut self, frame: &Element, out: &mut Vec<Inline>) {
        let words = ["desc", "title"].iter().find_map(|name| frame.child(name).map(Element::text)).unwrap_or_default();
        if let Some(path) = frame.child("image").and_then(|image| image.attribute("href")) {
            out.push(Inline::Picture { picture: path.to_owned(), alt: words });
        } else if let Some(text) = frame.child("text-box") {
            // LibreOffice puts a picture with its caption into a box.
            for paragraph in text.elements() {
                self.inlines(paragraph, out, 10);
            }
        } else if frame.child("object").is_some() {
            self.count("left out: an object, such as a formula");
        }
    }

    fn list(&mut self, element: &Element, blocks: &mut Vec<Block>, depth: usize) {
        let at = self.paragraphs + 1;
        let numbered =
            element.attribute("style-name").and_then(|name| self.styles.0.get(name)).is_some_and(|look| look.numbered);
        let mut items = Vec::new();
        for item in element.elements().filter(|item| item.name == "list-item" || item.name == "list-header") {
            let mut inner = Vec::new();
            if depth < 12 {
                self.add(item, &mut inner, depth + 1);
            }
            items.push(inner);
        }
        // Numbered headings are headings in a list of one.
        let headings = items.iter().flatten().all(|block| matches!(block.kind, BlockKind::Heading { .. }));
        if headings {
            blocks.extend(items.into_iter().flatten());
        } else {
            blocks.push(Block::new(BlockKind::List { start: numbered.then_some(1), items }, at));
        }
    }

    fn table(&mut self, element: &Element, blocks: &mut Vec<Block>) {
        let at = self.paragraphs + 1;
        let mut table = Table { has_head: true, ..Table::default() };
        for row in element.all("table-row") {
            let mut line = Vec::new();
            for cell in row.elements().filter(|cell| cell.name == "table-cell" || cell.name == "covered-table-cell") {
                let mut inner = Vec::new();
                self.add(cell, &mut inner, 10);
                let mut content: Vec<Inline> = Vec::new();
                for block in &inner {
                    block.each(&mut |inlines| {
                        if !content.is_empty() {
                            content.push(Inline::Break);
                        }
                        content.extend_from_slice(inlines);
                    });
                }
                line.push(content);
            }
            table.rows.push(line);
        }
        blocks.push(Block::new(BlockKind::Table(table), at));
    }
}

fn raw(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) | Inline::Code(text) => text.clone(),
        Inline::Break => "\n".to_owned(),
        Inline::Styled(_, content) | Inline::Link { content, .. } => content.iter().map(raw).collect(),
        Inline::Note(_) | Inline::Picture { .. } => String::new(),
    }
}
