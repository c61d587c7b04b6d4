"""Hide names: short stable labels in place of people's names and identifiers.

The same name gets the same label in every report, so that reports can be laid side by side. That is a pseudonym and
no anonymity: somebody who knows the name can work out its label.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import reduce
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import BaseModel

from ksbcheck.domain.assessment import AssessmentMethod, AssessmentPlan
from ksbcheck.domain.comparison import OptionsReport, ProgressReport
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.names import name_words, same_person
from ksbcheck.domain.policy import Demands
from ksbcheck.domain.portfolio import Portfolio, SignOff, is_name
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import Standard
from ksbcheck.rules import RULES

Shown = TypeVar("Shown", bound=Report | OptionsReport | ProgressReport)
Hide = Callable[[str], str]

_PUBLISHED = (Standard, Framework, AssessmentPlan, AssessmentMethod)

_LENGTH = 4
_BETWEEN = r"[\s._,-]*"
"""What may stand between the words of a name, in a path for instance."""
_SHORTEST = 3


def pseudonymous(value: Shown) -> Shown:
    """Return a report or comparison with labels in place of the names and identifiers in its portfolios."""
    people = [
        Pseudonyms(report.judgement.portfolio, _justifying(report)) for report in _reports(value) if report.judgement
    ]
    hidden: Shown = _hidden(value, lambda text: reduce(lambda hidden, each: each.hide(hidden), people, text))
    return hidden


def _reports(value: Report | OptionsReport | ProgressReport) -> tuple[Report, ...]:
    match value:
        case OptionsReport(report):
            return (report,)
        case ProgressReport(before, after):
            return before, after
        case Report():
            return (value,)


def _justifying(report: Report) -> Iterator[str]:
    """Yield the names of those who justified findings, wherever they stated it."""
    for finding in report.justified:
        if finding.justification and finding.justification.by:
            yield finding.justification.by


def _hidden(value: Any, hide: Hide) -> Any:  # noqa: ANN401 - of every type
    """Return a value with every text in it hidden, but for what is published."""
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


def _without_words(report: Report, hide: Hide) -> Report:
    """Return a report that judged nothing without its words: which of them are names is not known."""
    label = f"Portfolio-{sha256(hide(report.path).encode()).hexdigest()[:_LENGTH].upper()}"
    titles = {rule.code: rule.title for rule in RULES}
    findings = tuple(_finding_without_words(finding, titles[finding.rule], label) for finding in report.findings)
    policy = report.policy.model_copy(update={"name": None, "file": None, "demands": Demands.model_construct()})
    return replace(report, path=label, policy=policy, findings=findings, configuration_file=None, assessment_file=None)


def _finding_without_words(finding: Finding, title: str, path: str) -> Finding:
    justification = finding.justification
    if justification:
        by = justification.by and person_label(justification.by)
        justification = replace(justification, reason="See where it is stated.", by=by, source=None)
    return replace(finding, message=title, help="See the manifest.", path=path, justification=justification)


class Pseudonyms:
    """The labels of the people whom a portfolio names, and what to do to a text that may name them.

    `others` are the names of people that stand elsewhere: in a configuration, for instance.
    """

    def __init__(self, portfolio: Portfolio, others: Iterable[str] = ()) -> None:
        labels = dict(_labels(portfolio, others))
        learner = portfolio.learner_name
        by_pattern = {_pattern(name): label for name, label in labels.items()}
        if learner:
            # The learner's first name or surname alone, as it is written: a title may say "Rowan's plan".
            for word in re.findall(r"\w+", learner):
                if len(word) >= _SHORTEST and word[0].isupper():
                    by_pattern.setdefault(rf"\b{re.escape(word)}\b", labels[learner])
        self._labels = list(by_pattern.values())
        groups = [f"({pattern})" for pattern in by_pattern]
        self._names = re.compile("|".join(groups)) if groups else None

    def hide(self, text: str) -> str:
        """Return a text with labels in place of names."""
        return self._names.sub(self._label, text) if self._names else text

    def _label(self, found: re.Match[str]) -> str:
        return self._labels[(found.lastindex or 1) - 1]


def _labels(portfolio: Portfolio, others: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the names and identifiers that a portfolio states, and other names, longest first, each with its label."""
    learner = portfolio.learner
    stated = (*(each.by for each in _sign_offs(portfolio)), *(each.by for each in portfolio.exceptions))
    names = {name: "Person" for name in (*stated, *others) if name and is_name(name)}
    if learner and learner.name:
        own = {name for name in names if same_person(name, learner.name)}
        names |= dict.fromkeys((*own, learner.name), "Learner")
    if learner and learner.id:
        names[learner.id] = "ID"
    for name in sorted(names, key=len, reverse=True):
        yield name, f"{names[name]}-{_digest(name)}"


def person_label(name: str) -> str:
    """Return the label of somebody of whom nobody knows whether it is the learner."""
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
    """Return a few letters that a name always gives, whatever the order of its words."""
    return sha256(" ".join(name_words(name)).encode()).hexdigest()[:_LENGTH].upper()


def _pattern(name: str) -> str:
    """Return what finds a name in any letter case and with anything between its words."""
    words = re.findall(r"\w+", name)
    if not words:
        return re.escape(name)
    return rf"(?i:(?<!\w){_BETWEEN.join(map(re.escape, words))}(?!\w))"
