"""Find and read the manifest of a portfolio."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from ksbcheck.documents.kinds import ending_of, kind_of
from ksbcheck.domain.baseline import BASELINE_NAME
from ksbcheck.domain.finding import Finding, InputError, Location, sort_by_place
from ksbcheck.domain.gateway_block import Age, Break, Gateway
from ksbcheck.domain.model import Foreign, Text
from ksbcheck.domain.names import nearest
from ksbcheck.domain.portfolio import MANIFEST_NAMES, Pin, Portfolio
from ksbcheck.domain.seal import SEAL_NAME
from ksbcheck.domain.text import hidden_characters, listed
from ksbcheck.inputs.document import Document, parse_document, read_document
from ksbcheck.inputs.plain import Value
from ksbcheck.inputs.settings import unknown_rules_of_exceptions
from ksbcheck.inputs.typed import tolerantly_typed
from ksbcheck.rules import evidence

_FEW = 5
_A_SLIP = 0.85


class FrameworkManifest(Portfolio):
    """The manifest of a portfolio under a framework, which defines no KSBs."""

    framework: Text = Field(examples=["FR04171"])
    level: Text = Field(examples=["advanced"])
    job_title: Text | None = Field(default=None, examples=["learning coach"])
    standard: Annotated[Text, Foreign] = ""
    version: Annotated[Text, Foreign] = ""
    option: Annotated[Text, Foreign] = ""
    fingerprint: Annotated[Pin | None, Foreign] = None
    gateway: Annotated[Gateway | None, Foreign] = None
    age_at_start: Annotated[Age | None, Foreign] = None
    breaks: Annotated[tuple[Break, ...], Foreign] = ()


class Manifest(NamedTuple):
    """A portfolio, its document, the findings of reading it, and the texts that were read as others."""

    document: Document
    portfolio: Portfolio
    findings: tuple[Finding, ...]
    taken_as: tuple[tuple[str, object], ...] = ()


def read_manifest(path: Path, text: str | None = None) -> Manifest:
    """Read a manifest, or the one in a folder; `text` replaces the text of the file.

    Raises:
        InputError: there is none or more than one, or it can't be read.
    """
    file = find_manifest(path)
    return typed_manifest(read_document(file) if text is None else parse_document(file, text))


def typed_manifest(document: Document) -> Manifest:
    """Return a document as a manifest.

    Raises:
        InputError: it is not valid.
    """
    hidden = tuple(_hidden(document))
    try:
        portfolio, left_out, taken_as = tolerantly_typed(document, _model(document))
    except InputError as error:
        raise InputError.of(*sort_by_place((*hidden, *error.findings))) from None
    unknown = tuple(unknown_rules_of_exceptions(document, portfolio.exceptions))
    if unknown:
        raise InputError.of(*sort_by_place((*hidden, *left_out, *unknown)))
    return Manifest(document, portfolio, (*hidden, *left_out), taken_as)


def _model(document: Document) -> type[Portfolio]:
    """Return the model of a manifest."""
    match document.value:
        case {"standard": _, "framework": _}:
            message = "the manifest names a standard and a framework"
            raise document.error(
                "KSB906", message, "Keep one of the two: the one that the learner is on.", ("framework",)
            )
        case {"framework": _}:
            return FrameworkManifest
    return Portfolio


def find_manifest(path: Path) -> Path:
    """Return the path of the manifest in a folder; any other path is the manifest itself.

    Raises:
        InputError: the folder has no manifest or more than one, or can't be listed.
    """
    try:
        if not path.is_dir():
            return _refuse_document(path)
        names = sorted(entry.name for entry in path.iterdir())
    except (OSError, ValueError) as error:
        raise InputError(
            "KSB901", f"cannot be opened: {error}", "Correct the path or its permissions.", path=path
        ) from None
    found = [name for name in MANIFEST_NAMES if name in names]
    if len(found) == 1:
        return path / found[0]
    if found:
        raise InputError("KSB902", f"the folder has {listed(found)}", "Keep one of them.", path=path)
    misnamed = [name for name in names if _name_meant(name) and (path / name).is_file()]
    if misnamed:
        raise InputError("KSB902", f"the folder has no manifest, but {listed(misnamed)}", _rename(misnamed), path=path)
    raise InputError("KSB902", "the folder has no manifest", _remedy(path, names), path=path)


def is_misnamed_manifest(name: str) -> bool:
    """Return whether the name of a file is almost that of a manifest."""
    return _name_meant(name) is not None


def _name_meant(name: str) -> str | None:
    """Return the manifest's name that a file was probably to have: Windows and downloads add to names."""
    bare = name.strip().casefold().removesuffix(".txt")
    if bare in (BASELINE_NAME, SEAL_NAME) or ending_of(bare) not in ("", ".yaml", ".yml", ".json"):
        return None
    is_alike = "portfolio" in bare or nearest(bare, MANIFEST_NAMES, _A_SLIP)
    return MANIFEST_NAMES[-1 if bare.endswith(".json") else 0] if is_alike else None


def _rename(names: list[str]) -> str:
    """Suggest how to rename files that may be the manifest."""
    if len(names) > 1:
        return f"Keep one of them, and rename it to {_name_meant(names[0])}."
    hidden = " Windows hides the ending .txt." if names[0].lower().endswith(".txt") else ""
    return f"Rename {names[0]!r} to {_name_meant(names[0])}.{hidden}"


def _refuse_document(path: Path) -> Path:
    """Return a path, unless its name is that of a document, such as evidence."""
    kind = kind_of(path.name)
    if kind and path.is_file() and _name_meant(path.name):
        raise InputError("KSB902", "this is not the name of a manifest", _rename([path.name]), path=path)
    if kind and path.is_file():
        remedy = "Name the portfolio's folder, or its manifest."
        raise InputError("KSB902", f"this is not a manifest: {kind.noun}", remedy, path=path)
    return path


def _remedy(path: Path, names: list[str]) -> str:
    """Suggest what to do about a folder without a manifest."""
    portfolios = [path / name for name in names if has_manifest(path / name)]
    if portfolios:
        have = "A sub-folder has" if len(portfolios) == 1 else f"{len(portfolios)} sub-folders have"
        return f"{have} one: ksbcheck check {shlex.join(map(str, portfolios[:_FEW]))}"
    if has_manifest(path.resolve().parent):
        above = path / ".." if path.name in ("", "..") else path.parent
        return f"The folder above has one: ksbcheck check {shlex.quote(str(above))}"
    return f"Write {MANIFEST_NAMES[0]} with format, standard, version, option and evidence (see docs/manifest.md)."


def has_manifest(folder: Path) -> bool:
    """Return whether a folder has a file with the name of a manifest."""
    return any(os.path.isfile(folder / name) for name in MANIFEST_NAMES)  # noqa: PTH113 - unlike Path's, it never raises


def _hidden(document: Document) -> Iterator[Finding]:
    """Yield findings about texts with hidden characters, written plainly or as escapes."""
    if "\\" in document.text or hidden_characters(document.text):
        for location, text in _texts(document.value, ()):
            if hidden := hidden_characters(text):
                yield document.about(evidence.hidden_characters_in_text, location, hidden)


def _texts(value: Value, location: Location) -> Iterator[tuple[Location, str]]:
    """Yield every text in a value, with its location."""
    if isinstance(value, str):
        yield location, value
    elif value is not None:
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(part, (*location, step))
