//! Finds the text of a page among menus, lists of other pages, comments and forms.
//!
//! Elements that hold paragraphs are scored by how much prose is in them (the idea is that of Arc90's Readability, 2009, which
//! browsers' reader views still follow): a paragraph counts by its length and its commas, for its parent in full and for its
//! grandparent by half, and links count against it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::judge::{byline, is_furniture};
use super::super::tree::{Document, plain};
use super::dom::{Data, Dom, Id};

/// Where the text is, and what in it is none.
pub(super) struct Content {
    pub(super) root: Id,
    pub(super) skipped: Vec<Id>,
}

/// The shortest paragraph that counts, in characters.
const MIN_PARAGRAPH: usize = 25;
/// How much of a page's prose an element must hold that calls itself the text.
const ENOUGH: f64 = 0.4;

/// Names of elements that are never text.
const NEVER: &[&str] = &["nav", "form", "button", "select", "textarea", "input", "dialog", "menu"];
/// Parts of names of classes and ids that are hardly ever text.
const UNLIKELY: &[&str] = &[
    "comment",
    "share",
    "sharing",
    "social",
    "sidebar",
    "side-bar",
    "related",
    "promo",
    "advert",
    "breadcrumb",
    "pagination",
    "pager",
    "newsletter",
    "subscribe",
    "cookie",
    "navbar",
    "navigation",
    "nav-",
    "-nav",
    "masthead",
    "skip-link",
    "disqus",
    "sponsor",
    "popup",
    "modal",
    "toolbar",
    "print-link",
    "printer",
    "links inline",
    "noprint",
    "screen-reader",
    "sr-only",
    "visually-hidden",
    "element-invisible",
    "edit-link",
    "editsection",
    "navbox",
    "metadata",
    "catlinks",
    "jump-link",
    "addtoany",
    "toc",
    "post-meta",
    "entry-meta",
    "entry-footer",
    "site-footer",
    "site-header",
    "recommend",
    "outbrain",
    "taboola",
    "author-bio",
    "jp-relatedposts",
    "wp-block-buttons",
];
/// Classes and ids by which systems name the text itself.
const TEXT: &[&str] = &[
    "articlebody",
    "article-body",
    "article__body",
    "article-content",
    "entry-content",
    "post-content",
    "post-body",
    "story-body",
    "field-name-body",
    "field--name-body",
    "mw-parser-output",
    "td-post-content",
    "content-body",
    "e-content",
    "post__content",
    "article-text",
    "main-content-text",
];

/// Finds the text of a page. What is passed over becomes remarks.
pub(super) fn find(dom: &Dom, document: &mut Document) -> Content {
    let body = dom.elements(dom.root(), "body").next().unwrap_or(dom.root());
    let large = large(dom, body);
    let scores = Scores::of(dom, body, &large);
    let total: f64 = scores.prose(body);
    let root = named(dom, body, &scores, total).unwrap_or_else(|| best(dom, body, &scores, total));
    let mut skipped = Vec::new();
    let mut stack: Vec<Id> = dom.children(root).iter().rev().copied().collect();
    while let Some(id) = stack.pop() {
        if !dom.name(id).is_empty() && is_passed_over(dom, id, total, &large) {
            skipped.push(id);
        } else {
            stack.extend(dom.children(id).iter().rev());
        }
    }
    remark(dom, body, root, &skipped, document);
    Content { root, skipped }
}

/// Classes and the id of an element, in lower case.
fn names(dom: &Dom, id: Id) -> String {
    format!("{} {}", dom.attribute(id, "class").unwrap_or_default(), dom.attribute(id, "id").unwrap_or_default())
        .to_lowercase()
}

fn is_hidden(dom: &Dom, id: Id) -> bool {
    let style = dom.attribute(id, "style").unwrap_or_default().replace(' ', "").to_lowercase();
    let hidden = matches!(&dom.nodes[id].data, Data::Element { attributes, .. } if attributes.iter().any(|(name, _)| name == "hidden"));
    hidden
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || dom.attribute(id, "aria-hidden") == Some("true")
}

/// The elements that hold half of what stands in a page's paragraphs, or more. Whatever they are called, they are its text:
/// some pages are all in a form, some hide the whole until a script has run, some tell in a class that they have a sidebar.
fn large(dom: &Dom, body: Id) -> BTreeSet<Id> {
    let (mut held, mut total): (BTreeMap<Id, usize>, usize) = (BTreeMap::new(), 0);
    for paragraph in dom.elements(body, "p") {
        let length = dom.text(paragraph).chars().count();
        if length >= MIN_PARAGRAPH {
            total += length;
            for above in std::iter::successors(dom.parent(paragraph), |id| dom.parent(*id)) {
                *held.entry(above).or_default() += length;
            }
        }
    }
    held.into_iter().filter(|(_, length)| length * 2 >= total).map(|(id, _)| id).collect()
}

