//! JUnit's XML, for the services that show test results: what the scenarios of a run came to, and what checking found.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::json::{CheckDocument, FileReport, Finding, RuleResult, Severity, Verdict};
use super::told;
use super::typed::shown;

/// One file.
pub struct Suite {
    /// Its path.
    pub name: String,
    /// What it was tried for.
    pub cases: Vec<Case>,
}

/// One scenario or rule; or, for a file, that it can be read.
pub struct Case {
    /// What it is called.
    pub name: String,
    /// What it belongs to: the policy's name.
    pub class: String,
    /// What came of it.
    pub outcome: Outcome,
    /// What there is to say that fails nothing; may be empty.
    pub remarks: String,
}

/// What came of it.
pub enum Outcome {
    /// Nothing is wrong.
    Passes,
    /// It was not asked, for this reason.
    Skipped(String),
    /// It is not as it should be: in one sentence, and in full.
    Fails(String, String),
    /// It could not be tried at all: in one sentence, and in full.
    Error(String, String),
}

/// What checking found: a suite a file, a case a rule. `warnings_fail` says of each file whether its warnings fail the run.
pub fn check(document: &CheckDocument, warnings_fail: &[bool]) -> String {
    let denied = warnings_fail.iter().copied().chain(std::iter::repeat(false));
    self::document(&document.files.iter().zip(denied).map(|(file, denied)| checked(file, denied)).collect::<Vec<_>>())
}

fn checked(file: &FileReport, warnings_fail: bool) -> Suite {
    let class = file.policy.clone().unwrap_or_else(|| file.path.clone());
    let rules = file.rules.iter().map(|rule| asked(rule, &class, warnings_fail));
    Suite { name: file.path.clone(), cases: std::iter::once(readable(file, &class, warnings_fail)).chain(rules).collect() }
}

/// Whether the text is as it should be, before any rule is asked.
fn readable(file: &FileReport, class: &str, warnings_fail: bool) -> Case {
    let fails = |severity: Severity| severity == Severity::Error || (warnings_fail && severity == Severity::Warning);
    let (failing, others): (Vec<_>, Vec<_>) = file.problems.iter().partition(|problem| fails(problem.severity));
    let told = |problems: &[&_]| problems.iter().map(|problem| told::problem(problem)).collect::<Vec<_>>().join("\n\n");
    let outcome = match (&file.unreadable, failing.first()) {
        (Some(why), _) => Outcome::Error(why.clone(), String::new()),
        (None, Some(first)) => Outcome::Fails(first.message.clone(), told(&failing)),
        (None, None) => Outcome::Passes,
    };
    let remarks = [told(&others), told::left_out(file).unwrap_or_default()].join("\n\n").trim().to_owned();
    Case { name: "The file can be read".to_owned(), class: class.to_owned(), outcome, remarks }
}

fn asked(rule: &RuleResult, class: &str, warnings_fail: bool) -> Case {
    let (accepted, counting): (Vec<&Finding>, Vec<&Finding>) = rule.findings.iter().partition(|found| found.accepted.is_some());
    let told = |found: &[&Finding]| found.iter().map(|found| told::finding(found)).collect::<Vec<_>>().join("\n\n");
    let mut remarks: Vec<String> = Vec::new();
    let outcome = match counting.first() {
        _ if rule.verdict == Verdict::DoesNotApply => Outcome::Skipped("the policy has nothing of the kind the rule is about".to_owned()),
        Some(first) if rule.fails || (rule.warns && warnings_fail) => Outcome::Fails(first.message.clone(), told(&counting)),
        Some(_) => {
            remarks.push(format!("{}, which fails nothing:\n{}", told::word(told::weight(rule)), told(&counting)));
            Outcome::Passes
        }
        None => Outcome::Passes,
    };
    let answered = |found: &&Finding| Some(format!("accepted, {}:\n{}", told::acceptance(found)?, told::finding(found)));
    remarks.extend(accepted.iter().filter_map(answered));
    Case { name: format!("{} ({})", rule.title, rule.name), class: class.to_owned(), outcome, remarks: remarks.join("\n\n") }
}

/// The suites as a document.
pub fn document(suites: &[Suite]) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    match write(suites, &mut writer) {
        Ok(()) => String::from_utf8_lossy(&writer.into_inner()).into_owned() + "\n",
        Err(error) => unreachable!("memory can always be written: {error}"),
    }
}

fn write(suites: &[Suite], writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all: Vec<&Case> = suites.iter().flat_map(|suite| &suite.cases).collect();
    let root = writer.create_element("testsuites").with_attribute(("name", "rungs")).with_attributes(counts(&all).iter().map(attribute));
    if suites.is_empty() {
        root.write_empty()?;
        return Ok(());
    }
    root.write_inner_content(|writer| suites.iter().try_for_each(|suite| write_suite(suite, writer)))?;
    Ok(())
}

fn write_suite(suite: &Suite, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    let cases: Vec<&Case> = suite.cases.iter().collect();
    let name = legal(&suite.name);
    let element =
        writer.create_element("testsuite").with_attribute(("name", name.as_str())).with_attributes(counts(&cases).iter().map(attribute));
    if cases.is_empty() {
        element.write_empty()?;
        return Ok(());
    }
    element.write_inner_content(|writer| cases.iter().try_for_each(|case| write_case(case, writer)))?;
    Ok(())
}

fn write_case(case: &Case, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    let (name, class) = (legal(&case.name), legal(&case.class));
    let element = writer.create_element("testcase").with_attribute(("name", name.as_str())).with_attribute(("classname", class.as_str()));
    let outcome = match &case.outcome {
        Outcome::Passes => None,
        Outcome::Skipped(message) => Some(("skipped", message, "")),
        Outcome::Fails(message, text) => Some(("failure", message, text.as_str())),
        Outcome::Error(message, text) => Some(("error", message, text.as_str())),
    };
    if outcome.is_none() && case.remarks.is_empty() {
        element.write_empty()?;
        return Ok(());
    }
    element.write_inner_content(|writer| {
        if let Some((what, message, text)) = outcome {
            let element = writer.create_element(what).with_attribute(("message", legal(message).as_str()));
            if text.is_empty() {
                element.write_empty()?
            } else {
                element.write_text_content(BytesText::new(&legal(text)))?
            };
        }
        if !case.remarks.is_empty() {
            writer.create_element("system-out").write_text_content(BytesText::new(&legal(&case.remarks)))?;
        }
        io::Result::Ok(())
    })?;
    Ok(())
}

fn counts(cases: &[&Case]) -> [(&'static str, String); 4] {
    let count = |wanted: fn(&Outcome) -> bool| cases.iter().filter(|case| wanted(&case.outcome)).count().to_string();
    [
        ("tests", cases.len().to_string()),
        ("failures", count(|outcome| matches!(outcome, Outcome::Fails(..)))),
        ("errors", count(|outcome| matches!(outcome, Outcome::Error(..)))),
        ("skipped", count(|outcome| matches!(outcome, Outcome::Skipped(..)))),
    ]
}

fn attribute<'a>((name, value): &'a (&'static str, String)) -> (&'a str, &'a str) {
    (name, value)
}

/// XML has no place for most control characters, not even escaped: what is hidden is shown as `\u{…}`.
fn legal(text: &str) -> String {
    let illegal = |c: char| matches!(c, '\u{FFFE}' | '\u{FFFF}');
    shown(text).chars().map(|c| if illegal(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect()
}
