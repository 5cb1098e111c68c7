//! `rungs compare`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::compare::{Side, Sure, compare};
use crate::emit::{self, json};
use crate::graph::StageGraph;
use crate::model::{Date, Policy};
use crate::verify::check;

use super::check::{day, today};
use super::desk::named;
use super::output::{complain, print, write_beside};
use super::render::{Look, visible};
use super::repository::together;
use super::verbose::{Part, measured};
use super::{Exit, whole_policy};

/// Puts two policies side by side: what differs, which is stricter, and the case that shows it.
///
/// Which is stricter is decided for every case, by what each policy guarantees; how the two number or name their stages makes no
/// difference.
#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// The first policy: last year's, the borough's
    #[arg(value_name = "A")]
    first: PathBuf,
    /// The second: this year's, the school's
    #[arg(value_name = "B")]
    second: PathBuf,
    /// How to show it [default: as the output's name ends, .html, .md, .json or .txt; else text]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write it to a file rather than to the screen
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Fail where B may guarantee less than A, and show nothing else
    #[arg(long, value_enum, value_name = "WHAT")]
    require: Option<Require>,
    /// Take these for the same: two names, or two stages, such as "stage 4=stage 5"; can be given several times
    #[arg(long, value_name = "A=B")]
    same: Vec<String>,
    /// A file with such pairs, one a line; what follows a # is left aside
    #[arg(long, value_name = "FILE")]
    same_from: Option<PathBuf>,
    /// The day to ask for, where a date matters, such as 2026-04-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For a comment on a pull request
    Markdown,
    /// One page for a committee: for a browser, and to print
    Html,
    /// One JSON document; see schema/compare.schema.json
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Require {
    /// B guarantees at least what A does, in every matter
    AsStrictAs,
}

impl Compare {
    pub(crate) fn run(self, look: &Look) -> Exit {
        let paths = [&self.first, &self.second];
        let mut project = match together(&paths.map(Clone::clone), look) {
            Ok(group) => group.project,
            Err(exit) => return exit,
        };
        let policies = match paths.map(|path| whole_policy(&mut project, path, look)) {
            [Ok(first), Ok(second)] => [first, second],
            [first, second] => return first.err().max(second.err()).unwrap_or(Exit::CannotWork),
        };
        let given = match self.given(&policies) {
            Ok(given) => given,
            Err(problem) => {
                complain(&problem);
                return Exit::CannotWork;
            }
        };
        let as_of = self.as_of.unwrap_or_else(today);
        let graphs = [0, 1].map(|side| StageGraph::new(&policies[side]));
        let reports = [0, 1].map(|side| measured(Part::Rules, || check(&policies[side], &graphs[side], Some(as_of))));
        let sides = [0, 1].map(|side| Side { policy: &policies[side], graph: &graphs[side], report: &reports[side] });
        let comparison = compare(&sides[0], &sides[1], &given);
        let names = paths.map(|path| named(path).to_string_lossy().replace('\\', "/"));
        let document = json::compare(&comparison, [&sides[0], &sides[1]], [&names[0], &names[1]], &project.sources).as_of(Some(as_of));
        let text = match (self.format(), self.require) {
            (Format::Json, _) => document.to_json(),
            (Format::Markdown, _) => emit::compare::markdown(&document),
            (Format::Html, _) => {
                let charts = [0, 1].map(|side| emit::draw::svg_among_others(&policies[side], &graphs[side], ["first", "second"][side]));
                emit::compare::html(&document, [&charts[0], &charts[1]])
            }
            (Format::Text, Some(Require::AsStrictAs)) => visible(&emit::compare::where_not_as_strict(&document, look.width)),
            (Format::Text, None) => visible(&format!("{}\n{}\n", emit::compare::text(&document, look.width), super::NOT_ADVICE)),
        };
        let fails = self.require.is_some() && comparison.as_strict_as() != Sure::Yes;
        let exit = if fails { Exit::Fails } else { Exit::Fine };
        exit.max(match &self.output {
            Some(path) => write_beside(&paths, path, &text),
            None => print(&text),
        })
    }

    /// The format asked for, or the one the output's name ends with.
    fn format(&self) -> Format {
        let ending = self.output.as_deref().and_then(Path::extension).map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        let by_name = match ending.as_deref() {
            Some("html" | "htm") => Format::Html,
            Some("md" | "markdown") => Format::Markdown,
            Some("json") => Format::Json,
            _ => Format::Text,
        };
        self.format.unwrap_or(by_name)
    }

    /// Which stages and names are said to be the same.
    fn given(&self, policies: &[Policy; 2]) -> Result<Vec<(String, String)>, String> {
        let mut given = Vec::new();
        for pair in &self.same {
            given.push(self::pair(pair, "--same", policies)?);
        }
        if let Some(path) = &self.same_from {
            let text = std::fs::read_to_string(path).map_err(|problem| format!("{}: it cannot be read: {problem}", path.display()))?;
            for (at, line) in text.lines().enumerate() {
                let line = line.split('#').next().unwrap_or_default().trim();
                if !line.is_empty() {
                    given.push(self::pair(line, &format!("{}, line {}", path.display(), at + 1), policies)?);
                }
            }
        }
        Ok(given)
    }
}

/// `stage 4=stage 5`, `chair=hscb-chair`.
fn pair(text: &str, place: &str, policies: &[Policy; 2]) -> Result<(String, String), String> {
    let (first, second) = text
        .split_once('=')
        .map(|(first, second)| (first.trim(), second.trim()))
        .ok_or_else(|| format!("{place}: \"{text}\" is no pair; write what A has, an equals sign, and what B has: \"stage 4=stage 5\""))?;
    for (what, policy) in [(first, &policies[0]), (second, &policies[1])] {
        let stage = what.strip_prefix("stage ").map(str::trim);
        let known: Vec<&str> = match stage {
            Some(_) => policy.stages.iter().map(|stage| stage.label.as_str()).collect(),
            None => policy.names.iter().map(|named| named.name.as_str()).collect(),
        };
        let wanted = stage.unwrap_or(what);
        if !known.contains(&wanted) {
            let kind = if stage.is_some() { "stage" } else { "name" };
            let close = crate::diagnostic::did_you_mean(wanted, known.iter().copied());
            let close = close.map(|close| format!("; did you mean {close}?")).unwrap_or_default();
            return Err(format!("{place}: {} has no {kind} {wanted}{close}", policy.name));
        }
    }
    Ok((first.to_owned(), second.to_owned()))
}