/// Whether an element is certainly none of the text, wherever it stands.
fn is_unlikely(dom: &Dom, id: Id, large: &BTreeSet<Id>) -> bool {
    if large.contains(&id) {
        return false;
    }
    let name = dom.name(id);
    if NEVER.contains(&name) || is_hidden(dom, id) {
        return true;
    }
    if matches!(name, "body" | "html" | "article" | "main" | "a" | "p" | "h1" | "h2" | "h3" | "table" | "sup" | "span")
    {
        return false;
    }
    const ROLES: [&str; 7] = ["navigation", "banner", "contentinfo", "complementary", "search", "menu", "dialog"];
    if ROLES.iter().any(|role| dom.has(id, "role", role)) {
        return true;
    }
    let names = names(dom, id);
    let words = |part: &&str| names.contains(*part);
    UNLIKELY.iter().any(&words) && !TEXT.iter().any(&words) && !names.contains("footnote")
}

/// How much prose stands in each element, and how much of it in links.
struct Scores {
    by_element: BTreeMap<Id, f64>,
    /// The prose of all paragraphs in an element.
    prose: BTreeMap<Id, f64>,
}

impl Scores {
    fn of(dom: &Dom, body: Id, large: &BTreeSet<Id>) -> Self {
        let mut scores = Self { by_element: BTreeMap::new(), prose: BTreeMap::new() };
        let mut stack = vec![body];
        while let Some(id) = stack.pop() {
            if id != body
                && (is_unlikely(dom, id, large)
                    || matches!(dom.name(id), "script" | "style" | "noscript" | "template" | "footer" | "aside"))
            {
                continue;
            }
            stack.extend(dom.children(id));
            let is_paragraph = match dom.name(id) {
                "p" | "pre" | "blockquote" => true,
                // A cell or a division counts when text stands in it directly.
                "td" | "div" | "section" | "article" | "li" | "dd" => {
                    dom.children(id).iter().any(|child| matches!(&dom.nodes[*child].data, Data::Text(text) if text.trim().chars().count() >= MIN_PARAGRAPH))
                }
                _ => false,
            };
            if is_paragraph {
                scores.count(dom, id, body);
            }
        }
        scores
    }

    fn count(&mut self, dom: &Dom, id: Id, body: Id) {
        let text = dom.text(id);
        let length = text.chars().count();
        if length < MIN_PARAGRAPH {
            return;
        }
        let linked: usize = dom.elements(id, "a").map(|link| dom.text(link).chars().count()).sum();
        // Sums of these are compared, and decide no break: the same on every machine.
        let density = linked as f64 / length as f64;
        let commas = text.matches([',', '，', '、']).count();
        // Program text has commas enough, and is seldom what a page is about.
        let weight = if dom.name(id) == "pre" { 0.25 } else { 1.0 };
        let score = weight * (1.0 + commas as f64 + (length as f64 / 100.0).min(6.0)) * (1.0 - density).max(0.0);
        for above in std::iter::successors(Some(id), |id| dom.parent(*id)) {
            *self.prose.entry(above).or_default() += score;
        }
        let above = std::iter::successors(Some(id), |id| dom.parent(*id)).take_while(|id| dom.parent(*id).is_some());
        let first = usize::from(matches!(dom.name(id), "p" | "pre" | "blockquote"));
        for (level, above) in above.skip(first).enumerate().take(4) {
            let share = [1.0, 0.5, 0.17, 0.1][level];
            *self.by_element.entry(above).or_default() += score * share;
            if above == body {
                break;
            }
        }
    }

    fn prose(&self, id: Id) -> f64 {
        self.prose.get(&id).copied().unwrap_or_default()
    }
}

/// The element that calls itself the text, when it holds enough of the page's prose.
fn named(dom: &Dom, body: Id, scores: &Scores, total: f64) -> Option<Id> {
    let text = |id: &Id| {
        let names = names(dom, *id);
        dom.has(*id, "itemprop", "articleBody") || names.split_whitespace().any(|name| TEXT.contains(&name))
    };
    let article = |id: &Id| dom.name(*id) == "article";
    let main = |id: &Id| dom.name(*id) == "main" || dom.has(*id, "role", "main");
    let enough = |id: &Id| scores.prose(*id) >= total * ENOUGH && total > 0.0;
    // The last that holds enough is the innermost.
    let find = |fits: &dyn Fn(&Id) -> bool| dom.below(body).filter(fits).filter(enough).last();
    let found = find(&text).map(|found| with_its_like(dom, body, scores, found));
    found.or_else(|| find(&article)).or_else(|| find(&main))
}

