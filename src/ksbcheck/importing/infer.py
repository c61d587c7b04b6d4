"""Settle what a page or spreadsheet leaves open.

Missing facts are never guessed: they are reported, and every field has its basis.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partialmethod
from itertools import pairwise

from ksbcheck.domain.model import Basis, BasisKind
from ksbcheck.domain.names import KINDS, code_order, in_ranges, kind_of
from ksbcheck.domain.standard import DutyMapping, StandardKind
from ksbcheck.domain.text import counted_noun, first_few, listed
from ksbcheck.importing.notation import reference_of
from ksbcheck.importing.printed import (
    Notes,
    Positions,
    PrintedDuty,
    PrintedKsb,
    PrintedOption,
    PrintedStandard,
    Stated,
    options_needing,
    with_ids,
)

_STATED = "Given at the import."
_NAMES = {
    # field: how to state it
    "reference": "--reference ST1414",
    "version": "--version 1.0",
    "title": "--title 'Specialist teaching assistant'",
}
_AS_PRINTED = ("status", "lars_code", "route", "typical_duration", "versions", "occupation", "english_and_maths")
_FOUNDATION = frozenset(("TK", "TS", "ESB"))


def settle(printed: PrintedStandard, notes: Notes, stated: Stated) -> PrintedStandard:
    return _Settling(printed, notes, stated).settled()


@dataclass(slots=True)
class _Settling:
    source: PrintedStandard
    notes: Notes
    stated: Stated
    reasons: list[tuple[str, tuple[BasisKind, str]]] = field(default_factory=list)
    """The basis of each field, and why."""

    def settled(self) -> PrintedStandard:
        names = {name: self.name(name) for name in _NAMES}
        if names["reference"] and names["version"]:
            self.notes.name = f"{names['reference']} {names['version']}"
        facts = {**self.source.facts, **names, "level": self.level()}
        if not facts.get("kind") and any(kind_of(ksb.code) in _FOUNDATION for ksb in self.source.ksbs):
            facts["kind"] = StandardKind.FOUNDATION_APPRENTICESHIP
            self.inferred("kind", why="From the kinds of its statements.")
        self.notes.look_at_status(facts.get("status"))
        self.look_for_gaps()
        options = self.options()
        duties = self.duties()
        ksbs = self.ksbs(duties)
        self.printed(*(name for name in _AS_PRINTED if facts.get(name)))
        basis = tuple(self.basis())
        return replace(self.source, facts=facts, options=options, duties=duties, ksbs=ksbs, basis=basis)

    def rest(self, kind: BasisKind, *fields: str, why: str = "The {noun}'s own words and codes.") -> None:
        self.reasons += ((name, (kind, why.format(noun=self.notes.noun))) for name in fields)

    printed = partialmethod(rest, BasisKind.PRINTED)
    inferred = partialmethod(rest, BasisKind.INFERRED)
    unknown = partialmethod(rest, BasisKind.UNKNOWN)

    def basis(self) -> Iterator[Basis]:
        for kind, why in dict.fromkeys(reason for _, reason in self.reasons):
            fields = tuple(name for name, reason in self.reasons if reason == (kind, why))
            yield Basis(fields=fields, basis=kind, why=why)

    def warn(self, lack: str, remedy: str) -> None:
        self.notes.warn(f"the {self.notes.noun} {lack}", remedy)

    def refuse(self, problem: str, remedy: str | None = None) -> None:
        self.notes.refuse(f"the {self.notes.noun} {problem}", remedy)

    @property
    def is_whole(self) -> bool:
        """Whether the mapping seems to have lost nothing: each duty names KSBs, and each KSB is named."""
        known = {ksb.code for ksb in self.source.ksbs}
        named = {code for duty in self.source.duties for code in duty.ksbs}
        return named == known and all(duty.ksbs and not duty.is_cut for duty in self.source.duties)

    def name(self, name: str) -> str:
        """Return the reference, version or title on which page, address and command line agree."""
        printed, stated = self.source.facts.get(name), getattr(self.stated, name)
        if name == "title" and printed and stated and printed != stated:  # which standard it is does not hang on it
            self.warn(f"prints the title {printed}, and --title says {stated}", "The title of --title is taken.")
            printed = None
        table = self.source.facts.get("versions", ()) if name == "version" else ()
        known = [printed] if printed else [row.version for row in table]
        addressed = list(dict.fromkeys(value for each in self.source.addresses if (value := getattr(each, name, None))))
        says = [f"prints the {name}{'s' * (len(known) > 1)} {listed(known)}"] if known else []
        says += [f"has the {name} {listed(addressed)} in its address"] if addressed else []
        says += [f"--{name} says {stated}"] if stated else []
        sources = [{*map(reference_of, each)} for each in (known, addressed, [stated] * bool(stated)) if each]
        agreed = set.intersection(*sources) if sources else set()
        if sources and not agreed:
            self.refuse(", and ".join(says))
        elif len(agreed) != 1:
            lack = f"{says[0]} and doesn't say which it shows" if says else f"prints no {name}"
            self.refuse(lack, f"Say it on the command line, as in {_NAMES[name]}.")
        elif agreed <= {*known} and (printed or stated):
            self.printed(name)
        elif printed:
            self.inferred(name, why=f"From the code of the occupation, {printed}.")
        else:
            only = "The only one in the version table." if len(known) == 1 else f"Not in the {{noun}}. {_STATED}"
            self.inferred(name, why="From the {noun}'s address." if addressed else only)
        return agreed.pop() if len(agreed) == 1 else ""

    def level(self) -> str | int | None:
        printed: str | None = self.source.facts.get("level")
        stated = self.stated.level
        if printed and stated and int(printed) != stated:
            self.refuse(f"prints level {printed}, and --level says {stated}")
        if printed:
            self.printed("level")
        elif stated is None:
            self.warn("prints no level", "Say it on the command line, as in --level 5.")
            self.unknown("level", why="The {noun} doesn't say it.")
        else:
            self.inferred("level", why=f"Not in the {{noun}}. {_STATED}")
        return printed or stated

    def look_for_gaps(self) -> None:
        """Report numbers that codes or duties leave out, and kinds of statement without any."""
        noun = self.notes.noun
        remedy = f"Check whether the {noun} shows only one option, or is incomplete."
        by_kind: dict[str, list[int]] = {}
        for ksb in self.source.ksbs:
            by_kind.setdefault(kind_of(ksb.code), []).append(code_order(ksb.code)[1])
        if missing := [f"{kind}{number}" for kind, numbers in by_kind.items() for number in _gaps(numbers)]:
            self.warn(f"leaves out {first_few(in_ranges(missing))}", remedy)
        if duties := _gaps(duty.number for duty in self.source.duties):
            self.warn(f"leaves out duty {first_few(duties)}", remedy)
        is_foundation = bool(_FOUNDATION & by_kind.keys())
        usual = {kind: name.lower() for kind, name in KINDS.items() if (kind in _FOUNDATION) == is_foundation}
        if absent := [name for kind, name in usual.items() if kind not in by_kind]:
            self.warn(f"prints no {listed(absent)}", f"Check that the {noun} is complete.")

    def options(self) -> Sequence[PrintedOption]:
        """Return the options; none if neither the source nor the command line has any."""
        printed = self.source.options
        if not printed:
            return self.options_without_duties()
        if printed[0].id:
            return self.options_with_ids()
        self.inferred("duties.options", why="From the tables of duties.")
        if self.stated.options:
            return self.stated_options()
        if all(option.title for option in printed):
            self.printed("options.title")
            self.inferred("options.id", why="Made from the titles.")
        else:
            self.warn(
                f"has duties of {counted_noun(len(printed), 'option')} without titles",
                "Give ids and titles in the order of their duties, as in --option send=SEND.",
            )
            why = "The {noun} has no titles for some options. They are numbered."
            self.unknown("options.id", "options.title", why=why)
        return with_ids((option.title or f"Option {number}", None) for number, option in enumerate(printed, 1))

    def stated_options(self) -> Sequence[PrintedOption]:
        """Return the options from the command line, for the source's tables of duties."""
        printed, stated = self.source.options, self.stated.options
        if len(stated) != len(printed):
            self.refuse(f"has duties of {counted_noun(len(printed), 'option')}, but {len(stated)} are given")
        for option, (_, title) in zip(printed, stated, strict=False):
            if option.title and option.title.casefold() != title.casefold():
                self.refuse(f"has the option {option.title!r}, but {title!r} is given")
        self.inferred("options.id", "options.title", why=f"{_STATED} The order is that of the {{noun}}.")
        return [PrintedOption(title, key) for key, title in stated]

    def options_with_ids(self) -> Sequence[PrintedOption]:
        """Return options with ids, which replace missing titles."""
        if blank := [option.id for option in self.source.options if not option.title]:
            remedy = "The ids are used as titles. Give titles, as in --option send=SEND."
            self.warn(f"has no titles of the options {listed(blank)}", remedy)
            self.unknown("options.title", why="The {noun} does not have all titles.")
            self.printed("options.id")
        else:
            self.printed("options.id", "options.title")
        if unstated := [duty.number for duty in self.source.duties if not duty.has_options]:
            remedy = "Such duties are taken as core. Write `core`, or the option."
            self.warn(f"says neither `core` nor an option for duty {first_few(unstated)}", remedy)
            self.unknown("duties.options", why="The {noun} does not state options for all duties. The others are core.")
        else:
            self.printed("duties.options")
        return [option._replace(title=option.title or option.id) for option in self.source.options]

    def options_without_duties(self) -> Sequence[PrintedOption]:
        """Return the options from the command line, if the source lists no duty under an option."""
        if stated := [PrintedOption(title, key) for key, title in self.stated.options]:
            self.warn(
                f"doesn't say which duties and KSBs belong to {listed(option.title for option in stated)}",
                "All are taken as core, which asks for too much rather than too little.",
            )
            self.inferred("options.id", "options.title", why=_STATED)
        else:
            if self.source.mentions_options:
                remedy = "Give the options, as in --option send=SEND, or import the official data."
                lack = "mentions options, but not which duties and KSBs belong to them"
                self.warn(lack, f"All are taken as core. {remedy}")
            why = "The {noun} does not separate options, so there is one option with all duties and KSBs."
            self.inferred("options.id", "options.title", why=why)
        self.inferred("duties.options", why="The {noun} lists no duty under an option.")
        return stated

    def duties(self) -> Sequence[PrintedDuty]:
        """Return the duties with their known codes and the state of their mapping."""
        duties, is_whole = self.source.duties, self.is_whole
        if not duties:
            self.warn(
                "has no duties, so portfolios can't name any",
                "Add the duties with crosses for their KSBs, or import the official data instead.",
            )
            self.reasons = [(name, reason) for name, reason in self.reasons if name != "duties.options"]
            self.unknown("duties", why="The {noun} has none.")
            return ()
        known = {ksb.code for ksb in self.source.ksbs}
        for duty in duties:
            for code in duty.ksbs:
                if code not in known:
                    self.notes.warn_of_unknown(duty.number, "the mapping", code)
        self.printed("duties.number", "duties.text", "duties.ksbs")
        if all(duty.mapping for duty in duties):
            self.printed("duties.mapping")
        else:
            lost = "has duties without KSBs, KSBs without duties, or unreadable parts."
            why = "Every duty of the {noun} names KSBs and every KSB is named, so nothing seems to be lost."
            self.inferred("duties.mapping", why=why if is_whole else f"The {{noun}} {lost}")
        return [
            duty._replace(
                mapping=_mapping(duty, known, is_whole=is_whole),
                ksbs=tuple(code for code in duty.ksbs if code in known),
            )
            for duty in duties
        ]

    def ksbs(self, duties: Sequence[PrintedDuty]) -> Sequence[PrintedKsb]:
        is_whole = self.is_whole
        unstated = sum(not ksb.has_options for ksb in self.source.ksbs)
        self.printed("ksbs.code", "ksbs.text")
        if not unstated:
            self.printed("ksbs.options")
        elif not self.source.options:
            self.inferred("ksbs.options", why="The {noun} lists no KSB under an option.")
        elif is_whole:
            self.inferred("ksbs.options", why="From the options of the duties that need them.")
        else:
            self.warn(
                f"doesn't say which option {counted_noun(unstated, 'KSB')} belong to, and the mapping is incomplete, "
                "so they are required of every option",
                "Import the official data as well, or correct `options:` of the KSBs in the imported file.",
            )
            required = "The others are required of every option: too much rather than too little."
            self.unknown("ksbs.options", why=f"The {{noun}} does not state options for all KSBs. {required}")
        needing = options_needing(duties)
        return [
            ksb if ksb.has_options else ksb._replace(options=_options_of(needing[ksb.code]) if is_whole else ())
            for ksb in self.source.ksbs
        ]


def _gaps(numbers: Iterable[int]) -> list[int]:
    """Return the numbers left out from 1 on."""
    present = sorted({0, *numbers})
    return [number for before, after in pairwise(present) for number in range(before + 1, after)]


def _mapping(duty: PrintedDuty, known: set[str], *, is_whole: bool) -> DutyMapping:
    """Return the state of a duty's mapping: as stated, unless its codes contradict that."""
    if known.isdisjoint(duty.ksbs):
        return DutyMapping.NONE
    is_complete = duty.mapping is DutyMapping.COMPLETE if duty.mapping else is_whole
    has_all = not duty.is_cut and known.issuperset(duty.ksbs)
    return DutyMapping.COMPLETE if is_complete and has_all else DutyMapping.PARTIAL


def _options_of(needing: Sequence[Positions | None]) -> Positions:
    """Return the options whose duties need a statement: none, for core, if a duty without options does."""
    if not all(needing):
        return ()
    return tuple(sorted({option for options in needing for option in options or ()}))
