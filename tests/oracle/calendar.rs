//! Days and hours as the page about calendars counts them, one by one, by the calendar in the document.

use super::policy::*;

/// The days of 2026 to 2028 that are bank holidays in England and Wales.
const BANK_HOLIDAYS: &[(u32, u32, u32)] = &[
    (2026, 1, 1),
    (2026, 4, 3),
    (2026, 4, 6),
    (2026, 5, 4),
    (2026, 5, 25),
    (2026, 8, 31),
    (2026, 12, 25),
    (2026, 12, 28),
    (2027, 1, 1),
    (2027, 3, 26),
    (2027, 3, 29),
    (2027, 5, 3),
    (2027, 5, 31),
    (2027, 8, 30),
    (2027, 12, 27),
    (2027, 12, 28),
    (2028, 1, 3),
    (2028, 4, 14),
    (2028, 4, 17),
    (2028, 5, 1),
    (2028, 5, 29),
    (2028, 8, 28),
    (2028, 12, 25),
    (2028, 12, 26),
];

/// The days that are tried as a start: those of 2026 and 2027.
pub const STARTS: u32 = 730;

/// The last day of 2028.
const LAST: u32 = 1095;

pub const DAY: i64 = 24 * 60 * 60;

const WEEK: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The calendar a policy is counted by, if it says line by line what counts: the first of its own, or, where it declares
/// none, of the imported ones.
pub fn chosen(policy: &Policy) -> Option<&Calendar> {
    let own = policy.names.iter().any(|name| name.kind == "calendar" && !name.imported);
    policy.calendars.iter().find(|calendar| policy.name(&calendar.name).imported != own)
}

/// The bank holidays in England and Wales, as days since 1 January 2026.
pub fn bank_holidays() -> impl Iterator<Item = u32> {
    BANK_HOLIDAYS.iter().copied().map(number)
}

/// Days since 1 January 2026.
fn number((year, month, day): (u32, u32, u32)) -> u32 {
    (2026..year).map(days_in_year).sum::<u32>() + (1..month).map(|month| days_in_month(year, month)).sum::<u32>() + day - 1
}

fn days_in_year(year: u32) -> u32 {
    if year.is_multiple_of(4) { 366 } else { 365 }
}

fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        2 => days_in_year(year) - 337,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Year, month and day.
fn date(mut day: u32) -> (u32, u32, u32) {
    let (mut year, mut month) = (2026, 1);
    while day >= days_in_year(year) {
        day -= days_in_year(year);
        year += 1;
    }
    while day >= days_in_month(year, month) {
        day -= days_in_month(year, month);
        month += 1;
    }
    (year, month, day + 1)
}

/// Why the end of a time cannot be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uncounted {
    /// It lies beyond what is known of bank holidays.
    TooLate,
    /// The calendar does not say enough.
    Unsaid,
}

/// What counts on each day.
pub struct Days {
    working: Vec<bool>,
    /// For each weekday that is open, from when to when, in seconds; nothing where that is not said.
    hours: [Option<(i64, i64)>; 7],
    open_days: u32,
    hours_are_said: bool,
    /// School days from the first to the last day of term; nothing without terms.
    school: Option<(u32, u32, Vec<bool>)>,
}

impl Days {
    /// `None` for bank holidays that are not known here, or terms and closures of other years.
    pub fn of(policy: &Policy) -> Option<Days> {
        let calendar = chosen(policy);
        let closes = match calendar.and_then(|calendar| calendar.bank_holidays.as_ref()) {
            Some(BankHolidays::Closed { nation: Some(nation) }) if nation != "england-and-wales" => return None,
            Some(BankHolidays::Open) => false,
            _ => true,
        };
        let openings = calendar.map(|calendar| calendar.openings.as_slice()).unwrap_or_default();
        let said: Vec<&str> = openings.iter().flat_map(|opening| &opening.weekdays).map(String::as_str).collect();
        let open = |weekday: usize| if said.is_empty() { weekday < 5 } else { said.contains(&WEEK[weekday]) };
        let mut hours = [None; 7];
        for (weekday, hours) in hours.iter_mut().enumerate().filter(|(weekday, _)| open(*weekday)) {
            let own = openings.iter().find(|opening| opening.weekdays.iter().any(|day| day == WEEK[weekday]));
            let all = openings.iter().find(|opening| opening.weekdays.is_empty());
            *hours = own.and_then(|opening| opening.hours.as_ref()).or(all.and_then(|opening| opening.hours.as_ref())).map(read_hours);
        }
        let bank: Vec<u32> = bank_holidays().filter(|_| closes).collect();
        let stretches = |some: &dyn Fn(&Calendar) -> Vec<Stretch>| -> Option<Vec<(u32, u32)>> {
            let read = |stretch: &Stretch| Some((read_date(&stretch.first)?, read_date(&stretch.last)?));
            calendar.map(some).unwrap_or_default().iter().map(read).collect()
        };
        let closures = stretches(&|calendar| calendar.closures.clone())?;
        let terms = stretches(&|calendar| calendar.terms.clone())?;
        let within = |all: &[(u32, u32)], day: u32| all.iter().any(|(first, last)| (*first..=*last).contains(&day));
        let working = (0..=LAST).map(|day| open(weekday(day)) && !bank.contains(&day) && !within(&closures, day)).collect();
        let school = terms.iter().map(|(first, _)| *first).min().zip(terms.iter().map(|(_, last)| *last).max()).map(|(first, last)| {
            (first, last, (0..=last).map(|day| weekday(day) < 5 && !bank.contains(&day) && within(&terms, day)).collect())
        });
        let open_days = (0..7).filter(|weekday| open(*weekday)).count() as u32;
        let hours_are_said = (0..7).all(|weekday| !open(weekday) || hours[weekday].is_some());
        Some(Days { working, hours, open_days, hours_are_said, school })
    }

