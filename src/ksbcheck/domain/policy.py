"""What counts, what fails, and what else a portfolio is asked for."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from ksbcheck.domain.codes import KINDS
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung, Severity
from ksbcheck.domain.model import Length, Model, Number, Text, TrueOrFalse, Written
from ksbcheck.domain.portfolio import EvidenceType


def counting(rung: Rung) -> Rung:
    """Return a rung that counts as evidence.

    Raises:
        ValueError: it doesn't.
    """
    if rung not in COUNTING_RUNGS:
        these = ", ".join(map(str, COUNTING_RUNGS))
        raise PydanticCustomError(
            "never_counts",
            "{rung} claims never count as evidence; these do: {counting}",
            {"rung": str(rung), "counting": these},
        )
    return rung


CountingRung = Annotated[Rung, AfterValidator(counting)]

_PERCENT = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
_WHOLE = 100


def _only_percent(value: object) -> object:
    """Refuse what Pydantic would take for a number although nobody writes a percentage so: `1e1`, `+5`, `nan`.

    Nought is refused as well: a threshold that asks for nothing would let everything pass.
    """
    if isinstance(value, bool) or not _PERCENT.fullmatch(str(value)) or not 0 < Decimal(str(value)) <= _WHOLE:
        raise PydanticCustomError("not_a_percentage", "{value} is not a percentage", {"value": repr(value)[:40]})
    return str(value)


def _as_number(percent: Decimal) -> float:
    return int(percent) if percent == int(percent) else float(percent)


class Threshold(Model):
    """How many of the required KSBs must be met at a rung or above, in percent, with at most two decimals."""

    rung: CountingRung
    """The rung at which it asks."""
    percent: Annotated[Decimal, BeforeValidator(_only_percent), PlainSerializer(_as_number)]
    """How many of the required KSBs must be met there, in percent."""

    def kept(self, met: int, required: int) -> bool:
        """Whether so many of the required ones will do. Of nothing at all no share will do."""
        return required > 0 and met * _WHOLE >= self.percent * required

    def __str__(self) -> str:
        return f"{self.rung}={self.percent}"


def _as_thresholds(value: object) -> object:
    """Take thresholds as a rung with a percentage each, and keep them as a tuple, which can't be changed."""
    if isinstance(value, list):
        raise PydanticCustomError("dict_type", "not keys with values")
    if not isinstance(value, dict):
        return value
    return tuple({"rung": rung, "percent": percent} for rung, percent in value.items())


_AS_WRITTEN = {
    "type": "object",
    "properties": {
        str(rung): {"type": ["number", "string"], "exclusiveMinimum": 0, "maximum": _WHOLE} for rung in COUNTING_RUNGS
    },
    "additionalProperties": False,
}
Thresholds = Annotated[
    tuple[Threshold, ...], BeforeValidator(_as_thresholds), WithJsonSchema(_AS_WRITTEN, mode="validation")
]


class Method(Model):
    """An assessment method and the KSBs that it assesses; whether it draws on the portfolio must be said."""

    title: Text = Field(examples=["Professional discussion underpinned by a portfolio"])
    """What the method is called."""
    in_portfolio: TrueOrFalse = Field(examples=["true"])
    """Whether it draws on the portfolio. KSBs of methods that do not need no evidence there."""
    ksbs: tuple[Text, ...] = Field(examples=["[K1, S7, B]"], min_length=1)
    """The KSBs that it assesses: codes, or K, S and B for all of a kind."""


class Sample(Model):
    """KSBs of which only some are looked at, so that `at_least` so many of them must be evidenced, whichever."""

    ksbs: tuple[Text, ...] = Field(examples=["[K1, K2, K3]"], min_length=1)
    """The KSBs that may be sampled: codes, or K, S and B for all of a kind."""
    at_least: Number = Field(examples=["2"])
    """How many of them must be evidenced, whichever."""

    @model_validator(mode="after")
    def _possible(self) -> "Sample":
        codes = set(self.ksbs)
        if not codes & KINDS.keys() and self.at_least > len(codes):
            raise PydanticCustomError("impossible", "it asks for more KSBs than it names")
        return self


class Confirmation(Model):
    """KSBs of which one counting piece at least must be of one of these types, as an employer's confirmation is."""

    ksbs: tuple[Text, ...] = Field(examples=["[B]"], min_length=1)
    """The KSBs that have to be confirmed: codes, or K, S and B for all of a kind."""
    types: tuple[EvidenceType, ...] = Field(examples=["[witness_testimony, feedback]"], min_length=1)
    """One counting piece at least must be of one of these types."""


class Pieces(Model):
    """How many pieces of evidence a portfolio holds in all."""

    at_least: Annotated[Number | None, Written] = Field(default=None, examples=["6"])
    """The fewest pieces of evidence."""
    at_most: Annotated[Number | None, Written] = Field(default=None, examples=["20"])
    """The most pieces of evidence."""

    @model_validator(mode="after")
    def _possible(self) -> "Pieces":
        if self.at_least and self.at_most and self.at_least > self.at_most:
            raise PydanticCustomError("impossible", "no number is at least `at_least` and at most `at_most`")
        return self


