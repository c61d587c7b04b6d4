"""The older apprenticeship framework: levels and job titles, and no KSBs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, PlainSerializer

from ksbcheck.domain.basis import Basis, Source
from ksbcheck.domain.model import IsoDate, Model, Number, Text
from ksbcheck.domain.titles import nearest_titles, same_title

Figure = TypeVar("Figure", int, float)
ByYear = Annotated[Mapping[str, Figure], AfterValidator(MappingProxyType), PlainSerializer(dict)]
"""Figures by year, unchangeable."""


class FrameworkLevel(Model):
    """One of a framework's apprenticeships. `level` is None where the source doesn't say which it is."""

    id: Literal["intermediate", "advanced"]
    name: Text
    level: Literal[2, 3] | None
    designed_for: Text
    supervision: Text
    role: Text | None
    job_titles: tuple[Text, ...]

    def listed(self, title: str) -> str | None:
        """Return a job title as this level lists it, or None if it doesn't."""
        return next((listed for listed in self.job_titles if same_title(title, listed)), None)


class Framework(Model):
    """An apprenticeship framework as issued. It defines no KSBs, so a portfolio made under it has no coverage.

    `workforce` is the number of staff by year, `workforce_share` their share of the school workforce in per cent.
    """

    format: Literal["ksbcheck-framework/1"]
    id: Text
    title: Text
    issue_number: Number
    issued: IsoDate
    issued_by: Text
    status: Text
    levels: tuple[FrameworkLevel, ...]
    contributions: tuple[Text, ...]
    workforce: ByYear[int]
    workforce_share: ByYear[float]
    workforce_source: Text
    purpose: tuple[Text, ...]
    source: Source
    basis: tuple[Basis, ...]

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
