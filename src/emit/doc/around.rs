//! What stands around the stages: routes, panels, forms and records, what follows a dispute, and the policy's own review.

use crate::model::capitalised;
use crate::model::{Act, Clause, ClauseId, Condition, Deed, Group, NameKind, Route, Standing, Stated};

use super::writer::{Writer, sources, strength_words};
use super::{Block, Part, Table, Text};

/// The fact for which a route comes first.
const IMMEDIATE_RISK: &str = "immediate-risk";

impl Writer<'_> {
    /// The ways to raise a concern that are no stage, immediate risk first.
    pub(super) fn routes(&self) -> Part {
        let mut blocks =
            vec![Block::Paragraph(Text::default().strong("If a child is in immediate danger, call the emergency services (999)."))];
        let mut routes: Vec<&Route> = self.policy.routes.iter().collect();
        routes.sort_by_key(|route| match &route.condition {
            Some(condition) if self.is_about_immediate_risk(condition) => 0,
            Some(Condition::Words(_)) => 2,
            Some(_) => 1,
            None => 2,
        });
        if !routes.first().and_then(|route| route.condition.as_ref()).is_some_and(|condition| self.is_about_immediate_risk(condition)) {
            blocks.push(Block::gap("The policy states no route of its own for a child at immediate risk."));
        }
        for route in routes {
            blocks.push(Block::heading(3, route.title.clone()));
            blocks.push(Block::Paragraph(self.when_taken(route).source(&sources(&route.sources))));
            match self.list(&route.clauses) {
                Some(list) => blocks.push(list),
                None => blocks.push(Block::gap("The policy does not say what is done.")),
            }
        }
        Part::new("routes", "Routes outside the stages", blocks)
    }

    fn is_about_immediate_risk(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Fact(fact) => self.policy.named(*fact).name == IMMEDIATE_RISK,
            Condition::All(parts) | Condition::Any(parts) => parts.iter().any(|part| self.is_about_immediate_risk(part)),
            _ => false,
        }
    }

    fn when_taken(&self, route: &Route) -> Text {
        let when = match &route.condition {
            Some(condition) => format!("Taken {}.", self.words.on_condition(condition)),
            None => "The policy does not say when this route is taken.".to_owned(),
        };
        let standing = match route.standing {
            Standing::Instead => "It takes the place of the stages.",
            Standing::Alongside => "The stages go on at the same time.",
            Standing::Afterwards => "It follows when the stages have come to their end.",
            Standing::Unstated => "The policy does not say whether the stages go on meanwhile.",
        };
        Text::plain(format!("{when} {standing}"))
    }

    /// The panels; nothing where there are none.
    pub(super) fn panels(&self) -> Option<Part> {
        let mut blocks: Vec<Block> = self.policy.panels.iter().flat_map(|panel| self.group(panel)).collect();
        for (id, _) in self.policy.names().filter(|(id, named)| {
            named.kind == NameKind::Panel && !named.imported && !self.policy.panels.iter().any(|panel| panel.name == *id)
        }) {
            blocks.push(Block::heading(3, self.words.title(id)));
            blocks.push(Block::gap("The policy names it and does not say who sits on it."));
        }
        (!blocks.is_empty()).then(|| Part::new("panels", "Panels", blocks))
    }

    fn group(&self, group: &Group) -> Vec<Block> {
        let named = self.policy.named(group.name);
        let mut blocks = vec![Block::heading(3, named.title.clone())];
        if !named.sources.is_empty() {
            blocks.push(Block::Paragraph(Text::plain("The policy describes it in ").and(sources(&named.sources)).and(".")));
        }
        blocks.push(self.list(&group.clauses).unwrap_or_else(|| Block::gap("The policy does not say more about it.")));
        blocks
    }

    /// Forms, files, and everything that is recorded.
    pub(super) fn records(&self) -> Part {
        let mut blocks: Vec<Block> = self.policy.forms.iter().flat_map(|form| self.group(form)).collect();
        let rows = self.record_rows();
        if rows.is_empty() {
            blocks.push(Block::gap("The policy does not say that anything is recorded."));
        } else {
            blocks.push(Block::Table(Table {
                caption: "What is recorded, by whom and where".into(),
                heads: ["What", "By whom", "When", "Where", "How binding"].map(str::to_owned).to_vec(),
                rows,
            }));
        }
        let used = self.policy.used_names();
        let files: Vec<Vec<Vec<Text>>> = used
            .into_iter()
            .map(|name| self.policy.named(name))
            .filter(|named| named.kind == NameKind::File)
            .map(|named| {
                let kept = match &named.kept_by {
                    Some(Stated::As(who)) => format!("Kept by {}", self.words.parties(who)),
                    Some(Stated::Unstated) | None => "The policy does not say who keeps it".to_owned(),
                };
                vec![vec![Text::plain(named.title.clone())], vec![Text::plain(kept).source(&sources(&named.sources))]]
            })
            .collect();
        if !files.is_empty() {
            blocks.push(Block::Table(Table {
                caption: "Where records are kept".into(),
                heads: ["File", "Who keeps it"].map(str::to_owned).to_vec(),
                rows: files,
            }));
        }
        Part::new("records", "Forms and records", blocks)
    }

    fn record_rows(&self) -> Vec<Vec<Vec<Text>>> {
        let mut rows = Vec::new();
        for (id, clause) in self.policy.clauses() {
            let mut deeds = Vec::new();
            recording(&clause.deed, &mut deeds);
            for (what, deed) in deeds {
                let details = &deed.details;
                let place = match (details.on, details.using) {
                    (None, None) => "Not stated".to_owned(),
                    (on, using) => {
                        let on = on.map(|file| format!("on {}", self.words.thing(file)));
                        let using = using.map(|form| format!("using {}", self.words.thing(form)));
                        capitalised(&on.into_iter().chain(using).collect::<Vec<_>>().join(", "))
                    }
                };
                let what = what.map_or_else(|| "Not stated".to_owned(), |what| capitalised(what.trim_end_matches([',', ';', ' '])));
                rows.push(vec![
                    vec![Text::plain(what)],
                    vec![self.by_whom(clause)],
                    self.moment(clause, deed),
                    vec![Text::plain(place)],
                    vec![self.binding(id, clause)],
                ]);
            }
        }
        rows
    }

    /// Who acts; that nobody is named is said.
    pub(super) fn by_whom(&self, clause: &Clause) -> Text {
        Text::plain(clause.actor.as_ref().map_or_else(|| "Not stated".to_owned(), |actor| capitalised(&self.words.parties(actor))))
    }

    /// How strongly a clause binds, as a link to its sentence, with its sources.
    pub(super) fn binding(&self, id: ClauseId, clause: &Clause) -> Text {
        let strength = capitalised(&strength_words(&clause.strength, clause.negated));
        Text::default().link(&super::writer::clause_mark(id), strength).source(&sources(&clause.sources))
    }

    /// What follows a dispute.
    pub(super) fn afterwards(&self) -> Part {
        let block = self
            .list(&self.policy.afterwards)
            .unwrap_or_else(|| Block::gap("The policy does not say what follows once a disagreement is over, or who learns from it."));
        Part::new("afterwards", "After the dispute", vec![block])
    }

    /// What the policy says of itself.
    pub(super) fn upkeep(&self) -> Part {
        let block =
            self.list(&self.policy.upkeep).unwrap_or_else(|| Block::gap("The policy does not say when it is reviewed, or by whom."));
        Part::new("upkeep", "Review of this policy", vec![block])
    }
}

fn recording<'c>(deed: &'c Deed, found: &mut Vec<(Option<&'c str>, &'c Deed)>) {
    match &deed.act {
        Act::Record(words) => found.push((words.as_deref(), deed)),
        Act::Choice { options, .. } => options.iter().for_each(|option| recording(option, found)),
        _ => {}
    }
}
