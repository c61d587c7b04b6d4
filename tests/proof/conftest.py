"""Fixtures of the proof."""

import sys

import pytest

from tests.conftest import ROOT
from tests.program import run_program


@pytest.fixture(scope="session")
def package_index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skip a test that installs packages where no index can be reached."""
    folder = str(tmp_path_factory.mktemp("packages"))
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, "hatchling"]
    if run_program(command, ROOT, {"PIP_CONSTRAINT": str(ROOT / "constraints.txt")}, seconds=120).returncode:
        pytest.skip("no packages can be installed here")
