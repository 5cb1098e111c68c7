//! The one diagnostic type: what is wrong, where, why it matters, what to write instead.
//!
//! A diagnostic is a value. Only the command line turns it into text.

use crate::source::Span;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never fails a run.
    Note,
    /// Worth mending; fails a run only with `--deny warnings`.
    Warning,
    /// Must be mended; fails a run.
    Error,
}

impl Severity {
    /// The word used in the language, in messages and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A place with a few words about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What to see there.
    pub text: String,
}

/// A change of a text that mends something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// What it does, such as ``write `chair` ``; a sentence without a full stop.
    pub title: String,
    /// What is replaced by what; none overlaps another.
    pub edits: Vec<Edit>,
    /// Whether it leaves what the policy promises as it is: spelling, order, layout. Only such a change is made unasked.
    pub keeps_meaning: bool,
}

impl Mend {
    /// A text with the change made; `None` if an edit does not fit it or another one.
    pub fn apply(&self, text: &str) -> Option<String> {
        apply(self.edits.iter(), text)
    }
}

/// A text with some edits made; `None` if one of them does not fit it or another one.
pub fn apply<'e>(edits: impl Iterator<Item = &'e Edit>, text: &str) -> Option<String> {
    let mut edits: Vec<&Edit> = edits.collect();
    edits.sort_by_key(|edit| edit.span);
    edits.dedup();
    let mut out = String::new();
    let mut at = 0;
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        if end < start {
            return None;
        }
        out.push_str(text.get(at..start)?);
        text.get(start..end)?;
        out.push_str(&edit.text);
        at = end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// A stretch of a text and what is to stand there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// One problem with a text: it cannot be read, or it names what is not there.
///
/// Findings of rules are [`crate::verify::Finding`]s and become diagnostics when they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// A short name for the kind of problem, such as `unknown-name`.
    pub name: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong, in the policy lead's words.
    pub message: String,
    /// Where; the first is the main place.
    pub labels: Vec<Label>,
    /// What to write instead, and why it matters.
    pub help: Option<String>,
    /// A change that mends it, where there is one to be sure of.
    pub mend: Option<Box<Mend>>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(name: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(name, Severity::Error, span, message)
    }

    /// A warning at a place.
    pub fn warning(name: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(name, Severity::Warning, span, message)
    }

    fn new(name: &'static str, severity: Severity, span: Span, message: impl Into<String>) -> Self {
        let labels = vec![Label { span, text: String::new() }];
        Self { name, severity, message: message.into(), labels, help: None, mend: None }
    }

    /// Says a few words at the main place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// Says what was probably meant, and offers to write it; else says other words.
    #[must_use]
    pub fn meant(self, close: Option<&str>, otherwise: &str) -> Self {
        match close {
            Some(close) => {
                let (span, text) = (self.span(), close.to_owned());
                self.label(format!("did you mean `{close}`?")).mended_by(format!("write `{close}`"), vec![Edit { span, text }], true)
            }
            None => self.label(otherwise),
        }
    }

    /// Offers a change that mends it.
    #[must_use]
    pub fn mended_by(mut self, title: impl Into<String>, edits: Vec<Edit>, keeps_meaning: bool) -> Self {
        self.mend = Some(Box::new(Mend { title: title.into(), edits, keeps_meaning }));
        self
    }

    /// Points at another place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The main place.
    pub fn span(&self) -> Span {
        self.labels[0].span
    }
}

/// The name closest to `wanted` among `known`, if any is close enough to be a likely slip of the pen.
pub fn did_you_mean<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if wanted.len() > 80 {
        return None;
    }
    let wanted = wanted.to_lowercase();
    known
        .into_iter()
        .filter(|name| name.len().abs_diff(wanted.len()) <= 4)
        .map(|name| (strsim::damerau_levenshtein(name, &wanted), name))
        .filter(|(distance, name)| *distance > 0 && *distance <= most_apart(name.len(), wanted.len()))
        .min()
        .map(|(_, name)| name)
}

/// How many letters two words may differ in and still be one misspelt.
fn most_apart(one: usize, other: usize) -> usize {
    if one.min(other) <= 3 || one.max(other) <= 4 { 1 } else { one.max(other).div_ceil(3) }
}
