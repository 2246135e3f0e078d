//! What each face makes of text, glyph by glyph.

use super::super::fonts::{SERIF, SERIF_BOLD, SERIF_BOLD_ITALIC, SERIF_ITALIC};
use super::*;

fn look(lang: &str) -> Look {
    Look { face: SERIF, features: Features::OLD_STYLE, tracking: 0, lang: Lang::new(lang), hyphenate: true }
}

fn text_of(atoms: &[Atom]) -> String {
    atoms
        .iter()
        .map(|a| match a {
            Atom::Word(w) => w.text.to_string(),
            Atom::Disc { pre, post, none, .. } => format!(
                "{{{}|{}|{}}}",
                pre.text,
                post.as_ref().map_or("", |w| &w.text),
                none.as_ref().map_or("", |w| &w.text)
            ),
            Atom::Break(kind) => if *kind == BreakKind::Emergency { "!" } else { "/" }.to_owned(),
        })
        .collect()
}

fn atoms(text: &str, lang: &str) -> String {
    let (fonts, patterns) = (Fonts::embedded(), Patterns::embedded());
    let mut shaper = Shaper::new(&fonts, &patterns);
    let chunk = shaper.chunk(text, &look(lang));
    assert!(chunk.missing.is_empty());
    text_of(&chunk.atoms)
}

#[test]
fn a_ligature_is_whole_in_the_word_and_parted_at_the_hyphen() {
    insta::assert_snapshot!(atoms("“shelf-life”", "en"), @"“shelf-/life”");
    insta::assert_snapshot!(atoms("differences,", "en"), @"di{f‐|f|ff}e{r‐||r}ences,");
    insta::assert_snapshot!(atoms("soufflet", "fr"), @"sou{f‐|fl|ffl}et");
    insta::assert_snapshot!(atoms("Auflage", "de"), @"Au{f‐||f}lage");
    insta::assert_snapshot!(atoms("afişi", "tr"), @"afi{‐||}şi");
}

#[test]
fn an_authors_hyphen_parts_no_scrap() {
    for whole in ["e-mail", "dit-il,", "a-t-elle", "X-ray", "co-op", "2012-02-28"] {
        assert_eq!(atoms(whole, "fr"), whole);
    }
    assert_eq!(atoms("что-то", "ru"), "что-то");
    assert_eq!(atoms("кого-нибудь", "ru").matches("-/").count(), 1);
    assert_eq!(atoms("re-enter", "en").matches("-/").count(), 1);
}

#[test]
fn addresses_break_after_slashes_and_before_dots() {
    insta::assert_snapshot!(atoms("example.org/hyphenation", "en"), @"example/.org//hyphenation");
    insta::assert_snapshot!(atoms("(internationalisation.example.org),", "en"), @"(internationalisation/.example/.org),");
    insta::assert_snapshot!(atoms("https://www.example.org/a-page/index.html?q=1.", "en"), @"https:///www/.example/.org//a/-page//index/.html/?q/=1.");
}

#[test]
fn names_of_hosts_and_in_programs_break_without_hyphen() {
    insta::assert_snapshot!(atoms("d2d.gsa.gov,", "en"), @"d2d/.gsa/.gov,");
    insta::assert_snapshot!(atoms("e.g.", "en"), @"e.g.");
    assert_eq!(code_breaks("get_the_tags::of(path/to)"), [4, 8, 14, 17, 22]);
    assert_eq!(code_breaks("a_b"), [] as [usize; 0]);
    assert_eq!(code_breaks("2012-02-28"), [] as [usize; 0]);
}

#[test]
fn whole_and_pieces_are_equally_wide() {
    let (fonts, patterns) = (Fonts::embedded(), Patterns::embedded());
    let mut shaper = Shaper::new(&fonts, &patterns);
    for word in ["internationalisation", "Türöffner", "offizielle", "AVATAR-Tours"] {
        let chunk = shaper.chunk(word, &look("en"));
        let pieces: i32 = chunk
            .atoms
            .iter()
            .map(|a| match a {
                Atom::Word(w) => w.advance,
                Atom::Disc { none, .. } => none.as_ref().map_or(0, |w| w.advance),
                Atom::Break(_) => 0,
            })
            .sum();
        assert_eq!(pieces, chunk.whole.iter().map(|w| w.advance).sum::<i32>(), "{word}");
    }
}

