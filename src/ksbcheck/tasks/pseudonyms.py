"""Hide people's names and identifiers behind short stable labels.

A name has the same label in every report, so that reports can be compared. This is not anonymity: whoever knows a name
can work out its label.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cached_property, reduce
from hashlib import sha256
from itertools import accumulate
from typing import Any, TypeVar

from pydantic import BaseModel

from ksbcheck.domain.assessment import AssessmentMethod, AssessmentPlan
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.people import is_name, may_be_same, name_words
from ksbcheck.domain.policy import Demands
from ksbcheck.domain.portfolio import Portfolio, SignOff
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import Standard
from ksbcheck.rules import RULES

_Shown = TypeVar("_Shown", bound=tuple[Any, ...])
_Hide = Callable[[str], str]

_PUBLISHED = (Standard, Framework, AssessmentPlan, AssessmentMethod)

_LENGTH = 4
_BETWEEN = r"[\s._,'\u2019-]*"
"""The characters between the words of a name, in a path for instance."""
_PART = re.compile(r"[^\s._,'\u2019-]+")
_WORD = re.compile(r"[^\W_]+")
_BEGINNING = re.compile(r"(?<!\w)[^\W_]")
_SHORTEST = 3


def pseudonymous(value: _Shown) -> _Shown:
    """Return a report or comparison with labels in place of the names and identifiers in its portfolios."""
    people = [
        Pseudonyms(report.judgement.portfolio, _justifying(report)) for report in _reports(value) if report.judgement
    ]
    hidden: _Shown = _hidden(value, lambda text: reduce(lambda hidden, each: each.hide(hidden), people, text))
    return hidden


def _reports(value: tuple[Any, ...]) -> tuple[Report, ...]:
    """Return a report itself, or the reports that a comparison holds."""
    return tuple(part for part in (value, *value) if isinstance(part, Report))


def _justifying(report: Report) -> Iterator[str]:
    """Yield the names of those who justified findings."""
    for finding in report.justified:
        if finding.justification and finding.justification.by:
            yield finding.justification.by


def _hidden(value: Any, hide: _Hide) -> Any:  # noqa: ANN401 - of every type
    """Return a value with names hidden in all its text, except in published documents."""
    hidden = value
    match value:
        case str():
            hidden = hide(value)
        case Report(judgement=None):
            hidden = _without_words(value, hide)
        case BaseModel() if not isinstance(value, _PUBLISHED):
            hidden = value.model_copy(update={key: _hidden(part, hide) for key, part in value})
        case Mapping():
            hidden = {_hidden(key, hide): _hidden(part, hide) for key, part in value.items()}
        case tuple():
            parts = (_hidden(part, hide) for part in value)
            hidden = type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
        case frozenset():
            hidden = frozenset(_hidden(part, hide) for part in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            hidden = replace(value, **{each.name: _hidden(getattr(value, each.name), hide) for each in fields(value)})
    return hidden


def _without_words(report: Report, hide: _Hide) -> Report:
    """Return a report that judged nothing, without its text: which words are names is not known."""
    label = f"Portfolio-{sha256(hide(report.path).encode(errors='surrogatepass')).hexdigest()[:_LENGTH].upper()}"
    titles = {rule.code: rule.title for rule in RULES}
    findings = tuple(_finding_without_words(finding, titles[finding.rule], label) for finding in report.findings)
    policy = report.policy.model_copy(update={"name": None, "file": None, "demands": Demands.model_construct()})
    return report._replace(path=label, policy=policy, findings=findings, configuration_file=None, assessment_file=None)


def _finding_without_words(finding: Finding, title: str, path: str) -> Finding:
    justification = finding.justification
    if justification:
        by = justification.by and person_label(justification.by)
        justification = justification._replace(reason="See where it is stated.", by=by, source=None)
    return finding._replace(message=title, help="See the manifest.", path=path, justification=justification)


class Pseudonyms:
    """The labels of the people in a portfolio. `others` are named elsewhere, in a configuration for instance."""

    def __init__(self, portfolio: Portfolio, others: Iterable[str] = ()) -> None:
        labels = dict(_labels(portfolio, others))
        # Names are looked up by their letters: a pattern of thousands of names would try each one everywhere.
        self._names: dict[str, _Name] = {}
        signs: dict[str, str] = {}
        for name, label in labels.items():
            words = _WORD.findall(name)
            if words:
                self._names.setdefault(_letters("".join(words)), _Name(label)).add(words)
            else:
                signs[re.escape(name)] = label
        self._lengths = sorted({len(letters) for letters in self._names}, reverse=True)
        learner = portfolio.learner_name
        if learner:
            # The learner's first name or surname alone: a title may say "Rowan's plan".
            for word in re.findall(r"\w+", learner):
                if len(word) >= _SHORTEST and word[0].isupper():
                    signs.setdefault(rf"\b{re.escape(word)}\b", labels[learner])
        self._signs = [*signs.values()]
        self._sign = re.compile("|".join(f"({pattern})" for pattern in signs) or "(?!)")

    def hide(self, text: str) -> str:
        """Return a text with labels in place of names."""
        end, hidden = 0, []
        for start, stop, label in self._found(text):
            hidden += [self._without_signs(text[end:start]), label]
            end = stop
        return "".join([*hidden, self._without_signs(text[end:])])

    def _without_signs(self, text: str) -> str:
        return self._sign.sub(lambda found: self._signs[(found.lastindex or 1) - 1], text)

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield the start, end and label of each name in a text."""
        parts = list(_PART.finditer(text))
        letters = "".join(_letters(part[0]) for part in parts)
        places = [place for part in parts for place in range(*part.span())]
        at = dict(zip(places, range(len(places)), strict=True))
        end = 0
        for start in (beginning.start() for beginning in _BEGINNING.finditer(text)):
            found = self._at(text, start, letters, at[start]) if start >= end else None
            if found:
                end, label = found
                yield start, end, label

    def _at(self, text: str, start: int, letters: str, at: int) -> tuple[int, str] | None:
        """Return the end and label of the longest name that begins at a position."""
        for length in self._lengths:
            name = self._names.get(letters[at : at + length])
            found = name.pattern.match(text, start) if name else None
            if name and found:
                return found.end(), name.label
        return None


