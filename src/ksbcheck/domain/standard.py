"""The occupational standard: duties, options, and the Knowledge, Skills and Behaviours they need."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from itertools import groupby
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, StringConstraints

from ksbcheck.domain.ladder import Ladder
from ksbcheck.domain.model import Basis, IsoDate, Model, Number, Source, Text
from ksbcheck.domain.names import CODE_PATTERN, FOUNDATION_KINDS, alike, code_order, kind_of
from ksbcheck.domain.text import listed

Code = Annotated[str, StringConstraints(pattern=CODE_PATTERN)]
Sentences = Annotated[Text, StringConstraints(max_length=5_000)]
"""The text of a duty or statement. Real ones have some hundred characters; comparing takes the square of them."""
_OptionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
GUID_PATTERN = r"^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
_Guid = Annotated[str, StringConstraints(pattern=GUID_PATTERN)]
"""The id by which the official data knows an option, a duty or a statement."""


class StandardKind(Enum):
    """What kind of programme a standard defines."""

    APPRENTICESHIP = "apprenticeship"
    """An apprenticeship, with duties, knowledge, skills and behaviours."""
    FOUNDATION_APPRENTICESHIP = "foundation_apprenticeship"
    """A foundation apprenticeship, with technical knowledge and skills, and employability skills and behaviours."""
    APPRENTICESHIP_UNIT = "apprenticeship_unit"
    """An apprenticeship unit: a part of an apprenticeship, with knowledge and skills."""


class DutyMapping(Enum):
    """How much of a duty's mapping to KSBs the source still holds.

    `none`: it prints no code, and says nothing of why.
    """

    COMPLETE = "complete"
    """All of it: the codes listed are all that there are."""
    PARTIAL = "partial"
    """Some of it: more codes may belong to the duty than are listed."""
    NONE = "none"
    """Nothing: the source prints no code, and the duty is never shown as met or missing."""

    @property
    def words(self) -> str:
        return "not mapped in the source" if self is DutyMapping.NONE else str(self.value)


class Option(Model):
    """One of the specialisms of a standard. A learner does the core duties, and those of one option."""

    id: _OptionId
    """What a manifest calls the option."""
    title: Text
    """The option's title."""
    guid: _Guid | None = None
    """The id by which the official data knows it."""


class Duty(Model):
    """Something that an employee in the occupation does.

    `options` is empty for a core duty, and None for one that the source gives to no option; `ksbs` are those that its
    mapping still names.
    """

    number: Number
    """The number of the duty."""
    text: Sentences
    """The duty, as printed."""
    options: tuple[_OptionId, ...] | None
    """The ids of the options that it belongs to; `[]` for a core duty, nothing where the source gives it to none."""
    mapping: DutyMapping
    """How much of the duty's mapping to KSBs the source holds."""
    ksbs: tuple[str, ...]
    """The codes of the KSBs that it is mapped to."""
    guid: _Guid | None = None
    """The id by which the official data knows it."""


class Ksb(Model):
    """A Knowledge, Skill or Behaviour statement.

    `options` is empty for a core one, and None if the source gives it to no option: no learner has to show it,
    and every report says so.
    """

    code: Code
    """The code: K, S or B (TK, TS or ESB in a foundation apprenticeship), and a number."""
    options: tuple[_OptionId, ...] | None
    """The ids of the options that it belongs to; `[]` for a core one, nothing where the source gives it to none."""
    text: Sentences
    """The statement, as printed."""
    guid: _Guid | None = None
    """The id by which the official data knows it."""


class StandardVersion(Model):
    """A row of the page's version table. `latest_start` is None where none is set."""

    version: Text
    """The version."""
    change: Text | None
    """What has changed in it; empty if not stated."""
    earliest_start: IsoDate | None
    """The first day on which an apprentice may start under it."""
    latest_start: IsoDate | None
    """The last such day; empty where none is set."""
    latest_end: IsoDate | None = None
    """The last day on which an apprenticeship under it may end; empty where none is set."""


