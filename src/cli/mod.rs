//! The command line: one subcommand a file, its help text its doc comment. Only this folder prints.

mod check;
mod checking;
mod compare;
mod compile;
mod completions;
mod config;
mod desk;
mod doc;
mod draw;
mod explain;
mod files;
mod fix;
mod fmt;
mod formats;
mod man;
mod matrix;
mod new;
mod output;
mod progress;
mod render;
mod report;
mod repository;
mod rules;
mod simulate;
mod talk;
mod test;
mod verbose;
mod watch;
mod witness;

use std::process::ExitCode;

use verbose::{Part, measured};

use clap::{FromArgMatches as _, Parser, Subcommand, ValueEnum};

/// What to do first, for whoever has just installed rungs.
const FIRST_STEPS: &str = "\
To begin:
  rungs new                                  write a first policy from a few answers
  rungs check my-policy.rungs                say what cannot be read and what the policy guarantees
  rungs draw my-policy.rungs -o picture.svg  draw it, to be opened in a browser
  rungs explain told-too-late                say what a rule is about and how to keep it
A policy that uses more of the language is in policies/model.rungs.";

/// How a run ended. Several files: the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Nothing at error level fails.
    Fine = 0,
    /// A policy cannot be read, refers to what is not there, or fails an error-level rule.
    Fails = 1,
    /// The tool could not work.
    CannotWork = 2,
}

/// Writes an escalation policy down exactly, and finds out what it guarantees.
///
/// The encodings are not advice. If a child is in immediate danger, call the emergency services (999).
#[derive(Debug, Parser)]
#[command(
    name = "rungs",
    version,
    max_term_width = 100,
    help_template = "{about}\n\n{before-help}{all-args}{after-help}",
    before_help = FIRST_STEPS,
    after_help = "`rungs help check` says more about a command; the language itself is explained in docs/language.md.\n\n\
        Exit codes, for other programs: 0 nothing fails; 1 a policy cannot be read or fails a rule at error level; 2 rungs could not work."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    color: When,
    /// Plain sentences without drawing characters, for screen readers
    #[arg(long, global = true)]
    plain: bool,
    /// Leave out what goes well: what a policy guarantees, scenarios that pass, files that were laid out
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say on standard error which files and rulebooks were read, where the time went and how often the solver was asked
    #[arg(short, long, global = true)]
    verbose: bool,
}

/// When to do something that depends on the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal only
    Auto,
    /// Even into a file
    Always,
    /// Not at all
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::New),
    Check(check::Check),
    Test(test::Test),
    Simulate(simulate::Simulate),
    Draw(draw::Draw),
    Doc(doc::Doc),
    Compare(compare::Compare),
    Matrix(matrix::Matrix),
    Compile(compile::Compile),
    Fmt(fmt::Fmt),
    Explain(explain::Explain),
    Rules(rules::Rules),
    Config(config::ShowConfig),
    Completions(completions::Completions),
    Man(man::Man),
}

/// Runs the command line on the arguments the program was started with.
pub fn run() -> ExitCode {
    let arguments = match parsed() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let begun = std::time::Instant::now();
    let look = render::Look::new(arguments.color, arguments.plain).quieter(arguments.quiet);
    let exit = match arguments.command {
        Command::New(command) => command.run(&look),
        Command::Check(command) => command.run(&look),
        Command::Test(command) => command.run(&look),
        Command::Simulate(command) => command.run(&look),
        Command::Draw(command) => command.run(&look),
        Command::Doc(command) => command.run(&look),
        Command::Compare(command) => command.run(&look),
        Command::Matrix(command) => command.run(&look),
        Command::Compile(command) => command.run(&look),
        Command::Fmt(command) => command.run(&look),
        Command::Explain(command) => command.run(&look),
        Command::Rules(command) => command.run(&look),
        Command::Config(command) => command.run(&look),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(),
    };
    if arguments.verbose {
        output::explain(&render::visible(&verbose::told(begun.elapsed())));
    }
    ExitCode::from(exit as u8)
}

/// What was typed. The version names the solver too; pages and completions are the same on every machine and do without.
fn parsed() -> Result<Arguments, clap::Error> {
    let version = format!("{} ({})", env!("CARGO_PKG_VERSION"), crate::verify::solver_in_use());
    Arguments::from_arg_matches(&command().version(version).try_get_matches()?)
}

