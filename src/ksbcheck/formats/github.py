"""Reports as GitHub's workflow commands. All text is escaped, so that none can begin a command.

Mistakes are annotated at their line; all that a portfolio lacks is one annotation.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.names import KINDS, in_ranges, kind_of
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import counted_noun, shown
from ksbcheck.reports.words import count_findings, gap_text, tally_text, verdict
from ksbcheck.rules import RULES
from ksbcheck.rules.coverage import GAP_RULES

_MOST_A_LEVEL = 10
"""How many annotations of each level GitHub shows a step."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


class _Annotation(NamedTuple):
    """What an annotation says, at the place of the first of its findings. Those of low rank come first."""

    rank: int
    severity: Severity
    title: str
    message: str
    found: Sequence[Finding]
    path: str


def render(reports: Sequence[Report]) -> str:
    return "".join(f"{line}\n" for line in _lines(reports))


def _lines(reports: Sequence[Report]) -> Iterator[str]:
    annotations = sorted((each for report in reports for each in _annotations(report)), key=lambda each: each.rank)
    more: list[Finding] = []
    for severity, level in _LEVELS.items():
        of_level = [each for each in annotations if each.severity is severity]
        yield from (_command(level, each) for each in of_level[:_MOST_A_LEVEL])
        more += [finding for each in of_level[_MOST_A_LEVEL:] for finding in each.found]
    justified = Counter(finding.rule for report in reports for finding in report.justified)
    if justified:
        yield f"ksbcheck: {counted_noun(justified.total(), 'justified finding')}, not annotated: {_counts(justified)}"
    # By codes alone: a reason may hold words from a file, and these lines are no commands.
    judged = [report.judgement for report in reports if report.judgement]
    not_checked = Counter(reason.rule or "other" for judgement in judged for reason in judgement.not_checked)
    if not_checked:
        yield f"ksbcheck: not checked: {_counts(not_checked)}; `ksbcheck check PATH` says why"
    if more:
        shows = f"GitHub shows {_MOST_A_LEVEL} of each level a step"
        yield (
            f"ksbcheck: not annotated, because {shows}: {count_findings(more)}; "
            "the job summary has them, and so has `ksbcheck check PATH`"
        )
    yield _answer(reports)


def _answer(reports: Sequence[Report]) -> str:
    """Return the last line, as on a terminal. It is no command, whatever the path."""
    answer = shown(f"{reports[0].path}: {verdict(reports[0])}" if len(reports) == 1 else tally_text(reports)).strip()
    return f"./{answer}" if answer.startswith((":", "#")) else answer


def _annotations(report: Report) -> Iterator[_Annotation]:
    """Yield what stopped the check, then mistakes, then what is missing."""
    titles = {rule.code: rule.title for rule in RULES}
    found = [finding for finding in report.findings if not finding.justification]
    for finding in found:
        if finding.rule not in GAP_RULES:
            title, message = f"{finding.rule}: {titles[finding.rule]}", f"{finding.message}\n{finding.help}"
            rank = 1 if report.judgement else 0
            yield _Annotation(rank, finding.severity, title, message, (finding,), report.path)
    gaps = [finding for finding in found if finding.rule in GAP_RULES]
    gaps.sort(key=lambda gap: gap.location != ("evidence",))  # those about all evidence come first
    if gaps and report.judgement:
        lines = (f"{KINDS[kind]}: {' '.join(codes)}" for kind, codes in _by_kind(gaps, report))
        message = "\n".join((*lines, f"`ksbcheck plan {report.path}` says what to do next."))
        severity = Severity.ERROR if gaps[0] in report.failing else Severity.WARNING
        yield _Annotation(2, severity, gap_text(report, report.judgement), message, gaps, report.path)


def _by_kind(gaps: Sequence[Finding], report: Report) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the KSBs that are missing, in the standard's order, by kind."""
    lacking = {gap.ksb for gap in gaps}
    required = report.judgement.coverage.ksbs if report.judgement else ()
    for kind, ksbs in groupby((ksb.code for ksb in required if ksb.code in lacking), key=kind_of):
        yield kind, in_ranges(ksbs)


def _counts(rules: Counter[str]) -> str:
    return ", ".join(f"{rule} ({count})" for rule, count in sorted(rules.items()))


def _command(level: str, annotation: _Annotation) -> str:
    first = annotation.found[0]
    properties = {
        "file": first.path or annotation.path,
        "line": first.place and first.place.line,
        "col": first.place and first.place.column,
        "title": annotation.title,
    }
    stated = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    message = "\n".join(map(shown, annotation.message.split("\n")))
    return f"::{level} {stated}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(shown(text)).replace(":", "%3A").replace(",", "%2C")