class Demands(Model):
    """What a profile asks for besides coverage. Every list of `ksbs` takes codes, and a kind (K, S, B) for all of it.

    `folders` and `file_names` are patterns with `*`, `?` and the words `{piece}`, `{learner_id}` and `{type}`.
    """

    pieces: Annotated[Pieces | None, Written] = Field(default=None, examples=["{at_least: 6, at_most: 20}"])
    """How many pieces of evidence a portfolio holds in all."""
    refused_types: tuple[EvidenceType, ...] = Field(default=(), examples=["[reflective_account]"])
    """Types of evidence that are refused."""
    longest_recording: Annotated[Length | None, Written] = Field(default=None, examples=['"01:00:00"'])
    """How long a recording may be: hours, minutes and seconds."""
    locator_required: TrueOrFalse = Field(default=False, examples=["true"])
    """Whether every claim must say where in the evidence."""
    folders: tuple[Text, ...] = Field(default=(), examples=["[evidence]"])
    """Where files stand: patterns of their folders, with `*`, `?`, `{piece}`, `{learner_id}` and `{type}`."""
    file_names: tuple[Text, ...] = Field(default=(), examples=['["{piece}-*"]'])
    """How files are named: patterns with `*`, `?`, `{piece}`, `{learner_id}` and `{type}`."""
    methods: tuple[Method, ...] = Field(default=(), examples=["[{title: Project, in_portfolio: false, ksbs: [K1]}]"])
    """Which KSBs are assessed by which method."""
    sampled: tuple[Sample, ...] = Field(default=(), examples=["[{ksbs: [K1, K2, K3], at_least: 2}]"])
    """KSBs of which only some must be evidenced."""
    confirmed: tuple[Confirmation, ...] = Field(default=(), examples=["[{ksbs: [B], types: [witness_testimony]}]"])
    """KSBs that have to be confirmed by evidence of certain types."""

    def codes(self) -> Iterator[str]:
        """Yield every code and kind that the demands name."""
        for lists in (self.methods, self.sampled, self.confirmed):
            for each in lists:
                yield from each.ksbs


class Settings(Model):
    """What may be set of a policy, each by itself. None where nothing is said."""

    rung: Annotated[CountingRung | None, Written] = Field(default=None, examples=["assessed"])
    """The lowest rung that counts."""
    min_pieces: Annotated[Number | None, Written] = Field(default=None, examples=["2"])
    """How many different pieces of evidence each KSB needs."""
    duty_context: Annotated[TrueOrFalse | None, Written] = Field(default=None, examples=["true"])
    """Whether a KSB counts for a duty only through evidence that names that duty."""
    fail_on: Annotated[Severity | None, Written] = Field(default=None, examples=["warning"])
    """The lowest severity that fails a check."""
    fail_under: Annotated[Thresholds | None, Written] = Field(default=None, examples=["{claimed: 90, verified: 50}"])
    """How much of the required KSBs must be met at a rung, in percent: in place of all, or besides."""
    max_file_mib: Annotated[Number | None, Written] = Field(default=None, examples=["250"])
    """The size of the largest file that a folder may hold, in MiB."""
    max_files: Annotated[Number | None, Written] = Field(default=None, examples=["500"])
    """How many files a folder may hold."""


class Profile(Demands, Settings):
    """A policy as somebody hands it out, for one standard or for any: what it sets, and what else it asks for."""

    format: Literal["ksbcheck-policy/1"] = Field(examples=["ksbcheck-policy/1"])
    """What this file is, and in which form."""
    name: Text = Field(examples=["our-college"])
    """The name by which reports call the policy."""
    title: Text | None = Field(default=None, examples=["What our college asks of a portfolio"])
    """What the policy is, in words."""
    source: Text | None = Field(default=None, examples=["Assessment plan, version 1.2, section 4"])
    """Where its rules stand, so that a reader can look them up."""
    standard: Annotated[Text | None, Written] = Field(default=None, examples=["ST1414"])
    """The standard that it is for. Left out, it is for any."""
    version: Annotated[Text | None, Written] = Field(default=None, examples=['"1.0"'])
    """The version of the standard that it is for. Left out, it is for any."""

    @model_validator(mode="after")
    def _a_version_is_of_a_standard(self) -> "Profile":
        if self.version is not None and self.standard is None:
            raise PydanticCustomError("version_alone", "a version without a `standard` says nothing")
        return self


class Policy(Model):
    """The rung that counts, how many pieces a KSB needs there, and the lowest severity that fails a check.

    With `duty_context`, a KSB counts for a duty only through evidence that names that duty. `max_file_mib` is the size
    of the largest file that a folder may have, `max_files` how many it may have. A threshold at the policy's own rung
    stands in place of "all required KSBs", one at another rung is asked for besides. `name` and `file` are those of the
    profile, where there is one, and `demands` what it asks for besides.
    """

    rung: CountingRung = Rung.CLAIMED
    min_pieces: Annotated[int, Field(ge=1)] = 1
    duty_context: bool = False
    fail_on: Severity = Severity.ERROR
    fail_under: Thresholds = ()
    max_file_mib: Annotated[int, Field(ge=1)] = 250
    max_files: Annotated[int, Field(ge=1)] = 500
    name: str | None = None
    file: str | None = None
    demands: Demands = Demands.model_construct()

    @property
    def threshold(self) -> Threshold | None:
        """The threshold that stands in place of "all required KSBs"; None where all of them are asked for."""
        return next((each for each in self.fail_under if each.rung is self.rung), None)

    def restricted_to_method(self) -> "Policy":
        """Return what of it can be asked where only some of the required KSBs are looked at: no share of them all."""
        return self.model_copy(
            update={"fail_under": (), "demands": self.demands.model_copy(update={"sampled": ()}), "duty_context": False}
        )


def chosen_of(codes: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the codes that a list of codes and kinds (K, S, B) chooses, in their own order."""
    wanted = frozenset(wanted)
    return tuple(code for code in codes if code in wanted or code.rstrip("0123456789") in wanted & KINDS.keys())
