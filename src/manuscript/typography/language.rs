//! What each language does with quotation marks and spaces.
//!
//! Sources: for English the New Oxford Style Manual; for French the Lexique des règles typographiques en usage
//! à l’Imprimerie nationale; for German DIN 5008 and Duden; for Spanish the Ortografía of the RAE (2010); for
//! Russian the handbook of Milchin and Cheltsova.

/// A pair of marks, opening and closing. The closing mark of French has its space within.
pub(super) type Pair = (&'static str, &'static str);

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
    /// Whether thousands are parted by spaces.
    pub(super) spaced_thousands: bool,
    /// Words that keep to the number after them.
    pub(super) before_number: &'static [&'static str],
    /// Titles that keep to the name after them.
    pub(super) before_name: &'static [&'static str],
    /// Words that keep to the number before them: months, and what years are followed by.
    pub(super) after_number: &'static [&'static str],
    /// Words whose first letter an apostrophe replaces: ’tis.
    pub(super) elided: &'static [&'static str],
}

const CURLED: Pair = ("“", "”");
const GUILLEMETS: Pair = ("«", "»");
const LOW: Pair = ("„", "“");

/// English, and every language that is not in the table.
const ENGLISH: Language = Language {
    outer: CURLED,
    inner: CURLED,
    single: ("‘", "’"),
    spaced: false,
    short_words: false,
    spaced_thousands: false,
    before_number: &[
        "p.", "pp.", "No.", "Nos.", "no.", "nos.", "vol.", "vols.", "Vol.", "ch.", "chs.", "chap.", "Ch.", "fig.",
        "figs.", "Fig.", "art.", "Art.", "sec.", "Sec.", "c.", "ca.", "n.", "nn.", "l.", "ll.", "v.", "vv.", "fol.",
        "ed.",
    ],
    before_name: &[
        "Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Dr", "Dr.", "Prof.", "St", "St.", "Rev.", "Fr.", "Capt.", "Col.",
        "Gen.", "Sgt.",
    ],
    after_number: &[
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Jan.",
        "Feb.",
        "Aug.",
        "Sept.",
        "Oct.",
        "Nov.",
        "Dec.",
        "million",
        "billion",
        "trillion",
        "BC",
        "AD",
        "BCE",
        "CE",
        "a.m.",
        "p.m.",
        "am",
        "pm",
    ],
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
        "p.", "pp.", "n°", "no", "nº", "nos", "vol.", "t.", "chap.", "fig.", "art.", "l.", "v.", "f.", "ch.", "éd.",
    ],
    before_name: &["M.", "MM.", "Mme", "Mmes", "Mlle", "Mlles", "Mgr", "Dr", "Pr", "Me", "St", "Ste"],
    after_number: &[
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
        "millions",
        "million",
        "milliards",
        "milliard",
        "heures",
        "siècle",
    ],
    elided: &[],
    ..ENGLISH
};

const GERMAN: Language = Language {
    outer: LOW,
    inner: ("‚", "‘"),
    single: ("‚", "‘"),
    spaced_thousands: true,
    before_number: &[
        "S.", "Nr.", "Nrn.", "Bd.", "Bde.", "Kap.", "Abb.", "Art.", "Abs.", "Aufl.", "Anm.", "Z.", "Jg.", "H.", "Bl.",
    ],
    before_name: &["Dr.", "Prof.", "Hr.", "Fr.", "St.", "Frau", "Herr", "Herrn"],
    after_number: &[
        "Januar",
        "Jänner",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
        "Mio.",
        "Mrd.",
        "Millionen",
        "Milliarden",
        "Uhr",
        "v.",
        "n.",
        "Jahrhundert",
    ],
    elided: &["n", "ne", "s", "ner", "nen"],
    ..ENGLISH
};

const SWISS_GERMAN: Language = Language { outer: GUILLEMETS, inner: ("‹", "›"), single: ("‹", "›"), ..GERMAN };

const SPANISH: Language = Language {
    outer: GUILLEMETS,
    inner: CURLED,
    single: ("‘", "’"),
    spaced_thousands: true,
    before_number: &["p.", "pp.", "pág.", "págs.", "núm.", "n.º", "n.°", "vol.", "cap.", "fig.", "art.", "t."],
    before_name: &["Sr.", "Sra.", "Srta.", "Dr.", "Dra.", "D.", "Dña.", "Prof."],
    after_number: &[
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "setiembre",
        "octubre",
        "noviembre",
        "diciembre",
        "de enero",
        "de febrero",
        "de marzo",
        "de abril",
        "de mayo",
        "de junio",
        "de julio",
        "de agosto",
        "de septiembre",
        "de setiembre",
        "de octubre",
        "de noviembre",
        "de diciembre",
        "millones",
        "mil",
    ],
    elided: &[],
    ..ENGLISH
};

