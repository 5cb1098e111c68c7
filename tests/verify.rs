//! The checker against an enumerator of its own: small policies, every case of which is gone through one by one.
//!
//! The enumerator shares nothing with the checker. It follows the words of the semantics: at each visit facts that may
//! change and everybody who may refuse choose anew, the stage is silent or not, its time runs out or not, what must be
//! done is done, what should be done is done or not, and the case takes any way that is open or, where nobody must go
//! on, stops. It reads the made-up policy itself, not what rungs makes of its text.

mod common;

use std::collections::{BTreeSet, HashMap};

use common::plan::*;
use common::strategies::{ROUND, Reach, SMALL, TIED, plan};
use common::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use rungs::verify::Verdict;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    EndsInAuthority,
    ToldTooLate,
}

impl Rule {
    fn name(self) -> &'static str {
        match self {
            Rule::EndsInAuthority => "ends-in-authority",
            Rule::ToldTooLate => "told-too-late",
        }
    }
}

/// Which clauses may be ignored, by their place in [`Plan::clauses`].
type Ignorable<'i> = &'i dyn Fn(usize) -> bool;

/// One way of filling in what the policy leaves open, and what stays as it is all through a case.
struct World<'w> {
    plan: &'w Plan,
    rule: Rule,
    mark: u32,
    rungs: Vec<u32>,
    limited: Vec<bool>,
    fixed: BTreeSet<Atom>,
    ignorable: Ignorable<'w>,
    /// Nobody counts as told: then it is only asked whether a case comes to the mark at all.
    nobody_tells: bool,
    /// For each stage, whether a breach can come of a visit to it; `None` while its visit is being gone through.
    known: HashMap<usize, Option<bool>>,
}

/// What is so at one visit.
struct Visit {
    so: BTreeSet<Atom>,
    silent: bool,
    overrun: bool,
}

/// A way on that is open.
struct Open<'o> {
    clause: Option<usize>,
    strength: Strength,
    goal: &'o Goal,
}

impl<'w> World<'w> {
    /// Whether some case breaks the rule.
    fn breach(&mut self) -> bool {
        if self.arrive(0) {
            return true;
        }
        for visit in self.visits(None) {
            // A case begins at the first stage, along a route, or past stages that all agree to leave out.
            let plan = self.plan;
            let skips = plan
                .throughout
                .iter()
                .enumerate()
                .filter(|(_, clause)| clause.at.is_empty() && clause.moment == Moment::Always && self.is_so(clause, &visit));
            let skips: Vec<&Goal> = skips
                .filter_map(|(_, clause)| {
                    if let Deed::Move(goal @ (Goal::SkipAny | Goal::SkipStage(_) | Goal::SkipNext)) = &clause.deed {
                        Some(goal)
                    } else {
                        None
                    }
                })
                .collect();
            let along: Vec<&Goal> = self.on_routes(&visit).into_iter().map(|open| open.goal).collect();
            if skips.into_iter().chain(along).any(|goal| self.go(None, goal)) || self.leave(&visit) {
                return true;
            }
        }
        false
    }

    fn is_so(&self, clause: &Clause, visit: &Visit) -> bool {
        clause.condition.as_ref().is_none_or(|condition| condition.holds(&|atom| self.atom(atom, visit)))
    }

    fn atom(&self, atom: Atom, visit: &Visit) -> bool {
        match atom {
            // The agency that raised it can only withdraw.
            Atom::RaiserAgrees => true,
            Atom::FixedA | Atom::FixedB | Atom::FixedC | Atom::FixedD | Atom::RaiserIsHealth | Atom::RaiserIsSchool => {
                self.fixed.contains(&atom)
            }
            _ => visit.so.contains(&atom),
        }
    }

