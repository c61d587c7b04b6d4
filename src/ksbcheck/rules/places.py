"""Rules about locators (KSB615-621)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from ksbcheck.domain.claim import Cited, Trace
from ksbcheck.domain.finding import Hit, Location, NotChecked
from ksbcheck.domain.folder import EvidenceFile
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.locator import FORMS, LookUp, Verdict, parse, spot_name
from ksbcheck.domain.outline import MentionKind
from ksbcheck.domain.portfolio import Evidence
from ksbcheck.domain.text import first_few, listed
from ksbcheck.rules.case import FolderCase
from ksbcheck.rules.rule import Stage, did_you_mean, rule

_Cause = TypeVar("_Cause")
_FEW_PAGES = 3
"""In a document of more pages, slides or sheets than these, a claim should say where."""


def _where(trace: Trace) -> Location:
    return (*trace.claim.at, "where")


def _unread(case: FolderCase) -> Iterator[NotChecked]:
    """Yield the claimed files whose content isn't read."""
    without = [f"{name} ({_no_text_reason(file)})" for name, file in _claimed(case) if _no_text_reason(file)]
    if without:
        yield NotChecked(f"not looked at: {first_few(without)}")


def _claimed_traces(case: FolderCase) -> Iterator[Trace]:
    """Yield the traces of claims that count as evidence."""
    return (trace for trace in case.traces if trace.claim.rung >= Rung.CLAIMED)


def _claimed(case: FolderCase) -> Iterator[tuple[str, EvidenceFile]]:
    return ((name, case.folder.files[name]) for name in case.claimed_files)


def _no_text_reason(file: EvidenceFile) -> str | None:
    """Return why the text of a file isn't read; files that can't be looked at have findings of other rules."""
    if file.outline:
        return f"{file.outline.without_text} of the {file.outline.noun}" if file.outline.without_text else None
    return file.reason if file.unread and file.can_be_looked_at else None


@rule("KSB615", Severity.NOTE, Stage.FILES)
def locator_of_no_form(case: FolderCase) -> Iterator[Hit]:
    """A claim describes its place in words that can't be checked.

    Why it matters: a reader has to search, and nothing checks that the place exists.

    How to fix: write the place in one of these forms: p. 3, pp. 3-5, slide 4, sheet Log, 00:04:10, § Reflection, para
    12. Separate several with semicolons.
    """
    unclear = (trace for trace in _claimed_traces(case) if trace.claim.where and parse(trace.claim.where) is None)
    for where, traces in _together((trace.claim.where, trace) for trace in unclear):
        message = f"{_subject(traces)}: the place {where!r} is in no form that can be checked"
        yield Hit(message, f"Write the place in one of these forms: {FORMS}.", _where(traces[0]))


@rule("KSB616", Severity.ERROR, Stage.FILES)
def place_not_there(case: FolderCase) -> Iterator[Hit | NotChecked]:
    """A claim names a place that its file doesn't have.

    Why it matters: the assessor looks there and finds nothing. The page may be mistyped, or the file was changed.

    How to fix: open the file, and write the place that shows the KSB.
    """
    yield from _unread(case)
    unknown = [f"{trace.claim.subject} ({found.reason})" for trace, found in _lookups(case, Verdict.NOT_KNOWN)]
    if unknown:
        yield NotChecked(f"places that could not be checked: {first_few(unknown)}")
    yield from _absent(case, Verdict.NOT_THERE, "not")


@rule("KSB617", Severity.WARNING, Stage.FILES)
def place_probably_not_there(case: FolderCase) -> Iterator[Hit]:
    """A claim names a page or paragraph that its file probably doesn't have.

    Why it matters: word processors lay out pages differently on every machine, so page numbers are approximate. This
    one is beyond the last page or paragraph that the file shows.

    How to fix: name a heading instead (`§ Reflection`), which stays where it is, or hand in a PDF.
    """
    yield from _absent(case, Verdict.PROBABLY_NOT, "probably not")


