from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError, Location, Place
from ksbcheck.inputs.toml import TomlDocument, read_toml

TEXT = '''# x = 1
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


def read(folder: Path, text: str, table: tuple[str, ...] = ()) -> TomlDocument | None:
    (folder / "c.toml").write_text(text, encoding="utf-8", newline="")
    return read_toml(folder / "c.toml", table)


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
    document = read(tmp_path, TEXT.replace("\n", end))
    assert document is not None
    assert document.place(location) == Place(*value)
    assert document.key_place(location) == Place(*key)


def test_a_table_within_has_places_of_its_own(tmp_path: Path) -> None:
    document = read(tmp_path, '[tool.other]\nrung = 1\n[tool.ksbcheck]\nrung = "claimed"\n', ("tool", "ksbcheck"))
    assert document is not None
    assert document.value == {"rung": "claimed"}
    assert document.place(("rung",)) == Place(4, 8)
    assert document.key_place(("nothing",)) == Place(3, 1)


@pytest.mark.parametrize(
    "text", ["x = 1\n", "tool = 3\n", "[tool]\nksbcheck2 = 1\n", "[project\n", "x = " + "[" * 2000]
)
def test_a_file_without_the_table_is_none(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text, ("tool", "ksbcheck")) is None


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
        read(tmp_path, text)
    (finding,) = error.value.findings
    assert (finding.rule, finding.place) == ("KSB904", place)
    assert message in finding.message


@pytest.mark.parametrize("key", ["a" + ".a" * 40_000, '"a"' + '."a"' * 40_000, "a" + " . a" * 40_000])
def test_a_key_of_very_many_steps_is_refused_at_once(tmp_path: Path, key: str) -> None:
    for text in (f"[{key}]\n", f"{key} = 1\n", f"x = {{{key} = 1}}\n"):
        (tmp_path / "ksbcheck.toml").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="too many parts"):
            read_toml(tmp_path / "ksbcheck.toml")
