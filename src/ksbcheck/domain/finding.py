"""Findings: what is wrong, where, and what to do about it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.ladder import Severity

Location = tuple[str | int, ...]
"""Keys and indices that lead to a value in a document: `("evidence", 0, "date")`. A place only when shown."""


class Place(NamedTuple):
    """A line and column of a file, both counted from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


class Hit(NamedTuple):
    """What a rule found; `file` names a file of the folder instead of a place in the manifest."""

    message: str
    help: str
    location: Location = ()
    file: str | None = None
    ksb: str | None = None
    duty: int | None = None


class NotChecked(NamedTuple):
    """Why a rule could not judge something; without a rule, why nothing judges it. Rules never pass silently."""

    reason: str
    rule: str | None = None


class Ground(Enum):
    """The ground of a justification."""

    EXCEPTION = "exception"
    BASELINE = "baseline"
    POLICY = "policy"
    THRESHOLD = "threshold"


class Justification(NamedTuple):
    """Why a finding doesn't fail the check: the ground, who accepted it, until when, and in which file."""

    ground: Ground
    reason: str
    by: str | None = None
    until: date | None = None
    source: str | None = None


class Finding(NamedTuple):
    """What a rule found. Without a `place` it is about the whole file, without a `path` about no file."""

    rule: str
    severity: Severity
    message: str
    help: str
    location: Location = ()
    path: str | None = None
    place: Place | None = None
    file: str | None = None
    ksb: str | None = None
    duty: int | None = None
    justification: Justification | None = None

    @property
    def where(self) -> str:
        """Its file, line and column, as far as there are any: `portfolio.yaml:3:5`."""
        return f"{self.path or 'ksbcheck'}{f':{self.place}' if self.place else ''}"

    def at(self, path: str | None, place: Place | None) -> "Finding":
        return self._replace(path=path, place=place)

    def of_severity(self, severity: Severity) -> "Finding":
        return self if severity is self.severity else self._replace(severity=severity)

    def justified_by(self, justification: Justification) -> "Finding":
        return self._replace(justification=justification)


class RuleChoice(NamedTuple):
    """The rules that are left out, with the sources that do so, and the severities of the others."""

    left_out: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = {}
    chosen_by: str = ""

    def of(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield the findings of the rules that count, with their severities."""
        for finding in findings:
            if finding.rule not in self.left_out:
                yield finding.of_severity(self.severities.get(finding.rule, finding.severity))


class InputError(Exception):
    """Input that can't be read or judged, with everything that is wrong with it."""

    def __init__(
        self, code: str, message: str, help: str, *, path: str | Path | None = None, place: Place | None = None
    ) -> None:
        where = None if path is None else str(path)
        self.findings: tuple[Finding, ...] = (Finding(code, Severity.ERROR, message, help, path=where, place=place),)
        super().__init__(message)

    @classmethod
    def of(cls, *findings: Finding) -> "InputError":
        """Return the error of findings that were made elsewhere."""
        error = cls.__new__(cls)
        super().__init__(error, "; ".join(finding.message for finding in findings))
        error.findings = findings
        return error


def locate_findings(
    findings: Iterable[Finding], path: Path, place_of: Callable[[Location], Place | None]
) -> tuple[Finding, ...]:
    return tuple(
        finding.at(str(path.parent / finding.file), None)
        if finding.file
        else finding.at(str(path), place_of(finding.location))
        for finding in findings
    )


_MAX_A_RULE = 250
"""How many findings of one rule are shown about one portfolio."""


def cap_findings(findings: Iterable[Finding], whole: Collection[str]) -> tuple[Finding, ...]:
    """Return at most `_MAX_A_RULE` findings a rule and justification, and one that counts the rest; all of `whole`."""
    kept: list[Finding] = []
    of_kind: Counter[tuple[str, Justification | None]] = Counter()
    for finding in findings:
        of_kind[_kind(finding)] += 1
        if of_kind[_kind(finding)] <= _MAX_A_RULE or finding.rule in whole:
            kept.append(finding)
    for last in {_kind(finding): finding for finding in kept}.values():
        more = of_kind[_kind(last)] - _MAX_A_RULE
        if more > 0 and last.rule not in whole:
            kept.append(last._replace(message=f"and {more} more findings of {last.rule}", help="Fix the first ones."))
    return tuple(kept)


def _kind(finding: Finding) -> tuple[str, Justification | None]:
    return finding.rule, finding.justification


def sort_by_place(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by place, then rule, then as the rule found them."""
    return tuple(sorted(findings, key=lambda f: (f.path or "", f.place or (0, 0), f.rule)))
