//! Elements to blocks and inlines.

use std::collections::{BTreeMap, BTreeSet};

use super::super::tree::{Block, BlockKind, Document, Inline, Style, Table, plain};
use super::dom::{Data, Dom, Id};
use super::marks::Marks;
use super::picture;
use crate::config::fields::is_language;
use crate::manuscript::Lang;

/// How deep quotations and lists may nest in one another; the program itself takes 64 levels of anything.
const MAX_NESTING: usize = 12;
/// Lines between breaks are paragraphs when they are longer than this on average, in characters.
const LONG_LINE: usize = 110;

/// Makes blocks of elements.
pub(crate) struct Flow<'d> {
    dom: &'d Dom,
    marks: &'d Marks,
    document: &'d mut Document,
    skipped: BTreeSet<Id>,
    /// Whether lines of the page are those of the file.
    has_lines: bool,
    nesting: usize,
    /// The styles around the present place.
    styles: Vec<Style>,
    /// Elements that a book cannot hold: where the first stood, and how many there were.
    dropped: BTreeMap<String, (u32, usize)>,
}

/// Blocks so far, and the inlines of the paragraph that has begun.
#[derive(Default)]
struct Out {
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    at: u32,
}

impl<'d> Flow<'d> {
    pub(crate) fn new(dom: &'d Dom, marks: &'d Marks, document: &'d mut Document) -> Self {
        Self {
            dom,
            marks,
            document,
            skipped: BTreeSet::new(),
            has_lines: true,
            nesting: 0,
            styles: Vec::new(),
            dropped: BTreeMap::new(),
        }
    }

    /// Passes over elements.
    pub(super) fn skip(&mut self, ids: &[Id]) {
        self.skipped.extend(ids);
    }

    /// Says no lines, where those of the page are not the file's.
    pub(crate) fn forget_lines(&mut self) {
        self.has_lines = false;
    }

    /// The blocks below a node, without its notes.
    pub(crate) fn blocks(&mut self, root: Id) -> Vec<Block> {
        let mut out = Out::default();
        self.children(root, &mut out);
        flush(&mut out);
        // Rules and headings at the end stood over the notes.
        if !self.marks.is_empty() {
            while out
                .blocks
                .last()
                .is_some_and(|block| matches!(block.kind, BlockKind::Break | BlockKind::Heading { .. }))
            {
                out.blocks.pop();
            }
        }
        self.say_dropped();
        out.blocks
    }

    /// The notes, by the labels of their marks.
    pub(crate) fn notes(&mut self) -> BTreeMap<String, Vec<Block>> {
        let marks = self.marks;
        let mut notes = BTreeMap::new();
        for (label, elements) in marks.notes() {
            let mut out = Out::default();
            for element in elements {
                self.children(*element, &mut out);
                flush(&mut out);
            }
            if let Some(Block { kind: BlockKind::Paragraph(content), .. }) = out.blocks.first_mut() {
                without_label(content);
            }
            // The label may have stood in a paragraph of its own.
            if out.blocks.len() > 1
                && out.blocks[0]
                    .words()
                    .is_some_and(|words| words.trim_matches(|c: char| !c.is_alphabetic()).is_empty())
            {
                out.blocks.remove(0);
            }
            notes.insert(label.to_owned(), out.blocks);
        }
        self.say_dropped();
        notes
    }

    fn say_dropped(&mut self) {
        for (name, (at, count)) in std::mem::take(&mut self.dropped) {
            let times = if count == 1 { String::new() } else { format!(", {count} times") };
            self.document.remark(at, format!("left out: {name}{times}"));
        }
    }

    fn drop_element(&mut self, name: &str, id: Id) {
        let at = self.line(id);
        self.dropped.entry(name.to_owned()).or_insert((at, 0)).1 += 1;
    }

    fn line(&self, id: Id) -> u32 {
        if self.has_lines { self.dom.nodes[id].line } else { 0 }
    }

    fn children(&mut self, id: Id, out: &mut Out) {
        for child in self.dom.children(id) {
            self.node(*child, out);
        }
    }

