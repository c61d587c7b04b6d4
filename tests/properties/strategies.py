"""Portfolios as hypothesis draws them.

Portfolios are of the bundled standard, with every kind of claim and sign-off.
"""

from datetime import date

from hypothesis import strategies as st

from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, Portfolio, SignOff

OPTIONS = ("send", "wellbeing", "curriculum")
CODES = tuple(f"{letter}{n}" for letter, last in (("K", 47), ("S", 35), ("B", 6)) for n in range(1, last + 1))

options = st.sampled_from(OPTIONS)
WRITTEN = (*CODES, "K99", "k1")
SIGN_OFFS = tuple(
    SignOff(by=by, on=on) for by in ("A. Assessor", "a assessor", "Q. Assurer", None) for on in (date(2025, 5, 9), None)
)

codes = st.sampled_from(WRITTEN)
# A byte a code, and one draw for all: drawing the codes one by one takes longer than what is tested.
lists_of_codes = st.binary(max_size=30).map(lambda drawn: tuple(WRITTEN[byte % len(WRITTEN)] for byte in drawn))
sign_offs = st.sampled_from((*(None for _ in SIGN_OFFS), *SIGN_OFFS))


def written(model: type, **keys: st.SearchStrategy) -> st.SearchStrategy:
    """Return models with the keys that are drawn as something: a key left out is not the same as an empty one."""
    return st.fixed_dictionaries(keys).map(lambda drawn: model(**{k: v for k, v in drawn.items() if v is not None}))


entries = written(
    ClaimEntry,
    ksb=codes,
    where=st.none(),
    status=st.sampled_from([None, *Rung]),
    assessed=sign_offs,
    verified=sign_offs,
)
pieces = written(
    Evidence,
    id=st.sampled_from([f"E{n}" for n in range(1, 13)]),
    title=st.none(),
    type=st.none(),
    date=st.none(),
    files=st.just(()),
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
