//! One question about every path, over everything the policy leaves open and every reading of its sources.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::graph::StageGraph;
use crate::model::{ClauseId, Medium, Policy};

use super::cases::{CaseGraph, Open, Question};
use super::paths::{Outcome, decide, told};
use super::report::{Hole, Verdict};
use super::tells::Tells;

/// What one way of asking came to, with the graph its paths are paths of.
pub(crate) struct Evidence {
    pub(crate) cases: CaseGraph,
    pub(crate) outcome: Outcome,
    /// The medium of the document it is read by, where its media disagree.
    pub(crate) reading: Option<Medium>,
    /// The media by which the rule would be kept.
    pub(crate) kept_by: Vec<Medium>,
    /// Which of those who are to be told it is about.
    pub(crate) group: usize,
    /// Whether any case is of the kind the rule speaks of.
    pub(crate) triggered: bool,
}

/// What is asked about telling: who, by which clauses, read by which medium.
pub(crate) struct Asked {
    /// Which of those who are to be told.
    pub(crate) group: usize,
    /// The medium followed wherever it speaks; `None` where any may be followed at each stage.
    pub(crate) reading: Option<Medium>,
    pub(crate) tells: Tells,
}

/// The answer to a question about every path.
pub(crate) struct Answer {
    pub(crate) verdict: Verdict,
    /// What shows the verdict; the worst case the policy leaves open, if it is undetermined.
    pub(crate) evidence: Evidence,
    pub(crate) holes: Vec<Hole>,
}

/// The advice that may be counted on; `None` for all there is.
pub(crate) type Advice<'a> = Option<&'a BTreeSet<ClauseId>>;

/// Asks whether every path ends in an authority.
pub(crate) fn ends_in_authority(policy: &Policy, graph: &StageGraph, advice: Advice<'_>) -> Answer {
    over_completions(policy, |open| {
        let cases = CaseGraph::new(policy, graph, &Question::EndsInAuthority, open).counting(advice);
        let outcome = decide(&cases);
        Evidence { cases, outcome, reading: None, kept_by: Vec::new(), group: 0, triggered: true }
    })
}

/// Asks one of the questions that have neither readings nor advice: a dead end, a veto, a circle, a stage.
pub(crate) fn plain(policy: &Policy, graph: &StageGraph, question: &Question<'_>, advice: Advice<'_>) -> Answer {
    over_completions(policy, |open| {
        let cases = CaseGraph::new(policy, graph, question, open).counting(advice);
        let outcome = decide(&cases);
        Evidence { cases, outcome, reading: None, kept_by: Vec::new(), group: 0, triggered: true }
    })
}

/// Lays out the question about clauses by which something is done.
pub(crate) type LaidOut<'q> = &'q dyn Fn(&Tells, &dyn Fn(Open) -> bool) -> CaseGraph;

/// Asks whether something is done in time, for each group by each medium that disagrees and by any of them.
pub(crate) fn done_in_time(policy: &Policy, asked: &[Asked], advice: Advice<'_>, lay_out: LaidOut<'_>) -> Answer {
    over_completions(policy, |open| {
        let mut all: Vec<Evidence> = asked
            .iter()
            .map(|one| {
                let cases = lay_out(&one.tells, open).counting(advice);
                let outcome = decide(&cases);
                Evidence { cases, outcome, reading: one.reading.clone(), kept_by: Vec::new(), group: one.group, triggered: true }
            })
            .collect();
        // Somebody may follow any source, and everybody is to be told: the guarantee is the worst of them.
        let worst = all.iter().enumerate().min_by_key(|(at, one)| (rank(&one.outcome), *at)).map_or(0, |(at, _)| at);
        let group = all[worst].group;
        let held = all.iter().filter(|one| one.group == group && matches!(one.outcome, Outcome::Holds));
        let kept_by = held.filter_map(|one| one.reading.clone()).collect();
        // The advice that is enough whichever medium is followed, for everybody who is to be told.
        let of_all: Vec<(&Vec<_>, bool)> = all
            .iter()
            .filter(|one| one.reading.is_none())
            .filter_map(|one| {
                if let Outcome::Advice { rests_on, irreducible, .. } = &one.outcome { Some((rests_on, *irreducible)) } else { None }
            })
            .collect();
        let needed: BTreeSet<_> = of_all.iter().flat_map(|(rests_on, _)| rests_on.iter().copied()).collect();
        let none_to_spare = of_all.iter().all(|(rests_on, irreducible)| *irreducible && rests_on.len() == needed.len());
        let mut worst = all.swap_remove(worst);
        if let Outcome::Advice { rests_on, irreducible, .. } = &mut worst.outcome {
            *rests_on = needed.into_iter().collect();
            *irreducible = none_to_spare;
        }
        // If nobody telling anybody keeps the rule too, no case comes to the mark at all.
        let triggered = worst.outcome != Outcome::Holds || { decide(&lay_out(&Tells::none(policy), open)) != Outcome::Holds };
        Evidence { kept_by, triggered, ..worst }
    })
}

fn rank(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Broken(_) => 0,
        Outcome::GaveUp => 1,
        Outcome::Advice { .. } => 2,
        Outcome::Holds => 3,
    }
}

/// More ways of filling in what is open than this, counted stage by stage, are not gone through.
pub(super) const MOST_COMPLETIONS: usize = 2_000_000;

