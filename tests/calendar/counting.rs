//! Worked examples, each of which can be checked against a wall calendar.

use rungs::calendar::{End, edition};
use rungs::model::Nation;

use super::*;

const EASTER: &str = "2026-04-02T10:00";

#[test]
fn working_days() {
    let usual = usual();
    says(&usual, EASTER, "2 working days", "2 working days from Thu 2 Apr 2026 is Wed 8 Apr: Good Friday and Easter Monday do not count");
    says(&usual, EASTER, "1 working day", "1 working day from Thu 2 Apr 2026 is Tue 7 Apr: Good Friday and Easter Monday do not count");
    says(&usual, "2026-04-13T10:00", "2 working days", "2 working days from Mon 13 Apr 2026 is Wed 15 Apr");
    says(&usual, "2026-04-16T10:00", "2 working days", "2 working days from Thu 16 Apr 2026 is Mon 20 Apr: the weekend does not count");
    says(&usual, "2026-04-16T10:00", "10 working days", "10 working days from Thu 16 Apr 2026 is Thu 30 Apr: weekends do not count");
    says(
        &usual,
        "2026-12-23T10:00",
        "3 working days",
        "3 working days from Wed 23 Dec 2026 is Wed 30 Dec: Christmas Day and Boxing Day (substitute day) do not count",
    );
    says(
        &usual,
        "2026-12-30T10:00",
        "2 working days",
        "2 working days from Wed 30 Dec 2026 is Mon 4 Jan 2027: New Year’s Day does not count",
    );
    says(
        &usual,
        "2022-05-25T10:00",
        "90 working days",
        "90 working days from Wed 25 May 2022 is Tue 4 Oct: Spring bank holiday, Platinum Jubilee bank holiday, Summer bank holiday and \
         Bank Holiday for the State Funeral of Queen Elizabeth II do not count",
    );
    says(
        &usual,
        "2026-01-05T10:00",
        "500 working days",
        "500 working days from Mon 5 Jan 2026 is Thu 23 Dec 2027: Good Friday, Easter Monday, Early May bank holiday, Spring bank holiday, \
         Summer bank holiday and 8 others do not count",
    );
}

/// Day 1 is the day after the start day, whatever that day is and whatever the time of day.
#[test]
fn the_day_and_the_hour_of_the_start_do_not_matter() {
    let usual = usual();
    for start in ["2026-04-09T00:00", "2026-04-09T12:00", "2026-04-09T23:59:59"] {
        assert_eq!(deadline(&usual, start, "1 working day").unwrap().date(), date(2026, 4, 10));
    }
    // Friday, Saturday and Sunday: Monday is the first working day after each of them.
    for start in ["2026-04-10T10:00", "2026-04-11T10:00", "2026-04-12T10:00"] {
        assert_eq!(deadline(&usual, start, "1 working day").unwrap().date(), date(2026, 4, 13));
    }
    // Good Friday itself: Tuesday after Easter.
    assert_eq!(deadline(&usual, "2026-04-03T10:00", "1 working day").unwrap().date(), date(2026, 4, 7));
}

#[test]
fn a_limit_runs_out_at_the_end_of_its_day_or_at_its_hour() {
    let by_day = deadline(&usual(), "2026-04-09T10:00", "1 working day").unwrap();
    assert_eq!(by_day.end, End::OfDay(date(2026, 4, 10)));
    assert!(!by_day.has_passed(at("2026-04-10T23:59:59")));
    assert!(by_day.has_passed(at("2026-04-11T00:00")));
    let by_hour = deadline(&usual(), "2026-04-09T10:00", "24 hours").unwrap();
    assert_eq!(by_hour.end, End::At(at("2026-04-10T10:00")));
    assert!(!by_hour.has_passed(at("2026-04-10T10:00")));
    assert!(by_hour.has_passed(at("2026-04-10T10:01")));
}

