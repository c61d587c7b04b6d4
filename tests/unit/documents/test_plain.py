from io import BytesIO

import pytest

from ksbcheck.documents import plain
from ksbcheck.documents.outliner import DocumentError, Outliner
from ksbcheck.documents.plain import read_markdown
from ksbcheck.documents.separated import read_text
from ksbcheck.domain.outline import Outline


def text(written: str | bytes) -> Outline:
    return read_text(BytesIO(written.encode() if isinstance(written, str) else written), Outliner())


def markdown(written: str) -> Outline:
    return read_markdown(BytesIO(written.encode()), Outliner())


def paragraphs(found: Outline) -> dict[str, int | None]:
    return {each.code: each.spot.paragraph for each in found.citations}


def seconds(found: Outline) -> dict[str, int | None]:
    return {each.code: each.spot.seconds for each in found.citations}


def headings(found: Outline) -> list[tuple[str, int | None]]:
    return [(heading.text, heading.level) for heading in found.headings]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_splits_paragraphs(end: str) -> None:
    found = text(end.join(["K1", "K2", "", "", "K3", " \t", "K4"]))
    assert (found.noun, found.paragraphs, found.paragraphs_numbered) == ("text", 3, False)
    assert paragraphs(found) == {"K1": 1, "K2": 1, "K3": 2, "K4": 3}


def test_text_reads_lists_over_lines() -> None:
    assert list(paragraphs(text("I met (K1,\nK2 and\nS4)."))) == ["K1", "K2", "S4"]


@pytest.mark.parametrize(
    "written",
    [
        "1. K1\n\n2. K2\n\n5. K5",
        "1) K1\n2) K2\n5) K5",
        "[1] K1\nand more\n[2] K2\n\n[5] K5",
        "  1. K1\n\n  2. K2\n\n  5. K5",
    ],
)
def test_text_reads_printed_paragraph_numbers(written: str) -> None:
    found = text(written)
    assert (found.paragraphs, found.paragraphs_numbered) == (5, True)
    assert paragraphs(found) == {"K1": 1, "K2": 2, "K5": 5}


def test_text_excludes_headings_from_numbered_paragraphs() -> None:
    found = text("Statement (K9)\n\n1. K1\n\n2. K2")
    assert paragraphs(found) == {"K9": None, "K1": 1, "K2": 2}


@pytest.mark.parametrize(
    "written",
    [
        "1. K1\n\n1. K2\n\nK3",
        "7. K1\n\n8. K2\n\nK3",
        "2. K1\n\n1. K2\n\nK3",
        "1. K1\n\nother\n\nK3",
        "one\n\ntwo\n\nthree\n\nfour\n\nfive: 1. K1\n1. a\n2. b\n\nK3",
    ],
)
def test_text_ignores_other_numbers(written: str) -> None:
    assert not text(written).paragraphs_numbered


def test_text_ignores_numbered_lists_in_prose() -> None:
    found = text("a\n\nb\n\nc\n\nd\n\nI did:\n1. this\n2. that\n\nK1")
    assert (found.paragraphs, paragraphs(found)) == (6, {"K1": 6})


def test_text_reads_transcripts() -> None:
    found = text("00:00:05 Ann: Tell me.\n00:01:10 Ben: I used K1.\nAnd more, K2.\n[00:02:00] Ann: K3?\n(3:30) K4")
    assert found.times == (5, 70, 120, 210)
    assert seconds(found) == {"K1": 70, "K2": 70, "K3": 120, "K4": 210}


def test_text_reads_subtitles() -> None:
    srt = "1\n00:00:01,000 --> 00:00:04,000\nI used K1.\n\n2\n00:01:05,500 --> 00:01:09,000\nAnd K2.\n"
    found = text(srt)
    assert (found.times, found.paragraphs_numbered) == ((1, 65), False)
    assert seconds(found) == {"K1": 1, "K2": 65}
    vtt = "WEBVTT\n\nintro\n00:01.000 --> 00:04.000 align:start\nI used K1.\n\n01:00:05.500 --> 01:00:09.000\n- K2\n"
    assert (text(vtt).times, seconds(text(vtt))) == ((1, 3605), {"K1": 1, "K2": 3605})


