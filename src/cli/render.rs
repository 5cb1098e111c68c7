//! Diagnostics and findings as text, drawn or plain, for a terminal or a file.

use std::fmt::{self, Write as _};
use std::io::IsTerminal;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteSpanContents, SourceCode, SourceSpan, ThemeCharacters, ThemeStyles,
};

use crate::case::{Diary, Line, Question};
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::emit::wrap::{paragraph, wrap};
use crate::emit::{diary, told};
use crate::model::Policy;
use crate::model::capitalised;
use crate::source::{SourceFile, Sources, is_hidden};
use crate::verify::{Finding, Report, RuleReport, Verdict};

use super::When;

/// Most messages about one file's text that are shown.
const MOST_SHOWN: usize = 50;

/// How text is to look.
pub(crate) struct Look {
    colour: bool,
    plain: bool,
    /// Columns a line may have.
    pub(crate) width: usize,
    /// What goes well is left out.
    pub(crate) quiet: bool,
}

impl Look {
    pub(crate) fn new(color: When, plain: bool) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colour = match color {
            When::Always => true,
            When::Never => false,
            When::Auto => terminal && !unwanted && std::env::var("TERM").as_deref() != Ok("dumb"),
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let width = columns.or_else(|| terminal.then(terminal_width).flatten()).unwrap_or(100);
        Self { colour, plain: plain || std::env::var_os("NO_GRAPHICS").is_some(), width: width.clamp(40, 120), quiet: false }
    }

    /// The same, with what goes well left out if it is asked for.
    pub(crate) fn quieter(self, quiet: bool) -> Self {
        Self { quiet, ..self }
    }

    /// Plain sentences without colour, whatever the terminal.
    pub(crate) fn plain() -> Self {
        Self { colour: false, plain: true, width: 100, quiet: false }
    }

    /// A diagnostic, as text that ends with a line end.
    pub(crate) fn diagnostic(&self, sources: &Sources, diagnostic: &Diagnostic) -> String {
        self.render(
            sources,
            &Shown {
                name: diagnostic.name.to_owned(),
                severity: diagnostic.severity,
                message: clipped(&diagnostic.message),
                help: diagnostic.help.as_deref().map(clipped),
                labels: &diagnostic.labels,
            },
        )
    }

    /// What is wrong with one file's text, the worst first. Of very many, most are one mistake said again.
    pub(crate) fn diagnostics(&self, sources: &Sources, found: &[Diagnostic]) -> String {
        let mut found: Vec<&Diagnostic> = found.iter().collect();
        found.sort_by_key(|found| (std::cmp::Reverse(found.severity), found.span()));
        let mut text: String = found.iter().take(MOST_SHOWN).map(|diagnostic| self.diagnostic(sources, diagnostic) + "\n").collect();
        if found.len() > MOST_SHOWN {
            let _ = writeln!(text, "{} more like these are not shown.\n", found.len() - MOST_SHOWN);
        }
        text
    }

    /// A finding with its story, or the name of the rule under which the same story has been told.
    pub(crate) fn finding(&self, sources: &Sources, report: &RuleReport, finding: &Finding, told: Option<&str>) -> String {
        let severity = if report.fails() || (report.severity == Severity::Error && report.verdict != Verdict::Advice) {
            Severity::Error
        } else {
            report.severity.min(Severity::Warning)
        };
        let verdict = match report.verdict {
            Verdict::Broken => String::new(),
            verdict => format!(" ({})", verdict.words()),
        };
        let shown = Shown {
            name: format!("{}{verdict}", report.rule),
            severity,
            message: clipped(&finding.message),
            help: Some(clipped(&help(sources, finding, told, self.plain))),
            labels: &finding.labels[..finding.labels.len().min(MOST_PLACES)],
        };
        self.render(sources, &shown)
    }

