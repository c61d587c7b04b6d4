"""The library: the standards and frameworks that are known by reference, and those named by a path."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ksbcheck.domain.finding import InputError, in_file_order, located
from ksbcheck.domain.standard import Standard
from ksbcheck.rules import reading, standard_findings
from ksbcheck.rules.rule import ReadingRule
from ksbcheck.sources.assessment import is_assessment_plan
from ksbcheck.sources.bundled import FRAMEWORKS, STANDARDS, data_folder
from ksbcheck.sources.document import read_document
from ksbcheck.sources.refuse import refuse
from ksbcheck.sources.typed import typed

if TYPE_CHECKING:
    from ksbcheck.domain.framework import Framework


@cache
def load_standard(path: Path) -> Standard:
    """Read a standard's file.

    Raises:
        InputError: it can't be read, or contradicts itself (rules KSB5xx).
    """
    document = read_document(path)
    standard = typed(document, Standard)
    findings = in_file_order(located(standard_findings(standard), path, document.place))
    if findings:
        raise InputError(findings)
    return standard


def forget_standards() -> None:
    """Have every standard's file read anew: a program that runs on must notice when one changes."""
    load_standard.cache_clear()


def standards(folder: Path | None = None) -> Iterator[tuple[Path, Standard]]:
    """Yield the standards of the library, each with its file: the bundled ones, and those of a folder of one's own.

    Raises:
        InputError: one can't be read, or there is no such folder.
    """
    for path in (*(data_folder() / name for name in STANDARDS), *_in(folder)):
        yield path, load_standard(path)


def _in(folder: Path | None) -> Iterator[Path]:
    if folder is None:
        return
    if not folder.is_dir():
        remedy = "Correct `standards`, which names the folder of your own standards."
        raise refuse(str(folder), None, reading.cannot_open, "there is no such folder of standards", remedy)
    endings = (".yaml", ".yml", ".json")
    yield from sorted(
        path for path in folder.iterdir() if path.suffix.lower() in endings and not is_assessment_plan(path)
    )


def frameworks() -> "Iterator[tuple[Path, Framework]]":
    """Yield the frameworks of the library, each with its file."""
    from ksbcheck.domain.framework import Framework  # noqa: PLC0415 - a check under a standard needs none

    for name in FRAMEWORKS:
        path = data_folder() / name
        yield path, typed(read_document(path), Framework)


def names_a_path(reference: str) -> bool:
    """Whether what stands for a standard is the path of a file, not a reference."""
    return "/" in reference or "\\" in reference or reference.lower().endswith((".yaml", ".yml", ".json"))


def find_standard(reference: str | None) -> tuple[Path, Standard]:
    """Return the standard of a reference or path, with its file. Without either, the only one there is.

    Raises:
        InputError: there is no such standard, or several to choose from, or its file can't be read.
    """
    if reference and names_a_path(reference):
        return Path(reference), load_standard(Path(reference))
    return _only(
        reference, [(standard.reference, (path, standard)) for path, standard in standards()], reading.unknown_standard
    )


def find_framework(framework_id: str | None) -> "tuple[Path, Framework]":
    """Return the framework of an id, with its file. Without an id, the only one there is.

    Raises:
        InputError: there is no such framework, or several to choose from.
    """
    return _only(
        framework_id, [(framework.id, (path, framework)) for path, framework in frameworks()], reading.unknown_framework
    )


T = TypeVar("T")


def _only(name: str | None, known: list[tuple[str, T]], unknown: ReadingRule) -> T:
    """Return the only known thing that bears the name; without a name, the only one there is."""
    fitting = [thing for each, thing in known if name in (None, each)]
    if len(fitting) != 1:
        raise refuse(None, None, unknown, name or "", [each for each, _ in known])
    return fitting[0]
