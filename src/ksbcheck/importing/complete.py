"""Complete a library's standard from another source of it, and list where the two differ.

Nothing printed is replaced. What the library lacks is filled in, and what it had only inferred gives way to the import;
where both are sure and differ, the library's stays.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ksbcheck.domain.codes import in_ranges
from ksbcheck.domain.model import Basis, BasisKind
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Option, Standard, owners
from ksbcheck.domain.text import listed, plain
from ksbcheck.engine.pairing import pair_duties, pair_statements

_COMPARED = ("title", "level", "status", "lars_code", "route", "typical_duration")
"""The fields of which both values are shown where they differ."""
_FIELDS = ("title", "level", "kind", "status", "lars_code", "route", "typical_duration", "qualifications", "versions")
_PASSAGES = ("occupation", "english_and_maths", "early_years")
_KEPT = "The library's is kept; look which is right, and correct the imported file, or import with --replace."
_TAKEN = "It had only been inferred, and the import's is taken over."
_NOT_TAKEN = f"It is not taken over. {_KEPT}"


class Difference(NamedTuple):
    """A difference between two sources of a standard; `about_codes` if they give a statement different codes."""

    text: str
    remedy: str
    about_codes: bool = False


class Completed(NamedTuple):
    """A completed standard, the fields that were filled in, and where the two sources differ."""

    standard: Standard
    filled: tuple[str, ...]
    differences: tuple[Difference, ...]


def complete(known: Standard, other: Standard, source: str) -> Completed:
    """Return a library's standard, completed from another source of the same reference and version.

    `source` is the name of the other source in the basis of what is filled in.
    """
    work = _Completion(known, other)
    changes: dict[str, Any] = {"ksbs": work.ksbs()}
    changes["duties"] = work.duties({ksb.code: ksb for ksb in changes["ksbs"]})
    changes |= work.fields()
    changes["options"] = work.titled_options()
    changes["basis"] = work.basis(source)
    # Made anew: a copy would keep what the old one has worked out and remembers.
    standard = Standard.model_validate(known.model_copy(update=changes).model_dump())
    return Completed(standard, tuple(work.filled), tuple(work.differences))


class _Completion:
    """Compares a library's standard, `known`, with the `other` of an import, and completes it part by part."""

    def __init__(self, known: Standard, other: Standard) -> None:
        self.known, self.other = known, other
        self.filled: dict[str, None] = {}
        self.differences: list[Difference] = []
        self.duty_pairs = pair_duties(known.duties, other.duties)
        self.options = self.paired_options()
        """The library's option for each of the import's."""
        self.tells_options = len(self.options) == len(known.options) == len(other.options)
        """Whether both have the same options, so that core is the same in both."""
        self.ksb_pairs = pair_statements(known.ksbs, other.ksbs)
        self.compare_statements()

    def differ(self, text: str, remedy: str = _KEPT, *, about_codes: bool = False) -> None:
        self.differences.append(Difference(text, remedy, about_codes))

    def is_printed(self, name: str) -> bool:
        """Return whether the library has a field as printed; a field without a basis is."""
        basis = self.known.basis_of(name)
        return basis is None or basis.basis is BasisKind.PRINTED

    def kind_of(self, name: str) -> BasisKind:
        """Return what a field of the import rests on; a field without a basis is printed."""
        basis = self.other.basis_of(name)
        return basis.basis if basis else BasisKind.PRINTED

    def is_stated(self, name: str) -> bool:
        """Return whether the import knows a field."""
        return self.kind_of(name) is not BasisKind.UNKNOWN

    def may_lack(self, item: Ksb | Duty) -> bool:
        """Return whether an item belongs to none of the import's options, which may be only some of the library's."""
        return bool(item.options) and set(item.options or ()).isdisjoint(self.options.values())

    def paired_options(self) -> dict[str, str]:
        """Return the library's option for each of the import's: that of the same title, or of the most duties."""
        ours, theirs = self.known.options, self.other.options
        if len(ours) == len(theirs) == 1:
            return {theirs[0].id: ours[0].id}
        found: dict[str, str] = {}
        for option in theirs:
            shared = {each.id: self.shared_duties(each, option) for each in ours}
            best = [each.id for each in ours if each.title.casefold() == option.title.casefold()]
            best = best or [key for key, count in shared.items() if count and count == max(shared.values())]
            if len(best) == 1 and best[0] not in found.values():
                found[option.id] = best[0]
            else:
                self.differ(f"the import's option {option.title!r} is none of the library's", "It is not taken over.")
        absent = [each.title for each in ours if each.id not in found.values()]
        if absent:
            what = f"the import has nothing of {listed(absent)}"
            self.differ(what, "Nothing of what belongs to that alone is compared.")
        return found

    def shared_duties(self, ours: Option, theirs: Option) -> int:
        return sum(
            ours.id in (pair.old.options or ()) and theirs.id in (pair.new.options or ())
            for pair in self.duty_pairs
            if pair.old and pair.new
        )

    def compare_statements(self) -> None:
        lacking = []
        for old, new in self.ksb_pairs:
            if old and new:
                self.compare_texts(old, new)
            elif new:
                self.differ(f"the import has a statement more, {new.code}: {new.text}", _NOT_TAKEN)
            elif old and not self.may_lack(old):
                lacking.append(old.code)
        if lacking:
            self.differ(f"the import lacks {listed(in_ranges(lacking))}")

    def compare_texts(self, old: Ksb, new: Ksb) -> None:
        ours, theirs = plain(old.text), plain(new.text)
        if old.code != new.code:
            what = f"the statement {ours!r} is {old.code} in the library and {new.code} in the import"
            self.differ(what, about_codes=True)
        if ours != theirs:
            self.differ(f"{old.code} reads {ours!r} in the library and {theirs!r} in the import")

    def titled_options(self) -> tuple[Option, ...]:
        """Return the options with GUIDs, and with the import's titles where the library's were only inferred."""
        theirs = {self.options[each.id]: each for each in self.other.options if each.id in self.options}
        return tuple(self.titled(option, theirs.get(option.id, option)) for option in self.known.options)

    def titled(self, option: Option, other: Option) -> Option:
        title, guid = option.title, option.guid or other.guid
        if plain(title) == plain(other.title) or not self.is_stated("options.title"):
            return Option(id=option.id, title=title, guid=guid)
        what = f"the option {option.id} is called {title!r} in the library and {other.title!r} in the import"
        if self.is_printed("options.title"):
            self.differ(what)
        else:
            self.differ(what, _TAKEN)
            self.filled["options.title"] = None
            title = other.title
        return Option(id=option.id, title=title, guid=guid)

    def ksbs(self) -> tuple[Ksb, ...]:
        """Return the library's statements, each with its GUID and its options."""
        by_code = {pair.old.code: pair.new for pair in self.ksb_pairs if pair.old and pair.new}
        return tuple(
            self.completed_ksb(ksb, by_code[ksb.code]) if ksb.code in by_code else ksb for ksb in self.known.ksbs
        )

    def completed_ksb(self, ksb: Ksb, other: Ksb) -> Ksb:
        completed = ksb.model_copy(update={"guid": ksb.guid or other.guid})
        if not (self.tells_options and self.is_stated("ksbs.options")):
            return completed
        theirs = self.ours(other)
        # A statement of no option in the import stays required as it was.
        stays = self.is_printed("ksbs.options") or theirs.options is None
        if not _same_options(theirs, ksb):
            duties = self.known.duties_mapped_to(ksb.code)
            stays = stays or any(_are_apart(theirs, duty) for duty in duties)
            what = f"{ksb.code} is {owners(ksb)} in the library and {owners(theirs)} in the import"
            self.differ(what, _KEPT if stays else _TAKEN)
        elif self.kind_of("ksbs.options") is not BasisKind.PRINTED:
            return completed
        if stays:
            return completed
        self.filled["ksbs.options"] = None
        return completed if _same_options(theirs, ksb) else completed.model_copy(update={"options": theirs.options})

    def ours(self, item: Ksb | Duty) -> Ksb | Duty:
        """Return an item of the import with the library's options."""
        if item.options is None:
            return item
        options = tuple(self.options[each] for each in item.options if each in self.options)
        return item.model_copy(update={"options": options})

    def duties(self, statements: dict[str, Ksb]) -> tuple[Duty, ...]:
        """Return the library's duties with their mapping completed; `statements` are the completed ones by code."""
        lacking = [
            pair.old.number for pair in self.duty_pairs if pair.old and not pair.new and not self.may_lack(pair.old)
        ]
        if lacking:
            self.differ(f"the import lacks duties {listed(lacking)}")
        for pair in self.duty_pairs:
            if pair.new and not pair.old:
                self.differ(f"the import has a duty more: {pair.new.text}", _NOT_TAKEN)
        by_number = {pair.old.number: pair.new for pair in self.duty_pairs if pair.old and pair.new}
        codes = {pair.new.code: pair.old.code for pair in self.ksb_pairs if pair.old and pair.new}
        made = []
        for duty in self.known.duties:
            other = by_number.get(duty.number)
            if other:
                self.compare_duty(duty, other)
                fitting = self.fitting(duty, [statements[codes[code]] for code in other.ksbs if code in codes])
                guid = {"guid": duty.guid or other.guid}
                made.append(duty.model_copy(update={**guid, **self.mapping(duty, other, fitting)}))
            else:
                made.append(duty)
        return tuple(made)

    def compare_duty(self, duty: Duty, other: Duty) -> None:
        ours, theirs = plain(duty.text), plain(other.text)
        if ours != theirs:
            self.differ(f"duty {duty.number} reads {ours!r} in the library and {theirs!r} in the import")
        there = self.ours(other)
        if self.tells_options and self.is_stated("duties.options") and not _same_options(there, duty):
            self.differ(f"duty {duty.number} is {owners(duty)} in the library and {owners(there)} in the import")

    def fitting(self, duty: Duty, ksbs: Sequence[Ksb]) -> list[str]:
        """Return the codes that the import maps to a duty, without those that belong to other options alone."""
        codes = []
        for ksb in ksbs:
            if _are_apart(ksb, duty):
                whose = f"which belongs to {owners(ksb)} in the library, and the duty to {owners(duty)}"
                self.differ(f"duty {duty.number} needs {ksb.code} in the import, {whose}", _NOT_TAKEN)
            else:
                codes.append(ksb.code)
        return codes

    def mapping(self, duty: Duty, other: Duty, codes: Sequence[str]) -> dict[str, Any]:
        """Return the changes of a duty's mapping: to what the library prints comes all that the import maps to it."""
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
        is_whole = other.mapping is DutyMapping.COMPLETE and len(codes) == len(other.ksbs)
        if not (more or is_whole):
            return {}
        self.filled |= dict.fromkeys(("duties.ksbs", "duties.mapping"))
        ksbs = tuple(code for code in self.known.by_code if code in {*duty.ksbs, *codes})
        return {"ksbs": ksbs, "mapping": DutyMapping.COMPLETE if is_whole else DutyMapping.PARTIAL}

    def fields(self) -> Iterator[tuple[str, Any]]:
        """Yield the fields that the library lacks, with the import's values; compare the others."""
        for name in (*_FIELDS, *_PASSAGES):
            ours, theirs = getattr(self.known, name), getattr(self.other, name)
            if theirs in (None, ()) or ours == theirs:
                continue
            is_taken = ours in (None, ())
            words = name.replace("_", " ")
            if name in _COMPARED and not is_taken:
                is_taken = self.is_stated(name) and not self.is_printed(name)
                what = f"the {words} is {ours!r} in the library and {theirs!r} in the import"
                self.differ(what, _TAKEN if is_taken else _KEPT)
            elif name == "versions" and not is_taken:
                self.compare_dates()
            elif not is_taken:
                self.differ(f"the {words} differ")
            if is_taken:
                self.filled[name] = None
                yield name, theirs

    def compare_dates(self) -> None:
        ours, theirs = self.known.this_version, self.other.this_version
        if not (ours and theirs):
            return
        for name in ("earliest_start", "latest_start", "latest_end"):
            one, other = getattr(ours, name), getattr(theirs, name)
            if other is not None and one != other:
                words = name.replace("_", " ")
                self.differ(f"the {words} is {one or 'not set'} in the library and {other} in the import")

    def basis(self, source: str) -> tuple[Basis, ...]:
        """Return what the fields rest on: those that were filled in, on what they rest on in the import."""
        kept = [
            basis.model_copy(update={"fields": tuple(name for name in basis.fields if name not in self.filled)})
            for basis in self.known.basis
        ]
        why = f"Filled in from {source}; what had been printed before is kept."
        for kind in BasisKind:
            fields = tuple(name for name in self.filled if self.kind_of(name) is kind)
            kept.append(Basis(fields=fields, basis=kind, why=why))
        return tuple(basis for basis in kept if basis.fields)


def _are_apart(item: Ksb | Duty, duty: Duty) -> bool:
    """Return whether an item and a duty belong to different options, so that the duty cannot need the item."""
    return bool(item.options and duty.options and set(item.options).isdisjoint(duty.options))


def _same_options(one: Ksb | Duty, other: Ksb | Duty) -> bool:
    if one.options is None or other.options is None:
        return one.options is other.options
    return set(one.options) == set(other.options)
