//! Every rule with the module that decides it.

use super::cases::{Aim, Cases};
use super::ladder::Ladder;
use super::panels::{Asked, every_panel, nobody_must_decide};
use super::policy::*;
use super::says;
use super::verdict::{Every, Question, Verdict};
use super::ways;

/// A verdict, with the question behind it where advice can be asked about.
pub struct Judged<'l> {
    pub verdict: Verdict,
    pub question: Option<Box<dyn Question + 'l>>,
}

impl<'l> Judged<'l> {
    fn of(question: impl Question + 'l) -> Self {
        Judged { verdict: question.verdict(), question: Some(Box::new(question)) }
    }

    fn plain(verdict: Verdict) -> Self {
        Judged { verdict, question: None }
    }
}

/// What a rule comes to; `None` where there is too much to go through.
pub fn judge<'l>(ladder: &'l Ladder<'_>, rule: &str) -> Option<Judged<'l>> {
    let policy = ladder.policy;
    let no_stages = ladder.count() == 0;
    if let Some(rule) = policy.rulebooks.iter().flat_map(|book| &book.rules).find(|known| known.name == rule) {
        return property(ladder, &rule.property);
    }
    let asked = |aim: Aim| {
        if no_stages { Some(Judged::plain(Verdict::DoesNotApply)) } else { Cases::new(ladder, aim).map(Judged::of) }
    };
    Some(match rule {
        "ambiguous-day" => Judged::plain(says::ambiguous_day(policy)),
        "endless-loop" => return asked(Aim::NoCircle),
        "no-review" => Judged::plain(says::no_review(policy)),
        "no-time-limit" => Judged::plain(says::no_time_limit(policy)),
        "nobody-must-decide" => Judged::of(nobody_must_decide(policy)),
        "one-person-veto" => return asked(Aim::NoVeto),
        "paragraph-not-encoded" => Judged::plain(says::paragraph_not_encoded(policy)),
        "personal-mailbox" => Judged::plain(says::personal_mailbox(policy)),
        "quoted-duty" => Judged::plain(says::quoted_duty(policy)),
        "recipient-unreachable" => Judged::plain(says::recipient_unreachable(policy)),
        "sender-unstated" => Judged::plain(says::sender_unstated(policy)),
        "sources-disagree" => Judged::plain(says::sources_disagree(policy)),
        "stuck-stage" => return asked(Aim::NeverStuck),
        "superseded-reference" => Judged::plain(says::superseded_reference(policy)),
        "undefined-term" => Judged::plain(says::undefined_term(policy)),
        "unreachable-stage" if no_stages => Judged::plain(Verdict::DoesNotApply),
        "unreachable-stage" => Judged::plain(every_stage_is_reached(ladder)?),
        "weak-duty" => Judged::plain(says::weak_duty(policy)),
        "overlapping-conditions" if !ways::some_rivals(ladder) => Judged::plain(Verdict::DoesNotApply),
        "overlapping-conditions" => return asked(Aim::NeverTwo),
        "own-manager-in-the-way" if !ways::something_leads_up(ladder) => Judged::plain(Verdict::DoesNotApply),
        "own-manager-in-the-way" => return asked(Aim::PastManagers),
        "uncovered-condition" if !ways::some_step_on_a_fact(ladder) => Judged::plain(Verdict::DoesNotApply),
        // A stage that is stuck is left to the other rule.
        "uncovered-condition" if Cases::new(ladder, Aim::NeverStuck)?.verdict() != Verdict::Holds => return None,
        "uncovered-condition" => return asked(Aim::NoGap),
        // Not decided a second time.
        "child-details-shared"
        | "clock-start-unstated"
        | "limits-do-not-add-up"
        | "no-counterpart"
        | "outside-jurisdiction"
        | "same-post-two-tiers"
        | "skip-loses-duty"
        | "two-last-words"
        | "two-parties-assumed"
        | "unmet-precondition"
        | "whose-file-unstated" => return None,
        other => panic!("the oracle does not know the rule {other}"),
    })
}

/// A stage is reached if some run comes to it, in some way of filling in what is left open.
fn every_stage_is_reached(ladder: &Ladder<'_>) -> Option<Verdict> {
    for stage in 0..ladder.count() {
        let avoids = Cases::new(ladder, Aim::Avoids(stage))?;
        let kept = super::verdict::Kept::none();
        if !(0..avoids.completions()).any(|completion| avoids.is_breached(completion, &kept)) {
            return Some(Verdict::Broken);
        }
    }
    Some(Verdict::Holds)
}

fn property<'l>(ladder: &'l Ladder<'_>, property: &Property) -> Option<Judged<'l>> {
    let policy = ladder.policy;
    Some(match property {
        Property::EveryPathEndsInAnAuthority if ladder.count() == 0 => Judged::plain(Verdict::DoesNotApply),
        Property::EveryPathEndsInAnAuthority => Judged::of(Cases::new(ladder, Aim::Ends)?),
        Property::EveryPathNotifies { who, before } => {
            let Some(rung) = rung_of(ladder, before) else { return Some(Judged::plain(Verdict::DoesNotApply)) };
            // Each of several is to be told; with `or`, on each path any one of them.
            let wanted: Vec<Vec<Party>> = match who.join {
                Join::And => who.parties.iter().map(|party| vec![party.clone()]).collect(),
                Join::Or => vec![who.parties.clone()],
            };
            let each = wanted.into_iter().map(|wanted| Cases::new(ladder, Aim::Told { wanted, rung }));
            Judged::of(Every(each.collect::<Option<Vec<_>>>()?))
        }
        Property::EveryPanelHasAtLeast { agencies } => Judged::of(every_panel(policy, &Asked::AtLeast(*agencies))),
        Property::EveryPanelIncludes { who } => Judged::of(every_panel(policy, &Asked::Includes(who.clone()))),
    })
}

/// The rung named, or that of the first authority if the ladder is shorter.
fn rung_of(ladder: &Ladder<'_>, mark: &Mark) -> Option<u32> {
    let stage = match mark {
        Mark::Authority => return ladder.authority(),
        Mark::Stage { stage } => stage,
    };
    let digits: String = stage.chars().take_while(char::is_ascii_digit).collect();
    let named = ladder.policy.stages.iter().find(|known| known.label == *stage).map(|known| known.rung);
    let rung = digits.parse().ok().or(named)?;
    Some(ladder.authority().map_or(rung, |authority| authority.min(rung)))
}
