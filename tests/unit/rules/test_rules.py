"""Every rule is documented, and its code is its own."""

import re
from pathlib import Path

import pytest

from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.portfolio import EvidenceType
from ksbcheck.domain.text import listed
from ksbcheck.reports import rules
from ksbcheck.reports.rules import FAMILIES
from ksbcheck.rules import RULES, evidence
from ksbcheck.rules.rule import Rule, Stage, rule

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("each", RULES, ids=lambda each: each.code)
def test_rules_are_documented(each: Rule) -> None:
    assert re.fullmatch(r"KSB[1-9]\d\d", each.code)
    assert each.code[3] in FAMILIES
    for text in (each.title, each.why, each.fix):
        assert len(text.split()) > 3
    assert not each.title.endswith(".")


def test_rules_have_unique_codes_in_order() -> None:
    codes = [each.code for each in RULES]
    assert codes == sorted(set(codes))


def test_rules_page_is_fresh() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page == rules.page(RULES), "run `make docs`"


def test_rules_need_documentation() -> None:
    def undocumented() -> None:
        """Only a title."""

    with pytest.raises(ValueError, match="KSB999"):
        assert Rule("KSB999", Severity.NOTE, Stage.KSBS, undocumented).title


def test_rules_reject_used_codes() -> None:
    with pytest.raises(ValueError, match="KSB101"):
        rule("KSB101", Severity.NOTE, Stage.KSBS)(lambda: None)


def test_rules_list_items() -> None:
    assert listed([1]) == "1"
    assert listed([1, 2, 3]) == "1, 2 and 3"


def test_evidence_types_are_listed_in_page_and_rule() -> None:
    listed_types = ", ".join(kind.value for kind in EvidenceType)
    page = " ".join((ROOT / "docs" / "manifest.md").read_text(encoding="utf-8").split())
    assert f"**Types**: {listed_types}." in page
    assert f"choose the nearest of these: {listed_types}." in evidence.unknown_type.fix.lower()
