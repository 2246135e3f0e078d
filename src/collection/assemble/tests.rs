use super::*;
use crate::collection::{ImageFormat, gather};
use crate::config::{Conformance, Design, Hyphenation, LimitSettings, PartSettings, PressSettings, PrintSettings};
use crate::diagnostics::FileId;
use crate::manuscript::{
    Alignment, Block, BlockKind, Date, Definition, Held, Inline, InlineKind, Note, Table, Target, Text, VerseLine,
};
use crate::source::Cache;

/// A library of two titles, `news` and `handbook`, with one picture that is fine and one that is not.
struct World {
    library: Library,
    book: Settings,
    titles: Titles,
    settings: CollectionSettings,
}

impl World {
    fn new(articles: &[&str]) -> Self {
        let mut library = Library::default();
        let settings_file = library.files.add("news/collection.toml", "");
        let folder =
            |slug: &str, settings, articles| Folder { slug: slug.into(), path: slug.into(), settings, articles };
        let handbook = vec![library.files.add("handbook/start.md", "Start.\n")];
        let news: Vec<FileId> = articles
            .iter()
            .map(|name| {
                let text = if *name == "draft.md" { "---\ndraft: true\n---\n" } else { "Text that is long enough.\n" };
                library.files.add(format!("news/{name}"), text)
            })
            .collect();
        library.collections = vec![folder("handbook", None, handbook), folder("news", Some(settings_file), news)];
        library.images.insert("news/square.png".into(), png(4, 4).into());
        library.images.insert("news/broken.jpg".into(), Arc::from(&b"GIF89a"[..]));
        let settings = CollectionSettings { slug: "news".into(), ..CollectionSettings::default() };
        let book = Settings {
            pool: Vec::new(),
            catalogue: None,
            publisher: Some("The Press".into()),
            base_url: None,
            lang: Lang::new("en"),
            rights: Some("CC BY 4.0".into()),
            rights_url: Some("https://cc.example/by".into()),
            conformance: None,
            design: Design::default(),
            tables: Default::default(),
            print: PrintSettings::default(),
            press: PressSettings::default(),
            limits: LimitSettings::default(),
            hyphenation: Hyphenation::default(),
        };
        let mut world = Self { library, book, titles: Titles::default(), settings };
        let mut gathering = gather(&world.library, &world.book, &Cache::none());
        for title in &mut gathering.titles {
            let name = if title.of == "handbook" { "The Handbook" } else { "News" };
            title.settings.title = Some(name.into());
        }
        world.titles = Titles::new(&gathering, &world.library.files, &world.book, |_| None);
        world
    }

    /// The articles of `news`, each with one paragraph and a heading `facts`.
    fn articles(&self) -> Vec<Article> {
        self.library.collections[1].articles.iter().map(|file| article(*file, &self.library)).collect()
    }

    fn list(&mut self, title: Option<&str>, names: &[&str]) {
        let file = self.library.collections[1].settings.unwrap();
        let articles = names.iter().map(|name| ((*name).to_owned(), Span::new(file, 12..14))).collect();
        self.settings.parts.push(PartSettings { title: title.map(str::to_owned), articles, select: None });
    }

    fn assemble(&self, articles: Vec<Article>) -> (Collection, Diagnostics) {
        let around = Around { book: &self.book, library: &self.library, titles: &self.titles };
        assemble(&self.settings, &self.library.collections[1], articles, &around)
    }

    /// Assembles the articles after `change`.
    fn with(&self, change: impl FnOnce(&mut Vec<Article>)) -> (Collection, Diagnostics) {
        let mut articles = self.articles();
        change(&mut articles);
        self.assemble(articles)
    }
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(::png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&vec![0; (width * height) as usize]).unwrap();
    bytes
}

fn article(file: FileId, library: &Library) -> Article {
    let path = library.files.get(file).path.to_string_lossy().into_owned();
    let stem = path.rsplit('/').next().unwrap().trim_end_matches(".md").to_owned();
    let heading = BlockKind::Heading { level: 2, id: "facts".into(), content: vec![text("Facts")] };
    Article {
        file,
        slug: stem.clone(),
        title: vec![text(&stem)],
        subtitle: None,
        people: Vec::new(),
        date: None,
        lang: Lang::new("en"),
        summary: None,
        tags: Vec::new(),
        origin: None,
        rights: None,
        drop_cap: None,
        text: Held::new(Text { blocks: vec![block(heading), paragraph(vec![text("Words.")])], ..Text::default() }),
    }
}

