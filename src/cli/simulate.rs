//! `rungs simulate`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::civil::DateTime;

use crate::case::{Dialogue, Diary, Opening, Reply, given_named, play, read_moment};
use crate::diagnostic::did_you_mean;
use crate::emit::{self, json};
use crate::graph::StageGraph;
use crate::model::{Condition, DayKind, Instant, NameId, NameKind, Policy, Reading, Scenario};
use crate::project::Project;

use super::desk::is_standard_input;
use super::output::{complain, explain, is_same, print, write};
use super::render::{Look, visible};
use super::talk::Talk;
use super::test::no_such_scenario;
use super::{Exit, one_policy};

/// Plays one case through a policy and keeps its diary: who must do what by when, what was missed, how it ended.
///
/// With a scenario, that is played. Otherwise rungs asks what happens, step by step; answers can be piped in, one a line.
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// The policy
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Play the scenario of this title, or with this in its title, and ask nothing
    #[arg(long, value_name = "TITLE", conflicts_with_all = ["raised_by", "against", "given", "starts", "save"])]
    scenario: Option<String>,
    /// The agency that raises the disagreement, by its name in the policy
    #[arg(long, value_name = "AGENCY")]
    raised_by: Option<String>,
    /// The agencies it disagrees with, with commas between them
    #[arg(long, value_name = "AGENCIES", value_delimiter = ',')]
    against: Vec<String>,
    /// What is so at the start: a fact, or the words of a condition; can be given several times
    #[arg(long, value_name = "FACT")]
    given: Vec<String>,
    /// When it is raised, such as "2026-04-01 10:00"
    #[arg(long, value_name = "DATE")]
    starts: Option<String>,
    /// Which days count where the policy only says "days"
    #[arg(long, value_enum, value_name = "DAYS")]
    reading: Option<Days>,
    /// How to show the diary
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Keep the case as a scenario: at the end of the policy, if that is the file, else in a new one
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Days {
    /// Working days
    Working,
    /// Every day
    Calendar,
    /// School days
    School,
}

