//! Where a policy guarantees less than the one it works under, question by question.

use crate::graph::StageGraph;
use crate::model::{Act, Clause, ClauseId, Policy};
use crate::verify::{Finding, Verdict};

use super::answers::{Asked, Sure, at_least, at_least_if_advised};
use super::differences::{Beside, Topic, topic};
use super::laid_side_by_side;
use super::matters::{Came, ask_all};
use super::questions::{Asks, Called, Matter};
use super::shown::{numbers, with_number};

/// Something the policy above guarantees and this one does not, or may not.
pub(crate) struct Weaker {
    /// The requirement, as a sentence.
    pub(crate) asked: String,
    /// What is asked in working days, to leave out the same in calendar days.
    working: Option<bool>,
    /// Whether it surely is weaker, or that turns on what is left open.
    pub(crate) surely: bool,
    /// Whether it is no weaker if everybody follows this policy's advice.
    pub(crate) unless_advised: bool,
    /// What the requirement comes to above and here; the same for both where it turns on what is left open.
    pub(crate) verdicts: [Verdict; 2],
    /// The clauses of the policy above that bear on it and have nothing like them here.
    pub(crate) above: Vec<ClauseId>,
    /// What was found here.
    pub(crate) finding: Option<Finding>,
}

/// Everything in which a policy is, or may be, weaker than the one above.
pub(crate) fn weaker(above: (&Policy, &StageGraph), here: (&Policy, &StageGraph)) -> Vec<Weaker> {
    let policies = [above.0, here.0];
    let (naming, ladders) = laid_side_by_side(policies, &[]);
    let beside = Beside { policies, graphs: [above.1, here.1], naming: &naming, ladders: &ladders };
    let differences = beside.differences();
    let sides = [0, 1].map(|side| beside.naming.side(side));
    let called: [&dyn Called; 2] = [&sides[0], &sides[1]];
    let asked = [0, 1].map(|side| Asked::new(called[side], beside.graphs[side]));
    let dropped = |id: &ClauseId| {
        let said = differences.iter().filter_map(|difference| difference.first.as_ref());
        said.filter_map(|said| said.clause).any(|clause| clause == *id)
    };
    let mut found = Vec::new();
    for Came { asks, words, answers, at_least: so } in ask_all(&beside, &differences, called, &asked) {
        if so.second == Sure::Yes {
            continue;
        }
        // What is said in working days need not be said again in calendar days.
        if found.iter().any(|earlier: &Weaker| earlier.working == asks.in_calendar_days()) && asks.in_calendar_days().is_some() {
            continue;
        }
        let sure = |number: &u32| at_least(answers[1].at(*number), answers[0].at(*number));
        let all = numbers(&answers);
        let worst = all.iter().rev().find(|number| sure(number) == Sure::No).or(all.iter().rev().find(|number| sure(number) != Sure::Yes));
        let number = worst.copied().unwrap_or_default();
        let bears = |clause: &Clause| bears_on(&asks, called[0], clause);
        let clauses = above.0.clauses().filter(|(id, clause)| bears(clause) && dropped(id)).map(|(id, _)| id).collect();
        found.push(Weaker {
            asked: with_number(&words, number),
            working: asks.in_working_days(),
            surely: so.second == Sure::No,
            unless_advised: at_least_if_advised(&answers[0], &answers[1]) == Sure::Yes,
            verdicts: [0, 1].map(|side| answers[side].at(number)),
            above: clauses,
            finding: asked[1].found(&asks, number).1.into_iter().next(),
        });
    }
    found
}

/// Whether a clause of the policy above is one of those by which it answers a question as it does.
fn bears_on(asks: &Asks, side: &dyn Called, clause: &Clause) -> bool {
    let about = topic(clause);
    let tells = |who: &str| {
        let named = side.find(who);
        let whom = clause.everybody();
        matches!(clause.deed.act, Act::Notify(..) | Act::Contact(..) | Act::Refer(..) | Act::Choice { .. })
            && whom.iter().any(|party| party.name().zip(named).is_some_and(|(name, wanted)| side.policy().stands_for(name, wanted)))
    };
    match asks {
        Asks::ToldBefore(who) | Asks::ToldBeforeAuthority(who) | Asks::ToldFrom { who, .. } | Asks::HearsOfEveryStage(who) => tells(who),
        Asks::RouteLeadsTo { .. } | Asks::NoRouteToParty { .. } => about == Topic::Route,
        Asks::States(_) => matches!(about, Topic::Upkeep | Topic::Afterwards) || matches!(clause.deed.act, Act::Meanwhile(_)),
        other => match other.matter() {
            Matter::Reaching => about == Topic::MovingOn,
            Matter::Time => about == Topic::Time && (!matches!(asks, Asks::FirstStage(_)) || clause.covers(crate::model::StageId(0))),
            Matter::Deciding => about == Topic::Deciding,
            Matter::Panels => about == Topic::Panel,
            Matter::Recording => about == Topic::Recording,
            Matter::Partnership | Matter::Telling | Matter::Risk | Matter::Upkeep => false,
        },
    }
}
