"""Completion by the shell, of what several commands take."""

from collections.abc import Iterable
from glob import escape, glob
from pathlib import Path

from ksbcheck.cli.library import library_here
from ksbcheck.inputs.library import bundled_standards

_SUFFIXES = (".yaml", ".yml", ".json")
"""How the names of manifests end."""


def portfolios(begun: str) -> list[str]:
    """Return the folders, and the files that could be manifests, whose paths begin so."""
    paths = (Path(name) for name in sorted(glob(f"{escape(begun)}*")))  # noqa: PTH207 - it keeps the path as typed
    return [f"{path}/" if path.is_dir() else str(path) for path in paths if path.is_dir() or path.suffix in _SUFFIXES]


def references(begun: str) -> list[str]:
    """Return the references of the standards that begin so; behind an @, the versions too."""
    known = library_here()
    return beginning_with(begun, [entry.name for entry in known.entries] if "@" in begun else known.references)


def options(begun: str) -> list[str]:
    """Return the ids of the options of the bundled standards that begin so; to read all standards would take long."""
    return beginning_with(begun, [option for _, standard in bundled_standards() for option in standard.option_ids])


def beginning_with(begun: str, known: Iterable[str]) -> list[str]:
    """Return the known names that begin so, each once."""
    return [name for name in dict.fromkeys(known) if name.startswith(begun)]
