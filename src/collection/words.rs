//! The few words the program itself prints, in the languages it knows; English elsewhere.

use crate::manuscript::{AsideKind, Date, Lang, Person, Role};

/// The program's words in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
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
    /// Name of the page with publisher, date and licence.
    pub imprint: &'static str,
    /// "First published in", before a publication's name.
    pub first_published: &'static str,
    /// "Edited by".
    pub edited_by: &'static str,
    /// "Translated by".
    pub translated_by: &'static str,
    /// "Illustrated by".
    pub illustrated_by: &'static str,
    /// "Published by".
    pub published_by: &'static str,
    /// "and", between the last two of a list.
    pub and: &'static str,
    /// "back to text", for the link from a note to its mark.
    pub back: &'static str,
    /// "Note", before a note's number where it is read aloud.
    pub note: &'static str,
    /// The kinds of aside: note, tip, important, warning, caution.
    asides: [&'static str; 5],
    /// The months, as they stand in a date.
    months: [&'static str; 12],
    /// What stands between day and month, and month and year.
    date_joints: [&'static str; 2],
}

const ENGLISH: Words = Words {
    contents: "Contents",
    notes: "Notes",
    page: "page",
    cover: "Cover",
    title_page: "Title page",
    imprint: "Imprint",
    first_published: "First published in",
    edited_by: "Edited by",
    translated_by: "Translated by",
    illustrated_by: "Illustrated by",
    published_by: "Published by",
    and: "and",
    back: "back to text",
    note: "Note",
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
    date_joints: ["\u{A0}", " "],
};

const FRENCH: Words = Words {
    contents: "Table des matières",
    notes: "Notes",
    page: "page",
    cover: "Couverture",
    title_page: "Page de titre",
    imprint: "Mentions légales",
    first_published: "Première publication\u{A0}:",
    edited_by: "Sous la direction de",
    translated_by: "Traduit par",
    illustrated_by: "Illustré par",
    published_by: "Publié par",
    and: "et",
    back: "retour au texte",
    note: "Note",
    asides: ["Note", "Conseil", "Important", "Attention", "Prudence"],
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
    date_joints: ["\u{A0}", " "],
};

const GERMAN: Words = Words {
    contents: "Inhalt",
    notes: "Anmerkungen",
    page: "Seite",
    cover: "Umschlag",
    title_page: "Titelseite",
    imprint: "Impressum",
    first_published: "Zuerst erschienen in",
    edited_by: "Herausgegeben von",
    translated_by: "Übersetzt von",
    illustrated_by: "Illustriert von",
    published_by: "Verlegt von",
    and: "und",
    back: "zurück zum Text",
    note: "Anmerkung",
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
    date_joints: [".\u{A0}", " "],
};

const SPANISH: Words = Words {
    contents: "Índice",
    notes: "Notas",
    page: "página",
    cover: "Cubierta",
    title_page: "Portada",
    imprint: "Créditos",
    first_published: "Publicado por primera vez en",
    edited_by: "Edición de",
    translated_by: "Traducción de",
    illustrated_by: "Ilustraciones de",
    published_by: "Publicado por",
    and: "y",
    back: "volver al texto",
    note: "Nota",
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
    date_joints: ["\u{A0}de ", " de "],
};

const RUSSIAN: Words = Words {
    contents: "Содержание",
    notes: "Примечания",
    page: "с.",
    cover: "Обложка",
    title_page: "Титульный лист",
    imprint: "Выходные данные",
    first_published: "Впервые опубликовано:",
    edited_by: "Редактор:",
    translated_by: "Перевод:",
    illustrated_by: "Иллюстрации:",
    published_by: "Издательство:",
    and: "и",
    back: "назад к тексту",
    note: "Примечание",
    asides: ["Примечание", "Совет", "Важно", "Предупреждение", "Осторожно"],
    months: [
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
    ],
    date_joints: ["\u{A0}", " "],
};

impl Words {
    /// The words in `lang`.
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
        let month = date.month.and_then(|m| self.months.get(usize::from(m).wrapping_sub(1)));
        match (month, date.day) {
            (Some(month), Some(day)) => {
                format!("{day}{}{month}{}{}", self.date_joints[0], self.date_joints[1], date.year)
            }
            (Some(month), None) => format!("{month}{}{}", self.date_joints[1], date.year),
            _ => date.year.to_string(),
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
    fn dates_and_lists_read_as_the_language_writes_them() {
        let date = Date { year: 2011, month: Some(12), day: Some(16) };
        assert_eq!(Words::of(&Lang::new("en-GB")).date(date), "16\u{A0}December 2011");
        assert_eq!(Words::of(&Lang::new("es")).date(date), "16\u{A0}de diciembre de 2011");
        assert_eq!(Words::of(&Lang::new("de")).date(Date { day: None, ..date }), "Dezember 2011");
        assert_eq!(Words::of(&Lang::new("de")).list(&["A", "B", "C"]), "A, B und C");
    }
}
