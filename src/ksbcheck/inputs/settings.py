"""Configuration: found upward from a portfolio, read from the environment, and put together."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from typing import Any

from ksbcheck.domain.configuration import Asked, Configuration, Held, Layer, RuleChoice, holding
from ksbcheck.domain.finding import Finding, InputError, Location, sort_by_place
from ksbcheck.domain.names import nearest
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.text import listed
from ksbcheck.inputs.document import Document
from ksbcheck.inputs.files import read_bytes
from ksbcheck.inputs.toml import TomlDocument, read_toml
from ksbcheck.inputs.typed import typed
from ksbcheck.rules import RULES, reading
from ksbcheck.rules.coverage import GAP_RULES, below_threshold
from ksbcheck.rules.rule import Rule, did_you_mean

CONFIGURATION_NAME = "ksbcheck.toml"
_PYPROJECT_NAME = "pyproject.toml"
STANDARDS_FOLDER = "standards"
"""The folder of the project's standards, where nothing else is said."""
TABLE = ("tool", "ksbcheck")
PREFIX = "KSBCHECK_"
NO_SETTINGS = frozenset({"KSBCHECK_DEBUG", "KSBCHECK_UPDATE_GOLD"})
"""Variables of the environment that begin like a setting and are none."""
_LISTS = frozenset({"select", "ignore"})
_FROM_ENVIRONMENT = tuple(key for key in Configuration.model_fields if key not in {"severity", "paths", "exceptions"})
_KNOWN = {rule.code for rule in RULES}
_BEYOND_EXCEPTIONS = frozenset(code for code in _KNOWN if code.startswith(("KSB8", "KSB9")))
"""The rules that no exception excuses: those about exceptions, and about input that could not be read."""
_ALWAYS = GAP_RULES | _BEYOND_EXCEPTIONS | {below_threshold.code}
"""The rules that nobody can leave out: those, gaps, and a threshold that somebody asks for."""


@dataclass(frozen=True, slots=True)
class ConfigurationFile:
    """A configuration file that was read."""

    document: TomlDocument
    values: Configuration

    @property
    def path(self) -> Path:
        """Where it stands."""
        return self.document.path

    @property
    def layer(self) -> Layer:
        """What it sets."""
        return Layer(str(self.path), self.values)


def find_configuration(folder: Path) -> ConfigurationFile | None:
    """Return the nearest configuration file, in a folder or one above it.

    Raises:
        InputError: it can't be read, or one folder has two of them.
    """
    start = Path(os.path.abspath(folder))  # noqa: PTH100 - what stands above `../other` is above `other`
    for above in map(_as_seen_from_here, (start, *start.parents)):
        found = [file for file in (_own(above), _pyproject(above)) if file]
        if len(found) > 1:
            path = str(found[1].path)
            message = f"{CONFIGURATION_NAME} and [{'.'.join(TABLE)}] stand in one folder"
            raise InputError("KSB906", message, "Keep one of the two.", path=path)
        if found:
            return found[0]
    return None


def _as_seen_from_here(folder: Path) -> Path:
    """Return a folder's path from the current one if it lies there or above, as people would write it."""
    here = Path.cwd()
    near = folder.is_relative_to(here) or here.is_relative_to(folder)
    return Path(os.path.relpath(folder, here)) if near else folder


def _own(folder: Path) -> ConfigurationFile | None:
    path = folder / CONFIGURATION_NAME
    # A link that leads nowhere is there too: what it was to ask for must not be left out unsaid.
    return _read(path, ()) if os.path.lexists(path) else None


def _pyproject(folder: Path) -> ConfigurationFile | None:
    path = folder / _PYPROJECT_NAME
    return _read(path, TABLE) if path.is_file() and TABLE[-1].encode() in read_bytes(path) else None


def _read(path: Path, table: tuple[str, ...]) -> ConfigurationFile | None:
    document = read_toml(path, table)
    if document is None:
        return None
    values = typed(document, Configuration)
    refuse_unknown_rules(document, values)
    return ConfigurationFile(document, values)


