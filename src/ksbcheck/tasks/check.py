"""Check portfolios: read, resolve, look into the folder, judge, excuse, report; and judge their gateways."""

import os
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.finding import (
    Finding,
    InputError,
    NotChecked,
    RuleChoice,
    cap_findings,
    locate_findings,
    sort_by_place,
)
from ksbcheck.domain.folder import Folder
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.report import GatewayReport, Report
from ksbcheck.domain.seal import Seal, Sealed
from ksbcheck.engine.judge import judge, judge_components
from ksbcheck.engine.justify import Excuses, justify
from ksbcheck.engine.rows import identity_of
from ksbcheck.inputs.beside import BaselineFile, read_baseline, read_seal
from ksbcheck.inputs.document import Document
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.folder import read_folder
from ksbcheck.inputs.library import gateway_rules, named
from ksbcheck.inputs.manifest import Manifest, read_manifest
from ksbcheck.inputs.policy import policy_for
from ksbcheck.inputs.resolve import Resolved, resolve, with_assessment
from ksbcheck.inputs.settings import Layer, Overrides, Setup, setup_for
from ksbcheck.rules import EXCEPTION_RULES, reading
from ksbcheck.rules.case import ExceptionsOfFile
from ksbcheck.rules.coverage import GAP_RULES, below_threshold, outside_duty
from ksbcheck.rules.exceptions import (
    baseline_outgrown,
    configured_exception_excuses_nothing,
    exception_excuses_nothing,
)
from ksbcheck.rules.files import shared_work
from ksbcheck.rules.policy import locator_required, not_confirmed, sample_too_small
from ksbcheck.rules.rule import run
from ksbcheck.tasks.seal import changes_in, snapshot

_KEY = "exceptions"
_NEEDS_ALL = (exception_excuses_nothing.code, configured_exception_excuses_nothing.code, baseline_outgrown.code)
"""Rules about unused exceptions and baselines, which need all required KSBs."""


class CheckRequest(NamedTuple):
    """The settings and the day of a check, and what to check.

    Without `documents` the manifest is checked alone. `option` replaces the manifest's, as a "what if"; `method` limits
    the check to the KSBs of one assessment method. `text` is the manifest's in an editor, in place of the file's.
    Without `placed` findings have no lines and columns: where they are only counted, none are shown.
    """

    settings: Overrides
    day: date
    documents: Outlines | None = None
    option: str | None = None
    method: str | None = None
    text: str | None = None
    placed: bool = True


class Inputs(NamedTuple):
    """The inputs of a check, besides the folder."""

    setup: Setup
    manifest: Manifest
    against: Resolved
    policy: Policy

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that judge the portfolio, and so are no evidence."""
        policies = map(Path, filter(None, (self.policy.file, *self.policy.more_files)))
        return tuple(filter(None, (self.against.file, *policies, *self.setup.files, self.against.assessment_file)))


def check_all(paths: Iterable[Path], request: CheckRequest) -> Iterator[Report]:
    """Yield a report on each portfolio, in the order of the paths; a fault of ksbcheck in one leaves the others be.

    Documents that portfolios of different learners hold are findings in each of them.
    """
    reports = tuple(check_or_fault(path, request) for path in paths)
    learners: dict[Hashable, set[str]] = {}
    for report in reports:
        for _, content in contents(report):
            learners.setdefault(content, set()).add(identity_of(report))
    for report in reports:
        shared = tuple(dict.fromkeys(name for name, content in contents(report) if len(learners[content]) > 1))
        found = shared_work_in(report, shared) if shared else ()
        yield report._replace(findings=sort_by_place((*report.findings, *found))) if found else report


def check_or_fault(path: Path, request: CheckRequest) -> Report:
    """Check a portfolio, and report a fault of ksbcheck as the portfolio's error."""
    try:
        return check(path, request)
    except Exception as error:
        if "KSBCHECK_DEBUG" in os.environ:
            raise
        return fault_in(path, error)


def fault_in(path: Path, error: Exception) -> Report:
    """Return the report on a portfolio whose check failed by a fault of ksbcheck."""
    message, remedy = reading.fault_of_ksbcheck.words(error)
    return Report(str(path), Policy(), InputError("KSB920", message, remedy, path=path).findings)


