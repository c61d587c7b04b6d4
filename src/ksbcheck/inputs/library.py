"""The library of standards and frameworks, and the other data bundled with ksbcheck.

Standards come from three folders: bundled, the user's, and the project's. Of two with the same name, the later folder's
counts. A file named after its standard (`ST1414-1.0.yaml`) is read only when it is needed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.gateway_rules import GatewayRule, GatewayRules
from ksbcheck.domain.names import alike, look, natural
from ksbcheck.domain.standard import Option, Standard
from ksbcheck.inputs.document import parse_document, read_document
from ksbcheck.inputs.files import MAX_BYTES, NotOrdinaryError, opened, read_text, reason_of
from ksbcheck.inputs.standard_file import FILE_ENDINGS, is_assessment_plan, load_standard
from ksbcheck.inputs.typed import typed
from ksbcheck.rules import reading
from ksbcheck.rules.rule import Rule

_REFERENCE = re.compile(r"[A-Z]{2,4}[0-9]{3,5}[A-Z]?")
_NAMED = re.compile(rf"(?P<reference>{_REFERENCE.pattern})-(?P<version>[0-9]+(?:\.[0-9]+)*)")
_FIT_FOR_A_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")
_VERSION_OF = "@"
_FORMAT = b"ksbcheck-standard/"
_STANDARDS = {("ST1414", "1.0"): "standard.yaml"}
"""The files of the standards, by reference and version."""
_FRAMEWORKS = ("framework_fr04171.yaml",)
BUNDLED = ", bundled with ksbcheck"
"""What follows the names of bundled files."""
POLICIES = {"example": "policy_example.yaml"}
"""The files of the policies that have a name."""


def is_reference(text: str) -> bool:
    """Return whether a text has the form of a reference: `ST1414`."""
    return _REFERENCE.fullmatch(text) is not None


def file_name(reference: str, version: str) -> str | None:
    """Return the file name of a standard; None if reference or version can't be in a file name."""
    name = f"{reference}-{version}"
    return f"{name}.yaml" if _FIT_FOR_A_NAME.fullmatch(name) else None


class _AboveDuties(BaseModel):
    model_config = ConfigDict(defer_build=True)

    reference: str
    version: str
    title: str
    level: int | None
    options: tuple[Option, ...]


class Heading(NamedTuple):
    """The title, level and option ids of a standard, for lists."""

    title: str
    level: int | None
    options: tuple[str, ...]


class Entry(NamedTuple):
    """A standard in the library, its file, and whether that is the project's."""

    reference: str
    version: str
    file: Path
    of_the_project: bool = False

    @property
    def name(self) -> str:
        """Reference and version: `ST1414@1.0`."""
        return f"{self.reference}{_VERSION_OF}{self.version}"

    def load(self) -> Standard:
        """Return the standard.

        Raises:
            InputError: the file can't be read, contradicts itself, or holds another standard than its name says.
        """
        standard = _bundled(self.file) if self.file.parent == data_folder() else load_standard(self.file)
        self.verify(standard)
        return standard

    def verify(self, standard: Standard) -> None:
        """Refuse a standard other than the file's name says."""
        if _name(standard) != (self.reference, self.version):
            message = f"the file holds {standard.reference}, version {standard.version}, but its name says otherwise"
            right = file_name(*_name(standard))
            remedy = f"Rename the file to {right}." if right else "Rename the file."
            raise InputError("KSB918", message, remedy, path=self.file)

    def heading(self) -> Heading:
        """Return the heading of the standard. Only the top of a file in the layout of `standard import` is read."""
        top, found, _ = read_text(self.file).partition("\nduties:\n")
        if found and self.file.suffix.lower() != ".json":
            with suppress(ValidationError):
                above = _AboveDuties.model_validate(parse_document(self.file, f"{top}\n").value)
                if (above.reference, above.version) == (self.reference, self.version):
                    return Heading(above.title, above.level, tuple(option.id for option in above.options))
        standard = self.load()
        return Heading(standard.title, standard.level, standard.option_ids)


@cache
def _bundled(file: Path) -> Standard:
    return load_standard(file)


def _name(standard: Standard) -> tuple[str, str]:
    return standard.reference, standard.version


class Library(NamedTuple):
    """The known standards by folder: of two with the same name, the later one counts."""

    entries: tuple[Entry, ...]

    @property
    def references(self) -> tuple[str, ...]:
        """The known references, sorted."""
        return tuple(sorted({entry.reference for entry in self.entries}, key=natural))

    def reference(self, name: str) -> str:
        """Return the known reference that a name spells, in any letter case; or else the name."""
        return alike(name, self.references) or name

    def versions(self, reference: str) -> Mapping[str, Entry]:
        """Return the known versions of a standard, the lowest first, each with the entry that counts."""
        by_version = {entry.version: entry for entry in self.entries if entry.reference == reference}
        return {version: by_version[version] for version in sorted(by_version, key=natural)}

    def entries_named_like(self, standard: Standard) -> tuple[Entry, ...]:
        """Return the entries whose reference looks like a standard's: of each version the project's, and one other."""
        alike = (entry for entry in self.entries if look(entry.reference) == look(standard.reference))
        return tuple({(entry.name, entry.of_the_project and entry.file.parent): entry for entry in alike}.values())


def find_version(version: str, known: Iterable[str]) -> str | None:
    """Return the known version that a text means: `1` and `v1.0` are 1.0."""
    same = [each for each in known if _version_parts(each) == _version_parts(version)]
    return version if version in known else same[0] if len(same) == 1 else None


