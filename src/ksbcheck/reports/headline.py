"""The answer of a report in a sentence or two: whether the evidence is enough for the gateway, and what is not."""

from collections.abc import Iterator, Sequence

from ksbcheck.domain.gateway import Component, State
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import counted_noun, listed, lower_first, upper_first
from ksbcheck.output.document import Note, Words
from ksbcheck.reports.words import justified_suffix, ksbs_of, lack_words, provisos, verdict
from ksbcheck.rules.coverage import besides_gaps, justified_gaps

_KSBS = "knowledge, skills and behaviours (KSBs)"


def headline(report: Report, components: Sequence[Component]) -> tuple[Note, ...]:
    """Return the answer, and on a line of its own what it holds for."""
    judgement = report.judgement
    if judgement is None or judgement.framework:
        return (Note(Words(f"{upper_first(verdict(report))}.", "strong")),)
    answer = Note((*_answer(report, judgement, components), _of_the_claimed(judgement)))
    resting, alone, _, own = provisos(report, judgement)
    limits = [proviso for proviso in (resting, alone, own) if proviso]
    return (answer, Note(f"This holds only so far: {'; '.join(limits)}.")) if limits else (answer,)


def _answer(report: Report, judgement: Judgement, components: Sequence[Component]) -> Iterator[str | Words]:
    failing = [_name(each) for each in components if each.state is State.FAILS and each.name != "KSBs"]
    not_met = [f"{listed(failing)} {'is' if len(failing) == 1 else 'are'} not met"] if failing else []
    lacking = [*_lacking(report, judgement), *not_met]
    if lacking:
        yield "Not enough yet for the gateway: "
        yield Words(", and ".join(lacking), "strong bad")
        yield "."
        return
    everything = f"all {len(judgement.coverage.ksbs)} {ksbs_of(judgement, _KSBS)} are evidenced"
    open_ones = [each for each in components if each.state in (State.NOT_STATED, State.NOT_KNOWN)]
    mistakes = besides_gaps(report.failing)
    if open_ones or mistakes:
        stated = counted_noun(len(open_ones), "requirement is", "requirements are")
        yield Words(upper_first(everything), "strong good")
        yield f"; for the gateway, {stated} not stated in the portfolio" if open_ones else ""
        yield f"; {counted_noun(len(mistakes), 'mistake is', 'mistakes are')} still to correct" if mistakes else ""
        yield "."
    else:
        yield Words("The requirements of the gateway are met, as stated", "strong good")
        yield f": {everything}."


def _lacking(report: Report, judgement: Judgement) -> Iterator[str]:
    """Yield how many KSBs are not met; or how many the gateway still needs assessed, if that is all."""
    coverage = judgement.coverage
    of, gaps = f"{len(coverage.ksbs)} {ksbs_of(judgement, _KSBS)}", len(coverage.gaps)
    waiting = len(coverage.ksbs) - coverage.met_at(Rung.ASSESSED)
    if gaps:
        words = lack_words(report.policy).replace("missing", "not yet evidenced")
        justified = justified_suffix(len(justified_gaps(report.findings)), gaps)
        yield f"{gaps} of {of} {'is' if gaps == 1 else 'are'} {words}{justified}"
    elif coverage.has_gaps:
        yield f"all {of} are evidenced, but not within every duty"
    elif waiting:
        yield f"all {of} are evidenced, but {waiting} not yet assessed"


def _name(component: Component) -> str:
    return component.name if component.name == "English" else lower_first(component.name)


def _of_the_claimed(judgement: Judgement) -> str:
    claimed, assessed, verified = map(judgement.coverage.met_at, (Rung.CLAIMED, Rung.ASSESSED, Rung.VERIFIED))
    if not claimed:
        return " None has evidence that counts yet."
    are = "is" if assessed == 1 else "are"
    return f" Of the {claimed} claimed, {assessed or 'none'} {are} assessed ({verified or 'none'} verified)."
