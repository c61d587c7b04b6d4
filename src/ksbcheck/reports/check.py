"""What the reports of a portfolio share, and how several portfolios are shown."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from ksbcheck.domain.assessment import AssessmentPlan
from ksbcheck.domain.claim import Cited
from ksbcheck.domain.coverage import RollUp, RollUpStatus
from ksbcheck.domain.finding import Finding, Justification, Location
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.judgement import Files, Judgement
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.locator import Verdict
from ksbcheck.domain.names import code_order, in_ranges
from ksbcheck.domain.report import Report
from ksbcheck.domain.seal import Sealed
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.output.document import (
    Block,
    Cell,
    Column,
    Depth,
    Detail,
    Document,
    Drafts,
    Items,
    Lines,
    Note,
    Section,
    Table,
    Words,
)
from ksbcheck.reports.words import (
    ABOUT_NO_METHOD,
    count_findings,
    justification_text,
    learner_name,
    met_text,
    method_banner,
    standard_in_full,
)
from ksbcheck.rules.coverage import besides_gaps, justified_gaps

T = TypeVar("T")
LINES, COHORT_LINES = 25, 35
"""The most lines of the screen of one thing, and of several."""
MAPPING_NOTE = "Where the mapping is partial or missing, the source doesn't say what else a duty needs."
ABOUT_JUSTIFIED_GAPS = "Justified gaps are still gaps."
SEVERITIES = {Severity.ERROR: "bad", Severity.WARNING: "doubtful", Severity.NOTE: "note"}
_CITED = {
    Cited.THERE: "where they say",
    Cited.ELSEWHERE: "elsewhere",
    Cited.LISTED: "only in a list",
    Cited.NOWHERE: "nowhere",
    None: "not known",
}
_ROLL_UPS = {
    RollUpStatus.MET: "good",
    RollUpStatus.PARTIAL: "doubtful",
    RollUpStatus.MISSING: "bad",
    RollUpStatus.NOT_OF_OPTION: "quiet",
}


@dataclass(frozen=True)
class Screens(Generic[T]):
    """How things of a kind are shown: a table of several, drafts of one, all of one, a line for one that fails.

    `several` draws a table with at most some rows, `quiet` returns an empty line if nothing is wrong.
    """

    title: str
    several: Callable[[Sequence[T], int], Document]
    drafts: Callable[[T], Sequence[Document]]
    full: Callable[[T], Document]
    quiet: Callable[[T], str]
    tally: Callable[[Sequence[T]], str]
    lines: int = LINES
    rows: int = 30

    def draw(self, things: Sequence[T], detail: Detail) -> list[Drafts]:
        total = Section("", (Note(Words(self.tally(things), "strong")),))
        ended: list[Drafts] = [([Document(self.title, (total,))], 0)] if len(things) > 1 else []
        match detail:
            case Detail.FULL:
                return [*(([self.full(each)], 0) for each in things), *ended]
            case Detail.QUIET:
                lines = tuple(Note(line, whole=True) for line in map(self.quiet, things) if line)
                return [([Document(self.title, (Section("", lines),))], 0)] if lines else []
            case Detail.FIRST if len(things) > 1:
                most = (len(things), *range(min(self.rows, len(things) - 1), 1, -1))
                return [([self.several(things, rows) for rows in most], COHORT_LINES)]
        return [*((self.drafts(each), self.lines) for each in things), *ended]


def ending(path: object, sentence: str, look: str = "strong") -> Section:
    return Section("", (Note(), Note(Words(f"{path}: {sentence}", look), whole=True)))


def overview(title: str, table: Table, of: int, tally: str, about: str = "", all_of_them: str = "--each") -> Document:
    """Return a table of the first of several things, what its words mean, and the tally of all."""
    left_out = of - len(table.rows)
    more = [Note(f"and {left_out} more ({all_of_them})")] if left_out else []
    words = [Note(Words(about, "quiet"))] if about else []
    return Document(title, (Section("", (table, *more, *words, Note(), Note(Words(tally, "strong")))),))


def banners(judgement: Judgement) -> Iterator[Block]:
    """Yield loud lines if another option was judged, or only one method."""
    if judgement.hypothetical:
        said = f" WHAT IF: judged for option {judgement.option.id}; the manifest says {judgement.portfolio.option} "
        yield from (Note(Words(said, "loud")), Note())
    if judgement.method:
        yield from (Note(Words(f" {method_banner(judgement)} ", "loud")), Note())


def judged_by(report: Report, judgement: Judgement) -> Iterator[tuple[str, Cell]]:
    """Yield the portfolio, and the standard and option or the framework, the day and the policy that judge it."""
    policy = report.policy
    yield "Portfolio", report.path
    yield "Learner", _learner(judgement)
    yield from _under_framework(judgement, judgement.framework) if judgement.framework else _under_standard(judgement)
    yield "  from", report.standard_file or "not stated"
    if report.assessment_file and not judgement.framework:
        yield "Assessment", _assessment(report.assessment_file, judgement.plan)
    if judgement.method:
        yield "Method", f"{judgement.method.id} ({judgement.method.title})"
    yield from _prior(judgement)
    yield "As of", str(judgement.today)
    yield "Evidence", counted_noun(len(judgement.portfolio.evidence), "piece")
    if judgement.files:
        yield from _files(judgement.files)
    yield from _set(report)
    within = ", duties only through evidence that names them" if policy.duty_context else ""
    counts = f"what is {policy.rung} or higher, {counted_noun(policy.min_pieces, 'piece')} a KSB{within}"
    yield "Counts", "nothing: a framework defines no KSBs" if judgement.framework else counts


def _under_standard(judgement: Judgement) -> Iterator[tuple[str, Cell]]:
    yield "Option", f"{judgement.option.id} ({judgement.option.title})"
    yield "Standard", standard_in_full(judgement.standard)


def _under_framework(judgement: Judgement, framework: Framework) -> Iterator[tuple[str, Cell]]:
    portfolio, level = judgement.portfolio, judgement.level
    yield "Level", f"{portfolio.level} ({level.name if level else 'not one of its levels'})"
    yield "Job title", portfolio.job_title or "not stated"
    issue = f"issue {framework.issue_number}, issued {framework.issued}"
    yield "Framework", f"{framework.id} {framework.title}, {issue}"


def _learner(judgement: Judgement) -> str:
    started = judgement.portfolio.started
    return f"{learner_name(judgement)}, {f'started {started}' if started else 'start not stated'}"


def _prior(judgement: Judgement) -> Iterator[tuple[str, Cell]]:
    prior = judgement.portfolio.prior
    if prior:
        completed = f"completed {prior.completed}" if prior.completed else "completion not stated"
        yield "Prior", ", ".join(filter(None, (prior.framework, prior.level, prior.job_title, completed)))


def _assessment(file: str, plan: AssessmentPlan | None) -> str:
    if plan is None:
        return f"can't be used, from {file}"
    return f"{plan.title}, from {file}" if plan.title else f"from {file}"


def _files(files: Files) -> Iterator[tuple[str, Cell]]:
    more = f"; {len(files.unclaimed)} more in the folder" if files.unclaimed else ""
    yield "Files", f"{len(files.named)} named, {len(files.claimed)} there, {len(files.read)} read{more}"
    if files.traces:
        counts = Counter(trace.cited for trace in files.traces)
        cited = ", ".join(f"{counts[each]} {wording}" for each, wording in _CITED.items() if counts[each])
        yield "Citations", f"{counted_noun(len(files.traces), 'claim')}: {cited}"
    if sealed := files.folder.sealed:
        by = f" by {sealed.seal.by}" if sealed.seal.by else ""
        looks_changed = bool(sealed.changes or sealed.changes.not_known)
        yield "Sealed", Words(f"on {sealed.seal.on}{by}; {_since(sealed)}", "strong bad" if looks_changed else "good")


def _since(sealed: Sealed) -> str:
    if sealed.changes:
        return f"CHANGED since: {len(sealed.changes.in_words())}"
    if sealed.changes.not_known:
        return f"{len(sealed.changes.not_known)} can't be read to tell"
    return f"unchanged since{f', but for {len(sealed.seal.not_sealed)} not sealed' if sealed.seal.not_sealed else ''}"


def _set(report: Report) -> Iterator[tuple[str, str]]:
    policy = report.policy
    if policy.name:
        yield "Policy", f"{policy.name} ({listed(filter(None, (policy.file, *policy.more_files)))})"
    if policy.fail_under:
        thresholds = (
            f"{each.percent} % {each.rung}{' in place of all' if each is policy.threshold else ''}"
            for each in policy.fail_under
        )
        yield "Thresholds", ", ".join(thresholds)
    if report.configuration_files:
        yield "Settings", listed(report.configuration_files)


def roll_ups(judgement: Judgement) -> Iterator[Section]:
    if not judgement.roll_ups:
        return
    columns = (Column("Method, and its themes", share=1), Column("KSBs met", width=13), Column("Not met", width=1 / 6))
    rows: list[tuple[Cell, ...]] = []
    for each in judgement.roll_ups:
        rows += [_roll_up(each.method, "strong"), *(_roll_up(theme, "", "  ") for theme in each.themes)]
    silent = judgement.in_no_method
    about = [Note(f"{listed(in_ranges(silent))}: {ABOUT_NO_METHOD}.")] if silent else []
    yield Section("Methods and themes", (Table(columns, tuple(rows)), *about), "methods", Depth.REST)


def _roll_up(roll_up: RollUp, look: str, indent: str = "") -> tuple[Cell, ...]:
    met = Words(met_text(roll_up), _ROLL_UPS[roll_up.status])
    return (indent, Words(f"{roll_up.title} ({roll_up.id})", look)), met, " ".join(roll_up.missing)


def doubts_about(judgement: Judgement) -> Mapping[Location, str]:
    """Return the doubts about claims, by the claims' places in the manifest."""
    suspects, files = judgement.suspects(), judgement.files
    doubts = {claim.at: "suspect" for claim in judgement.claims if suspects.get(claim.code)}
    for trace in files.traces if files else ():
        if any(found.verdict is Verdict.NOT_THERE for _, found in trace.places or ()):
            doubts[trace.claim.at] = "not there"
        elif trace.cited is Cited.ELSEWHERE:
            doubts[trace.claim.at] = "cited elsewhere"
    return doubts


