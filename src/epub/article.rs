//! An article as one XHTML document: title, epigraph, text, source, notes.

use super::book::{
    Book, NOTES_ID, TITLE_ID, credit, document, heading_id, language_of, note_id, or, reference_id, time,
};
use super::inline::Inlines;
use super::pagebreaks::{self, Breaks};
use super::xml::{Written, Xml};
use crate::collection::Words;
use crate::collection::address::external;
use crate::manuscript::{
    Alignment, Article, Block, BlockKind, Inline, InlineKind, Lang, Table, VerseLine, opening, plain_text,
};
use crate::typeset::Begins;

/// Writes article `index` of the book.
pub(crate) fn write(book: &Book<'_>, index: usize) -> Written {
    let article = &book.collection.articles[index];
    let xml = document(book, or(&plain_text(&article.title), book.title()), &article.lang, "../", "bodymatter");
    let mut writer =
        Writer { out: Inlines::new(book, xml, Some(index), "../"), article, words: Words::of(&article.lang) };
    writer.article(index);
    writer.out.xml.finish_document()
}

struct Writer<'a> {
    out: Inlines<'a>,
    article: &'a Article,
    words: &'static Words,
}

impl Writer<'_> {
    fn xml(&mut self) -> &mut Xml {
        &mut self.out.xml
    }

    /// Opens `name`; attributes end with the language of the program's words where it differs from
    /// the document's.
    fn leaf_in_words(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) {
        let mut attributes = attributes.to_vec();
        attributes.extend(language_of(self.words, &self.article.lang));
        self.xml().leaf(name, &attributes, text);
    }

    /// Writes the page breaks that come before the next block, as no part of it.
    fn breaks_before(&mut self) {
        self.out.breaks.before_piece(&mut self.out.xml);
    }

    fn article(&mut self, index: usize) {
        let section = [("epub:type", "chapter"), ("role", "doc-chapter"), ("aria-labelledby", TITLE_ID)];
        self.xml().open("section", &section);
        self.xml().newline();
        let book = self.out.book;
        if book.opening(index) == book.articles[index] {
            pagebreaks::opening(&mut self.out.xml, book, Begins::Article(index));
        }
        self.out.breaks = Breaks::of(book, index, None);
        self.header();
        let article = self.article;
        if !article.text.epigraph.is_empty() {
            self.xml().open("div", &[("class", "epigraph"), ("epub:type", "epigraph"), ("role", "doc-epigraph")]);
            self.xml().newline();
            self.blocks(&article.text.epigraph);
            self.xml().close_line();
        }
        self.text();
        self.out.breaks.finish(&mut self.out.xml);
        self.footer();
        self.notes(index);
        self.xml().close_line();
    }

    fn header(&mut self) {
        let article = self.article;
        self.xml().open("header", &[]);
        self.xml().newline();
        self.xml().open("h1", &[("id", TITLE_ID)]);
        self.out.inlines(&article.title);
        self.xml().close_line();
        if let Some(subtitle) = &article.subtitle {
            self.xml().open("p", &[("class", "subtitle"), ("role", "doc-subtitle")]);
            self.out.inlines(subtitle);
            self.xml().close_line();
        }
        if let Some(summary) = article.summary.as_ref().filter(|_| self.out.book.design.titles.deck) {
            self.xml().open("p", &[("class", "deck")]);
            self.out.inlines(summary);
            self.xml().close_line();
        }
        let words = self.words;
        for line in words.credits(&article.people) {
            self.breaks_before();
            self.out.breaks.pass(1);
            credit(self.xml(), words, &article.people, &line, &article.lang, &[("class", "byline")]);
        }
        if let Some(date) = article.date {
            self.breaks_before();
            self.out.breaks.pass(1);
            self.xml().open("p", &[("class", "byline")]);
            time(self.xml(), words, date, &article.lang);
            self.xml().close_line();
        }
        self.xml().close_line();
    }

    /// Where the article first appeared, and its own rights.
    fn footer(&mut self) {
        let article = self.article;
        let rights = article.rights.as_ref().filter(|r| Some(*r) != self.out.book.collection.rights.as_ref());
        if article.origin.is_none() && rights.is_none() {
            return;
        }
        self.xml().open("footer", &[]);
        self.xml().newline();
        if let Some(origin) = &article.origin {
            self.xml().open("p", &[("class", "source")]);
            let label = self.words.first_published;
            self.leaf_in_words("span", &[], label);
            self.xml().text(" ");
            write_origin(&mut self.out.xml, origin, self.words, &article.lang);
            self.xml().close_line();
        }
        if let Some(rights) = rights {
            self.xml().leaf_line("p", &[("class", "source")], rights);
        }
        self.xml().close_line();
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Paragraph(content) => self.paragraph(content),
            BlockKind::Heading { level, id, content } => {
                self.breaks_before();
                let name = ["h2", "h3", "h4", "h5", "h6"][usize::from((*level).clamp(2, 6) - 2)];
                self.xml().open(name, &[("id", &heading_id(id))]);
                self.out.inlines(content);
                self.xml().close_line();
            }
            BlockKind::Quotation { blocks, attribution } => {
                self.attributed(attribution.as_deref(), |w| {
                    w.xml().open("blockquote", &[]);
                    w.xml().newline();
                    w.blocks(blocks);
                    w.xml().close_line();
                });
            }
            BlockKind::Verse { stanzas, attribution } => {
                self.attributed(attribution.as_deref(), |w| w.verse(stanzas));
            }
            BlockKind::List { start, tight, items } => self.list(*start, *tight, items),
            BlockKind::Definitions(entries) => {
                self.xml().open("dl", &[]);
                self.xml().newline();
                for entry in entries {
                    for term in &entry.terms {
                        self.xml().open("dt", &[]);
                        self.out.inlines(term);
                        self.xml().close_line();
                    }
                    for meaning in &entry.meanings {
                        self.xml().open("dd", &[]);
                        self.item(meaning, meaning.len() == 1);
                        self.xml().close_line();
                    }
                }
                self.xml().close_line();
            }
            BlockKind::Table(table) => self.table(table),
            BlockKind::Figure { image, alt, caption } => {
                self.breaks_before();
                self.xml().open("figure", &[("class", "picture")]);
                self.xml().newline();
                self.out.image(image, alt, "block");
                self.xml().newline();
                if !caption.is_empty() {
                    self.xml().open("figcaption", &[]);
                    self.out.inlines(caption);
                    self.xml().close_line();
                }
                self.xml().close_line();
            }
            BlockKind::Code { language, text } => {
                self.breaks_before();
                let class = language.as_deref().map(language_class);
                let attributes: Vec<(&str, &str)> = class.iter().map(|c| ("class", c.as_str())).collect();
                self.xml().open("pre", &[("translate", "no")]);
                self.xml().open("code", &attributes);
                self.out.breaks.text(&mut self.out.xml, text);
                self.xml().close();
                self.xml().close_line();
            }
            BlockKind::Aside { kind, blocks } => {
                self.breaks_before();
                self.out.breaks.pass(1);
                self.xml().open("aside", &[("class", "aside"), ("role", "note")]);
                self.xml().newline();
                let words = self.words.aside(*kind);
                self.leaf_in_words("p", &[("class", "aside-kind")], words);
                self.xml().newline();
                self.blocks(blocks);
                self.xml().close_line();
            }
            BlockKind::PullQuote { blocks, attribution } => {
                self.breaks_before();
                let attributes = [("class", "pullquote"), ("epub:type", "pullquote"), ("role", "doc-pullquote")];
                self.xml().open("aside", &attributes);
                self.xml().newline();
                self.blocks(blocks);
                if let Some(attribution) = attribution {
                    self.xml().open("p", &[("class", "attribution")]);
                    self.out.attribution(attribution);
                    self.xml().close_line();
                }
                self.xml().close_line();
            }
            BlockKind::Break => {
                self.xml().empty("hr", &[]);
                self.xml().newline();
            }
        }
    }

    /// The article's text, which begins with an initial when the design has one.
    fn text(&mut self) {
        let blocks = &self.article.text.blocks;
        if self.out.book.design.titles.drop_cap_of(self.article.drop_cap) > 0
            && let Some((Block { kind: BlockKind::Paragraph(content), .. }, others)) = blocks.split_first()
            && let Some((Inline { kind: InlineKind::Text(text), .. }, following)) = content.split_first()
            && let Some(parts) = opening(text)
        {
            self.xml().open("p", &[("class", "initial")]);
            // The word stays in one piece: the stylesheet finds its first letter.
            let words = text.len() - parts.rest.len();
            self.xml().open("span", &[("class", "smallcaps")]);
            let before = self.out.breaks.part(&mut self.out.xml, &text[..words], 0);
            self.xml().close();
            self.out.breaks.part(&mut self.out.xml, parts.rest, before);
            self.out.breaks.pass(1);
            self.out.inlines(following);
            self.xml().close_line();
            self.blocks(others);
        } else {
            self.blocks(blocks);
        }
    }

    fn paragraph(&mut self, content: &[Inline]) {
        self.xml().open("p", &[]);
        self.out.inlines(content);
        self.xml().close_line();
    }

    /// Writes what `body` writes, in a figure with its attribution when it has one.
    fn attributed(&mut self, attribution: Option<&[Inline]>, body: impl FnOnce(&mut Self)) {
        let Some(attribution) = attribution else { return body(self) };
        self.xml().open("figure", &[("class", "quotation")]);
        self.xml().newline();
        body(self);
        self.xml().open("figcaption", &[("class", "attribution")]);
        self.out.attribution(attribution);
        self.xml().close_line();
        self.xml().close_line();
    }

    fn verse(&mut self, stanzas: &[Vec<VerseLine>]) {
        self.xml().open("div", &[("class", "verse")]);
        self.xml().newline();
        for stanza in stanzas {
            self.xml().open("p", &[]);
            self.xml().newline();
            for (i, line) in stanza.iter().enumerate() {
                if i > 0 {
                    self.xml().empty("br", &[]);
                    self.xml().newline();
                }
                // Readers without stylesheet still break the lines, by `br`; the steps of indentation
                // past the eighth would leave no room on a phone.
                let class = format!("line indent-{}", line.indent.min(8));
                self.xml().open("span", &[("class", if line.indent == 0 { "line" } else { class.as_str() })]);
                self.out.inlines(&line.content);
                self.xml().close();
            }
            self.xml().newline();
            self.xml().close_line();
        }
        self.xml().close_line();
    }

    fn list(&mut self, start: Option<u64>, tight: bool, items: &[Vec<Block>]) {
        let first = start.unwrap_or(1).to_string();
        let mut attributes = Vec::new();
        if start.is_some_and(|s| s != 1) {
            attributes.push(("start", first.as_str()));
        }
        if !tight {
            attributes.push(("class", "loose"));
        }
        self.xml().open(if start.is_some() { "ol" } else { "ul" }, &attributes);
        self.xml().newline();
        for item in items {
            self.xml().open("li", &[]);
            self.item(item, tight);
            self.xml().close_line();
        }
        self.xml().close_line();
    }

    /// Writes the blocks of an item, its paragraphs bare when it is `tight`.
    fn item(&mut self, blocks: &[Block], tight: bool) {
        let mut after_bare = false;
        for block in blocks {
            match &block.kind {
                BlockKind::Paragraph(content) if tight && !after_bare => {
                    self.out.inlines(content);
                    after_bare = true;
                }
                _ => {
                    self.xml().newline();
                    self.block(block);
                    after_bare = false;
                }
            }
        }
    }

    fn table(&mut self, table: &Table) {
        self.breaks_before();
        self.xml().open("div", &[("class", if is_wide(table) { "table wide" } else { "table" })]);
        self.xml().newline();
        self.xml().open("table", &[]);
        self.xml().newline();
        if let Some(caption) = &table.caption {
            self.xml().open("caption", &[]);
            self.out.inlines(caption);
            self.xml().close_line();
        }
        let blank = |cell: &Vec<Inline>| cell.is_empty() || plain_text(cell).trim().is_empty();
        let headless = table.head.iter().all(blank);
        // An empty corner says that the first column heads the rows.
        let headed_rows = !headless && table.columns.len() > 1 && table.head.first().is_some_and(blank);
        if !headless {
            self.xml().open("thead", &[]);
            self.xml().newline();
            self.row(table, &table.head, |column| (!(headed_rows && column == 0)).then_some("col"));
            self.xml().close_line();
        } else {
            self.out.breaks.pass(table.head.iter().map(|cell| pagebreaks::pieces(cell)).sum());
        }
        if !table.rows.is_empty() {
            self.xml().open("tbody", &[]);
            self.xml().newline();
            for row in &table.rows {
                self.row(table, row, |column| (headed_rows && column == 0).then_some("row"));
            }
            self.xml().close_line();
        }
        self.xml().close_line();
        self.xml().close_line();
    }

    /// Writes a row; `scope` says what the cell of a column is the head of.
    fn row(&mut self, table: &Table, cells: &[Vec<Inline>], scope: impl Fn(usize) -> Option<&'static str>) {
        self.xml().open("tr", &[]);
        self.xml().newline();
        for (column, cell) in cells.iter().enumerate() {
            let mut attributes = Vec::new();
            let scope = scope(column);
            attributes.extend(scope.map(|s| ("scope", s)));
            attributes.extend(match table.columns.get(column) {
                Some(Alignment::Centre) => Some(("class", "centre")),
                Some(Alignment::Right) => Some(("class", "right")),
                _ => None,
            });
            self.xml().open(if scope.is_some() { "th" } else { "td" }, &attributes);
            self.out.inlines(cell);
            self.xml().close_line();
        }
        self.xml().close_line();
    }

    fn notes(&mut self, index_of_article: usize) {
        let article = self.article;
        if article.text.notes.is_empty() {
            return;
        }
        let section = [
            ("class", "notes"),
            ("id", NOTES_ID),
            ("epub:type", "endnotes footnotes"),
            ("role", "doc-endnotes"),
            ("aria-labelledby", "notes-title"),
        ];
        self.xml().open("section", &section);
        self.xml().newline();
        let words = self.words.notes;
        self.leaf_in_words("h2", &[("id", "notes-title")], words);
        self.xml().newline();
        for (index, note) in article.text.notes.iter().enumerate() {
            let id = note_id(&article.slug, index);
            let attributes =
                [("class", "note"), ("id", id.as_str()), ("epub:type", "footnote"), ("role", "doc-footnote")];
            self.xml().open("div", &attributes);
            self.xml().newline();
            self.out.breaks = Breaks::of(self.out.book, index_of_article, Some(index));
            self.note(index, &note.blocks, note.references.max(1));
            self.out.breaks.finish(&mut self.out.xml);
            self.xml().close_line();
        }
        self.xml().close_line();
    }

    /// Writes a note's blocks: the number, which leads back, opens its first paragraph, and ways
    /// back to further references close its last one.
    fn note(&mut self, index: usize, blocks: &[Block], references: u32) {
        let last = blocks.len().saturating_sub(1);
        let opens = matches!(blocks.first().map(|b| &b.kind), Some(BlockKind::Paragraph(_)));
        if !opens {
            self.xml().open("p", &[("class", "note-number")]);
            self.back_link(index, 0);
            self.xml().close_line();
        }
        for (i, block) in blocks.iter().enumerate() {
            match &block.kind {
                BlockKind::Paragraph(content) if i == 0 || (i == last && references > 1) => {
                    self.xml().open("p", &[]);
                    if i == 0 {
                        self.back_link(index, 0);
                        self.xml().text(" ");
                    }
                    self.out.inlines(content);
                    if i == last {
                        self.further_back_links(index, references);
                    }
                    self.xml().close_line();
                }
                _ => self.block(block),
            }
        }
        let closes = matches!(blocks.last().map(|b| &b.kind), Some(BlockKind::Paragraph(_)));
        if references > 1 && !closes {
            self.xml().open("p", &[]);
            self.further_back_links(index, references);
            self.xml().close_line();
        }
    }

    fn further_back_links(&mut self, index: usize, references: u32) {
        for nth in 1..references {
            self.xml().text(" ");
            self.back_link(index, nth);
        }
    }

    fn back_link(&mut self, index: usize, nth: u32) {
        let href = format!("#{}", reference_id(&self.article.slug, index, nth));
        let number = index + 1;
        let (shown, told) = match nth {
            0 => (format!("{number}."), format!("{} {number}, {}", self.words.note, self.words.back)),
            _ => (format!("↑{}", nth + 1), format!("{} {number}, {} ({})", self.words.note, self.words.back, nth + 1)),
        };
        let mut attributes = vec![
            ("class", "backlink"),
            ("href", href.as_str()),
            ("epub:type", "backlink"),
            ("role", "doc-backlink"),
            ("aria-label", told.as_str()),
        ];
        attributes.extend(language_of(self.words, &self.article.lang));
        self.xml().leaf("a", &attributes, &shown);
    }
}

