"""The report of `compare`: a portfolio beside each option of its standard, or two states of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ksbcheck.domain.comparison import (
    BeforeAfter,
    Change,
    KsbChange,
    OptionComparison,
    OptionsReport,
    Progress,
    ProgressReport,
    RuleChange,
)
from ksbcheck.domain.coverage import DutyStatus, KsbCoverage
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.names import in_ranges
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Evidence
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.domain.text import counted_noun, first_few, listed, shown
from ksbcheck.output.document import (
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Items,
    Lines,
    Note,
    Section,
    SideBySide,
    Table,
    Words,
)
from ksbcheck.reports.check import ABOUT_JUSTIFIED_GAPS, MAPPING_NOTE, ending, findings, judged_by, justified
from ksbcheck.reports.words import count_findings, justified_suffix, lack_words, learner_name
from ksbcheck.rules import RULES
from ksbcheck.rules.coverage import besides_gaps, justified_gaps

_MOST_OPTIONS = 4
_MANIFESTS_ALONE = "the evidence files: a comparison reads manifests alone"
_DUTIES = {
    DutyStatus.MET: "Duties met",
    DutyStatus.PARTIAL: "Duties partly met",
    DutyStatus.MISSING: "Duties with nothing met",
    DutyStatus.UNMAPPED: "Duties not mapped",
}
CHANGES = {
    # change: its mark, words, what they mean, look
    Change.OPENED: ("-", "Newly missing", "met before, missing now", "bad"),
    Change.MOVED_DOWN: ("-", "Moved down", "a step back, and met or missing as before", "doubtful"),
    Change.CLOSED: ("+", "No longer missing", "missing before, met now", "good"),
    Change.MOVED_UP: ("+", "Moved up", "a step on, and met or missing as before", "good"),
}


def document(compared: OptionsReport | ProgressReport) -> Document:
    """Return a comparison."""
    if isinstance(compared, OptionsReport):
        reports = [compared.report]
        made = _options(compared)
    else:
        reports = list({each.path: each for each in (compared.before, compared.after)}.values())
        made = _progress(compared)
    sections = made if compared.why_not is None else _impossible(reports, compared.why_not)
    return Document(f"Comparison: {reports[-1].path}", tuple(sections))


def _impossible(reports: Sequence[Report], why_not: str) -> Iterator[Section]:
    for report in reports:
        yield Section("", (Facts((("Portfolio", report.path),)),))
        if report.judgement is None:
            yield from findings(report.findings)
    yield ending(reports[-1].path, f"could not be compared: {why_not}", "strong bad")


def _codes(codes: Iterable[str]) -> str:
    return listed(in_ranges(codes))


def _options(compared: OptionsReport) -> Iterator[Section]:
    report, judgement, standings = compared.report, compared.report.judgement, compared.standings
    assert judgement  # noqa: S101 - or it couldn't be compared
    banner = Words(" WHAT IF: this portfolio against each option of its standard ", "loud")
    yield Section("", (Note(banner), Note(), Facts(tuple(judged_by(report, judgement)))))
    yield Section("Options side by side", tuple(_side_by_side(standings)))
    yield Section("Missing", (_gaps(standings, gaps_justified(report)),))
    yield from justified(report.findings, f"Judged for {judgement.option.id} alone. {ABOUT_JUSTIFIED_GAPS}")
    own = judgement.option.id
    for each in standings:
        if not each.own:
            title = f"What if the option were {each.option.id} ({each.option.title}), and not {own}?"
            yield Section(title, (Items(tuple(_what_if(each, own))),))
    if len(standings) == 1:
        yield Section("", (Note(f"{judgement.standard.reference} has no other option to compare with."),))
    yield Section("Not compared", (Items(not_compared(compared)),))
    yield ending(report.path, options_verdict(standings, report))


def _side_by_side(standings: Sequence[OptionComparison]) -> Iterator[Block]:
    yield Facts(tuple((each.option.id, f"{each.option.title}{', in the manifest' * each.own}") for each in standings))
    yield Note()
    heads = tuple(
        Lines((each.option.id, Words("in the manifest" if each.own else "what if", "quiet"))) for each in standings
    )
    rows: list[tuple[Cell, ...]] = [(name, *_strong(values, standings)) for name, values in _figures(standings)]
    yield SideBySide(heads, tuple(rows))
    if any(duty.mapping is not DutyMapping.COMPLETE for each in standings for duty in each.coverage.duties):
        yield Note(Words(MAPPING_NOTE, "quiet"))
    yield Note(Words("Claims that don't count: those on KSBs that the option doesn't require.", "quiet"))


def _strong(values: Sequence[int], standings: Sequence[OptionComparison]) -> Iterator[Words]:
    for value, standing in zip(values, standings, strict=True):
        yield Words(str(value), "strong" if standing.own else "")


def _figures(standings: Sequence[OptionComparison]) -> Iterator[tuple[str, list[int]]]:
    yield "Required KSBs", [len(each.coverage.ksbs) for each in standings]
    for rung in COUNTING_RUNGS:
        yield f"  met at {rung}", [each.coverage.met_at(rung) for each in standings]
    yield "Missing", [len(each.coverage.gaps) for each in standings]
    yield "Claims that don't count", [len(each.outside) for each in standings]
    for status, name in _DUTIES.items():
        yield name, [sum(duty.status is status for duty in each.coverage.duties) for each in standings]


def _gaps(standings: Sequence[OptionComparison], excused: Sequence[str]) -> Table:
    columns = (Column("Option", width=13, look="strong"), Column(right=True, whole=True), Column("KSBs", share=1))
    rows = []
    for each in standings:
        gaps = each.coverage.gaps
        of_them = f"; justified: {_codes(excused)}" if each.own and excused else ""
        rows.append((each.option.id, len(gaps), f"{_codes(gaps)}{of_them}" if gaps else "none"))
    return Table(columns, tuple(rows))


def _what_if(standing: OptionComparison, own: str) -> Iterator[str]:
    """Yield what another option would change."""
    if standing.new_gaps:
        yield f"It would need {_codes(standing.new_gaps)}: {len(standing.new_gaps)} more missing."
    else:
        yield "No more would be missing."
    if standing.met_already:
        yield f"It also requires {_codes(standing.met_already)}, met already."
    if standing.gaps_gone:
        yield f"It doesn't require {_codes(standing.gaps_gone)}: {len(standing.gaps_gone)} fewer missing than on {own}."
    if standing.lost:
        claims = counted_noun(len(standing.lost), "claim that counts", "claims that count")
        yield f"{claims} now would not count, on {_codes(claim.code for claim in standing.lost)}."


def options_verdict(standings: Sequence[OptionComparison], report: Report) -> str:
    """Return how many KSBs are missing on the manifest's option, and on the first of the others."""
    own, *others = sorted(standings, key=lambda each: not each.own)
    gaps, excused = len(own.coverage.gaps), len(gaps_justified(report))
    words = f"{gaps or 'none'} {lack_words(report.policy)}{justified_suffix(excused, gaps)} on {own.option.id}"
    what_if = [f"{len(each.coverage.gaps) or 'none'} on {each.option.id}" for each in others[:_MOST_OPTIONS]]
    more = [f"and {len(others) - _MOST_OPTIONS} more options"] if len(others) > _MOST_OPTIONS else []
    return "; what if: ".join(filter(None, (words, ", ".join([*what_if, *more]))))


