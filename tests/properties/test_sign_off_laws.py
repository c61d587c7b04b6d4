"""Laws of sign-offs: what was not there to sign is never assessed."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.judgement import Against, Judgement
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, EvidenceType, Portfolio
from ksbcheck.domain.seal import Snapshot
from ksbcheck.domain.sign_off import Decision
from ksbcheck.domain.standard import Standard
from ksbcheck.engine.judge import judge, pieces_of
from tests.properties.strategies import CODES, DAY, models

SEALED_ON = date(2025, 6, 30)

sign_offs = st.sampled_from(
    [None, Decision(by="A. Assessor", on=date(2025, 5, 9)), Decision(by="Q. Assurer", on=SEALED_ON)]
)
codes = st.lists(st.sampled_from(CODES[:6]), max_size=3, unique=True).map(tuple)
entries = models(
    ClaimEntry,
    ksb=st.sampled_from(CODES[:6]),
    status=st.sampled_from([None, Rung.PLANNED]),
    assessed=sign_offs,
    verified=sign_offs,
)
claims = st.lists(entries, max_size=3).map(tuple)
pieces = models(
    Evidence,
    id=st.just("E"),
    date=st.just(date(2025, 3, 4)),
    ksbs=codes,
    claims=claims,
    assessed=sign_offs,
    verified=sign_offs,
)


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    drawn = enumerate(draw(st.lists(pieces, min_size=1, max_size=3)))
    evidence = tuple(piece.model_copy(update={"id": f"E{n}", "files": (f"{n}.md",)}) for n, piece in drawn)
    return Portfolio(format="ksbcheck-portfolio/1", standard="ST1414", version="1.0", option="send", evidence=evidence)


def judged(standard: Standard, portfolio: Portfolio, then: Snapshot | None = None) -> Judgement:
    against = Against(portfolio=portfolio, under=standard, option_id=portfolio.option)
    return judge(against, Policy(), DAY, sealed=then)[0]


def rungs(judgement: Judgement) -> dict[str, Rung]:
    """Return the highest rung of each required code, from `claimed` up."""
    ksbs = judgement.coverage.ksbs
    return {ksb.code: ksb.highest_rung for ksb in ksbs if ksb.highest_rung and ksb.highest_rung > Rung.CLAIMED}


def sealed(portfolio: Portfolio) -> Snapshot:
    copy = portfolio.model_copy(deep=True)  # a piece remembers its codes, and so does a copy of it
    return Snapshot(SEALED_ON, pieces_of(copy), {})


@given(portfolios(), st.data())
def test_added_claims_raise_nothing_above_claimed(st1414: Standard, portfolio: Portfolio, data: st.DataObject) -> None:
    then, pieces = sealed(portfolio), []
    for piece, was in zip(portfolio.evidence, then.pieces or (), strict=True):
        new_codes = [code for code in data.draw(codes) if code not in was.ksbs]
        new_claims = [entry for entry in data.draw(claims) if entry.ksb not in was.ksbs]
        more = {"ksbs": (*piece.ksbs, *new_codes), "claims": (*piece.claims, *new_claims)}
        pieces.append(piece.model_copy(update=more))
    grown = portfolio.model_copy(update={"evidence": tuple(pieces)})
    assert rungs(judged(st1414, grown, then)) == rungs(judged(st1414, portfolio))


@given(portfolios(), st.sampled_from(list(EvidenceType)), st.sampled_from(["E", "A"]))
def test_other_words_keep_every_sign_off(
    st1414: Standard, portfolio: Portfolio, kind: EvidenceType, letter: str
) -> None:
    pieces = tuple(
        piece.model_copy(
            update={
                "id": piece.id.replace("E", letter),
                "title": "Another title",
                "type": kind,
                "claims": tuple(entry.model_copy(update={"where": "p. 7"}) for entry in piece.claims),
            }
        )
        for piece in portfolio.evidence
    )
    retold = judged(st1414, portfolio.model_copy(update={"evidence": pieces}), sealed(portfolio))
    assert [claim.rung for claim in retold.claims] == [claim.rung for claim in judged(st1414, portfolio).claims]
