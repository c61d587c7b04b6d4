"""What counts as a document's own words, told apart in documents of every kind."""

import textwrap
from collections.abc import Sequence
from tempfile import TemporaryFile

import pytest

from ksbcheck.documents.content import Content, Known
from ksbcheck.documents.outliner import DocumentError
from ksbcheck.documents.worker import read_evidence
from ksbcheck.domain.outline import Unread
from ksbcheck.domain.standard import Standard
from tests.conftest import ROOT
from tests.documents import (
    Slide,
    Xml,
    docx,
    docx_parts,
    docx_with_link,
    docx_with_picture,
    odp,
    ods,
    odt,
    para,
    pdf,
    png,
    pptx,
    table,
    xlsx,
    zipped,
)

GARDEN = {
    "K1": "How plants of one family are told apart by leaf and flower.",
    "K2": "What soil needs in each season.",
    "K3": "How water moves through a bed.",
    "S1": "Lead a group along a path.",
    "S2": "Prune a shrub at the right time.",
    "S3": "Write a label that can be read from a path.",
    "B1": "Patient with visitors.",
    "B2": "Tidy.",
    "B3": "Careful with living things.",
}
TEXTS = (*GARDEN.values(), "Garden guide", "Look after the garden and its visitors.")
ROWS = [[code, text] for code, text in GARDEN.items()]
OWN = "I sowed beans, watered them each morning and counted how many came up."


TITLES = (
    "Walk plan",
    "Lesson 4",
    "Walk plan",
    "Team meeting notes",
    "E01.docx p. 3",
    "Walk plan",
    "-",
    "Yes",
    "Lesson 4",
)
SHORT = ("Led the fire drill", "Read the code of conduct", "Sat the quiz, 18 of 20")


def why(reader: str, data: bytes | str, known: Sequence[str] = TEXTS) -> Unread | None:
    """Return why a document is no evidence; None if it is."""
    try:
        with TemporaryFile() as file:  # PDFs are opened by their number
            file.write(data.encode() if isinstance(data, str) else data)
            file.seek(0)
            read_evidence(reader, file, Known(known))
    except DocumentError as error:
        return error.unread
    return None


def with_column(text: str) -> list[list[str]]:
    return [[*row, text] for row in ROWS]


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        ("text", " \n\t\u200b\u200d\ufeff\u2060\u00ad\n"),
        ("text", "\ufeff"),
        ("text", "Name: ____  Date: ____\n\nSignature: ______"),
        ("text", ",,,\n,,,\n"),
        ("markdown", "# Reflection\n\n## What happened\n\n## What I learnt\n"),
        ("markdown", "---\n\n***\n"),
        ("markdown", "# Plan\n\n[Insert your plan here]\n\nClick or tap here to enter text."),
        ("docx", docx(["", "  "])),
        ("docx", docx([("Heading1", "What happened"), ("Heading2", "What I learnt")])),
        ("docx", docx([table([["", ""], [" ", ""]])])),
        ("docx", docx_with_picture([], png(b"\x80\x80\x80"))),
        ("odt", odt(["", ("Heading1", "What happened")])),
        ("ods", ods({"Log": [["", None]]})),
        ("odp", odp([Slide("", [])])),
        ("xlsx", xlsx({"Log": [], "Plan": [["", None]]})),
        ("xlsx", xlsx({"Log": [["Date", "Hours", "Evidence"]]})),
        ("pptx", pptx([Slide("", []), Slide("", [" "])])),
        ("pdf", pdf(["", ""])),
        ("html", "<title>My walk</title><body> </body><script>let words = 'many of them';</script>"),
    ],
)
def test_blank_documents_are_no_evidence(reader: str, data: bytes | str) -> None:
    assert why(reader, data) is Unread.BLANK


