//! Rulebooks that say nothing, say it twice, or ask for what cannot be.
//!
//! Whether some policy keeps a whole rulebook cannot be told in general, so exactly these are looked for: a rule that
//! nothing could break, two rules that no policy with a panel keeps together, and a rule that another one covers.

use super::*;

impl Resolver {
    /// Looks through the rules of one rulebook.
    pub(super) fn look_for_sense(&mut self, book: &Rulebook) {
        // One that covers a rule is enough to say so.
        let mut covered = Vec::new();
        for (at, rule) in book.rules.iter().enumerate() {
            for one in parts(&rule.property) {
                if let Some((why, help)) = cannot_fail(one) {
                    let found = Diagnostic::warning("rule-cannot-fail", rule.span, format!("nothing could break the rule `{}`", rule.name))
                        .label(why)
                        .help(help);
                    self.error(found);
                }
            }
            for earlier in &book.rules[..at] {
                self.look_at_two(earlier, rule, &mut covered);
            }
        }
    }

    fn look_at_two(&mut self, earlier: &RulebookRule, later: &RulebookRule, known: &mut Vec<Span>) {
        for one in parts(&earlier.property) {
            for other in parts(&later.property) {
                if contradict(one, other) {
                    let found = Diagnostic::warning(
                        "rules-contradict",
                        later.span,
                        format!("no panel keeps both `{}` and `{}`", earlier.name, later.name),
                    )
                    .label("asks for the opposite")
                    .also(earlier.span, "of this")
                    .help("take one of them out: every policy with a panel would break one of the two");
                    self.error(found);
                    return;
                }
            }
        }
        let (first, second) = (&earlier.property, &later.property);
        let (covered, by) = if same(first, second) || covers(first, second) {
            (later, earlier)
        } else if covers(second, first) {
            (earlier, later)
        } else {
            return;
        };
        if known.contains(&covered.span) {
            return;
        }
        known.push(covered.span);
        let (how, as_what) = if same(first, second) { ("says the same", "as this") } else { ("asks for less", "than this") };
        let found = Diagnostic::warning("rule-covered", covered.span, format!("whatever keeps `{}` keeps `{}` too", by.name, covered.name))
            .label(how)
            .also(by.span, as_what)
            .help("take it out, unless the two are to weigh differently: one breach would be reported twice");
        self.error(found);
    }
}

/// The requirements of a rule, one by one.
fn parts(property: &Property) -> Vec<&Property> {
    match property {
        Property::All(each) => each.iter().flat_map(parts).collect(),
        one => vec![one],
    }
}

/// Why nothing could break a requirement, and what to write instead.
fn cannot_fail(property: &Property) -> Option<(&'static str, &'static str)> {
    use Property as P;
    match property {
        P::EveryPanelHasAtLeast { number: 0, .. } => Some(("every panel has at least none", "write how many are wanted")),
        P::EveryPanelHasAtLeast { at_most: Some(0 | 1), .. }
        | P::EveryDisputeCanHaveAPanel { at_most: Some(0 | 1) }
        | P::NoAuthorityIsDisputing { at_most: Some(0 | 1) } => {
            Some(("no dispute is that small", "a dispute has at least two agencies: write `at most 2 agencies` or more"))
        }
        P::EveryPathNotifiesWhen { when, .. } | P::ARouteLeadsTo { when, .. } | P::NoRouteLeadsToADisputingAgency { when }
            if !can_be(when) =>
        {
            Some(("this is never so of any child", "write a condition that can be met"))
        }
        _ => None,
    }
}

/// More facts than this in one condition are not tried out.
const MOST_FACTS: usize = 12;

/// Whether a condition on facts can be met.
fn can_be(condition: &Condition) -> bool {
    let mut facts = Vec::new();
    collect(condition, &mut facts);
    facts.len() > MOST_FACTS
        || (0..1u32 << facts.len())
            .any(|so| is_so(condition, &|fact| facts.iter().position(|known| *known == fact).is_some_and(|at| so & (1 << at) != 0)))
}

fn collect(condition: &Condition, facts: &mut Vec<NameId>) {
    match condition {
        Condition::Fact(fact) if !facts.contains(fact) => facts.push(*fact),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| collect(part, facts)),
        Condition::Not(inner) => collect(inner, facts),
        _ => {}
    }
}

