//! A made-up policy as a value: what a generator draws, a test changes, and an enumerator runs, apart from all that
//! rungs itself makes of the text.

use std::fmt::Write as _;

/// A made-up policy.
#[derive(Debug, Clone)]
pub struct Plan {
    pub stages: Vec<Stage>,
    pub throughout: Vec<Clause>,
    pub routes: Vec<Route>,
    /// The stage before which the partnership is to be told.
    pub told_before: u32,
    /// Lines of a panel's terms.
    pub panel: Vec<&'static str>,
    pub extras: Extras,
    /// Everything else the language has, in a policy that is to have it.
    pub rich: Option<Rich>,
}

/// What a plan of few kinds of clauses does not have: lines as they are typed, and much about names and the head.
#[derive(Debug, Clone)]
pub struct Rich {
    pub labels: Labels,
    /// For each stage; more of them than there are stages are left out.
    pub hearing: Vec<&'static str>,
    pub stages: Vec<Vec<String>>,
    pub throughout: Vec<String>,
    /// A route besides the others: its head after the title, and its lines.
    pub route: Option<(String, Vec<String>)>,
    pub panels: [Vec<String>; 2],
    pub upkeep: Option<&'static str>,
    pub head: Vec<&'static str>,
    pub names: Vec<&'static str>,
    pub background: Vec<&'static str>,
    pub rules: Vec<&'static str>,
    pub addresses: [&'static str; 3],
    /// What is said of the executive, of the board and of whoever decides.
    pub traits: [&'static str; 3],
    pub about: About,
}

/// What stands around the ladder.
#[derive(Debug, Clone)]
pub struct About {
    pub title: &'static str,
    /// For each stage, who talks there unless an authority hears it.
    pub between: Vec<&'static str>,
    /// The posts of managers and of heads.
    pub posts: [&'static str; 2],
    pub calendar: &'static str,
    pub form: &'static str,
    pub kept: &'static str,
    /// Whatever is told or copied to anybody says that the child's details stay out.
    pub discreet: bool,
}

/// How the stages are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    Numbers,
    /// A word for the first, then numbers.
    WordFirst,
    Words,
}

/// What matters to no path.
#[derive(Debug, Clone, Default)]
pub struct Extras {
    /// Further clauses of `throughout`, of `afterwards` and of `upkeep`.
    pub throughout: Vec<&'static str>,
    pub afterwards: Vec<&'static str>,
    pub upkeep: Vec<&'static str>,
    /// Entries of the background.
    pub background: usize,
    /// Put at the end of the file.
    pub tail: String,
}

#[derive(Debug, Clone)]
pub struct Stage {
    /// How much higher its number is than that of the stage before; 0 makes it `4b` after `4`.
    pub up: u32,
    pub hearing: Hearing,
    pub clauses: Vec<Clause>,
    pub extras: Vec<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hearing {
    Between,
    Chair,
    Unstated,
}

#[derive(Debug, Clone)]
pub struct Route {
    pub condition: Condition,
    pub standing: Standing,
    /// To whom it must refer the case.
    pub refers: Option<Refers>,
    pub clauses: Vec<Clause>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Instead,
    Alongside,
    Unmarked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refers {
    ToChair,
    ToOutsider,
    ShouldToChair,
}

#[derive(Debug, Clone)]
pub struct Clause {
    pub moment: Moment,
    pub condition: Option<Condition>,
    pub strength: Strength,
    pub deed: Deed,
    /// In `throughout`: only at these stages.
    pub at: Vec<usize>,
    /// Where the document has it; nowhere in particular if it is none.
    pub source: Option<Medium>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    Text,
    Table,
    Flowchart,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Always,
    Unresolved,
    NoAnswer,
    OutOfTime,
    UnresolvedOrOutOfTime,
    NoAnswerOrOutOfTime,
    Resolved,
    Words,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    Must,
    Will,
    Instruction,
    Should,
    MustNormally,
    Described,
    May,
}

impl Strength {
    pub fn is_required(self) -> bool {
        matches!(self, Strength::Must | Strength::Will | Strength::Instruction)
    }

    pub fn is_advice(self) -> bool {
        matches!(self, Strength::Should | Strength::MustNormally | Strength::Described)
    }
}

#[derive(Debug, Clone)]
pub enum Deed {
    /// A way on.
    Move(Goal),
    /// One of several ways on.
    OneOf(Vec<Goal>),
    Tell(Whom),
    /// Something else, copying somebody in.
    Copy(Whom),
    /// `try to notify`.
    TryToTell(Whom),
    /// `must not notify`.
    TellNot(Whom),
    Limit(Limit),
    /// `must not skip stage …`.
    Protect(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    Next,
    Stage(usize),
    AnyLater,
    SkipStage(usize),
    SkipNext,
    SkipAny,
    Withdraw,
    Close,
    RepeatOnce,
    RepeatUntilResolved,
    RepeatUntilOutOfTime,
    RepeatUntilWords,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    Partnership,
    Chair,
    Member,
    Outsider,
    ChairAndOutsider,
    ChairOrOutsider,
    ChairOrPartnership,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    TwoDays,
    None,
    Unstated,
    StageOrCase,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    Is(Atom),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Atom {
    FixedA,
    FixedB,
    FixedC,
    FixedD,
    ChangingA,
    ChangingB,
    ManagerAgrees,
    ChairAgrees,
    RaiserAgrees,
    RaiserIsHealth,
    RaiserIsSchool,
    RaiserIsPolice,
    ReceiverIsHealth,
    RaisingManagerAgrees,
    ChairIsOnBoard,
    Words,
}

impl Plan {
    /// A policy with names and a rulebook and no stages.
    pub fn empty(told_before: u32) -> Self {
        Plan {
            stages: Vec::new(),
            throughout: Vec::new(),
            routes: Vec::new(),
            told_before,
            panel: Vec::new(),
            extras: Extras::default(),
            rich: None,
        }
    }

    /// The labels of the stages, with their rungs.
    pub fn labels(&self) -> Vec<(String, u32)> {
        let (mut number, mut letter, mut labels) = (0, 0u8, Vec::new());
        for stage in &self.stages {
            if stage.up == 0 && number > 0 && letter < 25 {
                letter += 1;
            } else {
                number += if number == 0 { 1 } else { stage.up.max(1) };
                letter = 0;
            }
            let labels_are = self.rich.as_ref().map_or(Labels::Numbers, |rich| rich.labels);
            let word = labels_are == Labels::Words || (labels_are == Labels::WordFirst && labels.is_empty());
            if word {
                let words = ["people", "managers-meet", "heads-meet", "board-meets", "last", "very-last", "topmost", "end-of-ends"];
                labels.push((words[labels.len() % words.len()].to_owned(), labels.len() as u32 + 1));
                (number, letter) = (0, 0);
                continue;
            }
            let label = if letter == 0 { number.to_string() } else { format!("{number}{}", char::from(b'a' + letter)) };
            labels.push((label, number));
        }
        labels
    }

    /// Every clause whose words matter, in the order of the file.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.throughout
            .iter()
            .chain(self.stages.iter().flat_map(|stage| &stage.clauses))
            .chain(self.routes.iter().flat_map(|route| &route.clauses))
    }

    pub fn clauses_mut(&mut self) -> impl Iterator<Item = &mut Clause> {
        self.throughout
            .iter_mut()
            .chain(self.stages.iter_mut().flat_map(|stage| &mut stage.clauses))
            .chain(self.routes.iter_mut().flat_map(|route| &mut route.clauses))
    }

    /// The name of the clause at a place in [`Plan::clauses`], as the text gives it.
    pub fn clause_name(at: usize) -> String {
        format!("clause-{at}")
    }

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

impl Whom {
    fn words(self) -> &'static str {
        match self {
            Whom::Partnership => "partnership",
            Whom::Chair => "chair",
            Whom::Member => "member",
            Whom::Outsider => "outsider",
            Whom::ChairAndOutsider => "chair and outsider",
            Whom::ChairOrOutsider => "chair or outsider",
            Whom::ChairOrPartnership => "chair or partnership",
        }
    }
}

impl Condition {
    pub fn words(&self, outermost: bool) -> String {
        let joined = |parts: &[Condition], join: &str| {
            let parts: Vec<String> = parts.iter().map(|part| part.words(false)).collect();
            let all = parts.join(join);
            if outermost || parts.len() < 2 { all } else { format!("({all})") }
        };
        match self {
            Condition::Is(atom) => atom.words().into(),
            Condition::Not(inner) => format!("not {}", inner.words(false)),
            Condition::All(parts) => joined(parts, " and "),
            Condition::Any(parts) => joined(parts, " or "),
        }
    }

    /// Every atom in it.
    pub fn atoms(&self, into: &mut std::collections::BTreeSet<Atom>) {
        match self {
            Condition::Is(atom) => {
                into.insert(*atom);
            }
            Condition::Not(inner) => inner.atoms(into),
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| part.atoms(into)),
        }
    }

    /// Whether it is so, where `so` says which atoms are.
    pub fn holds(&self, so: &dyn Fn(Atom) -> bool) -> bool {
        match self {
            Condition::Is(atom) => so(*atom),
            Condition::Not(inner) => !inner.holds(so),
            Condition::All(parts) => parts.iter().all(|part| part.holds(so)),
            Condition::Any(parts) => parts.iter().any(|part| part.holds(so)),
        }
    }
}

impl Atom {
    pub const FIXED: [Atom; 4] = [Atom::FixedA, Atom::FixedB, Atom::FixedC, Atom::FixedD];

    fn words(self) -> &'static str {
        match self {
            Atom::FixedA => "fixed-a",
            Atom::FixedB => "fixed-b",
            Atom::FixedC => "fixed-c",
            Atom::FixedD => "fixed-d",
            Atom::ChangingA => "changing-a",
            Atom::ChangingB => "changing-b",
            Atom::ManagerAgrees => "receiving manager agrees",
            Atom::ChairAgrees => "chair agrees",
            Atom::RaiserAgrees => "raising agency agrees",
            Atom::RaiserIsHealth => "raising agency is health",
            Atom::RaiserIsSchool => "raising agency is school",
            Atom::RaiserIsPolice => "raising agency is police",
            Atom::ReceiverIsHealth => "receiving agency is health",
            Atom::RaisingManagerAgrees => "raising manager agrees",
            Atom::ChairIsOnBoard => "chair is on board",
            Atom::Words => "\"it is thought right\"",
        }
    }
}
