"""Laws of exported mappings: what is exported and read again is what it was."""

from collections.abc import Iterable
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, Portfolio
from ksbcheck.domain.report import Report
from ksbcheck.domain.sign_off import Decision, DecisionOutcome
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.tracker import Tracker
from ksbcheck.engine.merge import merge
from ksbcheck.reports.mapping import document
from ksbcheck.reports.rows import as_text, plain_cell
from ksbcheck.trackers.mapping import read_mapping
from ksbcheck.trackers.rows import Row, Table
from tests.properties.strategies import CODES, judged, models

DECISIONS = [
    Decision(by=by, on=on, decision=decision, feedback="Good; go on")
    for by in ("A. Assessor", "Q. Assurer")
    for on in (date(2025, 5, 9), date(2025, 6, 1))
    for decision in DecisionOutcome
]
decisions = st.lists(st.sampled_from(DECISIONS), max_size=2).map(lambda drawn: tuple(drawn) or None)
words = st.sampled_from(["Phonics plan", "E2", "Draft; p. 2", "Y7 at 10:30", "K9", "=1", "see above", "x, y / z", None])
entries = models(
    ClaimEntry,
    ksb=st.sampled_from(CODES[:8]),
    where=words,
    status=st.sampled_from([None, Rung.SUGGESTED, Rung.PLANNED]),
    assessed=decisions,
    verified=decisions,
)
pieces = models(
    Evidence,
    id=st.sampled_from(["E1", "E2", "e2", "Piece 3", "Y7", "obs", "K9"]),
    title=words,
    date=st.sampled_from([date(2025, 3, 4), None]),
    files=st.sampled_from([(), ("a b.md",), ("c.md", "d.md")]),
    ksbs=st.lists(st.sampled_from(CODES[40:]), max_size=3, unique=True).map(tuple),
    claims=st.lists(entries, max_size=4, unique_by=lambda entry: entry.ksb).map(tuple),
    assessed=decisions,
    verified=decisions,
)
portfolios = st.builds(
    Portfolio,
    format=st.just("ksbcheck-portfolio/1"),
    standard=st.just("ST1414"),
    version=st.just("1.0"),
    option=st.just("send"),
    evidence=st.lists(pieces, max_size=5, unique_by=lambda piece: piece.id).map(tuple),
)


def read_again(standard: Standard, portfolio: Portfolio) -> Tracker:
    """Return what the mapping of a portfolio says, read as a sheet."""
    judgement, findings = judged(standard, portfolio, Policy())
    facts, table = document(Report("p", Policy(), findings, judgement), judgement).sections[0].blocks
    above = [[name, plain_cell(value)] for name, value in facts.rows]  # type: ignore[union-attr]
    rows = [_row(at, cells) for at, cells in enumerate([*above, *as_text(table)], 1)]  # type: ignore[arg-type]
    found = read_mapping([Table("Mapping", rows)], standard, None)
    assert found
    return found


def _row(number: int, cells: Iterable[object]) -> Row:
    return Row(number, {at: str(cell) for at, cell in enumerate(cells, 1) if cell != ""}, "Mapping")


@given(portfolio=portfolios)
def test_import_of_an_export_is_the_identity(st1414: Standard, portfolio: Portfolio) -> None:
    draft = merge(portfolio, read_again(st1414, portfolio).claims, ())
    assert (draft.pieces, draft.left_out) == ((), ())


@given(portfolio=portfolios)
def test_import_into_an_empty_folder_gives_the_same_claims(st1414: Standard, portfolio: Portfolio) -> None:
    tracker = read_again(st1414, portfolio)
    files = [name for piece in portfolio.evidence for name in piece.files]
    drafted = {
        piece.id: piece for piece in merge(portfolio.model_copy(update={"evidence": ()}), tracker.claims, files).pieces
    }
    claimed = {piece.id: piece for piece in portfolio.evidence if piece.ksbs or piece.claims}
    assert drafted.keys() == claimed.keys()
    for piece_id, piece in claimed.items():
        made = drafted[piece_id]
        assert (made.title, made.date) == (piece.name or None, piece.date)
        assert {claim.code for claim in made.claims} == set(entries_of(piece))
        for claim in made.claims:
            entry = entries_of(piece)[claim.code]
            assert (claim.rung, claim.where) == (entry.status or Rung.CLAIMED, entry.where)
            is_signed = claim.rung is Rung.CLAIMED
            own = signatures(entry.assessed or piece.assessed, entry.verified or piece.verified) if is_signed else set()
            whole = signatures(piece.assessed, piece.verified)
            assert own <= set(map(tuple, claim.decisions)) <= own | whole


def entries_of(piece: Evidence) -> dict[str, ClaimEntry]:
    return {each.ksb: each for each in (*(ClaimEntry(ksb=code) for _, code in piece.codes), *piece.claims)}


def signatures(assessed: tuple[Decision, ...], verified: tuple[Decision, ...]) -> set[tuple[object, ...]]:
    return {
        (each.by, each.on, not each.is_not_yet, each.feedback, is_second)
        for several, is_second in ((assessed, False), (verified, True))
        for each in several
    }
