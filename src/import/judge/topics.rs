//! Finds lists of topics, such as content management systems put under a text, and makes tags of them.

use super::super::tree::{Block, BlockKind, Document, Trust, plain};
use super::is_short;

/// What stands before a list of topics, in lower case.
const LABELS: &[&str] = &[
    "topics",
    "topic",
    "tags",
    "tag",
    "keywords",
    "key words",
    "categories",
    "category",
    "filed under",
    "subjects",
    "subject",
    "labels",
    "tagged",
    "posted in",
    "rubric",
    "section",
    "themes",
    "theme",
    "geographical",
    "people",
    "recent and ongoing",
    "deepen",
    "mots-clés",
    "mots clés",
    "thèmes",
    "étiquettes",
    "rubrique",
    "rubriques",
    "catégories",
    "schlagwörter",
    "schlagworte",
    "themen",
    "stichworte",
    "kategorien",
    "kategorie",
    "etiquetas",
    "temas",
    "categorías",
    "palabras clave",
    "tag",
    "argomenti",
    "categorie",
    "parole chiave",
    "assuntos",
    "categorias",
    "trefwoorden",
    "onderwerpen",
    "тема",
    "темы",
    "теги",
    "метки",
    "ключевые слова",
    "рубрика",
    "рубрики",
    "категории",
];
/// How many blocks from the end are looked at.
const REACH: usize = 12;
/// The longest topic, in characters.
const MAX_TOPIC: usize = 60;

/// Takes lists of topics off the end of a document, or off its beginning when they are labelled.
pub(super) fn find(document: &mut Document) {
    let from = document.blocks.len().saturating_sub(REACH);
    let mut at = from;
    while at < document.blocks.len() {
        let Some((label, rest)) = labelled(&document.blocks[at]) else {
            at += 1;
            continue;
        };
        let known = LABELS.contains(&label.to_lowercase().as_str());
        let (topics, taken) = match rest {
            Some(rest) => (split(&rest), 1),
            None => below(&document.blocks[at + 1..]),
        };
        // A label that is not known is one only when nothing but it and its short lines ends the text.
        let ends = at + taken.max(1) + usize::from(topics.is_empty()) >= document.blocks.len();
        if topics.is_empty() || !(known || (ends && document.trust == Trust::Nothing && signed(document))) {
            at += 1;
            continue;
        }
        let place = document.blocks[at].at;
        document.blocks.drain(at..at + taken);
        document.remark(place, format!("tags: {} (“{label}”)", topics.join(", ")));
        document.head.tags.extend(topics);
    }
    front(document);
}

/// A labelled list in one line may also stand above the text.
fn front(document: &mut Document) {
    for at in (0..document.blocks.len().min(4)).rev() {
        if let Some((label, Some(rest))) = labelled(&document.blocks[at])
            && LABELS.contains(&label.to_lowercase().as_str())
        {
            let topics = split(&rest);
            let place = document.blocks.remove(at).at;
            document.remark(place, format!("tags: {} (“{label}”)", topics.join(", ")));
            document.head.tags.extend(topics);
        }
    }
}

/// Whether the end of the text is known by an author or a date that was found.
fn signed(document: &Document) -> bool {
    !document.head.authors.is_empty() || document.head.date.is_some()
}

/// A label with a colon, and what stands behind it in the same line.
fn labelled(block: &Block) -> Option<(String, Option<String>)> {
    let words = match &block.kind {
        BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => plain(content),
        _ => return None,
    };
    if let Some((label, rest)) = words.split_once(':') {
        let (label, rest) = (label.trim(), rest.trim());
        let is_label = label.split_whitespace().count() <= 4 && label.chars().count() <= 40 && !label.is_empty();
        // Behind a label stand topics, not a sentence.
        let is_list = rest.is_empty()
            || (!rest.ends_with(['.', '!', '?']) && split(rest).iter().all(|topic| topic.chars().count() <= MAX_TOPIC));
        return (is_label && is_list)
            .then(|| (label.to_owned(), Some(rest.to_owned()).filter(|rest| !rest.is_empty())));
    }
    // A label without a colon must be a known one, alone.
    LABELS.contains(&words.to_lowercase().as_str()).then_some((words, None))
}

/// Short lines or a list under a label; the topics and how many blocks they and the label take.
fn below(blocks: &[Block]) -> (Vec<String>, usize) {
    let mut topics = Vec::new();
    let mut taken = 1;
    for block in blocks {
        match &block.kind {
            BlockKind::List { items, .. } => {
                topics.extend(items.iter().flatten().filter_map(Block::words));
                taken += 1;
            }
            BlockKind::Paragraph(content) if labelled(block).is_none() => {
                let words = plain(content);
                if !is_short(&words) || words.ends_with(['.', ':', '!', '?']) || topics.len() > 12 {
                    break;
                }
                topics.extend(split(&words));
                taken += 1;
            }
            _ => break,
        }
    }
    topics.retain(|topic| !topic.is_empty() && topic.chars().count() <= MAX_TOPIC);
    (topics, taken)
}

fn split(text: &str) -> Vec<String> {
    let separators: &[char] = if text.contains([';', '|', '·', '•']) { &[';', '|', '·', '•'] } else { &[','] };
    let topics = text
        .split(separators)
        .map(|topic| topic.trim().trim_start_matches('#').trim_end_matches('.').trim().to_owned());
    topics.filter(|topic| !topic.is_empty()).collect()
}
