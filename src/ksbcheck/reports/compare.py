"""The report of `compare`: a portfolio beside each option of its standard, or two states of it."""

from collections import Counter
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
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung
from ksbcheck.domain.names import in_ranges
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Evidence
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import counted_noun, day_in_words, first_few, listed, shown
from ksbcheck.output.document import (
    Block,
    Cell,
    Column,
    Detail,
    Document,
    Drafts,
    Facts,
    Items,
    Note,
    Section,
    Table,
    Words,
)
from ksbcheck.reports.check import ABOUT_JUSTIFIED_GAPS, LINES, MAPPING_NOTE, ending, findings, judged_by, justified
from ksbcheck.reports.words import (
    count_findings,
    counted_as,
    justified_suffix,
    lack_words,
    learner_name,
    picture,
    short_codes,
)
from ksbcheck.rules import RULES
from ksbcheck.rules.coverage import besides_gaps, justified_gaps

_MOST_OPTIONS, _MOST = 4, 8
_LOST = "Lost: claims that count now and would not. Evidence files were not looked at."
_MANIFESTS_ALONE = "the evidence files: a comparison reads manifests alone"
_DUTIES = {
    DutyStatus.MET: "Duties met",
    DutyStatus.PARTIAL: "Duties partly met",
    DutyStatus.MISSING: "Duties not met",
    DutyStatus.UNMAPPED: "Duties not mapped",
}
CHANGES = {
    # change: its mark, words, what they mean, look
    Change.OPENED: ("-", "Newly missing", "met before, missing now", "bad"),
    Change.MOVED_DOWN: ("-", "Moved down", "a step back, and met or missing as before", "doubtful"),
    Change.CLOSED: ("+", "No longer missing", "missing before, met now", "good"),
    Change.MOVED_UP: ("+", "Moved up", "a step on, and met or missing as before", "good"),
}


def screens(compared: OptionsReport | ProgressReport, detail: Detail) -> list[Drafts]:
    if detail is Detail.FULL or compared.why_not is not None:
        return [([document(compared)], 0)]
    return [([document(compared, most) for most in (_MOST, 4, 2, 1)], LINES)]


def document(compared: OptionsReport | ProgressReport, most: int | None = None) -> Document:
    """Return a comparison: all of it, or a screen with at most so many options or pieces."""
    if isinstance(compared, OptionsReport):
        reports = [compared.report]
        made = _options(compared, most)
    else:
        reports = list({each.path: each for each in (compared.before, compared.after)}.values())
        made = _progress(compared, most)
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


def _options(compared: OptionsReport, most: int | None) -> Iterator[Section]:
    report, judgement, standings = compared.report, compared.report.judgement, compared.standings
    assert judgement  # noqa: S101 - or it couldn't be compared
    standard, others = judgement.standard, [each for each in standings if not each.own]
    what_if = f"What if {learner_name(judgement)} were on another option of {standard.title} ({standard.reference})?"
    head = (Note(what_if), Note(day_in_words(judgement.today)), *counted_as(report.policy), Note())
    beside = tuple(_beside(standings, others, lack_words(report.policy), most))
    yield Section(
        "", (*head, *(beside if others else [Note(f"{standard.reference} has no other option to compare with.")]))
    )
    if most is None:
        yield Section("Missing", (_gaps(standings, gaps_justified(report)),))
        yield Section("What each option asks for", (_requirements(standings), Note(Words(MAPPING_NOTE, "quiet"))))
        yield from justified(report.findings, f"Judged for {judgement.option.id} alone. {ABOUT_JUSTIFIED_GAPS}")
        yield Section("Not compared", (Items(not_compared(compared)),))
        yield Section("About this comparison", (Facts(tuple(judged_by(report, judgement))),))
    yield ending(report.path, options_verdict(standings, report))


