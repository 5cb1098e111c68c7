//! The lines between a calendar's braces.

use jiff::civil::{self, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::*;

impl Resolver {
    /// Reads the lines of a calendar; `None` for one that is declared in words only.
    pub(super) fn timetable(&mut self, item: Node<'_>) -> Option<Timetable> {
        item.child(Rule::open)?;
        let mut timetable = Timetable::default();
        let (mut bank_holidays, mut time_zone): (Option<Span>, Option<Span>) = (None, None);
        for line in item.children() {
            match line.kind() {
                Rule::opening => timetable.openings.extend(self.opening(line)),
                Rule::bank_holidays => {
                    self.check_said_once(line, &mut bank_holidays, "what happens on bank holidays");
                    timetable.bank_holidays = self.bank_holidays(line);
                }
                Rule::closure => timetable.closures.extend(self.stretch(line, "closure")),
                Rule::term => timetable.terms.extend(self.stretch(line, "term")),
                Rule::time_zone => {
                    self.check_said_once(line, &mut time_zone, "the time zone");
                    timetable.time_zone = line.child(Rule::text).and_then(|text| self.time_zone(text));
                }
                _ => continue,
            }
            timetable.sources.extend(self.sources_of(line));
        }
        self.check_weekdays_once(item);
        Some(timetable)
    }

    fn check_said_once(&mut self, line: Node<'_>, before: &mut Option<Span>, what: &str) {
        if let Some(first) = *before {
            self.said_twice(line.span(), first, what);
        }
        before.get_or_insert(line.span());
    }

    fn said_twice(&mut self, again: Span, first: Span, what: &str) {
        self.error(
            Diagnostic::error("said-twice", again, format!("this calendar says twice {what}"))
                .label("said again here")
                .also(first, "said first here")
                .help("take one of the two lines out, so that nobody has to ask which one counts"),
        );
    }

    fn opening(&mut self, line: Node<'_>) -> Option<Opening> {
        let hours = match line.child(Rule::opening_hours) {
            Some(hours) => Some(self.hours(hours)?),
            None => None,
        };
        let mut weekdays: Vec<Weekday> = weekdays_of(line).into_iter().map(|(weekday, _)| weekday).collect();
        weekdays.sort_by_key(|weekday| weekday.to_monday_zero_offset());
        weekdays.dedup();
        Some(Opening { weekdays, hours, span: line.span() })
    }

    /// No weekday, and no line of hours alone, stands there twice: the hours could differ.
    fn check_weekdays_once(&mut self, item: Node<'_>) {
        let mut seen: [Option<Span>; 7] = [None; 7];
        let mut hours_alone: Option<Span> = None;
        for line in item.all(Rule::opening) {
            let weekdays = weekdays_of(line);
            let twice = weekdays.iter().find_map(|(weekday, span)| {
                let first = seen[weekday.to_monday_zero_offset() as usize].replace(*span)?;
                Some((*weekday, *span, first))
            });
            if let Some((weekday, again, first)) = twice {
                self.said_twice(again, first, &format!("when it is open on a {}", weekday_word(weekday)));
            } else if weekdays.is_empty() {
                self.check_said_once(line, &mut hours_alone, "from when to when it is open");
            }
        }
        let with_hours = item.all(Rule::opening).find(|line| line.has(Rule::weekdays) && line.has(Rule::opening_hours));
        if let (Some(alone), Some(with_hours)) = (hours_alone, with_hours) {
            self.said_twice(alone, with_hours.span(), "from when to when it is open");
        }
    }

    fn hours(&mut self, node: Node<'_>) -> Option<Hours> {
        let mut clocks = node.all(Rule::clock);
        let from = self.minutes(clocks.next()?, 24 * 60 - 1)?;
        let to = self.minutes(clocks.next()?, 24 * 60)?;
        if from < to {
            return Some(Hours { from, to });
        }
        self.error(
            Diagnostic::error("ends-before-it-begins", node.span(), "these hours end before they begin")
                .label("it closes no later than it opens")
                .help("write the earlier time first: `open from 09:00 to 17:00`; midnight at the end of the day is `24:00`"),
        );
        None
    }

    /// Minutes after midnight.
    fn minutes(&mut self, clock: Node<'_>, most: u16) -> Option<u16> {
        let read = clock.text().split_once(':').and_then(|(hour, minute)| {
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (minute < 60).then_some(hour * 60 + minute).filter(|minutes| *minutes <= most)
        });
        if read.is_none() {
            self.error(
                Diagnostic::error("no-such-time", clock.span(), format!("there is no such time as {}", clock.text()))
                    .label("hours and minutes")
                    .help("times are written `09:00` and `17:30`, by a clock of twenty-four hours"),
            );
        }
        read
    }

    fn bank_holidays(&mut self, line: Node<'_>) -> Option<BankHolidays> {
        if line.has(Rule::kw_open) {
            return Some(BankHolidays::Open);
        }
        match line.child(Rule::nation) {
            Some(nation) => self.nation(nation).map(|nation| BankHolidays::Closed(Some(nation))),
            None => Some(BankHolidays::Closed(None)),
        }
    }

    fn nation(&mut self, node: Node<'_>) -> Option<Nation> {
        let written = words_of(node).replace('-', " ");
        let known = Nation::ALL.map(|nation| nation.title().to_lowercase());
        if let Some(at) = known.iter().position(|title| *title == written) {
            return Some(Nation::ALL[at]);
        }
        let part = known.iter().map(String::as_str).find(|title| title.split(' ').any(|word| word == written && word != "and"));
        let label = match part.or_else(|| did_you_mean(&written, known.iter().map(String::as_str))) {
            Some(close) => format!("did you mean `{close}`?"),
            None => "rungs knows those of the United Kingdom only".to_owned(),
        };
        self.error(
            Diagnostic::error(
                "unknown-nation",
                node.span(),
                format!("`{}` is no part of the United Kingdom with bank holidays of its own", node.text()),
            )
            .label(label)
            .help("write `england and wales`, `scotland` or `northern ireland`"),
        );
        None
    }

    fn stretch(&mut self, line: Node<'_>, what: &str) -> Option<Stretch> {
        let dates = line.child(Rule::stretch).unwrap_or(line);
        let mut days = Vec::new();
        for date in dates.all(Rule::date) {
            days.push(self.day(date));
        }
        let (first, last) = ((*days.first()?)?, (*days.last()?)?);
        if last < first {
            self.error(
                Diagnostic::error("ends-before-it-begins", dates.span(), format!("this {what} ends before it begins"))
                    .label(format!("{last} is earlier than {first}"))
                    .help("write the earlier date first; where the new year lies between, the later date is in the new year"),
            );
            return None;
        }
        Some(Stretch { first, last, title: text_of(line), span: line.span() })
    }

    fn day(&mut self, date: Node<'_>) -> Option<civil::Date> {
        let read = self.date_at(date)?;
        civil::Date::new(read.year, read.month, read.day?).ok()
    }

    fn time_zone(&mut self, text: Node<'_>) -> Option<TimeZone> {
        let written = unquoted(text);
        let zones = TimeZoneDatabase::bundled();
        if let Ok(zone) = zones.get(&written) {
            return Some(zone);
        }
        self.suggestions += 1;
        let among = if self.suggestions > MOST_SUGGESTIONS { 0 } else { usize::MAX };
        let known: Vec<String> = zones.available().take(among).map(|name| name.to_string()).collect();
        let wanted = written.to_lowercase().replace(' ', "_");
        let place = known.iter().find(|name| name.rsplit('/').next().is_some_and(|place| place.to_lowercase() == wanted));
        let label = match place.map(String::as_str).or_else(|| did_you_mean(&written, known.iter().map(String::as_str))) {
            Some(close) => format!("did you mean `{close}`?"),
            None => "no such time zone".to_owned(),
        };
        self.error(
            Diagnostic::error("unknown-time-zone", text.span(), format!("there is no time zone called {}", text.text()))
                .label(label)
                .help("the whole United Kingdom is `time zone \"Europe/London\"`, in summer and in winter"),
        );
        None
    }
}

/// The weekdays of a line, each with the place that names it; `friday to monday` goes on over the weekend.
fn weekdays_of(line: Node<'_>) -> Vec<(Weekday, Span)> {
    let mut found = Vec::new();
    for span in line.child(Rule::weekdays).into_iter().flat_map(|weekdays| weekdays.all(Rule::weekday_span)) {
        let mut ends = span.all(Rule::weekday).filter_map(|weekday| weekday_called(&words_of(weekday)));
        let Some(first) = ends.next() else { continue };
        let last = ends.next().unwrap_or(first);
        let count = 1 + usize::from(first.until(last).unsigned_abs());
        found.extend(first.cycle_forward().take(count).map(|weekday| (weekday, span.span())));
    }
    found
}

fn weekday_called(word: &str) -> Option<Weekday> {
    Weekday::Monday.cycle_forward().take(7).find(|weekday| weekday_word(*weekday).eq_ignore_ascii_case(word))
}
