//! Arranges pages on sheets of paper so that what is printed, folded and cut reads from first to last.
//!
//! 1. A scheme, a file each, says which place of the pamphlet lies in which cell of which sheet ([`Folding`]):
//!    `saddle`, `sections`, `cover`, `cut_stack`, `four_up`, `quarto`, `octavo`, `zine`, `quarter_fold`, `trifold`.
//! 2. `blanks` says which page is in which place.
//! 3. `arrange` says where on the paper each page lies, for a sheet of a size and a printer's flip, and `marks` what
//!    is drawn beside it ([`Imposed`]).
//! 4. [`jobs`] makes all files that the settings ask for.
//!
//! Pages are named by their index; nothing here looks into them but [`ink`], and no PDF is parsed.

mod arrange;
mod blanks;
mod cover;
mod cut_stack;
mod folding;
mod four_up;
pub mod ink;
mod jobs;
mod marks;
mod octavo;
mod quarter_fold;
mod quarto;
mod saddle;
mod sections;
#[cfg(test)]
mod tests;
mod trifold;
mod zine;

pub use arrange::{Imposed, Mark, Placement, Side, TooLarge};
pub use folding::{Cell, Folding, Line, Sheetful};
pub(crate) use jobs::Mm;
pub use jobs::{Job, Pages, Refused, Sides, Why, advice, impose, jobs};

use crate::config::{Binding, Scheme};

/// The most sheets that an office stapler takes with ease; print shops say 10 to 12.
pub const STAPLED_SHEETS: usize = 12;

/// How many pages a scheme takes at most, where there is a most.
#[must_use]
pub fn most_pages(scheme: Scheme) -> Option<usize> {
    match scheme {
        Scheme::Zine => Some(8),
        Scheme::Quarter => Some(4),
        Scheme::Trifold => Some(6),
        _ => None,
    }
}

/// How `pages` pages are printed, folded and cut by a scheme, each part with its name in files: a booklet's cover
/// apart makes two. More pages than [`most_pages`] are left out.
#[must_use]
pub fn foldings(scheme: Scheme, pages: usize, binding: Binding) -> Vec<(&'static str, Folding)> {
    let thick = pages.div_ceil(4) > STAPLED_SHEETS;
    let booklet = || if thick { sections::folding(pages) } else { saddle::folding(pages) };
    let one = |folding: Folding| vec![(scheme.name(), folding)];
    let foldings = match scheme {
        Scheme::Booklet => one(booklet()),
        Scheme::Saddle => one(saddle::folding(pages)),
        Scheme::Sections => one(sections::folding(pages)),
        Scheme::Cover => {
            let [cover, body] = cover::foldings(pages, thick);
            vec![("cover", cover), ("body", body)]
        }
        Scheme::CutStack => one(cut_stack::folding(pages)),
        Scheme::Mini => one(four_up::folding(booklet())),
        Scheme::Quarto => one(quarto::folding(pages)),
        Scheme::Octavo => one(octavo::folding(pages)),
        Scheme::Zine => one(zine::folding()),
        Scheme::Quarter => one(quarter_fold::folding()),
        Scheme::Trifold => one(trifold::folding(binding == Binding::Right)),
    };
    let bound = |(name, folding): (_, Folding)| match binding {
        Binding::Left => (name, folding),
        Binding::Right => (name, folding.mirrored()),
    };
    foldings.into_iter().map(bound).collect()
}
