//! Text is kept: what a reader draws from the PDF is what the articles say, paragraph by paragraph and note by
//! note, each article on the pages its bookmark and the contents name, each note begun on the page of its mark.

mod common;

use std::cell::RefCell;
use std::path::Path;

use common::kept::{Compared, article, compare_titles, starts};
use common::pdf_text::{PageText, extract, join};
use common::title::{in_memory, set, set_library, torture};
use pamphlet::config::{Design, LinkStyle, Settings, Theme};
use pamphlet::diagnostics::Diagnostics;
use pamphlet::scorecard::{Kind, score};
use pamphlet::typeset::{Placed, Sp};

#[test]
fn the_corpus_is_kept() {
    let compared = compare("tests/corpus", LinkStyle::Notes);
    assert_eq!((compared.titles, compared.articles), (1, 100));
    assert!(compared.notes > 600, "{compared:?}");
    let plain = compare("tests/corpus", LinkStyle::Plain);
    assert!(plain.notes > 50 && plain.notes < compared.notes, "{plain:?}");
}

/// The same of any library, and that its facing pages end level: `LIBRARY=FOLDER cargo test --release --test pdf_text -- --ignored`.
#[test]
#[ignore = "it wants a library"]
fn a_library_of_your_own_is_kept_and_its_pages_are_level() {
    let root = std::env::var_os("LIBRARY").expect("LIBRARY names its folder");
    let design = RefCell::default();
    let titles = set(Path::new(&root), |book| {
        // The yardstick knows the pages before the articles so.
        let usual = Design::of(Theme::Classic);
        (book.design.front, book.design.cover) = (usual.front, usual.cover);
        design.replace(Some(book.design.clone()));
    });
    let design: Design = design.take().expect("there are settings");
    for title in &titles {
        let card = score(&title.paged, design.text.leading);
        for kind in [Kind::Widow, Kind::Orphan, Kind::UnequalSpread] {
            assert_eq!(card.of(kind).count(), 0, "{:?}", card.of(kind).collect::<Vec<_>>());
        }
    }
    println!("{:?}", compare_titles(titles, design.text.links));
}

#[test]
fn initials_are_kept() {
    for (root, lines) in [("tests/corpus", 2), ("tests/torture", 3)] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(root);
        let compared = compare_titles(set(&root, |book| book.design.titles.drop_cap = lines), LinkStyle::Notes);
        assert!(compared.articles >= 16 && compared.notes > 70, "{compared:?}");
    }
}

#[test]
fn our_own_titles_are_kept() {
    for links in [LinkStyle::Notes, LinkStyle::Plain] {
        let compared = compare("book", links);
        assert_eq!(compared.titles, 2);
        assert!(compared.articles >= 12 && compared.notes > 50, "{compared:?}");
    }
}

#[test]
fn every_element_is_kept() {
    for links in [LinkStyle::Notes, LinkStyle::Plain] {
        let compared = compare_titles(
            set_library(&torture(), Diagnostics::default(), |book| book.design.text.links = links),
            links,
        );
        assert_eq!((compared.titles, compared.articles), (2, 3));
        assert!(compared.notes >= 13, "{compared:?}");
    }
}

