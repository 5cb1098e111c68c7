//! From the model's scenarios to the document's.

use super::from_clause::per;
use super::from_policy::Compiler;
use super::*;
use crate::{emit, model};

impl Compiler<'_> {
    pub(super) fn scenario(&self, scenario: &model::Scenario) -> Scenario {
        Scenario {
            title: scenario.title.clone(),
            dispute: scenario.dispute.as_ref().map(|dispute| Dispute {
                raising: self.name_of(dispute.raising),
                against: dispute.against.iter().map(|name| self.name_of(*name)).collect(),
            }),
            given: scenario
                .given
                .iter()
                .map(|(condition, at)| Given { condition: self.condition(condition), span: self.span(*at) })
                .collect(),
            readings: scenario.readings.iter().map(|reading| self.reading_of(reading)).collect(),
            starts: scenario.starts.map(instant),
            lines: scenario.lines.iter().map(|line| self.scenario_line(line)).collect(),
            span: self.span(scenario.span),
        }
    }

    fn scenario_line(&self, line: &model::ScenarioLine) -> ScenarioLine {
        let says = match &line.says {
            model::Says::Happens { at, what, on, per: from } => Says::Happens {
                stage: at.map(|stage| self.label(stage)),
                what: Box::new(self.happening(what)),
                date: on.map(instant),
                per: per(from),
            },
            model::Says::Expects { not, what } => Says::Expects { not: *not, what: self.expectation(what) },
        };
        ScenarioLine { says, words: emit::scenario::line(self.policy, line), span: self.span(line.span) }
    }

    fn happening(&self, what: &model::Happening) -> Happening {
        use model::Happening as From;
        match what {
            From::Answers { who, agrees } => Happening::Answers { who: self.parties(who), agrees: *agrees },
            From::Leaves { who, deed } => Happening::Leaves { who: self.parties(who), deed: self.deed(deed) },
            From::Does { who, deed } => Happening::Does { who: self.parties(who), deed: self.deed(deed) },
            From::SkipsTo { who, to } => Happening::SkipsTo { who: self.parties(who), stage: to.map(|stage| self.label(stage)) },
            From::Takes(route) => Happening::Takes { route: self.route_name(*route) },
            From::Event(event) => Happening::Event { event: self.event(event) },
        }
    }

    fn expectation(&self, what: &model::Expectation) -> Expectation {
        use model::Expectation as From;
        match what {
            From::Due { stage, at } => Expectation::Due { stage: self.label(*stage), date: at.map(instant) },
            From::Told { who, place, by } => Expectation::Told {
                who: self.parties(who),
                place: place.map(|(before, stage)| ToldAt { before, stage: self.label(stage) }),
                way: by.clone(),
            },
            From::At(stage) => Expectation::At { stage: stage.map(|stage| self.label(stage)) },
            From::HeardBy(who) => Expectation::HeardBy { who: self.parties(who) },
            From::Missed { who, deed, at } => Expectation::Missed {
                who: self.maybe(who.as_ref()),
                deed: deed.as_ref().map(|deed| Box::new(self.deed(deed))),
                stages: self.labels(at),
            },
            From::Overdue(at) => Expectation::Overdue { stages: self.labels(at) },
            From::Panel { panel, of } => Expectation::Panel {
                panel: panel.map(|panel| self.name_of(panel)),
                of: of.iter().map(|agency| self.name_of(*agency)).collect(),
            },
            From::NoPanel(panel) => Expectation::NoPanel { panel: panel.map(|panel| self.name_of(panel)) },
            From::Ends(ending) => Expectation::Ends { ending: ending.map(Into::into) },
            From::Route(route) => Expectation::Route { route: self.route_name(*route) },
        }
    }
}

/// A moment: `2026-04-01T10:00`, or only the day.
fn instant(instant: model::Instant) -> String {
    match instant.clock {
        Some((hour, minute)) => format!("{}T{hour:02}:{minute:02}", instant.date),
        None => instant.date.to_string(),
    }
}
