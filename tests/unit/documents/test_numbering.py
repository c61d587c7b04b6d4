from xml.etree.ElementTree import XML

import pytest

from ksbcheck.documents.numbering import Numbering

LEVEL = "<lvl ilvl='{}'><start val='{}'/><numFmt val='{}'/><pStyle val='{}'/><lvlText val='{}'/></lvl>"


def numbering(*levels: tuple[int, str, str, str], restart: str = "") -> Numbering:
    made = "".join(
        LEVEL.format(at, start, form, f"Heading{at + 1}", text)
        for at, (start, form, text) in enumerate((str(start), form, text) for start, form, text, _ in levels)
    )
    number = f"<num numId='7'><abstractNumId val='3'/>{restart}</num><num numId='8'><abstractNumId val='3'/></num>"
    return Numbering(XML(f"<numbering><abstractNum abstractNumId='3'>{made}</abstractNum>{number}</numbering>"))


def numbers(found: Numbering, *depths: int) -> list[str]:
    return [found.next(("7", str(depth))) for depth in depths]


def test_numbering_counts_levels() -> None:
    found = numbering((1, "decimal", "%1", ""), (1, "decimal", "%1.%2", ""))
    assert numbers(found, 0, 1, 1, 0, 1) == ["1", "1.1", "1.2", "2", "2.1"]
    assert found.next(("8", "0")) == "3"
    assert found.next(("7", ""), "Heading2") == "3.1"


@pytest.mark.parametrize(
    ("start", "form", "text", "written"),
    [
        (4, "lowerRoman", "%1)", ["iv)", "v)"]),
        (9, "upperRoman", "%1", ["IX", "X"]),
        (26, "lowerLetter", "(%1)", ["(z)", "(aa)"]),
        (1, "upperLetter", "Annex %1", ["Annex A", "Annex B"]),
        (300, "lowerRoman", "%1", ["ccc", "301"]),
        (1, "bullet", "-", ["", ""]),
        (12, "decimal", "K%1", ["K12", "K13"]),
    ],
)
def test_numbering_writes_forms(start: int, form: str, text: str, written: list[str]) -> None:
    assert numbers(numbering((start, form, text, "")), 0, 0) == written


def test_numbering_restarts() -> None:
    restart = "<lvlOverride ilvl='0'><startOverride val='5'/></lvlOverride>"
    found = numbering((1, "decimal", "%1", ""), restart=restart)
    assert [found.next((number, "0")) for number in ("8", "7", "7")] == ["1", "5", "6"]


def test_numbering_ignores_unknown_lists_and_levels() -> None:
    found = numbering((1, "decimal", "%1", ""))
    assert (found.next(None), found.next(("9", "0")), found.next(("7", "4"))) == ("", "", "")
    assert Numbering(None).next(("7", "0")) == ""
