//! The slips people make with who does what to whom.

use crate::diagnostic::Diagnostic;
use rungs_grammar::Rule;

use super::draft::{Draft, Stop, is_quote, on_one_line, stop_of};
use super::quotes::quoted;
use super::slips::{Mend, Needs, shown};
use super::words::{MODALS, VERBS, among, anywhere, done, meant_by};

/// What is to be done, said of the one it is done to: `the chair must be informed`.
pub(super) fn passive(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let Some(modal) = (0..draft.pieces.len()).find(|at| among(draft.word(*at), MODALS)) else { return Vec::new() };
    let mut at = modal + 1;
    while among(draft.word(at), "not normally also always then") {
        at += 1;
    }
    if draft.word(at) != "be" {
        return Vec::new();
    }
    let strength = draft.text_of(modal..at);
    let strength: Vec<&str> = strength.split_whitespace().filter(|word| !among(word, "also always then")).collect();
    at += 1;
    while among(draft.word(at), "also immediately promptly formally") {
        at += 1;
    }
    let subject = (0..modal).rev().find(|at| draft.piece(*at) == ",").map_or(0, |comma| comma + 1);
    if among(draft.word(at), "given sent provided shared reported copied submitted") && draft.word(at + 1) == "to" && here <= at {
        let new = format!("{} notify", strength.join(" "));
        return vec![given_to(draft, subject..modal, at, &new)];
    }
    let Some(verb) = meant_by(done(), draft.word(at)).filter(|_| here <= at) else { return Vec::new() };
    let (actor, end) = by_whom(draft, at + 1);
    let place = draft.place(draft.range(subject..at + 1));
    let found = Diagnostic::error(
        "turned-round",
        place,
        format!("rungs does not say `be {}`: first what is to be done, then to whom or what", draft.word(at)),
    );
    objects(draft, subject..modal)
        .into_iter()
        .map(|object| {
            let new = format!("{actor}{} {verb} {object}", strength.join(" "));
            let new = new.trim_end();
            Mend::new(draft.range(subject..end), new, found.clone().label(format!("write `{}`", shown(new))))
        })
        .collect()
}

/// `feedback should be given to chair`: whom, then what.
fn given_to(draft: &Draft<'_>, subject: std::ops::Range<usize>, given: usize, told: &str) -> Mend {
    let end =
        (given + 2..draft.end_of_deed(given)).find(|at| among(draft.word(*at), "by within via using")).unwrap_or(draft.end_of_deed(given));
    let at = draft.range(subject.start..end);
    let whom = draft.text_of(given + 2..end);
    let whom = meant_by(anywhere(), &whom.to_lowercase()).unwrap_or(whom);
    let new = format!("{told} {whom} {}", quoted(draft.text_of(subject)));
    let message = format!("rungs does not say `be {} to`: first whom, then what", draft.word(given));
    let found = Diagnostic::error("turned-round", draft.place(at.clone()), message).label(format!("write `{}`", shown(&new)));
    Mend::new(at, new, found)
}

/// Who somebody is, said behind their name: `the worker who raised it`.
pub(super) fn relative(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let named = here > 0 && (draft.is_free_word(here - 1) || among(draft.word(here - 1), "agency agencies person"));
    if !named || !among(draft.word(here), "who whose which") {
        return Vec::new();
    }
    let end = (here + 1..draft.pieces.len()).find(|at| among(draft.word(*at), MODALS) || draft.piece(*at) == ",");
    let at = draft.range(here..end.unwrap_or(draft.end_of_deed(here)).max(here + 1));
    let somebody = draft.word(here - 1);
    let found = Diagnostic::error("who", draft.place(at.clone()), format!("rungs cannot say more of `{somebody}` in the same sentence"))
        .label("what distinguishes them stands elsewhere")
        .help(format!(
            "write `raising {somebody}` or `receiving {somebody}` if that is who is meant; else put it first as a condition, `if \"…\", …`, or declare a role for them"
        ));
    vec![Mend::new(at, "", found).unsure()]
}

/// How a subject can be written as what something is done to: as it is, as a name, in quotation marks, or not at all.
fn objects(draft: &Draft<'_>, subject: std::ops::Range<usize>) -> Vec<String> {
    let written = draft.text_of(subject.clone()).to_lowercase();
    let words: Vec<&str> = subject.map(|at| draft.word(at)).filter(|word| !among(word, "the a an")).collect();
    let mut objects = vec![written.clone(), words.join(" "), words.join("-")];
    objects.retain(|object| !object.is_empty());
    if !written.is_empty() {
        // "A meeting" is no name.
        let at = if written.starts_with("a ") || written.starts_with("an ") { 0 } else { objects.len() };
        objects.insert(at, quoted(&written));
    }
    objects.push(String::new());
    objects
}

