"""The baseline of a portfolio: recorded gaps that don't fail a check until they are closed."""

from typing import Annotated, Literal

from pydantic import Field

from ksbcheck.domain.model import IsoDate, Model, Text
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.text import counted_noun
from ksbcheck.domain.threshold import CountingRung

BASELINE_NAME = "portfolio.baseline.json"


class Baseline(Model):
    """The gaps of a portfolio by their codes, and what it was judged by when they were recorded."""

    format: Literal["ksbcheck-baseline/1"] = "ksbcheck-baseline/1"
    """What this file is, and in which form."""
    standard: Text
    """The standard that the portfolio was judged against."""
    version: Text
    """Its version."""
    option: Text
    """The option of the portfolio."""
    on: IsoDate
    """The day on which the gaps were recorded."""
    rung: CountingRung
    """The lowest rung that counted then."""
    min_pieces: Annotated[int, Field(ge=1)]
    """How many pieces each KSB needed then."""
    gaps: tuple[Text, ...]
    """The codes of the gaps that do not fail a check until they are closed."""

    @property
    def recorded_by(self) -> str:
        return f"{self.rung} with {counted_noun(self.min_pieces, 'piece')} a KSB"

    def asks_the_same(self, policy: Policy) -> bool:
        """Whether a policy asks for the same rung and number of pieces, so that gaps mean the same."""
        return (self.rung, self.min_pieces) == (policy.rung, policy.min_pieces)
