"""Settings from the command line, the environment and configuration files, in this order.

They also choose which rules count, and with which severity.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from glob import glob
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_origin

from ksbcheck.domain.finding import Finding, InputError, Location, RuleChoice, sort_by_place
from ksbcheck.domain.model import Model
from ksbcheck.domain.names import nearest
from ksbcheck.domain.people import Listed
from ksbcheck.domain.policy import Around, Configuration, Demands, Raised, declared, raise_own
from ksbcheck.domain.portfolio import MANIFEST_NAMES, ExceptionEntry
from ksbcheck.domain.text import listed
from ksbcheck.inputs.document import Document, parse_toml
from ksbcheck.inputs.files import read_bytes, read_text
from ksbcheck.inputs.typed import typed
from ksbcheck.rules import RULES, reading
from ksbcheck.rules.coverage import GAP_RULES, below_threshold
from ksbcheck.rules.rule import Rule, did_you_mean

_KNOWN = {rule.code for rule in RULES}
_BEYOND_EXCEPTIONS = frozenset(code for code in _KNOWN if code.startswith(("KSB8", "KSB9")))
"""The rules that no exception excuses: about exceptions, and about unreadable input."""
_ALWAYS = GAP_RULES | _BEYOND_EXCEPTIONS | {below_threshold.code}
"""The rules that can't be left out: those, gaps, and a threshold."""
_SEVERITIES = {rule.code: rule.severity for rule in RULES}
_DEFAULTS = {key: field.default for model in (Demands, Configuration) for key, field in model.model_fields.items()}
CONFIGURATION_NAME = "ksbcheck.toml"
_PYPROJECT = "pyproject.toml"
CONFIGURATION_NAMES = (CONFIGURATION_NAME, _PYPROJECT)
_STANDARDS_FOLDER = "standards"
"""The folder of the project's standards, unless another is set."""
_TABLE = ("tool", "ksbcheck")
_PREFIX = "KSBCHECK_"
_NO_SETTINGS = frozenset({"KSBCHECK_DEBUG", "KSBCHECK_UPDATE_GOLD"})
"""Variables with the prefix that are not settings."""


def _refuse_unknown_rules(document: Document, values: Configuration) -> None:
    """Refuse unknown rules in settings, and rules that can't be left out or given another severity."""
    about_exceptions = unknown_rules_of_exceptions(document, values.exceptions)
    findings = sort_by_place((*_about_rules(document, values), *about_exceptions))
    if findings:
        raise InputError.of(*findings)


def _about_rules(document: Document, values: Configuration) -> Iterator[Finding]:
    for key in ("select", "ignore"):
        for index, code in enumerate(getattr(values, key) or ()):
            rules = _beginning_with(code)
            if not rules:
                yield document.about(reading.unknown_rule, (key, index), code, _KNOWN)
            elif key == "ignore" and rules <= _ALWAYS:
                yield document.about(reading.rule_not_optional, (key, index), code, "left out")
    for each in values.severity:
        at = ("severity", each.rule)
        if each.rule not in _KNOWN:
            yield document.about(reading.unknown_rule, at, each.rule, _KNOWN)
        elif each.rule in _ALWAYS:
            yield document.about(reading.rule_not_optional, at, each.rule, "given another severity")


def unknown_rules_of_exceptions(document: Document, exceptions: Iterable[ExceptionEntry]) -> Iterator[Finding]:
    """Yield findings about exceptions to rules that don't exist, or that no exception excuses."""
    for index, entry in enumerate(exceptions):
        at = ("exceptions", index, "rule")
        if entry.rule is not None and entry.rule not in _KNOWN:
            yield document.about(reading.unknown_rule, at, entry.rule, _KNOWN)
        elif entry.rule in _BEYOND_EXCEPTIONS:
            yield document.about(reading.rule_not_optional, at, entry.rule, "excused")


def _beginning_with(code: str) -> frozenset[str]:
    """Return the rules whose codes begin with a code; none of the bare `KSB`."""
    return frozenset(known for known in _KNOWN if known.startswith(code) and len(code) > len("KSB"))


