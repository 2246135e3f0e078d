//! Prepares pages for those who print for a living: which files they get, what is on each of their pages, and what they
//! would send back.
//!
//! [`jobs`] makes the files that are asked for ([`Job`]): all pages with covers that reach the bleed, or, for a `service`
//! that binds books, the pages and the cover apart. `service` knows what each takes; what it does not take is
//! refused with the reason, and the other files are made. `resolution` looks at the pictures.

mod resolution;
mod service;
#[cfg(test)]
mod tests;

use crate::collection::Collection;
use crate::config::{Cover, Design, Interior, PressFile, PressMarks, PressSettings, Standard};
use crate::diagnostics::Diagnostic;
use crate::typeset::{Page, Paged, Sp, Typesetter, Wrap};

/// How a file for a press is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// The standard it keeps.
    pub standard: Standard,
    /// Its inks.
    pub inks: Interior,
    /// How far it is printed beyond the trimmed page.
    pub bleed: Sp,
    /// What is drawn beside the pages.
    pub marks: PressMarks,
}

/// A file for a press.
#[derive(Debug, Clone)]
pub struct Job {
    /// What tells it from other files of the same title: `press`, `pod-kdp-cover`.
    pub name: String,
    /// How it is made.
    pub ticket: Ticket,
    /// Width of the trimmed page.
    pub width: Sp,
    /// Height of the trimmed page.
    pub height: Sp,
    /// Its pages.
    pub plates: Vec<Plate>,
}

/// A page of a file for a press: panels side by side, one but for the covers of books.
#[derive(Debug, Clone, Default)]
pub struct Plate {
    /// The panels, in the order of drawing.
    pub panels: Vec<Panel>,
}

/// A page of ours, or a part of a cover, on a plate.
#[derive(Debug, Clone)]
pub struct Panel {
    /// What is shown.
    pub shown: Shown,
    /// Distance of its left edge from that of the trimmed page.
    pub x: Sp,
    /// Its width on the plate.
    pub width: Sp,
    /// Its height on the plate.
    pub height: Sp,
    /// Whether it lies on its side: its left edge is on top.
    pub turned: bool,
    /// Whether it is printed beyond its left edge.
    pub bleeds_left: bool,
    /// Whether it is printed beyond its right edge.
    pub bleeds_right: bool,
}

/// What a panel shows.
#[derive(Debug, Clone)]
pub enum Shown {
    /// A page of the publication, by index.
    Page(usize),
    /// A page set for the press.
    Own(Box<Page>),
}

impl Shown {
    /// The page, of the publication or its own.
    #[must_use]
    pub fn page<'p>(&'p self, paged: &'p Paged) -> Option<&'p Page> {
        match self {
            Self::Page(index) => paged.pages.get(*index),
            Self::Own(page) => Some(page),
        }
    }
}

/// A title for the press.
#[derive(Debug, Clone, Copy)]
pub struct Title<'t> {
    /// What it is.
    pub collection: &'t Collection,
    /// How it looks.
    pub design: &'t Design,
    /// Its pages.
    pub paged: &'t Paged,
}

/// Makes the files that are asked for, and says what cannot be made and what will not print well.
#[must_use]
pub fn jobs(
    title: &Title<'_>,
    files: &[PressFile],
    settings: &PressSettings,
    typesetter: &Typesetter,
) -> (Vec<Job>, Vec<Diagnostic>) {
    let (mut jobs, mut found) = (Vec::new(), Vec::new());
    for file in files {
        match service::rules(*file) {
            None => jobs.push(whole(title, settings, typesetter)),
            Some(rules) => book(title, *file, rules, settings, typesetter, &mut jobs, &mut found),
        }
    }
    found.extend(resolution::warnings(title, &jobs));
    (jobs, found)
}

