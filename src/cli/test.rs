//! `rungs test`.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::case::{Basis, Coverage, Diary, Line, Played};
use crate::diagnostic::{Diagnostic, Severity, did_you_mean};
use crate::emit::junit::{self, Case, Outcome, Suite};
use crate::emit::{coverage, json};
use crate::graph::StageGraph;
use crate::model::{Policy, Resolved, Scenario};
use crate::source::{FileId, Sources};

use super::output::{complain, print, write_beside};
use super::render::{Look, visible};
use super::repository::together;
use super::verbose::{Part, measured};
use super::{Exit, files};

/// Plays the scenarios of policies and says which go as expected.
///
/// Folders are searched for *.rungs files.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Policy files, or folders of them, or - for what comes through standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to show what they come to
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The file to write, instead of showing it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Only scenarios of this title, or with this in their title
    #[arg(long, value_name = "TITLE")]
    scenario: Option<String>,
    /// Say too which stages, ways on, duties and routes no scenario comes past
    #[arg(long)]
    coverage: bool,
    /// Show the diary of every scenario, not only of those that fail
    #[arg(long)]
    diaries: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON document for all files; see schema/test.schema.json
    Json,
    /// JUnit's XML, for services that show test results
    Junit,
}

/// A file, read.
struct Read {
    name: String,
    outcome: Result<(FileId, Resolved, Option<StageGraph>), String>,
}

/// A file's scenarios, played.
struct Tested<'a> {
    read: &'a Read,
    policy: Option<&'a Policy>,
    played: Vec<(&'a Scenario, Played<'a>)>,
    coverage: Option<Coverage>,
}

impl Test {
    pub(crate) fn run(self, look: &Look) -> Exit {
        let found = files::find(&self.paths);
        let mut project = match together(&found.files, look) {
            Ok(group) => group.project,
            Err(exit) => return exit,
        };
        let mut reads = Vec::new();
        for path in &found.files {
            let outcome = measured(Part::Reading, || project.load(path)).map_err(|problem| problem.to_string()).map(|file| {
                let resolved = measured(Part::Names, || project.resolve(file));
                let graph = resolved.policy.as_ref().map(StageGraph::new);
                (file, resolved, graph)
            });
            if let Err(problem) = &outcome {
                complain(&format!("{}: {problem}", path.display()));
            }
            reads.push(Read { name: path.to_string_lossy().replace('\\', "/"), outcome });
        }
        let missing = found.missing.iter().map(|(path, why)| (path.to_string_lossy().replace('\\', "/"), (*why).to_owned()));
        reads.extend(missing.map(|(name, why)| Read { name, outcome: Err(why) }));
        if let Some(wanted) = &self.scenario
            && !self.knows(&reads, wanted)
        {
            return Exit::CannotWork;
        }
        let tested: Vec<Tested<'_>> = reads.iter().map(|read| self.play(read)).collect();
        let exit = tested.iter().map(exit_of).max().unwrap_or(Exit::Fine);
        let text = match self.format {
            Format::Text => self.text(&project.sources, &tested, look),
            Format::Json => json(&project.sources, &tested),
            Format::Junit => junit::document(&tested.iter().map(|tested| suite(&project.sources, tested)).collect::<Vec<_>>()),
        };
        exit.max(match &self.output {
            None => print(&text),
            Some(path) => write_beside(&found.files, path, &text),
        })
    }

    fn is_wanted(&self, scenario: &Scenario) -> bool {
        self.scenario.as_ref().is_none_or(|wanted| scenario.title.to_lowercase().contains(&wanted.to_lowercase()))
    }

    /// Whether some scenario has such a title; if none has, that is said, with those there are.
    fn knows(&self, reads: &[Read], wanted: &str) -> bool {
        let policies = reads.iter().filter_map(|read| read.outcome.as_ref().ok()?.1.policy.as_ref());
        let scenarios: Vec<&Scenario> = policies.flat_map(|policy| &policy.scenarios).collect();
        if scenarios.iter().any(|scenario| self.is_wanted(scenario)) {
            return true;
        }
        complain(&no_such_scenario(wanted, scenarios.iter().map(|scenario| scenario.title.as_str())));
        false
    }

