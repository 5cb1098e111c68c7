//! `rungs compile`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::emit::{bpmn, json, xstate};
use crate::graph::StageGraph;
use crate::model::{Date, DayKind, Duration, Unit};
use crate::process::process;
use crate::source::{FileId, Span};

use super::check::{day, today};
use super::desk::named;
use super::output::{complain, print, write_beside};
use super::render::Look;
use super::{Exit, judged, one_policy};

/// Writes a policy for case systems: as JSON (see schema/policy.schema.json), or as a process that an engine runs (see docs/engines.md).
///
/// A policy that fails a rule at error level is not compiled, unless --allow-broken is given: the document then
/// lists what is broken.
#[derive(Debug, Args)]
pub(crate) struct Compile {
    /// The policy file, or - for what comes through standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where to write the document [default: standard output]
    #[arg(short, long, value_name = "DOCUMENT")]
    output: Option<PathBuf>,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Json, value_name = "FORMAT")]
    to: Format,
    /// The engine that is to run the process; only, and always, with `--to bpmn`
    #[arg(long, value_enum, value_name = "ENGINE")]
    dialect: Option<Dialect>,
    /// How long before a stage's time runs out its people are to be reminded, such as "1 working day"; only for a process [default: never]
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    remind: Option<Duration>,
    /// Compile a policy that fails a rule, and say so in the document
    #[arg(long)]
    allow_broken: bool,
    /// The day to check for, where a date matters, such as 2026-04-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
}

impl Compile {
    pub(crate) fn run(self, look: &Look) -> Exit {
        if let Err(message) = self.says_for_which_engine() {
            complain(&message);
            return Exit::CannotWork;
        }
        let (group, policy) = match one_policy(&self.file, look) {
            Ok(found) => found,
            Err(exit) => return exit,
        };
        let graph = StageGraph::new(&policy);
        let as_of = Some(self.as_of.unwrap_or_else(today));
        let report = judged(&group, &policy, &graph, as_of);
        if report.fails() && !self.allow_broken {
            let broken: Vec<&str> = report.rules.iter().filter(|rule| rule.fails()).map(|rule| rule.rule.as_str()).collect();
            complain(&format!(
                "{} is not compiled: it fails {}. `rungs check` shows the cases; --allow-broken compiles it all the same and lists them in the document",
                named(&self.file).display(),
                broken.join(", ")
            ));
            return Exit::Fails;
        }
        let compiled = |broken: Vec<String>| {
            let mut process = process(&policy, &graph, self.remind.as_ref());
            process.companion.broken = broken;
            process
        };
        let broken = || report.rules.iter().filter(|rule| rule.fails()).map(|rule| rule.rule.clone()).collect();
        let document = match self.to {
            Format::Json => json::compile(&policy, &graph, &report, &group.project.sources).as_of(as_of).to_json(),
            Format::Xstate => xstate::xstate(&compiled(broken())),
            Format::Bpmn => bpmn::bpmn(&compiled(broken()), self.dialect.map_or(bpmn::Dialect::Spiff, Dialect::of)),
        };
        self.output.as_deref().map_or_else(|| print(&document), |path| write_beside(std::slice::from_ref(&self.file), path, &document))
    }
}

impl Compile {
    /// A process in BPMN is written for one engine; nothing else is.
    fn says_for_which_engine(&self) -> Result<(), String> {
        match (self.to, self.dialect) {
            (Format::Bpmn, None) => Err("which engine is to run it? Its conditions and scripts are in the engine's own language: write \
                                         `--to bpmn --dialect spiff` for SpiffWorkflow (Python), or `--to bpmn --dialect bpmn-engine` for \
                                         bpmn-engine (JavaScript)"
                .to_owned()),
            (Format::Json | Format::Xstate, Some(_)) => {
                Err("--dialect is for `--to bpmn` alone: the other documents are the same for everybody who reads them".to_owned())
            }
            _ => Ok(()),
        }
    }
}

/// The engine a process in BPMN is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dialect {
    /// SpiffWorkflow, in Python
    Spiff,
    /// bpmn-engine, in JavaScript
    BpmnEngine,
}

impl Dialect {
    fn of(self) -> bpmn::Dialect {
        match self {
            Dialect::Spiff => bpmn::Dialect::Spiff,
            Dialect::BpmnEngine => bpmn::Dialect::BpmnEngine,
        }
    }
}

/// What a policy is compiled to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The policy document, for programs of your own
    Json,
    /// A process in BPMN 2.0, drawn, for the engine named by --dialect
    Bpmn,
    /// A state machine for XState 5
    Xstate,
}

/// Reads a length of time as a policy writes it: `2 working days`.
fn length(text: &str) -> Result<Duration, String> {
    let nowhere = Span { file: FileId::default(), start: 0, end: 0 };
    let words: Vec<&str> = text.split_whitespace().collect();
    let (number, kind, unit) = match words.as_slice() {
        [number, unit] => (number, None, unit),
        [number, kind, unit] => (number, Some(*kind), unit),
        _ => return Err(HOW_LONG.to_owned()),
    };
    let kinds = [DayKind::Working, DayKind::Calendar, DayKind::School];
    let kind = match kind {
        None => None,
        Some(word) => Some(*kinds.iter().find(|kind| kind.word() == word).ok_or(HOW_LONG)?),
    };
    let units = [Unit::Hours, Unit::Days, Unit::Weeks];
    let unit = *units.iter().find(|known| known.word().trim_end_matches('s') == unit.trim_end_matches('s')).ok_or(HOW_LONG)?;
    let number: u32 = number.parse().ok().filter(|number| (1..=1000).contains(number)).ok_or(HOW_LONG)?;
    if unit == Unit::Days && kind.is_none() {
        return Err(format!("{text} of which kind? Write `{number} working days` or `{number} calendar days`."));
    }
    Ok(Duration { number, kind, unit, span: nowhere })
}

const HOW_LONG: &str = "write a length of time, such as `1 working day`, `3 calendar days` or `4 hours`";
