"""Which portfolios a change touches."""

import os
from collections.abc import Iterator
from pathlib import Path

from ksbcheck.domain.configuration import Asked
from ksbcheck.domain.finding import InputError
from ksbcheck.inputs.assessment import assessment_paths
from ksbcheck.inputs.baseline import baseline_path
from ksbcheck.inputs.git import Changed
from ksbcheck.inputs.library import names_a_path
from ksbcheck.inputs.manifest import read_manifest
from ksbcheck.inputs.settings import CONFIGURATION_NAME, PYPROJECT_NAME, folder_of, setup_for


def touches(changed: Changed, path: Path, asked: Asked) -> bool:
    """Whether a change has a say in what a check of a portfolio finds.

    That is one of its folder and all in it, or of the manifest that is named alone and its baseline; of the
    configuration above; and of the policy and the standard that these name by a path, with its assessment plan. Where
    that can't be told, it is taken to be so.
    """
    try:
        own = tuple(map(_real, _judged_by(path, asked)))
    except InputError:
        return True
    above = {
        each / name
        for folder in (_real(folder_of(path)), Path(os.path.abspath(folder_of(path))))  # noqa: PTH100 - as it is found
        for each in (folder, *folder.parents)
        for name in (CONFIGURATION_NAME, PYPROJECT_NAME)
    }
    return not changed.files.isdisjoint(above) or any(map(changed.touches, own))


def _judged_by(path: Path, asked: Asked) -> Iterator[Path]:
    """Yield the files and folders that a portfolio is judged by.

    Raises:
        InputError: the manifest or the configuration can't be read.
    """
    folder = folder_of(path)
    setup = setup_for(folder, asked)
    manifest = read_manifest(path)
    portfolio = manifest.portfolio
    yield from (path, manifest.document.path, baseline_path(manifest.document.path))
    if setup.file:
        yield setup.file.path
    if setup.standards:
        yield setup.standards
    policy = setup.held.get("policy")
    if policy and names_a_path(policy.value):
        yield setup.folder_of(policy) / str(policy.value)
    if portfolio.policy and names_a_path(portfolio.policy):
        yield folder / portfolio.policy
    if portfolio.standard and names_a_path(portfolio.standard):
        yield folder / portfolio.standard
        yield from assessment_paths(folder / portfolio.standard)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
