//! Names of the months: what dates are written with, and what keeps a day and a year to its month.

use super::Lang;

/// The months of one language, January first, parted by spaces.
#[derive(Debug, PartialEq, Eq)]
pub struct Months {
    /// As they stand after a day: "16 декабря".
    in_date: &'static str,
    /// As they stand without one, where that differs: "декабрь 2011".
    alone: &'static str,
    /// Other forms: shortened, or declined as after "in".
    others: &'static str,
}

pub(crate) const ENGLISH: Months = Months {
    in_date: "January February March April May June July August September October November December",
    alone: "",
    others: "Jan. Feb. Mar. Apr. Aug. Sep. Sept. Oct. Nov. Dec.",
};
pub(crate) const FRENCH: Months = Months {
    in_date: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    alone: "",
    others: "janv. févr. avr. juil. sept. oct. nov. déc.",
};
pub(crate) const GERMAN: Months = Months {
    in_date: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    alone: "",
    others: "Jänner Jan. Feb. Febr. Apr. Aug. Sept. Okt. Nov. Dez.",
};
pub(crate) const SPANISH: Months = Months {
    in_date: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    alone: "",
    others: "setiembre",
};
pub(crate) const ITALIAN: Months = Months {
    in_date: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    alone: "",
    others: "",
};
pub(crate) const PORTUGUESE: Months = Months {
    in_date: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    alone: "",
    others: "",
};
pub(crate) const CATALAN: Months = Months {
    in_date: "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    alone: "",
    others: "",
};
pub(crate) const ROMANIAN: Months = Months {
    in_date: "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    alone: "",
    others: "",
};
pub(crate) const DUTCH: Months = Months {
    in_date: "januari februari maart april mei juni juli augustus september oktober november december",
    alone: "",
    others: "",
};
pub(crate) const DANISH: Months = Months {
    in_date: "januar februar marts april maj juni juli august september oktober november december",
    alone: "",
    others: "",
};
pub(crate) const NORWEGIAN: Months = Months {
    in_date: "januar februar mars april mai juni juli august september oktober november desember",
    alone: "",
    others: "",
};
pub(crate) const SWEDISH: Months = Months {
    in_date: "januari februari mars april maj juni juli augusti september oktober november december",
    alone: "",
    others: "",
};
pub(crate) const FINNISH: Months = Months {
    in_date: "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta \
              marraskuuta joulukuuta",
    alone: "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
    others: "",
};
pub(crate) const RUSSIAN: Months = Months {
    in_date: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    alone: "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    others: "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре",
};
pub(crate) const UKRAINIAN: Months = Months {
    in_date: "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    alone: "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
    others: "січні лютому березні квітні травні червні липні серпні вересні жовтні листопаді грудні",
};
pub(crate) const BELARUSIAN: Months = Months {
    in_date: "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня",
    alone: "студзень люты сакавік красавік май чэрвень ліпень жнівень верасень кастрычнік лістапад снежань",
    others: "",
};
pub(crate) const BULGARIAN: Months = Months {
    in_date: "януари февруари март април май юни юли август септември октомври ноември декември",
    alone: "",
    others: "",
};
pub(crate) const KAZAKH: Months = Months {
    in_date: "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    alone: "",
    others: "қаңтарда ақпанда наурызда сәуірде мамырда маусымда шілдеде тамызда қыркүйекте қазанда қарашада желтоқсанда",
};
pub(crate) const POLISH: Months = Months {
    in_date: "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    alone: "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    others: "styczniu lutym marcu kwietniu maju czerwcu lipcu sierpniu wrześniu październiku listopadzie grudniu",
};
pub(crate) const CZECH: Months = Months {
    in_date: "ledna února března dubna května června července srpna září října listopadu prosince",
    alone: "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
    others: "lednu únoru březnu dubnu květnu červnu červenci srpnu říjnu prosinci",
};
pub(crate) const SLOVAK: Months = Months {
    in_date: "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    alone: "január február marec apríl máj jún júl august september október november december",
    others: "januári februári marci apríli máji júni júli auguste septembri októbri novembri decembri",
};
pub(crate) const TURKISH: Months = Months {
    in_date: "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    alone: "",
    others: "",
};
pub(crate) const GREEK: Months = Months {
    in_date: "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου \
              Δεκεμβρίου",
    alone: "Ιανουάριος Φεβρουάριος Μάρτιος Απρίλιος Μάιος Ιούνιος Ιούλιος Αύγουστος Σεπτέμβριος Οκτώβριος Νοέμβριος \
            Δεκέμβριος",
    others: "",
};

impl Months {
    /// The months of a language, or the English ones where the program does not know them.
    #[must_use]
    pub fn of(lang: &Lang) -> &'static Self {
        match lang.primary() {
            "fr" => &FRENCH,
            "de" => &GERMAN,
            "es" => &SPANISH,
            "it" => &ITALIAN,
            "pt" => &PORTUGUESE,
            "ca" => &CATALAN,
            "ro" => &ROMANIAN,
            "nl" => &DUTCH,
            "da" => &DANISH,
            "nb" | "nn" | "no" => &NORWEGIAN,
            "sv" => &SWEDISH,
            "fi" => &FINNISH,
            "ru" => &RUSSIAN,
            "uk" => &UKRAINIAN,
            "be" => &BELARUSIAN,
            "bg" => &BULGARIAN,
            "kk" => &KAZAKH,
            "pl" => &POLISH,
            "cs" => &CZECH,
            "sk" => &SLOVAK,
            "tr" => &TURKISH,
            "el" => &GREEK,
            _ => &ENGLISH,
        }
    }

    /// The month of this number, from 1, after a day or without one; none when there is no such month.
    #[must_use]
    pub fn name(&self, month: u8, with_day: bool) -> Option<&'static str> {
        let names = if with_day || self.alone.is_empty() { self.in_date } else { self.alone };
        names.split_whitespace().nth(usize::from(month).checked_sub(1)?)
    }

    /// Every form by which a month may be named.
    pub(crate) fn forms(&self) -> impl Iterator<Item = &'static str> {
        [self.in_date, self.alone, self.others].into_iter().flat_map(str::split_whitespace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_twelve() {
        for lang in "en fr de es it pt ca ro nl da nb sv fi ru uk be bg kk pl cs sk tr el".split(' ') {
            let months = Months::of(&Lang::new(lang));
            assert!(lang == "en" || *months != ENGLISH, "{lang}");
            for with_day in [true, false] {
                assert!((1..=12).all(|month| months.name(month, with_day).is_some()), "{lang}");
                assert_eq!((months.name(0, with_day), months.name(13, with_day)), (None, None), "{lang}");
            }
        }
    }
}
