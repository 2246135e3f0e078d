//! The few words that the program itself puts into a book, and dates, in the languages it knows.

use crate::manuscript::{AsideKind, Date, Lang, Person, Role};

/// The program's own words in one language.
#[derive(Debug)]
pub(crate) struct Words {
    /// The language they are in.
    pub(crate) lang: &'static str,
    pub(crate) notes: &'static str,
    pub(crate) note: &'static str,
    pub(crate) back_to_text: &'static str,
    pub(crate) contents: &'static str,
    pub(crate) cover: &'static str,
    pub(crate) title_page: &'static str,
    pub(crate) start: &'static str,
    pub(crate) landmarks: &'static str,
    pub(crate) imprint: &'static str,
    pub(crate) sources: &'static str,
    pub(crate) first_published: &'static str,
    pub(crate) published_by: &'static str,
    pub(crate) licence: &'static str,
    pub(crate) typeface: &'static str,
    pub(crate) and: &'static str,
    edited: &'static str,
    translated: &'static str,
    illustrated: &'static str,
    asides: [&'static str; 5],
    months: [&'static str; 12],
    /// The months in a date with a day, where they differ.
    months_of_day: Option<[&'static str; 12]>,
    pub(crate) accessible_text: &'static str,
    pub(crate) accessible_notes: &'static str,
    pub(crate) accessible_pictures: &'static str,
}

impl Words {
    /// The words in `lang`, or in English when the program does not know the language.
    pub(crate) fn of(lang: &Lang) -> &'static Self {
        match lang.primary().to_ascii_lowercase().as_str() {
            "de" => &GERMAN,
            "es" => &SPANISH,
            "fr" => &FRENCH,
            "ru" => &RUSSIAN,
            _ => &ENGLISH,
        }
    }

    /// What an aside of this kind is headed.
    pub(crate) fn aside(&self, kind: AsideKind) -> &'static str {
        self.asides[match kind {
            AsideKind::Note => 0,
            AsideKind::Tip => 1,
            AsideKind::Important => 2,
            AsideKind::Warning => 3,
            AsideKind::Caution => 4,
        }]
    }

    /// Who made it, a line for each role: authors bare, others with what they did.
    pub(crate) fn credits(&self, people: &[Person]) -> Vec<String> {
        [Role::Author, Role::Editor, Role::Translator, Role::Illustrator]
            .into_iter()
            .filter_map(|role| {
                let names: Vec<&str> = people.iter().filter(|p| p.role == role).map(|p| p.name.as_str()).collect();
                let label = match role {
                    Role::Author => "",
                    Role::Editor => self.edited,
                    Role::Translator => self.translated,
                    Role::Illustrator => self.illustrated,
                };
                (!names.is_empty()).then(|| format!("{label}{}", self.list(&names)))
            })
            .collect()
    }

    /// "One", "one and two", "one, two and three".
    fn list(&self, names: &[&str]) -> String {
        match names {
            [] => String::new(),
            [one] => (*one).to_string(),
            [init @ .., last] => format!("{} {} {last}", init.join(", "), self.and),
        }
    }

    /// The date in words, as exactly as it is known.
    pub(crate) fn date(&self, date: Date) -> String {
        let year = date.year;
        let Some(month) = date.month.filter(|m| (1..=12).contains(m)) else { return year.to_string() };
        let index = usize::from(month - 1);
        let Some(day) = date.day else {
            let of = if self.lang == "es" { "de " } else { "" };
            return format!("{} {of}{year}", self.months[index]);
        };
        let month = self.months_of_day.as_ref().unwrap_or(&self.months)[index];
        // No break between the day and its month.
        match self.lang {
            "de" => format!("{day}.\u{A0}{month} {year}"),
            "es" => format!("{day}\u{A0}de {month} de {year}"),
            "fr" if day == 1 => format!("1er\u{A0}{month} {year}"),
            _ => format!("{day}\u{A0}{month} {year}"),
        }
    }
}

static ENGLISH: Words = Words {
    lang: "en",
    notes: "Notes",
    note: "Note",
    back_to_text: "back to text",
    contents: "Contents",
    cover: "Cover",
    title_page: "Title page",
    start: "Start of the text",
    landmarks: "Landmarks",
    imprint: "Imprint",
    sources: "Sources",
    first_published: "First published:",
    published_by: "Published by",
    licence: "Licence:",
    typeface: "Typeface:",
    and: "and",
    edited: "Edited by ",
    translated: "Translated by ",
    illustrated: "Illustrated by ",
    asides: ["Note", "Tip", "Important", "Warning", "Caution"],
    months: [
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
    ],
    months_of_day: None,
    accessible_text: "The text is set in reading order under real headings, with a table of contents.",
    accessible_notes: "Notes and their references link to each other.",
    accessible_pictures: "All pictures have alternative text.",
};

static GERMAN: Words = Words {
    lang: "de",
    notes: "Anmerkungen",
    note: "Anmerkung",
    back_to_text: "zurück zum Text",
    contents: "Inhalt",
    cover: "Umschlag",
    title_page: "Titelseite",
    start: "Beginn des Textes",
    landmarks: "Orientierungspunkte",
    imprint: "Impressum",
    sources: "Quellen",
    first_published: "Zuerst erschienen:",
    published_by: "Verlag:",
    licence: "Lizenz:",
    typeface: "Schrift:",
    and: "und",
    edited: "Herausgegeben von ",
    translated: "Übersetzt von ",
    illustrated: "Illustriert von ",
    asides: ["Hinweis", "Tipp", "Wichtig", "Warnung", "Vorsicht"],
    months: [
        "Januar",
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
    ],
    months_of_day: None,
    accessible_text: "Der Text steht in Lesereihenfolge unter echten Überschriften, mit einem Inhaltsverzeichnis.",
    accessible_notes: "Anmerkungen und ihre Verweise sind miteinander verknüpft.",
    accessible_pictures: "Alle Bilder haben einen Alternativtext.",
};

static SPANISH: Words = Words {
    lang: "es",
    notes: "Notas",
    note: "Nota",
    back_to_text: "volver al texto",
    contents: "Índice",
    cover: "Cubierta",
    title_page: "Portada",
    start: "Comienzo del texto",
    landmarks: "Puntos de referencia",
    imprint: "Créditos",
    sources: "Fuentes",
    first_published: "Publicado por primera vez:",
    published_by: "Publicado por",
    licence: "Licencia:",
    typeface: "Tipografía:",
    and: "y",
    edited: "Edición de ",
    translated: "Traducción de ",
    illustrated: "Ilustraciones de ",
    asides: ["Nota", "Consejo", "Importante", "Advertencia", "Precaución"],
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    months_of_day: None,
    accessible_text: "El texto sigue el orden de lectura, con encabezados reales y un índice.",
    accessible_notes: "Las notas y sus llamadas están enlazadas entre sí.",
    accessible_pictures: "Todas las imágenes tienen texto alternativo.",
};

static FRENCH: Words = Words {
    lang: "fr",
    notes: "Notes",
    note: "Note",
    back_to_text: "retour au texte",
    contents: "Sommaire",
    cover: "Couverture",
    title_page: "Page de titre",
    start: "Début du texte",
    landmarks: "Repères",
    imprint: "Mentions légales",
    sources: "Sources",
    first_published: "Première publication\u{A0}:",
    published_by: "Publié par",
    licence: "Licence\u{A0}:",
    typeface: "Caractères\u{A0}:",
    and: "et",
    edited: "Édité par ",
    translated: "Traduit par ",
    illustrated: "Illustré par ",
    asides: ["Remarque", "Conseil", "Important", "Avertissement", "Attention"],
    months: [
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
    ],
    months_of_day: None,
    accessible_text: "Le texte suit l’ordre de lecture, sous de vrais titres, avec un sommaire.",
    accessible_notes: "Les notes et leurs appels sont liés dans les deux sens.",
    accessible_pictures: "Toutes les images ont un texte de remplacement.",
};

static RUSSIAN: Words = Words {
    lang: "ru",
    notes: "Примечания",
    note: "Примечание",
    back_to_text: "назад к тексту",
    contents: "Содержание",
    cover: "Обложка",
    title_page: "Титульный лист",
    start: "Начало текста",
    landmarks: "Ориентиры",
    imprint: "Выходные данные",
    sources: "Источники",
    first_published: "Впервые опубликовано:",
    published_by: "Издатель:",
    licence: "Лицензия:",
    typeface: "Гарнитура:",
    and: "и",
    edited: "Редактор: ",
    translated: "Перевод: ",
    illustrated: "Иллюстрации: ",
    asides: ["Примечание", "Совет", "Важно", "Предупреждение", "Осторожно"],
    months: [
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ],
    months_of_day: Some([
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
    ]),
    accessible_text: "Текст идёт в порядке чтения под настоящими заголовками, с содержанием.",
    accessible_notes: "Примечания и ссылки на них связаны друг с другом.",
    accessible_pictures: "У всех изображений есть альтернативный текст.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_their_language_writes_them() {
        let day = |lang: &str, d| Words::of(&Lang::new(lang)).date(Date { year: 2011, month: Some(12), day: d });
        assert_eq!(day("en-GB", Some(16)), "16\u{A0}December 2011");
        assert_eq!(day("de", Some(16)), "16.\u{A0}Dezember 2011");
        assert_eq!(day("es", Some(16)), "16\u{A0}de diciembre de 2011");
        assert_eq!(day("fr", Some(1)), "1er\u{A0}décembre 2011");
        assert_eq!(day("ru", Some(16)), "16\u{A0}декабря 2011");
        assert_eq!(day("ru", None), "декабрь 2011");
        assert_eq!(day("es", None), "diciembre de 2011");
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
    }
}
