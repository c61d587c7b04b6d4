import pytest

from ksbcheck.domain.claim import Cited, Claim, Trace
from ksbcheck.domain.folder import EvidenceFile
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.locator import Verdict
from ksbcheck.domain.outline import Citation, Heading, MentionKind, Outline, Spot, Unread
from ksbcheck.domain.portfolio import ClaimEntry, Evidence
from ksbcheck.engine.trace import trace

PIECE = Evidence(id="E1")


def claim(where: str | None = None, code: str = "K1") -> Claim:
    written = ClaimEntry(ksb=code, where=where) if where else None
    return Claim(code, Rung.CLAIMED, PIECE, 0, written, 0)


def pdf(
    *cited: tuple[str, int], kind: MentionKind = MentionKind.SHOWN, pages: int = 5, without_text: str = ""
) -> EvidenceFile:
    citations = tuple(Citation(code, Spot(page=page), kind) for code, page in cited)
    outline = Outline(
        "PDF", "page", pages, citations=citations, without_text=without_text, headings=(Heading("Plan", None, 2),)
    )
    return EvidenceFile("a.pdf", 1, "0", outline)


UNREAD = EvidenceFile("b.pdf", 1, "1", unread=Unread.PASSWORD, reason="it is protected by a password")


def verdicts(found: Trace) -> list[Verdict]:
    return [lookup.verdict for _, lookup in found.places or ()]


@pytest.mark.parametrize(
    ("where", "files", "cited"),
    [
        (None, [pdf(("K1", 4))], Cited.THERE),
        ("in the middle", [pdf(("K1", 4))], None),
        ("in the middle", [pdf(("K2", 4))], None),
        ("p. 4", [pdf(("K1", 4))], Cited.THERE),
        ("p. 3", [pdf(("K1", 4))], Cited.ELSEWHERE),
        ("p. 3; p. 4", [pdf(("K1", 4))], Cited.THERE),
        ("p. 3", [pdf(("K1", 4)), pdf(("K1", 3))], Cited.THERE),
        ("p. 4", [pdf(("K1", 4), kind=MentionKind.LISTED)], Cited.LISTED),
        ("p. 4", [pdf(("K2", 4))], Cited.NOWHERE),
        (None, [], None),
        (None, [pdf(without_text="5 of 5 pages")], None),
        (None, [pdf(("K2", 4), without_text="1 of 5 pages")], None),
        (None, [pdf(("K1", 4), kind=MentionKind.LISTED, without_text="1 of 5 pages")], None),
        (None, [pdf(("K1", 4), without_text="1 of 5 pages")], Cited.THERE),
        ("p. 3", [pdf(("K1", 4), without_text="1 of 5 pages")], None),
        ("p. 4", [pdf(("K1", 4), without_text="1 of 5 pages")], Cited.THERE),
        (None, [pdf(("K2", 4)), UNREAD], None),
        (None, [pdf(("K1", 4)), UNREAD], Cited.THERE),
        ("p. 3", [pdf(("K1", 4)), UNREAD], None),
        ("p. 3", [pdf(("K1", 4)), None], None),
        ("p. 9", [pdf(("K1", 4))], None),
    ],
)
def test_trace_finds_citations(where: str | None, files: list[EvidenceFile | None], cited: Cited | None) -> None:
    assert trace(claim(where), files).cited is cited


@pytest.mark.parametrize(
    ("where", "files", "verdict"),
    [
        ("p. 3", [pdf()], Verdict.THERE),
        ("p. 9", [pdf()], Verdict.NOT_THERE),
        ("p. 9", [pdf(), pdf(pages=9)], Verdict.THERE),
        ("p. 9", [pdf(), UNREAD], Verdict.NOT_KNOWN),
        ("p. 3", [None], Verdict.NOT_KNOWN),
        ("p. 3", [], Verdict.NOT_KNOWN),
    ],
)
def test_trace_finds_places(where: str, files: list[EvidenceFile | None], verdict: Verdict) -> None:
    assert verdicts(trace(claim(where), files)) == [verdict]


def test_trace_explains_unknown_places() -> None:
    for files, reason in (([], "some pieces name no files"), ([UNREAD], "some files could not be read")):
        ((_, lookup),) = trace(claim("p. 3"), files).places or ()
        assert lookup.reason == reason


def test_trace_accepts_asides_anywhere() -> None:
    noted = Outline("PDF", "page", 5, citations=(Citation("K1", Spot(aside=True), MentionKind.SHOWN),))
    files = [EvidenceFile("a.docx", 1, "0", noted)]
    assert trace(claim(), files).cited is Cited.THERE
    assert trace(claim("p. 3"), files).cited is None


def test_trace_names_other_citations() -> None:
    found = trace(claim("p. 3"), [pdf(("K1", 1), ("K1", 5), ("K2", 3))])
    assert (found.cited, found.spots) == (Cited.ELSEWHERE, ("page 1", "page 5"))
    assert trace(claim(), [pdf(("K1", 1), kind=MentionKind.LISTED)]).spots == ()


def test_trace_gives_no_verdict_without_locator() -> None:
    assert trace(claim("somewhere"), [pdf()]).places is None
    assert trace(claim(), [pdf()]).places is None
