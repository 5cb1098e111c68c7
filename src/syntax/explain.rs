//! What could not be read, in the policy lead's words.
//!
//! The grammar sets unreadable text aside in `bad_*` nodes. Each is read once more, strictly, and the place
//! where that stops becomes one message: what stands there, what could stand there, and the likeliest mend.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use super::grammar::{Grammar, Rule};
use super::parse::first_on_line;
use super::tree::Node;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::source::Span;

/// Adds the messages for what stands in a node and could not be read; leaves every other node alone.
pub(super) fn explain(node: Node<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let strict = match node.kind() {
        Rule::file => Rule::item_only,
        Rule::block => Rule::clause_only,
        Rule::rulebook => Rule::rule_only,
        Rule::policy => Rule::header_only,
        Rule::calendar => Rule::calendar_line_only,
        Rule::tier => Rule::post_only,
        Rule::background => Rule::entry_only,
        Rule::scenario => Rule::line_only,
        _ => Rule::EOI,
    };
    if strict != Rule::EOI {
        let mut last: Option<Node<'_>> = None;
        for child in node.children() {
            if matches!(child.kind(), Rule::bad_item | Rule::bad_clause | Rule::bad_rule | Rule::bad_line) {
                diagnostics.push(unreadable(child, last, strict));
            }
            last = Some(child).filter(|child| !child.is_leaf());
        }
    }
    match node.kind() {
        Rule::missing_close => diagnostics.push(never_closed(node)),
        Rule::option => check_option(node, diagnostics),
        _ => {}
    }
}

fn never_closed(node: Node<'_>) -> Diagnostic {
    // A place without width is easy to overlook: point at the word before it.
    let span = node.span();
    Diagnostic::error(
        "never-closed",
        Span { start: span.start.saturating_sub(1), ..span },
        "a `}` is missing: the part opened above is never closed",
    )
    .label("it should be closed before here")
    .help("write `}` on a line of its own where that part of the policy ends")
}

fn check_option(node: Node<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(verb) = node.child(Rule::act).and_then(|act| act.children().find(|child| child.kind() != Rule::try_to)) else { return };
    if let Some(text) = verb.child(Rule::text).filter(|text| verb.kind() != Rule::carried && first_on_line(*text)) {
        diagnostics.push(
            Diagnostic::error("own-line", text.span(), "in a list of choices, a line that starts with quoted words is a choice of its own")
                .label("these words look like the next choice")
                .help("put them on the line of the verb they belong to, or end the verb's own line with its words"),
        );
    }
}

struct Stop {
    at: usize,
    expected: Vec<Rule>,
}

fn stop_of(text: &str, rule: Rule) -> Option<Stop> {
    let error = Grammar::parse(rule, text).err()?;
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let expected = match error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Some(Stop { at, expected })
}

/// Reads a text that could not be read once more. Where it begins in the middle of a line, the sentence before it was
/// over too soon: that sentence is read again with it, and says more about what was meant.
fn unreadable(node: Node<'_>, last: Option<Node<'_>>, strict: Rule) -> Diagnostic {
    let own = stop_of(node.text(), strict).unwrap_or(Stop { at: 0, expected: Vec::new() });
    if let Some(last) = last.filter(|_| !first_on_line(node)) {
        let start = last.span().start as usize;
        let text = format!("{}{}", &node.before()[start..], node.text());
        let own_start = text.len() - node.text().len();
        if let Some(stop) = stop_of(&text, strict).filter(|stop| stop.at >= own_start) {
            let word = word_at(&text, own_start);
            if own.at == 0 || stop.at > own_start || meant(word, &stop.expected).is_some() {
                return explained(node, &text, start, stop, strict);
            }
        }
    }
    explained(node, node.text(), node.span().start as usize, own, strict)
}

/// The word of the language that stands for what is written here.
fn meant(word: &str, expected: &[Rule]) -> Option<&'static str> {
    if !word.starts_with(char::is_alphabetic) {
        return None;
    }
    let known = Grammar::parse(Rule::reserved_only, word).is_ok();
    synonym(word).or_else(|| likely(word, expected).filter(|_| !known))
}

