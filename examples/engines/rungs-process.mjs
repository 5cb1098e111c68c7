// What a case needs of its surroundings on any engine in JavaScript: the functions that a process calls, what is so at its start, and
// what its log says. A process brings a companion: the data that rungs wrote beside it.

import { before, deadline, earliest, instantAt, momentAt } from "./rungs-days.mjs";

/** The functions of a process. A clock says the present instant in milliseconds since 1970, as Date does: `{ now() }`. */
export function functions({ counting, times }, clock = Date) {
  const end = (deadline) => earliest([deadline]);
  return {
    /** The present moment, by the clocks of the policy's time zone: "2026-03-04T15:00". */
    now: () => momentAt(counting, clock.now()),
    /** By when something is due that has one of the companion's times from the first of these moments that is known. */
    deadline: (time, moments) => deadline(counting, times[time], moments.find((moment) => moment !== null)),
    /** Of deadlines the first to run out, as a moment; null and false are passed over. */
    earliest,
    /** The last of them. */
    last: (deadlines) => deadlines.map(end).filter(Boolean).sort().at(-1) ?? null,
    /** So long before a moment. */
    before: (time, moment) => before(counting, times[time], moment),
    /** When a moment is, in milliseconds since 1970; null where there is none. */
    instant: (moment) => moment && instantAt(counting, moment),
  };
}

/** The points that are so when a case begins: facts are told by their ids; what depends on who disagrees is worked out. */
export function soAtFirst({ points }, { raising, against = [], so = [] }) {
  const isSo = (point) => {
    if (point.raising) return point.raising.includes(raising);
    if (point.receiving) return point.receiving.some((agency) => against.includes(agency));
    return so.includes(point.id);
  };
  return points.filter(isSo).map(({ id }) => id);
}

/**
 * The entries of the log that a template comes to. A template has the names of variables where an entry has dates, and a limit whose
 * variable is false does not apply.
 */
export function entries(template, variables, on) {
  const value = (name) => (Object.hasOwn(variables, name) ? variables[name] : null);
  const { limits = [], case_limits: ofTheCase = [], ...entry } = template;
  const applying = [...limits, ...ofTheCase].filter(({ by }) => value(by) !== false);
  if (entry.by) entry.by = entry.by.map(value);
  const itself = Object.keys(entry).length ? [{ on, ...entry }] : [];
  return [...itself, ...applying.map(({ limit, by }) => ({ on, limit, by: value(by) }))];
}