    fn node(&mut self, id: Id, out: &mut Out) {
        if self.skipped.contains(&id) || self.marks.is_note(id) {
            return;
        }
        let dom = self.dom;
        if let Data::Text(text) = &dom.nodes[id].data {
            if out.inlines.is_empty() {
                out.at = self.line(id);
            }
            out.inlines.push(Inline::Text(text.clone()));
            return;
        }
        match dom.name(id) {
            "" => self.children(id, out),
            "script" | "style" | "noscript" | "template" | "head" | "title" | "meta" | "link" | "base" | "wbr"
            | "colgroup" | "rt" | "rp" | "button" | "input" | "select" | "textarea" | "datalist" => {}
            "iframe" | "video" | "audio" | "object" | "embed" | "canvas" | "svg" | "math" | "map" => {
                let name = format!("<{}>", dom.name(id));
                self.drop_element(&name, id);
            }
            "br" => {
                if out.inlines.is_empty() {
                    out.at = self.line(id);
                }
                out.inlines.push(Inline::Break);
            }
            "hr" => {
                flush(out);
                out.blocks.push(Block::new(BlockKind::Break, self.line(id)));
            }
            name @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => {
                flush(out);
                let level = name.as_bytes()[1] - b'0';
                let mut inner = Out::default();
                self.children(id, &mut inner);
                // A picture in a heading is a figure before it.
                let at = self.line(id);
                let content = flat(inner);
                let name = self.marks.anchors().name(id).map(str::to_owned);
                out.blocks.push(Block::new(BlockKind::Heading { level, id: name, content }, at));
            }
            // Heads and feet of pages, as LibreOffice saves them.
            "div" if matches!(dom.attribute(id, "title"), Some("header" | "footer")) => {}
            "p" | "div" | "section" | "article" | "main" | "center" | "address" | "header" | "details" | "summary"
            | "body" | "html" | "hgroup" | "tbody" | "td" | "th" | "tr" | "thead" | "tfoot" | "fieldset" | "form"
            | "aside" => {
                flush(out);
                self.children(id, out);
                flush(out);
            }
            "footer" | "figcaption" => {
                flush(out);
                let start = out.blocks.len();
                self.children(id, out);
                flush(out);
                // Under a quotation, this is whom it quotes.
                let quoted = dom.parent(id).is_some_and(|parent| {
                    dom.name(parent) == "blockquote" || dom.elements(parent, "blockquote").next().is_some()
                });
                if quoted && let Some(Block { kind: BlockKind::Paragraph(content), .. }) = out.blocks.get_mut(start) {
                    dash(content);
                }
            }
            "blockquote" => {
                let at = self.line(id);
                let blocks = self.nested(id, out);
                if !blocks.is_empty() {
                    out.blocks.push(Block::new(BlockKind::Quotation { blocks, attribution: Vec::new() }, at));
                }
            }
            "ul" | "ol" | "menu" => self.list(id, out),
            "dl" => self.definitions(id, out),
            "table" => self.table(id, out),
            "figure" => self.figure(id, out),
            "pre" => self.code(id, out),
            "img" => {
                if let Some((picture, alt)) = picture::of(dom, id, self.document) {
                    if out.inlines.is_empty() {
                        out.at = self.line(id);
                    }
                    out.inlines.push(Inline::Picture { picture, alt });
                }
            }
            "a" => self.link(id, out),
            "code" | "tt" | "kbd" | "samp" => {
                let text = dom.text(id);
                if dom.below(id).any(|id| dom.name(id) == "a") {
                    self.children(id, out)
                } else {
                    out.inlines.push(Inline::Code(text))
                }
            }
            _ => {
                let styles = style(dom, id, self.document.head.lang.as_ref());
                let cite_of_quotation =
                    dom.name(id) == "cite" && dom.parent(id).is_some_and(|parent| dom.name(parent) == "blockquote");
                if cite_of_quotation {
                    flush(out);
                    let mut inner = Out::default();
                    self.children(id, &mut inner);
                    let mut content = flat(inner);
                    dash(&mut content);
                    out.inlines = content;
                    flush(out);
                } else {
                    self.styled(id, styles, out);
                }
            }
        }
    }

    /// The blocks of a quotation or an item; deeper than is sensible they belong to what is around them.
    fn nested(&mut self, id: Id, out: &mut Out) -> Vec<Block> {
        flush(out);
        if self.nesting >= MAX_NESTING {
            self.children(id, out);
            flush(out);
            return Vec::new();
        }
        self.nesting += 1;
        let styles = std::mem::take(&mut self.styles);
        let mut inner = Out::default();
        self.children(id, &mut inner);
        flush(&mut inner);
        self.styles = styles;
        self.nesting -= 1;
        inner.blocks
    }

