//! One test a rule; no-break spaces show as `⍽`, narrow ones as `⎵`.

use super::*;

fn in_language(tag: &str, given: &str) -> String {
    text(given, &Lang::new(tag)).replace('\u{a0}', "⍽").replace('\u{202f}', "⎵")
}

#[track_caller]
fn check(tag: &str, cases: &[(&str, &str)]) {
    for (given, wanted) in cases {
        assert_eq!(in_language(tag, given), *wanted, "{tag}: {given}");
    }
}

#[test]
fn english_quotes_curl() {
    check(
        "en",
        &[
            ("\"Yes,\" she said.", "“Yes,” she said."),
            ("'Yes,' she said.", "‘Yes,’ she said."),
            ("\"He said 'no'.\"", "“He said ‘no’.”"),
            ("'He said \"no\".'", "‘He said “no”.’"),
            ("\"'Tis 'true'\"", "“’Tis ‘true’”"),
            ("(\"so\") [\"so\"]", "(“so”) [“so”]"),
            ("he said---\"Yes\"---and left", "he said—“Yes”—and left"),
            ("\"I was---\" he said", "“I was—” he said"),
            ("\"One\" and \"two\"/\"three\"", "“One” and “two”/“three”"),
            ("\"\"", "“”"),
            ("an open \"quotation", "an open “quotation"),
        ],
    );
}

#[test]
fn apostrophes_are_not_quotes() {
    check(
        "en",
        &[
            ("don't, it's, O'Brien", "don’t, it’s, O’Brien"),
            ("the '90s and '68", "the ’90s and ’68"),
            ("the 1990's", "the 1990’s"),
            ("rock 'n' roll", "rock ’n’ roll"),
            ("the workers' rights", "the workers’ rights"),
            ("'the workers' rights'", "‘the workers’ rights’"),
            ("'Twas the night, 'tis so, get 'em", "’Twas the night, ’tis so, get ’em"),
            ("'68' is a film", "‘68’ is a film"),
        ],
    );
}

#[test]
fn primes_stand_after_numbers() {
    check(
        "en",
        &[
            ("6'2\" tall", "6′2″ tall"),
            ("a 12\" record", "a 12″ record"),
            ("\"a 6'2\" man\"", "“a 6′2″ man”"),
            ("\"in room 12\"", "“in room 12”"),
            ("1'000", "1’000"),
        ],
    );
}

#[test]
fn dashes_and_ellipses() {
    check(
        "en",
        &[
            ("a---b", "a—b"),
            ("a -- b", "a⍽– b"),
            ("5--10, 5-10", "5–10, 5-10"),
            ("wait...", "wait…"),
            ("wait....", "wait…."),
            ("run --help", "run --help"),
            ("-----", "-----"),
            ("one — two", "one⍽— two"),
        ],
    );
}

#[test]
fn curled_text_passes_unharmed() {
    for (tag, text) in [
        ("en", "“He said ‘no’,” she wrote; don’t."),
        ("fr", "«\u{202f}Oui\u{202f}», dit-il\u{202f}; l’eau\u{a0}: “là”\u{202f}!"),
        ("de", "„Er sagte ‚nein‘“, und »anders«."),
        ("es", "«Dijo “no”», ¿no?"),
        ("ru", "«Он сказал „нет“», да"),
    ] {
        let shown = text.replace('\u{a0}', "⍽").replace('\u{202f}', "⎵");
        assert_eq!(in_language(tag, text), shown);
        assert_eq!(
            in_language(tag, &in_language(tag, text).replace('⍽', "\u{a0}").replace('⎵', "\u{202f}")),
            shown,
            "twice"
        );
    }
}

#[test]
fn french_spaces() {
    check(
        "fr",
        &[
            ("Il dit \"oui\".", "Il dit «⎵oui⎵»."),
            ("\"Il a dit \"non\" hier\"", "«⎵Il a dit “non” hier⎵»"),
            ("« oui »", "«⎵oui⎵»"),
            ("Quoi ? Non! Si; voici: là", "Quoi⎵? Non⎵! Si⎵; voici⍽: là"),
            ("Quoi?! (vraiment?)", "Quoi⎵?! (vraiment⎵?)"),
            ("à 12:30, http://x.org/a?b", "à 12:30, http://x.org/a?b"),
            ("l'eau d'aujourd'hui", "l’eau d’aujourd’hui"),
            ("le 16 décembre, 1er mai, p. 12, 10 000 m, 5 %", "le 16⍽décembre, 1er⍽mai, p.⍽12, 10⎵000⍽m, 5⍽%"),
            ("M. Dupont", "M.⍽Dupont"),
        ],
    );
}

