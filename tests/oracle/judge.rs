//! Every rule with the module that decides it.

use std::collections::BTreeSet;

use super::cases::{Aim, Cases};
use super::ladder::Ladder;
use super::panels::{Asked as OfPanels, Said, every_panel, every_panel_has_a_deadline, every_panel_says, nobody_must_decide};
use super::parties::no_authority_is_a_disputing_agency;
use super::policy::*;
use super::routes::{a_route_leads_to, no_route_leads_to_a_disputing_agency};
use super::says;
use super::tells::{Sought, Wanted};
use super::times::every_path_leaves;
use super::total::{Asked, lasting};
use super::verdict::{Every, Question, Verdict, wrong_advice};
use super::{beforehand, last_words, levels, papers, skips, ways, whole};

/// A verdict, with the questions behind it where advice can be asked about.
pub struct Judged<'l> {
    pub verdict: Verdict,
    questions: Vec<Box<dyn Question + 'l>>,
}

impl<'l> Judged<'l> {
    fn of(question: impl Question + 'l) -> Self {
        Judged { verdict: question.verdict(), questions: vec![Box::new(question)] }
    }

    fn plain(verdict: Verdict) -> Self {
        Judged { verdict, questions: Vec::new() }
    }

    /// Several requirements: the worst of those that apply.
    fn all(parts: Vec<Judged<'l>>) -> Self {
        let applying = parts.iter().map(|part| part.verdict).filter(|verdict| *verdict != Verdict::DoesNotApply);
        let verdict = applying.min().unwrap_or(Verdict::DoesNotApply);
        Judged { verdict, questions: parts.into_iter().flat_map(|part| part.questions).collect() }
    }

