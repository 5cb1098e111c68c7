//! How far a long run has come, on a terminal.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::render::Look;

/// A run of fewer files is over before anybody wonders.
const FEW: usize = 20;

/// A bar on standard error; nothing where that is no terminal, or little is to be said.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A run of so many files.
    pub(crate) fn new(files: usize, look: &Look) -> Self {
        if look.quiet || files < FEW || !std::io::stderr().is_terminal() {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::stderr_with_hz(5));
        if let Ok(style) = ProgressStyle::with_template("{pos} of {len} files checked {wide_bar}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress(bar)
    }

    /// Another file is done.
    pub(crate) fn one_more(&self) {
        self.0.inc(1);
    }

    /// All of them are: the bar goes.
    pub(crate) fn over(self) {
        self.0.finish_and_clear();
    }
}