    fn styled(&mut self, id: Id, styles: Vec<Style>, out: &mut Out) {
        let new: Vec<Style> = styles.into_iter().filter(|style| !self.styles.contains(style)).collect();
        if new.is_empty() || self.styles.len() > MAX_NESTING {
            return self.children(id, out);
        }
        let before = self.styles.len();
        self.styles.extend(new.iter().cloned());
        let mut inner = Out::default();
        self.children(id, &mut inner);
        self.styles.truncate(before);
        if out.inlines.is_empty() {
            out.at = inner.at;
        }
        // Emphasis around blocks is a page's way of looking; words keep it, blocks do not.
        if !inner.blocks.is_empty() {
            flush(out);
            out.blocks.append(&mut inner.blocks);
        }
        if !inner.inlines.is_empty() {
            let content =
                new.into_iter().rev().fold(inner.inlines, |content, style| vec![Inline::Styled(style, content)]);
            out.inlines.extend(content);
        }
    }

    fn link(&mut self, id: Id, out: &mut Out) {
        let dom = self.dom;
        if let Some(label) = self.marks.label(id) {
            if out.inlines.is_empty() {
                out.at = self.line(id);
            }
            out.inlines.push(Inline::Note(label.to_owned()));
            return;
        }
        // Signs beside headings by which one copies their address.
        let words = dom.text(id);
        let permalink = matches!(words.as_str(), "¶" | "#" | "§" | "🔗") || dom.has(id, "class", "headerlink");
        if self.marks.is_back(id) || permalink {
            return;
        }
        let target = dom.attribute(id, "href").and_then(|href| self.address(href, id));
        let Some(to) = target else { return self.children(id, out) };
        let mut inner = Out::default();
        self.children(id, &mut inner);
        if out.inlines.is_empty() {
            out.at = self.line(id);
        }
        if !inner.blocks.is_empty() {
            flush(out);
            out.blocks.append(&mut inner.blocks);
        }
        // A picture that links to itself, larger, is a picture.
        if plain(&inner.inlines).is_empty() {
            out.inlines.append(&mut inner.inlines);
        } else {
            out.inlines.push(Inline::Link { to, content: inner.inlines });
        }
    }

