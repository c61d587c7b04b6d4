"""Digests of all that portfolios are judged by, besides their own folders: to know that two machines judge alike."""

import os
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ksbcheck import __version__
from ksbcheck.domain.finding import InputError
from ksbcheck.inputs.library import data_folder, users_folder
from ksbcheck.inputs.policy import policy_for
from ksbcheck.inputs.settings import Overrides, setup_for

_READERS = ("pillow", "pypdfium2", "pyyaml", "tinytag")


@cache
def build() -> str:
    """Return the version of ksbcheck, with a digest of its source, its data, and the libraries that it reads with."""
    package = Path(__file__).parents[1]
    files = {path.relative_to(package).as_posix(): path for path in package.rglob("*.py")}
    data = {f"data/{path.name}": path for path in data_folder().glob("*.yaml")}
    digest = blake2b(repr([(name, _version(name)) for name in _READERS]).encode(), digest_size=8)
    for name, path in sorted((files | data).items()):
        digest.update(f"{name}\0{_digest_of(path)}\0".encode())
    return f"{__version__} (build {digest.hexdigest()})"


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


class Surroundings:
    """The settings, policies and standards for portfolios in a folder, as a digest. Each file is read once."""

    def __init__(self, settings: Overrides) -> None:
        self._settings = settings
        self._folders: dict[str, str] = {}
        self._files: dict[Path, str] = {}

    def of(self, path: str) -> tuple[str, str]:
        """Return the folder that a portfolio is in, and the digest for it."""
        folder = os.path.dirname(path)  # noqa: PTH120 - a string, of which there are very many
        if folder not in self._folders:
            digest = blake2b(digest_size=16)
            for part in self._parts(Path(folder)):
                digest.update(f"{part}\0".encode(errors="surrogatepass"))
            self._folders[folder] = digest.hexdigest()
        return folder, self._folders[folder]

    def _parts(self, folder: Path) -> Iterator[str]:
        try:
            setup = setup_for(folder, self._settings)
            policy, _ = policy_for(setup)
        except InputError as error:
            yield from (finding.message for finding in error.findings)
            return
        policies = map(Path, filter(None, (policy.file, *policy.more_files)))
        yield from self._digests((*setup.files, *(path for path in policies if path.is_file())))
        for standards in (users_folder(), *setup.standards):
            yield from self._digests(sorted(standards.iterdir()) if standards.is_dir() else ())

    def _digests(self, files: Iterable[Path]) -> Iterator[str]:
        for file in files:
            if file not in self._files:
                self._files[file] = f"{file.name} {_digest_of(file)}"
            yield self._files[file]


def _digest_of(file: Path) -> str:
    try:
        return blake2b(file.read_bytes(), digest_size=16).hexdigest()
    except OSError as error:
        return str(error.strerror)
