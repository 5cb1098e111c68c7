//! `rungs draw`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::emit::draw;
use crate::graph::StageGraph;
use crate::model::Policy;

use super::output::{complain, print, write_beside};
use super::render::Look;
use super::{Exit, one_policy};

/// Draws a policy as a flowchart.
///
/// The picture's format follows the output file's name: .svg, .dot (or .gv), .mmd (or .mermaid).
#[derive(Debug, Args)]
pub(crate) struct Draw {
    /// The policy file, or - for what comes through standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where to write the picture [default: standard output]
    #[arg(short, long, value_name = "PICTURE")]
    output: Option<PathBuf>,
    /// The format, if the output's name does not say [default: svg]
    #[arg(long, value_enum)]
    format: Option<Picture>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Picture {
    /// A picture every browser shows
    Svg,
    /// For graphviz
    Dot,
    /// For pages that draw Mermaid
    Mermaid,
}

impl Draw {
    pub(crate) fn run(self, look: &Look) -> Exit {
        let by_name = self.output.as_deref().and_then(picture_of);
        let Some(format) = self.format.or(by_name).or(if self.output.is_none() { Some(Picture::Svg) } else { None }) else {
            complain("the output's name does not say which picture to draw; end it with .svg, .dot or .mmd, or add --format");
            return Exit::CannotWork;
        };
        let (_, policy) = match one_policy(&self.file, look) {
            Ok(found) => found,
            Err(exit) => return exit,
        };
        let graph = StageGraph::new(&policy);
        let picture = format.of(&policy, &graph);
        self.output.as_deref().map_or_else(|| print(&picture), |path| write_beside(std::slice::from_ref(&self.file), path, &picture))
    }
}

impl Picture {
    /// The picture of a policy.
    pub(crate) fn of(self, policy: &Policy, graph: &StageGraph) -> String {
        match self {
            Picture::Svg => draw::svg(policy, graph),
            Picture::Dot => draw::dot(policy, graph),
            Picture::Mermaid => draw::mermaid(policy, graph),
        }
    }
}

/// The picture that a file's name asks for.
pub(crate) fn picture_of(path: &Path) -> Option<Picture> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "svg" => Some(Picture::Svg),
        "dot" | "gv" => Some(Picture::Dot),
        "mmd" | "mermaid" => Some(Picture::Mermaid),
        _ => None,
    }
}
