"""Draft the pieces of a portfolio from the documents of a folder."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import PurePosixPath

from ksbcheck.documents.kinds import MEDIA, kind_of
from ksbcheck.domain.day import first_day
from ksbcheck.domain.draft import Draft, DraftClaim, DraftPiece
from ksbcheck.domain.folder import EvidenceFile
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.locator import locator_of
from ksbcheck.domain.names import in_ranges
from ksbcheck.domain.outline import Citation, Outline
from ksbcheck.domain.portfolio import EvidenceType as Type
from ksbcheck.domain.text import listed
from ksbcheck.domain.tracker import LeftOut
from ksbcheck.engine.merge import Ids, own_id

_TYPES: Sequence[tuple[str, Type]] = (
    # the first that fits; words of a name, and what the piece then is
    (r"observ\w*", Type.OBSERVATION),
    (r"witness\w*|testimon\w*", Type.WITNESS_TESTIMONY),
    (r"professional discussion", Type.PROFESSIONAL_DISCUSSION),
    (r"reflect\w*", Type.REFLECTIVE_ACCOUNT),
    (r"case stud\w*", Type.CASE_STUDY),
    (r"certificate\w*", Type.CERTIFICATE),
    (r"feedback|appraisal", Type.FEEDBACK),
    (r"progress review|review", Type.REVIEW),
    (r"log|diary|journal", Type.LOG),
    (r"presentation|slides?", Type.PRESENTATION),
    (r"film|video|recording|audio", Type.RECORDING),
    (r"assignment|essay", Type.ASSIGNMENT),
    (r"test|quiz|exam", Type.TEST),
    (r"questions?|questioning", Type.QUESTIONING),
    (r"project", Type.PROJECT),
    (r"report", Type.REPORT),
    (r"simulation", Type.SIMULATION),
    (r"leaflet|display|poster|resources?", Type.PRODUCT),
    (r"plans?|record|risk assessment|minutes|policy|timetable|e-?mails?|notes", Type.WORK_PRODUCT),
)
_ATTACHED = re.compile(
    r"[\s_-]*(?:(?:appendix|annex|attachment|photo|picture|image|scan|page|part)[\s_-]*\w?\d*|\(\d+\)|[\s_-]\d{1,2})\Z",
    re.IGNORECASE,
)
_DAY_IN_NAME = re.compile(
    r"(?<!\d)(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)|(?<!\d)(\d{1,2})[-_.](\d{1,2})[-_.](\d{4})(?!\d)"
)
_LONGEST_TITLE = 100
_TRACKER = re.compile(
    r"(?i)\b(?:ksbs? (?:map|matrix|log|list|index|checklist)|(?:ksb|evidence|otj) trackers?|mapping|trackers?\Z)\b"
)
_FEWEST_CODES = 3
"""Of a spreadsheet that is a tracker."""
_MOST_PLACES = 3
"""How many places of one KSB are written."""


def draft_pieces(files: Sequence[EvidenceFile], taken: Collection[str], codes: Collection[str]) -> Draft:
    """Return a piece for each document, with attachments, and a suggested claim for each KSB of `codes` that it shows.

    What is no evidence is left out, with the reason. `taken` are the ids of pieces that exist.
    """
    reasons = {file.name: reason for file in files if (reason := _why_none(file))}
    left_out = [LeftOut(name, "", reason) for name, reason in reasons.items()]
    files = [file for file in files if file.name not in reasons]
    others = {file.name: {mention.code for mention, _ in _shown([file])} - {*codes} for file in files}
    left_out += [
        LeftOut(name, listed(in_ranges(each)), "shown, but not required") for name, each in others.items() if each
    ]
    numbers = set(filter(None, (own_id(_stem(file.name)) for file in files)))
    ids = Ids({each.upper() for each in taken}, numbers)
    return Draft(tuple(_piece(group, ids, codes) for group in _groups(files)), tuple(left_out))


def _why_none(file: EvidenceFile) -> str:
    """Return why a file is no evidence; a tracker only maps it, by its name, or as a spreadsheet with several codes."""
    kind, outline = kind_of(file.name), file.outline or file.refused
    is_sheet = kind is not None and kind.reader in ("xlsx", "ods", "table")
    codes = {mention.code for mention in outline.citations} if outline and is_sheet else ()
    if len(codes) >= _FEWEST_CODES or _TRACKER.search(re.sub(r"[\W_]+", " ", _stem(file.name))):
        return "looks like a tracker: `ksbcheck import` reads it"
    return "" if file.can_be_looked_at else file.reason or "the file is empty"


def _shown(files: Sequence[EvidenceFile]) -> Iterator[tuple[Citation, Outline]]:
    for outline in (file.outline for file in files if file.outline):
        yield from ((mention, outline) for mention in outline.citations if mention.is_shown)


def _groups(files: Sequence[EvidenceFile]) -> Iterator[Sequence[EvidenceFile]]:
    """Yield files together that have one number, and a file with its attachments."""
    groups: dict[tuple[str, str], list[EvidenceFile]] = {}
    stems = {(_folder(file.name), _stem(file.name).casefold()) for file in files}
    for file in files:
        folder, stem = _folder(file.name), _stem(file.name)
        whole = _ATTACHED.sub("", stem).casefold()
        number = own_id(stem)
        key = number or (whole if (folder, whole) in stems else stem.casefold())
        groups.setdefault((folder, key), []).append(file)
    for group in groups.values():
        yield sorted(group, key=lambda file: len(_stem(file.name)))


def _stem(name: str) -> str:
    return PurePosixPath(name).stem


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _piece(group: Sequence[EvidenceFile], ids: Ids, codes: Collection[str]) -> DraftPiece:
    names, title, dated = tuple(file.name for file in group), _title(group), _day(group)
    id_, type_ = ids.next(_stem(names[0])), _type(names[0], title)
    return DraftPiece(id_, _claims(group, codes), True, title, type_, *dated, names)


def _title(group: Sequence[EvidenceFile]) -> str:
    """Return the first heading of a piece's documents, or else the words of its first file's name."""
    headings = (heading.text for file in group if file.outline for heading in file.outline.headings[:1])
    fits = (text for text in headings if len(text) <= _LONGEST_TITLE and re.search(r"[^\W\d_]{3}", text))
    return next(fits, None) or re.sub(r"[_\s]+|(?<=\w)-(?=[^\W\d])", " ", _stem(group[0].name)).strip()


def _type(name: str, title: str) -> Type | None:
    words = re.sub(r"[\W_]+", " ", f"{_stem(name)} {title}")
    named = next((type_ for form, type_ in _TYPES if re.search(rf"(?i)\b(?:{form})\b", words)), None)
    kind = kind_of(name)
    return named or (Type.RECORDING if kind and kind.noun in MEDIA - {"picture"} else None)


def _day(group: Sequence[EvidenceFile]) -> tuple[date | None, str]:
    """Return the day of a piece, and where it is from: the file's name, its text, or its properties."""
    for file in group:
        if written := _DAY_IN_NAME.search(_stem(file.name)):
            parts = [part for part in written.groups() if part]
            day = first_day("-".join(parts) if written[1] else "/".join(parts))
            if day:
                return day, "the file's name"
    for attribute, source in (("stated", "its text"), ("saved", "when it was saved")):
        days = (getattr(file.outline, attribute) for file in group if file.outline)
        if stated := next(filter(None, days), None):
            return date.fromisoformat(stated), source
    return None, ""


def _claims(group: Sequence[EvidenceFile], codes: Collection[str]) -> tuple[DraftClaim, ...]:
    places: Mapping[str, dict[str | None, None]] = {code: {} for code in codes}
    for mention, outline in _shown(group):
        if mention.code in places:
            places[mention.code][locator_of(mention.spot, outline)] = None
    return tuple(
        DraftClaim(code, Rung.SUGGESTED, "; ".join(islice(filter(None, found), _MOST_PLACES)) or None)
        for code, found in places.items()
        if found
    )