def _lookups(case: FolderCase, verdict: Verdict) -> Iterator[tuple[Trace, LookUp]]:
    for trace in _claimed_traces(case):
        for _, found in trace.places or ():
            if found.verdict is verdict:
                yield trace, found


def _absent(case: FolderCase, verdict: Verdict, wording: str) -> Iterator[Hit]:
    absent = (
        ((place, found), trace)
        for trace in _claimed_traces(case)
        for place, found in trace.places or ()
        if found.verdict is verdict
    )
    for (place, found), traces in _together(absent):
        verb = "is" if place.first == place.last else "are"
        files = _files(traces[0].claim.piece)
        cited = " ".join(
            f"{trace.claim.code} is cited here: {first_few(trace.spots)}." for trace in traces if trace.spots
        )
        otherwise = cited or f"Open the file, and write the place that shows {listed(_codes(traces))}."
        remedy = did_you_mean(found.meant and f"{found.meant!r}", otherwise)
        yield Hit(f"{_subject(traces)}: {place} {verb} {wording} in {files}: {found.reason}", remedy, _where(traces[0]))


def _together(caused: Iterable[tuple[_Cause, Trace]]) -> Iterator[tuple[_Cause, list[Trace]]]:
    """Yield the claims of one piece that have one cause together, so that it is said once."""
    by_cause: dict[tuple[int, _Cause], list[Trace]] = {}
    for cause, trace in caused:
        by_cause.setdefault((trace.claim.piece_index, cause), []).append(trace)
    yield from ((cause, traces) for (_, cause), traces in by_cause.items())


def _codes(traces: Iterable[Trace]) -> list[str]:
    return list(dict.fromkeys(trace.claim.code for trace in traces))


def _spots(traces: Sequence[Trace]) -> str:
    """Return where codes are cited, each named unless all are cited at the same places."""
    if len({trace.spots for trace in traces}) == 1:
        return first_few(traces[0].spots)
    return "; ".join(f"{trace.claim.code} {first_few(trace.spots)}" for trace in traces)


def _subject(traces: Sequence[Trace]) -> str:
    return f"{traces[0].claim.piece.id} {listed(_codes(traces))}"


def _files(piece: Evidence) -> str:
    return " or ".join(map(repr, piece.files))


@rule("KSB618", Severity.NOTE, Stage.FILES)
def no_locator(case: FolderCase) -> Iterator[Hit]:
    """Claims on a long document don't say where in it.

    Why it matters: the assessor has to search the whole document for every KSB.

    How to fix: write the claims in the long form, with `where:`.
    """
    for piece, traces in _traces_by_piece(case):
        codes = [trace.claim.code for trace in traces if not trace.claim.where]
        length, noun = max(_lengths(case, piece), default=(0, ""))
        if codes and length > _FEW_PAGES:
            claims = f"the {'claim' if len(codes) == 1 else 'claims'} on {listed(codes)}"
            message = f"{piece.id}: {claims} should say where in the document of {length} {noun}s"
            yield Hit(message, "Add `where:`.", traces[0].claim.piece_at)


def _lengths(case: FolderCase, piece: Evidence) -> Iterator[tuple[int, str]]:
    """Yield the length and unit of every document of a piece."""
    for file in _files_of(case, piece):
        if file.outline and file.outline.pages and file.outline.page_noun:
            yield file.outline.pages, file.outline.page_noun
        elif file.outline and file.outline.sheets:
            yield len(file.outline.sheets), "sheet"


def _traces_by_piece(case: FolderCase) -> Iterator[tuple[Evidence, list[Trace]]]:
    """Yield every piece with its claims on known codes."""
    known = case.case.codes
    of_known_codes = (trace for trace in _claimed_traces(case) if trace.claim.code in known)
    for _, traces in groupby(of_known_codes, key=lambda trace: trace.claim.piece_index):
        of_piece = list(traces)
        yield of_piece[0].claim.piece, of_piece


