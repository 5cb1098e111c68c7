//! The properties a rulebook can ask for, decided.

use std::collections::BTreeSet;

use crate::diagnostic::Label;
use crate::graph::StageGraph;
use crate::model::{
    Act, ClauseId, Counted, Deed, Expectation, Force, Join, Mark, Parties, Policy, Property, in_sentences, in_words, listed,
};

use super::cases::{CaseGraph, End, Question, Step};
use super::deciding::every_authority_must_decide;
use super::forming::every_dispute_can_have_a_panel;
use super::limits::every_stage_has_a_limit;
use super::neutral::{every_panel_excludes, every_panel_has_neutral_agencies};
use super::panel_terms::every_panel_has;
use super::panels::{every_panel, panel_includes, panel_size};
use super::parties::no_authority_is_disputing;
use super::paths::{Outcome, Path};
use super::question::{Advice, Answer, Asked, done_in_time, ends_in_authority};
use super::readings::{Disputed, disagreements};
use super::report::{Finding, Several, Verdict};
use super::routes::{a_route_leads_to, no_route_leads_to_a_disputing_agency};
use super::stages;
use super::stand_ins::every_authority_has_a_stand_in;
use super::statements::the_policy_states;
use super::story::{advice_word, authorities, holder, tell};
use super::tells::{Doing, Tells};
use super::witness::ends;

/// A verdict with what stands behind it.
pub(crate) type Found = (Verdict, Vec<Finding>);

/// Most stories told of one breach; the rest are like them.
const MOST_STORIES: usize = 5;

/// Decides one rule of a rulebook.
pub(crate) fn decide_property(policy: &Policy, graph: &StageGraph, property: &Property) -> Found {
    decide_counting(policy, graph, property, None)
}

/// The same where, in what is asked of every path, of all advice only some may be counted on.
fn decide_counting(policy: &Policy, graph: &StageGraph, property: &Property, counted: Advice<'_>) -> Found {
    use Property as P;
    match property {
        P::All(each) => all(policy, graph, each, counted),
        P::EveryPathEndsInAnAuthority => path_ends(policy, graph, counted),
        P::EveryPathEndsWithin { time } => super::time::path_ends_within(policy, graph, time),
        P::EveryPathLeaves { stage, within } => super::time::path_leaves(policy, graph, stage, within),
        P::EveryPathNotifies { who, before } => path_notifies(policy, graph, who, before, counted),
        P::EveryPathNotifiesWhen { when, who, from } => stages::told_when(policy, graph, when, who, from.as_deref(), counted),
        P::EveryStageIsRecorded { after_first } => stages::every_stage_is_recorded(policy, graph, *after_first, counted),
        P::EveryStageNotifies { who, after_first } => stages::every_stage_notifies(policy, graph, who, *after_first, counted),
        P::EveryStageMovesOn => stages::every_stage_moves_on(policy, graph, counted),
        P::EveryStageHasALimit => every_stage_has_a_limit(policy, graph),
        P::EveryPanelHasAtLeast { at_most: Some(0 | 1), .. } => (Verdict::DoesNotApply, Vec::new()),
        P::EveryPanelHasAtLeast { number, of: Counted::NeutralAgencies, at_most } => {
            every_panel_has_neutral_agencies(policy, *number, *at_most)
        }
        P::EveryPanelHasAtLeast { number, of, .. } => every_panel(policy, |panel, terms| panel_size(policy, panel, terms, *number, *of)),
        P::EveryPanelHas(what) => every_panel_has(policy, *what),
        P::EveryPanelIncludes { who } => every_panel(policy, |panel, terms| panel_includes(policy, panel, terms, who)),
        P::EveryPanelExcludes { who } => every_panel_excludes(policy, who),
        P::EveryDisputeCanHaveAPanel { at_most } => every_dispute_can_have_a_panel(policy, *at_most),
        P::EveryAuthorityHasAStandIn => every_authority_has_a_stand_in(policy),
        P::NoAuthorityIsDisputing { at_most } => no_authority_is_disputing(policy, *at_most),
        P::ARouteLeadsTo { when, who } => a_route_leads_to(policy, when, who),
        P::NoRouteLeadsToADisputingAgency { when } => no_route_leads_to_a_disputing_agency(policy, when),
        P::EveryAuthorityMustDecide => every_authority_must_decide(policy),
        P::ThePolicyStates(what) => the_policy_states(policy, *what),
    }
}

