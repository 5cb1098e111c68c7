//! What may stand at a place, in words, and what a sentence like this one looks like.

use std::collections::HashMap;
use std::sync::OnceLock;

use rungs_grammar::Rule;

use super::draft::{Draft, Stop};
use super::words::EXAMPLES;

/// The word a terminal rule stands for, where it is one fixed word.
pub(super) fn keyword(rule: Rule) -> Option<&'static str> {
    let words = KEYWORDS.get_or_init(|| {
        let word =
            |rule: &Rule| ["kw_", "v_", "t_"].into_iter().find_map(|kind| Some(format!("{rule:?}").strip_prefix(kind)?.replace('_', "-")));
        Rule::all_rules().iter().filter_map(|rule| Some((*rule, word(rule)?))).collect()
    });
    words.get(&rule).map(String::as_str)
}

static KEYWORDS: OnceLock<HashMap<Rule, String>> = OnceLock::new();

/// `after X comes …`, from what could have been read.
pub(super) fn comes_next(before: &str, expected: &[Rule]) -> String {
    let options = in_words(expected);
    match (before.is_empty(), options.is_empty()) {
        (true, true) => "nothing that rungs knows begins like this".to_owned(),
        (false, true) => format!("nothing more can stand after `{before}`"),
        (true, false) => format!("here comes {options}"),
        (false, false) => format!("after `{before}` comes {options}"),
    }
}

/// What may stand at a place, most telling first, at most four things.
fn in_words(expected: &[Rule]) -> String {
    let mut words: Vec<String> = Vec::new();
    for rule in expected {
        let phrase = phrase(*rule);
        if !phrase.is_empty() && !words.contains(&phrase) {
            words.push(phrase);
        }
    }
    // Phrases that describe a whole part say more than single words.
    words.sort_by_key(|word| word.starts_with('`'));
    let more = words.len() > 4;
    words.truncate(4);
    match words.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} or {last}{}", head.join(", "), if more { ", among others" } else { "" }),
    }
}

fn phrase(rule: Rule) -> String {
    let fixed = match rule {
        Rule::name => "a name",
        Rule::text => "words in quotation marks",
        Rule::texts => "one or more texts in quotation marks",
        Rule::number | Rule::label_number => "a number",
        Rule::label => "a stage's number or name",
        Rule::part_label => "a number or a letter",
        Rule::date => "a date such as `2026-04-01`",
        Rule::month_date => "a month such as `2018-11`",
        Rule::at_time => "a date and time such as `2026-04-01 10:00`",
        Rule::clock => "a time such as `10:00`",
        Rule::open => "`{`",
        Rule::close => "`}`",
        Rule::lparen => "`(`",
        Rule::rparen => "`)`",
        Rule::comma => "a comma",
        Rule::who | Rule::party => "who (such as `chair`, `they` or `raising manager`)",
        Rule::which => "`every`, `any`, `both` or `own`",
        Rule::side => "`raising` or `receiving`",
        Rule::modal | Rule::modal_word => "`must`, `should` or `may`",
        Rule::act | Rule::verb_word | Rule::verb_form | Rule::duty => "what is to be done (such as `notify`, `record` or `escalate`)",
        Rule::choice => "`do one of { … }`",
        Rule::detail | Rule::detail_word | Rule::timing | Rule::means => "how or by when (such as `by email` or `within 2 working days`)",
        Rule::per => "where it comes from (such as `per 2.4`)",
        Rule::called => "`called` and a name for the clause",
        Rule::source | Rule::paragraph | Rule::part => "a part of the document (such as `2.4`, `table 3` or `\"Stage 1\"`)",
        Rule::duration => "a length of time such as `2 working days`",
        Rule::unit => "`hours`, `days`, `weeks`, `months` or `years`",
        Rule::kind_of_day => "`working`, `calendar` or `school`",
        Rule::place => "a stage (such as `stage 3` or `next stage`)",
        Rule::event => "what happens (such as `unresolved`, `no answer` or `out of time`)",
        Rule::cond | Rule::atom => "a fact or a condition",
        Rule::value => "a value such as `stage 4`, `3 agencies` or `10 working days`",
        Rule::count => "how many (such as `at least 3 agencies`)",
        Rule::block => "the clauses between `{` and `}`",
        Rule::severity => "`error`, `warning` or `note`",
        Rule::channel => "`phone`, `email`, `letter`, `meeting`, `video` or `discussion`",
        Rule::property => "what is required (such as `every path ends in an authority`)",
        Rule::clause | Rule::clause_only => "a clause",
        Rule::option | Rule::option_only => "a choice",
        Rule::book_rule => "`rule`",
        Rule::header_only => "a line such as `publisher`, `follows`, `parts` or `cites`",
        Rule::calendar_line_only => "a line such as `open monday to friday` or `closed on 2026-09-02`",
        Rule::weekday => "a weekday such as `monday`",
        Rule::nation => "`england and wales`, `scotland` or `northern ireland`",
        Rule::line_only | Rule::line => "a line that begins with `dispute`, `given`, `starts`, `at` or `expect`",
        Rule::ending_word => "how it ends, such as `resolved` or `refused`",
        Rule::e_due => "`stage 2 due 2026-04-08`",
        Rule::e_missed | Rule::missed_word => "`missed …`",
        Rule::e_told => "who has been told (such as `chair notified`)",
        Rule::answers => "who says yes or no (such as `manager refuses`)",
        Rule::does | Rule::leaves_undone => "who does something, or does not",
        // The next part of the policy may always follow; saying so helps nobody.
        Rule::kw_import | Rule::kw_policy | Rule::kw_allow | Rule::kw_calendar => "",
        Rule::kw_background | Rule::kw_rulebook | Rule::kw_scenario => "",
        Rule::prefix_word | Rule::EOI | Rule::WHITESPACE | Rule::item_head | Rule::clause_head | Rule::said_head => "",
        Rule::missing_close | Rule::bad_line | Rule::bad_row | Rule::bad_lead | Rule::bad_head | Rule::bad_rule => "",
        other => return keyword(other).map(|word| format!("`{word}`")).unwrap_or_default(),
    };
    fixed.to_owned()
}