#[test]
fn a_character_that_no_face_has_is_reported() {
    let (fonts, patterns) = (Fonts::embedded(), Patterns::embedded());
    let mut shaper = Shaper::new(&fonts, &patterns);
    assert_eq!(shaper.chunk("a\u{E123}", &look("en")).missing, ['\u{E123}']);
    assert_eq!(shaper.chunk("שם", &look("he")).missing, ['ש', 'ם']);
    assert!(shaper.chunk("go\u{FE0F}🚀", &look("en")).missing.is_empty());
}

/// The names of the glyphs that a text becomes, as the face itself calls them.
fn glyphs(text: &str, lang: &str, face: FaceId, features: Features) -> String {
    let (fonts, patterns) = (Fonts::embedded(), Patterns::embedded());
    let mut shaper = Shaper::new(&fonts, &patterns);
    let look = Look { face, features, tracking: 0, lang: Lang::new(lang), hyphenate: false };
    let chunk = shaper.chunk(text, &look);
    let mut names = Vec::new();
    for word in &chunk.whole {
        for glyph in &word.glyphs {
            let name = shaper.shaper(word.face).glyph_name(u32::from(glyph.id).into());
            names.push(name.map_or_else(|| glyph.id.to_string(), |name| name.as_str().to_owned()));
        }
        // What is drawn from the PDF is what stands here.
        assert_eq!(word.glyphs.iter().map(|g| usize::from(g.text_len)).sum::<usize>(), word.text.len(), "{text}");
    }
    names.join(" ")
}

const SERIFS: [FaceId; 4] = [SERIF, SERIF_ITALIC, SERIF_BOLD, SERIF_BOLD_ITALIC];

#[test]
fn figures_are_old_style_in_text_and_lining_of_one_width_in_tables() {
    for face in SERIFS {
        // The eight of old style and the lining one are the same in Libertinus.
        assert_eq!(
            glyphs("1908", "en", face, Features::OLD_STYLE),
            "one.oldstyle nine.oldstyle zero.oldstyle eight.taboldstyle"
        );
        assert_eq!(glyphs("A4,", "en", face, Features::OLD_STYLE), "A four.fitted comma");
        assert_eq!(
            glyphs("(U+00AD)", "en", face, Features::OLD_STYLE),
            "parenleft U plus zero.fitted zero.fitted A D parenright"
        );
        assert_eq!(glyphs("19th", "en", face, Features::OLD_STYLE), "one.oldstyle nine.oldstyle t h");
        for features in [Features::TABULAR, Features::OLD_STYLE.with(Features::TABULAR)] {
            assert_eq!(glyphs("1908", "en", face, features), "one nine zero eight");
        }
        let fonts = Fonts::embedded();
        let width = |c| {
            let face = fonts.get(face);
            let glyph = face.font.charmap().map_unicode(c).expect("it has figures");
            face.face.advances[glyph.to_u32() as usize]
        };
        // One figure of the italic is a thousandth of an em wider than the others.
        assert!(('0'..='9').all(|c| width(c).abs_diff(width('0')) <= 1));
    }
}

