//! The stage as a whole: text in, tree and diagnostics out.

use proptest::prelude::*;

use super::*;

fn read_at(path: &str, text: &str) -> (Option<Article>, Diagnostics, Files) {
    let mut files = Files::default();
    let file = files.add(path, text);
    let (article, diagnostics) = read(&files, file, &Defaults { lang: Lang::new("en") });
    (article, diagnostics, files)
}

/// The dump of a text without its first two lines, slug and title, and the report.
fn shown(text: &str) -> (String, String) {
    let (article, diagnostics, files) = read_at("a/01-some-name.md", text);
    let dump = article.map(|article| article.to_string()).unwrap_or_default();
    (dump.lines().skip(2).map(|line| format!("{line}\n")).collect(), diagnostics.render(&files, false))
}

/// The dump of a text in which nothing is wrong.
#[track_caller]
fn tree(text: &str) -> String {
    let (dump, report) = shown(text);
    assert_eq!(report, "");
    dump
}

#[track_caller]
fn assert_reports(text: &str, parts: &[&str]) -> String {
    let (dump, report) = shown(text);
    for part in parts {
        assert!(report.contains(part), "{part:?} is not in\n{report}");
    }
    dump
}

#[test]
fn every_element_comes_into_the_tree() {
    let (article, diagnostics, files) =
        read_at("news/01-every-element.md", include_str!("../../tests/fixtures/every-element.md"));
    assert_eq!(diagnostics.render(&files, false), "");
    insta::assert_snapshot!(article.unwrap().to_string());
}

#[test]
fn titles_of_files_and_headings_in_other_letters_are_reported() {
    assert_reports(
        "# report_final_2\n\nText.\n",
        &["the title “report_final_2” looks like the name of a file", ":1:3"],
    );
    assert_reports("# T\n\n## Итоги года\n\nText.\n", &["in Cyrillic letters, and the article is in `en`", ":3:1"]);
    assert_reports("---\nlanguage: ru\n---\n# Т\n\n## What we know\n\nText.\n", &["in Latin letters"]);
    for fine in [
        "# T\n\n## <span lang=\"ru\">Итоги года</span>\n\nText.\n",
        "---\nlanguage: ru\n---\n# Т\n\n## Human Rights Watch, 2011 год\n\nText.\n",
    ] {
        tree(fine);
    }
}

/// Both checkers of EPUBs let it through; a reader who sees the note alone cannot.
#[test]
fn a_note_that_only_points_back_is_reported() {
    for note in ["Ibid.", "ibid., p.\u{A0}3", "*Ibid.* 3", "Ebd., S. 4", "Там же. С. 5", "Ibidem"] {
        assert_reports(
            &format!("Text.[^a]\n\n[^a]: {note}\n"),
            &["warning: note `a` begins with “", "names no source", "some-name.md:3:1", "name the source again"],
        );
    }
    for note in ["Ibiden, *Works*.", "Smith, ibid.", "Ebda Press."] {
        tree(&format!("Text.[^a]\n\n[^a]: {note}\n"));
    }
}

#[test]
fn a_picture_without_a_description_is_reported() {
    let parts = ["warning: the picture has no description", "some-name.md:3:6", "what it shows"];
    assert_reports("Text\n\nand: ![ ](a.png \"A caption\")\n", &parts);
    assert_reports("Text\n\nand\u{A0}![](a.png)\n", &parts[..1]);
    tree("![what it shows](a.png)\n");
}

#[test]
fn places_are_those_of_the_file() {
    let text = "---\ntitle: T *em*\n---\n\nOne *two* three.\n\n> ```verse\n> a line\n>   of *verse*\n> ```\n\n![x](y.png \"see *cap*\")\n";
    let (article, _, _) = read_at("a.md", text);
    let mut article = article.unwrap();
    let mut emphasised = Vec::new();
    let mut look = |line: &mut Vec<Inline>| {
        walk::inlines(line, &mut |inline| {
            if matches!(inline.kind, InlineKind::Emphasis(_)) {
                emphasised.push(text[inline.span.range()].to_owned());
            }
        });
    };
    look(&mut article.title);
    walk::flows(&mut article.text.blocks, &mut look);
    assert_eq!(emphasised, ["*em*", "*two*", "*verse*", "*cap*"]);
}

