"""Packages of CASE, 1EdTech's format for Competencies and Academic Standards Exchange, read as standards.

One that ksbcheck has written gives exactly the standard again: CASE's own fields say what it requires, and `extensions`
what CASE has no field for. One from elsewhere is read as far as it goes: items with a code such as K1 are statements,
items of the type Duty are duties, and an association between the two is a mapping. What it doesn't say is marked as
inferred or unknown, and what can't be understood is refused, so that nothing is silently left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ksbcheck.domain.basis import BasisKind
from ksbcheck.domain.case import CHILD, EXTENSION, FORMAT, ItemKind
from ksbcheck.domain.codes import CODE_PATTERN
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.model import Text
from ksbcheck.domain.standard import DutyMapping, Standard
from ksbcheck.domain.text import first_few
from ksbcheck.importing.imported import Given
from ksbcheck.inputs.refuse import refuse
from ksbcheck.rules import reading, standard_findings

_DUTY = re.compile(r"(?:D|Duty\s*)([1-9]\d{0,3})", re.IGNORECASE)
_CORE = ("core", "Core")
_AGAIN = "Export it again from where it comes from, or correct it there."


class _Part(BaseModel):
    """A part of a package. What we don't read of it is no matter."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    extensions: Mapping[str, Any] | None = None

    @property
    def ours(self) -> Mapping[str, Any] | None:
        """What ksbcheck has written here."""
        found = (self.extensions or {}).get(EXTENSION)
        return found if isinstance(found, Mapping) else None


def _each(value: object) -> object:
    return [] if value is None else value


class _Document(_Part):
    title: Text
    version: Text | None = None


class _Item(_Part):
    identifier: Text
    statement: Text = Field(alias="fullStatement")
    code: str | None = Field(default=None, alias="humanCodingScheme")
    type: str | None = Field(default=None, alias="CFItemType")
    enumeration: str | None = Field(default=None, alias="listEnumeration")

    @property
    def name(self) -> str:
        """How a message calls it."""
        return self.code or self.statement


class _Node(_Part):
    identifier: Text


class _Association(_Part):
    type: Text = Field(alias="associationType")
    origin: _Node = Field(alias="originNodeURI")
    destination: _Node = Field(alias="destinationNodeURI")


class _Package(_Part):
    document: _Document = Field(alias="CFDocument")
    items: Annotated[tuple[_Item, ...], BeforeValidator(_each)] = Field(default=(), alias="CFItems")
    associations: Annotated[tuple[_Association, ...], BeforeValidator(_each)] = Field(
        default=(), alias="CFAssociations"
    )


def is_case(content: object) -> bool:
    """Whether the content of a JSON file is a package of CASE."""
    return isinstance(content, dict) and ("CFDocument" in content or "CFPackage" in content)


def read_case(path: Path, content: Mapping[str, Any], given: Given | None = None) -> Standard:
    """Return the standard that a package of CASE holds; `given` is what a person says of it besides.

    Raises:
        InputError: it can't be read, is no standard, contradicts itself, or lacks something that nobody says.
    """
    package = _package(path, content)
    ours = package.document.ours
    made = _own(path, package, ours) if ours is not None else _foreign(path, package, given or Given())
    try:
        standard = Standard.model_validate(made)
    except ValidationError as error:
        raise _unusable(path, error) from None
    findings = [finding.at(str(path), None) for finding in standard_findings(standard)]
    if findings:
        raise InputError.of(*findings)
    return standard


def _package(path: Path, content: Mapping[str, Any]) -> _Package:
    inner = content.get("CFPackage", content)
    try:
        return _Package.model_validate(inner)
    except ValidationError as error:
        raise _unusable(path, error) from None


def _unusable(path: Path, error: ValidationError) -> InputError:
    """Return what to raise for a value that won't do: the first is named, and how many more there are."""
    details = error.errors()
    first = details[0]
    where = ".".join(str(step) for step in first["loc"])
    whose = f"{where} of the CASE package" if where else "the CASE package"
    wrong = "is missing" if first["type"] == "missing" else f"will not do: {first['msg'][:1].lower()}{first['msg'][1:]}"
    more = f" ({len(details) - 1} more like this)" if len(details) > 1 else ""
    return _refused(path, f"{whose} {wrong}{more}")


def _refused(path: Path, problem: str, remedy: str = _AGAIN) -> InputError:
    return refuse(str(path), None, reading.not_a_standard, problem, remedy)


def _own(path: Path, package: _Package, ours: Mapping[str, Any]) -> dict[str, Any]:
    """Return the standard of a package that ksbcheck has written, as plain values."""
    if ours.get("format") != FORMAT:
        raise _refused(path, f"the package was written by another version of ksbcheck: {ours.get('format')!r}")
    if "part" in ours:
        problem = f"the package holds only what the option {ours['part']!r} requires, and is no whole standard"
        raise _refused(path, problem, "Export the standard again without `--option`.")
    unknown = [item.name for item in package.items if item.ours is None]
    if unknown:
        problem = f"these items were added elsewhere, and don't say whom they belong to: {first_few(unknown)}"
        raise _refused(path, problem)
    kinds = {item.identifier: (item.ours or {}).get("is") for item in package.items}
    ksbs = [item for item in package.items if kinds[item.identifier] == ItemKind.KSB.value]
    duties = [item for item in package.items if kinds[item.identifier] == ItemKind.DUTY.value]
    mapping = _mapping(package, ksbs, duties)
    _refuse_fewer(path, ours, {"ksbs": len(ksbs), "duties": len(duties)})
    return {
        **{key: value for key, value in ours.items() if key not in {"format", "holds"}},
        "format": "ksbcheck-standard/1",
        "title": package.document.title,
        "version": package.document.version,
        "ksbs": [{"code": item.code, "text": item.statement, **_rest(item)} for item in ksbs],
        "duties": [
            {"number": item.enumeration, "text": item.statement, "ksbs": mapping[item.identifier], **_rest(item)}
            for item in duties
        ],
    }


