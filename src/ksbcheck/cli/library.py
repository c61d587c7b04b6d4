"""The library with the standards of the project, as the configuration of the current folder names them."""

from pathlib import Path

from ksbcheck.domain.standard import Standard
from ksbcheck.inputs.library import Library, data_folder, find_standard, library, users_folder
from ksbcheck.inputs.settings import standards_of


def library_here() -> Library:
    """Return the library.

    Raises:
        InputError: the configuration, or a file that has to be read, can't be.
    """
    return library(standards_of(Path()))


def find_standard_here(name: str | None) -> tuple[Path, Standard]:
    """Return the standard of a reference, a reference and version, or a path, with its file.

    Raises:
        InputError: there is no such standard, or several to choose from, or its file can't be read.
    """
    return find_standard(name, standards_of(Path()))


def folders_here() -> tuple[Path, ...]:
    """Return the folders of the library, those that answer last: bundled data, the user's own, and the project's."""
    projects = standards_of(Path())
    return (data_folder(), users_folder(), *([projects] if projects else []))
