"""The rows of printed reports: KSBs, duties, methods, evidence, claims and findings in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from ksbcheck.domain.coverage import KsbStatus
from ksbcheck.reports.words import justified_suffix


@dataclass(frozen=True, slots=True)
class Bar:
    """How many of the required KSBs are met at a rung."""

    rung: str
    met: int
    required: int


@dataclass(frozen=True, slots=True)
class KsbRow:
    """A required KSB. `rung` is the highest that any claim has reached, nothing without any.

    `pieces` are those that count, `so_far` what there is of it in words, `next_step` what to do if it is not met, and
    `justified` what justifies the gap, in words; nothing if nothing does.
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
        """Whether it is evidenced as the policy asks."""
        return self.status == KsbStatus.MET.value


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty of the option. `met` says in words how much of its requirement is, and how complete its mapping is."""

    number: int
    text: str
    status: str
    met: str
    required: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RollUpRow:
    """A method of the assessment plan, or a theme of one, by their ids; a method itself names no theme.

    `met` says in words how much of what the option requires of it is.
    """

    method: str
    theme: str
    title: str
    status: str
    met: str
    required: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A piece of evidence with what it carries: the codes that it claims, each with the rung it has reached."""

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
    """A finding. `place` is the line and column of the file, `justified` what justifies it in words; or nothing."""

    severity: str
    rule: str
    path: str
    place: str
    message: str
    help: str
    justified: str


@dataclass(frozen=True, slots=True)
class JustifiedRow:
    """A gap or another finding that is justified: why, on whose word, until when, on what ground, and where stated."""

    rule: str
    what: str
    reason: str
    by: str
    until: str
    ground: str
    source: str


@dataclass(frozen=True, slots=True)
class BasisRow:
    """What some fields of the standard's file rest on."""

    basis: str
    fields: str
    why: str


def justified_of(rows: Sequence[KsbRow | FindingRow]) -> str:
    """Return how many of some rows are justified, to stand behind their number; nothing if none is."""
    return justified_suffix(sum(bool(row.justified) for row in rows), len(rows))