def _refuse_fewer(path: Path, ours: Mapping[str, Any], there: Mapping[str, int]) -> None:
    """Refuse a package out of which something has been taken: it would be required of nobody."""
    held = ours.get("holds")
    if not isinstance(held, dict) or any(str(held.get(key)) != str(count) for key, count in there.items()):
        held_now = f"the package holds {there['ksbs']} KSBs and {there['duties']} duties"
        problem = f"{held_now}, and others were written into it"
        raise _refused(path, problem, "Export the standard again, or correct its own file.")


def _rest(item: _Item) -> dict[str, Any]:
    return {key: value for key, value in (item.ours or {}).items() if key != "is"}


def _mapping(package: _Package, ksbs: Iterable[_Item], duties: Iterable[_Item]) -> dict[str, list[str]]:
    """Return the codes associated with each duty, by its id, whichever of the two an association begins at."""
    codes = {item.identifier: str(item.code) for item in ksbs}
    mapped: dict[str, list[str]] = {item.identifier: [] for item in duties}
    for each in package.associations:
        for one, other in ((each.origin, each.destination), (each.destination, each.origin)):
            code = codes.get(other.identifier)
            if one.identifier in mapped and code is not None and code not in mapped[one.identifier]:
                mapped[one.identifier].append(code)
    return mapped


def _foreign(path: Path, package: _Package, given: Given) -> dict[str, Any]:
    """Return what a package from elsewhere says of a standard, as plain values, with a basis for each guess."""
    version = given.version or package.document.version
    missing = [name for name, value in (("reference", given.reference), ("version", version)) if value is None]
    if missing:
        problem = f"the CASE package doesn't say the standard's {' and '.join(missing)}"
        raise _refused(path, problem, f"Say it: {' '.join(f'--{name}' for name in missing)}.")
    ksbs = [item for item in package.items if item.code and re.fullmatch(CODE_PATTERN, item.code)]
    if not ksbs:
        problem = "no item of the CASE package has the code of a KSB, as K1, S1 or B1, as its humanCodingScheme"
        raise _refused(path, problem)
    duties = {item.identifier: number for item in package.items if (number := _duty_number(item)) is not None}
    _refuse_others(path, package, {item.identifier for item in ksbs} | set(duties))
    numbered = [item for item in package.items if item.identifier in duties]
    mapping = _mapping(package, ksbs, numbered)
    options = given.options or (_CORE,)
    return {
        "format": "ksbcheck-standard/1",
        "reference": given.reference,
        "title": given.title or package.document.title,
        "level": given.level,
        "version": version,
        "options": [{"id": identifier, "title": title} for identifier, title in options],
        "ksbs": [{"code": item.code, "text": item.statement, "options": []} for item in ksbs],
        "duties": [
            {
                "number": duties[item.identifier],
                "text": item.statement,
                "options": [],
                "mapping": (DutyMapping.PARTIAL if mapping[item.identifier] else DutyMapping.NONE).value,
                "ksbs": mapping[item.identifier],
            }
            for item in numbered
        ],
        "basis": list(_basis(given, package.document)),
    }


def _duty_number(item: _Item) -> str | None:
    """Return the number of an item that is a duty: its code says so, or its type does and its code is a number."""
    found = _DUTY.fullmatch((item.code or "").strip())
    if found:
        return found[1]
    number = (item.enumeration or item.code or "").strip()
    return number if (item.type or "").strip().casefold() == "duty" and re.fullmatch(r"[1-9]\d{0,3}", number) else None


def _refuse_others(path: Path, package: _Package, understood: set[str]) -> None:
    """Refuse a package with an item that is neither statement nor duty, nor holds others."""
    parents = {each.destination.identifier for each in package.associations if each.type == CHILD}
    others = [item.name for item in package.items if item.identifier not in understood | parents]
    if others:
        problem = f"these items of the CASE package are neither statements with a code nor duties: {first_few(others)}"
        raise _refused(path, problem, "Give each a humanCodingScheme, as K1 or Duty 1, or take it out.")


def _basis(given: Given, document: _Document) -> Iterator[dict[str, Any]]:
    """Yield what the fields of a package from elsewhere rest on."""
    printed = ["ksbs.code", "ksbs.text", "duties.number", "duties.text", "duties.ksbs"]
    said = ["reference", *(["options"] if given.options else [])]
    (said if given.version else printed).append("version")
    (said if given.title else printed).append("title")
    yield {"fields": printed, "basis": BasisKind.PRINTED.value, "why": f"The CASE package {document.title}."}
    if given.level is not None:
        said.append("level")
    else:
        why = "The package doesn't state it so that it can't be mistaken."
        yield {"fields": ["level"], "basis": BasisKind.UNKNOWN.value, "why": why}
    yield {"fields": said, "basis": BasisKind.INFERRED.value, "why": "Stated by whoever imported the package."}
    inferred = ["ksbs.options", "duties.options", *([] if given.options else ["options"])]
    why = "The package has no options, so that every statement and duty is taken as core, and none is left out."
    yield {"fields": inferred, "basis": BasisKind.INFERRED.value, "why": why}
    why = "The package doesn't say whether it names all KSBs of a duty, so that no mapping is taken as complete."
    yield {"fields": ["duties.mapping"], "basis": BasisKind.INFERRED.value, "why": why}
