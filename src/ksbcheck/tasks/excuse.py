"""From what was found to what fails: which rules count, and what exceptions, a baseline and the policy justify."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from ksbcheck.domain.configuration import RuleChoice
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import ExceptionEntry
from ksbcheck.domain.report import FrameworkJudgement, Judgement, Skipped
from ksbcheck.engine.justify import Grounds, Justified, justify
from ksbcheck.inputs.baseline import BaselineFile, read_baseline
from ksbcheck.inputs.document import Document
from ksbcheck.inputs.manifest import Manifest
from ksbcheck.inputs.resolve import Resolved, ResolvedFramework
from ksbcheck.inputs.settings import Setup
from ksbcheck.rules import EXCEPTION_RULES
from ksbcheck.rules.case import Excepted
from ksbcheck.rules.coverage import below_threshold, outside_duty
from ksbcheck.rules.exceptions import (
    baseline_outgrown,
    configured_exception_excuses_nothing,
    exception_excuses_nothing,
)
from ksbcheck.rules.policy import locator_required, not_confirmed, sample_too_small
from ksbcheck.rules.rule import run

_NEEDS_ALL = (exception_excuses_nothing.code, configured_exception_excuses_nothing.code, baseline_outgrown.code)
"""The rules that say of an exception or a baseline that it is of no use, which takes a look at all required KSBs."""

AnyJudged = TypeVar("AnyJudged", bound=Judgement | FrameworkJudgement)


def weigh(
    findings: Iterable[Finding],
    judgement: AnyJudged,
    manifest: Manifest,
    against: Resolved | ResolvedFramework,
    setup: Setup,
    policy: Policy,
) -> tuple[tuple[Finding, ...], AnyJudged]:
    """Return the findings of the rules that count, with what justifies them, and the judgement with what was left out.

    Raises:
        InputError: the baseline can't be read, or is of another standard, version or option.
    """
    option = against.portfolio.option if isinstance(against, Resolved) else None
    baseline = read_baseline(manifest.document.path, *against.name, option)
    why_not = _why_not(baseline, judgement, policy) if baseline else None
    in_force = None if why_not else baseline
    sources = [(manifest.document, manifest.portfolio.exceptions)]
    if setup.file:
        sources.append((setup.file.document, setup.file.values.exceptions))
    grounds = Grounds(
        tuple(_excepted(document, entries, manifest, judgement) for document, entries in sources),
        in_force.values if in_force else None,
        str(in_force.path) if in_force else None,
    )
    coverage = judgement.coverage if isinstance(judgement, Judgement) else None
    of_a_method = isinstance(judgement, Judgement) and judgement.method is not None
    asked = policy.of_a_method() if of_a_method else policy
    choice = setup.choice
    justified = justify(choice.of(findings), grounds, judgement.portfolio, coverage, asked)
    about_all = (
        *_about_exceptions(justified, {str(document.path): document for document, _ in sources}),
        *(_outgrown(in_force, judgement) if in_force else ()),
    )
    needs_all = frozenset(_NEEDS_ALL) if of_a_method else frozenset()
    weighed = (*justified.findings, *(finding for finding in about_all if finding.rule not in needs_all))
    counted = (each for each in judgement.skipped if each.rule not in choice.left_out)
    beyond = _beyond_a_framework(policy) if isinstance(judgement, FrameworkJudgement) else ()
    rest = _beyond_a_method(policy, grounds) if of_a_method else ()
    skipped = (*counted, *beyond, *rest, *_left_out(choice), *([Skipped(None, why_not)] if why_not else []))
    return weighed, replace(judgement, skipped=skipped)


def _excepted(
    document: Document,
    entries: tuple[ExceptionEntry, ...],
    manifest: Manifest,
    judgement: Judgement | FrameworkJudgement,
) -> Excepted:
    """Return the exceptions of a document, each with where it stands."""
    placed = tuple((("exceptions", index), entry) for index, entry in enumerate(entries))
    own = document is manifest.document
    return Excepted(placed, str(document.path), own, judgement.today, judgement.portfolio.learner_name)


def _beyond_a_framework(policy: Policy) -> Iterator[Skipped]:
    """Yield what is asked of KSBs, where there are none."""
    demands = policy.demands
    asked = {
        below_threshold: policy.fail_under,
        locator_required: demands.locator_required,
        not_confirmed: demands.confirmed,
        sample_too_small: demands.sampled,
    }
    for rule, what in asked.items():
        if what:
            yield Skipped(rule.code, "it asks for KSBs, of which a framework defines none")


def _beyond_a_method(policy: Policy, grounds: Grounds) -> Iterator[Skipped]:
    """Yield what can't be told of one method's KSBs alone."""
    exceptions = any(each.entries for each in grounds.exceptions)
    asked = {
        below_threshold.code: policy.fail_under,
        outside_duty.code: policy.duty_context,
        sample_too_small.code: policy.demands.sampled,
        exception_excuses_nothing.code: exceptions,
        configured_exception_excuses_nothing.code: exceptions,
        baseline_outgrown.code: grounds.baseline,
    }
    for code, what in asked.items():
        if what:
            yield Skipped(code, "it takes all required KSBs, and only those of one method were looked at")


def _left_out(choice: RuleChoice) -> Iterator[Skipped]:
    for code in sorted(choice.left_out):
        yield Skipped(code, f"left out by {choice.chosen_by}")


def _about_exceptions(justified: Justified, documents: dict[str, Document]) -> Iterator[Finding]:
    for excepted in justified.exceptions:
        document = documents[excepted.file]
        for finding in run(EXCEPTION_RULES, excepted).findings:
            yield finding.at(excepted.file, document.place(finding.location))


def _why_not(baseline: BaselineFile, judgement: Judgement | FrameworkJudgement, policy: Policy) -> str | None:
    """Return why a baseline justifies nothing in this check; None where it does."""
    values = baseline.values
    if isinstance(judgement, Judgement) and judgement.hypothetical:
        return f"the baseline: it is for the option {values.option}, and another one was judged"
    if not values.asks_the_same(policy):
        return f"the baseline: it was recorded at {values.recorded_by}, and this check asks for something else"
    return None


def _outgrown(baseline: BaselineFile, judgement: Judgement | FrameworkJudgement) -> Iterator[Finding]:
    gaps = judgement.coverage.gaps if isinstance(judgement, Judgement) else ()
    closed = tuple(code for code in baseline.values.gaps if code not in gaps)
    if closed:
        yield baseline.outgrown(closed)
