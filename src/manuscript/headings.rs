//! Headings: the title among them, levels without gaps, ids for links.

use std::collections::BTreeMap;

use super::tree::{Block, BlockKind, Inline, InlineKind, Target, plain_text};
use super::walk;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::slug::slug;

/// Takes the article's title off its blocks: the first heading, when it is of level one and either
/// says what the front matter says, or the front matter says nothing.
pub(crate) fn take_title(blocks: &mut Vec<Block>, given: Option<&[Inline]>) -> Option<Vec<Inline>> {
    let at = blocks.iter().position(|block| matches!(block.kind, BlockKind::Heading { .. }))?;
    let BlockKind::Heading { level: 1, content, .. } = &mut blocks[at].kind else { return None };
    if given.is_some_and(|given| slug(&plain_text(given)) != slug(&plain_text(content))) {
        return None;
    }
    let content = std::mem::take(content);
    blocks.remove(at);
    Some(content)
}

/// Numbers the levels of headings from 2 without gaps, keeping equals equal: a heading stands one
/// level below the nearest heading before it that the author gave a smaller level.
pub(crate) fn repair_levels(blocks: &mut [Block], diagnostics: &mut Diagnostics) {
    // The levels, as the author gave them, of the headings that the next one may stand under.
    let mut above: Vec<u8> = Vec::new();
    walk::blocks(blocks, &mut |block| {
        let BlockKind::Heading { level, .. } = &mut block.kind else { return };
        let given = *level;
        above.retain(|other| *other < given);
        if let Some(parent) = above.last().filter(|parent| given > **parent + 1) {
            diagnostics.push(
                Diagnostic::warning(format!("this heading skips from level {parent} to level {given}"))
                    .at(block.span)
                    .label(format!("set as one level below the last `{}`", "#".repeat(usize::from(*parent))))
                    .hint(format!("write `{}`", "#".repeat(usize::from(*parent) + 1))),
            );
        }
        above.push(given);
        *level = u8::try_from(above.len() + 1).unwrap_or(6).min(6);
    });
}

/// Gives every heading an id, unique in the article, and turns links to headings to those ids. A link to
/// a heading that is not there keeps its words and loses its target, with a warning.
pub(crate) fn name(blocks: &mut [Block], notes: &mut [&mut [Block]], diagnostics: &mut Diagnostics) {
    // What authors may write after `#`, and the id it means. Ids that authors chose come first.
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    let mut repeated: BTreeMap<String, u32> = BTreeMap::new();
    for chosen in [true, false] {
        walk::blocks(blocks, &mut |block| {
            let BlockKind::Heading { id, content, .. } = &mut block.kind else { return };
            let given = std::mem::take(id);
            if given.is_empty() == chosen {
                *id = given;
                return;
            }
            let text = plain_text(content);
            *id = unique(&mut taken, identifier(if chosen { &given } else { &text }));
            let name = if chosen { given } else { github(&text, &mut repeated) };
            names.entry(name).or_insert_with(|| id.clone());
            names.entry(id.clone()).or_insert_with(|| id.clone());
        });
    }
    let mut resolve = |inlines: &mut Vec<Inline>| resolve_anchors(inlines, &names, diagnostics);
    walk::flows(blocks, &mut resolve);
    for note in notes {
        walk::flows(note, &mut resolve);
    }
}

fn resolve_anchors(inlines: &mut Vec<Inline>, names: &BTreeMap<String, String>, diagnostics: &mut Diagnostics) {
    let all = std::mem::take(inlines);
    // They stay in memory to the end, and take no more room than they need.
    inlines.reserve_exact(all.len());
    for mut inline in all {
        if let Some(children) = walk::children(&mut inline.kind) {
            resolve_anchors(children, names, diagnostics);
        }
        let InlineKind::Link { target: Target::Anchor(anchor), content } = &mut inline.kind else {
            inlines.push(inline);
            continue;
        };
        if let Some(id) = names.get(anchor.as_str()).or_else(|| names.get(&slug(anchor))) {
            anchor.clone_from(id);
            inlines.push(inline);
        } else {
            diagnostics.push(
                Diagnostic::warning(format!("there is no heading `#{anchor}` in this article"))
                    .at(inline.span)
                    .hint("give the heading a name, as in `## Heading {#name}`, and link to `#name`"),
            );
            inlines.append(content);
        }
    }
}

/// A name that begins with a letter, as selectors in stylesheets need it.
fn identifier(text: &str) -> String {
    let name = slug(text);
    match name.chars().next() {
        Some(c) if c.is_ascii_alphabetic() => name,
        Some(_) => format!("section-{name}"),
        None => "section".to_owned(),
    }
}

fn unique(taken: &mut BTreeMap<String, u32>, name: String) -> String {
    let mut count = taken.get(&name).copied().unwrap_or(0);
    let mut id = name.clone();
    if count > 0 {
        while taken.contains_key(&id) {
            count += 1;
            id = format!("{name}-{count}");
        }
        taken.insert(name, count);
    }
    taken.insert(id.clone(), 1);
    id
}

/// The anchor that GitHub gives a heading: letters of any script, small, hyphens for spaces; the
/// second of a name ends in `-1`.
fn github(text: &str, repeated: &mut BTreeMap<String, u32>) -> String {
    let name: String = text
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            c => c.is_alphanumeric().then_some(c),
        })
        .collect();
    let count = repeated.entry(name.clone()).and_modify(|count| *count += 1).or_insert(0);
    if *count == 0 { name } else { format!("{name}-{count}") }
}
