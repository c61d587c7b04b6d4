"""A standard that goes out as a CASE package comes in again unchanged."""

import json
from pathlib import Path

from hypothesis import given
from jsonschema import Draft202012Validator

from ksbcheck.domain.matrix import part_of
from ksbcheck.domain.standard import Standard
from ksbcheck.render.export_case import render_export
from ksbcheck.rules import standard_findings
from ksbcheck.sources.document import parse_document
from ksbcheck.sources.imports.case import is_case, read_case
from tests.case_schema import SCHEMA
from tests.properties.strategies import standards

PACKAGE = Path("package.json")


@given(standards())
def test_out_and_in_again(standard: Standard) -> None:
    assert [finding.message for finding in standard_findings(standard)] == []
    content = json.loads(render_export(part_of(standard)))
    assert not list(Draft202012Validator(SCHEMA).iter_errors(content))
    assert is_case(content)
    again = read_case(PACKAGE, content)
    assert again == standard
    assert render_export(part_of(again)) == render_export(part_of(standard))


@given(standards())
def test_it_can_be_read_as_every_other_file_is(standard: Standard) -> None:
    """The reader of manifests gives texts alone: numbers too, and of hidden characters none."""
    text = render_export(part_of(standard))
    if text.count("\\u") == 0:
        content = parse_document(PACKAGE, text).value
        assert isinstance(content, dict)
        assert read_case(PACKAGE, content) == standard
