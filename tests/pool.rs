//! Several titles from one pool of articles, built as users build them, and read back.

mod common;

use std::collections::BTreeMap;

use common::desk::Desk;
use common::epub_text::Book;
use common::pdf_text;
use serde_json::Value;

/// A pool of three articles, each with links to the others, and titles that select them.
fn desk() -> Desk {
    let desk = Desk::empty();
    desk.put("book/book.toml", "base_url = \"https://press.example\"\n");
    let links = "See [the strike](strike.md), [the shooting](shooting.md#night) and [the oil](oil.md).\n";
    let article =
        |title: &str, matter: &str| format!("---\ntitle: {title}\n{matter}\n---\n{links}\n## Night\n\nText.\n");
    desk.put("book/pool/strike.md", article("The strike", "tags: [Strikes]\ndate: 2011-05-09\nsummary: How it began."));
    desk.put("book/pool/shooting.md", article("The shooting", "tags: [Strikes, Trials]\ndate: 2011-12-16"));
    desk.put("book/pool/oil.md", article("The oil", "tags: [Oil, Trials]\ndate: 2010\nlang: en-GB"));
    desk.put("book/strikes/collection.toml", "title = \"Of Strikes\"\nselect = { tags = [\"Strikes\"] }\n");
    desk.put("book/trials/collection.toml", "title = \"Of Trials\"\nselect = { tags = [\"Trials\"] }\n");
    desk
}

fn built(desk: &Desk, arguments: &str) -> BTreeMap<String, Vec<u8>> {
    let ran = desk.run(arguments);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    desk.tree("dist")
}

fn titles(tree: &BTreeMap<String, Vec<u8>>) -> Vec<&str> {
    tree.keys().filter_map(|path| path.strip_suffix("/.title")).collect()
}

/// The addresses in an article of an e-book.
fn links(tree: &BTreeMap<String, Vec<u8>>, title: &str, article: &str) -> Vec<String> {
    let book = Book::open(&tree[&format!("{title}/{title}.epub")]);
    let found = book.0.iter().find(|(name, _)| name.ends_with(&format!("{article}.xhtml")));
    let text = String::from_utf8(found.unwrap_or_else(|| panic!("no {article}")).1.clone()).expect("it is text");
    let of_text = text.split("<footer").next().unwrap_or_default();
    of_text.split("href=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

fn text_of(tree: &BTreeMap<String, Vec<u8>>, title: &str) -> String {
    let pages = pdf_text::extract(&tree[&format!("{title}/{title}.pdf")]);
    pages.iter().map(|page| pdf_text::join(&page.text)).collect::<Vec<_>>().join("\n")
}

#[test]
fn one_article_stands_in_several_titles_and_links_lead_where_they_fit() {
    let tree = built(&desk(), "-q --formats epub,pdf");
    assert_eq!(titles(&tree), ["strikes", "trials"]);
    // In the same title a link is one to the article; in another it leads to that title's page and names it.
    let ends = |links: Vec<String>, ends: &[&str]| {
        let links: Vec<&String> = links.iter().filter(|link| !link.ends_with(".css")).collect();
        assert_eq!(links.len(), ends.len(), "{links:?}");
        links.iter().zip(ends).for_each(|(link, end)| assert!(link.ends_with(end), "{link} {end}"));
    };
    ends(
        links(&tree, "strikes", "strike"),
        &["strike.xhtml", "shooting.xhtml#s-night", "https://press.example/trials/"],
    );
    ends(links(&tree, "trials", "oil"), &["https://press.example/strikes/", "shooting.xhtml#s-night", "oil.xhtml"]);
    let strikes = text_of(&tree, "strikes");
    assert!(strikes.contains("the oil (Of Trials)"), "{strikes}");
    assert!(text_of(&tree, "trials").contains("the strike (Of Strikes)"));
    // Both tell the shooting, and say the same of it.
    assert!(strikes.find("The strike") < strikes.find("The shooting"));
}

#[test]
fn each_article_becomes_a_leaflet_with_its_own_words() {
    let desk = desk();
    desk.put("book/leaflets/collection.toml", "each = true\nseries = \"Leaflets\"\nselect = {}\n");
    let tree = built(&desk, "-q --formats pdf");
    assert_eq!(titles(&tree), ["oil", "shooting", "strike", "strikes", "trials"]);
    let record: Value = serde_json::from_slice(&tree["strike/.title"]).expect("it is JSON");
    assert_eq!((&record["title"], &record["summary"]), (&"The strike".into(), &"How it began.".into()));
    assert_eq!((&record["date"]["year"], &record["series"][0]), (&2011.into(), &"Leaflets".into()));
    // One of them, or all that their folder stands for, can be made alone.
    for (only, expected) in [("oil", &["oil"][..]), ("leaflets", &["oil", "shooting", "strike"])] {
        let alone = desk.run(&format!("-q --formats pdf --only {only} --out one-{only}"));
        assert_eq!(alone.code, Some(0), "{}", alone.err);
        assert_eq!(titles(&desk.tree(&format!("one-{only}"))), expected);
    }
    let unknown = desk.run("--only leaflet");
    assert_eq!(unknown.code, Some(2));
    assert!(
        unknown.err.contains("did you mean `leaflets`?") || unknown.err.contains("the titles are"),
        "{}",
        unknown.err
    );
}

#[test]
fn a_link_to_an_article_of_several_titles_always_leads_to_the_same_one() {
    let desk = desk();
    desk.put("book/news/1.md", "# News\n\nOn [the shooting](../pool/shooting.md) and [ours](../own/2.md).\n");
    desk.put("book/own/2.md", "# Ours\n\nText.\n");
    desk.put("book/all/collection.toml", "title = \"All\"\nlanguage = \"fr\"\narticles = [\"own/2.md\", \"pool/shooting.md\", \"pool/strike.md\", \"pool/oil.md\"]\n");
    let tree = built(&desk, "-q --formats epub");
    let links = links(&tree, "news", "1");
    // The first by name is in another language; an article of a title's own folder is that title's.
    let outside: Vec<&String> = links.iter().filter(|link| link.starts_with("https:")).collect();
    assert_eq!(outside, ["https://press.example/strikes/", "https://press.example/own/"]);
}

#[test]
fn a_link_into_the_pool_that_no_title_draws_from_is_an_error() {
    let desk = desk();
    desk.put("book/pool/alone.md", "# Alone\n\nText.\n");
    desk.put("book/news/1.md", "# News\n\nOn [nothing](../pool/alone.md).\n");
    let ran = desk.run("check");
    assert_eq!(ran.code, Some(1));
    for part in ["`pool/alone.md` is not published", "news/1.md:3:4", "list or select it in a collection.toml"] {
        assert!(ran.err.contains(part), "{part:?} is not in\n{}", ran.err);
    }
}
