"""Short stable labels in place of people's names and identifiers.

The same name gets the same label in every report, so that reports can be laid side by side. That is a pseudonym and
no anonymity: somebody who knows the name can work out its label.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

from ksbcheck.domain.names import name_words, same_person
from ksbcheck.domain.portfolio import AnyPortfolio, Portfolio, SignOff, names_something

_LENGTH = 4
_BETWEEN = r"[\s._,-]*"
"""What may stand between the words of a name, in a path for instance."""
_SHORTEST = 3


class Pseudonyms:
    """The labels of the people whom a portfolio names, and what to do to a text that may name them.

    `others` are the names of people that stand elsewhere: in a configuration, for instance.
    """

    def __init__(self, portfolio: AnyPortfolio, others: Iterable[str] = ()) -> None:
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


def _labels(portfolio: AnyPortfolio, others: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the names and identifiers that a portfolio states, and other names, longest first, each with its label."""
    learner = portfolio.learner
    stated = (*(each.by for each in _sign_offs(portfolio)), *(each.by for each in portfolio.exceptions))
    names = {name: "Person" for name in (*stated, *others) if name and names_something(name)}
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


def _sign_offs(portfolio: AnyPortfolio) -> Iterator[SignOff]:
    for piece in portfolio.evidence:
        yield from filter(None, (piece.assessed, piece.verified))
        for claim in piece.claims:
            yield from filter(None, (claim.assessed, claim.verified))
    gateway = portfolio.gateway if isinstance(portfolio, Portfolio) else None
    if gateway and gateway.declarations:
        stated = gateway.declarations
        yield from filter(None, (stated.employer, stated.provider, stated.learner))


def _digest(name: str) -> str:
    """Return a few letters that a name always gives, whatever the order of its words."""
    return sha256(" ".join(name_words(name)).encode(errors="surrogatepass")).hexdigest()[:_LENGTH].upper()


def _pattern(name: str) -> str:
    """Return what finds a name in any letter case and with anything between its words."""
    words = re.findall(r"\w+", name)
    if not words:
        return re.escape(name)
    return rf"(?i:(?<!\w){_BETWEEN.join(map(re.escape, words))}(?!\w))"


def hide_names(value: Any, people: Pseudonyms, *, but_in: tuple[type, ...]) -> Any:  # noqa: ANN401 - of every type
    """Return a value with labels in place of names in every text of it, however deep, but in values of some types."""

    def again(part: Any) -> Any:  # noqa: ANN401 - as above
        return part if isinstance(part, but_in) else hide_names(part, people, but_in=but_in)

    hidden = value
    if isinstance(value, str):
        hidden = people.hide(value)
    elif isinstance(value, BaseModel):
        hidden = value.model_copy(update={key: again(part) for key, part in value})
    elif is_dataclass(value) and not isinstance(value, type):
        hidden = replace(value, **{field.name: again(getattr(value, field.name)) for field in fields(value)})
    elif isinstance(value, Mapping):
        hidden = {again(key): again(part) for key, part in value.items()}
    elif isinstance(value, tuple):
        hidden = type(value)(*map(again, value)) if hasattr(value, "_fields") else tuple(map(again, value))
    elif isinstance(value, frozenset):
        hidden = frozenset(map(again, value))
    return hidden
