"""Standards in the data of Skills England's Occupational Maps API.

It prints codes, and has one occupation for each option of a standard: OCC1414A is an option of ST1414.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ksbcheck.domain.model import Basis, BasisKind
from ksbcheck.domain.names import CODE_PATTERN, code_order
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.domain.text import listed
from ksbcheck.importing import official_json as api
from ksbcheck.importing.notation import reference_of_occupation
from ksbcheck.importing.printed import Imported, Notes, Positions, PrintedDuty, PrintedKsb, PrintedStandard, with_ids

_CODE = re.compile(CODE_PATTERN)
_NAME_OF_AN_OPTION = re.compile(r"(?P<standard>.+?)(?<!\s)\s*(?:\((?P<bracket>.+)\)|(?::|\s[-\u2013])\s+(?P<rest>.+))")
_LONGEST = 1_000
"""The longest name of an occupation."""
_DUTY = re.compile(r"[Dd](?:uty)?\s*([1-9][0-9]{0,3})")


class _Duty(api.OfficialDuty):
    @property
    def number(self) -> int | None:
        """The number in an id such as `D4` or `Duty 4`."""
        parts = _DUTY.fullmatch(self.identifier or "")
        return int(parts[1]) if parts else None


class _Product(api.Official):
    product_code: str | None = None
    type_name: str | None = None


class _Dispensable(api.Official):
    """Fields without effect on requirements."""

    level: api.Level = None
    status_name: str | None = None
    products: list[_Product] | None = None


class _Occupation(_Dispensable):
    std_code: api.Words
    name: api.Prose
    version_no: api.Version
    duties: list[_Duty]
    knowledges: list[api.OfficialStatement]
    skills: list[api.OfficialStatement]
    behaviours: list[api.OfficialStatement]

    @property
    def reference(self) -> str | None:
        """The reference of the standard: of the only apprenticeship product, or from the occupation's code."""
        kinds = ((product.product_code or "", product.type_name or "") for product in self.products or ())
        codes = {code.strip() for code, kind in kinds if kind.casefold() == "apprenticeship" and code.strip()}
        if len(codes) == 1:
            return codes.pop()
        known = reference_of_occupation(self.std_code)
        return known[0] if known else None

    @property
    def statements(self) -> Sequence[api.OfficialStatement]:
        return [*self.knowledges, *self.skills, *self.behaviours]


def is_occupation(content: object) -> bool:
    return isinstance(content, dict) and "stdCode" in content


def read_occupations(path: Path, contents: Iterable[tuple[Mapping[str, Any], str]]) -> Iterator[Imported]:
    """Read occupations with their places in the file, and merge those of one standard and version."""
    readings: dict[tuple[str, str], _Reading] = {}
    for content, where in contents:
        code = content.get("stdCode")
        notes = Notes(path, code.strip() if isinstance(code, str) else where)
        if api.lacks_statements(content):
            yield notes.imported()
            continue
        occupation = api.read_model(content, _Occupation, _Dispensable, notes)
        if occupation and occupation.reference:
            key = (occupation.reference, occupation.version_no)
            reading = readings.setdefault(key, _Reading(Notes(path, " ".join(key))))
            reading.occupations.append(occupation)
            reading.notes.found += notes.found
            continue
        if occupation:
            notes.refuse(f"stdCode {occupation.std_code!r} has an unknown form, and no product names its standard")
        yield notes.imported()
    for reading in readings.values():
        yield reading.notes.to_standard(reading.printed())


