//! What a page says about itself: in `meta` and `link` elements, in JSON-LD, in microdata, in the classes that the common
//! systems give.

use serde_json::Value;

use super::super::dates;
use super::super::judge::{byline, is_name};
use super::super::tree::{Document, Inline, plain};
use super::dom::{Data, Dom, Id};
use crate::config::fields::is_language;
use crate::manuscript::Lang;

/// How many tags a page may have before they are taken for advertising.
const MAX_TAGS: usize = 12;

/// Reads what the page says about itself into the head of its document.
pub(super) fn head(dom: &Dom, document: &mut Document) {
    let page = Page::read(dom);
    let head = &mut document.head;
    head.lang = page.lang.map(|tag| tag.replace('_', "-")).filter(|tag| is_language(tag)).map(|tag| Lang::new(&tag));
    let lang = head.lang.clone();
    head.source.url = page.address();
    head.source.title = page.get(&["og:site_name", "application-name"]).or(page.site).map(str::to_owned);
    let title = page.title(dom, head.source.title.as_deref());
    head.title = title.map(|title| vec![Inline::Text(title)]).unwrap_or_default();
    head.rights = page.get(&["dc.rights", "dcterms.rights", "dcterms.license", "license"]).map(str::to_owned);
    head.tags = page.tags(dom);
    let (authors, author_line) = page.authors(dom);
    let date = page.date(dom, lang.as_ref());
    let mut said = Vec::new();
    if !authors.is_empty() {
        said.push((author_line, format!("author: {}", authors.join(", "))));
        document.head.authors = authors;
    }
    if let Some((found, at, from)) = date {
        let doubt = found.doubt.map(|doubt| format!(", in doubt: {doubt}")).unwrap_or_default();
        said.push((at, format!("date: {}, from {from}{doubt}", found.date.iso())));
        document.head.date = Some(found.date);
    }
    let title = plain(&document.head.title);
    document.head.tags.retain(|tag| *tag != title);
    if !document.head.tags.is_empty() {
        said.push((0, format!("tags: {}", document.head.tags.join(", "))));
    }
    if let Some(summary) = page.summary(dom).filter(|summary| !title.contains(summary.as_str())) {
        said.push((0, "summary: from the page's description".to_owned()));
        document.head.summary = Some(summary);
    }
    for (at, words) in said {
        document.remark(at, words);
    }
}

/// What was read of a page.
#[derive(Default)]
struct Page<'d> {
    lang: Option<&'d str>,
    /// `meta` by name or property, in lower case.
    meta: Vec<(String, &'d str)>,
    canonical: Option<&'d str>,
    /// The address that a browser writes into what it saves.
    saved: Option<String>,
    title: Option<String>,
    /// The site's name from JSON-LD.
    site: Option<&'d str>,
    data: Vec<Value>,
}

impl<'d> Page<'d> {
    fn read(dom: &'d Dom) -> Self {
        let mut page = Self::default();
        for id in dom.below(dom.root()) {
            match dom.name(id) {
                "html" => page.lang = dom.attribute(id, "lang").or(dom.attribute(id, "xml:lang")),
                "title" if page.title.is_none() => page.title = Some(dom.text(id)).filter(|title| !title.is_empty()),
                "meta" => {
                    let key =
                        dom.attribute(id, "name").or(dom.attribute(id, "property")).or(dom.attribute(id, "itemprop"));
                    if let (Some(key), Some(value)) = (key, dom.attribute(id, "content")) {
                        page.meta.push((key.to_lowercase(), value));
                    } else if dom.has(id, "http-equiv", "content-language") && page.lang.is_none() {
                        page.lang = dom.attribute(id, "content");
                    }
                }
                "link" if dom.has(id, "rel", "canonical") => page.canonical = dom.attribute(id, "href"),
                "script" if dom.has(id, "type", "application/ld+json") => {
                    let text: String = dom.children(id).iter().filter_map(|id| text(dom, *id)).collect();
                    page.data.extend(serde_json::from_str::<Value>(&text).ok().map(flat).unwrap_or_default());
                }
                "" => {
                    if let Data::Other(comment) = &dom.nodes[id].data
                        && let Some((_, rest)) = comment.split_once("saved from url=(")
                        && let Some((_, address)) = rest.split_once(')')
                    {
                        page.saved = address.split_whitespace().next().map(str::to_owned);
                    }
                }
                _ => {}
            }
        }
        page
    }

