// Runs a policy that rungs wrote for XState (version 5):
//
//     import { createActor, createMachine, enqueueActions } from "xstate";
//     import { rungs } from "./rungs-xstate.mjs";
//
//     const machine = createMachine(JSON.parse(exported));
//     const actor = createActor(machine.provide(rungs(machine, { enqueueActions, sink: console.log }))).start();
//     actor.send({ type: "raise", raising: "school", against: ["social-care"], so: [] });
//
// The machine names what it needs (one guard, four actions, two delays); this binds the names. Whatever an author typed is data to it:
// conditions and values come as trees, which are walked here, and nothing is evaluated.

import { entries, functions, soAtFirst } from "./rungs-process.mjs";

/** What `provide` asks for. The sink is given every entry of the log in order; the clock is the computer's, or says `now()` as it does. */
export function rungs(machine, { enqueueActions, sink, clock = Date }) {
  const companion = machine.config.meta.rungs;
  const calls = functions(companion, clock);
  const set = ({ context, event, enqueue }, sets) => enqueue.assign(worked({ context, event, calls }, sets));
  return {
    guards: { if: ({ context, event }, params) => isSo({ context, event, calls }, params.if) },
    delays: { due: ({ context }) => until(context.due, calls, clock), remind: ({ context }) => until(context.remind, calls, clock) },
    actions: {
      raise: enqueueActions(({ event, enqueue }, { points }) => {
        const so = soAtFirst(companion, event);
        enqueue.assign(Object.fromEntries(points.map(({ id }) => [id, so.includes(id)])));
      }),
      set: enqueueActions((now, { sets }) => set(now, sets)),
      step: enqueueActions((now, { if: when, flag, sets, log }) => {
        if (!isSo({ ...now, calls }, when)) return;
        set(now, flag ? [[flag, true], ...sets] : sets);
        for (const entry of log) now.enqueue({ type: "log", params: { entry } });
      }),
      log: ({ context }, { entry }) => entries(entry, context, calls.now()).forEach((entry) => sink(entry)),
    },
  };
}

// ── what is so, and what a variable is set to ───────────────────────────────────────────────────

/** A variable, or what an event says of it ("event.what"). What is not there is null. */
function variable({ context, event }, name) {
  const [of, key] = name.startsWith("event.") ? [event, name.slice(6)] : [context, name];
  const value = (Object.hasOwn(of, key) ? of[key] : null) ?? null;
  // Stages have whole numbers; anything else names none.
  return name === "event.landing" && !Number.isInteger(value) ? null : value;
}

const CONDITIONS = {
  is: (now, name) => variable(now, name) === true,
  known: (now, name) => variable(now, name) !== null,
  reached: (now, name) => variable(now, name) !== null && now.calls.now() >= variable(now, name),
  eq: (now, [name, value]) => variable(now, name) === value,
  le: (now, [name, value]) => variable(now, name) !== null && variable(now, name) <= value,
  not: (now, condition) => !isSo(now, condition),
  all: (now, conditions) => conditions.every((condition) => isSo(now, condition)),
  any: (now, conditions) => conditions.some((condition) => isSo(now, condition)),
};

const VALUES = {
  expr: isSo,
  plus: (now, [name, more]) => variable(now, name) + more,
  var: variable,
  now: (now) => now.calls.now(),
  deadline: (now, [time, names]) => now.calls.deadline(time, all(now, names)),
  earliest: (now, names) => now.calls.earliest(all(now, names)),
  last: (now, names) => now.calls.last(all(now, names)),
  before: (now, [time, name]) => now.calls.before(time, variable(now, name)),
};

const all = (now, names) => names.map((name) => variable(now, name));

/** Walks one step of a tree: `{"not": …}` is what CONDITIONS has under `not`. */
function walk(kinds, now, tree) {
  const [[kind, rest]] = Object.entries(tree);
  if (!Object.hasOwn(kinds, kind)) throw new Error(`what "${kind}" means is not known here`);
  return kinds[kind](now, rest);
}

function isSo(now, condition) {
  return typeof condition === "boolean" ? condition : walk(CONDITIONS, now, condition);
}

/** What is set, in order; each value may rest on those before it. */
function worked(now, sets) {
  const context = { ...now.context };
  for (const [name, value, onlyIf = true] of sets) {
    const then = { ...now, context };
    if (isSo(then, onlyIf)) context[name] = value !== null && typeof value === "object" ? walk(VALUES, then, value) : value;
  }
  return context;
}

// ── time ────────────────────────────────────────────────────────────────────────────────────────

/** The machine arms a wait again if its moment has not come, so none has to be longer than timers can be (24 days). */
const LONGEST = 20 * 24 * 60 * 60 * 1000;

function until(moment, calls, clock) {
  return moment === null ? LONGEST : Math.min(Math.max(calls.instant(moment) - clock.now(), 0), LONGEST);
}
