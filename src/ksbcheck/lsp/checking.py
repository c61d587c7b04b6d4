"""Checks of the manifests that are open in an editor, and their findings as its diagnostics."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from lsprotocol import types

from ksbcheck.domain.day import today
from ksbcheck.domain.finding import Finding, Location
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.names import in_ranges
from ksbcheck.domain.portfolio import MANIFEST_NAMES
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import counted_noun, listed, shown
from ksbcheck.inputs.evidence import OutlineCache, Outlines
from ksbcheck.inputs.plain import Value
from ksbcheck.inputs.settings import Overrides
from ksbcheck.lsp.text import Buffer
from ksbcheck.reports.words import justification_text
from ksbcheck.rules import FOLDER_RULES, RULES
from ksbcheck.rules.coverage import GAP_RULES
from ksbcheck.tasks.check import CheckRequest, check

_SOURCE = "ksbcheck"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}
_OF_FOLDERS = frozenset(rule.code for rule in FOLDER_RULES)
_AS_SAVED = "(found when the folder was last checked, on opening or saving) "


def check_text(buffer: Buffer, overrides: Overrides) -> Report:
    return check(buffer.path, CheckRequest(overrides, today(), text=buffer.text))


class FolderChecks:
    """Checks of folders with their documents, one at a time."""

    def __init__(self) -> None:
        self._one_at_a_time = Lock()
        self._outlines: Outlines | None = None
        self._ended = False

    def check(self, buffer: Buffer, overrides: Overrides) -> Report:
        with self._one_at_a_time, Outlines(None if self._ended else OutlineCache.of_the_user()) as self._outlines:
            return check(buffer.path.parent, CheckRequest(overrides, today(), self._outlines, text=buffer.text))

    def end(self) -> None:
        """Stop reading, and read nothing more."""
        self._ended = True
        if self._outlines:
            self._outlines.__exit__(None, None, None)


def has_folder(buffer: Buffer) -> bool:
    """Whether a manifest is the one of its folder."""
    return buffer.path.name in MANIFEST_NAMES and buffer.path.is_file()


@dataclass
class Found:
    """The last reports on a manifest: on its text, on its folder, and with a judgement. `turn` counts its checks."""

    now: Report | None = None
    text: Buffer | None = None
    folder: Report | None = None
    judged: Report | None = None
    turn: int = 0

    def take(self, report: Report, text: Buffer) -> None:
        self.now, self.text = report, text
        if report.judgement is not None:
            self.judged = report


def diagnostics(buffer: Buffer, report: Report, folder: Report | None = None) -> list[types.Diagnostic]:
    """Return the diagnostics of a report on a text; `folder` is the last report on its folder.

    Findings about files stay until the folder is checked again. Gaps of one rule at one place make one diagnostic.
    """
    findings = [*report.findings, *(_remembered(folder, report) if folder else ())]
    gaps = [finding for finding in findings if finding.rule in GAP_RULES]
    others = [finding for finding in findings if finding.rule not in GAP_RULES]
    return [*_gaps(buffer, gaps), *(_diagnostic(buffer, finding) for finding in others)]


def _remembered(folder: Report, now: Report) -> Iterator[Finding]:
    """Yield the last findings about files, at the pieces where they are now."""
    if folder.judgement is None or now.judgement is None:
        return
    at = {piece.id: index for index, piece in enumerate(now.judgement.portfolio.evidence)}
    for finding in folder.findings:
        if finding.rule in _OF_FOLDERS:
            moved = _moved(finding.location, [piece.id for piece in folder.judgement.portfolio.evidence], at)
            if moved is not None:
                yield finding._replace(message=f"{_AS_SAVED}{finding.message}", location=moved, place=None)


def _moved(location: Location, ids: Sequence[str], at: dict[str, int]) -> Location | None:
    """Return the location in the piece of the same id; None if there is no such piece any more."""
    match location:
        case ("evidence", int(index), *rest):
            return ("evidence", at[ids[index]], *rest) if ids[index] in at else None
    return location


def _gaps(buffer: Buffer, gaps: Iterable[Finding]) -> Iterator[types.Diagnostic]:
    """Yield one diagnostic for all gaps of a rule, place and justification."""
    groups: dict[object, list[Finding]] = {}
    for gap in gaps:
        groups.setdefault((gap.rule, gap.location, gap.place, gap.justification), []).append(gap)
    for first, *more in groups.values():
        if more:
            codes = list(in_ranges([gap.ksb for gap in (first, *more) if gap.ksb]))
            title = {rule.code: rule.title for rule in RULES}[first.rule]
            message = f"{title}: {counted_noun(len(more) + 1, 'KSB')}, {listed(codes)}"
            first = first._replace(message=message, help="Completion of codes offers these first.")  # noqa: PLW2901 - shown as one
        yield _to_diagnostic(buffer, first, _at(buffer, first), types.DiagnosticSeverity.Information)


def _diagnostic(buffer: Buffer, finding: Finding) -> types.Diagnostic:
    severity = _SEVERITIES[finding.severity]
    if finding.path is None or Path(finding.path) in {buffer.path, buffer.path.parent}:
        return _to_diagnostic(buffer, finding, _at(buffer, finding), severity)
    said = finding._replace(message=f"{finding.where}: {finding.message}")
    return _to_diagnostic(buffer, said, _place_of_name(buffer, finding), severity)


def _to_diagnostic(
    buffer: Buffer, finding: Finding, where: tuple[int, int], severity: types.DiagnosticSeverity
) -> types.Diagnostic:
    """Return the diagnostic of a finding, with its help and its justification. A justified finding is a hint."""
    lines = [finding.message, finding.help]
    if finding.justification:
        severity = types.DiagnosticSeverity.Hint
        lines.append(f"Justified: {justification_text(finding.justification)}")
    message = "\n".join(shown(line) for line in lines if line)
    return types.Diagnostic(buffer.range(*where), message, severity, finding.rule, source=_SOURCE)


def _at(buffer: Buffer, finding: Finding) -> tuple[int, int]:
    """Return the start and end of what a finding is about; without a place, of the first line."""
    place = finding.place
    if place is None:
        if buffer.document is None or not finding.location:
            return 0, len(buffer.line_at(0))
        place = buffer.document.place(finding.location)
    start = buffer.offset_of(place)
    end = buffer.document.end_at(start) if buffer.document else None
    return start, start + len(buffer.line_at(start)) if end is None else end


def _place_of_name(buffer: Buffer, finding: Finding) -> tuple[int, int]:
    """Return where the manifest names the file of a finding; if it doesn't, the first line."""
    if buffer.document is not None:
        for location, name in names_of_files(buffer.document.value):
            if finding.path == str(buffer.path.parent / name):
                extent = buffer.document.extent(location)
                return extent.value.start, extent.value.end
    return 0, len(buffer.line_at(0))


def names_of_files(manifest: Value) -> Iterator[tuple[Location, str]]:
    """Yield the location and name of each file that a manifest names."""
    match manifest:
        case {"standard": str(name)}:
            yield ("standard",), name
    match manifest:
        case {"evidence": list(pieces)}:
            for index, piece in enumerate(pieces):
                files = piece.get("files") if isinstance(piece, dict) else None
                if isinstance(files, str):
                    yield ("evidence", index, "files"), files
                for at, name in enumerate(files if isinstance(files, list) else ()):
                    if isinstance(name, str):
                        yield ("evidence", index, "files", at), name