    /// Where a link leads that a book can follow: to a heading, or to an address of the net.
    fn address(&mut self, href: &str, id: Id) -> Option<String> {
        // The page's own address may stand before a place in it.
        let here = self.document.head.source.url.as_deref().and_then(|url| href.strip_prefix(url));
        if let Some(place) = here.unwrap_or(href).strip_prefix('#') {
            return self.marks.anchors().at(place).map(|name| format!("#{name}"));
        }
        let lower = href.to_lowercase();
        if lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("mailto:") {
            return (href.len() > 8).then(|| href.to_owned());
        }
        if let Some(rest) = href.strip_prefix("//") {
            return Some(format!("https://{rest}"));
        }
        // What does something else than lead somewhere.
        if lower.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':')) {
            return None;
        }
        match self.document.head.source.url.as_deref().and_then(|base| join(base, href)) {
            Some(address) => Some(address),
            None => {
                self.drop_element("links to other files, of which the words stay", id);
                None
            }
        }
    }

    fn list(&mut self, id: Id, out: &mut Out) {
        let dom = self.dom;
        let at = self.line(id);
        flush(out);
        let start = (dom.name(id) == "ol")
            .then(|| dom.attribute(id, "start").and_then(|start| start.parse().ok()).unwrap_or(1));
        let mut items: Vec<Vec<Block>> = Vec::new();
        for child in dom.children(id) {
            if self.skipped.contains(child) || self.marks.is_note(*child) {
                continue;
            }
            match dom.name(*child) {
                "li" => items.push(self.nested(*child, out)),
                // A list put beside an item instead of into it.
                "ul" | "ol" => {
                    let mut inner = Out::default();
                    self.node(*child, &mut inner);
                    flush(&mut inner);
                    match items.last_mut() {
                        Some(item) => item.append(&mut inner.blocks),
                        None => items.push(inner.blocks),
                    }
                }
                "" if matches!(&dom.nodes[*child].data, Data::Text(text) if text.trim().is_empty()) => {}
                _ => self.node(*child, out),
            }
        }
        flush(out);
        items.retain(|item| !item.is_empty());
        // An item that is nothing but a list belongs under the one before it.
        let mut nested: Vec<Vec<Block>> = Vec::new();
        for item in items {
            let is_list = item.iter().all(|block| matches!(block.kind, BlockKind::List { .. }));
            match nested.last_mut().filter(|_| is_list) {
                Some(before) => before.extend(item),
                None => nested.push(item),
            }
        }
        let items = nested;
        if !items.is_empty() {
            out.blocks.push(Block::new(BlockKind::List { start, items }, at));
        }
    }

    fn definitions(&mut self, id: Id, out: &mut Out) {
        let dom = self.dom;
        let at = self.line(id);
        flush(out);
        let mut entries: Vec<(Vec<Inline>, Vec<Block>)> = Vec::new();
        // Terms and meanings may stand in divisions.
        let parts: Vec<Id> = dom
            .children(id)
            .iter()
            .flat_map(|child| if dom.name(*child) == "div" { dom.children(*child).to_vec() } else { vec![*child] })
            .collect();
        for child in parts {
            match dom.name(child) {
                "dt" => {
                    let mut inner = Out::default();
                    self.children(child, &mut inner);
                    entries.push((flat(inner), Vec::new()));
                }
                "dd" => {
                    let blocks = self.nested(child, out);
                    match entries.last_mut() {
                        Some((_, meaning)) => meaning.extend(blocks),
                        None => out.blocks.extend(blocks),
                    }
                }
                _ => {}
            }
        }
        // A term without a meaning is a line.
        let all = entries.iter().all(|(term, meaning)| !meaning.is_empty() && !plain(term).is_empty());
        if all && !entries.is_empty() {
            out.blocks.push(Block::new(BlockKind::Definitions(entries), at));
        } else {
            for (term, meaning) in entries {
                out.blocks.push(Block::new(BlockKind::Paragraph(term), at));
                out.blocks.extend(meaning);
            }
        }
    }

    fn table(&mut self, id: Id, out: &mut Out) {
        let dom = self.dom;
        flush(out);
        let rows: Vec<Id> = dom.elements(id, "tr").collect();
        let cells = |row: Id| {
            dom.children(row).iter().copied().filter(|id| matches!(dom.name(*id), "td" | "th")).collect::<Vec<Id>>()
        };
        let columns = rows.iter().map(|row| cells(*row).len()).max().unwrap_or(0);
        let holds = |name: &str| dom.elements(id, name).count();
        let has_heads = holds("th") > 0;
        // A table that lays out a page: another table in it, one column, or cells full of paragraphs.
        let lays_out = dom.has(id, "role", "presentation")
            || holds("table") > 1
            || columns < 2
            || (!has_heads
                && (holds("p") > rows.len() * columns || holds("ul") + holds("h1") + holds("h2") + holds("h3") > 0));
        if lays_out {
            return self.children(id, out);
        }
        let at = self.line(id);
        if let Some(caption) = dom.elements(id, "caption").next() {
            self.children(caption, out);
            flush(out);
        }
        let mut table = Table::default();
        for (n, row) in rows.iter().enumerate() {
            let cells = cells(*row);
            if n == 0 {
                table.has_head = !cells.is_empty() && cells.iter().all(|id| dom.name(*id) == "th")
                    || dom.parent(*row).is_some_and(|parent| dom.name(parent) == "thead");
            }
            let mut line = Vec::new();
            for cell in cells {
                let mut inner = Out::default();
                self.children(cell, &mut inner);
                line.push(flat(inner));
                let span = dom.attribute(cell, "colspan").and_then(|span| span.parse::<usize>().ok()).unwrap_or(1);
                line.extend(std::iter::repeat_n(Vec::new(), span.clamp(1, 50) - 1));
            }
            table.rows.push(line);
        }
        out.blocks.push(Block::new(BlockKind::Table(table), at));
    }

    fn figure(&mut self, id: Id, out: &mut Out) {
        let dom = self.dom;
        let pictures: Vec<Id> = dom.elements(id, "img").collect();
        let [picture] = pictures.as_slice() else {
            flush(out);
            self.children(id, out);
            flush(out);
            return;
        };
        flush(out);
        let at = self.line(id);
        let mut caption = Vec::new();
        if let Some(found) = dom.elements(id, "figcaption").next() {
            let mut inner = Out::default();
            self.children(found, &mut inner);
            caption = flat(inner);
        }
        if let Some((picture, alt)) = picture::of(dom, *picture, self.document) {
            out.blocks.push(Block::new(BlockKind::Figure { picture, alt, caption }, at));
        }
    }

    fn code(&mut self, id: Id, out: &mut Out) {
        let dom = self.dom;
        flush(out);
        let class = |id: Id| {
            let class = dom.attribute(id, "class")?;
            class.split_whitespace().find_map(|class| class.strip_prefix("language-").or(class.strip_prefix("lang-")))
        };
        let language = dom.below(id).find_map(class).unwrap_or_default();
        let language: String = language.chars().filter(|c| c.is_ascii_alphanumeric() || "+-#".contains(*c)).collect();
        let mut text = String::new();
        for id in dom.below(id) {
            match &dom.nodes[id].data {
                Data::Text(piece) => text.push_str(piece),
                Data::Element { .. } if dom.name(id) == "br" => text.push('\n'),
                _ => {}
            }
        }
        if text.trim().is_empty() {
            return;
        }
        let at = self.line(id);
        out.blocks.push(Block::new(BlockKind::Code { language, text }, at));
    }
}