    fn render(&self, sources: &Sources, shown: &Shown<'_>) -> String {
        if self.plain || !shown.labels.iter().all(|label| can_be_drawn(sources, label)) {
            return plainly(sources, shown);
        }
        // miette shows one file a diagnostic; labels elsewhere become a line of their own.
        let file = shown.labels.first().map(|label| label.span.file);
        let (here, elsewhere): (Vec<&Label>, Vec<&Label>) = shown.labels.iter().partition(|label| Some(label.span.file) == file);
        let mut help = shown.help.clone().unwrap_or_default();
        for label in elsewhere {
            let _ = write!(help, "\n{}", place(sources, label));
        }
        let file = file.map(|file| Indexed::new(sources.get(file), &here));
        let facing = Facing { shown, here, help, file };
        let styles = if self.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
        let theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles };
        let drawn = GraphicalReportHandler::new_themed(theme)
            .with_width(self.width)
            .with_links(false)
            .with_context_lines(0)
            .with_wrap_lines(true)
            .with_break_words(false);
        let mut text = String::new();
        if drawn.render_report(&mut text, &facing).is_err() {
            return plainly(sources, shown);
        }
        text
    }

    /// What the policy guarantees and what it does not, rule by rule.
    pub(crate) fn guarantees(&self, policy: &Policy, report: &Report) -> String {
        let mut text =
            self.paragraph(&format!("What \"{}\" guarantees and says, if everybody does what they must:", clipped(&policy.title)));
        let verdict = |rule: &RuleReport| format!("{}{}", rule.verdict.words(), if rule.is_accepted() { ", accepted" } else { "" });
        if self.plain {
            for rule in &report.rules {
                let _ = writeln!(text, "{}: {} ({}).", capitalised(&verdict(rule)), visible(&rule.title), rule.rule);
            }
            return text + "\n";
        }
        let width = report.rules.iter().map(|rule| verdict(rule).len()).max().unwrap_or(0);
        for rule in &report.rules {
            let mark = match (rule.fails(), rule.verdict) {
                (true, _) => self.painted("✗", "31"),
                (false, Verdict::Holds) => self.painted("✓", "32"),
                (false, Verdict::DoesNotApply) => "–".to_owned(),
                (false, _) => self.painted("!", "33"),
            };
            let mut begun = 2 + 2 + width + 2;
            if self.width < begun + NARROW {
                begun = 6;
                let _ = write!(text, "  {mark} {}\n{:begun$}", verdict(rule), "");
            } else {
                let _ = write!(text, "  {mark} {:width$}  ", verdict(rule));
            }
            self.wrap(&mut text, begun, &format!("{} ({})", visible(&rule.title), rule.rule));
        }
        text
    }

    /// A diary, made harmless for a terminal.
    pub(crate) fn diary(&self, diary: &Diary, policy: &Policy) -> String {
        visible(&diary::text(diary, policy, self.width, self.plain))
    }

    /// Some lines of a diary, made harmless for a terminal.
    pub(crate) fn diary_lines(&self, lines: &[Line]) -> String {
        visible(&diary::part(lines, self.width, self.plain))
    }

    /// A question with what can be chosen, up to where the answer is typed.
    pub(crate) fn question(&self, question: &Question) -> String {
        let mut text = String::from("\n");
        if !question.stands.is_empty() {
            paragraph(&question.stands, 0, self.width, &mut text);
        }
        paragraph(&question.asks, 0, self.width, &mut text);
        for (at, choice) in question.choices.iter().enumerate() {
            let number = if self.plain { format!("{}: ", at + 1) } else { format!("{:>4}  ", at + 1) };
            let indent = number.chars().count();
            let mut lines = wrap(&capitalised(choice), self.width.saturating_sub(indent)).into_iter();
            let _ = writeln!(text, "{number}{}", lines.next().unwrap_or_default());
            lines.for_each(|line| {
                let _ = writeln!(text, "{:indent$}{line}", "");
            });
        }
        paragraph(&question.how, 0, self.width, &mut text);
        text.push_str("> ");
        visible(&text)
    }

    /// Paragraphs, one below the other.
    pub(crate) fn paragraphs(&self, paragraphs: &[String]) -> String {
        let mut text = String::new();
        paragraphs.iter().for_each(|words| paragraph(words, 0, self.width, &mut text));
        visible(&text)
    }

    /// A mark for what is fine or not, with a blank after it; nothing in plain text.
    pub(crate) fn mark(&self, fine: bool) -> String {
        match (self.plain, fine) {
            (true, _) => String::new(),
            (false, true) => format!("{} ", self.painted("✓", "32")),
            (false, false) => format!("{} ", self.painted("✗", "31")),
        }
    }

    /// What begins an entry of a list; nothing in plain text.
    pub(crate) fn bullet(&self) -> &'static str {
        if self.plain { "" } else { "- " }
    }

    /// A paragraph in lines that fit.
    pub(crate) fn paragraph(&self, words: &str) -> String {
        let mut text = String::new();
        self.wrap(&mut text, 0, words);
        text
    }

    /// A paragraph that is a sentence: plain text ends it with a full stop.
    pub(crate) fn sentence(&self, words: &str) -> String {
        self.paragraph(&if self.plain { stopped(words) } else { words.to_owned() })
    }

    /// Adds words after `begun` columns of a line, and goes on below them where the line is full. Plain text keeps one
    /// thing a line.
    fn wrap(&self, text: &mut String, begun: usize, words: &str) {
        let room = if self.plain { usize::MAX } else { self.width.saturating_sub(begun).max(16) };
        let mut column = 0;
        for word in words.split(' ') {
            let length = word.chars().count();
            if column > 0 && column + 1 + length > room {
                let _ = write!(text, "\n{:begun$}", "");
                column = 0;
            }
            if column > 0 {
                text.push(' ');
                column += 1;
            }
            text.push_str(word);
            column += length;
        }
        text.push('\n');
    }

    fn painted(&self, text: &str, code: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// Columns that a rule's title needs beside its verdict; where there are fewer, it stands below.
const NARROW: usize = 32;

/// Whether a label's lines can be drawn: not if one is so long that nobody could read it, or they are too many.
fn can_be_drawn(sources: &Sources, label: &Label) -> bool {
    const LONGEST_LINE: u32 = 600;
    const MOST_LINES: usize = 30;
    let file = sources.get(label.span.file);
    let (first, last) = (file.line_index(label.span.start), file.line_index(label.span.end));
    last - first < MOST_LINES && (first..=last).all(|line| file.line_start(line + 1) - file.line_start(line) <= LONGEST_LINE)
}

/// A diagnostic in plain sentences, one thing a line and the number of the line first: for screen readers and for logs.
fn plainly(sources: &Sources, shown: &Shown<'_>) -> String {
    let mut text = format!("{}: {} Rule: {}.\n", capitalised(shown.severity.word()), stopped(&shown.message), shown.name);
    for label in shown.labels {
        let (at, file) = (sources.start(label.span), visible(&sources.get(label.span.file).name()));
        let what = if label.text.is_empty() { "here" } else { &label.text };
        let start: String = sources.text(label.span).chars().take(240).collect();
        let words: Vec<&str> = start.split_whitespace().take(24).collect();
        let there = if words.is_empty() { String::new() } else { format!(" The text there: {}", visible(&words.join(" "))) };
        let _ = writeln!(text, "Line {}, column {} of {file}: {}{there}", at.line, at.column, stopped(&clipped(what)));
    }
    for line in shown.help.iter().flat_map(|help| help.lines()) {
        let _ = writeln!(text, "{}", capitalised(line));
    }
    text
}

/// With a full stop, so that a voice comes to rest.
fn stopped(words: &str) -> String {
    if words.ends_with(['.', '?', '!', ':']) { words.to_owned() } else { format!("{words}.") }
}

/// Where a label is and what it says: `policies/bromley.rungs, line 4, column 5: declared here`.
fn place(sources: &Sources, label: &Label) -> String {
    let at = sources.start(label.span);
    let what = if label.text.is_empty() { "here" } else { &label.text };
    format!("{}, line {}, column {}: {}", visible(&sources.get(label.span.file).name()), at.line, at.column, clipped(what))
}

/// Places of one finding that are shown with their text; the others are listed by line.
const MOST_PLACES: usize = 8;

/// The story, what is open, and what would mend it.
fn help(sources: &Sources, finding: &Finding, told: Option<&str>, plain: bool) -> String {
    let mut help = String::new();
    let further: Vec<String> = finding.labels.iter().skip(MOST_PLACES).map(|label| sources.start(label.span).line.to_string()).collect();
    if !further.is_empty() {
        let shown = further.len().min(40);
        let more = if further.len() > shown { format!(" and {} more", further.len() - shown) } else { String::new() };
        let stop = if plain { "." } else { "" };
        let lines = if further.len() == 1 { "line" } else { "lines" };
        let _ = writeln!(help, "the same in {lines} {}{more}{stop}", further[..shown].join(", "));
    }
    match (&finding.story, told) {
        (Some(story), Some(rule)) => {
            let _ = writeln!(help, "the case is the one told under {rule}; in the end: {}.", story.never_done);
        }
        (Some(story), None) => {
            let bullet = if plain { "" } else { "- " };
            help.push_str("the case:\n");
            let mut day = "";
            for line in &story.lines {
                let on = if line.on == day { String::new() } else { line.on.clone() };
                let on = if plain { in_full(&on) } else { on };
                let _ = writeln!(help, "{bullet}{}", told::step(&on, &line.text, &line.place));
                day = &line.on;
            }
            let _ = writeln!(help, "{bullet}In the end: {}.", story.never_done);
        }
        (None, _) => {}
    }
    for hole in &finding.holes {
        let _ = writeln!(help, "{}", told::left_open(&hole.what, &hole.keeps, &hole.breaks));
    }
    let mending = format!("to mend it: {}", finding.help);
    help + &if plain { stopped(&mending) } else { mending }
}

/// A day as it is said: `Monday 5 January 2026` for `Mon 5 Jan 2026`.
fn in_full(day: &str) -> String {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let full = |word: &str| {
        DAYS.iter().chain(&MONTHS).find(|name| word.len() == 3 && name.starts_with(word)).map_or(word.to_owned(), |name| (*name).to_owned())
    };
    day.split(' ').map(full).collect::<Vec<_>>().join(" ")
}

fn terminal_width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| width.0 as usize)
}

