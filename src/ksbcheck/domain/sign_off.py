"""Sign-offs, a person's name and a day; and decisions, which are sign-offs with an outcome."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from ksbcheck.domain.ladder import Word
from ksbcheck.domain.model import IsoDate, Model, Name, Words, Written, digest_schema, only_digests
from ksbcheck.domain.people import is_name

NOT_YET_MET = "it is not yet met"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class SignOff(Model):
    """A sign-off of a claim: a name and a day. It counts only with both, and if the name is a person's."""

    by: Name | None = Field(default=None, examples=["A. Assessor"])
    """Who signs: a name, and not the learner's but in the learner's own declaration. An assessor isn't the verifier."""
    on: IsoDate | None = Field(default=None, examples=["2025-05-09"])
    """The day of it. Not in the future; an assessment is not before the evidence or the start."""

    @property
    def complete(self) -> bool:
        return self.on is not None and self.named

    @property
    def named(self) -> bool:
        """Whether it names a person: `TBC`, `assessor` and `the school` are no names."""
        return is_name(self.by)


class DecisionOutcome(Word):
    """What an assessor or verifier decides about a claim."""

    MET = "met"
    """It is met."""
    NOT_YET = "not_yet"
    """It is not met yet. The claim doesn't count until a later decision."""


class Decision(SignOff):
    """A decision on a claim, by a person on a day. Without an outcome it is a sign-off: met."""

    decision: Annotated[DecisionOutcome, Written] = Field(default=DecisionOutcome.MET, examples=["not_yet"])
    """What was decided. Left out, it is met."""
    feedback: Annotated[Words | None, Written] = Field(default=None, examples=["Say what you did yourself"])
    """What the learner is told: what is missing, and what to do."""
    seen: Annotated[
        tuple[tuple[str, str], ...] | None,
        BeforeValidator(lambda value: only_digests(_SHA256, value)),
        Written,
        WithJsonSchema({"type": "object", "additionalProperties": digest_schema(_SHA256)}),
    ] = None
    """The files that were looked at, each with its SHA-256. If one changes, the decision no longer holds."""

    @property
    def is_not_yet(self) -> bool:
        return self.decision is DecisionOutcome.NOT_YET

    @property
    def refusal(self) -> str:
        """Why a claim that is not yet met doesn't count."""
        when = f" on {self.on}" if self.on else ""
        return f"{NOT_YET_MET}, as {self.by or 'an unnamed person'} decided{when}"

    def is_after(self, other: SignOff) -> bool:
        """Return whether it is known to be later than another sign-off."""
        return bool(self.on and other.on and self.on > other.on)


def one_alone(value: object) -> object:
    """Take a decision that is written without its list."""
    return value if isinstance(value, list | tuple) or value is None else [value]


Decisions = Annotated[tuple[Decision, ...], Field(max_length=1000, min_length=1), BeforeValidator(one_alone), Written]
"""Decisions, the oldest first. One alone may be written without its list."""


def latest(decisions: Sequence[Decision]) -> Decision | None:
    """Return the latest decision: the last one, unless one that is not yet met has the same or a later day."""
    if not decisions:
        return None
    refusing = [each for each in decisions if each.is_not_yet and not decisions[-1].is_after(each)]
    dated = [each for each in refusing if each.on and decisions[-1].on]
    return max(dated, key=lambda each: each.on or date.min) if dated else decisions[-1]


def choose_decision(
    own: Sequence[Decision], on_piece: Sequence[Decision], holds: Callable[[Decision], bool]
) -> Decision | None:
    """Return the decision that applies to a claim: its own, unless its piece has a `not_yet` that is not earlier.

    Where none holds, it is the last one written, which doesn't hold either.
    """
    if len(own) + len(on_piece) <= 1:
        return next(iter((*own, *on_piece)), None)
    mine = latest([each for each in own if holds(each)])
    general = latest([each for each in on_piece if holds(each)])
    if general and (not own or (general.is_not_yet and not (mine and mine.is_after(general)))):
        return general
    return mine or next(reversed(own or on_piece), None)