/// The element around all those that call themselves the text by the same name: some pages divide it.
fn with_its_like(dom: &Dom, body: Id, scores: &Scores, found: Id) -> Id {
    let called = |id: Id| {
        let names = names(dom, id);
        names.split_whitespace().filter(|name| TEXT.contains(name)).map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let own = called(found);
    let like = |id: &Id| scores.prose(*id) > 0.0 && !own.is_disjoint(&called(*id));
    let all: Vec<Id> = dom.below(body).filter(like).collect();
    let around = std::iter::successors(Some(found), |id| dom.parent(*id));
    let holds_all = |id: &Id| all.iter().all(|one| one == id || dom.holds(*id, *one));
    around.take_while(|id| *id != body).find(holds_all).unwrap_or(found)
}

/// The element with the best score, or one above it that holds much more.
fn best(dom: &Dom, body: Id, scores: &Scores, total: f64) -> Id {
    let weight = |id: Id| {
        let names = names(dom, id);
        let good = ["article", "body", "content", "entry", "main", "post", "text", "story"]
            .iter()
            .any(|part| names.contains(part));
        if good { 1.25 } else { 1.0 }
    };
    let mut found = (0.0, body);
    for (id, score) in &scores.by_element {
        let score = score * weight(*id);
        if score > found.0 {
            found = (score, *id);
        }
    }
    let mut root = found.1;
    // Text may be divided over the neighbours of the best.
    while root != body && scores.prose(root) < total * 0.7 {
        match dom.parent(root) {
            Some(parent) if dom.holds(body, parent) => root = parent,
            _ => break,
        }
    }
    // So do headings, which stand beside the best where that is a part of the text.
    let heading = |id: &Id| matches!(dom.name(*id), "h1" | "h2" | "h3" | "h4");
    while root != body && !dom.below(root).any(|id| heading(&id)) {
        match dom.parent(root) {
            Some(parent) if dom.holds(body, parent) && dom.children(parent).iter().any(heading) => root = parent,
            _ => break,
        }
    }
    root
}

/// Whether an element within the text is none of it.
fn is_passed_over(dom: &Dom, id: Id, total: f64, large: &BTreeSet<Id>) -> bool {
    let name = dom.name(id);
    if is_unlikely(dom, id, large) {
        return true;
    }
    let text = || dom.text(id);
    match name {
        "footer" | "aside" | "header" | "ul" | "ol" | "div" | "section" | "table" | "p" | "dl" | "h2" | "h3" | "h4" => {
            let text = text();
            let length = text.chars().count();
            if length == 0 {
                return false;
            }
            if is_furniture(&text) {
                return true;
            }
            let links: Vec<Id> = dom.elements(id, "a").collect();
            let linked: usize = links.iter().map(|link| dom.text(*link).chars().count()).sum();
            // A list of links to other places is a menu; one of links within the page, a table of contents.
            let menu = matches!(name, "ul" | "ol" | "div" | "section" | "table" | "dl")
                && links.len() >= 3
                && linked * 10 > length * 8
                && length < 1500;
            let notes = links.iter().any(|link| {
                dom.attribute(*link, "href").is_some_and(|href| href.contains("fn") || href.contains("note"))
            });
            let whole = (length as f64) > total * 100.0;
            let aside = matches!(name, "aside") && links.len() * 40 > length;
            let foot = name == "footer"
                && dom.parent(id).is_some_and(|parent| matches!(dom.name(parent), "body" | "article" | "main"))
                && linked * 4 > length;
            (menu && !notes && !whole) || aside || foot
        }
        _ => false,
    }
}

/// Says what of the page was passed over: headings and words by which a person knows whether it was text.
fn remark(dom: &Dom, body: Id, root: Id, skipped: &[Id], document: &mut Document) {
    const SHOWN: usize = 12;
    let title = plain(&document.head.title);
    let mut said = 0;
    let mut say = |id: Id| {
        let text = dom.text(id);
        if text.chars().count() > 2 && said < SHOWN && text != title && !is_used(dom, id, &text) {
            said += 1;
            document.left_out(dom.nodes[id].line, &text);
        }
    };
    // Beside the text: the children of its ancestors.
    let path: Vec<Id> = std::iter::successors(Some(root), |id| dom.parent(*id)).take_while(|id| *id != body).collect();
    let mut beside: Vec<Id> = Vec::new();
    for above in path.iter().filter_map(|id| dom.parent(*id)) {
        let element = |id: &&Id| {
            !path.contains(id)
                && !matches!(dom.name(**id), "" | "script" | "style" | "noscript" | "template" | "link" | "meta" | "h1")
        };
        beside.extend(dom.children(above).iter().filter(element));
    }
    beside.sort_unstable();
    beside.into_iter().chain(skipped.iter().copied()).for_each(&mut say);
}

/// Whether an element was read for what it says about the text: who, when, what about.
fn is_used(dom: &Dom, id: Id, text: &str) -> bool {
    byline(text, None).is_some() || dom.elements(id, "a").any(|link| dom.has(link, "rel", "tag"))
}
