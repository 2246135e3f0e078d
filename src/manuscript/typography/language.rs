//! What each language does with quotation marks and spaces.
//!
//! Sources: for English the New Oxford Style Manual; for French the Lexique des règles typographiques en usage
//! à l’Imprimerie nationale; for German DIN 5008 and Duden; for Spanish the Ortografía of the RAE (2010); for
//! Russian the handbook of Milchin and Cheltsova; for Polish Wolański, Edycja tekstów; for Czech ČSN 01 6910; for
//! other languages the Chicago Manual of Style (17th edition, chapter 11) and Unicode's CLDR.

use super::super::months::{self, Months};

/// A pair of marks, opening and closing. The closing mark of French has its space within.
pub(super) type Pair = (&'static str, &'static str);

/// A list of words.
pub(super) type Words = &'static [&'static str];

/// The rules of one language.
pub(super) struct Language {
    /// Outer quotation marks, written `"`.
    pub(super) outer: Pair,
    /// Marks of a quotation within a quotation that is also written `"`.
    pub(super) inner: Pair,
    /// Marks written `'`.
    pub(super) single: Pair,
    /// Whether quotation marks and high punctuation have spaces, as in French.
    pub(super) spaced: bool,
    /// Whether a one-letter word keeps to the word after it.
    pub(super) short_words: bool,
    /// Longer words that keep to the word after them, in small letters.
    pub(super) proclitics: Words,
    /// Words that keep to the word before them.
    pub(super) enclitics: Words,
    /// Whether initials may stand after the name.
    pub(super) name_first: bool,
    /// Whether thousands are parted by spaces.
    pub(super) spaced_thousands: bool,
    /// Words that keep to the number after them.
    pub(super) before_number: Words,
    /// Titles that keep to the name after them.
    pub(super) before_name: Words,
    /// Words that keep to the number before them.
    pub(super) after_number: Words,
    /// Words that keep to the number of a century before them.
    pub(super) centuries: Words,
    /// The months, which keep to their day.
    pub(super) months: &'static Months,
    /// What stands between day, month and year.
    pub(super) month_link: Option<&'static str>,
    /// Words whose first letter an apostrophe replaces: ’tis.
    pub(super) elided: Words,
}

const CURLED: Pair = ("“", "”");
const GUILLEMETS: Pair = ("«", "»");
const LOW: Pair = ("„", "“");
const LOW_SINGLE: Pair = ("‚", "‘");
const HIGH_SINGLE: Pair = ("’", "’");

/// English, and every language that is not in the table.
const ENGLISH: Language = Language {
    outer: CURLED,
    inner: CURLED,
    single: ("‘", "’"),
    spaced: false,
    short_words: false,
    proclitics: &[],
    enclitics: &[],
    name_first: false,
    spaced_thousands: false,
    before_number: &[
        "p.", "pp.", "page", "pages", "No.", "Nos.", "no.", "nos.", "vol.", "vols.", "Vol.", "ch.", "chs.", "chap.",
        "Ch.", "fig.", "figs.", "Fig.", "art.", "Art.", "sec.", "Sec.", "c.", "ca.", "n.", "nn.", "l.", "ll.", "v.",
        "vv.", "fol.", "ed.",
    ],
    before_name: &[
        "Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Dr", "Dr.", "Prof.", "St", "St.", "Rev.", "Fr.", "Capt.", "Col.",
        "Gen.", "Sgt.",
    ],
    after_number: &["million", "billion", "trillion", "BC", "AD", "BCE", "CE", "a.m.", "p.m.", "am", "pm"],
    centuries: &["century", "centuries"],
    months: &months::ENGLISH,
    month_link: None,
    elided: &[
        "tis", "twas", "twere", "twill", "em", "n", "til", "cause", "cos", "bout", "round", "neath", "tween", "appen",
        "ere",
    ],
};

const FRENCH: Language = Language {
    outer: GUILLEMETS,
    inner: CURLED,
    single: CURLED,
    spaced: true,
    spaced_thousands: true,
    before_number: &[
        "p.", "pp.", "page", "pages", "n°", "no", "nº", "nos", "vol.", "t.", "chap.", "fig.", "art.", "l.", "v.", "f.",
        "ch.", "éd.",
    ],
    before_name: &["M.", "MM.", "Mme", "Mmes", "Mlle", "Mlles", "Mgr", "Dr", "Pr", "Me", "St", "Ste"],
    after_number: &["millions", "million", "milliards", "milliard", "heures"],
    centuries: &["siècle", "siècles"],
    months: &months::FRENCH,
    elided: &[],
    ..ENGLISH
};