#[test]
fn the_title_comes_from_front_matter_or_first_heading_or_file_name() {
    let title = |text: &str| {
        let (article, _, _) = read_at("a/02-some_name.md", text);
        let article = article.unwrap();
        (plain_text(&article.title), article.slug, dump::blocks(&article.text.blocks, 0))
    };
    let expect = |title: &str, blocks: &str| (title.to_owned(), "some-name".to_owned(), blocks.to_owned());
    assert_eq!(title("---\ntitle: Given\n---\n# given\n\nText"), expect("Given", "p Text\n"));
    assert_eq!(title("---\ntitle: Given\n---\n# Other\n\nText"), expect("Given", "h2 #other Other\np Text\n"));
    assert_eq!(title("# Found *it*\n\nText\n\n# More"), expect("Found it", "p Text\nh2 #more More\n"));
    assert_eq!(title("Text"), expect("Some name", "p Text\n"));
    assert_eq!(title("---\nslug: some-name\n---\n### A\n"), expect("Some name", "h2 #a A\n"));
}

#[test]
fn levels_of_headings_are_unbroken() {
    assert_eq!(tree("### A\n#### B\n### C\n"), "h2 #a A\nh3 #b B\nh2 #c C\n");
    assert_eq!(tree("### A\n## B\n### C\n"), "h2 #a A\nh2 #b B\nh3 #c C\n");
    let dump = assert_reports("## A\n#### B\n#### C\n## D\n", &["skips from level 2 to level 4", "write `###`"]);
    assert_eq!(dump, "h2 #a A\nh3 #b B\nh3 #c C\nh2 #d D\n");
}

#[test]
fn ids_are_unique_names_in_ascii() {
    assert_eq!(
        tree(
            "## Same\n\n## Same\n\n## Same 2\n\n## 2011\n\n## Жаңаөзен\n\n## ?!\n\n## X {#same}\n\n## Y {#Ünder_score}\n"
        ),
        "h2 #same-2 Same\nh2 #same-3 Same\nh2 #same-2-2 Same 2\nh2 #section-2011 2011\nh2 #zhangaozen Жаңаөзен\nh2 #section ?!\nh2 #same X\nh2 #uender-score Y\n"
    );
    assert_eq!(
        tree("[a](#жаңаөзен) [b](#zhangaozen) [c](#Ünder_score)\n\n## Жаңаөзен\n\n## Y {#Ünder_score}\n")
            .lines()
            .next(),
        Some("p [a](#zhangaozen) [b](#zhangaozen) [c](#uender-score)")
    );
    let dump = assert_reports("An [odd *link*](#nowhere).", &["no heading `#nowhere`"]);
    assert_eq!(dump, "p An odd *link*.\n");
}

#[test]
fn notes_are_numbered_where_their_marks_stand() {
    let dump = tree("B[^b], A[^a], B[^B].\n\n[^a]: a\n[^b]: b, see[^c]\n[^c]: c\n");
    assert_eq!(
        dump,
        "p B{note 1}, A{note 3}, B{note 1 again 1}.\nnote 1 `b` ×2\n  p b, see{note 2}\nnote 2 `c` ×1\n  p c\nnote 3 `a` ×1\n  p a\n"
    );
}

#[test]
fn notes_in_circles_end() {
    let dump = tree("A[^a]\n\n[^a]: to b[^b] and a[^a]\n[^b]: to a[^a]\n");
    assert_eq!(
        dump,
        "p A{note 1}\nnote 1 `a` ×3\n  p to b{note 2} and a{note 1 again 2}\nnote 2 `b` ×1\n  p to a{note 1 again 1}\n"
    );
    let chain: String = (0..5000).map(|i| format!("[^{i}]: next[^{}]\n", i + 1)).collect();
    let (article, _, _) = read_at("a.md", &format!("Start[^0]\n\n{chain}[^5000]: end\n"));
    assert_eq!(article.unwrap().text.notes.len(), 5001);
}

#[test]
fn undefined_unused_and_doubled_notes_are_reported() {
    let dump = assert_reports(
        "One[^x] `[^code]` \\[^escaped] [^y][link](https://x.org)\n\n[^u]: unused\n[^y]: y\n[^y]: again\n",
        &[
            "warning: note `x` is not defined",
            "some-name.md:1:4",
            "warning: note `u` is left out",
            "some-name.md:3:1",
            "error: note `y` is defined twice",
            "some-name.md:5:1",
        ],
    );
    assert!(dump.starts_with("p One[^x] `[^code]` [^escaped] {note 1}[link](https://x.org)\n"), "{dump}");
    assert_reports(
        "---\ntitle: T[^t]\nsummary: S[^s]\n---\nx\n\n[^s]: s\n",
        &["note `t` is not defined", "some-name.md:2:9", "a note cannot stand here", "some-name.md:3:11"],
    );
}