/// `by the chair`, after what is done: whoever does it, and where that ends.
fn by_whom(draft: &Draft<'_>, at: usize) -> (String, usize) {
    let means = "email e-mail phone telephone letter meeting video discussion post";
    if draft.word(at) != "by" || among(draft.word(at + 1), means) {
        return (String::new(), at);
    }
    let start = if among(draft.word(at + 1), "the a an") { at + 2 } else { at + 1 };
    let sides = "raising receiving both every";
    let words: Vec<&str> = (start..draft.pieces.len())
        .map(|at| draft.word(at))
        .enumerate()
        .take_while(|(n, word)| draft.is_free_word(start + n) || among(word, sides))
        .map(|(_, word)| word)
        .collect();
    match words.as_slice() {
        [] => (String::new(), at),
        [side, rest @ ..] if among(side, sides) && !rest.is_empty() => (format!("{side} {} ", rest.join("-")), start + words.len()),
        words => (format!("{} ", words.join("-")), start + words.len()),
    }
}

/// Something that is sent to somebody: whom, then what.
pub(super) fn sent(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let sends = |at: &usize| among(draft.word(*at), "send forward submit pass give provide share notify");
    let Some(verb) = (0..=here).rev().find(sends) else { return Vec::new() };
    let end = draft.end_of_deed(verb);
    let Some(to) = (verb + 2..end).find(|at| among(draft.word(*at), "to with")) else { return Vec::new() };
    let first = if among(draft.word(to + 1), "the a an") { to + 2 } else { to + 1 };
    let last = (first..end).find(|at| !draft.is_free_word(*at)).unwrap_or(end);
    if last <= first || draft.word(to + 1).is_empty() {
        return Vec::new();
    }
    let whom: Vec<&str> = (first..last).map(|at| draft.word(at)).collect();
    let what = draft.text_of(verb + 1..to);
    let what = if what.starts_with(is_quote) { what.to_owned() } else { quoted(what) };
    let at = draft.range(verb..last);
    let new = format!("notify {} {what}", whom.join("-"));
    let found = Diagnostic::error("turned-round", draft.place(at.clone()), "rungs says whom first, and then what")
        .label(format!("write `{}`", shown(&new)));
    vec![Mend::new(at, new, found)]
}

/// What somebody is told of: `must notify chair of the outcome`.
pub(super) fn told_of(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let Some(of) = here.checked_sub(1).filter(|of| among(draft.word(*of), "of about that")) else { return Vec::new() };
    let tells = (of.saturating_sub(5)..of).any(|at| among(draft.word(at), "notify notifies consult consults contact contacts"));
    if !tells || !(among(draft.word(here), "the a an any") || draft.word(of) == "about") {
        return Vec::new();
    }
    let ends = (here + 1..draft.end_of_deed(here)).filter(|at| among(draft.word(*at), "by within via using copying"));
    ends.chain([draft.end_of_deed(here)])
        .map(|end| {
            let start = if draft.word(of) == "about" { here } else { of };
            let at = draft.range(start..end);
            let new = quoted(&draft.text[at.clone()]);
            let found = Diagnostic::error("not-quoted", draft.place(at.clone()), "what somebody is told of stands in quotation marks")
                .label(format!("write `{}`", shown(&new)));
            Mend::new(at, new, found)
        })
        .collect()
}

/// Two things to be done in one sentence.
pub(super) fn several_deeds(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let is_joint = |at: &usize| among(draft.word(*at), "and or , then ;");
    let Some(joint) = [Some(here), here.checked_sub(1)].into_iter().flatten().find(is_joint) else { return Vec::new() };
    if !(0..joint).any(|at| deed(draft.word(at)).is_some() || among(draft.word(at), MODALS)) {
        return Vec::new();
    }
    let mut next = joint + 1;
    while among(draft.word(next), "then also and or") || among(draft.word(next), MODALS) {
        next += 1;
    }
    let verb = draft.word(next);
    let Some(deed) = deed(verb).filter(|_| draft.strict == Rule::clause_only && !super::conditions::in_prefix(draft, here)) else {
        return Vec::new();
    };
    let modal = (0..joint).find(|at| among(draft.word(*at), MODALS));
    let end = draft.end_of_deed(here);
    let source = draft.text_of(end..draft.all().end);
    let first = format!("{} {source}", draft.text_of(0..joint));
    let second = format!("{} {deed} {} {source}", draft.text_of(0..modal.map_or(0, |modal| modal + 1)), draft.text_of(next + 1..end));
    let read = |text: &str| stop_of(text, draft.strict).is_none().then(|| on_one_line(text)).flatten();
    let at = draft.range(joint..next + 1);
    let found = Diagnostic::error("several-deeds", draft.place(at.clone()), "each thing to be done is a clause of its own")
        .label("a second one begins here");
    let lead = draft.text_of(0..modal.map_or(0, |modal| modal + 1));
    let help = match (draft.word(joint), read(&first), read(&second)) {
        ("or", ..) => format!(
            "write `{} do one of {{`, then each of them on a line of its own, then `}}`",
            if lead.is_empty() { "may" } else { lead }
        ),
        (_, Some(first), Some(second)) => format!("write two lines: `{first}` and `{second}`"),
        _ => "write two clauses, each on a line of its own with its own `per`".to_owned(),
    };
    vec![Mend::none(at, found.help(help))]
}

