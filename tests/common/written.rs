//! A made-up policy as its author types it.

use std::fmt::Write as _;

use super::plan::*;

impl Plan {
    pub fn text(&self) -> String {
        let mut text = String::from("rungs 1\n");
        if self.rich.is_some() {
            text.push_str("import \"vocabulary.rungs\"\n");
        }
        let about = self.rich.as_ref().map(|rich| &rich.about);
        let title = about.map_or("A made-up policy", |about| about.title);
        let _ = write!(text, "\npolicy made-up \"{title}\" {{\n    follows book\n");
        if let Some(rich) = &self.rich {
            rich.head.iter().for_each(|line| text.push_str(&format!("    {line}\n")));
        } else if self.clauses().any(|clause| clause.source.is_some()) {
            text.push_str("    parts 1.1, table 1 and flowchart\n");
        }
        let [chair, member, outsider] = self
            .rich
            .as_ref()
            .map_or([" email \"chair@example.org\"", " email \"member@example.org\"", " phone \"01632 960000\""], |rich| rich.addresses);
        let managers = about.map_or(" {\n    every agency e.g. \"line manager\" or equivalent\n    police none\n}", |about| about.posts[0]);
        let [executive, board, decider] = self.rich.as_ref().map_or([""; 3], |rich| rich.traits);
        let _ = write!(
            text,
            "}}\n\nagency health \"Health\"\nagency school \"Schools\"\nagency police \"The police\"\nbody partnership \"The partnership\"\nbody board \"The board\" of partnership{board}\n\
             role chair \"The chair\" of partnership{chair}\nrole member \"A member of the board\" of board{member}\n\
             role outsider \"Somebody else\"{outsider}\nfact fixed-a \"fixed A\"\nfact fixed-b \"fixed B\"\nfact fixed-c \"fixed C\"\nfact fixed-d \"fixed D\"\n\
             fact changing-a \"changing A\" may change\nfact changing-b \"changing B\" may change\nfile childs-file \"The child's file\" kept by every agency\n\
             tier worker \"Worker\"\ntier manager \"Manager\"{managers}\n\n\
             rulebook book \"What is required\" {{\n\
             rule ends-in-authority error \"Every path ends in an authority\" {{\nevery path ends in an authority\n}}\n\
             rule told-too-late error \"The partnership is told in time\" with stage {} {{\nevery path notifies partnership before that stage\n}}\n\
             rule panel-too-small error \"A panel of three\" with 3 agencies {{\nevery panel has at least that many agencies\n}}\n\
             rule panel-omits-disputant error \"Every disputing agency sits\" {{\nevery panel includes every disputing agency\n}}\n{}}}\n",
            self.told_before,
            self.rich.iter().flat_map(|rich| &rich.rules).map(|rule| format!("rule {rule}\n")).collect::<String>()
        );
        if let Some(rich) = &self.rich {
            let _ = write!(
                text,
                "role originator \"Whoever raised it\" of raising agency\nrole fixed-officer \"Officer\" for fixed-a\n\
                 role changing-officer \"Officer\" of health for changing-a\nrole other-officer \"Officer\" for not fixed-a\n\
                 body executive \"The executive\"{executive}\nrole decider \"Whoever decides\"{decider}\n"
            );
            let About { posts: [_, heads], calendar, form, kept, .. } = &rich.about;
            let _ = write!(text, "tier head \"Head\"{heads}\nfile office-file \"The office's file\"{kept}\n{calendar}");
            let _ = write!(text, "form escalation-form \"The form\" {{\n    {form}\n}}\n");
            rich.names.iter().for_each(|line| text.push_str(&format!("{line}\n")));
        }
        let labels = self.labels();
        let mut number = 0;
        let mut write_clause = |text: &mut String, clause: &Clause, here: Option<usize>| {
            let _ = writeln!(text, "    {} called {}", self.clause(clause, &labels, here), Plan::clause_name(number));
            number += 1;
        };
        let rich_lines = |lines: Option<&Vec<String>>| {
            lines.into_iter().flatten().map(|line| format!("    {}\n", placed(line, &labels))).collect::<String>()
        };
        let everywhere = rich_lines(self.rich.as_ref().map(|rich| &rich.throughout));
        if !self.throughout.is_empty() || !self.extras.throughout.is_empty() || !everywhere.is_empty() {
            text.push_str("\nthroughout {\n");
            text.push_str(&everywhere);
            self.throughout.iter().for_each(|clause| write_clause(&mut text, clause, None));
            self.extras.throughout.iter().for_each(|line| text.push_str(&format!("    {}\n", first_stage_by_name(line, &labels))));
            text.push_str("}\n");
        }
        for (at, stage) in self.stages.iter().enumerate() {
            let hearing = match stage.hearing {
                Hearing::Chair if self.rich.is_some() => {
                    self.rich.as_ref().and_then(|rich| rich.hearing.get(at).copied()).unwrap_or(" heard by chair")
                }
                Hearing::Between => about.and_then(|about| about.between.get(at).copied()).unwrap_or(" between workers"),
                Hearing::Chair => " heard by chair",
                Hearing::Unstated => "",
            };
            let _ = writeln!(text, "\nstage {} \"Stage number {}\"{hearing} {{", labels[at].0, at + 1);
            stage.clauses.iter().for_each(|clause| write_clause(&mut text, clause, Some(at)));
            stage.extras.iter().for_each(|line| text.push_str(&format!("    {}\n", first_stage_by_name(line, &labels))));
            text.push_str(&rich_lines(self.rich.as_ref().and_then(|rich| rich.stages.get(at))));
            text.push_str("}\n");
        }
        if let Some((head, lines)) = self.rich.as_ref().and_then(|rich| rich.route.as_ref()) {
            let _ = writeln!(text, "\nroute one-more \"One more\" {head} {{\n{}}}", rich_lines(Some(lines)));
        }
        for (at, route) in self.routes.iter().enumerate() {
            let standing = match route.standing {
                Standing::Instead => " instead",
                Standing::Alongside => " alongside",
                Standing::Unmarked => "",
            };
            let _ = writeln!(text, "\nroute way-{at} \"Route {at}\" if {}{standing} {{", route.condition.words(true));
            match route.refers {
                Some(Refers::ToChair) => text.push_str("    raising agency must refer \"the case\" to chair\n"),
                Some(Refers::ToOutsider) => text.push_str("    raising agency must refer \"the case\" to outsider\n"),
                Some(Refers::ShouldToChair) => text.push_str("    raising agency should refer \"the case\" to chair\n"),
                None => {}
            }
            route.clauses.iter().for_each(|clause| write_clause(&mut text, clause, None));
            text.push_str("}\n");
        }
        if let Some(rich) = &self.rich {
            for (name, terms) in ["resolution-panel", "second-panel"].iter().zip(&rich.panels) {
                if terms.is_empty() {
                    let _ = writeln!(text, "\npanel {name} \"A panel\" undefined");
                } else {
                    let _ = writeln!(text, "\npanel {name} \"A panel\" {{\n{}}}", rich_lines(Some(terms)));
                }
            }
            rich.upkeep.iter().for_each(|line| text.push_str(&format!("\nupkeep {{\n    {line}\n}}\n")));
            if !rich.background.is_empty() {
                let lines: String = rich.background.iter().map(|line| format!("    {line}\n")).collect();
                let _ = writeln!(text, "\nbackground {{\n{lines}}}");
            }
        } else if self.panel.is_empty() {
            text.push_str("\npanel resolution-panel \"The panel\" undefined\n");
        } else {
            text.push_str("\npanel resolution-panel \"The panel\" {\n");
            self.panel.iter().for_each(|line| text.push_str(&format!("    {line}\n")));
            text.push_str("}\n");
        }
        for (name, lines) in [("afterwards", &self.extras.afterwards), ("upkeep", &self.extras.upkeep)] {
            if !lines.is_empty() {
                let _ = writeln!(text, "\n{name} {{");
                lines.iter().for_each(|line| text.push_str(&format!("    {line}\n")));
                text.push_str("}\n");
            }
        }
        if self.extras.background > 0 {
            text.push_str("\nbackground {\n");
            (0..self.extras.background).for_each(|at| text.push_str(&format!("    \"What it is about, {at}\"\n")));
            text.push_str("}\n");
        }
        if about.is_some_and(|about| about.discreet) {
            text = text.lines().map(discreetly).collect();
        }
        text.push_str(&self.extras.tail);
        text
    }

