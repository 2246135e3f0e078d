//! Whether pictures have enough dots for the size at which they are printed.

use std::collections::BTreeMap;

use super::{Job, Title};
use crate::diagnostics::Diagnostic;
use crate::typeset::{Placed, Sp};

/// Dots to the inch that a press wants of a photograph.
const WANTED: i64 = 300;

/// A warning for each picture that has fewer, at the place where it has the fewest.
pub(super) fn warnings(title: &Title<'_>, jobs: &[Job]) -> Vec<Diagnostic> {
    // Of each picture the fewest dots, where, and how wide it is printed there.
    let mut worst: BTreeMap<usize, (i64, String, Sp)> = BTreeMap::new();
    for job in jobs {
        for (number, plate) in job.plates.iter().enumerate() {
            let pages = plate.panels.iter().filter_map(|panel| panel.shown.page(title.paged));
            for placed in pages.flat_map(|page| &page.items) {
                let Placed::Image { image, width, .. } = placed else { continue };
                let Some(picture) = title.collection.images.get(*image) else { continue };
                let dots = i64::from(picture.width) * i64::from(Sp::pt(72).0) / i64::from(width.0.max(1));
                if dots < WANTED && worst.get(image).is_none_or(|(fewest, ..)| dots < *fewest) {
                    let place = match plate.panels.len() {
                        1 => format!("on page {}", number + 1),
                        _ => "on the cover".to_owned(),
                    };
                    worst.insert(*image, (dots, place, *width));
                }
            }
        }
    }
    let warn = |(image, (dots, place, width)): (usize, (i64, String, Sp))| {
        let needed = i64::from(width.0) * WANTED / i64::from(Sp::pt(72).0) + 1;
        Diagnostic::warning(format!(
            "the picture `{}` has {dots} dots to the inch {place} of “{}”, where a press wants {WANTED}",
            title.collection.images[image].path, title.collection.title
        ))
        .hint(format!("take one that is {needed} pixels wide, or print it smaller"))
    };
    worst.into_iter().map(warn).collect()
}
