"""Complete a library's standard from another source, and list the differences.

Printed values stay. Missing values are filled in, and inferred values are replaced.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ksbcheck.domain.model import Basis, BasisKind
from ksbcheck.domain.names import in_ranges
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Option, Standard, owners
from ksbcheck.domain.text import listed, plain
from ksbcheck.engine.pairing import pair_duties, pair_statements

_COMPARED = (
    *("title", "level", "status", "lars_code", "route", "typical_duration", "minimum_hours", "assessment_months"),
    *("assessment_plan_url", "starts_paused_from"),
)
"""Fields whose different values are both shown."""
_FIELDS = (
    *(*_COMPARED, "kind", "qualifications", "versions", "occupation"),
    *("english_and_maths", "english_and_maths_text", "early_years"),
)
_KEPT = "The library's value is kept: if it is wrong, correct the imported file, or import with --replace."
_TAKEN = "The library's value was only inferred, so the import's is taken."
_NOT_TAKEN = "The import's value is not taken: if it is right, correct the imported file, or import with --replace."


class Difference(NamedTuple):
    """A difference between two sources; `about_codes` if a statement has different codes."""

    text: str
    remedy: str
    about_codes: bool = False


class Completed(NamedTuple):
    """A completed standard, the fields that were filled in, and the differences."""

    standard: Standard
    filled: tuple[str, ...]
    differences: tuple[Difference, ...]


def complete(known: Standard, other: Standard, source: str) -> Completed:
    """Return a library's standard, completed from another source of the same reference and version.

    `source` names the other source in the basis of the filled-in fields.
    """
    work = _Completion(known, other)
    changes: dict[str, Any] = {"ksbs": work.ksbs()}
    changes["duties"] = work.duties({ksb.code: ksb for ksb in changes["ksbs"]})
    changes |= work.fields()
    changes["options"] = work.titled_options()
    changes["basis"] = work.basis(source)
    # Validated again: a copy would keep cached values of the old standard.
    standard = Standard.model_validate(known.model_copy(update=changes).model_dump())
    return Completed(standard, tuple(work.filled), tuple(work.differences))


class _Completion:
    """Compares the library's standard, `known`, with the import's, `other`, and completes it."""

    def __init__(self, known: Standard, other: Standard) -> None:
        self.known, self.other = known, other
        self.filled: dict[str, None] = {}
        self.differences: list[Difference] = []
        self.duty_pairs = pair_duties(known.duties, other.duties)
        self.options = self.paired_options()
        """The library's option of each of the import's."""
        self.tells_options = len(self.options) == len(known.options) == len(other.options)
        """Whether both have the same options, so that core means the same."""
        self.ksb_pairs = pair_statements(known.ksbs, other.ksbs)
        self.compare_statements()

    def differ(self, text: str, remedy: str = _KEPT, *, about_codes: bool = False) -> None:
        self.differences.append(Difference(text, remedy, about_codes))

    def differ_in(self, name: str, ours: object, theirs: object, remedy: str = _KEPT, verb: str = "is") -> None:
        self.differ(f"{name} {verb} {ours} in the library and {theirs} in the import", remedy)

    def differ_in_text(self, name: str, ours: str, theirs: str) -> None:
        if plain(ours) != plain(theirs):
            self.differ_in(name, repr(plain(ours)), repr(plain(theirs)), verb="reads")

    def is_printed(self, name: str) -> bool:
        """Return whether a field of the library is printed, as is one without a basis."""
        basis = self.known.basis_of(name)
        return basis is None or basis.basis is BasisKind.PRINTED

    def kind_of(self, name: str) -> BasisKind:
        basis = self.other.basis_of(name)
        return basis.basis if basis else BasisKind.PRINTED

    def is_stated(self, name: str) -> bool:
        return self.kind_of(name) is not BasisKind.UNKNOWN

    def may_lack(self, item: Ksb | Duty) -> bool:
        """Return whether an item belongs only to options that the import may lack."""
        return bool(item.options) and set(item.options or ()).isdisjoint(self.options.values())

    def paired_options(self) -> dict[str, str]:
        """Pair options by title, or by the most shared duties: the library's by the import's."""
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
                self.differ(f"the import's option {option.title!r} is not in the library", "The option is not taken.")
        if absent := [each.title for each in ours if each.id not in found.values()]:
            what = f"the import lacks the options: {listed(absent)}"
            self.differ(what, "Their own duties and KSBs are not compared.")
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
                if old.code != new.code:
                    codes = f"is {old.code} in the library and {new.code} in the import"
                    self.differ(f"the statement {plain(old.text)!r} {codes}", about_codes=True)
                self.differ_in_text(old.code, old.text, new.text)
            elif new:
                self.differ(f"the import has an additional statement, {new.code}: {new.text}", _NOT_TAKEN)
            elif old and not self.may_lack(old):
                lacking.append(old.code)
        if lacking:
            self.differ(f"the import lacks {listed(in_ranges(lacking))}")

    def titled_options(self) -> tuple[Option, ...]:
        """Return the options with GUIDs, and with the import's titles where the library's are inferred."""
        theirs = {self.options[each.id]: each for each in self.other.options if each.id in self.options}
        return tuple(self.titled(option, theirs.get(option.id, option)) for option in self.known.options)

    def titled(self, option: Option, other: Option) -> Option:
        title, guid = option.title, option.guid or other.guid
        if plain(title) == plain(other.title) or not self.is_stated("options.title"):
            return Option(id=option.id, title=title, guid=guid)
        is_kept = self.is_printed("options.title")
        remedy = _KEPT if is_kept else _TAKEN
        self.differ_in(f"the option {option.id}", repr(title), repr(other.title), remedy, verb="is called")
        if not is_kept:
            self.filled["options.title"] = None
            title = other.title
        return Option(id=option.id, title=title, guid=guid)

    def ksbs(self) -> tuple[Ksb, ...]:
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
            self.differ_in(ksb.code, owners(ksb), owners(theirs), _KEPT if stays else _TAKEN)
        elif self.kind_of("ksbs.options") is not BasisKind.PRINTED:
            return completed
        if stays:
            return completed
        self.filled["ksbs.options"] = None
        return completed if _same_options(theirs, ksb) else completed.model_copy(update={"options": theirs.options})

    def ours(self, item: Ksb | Duty) -> Ksb | Duty:
        """Return an item of the import with the library's option ids."""
        if item.options is None:
            return item
        options = tuple(self.options[each] for each in item.options if each in self.options)
        return item.model_copy(update={"options": options})

    def duties(self, statements: dict[str, Ksb]) -> tuple[Duty, ...]:
        """Return the library's duties with completed mappings; `statements` are the completed ones by code."""
        alone = (pair.old for pair in self.duty_pairs if pair.old and not pair.new)
        if lacking := [duty.number for duty in alone if not self.may_lack(duty)]:
            self.differ(f"the import lacks duties {listed(lacking)}")
        for pair in self.duty_pairs:
            if pair.new and not pair.old:
                self.differ(f"the import has an additional duty: {pair.new.text}", _NOT_TAKEN)
        by_number = {pair.old.number: pair.new for pair in self.duty_pairs if pair.old and pair.new}
        codes = {pair.new.code: pair.old.code for pair in self.ksb_pairs if pair.old and pair.new}
        made = {duty.number: duty for duty in self.known.duties}
        for duty in self.known.duties:
            if other := by_number.get(duty.number):
                self.differ_in_text(f"duty {duty.number}", duty.text, other.text)
                there = self.ours(other)
                if self.tells_options and self.is_stated("duties.options") and not _same_options(there, duty):
                    self.differ_in(f"duty {duty.number}", owners(duty), owners(there))
                fitting = self.fitting(duty, [statements[codes[code]] for code in other.ksbs if code in codes])
                update = {"guid": duty.guid or other.guid, **self.mapping(duty, other, fitting)}
                made[duty.number] = duty.model_copy(update=update)
        return tuple(made.values())

    def fitting(self, duty: Duty, ksbs: Sequence[Ksb]) -> list[str]:
        """Return the codes that the import maps to a duty, without those of other options."""
        for ksb in ksbs:
            if _are_apart(ksb, duty):
                owner = f"which belongs to {owners(ksb)} in the library, while the duty belongs to {owners(duty)}"
                self.differ(f"duty {duty.number} needs {ksb.code} in the import, {owner}", _NOT_TAKEN)
        return [ksb.code for ksb in ksbs if not _are_apart(ksb, duty)]

    def mapping(self, duty: Duty, other: Duty, codes: Sequence[str]) -> dict[str, Any]:
        """Return the changes of a duty's mapping, to which the import's codes are added."""
        missing = [code for code in duty.ksbs if code not in codes]
        more = [code for code in codes if code not in duty.ksbs]
        if other.mapping is DutyMapping.NONE:
            return {}
        if missing and other.mapping is DutyMapping.COMPLETE:
            self.differ(f"duty {duty.number} needs {listed(missing)} in the library, but not in the import")
        if duty.mapping is DutyMapping.COMPLETE:
            if more:
                self.differ(f"duty {duty.number} needs {listed(more)} in the import, but not in the library")
            return {}
        is_whole = other.mapping is DutyMapping.COMPLETE and len(codes) == len(other.ksbs)
        if not (more or is_whole):
            return {}
        self.filled |= dict.fromkeys(("duties.ksbs", "duties.mapping"))
        ksbs = tuple(code for code in self.known.by_code if code in {*duty.ksbs, *codes})
        return {"ksbs": ksbs, "mapping": DutyMapping.COMPLETE if is_whole else DutyMapping.PARTIAL}

    def fields(self) -> Iterator[tuple[str, Any]]:
        """Yield the fields to take from the import, and compare the others."""
        for name in _FIELDS:
            ours, theirs = getattr(self.known, name), getattr(self.other, name)
            says_more = name == "english_and_maths_text" and self.known.english_and_maths
            if theirs in (None, ()) or ours == theirs or says_more:
                continue
            is_taken, words = ours in (None, ()), name.replace("_", " ")
            if name in _COMPARED and not is_taken:
                is_taken = self.is_stated(name) and not self.is_printed(name)
                self.differ_in(f"the {words}", _shown(ours), _shown(theirs), _TAKEN if is_taken else _KEPT)
            elif name == "versions" and not is_taken:
                self.compare_dates()
            elif not is_taken:
                self.differ(f"the {words} differ")
            if is_taken:
                self.filled[name] = None
                yield name, theirs

    def compare_dates(self) -> None:
        ours, theirs = self.known.this_version, self.other.this_version
        for name in ("earliest_start", "latest_start", "latest_end") if ours and theirs else ():
            one, other = getattr(ours, name), getattr(theirs, name)
            if other is not None and one != other:
                self.differ_in(f"the {name.replace('_', ' ')}", one or "not set", other)

    def basis(self, source: str) -> tuple[Basis, ...]:
        """Return the basis of all fields; filled-in fields have the import's."""
        kept = [
            basis.model_copy(update={"fields": tuple(name for name in basis.fields if name not in self.filled)})
            for basis in self.known.basis
        ]
        why = f"Filled in from {source}; printed values are kept."
        for kind in BasisKind:
            fields = tuple(name for name in self.filled if self.kind_of(name) is kind)
            kept.append(Basis(fields=fields, basis=kind, why=why))
        return tuple(basis for basis in kept if basis.fields)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return listed(each.words for each in value)
    return repr(value) if isinstance(value, str) else str(value)


def _are_apart(item: Ksb | Duty, duty: Duty) -> bool:
    return bool(item.options and duty.options and set(item.options).isdisjoint(duty.options))


def _same_options(one: Ksb | Duty, other: Ksb | Duty) -> bool:
    if one.options is None or other.options is None:
        return one.options is other.options
    return set(one.options) == set(other.options)
