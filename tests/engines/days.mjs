// Counts what it is asked with rungs-days.mjs; days.py beside it does the same.
import { readFileSync } from "node:fs";
import { before, deadline, earliest } from "../../examples/engines/rungs-days.mjs";

const { calendars, cases } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const answer = ({ calendar, time, moment }) => {
  const end = deadline(calendars[calendar], time, moment);
  return { deadline: end, before: before(calendars[calendar], time, moment), earliest: earliest([null, end, false, "2026-06-01T12:00"]) };
};
console.log(JSON.stringify(cases.map(answer)));