#[test]
fn nations_have_their_own_bank_holidays() {
    let in_nation = |nation: &str| calendar(&format!("open monday to friday\nclosed on bank holidays in {nation}"));
    let due = |nation: &str| deadline(&in_nation(nation), EASTER, "1 working day").unwrap().date();
    assert_eq!(due("england and wales"), date(2026, 4, 7));
    assert_eq!(due("scotland"), date(2026, 4, 6));
    assert_eq!(due("northern ireland"), date(2026, 4, 7));
    let july = |nation: &str| deadline(&in_nation(nation), "2026-07-10T10:00", "1 working day").unwrap().date();
    assert_eq!((july("england-and-wales"), july("Northern Ireland")), (date(2026, 7, 13), date(2026, 7, 14)));
    let open = calendar("open monday to friday\nopen on bank holidays");
    assert_eq!(deadline(&open, EASTER, "1 working day").unwrap().date(), date(2026, 4, 3));
}

#[test]
fn closures_are_named() {
    let council = calendar(
        "open monday to friday\nclosed on bank holidays in england and wales\n\
         closed from 2026-12-24 to 2027-01-01 \"Christmas closure\"\nclosed on 2026-09-02\nclosed from 2027-02-10 to 2027-02-11",
    );
    says(
        &council,
        "2026-12-22T10:00",
        "2 working days",
        "2 working days from Tue 22 Dec 2026 is Mon 4 Jan 2027: Christmas closure (Thu 24 Dec to Fri 1 Jan 2027) does not count",
    );
    // Only the days on the way are named.
    says(
        &council,
        "2026-12-29T10:00",
        "1 working day",
        "1 working day from Tue 29 Dec 2026 is Mon 4 Jan 2027: Christmas closure (Wed 30 Dec to Fri 1 Jan 2027) does not count",
    );
    says(
        &council,
        "2026-09-01T10:00",
        "1 working day",
        "1 working day from Tue 1 Sep 2026 is Thu 3 Sep: the closure (Wed 2 Sep) does not count",
    );
    says(
        &council,
        "2027-02-09T10:00",
        "1 working day",
        "1 working day from Tue 9 Feb 2027 is Fri 12 Feb: the closure (Wed 10 Feb to Thu 11 Feb) does not count",
    );
    assert_eq!(council.day_off(date(2026, 12, 25)), Ok(Some(Reason::Closure(Some("Christmas closure".into())))));
    assert_eq!(council.day_off(date(2026, 12, 26)).unwrap().unwrap().words(), "a Saturday");
    assert_eq!(council.day_off(date(2026, 4, 3)).unwrap().unwrap().words(), "Good Friday");
    assert_eq!(council.day_off(date(2026, 4, 7)), Ok(None));
    assert_eq!(council.is_working_day(date(2027, 1, 4)), Ok(true));
    assert_eq!(council.next_working_day(date(2026, 12, 23)), Ok(date(2027, 1, 4)));
    assert_eq!(council.working_days_between(date(2026, 12, 22), date(2027, 1, 5)), Ok(3));
    assert_eq!(council.working_days_between(date(2027, 1, 5), date(2026, 12, 22)), Ok(0));
}

/// A closure that is closed anyway is not worth a word.
#[test]
fn what_lies_at_the_weekend_is_not_named() {
    let council = calendar("open monday to friday\nopen on bank holidays\nclosed from 2026-04-18 to 2026-04-19 \"Fair\"");
    says(&council, "2026-04-17T10:00", "1 working day", "1 working day from Fri 17 Apr 2026 is Mon 20 Apr: the weekend does not count");
}

#[test]
fn weeks_of_other_shapes() {
    let part = calendar("open monday to wednesday and friday\nopen on bank holidays");
    says(
        &part,
        "2026-04-15T10:00",
        "2 working days",
        "2 working days from Wed 15 Apr 2026 is Mon 20 Apr: Thursdays, Saturdays and Sundays do not count",
    );
    let over_the_weekend = calendar("open friday to monday\nopen on bank holidays");
    assert_eq!(deadline(&over_the_weekend, "2026-04-13T10:00", "2 working days").unwrap().date(), date(2026, 4, 18));
    let always = calendar("open monday to sunday\nopen on bank holidays");
    says(&always, EASTER, "3 working days", "3 working days from Thu 2 Apr 2026 is Sun 5 Apr");
}

