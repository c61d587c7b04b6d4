"""The portfolio as its manifest states it. The examples are those that an author is shown beside a mistake."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from ksbcheck.domain.finding import Location
from ksbcheck.domain.gateway_block import Age, Break, Gateway
from ksbcheck.domain.ladder import Rung, Word
from ksbcheck.domain.model import (
    Address,
    Foreign,
    IsoDate,
    Length,
    Model,
    Name,
    Number,
    Several,
    Words,
    Written,
    WrittenCode,
    digest_schema,
    only_digest,
    only_digests,
)
from ksbcheck.domain.names import written_codes
from ksbcheck.domain.people import Listed, People
from ksbcheck.domain.sign_off import Decisions, SignOff


class EvidenceType(Word):
    """What kind of thing a piece of evidence is."""

    WORK_PRODUCT = "work_product"
    """Something made in the course of the work: a plan, a record, a risk assessment."""
    PRODUCT = "product"
    """Something made for others to use: a leaflet, a display, a resource."""
    OBSERVATION = "observation"
    """A record of the learner at work, by an observer."""
    WITNESS_TESTIMONY = "witness_testimony"
    """A statement by a witness of the learner's work."""
    REFLECTIVE_ACCOUNT = "reflective_account"
    """The learner's own account of what was done, and what it taught."""
    PROFESSIONAL_DISCUSSION = "professional_discussion"
    """A record of a discussion between the learner and an assessor."""
    QUESTIONING = "questioning"
    """Questions put to the learner, with the answers."""
    RECORDING = "recording"
    """Sound or film."""
    PRESENTATION = "presentation"
    """A presentation that the learner gave, or its slides."""
    PROJECT = "project"
    """A project, or the report on one."""
    CASE_STUDY = "case_study"
    """A study of one case."""
    REPORT = "report"
    """A report that the learner wrote."""
    ASSIGNMENT = "assignment"
    """A task that was set, and what the learner handed in."""
    TEST = "test"
    """A test or examination, with its result."""
    CERTIFICATE = "certificate"
    """A certificate of training or of a qualification."""
    FEEDBACK = "feedback"
    """What others said of the learner's work."""
    REVIEW = "review"
    """The record of a review of the learner's progress."""
    LOG = "log"
    """A log or diary."""
    SIMULATION = "simulation"
    """Work in a simulated setting."""
    PRIOR_LEARNING = "prior_learning"
    """What the learner had achieved before the programme."""


class Held(Model):
    """Work that can't leave the place where it is kept, and who else has seen it there, and when."""

    what: Words = Field(examples=["pupil records"])
    """What the work is."""
    where: Words = Field(examples=["the school office"])
    """Where it is kept."""
    seen_by: Name | None = Field(default=None, examples=["A. Assessor"])
    """Who has seen it there: a name, not the learner's."""
    on: IsoDate | None = Field(default=None, examples=["2025-05-09"])
    """The day on which it was seen."""

    @property
    def seen(self) -> SignOff:
        return SignOff(by=self.seen_by, on=self.on)


class ClaimEntry(Model):
    """The long form of a claim. Without a status it is claimed."""

    ksb: WrittenCode = Field(examples=["K1"])
    """The code of the KSB that the piece is claimed against."""
    where: Words | None = Field(default=None, examples=["p. 3"])
    """Where in the piece the KSB is shown: `p. 3`, `pp. 3-5`, `slide 4`, `sheet Log`,
    `00:04:10`, `§ Reflection`, `para 12`. A semicolon parts several places."""
    status: Annotated[Rung | None, Written] = Field(default=None, examples=["planned"])
    """How far the claim has come. Left out, it is claimed, and its sign-offs raise it from there."""
    assessed: Decisions = Field(default=(), examples=["{by: A. Assessor, on: 2025-05-09}"])
    """Who assessed the claim, and when: one decision, or a list, oldest first. Left out, that of the whole piece
    holds."""
    verified: Decisions = Field(default=(), examples=["{by: Q. Assurer, on: 2025-06-01}"])
    """Who verified the assessment (internal quality assurance), and when: one decision, or a list, oldest first. Left
    out, that of the whole piece holds."""

    @property
    def is_planned(self) -> bool:
        """Whether it is only planned or suggested."""
        return self.status is not None and self.status < Rung.CLAIMED