    fn get(&self, keys: &[&str]) -> Option<&'d str> {
        keys.iter().find_map(|key| self.meta.iter().find(|(name, _)| name == key)).map(|(_, value)| *value)
    }

    /// A text of JSON-LD, of the thing that is an article.
    fn said(&self, key: &str) -> Option<&Value> {
        self.data.iter().filter(|thing| is_article(thing)).find_map(|thing| thing.get(key))
    }

    fn address(&self) -> Option<String> {
        let saved = self.saved.as_deref();
        let addresses = [self.canonical, self.get(&["og:url"]), saved, self.get(&["dc.identifier"])];
        addresses.into_iter().flatten().find(|address| address.starts_with("http")).map(str::to_owned)
    }

    /// The title: a heading that begins the title of the page, a title given for sharing, or the title of the page without the
    /// site's name.
    fn title(&self, dom: &Dom, site: Option<&str>) -> Option<String> {
        let headings: Vec<String> =
            dom.elements(dom.root(), "h1").map(|id| dom.text(id)).filter(|text| !text.is_empty()).collect();
        let page = self.title.clone().unwrap_or_default();
        let shared = self.get(&["og:title", "twitter:title", "dc.title", "dcterms.title"]).map(str::to_owned);
        let said = self.said("headline").and_then(Value::as_str).map(str::to_owned);
        if let Some(heading) =
            headings.iter().find(|heading| page.starts_with(heading.as_str()) || shared.as_ref() == Some(heading))
        {
            return Some(heading.clone());
        }
        if let [only] = headings.as_slice()
            && site != Some(only)
            && !page.ends_with(only.as_str())
        {
            return Some(only.clone());
        }
        let marked = dom.below(dom.root()).find(|id| {
            ["entry-title", "post-title", "article-title", "page-title", "node-title"]
                .iter()
                .any(|class| dom.has(*id, "class", class))
                || dom.has(*id, "itemprop", "headline")
        });
        let marked = marked.map(|id| dom.text(id)).filter(|text| !text.is_empty());
        said.or(marked)
            .or(shared)
            .map(|title| without_site(&title, site))
            .or_else(|| Some(page).filter(|page| !page.is_empty()).map(|page| without_site(&page, site)))
    }

    fn authors(&self, dom: &Dom) -> (Vec<String>, u32) {
        let names = |value: &Value| -> Vec<String> {
            let list = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            let name = |one: &Value| one.as_str().or_else(|| one.get("name")?.as_str()).map(str::to_owned);
            list.iter().filter_map(name).collect()
        };
        let fits = |names: &Vec<String>| {
            !names.is_empty()
                && names.iter().all(|name| name.chars().count() <= 80 && !name.contains("://") && !is_role(name))
        };
        if let Some(names) = self.said("author").map(names).filter(fits) {
            return (names, 0);
        }
        let meta: Vec<String> = self
            .meta
            .iter()
            .filter(|(key, _)| {
                ["author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author"]
                    .contains(&key.as_str())
            })
            .map(|(_, value)| (*value).to_owned())
            .collect();
        if fits(&meta) {
            let mut seen = Vec::new();
            for name in meta {
                if !seen.contains(&name) {
                    seen.push(name);
                }
            }
            return (seen, 0);
        }
        let marked = dom.below(dom.root()).find_map(|id| {
            let is_author = dom.has(id, "rel", "author")
                || dom.has(id, "itemprop", "author")
                || ["byline", "author", "p-author", "byline__name", "post-author", "entry-author"]
                    .iter()
                    .any(|class| dom.has(id, "class", class));
            if !is_author {
                return None;
            }
            let text = dom.text(id);
            let at = dom.nodes[id].line;
            if let Some(found) = byline(&text, None).filter(|found| !found.authors.is_empty()) {
                return Some((found.authors, at));
            }
            (is_name(&text) && !is_role(&text)).then(|| (vec![text], at))
        });
        marked.unwrap_or_default()
    }

    /// The date, its line, and what it was taken from.
    fn date(&self, dom: &Dom, lang: Option<&Lang>) -> Option<(dates::Found, u32, &'static str)> {
        if let Some(found) = self.said("datePublished").and_then(Value::as_str).and_then(|text| dates::find(text, lang))
        {
            return Some((found, 0, "the page's data"));
        }
        const KEYS: [&str; 11] = [
            "article:published_time",
            "datepublished",
            "dc.date.issued",
            "dc.date",
            "dcterms.date",
            "dcterms.issued",
            "dcterms.created",
            "citation_publication_date",
            "date",
            "publish-date",
            "parsely-pub-date",
        ];
        if let Some(found) = KEYS.iter().find_map(|key| dates::find(self.get(&[key])?, lang)) {
            return Some((found, 0, "the page's data"));
        }
        let elements = || dom.below(dom.root()).filter(|id| !dom.name(*id).is_empty());
        let marked = |id: &Id| dom.has(*id, "itemprop", "datePublished") || dom.attribute(*id, "pubdate").is_some();
        // The first time on a page is rather that of its text than of a comment, unless it stands in a list of others.
        let times = elements().filter(|id| marked(id)).chain(elements().filter(|id| dom.name(*id) == "time"));
        for id in times {
            let value = dom
                .attribute(id, "datetime")
                .or(dom.attribute(id, "content"))
                .map_or_else(|| dom.text(id), str::to_owned);
            if let Some(found) = dates::find(&value, lang) {
                return Some((found, dom.nodes[id].line, "an element of time"));
            }
        }
        const CLASSES: [&str; 8] =
            ["date", "published", "submitted", "entry-date", "post-date", "dateline", "article-date", "pubdate"];
        elements().filter(|id| CLASSES.iter().any(|class| dom.has(*id, "class", class))).find_map(|id| {
            let text = dom.text(id);
            let found = dates::find(&text, lang).filter(|_| text.chars().count() < 120)?;
            Some((found, dom.nodes[id].line, "a line marked as the date"))
        })
    }

    fn tags(&self, dom: &Dom) -> Vec<String> {
        let mut tags: Vec<String> =
            self.meta.iter().filter(|(key, _)| key == "article:tag").map(|(_, tag)| (*tag).to_owned()).collect();
        if tags.is_empty() {
            tags =
                dom.elements(dom.root(), "a").filter(|id| dom.has(*id, "rel", "tag")).map(|id| dom.text(id)).collect();
        }
        if tags.is_empty() {
            let words = |value: &Value| match value {
                Value::String(text) => text.split(',').map(|tag| tag.trim().to_owned()).collect(),
                Value::Array(list) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                _ => Vec::new(),
            };
            tags = self.said("keywords").map(words).unwrap_or_default();
        }
        if tags.is_empty() {
            tags = self
                .get(&["keywords", "news_keywords"])
                .unwrap_or_default()
                .split([',', ';'])
                .map(|tag| tag.trim().to_owned())
                .collect();
        }
        let mut seen: Vec<String> = Vec::new();
        for tag in tags {
            if !tag.is_empty()
                && tag.chars().count() <= 60
                && !seen.iter().any(|known| known.eq_ignore_ascii_case(&tag))
            {
                seen.push(tag);
            }
        }
        if seen.len() > MAX_TAGS { Vec::new() } else { seen }
    }

    /// The description of a page, unless it is merely how its text begins.
    fn summary(&self, dom: &Dom) -> Option<String> {
        let summary = self.get(&["description", "og:description", "dc.description", "dcterms.description"])?;
        let summary = summary.split_whitespace().collect::<Vec<_>>().join(" ");
        let begins: String = summary.chars().take(60).collect();
        let body = dom.elements(dom.root(), "body").next().map(|id| dom.text(id)).unwrap_or_default();
        let cut = summary.ends_with("...") || summary.ends_with('…') || summary.ends_with("[...]");
        (summary.chars().count() > 20 && summary.chars().count() < 600 && !cut && !body.contains(&begins))
            .then_some(summary)
    }
}