fn span() -> Span {
    Span::new(FileId(1), 0..4)
}

fn text(words: &str) -> Inline {
    Inline { kind: InlineKind::Text(words.into()), span: span() }
}

fn block(kind: BlockKind) -> Block {
    Block { kind, span: span() }
}

fn paragraph(words: Vec<Inline>) -> Block {
    block(BlockKind::Paragraph(words))
}

fn link(target: Target) -> Inline {
    Inline { kind: InlineKind::Link { target, content: vec![text("there")] }, span: span() }
}

fn to_file(path: &str, anchor: Option<&str>) -> Target {
    Target::File { path: path.into(), anchor: anchor.map(str::to_owned) }
}

fn figure(path: &str) -> Block {
    block(BlockKind::Figure { image: ImageRef::Path(path.into()), alt: "A square".into(), caption: Vec::new() })
}

fn messages(diagnostics: &Diagnostics) -> Vec<String> {
    let said = |d: &Diagnostic| format!("{:?}: {} [{}]", d.severity, d.message, d.hint.as_deref().unwrap_or_default());
    diagnostics.as_slice().iter().map(said).collect()
}

fn person(name: &str, role: Role) -> Person {
    Person { name: name.into(), file_as: None, role }
}

fn files(collection: &Collection, world: &World) -> Vec<String> {
    collection.articles.iter().map(|a| world.library.files.get(a.file).path.to_string_lossy().into_owned()).collect()
}

#[test]
fn without_a_list_articles_stand_in_the_order_of_their_paths() {
    let world = World::new(&["01.md", "02.md", "03.md"]);
    let (collection, diagnostics) = world.with(|articles| articles.reverse());
    assert_eq!(messages(&diagnostics), [""; 0]);
    assert_eq!(files(&collection, &world), ["news/01.md", "news/02.md", "news/03.md"]);
    assert_eq!(collection.parts, [crate::collection::Part { title: None, articles: 0..3 }]);
}

#[test]
fn a_list_orders_and_divides() {
    let mut world = World::new(&["a.md", "b.md", "c.md", "draft.md"]);
    world.list(Some("What *they* said"), &["c.md", "a.md", "a.md"]);
    world.list(Some("Only drafts"), &["draft.md", "nowhere.md"]);
    world.list(None, &["b.md"]);
    let (collection, diagnostics) = world.with(|articles| articles.truncate(3));
    assert_eq!(messages(&diagnostics), [""; 0]);
    assert_eq!(files(&collection, &world), ["news/c.md", "news/a.md", "news/b.md"]);
    let parts: Vec<_> =
        collection.parts.iter().map(|p| (p.title.as_deref().map(plain_text), p.articles.clone())).collect();
    assert_eq!(parts, [(Some("What they said".to_owned()), 0..2), (None, 2..3)]);
    assert_eq!(files(&world.with(|articles| articles.truncate(2)).0, &world), ["news/a.md", "news/b.md"]);
}

#[test]
fn names_are_told_apart_even_from_names_that_look_like_numbered_ones() {
    let world = World::new(&["1.md", "2.md", "3.md", "4.md"]);
    let (collection, _) = world.with(|articles| {
        for (article, slug) in articles.iter_mut().zip(["a", "a", "a-2", "a"]) {
            article.slug = slug.into();
        }
    });
    let slugs: Vec<&str> = collection.articles.iter().map(|a| a.slug.as_str()).collect();
    assert_eq!(slugs, ["a", "a-3", "a-2", "a-4"]);
}