/// The ten paragraphs of `tests/layout`, in six languages, with their ligatures, small capitals, superiors, hyphens, and
/// lines whose glyphs are expanded.
#[test]
fn ten_paragraphs_in_six_languages_are_kept() {
    const SAID: [&str; 10] = [
        "“The office,” said Mr. Jeffries, “is offered no difficulty by fifty affidavits”; and he laid down The Flag",
        "after J.\u{202f}S. Field’s, in the first edition only.",
        "sous la nuit sans étoiles, d’une obscurité et d’une épaisseur d’encre, un homme suivait seul la grande route",
        "«\u{202f}Est-ce fini\u{202f}?\u{202f}» demanda Mme Maheu\u{202f}; «\u{202f}le 16 décembre 1884, au XIXe siècle, on payait 10\u{202f}000",
        "seinen gewölbten, braunen, von bogenförmigen Versteifungen geteilten Bauch.",
        "„Die fünfte Auflage“, schrieb Dr. Kauffmann am 16. Dezember 1911, „ist, z.\u{202f}B. auf S. 12, höflich,",
        "Жена узнала, что муж был в связи с бывшею в их доме француженкою-гувернанткой, и объявила мужу,",
        "сказал А.\u{202f}С. Левин, — «Вестник» за 16 декабря 1911 г., с. 12, я и не читал; но в XX в. это едва ли",
        "przyszłością galanteryjnego sklepu pod firmą J. Mincel i S. Wokulski.",
        "“Afiş, fiyat, flüt,” dedi Dr. Fikret, “16 Aralık 2011’de saffına girdi.”",
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layout");
    let articles: Vec<(String, String)> = ["english", "french", "german", "polish", "russian", "turkish"]
        .iter()
        .map(|language| {
            let file = format!("paragraphs-{language}.md");
            let text = std::fs::read_to_string(folder.join(&file)).expect("it can be read");
            (format!("ten/{file}"), text)
        })
        .collect();
    let articles: Vec<(&str, &str)> = articles.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    for (width, margin) in [(139_700, 15_000), (90_000, 8_000)] {
        let page = |book: &mut Settings| {
            book.design.page.width = Sp::um(width);
            (book.design.page.inside, book.design.page.outside) = (Sp::um(margin), Sp::um(margin));
        };
        let mut titles = set_library(&in_memory(&articles), Diagnostics::default(), page);
        let title = titles.remove(0);
        let lines = title.paged.pages.iter().flat_map(|page| &page.items);
        let expanded = lines.filter(|placed| matches!(placed, Placed::Text(line) if line.expansion != 1000)).count();
        assert!(expanded > 15, "{expanded} lines");
        let bytes = title.pdf();
        let text = join(extract(&bytes).iter().flat_map(|page| &page.text)).replace('\u{a0}', " ");
        for said in SAID {
            assert!(text.contains(said), "{said}\nis not in\n{text}");
        }
        let compared = compare_titles(vec![title], LinkStyle::Notes);
        assert_eq!((compared.titles, compared.articles), (1, 6));
    }
}

/// Pages so small that titles, tables and quotations hardly have room, and just high enough for the article with
/// ten notes on a line.
#[test]
fn small_pages_lose_nothing() {
    for (width, height) in [(70_000, 85_000), (110_000, 75_000)] {
        let small = |book: &mut Settings| {
            (book.design.page.width, book.design.page.height) = (Sp::um(width), Sp::um(height));
            let margin = Sp::um(8_000);
            (book.design.page.inside, book.design.page.outside, book.design.page.top, book.design.page.bottom) =
                (margin, margin, margin, margin);
        };
        let elements = set_library(&torture(), Diagnostics::default(), small);
        assert!(elements[0].paged.pages.len() > 15);
        compare_titles(elements, LinkStyle::Notes);
        compare_titles(set(&Path::new(env!("CARGO_MANIFEST_DIR")).join("book"), small), LinkStyle::Notes);
    }
}

type Spoil<'s> = &'s dyn Fn(&mut Vec<PageText>);

/// A yardstick that accepts anything measures nothing.
#[test]
fn what_is_lost_doubled_or_misplaced_is_seen() {
    let title = set_library(&torture(), Diagnostics::default(), |_| {}).remove(0);
    let bytes = title.pdf();
    let first = starts(&title.collection, &bytes)[1];
    let mut whole = extract(&bytes).split_off(first);
    assert!(title.paged.back_cover);
    whole.pop();
    assert!(whole.len() >= 2);
    let check = |spoil: Spoil<'_>| {
        let mut pages = whole.clone();
        spoil(&mut pages);
        article(&title.collection, 1, LinkStyle::Notes, first, &pages)
    };
    assert!(check(&|_| {}).is_ok());
    let spoils: [Spoil<'_>; 7] = [
        &|pages| drop(pages[1].text.pop()),
        &|pages| pages[0].text.insert(3, "more".to_owned()),
        &|pages| pages[0].text.swap(2, 3),
        &|pages| drop(pages[0].notes.pop()),
        &|pages| pages[1].notes.push("1 Eins.".to_owned()),
        &|pages| pages[0].notes.swap(0, 1),
        // A whole note goes to the page after its mark's.
        &|pages| {
            let last = pages[0].notes.len() - 2;
            let note = pages[0].notes.split_off(last);
            pages[1].notes.splice(0..0, note);
        },
    ];
    for (i, spoil) in spoils.iter().enumerate() {
        assert!(check(spoil).is_err(), "spoil {i}");
    }
}

/// Sets the library in `root` and compares its PDFs with it.
fn compare(root: &str, links: LinkStyle) -> Compared {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(root);
    compare_titles(set(&root, |book| book.design.text.links = links), links)
}