/// The verdict on a rule of a rulebook alone; quicker where telling a case takes longer than deciding.
pub(crate) fn verdict_of(policy: &Policy, graph: &StageGraph, property: &Property) -> Verdict {
    match property {
        Property::EveryPathEndsWithin { time } => super::time::verdict_of_ending(policy, graph, time),
        Property::EveryPathLeaves { stage, within } => super::time::verdict_of_leaving(policy, graph, stage, within),
        other => decide_property(policy, graph, other).0,
    }
}

/// The worst of several verdicts, with all that was found; one that does not apply counts only if none does.
fn all(policy: &Policy, graph: &StageGraph, each: &[Property], counted: Advice<'_>) -> Found {
    let decided = |counted: Advice<'_>| each.iter().map(|one| decide_counting(policy, graph, one, counted)).collect::<Vec<Found>>();
    let found = decided(counted);
    let can_be_tried = each.iter().zip(&found).all(|(one, (verdict, _))| *verdict != Verdict::Advice || is_asked_of_paths(one));
    let (verdict, findings) = worst(found);
    let advised: Vec<&Vec<ClauseId>> = findings.iter().map(|finding| &finding.advice).filter(|advice| !advice.is_empty()).collect();
    if verdict != Verdict::Advice || counted.is_some() || advised.windows(2).all(|two| two[0] == two[1]) {
        return (verdict, findings);
    }
    // What one requirement rests on may be enough for another: of all the advice together none is to spare.
    let mut needed: BTreeSet<ClauseId> = advised.into_iter().flatten().copied().collect();
    if needed.len() > MOST_TOGETHER || !can_be_tried {
        return (verdict, findings.into_iter().map(perhaps_not_all).collect());
    }
    let all_of_it = needed.len();
    for clause in needed.clone().into_iter().rev() {
        needed.remove(&clause);
        if severity_of(worst(decided(Some(&needed))).0) < severity_of(Verdict::Advice) {
            needed.insert(clause);
        }
    }
    if needed.len() < all_of_it { worst(decided(Some(&needed))) } else { (verdict, findings) }
}

fn worst(each: Vec<Found>) -> Found {
    each.into_iter().fold((Verdict::DoesNotApply, Vec::new()), |(worst, mut findings), (verdict, more)| {
        findings.extend(more);
        (std::cmp::min_by_key(worst, verdict, |verdict| severity_of(*verdict)), findings)
    })
}

/// More advice than this, which several requirements rest on, is not tried out piece by piece.
const MOST_TOGETHER: usize = 12;

/// Whether a requirement can be decided with some of the advice counted on and the rest not.
fn is_asked_of_paths(property: &Property) -> bool {
    use Property as P;
    match property {
        P::All(each) => each.iter().all(is_asked_of_paths),
        P::EveryPathEndsInAnAuthority
        | P::EveryPathNotifies { .. }
        | P::EveryPathNotifiesWhen { .. }
        | P::EveryStageIsRecorded { .. }
        | P::EveryStageNotifies { .. }
        | P::EveryStageMovesOn => true,
        _ => false,
    }
}

fn perhaps_not_all(mut finding: Finding) -> Finding {
    if !finding.help.contains(PERHAPS_NOT_ALL) {
        finding.help.push_str(some_may_do(false, &finding.advice));
    }
    finding
}

/// What is said beside several clauses of advice of which some may be enough.
pub(super) fn some_may_do(irreducible: bool, rests_on: &[ClauseId]) -> &'static str {
    if irreducible || rests_on.len() < 2 { "" } else { PERHAPS_NOT_ALL }
}

