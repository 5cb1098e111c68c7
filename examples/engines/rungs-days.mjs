// By when is something due? Counts by the field `counting` of a document that rungs wrote, and comes to the same dates as rungs.
// For Node 18 and later; needs nothing else. rungs_days.py beside it does the same in Python.
//
// A length of time is { number, unit, kind }: unit is hours, days, weeks, months or years; kind is working, calendar, school or
// null. A moment is text, "2026-03-04T15:00", by the clocks of counting.time_zone. What runs out at the end of a day is that day,
// "2026-03-04". Whatever cannot be counted is null, never a guess: which days are meant is not said, or bank holidays or school
// terms are not known so far, or the hours of opening are not.

// Days are numbered from 1 January 1970, minutes from its first one, by the clock on the wall.
const [DAY, MINUTE, MINUTES_A_DAY] = [86_400_000, 60_000, 1440];
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const dayOf = (text) => Date.parse(`${text.slice(0, 10)}T00:00Z`) / DAY;
const minuteOf = (text) => dayOf(text) * MINUTES_A_DAY + clock(text.slice(11, 16));
const clock = (text) => 60 * Number(text.slice(0, 2)) + Number(text.slice(3, 5));
const dateOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const momentOf = (minute) => new Date(minute * MINUTE).toISOString().slice(0, 16);
const [FIRST, LAST] = [dayOf("0001-01-01"), dayOf("9999-12-31")];
const isDay = (day) => day !== null && FIRST <= day && day <= LAST;
const isMinute = (minute) => minute !== null && isDay(Math.floor(minute / MINUTES_A_DAY));

/** By when something is due that has so long from a moment: the last day, or a moment, or null. */
export function deadline(counting, time, start) {
  if (!time || !start) return null;
  if (time.unit === "hours") {
    const end = start.length < 16 ? null : hoursFrom(counting, time, minuteOf(start), 1);
    return isMinute(end) ? momentOf(end) : null;
  }
  const end = daysAfter(counting, time, dayOf(start));
  return isDay(end) ? dateOf(end) : null;
}

/** Of deadlines (and null and false, which are passed over) the first to run out, as a moment; the end of a day is 23:59. */
export function earliest(deadlines) {
  const moments = deadlines.filter(Boolean).map((end) => (end.length > 10 ? end : `${end}T23:59`));
  return moments.sort()[0] ?? null;
}

/**
 * The moment so long before a moment, to remind somebody of it. For working days it is 09:00 on the last working day that has so
 * many after it up to the moment's day (a working day before a Monday is the Friday); for others it is reckoned alike.
 */
export function before(counting, time, moment) {
  if (!time || !moment) return null;
  if (time.unit === "hours") {
    const begin = moment.length < 16 ? null : hoursFrom(counting, time, minuteOf(moment), -1);
    return isMinute(begin) ? momentOf(begin) : null;
  }
  const begin = dayBefore(counting, time, dayOf(moment));
  return isDay(begin) ? `${dateOf(begin)}T09:00` : null;
}

/** The moment that clocks in the policy's time zone show at an instant (milliseconds since 1970). */
export const momentAt = (counting, instant) => momentOf(Math.floor(wallAt(counting.time_zone, instant) / MINUTE));

/** The instant (milliseconds since 1970) at which they show a moment. */
export const instantAt = (counting, moment) => instantOf(counting.time_zone, minuteOf(moment) * MINUTE);

function daysAfter(counting, { number, unit, kind }, day) {
  const counts = dayCounter(counting, kind);
  if (counts) return walk(day, number * daysIn(counting, unit, kind), 1, counts);
  if (unit === "days") return kind === "calendar" ? day + number : null; // just "days": nobody said which
  return unit === "weeks" ? day + 7 * number : monthsAfter(day, unit === "years" ? 12 * number : number);
}

function dayBefore(counting, time, day) {
  const { number, unit, kind } = time;
  const counts = dayCounter(counting, kind);
  // The day itself is the first one met on the way back, so it takes one more.
  if (counts) return walk(day + 1, number * daysIn(counting, unit, kind) + 1, -1, counts);
  if (unit === "days") return kind === "calendar" ? day - number : null;
  if (unit === "weeks") return day - 7 * number;
  let begin = monthsAfter(day, unit === "years" ? -12 * number : -number);
  while (daysAfter(counting, time, begin + 1) <= day) begin += 1; // several days lead to the last one of a short month
  return begin;
}

