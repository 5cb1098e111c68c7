//! One sentence that cannot be read: mended as far as it can be, and told in one message.

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use rungs_grammar::Rule;

use super::draft::{Draft, Stop, is_quote, is_reserved, stop_of};
use super::next;
use super::slips::{likeliest, shown};

/// A sentence longer than this, in bytes, is no sentence.
pub(super) const LONGEST_MENDED: usize = 2_000;

/// More slips in one sentence are not told apart.
const MOST_SLIPS: usize = 8;

/// Slips of spelling, order and marks, and a short name left out: with them mended the sentence says what it said.
const KEEP_MEANING: &[&str] = &["misspelt", "order", "figures", "comma-missing", "quotation-mark", "name-missing"];

/// What there is to say about one sentence.
#[derive(Default)]
pub(super) struct Told {
    slips: Vec<Diagnostic>,
    /// How many slips there were before the first that is only guessed at, and what could be said instead of it.
    before_guessing: Option<(usize, Diagnostic)>,
    /// Whether the draft may be without a slip: what stood above it has been told already.
    follows: bool,
    /// Whether the draft is not what the author should write: something is open, or could not be mended.
    open: bool,
}

impl Told {
    /// Nothing yet; `follows` where what stands above the sentence has been told already.
    pub(super) fn new(follows: bool) -> Self {
        Self { follows, ..Self::default() }
    }

    /// Reads a draft, mending it as it goes. Returns what stands below the sentence, if it is a sentence of its own.
    pub(super) fn read<'d>(&mut self, draft: &mut Draft<'d>, likely: bool) -> Option<Draft<'d>> {
        let mendable = likely && draft.text.len() <= LONGEST_MENDED;
        loop {
            let Some(stop) = draft.stop() else {
                if self.slips.is_empty() && !self.follows {
                    self.stop(draft, &Stop { at: 0, expected: Vec::new() });
                }
                return None;
            };
            if let Some((rest, begins_a_line)) = draft.next_sentence(&stop) {
                if !begins_a_line {
                    self.slips.push(own_line(&rest));
                    self.open = true;
                } else if let Some(stop) = draft.stop() {
                    self.stop(draft, &stop);
                }
                return Some(rest);
            }
            if self.slips.len() == MOST_SLIPS {
                self.open = true;
                return None;
            }
            let Some(mend) = mendable.then(|| likeliest(draft, &stop)).flatten() else {
                self.stop(draft, &stop);
                return None;
            };
            if mend.guess && self.before_guessing.is_none() {
                self.before_guessing = Some((self.slips.len(), stopped(draft, &stop)));
            }
            self.slips.push(mend.found);
            self.open |= !mend.sure;
            draft.replace(mend.at, &mend.new?);
        }
    }

    fn stop(&mut self, draft: &Draft<'_>, stop: &Stop) {
        match self.before_guessing.take() {
            // Guesses that led nowhere are not told.
            Some((slips, stopped)) => {
                self.slips.truncate(slips);
                self.slips.push(stopped);
            }
            None => self.slips.push(stopped(draft, stop)),
        }
        self.open = true;
    }

    /// One message for the sentence, with what is wrong at each place.
    pub(super) fn message(self, draft: &Draft<'_>) -> Option<Diagnostic> {
        let mended = if self.open { None } else { draft.on_one_line() };
        let keeps_meaning = self.slips.iter().all(|slip| KEEP_MEANING.contains(&slip.name)) && self.before_guessing.is_none();
        let edit = mended.clone().map(|mended| (format!("write `{mended}`"), vec![draft.edit()]));
        let offer = |found: Diagnostic| match edit {
            Some((title, edits)) => found.mended_by(title, edits, keeps_meaning),
            None => found,
        };
        let help = mended.map(|mended| format!("write `{mended}`"));
        let several = self.slips.len();
        let mut slips = self.slips.into_iter();
        let first = slips.next()?;
        if several == 1 {
            let own = help.or_else(|| first.help.clone()).or_else(|| first.labels.first().map(|label| label.text.clone()));
            return Some(offer(first.help(own.unwrap_or_default())));
        }
        let mut found = Diagnostic::error("several-slips", first.span(), format!("there are {several} slips in this sentence"));
        found.labels.clone_from(&first.labels);
        let mut helps: Vec<String> = first.help.into_iter().collect();
        for slip in slips {
            found.labels.extend(slip.labels);
            helps.extend(slip.help);
        }
        found.labels.sort_by_key(|label| label.span);
        helps.dedup();
        helps.extend(help);
        let help = if helps.is_empty() { "write it as the places above say".to_owned() } else { helps.join("; ") };
        Some(offer(found.help(help)))
    }
}