    fn play<'a>(&self, read: &'a Read) -> Tested<'a> {
        let mut tested = Tested { read, policy: None, played: Vec::new(), coverage: None };
        let Ok((_, Resolved { policy: Some(policy), .. }, Some(graph))) = &read.outcome else { return tested };
        tested.policy = Some(policy);
        let mut wanted = policy.scenarios.iter().filter(|scenario| self.is_wanted(scenario)).peekable();
        if wanted.peek().is_some() {
            let basis = Basis::new(policy, graph);
            tested.played = wanted.filter_map(|scenario| Some((scenario, basis.play(scenario)?))).collect();
        }
        if self.coverage && !tested.played.is_empty() {
            let diaries = tested.played.iter().map(|(_, played)| played.entries.as_slice());
            tested.coverage = Some(Coverage::of(policy, graph, diaries));
        }
        tested
    }

    fn text(&self, sources: &Sources, tested: &[Tested<'_>], look: &Look) -> String {
        let mut text = String::new();
        let (mut passing, mut failing) = (0, 0);
        for one in tested {
            let Ok((_, resolved, _)) = &one.read.outcome else { continue };
            if cannot_be_read(resolved) {
                text.push_str(&look.diagnostics(sources, &resolved.diagnostics));
                let _ = writeln!(text, "{}: it cannot be read, so its scenarios were not played\n", visible(&one.read.name));
            }
            if one.played.is_empty() {
                continue;
            }
            let all_pass = one.played.iter().all(|(_, played)| played.passes());
            if !(look.quiet && all_pass && !self.diaries) {
                let _ = writeln!(text, "{}", visible(&one.read.name));
            }
            for (scenario, played) in &one.played {
                if played.passes() {
                    passing += 1
                } else {
                    failing += 1
                }
                self.show(sources, scenario, played, look, &mut text);
            }
            if let (Some(policy), Some(coverage)) = (one.policy, &one.coverage) {
                let _ = write!(text, "\n{}", visible(&coverage::text(policy, coverage, look.width)));
            }
            if !text.is_empty() {
                text.push('\n');
            }
        }
        text.push_str(&summary(tested, passing, failing));
        text.push_str(super::NOT_ADVICE);
        text
    }

    fn show(&self, sources: &Sources, scenario: &Scenario, played: &Played<'_>, look: &Look, text: &mut String) {
        let passes = played.passes();
        if passes && look.quiet && !self.diaries {
            return;
        }
        let verdict = if passes { "passes" } else { "FAILS " };
        let _ = writeln!(text, "  {}{verdict}  {}", look.mark(passes), visible(&scenario.title));
        if passes && !self.diaries {
            return;
        }
        let diary = Diary::of(played, scenario);
        text.push('\n');
        let mut told = 0;
        for expected in played.expected.iter().filter(|expected| !expected.met) {
            text.push_str(&look.diagnostic(sources, &expected.not_met(played.setup.policy)));
            text.push_str(&story(&diary.lines, told, expected.entries, look));
            told = expected.entries;
        }
        for problem in &played.problems {
            text.push_str(&look.diagnostic(sources, problem));
            text.push_str(&story(&diary.lines, told, played.entries.len(), look));
            told = played.entries.len();
        }
        if self.diaries {
            let _ = writeln!(text, "{}", look.diary(&diary, played.setup.policy));
        }
    }
}

/// That no scenario has such a title, and which there are.
pub(super) fn no_such_scenario<'t>(wanted: &str, titles: impl Iterator<Item = &'t str>) -> String {
    let titles: Vec<&str> = titles.collect();
    if titles.is_empty() {
        return format!("there is no scenario with \"{wanted}\" in its title; there are no scenarios at all");
    }
    let close = did_you_mean(wanted, titles.iter().copied()).map(|close| format!("; did you mean \"{close}\"?")).unwrap_or_default();
    let list: String = titles.iter().take(40).map(|title| format!("\n  {title}")).collect();
    format!("there is no scenario with \"{wanted}\" in its title{close}\nthe scenarios are:{list}")
}

/// What the diary says up to a line, as far as that has not been shown.
fn story(lines: &[Line], told: usize, until: usize, look: &Look) -> String {
    let at = |entry: usize| lines.partition_point(|line| line.entry < entry);
    match lines.get(at(told)..at(until)) {
        None | Some([]) => "\n".to_owned(),
        Some(lines) => {
            let heading = if told == 0 { "The case up to this line" } else { "And from there to this line" };
            format!("\n{heading}:\n\n{}\n", look.diary_lines(lines))
        }
    }
}