    /// Everything that can be so at one visit, or at the start.
    fn visits(&self, stage: Option<usize>) -> Vec<Visit> {
        let anew: Vec<Atom> = atoms_of(self.plan)
            .into_iter()
            .filter(|atom| matches!(atom, Atom::ChangingA | Atom::ChangingB | Atom::ManagerAgrees | Atom::ChairAgrees | Atom::Words))
            .collect();
        let mut all = Vec::new();
        for bits in 0..1u32 << anew.len() {
            let so: BTreeSet<Atom> = anew.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, atom)| *atom).collect();
            for silent in [false, true] {
                all.push(Visit { so: so.clone(), silent, overrun: false });
                if stage.is_some_and(|stage| self.limited[stage]) {
                    all.push(Visit { so: so.clone(), silent, overrun: true });
                }
            }
        }
        all
    }

    fn arrive(&mut self, stage: usize) -> bool {
        match self.rule {
            Rule::EndsInAuthority if self.plan.stages[stage].hearing == Hearing::Chair => false,
            Rule::ToldTooLate if self.rungs[stage] >= self.mark => true,
            _ => {
                if let Some(known) = self.known.get(&stage) {
                    // Coming to a stage again on the way from it is going round for ever; no new case comes of it.
                    return known.unwrap_or(self.rule == Rule::EndsInAuthority);
                }
                self.known.insert(stage, None);
                let found = self.visit(stage);
                self.known.insert(stage, Some(found));
                found
            }
        }
    }

    fn visit(&mut self, stage: usize) -> bool {
        for visit in self.visits(Some(stage)) {
            let open = self.open_ways(stage, &visit);
            let goals: Vec<&Goal> = open.iter().map(|way| way.goal).collect();
            // It may stop if nobody must go on and whoever should lets it be; by then its time, if it has any, is up.
            let may_stop = visit.overrun == self.limited[stage]
                && open
                    .iter()
                    .all(|way| !way.strength.is_required() && (!way.strength.is_advice() || way.clause.is_some_and(self.ignorable)));
            if self.rule == Rule::EndsInAuthority && (may_stop || self.leave(&visit)) {
                return true;
            }
            if self.rule == Rule::ToldTooLate && self.somebody_tells(stage, &visit) {
                continue;
            }
            if goals.into_iter().any(|goal| self.go(Some(stage), goal)) {
                return true;
            }
        }
        false
    }

    /// Whether the partnership is told by the time the case leaves the stage, whatever anybody would rather do.
    fn somebody_tells(&self, stage: usize, visit: &Visit) -> bool {
        !self.nobody_tells
            && self.clauses_at(stage).any(|(number, clause)| {
                let tells = match clause.deed {
                    Deed::Tell(whom) | Deed::Copy(whom) => {
                        matches!(whom, Whom::Partnership | Whom::Chair | Whom::ChairAndOutsider | Whom::ChairOrPartnership)
                    }
                    _ => false,
                };
                let done = clause.strength.is_required() || (clause.strength.is_advice() && !(self.ignorable)(number));
                tells && done && comes(clause.moment, visit) && self.is_so(clause, visit)
            })
    }

    /// The clauses that speak at a stage, with their places in the file.
    fn clauses_at(&self, stage: usize) -> impl Iterator<Item = (usize, &'w Clause)> + use<'w> {
        let plan = self.plan;
        let before: usize = plan.throughout.len() + plan.stages[..stage].iter().map(|stage| stage.clauses.len()).sum::<usize>();
        let own = plan.stages[stage].clauses.iter().enumerate().map(move |(at, clause)| (before + at, clause));
        let everywhere = plan.throughout.iter().enumerate().filter(move |(_, clause)| clause.at.is_empty() || clause.at.contains(&stage));
        own.chain(everywhere)
    }

    fn open_ways(&self, stage: usize, visit: &Visit) -> Vec<Open<'w>> {
        let mut open = Vec::new();
        for (number, clause) in self.clauses_at(stage) {
            if comes(clause.moment, visit) && self.is_so(clause, visit) {
                open.extend(goals(clause).iter().filter(|goal| self.is_a_way(Some(stage), goal)).map(|goal| Open {
                    clause: Some(number),
                    strength: clause.strength,
                    goal,
                }));
            }
        }
        open.extend(self.on_routes(visit).into_iter().filter(|way| self.is_a_way(Some(stage), way.goal)));
        open
    }

    fn on_routes(&self, visit: &Visit) -> Vec<Open<'w>> {
        let plan = self.plan;
        let mut number = plan.throughout.len() + plan.stages.iter().map(|stage| stage.clauses.len()).sum::<usize>();
        let mut open = Vec::new();
        for route in &plan.routes {
            for clause in &route.clauses {
                if route.condition.holds(&|atom| self.atom(atom, visit)) && self.is_so(clause, visit) {
                    open.extend(goals(clause).iter().map(|goal| Open { clause: Some(number), strength: clause.strength, goal }));
                }
                number += 1;
            }
        }
        open
    }

    /// Whether a goal can be gone to from a place at all.
    fn is_a_way(&self, from: Option<usize>, goal: &Goal) -> bool {
        let next = from.map_or(0, |stage| stage + 1);
        match goal {
            Goal::Next | Goal::SkipNext | Goal::AnyLater => next < self.plan.stages.len(),
            Goal::Stage(to) => Some(*to) != from,
            Goal::SkipStage(skipped) => *skipped == next && next < self.plan.stages.len(),
            Goal::RepeatOnce => false,
            _ => true,
        }
    }

    /// Whether a breach can come of taking a way.
    fn go(&mut self, from: Option<usize>, goal: &Goal) -> bool {
        if !self.is_a_way(from, goal) {
            return false;
        }
        let next = from.map_or(0, |stage| stage + 1);
        let count = self.plan.stages.len();
        let ends = self.rule == Rule::EndsInAuthority;
        match goal {
            Goal::Next => self.arrive(next),
            Goal::Stage(to) => self.arrive(*to),
            Goal::SkipStage(_) | Goal::SkipNext if !self.may_pass_over(next) => false,
            Goal::SkipStage(_) | Goal::SkipNext if next + 1 < count => self.arrive(next + 1),
            Goal::SkipStage(_) | Goal::SkipNext => ends,
            Goal::AnyLater | Goal::SkipAny => {
                for to in next..count {
                    if self.arrive(to) {
                        return true;
                    }
                    if !self.may_pass_over(to) {
                        return false;
                    }
                }
                ends && *goal == Goal::SkipAny
            }
            Goal::Close => ends,
            Goal::RepeatUntilResolved => from.is_some_and(|stage| self.arrive(stage)),
            Goal::Withdraw | Goal::RepeatOnce | Goal::RepeatUntilWords => false,
        }
    }

    fn may_pass_over(&self, stage: usize) -> bool {
        self.plan.clauses().enumerate().all(|(number, clause)| match clause.deed {
            Deed::Protect(protected) if protected == stage => clause.strength.is_advice() && (self.ignorable)(number),
            _ => true,
        })
    }

    /// Whether a route takes the case out of the ladder to nobody who decides.
    fn leave(&self, visit: &Visit) -> bool {
        let authority = self.plan.stages.iter().any(|stage| stage.hearing == Hearing::Chair);
        self.rule == Rule::EndsInAuthority
            && self.plan.routes.iter().any(|route| {
                let handed_over = route.refers == Some(Refers::ToChair) && authority;
                let back = route.clauses.iter().any(|clause| {
                    clause.strength.is_required()
                        && clause.condition.is_none()
                        && matches!(clause.deed, Deed::Move(Goal::Stage(_) | Goal::Next | Goal::AnyLater))
                });
                route.standing == Standing::Instead && !handed_over && !back && route.condition.holds(&|atom| self.atom(atom, visit))
            })
    }
}

