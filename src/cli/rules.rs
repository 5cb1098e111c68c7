//! `rungs rules`.

use std::fmt::Write as _;

use clap::Args;

use crate::rules::pages;

use super::Exit;
use super::output::print;
use super::render::Look;

/// Lists every rule with its severity and what it requires.
#[derive(Debug, Args)]
pub(crate) struct Rules {}

impl Rules {
    pub(crate) fn run(self, _look: &Look) -> Exit {
        let pages = pages();
        let width = pages.iter().map(|page| page.name.len()).max().unwrap_or(0);
        let mut text = String::new();
        for page in pages {
            let _ = writeln!(text, "{:width$}  {:7}  {}", page.name, page.severity.word(), page.title);
        }
        print(&text)
    }
}
