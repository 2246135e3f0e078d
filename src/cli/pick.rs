//! `pamphlet pick`: chosen articles of a library become a title of their own, at once.

use std::path::Path;

use super::arguments::Pick;
use super::build::{Made, formats, press};
use super::progress::Bar;
use super::publish::{Options, publish};
use super::reprint::Changes;
use super::{Exit, report, summary};
use crate::diagnostics::{Diagnostic, FileId, nearest};
use crate::slug::slug;
use crate::source::{self, Folder, Library, Stopwatch};

pub(super) fn pick(arguments: &Pick) -> Exit {
    let stopwatch = Stopwatch::start();
    source::recover(&arguments.out);
    let (mut library, mut diagnostics) = Library::read(&arguments.library);
    if diagnostics.has_errors() {
        return report::all(&mut diagnostics, &library);
    }
    let articles: Result<Vec<FileId>, Diagnostic> =
        arguments.articles.iter().map(|name| find(&library, &arguments.library, name)).collect();
    let title = match articles {
        Ok(articles) => add(&mut library, &articles, &arguments.title, arguments.subtitle.as_deref()),
        Err(unknown) => return report::one(unknown),
    };
    let options = Options {
        only: vec![title.clone()],
        formats: formats(&arguments.formats),
        press: press(&arguments.formats),
        write: true,
        ..Options::default()
    };
    let bar = Bar::new(arguments.quiet);
    let mut outcome = publish(&library, &options, &bar);
    drop(bar);
    diagnostics.append(std::mem::take(&mut outcome.diagnostics));
    let exit = report::all(&mut diagnostics, &library);
    if exit != Exit::Well {
        return exit;
    }
    let written = match source::replace(&arguments.out, &outcome.files(), Some(&[title])) {
        Ok(written) => written,
        Err(diagnostic) => return report::one(diagnostic),
    };
    if !arguments.quiet {
        let (titles, time) = (outcome.titles.as_slice(), stopwatch.elapsed());
        summary::built(&Made { titles, library: &[], changes: Changes::default(), written, time }, &arguments.out);
    }
    Exit::Well
}

/// The article that a person means: by its path from here or from the library's folder, with or without its ending, or by
/// its file's name when only one has it.
fn find(library: &Library, root: &Path, name: &str) -> Result<FileId, Diagnostic> {
    let articles = || {
        let all = library.collections.iter().flat_map(|folder| &folder.articles);
        all.map(|id| (*id, library.files.get(*id).path.to_string_lossy().into_owned()))
    };
    let wanted = Path::new(name);
    let wanted = wanted.strip_prefix(root).unwrap_or(wanted).to_string_lossy().replace('\\', "/");
    let wanted = wanted.trim_start_matches("./").trim_end_matches(".md").to_owned();
    if let Some((id, _)) = articles().find(|(_, path)| path.trim_end_matches(".md") == wanted) {
        return Ok(id);
    }
    let stem = |path: &str| path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md").to_owned();
    let named: Vec<(FileId, String)> = articles().filter(|(_, path)| stem(path) == wanted).collect();
    match &named[..] {
        [(id, _)] => Ok(*id),
        [] => {
            let paths: Vec<String> = articles().map(|(_, path)| path).collect();
            let error = Diagnostic::error(format!("there is no article `{name}` in `{}`", root.display()));
            let by_stem = || paths.iter().find(|path| nearest(&wanted, [stem(path).as_str()]).is_some());
            Err(match nearest(&wanted, paths.iter().map(String::as_str)).or_else(|| by_stem().map(String::as_str)) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint("name it by its path in the library: `zhanaozen/01-strike`"),
            })
        }
        several => Err(Diagnostic::error(format!("several articles are called `{name}`")).hint(format!(
            "name its folder too: {}",
            several.iter().map(|(_, path)| format!("`{path}`")).collect::<Vec<_>>().join(", ")
        ))),
    }
}