fn comes(moment: Moment, visit: &Visit) -> bool {
    match moment {
        // Silence counts as unresolved.
        Moment::Always | Moment::Unresolved | Moment::UnresolvedOrOutOfTime => true,
        Moment::NoAnswer => visit.silent,
        Moment::OutOfTime => visit.overrun,
        Moment::NoAnswerOrOutOfTime => visit.silent || visit.overrun,
        // A case that is settled has ended; what is only said in words is not used here.
        Moment::Resolved | Moment::Words => false,
    }
}

fn goals(clause: &Clause) -> &[Goal] {
    match &clause.deed {
        Deed::Move(goal) => std::slice::from_ref(goal),
        Deed::OneOf(goals) => goals,
        _ => &[],
    }
}

fn atoms_of(plan: &Plan) -> BTreeSet<Atom> {
    let mut atoms = BTreeSet::new();
    plan.clauses()
        .filter_map(|clause| clause.condition.as_ref())
        .chain(plan.routes.iter().map(|route| &route.condition))
        .for_each(|condition| condition.atoms(&mut atoms));
    atoms
}

/// Whether some case breaks the rule, with these stages limited.
fn breach(plan: &Plan, rule: Rule, limited: &[bool], ignorable: Ignorable<'_>, nobody_tells: bool) -> bool {
    let labels = plan.labels();
    let authority = plan.stages.iter().zip(&labels).filter(|(stage, _)| stage.hearing == Hearing::Chair).map(|(_, label)| label.1).min();
    let mark = authority.map_or(plan.told_before, |authority| plan.told_before.min(authority));
    let used = atoms_of(plan);
    let fixed: Vec<Atom> = Atom::FIXED.into_iter().filter(|atom| used.contains(atom)).collect();
    let raisers = [None, Some(Atom::RaiserIsHealth), Some(Atom::RaiserIsSchool)];
    raisers.iter().any(|raiser| {
        (0..1u32 << fixed.len()).any(|bits| {
            let so = fixed.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, atom)| *atom).chain(*raiser).collect();
            let rungs = labels.iter().map(|label| label.1).collect();
            World { plan, rule, mark, rungs, limited: limited.to_vec(), fixed: so, ignorable, nobody_tells, known: HashMap::new() }.breach()
        })
    })
}

