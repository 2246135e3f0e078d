//! The program `pamphlet`.

use std::process::ExitCode;

fn main() -> ExitCode {
    pamphlet::cli::run()
}
