//! Web pages: HTML to a tree ([`dom`]), what the page says about itself (`page`), where its text is (`content`), its text as
//! blocks (`flow`), with its notes (`marks`) and the places that links lead to (`anchors`).

mod anchors;
mod content;
pub(super) mod dom;
mod flow;
mod marks;
mod page;
mod picture;

use std::collections::BTreeSet;

use super::text;
use super::tree::{BlockKind, Document, Inline, Trust, Unit, length};
use dom::Dom;

use flow::Flow;
use marks::Marks;

use crate::slug::percent_decoded;

/// How many nodes of a chapter, its head and what it begins with, are looked at for what it is.
const HEAD: usize = 40;

/// Reads a saved web page: finds its text among what stands around it.
pub(super) fn read(html: &str) -> Document {
    let dom = Dom::parse(html);
    let mut document = Document { unit: Unit::Line, trust: Trust::Styles, ..Document::default() };
    if dom.cut {
        document.remark(0, "the page has too many elements or nests them too deep: the rest was left out");
    }
    page::head(&dom, &mut document);
    let content = content::find(&dom, &mut document);
    let marks = Marks::find(&dom, dom.root());
    let mut flow = Flow::new(&dom, &marks, &mut document);
    flow.skip(&content.skipped);
    let blocks = flow.blocks(content.root);
    let notes = flow.notes();
    document.blocks = blocks;
    document.notes = notes;
    plain_text(&mut document);
    document
}

/// Reads HTML that is all text: the body of a blog's post, a chapter of a book. `numbered` says whether its lines are those of
/// the file.
pub(super) fn read_fragment(html: &str, numbered: bool) -> Document {
    let dom = Dom::parse(html);
    let mut document = Document { unit: Unit::Line, trust: Trust::Styles, ..Document::default() };
    let marks = Marks::find(&dom, dom.root());
    let mut flow = Flow::new(&dom, &marks, &mut document);
    if !numbered {
        flow.forget_lines();
    }
    let blocks = flow.blocks(dom.root());
    let notes = flow.notes();
    document.blocks = blocks;
    document.notes = notes;
    document
}

/// A page that is nothing but preformatted prose is plain text.
fn plain_text(document: &mut Document) {
    let total = length(&document.blocks);
    let prose = document.blocks.iter().position(|block| match &block.kind {
        BlockKind::Code { text, .. } => {
            text.chars().count() * 10 > total * 8
                && text.split_whitespace().count() > 60
                && text.matches(['{', '}', ';', '=']).count() * 60 < total
        }
        _ => false,
    });
    if let Some(at) = prose
        && let BlockKind::Code { text, .. } = &document.blocks[at].kind
    {
        let first = document.blocks[at].at;
        let read = text::read(text, first);
        document.remark(first, "preformatted text read as plain text");
        document.remarks.extend(read.remarks);
        document.blocks.splice(at..=at, read.blocks);
        document.trust = Trust::Nothing;
        document.head.title.clear();
    }
}

/// A path from one relative to a folder.
pub(super) fn joined(folder: &str, href: &str) -> String {
    let href = percent_decoded(href);
    let mut parts: Vec<&str> =
        if href.starts_with('/') { Vec::new() } else { folder.split('/').filter(|part| !part.is_empty()).collect() };
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Reads the chapters of a book, given as paths and text, as one page. `around` are the semantic types of what is no text.
pub(super) fn read_chapters(chapters: &[(String, String)], around: &[&str]) -> Vec<(String, Document)> {
    let dom = Dom::parse_chapters(chapters);
    let marks = Marks::find(&dom, dom.root());
    let mut out = Vec::new();
    let mut scratch = Document::default();
    let mut flow = Flow::new(&dom, &marks, &mut scratch);
    flow.forget_lines();
    let notes = flow.notes();
    for (path, _) in chapters {
        let Some(root) = dom.chapter(path) else { continue };
        let mut document = Document { unit: Unit::Line, trust: Trust::Styles, ..Document::default() };
        let kind = |id: dom::Id| {
            dom.attribute(id, "epub:type").unwrap_or_default().split_whitespace().any(|kind| around.contains(&kind))
        };
        if dom.below(root).take(HEAD).any(kind) {
            continue;
        }
        let mut flow = Flow::new(&dom, &marks, &mut document);
        flow.forget_lines();
        document.blocks = flow.blocks(root);
        let mut used = BTreeSet::new();
        for block in &document.blocks {
            block.each(&mut |inlines| labels(inlines, &mut used));
        }
        // Notes to notes are as deep as this goes.
        let mut more = BTreeSet::new();
        for block in notes.iter().filter(|(label, _)| used.contains(*label)).flat_map(|(_, note)| note) {
            block.each(&mut |inlines| labels(inlines, &mut more));
        }
        let of = |label: &&String| used.contains(*label) || more.contains(*label);
        document.notes =
            notes.iter().filter(|(label, _)| of(label)).map(|(label, note)| (label.clone(), note.clone())).collect();
        out.push((path.clone(), document));
    }
    out
}

/// The labels of the notes that are referred to.
fn labels(inlines: &[Inline], out: &mut BTreeSet<String>) {
    for inline in inlines {
        match inline {
            Inline::Note(label) => {
                out.insert(label.clone());
            }
            Inline::Link { content, .. } | Inline::Styled(_, content) => labels(content, out),
            _ => {}
        }
    }
}