/** How to tell whether a day counts: true, false, or null where that is not known. Undefined where every day does. */
function dayCounter(counting, kind) {
  if (kind === "working") return (day) => (isKnown(counting, day) ? isWorkingDay(counting, day) : null);
  if (kind !== "school") return undefined;
  const { school } = counting;
  const isOpen = (day) => WEEKDAYS.indexOf(weekdayOf(day)) < 5 && !isAmong(school.closed, dateOf(day));
  return (day) => (school && isWithin(school, dateOf(day)) && isKnown(counting, day) ? isOpen(day) : null);
}

/** How many working or school days are in one; a month of them has no fixed length. */
function daysIn(counting, unit, kind) {
  if (unit === "days") return 1;
  return unit === "weeks" ? (kind === "school" ? 5 : counting.weekdays.length) : NaN;
}

/** The day on which so many have been counted; not the one it starts from. Every day on the way has to be known. */
function walk(day, number, step, counts) {
  if (Number.isNaN(number)) return null;
  while (number > 0) {
    day += step;
    const counted = isDay(day) ? counts(day) : null;
    if (counted === null) return null;
    if (counted) number -= 1;
  }
  return day;
}

const weekdayOf = (day) => WEEKDAYS[(((day + 3) % 7) + 7) % 7];
const isWithin = ({ first, last }, date) => first <= date && date <= last;
const isAmong = (stretches, date) => stretches.some((stretch) => isWithin(stretch, date));
const isWorkingDay = (counting, day) => counting.weekdays.includes(weekdayOf(day)) && !isAmong(counting.closed, dateOf(day));
const isKnown = ({ bank_holidays: known }, day) => !known || isWithin(known, dateOf(day));

/** On the day of the same number; where the month has none, on its last. */
function monthsAfter(day, months) {
  const start = new Date(day * DAY);
  const month = new Date(start);
  month.setUTCMonth(start.getUTCMonth() + months + 1, 0); // the last day of the month that is meant
  month.setUTCDate(Math.min(start.getUTCDate(), month.getUTCDate()));
  return month / DAY;
}

/** So many hours on (forward 1) or back (-1). */
function hoursFrom(counting, { number, kind }, minute, forward) {
  if (kind === "school") return null;
  if (kind === "working") return workingMinutes(counting, 60 * number, minute, forward);
  // Where the clocks change on the way, an hour is still an hour.
  const zone = counting.time_zone;
  return wallAt(zone, instantOf(zone, minute * MINUTE) + forward * number * 60 * MINUTE) / MINUTE;
}

function workingMinutes(counting, left, minute, forward) {
  const hours = new Map(counting.hours.map(({ weekday, opens, closes }) => [weekday, [clock(opens), clock(closes)]]));
  if (!counting.weekdays.every((weekday) => hours.has(weekday))) return null;
  for (let day = Math.floor(minute / MINUTES_A_DAY); isDay(day) && isKnown(counting, day); day += forward) {
    if (!isWorkingDay(counting, day)) continue;
    const midnight = day * MINUTES_A_DAY;
    let [opens, closes] = hours.get(weekdayOf(day)).map((time) => midnight + time);
    if (forward > 0) opens = Math.max(opens, minute);
    else closes = Math.min(closes, minute);
    if (left <= closes - opens) return forward > 0 ? opens + left : closes - left;
    left -= Math.max(0, closes - opens);
  }
  return null;
}

/** What the clock on the wall shows at an instant, as if it were UTC. */
function wallAt(zone, instant) {
  if (!(Math.abs(instant) < 8.64e15)) return Infinity;
  const parts = Object.fromEntries(clockIn(zone).formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
}

/** A time that comes twice when the clocks go back is the first of the two; one left out when they go forward is as much later. */
function instantOf(zone, wall) {
  const [early, late] = [-DAY, DAY].map((shift) => wall - (wallAt(zone, wall + shift) - (wall + shift)));
  return wallAt(zone, early) === wall || wallAt(zone, late) !== wall ? early : late;
}

const clocks = new Map();
function clockIn(timeZone) {
  const numeric = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" };
  if (!clocks.has(timeZone)) clocks.set(timeZone, new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", ...numeric }));
  return clocks.get(timeZone);
}
