//! The `rungs` program. Everything it does is in the library's `cli` folder.

use std::process::ExitCode;

fn main() -> ExitCode {
    rungs::cli::run()
}
