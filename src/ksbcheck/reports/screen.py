"""The first screen of `check`: one learner in 25 lines, several in 35. What doesn't fit is counted, for `--full`.

A screen is a list of drafts, the fullest first; the first that fits is shown.
"""

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, product
from pathlib import Path

from ksbcheck.domain.coverage import DutyStatus, KsbCoverage, KsbStatus
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.names import KINDS, in_ranges, kind_of
from ksbcheck.domain.plan import IMPROVING, Plan
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.domain.text import counted_noun
from ksbcheck.engine.plan import plan_next_steps
from ksbcheck.engine.rows import learners_of
from ksbcheck.engine.summary import Summary
from ksbcheck.output.document import Block, Cell, Column, Detail, Document, Drafts, Items, Note, Section, Table, Words
from ksbcheck.reports.check import SEVERITIES, Screens, banners, ending, findings
from ksbcheck.reports.cohort_screen import cohort_sections
from ksbcheck.reports.portfolio import document
from ksbcheck.reports.words import (
    count_findings,
    counted_as,
    lack_words,
    picture,
    tally_text,
    verdict,
    verdict_look,
    who_and_what,
)
from ksbcheck.rules.coverage import besides_gaps, next_step

_MOST_ROWS = 10
_LAST = ("stand", "gateway", "next")
_MOST_LEARNERS = 24
_MOST_FINDINGS = 5
_MOST_LINES = 15
_DUTIES = {
    DutyStatus.MET: "met",
    DutyStatus.PARTIAL: "partly",
    DutyStatus.MISSING: "not met",
    DutyStatus.UNMAPPED: "not mapped in the source",
}


def screens(reports: Sequence[Report], detail: Detail) -> list[Drafts]:
    """Return what to draw of reports."""
    return Screens("Portfolios", _several, drafts, _full, _quiet, tally_text, rows=_MOST_LEARNERS).draw(reports, detail)


def _full(report: Report) -> Document:
    """Return the whole report with the answer last, where the eye is when a command has ended."""
    whole = document(report)
    last = sorted((section for section in whole.sections if section.id in _LAST), key=lambda each: _LAST.index(each.id))
    shown = [section for section in whole.sections if section.id not in (*_LAST, "answer", "map")]
    to_correct = tuple(findings(besides_gaps(report.findings), "To correct"))  # with columns, for editors
    sections = [each for section in shown for each in (to_correct if section.id == "correct" else (section,))]
    ended = ending(report.path, verdict(report), verdict_look(report, report.exit_status))
    who = [Note(who_and_what(report.judgement))] if report.judgement else []
    return whole._replace(sections=(Section("", tuple(who)), *sections, *last, ended))


def drafts(report: Report) -> list[Document]:
    """Return the drafts of the screen of one report."""
    ended = ending(report.path, verdict(report), verdict_look(report, report.exit_status))
    judgement = report.judgement
    if judgement is None:
        note = "Nothing else could be checked."
        whole = Document(report.path, (*findings(report.findings, "To correct first", note), ended))
        return [whole, Document(report.path, (in_short(report.findings, "To correct first", _MOST_LINES), ended))]
    who = Section("", (*banners(judgement), Note(who_and_what(judgement))))
    plan = plan_next_steps(report).plan
    choices = product((True, False), ((5, 3), (3, 3), (2, 3), (1, 3), (1, 2), (1, 1)))
    return [
        Document(
            f"Evidence report: {report.path}",
            (who, *_parts(report, judgement, plan, most, steps, by_ksb=by_ksb), ended),
        )
        for by_ksb, (most, steps) in choices
    ]


def _parts(
    report: Report, judgement: Judgement, plan: Plan | None, most: int, steps: int, *, by_ksb: bool
) -> Iterator[Section]:
    yield Section("", tuple(_counts(report, judgement)))
    yield from _to_correct(report, most)
    if not judgement.framework:
        yield Section("", tuple(_missing(report, judgement, by_ksb=by_ksb)))
    yield _next(report, plan, steps)


def _counts(report: Report, judgement: Judgement) -> Iterator[Block]:
    policy = report.policy
    if judgement.framework:
        portfolio = judgement.portfolio
        pieces = counted_noun(len(portfolio.evidence), "piece")
        yield Note(f"{portfolio.level}, {portfolio.job_title or 'job title not stated'}, {pieces} of evidence")
        return
    yield from counted_as(policy)
    yield picture(judgement.coverage)


def _to_correct(report: Report, most: int) -> Iterator[Section]:
    """Yield the errors; or the warnings if there are no errors, and only a few warnings."""
    found = [each for each in besides_gaps(report.findings) if not each.justification]
    if not found:
        return
    errors = [each for each in found if each.severity is Severity.ERROR]
    warnings = [each for each in found if each.severity is Severity.WARNING]
    in_full = errors or (warnings if len(warnings) <= _MOST_FINDINGS else [])
    yield in_short(found, "To correct", most, in_full)


