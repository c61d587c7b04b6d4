"""The standard that a page or a spreadsheet prints, with what a person has given besides.

What is neither printed nor given is said, and never guessed; each field says where it comes from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from pydantic import ValidationError

from ksbcheck.domain.codes import KINDS, code_order, in_ranges, kind_of
from ksbcheck.domain.model import Basis, BasisKind, Source
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Option, Standard
from ksbcheck.domain.text import counted_noun, first_few, listed
from ksbcheck.importing.assembly import CORE, Notes, finished, note_orphans, problems_of
from ksbcheck.importing.imported import Given, Imported, option_id, unusable
from ksbcheck.importing.printed import Printed, PrintedDuty, PrintedKsb
from ksbcheck.rules import imports

_GIVEN = "Given by whoever imported it."
_FACTS = ("status", "lars_code", "route", "typical_duration")
_PASSAGES = ("versions", "occupation", "english_and_maths")
_FOUNDATION = frozenset(("TK", "TS", "ESB"))
_CURRENT = "approved for delivery"


def as_standard(printed: Printed, given: Given) -> Imported:
    """Return the standard that is printed, with what is given besides."""
    notes = _Notes(Path(printed.path).name, Path(printed.path), list(printed.findings), noun=printed.noun)
    try:
        standard = _standard(printed, given, notes)
    except ValidationError as error:
        if notes.usable:  # else what the model refuses has been said already, in words
            notes.refuse("; ".join(problems_of(error)))
        standard = None
    if standard is None:
        return unusable(notes.name, notes.found)
    note_orphans(standard, notes, f"the {printed.noun} gives {{}} to no option")
    return finished(standard, notes)


def _standard(printed: Printed, given: Given, notes: "_Notes") -> Standard | None:
    """Return the standard, or None if something was found without which it can't be had."""
    reference = _named(printed, "reference", given.reference, "--reference ST1414", notes)
    version = _named(printed, "version", given.version, "--version 1.0", notes)
    title = _named(printed, "title", given.title, "--title 'Specialist teaching assistant'", notes)
    if reference and version:
        notes.name = f"{reference} {version}"
    level = _level(printed, given, notes)
    status = printed.facts.get("status")
    if status and not status.casefold().startswith(_CURRENT):
        notes.add(imports.not_current, status)
    _look_at_numbers(printed, notes)
    options = _options(printed, given, notes)
    whole = _is_whole(printed)
    duties = _duties(printed, options, notes, whole=whole)
    ksbs = _ksbs(printed, duties, options, notes, whole=whole)
    if not notes.usable:
        return None
    for name in (*_FACTS, *_PASSAGES):
        if printed.facts.get(name) or getattr(printed, name, None):
            notes.rests(name, BasisKind.PRINTED)
    months = printed.facts.get("typical_duration")
    return Standard(
        format="ksbcheck-standard/1",
        reference=reference,
        title=title,
        level=level,
        version=version,
        status=status,
        lars_code=printed.facts.get("lars_code"),
        route=printed.facts.get("route"),
        typical_duration=int(months) if months else None,
        options=options or (CORE,),
        duties=duties,
        ksbs=ksbs,
        versions=tuple(printed.versions),
        occupation=tuple(printed.occupation),
        english_and_maths=printed.english_and_maths,
        source=Source(
            document=printed.document,
            notices=tuple(printed.notices),
            copyright=printed.copyright or f"The {printed.noun} names no copyright.",
        ),
        basis=notes.bases(),
    )


@dataclass
class _Notes(Notes):
    """What is found while the standard is made, and what its fields rest on."""

    noun: str = ""
    rested: list[tuple[str, tuple[BasisKind, str]]] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether nothing was found without which there is no standard."""
        return all(found.rule != imports.unusable_value.code for found in self.found)

    def refuse(self, problem: str, remedy: str | None = None) -> None:
        """Note why the standard can't be had."""
        self.add(imports.unusable_value, problem, (), remedy)

    def unsaid(self, what: str, remedy: str) -> None:
        """Note what the source doesn't say."""
        self.add(imports.source_does_not_say, what, remedy)

    def rests(self, fields: str, kind: BasisKind, why: str | None = None) -> None:
        """Note what fields rest on."""
        reason = kind, why or f"The {self.noun}'s own words and codes."
        self.rested += ((field, reason) for field in fields.split())

    def bases(self) -> tuple[Basis, ...]:
        """Return what all fields rest on, those that rest on the same together."""
        reasons = dict.fromkeys(reason for _, reason in self.rested)
        return tuple(
            Basis(fields=tuple(field for field, its in self.rested if its == (kind, why)), basis=kind, why=why)
            for kind, why in reasons
        )


