//! `pamphlet import`: files of other programs become articles.

use std::io::Write as _;
use std::path::Path;

use super::arguments::Import;
use super::{Exit, report, summary};
use crate::diagnostics::Diagnostic;
use crate::import;
use crate::manuscript::Lang;
use crate::source;

pub(super) fn import(arguments: &Import) -> Exit {
    let lang = arguments.language.as_deref().map(Lang::new);
    let mut exit = Exit::Well;
    // A file that cannot be read keeps no other from being imported.
    for file in &arguments.files {
        if let Err(diagnostic) = one(file, arguments, lang.as_ref()) {
            exit = report::one(diagnostic);
        }
    }
    exit
}

fn one(file: &Path, arguments: &Import, lang: Option<&Lang>) -> Result<(), Diagnostic> {
    let shown = file.display().to_string();
    let bytes = source::read_file(file)?;
    for mut article in import::read(&shown, &bytes, lang)? {
        for address in article.wanted() {
            article.supply(&address, source::read_beside(file, &address));
        }
        let added = source::add(&arguments.into, article.stem(), |stem| article.files(stem)).map_err(|error| {
            Diagnostic::error(format!("cannot write into `{}`: {error}", arguments.into.display()))
                .hint("see that it is a folder you may write to, and that the disk has room")
        })?;
        if !arguments.quiet {
            let remarks: String = article.remarks(&shown).into_iter().map(|remark| remark + "\n").collect();
            // Nobody is left to tell when this fails.
            let _ = std::io::stderr().write_all(remarks.as_bytes());
            summary::imported(&added);
        }
    }
    Ok(())
}
