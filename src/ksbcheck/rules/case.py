"""The subjects of rules."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from ksbcheck.domain.assessment import AssessmentPlan
from ksbcheck.domain.claim import Circumstances, Claim, Signatures, Trace, decisions_on, effect, standing
from ksbcheck.domain.coverage import Coverage
from ksbcheck.domain.finding import Location
from ksbcheck.domain.fingerprint import Fingerprint, fingerprint, suspects
from ksbcheck.domain.folder import FindResult, Folder
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.gateway import Component
from ksbcheck.domain.judgement import Against
from ksbcheck.domain.people import People, is_name
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, ExceptionEntry
from ksbcheck.domain.sign_off import Decision
from ksbcheck.domain.standard import Standard


class NamedFile(NamedTuple):
    """A name that a piece gives to a file, with the file found, and the location in the manifest."""

    piece: Evidence
    name: str
    result: FindResult
    at: Location


class WrittenSignOff(NamedTuple):
    """A sign-off as the manifest writes it, on a piece or on a claim. `verb` is `assessed` or `verified`."""

    subject: str
    piece: Evidence
    verb: str
    sign_off: Decision
    at: Location
    before: Decision | None = None
    """The one before it in its list."""

    @property
    def effect(self) -> str:
        """What comes of an impossible one: only what would raise a claim is ignored."""
        return "the decision that it is not yet met holds" if self.sign_off.is_not_yet else "the sign-off is ignored"


class Signed(NamedTuple):
    """A pair of sign-offs that holds for some claim, or for a whole piece where nothing can be claimed.

    `subject` is the piece if both sign-offs are there; `effect` says what comes of the first such claim.
    `assessments` are all decisions of the assessor; the latest is the assessment.
    """

    subject: str
    effect: str
    signatures: Signatures
    assessments: tuple[Decision, ...]


class Apprenticeship(NamedTuple):
    """An apprenticeship under a framework as the manifest states it: the learner's prior one, or the portfolio's own.

    `framework` is None if it is unknown; `event` happened on `day`, and `at` has the level and the job title.
    """

    name: str
    framework: Framework | None
    level: str | None
    job_title: str | None
    at: Location
    event: str
    day: date | None
    day_at: Location


@dataclass(frozen=True, kw_only=True)
class Case(Against):
    """The subject of rules about a portfolio. `today` is its as-of day."""

    claims: tuple[Claim, ...]
    coverage: Coverage
    gateway: tuple[Component, ...]
    policy: Policy
    today: date

    @property
    def apprenticeships(self) -> Iterator[Apprenticeship]:
        """Every apprenticeship under a framework in the manifest: the portfolio's own, and the prior one."""
        own = self.portfolio
        if self.framework:
            started = ("the learner started", own.started, ("started",))
            yield Apprenticeship("the apprenticeship", self.framework, own.level, own.job_title, (), *started)
        if own.prior:
            name, at = "the prior apprenticeship", ("prior",)
            completed = (f"{name} was completed", own.prior.completed, (*at, "completed"))
            yield Apprenticeship(name, self.prior_framework, own.prior.level, own.prior.job_title, at, *completed)

    @property
    def codes(self) -> Collection[str]:
        """The codes that can be claimed: those of the standard."""
        return () if self.framework else self.standard.by_code

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """The fingerprint of the standard."""
        return fingerprint(self.standard)

    @cached_property
    def suspects(self) -> Mapping[str, bool | None]:
        """Whether claims on each claimed code are suspect; None where it is not known, nothing without a pin."""
        pin = self.portfolio.fingerprint
        return suspects({claim.code for claim in self.claims}, pin, self.fingerprint) if pin else {}

    @cached_property
    def written_sign_offs(self) -> tuple[WrittenSignOff, ...]:
        """Every sign-off of the manifest."""
        return tuple(self._written_sign_offs())

    @cached_property
    def signed(self) -> tuple[Signed, ...]:
        """Each pair of sign-offs of claims, once. A pair on a piece is for all its claims."""
        return tuple(self._signed_pieces() if self.framework else self._signed_claims())

    def _written_sign_offs(self) -> Iterator[WrittenSignOff]:
        for index, piece in enumerate(self.portfolio.evidence):
            yield from _on(piece.id, piece, piece, ("evidence", index))
        for claim in self.claims:
            if claim.entry and (claim.entry.assessed or claim.entry.verified):
                yield from _on(claim.subject, claim.piece, claim.entry, claim.at)

    def _signed_pieces(self) -> Iterator[Signed]:
        """Yield the sign-offs of whole pieces: under a framework nothing can be claimed."""
        known = Circumstances(self.people, self.portfolio.started, self.today)
        for index, piece in enumerate(self.portfolio.evidence):
            if piece.assessed or piece.verified:
                signatures = Signatures(*decisions_on(piece, None, known), ("evidence", index, "verified"))
                yield Signed(piece.id, effect(*standing(piece, None, known)), signatures, piece.assessed)

    def _signed_claims(self) -> Iterator[Signed]:
        seen: set[tuple[int, int | None, int | None]] = set()
        for claim in self.claims:
            own_assessed = claim.claim_index if claim.entry and claim.entry.assessed else None
            own_verified = claim.claim_index if claim.entry and claim.entry.verified else None
            pair = (claim.piece_index, own_assessed, own_verified)
            if pair not in seen:
                seen.add(pair)
                signatures = claim.signatures
                if signatures.assessed or signatures.verified:
                    on_piece = own_assessed is own_verified is None
                    assessments = (claim.entry and claim.entry.assessed) or claim.piece.assessed
                    subject = claim.piece.id if on_piece else claim.subject
                    yield Signed(subject, claim.effect, signatures, assessments)


