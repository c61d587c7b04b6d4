"""The root of a repository, and paths from there, as code hosts and CI name files."""

import os
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.report import Report
from ksbcheck.inputs.manifest import find_manifest


class Root(NamedTuple):
    """The folder that paths start from: a repository, or else the current folder."""

    folder: Path
    is_repository: bool

    @classmethod
    def around(cls, folder: Path) -> "Root":
        """Return the root of the repository that holds a folder; without a repository, the folder itself."""
        real = Path(_real(folder))
        # `.git` is a file in a worktree and in a submodule
        found = next((each for each in (real, *real.parents) if (each / ".git").exists()), None)
        return cls(found or real, is_repository=found is not None)

    def __str__(self) -> str:
        return f"the repository {self.folder}" if self.is_repository else f"the folder {self.folder}"

    def path_of(self, portfolio: str) -> str | None:
        """Return the path of a portfolio from the root, with links resolved; None outside."""
        path = Path(portfolio)
        return self._inside(_real(path) if path.is_dir() else os.path.join(_real(path.parent), path.name))  # noqa: PTH118

    def rooted(self, report: Report) -> Report:
        """Return a report with paths from the root, those of justifications included.

        A finding in a file outside the root moves to the manifest, and its message names the file.
        """
        folder = Path(report.path) if Path(report.path).is_dir() else Path(report.path).parent
        manifest = self.path_of(str(_manifest(report))) or ""
        return report._replace(
            path=self.path_of(report.path) or "",
            findings=tuple(self._rooted(finding, folder, manifest) for finding in report.findings),
        )

    def _rooted(self, finding: Finding, folder: Path, manifest: str) -> Finding:
        source = finding.justification and finding.justification.source
        if finding.justification and source:
            within = self._path_in(source, folder) or Path(source).name
            finding = finding.justified_by(finding.justification._replace(source=within))
        if finding.path is None:
            return finding.at(manifest, None)
        path = self._path_in(finding.path, folder)
        if path is not None:
            return finding.at(path, finding.place)
        where = ":".join(map(str, (finding.path, *(finding.place or ()))))
        return finding._replace(path=manifest, place=None, message=f"{where}: {finding.message}")

    def _path_in(self, file: str, folder: Path) -> str | None:
        """Return the path of a file from the root. Links in the portfolio's folder are not resolved."""
        path = Path(file)
        if path.is_relative_to(folder):
            return self._inside(os.path.join(_real(folder), path.relative_to(folder)))  # noqa: PTH118
        return self._inside(_real(path))

    def _inside(self, path: str) -> str | None:
        plain = Path(os.path.normpath(path))
        return plain.relative_to(self.folder).as_posix() if plain.is_relative_to(self.folder) else None


def _manifest(report: Report) -> Path:
    """Return the manifest of a portfolio, or else its folder."""
    try:
        return find_manifest(Path(report.path))
    except InputError:
        return Path(report.path)


def _real(path: Path) -> str:
    """Return a path with links resolved, also if nothing is there or the links form a circle."""
    try:
        return os.path.realpath(path)
    except ValueError:  # a name that no system takes
        return os.path.abspath(path)  # noqa: PTH100 - Path has nothing that leaves the system alone