#[test]
fn what_the_collection_does_not_say_is_told_by_its_articles_and_library() {
    let mut world = World::new(&["1.md", "2.md"]);
    let change = |articles: &mut Vec<Article>| {
        articles[0].people = vec![person("B", Role::Author), person("T", Role::Translator)];
        articles[1].people = vec![person("A", Role::Author), person("B", Role::Author)];
        articles[0].date = Some(Date { year: 2011, month: Some(12), day: Some(16) });
        articles[1].date = Some(Date { year: 2012, month: None, day: None });
        articles[0].tags = vec!["oil".into(), "strike".into()];
        articles[1].tags = vec!["oil".into()];
        articles.iter_mut().for_each(|a| a.lang = Lang::new("ru"));
    };
    let (collection, _) = world.with(change);
    let names: Vec<&str> = collection.people.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["B", "A"]);
    assert_eq!((collection.title.as_str(), collection.lang.as_str()), ("News", "ru"));
    assert_eq!(collection.date.map(Date::iso), Some("2012".into()));
    assert_eq!(collection.modified, 1_325_376_000);
    assert_eq!(collection.subjects, ["oil", "strike"]);
    assert_eq!(collection.publisher.as_deref(), Some("The Press"));
    assert_eq!(collection.rights_url.as_deref(), Some("https://cc.example/by"));

    world.settings.people = vec![person("E", Role::Editor)];
    world.settings.lang = Some(Lang::new("kk"));
    world.settings.date = Some(Date { year: 2000, month: None, day: None });
    world.settings.rights = Some("All rights reserved".into());
    world.library.epoch = Some(12);
    let (collection, _) = world.with(change);
    assert_eq!((collection.people[0].name.as_str(), collection.lang.as_str()), ("E", "kk"));
    assert_eq!((collection.date.map(Date::iso), collection.modified), (Some("2000".into()), 12));
    assert_eq!(collection.rights_url, None);

    let (mixed, _) = World::new(&["1.md", "2.md"]).with(|articles| articles[0].lang = Lang::new("ru"));
    assert_eq!(mixed.lang.as_str(), "en");
}

#[test]
fn titles_come_from_settings_the_only_article_or_the_folder() {
    let mut world = World::new(&["1.md", "2.md"]);
    let articles = world.articles();
    let mut folder = world.library.collections[1].clone();
    folder.path = "old/the-great_strike".into();
    assert_eq!(title(&world.settings, &folder, &articles, &world.book), "The great strike");
    assert_eq!(title(&world.settings, &folder, &articles[..1], &world.book), "1");
    folder.path = String::new();
    assert_eq!(title(&world.settings, &folder, &articles, &world.book), "News");
    world.settings.title = Some("Ours".into());
    assert_eq!(title(&world.settings, &folder, &articles[..1], &world.book), "Ours");
}

#[test]
fn identifiers_are_stable_and_the_addresss_when_there_is_one() {
    let mut world = World::new(&["1.md"]);
    let id = |world: &World| world.assemble(world.articles()).0.identifier;
    let by_publisher = id(&world);
    assert_eq!(by_publisher, id(&world));
    assert!(by_publisher.starts_with("urn:uuid:") && by_publisher.as_bytes()[23] == b'5', "{by_publisher}");
    world.settings.title = Some("Renamed".into());
    assert_eq!(by_publisher, id(&world));
    world.book.publisher = None;
    let by_title = id(&world);
    assert_ne!(by_publisher, by_title);
    world.book.base_url = Some("https://press.example".into());
    // As Python's uuid.uuid5(NAMESPACE_URL, "https://press.example/news") gives it.
    assert_eq!(id(&world), "urn:uuid:9a0ac63b-8e8b-5d12-a3ae-47cc52d4a9c9");
}

#[test]
fn links_find_articles_titles_and_headings_wherever_they_stand() {
    let world = World::new(&["a.md", "b.md"]);
    let to_b = || vec![link(to_file("news/b.md", Some("facts")))];
    let nested = |inner: Inline| Inline { kind: InlineKind::Emphasis(vec![inner]), span: span() };
    let (collection, diagnostics) = world.with(|articles| {
        let a = &mut articles[0];
        a.title.extend(to_b());
        a.subtitle = Some(to_b());
        a.summary = Some(to_b());
        a.text.epigraph =
            vec![block(BlockKind::Quotation { blocks: vec![paragraph(to_b())], attribution: Some(to_b()) })];
        a.text.notes = vec![Note { label: "x".into(), blocks: vec![paragraph(to_b())], references: 1, span: span() }];
        a.text.blocks = vec![
            paragraph(to_b().into_iter().map(nested).collect()),
            block(BlockKind::Heading { level: 2, id: "own".into(), content: to_b() }),
            block(BlockKind::Verse {
                stanzas: vec![vec![VerseLine { indent: 0, content: to_b() }]],
                attribution: Some(to_b()),
            }),
            block(BlockKind::List { start: None, tight: true, items: vec![vec![paragraph(to_b())]] }),
            block(BlockKind::Definitions(vec![Definition {
                terms: vec![to_b()],
                meanings: vec![vec![paragraph(to_b())]],
            }])),
            block(BlockKind::Table(Table {
                caption: Some(to_b()),
                columns: vec![Alignment::Left],
                head: vec![to_b()],
                rows: vec![vec![to_b()]],
            })),
            block(BlockKind::Figure {
                image: ImageRef::Path("news/square.png".into()),
                alt: String::new(),
                caption: to_b(),
            }),
            block(BlockKind::Aside { kind: crate::manuscript::AsideKind::Tip, blocks: vec![paragraph(to_b())] }),
        ];
    });
    assert_eq!(messages(&diagnostics), [""; 0]);
    let tree = format!("{:?}", collection.articles[0]);
    assert_eq!(tree.matches("Article { index: 1, anchor: Some(\"facts\") }").count(), 18);
    assert_eq!(tree.matches("File {").count(), 0);
}