const PERHAPS_NOT_ALL: &str = " (perhaps not all of these are needed)";

// ── paths ───────────────────────────────────────────────────────────────────────────────────────

fn path_ends(policy: &Policy, graph: &StageGraph, counted: Advice<'_>) -> Found {
    if policy.stages.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let answer = ends_in_authority(policy, graph, counted);
    let who = authorities(policy);
    let never_done = if who.is_empty() {
        "nobody has been asked to decide".to_owned()
    } else if who.contains(" or ") {
        "nobody who decides has heard of it".to_owned()
    } else {
        format!("{who} has not heard of it")
    };
    let findings = findings(policy, graph, &answer, &never_done, &|path| ends(path.end), &|path| match path {
        None if who.is_empty() => "a case reaches nobody who decides".to_owned(),
        None => format!("a case reaches {who} only if advice is followed"),
        Some(path) => path_message(policy, graph, &answer, path),
    });
    (answer.verdict, findings)
}

fn path_message(policy: &Policy, graph: &StageGraph, answer: &Answer, path: &Path) -> String {
    let cases = &answer.evidence.cases;
    let stage = path.edges.last().and_then(|edge| cases.stage_of(cases.edges[*edge].from));
    let at = stage.map_or_else(|| "the start".to_owned(), |stage| policy.stage(stage).name());
    match path.end {
        End::Stuck => format!("a case can end at {at} with nobody obliged to take it further"),
        End::Refused => {
            let who = stage.map(|stage| holder(policy, graph, stage).0).unwrap_or_default();
            format!("{who} can stop a case at {at} by not agreeing")
        }
        End::LetDrop => format!("a case can be let drop at {at}"),
        End::Passed => "a by-pass can lead past the last stage, so that nobody decides".to_owned(),
        End::Left => "a route takes a case out of the ladder to somebody who does not decide it".to_owned(),
        End::Closed => format!("a case can be closed at {at} without being settled or decided"),
        End::Endless => format!("a case can go round for ever at {at}"),
        End::Untold | End::Arrived | End::Undone => "nobody is told in time".to_owned(),
        End::Unanswered => format!("a case can stay at {at} when nobody answers"),
    }
}

fn path_notifies(policy: &Policy, graph: &StageGraph, who: &Parties, before: &Mark, counted: Advice<'_>) -> Found {
    let Some(rung) = rung_of(policy, before) else { return (Verdict::DoesNotApply, Vec::new()) };
    if policy.stages.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    told(policy, graph, &groups_of(who), rung, before, counted)
}

pub(super) fn severity_of(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Broken => 0,
        Verdict::GaveUp => 1,
        Verdict::Undetermined => 2,
        Verdict::Advice => 3,
        Verdict::Holds => 4,
        Verdict::DoesNotApply => 5,
    }
}

/// The rung a rule speaks of: the parameter, or that of the first authority if the ladder is shorter.
fn rung_of(policy: &Policy, mark: &Mark) -> Option<u32> {
    let authority = policy.stages.iter().filter(|stage| stage.is_authority()).map(|stage| stage.rung).min();
    match mark {
        Mark::Authority => authority,
        Mark::Stage(label) => {
            let wanted = rung_labelled(policy, label)?;
            Some(authority.map_or(wanted, |authority| wanted.min(authority)))
        }
    }
}

/// The rung of a stage as a rulebook names it: a number counts from the bottom; any other label is a stage's own.
pub(super) fn rung_labelled(policy: &Policy, label: &str) -> Option<u32> {
    let digits: String = label.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().or_else(|| policy.stages.iter().find(|stage| stage.label == label).map(|stage| stage.rung))
}

