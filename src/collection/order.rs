//! Brings articles into the order of `collection.toml`, else of their paths, and divides them into parts.

use std::collections::{BTreeMap, BTreeSet};

use super::Part;
use crate::config::CollectionSettings;
use crate::diagnostics::{Diagnostic, Diagnostics, Files, Span, nearest};
use crate::manuscript::{Article, Inline, InlineKind};
use crate::source::Folder;

/// Orders `articles`, those of `folder` that could be read and are no drafts. Articles that
/// `collection.toml` does not list are left out when it lists any; what it lists must be there.
pub(super) fn order(
    settings: &CollectionSettings,
    folder: &Folder,
    articles: Vec<Article>,
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> (Vec<Article>, Vec<Part>) {
    let name = |file| name_in(folder, &files.get(file).path.to_string_lossy()).to_owned();
    if settings.parts.is_empty() {
        let mut articles = articles;
        articles.sort_by_key(|article| name(article.file));
        let all = 0..articles.len();
        return (articles, vec![Part { title: None, articles: all }]);
    }

    let in_folder: BTreeSet<String> = folder.articles.iter().map(|file| name(*file)).collect();
    let mut unlisted: BTreeMap<String, Article> = articles.into_iter().map(|a| (name(a.file), a)).collect();
    let mut listed = BTreeSet::new();
    let (mut ordered, mut parts) = (Vec::new(), Vec::new());
    for part in &settings.parts {
        let start = ordered.len();
        for (written, span) in &part.articles {
            let wanted = written.trim_start_matches("./");
            if !in_folder.contains(wanted) {
                diagnostics.push(missing(wanted, *span, &in_folder));
            } else if !listed.insert(wanted) {
                diagnostics.push(
                    Diagnostic::error(format!("`{wanted}` is listed twice"))
                        .at(*span)
                        .label("the second time")
                        .hint("an article appears once in a title"),
                );
            } else {
                // Else it is a draft, or could not be read and has been reported.
                ordered.extend(unlisted.remove(wanted));
            }
        }
        if ordered.len() > start {
            let title = part.title.as_deref().map(|title| words(title, folder));
            parts.push(Part { title, articles: start..ordered.len() });
        }
    }
    for (name, article) in unlisted {
        diagnostics.push(
            Diagnostic::warning(format!("`{name}` is not listed in collection.toml, and is left out"))
                .at(Span::new(article.file, 0..0))
                .hint("list it there, or say `draft: true` in its front matter"),
        );
    }
    (ordered, parts)
}

fn missing(wanted: &str, span: Span, in_folder: &BTreeSet<String>) -> Diagnostic {
    let diagnostic = Diagnostic::error(format!("there is no article `{wanted}`")).at(span).label("listed here");
    let with_ending = format!("{wanted}.md");
    match in_folder
        .get(&with_ending)
        .map(String::as_str)
        .or_else(|| nearest(wanted, in_folder.iter().map(String::as_str)))
    {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint("articles are named by their path from this folder, like `01-strike.md`"),
    }
}

/// The title of a part as inlines.
fn words(title: &str, folder: &Folder) -> Vec<Inline> {
    let file = folder.settings.expect("only collection.toml names parts");
    vec![Inline { kind: InlineKind::Text(title.to_owned()), span: Span::new(file, 0..0) }]
}

/// The path of a file from `folder`.
pub(super) fn name_in<'a>(folder: &Folder, path: &'a str) -> &'a str {
    path.strip_prefix(&folder.path).map_or(path, |rest| rest.trim_start_matches('/'))
}
