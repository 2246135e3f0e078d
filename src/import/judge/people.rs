//! Finds who wrote a text and when, in its first and its last lines: "By Anna Weber", "Svetlana 28/2/12".

use super::super::dates;
use super::super::tree::{Block, BlockKind, Document};
use super::is_short;
use crate::manuscript::{Date, Lang};

/// How many blocks at the beginning and at the end are looked at.
const REACH: usize = 6;
/// How many words a name may have.
const MAX_NAME: usize = 6;

/// Words before the name of an author, in lower case.
const BY: &[&str] = &[
    "written by ",
    "by ",
    "author: ",
    "authors: ",
    "author ",
    "text: ",
    "words: ",
    "from: ",
    "par ",
    "auteur : ",
    "auteur: ",
    "von ",
    "autor: ",
    "autorin: ",
    "text von ",
    "por ",
    "autora: ",
    "di ",
    "autore: ",
    "door ",
    "av ",
    "af ",
    "автор: ",
    "submitted by ",
    "posted by ",
    "published by ",
    "article by ",
    "escrito por ",
    "écrit par ",
    "geschrieben von ",
];
/// Words before the name of a translator.
const TRANSLATED: &[&str] = &[
    "translated by ",
    "translation: ",
    "translation by ",
    "translator: ",
    "traduit par ",
    "traduction : ",
    "traduction: ",
    "traducteur : ",
    "übersetzt von ",
    "übersetzung: ",
    "aus dem englischen von ",
    "traducción: ",
    "traducido por ",
    "traduzione: ",
    "traduzione di ",
    "перевод: ",
    "переводчик: ",
];
/// Words before where a text first appeared.
const SOURCES: &[&str] = &[
    "source url: ",
    "source: ",
    "url: ",
    "original: ",
    "originally published at ",
    "originally published in ",
    "first published in ",
    "first published: ",
    "published in ",
    "from ",
    "quelle: ",
    "fuente: ",
    "fonte: ",
    "источник: ",
    "source : ",
];
/// Parts of names that are not capitals.
const PARTICLES: &[&str] = &[
    "de", "da", "do", "dos", "del", "della", "di", "du", "des", "la", "le", "van", "von", "der", "den", "zu", "af",
    "av", "al", "el", "bin", "ibn", "y", "e", "i",
];
/// Words that join names.
const JOINTS: &[&str] = &["and", "&", "et", "und", "och", "og", "и", "with"];

/// What a line says about who and when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in super::super) struct Byline {
    pub(in super::super) authors: Vec<String>,
    pub(in super::super) translators: Vec<String>,
    pub(in super::super) date: Option<Date>,
    pub(in super::super) doubt: Option<String>,
    pub(in super::super) source: Option<String>,
}

