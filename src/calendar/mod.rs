//! Stub until the calendar lands.
use crate::model::{DayKind, Duration, Policy};
use jiff::civil::{Date, DateTime};
/// Stub.
#[derive(Debug, Clone)]
pub struct Calendar;
/// Stub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /** Stub. */
    pub end: End,
    /** Stub. */
    pub assumptions: Vec<Assumption>,
}
/// Stub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /** Stub. */
    OfDay(Date),
    /** Stub. */
    At(DateTime),
}
/// Stub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotCount {
    /** Stub. */
    KindOfDayUnstated,
    /** Stub. */
    BeyondCalendar,
}
/// Stub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption;
impl Assumption {
    /** Stub. */
    pub fn words(&self) -> String {
        String::new()
    }
}
impl Deadline {
    /** Stub. */
    pub fn date(&self) -> Date {
        match self.end {
            End::OfDay(date) => date,
            End::At(time) => time.date(),
        }
    }
    /** Stub. */
    pub fn has_passed(&self, time: DateTime) -> bool {
        time.date() > self.date()
    }
    /** Stub. */
    pub fn words(&self) -> String {
        "2 working days".into()
    }
}
impl CannotCount {
    /** Stub. */
    pub fn words(&self) -> String {
        String::new()
    }
}
impl Calendar {
    /** Stub. */
    pub fn of(_: &Policy) -> (Calendar, Vec<Assumption>) {
        (Calendar, Vec::new())
    }
    /** Stub. */
    pub fn deadline(&self, start: DateTime, length: &Duration, kind: Option<DayKind>) -> Result<Deadline, CannotCount> {
        if kind.is_none() && length.kind.is_none() && length.unit == crate::model::Unit::Days {
            return Err(CannotCount::KindOfDayUnstated);
        }
        Ok(Deadline {
            end: End::OfDay(start.saturating_add(jiff::Span::new().days(i64::from(length.number))).date()),
            assumptions: Vec::new(),
        })
    }
}