/// A misspelt word can pass for a name, and only the word after it does not fit: what could have stood in its place?
fn word_before<'t>(text: &'t str, stop: &Stop, strict: Rule) -> Option<(usize, &'t str, Vec<Rule>, &'static str)> {
    let before = text[..stop.at].trim_end();
    let start = before
        .rfind(|c: char| !(c.is_alphanumeric() || c == '-'))
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let word = &before[start..];
    if word.is_empty() || Grammar::parse(Rule::reserved_only, word).is_ok() {
        return None;
    }
    let earlier = stop_of(&format!("{}\u{1}", &text[..start]), strict)?;
    let meant = (earlier.at == start).then(|| meant(word, &earlier.expected))??;
    Some((start, word, earlier.expected, meant))
}

fn explained(node: Node<'_>, text: &str, text_start: usize, mut stop: Stop, strict: Rule) -> Diagnostic {
    let place =
        |start: usize, end: usize| Span { file: node.span().file, start: (text_start + start) as u32, end: (text_start + end) as u32 };
    let here = word_at(text, stop.at);
    if unclosed_quote(text, stop.at).is_none()
        && meant(here, &stop.expected).is_none()
        && let Some((at, _, expected, _)) = word_before(text, &stop, strict)
    {
        stop = Stop { at, expected };
    }
    let word = word_at(text, stop.at);
    let mid_line = stop.at == 0 && text_start == node.span().start as usize && !first_on_line(node);
    let before = if mid_line { last_word(node.before()) } else { last_word(&text[..stop.at]) };

    if let Some(quote) = unclosed_quote(text, stop.at) {
        let end = text[quote..].find('\n').map_or(text.len(), |n| quote + n);
        return Diagnostic::error("unclosed-quote", place(quote, end), "a quotation mark is opened here and not closed on the same line")
            .label("opened here")
            .help("close it with `\"`; quoted words stay on one line");
    }
    if let Some((at, word, meant)) = misspelt_expectation(text).filter(|_| strict == Rule::line_only) {
        return Diagnostic::error("misspelt", place(at, at + word.len()), format!("`{word}` is not a word rungs knows here"))
            .label(format!("did you mean `{meant}`?"))
            .help(example_of_line(text));
    }
    if let Some(found) = slip_in_what_happens(text, here, stop.at).filter(|_| strict == Rule::line_only) {
        let (at, end, message, label) = found;
        return Diagnostic::error("does-not-fit", place(at, end), message).label(label).help(example_of_line(text));
    }
    if word.is_empty() {
        let start = text[..stop.at].trim_end().len();
        let from = start - before.len();
        let message = if before.is_empty() {
            "something is missing here".to_owned()
        } else {
            format!("the sentence stops too early, after `{before}`")
        };
        return Diagnostic::error("stops-early", place(from, start), message).label(comes_next(&before, &stop.expected)).help(example_for(
            &stop.expected,
            text,
            strict,
        ));
    }
    let span = place(stop.at, stop.at + word.len());
    let shown: String = word.chars().take(40).collect();
    if shown == "}" {
        return Diagnostic::error("stray-brace", span, "this `}` closes nothing")
            .label("nothing is open here")
            .help("take it out, or look above for a `{` that is missing");
    }
    if stop.at == 0 && !mid_line && node.kind() == Rule::bad_item {
        return beginning(
            span,
            &shown,
            ITEM_WORDS,
            "nothing in a policy begins with",
            "a part of a policy begins with a word such as `stage`, `panel`, `route`, `throughout` or `role`",
        );
    }
    if let Some(meant) = synonym(&shown) {
        return Diagnostic::error("misspelt", span, format!("`{shown}` is not one of the language's verbs"))
            .label(format!("write `{meant}`"))
            .help(example_for(&stop.expected, text, strict));
    }
    let known_word = Grammar::parse(Rule::reserved_only, &shown).is_ok();
    if let Some(meant) = likely(&shown, &stop.expected).filter(|_| !known_word) {
        return Diagnostic::error("misspelt", span, format!("`{shown}` is not a word rungs knows here"))
            .label(format!("did you mean `{meant}`?"))
            .help(example_for(&stop.expected, text, strict));
    }
    let so_far = text[..stop.at].to_lowercase();
    if let Some(other) = match shown.to_lowercase().as_str() {
        "and" => Some("or"),
        "or" => Some("and"),
        _ => None,
    }
    .filter(|other| so_far.split_whitespace().rev().take_while(|word| !matches!(*word, "if" | "unless" | "per")).any(|word| word == *other))
    {
        let condition = stop.expected.iter().any(|rule| matches!(rule, Rule::kw_agree | Rule::kw_agrees | Rule::rparen));
        return Diagnostic::error("does-not-fit", span, format!("`{other}` and `{shown}` are mixed here, which can be read two ways"))
            .label("which of the two binds first?")
            .help(if condition {
                "put brackets where the document means them: `if (looked-after or at-risk) and urgent, …`"
            } else {
                "write two clauses, one for each group of people"
            });
    }
    if known_word && expects_name(&stop.expected) && before.ends_with(',') {
        return Diagnostic::error("does-not-fit", span, format!("a list ends here, at `{shown}`, without `and` or `or`"))
            .label("which of them: all, or one of them?")
            .help("join the last two with `and` or `or`: `if looked-after or at-risk, …`, `notify chair, clerk and school`");
    }
    if known_word && expects_name(&stop.expected) && strict == Rule::clause_only && !before.is_empty() {
        return Diagnostic::error("stops-early", span, format!("after `{before}` it must say who; `{shown}` is a word of the language"))
            .label(comes_next(&before, &stop.expected))
            .help(example_for(&stop.expected, text, strict));
    }
    if known_word && expects_name(&stop.expected) {
        return Diagnostic::error("reserved-word", span, format!("`{shown}` is a word of the language here and cannot be a name"))
            .label(comes_next(&before, &stop.expected))
            .help(example_for(&stop.expected, text, strict));
    }
    let message = if before.is_empty() {
        format!("this sentence cannot begin with `{shown}`")
    } else {
        format!("`{shown}` does not fit after `{before}`")
    };
    Diagnostic::error("does-not-fit", span, message).label(comes_next(&before, &stop.expected)).help(example_for(
        &stop.expected,
        text,
        strict,
    ))
}