/// Every way of filling in whether a stage with no stated limit has one.
fn fillings(plan: &Plan) -> Vec<Vec<bool>> {
    let stated = |clause: &Clause| if let Deed::Limit(limit) = clause.deed { Some(limit) } else { None };
    let everywhere: Vec<Limit> = plan.throughout.iter().filter_map(stated).collect();
    let of_stage: Vec<Option<bool>> = plan
        .stages
        .iter()
        .map(|stage| {
            let limits: Vec<Limit> = stage.clauses.iter().filter_map(stated).chain(everywhere.iter().copied()).collect();
            if limits.contains(&Limit::TwoDays) { Some(true) } else { limits.contains(&Limit::None).then_some(false) }
        })
        .collect();
    let mut all = vec![Vec::new()];
    for stated in of_stage {
        let values = stated.map_or_else(|| vec![true, false], |stated| vec![stated]);
        all = all
            .into_iter()
            .flat_map(|filling: Vec<bool>| values.iter().map(move |value| [filling.as_slice(), &[*value]].concat()))
            .collect();
    }
    all
}

/// The verdict by definition: in each filling over all cases, then over the fillings.
fn by_enumeration(plan: &Plan, rule: Rule) -> Verdict {
    let all: Vec<Verdict> = fillings(plan)
        .iter()
        .filter(|filling| rule == Rule::EndsInAuthority || breach(plan, rule, filling, &|_| true, true))
        .map(|filling| match (breach(plan, rule, filling, &|_| true, false), breach(plan, rule, filling, &|_| false, false)) {
            (false, _) => Verdict::Holds,
            (true, false) => Verdict::Advice,
            (true, true) => Verdict::Broken,
        })
        .collect();
    let has = |verdict: Verdict| all.contains(&verdict);
    match (has(Verdict::Broken), has(Verdict::Advice), has(Verdict::Holds)) {
        (true, false, false) => Verdict::Broken,
        (true, ..) => Verdict::Undetermined,
        (false, true, _) => Verdict::Advice,
        (false, false, true) => Verdict::Holds,
        (false, false, false) => Verdict::DoesNotApply,
    }
}

