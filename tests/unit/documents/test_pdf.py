from pathlib import Path

import pytest

from ksbcheck.documents import pdf as reader
from ksbcheck.documents.content import Known
from ksbcheck.documents.outliner import DocumentError, Outliner
from ksbcheck.domain.outline import Heading, Outline, Unread
from tests.documents import drawn_pdf, encrypted_pdf, exe, form_pdf, long_pdf, pdf, pdf_without_text, truncated
from tests.documents.pdf_files import Page


def read(tmp_path: Path, data: bytes) -> Outline:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with path.open("rb") as file:
        return reader.read(file, Outliner())


def trouble(tmp_path: Path, data: bytes) -> tuple[Unread, str]:
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, data)
    return caught.value.unread, caught.value.reason


@pytest.mark.parametrize("compressed", [False, True])
def test_pdf_reads_pages(tmp_path: Path, compressed: bool) -> None:
    found = read(tmp_path, pdf(["K1 here.", "Nothing.", "K1, 2 and\n5 there (S3)."], compressed=compressed))
    assert (found.noun, found.page_noun, found.pages, found.pages_exact) == ("PDF", "page", 3, True)
    assert [(each.code, each.spot.page) for each in found.citations] == [
        ("K1", 1), ("K1", 3), ("K2", 3), ("K5", 3), ("S3", 3),
    ]  # fmt: skip
    assert (found.paragraphs, found.without_text) == (None, "")


def test_pdf_finds_lines_that_look_like_headings(tmp_path: Path) -> None:
    page: Page = [
        "Planning the group", "On Tuesday I read with three children,", "and they liked it. Then", "we sang.",
        "2.1 Reflection", "I was glad of what we did in the", "small hall that morning.", "no capital", "Why?", "K7 Means",
    ]  # fmt: skip
    found = read(tmp_path, pdf([page, ["What I would change"]]))
    assert found.headings == (
        Heading("Planning the group", None, 1),
        Heading("2.1 Reflection", None, 1),
        Heading("K7 Means", None, 1),
        Heading("What I would change", None, 2),
    )
    assert [each.code for each in found.citations] == ["K7"]


def test_pdf_reports_scans(tmp_path: Path) -> None:
    found = read(tmp_path, pdf_without_text(2))
    assert (found.pages, found.without_text, found.headings) == (2, "2 of 2 pages", ())


def test_pdf_reports_partial_scans(tmp_path: Path) -> None:
    assert read(tmp_path, pdf(["K1", "", "K2", ""])).without_text == "2 of 4 pages"


def test_pdf_reads_large_files_from_their_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_SMALL", 10)
    assert [each.code for each in read(tmp_path, pdf(["K1"])).citations] == ["K1"]
    assert trouble(tmp_path, exe()) == (Unread.UNREADABLE, "it is damaged: no PDF that can be opened")


@pytest.mark.parametrize("bits", [40, 128])
def test_pdf_refuses_passwords(tmp_path: Path, bits: int) -> None:
    assert trouble(tmp_path, encrypted_pdf(["K1"], "secret", bits=bits)) == (
        Unread.PASSWORD, "it is protected by a password",
    )  # fmt: skip
    assert [each.code for each in read(tmp_path, encrypted_pdf(["K1"], "", bits=bits)).citations] == ["K1"]


@pytest.mark.parametrize("data", [b"", exe(), b"%PDF-1.7 and no more", truncated(pdf(["a"]), 0.1)])
def test_pdf_refuses_damaged_files(tmp_path: Path, data: bytes) -> None:
    assert trouble(tmp_path, data) == (Unread.UNREADABLE, "it is damaged: no PDF that can be opened")


def test_pdf_refuses_damaged_pages(tmp_path: Path) -> None:
    data = pdf(["a", "b"]).replace(b"/Type /Page /Parent", b"/Type /Pagf /Parent", 1).replace(b"4 0 obj", b"9 0 obj", 1)
    assert trouble(tmp_path, data) == (Unread.UNREADABLE, "it is damaged: page 1 can't be opened")


def test_pdf_limits_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_PAGES", 10)
    assert trouble(tmp_path, long_pdf(11)) == (Unread.BEYOND, "it has 11 pages, and no more than 10 are read")
    assert read(tmp_path, long_pdf(10)).pages == 10


