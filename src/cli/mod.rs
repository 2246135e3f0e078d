//! The commands: arguments in, diagnostics and exit code out.
//!
//! [`publish`] strings the stages together and stays pure; `build`, `check` and [`new`] read, write
//! and talk.

mod arguments;
mod build;
mod check;
mod covers;
mod depfile;
mod faces;
mod import;
mod impose;
mod links;
mod messages;
pub mod new;
mod pick;
mod plan;
mod print_arguments;
mod progress;
pub mod publish;
mod report;
mod reprint;
#[cfg(test)]
mod sample;
mod summary;
mod test_sheet;
mod typography;
mod watch;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command};

/// How a run ends for the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// All is well, perhaps with warnings.
    Well = 0,
    /// Something is wrong with the library or the disk.
    Errors = 1,
    /// The program was called wrongly; `clap` uses the same code.
    Usage = 2,
}

/// Runs the program on the arguments it was started with.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Nobody is left to tell when this fails. Help and version come this way too.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Exit::Usage as u8));
        }
    };
    let exit = match arguments.command {
        None => build::build(&arguments.build),
        Some(Command::Build(build)) => build::build(&build),
        Some(Command::Watch(watch)) => watch::watch(&watch),
        Some(Command::Check(check)) => check::check(&check),
        Some(Command::Pick(arguments)) => pick::pick(&arguments),
        Some(Command::Plan(arguments)) => plan::plan(&arguments),
        Some(Command::Import(arguments)) => import::import(&arguments),
        Some(Command::Impose(arguments)) => impose::impose(&arguments),
        Some(Command::TestSheet(arguments)) => test_sheet::test_sheet(&arguments),
        Some(Command::New { folder }) => match new::new(&folder) {
            Ok(()) => {
                summary::made_library(&folder);
                Exit::Well
            }
            Err(diagnostic) => report::one(diagnostic),
        },
    };
    ExitCode::from(exit as u8)
}
