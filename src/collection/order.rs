//! Brings articles into the order of `collection.toml`, else of their paths, and divides them into parts.

use std::collections::BTreeMap;

use super::Part;
use crate::config::CollectionSettings;
use crate::diagnostics::{Diagnostics, Files, Span};
use crate::manuscript::{self, Article, Lang};
use crate::source::Folder;

/// Orders `articles`, those of `folder` that could be read and are no drafts. When `collection.toml`
/// lists any, the others are left out; [`crate::config`] has held its list against the folder, so
/// what is listed and not there needs no word here.
pub(super) fn order(
    settings: &CollectionSettings,
    folder: &Folder,
    mut articles: Vec<Article>,
    lang: &Lang,
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> (Vec<Article>, Vec<Part>) {
    let name = |article: &Article| {
        let path = files.get(article.file).path.to_string_lossy();
        path.strip_prefix(&folder.path).map_or(&*path, |rest| rest.trim_start_matches('/')).to_owned()
    };
    if settings.parts.is_empty() {
        articles.sort_by_key(name);
        let all = 0..articles.len();
        return (articles, vec![Part { title: None, articles: all }]);
    }
    let mut unlisted: BTreeMap<String, Article> =
        articles.into_iter().map(|article| (name(&article), article)).collect();
    let (mut ordered, mut parts) = (Vec::new(), Vec::new());
    for part in &settings.parts {
        let start = ordered.len();
        ordered.extend(part.articles.iter().filter_map(|(listed, _)| unlisted.remove(listed)));
        if ordered.len() > start {
            let title = part.title.as_deref().zip(folder.settings);
            let title = title.map(|(title, file)| manuscript::line(title, Span::new(file, 0..0), lang, diagnostics));
            parts.push(Part { title, articles: start..ordered.len() });
        }
    }
    (ordered, parts)
}