def progress_verdict(progress: Progress, policy: Policy) -> str:
    """Return how many KSBs are missing, and how many were."""
    gaps, counts = progress.gaps, {words[1]: len(progress.of(change)) for change, words in CHANGES.items()}
    changed = ", ".join(f"{count} {name.lower()}" for name, count in counts.items() if count)
    return f"{gaps.after or 'none'} {lack_words(policy)}, {gaps.before or 'none'} before: {changed or 'no change'}"


def _progress(compared: ProgressReport) -> Iterator[Section]:
    progress, was, now = compared.progress, compared.before.judgement, compared.after.judgement
    assert progress and was and now  # noqa: PT018, S101
    warned = [Note(Words(f" {warning} ", "loud")) for warning in warnings(compared)]
    yield Section("", (*warned, *([Note()] if warned else ()), Facts(tuple(_two_states(compared, was, now)))))
    yield Section("Counts", (_counts(compared, progress), *_one_sided(progress, was, now)))
    excused = gaps_justified(compared.after)
    for change in CHANGES:
        yield _changed(change, progress.of(change), now, excused)
    yield _pieces("New evidence", progress.new_pieces, now)
    yield _pieces("Dropped evidence", progress.dropped_pieces, was)
    if progress.findings is not None:
        yield _rule_changes(progress.findings)
        yield from justified(compared.before.findings, ABOUT_JUSTIFIED_GAPS, "Justified before")
    yield from justified(compared.after.findings, ABOUT_JUSTIFIED_GAPS, "Justified now")
    yield Section("Not compared", (Items(not_compared(compared)),))
    yield ending(compared.after.path, progress_verdict(progress, compared.after.policy))


