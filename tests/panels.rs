//! What a rulebook can ask of panels, of whoever decides and of ways outside the ladder, in small policies: the verdicts
//! that no rule of the rulebook `england` shows.

mod common;

use common::*;
use rungs::verify::Verdict;

const BEFORE: &str = r#"rungs 1

policy sample "A sample" {
    follows book
}

agency social-care "Social care"
agency health "Health"
agency police "Police"
agency school "Schools"

body partnership "The partnership"
body executive "The Executive" of partnership members unstated
body listed "The list" members social-care, health and police
role chair "The Chair" of partnership
role adviser "The adviser" neutral
role director "The director" of social-care
role hub "The hub" of social-care
fact fixed "taken into care"
fact at-risk "at risk" may change
tier manager "Manager"
"#;

fn with_terms(property: &str, terms: &str) -> Verdict {
    let ladder = "stage 1 \"One\" heard by chair {\n chair must convene resolution-panel\n}\n";
    with_ladder(property, &format!("{ladder}panel resolution-panel \"The panel\" {{\n{terms}\n}}\n"))
}

fn with_ladder(property: &str, ladder: &str) -> Verdict {
    let book = format!("rulebook book \"A book\" {{\n rule asked error \"Asked\" {{\n {property}\n }}\n}}\n");
    verdict(&format!("{BEFORE}{book}{ladder}"), "asked")
}

fn assert_terms(property: &str, cases: &[(&str, Verdict)]) {
    for (terms, expected) in cases {
        assert_eq!(with_terms(property, terms), *expected, "{property}, of\n{terms}");
    }
}

use Verdict::{Advice, Broken, DoesNotApply, GaveUp, Holds, Undetermined};

#[test]
fn people_are_counted_and_each_agency_sends_one() {
    assert_terms(
        "every panel has at least 3 people",
        &[
            ("must have at least 3 people", Holds),
            ("must have \"officers\" from 3 agencies", Holds),
            ("should have at least 3 people", Advice),
            ("must have at most 3 people", Broken),
            ("must include every disputing agency", Broken),
        ],
    );
    assert_eq!(with_terms("every panel has at least 3 agencies", "must have at least 3 people"), Broken);
}

#[test]
fn neutral_agencies_are_those_left_when_all_in_dispute_sit() {
    let two = "every panel has at least 2 neutral agencies in a dispute of at most 3 agencies";
    assert_terms(
        two,
        &[
            ("must have \"officers\" from at least 5 agencies", Holds),
            ("must have \"officers\" from at least 4 agencies", Broken),
            ("must exclude raising agency\nmust have \"officers\" from at least 4 agencies", Holds),
            ("if fixed, must have \"officers\" from at least 5 agencies\nmust have \"officers\" from at least 4 agencies", Broken),
            ("must include police, health, school, social-care and adviser", Broken),
        ],
    );
    let ever = "every panel has at least 1 neutral agency";
    assert_terms(
        ever,
        &[
            ("must have \"officers\" from at least 9 agencies", Broken),
            ("must exclude every disputing agency\nmust have \"officers\" from at least 2 agencies", Holds),
        ],
    );
    assert_eq!(with_terms("every panel has at least 1 neutral agency in a dispute of at most 1 agencies", "must resolve"), DoesNotApply);
}

/// Advice that cannot all be kept binds nobody: it must not make a rule hold by leaving no panel to ask about.
#[test]
fn advice_that_contradicts_itself_keeps_nothing() {
    let terms = "should include police\nshould exclude police";
    assert_eq!(with_terms("every panel has at least 1 neutral agency in a dispute of at most 4 agencies", terms), Broken);
}

#[test]
fn whom_every_panel_leaves_out() {
    assert_terms(
        "every panel excludes every disputing agency",
        &[
            ("must exclude every disputing agency", Holds),
            ("should exclude every disputing agency", Advice),
            ("must not include raising agency", Broken),
            ("must have \"officers\" from 3 agencies", Broken),
            ("must be drawn from executive", Broken),
        ],
    );
    assert_terms(
        "every panel excludes school",
        &[
            ("must be drawn from listed", Holds),
            ("must exclude school", Holds),
            ("must be drawn from executive", Undetermined),
            ("must be drawn from executive\nmust exclude school", Holds),
            ("must be drawn from executive\nmust include school", Broken),
            ("must resolve", Broken),
        ],
    );
    for all in ["every disputing agency", "every agency"] {
        let one = "must have \"officers\" from at most 1 agencies\nmust include school";
        assert_terms(&format!("every panel excludes {all}"), &[(one, Broken)]);
    }
    assert_terms("every panel excludes adviser", &[("must exclude adviser", Holds), ("must exclude police", Broken)]);
}

