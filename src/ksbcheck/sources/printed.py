"""What a page or a spreadsheet prints of a standard, and the standard that it makes.

The readers of pages and of spreadsheets say what is printed (`Printed`); here it becomes a standard (`as_standard`), with
what a person has given besides. What is neither printed nor given is said, and never guessed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.basis import Basis, BasisKind, Source
from ksbcheck.domain.codes import KINDS, code_order, in_ranges, kind_of
from ksbcheck.domain.finding import Finding, Hit, Place
from ksbcheck.domain.standard import (
    Duty,
    DutyMapping,
    EnglishAndMaths,
    Ksb,
    Option,
    Standard,
    StandardVersion,
)
from ksbcheck.domain.text import counted_noun, first_few, listed
from ksbcheck.rules import imports
from ksbcheck.rules.rule import ReadingRule
from ksbcheck.sources.imported import Given, Imported, option_id

_CODE = re.compile(r"(ESB|TK|TS|K|S|B)([1-9][0-9]{0,3})(?![0-9])")
_RANGE = re.compile(r"(ESB|TK|TS|K|S|B)([1-9][0-9]{0,3})\s?(?:-|–|—|to)\s?(ESB|TK|TS|K|S|B)?([1-9][0-9]{0,3})(?![0-9])")
_BETWEEN_CODES = re.compile(r"[\s,;|/&.()\[\]•·*]+|\band\b")


class PrintedDuty(NamedTuple):
    """A duty as printed. `groups` are the numbers of the option groups that it stands in, none of them for a core one.

    `unread` says that something of its mapping could not be read.
    """

    number: int
    text: str
    groups: tuple[int, ...]
    codes: tuple[str, ...]
    unread: bool = False


class PrintedKsb(NamedTuple):
    """A statement as printed. `groups` are as those of a duty, and None where the source doesn't say."""

    code: str
    text: str
    groups: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """What a source prints of a standard.

    `noun` is what the source is called in messages, `groups` are the titles of its options, None where one is blank, and
    `facts` what it says of the standard as a whole, by the names of `Standard`'s fields.
    """

    path: str
    noun: str
    document: str
    facts: Mapping[str, str]
    duties: Sequence[PrintedDuty]
    ksbs: Sequence[PrintedKsb]
    groups: Sequence[str | None] = ()
    versions: Sequence[StandardVersion] = ()
    occupation: Sequence[str] = ()
    english_and_maths: EnglishAndMaths | None = None
    notices: Sequence[str] = ()
    copyright: str | None = None
    names_options: bool = False
    findings: Sequence[Finding] = ()


def codes_in(text: str) -> tuple[str, ...] | None:
    """Return the codes of a text that holds nothing else, each once; None if it holds anything else.

    They may be separated by whatever separates words, stand on lines of their own, follow each other without any
    blank, and be given as ranges: `K1 to K3`.
    """
    codes: list[str] = []
    at = 0
    while at < len(text):
        span = _RANGE.match(text, at)
        code = _CODE.match(text, at)
        if span and span[3] in (None, span[1]) and int(span[2]) < int(span[4]):
            codes += (f"{span[1]}{number}" for number in range(int(span[2]), int(span[4]) + 1))
            at = span.end()
        elif code:
            codes.append(code[0])
            at = code.end()
        elif gap := _BETWEEN_CODES.match(text, at):
            at = gap.end()
        else:
            return None
    return tuple(dict.fromkeys(codes))


def finding(rule: ReadingRule, details: Iterable[object], path: str, place: Place | None = None) -> Finding:
    """Return what a rule finds in a file, at a place of it if that is known."""
    hit: Hit = rule(*details)
    return rule.finding(hit).at(path, place)


def as_standard(printed: Printed, given: Given) -> Imported:
    """Return the standard that is printed, with what is given besides."""
    return _Making(printed, given).imported()