const CALENDAR_LINES: &str = "a calendar reads, line by line: `open monday to friday from 09:00 to 17:00`, `closed on bank holidays in england and wales`, `closed from 2026-12-24 to 2027-01-01 \"Christmas closure\"`, `school term from 2026-09-03 to 2026-12-18`";

/// What the last word of the language before a stop looks like in use; else what a whole line looks like.
pub(super) fn example(draft: &Draft<'_>, stop: &Stop) -> String {
    let here = draft.piece_at(stop.at);
    if draft.strict == Rule::rule_only && (0..here).any(|at| draft.piece(at) == "{") {
        return "a rule requires `every path ends in an authority`, `every path notifies partnership before stage 3`, `every panel has at least 3 agencies` or `every panel includes every disputing agency`"
            .to_owned();
    }
    match draft.strict {
        Rule::line_only => return super::scenarios::example_of_line(draft.own()).to_owned(),
        Rule::calendar_line_only => return CALENDAR_LINES.to_owned(),
        _ => {}
    }
    let used = (0..here)
        .rev()
        .map(|at| draft.word(at))
        .find_map(|word| EXAMPLES.iter().find(|(known, _)| *known == word || *known == word.trim_end_matches('s')));
    if let Some((_, example)) = used {
        return (*example).to_owned();
    }
    match draft.strict {
        Rule::header_only => "a policy's heading reads, line by line: `publisher bscp`, `follows england`, `parts 1.1 to 1.8, 2.2 and flowchart`",
        Rule::post_only => "a tier says who holds the post in which agency: `health \"Named Nurse\" or equivalent`, `police e.g. \"Sergeant\"`, `school unstated`",
        Rule::entry_only => "background is a list of quoted notes, each with its source: `\"Why this policy exists\" per 1.1`",
        Rule::option_only => "each choice stands on a line of its own: `discuss by phone per 2.4`, `consult chair`, `\"seek legal advice\"`",
        Rule::rule_only => "a rule reads `rule told-too-late error \"The partnership is told\" with stage 4 { every path notifies partnership before that stage }`",
        Rule::item_only => "a part of a policy begins with a word such as `stage`, `panel`, `route`, `throughout` or `role`",
        _ => "a clause reads `[when …,] who must do what [how] [by when] per source`, for example `raising manager must notify chair by email per 2.4`",
    }
    .to_owned()
}
