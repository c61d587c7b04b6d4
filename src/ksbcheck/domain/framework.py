"""The older apprenticeship framework: levels and job titles, and no KSBs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, PlainSerializer

from ksbcheck.domain.basis import Basis, Source
from ksbcheck.domain.model import IsoDate, Model, Number, Text

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