class Level(Ladder):
    """Levels of qualifications, the lowest first."""

    ENTRY_LEVEL_1 = "entry_level_1"
    """Entry level 1."""
    ENTRY_LEVEL_2 = "entry_level_2"
    """Entry level 2."""
    ENTRY_LEVEL_3 = "entry_level_3"
    """Entry level 3, as of Functional Skills at that level."""
    LEVEL_1 = "level_1"
    """Level 1, as GCSEs at grades 3 to 1, or D to G."""
    LEVEL_2 = "level_2"
    """Level 2, as GCSEs at grades 9 to 4, or A* to C."""
    LEVEL_3 = "level_3"
    """Level 3, as A levels."""
    LEVEL_4 = "level_4"
    """Level 4, as a certificate of higher education."""
    LEVEL_5 = "level_5"
    """Level 5, as a foundation degree."""
    LEVEL_6 = "level_6"
    """Level 6, as a degree with honours."""
    LEVEL_7 = "level_7"
    """Level 7, as a master's degree."""
    LEVEL_8 = "level_8"
    """Level 8, as a doctorate."""

    @property
    def words(self) -> str:
        return str(self).replace("_", " ")


class Minimum(Model):
    """The lowest level that will do, and the sentence of the source that says so."""

    level: Level
    """The lowest level that will do."""
    sentence: Text
    """The sentence of the source that says so."""


class Qualification(Model):
    """A qualification that an apprentice must or may achieve as part of the apprenticeship."""

    title: Text
    """Its title."""
    level: Text | None = None
    """Its level, as the source words it."""
    information: Text | None = None
    """What else the source says of it."""


Subject = Literal["english", "maths"]
SUBJECTS: tuple[Subject, ...] = ("english", "maths")


class Alternative(Model):
    """A qualification that may stand in place of another, and the sentence of the source that says so."""

    in_place_of: Subject
    """What it may stand in place of."""
    sentence: Text
    """The sentence of the source that says so."""


class EnglishAndMaths(Model):
    """What an apprentice must have achieved in English and maths before end-point assessment."""

    minimum: Minimum
    """The minimum."""
    with_plan_or_statement: Minimum | None = None
    """The minimum with an education, health and care plan or legacy statement."""
    british_sign_language: Alternative | None = None
    """What a British Sign Language qualification may stand in place of."""


class MinimumHours(Model):
    """The least hours of off-the-job training, for those who start from a day on; of a unit, its hours of learning."""

    starts_from: IsoDate | None = None
    """The first day of starts for which it holds; empty for all starts."""
    hours: Number
    """The hours."""

    @property
    def words(self) -> str:
        return f"{self.hours}, for starts from {self.starts_from}" if self.starts_from else str(self.hours)


class EarlyYears(Model):
    """What the source says of work in the Early Years."""

    sentence: Text
    """The sentence of the source."""


class Declarant(Enum):
    """Who may have to declare at the gateway that the learner can go on to end-point assessment."""

    EMPLOYER = "employer"
    PROVIDER = "provider"
    LEARNER = "learner"


class GatewayPart(Enum):
    """What the gateway of a standard may ask for, or not."""

    ENGLISH = "english"
    """A qualification in English."""
    MATHS = "maths"
    """A qualification in maths."""
    EARLY_YEARS = "early_years"
    """A recognised qualification for work in the Early Years."""


class AskedAtGateway(Model):
    """What the gateway asks for beside qualifications and KSBs: whose declarations; and what it doesn't ask for.

    What the file does not say is not known, and passes no learner.
    """

    declarations: tuple[Declarant, ...]
    """Who must declare that the learner can go on; `[]` if no declaration is needed."""
    not_asked_for: tuple[GatewayPart, ...] = ()
    """What the gateway does not ask for, as the source or the assessment plan says."""