def check(path: Path, request: CheckRequest) -> Report:
    """Check the portfolio in a folder, or a manifest alone."""
    return cap_report(check_in_full(path, request))


def cap_report(report: Report) -> Report:
    """Return a report with a limited number of findings a rule; gaps all stay."""
    return report._replace(findings=cap_findings(report.findings, GAP_RULES))


def check_in_full(path: Path, request: CheckRequest) -> Report:
    """Check a portfolio, and report every finding."""
    findings: tuple[Finding, ...] = ()
    policy, configuration = Policy(), tuple[str, ...]()
    try:
        setup = setup_for(path, request.settings)
        rules = setup.rules
        configuration = tuple(map(str, setup.files))
        policy, _ = policy_for(setup)
        manifest = read_manifest(path, request.text)
        findings = manifest.findings

        against = resolve(manifest, request.option, setup.standards)
        policy, about_policy = policy_for(setup, manifest, against.name)
        against = with_assessment(against, manifest, request.method)
        against = replace(against, listed=setup.listed, gateway_rules=gateway_rules())

        inputs = Inputs(setup, manifest, against, policy)
        judgement, found = look_and_judge(path, inputs, request)
        found = (*findings, *against.findings, *about_policy, *found)
        findings, judgement = _apply_exceptions(found, judgement, inputs, rules)
    except InputError as error:
        return Report(str(path), policy, sort_by_place((*findings, *error.findings)), configuration_files=configuration)
    beside = str(against.assessment_file) if against.assessment_file else None
    file, own = named(against.file), against.own_standard
    found = sort_by_place(findings)
    return Report(str(path), policy, found, judgement, file, configuration, beside, own, setup.people, rules)


def look_and_judge(path: Path, inputs: Inputs, request: CheckRequest) -> tuple[Judgement, tuple[Finding, ...]]:
    """Return the judgement of a portfolio by its files and seal, and what rules find, without what excuses it."""
    manifest = inputs.manifest
    seal, about_seal = _seal(path, manifest)
    folder = _look_into(path, inputs, request.documents, seal)
    sealed = snapshot(seal, manifest) if seal else None
    judgement, found = judge(inputs.against, inputs.policy, request.day, folder, sealed)
    place_of = manifest.document.place if request.placed else (lambda _location: None)
    return judgement, (*about_seal, *locate_findings(found, manifest.document.path, place_of))


def _look_into(path: Path, inputs: Inputs, documents: Outlines | None, seal: Seal | None) -> Folder | None:
    if documents is None or not path.is_dir():
        return None
    file, portfolio = inputs.manifest.document.path, inputs.manifest.portfolio
    names, seen = portfolio.file_names, portfolio.seen_files
    known = () if inputs.against.framework else inputs.against.standard.texts
    folder = read_folder(file, names, documents, own=inputs.files, known=known, hash_all=seal is not None, seen=seen)
    if seal is None:
        return folder
    return replace(folder, sealed=Sealed(seal, changes_in(folder, file, seal, inputs.against.fingerprint)))


def _seal(path: Path, manifest: Manifest) -> tuple[Seal | None, tuple[Finding, ...]]:
    """Read the seal of a portfolio; a broken one is a finding, and the check goes on without.

    A manifest with another name than the sealed one is not of the sealed portfolio, unless it is the folder's.
    """
    file = manifest.document.path
    try:
        seal = read_seal(file.parent)
    except InputError as error:
        return None, error.findings
    return (seal if seal and (path.is_dir() or file.name == seal.manifest.name) else None), ()


def gateway(report: Report) -> GatewayReport:
    """Return the components of the gateway of a checked portfolio; none under a framework or of a unit."""
    judged = report.under_standard
    return GatewayReport(report, judge_components(report, judged, judged.coverage) if judged else ())


