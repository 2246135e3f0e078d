//! Turns one Markdown file into an [`Article`]: the tree, its notes, its front matter, with the
//! typography of its language already in the text.
//!
//! In order: `front_matter` takes off what the article says about itself; `markdown` reads the text
//! into blocks; `headings` finds the title, repairs levels and gives ids; `notes` numbers the notes;
//! `typography` sets quotation marks, dashes and spaces. [`tree`] holds the types that all later
//! stages read, and [`dump`] prints them for tests.

pub mod dump;
pub(crate) mod front_matter;
mod headings;
mod kept;
pub(crate) mod leads;
mod lint;
mod markdown;
mod months;
mod notes;
mod opening;
#[cfg(test)]
mod tests;
pub mod text;
pub mod tree;
pub mod typography;
mod walk;

use std::path::Path;

pub use kept::{Begun, Kept, find, read_and_keep};
pub use months::Months;
pub use opening::{Opening, opening};
pub use text::{Held, Outline, Section, Text};
pub use tree::*;
pub(crate) use walk::children;

use serde::{Deserialize, Serialize};

use crate::config::fields;
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Files, Span, TextFile};
use crate::slug::slug;
use front_matter::FrontMatter;
use markdown::{Context, Place};

/// What holds for an article that does not say otherwise.
#[derive(Debug, Clone)]
pub struct Defaults {
    /// The language.
    pub lang: Lang,
}

/// Reads an article, with all that is wrong in it. No article when it is a draft. Calls do not depend on each other, so
/// that they may run in parallel.
#[must_use]
pub fn read(files: &Files, file: FileId, defaults: &Defaults) -> (Option<Article>, Diagnostics) {
    open(files, file).read(files, defaults)
}

/// What the front matter of an article says of it, for those who choose articles.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Head {
    /// Its name in addresses.
    pub slug: String,
    /// The title in Markdown, when the front matter has it.
    pub title: Option<String>,
    /// Authors, editors, translators.
    pub people: Vec<Person>,
    /// When it was written or published.
    pub date: Option<Date>,
    /// Its language, when it says so.
    pub lang: Option<Lang>,
    /// Subjects.
    pub tags: Vec<String>,
    /// Whether it is not to be published.
    pub draft: bool,
}

/// An article of which the front matter was read.
#[derive(Debug, Clone)]
pub struct Opened {
    file: FileId,
    matter: FrontMatter,
    /// The byte at which the text after it begins.
    body: usize,
    slug: String,
    /// What is wrong with all that.
    found: Diagnostics,
}

/// Reads the front matter alone.
#[must_use]
pub fn open(files: &Files, file: FileId) -> Opened {
    let mut found = Diagnostics::default();
    let source = files.get(file);
    let (matter, body) = front_matter::read(&source.text, file, &mut found);
    // Nobody is led to a draft yet.
    let mut ignored = Diagnostics::default();
    let slug = article_slug(&matter, &source.path, if matter.draft { &mut ignored } else { &mut found });
    Opened { file, matter, body, slug, found }
}

impl Opened {
    /// What the front matter says of the article.
    #[must_use]
    pub fn head(&self) -> Head {
        let FrontMatter { title, people, date, lang, tags, draft, .. } = &self.matter;
        Head {
            slug: self.slug.clone(),
            title: title.as_ref().map(|title| title.text.clone()),
            people: people.clone(),
            date: *date,
            lang: lang.clone(),
            tags: tags.clone(),
            draft: *draft,
        }
    }

    /// Reads the rest of the file, see [`read()`].
    #[must_use]
    pub fn read(mut self, files: &Files, defaults: &Defaults) -> (Option<Article>, Diagnostics) {
        let mut diagnostics = std::mem::take(&mut self.found);
        let is_draft = self.matter.draft;
        let article = (!is_draft).then(|| read_article(files.get(self.file), self, defaults, &mut diagnostics));
        (article, diagnostics)
    }
}

/// Reads a line of Markdown that stands outside an article, such as the title of a part, and sets its
/// typography. `span` is its place; notes cannot stand in it.
#[must_use]
pub fn line(text: &str, span: Span, lang: &Lang, diagnostics: &mut Diagnostics) -> Vec<Inline> {
    let mut context = Context::new(span.file, "", diagnostics);
    let mut inlines = context.inlines(text, Place::within("", span.range(), text));
    refuse_notes(&mut inlines, diagnostics);
    typography::set(&mut inlines, lang);
    inlines
}

