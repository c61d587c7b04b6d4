"""Portfolios of the bundled standard as hypothesis draws them, with every kind of claim and sign-off."""

from datetime import date
from random import Random
from typing import Any

from hypothesis import strategies as st

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.judgement import Against, Judgement
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, Portfolio
from ksbcheck.domain.sign_off import Decision
from ksbcheck.domain.standard import Standard
from ksbcheck.engine.judge import judge

DAY = date(2026, 1, 31)
OPTIONS = ("send", "wellbeing", "curriculum")
CODES = tuple(f"{letter}{n}" for letter, last in (("K", 47), ("S", 35), ("B", 6)) for n in range(1, last + 1))

options = st.sampled_from(OPTIONS)
WRITTEN = (*CODES, "K99", "k1")
SIGNED_ON = date(2025, 5, 9)
NOT_YET = Decision(by="A. Assessor", on=SIGNED_ON, decision="not_yet")
SIGN_OFFS = (
    *(Decision(by=by, on=on) for by in ("A. Assessor", "a assessor", "Q. Assurer", None) for on in (SIGNED_ON, None)),
    NOT_YET,
    [NOT_YET, Decision(by="A. Assessor", on=date(2025, 5, 12))],
)

codes = st.sampled_from(WRITTEN)
# One draw for all codes, for speed.
lists_of_codes = st.binary(max_size=30).map(lambda drawn: tuple(WRITTEN[byte % len(WRITTEN)] for byte in drawn))
sign_offs = st.sampled_from((*(None for _ in SIGN_OFFS), *SIGN_OFFS))
# Most pieces are dated after the start; one is dated before it, and one not at all.
dates = st.sampled_from((*[date(2025, 3, 4)] * 4, date(2024, 12, 1), None))
# Most pieces have a file; some have the same.
files = st.sampled_from(((), *[(f"{name}.pdf",) for name in range(8)]))


def models(model: type, **keys: st.SearchStrategy) -> st.SearchStrategy:
    """Draw models; a key drawn as None is left out, as in a manifest."""
    return st.fixed_dictionaries(keys).map(lambda drawn: model(**{k: v for k, v in drawn.items() if v is not None}))


entries = models(
    ClaimEntry,
    ksb=codes,
    where=st.none(),
    status=st.sampled_from([None, *Rung]),
    assessed=sign_offs,
    verified=sign_offs,
)
pieces = models(
    Evidence,
    id=st.sampled_from([f"E{n}" for n in range(1, 13)]),
    title=st.none(),
    type=st.none(),
    date=dates,
    files=files,
    duties=st.lists(st.integers(1, 21), max_size=3).map(tuple),
    ksbs=lists_of_codes,
    claims=st.lists(entries, max_size=10).map(tuple),
    assessed=sign_offs,
    verified=sign_offs,
)
portfolios = st.builds(
    Portfolio,
    format=st.just("ksbcheck-portfolio/1"),
    standard=st.just("ST1414"),
    version=st.just("1.0"),
    option=options,
    learner=st.none(),
    started=st.sampled_from([None, date(2025, 1, 13)]),
    evidence=st.lists(pieces, max_size=10).map(tuple),
)
policies = st.builds(
    Policy,
    rung=st.sampled_from(COUNTING_RUNGS),
    min_pieces=st.integers(1, 3),
    duty_context=st.booleans(),
)


def judged(
    standard: Standard, portfolio: Portfolio, policy: Policy, day: date = DAY, **against: Any
) -> tuple[Judgement, tuple[Finding, ...]]:
    """Judge a portfolio against its option of a standard."""
    return judge(Against(portfolio=portfolio, under=standard, option_id=portfolio.option, **against), policy, day)


def shuffled(portfolio: Portfolio, random: Random) -> Portfolio:
    """Return a portfolio with its pieces, and the claims of each, in another order."""
    evidence = [
        piece.model_copy(
            update={
                "ksbs": tuple(random.sample(piece.ksbs, len(piece.ksbs))),
                "claims": tuple(random.sample(piece.claims, len(piece.claims))),
            }
        )
        for piece in portfolio.evidence
    ]
    return portfolio.model_copy(update={"evidence": tuple(random.sample(evidence, len(evidence)))})