/// The ways to ask about clauses by which something is done: by each medium that disagrees, and by any of them.
pub(super) fn ways_to_ask(policy: &Policy, graph: &StageGraph, group: usize, doing: Doing) -> Vec<Asked> {
    let all = Tells::new(policy, doing);
    let disputed = Disputed::new(
        policy,
        disagreements(policy, graph).into_iter().filter(|pair| all.clauses.contains(&pair.first) && all.clauses.contains(&pair.second)),
    );
    // Somebody may follow one medium at one stage and another at the next; each medium alone is asked about for
    // the message's sake.
    let media = disputed.media();
    let by_one = media.into_iter().map(|medium| {
        let tells = all.clone().read_by(disputed.clone().only(&medium));
        Asked { group, reading: Some(medium), tells }
    });
    let mut asked: Vec<Asked> = by_one.collect();
    asked.push(Asked { group, reading: None, tells: all.read_by(disputed) });
    asked
}

/// Each of several is to be told; with `or` between them, in each case any one of them.
pub(super) fn groups_of(who: &Parties) -> Vec<Parties> {
    match who.join {
        Join::And => who.parties.iter().map(|party| Parties { parties: vec![party.clone()], ..who.clone() }).collect(),
        Join::Or => vec![who.clone()],
    }
}

/// Who is to be told, as a phrase.
pub(super) fn recipient(policy: &Policy, who: &Parties) -> String {
    in_sentences(policy).parties(who)
}

fn told(policy: &Policy, graph: &StageGraph, groups: &[Parties], rung: u32, before: &Mark, counted: Advice<'_>) -> Found {
    let asked: Vec<Asked> =
        groups.iter().enumerate().flat_map(|(group, who)| ways_to_ask(policy, graph, group, Doing::Telling(who.parties.clone()))).collect();
    let answer =
        done_in_time(policy, &asked, counted, &|tells, open| CaseGraph::new(policy, graph, &Question::ToldBefore { tells, rung }, open));
    let who = &groups[answer.evidence.group];
    let name = recipient(policy, who);
    let mark = match before {
        Mark::Authority => "the case goes to the authority".to_owned(),
        Mark::Stage(_) => {
            policy.stages.iter().find(|stage| stage.rung >= rung).map_or_else(|| format!("stage {rung}"), |stage| stage.name())
        }
    };
    let never_done = format!("nobody has told {name} before {mark}");
    let (by, otherwise) = match (&answer.evidence.reading, answer.evidence.kept_by.is_empty()) {
        (Some(medium), false) => {
            let kept_by = listed(answer.evidence.kept_by.iter().map(crate::model::Medium::words).collect(), "and");
            (format!("by {}, ", medium.words()), format!("; by {kept_by} it always is"))
        }
        (Some(medium), true) => (format!("by {}, ", medium.words()), String::new()),
        (None, false) => ("where one part of the document is followed here and another there, ".to_owned(), String::new()),
        (None, true) => Default::default(),
    };
    let nobody_tells = asked.iter().filter(|one| one.group == answer.evidence.group).all(|one| one.tells.clauses.is_empty());
    let sure =
        if who.parties.iter().any(|party| !super::tells::mentioning(policy, party).is_empty()) { "is sure to tell" } else { "tells" };
    let marked = policy.stages().find(|(_, stage)| stage.rung >= rung).map(|(id, _)| id);
    let untold = |_: &Path| {
        let place = marked.map(|stage| (true, stage));
        vec![(true, Expectation::Told { who: who.clone(), place, by: None })]
    };
    let mut found = findings(policy, graph, &answer, &never_done, &untold, &|path| match path {
        None => format!("{by}{name} is told before {mark} only if advice is followed{otherwise}"),
        Some(_) if nobody_tells => format!("no clause {sure} {name} before {mark}"),
        Some(_) => format!("{by}{name} need not be told before a case comes to {mark}{otherwise}"),
    });
    // One telling is missing however the case came there: one story is enough.
    found.truncate(1);
    (answer.verdict, found)
}

