"""The rows of printed reports: KSBs, duties, methods, evidence, claims and findings in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from ksbcheck.domain.coverage import KsbStatus
from ksbcheck.reports.words import justified_suffix


@dataclass(frozen=True, slots=True)
class RungRow:
    """How many of the required KSBs are met at a rung."""

    rung: str
    met: int
    required: int


@dataclass(frozen=True, slots=True)
class KsbRow:
    """A required KSB. `rung` is its highest, or empty; `pieces` are those that count.

    `so_far` lists its evidence, `next_step` is for a KSB that is not met, `justified` for a justified gap.
    """

    code: str
    statement: str
    duties: tuple[int, ...]
    status: str
    rung: str
    pieces: tuple[str, ...]
    so_far: str
    next_step: str
    justified: str

    @property
    def met(self) -> bool:
        """Whether the evidence meets the policy."""
        return self.status == KsbStatus.MET.value


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty of the option. `met` says how many of its KSBs are met, and how complete its mapping is."""

    number: int
    text: str
    status: str
    met: str
    required: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RollUpRow:
    """A method of the assessment plan, or a theme of one. `met` says how many of its required KSBs are met."""

    method: str
    theme: str
    title: str
    status: str
    met: str
    required: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A piece of evidence. `ksbs` are the codes that it claims, each with its rung."""

    id: str
    title: str
    type: str
    date: str
    files: tuple[str, ...]
    duties: tuple[int, ...]
    ksbs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim of the mapping annex: KSB, piece, exact place, rung, and who signed it off and when."""

    code: str
    piece: str
    title: str
    place: str
    rung: str
    assessed: str
    verified: str
    cited: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding. `place` is its line and column, `justified` its justification."""

    severity: str
    rule: str
    path: str
    place: str
    message: str
    help: str
    justified: str


@dataclass(frozen=True, slots=True)
class JustifiedRow:
    """A justified gap or other finding."""

    rule: str
    what: str
    reason: str
    by: str
    until: str
    ground: str
    source: str


@dataclass(frozen=True, slots=True)
class BasisRow:
    """The basis of some fields of the standard's file."""

    basis: str
    fields: str
    why: str


def justified_of(rows: Sequence[KsbRow | FindingRow]) -> str:
    """Return how many rows are justified, to follow their number."""
    return justified_suffix(sum(bool(row.justified) for row in rows), len(rows))