def findings(found: Sequence[Finding], title: str = "Findings", note: str = "") -> Iterator[Section]:
    """Yield the findings by file, each with its place, severity and remedy."""
    blocks: list[Block] = []
    columns = (Column(right=True, whole=True), Column(whole=True), Column(whole=True), Column())
    for path, group in groupby(found, key=lambda finding: finding.path):
        blocks += [Note(Words(path, "under"))] if path else []
        blocks.append(Table(columns, tuple(map(_finding, group)), indent=2))
    blocks += [Note(note)] if note else []
    yield Section(f"{title}: {count_findings(found) or 'none'}", tuple(blocks))


def _finding(finding: Finding) -> tuple[Cell, ...]:
    why = finding.justification
    excuse = ((Words("Justified: ", "strong"), justification_text(why)),) if why else ()
    said = Lines((finding.message, Words(finding.help, "quiet"), *excuse))
    return str(finding.place or ""), Words(str(finding.severity), SEVERITIES[finding.severity]), finding.rule, said


def justified(found: Sequence[Finding], note: str, title: str = "Justified") -> Iterator[Section]:
    """Yield the justifications, each with its gaps (by KSB) and other findings (by rule)."""
    about: dict[Justification, list[Finding]] = {}
    for finding in found:
        if finding.justification:
            about.setdefault(finding.justification, []).append(finding)
    if about:
        gaps, others = justified_gaps(found), [each for each in besides_gaps(found) if each.justification]
        counts = (gaps and counted_noun(len(gaps), "gap"), others and counted_noun(len(others), "other finding"))
        columns = (Column(look="strong", at_most=24), Column())
        rows = tuple((_which(those), _why(justification)) for justification, those in about.items())
        blocks = (Note(Words(note, "quiet")), Table(columns, rows, indent=2))
        yield Section(f"{title}: {listed(filter(None, counts))}", blocks)


def _why(justification: Justification) -> str:
    stated = f"; stated in {justification.source}" if justification.source else ""
    return f"{justification_text(justification)}{stated}"


def _which(found: Iterable[Finding]) -> str:
    """Return the KSBs of gaps, and the rules of other findings with their number."""
    found = tuple(found)
    gaps = sorted(justified_gaps(found), key=code_order)
    others = Counter(finding.rule for finding in besides_gaps(found))
    return listed([*gaps, *(f"{rule} ({count})" if count > 1 else rule for rule, count in others.items())])


def not_checked(judgement: Judgement) -> Section:
    reasons = judgement.not_checked_by_reason().items()
    lines = tuple(f"{listed(codes)}: {reason}" if codes else reason for reason, codes in reasons)
    return Section("Not checked", (Items(lines),), "not-checked", Depth.REST)
