"""Check portfolios: read, resolve, look into the folder, judge, excuse, report."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ksbcheck.domain.finding import Finding, InputError, cap_findings, locate_findings, sort_by_place
from ksbcheck.domain.folder import Folder
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.report import Report
from ksbcheck.domain.seal import Seal, Sealed
from ksbcheck.engine.judge import judge
from ksbcheck.inputs.beside import read_seal
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.folder import read_folder
from ksbcheck.inputs.library import named
from ksbcheck.inputs.manifest import read_manifest
from ksbcheck.inputs.policy import policy_for
from ksbcheck.inputs.resolve import resolve, with_assessment
from ksbcheck.inputs.settings import folder_of, setup_for
from ksbcheck.rules import reading
from ksbcheck.rules.coverage import GAP_RULES
from ksbcheck.tasks.excuse import apply_exceptions
from ksbcheck.tasks.request import CheckRequest, Inputs
from ksbcheck.tasks.seal import changes_in


def check_all(paths: Iterable[Path], request: CheckRequest) -> Iterator[Report]:
    """Yield a report on each portfolio, in the order of the paths; a fault of ksbcheck in one leaves the others be."""
    for path in paths:
        try:
            report = check(path, request)
        except Exception as error:
            if "KSBCHECK_DEBUG" in os.environ:
                raise
            found = InputError("KSB920", *reading.fault_of_ksbcheck.words(error), path=path).findings
            report = Report(str(path), Policy(), found)
        yield report


def check(path: Path, request: CheckRequest) -> Report:
    """Check the portfolio in a folder, or a manifest alone."""
    return cap_report(check_in_full(path, request))


def cap_report(report: Report) -> Report:
    """Return a report with a limited number of findings a rule; gaps all stay."""
    return report._replace(findings=cap_findings(report.findings, GAP_RULES))


def check_in_full(path: Path, request: CheckRequest) -> Report:
    """Check a portfolio, and report every finding."""
    findings: tuple[Finding, ...] = ()
    policy, configuration = Policy(), None
    try:
        setup = setup_for(folder_of(path), request.settings)
        configuration = str(setup.file) if setup.file else None
        policy, _ = policy_for(setup)
        manifest = read_manifest(path, request.text)
        findings = manifest.findings

        against = resolve(manifest, request.option, setup.standards)
        policy, about_policy = policy_for(setup, manifest, against.name)
        against = with_assessment(against, manifest, request.method)

        inputs = Inputs(setup, manifest, against, policy)
        folder, about_seal = _look_into(path, inputs, request.documents)

        judgement, found = judge(against, policy, request.day, folder)
        placed = locate_findings(found, manifest.document.path, manifest.document.place)

        found = (*findings, *against.findings, *about_policy, *about_seal, *placed)
        findings, judgement = apply_exceptions(found, judgement, inputs)
    except InputError as error:
        return Report(str(path), policy, sort_by_place((*findings, *error.findings)), configuration_file=configuration)
    beside = str(against.assessment_file) if against.assessment_file else None
    return Report(str(path), policy, sort_by_place(findings), judgement, named(against.file), configuration, beside)


def _look_into(path: Path, inputs: Inputs, documents: Outlines | None) -> tuple[Folder | None, tuple[Finding, ...]]:
    """Return the folder, if it is to be read, and the findings about its seal."""
    if documents is None or not path.is_dir():
        return None, ()
    file = inputs.manifest.document.path
    names = [name for piece in inputs.manifest.portfolio.evidence for name in piece.files]
    seal, findings = _seal(path)
    folder = read_folder(file, names, documents, own=inputs.files, hash_all=seal is not None)
    if seal is not None:
        changes = changes_in(folder, file, seal, inputs.against.fingerprint)
        folder = replace(folder, sealed=Sealed(seal, changes))
    return folder, findings


def _seal(folder: Path) -> tuple[Seal | None, tuple[Finding, ...]]:
    """Read the seal of a folder; a broken one is a finding, and the check goes on without."""
    try:
        return read_seal(folder), ()
    except InputError as error:
        return None, error.findings
