//! Guesses the language of a text by its commonest small words, or in Cyrillic by letters that one language alone has.

use crate::manuscript::Lang;

/// Small words of languages, chosen so that no two languages share most of theirs.
const WORDS: [(&str, &str); 16] = [
    ("en", "the of and to in that is was for it with as by were had which this have not"),
    ("fr", "le la les des et en du une est que dans pour qui sur pas au avec sont cette"),
    ("de", "der die und das den von zu mit sich des auf für ist im nicht ein eine dem auch"),
    ("es", "el la los de que y en las del por con una para es se como fue al más"),
    ("it", "il di che la e per una in del non con della sono gli nel le dei alla è"),
    ("pt", "o os que e do da em um uma para com não por dos no na foi mais as"),
    ("nl", "de het van een en in dat op te zijn niet met voor die aan er ook werd"),
    ("sv", "och att det som en på är av för med den till inte om har var ett"),
    ("da", "og at det som en på er af for med den til ikke om har var de et blev"),
    ("nb", "og at det som en på er av for med den til ikke om har var de et ble"),
    ("pl", "i w na z że się do nie jest to o jak przez od po są dla"),
    ("cs", "a v na se že je s z do to o jako po by za ve byl jsou"),
    ("tr", "ve bir bu için da de ile olarak çok daha olan kadar gibi sonra"),
    ("fi", "ja on ei se että oli hän mutta ovat kun niin myös joka"),
    ("ro", "și de în a la cu pe din că o nu este pentru care mai au"),
    ("el", "και το να του η της με που την από για τα στο είναι των"),
];

/// How many words are looked at.
const ENOUGH: usize = 2000;

/// The language of a text; nothing when its words are too few or of no language known here.
pub(super) fn guess(text: &str) -> Option<Lang> {
    let cyrillic = text.chars().filter(|c| ('а'..='я').contains(c)).take(200).count();
    if cyrillic >= 40 {
        return Some(Lang::new(cyrillic_language(text)));
    }
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .take(ENOUGH)
        .map(str::to_lowercase)
        .collect();
    let count = |list: &str| words.iter().filter(|word| list.split(' ').any(|small| small == word.as_str())).count();
    let mut scores: Vec<(usize, &str)> = WORDS.iter().map(|(lang, list)| (count(list), *lang)).collect();
    scores.sort_by(|a, b| b.cmp(a));
    let (best, lang) = scores[0];
    // One word in six is small in any of them; a tie says nothing.
    (best >= 8 && best * 6 > words.len() && best > scores[1].0).then(|| Lang::new(lang))
}

fn cyrillic_language(text: &str) -> &'static str {
    let has = |letters: &str| text.to_lowercase().chars().filter(|c| letters.contains(*c)).take(3).count() >= 3;
    match () {
        () if has("әғқңұһ") => "kk",
        () if has("ў") => "be",
        () if has("іїє") => "uk",
        () if has("јљњћђ") => "sr",
        // Bulgarian has neither ы nor э.
        () if !has("ыэ") && has("ъ") => "bg",
        () => "ru",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_tell_the_language() {
        let lang = |text: &str| guess(text).map(|lang| lang.as_str().to_owned());
        let english = "The bread was late in the morning, and it was not the baker who had to explain it to the women \
                       of the street, which is the way of the world.";
        assert_eq!(lang(english).as_deref(), Some("en"));
        let french = "Le pain est arrivé en retard et les femmes de la rue ont dit que le boulanger n’est pas dans la \
                      boutique pour rien, et qu’il y a une raison à cette affaire.";
        assert_eq!(lang(french).as_deref(), Some("fr"));
        let german = "Das Brot kam zu spät, und die Frauen der Straße sagten, dass der Bäcker sich nicht auf das Wetter \
                      berufen kann, denn es ist mit dem Wetter nicht zu erklären.";
        assert_eq!(lang(german).as_deref(), Some("de"));
        assert_eq!(lang("Хлеб опоздал, и женщины улицы были этим очень недовольны.").as_deref(), Some("ru"));
        assert_eq!(
            lang("Хліб запізнився, і жінки вулиці були цим дуже незадоволені її господарем.").as_deref(),
            Some("uk")
        );
        assert_eq!(lang("Zanzibar 42"), None);
    }
}
