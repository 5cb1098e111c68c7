//! A made-up policy as a value: what a generator draws, a test changes, and an enumerator runs, apart from all that
//! rungs itself makes of the text.

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
}

impl Whom {
    pub fn words(self) -> &'static str {
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
