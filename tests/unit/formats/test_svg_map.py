from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from ksbcheck.formats.svg_map import bar, duty_map, ksb_map
from ksbcheck.reports.view import DutyRow, KsbRow

SVG = "{http://www.w3.org/2000/svg}"
KSB = KsbRow("K1", "A statement.", (5,), "met", "assessed", ("E01",), "E01 assessed", "", "")
GAP = KsbRow("K2", "Another.", (5,), "missing", "planned", (), "E01 planned", "When it is done, claim it.", "")
DUTY = DutyRow(5, "Do things.", "partial", "1 of 2, mapping partial", ("K1", "K2"), ("K2",))
UNMAPPED = DutyRow(6, "Do more.", "unmapped", "not mapped in the source", (), ())


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314 - our own


def words(svg: str) -> list[str]:
    return [text.text or "" for text in parsed(svg).iter(f"{SVG}text")]


def test_svg_map_shows_codes_and_rungs() -> None:
    assert words(ksb_map([KSB, GAP, replace(KSB, code="S1", rung="")], "r1")) == [
        "Knowledge", "K1", "assessed", "K2", "planned", "Skills", "S1", "nothing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rung", "filled"), [("", 0), ("suggested", 0), ("planned", 0), ("claimed", 1), ("assessed", 2), ("verified", 3)]
)
def test_svg_map_fills_steps_by_rung(rung: str, filled: int) -> None:
    steps = parsed(ksb_map([replace(KSB, rung=rung)], "r1")).findall(f".//{SVG}rect[@class='step']")
    assert [step.get("fill") for step in steps] == ["currentColor"] * filled + ["none"] * (3 - filled)


def test_svg_map_frames_gaps() -> None:
    met, gap = parsed(ksb_map([KSB, GAP], "r1")).findall(f".//{SVG}rect[@class='frame']")
    assert met.get("stroke-dasharray") is None
    assert gap.get("stroke-dasharray") is not None
    assert met.get("stroke") == gap.get("stroke") == "currentColor"


def test_svg_map_marks_justified_gaps() -> None:
    picture = ksb_map([KSB, replace(GAP, justified="Not taught yet (exception)")], "r1")
    assert words(picture) == ["Knowledge", "K1", "assessed", "K2", "planned", "justified"]
    assert 'class="ksb gap"' in picture
    assert "1 of 2 met, not met K2 (justified K2)." in picture


def test_svg_map_describes_pictures() -> None:
    picture = parsed(ksb_map([KSB, GAP], "r1-ksbs"))
    title, text = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert text is not None
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}" == "r1-ksbs-title r1-ksbs-text"
    assert title.text == "2 KSBs by the highest rung that a claim has reached"
    assert text.text == "Knowledge: 1 of 2 met, not met K2. The mapping annex has the same in words."


def test_svg_map_marks_ksbs_of_duties() -> None:
    picture = parsed(duty_map([DUTY, UNMAPPED], [KSB, GAP, replace(KSB, code="K3")], "r1"))
    marks = [element.get("class") for element in picture if element.get("class") != "line"]
    assert [mark for mark in marks if mark] == ["done", "lacking", "unmapped"]
    assert [text.text for text in picture.iter(f"{SVG}text")] == [
        "K1", "K2", "K3", "Duty 5", "1 of 2, mapping partial",
    ]  # fmt: skip
    text = picture.find(f"{SVG}desc")
    assert text is not None
    assert text.text == "Duty 5: 1 of 2, mapping partial, not met K2. The table of duties has the same in words."


def test_svg_map_omits_duties_without_mapping() -> None:
    assert duty_map([UNMAPPED], [KSB], "r1") == ""


def test_svg_map_wraps_many_ksbs() -> None:
    ksbs = [replace(KSB, code=f"K{number}") for number in range(1, 91)] + [replace(KSB, code="B1")]
    duty = replace(DUTY, required=tuple(ksb.code for ksb in ksbs), missing=())
    picture = parsed(duty_map([duty], ksbs, "r1"))
    assert len(picture.findall(f"{SVG}rect[@class='done']")) == 91
    assert [text.text for text in picture.iter(f"{SVG}text")].count("Duty 5") == 3
    left, top, width, height = map(float, picture.get("viewBox", "").split())
    for mark in picture.findall(f"{SVG}rect[@class='done']"):
        assert left <= float(mark.get("x", "")) <= width - 10
        assert top <= float(mark.get("y", "")) <= height - 10


@pytest.mark.parametrize(
    ("met", "required", "width"),
    [(0, 70, "0.0%"), (35, 70, "50.0%"), (69, 70, "98.6%"), (70, 70, "100.0%"), (0, 0, "0.0%")],
)
def test_svg_map_fills_bars_only_when_complete(met: int, required: int, width: str) -> None:
    filled = parsed(bar(met, required)).find(f"{SVG}rect")
    assert filled is not None
    assert filled.get("width") == width


def test_svg_map_escapes_text() -> None:
    assert "<b>" not in duty_map([replace(DUTY, met="<b>")], [KSB], "r1")
    assert "<b>" not in ksb_map([replace(KSB, rung="<b>")], "r1")
