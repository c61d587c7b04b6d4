"""Many portfolios: read, resolve, judge and locate each."""

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ksbcheck.domain.configuration import Asked
from ksbcheck.domain.finding import Finding, InputError, Justification, capped, in_file_order, located
from ksbcheck.domain.folder import Folder
from ksbcheck.domain.policy import Demands, Policy
from ksbcheck.domain.pseudonym import Pseudonyms, hide_names, person_label
from ksbcheck.domain.report import FrameworkJudgement, Judgement, OptionsReport, ProgressReport, Report, Skipped
from ksbcheck.domain.seal import Seal, Sealed
from ksbcheck.domain.standard import Standard
from ksbcheck.engine import RuleSet, judge, judge_under_framework
from ksbcheck.engine.compare import as_it_stood, compare_options, compare_states
from ksbcheck.inputs.assessment import AssessmentFile, read_assessment
from ksbcheck.inputs.bundled import named
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.folder import read_folder
from ksbcheck.inputs.manifest import Manifest, manifest_of, read_manifest
from ksbcheck.inputs.method import chosen_method
from ksbcheck.inputs.policy import policy_for
from ksbcheck.inputs.resolve import Resolved, ResolvedFramework, resolve
from ksbcheck.inputs.seal import changes_in, read_seal
from ksbcheck.inputs.settings import folder_of, setup_for
from ksbcheck.rules import FOLDER_RULES, FRAMEWORK_RULES, PORTFOLIO_RULES, RULES, reading
from ksbcheck.rules.coverage import GAP_RULES
from ksbcheck.tasks.excuse import weigh

if TYPE_CHECKING:
    from ksbcheck.domain.assessment import AssessmentMethod

RULE_SET = RuleSet(PORTFOLIO_RULES, FRAMEWORK_RULES, FOLDER_RULES)
"""All that a portfolio is judged by."""


def check_all(
    paths: Iterable[Path],
    asked: Asked,
    today: date,
    outlines: Outlines,
    option_id: str | None = None,
    method_id: str | None = None,
) -> Iterator[Report]:
    """Yield a report on each portfolio, in the order of the paths; a fault of ksbcheck in one leaves the others be."""
    for path in paths:
        try:
            report = check(path, asked, today, outlines, option_id, method_id=method_id)
        except Exception as error:
            if "KSBCHECK_DEBUG" in os.environ:
                raise
            fault = reading.fault_of_ksbcheck
            report = Report(str(path), Policy(), (fault.finding(fault(error)).at(str(path), None),))
        yield report


def check(
    path: Path,
    asked: Asked,
    today: date,
    outlines: Outlines | None,
    option_id: str | None = None,
    text: str | None = None,
    method_id: str | None = None,
) -> Report:
    """Check the portfolio in a folder with its files, or a manifest alone, as of a day.

    `outlines` gives those of the documents, and without it the manifest is checked alone; `option_id` asks "what if" of
    another option; `text` is the manifest's as it stands in an editor, in place of the file's; with `method_id` only
    the KSBs are looked at that this method of the assessment plan assesses.
    """
    return _cut_short(_check(path, asked, today, outlines, option_id, text, method_id))


def compare_with_options(path: Path, asked: Asked, today: date) -> OptionsReport:
    """Compare the manifest of a portfolio, without its files, with each option of its standard."""
    return compare_options(_cut_short(_check(path, asked, today, None, None)))


def compare_over_time(
    path: Path, new: Path | None, asked: Asked, since: date, today: date, option_id: str | None = None
) -> ProgressReport:
    """Compare two states of a portfolio by their manifests, without files: one as of `since`, the other as of `today`.

    Without `new` they are states of the same manifest.
    """
    after = _check(new or path, asked, today, None, option_id)
    before = _check(path, asked, since, None, option_id) if new is not None else after
    if new is None and isinstance(after.judgement, Judgement):
        before = replace(after, judgement=as_it_stood(after.judgement, before.policy, since))
        after = replace(after, judgement=as_it_stood(after.judgement, after.policy, today))
    compared = compare_states(before, after, same_manifest=new is None)
    return replace(compared, before=_cut_short(before), after=_cut_short(after))


def _cut_short(report: Report) -> Report:
    """Return a report with its findings as they are shown; gaps are never cut short."""
    return replace(report, findings=capped(report.findings, GAP_RULES))


def _check(
    path: Path,
    asked: Asked,
    today: date,
    outlines: Outlines | None,
    option_id: str | None,
    text: str | None = None,
    method_id: str | None = None,
) -> Report:
    """Return a report with all findings, in the order of their places; without `outlines` on the manifest alone."""
    findings: tuple[Finding, ...] = ()
    policy = Policy()
    configuration: str | None = None
    try:
        setup = setup_for(folder_of(path), asked)
        configuration = str(setup.file.path) if setup.file else None
        policy, _ = policy_for(setup)
        manifest = read_manifest(path) if text is None else manifest_of(path, text)
        findings = manifest.findings
        against = resolve(manifest, option_id, setup.standards)
        policy, about_policy = policy_for(setup, manifest, against.name)
        assessment, method = _assessment(against, manifest, method_id)
        beside = str(assessment.path) if assessment else None
        judged_by = (against.file, *map(Path, filter(None, (policy.file, configuration, beside))))
        folder, about_seal = _folder(path, manifest, against, judged_by, outlines)
        judgement, found = _judged(against, policy, today, folder, assessment, method)
        placed = located(found, manifest.document.path, manifest.document.place)
        about_plan = assessment.findings if assessment else ()
        found = (*findings, *against.findings, *about_policy, *about_plan, *about_seal, *placed)
        findings, judgement = weigh(found, judgement, manifest, against, setup, policy)
    except InputError as error:
        return Report(str(path), policy, in_file_order((*findings, *error.findings)), configuration_file=configuration)
    return Report(str(path), policy, in_file_order(findings), judgement, named(against.file), configuration, beside)