    fn clause(&self, clause: &Clause, labels: &[(String, u32)], here: Option<usize>) -> String {
        let mut text = String::new();
        let event = match clause.moment {
            Moment::Always => "",
            Moment::Unresolved => "unresolved",
            Moment::NoAnswer => "no answer",
            Moment::OutOfTime => "out of time",
            Moment::UnresolvedOrOutOfTime => "unresolved or out of time",
            Moment::NoAnswerOrOutOfTime => "no answer or out of time",
            Moment::Resolved => "resolved",
            Moment::Words => "\"the wind turns\"",
        };
        let at = self.places(&clause.at, labels);
        if !event.is_empty() {
            let _ = write!(text, "when {event}{}, ", if at.is_empty() { String::new() } else { format!(" at {at}") });
        }
        if let Some(condition) = &clause.condition {
            let _ = write!(text, "if {}, ", condition.words(true));
        }
        let who = match &clause.deed {
            Deed::Limit(limit) => {
                let limit = match limit {
                    Limit::TwoDays => "ends within 2 days",
                    Limit::None => "ends with no limit",
                    Limit::Unstated => "ends unstated",
                    Limit::StageOrCase => "the stage or the case must end within 1 week",
                };
                text.push_str(limit);
                None
            }
            Deed::Protect(stage) => {
                let _ = write!(text, "{} not skip stage {}", if clause.strength.is_advice() { "should" } else { "must" }, labels[*stage].0);
                None
            }
            Deed::TellNot(whom) => {
                let _ = write!(text, "managers must not notify {}", whom.words());
                None
            }
            Deed::Move(goal) => Some(self.goal(goal, labels, here)),
            Deed::OneOf(goals) => Some(format!(
                "do one of {{\n{}    }}",
                goals.iter().map(|goal| format!("        {}\n", self.goal(goal, labels, here))).collect::<String>()
            )),
            Deed::Tell(whom) => Some(format!("notify {}", whom.words())),
            Deed::TryToTell(whom) => Some(format!("try to notify {}", whom.words())),
            Deed::Copy(whom) => Some(format!("record \"what was said\" copying {}", whom.words())),
        };
        if let Some(act) = who {
            let strength = match clause.strength {
                Strength::Must => "managers must ",
                Strength::Will => "will ",
                Strength::Instruction => "",
                Strength::Should => "should ",
                Strength::MustNormally => "must normally ",
                Strength::Described => "managers ",
                Strength::May => "may ",
            };
            // A choice is always somebody's, with a modal.
            let strength = match (&clause.deed, clause.strength) {
                (Deed::OneOf(_), Strength::Instruction) => "managers to ",
                (Deed::OneOf(_), Strength::Described) => "managers are expected to ",
                _ => strength,
            };
            let _ = write!(text, "{strength}{act}");
        }
        if event.is_empty() && !at.is_empty() && matches!(clause.deed, Deed::Tell(_) | Deed::Copy(_) | Deed::TryToTell(_)) {
            let _ = write!(text, " at {at}");
        }
        match clause.source {
            None => {}
            Some(Medium::Text) => text.push_str(" per 1.1"),
            Some(Medium::Table) => text.push_str(" per table 1"),
            Some(Medium::Flowchart) => text.push_str(" per flowchart"),
        }
        text
    }