class _Making:
    """Makes the standard: what it finds on the way, and where each field comes from."""

    def __init__(self, printed: Printed, given: Given) -> None:
        self.printed, self.given = printed, given
        self.findings = list(printed.findings)
        self.basis: list[tuple[str, BasisKind, str]] = []
        self.name = Path(printed.path).name
        self.usable = True

    def imported(self) -> Imported:
        printed = self.printed
        self.usable = not any(found.rule == imports.unusable_value.code for found in printed.findings)
        reference = self._named("reference", self.given.reference, "--reference ST1414")
        version = self._named("version", self.given.version, "--version 1.0")
        title = self._named("title", self.given.title, "--title 'Specialist teaching assistant'")
        level = self._level()
        options = self._options()
        if reference and version:
            self.name = f"{reference} version {version}"
        self._look_at_status(printed.facts.get("status"))
        self._look_at_numbers()
        duties = self._duties(options)
        ksbs = self._ksbs(duties, options)
        if not self.usable:
            return Imported(self.name, None, tuple(self.findings))
        months = printed.facts.get("typical_duration")
        for field in ("status", "lars_code", "route", "typical_duration"):
            if field in printed.facts:
                self._rests(field, BasisKind.PRINTED)
        for field, held in (("versions", printed.versions), ("occupation", printed.occupation)):
            if held:
                self._rests(field, BasisKind.PRINTED)
        if printed.english_and_maths:
            self._rests("english_and_maths", BasisKind.PRINTED)
        standard = Standard(
            format="ksbcheck-standard/1",
            reference=reference,
            title=title,
            level=level,
            version=version,
            status=printed.facts.get("status"),
            lars_code=printed.facts.get("lars_code"),
            route=printed.facts.get("route"),
            typical_duration=int(months) if months else None,
            options=options or (Option(id="core", title="Core"),),
            duties=duties,
            ksbs=ksbs,
            versions=tuple(printed.versions),
            occupation=tuple(printed.occupation),
            english_and_maths=printed.english_and_maths,
            source=Source(
                document=printed.document,
                notices=tuple(printed.notices),
                copyright=printed.copyright or f"The {printed.noun} doesn't say.",
            ),
            basis=self._bases(),
        )
        return Imported(self.name, standard, tuple(self.findings))

    def _rests(self, fields: str, kind: BasisKind, why: str | None = None) -> None:
        why = why or f"The {self.printed.noun}'s own words and codes."
        self.basis += ((field, kind, why) for field in fields.split())

    def _bases(self) -> tuple[Basis, ...]:
        whys = dict.fromkeys((kind, why) for _, kind, why in self.basis)
        return tuple(
            Basis(fields=tuple(field for field, *rest in self.basis if tuple(rest) == (kind, why)), basis=kind, why=why)
            for kind, why in whys
        )

    def _unusable(self, problem: str) -> None:
        self.usable = False
        self.findings.append(finding(imports.unusable_value, (self.name, problem, ()), self.printed.path))

    def _unsaid(self, what: str, remedy: str) -> None:
        self.findings.append(finding(imports.source_does_not_say, (self.name, what, remedy), self.printed.path))

    def _named(self, field: str, given: str | None, example: str) -> str:
        """Return what the standard is called, as printed or given; without it there is no standard."""
        noun = self.printed.noun
        printed = self.printed.facts.get(field)
        known = [printed] if printed else []
        if field == "version" and not known:
            known = [row.version for row in self.printed.versions]
        if given:
            if known and given not in known:
                self._unusable(f"the {noun} prints {field} {listed(known)}, and --{field} says {given}")
            why = f"Not in the {noun}. Given by whoever imported it."
            self._rests(field, *((BasisKind.PRINTED,) if given in known else (BasisKind.INFERRED, why)))
            return given
        if len(known) == 1:
            inferred = BasisKind.INFERRED, "The only one in the version table."
            self._rests(field, *((BasisKind.PRINTED,) if printed else inferred))
            return known[0]
        several = f"prints the versions {listed(known)} and doesn't say which it shows" if known else ""
        self._unusable(f"the {noun} {several or f'prints no {field}'}; say it on the command line, as in {example}")
        return ""

    def _level(self) -> int | None:
        printed = self.printed.facts.get("level")
        given, noun = self.given.level, self.printed.noun
        if printed and given and int(printed) != given:
            self._unusable(f"the {noun} prints level {printed}, and --level says {given}")
        if printed:
            self._rests("level", BasisKind.PRINTED)
            return int(printed)
        if given is None:
            self._unsaid(f"the {noun} prints no level", "Say it on the command line, as in --level 5.")
            self._rests("level", BasisKind.UNKNOWN, f"The {noun} doesn't say it.")
            return None
        self._rests("level", BasisKind.INFERRED, f"Not in the {noun}. Given by whoever imported it.")
        return given

    def _options(self) -> tuple[Option, ...]:
        printed, given, noun = self.printed, self.given.options, self.printed.noun
        if not printed.groups:
            return self._options_without_duties()
        if given:
            if len(given) != len(printed.groups):
                what = f"duties of {counted_noun(len(printed.groups), 'option')}, and {len(given)} are given"
                self._unusable(f"the {noun} prints {what}")
            for title, (_, name) in zip(printed.groups, given, strict=False):
                if title and title.casefold() != name.casefold():
                    self._unusable(f"the {noun} prints the option {title!r} where {name!r} is given")
            why = f"Given by whoever imported it, in the order of the {noun}'s duties."
            self._rests("options.id options.title duties.options", BasisKind.INFERRED, why)
            return tuple(Option(id=each, title=title) for each, title in given)
        if None in printed.groups:
            self._unsaid(
                f"the {noun} prints duties of {counted_noun(len(printed.groups), 'option')}, and blanks for their titles",
                "Give their ids and titles in the order in which their duties stand there, as in --option send=SEND.",
            )
            blank = f"The {noun} has blanks where option titles should stand. They are counted."
            self._rests("options.id options.title", BasisKind.UNKNOWN, blank)
        else:
            self._rests("options.title", BasisKind.PRINTED)
            self._rests("options.id", BasisKind.INFERRED, "Made of the titles.")
        self._rests("duties.options", BasisKind.INFERRED, "From the tables in which the duties stand.")
        options: list[Option] = []
        for number, title in enumerate(printed.groups, 1):
            taken = [option.id for option in options]
            blank_id = option_id(f"option {number}", taken)
            options.append(
                Option(id=option_id(title, taken), title=title)
                if title
                else Option(id=blank_id, title=f"Option {number}")
            )
        return tuple(options)

    def _options_without_duties(self) -> tuple[Option, ...]:
        """Return the options where all duties are core: those that are given, or none."""
        noun = self.printed.noun
        given = tuple(Option(id=each, title=title) for each, title in self.given.options)
        if given:
            what = f"the {noun} doesn't say which duties and KSBs belong to {listed(o.title for o in given)}"
            self._unsaid(what, "All are taken to be core, which asks too much rather than too little.")
            self._rests("options.id options.title", BasisKind.INFERRED, "Given by whoever imported it.")
        else:
            if self.printed.names_options:
                self._unsaid(
                    f"the {noun} says that there are options, and doesn't say which duties and KSBs belong to them",
                    "All are taken to be core. Give the options as in --option send=SEND, or import the official data.",
                )
            why = f"The {noun} tells no duties or KSBs of an option apart, so there is one option that holds all."
            self._rests("options.id options.title", BasisKind.INFERRED, why)
        self._rests("duties.options", BasisKind.INFERRED, f"The {noun} gives no duty to an option.")
        return given

    def _look_at_status(self, status: str | None) -> None:
        if status and status.casefold() != "approved for delivery":
            self.findings.append(finding(imports.not_current, (self.name, status), self.printed.path))

    def _look_at_numbers(self) -> None:
        """Say where codes or duties leave out numbers, and which kinds of statement there are none of."""
        noun = self.printed.noun
        remedy = f"See whether the {noun} shows one option only, or has lost them."
        codes = [ksb.code for ksb in self.printed.ksbs]
        kinds = [kind for kind in KINDS if any(kind_of(code) == kind for code in codes)]
        missing = [
            code for kind in kinds for code in _gaps(kind, (code_order(c)[1] for c in codes if kind_of(c) == kind))
        ]
        if missing:
            self._unsaid(f"the {noun} prints no {listed(in_ranges(missing))}, though codes on both sides", remedy)
        numbers = _gaps("", (duty.number for duty in self.printed.duties))
        if numbers:
            self._unsaid(f"the {noun} prints no duty {first_few(numbers)}, though duties on both sides", remedy)
        family = ("TK", "TS", "ESB") if {"TK", "TS", "ESB"} & set(kinds) else ("K", "S", "B")
        absent = [KINDS[kind].lower() for kind in family if kind not in kinds]
        if absent:
            self._unsaid(f"the {noun} prints no {listed(absent)} at all", f"See whether the {noun} is whole.")

    def _duties(self, options: Sequence[Option]) -> tuple[Duty, ...]:
        known = {ksb.code for ksb in self.printed.ksbs}
        noun = self.printed.noun
        self._rests("duties.number duties.text duties.ksbs", BasisKind.PRINTED)
        for duty in self.printed.duties:
            for code in duty.codes:
                if code not in known:
                    details = self.name, f"duty {duty.number}", "the mapping", code, ()
                    self.findings.append(finding(imports.mapped_id_unknown, details, self.printed.path))
        whole = self._mapping_is_whole
        if whole:
            why = f"Every duty of the {noun} names KSBs, and every KSB is named: nothing seems to be lost."
        else:
            why = f"The {noun} has duties without KSBs, KSBs that no duty names, or something that could not be read."
        self._rests("duties.mapping", BasisKind.INFERRED, why)
        return tuple(
            Duty(
                number=duty.number,
                text=duty.text,
                options=_ids(duty.groups, options),
                mapping=(
                    DutyMapping.NONE
                    if not known.intersection(duty.codes)
                    else DutyMapping.COMPLETE
                    if whole
                    else DutyMapping.PARTIAL
                ),
                ksbs=tuple(code for code in duty.codes if code in known),
            )
            for duty in self.printed.duties
        )

    @property
    def _mapping_is_whole(self) -> bool:
        known = {ksb.code for ksb in self.printed.ksbs}
        named = {code for duty in self.printed.duties for code in duty.codes}
        return named == known and all(duty.codes and not duty.unread for duty in self.printed.duties)

    def _ksbs(self, duties: Sequence[Duty], options: Sequence[Option]) -> tuple[Ksb, ...]:
        self._rests("ksbs.code ksbs.text", BasisKind.PRINTED)
        held = {ksb.code: None if ksb.groups is None else _ids(ksb.groups, options) for ksb in self.printed.ksbs}
        unsaid = [code for code, ids in held.items() if ids is None]
        noun = self.printed.noun
        if not unsaid:
            self._rests("ksbs.options", BasisKind.PRINTED)
        elif not self.printed.groups:
            self._rests("ksbs.options", BasisKind.INFERRED, f"The {noun} gives no KSB to an option.")
        elif self._mapping_is_whole:
            self._rests("ksbs.options", BasisKind.INFERRED, "From the options of the duties that need them.")
            held |= {code: _options_by_duties(code, duties, options) for code in unsaid}
        else:
            self._unsaid(
                f"the {noun} doesn't say which option {counted_noun(len(unsaid), 'KSB')} belong to, "
                "and its mapping isn't whole, so that they are required of every option",
                "Import the official data too, or correct `options:` of the KSBs in the imported file.",
            )
            why = (
                f"The {noun} doesn't say it, so they are required of every option: that asks too much, not too little."
            )
            self._rests("ksbs.options", BasisKind.UNKNOWN, why)
        return tuple(Ksb(code=k.code, options=held[k.code] or (), text=k.text) for k in self.printed.ksbs)


def _ids(groups: Iterable[int], options: Sequence[Option]) -> tuple[str, ...]:
    return tuple(options[group].id for group in groups if group < len(options))


def _options_by_duties(code: str, duties: Iterable[Duty], options: Iterable[Option]) -> tuple[str, ...]:
    """Return the options whose duties need a KSB; none if a core duty does."""
    needing = [duty.options or () for duty in duties if code in duty.ksbs]
    ids = tuple(option.id for option in options)
    own = tuple(each for each in ids if any(each in held for held in needing))
    return () if not all(needing) else own


def _gaps(kind: str, numbers: Iterable[int]) -> list[str]:
    """Return what is left out between numbers, or before the first of them."""
    present = sorted({0, *numbers})
    return [f"{kind}{number}" for before, after in pairwise(present) for number in range(before + 1, after)]