#[test]
fn small_capitals_are_drawn_and_never_faked() {
    for face in SERIFS {
        let small = Features::OLD_STYLE.with(Features::SMALL_CAPS);
        assert_eq!(glyphs("Né 19", "fr", face, small), "N eacute.sc space one.oldstyle nine.oldstyle");
        assert_eq!(glyphs("office", "en", face, small), "o.sc f.sc f.sc i.sc c.sc e.sc");
        assert_eq!(glyphs("iı", "tr", face, small), "idotaccent.sc i.sc");
        let all = Features::OLD_STYLE.with(Features::ALL_SMALL_CAPS);
        assert_eq!(glyphs("Né", "fr", face, all), "n.sc eacute.sc");
        assert_eq!(glyphs("Iİ", "tr", face, all), "i.sc idotaccent.sc");
        for features in [small, all] {
            assert_eq!(glyphs("Ия", "ru", face, features), glyphs("Ия", "ru", face, Features::OLD_STYLE));
        }
    }
    let (fonts, patterns) = (Fonts::embedded(), Patterns::embedded());
    let mut shaper = Shaper::new(&fonts, &patterns);
    let mut width = |text: &str, tracking| {
        let features = Features::OLD_STYLE.with(Features::SMALL_CAPS);
        let look = Look { tracking, features, ..look("ru") };
        shaper.chunk(text, &look).whole[0].advance
    };
    assert_eq!(width("завод", 40), width("завод", 0), "small letters are not letterspaced");
    assert_eq!(width("works", 40), width("works", 0) + 5 * 40);
}

#[test]
fn punctuation_goes_with_capitals() {
    for face in SERIFS {
        assert_eq!(glyphs("(A-B)", "en", face, Features::OLD_STYLE), "parenleft A hyphen B parenright");
        assert_eq!(glyphs("(A-B)", "en", face, Features::CASE), "parenleft.sc A hyphen.cap B parenright.sc");
        assert_eq!(
            glyphs("«¿19»", "es", face, Features::CASE),
            "guillemotleft.sc questiondown.sc one.cap.fitted nine.cap.fitted guillemotright.sc"
        );
    }
}

#[test]
fn ligatures_go_by_language() {
    for face in SERIFS {
        // An f before an accent has a shorter arm; that is no matter here.
        let set = |word: &str, lang: &str| glyphs(word, lang, face, Features::OLD_STYLE).replace(".short", "");
        assert_eq!(set("office", "en"), "o f_f_i c e");
        for lang in ["tr", "az", "kk-Latn", "tt-Latn", "crh"] {
            assert_eq!(set("ofis", lang), "o f i s", "{lang}");
            assert_eq!(set("afış", lang), "a f dotlessi scedilla", "{lang}");
            assert_eq!(set("saffı", lang), "s a f_f dotlessi", "{lang}");
            assert_eq!(set("saffi", lang), "s a f_f i", "{lang}");
            assert_eq!(set("flüt", lang), "f_l udieresis t", "{lang}");
        }
        assert_eq!(glyphs("office", "en", face, Features::LITERAL), "o f f i c e");
    }
}

#[test]
fn german_sets_no_ligature_over_a_seam() {
    let set = |word: &str| glyphs(word, "de", SERIF, Features::OLD_STYLE).replace(".short", "");
    assert_eq!(set("Auflage"), "A u f l a g e");
    assert_eq!(set("höflich"), "h odieresis f l i c h");
    assert_eq!(set("Kaufhaus"), "K a u f h a u s");
    assert_eq!(set("Schilfinsel"), "S c h i l f i n s e l");
    assert_eq!(set("fünfte"), "f u n f t e".replace(" u ", " udieresis "));
    assert_eq!(set("Pflicht"), "P f_l i c h t");
    assert_eq!(set("Schiffe"), "S c h i f_f e");
    assert_eq!(set("finden"), "f_i n d e n");
    assert_eq!(set("Schifffahrt"), "S c h i f_f f a h r t");
    // The author's own way to keep letters apart, in any language.
    assert_eq!(
        glyphs("shelf\u{200C}ful of\u{200C}fi", "en", SERIF, Features::OLD_STYLE).replace(".short", ""),
        "s h e l f f u l space o f f_i"
    );
    // Kerns reach over the seam.
    let advance = |text: &str, lang: &str| {
        let (fonts, patterns) = (Fonts::embedded(), Patterns::embedded());
        Shaper::new(&fonts, &patterns).chunk(text, &look(lang)).whole[0].advance
    };
    assert_eq!(advance("T\u{200C}o", "en"), advance("To", "en"));
}

