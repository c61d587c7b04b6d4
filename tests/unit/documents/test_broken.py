"""Documents whose structure is broken or too large: nothing is dropped in silence, and nothing takes long."""

from pathlib import Path

import pytest

from ksbcheck.documents.worker import read_outline
from tests.documents import Xml, form_pdf, odt, xlsx

DEPTH, CELLS = 10, 100_000
_LIST = "<text:list><text:list-item>"
_ODT_LIST = _LIST * DEPTH + "<text:p>I led (K7)</text:p>" + "</text:list-item></text:list>" * DEPTH
_ROW = ["I planned it with the teacher", *["x"] * 8, "y"]
_ROWS = [_ROW] * (CELLS // len(_ROW) - 1) + [[*_ROW[:-1], "K7"]]
BROKEN = {
    # what it is: its reader, its bytes, and the codes that it shows
    "unclosed table": (
        "html",
        b"<table><tr><td>K5<td>I planned it with the head<tr><td>S8<td><table><tr><td>I led (K6)",
        "K5 K6",
    ),
    "unclosed quotation": ("table", b'KSB,Evidence\nK5,"I planned\nK6,I led it\nS8,I modelled it\n', "K5 K6 S8"),
    "unclosed code": (
        "markdown",
        b"| KSB | Evidence\n|---|---\n| K5 | I led\n\n```\nI planned (K6)\n**K7 I drew",
        "K5 K6 K7",
    ),
    "nested list of a page": ("html", b"<ul><li>" * DEPTH + b"I led (K7)</ul>I rested (S26)", "K7 S26"),
    "nested list of a text": ("odt", odt([Xml(_ODT_LIST)]), "K7"),
    "fields without names": ("pdf", form_pdf("I led (K7)").replace(b"/T (a)", b""), "K7"),
    "many rows of a sheet": ("xlsx", xlsx({"Log": _ROWS}), "K7"),
    "many values": ("table", "\n".join(map(",".join, _ROWS)).encode(), "K7"),
    "one row of many cells": ("html", b"<table><tr>" + b"<td>x" * CELLS + b"<td>I planned it all (K7)", "K7"),
}


@pytest.mark.parametrize(("reader", "data", "codes"), BROKEN.values(), ids=BROKEN)
def test_broken_structure_is_read_as_text(tmp_path: Path, reader: str, data: bytes, codes: str) -> None:
    (tmp_path / "file").write_bytes(data)
    with (tmp_path / "file").open("rb") as file:
        outline = read_outline(reader, file)
    assert [each.code for each in outline.citations if each.is_shown] == codes.split()
