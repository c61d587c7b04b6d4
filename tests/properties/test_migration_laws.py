"""Laws of migration, for any portfolio and any later version of the standard."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.claim import Claim, list_claims
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.migration import Migration
from ksbcheck.domain.names import kind_of
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.standard import Ksb, Standard
from ksbcheck.engine.judge import sights_of
from ksbcheck.engine.migrate import migrate
from ksbcheck.engine.standard_diff import compare_standards
from ksbcheck.inputs.document import parse_document
from ksbcheck.inputs.edit import Editor
from ksbcheck.tasks.migrate import rewrite_manifest
from tests.properties.strategies import portfolios

TODAY = date(2026, 11, 22)
LATER = ("{}", "{} And more.", "Something quite different.", "")
"""What may happen to a statement: kept, extended, replaced, removed."""


@st.composite
def later_versions(draw: st.DrawFn, standard: Standard) -> Standard:
    """Draw a later version of a standard, with statements changed, removed and renumbered."""
    seed = draw(st.binary(min_size=1, max_size=12))
    texts = [LATER[seed[at % len(seed)] % len(LATER)].format(ksb.text) for at, ksb in enumerate(standard.ksbs)]
    turned = draw(st.sampled_from([0, 0, 1, 2]))
    ksbs: list[Ksb] = []
    for kind in "KSB":
        kept = [
            ksb.model_copy(update={"text": text})
            for ksb, text in zip(standard.ksbs, texts, strict=True)
            if kind_of(ksb.code) == kind and text
        ]
        kept = kept[turned:] + kept[:turned]
        ksbs += [
            ksb.model_copy(update={"code": f"{kind}{at}" if turned else ksb.code}) for at, ksb in enumerate(kept, 1)
        ]
    duties = [duty.model_copy(update={"number": duty.number + turned, "ksbs": ()}) for duty in standard.duties[turned:]]
    fields = {field: getattr(standard, field) for field in Standard.model_fields}
    return Standard(**{**fields, "version": "1.1", "ksbs": tuple(ksbs), "duties": tuple(duties)})


def as_read(portfolio: Portfolio) -> dict[str, Any]:
    """Return a portfolio as the reader does: only keys that are set, every scalar as text."""
    return texts(portfolio.model_dump(mode="json", exclude_unset=True))


def texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: texts(part) for key, part in value.items() if part is not None}
    return [texts(part) for part in value] if isinstance(value, list) else str(value)


def moved(portfolio: Portfolio, standard: Standard, later: Standard) -> tuple[Migration, dict[str, Any]]:
    migration = migrate(portfolio, compare_standards(standard, later))
    assert migration is not None
    editor = Editor(parse_document(Path("portfolio.json"), json.dumps(as_read(portfolio))))
    return migration, rewrite_manifest(editor, migration, {"version": later.version})


def counting(portfolio: Portfolio) -> list[Claim]:
    return [claim for claim in list_claims(portfolio, TODAY, sights_of(portfolio)) if claim.rung >= Rung.CLAIMED]


@given(st.data())
def test_migration_adds_no_claims(st1414: Standard, data: st.DataObject) -> None:
    """Every claim that counts afterwards counted before, on the same words."""
    portfolio, later = data.draw(portfolios), data.draw(later_versions(st1414))
    _, now = moved(portfolio, st1414, later)
    before = [
        (claim.piece_index, kind_of(claim.code), st1414.by_code[claim.code].text, claim.rung)
        for claim in counting(portfolio)
        if claim.code in st1414.by_code
    ]
    for claim in counting(Portfolio.model_validate(now)):
        statement = later.by_code.get(claim.code)
        if statement is not None:
            before.remove((claim.piece_index, kind_of(claim.code), statement.text, claim.rung))


@given(portfolios)
def test_migration_to_the_same_version_changes_nothing(st1414: Standard, portfolio: Portfolio) -> None:
    migration, now = moved(portfolio, st1414, st1414)
    assert now == as_read(portfolio)
    assert not migration.to_look_at


STYLES = {
    # style of a manifest: how it is written
    "blocks": lambda value: yaml.safe_dump(value, sort_keys=False, width=1000),
    "lists in brackets": lambda value: yaml.safe_dump(value, sort_keys=False, width=1000, default_flow_style=None),
    "brackets": lambda value: yaml.safe_dump(value, sort_keys=False, width=60, default_flow_style=True),
    "blocks with comments": lambda value: "".join(
        f"{line}  # - {at}\n" for at, line in enumerate(yaml.safe_dump(value, sort_keys=False, width=1000).splitlines())
    ),
    "JSON": lambda value: json.dumps(value, indent=2),
    "JSON on one line": json.dumps,
}


@given(st.data())
def test_migration_text_matches_values(st1414: Standard, data: st.DataObject) -> None:
    """The edited text has the migrated values and the same line ends."""
    portfolio, later = data.draw(portfolios), data.draw(later_versions(st1414))
    migration, now = moved(portfolio, st1414, later)
    style = data.draw(st.sampled_from([*STYLES]))
    text = STYLES[style](as_read(portfolio)).rstrip("\n") + "\n"
    text = text.replace("\n", data.draw(st.sampled_from(["\n", "\r\n"])))
    path = Path("portfolio.json" if "JSON" in style else "portfolio.yaml")
    editor = Editor(parse_document(path, text))
    assert rewrite_manifest(editor, migration, {"version": later.version}) == now
    after = editor.result(now)
    assert after is not None
    assert after.count("\r") == (after.count("\n") if "\r" in text else 0)
