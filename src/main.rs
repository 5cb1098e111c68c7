//! The `rungs` program. Everything it does is in the library's `cli` folder.

use std::process::ExitCode;

/// The system's own allocator takes a third of the time of a check of a very long ladder.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rungs::cli::run()
}