/// Text an author typed, made harmless for a terminal: control and direction characters are shown as `\u{…}`.
pub(crate) fn visible(text: &str) -> String {
    text.chars().map(|c| if is_hidden(c) && !matches!(c, '\n' | '\t') { c.escape_unicode().to_string() } else { c.to_string() }).collect()
}

/// The same, and no longer than a message can be.
fn clipped(text: &str) -> String {
    const LONGEST: usize = 2_000;
    let text = visible(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text,
    }
}

/// Source text made harmless without moving anything: what is hidden becomes a mark of as many bytes.
fn marked(text: &str) -> String {
    let mark = |c: char| match c.len_utf8() {
        1 => '?',
        2 => '¿',
        _ => '\u{FFFD}',
    };
    text.chars().map(|c| if is_hidden(c) && !matches!(c, '\n' | '\r' | '\t') { mark(c) } else { c }).collect()
}

struct Shown<'s> {
    name: String,
    severity: Severity,
    message: String,
    help: Option<String>,
    labels: &'s [Label],
}

/// The face miette sees.
struct Facing<'s> {
    shown: &'s Shown<'s>,
    here: Vec<&'s Label>,
    help: String,
    file: Option<Indexed<'s>>,
}

impl fmt::Debug for Facing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown.message)
    }
}