/// All pages with their covers, as a print shop wants them that folds or binds them itself.
fn whole(title: &Title<'_>, settings: &PressSettings, typesetter: &Typesetter) -> Job {
    let Title { collection, design, paged } = *title;
    let mut shown: Vec<Shown> = (0..paged.pages.len()).map(Shown::Page).collect();
    let [front, back] = typesetter.bled_covers(collection, design, settings.bleed);
    if let (Some(front), Some(first)) = (front, shown.first_mut()) {
        *first = Shown::Own(Box::new(front));
    }
    if let (Some(back), Some(last)) = (back.filter(|_| paged.back_cover), shown.last_mut()) {
        *last = Shown::Own(Box::new(back));
    }
    let ticket =
        Ticket { standard: settings.standard, inks: Interior::Colour, bleed: settings.bleed, marks: settings.marks };
    singles(PressFile::Press.name().to_owned(), ticket, paged, shown)
}

/// A page a plate.
fn singles(name: String, ticket: Ticket, paged: &Paged, shown: Vec<Shown>) -> Job {
    let (width, height) = (paged.width, paged.height);
    let plate = |shown| Plate {
        panels: vec![Panel { shown, x: Sp::ZERO, width, height, turned: false, bleeds_left: true, bleeds_right: true }],
    };
    Job { name, ticket, width, height, plates: shown.into_iter().map(plate).collect() }
}

/// The two files of a bound book. All pages keep their numbers: where the cover stood there is a title page, and the
/// back cover is left to the cover.
fn book(
    title: &Title<'_>,
    file: PressFile,
    rules: &service::Rules,
    settings: &PressSettings,
    typesetter: &Typesetter,
    jobs: &mut Vec<Job>,
    found: &mut Vec<Diagnostic>,
) {
    let Title { collection, design, paged } = *title;
    let count = paged.pages.len() - usize::from(paged.back_cover);
    let mut shown: Vec<Shown> = (0..count).map(Shown::Page).collect();
    if let (true, Some(first)) = (design.cover != Cover::None, shown.first_mut()) {
        *first = Shown::Own(Box::new(typesetter.first_leaf(collection, design)));
    }
    // A leaf has two sides.
    if !shown.len().is_multiple_of(2) {
        shown.push(Shown::Own(Box::default()));
    }
    let refuse = |name: &str, refused: service::Refused| {
        Diagnostic::warning(format!("“{}”: there is no `{name}`: {}", collection.title, refused.why)).hint(refused.hint)
    };
    let pages: Vec<&Page> = shown.iter().filter_map(|shown| shown.page(paged)).collect();
    if let Err(refused) = service::takes(rules, paged, &pages) {
        found.push(refuse(file.name(), refused));
        return;
    }
    let (spine, lettered) = (service::spine(rules, shown.len(), settings), shown.len() >= service::LETTERED);
    let ticket =
        Ticket { standard: Standard::X1a, inks: settings.interior, bleed: Sp::ZERO, marks: PressMarks::default() };
    jobs.push(singles(file.name().to_owned(), ticket, paged, shown));
    let name = format!("{}-cover", file.name());
    match spine {
        Ok(spine) => {
            let wrap = typesetter.wrap(collection, design, spine, rules.bleed, lettered);
            let ticket = Ticket { inks: Interior::Colour, bleed: rules.bleed, ..ticket };
            jobs.push(cover(name, ticket, (paged.width, paged.height), spine, wrap));
        }
        Err(refused) => found.push(refuse(&name, refused)),
    }
}

/// The cover of a bound book on one plate, printed over its outer edges only.
fn cover(name: String, ticket: Ticket, (width, height): (Sp, Sp), spine: Sp, wrap: Wrap) -> Job {
    let panel = |shown: Page, x, width| Panel {
        shown: Shown::Own(Box::new(shown)),
        x,
        width,
        height,
        turned: false,
        bleeds_left: false,
        bleeds_right: false,
    };
    let panels = vec![
        Panel { bleeds_right: true, ..panel(wrap.front, width + spine, width) },
        Panel { turned: true, ..panel(wrap.spine, width, spine) },
        Panel { bleeds_left: true, ..panel(wrap.back, Sp::ZERO, width) },
    ];
    Job { name, ticket, width: width * 2 + spine, height, plates: vec![Plate { panels }] }
}
