//! `rungs completions`.

use clap::Args;
use clap::builder::PossibleValuesParser;
use clap_complete::Shell;

use crate::rules::pages;

use super::Exit;
use super::output::print;

/// Writes what a shell needs to complete commands, options and the names of rules.
///
/// For bash: rungs completions bash > ~/.local/share/bash-completion/completions/rungs. The page docs/every-day.md has the others.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self) -> Exit {
        let names: Vec<String> = pages().into_iter().map(|page| page.name).collect();
        let rules = PossibleValuesParser::new(names.clone());
        // Here alone the names are values to choose from: `explain` itself guesses at one that is misspelt.
        let mut command = super::command().mut_subcommand("explain", |explain| explain.mut_arg("rule", |rule| rule.value_parser(rules)));
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "rungs", &mut script);
        let mut script = String::from_utf8_lossy(&script).into_owned();
        if self.shell == Shell::Fish {
            // What is made for fish completes options alone.
            script.push_str(&format!("complete -c rungs -n \"__fish_rungs_using_subcommand explain\" -f -a \"{}\"\n", names.join(" ")));
        }
        print(&script)
    }
}
