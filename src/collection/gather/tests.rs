use super::*;

/// A library of these files: articles, `collection.toml` and `book.toml`, ordered by path.
fn library(files: &[(&str, &str)]) -> Library {
    let mut library = Library::default();
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    for (path, text) in files {
        let file = library.files.add(path, text);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if path == "book.toml" {
            library.book = Some(file);
            continue;
        }
        if library.collections.iter().all(|known| known.path != folder) {
            let slug = folder.rsplit('/').next().unwrap_or_default().to_owned();
            library.collections.push(Folder { slug, path: folder.to_owned(), ..Folder::default() });
        }
        let folder = library.collections.iter_mut().find(|known| known.path == folder).expect("it was added");
        match name {
            "collection.toml" => folder.settings = Some(file),
            _ => folder.articles.push(file),
        }
    }
    library
}

/// Each title with its articles, and all that is said.
fn gathered(files: &[(&str, &str)]) -> (Vec<String>, String) {
    let library = library(files);
    let mut said = Diagnostics::default();
    let book = config::book(&library.files, library.book, &mut said);
    let mut shown = Vec::new();
    for Gathered { folder, settings, found, .. } in gather(&library, &book, &Cache::none()).titles {
        said.append(found);
        let name = |file: &FileId| library.files.get(*file).path.to_string_lossy().into_owned();
        let articles: Vec<String> = match settings.parts.is_empty() {
            true => folder.articles.iter().map(name).collect(),
            false => settings.parts.iter().flat_map(|part| &part.articles).map(|(name, _)| name.clone()).collect(),
        };
        assert_eq!(articles.len(), folder.articles.len(), "{}", folder.slug);
        shown.push(format!("{}: {}", folder.slug, articles.join(" ")));
    }
    said.sort();
    (shown, said.render(&library.files, false))
}

const POOL: [(&str, &str); 5] = [
    ("pool/a.md", "---\ntitle: Beta\ntags: [Strikes, Oil]\nauthor: Anna Weber\ndate: 2012-02-28\n---\nA."),
    ("pool/b.md", "---\ntags: [strikes]\nauthors: [B. Burns, Anna Weber]\ndate: 2011-12-16\n---\n# Alpha\n\nB."),
    ("pool/2011/c.md", "---\ntitle: Gamma\ntags: [Oil]\neditor: Anna Weber\ndate: 2011\n---\nC."),
    ("pool/2011/d.md", "---\ntitle: Undated\ntags: [Strikes]\n---\nD."),
    ("pool/2011/e.md", "---\ntags: [Strikes]\ndraft: true\ndate: 2011-12-17\n---\nE."),
];

/// The pool, a title `t` with these settings, and what lies in its folder.
fn with(settings: &str, own: &[(&str, &str)]) -> (Vec<String>, String) {
    let mut files = POOL.to_vec();
    files.push(("t/collection.toml", settings));
    files.extend_from_slice(own);
    gathered(&files)
}

fn is(settings: &str, expected: &str) {
    let (titles, said) = with(settings, &[]);
    assert_eq!((titles, said.as_str()), (vec![format!("t: {expected}")], ""), "{settings}");
}

#[test]
fn articles_are_selected_by_tag_author_and_date() {
    let (a, b, c, d) = ("pool/a.md", "pool/b.md", "pool/2011/c.md", "pool/2011/d.md");
    is("select = { tags = ['STRIKES'] }", &[b, a, d].join(" "));
    is("select = { tag = 'Oil' }", &[c, a].join(" "));
    is("select = { tags = ['Oil', 'Strikes'] }", &[c, b, a, d].join(" "));
    is("select = { authors = ['anna weber'] }", &[b, a].join(" "));
    is("select = { author = 'Anna Weber', tags = ['Oil'] }", a);
    is("select = { to = '2011' }", &[c, b].join(" "));
    is("select = { from = '2011-12-16', to = '2012-02' }", &[b, a].join(" "));
    is("select = {}\n", &[c, b, a, d].join(" "));
    is("select = { tags = ['Strikes'], sort = 'title' }", &[b, a, d].join(" "));
    is("select = { sort = 'name' }", &[a, b, c, d].join(" "));
}

#[test]
fn named_articles_come_first_and_stand_once() {
    let own = [("t/intro.md", "Text.")];
    let settings = "articles = ['intro.md', '../pool/2011/d.md', 'pool/a.md']\nselect = { tags = ['Strikes'] }";
    let (titles, said) = with(settings, &own);
    assert_eq!((titles, said.as_str()), (vec!["t: intro.md pool/2011/d.md pool/a.md pool/b.md".to_owned()], ""));
    let parts = "[[part]]\ntitle = 'Oil'\nselect = { tags = ['Oil'] }\n[[part]]\narticles = ['pool/a.md']\nselect = { tags = ['Strikes'] }";
    let (titles, said) = with(parts, &[]);
    assert_eq!((titles, said.as_str()), (vec!["t: pool/2011/c.md pool/a.md pool/b.md pool/2011/d.md".to_owned()], ""));
}