def _named(printed: Printed, name: str, given: str | None, example: str, notes: _Notes) -> str:
    """Return what the standard is called, as printed or given; without it there is no standard."""
    noun = printed.noun
    said = printed.facts.get(name)
    known = [said] if said else []
    if name == "version" and not known:
        known = [row.version for row in printed.versions]
    if given:
        if known and given not in known:
            notes.refuse(f"the {noun} prints the {name} {listed(known)}, and --{name} says {given}")
        elif known:
            notes.rests(name, BasisKind.PRINTED)
        else:
            notes.rests(name, BasisKind.INFERRED, f"Not in the {noun}. {_GIVEN}")
        return given
    if len(known) == 1:
        inferred = BasisKind.INFERRED, "The only one in the version table."
        notes.rests(name, *((BasisKind.PRINTED,) if said else inferred))
        return known[0]
    lack = f"prints the versions {listed(known)} and doesn't say which it shows" if known else f"prints no {name}"
    notes.refuse(f"the {noun} {lack}", f"Say it on the command line, as in {example}.")
    return ""


def _level(printed: Printed, given: Given, notes: _Notes) -> int | None:
    said, noun = printed.facts.get("level"), printed.noun
    if said and given.level and int(said) != given.level:
        notes.refuse(f"the {noun} prints level {said}, and --level says {given.level}")
    if said:
        notes.rests("level", BasisKind.PRINTED)
        return int(said)
    if given.level is None:
        notes.unsaid(f"the {noun} prints no level", "Say it on the command line, as in --level 5.")
        notes.rests("level", BasisKind.UNKNOWN, f"The {noun} doesn't say it.")
        return None
    notes.rests("level", BasisKind.INFERRED, f"Not in the {noun}. {_GIVEN}")
    return given.level


def _look_at_numbers(printed: Printed, notes: _Notes) -> None:
    """Say where codes or duties leave out numbers, and which kinds of statement there are none of."""
    noun = printed.noun
    remedy = f"See whether the {noun} shows one option only, or has lost them."
    by_kind: dict[str, list[int]] = {}
    for ksb in printed.ksbs:
        by_kind.setdefault(kind_of(ksb.code), []).append(code_order(ksb.code)[1])
    missing = [f"{kind}{number}" for kind, numbers in by_kind.items() for number in _gaps(numbers)]
    if missing:
        notes.unsaid(f"the {noun} prints no {first_few(in_ranges(missing))}, and codes behind", remedy)
    duties = _gaps(duty.number for duty in printed.duties)
    if duties:
        notes.unsaid(f"the {noun} prints no duty {first_few(duties)}, and duties behind", remedy)
    absent = [
        name.lower()
        for kind, name in KINDS.items()
        if kind not in by_kind and (kind in _FOUNDATION) == bool(_FOUNDATION & by_kind.keys())
    ]
    if absent:
        notes.unsaid(f"the {noun} prints no {listed(absent)}", f"See whether the {noun} is whole.")


def _gaps(numbers: Iterable[int]) -> list[int]:
    """Return what is left out between numbers, or before the first of them."""
    present = sorted({0, *numbers})
    return [number for before, after in pairwise(present) for number in range(before + 1, after)]