#[test]
fn every_day_weeks_months_and_years() {
    let usual = usual();
    says(&usual, EASTER, "5 calendar days", "5 calendar days from Thu 2 Apr 2026 is Tue 7 Apr");
    says(&usual, EASTER, "1 week", "1 week from Thu 2 Apr 2026 is Thu 9 Apr");
    says(&usual, EASTER, "2 calendar weeks", "2 calendar weeks from Thu 2 Apr 2026 is Thu 16 Apr");
    says(&usual, "2026-01-31T10:00", "1 month", "1 month from Sat 31 Jan 2026 is Sat 28 Feb");
    says(&usual, "2028-01-31T10:00", "1 month", "1 month from Mon 31 Jan 2028 is Tue 29 Feb");
    says(&usual, "2026-01-31T10:00", "3 months", "3 months from Sat 31 Jan 2026 is Thu 30 Apr");
    says(&usual, "2028-02-29T10:00", "1 year", "1 year from Tue 29 Feb 2028 is Wed 28 Feb 2029");
    // A week can end on a day off: it is a week, not five working days.
    says(&usual, "2026-03-27T10:00", "1 week", "1 week from Fri 27 Mar 2026 is Fri 3 Apr");
}

#[test]
fn working_weeks() {
    let five = deadline(&usual(), EASTER, "1 working week").unwrap();
    assert_eq!(five.words(), "1 working week from Thu 2 Apr 2026 is Mon 13 Apr: Good Friday and Easter Monday do not count");
    assert_eq!(five.assumptions, [Assumption::WeekOf { kind: DayKind::Working, days: 5 }]);
    assert_eq!(five.assumptions[0].words(), "a working week is read as 5 working days; the policy does not say");
    let four = calendar("open monday to thursday\nopen on bank holidays");
    assert_eq!(deadline(&four, "2026-04-13T10:00", "2 working weeks").unwrap().date(), date(2026, 4, 27));
    says(&usual(), EASTER, "1 working month", "working months have no fixed length; it has to be said in working days, or in months");
    says(&usual(), EASTER, "2 school years", "school years have no fixed length; it has to be said in school days, or in years");
}

#[test]
fn hours_across_the_change_of_the_clocks() {
    let usual = usual();
    says(&usual, EASTER, "24 hours", "24 hours from 10:00 on Thu 2 Apr 2026 are over at 10:00 on Fri 3 Apr");
    says(&usual, "2026-12-31T18:30", "12 hours", "12 hours from 18:30 on Thu 31 Dec 2026 are over at 06:30 on Fri 1 Jan 2027");
    says(
        &usual,
        "2026-03-28T10:00",
        "24 hours",
        "24 hours from 10:00 on Sat 28 Mar 2026 are over at 11:00 on Sun 29 Mar: the clocks go forward an hour on Sun 29 Mar",
    );
    says(
        &usual,
        "2026-10-24T10:00",
        "48 hours",
        "48 hours from 10:00 on Sat 24 Oct 2026 are over at 09:00 on Mon 26 Oct: the clocks go back an hour on Sun 25 Oct",
    );
    // 01:30 does not exist on that morning, and is read as 02:30.
    assert_eq!(deadline(&usual, "2026-03-29T01:30", "1 hour").unwrap().end, End::At(at("2026-03-29T03:30")));
    // 01:30 comes twice on that morning: the first of them.
    assert_eq!(deadline(&usual, "2026-10-25T01:30", "1 hour").unwrap().end, End::At(at("2026-10-25T01:30")));
    // Where the clocks never change, a day has 24 hours.
    let fixed = calendar("open monday to friday\nopen on bank holidays\ntime zone \"Etc/UTC\"");
    assert_eq!(deadline(&fixed, "2026-03-28T10:00", "24 hours").unwrap().end, End::At(at("2026-03-29T10:00")));
}

