"""Runs a policy that rungs wrote for SpiffWorkflow (`--dialect spiff`).

    policy = Policy("policy.bpmn", sink=print)
    case = policy.raise_case(raising="school", against=["social-care"], so=[])
    case.tell("unresolved")
    case.look_at_the_clock()  # now and then: SpiffWorkflow does not wake up by itself

SpiffWorkflow runs the process; this gives it the functions that its scripts call, and listens. Names that an author typed are text to
it; only scripts that rungs wrote are run.
"""

import json
import sys
from datetime import datetime, timezone

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, BpmnValidator
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

import rungs_days

# SpiffWorkflow goes through a process, and through what has happened in a case, by recursion.
sys.setrecursionlimit(1_000_000)

COMPANION = ".//{https://rungs.example/ns/process/1}companion"


class Workflow(BpmnWorkflow):
    """By itself SpiffWorkflow looks for what comes next among the first thousand elements of a case, and long cases stop."""

    def get_tasks_iterator(self, first_task=None, **wanted):
        return super().get_tasks_iterator(first_task, **{"max_depth": sys.maxsize, **wanted})


class Policy:
    """A policy, from its file. The sink is given every entry of the log in order; the clock says the present instant."""

    def __init__(self, path, sink, clock=lambda: datetime.now(timezone.utc)):
        document = etree.parse(path)
        self.companion = json.loads(document.find(COMPANION).text)
        self.sink = sink
        self.now = lambda: rungs_days.moment_at(self.companion["counting"], clock())
        parser = BpmnParser(validator=BpmnValidator())
        parser.add_bpmn_xml(document, path)
        self._process = parser.get_spec(parser.get_process_ids()[0])
        self._environment = TaskDataEnvironment(self._functions())

    def raise_case(self, raising, against=(), so=()):
        """Raises a case, and runs it until something has to happen."""
        workflow = Workflow(self._process, script_engine=PythonScriptEngine(environment=self._environment))
        workflow.task_tree.set_data(so=self._so_at_first(raising, against, so))
        case = Case(self, workflow)
        case.look_at_the_clock()
        return case

    def _functions(self):
        """What the scripts of a process call. A moment is text by the clocks of the policy's time zone: "2026-03-04T15:00"."""
        counting, times = self.companion["counting"], self.companion["times"]

        def first(moments):
            return next((moment for moment in moments if moment is not None), None)

        def instant(moment):
            return moment and rungs_days.instant_at(counting, moment).isoformat()

        return {
            "now": self.now,
            "deadline": lambda time, moments: rungs_days.deadline(counting, times[time], first(moments)),
            "earliest": rungs_days.earliest,
            "last": lambda deadlines: max((rungs_days.earliest([end]) for end in deadlines if end), default=None),
            "before": lambda time, moment: rungs_days.before(counting, times[time], moment),
            "instant": instant,
        }

    def _so_at_first(self, raising, against, so):
        """Facts are told by their ids; what depends on who disagrees is worked out."""

        def is_so(point):
            if "raising" in point:
                return raising in point["raising"]
            if "receiving" in point:
                return any(agency in against for agency in point["receiving"])
            return point["id"] in so

        return [point["id"] for point in self.companion["points"] if is_so(point)]


class Case:
    """A case on its way. Whoever keeps it for longer keeps the workflow, with SpiffWorkflow's serializer."""

    def __init__(self, policy, workflow):
        self.workflow = workflow
        self._policy = policy

    def tell(self, event, what=None, yes=None, landing=None):
        """Something happens. What is not possible now changes nothing."""
        if task := self.workflow.get_next_task(state=TaskState.READY, manual=True):
            # Stages have whole numbers; anything else names none.
            landing = landing if type(landing) is int else None
            task.set_data(event=event, what=what, yes=yes, landing=landing)
            task.run()
            self.look_at_the_clock()

    def look_at_the_clock(self):
        """Goes on wherever it is time."""
        self.workflow.refresh_timers()
        while self.workflow.get_next_task(state=TaskState.READY, manual=False):
            self.workflow.do_engine_steps(did_complete_task=self._completed)

    def _completed(self, task):
        template = self._policy.companion["elements"].get(task.task_spec.bpmn_id)
        for entry in entries(template, task.data, self._policy.now()) if template else ():
            self._policy.sink(entry)


def entries(template, variables, on):
    """The entries of the log that a template comes to.

    A template has the names of variables where an entry has dates, and a limit whose variable is false does not apply.
    """
    entry = {key: value for key, value in template.items() if key not in ("limits", "case_limits")}
    if "by" in entry:
        entry["by"] = [variables.get(name) for name in entry["by"]]
    if entry:
        yield {"on": on, **entry}
    for limit in template.get("limits", []) + template.get("case_limits", []):
        by = variables.get(limit["by"])
        if by is not False:
            yield {"on": on, "limit": limit["limit"], "by": by}