/// The findings of an answer about paths: a story for each clause that is to blame, or the advice it rests on.
fn findings(
    policy: &Policy,
    graph: &StageGraph,
    answer: &Answer,
    never_done: &str,
    expected: &dyn Fn(&Path) -> Vec<(bool, Expectation)>,
    message: &dyn Fn(Option<&Path>) -> String,
) -> Vec<Finding> {
    let evidence = &answer.evidence;
    match &evidence.outcome {
        Outcome::Holds => Vec::new(),
        Outcome::GaveUp => vec![gave_up(policy)],
        Outcome::Advice { rests_on, irreducible, path } => {
            let labels = rests_on
                .iter()
                .take(8)
                .map(|clause| Label { span: policy.clause(*clause).span, text: format!("this only {}", weak_words(policy, *clause)) })
                .collect();
            let more = if rests_on.len() > 8 { format!(" ({} clauses in all)", rests_on.len()) } else { String::new() };
            let all = some_may_do(*irreducible, rests_on);
            vec![Finding {
                message: message(None),
                labels,
                clauses: rests_on.clone(),
                story: Some(tell(policy, graph, &evidence.cases, path, never_done.to_owned(), expected(path))),
                advice: rests_on.clone(),
                holes: answer.holes.clone(),
                help: format!(
                    "what is only advised or described can be left undone; write `must` in {}{more}{all}",
                    clause_list(policy, rests_on)
                ),
                ..Finding::default()
            }]
        }
        Outcome::Broken(paths) => {
            let mut blamed: Vec<(End, Option<ClauseId>, u32)> = Vec::new();
            let mut found = Vec::new();
            for path in paths {
                let culprit = culprit(graph, answer, path);
                let known = blamed
                    .iter()
                    .any(|(end, clause, from)| *end == culprit.0 && *clause == culprit.1 && (clause.is_some() || *from == culprit.2));
                if known || found.len() >= MOST_STORIES {
                    continue;
                }
                blamed.push(culprit);
                found.push(broken_finding(policy, graph, answer, path, never_done, expected(path), message(Some(path))));
            }
            found
        }
    }
}

/// The finding of a question that was too large.
pub(crate) fn gave_up(policy: &Policy) -> Finding {
    Finding {
        message: format!(
            "this question is too large to answer: no more than {} steps of the solver, or {} ways to fill in what the policy leaves open, are tried",
            in_thousands(super::solver::LIMIT as usize),
            in_thousands(super::question::MOST_COMPLETIONS)
        ),
        labels: vec![Label { span: policy.span, text: "this policy".into() }],
        clauses: Vec::new(),
        help: "write fewer conditions that stay the same all through a case, mark facts `may change` where they can, and say what is left open; until then nothing is promised".into(), ..Finding::default() }
}

/// A number as it is read: `5,000,000`.
fn in_thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// What is to blame for a path: its kind of end and the clause of its last step, or the place where none is.
fn culprit(graph: &StageGraph, answer: &Answer, path: &Path) -> (End, Option<ClauseId>, u32) {
    let Some(last) = path.edges.last().map(|edge| &answer.evidence.cases.edges[*edge]) else { return (path.end, None, 0) };
    let clause = match last.step {
        Step::Move(step) => graph.moves()[step].clause,
        _ => None,
    };
    let route = match last.step {
        Step::Move(step) => graph.moves()[step].route,
        _ => None,
    };
    // A route or a by-pass can be taken anywhere: where it is taken makes no second story.
    let from = if path.end == End::Left {
        1_000_000 + route.map_or(0, |route| route.0)
    } else if path.end == End::Passed {
        0
    } else {
        last.from
    };
    let clause = if matches!(path.end, End::Left | End::Passed) { None } else { clause };
    (path.end, clause, from)
}