fn usage(error: &clap::Error) -> ExitCode {
    let wanted = error.use_stderr();
    if let Some(complaint) = in_plain_words(error) {
        output::complain(&complaint);
        return ExitCode::from(Exit::CannotWork as u8);
    }
    // A closed pipe is the reader's business.
    let _ = error.print();
    ExitCode::from(if wanted { Exit::CannotWork } else { Exit::Fine } as u8)
}

/// The slips most people make with a command line.
fn in_plain_words(error: &clap::Error) -> Option<String> {
    use clap::error::{ContextKind, ContextValue, ErrorKind};
    match (error.kind(), error.get(ContextKind::InvalidSubcommand)) {
        (ErrorKind::InvalidSubcommand, Some(ContextValue::String(given))) => {
            if given.ends_with(".rungs") || std::path::Path::new(given).exists() {
                return Some(format!(
                    "say what to do with {given}: `rungs check {given}` checks it, `rungs draw {given} -o picture.svg` draws it"
                ));
            }
            let known = command();
            let names = known.get_subcommands().filter(|known| !known.is_hide_set()).map(clap::Command::get_name);
            let close = crate::diagnostic::did_you_mean(given, names);
            let meant =
                close.map_or_else(|| "`rungs` alone lists what there is".to_owned(), |close| format!("did you mean `rungs {close}`?"));
            Some(format!("there is no command `{given}`; {meant}"))
        }
        // A flag that goes with another one is said by clap itself.
        (ErrorKind::MissingRequiredArgument, _) if !lacks_a_flag(error) => {
            let command = std::env::args().skip(1).find(|argument| !argument.starts_with('-'))?;
            let needed = match command.as_str() {
                "explain" => "told-too-late",
                "completions" => "bash",
                _ => "my-policy.rungs",
            };
            Some(format!(
                "something is missing after `{command}`, for example `rungs {command} {needed}`; `rungs help {command}` says more"
            ))
        }
        _ => None,
    }
}

/// Whether what is missing is a flag, and not something to work on.
fn lacks_a_flag(error: &clap::Error) -> bool {
    use clap::error::{ContextKind, ContextValue};
    matches!(error.get(ContextKind::InvalidArg), Some(ContextValue::Strings(missing)) if missing.iter().any(|one| one.starts_with("--")))
}

/// The command line as clap knows it, for the generated page.
pub fn command() -> clap::Command {
    <Arguments as clap::CommandFactory>::command()
}

/// Said wherever a policy is shown.
const NOT_ADVICE: &str = "This encoding is not advice. If a child is in immediate danger, call the emergency services (999).";

/// Reads one policy for a command that needs a whole one, with what is set for its rules; what stands in the way has been shown.
fn one_policy(path: &std::path::Path, look: &render::Look) -> Result<(repository::Group, crate::model::Policy), Exit> {
    let mut group = repository::together(&[path.to_path_buf()], look)?;
    let mut policy = whole_policy(&mut group.project, path, look)?;
    let misfits = crate::config::set_values(&group.rules, &mut policy);
    if misfits.is_empty() {
        return Ok((group, policy));
    }
    output::explain(&look.diagnostics(&group.project.sources, &misfits));
    Err(Exit::Fails)
}

/// What the rules come to on such a policy, weighed as is set for them.
fn judged(
    group: &repository::Group,
    policy: &crate::model::Policy,
    graph: &crate::graph::StageGraph,
    as_of: Option<crate::model::Date>,
) -> crate::verify::Report {
    let mut report = measured(Part::Rules, || crate::verify::check(policy, graph, as_of));
    crate::config::set_levels(&group.rules, &mut report);
    report
}

/// Reads one policy of a project; what stands in the way has been shown.
fn whole_policy(
    project: &mut crate::project::Project<'_>,
    path: &std::path::Path,
    look: &render::Look,
) -> Result<crate::model::Policy, Exit> {
    let path = desk::named(path);
    let file = measured(Part::Reading, || project.load(path)).map_err(|problem| {
        output::complain(&format!("{}: {problem}", path.display()));
        Exit::CannotWork
    })?;
    let resolved = measured(Part::Names, || project.resolve(file));
    resolved.policy.iter().for_each(verbose::asked);
    if let Some(policy) = resolved.policy {
        return Ok(policy);
    }
    if resolved.diagnostics.is_empty() {
        output::complain(&format!("{}: there is no policy in this file, only names others can import", path.display()));
    }
    let shown: String = resolved.diagnostics.iter().take(20).map(|found| look.diagnostic(&project.sources, found) + "\n").collect();
    output::explain(&shown);
    Err(Exit::Fails)
}
