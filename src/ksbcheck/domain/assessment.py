"""The assessment plan of a standard: its methods, their KSBs, and the themes by which they are graded."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from ksbcheck.domain.model import Basis, Model, Source, Text, TrueOrFalse, Written


def _each_once(codes: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise PydanticCustomError("impossible", "it names {code} twice", {"code": code})
        seen.add(code)
    return codes


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Codes = Annotated[tuple[Text, ...], Field(min_length=1), AfterValidator(_each_once)]


class Grade(Enum):
    """A grade that a theme may describe."""

    PASS = "pass"  # noqa: S105 - no password
    """What is needed to pass."""
    MERIT = "merit"
    """What is needed for a merit."""
    DISTINCTION = "distinction"
    """What is needed for a distinction."""


class Descriptor(Model):
    """What the plan says of one grade of a theme. It is kept to be read, and nothing is judged by it."""

    grade: Grade = Field(examples=["pass"])
    """The grade."""
    text: Text = Field(examples=["Explains why records are kept."])
    """What the plan says of it, as printed."""


class AssessmentMethod(Model):
    """One of the methods by which an apprentice is assessed, and the KSBs that it assesses."""

    id: Id = Field(examples=["discussion"])
    """What `--method` calls it: small letters, digits, `-` and `_`."""
    title: Text = Field(examples=["Professional discussion, underpinned by a portfolio of evidence"])
    """What the plan calls it."""
    portfolio: Annotated[TrueOrFalse | None, Written] = Field(default=None, examples=["true"])
    """Whether the portfolio underpins the method; left out if unknown."""
    ksbs: Codes = Field(examples=["[K1, K2, S1]"])
    """The codes of the KSBs that it assesses."""


class Theme(Model):
    """A grading theme: KSBs of one method that are graded together."""

    id: Id = Field(examples=["records"])
    """The theme's own id: small letters, digits, `-` and `_`."""
    title: Text = Field(examples=["Keeping records"])
    """What the plan calls it."""
    method: Text = Field(examples=["discussion"])
    """The id of the method in which it is graded."""
    ksbs: Codes = Field(examples=["[K1, S1]"])
    """The codes of the KSBs that it groups."""
    descriptors: tuple[Descriptor, ...] = Field(default=(), examples=["[{grade: pass, text: Explains why.}]"])
    """What the plan says of its grades."""


class AssessmentPlan(Model):
    """The assessment plan of a standard, as far as it says which KSBs are assessed by what, and how they are grouped.

    It stands beside the standard's file. What it doesn't say is not known: a KSB that no method names is required all
    the same.
    """

    format: Literal["ksbcheck-assessment-plan/1"] = Field(examples=["ksbcheck-assessment-plan/1"])
    """The format of this file."""
    standard: Text = Field(examples=["ST9001"])
    """The reference of the standard that it is for."""
    version: Text = Field(examples=['"1.0"'])
    """The version of the standard that it is for. It is text: write it in quotes."""
    title: Annotated[Text | None, Written] = Field(default=None, examples=["Assessment plan for Kite keeper, AP01"])
    """What the plan is called, with its own number or version."""
    methods: Annotated[tuple[AssessmentMethod, ...], Field(min_length=1)] = Field(
        examples=["[{id: discussion, title: Professional discussion, ksbs: [K1]}]"]
    )
    """The methods."""
    themes: tuple[Theme, ...] = Field(
        default=(), examples=["[{id: records, title: Keeping records, method: discussion, ksbs: [K1]}]"]
    )
    """The grading themes, if the plan groups KSBs."""
    source: Source | None = None
    """The document that this file was made from."""
    basis: tuple[Basis, ...] = ()
    """Which fields are printed in the source, inferred, or unknown."""

    @property
    def method_ids(self) -> tuple[str, ...]:
        return tuple(method.id for method in self.methods)

    def method(self, method_id: str) -> AssessmentMethod | None:
        return next((method for method in self.methods if method.id == method_id), None)

    @cached_property
    def themes_by_method(self) -> Mapping[str, Sequence[Theme]]:
        by_method: dict[str, list[Theme]] = {}
        for theme in self.themes:
            by_method.setdefault(theme.method, []).append(theme)
        return by_method

    def in_no_method(self, required: Iterable[str]) -> tuple[str, ...]:
        """Return the required codes that no method assesses."""
        assessed = {code for method in self.methods for code in method.ksbs}
        return tuple(code for code in required if code not in assessed)
