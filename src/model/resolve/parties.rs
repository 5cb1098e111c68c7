//! Who is meant, and on what condition.

use super::*;

impl Resolver {
    pub(super) fn parties(&mut self, who: Node<'_>) -> Option<Parties> {
        let join = if who.has(Rule::kw_or) { Join::Or } else { Join::And };
        let parties: Vec<Party> = who.all(Rule::party).filter_map(|party| self.party(party)).collect();
        (parties.len() == who.all(Rule::party).count()).then_some(Parties { join, parties, span: who.span() })
    }

    /// The parties below a node, where it has any.
    pub(super) fn parties_in(&mut self, node: Node<'_>) -> Option<Parties> {
        node.child(Rule::who).and_then(|who| self.parties(who))
    }

    pub(super) fn party(&mut self, node: Node<'_>) -> Option<Party> {
        let mut party = Party { which: Vec::new(), side: None, noun: Noun::They, of: None, plural: false, span: node.span() };
        for child in node.children() {
            match child.kind() {
                Rule::kw_they => party.noun = Noun::They,
                Rule::kw_everyone => party.noun = Noun::Everyone,
                Rule::kw_agency => party.noun = Noun::Agency,
                Rule::kw_agencies => {
                    party.noun = Noun::Agency;
                    party.plural = true;
                }
                Rule::which => party.which.push(words_of(child)),
                Rule::side => party.side = side(child),
                Rule::name => {
                    party.noun = Noun::Named(self.name(child, "somebody", NameKind::is_somebody)?);
                    party.plural = self.lookup(&plain(child.text())).is_some_and(|(_, plural)| plural);
                }
                Rule::party => party.of = Some(Box::new(self.party(child)?)),
                _ => {}
            }
        }
        Some(party)
    }

    pub(super) fn condition(&mut self, node: Node<'_>) -> Option<Condition> {
        let first = self.atom(node.child(Rule::atom)?)?;
        let (rest, all) = match (node.child(Rule::all_of), node.child(Rule::some_of)) {
            (Some(rest), _) => (rest, true),
            (_, Some(rest)) => (rest, false),
            _ => return Some(first),
        };
        let mut parts = vec![first];
        for atom in rest.all(Rule::atom) {
            parts.push(self.atom(atom)?);
        }
        Some(if all { Condition::All(parts) } else { Condition::Any(parts) })
    }

    fn atom(&mut self, node: Node<'_>) -> Option<Condition> {
        let inner = node.children().next()?;
        match inner.kind() {
            Rule::negation => Some(Condition::Not(Box::new(self.atom(inner.child(Rule::atom)?)?))),
            Rule::group => self.condition(inner.child(Rule::cond)?),
            Rule::agrees => Some(Condition::Agrees(self.party(inner.child(Rule::party)?)?)),
            Rule::belongs => {
                let mut parties = inner.all(Rule::party);
                let (who, what) = (self.party(parties.next()?)?, self.party(parties.next()?)?);
                let belongs = Condition::Belongs { who, on: inner.has(Rule::kw_on), what };
                Some(if inner.has(Rule::kw_not) { Condition::Not(Box::new(belongs)) } else { belongs })
            }
            Rule::text => Some(Condition::Words(unquoted(inner))),
            Rule::name => self.name(inner, "a fact", |kind| kind == NameKind::Fact).map(Condition::Fact),
            _ => None,
        }
    }
}

fn side(node: Node<'_>) -> Option<Side> {
    Some(match words_of(node).as_str() {
        "raising" => Side::Raising,
        "receiving" => Side::Receiving,
        "lead" => Side::Lead,
        "disputing" => Side::Disputing,
        _ => Side::Concerned,
    })
}