impl From<Days> for DayKind {
    fn from(days: Days) -> Self {
        match days {
            Days::Working => DayKind::Working,
            Days::Calendar => DayKind::Calendar,
            Days::School => DayKind::School,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON document; see schema/diary.schema.json
    Json,
}

impl Simulate {
    pub(crate) fn run(self, look: &Look) -> Exit {
        if is_standard_input(&self.file) && self.scenario.is_none() {
            complain(
                "the answers to what is asked come through standard input, so the policy cannot come that way too; name its file, or a \
                 scenario in it with --scenario",
            );
            return Exit::CannotWork;
        }
        let (group, policy) = match one_policy(&self.file, look) {
            Ok(read) => read,
            Err(exit) => return exit,
        };
        let graph = StageGraph::new(&policy);
        match &self.scenario {
            Some(title) => self.play(title, &group.project, &policy, &graph, look),
            None => self.ask(&policy, &graph, look),
        }
    }

    // ── a scenario ──────────────────────────────────────────────────────────────────────────────

    fn play(&self, title: &str, project: &Project<'_>, policy: &Policy, graph: &StageGraph, look: &Look) -> Exit {
        let Some(mut scenario) = wanted(title, &policy.scenarios).cloned() else { return Exit::CannotWork };
        if let Some(days) = self.reading {
            let (because, span) = ("chosen for this run".to_owned(), scenario.span);
            scenario.readings = vec![Reading { word: "day".into(), kind: days.into(), because, sources: Vec::new(), span }];
        }
        let Some(played) = play(policy, graph, &scenario) else { return Exit::Fails };
        let problems: String = played.problems.iter().map(|problem| look.diagnostic(&project.sources, problem) + "\n").collect();
        explain(&problems);
        let exit = if played.problems.is_empty() { Exit::Fine } else { Exit::Fails };
        exit.max(print(&self.told(&Diary::of(&played, &scenario), policy, look)))
    }

    fn told(&self, diary: &Diary, policy: &Policy, look: &Look) -> String {
        match self.format {
            Format::Text => look.diary(diary, policy) + "\n" + super::NOT_ADVICE,
            Format::Json => json::diary(policy, diary).to_json(),
        }
    }

    // ── questions ───────────────────────────────────────────────────────────────────────────────

    fn ask(&self, policy: &Policy, graph: &StageGraph, look: &Look) -> Exit {
        let now = jiff::Zoned::now().date().at(9, 0, 0, 0);
        let dialogue = self.opening(policy, now).and_then(|opening| Dialogue::new(policy, graph, opening, now));
        let mut dialogue = match dialogue {
            Ok(dialogue) => dialogue,
            Err(why) => {
                complain(&why);
                return Exit::CannotWork;
            }
        };
        let mut talk = Talk::new(look, self.format == Format::Json);
        talk.say(&format!("{}\n{}", visible(&policy.title), super::NOT_ADVICE));
        while !dialogue.is_over() && !talk.broken {
            let news = dialogue.news();
            if !news.is_empty() {
                talk.say(&format!("\n{}", look.diary_lines(&news)));
            }
            talk.say(&look.question(&dialogue.question()));
            let Some(answer) = talk.answer() else {
                dialogue.answer("quit");
                break;
            };
            match dialogue.answer(&answer) {
                Reply::Next | Reply::Over => {}
                Reply::Undone => talk.say("\nTaken back.\n"),
                Reply::Again(why) => talk.say(&format!("\n{}\n", visible(&why))),
                Reply::Where(lines) => talk.say(&format!("\n{}", look.paragraphs(&lines))),
                Reply::Diary => {
                    let diary = dialogue.diary().map(|diary| look.diary(&diary, policy)).unwrap_or_default();
                    talk.say(&format!("\n{diary}"));
                }
            }
        }
        let Some(diary) = dialogue.diary() else { return Exit::Fine };
        if self.format == Format::Text {
            talk.say("\n");
        }
        let exit = print(&self.told(&diary, policy, look));
        exit.max(self.keep(&dialogue, policy, &mut talk))
    }

    fn opening(&self, policy: &Policy, now: DateTime) -> Result<Opening, String> {
        let raising = self.raised_by.as_ref().map(|name| agency(policy, name)).transpose()?;
        let against: Vec<NameId> = self.against.iter().map(|name| agency(policy, name)).collect::<Result<_, _>>()?;
        let given: Vec<Condition> = self.given.iter().map(|fact| given_named(policy, fact)).collect::<Result<_, _>>()?;
        let starts: Option<Instant> = self.starts.as_ref().map(|starts| read_moment(starts, now)).transpose()?;
        let given = (!given.is_empty()).then_some(given);
        Ok(Opening { raising, against, given, starts, day: self.reading.map(Into::into) })
    }

    // ── keeping it ──────────────────────────────────────────────────────────────────────────────

    fn keep(&self, dialogue: &Dialogue<'_>, policy: &Policy, talk: &mut Talk<'_>) -> Exit {
        let path = match &self.save {
            Some(path) => path.clone(),
            None if talk.ended => return Exit::Fine,
            None => {
                let policy = self.file.to_string_lossy();
                let asks = format!(
                    "To keep this case as a scenario, type the name of a file: {policy} puts it at the end of the policy, another name into a \
                     new file. Nothing leaves it."
                );
                match talk.ask(&asks) {
                    Some(answer) if !answer.is_empty() && answer != "quit" => PathBuf::from(answer),
                    _ => return Exit::Fine,
                }
            }
        };
        let usual = dialogue.usual_title();
        let title = if talk.ended { None } else { talk.ask(&format!("What is the case called? Nothing for \"{usual}\".")) };
        let title = title.filter(|title| !title.is_empty()).unwrap_or(usual);
        let Some(scenario) = dialogue.scenario(&title) else { return Exit::Fine };
        save(&emit::scenario::text(policy, &scenario), &self.file, &path)
    }
}

/// Puts a scenario at the end of its policy, or into a file of its own; never into another one that is there.
fn save(scenario: &str, policy: &Path, path: &Path) -> Exit {
    if is_same(policy, path) {
        let old = match std::fs::read_to_string(path) {
            Ok(old) => old,
            Err(error) => {
                complain(&format!("{}: {error}; the case was not kept", path.display()));
                return Exit::CannotWork;
            }
        };
        return write(path, &format!("{}\n\n{scenario}", old.trim_end()));
    }
    if path.exists() {
        complain(&format!(
            "{} is there already and is not the policy; the case was not kept. It would read:\n\n{scenario}",
            path.display()
        ));
        return Exit::CannotWork;
    }
    write(path, &format!("// To be put at the end of {}.\n{scenario}", visible(&policy.to_string_lossy())))
}

/// The scenario of this title, else the only one with this in its title; what is wrong otherwise is said.
fn wanted<'s>(title: &str, scenarios: &'s [Scenario]) -> Option<&'s Scenario> {
    if let Some(exact) = scenarios.iter().find(|scenario| scenario.title.eq_ignore_ascii_case(title)) {
        return Some(exact);
    }
    let part = title.to_lowercase();
    let found: Vec<&Scenario> = scenarios.iter().filter(|scenario| scenario.title.to_lowercase().contains(&part)).collect();
    match found.as_slice() {
        [one] => Some(one),
        [] => {
            complain(&no_such_scenario(title, scenarios.iter().map(|scenario| scenario.title.as_str())));
            None
        }
        several => {
            let list: String = several.iter().take(40).map(|scenario| format!("\n  {}", scenario.title)).collect();
            complain(&format!("several scenarios have \"{title}\" in their title; say more of it:{list}"));
            None
        }
    }
}

fn agency(policy: &Policy, said: &str) -> Result<NameId, String> {
    let wanted = said.trim().to_lowercase();
    let agencies = || policy.names().filter(|(_, named)| matches!(named.kind, NameKind::Agency | NameKind::Party));
    if let Some((name, _)) = agencies().find(|(_, named)| named.name == wanted || named.title.to_lowercase() == wanted) {
        return Ok(name);
    }
    let known: Vec<&str> = agencies().map(|(_, named)| named.name.as_str()).collect();
    let close = did_you_mean(&wanted, known.iter().copied()).map(|close| format!("; did you mean `{close}`?")).unwrap_or_default();
    Err(format!("this policy has no agency called `{said}`{close}\nits agencies are: {}", known.join(", ")))
}