/// Reads a line that says who wrote a text, or when, or both, and nothing else. A bare name is none: it could be a heading.
pub(in super::super) fn byline(text: &str, lang: Option<&Lang>) -> Option<Byline> {
    let text = text.trim().trim_matches(['(', ')', '[', ']', '*']).trim();
    if !is_short(text) || text.is_empty() {
        return None;
    }
    let lower = text.to_lowercase();
    let after = |leads: &[&str]| {
        // Lower case can be of another length in bytes; then there is no such lead.
        leads.iter().find(|lead| lower.starts_with(**lead)).and_then(|lead| text.get(lead.len()..)).map(str::trim)
    };
    if let Some(rest) = after(SOURCES)
        && (rest.starts_with("http") || rest.starts_with("www."))
    {
        return Some(Byline { source: Some(rest.to_owned()), ..Byline::default() });
    }
    if (text.starts_with("http://") || text.starts_with("https://")) && !text.contains(' ') {
        return Some(Byline { source: Some(text.to_owned()), ..Byline::default() });
    }
    let mut found = Byline::default();
    let (rest, translated, led) = match (after(TRANSLATED), after(BY)) {
        (Some(rest), _) => (rest, true, true),
        (None, Some(rest)) => (rest, false, true),
        (None, None) => (text, false, false),
    };
    let mut name = rest.to_owned();
    if let Some(date) = dates::find(rest, lang) {
        found.date = Some(date.date);
        let spelt = &rest[date.start..date.end];
        found.doubt = Some(match date.doubt {
            Some(doubt) => format!("{}, of “{spelt}”, in doubt: {doubt}", date.date.iso()),
            None => format!("{}, of “{spelt}”", date.date.iso()),
        });
        // What stands after a date can be a time or a year's letter, no name.
        let mut behind: String = rest[date.end..].trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        // "15 October 2019 by Anna Weber".
        let lead = BY.iter().find(|lead| behind.to_lowercase().starts_with(**lead));
        let signed = lead.and_then(|lead| behind.get(lead.len()..)).map(str::to_owned).filter(|_| !led);
        if signed.is_some() {
            behind.clear();
        }
        let time = |word: &str| {
            word.starts_with(|c: char| c.is_ascii_digit())
                || matches!(
                    word.to_lowercase().as_str(),
                    "am" | "pm" | "utc" | "г" | "года" | "at" | "-" | "–" | "h" | "uhr"
                )
        };
        if !behind.split_whitespace().all(time) {
            return None;
        }
        name = rest[..date.start].trim_end().to_owned();
        for joint in [" on", " le", " am", " el", " il", " den", " em"] {
            name = name.strip_suffix(joint).unwrap_or(&name).to_owned();
        }
        let weekday =
            name.rsplit(' ').next().is_some_and(|word| dates::whole(&format!("{word} 2012-02-28"), lang).is_some());
        if weekday {
            name = name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
        }
        if let Some(signed) = signed {
            name = signed;
        }
    }
    let name = name.trim_matches(|c: char| c.is_whitespace() || ",;:–—-|/(•·".contains(c)).to_owned();
    if name.is_empty() {
        return found.date.map(|_| found);
    }
    if dates::whole(&format!("{name} 2012-02-28"), lang).is_some() {
        return found.date.map(|_| found);
    }
    if !(led || found.date.is_some()) {
        return None;
    }
    let names = split(&name);
    if names.is_empty() || !names.iter().all(|name| is_name(name)) {
        return None;
    }
    if translated {
        found.translators = names;
    } else {
        found.authors = names;
    }
    Some(found)
}

/// Parts "A, B and C" into names.
fn split(names: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for word in names.split_whitespace() {
        let (word, ends) = word.strip_suffix(',').map_or((word, false), |word| (word, true));
        if JOINTS.contains(&word) {
            out.push(String::new());
            continue;
        }
        if let Some(last) = out.last_mut() {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
        if ends {
            out.push(String::new());
        }
    }
    out.retain(|name| !name.is_empty());
    out
}

/// Whether a text can be the name of a person or a group: a few words with capitals.
pub(in super::super) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_capital =
        |word: &&str| word.chars().next().is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()));
    let fits = |word: &&str| {
        is_capital(word)
            || PARTICLES.contains(word)
            || word.starts_with("d'")
            || word.starts_with("d’")
            || word.starts_with("al-")
    };
    !words.is_empty()
        && words.len() <= MAX_NAME
        && words.iter().all(fits)
        && words.iter().any(is_capital)
        && !text.contains(|c: char| c.is_ascii_digit() || "!?;:\"“”«»/@".contains(c))
        // Initials may end with a full stop, sentences do not end a name.
        && !(text.ends_with('.') && words.last().is_some_and(|word| word.chars().count() > 3))
}

/// Finds bylines at both ends of a document and takes them off.
pub(super) fn find(document: &mut Document) {
    front(document);
    back(document);
}

