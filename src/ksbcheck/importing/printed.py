"""A standard as its source prints it, and the `Standard` made from it, for all readers.

Readers return only what the source prints; `infer.py` settles the rest.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from ksbcheck.domain.finding import Finding, Place
from ksbcheck.domain.model import Basis, Source
from ksbcheck.domain.standard import DutyMapping, Standard
from ksbcheck.domain.text import first_few, listed, lower_first
from ksbcheck.importing.notation import Address
from ksbcheck.inputs.library import file_name
from ksbcheck.rules import imports, standard_findings
from ksbcheck.rules.rule import Rule

Positions = tuple[int, ...]
"""The options of a duty or statement, as positions in the standard's list of options; empty for a core one."""


@dataclass(frozen=True, slots=True)
class Stated:
    """Facts about a standard from the command line. `options` are ids and titles, in the order of the file."""

    reference: str | None = None
    version: str | None = None
    title: str | None = None
    level: int | None = None
    options: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for name in ("reference", "version", "title"):
            object.__setattr__(self, name, " ".join((getattr(self, name) or "").split()) or None)


@dataclass(frozen=True, slots=True)
class Imported:
    """A standard read from a file; None if it is unusable.

    `name` is its name in messages: reference and version, or its place in the file.
    """

    name: str
    standard: Standard | None
    findings: tuple[Finding, ...] = ()


class PrintedOption(NamedTuple):
    """An option; its source may lack title or id."""

    title: str | None
    id: str | None = None
    guid: str | None = None


_CORE = PrintedOption("Core", "core")
"""The one option of a standard without options, so that a manifest can name it."""


class PrintedDuty(NamedTuple):
    """A duty with the codes that it is mapped to.

    `options` is None if the source lists the duty under no option; `has_options` is False if it does not mention any.
    `mapping` is None unless the source states it. `is_cut` means that part of the mapping could not be read.
    """

    number: int
    text: str
    options: Positions | None
    ksbs: tuple[str, ...]
    mapping: DutyMapping | None = None
    is_cut: bool = False
    has_options: bool = True
    guid: str | None = None


_DUTY = ("number", "text", "mapping", "ksbs", "guid")


class PrintedKsb(NamedTuple):
    """A statement, with options as a duty has them."""

    code: str
    text: str
    options: Positions | None = None
    has_options: bool = False
    guid: str | None = None


@dataclass(frozen=True, slots=True)
class PrintedStandard:
    """A standard as its source prints it.

    `facts` are the other fields by name. `basis` is empty unless the source leaves nothing open.
    """

    document: str
    facts: Mapping[str, Any]
    duties: Sequence[PrintedDuty]
    ksbs: Sequence[PrintedKsb]
    options: Sequence[PrintedOption] = ()
    basis: Sequence[Basis] = ()
    notices: Sequence[str] = ()
    copyright: str | None = None
    mentions_options: bool = False
    addresses: Sequence[Address] = ()
    """What the page's own address names."""


