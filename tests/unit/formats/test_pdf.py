"""The PDF says all that the view says, and is what PDF/UA asks for."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import page
import pypdf
import pypdfium2
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import DictionaryObject

from ksbcheck.domain.text import shown
from ksbcheck.formats.pdf import _breakable, render
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.settings import Overrides
from ksbcheck.reports.view import View, view
from ksbcheck.tasks.check import CheckRequest, check_all
from tests.conftest import AS_OF, ROOT

EXAMPLES = ROOT / "examples"
NEXT = ("Cover duty 5 with one new piece: that would close K9.", "Look at E09.")
NO_FONT_HAS = "\u0378"  # nor will: it is assigned to nothing


def views(*paths: Path, next_things: tuple[str, ...] = NEXT) -> list[View]:
    with Outlines(None) as outlines:
        reports = check_all(paths, CheckRequest(Overrides(), date.fromisoformat(AS_OF), outlines))
        return [view(report, next_things if report.judgement else ()) for report in reports]


def rendered(*paths: Path) -> tuple[bytes, list[View]]:
    of_them = views(*paths)
    return render(of_them), of_them


def written(folder: Path, *titles: str, name: str = "Ann Example", **keys: object) -> Path:
    """Write a portfolio of pieces with these titles, the first of which claims K1, the second K2, and so on."""
    evidence = [
        {"id": f"E{n}", "title": title, "type": "log", "date": "2026-01-07", "files": [f"{n}.txt"], "ksbs": [f"K{n}"]}
        for n, title in enumerate(titles, start=1)
    ]
    standard = {"standard": "ST1414", "version": "1.0", "option": "send"}
    learner = {"learner": {"name": name}, "started": "2025-09-01"}
    path = folder / "portfolio.json"
    manifest = {"format": "ksbcheck-portfolio/1", **standard, **learner, "evidence": evidence, **keys}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    return path


def pages(data: bytes) -> list[str]:
    """Return the text of each page, with single spaces."""
    with closing(pypdfium2.PdfDocument(data)) as document:
        return [" ".join(each.get_textpage().get_text_range().split()) for each in document]


def squeezed(text: str) -> str:
    """Return a text without what pdfium makes of the end of a line: a space, or of a hyphen something of its own."""
    return re.sub(r"[\s\x02\ufffe-]", "", text)


def elements(data: bytes) -> Iterator[DictionaryObject]:
    """Yield the elements of the structure tree, in reading order."""
    reader = pypdf.PdfReader(BytesIO(data))
    below: list[object] = [reader.root_object["/StructTreeRoot"]]
    while below:
        node = below.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            below += reversed(node)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield node
            below.append(node.get("/K"))


@pytest.fixture(scope="module")
def halfway() -> tuple[bytes, View]:
    data, (of_it,) = rendered(EXAMPLES / "halfway-send")
    return data, of_it


def test_pdf_is_searchable(halfway: tuple[bytes, View]) -> None:
    data, of_it = halfway
    text = squeezed("".join(each[: each.rindex("Rowan Example (0020417), as of ")] for each in pages(data)))
    assert len(of_it.ksbs) == 70
    words = [of_it.title, of_it.learner, of_it.verdict, *of_it.next_things, *of_it.not_checked]
    words += [word for pair in (*of_it.facts, *of_it.provenance) for word in pair]
    words += [f"{bar.met} of {bar.required}" for bar in of_it.bars]
    words += [word for ksb in of_it.ksbs for word in (ksb.code, ksb.statement)]
    words += [word for gap in of_it.gaps for word in (gap.code, gap.so_far, gap.next_step)]
    words += [word for duty in of_it.duties for word in (duty.text, duty.met, *duty.missing)]
    words += [word for piece in of_it.pieces for word in (piece.id, piece.title, piece.type, piece.date, *piece.files)]
    words += [word for claim in of_it.claims for word in (claim.place, claim.rung, claim.assessed, claim.verified)]
    words += [word for each in of_it.findings for word in (each.rule, each.message, each.help, each.path, each.place)]
    words += [word for row in of_it.basis for word in (row.basis, row.why, row.fields)]
    assert [word for word in words if squeezed(word) not in text] == []


def test_pdf_follows_the_order_of_the_view(halfway: tuple[bytes, View]) -> None:
    data, _ = halfway
    headings = [
        "Evidence report: Rowan Example (0020417)",
        "How far the required KSBs have come",
        "What to do next",
        "Gaps: 25 of 70 required KSBs",
        "Duties",
        "Evidence",
        "Mapping: every required KSB, its evidence and where",
        "Other findings",
        "Not checked",
        "Where this comes from",
    ]
    title, below = pypdf.PdfReader(BytesIO(data)).outline
    assert [title.title, *(each.title for each in below)] == headings
    assert [each["/S"] for each in elements(data) if each["/S"] in {"/H1", "/H2"}] == ["/H1", *["/H2"] * 9]


def test_pdf_names_the_learner_on_every_page(halfway: tuple[bytes, View]) -> None:
    texts = pages(halfway[0])
    for number, text in enumerate(texts, start=1):
        assert text.endswith(f"Rowan Example (0020417), as of 2026-11-22 page {number} of {len(texts)}")


def test_pdf_has_metadata(halfway: tuple[bytes, View]) -> None:
    reader = pypdf.PdfReader(BytesIO(halfway[0]))
    root, about = reader.root_object, reader.metadata
    assert about is not None
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert about.title == "Evidence report: Rowan Example (0020417)"
    assert about.author is None
    assert about.creation_date == datetime(2026, 11, 22, tzinfo=UTC)
    assert {tuple(map(round, each.mediabox)) for each in reader.pages} == {(0, 0, 595, 842)}


def test_pdf_embeds_fonts(halfway: tuple[bytes, View]) -> None:
    reader = pypdf.PdfReader(BytesIO(halfway[0]))
    fonts = [font.get_object() for each in reader.pages for font in each["/Resources"]["/Font"].values()]
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile3" in descriptor
        assert "/ToUnicode" in font
    assert {font["/BaseFont"].split("+")[1].split("-")[0] for font in fonts} == {"LibertinusSerif"}


def test_pdf_is_tagged(halfway: tuple[bytes, View]) -> None:
    found = list(elements(halfway[0]))
    headings = [each["/A"] for each in found if each["/S"] == "/TH"]
    assert headings
    assert all(any(one.get("/Scope") == "/Column" for one in attributes) for attributes in map(as_list, headings))
    assert [each["/Alt"] for each in found if each["/S"] == "/Figure"] == [
        "Bar: 45 of 70 claimed",
        "Bar: 23 of 70 assessed",
        "Bar: 8 of 70 verified",
    ]


def as_list(attributes: object) -> list[DictionaryObject]:
    each = attributes.get_object() if hasattr(attributes, "get_object") else attributes
    return [one.get_object() for one in each] if isinstance(each, list) else [each]


def test_pdf_is_reproducible(halfway: tuple[bytes, View]) -> None:
    data, of_it = halfway
    assert render([of_it]) == data


def test_pdf_joins_portfolios(tmp_path: Path) -> None:
    unreadable = tmp_path / "portfolio.yaml"
    unreadable.write_text("format: [", encoding="utf-8")
    paths = [EXAMPLES / name for name in ("halfway-send", "complete-wellbeing", "framework-advanced")]
    data, of_them = rendered(*paths, unreadable)
    reader = pypdf.PdfReader(BytesIO(data))
    bookmarks = [each for each in reader.outline if not isinstance(each, list)]
    assert [each.title for each in bookmarks] == [each.title for each in of_them]
    texts = pages(data)
    for bookmark, of_it in zip(bookmarks, of_them, strict=True):
        assert texts[reader.get_destination_page_number(bookmark)].startswith(of_it.title)
    assert reader.metadata is not None
    assert reader.metadata.title == "Evidence reports: 4 portfolios"
    assert_conforms(data)


def test_pdf_reports_no_gaps_or_coverage() -> None:
    complete, _ = rendered(EXAMPLES / "complete-wellbeing")
    assert "No gaps All 70 required KSBs are met" in pages(complete)[0]
    (framework,) = pages(rendered(EXAMPLES / "framework-advanced")[0])
    assert "Findings Nothing was found." in framework
    assert "KSBs met" not in framework
    assert "coverage: a framework defines no KSBs" in framework


def test_pdf_reports_hypothetical_options() -> None:
    with Outlines(None) as outlines:
        paths, day = [EXAMPLES / "halfway-send"], date.fromisoformat(AS_OF)
        (report,) = check_all(paths, CheckRequest(Overrides(), day, outlines, "wellbeing"))
    text = pages(render([view(report, ())]))[0]
    assert "What if: judged for option wellbeing; the manifest says send." in text
    assert "What to do next" not in text


def test_pdf_reports_unjudged_portfolios(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.yaml"
    path.write_text("format: [", encoding="utf-8")
    data, _ = rendered(path)
    (text,) = pages(data)
    assert text.startswith("Evidence report could not be checked Portfolio")
    assert "Findings" in text
    assert "Evidence What it is" not in text
    assert pypdf.PdfReader(BytesIO(data)).metadata.creation_date is None  # it has no day of its own
    assert_conforms(data)


def test_pdf_reports_no_evidence(tmp_path: Path) -> None:
    data, _ = rendered(written(tmp_path))
    text = " ".join(pages(data))
    assert "Gaps: 70 of 70 required KSBs" in text
    assert "The portfolio lists no evidence." in text
    assert_conforms(data)


HOSTILE = (
    '#eval("1") $x^2$ *bold* _it_ `raw` @reference <label>',
    "= Heading\n== Another\n- item / term: words // comment /* and */",
    '=HYPERLINK("https://example.org") ]]> <script>alert(1)</script>',
    '\\u{202e} #read("/etc/hostname") #image("x") -- --- ... \'q\' "q" ~',
    "\u202egnp.exe \u200b \x07 end",
)


def test_pdf_escapes_hostile_text(tmp_path: Path) -> None:
    data, (of_it,) = rendered(written(tmp_path, *HOSTILE, name="#set page(fill: red) \u202e"))
    text = squeezed("".join(pages(data)))
    for title in (*HOSTILE, of_it.learner):
        assert squeezed(shown(title)) in text
    assert "\u202e" not in text
    assert len([each for each in elements(data) if each["/S"] == "/H1"]) == 1
    assert_conforms(data)


def test_pdf_wraps_long_words_and_texts(tmp_path: Path) -> None:
    long, word, name = "observed " * 44, "x" * 400, "evidence/E01_an-observation.of,the_lesson.docx"
    data, _ = rendered(written(tmp_path, long, word, name, "sentence " * 3000, name="N" * 400))
    text = squeezed("".join(pages(data)))
    for title in (long, word, name, "N" * 400):
        assert squeezed(title) in text
    assert text.count("sentence") == 6000  # whole with its piece and in the mapping, over as many pages as it takes
    assert f"{'N' * 48}…, as of {AS_OF}" in pages(data)[0]
    assert_inside_the_margins(data)
    assert_conforms(data)


def test_pdf_reports_two_hundred_pieces(tmp_path: Path) -> None:
    pieces = [{"id": f"E{n:03}", "type": "log", "date": "2026-01-07", "ksbs": [f"K{n % 35 + 1}"]} for n in range(200)]
    data, _ = rendered(written(tmp_path, evidence=pieces))
    text = " ".join(pages(data))
    assert all(f"E{n:03} no title" in text for n in range(200))
    assert text.count("Piece What it is What it carries") > 3
    assert_inside_the_margins(data)
    assert_conforms(data)


def test_pdf_shows_other_scripts(tmp_path: Path) -> None:
    titles = ("ملاحظة درس العلوم", "תצפית בשיעור", "Żółta łódź: obserwacja")
    data, _ = rendered(written(tmp_path, *titles))
    text = "".join(pages(data))
    assert "Żółta łódź: obserwacja" in text
    for title in titles[:2]:
        assert set(title) <= set(text)
    assert "could not be shown" not in text
    assert_conforms(data)


def test_pdf_names_missing_letters(tmp_path: Path) -> None:
    data, _ = rendered(written(tmp_path, f"before {NO_FONT_HAS} after"), EXAMPLES / "framework-advanced")
    first, *others = pages(data)
    assert "Characters that could not be shown" in first
    assert "a character that no font at hand has: U+0378. To see it" in first
    assert "before \ufffd after" in " ".join(others)
    assert "could not be shown" not in others[-1]
    assert_conforms(data)


def test_pdf_names_at_most_eight_missing_letters(tmp_path: Path) -> None:
    unassigned = "".join(chr(code) for code in range(0x2FE0, 0x2FF0))
    data, _ = rendered(written(tmp_path, unassigned))
    assert "U+2FE0, U+2FE1, U+2FE2, U+2FE3, U+2FE4, U+2FE5, U+2FE6, U+2FE7, and 8 more" in pages(data)[0]


def test_pdf_keeps_other_faults(halfway: tuple[bytes, View]) -> None:
    with pytest.raises(typst.TypstError):
        render([replace(halfway[1], facts=(("Portfolio",),))])


@given(st.text())
def test_pdf_parts_join_to_the_text(text: str) -> None:
    parts = _breakable(shown(text))
    assert "".join(parts) == shown(text)


def test_pdf_parts_end_after_marks() -> None:
    parts = ["see ", "evidence/", "E01-", "plan_", "of-", "a", " lesson.docx"]
    assert _breakable("see evidence/E01-plan_of-a lesson.docx") == parts
    assert _breakable("a lesson on responsibilities") == "a lesson on responsibilities"


def assert_conforms(data: bytes) -> None:
    """Assert that an independent validator finds nothing against PDF/UA-1."""
    verdict = page.validate_pdf_bytes(data, profile=page.ValidationProfile.PDF_UA_1)
    assert verdict.failures == []
    assert verdict.is_compliant


def assert_inside_the_margins(data: bytes) -> None:
    with closing(pypdfium2.PdfDocument(data)) as document:
        for each in document:
            text = each.get_textpage()
            boxes = [text.get_rect(at) for at in range(text.count_rects())]
            assert min(left for left, *_ in boxes) > 55
            assert max(right for _, _, right, _ in boxes) < 595 - 55
            assert min(bottom for _, bottom, _, _ in boxes) > 35


def test_pdf_examples_conform(halfway: tuple[bytes, View]) -> None:
    assert_conforms(halfway[0])
    assert_inside_the_margins(halfway[0])