const GERMAN: Language = Language {
    outer: LOW,
    inner: LOW_SINGLE,
    single: LOW_SINGLE,
    spaced_thousands: true,
    before_number: &[
        "S.", "Seite", "Seiten", "Nr.", "Nrn.", "Bd.", "Bde.", "Kap.", "Abb.", "Art.", "Abs.", "Aufl.", "Anm.", "Z.",
        "Jg.", "H.", "Bl.",
    ],
    before_name: &["Dr.", "Prof.", "Hr.", "Fr.", "St.", "Frau", "Herr", "Herrn"],
    after_number: &["Mio.", "Mrd.", "Millionen", "Milliarden", "Uhr", "v.", "n."],
    centuries: &["Jh.", "Jahrhundert", "Jahrhunderts", "Jahrhunderte"],
    months: &months::GERMAN,
    elided: &["n", "ne", "s", "ner", "nen"],
    ..ENGLISH
};

const SWISS_GERMAN: Language = Language { outer: GUILLEMETS, inner: ("‹", "›"), single: ("‹", "›"), ..GERMAN };

const SPANISH: Language = Language {
    outer: GUILLEMETS,
    inner: CURLED,
    single: ("‘", "’"),
    spaced_thousands: true,
    before_number: &[
        "p.", "pp.", "página", "páginas", "pág.", "págs.", "núm.", "n.º", "n.°", "vol.", "cap.", "fig.", "art.", "t.",
        "siglo", "siglos",
    ],
    before_name: &["Sr.", "Sra.", "Srta.", "Dr.", "Dra.", "D.", "Dña.", "Prof."],
    after_number: &["millones", "mil"],
    centuries: &[],
    months: &months::SPANISH,
    month_link: Some("de"),
    elided: &[],
    ..ENGLISH
};

const CATALAN: Language = Language {
    before_number: &["p.", "pàg.", "núm.", "vol.", "cap.", "fig.", "art.", "segle", "segles"],
    months: &months::CATALAN,
    ..SPANISH
};

const ITALIAN: Language = Language {
    spaced_thousands: false,
    before_number: &["p.", "pp.", "pagina", "pagine", "n.", "nn.", "vol.", "voll.", "cap.", "fig.", "art.", "t."],
    before_name: &["Sig.", "Sig.ra", "Dott.", "Dott.ssa", "Prof."],
    after_number: &["milioni", "miliardi", "mila"],
    centuries: &["secolo", "secoli"],
    months: &months::ITALIAN,
    month_link: None,
    ..SPANISH
};

const PORTUGUESE: Language = Language {
    outer: CURLED,
    inner: CURLED,
    before_number: &["p.", "pp.", "pág.", "n.º", "vol.", "cap.", "fig.", "art.", "t.", "século", "séculos"],
    after_number: &["milhões", "mil"],
    months: &months::PORTUGUESE,
    ..SPANISH
};

const ROMANIAN: Language = Language {
    outer: ("„", "”"),
    inner: GUILLEMETS,
    before_number: &["p.", "pp.", "nr.", "vol.", "cap.", "fig.", "art.", "secolul"],
    after_number: &["milioane", "miliarde"],
    centuries: &[],
    months: &months::ROMANIAN,
    elided: &[],
    ..ENGLISH
};

const RUSSIAN: Language = Language {
    outer: GUILLEMETS,
    inner: LOW,
    single: LOW,
    short_words: true,
    proclitics: &["во", "ко", "об", "обо", "со", "не", "ни"],
    enclitics: &["б", "бы", "ж", "же", "ли", "ль"],
    name_first: true,
    spaced_thousands: true,
    before_number: &[
        "с.",
        "С.",
        "стр.",
        "страница",
        "странице",
        "страницы",
        "т.",
        "Т.",
        "гл.",
        "рис.",
        "табл.",
        "ст.",
        "п.",
        "ч.",
        "вып.",
        "кн.",
        "д.",
        "кв.",
        "ок.",
        "Глава",
        "глава",
        "том",
        "часть",
    ],
    before_name: &["г.", "гр.", "гражд.", "тов.", "проф.", "акад.", "д-р", "ул.", "пос.", "обл.", "им."],
    after_number: &[
        "г.",
        "гг.",
        "год",
        "года",
        "году",
        "годом",
        "годов",
        "годах",
        "тыс.",
        "млн",
        "млрд",
        "руб.",
        "коп.",
        "ч.",
        "мин.",
        "чел.",
    ],
    centuries: &["в.", "вв.", "век", "века", "веке", "веку", "веком", "веков", "веках"],
    months: &months::RUSSIAN,
    elided: &[],
    ..ENGLISH
};