#[test]
fn each_kind_of_target_is_told_from_the_others() {
    let world = World::new(&["a.md", "b.md"]);
    let resolved = |target: Target| {
        let (collection, diagnostics) =
            world.with(|articles| articles[0].text.blocks.push(paragraph(vec![link(target)])));
        assert_eq!(messages(&diagnostics), [""; 0]);
        let Some(BlockKind::Paragraph(words)) = collection.articles[0].text.blocks.last().map(|b| &b.kind) else {
            panic!()
        };
        let InlineKind::Link { target, .. } = &words[0].kind else { panic!() };
        target.clone()
    };
    let handbook = Target::Title { slug: "handbook".into(), title: "The Handbook".into() };
    assert_eq!(resolved(to_file("news/b.md", None)), Target::Article { index: 1, anchor: None });
    assert_eq!(resolved(to_file("news/a.md", None)), Target::Article { index: 0, anchor: None });
    assert_eq!(resolved(to_file("news/a.md", Some("facts"))), Target::Anchor("facts".into()));
    assert_eq!(resolved(Target::Anchor("facts".into())), Target::Anchor("facts".into()));
    assert_eq!(resolved(to_file("handbook/start.md", Some("x"))), handbook);
    assert_eq!(resolved(to_file("handbook", None)), handbook);
    assert_eq!(resolved(Target::External("https://x.example".into())), Target::External("https://x.example".into()));
}

#[test]
fn links_that_lead_nowhere_are_errors_with_the_nearest_name() {
    let mut world = World::new(&["chronicle.md", "b.md", "draft.md"]);
    world.list(None, &["chronicle.md", "b.md", "draft.md"]);
    let (_, diagnostics) = world.with(|articles| {
        articles.pop();
        let targets = [
            to_file("news/cronicle.md", None),
            to_file("news/chronicle", None),
            to_file("handbok/start.md", None),
            to_file("else/where/entirely.md", None),
            to_file("news/b.md", Some("fact")),
            Target::Anchor("nothing-like-it".into()),
            to_file("news/draft.md", None),
            to_file("news", None),
            to_file("news/square.png", None),
        ];
        articles[0].text.blocks.push(paragraph(targets.into_iter().map(link).collect()));
    });
    assert_eq!(
        messages(&diagnostics),
        [
            "Error: there is no article `news/cronicle.md` [did you mean `chronicle.md`?]",
            "Error: there is no article `news/chronicle` [did you mean `chronicle.md`?]",
            "Error: there is no article `handbok/start.md` [did you mean `../handbook/start.md`?]",
            "Error: there is no article `else/where/entirely.md` [links lead to articles of this library, by path, or to addresses like `https://…`]",
            "Error: there is no heading `fact` in `news/b.md` [did you mean `#facts`?]",
            "Error: there is no heading `nothing-like-it` in `news/chronicle.md` [a heading's name is its words in small letters with hyphens, or what stands in `{#…}` after it]",
            "Error: `news/draft.md` is not published [it is a draft, or no title has it: list or select it in a collection.toml]",
            "Error: this link leads to the title that it stands in [link to one of its articles]",
            "Error: this link leads to a picture, `news/square.png` [to show it, write `!` before the brackets]",
        ]
    );
    assert!(diagnostics.as_slice().iter().all(|d| d.span == Some(span())));
}

