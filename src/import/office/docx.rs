//! DOCX (ECMA-376, part 1, WordprocessingML): paragraphs by their styles, runs by their properties, notes from their own files.

use std::collections::BTreeMap;

use super::super::tree::{Block, BlockKind, Document, Inline, Style, Table, Trust, Unit, plain};
use super::package::Package;
use super::tally::Tally;
use super::xml::Element;
use super::{name_by_properties, property};
use crate::config::fields::is_language;
use crate::manuscript::Lang;

/// Reads a document; nothing when it has no text.
pub(in super::super) fn read(package: &mut Package<'_>) -> Option<Document> {
    let mut document = Document { unit: Unit::Paragraph, trust: Trust::Styles, ..Document::default() };
    let xml = Element::parse(&package.text("word/document.xml")?);
    let mut part = |path: &str| package.text(path).map(|text| Element::parse(&text)).unwrap_or_default();
    let styles = Styles::read(&part("word/styles.xml"));
    let lists = Lists::read(&part("word/numbering.xml"));
    let notes =
        [("f", "word/footnotes.xml", "footnote"), ("e", "word/endnotes.xml", "endnote")].map(|(kind, path, name)| {
            (kind, part(path), part(&path.replace("word/", "word/_rels/").replace(".xml", ".xml.rels")), name)
        });
    let relations = relations(&part("word/_rels/document.xml.rels"));
    let core = part("docProps/core.xml");
    let mut reader = Reader {
        styles: &styles,
        lists: &lists,
        relations: &relations,
        document: &mut document,
        prefix: "",
        paragraphs: 0,
        fields: Vec::new(),
        counts: Tally::default(),
    };
    let blocks = reader.blocks(xml.find("body")?);
    let mut found = BTreeMap::new();
    let paragraphs = reader.paragraphs;
    for (kind, xml, rels, name) in &notes {
        let relations = self::relations(rels);
        let mut reader = Reader { relations: &relations, prefix: kind, paragraphs, ..reader.again() };
        for note in xml.all(name) {
            // Two notes of every document are the rules over notes.
            if note.attribute("type").is_none_or(|kind| kind == "normal")
                && let Some(id) = note.attribute("id")
            {
                found.insert(format!("{kind}{id}"), reader.blocks(note));
            }
        }
        reader.counts.say(reader.document);
    }
    reader.counts.say(reader.document);
    document.blocks = blocks;
    document.notes = found;
    properties(&core, &mut document);
    for target in relations.values() {
        let path = format!("word/{}", target.trim_start_matches("/word/"));
        if target.contains("media/")
            && let Some(bytes) = package.picture(&path)
        {
            document.pictures.insert(target.clone(), bytes);
        }
    }
    Some(document)
}

/// Takes what the program has written down about the document: the title only where the text has none, since many begin as
/// another document.
fn properties(core: &Element, document: &mut Document) {
    let get = |name: &str| property(core, name);
    let invented = ["python-docx", "unknown", "user", "microsoft office user", "author", "admin", "owner"];
    name_by_properties(document, get("title"), get("creator"), &invented);
    if let Some(lang) = get("language").filter(|tag| is_language(tag)) {
        document.head.lang = Some(Lang::new(&lang));
    }
    if let Some(keywords) = get("keywords") {
        document.head.tags = keywords.split([',', ';']).map(|tag| tag.trim().to_owned()).collect();
    }
}

/// Where the parts of a file lead, by the ids under which it names them.
fn relations(xml: &Element) -> BTreeMap<String, String> {
    let pair =
        |element: &&Element| Some((element.attribute("Id")?.to_owned(), element.attribute("Target")?.to_owned()));
    xml.all("Relationship").iter().filter_map(pair).collect()
}

/// What a style makes of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Title,
    Subtitle,
    Author,
    Date,
    Abstract,
    Heading(u8),
    Quotation,
    Caption,
    Code,
    Contents,
}