const UKRAINIAN: Language = Language {
    proclitics: &["зі", "із", "не", "ні"],
    enclitics: &["б", "би", "ж", "же"],
    before_number: &["с.", "С.", "т.", "Т.", "гл.", "рис.", "табл.", "ст.", "п.", "ч.", "вип.", "кн.", "розд."],
    before_name: &["м.", "гр.", "тов.", "проф.", "акад.", "вул.", "обл.", "ім."],
    after_number: &["р.", "рр.", "рік", "року", "роки", "років", "тис.", "млн", "млрд", "грн"],
    centuries: &["ст.", "століття"],
    months: &months::UKRAINIAN,
    ..RUSSIAN
};

const BELARUSIAN: Language = Language {
    proclitics: &["са", "не", "ні"],
    enclitics: &["б", "бы", "ж", "жа"],
    after_number: &["г.", "гг.", "год", "года", "годзе", "гадоў", "тыс.", "млн", "млрд", "руб."],
    centuries: &["ст.", "стагоддзя", "стагоддзі"],
    months: &months::BELARUSIAN,
    ..RUSSIAN
};

const BULGARIAN: Language = Language {
    outer: LOW,
    inner: LOW_SINGLE,
    single: LOW_SINGLE,
    proclitics: &["не"],
    enclitics: &["ли"],
    before_number: &["с.", "С.", "стр.", "т.", "Т.", "гл.", "фиг.", "табл.", "чл.", "ал.", "№", "кн."],
    before_name: &["г-н", "г-жа", "д-р", "проф.", "акад.", "гр.", "ул.", "св."],
    after_number: &["г.", "год.", "година", "години", "хил.", "млн.", "млрд.", "лв."],
    centuries: &["в.", "век", "века"],
    months: &months::BULGARIAN,
    ..RUSSIAN
};

/// Kazakh, whose one-letter words are few and whose endings stand in the word.
const KAZAKH: Language = Language {
    short_words: false,
    proclitics: &[],
    enclitics: &[],
    after_number: &["ж.", "жж.", "жыл", "жылы", "жылғы", "жылдың", "мың", "млн", "млрд", "теңге"],
    centuries: &["ғ.", "ғасыр", "ғасырда"],
    months: &months::KAZAKH,
    ..RUSSIAN
};

const POLISH: Language = Language {
    outer: ("„", "”"),
    inner: GUILLEMETS,
    single: ("‚", "’"),
    proclitics: &["we", "ze"],
    enclitics: &[],
    name_first: false,
    before_number: &["s.", "nr", "Nr", "t.", "rozdz.", "rys.", "art.", "ust.", "pkt", "ok."],
    before_name: &["dr", "prof.", "p.", "św.", "ks.", "ul."],
    after_number: &["r.", "roku", "rok", "tys.", "mln", "mld", "zł"],
    centuries: &["w.", "wiek", "wieku", "wieki", "wieków"],
    months: &months::POLISH,
    ..RUSSIAN
};

const CZECH: Language = Language {
    outer: LOW,
    inner: LOW_SINGLE,
    single: LOW_SINGLE,
    proclitics: &[],
    before_number: &["s.", "č.", "sv.", "kap.", "obr.", "odst.", "čl.", "r.", "roku"],
    before_name: &["Dr.", "prof.", "p.", "sv.", "ul."],
    after_number: &["tis.", "mil.", "mld.", "Kč", "roku"],
    centuries: &["století", "stol."],
    months: &months::CZECH,
    ..POLISH
};

const SLOVAK: Language = Language {
    before_number: &["s.", "č.", "zv.", "kap.", "obr.", "ods.", "čl.", "r.", "roku"],
    after_number: &["tis.", "mil.", "mld.", "eur", "roku"],
    centuries: &["storočie", "storočia", "storočí", "stor."],
    months: &months::SLOVAK,
    ..CZECH
};

const TURKISH: Language = Language {
    before_number: &["s.", "ss.", "No.", "no.", "c.", "C.", "böl.", "md.", "sf."],
    before_name: &["Dr.", "Prof.", "Doç.", "Av.", "Bay", "Bayan", "Sn."],
    after_number: &["milyon", "milyar", "bin", "yılı", "yılında"],
    centuries: &["yüzyıl", "yüzyılda", "yüzyılın", "yy."],
    months: &months::TURKISH,
    elided: &[],
    ..ENGLISH
};

