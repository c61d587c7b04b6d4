"""The library with the standards of the project, as the configuration of the current folder names them; completion."""

from collections.abc import Iterable
from glob import escape, glob
from pathlib import Path

from ksbcheck.domain.standard import Standard
from ksbcheck.inputs.library import Library, bundled_standards, find_standard, library
from ksbcheck.inputs.settings import standards_of

_SUFFIXES = (".yaml", ".yml", ".json")
"""How the names of manifests end."""


def library_here() -> Library:
    return library(*standards_of(Path()))


def find_standard_here(name: str | None) -> tuple[Path, Standard]:
    """Return the standard of a reference, a reference and version, or a path, with its file."""
    return find_standard(name, *standards_of(Path()))


def complete_portfolios(begun: str) -> list[str]:
    """Return the folders, and the files that could be manifests, whose paths begin so."""
    paths = (Path(name) for name in sorted(glob(f"{escape(begun)}*")))  # noqa: PTH207 - it keeps the path as typed
    return [f"{path}/" if path.is_dir() else str(path) for path in paths if path.is_dir() or path.suffix in _SUFFIXES]


def complete_references(begun: str) -> list[str]:
    """Return the references of the standards that begin so; behind an @, the versions too."""
    known = library_here()
    return beginning_with(begun, [entry.name for entry in known.entries] if "@" in begun else known.references)


def complete_options(begun: str) -> list[str]:
    return beginning_with(begun, [option for _, standard in bundled_standards() for option in standard.option_ids])


def beginning_with(begun: str, known: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(known) if name.startswith(begun)]
