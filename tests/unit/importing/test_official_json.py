"""JSON as it comes from elsewhere: the list that is meant, what is left of one that breaks off, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.importing.official_json import dotted, not_json_in, values_in

PATH = Path("official.json")
ONE, OTHER = {"referenceNumber": "ST0001"}, {"stdCode": "OCC0002"}
BOTH = [ONE, OTHER]
LINKS = [{"rel": "next"}]


def values(text: str) -> list[Any]:
    made, about_file = values_in(PATH, text)
    assert about_file == ()
    return made


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (BOTH, BOTH),
        (ONE, [ONE]),
        ([ONE], [ONE]),
        ({"standards": BOTH}, BOTH),
        ({"data": {"total": 2, "items": BOTH}}, BOTH),
        ({"links": LINKS, "standards": BOTH}, BOTH),
        ({"standards": [ONE], "more": {"standards": [OTHER]}}, [ONE]),
        ({"apprenticeships": [ONE], "units": [OTHER]}, BOTH),
        ([5, "x", None, ONE], [5, "x", None, ONE]),
        ({"items": [{"name": "a"}, {"name": "b"}]}, [{"name": "a"}, {"name": "b"}]),
        (ONE | {"options": [ONE]}, [ONE | {"options": [ONE]}]),
        ({"format": "ksbcheck-standard/1", "ksbs": [ONE]}, [{"format": "ksbcheck-standard/1", "ksbs": [ONE]}]),
        ({"a": {"b": {"c": [ONE]}}}, [{"a": {"b": {"c": [ONE]}}}]),
        ({"a": LINKS, "b": LINKS}, [{"a": LINKS, "b": LINKS}]),
        ([], [[]]),
        ({}, [{}]),
        ([1, 2], [[1, 2]]),
    ],
)
def test_which_list_is_meant(content: object, expected: list[Any]) -> None:
    assert values(json.dumps(content)) == expected


def test_numbers_with_a_point_keep_their_noughts() -> None:
    assert values('{"version": 1.10, "level": 3, "x": 1e3}') == [{"version": "1.10", "level": 3, "x": "1e3"}]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"referenceNumber": "ST0001", "duties": [{"dutyDetail": "a"}, {"dut', "unterminated string"),
        ('[{"referenceNumber": "ST0001"', "expecting"),
        ('{"meta": [{"a": 1}, {"a": 2}], "standards": ', "expecting value"),
        ('["a", ', "expecting value"),
        ("{", "expecting property name"),
        ('[{"a": 1, "a": 2}]', "there is an object in which the key 'a' stands twice"),
        ('{"items": [[NaN]]}', "there is NaN, which is no value of JSON"),
        ("NaN", "there is NaN, which is no value of JSON"),
        ('{"b": 1, "c": 2, "b": 3}', "there is an object in which the key 'b' stands twice"),
        ("[" * 200_000, "nests deeper"),
        ('{"a":' * 200_000, "nests deeper"),
        ("[" * 100_000 + "]" * 100_000, "nests deeper"),
    ],
    ids=lambda text: text[:30],
)
def test_what_is_refused(text: str, problem: str) -> None:
    with pytest.raises(InputError) as raised:
        values_in(PATH, text)
    (finding,) = raised.value.findings
    assert (finding.rule, finding.path) == ("KSB904", "official.json")
    assert problem in finding.message


@pytest.mark.parametrize(
    "text",
    [
        '[{"referenceNumber": "ST0001"}, {"stdCode": "OCC0002"}, {"referenceNumber": "ST00',
        '{"standards" : [\n {"referenceNumber": "ST0001"}\n,\t{"stdCode": "OCC0002"} ',
        '{"tags": ["a"], "links": [{"rel": "x"}], "items": [{"referenceNumber": "ST0001"}, {"stdCode": "OCC0002"}, nul',
        '[{"referenceNumber": "ST0001"}, {"stdCode": "OCC0002"}] trailing',
    ],
)
def test_what_is_whole_of_a_list_that_breaks_off(text: str) -> None:
    made, (finding,) = values_in(PATH, text)
    assert made == BOTH
    assert finding.rule == "KSB904"
    assert "of what it lists, the 2 before it are whole" in finding.message
    assert finding.place
    assert finding.place.line >= 1


def test_what_json_does_not_allow_spoils_nothing_else() -> None:
    text = '[{"referenceNumber": "ST0001"}, {"a": 1, "b": [NaN], "a": 2}, {"level": -Infinity}]'
    one, twice, infinite = values(text)
    assert one == ONE
    assert str(twice) == "an object in which the key 'a' stands twice"
    assert [str(each) for each in not_json_in(infinite)] == ["-Infinity, which is no value of JSON"]
    assert list(not_json_in([ONE, "x", {"deep": [twice]}])) == [twice]


def test_one_that_is_whole() -> None:
    made, (finding,) = values_in(PATH, '[{"stdCode": "OCC0002"}\n, ')
    assert (made, finding.place and finding.place.line) == ([OTHER], 2)
    assert "the one before it is whole" in finding.message


def test_a_place_in_words() -> None:
    assert dotted(("duties", 3, "mappedSkills", 0)) == "duties[3].mappedSkills[0]"
    assert dotted(()) == ""
