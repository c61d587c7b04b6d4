"""The data of Skills England's standards API, as a standard.

Its shape is that which the Department for Education's own importer reads (SkillsFundingAgency/das-courses-api, licensed
under MIT), and so is the rule by which statements belong to options. There are no codes in it: K1 is the first
knowledge statement.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import AliasChoices, Field, ValidationError

from ksbcheck.domain.codes import CODE_PATTERN
from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.model import Basis, BasisKind, Source
from ksbcheck.domain.standard import GUID_PATTERN, Option, Qualification, Standard, StandardKind, StandardVersion
from ksbcheck.importing.assembly import (
    CORE,
    LICENCE,
    Mapped,
    Notes,
    PlainDuty,
    Statement,
    finished,
    mapped_duties,
    note_orphans,
    of_everyone,
    owned,
    problems_of,
    same_ids,
)
from ksbcheck.importing.imported import Imported, option_id, unusable
from ksbcheck.importing.official_json import Official, Words, read_model
from ksbcheck.rules import imports

_DOCUMENT = "the data of Skills England's standards API"
APPROVED = "approved for delivery"
_GUID = re.compile(GUID_PATTERN)
_CODE = re.compile(CODE_PATTERN)
_DISPENSABLE = (
    "level",
    "status",
    "larsCode",
    "typicalDuration",
    "route",
    "qualifications",
    "earliestStartDate",
    "latestStartDate",
    "latestEndDate",
    "change",
)
"""The fields without which a standard can still be imported: nothing that is required hangs on them."""


class _Statement(Official):
    identifier: Annotated[Words, Field(validation_alias=AliasChoices("knowledgeId", "skillId", "behaviourId", "id"))]
    detail: Words


class _Duty(Official):
    identifier: Annotated[Words | None, Field(validation_alias=AliasChoices("dutyID", "dutyId"))] = None
    dutyDetail: Words  # noqa: N815 - the data's own names
    isThisACoreDuty: Annotated[int, Field(ge=0, le=1)] | bool | None = None  # noqa: N815
    mappedKnowledge: list[Words] | None = None  # noqa: N815
    mappedSkills: list[Words] | None = None  # noqa: N815
    mappedBehaviour: list[Words] | None = None  # noqa: N815
    mappedOptions: list[Words] | None = None  # noqa: N815


class _Option(Official):
    identifier: Annotated[Words, Field(validation_alias="optionId")]
    title: Words


class _Qualification(Official):
    title: str | None = None
    level: str | int | None = None
    anyAdditionalInformation: str | None = None  # noqa: N815


class _Content(Official):
    referenceNumber: Words  # noqa: N815
    title: Words
    version: Words | None = None
    versionNumber: Words | None = None  # noqa: N815
    level: Annotated[int, Field(ge=1, le=8)] | None = None
    status: str | None = None
    change: str | None = None
    earliestStartDate: str | None = None  # noqa: N815
    latestStartDate: str | None = None  # noqa: N815
    latestEndDate: str | None = None  # noqa: N815
    larsCode: str | int | None = None  # noqa: N815
    typicalDuration: Annotated[int, Field(ge=0)] | None = None  # noqa: N815
    route: str | None = None
    coreAndOptions: bool | None = None  # noqa: N815
    options: list[_Option] | None = None
    optionsUnstructuredTemplate: list[str] | None = None  # noqa: N815
    duties: list[_Duty] | None = None
    knowledges: list[_Statement] | None = None
    skills: list[_Statement] | None = None
    behaviours: list[_Statement] | None = None
    technicalKnowledges: list[_Statement] | None = None  # noqa: N815
    technicalSkills: list[_Statement] | None = None  # noqa: N815
    employabilitySkillsAndBehaviours: list[_Statement] | None = None  # noqa: N815
    qualifications: list[_Qualification] | None = None


_FIELDS = {
    "K": "knowledges",
    "S": "skills",
    "B": "behaviours",
    "TK": "technicalKnowledges",
    "TS": "technicalSkills",
    "ESB": "employabilitySkillsAndBehaviours",
}
_FOUNDATION = ("technicalKnowledges", "technicalSkills", "employabilitySkillsAndBehaviours")


def is_of_skills_england(content: object) -> bool:
    """Whether a value looks like a standard of that API."""
    return isinstance(content, dict) and "referenceNumber" in content


def read_skills_england(path: Path, content: Mapping[str, Any], where: str) -> Imported:
    """Return what is made of one standard of that API; `where` says where in the file it stands."""
    name = _name(content, where)
    try:
        data, left_out = read_model(content, _Content, _DISPENSABLE, name, path)
    except InputError as error:
        return unusable(name, error.findings)
    notes = Notes(name, path, list(left_out))
    try:
        return finished(_standard(data, notes), notes)
    except ValidationError as error:
        notes.add(imports.unusable_value, "; ".join(problems_of(error)), ())
        return unusable(name, notes.found)
    except InputError as error:
        return unusable(name, (*notes.found, *error.findings))


def _name(content: Mapping[str, Any], where: str) -> str:
    """Return how to call a standard in messages, as far as its data tells."""
    parts = (content.get(key) for key in ("referenceNumber", "version"))
    reference, version = (each.strip() if isinstance(each, str) else "" for each in parts)
    return f"{reference} {version}".strip() if reference else where


def _standard(data: _Content, notes: Notes) -> Standard:
    version = data.version or data.versionNumber
    if version is None:
        raise _refused(notes, "version is missing")
    if data.versionNumber not in (None, version):
        what = f"version says {version} and versionNumber {data.versionNumber}"
        notes.add(imports.source_does_not_say, what, f"It is imported as {version}; see which is right.", ("version",))
    statements = tuple(_statements(data, notes))
    if not statements:
        raise _refused(notes, "it has no statements: no knowledge, no skills and no behaviours")
    named = tuple(_options(data, notes))
    structured = any(identifier for identifier, _ in named)
    options = tuple(option for _, option in named)
    duties = mapped_duties(_duties(data, named if structured else (), notes), statements, notes)
    ksbs = owned(statements, duties, [option.id for option in options]) if structured else of_everyone(statements)
    standard = Standard.model_validate(
        {
            "format": "ksbcheck-standard/1",
            "reference": data.referenceNumber,
            "title": data.title,
            "level": data.level,
            "version": version,
            "kind": _kind(data),
            "status": _text(data.status),
            "lars_code": _lars_code(data),
            "route": _text(data.route),
            "typical_duration": data.typicalDuration or None,
            "options": options or (CORE,),
            "duties": duties,
            "ksbs": ksbs,
            "qualifications": tuple(_qualifications(data, notes)),
            "versions": _versions(data, version, notes),
            "source": Source(document=f"{_DOCUMENT}, imported from {notes.path.name}", copyright=LICENCE),
            "basis": tuple(_basis(data, structured=structured)),
        }
    )
    note_orphans(standard, notes)
    if standard.status and standard.status.casefold() != APPROVED:
        notes.add(imports.not_current, standard.status)
    return standard


def _refused(notes: Notes, problem: str) -> InputError:
    finding: Finding = imports.unusable_value.finding(imports.unusable_value(notes.name, problem, ()))
    return InputError.of(finding.at(str(notes.path), None))


def _statements(data: _Content, notes: Notes) -> Iterator[Statement]:
    """Yield the statements with their codes: the one that the id is, or else kind and place in the list."""
    for kind, name in _FIELDS.items():
        listed: Sequence[_Statement] = getattr(data, name) or ()
        made = [
            Statement(each.identifier, _code(each.identifier, kind, number), each.detail, guid_of(each.identifier))
            for number, each in enumerate(listed, start=1)
        ]
        same_ids(made, name, notes)
        yield from made


def _code(identifier: str, kind: str, number: int) -> str:
    return identifier if _CODE.match(identifier) else f"{kind}{number}"


def guid_of(identifier: str | None) -> str | None:
    """Return an id if it is of the form of GUIDs."""
    return identifier if identifier and _GUID.match(identifier) else None


def _options(data: _Content, notes: Notes) -> "Iterator[Named]":
    """Yield the options, none where the standard has none. Those of the unstructured template have no id."""
    if not data.coreAndOptions:
        if data.options:
            what = "it lists options, and coreAndOptions says that it has none: it is imported without them"
            location = ("coreAndOptions",)
            notes.add(imports.source_does_not_say, what, "See on the standard's page whether it has.", location)
        return
    if data.options:
        yield from _named([(each.identifier, each.title) for each in data.options], notes)
        return
    titles = [title.strip() for title in data.optionsUnstructuredTemplate or () if title.strip()]
    what = "it has options, and the data doesn't say which duty belongs to which: all statements are required of each"
    if not titles:
        what = "coreAndOptions says that it has options, and none is named: all statements are required"
    notes.add(imports.source_does_not_say, what, "Take the options from the standard's page.", ("options",))
    yield from _named([(None, title) for title in titles], notes)


Named = tuple[str | None, Option]
"""An option, and the id by which the data's duties name it, if they do."""


