"""The older apprenticeship framework: levels and job titles, and no KSBs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from itertools import islice, product
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, PlainSerializer

from ksbcheck.domain.model import Basis, IsoDate, Model, Number, Source, Text
from ksbcheck.domain.names import alike, look

_MAX_TITLES = 3
_MAX_READINGS = 64
_LEAST_LIKENESS = 0.5
_AS_LIKE = 0.15
"""The most that a title may be less like than the nearest one."""
# Blanks, hyphens and dashes. A string, compiled by `re` when it is first needed, which in most runs is never.
_JOINTS = r"[\s_\-\u2010-\u2015]+"


_Figure = TypeVar("_Figure", int, float)
_ByYear = Annotated[Mapping[str, _Figure], AfterValidator(MappingProxyType), PlainSerializer(dict)]
"""Figures by year, unchangeable."""


class FrameworkLevel(Model):
    """One of a framework's apprenticeships. `level` is None where the source doesn't say which it is."""

    id: Literal["intermediate", "advanced"]
    """What a manifest calls the level."""
    name: Text
    """Its name, as printed."""
    level: Annotated[Number, Field(ge=2, le=3)] | None
    """Its number; empty where the source doesn't say it."""
    designed_for: Text
    """Whom it is for."""
    supervision: Text
    """The supervision that they work under."""
    role: Text | None
    """What they do."""
    job_titles: tuple[Text, ...]
    """The job titles listed for it. The list is not closed."""

    def listed(self, title: str) -> str | None:
        """Return a job title as this level lists it."""
        return next((listed for listed in self.job_titles if _same_title(title, listed)), None)


class Framework(Model):
    """An apprenticeship framework as issued. It defines no KSBs, so a portfolio made under it has no coverage.

    `workforce` is the number of staff by year, `workforce_share` their share of the school workforce in per cent.
    """

    format: Literal["ksbcheck-framework/1"]
    """The format of this file."""
    id: Text
    """What a manifest calls the framework."""
    title: Text
    """Its title."""
    issue_number: Number
    """The number of the issue."""
    issued: IsoDate
    """The day of the issue."""
    issued_by: Text
    """Who issued it."""
    status: Text
    """Its status, as printed."""
    levels: tuple[FrameworkLevel, ...]
    """Its levels."""
    contributions: tuple[Text, ...]
    """What it contributes to the skills priorities."""
    workforce: _ByYear[int]
    """The number of staff, by year."""
    workforce_share: _ByYear[float]
    """Their share of the school workforce in per cent, by year."""
    workforce_source: Text
    """Where these figures come from."""
    purpose: tuple[Text, ...]
    """What the framework is for."""
    source: Source
    """The document that this file was made from."""
    basis: tuple[Basis, ...]
    """Which fields are printed in the source, inferred, or unknown."""

    def level(self, name: str) -> FrameworkLevel | None:
        """Return the level of an id, in any letter case."""
        meant = alike(name, (level.id for level in self.levels))
        return next((level for level in self.levels if level.id == meant), None)

    def levels_that_list(self, title: str) -> tuple[FrameworkLevel, ...]:
        return tuple(level for level in self.levels if level.listed(title))

    @property
    def job_titles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(title for level in self.levels for title in level.job_titles))


def _same_title(written: str, listed: str) -> bool:
    """Whether a job title is a listed one; `pastoral/welfare support assistant` lists two."""
    return _letters(written) in map(_letters, _readings(listed))


def nearest_titles(written: str, listed: Iterable[str]) -> tuple[str, ...]:
    """Return the listed titles that are most like one, the nearest first; at most three."""
    seen = look(written)
    words = set(seen.split())
    likeness = {title: max(_likeness(seen, words, look(reading)) for reading in _readings(title)) for title in listed}
    least = max(_LEAST_LIKENESS, max(likeness.values(), default=0) - _AS_LIKE)
    near = [title for title in sorted(likeness, key=lambda title: -likeness[title]) if likeness[title] >= least]
    return tuple(near[:_MAX_TITLES])


def _letters(title: str) -> str:
    return re.sub(_JOINTS, "", look(title))


def _readings(listed: str) -> Iterator[str]:
    """Yield a listed title, and the titles that its slashes make of it."""
    yield listed
    yield from islice(map(" ".join, product(*(word.split("/") for word in listed.split()))), _MAX_READINGS)


def _likeness(written: str, words: set[str], listed: str) -> float:
    letters = SequenceMatcher(None, written, listed)
    # The quick figure is never too low; a text much longer than a title isn't looked at letter by letter.
    by_letters = letters.ratio() if letters.real_quick_ratio() >= _LEAST_LIKENESS else 0.0
    theirs = set(listed.split())
    return max(by_letters, 2 * len(words & theirs) / max(1, len(words) + len(theirs)))
