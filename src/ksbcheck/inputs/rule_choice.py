"""Which rules count, and with which severity, by the settings."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ksbcheck.domain.finding import Finding, InputError, Location, sort_by_place
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.policy import Configuration, RuleSeverity
from ksbcheck.domain.portfolio import ExceptionEntry
from ksbcheck.domain.text import listed
from ksbcheck.inputs.document import Document
from ksbcheck.rules import RULES, reading
from ksbcheck.rules.coverage import GAP_RULES, below_threshold

_KNOWN = {rule.code for rule in RULES}
_BEYOND_EXCEPTIONS = frozenset(code for code in _KNOWN if code.startswith(("KSB8", "KSB9")))
"""The rules that no exception excuses: about exceptions, and about unreadable input."""
_ALWAYS = GAP_RULES | _BEYOND_EXCEPTIONS | {below_threshold.code}
"""The rules that can't be left out: those, gaps, and a threshold."""


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


def choose_rules(
    selected: Iterable[str] | None, ignored: Iterable[str], severities: Iterable[RuleSeverity], sources: Iterable[str]
) -> RuleChoice:
    """Return the rules that settings choose; `sources` are those that select or ignore some."""
    left_out = _covered(ignored)
    if selected is not None:
        left_out |= _KNOWN - _covered(selected)
    by_rule = {each.rule: each.severity for each in severities}
    return RuleChoice(left_out - _ALWAYS, by_rule, listed(dict.fromkeys(sources)) if left_out else "")


def refuse_unknown_rules(document: Document, values: Configuration) -> None:
    """Refuse unknown rules in settings, and rules that can't be left out or given another severity."""
    about_exceptions = unknown_rules_of_exceptions(document, values.exceptions)
    findings = sort_by_place((*_about_rules(document, values), *about_exceptions))
    if findings:
        raise InputError.of(*findings)


def _about_rules(document: Document, values: Configuration) -> Iterator[Finding]:
    for key in ("select", "ignore"):
        for index, code in enumerate(getattr(values, key) or ()):
            if not _beginning_with(code):
                yield _unknown(document, code, (key, index))
    for index, code in enumerate(values.ignore):
        if _beginning_with(code) and _beginning_with(code) <= _ALWAYS:
            yield _not_optional(document, code, "left out", ("ignore", index))
    for each in values.severity:
        at = ("severity", each.rule)
        if each.rule not in _KNOWN:
            yield _unknown(document, each.rule, at)
        elif each.rule in _ALWAYS:
            yield _not_optional(document, each.rule, "given another severity", at)


def unknown_rules_of_exceptions(document: Document, exceptions: Iterable[ExceptionEntry]) -> Iterator[Finding]:
    """Yield findings about exceptions to rules that don't exist, or that no exception excuses."""
    for index, entry in enumerate(exceptions):
        at = ("exceptions", index, "rule")
        if entry.rule is not None and entry.rule not in _KNOWN:
            yield _unknown(document, entry.rule, at)
        elif entry.rule in _BEYOND_EXCEPTIONS:
            yield _not_optional(document, entry.rule, "excused", at)


def _unknown(document: Document, code: str, at: Location) -> Finding:
    return document.finding(reading.unknown_rule, *reading.unknown_rule.words(code, _KNOWN), at)


def _not_optional(document: Document, code: str, what: str, at: Location) -> Finding:
    return document.finding(reading.rule_not_optional, *reading.rule_not_optional.words(code, what), at)


def _beginning_with(code: str) -> frozenset[str]:
    """Return the rules whose codes begin with a code; none of the bare `KSB`."""
    return frozenset(known for known in _KNOWN if known.startswith(code) and len(code) > len("KSB"))


def _covered(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(rule for code in codes for rule in _beginning_with(code))