def _options(printed: Printed, given: Given, notes: _Notes) -> tuple[Option, ...]:
    """Return the options, none where the source tells no option's duties apart and none are given."""
    if not printed.groups:
        return _options_of_no_duty(printed, given, notes)
    if printed.group_ids:
        return _options_by_id(printed, notes)
    notes.rests("duties.options", BasisKind.INFERRED, "From the tables in which the duties stand.")
    if given.options:
        return _given_options(printed, given, notes)
    if None in printed.groups:
        notes.unsaid(
            f"the {printed.noun} prints duties of {counted_noun(len(printed.groups), 'option')} without their titles",
            "Give ids and titles, in the order in which their duties stand there, as in --option send=SEND.",
        )
        why = f"The {printed.noun} has blanks where titles of options should stand. They are counted."
        notes.rests("options.id options.title", BasisKind.UNKNOWN, why)
    else:
        notes.rests("options.title", BasisKind.PRINTED)
        notes.rests("options.id", BasisKind.INFERRED, "Made of the titles.")
    options: list[Option] = []
    for number, title in enumerate(printed.groups, 1):
        name = title or f"Option {number}"
        options.append(Option(id=option_id(name, [option.id for option in options]), title=name))
    return tuple(options)


def _given_options(printed: Printed, given: Given, notes: _Notes) -> tuple[Option, ...]:
    if len(given.options) != len(printed.groups):
        what = f"prints duties of {counted_noun(len(printed.groups), 'option')}, and {len(given.options)} are given"
        notes.refuse(f"the {printed.noun} {what}")
    for said, (_, title) in zip(printed.groups, given.options, strict=False):
        if said and said.casefold() != title.casefold():
            notes.refuse(f"the {printed.noun} prints the option {said!r} where {title!r} is given")
    notes.rests("options.id options.title", BasisKind.INFERRED, f"{_GIVEN} The order is that of the {printed.noun}.")
    return tuple(Option(id=each, title=title) for each, title in given.options)


def _options_by_id(printed: Printed, notes: _Notes) -> tuple[Option, ...]:
    if None in printed.groups:
        blank = [each for each, title in zip(printed.group_ids, printed.groups, strict=True) if not title]
        what = f"the {printed.noun} has no titles of the options {listed(blank)}"
        notes.unsaid(what, "Their ids stand in for them. Give titles, as in --option send=SEND.")
        notes.rests("options.title", BasisKind.UNKNOWN, f"The {printed.noun} doesn't say all of them.")
        notes.rests("options.id", BasisKind.PRINTED)
    else:
        notes.rests("options.id options.title", BasisKind.PRINTED)
    unsaid = [duty.number for duty in printed.duties if not duty.is_grouped]
    if unsaid:
        what = f"the {printed.noun} says neither `core` nor an option for duty {first_few(unsaid)}"
        notes.unsaid(what, "It is taken to be core. Say `core`, or the option.")
        notes.rests("duties.options", BasisKind.UNKNOWN, f"The {printed.noun} doesn't say it of all. Those are core.")
    else:
        notes.rests("duties.options", BasisKind.PRINTED)
    return tuple(
        Option(id=each, title=title or each) for each, title in zip(printed.group_ids, printed.groups, strict=True)
    )


def _options_of_no_duty(printed: Printed, given: Given, notes: _Notes) -> tuple[Option, ...]:
    """Return the options that are given where the source tells no option's duties apart."""
    noun = printed.noun
    given_options = tuple(Option(id=each, title=title) for each, title in given.options)
    if given_options:
        titles = listed(option.title for option in given_options)
        what = f"the {noun} doesn't say which duties and KSBs belong to {titles}"
        notes.unsaid(what, "All are taken to be core, which asks too much rather than too little.")
        notes.rests("options.id options.title", BasisKind.INFERRED, _GIVEN)
    else:
        if printed.names_options:
            what = f"the {noun} says that there are options, and not which duties and KSBs belong to them"
            remedy = (
                "All are taken to be core. Give the options, as in --option send=SEND, or import the official data."
            )
            notes.unsaid(what, remedy)
        why = f"The {noun} tells no option's duties and KSBs apart, so there is one option with all of them."
        notes.rests("options.id options.title", BasisKind.INFERRED, why)
    notes.rests("duties.options", BasisKind.INFERRED, f"The {noun} gives no duty to an option.")
    return given_options


def _is_whole(printed: Printed) -> bool:
    """Whether nothing of the mapping seems to be lost: every duty names KSBs, and every KSB is named."""
    known = {ksb.code for ksb in printed.ksbs}
    named = {code for duty in printed.duties for code in duty.codes}
    return named == known and all(duty.codes and not duty.unread for duty in printed.duties)


