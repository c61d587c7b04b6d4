"""What a manifest states for the gateway: in its `gateway:` block, and of the learner's age and breaks."""

import re
from datetime import date, timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema

from ksbcheck.domain.ladder import Word
from ksbcheck.domain.model import IsoDate, Model, Name, TrueOrFalse, Words, Written, only_answers, taken_as
from ksbcheck.domain.names import alike
from ksbcheck.domain.people import is_stated
from ksbcheck.domain.sign_off import SignOff
from ksbcheck.domain.standard import SUBJECTS, Level, Subject


class AgeBand(Word):
    """The learner's age at the first start."""

    YOUNG = "16_to_18"
    ADULT = "19_or_over"


_Hours = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_SPELT = {"16-18": "16_to_18", "19+": "19_or_over", "19 and over": "19_or_over", "19 or older": "19_or_over"}


def _as_age(value: object, info: ValidationInfo) -> object:
    spelt = alike(value, _SPELT) if isinstance(value, str) else None
    return taken_as(str(value), _SPELT[spelt], info) if spelt else value


Age = Annotated[AgeBand, BeforeValidator(_as_age)]


class Break(Model):
    """A break in learning, with its first and its last day; without a last day it goes on."""

    start: IsoDate = Field(alias="from", description="The first day of the break.", examples=["2025-11-03"])
    to: IsoDate | None = Field(default=None, examples=["2025-11-28"])
    """The last day of the break; left out while it goes on."""

    def fault(self, started: date | None) -> str | None:
        """Return what can't be right about it."""
        if self.to and self.to < self.start:
            return f"the break from {self.start} ends before it begins, on {self.to}"
        if started and self.start < started:
            return f"the break from {self.start} begins before the start on {started}"
        return None


def days_on_programme(started: date, breaks: tuple[Break, ...], until: date) -> int:
    """Return the full days from a start to a day, without those of breaks; a day of two breaks is left out once."""
    days, free_from, yesterday = (until - started).days, started, until - timedelta(1)
    for each in sorted(breaks, key=lambda each: each.start):
        first, last = max(each.start, free_from), min(each.to or until, yesterday)
        if first <= last:
            days, free_from = days - (last - first).days - 1, last + timedelta(1)
    return days


_NOT_YET = re.compile(
    r"(?:no|none|not|awaiting|waiting|pending|in progress|working towards?|to be|enrolled|expected|booked|due)\b",
    re.IGNORECASE,
)


def is_achieved(qualification: str | None) -> bool:
    """Return whether words name a qualification that the learner has: `TBC`, `not yet` and `in progress` don't."""
    return is_stated(qualification) and not _NOT_YET.match((qualification or "").strip())


class Achievement(Model):
    """English or maths as the learner has achieved it. `on` is the day."""

    level: Level | None = Field(default=None, examples=["level_2"])
    """The level that was achieved."""
    qualification: Words | None = Field(default=None, examples=["GCSE English Language"])
    """The qualification, by its title."""
    on: IsoDate | None = Field(default=None, examples=["2024-08-22"])
    """The day on which it was achieved."""


class PlanKind(Word):
    """What may lower the minimum of English and maths: an education, health and care plan, or what came before it."""

    EHCP = "ehcp"
    """An education, health and care plan."""
    LEGACY_STATEMENT = "legacy_statement"
    """A legacy statement, which came before such plans."""


class PlanOrStatement(Model):
    """The learner's education, health and care plan or legacy statement."""

    kind: PlanKind | None = Field(default=None, examples=["ehcp"])
    """Which of the two it is."""
    on: IsoDate | None = Field(default=None, examples=["2021-03-01"])
    """The day of the plan or statement."""


class SignLanguage(Model):
    """A British Sign Language qualification, and whether that language is the learner's primary one."""

    primary_language: TrueOrFalse | None = Field(default=None, examples=["true"])
    """Whether British Sign Language is the learner's primary language."""
    qualification: Words | None = Field(default=None, examples=["BSL Level 2"])
    """The qualification in British Sign Language, by its title."""
    on: IsoDate | None = Field(default=None, examples=["2024-06-14"])
    """The day on which it was achieved."""


class EarlyYearsWork(Model):
    """Whether the learner works in the Early Years, and the qualification recognised there."""

    works_in_early_years: TrueOrFalse | None = Field(default=None, examples=["true"])
    """Whether the learner works in the Early Years."""
    qualification: Words | None = Field(default=None, examples=["Level 3 Early Years Educator"])
    """The qualification recognised there, by its title."""
    on: IsoDate | None = Field(default=None, examples=["2023-07-14"])
    """The day on which it was achieved."""


