"""The assessment plan of a standard, and the method that `--method` names."""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.assessment import AssessmentMethod, AssessmentPlan
from ksbcheck.domain.finding import Finding, InputError, locate_findings, sort_by_place
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.names import nearest
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import listed
from ksbcheck.inputs.document import read_document
from ksbcheck.inputs.library import data_folder
from ksbcheck.inputs.manifest import Manifest
from ksbcheck.inputs.resolve import Resolved
from ksbcheck.inputs.standard_file import assessment_paths
from ksbcheck.inputs.typed import typed
from ksbcheck.rules.case import AssessmentCase
from ksbcheck.rules.rule import Stage, rules_at, run


class AssessmentFile(NamedTuple):
    """An assessment plan with findings about it."""

    path: Path
    plan: AssessmentPlan
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make roll-ups by the plan wrong."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def usable(self) -> AssessmentPlan | None:
        """The plan; None if it has errors."""
        return None if self.errors else self.plan


def read_assessment(file: Path, standard: Standard) -> AssessmentFile | None:
    """Read the assessment plan beside a standard's file; None if there is none.

    Raises:
        InputError: the plan can't be read, or there are several.
    """
    there = [path for path in assessment_paths(file) if path.exists()]
    if not there:
        return None
    if len(there) > 1:
        problem = f"the standard has several assessment plans: {listed(path.name for path in there)}"
        raise InputError("KSB901", problem, "Keep one of them.", path=file.parent)
    document = read_document(there[0])
    plan = typed(document, AssessmentPlan)
    findings = locate_findings(
        run(rules_at(Stage.PLAN), AssessmentCase(plan, standard)).findings, there[0], document.place
    )
    return AssessmentFile(there[0], plan, sort_by_place(findings))


def plan_beside(file: Path, standard: Standard) -> tuple[str, AssessmentPlan] | None:
    """Return the assessment plan beside a standard's file, with its path; None if there is none.

    Raises:
        InputError: the plan can't be read, or has errors.
    """
    beside = read_assessment(file, standard)
    if beside is None:
        return None
    if beside.errors:
        raise InputError.of(*beside.errors)
    return str(beside.path), beside.plan


def with_assessment(against: Resolved, manifest: Manifest, method_id: str | None) -> Resolved:
    """Add the assessment plan and its method to what a portfolio is judged against.

    Raises:
        InputError: the plan can't be read, or doesn't have the method.
    """
    beside = None if against.framework else read_assessment(against.file, against.standard)
    method = _method(method_id, beside, against, manifest) if method_id is not None else None
    if beside is None:
        return against
    findings = (*against.findings, *beside.findings)
    return replace(against, assessment_file=beside.path, plan=beside.usable, method=method, findings=findings)


def _method(method_id: str, beside: AssessmentFile | None, against: Resolved, manifest: Manifest) -> AssessmentMethod:
    """Return the method that was asked for with `--method`.

    Raises:
        InputError: there is no plan, or it can't be used, or it has no such method; or the option requires none of the
            method's KSBs, so that nothing would be checked.
    """
    if against.framework:
        problem = f"{against.framework.id} is a framework, which defines no KSBs that a method could assess"
        raise _asked_for(manifest, problem, "Leave --method out.")
    if beside is None:
        problem = f"{against.standard.reference} has no assessment plan"
        raise _asked_for(manifest, problem, _where_to_write(against))
    if beside.errors:
        said = _asked_for(manifest, f"{beside.path.name} has errors", "The other findings show them.")
        raise InputError.of(*said.findings, *beside.errors)
    ids = beside.plan.method_ids
    method = beside.plan.method(method_id)
    if method is None:
        meant, known = nearest(method_id, ids), f"The methods are {listed(ids)}."
        remedy = f"Did you mean {meant}? {known}" if meant else known
        raise _asked_for(manifest, f"{beside.path.name} has no method {method_id!r}", remedy)
    option = against.option_id
    if not any(ksb.code in method.ksbs for ksb in against.standard.requirements[option].ksbs):
        problem = f"the option {option} requires no KSB of the method {method_id}, so nothing would be checked"
        raise _asked_for(manifest, problem, f"The methods are {listed(ids)}.")
    return method


def _where_to_write(against: Resolved) -> str:
    """Suggest where to write the assessment plan; bundled files are not for users to change."""
    name = assessment_paths(against.file)[0].name
    if against.file.parent != data_folder():
        return f"Write the assessment plan to {name}, beside the standard's file."
    reference, version = against.name
    copied = f"`ksbcheck standard show {reference} --format json --output standards/{reference}-{version}.json`"
    return f"Copy the standard to your own folder ({copied}), and write the assessment plan beside the copy."


def _asked_for(manifest: Manifest, problem: str, remedy: str) -> InputError:
    """Return an error about `--method`, which has no place in the manifest."""
    message = f"asked for with --method: {problem}"
    return InputError("KSB906", message, remedy, path=manifest.document.path)