#[test]
fn two_marks_in_a_row_are_parted_by_a_thin_space() {
    let notes = "\n\n[^a]: a\n\n[^b]: b\n";
    for source in ["A.[^a][^b] B", "A.[^a] [^b] B", "A.[^a]\n[^b] B"] {
        let dump = tree(&format!("{source}{notes}"));
        assert!(dump.starts_with("p A.{note 1}⎵{note 2} B\n"), "{dump}");
    }
}

#[test]
fn attributions_are_told_from_quotations() {
    assert_eq!(tree("> A\n>\n> — B"), "quotation\n  p A\nby B\n");
    assert_eq!(tree("> A\n> --- *B*"), "quotation\n  p A\nby *B*\n");
    assert_eq!(tree("> A\\\n> – B"), "quotation\n  p A\nby B\n");
    assert_eq!(tree("> A\n> - B"), "quotation\n  p A\nby B\n");
    assert_eq!(tree("> A *b\n> c*\n> — B"), "quotation\n  p A *b c*\nby B\n");
    assert_eq!(tree("> — all of it"), "quotation\n  p —⍽all of it\n");
    assert_eq!(tree("> — one\n> — two"), "quotation\n  p —⍽one\nby two\n");
    assert_eq!(tree("> A\n> \\-- B"), "quotation\n  p A -- B\n");
    assert_eq!(
        tree("> A\n>\n> - B\n> - C"),
        "quotation\n  p A\n  list bullets\n    item\n      p B\n    item\n      p C\n"
    );
    assert_eq!(tree("> A\n\n— B"), "quotation\n  p A\np —⍽B\n");
}

#[test]
fn verse_keeps_its_lines_whatever_they_begin_with() {
    let dump = tree("```verse\n# one\n  1. two *three\n- four* `x`\n\n\n> five\n```\n");
    assert_eq!(dump, "verse\n  | # one\n  >| 1. two *three\n  | - four* `x`\n\n  | > five\n");
    assert_eq!(tree("> ```verse\n> \"a\n> b\"\n> ```\n> — C"), "verse\n  | “a\n  | b”\nby C\n");
}

#[test]
fn raw_html_is_reported_and_its_words_kept() {
    let dump = assert_reports(
        "A <i>word</i> <script>evil()</script> <b>and</b><img src=x> more</u>.\n",
        &["raw HTML `<i>` is left out", "write `*words*`", "some-name.md:1:3", "`<script>`", "`</u>` closes nothing"],
    );
    assert_eq!(dump, "p A word and more.\n");
    let dump = assert_reports(
        "<div>\nbox\n</div>\n\nafter\n\n<script>\nx\n\ny\n</script>\n",
        &["raw HTML `<div>` is left out, with what is in it", "raw HTML `<script>`"],
    );
    assert_eq!(dump, "p after\n");
    let dump = assert_reports(
        "<cite>open *a <sup>b* c</sup>\n",
        &["`<cite>` is not closed", "`<sup>` is not closed", "`</sup>` closes nothing"],
    );
    assert_eq!(dump, "p {cite: open *a {sup: b}* c}\n");
    assert_reports("<cite>a <sup>b</cite>\n", &["`<sup>` is not closed before `</cite>`"]);
    assert_eq!(tree("<span lang=\"fr\">\n\"oui\"\n</span>\n"), "p {fr: «⎵oui⎵»}\n");
}

#[test]
fn quotation_marks_see_across_markup() {
    assert_eq!(
        tree("\"*Yes*,\" \"[no](https://x.org)\"[^1] (*\"a\"*) `x`'s\n\n[^1]: n\n").lines().next(),
        Some("p “*Yes*,” “[no](https://x.org)”{note 1} (*“a”*) `x`’s")
    );
    assert_eq!(
        tree("<span lang=\"de\">\"Ja\"</span> and \"<span lang=\"fr\">oui !</span>\""),
        "p {de: „Ja“} and “{fr: oui⎵!}”\n"
    );
    assert_eq!(tree("<q>a <q>b</q></q> \"x <q>y</q>\""), "p “{q: a “{q: b}”}” “x “{q: y}””\n");
}

#[test]
fn targets_are_brought_home() {
    let dump = assert_reports(
        "[a](b.md) [b](./x/../c.md#d) [c](/e%20f.md) [d](javascript:x) [e](mailto:a@b.c) [f]() [g](../../out.md) [h](//x.org/y) [i](http://)\n",
        &[
            "a link to `javascript:` is left out",
            "this link has no address",
            "`../../out.md` lies outside the library",
            "this address names no site",
        ],
    );
    assert_eq!(
        dump,
        "p [a](file a/b.md) [b](file a/c.md#d) [c](file e f.md) d [e](mailto:a@b.c) f g [h](https://x.org/y) i\n"
    );
    assert_reports(
        "![x](https://x.org/y.png)\n\n![y](../../z.png)",
        &["this picture is not in the library", "outside the library"],
    );
}