/// The word behind `expect` that is nearly one of those that can stand there: it passes for somebody's name, and only what
/// follows does not fit.
fn misspelt_expectation(text: &str) -> Option<(usize, &str, &'static str)> {
    let mut words = text.split_whitespace().skip_while(|word| !word.eq_ignore_ascii_case("expect")).skip(1);
    let word = words.find(|word| !word.eq_ignore_ascii_case("not"))?;
    let known = Grammar::parse(Rule::reserved_only, word).is_ok() || word.eq_ignore_ascii_case("missed");
    let meant = did_you_mean(word, EXPECTED_WORDS.iter().copied().filter(|known| known.len() > 3)).filter(|_| !known)?;
    Some((word.as_ptr() as usize - text.as_ptr() as usize, word, meant))
}

/// What people write of a case in other words, or in another place: where, what is wrong, what to write.
fn slip_in_what_happens(text: &str, word: &str, at: usize) -> Option<(usize, usize, String, String)> {
    if !text.trim_start().to_lowercase().starts_with("at ") {
        return None;
    }
    if MODALS.iter().any(|modal| modal.eq_ignore_ascii_case(word)) {
        let message = format!("a scenario says what is done, not what `{word}` be done");
        return Some((at, at + word.len(), message, format!("leave `{word}` out")));
    }
    let comma = text.find(',');
    if word.eq_ignore_ascii_case("on") && comma.is_none_or(|comma| at < comma) {
        let message = "the date stands at the end of the line".to_owned();
        return Some((at, at + word.len(), message, "first the stage, then what happens, then when".to_owned()));
    }
    let start = comma? + 1;
    let said = text[start..].split(" on ").next().unwrap_or_default().trim();
    let meant = match said.to_lowercase().as_str() {
        "settled" | "solved" | "agreed" | "it is settled" | "ended" => "resolved",
        "unsettled" | "unsolved" | "not resolved" | "not settled" | "disagreed" => "unresolved",
        "silence" | "no reply" | "no response" | "unanswered" | "nobody answers" => "no answer",
        "overdue" | "late" | "time out" | "timed out" | "time runs out" => "out of time",
        "dropped" | "withdraws" | "withdraw" => "withdrawn",
        _ => return None,
    };
    let at = start + text[start..].find(said)?;
    Some((at, at + said.len(), format!("`{said}` is not how a scenario says it"), format!("write `{meant}`")))
}

