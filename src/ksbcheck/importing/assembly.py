"""From the parts of a standard, as other people's data has them, to the standard: whose each statement is, and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from pydantic import ValidationError

from ksbcheck.domain.finding import Finding, Location
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.standard import DutyMapping, Option, Standard
from ksbcheck.domain.text import first_few
from ksbcheck.importing.imported import Imported
from ksbcheck.inputs.library import file_name
from ksbcheck.rules import imports, standard_findings
from ksbcheck.rules.rule import Rule

CORE = Option(id="core", title="Core")
"""The one option of a standard that has none, so that a manifest can name it."""
LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."
_KINDS_OF_FIELDS = {
    "mappedKnowledge": ("K", "TK"),
    "mappedSkills": ("S", "TS"),
    "mappedBehaviour": ("B", "ESB"),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with the id by which duties name it, and the code that it has or is given."""

    identifier: str
    code: str
    text: str
    guid: str | None


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a duty is mapped to in one of its fields: ids, and where they stand."""

    field: str
    identifiers: Sequence[str]
    location: Location


@dataclass(frozen=True, slots=True)
class PlainDuty:
    """A duty as the data has it. `options` are the ids that it belongs to: none for core, None where nobody says."""

    number: int
    text: str
    guid: str | None
    options: tuple[str, ...] | None
    mapped: Sequence[Mapped]


class DutyParts(TypedDict):
    """The parts of a duty. One validation of a whole standard is far faster than one of each of its parts."""

    number: int
    text: str
    options: tuple[str, ...] | None
    mapping: DutyMapping
    ksbs: tuple[str, ...]
    guid: str | None


class KsbParts(TypedDict):
    """The parts of a statement."""

    code: str
    options: tuple[str, ...] | None
    text: str
    guid: str | None


@dataclass
class Notes:
    """What is found while one standard is assembled."""

    name: str
    path: Path
    found: list[Finding] = field(default_factory=list)

    def add(self, rule: Rule, *details: object) -> None:
        """Note what a rule says about the standard."""
        self.found.append(rule.finding(rule(self.name, *details)).at(str(self.path), None))


def mapped_duties(duties: Iterable[PlainDuty], statements: Sequence[Statement], notes: Notes) -> tuple[DutyParts, ...]:
    """Return the duties with the codes that they are mapped to; an id that nothing has makes a mapping partial."""
    codes = _codes_by_identifier(statements)
    return tuple(_duty(duty, codes, notes) for duty in duties)


def _codes_by_identifier(statements: Sequence[Statement]) -> Mapping[str, list[str]]:
    codes: dict[str, list[str]] = defaultdict(list)
    for statement in statements:
        codes[statement.identifier.casefold()].append(statement.code)
    return codes


def _duty(duty: PlainDuty, codes: Mapping[str, list[str]], notes: Notes) -> DutyParts:
    found: dict[str, None] = {}
    lost = False
    for mapped in duty.mapped:
        for at, identifier in enumerate(mapped.identifiers):
            if identifier.casefold() in codes:
                found |= dict.fromkeys(_of_the_field(codes[identifier.casefold()], mapped.field))
            else:
                location = (*mapped.location, at)
                notes.add(imports.mapped_id_unknown, f"duty {duty.number}", mapped.field, identifier, location)
                lost = True
    mapping = (DutyMapping.PARTIAL if lost else DutyMapping.COMPLETE) if found else DutyMapping.NONE
    return {
        "number": duty.number,
        "text": duty.text,
        "options": duty.options,
        "mapping": mapping,
        "ksbs": tuple(found),
        "guid": duty.guid,
    }


def _of_the_field(codes: Sequence[str], field: str) -> Sequence[str]:
    """Return those of the codes of one id that are of a field's kind, where a knowledge and a skill share that id."""
    kinds = _KINDS_OF_FIELDS[field]
    return [code for code in codes if code.rstrip("0123456789") in kinds] or codes


def same_ids(statements: Sequence[Statement], field_of: str, notes: Notes) -> None:
    """Note ids that several statements have."""
    by_identifier: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_identifier[statement.identifier.casefold()].append(statement)
    for several in by_identifier.values():
        if len(several) > 1:
            codes = tuple(statement.code for statement in several)
            notes.add(imports.id_twice, field_of, several[0].identifier, codes, (field_of,))


def owned(statements: Sequence[Statement], duties: Sequence[DutyParts], options: Sequence[str]) -> tuple[KsbParts, ...]:
    """Return the statements with the options that they belong to, by the official rule.

    An option's statements are those mapped by core duties, united with those mapped by its own. What no such duty names
    belongs to none.
    """
    core = {code for duty in duties if duty["options"] == () for code in duty["ksbs"]}
    of_option = {
        option: {code for duty in duties if option in (duty["options"] or ()) for code in duty["ksbs"]}
        for option in options
    }

    def owners(code: str) -> tuple[str, ...] | None:
        if code in core:
            return ()
        return tuple(option for option in options if code in of_option[option]) or None

    return tuple(_ksb(each, owners(each.code)) for each in statements)


def of_everyone(statements: Iterable[Statement]) -> tuple[KsbParts, ...]:
    """Return statements that every learner needs."""
    return tuple(_ksb(each, ()) for each in statements)


def _ksb(statement: Statement, options: tuple[str, ...] | None) -> KsbParts:
    return {"code": statement.code, "options": options, "text": statement.text, "guid": statement.guid}


def note_orphans(standard: Standard, notes: Notes, why: str = "no duty of an option needs {}") -> None:
    """Note the statements and duties that belong to no option, and `why` that is so of the statements."""
    codes = [ksb.code for ksb in standard.ksbs if ksb.options is None]
    duties = [duty.number for duty in standard.duties if duty.options is None]
    remedy = "Give them to an option in the imported file if they belong to one."
    if codes:
        what = f"{why.format(first_few(codes))}, so that they are required of nobody"
        notes.add(imports.source_does_not_say, what, remedy)
    if duties:
        notes.add(imports.source_does_not_say, f"duties {first_few(duties)} are not core and of no option", remedy)


def finished(standard: Standard, notes: Notes) -> Imported:
    """Return what was made of a standard, unless something about it is an error, or it contradicts itself."""
    if file_name(standard.reference, standard.version) is None:
        problem = f"reference {standard.reference!r} and version {standard.version!r} can't name a file"
        notes.add(imports.unusable_value, problem, ("referenceNumber",))
    for each in standard_findings(standard):
        notes.add(imports.unusable_value, each.message, each.location)
    unfit = any(each.severity is Severity.ERROR for each in notes.found)
    return Imported(notes.name, None if unfit else standard, tuple(notes.found))


def problems_of(error: ValidationError) -> Iterator[str]:
    """Yield what a model of ours refuses in official data, in words."""
    for each in error.errors():
        yield f"{'.'.join(map(str, each['loc']))}: {each['msg'][:1].lower()}{each['msg'][1:]}"