fn cannot_be_read(resolved: &Resolved) -> bool {
    resolved.diagnostics.iter().any(|found| found.severity == Severity::Error)
}

fn exit_of(tested: &Tested<'_>) -> Exit {
    match &tested.read.outcome {
        Err(_) => Exit::CannotWork,
        Ok((_, resolved, _)) if cannot_be_read(resolved) => Exit::Fails,
        Ok(_) if tested.played.iter().any(|(_, played)| !played.passes()) => Exit::Fails,
        Ok(_) => Exit::Fine,
    }
}

fn summary(tested: &[Tested<'_>], passing: usize, failing: usize) -> String {
    let all = match passing + failing {
        0 => "No scenario was played".to_owned(),
        1 if failing == 0 => "1 scenario, and it passes".to_owned(),
        1 => "1 scenario, and it fails".to_owned(),
        many if failing == 0 => format!("{many} scenarios, and all pass"),
        many => format!("{many} scenarios: {passing} pass, {failing} {}", if failing == 1 { "fails" } else { "fail" }),
    };
    let without = tested.iter().filter(|tested| tested.policy.is_some_and(|policy| policy.scenarios.is_empty()));
    let without: Vec<String> = without.map(|tested| visible(&tested.read.name)).collect();
    let named = without.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
    let more = without.len().saturating_sub(MOST_NAMED);
    match (without.len(), more) {
        (0, _) => format!("{all}.\n"),
        (_, 0) => format!("{all}. No scenarios in {named}.\n"),
        _ => format!("{all}. No scenarios in {named} and {more} more.\n"),
    }
}

/// Files without scenarios that are named.
const MOST_NAMED: usize = 12;

// ── for programs ────────────────────────────────────────────────────────────────────────────────

fn json<'a>(sources: &'a Sources, tested: &'a [Tested<'a>]) -> String {
    let outcome = |one: &'a Tested<'a>| match &one.read.outcome {
        Err(why) => json::TestOutcome::Unreadable(why.clone()),
        Ok((_, resolved, _)) => json::TestOutcome::Read {
            sources,
            policy: one.policy,
            problems: &resolved.diagnostics,
            played: one.played.iter().map(|(scenario, played)| (*scenario, played)).collect(),
            coverage: one.coverage.as_ref(),
        },
    };
    let files: Vec<json::Tested<'_>> = tested.iter().map(|one| json::Tested { path: &one.read.name, outcome: outcome(one) }).collect();
    json::test(&files).to_json()
}

fn suite(sources: &Sources, tested: &Tested<'_>) -> Suite {
    let plain = Look::plain();
    let unread = |message: String, text: String| {
        vec![Case {
            name: "the file can be read".into(),
            class: tested.read.name.clone(),
            outcome: Outcome::Error(message, text),
            remarks: String::new(),
        }]
    };
    let cases = match &tested.read.outcome {
        Err(why) => unread(why.clone(), String::new()),
        Ok((_, resolved, _)) if cannot_be_read(resolved) => {
            let first = resolved.diagnostics.iter().find(|found| found.severity == Severity::Error);
            unread(first.map(|found| found.message.clone()).unwrap_or_default(), plain.diagnostics(sources, &resolved.diagnostics))
        }
        Ok(_) => tested.played.iter().map(|(scenario, played)| case(sources, &plain, scenario, played)).collect(),
    };
    Suite { name: tested.read.name.clone(), cases }
}

fn case(sources: &Sources, plain: &Look, scenario: &Scenario, played: &Played<'_>) -> Case {
    let not_met: Vec<Diagnostic> =
        played.expected.iter().filter(|expected| !expected.met).map(|expected| expected.not_met(played.setup.policy)).collect();
    let wrong: Vec<&Diagnostic> = not_met.iter().chain(&played.problems).collect();
    let outcome = match wrong.first() {
        None => Outcome::Passes,
        Some(first) => {
            let line = sources.start(first.span()).line;
            let message = format!("line {line}: {}: {}", first.message, first.labels[0].text);
            let mut text: String = wrong.iter().map(|found| plain.diagnostic(sources, found) + "\n").collect();
            text.push_str(&plain.diary(&Diary::of(played, scenario), played.setup.policy));
            Outcome::Fails(message, text)
        }
    };
    Case { name: scenario.title.clone(), class: played.setup.policy.name.clone(), outcome, remarks: String::new() }
}
