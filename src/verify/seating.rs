//! Who can sit on a panel in a dispute: what its terms demand, and the closed form of whether some choice of agencies
//! meets them.
//!
//! Agencies differ only in whether the terms want or bar them by name and in whether they are surely on a body. So a
//! dispute is split over these classes, and only how many of each disagree is tried: no panel has to be.

/// The agencies on one side or on all, as terms speak of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sides {
    /// Every agency in dispute.
    pub(super) disputing: bool,
    /// One of them, whichever.
    pub(super) one: bool,
    pub(super) raising: bool,
    pub(super) receiving: bool,
}

/// What the terms of a panel come to. Agencies are numbered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Demand {
    /// Who must sit, by name.
    pub(super) wanted: Vec<bool>,
    /// Who must not.
    pub(super) barred: Vec<bool>,
    /// Agencies that cannot be in dispute here must not sit either.
    pub(super) others_barred: bool,
    pub(super) wants: Sides,
    pub(super) bars: Sides,
    /// Only agencies in dispute may sit.
    pub(super) bars_neutral: bool,
    /// How many agencies at least.
    pub(super) least: usize,
    /// How many at most.
    pub(super) most: Option<usize>,
    /// It is drawn from a body of which the policy does not say who is on it: those who surely are.
    pub(super) open: Option<Vec<bool>>,
    /// A list says from whom it is drawn: the agencies are those that the policy names.
    pub(super) listed: bool,
    /// Which of those who are no agency must sit, and which must not. They are numbered apart.
    pub(super) people: Vec<bool>,
    pub(super) people_barred: Vec<bool>,
}

/// A dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dispute {
    /// Which agencies.
    pub(super) disputing: Vec<bool>,
    pub(super) raising: usize,
    pub(super) receiving: usize,
}

impl Dispute {
    pub(super) fn members(&self) -> impl Iterator<Item = usize> {
        self.disputing.iter().enumerate().filter(|(_, disputing)| **disputing).map(|(at, _)| at)
    }
}

/// What is known of the panels that can be formed in a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seating {
    /// The fewest agencies on it that are not in dispute.
    pub(super) fewest_neutral: usize,
    /// One can be formed of agencies in dispute alone.
    pub(super) of_them_alone: bool,
}

/// Why no panel can be formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clash {
    /// This one must sit and must not.
    InAndOut(usize),
    /// More must sit than may.
    TooMany { must: usize, most: usize },
    /// Fewer may sit than must.
    TooFew { may: usize, least: usize },
    /// One of those in dispute must sit, and none may.
    NoDisputant,
    /// Somebody who is no agency must sit and must not.
    Person(usize),
}

impl Demand {
    /// Whether some panel meets it, and of which kind; `others` is how many more agencies there are than are numbered.
    pub(super) fn seat(&self, dispute: &Dispute, others: usize) -> Result<Seating, Clash> {
        let all = 0..dispute.disputing.len();
        if let Some(both) = all.clone().find(|at| self.must(dispute, *at) && self.must_not(dispute, *at)) {
            return Err(Clash::InAndOut(both));
        }
        if let Some(both) = self.people.iter().zip(&self.people_barred).position(|(sits, barred)| *sits && *barred) {
            return Err(Clash::Person(both));
        }
        let count = |is: &dyn Fn(usize) -> bool| all.clone().filter(|at| is(*at)).count();
        let able = count(&|at| dispute.disputing[at] && !self.must_not(dispute, at));
        let must_in_dispute = count(&|at| dispute.disputing[at] && self.must(dispute, at));
        let must_neutral = count(&|at| !dispute.disputing[at] && self.must(dispute, at));
        let one_more = usize::from(self.wants.one && must_in_dispute == 0);
        if one_more > able {
            return Err(Clash::NoDisputant);
        }
        let must = must_in_dispute + must_neutral + one_more;
        if let Some(most) = self.most.filter(|most| *most < must.max(self.least)) {
            return Err(Clash::TooMany { must: must.max(self.least), most });
        }
        let may = count(&|at| !self.must_not(dispute, at)) + if self.bars_others() { 0 } else { others };
        if may < self.least {
            return Err(Clash::TooFew { may, least: self.least });
        }
        let total = must.max(self.least);
        let fewest_neutral = must_neutral.max(total.saturating_sub(able));
        let anybody = total > 0 || (able > 0 && self.most != Some(0));
        Ok(Seating { fewest_neutral, of_them_alone: fewest_neutral == 0 && anybody })
    }

    /// Whether it turns on who sits on a body whether some panel meets it, if one can: some membership, with enough
    /// members to draw the panel from, leaves none.
    pub(super) fn turns_on_members(&self, dispute: &Dispute, others: usize) -> bool {
        let Some(sure) = &self.open else { return false };
        let all = 0..dispute.disputing.len();
        let count = |is: &dyn Fn(usize) -> bool| all.clone().filter(|at| is(*at)).count();
        let there_are = dispute.disputing.len() + others;
        let presupposed = self.least.max(1);
        // Somebody who must sit is not on it.
        let one_left_out = all.clone().any(|at| self.must(dispute, at) && !sure[at]) && there_are > presupposed;
        // None of those in dispute is on it, one of whom must sit.
        let able = count(&|at| dispute.disputing[at] && !self.must_not(dispute, at));
        let surely_able = count(&|at| dispute.disputing[at] && !self.must_not(dispute, at) && sure[at]);
        let asks_for_one = self.wants.one && !all.clone().any(|at| dispute.disputing[at] && self.must(dispute, at));
        let none_of_them = asks_for_one && surely_able == 0 && there_are - able >= presupposed;
        // Too many of those who are on it must not sit.
        let barred = count(&|at| self.must_not(dispute, at)) + if self.bars_others() { others } else { 0 };
        let surely_free = count(&|at| sure[at] && !self.must_not(dispute, at));
        let too_few_left = surely_free.max(presupposed.saturating_sub(barred)) < self.least;
        one_left_out || none_of_them || too_few_left
    }