class Standard(Model):
    """An occupational standard in one version. `level` is None if not stated."""

    format: Literal["ksbcheck-standard/1"]
    """The format of this file."""
    reference: Text
    """What a manifest calls the standard."""
    title: Text
    """The title of the occupation."""
    level: Annotated[Number, Field(le=8)] | None
    """The level, 1 to 8; empty if not stated."""
    version: Text
    """The version. It is text: write it in quotes."""
    kind: StandardKind | None = None
    """What kind of programme it defines; empty if not stated."""
    status: Text | None = None
    """How far it has come, in the source's words, as of `Approved for delivery`."""
    lars_code: Text | None = None
    """Its code in the Learning Aim Reference Service."""
    route: Text | None = None
    """The route of the occupational maps that it belongs to."""
    typical_duration: Number | None = None
    """How many months it typically takes."""
    minimum_hours: tuple[MinimumHours, ...] = ()
    """The published minimum of off-the-job hours, by the day of the start; of a unit, its hours of learning."""
    assessment_months: Number | None = None
    """How many months end-point assessment typically takes."""
    assessment_plan_url: Text | None = None
    """The web address of the assessment plan. ksbcheck never opens it."""
    starts_paused_from: IsoDate | None = None
    """The day from which no apprentice may start; empty where starts aren't paused."""
    options: Annotated[tuple[Option, ...], Field(max_length=100)]
    """The options."""
    duties: Annotated[tuple[Duty, ...], Field(max_length=500)]
    """The duties."""
    ksbs: Annotated[tuple[Ksb, ...], Field(max_length=1_000)]
    """The Knowledge, Skill and Behaviour statements."""
    qualifications: tuple[Qualification, ...] = ()
    """The qualifications that belong to it."""
    versions: tuple[StandardVersion, ...] = ()
    """The versions that there have been."""
    occupation: tuple[Text, ...] = ()
    """The summary of the occupation, paragraph by paragraph."""
    english_and_maths: EnglishAndMaths | None = None
    """What must have been achieved in English and maths before end-point assessment."""
    english_and_maths_text: Text | None = None
    """What the source says of English and maths, where no rule could be read from it."""
    early_years: EarlyYears | None = None
    """What the source says of work in the Early Years."""
    gateway: AskedAtGateway | None = None
    """What the gateway asks for besides."""
    source: Source | None = None
    """The document that this file was made from."""
    basis: tuple[Basis, ...] = ()
    """Which fields are printed in the source, inferred, or unknown."""
    incomplete: tuple[Text, ...] = ()
    """The statements that its import left out, in words. No portfolio is checked by an incomplete standard."""

    @cached_property
    def by_code(self) -> Mapping[str, Ksb]:
        """The KSBs by code, in the standard's order: by kind, then number."""
        return {ksb.code: ksb for ksb in sorted(self.ksbs, key=lambda ksb: code_order(ksb.code))}

    @cached_property
    def programme(self) -> StandardKind:
        """What kind of programme it defines; by its codes, where the file doesn't say."""
        by_codes = not FOUNDATION_KINDS.isdisjoint(map(kind_of, self.by_code))
        default = StandardKind.FOUNDATION_APPRENTICESHIP if by_codes else StandardKind.APPRENTICESHIP
        return self.kind or default

    @property
    def code_ranges(self) -> str:
        """The first and the last code of each kind: `K1 to K47 and B1 to B6`."""
        kinds = (list(codes) for _, codes in groupby(self.by_code, key=kind_of))
        return listed(f"{codes[0]} to {codes[-1]}" if len(codes) > 1 else codes[0] for codes in kinds)

    @cached_property
    def by_number(self) -> Mapping[int, Duty]:
        return {duty.number: duty for duty in sorted(self.duties, key=lambda duty: duty.number)}

    @property
    def texts(self) -> tuple[str, ...]:
        """All that it says: a document that repeats it shows nothing of the learner's work."""
        titles = (self.title, *(option.title for option in self.options))
        said = (*(f"{ksb.code} {ksb.text}" for ksb in self.ksbs), *(duty.text for duty in self.duties))
        return (*said, *titles, *self.occupation, *self._sentences())

    def _sentences(self) -> Iterator[str]:
        """Yield the sentences on the gateway, and the notice of copyright."""
        asked = self.english_and_maths
        parts = (asked.minimum, asked.with_plan_or_statement, asked.british_sign_language) if asked else ()
        yield from (part.sentence for part in (*parts, self.early_years) if part)
        if self.english_and_maths_text:
            yield self.english_and_maths_text
        if self.source and self.source.copyright:
            yield self.source.copyright

    @property
    def full_name(self) -> str:
        return f"{self.reference} {self.title}, version {self.version}"

    @property
    def option_ids(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.options)

    @cached_property
    def this_version(self) -> StandardVersion | None:
        """The row of the version table for this version."""
        return next((row for row in self.versions if row.version == self.version), None)

    def least_hours(self, started: date) -> int | None:
        """Return the least hours of training for those who start on a day; None if not stated."""
        rows = [row for row in self.minimum_hours if (row.starts_from or date.min) <= started]
        return max((row.starts_from or date.min, row.hours) for row in rows)[1] if rows else None

    def excludes(self, part: GatewayPart) -> bool:
        """Whether the file says that the gateway doesn't ask for a part."""
        return self.gateway is not None and part in self.gateway.not_asked_for

    def option(self, name: str) -> Option | None:
        """Return the option of an id or a title, in any letter case; None if there is none or more than one."""
        for names in (self.option_ids, tuple(option.title for option in self.options)):
            meant = alike(name, names)
            if meant is not None:
                return self.options[names.index(meant)]
        return None

    def basis_of(self, field: str) -> Basis | None:
        return next((basis for basis in self.basis if field in basis.fields), None)

    def duties_mapped_to(self, code: str) -> tuple[Duty, ...]:
        """Return the duties of all options that are mapped to a KSB."""
        return tuple(duty for duty in self.by_number.values() if code in duty.ksbs)

    @cached_property
    def requirements(self) -> Mapping[str, "Requirement"]:
        return {option.id: self._requirement(option.id) for option in self.options}

    def _requirement(self, option_id: str) -> "Requirement":
        ksbs = tuple(ksb for ksb in self.by_code.values() if belongs(ksb, option_id))
        order = {ksb.code: index for index, ksb in enumerate(ksbs)}
        needed_by: dict[str, tuple[int, ...]] = dict.fromkeys(order, ())
        duties = []
        for duty in self.by_number.values():
            if belongs(duty, option_id):
                codes = tuple(sorted(order.keys() & set(duty.ksbs), key=order.__getitem__))
                duties.append((duty, codes))
                needed_by |= {code: (*needed_by[code], duty.number) for code in codes}
        return Requirement(ksbs, tuple(duties), needed_by)


