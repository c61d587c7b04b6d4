"""Settle what a page or a spreadsheet leaves open about its standard.

What is neither printed nor stated is never guessed: it is reported, and each field says what it rests on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ksbcheck.domain.basis import Basis, BasisKind
from ksbcheck.domain.codes import KINDS, code_order, in_ranges, kind_of
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.domain.text import counted_noun, first_few, listed
from ksbcheck.importing.printed import (
    Notes,
    Positions,
    PrintedDuty,
    PrintedKsb,
    PrintedOption,
    PrintedStandard,
    Stated,
    option_id,
    options_needing,
)

_STATED = "Given by whoever imported it."
_NAMES = {
    # field: how to state it
    "reference": "--reference ST1414",
    "version": "--version 1.0",
    "title": "--title 'Specialist teaching assistant'",
}
_AS_PRINTED = ("status", "lars_code", "route", "typical_duration", "versions", "occupation", "english_and_maths")
_FOUNDATION = frozenset(("TK", "TS", "ESB"))


def settle(printed: PrintedStandard, notes: Notes, stated: Stated) -> PrintedStandard:
    """Return the standard with nothing left open, and with what its fields rest on."""
    return _Settling(printed, notes, stated).settled()


@dataclass(slots=True)
class _Settling:
    printed: PrintedStandard
    notes: Notes
    stated: Stated
    basis: list[tuple[str, tuple[BasisKind, str]]] = field(default_factory=list)

    def settled(self) -> PrintedStandard:
        names = {name: self.name(name) for name in _NAMES}
        if names["reference"] and names["version"]:
            self.notes.name = f"{names['reference']} {names['version']}"
        facts = {**self.printed.facts, **names, "level": self.level()}
        self.notes.look_at_status(facts.get("status"))
        self.look_for_gaps()
        options = self.options()
        is_whole = self.is_whole
        duties = self.duties(is_whole=is_whole)
        ksbs = self.ksbs(duties, is_whole=is_whole)
        for name in _AS_PRINTED:
            if facts.get(name):
                self.rests(name, BasisKind.PRINTED)
        return replace(
            self.printed, facts=facts, options=options, duties=duties, ksbs=ksbs, basis=tuple(self.by_reason())
        )

    @property
    def noun(self) -> str:
        return self.notes.noun

    @property
    def is_whole(self) -> bool:
        """Whether the mapping seems to have lost nothing: each duty names KSBs, and each KSB is named."""
        known = {ksb.code for ksb in self.printed.ksbs}
        named = {code for duty in self.printed.duties for code in duty.ksbs}
        return named == known and all(duty.ksbs and not duty.is_cut for duty in self.printed.duties)

    def rests(self, fields: str, kind: BasisKind, why: str | None = None) -> None:
        reason = kind, why or f"The {self.noun}'s own words and codes."
        self.basis += ((name, reason) for name in fields.split())

    def by_reason(self) -> Iterable[Basis]:
        """Yield what all fields rest on, those with one reason together."""
        for kind, why in dict.fromkeys(reason for _, reason in self.basis):
            fields = tuple(name for name, reason in self.basis if reason == (kind, why))
            yield Basis(fields=fields, basis=kind, why=why)

    def name(self, name: str) -> str:
        """Return the reference, version or title, as printed or stated; the standard is unusable without it."""
        printed = self.printed.facts.get(name)
        stated: str | None = getattr(self.stated, name)
        known = [printed] if printed else []
        if name == "version" and not known:
            known = [row.version for row in self.printed.facts.get("versions", ())]
        if stated:
            if known and stated not in known:
                self.notes.refuse(f"the {self.noun} prints the {name} {listed(known)}, and --{name} says {stated}")
            elif known:
                self.rests(name, BasisKind.PRINTED)
            else:
                self.rests(name, BasisKind.INFERRED, f"Not in the {self.noun}. {_STATED}")
            return stated
        if len(known) == 1:
            if printed:
                self.rests(name, BasisKind.PRINTED)
            else:
                self.rests(name, BasisKind.INFERRED, "The only one in the version table.")
            return str(known[0])
        lack = f"prints the versions {listed(known)} and doesn't say which it shows" if known else f"prints no {name}"
        self.notes.refuse(f"the {self.noun} {lack}", f"Say it on the command line, as in {_NAMES[name]}.")
        return ""

    def level(self) -> object:
        printed, stated = self.printed.facts.get("level"), self.stated.level
        if printed and stated and int(printed) != stated:
            self.notes.refuse(f"the {self.noun} prints level {printed}, and --level says {stated}")
        if printed:
            self.rests("level", BasisKind.PRINTED)
        elif stated is None:
            self.notes.warn(f"the {self.noun} prints no level", "Say it on the command line, as in --level 5.")
            self.rests("level", BasisKind.UNKNOWN, f"The {self.noun} doesn't say it.")
        else:
            self.rests("level", BasisKind.INFERRED, f"Not in the {self.noun}. {_STATED}")
        return printed or stated

    def look_for_gaps(self) -> None:
        """Report numbers that codes or duties leave out, and kinds of statement without any."""
        remedy = f"See whether the {self.noun} shows one option only, or has lost them."
        by_kind: dict[str, list[int]] = {}
        for ksb in self.printed.ksbs:
            by_kind.setdefault(kind_of(ksb.code), []).append(code_order(ksb.code)[1])
        missing = [f"{kind}{number}" for kind, numbers in by_kind.items() for number in _gaps(numbers)]
        if missing:
            self.notes.warn(f"the {self.noun} prints no {first_few(in_ranges(missing))}, and codes behind", remedy)
        duties = _gaps(duty.number for duty in self.printed.duties)
        if duties:
            self.notes.warn(f"the {self.noun} prints no duty {first_few(duties)}, and duties behind", remedy)
        absent = [
            name.lower()
            for kind, name in KINDS.items()
            if kind not in by_kind and (kind in _FOUNDATION) == bool(_FOUNDATION & by_kind.keys())
        ]
        if absent:
            self.notes.warn(f"the {self.noun} prints no {listed(absent)}", f"See whether the {self.noun} is whole.")

    def options(self) -> tuple[PrintedOption, ...]:
        """Return the options; none where the source tells no option's duties apart and none are stated."""
        printed = self.printed.options
        if not printed:
            return self.options_without_duties()
        if printed[0].id:
            return self.options_with_ids()
        self.rests("duties.options", BasisKind.INFERRED, "From the tables in which the duties stand.")
        if self.stated.options:
            return self.stated_options()
        if all(option.title for option in printed):
            self.rests("options.title", BasisKind.PRINTED)
            self.rests("options.id", BasisKind.INFERRED, "Made of the titles.")
        else:
            self.notes.warn(
                f"the {self.noun} prints duties of {counted_noun(len(printed), 'option')} without their titles",
                "Give ids and titles, in the order in which their duties stand there, as in --option send=SEND.",
            )
            why = f"The {self.noun} has blanks where titles of options should stand. They are counted."
            self.rests("options.id options.title", BasisKind.UNKNOWN, why)
        options: list[PrintedOption] = []
        for number, option in enumerate(printed, 1):
            title = option.title or f"Option {number}"
            options.append(PrintedOption(title, option_id(title, [other.id or "" for other in options])))
        return tuple(options)

    def stated_options(self) -> tuple[PrintedOption, ...]:
        """Return the options as stated, in place of those that the source has tables of duties for."""
        printed, stated = self.printed.options, self.stated.options
        if len(stated) != len(printed):
            options = counted_noun(len(printed), "option")
            self.notes.refuse(f"the {self.noun} prints duties of {options}, and {len(stated)} are given")
        for option, (_, title) in zip(printed, stated, strict=False):
            if option.title and option.title.casefold() != title.casefold():
                self.notes.refuse(f"the {self.noun} prints the option {option.title!r} where {title!r} is given")
        why = f"{_STATED} The order is that of the {self.noun}."
        self.rests("options.id options.title", BasisKind.INFERRED, why)
        return tuple(PrintedOption(title, key) for key, title in stated)

    def options_with_ids(self) -> tuple[PrintedOption, ...]:
        """Return options that have ids, which stand in for titles that are missing."""
        blank = [option.id for option in self.printed.options if not option.title]
        if blank:
            self.notes.warn(
                f"the {self.noun} has no titles of the options {listed(blank)}",
                "Their ids stand in for them. Give titles, as in --option send=SEND.",
            )
            self.rests("options.title", BasisKind.UNKNOWN, f"The {self.noun} doesn't say all of them.")
            self.rests("options.id", BasisKind.PRINTED)
        else:
            self.rests("options.id options.title", BasisKind.PRINTED)
        unstated = [duty.number for duty in self.printed.duties if not duty.has_options]
        if unstated:
            self.notes.warn(
                f"the {self.noun} says neither `core` nor an option for duty {first_few(unstated)}",
                "It is taken to be core. Say `core`, or the option.",
            )
            why = f"The {self.noun} doesn't say it of all. Those are core."
            self.rests("duties.options", BasisKind.UNKNOWN, why)
        else:
            self.rests("duties.options", BasisKind.PRINTED)
        return tuple(option._replace(title=option.title or option.id) for option in self.printed.options)

    def options_without_duties(self) -> tuple[PrintedOption, ...]:
        """Return the options that are stated although the source gives no duty to an option."""
        stated = tuple(PrintedOption(title, key) for key, title in self.stated.options)
        if stated:
            titles = listed(option.title for option in stated)
            self.notes.warn(
                f"the {self.noun} doesn't say which duties and KSBs belong to {titles}",
                "All are taken to be core, which asks too much rather than too little.",
            )
            self.rests("options.id options.title", BasisKind.INFERRED, _STATED)
        else:
            if self.printed.mentions_options:
                what = f"the {self.noun} says that there are options, and not which duties and KSBs belong to them"
                remedy = "Give the options, as in --option send=SEND, or import the official data."
                self.notes.warn(what, f"All are taken to be core. {remedy}")
            why = f"The {self.noun} tells no option's duties and KSBs apart, so there is one option with all of them."
            self.rests("options.id options.title", BasisKind.INFERRED, why)
        self.rests("duties.options", BasisKind.INFERRED, f"The {self.noun} gives no duty to an option.")
        return stated

    def duties(self, *, is_whole: bool) -> tuple[PrintedDuty, ...]:
        """Return the duties with the codes that the standard has, and with how complete their mapping is."""
        if not self.printed.duties:
            self.notes.warn(
                f"the {self.noun} holds no duty, so that portfolios can name none",
                "Add the duties to it, with crosses for their KSBs, or import the official data instead.",
            )
            self.basis = [(name, reason) for name, reason in self.basis if name != "duties.options"]
            self.rests("duties", BasisKind.UNKNOWN, f"The {self.noun} holds none.")
            return ()
        known = {ksb.code for ksb in self.printed.ksbs}
        for duty in self.printed.duties:
            for code in duty.ksbs:
                if code not in known:
                    self.notes.warn_of_unknown(duty.number, "the mapping", code)
        self.rests("duties.number duties.text duties.ksbs", BasisKind.PRINTED)
        if all(duty.mapping for duty in self.printed.duties):
            self.rests("duties.mapping", BasisKind.PRINTED)
        elif is_whole:
            why = f"Every duty of the {self.noun} names KSBs, and every KSB is named, so that nothing seems to be lost."
            self.rests("duties.mapping", BasisKind.INFERRED, why)
        else:
            lost = "duties without KSBs, KSBs that no duty names, or something that could not be read"
            self.rests("duties.mapping", BasisKind.INFERRED, f"The {self.noun} has {lost}.")
        return tuple(
            duty._replace(
                mapping=_mapping(duty, known, is_whole=is_whole),
                ksbs=tuple(code for code in duty.ksbs if code in known),
            )
            for duty in self.printed.duties
        )

    def ksbs(self, duties: Sequence[PrintedDuty], *, is_whole: bool) -> tuple[PrintedKsb, ...]:
        """Return the statements with the options that they belong to."""
        self.rests("ksbs.code ksbs.text", BasisKind.PRINTED)
        unstated = sum(not ksb.has_options for ksb in self.printed.ksbs)
        if not unstated:
            self.rests("ksbs.options", BasisKind.PRINTED)
        elif not self.printed.options:
            self.rests("ksbs.options", BasisKind.INFERRED, f"The {self.noun} gives no KSB to an option.")
        elif is_whole:
            self.rests("ksbs.options", BasisKind.INFERRED, "From the options of the duties that need them.")
        else:
            self.notes.warn(
                f"the {self.noun} doesn't say which option {counted_noun(unstated, 'KSB')} belong to, and its mapping "
                "isn't whole, so that they are required of every option",
                "Import the official data as well, or correct `options:` of the KSBs in the imported file.",
            )
            all_options = "Those are required of every option: too much rather than too little."
            self.rests("ksbs.options", BasisKind.UNKNOWN, f"The {self.noun} doesn't say it of all. {all_options}")
        needing = options_needing(duties)
        return tuple(
            ksb if ksb.has_options else ksb._replace(options=_options_of(needing[ksb.code]) if is_whole else ())
            for ksb in self.printed.ksbs
        )


def _gaps(numbers: Iterable[int]) -> list[int]:
    """Return the numbers left out between others, or before the first of them."""
    present = sorted({0, *numbers})
    return [number for before, after in pairwise(present) for number in range(before + 1, after)]


def _mapping(duty: PrintedDuty, known: set[str], *, is_whole: bool) -> DutyMapping:
    """Return how complete a duty's mapping is: as the source says, unless its codes belie that."""
    if known.isdisjoint(duty.ksbs):
        return DutyMapping.NONE
    complete = duty.mapping is DutyMapping.COMPLETE if duty.mapping else is_whole
    return DutyMapping.COMPLETE if complete and not duty.is_cut and known.issuperset(duty.ksbs) else DutyMapping.PARTIAL


def _options_of(needing: Sequence[Positions | None]) -> Positions:
    """Return the options whose duties need a statement: none if a core duty does, or one of no option."""
    if not all(needing):
        return ()
    return tuple(sorted({option for options in needing for option in options or ()}))
