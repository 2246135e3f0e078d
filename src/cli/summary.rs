//! What was made, in a few lines on the output stream.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use super::build::Made;
use super::impose::MadeSheets;
use super::publish::{self, Published};
use super::reprint::{Changes, ranges};
use crate::source::{Added, allows_colour};
use crate::typeset::Fitted;

/// Says what lies in `out` after a build, and which sheets are not those of the last edition.
pub(super) fn built(made: &Made<'_>, out: &Path) {
    let Made { titles, library, changes, written, time } = made;
    say(|bold| {
        let mut text = String::new();
        let shown = |file: &&publish::Made| !file.is_hidden();
        let files = || titles.iter().flat_map(|title| &title.files).filter(shown);
        let width = files().map(|file| file.path.len()).max().unwrap_or(0);
        for title in *titles {
            let pages = Some(title.pages).filter(|count| *count > 0);
            let pages = pages.map(|count| format!(", {}", plural(count, "page"))).unwrap_or_default();
            let size = plural(title.articles, "article");
            let _ = writeln!(text, "{}  {size}{pages}{}", bold(&title.title), fitted(title.fitted));
            for file in title.files.iter().filter(shown) {
                let sheets = paper(file, changes);
                let _ = writeln!(text, "  {:width$}  {:>7}{sheets}", file.path, bytes(file.content.len()));
            }
        }
        if !library.is_empty() {
            let names: Vec<&str> = library.iter().map(|file| file.path.as_str()).collect();
            let _ = writeln!(text, "{}  {}", bold("Catalogue"), names.join(", "));
        }
        let files = || files().chain(*library);
        let total = files().map(|file| file.content.len()).sum();
        let _ = writeln!(
            text,
            "{} in {}: {}, {}, {}in {}",
            plural(titles.len(), "title"),
            out.display(),
            plural(files().count(), "file"),
            bytes(total),
            if *written { "" } else { "as they were, " },
            seconds(*time)
        );
        text
    });
}

/// Says in a line what a build of `watch` came to.
pub(super) fn built_again(made: &Made<'_>, out: &Path) {
    say(|bold| {
        let title = |title: &Published| format!("{}, {}", bold(&title.title), plural(title.pages, "page"));
        let titles = made.titles.iter().map(title).collect::<Vec<_>>().join("; ");
        let unchanged = if made.written { "" } else { ", as it was" };
        format!("{} in {}{unchanged}: {titles}\n", out.display(), seconds(made.time))
    });
}

/// Says where a library can be seen.
pub(super) fn previewed(address: SocketAddr) {
    say(|bold| format!("Preview at {}; Ctrl-C ends.\n", bold(&format!("http://{address}/"))));
}

/// What was done to spare a sheet, as the end of a line; nothing when nothing was.
fn fitted(Fitted { pages, closer }: Fitted) -> String {
    match pages {
        0 => String::new(),
        _ => format!(" ({} fewer, for a sheet less: {} set closer)", plural(pages, "page"), plural(closer, "place")),
    }
}

/// `  10 sheets in 2 sections; 3 differ from the last edition: 1, 4, 5`.
fn paper(file: &publish::Made, changes: &Changes) -> String {
    let Some(sheets) = &file.sheets else { return String::new() };
    let mut text = format!("  {}", plural(sheets.count, "sheet"));
    if sheets.sections > 1 {
        let _ = write!(text, " in {} sections", sheets.sections);
    }
    match changes.get(&file.path).map(Vec::as_slice) {
        None => {}
        Some([]) => text.push_str("; the same as in the last edition"),
        Some(all) if all.len() == sheets.count => text.push_str("; all differ from the last edition"),
        Some(some) => {
            let differ = if some.len() == 1 { "differs" } else { "differ" };
            let _ = write!(text, "; {} {differ} from the last edition: {}", some.len(), ranges(some));
        }
    }
    text
}

/// Says where an imported article lies.
pub(super) fn imported(added: &Added) {
    say(|bold| {
        let known = if added.known { ", which was there already, the same" } else { "" };
        format!("{}{known}\n", bold(&added.path.display().to_string()))
    });
}

/// Says what `impose` made.
pub(super) fn imposed(made: &[MadeSheets]) {
    say(|_| made.iter().map(|(path, sheets)| format!("{}  {}\n", path.display(), plural(*sheets, "sheet"))).collect());
}

/// Says what to do with a test sheet.
pub(super) fn made_test_sheet(path: &Path) {
    say(|bold| {
        format!("Print {} on both sides, at actual size, and read what it says.\n", bold(&path.display().to_string()))
    });
}

/// Says that `check` found nothing, to a person only: a script has the exit code.
pub(super) fn checked(titles: usize, articles: usize) {
    if std::io::stdout().is_terminal() {
        say(|_| format!("{} in {}: no errors, no warnings\n", plural(articles, "article"), plural(titles, "title")));
    }
}

/// Says how to go on after `new`.
pub(super) fn made_library(folder: &Path) {
    let folder = folder.display();
    say(|bold| {
        let build =
            if folder.to_string() == "book" { "pamphlet".to_owned() } else { format!("pamphlet build {folder}") };
        format!("A library to write over lies in {folder}. {} makes dist/ of it.\n", bold(&format!("`{build}`")))
    });
}

/// Prints what `text` makes, given a way to make letters bold where they can be.
pub(super) fn say(text: impl FnOnce(&dyn Fn(&str) -> String) -> String) {
    let colour = std::io::stdout().is_terminal() && allows_colour();
    let text = text(&|words| if colour { format!("\x1b[1m{words}\x1b[0m") } else { words.to_owned() });
    // A reader that has gone away, like `head`, is no error.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// `1 page`, `2 pages`.
pub(super) fn plural(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

/// A size in decimal units with two or three digits: `94 kB`, `1.3 MB`.
fn bytes(n: usize) -> String {
    match n {
        0..1_000 => format!("{n} B"),
        1_000..999_500 => format!("{} kB", (n + 500) / 1_000),
        _ => {
            let tenths = (n + 50_000) / 100_000;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

fn seconds(time: Duration) -> String {
    format!("{}.{:02} s", time.as_secs(), time.subsec_millis() / 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_rounded_for_people() {
        let sizes: Vec<String> = [999, 1_000, 94_499, 999_499, 999_500, 1_349_999].into_iter().map(bytes).collect();
        assert_eq!(sizes, ["999 B", "1 kB", "94 kB", "999 kB", "1.0 MB", "1.3 MB"]);
        assert_eq!(fitted(Fitted { pages: 1, closer: 3 }), " (1 page fewer, for a sheet less: 3 places set closer)");
        assert_eq!(fitted(Fitted::default()), "");
        assert_eq!(seconds(Duration::from_millis(1_299)), "1.29 s");
    }
}