const ITALIAN: Language = Language {
    outer: GUILLEMETS,
    inner: CURLED,
    spaced_thousands: false,
    after_number: &[
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ],
    elided: &[],
    ..SPANISH
};

const PORTUGUESE: Language = Language {
    outer: CURLED,
    inner: CURLED,
    after_number: &[
        "de janeiro",
        "de fevereiro",
        "de março",
        "de abril",
        "de maio",
        "de junho",
        "de julho",
        "de agosto",
        "de setembro",
        "de outubro",
        "de novembro",
        "de dezembro",
    ],
    ..SPANISH
};

const RUSSIAN: Language = Language {
    outer: GUILLEMETS,
    inner: LOW,
    single: LOW,
    short_words: true,
    spaced_thousands: true,
    before_number: &[
        "с.",
        "С.",
        "стр.",
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
    ],
    before_name: &["г.", "гр.", "гражд.", "тов.", "проф.", "акад.", "д-р", "ул.", "пос.", "обл.", "им."],
    after_number: &[
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
        "г.",
        "гг.",
        "год",
        "года",
        "году",
        "годов",
        "годах",
        "в.",
        "вв.",
        "век",
        "века",
        "веке",
        "тыс.",
        "млн",
        "млрд",
        "руб.",
        "коп.",
        "ч.",
        "мин.",
        "чел.",
    ],
    elided: &[],
    ..ENGLISH
};

const UKRAINIAN: Language = Language {
    after_number: &[
        "січня",
        "лютого",
        "березня",
        "квітня",
        "травня",
        "червня",
        "липня",
        "серпня",
        "вересня",
        "жовтня",
        "листопада",
        "грудня",
        "р.",
        "рр.",
        "ст.",
        "тис.",
        "млн",
        "млрд",
        "грн",
    ],
    ..RUSSIAN
};

const POLISH: Language = Language {
    outer: ("„", "”"),
    inner: GUILLEMETS,
    single: ("‚", "’"),
    before_number: &["s.", "nr", "Nr", "t.", "rozdz.", "rys.", "art.", "ust.", "pkt", "ok."],
    before_name: &["dr", "prof.", "p.", "św.", "ks.", "ul."],
    after_number: &[
        "stycznia",
        "lutego",
        "marca",
        "kwietnia",
        "maja",
        "czerwca",
        "lipca",
        "sierpnia",
        "września",
        "października",
        "listopada",
        "grudnia",
        "r.",
        "roku",
        "tys.",
        "mln",
        "mld",
        "zł",
    ],
    ..RUSSIAN
};

const CZECH: Language = Language {
    outer: LOW,
    inner: ("‚", "‘"),
    single: ("‚", "‘"),
    before_number: &["s.", "č.", "sv.", "kap.", "obr.", "odst.", "čl."],
    before_name: &["Dr.", "prof.", "p.", "sv.", "ul."],
    after_number: &[
        "ledna",
        "února",
        "března",
        "dubna",
        "května",
        "června",
        "července",
        "srpna",
        "září",
        "října",
        "listopadu",
        "prosince",
        "tis.",
        "mil.",
        "mld.",
        "Kč",
        "roku",
    ],
    ..RUSSIAN
};

/// Marks that more languages than those above use, with the spaces of English.
const LOW_HIGH: Language =
    Language { outer: ("„", "”"), inner: ("’", "’"), single: ("’", "’"), elided: &[], ..ENGLISH };
const RIGHT_RIGHT: Language =
    Language { outer: ("”", "”"), inner: ("’", "’"), single: ("’", "’"), elided: &[], ..ENGLISH };

/// Finds the rules of a language tag.
pub(super) fn rules(tag: &str) -> &'static Language {
    let tag = tag.to_ascii_lowercase();
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    match primary {
        "fr" => &FRENCH,
        "de" if tag.ends_with("-ch") || tag.ends_with("-li") => &SWISS_GERMAN,
        "de" => &GERMAN,
        "es" | "ca" | "gl" | "eu" => &SPANISH,
        "it" => &ITALIAN,
        "pt" => &PORTUGUESE,
        "ru" | "be" | "kk" | "ky" => &RUSSIAN,
        "uk" => &UKRAINIAN,
        "pl" => &POLISH,
        "cs" | "sk" => &CZECH,
        "hu" | "ro" => &LOW_HIGH,
        "sv" | "fi" => &RIGHT_RIGHT,
        _ => &ENGLISH,
    }
}