def refuse_unknown_rules(document: Document, values: Configuration) -> None:
    """Refuse a configuration that names rules that don't exist, or that can't be left out or made milder.

    Raises:
        InputError: it does.
    """
    findings = sort_by_place((*_about_rules(document, values), *unknown_rules_of_exceptions(document, values)))
    if findings:
        raise InputError.of(*findings)


def _about_rules(document: Document, values: Configuration) -> Iterator[Finding]:
    """Yield findings about rules that don't exist, and about those that can't be left out or made milder."""
    for key in ("select", "ignore"):
        for index, code in enumerate(getattr(values, key) or ()):
            if not _rules_of(code):
                yield document.finding(reading.unknown_rule, *reading.unknown_rule.words(code, _KNOWN), (key, index))
    for index, code in enumerate(values.ignore):
        if _rules_of(code) and _rules_of(code) <= _ALWAYS:
            yield document.finding(
                reading.rule_not_optional, *reading.rule_not_optional.words(code, "left out"), ("ignore", index)
            )
    for each in values.severity:
        at = ("severity", each.rule)
        if each.rule not in _KNOWN:
            yield document.finding(reading.unknown_rule, *reading.unknown_rule.words(each.rule, _KNOWN), at)
        elif each.rule in _ALWAYS:
            yield document.finding(
                reading.rule_not_optional, *reading.rule_not_optional.words(each.rule, "given another severity"), at
            )


def unknown_rules_of_exceptions(document: Document, values: Configuration | Portfolio) -> Iterator[Finding]:
    """Yield findings about exceptions to rules that don't exist, or that no exception excuses."""
    for index, entry in enumerate(values.exceptions):
        at = ("exceptions", index, "rule")
        if entry.rule is not None and entry.rule not in _KNOWN:
            yield document.finding(reading.unknown_rule, *reading.unknown_rule.words(entry.rule, _KNOWN), at)
        elif entry.rule in _BEYOND_EXCEPTIONS:
            yield document.finding(
                reading.rule_not_optional, *reading.rule_not_optional.words(entry.rule, "excused"), at
            )


def _rules_of(code: str) -> frozenset[str]:
    """Return the rules whose codes begin so; nothing if none does, or if it is no code's beginning."""
    return frozenset(known for known in _KNOWN if known.startswith(code) and len(code) > len("KSB"))


def from_environment(environment: Mapping[str, str]) -> Layer:
    """Return what the variables KSBCHECK_* set.

    Raises:
        InputError: one is no setting, or its value will not do.
    """
    keys = {f"{PREFIX}{key.upper()}": key for key in _FROM_ENVIRONMENT}
    values: dict[str, object] = {}
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in NO_SETTINGS:
            if name not in keys:
                remedy = did_you_mean(nearest(name, keys), f"The settings are {listed(keys)}.")
                raise InputError("KSB906", "this variable is no setting", remedy, path=name)
            values[keys[name]] = _from_text(keys[name], environment[name])
    return Layer("the environment", settings(values, lambda key: f"{PREFIX}{key.upper()}"))


def _from_text(key: str, text: str) -> object:
    """Return the value that a setting's text stands for."""
    if key == "fail_under":
        return thresholds(text.split(","), f"{PREFIX}{key.upper()}")
    return [part.strip() for part in text.split(",")] if key in _LISTS else text


def thresholds(parts: Iterable[str], name: str) -> dict[str, str]:
    """Return thresholds written as `claimed=90`, by their rungs; `name` is that of the option or variable.

    Raises:
        InputError: one is not written so, or two are for one rung.
    """
    found: dict[str, str] = {}
    for part in parts:
        rung, equals, percent = (piece.strip() for piece in part.partition("="))
        if not equals or rung in found:
            message = f"{part!r} is a second threshold for the rung" if equals else f"{part!r} is no threshold"
            raise InputError("KSB906", message, "Write each rung once, as in claimed=90.", path=name)
        found[rung] = percent
    return found


@dataclass(frozen=True)
class _Given(Document):
    """Settings that stand in no file; `name_of` says how to name each."""

    name_of: Callable[[str], str] = str

    def finding(self, rule: Rule, message: str, help: str, at: Location = ()) -> Finding:
        """Return what a rule about input finds in a setting."""
        return Finding(rule.code, rule.severity, message, help, at, self.name_of(str(at[0])))


