// Runs cases on bpmn-engine. The argument is a file of exports and of what happens in each case; one line comes out for each, with what
// the adapter was told. Nothing else is known here: no policy, and not what rungs makes of the cases.

import { readFileSync } from "node:fs";
import { SequenceFlow } from "bpmn-elements";
import { Engine } from "bpmn-engine";
import { rungs } from "../../examples/engines/rungs-bpmn-engine.mjs";
import { instantAt } from "../../examples/engines/rungs-days.mjs";
import { Clock } from "./clock.mjs";

const RealDate = Date;

for (const { file, cases } of JSON.parse(readFileSync(process.argv[2], "utf8")).exports) {
  const source = readFileSync(file, "utf8");
  for (const { id, events } of cases) {
    const line = { file, id };
    try {
      line.trace = await traced(source, events);
    } catch (error) {
      line.error = error.stack;
    }
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

async function traced(source, [raised, ...events]) {
  const clock = new Clock();
  // The engine makes delays of moments by the computer's clock.
  globalThis.Date = clock.dates(RealDate);
  const trace = [];
  const policy = rungs({ source, Engine, SequenceFlow, clock, sink: (entry) => trace.push(entry) });
  const moveTo = ({ on }) => clock.moveTo(instantAt(policy.companion.counting, on));
  moveTo(raised);
  const running = await policy.raise(raised);
  for (const event of events) {
    moveTo(event);
    if (event.event !== "wait") running.tell(event);
    if (running.failures.length) throw running.failures[0];
  }
  if (running.execution.state === "running") await running.execution.stop();
  return trace;
}
