"""`ksbcheck check --watch`: what makes a new check necessary, and showing what has changed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from queue import Empty, SimpleQueue
from signal import SIGINT, signal
from threading import Event, Thread
from typing import NamedTuple

import typer

from ksbcheck.cli.output import COULD_NOT_CHECK, screen_for, stop, write
from ksbcheck.domain.report import Report, tally

Check = Callable[[], Sequence[Report]]
Happened = SimpleQueue[set[Path] | Exception]

_TEMPORARY = (
    "*~",
    "*.swp",
    "*.swo",
    "*.swx",
    "*.bak",
    "*.part",
    "*.crdownload",
    "4913",
    ".#*",
    "#*#",
    ".ksbcheck-*.tmp",
)
"""What editors and programs write for a moment, by the names of files."""
_CONFIGURATIONS = ("ksbcheck.toml", "pyproject.toml")
_A_WHILE = 0.2
_READY = 10.0


def watch(paths: Iterable[str], check: Check, shown_as: Callable[[Report], Report]) -> int:
    """Check, then again whenever something is saved, until an interrupt; return the last exit status.

    `paths` are the portfolios as far as they are known before; `shown_as` gives each report as it may be shown.
    """
    watching = _Watching(check, shown_as)
    try:
        with _hearing(watching.interrupted):
            watching.begin(paths)
            while True:
                watching.wait()
    except KeyboardInterrupt:
        typer.echo("", err=True)
    finally:
        watching.end()
    return watching.status


@contextmanager
def _hearing(interrupted: Event) -> Iterator[None]:
    """Note an interrupt as well as raising it: one that is raised while Python tidies up goes nowhere."""

    def hear(_signal: int, _frame: object) -> None:
        interrupted.set()
        raise KeyboardInterrupt

    before = signal(SIGINT, hear)
    try:
        yield
    finally:
        signal(SIGINT, before)


class Watched(NamedTuple):
    """What is watched, by real paths: folders with all that is in them, and files alone, which needn't be there."""

    folders: frozenset[Path]
    files: frozenset[Path]

    @classmethod
    def by(cls, portfolios: Iterable[str], reports: Iterable[Report]) -> "Watched":
        """Return what portfolios are made of, and what they were judged by; a folder without manifest is none yet."""
        from ksbcheck.inputs.assessment import assessment_paths
        from ksbcheck.inputs.manifest import MANIFEST_NAMES

        folders = set[Path]()
        judged_by = tuple(reports)
        files = {Path(file).resolve() for report in judged_by for file in report.files_beside}
        for standard in filter(None, (report.standard_file for report in judged_by)):
            files |= {path.resolve() for path in assessment_paths(Path(standard))}
        for path in (Path(portfolio).resolve() for portfolio in portfolios):
            manifests = {path / name for name in MANIFEST_NAMES} if path.is_dir() else set[Path]()
            if any(manifest.exists() for manifest in manifests):
                folders.add(path)
            files |= {path, *manifests, *_configurations(path)}
        return cls(frozenset(folders), frozenset(files))

    @property
    def beside(self) -> frozenset[Path]:
        """The folders in which the files stand: a file itself is often replaced, and then nobody hears of it."""
        within = {file.parent for file in self.files if any(map(file.parent.is_relative_to, self.folders))}
        return frozenset(file.parent for file in self.files if file.parent.is_dir()) - within

    def concerns(self, path: Path) -> bool:
        """Whether something that happened to a path can make a difference."""
        return path in self.files or any(_is_of(path, folder) for folder in self.folders)


def _configurations(portfolio: Path) -> Iterator[Path]:
    """Yield where a configuration stands, or could come to stand: beside the manifest, or where there is one."""
    for above in (portfolio, *portfolio.parents):
        for name in _CONFIGURATIONS:
            if above in (portfolio, portfolio.parent) or (above / name).is_file():
                yield above / name


def _is_of(path: Path, folder: Path) -> bool:
    """Whether a path is in a folder, and nothing that comes and goes without meaning."""
    from ksbcheck.inputs.folder import LITTER, LITTER_FOLDERS, TOOL_FOLDERS

    if not path.is_relative_to(folder):
        return False
    steps = path.relative_to(folder).parts
    if not steps or {*LITTER_FOLDERS, *TOOL_FOLDERS}.intersection(steps):
        return not steps
    name = steps[-1].casefold()
    return not any(fnmatchcase(name, pattern.casefold()) for pattern in (*LITTER, *_TEMPORARY))


