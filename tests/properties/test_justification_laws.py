"""Laws of justifications, for any exceptions, baselines and policies."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.baseline import Baseline
from ksbcheck.domain.finding import _MAX_A_RULE, Finding, Ground, Justification, cap_findings
from ksbcheck.domain.ladder import COUNTING_RUNGS, Severity
from ksbcheck.domain.people import People
from ksbcheck.domain.policy import Configuration, Demands, Policy
from ksbcheck.domain.portfolio import ExceptionEntry, Portfolio
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.threshold import Threshold
from ksbcheck.engine.justify import Excuses, justify
from ksbcheck.inputs.beside import write_baseline
from ksbcheck.inputs.settings import Layer, Overrides, RuleChoice, values_set, weigh
from ksbcheck.rules.case import ExceptionsOfFile
from ksbcheck.rules.coverage import GAP_RULES
from ksbcheck.tasks.baseline import record
from ksbcheck.tasks.check import CheckRequest, check
from tests.properties.strategies import CODES, DAY, judged, policies, portfolios
from tests.small_portfolio import REQUIRED, write_portfolio

FEW = st.lists(st.sampled_from((*CODES, "K99")), max_size=40).map(tuple)

exceptions = st.lists(
    st.builds(
        lambda **keys: ExceptionEntry(**{key: value for key, value in keys.items() if value is not None}),
        rule=st.sampled_from(["KSB101", "KSB102", "KSB201", "KSB202", "KSB306", "KSB312"]),
        ksb=st.sampled_from([*CODES[:5], "K99", None]),
        piece=st.sampled_from(["E1", "E2", None]),
        reason=st.just("Late"),
        by=st.sampled_from(["T. Tutor", "TBC", "Ann Example"]),
        until=st.sampled_from([date(2026, 1, 30), DAY, date(2027, 1, 1)]),
    )
    | st.builds(
        ExceptionEntry,
        ksb=st.sampled_from([*CODES, "K99"]),
        reason=st.just("Late"),
        by=st.just("T. Tutor"),
        until=st.just(DAY),
    ),
    max_size=8,
)
thresholds = st.builds(
    Threshold,
    rung=st.sampled_from(COUNTING_RUNGS),
    percent=st.sampled_from(["0.01", "1.43", "10", "33.33", "66.67", "100"]),
)


def possible_sample(sample: dict[str, Any]) -> dict[str, Any]:
    """Limit a sample to the number of its KSBs."""
    return {**sample, "at_least": min(sample["at_least"], len(set(sample["ksbs"])))}


demands = st.builds(
    Demands,
    methods=st.lists(
        st.fixed_dictionaries({"title": st.just("Test"), "in_portfolio": st.booleans(), "ksbs": FEW.filter(len)}),
        max_size=2,
    ).map(tuple),
    sampled=st.lists(
        st.fixed_dictionaries({"ksbs": FEW.filter(len), "at_least": st.integers(1, 20)}).map(possible_sample),
        max_size=2,
    ).map(tuple),
)
demanding_policies = st.builds(
    lambda policy, asked, under: policy.model_copy(update={"demands": asked, "fail_under": tuple(under)}),
    policies,
    demands,
    st.lists(thresholds, max_size=2, unique_by=lambda each: each.rung),
)


def exceptions_of_file(entries: Sequence[ExceptionEntry], *, own: bool = True) -> ExceptionsOfFile:
    placed = tuple((("exceptions", index), entry) for index, entry in enumerate(entries))
    return ExceptionsOfFile(placed, "m.yaml" if own else "c.toml", own, DAY, People("Ann Example"))


def baseline(policy: Policy, gaps: Sequence[str]) -> Baseline:
    return Baseline(
        standard="ST1414",
        version="1.0",
        option="send",
        on=DAY,
        rung=policy.rung,
        min_pieces=policy.min_pieces,
        gaps=tuple(gaps),
    )


@given(
    portfolio=portfolios,
    policy=demanding_policies,
    own=exceptions,
    configured=exceptions,
    gaps=FEW,
    has_baseline=st.booleans(),
)
def test_justification_changes_nothing_else(
    st1414: Standard,
    portfolio: Portfolio,
    policy: Policy,
    own: list[ExceptionEntry],
    configured: list[ExceptionEntry],
    gaps: tuple[str, ...],
    has_baseline: bool,
) -> None:
    """Justifying changes nothing but the justifications."""
    judgement, found = judged(st1414, portfolio, policy)
    files = (exceptions_of_file(own), exceptions_of_file(configured, own=False))
    grounds = Excuses(files, baseline(policy, gaps) if has_baseline else None, "b.json")
    made = justify(found, grounds, portfolio, judgement.coverage, policy)
    assert tuple(finding._replace(justification=None) for finding in made.findings) == found
    report = Report("p", policy, made.findings, judgement)
    unjustified = [each for each in made.findings if each.rule in GAP_RULES and not each.justification]
    assert (report.exit_status is Outcome.CLEAN) <= (not unjustified)
    assert (report.outcome is Outcome.CLEAN) <= (not judgement.coverage.has_gaps)
    assert len(report.justified) + len([each for each in made.findings if not each.justification]) == len(found)
    for files_given, files_used in zip(files, made.exceptions, strict=True):
        assert files_used._replace(used=frozenset(), granted=frozenset()) == files_given
        assert all(files_used.holds(entry) for at, entry in files_used.entries if at in files_used.used)
    excused = {each.justification.source for each in report.justified if each.justification and each.justification.by}
    assert excused <= {each.file for each in made.exceptions if each.used and not each.own}


@given(portfolio=portfolios, policy=demanding_policies, some=exceptions, more=exceptions)
def test_exceptions_add_justifications(
    st1414: Standard, portfolio: Portfolio, policy: Policy, some: list[ExceptionEntry], more: list[ExceptionEntry]
) -> None:
    """More exceptions never justify less."""
    judgement, found = judged(st1414, portfolio, policy)
    few, many = (
        justify(found, Excuses((exceptions_of_file(each),)), portfolio, judgement.coverage, policy).findings
        for each in (some, [*some, *more])
    )
    assert len(few) == len(many) == len(found)
    assert all(bool(one.justification) <= bool(other.justification) for one, other in zip(few, many, strict=True))


@given(portfolio=portfolios, policy=policies)
def test_baseline_justifies_every_gap_only(st1414: Standard, portfolio: Portfolio, policy: Policy) -> None:
    """A baseline of all gaps justifies all gaps and nothing else."""
    judgement, found = judged(st1414, portfolio, policy)
    grounds = Excuses((), baseline(policy, judgement.coverage.gaps), "b.json")
    for finding in justify(found, grounds, portfolio, judgement.coverage, policy).findings:
        assert bool(finding.justification) == (finding.rule in GAP_RULES)


@given(met=st.integers(0, 200), more=st.integers(0, 200), hundredths=st.integers(1, 10_000))
def test_threshold_compares_exactly(met: int, more: int, hundredths: int) -> None:
    """A threshold compares exact fractions, also of decimals from TOML."""
    required = met + more
    threshold = Threshold.model_validate({"rung": "claimed", "percent": f"{hundredths // 100}.{hundredths % 100:02}"})
    kept = required > 0 and Fraction(met, required) >= Fraction(hundredths, 10_000)
    assert threshold.kept(met, required) == kept
    as_toml = Threshold.model_validate({"rung": "claimed", "percent": hundredths / 100})
    assert as_toml == threshold


settings = st.fixed_dictionaries(
    {},
    optional={
        "rung": st.sampled_from(COUNTING_RUNGS),
        "min_pieces": st.integers(1, 5),
        "duty_context": st.booleans(),
        "ignore": st.just(("KSB306",)),
    },
)


@given(drawn=st.lists(settings, max_size=4))
def test_layers_use_the_first_value(drawn: list[dict[str, object]]) -> None:
    layers = [Layer(str(number), values_set(Configuration.model_validate(each))) for number, each in enumerate(drawn)]
    held = weigh(layers).held
    assert held.keys() == {key for each in drawn for key in each}
    for key, each in held.items():
        first = next(number for number, values in enumerate(drawn) if key in values)
        assert each == (drawn[first][key], layers[first])


RULES_DRAWN = st.sampled_from(["KSB101", "KSB201", "KSB306"])


@given(rules=st.lists(RULES_DRAWN, max_size=20), left_out=st.frozensets(RULES_DRAWN), severe=st.frozensets(RULES_DRAWN))
def test_rule_choice_keeps_the_order(rules: list[str], left_out: frozenset[str], severe: frozenset[str]) -> None:
    found = [Finding(rule, Severity.WARNING, str(number), "") for number, rule in enumerate(rules)]
    chosen = list(RuleChoice(left_out, dict.fromkeys(severe, Severity.ERROR)).of(found))
    assert [each.message for each in chosen] == [each.message for each in found if each.rule not in left_out]
    assert all((each.severity is Severity.ERROR) == (each.rule in severe) for each in chosen)


@given(fails=st.integers(0, _MAX_A_RULE + 3), excused=st.integers(0, _MAX_A_RULE + 3), first=st.booleans())
def test_cap_findings_never_cleans_reports(fails: int, excused: int, first: bool) -> None:
    """Capped findings keep one that fails and one that is excused."""
    plain = Finding("KSB201", Severity.ERROR, "m", "h")
    because = Justification(Ground.EXCEPTION, "r")
    parts = [[plain] * fails, [plain.justified_by(because)] * excused]
    shown = cap_findings([each for part in (parts if first else parts[::-1]) for each in part], ())
    assert any(each.justification is None for each in shown) == (fails > 0)
    assert any(each.justification == because for each in shown) == (excused > 0)
    assert len(shown) <= 2 * (_MAX_A_RULE + 1)


KSBS = st.sets(st.sampled_from(REQUIRED)).map(lambda codes: tuple(sorted(codes)))


@given(states=st.lists(KSBS, min_size=1, max_size=4))
def test_baseline_only_shrinks(states: list[tuple[str, ...]]) -> None:
    """Recording again only takes out gaps that have been closed."""
    with TemporaryDirectory() as name:
        folder = write_portfolio(Path(name), states[0])
        first = record(folder, CheckRequest(Overrides(), DAY), anew=False)
        write_baseline(first.file, first.baseline)
        report = check(folder / "portfolio.yaml", CheckRequest(Overrides(), DAY))
        assert all(each.justification for each in report.findings if each.rule in GAP_RULES)
        assert not record(folder, CheckRequest(Overrides(), DAY), anew=False).changes
        gaps = set(first.baseline.gaps)
        for met in states[1:]:
            write_portfolio(folder, met)
            shrunk = record(folder, CheckRequest(Overrides(), DAY), anew=False)
            write_baseline(shrunk.file, shrunk.baseline)
            assert set(shrunk.baseline.gaps) == gaps - set(met)
            assert set(shrunk.new) == set(REQUIRED) - set(met) - gaps
            assert not record(folder, CheckRequest(Overrides(), DAY), anew=False).changes
            gaps = set(shrunk.baseline.gaps)
