"""The older apprenticeship framework: levels and job titles, and no KSBs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, PlainSerializer

from ksbcheck.domain.basis import Basis, Source
from ksbcheck.domain.model import IsoDate, Model, Number, Text
from ksbcheck.domain.titles import nearest_titles, same_title

Figure = TypeVar("Figure", int, float)
ByYear = Annotated[Mapping[str, Figure], AfterValidator(MappingProxyType), PlainSerializer(dict)]
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
        """Return a job title as this level lists it, or None if it doesn't."""
        return next((listed for listed in self.job_titles if same_title(title, listed)), None)


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
    workforce: ByYear[int]
    """The number of staff, by year."""
    workforce_share: ByYear[float]
    """Their share of the school workforce in per cent, by year."""
    workforce_source: Text
    """Where these figures come from."""
    purpose: tuple[Text, ...]
    """What the framework is for."""
    source: Source
    """The document that this file was made from."""
    basis: tuple[Basis, ...]
    """Which fields are printed in the source, inferred, or unknown."""

    def level(self, level_id: str) -> FrameworkLevel | None:
        """Return the level of that id, or None."""
        return next((level for level in self.levels if level.id == level_id), None)

    def levels_that_list(self, title: str) -> tuple[FrameworkLevel, ...]:
        """Return the levels in whose lists a job title stands."""
        return tuple(level for level in self.levels if level.listed(title))

    def nearest_titles(self, title: str) -> tuple[str, ...]:
        """Return the listed job titles that are most like one that no level lists."""
        return nearest_titles(title, self.job_titles)

    @property
    def job_titles(self) -> tuple[str, ...]:
        """The job titles of all levels, each once."""
        return tuple(dict.fromkeys(title for level in self.levels for title in level.job_titles))