#[test]
fn working_hours() {
    let office = calendar(
        "open monday to thursday from 09:00 to 17:00\nopen friday from 09:00 to 16:30\nclosed on bank holidays in england and wales",
    );
    says(
        &office,
        "2026-04-02T15:00",
        "8 working hours",
        "8 working hours from 15:00 on Thu 2 Apr 2026 are over at 15:00 on Tue 7 Apr: Good Friday and Easter Monday do not count",
    );
    says(&office, "2026-04-13T15:00", "2 working hours", "2 working hours from 15:00 on Mon 13 Apr 2026 are over at 17:00");
    says(
        &office,
        "2026-04-13T15:00",
        "3 working hours",
        "3 working hours from 15:00 on Mon 13 Apr 2026 are over at 10:00 on Tue 14 Apr: only the hours of opening count",
    );
    // Before it opens, after it has closed, and on days off: from the next opening.
    for start in ["2026-04-14T06:00", "2026-04-13T17:00", "2026-04-13T23:00"] {
        assert_eq!(deadline(&office, start, "1 working hour").unwrap().end, End::At(at("2026-04-14T10:00")));
    }
    says(
        &office,
        "2026-04-18T12:00",
        "1 working hour",
        "1 working hour from 12:00 on Sat 18 Apr 2026 is over at 10:00 on Mon 20 Apr: the weekend does not count",
    );
    says(
        &office,
        "2026-04-03T12:00",
        "1 working hour",
        "1 working hour from 12:00 on Fri 3 Apr 2026 is over at 10:00 on Tue 7 Apr: Good Friday and Easter Monday do not count",
    );
    assert_eq!(deadline(&office, "2026-04-17T16:00", "1 working hour").unwrap().end, End::At(at("2026-04-20T09:30")));
    let late = calendar("open monday to friday from 12:00 to 24:00\nopen on bank holidays");
    assert_eq!(deadline(&late, "2026-04-13T22:00", "2 working hours").unwrap().end, End::At(at("2026-04-14T00:00")));
    let unsaid = "working hours cannot be counted: the policy's calendar does not say from when to when it is open";
    says(&usual(), EASTER, "4 working hours", unsaid);
    says(&calendar("open monday from 09:00 to 12:00\nopen tuesday"), EASTER, "4 working hours", unsaid);
}

#[test]
fn school_days() {
    let school = calendar(
        "open monday to friday\nclosed on bank holidays in england and wales\nschool term from 2026-11-02 to 2026-12-18\n\
         school term from 2026-09-03 to 2026-10-23\nschool term from 2027-01-04 to 2027-05-28",
    );
    says(
        &school,
        "2026-10-22T10:00",
        "3 school days",
        "3 school days from Thu 22 Oct 2026 is Tue 3 Nov: the school holiday (Sat 24 Oct to Sun 1 Nov) does not count",
    );
    says(
        &school,
        "2027-04-30T10:00",
        "1 school day",
        "1 school day from Fri 30 Apr 2027 is Tue 4 May: Early May bank holiday does not count",
    );
    says(&school, "2026-09-04T10:00", "1 school week", "1 school week from Fri 4 Sep 2026 is Fri 11 Sep: the weekend does not count");
    // A limit that starts in the holidays begins with the next term.
    assert_eq!(deadline(&school, "2026-10-28T10:00", "1 school day").unwrap().date(), date(2026, 11, 2));
    let beyond = "school days can only be counted within the terms that are stated, from Thu 3 Sep 2026 to Fri 28 May 2027";
    says(&school, "2027-05-27T10:00", "2 school days", beyond);
    says(&school, "2026-08-31T10:00", "2 school days", beyond);
    assert_eq!(deadline(&school, "2026-09-02T10:00", "1 school day").unwrap().date(), date(2026, 9, 3));
    says(&usual(), EASTER, "2 school days", "school days cannot be counted: the policy's calendar states no school terms");
    says(&school, EASTER, "2 school hours", "school hours have no fixed length; it has to be said in school days, or in hours");
}

