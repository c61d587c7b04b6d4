"""What lies in a portfolio's folder may ask for more, never for less."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.report import Outcome, Report
from ksbcheck.inputs.settings import Overrides, from_command_line
from ksbcheck.tasks.check import CheckRequest, check
from tests.small_portfolio import REQUIRED, write_portfolio

DAY = date(2026, 1, 31)
Keys = Mapping[str, Any]
RULES = ["KSB105", "KSB306", "KSB316", "KSB601", "KSB702"]
BEGINNINGS = st.lists(st.sampled_from(["KSB1", "KSB3", "KSB31", "KSB6", "KSB7", *RULES]), min_size=1, max_size=3)
KSBS = st.lists(st.sampled_from([*REQUIRED, "K", "S"]), min_size=1, max_size=3, unique=True)
RUNGS = st.sampled_from(["claimed", "assessed", "verified"])

settings = {
    "rung": RUNGS,
    "min_pieces": st.integers(1, 3),
    "duty_context": st.booleans(),
    "fail_on": st.sampled_from(["note", "warning", "error", "mistakes"]),
    "fail_under": st.dictionaries(RUNGS, st.sampled_from([1, 40, 80, 100]), min_size=1, max_size=2),
    "max_files": st.integers(1, 500),
    "quiet_weeks": st.integers(1, 52),
}
exceptions = st.lists(
    st.fixed_dictionaries(
        {"reason": st.just("Late"), "by": st.sampled_from(["T. Tutor", "Sam Invented"])},
        optional={"ksb": st.sampled_from(REQUIRED), "piece": st.sampled_from(["E1", "E2"])},
    ).map(lambda entry: {**entry, "rule": "KSB101", "until": "2026-12-31"}),
    max_size=3,
)
configurations = st.fixed_dictionaries(
    {},
    optional={
        **settings,
        "select": BEGINNINGS,
        "ignore": BEGINNINGS,
        "severity": st.dictionaries(
            st.sampled_from(["KSB306", "KSB601", "KSB702"]), st.sampled_from(["note", "error"]), min_size=1
        ),
        "exceptions": exceptions,
    },
)
policies = st.fixed_dictionaries(
    {"format": st.just("ksbcheck-policy/1"), "name": st.just("a-policy")},
    optional={
        **settings,
        "pieces": st.fixed_dictionaries({}, optional={"at_least": st.integers(1, 2), "at_most": st.integers(2, 4)}),
        "refused_types": st.lists(st.sampled_from(["product", "reflective_account"]), max_size=2),
        "locator_required": st.booleans(),
        "folders": st.lists(st.sampled_from(["a", "b"]), max_size=2),
        "methods": st.lists(
            st.fixed_dictionaries({"title": st.just("Test"), "in_portfolio": st.booleans(), "ksbs": KSBS}), max_size=2
        ),
        "sampled": st.lists(st.fixed_dictionaries({"ksbs": KSBS, "at_least": st.just(1)}), max_size=2),
        "confirmed": st.lists(
            st.fixed_dictionaries({"ksbs": KSBS, "types": st.lists(st.just("product"), min_size=1)}), max_size=2
        ),
    },
)
assessed = {"assessed": {"by": "A. Assessor", "on": "2025-06-01"}}
pieces = st.lists(
    st.fixed_dictionaries(
        {"ksbs": st.lists(st.sampled_from(REQUIRED), max_size=6), "duties": st.sampled_from([[], [1, 2, 4]])}
    ).flatmap(lambda piece: st.sampled_from([piece, {**piece, **assessed}])),
    max_size=3,
)


def toml(value: object) -> str:
    """Return a value as TOML."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key} = {toml(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value).strip('"') if str(value).startswith("2026-") else json.dumps(value)


def write_configuration(folder: Path, values: Keys) -> None:
    text = "".join(f"{key} = {toml(value)}\n" for key, value in values.items())
    (folder / "ksbcheck.toml").write_text(f"#\n{text}", encoding="utf-8")


def write_manifest(folder: Path, evidence: list[Keys], more: Keys) -> None:
    pieces = [
        {
            "id": f"E{number}",
            "title": "Box",
            "type": "product",
            "date": "2025-03-04",
            "url": f"https://a.example/{number}",
        }
        | each
        for number, each in enumerate(evidence, 1)
    ]
    manifest = {
        "format": "ksbcheck-portfolio/1",
        "standard": "./standard.yaml",
        "version": "1.0",
        "option": "indoor",
        "learner": {"name": "Sam Invented"},
        "started": "2025-01-13",
        "evidence": pieces,
        **more,
    }
    (folder / "portfolio.yaml").write_text(json.dumps(manifest), encoding="utf-8")


def failing(report: Report) -> set[str]:
    """Return the rules that fail a check, without those about the settings and exceptions themselves."""
    return {finding.rule for finding in report.failing if not finding.rule.startswith(("KSB712", "KSB8"))}


@given(
    evidence=pieces,
    above=configurations,
    providers=st.none() | policies,
    line=st.fixed_dictionaries({}, optional={"rung": RUNGS}),
    own=configurations,
    own_policy=st.none() | policies,
    requested=exceptions,
)
def test_own_files_never_make_a_check_pass(
    evidence: list[Keys],
    above: Keys,
    providers: Keys | None,
    line: Keys,
    own: Keys,
    own_policy: Keys | None,
    requested: list[Keys],
) -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        folder = write_portfolio(root / "sam")
        (root / "policy.json").write_text(json.dumps(providers), encoding="utf-8")
        write_configuration(root, {**above, "policy": "./policy.json"} if providers else above)
        write_manifest(folder, evidence, {})
        request = CheckRequest(Overrides((from_command_line(line),)), DAY)
        before = check(folder / "portfolio.yaml", request)

        (folder / "own.json").write_text(json.dumps(own_policy), encoding="utf-8")
        write_configuration(folder, own)
        more: dict[str, Any] = {"policy": "./own.json"} if own_policy else {}
        write_manifest(folder, evidence, {**more, "exceptions": requested})
        after = check(folder / "portfolio.yaml", request)
    assert before.judgement
    assert after.judgement
    assert bool(failing(before)) <= bool(failing(after))
    assert before.exit_status <= after.exit_status
    assert (after.outcome is Outcome.CLEAN) <= (before.outcome is Outcome.CLEAN)
