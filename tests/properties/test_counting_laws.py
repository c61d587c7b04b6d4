"""Laws of what counts: what is no evidence, or nobody else's word, never closes a gap."""

from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from ksbcheck.domain.coverage import Coverage
from ksbcheck.domain.folder import EvidenceFile, Folder
from ksbcheck.domain.judgement import Against
from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.outline import Unread
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Evidence, Learner, Portfolio
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.domain.sign_off import Decision
from ksbcheck.domain.standard import Standard
from ksbcheck.engine.judge import judge
from tests.properties.strategies import DAY, judged, pieces, policies, portfolios

WORKS = tuple(f"{name}.pdf" for name in range(8))
NO_WORK = {
    "empty.docx": EvidenceFile("empty.docx", 0),
    "blank.docx": EvidenceFile("blank.docx", 9000, "b", unread=Unread.BLANK),
    "statements.docx": EvidenceFile("statements.docx", 9000, "s", unread=Unread.LISTING),
    "link.docx": EvidenceFile("link.docx", 9000, "l", unread=Unread.LINK),
    "locked.docx": EvidenceFile("locked.docx", 9000, "p", unread=Unread.PASSWORD),
}
FOLDER = Folder(
    {name: EvidenceFile(name, 9000, name) for name in WORKS}
    | {f"copies/{name}": EvidenceFile(f"copies/{name}", 9000, name) for name in WORKS}
    | NO_WORK
)
LEARNER = Learner(name="Ann Example", id="0012345")
WORTHLESS = (
    *(Decision(by=by, on=DAY) for by in ("Ann Example", "A. Example", "Example, Ann", "me", "Tutor", "?", None)),
    Decision(by="A. Assessor"),
    Decision(by="A. Assessor", on=date(2026, 2, 1)),
    Decision(by="A. Assessor", on=date(2024, 12, 1)),
)
numbers = st.integers(0, 9)


def covered(standard: Standard, portfolio: Portfolio, policy: Policy) -> Coverage:
    against = Against(portfolio=portfolio, under=standard, option_id=portfolio.option)
    return judge(against, policy, DAY, FOLDER)[0].coverage


def summary(coverage: Coverage) -> tuple[object, ...]:
    return coverage.gaps, coverage.duties, *(coverage.met_at(rung) for rung in COUNTING_RUNGS)


def with_pieces(portfolio: Portfolio, *evidence: Evidence) -> Portfolio:
    return portfolio.model_copy(update={"evidence": evidence})


@given(portfolios, policies, pieces, st.sampled_from([*NO_WORK, "gone.docx", "../outside.docx"]))
def test_piece_that_shows_nothing_closes_no_gap(
    st1414: Standard, portfolio: Portfolio, policy: Policy, piece: Evidence, name: str
) -> None:
    """A piece on a blank document, a list of statements, a link or no file at all changes nothing."""
    more = with_pieces(portfolio, *portfolio.evidence, piece.model_copy(update={"files": (name,)}))
    assert summary(covered(st1414, more, policy)) == summary(covered(st1414, portfolio, policy))


@given(portfolios, policies, numbers)
def test_copied_piece_closes_no_gap(st1414: Standard, portfolio: Portfolio, policy: Policy, number: int) -> None:
    """A piece again, under another id and on copies of its files, changes nothing."""
    assume(portfolio.evidence)
    named = (piece.model_copy(update={"id": f"E{at}"}) for at, piece in enumerate(portfolio.evidence))
    portfolio = with_pieces(portfolio, *named)
    piece = portfolio.evidence[number % len(portfolio.evidence)]
    copies = tuple(f"copies/{name}" for name in piece.files)
    more = with_pieces(portfolio, *portfolio.evidence, piece.model_copy(update={"id": "E99", "files": copies}))
    assert summary(covered(st1414, more, policy)) == summary(covered(st1414, portfolio, policy))


@given(portfolios, policies, numbers, st.sampled_from(WORTHLESS))
def test_worthless_sign_off_raises_nothing(
    st1414: Standard, portfolio: Portfolio, policy: Policy, number: int, sign_off: Decision
) -> None:
    """A sign-off by nobody, by the learner, without a day, or on a day that can't be, raises no count."""
    assume(portfolio.evidence)
    portfolio = portfolio.model_copy(update={"learner": LEARNER, "started": date(2025, 1, 13)})
    at = number % len(portfolio.evidence)
    piece = portfolio.evidence[at]
    more_signed = {"assessed": (*piece.assessed, sign_off), "verified": (*piece.verified, sign_off)}
    signed = piece.model_copy(update=more_signed)
    more = with_pieces(portfolio, *portfolio.evidence[:at], signed, *portfolio.evidence[at + 1 :])
    before, after = covered(st1414, portfolio, policy), covered(st1414, more, policy)
    assert set(before.gaps) <= set(after.gaps)
    assert all(after.met_at(rung) <= before.met_at(rung) for rung in COUNTING_RUNGS)


@given(portfolios, policies)
def test_outcome_is_clean_only_without_gaps(st1414: Standard, portfolio: Portfolio, policy: Policy) -> None:
    """Nothing that justifies a gap makes the outcome clean."""
    judgement, findings = judged(st1414, portfolio, policy)
    report = Report("p", policy, findings, judgement)
    excused = Report("p", policy, (), judgement)
    assert excused.exit_status is Outcome.CLEAN
    assert (excused.outcome is Outcome.CLEAN) == (not judgement.coverage.gaps)
    assert report.outcome >= excused.outcome
