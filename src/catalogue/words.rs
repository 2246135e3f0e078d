//! The words of the download pages, in the languages that the program knows; English elsewhere. They go with
//! [`crate::collection::Words`], which publications have, too.

use crate::config::{Flip, Scheme};
use crate::manuscript::Lang;

/// The words of the download pages in one language. A `{}` is where a number or a name goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PageWords {
    /// The language they are in, which is not the pages' where the program does not know that one.
    pub(super) lang: &'static str,
    /// Heading of a library whose name nobody has told.
    pub(super) titles: &'static str,
    /// Heading of what is read on a screen.
    pub(super) read: &'static str,
    /// Heading of what is printed.
    pub(super) print: &'static str,
    /// Heading of the steps that make paper of a file.
    pub(super) how_to_print: &'static str,
    /// Heading of what is to be known about a title.
    pub(super) about: &'static str,
    /// Heading of files for print shops.
    pub(super) press: &'static str,
    /// The e-book, and for whom it is.
    pub(super) epub: [&'static str; 2],
    /// The PDF to read, and what it is.
    pub(super) pdf: [&'static str; 2],
    /// When it was published.
    pub(super) date: &'static str,
    /// Who published it.
    pub(super) publisher: &'static str,
    /// Its licence.
    pub(super) licence: &'static str,
    /// Its language.
    pub(super) language: &'static str,
    /// Which edition it is.
    pub(super) edition: &'static str,
    /// The editions before it.
    pub(super) earlier: &'static str,
    /// The same title in other languages.
    pub(super) languages: &'static str,
    /// Its subjects.
    pub(super) subjects: &'static str,
    /// The series it is in.
    pub(super) series: &'static str,
    /// How it is accessible.
    pub(super) accessibility: &'static str,
    /// How it is cited.
    pub(super) cite: &'static str,
    /// The search field.
    pub(super) search: &'static str,
    /// How many titles the search found.
    pub(super) found: &'static str,
    /// The Atom feed.
    pub(super) feed: &'static str,
    /// The OPDS feeds.
    pub(super) opds: &'static str,
    /// The list of checksums.
    pub(super) sums: &'static str,
    /// Pages, counted: one, a few, many.
    pub(super) pages: [&'static str; 3],
    /// Sheets of a paper, counted.
    pub(super) sheets: [&'static str; 3],
    /// In how many sections they are bound, from two.
    pub(super) sections: [&'static str; 3],
    /// What follows the number of sheets that are folded.
    pub(super) folded: &'static str,
    /// How the printer turns sheets: over the short edge, over the long edge.
    flips: [&'static str; 2],
    /// Where fronts and backs are two files.
    pub(super) fronts: &'static str,
    /// The other file.
    pub(super) backs: &'static str,
    /// The schemes, in the order of [`Scheme::NAMES`].
    schemes: [&'static str; 11],
    /// Step: which of several files to take.
    pub(super) choose: &'static str,
    /// Step: how to print it where the printer turns sheets; `{}` is the flip, when there is but one.
    pub(super) print_both: &'static str,
    /// Step: how to print fronts and backs.
    pub(super) print_manual: &'static str,
    /// Step: how to print what has one side.
    pub(super) print_one: &'static str,
    /// Step: what hands do then, by scheme, in the order of [`Scheme::NAMES`]; of booklets in one stack.
    hands: [&'static str; 11],
    /// Step: the same for booklets in sections.
    pub(super) hands_sections: &'static str,
    /// What stands between whole and tenths.
    decimal: char,
    /// Units: bytes, kilobytes, megabytes.
    units: [&'static str; 3],
}

const ENGLISH: PageWords = PageWords {
    lang: "en",
    titles: "Publications",
    read: "Read",
    print: "Print",
    how_to_print: "How to print this",
    about: "About this publication",
    press: "For print shops",
    epub: ["E-book (EPUB)", "for telephones, tablets and e-readers"],
    pdf: ["PDF to read", "the pages as they are printed"],
    date: "Published",
    publisher: "Publisher",
    licence: "Licence",
    language: "Language",
    edition: "Edition",
    earlier: "Earlier editions",
    languages: "In other languages",
    subjects: "Subjects",
    series: "Series",
    accessibility: "Accessibility",
    cite: "To cite it",
    search: "Search titles, articles and headings",
    found: "Found: {}",
    feed: "Feed of new titles",
    opds: "Catalogue for reading apps (OPDS)",
    sums: "Checksums",
    pages: ["{} page", "{} pages", "{} pages"],
    sheets: ["{} sheet of %", "{} sheets of %", "{} sheets of %"],
    sections: ["in {} section", "in {} sections", "in {} sections"],
    folded: "folded",
    flips: ["flip on short edge", "flip on long edge"],
    fronts: "fronts",
    backs: "backs",
    schemes: [
        "Booklet",
        "Booklet in one stack",
        "Booklet in sections",
        "Booklet with its cover apart",
        "To cut, stack and glue",
        "Small booklet, two on a sheet",
        "Sheets folded twice",
        "Sheets folded three times",
        "Zine of one sheet",
        "Card, folded twice",
        "Leaflet of three panels",
    ],
    choose: "Take the file for your paper and for the edge over which your printer turns the sheet. If you do not know which edge that is, print one copy: when page 2 stands on its head, take the other file.",
    print_both: "Print on both sides, at actual size (100 %) and not fitted to the page. In the print window choose: {}.",
    print_manual: "Print the fronts at actual size (100 %). Put the stack back into the tray, and print the backs.",
    print_one: "Print on one side, at actual size (100 %) and not fitted to the page.",
    hands: [
        "Fold the stack in the middle with the cover outside, and put two staples through the fold.",
        "Fold the stack in the middle with the cover outside, and put two staples through the fold.",
        "Fold each section by itself, lay them on one another in order, and sew or glue the spine.",
        "Print the cover on stronger paper, lay the other sheets in it, fold, and put two staples through the fold.",
        "Cut the stack in the middle, lay the left half on the right one, and glue or staple the edge.",
        "Cut the sheets in the middle, lay the halves in one another, fold, and staple them in the fold.",
        "Fold each sheet twice, lay the sheets on one another in order, sew or glue the spine, and cut the folds open.",
        "Fold each sheet three times, lay the sheets on one another in order, sew or glue the spine, and cut the folds open.",
        "Fold the sheet into eight, slit the middle, push the ends together, and fold it to a booklet.",
        "Fold the sheet in the middle, and once more across.",
        "Fold the narrower panel in first, and the other over it.",
    ],
    hands_sections: "Fold each section by itself and lay them on one another: the black steps on the spine go down like a stair. Staple each, and glue the spines together.",
    decimal: '.',
    units: ["B", "kB", "MB"],
};

const FRENCH: PageWords = PageWords {
    lang: "fr",
    titles: "Publications",
    read: "Lire",
    print: "Imprimer",
    how_to_print: "Comment l’imprimer",
    about: "À propos de cette publication",
    press: "Pour les imprimeries",
    epub: ["Livre numérique (EPUB)", "pour téléphones, tablettes et liseuses"],
    pdf: ["PDF à lire", "les pages telles qu’elles sont imprimées"],
    date: "Parution",
    publisher: "Éditeur",
    licence: "Licence",
    language: "Langue",
    edition: "Édition",
    earlier: "Éditions précédentes",
    languages: "En d’autres langues",
    subjects: "Sujets",
    series: "Collection",
    accessibility: "Accessibilité",
    cite: "Pour citer",
    search: "Chercher dans les titres, articles et intertitres",
    found: "Résultats\u{A0}: {}",
    feed: "Flux des nouveautés",
    opds: "Catalogue pour applications de lecture (OPDS)",
    sums: "Sommes de contrôle",
    pages: ["{} page", "{} pages", "{} pages"],
    sheets: ["{} feuille %", "{} feuilles %", "{} feuilles %"],
    sections: ["en {} cahier", "en {} cahiers", "en {} cahiers"],
    folded: "à plier",
    flips: ["retournement sur le bord court", "retournement sur le bord long"],
    fronts: "rectos",
    backs: "versos",
    schemes: [
        "Livret",
        "Livret en une pile",
        "Livret en cahiers",
        "Livret à couverture séparée",
        "À couper, empiler et coller",
        "Petit livret, deux par feuille",
        "Feuilles pliées deux fois",
        "Feuilles pliées trois fois",
        "Fanzine d’une feuille",
        "Carte pliée deux fois",
        "Dépliant à trois volets",
    ],
    choose: "Prenez le fichier qui convient à votre papier et au bord sur lequel votre imprimante retourne la feuille. Si vous ne savez pas lequel, imprimez un exemplaire\u{A0}: si la page 2 a la tête en bas, prenez l’autre fichier.",
    print_both: "Imprimez recto verso, à la taille réelle (100\u{A0}%), sans ajuster à la page. Dans la fenêtre d’impression, choisissez\u{A0}: {}.",
    print_manual: "Imprimez les rectos à la taille réelle (100\u{A0}%). Remettez la pile dans le bac et imprimez les versos.",
    print_one: "Imprimez d’un seul côté, à la taille réelle (100\u{A0}%), sans ajuster à la page.",
    hands: [
        "Pliez la pile au milieu, couverture à l’extérieur, et agrafez deux fois dans le pli.",
        "Pliez la pile au milieu, couverture à l’extérieur, et agrafez deux fois dans le pli.",
        "Pliez chaque cahier à part, superposez-les dans l’ordre, et cousez ou collez le dos.",
        "Imprimez la couverture sur un papier plus fort, posez-y les autres feuilles, pliez, et agrafez deux fois dans le pli.",
        "Coupez la pile au milieu, posez la moitié gauche sur la droite, et collez ou agrafez le bord.",
        "Coupez les feuilles au milieu, emboîtez les moitiés, pliez, et agrafez dans le pli.",
        "Pliez chaque feuille deux fois, superposez-les dans l’ordre, cousez ou collez le dos, et ouvrez les plis au couteau.",
        "Pliez chaque feuille trois fois, superposez-les dans l’ordre, cousez ou collez le dos, et ouvrez les plis au couteau.",
        "Pliez la feuille en huit, fendez le milieu, rapprochez les bouts, et pliez-la en livret.",
        "Pliez la feuille au milieu, puis une fois en travers.",
        "Repliez d’abord le volet le plus étroit, puis l’autre par-dessus.",
    ],
    hands_sections: "Pliez chaque cahier à part et superposez-les\u{A0}: les marques noires du dos descendent comme un escalier. Agrafez chacun et collez les dos ensemble.",
    decimal: ',',
    units: ["o", "ko", "Mo"],
};

const GERMAN: PageWords = PageWords {
    lang: "de",
    titles: "Veröffentlichungen",
    read: "Lesen",
    print: "Drucken",
    how_to_print: "So wird es gedruckt",
    about: "Über diese Veröffentlichung",
    press: "Für Druckereien",
    epub: ["E-Book (EPUB)", "für Telefone, Tablets und Lesegeräte"],
    pdf: ["PDF zum Lesen", "die Seiten, wie sie gedruckt werden"],
    date: "Erschienen",
    publisher: "Verlag",
    licence: "Lizenz",
    language: "Sprache",
    edition: "Auflage",
    earlier: "Frühere Auflagen",
    languages: "In anderen Sprachen",
    subjects: "Themen",
    series: "Reihe",
    accessibility: "Barrierefreiheit",
    cite: "Zitierweise",
    search: "Titel, Artikel und Überschriften durchsuchen",
    found: "Gefunden: {}",
    feed: "Neue Titel als Feed",
    opds: "Katalog für Lese-Apps (OPDS)",
    sums: "Prüfsummen",
    pages: ["{} Seite", "{} Seiten", "{} Seiten"],
    sheets: ["{} Blatt %", "{} Blatt %", "{} Blatt %"],
    sections: ["in {} Lage", "in {} Lagen", "in {} Lagen"],
    folded: "gefaltet",
    flips: ["über die kurze Kante wenden", "über die lange Kante wenden"],
    fronts: "Vorderseiten",
    backs: "Rückseiten",
    schemes: [
        "Heft",
        "Heft in einem Stapel",
        "Heft in Lagen",
        "Heft mit Umschlag für sich",
        "Zum Schneiden, Stapeln und Kleben",
        "Kleines Heft, zwei auf einem Bogen",
        "Bogen, zweimal gefaltet",
        "Bogen, dreimal gefaltet",
        "Zine aus einem Blatt",
        "Karte, zweimal gefaltet",
        "Faltblatt aus drei Teilen",
    ],
    choose: "Nehmen Sie die Datei für Ihr Papier und für die Kante, über die Ihr Drucker das Blatt wendet. Wenn Sie nicht wissen, welche das ist, drucken Sie ein Stück: Steht Seite 2 auf dem Kopf, nehmen Sie die andere Datei.",
    print_both: "Drucken Sie beidseitig, in Originalgröße (100\u{A0}%) und nicht an die Seite angepasst. Wählen Sie im Druckfenster: {}.",
    print_manual: "Drucken Sie die Vorderseiten in Originalgröße (100\u{A0}%). Legen Sie den Stapel wieder ein und drucken Sie die Rückseiten.",
    print_one: "Drucken Sie einseitig, in Originalgröße (100\u{A0}%) und nicht an die Seite angepasst.",
    hands: [
        "Falten Sie den Stapel in der Mitte, der Umschlag außen, und heften Sie ihn zweimal im Falz.",
        "Falten Sie den Stapel in der Mitte, der Umschlag außen, und heften Sie ihn zweimal im Falz.",
        "Falten Sie jede Lage für sich, legen Sie sie der Reihe nach aufeinander und nähen oder kleben Sie den Rücken.",
        "Drucken Sie den Umschlag auf festeres Papier, legen Sie die anderen Blätter hinein, falten Sie und heften Sie zweimal im Falz.",
        "Schneiden Sie den Stapel in der Mitte durch, legen Sie die linke Hälfte auf die rechte und kleben oder heften Sie den Rand.",
        "Schneiden Sie die Bogen in der Mitte durch, legen Sie die Hälften ineinander, falten Sie und heften Sie im Falz.",
        "Falten Sie jeden Bogen zweimal, legen Sie sie der Reihe nach aufeinander, nähen oder kleben Sie den Rücken und schneiden Sie die Falze auf.",
        "Falten Sie jeden Bogen dreimal, legen Sie sie der Reihe nach aufeinander, nähen oder kleben Sie den Rücken und schneiden Sie die Falze auf.",
        "Falten Sie das Blatt auf ein Achtel, schlitzen Sie die Mitte, schieben Sie die Enden zusammen und falten Sie ein Heft.",
        "Falten Sie das Blatt in der Mitte und noch einmal quer.",
        "Falten Sie zuerst den schmaleren Teil ein, dann den anderen darüber.",
    ],
    hands_sections: "Falten Sie jede Lage für sich und legen Sie sie aufeinander: Die schwarzen Marken am Rücken gehen wie eine Treppe hinab. Heften Sie jede und kleben Sie die Rücken zusammen.",
    decimal: ',',
    units: ["B", "kB", "MB"],
};

const SPANISH: PageWords = PageWords {
    lang: "es",
    titles: "Publicaciones",
    read: "Leer",
    print: "Imprimir",
    how_to_print: "Cómo imprimirlo",
    about: "Acerca de esta publicación",
    press: "Para imprentas",
    epub: ["Libro electrónico (EPUB)", "para teléfonos, tabletas y lectores"],
    pdf: ["PDF para leer", "las páginas como se imprimen"],
    date: "Publicado",
    publisher: "Editorial",
    licence: "Licencia",
    language: "Idioma",
    edition: "Edición",
    earlier: "Ediciones anteriores",
    languages: "En otros idiomas",
    subjects: "Temas",
    series: "Serie",
    accessibility: "Accesibilidad",
    cite: "Para citarlo",
    search: "Buscar títulos, artículos y encabezados",
    found: "Resultados: {}",
    feed: "Novedades (Atom)",
    opds: "Catálogo para aplicaciones de lectura (OPDS)",
    sums: "Sumas de comprobación",
    pages: ["{} página", "{} páginas", "{} páginas"],
    sheets: ["{} hoja %", "{} hojas %", "{} hojas %"],
    sections: ["en {} cuaderno", "en {} cuadernos", "en {} cuadernos"],
    folded: "para doblar",
    flips: ["voltear por el borde corto", "voltear por el borde largo"],
    fronts: "anversos",
    backs: "reversos",
    schemes: [
        "Cuadernillo",
        "Cuadernillo en una sola pila",
        "Cuadernillo por cuadernos",
        "Cuadernillo con cubierta aparte",
        "Para cortar, apilar y pegar",
        "Cuadernillo pequeño, dos por hoja",
        "Hojas dobladas dos veces",
        "Hojas dobladas tres veces",
        "Fanzine de una hoja",
        "Tarjeta doblada dos veces",
        "Tríptico",
    ],
    choose: "Tome el archivo de su papel y del borde por el que su impresora voltea la hoja. Si no sabe cuál es, imprima un ejemplar: si la página 2 sale cabeza abajo, tome el otro archivo.",
    print_both: "Imprima por ambas caras, a tamaño real (100\u{A0}%) y sin ajustar a la página. En la ventana de impresión elija: {}.",
    print_manual: "Imprima los anversos a tamaño real (100\u{A0}%). Vuelva a poner la pila en la bandeja e imprima los reversos.",
    print_one: "Imprima por una cara, a tamaño real (100\u{A0}%) y sin ajustar a la página.",
    hands: [
        "Doble la pila por la mitad con la cubierta por fuera y ponga dos grapas en el pliegue.",
        "Doble la pila por la mitad con la cubierta por fuera y ponga dos grapas en el pliegue.",
        "Doble cada cuaderno por separado, póngalos uno sobre otro en orden y cosa o pegue el lomo.",
        "Imprima la cubierta en papel más fuerte, ponga dentro las demás hojas, doble y ponga dos grapas en el pliegue.",
        "Corte la pila por la mitad, ponga la mitad izquierda sobre la derecha y pegue o grape el borde.",
        "Corte las hojas por la mitad, ponga una mitad dentro de otra, doble y grape por el pliegue.",
        "Doble cada hoja dos veces, póngalas una sobre otra en orden, cosa o pegue el lomo y abra los pliegues con un cuchillo.",
        "Doble cada hoja tres veces, póngalas una sobre otra en orden, cosa o pegue el lomo y abra los pliegues con un cuchillo.",
        "Doble la hoja en ocho, corte una ranura en el medio, junte los extremos y dóblela como cuadernillo.",
        "Doble la hoja por la mitad y otra vez de través.",
        "Doble primero la parte más estrecha y luego la otra por encima.",
    ],
    hands_sections: "Doble cada cuaderno por separado y póngalos uno sobre otro: las marcas negras del lomo bajan como una escalera. Grape cada uno y pegue los lomos.",
    decimal: ',',
    units: ["B", "kB", "MB"],
};

const RUSSIAN: PageWords = PageWords {
    lang: "ru",
    titles: "Издания",
    read: "Читать",
    print: "Напечатать",
    how_to_print: "Как это напечатать",
    about: "Об этом издании",
    press: "Для типографий",
    epub: ["Электронная книга (EPUB)", "для телефонов, планшетов и читалок"],
    pdf: ["PDF для чтения", "страницы в том виде, в каком их печатают"],
    date: "Опубликовано",
    publisher: "Издатель",
    licence: "Лицензия",
    language: "Язык",
    edition: "Издание",
    earlier: "Предыдущие издания",
    languages: "На других языках",
    subjects: "Темы",
    series: "Серия",
    accessibility: "Доступность",
    cite: "Как ссылаться",
    search: "Поиск по названиям, статьям и заголовкам",
    found: "Найдено: {}",
    feed: "Лента новых изданий",
    opds: "Каталог для программ чтения (OPDS)",
    sums: "Контрольные суммы",
    pages: ["{} страница", "{} страницы", "{} страниц"],
    sheets: ["{} лист %", "{} листа %", "{} листов %"],
    sections: ["в {} тетради", "в {} тетрадях", "в {} тетрадях"],
    folded: "сложить пополам",
    flips: ["переворот по короткому краю", "переворот по длинному краю"],
    fronts: "лицевые стороны",
    backs: "обороты",
    schemes: [
        "Брошюра",
        "Брошюра одной стопкой",
        "Брошюра из тетрадей",
        "Брошюра с отдельной обложкой",
        "Разрезать, сложить и склеить",
        "Малая брошюра, две на листе",
        "Листы, сложенные вдвое дважды",
        "Листы, сложенные вдвое трижды",
        "Зин из одного листа",
        "Карточка, сложенная дважды",
        "Листовка из трёх полос",
    ],
    choose: "Возьмите файл для вашей бумаги и для того края, по которому ваш принтер переворачивает лист. Если вы не знаете, по какому, напечатайте один экземпляр: если страница 2 стоит вверх ногами, возьмите другой файл.",
    print_both: "Печатайте с двух сторон в натуральную величину (100\u{A0}%), не подгоняя под страницу. В окне печати выберите: {}.",
    print_manual: "Напечатайте лицевые стороны в натуральную величину (100\u{A0}%). Положите стопку обратно в лоток и напечатайте обороты.",
    print_one: "Печатайте с одной стороны в натуральную величину (100\u{A0}%), не подгоняя под страницу.",
    hands: [
        "Сложите стопку посередине обложкой наружу и скрепите двумя скобами по сгибу.",
        "Сложите стопку посередине обложкой наружу и скрепите двумя скобами по сгибу.",
        "Сложите каждую тетрадь отдельно, положите их друг на друга по порядку и сшейте или склейте корешок.",
        "Напечатайте обложку на более плотной бумаге, вложите остальные листы, сложите и скрепите двумя скобами по сгибу.",
        "Разрежьте стопку посередине, положите левую половину на правую и склейте или скрепите край.",
        "Разрежьте листы посередине, вложите половины друг в друга, сложите и скрепите по сгибу.",
        "Сложите каждый лист дважды, положите их друг на друга по порядку, сшейте или склейте корешок и разрежьте сгибы.",
        "Сложите каждый лист трижды, положите их друг на друга по порядку, сшейте или склейте корешок и разрежьте сгибы.",
        "Сложите лист в восьмую долю, прорежьте середину, сдвиньте концы и сложите брошюру.",
        "Сложите лист посередине и ещё раз поперёк.",
        "Сначала загните более узкую полосу, затем другую поверх неё.",
    ],
    hands_sections: "Сложите каждую тетрадь отдельно и положите их друг на друга: чёрные метки на корешке идут вниз лесенкой. Скрепите каждую и склейте корешки.",
    decimal: ',',
    units: ["Б", "кБ", "МБ"],
};

impl PageWords {
    /// The words in `lang`, or in English when the program does not know the language: the same choice as that of
    /// [`crate::collection::Words::of`].
    pub(super) fn of(lang: &Lang) -> &'static Self {
        match lang.primary() {
            "fr" => &FRENCH,
            "de" => &GERMAN,
            "es" => &SPANISH,
            "ru" => &RUSSIAN,
            _ => &ENGLISH,
        }
    }

    /// `3 sheets`: the form for the number, with the number in it (Unicode CLDR, plural rules; no fractions here).
    pub(super) fn counted(&self, forms: [&str; 3], n: usize) -> String {
        let form = match (self.lang, n % 10, n % 100) {
            ("ru", 1, last) if last != 11 => forms[0],
            ("ru", 2..=4, last) if !(12..=14).contains(&last) => forms[1],
            ("ru", ..) => forms[2],
            (lang, ..) if n == 1 || (n == 0 && lang == "fr") => forms[0],
            _ => forms[2],
        };
        form.replace("{}", &n.to_string())
    }

    /// How the printer turns sheets.
    pub(super) fn flip(&self, flip: Flip) -> &'static str {
        match flip {
            Flip::Short => self.flips[0],
            Flip::Long => self.flips[1],
        }
    }

    /// What something printed by a scheme is called.
    pub(super) fn scheme(&self, scheme: Scheme) -> &'static str {
        self.schemes[place(scheme)]
    }

    /// What hands do with the printed sheets of a scheme.
    pub(super) fn hands(&self, scheme: Scheme) -> &'static str {
        self.hands[place(scheme)]
    }

    /// A size in decimal units with two or three digits: `94 kB`, `1.3 MB`.
    pub(super) fn bytes(&self, n: u64) -> String {
        let [bytes, kilobytes, megabytes] = self.units;
        match n {
            0..1_000 => format!("{n}\u{A0}{bytes}"),
            1_000..999_500 => format!("{}\u{A0}{kilobytes}", (n + 500) / 1_000),
            _ => {
                let tenths = (n + 50_000) / 100_000;
                format!("{}{}{}\u{A0}{megabytes}", tenths / 10, self.decimal, tenths % 10)
            }
        }
    }
}

fn place(scheme: Scheme) -> usize {
    Scheme::NAMES.iter().position(|(_, named)| *named == scheme).expect("every scheme has a name")
}

/// Languages by what they call themselves; the tag for those that are not in the table.
pub(super) fn language_name(tag: &str) -> &str {
    const NAMES: [(&str, &str); 20] = [
        ("ar", "العربية"),
        ("cs", "Čeština"),
        ("de", "Deutsch"),
        ("el", "Ελληνικά"),
        ("en", "English"),
        ("eo", "Esperanto"),
        ("es", "Español"),
        ("fa", "فارسی"),
        ("fi", "Suomi"),
        ("fr", "Français"),
        ("it", "Italiano"),
        ("kk", "Қазақша"),
        ("nl", "Nederlands"),
        ("pl", "Polski"),
        ("pt", "Português"),
        ("ru", "Русский"),
        ("sr", "Српски"),
        ("sv", "Svenska"),
        ("tr", "Türkçe"),
        ("uk", "Українська"),
    ];
    let primary = tag.split(['-', '_']).next().unwrap_or(tag);
    NAMES.iter().find(|(known, _)| *known == primary).map_or(tag, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_sizes_are_written_as_the_language_wants_them() {
        let of = |lang: &str| PageWords::of(&Lang::new(lang));
        let pages = |lang: &str, n| of(lang).counted(of(lang).pages, n);
        assert_eq!(
            [1, 2, 5, 11, 21, 112].map(|n| pages("ru", n)),
            ["1 страница", "2 страницы", "5 страниц", "11 страниц", "21 страница", "112 страниц"]
        );
        assert_eq!(
            [pages("en", 1), pages("en", 0), pages("fr", 0), pages("tr", 2)],
            ["1 page", "0 pages", "0 page", "2 pages"]
        );
        let sizes = [999, 94_499, 999_500, 1_349_999].map(|n| of("de").bytes(n));
        assert_eq!(sizes, ["999\u{A0}B", "94\u{A0}kB", "1,0\u{A0}MB", "1,3\u{A0}MB"]);
        assert_eq!(
            [language_name("kk"), language_name("de-AT"), language_name("xx-YY")],
            ["Қазақша", "Deutsch", "xx-YY"]
        );
    }

    #[test]
    fn every_language_leaves_the_same_places_open() {
        for words in [&FRENCH, &GERMAN, &SPANISH, &RUSSIAN] {
            let forms = |words: &PageWords| [words.pages, words.sheets, words.sections].concat();
            for (form, english) in forms(words).iter().zip(forms(&ENGLISH)) {
                assert_eq!(
                    (form.matches("{}").count(), form.matches('%').count()),
                    (1, english.matches('%').count()),
                    "{form}"
                );
            }
            assert!(words.found.contains("{}") && words.print_both.contains("{}"));
            // A library does not use the words of two languages: both tables choose alike.
            assert_eq!(PageWords::of(&Lang::new("de")), &GERMAN);
        }
    }
}