def _two_states(compared: ProgressReport, was: Judgement, now: Judgement) -> Iterator[tuple[str, Cell]]:
    """Yield the states, and the standard and policy that judge them."""
    for name, report, judgement in (("Before", compared.before, was), ("Now", compared.after, now)):
        yield name, f"{report.path}, as of {judgement.today}"
        yield "", counted_noun(len(judgement.portfolio.evidence), "piece")
    differ = {"Option": (was.option.id, now.option.id), "Learner": (learner_name(was), learner_name(now))}
    for name, value in judged_by(compared.after, now):
        before, after = differ.get(name, ("", ""))
        if name not in {"Portfolio", "As of", "Evidence"}:
            yield name, f"{before} before, {after} now" if before != after else value


def _counts(compared: ProgressReport, progress: Progress) -> Table:
    columns = (Column(share=1), *(Column(name, right=True, whole=True) for name in ("Before", "Now", "Difference")))
    both = "KSBs that both require" if progress.only_before or progress.only_after else "Required KSBs"
    rows: list[tuple[Cell, ...]] = [(both, len(progress.ksbs), len(progress.ksbs), "")]
    rows += [(f"  met at {rung}", *_numbers(progress.met_at(rung))) for rung in COUNTING_RUNGS]
    rows.append(("Missing", *_numbers(progress.gaps)))
    required = {ksb.code for ksb in progress.ksbs}
    earlier = justified_before(compared)
    now = len(required.intersection(gaps_justified(compared.after)))
    if earlier is None and now:
        rows.append(("  justified", "not known", now, ""))
    elif earlier or now:
        rows.append(("  justified", *_numbers(BeforeAfter(len(required.intersection(earlier or ())), now))))
    return Table(columns, tuple(rows))


def _numbers(figures: BeforeAfter) -> tuple[int, int, str]:
    return figures.before, figures.after, f"{figures.difference:+}" if figures.difference else "same"


def _one_sided(progress: Progress, was: Judgement, now: Judgement) -> Iterator[Note]:
    """Yield the KSBs that only one of two options requires."""
    if progress.only_before:
        yield Note(f"Only {was.option.id} requires {_codes(progress.only_before)}: not compared.")
    if progress.only_after:
        gaps = [code for code in progress.only_after if code in now.coverage.gaps]
        which = f"; missing there: {_codes(gaps)}" if gaps else "; none of them is missing there"
        yield Note(f"Only {now.option.id} requires {_codes(progress.only_after)}: not compared{which}.")


def _changed(change: Change, ksbs: Sequence[KsbChange], now: Judgement, excused: Sequence[str]) -> Section:
    mark, name, meaning, look = CHANGES[change]
    if not ksbs:
        return Section(f"{name}: none")
    columns = (
        Column("KSB", whole=True, look="strong"),
        Column("Statement", share=4),
        *(Column(heading, share=2) for heading in ("Before", "Now", "Evidence now")),
    )
    rows = []
    for ksb in ksbs:
        state = Words(_rung(ksb.after) + (", justified" if ksb.code in excused else ""), look)
        pieces = ", ".join(ksb.after.pieces) or "none"
        rows.append((ksb.code, now.standard.by_code[ksb.code].text, _rung(ksb.before), state, pieces))
    return Section(f"{mark} {name}: {counted_noun(len(ksbs), 'KSB')} ({meaning})", (Table(columns, tuple(rows)),))


def _rung(ksb: KsbCoverage) -> str:
    """Return the rung at which enough pieces claim a KSB, and any higher one that too few have reached."""
    if ksb.highest_rung is None:
        return "nothing that counts" if ksb.not_counted else "nothing"
    if ksb.highest_rung is ksb.met_rung:
        return str(ksb.highest_rung)
    too_few = f"{ksb.highest_rung} in too few pieces"
    return f"{ksb.met_rung}, {too_few}" if ksb.met_rung else too_few


