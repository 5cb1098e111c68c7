"""What other programs than rungs make of its reports, as JSON: read.py sarif FILE, read.py junit FILE."""

import json
import sys


def sarif(path):
    from sarif import loader

    file = loader.load_sarif_file(path)
    report = file.get_report()
    return {
        "tools": file.get_distinct_tool_names(),
        "count": {level: report.get_issue_count_for_severity(level) for level in ("error", "warning", "note", "none")},
        "records": [[record["Location"], record["Line"], record["Severity"], record["Code"]] for record in file.get_records()],
    }


def junit(path):
    import junitparser

    suites = list(junitparser.JUnitXml.fromfile(path))
    kinds = {junitparser.Failure: "failure", junitparser.Error: "error", junitparser.Skipped: "skipped"}
    case = lambda case: [case.name, case.classname, [kinds[type(what)] for what in case.result], case.system_out]
    return [{"name": suite.name, "tests": suite.tests, "failures": suite.failures, "errors": suite.errors,
             "skipped": suite.skipped, "cases": [case(one) for one in suite]} for suite in suites]


json.dump({"sarif": sarif, "junit": junit}[sys.argv[1]](sys.argv[2]), sys.stdout)