fn broken_finding(
    policy: &Policy,
    graph: &StageGraph,
    answer: &Answer,
    path: &Path,
    never_done: &str,
    expected: Vec<(bool, Expectation)>,
    message: String,
) -> Finding {
    let cases = &answer.evidence.cases;
    let last = path.edges.last().map(|edge| &cases.edges[*edge]);
    let stage = last.and_then(|edge| cases.stage_of(edge.from));
    let mut clauses: Vec<ClauseId> = Vec::new();
    let mut labels = Vec::new();
    let route = match last.map(|edge| edge.step) {
        Some(Step::Move(step)) => graph.moves()[step].route,
        _ => None,
    };
    match (path.end, route, stage) {
        (End::Left, Some(route), _) => {
            let route = &policy.routes[route.0 as usize];
            labels.push(Label { span: route.span, text: "this route takes the case out of the ladder".into() });
            clauses.extend(route.clauses.first());
        }
        (_, _, Some(stage)) => {
            let steps = graph.moves_from(crate::graph::From::Stage(stage)).iter();
            let taken = match last.map(|edge| edge.step) {
                Some(Step::Move(step)) => graph.moves()[step].clause,
                _ => None,
            };
            // Where a step was taken it is to blame; where none was, all that could have been.
            let leading: Vec<ClauseId> =
                steps.filter_map(|step| step.clause).filter(|clause| taken.is_none_or(|taken| *clause == taken)).collect();
            for clause in leading.iter().take(3) {
                labels.push(Label { span: policy.clause(*clause).span, text: blame(policy, *clause, path.end) });
                clauses.push(*clause);
            }
            labels.push(Label { span: policy.stage(stage).span, text: "the case is here".into() });
        }
        _ => {}
    }
    let by_pass = path.edges.iter().find_map(|edge| match cases.edges[*edge].step {
        Step::Move(step) if matches!(graph.moves()[step].kind, crate::graph::MoveKind::Skip) => graph.moves()[step].clause,
        _ => None,
    });
    if let Some(clause) = by_pass.filter(|clause| !clauses.contains(clause)) {
        labels.insert(0, Label { span: policy.clause(clause).span, text: "this lets stages be left out".into() });
        clauses.push(clause);
    }
    labels.dedup_by_key(|label| label.span);
    if labels.is_empty() {
        labels.push(Label { span: policy.span, text: "this policy".into() });
    }
    Finding {
        message,
        labels,
        clauses,
        story: Some(tell(policy, graph, cases, path, never_done.to_owned(), expected)),
        holes: answer.holes.clone(),
        help: mend(path.end).into(),
        ..Finding::default()
    }
}

/// What a clause that leads on from where a case ends has to do with it.
fn blame(policy: &Policy, id: ClauseId, end: End) -> String {
    use crate::model::Condition;
    let clause = policy.clause(id);
    let asks_somebody = clause.conditions.iter().any(|condition| matches!(condition, Condition::Agrees(_)));
    match (end, &clause.deed.act) {
        (_, Act::Close(_)) => "closes the case".into(),
        (End::Endless, _) => "can be done again and again".into(),
        (End::Untold, _) => "takes the case on with nobody told".into(),
        _ if asks_somebody => "needs somebody's agreement".into(),
        _ if !clause.conditions.is_empty() => {
            let words = in_words(policy);
            let conditions = clause.conditions.iter().map(|condition| words.condition(condition)).collect();
            format!("leads on only if {}", listed(conditions, "and"))
        }
        _ if clause.strength.force == Force::Permitted => "may be left undone".into(),
        _ if clause.strength.force.is_advice() => format!("only {}", weak_words(policy, id)),
        _ => "leads on".into(),
    }
}

fn mend(end: End) -> &'static str {
    match end {
        End::Stuck => {
            "write what happens next when this stage settles nothing: `when unresolved, … must escalate to …`, for every case that can come here"
        }
        End::Refused => "let the step follow from `unresolved` alone, or say who takes the case on when the answer is no",
        End::LetDrop => "write `must` where somebody has to take the case on, for every case that can come here",
        End::Passed => "say where a by-pass lands, such as `may skip stage 2`, so that the last stage cannot be left out",
        End::Left => "say who decides the case on this route, or let the ladder go on `alongside` it",
        End::Closed => "let an unsettled case go on to somebody who decides it",
        End::Endless => "say how often, or until which date, the stage is repeated before the case must go on",
        End::Undone => "write the duty for every stage, under `throughout`, with `must`",
        End::Unanswered => {
            "give the stage a limit that can be counted, and write who must take the case on then: `when out of time, … must escalate to next stage`"
        }
        End::Untold | End::Arrived => "add a duty before that point, such as `must notify … by email`, in a stage that cannot be skipped",
    }
}