#[test]
fn the_pool_is_no_title_unless_it_says_so() {
    let titles = |files: &[(&str, &str)]| gathered(files).0;
    let (pool, x, named) = (("pool/a.md", "A."), ("x/y/b.md", "B."), ("book.toml", "pool = ['x']"));
    assert_eq!(titles(&[pool, x]), ["y: x/y/b.md"]);
    assert_eq!(titles(&[pool, x, named]), ["pool: pool/a.md"]);
    assert_eq!(titles(&[pool, ("pool/collection.toml", "")]), ["pool: pool/a.md"]);
    let said = gathered(&[pool, ("book.toml", "pool = 'articles'")]).1;
    assert!(said.contains("no articles lie in `articles`") && said.contains("book.toml:1:8"), "{said}");
}

#[test]
fn each_article_can_be_a_title_of_its_own() {
    let (titles, said) = with("each = true\nselect = { tags = ['Oil'] }\nseries = 'Leaflets'", &[]);
    assert_eq!((titles, said.as_str()), (vec!["a: pool/a.md".to_owned(), "c: pool/2011/c.md".to_owned()], ""));
    let (titles, said) = with("each = true\ntitle = 'T'", &[("t/a.md", "A."), ("u/a.md", "A."), ("a/x.md", "X.")]);
    assert_eq!(titles, ["a: a/x.md", "a: t/a.md", "u: u/a.md"]);
    for part in ["several titles would be called `a`", "t/a.md:1:1", "each article has a `title` of its own"] {
        assert!(said.contains(part), "{part:?} is not in\n{said}");
    }
}

#[test]
fn faults_say_where_and_what_to_do() {
    for (settings, parts) in [
        ("select = { tags = ['Strike'] }", &["has the tag `Strike`", "did you mean `Strikes`?", "toml:1:20"][..]),
        ("select = { authors = ['A Weber'] }", &["has the author `A Weber`", "did you mean `Anna Weber`?"]),
        ("select = { from = '2013' }", &["no article of the library is all", "t/collection.toml:1:10"]),
        ("select = { from = '2013', to = '2012-12' }", &["nothing is from 2013 to 2012-12"]),
        ("select = { tag = 'Oil', sort = 'dates' }", &["`dates` is not an order", "did you mean `date`?"]),
        ("select = { tagss = ['Oil'] }", &["`select` has no key `tagss`", "did you mean `tags`?"]),
        ("title = 'T'", &["this collection has no articles", "choose some with `articles` or `select`"]),
        ("articles = ['pool/a.md', '../pool/a.md']", &["`../pool/a.md` is listed twice", "toml:1:26"]),
        ("articles = ['../../a.md']", &["there is no article `../../a.md`"]),
        ("articles = ['pool/aa.md']", &["did you mean `pool/a.md`?"]),
    ] {
        let (_, said) = with(settings, &[]);
        for part in parts {
            assert!(said.contains(part), "{part:?} is not in\n{said}");
        }
    }
}

#[test]
fn the_list_of_articles_is_held_against_the_folder() {
    let own = [("t/01-a.md", ""), ("t/02-b.md", ""), ("t/README.md", "")];
    let (_, said) = with("articles = ['01-a.md', '01-a.md', '02-c.md']\n", &own);
    for part in ["`01-a.md` is listed twice", "no article `02-c.md`", "did you mean `02-b.md`?", "left out: 02-b.md"] {
        assert!(said.contains(part), "{part:?} is not in\n{said}");
    }
}

#[test]
fn a_place_in_a_series_is_taken_once() {
    let series = "series = { name = 'S', position = 2 }";
    let files = [("a/1.md", "A."), ("a/collection.toml", series), ("b/1.md", "B."), ("b/collection.toml", series)];
    let said = gathered(&files).1;
    assert!(said.contains("`a` is number 2 of “S” already") && said.contains("b/collection.toml:1:10"), "{said}");
    let translated = format!("{series}\ntranslation_of = 'a'\nlanguage = 'de'");
    assert_eq!(gathered(&[files[0], files[1], files[2], ("b/collection.toml", &translated)]).1, "");
}

#[test]
fn translations_are_of_originals_and_one_in_each_language() {
    let said = |of: &str, lang: &str| {
        let settings = format!("translation_of = '{of}'\nlanguage = '{lang}'");
        let french = "translation_of = 'a'\nlanguage = 'fr'";
        let articles = [("a/1.md", "A."), ("b/1.md", "B."), ("c/1.md", "C.")];
        gathered(&[
            articles[0],
            articles[1],
            articles[2],
            ("b/collection.toml", french),
            ("c/collection.toml", &settings),
        ])
        .1
    };
    assert_eq!(said("a", "de"), "");
    for (of, lang, parts) in [
        ("aa", "de", ["there is no title `aa`", "did you mean `a`?"]),
        ("zhanaozen", "de", ["there is no title `zhanaozen`", "that of its folder"]),
        ("b", "de", ["`b` is a translation itself", "write the name of the original, `a`"]),
        ("c", "de", ["no translation of itself", "c/collection.toml:1:18"]),
        ("a", "fr", ["`b` is in the same language, fr", "c/collection.toml:1:18"]),
        ("a", "en", ["`a` is in the same language, en", "c/collection.toml:1:18"]),
    ] {
        let said = said(of, lang);
        parts.iter().for_each(|part| assert!(said.contains(part), "{part:?} is not in\n{said}"));
    }
}