_Subject = Annotated[Subject, BeforeValidator(lambda value: alike(str(value), SUBJECTS) or value)]


def _as_subjects(value: object) -> object:
    """Return both subjects for `true`, and none for `false`."""
    if not isinstance(value, str):
        return value or None
    subject = alike(value, SUBJECTS)
    return (subject,) if subject else SUBJECTS if only_answers(value) else ()


_BOTH_OR_NEITHER = {"type": ["boolean", "string"], "pattern": "^(true|yes|false|no)$"}
_SOME = {"type": "array", "items": {"enum": SUBJECTS}}


class Choice(SignOff):
    """Whether employer and learner chose English and maths, from 19 on. It counts from 11 February 2025."""

    included: Annotated[
        tuple[_Subject, ...] | None,
        BeforeValidator(_as_subjects),
        Written,
        WithJsonSchema({"anyOf": [_BOTH_OR_NEITHER, _SOME]}),
    ] = Field(default=None, examples=["false"])
    """Whether both are included (true), neither (false), or which ones: `[english]` or `[maths]`."""


class AdjustedMinimum(Model):
    """An agreement that a lower minimum holds for the learner. There is no key for the reason."""

    subject: _Subject = Field(examples=["maths"])
    """`english` or `maths`."""
    agreed_by: Name | None = Field(default=None, examples=["P. Professional"])
    """The professional who agreed it: a name, not the learner's."""
    on: IsoDate | None = Field(default=None, examples=["2025-09-15"])
    """The day on which it was agreed. Not before 1 August 2024."""


class OffTheJob(SignOff):
    """The hours of off-the-job training, and who agreed a lower minimum, and when."""

    hours: _Hours | None = Field(default=None, examples=["412.5"])
    """The hours that the learner has had."""
    minimum_agreed: _Hours | None = Field(default=None, examples=["350"])
    """The least hours as agreed after prior learning, in place of the published ones. Never under 187."""


DISCREET = ("plan_or_statement", "adjusted_minimum")
"""Keys that no message names: reports of several learners show messages."""


class Declarations(Model):
    """Who has declared at the gateway that the learner can go on, and when."""

    employer: SignOff | None = Field(default=None, examples=["{by: E. Employer, on: 2026-10-05}"])
    """Who declared for the employer that the learner is ready, and when."""
    provider: SignOff | None = Field(default=None, examples=["{by: P. Provider, on: 2026-10-06}"])
    """Who declared it for the training provider, and when."""
    learner: SignOff | None = Field(default=None, examples=["{by: Ann Example, on: 2026-10-05}"])
    """The learner's own declaration, with the day."""


class Gateway(Model):
    """What the manifest states about the gateway. What is left out, or empty, is not stated."""

    english: Achievement | None = Field(
        default=None, examples=["{level: level_2, qualification: GCSE English Language, on: 2024-08-22}"]
    )
    """English as the learner has achieved it."""
    maths: Achievement | None = Field(
        default=None, examples=["{level: level_2, qualification: GCSE Mathematics, on: 2024-08-22}"]
    )
    """Maths as the learner has achieved it."""
    plan_or_statement: PlanOrStatement | None = Field(default=None, examples=["{kind: ehcp, on: 2021-03-01}"])
    """An education, health and care plan or legacy statement, which lowers the minimum of English and maths."""
    british_sign_language: SignLanguage | None = Field(
        default=None, examples=["{primary_language: true, qualification: BSL Level 2, on: 2024-06-14}"]
    )
    """A British Sign Language qualification, which may stand in place of English."""
    early_years: EarlyYearsWork | None = Field(default=None, examples=["{works_in_early_years: false}"])
    """Whether the learner works in the Early Years, and the qualification recognised there."""
    english_and_maths: Choice | None = Field(
        default=None, examples=["{included: false, by: E. Employer, on: 2025-03-01}"]
    )
    """Whether English and maths are included: from 19 on, employer and learner choose."""
    adjusted_minimum: tuple[AdjustedMinimum, ...] = Field(
        default=(), examples=["[{subject: maths, agreed_by: P. Professional, on: 2025-09-15}]"]
    )
    """The subjects in which a lower minimum was agreed for the learner."""
    off_the_job: OffTheJob | None = Field(default=None, examples=["{hours: 412.5}"])
    """The hours of off-the-job training."""
    declarations: Declarations | None = Field(default=None, examples=["{employer: {by: E. Employer, on: 2026-10-05}}"])
    """Who has declared that the learner can go on to end-point assessment, and when."""