/// A sentence that begins behind another one's full stop or semicolon.
fn own_line(rest: &Draft<'_>) -> Diagnostic {
    let at = rest.range(0..1);
    let message = format!("a new clause starts in the middle of a line, at `{}`", shown(rest.piece(0)));
    Diagnostic::error("own-line", rest.place(at), message).label("this comes on a line of its own").help("start a new line before it")
}

/// A place where a text cannot be read on, and nothing is likely to have been meant.
fn stopped(draft: &Draft<'_>, stop: &Stop) -> Diagnostic {
    let here = draft.piece_at(stop.at);
    let before = here.checked_sub(1).map(|before| draft.piece(before).to_owned()).unwrap_or_default();
    let before = shown(&before);
    let example = next::example(draft, stop);
    let label = next::comes_next(&before, &stop.expected);
    if stop.at >= draft.own().trim_end().len() {
        let message = if before.is_empty() {
            "something is missing here".to_owned()
        } else {
            format!("the sentence stops too early, after `{before}`")
        };
        let from = here.saturating_sub(1);
        return Diagnostic::error("stops-early", draft.place(draft.range(from..here)), message).label(label).help(example);
    }
    let place = draft.place(draft.range(here..here + 1));
    let word = shown(draft.piece(here));
    let known = is_reserved(&word);
    let name_wanted = stop.expected.iter().any(|rule| matches!(rule, Rule::name | Rule::who | Rule::party | Rule::label));
    if known && name_wanted && draft.strict == Rule::clause_only && !before.is_empty() {
        return Diagnostic::error("stops-early", place, format!("after `{before}` it must say who; `{word}` is a word of the language"))
            .label(label)
            .help(example);
    }
    if known && name_wanted {
        return Diagnostic::error("reserved-word", place, format!("`{word}` is a word of the language here and cannot be a name"))
            .label(label)
            .help(format!("choose another name, or a longer one such as `our-{word}`; the words of the language cannot be names"));
    }
    if draft.strict == Rule::item_only && word.eq_ignore_ascii_case("rungs") {
        return Diagnostic::error("does-not-fit", place, "the line `rungs 1` stands once, at the beginning of the file")
            .label("a second one")
            .help("take this line out");
    }
    if let Some(found) = elsewhere(draft, here, place) {
        return found;
    }
    let message = if before.is_empty() {
        format!("this sentence cannot begin with `{word}`")
    } else {
        format!("`{word}` does not fit after `{before}`")
    };
    Diagnostic::error("does-not-fit", place, message).label(label).help(example)
}

/// Words that can be read, but not here.
fn elsewhere(draft: &Draft<'_>, here: usize, place: Span) -> Option<Diagnostic> {
    let found = |message: &str| Diagnostic::error("does-not-fit", place, message);
    let first = draft.word(0);
    let word = draft.word(here);
    if draft.strict == Rule::header_only && here == 0 && stop_of(draft.own(), Rule::clause_only).is_none() {
        return Some(
            found("a clause cannot stand in a policy's heading")
                .label("this is a clause")
                .help("move it below the heading: into a stage, into `throughout {` or into `upkeep {`"),
        );
    }
    if draft.strict == Rule::clause_only && here == 0 && draft.piece(0).starts_with(is_quote) {
        return Some(
            found("a clause cannot begin with quoted words")
                .label("who does it, or how strongly, comes first")
                .help("write who or `must` before them: `must \"keep an open mind\"`; in a form, `asks \"name\"`"),
        );
    }
    if draft.strict == Rule::item_only && first == "stage" && matches!(word, "within" | "ends" | "must" | "should") {
        return Some(
            found("a stage's limit is a clause of its own")
                .label("this stands between the stage's braces")
                .help("write it as the first line between the braces: `ends within 2 working days`"),
        );
    }
    if draft.strict == Rule::item_only && matches!(word, "," | "and") && here <= 2 {
        return Some(
            found("each has a line of its own")
                .label("only one can be named in this line")
                .help(format!("write `{first}` and its own words again for each of them, on a line of its own")),
        );
    }
    None
}
