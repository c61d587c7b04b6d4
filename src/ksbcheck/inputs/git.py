"""What has changed in a git repository, as the program git tells."""

import os
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ksbcheck.domain.finding import InputError
from ksbcheck.inputs.files import reason_of

_SECONDS = 60
_NAME_ONE = "Name a branch, tag or commit that is here."
_SHALLOW = (
    "In a shallow clone, which CI makes, fetch the whole history first: fetch-depth: 0 on GitHub, "
    "GIT_DEPTH: 0 on GitLab."
)


@dataclass(frozen=True)
class Changed:
    """What has changed in a repository, and what it can't tell of, all by their real paths."""

    root: Path
    files: frozenset[Path]
    ignored: frozenset[Path] = frozenset()

    def touches(self, path: Path) -> bool:
        """Whether a file or folder has changed, or something in it, or whether git can't tell.

        It can't of what is ignored or lies outside the repository. Of a repository within, it tells the folder alone.
        """
        above = {path, *path.parents}
        return (
            self.root not in above
            or not above.isdisjoint(self.ignored)
            or not above.isdisjoint(self.files)
            or path in self._folders
        )

    @cached_property
    def _folders(self) -> frozenset[Path]:
        return frozenset(folder for file in self.files for folder in file.parents)


def changed_since(revision: str, folder: Path) -> Changed:
    """Return what has changed since a revision in the repository of a folder.

    Since means since the work in the folder parted from it, as in a pull request. What is not committed yet counts, and
    so do new files that git doesn't ignore, and files that are gone.

    Raises:
        InputError: git is not there, the folder is in no repository, or the revision is not known in it.
    """
    root = Path(_git(folder, revision, "rev-parse", "--show-toplevel").rstrip("\n"))
    base = _git(folder, revision, "merge-base", "--end-of-options", revision, "HEAD").strip()
    others = ("ls-files", "--others", "--exclude-standard", "-z")
    # Whatever a configuration says: a repository within that is not shown would be taken for untouched.
    names = _git(root, revision, "diff", "--name-only", "--no-renames", "--ignore-submodules=none", "-z", base, "--")
    names += _git(root, revision, *others)
    ignored = _git(root, revision, *others, "--ignored", "--directory")
    real = Path(os.path.realpath(root))
    return Changed(real, _paths(real, names), _paths(real, ignored))


def _paths(root: Path, names: str) -> frozenset[Path]:
    return frozenset(root / name for name in names.split("\0") if name)


def _git(folder: Path, revision: str, *args: str) -> str:
    """Return what git prints.

    Raises:
        InputError: it fails.
    """
    try:
        done = subprocess.run(  # noqa: S603 - nothing of it goes through a shell
            ["git", "-C", str(folder), *args],  # noqa: S607 - the user's own git
            capture_output=True,
            env={**os.environ, "LC_ALL": "C"},  # what it says is looked at
            check=True,
            timeout=_SECONDS,
        )
    except OSError as error:
        problem, remedy = f"git can't be run: {reason_of(error)}", "Install git, or leave --changed-since out."
    except subprocess.TimeoutExpired:
        problem, remedy = f"git gave no answer within {_SECONDS} seconds", "Run `git status` to see what holds it up."
    except subprocess.CalledProcessError as error:
        problem, remedy = _problem(revision, args[0], error.stderr.decode(errors="replace"))
    else:
        return os.fsdecode(done.stdout)
    raise InputError("KSB901", problem, remedy)


def _problem(revision: str, command: str, said: str) -> tuple[str, str]:
    """Return what is wrong where git failed, and the remedy."""
    first = (said.strip().splitlines() or ["it said nothing"])[0]
    if command == "rev-parse":
        remedy = "Go to the folder of the repository, or leave --changed-since out."
        return f"git finds no repository that it may read here: {first}", remedy
    if command == "merge-base" and "valid" in said:
        return f"git knows no revision {revision!r}", f"{_NAME_ONE} {_SHALLOW}"
    if command == "merge-base":
        return f"git knows no common history with {revision!r}", _SHALLOW
    return f"git {command} failed: {first}", "Run it by hand to see what is wrong."