impl fmt::Display for Facing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown.message)
    }
}

impl std::error::Error for Facing<'_> {}

impl miette::Diagnostic for Facing<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.shown.name))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.shown.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.file.as_ref().map(|file| file as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.here.iter().enumerate().map(|(at, label)| {
            let span =
                SourceSpan::new((label.span.start as usize).into(), (label.span.end.max(label.span.start) - label.span.start) as usize);
            let text = (!label.text.is_empty()).then(|| clipped(&label.text));
            if at == 0 { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
        })))
    }
}

/// A source that finds its lines by the index, not by reading the file again for every label.
struct Indexed<'s> {
    file: &'s SourceFile,
    /// The lines the labels stand on, made harmless, and where they begin.
    lines: String,
    from: usize,
}

impl<'s> Indexed<'s> {
    fn new(file: &'s SourceFile, labels: &[&Label]) -> Self {
        let first = labels.iter().map(|label| file.line_index(label.span.start)).min().unwrap_or(0);
        let last = labels.iter().map(|label| file.line_index(label.span.end)).max().unwrap_or(0);
        let (from, to) = (file.line_start(first) as usize, file.line_start(last + 1) as usize);
        Self { file, lines: marked(&file.text()[from..to]), from }
    }
}

impl fmt::Debug for Indexed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file.name())
    }
}

impl SourceCode for Indexed<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, miette::MietteError> {
        let text = self.file.text();
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > text.len() {
            return Err(miette::MietteError::OutOfBounds);
        }
        let first = self.file.line_index(start as u32).saturating_sub(before);
        let last = (self.file.line_index(if end > start { end - 1 } else { end } as u32) + after).min(self.file.line_count() - 1);
        // The heading of a snippet takes its column from here.
        let column = if before == 0 && after == 0 { self.file.line_column(start as u32).column as usize - 1 } else { 0 };
        let (from, to) = (self.file.line_start(first) as usize, self.file.line_start(last + 1) as usize);
        let (start_here, end_here) = (from.saturating_sub(self.from), to.saturating_sub(self.from).min(self.lines.len()));
        let data = self.lines.as_bytes().get(start_here..end_here).ok_or(miette::MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            visible(&self.file.name()),
            data,
            (from, to - from).into(),
            first,
            column,
            last + 1 - first,
        )))
    }
}