def _beside(
    standings: Sequence[OptionComparison], others: Sequence[OptionComparison], lack: str, most: int | None
) -> Iterator[Block]:
    names = (lack.capitalize(), "Claimed", "Assessed", "Verified", "Lost")
    columns = (Column("Option", share=1, whole=True), *(Column(name, right=True, whole=True) for name in names))
    shown = [each for each in standings if each.own] + list(others[:most])
    yield Table(columns, tuple(map(_figures, shown)))
    left_out = len(standings) - len(shown)
    yield from [Note(f"and {left_out} more (--full)")] if left_out else []
    changes = tuple((each.option.id, "; ".join(_change(each, with_lost=most is None))) for each in others[:most])
    yield from (Note(), Table((Column(whole=True), Column()), changes, indent=2), Note(Words(_LOST, "quiet")))


def _figures(standing: OptionComparison) -> tuple[Cell, ...]:
    look, own = ("strong", " (in the manifest)") if standing.own else ("", "")
    _, *counting = reversed(picture(standing.coverage).parts)
    figures = [str(len(standing.coverage.gaps)), *(str(part.size) for part in counting)]
    lost = "-" if standing.own else str(len(standing.lost))
    return tuple(Words(cell, look) for cell in (f"{standing.option.title}{own}", *figures, lost))


def _change(standing: OptionComparison, *, with_lost: bool) -> Iterator[str]:
    """Yield which other KSBs an option asks for, and which claims would be lost."""
    gone = f", not {short_codes(standing.gaps_gone)}" if standing.gaps_gone else ""
    yield f"would need {short_codes(standing.new_gaps) or 'nothing more'}{gone}"
    if standing.met_already:
        yield f"{short_codes(standing.met_already)} {'is' if len(standing.met_already) == 1 else 'are'} met already"
    if with_lost and standing.lost:
        yield f"lost: {short_codes(dict.fromkeys(claim.code for claim in standing.lost))}"


def _gaps(standings: Sequence[OptionComparison], excused: Sequence[str]) -> Table:
    columns = (Column("Option", width=13, look="strong"), Column(right=True, whole=True), Column("KSBs", share=1))
    rows = []
    for each in standings:
        gaps = each.coverage.gaps
        of_them = f"; justified: {_codes(excused)}" if each.own and excused else ""
        rows.append((each.option.id, len(gaps), f"{_codes(gaps)}{of_them}" if gaps else "none"))
    return Table(columns, tuple(rows))


def _requirements(standings: Sequence[OptionComparison]) -> Table:
    names = ("KSBs", "Claims on others", *_DUTIES.values())
    columns = (Column("Option", width=13, look="strong"), *(Column(name, share=1, right=True) for name in names))
    rows: list[tuple[Cell, ...]] = []
    for each in standings:
        duties = Counter(duty.status for duty in each.coverage.duties)
        counts = (duties[status] for status in _DUTIES)
        rows.append((each.option.id, len(each.coverage.ksbs), len(each.outside), *counts))
    return Table(columns, tuple(rows))


def options_verdict(standings: Sequence[OptionComparison], report: Report) -> str:
    """Return how many KSBs are missing on the manifest's option, and on the first of the others."""
    own, *others = sorted(standings, key=lambda each: not each.own)
    gaps, excused = len(own.coverage.gaps), len(gaps_justified(report))
    words = f"{gaps or 'none'} {lack_words(report.policy)}{justified_suffix(excused, gaps)} on {own.option.id}"
    what_if = [f"{len(each.coverage.gaps) or 'none'} on {each.option.id}" for each in others[:_MOST_OPTIONS]]
    more = [f"and {len(others) - _MOST_OPTIONS} more options"] if len(others) > _MOST_OPTIONS else []
    return "; what if: ".join(filter(None, (words, ", ".join([*what_if, *more]))))


def progress_verdict(progress: Progress, policy: Policy) -> str:
    gaps, counts = progress.gaps, {words[1]: len(progress.of(change)) for change, words in CHANGES.items()}
    changed = ", ".join(f"{count} {name.lower()}" for name, count in counts.items() if count)
    return f"{gaps.after or 'none'} {lack_words(policy)}, {gaps.before or 'none'} before: {changed or 'no change'}"


