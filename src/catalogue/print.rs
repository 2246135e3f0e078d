//! What a title's page says of paper: the files by what they become and by sheet, and how they are printed and folded.

use super::record::{File, Print, What};
use super::title::Page;
use crate::config::{Flip, Scheme};
use crate::impose::Sides;

/// The files for the printer with how they are printed.
fn printed<'a>(page: &Page<'a>) -> Vec<(&'a File, &'a Print)> {
    let record = page.record;
    let of = |file: &'a File| match &file.what {
        What::Print(print) => Some((file, print)),
        _ => None,
    };
    record.files.iter().filter_map(of).collect()
}

/// Writes the list of files: under each scheme and sheet one for each flip.
pub(super) fn files(page: &mut Page<'_>) {
    let printed = printed(page);
    if printed.is_empty() {
        return;
    }
    page.section("print", page.words.print);
    let words = page.words;
    let mut rest = printed.as_slice();
    while let Some((_, first)) = rest.first() {
        let same = |(_, print): &&(&File, &Print)| (print.scheme, print.sheet) == (first.scheme, first.sheet);
        let (group, others) = rest.split_at(rest.iter().take_while(same).count());
        rest = others;
        page.xml.leaf_line("h3", &[], &format!("{}, {}", words.scheme(first.scheme), first.sheet.title()));
        let sheets = words.counted(words.sheets, first.count).replace('%', first.sheet.title());
        let sections = match first.sections {
            0 => String::new(),
            1 => format!(", {}", words.folded),
            n => format!(", {}", words.counted(words.sections, n)),
        };
        page.xml.leaf_line("p", &[("class", "paper")], &format!("{sheets}{sections}"));
        page.xml.open("ul", &[("class", "downloads")]);
        page.xml.newline();
        for (file, print) in group {
            let name = match (print.sides, print.flip) {
                (Sides::Fronts, _) => words.fronts,
                (Sides::Backs, _) => words.backs,
                (Sides::All, Some(flip)) => words.flip(flip),
                (Sides::All, None) => file.name(),
            };
            page.download(file, name, "");
        }
        page.xml.close_line();
    }
    page.xml.close_line();
}

/// Writes the steps from the file to the folded paper, as few as there are for the files that are there.
pub(super) fn how_to(page: &mut Page<'_>) {
    let printed = printed(page);
    if printed.is_empty() {
        return;
    }
    page.section("how", page.words.how_to_print);
    let words = page.words;
    let mut schemes: Vec<(Scheme, bool)> = Vec::new();
    for (_, print) in &printed {
        let key = (print.scheme, print.sections > 1);
        if !schemes.contains(&key) {
            schemes.push(key);
        }
    }
    let several = schemes.len() > 1;
    for (scheme, sections) in schemes {
        let of_scheme: Vec<&Print> = printed.iter().map(|(_, print)| *print).filter(|p| p.scheme == scheme).collect();
        if several {
            page.xml.leaf_line("h3", &[], words.scheme(scheme));
        }
        let mut steps: Vec<String> = Vec::new();
        let flips: Vec<Flip> = [Flip::Short, Flip::Long]
            .into_iter()
            .filter(|flip| of_scheme.iter().any(|print| print.flip == Some(*flip)))
            .collect();
        match flips.as_slice() {
            [] if of_scheme.iter().any(|print| print.sides == Sides::Fronts) => {
                steps.push(words.print_manual.to_owned());
            }
            [] => steps.push(words.print_one.to_owned()),
            [only] => steps.push(words.print_both.replace("{}", words.flip(*only))),
            both => {
                steps.push(words.choose.to_owned());
                let names: Vec<&str> = both.iter().map(|flip| words.flip(*flip)).collect();
                steps.push(words.print_both.replace("{}", &names.join(" / ")));
            }
        }
        let stitched = matches!(scheme, Scheme::Booklet | Scheme::Cover) && sections;
        steps.push(if stitched { words.hands_sections } else { words.hands(scheme) }.to_owned());
        page.xml.open("ol", &[]);
        page.xml.newline();
        steps.iter().for_each(|step| page.xml.leaf_line("li", &[], step));
        page.xml.close_line();
    }
    page.xml.close_line();
}