/// Adds a collection of the chosen articles, in their order, to a library; returns its slug. What a person would write into
/// `collection.toml` is written there, so that nothing downstream knows of it.
fn add(library: &mut Library, articles: &[FileId], title: &str, subtitle: Option<&str>) -> String {
    let taken = |name: &String| library.collections.iter().any(|folder| folder.slug == *name);
    let base = Some(slug(title)).filter(|name| !name.is_empty()).unwrap_or_else(|| "picked".to_owned());
    let name = std::iter::once(base.clone()).chain((2_u64..).map(|n| format!("{base}-{n}"))).find(|name| !taken(name));
    let name = name.expect("there are more numbers than titles");
    // No folder of a library is called so: the walk that reads it passes over names with a dot in front.
    let path = format!(".picked/{name}");
    let list: Vec<String> = articles.iter().map(|id| quoted(&library.files.get(*id).path.to_string_lossy())).collect();
    let mut settings = format!("title = {}\narticles = [{}]\n", quoted(title), list.join(", "));
    if let Some(subtitle) = subtitle {
        settings.push_str(&format!("subtitle = {}\n", quoted(subtitle)));
    }
    // Whoever has checked the library's titles has not checked this one.
    settings.push_str("[accessibility]\nchecked_by = \"\"\n");
    let settings = library.files.add(format!("{path}/collection.toml"), settings);
    library.collections.push(Folder {
        slug: name.clone(),
        path,
        settings: Some(settings),
        articles: articles.to_vec(),
    });
    library.collections.sort_by(|a, b| (&a.slug, &a.path).cmp(&(&b.slug, &b.path)));
    name
}

/// A basic string of TOML, which is one of JSON but for a character that nobody types.
fn quoted(text: &str) -> String {
    serde_json::to_string(&text.replace('\u{7F}', "")).expect("text is text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::sample;
    use crate::diagnostics::Diagnostics;

    fn library() -> Library {
        let text = "# One\n\nText.\n";
        let paths = ["news/01-may.md", "news/02-june.md", "songs/01-may.md", "songs/solidarity.md"];
        sample::library(&paths.map(|path| (path, text)))
    }

    #[test]
    fn articles_are_found_by_path_or_by_a_name_that_only_one_has() {
        let library = library();
        let found = |name: &str| {
            let id = find(&library, Path::new("my/book"), name)
                .map_err(|error| error.message + &error.hint.unwrap_or_default())?;
            Ok::<_, String>(library.files.get(id).path.to_string_lossy().into_owned())
        };
        for name in ["news/02-june", "news/02-june.md", "my/book/news/02-june.md", "02-june", "./news/02-june"] {
            assert_eq!(found(name).as_deref(), Ok("news/02-june.md"), "{name}");
        }
        assert!(found("01-may").unwrap_err().contains("name its folder too: `news/01-may.md`, `songs/01-may.md`"));
        assert!(found("solidaritty").unwrap_err().contains("did you mean `songs/solidarity.md`?"));
        assert!(found("news/02-jun").unwrap_err().contains("did you mean `news/02-june.md`?"));
    }

    #[test]
    fn picked_articles_are_a_title_beside_the_others() {
        let mut library = library();
        let picked = [library.collections[1].articles[1], library.collections[0].articles[0]];
        assert_eq!(add(&mut library, &picked, "News", None), "news-2");
        assert_eq!(add(&mut library, &picked, "A \"song\" \\ and\tnews", Some("Two")), "a-song-and-news");
        let folder = library.collections.iter().find(|folder| folder.slug == "a-song-and-news").expect("it is there");
        let mut diagnostics = Diagnostics::default();
        let book = crate::config::book(&library.files, None, &mut diagnostics);
        let settings = crate::config::collection(&library.files, folder, &book, &mut diagnostics);
        assert_eq!(diagnostics.counts(), (0, 0));
        assert_eq!(settings.title.as_deref(), Some("A \"song\" \\ and\tnews"));
        let listed: Vec<&str> = settings.parts[0].articles.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(listed, ["songs/solidarity.md", "news/01-may.md"]);
    }
}
