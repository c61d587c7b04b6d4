"""Comparisons as tables for a terminal."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.table import Column
from rich.text import Text

from ksbcheck.domain.codes import in_ranges
from ksbcheck.domain.comparison import BeforeAfter, Change, KsbChange, OptionStanding, Progress, RuleChange
from ksbcheck.domain.coverage import DutyStatus, KsbCoverage
from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.portfolio import Evidence
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.render.compare_words import day_in_words, gaps_justified, justified_before, not_compared, warnings
from ksbcheck.render.justified import how_many_justified
from ksbcheck.render.report_summary import who
from ksbcheck.render.report_table import ABOUT_JUSTIFIED_GAPS, MAPPING_NOTE, findings_block, judged_by, justified_block
from ksbcheck.render.screen import Screen
from ksbcheck.render.tables import facts, grid, heading, table, to_text, words
from ksbcheck.report import Judgement, OptionsReport, ProgressReport, Report
from ksbcheck.rules import RULES

_LABEL_WIDTH = 18
_OPTION_WIDTH = 13
_DUTIES = {
    # status: how it is counted
    DutyStatus.MET: "Duties met",
    DutyStatus.PARTIAL: "Duties partly met",
    DutyStatus.MISSING: "Duties with nothing met",
    DutyStatus.UNMAPPED: "Duties not mapped",
}
_CHANGES = {
    # change: its mark, words, what they mean, style
    Change.OPENED: ("-", "Opened", "met before, a gap now", "red"),
    Change.MOVED_DOWN: ("-", "Moved down a rung", "without becoming a gap", "yellow"),
    Change.CLOSED: ("+", "Closed", "a gap before, met now", "green"),
    Change.MOVED_UP: ("+", "Moved up a rung", "without closing a gap", "green"),
}


def render(compared: OptionsReport | ProgressReport, screen: Screen) -> str:
    """Return a comparison as tables."""
    parts = _options(compared, screen) if isinstance(compared, OptionsReport) else _progress(compared, screen)
    return to_text(parts, screen)


def _not_compared_at_all(reports: Sequence[Report], why_not: str) -> Iterator[RenderableType]:
    for report in {report.path: report for report in reports}.values():
        yield facts([("Portfolio", words(report.path))])
        if report.judgement is None:
            yield from findings_block(report.findings, "Findings")
        yield words("")
    yield words(f"could not be compared: {why_not}", "bold red")


def _bullets(lines: Iterable[str]) -> RenderableType:
    rows = grid(Column(no_wrap=True), Column(overflow="fold"))
    for line in lines:
        rows.add_row("-", words(line))
    return rows


def _codes(codes: Iterable[str]) -> str:
    return listed(in_ranges(codes))


def _options(compared: OptionsReport, screen: Screen) -> Iterator[RenderableType]:
    report, judgement, standings = compared.report, compared.report.judgement, compared.standings
    if compared.why_not is not None or not isinstance(judgement, Judgement):
        yield from _not_compared_at_all([report], compared.why_not or "")
        return
    yield words(" WHAT IF: this portfolio as it stands, against each option of its standard ", "bold reverse")
    yield words("")
    yield facts(judged_by(report, judgement))
    yield heading("Options side by side")
    yield facts((each.option.id, words(f"{each.option.title}{', in the manifest' * each.own}")) for each in standings)
    yield words("")
    at_once = max(1, (screen.width - _LABEL_WIDTH) // _OPTION_WIDTH)
    for start in range(0, len(standings), at_once):
        if start:
            yield words("")
        yield _side_by_side(standings[start : start + at_once], screen)
    if any(duty.mapping is not DutyMapping.COMPLETE for each in standings for duty in each.coverage.duties):
        yield words(MAPPING_NOTE, "dim")
    yield words("Claims that count for nothing: those on KSBs that the option doesn't require.", "dim")
    yield heading("Gaps")
    yield _gaps(standings, gaps_justified(report), screen)
    note = f"Judged for {judgement.option.id} alone. {ABOUT_JUSTIFIED_GAPS}"
    yield from justified_block(report.findings, note)
    own = judgement.option.id
    for standing in standings:
        if not standing.own:
            yield heading(f"What if the option were {standing.option.id} ({standing.option.title}), and not {own}?")
            yield _bullets(_what_if(standing, own))
    if len(standings) == 1:
        yield words(f"{judgement.standard.reference} has no other option to compare with.")
    yield heading("Not compared")
    yield _bullets(not_compared(compared))
    yield words("")
    yield words(f"{report.path}: {_verdict(standings, len(gaps_justified(report)))}", "bold")


def _side_by_side(standings: Sequence[OptionStanding], screen: Screen) -> RenderableType:
    rows = table(
        screen,
        Column("", width=_LABEL_WIDTH),
        *(Column(_option_head(each), justify="right", ratio=1) for each in standings),
    )
    for name, values in _figures(standings):
        rows.add_row(
            name, *(words(value, "bold" if each.own else "") for each, value in zip(standings, values, strict=True))
        )
    return rows


def _option_head(standing: OptionStanding) -> Text:
    return Text("\n").join([words(standing.option.id), words("in the manifest" if standing.own else "what if", "dim")])


def _figures(standings: Sequence[OptionStanding]) -> Iterator[tuple[str, list[int]]]:
    yield "Required KSBs", [len(each.coverage.ksbs) for each in standings]
    for rung in COUNTING_RUNGS:
        yield f"  met at {rung}", [each.coverage.met_at(rung) for each in standings]
    yield "Gaps", [len(each.coverage.gaps) for each in standings]
    yield "Claims that count for nothing", [len(each.outside) for each in standings]
    for status, name in _DUTIES.items():
        yield name, [sum(duty.status is status for duty in each.coverage.duties) for each in standings]


def _gaps(standings: Sequence[OptionStanding], justified: Sequence[str], screen: Screen) -> RenderableType:
    rows = table(
        screen,
        Column("Option", width=_OPTION_WIDTH),
        Column("", justify="right", no_wrap=True),
        Column("KSBs", ratio=1),
    )
    for each in standings:
        gaps = each.coverage.gaps
        of_them = f"; justified: {_codes(justified)}" if each.own and justified else ""
        rows.add_row(
            words(each.option.id, "bold"), str(len(gaps)), words(f"{_codes(gaps)}{of_them}" if gaps else "none")
        )
    return rows


def _what_if(standing: OptionStanding, own: str) -> Iterator[str]:
    """Yield in plain words what another option would change."""
    if standing.new_gaps:
        yield f"It would need {_codes(standing.new_gaps)}: {counted_noun(len(standing.new_gaps), 'new gap')}."
    else:
        yield "It would bring no new gaps."
    if standing.met_already:
        yield f"It also requires {_codes(standing.met_already)}, met already."
    if standing.gaps_gone:
        gone = counted_noun(len(standing.gaps_gone), "gap")
        yield f"It doesn't require {_codes(standing.gaps_gone)}: {gone} of {own} would go."
    if standing.lost:
        claims = counted_noun(len(standing.lost), "claim that counts", "claims that count")
        codes = _codes(claim.code for claim in standing.lost)
        yield f"{claims} now would count for nothing, on {codes}."


def _verdict(standings: Sequence[OptionStanding], justified: int) -> str:
    own = [_gap_words(each, justified) for each in standings if each.own]
    others = [_gap_words(each) for each in standings if not each.own]
    return "; what if: ".join(filter(None, (", ".join(own), ", ".join(others))))


def _gap_words(standing: OptionStanding, justified: int = 0) -> str:
    gaps = len(standing.coverage.gaps)
    how_many = f"{counted_noun(gaps, 'gap')}{how_many_justified(justified, gaps)}" if gaps else "no gaps"
    return f"{how_many} on {standing.option.id}"


def _progress(compared: ProgressReport, screen: Screen) -> Iterator[RenderableType]:
    progress, was, now = compared.progress, compared.before.judgement, compared.after.judgement
    if progress is None or not isinstance(was, Judgement) or not isinstance(now, Judgement):
        yield from _not_compared_at_all([compared.before, compared.after], compared.why_not or "")
        return
    for warning in warnings(compared):
        yield words(f" {warning} ", "bold reverse")
    if warnings(compared):
        yield words("")
    yield facts(_two_states(compared, was, now))
    yield heading("Counts")
    yield _counts(compared, progress, screen)
    yield from _one_sided(progress, was, now)
    for change in _CHANGES:
        yield from _changed(change, progress.of(change), now, gaps_justified(compared.after), screen)
    yield from _pieces("New evidence", progress.new_pieces, now, screen)
    yield from _pieces("Dropped evidence", progress.dropped_pieces, was, screen)
    if progress.findings is not None:
        yield from _findings(progress.findings, screen)
        yield from justified_block(compared.before.findings, ABOUT_JUSTIFIED_GAPS, "Justified before")
    yield from justified_block(compared.after.findings, ABOUT_JUSTIFIED_GAPS, "Justified now")
    yield heading("Not compared")
    yield _bullets(not_compared(compared))
    yield words("")
    how_many = [f"{len(progress.of(change))} {name.lower()}" for change, (_, name, _, _) in _CHANGES.items()]
    yield words(f"{compared.after.path}: {', '.join(how_many)}", "bold")


def _two_states(compared: ProgressReport, was: Judgement, now: Judgement) -> list[tuple[str, Text]]:
    """Return which states are compared and by what they were judged, as names and values."""
    by = {
        name: value for name, value in judged_by(compared.after, now) if name not in {"Portfolio", "As of", "Evidence"}
    }
    if was.option.id != now.option.id:
        by["Option"] = words(f"{was.option.id} before, {now.option.id} now")
    if who(was) != who(now):
        by["Learner"] = words(f"{who(was)} before, {who(now)} now")
    return [
        ("Before", words(f"{compared.before.path}, as of {was.today}")),
        ("", words(counted_noun(len(was.portfolio.evidence), "piece"))),
        ("Now", words(f"{compared.after.path}, as of {now.today}")),
        ("", words(counted_noun(len(now.portfolio.evidence), "piece"))),
        *by.items(),
    ]


def _counts(compared: ProgressReport, progress: Progress, screen: Screen) -> RenderableType:
    rows = table(
        screen,
        Column("", ratio=1),
        *(Column(name, justify="right", no_wrap=True) for name in ("Before", "Now", "Difference")),
    )
    both = "KSBs that both require" if progress.only_before or progress.only_after else "Required KSBs"
    rows.add_row(both, *[str(len(progress.ksbs))] * 2, "")
    for rung in COUNTING_RUNGS:
        rows.add_row(f"  met at {rung}", *_numbers(progress.met_at(rung)))
    rows.add_row("Gaps", *_numbers(progress.gaps))
    required = {ksb.code for ksb in progress.ksbs}
    before, now = (
        None if codes is None else len(required.intersection(codes))
        for codes in (justified_before(compared), gaps_justified(compared.after))
    )
    if before is None and now:
        rows.add_row("  justified", "not known", str(now), "")
    elif before or now:
        rows.add_row("  justified", *_numbers(BeforeAfter(before or 0, now or 0)))
    return rows


def _numbers(figures: BeforeAfter) -> tuple[str, str, str]:
    return str(figures.before), str(figures.after), f"{figures.difference:+}" if figures.difference else "same"


def _one_sided(progress: Progress, was: Judgement, now: Judgement) -> Iterator[RenderableType]:
    """Say what only one of two options requires, and so isn't compared."""
    if progress.only_before:
        yield words(f"Only {was.option.id} requires {_codes(progress.only_before)}: not compared.")
    if progress.only_after:
        gaps = [code for code in progress.only_after if code in now.coverage.gaps]
        which = f"; gaps there are {_codes(gaps)}" if gaps else "; none of them is a gap there"
        yield words(f"Only {now.option.id} requires {_codes(progress.only_after)}: not compared{which}.")


