//! The bank holidays that come with rungs, and where they are from.

use std::sync::OnceLock;

use jiff::civil::Date;

use crate::model::Nation;

/// A bank holiday, on the day on which it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BankHoliday {
    /// The day.
    pub date: Date,
    /// Its name as published.
    pub name: &'static str,
    /// Whether the day stands in for another one, at a weekend.
    pub substitute: bool,
}

/// Where the bank holidays are from, and for which days they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// The page they were published on.
    pub source: &'static str,
    /// The licence they were published under.
    pub licence: &'static str,
    /// The month in which they were last compared with that page: `2026-09`.
    pub version: &'static str,
    /// The first day for which they are known.
    pub first: Date,
    /// The last day for which they are known. Nothing is said about any later one.
    pub last: Date,
}

/// The bank holidays of a nation, in order, for every day from [`Edition::first`] to [`Edition::last`].
pub fn bank_holidays(nation: Nation) -> &'static [BankHoliday] {
    &shipped().holidays[nation as usize]
}

/// Where the bank holidays are from, and for which days they are known.
pub fn edition() -> &'static Edition {
    &shipped().edition
}

struct Shipped {
    edition: Edition,
    holidays: [Vec<BankHoliday>; Nation::ALL.len()],
}

fn shipped() -> &'static Shipped {
    static SHIPPED: OnceLock<Shipped> = OnceLock::new();
    SHIPPED.get_or_init(|| read(include_str!("data/bank-holidays.txt")).unwrap_or_else(|line| unreachable!("a test reads it: {line}")))
}

/// Reads the list, or gives the line that cannot be read.
fn read(text: &'static str) -> Result<Shipped, &'static str> {
    let mut edition = Edition { source: "", licence: "", version: "", first: Date::MAX, last: Date::MIN };
    let mut holidays: [Vec<BankHoliday>; Nation::ALL.len()] = Default::default();
    let mut nation = None;
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (word, rest) = line.split_once(' ').ok_or(line)?;
        match (word, nation) {
            ("source", _) => edition.source = rest,
            ("licence", _) => edition.licence = rest,
            ("version", _) => edition.version = rest,
            ("covers", _) => {
                let (first, last) = rest.split_once(" to ").ok_or(line)?;
                edition.first = first.parse().map_err(|_| line)?;
                edition.last = last.parse().map_err(|_| line)?;
            }
            ("in", _) => nation = Some(Nation::ALL.into_iter().find(|nation| nation.title() == rest).ok_or(line)?),
            (date, Some(nation)) => {
                let name = rest.strip_suffix(" (substitute day)");
                let date = date.parse().map_err(|_| line)?;
                holidays[nation as usize].push(BankHoliday { date, name: name.unwrap_or(rest), substitute: name.is_some() });
            }
            _ => return Err(line),
        }
    }
    Ok(Shipped { edition, holidays })
}
