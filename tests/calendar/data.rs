//! The bank holidays that come with rungs are those that the rules give, but for the years in which others were proclaimed.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Weekday;
use rungs::calendar::{bank_holidays, edition};
use rungs::model::Nation;

use super::*;

type Holidays = BTreeMap<Date, String>;

const SUBSTITUTE: &str = " (substitute day)";

/// Easter Sunday, by the rule of the Western churches.
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (golden, century) = (y % 19, y / 100);
    let epact = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30;
    let full_moon = epact - (epact / 28) * (1 - (epact / 28) * (29 / (epact + 1)) * ((21 - golden) / 11));
    let weekday = (y + y / 4 + full_moon + 2 - century + century / 4) % 7;
    let sunday = full_moon - weekday;
    let month = 3 + (sunday + 40) / 44;
    date(year, month as i8, (sunday + 28 - 31 * (month / 4)) as i8)
}

fn first_monday(year: i16, month: i8) -> Date {
    date(year, month, 1).nth_weekday_of_month(1, Weekday::Monday).unwrap()
}

fn last_monday(year: i16, month: i8) -> Date {
    date(year, month, 1).nth_weekday_of_month(-1, Weekday::Monday).unwrap()
}

/// Holidays with a fixed date. One at a weekend is taken on the next weekday that is not a holiday itself.
fn fixed(nation: Nation, year: i16) -> Holidays {
    let mut days = vec![(date(year, 1, 1), "New Year’s Day"), (date(year, 12, 25), "Christmas Day"), (date(year, 12, 26), "Boxing Day")];
    match nation {
        Nation::EnglandAndWales => {}
        Nation::Scotland => days.extend([(date(year, 1, 2), "2nd January"), (date(year, 11, 30), "St Andrew’s Day")]),
        Nation::NorthernIreland => {
            days.extend([(date(year, 3, 17), "St Patrick’s Day"), (date(year, 7, 12), "Battle of the Boyne (Orangemen’s Day)")])
        }
    }
    days.sort();
    let weekend = |date: Date| matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let (moved, kept): (Vec<_>, Vec<_>) = days.into_iter().partition(|(date, _)| weekend(*date));
    let mut all: Holidays = kept.into_iter().map(|(date, name)| (date, name.to_owned())).collect();
    for (mut day, name) in moved {
        while weekend(day) || all.contains_key(&day) {
            day = day.tomorrow().unwrap();
        }
        all.insert(day, format!("{name}{SUBSTITUTE}"));
    }
    all
}

/// The holidays of an ordinary year.
fn by_the_rules(nation: Nation, year: i16) -> Holidays {
    let mut all = fixed(nation, year);
    all.insert(easter(year) - 2.days(), "Good Friday".into());
    all.insert(first_monday(year, 5), "Early May bank holiday".into());
    all.insert(last_monday(year, 5), "Spring bank holiday".into());
    match nation {
        Nation::Scotland => all.insert(first_monday(year, 8), "Summer bank holiday".into()),
        _ => {
            all.insert(easter(year) + 1.day(), "Easter Monday".into());
            all.insert(last_monday(year, 8), "Summer bank holiday".into())
        }
    };
    all
}

/// Years in which a holiday was moved or added by proclamation, and names that were published otherwise.
fn proclaimed(nation: Nation, year: i16, all: &mut Holidays) {
    let mut add = |month: i8, day: i8, name: &str| all.insert(date(year, month, day), name.into());
    match year {
        2012 => {
            add(6, 4, &format!("Spring bank holiday{}", if nation == Nation::NorthernIreland { "" } else { SUBSTITUTE }));
            add(6, 5, "Queen’s Diamond Jubilee");
            all.remove(&date(2012, 5, 28));
        }
        2020 => {
            add(5, 8, "Early May bank holiday (VE day)");
            all.remove(&date(2020, 5, 4));
        }
        2022 => {
            add(6, 2, "Spring bank holiday");
            add(6, 3, "Platinum Jubilee bank holiday");
            add(9, 19, "Bank Holiday for the State Funeral of Queen Elizabeth II");
            all.remove(&date(2022, 5, 30));
        }
        2023 => {
            add(5, 8, "Bank holiday for the coronation of King Charles III");
            if nation == Nation::Scotland {
                add(1, 2, "New Year’s Day (substitute day)");
                add(1, 3, "2nd January (substitute day)");
            }
        }
        2026 if nation == Nation::Scotland => {
            add(6, 15, "World Cup bank holiday");
        }
        _ => {}
    }
}

