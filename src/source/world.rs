//! The clock and the environment, as far as the program's talk with its user needs them. Neither
//! reaches the files it makes.

use std::time::{Duration, Instant};

/// Measures how long a run takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts it.
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since its start.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Whether the environment allows colours: `NO_COLOR` is empty or not set (no-color.org), and the
/// terminal is not a `dumb` one.
pub(crate) fn allows_colour() -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
}