def in_short(found: Sequence[Finding], title: str, most: int, of: Sequence[Finding] | None = None) -> Section:
    """Return some findings on a line each, and the number of the others."""
    of = found if of is None else of
    files = {each.path for each in found if each.path}
    (file,) = files if len(files) == 1 else ("",)
    rows = tuple(_finding(each, file) for each in of[:most])
    listed = frozenset(of)
    rest = [each for each in found if each not in listed]
    notes = [f"and {counted_noun(len(of) - most, 'more error')}"] if len(of) > most else []
    notes += [f"{count_findings(rest)}: {_rules(rest)}"] if rest else []
    columns = (Column(right=True, whole=True), Column(whole=True), Column(whole=True), Column(whole=True, share=1))
    tables = [Table(columns, rows, indent=2)] if rows else []
    tables += [Table((Column(),), ((f"{'; '.join(notes)} (--full)",),), indent=2)] if notes else []
    where = f" in {Path(file).name}" if file else ""
    return Section(f"{title}{where}: {count_findings(found)}", tuple(tables))


def _finding(finding: Finding, file: str) -> tuple[Cell, ...]:
    place = str(finding.place or "-")
    where = place if finding.path == file or not finding.path else f"{Path(finding.path).name}:{place}"
    look = SEVERITIES[finding.severity]
    return where, Words(str(finding.severity), look), finding.rule, f"{finding.message}. {finding.help}"


def _rules(found: Sequence[Finding]) -> str:
    counts = Counter(each.rule for each in found).most_common()
    return ", ".join(f"{rule} ×{count}" if count > 1 else rule for rule, count in counts)


def _missing(report: Report, judgement: Judgement, *, by_ksb: bool) -> Iterator[Block]:
    lacking = [ksb for ksb in judgement.coverage.ksbs if ksb.status is not KsbStatus.MET]
    if lacking:
        planned = " (* planned or suggested)" if any(map(_is_planned, lacking)) else ""
        words = f"Knowledge, skills and behaviours (KSBs) {lack_words(report.policy)}{planned}"
        yield from (Note(), Note(Words(words, "strong")))
        if by_ksb and len(lacking) <= _MOST_ROWS:
            yield _by_ksb(report, judgement, lacking)
        else:
            yield _by_kind(judgement)
    if judgement.unseen:
        yield Note(f"{counted_noun(len(judgement.unseen), 'KSB rests', 'KSBs rest')} on work that was not looked at")
    duties = Counter(duty.status for duty in judgement.coverage.duties)
    if duties and judgement.method is None:
        (count, words), *others = ((duties[status], words) for status, words in _DUTIES.items() if duties[status])
        more = "".join(f", {number} {name}" for number, name in others)
        yield Note(f"Duties: {count} of {duties.total()} {words}{more}")


def _by_ksb(report: Report, judgement: Judgement, lacking: Sequence[KsbCoverage]) -> Table:
    columns = (
        Column("KSB", whole=True, look="strong"),
        Column("Statement", share=5, whole=True),
        Column("Duties", whole=True, at_most=9),
        Column("What to do next", share=4, whole=True),
    )
    statements = judgement.standard.by_code
    return Table(
        columns,
        tuple(
            (
                Words(f"{ksb.code}{'*' if _is_planned(ksb) else ''}", "bad"),
                statements[ksb.code].text,
                ", ".join(map(str, ksb.duties)) or "-",
                next_step(ksb, report.policy),
            )
            for ksb in lacking
        ),
    )


def _by_kind(judgement: Judgement) -> Table:
    columns = (Column(whole=True), Column(right=True, whole=True), Column(share=1))
    rows = []
    for kind, group in groupby(judgement.coverage.ksbs, key=lambda ksb: kind_of(ksb.code)):
        of_kind = list(group)
        lacking = [ksb for ksb in of_kind if ksb.status is not KsbStatus.MET]
        if lacking:
            codes = Words(" ".join(_codes(lacking)), "bad")
            rows.append((KINDS[kind], f"{len(lacking)} of {len(of_kind)}", codes))
    return Table(columns, tuple(rows), indent=2)


def _codes(lacking: Sequence[KsbCoverage]) -> Iterator[str]:
    """Yield codes, runs of three or more as a range, and planned ones with a star."""
    for is_planned, group in groupby(lacking, key=_is_planned):
        for code in in_ranges(ksb.code for ksb in group):
            yield f"{code.replace(' to ', '-')}{'*' if is_planned else ''}"


def _is_planned(ksb: KsbCoverage) -> bool:
    return ksb.highest_rung in (Rung.PLANNED, Rung.SUGGESTED)


def _next(report: Report, plan: Plan | None, most: int) -> Section:
    actions = [action for action in plan.actions if action.kind not in IMPROVING] if plan else []
    if not actions:
        is_ready = plan and report.exit_status is Outcome.CLEAN and report.judgement and report.judgement.has_gateway
        shown = f"Next: ksbcheck gateway {report.path}" if is_ready else ""
        return Section("", (Note(), Note(shown)) if shown else ())
    rest = len(actions) - most
    command = f"ksbcheck plan {shlex.quote(report.path)}"
    more = (Note(f"Then {counted_noun(rest, 'more step')}: {command}"),) if rest > 0 else ()
    steps = Items(tuple(action.words for action in actions[:most]), numbered=True)
    return Section("Do these next", (steps, *more))


def _quiet(report: Report) -> str:
    return f"{report.path}: {verdict(report)}" if report.exit_status is not Outcome.CLEAN else ""


def _several(reports: Sequence[Report], most: int) -> Document:
    summary = Summary()
    for learner in learners_of(reports):
        summary.add(learner.row)
    return Document("Portfolios", tuple(cohort_sections(summary, most, "--each", "report -o cohort.html")))
