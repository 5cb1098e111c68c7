// Runs cases on XState. The argument is a file of exports and of what happens in each case; one line comes out for each, with what
// the adapter was told. Nothing else is known here: no policy, and not what rungs makes of the cases.

import { readFileSync } from "node:fs";
import { createActor, createMachine, enqueueActions } from "xstate";
import { instantAt } from "../../examples/engines/rungs-days.mjs";
import { rungs } from "../../examples/engines/rungs-xstate.mjs";
import { Clock } from "./clock.mjs";

for (const { file, cases } of JSON.parse(readFileSync(process.argv[2], "utf8")).exports) {
  const machine = createMachine(JSON.parse(readFileSync(file, "utf8")));
  for (const { id, events } of cases) {
    const line = { file, id };
    try {
      line.trace = traced(machine, events);
    } catch (error) {
      line.error = error.stack;
    }
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

function traced(machine, events) {
  const { counting } = machine.config.meta.rungs;
  const clock = new Clock();
  const trace = [];
  const actor = createActor(machine.provide(rungs(machine, { enqueueActions, clock, sink: (entry) => trace.push(entry) })), { clock });
  const failures = [];
  actor.subscribe({ error: (error) => failures.push(error) });
  actor.start();
  for (const { on, event, ...told } of events) {
    clock.moveTo(instantAt(counting, on));
    if (event !== "wait") actor.send({ type: event, ...told });
    if (failures.length) throw failures[0];
  }
  return trace;
}