    fn bars_others(&self) -> bool {
        self.others_barred || self.bars_neutral
    }

    pub(super) fn must(&self, dispute: &Dispute, at: usize) -> bool {
        self.wanted[at] || speaks_of(self.wants, dispute, at)
    }

    pub(super) fn must_not(&self, dispute: &Dispute, at: usize) -> bool {
        self.barred[at] || speaks_of(self.bars, dispute, at) || (self.bars_neutral && !dispute.disputing[at])
    }

    fn tells_sides_apart(&self) -> bool {
        self.wants.raising || self.wants.receiving || self.bars.raising || self.bars.receiving
    }
}

fn speaks_of(sides: Sides, dispute: &Dispute, at: usize) -> bool {
    dispute.disputing[at] && (sides.disputing || (sides.raising && at == dispute.raising) || (sides.receiving && at == dispute.receiving))
}

/// More disputes than this, told apart by class and counted once for each demand, are not gone through.
const MOST_DISPUTES: usize = 200_000;

/// The smallest dispute of which something is so, the first by number among those alike; `None` where there are too
/// many kinds of dispute to say.
pub(super) fn smallest<T>(
    demands: &[Demand],
    agencies: usize,
    at_most: usize,
    is_so: &mut dyn FnMut(&Dispute) -> Option<T>,
) -> Option<Option<(Dispute, T)>> {
    let classes = classes(demands, agencies);
    let kinds = classes.iter().try_fold(1usize, |kinds, class| kinds.checked_mul(class.len().min(at_most) + 1));
    if kinds.is_none_or(|kinds| kinds.saturating_mul(demands.len().max(1)) > MOST_DISPUTES) {
        return None;
    }
    let sides = demands.iter().any(Demand::tells_sides_apart);
    for size in 2..=at_most.min(agencies) {
        let mut found = None;
        each_split(&classes, size, &mut Vec::new(), &mut |members| {
            let mut disputing = vec![false; agencies];
            members.iter().for_each(|at| disputing[*at] = true);
            let mut members = members.to_vec();
            members.sort_unstable();
            for (raising, receiving) in pairs(&members, &classes, sides) {
                let dispute = Dispute { disputing: disputing.clone(), raising, receiving };
                if let Some(so) = is_so(&dispute) {
                    found = Some((dispute, so));
                    return true;
                }
            }
            false
        });
        if found.is_some() {
            return Some(found);
        }
    }
    Some(None)
}

/// Agencies alike in all that the terms say of them by name, in the order of their first.
fn classes(demands: &[Demand], agencies: usize) -> Vec<Vec<usize>> {
    let mut classes: Vec<Vec<usize>> = Vec::new();
    let alike = |one: usize, other: usize| {
        demands.iter().all(|demand| {
            let surely_on = demand.open.as_ref().is_none_or(|sure| sure[one] == sure[other]);
            demand.wanted[one] == demand.wanted[other] && demand.barred[one] == demand.barred[other] && surely_on
        })
    };
    for at in 0..agencies {
        match classes.iter_mut().find(|class| alike(class[0], at)) {
            Some(class) => class.push(at),
            None => classes.push(vec![at]),
        }
    }
    classes
}

/// Each way to take so many agencies from the classes, the first of each; ends as soon as `then` says so.
fn each_split(classes: &[Vec<usize>], size: usize, taken: &mut Vec<usize>, then: &mut dyn FnMut(&[usize]) -> bool) -> bool {
    let Some((class, rest)) = classes.split_first() else { return size == 0 && then(taken) };
    let left: usize = rest.iter().map(Vec::len).sum();
    for number in (size.saturating_sub(left)..=class.len().min(size)).rev() {
        taken.extend_from_slice(&class[..number]);
        if each_split(rest, size - number, taken, then) {
            return true;
        }
        taken.truncate(taken.len() - number);
    }
    false
}

/// Who may have raised it with whom, one pair for each two classes; any pair will do where no term tells them apart.
fn pairs(members: &[usize], classes: &[Vec<usize>], sides: bool) -> Vec<(usize, usize)> {
    if !sides {
        return vec![(members[0], members[1])];
    }
    let class_of = |at: usize| classes.iter().position(|class| class.contains(&at));
    let mut seen = Vec::new();
    let mut pairs = Vec::new();
    for raising in members {
        for receiving in members.iter().filter(|receiving| *receiving != raising) {
            let kind = (class_of(*raising), class_of(*receiving));
            if !seen.contains(&kind) {
                seen.push(kind);
                pairs.push((*raising, *receiving));
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests;
