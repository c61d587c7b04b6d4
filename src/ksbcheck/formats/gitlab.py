"""Reports as GitLab's Code Quality JSON for merge requests."""

import json
from collections.abc import Sequence
from typing import Any

from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.report import Report
from ksbcheck.formats.words import Fingerprinted, fingerprinted, justified_words, sentences

_SEVERITIES = {Severity.NOTE: "info", Severity.WARNING: "minor", Severity.ERROR: "major"}
_STOPPED = "blocker"


def render(reports: Sequence[Report]) -> str:
    """Return all findings as JSON in ASCII."""
    issues = [_issue(each, report) for report, findings in fingerprinted(reports) for each in findings]
    return json.dumps(issues, indent=2) + "\n"


def _issue(each: Fingerprinted, report: Report) -> dict[str, Any]:
    finding = each.finding
    why = f" (justified: {justified_words(finding.justification)})" if finding.justification else ""
    return {
        "description": f"{sentences(finding)}{why}",
        "check_name": finding.rule,
        "fingerprint": each.fingerprint,
        "severity": _severity(each, report),
        "location": {"path": each.path, "lines": {"begin": finding.place.line if finding.place else 1}},
    }


def _severity(each: Fingerprinted, report: Report) -> str:
    """Return the severity in GitLab; a finding that kept the portfolio from being judged is the worst."""
    if each.finding.justification:
        return _SEVERITIES[Severity.NOTE]
    if report.judgement is None and each.finding.severity is Severity.ERROR:
        return _STOPPED
    return _SEVERITIES[each.finding.severity]
