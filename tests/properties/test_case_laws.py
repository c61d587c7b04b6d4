"""A standard that goes out as a CASE package comes in again unchanged."""

import json
from pathlib import Path

from hypothesis import given, settings
from jsonschema import Draft202012Validator

from ksbcheck.domain.matrix import part_of
from ksbcheck.domain.standard import Standard
from ksbcheck.formats.case import render
from ksbcheck.importing.case import is_case, read_case
from ksbcheck.inputs.document import parse_document
from ksbcheck.rules import standard_findings
from tests.case_schema import SCHEMA
from tests.properties.strategies import standards

PACKAGE = Path("package.json")


@given(standards())
@settings(max_examples=30)
def test_out_and_in_again(standard: Standard) -> None:
    assert [finding.message for finding in standard_findings(standard)] == []
    content = json.loads(render(part_of(standard)))
    assert not list(Draft202012Validator(SCHEMA).iter_errors(content))
    assert is_case(content)
    again = read_case(PACKAGE, content)
    assert again == standard
    assert render(part_of(again)) == render(part_of(standard))


@given(standards())
@settings(max_examples=10)
def test_it_can_be_read_as_every_other_file_is(standard: Standard) -> None:
    """The reader of manifests gives texts alone: numbers too, and of hidden characters none."""
    text = render(part_of(standard))
    if text.count("\\u") == 0:
        content = parse_document(PACKAGE, text).value
        assert isinstance(content, dict)
        assert read_case(PACKAGE, content) == standard
