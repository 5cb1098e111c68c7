//! `rungs explain`.

use clap::Args;

use crate::diagnostic::did_you_mean;
use crate::rules::{page, pages};

use super::Exit;
use super::output::{complain, print};
use super::render::Look;

/// Explains a rule: what it checks, why it matters, a policy that breaks it and one that keeps it.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The rule's name, as `rungs rules` lists it
    rule: String,
}

impl Explain {
    pub(crate) fn run(self, _look: &Look) -> Exit {
        if let Some(page) = page(&self.rule.to_lowercase()) {
            return print(&page.markdown());
        }
        let names: Vec<String> = pages().into_iter().map(|page| page.name).collect();
        let close = did_you_mean(&self.rule, names.iter().map(String::as_str))
            .map(|name| format!("; did you mean `{name}`? `rungs rules` lists them all"))
            .unwrap_or_else(|| "; `rungs rules` lists them".to_owned());
        complain(&format!("there is no rule called `{}`{close}", self.rule));
        Exit::CannotWork
    }
}
