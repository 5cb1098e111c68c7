"""By when is something due? Counts by the field `counting` of a document that rungs wrote, and comes to the same dates as rungs.

For Python 3.11 and later; needs nothing else (on Windows, the package tzdata). rungs-days.mjs beside it does the same in JavaScript.

A length of time is {"number", "unit", "kind"}: unit is hours, days, weeks, months or years; kind is working, calendar, school or
None. A moment is text, "2026-03-04T15:00", by the clocks of counting["time_zone"]. What runs out at the end of a day is that day,
"2026-03-04". Whatever cannot be counted is None, never a guess: which days are meant is not said, or bank holidays or school terms
are not known so far, or the hours of opening are not.
"""

from bisect import bisect_right
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
ONE_DAY = timedelta(days=1)


class CannotCount(Exception):
    """It cannot be counted; those who use this module get None."""


def deadline(counting, time, start):
    """By when something is due that has so long from a moment: the last day, or a moment, or None."""
    return _counted(time, start, lambda hours: _hours_from(counting, time, hours, 1), lambda day: _days_after(counting, time, day).isoformat())


def earliest(deadlines):
    """Of deadlines (and None and False, passed over) the first to run out, as a moment; the end of a day is 23:59."""
    return min((end if len(end) > 10 else f"{end}T23:59" for end in deadlines if end), default=None)


def before(counting, time, moment):
    """The moment so long before a moment, to remind somebody of it.

    For working days it is 09:00 on the last working day that has so many after it up to the moment's day (a working day before a
    Monday is the Friday); for others it is reckoned alike.
    """
    return _counted(time, moment, lambda hours: _hours_from(counting, time, hours, -1), lambda day: f"{_day_before(counting, time, day)}T09:00")


def moment_at(counting, instant):
    """The moment that clocks in the policy's time zone show at an instant (a datetime that knows its zone)."""
    return instant.astimezone(ZoneInfo(counting["time_zone"])).replace(tzinfo=None).isoformat(timespec="minutes")


def instant_at(counting, moment):
    """The instant (a datetime that knows its zone) at which they show a moment."""
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(counting["time_zone"]))


def _counted(time, moment, hours, days):
    if not time or not moment:
        return None
    try:
        if time["unit"] != "hours":
            return days(date.fromisoformat(moment[:10]))
        return hours(datetime.fromisoformat(moment)).isoformat(timespec="minutes") if len(moment) > 10 else None
    except (CannotCount, OverflowError):  # years have four digits
        return None


def _days_after(counting, time, day):
    number, unit, kind = time["number"], time["unit"], time["kind"]
    if kind in ("working", "school"):
        return _walk(day, number * _days_in(counting, unit, kind), ONE_DAY, _day_counter(counting, kind))
    if unit == "days":
        return day + timedelta(days=_every_day(number, kind))
    return day + timedelta(weeks=number) if unit == "weeks" else _months_after(day, number * (12 if unit == "years" else 1))


def _day_before(counting, time, day):
    number, unit, kind = time["number"], time["unit"], time["kind"]
    if kind in ("working", "school"):
        # The day itself is the first one met on the way back, so it takes one more.
        return _walk(day + ONE_DAY, number * _days_in(counting, unit, kind) + 1, -ONE_DAY, _day_counter(counting, kind))
    if unit == "days":
        return day - timedelta(days=_every_day(number, kind))
    if unit == "weeks":
        return day - timedelta(weeks=number)
    begin = _months_after(day, -number * (12 if unit == "years" else 1))
    while _days_after(counting, time, begin + ONE_DAY) <= day:  # several days lead to the last one of a short month
        begin += ONE_DAY
    return begin


def _every_day(number, kind):
    """So many days of which every one counts, if that is what is meant: just "days" may be any."""
    if kind != "calendar":
        raise CannotCount
    return number


def _day_counter(counting, kind):
    """How to tell whether a day counts."""
    if kind == "working":
        return lambda day: _is_working_day(counting, day)
    school = counting["school"]
    if school is None:
        raise CannotCount

    def is_school_day(day):
        if not school["first"] <= day.isoformat() <= school["last"]:
            raise CannotCount
        _check_known(counting, day)
        return day.weekday() < 5 and not _is_among(school["closed"], day)

    return is_school_day


def _days_in(counting, unit, kind):
    """How many working or school days are in one; a month of them has no fixed length."""
    if unit not in ("days", "weeks"):
        raise CannotCount
    return 1 if unit == "days" else 5 if kind == "school" else len(counting["weekdays"])


def _walk(day, number, step, counts):
    """The day on which so many have been counted; not the one it starts from. Every day on the way has to be known."""
    while number > 0:
        day += step
        number -= counts(day)
    return day


def _is_working_day(counting, day):
    _check_known(counting, day)
    return WEEKDAYS[day.weekday()] in counting["weekdays"] and not _is_among(counting["closed"], day)


def _check_known(counting, day):
    known = counting["bank_holidays"]
    if known and not known["first"] <= day.isoformat() <= known["last"]:
        raise CannotCount


def _is_among(stretches, day):
    """Whether it is in one of these stretches of days, which are in order and apart."""
    at = bisect_right(stretches, day.isoformat(), key=lambda days: days["first"])
    return at > 0 and day.isoformat() <= stretches[at - 1]["last"]


def _months_after(day, months):
    """On the day of the same number; where the month has none, on its last."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise CannotCount
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _hours_from(counting, time, moment, forward):
    """So many hours on (forward 1) or back (-1)."""
    if time["kind"] == "school":
        raise CannotCount
    hours = timedelta(hours=time["number"])
    if time["kind"] == "working":
        return _working_time(counting, hours, moment, forward)
    # Where the clocks change on the way, an hour is still an hour. A time that comes twice when they go back is the first of the
    # two; one that is left out when they go forward is as much later.
    zone = ZoneInfo(counting["time_zone"])
    instant = moment.replace(tzinfo=zone, fold=0).astimezone(timezone.utc)
    return (instant + forward * hours).astimezone(zone).replace(tzinfo=None)


def _working_time(counting, left, moment, forward):
    hours = {day["weekday"]: (_clock(day["opens"]), _clock(day["closes"])) for day in counting["hours"]}
    if not all(weekday in hours for weekday in counting["weekdays"]):
        raise CannotCount
    day = moment.date()
    while True:
        if _is_working_day(counting, day):
            opens, closes = (datetime.combine(day, datetime.min.time()) + time for time in hours[WEEKDAYS[day.weekday()]])
            opens, closes = (max(opens, moment), closes) if forward > 0 else (opens, min(closes, moment))
            if left <= closes - opens:
                return opens + left if forward > 0 else closes - left
            left -= max(timedelta(0), closes - opens)
        day += forward * ONE_DAY


def _clock(text):
    return timedelta(hours=int(text[:2]), minutes=int(text[3:]))