fn beginning(span: Span, word: &str, known: &[&str], message: &str, help: &str) -> Diagnostic {
    let found = Diagnostic::error("misspelt", span, format!("{message} `{word}`"));
    match did_you_mean(word, known.iter().copied()) {
        Some(meant) => found.label(format!("did you mean `{meant}`?")),
        None => found.label("rungs cannot tell what this part is"),
    }
    .help(help)
}

const ITEM_WORDS: &[&str] = &[
    "rungs",
    "import",
    "policy",
    "allow",
    "agency",
    "party",
    "body",
    "role",
    "fact",
    "file",
    "document",
    "calendar",
    "tier",
    "form",
    "panel",
    "stage",
    "route",
    "throughout",
    "afterwards",
    "upkeep",
    "background",
    "rulebook",
    "scenario",
];

const VERBS: &[&str] = &[
    "discuss",
    "meet",
    "contact",
    "consult",
    "notify",
    "record",
    "review",
    "reply",
    "refer",
    "request",
    "convene",
    "escalate",
    "skip",
    "repeat",
    "withdraw",
    "close",
    "decide",
    "resolve",
    "agree",
    "recommend",
    "have",
    "include",
    "exclude",
    "hear",
    "be",
    "try",
];

const WEEKDAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// What a line of a scenario begins with.
const LINE_WORDS: &[&str] = &["dispute", "given", "reading", "starts", "at", "expect"];

/// What can stand behind `expect` or `expect not`.
const EXPECTED_WORDS: &[&str] = &["stage", "missed", "overdue", "panel", "no", "heard", "the", "route", "at"];

const MODALS: &[&str] = &["must", "shall", "will", "should", "may", "can"];

/// What the language calls something people also call otherwise.
fn synonym(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "inform" | "informs" | "tell" | "tells" | "alert" | "advise" | "share" | "send" | "email" | "report" | "reports" => "notify",
        "aim" | "aims" | "seek" | "seeks" | "attempt" | "attempts" | "endeavour" => "try to",
        "document" | "documents" | "log" | "logs" => "record",
        "invite" | "invites" | "arrange" => "convene",
        "determine" | "determines" | "rule" | "rules" => "decide",
        "cannot" => "must not",
        "needs" | "need" | "has" => "must",
        "might" | "could" => "may",
        "ought" => "should",
        "speak" | "speaks" | "talk" | "talks" => "discuss",
        "ask" => "request",
        _ => return None,
    })
}

fn word_at(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '\u{2011}' | '.');
    match rest.chars().next() {
        None => "",
        Some(c) if c.is_whitespace() => "",
        Some(c) if is_word(c) => &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())],
        Some(c) => &rest[..c.len_utf8()],
    }
}

fn last_word(before: &str) -> String {
    let before = before.trim_end();
    let start = before.rfind(char::is_whitespace).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    before[start..].chars().take(40).collect()
}

fn unclosed_quote(text: &str, at: usize) -> Option<usize> {
    let line_start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |n| at + n);
    let quotes: Vec<usize> = text[line_start..line_end]
        .char_indices()
        .filter(|(_, c)| matches!(c, '"' | '“' | '”' | '„'))
        .map(|(n, _)| line_start + n)
        .collect();
    (quotes.len() % 2 == 1).then(|| quotes.iter().rev().find(|q| **q <= at).or(quotes.last()).copied()).flatten()
}

