"""The portfolio as its manifest states it."""

from enum import Enum
from typing import Literal

from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.model import IsoDate, Model, Number, Text


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


class SignOff(Model):
    """Somebody's word on a claim: a name and a day. It counts only when it has both, and the name has letters."""

    by: Text | None = None
    on: IsoDate | None = None

    @property
    def complete(self) -> bool:
        """Whether it says both who and when."""
        return self.on is not None and self.named

    @property
    def named(self) -> bool:
        """Whether it says who: `?` and `-` are nobody."""
        return self.by is not None and any(map(str.isalpha, self.by))


class ClaimEntry(Model):
    """The long form of a claim. Without a status it is claimed."""

    ksb: Text
    where: Text | None = None
    status: Rung | None = None
    assessed: SignOff | None = None
    verified: SignOff | None = None


class Evidence(Model):
    """A piece of evidence. `assessed` and `verified` here stand for all its claims that don't have their own."""

    id: Text
    title: Text | None = None
    type: EvidenceType | None = None
    date: IsoDate | None = None
    files: tuple[Text, ...] = ()
    duties: tuple[Number, ...] = ()
    ksbs: tuple[Text, ...] = ()
    claims: tuple[ClaimEntry, ...] = ()
    assessed: SignOff | None = None
    verified: SignOff | None = None


class Learner(Model):
    """The apprentice. `id` is text: `0012345` keeps its zeros."""

    name: Text | None = None
    id: Text | None = None


class Portfolio(Model):
    """A learner's evidence against one option of one version of one standard. Those three are never guessed."""

    format: Literal["ksbcheck-portfolio/1"]
    standard: Text
    version: Text
    option: Text
    learner: Learner | None = None
    started: IsoDate | None = None
    evidence: tuple[Evidence, ...]

    @property
    def learner_name(self) -> str | None:
        """The learner's name, if the manifest says it."""
        return self.learner.name if self.learner else None
