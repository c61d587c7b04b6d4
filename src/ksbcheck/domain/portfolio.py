"""The portfolio as its manifest states it. The examples are those that an author is shown beside a mistake."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ksbcheck.domain.finding import Location
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.model import IsoDate, Length, Model, Number, Text, TrueOrFalse, Written
from ksbcheck.domain.standard import Level


class EvidenceType(Enum):
    """What kind of thing a piece of evidence is."""

    WORK_PRODUCT = "work_product"
    PRODUCT = "product"
    OBSERVATION = "observation"
    WITNESS_TESTIMONY = "witness_testimony"
    REFLECTIVE_ACCOUNT = "reflective_account"
    PROFESSIONAL_DISCUSSION = "professional_discussion"
    QUESTIONING = "questioning"
    RECORDING = "recording"
    PRESENTATION = "presentation"
    PROJECT = "project"
    CASE_STUDY = "case_study"
    REPORT = "report"
    ASSIGNMENT = "assignment"
    TEST = "test"
    CERTIFICATE = "certificate"
    FEEDBACK = "feedback"
    REVIEW = "review"
    LOG = "log"
    SIMULATION = "simulation"
    PRIOR_LEARNING = "prior_learning"


NOBODY = frozenset({"na", "nobody", "none", "pending", "tba", "tbc", "tbd", "todo", "unknown", "xxx"})
"""What people write, by its letters, where a name is still to come."""


def names_something(words: str | None) -> bool:
    """Whether words name anybody or anything: `?` and `TBC` don't."""
    letters = "".join(filter(str.isalpha, words or "")).casefold()
    return bool(letters) and letters not in NOBODY


_NOT_YET = re.compile(
    r"(?:no|none|not|awaiting|waiting|pending|in progress|working towards?|to be|enrolled|expected|booked|due)\b",
    re.IGNORECASE,
)


def is_achieved(qualification: str | None) -> bool:
    """Whether words name a qualification that somebody has: `TBC`, `not yet` and `in progress` don't."""
    return names_something(qualification) and not _NOT_YET.match((qualification or "").strip())


class SignOff(Model):
    """Somebody's word on a claim: a name and a day. It counts only when it has both, and the name has letters."""

    by: Text | None = Field(default=None, examples=["A. Assessor"])
    on: IsoDate | None = Field(default=None, examples=["2025-05-09"])

    @property
    def complete(self) -> bool:
        """Whether it says both who and when."""
        return self.on is not None and self.named

    @property
    def named(self) -> bool:
        """Whether it says who: `?` and `TBC` are nobody."""
        return names_something(self.by)


class ClaimEntry(Model):
    """The long form of a claim. Without a status it is claimed."""

    ksb: Text = Field(examples=["K1"])
    where: Text | None = Field(default=None, examples=["p. 3"])
    status: Annotated[Rung | None, Written] = Field(default=None, examples=["planned"])
    assessed: Annotated[SignOff | None, Written] = Field(default=None, examples=["{by: A. Assessor, on: 2025-05-09}"])
    verified: Annotated[SignOff | None, Written] = Field(default=None, examples=["{by: Q. Assurer, on: 2025-06-01}"])


class Evidence(Model):
    """A piece of evidence. `assessed` and `verified` here stand for all its claims that don't have their own."""

    id: Text = Field(examples=["E01"])
    title: Text | None = Field(default=None, examples=["Phonics intervention plan"])
    type: EvidenceType | None = Field(default=None, examples=["observation"])
    date: IsoDate | None = Field(default=None, examples=["2025-03-04"])
    length: Annotated[Length | None, Written] = Field(default=None, examples=['"00:24:10"'])
    files: tuple[Text, ...] = Field(default=(), examples=["[evidence/E01.pdf]"])
    duties: tuple[Number, ...] = Field(default=(), examples=["[5, 15]"])
    ksbs: tuple[Text, ...] = Field(default=(), examples=["[K9, S7]"])
    claims: tuple[ClaimEntry, ...] = Field(default=(), examples=["[{ksb: K9, where: p. 3}]"])
    assessed: Annotated[SignOff | None, Written] = Field(default=None, examples=["{by: A. Assessor, on: 2025-05-09}"])
    verified: Annotated[SignOff | None, Written] = Field(default=None, examples=["{by: Q. Assurer, on: 2025-06-01}"])