_DUTY = re.compile(r"(?:duty|d)?\s*0*([1-9][0-9]*)", re.IGNORECASE)
_BETWEEN_DUTIES = re.compile(r"\s*(?:[,;&]|\band\b)\s*")


def _as_number(value: object) -> object:
    written = _DUTY.fullmatch(value.strip()) if isinstance(value, str) else None
    return written[1] if written else value


def _as_items(value: object) -> object:
    return _BETWEEN_DUTIES.split(value) if isinstance(value, str) else value


_Duties = Annotated[tuple[Annotated[Number, BeforeValidator(_as_number)], ...], BeforeValidator(_as_items)]
"""Numbers of duties, also as `Duty 5` or `5, 15`."""


class Evidence(Model):
    """A piece of evidence. `assessed` and `verified` here stand for all its claims that don't have their own."""

    id: Name = Field(examples=["E01"])
    """The name by which reports call the piece. No two pieces may have the same."""
    title: Words | None = Field(default=None, examples=["Phonics intervention plan"])
    """What the piece is, in words. Without the names of pupils."""
    type: EvidenceType | None = Field(default=None, examples=["observation"])
    """What kind of thing the piece is."""
    date: IsoDate | None = Field(default=None, examples=["2025-03-04"])
    """The day on which it was made or happened."""
    length: Annotated[Length | None, Written] = Field(default=None, examples=['"00:24:10"'])
    """How long a recording is: hours, minutes and seconds."""
    files: Several[Words] = Field(default=(), examples=["[evidence/E01.pdf]"])
    """Its files, by their paths from the folder of the manifest."""
    url: Annotated[Address | None, Written] = Field(default=None, examples=["https://school.example/reading-week"])
    """The web address of work that is published. ksbcheck never opens it."""
    held: Annotated[Held | None, Written] = Field(
        default=None,
        examples=["{what: pupil records, where: the school office, seen_by: A. Assessor, on: 2025-05-09}"],
    )
    """Work that can't leave the place where it is kept. It counts once it is assessed."""
    contribution: Annotated[Words | None, Written] = Field(
        default=None, examples=["I planned the sessions; two others led them"]
    )
    """The learner's own part in the work of a group."""
    duties: _Duties = Field(default=(), examples=["[5, 15]"])
    """The numbers of the duties that it shows."""
    ksbs: Several[WrittenCode] = Field(default=(), examples=["[K9, S7]"])
    """The codes of the KSBs that it is claimed against: the short form of a claim. An item may be a range: `K1-K3`."""
    claims: tuple[ClaimEntry, ...] = Field(default=(), examples=["[{ksb: K9, where: p. 3}]"])
    """The KSBs that it is claimed against, each with the place, and with a status or sign-offs: the long form."""
    assessed: Decisions = Field(default=(), examples=["{by: A. Assessor, on: 2025-05-09}"])
    """Who assessed the piece, and when: one decision, or a list, oldest first. It holds for all claims that have none
    of their own; a `not_yet` also for those whose own is earlier."""
    verified: Decisions = Field(default=(), examples=["{by: Q. Assurer, on: 2025-06-01}"])
    """Who verified the assessment (internal quality assurance), and when: one decision, or a list, oldest first. It
    holds for all claims that have none of their own; a `not_yet` also for those whose own is earlier."""

    @cached_property
    def codes(self) -> tuple[tuple[int, str], ...]:
        """Each code of the short form, with the index of its item. Ranges repeat no code."""
        found: list[tuple[int, str]] = []
        seen: set[str] = set()
        for index, item in enumerate(self.ksbs):
            codes = written_codes(item)
            found += [(index, code) for code in codes if len(codes) == 1 or code not in seen]
            seen.update(codes)
        return tuple(found)

    @property
    def name(self) -> str:
        """The title, or else the name of its first file; empty without both."""
        return self.title or next(iter(self.files), "").rpartition("/")[2]

    @property
    def has_seen(self) -> bool:
        """Whether a decision on it says what was seen."""
        of_claims = (each for claim in self.claims for each in (*claim.assessed, *claim.verified))
        return any(each.seen for each in (*self.assessed, *self.verified, *of_claims))

    @property
    def is_planned(self) -> bool:
        """Whether every claim on it is only planned or suggested."""
        entries = self.claims if not self.ksbs else ()
        return bool(entries) and all(entry.is_planned for entry in entries)


