"""Reports as tables for a terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Column
from rich.text import Text

from ksbcheck.domain.coverage import DutyCoverage, DutyStatus, KsbStatus
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung, Severity
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.render.screen import Screen
from ksbcheck.render.standard_table import MAPPINGS
from ksbcheck.render.tables import facts, grid, heading, table, to_text, words
from ksbcheck.report import Judgement, Outcome, Report, tally
from ksbcheck.rules.coverage import GAP_RULES, next_step

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_OUTCOME_STYLES = {Outcome.CLEAN: "bold green", Outcome.GAPS: "bold red", Outcome.ERROR: "bold red"}
_BAR_WIDTH = 35
_DUTY_STYLES = {
    DutyStatus.MET: "green",
    DutyStatus.PARTIAL: "yellow",
    DutyStatus.MISSING: "red",
    DutyStatus.UNMAPPED: "dim",
}


def render(reports: Sequence[Report], screen: Screen) -> str:
    """Return the reports one after the other, and a summary if they are several."""
    return to_text(_parts(reports, screen), screen)


def _parts(reports: Sequence[Report], screen: Screen) -> Iterator[RenderableType]:
    for index, report in enumerate(reports):
        if index:
            yield words("")
        yield from _report(report, screen)
    if len(reports) > 1:
        yield from _summary(reports, screen)


def _report(report: Report, screen: Screen) -> Iterator[RenderableType]:
    if report.judgement is None:
        yield facts([("Portfolio", words(report.path))])
        yield from _findings(report.findings)
    else:
        yield from _judgement(report, report.judgement, screen)
    yield words("")
    yield _verdict(report)


def _judgement(report: Report, judgement: Judgement, screen: Screen) -> Iterator[RenderableType]:
    if judgement.hypothetical:
        yield _what_if(judgement)
        yield words("")
    yield _header(report, judgement, screen)
    yield from _gaps(report, judgement, screen)
    yield from _duties(judgement, screen)
    yield from _findings([finding for finding in report.findings if finding.rule not in GAP_RULES])
    yield from _not_checked(judgement)


def _what_if(judgement: Judgement) -> Text:
    return words(
        f" WHAT IF: judged for option {judgement.option.id}; the manifest says {judgement.portfolio.option} ",
        "bold reverse",
    )


def _header(report: Report, judgement: Judgement, screen: Screen) -> RenderableType:
    standard, portfolio, policy = judgement.standard, judgement.portfolio, report.policy
    level = f"level {standard.level}" if standard.level else "level not stated"
    pieces = _counted_noun(policy.min_pieces, "piece")
    within = ", duties only through evidence that names them" if policy.duty_context else ""
    rows = [
        ("Portfolio", words(report.path)),
        ("Learner", words(_learner(judgement))),
        ("Standard", words(f"{standard.reference} {standard.title}, {level}, version {standard.version}")),
        ("  from", words(report.standard_file or "not stated")),
        ("Option", words(f"{judgement.option.id} ({judgement.option.title})")),
        ("Evidence", words(_counted_noun(len(portfolio.evidence), "piece"))),
        ("Counts", words(f"what is {policy.rung} or higher, {pieces} a KSB{within}")),
    ]
    rows += [(f"  {rung}", _bar(judgement, rung, screen)) for rung in COUNTING_RUNGS]
    return facts(rows)


def _counted_noun(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _learner(judgement: Judgement) -> str:
    learner, started = judgement.portfolio.learner, judgement.portfolio.started
    parts = [learner.name, learner.id and f"({learner.id})"] if learner else []
    who = " ".join(part for part in parts if part) or "not named"
    return f"{who}, started {started}" if started else f"{who}, start not stated"


def _bar(judgement: Judgement, rung: Rung, screen: Screen) -> Text:
    """Return how many KSBs are met at a rung, in figures and as a bar that is full only when all are."""
    met, required = judgement.coverage.met_at(rung), len(judgement.coverage.ksbs)
    full, rest = ("█", "░") if screen.unicode else ("#", ".")
    length = met * _BAR_WIDTH // required
    return Text.assemble(f"{met:>3} of {required}  ", (full * length, "green"), (rest * (_BAR_WIDTH - length), "dim"))


def _gaps(report: Report, judgement: Judgement, screen: Screen) -> Iterator[RenderableType]:
    coverage = judgement.coverage
    gaps = [ksb for ksb in coverage.ksbs if ksb.status is not KsbStatus.MET]
    if not gaps:
        outside = sum(bool(duty.missing) for duty in coverage.duties)
        but = f"; lacking evidence from within the duty: {outside} of the duties" if outside else ""
        yield heading(f"No gaps: all {len(coverage.ksbs)} required KSBs are {coverage.rung} or higher{but}")
        return
    yield heading(f"Gaps: {len(gaps)} of {len(coverage.ksbs)} required KSBs")
    rows = table(
        screen,
        Column("KSB", no_wrap=True, style="bold"),
        Column("Statement", ratio=5),
        Column("Duties", ratio=2, max_width=12),
        Column("What to do next", ratio=4),
    )
    for ksb in gaps:
        duties = ", ".join(map(str, ksb.duties))
        statement = judgement.standard.by_code[ksb.code].text
        step = next_step(ksb, report.policy)
        rows.add_row(ksb.code, words(statement), words(duties) if duties else words("none mapped", "dim"), words(step))
    yield rows


def _duties(judgement: Judgement, screen: Screen) -> Iterator[RenderableType]:
    yield heading("Duties")
    rows = table(
        screen,
        Column("", justify="right", no_wrap=True, min_width=2),
        Column("Duty", no_wrap=True, overflow="ellipsis", ratio=1),
        Column("KSBs met", no_wrap=True),
        Column("Not met", width=screen.width // 6),
    )
    for duty in judgement.coverage.duties:
        text = words(judgement.standard.by_number[duty.number].text)
        rows.add_row(str(duty.number), text, _met(duty), words(" ".join(duty.missing)))
    yield rows
    if any(duty.mapping is not DutyMapping.COMPLETE for duty in judgement.coverage.duties):
        yield words("Where the mapping is partial or lost, the source doesn't say what else a duty needs.", "dim")


def _met(duty: DutyCoverage) -> Text:
    met = f"{len(duty.required) - len(duty.missing)} of {len(duty.required)}"
    if duty.status is DutyStatus.UNMAPPED:
        met = MAPPINGS[DutyMapping.NONE] if duty.mapping is DutyMapping.NONE else "nothing of this option"
    elif duty.mapping is not DutyMapping.COMPLETE:
        met += f", mapping {MAPPINGS[duty.mapping]}"
        if duty.status is DutyStatus.MET:
            return words(met)  # no green: what else the duty needs is not known
    return words(met, _DUTY_STYLES[duty.status])


def _findings(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    if not findings:
        yield heading("Findings: none")
        return
    yield heading(f"Findings: {_counted(findings)}")
    for path, group in groupby(findings, key=lambda finding: finding.path):
        if path:
            yield words(path, "underline")
        rows = grid(
            Column(justify="right", no_wrap=True), Column(no_wrap=True), Column(no_wrap=True), Column(overflow="fold")
        )
        for finding in group:
            place = f"{finding.place.line}:{finding.place.column}" if finding.place else ""
            text = Text.assemble(words(finding.message), "\n", words(finding.help, "dim"))
            rows.add_row(place, words(finding.severity, _STYLES[finding.severity]), finding.rule, text)
        yield Padding(rows, (0, 0, 0, 2))


def _counted(findings: Iterable[Finding]) -> str:
    """Return how many findings there are of each severity, the worst first."""
    by_severity = Counter(finding.severity for finding in findings)
    return ", ".join(_counted_noun(by_severity[s], str(s)) for s in reversed(Severity) if by_severity[s])


def _not_checked(judgement: Judgement) -> Iterator[RenderableType]:
    yield heading("Not checked")
    reasons = ["the evidence files: whether they are there, can be opened, and show what is claimed"]
    if judgement.standard.english_and_maths:
        reasons.append(f"English and maths: {judgement.standard.english_and_maths.minimum.sentence}")
    reasons += [f"{skipped.rule}: {skipped.reason}" for skipped in judgement.skipped]
    rows = grid(Column(no_wrap=True), Column(overflow="fold"))
    for reason in reasons:
        rows.add_row("-", words(reason))
    yield rows


def _verdict(report: Report) -> Text:
    return words(f"{report.path}: {_verdict_words(report)}", _OUTCOME_STYLES[report.outcome])


def _verdict_words(report: Report) -> str:
    judgement = report.judgement
    if judgement is None:
        return "could not be checked"
    gaps = sum(ksb.status is not KsbStatus.MET for ksb in judgement.coverage.ksbs)
    others = _counted(finding for finding in report.findings if finding.rule not in GAP_RULES)
    what_if = f" (what if: option {judgement.option.id})" if judgement.hypothetical else ""
    counted = _counted_noun(gaps, "gap") if gaps else "no gaps"
    return f"{counted}, {others or 'no other findings'}{what_if}"


def _summary(reports: Sequence[Report], screen: Screen) -> Iterator[RenderableType]:
    total = tally(reports)
    yield heading(
        f"{total.total} portfolios: {total.clean} clean, {total.gaps} with gaps or findings, {total.error} not checked"
    )
    rows = table(
        screen,
        Column("Portfolio", ratio=1),
        *(Column(str(rung), justify="right") for rung in COUNTING_RUNGS),
        Column("Outcome", ratio=1),
    )
    for report in reports:
        counts = [
            f"{report.judgement.coverage.met_at(rung)} of {len(report.judgement.coverage.ksbs)}"
            if report.judgement
            else ""
            for rung in COUNTING_RUNGS
        ]
        rows.add_row(words(report.path), *counts, words(_verdict_words(report), _OUTCOME_STYLES[report.outcome]))
    yield rows