/// The word of the language that was probably meant.
fn likely(word: &str, expected: &[Rule]) -> Option<&'static str> {
    let mut known: Vec<&'static str> = Vec::new();
    for rule in expected {
        match rule {
            Rule::verb_word | Rule::verb_form | Rule::act | Rule::duty | Rule::choice => known.extend(VERBS),
            Rule::modal | Rule::modal_word => known.extend(MODALS),
            Rule::detail | Rule::detail_word => {
                known.extend(["within", "by", "with", "via", "using", "copying", "without", "about", "immediately", "promptly", "urgently"])
            }
            Rule::clause => {
                known.extend(VERBS);
                known.extend(MODALS);
                known.extend(["when", "unless", "before", "after", "every", "meanwhile", "asks", "ends"]);
            }
            Rule::per => known.push("per"),
            Rule::timing | Rule::within => known.extend(["within", "immediately", "promptly", "urgently", "periodically"]),
            Rule::unit => known.extend(["hours", "days", "weeks", "months", "years"]),
            Rule::kind_of_day => known.extend(["working", "calendar", "school"]),
            Rule::event => known.extend(["resolved", "unresolved", "extended", "withdrawn"]),
            Rule::severity => known.extend(["error", "warning", "note"]),
            Rule::channel | Rule::mean | Rule::means => known.extend(["phone", "email", "letter", "meeting", "video", "discussion"]),
            Rule::header_only => {
                known.extend(["publisher", "under", "follows", "cites", "dated", "version", "applies", "parts", "reading"])
            }
            Rule::line_only | Rule::line => known.extend(LINE_WORDS),
            Rule::s_expect => known.push("expect"),
            Rule::e_due
            | Rule::e_missed
            | Rule::e_overdue
            | Rule::e_panel
            | Rule::e_heard
            | Rule::e_ends
            | Rule::e_route
            | Rule::e_at
            | Rule::e_told
            | Rule::missed_word => known.extend(EXPECTED_WORDS),
            Rule::ending_word => known.extend(crate::model::EndingKind::ALL.map(crate::model::EndingKind::word)),
            Rule::calendar_line_only => known.extend(["open", "closed", "school", "time"]),
            Rule::weekday => known.extend(WEEKDAYS),
            Rule::nation => known.extend(["england", "scotland", "northern"]),
            Rule::place => known.push("stage"),
            Rule::source | Rule::paragraph | Rule::part => known.extend(["flowchart", "table", "appendix", "annex", "footnote", "item"]),
            Rule::who | Rule::party | Rule::which | Rule::side => known.extend([
                "raising",
                "receiving",
                "disputing",
                "concerned",
                "every",
                "any",
                "both",
                "own",
                "other",
                "relevant",
                "agency",
                "agencies",
                "they",
                "everyone",
            ]),
            Rule::manner => known.extend(["collectively", "unanimously", "finally"]),
            other => known.extend(keyword(*other)),
        }
    }
    let cut_short =
        || WEEKDAYS.iter().copied().find(|day| word.len() > 1 && word.len() < day.len() && day.starts_with(&word.to_lowercase()));
    let weekday = if expected.contains(&Rule::weekday) { cut_short() } else { None };
    weekday.or_else(|| did_you_mean(word, known))
}

/// The word a terminal rule stands for, where it is one fixed word.
fn keyword(rule: Rule) -> Option<&'static str> {
    let name = RULE_NAMES.get_or_init(|| Rule::all_rules().iter().map(|rule| format!("{rule:?}")).collect());
    let at = Rule::all_rules().iter().position(|known| *known == rule)?;
    ["kw_", "v_", "t_"].into_iter().find_map(|kind| name[at].strip_prefix(kind))
}

static RULE_NAMES: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();

fn expects_name(expected: &[Rule]) -> bool {
    expected.iter().any(|rule| matches!(rule, Rule::name | Rule::who | Rule::party | Rule::label))
}

fn comes_next(before: &str, expected: &[Rule]) -> String {
    let options = in_words(expected);
    match (before.is_empty(), options.is_empty()) {
        (_, true) => "rungs cannot read on from here".to_owned(),
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
        Rule::path_ends | Rule::path_notifies | Rule::panel_has | Rule::panel_includes => {
            "what is required (such as `every path ends in an authority`)"
        }
        Rule::clause | Rule::clause_only => "a clause",
        Rule::option => "a choice",
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
        Rule::prefix_word | Rule::EOI | Rule::WHITESPACE | Rule::item_head | Rule::clause_head | Rule::missing_close => "",
        other => return keyword(other).map(|word| format!("`{word}`")).unwrap_or_default(),
    };
    fixed.to_owned()
}