def _pieces(title: str, pieces: Sequence[Evidence], judgement: Judgement) -> Section:
    if not pieces:
        return Section(f"{title}: none")
    columns = (
        Column("Id", look="strong", at_most=12),
        Column("Title", share=3),
        Column("Date", width=10),
        Column("Claims", share=2),
    )
    claimed: dict[str, list[str]] = {}
    for claim in judgement.claims:
        if claim.code in judgement.standard.by_code:
            claimed.setdefault(claim.piece.id, []).append(claim.code)
    rows = []
    for piece in pieces:
        codes = _codes(claimed[piece.id]) if piece.id in claimed else Words("nothing", "quiet")
        rows.append((piece.id, piece.name or "no title", _day(piece.date, judgement.today), codes))
    return Section(f"{title}: {counted_noun(len(pieces), 'piece')}", (Table(columns, tuple(rows)),))


def _day(day: date | None, today: date) -> str:
    if day is None:
        return "no date"
    return f"{day} to come" if day > today else day.isoformat()


def _rule_changes(changes: Sequence[RuleChange]) -> Section:
    if not changes:
        return Section("Other findings: none gone, none new")
    gone, new = sum(each.gone for each in changes), sum(each.new for each in changes)
    columns = (
        Column("Rule", whole=True),
        Column("What it finds", share=1),
        *(Column(name, right=True, whole=True) for name in ("Gone", "New")),
    )
    titles = {rule.code: rule.title for rule in RULES}
    rows = tuple((each.rule, titles[each.rule], each.gone, each.new) for each in changes)
    return Section(f"Other findings: {gone} gone, {new} new", (Table(columns, rows),))


def warnings(compared: ProgressReport) -> tuple[str, ...]:
    """Return reasons why two states may not be comparable, the loudest first."""
    was, now = compared.before.judgement, compared.after.judgement
    if compared.progress is None or was is None or now is None:
        return ()
    return tuple(map(shown, _warnings(compared.progress, was, now)))


def _warnings(progress: Progress, was: Judgement, now: Judgement) -> Iterator[str]:
    if was.option.id != now.option.id:
        both = len(progress.ksbs)
        yield f"TWO OPTIONS: {was.option.id} before, {now.option.id} now; compared by the {both} KSBs that both require"
    if was.hypothetical or now.hypothetical:
        declared = listed(dict.fromkeys((was.portfolio.option, now.portfolio.option)))
        yield f"WHAT IF: judged for option {now.option.id}; the manifest says {declared}"
    if progress.same_learner is False:
        yield f"TWO LEARNERS? {learner_name(was)} before, {learner_name(now)} now"
    if progress.same_learner is None:
        yield "The two manifests name no common learner: check that they belong together"
    if late := [claim.subject for claim in now.claims if claim.outgrew_its_sign_off]:
        yield f"SIGN-OFFS THAT MAY BE OLDER THAN THE CLAIMS: not counted for {first_few(late)}"
    if was.portfolio.started and was.portfolio.started > was.today:
        yield f"On {was.today} the learner had not started (that was on {was.portfolio.started}), so nothing counted"


def not_compared(compared: OptionsReport | ProgressReport) -> tuple[str, ...]:
    """Return what was not compared."""
    if isinstance(compared, OptionsReport):
        return tuple(map(shown, (_MANIFESTS_ALONE, *_findings_of(compared))))
    return tuple(map(shown, (_MANIFESTS_ALONE, *_not_dated(compared))))


def _findings_of(compared: OptionsReport) -> Iterator[str]:
    others = count_findings(besides_gaps(compared.report.findings))
    if others:
        yield f"other findings: {others}; `ksbcheck check` shows them"


def _not_dated(compared: ProgressReport) -> Iterator[str]:
    was = compared.before.judgement
    if compared.progress is None or compared.progress.findings is not None or was is None:
        return
    yield f"findings of {was.today}: the manifest does not record them"
    yield (
        "what has no date, such as claims and their status: assumed to be as now; evidence that has been removed since "
        "is not known"
    )
    undated = [piece.id for piece in was.portfolio.evidence if piece.date is None]
    if undated:
        yield f"evidence without a date: {first_few(undated)}, assumed to be there already"


def justified_before(compared: ProgressReport) -> tuple[str, ...] | None:
    """Return the justified gaps of the earlier state; None if its findings are not known."""
    known = compared.progress is None or compared.progress.findings is not None
    return gaps_justified(compared.before) if known else None


def gaps_justified(report: Report) -> tuple[str, ...]:
    """Return the justified gaps of a report, in the standard's order."""
    justified = justified_gaps(report.findings)
    gaps = report.judgement.coverage.gaps if report.judgement else ()
    return tuple(code for code in gaps if code in justified)
