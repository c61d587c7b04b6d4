"""Which portfolios a change touches."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from ksbcheck.domain.configuration import Asked
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.sources.configuration import CONFIGURATION_NAME, PYPROJECT_NAME, folder_of, setup_for
from ksbcheck.sources.library import names_a_path
from ksbcheck.sources.manifest import read_manifest


def touches(changed: Collection[Path], path: Path, asked: Asked) -> bool:
    """Whether one of the changed files, by their real paths, has a say in what a check of a portfolio finds.

    That is the folder and all in it, or the manifest that is named alone; the configuration above; and the policy and
    the standard that these name by a path. Where that can't be told, it is taken to be so.
    """
    folder = folder_of(path)
    try:
        own = tuple(map(_real, (path, *_named(path, folder, asked))))
    except InputError:
        return True
    real = _real(folder)
    above = {each / name for each in (real, *real.parents) for name in (CONFIGURATION_NAME, PYPROJECT_NAME)}
    return any(file in above or any(file.is_relative_to(each) for each in own) for file in changed)


def _named(path: Path, folder: Path, asked: Asked) -> Iterator[Path]:
    """Yield the files and folders besides its own that a portfolio is judged by.

    Raises:
        InputError: the manifest or the configuration can't be read.
    """
    setup = setup_for(folder, asked)
    portfolio = read_manifest(path).portfolio
    policy = setup.held.get("policy")
    if setup.standards:
        yield setup.standards
    if policy and names_a_path(policy.value):
        yield setup.folder_of(policy) / str(policy.value)
    for name in (portfolio.policy, portfolio.standard if isinstance(portfolio, Portfolio) else None):
        if name and names_a_path(name):
            yield folder / name


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
