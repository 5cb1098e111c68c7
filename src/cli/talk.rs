//! Talking with whoever answers questions, at a terminal or through a pipe.

use std::io::{self, BufRead, IsTerminal, Read as _, Write as _};

use super::output::explain;
use super::render::{Look, visible};

/// Whoever answers, at a terminal or through a pipe.
pub(super) struct Talk<'l> {
    look: &'l Look,
    /// Standard output is for a document.
    to_error: bool,
    /// There are no more answers.
    pub(super) ended: bool,
    /// Nobody reads on.
    pub(super) broken: bool,
}

/// More than this of one line is no answer to anything.
const LONGEST_ANSWER: u64 = 4 * 1024;

impl<'l> Talk<'l> {
    pub(super) fn new(look: &'l Look, to_error: bool) -> Self {
        Self { look, to_error, ended: false, broken: false }
    }

    pub(super) fn say(&mut self, text: &str) {
        if self.to_error {
            explain(text);
        } else {
            let mut out = io::stdout().lock();
            self.broken |= out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err();
        }
    }

    /// A question that takes a line of text.
    pub(super) fn ask(&mut self, question: &str) -> Option<String> {
        self.say(&format!("\n{}> ", self.look.paragraphs(&[question.to_owned()])));
        self.answer()
    }

    /// A line that is typed; `None` when there are no more. What comes through a pipe is shown, so that it can be read later.
    pub(super) fn answer(&mut self) -> Option<String> {
        let mut input = io::stdin().lock();
        let mut line = Vec::new();
        let read = input.by_ref().take(LONGEST_ANSWER).read_until(b'\n', &mut line).ok()?;
        if read == 0 {
            drop(input);
            self.ended = true;
            self.say("\n");
            return None;
        }
        while line.last() != Some(&b'\n') {
            let mut rest = Vec::new();
            if input.by_ref().take(LONGEST_ANSWER).read_until(b'\n', &mut rest).ok()? == 0 || rest.last() == Some(&b'\n') {
                break;
            }
        }
        drop(input);
        let answer = String::from_utf8_lossy(&line).trim().to_owned();
        if !io::stdin().is_terminal() {
            let shown: String = answer.chars().take(self.look.width).collect();
            self.say(&format!("{}\n", visible(&shown)));
        }
        Some(answer)
    }
}
