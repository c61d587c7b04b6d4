"""The assessment plan that a portfolio is judged by, and the method of it that is asked for with `--method`."""

from dataclasses import replace

from ksbcheck.domain.assessment import AssessmentMethod
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.names import nearest
from ksbcheck.domain.text import listed
from ksbcheck.inputs.assessment import AssessmentFile, assessment_paths, read_assessment
from ksbcheck.inputs.bundled import data_folder
from ksbcheck.inputs.manifest import Manifest
from ksbcheck.inputs.refuse import refuse
from ksbcheck.inputs.resolve import Resolved
from ksbcheck.rules import reading


def with_assessment(against: Resolved, manifest: Manifest, method_id: str | None) -> Resolved:
    """Return what a portfolio is judged against with its assessment plan, if there is one, and a method of it.

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
        problem = f"no assessment plan of {against.standard.reference} says what the methods assess"
        raise _asked_for(manifest, problem, _where_to_write(against))
    if beside.errors:
        said = _asked_for(manifest, f"what {beside.path.name} says can't be right", "The other findings say why.")
        raise InputError((*said.findings, *beside.errors))
    ids = beside.plan.method_ids
    method = beside.plan.method(method_id)
    if method is None:
        meant, known = nearest(method_id, ids), f"The methods are {listed(ids)}."
        remedy = f"Did you mean {meant}? {known}" if meant else known
        raise _asked_for(manifest, f"{beside.path.name} has no method {method_id!r}", remedy)
    option = against.option_id
    if not any(ksb.code in method.ksbs for ksb in against.standard.requirements[option].ksbs):
        problem = f"the option {option} requires none of the KSBs that it assesses, and nothing would be checked"
        raise _asked_for(manifest, problem, f"The methods are {listed(ids)}.")
    return method


def _where_to_write(against: Resolved) -> str:
    """Return where the assessment plan of a standard is to be written; what is bundled is not for a user to change."""
    name = assessment_paths(against.file)[0].name
    if against.file.parent != data_folder():
        return f"Write what its assessment plan says to {name}, beside the standard's file."
    reference, version = against.name
    copied = f"`ksbcheck standard show {reference} --format json --output standards/{reference}-{version}.json`"
    return f"Copy the standard to a folder of your own ({copied}), and write what its assessment plan says beside it."


def _asked_for(manifest: Manifest, problem: str, remedy: str) -> InputError:
    """Return what to raise about a method that was asked for; it stands nowhere in the manifest."""
    message = f"asked for with --method: {problem}"
    return refuse(str(manifest.document.path), None, reading.wrong_value, message, remedy, ())
