//! A policy's key figures, to be put beside others': what it promises in numbers, by the verifier, and how it says it.

use crate::graph::StageGraph;
use crate::model::{DayKind, Force, Hearing, Policy, in_words};

use super::answers::Asked;
use super::naming::Naming;
use super::questions::{Asks, PARTNERSHIP, Range};

/// One figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure {
    /// How many stages there are.
    Stages,
    /// Who hears the last one that an authority hears.
    LastWord,
    /// Within how many working days every case has left the first stage.
    FirstStage,
    /// Within how many working days every case is over.
    Whole,
    /// Before which stage the partnership is told.
    Told,
    /// How many agencies every panel has at least.
    Panel,
    /// How many clauses say what must be done.
    Required,
    /// How many advise, or only describe.
    Advised,
    /// How many allow.
    Permitted,
}

impl Figure {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Figure; 9] = [
        Figure::Stages,
        Figure::LastWord,
        Figure::FirstStage,
        Figure::Whole,
        Figure::Told,
        Figure::Panel,
        Figure::Required,
        Figure::Advised,
        Figure::Permitted,
    ];

    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Figure::Stages => "stages",
            Figure::LastWord => "last-word",
            Figure::FirstStage => "first-stage-working-days",
            Figure::Whole => "whole-working-days",
            Figure::Told => "partnership-told-before-stage",
            Figure::Panel => "panel-agencies",
            Figure::Required => "required",
            Figure::Advised => "advised",
            Figure::Permitted => "permitted",
        }
    }

    /// What it is, for people.
    pub fn title(self) -> &'static str {
        match self {
            Figure::Stages => "stages",
            Figure::LastWord => "the last stage is heard by",
            Figure::FirstStage => "first stage left within, in working days",
            Figure::Whole => "every case over within, in working days",
            Figure::Told => "the partnership told before stage",
            Figure::Panel => "agencies on every panel, at least",
            Figure::Required => "clauses that require",
            Figure::Advised => "clauses that advise or only describe",
            Figure::Permitted => "clauses that allow",
        }
    }

    /// What it comes to in a policy; empty where there is nothing of the kind, or it is not promised.
    pub fn of(self, policy: &Policy, graph: &StageGraph) -> String {
        let count =
            |counts: &dyn Fn(Force) -> bool| policy.clauses.iter().filter(|clause| counts(clause.strength.force)).count().to_string();
        match self {
            Figure::Stages => policy.stages.len().to_string(),
            Figure::LastWord => policy
                .stages
                .iter()
                .rev()
                .find_map(|stage| match &stage.hearing {
                    Hearing::HeardBy(who) => Some(in_words(policy).parties(who)),
                    _ => None,
                })
                .unwrap_or_default(),
            Figure::FirstStage => asked(policy, graph, &Asks::FirstStage(DayKind::Working)),
            Figure::Whole => asked(policy, graph, &Asks::Whole(DayKind::Working)),
            Figure::Told => asked(policy, graph, &Asks::ToldBefore(PARTNERSHIP.into())),
            Figure::Panel => asked(policy, graph, &Asks::PanelAgencies),
            Figure::Required => count(&|force| force == Force::Required),
            Figure::Advised => count(&Force::is_advice),
            Figure::Permitted => count(&|force| force == Force::Permitted),
        }
    }
}

/// The number from which on, or up to which, a policy keeps a requirement, with how surely.
fn asked(policy: &Policy, graph: &StageGraph, asks: &Asks) -> String {
    use crate::verify::Verdict;
    let naming = Naming::new([policy, policy], &[]);
    let side = naming.side(0);
    let rungs = policy.stages.iter().map(|stage| stage.rung).max().unwrap_or(1);
    let range = asks.range(rungs);
    let answer = Asked::new(&side, graph).answer(0, asks, &range);
    let kept = |verdict: Verdict| matches!(verdict, Verdict::Holds | Verdict::Advice | Verdict::Undetermined | Verdict::GaveUp);
    let number = match range {
        Range::Easier(..) | Range::Once => answer.verdicts.iter().find(|(_, verdict)| kept(*verdict)).copied(),
        Range::Harder(_, last) => {
            let end = |at: usize| answer.verdicts.get(at + 1).map_or(last, |(next, _)| next - 1);
            answer.verdicts.iter().enumerate().rev().find(|(_, (_, verdict))| kept(*verdict)).map(|(at, (_, verdict))| (end(at), *verdict))
        }
    };
    match number {
        None => String::new(),
        Some((number, Verdict::Holds)) => number.to_string(),
        Some((number, Verdict::Advice)) => format!("{number} if advised"),
        Some((number, Verdict::Undetermined)) if matches!(range, Range::Easier(first, _) if first == number) => "not stated".to_owned(),
        Some((number, _)) => format!("{number} at best"),
    }
}