class Requirement(NamedTuple):
    """The KSBs and duties of an option, with the required codes of each duty, and the duties of each code."""

    ksbs: tuple[Ksb, ...]
    duties: tuple[tuple[Duty, tuple[str, ...]], ...]
    needed_by: Mapping[str, tuple[int, ...]]

    def restricted_to(self, codes: Collection[str]) -> "Requirement":
        """Return the KSBs of some codes, and no duties: other methods may assess part of them."""
        return self._replace(ksbs=tuple(ksb for ksb in self.ksbs if ksb.code in codes), duties=())


def belongs(item: Ksb | Duty, option_id: str) -> bool:
    """Whether a KSB or duty is core, or of the option."""
    return item.options is not None and (not item.options or option_id in item.options)


def owners(item: Ksb | Duty) -> str:
    """Return the options of a KSB or duty, in words."""
    return "of no option named" if item.options is None else ", ".join(item.options) or "core"


_OF_THE_GATEWAY = ("kind", "minimum_hours", "english_and_maths", "english_and_maths_text", "early_years", "gateway")


def requires_at_least(other: Standard, known: Standard) -> bool:
    """Whether another file of a known standard asks every option for at least the same, in the same words."""
    return (
        _content(known) == _content(other)
        and all(_required(known, option) <= _required(other, option) for option in known.option_ids)
        and _says_all_of(known, other, _OF_THE_GATEWAY)
        and _says_all_of(known.this_version, other.this_version, ("earliest_start", "latest_start", "latest_end"))
        and all(_maps_all_of(duty, other.by_number[number]) for number, duty in known.by_number.items())
    )


def keeps_all_of(other: Standard, known: Standard) -> bool:
    """Whether another version of a known standard asks every option for at least the same statements and gateway."""
    return (
        _statements(known).items() <= _statements(other).items()
        and set(known.option_ids) <= set(other.option_ids)
        and all(_codes(known, option) <= _codes(other, option) for option in known.option_ids)
        and _says_all_of(known, other, _OF_THE_GATEWAY)
    )


def _statements(standard: Standard) -> dict[str, str]:
    return {ksb.code: ksb.text for ksb in standard.ksbs}


def _codes(standard: Standard, option: str) -> set[str]:
    return {ksb.code for ksb in standard.requirements[option].ksbs}


def _content(standard: Standard) -> object:
    duties = {duty.number: duty.text for duty in standard.duties}
    return standard.reference, standard.version, set(standard.option_ids), _statements(standard), duties


def _required(standard: Standard, option: str) -> set[str | int]:
    return {*_codes(standard, option), *(duty.number for duty, _ in standard.requirements[option].duties)}


def _says_all_of(known: object, other: object, fields: Collection[str]) -> bool:
    return all(getattr(known, field, None) in (None, (), getattr(other, field, None)) for field in fields)


def _maps_all_of(known: Duty, other: Duty) -> bool:
    if known.mapping is DutyMapping.COMPLETE:
        return other.mapping is DutyMapping.COMPLETE and set(known.ksbs) == set(other.ksbs)
    return set(known.ksbs) <= set(other.ksbs)
