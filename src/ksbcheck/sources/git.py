"""What has changed in a git repository, as the program git tells."""

import os
import subprocess
from pathlib import Path

from ksbcheck.rules import reading
from ksbcheck.sources.refuse import refuse

_SECONDS = 60


def changed_files(revision: str, folder: Path) -> frozenset[Path]:
    """Return the real paths of files that have changed since a revision, in the repository of a folder.

    Since means since the work in the folder parted from it, as in a pull request. What is not committed yet counts, and
    so do new files that git doesn't ignore, and files that are gone.

    Raises:
        InputError: git is not there, the folder is in no repository, or the revision is not known in it.
    """
    root = Path(_git(folder, revision, "rev-parse", "--show-toplevel").rstrip("\n"))
    base = _git(folder, revision, "merge-base", "--end-of-options", revision, "HEAD").strip()
    names = _git(root, revision, "diff", "--name-only", "--no-renames", "-z", base, "--")
    names += _git(root, revision, "ls-files", "--others", "--exclude-standard", "-z")
    return frozenset(Path(os.path.realpath(root)) / name for name in names.split("\0") if name)


def _git(folder: Path, revision: str, *args: str) -> str:
    """Return what git prints.

    Raises:
        InputError: it fails.
    """
    try:
        done = subprocess.run(  # noqa: S603 - nothing of it goes through a shell
            ["git", "-C", str(folder), *args],  # noqa: S607 - the user's own git
            capture_output=True,
            check=True,
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        problem, remedy = "--changed-since needs git, which is not installed", "Install git, or leave the option out."
    except subprocess.TimeoutExpired:
        problem, remedy = f"git gave no answer within {_SECONDS} seconds", "Run `git status` to see what holds it up."
    except subprocess.CalledProcessError as error:
        problem, remedy = _problem(revision, args[0], error.stderr.decode(errors="replace"))
    else:
        return os.fsdecode(done.stdout)
    raise refuse(None, None, reading.cannot_open, problem, remedy)


def _problem(revision: str, command: str, said: str) -> tuple[str, str]:
    """Return what is wrong where git failed, and the remedy."""
    if command == "rev-parse":
        return "the current folder is in no git repository", "Leave --changed-since out, or go to the repository."
    if command == "merge-base":
        remedy = (
            f"Name a branch, tag or commit that is here (`git log {revision}` must work). In a shallow clone, which CI "
            "makes, fetch the whole history: fetch-depth: 0 on GitHub, GIT_DEPTH: 0 on GitLab."
        )
        return f"git knows no common history with {revision!r}", remedy
    first = (said.strip().splitlines() or ["it said nothing"])[0]
    return f"git {command} failed: {first}", "Run it by hand to see what is wrong."
