//! Times the stages, each on input made here: `cargo bench`, or `cargo bench -- impose` for those
//! whose name has `impose` in it.
//!
//! To add one: make the input, then `bench.run(name, amount, unit, || stage(&input))`. The result
//! is kept from being optimised away.

mod timing;

use pamphlet::config::{Flip, PageSettings, PrintSettings, Scheme, Sheet};
use pamphlet::impose::Pages;

fn main() {
    let bench = timing::Bench::from_args();
    impose(&bench);
}

fn impose(bench: &timing::Bench) {
    let (page, print) = (PageSettings::default(), PrintSettings::default());
    for pages in [48, 2000] {
        let title = Pages { width: page.width, height: page.height, count: pages, ends_with_cover: true };
        let name = format!("impose {pages} pages on A4");
        bench.run(&name, pages, "pages", || {
            pamphlet::impose::impose(&title, Scheme::Booklet, Sheet::A4, Flip::Long, &print)
        });
    }
}