@dataclass(slots=True)
class Notes:
    """Collects findings about one standard. `noun` is the word for its source in messages."""

    path: Path
    name: str
    noun: str = "data"
    found: list[Finding] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """The statements that are left out, in words."""

    def is_usable(self) -> bool:
        return all(found.rule != imports.unusable_value.code for found in self.found)

    def add(self, rule: Rule, message: str, remedy: str, place: Place | None = None) -> None:
        found = Finding(rule.code, rule.severity, f"{self.name}: {message}", remedy, path=str(self.path), place=place)
        self.found.append(found)

    def refuse(self, problem: str, remedy: str | None = None, place: Place | None = None) -> None:
        """Add an error that makes the standard unusable."""
        how = remedy or "Correct the value, or download the file again."
        self.add(imports.unusable_value, problem, f"The standard is not imported. {how}", place)

    def warn(self, gap: str, remedy: str, place: Place | None = None) -> None:
        self.add(imports.source_does_not_say, gap, remedy, place)

    def leave_out_statements(self, names: Sequence[str], problem: str, remedy: str, place: Place | None = None) -> None:
        """Add one error about statements that are left out, by names such as `'K1.1' (A2)`."""
        self.left_out += names
        are = "is" if len(names) == 1 else "are"
        self.add(imports.statement_left_out, f"{listed(names)} {are} left out: {problem}", remedy, place)

    def warn_of_unknown(self, duty: int, field: str, unknown: str) -> None:
        """Add a warning about a duty that is mapped to an unknown statement."""
        what = f"{field} of duty {duty} names {unknown!r}, which is unknown; the mapping is imported without it"
        self.add(
            imports.mapped_id_unknown, what, "Look the duty up on the standard's page, and correct the imported file."
        )

    def look_at_status(self, status: str | None, approved: str = "approved for delivery") -> None:
        if status and not status.casefold().startswith(approved):
            what = f"the status is {status!r}"
            self.add(imports.not_current, what, "Check that your learners are on this version.")

    def to_standard(self, printed: PrintedStandard) -> Imported:
        """Make the standard, unless there is an error."""
        if not self.is_usable():
            return self.imported()
        try:
            standard = Standard.model_validate(_fields(printed, self))
        except ValidationError as error:
            problems = (f"{'.'.join(map(str, each['loc']))}: {lower_first(each['msg'])}" for each in error.errors())
            self.refuse("; ".join(problems))
            return self.imported()
        codes = [ksb.code for ksb in standard.ksbs if ksb.options is None]
        duties = [duty.number for duty in standard.duties if duty.options is None]
        remedy = "If they belong to an option, add the option in the imported file."
        if codes:
            what = f"the {self.noun} lists {first_few(codes)} under no option, so no learner is asked for them"
            self.warn(what, remedy)
        if duties:
            self.warn(f"duties {first_few(duties)} are neither core nor of an option", remedy)
        if file_name(standard.reference, standard.version) is None:
            self.refuse(f"reference {standard.reference!r} and version {standard.version!r} can't name a file")
        for each in standard_findings(standard):
            self.refuse(each.message)
        return self.imported(standard if self.is_usable() else None)

    def imported(self, standard: Standard | None = None) -> Imported:
        return Imported(self.name, standard, tuple(self.found))


def _fields(printed: PrintedStandard, notes: Notes) -> dict[str, Any]:
    """Return the fields as plain values, which are much faster to validate all at once."""
    ids = [option.id or "" for option in printed.options]
    return {
        **printed.facts,
        "format": "ksbcheck-standard/1",
        "options": [option._asdict() for option in printed.options or (_CORE,)],
        "duties": [
            {**{name: getattr(duty, name) for name in _DUTY}, "options": _ids(duty.options, ids)}
            for duty in printed.duties
        ],
        "ksbs": [
            {"code": ksb.code, "text": ksb.text, "options": _ids(ksb.options, ids), "guid": ksb.guid}
            for ksb in printed.ksbs
        ],
        "source": Source(
            document=printed.document,
            notices=tuple(printed.notices),
            copyright=printed.copyright or f"The {notes.noun} names no copyright.",
        ),
        "basis": printed.basis,
        "incomplete": tuple(notes.left_out),
    }


def _ids(options: Positions | None, ids: Sequence[str]) -> tuple[str, ...] | None:
    return None if options is None else tuple(ids[option] for option in options)


def option_id(title: str, taken: Iterable[str]) -> str:
    """Make an id from a title, different from those taken: `Social care` becomes `social-care`."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in title.casefold()).split()
    slug = "-".join(words) or "option"
    slug = slug if slug[0].isalpha() else f"option-{slug}"
    taken = set(taken)
    number = 1
    while (candidate := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    return candidate


def with_ids(titles: Iterable[tuple[str, str | None]]) -> Sequence[PrintedOption]:
    """Return options with ids made from their titles; each title comes with a GUID, if any."""
    made: dict[str, PrintedOption] = {}
    for title, guid in titles:
        key = option_id(title, made)
        made[key] = PrintedOption(title, key, guid)
    return list(made.values())


def options_needing(duties: Iterable[PrintedDuty]) -> Mapping[str, list[Positions | None]]:
    needing: dict[str, list[Positions | None]] = defaultdict(list)
    for duty in duties:
        for code in duty.ksbs:
            needing[code].append(duty.options)
    return needing