fn shipped(nation: Nation, year: i16) -> Vec<(Date, String)> {
    let of_year = bank_holidays(nation).iter().filter(|holiday| holiday.date.year() == year);
    of_year.map(|holiday| (holiday.date, format!("{}{}", holiday.name, if holiday.substitute { SUBSTITUTE } else { "" }))).collect()
}

#[test]
fn every_year_is_as_the_rules_and_the_proclamations_make_it() {
    for nation in Nation::ALL {
        for year in edition().first.year()..=edition().last.year() {
            let mut wanted = by_the_rules(nation, year);
            proclaimed(nation, year, &mut wanted);
            assert_eq!(shipped(nation, year), wanted.into_iter().collect::<Vec<_>>(), "{nation:?} {year}");
        }
    }
}

#[test]
fn easter_is_where_it_was() {
    for (year, month, day) in [(1961, 4, 2), (2008, 3, 23), (2011, 4, 24), (2019, 4, 21), (2024, 3, 31), (2038, 4, 25), (2049, 4, 18)] {
        assert_eq!(easter(year), date(year, month, day));
    }
}

#[test]
fn the_edition_says_where_the_list_is_from_and_how_far_it_goes() {
    let edition = edition();
    assert_eq!(edition.source, "https://www.gov.uk/bank-holidays");
    assert!(edition.licence.contains("open-government-licence/version/3"));
    assert_eq!(edition.version, "2026-09");
    assert_eq!((edition.first, edition.last), (date(2012, 1, 1), date(2028, 12, 31)));
    for nation in Nation::ALL {
        let all = bank_holidays(nation);
        assert!(all.windows(2).all(|pair| pair[0].date < pair[1].date), "{nation:?} is in order");
        assert!(all.iter().all(|holiday| (edition.first..=edition.last).contains(&holiday.date)), "{nation:?} is covered");
        assert!(all.iter().all(|holiday| !matches!(holiday.date.weekday(), Weekday::Saturday | Weekday::Sunday)), "{nation:?}");
    }
}

/// Days that people ask about, one by one, so that no rule above can hide them.
#[test]
fn days_that_were_out_of_the_ordinary() {
    let holiday = |nation, year, month, day| bank_holidays(nation).iter().find(|holiday| holiday.date == date(year, month, day));
    use Nation::{EnglandAndWales, NorthernIreland, Scotland};
    for nation in Nation::ALL {
        assert!(holiday(nation, 2020, 5, 4).is_none() && holiday(nation, 2020, 5, 8).is_some());
        assert!(holiday(nation, 2022, 5, 30).is_none() && holiday(nation, 2022, 6, 2).is_some() && holiday(nation, 2022, 6, 3).is_some());
        assert!(holiday(nation, 2022, 9, 19).is_some() && holiday(nation, 2023, 5, 8).is_some());
        assert!(holiday(nation, 2026, 12, 28).is_some_and(|holiday| holiday.name == "Boxing Day" && holiday.substitute));
    }
    assert!(holiday(EnglandAndWales, 2026, 4, 6).is_some() && holiday(Scotland, 2026, 4, 6).is_none());
    assert!(holiday(Scotland, 2026, 1, 2).is_some() && holiday(EnglandAndWales, 2026, 1, 2).is_none());
    assert!(holiday(Scotland, 2025, 12, 1).is_some_and(|holiday| holiday.name == "St Andrew’s Day" && holiday.substitute));
    assert!(holiday(NorthernIreland, 2026, 3, 17).is_some() && holiday(NorthernIreland, 2026, 7, 13).is_some());
    assert!(holiday(Scotland, 2026, 6, 15).is_some() && holiday(EnglandAndWales, 2026, 6, 15).is_none());
}