class Learner(Model):
    """The apprentice. `id` is text: `0012345` keeps its zeros."""

    name: Name | None = Field(default=None, examples=["Ann Example"])
    """The learner's name. A learner can't sign off their own claims."""
    id: Name | None = Field(default=None, examples=['"0012345"'])
    """The learner's number. It is text: `0012345` keeps its zeros."""


_WHOLE_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_SHORT_DIGEST = re.compile(r"[0-9a-f]{8}")


class Pin(Model):
    """The fingerprint of the standard that the manifest was mapped against, as `ksbcheck pin` writes it.

    `standard` is the digest of the whole, which a manifest may also write alone; `statements` are those of the
    statements, each with its code.
    """

    standard: Annotated[
        str,
        BeforeValidator(lambda value: only_digest(_WHOLE_DIGEST, value, value)),
        WithJsonSchema(digest_schema(_WHOLE_DIGEST)),
    ]
    """The digest of the whole standard."""
    statements: Annotated[
        tuple[tuple[str, str], ...] | None,
        BeforeValidator(lambda value: only_digests(_SHORT_DIGEST, value)),
        Written,
        WithJsonSchema({"type": "object", "additionalProperties": digest_schema(_SHORT_DIGEST)}),
    ] = None
    """The digest of each statement, by its code."""

    @model_validator(mode="before")
    @classmethod
    def _of_the_whole(cls, value: object) -> object:
        return {"standard": value} if isinstance(value, str) else value

    @cached_property
    def by_code(self) -> Mapping[str, str] | None:
        """The digest of each statement by its code; None where only the whole is pinned."""
        return None if self.statements is None else dict(self.statements)


class Prior(Model):
    """An apprenticeship under a framework that the learner completed before this one."""

    framework: Name = Field(examples=["FR04171"])
    """The id of the framework."""
    level: Name | None = Field(default=None, examples=["advanced"])
    """Which of the framework's levels it was."""
    completed: IsoDate | None = Field(default=None, examples=["2018-07-13"])
    """The day on which it was completed."""
    job_title: Name | None = Field(default=None, examples=["teaching assistant"])
    """The job title that the learner had then."""


MANIFEST_NAMES = ("portfolio.yaml", "portfolio.yml", "portfolio.json")
_RuleCode = Annotated[Name, StringConstraints(to_upper=True)]


class ExceptionEntry(Model):
    """A gap (`ksb`), or findings of a rule, or both, that a person accepts until a day, at most a year ahead.

    `piece` narrows it to one piece of evidence. It holds to the end of the day that `until` names.
    """

    rule: Annotated[_RuleCode | None, Written] = Field(default=None, examples=["KSB306"])
    """The code of the rule whose findings are accepted."""
    ksb: Annotated[WrittenCode | None, Written] = Field(default=None, examples=["K12"])
    """The code of the KSB whose gap or finding is accepted."""
    piece: Annotated[Name | None, Written] = Field(default=None, examples=["E01"])
    """The id of the one piece of evidence that it is about."""
    reason: Words = Field(examples=["The placement that shows it is in March"])
    """Why it is accepted."""
    by: Name = Field(examples=["T. Tutor"])
    """Who accepts it."""
    until: IsoDate = Field(examples=["2026-03-31"])
    """The last day on which it holds."""

    @model_validator(mode="after")
    def _of_something(self) -> "ExceptionEntry":
        if self.rule is None and self.ksb is None:
            raise PydanticCustomError("excepts_nothing", "an exception needs a `rule`, a `ksb`, or both")
        return self


