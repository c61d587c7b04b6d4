"""Files beside a manifest: the seal, and the baseline."""

import json
from pathlib import Path
from stat import S_ISLNK
from typing import Any, NamedTuple

from pydantic import ValidationError

from ksbcheck.domain.baseline import BASELINE_NAME, Baseline
from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.seal import SEAL_NAME, Seal
from ksbcheck.domain.text import lower_first
from ksbcheck.inputs.document import Document, read_document
from ksbcheck.inputs.files import read_text, reason_of, write_text
from ksbcheck.inputs.typed import typed
from ksbcheck.rules import exceptions

_MAX_SEAL_BYTES = 16 * 1024 * 1024


def read_seal(folder: Path) -> Seal | None:
    """Return the seal of a folder; None without one.

    Raises:
        InputError: the seal can't be read.
    """
    if not is_sealed(folder):
        return None
    path = folder / SEAL_NAME
    try:
        found = json.loads(read_text(path, _MAX_SEAL_BYTES), object_pairs_hook=_without_repeats)
        if isinstance(found, dict):
            return Seal.model_validate(found)
        problem = "it is not a JSON object"
    except InputError as error:
        problem = error.findings[0].message
    except ValidationError as error:
        first = error.errors()[0]
        message = first["msg"].removeprefix("Value error, ")
        problem = ": ".join(filter(None, (".".join(map(str, first["loc"])), f"{lower_first(message)}")))
    except json.JSONDecodeError as error:
        problem = f"line {error.lineno} is not JSON"
    except (ValueError, RecursionError) as error:
        problem = str(error)
    raise _unreadable(path, problem)


def _unreadable(path: Path, problem: str) -> InputError:
    message = f"the seal cannot be read: {problem}"
    return InputError("KSB624", message, "Restore the seal, or seal the folder again.", path=path)


def is_sealed(folder: Path) -> bool:
    """Return whether a folder has a seal.

    Raises:
        InputError: the seal is a link, which may lead anywhere, or can't be examined.
    """
    path = folder / SEAL_NAME
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from None
    if S_ISLNK(mode):
        raise _unreadable(path, "it is a link to another file")
    return True


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the keys and values of a JSON object; of two equal keys, one would silently win."""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key is used twice")
    return values


class BaselineFile(NamedTuple):
    """A baseline that was read."""

    document: Document
    values: Baseline

    @property
    def path(self) -> Path:
        return self.document.path

    def outgrown(self, closed: tuple[str, ...]) -> Finding:
        """Return a finding about closed gaps in the baseline."""
        return self.document.about(exceptions.baseline_outgrown, ("gaps",), closed)


def baseline_path(manifest: Path) -> Path:
    return manifest.parent / BASELINE_NAME


def read_baseline(manifest: Path, reference: str, version: str, option: str) -> BaselineFile | None:
    """Read the baseline beside a manifest; None if there is none.

    Raises:
        InputError: the baseline can't be read, or is for another standard, version or option.
    """
    path = baseline_path(manifest)
    if not path.exists():
        return None
    document = read_document(path)
    baseline = typed(document, Baseline)
    if (baseline.standard, baseline.version, baseline.option) != (reference, version, option):
        meant = _named(baseline.standard, baseline.version, baseline.option)
        judged = _named(reference, version, option or "no option")
        message = f"the baseline is for {meant}, but the portfolio is for {judged}"
        raise document.error(
            "KSB916", message, "Record the baseline again: `ksbcheck baseline --replace`.", ("standard",)
        )
    return BaselineFile(document, baseline)


def _named(reference: str, version: str, option: str) -> str:
    return f"{reference} version {version}, {option}"


def write_baseline(path: Path, baseline: Baseline, before: str | None = None) -> None:
    """Write a baseline whole or not at all. `before` is the text that was read, empty for a new file.

    Raises:
        InputError: the file can't be written, or is a link, which could lead anywhere.
    """
    if path.is_symlink():
        remedy = "Delete the link, or replace it by an ordinary file."
        raise InputError("KSB901", "cannot be written: it is a link to another file", remedy, path=path)
    write_text(path, json.dumps(baseline.model_dump(mode="json"), indent=1) + "\n", before)