def _named(options: Sequence[tuple[str | None, str]], notes: Notes) -> Sequence[Named]:
    made: list[Named] = []
    for identifier, title in options:
        own_id = option_id(title, (option.id for _, option in made))
        made.append((identifier, Option(id=own_id, title=title, guid=guid_of(identifier))))
    for title in dict.fromkeys(option.title.casefold() for _, option in made):
        ids = tuple(option.id for _, option in made if option.title.casefold() == title)
        if len(ids) > 1:
            notes.add(imports.option_titles_alike, title, ids, ("options",))
    return made


def _duties(data: _Content, options: Sequence[Named], notes: Notes) -> Iterator[PlainDuty]:
    for index, duty in enumerate(data.duties or ()):
        fields = ("mappedKnowledge", "mappedSkills", "mappedBehaviour")
        mapped = [Mapped(name, getattr(duty, name) or (), ("duties", index, name)) for name in fields]
        core = not options or bool(duty.isThisACoreDuty)
        yield PlainDuty(
            number=index + 1,
            text=duty.dutyDetail,
            guid=guid_of(duty.identifier),
            options=() if core else _options_of(duty, index, options, notes),
            mapped=mapped,
        )


def _options_of(duty: _Duty, index: int, options: Sequence[Named], notes: Notes) -> tuple[str, ...] | None:
    """Return the ids of the options that a duty belongs to; None where the data names none that there is."""
    named = {each.casefold(): each for each in duty.mappedOptions or ()}
    known = {identifier.casefold() for identifier, _ in options if identifier}
    for identifier in named.keys() - known:
        what = f"mappedOptions of duty {index + 1} names {named[identifier]!r}, which no option has"
        location = ("duties", index, "mappedOptions")
        notes.add(imports.source_does_not_say, what, "See on the standard's page whose duty it is.", location)
    return tuple(option.id for identifier, option in options if identifier and identifier.casefold() in named) or None


