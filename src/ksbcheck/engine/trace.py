"""Traces: whether the places that claims name are there, and whether the claimed KSBs are cited there."""

from collections.abc import Iterable, Iterator, Sequence

from ksbcheck.domain.claim import Cited, Claim, Trace
from ksbcheck.domain.folder import EvidenceFile, Folder
from ksbcheck.domain.locator import Locator, LookUp, Verdict, look_up, parse, region, spot_name
from ksbcheck.domain.outline import Citation, MentionKind, Outline

_NO_FILES = LookUp(Verdict.NOT_KNOWN, "some pieces name no files")
_UNREAD = LookUp(Verdict.NOT_KNOWN, "some files could not be read")
_ORDER = (Verdict.THERE, Verdict.NOT_KNOWN, Verdict.PROBABLY_NOT, Verdict.NOT_THERE)


def trace_claims(claims: Iterable[Claim], folder: Folder) -> tuple[Trace, ...]:
    """Look up claims in the files of a folder, in the claims' order."""
    files: dict[int, tuple[EvidenceFile | None, ...]] = {}
    traces = []
    for claim in claims:
        if claim.piece_index not in files:
            files[claim.piece_index] = tuple(folder.find(name).file for name in claim.piece.files)
        traces.append(trace(claim, files[claim.piece_index]))
    return tuple(traces)


def trace(claim: Claim, files: Sequence[EvidenceFile | None]) -> Trace:
    """Look up a claim in the files that its piece names; None stands for a missing file."""
    outlines = [file.outline for file in files if file and file.outline]
    all_read = len(outlines) == len(files)
    if not claim.where:
        return Trace(claim, None, *_cited(claim.code, (), outlines, all_read=all_read))
    locators = parse(claim.where)
    if not locators:
        return Trace(claim, None, None, ())  # the place that the claim names is unknown
    places = tuple(
        (locator, _best([look_up(locator, outline) for outline in outlines], all_read) if files else _NO_FILES)
        for locator in locators
    )
    return Trace(claim, places, *_cited(claim.code, locators, outlines, all_read=all_read))


def _best(results: Sequence[LookUp], all_read: bool) -> LookUp:
    """Return the result for a place that has to be in one of several files."""
    known = results if all_read else (*results, _UNREAD)
    return min(known, key=lambda result: _ORDER.index(result.verdict)) if known else _UNREAD


def _cited(
    code: str, places: Sequence[Locator], outlines: Sequence[Outline], *, all_read: bool
) -> tuple[Cited | None, tuple[str, ...], MentionKind | None]:
    found = [(citation, outline) for outline in outlines for citation in outline.by_code.get(code, ())]
    real = [(citation, outline) for citation, outline in found if citation.is_shown]
    if not real:
        if not all_read or not outlines or any(outline.without_text for outline in outlines):
            return None, (), None
        kinds = {citation.kind for citation, _ in found}
        cited = Cited.LISTED if MentionKind.LISTED in kinds else Cited.NOWHERE
        return cited, (), kinds.pop() if len(kinds) == 1 else None
    known = [place for place in places if any(look_up(place, outline).verdict is Verdict.THERE for outline in outlines)]
    if not known:
        return (None, _names(real), None) if places else (Cited.THERE, (), None)
    verdicts = list(_verdicts(code, known, outlines))
    if True in verdicts:
        return Cited.THERE, (), None
    unknown = None in verdicts or not all_read or any(outline.without_text for outline in outlines)
    return (None, (), None) if unknown else (Cited.ELSEWHERE, _names(real), None)


def _verdicts(code: str, places: Sequence[Locator], outlines: Sequence[Outline]) -> Iterator[bool | None]:
    """Yield for each citation and place whether the citation is there."""
    for outline in outlines:
        for place in places:
            is_there = region(place, outline)
            yield from (is_there(citation.spot) for citation in outline.by_code.get(code, ()) if citation.is_shown)


def _names(found: Sequence[tuple[Citation, Outline]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spot_name(citation.spot, outline) for citation, outline in found))
