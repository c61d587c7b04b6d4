"""A standard's web page, as text or as saved HTML, becomes the standard that it prints, and says what it doesn't."""

from pathlib import Path

import pytest

from ksbcheck.sources.imported import Given
from ksbcheck.sources.standard_page import read_page

DATA = Path(__file__).parents[2] / "data"
SEED = DATA / "standard_page.txt"
ST1414_OPTIONS = (
    ("send", "SEND"),
    ("wellbeing", "Social and emotional well-being"),
    ("curriculum", "Curriculum provision"),
)


def test_the_bundled_standard_comes_from_its_page(st1414):
    given = Given(reference="ST1414", title=st1414.title, level=5, options=ST1414_OPTIONS)
    imported = read_page(SEED, SEED.read_text(encoding="utf-8"), given)
    made = imported.standard
    assert made is not None
    for field in (
        "reference",
        "title",
        "level",
        "version",
        "options",
        "duties",
        "versions",
        "occupation",
        "english_and_maths",
    ):
        assert getattr(made, field) == getattr(st1414, field), field
    assert [(ksb.code, ksb.text) for ksb in made.ksbs] == [(ksb.code, ksb.text) for ksb in st1414.ksbs]
    assert (made.source.copyright, made.source.notices) == (st1414.source.copyright, st1414.source.notices)
    assert [found.rule for found in imported.findings] == ["KSB524"]
    assert "which option 88 KSBs belong to" in imported.findings[0].message
