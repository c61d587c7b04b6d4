"""Digests of all that portfolios are judged by, besides their own folders: whether two machines judge alike."""

import time
from collections.abc import Iterator
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.metadata import distributions
from pathlib import Path
from stat import S_ISREG

from ksbcheck import __version__
from ksbcheck.domain.finding import InputError
from ksbcheck.inputs.library import data_folder, users_folder
from ksbcheck.inputs.policy import policy_for
from ksbcheck.inputs.settings import Overrides, setup_for

_UNSETTLED = 2 * 10**9
"""The nanoseconds in which a file may be written twice without another time, as far as some disks can tell."""
_READERS = ("pillow", "pypdfium2", "pyyaml", "tinytag")


@cache
def build() -> str:
    """Return the version of ksbcheck, with a digest of its source, its data, and the libraries that it reads with."""
    package, data = Path(__file__).parents[1], data_folder()
    files = {path.relative_to(package).as_posix(): path for path in package.rglob("*.py")}
    files |= {f"data/{path.name}": path for path in data.glob("*.yaml")}
    libraries = sorted(f"{each.name} {each.version}" for each in distributions() if each.name.lower() in _READERS)
    digest = digest_of(*libraries, *(f"{name} {_digest_of_file(path)}" for name, path in sorted(files.items())))
    return f"{__version__} (build {digest})"


def surroundings(folder: str, settings: Overrides) -> str:
    """Return a digest of the settings, policies and standards for portfolios in a folder, whatever its path."""
    try:
        setup = setup_for(Path(folder), settings)
        policy, _ = policy_for(setup)
    except InputError as error:
        return digest_of(*(finding.message for finding in error.findings))
    policies = (Path(file) for file in (policy.file, *policy.more_files) if file)
    groups = ((*setup.files, *policies), *map(_files_in, (users_folder(), *setup.standards)))
    files = ((number, file) for number, group in enumerate(groups) for file in group)
    return digest_of(*(f"{number} {file.name} {_digest_of_file(file)}" for number, file in files))


def digest_of(*parts: str) -> str:
    """Return a digest of texts."""
    return blake2b("\0".join(parts).encode(errors="surrogatepass"), digest_size=8).hexdigest()


def _files_in(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.iterdir()) if folder.is_dir() else ()


def _digest_of_file(file: Path) -> str:
    try:
        status = file.stat()
        if not S_ISREG(status.st_mode):
            return "no ordinary file"
        version = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        is_settled = time.time_ns() - max(version[3:]) > _UNSETTLED
        return (_digest_of_version if is_settled else _digest_of_version.__wrapped__)(file, version)
    except OSError as error:
        return str(error.strerror)


@lru_cache(maxsize=4_096)
def _digest_of_version(file: Path, _version: tuple[int, ...]) -> str:
    return blake2b(file.read_bytes(), digest_size=16).hexdigest()