def _files_of(case: FolderCase, piece: Evidence) -> Iterator[EvidenceFile]:
    return (name.result.file for name in case.named_files if name.piece is piece and name.result.file)


@rule("KSB619", Severity.WARNING, Stage.FILES)
def cited_elsewhere(case: FolderCase) -> Iterator[Hit | NotChecked]:
    """A KSB is cited in the evidence, but not at the place that its claim names.

    Why it matters: the claim may send the assessor to the wrong place. A code in the document is a better sign than a
    page number typed by hand, but no proof: a person has to decide.

    How to fix: correct `where:`, or leave it if the KSB is shown there without its code.
    """
    yield from _unread(case)
    elsewhere = (trace for trace in _claimed_traces(case) if trace.cited is Cited.ELSEWHERE and trace.claim.where)
    for where, traces in _together((trace.claim.where, trace) for trace in elsewhere):
        is_claimed = "is claimed" if len(traces) == 1 else "are claimed"
        message = f"{_subject(traces)} {is_claimed} at {where!r}, but cited elsewhere: {_spots(traces)}"
        yield Hit(message, "Check both places, and correct `where:`.", _where(traces[0]))


@rule("KSB620", Severity.NOTE, Stage.FILES)
def not_cited(case: FolderCase) -> Iterator[Hit | NotChecked]:
    """A piece claims KSBs that its files never cite.

    Why it matters: an assessor looks for the code in the evidence. Work made for another purpose seldom cites codes,
    and need not. A cited code supports a claim but never makes one: "S3 bucket" and "K9 unit" only look like codes. A
    list of all KSBs, "K9 not met", an empty box and a header on every page show nothing. `ksbcheck scan` says how each
    code was read.

    How to fix: write the code in brackets where the evidence shows it, as in "(K9)", or leave the claim as it is.
    """
    yield from _unread(case)
    for wording in dict.fromkeys(_WORDINGS.values()):
        for piece, traces in _traces_by_piece(case):
            codes = _codes(trace for trace in traces if _wording(trace) == wording)
            if codes:
                are = "is" if len(codes) == 1 else "are"
                yield Hit(
                    f"{piece.id}: {listed(codes)} {are} {wording}",
                    "Write the code where the evidence shows it, or leave the claim as it is.",
                    traces[0].claim.piece_at,
                )


_WORDINGS: dict[tuple[Cited, MentionKind | None], str] = {
    (Cited.NOWHERE, None): "claimed, but not cited in its files",
    (
        Cited.NOWHERE,
        MentionKind.NEGATED,
    ): "claimed, but only said not to be shown, or cited where nobody sees it",
    (Cited.NOWHERE, MentionKind.REPEATED): "claimed, but cited only in headers or footers",
    (Cited.NOWHERE, MentionKind.OTHER): "claimed, but its files have only something else of that name",
    (Cited.LISTED, None): "cited only in a list of KSBs, which is ignored",
}


def _wording(trace: Trace) -> str | None:
    if trace.cited is None:
        return None
    return _WORDINGS.get((trace.cited, trace.kind), _WORDINGS.get((trace.cited, None)))


@rule("KSB621", Severity.WARNING, Stage.FILES)
def placeholder_left(case: FolderCase) -> Iterator[Hit | NotChecked]:
    """A document still has placeholders.

    Why it matters: "[insert image]", "TBC" or "lorem ipsum" show that the document isn't finished.

    How to fix: replace or delete the placeholder.
    """
    yield from _unread(case)
    for name, file in _claimed(case):
        if file.outline and file.outline.placeholders:
            by = case.claimed_files[name]
            shown = [f"{found.words!r} ({spot_name(found.spot, file.outline)})" for found in file.outline.placeholders]
            message = f"{by.piece.id}: {name!r} still has {first_few(shown)}"
            yield Hit(message, "Replace or delete the placeholders.", by.at)