#[test]
fn an_unqualified_day_is_not_guessed() {
    let usual = usual();
    assert_eq!(deadline(&usual, EASTER, "2 days"), Err(CannotCount::KindOfDayUnstated));
    let read = usual.deadline(at(EASTER), &read("2 days"), Some(DayKind::Working)).unwrap();
    assert_eq!(read.words(), "2 days, read as working days, from Thu 2 Apr 2026 is Wed 8 Apr: Good Friday and Easter Monday do not count");
    // A reading of "day" says nothing about weeks or hours, and nothing about days that say themselves what they are.
    for (length, due) in [("1 week", date(2026, 4, 9)), ("24 hours", date(2026, 4, 3)), ("2 calendar days", date(2026, 4, 4))] {
        let counted = usual.deadline(at(EASTER), &super::read(length), Some(DayKind::Working)).unwrap();
        assert_eq!(counted.date(), due, "{length}");
    }
}

#[test]
fn beyond_the_bank_holidays_that_are_known() {
    let usual = usual();
    let (first, last) = (edition().first, edition().last);
    let beyond = Err(CannotCount::BeyondCalendar { nation: Nation::EnglandAndWales, first, last });
    assert_eq!(deadline(&usual, "2028-12-27T10:00", "2 working days").map(|due| due.date()), Ok(date(2028, 12, 29)));
    assert_eq!(deadline(&usual, "2028-12-27T10:00", "3 working days"), beyond);
    assert_eq!(deadline(&usual, "2011-12-31T10:00", "1 working day").map(|due| due.date()), Ok(date(2012, 1, 3)));
    assert_eq!(deadline(&usual, "2011-12-30T10:00", "1 working day"), beyond);
    assert_eq!(usual.is_working_day(date(2029, 1, 2)), Err(CannotCount::BeyondCalendar { nation: Nation::EnglandAndWales, first, last }));
    says(
        &usual,
        "2028-12-30T10:00",
        "1 working day",
        "the bank holidays of England and Wales are only known from Sun 1 Jan 2012 to Sun 31 Dec 2028",
    );
    // What needs no bank holidays is counted on.
    assert_eq!(deadline(&usual, "2028-12-30T10:00", "2 weeks").unwrap().date(), date(2029, 1, 13));
    let open = calendar("open monday to friday\nopen on bank holidays");
    assert_eq!(deadline(&open, "2028-12-30T10:00", "1 working day").unwrap().date(), date(2029, 1, 1));
}

#[test]
fn too_far_is_said() {
    let open = calendar("open monday to friday from 09:00 to 17:00\nopen on bank holidays");
    for length in ["999999999 working days", "999999999 working hours", "999999999 hours", "999999999 calendar days", "999999999 years"] {
        says(&open, EASTER, length, "the last day would come after the year 9999");
    }
    let never = calendar("open monday to friday from 09:00 to 17:00\nopen on bank holidays\nclosed from 0001-01-01 to 9999-12-31");
    says(&never, EASTER, "1 working day", "the last day would come after the year 9999");
    says(&never, EASTER, "1 working hour", "the last day would come after the year 9999");
    assert!(deadline(&usual(), EASTER, "999999999 working weeks").is_err());
}

// ── which calendar, and what is assumed ──────────────────────────────────────────────────────────

fn assumed(items: &str) -> Vec<String> {
    calendar_of(items).1.iter().map(Assumption::words).collect()
}