struct Styles {
    roles: BTreeMap<String, Role>,
    /// Styles of letters that are bold or italic.
    letters: BTreeMap<String, Vec<Style>>,
}

impl Styles {
    fn read(xml: &Element) -> Self {
        let mut styles = Self { roles: BTreeMap::new(), letters: BTreeMap::new() };
        let mut based = BTreeMap::new();
        for style in xml.all("style") {
            let Some(id) = style.attribute("styleId") else { continue };
            let name = style.child("name").and_then(|name| name.attribute("val")).unwrap_or(id).to_lowercase();
            let outline = style
                .find("outlineLvl")
                .and_then(|level| level.attribute("val")?.parse::<u8>().ok())
                .filter(|level| *level < 9);
            let role =
                role(&name).or_else(|| role(&id.to_lowercase())).or(outline.map(|level| Role::Heading(level + 1)));
            if let Some(role) = role {
                styles.roles.insert(id.to_owned(), role);
            }
            if let Some(parent) = style.child("basedOn").and_then(|parent| parent.attribute("val")) {
                based.insert(id.to_owned(), parent.to_owned());
            }
            if style.attribute("type") == Some("character")
                && let Some(properties) = style.child("rPr")
            {
                styles.letters.insert(id.to_owned(), letters(properties));
            }
        }
        // A style is what it is based on, unless it is more; chains are short and may be circles.
        for id in based.keys() {
            let chain = std::iter::successors(Some(id), |id| based.get(*id)).take(10);
            if let Some(role) = chain.filter_map(|id| styles.roles.get(id)).next().copied() {
                styles.roles.entry(id.clone()).or_insert(role);
            }
        }
        styles
    }
}

/// What the style of a name is for, in the languages in which the programs name their own.
fn role(name: &str) -> Option<Role> {
    let number = |lead: &str| {
        name.strip_prefix(lead).and_then(|rest| rest.trim().parse::<u8>().ok()).filter(|level| (1..=9).contains(level))
    };
    if let Some(level) =
        ["heading", "überschrift", "titre", "título", "titolo", "berschrift", "заголовок", "kop", "rubrik", "nagłówek"]
            .iter()
            .find_map(|lead| number(lead))
    {
        return Some(Role::Heading(level));
    }
    Some(match name {
        "title" | "titel" | "название" => Role::Title,
        "subtitle" | "untertitel" | "sous-titre" | "подзаголовок" => Role::Subtitle,
        "author" => Role::Author,
        "date" => Role::Date,
        "abstract" => Role::Abstract,
        "quote" | "intense quote" | "block text" | "quotations" | "quotation" | "blocktext" | "intensequote"
        | "zitat" | "citation" | "block quote" => Role::Quotation,
        "caption" | "image caption" | "table caption" | "imagecaption" | "tablecaption" => Role::Caption,
        "source code" | "sourcecode" | "html preformatted" | "preformatted text" | "verbatim" | "macro text" => {
            Role::Code
        }
        name if name.starts_with("toc ")
            || name == "toc heading"
            || name == "tocheading"
            || name.starts_with("contents ") =>
        {
            Role::Contents
        }
        _ => return None,
    })
}

/// Styles of letters from run properties.
fn letters(properties: &Element) -> Vec<Style> {
    let on = |name: &str| {
        properties.child(name).is_some_and(|found| !matches!(found.attribute("val"), Some("0" | "false" | "none")))
    };
    let mut styles = Vec::new();
    if on("b") {
        styles.push(Style::Strong);
    }
    // Underlined typescript is what print has in italics.
    if on("i") || on("u") {
        styles.push(Style::Emphasis);
    }
    if on("strike") || on("dstrike") {
        styles.push(Style::Struck);
    }
    if on("smallCaps") {
        styles.push(Style::SmallCaps);
    }
    match properties.child("vertAlign").and_then(|align| align.attribute("val")) {
        Some("superscript") => styles.push(Style::Superscript),
        Some("subscript") => styles.push(Style::Subscript),
        _ => {}
    }
    styles
}

