"""What a reader of a comparison must be told, in words: the same in every format."""

from collections.abc import Iterator
from datetime import date

from ksbcheck.domain.comparison import Progress
from ksbcheck.domain.report import Judgement, OptionsReport, ProgressReport, Report
from ksbcheck.domain.text import first_few, listed, shown
from ksbcheck.reports.summary import counted, who
from ksbcheck.rules.coverage import besides_gaps, justified_gaps

_MANIFESTS_ALONE = "the evidence files, and what there is to be found in them: a comparison reads manifests alone"


def warnings(compared: ProgressReport) -> tuple[str, ...]:
    """Return what may make two states less alike than they look, the loudest first."""
    was, now = compared.before.judgement, compared.after.judgement
    if compared.progress is None or not isinstance(was, Judgement) or not isinstance(now, Judgement):
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
        yield f"TWO LEARNERS? {who(was)} before, {who(now)} now"
    if progress.same_learner is None:
        yield "Neither a name nor an id is stated in both, so nobody can tell whether this is the same learner"
    if was.portfolio.started and was.portfolio.started > was.today:
        yield f"On {was.today} the learner had not started (that was on {was.portfolio.started}), so nothing counted"


def not_compared(compared: OptionsReport | ProgressReport) -> tuple[str, ...]:
    """Return what a comparison doesn't look at, so that nobody takes it for more than it is."""
    if isinstance(compared, OptionsReport):
        return tuple(map(shown, (_MANIFESTS_ALONE, *_findings_of(compared))))
    return tuple(map(shown, (_MANIFESTS_ALONE, *_not_dated(compared))))


def _findings_of(compared: OptionsReport) -> Iterator[str]:
    others = counted(besides_gaps(compared.report.findings))
    if others:
        yield f"what else was found in the manifest: {others}; `ksbcheck check` shows them"


def _not_dated(compared: ProgressReport) -> Iterator[str]:
    was = compared.before.judgement
    if compared.progress is None or compared.progress.findings is not None or not isinstance(was, Judgement):
        return
    yield f"findings: the manifest doesn't say what there was to be found in it on {was.today}"
    yield (
        "what the manifest doesn't date, such as claims and their status: it is taken to have been as it is now, and "
        "evidence that was taken out since is not known"
    )
    undated = [piece.id for piece in was.portfolio.evidence if piece.date is None]
    if undated:
        yield f"when evidence without a date came in: {first_few(undated)}, taken to have been there"


def justified_before(compared: ProgressReport) -> tuple[str, ...] | None:
    """Return the justified gaps of the earlier state; None if nobody knows what there was to be found in it then."""
    known = compared.progress is None or compared.progress.findings is not None
    return gaps_justified(compared.before) if known else None


def gaps_justified(report: Report) -> tuple[str, ...]:
    """Return the codes of the justified ones among the gaps of a report, in the standard's order."""
    justified = justified_gaps(report.findings)
    gaps = report.judgement.coverage.gaps if isinstance(report.judgement, Judgement) else ()
    return tuple(code for code in gaps if code in justified)


def day_in_words(day: date | None, today: date) -> str:
    """Return the date of a piece of evidence, and whether it is still to come."""
    if day is None:
        return "no date"
    return f"{day} to come" if day > today else day.isoformat()