def settings(values: Mapping[str, Any], name_of: Callable[[str], str]) -> Configuration:
    """Return settings by their keys as a configuration.

    Raises:
        InputError: a value will not do; its path is what `name_of` calls the setting.
    """
    document = _Given(Path(), "", dict(values), name_of=name_of)
    made = typed(document, Configuration)
    refuse_unknown_rules(document, made)
    return made


@dataclass(frozen=True, slots=True)
class Setup:
    """What holds for a portfolio before its manifest is looked at, and the configuration file, if there is one."""

    layers: tuple[Layer, ...]
    file: ConfigurationFile | None
    isolated: bool = False

    @property
    def held(self) -> Mapping[str, Held]:
        """What holds of each key that is set, and who has set it."""
        return holding(self.layers)

    @property
    def standards(self) -> Path | None:
        """The folder of the project's standards.

        It is the one that is named, or else `standards` beside the configuration file, or in the current folder where
        there is no such file.
        """
        held = self.held.get("standards")
        if held is not None:
            return self.folder_of(held) / str(held.value)
        beside = (self.file.path.parent if self.file else Path()) / STANDARDS_FOLDER
        return beside if not self.isolated and beside.is_dir() else None

    def file_of(self, held: Held) -> ConfigurationFile | None:
        """Return the configuration file if it is what sets a value."""
        return self.file if self.file and held.source == self.file.layer.source else None

    def folder_of(self, held: Held) -> Path:
        """Return the folder from which a path is meant: that of the file that sets it, or else the current one."""
        file = self.file_of(held)
        return file.path.parent if file else Path()

    @property
    def choice(self) -> RuleChoice:
        """Which rules count."""
        held = self.held
        selected, ignored, severities = (held.get(key) for key in ("select", "ignore", "severity"))
        left_out = _covered(ignored.value) if ignored else frozenset[str]()
        if selected:
            left_out |= _KNOWN - _covered(selected.value)
        by = listed(dict.fromkeys(each.source for each in (selected, ignored) if each)) if left_out else ""
        return RuleChoice(
            frozenset(left_out - _ALWAYS),
            {each.rule: each.severity for each in severities.value} if severities else {},
            by,
        )


def _covered(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(rule for code in codes for rule in _rules_of(code))


def folder_of(path: Path) -> Path:
    """Return the folder of a portfolio, or that of its manifest."""
    return path if path.is_dir() else path.parent


def portfolios_of(setup: Setup) -> list[str]:
    """Return the portfolios that the configuration names under `paths`, in their order; nothing if it names none.

    Raises:
        InputError: a pattern finds nothing.
    """
    if setup.file is None:
        return []
    found: dict[str, None] = {}
    folder = setup.file.path.parent
    for index, pattern in enumerate(setup.file.values.paths):
        names = [name for name in _matching(pattern, folder) if _may_be_portfolio(folder / name)]
        if not names:
            message = f"{pattern!r} finds no folder and no manifest"
            remedy = "Write it from the folder of this file."
            raise setup.file.document.error("KSB906", message, remedy, ("paths", index))
        found |= dict.fromkeys(str(folder / name) for name in names)
    return list(found)


def _matching(pattern: str, folder: Path) -> list[str]:
    try:
        return sorted(glob(pattern, root_dir=folder))  # noqa: PTH207 - Path's refuses patterns that are absolute
    except ValueError:  # a name that no system takes
        return []


def _may_be_portfolio(path: Path) -> bool:
    return path.is_dir() or path.suffix.lower() in (".yaml", ".yml", ".json")


def setup_for(folder: Path, asked: Asked) -> Setup:
    """Return what holds for a portfolio in a folder.

    Raises:
        InputError: the configuration file can't be read.
    """
    file = None if asked.isolated else find_configuration(folder)
    return Setup((*asked.layers, *([file.layer] if file else [])), file, asked.isolated)


def standards_of(folder: Path) -> Path | None:
    """Return the folder of the standards of the project that a folder belongs to, if there is one.

    Raises:
        InputError: the configuration file, or what the environment sets, can't be read.
    """
    return setup_for(folder, Asked((from_environment(os.environ),))).standards