/// Ends the paragraph that has begun: one of pictures becomes figures, one with blank lines several.
fn flush(out: &mut Out) {
    let inlines = std::mem::take(&mut out.inlines);
    let at = out.at;
    let blank = |inline: &Inline| matches!(inline, Inline::Text(text) if text.trim().is_empty());
    if inlines.iter().all(|inline| blank(inline) || *inline == Inline::Break) {
        return;
    }
    let is_picture = |inline: &Inline| matches!(inline, Inline::Picture { .. });
    if inlines.iter().all(|inline| is_picture(inline) || blank(inline) || *inline == Inline::Break) {
        for inline in inlines {
            if let Inline::Picture { picture, alt } = inline {
                out.blocks.push(Block::new(BlockKind::Figure { picture, alt, caption: Vec::new() }, at));
            }
        }
        return;
    }
    let lines: Vec<Vec<Inline>> = inlines.split(|inline| *inline == Inline::Break).map(<[Inline]>::to_vec).collect();
    let lengths: Vec<usize> = lines.iter().map(|line| plain(line).chars().count()).collect();
    let filled = lengths.iter().filter(|length| **length > 0).count().max(1);
    let long = lines.len() > 1 && lengths.iter().sum::<usize>() / filled > LONG_LINE;
    let indented = |line: &[Inline]| matches!(line.iter().find(|inline| !matches!(inline, Inline::Text(text) if text.chars().all(|c| c == '\n' || c == ' '))), Some(Inline::Text(text)) if text.trim_start_matches(['\n', ' ']).starts_with("\u{a0}\u{a0}"));
    let mut paragraph: Vec<Inline> = Vec::new();
    let mut push = |paragraph: &mut Vec<Inline>| {
        let content = std::mem::take(paragraph);
        if !plain(&content).is_empty()
            || content.iter().any(|inline| !matches!(inline, Inline::Text(_) | Inline::Break))
        {
            out.blocks.push(Block::new(BlockKind::Paragraph(content), at));
        }
    };
    for (n, line) in lines.into_iter().enumerate() {
        let empty =
            lengths[n] == 0 && !line.iter().any(|inline| matches!(inline, Inline::Picture { .. } | Inline::Note(_)));
        if empty || long || indented(&line) {
            push(&mut paragraph);
        }
        if !empty {
            if !paragraph.is_empty() {
                paragraph.push(Inline::Break);
            }
            paragraph.extend(line);
        }
    }
    push(&mut paragraph);
}

/// What is within a line: paragraphs become lines.
fn flat(mut out: Out) -> Vec<Inline> {
    if out.blocks.is_empty() {
        return out.inlines;
    }
    flush(&mut out);
    let mut content: Vec<Inline> = Vec::new();
    for block in &out.blocks {
        block.each(&mut |inlines| {
            if !content.is_empty() {
                content.push(Inline::Break);
            }
            content.extend_from_slice(inlines);
        });
        if let BlockKind::Figure { picture, alt, .. } = &block.kind {
            content.push(Inline::Picture { picture: picture.clone(), alt: alt.clone() });
        }
    }
    content
}

