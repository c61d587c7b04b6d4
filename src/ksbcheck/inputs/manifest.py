"""The manifest of a portfolio: found in its folder, read, and typed."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from ksbcheck.documents.kinds import kind_of
from ksbcheck.domain.finding import Finding, InputError, Location, sort_by_place
from ksbcheck.domain.model import Foreign, Text
from ksbcheck.domain.portfolio import Gateway, Pin, Portfolio
from ksbcheck.domain.text import hidden_characters, listed
from ksbcheck.inputs.document import Document, parse_document, read_document
from ksbcheck.inputs.parsing import Value
from ksbcheck.inputs.rule_choice import unknown_rules_of_exceptions
from ksbcheck.inputs.typed import tolerantly_typed
from ksbcheck.rules import evidence

_FEW = 5
MANIFEST_NAMES = ("portfolio.yaml", "portfolio.yml", "portfolio.json")


class FrameworkManifest(Portfolio):
    """A learner's evidence under a framework, which defines no KSBs to evidence."""

    framework: Text = Field(examples=["FR04171"])
    level: Text = Field(examples=["advanced"])
    job_title: Text | None = Field(default=None, examples=["learning coach"])
    standard: Annotated[Text, Foreign] = ""
    version: Annotated[Text, Foreign] = ""
    option: Annotated[Text, Foreign] = ""
    fingerprint: Annotated[Pin | None, Foreign] = None
    gateway: Annotated[Gateway | None, Foreign] = None


class Manifest(NamedTuple):
    """A portfolio, the document that states it, and what was found while reading it."""

    document: Document
    portfolio: Portfolio
    findings: tuple[Finding, ...]


def read_manifest(path: Path, text: str | None = None) -> Manifest:
    """Read the manifest in a portfolio's folder, or the one at the path; `text` replaces that of the file.

    Raises:
        InputError: there is none, or more than one, or it can't be read.
    """
    file = find_manifest(path)
    return typed_manifest(read_document(file) if text is None else parse_document(file, text))


def typed_manifest(document: Document) -> Manifest:
    """Return the manifest that a document is.

    Raises:
        InputError: it is none.
    """
    hidden = tuple(_hidden(document))
    try:
        portfolio, left_out = tolerantly_typed(document, _model(document))
    except InputError as error:
        raise InputError.of(*sort_by_place((*hidden, *error.findings))) from None
    unknown = tuple(unknown_rules_of_exceptions(document, portfolio.exceptions))
    if unknown:
        raise InputError.of(*sort_by_place((*hidden, *left_out, *unknown)))
    return Manifest(document, portfolio, (*hidden, *left_out))


def _model(document: Document) -> type[Portfolio]:
    """Return what a manifest is to be read as. One that names no framework needs a standard.

    Raises:
        InputError: it names both, and nobody can tell which one holds.
    """
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
    """Return the manifest of a portfolio folder; a path that is no folder is taken for the manifest itself.

    Raises:
        InputError: the folder holds no manifest, or more than one, or can't be listed.
    """
    try:
        if not path.is_dir():
            return _no_document(path)
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
    raise InputError("KSB902", "the folder has no manifest", _remedy(path, names), path=path)


def _no_document(path: Path) -> Path:
    """Return the path of what may be a manifest.

    Raises:
        InputError: its name says that it is a document, as a piece of evidence is.
    """
    kind = kind_of(path.name)
    if kind and path.is_file():
        remedy = "Name the portfolio's folder, or its manifest."
        raise InputError("KSB902", f"this is no manifest: {kind.noun}", remedy, path=path)
    return path


def _remedy(path: Path, names: list[str]) -> str:
    """Return what to do about a folder without a manifest."""
    alike = [name for name in names if name.lower() in MANIFEST_NAMES]
    if alike:
        return f"It has {listed(alike)}; the name must be in small letters."
    portfolios = [path / name for name in names if has_manifest(path / name)]
    if portfolios:
        have = "Its sub-folder has" if len(portfolios) == 1 else f"{len(portfolios)} of its sub-folders have"
        return f"{have} one; name them: ksbcheck check {shlex.join(map(str, portfolios[:_FEW]))}"
    if has_manifest(path.resolve().parent):
        above = path / ".." if path.name in ("", "..") else path.parent
        return f"The folder above it has one: ksbcheck check {shlex.quote(str(above))}"
    return f"Write one, {MANIFEST_NAMES[0]}: format, standard, version, option, evidence (the README has an example)."


def has_manifest(folder: Path) -> bool:
    """Whether a folder has what is named like a manifest."""
    return any(os.path.isfile(folder / name) for name in MANIFEST_NAMES)  # noqa: PTH113 - unlike Path's, it never raises


def _hidden(document: Document) -> Iterator[Finding]:
    """Yield findings about texts with hidden characters, which stand in the file as they are or behind a backslash."""
    if "\\" in document.text or hidden_characters(document.text):
        for location, text in _texts(document.value, ()):
            hidden = hidden_characters(text)
            if hidden:
                words = evidence.hidden_characters_in_text.words(hidden)
                yield document.finding(evidence.hidden_characters_in_text, *words, location)


def _texts(value: Value, location: Location) -> Iterator[tuple[Location, str]]:
    """Yield every text in a value, with its location."""
    if isinstance(value, str):
        yield location, value
    elif value is not None:
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(part, (*location, step))
