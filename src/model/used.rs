//! Which names a policy uses: those it declares itself, and of those it imports the ones it refers to.

use std::collections::BTreeSet;

use super::*;

impl Policy {
    /// Every name the policy declares or refers to, along with what those names are made of, in order.
    pub fn used_names(&self) -> Vec<NameId> {
        let mut used = Used { policy: self, names: BTreeSet::new() };
        for (id, named) in self.names() {
            if !named.imported {
                used.name(id);
            }
        }
        self.publisher.into_iter().chain(self.cites.iter().map(|cite| cite.document)).for_each(|name| used.name(name));
        for scope in &self.scope {
            match &scope.to {
                ScopeOf::Who(who) => used.parties(who),
                ScopeOf::If(condition) => used.condition(condition),
                ScopeOf::Words(_) => {}
            }
        }
        for stage in &self.stages {
            if let Hearing::Between(who) | Hearing::HeardBy(who) = &stage.hearing {
                used.parties(who);
            }
        }
        self.routes.iter().filter_map(|route| route.condition.as_ref()).for_each(|condition| used.condition(condition));
        self.clauses.iter().for_each(|clause| used.clause(clause));
        used.names.into_iter().collect()
    }
}

struct Used<'p> {
    policy: &'p Policy,
    names: BTreeSet<NameId>,
}

impl Used<'_> {
    fn name(&mut self, name: NameId) {
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            if !self.names.insert(name) {
                continue;
            }
            let named = self.policy.named(name);
            open.extend(&named.is);
            for who in named.of.iter().chain(&named.speaks_for).chain(&named.stands_in_for) {
                open.extend(who.names());
            }
            for who in [&named.members, &named.kept_by].into_iter().flatten() {
                if let Stated::As(who) = who {
                    open.extend(who.names());
                }
            }
            if let Some(condition) = &named.serves {
                open.extend(names_in(condition));
            }
            for post in &named.posts {
                open.extend(post.of.names());
                open.extend(post.advised_by.iter().flat_map(|who| who.names()));
            }
        }
    }

    fn parties(&mut self, who: &Parties) {
        who.parties.iter().for_each(|party| self.party(party));
    }

    fn party(&mut self, party: &Party) {
        party.name().into_iter().for_each(|name| self.name(name));
        party.of.iter().for_each(|of| self.party(of));
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| self.condition(part)),
            Condition::Not(inner) => self.condition(inner),
            Condition::Fact(fact) => self.name(*fact),
            Condition::Agrees(party) => self.party(party),
            Condition::Belongs { who, what, .. } => {
                self.party(who);
                self.party(what);
            }
            Condition::Words(_) => {}
        }
    }

    fn clause(&mut self, clause: &Clause) {
        clause.everybody().into_iter().for_each(|party| self.party(party));
        clause.conditions.iter().for_each(|condition| self.condition(condition));
        for event in clause.when.iter().flat_map(|when| &when.events) {
            if let Event::Begins(fact) | Event::Ends(fact) = event {
                self.name(*fact);
            }
        }
        self.things(&clause.deed);
    }

    /// The files, forms and facts of a deed.
    fn things(&mut self, deed: &Deed) {
        [deed.details.on, deed.details.using].into_iter().flatten().for_each(|name| self.name(name));
        match &deed.act {
            Act::ResolvedIf(condition) => self.condition(condition),
            Act::Choice { options, .. } => options.iter().for_each(|option| self.things(option)),
            _ => {}
        }
    }
}

fn names_in(condition: &Condition) -> Vec<NameId> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().flat_map(names_in).collect(),
        Condition::Not(inner) => names_in(inner),
        Condition::Fact(fact) => vec![*fact],
        Condition::Agrees(party) => party.name().into_iter().collect(),
        Condition::Belongs { who, what, .. } => who.name().into_iter().chain(what.name()).collect(),
        Condition::Words(_) => Vec::new(),
    }
}