#[test]
fn superiors_are_the_faces_own() {
    for face in SERIFS {
        assert_eq!(glyphs("12", "en", face, Features::SUPERIOR), "uni00B9 uni00B2");
        assert_eq!(glyphs("er", "fr", face, Features::SUPERIOR), "uni1D49 uni02B3");
        assert_eq!(glyphs("2", "en", face, Features::INFERIOR), "uni2082");
    }
    let (fonts, patterns) = (Fonts::embedded(), Patterns::embedded());
    let mut shaper = Shaper::new(&fonts, &patterns);
    assert!(shaper.has_forms(SERIF, Features::SUPERIOR, "12er"));
    assert!(!shaper.has_forms(SERIF, Features::SUPERIOR, "é"));
    assert!(!shaper.has_forms(MONO, Features::SUPERIOR, "1"));
    assert!(shaper.has_forms(SERIF, Features::SMALL_CAPS, "Work, 1908"));
    assert!(!shaper.has_forms(SERIF, Features::SMALL_CAPS, "Work, Труд"));
}

#[test]
fn fractions_are_never_an_accident() {
    for face in SERIFS {
        let text = glyphs("1/2", "en", face, Features::OLD_STYLE);
        assert_eq!(text, "one.oldstyle slash two.oldstyle");
        assert_eq!(glyphs("1/2", "en", face, Features::TABULAR), "one slash two");
    }
}

#[test]
fn languages_have_their_own_forms() {
    assert_ne!(
        glyphs("гдпт", "sr", SERIF_ITALIC, Features::OLD_STYLE),
        glyphs("гдпт", "ru", SERIF_ITALIC, Features::OLD_STYLE)
    );
    assert_eq!(glyphs("ij", "nl", SERIF, Features::OLD_STYLE), "i_j");
}

#[test]
fn exceptions_come_before_the_patterns() {
    let (fonts, patterns) = (Fonts::embedded(), Patterns::embedded());
    let mut exceptions = Hyphenation::default();
    for (lang, word) in [("en", "hyphena-tion"), ("en", "record"), ("cs", "Že-ně-va"), ("de", "auf-fi-nd-en")] {
        assert!(exceptions.add(&Lang::new(lang), word));
    }
    let mut shaper = Shaper::new(&fonts, &patterns).with_exceptions(&exceptions);
    let mut set = |text: &str, lang: &str| text_of(&shaper.chunk(text, &look(lang)).atoms);
    assert_eq!(set("Hyphenation,", "en-GB"), "Hyphena{‐||}tion,");
    assert_eq!(set("“records”/record", "en"), "“records”//record");
    assert_eq!(set("hyphenations", "en"), atoms("hyphenations", "en"));
    assert_eq!(set("ŽENĚVA", "cs"), "ŽE{‐||}NĚ{‐||}VA", "in a language without patterns too");
}

#[test]
fn what_one_shaper_has_shaped_another_copies() {
    let (fonts, patterns, pool) = (Fonts::embedded(), Patterns::embedded(), Pool::default());
    let mut shapers = [0, 1].map(|_| Shaper::new(&fonts, &patterns).with_pool(&pool));
    let [one, other] = shapers.each_mut().map(|shaper| shaper.chunk("differences,", &look("en")));
    assert_eq!((&one.whole, text_of(&one.atoms)), (&other.whole, text_of(&other.atoms)));
    assert!(Arc::ptr_eq(&one.atoms, &other.atoms) && !Arc::ptr_eq(&one.whole[0], &other.whole[0]));
}

#[test]
fn that_a_language_has_no_patterns_is_noticed_in_every_article() {
    let (fonts, patterns) = (Fonts::embedded(), Patterns::embedded());
    let mut shaper = Shaper::new(&fonts, &patterns);
    for _ in 0..2 {
        shaper.chunk("mot", &look("fr"));
        shaper.chunk("parola", &look("x-none"));
        let noticed: Vec<Lang> = std::mem::take(&mut shaper.unhyphenated).into_keys().collect();
        assert_eq!(noticed, [Lang::new("x-none")]);
    }
}
