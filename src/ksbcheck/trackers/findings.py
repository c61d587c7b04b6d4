"""Collects the claims of a source, and what is left out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from ksbcheck.documents.content import Known
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import nearest_code
from ksbcheck.domain.outline import MentionKind
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.tracker import LeftOut, TrackedClaim, TrackedDecision, Tracker
from ksbcheck.trackers.lines import Line
from ksbcheck.trackers.pieces import NamedPiece

_MOST_TEXT = 200
REASONS = {
    MentionKind.NEGATED: "said not to be shown, still to come, not ticked, or a prompt",
    MentionKind.LISTED: "in a list of the standard's codes or statements",
    MentionKind.REPEATED: "in a header or footer",
    MentionKind.OTHER: "may be something else of the same name",
    MentionKind.SHOWN: "in a text that names no piece of evidence for the code",
}


@dataclass
class Findings:
    """The claims against a standard, each once, and what is left out, in the order of the source."""

    standard: Standard
    claims: dict[tuple[str, str, str, str | None], TrackedClaim] = field(default_factory=dict)
    left: list[LeftOut] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    denied: set[tuple[str, str, str]] = field(default_factory=set)
    """The sheets, codes and pieces of rows that say they are no claim."""

    @cached_property
    def known(self) -> Known:
        return Known(self.standard.texts)

    def claim(
        self, code: str, piece: NamedPiece, rung: Rung, at: str, decisions: tuple[TrackedDecision, ...] = ()
    ) -> None:
        """Add a claim, as high as its piece and its decisions say. The higher of two equal claims counts.

        A code that the standard doesn't have is left out.
        """
        if code not in self.standard.by_code:
            meant = nearest_code(code, self.standard.by_code)
            hint = f"; did you mean {meant}?" if meant else ""
            self.leave(at, f"{code} {piece.title}".strip(), f"{self.standard.reference} has no {code}{hint}")
            return
        rung = min(rung, piece.rung)
        if rung is Rung.CLAIMED and any(each.is_met and not each.is_second for each in decisions):
            rung = Rung.ASSESSED
        claim = TrackedClaim(code, piece.title, rung, at, piece.where, decisions, piece.date, piece.files)
        key = (at.rpartition("!")[0], code, piece.title.casefold(), claim.where)
        if key not in self.claims or self.claims[key].rung < rung:
            self.claims[key] = claim

    def leave(self, at: str, text: str, reason: str) -> None:
        left = LeftOut(at, " ".join(text[:_MOST_TEXT].split()), reason)
        if left not in self.left[-20:]:
            self.left.append(left)

    def leave_codes(self, line: Line, reason: str = "") -> None:
        if codes := line.codes():
            self.leave(line.at, line.text, reason or REASONS[codes[0][1]])

    def tracker(self, learners: Iterable[str] = ()) -> Tracker:
        return Tracker(
            tuple(self.claims.values()),
            tuple(self.left),
            learners=tuple(learners),
            remarks=tuple(dict.fromkeys(self.remarks)),
        )
