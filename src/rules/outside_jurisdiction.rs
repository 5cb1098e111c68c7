//! Holds iff the policy refers to nothing of another nation of the United Kingdom, and lays no duty on an agency it does not
//! apply to. The nation of a document, body, agency or role is the one its title names: England or English, Wales or Welsh,
//! Scotland or Scottish, Northern Ireland or Northern Irish. The policy's own are those that its title names, or else its
//! publisher's title, or else a rulebook it follows; what names several, one of the policy's own among them, is not of
//! another. The [calendar](../calendars.md#what-is-assumed) it is counted by must not be closed on another nation's bank
//! holidays; England and Wales share theirs. A duty is anything required of an agency, or of somebody `of` one, where the
//! policy's `applies to` names agencies, and not `every agency`, and this is none of them nor of their kind. Does not apply if neither the policy's nation nor its agencies can be told.
//!
//! ## Why it matters
//!
//! Procedures copied from a neighbour across the border keep its law, its bodies and its holidays. And a "must" for an
//! agency that never signed the policy is a wish: nobody there need know of it.

use crate::calendar;
use crate::diagnostic::{Label, Severity};
use crate::model::{BankHolidays, Force, NameId, NameKind, Named, Nation, Party, Policy, in_words, listed};
use crate::verify::{Finding, Verdict};

use super::no_counterpart::agencies_applied_to;
use super::{Found, Rule, Several, Subject, at_clause, finding};

pub(super) const RULE: Rule = Rule {
    name: "outside-jurisdiction",
    severity: Severity::Warning,
    title: "Nothing reaches beyond the policy's nation and agencies",
    check,
    source: include_str!("outside_jurisdiction.rs"),
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Land {
    England,
    Wales,
    Scotland,
    NorthernIreland,
}

impl Land {
    const WORDS: [(Land, &'static [&'static str]); 4] = [
        (Land::England, &["england", "english"]),
        (Land::Wales, &["wales", "welsh"]),
        (Land::Scotland, &["scotland", "scottish"]),
        (Land::NorthernIreland, &["northern ireland", "northern irish"]),
    ];

    fn title(self) -> &'static str {
        match self {
            Land::England => "England",
            Land::Wales => "Wales",
            Land::Scotland => "Scotland",
            Land::NorthernIreland => "Northern Ireland",
        }
    }

    fn is_in(self, nation: Nation) -> bool {
        match nation {
            Nation::EnglandAndWales => matches!(self, Land::England | Land::Wales),
            Nation::Scotland => self == Land::Scotland,
            Nation::NorthernIreland => self == Land::NorthernIreland,
        }
    }
}

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let own = own_lands(policy);
    let agencies = agencies_applied_to(policy);
    if own.is_empty() && agencies.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let findings: Vec<Finding> = of_elsewhere(policy, &own).into_iter().chain(duties_of_others(policy, &agencies)).collect();
    (if findings.is_empty() { Verdict::Holds } else { Verdict::Broken }, findings)
}

/// The nations the policy is of, if something says it.
fn own_lands(policy: &Policy) -> Vec<Land> {
    let publisher = policy.publisher.map(|name| policy.named(name).title.as_str());
    let books = policy.rulebooks.iter().map(|book| format!("{} {}", book.name, book.title));
    let texts = [policy.title.as_str()].into_iter().chain(publisher).map(str::to_owned).chain(books);
    texts.map(|text| lands(&text)).find(|lands| !lands.is_empty()).unwrap_or_default()
}

/// The nations a text names, as words of their own.
fn lands(text: &str) -> Vec<Land> {
    let text = format!(" {} ", text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " "));
    let says = |words: &[&str]| words.iter().any(|word| text.contains(&format!(" {word} ")));
    Land::WORDS.iter().filter(|(_, words)| says(words)).map(|(land, _)| *land).collect()
}

fn of_elsewhere(policy: &Policy, own: &[Land]) -> Option<Finding> {
    if own.is_empty() {
        return None;
    }
    let mut places: Vec<(Label, Option<_>)> = Vec::new();
    for id in policy.used_names() {
        let named = policy.named(id);
        let judged = matches!(named.kind, NameKind::Document | NameKind::Body | NameKind::Agency | NameKind::Role);
        let lands = lands(&named.title);
        if let Some(land) = lands.first().filter(|_| judged && !lands.iter().any(|land| own.contains(land))) {
            places.push((Label { span: where_cited(policy, id, named), text: format!("{} is of {}", named.title, land.title()) }, None));
        }
    }
    if let Some(calendar) = calendar::chosen(policy) {
        let holidays = calendar.timetable.as_ref().and_then(|timetable| timetable.bank_holidays);
        if let Some(BankHolidays::Closed(Some(nation))) = holidays
            && !own.iter().any(|own| own.is_in(nation))
        {
            places.push((Label { span: calendar.span, text: format!("closed on the bank holidays of {}", nation.title()) }, None));
        }
    }
    (!places.is_empty()).then(|| {
        finding(
            places,
            format!("a policy of {} goes by what is of another nation", listed(own.iter().map(|land| land.title().to_owned()).collect(), "and")),
            "name what takes its place where the policy applies, after reading what that says; for a calendar, `closed on bank holidays in …`",
        )
    })
}

fn where_cited(policy: &Policy, id: NameId, named: &Named) -> crate::source::Span {
    let cited = policy.cites.iter().find(|cite| cite.document == id).map(|cite| cite.span);
    cited.unwrap_or(if named.imported { policy.span } else { named.span })
}

fn duties_of_others(policy: &Policy, agencies: &[NameId]) -> Option<Finding> {
    if agencies.is_empty() {
        return None;
    }
    let required = policy.clauses().filter(|(_, clause)| clause.strength.force == Force::Required);
    let places: Vec<_> = required
        .filter_map(|(id, clause)| {
            let party = clause.actor.iter().flat_map(|actor| &actor.parties).find(|party| is_of_another(policy, party, agencies))?;
            Some(at_clause(policy, id, format!("{}: not among those the policy applies to", in_words(policy).party(party))))
        })
        .collect();
    (!places.is_empty()).then(|| {
        finding(
            places,
            Several { one: "duty is asked", many: "duties are asked", sentence: "{} of an agency to which the policy does not apply" },
            "say that the policy applies to them, once they have agreed to it: `applies to …`; or ask it of those to whom it does",
        )
    })
}

/// An agency that is none of these, or somebody of one.
fn is_of_another(policy: &Policy, party: &Party, agencies: &[NameId]) -> bool {
    let is_another =
        |name: NameId| policy.named(name).kind == NameKind::Agency && !agencies.iter().any(|agency| policy.is_kind_of(name, *agency));
    let of_named = |name: NameId| policy.named(name).of.as_ref().is_some_and(|of| of.names().any(is_another));
    let of_party = party.of.as_deref().and_then(Party::name).is_some_and(is_another);
    party.name().is_some_and(|name| is_another(name) || of_named(name)) || of_party
}
