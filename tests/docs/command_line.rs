//! The command line as a page, from what clap knows of it.

use std::fmt::Write as _;

use clap::{Arg, Command};

/// `docs/command-line.md`.
pub(crate) fn page() -> String {
    let mut command = rungs::cli::command();
    command.build();
    let mut out = String::from(
        "# The command line\n\n<!-- Generated from the program's own help. Do not edit: run `RUNGS_BLESS=1 cargo test --test docs`. -->\n\n",
    );
    let _ = writeln!(out, "{}\n", about(&command));
    if let Some(first_steps) = command.get_before_help() {
        let _ = write!(out, "```text\n{first_steps}\n```\n\n");
    }
    let names: Vec<String> = commands(&command).map(|found| found.get_name().to_owned()).collect();
    out.push_str("| Command | What it does |\n| --- | --- |\n");
    for found in commands(&command) {
        let _ = writeln!(out, "| [`rungs {name}`](#rungs-{name}) | {} |", short(found), name = found.get_name());
    }
    out.push_str("\nThese can stand behind every command:\n\n");
    let everywhere: Vec<&Arg> = command.get_arguments().filter(|arg| arg.is_global_set()).collect();
    everywhere.iter().for_each(|arg| out.push_str(&line(arg)));
    out.push_str("- `-h`, `--help`: A summary, or the whole help\n");
    out.push_str("- `-V`, `--version`: The version (of `rungs` alone)\n");
    if let Some(after) = command.get_after_help() {
        let _ = write!(out, "\n{after}\n");
    }
    for name in names {
        let found = command.find_subcommand_mut(&name).expect("it was listed");
        let usage = found.render_usage().to_string();
        let _ = write!(out, "\n## `rungs {name}`\n\n{}\n\n```text\n{}\n```\n", about(found), usage.trim_start_matches("Usage: ").trim());
        let own: Vec<&Arg> =
            found.get_arguments().filter(|arg| !arg.is_global_set() && !matches!(arg.get_id().as_str(), "help" | "version")).collect();
        if !own.is_empty() {
            out.push('\n');
            own.iter().for_each(|arg| out.push_str(&line(arg)));
        }
    }
    out
}

fn commands(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|found| found.get_name() != "help" && !found.is_hide_set())
}

fn short(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

fn about(command: &Command) -> String {
    command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default().trim().to_owned()
}

fn line(arg: &Arg) -> String {
    let value = |arg: &Arg| arg.get_value_names().unwrap_or_default().iter().map(|name| format!("<{name}>")).collect::<Vec<_>>().join(" ");
    let many = arg.get_num_args().is_some_and(|count| count.max_values() > 1);
    let mut names: Vec<String> = Vec::new();
    names.extend(arg.get_short().map(|short| format!("`-{short}`")));
    names.extend(
        arg.get_long()
            .map(|long| if arg.get_action().takes_values() { format!("`--{long} {}`", value(arg)) } else { format!("`--{long}`") }),
    );
    if arg.is_positional() {
        names.push(format!("`{}{}`", value(arg), if many { "..." } else { "" }));
    }
    let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut out = format!("- {}: {}", names.join(", "), help.trim().replace('\n', "\n  "));
    let default = arg.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect::<Vec<_>>().join(" ");
    if !default.is_empty() && arg.get_action().takes_values() {
        let _ = write!(out, " [default: {default}]");
    }
    out.push('\n');
    for value in arg.get_possible_values().iter().filter(|_| arg.get_action().takes_values()) {
        let _ = writeln!(out, "  - `{}`: {}", value.get_name(), value.get_help().map(ToString::to_string).unwrap_or_default());
    }
    out
}