@dataclass(slots=True)
class _Reading:
    notes: Notes
    occupations: list[_Occupation] = field(default_factory=list)
    texts: dict[str, dict[int, str]] = field(default_factory=dict)
    """The text of each code in each occupation that has it, by the occupation's position."""
    mapped: dict[int, dict[int, PrintedDuty]] = field(default_factory=dict)
    """The duty of each number in each occupation that has it, by the occupation's position."""

    def printed(self) -> PrintedStandard:
        self.drop_repeated()
        numbers = self.numbers()
        for at, occupation in enumerate(self.occupations):
            self.take(at, occupation, numbers)
        first = self.occupations[0]
        is_alone, known = len(self.occupations) == 1, reference_of_occupation(first.std_code)
        has_options = not is_alone or bool(known and known[1])
        if has_options and is_alone:
            what = f"the file has only the occupation {first.std_code}, which is one option of several"
            self.notes.warn(what, "Import the occupations of all options together, in one list.")
        self.notes.look_at_status(first.status_name, approved="approved")
        codes = listed(occupation.std_code for occupation in self.occupations)
        document = f"the data of Skills England's Occupational Maps API, {codes}, imported from {self.notes.path.name}"
        return PrintedStandard(
            document=document,
            facts={
                "reference": first.reference,
                "title": _titles(first.name)[0] if has_options else first.name,
                "level": first.level,
                "version": first.version_no,
            },
            duties=tuple(self.duties()),
            ksbs=tuple(self.ksbs()),
            options=with_ids((_titles(each.name)[1], None) for each in self.occupations) if has_options else (),
            basis=_BASIS,
            copyright=api.LICENCE,
        )

    def take(self, at: int, occupation: _Occupation, numbers: Mapping[str, int]) -> None:
        for statement in occupation.statements:
            self.texts.setdefault(statement.identifier, {})[at] = statement.detail
        codes = {statement.identifier.casefold(): [statement.identifier] for statement in occupation.statements}
        if len({statement.identifier for statement in occupation.statements}) != len(occupation.statements):
            self.notes.refuse(f"two statements of {occupation.std_code} have the same code")
        taken = set()
        for duty in occupation.duties:
            number = numbers[duty.duty_detail] if numbers else duty.number or 0
            taken.add(number)
            ksbs, mapping = duty.mapping(number, codes, self.notes)
            self.mapped.setdefault(number, {})[at] = PrintedDuty(number, duty.duty_detail, (), ksbs, mapping)
        if len(taken) != len(occupation.duties):
            self.notes.refuse(f"two duties of {occupation.std_code} have the same number")

    def drop_repeated(self) -> None:
        by_code = {occupation.std_code: occupation for occupation in self.occupations}
        unlike = [each.std_code for each in self.occupations if each != by_code[each.std_code]]
        for code in dict.fromkeys(unlike):
            self.notes.refuse(f"the occupation {code} is listed twice, with different content")
        self.occupations = list(by_code.values())

    def ksbs(self) -> Iterator[PrintedKsb]:
        for code in sorted(self.texts, key=code_order) if all(map(_CODE.match, self.texts)) else self.texts:
            first, *others = self.texts[code].values()
            if any(text != first for text in others):
                self.notes.refuse(f"{code} has different texts in different occupations")
            yield PrintedKsb(code, first, self.owners(self.texts[code]))

    def duties(self) -> Iterator[PrintedDuty]:
        for number, by_occupation in sorted(self.mapped.items()):
            first, *others = by_occupation.values()
            if any(duty.text != first.text for duty in others):
                self.notes.refuse(f"duty {number} has different texts in different occupations")
            ksbs = tuple(dict.fromkeys(code for duty in (first, *others) for code in duty.ksbs))
            is_partial = any(duty.mapping is DutyMapping.PARTIAL for duty in (first, *others))
            mapping = DutyMapping.PARTIAL if is_partial else DutyMapping.COMPLETE
            options = self.owners(by_occupation)
            yield PrintedDuty(number, first.text, options, ksbs, mapping if ksbs else DutyMapping.NONE)

    def numbers(self) -> Mapping[str, int]:
        """Return the number of each duty by text, counted over all occupations; empty if the ids have numbers."""
        duties = [duty for occupation in self.occupations for duty in occupation.duties]
        if all(duty.number for duty in duties):
            return {}
        texts = dict.fromkeys(duty.duty_detail for duty in duties)
        return {text: number for number, text in enumerate(texts, 1)}

    def owners(self, occupations: Iterable[int]) -> Positions:
        """Return the options with an item: none, for core, if all have it."""
        positions = tuple(occupations)
        return () if len(positions) == len(self.occupations) else positions


def _titles(name: str) -> tuple[str, str]:
    """Split the name of an occupation into the titles of standard and option."""
    parts = _NAME_OF_AN_OPTION.fullmatch(name) if len(name) <= _LONGEST else None
    return (parts["standard"], parts["bracket"] or parts["rest"]) if parts else (name, name)


_BASIS = (
    Basis(
        fields=("title", "version", "duties.text", "duties.ksbs", "duties.mapping", "ksbs.code", "ksbs.text"),
        basis=BasisKind.PRINTED,
        why="The data's own words and codes.",
    ),
    Basis(
        fields=("reference",),
        basis=BasisKind.INFERRED,
        why="The standard that is a product of the occupation, or else the occupation's number.",
    ),
    Basis(
        fields=("options.id", "options.title", "duties.options", "ksbs.options"),
        basis=BasisKind.INFERRED,
        why="Each occupation is an option: what all of them have is core, and else it belongs to those that have it.",
    ),
)