def _covered(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(rule for code in codes for rule in _beginning_with(code))


class Layer(NamedTuple):
    """The settings of one source, and its file if it has one; `own` if that is the portfolio's and not the provider's.

    Values of the portfolio's own may ask for more than the layers below, never for less.
    """

    source: str
    values: Mapping[str, Any]
    document: Document | None = None
    own: bool = False

    @property
    def folder(self) -> Path:
        """The folder that paths in the layer start from."""
        return self.document.path.parent if self.document else Path()


class Effective(NamedTuple):
    """The value of a setting that counts, and the layer that sets it."""

    value: Any
    set_by: Layer


class Refused(NamedTuple):
    """A value of the portfolio's own settings that asks for less, by its location there."""

    layer: Layer
    at: Location


class Weighed(NamedTuple):
    """The settings that count, by key, and those of the portfolio's own that don't."""

    held: Mapping[str, Effective]
    refused: tuple[Refused, ...]


def weigh(layers: Sequence[Layer]) -> Weighed:
    """Return the first value of each setting; those of the portfolio's own only raise the values of later layers."""
    given = (layer.values["fail_under"] for layer in layers if "fail_under" in layer.values and not layer.own)
    thresholds = next(given, ())
    held: dict[str, Effective] = {}
    refused: list[Refused] = []
    # The rung comes first: a threshold there asks for less than none.
    for key in sorted({key for layer in layers for key in layer.values}, key=lambda key: (key != "rung", key)):
        around = Around(_value_of("rung", held), thresholds, _SEVERITIES)
        for layer in reversed([layer for layer in layers if key in layer.values]):
            value, below = layer.values[key], _value_of(key, held)
            raised = raise_own(key, value, below, around) if layer.own else Raised(value)
            refused += [Refused(layer, (key, *at)) for at in raised.less]
            if not layer.own or raised.value != below or (key not in held and raised.value == value):
                held[key] = Effective(raised.value, layer)
    return Weighed(held, tuple(refused))


def _value_of(key: str, held: Mapping[str, Effective]) -> Any:  # noqa: ANN401 - settings are of every type
    return held[key].value if key in held else _DEFAULTS[key]


def values_set(model: Model) -> dict[str, Any]:
    """Return the values of a model without its defaults."""
    return {key: value for key, value in model if key in model.model_fields_set}


class Overrides(NamedTuple):
    """The layers above the configuration files, the one below all, and whether configuration files are ignored."""

    layers: tuple[Layer, ...] = ()
    isolated: bool = False
    fallback: Layer | None = None


def find_configuration(folder: Path) -> Layer | None:
    """Return the nearest configuration file, in a folder or one above it.

    Raises:
        InputError: it can't be read, or a folder has two.
    """
    start = Path(os.path.abspath(folder))  # noqa: PTH100 - `..` counts as written, not through links
    return next(filter(None, map(_configuration_in, (start, *start.parents))), None)


def _configuration_in(folder: Path) -> Layer | None:
    near = _relative_to_here(folder)
    found = [layer for layer in (_own(near / CONFIGURATION_NAME), _pyproject(near / _PYPROJECT)) if layer]
    if len(found) > 1:
        message = f"the folder has {CONFIGURATION_NAME} and [{'.'.join(_TABLE)}] in {_PYPROJECT}"
        raise InputError("KSB906", message, "Keep one of the two.", path=found[1].source)
    return found[0] if found else None


def _relative_to_here(folder: Path) -> Path:
    """Return the path of a folder from the current one, if it is above or below."""
    here = Path.cwd()
    near = folder.is_relative_to(here) or here.is_relative_to(folder)
    return Path(os.path.relpath(folder, here)) if near else folder


def _own(path: Path) -> Layer | None:
    # A broken link counts too: its settings must not be silently ignored.
    return _read(path, ()) if os.path.lexists(path) else None


def _pyproject(path: Path) -> Layer | None:
    return _read(path, _TABLE) if path.is_file() and _TABLE[-1].encode() in read_bytes(path) else None


def _read(path: Path, table: tuple[str, ...]) -> Layer | None:
    return _layer(path, read_text(path), table)


@lru_cache(maxsize=32)  # portfolios of a cohort share their provider's
def _layer(path: Path, text: str, table: tuple[str, ...]) -> Layer | None:
    document = parse_toml(path, text, table)
    return None if document is None else Layer(str(path), _configured(document), document)


def _configured(document: Document) -> dict[str, Any]:
    """Return the values of a configuration."""
    values = typed(document, Configuration)
    _refuse_unknown_rules(document, values)
    return values_set(values)


def from_command_line(given: Mapping[str, object]) -> Layer:
    """Return the layer of settings given as options, by key.

    Raises:
        InputError: a value is not valid; the path is the option's name.
    """
    names = {key: (declared(key).option or key).partition("/")[0] for key in given}
    return Layer("the command line", _given(given, names))


def from_environment(environment: Mapping[str, str]) -> Layer:
    """Return the layer of the variables KSBCHECK_*.

    Raises:
        InputError: a variable is not a setting, or its value is not valid; the path is the variable's name.
    """
    names = {key: f"{_PREFIX}{key.upper()}" for key in Configuration.model_fields if declared(key).variable}
    keys = {name: key for key, name in names.items()}
    given: dict[str, str] = {}
    for name in sorted(environment):
        if name.startswith(_PREFIX) and name not in _NO_SETTINGS:
            if name not in keys:
                remedy = did_you_mean(nearest(name, keys), f"The settings are {listed(keys)}.")
                raise InputError("KSB906", "this variable is not a setting", remedy, path=name)
            given[keys[name]] = environment[name]
    return Layer("the environment", _given(given, names))


@dataclass(frozen=True)
class _Given(Document):
    """Settings outside of files; findings have their names as paths."""

    names: Mapping[str, str] = field(default_factory=dict)

    def finding(self, rule: Rule, message: str, help: str, at: Location = ()) -> Finding:
        """Return a finding of a rule about a setting."""
        return Finding(rule.code, rule.severity, message, help, at, self.names[str(at[0])])


def _given(given: Mapping[str, object], names: Mapping[str, str]) -> dict[str, Any]:
    values: Any = {
        key: _parsed(key, value, names[key]) if isinstance(value, str) else value for key, value in given.items()
    }
    return _configured(_Given(Path(), "", values, names=names)) if values else {}


def _parsed(key: str, text: str, name: str) -> object:
    """Split a list setting at its commas; other settings stay text."""
    kind = Configuration.model_fields[key].annotation
    if key == "fail_under":
        return _thresholds(text, name)
    several = any(get_origin(each) is tuple for each in (kind, *get_args(kind)))
    return [part.strip() for part in text.split(",")] if several else text


def _thresholds(text: str, name: str) -> dict[str, str]:
    """Parse thresholds such as `claimed=90,verified=50`, by rung."""
    found: dict[str, str] = {}
    for part in text.split(","):
        rung, equals, percent = (piece.strip() for piece in part.partition("="))
        if not equals or rung in found:
            message = f"{part!r} is a second threshold for the rung" if equals else f"{part!r} is not a threshold"
            raise InputError("KSB906", message, "Write each rung once, as in claimed=90.", path=name)
        found[rung] = percent
    return found


class Setup(NamedTuple):
    """The settings of a portfolio, without its manifest and policy.

    `overrides` are those of the command line and the environment, `own` is the configuration file in the portfolio's
    folder, and `above` the provider's, the nearest one above. `fallback` counts where neither they nor a policy do.
    """

    overrides: tuple[Layer, ...]
    own: Layer | None = None
    above: Layer | None = None
    isolated: bool = False
    fallback: Layer | None = None

    @property
    def layers(self) -> tuple[Layer, ...]:
        return tuple(filter(None, (*self.overrides, self.own, self.above)))

    @property
    def files(self) -> tuple[Path, ...]:
        """The configuration files."""
        return tuple(Path(layer.source) for layer in (self.own, self.above) if layer)

    @property
    def people(self) -> tuple[str, ...]:
        """The names in exceptions of the configuration files."""
        return tuple(entry.by for layer in self.layers for entry in layer.values.get("exceptions", ()))

    @property
    def effective(self) -> Mapping[str, Effective]:
        """The settings that count, by key."""
        return weigh(self.layers).held

    @property
    def standards(self) -> tuple[Path, ...]:
        """The folders of standards, the portfolio's own last: as set, or beside a configuration, or here."""
        providers = _standards((*self.overrides, *([self.above] if self.above else [])), self.above)
        own = _standards([self.own], self.own) if self.own else None
        return tuple(dict.fromkeys(filter(None, () if self.isolated else (providers, own))))

    @property
    def listed(self) -> Listed:
        """The people whom the provider lists."""
        return frozenset(words for person in _value_of("people", self.effective) for words in person.names)

    @property
    def rules(self) -> RuleChoice:
        """The choice of rules."""
        held = self.effective
        selected = _value_of("select", held)
        left_out = _covered(_value_of("ignore", held))
        left_out |= frozenset() if selected is None else _KNOWN - _covered(selected)
        severities = {each.rule: each.severity for each in _value_of("severity", held)}
        sources = dict.fromkeys(held[key].set_by.source for key in ("select", "ignore") if key in held)
        return RuleChoice(left_out - _ALWAYS, severities, listed(sources) if left_out else "")


def _standards(layers: Iterable[Layer], file: Layer | None) -> Path | None:
    if setting := next((layer for layer in layers if "standards" in layer.values), None):
        return setting.folder / str(setting.values["standards"])
    beside = (file.folder if file else Path()) / _STANDARDS_FOLDER
    return beside if beside.is_dir() else None


def setup_for(path: Path, overrides: Overrides) -> Setup:
    """Return the settings of a portfolio or folder; the configuration in a folder without manifest is a provider's.

    Raises:
        InputError: a configuration file can't be read.
    """
    if overrides.isolated:
        return Setup(overrides.layers, isolated=True, fallback=overrides.fallback)
    start = Path(os.path.abspath(folder_of(path)))  # noqa: PTH100 - as above
    is_portfolio = not path.is_dir() or any((path / name).exists() for name in MANIFEST_NAMES)
    own = _configuration_in(start) if is_portfolio else None
    above = find_configuration(start.parent if own else start)
    return Setup(overrides.layers, own and own._replace(own=True), above, fallback=overrides.fallback)


def folder_of(path: Path) -> Path:
    """Return the folder of a portfolio, or that of its manifest."""
    return path if path.is_dir() else path.parent


def standards_of(path: Path) -> tuple[Path, ...]:
    """Return the folders of the project's standards for a portfolio or a folder.

    Raises:
        InputError: the configuration file or the environment can't be read.
    """
    return setup_for(path, Overrides((from_environment(os.environ),))).standards


def portfolios_of(setup: Setup) -> list[str]:
    """Return the portfolios under `paths` of the configuration.

    Raises:
        InputError: a pattern finds nothing.
    """
    paths = setup.effective.get("paths")
    if paths is None or paths.set_by.document is None:
        return []
    found: dict[str, None] = {}
    folder = paths.set_by.folder
    for index, pattern in enumerate(paths.value):
        names = [name for name in _matching(pattern, folder) if _may_be_portfolio(folder / name)]
        if not names:
            message = f"{pattern!r} matches no folder and no manifest"
            remedy = "Write the path from the folder of this file."
            raise paths.set_by.document.error("KSB906", message, remedy, ("paths", index))
        found |= dict.fromkeys(str(folder / name) for name in names)
    return list(found)


def _matching(pattern: str, folder: Path) -> list[str]:
    try:
        return sorted(glob(pattern, root_dir=folder))  # noqa: PTH207 - Path's refuses absolute patterns
    except ValueError:  # a name that no system takes
        return []


def _may_be_portfolio(path: Path) -> bool:
    return path.is_dir() or path.suffix.lower() in (".yaml", ".yml", ".json")
