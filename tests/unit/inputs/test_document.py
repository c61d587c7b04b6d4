"""What the reader refuses, and where it says so."""

from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError, Location, Place
from ksbcheck.inputs.document import Document, TomlDocument, parse_document, parse_toml, read_document
from ksbcheck.inputs.plain import MAX_DEPTH

REFUSED = [
    # what, file name, content, rule, place, words of the message
    ("not-yaml", "m.yaml", "a: b: c", "KSB904", (1, 5), "a colon too many"),
    ("tab", "m.yaml", "a:\n\tb: 1", "KSB904", (2, 1), "a tab"),
    ("unclosed-quote", "m.yaml", 'a: 1\nb: "x\nc: 2\n', "KSB904", (4, 1), "begins on line 2"),
    ("unclosed-bracket", "m.yaml", "a: [1, 2\nb: 3\n", "KSB904", (2, 2), "begins on line 1"),
    ("control-character", "m.yaml", "a: 1\nb: x\x01y", "KSB904", (2, 5), "control characters"),
    ("brackets", "m.yaml", "[" * 25_000, "KSB905", (1, MAX_DEPTH + 1), "deeper"),
    ("brackets-in-json", "m.json", "[" * 25_000, "KSB905", None, "deeper"),
    ("deep-json", "m.json", "[" * 13 + "]" * 13, "KSB905", (1, 13), "deeper"),
    ("anchor", "m.yaml", "a: &x 1", "KSB905", (1, 4), "an anchor (&x)"),
    ("anchored-mapping", "m.yaml", "a: &x {b: c}", "KSB905", (1, 4), "an anchor (&x)"),
    ("anchored-key", "m.yaml", "&x a: 1", "KSB905", (1, 1), "an anchor (&x)"),
    ("alias", "m.yaml", "a: 1\nb: *x", "KSB905", (2, 4), "an alias here (*x)"),
    ("merge-key", "m.yaml", "a:\n  <<: {b: 1}", "KSB905", (2, 3), "a merge key"),
    ("tag", "m.yaml", "a: !!int 3", "KSB905", (1, 4), "a tag"),
    (
        "equal-keys",
        "m.yaml",
        "a: 1\nb: 2\na: 3",
        "KSB905",
        (3, 1),
        "'a' is used twice, first on line 1",
    ),
    ("equal-keys-in-json", "m.json", '{"a": 1,\n "a": 2}', "KSB905", (2, 2), "used twice"),
    ("list-as-key", "m.yaml", "? [a]\n: b", "KSB905", (1, 3), "a key must be a plain word"),
    ("two-documents", "m.yaml", "a: 1\n---\nb: 2", "KSB905", (2, 1), "a second document"),
    ("cut-off-json", "m.json", '{"a": [1,', "KSB904", (1, 10), "a value is missing here"),
    ("not-json-line", "m.jsonl:7", "a: 1", "KSB904", (1, 1), "a value is missing here"),
    ("nan", "m.json", '{"a": NaN}', "KSB904", (1, 7), "NaN"),
    ("comments-only", "m.yaml", "# nothing\n", "KSB903", None, "only comments"),
    ("empty", "m.yaml", "", "KSB903", None, "empty"),
    ("blank", "m.yaml", " \n\n", "KSB903", None, "empty"),
]