fn front(document: &mut Document) {
    // Dates of which there are several stand over what happened then.
    let lang = document.head.lang.clone();
    let is_date = |block: &Block| {
        let found = block.words().and_then(|words| byline(&words, lang.as_ref()));
        found.is_some_and(|found| found.date.is_some() && found.authors.is_empty() && found.translators.is_empty())
    };
    let chronicle = document.blocks.iter().filter(|block| is_date(block)).count() > 1;
    let mut at = 0;
    let mut passed = 0;
    while at < document.blocks.len() && passed < REACH {
        passed += 1;
        let block = &document.blocks[at];
        let Some(words) = block.words() else { break };
        // A summary may stand before the byline; text in full ends the search.
        if !is_short(&words) {
            break;
        }
        // A line that is the name of an author who is known says nothing more.
        if document.head.authors.contains(&words) {
            document.blocks.remove(at);
            continue;
        }
        let dated = chronicle && is_date(block);
        match byline(&words, lang.as_ref()).filter(|found| !dated && new(found, document)) {
            Some(found) => {
                let place = document.blocks.remove(at).at;
                take(document, found, place);
            }
            None => at += 1,
        }
    }
}

fn back(document: &mut Document) {
    let mut at = document.blocks.len();
    let mut passed = 0;
    while at > 1 && passed < REACH {
        at -= 1;
        passed += 1;
        let block = &document.blocks[at];
        let lang = document.head.lang.clone();
        let (words, alone) = match &block.kind {
            BlockKind::Paragraph(_) => (block.words().unwrap_or_default(), true),
            BlockKind::Break => continue,
            _ => break,
        };
        if let Some(found) = byline(&words, lang.as_ref()).filter(|found| new(found, document)) {
            let place = document.blocks.remove(at).at;
            take(document, found, place);
            continue;
        }
        // A name of two words and more, alone in the last line, signs the text.
        let is_last = document.blocks[at + 1..].iter().all(|block| block.kind == BlockKind::Break);
        let bare = words.trim_start_matches(['—', '–', '-', '―', ' ']).to_owned();
        let signs = is_last
            && alone
            && document.head.authors.is_empty()
            && is_name(&bare)
            && bare.contains(' ')
            && document.blocks[..at].last().and_then(Block::words).is_some_and(|before| !is_short(&before));
        if signs {
            let place = document.blocks.remove(at).at;
            take(document, Byline { authors: vec![bare], ..Byline::default() }, place);
        } else if !is_short(&words) {
            break;
        }
    }
}

/// Takes off a first line that is nothing but names of people who are known to have written the book that the document is of.
pub(in super::super) fn signed(document: &mut Document, known: &[String]) {
    let at = document.blocks.iter().take(REACH).position(|block| {
        let names = block.words().filter(|words| is_short(words)).map(|words| split(&words)).unwrap_or_default();
        !names.is_empty() && names.iter().all(|name| known.contains(name))
    });
    if let Some(at) = at.filter(|_| document.head.authors.is_empty()) {
        let words = document.blocks.remove(at).words().unwrap_or_default();
        document.head.authors = split(&words);
    }
}

/// Whether a line says something that is not yet known, or the same.
fn new(found: &Byline, document: &Document) -> bool {
    let head = &document.head;
    let other = |known: &[String], said: &[String]| !known.is_empty() && !said.is_empty() && known != said;
    !(other(&head.authors, &found.authors) || other(&head.translators, &found.translators))
}

fn take(document: &mut Document, found: Byline, at: u32) {
    let head = &mut document.head;
    let mut said = Vec::new();
    if head.authors.is_empty() && !found.authors.is_empty() {
        said.push(format!("author: {}", found.authors.join(", ")));
        head.authors = found.authors;
    }
    if head.translators.is_empty() && !found.translators.is_empty() {
        said.push(format!("translator: {}", found.translators.join(", ")));
        head.translators = found.translators;
    }
    if let (None, Some(date), Some(doubt)) = (head.date, found.date, found.doubt) {
        said.push(format!("date: {doubt}"));
        head.date = Some(date);
    }
    if let (None, Some(source)) = (&head.source.url, found.source) {
        let source = if source.starts_with("www.") { format!("https://{source}") } else { source };
        said.push(format!("source: {source}"));
        head.source.url = Some(source);
    }
    for words in said {
        document.remark(at, words);
    }
}
