"""Reports as SARIF 2.1.0, for code scanning and editors, with paths relative to the root of the repository."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ksbcheck import __version__
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.ladder import COUNTING_RUNGS, Severity
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.domain.text import shown
from ksbcheck.formats.findings import Fingerprinted, justification_line, message_and_help, with_fingerprints
from ksbcheck.reports.words import verdict
from ksbcheck.rules import RULES
from ksbcheck.rules.rule import Rule

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
_LINK = re.compile(r"\[([^\]]*+)(?:(\](?=\())|\]?)")
_PLACEHOLDER = re.compile(r"\{(\d+)\}")


def render(reports: Sequence[Report]) -> str:
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(reports)]}, indent=2) + "\n"


def _run(reports: Sequence[Report]) -> dict[str, Any]:
    index = {rule.code: number for number, rule in enumerate(RULES)}
    return {
        "tool": {
            "driver": {
                "name": "ksbcheck",
                "version": __version__,
                "semanticVersion": __version__,
                "language": "en-GB",
                "rules": [_rule(rule) for rule in RULES],
            }
        },
        "language": "en-GB",
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The root of the repository, or the folder that ksbcheck was run in."}}
        },
        "invocations": [
            {
                "executionSuccessful": all(report.judgement for report in reports),
                "exitCode": max((report.exit_status for report in reports), default=Outcome.CLEAN).value,
                "toolExecutionNotifications": list(_notifications(reports, index)),
            }
        ],
        "results": [_result(entry, index) for entry in with_fingerprints(reports)],
        "properties": {"portfolios": [_portfolio(report) for report in reports]},
    }


def _rule(rule: Rule) -> dict[str, Any]:
    family = rule.function.__module__.rpartition(".")[2]
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.function.__name__.split("_")),
        "shortDescription": {"text": _text(rule.title)},
        "fullDescription": {"text": _text(rule.why)},
        "help": {
            "text": _text(f"{rule.why}\n\nHow to fix: {rule.fix}"),
            "markdown": f"**Why it matters:** {rule.why}\n\n**How to fix:** {rule.fix}",
        },
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": ["apprenticeship", family], "problem.severity": _PROBLEMS[rule.severity]},
    }


def _result(entry: Fingerprinted, index: Mapping[str, int]) -> dict[str, Any]:
    finding = entry.finding
    why = [justification_line(finding.justification)] if finding.justification else []
    return {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": finding.severity.value,
        "message": {"text": _text(message_and_help(finding))},
        "locations": [_location(entry.path, finding)],
        # GitHub goes by the second alone, and would otherwise take all gaps, which stand at one line, for the same one.
        "partialFingerprints": {
            "ksbcheckIdentity/v1": entry.fingerprint,
            "primaryLocationLineHash": entry.fingerprint,
        },
        "suppressions": [{"kind": "external", "status": "accepted", "justification": words} for words in why],
        **({"properties": {"ksb": finding.ksb}} if finding.ksb else {}),
    }


def _location(path: str, finding: Finding | None = None) -> dict[str, Any]:
    artifact = {"uri": quote(path, errors="surrogateescape"), "uriBaseId": _ROOT}
    place = finding and finding.place
    region = {"region": {"startLine": place.line, "startColumn": place.column}} if place else {}
    return {"physicalLocation": {"artifactLocation": artifact, **region}}


def _notifications(reports: Iterable[Report], index: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for report in reports:
        locations = [_location(report.path)]
        if report.judgement is None:
            text = _text(f"{shown(report.path)} {verdict(report)}")
            yield {"level": "error", "message": {"text": text}, "locations": locations}
            continue
        for reason in report.judgement.not_checked:
            rule = {"associatedRule": {"id": reason.rule, "index": index[reason.rule]}} if reason.rule else {}
            text = _text(f"not checked: {shown(reason.reason)}")
            yield {"level": "note", "message": {"text": text}, "locations": locations, **rule}


def _portfolio(report: Report) -> dict[str, Any]:
    """Return the tallies of a report, without names: code scanning keeps them."""
    facts: dict[str, Any] = {"path": report.path, "outcome": report.outcome.name.lower()}
    judgement = report.judgement
    if judgement is None:
        return facts
    as_of = judgement.today.isoformat()
    if judgement.framework:
        return facts | {"framework": judgement.framework.id, "asOf": as_of}
    coverage = judgement.coverage
    met = {rung.value: coverage.met_at(rung) for rung in COUNTING_RUNGS}
    return facts | {
        "standard": judgement.standard.reference,
        "version": judgement.standard.version,
        "option": judgement.option_id,
        **({"method": judgement.method.id} if judgement.method else {}),
        "asOf": as_of,
        "rung": coverage.rung.value,
        "counts": {"required": len(coverage.ksbs), **met, "gaps": len(coverage.gaps)},
    }


def _text(text: str) -> str:
    """Escape links and placeholders of SARIF."""
    plain = _LINK.sub(lambda found: f"\\[{found[1]}\\]" if found[2] else found[0], text)
    return _PLACEHOLDER.sub(r"{{\1}}", plain)