fn over_completions(policy: &Policy, ask: impl Fn(&dyn Fn(Open) -> bool) -> Evidence) -> Answer {
    let asked = RefCell::new(BTreeSet::new());
    let mut first = ask(&|open| {
        asked.borrow_mut().insert(open);
        true
    });
    let open: Vec<Open> = asked.into_inner().into_iter().collect();
    if open.len() > 10 || (1usize << open.len()) * policy.stages.len() > MOST_COMPLETIONS {
        // A rule kept whatever is filled in is still kept only if every filling has been tried.
        first.outcome = Outcome::GaveUp;
        return Answer { verdict: Verdict::GaveUp, evidence: first, holes: Vec::new() };
    }
    let mut all = vec![(0u32, first)];
    for chosen in 1..1u32 << open.len() {
        let evidence = ask(&|wanted| open.iter().position(|known| *known == wanted).is_none_or(|at| chosen & (1 << at) == 0));
        all.push((chosen, evidence));
    }
    combine(policy, &open, all)
}

/// Broken beats undetermined only if every completion breaks; undetermined names what turns the verdict.
fn combine(policy: &Policy, open: &[Open], mut all: Vec<(u32, Evidence)>) -> Answer {
    // A filling in which no case is of the kind the rule speaks of says nothing about it.
    if all.iter().any(|(_, one)| one.triggered) {
        all.retain(|(_, one)| one.triggered);
    } else {
        return Answer { verdict: Verdict::DoesNotApply, evidence: all.swap_remove(0).1, holes: Vec::new() };
    }
    let rank_at = |all: &[(u32, Evidence)], at: usize| rank(&all[at].1.outcome);
    let worst = (0..all.len()).min_by_key(|at| (rank_at(&all, *at), *at)).unwrap_or(0);
    let best = (0..all.len()).max_by_key(|at| (rank_at(&all, *at), usize::MAX - *at)).unwrap_or(0);
    let gave_up = all.iter().any(|(_, one)| matches!(one.outcome, Outcome::GaveUp));
    let (worst_rank, best_rank) = (rank_at(&all, worst), rank_at(&all, best));
    let verdict = match (worst_rank, best_rank) {
        (0, 0) => Verdict::Broken,
        _ if gave_up => Verdict::GaveUp,
        (0, _) => Verdict::Undetermined,
        (3, _) => Verdict::Holds,
        _ => Verdict::Advice,
    };
    let mut holes = Vec::new();
    let mut shown = worst;
    if verdict == Verdict::Undetermined {
        let kept: Vec<(u32, bool)> = (0..all.len()).map(|at| (all[at].0, rank_at(&all, at) > 0)).collect();
        if let Some(Turn { on, keep, lose }) = turning_on(&kept, open.len()) {
            let breaks = |at: &usize| all[*at].0 & on == lose && rank_at(&all, *at) == 0;
            shown = (0..all.len()).find(breaks).unwrap_or(worst);
            let named = open.iter().enumerate().filter(|(at, _)| on & (1 << at) != 0);
            holes = named.map(|(at, open)| hole(policy, *open, keep & (1 << at) == 0, lose & (1 << at) == 0)).collect();
        }
    }
    let advice: BTreeSet<_> = all
        .iter()
        .flat_map(|(_, one)| if let Outcome::Advice { rests_on, .. } = &one.outcome { rests_on.clone() } else { Vec::new() })
        .collect();
    let mut evidence = all.swap_remove(shown).1;
    evidence.outcome = told(&evidence.cases, evidence.outcome);
    if let (Verdict::Advice, Outcome::Advice { rests_on, irreducible, .. }) = (verdict, &mut evidence.outcome) {
        // However the rest is filled in, all of this together is enough.
        *irreducible &= rests_on.len() == advice.len();
        *rests_on = advice.into_iter().collect();
    }
    Answer { verdict, evidence, holes }
}

/// Things left open, as bits, with a way to fill them in that keeps the rule and one that breaks it.
struct Turn {
    on: u32,
    keep: u32,
    lose: u32,
}

/// The fewest things left open that settle the rule both ways, however the rest is filled in: each way of filling in with
/// whether it keeps the rule. With any of them withheld, the others no longer settle both.
fn turning_on(kept: &[(u32, bool)], open: usize) -> Option<Turn> {
    let mut masks: Vec<u32> = (1..1u32 << open).collect();
    masks.sort_by_key(|on| on.count_ones());
    masks.into_iter().find_map(|on| {
        let (mut some_keep, mut some_break) = (vec![false; 1 << open], vec![false; 1 << open]);
        for (chosen, keeps) in kept {
            let seen = if *keeps { &mut some_keep } else { &mut some_break };
            seen[(chosen & on) as usize] = true;
        }
        let settled =
            |seen: &[bool], other: &[bool]| (0..seen.len()).filter(|at| seen[*at] && !other[*at]).map(|at| at as u32).collect::<Vec<u32>>();
        let (keep, lose) = (settled(&some_keep, &some_break), settled(&some_break, &some_keep));
        let pairs = keep.iter().flat_map(|keep| lose.iter().map(move |lose| (*keep, *lose)));
        let furthest = pairs.min_by_key(|(keep, lose)| (std::cmp::Reverse((keep ^ lose).count_ones()), *keep, *lose));
        furthest.map(|(keep, lose)| Turn { on, keep, lose })
    })
}

fn hole(policy: &Policy, open: Open, keeps_if_so: bool, breaks_if_so: bool) -> Hole {
    let (what, so, not_so) = match open {
        Open::SilentLimit(stage) => {
            let name = policy.stage(stage).name();
            (format!("how long {name} may take"), "it has a limit, so that its time runs out", "it has none, and its time never runs out")
        }
        Open::LimitScope(_) => {
            ("whether the limit is for each stage or for the whole case".into(), "it is for each stage", "it is for the whole case")
        }
        Open::RepetitionEnds(_) => ("when the repetition ends".into(), "it ends after a number of rounds", "it never ends"),
    };
    let said = |so_it_is: bool| if so_it_is { so } else { not_so };
    Hole { what, keeps: said(keeps_if_so).into(), breaks: said(breaks_if_so).into() }
}
