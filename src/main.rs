//! The program `pamphlet`.

use std::process::ExitCode;

#[cfg(not(all(windows, target_env = "gnu")))]
use mimalloc::MiMalloc;

/// Setting type takes room for millions of words and lines: a seventh of the time from nothing was the system's allocator.
#[cfg(not(all(windows, target_env = "gnu")))]
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    pamphlet::cli::run()
}
