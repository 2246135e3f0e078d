//! Whatever is written, the program does not panic and does not hang; and what it sets, it keeps: text made at random
//! goes all the way to PDF and EPUB.

mod common;

use common::epub_text::Book;
use common::kept::compare_texts;
use common::title::{in_memory, set_library};
use pamphlet::cli::publish::{Formats, Options, Outcome, Silent, publish};
use pamphlet::config::LinkStyle;
use pamphlet::diagnostics::Diagnostics;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;

/// Words that the faces can set, with what typography looks at.
const WORDS: [&str; 28] = [
    "a",
    "of",
    "the",
    "office",
    "waffle",
    "affliction",
    "Verantwortlichkeit",
    "достопримечательность",
    "ἄνθρωπος",
    "1,000",
    "p. 12",
    "16 December",
    "— who",
    "e.g.",
    "\"quoted\"",
    "'tis",
    "don't",
    "?",
    "; :",
    "...",
    "--",
    "x_y_z",
    "\\*",
    "&amp;",
    "http://example.org/a/b?c=d",
    "cliché",
    "word\u{AD}break",
    "no\u{A0}break",
];
/// Words that hardly any face can set, or no one should write.
const HOSTILE: [&str; 18] = [
    "漢字かな交じり文",
    "שלום עולם",
    "مرحبا",
    "👩‍👩‍👧‍👦",
    "🇰🇿",
    "\u{0}",
    "\u{1}\u{1b}[31m",
    "\u{202E}abc\u{202C}",
    "\u{FEFF}",
    "\u{200B}\u{200D}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{10FFFF}",
    "\u{2028}\u{2029}",
    "\u{E000}",
    "ﬁﬂ",
    "क्षत्रिय",
    "\u{1F3FB}",
    "\u{FFFD}",
];

fn word(hostile: bool) -> BoxedStrategy<String> {
    let long = (1..400_usize).prop_map(|n| "Donaudampfschifffahrt".repeat(n / 20 + 1));
    let known = select(WORDS.to_vec()).prop_map(str::to_owned);
    if !hostile {
        return prop_oneof![20 => known, 1 => long].boxed();
    }
    let any = "\\PC{1,12}".prop_map(|s| s);
    let markup = "[*_`~<>|#^!:\\[\\]\\(\\)\\\\ -]{1,8}".prop_map(|s| s);
    prop_oneof![8 => known, 3 => select(HOSTILE.to_vec()).prop_map(str::to_owned), 1 => long, 1 => any, 2 => markup]
        .boxed()
}

/// A line of inlines. Notes 1 to 6 are defined.
fn line(hostile: bool) -> BoxedStrategy<String> {
    let words = move |n| prop::collection::vec(word(hostile), 1..n).prop_map(|w| w.join(" "));
    let inline = prop_oneof![
        12 => words(12),
        2 => words(4).prop_map(|w| format!("*{w}*")),
        1 => words(4).prop_map(|w| format!("**{w}**")),
        1 => words(3).prop_map(|w| format!("~~{w}~~")),
        1 => words(3).prop_map(|w| format!("`{w}`")),
        2 => words(3).prop_map(|w| format!("[{w}](https://example.org/path)")),
        4 => (1..7).prop_map(|n| format!("word[^{n}]")),
        1 => words(3).prop_map(|w| format!("<span lang=\"de\">{w}</span>")),
        1 => words(3).prop_map(|w| format!("<sup>{w}</sup>")),
        1 => Just("[a section](#section)".to_owned()),
    ];
    prop::collection::vec(inline, 1..5).prop_map(|parts| parts.join(" ").replace(['\n', '\r'], " ")).boxed()
}

/// Blocks within blocks.
fn blocks(hostile: bool) -> BoxedStrategy<String> {
    let lines = move || prop::collection::vec(line(hostile), 1..5);
    // A row of more than twelve lines is read line by line across its columns, not cell by cell.
    let cells = move || {
        let short = select(WORDS.to_vec()).prop_map(str::to_owned);
        let cell = if hostile { line(true) } else { short.boxed() };
        prop::collection::vec(cell, 1..5)
    };
    let leaf = prop_oneof![
        6 => line(hostile),
        1 => line(hostile).prop_map(|l| format!("### {l}")),
        1 => (cells(), cells()).prop_map(|(a, b)| table(&a, &b)),
        1 => lines().prop_map(|l| format!("```\n{}\n```", l.join("\n"))),
        1 => lines().prop_map(|l| format!("```verse\n{}\n— Who\n```", l.join("\n  "))),
        1 => (line(hostile), line(hostile)).prop_map(|(term, meaning)| format!("{term}\n: {meaning}")),
        1 => Just("***".to_owned()),
    ];
    let nested = leaf.prop_recursive(6, 40, 4, |inner| {
        let several = prop::collection::vec(inner, 1..4).prop_map(|b| b.join("\n\n"));
        prop_oneof![
            several.clone().prop_map(|b| indent(&b, "> ", "> ")),
            several.clone().prop_map(|b| format!("{}\n>\n> — Somebody", indent(&b, "> ", "> "))),
            several.clone().prop_map(|b| indent(&b, "- ", "  ")),
            several.prop_map(|b| indent(&b, "7. ", "   ")),
        ]
    });
    prop::collection::vec(nested, 1..5).prop_map(|b| b.join("\n\n")).boxed()
}

