"""Fixtures and constants that all tests share."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ksbcheck.domain.standard import Standard
from ksbcheck.inputs.evidence import has_library
from ksbcheck.inputs.library import find_standard
from tests.program import can_run_here, run_here, run_program

ROOT = Path(__file__).parents[1]
AS_OF = "2026-11-22"
COMPLETE, HALFWAY, EARLY, FRAMEWORK = (
    f"examples/{name}" for name in ("complete-wellbeing", "halfway-send", "early-curriculum", "framework-advanced")
)
"""The sample portfolios."""

_any_speed = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.register_profile("quick", _any_speed, max_examples=8, derandomize=True)
settings.register_profile("proof", _any_speed, max_examples=100, derandomize=True)
settings.register_profile("search", _any_speed, max_examples=1_500)  # for new counterexamples, by hand
settings.load_profile("quick")  # and `make proof` asks for the other one

Run = Callable[..., subprocess.CompletedProcess[str]]


def one_line(text: str) -> str:
    """Join the lines of a text, however it is wrapped."""
    return " ".join(text.split())


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a parameter by its first words."""
    parts = val if isinstance(val, tuple | list) else [val]
    if not all(isinstance(part, str | bytes | Path) for part in parts):
        return None
    words = (part.name if isinstance(part, Path) else str(part)[:60] for part in parts)
    return ascii(" ".join(" ".join(words).split()))[1:-1][:30] or "empty"


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the tests away from the user's cache and library."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_CACHE_HOME", str(folder))
        environment.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield folder


@pytest.fixture(scope="session")
def st1414() -> Standard:
    """Return the bundled standard."""
    _, standard = find_standard("ST1414")
    return standard


@pytest.fixture
def program() -> Run:
    """Return a function that runs the program in a new process."""

    def run(*args: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
        return run_program([sys.executable, "-m", "ksbcheck", *map(str, args)], cwd, environment)

    return run


@pytest.fixture
def ksbcheck(program: Run) -> Run:
    """Return a function that runs the program, in this process unless it needs variables that only a new one reads."""

    def run(*args: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
        if can_run_here(environment):
            return run_here([*map(str, args)], cwd, environment)
        return program(*args, cwd=cwd, **environment)

    return run


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return a function that hides a library, as if it were not installed."""

    def hide(library: str) -> None:
        monkeypatch.setitem(sys.modules, library, None)
        has_library.cache_clear()

    yield hide
    has_library.cache_clear()