def _changed(
    change: Change, ksbs: Sequence[KsbChange], now: Judgement, justified: Sequence[str], screen: Screen
) -> Iterator[RenderableType]:
    mark, name, meaning, style = _CHANGES[change]
    if not ksbs:
        yield heading(f"{name}: none")
        return
    yield heading(f"{mark} {name}: {counted_noun(len(ksbs), 'KSB')} ({meaning})")
    rows = table(
        screen,
        Column("KSB", no_wrap=True, style="bold"),
        Column("Statement", ratio=4),
        Column("Before", ratio=2),
        Column("Now", ratio=2),
        Column("Evidence now", ratio=2),
    )
    for ksb in ksbs:
        statement = words(now.standard.by_code[ksb.code].text)
        pieces = words(", ".join(ksb.after.pieces) or "none")
        stands = words(_rung_of(ksb.after) + (", a justified gap" if ksb.code in justified else ""), style)
        rows.add_row(ksb.code, statement, words(_rung_of(ksb.before)), stands, pieces)
    yield rows


def _rung_of(ksb: KsbCoverage) -> str:
    """Return the rung at which enough pieces claim a KSB, and any higher one that too few have reached."""
    if ksb.rung is None:
        return "nothing"
    if ksb.rung is ksb.met_rung:
        return str(ksb.rung)
    too_few = f"{ksb.rung} in too few pieces"
    return f"{ksb.met_rung}, {too_few}" if ksb.met_rung else too_few