    /// What is wrong with the advice named for a verdict of advice.
    pub fn wrong_advice(&self, named: &BTreeSet<String>, all_needed: bool) -> Option<String> {
        if self.questions.is_empty() { None } else { wrong_advice(&self.questions, named, all_needed) }
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
        "child-details-shared" => Judged::plain(papers::child_details_shared(policy)),
        "clock-start-unstated" => Judged::plain(papers::clock_start_unstated(policy)),
        "endless-loop" => return asked(Aim::NoCircle),
        "limits-do-not-add-up" => Judged::of(whole::limits_do_not_add_up(ladder)?),
        "no-counterpart" => Judged::plain(levels::no_counterpart(policy)),
        "one-person-veto" => return asked(Aim::NoVeto),
        "outside-jurisdiction" => Judged::plain(levels::outside_jurisdiction(policy)),
        "paragraph-not-encoded" => Judged::plain(says::paragraph_not_encoded(policy)),
        "personal-mailbox" => Judged::plain(says::personal_mailbox(policy)),
        "quoted-duty" => Judged::plain(says::quoted_duty(policy)),
        "recipient-unreachable" => Judged::plain(says::recipient_unreachable(policy)),
        "same-post-two-tiers" => Judged::plain(levels::same_post_two_tiers(policy)),
        "sender-unstated" => Judged::plain(says::sender_unstated(policy)),
        "skip-loses-duty" => Judged::of(skips::skip_loses_duty(ladder)?),
        "sources-disagree" => Judged::plain(says::sources_disagree(policy)),
        "stuck-stage" => return asked(Aim::NeverStuck),
        "superseded-reference" => Judged::plain(says::superseded_reference(policy)),
        "two-last-words" => Judged::plain(last_words::two_last_words(ladder)),
        "two-parties-assumed" => Judged::plain(levels::two_parties_assumed(policy)),
        "undefined-term" => Judged::plain(says::undefined_term(policy)),
        "unmet-precondition" => Judged::of(beforehand::unmet_precondition(policy)),
        "unreachable-stage" if no_stages => Judged::plain(Verdict::DoesNotApply),
        "unreachable-stage" => Judged::plain(every_stage_is_reached(ladder)?),
        "weaker-than-parent" if policy.head.under.is_none() => Judged::plain(Verdict::DoesNotApply),
        "weak-duty" => Judged::plain(says::weak_duty(policy)),
        "whose-file-unstated" => Judged::plain(papers::whose_file_unstated(policy)),
        "overlapping-conditions" if !ways::some_rivals(ladder) => Judged::plain(Verdict::DoesNotApply),
        "overlapping-conditions" => return asked(Aim::NeverTwo),
        "own-manager-in-the-way" if !ways::something_leads_up(ladder) => Judged::plain(Verdict::DoesNotApply),
        "own-manager-in-the-way" => return asked(Aim::PastManagers),
        "uncovered-condition" if !ways::some_step_on_a_fact(ladder) => Judged::plain(Verdict::DoesNotApply),
        // A stage that is stuck is left to the other rule.
        "uncovered-condition" if Cases::new(ladder, Aim::NeverStuck)?.verdict() != Verdict::Holds => return None,
        "uncovered-condition" => return asked(Aim::NoGap),
        _ => return None,
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
    let cases = |aim: Aim| {
        if ladder.count() == 0 { Some(Judged::plain(Verdict::DoesNotApply)) } else { Cases::new(ladder, aim).map(Judged::of) }
    };
    // Each of several is to be told; with `or`, in each case any one of them.
    let each_of = |who: &Parties| -> Vec<Wanted> {
        match who.join {
            Join::And => who.parties.iter().map(|party| vec![party.clone()]).collect(),
            Join::Or => vec![who.parties.clone()],
        }
    };
    let every = |aims: Vec<Aim>| {
        let each: Option<Vec<Cases<'_, '_>>> = aims.into_iter().map(|aim| Cases::new(ladder, aim)).collect();
        each.map(|each| Judged::of(Every(each)))
    };
    Some(match property {
        Property::All { properties } => {
            return properties.iter().map(|part| self::property(ladder, part)).collect::<Option<Vec<_>>>().map(Judged::all);
        }
        Property::EveryPathEndsInAnAuthority => return cases(Aim::Ends),
        Property::EveryPathNotifies { who, before } => {
            let Some(rung) = rung_of(ladder, before) else { return Some(Judged::plain(Verdict::DoesNotApply)) };
            return every(each_of(who).into_iter().map(|wanted| Aim::Told { wanted, rung }).collect());
        }
        Property::EveryPathNotifiesWhen { when, who, from } => {
            let rung = match from {
                None => 0,
                Some(stage) => match named_rung(ladder, stage) {
                    Some(rung) => rung,
                    None => return Some(Judged::plain(Verdict::DoesNotApply)),
                },
            };
            let when = ladder.expr(when);
            let aim = |wanted| Aim::ToldWhen { sought: Sought::Telling(wanted), rung, when: when.clone() };
            return every(each_of(who).into_iter().map(aim).collect());
        }
        Property::EveryPathLeaves { stage, within } => {
            let of_that_rung = named_rung(ladder, stage);
            let labelled = policy.stages.iter().position(|known| known.label == *stage);
            let at = labelled.or_else(|| policy.stages.iter().position(|known| Some(known.rung) == of_that_rung));
            // Every case comes to the first stage, unless it begins past it.
            match at {
                None => Judged::plain(Verdict::DoesNotApply),
                Some(0) if policy.calendars.is_empty() => match every_path_leaves(ladder, 0, within) {
                    Some(leaving) => Judged::of(leaving),
                    None => Judged::of(lasting(ladder, Asked::Stages(vec![0]), within)?),
                },
                Some(_) => {
                    let of_the_rung = |stage: &usize| Some(policy.stages[*stage].rung) == of_that_rung;
                    let stages = labelled.map_or_else(|| (0..ladder.count()).filter(of_the_rung).collect(), |stage| vec![stage]);
                    Judged::of(lasting(ladder, Asked::Stages(stages), within)?)
                }
            }
        }
        Property::EveryPathEndsWithin { .. } if ladder.count() == 0 => Judged::plain(Verdict::DoesNotApply),
        Property::EveryPathEndsWithin { time } => Judged::of(lasting(ladder, Asked::Whole, time)?),
        Property::EveryStageHasALimit => Judged::plain(says::no_time_limit(policy)),
        Property::EveryStageIsRecorded { after_first } => {
            return cases(Aim::Each { sought: Sought::Recording, first: usize::from(*after_first) });
        }
        Property::EveryStageNotifies { who, after_first } => {
            let first = usize::from(*after_first);
            return every(each_of(who).into_iter().map(|wanted| Aim::Each { sought: Sought::Telling(wanted), first }).collect());
        }
        Property::EveryStageMovesOn => return cases(Aim::MovesOn),
        Property::EveryPanelHasAtLeast { agencies, at_most } => Judged::of(every_panel(policy, &OfPanels::AtLeast(*agencies), *at_most)?),
        Property::EveryPanelHasAtLeastNeutral { agencies, at_most } => {
            Judged::of(every_panel(policy, &OfPanels::Neutral(*agencies), *at_most)?)
        }
        Property::EveryPanelHasAtLeastPeople { people, at_most } => Judged::of(every_panel(policy, &OfPanels::People(*people), *at_most)?),
        Property::EveryPanelIncludes { who } => Judged::of(every_panel(policy, &OfPanels::Includes(who.clone()), None)?),
        Property::EveryPanelExcludes { who } => Judged::of(every_panel(policy, &OfPanels::Excludes(who.clone()), None)?),
        Property::EveryDisputeCanHaveAPanel { at_most } => Judged::of(every_panel(policy, &OfPanels::CanForm, *at_most)?),
        Property::EveryPanelHasAChair => Judged::of(every_panel_says(policy, Said::Chair)),
        Property::EveryPanelHasADecisionRule => Judged::of(every_panel_says(policy, Said::DecisionRule)),
        Property::EveryPanelHasADeadline => Judged::of(every_panel_has_a_deadline(policy)),
        Property::EveryAuthorityMustDecide => Judged::of(nobody_must_decide(policy)),
        Property::EveryAuthorityHasAStandIn => Judged::plain(says::no_stand_in(policy)),
        Property::NoAuthorityIsADisputingAgency { at_most } => Judged::of(no_authority_is_a_disputing_agency(policy, *at_most)?),
        Property::ARouteLeadsTo { when, who } => Judged::of(a_route_leads_to(policy, when, who)),
        Property::NoRouteLeadsToADisputingAgency { when } => Judged::of(no_route_leads_to_a_disputing_agency(policy, when)),
        Property::ThePolicyStatesItsReview => Judged::plain(says::no_review(policy)),
        Property::ThePolicyStatesItsLearning => Judged::plain(says::no_learning(policy)),
        Property::ThePolicyStatesThePositionMeanwhile => Judged::plain(says::interim_position_unstated(policy)),
    })
}

/// The rung named, or that of the first authority if the ladder is shorter.
fn rung_of(ladder: &Ladder<'_>, mark: &Mark) -> Option<u32> {
    let stage = match mark {
        Mark::Authority => return ladder.authority(),
        Mark::Stage { stage } => stage,
    };
    let rung = named_rung(ladder, stage)?;
    Some(ladder.authority().map_or(rung, |authority| authority.min(rung)))
}

fn named_rung(ladder: &Ladder<'_>, stage: &str) -> Option<u32> {
    let digits: String = stage.chars().take_while(char::is_ascii_digit).collect();
    let named = ladder.policy.stages.iter().find(|known| known.label == *stage).map(|known| known.rung);
    digits.parse().ok().or(named)
}