#[test]
fn a_panel_can_be_formed() {
    let any = "every dispute can have a panel";
    assert_terms(
        any,
        &[
            ("must resolve", Holds),
            ("must have \"officers\" from 3 agencies\nmust include police, health, school and social-care", Broken),
            ("may have \"officers\" from 3 agencies\nmust include every disputing agency", Holds),
            ("try to include police\nmust exclude police", Holds),
            ("must include any disputing agency\nmust exclude every disputing agency", Broken),
            ("must be drawn from listed\nmust include every disputing agency", Broken),
            ("must be drawn from listed\nmust have \"officers\" from at least 3 agencies", Holds),
            ("must be drawn from listed and executive\nmust include police", Holds),
            ("must be drawn from listed and executive\nmust include school", Undetermined),
            ("must be drawn from listed and executive\nmust include disputing agency", Undetermined),
            ("must be drawn from disputing agencies and school", GaveUp),
            ("must not have \"officers\" from 3 agencies", GaveUp),
            // Five agencies may disagree, of which the policy names four.
            ("must have at most 4 people\nmust include every disputing agency", Broken),
            ("must have at most 4 people\nmust include every disputing agency\nmust be drawn from disputing agencies", Broken),
            ("must have at most 4 people\nmust include every disputing agency\nmust be drawn from every agency", Broken),
            ("must exclude social-care\nmust be chaired by director", Broken),
            ("must exclude social-care\nmust be chaired by director or chair", Holds),
            ("if fixed, must include police\nunless fixed, must exclude police", Holds),
            ("if fixed, must include police\nif at-risk, must exclude police", Broken),
            ("must not have \"officers\" from 3 agencies", GaveUp),
        ],
    );
    let of_three = "every dispute of at most 3 agencies can have a panel";
    assert_terms(of_three, &[("must have \"officers\" from 3 agencies\nmust include every disputing agency", Holds)]);
}

#[test]
fn whose_people_an_authority_is() {
    let apart = "no authority is a disputing agency in a dispute of at most 3 agencies";
    for (ladder, expected) in [
        ("stage 1 \"One\" heard by chair {\n}\n", Holds),
        ("stage 1 \"One\" heard by director {\n}\n", Broken),
        ("stage 1 \"One\" heard by chair and director {\n}\n", Holds),
        ("stage 1 \"One\" heard by chair or director {\n}\n", Broken),
        ("stage 1 \"One\" heard by listed {\n}\n", Broken),
        ("stage 1 \"One\" heard by executive {\n}\n", Undetermined),
        ("stage 1 \"One\" heard by manager of relevant agency {\n}\n", Broken),
        ("stage 1 \"One\" between managers {\n if chair agrees, must escalate to stage 2\n}\nstage 2 \"Two\" heard by chair {\n}\n", Holds),
        (
            "stage 1 \"One\" between managers {\n if receiving manager agrees, must escalate to stage 2\n must escalate to stage 2\n}\nstage 2 \"Two\" heard by chair {\n}\n",
            Holds,
        ),
    ] {
        assert_eq!(with_ladder(apart, ladder), expected, "{ladder}");
    }
    let of_two = "no authority is a disputing agency in a dispute of at most 2 agencies";
    assert_eq!(with_ladder(of_two, "stage 1 \"One\" heard by listed {\n}\n"), Holds);
}

#[test]
fn ways_outside_the_ladder() {
    let stages = "stage 1 \"One\" between managers {\n}\nstage 2 \"Two\" heard by chair {\n}\n";
    let leads = "when at-risk, a route leads to social-care or police";
    for (way, expected) in [
        ("throughout {\n when at-risk begins, any manager must contact hub\n}\n", Broken),
        ("throughout {\n when resolved, if at-risk, any manager must contact hub\n}\n", Broken),
        ("throughout {\n if at-risk, any manager must try to contact hub\n}\n", Broken),
        ("throughout {\n if not at-risk, any manager must contact hub\n}\n", Broken),
        ("throughout {\n any manager must contact hub\n}\n", Broken),
        ("throughout {\n if at-risk, any manager must contact manager of social-care\n}\n", Holds),
        ("throughout {\n if at-risk, any manager must do one of {\n contact hub\n contact police\n }\n}\n", Holds),
        ("throughout {\n if at-risk, any manager should do one of {\n contact hub\n contact police\n }\n}\n", Advice),
        ("route risk \"Risk\" if at-risk {\n any manager must request \"help\" from hub\n}\n", Holds),
        ("route risk \"Risk\" if at-risk afterwards {\n any manager must contact hub\n}\n", Broken),
    ] {
        assert_eq!(with_ladder(leads, &format!("{way}{stages}")), expected, "{way}");
    }
    let apart = "when at-risk, no route leads to a disputing agency";
    for (way, expected) in [
        ("throughout {\n if at-risk, any manager may contact hub\n}\n", Broken),
        ("throughout {\n if at-risk, any manager must contact hub copying chair\n}\n", Holds),
        ("throughout {\n if at-risk, any manager must contact hub\n if at-risk, any manager must notify adviser or police\n}\n", Broken),
        ("throughout {\n if at-risk, any manager must contact own manager\n}\n", DoesNotApply),
        ("throughout {\n if at-risk, any manager must contact receiving manager\n}\n", Broken),
    ] {
        assert_eq!(with_ladder(apart, &format!("{way}{stages}")), expected, "{way}");
    }
}
