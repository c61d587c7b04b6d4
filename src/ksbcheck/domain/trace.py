"""Traces: whether the place that a claim names is there, and whether its KSB is cited there."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.folder import EvidenceFile
from ksbcheck.domain.locator import Locator, LookUp, Verdict, look_up, parse, region, spot_name
from ksbcheck.domain.outline import Citation, Outline


class Cited(Enum):
    """Whether a piece cites a KSB that it claims. A citation supports a claim and never makes one.

    Without a place in the claim, `THERE` means anywhere in the piece.
    """

    THERE = "there"
    ELSEWHERE = "elsewhere"
    LISTED = "listed"
    NOWHERE = "nowhere"


class Trace(NamedTuple):
    """Where a claim leads in the piece's files.

    `places` are those of its `where:`, each with the result of looking it up; None if there are none that can be looked
    up. `cited` is None if it is not known; `spots` are other places where the KSB is cited.
    """

    claim: Claim
    places: tuple[tuple[Locator, LookUp], ...] | None
    cited: Cited | None
    spots: tuple[str, ...]


def trace(claim: Claim, files: Sequence[EvidenceFile | None]) -> Trace:
    """Look up a claim in the files that its piece names; None stands for a missing file."""
    outlines = [file.outline for file in files if file and file.outline]
    all_read = len(outlines) == len(files)
    where = claim.where
    locators = parse(where) if where else None
    places = None
    if locators:
        places = tuple(
            (locator, _best([look_up(locator, outline) for outline in outlines], all_read) if files else _NO_FILES)
            for locator in locators
        )
    if where and not locators:
        return Trace(claim, None, None, ())  # the place that the claim names is unknown
    cited, spots = _cited(claim.code, locators or (), outlines, all_read=all_read)
    return Trace(claim, places, cited, spots)


_NO_FILES = LookUp(Verdict.NOT_KNOWN, "some pieces name no files")
_UNREAD = LookUp(Verdict.NOT_KNOWN, "some files could not be read")
_ORDER = (Verdict.THERE, Verdict.NOT_KNOWN, Verdict.PROBABLY_NOT, Verdict.NOT_THERE)


def _best(results: Sequence[LookUp], all_read: bool) -> LookUp:
    """Return the result for a place that has to be in one of several files."""
    known = results if all_read else (*results, _UNREAD)
    return min(known, key=lambda result: _ORDER.index(result.verdict)) if known else _UNREAD


def _cited(
    code: str, places: Sequence[Locator], outlines: Sequence[Outline], *, all_read: bool
) -> tuple[Cited | None, tuple[str, ...]]:
    found = [(citation, outline) for outline in outlines for citation in outline.by_code.get(code, ())]
    real = [(citation, outline) for citation, outline in found if not citation.listed]
    if not real:
        if not all_read or not outlines or any(outline.without_text for outline in outlines):
            return None, ()
        return (Cited.LISTED if found else Cited.NOWHERE), tuple(_names(found))
    known = [place for place in places if any(look_up(place, outline).verdict is Verdict.THERE for outline in outlines)]
    if not known:
        return (None, tuple(_names(real))) if places else (Cited.THERE, ())
    verdicts = list(_verdicts(code, known, outlines))
    if True in verdicts:
        return Cited.THERE, ()
    unknown = None in verdicts or not all_read or any(outline.without_text for outline in outlines)
    return (None, ()) if unknown else (Cited.ELSEWHERE, tuple(_names(real)))


def _verdicts(code: str, places: Sequence[Locator], outlines: Sequence[Outline]) -> Iterator[bool | None]:
    """Yield for each citation and place whether the citation is there."""
    for outline in outlines:
        for place in places:
            is_there = region(place, outline)
            yield from (is_there(citation.spot) for citation in outline.by_code.get(code, ()) if not citation.listed)


def _names(found: Sequence[tuple[Citation, Outline]]) -> Iterator[str]:
    return iter(dict.fromkeys(spot_name(citation.spot, outline) for citation, outline in found))
