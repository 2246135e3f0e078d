//! What the checkers of EPUBs let through though readers stumble over it: titles that are names of files, headings in
//! another language than their article says.

use super::text::Text;
use super::tree::{Article, Block, BlockKind, Inline, InlineKind, Lang, plain_text};
use crate::diagnostics::{Diagnostic, Diagnostics};

/// Endings by which a title is known for the name of a file.
const ENDINGS: [&str; 10] = [".doc", ".docx", ".epub", ".htm", ".html", ".md", ".odt", ".pdf", ".rtf", ".txt"];

/// Reports what is found in an article, whose typography may still be undone.
pub(crate) fn article(article: &Article, text: &Text, diagnostics: &mut Diagnostics) {
    let title = plain_text(&article.title);
    if is_file_name(&title) {
        let span = article.title.first().map(|inline| inline.span);
        let warning = Diagnostic::warning(format!("the title “{title}” looks like the name of a file"));
        let warning = span.into_iter().fold(warning, Diagnostic::at);
        diagnostics.push(
            warning.hint("write what readers should see, as `title: …` in the front matter or as `# …` above the text"),
        );
    }
    headings(&text.blocks, &article.lang, diagnostics);
}

/// Whether a title is that of a file: it ends as one, or its only word is parted by underscores.
fn is_file_name(title: &str) -> bool {
    let lower = title.trim().to_lowercase();
    let is_word = !lower.contains(char::is_whitespace);
    let ends_so = ENDINGS.iter().any(|ending| lower.strip_suffix(ending).is_some_and(|name| !name.is_empty()));
    ends_so || (is_word && lower.trim_matches('_').contains('_'))
}

fn headings(blocks: &[Block], lang: &Lang, diagnostics: &mut Diagnostics) {
    for block in blocks {
        let BlockKind::Heading { content, .. } = &block.kind else { continue };
        let Some(expected) = script_of(lang) else { continue };
        let mut words = String::new();
        own_words(content, &mut words);
        if let Some(found) = script(&words).filter(|found| *found != expected) {
            diagnostics.push(
                Diagnostic::warning(format!("this heading is in {found} letters, and the article is in `{lang}`"))
                    .at(block.span)
                    .hint("mark its words, as in `## <span lang=\"ru\">Итоги</span>`, or give the article's `language` in its front matter: devices that read aloud would say them wrongly"),
            );
        }
    }
}

/// The words that are in the language around them: not those marked as foreign, nor program text.
fn own_words(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(text) => out.push_str(text),
            InlineKind::Foreign { .. } | InlineKind::Code(_) => {}
            kind => own_words(kind.children(), out),
        }
    }
}

/// The script that a language is written in, of the languages that are written in one of these three only.
fn script_of(lang: &Lang) -> Option<&'static str> {
    match lang.primary() {
        "cs" | "da" | "de" | "en" | "es" | "fi" | "fr" | "it" | "nb" | "nl" | "nn" | "no" | "pl" | "pt" | "sv"
        | "tr" => Some("Latin"),
        "be" | "bg" | "mk" | "ru" | "uk" => Some("Cyrillic"),
        "el" => Some("Greek"),
        _ => None,
    }
}

/// The script of some words, when it is one only and there are two words in it. Of a name or an abbreviation alone nobody
/// could say which language it is in.
fn script(words: &str) -> Option<&'static str> {
    let of = |c: char| match c {
        'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{24F}' => Some("Latin"),
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Some("Greek"),
        '\u{400}'..='\u{52F}' => Some("Cyrillic"),
        _ => None,
    };
    let mut letters = words.chars().filter_map(of);
    let first = letters.next()?;
    let is_sentence =
        words.split_whitespace().filter(|word| word.chars().filter(|c| c.is_lowercase()).count() > 1).count() > 1;
    (is_sentence && letters.all(|script| script == first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_known() {
        for name in ["final_draft_2", "Report.docx", "01 chapter.md", "zhanaozen_2011"] {
            assert!(is_file_name(name), "{name}");
        }
        for title in ["Zhanaozen, 2011", "1", "_", "Node.js", "The strike", "a_b and c", ".md"] {
            assert!(!is_file_name(title), "{title}");
        }
    }

    #[test]
    fn a_script_is_told_only_of_sentences() {
        assert_eq!(script("Итоги года"), Some("Cyrillic"));
        assert_eq!(script("Seven months on strike"), Some("Latin"));
        for words in ["Human", "USA", "Итоги", "What итоги года means", "2011", ""] {
            assert_eq!(script(words), None, "{words}");
        }
    }
}