def test_pdf_ignores_pasted_lists_of_ksbs(tmp_path: Path, st1414: object) -> None:
    lines = [f"{ksb.code} {ksb.text}".replace("\u2019", "'") for ksb in st1414.ksbs]
    pages = [["Appendix: the KSBs, page by page", *lines[start : start + 25]] for start in range(0, len(lines), 25)]
    found = read(tmp_path, pdf(["This shows K9.", *pages]))
    assert [each.code for each in found.citations if each.is_shown] == ["K9"]
    assert sum(not each.is_shown for each in found.citations) == 88


def why(tmp_path: Path, data: bytes) -> Unread | None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    outliner = Outliner()
    with path.open("rb") as file:
        reader.read(file, outliner)
    why_none = outliner.why_no_evidence(Known())
    return why_none[0] if why_none else None


BOX = b"10 10 m 500 10 l S 20 20 100 100 re S"
CURVE = b"10 10 m 100 200 300 400 200 100 c S"


@pytest.mark.parametrize(
    ("data", "unread"),
    [
        (pdf_without_text(), None),
        (pdf_without_text(pixels=b"\x80" * 4), Unread.BLANK),
        (drawn_pdf(BOX), Unread.BLANK),
        (drawn_pdf(CURVE), None),
        (drawn_pdf(b"0 0 m" + b" 1 9 l 9 1 l" * 4 + b" S"), None),
        (form_pdf("Petra led the group with care"), None),
        (form_pdf(""), Unread.BLANK),
        (form_pdf("typed onto the page", b"FreeText"), None),
        (form_pdf("", b"Ink"), None),
        (form_pdf("a note that nobody prints", b"Text"), Unread.BLANK),
    ],
)
def test_pdf_without_text_may_show_something(tmp_path: Path, data: bytes, unread: Unread | None) -> None:
    assert why(tmp_path, data) is unread


def test_pdf_reads_fields_of_forms(tmp_path: Path) -> None:
    assert [each.code for each in read(tmp_path, form_pdf("I led the group (K1)")).citations] == ["K1"]


def test_pdf_skips_logos(tmp_path: Path) -> None:
    assert len(read(tmp_path, pdf_without_text()).pictures) == 1
    assert read(tmp_path, pdf_without_text(height=5)).pictures == ()


def test_pdf_says_when_it_was_saved(tmp_path: Path) -> None:
    assert read(tmp_path, pdf(["a"])).saved is None
    assert read(tmp_path, pdf(["a"], modified="D:20250304120000+01'00'")).saved == "2025-03-04"
    assert read(tmp_path, pdf(["a"], modified="D:20259904")).saved is None


def kinds(found: Outline) -> dict[str, str]:
    return {each.code: each.kind.value for each in found.citations}


def test_pdf_reads_lines_of_every_page_once(tmp_path: Path) -> None:
    pages = [
        [f"Portfolio, K{number} and all", f"{word} page (S{number})", "Unit 2 (K9) - page 3"]
        for number, word in enumerate("abc", 1)
    ]
    found = kinds(read(tmp_path, pdf(pages)))
    assert found == {
        "K1": "shown",
        "K2": "shown",
        "K3": "shown",
        "S1": "shown",
        "S2": "shown",
        "S3": "shown",
        "K9": "repeated",
    }
    assert kinds(read(tmp_path, pdf(pages[:2])))["K9"] == "shown"


def test_pdf_reads_printed_page_numbers(tmp_path: Path) -> None:
    pages = [["Cover", ""], ["Contents", "x"], *(["Text", str(number)] for number in range(1, 5))]
    assert read(tmp_path, pdf(pages)).labels == ("", "", "1", "2", "3", "4")
    assert read(tmp_path, pdf([["Text", str(number)] for number in range(1, 5)])).labels == ()
    pages = [["Cover"], *(["Text", f"Page {number} of 4"] for number in range(1, 5))]
    assert read(tmp_path, pdf(pages)).labels == ("", "1", "2", "3", "4")


@pytest.mark.parametrize("way", ["3 Tr", "1 1 1 rg"])
def test_pdf_knows_invisible_text(tmp_path: Path, way: str) -> None:
    page = pdf(["I led the walk (K1). X Then K2."]).replace(b"(I led", f"{way} (I led".encode())
    assert kinds(read(tmp_path, page)) == {"K1": "negated", "K2": "negated"}


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (b"Widget", "shown"),
        (b"FreeText", "shown"),
        (b"Stamp", "shown"),
        (b"Text", "negated"),
        (b"Highlight", "negated"),
    ],
)
def test_pdf_tells_notes_apart(tmp_path: Path, kind: bytes, shown: str) -> None:
    assert kinds(read(tmp_path, form_pdf("I led the walk (K1).", kind))) == {"K1": shown}