fn text(dom: &Dom, id: Id) -> Option<&str> {
    match &dom.nodes[id].data {
        Data::Text(text) => Some(text),
        _ => None,
    }
}

/// The things of a piece of JSON-LD: a thing, a list of them, or a graph.
fn flat(value: Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list,
        Value::Object(mut map) => match map.remove("@graph") {
            Some(Value::Array(list)) => list,
            _ => vec![Value::Object(map)],
        },
        _ => Vec::new(),
    }
}

fn is_article(thing: &Value) -> bool {
    let is = |kind: &Value| {
        kind.as_str().is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report")
    };
    thing.get("@type").is_some_and(|kind| is(kind) || kind.as_array().is_some_and(|list| list.iter().any(is)))
}

/// What systems put where an author's name should be.
fn is_role(name: &str) -> bool {
    ["admin", "administrator", "webmaster", "editor", "guest", "author", "staff", "root", "user", "anonymous"]
        .contains(&name.to_lowercase().as_str())
}

/// A title without the site's name behind or before it.
fn without_site(title: &str, site: Option<&str>) -> String {
    const SEPARATORS: [&str; 8] = [" | ", " – ", " — ", " - ", " « ", " » ", " :: ", " · "];
    if let Some(site) = site {
        for separator in SEPARATORS {
            if let Some(rest) = title
                .strip_suffix(&format!("{separator}{site}"))
                .or_else(|| title.strip_prefix(&format!("{site}{separator}")))
            {
                return rest.to_owned();
            }
        }
        return title.to_owned();
    }
    // A bar and its like part a title from a site; a dash may belong to the title.
    for separator in [" | ", " « ", " » ", " :: "] {
        if let Some((rest, _)) = title.rsplit_once(separator).filter(|(rest, _)| rest.chars().count() >= 10) {
            return rest.to_owned();
        }
    }
    match title.rsplit_once(" - ") {
        Some((rest, site)) if rest.chars().count() >= 15 && site.split_whitespace().count() <= 4 => rest.to_owned(),
        _ => title.to_owned(),
    }
}
