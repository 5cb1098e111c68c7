//! The scenarios of a policy from answers: made-up cases with dates worked out by hand, as it were.

use std::fmt::Write as _;

use crate::model::quoted;

use super::Answers;
use super::policy::{PANEL, decider, skips, tier, told_at};

/// A Monday after which thirteen weeks follow without a bank holiday in England: every weekday is a working day.
const MONDAY: (u32, u32) = (6, 1);

/// The day so many working days after that Monday.
fn day(after: u32) -> String {
    let (mut month, mut day) = MONDAY;
    day += after / 5 * 7 + after % 5;
    for length in [30, 31] {
        if day > length {
            day -= length;
            month += 1;
        }
    }
    format!("2026-{month:02}-{day:02}")
}

/// Every scenario, one after the other.
pub(super) fn text(answers: &Answers) -> String {
    let cases = Cases { answers };
    let mut text = String::from(
        "
// ── scenarios ───────────────────────────────────────────────────────────────────────────────────
// Made-up cases to work through in a workshop, and to keep: after every change to your policy they show whether it still
// does what you want. Work the dates out by hand. Whatever is not said to be left undone is done.
",
    );
    text.push_str(&cases.to_the_end());
    text.push_str(&cases.no_answer());
    text.push_str(&cases.looked_after());
    if skips(answers) {
        text.push_str(&cases.serious_risk());
    }
    text.push_str(&cases.immediate_risk());
    text.push_str(&cases.left_undone());
    text.push_str(&cases.panel());
    text
}

struct Cases<'a> {
    answers: &'a Answers,
}

impl Cases<'_> {
    /// Who raises the cases: a school if one takes part, for that is usual.
    fn raising(&self) -> &str {
        let mut others = self.answers.agencies.iter().map(|agency| agency.name.as_str()).filter(|name| *name != "social-care");
        let first = others.clone().next().unwrap_or("social-care");
        others.find(|name| *name == "school").unwrap_or(first)
    }

    fn scenario(&self, title: &str, lines: &[String]) -> String {
        let mut text = format!("\nscenario {} {{\ndispute {} against social-care\n", quoted(title), self.raising());
        for line in lines {
            let _ = writeln!(text, "{line}");
        }
        text.push_str("}\n");
        text
    }

    fn starts() -> String {
        format!("starts {} 10:00", day(0))
    }

    /// By when a stage is over that begins on the given day.
    fn due(&self, stage: usize, begins: u32) -> String {
        format!("expect stage {stage} due {}", day(begins + self.answers.days()[stage - 1]))
    }

    /// A case that nobody settles: every stage takes a day, whatever it could take.
    fn to_the_end(&self) -> String {
        let answers = self.answers;
        let mut lines = vec![Self::starts(), self.due(1, 0)];
        for stage in 1..answers.stages {
            if stage == told_at(answers) {
                lines.push(format!("expect {} notified at stage {stage} by {}", answers.short_name(), answers.channel.word()));
            }
            lines.push(format!("at stage {stage}, unresolved on {}", day(stage as u32)));
            lines.push(self.due(stage + 1, stage as u32));
        }
        lines.push(format!("expect heard by {}", decider(answers)));
        lines.push(format!("expect everyone notified at stage {}", answers.stages));
        lines.push("expect not overdue".to_owned());
        lines.push("expect not missed".to_owned());
        self.scenario("Nobody can settle it: from the first talk to the decision", &lines)
    }

    fn no_answer(&self) -> String {
        let mut lines = vec![Self::starts(), format!("at stage 1, unresolved on {}", day(1))];
        for stage in 2..self.answers.stages {
            lines.push(format!("at stage {stage}, no answer"));
        }
        lines.push(format!("expect heard by {}", decider(self.answers)));
        self.scenario("Nobody answers: the case goes on all the same", &lines)
    }

    fn looked_after(&self) -> String {
        let lines = [
            "given looked-after".to_owned(),
            Self::starts(),
            format!("at stage 1, unresolved on {}", day(1)),
            "expect reviewing-officer notified at stage 1 by email".to_owned(),
            "expect originator notified at stage 1".to_owned(),
            "expect not child-protection-chair notified".to_owned(),
        ];
        self.scenario("A looked-after child: the reviewing officer is told", &lines)
    }

    fn serious_risk(&self) -> String {
        let lines = [
            "given serious-risk".to_owned(),
            Self::starts(),
            format!("at stage 1, unresolved on {}", day(1)),
            "expect at stage 3".to_owned(),
            self.due(3, 1),
            format!("at stage 3, unresolved on {}", day(2)),
            format!("expect {} notified before stage 4 by {}", self.answers.short_name(), self.answers.channel.word()),
            "expect not missed".to_owned(),
        ];
        self.scenario("Continuing serious risk: a stage is passed over, and nobody goes untold", &lines)
    }

    fn immediate_risk(&self) -> String {
        let lines = [
            Self::starts(),
            format!("at stage 1, unresolved on {}", day(1)),
            "expect not route immediate-risk".to_owned(),
            format!("at stage 2, immediate-risk begins on {} 08:30", day(2)),
            "expect route immediate-risk".to_owned(),
            "expect designated-safeguarding-lead notified at stage 2 by phone".to_owned(),
            format!("at stage 2, unresolved on {} 12:00", day(2)),
            "expect at stage 3".to_owned(),
        ];
        self.scenario("Immediate risk: the child is protected first, and the case goes on", &lines)
    }

    fn left_undone(&self) -> String {
        let (manager, _) = tier(2);
        let lines = [
            Self::starts(),
            format!("at stage 1, unresolved on {}", day(1)),
            format!("at stage 2, {manager} does not escalate to stage 3"),
            format!("at stage 2, unresolved on {}", day(2)),
            "expect at stage 2".to_owned(),
            format!("expect missed {manager} escalates to stage 3"),
            "expect not the case ends".to_owned(),
        ];
        self.scenario("The manager who takes it no further: a must is missed, and everybody can see it", &lines)
    }

    /// Who may sit on the panel, if there is one and enough agencies take part.
    fn panel(&self) -> String {
        let agencies = &self.answers.agencies;
        if !self.answers.panel || agencies.len() < PANEL {
            return String::new();
        }
        let raising = self.raising();
        let others: Vec<&str> = agencies
            .iter()
            .map(|agency| agency.name.as_str())
            .filter(|name| *name != raising && *name != "social-care")
            .take(PANEL - 2)
            .collect();
        let [all @ .., last] = others.as_slice() else { return String::new() };
        let lines = [
            Self::starts(),
            format!("expect panel of {raising}, social-care, {} and {last}", all.join(", ")),
            format!("expect not panel of {raising}, social-care and {last}"),
        ];
        self.scenario("Two agencies disagree: three others sit on the panel", &lines)
    }
}
