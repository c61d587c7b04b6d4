"""Stopping with a finding."""

from ksbcheck.domain.finding import Hit, InputError, Place
from ksbcheck.rules.rule import Rule


def refuse(path: str | None, place: Place | None, rule: Rule, *details: object) -> InputError:
    """Return the error to raise when a rule about input stops the reading of a file; `details` go to the rule."""
    return InputError.of(rule.finding(Hit(*rule(*details))).at(path, place))