@pytest.mark.parametrize("part", ["header", "footer", "comments"])
def test_headers_footers_and_comments_alone_are_blank(part: str) -> None:
    parts = docx_parts('<w:document xmlns:w="w"><w:body><w:p/></w:body></w:document>')
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{part}"
    rels = "word/_rels/document.xml.rels"
    related = f'<Relationship Id="rId9" Type="{kind}" Target="a.xml"/></Relationships>'
    parts[rels] = parts[rels].replace("</Relationships>", related)
    parts["word/a.xml"] = f'<w:x xmlns:w="w"><w:p><w:r><w:t>{OWN}</w:t></w:r></w:p></w:x>'
    assert why("docx", zipped(parts.items())) is Unread.BLANK


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        ("text", "https://video.example.org/watch?v=abc123"),
        ("text", "https://a.example.org/1\nhttps://a.example.org/2\n"),
        ("text", "My plan: <https://docs.example.org/d/9/edit> (needs sign-in)"),
        ("text", "The film of my lesson is here: https://vimeo.example.org/1 password: garden2025"),
        ("text", "www.example.org/film"),
        ("text", "See my OneDrive"),
        ("text", "It is all in my portfolio."),
        ("text", "The video is on my phone."),
        ("text", r"\\school\share\Petra Sample\walk plan.docx"),
        ("text", r"C:\Users\Petra\Documents\Garden walk plan.docx"),
        ("text", "/Users/petra/Documents/walk.docx"),
        ("markdown", "[The garden walk with the Sunday group](https://a.example.org/1)"),
        ("markdown", "![the bed](https://a.example.org/bed.jpg)"),
        ("docx", docx_with_link("my journal about planting a herb bed together", "https://a.example.org/1")),
        ("docx", docx([table([["Walk", "https://a.example.org/1"], ["Bed", "https://a.example.org/2"]])])),
        ("odt", odt(["https://a.example.org/1"])),
        ("pdf", pdf(["https://a.example.org/my-film"])),
        ("pptx", pptx([Slide("My film", ["https://a.example.org/1"])])),
        ("xlsx", xlsx({"Log": [["Evidence", "Link"], ["Walk", "https://a.example.org/1"]]})),
        ("html", '<a href="https://a.example.org/1">The garden walk with the Sunday group</a>'),
    ],
)
def test_links_alone_are_no_evidence(reader: str, data: bytes | str) -> None:
    assert why(reader, data) is Unread.LINK


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        ("markdown", "\n".join(f"- [x] {code} {text}" for code, text in ROWS)),
        ("markdown", "\n".join(f"| {code} | {text} | see portfolio |" for code, text in ROWS)),
        ("markdown", "# Behaviours\n\n" + "\n".join(f"* {text}" for code, text in ROWS if code.startswith("B"))),
        ("text", "\n\n".join(GARDEN.values())),
        ("text", "\n".join(f"{code} {text}".upper() for code, text in ROWS)),
        ("text", "\n".join(textwrap.fill(f"{text} ({code})", 20) for code, text in ROWS)),
        ("text", "\n".join(f'{code},"{text}",yes' for code, text in ROWS)),
        ("text", ", ".join(GARDEN)),
        (
            "text",
            "\n".join(f"{code} {text}" for code, text in ROWS) + "\nPetra met all of them today. I am happy to sign.",
        ),
        ("text", "\n".join(f"{code} {text} Signed off by Dana Okoro, Hollow Lane".upper() for code, text in ROWS)),
        ("docx", docx([table(with_column("Work product: garden walk"))])),
        ("text", "B1 B2 B3"),
        ("text", "\n".join(f"{code} | {text} | {where}" for (code, text), where in zip(ROWS, TITLES, strict=True))),
        ("text", "\n".join(f"{code}: met" for code in GARDEN)),
        ("text", "I have met K1-K12, S1-S8 and B1-B4. See my portfolio."),
        ("text", f"Petra Sample, Dana Okoro, Hollow Lane, 3 November 2025\n{' '.join(GARDEN.values())}"),
        ("docx", docx([table([["KSB", "Statement", "Evidence"], *with_column("E01.docx p. 3")])])),
        ("docx", docx([table([["Code", "Where to find it"], *([code, ""] for code in GARDEN)])])),
        ("odt", odt([f"{code} {text}" for code, text in ROWS])),
        ("pdf", pdf(["\n".join(f"{code} {text}" for code, text in ROWS)])),
        ("pdf", pdf(["How plants of one fam-\nily are told apart by leaf and flow-\ner.", *GARDEN.values()])),
        ("pptx", pptx([Slide("Knowledge", [f"{code}: {text}" for code, text in ROWS])])),
        ("xlsx", xlsx({"KSBs": [["KSB", "Text", "Met", "Page"], *([*row, "Yes", 4] for row in ROWS)]})),
        ("html", "".join(f"<li>{code}: {text}<a href='#d'>Back to Duty</a>" for code, text in ROWS)),
    ],
)
def test_listings_alone_are_no_evidence(reader: str, data: bytes | str) -> None:
    assert why(reader, data) is Unread.LISTING


def test_page_of_the_standard_is_no_evidence(st1414: Standard) -> None:
    page = (
        "\n".join(st1414.texts) + "\nPrint\nVersion | Change detail | Earliest start date\n1.0 | Approved | 16/10/2024"
    )
    assert why("text", page, st1414.texts) is Unread.LISTING


