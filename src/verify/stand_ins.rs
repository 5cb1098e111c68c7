//! Whether somebody stands in for whoever decides.

use std::collections::BTreeSet;

use crate::diagnostic::Label;
use crate::model::{Hearing, Join, NameId, NameKind, Parties, Party, Policy, in_sentences, in_words};

use super::property::Found;
use super::report::{Finding, Story, StoryLine, Verdict};

/// Whether for everybody by whom a stage is heard the policy names somebody else who takes their place. Of `chair or
/// deputy`, either is there for the other.
pub(super) fn every_authority_has_a_stand_in(policy: &Policy) -> Found {
    let replaced: BTreeSet<NameId> = policy
        .names()
        .flat_map(|(id, named)| named.stands_in_for.iter().flat_map(Parties::names).filter(move |whom| *whom != id))
        .collect();
    let mut asked = BTreeSet::new();
    let mut findings = Vec::new();
    let mut any = false;
    for stage in &policy.stages {
        let Hearing::HeardBy(authority) = &stage.hearing else { continue };
        any = true;
        for party in without(&replaced, authority) {
            if !asked.insert(in_words(policy).party(party)) {
                continue;
            }
            findings.push(finding(policy, party, &stage.name(), Label { span: stage.span, text: "heard by nobody else".into() }));
        }
    }
    match (any, findings.is_empty()) {
        (false, _) => (Verdict::DoesNotApply, findings),
        (true, true) => (Verdict::Holds, findings),
        (true, false) => (Verdict::Broken, findings),
    }
}

/// Those of them in whose place nobody can act.
fn without<'p>(replaced: &BTreeSet<NameId>, authority: &'p Parties) -> Vec<&'p Party> {
    if authority.join == Join::Or && authority.parties.len() > 1 {
        return Vec::new();
    }
    authority.parties.iter().filter(|party| party.name().is_none_or(|name| !replaced.contains(&name))).collect()
}

fn finding(policy: &Policy, party: &Party, stage: &str, place: Label) -> Finding {
    let who = in_sentences(policy).party(party);
    let mut labels = vec![place];
    labels.extend(party.name().map(|name| Label { span: policy.named(name).span, text: "nobody is named who stands in".into() }));
    let body = party.name().is_some_and(|name| policy.named(name).kind == NameKind::Body);
    let (put, deputy) = if body {
        (format!("It is put to {who}, which cannot meet in time, or whose members have a part in the case."), "body second-panel")
    } else {
        (format!("It is put to {who}, who cannot hear it: away, ill, or with a part in the case."), "role deputy")
    };
    let name = party.name().map_or("…", |name| policy.named(name).name.as_str());
    Finding {
        message: format!("nobody stands in for {who}"),
        labels,
        clauses: Vec::new(),
        story: Some(Story {
            scenario: None,
            lines: vec![
                StoryLine::new("Agencies disagree about a child, and no stage settles it.", ""),
                StoryLine::new(put, stage.to_owned()),
            ],
            never_done: format!("nobody could act in the place of {who}"),
        }),
        help: format!(
            "if the document names somebody, declare them: `{deputy} \"…\" stands in for {name}`; if not, ask its author who acts when {who} cannot or should not"
        ),
        ..Finding::default()
    }
}
