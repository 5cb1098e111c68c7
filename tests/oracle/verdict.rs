//! What a verdict is, by definition: over runs, over what advice is kept, over what is left open.

use std::collections::BTreeSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    Broken,
    Undetermined,
    Advice,
    Holds,
    DoesNotApply,
    GaveUp,
}

impl Verdict {
    pub const ALL: [Verdict; 6] =
        [Verdict::Holds, Verdict::Advice, Verdict::Broken, Verdict::Undetermined, Verdict::GaveUp, Verdict::DoesNotApply];

    /// The word in the documents.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::Advice => "advice",
            Verdict::Broken => "broken",
            Verdict::Undetermined => "undetermined",
            Verdict::GaveUp => "gave-up",
            Verdict::DoesNotApply => "does-not-apply",
        }
    }
}

/// Advice that is surely kept, by the ids of its clauses.
#[derive(Debug, Clone)]
pub enum Kept {
    All,
    Only(BTreeSet<String>),
}

impl Kept {
    pub fn none() -> Self {
        Kept::Only(BTreeSet::new())
    }

    pub fn keeps(&self, clause: &str) -> bool {
        match self {
            Kept::All => true,
            Kept::Only(ids) => ids.contains(clause),
        }
    }
}

/// A question about every run, for each way of filling in what is left open.
pub trait Question {
    /// How many ways of filling in there are.
    fn completions(&self) -> usize;

    /// Whether any run is of the kind the rule speaks of, in one of them.
    fn is_triggered(&self, completion: usize) -> bool;

    /// Whether some run breaks the rule, in one of them, with this advice kept.
    fn is_breached(&self, completion: usize, kept: &Kept) -> bool;

    /// The verdict, by its definition.
    fn verdict(&self) -> Verdict {
        let each: Vec<Verdict> = (0..self.completions())
            .filter(|completion| self.is_triggered(*completion))
            .map(|completion| {
                if !self.is_breached(completion, &Kept::none()) {
                    Verdict::Holds
                } else if !self.is_breached(completion, &Kept::All) {
                    Verdict::Advice
                } else {
                    Verdict::Broken
                }
            })
            .collect();
        match (each.iter().min(), each.iter().max()) {
            (None, _) | (_, None) => Verdict::DoesNotApply,
            (Some(Verdict::Broken), Some(Verdict::Broken)) => Verdict::Broken,
            (Some(Verdict::Broken), _) => Verdict::Undetermined,
            (Some(worst), _) => *worst,
        }
    }
}

/// What is wrong with the advice named for a verdict of advice: it is to be enough, and each of it needed.
pub fn wrong_advice(questions: &[Box<dyn Question + '_>], named: &BTreeSet<String>, all_needed: bool) -> Option<String> {
    let breached = |kept: BTreeSet<String>| {
        let kept = Kept::Only(kept);
        let breaches = |question: &dyn Question| {
            (0..question.completions()).any(|completion| question.is_triggered(completion) && question.is_breached(completion, &kept))
        };
        questions.iter().any(|question| breaches(question.as_ref()))
    };
    if breached(named.clone()) {
        return Some("following it all is not enough".to_owned());
    }
    let spare = named.iter().filter(|_| all_needed).find(|left_out| {
        let mut kept = named.clone();
        kept.remove(*left_out);
        !breached(kept)
    });
    spare.map(|clause| format!("{clause} is not needed"))
}

/// Several questions as one: the rule is broken where any of them is.
pub struct Every<Q>(pub Vec<Q>);

impl<Q: Question> Question for Every<Q> {
    fn completions(&self) -> usize {
        self.0.first().map_or(1, Question::completions)
    }

    fn is_triggered(&self, completion: usize) -> bool {
        self.0.iter().any(|one| one.is_triggered(completion))
    }

    fn is_breached(&self, completion: usize, kept: &Kept) -> bool {
        self.0.iter().any(|one| one.is_triggered(completion) && one.is_breached(completion, kept))
    }
}
