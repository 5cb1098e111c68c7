//! Who is told, of what, by whom, when and how: every notification of the policy in one table.

use crate::model::capitalised;
use crate::model::{Act, Address, Clause, ClauseId, Deed, Home, Parties, StageId, listed, ways_words};

use super::writer::Writer;
use super::{Block, Part, Table, Text};

impl Writer<'_> {
    /// Every notification, stage by stage.
    pub(super) fn notifications(&self) -> Part {
        let mut told: Vec<(ClauseId, &Clause)> = self.policy.clauses().collect();
        told.sort_by_key(|(id, clause)| (self.order(clause), *id));
        let mut rows = Vec::new();
        for (id, clause) in told {
            let mut deeds = Vec::new();
            telling(&clause.deed, &mut deeds);
            for (who, of, deed) in deeds {
                let of = of.map(|of| Text::plain(format!("Of: {of}")));
                let whom = std::iter::once(Text::plain(capitalised(&self.words.parties(who)))).chain(of).collect();
                rows.push(vec![
                    whom,
                    vec![self.by_whom(clause)],
                    self.moment(clause, deed),
                    self.channel(who, deed),
                    vec![self.binding(id, clause)],
                ]);
            }
        }
        let block = if rows.is_empty() {
            Block::gap("The policy has nobody told.")
        } else {
            Block::Table(Table {
                caption: "Who is told, by whom, when and how".into(),
                heads: ["Who is told", "By whom", "When", "How", "How binding"].map(str::to_owned).to_vec(),
                rows,
            })
        };
        Part::new("notifications", "Notifications", vec![block]).on_a_new_page()
    }

    /// Stage by stage, then what holds at every stage, then the rest.
    fn order(&self, clause: &Clause) -> (usize, usize) {
        match (clause.home, &clause.stages) {
            (Home::Stage(_) | Home::Throughout, Some(stages)) => (0, stages.first().map_or(0, |stage: &StageId| stage.index())),
            (Home::Stage(_) | Home::Throughout, None) => (1, 0),
            (Home::Route(_), _) => (2, 0),
            (Home::Panel(_) | Home::Form(_), _) => (3, 0),
            (Home::Afterwards, _) => (4, 0),
            (Home::Upkeep, _) => (5, 0),
        }
    }

    /// When something is done: where in the policy, on what condition, by when.
    pub(super) fn moment(&self, clause: &Clause, deed: &Deed) -> Vec<Text> {
        let mut said = vec![match (clause.home, &clause.stages) {
            (Home::Stage(_) | Home::Throughout, Some(stages)) => {
                let labels = stages.iter().map(|stage| self.policy.stage(*stage).label.clone()).collect();
                format!("at stage {}", listed(labels, "or"))
            }
            (Home::Stage(_) | Home::Throughout, None) => "at every stage".to_owned(),
            (Home::Route(route), _) => format!("on the route \u{201C}{}\u{201D}", self.policy.routes[route.0 as usize].title),
            (Home::Panel(name) | Home::Form(name), _) => format!("under {}", self.words.thing(name)),
            (Home::Afterwards, _) => "after the dispute".to_owned(),
            (Home::Upkeep, _) => "in keeping the policy up".to_owned(),
        }];
        said.extend(clause.when.as_ref().map(|when| format!("when {}", self.words.events(&when.events))));
        said.extend(self.conditions(&clause.conditions));
        said.extend(clause.before.as_ref().map(|place| format!("before {}", self.words.place(place))));
        said.extend(clause.after.as_ref().map(|place| format!("after {}", self.words.place(place))));
        let timing = deed.details.timing.iter().map(|timing| self.words.timing(timing)).collect::<Vec<_>>();
        let by_when = if timing.is_empty() { "not stated".to_owned() } else { timing.join(", ") };
        vec![Text::plain(capitalised(&said.join(", "))), Text::plain(format!("By when: {by_when}"))]
    }

    /// By which channel, and at which address.
    fn channel(&self, who: &Parties, deed: &Deed) -> Vec<Text> {
        let details = &deed.details;
        let mut said: Vec<String> = details.means.iter().map(|means| ways_words(&means.ways)).collect();
        said.extend(details.via.as_ref().map(|via| format!("via {}", self.words.parties(via))));
        said.extend(details.using.map(|form| format!("using {}", self.words.thing(form))));
        said.extend(details.copying.as_ref().map(|who| format!("copying {}", self.words.parties(who))));
        said.extend(details.without.as_ref().map(|what| format!("without {what}")));
        let mut lines = vec![Text::plain(if said.is_empty() { "Not stated".to_owned() } else { capitalised(&said.join(", ")) })];
        lines.extend(details.means.iter().filter_map(|means| means.address.clone()).map(Text::plain));
        for name in who.names() {
            let named = self.policy.named(name);
            lines.extend([&named.email, &named.phone].into_iter().flatten().map(|address| Text::plain(address_words(address))));
        }
        lines.dedup();
        lines
    }
}

/// An address or number; a named person's own is not repeated.
pub(super) fn address_words(address: &Address) -> String {
    match address {
        Address::Of(address) => address.clone(),
        Address::Personal => "A named person\u{2019}s own, not repeated here".to_owned(),
        Address::Unstated => "The policy gives no address or number".to_owned(),
    }
}

fn telling<'c>(deed: &'c Deed, found: &mut Vec<(&'c Parties, Option<&'c str>, &'c Deed)>) {
    match &deed.act {
        Act::Notify(who, of) => found.push((who, of.as_deref(), deed)),
        Act::Choice { options, .. } => options.iter().for_each(|option| telling(option, found)),
        _ => {}
    }
}