_YEAR = 366  # days


class ExceptionsOfFile(NamedTuple):
    """The exceptions of a file with their locations; `used` are those that something needs.

    If the file is the portfolio's `own`, its manifest or configuration, they are requests, which excuse nothing;
    `granted` are those that the provider's configuration grants.
    """

    entries: tuple[tuple[Location, ExceptionEntry], ...]
    file: str
    own: bool
    today: date
    people: People
    used: frozenset[Location] = frozenset()
    granted: frozenset[Location] = frozenset()

    def holds(self, entry: ExceptionEntry) -> bool:
        """Whether an exception may excuse anything today."""
        in_force = entry.until >= self.today and not self.is_too_long(entry)
        return in_force and not self.is_too_broad(entry) and self.accepted_by_another(entry)

    def is_too_broad(self, entry: ExceptionEntry) -> bool:
        return entry.ksb is None and entry.piece is None

    def is_too_long(self, entry: ExceptionEntry) -> bool:
        """Whether an exception holds for more than a year from today."""
        return (entry.until - self.today).days > _YEAR

    def accepted_by_another(self, entry: ExceptionEntry) -> bool:
        """Return whether a person other than the learner accepts an exception."""
        return is_name(entry.by) and not self.people.may_be_learner(entry.by)


class AssessmentCase(NamedTuple):
    """An assessment plan and its standard."""

    plan: AssessmentPlan
    standard: Standard


@dataclass(frozen=True)
class FolderCase:
    """The subject of rules about the files of a portfolio."""

    case: Case
    folder: Folder
    traces: tuple[Trace, ...]

    @cached_property
    def named_files(self) -> tuple[NamedFile, ...]:
        """Every name that the manifest gives to a file."""
        return tuple(
            NamedFile(piece, written, self.folder.find(written), ("evidence", index, "files", at))
            for index, piece in enumerate(self.case.portfolio.evidence)
            for at, written in enumerate(piece.files)
        )

    @cached_property
    def claimed_files(self) -> Mapping[str, NamedFile]:
        """The named files by their names in the folder, each with the first piece that names it."""
        claimed: dict[str, NamedFile] = {}
        for each in self.named_files:
            if each.result.file:
                claimed.setdefault(each.result.file.name, each)
        return claimed


def _on(subject: str, piece: Evidence, holder: Evidence | ClaimEntry, at: Location) -> Iterator[WrittenSignOff]:
    for verb, decisions in (("assessed", holder.assessed), ("verified", holder.verified)):
        before = None
        for index, each in enumerate(decisions):
            yield WrittenSignOff(subject, piece, verb, each, (*at, verb, index), before)
            before = each
