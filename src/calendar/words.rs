//! Deadlines in words: the arithmetic as one sentence, which anybody can check against a wall calendar.

use jiff::civil::{Date, DateTime, Weekday};

use super::{CannotCount, Deadline, End, NotCounted, Reason};
use crate::model::{DayKind, listed, weekday_word};

/// Named one by one up to here; after that they are only counted.
const MOST_NAMED: usize = 5;

impl Deadline {
    /// The arithmetic: `2 working days from Thu 2 Apr 2026 is Wed 8 Apr: Good Friday and Easter Monday do not count`.
    ///
    /// A year stands with the start, and elsewhere only where it is another. Weekends are passed over unless nothing else
    /// was left out.
    pub fn words(&self) -> String {
        let length = match (self.length.kind, self.kind) {
            (None, Some(kind)) if self.length.number == 1 => format!("{}, read as a {} day,", self.length.words(), kind.word()),
            (None, Some(kind)) => format!("{}, read as {} days,", self.length.words(), kind.word()),
            _ => self.length.words(),
        };
        let counted = match self.end {
            End::OfDay(date) => format!("{length} from {} is {}", dated(self.start.date()), self.day(date)),
            End::At(time) => {
                let on = if time.date() == self.start.date() { String::new() } else { format!(" on {}", self.day(time.date())) };
                let are = if self.length.number == 1 { "is" } else { "are" };
                format!("{length} from {} on {} {are} over at {}{on}", clock(self.start), dated(self.start.date()), clock(time))
            }
        };
        format!("{counted}{}", self.why().map(|why| format!(": {why}")).unwrap_or_default())
    }

    fn why(&self) -> Option<String> {
        if let Some(change) = self.clock_change {
            let way = if change.minutes > 0 { "forward" } else { "back" };
            let far = match change.minutes.abs() {
                60 => "an hour".to_owned(),
                minutes => format!("{minutes} minutes"),
            };
            return Some(format!("the clocks go {way} {far} on {}", self.day(change.date)));
        }
        if self.not_counted.is_empty() {
            return self.weekdays_left_out().or_else(|| self.nights_left_out());
        }
        let mut names: Vec<String> = self.not_counted.iter().take(MOST_NAMED).map(|stretch| self.named(stretch)).collect();
        match self.not_counted.len() - names.len() {
            0 => {}
            1 => names.push("1 other".into()),
            more => names.push(format!("{more} others")),
        }
        let (verb, names) = (if names.len() == 1 { "does" } else { "do" }, listed(names, "and"));
        Some(format!("{names} {verb} not count"))
    }

    /// That only the hours in which the calendar is open count, where they run on past the end of a day.
    fn nights_left_out(&self) -> Option<String> {
        let overnight = matches!(self.end, End::At(time) if time.date() != self.start.date());
        (overnight && self.length.kind == Some(DayKind::Working)).then(|| "only the hours of opening count".into())
    }

    /// What was left out when it is nothing but weekdays that never count.
    fn weekdays_left_out(&self) -> Option<String> {
        if self.weekdays_off != [Weekday::Saturday, Weekday::Sunday] {
            self.days_not_counted().next()?;
            let names = self.weekdays_off.iter().map(|weekday| format!("{}s", weekday_word(*weekday))).collect();
            return Some(format!("{} do not count", listed(names, "and")));
        }
        match self.days_not_counted().take(3).count() {
            0 => None,
            1 | 2 => Some("the weekend does not count".into()),
            _ => Some("weekends do not count".into()),
        }
    }

    fn named(&self, stretch: &NotCounted) -> String {
        let days = || match stretch.first == stretch.last {
            true => self.day(stretch.first),
            false => format!("{} to {}", self.day(stretch.first), self.day(stretch.last)),
        };
        match &stretch.reason {
            Reason::Closure(Some(title)) => format!("{title} ({})", days()),
            Reason::Closure(None) => format!("the closure ({})", days()),
            Reason::OutOfTerm => format!("the school holiday ({})", days()),
            other => other.words(),
        }
    }

    /// A day, with its year where that is another than the start's.
    fn day(&self, date: Date) -> String {
        if date.year() == self.start.year() { date.strftime("%a %-d %b").to_string() } else { dated(date) }
    }
}

impl Reason {
    /// The reason in words: `Good Friday`, `Christmas closure`, `a Saturday`.
    pub fn words(&self) -> String {
        match self {
            Reason::Weekday(weekday) => format!("a {}", weekday_word(*weekday)),
            Reason::BankHoliday(holiday) if holiday.substitute => format!("{} (substitute day)", holiday.name),
            Reason::BankHoliday(holiday) => holiday.name.to_owned(),
            Reason::Closure(Some(title)) => title.clone(),
            Reason::Closure(None) => "closed".into(),
            Reason::OutOfTerm => "the school holidays".into(),
        }
    }
}

impl CannotCount {
    /// Why it cannot be counted, in words.
    pub fn words(&self) -> String {
        match self {
            CannotCount::KindOfDayUnstated => "the policy does not say which days count: working days, calendar days or school days".into(),
            CannotCount::NoTermDates => "school days cannot be counted: the policy's calendar states no school terms".into(),
            CannotCount::BeyondTerms { first, last } => {
                format!("school days can only be counted within the terms that are stated, from {} to {}", dated(*first), dated(*last))
            }
            CannotCount::BeyondCalendar { nation, first, last } => {
                format!("the bank holidays of {} are only known from {} to {}", nation.title(), dated(*first), dated(*last))
            }
            CannotCount::HoursUnstated => {
                "working hours cannot be counted: the policy's calendar does not say from when to when it is open".into()
            }
            CannotCount::NoFixedLength { kind, unit } => {
                let (kind, unit) = (kind.word(), unit.word());
                format!("{kind} {unit} have no fixed length; it has to be said in {kind} days, or in {unit}")
            }
            CannotCount::TooFar => "the last day would come after the year 9999".into(),
        }
    }
}

/// `Thu 2 Apr 2026`.
fn dated(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

/// `15:00`.
fn clock(time: DateTime) -> String {
    time.strftime("%H:%M").to_string()
}
