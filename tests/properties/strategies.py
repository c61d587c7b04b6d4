"""Portfolios and standards as hypothesis draws them.

Portfolios are of the bundled standard, with every kind of claim and sign-off.
"""

from datetime import date

from hypothesis import strategies as st

from ksbcheck.domain.basis import Basis, BasisKind, Source
from ksbcheck.domain.codes import KINDS
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, Portfolio, SignOff
from ksbcheck.domain.standard import (
    Alternative,
    AskedAtGateway,
    Declarant,
    Duty,
    EarlyYears,
    EnglishAndMaths,
    Ksb,
    Level,
    Minimum,
    Option,
    Qualification,
    Standard,
    StandardKind,
    StandardVersion,
)

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


def _model(kind: type, **keys: st.SearchStrategy) -> st.SearchStrategy:
    return st.fixed_dictionaries(keys).map(lambda drawn: kind(**drawn))


def _guids() -> st.SearchStrategy[str | None]:
    return st.none() | st.uuids().map(str) | st.uuids().map(lambda drawn: str(drawn).upper())


@st.composite
def standards(draw: st.DrawFn) -> Standard:
    """Return standards that no rule finds fault with, with something in every field that may be left out."""
    words = st.text(min_size=1, max_size=12).map(str.strip).filter(bool)
    maybe = st.none() | words
    days = st.none() | st.dates()
    ids = draw(st.lists(st.from_regex(r"[a-z][a-z0-9_-]{0,3}", fullmatch=True), min_size=1, max_size=3, unique=True))
    owners = st.none() | st.lists(st.sampled_from(ids), unique=True, max_size=2).map(tuple)
    kinds = st.sampled_from(list(KINDS))
    drawn = draw(st.lists(st.builds("{}{}".format, kinds, st.integers(1, 9999)), min_size=1, max_size=6, unique=True))
    ksbs = [
        Ksb(code=code, options=() if at == 0 else draw(owners), text=draw(words), guid=draw(_guids()))
        for at, code in enumerate(drawn)
    ]
    duties = []
    for number in draw(st.lists(st.integers(1, 10**6), max_size=4, unique=True)):
        own = draw(owners)
        fitting = [k.code for k in ksbs if not (own and k.options) or set(own) & set(k.options)]
        mapped = draw(st.lists(st.sampled_from(fitting), unique=True, max_size=4))
        mapping = draw(st.sampled_from(["complete", "partial"])) if mapped else "none"
        duties.append(
            Duty(number=number, text=draw(words), options=own, mapping=mapping, ksbs=tuple(mapped), guid=draw(_guids()))
        )
    minimum = _model(Minimum, level=st.sampled_from(Level), sentence=words)
    version = draw(words)
    return Standard(
        format="ksbcheck-standard/1",
        reference=draw(words),
        title=draw(words),
        level=draw(st.none() | st.integers(1, 8)),
        version=version,
        kind=draw(st.none() | st.sampled_from(StandardKind)),
        status=draw(maybe),
        lars_code=draw(maybe),
        route=draw(maybe),
        typical_duration=draw(st.none() | st.integers(1, 60)),
        options=tuple(Option(id=each, title=draw(words), guid=draw(_guids())) for each in ids),
        duties=tuple(duties),
        ksbs=tuple(ksbs),
        qualifications=draw(
            st.lists(_model(Qualification, title=words, level=maybe, information=maybe), max_size=2).map(tuple)
        ),
        versions=draw(
            st.lists(
                _model(
                    StandardVersion,
                    version=words | st.just(version),
                    change=words,
                    earliest_start=days,
                    latest_start=days,
                    latest_end=days,
                ),
                max_size=2,
            ).map(tuple)
        ),
        occupation=draw(st.lists(words, max_size=2).map(tuple)),
        english_and_maths=draw(
            st.none()
            | _model(
                EnglishAndMaths,
                minimum=minimum,
                with_plan_or_statement=st.none() | minimum,
                british_sign_language=st.none()
                | _model(Alternative, in_place_of=st.sampled_from(["english", "maths"]), sentence=words),
            )
        ),
        early_years=draw(st.none() | _model(EarlyYears, sentence=words)),
        gateway=draw(
            st.none() | _model(AskedAtGateway, declarations=st.lists(st.sampled_from(Declarant), max_size=2).map(tuple))
        ),
        source=draw(
            st.none() | _model(Source, document=words, copyright=words, notices=st.lists(words, max_size=1).map(tuple))
        ),
        basis=draw(
            st.sampled_from(
                [(), (Basis(fields=("level", "ksbs.options"), basis=BasisKind.UNKNOWN, why="nobody says"),)]
            )
        ),
    )
