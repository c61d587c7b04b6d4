"""Record a baseline: today's gaps, and later those of them that are left."""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.baseline import Baseline
from ksbcheck.domain.finding import InputError
from ksbcheck.inputs.beside import BaselineFile, baseline_path, read_baseline
from ksbcheck.inputs.manifest import read_manifest
from ksbcheck.inputs.policy import policy_for
from ksbcheck.inputs.resolve import resolve
from ksbcheck.inputs.settings import setup_for
from ksbcheck.tasks.check import CheckRequest, Inputs, look_and_judge


class BaselineResult(NamedTuple):
    """A baseline as it is to be written to its file, and whether that changes it.

    `closed` are gaps that the file lists and that are closed, `new` are gaps that it doesn't list. `before` is the text
    that was read: empty without a file, None if it doesn't matter.
    """

    file: Path
    baseline: Baseline
    changes: bool
    closed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    before: str | None = None


def record(path: Path, request: CheckRequest, *, anew: bool) -> BaselineResult:
    """Return the baseline of a portfolio. An old one only shrinks, unless it is recorded anew.

    Raises:
        InputError: the portfolio can't be judged, or its baseline is for something else than what is asked now.
    """
    setup = setup_for(path, request.settings)
    manifest = read_manifest(path)
    against = resolve(manifest, None, setup.standards)
    if against.framework:
        problem = f"the portfolio is under {against.framework.id}, which defines no KSBs: there are no gaps to record"
        raise InputError("KSB906", problem, "A baseline is for a standard.", path=path)
    policy, _ = policy_for(setup, manifest, against.name)
    against = replace(against, listed=setup.listed)
    judgement, _ = look_and_judge(path, Inputs(setup, manifest, against, policy), request)
    coverage = judgement.coverage
    reference, version = against.name
    fresh = Baseline(
        standard=reference,
        version=version,
        option=against.option_id,
        on=request.day,
        rung=policy.rung,
        min_pieces=policy.min_pieces,
        gaps=coverage.gaps,
    )
    file = baseline_path(manifest.document.path)
    old = None if anew else read_baseline(manifest.document.path, reference, version, against.option_id)
    if old is None:
        return BaselineResult(file, fresh, changes=True, before=None if anew else "")
    if not old.values.asks_the_same(policy):
        problem = f"the baseline was recorded at {old.values.recorded_by}, but other settings are used now"
        raise old.document.error(
            "KSB906", problem, "Use the same settings, or record the baseline again with --replace.", ("rung",)
        )
    return _shrunk(old, coverage.gaps)


def _shrunk(old: BaselineFile, gaps: tuple[str, ...]) -> BaselineResult:
    left = tuple(code for code in old.values.gaps if code in gaps)
    closed = tuple(code for code in old.values.gaps if code not in gaps)
    new = tuple(code for code in gaps if code not in old.values.gaps)
    shrunk = old.values.model_copy(update={"gaps": left})
    return BaselineResult(old.path, shrunk, bool(closed), closed, new, old.document.text)