/// Whether the longest words of a table's columns do not fit beside one another on a telephone, where some forty letters of a
/// table stand in a line. Addresses may be broken anywhere.
fn is_wide(table: &Table) -> bool {
    const FIT: usize = 40;
    // The white between columns.
    const APART: usize = 3;
    let longest = |column: usize| {
        let cells = table.rows.iter().chain([&table.head]).filter_map(|row| row.get(column));
        let words = |cell: &Vec<Inline>| {
            let text = plain_text(cell);
            text.split_whitespace().filter(|word| !word.contains('/')).map(|word| word.chars().count()).max()
        };
        cells.filter_map(words).max().unwrap_or(0)
    };
    (0..table.columns.len()).map(|column| longest(column) + APART).sum::<usize>() > FIT + APART
}

/// Writes a publication's name, linked when its address is known, and its date.
pub(crate) fn write_origin(xml: &mut Xml, origin: &crate::manuscript::Origin, words: &Words, around: &Lang) {
    let address = origin.url.as_deref().and_then(external);
    if let Some(address) = &address {
        xml.open("a", &[("href", address)]);
    }
    match (&origin.title, &origin.url) {
        (Some(title), _) => xml.leaf("cite", &[], title),
        (None, Some(url)) => xml.text(url),
        (None, None) => {}
    }
    if address.is_some() {
        xml.close();
    }
    if let Some(date) = origin.date {
        if origin.title.is_some() || origin.url.is_some() {
            xml.text(", ");
        }
        time(xml, words, date, around);
    }
}

/// A class for the language of program text, as HTML's own example names it, of safe letters only.
fn language_class(language: &str) -> String {
    let name: String = language.chars().filter(|c| c.is_ascii_alphanumeric() || "+#-_.".contains(*c)).collect();
    format!("language-{name}")
}