/// How a line of a scenario that begins like this one is written.
fn example_of_line(text: &str) -> &'static str {
    match text.split_whitespace().next().unwrap_or_default().to_lowercase().as_str() {
        "dispute" => "who disagrees reads `dispute school against social-care`, or `… against social-care, health and police`",
        "given" => "what is so at the start reads `given looked-after and not immediate-risk`, or `given \"the words of a clause\"`",
        "reading" => "how a word is read in this case: `reading \"day\" as working day because \"agreed by the partnership\"`",
        "starts" => "when the case starts reads `starts 2026-04-01 10:00`, or `starts 2026-04-01`",
        "at" => {
            "what happens reads `at stage 2, unresolved on 2026-04-08`, `at stage 2, looked-after begins`, `at stage 2, managers do not notify chair`, `at stage 2, receiving manager refuses` or `at start, they skip to stage 4`"
        }
        "expect" => {
            "what ought to be so reads `expect at stage 3`, `expect stage 2 due 2026-04-08`, `expect chair notified before stage 3 by email`, `expect not missed`, `expect panel of school, health and police` or `expect the case ends resolved`"
        }
        _ => {
            "a scenario reads, line by line: `dispute school against social-care`, `starts 2026-04-01 10:00`, `at stage 1, unresolved`, `expect at stage 2`"
        }
    }
}

fn example_for(expected: &[Rule], text: &str, strict: Rule) -> String {
    match strict {
        Rule::header_only => return "a policy's heading reads, line by line: `publisher bscp`, `follows england`, `parts 1.1 to 1.8, 2.2 and flowchart`".into(),
        Rule::line_only => return example_of_line(text).to_owned(),
        Rule::calendar_line_only => {
            return "a calendar reads, line by line: `open monday to friday from 09:00 to 17:00`, `closed on bank holidays in england and wales`, `closed from 2026-12-24 to 2027-01-01 \"Christmas closure\"`, `school term from 2026-09-03 to 2026-12-18`".into();
        }
        Rule::post_only => return "a tier says who holds the post in which agency: `health \"Named Nurse\" or equivalent`, `police e.g. \"Sergeant\"`, `school unstated`".into(),
        Rule::entry_only => return "background is a list of quoted notes, each with its source: `\"Why this policy exists\" per 1.1`".into(),
        _ => {}
    }
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    if ["agency", "party", "body", "role", "fact", "file", "document", "calendar", "tier", "form", "panel", "route"]
        .contains(&first.as_str())
    {
        return format!("a name is of small letters and hyphens and no word of the language: `{first} team-office \"Team office\"`");
    }
    let has = |rule: Rule| expected.contains(&rule);
    if has(Rule::duration) || has(Rule::unit) {
        "a limit reads `within 2 working days`, `within 24 hours` or `within 1 week`".into()
    } else if has(Rule::source) || has(Rule::paragraph) {
        "say where in the document it stands: `per 2.4`, `per table 3`, `per \"Stage 1\" item 2`, `per 2.5 and flowchart`".into()
    } else if has(Rule::place) {
        "name the stage: `escalate to stage 3`, `escalate to next stage`".into()
    } else if has(Rule::event) {
        "a moment reads `when unresolved, …`, `when no answer, …` or `when out of time, …`".into()
    } else if has(Rule::severity) {
        "a rule reads `rule told-too-late error \"The partnership is told before Stage 4\" with stage 4 { … }`".into()
    } else if has(Rule::number) && has(Rule::text) {
        "a limit reads `within 2 working days`, `within 24 hours` or `within 1 week`, or carries the document's own words: `within \"a reasonable time\"`".into()
    } else if has(Rule::text) && expected.iter().all(|rule| matches!(rule, Rule::text | Rule::texts | Rule::called | Rule::per)) {
        "put the words in quotation marks".into()
    } else {
        "a clause reads `[when …,] who must do what [how] [by when] per source`, for example `raising manager must notify chair by email per 2.4`".into()
    }
}
