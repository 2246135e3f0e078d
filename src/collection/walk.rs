//! Goes through an article's tree and shows everything in it that leads elsewhere.

use super::Collection;
use crate::diagnostics::Span;
use crate::manuscript::{Article, Block, BlockKind, ImageRef, Inline, InlineKind, Target};

/// Something that leads out of its place, or can be led to.
pub(super) enum Found<'a> {
    /// A link.
    Link(&'a mut Target, Span),
    /// A picture.
    Image(&'a mut ImageRef, Span),
    /// The name of a heading.
    Heading(&'a str),
}

/// Shows `see` all links, pictures and headings of `article`, in the order in which they are read: the
/// opening, the text, the notes.
pub(super) fn article(article: &mut Article, see: &mut dyn FnMut(Found<'_>)) {
    inlines(&mut article.title, see);
    for words in article.subtitle.iter_mut().chain(&mut article.summary) {
        inlines(words, see);
    }
    blocks(&mut article.epigraph, see);
    blocks(&mut article.blocks, see);
    for note in &mut article.notes {
        blocks(&mut note.blocks, see);
    }
}

/// Shows `see` all links and pictures of `words`.
pub(super) fn inlines(words: &mut [Inline], see: &mut dyn FnMut(Found<'_>)) {
    for Inline { kind, span } in words {
        match kind {
            InlineKind::Link { target, .. } => see(Found::Link(target, *span)),
            InlineKind::Image { image, .. } => see(Found::Image(image, *span)),
            _ => {}
        }
        inlines(kind.children_mut(), see);
    }
}

fn blocks(all: &mut [Block], see: &mut dyn FnMut(Found<'_>)) {
    for block in all {
        one(block, see);
    }
}

fn one(block: &mut Block, see: &mut dyn FnMut(Found<'_>)) {
    match &mut block.kind {
        BlockKind::Paragraph(words) => inlines(words, see),
        BlockKind::Heading { id, content, .. } => {
            see(Found::Heading(id));
            inlines(content, see);
        }
        BlockKind::Quotation { blocks: passage, attribution }
        | BlockKind::PullQuote { blocks: passage, attribution } => {
            blocks(passage, see);
            attribution.iter_mut().for_each(|words| inlines(words, see));
        }
        BlockKind::Verse { stanzas, attribution } => {
            stanzas.iter_mut().flatten().for_each(|line| inlines(&mut line.content, see));
            attribution.iter_mut().for_each(|words| inlines(words, see));
        }
        BlockKind::List { items, .. } => items.iter_mut().for_each(|item| blocks(item, see)),
        BlockKind::Definitions(entries) => {
            for entry in entries {
                entry.terms.iter_mut().for_each(|term| inlines(term, see));
                entry.meanings.iter_mut().for_each(|meaning| blocks(meaning, see));
            }
        }
        BlockKind::Table(table) => {
            let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
            table.caption.iter_mut().chain(cells).for_each(|words| inlines(words, see));
        }
        BlockKind::Figure { image, caption, .. } => {
            see(Found::Image(image, block.span));
            inlines(caption, see);
        }
        BlockKind::Aside { blocks: inner, .. } => blocks(inner, see),
        BlockKind::Code { .. } | BlockKind::Break => {}
    }
}

impl Collection {
    /// All addresses outside the library that its articles lead to, in order, each with its place. Where a text first appeared
    /// stands in the front matter, and so at the beginning of the article.
    #[must_use]
    pub fn external_links(&mut self) -> Vec<(String, Span)> {
        let mut links = Vec::new();
        let mut see = |found: Found<'_>| {
            if let Found::Link(Target::External(address), span) = found {
                links.push((address.clone(), span));
            }
        };
        for part in &mut self.parts {
            part.title.iter_mut().for_each(|words| inlines(words, &mut see));
        }
        self.articles.iter_mut().for_each(|one| article(one, &mut see));
        let origins =
            self.articles.iter().filter_map(|one| Some((one.origin.as_ref()?.url.clone()?, Span::new(one.file, 0..0))));
        links.extend(origins);
        links
    }
}
