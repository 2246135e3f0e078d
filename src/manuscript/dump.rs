//! Prints the tree as compact, readable text, a block a line, for tests and for eyes. No-break
//! spaces show as `⍽`, narrow ones as `⎵`.

use std::fmt::{self, Write as _};

use super::tree::{Alignment, Article, AsideKind, Block, BlockKind, ImageRef, Inline, InlineKind, Target};

impl fmt::Display for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "article {} ({})", self.slug, self.lang)?;
        writeln!(f, "title {}", inlines(&self.title))?;
        if let Some(subtitle) = &self.subtitle {
            writeln!(f, "subtitle {}", inlines(subtitle))?;
        }
        for person in &self.people {
            write!(f, "{} {}", person.role.marc(), person.name)?;
            match &person.file_as {
                Some(file_as) => writeln!(f, " [{file_as}]")?,
                None => writeln!(f)?,
            }
        }
        if let Some(date) = self.date {
            writeln!(f, "date {}", date.iso())?;
        }
        if let Some(summary) = &self.summary {
            writeln!(f, "summary {}", inlines(summary))?;
        }
        if !self.tags.is_empty() {
            writeln!(f, "tags {}", self.tags.join(", "))?;
        }
        if let Some(origin) = &self.origin {
            let date = origin.date.map(super::Date::iso);
            let parts: Vec<&str> =
                [&origin.title, &origin.url, &date].into_iter().flatten().map(String::as_str).collect();
            writeln!(f, "source {}", parts.join("; "))?;
        }
        if let Some(rights) = &self.rights {
            writeln!(f, "rights {rights}")?;
        }
        if !self.text.epigraph.is_empty() {
            writeln!(f, "epigraph")?;
            f.write_str(&blocks(&self.text.epigraph, 1))?;
        }
        f.write_str(&blocks(&self.text.blocks, 0))?;
        for (index, note) in self.text.notes.iter().enumerate() {
            writeln!(f, "note {} `{}` ×{}", index + 1, note.label, note.references)?;
            f.write_str(&blocks(&note.blocks, 1))?;
        }
        Ok(())
    }
}

/// Prints blocks, indented by `depth` steps.
#[must_use]
pub fn blocks(blocks: &[Block], depth: usize) -> String {
    let mut out = Dump { out: String::new(), depth };
    out.blocks(blocks);
    out.out
}

struct Dump {
    out: String,
    depth: usize,
}

impl Dump {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{:width$}{text}", "", width = self.depth * 2);
    }

    fn within(&mut self, head: &str, blocks: &[Block]) {
        self.line(head);
        self.depth += 1;
        self.blocks(blocks);
        self.depth -= 1;
    }

    fn attribution(&mut self, attribution: Option<&Vec<Inline>>) {
        if let Some(attribution) = attribution {
            self.line(&format!("by {}", inlines(attribution)));
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(&block.kind);
        }
    }

    fn block(&mut self, kind: &BlockKind) {
        match kind {
            BlockKind::Paragraph(content) => self.line(&format!("p {}", inlines(content))),
            BlockKind::Heading { level, id, content } => self.line(&format!("h{level} #{id} {}", inlines(content))),
            BlockKind::Quotation { blocks, attribution } => {
                self.within("quotation", blocks);
                self.attribution(attribution.as_ref());
            }
            BlockKind::PullQuote { blocks, attribution } => {
                self.within("pull-quote", blocks);
                self.attribution(attribution.as_ref());
            }
            BlockKind::Verse { stanzas, attribution } => {
                self.line("verse");
                self.depth += 1;
                for (index, stanza) in stanzas.iter().enumerate() {
                    if index > 0 {
                        self.out.push('\n');
                    }
                    for line in stanza {
                        self.line(&format!("{}| {}", ">".repeat(usize::from(line.indent)), inlines(&line.content)));
                    }
                }
                self.depth -= 1;
                self.attribution(attribution.as_ref());
            }
            BlockKind::List { start, tight, items } => {
                let kind = start.map_or_else(|| "bullets".to_owned(), |start| format!("numbers from {start}"));
                self.line(&format!("list {kind}{}", if *tight { "" } else { ", loose" }));
                self.depth += 1;
                items.iter().for_each(|item| self.within("item", item));
                self.depth -= 1;
            }
            BlockKind::Definitions(entries) => {
                self.line("definitions");
                self.depth += 1;
                for entry in entries {
                    entry.terms.iter().for_each(|term| self.line(&format!("term {}", inlines(term))));
                    entry.meanings.iter().for_each(|meaning| self.within("means", meaning));
                }
                self.depth -= 1;
            }
            BlockKind::Table(table) => {
                let columns: String = table
                    .columns
                    .iter()
                    .map(|column| match column {
                        Alignment::Left => 'l',
                        Alignment::Centre => 'c',
                        Alignment::Right => 'r',
                    })
                    .collect();
                let caption =
                    table.caption.as_ref().map(|caption| format!(" {}", inlines(caption))).unwrap_or_default();
                self.line(&format!("table {columns}{caption}"));
                self.depth += 1;
                for row in std::iter::once(&table.head).chain(&table.rows) {
                    let cells: Vec<String> = row.iter().map(|cell| inlines(cell)).collect();
                    self.line(&cells.join(" | "));
                }
                self.depth -= 1;
            }
            BlockKind::Figure { image, alt, caption } => {
                self.line(format!("figure {} \"{alt}\" {}", image_ref(image), inlines(caption)).trim_end());
            }
            BlockKind::Code { language, text } => {
                self.line(&format!("code {}", language.as_deref().unwrap_or("plain")));
                self.depth += 1;
                text.lines().for_each(|line| self.line(&format!("| {line}")));
                self.depth -= 1;
            }
            BlockKind::Aside { kind, blocks } => self.within(
                match kind {
                    AsideKind::Note => "aside note",
                    AsideKind::Tip => "aside tip",
                    AsideKind::Important => "aside important",
                    AsideKind::Warning => "aside warning",
                    AsideKind::Caution => "aside caution",
                },
                blocks,
            ),
            BlockKind::Break => self.line("break"),
        }
    }
}