def _kind(data: _Content) -> StandardKind:
    if any(getattr(data, name) for name in _FOUNDATION):
        return StandardKind.FOUNDATION_APPRENTICESHIP
    if data.duties is None and data.behaviours is None:
        return StandardKind.APPRENTICESHIP_UNIT
    return StandardKind.APPRENTICESHIP


def _text(given: object) -> str | None:
    return (str(given).strip() or None) if given is not None else None


def _lars_code(data: _Content) -> str | None:
    return _text(data.larsCode) if data.larsCode else None


def _qualifications(data: _Content, notes: Notes) -> Iterator[Qualification]:
    for index, each in enumerate(data.qualifications or ()):
        title = _text(each.title)
        if title:
            yield Qualification(title=title, level=_text(each.level), information=_text(each.anyAdditionalInformation))
        else:
            what = f"qualifications[{index}] has no title and is left out"
            notes.add(imports.source_does_not_say, what, "See it on the standard's page.", ("qualifications", index))


def _versions(data: _Content, version: str, notes: Notes) -> tuple[StandardVersion, ...]:
    """Return the row about this version, unless the data says nothing of it."""
    fields = ("earliestStartDate", "latestStartDate", "latestEndDate")
    earliest, latest, end = (_date(getattr(data, name), name, notes) for name in fields)
    change = _text(data.change)
    if not any((earliest, latest, end, change)):
        return ()
    row = StandardVersion(version=version, change=change, earliest_start=earliest, latest_start=latest, latest_end=end)
    return (row,)


def _date(given: str | None, name: str, notes: Notes) -> date | None:
    """Return the day of a date, which may stand with a time; None, with a note, if it is none."""
    if not _text(given):
        return None
    with suppress(ValueError):
        return datetime.fromisoformat(str(given).strip()).date()
    what = f"{name} is no date: {str(given)[:40]!r}"
    notes.add(imports.source_does_not_say, what, "It is left out. Correct it in the imported file.", (name,))
    return None


def _basis(data: _Content, *, structured: bool) -> Iterator[Basis]:
    printed = ["reference", "title", "version", "duties.text", "duties.ksbs", "duties.mapping", "ksbs.text"]
    told = {"level": data.level, "status": data.status, "lars_code": data.larsCode, "route": data.route}
    printed += [name for name, value in told.items() if value]
    yield Basis(fields=tuple(printed), basis=BasisKind.PRINTED, why="The data's own words and ids.")
    why = "The data has no codes or numbers: statements and duties are counted in its order."
    yield Basis(fields=("ksbs.code", "duties.number"), basis=BasisKind.INFERRED, why=why)
    if structured:
        why = "A statement is core if a core duty needs it, and else belongs to the options whose duties do."
        yield Basis(fields=("ksbs.options",), basis=BasisKind.INFERRED, why=why)
        yield Basis(fields=("options.title", "duties.options"), basis=BasisKind.PRINTED, why="The data's own.")
        yield Basis(fields=("options.id",), basis=BasisKind.INFERRED, why="Made from the titles.")
    else:
        known = not data.coreAndOptions
        why = "The standard has no options." if known else "The data doesn't say which option needs what."
        basis = BasisKind.PRINTED if known else BasisKind.UNKNOWN
        yield Basis(fields=("ksbs.options", "duties.options"), basis=basis, why=why)
