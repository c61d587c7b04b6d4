import json
from datetime import date
from pathlib import Path

import pytest

from ksbcheck.domain.migration import Fate, Migration
from ksbcheck.domain.model import keys_of
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, ExceptionEntry, Portfolio
from ksbcheck.engine.migrate import migrate
from ksbcheck.engine.standard_diff import compare_standards
from ksbcheck.inputs.document import parse_document
from ksbcheck.inputs.edit import Editor
from ksbcheck.tasks.migrate import rewrite_manifest
from tests.unit.engine.test_standard_diff import TEXTS, standard

LATER = {"K1": TEXTS["K2"], "K2": f"{TEXTS['K1']} And in winter.", "K4": "Weather."}


def portfolio(option: str = "a", **keys: object) -> Portfolio:
    return Portfolio.model_validate(
        {"format": "ksbcheck-portfolio/1", "standard": "BEE1", "version": "1.0", "option": option, "evidence": []}
        | keys
    )


def moved(option: str = "a", **keys: object) -> Migration:
    migration = migrate(portfolio(option, **keys), compare_standards(standard(), standard(LATER, version="1.1")))
    assert migration is not None
    return migration


def rewritten(manifest: dict[str, object], migration: Migration) -> dict[str, object]:
    """Return what the edited text of a manifest says."""
    editor = Editor(parse_document(Path("portfolio.json"), json.dumps(manifest, indent=2)))
    after = rewrite_manifest(editor, migration, {"version": "1.1"})
    assert editor.result(after) is not None
    return after


def test_migration_covers_every_manifest_key() -> None:
    """Whoever adds a key asks whether it names codes, duties or the version, and has `rewrite_manifest` write it if so."""
    assert set(keys_of(Portfolio)) == {
        *("format", "standard", "version", "option", "fingerprint", "learner", "started", "prior", "evidence"),
        *("policy", "exceptions", "gateway", "age_at_start", "breaks"),
    }
    assert set(Evidence.model_fields) == {
        *("id", "title", "type", "date", "length", "files", "duties", "ksbs", "claims", "assessed", "verified"),
        *("url", "held", "contribution"),
    }
    assert set(ClaimEntry.model_fields) == {"ksb", "where", "status", "assessed", "verified"}
    assert set(ExceptionEntry.model_fields) == {"rule", "ksb", "piece", "reason", "by", "until"}


@pytest.mark.parametrize(
    ("claim", "fate", "after"),
    [
        ({"ksb": "K2", "where": "p. 1"}, Fate.RENUMBERED, {"ksb": "K1", "where": "p. 1"}),
        ({"ksb": "K1", "where": "p. 1"}, Fate.REVIEW, {"ksb": "K2", "where": "p. 1", "status": "planned"}),
        ({"ksb": "K1", "status": "claimed"}, Fate.REVIEW, {"ksb": "K2", "status": "planned"}),
        ({"ksb": "K1", "status": "suggested"}, Fate.REVIEW, {"ksb": "K2", "status": "suggested"}),
        (
            {"ksb": "K1", "assessed": {"by": "A"}, "verified": {"by": "Q"}},
            Fate.REVIEW,
            {"ksb": "K2", "status": "planned"},
        ),
        ({"ksb": "K3"}, Fate.GONE, None),
        ({"ksb": "K4"}, Fate.REVIEW, {"ksb": "K4", "status": "planned"}),
        ({"ksb": "K9"}, Fate.UNKNOWN, {"ksb": "K9"}),
    ],
)
def test_migration_decides_the_fate_of_claims(
    claim: dict[str, object], fate: Fate, after: dict[str, object] | None
) -> None:
    evidence = [{"id": "E1", "claims": [claim]}]
    migration = moved(evidence=evidence)
    assert [each.fate for each in migration.claims] == [fate]
    assert rewritten({"version": "1.0", "evidence": evidence}, migration)["evidence"] == [
        {"id": "E1", "claims": [after]} if after else {"id": "E1"}
    ]
    assert migration.to_look_at


def test_migration_keeps_exceptions_for_the_same_words() -> None:
    rest = {"reason": "r", "by": "T", "until": "2026-12-31"}
    given = [{"ksb": code, **rest} for code in ("K1", "K2", "K3", "K4", "K9")] + [{"rule": "KSB306", **rest}]
    migration = moved(exceptions=given)
    assert migration.to_look_at
    after = rewritten({"version": "1.0", "evidence": [], "exceptions": given}, migration)
    assert after == {
        "version": "1.1",
        "evidence": [],
        "exceptions": [{"ksb": "K1", **rest}, {"ksb": "K9", **rest}, {"rule": "KSB306", **rest}],
    }
    assert migration.exceptions[0].entry.until == date(2026, 12, 31)


def test_migration_lists_changed_requirements() -> None:
    old = standard(owners={"K1": ("a",), "K2": ("b",), "K3": ("a",)})
    new = standard({**TEXTS, "K4": "Weather."}, owners={"K1": ("b",), "K2": ("a",), "K3": ("a",)}, version="1.1")
    diff = compare_standards(old, new)
    nobody = migrate(portfolio(evidence=[{"id": "E1", "ksbs": ["K1", "K3"]}]), diff)
    assert nobody is not None
    assert [ksb.code for ksb in nobody.newly_required] == ["K2", "K4"]
    assert [ksb.code for ksb in nobody.no_longer_required] == ["K1"]
    somebody = migrate(portfolio(evidence=[{"id": "E1", "ksbs": ["K2"]}]), diff)
    assert somebody is not None
    assert [ksb.code for ksb in somebody.newly_required] == ["K4"]
    assert migrate(portfolio("b"), compare_standards(old, standard(options={"a": "A"}))) is None