/// Which lists are numbered, by their number and level.
struct Lists(BTreeMap<(String, u8), bool>);

impl Lists {
    fn read(xml: &Element) -> Self {
        let mut abstracts: BTreeMap<String, Vec<(u8, bool)>> = BTreeMap::new();
        for list in xml.all("abstractNum") {
            let levels = list.all("lvl").into_iter().filter_map(|level| {
                let number = level.attribute("ilvl")?.parse().ok()?;
                let format = level.child("numFmt").and_then(|format| format.attribute("val")).unwrap_or("bullet");
                Some((number, !matches!(format, "bullet" | "none")))
            });
            if let Some(id) = list.attribute("abstractNumId") {
                abstracts.insert(id.to_owned(), levels.collect());
            }
        }
        let mut lists = BTreeMap::new();
        for list in xml.all("num") {
            let id = list.attribute("numId");
            let base = list.child("abstractNumId").and_then(|base| base.attribute("val"));
            if let (Some(id), Some(levels)) = (id, base.and_then(|base| abstracts.get(base))) {
                lists.extend(levels.iter().map(|(level, numbered)| ((id.to_owned(), *level), *numbered)));
            }
        }
        Self(lists)
    }
}

struct Reader<'d> {
    styles: &'d Styles,
    lists: &'d Lists,
    relations: &'d BTreeMap<String, String>,
    document: &'d mut Document,
    /// Which kind of notes is read, or none.
    prefix: &'d str,
    paragraphs: u32,
    /// The fields that have begun: their code, and whether their result has.
    fields: Vec<(String, bool)>,
    /// What was left out, and how often.
    counts: Tally,
}

