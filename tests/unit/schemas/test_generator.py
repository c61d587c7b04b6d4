"""The schemas in themselves: valid, of draft 07, closed, and with words for every key."""

import json
from typing import Annotated, Any

import pytest
from jsonschema import Draft7Validator
from pydantic import Field

from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.model import IsoDate, Model, Number, Text, TrueOrFalse, Written
from ksbcheck.schemas import _DRAFT, SCHEMAS, schema_text
from ksbcheck.schemas.generator import _docs_below, schema_as_printed, schema_as_written

SELF_EXPLANATORY = {"standard", "report"}
LATER_THAN_DRAFT_07 = {"$defs", "prefixItems", "unevaluatedProperties", "dependentRequired"}


class Thing(Model):
    """A thing. It is for this test.

    It has every kind of key.
    """

    name: Text = Field(examples=['"007"'])
    """What it is
    called."""
    count: Number | None = None
    share: float = 0.5
    good: TrueOrFalse | None = None
    made: Annotated[IsoDate | None, Written] = None
    how: Severity | None = None
    parts: tuple[Text, ...] = ()


def objects(schema: Any) -> list[dict[str, Any]]:
    inside = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    own = [schema] if isinstance(schema, dict) else []
    return own + [each for value in inside for each in objects(value)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_draft_07(name: str) -> None:
    schema = json.loads(schema_text(name))
    assert schema["$schema"] == _DRAFT
    Draft7Validator.check_schema(schema)
    for each in objects(schema):
        assert not LATER_THAN_DRAFT_07 & each.keys()
        assert "$ref" not in each or each.keys() == {"$ref"}  # in draft 07 nothing counts beside it


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_rejects_unknown_keys(name: str) -> None:
    closed = [
        each for each in objects(SCHEMAS[name].make()) if isinstance(each.get("required"), list) and "title" in each
    ]
    assert closed
    assert all(each["additionalProperties"] is False for each in closed)


@pytest.mark.parametrize("name", ["portfolio", "standard", "assessment-plan", "framework", "seal"])
def test_schema_describes_every_key(name: str) -> None:
    silent = {
        key
        for each in objects(SCHEMAS[name].make())
        if each.get("additionalProperties") is False
        for key, value in each["properties"].items()
        if not value.get("description")
    }
    # These are described after the choices that the library has for them.
    assert silent <= ({"version", "option", "ksb", "level"} if name == "portfolio" else set())


def test_schema_requires_every_report_key() -> None:
    for each in objects(SCHEMAS["report"].make()):
        if "properties" in each and "title" in each:
            assert set(each["required"]) == each["properties"].keys()


def test_docs_below_finds_docstrings() -> None:
    assert _docs_below(Thing) == {"name": "What it is called."}


def test_schema_takes_title_from_class() -> None:
    schema = schema_as_written(Thing)
    assert schema["title"] == "A thing"
    assert schema["description"] == "A thing. It is for this test.\n\nIt has every kind of key."
    assert schema["properties"]["name"]["description"] == "What it is called."
    assert schema["properties"]["name"]["examples"] == ["007"]


GOOD = [
    {"name": "x"},
    {"name": 1.0, "count": 3, "share": 0.1, "good": True, "made": "2025-01-13", "how": "note", "parts": ["x", 2]},
    {"name": True, "count": "3", "share": "0.1", "good": "yes"},
    {"name": "x", "count": None, "good": None, "how": None},
]
BAD = [
    ({}, []),
    ({"name": None}, ["name"]),
    ({"name": " "}, ["name"]),
    ({"name": []}, ["name"]),
    ({"name": "x", "count": 0}, ["count"]),
    ({"name": "x", "count": "01"}, ["count"]),
    ({"name": "x", "count": 1.5}, ["count"]),
    ({"name": "x", "good": "on"}, ["good"]),
    ({"name": "x", "made": None}, ["made"]),
    ({"name": "x", "made": "13/01/2025"}, ["made"]),
    ({"name": "x", "how": "bad"}, ["how"]),
    ({"name": "x", "parts": None}, ["parts"]),
    ({"name": "x", "parts": ["x", None]}, ["parts", 1]),
    ({"name": "x", "other": 1}, []),
]


@pytest.mark.parametrize("value", GOOD)
def test_schema_accepts_editor_types(value: Any) -> None:
    assert not list(Draft7Validator(schema_as_written(Thing)).iter_errors(value))


@pytest.mark.parametrize(("value", "at"), BAD)
def test_schema_refuses_invalid_values_at_their_place(value: Any, at: list[str | int]) -> None:
    (error,) = Draft7Validator(schema_as_written(Thing)).iter_errors(value)
    assert list(error.absolute_path) == at


def test_schema_of_output_has_one_type_and_all_keys() -> None:
    whole = {"name": "x", "count": 3, "share": 0.1, "good": True, "made": None, "how": "note", "parts": []}
    validator = Draft7Validator(schema_as_printed(Thing))
    assert not list(validator.iter_errors(whole))
    for key in whole:
        assert list(validator.iter_errors({other: value for other, value in whole.items() if other != key}))
    assert list(validator.iter_errors(whole | {"count": "3"}))