def _progress(compared: ProgressReport, most: int | None) -> Iterator[Section]:
    progress, was, now = compared.progress, compared.before.judgement, compared.after.judgement
    assert progress and was and now  # noqa: PT018, S101
    loud = tuple(Note(Words(f" {warning} ", "loud")) for warning in warnings(compared))
    option = f", {now.option.title} option" if now.option.title != "Core" else ""
    days = f"{learner_name(now)}{option}: {day_in_words(was.today)} to {day_in_words(now.today)}"
    states = (Note(f"{compared.before.path}, then {compared.after.path}"),)
    two = states if compared.before.path != compared.after.path else ()
    head = (*loud, Note(days), *two, *counted_as(compared.after.policy), Note())
    yield Section("", (*head, _counts(compared, progress), *_one_sided(progress, was, now), Note()))
    if most is None:
        yield from _in_full(compared, progress, was, now)
    else:
        yield Section("", (Table((Column(whole=True), Column()), tuple(_changes(progress, most))),))
        reasons = counted_noun(len(not_compared(compared)), "thing")
        yield Section("", (Note(), Note(Words(f"Not compared: {reasons} (--full)", "quiet"))))
    yield ending(compared.after.path, progress_verdict(progress, compared.after.policy))


def _in_full(compared: ProgressReport, progress: Progress, was: Judgement, now: Judgement) -> Iterator[Section]:
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
    yield Section("About this comparison", (Facts(tuple(judged_by(compared.after, now))),))


def _counts(compared: ProgressReport, progress: Progress) -> Table:
    columns = (Column(whole=True), *(Column(name, right=True, whole=True) for name in ("Before", "Now", "")))
    figures = {
        lack_words(compared.after.policy).capitalize(): progress.gaps,
        **{_at_least(rung): progress.met_at(rung) for rung in COUNTING_RUNGS},
    }
    rows: list[tuple[Cell, ...]] = [(name, *_numbers(each)) for name, each in figures.items()]
    required = {ksb.code for ksb in progress.ksbs}
    earlier = justified_before(compared)
    now = len(required.intersection(gaps_justified(compared.after)))
    if earlier is None and now:
        rows.insert(1, ("  justified", "not known", str(now), ""))
    elif earlier or now:
        rows.insert(1, ("  justified", *_numbers(BeforeAfter(len(required.intersection(earlier or ())), now))))
    return Table(columns, tuple(rows))


def _at_least(rung: Rung) -> str:
    return "Verified" if rung is Rung.VERIFIED else f"{str(rung).capitalize()} or higher"


def _numbers(figures: BeforeAfter) -> tuple[str, str, str]:
    difference = f"{figures.difference:+}" if figures.difference else "same"
    return str(figures.before), str(figures.after), difference


def _changes(progress: Progress, most: int) -> Iterator[tuple[Cell, ...]]:
    for change, (mark, name, _, look) in CHANGES.items():
        codes = short_codes(ksb.code for ksb in progress.of(change))
        if codes or change is Change.OPENED:
            yield Words(f"{mark} {name}", look if codes else "quiet"), codes or "none"
    for name, pieces in (("New evidence", progress.new_pieces), ("Dropped evidence", progress.dropped_pieces)):
        if pieces:
            more = f" and {len(pieces) - most} more" if len(pieces) > most else ""
            yield name, f"{' '.join(piece.id for piece in pieces[:most])}{more}"


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
    if isinstance(compared, OptionsReport):
        others = count_findings(besides_gaps(compared.report.findings))
        shows = [f"other findings: {others}; `ksbcheck check` shows them"] if others else []
        return tuple(map(shown, (_MANIFESTS_ALONE, *shows)))
    return tuple(map(shown, (_MANIFESTS_ALONE, *_not_dated(compared))))


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
