"""The data of Skills England's Occupational Maps API, as a standard.

It prints codes, and has one occupation for each option of a standard: OCC1414A is one of the options of ST1414.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

from pydantic import AliasChoices, Field, ValidationError

from ksbcheck.domain.codes import CODE_PATTERN, code_order
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.model import Basis, BasisKind, Source
from ksbcheck.domain.standard import DutyMapping, Option, Standard
from ksbcheck.domain.text import listed
from ksbcheck.importing.assembly import (
    CORE,
    LICENCE,
    DutyParts,
    KsbParts,
    Mapped,
    Notes,
    PlainDuty,
    Statement,
    finished,
    mapped_duties,
    problems_of,
)
from ksbcheck.importing.imported import Imported, option_id, unusable
from ksbcheck.importing.official_json import Official, Words, read_model
from ksbcheck.rules import imports

_DOCUMENT = "the data of Skills England's Occupational Maps API"
_APPROVED = "approved"
_DISPENSABLE = ("level", "statusName", "products")
_OCCUPATION = re.compile(r"OCC(?P<number>[0-9]{3,5})(?P<option>[A-Z]?)")
_CODE = re.compile(CODE_PATTERN)
_NAME_OF_AN_OPTION = re.compile(r"(?P<standard>.+?)\s*(?:\((?P<bracket>.+)\)|(?::|\s[-\u2013])\s+(?P<rest>.+))")
_DUTY = re.compile(r"[Dd](?:uty)?\s*([1-9][0-9]{0,3})")


class _Statement(Official):
    code: Annotated[Words, Field(validation_alias=AliasChoices("knowledgeId", "skillId", "behaviourId"))]
    detail: Words


class _Duty(Official):
    dutyId: Words | None = None  # noqa: N815 - the data's own names
    dutyDetail: Words  # noqa: N815
    mappedKnowledge: list[Words] | None = None  # noqa: N815
    mappedSkills: list[Words] | None = None  # noqa: N815
    mappedBehaviour: list[Words] | None = None  # noqa: N815


class _Product(Official):
    productCode: str | None = None  # noqa: N815
    typeName: str | None = None  # noqa: N815


class _Occupation(Official):
    stdCode: Words  # noqa: N815
    name: Words
    versionNo: Words  # noqa: N815
    level: Annotated[int, Field(ge=1, le=8)] | None = None
    statusName: str | None = None  # noqa: N815
    duties: list[_Duty]
    knowledges: list[_Statement]
    skills: list[_Statement]
    behaviours: list[_Statement]
    products: list[_Product] | None = None

    @property
    def reference(self) -> str | None:
        """The reference of the apprenticeship standard: of the one product that is one, or the occupation's number."""
        kinds = ((product.productCode or "", product.typeName or "") for product in self.products or ())
        codes = {code.strip() for code, kind in kinds if kind.casefold() == "apprenticeship" and code.strip()}
        parts = _OCCUPATION.fullmatch(self.stdCode)
        if len(codes) == 1:
            return codes.pop()
        return f"ST{parts['number']}" if parts else None

    @property
    def is_one_option(self) -> bool:
        """Whether the occupation is one option of a standard that has several."""
        parts = _OCCUPATION.fullmatch(self.stdCode)
        return bool(parts and parts["option"])


def is_of_the_maps(content: object) -> bool:
    """Whether a value looks like an occupation of that API."""
    return isinstance(content, dict) and "stdCode" in content


def read_occupations(path: Path, contents: Iterable[tuple[Mapping[str, Any], str]]) -> Iterator[Imported]:
    """Yield what is made of occupations, those of one standard and version together; each with where it stands."""
    of_standard: dict[tuple[str, str], list[_Occupation]] = defaultdict(list)
    notes: dict[tuple[str, str], Notes] = {}
    for content, where in contents:
        code = content.get("stdCode")
        name = code.strip() if isinstance(code, str) else where
        try:
            occupation, left_out = read_model(content, _Occupation, _DISPENSABLE, name, path)
        except InputError as error:
            yield unusable(name, error.findings)
            continue
        if occupation.reference is None:
            problem = f"stdCode {occupation.stdCode!r} is not of the usual form, and no product is its standard"
            refusal = imports.unusable_value.finding(imports.unusable_value(name, problem, ("stdCode",)))
            yield unusable(name, [refusal.at(str(path), None)])
            continue
        key = (occupation.reference, occupation.versionNo)
        of_standard[key].append(occupation)
        notes.setdefault(key, Notes(" ".join(key), path)).found.extend(left_out)
    for key, occupations in of_standard.items():
        try:
            yield finished(_standard(*key, occupations, notes[key]), notes[key])
        except ValidationError as error:
            notes[key].add(imports.unusable_value, "; ".join(problems_of(error)), ())
            yield unusable(notes[key].name, notes[key].found)