const GREEK: Language = Language {
    outer: GUILLEMETS,
    inner: CURLED,
    before_number: &["σ.", "σελ.", "σσ.", "αρ.", "τ.", "τόμ.", "κεφ.", "εικ.", "άρθ."],
    before_name: &["κ.", "κα", "Δρ.", "Καθ.", "Αγ."],
    after_number: &["εκατ.", "δισ.", "χιλ.", "π.μ.", "μ.μ.", "π.Χ.", "μ.Χ."],
    centuries: &["αι.", "αιώνα", "αιώνας"],
    months: &months::GREEK,
    elided: &[],
    ..ENGLISH
};

const DUTCH: Language = Language {
    before_number: &["p.", "pp.", "blz.", "nr.", "nrs.", "dl.", "hfst.", "afb.", "art.", "ca."],
    before_name: &["dr.", "prof.", "mr.", "ir.", "drs.", "dhr.", "mw.", "mevr.", "St."],
    after_number: &["miljoen", "miljard", "uur"],
    centuries: &["eeuw"],
    months: &months::DUTCH,
    elided: &["s", "t", "n", "k", "m"],
    ..ENGLISH
};

const NORWEGIAN: Language = Language {
    outer: GUILLEMETS,
    inner: ("‘", "’"),
    spaced_thousands: true,
    before_number: &["s.", "nr.", "bd.", "kap.", "fig.", "art.", "ca."],
    before_name: &["dr.", "prof.", "St."],
    after_number: &["mill.", "mrd.", "millioner", "milliarder", "kr", "kr."],
    centuries: &["århundre", "århundret"],
    months: &months::NORWEGIAN,
    elided: &[],
    ..ENGLISH
};

const DANISH: Language = Language { outer: CURLED, inner: CURLED, months: &months::DANISH, ..NORWEGIAN };

const SWEDISH: Language = Language {
    outer: ("”", "”"),
    inner: HIGH_SINGLE,
    single: HIGH_SINGLE,
    centuries: &["århundradet"],
    months: &months::SWEDISH,
    ..NORWEGIAN
};

const FINNISH: Language = Language {
    before_number: &["s.", "ss.", "nro", "n:o", "luku", "kuva", "ks."],
    before_name: &["tri", "prof."],
    after_number: &["milj.", "mrd.", "miljoonaa", "miljardia", "euroa"],
    centuries: &["vuosisata", "vuosisadan", "vuosisadalla"],
    months: &months::FINNISH,
    ..SWEDISH
};

/// Marks that more languages than those above use, with the spaces of English.
const LOW_HIGH: Language =
    Language { outer: ("„", "”"), inner: ("»", "«"), single: HIGH_SINGLE, elided: &[], ..ENGLISH };
const LOW_LEFT: Language = Language { outer: LOW, inner: LOW_SINGLE, single: LOW_SINGLE, elided: &[], ..ENGLISH };

/// Finds the rules of a language tag.
pub(super) fn rules(tag: &str) -> &'static Language {
    let tag = tag.to_ascii_lowercase();
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    match primary {
        "fr" => &FRENCH,
        "de" if tag.ends_with("-ch") || tag.ends_with("-li") => &SWISS_GERMAN,
        "de" => &GERMAN,
        "es" | "gl" | "eu" => &SPANISH,
        "ca" => &CATALAN,
        "it" => &ITALIAN,
        "pt" => &PORTUGUESE,
        "ro" => &ROMANIAN,
        "ru" | "ky" => &RUSSIAN,
        "uk" => &UKRAINIAN,
        "be" => &BELARUSIAN,
        "bg" | "mk" => &BULGARIAN,
        "kk" => &KAZAKH,
        "pl" => &POLISH,
        "cs" => &CZECH,
        "sk" => &SLOVAK,
        "tr" | "az" => &TURKISH,
        "el" => &GREEK,
        "nl" => &DUTCH,
        "nb" | "nn" | "no" => &NORWEGIAN,
        "da" => &DANISH,
        "sv" => &SWEDISH,
        "fi" => &FINNISH,
        "hu" | "hr" | "bs" | "sr" | "sh" => &LOW_HIGH,
        "sl" | "et" | "lt" | "lv" | "is" | "ka" => &LOW_LEFT,
        _ => &ENGLISH,
    }
}