fn is_so(condition: &Condition, fact: &dyn Fn(NameId) -> bool) -> bool {
    match condition {
        Condition::Fact(name) => fact(*name),
        Condition::All(parts) => parts.iter().all(|part| is_so(part, fact)),
        Condition::Any(parts) => parts.iter().any(|part| is_so(part, fact)),
        Condition::Not(inner) => !is_so(inner, fact),
        _ => true,
    }
}

/// Whether no panel keeps both: the same people on it and not on it.
fn contradict(one: &Property, other: &Property) -> bool {
    let both = |on: &Parties, off: &Parties| on.join == Join::And && on.parties.iter().any(|on| off.parties.iter().any(|off| on.same(off)));
    match (one, other) {
        (Property::EveryPanelIncludes { who: on }, Property::EveryPanelExcludes { who: off })
        | (Property::EveryPanelExcludes { who: off }, Property::EveryPanelIncludes { who: on }) => both(on, off),
        _ => false,
    }
}

/// Whether two requirements are one.
fn same(one: &Property, other: &Property) -> bool {
    covers(one, other) && covers(other, one)
}

/// Whether whatever keeps `strict` keeps `loose` too, by the numbers in them.
fn covers(strict: &Property, loose: &Property) -> bool {
    use Property as P;
    let fewer = |strict: &Option<u32>, loose: &Option<u32>| match (strict, loose) {
        (None, _) => true,
        (Some(strict), Some(loose)) => strict >= loose,
        (Some(_), None) => false,
    };
    let shorter =
        |strict: &Duration, loose: &Duration| (strict.kind, strict.unit) == (loose.kind, loose.unit) && strict.number <= loose.number;
    match (strict, loose) {
        (P::All(_), _) | (_, P::All(_)) => parts(loose).iter().all(|loose| parts(strict).iter().any(|strict| covers_one(strict, loose))),
        (P::EveryPanelHasAtLeast { number, of, at_most }, P::EveryPanelHasAtLeast { number: less, of: same, at_most: size }) => {
            of == same && number >= less && fewer(at_most, size)
        }
        (P::EveryPathEndsWithin { time }, P::EveryPathEndsWithin { time: longer }) => shorter(time, longer),
        (P::EveryPathLeaves { stage, within }, P::EveryPathLeaves { stage: other, within: longer }) => {
            stage == other && shorter(within, longer)
        }
        (P::EveryPathNotifies { who, before: Mark::Stage(before) }, P::EveryPathNotifies { who: same, before: Mark::Stage(later) }) => {
            let number = |label: &String| label.parse::<u32>().ok();
            same_people(who, same)
                && (before == later || matches!((number(before), number(later)), (Some(before), Some(later)) if before <= later))
        }
        (P::EveryStageIsRecorded { after_first }, P::EveryStageIsRecorded { after_first: fewer }) => *fewer || !after_first,
        (P::EveryStageNotifies { who, after_first }, P::EveryStageNotifies { who: same, after_first: fewer }) => {
            same_people(who, same) && (*fewer || !after_first)
        }
        (P::EveryDisputeCanHaveAPanel { at_most }, P::EveryDisputeCanHaveAPanel { at_most: size })
        | (P::NoAuthorityIsDisputing { at_most }, P::NoAuthorityIsDisputing { at_most: size }) => fewer(at_most, size),
        (P::EveryPanelIncludes { who }, P::EveryPanelIncludes { who: same })
        | (P::EveryPanelExcludes { who }, P::EveryPanelExcludes { who: same }) => same_people(who, same),
        (P::EveryPathNotifiesWhen { when, who, from }, P::EveryPathNotifiesWhen { when: other, who: same, from: start }) => {
            when.same(other) && same_people(who, same) && from == start
        }
        (P::ARouteLeadsTo { when, who }, P::ARouteLeadsTo { when: other, who: same }) => when.same(other) && same_people(who, same),
        (P::NoRouteLeadsToADisputingAgency { when }, P::NoRouteLeadsToADisputingAgency { when: other }) => when.same(other),
        (strict, loose) => strict == loose,
    }
}

fn covers_one(strict: &Property, loose: &Property) -> bool {
    !matches!(strict, Property::All(_)) && !matches!(loose, Property::All(_)) && covers(strict, loose)
}

fn same_people(one: &Parties, other: &Parties) -> bool {
    one.join == other.join
        && one.parties.len() == other.parties.len()
        && one.parties.iter().zip(&other.parties).all(|(one, other)| one.same(other))
}
