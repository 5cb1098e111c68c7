// Runs a policy that rungs wrote for bpmn-engine (`--dialect bpmn-engine`):
//
//     import { SequenceFlow } from "bpmn-elements";
//     import { Engine } from "bpmn-engine";
//     import { rungs } from "./rungs-bpmn-engine.mjs";
//
//     const policy = rungs({ source, Engine, SequenceFlow, sink: console.log });
//     const running = await policy.raise({ raising: "school", against: ["social-care"], so: [] });
//     running.tell({ event: "unresolved" });
//
// bpmn-engine runs the process; this gives it the functions that its scripts call, timers that can wait for longer than 24 days, and
// somebody who listens. Names that an author typed are text to the engine; only scripts that rungs wrote are run.

import { entries, functions, soAtFirst } from "./rungs-process.mjs";

/**
 * A policy, from the text of its file. The sink is given every entry of the log in order; the clock is the computer's, or one with the
 * same `now`, `setTimeout` and `clearTimeout`.
 */
export function rungs({ source, Engine, SequenceFlow, sink, clock = computers }) {
  const companion = companionOf(source);
  const calls = functions(companion, clock);
  const services = { ...calls, instant: (moment) => moment && new Date(calls.instant(moment)).toISOString() };
  const ended = ({ id, environment }) => {
    if (!Object.hasOwn(companion.elements, id)) return;
    for (const entry of entries(companion.elements[id], environment.output, calls.now())) sink(entry);
  };
  const listener = { emit: (event, element) => event === "activity.end" && ended(element) };

  return {
    companion,
    /** Raises a case and runs it until something has to happen: what is known of it is `{ raising, against, so }`. */
    async raise(raised) {
      const engine = new Engine({ source, services, timers: timers(clock), elements: { SequenceFlow: quiet(SequenceFlow) } });
      const failures = [];
      engine.on("error", (error) => failures.push(error));
      const execution = await engine.execute({ listener, variables: { so: soAtFirst(companion, raised) } });
      return {
        execution,
        /** What went wrong on the way, if anything did. */
        failures,
        /** Something happens: `{ event, what, yes, landing }`. What is not possible now changes nothing. */
        tell({ event, what = null, yes = null, landing = null }) {
          const waiting = execution.getPostponed().find(({ type }) => type === "bpmn:UserTask");
          if (!waiting) return;
          // Stages have whole numbers; anything else names none.
          Object.assign(waiting.environment.output, { event, what, yes, landing: Number.isInteger(landing) ? landing : null });
          waiting.signal();
        },
      };
    },
  };
}

/** The data that rungs wrote beside the process. */
function companionOf(source) {
  const [, json] = /<rungs:companion>([^<]*)<\/rungs:companion>/.exec(source);
  const written = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&" };
  return JSON.parse(json.replace(/&\w+;/g, (entity) => written[entity]));
}

/**
 * A way that is not taken says nothing. The engine would announce it to everything that lies beyond, along every way there, which takes
 * twice as long with each gateway; only parallel gateways need to hear of it, and rungs writes none.
 */
function quiet(SequenceFlow) {
  return class extends SequenceFlow {
    discard() {}
  };
}

const computers = {
  now: () => Date.now(),
  setTimeout: (...wait) => setTimeout(...wait),
  clearTimeout: (id) => clearTimeout(id),
};

/** The engine's timers, for waits of any length: a timer can wait 24 days, so a longer wait is several. */
function timers(clock, longest = 20 * 24 * 60 * 60 * 1000) {
  const executing = new Set();
  const wait = (timer) => {
    const left = timer.at - clock.now();
    timer.id = clock.setTimeout(left > longest ? () => wait(timer) : () => executing.delete(timer) && timer.wake(), Math.min(left, longest));
  };
  const api = {
    get executing() {
      return [...executing];
    },
    register: (owner) => ({ ...api, setTimeout: (wake, delay, ...given) => start(owner, wake, delay, given) }),
    setTimeout: (wake, delay, ...given) => start(undefined, wake, delay, given),
    clearTimeout(timer) {
      if (executing.delete(timer)) clock.clearTimeout(timer.id);
    },
  };
  function start(owner, wake, delay, given) {
    const timer = { owner, at: clock.now() + delay, wake: () => wake(...given) };
    executing.add(timer);
    wait(timer);
    return timer;
  }
  return api;
}