def _pieces(title: str, pieces: Sequence[Evidence], judgement: Judgement, screen: Screen) -> Iterator[RenderableType]:
    if not pieces:
        yield heading(f"{title}: none")
        return
    yield heading(f"{title}: {counted_noun(len(pieces), 'piece')}")
    rows = table(
        screen,
        Column("Id", style="bold", max_width=12),
        Column("Title", ratio=3),
        Column("Date", width=10),
        Column("Claims", ratio=2),
    )
    claimed: dict[str, list[str]] = {}
    for claim in judgement.claims:
        if claim.code in judgement.standard.by_code:
            claimed.setdefault(claim.piece.id, []).append(claim.code)
    for piece in pieces:
        codes = words(_codes(claimed[piece.id])) if piece.id in claimed else words("nothing", "dim")
        day = words(day_in_words(piece.date, judgement.today))
        rows.add_row(words(piece.id), words(piece.title or "no title"), day, codes)
    yield rows


def _findings(findings: Sequence[RuleChange], screen: Screen) -> Iterator[RenderableType]:
    if not findings:
        yield heading("Other findings: none gone, none new")
        return
    gone, new = sum(each.gone for each in findings), sum(each.new for each in findings)
    yield heading(f"Other findings: {gone} gone, {new} new")
    titles = {rule.code: rule.title for rule in RULES}
    rows = table(
        screen,
        Column("Rule", no_wrap=True),
        Column("What it finds", ratio=1),
        *(Column(name, justify="right", no_wrap=True) for name in ("Gone", "New")),
    )
    for each in findings:
        rows.add_row(each.rule, words(titles[each.rule]), str(each.gone), str(each.new))
    yield rows