@pytest.mark.parametrize("line", ["at 10:30 we met", "10:3 ", "1:2:3", "12:345", "10:30am", "1234:10"])
def test_text_ignores_what_is_no_time_stamp(line: str) -> None:
    assert text(line).times == ()


@pytest.mark.parametrize(
    ("raw", "heard"),
    [
        ("K1 caf\u00e9".encode(), ["K1"]),
        ("\ufeffK1 caf\u00e9".encode(), ["K1"]),
        ("K1 caf\u00e9".encode("utf-16"), ["K1"]),
        ("\ufeffK1 caf\u00e9".encode("utf-16-be"), ["K1"]),
        ("K1\u2013K3 caf\u00e9".encode("cp1252"), ["K1", "K2", "K3"]),
        (b"K1 \x81", ["K1"]),
        (b"", []),
    ],
)
def test_text_decodes_encodings(raw: bytes, heard: list[str]) -> None:
    found = text(raw)
    assert [each.code for each in found.citations] == heard
    assert bool(found.without_text) is not bool(heard)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"K1\0\x01\x02", "it is not text: it holds zero bytes"),
        ("K1".encode("utf-16-le"), "it is not text: it holds zero bytes"),
        (b"\xff\xfeK", "it is damaged: not valid UTF-16 text"),
    ],
)
def test_text_refuses_what_is_no_text(raw: bytes, reason: str) -> None:
    for read in (read_text, read_markdown):
        with pytest.raises(DocumentError, match=reason):
            read(BytesIO(raw), Outliner())


def test_text_limits_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "_MAX_TEXT_BYTES", 2**20)
    assert not text(b"a" * 2**20).without_text
    with pytest.raises(DocumentError, match="it is a text of more than 1 MiB"):
        text(b"a" * (2**20 + 1))


def test_markdown_reads_headings() -> None:
    written = (
        "# Title #\n\n\nSub\n---\nK1\n## Planning (K2) ##\nK3\n\n\nAims\n====\nK4\n#no heading\n   ### Deep\n"
        "####### seven\n\n    # code"
    )
    found = markdown(written)
    assert headings(found) == [("Title", 1), ("Sub", 2), ("Planning (K2)", 2), ("Aims", 1), ("Deep", 3)]
    assert [(each.code, each.spot.heading) for each in found.citations] == [("K1", 1), ("K2", 2), ("K3", 2), ("K4", 3)]


def test_markdown_rules_are_no_headings() -> None:
    assert headings(markdown("One\ntwo\n---\n\n---\n\nthree\n\n===")) == []


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_markdown_code_has_no_headings(fence: str) -> None:
    found = markdown(f"# A\n\n{fence}python\n# not one\n\nnor\n---\n{fence}\n\n# B\n")
    assert headings(found) == [("A", 1), ("B", 1)]


def test_markdown_tells_fences_apart() -> None:
    assert headings(markdown("````\n```\n# no\n````\n# yes")) == [("yes", 1)]
    assert headings(markdown("~~~\n```\n# no\n~~~\n# yes")) == [("yes", 1)]
    assert headings(markdown("```\n# open to the end")) == []
    assert headings(markdown("```in a line``` of words\n\n# yes")) == [("yes", 1)]


def shown(found: Outline) -> list[str]:
    return [each.code for each in found.citations if each.is_shown]


