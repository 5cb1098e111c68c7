"""Runs cases on SpiffWorkflow.

The argument is a file of exports and of what happens in each case; one line comes out for each, with what the adapter was told.
Nothing else is known here: no policy, and not what rungs makes of the cases.
"""

import json
import sys
import traceback
from datetime import datetime, timedelta, timezone
from pathlib import Path
from unittest import mock

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parents[2] / "examples" / "engines"))

import rungs_days  # noqa: E402
import rungs_spiff  # noqa: E402
from SpiffWorkflow.bpmn.specs.event_definitions import timer  # noqa: E402

SOON = timedelta(microseconds=1)


class Clock:
    """Goes only when it is moved."""

    def __init__(self):
        self.instant = datetime.fromtimestamp(0, timezone.utc)

    def now(self):
        return self.instant

    def dates(self):
        """What stands for datetime where timers ask for the time: one is due once its moment has passed, so it is always a little later."""
        clock = self

        class Dates(datetime):
            @classmethod
            def now(cls, zone=None):
                return (clock.instant + SOON).astimezone(zone)

        return Dates


def due(case):
    """When the next timer is."""
    waiting = case.workflow.waiting_events()
    return min((datetime.fromisoformat(event.value) for event in waiting if "Time" in event.event_type), default=None)


def move(clock, case, instant):
    """To an instant, stopping wherever a timer is due on the way."""
    while case and (at := due(case)) and at <= instant:
        clock.instant = max(at, clock.instant)
        case.look_at_the_clock()
    clock.instant = instant


def traced(policy, clock, trace, events):
    """What the adapter is told of a case."""
    case = None
    trace.clear()
    for event in events:
        event = dict(event)
        move(clock, case, rungs_days.instant_at(policy.companion["counting"], event.pop("on")))
        if event["event"] == "raise":
            case = policy.raise_case(event["raising"], event.get("against", ()), event.get("so", ()))
        elif event["event"] != "wait":
            case.tell(**event)
    return trace


def main():
    given = json.loads(Path(sys.argv[1]).read_text())
    for export in given["exports"]:
        clock, trace, policy = Clock(), [], None
        with mock.patch.object(timer, "datetime", clock.dates()):
            for case in export["cases"]:
                line = {"file": export["file"], "id": case["id"]}
                try:
                    policy = policy or rungs_spiff.Policy(export["file"], trace.append, clock.now)
                    line["trace"] = traced(policy, clock, trace, case["events"])
                except Exception:
                    line["error"] = traceback.format_exc()
                print(json.dumps(line, ensure_ascii=False, separators=(",", ":")), flush=True)


main()