class _Name:
    """A name, its label, and where its words may be apart."""

    def __init__(self, label: str) -> None:
        self.label = label
        self._letters = ""
        self._ends: set[int] = set()

    def add(self, words: list[str]) -> None:
        """Add a spelling of the name."""
        self._letters = "".join(words)
        self._ends.update(accumulate(map(len, words)))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """A pattern for the name in any letter case, with punctuation between its words."""
        ends = sorted(self._ends)
        words = [self._letters[start:end] for start, end in zip([0, *ends], ends, strict=False)]
        return re.compile(rf"(?<!\w){_BETWEEN.join(map(re.escape, words))}(?!\w)", re.IGNORECASE)


def _letters(word: str) -> str:
    """Return a word in one letter case, with as many characters."""
    return word.lower() if word.isascii() else "".join(map(_letter, word))


def _letter(sign: str) -> str:
    folded = sign.casefold()
    return folded if len(folded) == 1 else sign.lower()[0]


def _labels(portfolio: Portfolio, others: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield names and identifiers with their labels, the longest first."""
    learner = portfolio.learner
    stated = (*(each.by for each in _sign_offs(portfolio)), *(each.by for each in portfolio.exceptions))
    names = {name: "Person" for name in (*stated, *others) if name and is_name(name)}
    if learner and learner.name:
        own = {name for name in names if may_be_same(name, learner.name)}
        names |= dict.fromkeys((*own, learner.name), "Learner")
    if learner and learner.id:
        names[learner.id] = "ID"
    for name in sorted(names, key=len, reverse=True):
        yield name, f"{names[name]}-{_digest(name)}"


def person_label(name: str) -> str:
    """Return the label of a person who may or may not be the learner."""
    return f"Person-{_digest(name)}"


def _sign_offs(portfolio: Portfolio) -> Iterator[SignOff]:
    for piece in portfolio.evidence:
        yield from filter(None, (piece.assessed, piece.verified))
        for claim in piece.claims:
            yield from filter(None, (claim.assessed, claim.verified))
    if portfolio.gateway and portfolio.gateway.declarations:
        stated = portfolio.gateway.declarations
        yield from filter(None, (stated.employer, stated.provider, stated.learner))


def _digest(name: str) -> str:
    """Return a few letters that are the same for a name in any order of its words."""
    return sha256(" ".join(name_words(name)).encode(errors="surrogatepass")).hexdigest()[:_LENGTH].upper()
