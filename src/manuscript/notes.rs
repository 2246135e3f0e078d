//! Numbers notes by their first references, and ties references to them.

use std::collections::BTreeMap;

use super::markdown::{Definition, Reference, undefined};
use super::tree::{Block, BlockKind, Inline, InlineKind, Note, plain_text};
use super::walk;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};

/// Where a reference has been found to lead.
#[derive(Clone, Copy)]
struct Found {
    index: usize,
    nth: u32,
}

/// Turns definitions into notes in the order of their first references. `texts` is the article in
/// reading order: title, epigraph, body. A note's own references count where its mark stands, which gives the
/// notes at the foot of a page rising numbers. Undefined notes and notes without references are reported.
pub(crate) fn number(
    texts: &mut [&mut Vec<Block>],
    lines: &mut [&mut Vec<Inline>],
    mut definitions: Vec<Definition>,
    references: &[Reference],
    diagnostics: &mut Diagnostics,
) -> Vec<Note> {
    let labels: BTreeMap<String, usize> =
        definitions.iter().enumerate().map(|(at, definition)| (key(&definition.label), at)).collect();
    let mut found: Vec<Option<Found>> = vec![None; references.len()];
    let mut order: Vec<usize> = Vec::new();
    let mut counts: Vec<u32> = vec![0; definitions.len()];

    let mut start = Vec::new();
    lines.iter_mut().for_each(|line| collect_line(line, &mut start));
    texts.iter_mut().for_each(|text| collect(text, &mut start));
    let within: Vec<Vec<usize>> = definitions
        .iter_mut()
        .map(|definition| {
            let mut within = Vec::new();
            collect(&mut definition.blocks, &mut within);
            within
        })
        .collect();

    // Depth first without recursion: a chain of a thousand notes must not exhaust the stack, and a
    // note that refers to itself is entered once.
    let mut numbers: Vec<Option<usize>> = vec![None; definitions.len()];
    let mut open: Vec<(&[usize], usize)> = vec![(&start, 0)];
    while let Some((references_here, at)) = open.last_mut() {
        let Some(reference) = references_here.get(*at).copied() else {
            open.pop();
            continue;
        };
        *at += 1;
        let Some(definition) = labels.get(&key(&references[reference].label)).copied() else { continue };
        let index = *numbers[definition].get_or_insert(order.len());
        found[reference] = Some(Found { index, nth: counts[definition] });
        counts[definition] += 1;
        if index == order.len() {
            order.push(definition);
            open.push((&within[definition], 0));
        }
    }

    for reference in references {
        if !labels.contains_key(&key(&reference.label)) {
            diagnostics.push(undefined(&reference.label).at(reference.span).label("referred to here"));
        }
    }
    for (definition, number) in definitions.iter().zip(&numbers) {
        if number.is_none() {
            diagnostics.push(
                Diagnostic::warning(format!("note `{}` is left out: nothing refers to it", definition.label))
                    .at(definition.span)
                    .hint(format!("write `[^{}]` where it belongs, or delete it", definition.label)),
            );
        }
    }

    let settle = |line: &mut Vec<Inline>| {
        resolve_line(line, &found, references);
        part_marks(line);
    };
    lines.iter_mut().for_each(|line| settle(line));
    texts.iter_mut().for_each(|text| walk::flows(text, &mut |line| settle(line)));
    let mut slots: Vec<Option<Definition>> = definitions.into_iter().map(Some).collect();
    let notes: Vec<Note> = order
        .into_iter()
        .filter_map(|at| slots[at].take().map(|definition| (at, definition)))
        .map(|(at, Definition { label, mut blocks, span })| {
            walk::flows(&mut blocks, &mut |line| settle(line));
            headings_to_paragraphs(&mut blocks);
            Note { label, blocks, references: counts[at], span }
        })
        .collect();
    for note in &notes {
        if let Some(word) = points_back(note) {
            diagnostics.push(
                Diagnostic::warning(format!("note `{}` begins with “{word}” and names no source", note.label))
                    .at(note.span)
                    .hint("name the source again: an e-book shows a note alone, without the one before it"),
            );
        }
    }
    notes
}

/// The word with which a note refers to the note before it instead of a source.
fn points_back(note: &Note) -> Option<&'static str> {
    const WORDS: [&str; 8] = ["Ibidem", "Ibid.", "Ibid", "Ibíd.", "Ebenda", "Ebd.", "Там же", "Loc. cit."];
    let BlockKind::Paragraph(content) = &note.blocks.first()?.kind else { return None };
    let text = plain_text(content).trim_start().replace('\u{A0}', " ").to_lowercase();
    WORDS.into_iter().find(|word| {
        let rest = text.strip_prefix(&word.to_lowercase());
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// Labels are the same whatever their case, as in CommonMark.
fn key(label: &str) -> String {
    label.to_lowercase()
}

fn collect(blocks: &mut [Block], out: &mut Vec<usize>) {
    walk::flows(blocks, &mut |line| collect_line(line, out));
}

fn collect_line(line: &mut [Inline], out: &mut Vec<usize>) {
    walk::inlines(line, &mut |inline| {
        if let InlineKind::NoteReference { index, .. } = inline.kind {
            out.push(index);
        }
    });
}

/// Sets two marks in a row apart by a thin space, whether or not the author did.
fn part_marks(line: &mut Vec<Inline>) {
    let is_mark = |inline: Option<&Inline>| matches!(inline.map(|i| &i.kind), Some(InlineKind::NoteReference { .. }));
    let mut at = 1;
    while at < line.len() {
        let between = matches!(&line[at].kind, InlineKind::Text(text) if text.trim().is_empty());
        if between && is_mark(line.get(at - 1)) && is_mark(line.get(at + 1)) {
            line[at].kind = InlineKind::Text(THIN_SPACE.to_owned());
        } else if is_mark(line.get(at - 1)) && is_mark(line.get(at)) {
            let span = Span { end: line[at].span.start, ..line[at].span };
            line.insert(at, Inline { kind: InlineKind::Text(THIN_SPACE.to_owned()), span });
        }
        at += 1;
    }
    for inline in line {
        if let Some(children) = walk::children(&mut inline.kind) {
            part_marks(children);
        }
    }
}

/// A thin space that no line ends at.
const THIN_SPACE: &str = "\u{202F}";

fn resolve_line(line: &mut [Inline], found: &[Option<Found>], references: &[Reference]) {
    walk::inlines(line, &mut |inline| {
        let InlineKind::NoteReference { index, nth } = &mut inline.kind else { return };
        match found[*index] {
            Some(place) => (*index, *nth) = (place.index, place.nth),
            // An undefined note is reported already; its brackets stay.
            None => inline.kind = InlineKind::Text(format!("[^{}]", references[*index].label)),
        }
    });
}

/// A note has no sections: its headings become strong lines.
fn headings_to_paragraphs(blocks: &mut [Block]) {
    walk::blocks(blocks, &mut |block| {
        if let BlockKind::Heading { content, .. } = &mut block.kind {
            let content = std::mem::take(content);
            block.kind = BlockKind::Paragraph(vec![Inline { kind: InlineKind::Strong(content), span: block.span }]);
        }
    });
}
