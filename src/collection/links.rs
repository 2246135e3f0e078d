//! Finds where links lead: to an article, to another title of the library, to a heading.

use std::collections::BTreeSet;
use std::path::Path;

use super::Around;
use super::address::external;
use crate::diagnostics::{Diagnostic, Diagnostics, Span, nearest};
use crate::manuscript::{Article, Lang, Target};
use crate::source::Folder;

/// What a link may lead to within the collection.
pub(super) struct Place {
    /// The article's path relative to the library.
    pub(super) path: String,
    /// The names of its headings.
    pub(super) headings: BTreeSet<String>,
}

impl Place {
    pub(super) fn of(article: &Article, around: &Around<'_>) -> Self {
        let headings = article.text.outline().anchors.iter().cloned().collect();
        Self { path: path_of(article.file, around), headings }
    }
}

/// The links of one collection.
pub(super) struct Links<'a> {
    pub(super) around: &'a Around<'a>,
    pub(super) folder: &'a Folder,
    /// The collection's language.
    pub(super) lang: &'a Lang,
    /// Of each article, in order.
    pub(super) places: Vec<Place>,
}

impl Links<'_> {
    /// Turns a path into what lies there, and checks anchors. `here` is the article with the link;
    /// nothing in the title of a part. A link that leads nowhere is reported and stays as it was.
    pub(super) fn resolve(&self, target: &mut Target, span: Span, here: Option<usize>, diagnostics: &mut Diagnostics) {
        let found = match target {
            Target::File { path, anchor } => self.file(path, anchor.take(), span, here),
            Target::Anchor(id) => match here {
                Some(index) => self.heading(index, id, span).map(|()| Target::Anchor(id.clone())),
                None => Err(Diagnostic::error(format!("there is no heading `{id}` here"))
                    .at(span)
                    .hint("name the article before the `#`")),
            },
            Target::External(address) => {
                if external(address).is_none() {
                    diagnostics.push(
                        Diagnostic::warning(format!("`{address}` is no address that a publication can lead to"))
                            .at(span)
                            .hint("write it in full, such as `https://example.org/page` or `mailto:name@example.org`"),
                    );
                }
                return;
            }
            Target::Article { .. } | Target::Title { .. } => return,
        };
        match found {
            Ok(found) => *target = found,
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }

    fn file(&self, path: &str, anchor: Option<String>, span: Span, here: Option<usize>) -> Result<Target, Diagnostic> {
        if let Some(index) = self.places.iter().position(|place| place.path == path) {
            if let Some(anchor) = &anchor {
                self.heading(index, anchor, span)?;
            }
            return Ok(match anchor {
                Some(anchor) if here == Some(index) => Target::Anchor(anchor),
                anchor => Target::Article { index, anchor },
            });
        }
        let library = self.around.library;
        let error = |message: String| Diagnostic::error(message).at(span);
        match self.around.titles.at(path, self.lang) {
            Some(known) if known.slug != self.folder.slug => {
                Ok(Target::Title { slug: known.slug.clone(), title: known.title.clone() })
            }
            Some(_) => {
                Err(error("this link leads to the title that it stands in".to_owned())
                    .hint("link to one of its articles"))
            }
            None if self.is_article(path) => Err(error(format!("`{path}` is not published"))
                .hint("it is a draft, or no title has it: list or select it in a collection.toml")),
            None if library.images.contains_key(path) => Err(error(format!("this link leads to a picture, `{path}`"))
                .hint("to show it, write `!` before the brackets")),
            None => {
                let error = error(format!("there is no article `{path}`"));
                Err(match self.near(path) {
                    Some(near) => error.hint(format!("did you mean `{}`?", relative(&self.base(here), near))),
                    None => {
                        error.hint("links lead to articles of this library, by path, or to addresses like `https://…`")
                    }
                })
            }
        }
    }

    /// Whether an article of the library lies there.
    fn is_article(&self, path: &str) -> bool {
        path.ends_with(".md") && self.around.library.files.find(Path::new(path)).is_some()
    }

    /// Checks that article `index` has the heading.
    fn heading(&self, index: usize, id: &str, span: Span) -> Result<(), Diagnostic> {
        let place = &self.places[index];
        if place.headings.contains(id) {
            return Ok(());
        }
        let error = Diagnostic::error(format!("there is no heading `{id}` in `{}`", place.path)).at(span);
        Err(match nearest(id, place.headings.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean `#{near}`?")),
            None => error
                .hint("a heading's name is its words in small letters with hyphens, or what stands in `{#…}` after it"),
        })
    }

    /// The article whose path is nearest to `path`.
    fn near(&self, path: &str) -> Option<&str> {
        let library = self.around.library;
        let articles = || {
            let all = library.collections.iter().flat_map(|folder| &folder.articles);
            all.filter_map(|file| library.files.get(*file).path.to_str())
        };
        let with_ending = format!("{path}.md");
        articles().find(|article| *article == with_ending).or_else(|| nearest(path, articles()))
    }

    fn base(&self, here: Option<usize>) -> String {
        let folder = here.and_then(|index| self.places[index].path.rsplit_once('/')).map(|(folder, _)| folder);
        folder.map_or_else(|| if here.is_some() { String::new() } else { self.folder.path.clone() }, str::to_owned)
    }
}

/// The path of a file relative to the library.
pub(super) fn path_of(file: crate::diagnostics::FileId, around: &Around<'_>) -> String {
    around.library.files.get(file).path.to_string_lossy().into_owned()
}

/// The way from the folder `from` to the file `to`, both relative to the library.
pub(super) fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = to.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn ways_go_up_and_down() {
        assert_eq!(relative("news", "news/a.md"), "a.md");
        assert_eq!(relative("news/may", "handbook/a.md"), "../../handbook/a.md");
        assert_eq!(relative("", "a.md"), "a.md");
    }
}