fn table(head: &[String], body: &[String]) -> String {
    let row = |cells: &[String]| {
        let cells = cells.iter().map(|c| c.replace('|', "/"));
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    format!("{}{}|\n{}", row(head), "|:-:".repeat(head.len()), row(body))
}

fn indent(text: &str, first: &str, rest: &str) -> String {
    let lines = text.lines().enumerate();
    lines.map(|(i, line)| format!("{}{line}", if i == 0 { first } else { rest })).collect::<Vec<_>>().join("\n")
}

fn article(hostile: bool) -> impl Strategy<Value = String> {
    (line(hostile), blocks(hostile), prop::collection::vec(blocks(hostile), 6)).prop_map(|(title, text, notes)| {
        let mut out =
            format!("# {title}\n\n{text}\n\n## Section\n\nThe end, with all notes:[^1] [^2] [^3] [^4] [^5] [^6]\n");
        for (i, note) in notes.iter().enumerate() {
            out += &format!("\n{}\n", indent(note, &format!("[^{}]: ", i + 1), "    "));
        }
        out
    })
}

/// The same cases in every run, so that a change is not blamed for bad luck; `PROPTEST_CASES=1000` looks further.
fn config() -> ProptestConfig {
    let usual = ProptestConfig { failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() };
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => usual,
        None => ProptestConfig { cases: 24, rng_seed: RngSeed::Fixed(2011), ..usual },
    }
}

const ALL: Formats = Formats { epub: true, kepub: true, pdf: true, booklets: true };

fn published(path: &str, text: &str) -> Outcome {
    publish(&in_memory(&[(path, text)]), &Options { formats: ALL, write: true, ..Options::default() }, &Silent)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn text_at_random_is_kept(text in article(false)) {
        let library = in_memory(&[("a/1.md", &text)]);
        for links in [LinkStyle::Notes, LinkStyle::Plain] {
            let set = set_library(&library, Diagnostics::default(), |book| book.design.text.links = links);
            prop_assert_eq!(compare_texts(set, links).articles, 1);
        }
    }

    #[test]
    fn hostile_text_does_no_harm(text in article(true)) {
        let outcome = published("a/1.md", &text);
        for file in outcome.titles.iter().flat_map(|title| &title.files).filter(|file| file.path.ends_with(".epub")) {
            prop_assert!(Book::open(&file.content.bytes().expect("it is new").whole()).read_all_xml() > 4);
        }
    }

    #[test]
    fn front_matter_does_no_harm(key in "[a-z]{1,8}|title|author|date|lang|epigraph|source", value in "\\PC{0,40}", end in "---|\\+\\+\\+|") {
        published("a/1.md", &format!("---\n{key}: {value}\n{end}\nText.\n"));
        published("a/1.md", &format!("+++\n{key} = {value}\n{end}\nText.\n"));
    }
}

#[test]
fn depth_without_end_does_no_harm() {
    let mut ran = 0;
    let deep = |unit: &str, n: usize| format!("{}text\n", unit.repeat(n));
    let texts = [
        deep("> ", 5_000),
        deep("- ", 5_000),
        deep("1. ", 5_000),
        deep("*", 50_000),
        deep("[", 50_000),
        deep("<span lang=\"de\">", 5_000),
        deep("![", 20_000),
        (0..400).map(|n| format!("{}- item\n", "  ".repeat(n))).collect(),
        (0..3_000).map(|n| format!("[^{n}]: within[^{}]\n\n", n + 1)).collect::<String>() + "text[^0]\n",
        format!("|{}\n|{}\n|{}\n", "a|".repeat(2_000), "-|".repeat(2_000), "b|".repeat(2_000)),
        "word".repeat(20_000),
        "\u{301}".repeat(20_000),
        "a\u{AD}".repeat(20_000),
    ];
    for text in &texts {
        published("a/1.md", text);
        ran += 1;
    }
    assert_eq!(ran, texts.len());
}