class Learner(Model):
    """The apprentice. `id` is text: `0012345` keeps its zeros."""

    name: Text | None = Field(default=None, examples=["Ann Example"])
    id: Text | None = Field(default=None, examples=['"0012345"'])


class Achievement(Model):
    """English or maths as the learner has achieved it. `on` is the day."""

    level: Level | None = Field(default=None, examples=["level_2"])
    qualification: Text | None = Field(default=None, examples=["GCSE English Language"])
    on: IsoDate | None = Field(default=None, examples=["2024-08-22"])


class PlanKind(Enum):
    """What may lower the minimum of English and maths: an education, health and care plan, or what came before it."""

    EHCP = "ehcp"
    LEGACY_STATEMENT = "legacy_statement"


class PlanOrStatement(Model):
    """The learner's education, health and care plan or legacy statement."""

    kind: PlanKind | None = Field(default=None, examples=["ehcp"])
    on: IsoDate | None = Field(default=None, examples=["2021-03-01"])


class SignLanguage(Model):
    """A British Sign Language qualification, and whether that language is the learner's primary one."""

    primary_language: TrueOrFalse | None = Field(default=None, examples=["true"])
    qualification: Text | None = Field(default=None, examples=["BSL Level 2"])
    on: IsoDate | None = Field(default=None, examples=["2024-06-14"])


class EarlyYearsWork(Model):
    """Whether the learner works in the Early Years, and the qualification recognised there."""

    works_in_early_years: TrueOrFalse | None = Field(default=None, examples=["true"])
    qualification: Text | None = Field(default=None, examples=["Level 3 Early Years Educator"])
    on: IsoDate | None = Field(default=None, examples=["2023-07-14"])


class Declarations(Model):
    """Who has declared at the gateway that the learner can go on, and when."""

    employer: SignOff | None = Field(default=None, examples=["{by: E. Employer, on: 2026-10-05}"])
    provider: SignOff | None = Field(default=None, examples=["{by: P. Provider, on: 2026-10-06}"])
    learner: SignOff | None = Field(default=None, examples=["{by: Ann Example, on: 2026-10-05}"])


class Gateway(Model):
    """What the manifest states about the gateway. What is left out, or empty, is not stated."""

    english: Achievement | None = Field(
        default=None, examples=["{level: level_2, qualification: GCSE English Language, on: 2024-08-22}"]
    )
    maths: Achievement | None = Field(
        default=None, examples=["{level: level_2, qualification: GCSE Mathematics, on: 2024-08-22}"]
    )
    plan_or_statement: PlanOrStatement | None = Field(default=None, examples=["{kind: ehcp, on: 2021-03-01}"])
    british_sign_language: SignLanguage | None = Field(
        default=None, examples=["{primary_language: true, qualification: BSL Level 2, on: 2024-06-14}"]
    )
    early_years: EarlyYearsWork | None = Field(default=None, examples=["{works_in_early_years: false}"])
    declarations: Declarations | None = Field(default=None, examples=["{employer: {by: E. Employer, on: 2026-10-05}}"])

    def dates(self) -> Iterator[tuple[str, date]]:
        """Yield the key and day of each qualification, plan or statement that has one."""
        for key in ("english", "maths", "plan_or_statement", "british_sign_language", "early_years"):
            stated = getattr(self, key)
            if stated and stated.on:
                yield key, stated.on


_WHOLE_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_SHORT_DIGEST = re.compile(r"[0-9a-f]{8}")


def _only_a_digest(value: object) -> object:
    return _digest(_WHOLE_DIGEST, value, value)


def _only_short_digests(value: object) -> object:
    """Take the digests of statements, by code, as pairs, which can't be changed."""
    if not isinstance(value, dict):
        raise PydanticCustomError("dict_type", "not keys with values")
    return tuple((code, _digest(_SHORT_DIGEST, digest, f"{code}: {digest}")) for code, digest in value.items())


def _digest(pattern: re.Pattern[str], value: object, shown_as: object) -> object:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise PydanticCustomError("not_a_digest", "{value} is not a digest", {"value": str(shown_as)})
    return value