def _duties(printed: Printed, options: Sequence[Option], notes: _Notes, *, whole: bool) -> tuple[Duty, ...]:
    known = {ksb.code for ksb in printed.ksbs}
    noun = printed.noun
    if not printed.duties:
        what = f"the {noun} holds no duty, so that portfolios can name none"
        notes.unsaid(what, "Add the duties to it, with crosses for their KSBs, or import the official data instead.")
        notes.rested = [(name, reason) for name, reason in notes.rested if name != "duties.options"]
        notes.rests("duties", BasisKind.UNKNOWN, f"The {noun} holds none.")
        return ()
    for duty in printed.duties:
        for code in duty.codes:
            if code not in known:
                notes.add(imports.mapped_id_unknown, f"duty {duty.number}", "the mapping", code, ())
    notes.rests("duties.number duties.text duties.ksbs", BasisKind.PRINTED)
    if all(duty.mapping for duty in printed.duties):
        notes.rests("duties.mapping", BasisKind.PRINTED)
    elif whole:
        why = f"Every duty of the {noun} names KSBs, and every KSB is named, so that nothing seems to be lost."
        notes.rests("duties.mapping", BasisKind.INFERRED, why)
    else:
        why = f"The {noun} has duties without KSBs, KSBs that no duty names, or something that could not be read."
        notes.rests("duties.mapping", BasisKind.INFERRED, why)
    return tuple(
        Duty(
            number=duty.number,
            text=duty.text,
            options=_ids(duty.groups, options),
            mapping=_mapping(duty, known, whole=whole),
            ksbs=tuple(code for code in duty.codes if code in known),
        )
        for duty in printed.duties
    )


def _mapping(duty: PrintedDuty, known: set[str], *, whole: bool) -> DutyMapping:
    """Return how much of a duty's mapping the source holds: what it says itself, unless its codes belie that."""
    if known.isdisjoint(duty.codes):
        return DutyMapping.NONE
    complete = duty.mapping is DutyMapping.COMPLETE if duty.mapping else whole
    return (
        DutyMapping.COMPLETE if complete and not duty.unread and known.issuperset(duty.codes) else DutyMapping.PARTIAL
    )


def _ksbs(
    printed: Printed, duties: Sequence[Duty], options: Sequence[Option], notes: _Notes, *, whole: bool
) -> tuple[Ksb, ...]:
    notes.rests("ksbs.code ksbs.text", BasisKind.PRINTED)
    unsaid = [ksb for ksb in printed.ksbs if not ksb.is_grouped]
    noun = printed.noun
    if not unsaid:
        notes.rests("ksbs.options", BasisKind.PRINTED)
    elif not printed.groups:
        notes.rests("ksbs.options", BasisKind.INFERRED, f"The {noun} gives no KSB to an option.")
    elif whole:
        notes.rests("ksbs.options", BasisKind.INFERRED, "From the options of the duties that need them.")
    else:
        notes.unsaid(
            f"the {noun} doesn't say which option {counted_noun(len(unsaid), 'KSB')} belong to, and its mapping isn't "
            "whole, so that they are required of every option",
            "Import the official data as well, or correct `options:` of the KSBs in the imported file.",
        )
        why = f"The {noun} doesn't say it of all. Those are required of every option: too much rather than too little."
        notes.rests("ksbs.options", BasisKind.UNKNOWN, why)
    return tuple(
        Ksb(code=ksb.code, options=_ksb_options(ksb, duties, options, whole=whole), text=ksb.text)
        for ksb in printed.ksbs
    )


def _ksb_options(
    ksb: PrintedKsb, duties: Sequence[Duty], options: Sequence[Option], *, whole: bool
) -> tuple[str, ...] | None:
    """Return the options of a KSB: as printed, else those whose duties need it, and none where that can't be told."""
    if ksb.is_grouped:
        return _ids(ksb.groups, options)
    needing = [duty.options for duty in duties if ksb.code in duty.ksbs]
    if not whole or not all(needing):
        return ()
    return tuple(option.id for option in options if any(option.id in held for held in needing if held))


def _ids(groups: Iterable[int] | None, options: Sequence[Option]) -> tuple[str, ...] | None:
    return None if groups is None else tuple(options[group].id for group in groups if group < len(options))
