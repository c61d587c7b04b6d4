"""Coverage: which required KSBs are evidenced, at every rung, per KSB and per duty."""

from enum import Enum
from typing import NamedTuple

from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.policy import Sample, chosen_of
from ksbcheck.domain.standard import DutyMapping


class KsbStatus(Enum):
    """`met`: enough different pieces at the policy's rung or above. `thin`: some, but fewer. `missing`: none."""

    MET = "met"
    THIN = "thin"
    MISSING = "missing"


class DutyStatus(Enum):
    """`met`: all of its requirement is. `missing`: nothing of it is. `unmapped`: the source maps nothing to it."""

    MET = "met"
    PARTIAL = "partial"
    MISSING = "missing"
    UNMAPPED = "unmapped"


class KsbCoverage(NamedTuple):
    """What the evidence does for one required KSB.

    `rung` is the highest that any claim has reached, `met_rung` the highest at which enough different pieces claim it;
    both are None where there is none. `pieces` are those that count at the policy's rung, `duties` the numbers of the
    option's duties that are mapped to it, and `reached` every piece that claims it with the highest rung of those
    claims.
    """

    code: str
    status: KsbStatus
    rung: Rung | None
    met_rung: Rung | None
    pieces: tuple[str, ...]
    duties: tuple[int, ...]
    reached: tuple[tuple[str, Rung], ...]


class DutyCoverage(NamedTuple):
    """What the evidence does for one duty: its requirement, and what of it is not met."""

    number: int
    mapping: DutyMapping
    status: DutyStatus
    required: tuple[str, ...]
    missing: tuple[str, ...]


class Coverage(NamedTuple):
    """The coverage of one portfolio: its option's required KSBs in the standard's order, and its duties by number."""

    rung: Rung
    ksbs: tuple[KsbCoverage, ...]
    duties: tuple[DutyCoverage, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """The required codes that are not met, missing or thin, in the standard's order."""
        return tuple(ksb.code for ksb in self.ksbs if ksb.status is not KsbStatus.MET)

    def codes(self, status: KsbStatus) -> tuple[str, ...]:
        """Return the required codes of that status, in the standard's order."""
        return tuple(ksb.code for ksb in self.ksbs if ksb.status is status)

    def sampled(self, sample: Sample) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the required codes that may be sampled, and those of them that are met."""
        codes = chosen_of((ksb.code for ksb in self.ksbs), sample.ksbs)
        met = frozenset(self.codes(KsbStatus.MET))
        return codes, tuple(code for code in codes if code in met)

    def met_at(self, rung: Rung) -> int:
        """Return how many required KSBs are met at the rung or above it."""
        return sum(ksb.met_rung is not None and ksb.met_rung.rank >= rung.rank for ksb in self.ksbs)