/// Puts a dash before a line that tells whom a quotation quotes.
fn dash(content: &mut Vec<Inline>) {
    if !plain(content).starts_with(['—', '–', '-', '―']) {
        content.insert(0, Inline::Text("— ".to_owned()));
    }
}

/// Takes the number off the front of a note.
fn without_label(content: &mut Vec<Inline>) {
    let words = plain(content);
    let first = words.split_whitespace().next().unwrap_or_default();
    let label = first.trim_matches(|c: char| "[]().:^*↑".contains(c));
    let is_label = label.len() <= 3 && label.bytes().all(|b| b.is_ascii_digit()) && words.len() > first.len();
    // A year or a figure may begin a note, but no note has its number twice.
    let mut left = if is_label { first.chars().count() } else { 0 };
    while left > 0 && !content.is_empty() {
        match &mut content[0] {
            Inline::Text(text) => {
                let trimmed = text.trim_start();
                let taken: usize = trimmed.chars().take(left).count();
                left -= taken;
                *text = trimmed.chars().skip(taken).collect();
                if !text.is_empty() {
                    break;
                }
                content.remove(0);
            }
            Inline::Styled(_, inner) | Inline::Link { content: inner, .. } if plain(inner).chars().count() <= left => {
                left -= plain(inner).chars().count();
                content.remove(0);
            }
            _ => break,
        }
    }
}

/// The styles of an inline element, from its name and its style.
fn style(dom: &Dom, id: Id, lang: Option<&Lang>) -> Vec<Style> {
    let mut styles = match dom.name(id) {
        "em" | "i" | "var" | "dfn" | "cite" | "u" | "ins" => vec![Style::Emphasis],
        "strong" | "b" => vec![Style::Strong],
        "s" | "del" | "strike" => vec![Style::Struck],
        "sup" => vec![Style::Superscript],
        "sub" => vec![Style::Subscript],
        "q" => vec![Style::Quote],
        "abbr" | "acronym" => {
            dom.attribute(id, "title").map(|title| Style::Abbreviation(title.to_owned())).into_iter().collect()
        }
        _ => Vec::new(),
    };
    let css = dom.attribute(id, "style").unwrap_or_default().replace(' ', "").to_lowercase();
    let class = dom.attribute(id, "class").unwrap_or_default();
    if css.contains("font-variant:small-caps")
        || class.split_whitespace().any(|class| class == "smallcaps" || class == "small-caps")
    {
        styles.push(Style::SmallCaps);
    }
    if css.contains("font-style:italic") && !styles.contains(&Style::Emphasis) {
        styles.push(Style::Emphasis);
    }
    if (css.contains("font-weight:bold") || css.contains("font-weight:700")) && !styles.contains(&Style::Strong) {
        styles.push(Style::Strong);
    }
    if css.contains("font-weight:normal") || css.contains("font-weight:400") {
        styles.retain(|style| *style != Style::Strong);
    }
    if css.contains("vertical-align:super") {
        styles.push(Style::Superscript);
    }
    let tag = dom.attribute(id, "lang").or(dom.attribute(id, "xml:lang")).filter(|tag| is_language(tag));
    if let Some(tag) = tag.filter(|tag| lang.is_none_or(|lang| lang.primary() != Lang::new(tag).primary())) {
        styles.push(Style::Lang(Lang::new(tag)));
    }
    styles
}

/// An address relative to another, as RFC 3986 (5.2) resolves it.
fn join(base: &str, href: &str) -> Option<String> {
    let (scheme, rest) = base.split_once("://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if let Some(absolute) = href.strip_prefix('/') {
        return Some(format!("{scheme}://{host}/{absolute}"));
    }
    let folder = path.split(['?', '#']).next()?.rsplit_once('/').map_or("", |(folder, _)| folder);
    if href.starts_with('?') {
        return Some(format!("{scheme}://{host}/{}{href}", path.split(['?', '#']).next()?));
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in href.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(format!("{scheme}://{host}/{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_joined_as_browsers_join_them() {
        let base = "https://example.org/a/b/page.html?x#y";
        for (href, address) in [
            ("/c", "https://example.org/c"),
            ("c.html", "https://example.org/a/b/c.html"),
            ("../c", "https://example.org/a/c"),
            ("?p=1", "https://example.org/a/b/page.html?p=1"),
        ] {
            assert_eq!(join(base, href).as_deref(), Some(address), "{href}");
        }
    }
}
