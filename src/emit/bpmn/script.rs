//! Scripts and conditions of a process, in Python for SpiffWorkflow and in JavaScript for bpmn-engine.
//!
//! They are made of generated names, of the words of events and of numbers. Nothing an author typed comes here.

use std::fmt::Write as _;

use crate::process::{EventKind, Expression, Set, Value};

use super::Dialect;

/// One statement of a script.
#[derive(Debug, Clone)]
pub(super) enum Statement<'p> {
    /// A variable is set.
    Set(Set),
    /// What conditions turn on is so if the case was raised with it.
    AsRaised(&'p str),
    /// What an event comes to: of those for the same event, the first whose condition is met. If it comes to nothing,
    /// the variable is set to no.
    Note {
        /// The events, each with what it names, what has to be so, and what is set.
        ways: Vec<(EventKind, Expression, &'p [Set])>,
        /// What says whether it came to something.
        news: &'static str,
    },
}

/// What an event brings along.
pub(super) const OF_AN_EVENT: [&str; 4] = ["event", "what", "yes", "landing"];

/// A script's text.
pub(super) fn script(dialect: Dialect, statements: &[Statement<'_>]) -> String {
    let mut text = String::new();
    if dialect == Dialect::BpmnEngine {
        text.push_str("const v = environment.output, s = environment.services;\n");
    }
    statements.iter().for_each(|one| statement(dialect, one, &mut text));
    match dialect {
        Dialect::Spiff => text.truncate(text.trim_end().len()),
        Dialect::BpmnEngine => text.push_str("next();"),
    }
    text
}

/// A flow's condition.
pub(super) fn condition(dialect: Dialect, when: &Expression) -> String {
    match dialect {
        Dialect::Spiff => expression(dialect, when),
        Dialect::BpmnEngine => format!("const v = environment.output; next(null, {});", expression(dialect, when)),
    }
}

/// A timer's moment, from a variable.
pub(super) fn moment(dialect: Dialect, variable: &str) -> String {
    match dialect {
        Dialect::Spiff => format!("instant({variable})"),
        Dialect::BpmnEngine => format!("${{environment.services.instant(environment.output.{variable})}}"),
    }
}

fn statement(dialect: Dialect, one: &Statement<'_>, text: &mut String) {
    match (dialect, one) {
        (_, Statement::Set(one)) => set(dialect, one, "", text),
        (Dialect::Spiff, Statement::AsRaised(id)) => line(text, "", &format!("{id} = \"{id}\" in so")),
        (Dialect::BpmnEngine, Statement::AsRaised(id)) => line(text, "", &format!("v.{id} = environment.variables.so.includes(\"{id}\");")),
        (_, Statement::Note { ways, news }) => note(dialect, ways, news, text),
    }
}

fn set(dialect: Dialect, set: &Set, indent: &str, text: &mut String) {
    let (variable, to) = (variable(dialect, &set.variable), value(dialect, &set.to));
    match (dialect, &set.only_if) {
        (Dialect::Spiff, Expression::Constant(true)) => line(text, indent, &format!("{variable} = {to}")),
        (Dialect::Spiff, when) => {
            line(text, indent, &format!("if {}:", expression(dialect, when)));
            line(text, indent, &format!("    {variable} = {to}"));
        }
        (Dialect::BpmnEngine, Expression::Constant(true)) => line(text, indent, &format!("{variable} = {to};")),
        (Dialect::BpmnEngine, when) => line(text, indent, &format!("if ({}) {variable} = {to};", expression(dialect, when))),
    }
}

fn note(dialect: Dialect, ways: &[(EventKind, Expression, &[Set])], news: &str, text: &mut String) {
    let mut word = "if";
    let says = |so: bool| Set::truth(news, so);
    for (event, when, sets) in ways {
        let event = format!("{} {} \"{}\"", variable(dialect, "event"), same(dialect), event.word());
        let when = match when {
            Expression::Constant(true) => event,
            when => format!("{event} {} {}", words(dialect).and, inner(dialect, when)),
        };
        match dialect {
            Dialect::Spiff => line(text, "", &format!("{}{when}:", if word == "if" { "if " } else { "elif " })),
            Dialect::BpmnEngine => line(text, "", &format!("{word} ({when}) {{")),
        }
        sets.iter().chain([&says(true)]).for_each(|one| set(dialect, one, "    ", text));
        word = "} else if";
    }
    if ways.is_empty() {
        set(dialect, &says(false), "", text);
        return;
    }
    line(text, "", if dialect == Dialect::Spiff { "else:" } else { "} else {" });
    set(dialect, &says(false), "    ", text);
    if dialect == Dialect::BpmnEngine {
        line(text, "", "}");
    }
}

fn line(text: &mut String, indent: &str, line: &str) {
    let _ = writeln!(text, "{indent}{line}");
}

// ── conditions and values ───────────────────────────────────────────────────────────────────────

/// The words in which the two languages differ.
struct Words {
    yes: &'static str,
    no: &'static str,
    nothing: &'static str,
    is: &'static str,
    is_not: &'static str,
    and: &'static str,
    or: &'static str,
    not: &'static str,
    functions: &'static str,
}

fn words(dialect: Dialect) -> Words {
    match dialect {
        Dialect::Spiff => Words {
            yes: "True",
            no: "False",
            nothing: "None",
            is: "is",
            is_not: "is not",
            and: "and",
            or: "or",
            not: "not ",
            functions: "",
        },
        Dialect::BpmnEngine => {
            Words { yes: "true", no: "false", nothing: "null", is: "===", is_not: "!==", and: "&&", or: "||", not: "!", functions: "s." }
        }
    }
}

fn same(dialect: Dialect) -> &'static str {
    if dialect == Dialect::Spiff { "==" } else { "===" }
}

fn variable(dialect: Dialect, name: &str) -> String {
    let name = name.strip_prefix("event.").unwrap_or(name);
    if dialect == Dialect::Spiff { name.to_owned() } else { format!("v.{name}") }
}

fn expression(dialect: Dialect, when: &Expression) -> String {
    let Words { yes, no, nothing, is, is_not, and, or, not, functions } = words(dialect);
    let same = same(dialect);
    let named = |name: &str| variable(dialect, name);
    let joined = |parts: &[Expression], by: &str| {
        let parts: Vec<String> = parts.iter().map(|part| inner(dialect, part)).collect();
        parts.join(&format!(" {by} "))
    };
    match when {
        Expression::Constant(so) => if *so { yes } else { no }.to_owned(),
        Expression::Is(name) => format!("{} {is} {yes}", named(name)),
        Expression::Known(name) => format!("{} {is_not} {nothing}", named(name)),
        Expression::Reached(name) => format!("{0} {is_not} {nothing} {and} {functions}now() >= {0}", named(name)),
        Expression::Equals(name, number) => format!("{} {same} {number}", named(name)),
        Expression::Names(what) => format!("{} {same} \"{what}\"", named("what")),
        Expression::AtMost(name, number) => format!("{0} {is_not} {nothing} {and} {0} <= {number}", named(name)),
        Expression::Not(inside) => match &**inside {
            Expression::Is(name) => format!("{} {is_not} {yes}", named(name)),
            Expression::Known(name) => format!("{} {is} {nothing}", named(name)),
            Expression::Equals(name, number) => format!("{} {}= {number}", named(name), if dialect == Dialect::Spiff { "!" } else { "!=" }),
            inside => format!("{not}({})", expression(dialect, inside)),
        },
        Expression::All(parts) => joined(parts, and),
        Expression::Any(parts) => joined(parts, or),
    }
}

/// The same as part of a longer one.
fn inner(dialect: Dialect, when: &Expression) -> String {
    let text = expression(dialect, when);
    let several = matches!(when, Expression::All(_) | Expression::Any(_) | Expression::Reached(_) | Expression::AtMost(..));
    if several { format!("({text})") } else { text }
}

fn value(dialect: Dialect, value: &Value) -> String {
    let Words { yes, no, nothing, functions, .. } = words(dialect);
    let named = |name: &String| variable(dialect, name);
    let list = |names: &[String]| names.iter().map(named).collect::<Vec<_>>().join(", ");
    match value {
        Value::Nothing => nothing.to_owned(),
        Value::Truth(so) => if *so { yes } else { no }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Whether(so) => expression(dialect, so),
        Value::OneMoreThan(name) => format!("{} + 1", named(name)),
        Value::Landing => variable(dialect, "landing"),
        Value::Now => format!("{functions}now()"),
        Value::Deadline { time, from } => format!("{functions}deadline(\"{time}\", [{}])", list(from)),
        Value::Earliest(names) => format!("{functions}earliest([{}])", list(names)),
        Value::Last(names) => format!("{functions}last([{}])", list(names)),
        Value::Before { time, moment } => format!("{functions}before(\"{time}\", {})", named(moment)),
    }
}