impl<'d> Reader<'d> {
    /// The same reader, to read another part.
    fn again(&mut self) -> Reader<'_> {
        Reader {
            styles: self.styles,
            lists: self.lists,
            relations: self.relations,
            document: self.document,
            prefix: self.prefix,
            paragraphs: self.paragraphs,
            fields: Vec::new(),
            counts: Tally::default(),
        }
    }

    fn count(&mut self, what: &'static str) {
        self.counts.count(what, self.paragraphs);
    }

    fn blocks(&mut self, parent: &Element) -> Vec<Block> {
        let mut blocks = Vec::new();
        self.add(parent, &mut blocks);
        blocks
    }

    fn add(&mut self, parent: &Element, blocks: &mut Vec<Block>) {
        for element in parent.elements() {
            match element.name.as_str() {
                "p" => self.paragraph(element, blocks),
                "tbl" => self.table(element, blocks),
                "sdt" => {
                    let contents = element
                        .all("docPartGallery")
                        .iter()
                        .any(|part| part.attribute("val") == Some("Table of Contents"));
                    match element.child("sdtContent") {
                        Some(_) if contents => self.count("left out: the table of contents"),
                        Some(content) => self.add(content, blocks),
                        None => {}
                    }
                }
                "ins" | "moveTo" | "smartTag" | "customXml" => self.add(element, blocks),
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, element: &Element, blocks: &mut Vec<Block>) {
        self.paragraphs += 1;
        let at = self.paragraphs;
        let mut inlines = Vec::new();
        self.inlines(element, &mut inlines);
        let properties = element.child("pPr");
        let get = |name: &str| properties.and_then(|properties| properties.child(name));
        let style = get("pStyle").and_then(|style| style.attribute("val")).unwrap_or_default();
        let outline =
            get("outlineLvl").and_then(|level| level.attribute("val")?.parse::<u8>().ok()).filter(|level| *level < 9);
        let role = self
            .styles
            .roles
            .get(style)
            .copied()
            .or_else(|| role(&style.to_lowercase()))
            .or(outline.map(|level| Role::Heading(level + 1)));
        let pictures: Vec<(String, String)> = inlines
            .iter()
            .filter_map(|inline| match inline {
                Inline::Picture { picture, alt } => Some((picture.clone(), alt.clone())),
                _ => None,
            })
            .collect();
        let words = plain(&inlines);
        if words.is_empty() {
            let figure = |(picture, alt)| Block::new(BlockKind::Figure { picture, alt, caption: Vec::new() }, at);
            blocks.extend(pictures.into_iter().map(figure));
            // A line drawn under an empty paragraph is a break.
            if get("pBdr").is_some()
                || element
                    .all("pict")
                    .iter()
                    .any(|pict| pict.all("rect").iter().any(|rect| rect.attribute("hr").is_some()))
            {
                blocks.push(Block::new(BlockKind::Break, at));
            }
            return;
        }
        let in_notes = !self.prefix.is_empty();
        let kind = match role.filter(|_| !in_notes) {
            Some(Role::Title) if self.document.head.title.is_empty() => {
                self.document.head.title = inlines;
                return;
            }
            Some(Role::Subtitle) if self.document.head.subtitle.is_empty() => {
                self.document.head.subtitle = inlines;
                return;
            }
            Some(Role::Author) => {
                self.document.head.authors.push(words);
                return;
            }
            Some(Role::Date)
                if super::super::dates::find(&words, None).is_some() && self.document.head.date.is_none() =>
            {
                self.document.head.date = super::super::dates::find(&words, None).map(|found| found.date);
                return;
            }
            Some(Role::Abstract) if self.document.head.summary.is_none() && words != "Abstract" => {
                self.document.head.summary = Some(words);
                return;
            }
            Some(Role::Contents) => return self.count("left out: the table of contents"),
            Some(Role::Heading(level)) => BlockKind::Heading { level, id: None, content: inlines },
            Some(Role::Quotation) => {
                let paragraph = Block::new(BlockKind::Paragraph(inlines), at);
                match blocks.last_mut() {
                    Some(Block { kind: BlockKind::Quotation { blocks, .. }, .. }) => blocks.push(paragraph),
                    _ => blocks.push(Block::new(
                        BlockKind::Quotation { blocks: vec![paragraph], attribution: Vec::new() },
                        at,
                    )),
                }
                return;
            }
            Some(Role::Caption) => {
                // Words under a picture belong to it.
                if let Some(Block { kind: BlockKind::Figure { caption, .. }, .. }) = blocks.last_mut()
                    && caption.is_empty()
                {
                    *caption = inlines;
                    return;
                }
                BlockKind::Paragraph(inlines)
            }
            Some(Role::Code) => {
                let line: String = inlines
                    .iter()
                    .map(|inline| if *inline == Inline::Break { "\n".to_owned() } else { raw(inline) })
                    .collect();
                if let Some(Block { kind: BlockKind::Code { text, .. }, .. }) = blocks.last_mut() {
                    text.push('\n');
                    text.push_str(&line);
                    return;
                }
                BlockKind::Code { language: String::new(), text: line }
            }
            _ => match get("numPr").and_then(|list| {
                Some((
                    list.child("numId")?.attribute("val")?,
                    list.child("ilvl").and_then(|level| level.attribute("val")?.parse::<u8>().ok()).unwrap_or(0),
                ))
            }) {
                Some((id, level)) if id != "0" => {
                    let numbered = self.lists.0.get(&(id.to_owned(), level)).copied().unwrap_or(false);
                    item(blocks, level.min(8), numbered, Block::new(BlockKind::Paragraph(inlines), at));
                    return;
                }
                _ => BlockKind::Paragraph(inlines),
            },
        };
        blocks.push(Block::new(kind, at));
    }

    fn inlines(&mut self, parent: &Element, out: &mut Vec<Inline>) {
        for element in parent.elements() {
            match element.name.as_str() {
                "r" => self.run(element, out),
                "hyperlink" => {
                    let mut content = Vec::new();
                    self.inlines(element, &mut content);
                    let target = element.attribute("id").and_then(|id| self.relations.get(id));
                    match target.filter(|target| target.starts_with("http") || target.starts_with("mailto:")) {
                        Some(to) => out.push(Inline::Link { to: to.clone(), content }),
                        None => out.extend(content),
                    }
                }
                "ins" | "moveTo" => {
                    self.count("insertions not yet accepted were taken");
                    self.inlines(element, out);
                }
                "del" | "moveFrom" => self.count("deletions not yet accepted were left out"),
                "commentReference" => self.count("left out: a comment"),
                "smartTag" | "customXml" | "sdtContent" | "fldSimple" | "bdo" | "dir" => self.inlines(element, out),
                "sdt" => {
                    if let Some(content) = element.child("sdtContent") {
                        self.inlines(content, out);
                    }
                }
                "oMath" | "oMathPara" => self.count("left out: a formula"),
                _ => {}
            }
        }
    }

    fn run(&mut self, run: &Element, out: &mut Vec<Inline>) {
        let properties = run.child("rPr");
        if properties.is_some_and(|properties| properties.child("vanish").is_some()) {
            return;
        }
        let mut styles = properties.map(letters).unwrap_or_default();
        if let Some(named) = properties
            .and_then(|properties| properties.child("rStyle")?.attribute("val"))
            .and_then(|id| self.styles.letters.get(id))
        {
            styles.extend(named.iter().filter(|style| !styles.contains(style)).cloned().collect::<Vec<_>>());
        }
        let mut content = Vec::new();
        self.run_content(run, &mut content);
        if content.is_empty() {
            return;
        }
        // The mark of a note is raised by its own style.
        if content.iter().any(|inline| matches!(inline, Inline::Note(_))) {
            styles.retain(|style| *style != Style::Superscript);
        }
        // Links are underlined by theirs.
        let link = self.fields.iter().rev().find_map(|(code, _)| hyperlink(code));
        if link.is_some()
            || properties
                .and_then(|properties| properties.child("rStyle")?.attribute("val"))
                .is_some_and(|style| style.contains("yperlink") || style == "InternetLink")
        {
            styles.retain(|style| *style != Style::Emphasis);
        }
        let content = styles.into_iter().rev().fold(content, |content, style| vec![Inline::Styled(style, content)]);
        match link {
            Some(to) => out.push(Inline::Link { to, content }),
            None => out.extend(content),
        }
    }

    fn run_content(&mut self, run: &Element, content: &mut Vec<Inline>) {
        for element in run.elements() {
            // The code of a field is no text, until its result begins.
            let in_code = self.fields.last().is_some_and(|(_, begun)| !begun);
            match element.name.as_str() {
                "fldChar" => match element.attribute("fldCharType") {
                    Some("begin") if self.fields.len() < 16 => self.fields.push((String::new(), false)),
                    Some("separate") => {
                        if let Some((_, begun)) = self.fields.last_mut() {
                            *begun = true;
                        }
                    }
                    Some("end") => {
                        self.fields.pop();
                    }
                    _ => {}
                },
                "instrText" => {
                    if let Some((code, _)) = self.fields.last_mut() {
                        code.push_str(&element.text());
                    }
                }
                _ if in_code => {}
                "t" => content.push(Inline::Text(element.text())),
                "tab" | "ptab" => content.push(Inline::Text("\t".to_owned())),
                "br" | "cr" => match element.attribute("type") {
                    Some("page" | "column") => {}
                    _ => content.push(Inline::Break),
                },
                "noBreakHyphen" => content.push(Inline::Text("\u{2011}".to_owned())),
                "sym" => self.count("left out: a character of a symbol font"),
                "footnoteReference" => content.extend(element.attribute("id").map(|id| Inline::Note(format!("f{id}")))),
                "endnoteReference" => content.extend(element.attribute("id").map(|id| Inline::Note(format!("e{id}")))),
                "drawing" | "pict" | "object" => self.picture(element, content),
                "AlternateContent" => {
                    if let Some(choice) = element.child("Choice") {
                        self.run_content(choice, content);
                    }
                }
                "commentReference" => self.count("left out: a comment"),
                _ => {}
            }
        }
    }

    fn picture(&mut self, element: &Element, content: &mut Vec<Inline>) {
        let blip = element
            .find("blip")
            .and_then(|blip| blip.attribute("embed"))
            .or_else(|| element.find("imagedata").and_then(|data| data.attribute("id")));
        let words = element
            .find("docPr")
            .and_then(|properties| properties.attribute("descr").or(properties.attribute("title")))
            .unwrap_or_default();
        match blip.and_then(|id| self.relations.get(id)) {
            Some(target) => content.push(Inline::Picture { picture: target.clone(), alt: words.to_owned() }),
            None if element.find("txbxContent").is_some() => {
                // The words of a box stand where it is anchored.
                for paragraph in element.find("txbxContent").map(|text| text.all("p")).unwrap_or_default() {
                    content.push(Inline::Break);
                    self.inlines(paragraph, content);
                }
                self.count("the words of a text box stand in the paragraph to which it was anchored");
            }
            None if element.name == "drawing" => self.count("left out: a drawing"),
            // A rule, or an old program's frame.
            None => {}
        }
    }

    fn table(&mut self, element: &Element, blocks: &mut Vec<Block>) {
        let at = self.paragraphs + 1;
        let rows: Vec<&Element> = element.elements().filter(|row| row.name == "tr").collect();
        let mut table = Table { has_head: true, ..Table::default() };
        for row in &rows {
            let mut line = Vec::new();
            for cell in row.elements().filter(|cell| cell.name == "tc") {
                let inner = self.blocks(cell);
                let mut content: Vec<Inline> = Vec::new();
                for block in &inner {
                    block.each(&mut |inlines| {
                        if !content.is_empty() {
                            content.push(Inline::Break);
                        }
                        content.extend_from_slice(inlines);
                    });
                }
                // A table of one cell frames its text.
                if rows.len() == 1 && row.elements().filter(|cell| cell.name == "tc").count() == 1 {
                    blocks.extend(inner);
                    return;
                }
                line.push(content);
                let span = cell
                    .child("tcPr")
                    .and_then(|properties| properties.child("gridSpan")?.attribute("val")?.parse::<usize>().ok())
                    .unwrap_or(1);
                line.extend(std::iter::repeat_n(Vec::new(), span.clamp(1, 50) - 1));
            }
            table.rows.push(line);
        }
        blocks.push(Block::new(BlockKind::Table(table), at));
    }
}

/// The address in the code of a field: `HYPERLINK "https://…" \o "…"`.
fn hyperlink(code: &str) -> Option<String> {
    let rest = code.trim().strip_prefix("HYPERLINK")?;
    let address = rest.trim().trim_start_matches('"').split('"').next()?;
    address.starts_with("http").then(|| address.to_owned())
}

/// The text of an inline with its spaces.
fn raw(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) | Inline::Code(text) => text.clone(),
        Inline::Break => "\n".to_owned(),
        Inline::Styled(_, content) | Inline::Link { content, .. } => content.iter().map(raw).collect(),
        Inline::Note(_) | Inline::Picture { .. } => String::new(),
    }
}

/// Adds an item to the list that ends the blocks, at its level.
pub(super) fn item(blocks: &mut Vec<Block>, level: u8, numbered: bool, block: Block) {
    let at = block.at;
    let start = numbered.then_some(1);
    let fits = matches!(blocks.last(), Some(Block { kind: BlockKind::List { start: known, .. }, .. }) if level > 0 || known.is_some() == numbered);
    if !fits {
        blocks.push(Block::new(BlockKind::List { start, items: Vec::new() }, at));
    }
    if let Some(Block { kind: BlockKind::List { items, .. }, .. }) = blocks.last_mut() {
        match items.last_mut() {
            Some(last) if level > 0 => item(last, level - 1, numbered, block),
            _ => items.push(vec![block]),
        }
    }
}