def _version_parts(version: str) -> tuple[str, ...]:
    parts = re.sub(r"^(?:version|v)[\s.]*", "", look(version)).split(".")
    while len(parts) > 1 and not parts[-1].strip("0"):
        parts.pop()
    return tuple(parts)


def users_folder() -> Path:
    """Return the folder of the user's own standards, which may not exist."""
    from platformdirs import user_data_path  # noqa: PLC0415 - 3 ms that most commands need not spend

    return user_data_path("ksbcheck") / "standards"


def library(*folders: Path) -> Library:
    """Return the library: the bundled standards, the user's, and those in folders of the project.

    Raises:
        InputError: a folder does not exist, or a file in it can't be read.
    """
    bundled = (Entry(*name, data_folder() / file) for name, file in _STANDARDS.items())
    own = users_folder()
    users = _shelf(own) if own.is_dir() else ()
    return Library((*bundled, *users, *(entry for folder in folders for entry in _projects(folder))))


def _projects(folder: Path) -> Iterator[Entry]:
    if not folder.is_dir():
        remedy = "Correct `standards`, which names the folder of your own standards."
        raise InputError("KSB901", "the folder of standards does not exist", remedy, path=folder)
    for entry in _shelf(folder):
        yield entry._replace(of_the_project=True)


def _shelf(folder: Path) -> Iterator[Entry]:
    """Yield the standards of a folder. Files with other names than `ST1414-1.0.yaml` are read."""
    try:
        files = sorted(folder.iterdir())
    except OSError as error:
        what = f"cannot be opened: {reason_of(error)}"
        raise InputError("KSB901", what, "Correct its permissions.", path=folder) from None
    for file in files:
        if file.suffix.lower() not in FILE_ENDINGS or is_assessment_plan(file):
            continue
        named = _NAMED.fullmatch(file.stem)
        if named:
            yield Entry(named["reference"], named["version"], file)
        elif _may_be_standard(file):
            yield Entry(*_name(load_standard(file)), file)


def _may_be_standard(file: Path) -> bool:
    """Return whether a file has the format of a standard, or can't be opened: a folder may hold other files."""
    try:
        with opened(file) as content:
            return _FORMAT in content.read(MAX_BYTES)
    except (OSError, NotOrdinaryError):
        return file.is_file()


def bundled_standards() -> Iterator[tuple[Path, Standard]]:
    """Yield the bundled standards, each with its file."""
    for file in _STANDARDS.values():
        path = data_folder() / file
        yield path, load_standard(path)


def frameworks() -> Iterator[tuple[Path, Framework]]:
    """Yield the bundled frameworks, each with its file."""
    for name in _FRAMEWORKS:
        path = data_folder() / name
        yield path, typed(read_document(path), Framework)


@cache
def gateway_rules() -> tuple[GatewayRule, ...]:
    """Return the rules of the gateway that hold for every standard."""
    return typed(read_document(data_folder() / "gateway_rules.yaml"), GatewayRules).rules


def names_a_path(reference: str) -> bool:
    """Return whether a name is a path, not a reference."""
    return "/" in reference or "\\" in reference or reference.lower().endswith(FILE_ENDINGS)


def find_standard(name: str | None, *folders: Path) -> tuple[Path, Standard]:
    """Return the standard of a reference, a reference and version (`ST1414@1.0`) or a path, with its file.

    A name or version may be left out if only one is known. `folders` hold the project's standards.

    Raises:
        InputError: there is none, or more than one, or the file can't be read.
    """
    if name and names_a_path(name):
        return Path(name), load_standard(Path(name))
    entry = find_entry(name, library(*folders))
    return entry.file, entry.load()


def find_entry(name: str | None, known: Library) -> Entry:
    """Return the entry of a reference, or of a reference and version.

    Raises:
        InputError: there is none, or more than one.
    """
    if name is None:
        return _only(None, known.references, reading.unknown_standard, lambda only: find_entry(only, known))
    written, _, version = name.partition(_VERSION_OF)
    reference = known.reference(written)
    versions = known.versions(reference)
    if not versions:
        raise InputError("KSB907", *reading.unknown_standard.words(reference, known.references))
    if version:
        meant = find_version(version, versions)
        if meant is None:
            raise InputError("KSB908", *reading.unknown_version.words(reference, version, versions))
        return versions[meant]
    if len(versions) > 1:
        raise InputError(
            "KSB919", *reading.several_versions.words(reference, [entry.name for entry in versions.values()])
        )
    (entry,) = versions.values()
    return entry


def find_framework(framework_id: str | None) -> "tuple[Path, Framework]":
    """Return a framework and its file. The id may be left out if only one is known.

    Raises:
        InputError: there is none, or more than one.
    """
    known = {framework.id: (path, framework) for path, framework in frameworks()}
    return _only(framework_id, tuple(known), reading.unknown_framework, known.__getitem__)


T = TypeVar("T")


def _only(name: str | None, known: tuple[str, ...], unknown: Rule, get: Callable[[str], T]) -> T:
    """Return the item of a name; without a name, the only item."""
    meant = known[0] if name is None and len(known) == 1 else alike(name or "", known)
    if meant is None:
        raise InputError(unknown.code, *unknown.words(name or "", known))
    return get(meant)


@cache
def data_folder() -> Path:
    """Return the folder of bundled data: in the installed package, or at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "data"
    return inside if inside.is_dir() else package.parents[1] / "data"


def named(path: Path) -> str:
    """Return how to name a data file to a reader: by its path, or as bundled."""
    return f"{path.name}{BUNDLED}" if path.parent == data_folder() else str(path)