class _Watching:
    """The checks so far: of each portfolio the last report, and the last one that judged it, by its path."""

    def __init__(self, check: Check, shown_as: Callable[[Report], Report]) -> None:
        self._check, self._shown_as = check, shown_as
        self._paths: frozenset[str] = frozenset()
        self._last: dict[str, Report] = {}
        self._judged: dict[str, Report] = {}
        self._watched = Watched(frozenset(), frozenset())
        self._stop = Event()
        self.interrupted = Event()
        self._happened: Happened = SimpleQueue()
        self.status = COULD_NOT_CHECK

    def begin(self, paths: Iterable[str]) -> None:
        """Begin to watch, so that nothing is missed that is saved while the first check is made, and make that."""
        from ksbcheck.reports.report_table import render

        self._follow(paths)
        reports = self._checked()
        write(render(list(map(self._shown_as, reports)), screen_for(None)), None)
        self._remember(reports)
        if not self._watched.beside:
            stop("none of this is there, so there is nothing to watch")
        typer.echo("Watching; Ctrl-C ends it.", err=True)

    def wait(self) -> None:
        """Wait for something to happen, and check again if it concerns what was checked."""
        happened = self._next()
        if any(map(self._watched.concerns, happened)):
            try:
                reports = self._checked()
            except typer.Exit:  # what can't be read has been said; the next save may mend it
                self.status = COULD_NOT_CHECK
                return
            self._show(reports)
            self._remember(reports, anew=bool(happened & self._watched.folders))

    def end(self) -> None:
        """End the watching."""
        self._stop.set()

    def _next(self) -> set[Path]:
        """Return all that has happened, once something has."""
        happened = set[Path]()
        while not happened or not self._happened.empty():
            if self.interrupted.is_set():
                raise KeyboardInterrupt
            with suppress(Empty):  # an interrupt is heard between waits
                each = self._happened.get(timeout=_A_WHILE)
                if isinstance(each, Exception):
                    stop(f"the files can't be watched: {each}")
                happened |= each
        return happened

    def _checked(self) -> Sequence[Report]:
        from ksbcheck.inputs.library import forget_standards

        forget_standards()
        reports = self._check()
        self.status = int(tally(reports).worst)
        return reports

    def _remember(self, reports: Sequence[Report], *, anew: bool = False) -> None:
        """Remember what was found, and watch what it was about."""
        self._last |= {report.path: report for report in reports}
        self._judged |= {report.path: report for report in reports if report.judgement}
        self._follow((report.path for report in reports), anew=anew)

    def _show(self, reports: Sequence[Report]) -> None:
        """Show what has changed since the reports before."""
        clock = datetime.now().astimezone().strftime("%H:%M:%S")
        parts = [part for part in (self._changed(report, clock) for report in reports) if part]
        if not parts:
            from ksbcheck.reports.watch_table import render_unchanged

            parts = [render_unchanged(list(map(self._shown_as, reports)), clock, screen_for(None))]
        for part in parts:
            write(part, None)

    def _changed(self, report: Report, clock: str) -> str | None:
        """Return what has changed in a portfolio, or None if nothing has."""
        from ksbcheck.engine.changes import changes_between
        from ksbcheck.reports import report_table, watch_table

        screen = screen_for(None)
        last, judged = self._last.get(report.path), self._judged.get(report.path)
        could_be_read = last is not None and last.judgement is not None
        if report.judgement is None:
            same = last is not None and not could_be_read and last.findings == report.findings
            return None if same else watch_table.render_unreadable(self._shown_as(report), clock, screen)
        if judged is None:
            return report_table.render([self._shown_as(report)], screen)
        changes = changes_between(self._shown_as(judged), self._shown_as(report))
        return watch_table.render(changes, clock, screen) if changes or not could_be_read else None

    def _follow(self, paths: Iterable[str], *, anew: bool = False) -> None:
        """Watch portfolios besides those so far; `anew` if a folder may have been put in the place of another."""
        self._paths |= frozenset(paths)
        watched = Watched.by(self._paths, self._last.values())
        if watched == self._watched and not anew:
            return
        before, self._stop, self._watched = self._stop, Event(), watched
        _follow(watched.folders, self._happened, self._stop, recursive=True)
        _follow(watched.beside, self._happened, self._stop, recursive=False)
        before.set()


def _follow(paths: Iterable[Path], happened: Happened, ended: Event, *, recursive: bool) -> None:
    """Put what happens to some folders into a queue, until the end; return once they are watched."""
    from watchfiles import watch as changes_in

    ready, there = Event(), [path for path in paths if path.is_dir()]

    def follow() -> None:
        try:
            # It gives an empty set whenever nothing happens, and the first one says that it is watching.
            for changes in changes_in(
                *there,
                watch_filter=None,
                debounce=400,
                stop_event=ended,
                rust_timeout=100,
                yield_on_timeout=True,
                raise_interrupt=False,
                recursive=recursive,
                ignore_permission_denied=True,
            ):
                ready.set()
                if changes:
                    happened.put({Path(path) for _, path in changes})
        except (OSError, RuntimeError) as error:
            happened.put(error)
        ready.set()

    if there:
        Thread(target=follow, daemon=True).start()
        ready.wait(_READY)