def test_statements_cut_short_are_no_evidence(st1414: Standard) -> None:
    assert why("text", "\n".join(ksb.text[:40] for ksb in st1414.ksbs), st1414.texts) is Unread.LISTING


@pytest.mark.parametrize(
    "data",
    [
        (ROOT / "data" / "standard.yaml").read_bytes(),
        "Portfolio,Learner,Outcome,Under,Option,As of,KSB,Statement\n",
        "Counts      what is claimed or higher, 1 piece a KSB\n",
        "What counts: claims that are claimed or higher, 1 piece for each KSB",
        "portfolio.yaml:12:1: KSB101 error K5 is required and has no evidence",
    ],
)
def test_exports_of_ksbcheck_are_no_evidence(data: bytes | str) -> None:
    assert why("text", data) is Unread.LISTING


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        ("markdown", "Water runs along the path (K3)."),
        ("markdown", "I waited for them (B1)."),
        ("markdown", "\n\n".join(f"## Part\n\nWhat I did there, in my own words ({code})." for code in GARDEN)),
        ("markdown", "I put the worms back (B4).\n\n[insert evidence of K1 here]\n\nHow have you shown K9? ______"),
        ("text", "Pruned the hazel today."),
        ("text", "Tidy bench, tools away, gate shut (B2)."),
        ("text", "I PRUNED THE HAZEL AND TIDIED THE BED (S2, B2)"),
        ("text", "\u6211\u5728\u82b1\u56ed\u91cc\u4fee\u526a\u4e86\u704c\u6728\u3002"),
        ("text", "Date,Hours\n2025-10-01,3\n"),
        ("text", f"{OWN} K1, K2, S1 (see https://plants.example.org)."),
        ("text", f"{OWN} It is all in my OneDrive too."),
        ("text", f"{OWN}\n\n{', '.join(f'{kind}{number}' for kind in 'KSB' for number in range(1, 11))}"),
        ("text", "S2 Prune a shrub at the right time.\n\nDid the hazel before the sap rose."),
        (
            "text",
            "\n".join(f"{code} {text}" for code, text in ROWS) + "\n\nThe bed was cold, and I put the worms back.",
        ),
        ("docx", docx([table([*ROWS[:-1], [*ROWS[-1], OWN]])])),
        ("docx", docx([table([[*row, text] for row, text in zip(ROWS, SHORT, strict=False)])])),
        ("text", "\n".join(f"{code} {text}" for code, text in ROWS) + f"\n\n{OWN.upper()}"),
        ("docx", docx([("Heading1", "We pruned the hazel by the gate before the sap rose in spring")])),
        ("docx", docx([Xml('<w:altChunk r:id="rId7"/>')])),
        ("docx", docx([*(f"{code} {text}" for code, text in ROWS), "Watched A at the sand tray."])),
        ("docx", docx_with_picture([], png())),
        ("docx", docx_with_picture([f"{code} {text}" for code, text in ROWS], png())),
        ("docx", docx([para("Name: Petra"), para("What I did: sowed two rows of beans")])),
        ("xlsx", xlsx({"Log": [["Date", "Hours"], ["2025-10-01", 3.5]]})),
        ("pptx", pptx([Slide("Sowing beans", [])])),
        ("html", "<h1>Walk</h1><p>I led the group along the hazel path.</p>"),
    ],
)
def test_own_words_and_pictures_are_evidence(reader: str, data: bytes | str) -> None:
    assert why(reader, data) is None


MANY = {f"{kind}{number}": f"Names plant {number} by {kind} and leaf" for kind in "KSB" for number in range(1, 6)}


@pytest.mark.parametrize(
    ("beside", "are_listed"),
    [
        ("", True),
        ("Yes", True),
        ("Dana Okoro, Hollow Lane", True),
        ("Walk plan", True),
        ("I crushed mint and let them smell it.", False),
        ("Led the group past nettles", False),
    ],
)
def test_codes_with_own_words_beside_them_are_cited(beside: str, *, are_listed: bool) -> None:
    rows = [[code, text, beside] for code, text in MANY.items()]
    with TemporaryFile() as file:
        file.write(docx([table(rows), OWN]))
        file.seek(0)
        outline = read_evidence("docx", file, Known(MANY.values()))
    assert {not citation.is_shown for citation in outline.citations} == {are_listed}


def test_content_bounds_its_text() -> None:
    content = Content()
    for _ in range(500):
        content.add("x" * 1_000)
    assert content.size <= 401_000
