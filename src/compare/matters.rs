//! Matter by matter, which of two policies is stricter.

use std::collections::BTreeSet;

use crate::model::{Act, Clause, Home, NameId, NameKind, Property};
use crate::verify::Verdict;

use super::answers::{Answer, Asked, AtLeast, Strictness, Sure, compared};
use super::differences::{Beside, Difference};
use super::questions::{Asks, Called, Matter, PARTNERSHIP, questions};
use super::shown::{Shown, show};

/// What both policies answer to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The requirement, with `…` where a number stands.
    pub asked: String,
    /// Whether it is asked with numbers, and the larger the number, the easier it is to keep.
    pub easier: bool,
    /// What each policy answers.
    pub answers: [Answer; 2],
    /// Whether each is at least as strict as the other in this.
    pub at_least: AtLeast,
}

/// One matter, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Which.
    pub matter: Matter,
    /// Whether each is at least as strict as the other.
    pub at_least: AtLeast,
    /// What was asked.
    pub answers: Vec<Answers>,
    /// Cases that show it: one in which the first policy is looser, and one in which the second is, as far as there are any.
    pub shown: Vec<Shown>,
}

impl Judged {
    /// How the second policy stands to the first.
    pub fn strictness(&self) -> Strictness {
        self.at_least.strictness()
    }
}

/// A question with what came of it.
pub(super) struct Came {
    pub(super) asks: Asks,
    pub(super) words: String,
    pub(super) answers: [Answer; 2],
    pub(super) at_least: AtLeast,
}

/// Asks both policies everything.
pub(super) fn ask_all(beside: &Beside<'_>, differences: &[Difference], called: [&dyn Called; 2], asked: &[Asked<'_>; 2]) -> Vec<Came> {
    let rungs = beside.policies.iter().flat_map(|policy| &policy.stages).map(|stage| stage.rung).max().unwrap_or(1);
    let title = |name: &str| {
        let found = called.iter().find_map(|side| side.find(name).map(|id| side.policy().named(id).title.clone()));
        match found {
            _ if name == PARTNERSHIP => "the partnership".to_owned(),
            Some(title) => title,
            None => name.to_owned(),
        }
    };
    let came = |(at, asks): (usize, Asks)| {
        let range = asks.range(rungs);
        let answers = [0, 1].map(|side| asked[side].answer(at, &asks, &range));
        let same = differences.is_empty() || is_open(&answers) && reads_the_same(beside, &asks);
        let at_least = compared(&answers[0], &answers[1], same);
        Came { words: asks.words(&title), asks, answers, at_least }
    };
    all_asked(beside, called).into_iter().enumerate().map(came).collect()
}

/// Every question about these policies.
fn all_asked(beside: &Beside<'_>, called: [&dyn Called; 2]) -> Vec<Asks> {
    let calendars = [0, 1].map(|side| beside.all_named(side, &|name| beside.policies[side].named(name).timetable.is_some()));
    questions(called, calendars[0] == calendars[1])
}

/// Every question with a number, as both policies would have it in a rulebook.
pub(super) fn requirements(beside: &Beside<'_>, number: u32) -> Vec<(Matter, [Option<Property>; 2])> {
    let sides = [0, 1].map(|side| beside.naming.side(side));
    let called: [&dyn Called; 2] = [&sides[0], &sides[1]];
    let all = all_asked(beside, called).into_iter();
    all.map(|asks| (asks.matter(), [0, 1].map(|side| asks.property(called[side], number)))).collect()
}

/// Judges every matter.
pub(super) fn judge(beside: &Beside<'_>, differences: &[Difference]) -> Vec<Judged> {
    let sides = [0, 1].map(|side| beside.naming.side(side));
    let called: [&dyn Called; 2] = [&sides[0], &sides[1]];
    let asked = [0, 1].map(|side| Asked::new(called[side], beside.graphs[side]));
    let mut judged: Vec<Judged> =
        Matter::ALL.into_iter().map(|matter| Judged { matter, at_least: AtLeast::SAME, answers: Vec::new(), shown: Vec::new() }).collect();
    for Came { asks, words, answers, at_least } in ask_all(beside, differences, called, &asked) {
        let Some(matter) = judged.iter_mut().find(|judged| judged.matter == asks.matter()) else { continue };
        matter.at_least = matter.at_least.and(at_least);
        for (looser, sure) in [(0, at_least.first), (1, at_least.second)] {
            // One case a matter and policy: the first question that shows it, or rather the first with a case to tell.
            let known = matter.shown.iter().position(|shown| shown.looser == looser);
            if sure != Sure::No || known.is_some_and(|at| !matter.shown[at].story.is_empty()) {
                continue;
            }
            match (show(beside, &asked, &asks, &words, &answers, looser), known) {
                (Some(shown), Some(at)) if !shown.story.is_empty() => matter.shown[at] = shown,
                (Some(shown), None) => matter.shown.push(shown),
                _ => {}
            }
        }
        matter.answers.push(Answers { asked: words, easier: asks.is_easier(), answers, at_least });
    }
    judged
}

fn is_open(answers: &[Answer; 2]) -> bool {
    answers.iter().any(|answer| answer.verdicts.iter().any(|(_, verdict)| matches!(verdict, Verdict::Undetermined | Verdict::GaveUp)))
}

/// Whether all that bears on a question is the same in both policies. What is left open then comes to the same in both, however it
/// is filled in. Leaves out only what the question surely does not turn on.
fn reads_the_same(beside: &Beside<'_>, asks: &Asks) -> bool {
    let bears = |clause: &Clause| bears_on(asks, clause);
    let said = [0, 1].map(|side| beside.all_said(side, &bears));
    let named = [0, 1].map(|side| {
        let policy = beside.policies[side];
        let mut used: BTreeSet<NameId> = BTreeSet::new();
        policy
            .clauses
            .iter()
            .filter(|clause| bears(clause))
            .for_each(|clause| used.extend(clause.everybody().iter().filter_map(|party| party.name())));
        let counts = |name: NameId| {
            let named = policy.named(name);
            match named.kind {
                NameKind::Role => used.contains(&name) || named.stands_in_for.is_some() || named.speaks_for.is_some(),
                NameKind::File | NameKind::Document | NameKind::Form => false,
                _ => true,
            }
        };
        beside.all_named(side, &counts)
    });
    said[0] == said[1] && named[0] == named[1] && beside.same_ladder() && beside.same_routes() && beside.same_scope()
}

/// Whether a clause can bear on a question.
fn bears_on(asks: &Asks, clause: &Clause) -> bool {
    if let Asks::States(_) = asks {
        return true;
    }
    let plain = clause.deed.details.copying.is_none();
    let recorded = matches!(asks, Asks::Recorded);
    match (&clause.home, &clause.deed.act) {
        (Home::Upkeep | Home::Form(_), _) => false,
        (Home::Stage(_) | Home::Throughout, Act::Record(_)) => recorded || !plain,
        (Home::Stage(_) | Home::Throughout, Act::Notify(..) | Act::Contact(..)) => {
            !plain || !matches!(asks.matter(), Matter::Reaching | Matter::Time | Matter::Deciding | Matter::Panels)
        }
        (Home::Stage(_) | Home::Throughout, Act::Meanwhile(_) | Act::Carried(_)) => false,
        _ => true,
    }
}
