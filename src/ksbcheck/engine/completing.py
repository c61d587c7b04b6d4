"""Completing a standard of the library from another source of the same standard, and listing where the two differ.

Nothing printed is replaced. What the library doesn't know is filled in, and what it had only inferred gives way to what
the other source says; where both are sure and differ, the library's stays, and the difference is listed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ksbcheck.domain.codes import in_ranges
from ksbcheck.domain.model import Basis, BasisKind
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Option, Standard, owners
from ksbcheck.domain.standard_change import Pair, plain
from ksbcheck.domain.text import listed
from ksbcheck.engine.pairing import pair_duties, pair_statements

_PLAIN_FIELDS = (
    "title",
    "level",
    "kind",
    "status",
    "lars_code",
    "route",
    "typical_duration",
    "qualifications",
    "versions",
    "occupation",
    "english_and_maths",
    "early_years",
)
"""The fields that are taken over where the library has nothing, and compared where it has something."""


class Difference(NamedTuple):
    """Where two sources of one standard differ; `about_codes` where they give a statement different codes."""

    text: str
    remedy: str
    about_codes: bool = False


class Completed(NamedTuple):
    """A completed standard, which of its fields were filled in, and where the two sources differ."""

    standard: Standard
    filled: tuple[str, ...]
    differences: tuple[Difference, ...]


def complete(known: Standard, other: Standard, source: str) -> Completed:
    """Return a standard of the library, completed from another source of the same reference and version.

    `source` names the other source in the basis of what is filled in.
    """
    work = _Work(known, other)
    options = work.options()
    codes = work.codes(options)
    ksbs = work.ksbs(codes, options)
    duties = work.duties(codes, options, {ksb.code: ksb for ksb in ksbs})
    fields = dict(work.plain_fields())
    completed = known.model_copy(
        update={**fields, "options": work.titled(options), "duties": duties, "ksbs": ksbs, "basis": work.basis(source)}
    )
    # Made anew: a copy would keep what the old one has worked out and remembers.
    standard = Standard.model_validate(completed.model_dump())
    return Completed(standard, tuple(work.filled), tuple(work.differences))


_KEPT = "The library's is kept; look which is right, and correct the imported file, or import with --replace."
_TAKEN = "It had only been inferred, and the import's is taken over."


@dataclass
class _Work:
    """The two sources, and what has come out so far."""

    known: Standard
    other: Standard
    filled: dict[str, None] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def differ(self, text: str, remedy: str = _KEPT, *, about_codes: bool = False) -> None:
        """Note a difference."""
        self.differences.append(Difference(text, remedy, about_codes))

    def is_printed(self, name: str) -> bool:
        """Whether the library's file holds a field as printed; what nobody says is taken to be."""
        basis = self.known.basis_of(name)
        return basis is None or basis.basis is BasisKind.PRINTED

    def is_told(self, name: str) -> bool:
        """Whether the import says anything of a field, rather than that it isn't known."""
        return self.kind_of(name) is not BasisKind.UNKNOWN

    def kind_of(self, name: str) -> BasisKind:
        """Return what a field of the import rests on; what nobody says is taken to be printed."""
        basis = self.other.basis_of(name)
        return basis.basis if basis else BasisKind.PRINTED

    def codes(self, options: Mapping[str, str]) -> "_Codes":
        """Return which of the library's statements each of the import's is, noting where they differ."""
        pairs = pair_statements(self.known.ksbs, self.other.ksbs)
        for pair in pairs:
            self._compare_statement(pair)
        lacking = [pair.old.code for pair in pairs if pair.old and not pair.new and self._could_have(pair.old, options)]
        if lacking:
            self.differ(f"the import lacks {listed(in_ranges(lacking))}")
        return _Codes(
            {pair.new.code: pair.old.code for pair in pairs if pair.old and pair.new},
            {pair.old.code: pair.new for pair in pairs if pair.old and pair.new},
        )

    def _compare_statement(self, pair: Pair[Ksb]) -> None:
        old, new = pair.old, pair.new
        if old is None and new is not None:
            self.differ(f"the import has a statement more, {new.code}: {new.text}", "It is not taken over. " + _KEPT)
        elif old is not None and new is not None:
            if old.code != new.code:
                text = f"the statement {plain(old.text)!r} is {old.code} in the library and {new.code} in the import"
                self.differ(text, about_codes=True)
            if plain(old.text) != plain(new.text):
                self.differ(
                    f"{old.code} reads {plain(old.text)!r} in the library and {plain(new.text)!r} in the import"
                )

    def _could_have(self, item: Ksb | Duty, options: Mapping[str, str]) -> bool:
        """Whether the import could have something of the library's: it may be about some of the options alone."""
        return not item.options or not set(item.options).isdisjoint(options.values())

    def options(self) -> Mapping[str, str]:
        """Return the library's option for each of the import's: that with which it shares most of its duties."""
        pairs = [pair for pair in pair_duties(self.known.duties, self.other.duties) if pair.old and pair.new]
        found: dict[str, str] = {}
        if len(self.known.options) == len(self.other.options) == 1:
            return {self.other.options[0].id: self.known.options[0].id}
        for option in self.other.options:
            shared = {each.id: _shared(pairs, each.id, option.id) for each in self.known.options}
            same_title = [each.id for each in self.known.options if each.title.casefold() == option.title.casefold()]
            best = same_title or [each for each, count in shared.items() if count and count == max(shared.values())]
            if len(best) == 1 and best[0] not in found.values():
                found[option.id] = best[0]
            else:
                self.differ(f"the import's option {option.title!r} is none of the library's", "It is not taken over.")
        absent = [each.title for each in self.known.options if each.id not in found.values()]
        if absent:
            self.differ(
                f"the import has nothing of {listed(absent)}", "Nothing of what belongs to that alone is compared."
            )
        return found

    def _has_all(self, options: Mapping[str, str]) -> bool:
        """Whether the two have the same options, so that it can be told what is core."""
        return len(options) == len(self.known.options) == len(self.other.options)

    def titled(self, options: Mapping[str, str]) -> tuple[Option, ...]:
        """Return the options with GUIDs, and with the import's titles where the library's were only inferred."""
        by_id = {options[each.id]: each for each in self.other.options if each.id in options}
        return tuple(self._titled(each, by_id.get(each.id)) for each in self.known.options)

    def _titled(self, option: Option, other: Option | None) -> Option:
        if other is None:
            return option
        title = option.title
        if plain(title) != plain(other.title) and self.is_told("options.title"):
            printed = self.is_printed("options.title")
            text = f"the option {option.id} is called {option.title!r} in the library and {other.title!r} in the import"
            self.differ(text, _KEPT if printed else _TAKEN)
            title = option.title if printed else other.title
            if not printed:
                self.filled["options.title"] = None
        return Option(id=option.id, title=title, guid=option.guid or other.guid)

    def duties(self, codes: "_Codes", options: Mapping[str, str], statements: Mapping[str, Ksb]) -> tuple[Duty, ...]:
        """Return the library's duties, their mapping completed; `statements` are the completed ones by code."""
        pairs = pair_duties(self.known.duties, self.other.duties)
        by_number = {pair.old.number: pair.new for pair in pairs if pair.old}
        lacking = [pair.old for pair in pairs if pair.old and not pair.new and self._could_have(pair.old, options)]
        if lacking:
            self.differ(f"the import lacks duties {listed(duty.number for duty in lacking)}")
        for pair in pairs:
            if pair.old is None and pair.new is not None:
                self.differ(f"the import has a duty more: {pair.new.text}", "It is not taken over. " + _KEPT)
        made: list[Duty] = []
        for duty in self.known.duties:
            other = by_number.get(duty.number)
            if other:
                self._compare_duty(duty, other, options)
                ours = self._fitting(duty, [codes.ours[code] for code in other.ksbs if code in codes.ours], statements)
                update = {"guid": duty.guid or other.guid, **self._mapping(duty, other, ours)}
                made.append(duty.model_copy(update=update))
            else:
                made.append(duty)
        return tuple(made)

    def _compare_duty(self, duty: Duty, other: Duty, options: Mapping[str, str]) -> None:
        if plain(duty.text) != plain(other.text):
            words = f"{plain(duty.text)!r} in the library and {plain(other.text)!r} in the import"
            self.differ(f"duty {duty.number} reads {words}")
        self._compare_owners(f"duty {duty.number}", duty, other, options)

    def _fitting(self, duty: Duty, codes: Sequence[str], statements: Mapping[str, Ksb]) -> Sequence[str]:
        """Return those of the codes that the import maps to a duty which don't belong to other options alone."""
        apart = [code for code in codes if _is_apart(statements[code].options, duty)]
        for code in apart:
            whose = f"which belongs to {owners(statements[code])} in the library, and the duty to {owners(duty)}"
            self.differ(f"duty {duty.number} needs {code} in the import, {whose}", "It is not taken over. " + _KEPT)
        return [code for code in codes if code not in apart]

    def _mapping(self, duty: Duty, other: Duty, codes: Sequence[str]) -> dict[str, object]:
        """Return the mapping of a duty: what the library prints, and all else that the import maps to it."""
        missing = [code for code in duty.ksbs if code not in codes]
        more = [code for code in codes if code not in duty.ksbs]
        if other.mapping is DutyMapping.NONE:
            return {}
        if missing and other.mapping is DutyMapping.COMPLETE:
            self.differ(f"duty {duty.number} needs {listed(missing)} in the library, and not in the import")
        if duty.mapping is DutyMapping.COMPLETE:
            if more:
                self.differ(f"duty {duty.number} needs {listed(more)} in the import, and not in the library")
            return {}
        whole = other.mapping is DutyMapping.COMPLETE and len(codes) == len(other.ksbs)
        if not (more or whole):
            return {}
        self.filled |= dict.fromkeys(("duties.ksbs", "duties.mapping"))
        ksbs = tuple(ksb.code for ksb in self.known.by_code.values() if ksb.code in {*duty.ksbs, *codes})
        return {"ksbs": ksbs, "mapping": DutyMapping.COMPLETE if whole else DutyMapping.PARTIAL}

    def ksbs(self, codes: "_Codes", options: Mapping[str, str]) -> tuple[Ksb, ...]:
        """Return the library's statements, each with its GUID, and with the options that it belongs to."""
        knows_owners = self._has_all(options) and self.is_told("ksbs.options")
        return tuple(self._ksb(ksb, codes.theirs.get(ksb.code), options, knows_owners) for ksb in self.known.ksbs)

    def _ksb(self, ksb: Ksb, other: Ksb | None, options: Mapping[str, str], knows_owners: bool) -> Ksb:
        if other is None:
            return ksb
        update: dict[str, object] = {"guid": ksb.guid or other.guid}
        theirs = _translated(other, options)
        # What the import gives to nobody stays required as it was: that nobody says whose it is, is no word.
        stays = self.is_printed("ksbs.options") or theirs is None
        if knows_owners and _set(theirs) != _set(ksb.options):
            duties = self.known.duties_mapped_to(ksb.code)
            stays = stays or any(_is_apart(theirs, duty) for duty in duties)
            there = owners(other.model_copy(update={"options": theirs}))
            self.differ(
                f"{ksb.code} is {owners(ksb)} in the library and {there} in the import", _KEPT if stays else _TAKEN
            )
            if not stays:
                update["options"] = theirs
                self.filled["ksbs.options"] = None
        elif knows_owners and not stays and self.kind_of("ksbs.options") is BasisKind.PRINTED:
            self.filled["ksbs.options"] = None
        return ksb.model_copy(update=update)

    def _compare_owners(self, name: str, duty: Duty, other: Duty, options: Mapping[str, str]) -> None:
        theirs = _translated(other, options)
        if self._has_all(options) and self.is_told("duties.options") and _set(theirs) != _set(duty.options):
            there = owners(other.model_copy(update={"options": theirs}))
            self.differ(f"{name} is {owners(duty)} in the library and {there} in the import")

    def plain_fields(self) -> Iterator[tuple[str, object]]:
        """Yield the fields that the library lacks, with what the import says; compare the others."""
        for name in _PLAIN_FIELDS:
            ours, theirs = getattr(self.known, name), getattr(self.other, name)
            if theirs in (None, ()) or ours == theirs:
                continue
            if ours in (None, ()):
                self.filled[name] = None
                yield name, theirs
            elif name == "versions":
                if self.known.this_version and self.other.this_version:
                    self._compare_dates()
            elif name in ("title", "level", "status", "lars_code", "route", "typical_duration"):
                kept = self.is_printed(name) or not self.is_told(name)
                text = f"the {name.replace('_', ' ')} is {ours!r} in the library and {theirs!r} in the import"
                self.differ(text, _KEPT if kept else _TAKEN)
                if not kept:
                    self.filled[name] = None
                    yield name, theirs
            else:
                self.differ(f"the {name.replace('_', ' ')} differ")

    def _compare_dates(self) -> None:
        ours, theirs = self.known.this_version, self.other.this_version
        for name in ("earliest_start", "latest_start", "latest_end"):
            one, other = getattr(ours, name), getattr(theirs, name)
            if other is not None and one != other:
                words = name.replace("_", " ")
                self.differ(f"the {words} is {one or 'not set'} in the library and {other} in the import")

    def basis(self, source: str) -> tuple[Basis, ...]:
        """Return what the fields rest on now: those that were filled in, on what they rest on in the other source."""
        kept = [
            basis.model_copy(update={"fields": tuple(each for each in basis.fields if each not in self.filled)})
            for basis in self.known.basis
        ]
        why = f"Filled in from {source}; what had been printed before is kept."
        for kind in BasisKind:
            fields = tuple(name for name in self.filled if self.kind_of(name) is kind)
            kept.append(Basis(fields=fields, basis=kind, why=why))
        return tuple(basis for basis in kept if basis.fields)


class _Codes(NamedTuple):
    """Our code for each of their codes, and their statement for each of our codes."""

    ours: Mapping[str, str]
    theirs: Mapping[str, Ksb]


def _shared(pairs: Sequence[Pair[Duty]], ours: str, theirs: str) -> int:
    """Return how many duties belong to both of two options."""
    return sum(
        ours in (pair.old.options or ()) and theirs in (pair.new.options or ())
        for pair in pairs
        if pair.old and pair.new
    )


def _translated(item: Ksb | Duty, options: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return the options of something of theirs by our ids."""
    return None if item.options is None else tuple(options[each] for each in item.options if each in options)


def _is_apart(options: tuple[str, ...] | None, duty: Duty) -> bool:
    """Whether a statement of those options can't be mapped to a duty, which belongs to others alone."""
    return bool(options and duty.options and set(options).isdisjoint(duty.options))


def _set(options: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if options is None else frozenset(options)
