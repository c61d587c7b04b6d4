"""Standards in the data of Skills England's standards API.

Its shape and the rule by which statements belong to options are those of the Department for Education's own importer
(SkillsFundingAgency/das-courses-api, MIT licence). The data has no codes: K1 is the first knowledge statement.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints
from pydantic.alias_generators import to_camel, to_snake

from ksbcheck.domain.day import parse_date
from ksbcheck.domain.model import Basis, BasisKind
from ksbcheck.domain.names import CODE_PATTERN, kind_of
from ksbcheck.domain.standard import GUID_PATTERN, MinimumHours, Qualification, StandardKind, StandardVersion
from ksbcheck.domain.text import listed, plain
from ksbcheck.importing import official_json as api
from ksbcheck.importing.notation import reference_of, statement_in_line
from ksbcheck.importing.page_lines import english_and_maths
from ksbcheck.importing.printed import (
    Imported,
    Notes,
    Positions,
    PrintedDuty,
    PrintedKsb,
    PrintedOption,
    PrintedStandard,
    options_needing,
    with_ids,
)
from ksbcheck.rules import imports

_GUID = re.compile(GUID_PATTERN)
_CODE = re.compile(CODE_PATTERN)


class _Duty(api.OfficialDuty):
    is_this_a_core_duty: Annotated[int, Field(ge=0, le=1)] | bool | None = None
    mapped_options: list[api.Words] | None = None


class _Option(api.Official):
    option_id: api.Words
    title: api.Prose


class _Qualification(api.Official):
    title: str | None = None
    level: str | int | None = None
    any_additional_information: str | None = None


class _Dispensable(api.Official):
    """Fields without effect on requirements."""

    level: api.Level = None
    status: str | None = None
    change: str | None = None
    earliest_start_date: str | None = None
    latest_start_date: str | None = None
    latest_end_date: str | None = None
    lars_code: str | int | None = None
    learning_aim_class_code: str | int | None = None
    typical_duration: api.Count = None
    minimum_hours_for_compliance: api.Count = None
    e_p_a_length: api.Count = None
    english_and_maths_qualifications: str | None = None
    assessment_plan_url: str | None = None
    approved_for_delivery_paused_starts: str | bool | None = None
    route: str | None = None
    qualifications: list[_Qualification] | None = None


class _Content(_Dispensable):
    reference_number: Annotated[api.Words, StringConstraints(to_upper=True)]
    title: api.Prose
    version: api.Version | None = None
    version_number: api.Version | None = None
    core_and_options: bool | None = None
    options: list[_Option] | None = None
    options_unstructured_template: list[str] | None = None
    duties: list[_Duty] | None = None
    knowledges: list[api.OfficialStatement] | None = None
    skills: list[api.OfficialStatement] | None = None
    behaviours: list[api.OfficialStatement] | None = None
    technical_knowledges: list[api.OfficialStatement] | None = None
    technical_skills: list[api.OfficialStatement] | None = None
    employability_skills_and_behaviours: list[api.OfficialStatement] | None = None


_KINDS = {"FA": StandardKind.FOUNDATION_APPRENTICESHIP, "AU": StandardKind.APPRENTICESHIP_UNIT}
"""The kinds that a reference names, by its letters."""
_HOURS_FROM = date(2025, 8, 1)
"""The first start for which a minimum of off-the-job hours is published, by the funding rules of 2025 to 2026."""


def is_official(content: object) -> bool:
    return isinstance(content, dict) and "referenceNumber" in content


def read_official(path: Path, content: Mapping[str, Any], where: str) -> Imported:
    """Read one standard of the API; `where` is its place in the file."""
    reference, version = (content.get(key) for key in ("referenceNumber", "version"))
    name = f"{reference} {version if isinstance(version, str | int) else ''}"
    notes = Notes(path, plain(name) if isinstance(reference, str) and reference.strip() else where)
    if api.lacks_statements(content):
        return notes.imported()
    data = api.read_model(content, _Content, _Dispensable, notes)
    printed = _Reading(data, notes).printed() if data else None
    return notes.to_standard(printed) if printed else notes.imported()


class _Reading:
    def __init__(self, data: _Content, notes: Notes) -> None:
        self.data, self.notes = data, notes
        self.option_ids = [option.option_id.casefold() for option in data.options or () if data.core_and_options]
        """The ids by which duties name the options, in small letters; empty if the data lists none."""

    def printed(self) -> PrintedStandard | None:
        """Return the standard as the data has it; None without a version or statements."""
        data, notes = self.data, self.notes
        version = self.version()
        if version is None:
            notes.refuse("version is missing")
            return None
        statements = list(self.statements())
        if not statements:
            notes.refuse("it has no statements: no knowledge, no skills and no behaviours")
            return None
        options = self.options()
        codes = api.by_id((identifier, ksb.code) for identifier, ksb in statements)
        duties = [self.duty(number, duty, codes) for number, duty in enumerate(data.duties or (), 1)]
        needed = options_needing(duties)
        facts = self.facts(version)
        notes.look_at_status(facts["status"])
        return PrintedStandard(
            document=f"the data of Skills England's standards API, imported from {notes.path.name}",
            facts=facts,
            duties=duties,
            ksbs=[ksb._replace(options=self.owners(needed[ksb.code])) for _, ksb in statements],
            options=options,
            basis=tuple(self.basis(facts)),
            copyright=api.LICENCE,
        )

    def facts(self, version: str) -> dict[str, Any]:
        """Return the fields apart from options, duties and statements."""
        data, kind = self.data, self.kind()
        is_unit, hours = kind is StandardKind.APPRENTICESHIP_UNIT, kind and data.minimum_hours_for_compliance
        least = MinimumHours(starts_from=None if is_unit else _HOURS_FROM, hours=hours) if hours else None
        return {
            "reference": reference_of(data.reference_number),
            "title": data.title,
            "level": data.level,
            "version": version,
            "kind": kind,
            "lars_code": _text((is_unit and data.learning_aim_class_code) or data.lars_code or None),
            **{name: _text(getattr(data, name)) for name in ("status", "route", "assessment_plan_url")},
            "typical_duration": data.typical_duration or None,
            "minimum_hours": (least,) if least else (),
            "assessment_months": data.e_p_a_length or None,
            "starts_paused_from": self.paused_from(),
            "qualifications": tuple(self.qualifications()),
            "versions": self.versions(version),
            **self.english_and_maths(),
        }

    def english_and_maths(self) -> dict[str, Any]:
        """Return the rules, or the text if a sentence of it is unknown."""
        text = _text(api.plain_text(self.data.english_and_maths_qualifications))
        rules = english_and_maths(text.splitlines()) if text else None
        if not isinstance(rules, str):
            return {"english_and_maths": rules}
        what = f"the rule on English and maths is not understood: {rules[:80]!r}"
        self.notes.warn(what, "The text is kept: add the rule to the imported file.")
        return {"english_and_maths_text": text}

    def paused_from(self) -> date | None:
        """Return the day from which starts are paused, with a warning if they are."""
        paused = self.data.approved_for_delivery_paused_starts
        day = None if isinstance(paused, bool) else self.date("approved_for_delivery_paused_starts")
        if day or paused is True:
            since = f" from {day}" if day else "; the data does not say from which day"
            self.notes.add(imports.not_current, f"starts are paused{since}", "Check when your learners started.")
        return day

    def version(self) -> str | None:
        version, number = self.data.version, self.data.version_number
        if version and number and version != number:
            remedy = f"The version is imported as {version}: check which is right."
            self.notes.warn(f"version says {version} and versionNumber {number}", remedy)
        return version or number

    def statements(self) -> Iterator[tuple[str, PrintedKsb]]:
        """Yield each statement with its id. The code is at the beginning of the text, the id, or kind and position."""
        for kind, name in api.STATEMENTS.items():
            pairs = [(row.identifier, _ksb(kind, number, row)) for number, row in enumerate(self.rows(kind), 1)]
            for same in api.by_id((pair[0], pair) for pair in pairs).values():
                if len(same) > 1:
                    several = listed(ksb.code for _, ksb in same)
                    what = f"{name} has the id {same[0][0]!r} more than once, for {several}"
                    remedy = "Duties mapped to that id are imported as mapped to each of these."
                    self.notes.add(imports.id_twice, what, remedy)
            yield from pairs

    def rows(self, *kinds: str) -> Sequence[api.OfficialStatement]:
        return [row for kind in kinds for row in getattr(self.data, to_snake(api.STATEMENTS[kind])) or ()]

    def options(self) -> Sequence[PrintedOption]:
        """Return the options; those of the unstructured template have no ids."""
        data = self.data
        if not data.core_and_options:
            if data.options:
                what = "the data lists options, but coreAndOptions says that there are none: none are imported"
                self.notes.warn(what, "Check the standard's page for options.")
            return ()
        if data.options:
            return self.named((option.title, _guid(option.option_id)) for option in data.options)
        titles = [title.strip() for title in data.options_unstructured_template or () if title.strip()]
        self.notes.warn(
            "the data doesn't say which duty belongs to which option: all statements are required of every option"
            if titles
            else "coreAndOptions says that there are options, but none is named: all statements are required",
            "Take the options from the standard's page.",
        )
        return self.named((title, None) for title in titles)

    def named(self, options: Iterable[tuple[str, str | None]]) -> Sequence[PrintedOption]:
        made = with_ids(options)
        for title, same in api.by_id((option.title or "", option.id or "") for option in made).items():
            if len(same) > 1:
                what = f"several options have the title {title!r}; they are imported as {listed(same)}"
                remedy = "Check with `ksbcheck standard show` which duties belong to each."
                self.notes.add(imports.option_titles_alike, what, remedy)
        return made

    def duty(self, number: int, duty: _Duty, codes: Mapping[str, Sequence[str]]) -> PrintedDuty:
        is_core = not self.option_ids or bool(duty.is_this_a_core_duty)
        options = () if is_core else self.options_of(number, duty)
        ksbs, mapping = duty.mapping(number, codes, self.notes)
        return PrintedDuty(number, duty.duty_detail, options, ksbs, mapping, guid=_guid(duty.identifier))

    def options_of(self, number: int, duty: _Duty) -> Positions | None:
        """Return the options of a duty that is not core; None without a known option."""
        named = {identifier.casefold(): identifier for identifier in duty.mapped_options or ()}
        for key, identifier in named.items():
            if key not in self.option_ids:
                what = f"mappedOptions of duty {number} names {identifier!r}, which no option has"
                self.notes.warn(what, "Check on the standard's page which options have the duty.")
        return tuple(at for at, key in enumerate(self.option_ids) if key in named) or None

    def owners(self, needing: Sequence[Positions | None]) -> Positions | None:
        """Return the options of a statement, from the options of the duties that need it.

        By the official rule, a statement is core if a core duty needs it, or else belongs to its duties' options.
        """
        if not self.option_ids or () in needing:
            return ()
        return tuple(sorted({option for options in needing for option in options or ()})) or None

    def kind(self) -> StandardKind | None:
        """Return the kind that the reference and the lists of statements agree on."""
        usual, technical, employability = map(bool, (self.rows("K", "S", "B"), self.rows("TK", "TS"), self.rows("ESB")))
        foundation = StandardKind.FOUNDATION_APPRENTICESHIP if employability else None
        kinds = {_KINDS.get(self.data.reference_number[:2]), foundation} - {None}
        if usual and not kinds:
            kinds.add(StandardKind.APPRENTICESHIP)
        if len(kinds) == 1 and not (usual and (technical or employability)):
            return kinds.pop()
        what = "the reference and the lists of statements don't agree on the kind of programme"
        self.notes.warn(what, "Add `kind:` to the imported file, and `minimum_hours:` if there are any.")
        return None

    def qualifications(self) -> Iterator[Qualification]:
        for index, each in enumerate(self.data.qualifications or ()):
            title, level, information = map(_text, (each.title, each.level, each.any_additional_information))
            if title:
                yield Qualification(title=title, level=level, information=information)
            else:
                what = f"qualifications[{index}] has no title and is left out"
                self.notes.warn(what, "Look the qualification up on the standard's page.")

    def versions(self, version: str) -> tuple[StandardVersion, ...]:
        dates = {name: self.date(f"{name}_date") for name in ("earliest_start", "latest_start", "latest_end")}
        change = _text(self.data.change)
        row = StandardVersion(version=version, change=change, **dates)
        return (row,) if change or any(dates.values()) else ()

    def date(self, name: str) -> date | None:
        """Return the day of a field, which may have a time."""
        value = _text(getattr(self.data, name))
        day = parse_date(value) if value else None
        if value and not day:
            remedy = "The date is left out: correct it in the imported file."
            self.notes.warn(f"{to_camel(name)} is not a date: {value[:40]!r}", remedy)
        return day

    def basis(self, facts: Mapping[str, Any]) -> Iterator[Basis]:
        data = self.data
        printed = ["reference", "title", "version", "duties.text", "duties.ksbs", "duties.mapping", "ksbs.text"]
        printed += [name for name in ("level", "status", "lars_code", "route") if facts[name]]
        yield Basis(fields=tuple(printed), basis=BasisKind.PRINTED, why="The data's own words and ids.")
        if any(least.starts_from for least in facts["minimum_hours"]):
            why = "The funding rules of 2025 to 2026 say for which starts such a minimum holds."
            yield Basis(fields=("minimum_hours.starts_from",), basis=BasisKind.INFERRED, why=why)
        why = "The data has no codes or numbers: statements and duties are counted in its order."
        yield Basis(fields=("ksbs.code", "duties.number"), basis=BasisKind.INFERRED, why=why)
        if self.option_ids:
            why = "A statement is core if a core duty needs it, or else belongs to its duties' options."
            yield Basis(fields=("ksbs.options",), basis=BasisKind.INFERRED, why=why)
            yield Basis(fields=("options.title", "duties.options"), basis=BasisKind.PRINTED, why="The data's own.")
            yield Basis(fields=("options.id",), basis=BasisKind.INFERRED, why="Made from the titles.")
        else:
            known = not data.core_and_options
            why = "The standard has no options." if known else "The data doesn't say which option needs what."
            kind = BasisKind.PRINTED if known else BasisKind.UNKNOWN
            yield Basis(fields=("ksbs.options", "duties.options"), basis=kind, why=why)


def _ksb(kind: str, number: int, row: api.OfficialStatement) -> PrintedKsb:
    written, guid = statement_in_line(row.detail), _guid(row.identifier)
    if written and written.sign and kind_of(written.codes[0]) == kind:
        return PrintedKsb(written.codes[0], written.text, guid=guid)
    return PrintedKsb(row.identifier if _CODE.match(row.identifier) else f"{kind}{number}", row.detail, guid=guid)


def _guid(identifier: str | None) -> str | None:
    return identifier if identifier and _GUID.match(identifier) else None


def _text(value: object) -> str | None:
    return None if value is None else str(value).strip() or None
