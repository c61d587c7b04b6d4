"""The baseline of a portfolio: read from beside its manifest, and written there."""

import json
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.baseline import BASELINE_NAME, Baseline
from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.inputs.document import Document, read_document
from ksbcheck.inputs.files import write_text
from ksbcheck.inputs.typed import typed
from ksbcheck.rules import exceptions


class BaselineFile(NamedTuple):
    """A baseline that was read."""

    document: Document
    values: Baseline

    @property
    def path(self) -> Path:
        return self.document.path

    def outgrown(self, closed: tuple[str, ...]) -> Finding:
        """Return a finding about closed gaps in the baseline."""
        return self.document.finding(
            exceptions.baseline_outgrown, *exceptions.baseline_outgrown.words(closed), ("gaps",)
        )


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
