"""Excuse findings: which rules count, and what exceptions, a baseline and the policy justify."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ksbcheck.domain.finding import Finding, NotChecked
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import ExceptionEntry
from ksbcheck.engine.justify import Excuses, justify
from ksbcheck.inputs.beside import BaselineFile, read_baseline
from ksbcheck.inputs.document import Document
from ksbcheck.inputs.resolve import Resolved
from ksbcheck.inputs.settings import RuleChoice
from ksbcheck.rules import EXCEPTION_RULES
from ksbcheck.rules.case import ExceptionsOfFile
from ksbcheck.rules.coverage import below_threshold, outside_duty
from ksbcheck.rules.exceptions import (
    baseline_outgrown,
    configured_exception_excuses_nothing,
    exception_excuses_nothing,
)
from ksbcheck.rules.policy import locator_required, not_confirmed, sample_too_small
from ksbcheck.rules.rule import run
from ksbcheck.tasks.request import Inputs

_NEEDS_ALL = (exception_excuses_nothing.code, configured_exception_excuses_nothing.code, baseline_outgrown.code)
"""Rules about unused exceptions and baselines, which need all required KSBs."""


def apply_exceptions(
    findings: Iterable[Finding], judgement: Judgement, inputs: Inputs
) -> tuple[tuple[Finding, ...], Judgement]:
    """Return the findings of the chosen rules with their justifications, and the judgement with what was not checked.

    Raises:
        InputError: the baseline can't be read, or is of another standard, version or option.
    """
    setup, manifest, against, policy = inputs
    baseline = read_baseline(manifest.document.path, *against.name, manifest.portfolio.option)
    unused = _why_unused(baseline, judgement, policy) if baseline else None
    in_force = None if unused else baseline
    sources = [(manifest.document, manifest.portfolio.exceptions)]
    configured = setup.effective.get("exceptions")
    if configured and configured.set_by.document:
        sources.append((configured.set_by.document, configured.value))
    excuses = Excuses(
        tuple(_exceptions(document, entries, manifest.document, judgement) for document, entries in sources),
        in_force.values if in_force else None,
        str(in_force.path) if in_force else None,
    )
    asked = policy.restricted_to_method() if judgement.method else policy
    justified = justify(setup.rules.of(findings), excuses, judgement.portfolio, judgement.coverage, asked)
    about_excuses = (
        *_about_exceptions(justified.exceptions, {str(document.path): document for document, _ in sources}),
        *(_outgrown(in_force, judgement) if in_force else ()),
    )
    unknown = _NEEDS_ALL if judgement.method else ()
    skipped = (
        *(each for each in judgement.skipped if each.rule not in setup.rules.left_out),
        *_without_roll_ups(against),
        *(_beyond_a_framework(policy) if judgement.framework else ()),
        *(_beyond_a_method(policy, excuses) if judgement.method else ()),
        *_left_out(setup.rules),
        *([NotChecked(unused)] if unused else ()),
    )
    counting = (*justified.findings, *(finding for finding in about_excuses if finding.rule not in unknown))
    return counting, replace(judgement, skipped=skipped)


def _exceptions(
    document: Document, entries: tuple[ExceptionEntry, ...], manifest: Document, judgement: Judgement
) -> ExceptionsOfFile:
    placed = tuple((("exceptions", index), entry) for index, entry in enumerate(entries))
    learner = judgement.portfolio.learner_name
    return ExceptionsOfFile(placed, str(document.path), document is manifest, judgement.today, learner)


def _without_roll_ups(against: Resolved) -> Iterator[NotChecked]:
    """Yield that a broken assessment plan was not used."""
    if against.assessment_file and against.plan is None:
        yield NotChecked(f"coverage by method and theme: {against.assessment_file.name} has errors")


def _beyond_a_framework(policy: Policy) -> Iterator[NotChecked]:
    """Yield the policy's demands on KSBs, which a framework does not have."""
    demands = policy.demands
    asked = {
        below_threshold: policy.fail_under,
        locator_required: demands.locator_required,
        not_confirmed: demands.confirmed,
        sample_too_small: demands.sampled,
    }
    for rule, what in asked.items():
        if what:
            yield NotChecked("a framework defines no KSBs", rule.code)


def _beyond_a_method(policy: Policy, excuses: Excuses) -> Iterator[NotChecked]:
    """Yield what needs more than the KSBs of one method."""
    exceptions = any(each.entries for each in excuses.exceptions)
    asked = {
        below_threshold.code: policy.fail_under,
        outside_duty.code: policy.duty_context,
        sample_too_small.code: policy.demands.sampled,
        exception_excuses_nothing.code: exceptions,
        configured_exception_excuses_nothing.code: exceptions,
        baseline_outgrown.code: excuses.baseline,
    }
    for code, what in asked.items():
        if what:
            yield NotChecked("it needs all required KSBs, but only those of one method were checked", code)


def _left_out(choice: RuleChoice) -> Iterator[NotChecked]:
    for code in sorted(choice.left_out):
        yield NotChecked(f"left out by {choice.chosen_by}", code)


def _about_exceptions(files: Iterable[ExceptionsOfFile], documents: dict[str, Document]) -> Iterator[Finding]:
    for exceptions in files:
        document = documents[exceptions.file]
        for finding in run(EXCEPTION_RULES, exceptions).findings:
            yield finding.at(exceptions.file, document.place(finding.location))


def _why_unused(baseline: BaselineFile, judgement: Judgement, policy: Policy) -> str | None:
    """Return why a baseline justifies nothing in this check; None if it does."""
    values = baseline.values
    if judgement.hypothetical:
        return f"the baseline: it is for the option {values.option}, but another was checked"
    if not values.asks_the_same(policy):
        return f"the baseline: it was recorded at {values.recorded_by}, but this check has other settings"
    return None


def _outgrown(baseline: BaselineFile, judgement: Judgement) -> Iterator[Finding]:
    closed = tuple(code for code in baseline.values.gaps if code not in judgement.coverage.gaps)
    if closed:
        yield baseline.outgrown(closed)
