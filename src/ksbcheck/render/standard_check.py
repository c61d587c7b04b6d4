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
from ksbcheck.render.screen import Screen
from ksbcheck.render.tables import heading, to_text, words

FORMAT = "ksbcheck-standard-check/1"


class Checked(NamedTuple):
    """A standard, its file, what was found about it, and what could not be judged."""

    standard: Standard
    file: str
    findings: Sequence[Finding]
    not_checked: Sequence[str]


def render_table(checked: Sequence[Checked], screen: Screen) -> str:
    """Return what was found, standard by standard."""
    return to_text((part for each in checked for part in _parts(each)), screen)


def _parts(checked: Checked) -> Iterator[RenderableType]:
    standard = checked.standard
    yield heading(f"{standard.reference} {standard.title}, version {standard.version}")
    yield words(checked.file, "dim")
    for finding in checked.findings:
        place = f"line {finding.place.line}: " if finding.place else ""
        yield words(f"{finding.severity} {finding.rule} {place}{finding.message}")
        yield Padding(words(finding.help, "dim"), (0, 0, 0, 2))
    for reason in checked.not_checked:
        yield words(f"not checked: {reason}")
    counts = Counter(str(finding.severity) for finding in checked.findings)
    told = listed(counted_noun(count, severity) for severity, count in counts.items()) if counts else "Nothing found"
    yield words(f"{told}.", "bold")


def render_json(checked: Sequence[Checked]) -> str:
    """Return what was found as JSON."""
    return json.dumps({"format": FORMAT, "standards": [_standard(each) for each in checked]}, indent=2) + "\n"


def _standard(checked: Checked) -> dict[str, object]:
    return {
        "reference": checked.standard.reference,
        "version": checked.standard.version,
        "file": checked.file,
        "findings": [
            {
                "rule": each.rule,
                "severity": str(each.severity),
                "message": each.message,
                "help": each.help,
                "line": each.place.line if each.place else None,
                "column": each.place.column if each.place else None,
            }
            for each in checked.findings
        ],
        "not_checked": list(checked.not_checked),
    }