/// Goes through made-up policies and compares; says how often each verdict came up.
fn compare(reach: Reach, count: u32, rule: Rule) {
    let mut seen: HashMap<Verdict, u32> = HashMap::new();
    let mut runner = TestRunner::new(cases(count));
    let counted = std::cell::RefCell::new(&mut seen);
    let result = runner.run(&plan(reach), |plan| {
        let text = plan.text();
        let expected = by_enumeration(&plan, rule);
        let (found, advice, all_needed) = with_report(&text, |policy, report| {
            let report = report.rule(rule.name()).expect("the rule is in the rulebook");
            let advice: Vec<String> =
                report.findings.iter().flat_map(|finding| &finding.advice).map(|clause| policy.clause(*clause).id.clone()).collect();
            // Where rungs is not sure that it could not have named fewer, it says so.
            let all_needed = report.findings.iter().all(|finding| !finding.help.contains("perhaps not all"));
            (report.verdict, advice, all_needed)
        });
        *counted.borrow_mut().entry(found).or_default() += 1;
        if found == Verdict::GaveUp {
            return Ok(());
        }
        if found != expected {
            let text = text.split("throughout {").last().unwrap_or(&text).split("\n}\n}\n").last().unwrap_or_default();
            return Err(TestCaseError::fail(format!(
                "{}: rungs says {found:?}, enumerating says {expected:?}, of (before stage {})\n{text}",
                rule.name(),
                plan.told_before
            )));
        }
        if found == Verdict::Advice {
            let named: BTreeSet<usize> =
                advice.iter().map(|id| id.trim_start_matches("clause-").parse().expect("a clause of the plan")).collect();
            let broken_without = |kept: &dyn Fn(usize) -> bool| {
                fillings(&plan).iter().any(|filling| breach(&plan, rule, filling, &|clause| !kept(clause), false))
            };
            if broken_without(&|clause| named.contains(&clause)) {
                return Err(TestCaseError::fail(format!(
                    "{}: following {advice:?} is not enough, of (before stage {})\n{text}",
                    rule.name(),
                    plan.told_before
                )));
            }
            for left_out in named.iter().filter(|_| all_needed) {
                if !broken_without(&|clause| named.contains(&clause) && clause != *left_out) {
                    return Err(TestCaseError::fail(format!(
                        "{}: clause-{left_out} of {advice:?} is not needed, of (before stage {})\n{text}",
                        rule.name(),
                        plan.told_before
                    )));
                }
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let many = |verdict: Verdict, least: u32| {
        assert!(seen.get(&verdict).copied().unwrap_or_default() * 100 >= least * count.min(400), "too few {verdict:?}: {seen:?}")
    };
    many(Verdict::Broken, 5);
    // Where cases go round, advice seldom is what is missing.
    many(Verdict::Advice, if count < 400 { 0 } else { 2 });
    many(Verdict::Holds, 2);
    let gave_up = seen.get(&Verdict::GaveUp).copied().unwrap_or_default();
    assert!(!cfg!(feature = "solver") || gave_up == 0, "gave up {gave_up} times");
}

#[test]
fn ends_in_authority_agrees_with_enumeration() {
    compare(SMALL, 400, Rule::EndsInAuthority);
}

#[test]
fn told_too_late_agrees_with_enumeration() {
    compare(SMALL, 400, Rule::ToldTooLate);
}

#[test]
fn they_agree_where_cases_go_round() {
    compare(ROUND, 200, Rule::EndsInAuthority);
    compare(ROUND, 200, Rule::ToldTooLate);
}

#[test]
fn they_agree_where_the_solver_is_asked() {
    compare(TIED, 150, Rule::EndsInAuthority);
    compare(TIED, 150, Rule::ToldTooLate);
}

// ── each difference by itself ───────────────────────────────────────────────────────────────────

fn policy(told_before: u32, ladder: &str) -> String {
    let nothing =
        Plan { stages: Vec::new(), throughout: Vec::new(), routes: Vec::new(), told_before, panel: Vec::new(), extras: Extras::default() };
    nothing.text() + ladder
}

fn assert_verdict(rule: Rule, told_before: u32, ladder: &str, expected: Verdict) {
    assert_eq!(verdict(&policy(told_before, ladder), rule.name()), expected, "{}, of\n{ladder}", rule.name());
}

#[test]
fn fillings_that_do_not_trigger_a_rule_are_left_out() {
    let ladder =
        "stage 1 \"One\" between workers {\n when out of time, must escalate to stage 2\n}\nstage 2 \"Two\" between workers {\n}\n";
    assert_verdict(Rule::ToldTooLate, 2, ladder, Verdict::Broken);
}

#[test]
fn nothing_is_unanswered_at_the_start() {
    let ladder = "throughout {\n when no answer, may skip stage 1\n}\nstage 1 \"One\" heard by chair {\n}\n";
    assert_verdict(Rule::EndsInAuthority, 2, ladder, Verdict::Holds);
}

#[test]
fn no_answer_is_enough_where_either_is() {
    let ladder = "stage 1 \"One\" between workers {\n ends with no limit\n when no answer or out of time, may escalate to stage 3\n when unresolved, must escalate to stage 2\n}\n\
                  stage 2 \"Two\" between workers {\n must notify chair\n when unresolved, must escalate to stage 3\n}\nstage 3 \"Three\" heard by chair {\n}\n";
    assert_verdict(Rule::ToldTooLate, 3, ladder, Verdict::Broken);
}

#[test]
fn each_stage_has_a_limit_of_its_own_or_none() {
    let ladder = "stage 1 \"One\" between workers {\n when out of time, must escalate to stage 2\n when unresolved, must escalate to stage 3\n}\n\
                  stage 2 \"Two\" between workers {\n when out of time, must escalate to stage 3\n}\nstage 3 \"Three\" heard by chair {\n}\n";
    assert_verdict(Rule::EndsInAuthority, 4, ladder, Verdict::Undetermined);
}

#[test]
fn leaving_out_the_last_stage_does_not_come_to_it() {
    let ladder = "stage 1 \"One\" between workers {\n when unresolved, must skip stage 2\n}\nstage 2 \"Two\" between workers {\n}\n";
    assert_verdict(Rule::ToldTooLate, 2, ladder, Verdict::DoesNotApply);
}

#[test]
fn what_must_not_be_left_out_is_not() {
    let ladder = "throughout {\n must not skip stage 2\n}\nstage 1 \"One\" between workers {\n may skip stage 2\n must escalate to stage 2\n}\n\
                  stage 2 \"Two\" between workers {\n must notify chair\n must escalate to stage 3\n}\nstage 3 \"Three\" heard by chair {\n}\n";
    assert_verdict(Rule::ToldTooLate, 3, ladder, Verdict::Holds);
}

#[test]
fn there_is_no_later_stage_than_the_last() {
    let ladder = "stage 1 \"One\" between workers {\n when unresolved, must escalate to any later stage\n}\n";
    assert_verdict(Rule::EndsInAuthority, 4, ladder, Verdict::Broken);
}

#[test]
fn a_choice_of_ways_on_counts_in_throughout_too() {
    let ladder = "throughout {\n when unresolved at stage 1, managers may do one of {\n escalate to stage 2\n escalate to stage 3\n }\n}\n\
                  stage 1 \"One\" between workers {\n must escalate to stage 2\n}\n\
                  stage 2 \"Two\" between workers {\n must notify chair\n must escalate to stage 3\n}\nstage 3 \"Three\" heard by chair {\n}\n";
    assert_verdict(Rule::ToldTooLate, 3, ladder, Verdict::Broken);
}

#[test]
fn the_advice_named_is_enough_however_the_rest_is_filled_in() {
    let ladder = "stage 1 \"One\" between workers {\n when out of time, should escalate to stage 2 called in-time\n when unresolved, should escalate to stage 2 called unsettled\n}\n\
                  stage 2 \"Two\" heard by chair {\n}\n";
    with_report(&policy(4, ladder), |policy, report| {
        let report = report.rule("ends-in-authority").expect("the rule is in the rulebook");
        assert_eq!(report.verdict, Verdict::Advice);
        let named: Vec<&str> =
            report.findings.iter().flat_map(|finding| &finding.advice).map(|clause| policy.clause(*clause).id.as_str()).collect();
        assert!(named.contains(&"unsettled"), "without a limit only that clause leads on: {named:?}");
    });
}

#[test]
fn a_few_facts_that_tie_stages_together_are_decided() {
    let ladder = r#"throughout {
    when unresolved, should skip any stage per 1.1
}
stage 1 "Stage number 1" between workers {
    when no answer, managers must escalate to next stage
    when unresolved, should escalate to next stage
    when no answer, if receiving manager agrees and raising agency is health, repeat until resolved per flowchart
}
stage 2 "Stage number 2" between workers {
    when unresolved, if raising agency is school or "it is thought right", should escalate to stage 4b
}
stage 3 "Stage number 3" between workers {
}
stage 4 "Stage number 4" between workers {
    may do one of {
        escalate to stage 3
        escalate to stage 3
    } per flowchart
}
stage 4b "Stage number 5" between workers {
    when out of time, managers must escalate to next stage
    managers must repeat with next tier until "no tier is left" per table 1
    when out of time, managers must escalate to next stage per flowchart
}
stage 5 "Stage number 6" between workers {
    when unresolved, should escalate to stage 3
    when out of time, should escalate to next stage
}
route way-1 "Route 1" if fixed-a or raising agency is school instead {
    if not fixed-b, will escalate to next stage per table 1
}
stage 99 "Nobody comes here" between workers {
    when unresolved, should escalate to stage 1
}
"#;
    assert_ne!(verdict(&policy(4, ladder), "endless-loop"), Verdict::GaveUp);
}

#[test]
fn trying_to_go_on_is_not_going_on() {
    let ladder =
        "stage 1 \"One\" between workers {\n when unresolved, must try to escalate to stage 2\n}\nstage 2 \"Two\" heard by chair {\n}\n";
    assert_ne!(verdict(&policy(4, ladder), "ends-in-authority"), Verdict::Holds);
}

#[test]
fn a_limit_for_some_cases_is_none_for_the_others() {
    let ladder = "stage 1 \"One\" between workers {\n if fixed-a, ends within 2 days\n if not fixed-a, ends with no limit\n\
                  when out of time, must escalate to stage 2\n}\nstage 2 \"Two\" heard by chair {\n}\n";
    assert_verdict(Rule::EndsInAuthority, 4, ladder, Verdict::Broken);
}

#[test]
#[ignore = "not yet: says broken, because only a step that names the stage keeps to `before stage 3`"]
fn what_is_to_be_done_before_a_stage_is_done_before_it_however_it_is_come_to() {
    let ladder = "stage 1 \"One\" between workers {\n before stage 3, must notify chair\n must escalate to any later stage\n}\n\
                  stage 2 \"Two\" between workers {\n must notify chair\n must escalate to stage 3\n}\nstage 3 \"Three\" heard by chair {\n}\n";
    assert_verdict(Rule::ToldTooLate, 3, ladder, Verdict::Holds);
}

#[test]
#[ignore = "not yet: gives up, because every way of filling in a dozen limits is gone through"]
fn many_stages_without_a_stated_limit_are_decided() {
    let mut ladder =
        String::from("throughout {\n when unresolved, must escalate to next stage\n when out of time, should escalate to next stage\n}\n");
    (1..=15).for_each(|stage| ladder.push_str(&format!("stage {stage} \"Stage\" between workers {{\n}}\n")));
    ladder.push_str("stage 16 \"The chair\" heard by chair {\n}\n");
    assert_verdict(Rule::EndsInAuthority, 4, &ladder, Verdict::Holds);
}