#[test]
fn nothing_is_assumed_silently() {
    let zone = "times are read as those of clocks in the United Kingdom; the policy does not say";
    let monday_to_friday = "working days are read as Monday to Friday without the bank holidays of England and Wales; ";
    assert_eq!(assumed(""), [&format!("{monday_to_friday}the policy does not say"), zone]);
    assert_eq!(
        assumed("calendar office-days \"Monday to Friday\""),
        [&format!("{monday_to_friday}the calendar \"Monday to Friday\" has no lines to count by"), zone]
    );
    assert_eq!(
        assumed("calendar office-days \"Days\" {\nclosed on 2026-09-02\nschool term from 2026-09-03 to 2026-12-18\n}"),
        [
            "working days are read as Monday to Friday; the calendar does not say",
            "the bank holidays of England and Wales are taken not to be working days; the calendar does not say",
            "school days are read as Monday to Friday in term, without bank holidays; the calendar states the terms only",
            zone
        ]
    );
    assert_eq!(
        assumed("calendar office-days \"Days\" {\nopen tuesday\nclosed on bank holidays\ntime zone \"europe/london\"\n}"),
        ["bank holidays are read as those of England and Wales; the calendar does not say whose they are"]
    );
    let all_said = "open monday to friday\nopen on bank holidays\ntime zone \"Europe/London\"";
    assert_eq!(assumed(&format!("calendar office-days \"Days\" {{\n{all_said}\n}}")), Vec::<String>::new());
}

/// A deadline names only what it rests on itself.
#[test]
fn a_deadline_rests_on_what_it_used() {
    let (nothing_said, all) = calendar_of("");
    let rests_on = |length: &str| deadline(&nothing_said, EASTER, length).unwrap().assumptions;
    assert_eq!(rests_on("2 working days"), [Assumption::WorkingDays { in_words: None }]);
    assert_eq!(rests_on("24 hours"), [Assumption::TimeZone]);
    assert_eq!(rests_on("1 week"), []);
    assert_eq!(all, [Assumption::WorkingDays { in_words: None }, Assumption::TimeZone]);
}

#[test]
fn the_first_of_several_calendars_counts_and_that_is_said() {
    let in_words = "calendar in-words \"In words\"\n";
    let every_day = "calendar every-day \"Every day\" {\nopen monday to sunday\nopen on bank holidays\ntime zone \"Europe/London\"\n}\n";
    let office = "calendar office \"Office\" {\nopen monday\n}\n";
    let (first, assumptions) = calendar_of(&format!("{in_words}{every_day}{office}"));
    assert_eq!(first.is_working_day(date(2026, 4, 5)), Ok(true));
    assert_eq!(
        assumptions.iter().map(Assumption::words).collect::<Vec<_>>(),
        [
            "days are counted by the calendar \"Every day\"; the policy also declares \"In words\" and \"Office\", and does not say which counts"
        ]
    );
}

#[test]
fn the_policys_own_calendar_goes_before_an_imported_one() {
    let shared = "rungs 1\ncalendar shared \"Shared\" {\nopen sunday\nopen on bank holidays\ntime zone \"Europe/London\"\n}\n";
    let with = |own: &str| {
        let text = policy(own).replacen("rungs 1", "rungs 1\nimport \"shared.rungs\"", 1);
        let files = rungs::project::MemoryFiles::new([("p.rungs", text.as_str()), ("shared.rungs", shared)]);
        let mut project = rungs::project::Project::new(&files, "");
        let file = project.load("p.rungs".as_ref()).unwrap();
        let resolved = project.resolve(file);
        Calendar::of(&resolved.policy.unwrap_or_else(|| panic!("{:?}", resolved.diagnostics)))
    };
    let (imported, assumptions) = with("");
    assert_eq!((imported.is_working_day(date(2026, 4, 12)), assumptions), (Ok(true), Vec::new()));
    let (own, assumptions) = with("calendar our-days \"Own\" {\nopen monday\nopen on bank holidays\ntime zone \"Europe/London\"\n}");
    assert_eq!((own.is_working_day(date(2026, 4, 12)), assumptions), (Ok(false), Vec::new()));
    // Even in words only: what the policy says itself is not replaced by what it imports.
    let (_, assumptions) = with("calendar our-days \"Own\"");
    assert_eq!(assumptions, [Assumption::WorkingDays { in_words: Some("Own".into()) }, Assumption::TimeZone]);
}