    /// When a length of time that begins at a second has run out: a day at its last second.
    pub fn end(&self, from: i64, length: &Duration, kind: Option<&str>) -> Result<i64, Uncounted> {
        let day = u32::try_from(from.div_euclid(DAY)).unwrap_or_default();
        let number = length.number;
        let end_of = |day: u32| i64::from(day) * DAY + DAY - 1;
        match (length.unit.as_str(), kind) {
            ("hours", None | Some("calendar")) => Ok(on_the_clock(from, i64::from(number) * 3600)),
            ("hours", Some("working")) => self.after_working_seconds(from, i64::from(number) * 3600),
            ("days", Some("calendar")) => Ok(end_of(day + number)),
            ("days", Some("working")) => self.after_working_days(day, number).map(end_of),
            ("days", Some("school")) => self.after_school_days(day, number).map(end_of),
            ("weeks", None | Some("calendar")) => Ok(end_of(day + 7 * number)),
            ("weeks", Some("working")) => self.after_working_days(day, self.open_days * number).map(end_of),
            ("weeks", Some("school")) => self.after_school_days(day, 5 * number).map(end_of),
            ("months", None | Some("calendar")) => Ok(end_of(after_months(day, number))),
            ("years", None | Some("calendar")) => Ok(end_of(after_months(day, 12 * number))),
            _ => Err(Uncounted::Unsaid),
        }
    }

    fn after_working_days(&self, day: u32, number: u32) -> Result<u32, Uncounted> {
        if number == 0 {
            return Ok(day);
        }
        let days = (day + 1..).take_while(|day| *day <= LAST).filter(|day| self.working[*day as usize]);
        days.into_iter().nth(number as usize - 1).ok_or(Uncounted::TooLate)
    }

    fn after_school_days(&self, day: u32, number: u32) -> Result<u32, Uncounted> {
        let (first, last, school) = self.school.as_ref().ok_or(Uncounted::Unsaid)?;
        if day + 1 < *first {
            return Err(Uncounted::Unsaid);
        }
        let mut days = (day + 1..=*last).filter(|day| school[*day as usize]);
        days.nth(number as usize - 1).ok_or(Uncounted::Unsaid)
    }

    fn after_working_seconds(&self, from: i64, mut seconds: i64) -> Result<i64, Uncounted> {
        if !self.hours_are_said {
            return Err(Uncounted::Unsaid);
        }
        let first = u32::try_from(from.div_euclid(DAY)).unwrap_or_default();
        for day in (first..=LAST).filter(|day| self.working[*day as usize]) {
            let Some((opens, closes)) = self.hours[weekday(day)] else { continue };
            let (opens, closes) = (i64::from(day) * DAY + opens, i64::from(day) * DAY + closes);
            let begins = opens.max(from);
            if begins < closes && seconds <= closes - begins {
                return Ok(begins + seconds);
            }
            seconds -= (closes - begins).max(0);
        }
        Err(Uncounted::TooLate)
    }
}

/// 1 January 2026 is a Thursday.
fn weekday(day: u32) -> usize {
    (day as usize + 3) % 7
}

fn read_date(text: &str) -> Option<u32> {
    let parts: Vec<u32> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    match parts.as_slice() {
        [year, month, day] if (2026..=2028).contains(year) => Some(number((*year, *month, *day))),
        _ => None,
    }
}

fn read_hours(hours: &Hours) -> (i64, i64) {
    let seconds = |text: &str| text.split(':').filter_map(|part| part.parse::<i64>().ok()).fold(0, |all, part| 60 * all + part) * 60;
    (seconds(&hours.opens), seconds(&hours.closes))
}

/// So many months later, on the day of the same number or the last.
fn after_months(day: u32, months: u32) -> u32 {
    let (year, month, day) = date(day);
    let months = 12 * year + month - 1 + months;
    let (year, month) = (months / 12, months % 12 + 1);
    number((year, month, day.min(days_in_month(year, month))))
}

/// So many seconds later on the clocks of the United Kingdom.
fn on_the_clock(from: i64, seconds: i64) -> i64 {
    let last_sunday = |year: u32, month: u32| {
        let last = number((year, month, 31));
        i64::from(last - (weekday(last) as u32 + 1) % 7) * DAY + 3600
    };
    let is_summer = |instant: i64| (2026..=2030).any(|year| (last_sunday(year, 3)..last_sunday(year, 10)).contains(&instant));
    // A time that comes twice is the first of the two; one that is left out is read as an hour later.
    let instant = if is_summer(from - 3600) { from - 3600 } else { from };
    let later = instant + seconds;
    if is_summer(later) { later + 3600 } else { later }
}
