//! PDFs of others are imposed or refused: no panic, no hang.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pamphlet::config::{Flip, PrintSettings, Scale, Scheme, Sheet};
use pamphlet::impose::impose;
use pamphlet::pdf::{Foreign, PageBox};

fuzz_target!(|bytes: &[u8]| {
    let Ok(foreign) = Foreign::read(bytes, PageBox::Trim) else { return };
    let print = PrintSettings { scale: Scale::Fit, ..PrintSettings::default() };
    let parts = impose(&foreign.pages(), Scheme::Booklet, Sheet::A4, Flip::Long, &print);
    for (_, imposed) in parts.into_iter().flatten() {
        let _ = foreign.write(&imposed);
    }
});