/// The verb a word is, or stands for.
fn deed(word: &str) -> Option<&str> {
    let is_verb = |word: &str| among(word, VERBS) || word.strip_suffix('s').is_some_and(|word| among(word, VERBS));
    if is_verb(word) { Some(word) } else { meant_by(anywhere(), word).filter(|word| is_verb(word)) }
}

/// A case that is escalated to somebody instead of to a stage.
pub(super) fn to_somebody(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let escalates = here >= 2 && draft.word(here - 1) == "to" && among(draft.word(here - 2), "escalate escalates");
    if !escalates || !(draft.is_free_word(here) || among(draft.word(here), "the a an every both own other raising receiving")) {
        return Vec::new();
    }
    let at = draft.range(here..draft.end_of_deed(here).max(here + 1));
    let found = Diagnostic::error("to-somebody", draft.place(at.clone()), "a case is escalated to a stage, not to somebody")
        .label("this is no stage")
        .help(
            "name the stage that they hear: `must escalate to stage 3`; to tell somebody of it, write a clause such as `must notify chair`",
        );
    vec![Mend::none(at, found)]
}

/// A word too many, two strengths in one sentence, or none at all: `must must`, `must should`, `need not`.
pub(super) fn strengths(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let word = draft.word(here);
    let before = here.checked_sub(1).map(|before| draft.word(before)).unwrap_or_default();
    let twice = here > 0 && draft.piece(here) == draft.piece(here - 1) && draft.piece(here).starts_with(char::is_alphanumeric);
    if twice {
        let at = draft.range(here..here + 1);
        let found =
            Diagnostic::error("order", draft.place(at.clone()), format!("`{word}` stands here twice")).label("leave one of them out");
        return vec![Mend::new(at, "", found)];
    }
    if among(word, MODALS) && among(before, MODALS) {
        let at = draft.range(here - 1..here + 1);
        let found =
            Diagnostic::error("strength", draft.place(at.clone()), format!("`{before}` and `{word}` are two strengths in one sentence"))
                .label("which of the two?")
                .help(format!("write `{before}` or `{word}`, as the document has it"));
        return vec![Mend::new(draft.range(here..here + 1), "", found).unsure()];
    }
    let next = draft.word(here + 1);
    let left_to_choice =
        (word == "need" && next == "not") || (among(word, "does do") && next == "not" && among(draft.word(here + 2), "need have"));
    if left_to_choice || word == "needn't" {
        let at = draft.range(here..here + 2);
        let found = Diagnostic::error("strength", draft.place(at.clone()), "what somebody need not do needs no clause")
            .label("this asks nothing of anybody")
            .help("leave the clause out; for what is forbidden, write `must not`");
        return vec![Mend::none(at, found)];
    }
    Vec::new()
}

/// Something that stands after the source, where nothing more can stand.
pub(super) fn source_last(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let Some(per) = (0..here).rev().find(|at| draft.word(*at) == "per").filter(|per| *per > 0) else { return Vec::new() };
    let last = draft.all().end;
    let end = (here..last).find(|at| draft.first_on_line(*at)).unwrap_or(last);
    let end = (here..end).find(|at| among(draft.word(*at), "called {")).unwrap_or(end);
    let (source, later) = (draft.text_of(per..here), draft.text_of(here..end));
    if later.is_empty() {
        return Vec::new();
    }
    let found = Diagnostic::error("order", draft.place(draft.range(here..end)), "where it comes from stands at the end")
        .label(format!("put this before `{}`", shown(source)));
    vec![Mend::new(draft.range(per..end), format!("{later} {source}"), found).needs(Needs::AllOfIt)]
}

/// A day or an hour after `by`: how, not by when.
pub(super) fn by_a_day(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let word = draft.word(here);
    let is_time = among(word, "monday tuesday wednesday thursday friday saturday sunday tomorrow noon midday midnight next end")
        || (word.starts_with(|c: char| c.is_ascii_digit()));
    let Some(by) = here.checked_sub(1).filter(|by| draft.word(*by) == "by" && is_time) else { return Vec::new() };
    let at = draft.range(by..draft.end_of_deed(here));
    let new = format!("within {}", quoted(&draft.text[at.clone()]));
    let found = Diagnostic::error("deadline", draft.place(at.clone()), "`by` says how; by when is a length of time")
        .label("a deadline begins with `within`")
        .help(format!("write how long it may take, such as `within 2 working days`, or carry the document's own words: `{new}`"));
    vec![Mend::new(at, new, found).unsure()]
}