#[test]
fn german_quotes() {
    check(
        "de",
        &[
            ("\"Ja\", sagte er.", "„Ja“, sagte er."),
            ("\"Er sagte 'nein'.\"", "„Er sagte ‚nein‘.“"),
            ("\"Er sagte \"nein\".\"", "„Er sagte ‚nein‘.“"),
            ("Wie geht's? Hans' Hut", "Wie geht’s? Hans’ Hut"),
            ("am 16. Dezember, S. 12, Nr. 5", "am 16.⍽Dezember, S.⍽12, Nr.⍽5"),
        ],
    );
    check("de-CH", &[("\"Ja\"", "«Ja»")]);
}

#[test]
fn spanish_quotes() {
    check(
        "es",
        &[("\"Dijo \"no\"\"", "«Dijo “no”»"), ("¿\"Qué\"?", "¿«Qué»?"), ("el 16 de diciembre", "el 16⍽de diciembre")],
    );
}

#[test]
fn russian_quotes_and_ties() {
    check(
        "ru",
        &[
            ("\"Он сказал \"нет\"\"", "«Он сказал „нет“»"),
            ("Он — рабочий", "Он⍽— рабочий"),
            ("в городе и у моря", "в⍽городе и⍽у⍽моря"),
            ("16 декабря 2011 г. в г. Жанаозен", "16⍽декабря 2011⍽г. в⍽г.⍽Жанаозен"),
            ("с. 12, 5 км", "с.⍽12, 5⍽км"),
        ],
    );
    check("pl", &[("i w domu", "i⍽w⍽domu"), ("\"Tak\"", "„Tak”")]);
    check("cs", &[("\"Ano\"", "„Ano“")]);
}

#[test]
fn words_that_belong_together_stay_together() {
    check(
        "en",
        &[
            ("see p. 12, pp. 3, No. 5, § 4", "see p.⍽12, pp.⍽3, No.⍽5, §⍽4"),
            ("so \"page 12\" and pages 3 and 4 of a page", "so “page⍽12” and pages⍽3 and 4 of a page"),
            ("on 16 December 2011", "on 16⍽December 2011"),
            ("J. S. Bach, T. Koulibayev", "J.⎵S.⍽Bach, T.⍽Koulibayev"),
            ("5 km, 20 kg, 3 %, 2 million", "5⍽km, 20⍽kg, 3⍽%, 2⍽million"),
            ("5 kmh, 5. m", "5 kmh, 5. m"),
            ("Dr. Barry", "Dr.⍽Barry"),
        ],
    );
}

#[test]
fn dates_keep_together() {
    check(
        "en",
        &[
            ("on December 16, 2011, and in May 2012", "on December⍽16, 2011, and in May 2012"),
            ("in Dec. 2011; the 16 tanks, 2011 men", "in Dec. 2011; the 16 tanks, 2011 men"),
            ("in the 19th century, they may 12", "in the 19th⍽century, they may 12"),
        ],
    );
    check("fr", &[("le 1er mai 1886, au XIXe siècle", "le 1er⍽mai 1886, au XIXe⍽siècle")]);
    check("de", &[("am 16. Dezember 2011, im 19. Jahrhundert", "am 16.⍽Dezember 2011, im 19.⍽Jahrhundert")]);
    check("es", &[("16 de diciembre de 2011, siglo XX", "16⍽de diciembre de⍽2011, siglo⍽XX")]);
    check("pt", &[("16 de dezembro de 2011", "16⍽de dezembro de⍽2011")]);
    check("ru", &[("в декабре 2011 года, XX век", "в⍽декабре 2011⍽года, XX⍽век")]);
    check("pl", &[("16 grudnia 2011 r., w XX wieku", "16⍽grudnia 2011⍽r., w⍽XX⍽wieku")]);
    check("cs", &[("16. prosince 2011", "16.⍽prosince 2011")]);
    check("sk", &[("16. decembra 2011", "16.⍽decembra 2011")]);
    check("uk", &[("16 грудня 2011 року", "16⍽грудня 2011⍽року")]);
    check("bg", &[("16 декември 2011 г.", "16⍽декември 2011⍽г.")]);
    check("kk", &[("2011 жылдың 16 желтоқсан", "2011⍽жылдың 16⍽желтоқсан")]);
    check("tr", &[("16 Aralık 2011, 20. yüzyıl", "16⍽Aralık 2011, 20.⍽yüzyıl")]);
    check("el", &[("16 Δεκεμβρίου 2011", "16⍽Δεκεμβρίου 2011")]);
    check("nl", &[("16 december 2011", "16⍽december 2011")]);
}

