"""The tables of a cohort for analysts: their columns, and the rows of each portfolio. They have no free text."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.names import CODE_PATTERN, KINDS, kind_of
from ksbcheck.domain.report import Report
from ksbcheck.domain.sign_off import Decision

Hide = Callable[[str, str], str]
"""Takes what a text names (`Person`, `Piece`) and the text, and returns the text to show."""
Details = tuple[tuple[str, ...], ...]
"""Rows as JSON in each table but the first, without the columns that all tables have."""
_TableRow = Mapping[str, Any]
_LARGEST = 2**31 - 1
MARKER = "_ksbcheck-tables-1"
"""The file by which a folder of tables is known."""


def _plain(value: Any) -> object:  # noqa: ANN401 - a day or a word
    return value.value if isinstance(value, Enum) else value.isoformat()


as_json: Callable[[_TableRow], str] = json.JSONEncoder(default=_plain, ensure_ascii=False).encode
"""Returns a row as JSON."""
_COLUMNS = {
    "portfolio": "path learner learner_id framework method rung min_pieces:INTEGER as_of:DATE outcome standing "
    "reasons:VARCHAR[] required:INTEGER claimed:INTEGER assessed:INTEGER verified:INTEGER missing:VARCHAR[] "
    "thin:VARCHAR[] waiting:INTEGER weeks:INTEGER error_rule movement attributes:MAP(VARCHAR,VARCHAR)",
    "ksb_status": "ksb type status highest_rung met_rung pieces:INTEGER pieces_required:INTEGER",
    "duty_status": "duty:INTEGER mapping status required:INTEGER missing:INTEGER",
    "claim": "piece ksb rung counts:BOOLEAN why_not assessed_by assessed_on:DATE verified_by verified_on:DATE cited",
    "finding": "rule severity ksb duty:INTEGER line:INTEGER column:INTEGER justified:BOOLEAN",
}
COLUMNS: Mapping[str, dict[str, str]] = {
    table: {
        name: kind or "VARCHAR"
        for name, _, kind in (each.partition(":") for each in ("portfolio", "version", *columns.split()))
    }
    for table, columns in _COLUMNS.items()
}
"""The type of each column in SQL, by table. The standard and the option are in the names of folders."""


def details_of(report: Report, hide: Hide) -> Details:
    """Return the rows of a report."""
    judged = report.under_standard
    of_standard = (_ksbs(report, judged), _duties(judged), _claims(judged, hide)) if judged else ((), (), ())
    return tuple(tuple(map(as_json, rows)) for rows in (*of_standard, _findings(report, hide)))


def with_findings(details: Details, rule: str, severities: Iterable[Severity]) -> Details:
    """Return details with findings about the whole portfolio, if there are any details."""
    more = (as_json({"rule": rule, "severity": severity, "justified": False}) for severity in severities)
    return details and (*details[:-1], (*details[-1], *more))


def _ksbs(report: Report, judged: Judgement) -> Iterator[_TableRow]:
    for ksb in judged.coverage.ksbs:
        yield {
            "ksb": ksb.code,
            "type": KINDS[kind_of(ksb.code)].lower(),
            "status": ksb.status,
            "highest_rung": ksb.highest_rung,
            "met_rung": ksb.met_rung,
            "pieces": len(ksb.pieces),
            "pieces_required": report.policy.min_pieces,
        }


def _duties(judged: Judgement) -> Iterator[_TableRow]:
    for duty in judged.coverage.duties:
        counts = {"required": len(duty.required), "missing": len(duty.missing)}
        yield {"duty": _integer(duty.number), "mapping": duty.mapping, "status": duty.status, **counts}


def _claims(judged: Judgement, hide: Hide) -> Iterator[_TableRow]:
    traces = judged.files.by_claim() if judged.files else {}
    for claim in judged.claims:
        trace = traces.get(claim.at)
        assessed, verified = claim.rests_on
        yield {
            "piece": hide("Piece", claim.piece.id),
            "ksb": _code(claim.code, hide),
            "rung": None if claim.why_not else claim.rung,
            "counts": claim.counts,
            "why_not": claim.short_why_not,
            **_signed("assessed", assessed, hide),
            **_signed("verified", verified, hide),
            "cited": trace.cited if trace else None,
        }


def _signed(name: str, decision: Decision | None, hide: Hide) -> _TableRow:
    by, on = (decision.by, decision.on) if decision else (None, None)
    return {f"{name}_by": by and hide("Person", by), f"{name}_on": on}


def _findings(report: Report, hide: Hide) -> Iterator[_TableRow]:
    for each in report.findings:
        line, column = each.place or (None, None)
        yield {
            "rule": each.rule,
            "severity": each.severity,
            "ksb": each.ksb and _code(each.ksb, hide),
            "duty": _integer(each.duty),
            "line": line,
            "column": column,
            "justified": each.justification is not None,
        }


def _code(written: str, hide: Hide) -> str:
    """Return a code, or what was written in the place of one."""
    return written if re.fullmatch(CODE_PATTERN, written) else hide("Code", written)


def _integer(number: int | None) -> int | None:
    """Return a number that fits its column; duties of people's own standards may have up to 100 digits."""
    return number if number is not None and number <= _LARGEST else None
