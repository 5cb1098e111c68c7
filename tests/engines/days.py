"""Counts what it is asked with rungs_days.py; days.mjs beside it does the same."""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parents[2] / "examples" / "engines"))
from rungs_days import before, deadline, earliest

asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))


def answer(case):
    calendar, time, moment = asked["calendars"][case["calendar"]], case["time"], case["moment"]
    end = deadline(calendar, time, moment)
    return {"deadline": end, "before": before(calendar, time, moment), "earliest": earliest([None, end, False, "2026-06-01T12:00"])}


print(json.dumps([answer(case) for case in asked["cases"]]))