def _apply_exceptions(
    findings: Iterable[Finding], judgement: Judgement, inputs: Inputs, rules: RuleChoice
) -> tuple[tuple[Finding, ...], Judgement]:
    """Return the findings of the chosen rules with their justifications, and the judgement with what was not checked.

    Raises:
        InputError: the baseline can't be read, or is of another standard, version or option.
    """
    _, manifest, against, policy = inputs
    baseline = read_baseline(manifest.document.path, *against.name, against.portfolio.option)
    unused = _why_unused(baseline, judgement, policy) if baseline else None
    in_force = None if unused else baseline
    files = tuple(_exceptions(inputs, judgement))
    excuses = Excuses(
        tuple(exceptions for _, exceptions in files),
        in_force.values if in_force else None,
        str(in_force.path) if in_force else None,
    )
    asked = policy.restricted_to_method() if judgement.method else policy
    justified = justify(rules.of(findings), excuses, judgement.portfolio, judgement.coverage, asked)
    about_excuses = (
        *_about_exceptions(justified.exceptions, {exceptions.file: document for document, exceptions in files}),
        *(_outgrown(in_force, judgement) if in_force else ()),
    )
    unknown, plan = _NEEDS_ALL if judgement.method else (), against.assessment_file
    skipped = (
        *(each for each in judgement.skipped if each.rule not in rules.left_out),
        *([NotChecked(f"coverage by method and theme: {plan.name} has errors")] if plan and not against.plan else ()),
        *(_beyond_a_framework(policy) if judgement.framework else ()),
        *(_beyond_a_method(policy, excuses) if judgement.method else ()),
        *(NotChecked(f"left out by {rules.chosen_by}", code) for code in sorted(rules.left_out)),
        *([NotChecked(unused)] if unused else ()),
    )
    counting = (*justified.findings, *(finding for finding in about_excuses if finding.rule not in unknown))
    return counting, replace(judgement, skipped=skipped)


def _exceptions(inputs: Inputs, judgement: Judgement) -> Iterator[tuple[Document, ExceptionsOfFile]]:
    """Yield the exceptions of the provider's configuration, and the requests for them of the portfolio's own files."""
    manifest = inputs.manifest
    layers = (Layer("", {_KEY: manifest.portfolio.exceptions}, manifest.document, own=True), *inputs.setup.layers)
    for layer in layers:
        if layer.document and layer.values.get(_KEY):
            placed = tuple(((_KEY, index), entry) for index, entry in enumerate(layer.values[_KEY]))
            file = str(layer.document.path)
            yield layer.document, ExceptionsOfFile(placed, file, layer.own, judgement.today, judgement.people)


def _beyond_a_framework(policy: Policy) -> Iterator[NotChecked]:
    """Yield the policy's demands on KSBs, which a framework does not have."""
    demands = policy.demands
    asked = {
        below_threshold: policy.fail_under,
        locator_required: demands.locator_required,
        not_confirmed: demands.confirmed,
        sample_too_small: demands.sampled,
    }
    yield from (NotChecked("a framework defines no KSBs", rule.code) for rule, what in asked.items() if what)


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
    why = "it needs all required KSBs, but only those of one method were checked"
    yield from (NotChecked(why, code) for code, what in asked.items() if what)


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


def contents(report: Report) -> Iterator[tuple[str, Hashable]]:
    """Yield each claimed file that can be looked at, with the digests of its bytes, its work, and its prose."""
    files = report.judgement.files if report.judgement else None
    claimed = [files.folder.files[name] for name in sorted(files.claimed)] if files else []
    for file in claimed:
        if file.can_be_looked_at:
            prose = file.outline.prose if file.outline else ""
            yield from ((file.name, digest) for digest in (file.sha256, file.work, prose) if digest)


def shared_work_in(report: Report, names: Iterable[str]) -> tuple[Finding, ...]:
    """Return the findings of the chosen rules about files that another learner's portfolio holds too."""
    if report.judgement is None or report.judgement.files is None:
        return ()
    folder, pieces = report.judgement.files.folder, report.judgement.portfolio.evidence
    found = [(folder.find(name).file, piece) for piece in reversed(pieces) for name in piece.files]
    naming = {file.name: piece for file, piece in found if file}
    findings = [shared_work(naming[name], name).at(str(Path(report.path, name)), None) for name in names]
    return tuple(report.rules.of(findings))
