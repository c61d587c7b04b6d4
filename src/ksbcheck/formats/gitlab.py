"""Reports as GitLab's Code Quality JSON for merge requests."""

import json
from collections.abc import Sequence
from typing import Any

from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.report import Report
from ksbcheck.formats.findings import Fingerprinted, justification_line, message_and_help, with_fingerprints

_SEVERITIES = {Severity.NOTE: "info", Severity.WARNING: "minor", Severity.ERROR: "major"}
_STOPPED = "blocker"


def render(reports: Sequence[Report]) -> str:
    return json.dumps(list(map(_issue, with_fingerprints(reports))), indent=2) + "\n"


def _issue(entry: Fingerprinted) -> dict[str, Any]:
    finding = entry.finding
    why = f" (justified: {justification_line(finding.justification)})" if finding.justification else ""
    return {
        "description": f"{message_and_help(finding)}{why}",
        "check_name": finding.rule,
        "fingerprint": entry.fingerprint,
        "severity": _severity(entry),
        "location": {"path": entry.path, "lines": {"begin": finding.place.line if finding.place else 1}},
    }


def _severity(entry: Fingerprinted) -> str:
    """Return the severity in GitLab; a finding that kept the portfolio from being judged is the worst."""
    if entry.finding.justification:
        return _SEVERITIES[Severity.NOTE]
    if entry.report.judgement is None and entry.finding.severity is Severity.ERROR:
        return _STOPPED
    return _SEVERITIES[entry.finding.severity]