@pytest.mark.parametrize(
    "written",
    [
        "---\ntitle: Plan\nksbs: [K1, K2]\n---\n# Plan\nK3\n\n---\nK4",
        "---\nksbs: K1\n...\nK3 and K4",
        "\n<!-- mine -->\n---\n\n'our title': K1\n---\nK3 and K4",
        '+++\nksbs = ["K1"]\n+++\nK3 and K4',
        '{\n  "ksbs": ["K1"]\n}\nK3 and K4',
        "# A\n```yaml\nksbs: [K1]\n```\n\nK3 and K4\n\nksb:: K2",
        "---\n# mine\nksbs: K1\n---\nK3 and K4\n\ntags:: #K2",
        '{"title": "Plan", "ksbs": ["K1"]}\n\nK3 and K4',
    ],
)
def test_markdown_reads_front_matter_as_claims(written: str) -> None:
    assert shown(markdown(written)) == ["K3", "K4"]


def test_markdown_knows_what_nobody_sees() -> None:
    written = (
        "K1 <!-- K2 -->, ~~K3~~, <del>K4</del>, <span style='text-decoration: line-through'>K5</span>\n\n<!--\nK6\n\nK7\n-->\n\n"
        "<img alt='K10'>[//]: # (no comment)\n[//]: # (K11)\n<!-- K8 has no end, K9"
    )
    found = markdown(written)
    assert shown(found) == ["K1", "K8", "K9"]
    assert {each.code for each in found.citations} == {f"K{number}" for number in range(1, 12)}
    assert found.paragraphs == 2


def test_markdown_reads_boxes_and_rows() -> None:
    written = "- [ ] K1\n- [x] K2\n1. [ ] K3\n\n\u2610 K4\n\n\u2611 K5\n\n| KSB | Seen |\n|---|:-:|\n| K6 | \u2610 |\n| K7 | I led the group \\| along the path. |\n"
    assert shown(markdown(written)) == ["K2", "K5", "K7"]


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("**Planning**", "Planning"),
        ("[Sowing](sow.md) ##", "Sowing"),
        ("![icon](a.png) Paths", "Paths"),
        ("Watering<br>and weeds", "Watering and weeds"),
        (":seedling: Paths {#paths}", "Paths"),
        ('<a id="t"></a>Tools', "Tools"),
        ("*Old* and __new__ `beds`", "Old and new beds"),
        ("Weeds \\& moss &amp; K1_2", "Weeds & moss & K1_2"),
        ("~~Draft~~ Seeds[^1]", "Seeds"),
    ],
)
def test_markdown_undoes_markup_in_headings(written: str, seen: str) -> None:
    assert headings(markdown(f"## {written}\n")) == [(seen, 2)]


def test_markdown_reads_lines_in_bold_as_headings() -> None:
    found = markdown("# A\n\n**Planning**\n\nK1\n\n**K2** is it\n\n**I did it.**\n\n__Sowing__\n\nK3")
    assert headings(found) == [("A", 1), ("Planning", 9), ("Sowing", 9)]
    assert [(each.code, each.spot.heading) for each in found.citations] == [("K1", 1), ("K2", 1), ("K3", 2)]


def test_text_reads_underlined_headings() -> None:
    assert headings(text("MY JOURNAL\n==========\n\n3 November\n---\nK1\n\nNo\n-\n\n00:10 Ann\n---")) == [
        ("MY JOURNAL", 1),
        ("3 November", 2),
    ]


@pytest.mark.parametrize(
    "written", ["---\n\nK1\n\n---\nK2", "---\nksbs: K1\n\nK2", "---\nI used K1.\n---\nK2", "K1\n---\nK2\n---"]
)
def test_markdown_reads_what_is_no_front_matter(written: str) -> None:
    assert [each.code for each in markdown(written).citations] == ["K1", "K2"]


def test_markdown_reads_paragraphs_and_times() -> None:
    found = markdown("# A\n\nK1\nK2\n\n1. K3\n2. K4\n\n00:01:00 K5\n")
    assert (found.noun, found.paragraphs, found.times) == ("Markdown text", 3, (60,))
    assert paragraphs(found) == {"K1": 1, "K2": 1, "K3": 2, "K4": 2, "K5": 3}


def test_text_reports_empty_texts() -> None:
    for found in (markdown(""), markdown("\n\n"), text("\n")):
        assert (found.without_text, found.paragraphs) == ("all", None)