#[test]
fn drafts_are_left_out_in_silence() {
    let (article, diagnostics, _) = read_at("a.md", "---\ndraft: true\nslug: Not yet\n---\nText[^x]");
    assert!(article.is_none() && diagnostics.as_slice().is_empty());
}

#[test]
fn a_name_that_is_not_fit_for_addresses_is_an_error() {
    assert_reports("---\nslug: Not yet\n---\nText", &["`Not yet` is not fit for addresses"]);
}

#[test]
fn deep_nesting_is_an_error_and_not_a_crash() {
    let deep = 20_000;
    for text in [
        format!("{}x", "> ".repeat(deep)),
        format!("{}x{}", "*a ".repeat(deep), " b*".repeat(deep)),
        "<sup>".repeat(deep),
        (0..300).map(|i| format!("{}- x\n", "  ".repeat(i))).collect::<String>(),
        format!("[^a]: {}x\n\nsee[^a]", "> ".repeat(deep)),
    ] {
        let (_, diagnostics, _) = read_at("a.md", &text);
        let too_deep = diagnostics.as_slice().iter().filter(|d| d.message.contains("levels deep")).count();
        assert_eq!(too_deep, 1, "{}", &text[..40]);
    }
}

#[test]
fn control_characters_never_reach_the_tree() {
    let dump = assert_reports("a\u{8}b\u{FDD0}c `d\u{1}`\n", &["the control character U+0008 is left out", "U+0001"]);
    assert_eq!(dump, "p abc `d`\n");
}

#[test]
fn lines_outside_articles_are_set_too() {
    let mut diagnostics = Diagnostics::default();
    let inlines = line("2011. \"The *strike*\"", Span::new(FileId(0), 0..5), &Lang::new("en"), &mut diagnostics);
    assert_eq!(dump::inlines(&inlines), "2011. “The *strike*”");
    assert_eq!(diagnostics.counts(), (0, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}") {
        let (article, diagnostics, files) = read_at("a.md", &text);
        let _ = (article.map(|article| article.to_string()), diagnostics.render(&files, false));
    }

    /// Texts made of what means something to Markdown, which random characters seldom make.
    #[test]
    fn any_markup_is_read_without_panic(parts in prop::collection::vec(prop::sample::select(MARKUP), 0..60)) {
        let (article, diagnostics, files) = read_at("a.md", &parts.concat());
        let _ = (article.map(|article| article.to_string()), diagnostics.render(&files, false));
    }

    /// What has been set stays as it is when it is set again.
    #[test]
    fn typography_is_done_once(text in "[a-c '\",.!?:;()«»“”—-]{0,30}", lang in prop::sample::select(&["en", "fr", "de", "es", "ru"][..])) {
        let lang = Lang::new(lang);
        let once = typography::text(&text, &lang);
        prop_assert!(!once.contains('\'') && !once.contains('"'), "{once}");
    }
}

const MARKUP: &[&str] = &[
    "\n",
    "\n\n",
    "\n> ",
    "\n- ",
    "\n1. ",
    "\n    ",
    "\n\t",
    "# ",
    "\n---\n",
    "---\n",
    "+++\n",
    "title: x\n",
    "title = 'x'\n",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "```verse\n",
    "```\n",
    "[^a]",
    "\n[^a]: ",
    "[a](b)",
    "[",
    "]",
    "(",
    ")",
    "![a](b.png \"c\")",
    "<span lang=\"fr\">",
    "</span>",
    "<q>",
    "</q>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<br>",
    "\n| a | b |\n|---|---|\n",
    "\n: ",
    "Table: ",
    "— ",
    "-- ",
    "\"",
    "'",
    "...",
    "\\",
    "&amp;",
    "é",
    "ж",
    "a",
    " ",
    "  \n",
    "\r\n",
    "{#x}",
    "\n[!NOTE]\n",
    "<https://x.org>",
    "\u{0}",
    "\u{FDD2}",
];

#[test]
fn a_quotation_marked_so_is_a_pull_quote() {
    let (dump, report) =
        shown("> [!PULL]\n> Words\n> — who\n\n> [!pull]\n>\n> More *words*.\n\n> [!PULL] not\n\n> [!PULL]\n");
    assert_eq!(dump, "pull-quote\n  p Words\nby who\npull-quote\n  p More *words*.\nquotation\n  p [!PULL] not\n");
    assert_eq!(report, "");
}
