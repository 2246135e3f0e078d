//! A bar that shows how far a build has come.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::publish::{Progress, Stage};
use crate::source::allows_colour;

/// The bar on the terminal's error stream; nothing where that is no terminal.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// Makes a bar, which is not shown when `quiet` or when nobody would see it.
    pub(super) fn new(quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        let template = match allows_colour() {
            true => "{msg:>8} {bar:32.cyan/dim} {pos}/{len}",
            false => "{msg:>8} {bar:32} {pos}/{len}",
        };
        let style = ProgressStyle::with_template(template).expect("the template is one of the two above");
        bar.set_style(style.progress_chars("━╸─"));
        Self(bar)
    }
}

impl Progress for Bar {
    fn begin(&self, stage: Stage, steps: usize) {
        self.0.set_position(0);
        self.0.set_length(u64::try_from(steps).unwrap_or(u64::MAX));
        self.0.set_message(match stage {
            Stage::Reading => "Reading",
            Stage::Making => "Making",
        });
    }

    fn more(&self, steps: usize) {
        self.0.inc_length(u64::try_from(steps).unwrap_or(0));
    }

    fn step(&self) {
        self.0.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