@pytest.mark.parametrize(
    ("name", "content", "rule", "place", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_refused_with_its_place(
    tmp_path: Path, name: str, content: str, rule: str, place: tuple[int, int] | None, words: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_document(path)
    (finding,) = caught.value.findings
    assert finding.rule == rule
    assert words in finding.message
    assert finding.path == str(path)
    assert finding.place == (place and Place(*place))


def read(tmp_path: Path, text: str, name: str = "m.yaml") -> Document:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return read_document(path)


def test_every_scalar_stays_text(tmp_path: Path) -> None:
    text = "id: 0012345\nat: 12:30\nversion: 1.10\noption: off\non: 2025-02-30\nnothing:\ntilde: ~\nnull: null\nquoted: ''\n"
    assert read(tmp_path, text).value == {
        "id": "0012345",
        "at": "12:30",
        "version": "1.10",
        "option": "off",
        "on": "2025-02-30",
        "nothing": None,
        "tilde": None,
        "null": None,
        "quoted": "",
    }


def test_json_numbers_and_words_stay_text(tmp_path: Path) -> None:
    text = '{"version": 1.10, "big": 1e999, "yes": true, "none": null, "word": "null", "u": "\\ud83d\\ude00", "s": "a\\/b"}'
    assert read(tmp_path, text, "m.json").value == {
        "version": "1.10",
        "big": "1e999",
        "yes": "true",
        "none": None,
        "word": "null",
        "u": "😀",
        "s": "a/b",
    }


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    document = read(tmp_path, "\ufeffa: 1\r\nb:\r\n  - c\r\n")
    assert document.value == {"a": "1", "b": ["c"]}
    assert document.place(("b", 0)) == (3, 5)


def test_places_of_what_is_not_there_are_those_around_it(tmp_path: Path) -> None:
    document = read(tmp_path, "a: 1\nb:\n  - {c: 2}\n  - d\n")
    assert document.place(()) == (1, 1)
    assert document.place(("b",)) == (2, 1)  # a list is found by its key
    assert document.place(("b", 0)) == (3, 5)
    assert document.place(("b", 0, "c")) == (3, 9)
    assert document.place(("b", 0, "missing")) == (3, 5)
    assert document.place(("b", 7)) == (2, 1)
    assert document.place(("b", "x")) == (2, 1)
    assert document.place(("a", "deeper")) == (1, 4)
    assert document.key_place(("b", 0, "c")) == (3, 6)


EXTENTS = 'a:\nb: |\n  x\n  y\n\nc: "q"\nd:\n- 1\n- k: v\n  # c\n  z: {a: b} # c\n'


def part(document: Document, span: tuple[int, int]) -> str:
    return document.text[slice(*span)]


@pytest.mark.parametrize(
    ("location", "key", "value"),
    [
        (("a",), "a", ""),
        (("b",), "b", "|\n  x\n  y"),
        (("c",), "c", '"q"'),
        (("d",), "d", "- 1\n- k: v\n  # c\n  z: {a: b}"),
        (("d", 1), None, "k: v\n  # c\n  z: {a: b}"),
        (("d", 1, "z"), "z", "{a: b}"),
        (("d", 1, "nothing", "there"), None, "k: v\n  # c\n  z: {a: b}"),
    ],
)
def test_where_everything_begins_and_ends(location: tuple[str | int, ...], key: str | None, value: str) -> None:
    document = parse_document(Path("m.yaml"), EXTENTS)
    extent = document.extent(location)
    assert (extent.key and part(document, extent.key), part(document, extent.value)) == (key, value)


@pytest.mark.parametrize(
    ("words", "location"),
    [("\nb:", ("a",)), ("y\n", ("b",)), ("v\n", ("d", 1, "k")), ("a: b", ("d", 1, "z", "a")), (" # c\n", ())],
)
def test_which_location_stands_at_a_position(words: str, location: tuple[str | int, ...]) -> None:
    document = parse_document(Path("m.yaml"), EXTENTS)
    assert document.location_at(EXTENTS.rindex(words) + (words[0] == " ")) == location


def test_what_ends_where_something_starts() -> None:
    document = parse_document(Path("m.json"), '{"a": [1, {"b": "x"}]}')
    ends = {start: document.end_at(start) for start in range(len(document.text))}
    found = {document.text[start:end] for start, end in ends.items() if end is not None}
    assert found == {document.text, '"a"', '[1, {"b": "x"}]', "1", '{"b": "x"}', '"b"', '"x"'}


TOML = '''# x = 1
rung = "claimed"   # ] y = 2
fail_under.claimed = 90
"a b" . 'c' = 1

[severity]
  KSB306 = "note"

[[ exceptions ]]
reason = """
until = 1
[paths]
\\""" by = 2"""
by = "T"
[[exceptions]]
by = \'\'\'
by = 3\'\'\'
lines = [
  "a",
]
last = "# = ["
[tool."dotted.name".x]
'''


def read_table(folder: Path, text: str, table: tuple[str, ...] = ()) -> TomlDocument | None:
    return parse_toml(folder / "c.toml", text, table)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("location", "value", "key"),
    [
        ((), (1, 1), (1, 1)),
        (("rung",), (2, 8), (2, 1)),
        (("fail_under", "claimed"), (3, 22), (3, 1)),
        (("a b", "c"), (4, 15), (4, 1)),
        (("severity",), (6, 1), (6, 1)),
        (("severity", "KSB306"), (7, 12), (7, 3)),
        (("exceptions",), (9, 1), (9, 1)),
        (("exceptions", 0), (9, 1), (9, 1)),
        (("exceptions", 0, "reason"), (10, 10), (10, 1)),
        (("exceptions", 0, "until"), (9, 1), (9, 1)),
        (("exceptions", 0, "by"), (14, 6), (14, 1)),
        (("exceptions", 1), (15, 1), (15, 1)),
        (("exceptions", 1, "by"), (16, 6), (16, 1)),
        (("exceptions", 1, "lines", 0), (18, 9), (18, 1)),
        (("exceptions", 1, "last"), (21, 8), (21, 1)),
        (("tool",), (22, 1), (22, 1)),
        (("tool", "dotted.name", "x"), (22, 1), (22, 1)),
        (("nowhere", 3), (1, 1), (1, 1)),
    ],
)
def test_where_things_stand(
    tmp_path: Path, end: str, location: Location, value: tuple[int, int], key: tuple[int, int]
) -> None:
    document = read_table(tmp_path, TOML.replace("\n", end))
    assert document is not None
    assert document.place(location) == Place(*value)
    assert document.key_place(location) == Place(*key)


def test_a_table_within_has_places_of_its_own(tmp_path: Path) -> None:
    document = read_table(tmp_path, '[tool.other]\nrung = 1\n[tool.ksbcheck]\nrung = "claimed"\n', ("tool", "ksbcheck"))
    assert document is not None
    assert document.value == {"rung": "claimed"}
    assert document.place(("rung",)) == Place(4, 8)
    assert document.key_place(("nothing",)) == Place(3, 1)


@pytest.mark.parametrize(
    "text", ["x = 1\n", "tool = 3\n", "[tool]\nksbcheck2 = 1\n", "[project\n", "x = " + "[" * 2000]
)
def test_a_file_without_the_table_is_none(tmp_path: Path, text: str) -> None:
    assert read_table(tmp_path, text, ("tool", "ksbcheck")) is None


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("x = \n", Place(1, 5), "invalid value"),
        ("x = 1\nx = 2\n", Place(2, 6), "cannot overwrite a value"),
        (f"x = {'9' * 5000}\n", None, "limit"),
        ("x = " + "[" * 2000, None, "recursion"),
    ],
)
def test_what_is_no_toml(tmp_path: Path, text: str, place: Place | None, message: str) -> None:
    with pytest.raises(InputError) as error:
        read_table(tmp_path, text)
    (finding,) = error.value.findings
    assert (finding.rule, finding.place) == ("KSB904", place)
    assert message in finding.message


@pytest.mark.parametrize("key", ["a" + ".a" * 40_000, '"a"' + '."a"' * 40_000, "a" + " . a" * 40_000])
def test_a_key_of_very_many_steps_is_refused_at_once(tmp_path: Path, key: str) -> None:
    for text in (f"[{key}]\n", f"{key} = 1\n", f"x = {{{key} = 1}}\n"):
        with pytest.raises(InputError, match="too many parts"):
            parse_toml(tmp_path / "ksbcheck.toml", text)