/// Prints inlines on one line.
#[must_use]
pub fn inlines(inlines: &[Inline]) -> String {
    let mut out = String::new();
    write_inlines(inlines, &mut out);
    out
}

fn write_inlines(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        let (before, after) = match &inline.kind {
            InlineKind::Text(text) => {
                out.push_str(&text.replace('\u{a0}', "⍽").replace('\u{202f}', "⎵"));
                continue;
            }
            InlineKind::Code(text) => {
                let _ = write!(out, "`{text}`");
                continue;
            }
            InlineKind::NoteReference { index, nth } => {
                let _ = write!(
                    out,
                    "{{note {}{}}}",
                    index + 1,
                    if *nth == 0 { String::new() } else { format!(" again {nth}") }
                );
                continue;
            }
            InlineKind::Image { image, alt } => {
                let _ = write!(out, "{{image {} \"{alt}\"}}", image_ref(image));
                continue;
            }
            InlineKind::LineBreak => {
                out.push_str("{br}");
                continue;
            }
            InlineKind::Emphasis(_) => ("*".to_owned(), "*".to_owned()),
            InlineKind::Strong(_) => ("**".to_owned(), "**".to_owned()),
            InlineKind::Strikethrough(_) => ("~~".to_owned(), "~~".to_owned()),
            InlineKind::Link { target, .. } => ("[".to_owned(), format!("]({})", target_text(target))),
            InlineKind::Foreign { lang, .. } => (format!("{{{lang}: "), "}".to_owned()),
            InlineKind::SmallCaps(_) => ("{sc: ".to_owned(), "}".to_owned()),
            InlineKind::Abbreviation { title, .. } => (format!("{{abbr {title}: "), "}".to_owned()),
            InlineKind::Cite(_) => ("{cite: ".to_owned(), "}".to_owned()),
            InlineKind::Quote(_) => ("{q: ".to_owned(), "}".to_owned()),
            InlineKind::Superscript(_) => ("{sup: ".to_owned(), "}".to_owned()),
            InlineKind::Subscript(_) => ("{sub: ".to_owned(), "}".to_owned()),
        };
        out.push_str(&before);
        write_inlines(inline.kind.children(), out);
        out.push_str(&after);
    }
}

fn image_ref(image: &ImageRef) -> String {
    match image {
        ImageRef::Path(path) => path.clone(),
        ImageRef::Index(index) => format!("#{index}"),
    }
}

fn target_text(target: &Target) -> String {
    match target {
        Target::External(address) => address.clone(),
        Target::File { path, anchor } => {
            format!("file {path}{}", anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default())
        }
        Target::Article { index, anchor } => {
            format!("article {index}{}", anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default())
        }
        Target::Title { slug, .. } => format!("title {slug}"),
        Target::Anchor(anchor) => format!("#{anchor}"),
    }
}