def _assessment(
    against: Resolved | ResolvedFramework, manifest: Manifest, method_id: str | None
) -> "tuple[AssessmentFile | None, AssessmentMethod | None]":
    """Return the assessment plan beside the standard's file, if there is one, and the method of it that was asked for.

    Raises:
        InputError: the plan can't be read; or a method was asked for that isn't there.
    """
    assessment = read_assessment(against.file, against.standard) if isinstance(against, Resolved) else None
    method = chosen_method(method_id, assessment, against, manifest) if method_id is not None else None
    return assessment, method


def _folder(
    path: Path,
    manifest: Manifest,
    against: Resolved | ResolvedFramework,
    judged_by: Collection[Path],
    outlines: Outlines | None,
) -> tuple[Folder | None, tuple[Finding, ...]]:
    """Return the folder that was named, and what is wrong with its seal; None if the manifest is checked alone.

    `judged_by` are the files by which the portfolio is judged, and which are no evidence.
    """
    if outlines is None or not path.is_dir():
        return None, ()
    file = manifest.document.path
    named = [name for piece in manifest.portfolio.evidence for name in piece.files]
    seal, findings = _seal(path)
    folder = read_folder(path, file, named, outlines, own=judged_by, hash_all=seal is not None)
    if seal is not None:
        changes = changes_in(folder, file, seal, against.fingerprint)
        folder = replace(folder, sealed=Sealed(seal, changes))
    return folder, findings


def _seal(folder: Path) -> tuple[Seal | None, tuple[Finding, ...]]:
    """Return the seal of a folder if it has one, or what is wrong with it; the check goes on without."""
    try:
        return read_seal(folder), ()
    except InputError as error:
        return None, error.findings


def _judged(
    against: Resolved | ResolvedFramework,
    policy: Policy,
    today: date,
    folder: Folder | None,
    assessment: AssessmentFile | None,
    method: "AssessmentMethod | None",
) -> tuple[Judgement | FrameworkJudgement, tuple[Finding, ...]]:
    prior = against.prior_framework
    if isinstance(against, ResolvedFramework):
        return judge_under_framework(against.framework, against.portfolio, policy, RULE_SET, today, folder, prior)
    standard, portfolio = against.standard, against.portfolio
    plan = assessment.usable if assessment else None
    judgement, found = judge(standard, against.option, portfolio, policy, RULE_SET, today, folder, prior, plan, method)
    if assessment and plan is None:
        no_roll_ups = Skipped(None, f"coverage by method and theme: what {assessment.path.name} says can't be right")
        judgement = replace(judgement, skipped=(*judgement.skipped, no_roll_ups))
    return judgement, found


def pseudonymous(report: Report) -> Report:
    """Return a report with short stable labels in place of people's names and identifiers, wherever they stand.

    Where nothing was judged, nobody knows which words are names: then only the rules and places of the findings are
    left, what was asked for, and a label for the path.
    """
    if report.judgement is None:
        titles = {rule.code: rule.title for rule in RULES}
        label = f"Portfolio-{sha256(report.path.encode(errors='surrogatepass')).hexdigest()[:4].upper()}"
        findings = tuple(
            replace(
                finding,
                message=titles[finding.rule],
                help="See the manifest.",
                path=label,
                justification=finding.justification and _without_words(finding.justification),
            )
            for finding in report.findings
        )
        policy = report.policy.model_copy(update={"name": None, "file": None, "demands": Demands.model_construct()})
        return replace(
            report, path=label, policy=policy, findings=findings, configuration_file=None, assessment_file=None
        )
    return _hidden(report, report)


def _without_words(justification: Justification) -> Justification:
    """Return a justification with a label in place of the name, and without the words that may hold names."""
    by = justification.by and person_label(justification.by)
    return replace(justification, reason="See where it is stated.", by=by, source=None)


def pseudonymous_comparison(compared: OptionsReport | ProgressReport) -> OptionsReport | ProgressReport:
    """Return a comparison with labels in place of the names and identifiers that any of its portfolios states."""
    if isinstance(compared, OptionsReport):
        return replace(_hidden(compared, compared.report), report=pseudonymous(compared.report))
    hidden = _hidden(compared, compared.before, compared.after)
    before, after = (each if each.judgement else pseudonymous(each) for each in (hidden.before, hidden.after))
    return replace(hidden, before=before, after=after)


Hiding = TypeVar("Hiding", Report, OptionsReport, ProgressReport)


def _hidden(value: Hiding, *reports: Report) -> Hiding:
    """Return a value with labels in place of the names and identifiers that the judged ones of some reports state."""
    from ksbcheck.domain.assessment import AssessmentMethod, AssessmentPlan  # noqa: PLC0415 - most checks need none
    from ksbcheck.domain.framework import Framework  # noqa: PLC0415 - most checks need none

    not_in = (Standard, Framework, AssessmentPlan, AssessmentMethod)
    for report in reports:
        if report.judgement is not None:
            people = Pseudonyms(report.judgement.portfolio, _justifying(report))
            value = hide_names(value, people, but_in=not_in)
    return value


def _justifying(report: Report) -> Iterator[str]:
    """Yield the names of those who justified findings, wherever they stated it."""
    for finding in report.justified:
        if finding.justification and finding.justification.by:
            yield finding.justification.by