_MOST_IN_RANGES = 10_000
"""How many codes ranges may add. A large file of ranges would take minutes."""


# The manifest of an older framework has other keys: inputs.manifest reads it, and leaves the standard's keys empty.
class Portfolio(Model):
    """A learner's evidence against one option of a standard."""

    format: Literal["ksbcheck-portfolio/1"] = Field(examples=["ksbcheck-portfolio/1"])
    """The format of this file."""
    standard: Words = Field(examples=["ST1414"])
    """The standard: a reference that `ksbcheck standard list` knows, or the path of a standard's file from this
    one's folder."""
    version: Name = Field(examples=['"1.0"'])
    """The version of the standard. It is text: write it in quotes."""
    option: Name = Field(examples=["send"])
    """The id of the learner's option. There is no default to fall back to."""
    framework: Annotated[Name, Foreign] = ""
    """The id of the older framework that the portfolio was made under."""
    level: Annotated[Name, Foreign] = ""
    """Which of the framework's levels it is."""
    job_title: Annotated[Name | None, Foreign] = None
    """The learner's job title. The framework's lists aren't closed: one that isn't on them is a warning."""
    fingerprint: Annotated[Pin | None, Written] = None
    """What the standard said when the manifest was mapped against it. `ksbcheck pin` writes it."""
    learner: Learner | None = Field(default=None, examples=['{name: Ann Example, id: "0012345"}'])
    """The apprentice."""
    started: IsoDate | None = Field(default=None, examples=["2025-01-13"])
    """The day on which the learner first started the programme. A sign-off from before it doesn't count."""
    age_at_start: Annotated[Age | None, Written] = Field(default=None, examples=["16_to_18"])
    """The learner's age at the first start, as a band. The gateway asks for English and maths by it."""
    breaks: tuple[Break, ...] = Field(default=(), examples=["[{from: 2025-11-03, to: 2025-11-28}]"])
    """The breaks in learning. They don't count as time on the programme."""
    prior: Annotated[Prior | None, Written] = Field(default=None, examples=["{framework: FR04171, level: advanced}"])
    """An apprenticeship under the older framework that the learner completed before this one."""
    evidence: tuple[Evidence, ...] = Field(examples=["[{id: E01, ksbs: [K9, S7]}]"])
    """The pieces of evidence."""
    policy: Annotated[Words | None, Written] = Field(default=None, examples=["policies/our-college.yaml"])
    """The policy that the portfolio is judged by: the path of its file from this one's folder, or its name."""
    exceptions: tuple[ExceptionEntry, ...] = Field(
        default=(), examples=["[{ksb: K12, reason: in March, by: T. Tutor, until: 2026-03-31}]"]
    )
    """Gaps and findings that the provider is asked to accept. Every report shows them; they excuse nothing."""
    gateway: Annotated[Gateway | None, Written] = Field(
        default=None, examples=["{english: {level: level_2, on: 2024-08-22}}"]
    )
    """What is stated for the gateway. What is left out is not stated, and never a pass."""

    @model_validator(mode="after")
    def _limit_ranges(self) -> "Portfolio":
        if sum(len(piece.codes) - len(piece.ksbs) for piece in self.evidence) > _MOST_IN_RANGES:
            raise PydanticCustomError("too_many_codes", "the ranges under `ksbs:` name too many codes")
        return self

    def piece_at(self, location: Location) -> str | None:
        """Return the id of the piece of evidence in which a location of the manifest lies."""
        match location:
            case ("evidence", int(index), *_):
                return self.evidence[index].id
        return None

    def people(self, listed: Listed) -> People:
        """Return the learner, beside those whom the provider lists."""
        return People(self.learner.name, self.learner.id, listed) if self.learner else People(listed=listed)

    @property
    def file_names(self) -> tuple[str, ...]:
        """The names of files as its pieces write them."""
        return tuple(name for piece in self.evidence for name in piece.files)

    @property
    def seen_files(self) -> tuple[str, ...]:
        """The files of its pieces with decisions that say what was seen."""
        return tuple(name for piece in self.evidence if piece.has_seen for name in piece.files)
