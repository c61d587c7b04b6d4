"""Reports as one line each: a cohort at a glance."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.table import Column
from rich.text import Text

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.ladder import COUNTING_RUNGS, Severity
from ksbcheck.domain.report import AnyJudgement, FrameworkJudgement, Judgement, Outcome, Report, tally
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import heading, table, to_text, words
from ksbcheck.reports.justified import how_many_justified
from ksbcheck.reports.method_words import beside_the_method, which_ksbs
from ksbcheck.rules.coverage import besides_gaps, justified_gaps

_STYLES = {Outcome.CLEAN: "bold green", Outcome.GAPS: "bold red", Outcome.ERROR: "bold red"}


def render(reports: Sequence[Report], screen: Screen) -> str:
    """Return one line a report, and how many ended how."""
    return to_text(summary(reports, screen), screen)


def summary(reports: Sequence[Report], screen: Screen) -> Iterator[RenderableType]:
    """Yield a heading with the tally, and a table of all reports."""
    yield heading(tally_words(reports))
    if not reports:
        return
    rows = table(
        screen,
        Column("Portfolio", ratio=3),
        *(Column(str(rung), justify="right", no_wrap=True) for rung in COUNTING_RUNGS),
        Column("Outcome", ratio=2),
    )
    for report in reports:
        outcome = words(verdict_words(report), outcome_style(report, report.outcome))
        if report.judgement is None:
            rows.add_row(words(report.path), "", "", "", outcome)
        else:
            lines = [words(who(report.judgement)), *(words(line, "dim") for line in _which(report, report.judgement))]
            rows.add_row(Text("\n").join(lines), *_counts(report.judgement), outcome)
    yield rows


def tally_words(reports: Sequence[Report]) -> str:
    """Return how many portfolios ended how. One with gaps or findings that are justified is not called clean."""
    total = tally(reports)
    excused = sum(report.excused for report in reports)
    justified = f", {excused} with gaps or findings that are justified" if excused else ""
    judged = (each.judgement for each in reports)
    methods = sorted({each.method.id for each in judged if isinstance(each, Judgement) and each.method})
    alone = f", by the method {listed(methods)} alone" if methods else ""
    return (
        f"{counted_noun(total.total, 'portfolio')}{alone}: {total.clean - excused} clean{justified}, "
        f"{total.gaps} with gaps or findings, {total.error} not checked"
    )


def _which(report: Report, judgement: AnyJudgement) -> Iterator[str]:
    """Yield what tells a learner's portfolio from others, one line each."""
    yield report.path
    if isinstance(judgement, FrameworkJudgement):
        portfolio = judgement.portfolio
        yield f"{judgement.framework.id}, {portfolio.level}, {portfolio.job_title or 'job title not stated'}"
        yield counted_noun(len(portfolio.evidence), "piece")


def _counts(judgement: Judgement | FrameworkJudgement) -> list[str]:
    if isinstance(judgement, FrameworkJudgement):
        return ["-"] * len(COUNTING_RUNGS)
    required = len(judgement.coverage.ksbs)
    return [f"{judgement.coverage.met_at(rung)} of {required}" for rung in COUNTING_RUNGS]


def outcome_style(report: Report, outcome: Outcome) -> str:
    """Return how to show how a check, or what rests on it, ended: green only if nothing had to be justified for it."""
    return "bold yellow" if outcome is Outcome.CLEAN and report.excused else _STYLES[outcome]


def who(judgement: AnyJudgement) -> str:
    """Return how to name the learner."""
    learner = judgement.portfolio.learner
    parts = [learner.name, learner.id and f"({learner.id})"] if learner else []
    return " ".join(part for part in parts if part) or "not named"


def verdict_words(report: Report) -> str:
    """Return how a check ended, in words."""
    judgement = report.judgement
    if judgement is None:
        return "could not be checked"
    if isinstance(judgement, FrameworkJudgement):
        return f"no KSBs to check under a framework; {counted(report.findings) or 'no findings'}"
    others = counted(besides_gaps(report.findings))
    what_if = f" (what if: option {judgement.option.id})" if judgement.hypothetical else ""
    resting = len(judgement.unsupported)
    missing = f"; {counted_noun(resting, 'KSB rests', 'KSBs rest')} on files that can't be looked at" if resting else ""
    return f"{gap_words(report, judgement)}, {others or 'no other findings'}{missing}{what_if}"


def gap_words(report: Report, judgement: Judgement) -> str:
    """Return how many gaps there are, and how many of them are justified. Justified or not, they are gaps."""
    gaps = judgement.coverage.gaps
    justified = len(justified_gaps(report.findings))
    words = f"{counted_noun(len(gaps), 'gap')}{how_many_justified(justified, len(gaps))}" if gaps else "no gaps"
    if judgement.method is None:
        return words
    looked_at = f"{len(judgement.coverage.ksbs)} {which_ksbs(judgement)}"
    return f"{words}{' in the' if gaps else ': all'} {looked_at} ({beside_the_method(judgement)})"


def counted(findings: Iterable[Finding]) -> str:
    """Return how many findings there are of each severity, the worst first, and how many of them are justified."""
    found = tuple(findings)
    all_of, justified = (
        Counter(finding.severity for finding in some)
        for some in (found, (finding for finding in found if finding.justification))
    )
    return ", ".join(
        f"{counted_noun(all_of[s], str(s))}{how_many_justified(justified[s], all_of[s])}"
        for s in reversed(Severity)
        if all_of[s]
    )
