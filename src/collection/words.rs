//! The few words the program itself puts into a publication, and dates, in the languages it knows; English elsewhere.

use crate::config::Edition;
use crate::manuscript::{AsideKind, Date, Lang, Months, Person, Role};

/// The program's words in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// The language they are in, which is not the text's where the program does not know that one.
    pub lang: &'static str,
    /// Heading of the table of contents.
    pub contents: &'static str,
    /// Heading of an article's notes.
    pub notes: &'static str,
    /// What comes before a page's number in a reference.
    pub page: &'static str,
    /// Name of the cover.
    pub cover: &'static str,
    /// Name of the title page.
    pub title_page: &'static str,
    /// Name of the place where the text begins.
    pub start: &'static str,
    /// Name of the list of an EPUB's landmarks.
    pub landmarks: &'static str,
    /// Name of the list of an EPUB's pages.
    pub pages: &'static str,
    /// Name of the page with publisher, date and licence.
    pub imprint: &'static str,
    /// Heading of the list of first publications.
    pub sources: &'static str,
    /// "First published:", before a publication's name or address. A colon, because an address
    /// does not follow "in", and a name would have to be declined after it.
    pub first_published: &'static str,
    /// "Edited by".
    pub edited_by: &'static str,
    /// "Translated by".
    pub translated_by: &'static str,
    /// "Illustrated by".
    pub illustrated_by: &'static str,
    /// "Published by".
    pub published_by: &'static str,
    /// "Licence:", before its name.
    pub licence: &'static str,
    /// "Set in", before the names of typefaces.
    pub typeface: &'static str,
    /// A sentence on how to make a booklet of the printed sheets.
    pub make_booklet: &'static str,
    /// "Read, download and print it:", before an address.
    pub get_it: &'static str,
    /// "Other titles", above those of the library.
    pub other_titles: &'static str,
    /// "and {} more", with a number in the braces: how many of a list are left off.
    pub and_more: &'static str,
    /// "and", between the last two of a list.
    pub and: &'static str,
    /// "back to text", for the link from a note to its mark.
    pub back: &'static str,
    /// "Note", before a note's number where it is read aloud.
    pub note: &'static str,
    /// A sentence for the accessibility summary: how the text is set.
    pub accessible_text: &'static str,
    /// Another, of a publication with notes.
    pub accessible_notes: &'static str,
    /// Another, of a publication whose pictures all say what they show.
    pub accessible_pictures: &'static str,
    /// The kinds of aside: note, tip, important, warning, caution.
    asides: [&'static str; 5],
    /// The first of a month, where it is not "1".
    first_day: Option<&'static str>,
    /// What stands between day and month, and month and year.
    date_joints: [&'static str; 2],
}

const ENGLISH: Words = Words {
    lang: "en",
    contents: "Contents",
    notes: "Notes",
    page: "page",
    cover: "Cover",
    title_page: "Title page",
    start: "Start of the text",
    landmarks: "Landmarks",
    pages: "Pages",
    imprint: "Imprint",
    sources: "Sources",
    first_published: "First published:",
    edited_by: "Edited by",
    translated_by: "Translated by",
    illustrated_by: "Illustrated by",
    published_by: "Published by",
    licence: "Licence:",
    typeface: "Set in",
    make_booklet: "To make a booklet, print this on both sides of the paper, fold the sheets, and staple them in the fold.",
    get_it: "Read, download and print it:",
    other_titles: "Other titles",
    and_more: "and {} more",
    and: "and",
    back: "back to text",
    note: "Note",
    accessible_text: "The text is set in reading order under real headings, with a table of contents.",
    accessible_notes: "Notes and their references link to each other.",
    accessible_pictures: "All pictures have alternative text.",
    asides: ["Note", "Tip", "Important", "Warning", "Caution"],
    first_day: None,
    date_joints: ["\u{A0}", "\u{A0}"],
};

const FRENCH: Words = Words {
    lang: "fr",
    contents: "Sommaire",
    notes: "Notes",
    page: "page",
    cover: "Couverture",
    title_page: "Page de titre",
    start: "Début du texte",
    landmarks: "Repères",
    pages: "Pages",
    imprint: "Mentions légales",
    sources: "Sources",
    first_published: "Première publication\u{A0}:",
    edited_by: "Sous la direction de",
    translated_by: "Traduit par",
    illustrated_by: "Illustré par",
    published_by: "Publié par",
    licence: "Licence\u{A0}:",
    typeface: "Caractères\u{A0}:",
    make_booklet: "Pour en faire un livret, imprimez ceci recto verso, pliez les feuilles et agrafez-les dans le pli.",
    get_it: "À lire, à télécharger, à imprimer\u{A0}:",
    other_titles: "Autres titres",
    and_more: "et {} autres",
    and: "et",
    back: "retour au texte",
    note: "Note",
    accessible_text: "Le texte suit l’ordre de lecture, sous de vrais titres, avec un sommaire.",
    accessible_notes: "Les notes et leurs appels sont liés dans les deux sens.",
    accessible_pictures: "Toutes les images ont un texte de remplacement.",
    asides: ["Remarque", "Conseil", "Important", "Avertissement", "Attention"],
    first_day: Some("1er"),
    date_joints: ["\u{A0}", "\u{A0}"],
};

const GERMAN: Words = Words {
    lang: "de",
    contents: "Inhalt",
    notes: "Anmerkungen",
    page: "Seite",
    cover: "Umschlag",
    title_page: "Titelseite",
    start: "Beginn des Textes",
    landmarks: "Orientierungspunkte",
    pages: "Seiten",
    imprint: "Impressum",
    sources: "Quellen",
    first_published: "Zuerst erschienen:",
    edited_by: "Herausgegeben von",
    translated_by: "Übersetzt von",
    illustrated_by: "Illustriert von",
    published_by: "Verlag:",
    licence: "Lizenz:",
    typeface: "Schrift:",
    make_booklet: "Zum Heft wird dies beidseitig gedruckt, gefaltet und im Falz geheftet.",
    get_it: "Lesen, herunterladen, drucken:",
    other_titles: "Weitere Titel",
    and_more: "und {} weitere",
    and: "und",
    back: "zurück zum Text",
    note: "Anmerkung",
    accessible_text: "Der Text steht in Lesereihenfolge unter echten Überschriften, mit einem Inhaltsverzeichnis.",
    accessible_notes: "Anmerkungen und ihre Verweise sind miteinander verknüpft.",
    accessible_pictures: "Alle Bilder haben einen Alternativtext.",
    asides: ["Hinweis", "Tipp", "Wichtig", "Warnung", "Vorsicht"],
    first_day: None,
    date_joints: [".\u{A0}", "\u{A0}"],
};

const SPANISH: Words = Words {
    lang: "es",
    contents: "Índice",
    notes: "Notas",
    page: "página",
    cover: "Cubierta",
    title_page: "Portada",
    start: "Comienzo del texto",
    landmarks: "Puntos de referencia",
    pages: "Páginas",
    imprint: "Créditos",
    sources: "Fuentes",
    first_published: "Publicado por primera vez:",
    edited_by: "Edición de",
    translated_by: "Traducción de",
    illustrated_by: "Ilustraciones de",
    published_by: "Publicado por",
    licence: "Licencia:",
    typeface: "Tipografía:",
    make_booklet: "Para hacer un cuadernillo, imprima esto por ambas caras, doble las hojas y grápelas por el pliegue.",
    get_it: "Para leer, descargar e imprimir:",
    other_titles: "Otros títulos",
    and_more: "y {} más",
    and: "y",
    back: "volver al texto",
    note: "Nota",
    accessible_text: "El texto sigue el orden de lectura, con encabezados reales y un índice.",
    accessible_notes: "Las notas y sus llamadas están enlazadas entre sí.",
    accessible_pictures: "Todas las imágenes tienen texto alternativo.",
    asides: ["Nota", "Consejo", "Importante", "Advertencia", "Precaución"],
    first_day: None,
    date_joints: ["\u{A0}de ", " de\u{A0}"],
};

const RUSSIAN: Words = Words {
    lang: "ru",
    contents: "Содержание",
    notes: "Примечания",
    page: "с.",
    cover: "Обложка",
    title_page: "Титульный лист",
    start: "Начало текста",
    landmarks: "Ориентиры",
    pages: "Страницы",
    imprint: "Выходные данные",
    sources: "Источники",
    first_published: "Впервые опубликовано:",
    edited_by: "Редактор:",
    translated_by: "Перевод:",
    illustrated_by: "Иллюстрации:",
    published_by: "Издатель:",
    licence: "Лицензия:",
    typeface: "Гарнитура:",
    make_booklet: "Чтобы получилась брошюра, напечатайте это с двух сторон бумаги, сложите листы и скрепите их по сгибу.",
    get_it: "Читать, скачать, напечатать:",
    other_titles: "Другие издания",
    and_more: "и ещё {}",
    and: "и",
    back: "назад к тексту",
    note: "Примечание",
    accessible_text: "Текст идёт в порядке чтения под настоящими заголовками, с содержанием.",
    accessible_notes: "Примечания и ссылки на них связаны друг с другом.",
    accessible_pictures: "У всех изображений есть альтернативный текст.",
    asides: ["Примечание", "Совет", "Важно", "Предупреждение", "Осторожно"],
    first_day: None,
    date_joints: ["\u{A0}", "\u{A0}"],
};

impl Words {
    /// The words in `lang`, or in English when the program does not know the language.
    #[must_use]
    pub fn of(lang: &Lang) -> &'static Self {
        match lang.primary() {
            "fr" => &FRENCH,
            "de" => &GERMAN,
            "es" => &SPANISH,
            "ru" => &RUSSIAN,
            _ => &ENGLISH,
        }
    }

    /// The heading of an aside.
    #[must_use]
    pub fn aside(&self, kind: AsideKind) -> &'static str {
        match kind {
            AsideKind::Note => self.asides[0],
            AsideKind::Tip => self.asides[1],
            AsideKind::Important => self.asides[2],
            AsideKind::Warning => self.asides[3],
            AsideKind::Caution => self.asides[4],
        }
    }

    /// A date as the language writes it: "16 December 2011".
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        let year = date.year;
        let months = Months::of(&Lang::new(self.lang));
        let Some(month) = date.month.and_then(|month| months.name(month, date.day.is_some())) else {
            return year.to_string();
        };
        let [before_month, before_year] = self.date_joints;
        match (date.day, self.first_day) {
            (Some(1), Some(first)) => format!("{first}{before_month}{month}{before_year}{year}"),
            (Some(day), _) => format!("{day}{before_month}{month}{before_year}{year}"),
            (None, _) => format!("{month}{before_year}{year}"),
        }
    }

    /// Names in a row: "A, B and C".
    #[must_use]
    pub fn list(&self, names: &[&str]) -> String {
        match names {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [most @ .., last] => format!("{} {} {last}", most.join(", "), self.and),
        }
    }

    /// Which edition something is: "2nd edition", with what is new in it.
    #[must_use]
    pub fn edition(&self, edition: &Edition) -> String {
        let n = edition.number;
        let name = match self.lang {
            "fr" => format!("{n}{}\u{A0}édition", if n == 1 { "re" } else { "e" }),
            "de" => format!("{n}.\u{A0}Auflage"),
            "es" => format!("{n}.ª\u{A0}edición"),
            "ru" => format!("{n}-е\u{A0}издание"),
            _ => {
                let ending = match (n % 100, n % 10) {
                    (11..=13, _) => "th",
                    (_, 1) => "st",
                    (_, 2) => "nd",
                    (_, 3) => "rd",
                    _ => "th",
                };
                format!("{n}{ending}\u{A0}edition")
            }
        };
        match &edition.changes {
            Some(changes) => format!("{name}: {changes}"),
            None => name,
        }
    }

    /// Who made something, a line a role: authors bare, the others with what they did.
    #[must_use]
    pub fn credits(&self, people: &[Person]) -> Vec<String> {
        let of =
            |role: Role| -> Vec<&str> { people.iter().filter(|p| p.role == role).map(|p| p.name.as_str()).collect() };
        [
            (Role::Author, ""),
            (Role::Editor, self.edited_by),
            (Role::Translator, self.translated_by),
            (Role::Illustrator, self.illustrated_by),
        ]
        .into_iter()
        .filter_map(|(role, verb)| {
            let names = of(role);
            (!names.is_empty()).then(|| format!("{verb} {}", self.list(&names)).trim_start().to_owned())
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_their_language_writes_them() {
        let date = |lang: &str, day| Words::of(&Lang::new(lang)).date(Date { year: 2011, month: Some(12), day });
        assert_eq!(date("en-GB", Some(16)), "16\u{A0}December\u{A0}2011");
        assert_eq!(date("de", Some(16)), "16.\u{A0}Dezember\u{A0}2011");
        assert_eq!(date("de", None), "Dezember\u{A0}2011");
        assert_eq!(date("es", Some(16)), "16\u{A0}de diciembre de\u{A0}2011");
        assert_eq!(date("es", None), "diciembre de\u{A0}2011");
        assert_eq!(date("fr", Some(1)), "1er\u{A0}décembre\u{A0}2011");
        assert_eq!(date("ru", Some(16)), "16\u{A0}декабря\u{A0}2011");
        assert_eq!(date("ru", None), "декабрь\u{A0}2011");
        let odd = |month| Words::of(&Lang::new("en")).date(Date { year: 2011, month, day: Some(1) });
        assert_eq!([odd(None), odd(Some(0)), odd(Some(13))], ["2011"; 3]);
    }

    #[test]
    fn editions_are_counted_as_each_language_counts() {
        let edition = |lang: &str, number| Words::of(&Lang::new(lang)).edition(&Edition { number, changes: None });
        let english = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(|n| edition("en", n).replace("\u{A0}edition", ""));
        assert_eq!(english, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]);
        assert_eq!([edition("fr", 1), edition("fr", 2)], ["1re\u{A0}édition", "2e\u{A0}édition"]);
        assert_eq!([edition("de", 2), edition("ru", 2)], ["2.\u{A0}Auflage", "2-е\u{A0}издание"]);
        let changed = Edition { number: 2, changes: Some("Less.".into()) };
        assert_eq!(Words::of(&Lang::new("es")).edition(&changed), "2.ª\u{A0}edición: Less.");
    }

    #[test]
    fn credits_name_authors_bare_and_others_by_what_they_did() {
        let person = |name: &str, role| Person { name: name.into(), file_as: None, role };
        let people = [
            person("C", Role::Translator),
            person("A", Role::Author),
            person("B", Role::Author),
            person("D", Role::Author),
        ];
        assert_eq!(Words::of(&Lang::new("en")).credits(&people), ["A, B and D", "Translated by C"]);
        assert_eq!(Words::of(&Lang::new("de")).list(&["A", "B", "C"]), "A, B und C");
    }
}
