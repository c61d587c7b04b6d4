"""What is wrong, or odd, about standards."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.console import RenderableType
from rich.padding import Padding

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import heading, to_text, words

FORMAT = "ksbcheck-standard-check/1"


class Checked(NamedTuple):
    """A standard, its file, what was found about it, and what could not be judged.

    `assessment` is the file of the assessment plan beside it, and what was found there; None where there is none.
    """

    standard: Standard
    file: str
    findings: Sequence[Finding]
    not_checked: Sequence[str]
    assessment: tuple[str, Sequence[Finding]] | None = None

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """What was found about the standard and its assessment plan."""
        return (*self.findings, *(self.assessment[1] if self.assessment else ()))


def render_table(checked: Sequence[Checked], screen: Screen) -> str:
    """Return what was found, standard by standard."""
    return to_text((part for each in checked for part in _parts(each)), screen)


def _parts(checked: Checked) -> Iterator[RenderableType]:
    standard = checked.standard
    yield heading(f"{standard.reference} {standard.title}, version {standard.version}")
    yield words(checked.file, "dim")
    yield from _findings(checked.findings)
    if checked.assessment:
        plan, findings = checked.assessment
        yield words(plan, "dim")
        yield from _findings(findings)
    for reason in checked.not_checked:
        yield words(f"not checked: {reason}")
    counts = Counter(str(finding.severity) for finding in checked.all_findings)
    told = listed(counted_noun(count, severity) for severity, count in counts.items()) if counts else "Nothing found"
    yield words(f"{told}.", "bold")


def _findings(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    for finding in findings:
        place = f"line {finding.place.line}: " if finding.place else ""
        yield words(f"{finding.severity} {finding.rule} {place}{finding.message}")
        yield Padding(words(finding.help, "dim"), (0, 0, 0, 2))


def render_json(checked: Sequence[Checked]) -> str:
    """Return what was found as JSON."""
    return json.dumps({"format": FORMAT, "standards": [_standard(each) for each in checked]}, indent=2) + "\n"


def _standard(checked: Checked) -> dict[str, object]:
    return {
        "reference": checked.standard.reference,
        "version": checked.standard.version,
        "file": checked.file,
        "findings": [_finding(each) for each in checked.findings],
        "not_checked": list(checked.not_checked),
        "assessment_plan": {
            "file": checked.assessment[0],
            "findings": [_finding(each) for each in checked.assessment[1]],
        }
        if checked.assessment
        else None,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "message": finding.message,
        "help": finding.help,
        "line": finding.place.line if finding.place else None,
        "column": finding.place.column if finding.place else None,
    }
