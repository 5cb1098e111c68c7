//! What the scenarios of a run came to as JUnit's XML, for the services that show test results.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// One file of scenarios.
pub(crate) struct Suite {
    pub(crate) name: String,
    pub(crate) cases: Vec<Case>,
}

/// One scenario; or, for a file that cannot be read, that it can be.
pub(crate) struct Case {
    pub(crate) name: String,
    /// What it belongs to: the policy's name.
    pub(crate) class: String,
    pub(crate) outcome: Outcome,
}

/// What came of it.
pub(crate) enum Outcome {
    Passes,
    /// It does not go as expected: in one sentence, and in full.
    Fails(String, String),
    /// It could not be played at all.
    Error(String, String),
}

/// The document.
pub(crate) fn document(suites: &[Suite]) -> String {
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
    let (what, message, text) = match &case.outcome {
        Outcome::Passes => {
            element.write_empty()?;
            return Ok(());
        }
        Outcome::Fails(message, text) => ("failure", message, text),
        Outcome::Error(message, text) => ("error", message, text),
    };
    element.write_inner_content(|writer| {
        let element = writer.create_element(what).with_attribute(("message", legal(message).as_str()));
        element.write_text_content(BytesText::new(&legal(text)))?;
        io::Result::Ok(())
    })?;
    Ok(())
}

fn counts(cases: &[&Case]) -> [(&'static str, String); 3] {
    let count = |wanted: fn(&Outcome) -> bool| cases.iter().filter(|case| wanted(&case.outcome)).count().to_string();
    [
        ("tests", cases.len().to_string()),
        ("failures", count(|outcome| matches!(outcome, Outcome::Fails(..)))),
        ("errors", count(|outcome| matches!(outcome, Outcome::Error(..)))),
    ]
}

fn attribute<'a>((name, value): &'a (&'static str, String)) -> (&'a str, &'a str) {
    (name, value)
}

/// XML has no place for most control characters, not even escaped: what is hidden is shown as `\u{…}`.
fn legal(text: &str) -> String {
    let illegal = |c: char| matches!(c, '\u{FFFE}' | '\u{FFFF}');
    super::render::visible(text).chars().map(|c| if illegal(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect()
}