/// Reads the text after the front matter, under what that says.
fn read_article(source: &TextFile, opened: Opened, defaults: &Defaults, diagnostics: &mut Diagnostics) -> Article {
    let Opened { file, matter, body: start, slug, .. } = opened;
    let text: &str = &source.text;
    let path = source.path.to_string_lossy().replace('\\', "/");
    let lang = matter.lang.clone().unwrap_or_else(|| defaults.lang.clone());

    let mut context = Context::new(file, &path, diagnostics);
    let mut blocks = context.blocks(&text[start..], Place::article(start));
    let line = |context: &mut Context<'_>, given: &Option<fields::Text>| {
        given.as_ref().map(|given| context.inlines(&given.text, Place::within(text, given.span.range(), &given.text)))
    };
    let given_title = line(&mut context, &matter.title).filter(|title| !title.is_empty());
    let subtitle = line(&mut context, &matter.subtitle).filter(|subtitle| !subtitle.is_empty());
    let summary = line(&mut context, &matter.summary).filter(|summary| !summary.is_empty());
    let epigraph = matter
        .epigraph
        .as_ref()
        .map(|given| context.quotation(&given.text, Place::within(text, given.span.range(), &given.text), given.span))
        .unwrap_or_default();
    let Context { definitions, references, .. } = context;

    let found_title = headings::take_title(&mut blocks, given_title.as_deref());
    let title =
        given_title.or(found_title).unwrap_or_else(|| title_of_file(&source.path, Span::new(file, start..start)));
    headings::repair_levels(&mut blocks, diagnostics);

    let mut article = Article {
        file,
        slug,
        title,
        subtitle,
        people: matter.people,
        date: matter.date,
        lang,
        summary,
        tags: matter.tags,
        origin: matter.origin,
        rights: matter.rights,
        drop_cap: matter.drop_cap,
        text: Held::default(),
    };
    let mut text = Text { epigraph, blocks, notes: Vec::new() };
    let mut definitions = definitions;
    let mut note_blocks: Vec<&mut [Block]> =
        definitions.iter_mut().map(|definition| definition.blocks.as_mut_slice()).collect();
    headings::name(&mut text.blocks, &mut note_blocks, diagnostics);
    let mut lines = vec![&mut article.title];
    lines.extend(article.subtitle.as_mut());
    text.notes =
        notes::number(&mut [&mut text.epigraph, &mut text.blocks], &mut lines, definitions, &references, diagnostics);
    if let Some(summary) = &mut article.summary {
        refuse_notes(summary, diagnostics);
    }
    if text.blocks.is_empty() {
        diagnostics.push(
            Diagnostic::warning("this article has no text")
                .at(Span::new(file, start..start))
                .hint("write it, or add `draft: true` to its front matter"),
        );
    }
    lint::article(&article, &text, diagnostics);
    typography::set_article(&mut article);
    typography::set_text(&mut text, &article.lang);
    article.text = Held::new(text);
    article
}

/// Takes notes out of words that are printed apart from their article, where a mark would have no note.
fn refuse_notes(summary: &mut Vec<Inline>, diagnostics: &mut Diagnostics) {
    summary.retain(|inline| {
        let is_note = matches!(inline.kind, InlineKind::NoteReference { .. });
        if is_note {
            diagnostics.push(
                Diagnostic::error("a note cannot stand here")
                    .at(inline.span)
                    .hint("move the note into the text of an article"),
            );
        }
        !is_note
    });
    for inline in summary {
        if let Some(children) = walk::children(&mut inline.kind) {
            refuse_notes(children, diagnostics);
        }
    }
}

/// The name in addresses: the front matter's, else the file's without the number that orders it.
fn article_slug(matter: &FrontMatter, path: &Path, diagnostics: &mut Diagnostics) -> String {
    if let Some(given) = &matter.slug {
        let name = slug(&given.text);
        if name != given.text {
            let mut diagnostic = Diagnostic::error(format!("`{}` is not fit for addresses", given.text)).at(given.span);
            if !name.is_empty() {
                diagnostic = diagnostic.hint(format!("write `{name}`"));
            }
            diagnostics.push(diagnostic);
        }
        if !name.is_empty() {
            return name;
        }
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = slug(without_number(&stem));
    if name.is_empty() {
        Some(slug(&stem)).filter(|name| !name.is_empty()).unwrap_or_else(|| "article".to_owned())
    } else {
        name
    }
}

/// `01-chronicle` without `01-`; a name that is only a number stays.
fn without_number(stem: &str) -> &str {
    let rest = stem.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(['-', '_', '.', ' ']) {
        Some(rest) if !rest.is_empty() => rest,
        _ => stem,
    }
}

fn title_of_file(path: &Path, span: Span) -> Vec<Inline> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let words = without_number(&stem).replace(['-', '_'], " ");
    let mut chars = words.chars();
    let title: String = chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or(words);
    vec![Inline { kind: InlineKind::Text(title), span }]
}
