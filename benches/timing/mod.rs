//! A clock for benchmarks: median and best time of many runs, and what is done in a second.
//!
//! In place of `criterion`, which brings dozens of crates for charts and statistics that nobody
//! here reads: a stage's time is judged by halves and doubles, not by per cent.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long each benchmark runs, after one run to warm up.
const BUDGET: Duration = Duration::from_secs(1);
/// Runs of a benchmark so slow that the budget allows fewer.
const FEWEST: usize = 5;

/// Which benchmarks to run.
pub(crate) struct Bench {
    filter: Option<String>,
}

impl Bench {
    /// Takes the first argument that is no option for a part of the names to run.
    pub(crate) fn from_args() -> Self {
        Self { filter: std::env::args().skip(1).find(|argument| !argument.starts_with('-')) }
    }

    /// Times `work`, which does `amount` of `unit`, and prints a line.
    pub(crate) fn run<T>(&self, name: &str, amount: usize, unit: &str, mut work: impl FnMut() -> T) {
        if self.filter.as_ref().is_some_and(|filter| !name.contains(filter.as_str())) {
            return;
        }
        black_box(work());
        let (begin, mut times) = (Instant::now(), Vec::new());
        while times.len() < FEWEST || begin.elapsed() < BUDGET {
            let start = Instant::now();
            black_box(work());
            times.push(start.elapsed());
        }
        times.sort_unstable();
        let (median, best) = (times[times.len() / 2], times[0]);
        let rate = amount as f64 / median.as_secs_f64().max(1e-9);
        println!(
            "{name:<40} median {median:>10.2?}   best {best:>10.2?}   {rate:>14.0} {unit}/s   {} runs",
            times.len()
        );
    }
}