#[test]
fn pictures_are_numbered_once_and_known_by_their_bytes() {
    let mut world = World::new(&["a.md", "b.md"]);
    world.library.images.insert("news/photo.jpg".into(), png(2, 3).into());
    world.settings.design.picture = Some(("news/photo.jpg".into(), span()));
    let (collection, diagnostics) = world.with(|articles| {
        articles[0].text.blocks.push(figure("news/square.png"));
        let image = ImageRef::Path("news/photo.jpg".into());
        let inline = Inline { kind: InlineKind::Image { image, alt: String::new() }, span: span() };
        articles[1].text.blocks.extend([figure("news/square.png"), paragraph(vec![inline])]);
    });
    assert_eq!(messages(&diagnostics), [""; 0]);
    let images: Vec<_> = collection.images.iter().map(|i| (i.path.as_str(), i.format, i.width, i.height)).collect();
    assert_eq!(images, [("news/photo.jpg", ImageFormat::Png, 2, 3), ("news/square.png", ImageFormat::Png, 4, 4)]);
    assert_eq!(collection.cover, Some(0));
    let tree = format!("{:?}", collection.articles);
    assert_eq!((tree.matches("Index(1)").count(), tree.matches("Index(0)").count()), (2, 1));
}

#[test]
fn pictures_that_are_missing_or_no_pictures_are_errors() {
    let world = World::new(&["a.md"]);
    let (collection, diagnostics) = world.with(|articles| {
        articles[0].text.blocks =
            ["news/sqare.png", "news/broken.jpg", "news/broken.jpg", "news/x.svg", "else/where/long.png"]
                .map(figure)
                .into();
    });
    assert!(collection.images.is_empty());
    assert_eq!(
        messages(&diagnostics),
        [
            "Error: there is no picture `news/sqare.png` [did you mean `square.png`?]",
            "Error: `news/broken.jpg` is a GIF, not a JPEG or PNG [save it as a JPEG or PNG]",
            "Error: `news/broken.jpg` is a GIF, not a JPEG or PNG [save it as a JPEG or PNG]",
            "Error: `news/x.svg` is not a picture that can be set [save it as a JPEG or PNG, with an ending that says so]",
            "Error: there is no picture `else/where/long.png` [put it into the library, and name it by its path from this file]",
        ]
    );
}

#[test]
fn a_collection_of_drafts_comes_out_empty_with_a_warning() {
    let world = World::new(&["a.md"]);
    let (collection, diagnostics) = world.assemble(Vec::new());
    assert!(collection.articles.is_empty());
    assert_eq!(diagnostics.counts(), (0, 1));
}

#[test]
fn pictures_too_large_for_a_line_are_figures_under_it() {
    let mut world = World::new(&["a.md"]);
    world.library.images.insert("news/large.png".into(), png(4, 101).into());
    let text = "![first](large.png) Small ![s](square.png), large ![l](large.png), [![linked](large.png)](https://x.org).\n\n\
                - ![in](large.png) a list\n\n![alone](large.png) ![too](square.png)\n\n## ![h](large.png) stays\n";
    let file = world.library.files.add("news/b.md", text);
    let lang = Lang::new("en");
    let (article, _) = crate::manuscript::read(&world.library.files, file, &crate::manuscript::Defaults { lang });
    let (collection, found) = world.assemble(article.into_iter().collect());
    assert!(!found.has_errors());
    let expected = "\
        p Small {image #1 \"s\"}, large, [linked](https://x.org).\n\
        figure #0 \"first\"\n\
        figure #0 \"l\"\n\
        figure #0 \"linked\"\n\
        list bullets\n  item\n    p a list\n    figure #0 \"in\"\n\
        figure #0 \"alone\"\n\
        figure #1 \"too\"\n\
        h2 #h-stays {image #0 \"h\"} stays\n";
    assert_eq!(crate::manuscript::dump::blocks(&collection.articles[0].text.blocks, 0), expected);
}

#[test]
fn what_changed_after_it_was_checked_is_to_be_checked_again() {
    let day = |day| Date { year: 2026, month: Some(11), day: Some(day) };
    let year = Date { year: 2026, month: None, day: None };
    let mut world = World::new(&["a.md"]);
    let mut said = |on, newest| {
        world.settings.conformance = Some(Conformance { by: "A.".into(), place: span(), on, report_url: None });
        let (collection, found) = world.with(|articles| articles[0].date = newest);
        assert!(collection.conformance.is_some());
        found.render(&world.library.files, false)
    };
    for (on, newest) in
        [(Some(day(24)), Some(day(24))), (Some(year), Some(day(24))), (None, Some(day(24))), (Some(day(1)), None)]
    {
        assert_eq!(said(on, newest), "");
    }
    let report = said(Some(day(23)), Some(day(24)));
    assert!(report.contains("“a” was checked on 2026-11-23, and is of 2026-11-24"), "{report}");
}
