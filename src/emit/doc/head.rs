//! The title page, how the document is to be read, and the policy in short.

use crate::model::capitalised;
use crate::model::{
    Act, Clause, ClauseId, Deed, Hearing, Holders, Home, LimitOf, NameId, NameKind, Named, Noun, Parties, Party, Post, ScopeOf, Stage,
    StageId, Timing, listed,
};

use super::stages::stage_mark;
use super::writer::{Writer, date_words, sources, strength_words};
use super::{Block, Fact, Item, Part, Table, Text};

const NOT_STATED: &str = "Not stated";
const EVERY_AGENCY: &str = "Every agency";

impl Writer<'_> {
    /// The lines of the title page.
    pub(super) fn facts(&self) -> Vec<Fact> {
        let policy = self.policy;
        let or_not_stated = |said: Option<String>| vec![Text::plain(said.unwrap_or_else(|| NOT_STATED.to_owned()))];
        let mut facts = Vec::new();
        facts.extend(policy.publisher.is_none().then(|| Fact::new("Published by", or_not_stated(None))));
        facts.extend([
            Fact::new("Date", or_not_stated(policy.dated.map(date_words))),
            Fact::new("Version", or_not_stated(policy.version.clone())),
        ]);
        let scope: Vec<Text> = policy.scope.iter().map(|scope| self.scope(scope)).collect();
        facts.push(Fact::new("Scope", if scope.is_empty() { or_not_stated(None) } else { scope }));
        facts.extend(
            policy
                .under
                .as_ref()
                .map(|parent| Fact::new("Works under", vec![Text::plain(parent.title.clone()).source(&sources(&parent.sources))])),
        );
        let cites: Vec<Text> =
            policy.cites.iter().map(|cited| self.cited(policy.named(cited.document)).source(&sources(&cited.sources))).collect();
        facts.extend((!cites.is_empty()).then(|| Fact::new("Refers to", cites)));
        let books: Vec<Text> = policy.rulebooks.iter().map(|book| Text::plain(book.title.clone())).collect();
        facts.extend((!books.is_empty()).then(|| Fact::new("Checked against", books)));
        facts
    }

    fn scope(&self, scope: &crate::model::Scope) -> Text {
        let applies = match scope.strength.word.as_str() {
            "" => "The policy applies".to_owned(),
            "to" => "The policy is to apply".to_owned(),
            word => format!("The policy {word} apply"),
        };
        let to = match &scope.to {
            ScopeOf::Who(who) => format!("to {}", self.words.parties(who)),
            ScopeOf::Words(words) => format!("to {words}"),
            ScopeOf::If(condition) => self.words.on_condition(condition),
        };
        Text::plain(format!("{applies} {to}.")).source(&sources(&scope.sources))
    }

    fn cited(&self, document: &Named) -> Text {
        Text::plain(format!("{}{}", document.title, self.lifetime(document)))
    }

    /// `, until December 2023; then Working Together 2023`.
    pub(super) fn lifetime(&self, named: &Named) -> String {
        let mut said = String::new();
        if let Some(from) = named.from {
            said.push_str(&format!(", from {}", date_words(from)));
        }
        if let Some(until) = named.until {
            said.push_str(&format!(", until {}", date_words(until)));
        }
        if let Some(replaced) = named.replaced_by {
            said.push_str(&format!("; replaced by {}", self.words.thing(replaced)));
        }
        said
    }

    /// How the document is to be read.
    pub(super) fn reading(&self) -> Vec<Text> {
        let mut said = vec![
            Text::default()
                .strong("Must, shall, will")
                .and(" and ")
                .strong("is to")
                .and(" oblige; ")
                .strong("should")
                .and(" and ")
                .strong("is expected to")
                .and(" advise; ")
                .strong("may")
                .and(" and ")
                .strong("can")
                .and(" leave the choice. A sentence without such a word either instructs (\u{201C}Record the outcome\u{201D}) or describes what happens (\u{201C}the managers meet\u{201D})."),
            Text::plain("\u{201C}It\u{201D} is the disagreement, unless something else is named. Where a sentence says \u{201C}somebody\u{201D}, or begins with \u{201C}must\u{201D}, \u{201C}should\u{201D} or \u{201C}may\u{201D}, the policy does not say who."),
        ];
        if let Some(example) = self.policy.clauses.iter().find(|clause| !clause.sources.is_empty()) {
            said.push(Text::plain(format!(
                "Brackets say where in the policy\u{2019}s own text a sentence comes from: ({}).",
                example.per()
            )));
        }
        said
    }

    /// The stages in one table, and who acts for which agency.
    pub(super) fn in_short(&self) -> Part {
        let mut blocks = Vec::new();
        if self.policy.stages.is_empty() {
            blocks.push(Block::gap("The policy has no stages."));
        } else {
            blocks.push(Block::Table(self.ladder()));
        }
        let of_case: Vec<ClauseId> = self
            .policy
            .clauses()
            .filter(|(_, clause)| clause.limit().is_some_and(|limit| matches!(limit.of, LimitOf::TheCase | LimitOf::StageOrCase)))
            .map(|(id, _)| id)
            .collect();
        blocks
            .extend((!of_case.is_empty()).then(|| Block::List(of_case.iter().map(|id| Item { clause: None, ..self.item(*id) }).collect())));
        for reading in &self.policy.readings {
            let words = format!(
                "Where the policy says \u{201C}{}\u{201D}, it is read as {} day: {}.",
                reading.word,
                reading.kind.word(),
                reading.because
            );
            blocks.push(Block::Paragraph(Text::plain(words).source(&sources(&reading.sources))));
        }
        blocks.extend(self.staff().map(Block::Table));
        Part::new("in-short", "In short", blocks)
    }

    fn ladder(&self) -> Table {
        let everywhere = self.told_at(|clause| clause.stages.is_none() && matches!(clause.home, Home::Throughout));
        let nobody = if everywhere.is_empty() { "Nobody named" } else { "Nobody besides those told at every stage" };
        let rows = self.policy.stages().map(|(id, stage)| {
            let told = self.told_at(|clause| clause.stages.as_ref().is_some_and(|stages| stages.contains(&id)));
            vec![
                vec![Text::default().link(&stage_mark(id), capitalised(&stage.name())).and(format!(": {}", stage.title))],
                vec![self.hearing(stage)],
                self.limits_in_short(id),
                if told.is_empty() { vec![Text::plain(nobody)] } else { told },
            ]
        });
        let mut rows: Vec<Vec<Vec<Text>>> = rows.collect();
        if !everywhere.is_empty() {
            rows.push(vec![
                vec![Text::default().link("throughout", "Every stage")],
                vec![Text::plain("Whoever has the case")],
                vec![Text::plain("As above")],
                everywhere,
            ]);
        }
        Table {
            caption: "The stages, with who deals with the disagreement, for how long, and who is told".into(),
            heads: ["Stage", "Who", "Time limit", "Who is told"].map(str::to_owned).to_vec(),
            rows,
        }
    }

    /// `Between managers`, `Heard by the Chair`.
    pub(super) fn hearing(&self, stage: &Stage) -> Text {
        Text::plain(match &stage.hearing {
            Hearing::Between(who) => format!("Between {}", self.words.parties(who)),
            Hearing::HeardBy(who) => format!("Heard by {}", self.words.parties(who)),
            Hearing::Unstated => NOT_STATED.to_owned(),
        })
    }

    fn limits_in_short(&self, stage: StageId) -> Vec<Text> {
        let mut lines: Vec<Text> = Vec::new();
        for id in self.limits_at(stage) {
            let clause = self.policy.clause(id);
            let conditions = self.conditions(&clause.conditions);
            let lead = if conditions.is_empty() { String::new() } else { format!("{}: ", conditions.join(", ")) };
            let only_stated = clause.limit().is_some() && clause.strength.word.is_empty();
            let strength = if only_stated { String::new() } else { format!(" ({})", strength_words(&clause.strength, clause.negated)) };
            let line = |length: String| Text::plain(capitalised(&format!("{lead}{length}{strength}"))).source(&sources(&clause.sources));
            lines.extend(self.lengths(clause).into_iter().map(line));
        }
        if lines.is_empty() { vec![Text::plain(NOT_STATED)] } else { lines }
    }

    /// How long a limit gives, or a duty to settle it within some time.
    fn lengths(&self, clause: &Clause) -> Vec<String> {
        let Some(limit) = clause.limit() else {
            let within = clause.deed.details.timing.iter().filter(|timing| matches!(timing, Timing::Within(_)));
            return within.map(|timing| self.words.timing(timing)).collect();
        };
        let edge = if limit.starts { "starts " } else { "" };
        let open = if limit.of == LimitOf::StageOrCase { ", for this stage or the whole case" } else { "" };
        vec![format!("{edge}{}{open}", self.words.limit(limit))]
    }

    /// Who is told, each once for a strength.
    fn told_at(&self, counts: impl Fn(&Clause) -> bool) -> Vec<Text> {
        let mut lines: Vec<String> = Vec::new();
        for clause in self.policy.clauses.iter().filter(|clause| counts(clause) && !clause.negated) {
            let mut whom = Vec::new();
            recipients(&clause.deed, &mut whom);
            for who in whom {
                let at_times = !clause.conditions.is_empty() || clause.when.as_ref().is_some();
                let strength = strength_words(&clause.strength, false);
                let line =
                    format!("{} ({strength}{})", capitalised(&self.words.parties(who)), if at_times { ", in some cases" } else { "" });
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
        lines.into_iter().map(Text::plain).collect()
    }

    /// Who acts at which level, agency by agency.
    fn staff(&self) -> Option<Table> {
        let tiers = self.tiers_of_stages();
        let tiers: Vec<(NameId, String)> = tiers.into_iter().filter(|(tier, _)| !self.policy.named(*tier).posts.is_empty()).collect();
        let mut agencies: Vec<String> = Vec::new();
        for (tier, _) in &tiers {
            for agency in self.policy.named(*tier).posts.iter().flat_map(|post| self.agencies(post)) {
                if !agencies.contains(&agency) {
                    agencies.push(agency);
                }
            }
        }
        if tiers.is_empty() {
            return None;
        }
        agencies.sort_by_key(|agency| agency != EVERY_AGENCY);
        let row = |agency: &String| {
            let mut row = vec![vec![Text::plain(agency.clone())]];
            row.extend(tiers.iter().map(|(tier, _)| self.posts(self.policy.named(*tier), agency)));
            row
        };
        let mut heads = vec!["Agency".to_owned()];
        heads.extend(tiers.iter().map(|(tier, stages)| format!("{stages}: {}", self.words.title(*tier))));
        Some(Table { caption: "Who acts at which stage, agency by agency".into(), heads, rows: agencies.iter().map(row).collect() })
    }

    /// The levels of staff that stages are between, each with its stages: `Stage 2`, `Stages 2 and 3`.
    pub(super) fn tiers_of_stages(&self) -> Vec<(NameId, String)> {
        let mut found: Vec<(NameId, Vec<String>)> = Vec::new();
        for stage in &self.policy.stages {
            let Hearing::Between(who) = &stage.hearing else { continue };
            for name in who.names().filter(|name| self.policy.named(*name).kind == NameKind::Tier) {
                match found.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, stages)) => stages.push(stage.label.clone()),
                    None => found.push((name, vec![stage.label.clone()])),
                }
            }
        }
        let stages = |labels: Vec<String>| format!("{} {}", if labels.len() > 1 { "Stages" } else { "Stage" }, listed(labels, "and"));
        found.into_iter().map(|(name, labels)| (name, stages(labels))).collect()
    }

    fn agencies(&self, post: &Post) -> Vec<String> {
        let all = |party: &Party| party.noun == Noun::Agency && party.side.is_none();
        let name = |party: &Party| if all(party) { EVERY_AGENCY.to_owned() } else { capitalised(&self.words.party(party)) };
        post.of.parties.iter().map(name).collect()
    }

    fn posts(&self, tier: &Named, agency: &str) -> Vec<Text> {
        let of_agency = |post: &&Post| self.agencies(post).iter().any(|one| one == agency);
        let lines: Vec<Text> = tier.posts.iter().filter(of_agency).map(|post| self.post(post, tier)).collect();
        let for_all = tier.posts.iter().any(|post| self.agencies(post).iter().any(|one| one == EVERY_AGENCY));
        match (lines.is_empty(), for_all) {
            (false, _) => lines,
            (true, true) if agency != EVERY_AGENCY => vec![Text::plain("As for every agency")],
            (true, false) if agency == EVERY_AGENCY => vec![Text::plain("See each agency")],
            (true, _) => vec![Text::plain(NOT_STATED)],
        }
    }

    /// Who holds a post: `For example: Team Manager, or equivalent`.
    pub(super) fn post(&self, post: &Post, tier: &Named) -> Text {
        let titles = |titles: &[String]| listed(titles.to_vec(), "or");
        let mut said = match &post.holders {
            Holders::Titles(all) => titles(all),
            Holders::Examples(all) => format!("for example: {}", titles(all)),
            Holders::AtLeast(all) => format!("{}, or somebody more senior", titles(all)),
            Holders::Nobody => "nobody at this level".to_owned(),
            Holders::Unstated => "not stated".to_owned(),
        };
        if post.or_equivalent {
            said.push_str(", or equivalent");
        }
        if let Some(by) = &post.advised_by {
            said.push_str(&format!(", advised by {}", self.words.parties(by)));
        }
        let per = if post.sources.is_empty() { &tier.sources } else { &post.sources };
        Text::plain(capitalised(&said)).source(&sources(per))
    }
}

/// Whom a deed has told, its options included.
pub(super) fn recipients<'c>(deed: &'c Deed, found: &mut Vec<&'c Parties>) {
    match &deed.act {
        Act::Notify(who, _) => found.push(who),
        Act::Choice { options, .. } => options.iter().for_each(|option| recipients(option, found)),
        _ => {}
    }
}

impl Fact {
    fn new(name: &str, values: Vec<Text>) -> Self {
        Fact { name: name.to_owned(), values }
    }
}
