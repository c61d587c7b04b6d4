"""What a rule is: a code, a severity, and one small function whose docstring is the rule's documentation."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import getdoc
from typing import Generic, ParamSpec, TypeVar

from ksbcheck.domain.finding import Finding, Hit, NotChecked
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.standard import Standard
from ksbcheck.rules.case import AnyCase, AssessmentCase, Case, Excepted, FolderCase, FrameworkCase

Subject = ParamSpec("Subject")
Found_co = TypeVar("Found_co", covariant=True)

_DOCSTRING = re.compile(r"(?P<title>.+?)\n\nWhy it matters: (?P<why>.+?)\n\nHow to fix: (?P<fix>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject, Found_co]):
    """A rule. Its code never changes meaning and is never used again; calling it runs its function."""

    code: str
    severity: Severity
    function: Callable[Subject, Found_co]

    def __call__(self, *args: Subject.args, **kwargs: Subject.kwargs) -> Found_co:
        """Run the rule's function."""
        return self.function(*args, **kwargs)

    def finding(self, hit: Hit) -> Finding:
        """Return the finding that a hit of this rule makes."""
        return Finding(self.code, self.severity, hit.message, hit.help, hit.location, file=hit.file, ksb=hit.ksb)

    @property
    def title(self) -> str:
        """The first line of the documentation, without its full stop."""
        return self._part("title").removesuffix(".")

    @property
    def why(self) -> str:
        """Why the rule matters."""
        return self._part("why")

    @property
    def fix(self) -> str:
        """How to put right what the rule finds."""
        return self._part("fix")

    def _part(self, part: str) -> str:
        parts = _DOCSTRING.fullmatch(getdoc(self.function) or "")
        if parts is None:
            raise ValueError(
                f"{self.code}: the docstring needs a title line, 'Why it matters: ...' and 'How to fix: ...'"
            )
        text = " ".join(parts[part].split())
        return text[0].upper() + text[1:]


PortfolioRule = Rule[[Case], Iterator[Hit | NotChecked]]
"""A rule about a portfolio, judged after its claims are linked and its coverage worked out."""

AnyPortfolioRule = Rule[[AnyCase], Iterator[Hit | NotChecked]]
"""A rule about a portfolio that needs no standard, judged whatever the portfolio was made under."""

FrameworkRule = Rule[[FrameworkCase], Iterator[Hit | NotChecked]]
"""A rule about a portfolio made under a framework."""
FolderRule = Rule[[FolderCase], Iterator[Hit | NotChecked]]
"""A rule about the files in a portfolio's folder, judged when the folder was named and not the manifest alone."""

ExceptionRule = Rule[[Excepted], Iterator[Hit]]
"""A rule about the exceptions of one file, judged when it is known what they excuse."""

StandardRule = Rule[[Standard], Iterator[Hit]]
"""A rule about a standard, judged when it is loaded."""

StandardQualityRule = Rule[[Standard], Iterator[Hit | NotChecked]]
"""A rule about a standard that can be checked against, judged when somebody asks whether it is in order."""

AssessmentRule = Rule[[AssessmentCase], Iterator[Hit]]
"""A rule about an assessment plan, judged when it is read beside its standard."""

ReadingRule = Rule[..., Hit]
"""A rule about input: a reader calls it with the details of what it met, to say what stopped it."""

AnyRule = (
    PortfolioRule
    | AnyPortfolioRule
    | FrameworkRule
    | FolderRule
    | ExceptionRule
    | StandardRule
    | StandardQualityRule
    | AssessmentRule
    | ReadingRule
)


def rule(code: str, severity: Severity) -> Callable[[Callable[Subject, Found_co]], Rule[Subject, Found_co]]:
    """Make a rule of a function."""

    def make(function: Callable[Subject, Found_co]) -> Rule[Subject, Found_co]:
        return Rule(code, severity, function)

    return make


def did_you_mean(meant: str | None, otherwise: str) -> str:
    """Return the remedy for a name that nobody knows: the one that was probably meant, or what else to say."""
    return f"Did you mean {meant}?" if meant else otherwise