def _standard(reference: str, version: str, occupations: Sequence[_Occupation], notes: Notes) -> Standard:
    by_code = {each.stdCode: each for each in occupations}
    for code in [code for code, last in by_code.items() if any(e.stdCode == code and e != last for e in occupations)]:
        notes.add(imports.unusable_value, f"the occupation {code} is listed twice, and not alike", ("stdCode",))
    occupations = tuple(by_code.values())
    several = len(occupations) > 1 or occupations[0].is_one_option
    options: list[Option] = []
    for occupation in occupations if several else ():
        _, title = _titles(occupation.name)
        options.append(Option(id=option_id(title, (option.id for option in options)), title=title))
    numbers = _numbers(occupations)
    parts = [_Part(occupation, numbers, notes) for occupation in occupations]
    ids = [option.id for option in options] or [CORE.id]
    if len(occupations) == 1 and several:
        what = f"the file has the occupation {occupations[0].stdCode} alone, which is one option of several"
        remedy = "Import the occupations of the other options along with it: one list of all of them."
        notes.add(imports.source_does_not_say, what, remedy, ("stdCode",))
    status = occupations[0].statusName
    if status and not status.casefold().startswith(_APPROVED):
        notes.add(imports.not_current, status)
    named = listed(each.stdCode for each in occupations)
    return Standard.model_validate(
        {
            "format": "ksbcheck-standard/1",
            "reference": reference,
            "title": _titles(occupations[0].name)[0] if several else occupations[0].name,
            "level": occupations[0].level,
            "version": version,
            "options": tuple(options) or (CORE,),
            "duties": tuple(_duties(parts, ids, notes)),
            "ksbs": tuple(_ksbs(parts, ids, notes)),
            "source": Source(document=f"{_DOCUMENT}, {named}, imported from {notes.path.name}", copyright=LICENCE),
            "basis": tuple(_basis()),
        }
    )


class _Part:
    """What one occupation has: its statements by code, and its duties by number."""

    def __init__(self, occupation: _Occupation, numbers: Mapping[str, int], notes: Notes) -> None:
        statements: list[Statement] = []
        for field in ("knowledges", "skills", "behaviours"):
            of_kind = [Statement(each.code, each.code, each.detail, None) for each in getattr(occupation, field)]
            statements += of_kind
        self.statements = {each.code: each for each in statements}
        if len(self.statements) != len(statements):
            notes.add(imports.unusable_value, f"two statements of {occupation.stdCode} have one code", ())
        duties = mapped_duties(_plain_duties(occupation, numbers), statements, notes)
        self.duties = {duty["number"]: duty for duty in duties}
        if len(self.duties) != len(duties):
            notes.add(imports.unusable_value, f"two duties of {occupation.stdCode} have one number", ("duties",))


def _numbers(occupations: Sequence[_Occupation]) -> Mapping[str, int]:
    """Return the number of each duty by its words: that of its id, or else its place among those of all occupations."""
    duties = [duty for occupation in occupations for duty in occupation.duties]
    stated = {duty.dutyDetail: _DUTY.fullmatch(duty.dutyId or "") for duty in duties}
    if all(stated.values()):
        return {}
    return {text: number for number, text in enumerate(stated, start=1)}


def _plain_duties(occupation: _Occupation, numbers: Mapping[str, int]) -> Iterator[PlainDuty]:
    for index, duty in enumerate(occupation.duties):
        numbered = _DUTY.fullmatch(duty.dutyId or "")
        fields = ("mappedKnowledge", "mappedSkills", "mappedBehaviour")
        yield PlainDuty(
            number=int(numbered[1]) if numbered and not numbers else numbers[duty.dutyDetail],
            text=duty.dutyDetail,
            guid=None,
            options=(),
            mapped=[Mapped(name, getattr(duty, name) or (), ("duties", index, name)) for name in fields],
        )


def _titles(name: str) -> tuple[str, str]:
    """Return the title of the standard and that of the option from the name of an occupation that is one option."""
    parts = _NAME_OF_AN_OPTION.fullmatch(name)
    return (parts["standard"], parts["bracket"] or parts["rest"]) if parts else (name, name)


def _owners(present: Sequence[bool], ids: Sequence[str]) -> tuple[str, ...]:
    """Return whose something is that stands in some of the occupations: everyone's if it is in all of them."""
    return () if all(present) else tuple(each for each, is_in in zip(ids, present, strict=True) if is_in)


def _ksbs(parts: Sequence[_Part], ids: Sequence[str], notes: Notes) -> Iterator[KsbParts]:
    codes = dict.fromkeys(chain.from_iterable(part.statements for part in parts))
    for code in sorted(codes, key=code_order) if all(map(_CODE.match, codes)) else codes:
        texts = [part.statements[code].text for part in parts if code in part.statements]
        if len(set(texts)) > 1:
            problem = f"{code} is another statement in another of its occupations"
            notes.add(imports.unusable_value, problem, ())
        owners = _owners([code in part.statements for part in parts], ids)
        yield {"code": code, "options": owners, "text": texts[0], "guid": None}


def _duties(parts: Sequence[_Part], ids: Sequence[str], notes: Notes) -> Iterator[DutyParts]:
    for number in sorted(set(chain.from_iterable(part.duties for part in parts))):
        same = [part.duties[number] for part in parts if number in part.duties]
        if len({duty["text"] for duty in same}) > 1:
            notes.add(imports.unusable_value, f"duty {number} is another one in another of its occupations", ())
        codes = tuple(dict.fromkeys(chain.from_iterable(duty["ksbs"] for duty in same)))
        partial = any(duty["mapping"] is DutyMapping.PARTIAL for duty in same)
        mapping = DutyMapping.PARTIAL if partial else DutyMapping.COMPLETE
        yield {
            "number": number,
            "text": same[0]["text"],
            "options": _owners([number in part.duties for part in parts], ids),
            "mapping": mapping if codes else DutyMapping.NONE,
            "ksbs": codes,
            "guid": None,
        }


def _basis() -> Iterator[Basis]:
    printed = ("title", "version", "duties.text", "duties.ksbs", "duties.mapping", "ksbs.code", "ksbs.text")
    yield Basis(fields=printed, basis=BasisKind.PRINTED, why="The data's own words and codes.")
    why = "The standard that is a product of the occupation, or else the occupation's number."
    yield Basis(fields=("reference",), basis=BasisKind.INFERRED, why=why)
    why = "Each occupation is an option: what all of them have is core, and else it belongs to those that have it."
    fields = ("options.id", "options.title", "duties.options", "ksbs.options")
    yield Basis(fields=fields, basis=BasisKind.INFERRED, why=why)
