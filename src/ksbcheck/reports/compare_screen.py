"""The first screen of `compare`: options beside each other, or two states, in 25 lines."""

from collections.abc import Iterator, Sequence

from ksbcheck.domain.comparison import Change, OptionComparison, OptionsReport, Progress, ProgressReport
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.text import counted_noun, day_in_words
from ksbcheck.output.document import Cell, Column, Detail, Document, Drafts, Note, Section, Table, Words
from ksbcheck.reports.check import ending
from ksbcheck.reports.compare import (
    CHANGES,
    document,
    not_compared,
    options_verdict,
    progress_verdict,
    warnings,
)
from ksbcheck.reports.screen import LINES
from ksbcheck.reports.words import counted_as, lack_words, learner_name, picture, short_codes

_MOST = 8
_LOST = "Lost: claims that count now and would not. Evidence files were not looked at."


def screens(compared: OptionsReport | ProgressReport, detail: Detail) -> list[Drafts]:
    """Return what to draw of a comparison."""
    whole = document(compared)
    if detail is Detail.FULL or compared.why_not is not None:
        return [([whole], 0)]
    return [([Document(whole.title, tuple(_sections(compared, most))) for most in (_MOST, 4, 2, 1)], LINES)]


def _sections(compared: OptionsReport | ProgressReport, most: int) -> Iterator[Section]:
    return _options(compared, most) if isinstance(compared, OptionsReport) else _progress(compared, most)


def _options(compared: OptionsReport, most: int) -> Iterator[Section]:
    report, judgement, standings = compared.report, compared.report.judgement, compared.standings
    assert judgement  # noqa: S101 - or it couldn't be compared
    standard = judgement.standard
    what_if = f"What if {learner_name(judgement)} were on another option of {standard.title} ({standard.reference})?"
    head = (Note(what_if), Note(day_in_words(judgement.today)), *counted_as(report.policy), Note())
    if len(standings) == 1:
        yield Section("", (*head, Note(f"{standard.reference} has no other option to compare with.")))
    else:
        others = [each for each in standings if not each.own]
        shown = [each for each in standings if each.own] + others[:most]
        more = (Note(f"and {len(others) - most} more (--full)"),) if len(others) > most else ()
        changes = Table((Column(whole=True), Column()), tuple(map(_change, others[:most])), indent=2)
        yield Section(
            "", (*head, _beside(shown, lack_words(report.policy)), *more, Note(), changes, Note(Words(_LOST, "quiet")))
        )
    yield ending(report.path, options_verdict(standings, report))


def _beside(standings: Sequence[OptionComparison], lack: str) -> Table:
    names = (lack.capitalize(), "Claimed", "Assessed", "Verified", "Lost")
    columns = (Column("Option", share=1, whole=True), *(Column(name, right=True, whole=True) for name in names))
    return Table(columns, tuple(map(_figures, standings)))


def _figures(standing: OptionComparison) -> tuple[Cell, ...]:
    look, own = ("strong", " (in the manifest)") if standing.own else ("", "")
    _, *counting = reversed(picture(standing.coverage).parts)
    figures = [str(len(standing.coverage.gaps)), *(str(part.size) for part in counting)]
    lost = "-" if standing.own else str(len(standing.lost))
    return tuple(Words(cell, look) for cell in (f"{standing.option.title}{own}", *figures, lost))


def _change(standing: OptionComparison) -> tuple[Cell, ...]:
    """Return an option, and which other KSBs it asks for."""
    parts = [f"would need {short_codes(standing.new_gaps)}"] if standing.new_gaps else ["would need nothing more"]
    parts += [f"not {short_codes(standing.gaps_gone)}"] if standing.gaps_gone else []
    met = f"; {short_codes(standing.met_already)} {'is' if len(standing.met_already) == 1 else 'are'} met already"
    return standing.option.id, f"{', '.join(parts)}{met if standing.met_already else ''}"


def _progress(compared: ProgressReport, most: int) -> Iterator[Section]:
    progress, was, now = compared.progress, compared.before.judgement, compared.after.judgement
    assert progress and was and now  # noqa: PT018, S101
    loud = tuple(Note(Words(f" {warning} ", "loud")) for warning in warnings(compared))
    option = f", {now.option.title} option" if now.option.title != "Core" else ""
    days = f"{learner_name(now)}{option}: {day_in_words(was.today)} to {day_in_words(now.today)}"
    states = (Note(f"{compared.before.path}, then {compared.after.path}"),)
    two = states if compared.before.path != compared.after.path else ()
    yield Section("", (*loud, Note(days), *two, *counted_as(compared.after.policy), Note(), _counts(compared), Note()))
    yield Section("", (Table((Column(whole=True), Column()), tuple(_changes(progress, now, most))),))
    reasons = len(not_compared(compared))
    yield Section("", (Note(), Note(Words(f"Not compared: {counted_noun(reasons, 'thing')} (--full)", "quiet"))))
    yield ending(compared.after.path, progress_verdict(progress, compared.after.policy))


def _counts(compared: ProgressReport) -> Table:
    progress = compared.progress
    assert progress  # noqa: S101 - or they couldn't be compared
    columns = (Column(whole=True), *(Column(name, right=True, whole=True) for name in ("Before", "Now", "")))
    figures = {
        lack_words(compared.after.policy).capitalize(): progress.gaps,
        "Claimed or higher": progress.met_at(Rung.CLAIMED),
        "Assessed or higher": progress.met_at(Rung.ASSESSED),
        "Verified": progress.met_at(Rung.VERIFIED),
    }
    rows = (
        (name, str(each.before), str(each.after), f"{each.difference:+}" if each.difference else "same")
        for name, each in figures.items()
    )
    return Table(columns, tuple(rows))


def _changes(progress: Progress, now: Judgement, most: int) -> Iterator[tuple[Cell, ...]]:
    """Yield what has changed, and the codes or pieces that it is about."""
    for change, (mark, name, _, look) in CHANGES.items():
        codes = short_codes(ksb.code for ksb in progress.of(change))
        if codes or change is Change.OPENED:
            yield Words(f"{mark} {name}", look if codes else "quiet"), codes or "none"
    for name, pieces in (("New evidence", progress.new_pieces), ("Dropped evidence", progress.dropped_pieces)):
        if pieces:
            more = f" and {len(pieces) - most} more" if len(pieces) > most else ""
            yield name, f"{' '.join(piece.id for piece in pieces[:most])}{more}"
    if progress.only_before or progress.only_after:
        missing = [code for code in progress.only_after if code in now.coverage.gaps]
        and_missing = f"; missing: {short_codes(missing)}" if missing else ""
        only = short_codes(progress.only_after) or "nothing more"
        yield "Not compared", f"only {now.option.id} requires {only}{and_missing}"