    fn goal(&self, goal: &Goal, labels: &[(String, u32)], _here: Option<usize>) -> String {
        match goal {
            Goal::Next => "escalate to next stage".into(),
            Goal::Stage(stage) => format!("escalate to stage {}", labels[*stage].0),
            Goal::AnyLater => "escalate to any later stage".into(),
            Goal::SkipStage(stage) => format!("skip stage {}", labels[*stage].0),
            Goal::SkipNext => "skip next stage".into(),
            Goal::SkipAny => "skip any stage".into(),
            Goal::Withdraw => "withdraw".into(),
            Goal::Close => "close \"the case, unsettled\"".into(),
            Goal::RepeatOnce => "repeat once".into(),
            Goal::RepeatUntilResolved => "repeat until resolved".into(),
            Goal::RepeatUntilOutOfTime => "repeat until out of time".into(),
            Goal::RepeatUntilWords => "repeat with next tier until \"no tier is left\"".into(),
        }
    }

    fn places(&self, stages: &[usize], labels: &[(String, u32)]) -> String {
        let names: Vec<&str> = stages.iter().map(|stage| labels[*stage].0.as_str()).collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => format!("stage {one}"),
            // After the first only numbers.
            [first, ..] if names.iter().any(|name| !name.starts_with(|c: char| c.is_ascii_digit())) => format!("stage {first}"),
            [head @ .., last] => format!("stage {} or {last}", head.join(", ")),
        }
    }
}

/// A line by which somebody is told, with what stays out.
fn discreetly(line: &str) -> String {
    let tells = (line.contains("notify ") || line.contains(" copying ")) && !line.contains(" without ") && !line.contains("only after");
    let end = [" per ", " called ", " every "].iter().filter_map(|word| line.rfind(word)).min().unwrap_or(line.len());
    let (said, rest) = line.split_at(end);
    if tells { format!("{said} without \"the child's name\"{rest}\n") } else { format!("{line}\n") }
}

/// A line about the first stage, whatever it is called.
fn first_stage_by_name(line: &str, labels: &[(String, u32)]) -> String {
    labels.first().map_or_else(|| line.to_owned(), |(label, _)| line.replace("stage 1", &format!("stage {label}")))
}

/// A line with the labels of stages in their places.
fn placed(line: &str, labels: &[(String, u32)]) -> String {
    let mut line = line.to_owned();
    for at in 0..5 {
        if let Some((label, _)) = labels.get(at % labels.len().max(1)) {
            line = line.replace(&format!("@{at}"), label);
        }
    }
    line
}
