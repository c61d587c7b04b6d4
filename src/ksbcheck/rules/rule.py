"""Rules: a code, a severity, a stage, and a function whose docstring is the documentation."""

import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from inspect import getdoc
from typing import Any, NamedTuple

from ksbcheck.domain.finding import Finding, Hit, NotChecked
from ksbcheck.domain.ladder import Severity

_DOCSTRING = re.compile(r"(?P<title>.+?)\n\nWhy it matters: (?P<why>.+?)\n\nHow to fix: (?P<fix>.+)", re.DOTALL)


class Stage(Enum):
    """When a rule runs, and what its function receives."""

    PORTFOLIO = "a portfolio, whatever it was made under"
    KSBS = "a portfolio under a standard, with its claims and coverage"
    FRAMEWORK = "a portfolio under a framework"
    FILES = "the files in a portfolio's folder"
    EXCEPTIONS = "the exceptions of one file, when it is known what they excuse"
    STANDARD = "a standard, when it is loaded"
    QUALITY = "a standard, when its quality is checked"
    PLAN = "an assessment plan, when it is read beside its standard"
    INPUT = "what a reader met that stops it: the reader calls the rule itself"


class Rule(NamedTuple):
    """A rule. Its code never changes its meaning and is never used again."""

    code: str
    severity: Severity
    stage: Stage
    function: Callable[..., Any]

    def __call__(self, *details: object) -> Any:  # noqa: ANN401 - what the functions of its stage return
        return self.function(*details)

    def words(self, *details: object) -> tuple[str, str]:
        """Return the message and the help of a rule about input, for what the reader met."""
        message, remedy = self.function(*details)
        return message, remedy

    def finding(self, hit: Hit) -> Finding:
        return Finding(
            self.code, self.severity, hit.message, hit.help, hit.location, file=hit.file, ksb=hit.ksb, duty=hit.duty
        )

    @property
    def title(self) -> str:
        return self._part("title").removesuffix(".")

    @property
    def why(self) -> str:
        return self._part("why")

    @property
    def fix(self) -> str:
        return self._part("fix")

    def _part(self, part: str) -> str:
        parts = _DOCSTRING.fullmatch(getdoc(self.function) or "")
        if parts is None:
            raise ValueError(f"{self.code}: the docstring needs a title, 'Why it matters: ...' and 'How to fix: ...'")
        text = " ".join(parts[part].split())
        return text[0].upper() + text[1:]


_RULES: dict[str, Rule] = {}


def rule(code: str, severity: Severity, stage: Stage) -> Callable[[Callable[..., Any]], Rule]:
    """Register a function as a rule."""

    def make(function: Callable[..., Any]) -> Rule:
        if code in _RULES:
            raise ValueError(f"{code} is the code of another rule")
        _RULES[code] = Rule(code, severity, stage, function)
        return _RULES[code]

    return make


def rules_at(*stages: Stage) -> tuple[Rule, ...]:
    """Return the rules of some stages by code; without a stage, all rules."""
    return tuple(_RULES[code] for code in sorted(_RULES) if not stages or _RULES[code].stage in stages)


class RunResult(NamedTuple):
    """The findings of some rules, and what they could not check, with its reason."""

    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]


def run(rules: Iterable[Rule], subject: object) -> RunResult:
    """Run rules on a subject."""
    findings: list[Finding] = []
    not_checked: list[NotChecked] = []
    for rule_ in rules:
        for found in rule_(subject):
            if isinstance(found, NotChecked):
                not_checked.append(found._replace(rule=rule_.code))
            else:
                findings.append(rule_.finding(found))
    return RunResult(tuple(findings), tuple(not_checked))


IF_TWO_PEOPLE = (
    "If the names are two people's, write them in full, or list those who sign under `people:` in the provider's "
    "configuration."
)


def did_you_mean(meant: str | None, otherwise: str) -> str:
    """Suggest the name that was probably meant, or else something else."""
    return f"Did you mean {meant}?" if meant else otherwise


def repeats(values: Iterable[object]) -> Iterator[int]:
    """Yield the index of every value that is equal to an earlier one."""
    seen: set[object] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield index
        seen.add(value)
