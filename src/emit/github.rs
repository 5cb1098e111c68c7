//! What was found as workflow commands of GitHub Actions, which shows them beside the lines they are about.

use std::fmt::Write as _;

use super::json::{CheckDocument, LabelledSpan, Severity};
use super::told;
use super::typed::shown;

/// One command a line for everything that counts, then a line that sums up. Nothing an author can type begins a command.
pub fn text(document: &CheckDocument) -> String {
    let mut text = String::new();
    let mut counts = [0; 3];
    let mut say = |severity: Severity, file: &str, span: Option<&LabelledSpan>, title: &str, words: &str| {
        counts[severity as usize] += 1;
        let _ = writeln!(text, "::{} {},title={}::{}", command(severity), place(file, span), property(title), message(words));
    };
    for file in &document.files {
        if let Some(why) = &file.unreadable {
            say(Severity::Error, &file.path, None, "the file cannot be read", why);
        }
        if let Some(more) = told::left_out(file) {
            say(Severity::Warning, &file.path, None, "more problems", &more);
        }
    }
    for (file, problem) in told::problems(document) {
        let said = words(&problem.message, &problem.spans, told::advice(problem));
        say(problem.severity, &file.path, problem.spans.first(), &problem.name, &said);
    }
    for file in &document.files {
        for rule in &file.rules {
            for finding in rule.findings.iter().filter(|finding| finding.accepted.is_none()) {
                let said = words(&finding.message, &finding.spans, told::mending(&finding.holes, &finding.help));
                say(told::weight(rule), &file.path, finding.spans.first(), &told::rule(rule), &said);
            }
        }
    }
    let [notes, warnings, errors] = counts;
    let files = many(document.files.len(), "file");
    let _ = writeln!(text, "{files} checked: {}, {}, {}.", many(errors, "error"), many(warnings, "warning"), many(notes, "notice"));
    let _ = writeln!(text, "{}", document.notice);
    text
}

/// What is wrong, what to see there, where else to look, and what to write instead.
fn words(said: &str, spans: &[LabelledSpan], mending: Vec<String>) -> String {
    let there = spans.first().filter(|span| !span.label.is_empty()).map(|span| format!("Here: {}", span.label));
    let elsewhere = spans.iter().skip(1).map(told::place);
    std::iter::once(told::sentence(said)).chain(there).chain(elsewhere).chain(mending).collect::<Vec<_>>().join("\n")
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

/// The place as properties. GitHub takes columns only where a place begins and ends in one line.
fn place(file: &str, span: Option<&LabelledSpan>) -> String {
    let Some(LabelledSpan { span, .. }) = span else { return format!("file={}", property(file)) };
    let columns = if span.line == span.end_line { format!(",col={},endColumn={}", span.column, span.end_column) } else { String::new() };
    format!("file={},line={},endLine={}{columns}", property(&span.file), span.line, span.end_line)
}

/// What stands behind `::`. A line end would end the command.
fn message(words: &str) -> String {
    // What else could end a line is shown as `\u{…}`.
    shown(words).replace('%', "%25").replace('\n', "%0A")
}

/// A value in front of it.
fn property(words: &str) -> String {
    message(words).replace(':', "%3A").replace(',', "%2C")
}

fn many(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{message, property};

    /// The escapes are those the runner undoes, the percent sign first.
    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(message("100%\n::error::x"), "100%25%0A::error::x");
        assert_eq!(property("a,b:c%0A"), "a%2Cb%3Ac%250A");
        assert_eq!(message("a\u{1b}[2J\rb"), "a\\u{1b}[2J\\u{d}b");
    }
}
