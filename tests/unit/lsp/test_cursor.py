"""What stands at a place of a manifest that may be broken there."""

import json
from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.inputs.document import Document, parse_document
from ksbcheck.lsp.cursor import Cursor, cursor_at
from tests.conftest import ROOT

MANIFESTS = [
    *sorted(ROOT.glob("examples/*/portfolio.yaml")),
    *sorted(ROOT.glob("tests/cases/KSB20[1-6]/*.yaml")),
    *sorted(ROOT.glob("tests/cases/KSB309/*.yaml")),
]
ABOUT = 40
"""How many places of a manifest are tried, more or less."""


def cursor(text: str) -> Cursor | None:
    """Return what stands at the sign | of a text."""
    return cursor_at(text.replace("|", "", 1), text.index("|"))


@pytest.mark.parametrize(
    ("text", "keys", "word"),
    [
        ("|", (), ""),
        ("opt|", (), "opt"),
        ("option:|", ("option",), ""),
        ("option: se|nd", ("option",), "send"),
        ("option: 'se|nd' # c", ("option",), "send"),
        ('option: "se|', ("option",), "se"),
        ("# c\noption: send\n|", (), ""),
        ("evidence:\n  - |", ("evidence",), ""),
        ("evidence:\n- |", ("evidence",), ""),
        ("evidence:\n- id: E1\n  |", ("evidence",), ""),
        ("evidence:\n- id: E1\n- ti|tle: x", ("evidence",), "title"),
        ("evidence:\n  - id: E1\n    ksbs: [K1, |", ("evidence", "ksbs"), ""),
        ("evidence:\n  - id: E1\n    ksbs: [K1, K|\n    date: x", ("evidence", "ksbs"), "K"),
        ("evidence:\n  - ksbs: [K1,\n      K|2,", ("evidence", "ksbs"), "K2"),
        ("evidence:\n  - ksbs: [K1,\n    date: 2|", ("evidence", "date"), "2"),
        ("evidence:\n  - ksbs: [\n    K1\n    ]\n    date: 2|", ("evidence", "date"), "2"),
        ("evidence:\n  - ksbs:\n      - K1\n      - |", ("evidence", "ksbs"), ""),
        ("evidence:\n  - ksbs:\n    - K|", ("evidence", "ksbs"), "K"),
        ("evidence:\n  - claims:\n      - {ksb: K1, assessed: {by: |", ("evidence", "claims", "assessed", "by"), ""),
        ("evidence:\n  - claims:\n      - {ksb: K1}\n      - {ksb: K|}", ("evidence", "claims", "ksb"), "K"),
        ("evidence:\n  - claims:\n      - ksb: K1\n        status: |", ("evidence", "claims", "status"), ""),
        ('title: "not closed\nevidence:\n  - ksbs: [K|', ("evidence", "ksbs"), "K"),
        ("note: |-\n  foo: x\noption: s|".replace("|-", ">-"), ("option",), "s"),
        ('{"evidence": [{"ksbs": ["K1", "K|', ("evidence", "ksbs"), "K"),
        ('{"evidence": [{"ksbs": ["K1", |', ("evidence", "ksbs"), ""),
        ('{"a\\"b": 1, "opt|', (), "opt"),
        ("{standard: ST1414, option: s|", ("option",), "s"),
    ],
)
def test_cursor_keys_and_word(text: str, keys: tuple[str, ...], word: str) -> None:
    found = cursor(text)
    assert found is not None
    assert (found.keys, found.word) == (keys, word)


@pytest.mark.parametrize(
    "text", ["# a|", "a: b # c|", "a: >\n  some text|", "a: [b, # c|", "a: >\n\n  b|", "a: 'b'|", "a: [b]|", "a: ['b'|"]
)
def test_cursor_is_none_in_comments_and_long_texts(text: str) -> None:
    assert cursor(text) is None


def test_cursor_knows_keys_before_and_after() -> None:
    found = cursor(
        "evidence:\n  - id: E1\n    |\n    # comment\n    files:\n      - a\n    date: 2025-01-01\n  - title: x"
    )
    assert found is not None
    assert found.beside == {"id", "files", "date"}
    assert found.may_be_key
    assert found.in_item


def places(document: Document) -> list[tuple[tuple[str, ...], str, int, int, bool]]:
    """Return every key and scalar of a document on one line: the keys that lead there, its word, its span."""
    found = []
    locations = [()]
    for location in locations:
        value = document.value
        for step in location:
            value = value[step]  # type: ignore[index,call-overload]
        extent = document.extent(location)
        keys = tuple(step for step in location if isinstance(step, str))
        if isinstance(value, dict | list):
            locations += [(*location, step) for step in (value if isinstance(value, dict) else range(len(value)))]
        elif value is not None and "\n" not in document.text[slice(*extent.value)]:
            found.append((keys, *_word(document, *extent.value), False))
        if extent.key:
            found.append((keys[:-1], *_word(document, *extent.key), True))
    return found


def _word(document: Document, start: int, end: int) -> tuple[str, int, int]:
    quoted = document.text[start] in "\"'"
    return document.text[start + quoted : end - quoted], start + quoted, end - quoted


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
@pytest.mark.parametrize("language", ["yaml", "yaml-crlf", "json"])
def test_cursor_agrees_with_the_parser(path: Path, language: str) -> None:
    text = path.read_text(encoding="utf-8")
    try:
        document = parse_document(path, text)
        if language == "yaml-crlf":
            document = parse_document(path, text.replace("\n", "\r\n"))
        elif language == "json":
            json_text = json.dumps(document.value, indent=2, ensure_ascii=False)
            document = parse_document(path.with_suffix(".json"), json_text)
    except InputError:
        pytest.skip("not YAML that is read")
    all_places = places(document)
    for keys, word, start, end, is_key in all_places[:: 1 + len(all_places) // ABOUT]:
        for offset in (start, end):
            found = cursor_at(document.text, offset)
            assert found is not None
            assert (found.keys, found.word, found.is_key) == (keys, word, is_key)


@pytest.mark.parametrize(
    "text",
    ["- id: E1\n| ksbs: [K1]", "|- id: E1", "-| id: E1", "a: |'b'", "a: [b,| c]", '{|"a": b}', "a: | b"],
)
def test_cursor_word_has_no_indent_dash_or_quote(text: str) -> None:
    found = cursor(text)
    assert found is not None
    assert (found.word, found.start, found.end) == ("", text.index("|"), text.index("|"))
