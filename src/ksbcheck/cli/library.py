"""The library as a command sees it: with the project's standards, as the configuration here names them."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ksbcheck.domain.standard import Standard
    from ksbcheck.inputs.library import Library


def library_here() -> "Library":
    """Return the library.

    Raises:
        InputError: the configuration, or a file that has to be read, can't be.
    """
    from ksbcheck.inputs.library import library
    from ksbcheck.inputs.settings import standards_of

    return library(standards_of(Path()))


def found(name: str | None) -> "tuple[Path, Standard]":
    """Return the standard of a reference, a reference and version, or a path, with its file.

    Raises:
        InputError: there is no such standard, or several to choose from, or its file can't be read.
    """
    from ksbcheck.inputs.library import find_standard
    from ksbcheck.inputs.settings import standards_of

    return find_standard(name, standards_of(Path()))


def folders_here() -> tuple[Path, ...]:
    """Return the folders of the library, those that answer last: bundled data, the user's own, and the project's."""
    from ksbcheck.inputs.bundled import data_folder
    from ksbcheck.inputs.library import users_folder
    from ksbcheck.inputs.settings import standards_of

    projects = standards_of(Path())
    return (data_folder(), users_folder(), *([projects] if projects else []))