pub(super) fn weak_words(policy: &Policy, clause: ClauseId) -> String {
    let strength = &policy.clause(clause).strength;
    match (strength.force, strength.normally) {
        (Force::Described, _) => "describes what happens".into(),
        (_, true) => format!("says `{} normally`", strength.word).replace("` normally", "`normally"),
        _ => format!("says `{}`", advice_word(policy, clause)),
    }
}

/// Clauses by where the document has them: `2.15` or `2.8 and 2.13`.
pub(crate) fn clause_list(policy: &Policy, clauses: &[ClauseId]) -> String {
    let mut named: Vec<String> = clauses
        .iter()
        .take(4)
        .map(|id| {
            let clause = policy.clause(*id);
            let per = clause.per();
            if per.is_empty() { format!("`{}`", clause.id) } else { per }
        })
        .collect();
    named.dedup();
    if clauses.len() > 4 {
        named.push("others".into());
    }
    listed(named, "and")
}

// ── what rules have in common ────────────────────────────────────────────────────────────────────

/// The verdict of a rule about what the policy says: broken at these places, or kept.
pub(crate) fn says(places: Vec<(Label, Option<ClauseId>)>, message: impl Into<Words>, help: &str) -> Found {
    if places.is_empty() { (Verdict::Holds, Vec::new()) } else { (Verdict::Broken, vec![finding(places, message, help)]) }
}

/// A finding at some places: one thing with several sides, or with [`Several`], one and the same thing at each of them.
pub(crate) fn finding(places: Vec<(Label, Option<ClauseId>)>, message: impl Into<Words>, help: &str) -> Finding {
    let clauses = places.iter().filter_map(|(_, clause)| *clause).collect();
    let labels: Vec<Label> = places.into_iter().map(|(label, _)| label).collect();
    let (message, several) = match message.into() {
        Words::Whole(message) => (message, None),
        Words::Several(several) => (several.message(labels.len()), Some(several)),
    };
    Finding { message, several, labels, clauses, help: help.to_owned(), ..Finding::default() }
}

/// What a finding says.
pub(crate) enum Words {
    /// Of all its places together.
    Whole(String),
    /// Of each of them.
    Several(Several),
}

impl From<String> for Words {
    fn from(message: String) -> Self {
        Words::Whole(message)
    }
}

impl From<&str> for Words {
    fn from(message: &str) -> Self {
        Words::Whole(message.to_owned())
    }
}

impl From<Several> for Words {
    fn from(several: Several) -> Self {
        Words::Several(several)
    }
}

/// A clause's deed, or each of its choices.
pub(crate) fn deeds(deed: &Deed) -> Vec<&Deed> {
    match &deed.act {
        Act::Choice { options, .. } => options.iter().collect(),
        _ => vec![deed],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use super::*;
    use crate::project::{DiskFiles, Project};

    /// Deciding without telling comes to the same as deciding and telling.
    #[test]
    fn a_verdict_alone_is_the_same_verdict() {
        let mut decided = 0;
        for folder in ["tests/rules/ladder-too-slow", "tests/rules/practitioners-too-slow", "tests/rules/limits-do-not-add-up", "policies"]
        {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                let mut project = Project::new(&DiskFiles, &folder);
                let file = project.load(&path).unwrap();
                let Some(policy) = project.resolve(file).policy else { continue };
                let graph = StageGraph::new(&policy);
                for rule in policy.rulebooks.iter().flat_map(|book| &book.rules) {
                    let whole = decide_property(&policy, &graph, &rule.property).0;
                    assert_eq!(verdict_of(&policy, &graph, &rule.property), whole, "{} of {}", rule.name, path.display());
                    decided += 1;
                }
            }
        }
        assert!(decided > 50);
    }
}