class Pin(Model):
    """The fingerprint of the standard that the manifest was mapped against, as `ksbcheck pin` writes it.

    `standard` is the digest of the whole, which a manifest may also write alone; `statements` are those of the
    statements, each with its code.
    """

    standard: Annotated[str, BeforeValidator(_only_a_digest)]
    statements: Annotated[tuple[tuple[str, str], ...] | None, BeforeValidator(_only_short_digests), Written] = None

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

    framework: Text = Field(examples=["FR04171"])
    level: Text | None = Field(default=None, examples=["advanced"])
    completed: IsoDate | None = Field(default=None, examples=["2018-07-13"])
    job_title: Text | None = Field(default=None, examples=["teaching assistant"])


class ExceptionEntry(Model):
    """Something found that somebody accepts for the time being: a gap (`ksb`), or what a rule finds, or both at once.

    `piece` narrows it to one piece of evidence. It holds to the end of the day that `until` names.
    """

    rule: Annotated[Text | None, Written] = Field(default=None, examples=["KSB306"])
    ksb: Annotated[Text | None, Written] = Field(default=None, examples=["K12"])
    piece: Annotated[Text | None, Written] = Field(default=None, examples=["E01"])
    reason: Text = Field(examples=["The placement that shows it is in March"])
    by: Text = Field(examples=["T. Tutor"])
    until: IsoDate = Field(examples=["2026-03-31"])

    @model_validator(mode="after")
    def _of_something(self) -> "ExceptionEntry":
        if self.rule is None and self.ksb is None:
            raise PydanticCustomError("excepts_nothing", "an exception needs a `rule`, a `ksb`, or both")
        return self


class AnyPortfolio(Model):
    """What a portfolio holds, whatever it was made under."""

    learner: Learner | None = Field(default=None, examples=['{name: Ann Example, id: "0012345"}'])
    started: IsoDate | None = Field(default=None, examples=["2025-01-13"])
    prior: Annotated[Prior | None, Written] = Field(default=None, examples=["{framework: FR04171, level: advanced}"])
    evidence: tuple[Evidence, ...] = Field(examples=["[{id: E01, ksbs: [K9, S7]}]"])
    policy: Annotated[Text | None, Written] = Field(default=None, examples=["policies/our-college.yaml"])
    exceptions: tuple[ExceptionEntry, ...] = Field(
        default=(), examples=["[{ksb: K12, reason: in March, by: T. Tutor, until: 2026-03-31}]"]
    )

    def piece_at(self, location: Location) -> str | None:
        """Return the id of the piece of evidence in which a location of the manifest lies."""
        match location:
            case ("evidence", int(index), *_):
                return self.evidence[index].id
        return None

    @property
    def learner_name(self) -> str | None:
        """The learner's name, if the manifest says it."""
        return self.learner.name if self.learner else None


class UnderStandard(Model):
    """One option of one version of one standard. Those three are never guessed."""

    format: Literal["ksbcheck-portfolio/1"] = Field(examples=["ksbcheck-portfolio/1"])
    standard: Text = Field(examples=["ST1414"])
    version: Text = Field(examples=['"1.0"'])
    option: Text = Field(examples=["send"])
    fingerprint: Annotated[Pin | None, Written] = None


class UnderFramework(Model):
    """One level of an older framework. Those two are never guessed."""

    format: Literal["ksbcheck-portfolio/1"] = Field(examples=["ksbcheck-portfolio/1"])
    framework: Text = Field(examples=["FR04171"])
    level: Text = Field(examples=["advanced"])
    job_title: Text | None = Field(default=None, examples=["learning coach"])


# The last base gives the first keys, and authors are told the keys in the order in which they write them.
class Portfolio(AnyPortfolio, UnderStandard):
    """A learner's evidence against one option of a standard."""

    gateway: Annotated[Gateway | None, Written] = Field(
        default=None, examples=["{english: {level: level_2, on: 2024-08-22}}"]
    )


class FrameworkPortfolio(AnyPortfolio, UnderFramework):
    """A learner's evidence under a framework, which defines no KSBs to evidence."""
