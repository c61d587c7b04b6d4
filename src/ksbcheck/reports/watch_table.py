"""What has changed since the last check of a portfolio, for a terminal that is watched."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.table import Column

from ksbcheck.domain.comparison import BeforeAfter, Progress
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.names import natural
from ksbcheck.domain.report import Changes, Report
from ksbcheck.domain.text import listed
from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import facts, grid, heading, to_text, words
from ksbcheck.reports.compare_table import CHANGES, rung_of
from ksbcheck.reports.compare_words import gaps_justified
from ksbcheck.reports.report_table import findings_block
from ksbcheck.reports.summary import counted, outcome_style, verdict_words


def render(changes: Changes, clock: str, screen: Screen) -> str:
    """Return what has changed, and how the portfolio stands now."""
    return to_text(_changes(changes, clock), screen)


def render_unreadable(report: Report, clock: str, screen: Screen) -> str:
    """Return why a portfolio can't be checked at the moment."""
    return to_text(_unreadable(report, clock), screen)


def render_unchanged(reports: Sequence[Report], clock: str, screen: Screen) -> str:
    """Return that nothing has changed, and how each portfolio stands."""
    return to_text((words(f"{clock}  No change: {_verdict(report)}", "dim") for report in reports), screen)


def _changes(changes: Changes, clock: str) -> Iterator[RenderableType]:
    yield words("")
    yield words(f"{clock}  {changes.after.path}", "bold underline")
    if changes.progress:
        yield from _ksbs(changes.progress, changes.after)
        yield from _evidence(changes.progress)
    yield from _findings("New", changes.new)
    yield from _gone(changes.gone)
    if changes.progress:
        yield from _counts(changes.progress)
    yield words("")
    yield words(_verdict(changes.after), outcome_style(changes.after, changes.after.outcome))


def _unreadable(report: Report, clock: str) -> Iterator[RenderableType]:
    yield words("")
    yield words(f"{clock}  {report.path}", "bold underline")
    yield from findings_block(report.findings, "Findings")
    yield words("")
    yield words(f"{_verdict(report)}; watching goes on", outcome_style(report, report.outcome))


def _verdict(report: Report) -> str:
    return f"{report.path}: {verdict_words(report)}"


def _ksbs(progress: Progress, after: Report) -> Iterator[RenderableType]:
    """Yield which KSBs have opened, closed or moved a rung, the worst first."""
    judgement, justified = after.judgement, gaps_justified(after)
    for change, (mark, name, _, style) in CHANGES.items():
        ksbs = progress.of(change)
        if ksbs:
            yield heading(f"{mark} {name}: {len(ksbs)}")
            rows = grid(Column(no_wrap=True, style="bold"), Column(ratio=3, overflow="fold"), Column(ratio=2))
            for ksb in ksbs:
                stands = rung_of(ksb.after) + (", a justified gap" if ksb.code in justified else "")
                text = judgement.standard.by_code[ksb.code].text if judgement else ""
                rows.add_row(ksb.code, words(text), words(f"{rung_of(ksb.before)} -> {stands}", style))
            yield rows
    for what, codes in (("No longer required", progress.only_before), ("Newly required", progress.only_after)):
        if codes:
            yield heading(f"{what}: {listed(codes)}")


def _evidence(progress: Progress) -> Iterator[RenderableType]:
    for what, pieces in (("New evidence", progress.new_pieces), ("Dropped evidence", progress.dropped_pieces)):
        if pieces:
            yield heading(f"{what}: {listed(sorted((piece.id for piece in pieces), key=natural))}")


def _findings(title: str, findings: Sequence[Finding]) -> Iterator[RenderableType]:
    if findings:
        yield from findings_block(findings, title)


def _gone(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    """Yield the findings that are gone, without places: what stands there now is something else."""
    if findings:
        yield heading(f"Gone: {counted(findings)}")
        rows = grid(Column(no_wrap=True), Column(overflow="fold"))
        for finding in findings:
            rows.add_row(finding.rule, words(finding.message, "dim"))
        yield rows


def _counts(progress: Progress) -> Iterator[RenderableType]:
    """Yield the numbers that are others than before."""
    numbers: Iterable[tuple[str, BeforeAfter]] = [
        ("Gaps", progress.gaps),
        *((f"met at {rung}", progress.met_at(rung)) for rung in COUNTING_RUNGS),
    ]
    rows = [(name, words(f"{each.before} -> {each.after}")) for name, each in numbers if each.difference]
    if rows:
        yield words("")
        yield facts(rows)
