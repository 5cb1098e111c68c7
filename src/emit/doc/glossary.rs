//! Who and what the policy speaks of, and the words it leaves unexplained.

use crate::model::capitalised;
use crate::model::{Address, NameId, NameKind, Named, Stated, Timetable, weekday_word};

use super::notifications::address_words;
use super::writer::{Writer, sources};
use super::{Block, Item, Part, Table, Text};

/// Kinds of names under one heading, with what the first column of their table is called.
const GROUPS: [(&str, &str, &[NameKind]); 4] = [
    ("Agencies, bodies and other parties", "Who", &[NameKind::Agency, NameKind::Body, NameKind::Party]),
    ("Roles", "Role", &[NameKind::Role]),
    ("Levels of staff", "Level", &[NameKind::Tier]),
    ("Documents", "Document", &[NameKind::Document]),
];

impl Writer<'_> {
    /// Everybody and everything the policy uses.
    pub(super) fn glossary(&self) -> Part {
        let used = self.policy.used_names();
        let mut blocks = Vec::new();
        for (caption, head, kinds) in GROUPS {
            let of_kind = used.iter().filter(|name| kinds.contains(&self.policy.named(**name).kind));
            let (plain, told): (Vec<&NameId>, Vec<&NameId>) = of_kind.partition(|name| self.is_only_named(self.policy.named(**name)));
            let rows: Vec<Vec<Vec<Text>>> = told.into_iter().map(|name| self.entry(*name)).collect();
            let has_rows = !rows.is_empty();
            if has_rows {
                let heads = vec![head.to_owned(), "What the policy says".to_owned()];
                blocks.push(Block::Table(Table { caption: caption.to_owned(), heads, rows }));
            }
            if !plain.is_empty() {
                let names = crate::model::listed(plain.into_iter().map(|name| self.words.title(*name)).collect(), "and");
                let lead = if has_rows { "Also named, with no more said".to_owned() } else { format!("{caption}, with no more said") };
                blocks.push(Block::paragraph(format!("{lead}: {names}.")));
            }
        }
        let facts: Vec<&Named> = used.iter().map(|name| self.policy.named(*name)).filter(|named| named.kind == NameKind::Fact).collect();
        if !facts.is_empty() {
            blocks.push(Block::heading(3, "What may be so about a child"));
            blocks.push(Block::List(facts.into_iter().map(|fact| Item::of(self.fact(fact))).collect()));
        }
        blocks.extend(self.calendars(&used));
        let undefined: Vec<&Named> = used.iter().map(|name| self.policy.named(*name)).filter(|named| named.undefined).collect();
        if !undefined.is_empty() {
            blocks.push(Block::heading(3, "Words the policy uses and does not explain"));
            let word = |named: &Named| Item::of(Text::plain(named.title.clone()).source(&sources(&named.sources)));
            blocks.push(Block::List(undefined.into_iter().map(word).collect()));
        }
        if !self.policy.background.is_empty() {
            blocks.push(Block::heading(3, "What else the policy\u{2019}s text speaks of"));
            blocks.push(Block::paragraph("These parts ask nobody to do anything:"));
            let entry = |entry: &crate::model::Background| Item::of(Text::plain(entry.text.clone()).source(&sources(&entry.sources)));
            blocks.push(Block::List(self.policy.background.iter().map(entry).collect()));
        }
        Part::new("glossary", "Glossary", blocks).on_a_new_page()
    }

    /// Whether the policy says no more of something than its name.
    fn is_only_named(&self, named: &Named) -> bool {
        named.kind != NameKind::Tier && named.sources.is_empty() && self.about(named).is_empty()
    }

    fn entry(&self, name: NameId) -> Vec<Vec<Text>> {
        let named = self.policy.named(name);
        let mut said = self.about(named);
        if named.kind == NameKind::Tier {
            said.extend(self.posts_in_words(name));
        }
        let per = sources(&named.sources);
        match said.last_mut() {
            Some(_) if named.kind == NameKind::Tier => {}
            Some(last) => *last = std::mem::take(last).source(&per),
            None => said.push(Text::plain("Not explained further").source(&per)),
        }
        vec![vec![Text::plain(named.title.clone())], said]
    }

    /// Who a level of staff is in each agency, unless the table of stages and staff says so.
    fn posts_in_words(&self, tier: NameId) -> Vec<Text> {
        let named = self.policy.named(tier);
        if named.posts.is_empty() {
            return vec![Text::plain("The policy does not say who this is in each agency")];
        }
        if self.tiers_of_stages().iter().any(|(known, _)| *known == tier) {
            return vec![Text::plain("See \u{201C}").link("in-short", "In short").and("\u{201D}: who acts at which stage")];
        }
        let of = |post: &crate::model::Post| format!("{}: ", capitalised(&self.words.parties(&post.of)));
        named.posts.iter().map(|post| Text([Text::plain(of(post)).0, self.post(post, named).0].concat())).collect()
    }

    fn about(&self, named: &Named) -> Vec<Text> {
        let words = self.words;
        let mut said: Vec<String> = Vec::new();
        said.extend(named.means.clone());
        said.extend(named.is.iter().map(|kind| format!("counts as: {}", words.title(*kind))));
        said.extend(named.of.as_ref().map(|of| format!("of {}", words.parties(of))));
        said.extend(named.serves.as_ref().map(|condition| format!("concerned where {}", words.condition(condition))));
        match &named.members {
            Some(Stated::As(who)) => said.push(format!("members: {}", words.parties(who))),
            Some(Stated::Unstated) => said.push("the policy does not say who sits on it".into()),
            None => {}
        }
        said.extend(named.speaks_for.as_ref().map(|who| format!("speaks for {}", words.parties(who))));
        said.extend(named.stands_in_for.as_ref().map(|who| format!("stands in for {}", words.parties(who))));
        said.extend(named.neutral.then(|| "neutral: of no agency that might disagree".to_owned()));
        said.extend(named.email.as_ref().map(|email| contact("email", email)));
        said.extend(named.phone.as_ref().map(|phone| contact("phone", phone)));
        let lifetime = self.lifetime(named);
        said.extend((!lifetime.is_empty()).then(|| lifetime.trim_start_matches([',', ';', ' ']).to_owned()));
        said.into_iter().map(|one| Text::plain(capitalised(&one))).collect()
    }

    fn fact(&self, fact: &Named) -> Text {
        let means = fact.means.as_ref().map(|means| format!(": {means}")).unwrap_or_default();
        let change = if fact.may_change { " (may change while the case runs)" } else { "" };
        Text::plain(format!("The child is {}{means}{change}.", crate::model::uncapitalised(&fact.title))).source(&sources(&fact.sources))
    }

    fn calendars(&self, used: &[NameId]) -> Vec<Block> {
        let used = used.iter().map(|name| self.policy.named(*name)).filter(|named| named.kind == NameKind::Calendar && !named.imported);
        used.map(|named| {
            let days = named.timetable.as_ref().map(timetable_words).filter(|words| !words.is_empty());
            let words =
                format!("Which days count as working days: {}{}.", named.title, days.map(|days| format!(" ({days})")).unwrap_or_default());
            Block::Paragraph(Text::plain(words).source(&sources(&named.sources)))
        })
        .collect()
    }
}

fn contact(what: &str, address: &Address) -> String {
    match address {
        Address::Of(address) => format!("{what}: {address}"),
        Address::Personal | Address::Unstated => format!("{what}: {}", crate::model::uncapitalised(&address_words(address))),
    }
}

fn timetable_words(timetable: &Timetable) -> String {
    let mut said: Vec<String> = Vec::new();
    for opening in &timetable.openings {
        let days: Vec<String> = opening.weekdays.iter().map(|day| weekday_word(*day).to_owned()).collect();
        let hours = opening.hours.map(|hours| format!("{} to {}", clock(hours.from), clock(hours.to)));
        said.push(
            std::iter::once(crate::model::listed(days, "and")).filter(|days| !days.is_empty()).chain(hours).collect::<Vec<_>>().join(", "),
        );
    }
    for closure in &timetable.closures {
        let title = closure.title.as_ref().map(|title| format!(", {title}")).unwrap_or_default();
        said.push(format!("closed {} to {}{title}", closure.first, closure.last));
    }
    said.join("; ")
}

fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