#[test]
fn names_keep_together() {
    check(
        "en",
        &[
            ("Louis XIV, World War II, Peter I went", "Louis⍽XIV, World War⍽II, Peter I went"),
            ("vol. IV, p. xii, ch. III", "vol.⍽IV, p.⍽xii, ch.⍽III"),
            ("J.-P. Sartre, J.R.R. Tolkien", "J.-P.⍽Sartre, J.R.R.⍽Tolkien"),
            ("i. e. so, e. g. so", "i.⎵e. so, e.⎵g. so"),
        ],
    );
    check(
        "ru",
        &[
            ("роман А. С. Пушкина", "роман А.⎵С.⍽Пушкина"),
            ("Пушкин А. С. Сочинения", "Пушкин А.⎵С.⍽Сочинения"),
            ("Пушкин А. С., Толстой Л.Н., и т. д.", "Пушкин⍽А.⎵С., Толстой⍽Л.Н., и⍽т.⎵д."),
            ("Николай II и Пётр I, гл. IV", "Николай⍽II и⍽Пётр⍽I, гл.⍽IV"),
        ],
    );
    check("de", &[("z. B. Ludwig XIV, d. h. so", "z.⎵B.⍽Ludwig⍽XIV, d.⎵h. so")]);
    check("tr", &[("Dr. Barış, II. Mahmut, s. 12", "Dr.⍽Barış, II. Mahmut, s.⍽12")]);
}

#[test]
fn short_words_do_not_end_lines() {
    check("ru", &[("Не я ли то же, во дворе", "Не⍽я⍽ли то⍽же, во⍽дворе")]);
    check("pl", &[("W domu i z nami, o tym, a we wsi", "W⍽domu i⍽z⍽nami, o⍽tym, a⍽we⍽wsi")]);
    check("cs", &[("K lesu a v domě, s námi", "K⍽lesu a⍽v⍽domě, s⍽námi")]);
    check("sk", &[("v dome a u nás", "v⍽dome a⍽u⍽nás")]);
    check("uk", &[("у місті та з нами, що б", "у⍽місті та з⍽нами, що⍽б")]);
    check("bg", &[("в града и не знае ли", "в⍽града и⍽не⍽знае⍽ли")]);
    check("en", &[("I saw a man", "I saw a man")]);
}

#[test]
fn what_is_said_keeps_to_its_dash() {
    check("ru", &[("— Да, — сказал он.", "—⍽Да,⍽— сказал он.")]);
    check("fr", &[("— Oui ! dit-il.", "—⍽Oui⎵! dit-il.")]);
    check("pl", &[("– Tak – powiedział.", "–⍽Tak⍽– powiedział.")]);
    check("en", &[("one — two", "one⍽— two")]);
}

#[test]
fn more_quotes() {
    check("bg", &[("\"Да 'не'\"", "„Да ‚не‘“")]);
    check("tr", &[("\"Evet 'hayır'\", 2011'de", "“Evet ‘hayır’”, 2011’de")]);
    check("el", &[("\"Ναι \"όχι\"\"", "«Ναι “όχι”»")]);
    check("nb", &[("\"Ja\"", "«Ja»")]);
    check("hu", &[("\"Igen \"nem\"\"", "„Igen »nem«”")]);
    check("pl", &[("\"Tak \"nie\"\"", "„Tak «nie»”")]);
    check("cs", &[("\"Ano 'ne'\"", "„Ano ‚ne‘“")]);
    check("uk", &[("\"Так \"ні\"\"", "«Так „ні“»")]);
    check("ro", &[("\"Da \"nu\"\"", "„Da «nu»”")]);
}

#[test]
fn unknown_languages_curl_as_english_does() {
    check("xx", &[("\"a\" 'b'", "“a” ‘b’")]);
}

#[test]
fn spaces_run_together() {
    check(
        "en",
        &[
            ("one.  Two \n three ", "one. Two three"),
            (" a", "a"),
            ("", ""),
            ("one \u{a0}two\u{a0} three\u{a0}", "one⍽two⍽three"),
            ("\u{a0}a", "a"),
        ],
    );
}

#[test]
fn addresses_stay() {
    check(
        "en",
        &[
            ("at https://x.org/a--b...c's. \"So\"", "at https://x.org/a--b...c's. “So”"),
            ("(www.x.org/--)", "(www.x.org/--)"),
        ],
    );
}
