"""JSON as it comes from elsewhere: the list that is meant, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.importing.official_json import dotted, values_in

PATH = Path("official.json")
ONE, OTHER = {"referenceNumber": "ST0001"}, {"stdCode": "OCC0002"}
BOTH = [ONE, OTHER]
LINKS = [{"rel": "next"}]


def values(text: str) -> list[Any]:
    return values_in(PATH, text)


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
def test_values_in_list(content: object, expected: list[Any]) -> None:
    assert values(json.dumps(content)) == expected


def test_decimals_stay_text() -> None:
    assert values('{"version": 1.10, "level": 3, "x": 1e3}') == [{"version": "1.10", "level": 3, "x": "1e3"}]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"referenceNumber": "ST0001", "duties": [{"dutyDetail": "a"}, {"dut', "breaks off at line 1"),
        ('[{"referenceNumber": "ST0001"', "breaks off at line 1"),
        ('[{"referenceNumber": "ST0001"},\n {"title": "See [1]', "breaks off at line 2"),
        ('{"standards" : [\n {"stdCode": "OCC0002"}\n,\t{"stdCode": "OCC0002"} ', "breaks off at line 3"),
        ('{"items": [{"referenceNumber": "ST0001"},\n nul', "breaks off at line 2"),
        ('[{"referenceNumber": "ST0001", "title": "\\u00', "breaks off at line 1"),
        ('{"meta": [{"a": 1}, {"a": 2}], "standards": ', "breaks off at line 1"),
        ('["a", ', "breaks off at line 1"),
        ("{", "breaks off at line 1"),
        ('[{"stdCode": "OCC0002"}\n {"stdCode": "OCC0003"}]', "expecting ',' delimiter"),
        ('[{"stdCode": "OCC0002"}] trailing', "extra data"),
        ('[{"a": 1, "a": 2}]', "there is an object with the key 'a' twice"),
        ('{"items": [[NaN]]}', "there is NaN, which is not a JSON value"),
        ('[{"referenceNumber": "ST0001"}, {"level": -Infinity}]', "there is -Infinity, which is not a JSON value"),
        ("NaN", "there is NaN, which is not a JSON value"),
        ('{"b": 1, "c": 2, "b": 3}', "there is an object with the key 'b' twice"),
        ("[" * 200_000, "nests deeper"),
        ('{"a":' * 200_000, "nests deeper"),
        ("[" * 100_000 + "]" * 100_000, "nests deeper"),
    ],
    ids=lambda text: text[:30],
)
def test_values_in_rejects(text: str, problem: str) -> None:
    with pytest.raises(InputError) as raised:
        values_in(PATH, text)
    (finding,) = raised.value.findings
    assert (finding.rule, finding.path) == ("KSB904", "official.json")
    assert problem in finding.message


def test_broken_off_file_names_its_line() -> None:
    with pytest.raises(InputError) as raised:
        values_in(PATH, '[{"stdCode": "OCC0002"}\n, ')
    (finding,) = raised.value.findings
    assert finding.message == "this is not valid JSON: the file breaks off at line 2"
    assert finding.help == "Download the file again."
    assert finding.place
    assert finding.place.line == 2


def test_dotted() -> None:
    assert dotted(("duties", 3, "mappedSkills", 0)) == "duties[3].mappedSkills[0]"
    assert dotted(()) == ""
